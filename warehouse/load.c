#include "warehouse/load_priv.h"

#include "base/clock.h"
#include "warehouse/rtree.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/file.h>
#include <unistd.h>

enum { ROW_BYTES = 256 << 20, LOCK_WAIT_MS = 5000 };

/* One import at a time: a lock on the folder, for an import may put another file in the warehouse's place. */
static bool lock_folder(struct load *l, struct err *err)
{
    const char *dir = warehouse_dir(l->w);
    l->lock = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (l->lock < 0)
        return err_set(err, ERR_STORAGE, dir, "%.300s is niet te openen: %s.", dir, strerror(errno));
    for (int waited = 0; flock(l->lock, LOCK_EX | LOCK_NB) != 0; waited += 50) {
        if (waited >= LOCK_WAIT_MS)
            return err_set(err, ERR_STORAGE, dir,
                           "Het magazijn is bezet: er loopt al een import. Probeer het straks opnieuw.");
        usleep(50000);
    }
    return warehouse_is_current(l->w) ||
           err_set(err, ERR_STORAGE, dir, "Het magazijn is intussen vernieuwd. Probeer het opnieuw.");
}

static void close_all(sqlite3_stmt **list, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        sqlite3_finalize(list[i]);
        list[i] = NULL;
    }
}

static void statements_close(struct load *l)
{
    close_all(l->bag, BAG_TYPES);
    close_all(&l->mutation[0][0], (size_t)BAG_TYPES * 2);
    close_all(l->onderzoek, 2);
    close_all(&l->relatie, 1);
    close_all(l->gebied, GEBIED_NIVEAUS);
    close_all(l->melding, 2);
    close_all(l->achtergrond, ACHTERGROND_VORMEN);
}

static void load_free(struct load *l)
{
    statements_close(l);
    for (size_t i = 0; i < l->n_bulk; i++)
        for (size_t k = 0; k < l->bulk[i].n_aside; k++)
            free(l->bulk[i].aside[k]);
    for (int i = 0; i < BAG_TYPES; i++)
        sorter_free(l->sorter[i]);
    area_index_free(l->areas);
    crs_context_free(l->crs);
    buf_done(&l->blob);
    buf_done(&l->row);
    arena_free(l->arena);
    if (l->lock >= 0)
        close(l->lock);
    free(l->fresh);
    free(l);
}

static bool begin(struct warehouse *w, bool fresh, struct load **out, struct err *err)
{
    struct load *l = calloc(1, sizeof *l);
    if (!l)
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    l->w = w;
    l->db = w->db;
    l->lock = -1;
    buf_init(&l->blob, ROW_BYTES);
    buf_init(&l->row, ROW_BYTES);
    bool ok = (l->arena = arena_new(ROW_BYTES)) && (l->crs = crs_context_new())
                  ? true
                  : err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    ok = ok && lock_folder(l, err) && (fresh ? fresh_begin(l, err) : db_exec(l->db, "BEGIN IMMEDIATE", err));
    if (!ok) {
        if (l->fresh)
            fresh_abort(l);
        load_free(l);
        return false;
    }
    *out = l;
    return true;
}

bool load_begin(struct warehouse *w, struct load **out, struct err *err)
{
    return begin(w, false, out, err);
}

bool load_begin_fresh(struct warehouse *w, struct load **out, struct err *err)
{
    return begin(w, true, out, err);
}

void load_abort(struct load *l)
{
    if (!l)
        return;
    statements_close(l);
    direct_abort(l);
    if (l->fresh)
        fresh_abort(l);
    else
        sqlite3_exec(l->db, "ROLLBACK", NULL, NULL, NULL);
    load_free(l);
}

static bool write_log(struct load *l, const struct load_summary *s, int64_t *generation, struct err *err)
{
    sqlite3_stmt *log = NULL;
    char begin[21], end[21];
    timestamp_format(s->begin_ms, begin);
    timestamp_format(clock_now_ms(clock_system()), end);
    char sql[128];
    snprintf(sql, sizeof sql, "UPDATE generatie SET nummer = nummer + 1, tijdstip = '%s'", end);
    if (!db_exec(l->db, sql, err) || !db_int(l->db, "SELECT nummer FROM generatie", 0, generation, err) ||
        !db_prepare(
            l->db,
            "INSERT INTO import_log(dataset, bestanden, peildatum, begin, eind, generatie, gelezen, geaccepteerd, "
            "afgewezen, rapport) VALUES(?,?,?,?,?,?,?,?,?,?)",
            &log, err))
        return false;
    db_bind(log, 1, str_from(s->dataset));
    db_bind(log, 2, str_from(s->bestanden));
    db_bind(log, 3, str_from(s->peildatum));
    db_bind(log, 4, str_from(begin));
    db_bind(log, 5, str_from(end));
    sqlite3_bind_int64(log, 6, *generation);
    sqlite3_bind_int64(log, 7, s->gelezen);
    sqlite3_bind_int64(log, 8, s->geaccepteerd);
    sqlite3_bind_int64(log, 9, s->afgewezen);
    db_bind(log, 10, s->rapport_json);
    bool ok = db_run(l->db, log, err);
    sqlite3_finalize(log);
    return ok;
}

bool load_commit(struct load *l, const struct load_summary *s, int64_t *generation, struct err *err)
{
    int64_t number;
    bool ok = bulk_end(l, err) && blocks_forget(l, err) && write_log(l, s, &number, err);
    statements_close(l);
    if (ok && l->fresh)
        ok = fresh_swap(l, number, err);
    else if (ok)
        ok = db_exec(l->db, "COMMIT", err);
    if (!ok) {
        load_abort(l);
        return false;
    }
    load_free(l);
    *generation = number;
    return true;
}

static struct bulk *bulk_find(struct load *l, const char *table)
{
    for (size_t i = 0; i < l->n_bulk; i++)
        if (strcmp(l->bulk[i].table, table) == 0)
            return &l->bulk[i];
    return NULL;
}

/* Drops the triggers or the indexes of a table, and keeps the SQL that made them. */
static bool put_aside(struct load *l, struct bulk *b, const char *type, struct err *err)
{
    sqlite3_stmt *s;
    char names[LOAD_MAX_ASIDE][128], sql[256];
    size_t n = 0;
    bool ok = db_prepare(l->db,
                         "SELECT name, sql FROM sqlite_master WHERE type = ?1 AND lower(tbl_name) = ?2 AND sql IS NOT "
                         "NULL ORDER BY name",
                         &s, err);
    if (!ok)
        return false;
    db_bind(s, 1, str_from(type));
    db_bind(s, 2, str_from(b->table));
    while (ok && sqlite3_step(s) == SQLITE_ROW) {
        if (b->n_aside == LOAD_MAX_ASIDE) {
            ok = err_set(err, ERR_LIMIT, b->table, "De tabel %s heeft te veel indexen en triggers.", b->table);
            break;
        }
        snprintf(names[n++], sizeof names[0], "%s", sqlite3_column_text(s, 0));
        char *text = strdup((const char *)sqlite3_column_text(s, 1));
        if (text)
            b->aside[b->n_aside++] = text;
        else
            ok = err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    }
    sqlite3_finalize(s);
    for (size_t i = 0; ok && i < n; i++) {
        snprintf(sql, sizeof sql, "DROP %s \"%.120s\"", type, names[i]);
        ok = db_exec(l->db, sql, err);
    }
    return ok;
}

bool bulk_begin(struct load *l, const char *table, bool whole, struct err *err)
{
    struct bulk *b = bulk_find(l, table);
    if (b)
        return true;
    if (l->n_bulk == LOAD_MAX_BULK)
        return err_set(err, ERR_INTERNAL, table, "Te veel tabellen tegelijk in bulk.");
    b = &l->bulk[l->n_bulk++];
    *b = (struct bulk){.whole = whole};
    snprintf(b->table, sizeof b->table, "%s", table);
    return (!whole || put_aside(l, b, "index", err)) && put_aside(l, b, "trigger", err);
}

bool bulk_indexes_aside(struct load *l, const char *table, struct err *err)
{
    struct bulk *b = bulk_find(l, table);
    return !b || put_aside(l, b, "index", err);
}

static bool is_unique(const char *sql)
{
    return strncasecmp(sql, "CREATE UNIQUE", 13) == 0;
}

void bulk_indexed(struct load *l, const char *table, bool indexed)
{
    struct bulk *b = bulk_find(l, table);
    if (b)
        b->indexed = indexed;
}

bool bulk_unique(struct load *l, const char *table, const char *dedupe,
                 void (*found)(void *ctx, struct str a, int64_t b), void *ctx, struct err *err)
{
    struct bulk *b = bulk_find(l, table);
    for (size_t i = 0; b && i < b->n_aside; i++) {
        char *sql = b->aside[i];
        if (!sql || !is_unique(sql))
            continue;
        int code = sqlite3_exec(l->db, sql, NULL, NULL, NULL);
        if (code == SQLITE_CONSTRAINT) {
            sqlite3_stmt *s;
            if (!db_prepare(l->db, dedupe, &s, err))
                return false;
            b->indexed = false;
            while ((code = sqlite3_step(s)) == SQLITE_ROW)
                if (found)
                    found(ctx, db_text(s, 0), sqlite3_column_int64(s, 1));
            sqlite3_finalize(s);
            if (code == SQLITE_DONE)
                code = sqlite3_exec(l->db, sql, NULL, NULL, NULL);
        }
        if (code != SQLITE_OK)
            return db_fail(l->db, err);
        free(sql);
        b->aside[i] = NULL;
    }
    return true;
}

/* The R-tree of a table, anew. Rows of a table that was filled as a whole stand in the order of the map already. */
static bool refill_index(struct load *l, const struct bulk *b, struct err *err)
{
    char sql[256], index[80];
    int64_t there;
    struct rtree_writer *w = NULL;
    sqlite3_stmt *s = NULL;
    snprintf(index, sizeof index, "idx_%s_geom", b->table);
    snprintf(sql, sizeof sql, "SELECT count(*) FROM sqlite_master WHERE name = '%s'", index);
    if (!db_int(l->db, sql, 0, &there, err))
        return false;
    if (!there)
        return true;
    snprintf(sql, sizeof sql, "SELECT id, geom FROM %s WHERE geom IS NOT NULL ORDER BY %sid", b->table,
             b->whole ? "" : "gm_hilbert(geom), ");
    if (!rtree_begin(l->db, index, &w, err))
        return false;
    bool ok = db_prepare(l->db, sql, &s, err);
    int code = SQLITE_DONE;
    while (ok && (code = sqlite3_step(s)) == SQLITE_ROW) {
        struct bbox box;
        ok = blob_bbox(sqlite3_column_blob(s, 1), sqlite3_column_bytes(s, 1), &box)
                 ? rtree_add(w, sqlite3_column_int64(s, 0), box, err)
                 : err_set(err, ERR_STORAGE, b->table, "De tabel %s heeft een geometrie in een onbekende vorm.",
                           b->table);
    }
    if (ok && code != SQLITE_DONE)
        ok = db_fail(l->db, err);
    sqlite3_finalize(s);
    if (!ok) {
        rtree_abort(w);
        return false;
    }
    return rtree_end(w, err);
}

bool bulk_end(struct load *l, struct err *err)
{
    if (l->n_bulk && !load_functions(l, err))
        return false;
    while (l->n_bulk) {
        struct bulk *b = &l->bulk[l->n_bulk - 1];
        if (!b->indexed && !refill_index(l, b, err))
            return false;
        for (size_t i = 0; i < b->n_aside; i++) {
            if (b->aside[i] && !db_exec(l->db, b->aside[i], err))
                return false;
            free(b->aside[i]);
            b->aside[i] = NULL;
        }
        b->n_aside = 0;
        l->n_bulk--;
    }
    return true;
}

bool load_bind_geom(struct load *l, sqlite3_stmt *s, int at, const struct geom *g, struct err *err)
{
    if (g->type == GEOM_NONE || g->n_xy == 0) {
        sqlite3_bind_null(s, at);
        return true;
    }
    buf_clear(&l->blob);
    geom_to_spatialite(g, RD_SRID, &l->blob);
    if (l->blob.failed)
        return err_set(err, ERR_LIMIT, "geometrie", "Een geometrie is groter dan %d MB.", ROW_BYTES >> 20);
    sqlite3_bind_blob64(s, at, l->blob.p, l->blob.n, SQLITE_STATIC);
    return true;
}

bool load_assign_areas(struct load *l, const char *table, struct err *err)
{
    struct area_index *ix;
    sqlite3_stmt *rows = NULL, *set = NULL;
    char sql[256];
    if (!area_index_new(l->db, &ix, err))
        return false;
    if (area_index_empty(ix)) {
        area_index_free(ix);
        return true;
    }
    snprintf(sql, sizeof sql, "SELECT id, geom FROM %s WHERE geom IS NOT NULL", table);
    bool ok = db_prepare(l->db, sql, &rows, err);
    /* Only what changes is written. */
    snprintf(
        sql, sizeof sql,
        "UPDATE %s SET gemeente_code = ?1, wijk_code = ?2, buurt_code = ?3 WHERE id = ?4 AND (gemeente_code IS NOT ?1 "
        "OR wijk_code IS NOT ?2 OR buurt_code IS NOT ?3)",
        table);
    ok = ok && db_prepare(l->db, sql, &set, err);
    while (ok) {
        int code = sqlite3_step(rows);
        if (code != SQLITE_ROW) {
            ok = code == SQLITE_DONE || db_fail(l->db, err);
            break;
        }
        struct arena_mark mark = arena_mark(l->arena);
        struct geom g;
        ok = geom_from_spatialite(sqlite3_column_blob(rows, 1), (size_t)sqlite3_column_bytes(rows, 1), l->arena, &g,
                                  err);
        if (ok && g.n_xy) {
            struct area found = area_index_find(ix, g.xy[0], g.xy[1]);
            db_bind(set, 1, str_from(found.gemeente_code));
            db_bind(set, 2, str_from(found.wijk_code));
            db_bind(set, 3, str_from(found.buurt_code));
            sqlite3_bind_int64(set, 4, sqlite3_column_int64(rows, 0));
            ok = db_run(l->db, set, err);
        }
        arena_rewind(l->arena, mark);
    }
    sqlite3_finalize(rows);
    sqlite3_finalize(set);
    area_index_free(ix);
    return ok;
}
