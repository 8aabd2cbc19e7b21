#include "warehouse/load_priv.h"

#include "base/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROW_BYTES = 256 << 20 };

bool load_begin(struct warehouse *w, struct load **out, struct err *err)
{
    struct load *l = calloc(1, sizeof *l);
    if (!l || !(l->arena = arena_new(ROW_BYTES))) {
        free(l);
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    }
    l->w = w;
    l->db = w->db;
    buf_init(&l->blob, ROW_BYTES);
    if (!db_exec(l->db, "BEGIN IMMEDIATE", err)) {
        arena_free(l->arena);
        free(l);
        return false;
    }
    *out = l;
    return true;
}

static void load_free(struct load *l)
{
    for (int i = 0; i < BAG_TYPES; i++)
        sqlite3_finalize(l->bag[i]);
    for (int i = 0; i < GEBIED_NIVEAUS; i++)
        sqlite3_finalize(l->gebied[i]);
    for (int i = 0; i < 2; i++)
        sqlite3_finalize(l->melding[i]);
    for (size_t i = 0; i < l->n_bulk; i++)
        for (size_t k = 0; k < l->bulk[i].n_triggers; k++)
            free(l->bulk[i].triggers[k]);
    buf_done(&l->blob);
    arena_free(l->arena);
    free(l);
}

void load_abort(struct load *l)
{
    if (!l)
        return;
    for (int i = 0; i < BAG_TYPES; i++)
        sqlite3_reset(l->bag[i]);
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
    sqlite3 *db = l->db;
    if (!bulk_end(l, err) || !write_log(l, s, &number, err)) {
        load_abort(l);
        return false;
    }
    load_free(l); /* statements are closed before the commit */
    if (!db_exec(db, "COMMIT", err)) {
        sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
        return false;
    }
    *generation = number;
    return true;
}

bool bulk_begin(struct load *l, const char *table, struct err *err)
{
    for (size_t i = 0; i < l->n_bulk; i++)
        if (strcmp(l->bulk[i].table, table) == 0)
            return true;
    if (l->n_bulk == LOAD_MAX_BULK)
        return err_set(err, ERR_INTERNAL, table, "Te veel tabellen tegelijk in bulk.");
    struct bulk *b = &l->bulk[l->n_bulk++];
    sqlite3_stmt *s;
    char names[LOAD_MAX_TRIGGERS][128], sql[256];
    snprintf(b->table, sizeof b->table, "%s", table);
    if (!db_prepare(l->db, "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND lower(tbl_name) = ?", &s,
                    err))
        return false;
    db_bind(s, 1, str_from(table));
    while (sqlite3_step(s) == SQLITE_ROW && b->n_triggers < LOAD_MAX_TRIGGERS) {
        snprintf(names[b->n_triggers], sizeof names[0], "%s", sqlite3_column_text(s, 0));
        b->triggers[b->n_triggers] = strdup((const char *)sqlite3_column_text(s, 1));
        if (b->triggers[b->n_triggers])
            b->n_triggers++;
    }
    sqlite3_finalize(s);
    bool ok = true;
    for (size_t i = 0; ok && i < b->n_triggers; i++) {
        snprintf(sql, sizeof sql, "DROP TRIGGER \"%.120s\"", names[i]);
        ok = db_exec(l->db, sql, err);
    }
    return ok;
}

static bool refill_index(struct load *l, const char *table, struct err *err)
{
    char sql[512];
    int64_t there;
    snprintf(sql, sizeof sql, "SELECT count(*) FROM sqlite_master WHERE name = 'idx_%s_geom'", table);
    if (!db_int(l->db, sql, 0, &there, err))
        return false;
    /* In the order of a coarse grid, so that the R-tree's nodes hold neighbours. */
    snprintf(sql, sizeof sql,
             "DELETE FROM idx_%s_geom; INSERT INTO idx_%s_geom(pkid, xmin, xmax, ymin, ymax) SELECT id, MbrMinX(geom), "
             "MbrMaxX(geom), MbrMinY(geom), MbrMaxY(geom) FROM %s WHERE geom IS NOT NULL "
             "ORDER BY cast(MbrMinX(geom) / 500 AS INTEGER), MbrMinY(geom)",
             table, table, table);
    return !there || db_exec(l->db, sql, err);
}

bool bulk_end(struct load *l, struct err *err)
{
    while (l->n_bulk) {
        struct bulk *b = &l->bulk[l->n_bulk - 1];
        if (!refill_index(l, b->table, err))
            return false;
        for (size_t i = 0; i < b->n_triggers; i++)
            if (!db_exec(l->db, b->triggers[i], err))
                return false;
        for (size_t i = 0; i < b->n_triggers; i++)
            free(b->triggers[i]);
        *b = (struct bulk){0};
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
