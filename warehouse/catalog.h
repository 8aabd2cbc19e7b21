/* The catalogue: datasets, layers, themes and indicators as data, from the YAML files of one folder, checked as a
 * whole. Constant after loading; shared by all threads. One registry feeds capabilities, API, legend, viewer and
 * rights. */
#ifndef GM_WAREHOUSE_CATALOG_H
#define GM_WAREHOUSE_CATALOG_H

#include "base/arena.h"
#include "base/err.h"
#include "geo/geom.h"
#include "warehouse/classes.h"

enum klasse { KLASSE_OPENBAAR, KLASSE_PARTNER, KLASSE_INTERN, KLASSE_BIJZONDER };

struct dataset {
    const char *id, *titel, *omschrijving, *bron, *eigenaar, *licentie, *doel, *grondslag, *bewaartermijn;
    enum klasse klasse;
};

struct kenmerk {         /* an attribute that may be shown */
    const char *veld;    /* column */
    const char *titel;   /* for people */
    const char *eenheid; /* "m²" or NULL */
};

/* What a layer shows of its table: the rows themselves, or where there are many of its points (warehouse/density.h); or
 * no table, but a GeoTIFF (geoserver/render/geotiff.h). */
enum laag_soort { LAAG_GEWOON, LAAG_DICHTHEID, LAAG_RASTER };
enum dichtheid_vorm { VORM_ZESHOEK, VORM_RASTER, VORM_VLOEIEND };

struct indicator;
struct layer {
    const char *id, *titel, *omschrijving;
    const struct dataset *dataset;
    const char *tabel;   /* table, or the area table of an indicator layer; of LAAG_RASTER "" */
    const char *bestand; /* LAAG_RASTER: a path, or a name in the warehouse's folder rasters/; else NULL */
    enum geom_type type;
    const struct kenmerk *kenmerken;
    size_t n_kenmerken;
    const char *const *stijlen; /* ids: styles/<id>.sld; the first is the default */
    size_t n_stijlen;
    const struct layer_filter { /* all must hold: column = value (or one of the values) */
        const char *veld;
        const char *const *waarden;
        size_t n_waarden;
    } * filters;
    size_t n_filters;
    const char *const *tegelvelden; /* columns that tile blocks hold (blocks.h) */
    size_t n_tegelvelden;
    const struct indicator *indicator; /* layer shows an indicator per area; NULL otherwise */
    const char *niveau, *categorie;    /* of the indicator: "wijk", "totaal" */
    int min_zoom, max_zoom;            /* WebMercatorQuad zooms at which it is of use */
    bool zichtbaar;                    /* on at the start of its theme */
    bool klikbaar;                     /* GetFeatureInfo */
    struct klassen_plan klassen;       /* of an indicator or a density */
    enum laag_soort soort;
    enum dichtheid_vorm vorm; /* LAAG_DICHTHEID */
    int cel_m;                /* LAAG_DICHTHEID: side of a square of a cell's area; 0: by the scale */
    bool cluster;             /* points close together become one, with their number (warehouse/cluster.h) */
    const char *categorie_veld, *dag_veld; /* columns of the table that `categorie` and `periode` of a request choose
                                              by; NULL: no such choice */
};

struct theme {
    const char *id, *titel, *omschrijving;
    const struct layer *const *lagen; /* bottom first */
    size_t n_lagen;
};

enum indicator_soort {
    INDICATOR_MELDING,   /* counts of melding by area, category and period: exact, class object only */
    INDICATOR_BESCHERMD, /* published values of a release */
    INDICATOR_ADRES      /* counts over adres/pand */
};
struct indicator {
    const char *id, *titel, *omschrijving, *eenheid, *definitie;
    const struct dataset *dataset;
    enum indicator_soort soort;
    const char *const *niveaus;
    size_t n_niveaus;
    struct klassen_plan klassen[3]; /* at gemeente, wijk and buurt; aantal 0: not said */
    bool per_1000;                  /* classes and colours by the rate per 1,000 inhabitants */
    const struct layer *laag;       /* the layer that shows it, or NULL */
};

struct catalog {
    const struct dataset *datasets;
    size_t n_datasets;
    const struct layer *lagen;
    size_t n_lagen;
    const struct theme *themas;
    size_t n_themas;
    const struct indicator *indicatoren;
    size_t n_indicatoren;
    const char *titel, *gemeente, *contact_naam, *contact_email, *contact_url; /* of the whole service */
};

/* Reads every *.yaml in dir, in name order. stijlen_dir: where a style named must have its file (NULL: not checked).
 * Memory from a. On failure the locator is "file:line" and the message says what is wrong and what would be right
 * (unknown keys with the nearest known one). */
bool catalog_load(const char *dir, const char *stijlen_dir, struct arena *a, struct catalog **out,
                  struct err *err) MUST_CHECK;
/* Who asks: everybody, or the municipality's own people. */
enum rol { ROL_OPENBAAR, ROL_INTERN };
/* The one place where is decided what everybody may see: layers of an open dataset, and protected figures (privacy.md
 * §5), whatever they are of. */
bool layer_is_public(const struct layer *l);
bool layer_is_visible(const struct layer *l, enum rol rol);
/* The catalogue as `rol` may know it: a layer that isn't visible isn't in it, nor a theme without layers, nor a dataset
 * or an indicator that only such layers are of. What serves requests gets this one, so that nothing can name what isn't
 * there. Memory from a; texts are shared with c. */
bool catalog_for_rol(const struct catalog *c, enum rol rol, struct arena *a, struct catalog **out,
                     struct err *err) MUST_CHECK;
const struct layer *catalog_layer(const struct catalog *c, struct str id);
const struct indicator *catalog_indicator(const struct catalog *c, struct str id);
const char *klasse_name(enum klasse k);
/* How an indicator is divided in classes at a level: the same for map, click, table and API. */
const struct klassen_plan *indicator_klassen(const struct indicator *i, struct str niveau);

#endif
