/* Making the tile blocks of an import: which layers need them anew (docs/adr/0009), and writing what blocks_pack makes
 * of them, into a new file by its pages or in place by what differs. */
#include "warehouse/blocks_priv.h"
#include "warehouse/load_priv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool no_memory(struct err *err)
{
    return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
}

/* ---- a layer ---- */

static bool is_bag_table(const char *table)
{
    for (int i = 0; i < BAG_TYPES; i++)
        if (strcmp(bag_type_table[i], table) == 0)
            return true;
    return strcmp(table, "adres") == 0;
}

static bool is_background(const char *table)
{
    for (int i = 0; i < ACHTERGROND_VORMEN; i++)
        if (strcmp(table, achtergrond_tabel[i]) == 0)
            return true;
    return false;
}

static bool is_ours(const char *table)
{
    return is_bag_table(table) || block_is_area_table(table) || strcmp(table, "melding") == 0 || is_background(table);
}

/* Whether what is packed of it says in which area it lies, which an import of areas changes. */
static bool names_area(const struct layer *l)
{
    static const char *const columns[] = {"gemeente_code", "wijk_code", "buurt_code"};
    for (size_t c = 0; c < 3; c++) {
        for (size_t i = 0; i < l->n_tegelvelden; i++)
            if (strcmp(l->tegelvelden[i], columns[c]) == 0)
                return true;
        for (size_t i = 0; i < l->n_filters; i++)
            if (strcmp(l->filters[i].veld, columns[c]) == 0)
                return true;
    }
    return false;
}

static bool is_touched(const struct load *l, const struct layer *layer)
{
    unsigned by = is_bag_table(layer->tabel)          ? TOUCHED_BAG
                  : block_is_area_table(layer->tabel) ? TOUCHED_GEBIED
                  : is_background(layer->tabel)       ? TOUCHED_ACHTERGROND
                                                      : TOUCHED_MELDING;
    return l->touched & (by | (names_area(layer) ? TOUCHED_GEBIED : 0));
}

static bool has_column(sqlite3 *db, const char *table, const char *column)
{
    return sqlite3_table_column_metadata(db, "main", table, column, NULL, NULL, NULL, NULL, NULL) == SQLITE_OK;
}

/* Layers that can have blocks: of tables that only imports write, with all that the catalogue names. */
static bool is_blockable(sqlite3 *db, const struct layer *l)
{
    bool ok = !l->indicator && l->soort != LAAG_DICHTHEID && l->type != GEOM_NONE && is_ours(l->tabel) &&
              has_column(db, l->tabel, "geom") && l->n_tegelvelden <= BLOCK_MAX_FIELDS;
    for (size_t i = 0; ok && i < l->n_tegelvelden; i++)
        ok = has_column(db, l->tabel, l->tegelvelden[i]);
    for (size_t i = 0; ok && i < l->n_filters; i++)
        ok = has_column(db, l->tabel, l->filters[i].veld);
    return ok;
}

static bool rows_open(struct load *l, const struct layer *layer, sqlite3_stmt **out, struct err *err)
{
    struct buf sql;
    int parameter = 1;
    buf_init(&sql, 1 << 16);
    buf_c(&sql, "SELECT id, geom");
    for (size_t i = 0; i < layer->n_tegelvelden; i++)
        buf_printf(&sql, ", \"%s\"", layer->tegelvelden[i]);
    buf_printf(&sql, " FROM main.%s WHERE geom IS NOT NULL", layer->tabel);
    for (size_t i = 0; i < layer->n_filters; i++) {
        buf_printf(&sql, " AND cast(\"%s\" AS TEXT) IN (", layer->filters[i].veld);
        for (size_t k = 0; k < layer->filters[i].n_waarden; k++)
            buf_printf(&sql, "%s?%d", k ? ", " : "", parameter++);
        buf_c(&sql, ")");
    }
    if (block_is_area_table(layer->tabel))
        buf_printf(&sql, " AND jaar = (SELECT max(jaar) FROM main.%s)", layer->tabel);
    /* An import of the BAG leaves its tables in the order of the map; adres in a few runs of it. */
    bool sorted = l->touched & TOUCHED_BAG && is_bag_table(layer->tabel);
    buf_c(&sql, sorted ? " ORDER BY id" : " ORDER BY gm_hilbert(geom), id");
    bool ok = sql.failed ? no_memory(err) : db_prepare(l->db, buf_cstr(&sql), out, err);
    buf_done(&sql);
    parameter = 1;
    for (size_t i = 0; ok && i < layer->n_filters; i++)
        for (size_t k = 0; k < layer->filters[i].n_waarden; k++)
            db_bind(*out, parameter++, str_from(layer->filters[i].waarden[k]));
    return ok;
}

/* What is done with a layer. */
struct plan {
    const struct layer *layer;
    int64_t nr;
    bool build; /* else it stays as it is */
    bool gone;  /* something fits in no block, or is no geometry: no blocks, and it is drawn from its table */
    unsigned char levels[2 * BLOCK_LEVELS];
};

/* ---- all layers ---- */

struct work {
    struct load *l;
    struct plan *plans;
    size_t n;
    struct sorter *blocks;
    load_blocks_note *without;
    void *ctx;
    /* the next block from the sorter */
    uint64_t place;
    int64_t part;
    const void *blob; /* NULL: no more */
    size_t n_blob;
};

static bool build_layer(struct work *k, struct plan *plan, struct err *err)
{
    sqlite3_stmt *rows = NULL;
    struct err fault = {0};
    bool ok = rows_open(k->l, plan->layer, &rows, &fault) &&
              blocks_pack(plan->layer, plan->nr, rows, k->blocks, plan->levels, &fault);
    sqlite3_finalize(rows);
    if (ok)
        return true;
    plan->gone = fault.code == ERR_LIMIT || fault.code == ERR_UNSUPPORTED || fault.code == ERR_INVALID;
    if (plan->gone && k->without)
        k->without(k->ctx, plan->layer->id, fault.message);
    if (!plan->gone && err)
        *err = fault;
    return plan->gone;
}

static const char *old_schema(const struct load *l)
{
    return l->fresh ? "oud" : "main";
}

/* What there is of the layer: when it is good for this catalogue entry and its table wasn't touched, it stays. */
static bool plan_layer(struct load *l, sqlite3_stmt *old, struct plan *p, int64_t *last, struct err *err)
{
    struct buf signature;
    buf_init(&signature, 1 << 16);
    block_signature(p->layer, &signature);
    db_bind(old, 1, str_from(p->layer->id));
    int code = sqlite3_step(old);
    p->build = true;
    if (code == SQLITE_ROW) {
        p->nr = sqlite3_column_int64(old, 0);
        bool fits = !signature.failed && str_eq(db_text(old, 1), buf_view(&signature)) &&
                    sqlite3_column_bytes(old, 2) == sizeof p->levels;
        p->build = !fits || is_touched(l, p->layer);
        if (!p->build)
            memcpy(p->levels, sqlite3_column_blob(old, 2), sizeof p->levels);
    } else
        p->nr = ++*last;
    buf_done(&signature);
    sqlite3_reset(old);
    return code == SQLITE_ROW || code == SQLITE_DONE || db_fail(l->db, err);
}

static int by_nr(const void *a, const void *b)
{
    int64_t x = ((const struct plan *)a)->nr, y = ((const struct plan *)b)->nr;
    return (x > y) - (x < y);
}

static bool plan_all(struct work *k, const struct catalog *c, struct err *err)
{
    char sql[160];
    sqlite3_stmt *old = NULL;
    int64_t last;
    snprintf(sql, sizeof sql, "SELECT max(nr) FROM %s.tegellaag", old_schema(k->l));
    if (!db_int(k->l->db, sql, 0, &last, err))
        return false;
    snprintf(sql, sizeof sql, "SELECT nr, handtekening, niveaus FROM %s.tegellaag WHERE laag = ?", old_schema(k->l));
    bool ok = db_prepare(k->l->db, sql, &old, err);
    for (size_t i = 0; ok && i < c->n_lagen; i++)
        if (is_blockable(k->l->db, &c->lagen[i])) {
            struct plan *p = &k->plans[k->n++];
            *p = (struct plan){.layer = &c->lagen[i]};
            ok = plan_layer(k->l, old, p, &last, err);
        }
    sqlite3_finalize(old);
    if (ok && last >= BLOCK_MAX_LAYER)
        return err_set(err, ERR_LIMIT, "tegellaag", "Er zijn te veel kaartlagen geweest.");
    qsort(k->plans, k->n, sizeof *k->plans, by_nr);
    return ok;
}

static void bind_range(sqlite3_stmt *s, int64_t nr)
{
    sqlite3_bind_int64(s, 1, block_rowid(block_place(nr, 0, 0, 0, 0), 0));
    sqlite3_bind_int64(s, 2, block_rowid(block_place(nr + 1, 0, 0, 0, 0), -1));
}

/* The blocks of a layer that stays, from the old file. */
static bool copy_layer(struct work *k, int64_t nr, struct err *err)
{
    sqlite3_stmt *s;
    int code;
    bool ok =
        db_prepare(k->l->db, "SELECT id, blok FROM oud.tegelblok WHERE id BETWEEN ?1 AND ?2 ORDER BY id", &s, err);
    if (!ok)
        return false;
    bind_range(s, nr);
    while (ok && (code = sqlite3_step(s)) == SQLITE_ROW)
        ok = sorter_put(k->blocks, (uint64_t)sqlite3_column_int64(s, 0) / BLOCK_MAX_PARTS, sqlite3_column_blob(s, 1),
                        (size_t)sqlite3_column_bytes(s, 1), err);
    sqlite3_finalize(s);
    return ok && (code == SQLITE_DONE || db_fail(k->l->db, err));
}

static bool build_all(struct work *k, struct err *err)
{
    for (size_t i = 0; i < k->n; i++) {
        struct plan *p = &k->plans[i];
        if (p->build ? !build_layer(k, p, err) : k->l->fresh && !copy_layer(k, p->nr, err))
            return false;
    }
    return true;
}

/* The next block from the sorter, but for those of layers that have none after all. */
static bool next_block(struct work *k, struct err *err)
{
    for (;;) {
        uint64_t place;
        if (!sorter_next_key(k->blocks, &place, &k->blob, &k->n_blob, err))
            return false;
        if (!k->blob)
            return true;
        k->part = place == k->place ? k->part + 1 : 0;
        k->place = place;
        if (k->part == BLOCK_MAX_PARTS)
            return err_set(err, ERR_LIMIT, "tegelblok", "Er ligt te veel op één plek.");
        bool gone = false;
        for (size_t i = 0; i < k->n && !gone; i++)
            gone = k->plans[i].gone && place >= block_place(k->plans[i].nr, 0, 0, 0, 0) &&
                   place < block_place(k->plans[i].nr + 1, 0, 0, 0, 0);
        if (!gone)
            return true;
    }
}

static bool write_page_rows(struct work *k, struct page_tree *tree, struct err *err)
{
    struct buf b;
    bool ok = true;
    buf_init(&b, BLOCK_SORT_BYTES);
    while (ok && (ok = next_block(k, err)) && k->blob) {
        struct row_writer w;
        buf_clear(&b);
        row_begin(&w, &b, 0);
        row_bytes_begin(&w);
        buf_add(&b, k->blob, k->n_blob);
        row_bytes_end(&w, true);
        row_end(&w);
        if (b.failed) {
            ok = no_memory(err);
            break;
        }
        struct str record = row_record(b.p);
        ok = page_tree_row(tree, block_rowid(k->place, k->part), &record, 1, err);
    }
    buf_done(&b);
    return ok;
}

/* Into a new file: straight into its pages. */
static bool write_fresh(struct work *k, struct err *err)
{
    struct pages *pages = NULL;
    struct page_tree *tree = NULL;
    if (!direct_pages(k->l, &pages, err))
        return false;
    bool ok = direct_tree(k->l, pages, "tegelblok", &tree, err) && write_page_rows(k, tree, err);
    return direct_pages_end(k->l, pages, tree, ok, err);
}

/* In place: only what differs is written. */
struct merge {
    sqlite3_stmt *old, *put, *del;
    bool any; /* old stands on a row */
};

static bool old_step(struct merge *m, struct err *err)
{
    int code = sqlite3_step(m->old);
    m->any = code == SQLITE_ROW;
    return m->any || code == SQLITE_DONE || db_fail(sqlite3_db_handle(m->old), err);
}

static bool old_delete(struct merge *m, struct err *err)
{
    sqlite3_bind_int64(m->del, 1, sqlite3_column_int64(m->old, 0));
    return db_run(sqlite3_db_handle(m->old), m->del, err) && old_step(m, err);
}

static bool put_block(struct work *k, struct merge *m, struct err *err)
{
    int64_t id = block_rowid(k->place, k->part);
    while (m->any && sqlite3_column_int64(m->old, 0) < id)
        if (!old_delete(m, err))
            return false;
    if (m->any && sqlite3_column_int64(m->old, 0) == id) {
        bool same_bytes = (size_t)sqlite3_column_bytes(m->old, 1) == k->n_blob &&
                          memcmp(sqlite3_column_blob(m->old, 1), k->blob, k->n_blob) == 0;
        if (!old_step(m, err))
            return false;
        if (same_bytes)
            return true;
    }
    sqlite3_bind_int64(m->put, 1, id);
    sqlite3_bind_blob64(m->put, 2, k->blob, k->n_blob, SQLITE_STATIC);
    return db_run(k->l->db, m->put, err);
}

static bool merge_layer(struct work *k, struct merge *m, const struct plan *p, struct err *err)
{
    uint64_t end = block_place(p->nr + 1, 0, 0, 0, 0);
    sqlite3_reset(m->old);
    bind_range(m->old, p->nr);
    if (!old_step(m, err))
        return false;
    while (k->blob && k->place < end)
        if (!put_block(k, m, err) || !next_block(k, err))
            return false;
    while (m->any)
        if (!old_delete(m, err))
            return false;
    return true;
}

static bool write_in_place(struct work *k, struct err *err)
{
    struct merge m = {0};
    sqlite3 *db = k->l->db;
    bool ok = db_prepare(db, "SELECT id, blok FROM tegelblok WHERE id BETWEEN ?1 AND ?2 ORDER BY id", &m.old, err) &&
              db_prepare(db, "INSERT OR REPLACE INTO tegelblok(id, blok) VALUES(?, ?)", &m.put, err) &&
              db_prepare(db, "DELETE FROM tegelblok WHERE id = ?", &m.del, err) && next_block(k, err);
    for (size_t i = 0; ok && i < k->n; i++)
        ok = !k->plans[i].build || merge_layer(k, &m, &k->plans[i], err);
    sqlite3_finalize(m.old);
    sqlite3_finalize(m.put);
    sqlite3_finalize(m.del);
    return ok;
}

/* Blocks of layers that the catalogue doesn't have any more, or that can have none. */
static bool delete_others(struct work *k, struct err *err)
{
    sqlite3_stmt *s = NULL, *del = NULL;
    int code;
    bool ok = db_prepare(k->l->db, "SELECT nr FROM main.tegellaag", &s, err) &&
              db_prepare(k->l->db, "DELETE FROM main.tegelblok WHERE id BETWEEN ?1 AND ?2", &del, err);
    while (ok && (code = sqlite3_step(s)) == SQLITE_ROW) {
        bool planned = false;
        int64_t nr = sqlite3_column_int64(s, 0);
        for (size_t i = 0; i < k->n && !planned; i++)
            planned = k->plans[i].nr == nr;
        if (!planned) {
            bind_range(del, nr);
            ok = db_run(k->l->db, del, err);
        }
    }
    if (ok && code != SQLITE_DONE)
        ok = db_fail(k->l->db, err);
    sqlite3_finalize(s);
    sqlite3_finalize(del);
    return ok;
}

static bool write_layers(struct work *k, struct err *err)
{
    sqlite3_stmt *s = NULL;
    struct buf signature;
    bool ok =
        db_exec(k->l->db, "DELETE FROM main.tegellaag", err) &&
        db_prepare(k->l->db, "INSERT INTO main.tegellaag(laag, nr, handtekening, niveaus) VALUES(?, ?, ?, ?)", &s, err);
    buf_init(&signature, 1 << 16);
    for (size_t i = 0; ok && i < k->n; i++) {
        const struct plan *p = &k->plans[i];
        buf_clear(&signature);
        block_signature(p->layer, &signature);
        if (p->gone || signature.failed)
            continue;
        db_bind(s, 1, str_from(p->layer->id));
        sqlite3_bind_int64(s, 2, p->nr);
        db_bind(s, 3, buf_view(&signature));
        sqlite3_bind_blob(s, 4, p->levels, sizeof p->levels, SQLITE_STATIC);
        ok = db_run(k->l->db, s, err);
    }
    buf_done(&signature);
    sqlite3_finalize(s);
    return ok;
}

bool load_blocks(struct load *l, const struct catalog *c, load_blocks_note *without, void *ctx, struct err *err)
{
    struct work k = {
        .l = l, .without = without, .ctx = ctx, .place = UINT64_MAX, .plans = calloc(c->n_lagen + 1, sizeof *k.plans)};
    l->blocked = true;
    bool ok = (k.plans || no_memory(err)) && load_functions(l, err) && plan_all(&k, c, err) &&
              sorter_new(warehouse_dir(l->w), BLOCK_SORT_BYTES, &k.blocks, err) && build_all(&k, err) &&
              (l->fresh ? write_fresh(&k, err) : delete_others(&k, err) && write_in_place(&k, err)) &&
              write_layers(&k, err);
    sorter_free(k.blocks);
    free(k.plans);
    return ok;
}

bool blocks_forget(struct load *l, struct err *err)
{
    return l->blocked || !l->touched || db_exec(l->db, "DELETE FROM tegelblok; DELETE FROM tegellaag", err);
}
