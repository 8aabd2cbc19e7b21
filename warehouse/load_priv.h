/* What the loading files share: the open import, tables in bulk mode, and areas by point. */
#ifndef GM_WAREHOUSE_LOAD_PRIV_H
#define GM_WAREHOUSE_LOAD_PRIV_H

#include "warehouse/load.h"
#include "warehouse/warehouse_priv.h"

enum { LOAD_MAX_BULK = 32, LOAD_MAX_TRIGGERS = 24 };

/* A table whose SpatiaLite triggers are put aside: they check and index row by row, which costs ten times the insert.
 * Dropping and restoring them is part of the one transaction. */
struct bulk {
    char table[48];
    char *triggers[LOAD_MAX_TRIGGERS];
    size_t n_triggers;
};

struct load {
    struct warehouse *w;
    sqlite3 *db;
    struct arena *arena; /* for one row */
    struct buf blob;
    struct bulk bulk[LOAD_MAX_BULK];
    size_t n_bulk;
    sqlite3_stmt *bag[BAG_TYPES];
    sqlite3_stmt *gebied[GEBIED_NIVEAUS];
    sqlite3_stmt *melding[2];
};

/* Puts the table in bulk mode; fine when it is already. */
bool bulk_begin(struct load *l, const char *table, struct err *err) MUST_CHECK;
/* Refills the spatial indexes and puts the triggers back, of all tables in bulk mode. */
bool bulk_end(struct load *l, struct err *err) MUST_CHECK;
/* g as a SpatiaLite blob in l->blob, bound to a parameter; valid until the next call. NULL for no geometry. */
bool load_bind_geom(struct load *l, sqlite3_stmt *s, int at, const struct geom *g, struct err *err) MUST_CHECK;
/* Puts gemeente, wijk and buurt of the newest boundaries on every row of a point table. */
bool load_assign_areas(struct load *l, const char *table, struct err *err) MUST_CHECK;
/* Fills adres_vervallen: addresses that are no longer there, by what they were and where. After adres. */
bool load_adres_vervallen(struct load *l, struct err *err) MUST_CHECK;
/* Fills the search table anew from adres and the areas. */
bool load_fill_zoek(struct load *l, struct err *err) MUST_CHECK;

/* Points to areas of the newest year: by buurt, else wijk, else gemeente, whichever is in house. */
struct area_index;
struct area {
    const char *gemeente_code, *wijk_code, *buurt_code; /* borrowed from the index; NULL when unknown */
};
bool area_index_new(sqlite3 *db, struct area_index **out, struct err *err) MUST_CHECK;
void area_index_free(struct area_index *ix);
bool area_index_empty(const struct area_index *ix);
struct area area_index_find(struct area_index *ix, double x, double y);

#endif
