/* A rule of quality.h: what it asks of the warehouse. */
#ifndef GM_WAREHOUSE_QUALITY_PRIV_H
#define GM_WAREHOUSE_QUALITY_PRIV_H

#include "warehouse/quality.h"
#include "warehouse/warehouse_priv.h"

/* What a measurement has at hand; passed to the SQL functions gm_… of quality_functions.c. */
struct quality_context {
    sqlite3 *db;
    struct arena *arena; /* for one row */
    struct geos *geos;
    struct arena *place_arena;
    struct geos_index *places; /* the woonplaatsen; NULL until asked for */
    struct str *place_ids;
    size_t n_places;
    struct err err; /* of a function */
};

/* Receives a finding; geom: any geometry, of which a point is kept, or NULL. */
struct quality_sink;
bool quality_add(struct quality_sink *sink, struct str object_type, struct str object_id, struct str omschrijving,
                 const void *geom, size_t geom_size, struct err *err) MUST_CHECK;

struct quality_rule {
    const char *id, *titel, *advies;
    enum quality_ernst ernst;
    const char *nodig;   /* SQL that gives 0 when it can't be measured */
    const char *waarom;  /* and why it then can't */
    const char *bekeken; /* SQL: among how many */
    /* SQL with object_type, object_id, omschrijving, geom of each finding; ?1: the year of the data. NULL: `run`. */
    const char *bevindingen;
    bool (*run)(struct quality_context *c, struct quality_sink *sink, struct err *err);
    const char *aantal; /* SQL with the count when it isn't the number of findings; or NULL */
};
extern const struct quality_rule quality_rules[];
extern const size_t quality_rules_n;

/* Gives the connection the functions that rules use: gm_afstand(polygon, point) metres, 0 inside;
 * gm_oppervlakte(polygon) square metres; gm_overlap(polygon, polygon) square metres; gm_woonplaats(point) the id of the
 * woonplaats there. */
bool quality_functions(struct quality_context *c, struct err *err) MUST_CHECK;
void quality_context_done(struct quality_context *c);
/* The places between the woonplaatsen of one gemeente. */
bool quality_gaps(struct quality_context *c, struct quality_sink *sink, struct err *err) MUST_CHECK;

#endif
