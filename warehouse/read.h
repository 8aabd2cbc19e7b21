/* Reading the features of a layer for drawing, clicks and lists. Inside warehouse_read_begin/_end. */
#ifndef GM_WAREHOUSE_READ_H
#define GM_WAREHOUSE_READ_H

#include "warehouse/catalog.h"
#include "warehouse/warehouse.h"

struct read_query {
    const struct layer *layer;
    struct bbox bbox;          /* RD; features whose box touches it */
    const char *const *velden; /* columns wanted, in order; for an indicator layer also waarde, per1000, klasse */
    size_t n_velden;
    const char *categorie, *periode; /* indicator layers: NULL for the layer's own category, the newest period; layers
                                        with categorie_veld and dag_veld: NULL for the layer's own, all periods */
    double symbol_m; /* ground size of a pixel by which symbols are measured, where that is another (at @2x: twice
                        pixel_m); 0: pixel_m. Cells of densities and clusters go by it. */
    double pixel_m;  /* ground size of a pixel in metres, 0 when it doesn't matter: features much smaller may
                        be left out or thinned, never those larger than a pixel */
};

struct read_value {
    enum { READ_NULL, READ_NUMBER, READ_TEXT } type;
    double number;   /* READ_NUMBER */
    struct str text; /* READ_TEXT, and also the text form of a number */
};

struct read_feature {
    int64_t id;
    struct geom geom;                /* RD */
    const struct read_value *values; /* n_velden */
};

struct read_cursor;
/* ERR_INVALID with the column as locator for a field that the layer doesn't have. A density's features are its cells or
 * bands, with the fields of density_field; a cluster layer's are clusters where cluster_applies. Memory from a. */
bool read_open(struct warehouse *w, const struct read_query *q, struct arena *a, struct read_cursor **out,
               struct err *err) MUST_CHECK;
/* The next feature; its memory lives in the arena until the next call, which rewinds it. *got false: no more. */
bool read_next(struct read_cursor *c, struct read_feature *f, bool *got, struct err *err) MUST_CHECK;
void read_close(struct read_cursor *c);

/* True when the layer's features at this scale (symbol_m) are computed, as densities and clusters are: read_open gives
 * them, and no tile block does. */
bool read_is_computed(const struct layer *layer, double symbol_m);

/* The box of all features in RD; empty when there are none. */
bool read_extent(struct warehouse *w, const struct layer *layer, struct bbox *out, struct err *err) MUST_CHECK;
bool read_has_field(struct warehouse *w, const struct layer *layer, const char *veld);

#endif
