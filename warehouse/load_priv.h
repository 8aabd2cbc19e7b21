/* What the loading files share: the open import, tables in bulk mode, and areas by point. */
#ifndef GM_WAREHOUSE_LOAD_PRIV_H
#define GM_WAREHOUSE_LOAD_PRIV_H

#include "base/sorter.h"
#include "warehouse/load.h"
#include "warehouse/pages.h"
#include "warehouse/row.h"
#include "warehouse/warehouse_priv.h"

enum { LOAD_MAX_BULK = 64, LOAD_MAX_ASIDE = 32 };

/* A table that is filled in bulk: its triggers, and for a whole new content its indexes too, are put aside and come
 * back at the end; row by row they cost ten times the insert. Doing so is part of the one transaction. */
struct bulk {
    char table[48];
    bool whole;                  /* indexes are aside too, and rows stand in the order of the map */
    bool indexed;                /* the R-tree is made already */
    char *aside[LOAD_MAX_ASIDE]; /* the SQL that makes them again: indexes first */
    size_t n_aside;
};

enum { TOUCHED_BAG = 1, TOUCHED_GEBIED = 2, TOUCHED_MELDING = 4, TOUCHED_ACHTERGROND = 8 };

struct load {
    struct warehouse *w;
    sqlite3 *db;         /* the warehouse's own, or of the new file that is to take its place */
    int lock;            /* on the folder */
    char *fresh;         /* the new file's path; NULL when the import writes in place */
    struct arena *arena; /* for one row */
    struct buf blob, row;
    struct bulk bulk[LOAD_MAX_BULK];
    size_t n_bulk;
    unsigned cleared;                 /* parts of the BAG that this import delivers */
    unsigned kept;                    /* parts that stay as they are, or are added to */
    unsigned odd;                     /* types of whose history id_index couldn't be made */
    struct direct *direct;            /* the history on its way straight into the file; NULL: it goes by SQL */
    struct sorter *sorter[BAG_TYPES]; /* what is current, on its way to its table */
    unsigned unsorted;                /* types of which the sorters don't hold all */
    unsigned touched;                 /* TOUCHED_…: tables that this import writes */
    bool blocked;                     /* load_blocks was called */
    sqlite3_stmt *bag[BAG_TYPES];
    sqlite3_stmt *mutation[BAG_TYPES][2]; /* is it there, remove */
    sqlite3_stmt *onderzoek[2];           /* add, remove */
    sqlite3_stmt *relatie;
    sqlite3_stmt *gebied[GEBIED_NIVEAUS];
    sqlite3_stmt *melding[2];
    sqlite3_stmt *achtergrond[ACHTERGROND_VORMEN];
    struct area_index *areas; /* for gm_area; NULL: no areas in house */
    struct crs_context *crs;  /* for gm_lon, gm_lat */
    double rd[2], lonlat[2];
};

/* Puts the triggers of a table aside; with `whole` its indexes too. Fine when they are already. */
bool bulk_begin(struct load *l, const char *table, bool whole, struct err *err) MUST_CHECK;
/* Puts the indexes aside that bulk_begin left. */
bool bulk_indexes_aside(struct load *l, const char *table, struct err *err) MUST_CHECK;
/* Makes what was put aside again, and the spatial indexes, of all tables in bulk mode. */
bool bulk_end(struct load *l, struct err *err) MUST_CHECK;
/* Makes the unique index of a table in bulk mode now; when rows are in its way, `dedupe` (SQL that deletes the lesser
 * ones, RETURNING two columns) goes first, and `found` (may be NULL) is told of each row that went. */
bool bulk_unique(struct load *l, const char *table, const char *dedupe,
                 void (*found)(void *ctx, struct str a, int64_t b), void *ctx, struct err *err) MUST_CHECK;
/* SQL functions gm_hilbert, gm_area, gm_lon and gm_lat on a geometry BLOB, on l->db. */
bool load_functions(struct load *l, struct err *err) MUST_CHECK;
/* The distance along a Hilbert curve over RD: neighbours on the map are near each other in it. */
int64_t map_order(double x, double y);
/* Says that the R-tree of a table in bulk mode is made (or that it has to be after all). */
void bulk_indexed(struct load *l, const char *table, bool indexed);

/* ---- rows of bag_encode (load_bag.c) ---- */
/* The columns of a history row, or (`now`) of a current row but for what bag_current.c puts behind them. */
void bag_encode_columns(const struct bag_voorkomen *v, bool now, struct buf *b);
struct str bag_row_id(const char *row);

/* ---- the history of an extract, straight into the pages of the new file (load_direct.c) ---- */
bool direct_row(struct load *l, enum bag_type type, const char *row, struct err *err) MUST_CHECK;
/* All rows are in the file, and SQL may write again. Fine when there were none. */
bool direct_end(struct load *l, struct err *err) MUST_CHECK;
void direct_abort(struct load *l);
/* Where what SQL writes goes meanwhile: "temp", a copy of the table that direct_end empties into "main". */
const char *direct_aside(const struct load *l);
/* The pages of the new file, between two transactions of SQL. The end goes with the tree too (may be NULL), and does
 * what ok says: write, or let go. */
bool direct_pages(struct load *l, struct pages **out, struct err *err) MUST_CHECK;
bool direct_pages_end(struct load *l, struct pages *p, struct page_tree *t, bool ok, struct err *err) MUST_CHECK;
/* The unique index on identificatie and (`numbered`) voorkomenidentificatie of a table that is filled that way. whole
 * false: it couldn't be made, for an identificatie is no number or occurs twice; SQL has to (bulk_unique). */
struct id_index;
bool id_index_new(struct load *l, bool numbered, struct id_index **out, struct err *err) MUST_CHECK;
void id_index_free(struct id_index *ix);
bool id_index_add(struct id_index *ix, const char *row, int64_t rowid, struct err *err) MUST_CHECK;
bool id_index_write(struct load *l, struct id_index *ix, struct pages *p, const char *table, bool *whole,
                    struct err *err) MUST_CHECK;
/* The tree of an empty table. */
bool direct_tree(struct load *l, struct pages *p, const char *table, struct page_tree **out,
                 struct err *err) MUST_CHECK;

/* ---- what is current (bag_current.c) ---- */
/* "'Pand gesloopt', …": the statuses in which an object of this type isn't there. */
void bag_absent_sql(enum bag_type type, char *out, size_t size);
/* The current table of a type, empty and in bulk mode in a new file, with its R-tree, from its sorter. indexed: its
 * unique index is made too. */
bool bag_current_fill(struct load *l, enum bag_type type, bool *indexed, struct err *err) MUST_CHECK;

/* The box in the head of a SpatiaLite BLOB, little-endian. False: not one. */
bool blob_bbox(const unsigned char *blob, int n, struct bbox *out);

/* ---- a new file that takes the warehouse's place (fresh.c) ---- */
/* Makes it beside the old one, with the schema and everything that isn't BAG, and the old one attached as `oud`. */
bool fresh_begin(struct load *l, struct err *err) MUST_CHECK;
/* Copies the history of these parts of the BAG from the old file. */
bool fresh_keep(struct load *l, unsigned parts, struct err *err) MUST_CHECK;
/* Commits, and puts it in the old one's place: by one rename of a symbolic link. l->db is closed. */
bool fresh_swap(struct load *l, int64_t generation, struct err *err) MUST_CHECK;
void fresh_abort(struct load *l);
/* Whether an import of the BAG leaves this table of ours as it was, or makes it anew: one of the two holds for each. */
bool fresh_keeps(const char *table);
bool fresh_makes(const char *table);

/* ---- tile blocks (blocks_load.c, blocks_build.c) ---- */
/* Forgets the blocks when load_blocks wasn't called for what this import touched. */
bool blocks_forget(struct load *l, struct err *err) MUST_CHECK;
struct layer;
enum { BLOCK_SORT_BYTES = 64 << 20 }; /* memory of the sorter that blocks go through; a block is a quarter at most */
/* Packs rows (id, geom, and the layer's tegelvelden), in the order of the map, into blocks by block_place; `levels`:
 * two bytes of tiers per level. ERR_LIMIT, ERR_UNSUPPORTED, ERR_INVALID: something fits in no block, or is no geometry
 * of the layer's type. */
bool blocks_pack(const struct layer *layer, int64_t nr, sqlite3_stmt *rows, struct sorter *out, unsigned char *levels,
                 struct err *err) MUST_CHECK;

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
/* The same as a number, 0 … area_index_count - 1, for area_index_get; SIZE_MAX: in none. */
size_t area_index_number(struct area_index *ix, double x, double y);
size_t area_index_count(const struct area_index *ix);
struct area area_index_get(const struct area_index *ix, size_t number);

#endif
