/* What a picture of a layer depends on in the warehouse, as one number per layer that changes when an import touched
 * it: the key of every cache of tiles. An import of meldingen leaves the version of panden as it is. */
#ifndef GM_WAREHOUSE_VERSIONS_H
#define GM_WAREHOUSE_VERSIONS_H

#include "warehouse/catalog.h"
#include "warehouse/warehouse.h"

struct warehouse_versions {
    int64_t generation;
    /* Of the last import of each dataset, and of the published figures; 0: none yet. A number, not an order. */
    uint64_t bag, gebieden, mor, cijfers;
    uint64_t blokken; /* which layers have tile blocks, by which definition: drawn from them, edges may lie otherwise */
};

/* Inside warehouse_read_begin/_end. The figures' version is that of the file as it is now: what is drawn afterwards is
 * at least as new. */
bool warehouse_versions(struct warehouse *w, int64_t generation, struct warehouse_versions *out,
                        struct err *err) MUST_CHECK;
/* The version of the published figures in a warehouse folder (0: none), by one stat. */
uint64_t warehouse_figures_version(const char *dir);
/* Of what the layer reads and of how the catalogue defines it. A table that no import is known for follows the
 * generation. The same on every computer for the same warehouse. */
uint64_t layer_version(const struct layer *l, const struct warehouse_versions *v);
/* Whether a feature's box touches `rd`, by the R-tree; the layer's filters aren't looked at. Inside a read. */
bool layer_has_features(struct warehouse *w, const struct layer *l, struct bbox rd, bool *any,
                        struct err *err) MUST_CHECK;

/* The box in RD of a gemeente, wijk or buurt of the newest year by its code (GM1952, WK195200, BU19520000).
 * ERR_NOT_FOUND. Inside a read. */
bool area_bbox(struct warehouse *w, struct str code, struct bbox *out, struct err *err) MUST_CHECK;

/* FNV-1a, 64 bits: begins with VERSION_START; a text ends with a byte that UTF-8 doesn't have, so "a","bc" isn't
 * "ab","c". */
#define VERSION_START 14695981039346656037u
uint64_t version_mix(uint64_t h, struct str s);
uint64_t version_mix_number(uint64_t h, uint64_t v);

#endif
