#include "warehouse/mbtiles.h"

#include "warehouse/warehouse_priv.h"

#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { APPLICATION_ID = 0x4d504258 }; /* "MPBX": MBTiles 1.3 §Database specifications */

struct mbtiles {
    sqlite3 *db;
    sqlite3_stmt *get, *image, *map, *done, *is_done, *find;
};

static const char tables[] =
    "CREATE TABLE metadata(name TEXT PRIMARY KEY, value TEXT);"
    "CREATE TABLE images(id INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, tile_data BLOB NOT NULL);"
    "CREATE TABLE map(zoom_level INTEGER NOT NULL, tile_column INTEGER NOT NULL, tile_row INTEGER NOT NULL, image "
    "INTEGER NOT NULL, PRIMARY KEY(zoom_level, tile_column, tile_row)) WITHOUT ROWID;"
    "CREATE VIEW tiles AS SELECT map.zoom_level AS zoom_level, map.tile_column AS tile_column, map.tile_row AS "
    "tile_row, "
    "images.tile_data AS tile_data FROM map JOIN images ON images.id = map.image;"
    "CREATE TABLE gm_klaar(deel INTEGER PRIMARY KEY);";

static bool set_number(struct mbtiles *m, const char *name, uint64_t v, struct err *err)
{
    char text[24];
    snprintf(text, sizeof text, "%llu", (unsigned long long)v);
    return mbtiles_set(m, name, text, err);
}

void mbtiles_text(struct mbtiles *m, const char *name, char *out, size_t size)
{
    sqlite3_stmt *s;
    out[0] = 0;
    if (sqlite3_prepare_v2(m->db, "SELECT value FROM metadata WHERE name = ?", -1, &s, NULL) != SQLITE_OK)
        return;
    sqlite3_bind_text(s, 1, name, -1, SQLITE_STATIC);
    if (sqlite3_step(s) == SQLITE_ROW && !str_copy(db_text(s, 0), out, size))
        out[0] = 0;
    sqlite3_finalize(s);
}

static void read_origin(struct mbtiles *m, struct mbtiles_origin *o)
{
    char text[32];
    *o = (struct mbtiles_origin){.ratio = 1};
    mbtiles_text(m, "gm_laag", o->laag, sizeof o->laag);
    mbtiles_text(m, "gm_stijl", o->stijl, sizeof o->stijl);
    mbtiles_text(m, "gm_tms", o->tms, sizeof o->tms);
    mbtiles_text(m, "gm_formaat", o->formaat, sizeof o->formaat);
    mbtiles_text(m, "gm_categorie", o->categorie, sizeof o->categorie);
    mbtiles_text(m, "gm_periode", o->periode, sizeof o->periode);
    mbtiles_text(m, "gm_ratio", text, sizeof text);
    o->ratio = text[0] == '2' ? 2 : 1;
    mbtiles_text(m, "gm_versie", text, sizeof text);
    o->versie = strtoull(text, NULL, 10);
}

static bool same_origin(const struct mbtiles_origin *a, const struct mbtiles_origin *b)
{
    return a->versie == b->versie && a->ratio == b->ratio && !strcmp(a->laag, b->laag) && !strcmp(a->stijl, b->stijl) &&
           !strcmp(a->tms, b->tms) && !strcmp(a->formaat, b->formaat) && !strcmp(a->categorie, b->categorie) &&
           !strcmp(a->periode, b->periode);
}

/* All of it as one text, so that one comparison tells. */
static void origin_text(const struct mbtiles_origin *o, char out[600])
{
    snprintf(out, 600, "%s|%s|%s|%s|%s|%s|%d|%llu", o->laag, o->stijl, o->tms, o->formaat, o->categorie, o->periode,
             o->ratio, (unsigned long long)o->versie);
}

static bool write_origin(struct mbtiles *m, const struct mbtiles_origin *o, struct err *err)
{
    char whole[600];
    origin_text(o, whole);
    return mbtiles_set(m, "gm_laag", o->laag, err) && mbtiles_set(m, "gm_stijl", o->stijl, err) &&
           mbtiles_set(m, "gm_tms", o->tms, err) && mbtiles_set(m, "gm_formaat", o->formaat, err) &&
           mbtiles_set(m, "gm_categorie", o->categorie, err) && mbtiles_set(m, "gm_periode", o->periode, err) &&
           set_number(m, "gm_ratio", (uint64_t)o->ratio, err) && set_number(m, "gm_versie", o->versie, err) &&
           mbtiles_set(m, "gm_herkomst", whole, err);
}

static bool prepare_reading(struct mbtiles *m, struct err *err)
{
    return db_prepare(m->db,
                      "SELECT tile_data FROM tiles WHERE zoom_level = ?1 AND tile_column = ?2 AND tile_row = ?3 AND "
                      "(SELECT value FROM metadata WHERE name = 'gm_herkomst') = ?4",
                      &m->get, err);
}

bool mbtiles_create(const char *path, const struct mbtiles_origin *o, struct mbtiles **out, struct err *err)
{
    struct mbtiles *m = calloc(1, sizeof *m);
    struct mbtiles_origin was;
    int64_t ours = 0, objects = 0;
    if (!m)
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    bool ok = sqlite3_open_v2(path, &m->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL) ==
                  SQLITE_OK ||
              err_set(err, ERR_STORAGE, path, "%.200s is niet te maken of te openen; bestaat de map?", path);
    if (ok)
        sqlite3_busy_timeout(m->db, 2000);
    /* NORMAL in WAL: a kill loses nothing, a power cut at most the last parts, which are then drawn again. */
    ok = ok && db_exec(m->db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; BEGIN IMMEDIATE", err) &&
         db_int(m->db, "SELECT count(*) FROM sqlite_master WHERE name = 'gm_klaar'", 0, &ours, err) &&
         db_int(m->db, "SELECT count(*) FROM sqlite_master", 0, &objects, err);
    if (ok && !ours && objects)
        ok = err_set(err, ERR_INVALID, path, "%.200s is er al en is niet door seed gemaakt; kies een andere naam.",
                     path);
    if (ok && !ours) {
        char sql[64];
        snprintf(sql, sizeof sql, "PRAGMA application_id = %d", APPLICATION_ID);
        ok = db_exec(m->db, tables, err) && db_exec(m->db, sql, err) && write_origin(m, o, err);
    } else if (ok) {
        read_origin(m, &was);
        if (!same_origin(&was, o))
            ok = db_exec(m->db, "DELETE FROM map; DELETE FROM images; DELETE FROM gm_klaar; DELETE FROM metadata",
                         err) &&
                 write_origin(m, o, err);
    }
    ok = ok && db_exec(m->db, "COMMIT", err) && prepare_reading(m, err) &&
         db_prepare(m->db, "INSERT OR IGNORE INTO images(hash, tile_data) VALUES(?, ?)", &m->image, err) &&
         db_prepare(m->db, "SELECT id FROM images WHERE hash = ?", &m->find, err) &&
         db_prepare(m->db, "INSERT OR REPLACE INTO map VALUES(?, ?, ?, ?)", &m->map, err) &&
         db_prepare(m->db, "INSERT OR IGNORE INTO gm_klaar VALUES(?)", &m->done, err) &&
         db_prepare(m->db, "SELECT 1 FROM gm_klaar WHERE deel = ?", &m->is_done, err);
    if (!ok) {
        mbtiles_close(m);
        return false;
    }
    *out = m;
    return true;
}

bool mbtiles_open(const char *path, struct mbtiles **out, struct mbtiles_origin *o, struct err *err)
{
    struct mbtiles *m = calloc(1, sizeof *m);
    if (!m)
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    bool ok = sqlite3_open_v2(path, &m->db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK &&
              prepare_reading(m, err) &&
              db_exec(m->db, "PRAGMA query_only=ON; PRAGMA trusted_schema=OFF; PRAGMA mmap_size=1073741824", err);
    if (!ok) {
        mbtiles_close(m);
        err_clear(err);
        return err_set(err, ERR_STORAGE, path, "%.200s is niet te openen als MBTiles.", path);
    }
    read_origin(m, o);
    *out = m;
    return true;
}

void mbtiles_close(struct mbtiles *m)
{
    if (!m)
        return;
    sqlite3_stmt *all[] = {m->get, m->image, m->map, m->done, m->is_done, m->find};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        sqlite3_finalize(all[i]);
    sqlite3_close_v2(m->db);
    free(m);
}

bool mbtiles_begin(struct mbtiles *m, struct err *err)
{
    return db_exec(m->db, "BEGIN IMMEDIATE", err);
}

void mbtiles_rollback(struct mbtiles *m)
{
    sqlite3_exec(m->db, "ROLLBACK", NULL, NULL, NULL);
}

static int64_t flip(int z, int64_t y)
{
    return ((int64_t)1 << z) - 1 - y;
}

bool mbtiles_put(struct mbtiles *m, int z, int64_t x, int64_t y, struct str bytes, struct err *err)
{
    struct sha256_ctx sha;
    uint8_t hash[SHA256_DIGEST_SIZE];
    int64_t id = 0;
    sha256_init(&sha);
    sha256_update(&sha, bytes.n, (const uint8_t *)bytes.p);
    sha256_digest(&sha, sizeof hash, hash);
    sqlite3_bind_blob(m->image, 1, hash, sizeof hash, SQLITE_STATIC);
    sqlite3_bind_blob64(m->image, 2, bytes.p, bytes.n, SQLITE_STATIC);
    if (!db_run(m->db, m->image, err))
        return false;
    if (sqlite3_changes(m->db) > 0) {
        id = sqlite3_last_insert_rowid(m->db);
    } else {
        sqlite3_bind_blob(m->find, 1, hash, sizeof hash, SQLITE_STATIC);
        bool there = sqlite3_step(m->find) == SQLITE_ROW;
        id = there ? sqlite3_column_int64(m->find, 0) : 0;
        sqlite3_reset(m->find);
        if (!there)
            return db_fail(m->db, err);
    }
    sqlite3_bind_int(m->map, 1, z);
    sqlite3_bind_int64(m->map, 2, x);
    sqlite3_bind_int64(m->map, 3, flip(z, y));
    sqlite3_bind_int64(m->map, 4, id);
    return db_run(m->db, m->map, err);
}

bool mbtiles_commit_part(struct mbtiles *m, int64_t part, struct err *err)
{
    sqlite3_bind_int64(m->done, 1, part);
    if (db_run(m->db, m->done, err) && db_exec(m->db, "COMMIT", err))
        return true;
    mbtiles_rollback(m);
    return false;
}

bool mbtiles_is_done(struct mbtiles *m, int64_t part, bool *done, struct err *err)
{
    sqlite3_bind_int64(m->is_done, 1, part);
    int code = sqlite3_step(m->is_done);
    bool ok = code == SQLITE_ROW || code == SQLITE_DONE || db_fail(m->db, err);
    *done = code == SQLITE_ROW;
    sqlite3_reset(m->is_done);
    return ok;
}

bool mbtiles_set(struct mbtiles *m, const char *name, const char *value, struct err *err)
{
    sqlite3_stmt *s;
    if (!db_prepare(m->db, "INSERT OR REPLACE INTO metadata VALUES(?, ?)", &s, err))
        return false;
    sqlite3_bind_text(s, 1, name, -1, SQLITE_STATIC);
    sqlite3_bind_text(s, 2, value, -1, SQLITE_STATIC);
    bool ok = db_run(m->db, s, err);
    sqlite3_finalize(s);
    return ok;
}

bool mbtiles_contents(struct mbtiles *m, struct mbtiles_contents *out, struct err *err)
{
    struct mbtiles_contents c = {0};
    int64_t low, high;
    if (!db_int(m->db, "SELECT count(*) FROM map", 0, &c.tiles, err) ||
        !db_int(m->db, "SELECT count(*) FROM images", 0, &c.pictures, err) ||
        !db_int(m->db, "SELECT coalesce(sum(length(tile_data)), 0) FROM images", 0, &c.bytes, err) ||
        !db_int(m->db, "SELECT coalesce(min(zoom_level), 0) FROM map", 0, &low, err) ||
        !db_int(m->db, "SELECT coalesce(max(zoom_level), 0) FROM map", 0, &high, err))
        return false;
    c.min_zoom = (int)low;
    c.max_zoom = (int)high;
    *out = c;
    return true;
}

bool mbtiles_finish(struct mbtiles *m, struct err *err)
{
    if (!db_exec(m->db, "PRAGMA wal_checkpoint(TRUNCATE)", err))
        return false;
    /* A server that reads it keeps it in WAL mode: right as well, with two files beside it. */
    sqlite3_exec(m->db, "PRAGMA journal_mode=DELETE", NULL, NULL, NULL);
    return true;
}

bool mbtiles_get(struct mbtiles *m, const struct mbtiles_origin *o, int z, int64_t x, int64_t y, struct buf *out,
                 bool *found, struct err *err)
{
    char whole[600];
    origin_text(o, whole);
    sqlite3_bind_int(m->get, 1, z);
    sqlite3_bind_int64(m->get, 2, x);
    sqlite3_bind_int64(m->get, 3, flip(z, y));
    sqlite3_bind_text(m->get, 4, whole, -1, SQLITE_STATIC);
    int code = sqlite3_step(m->get);
    bool ok = code == SQLITE_ROW || code == SQLITE_DONE || db_fail(m->db, err);
    *found = code == SQLITE_ROW && sqlite3_column_type(m->get, 0) == SQLITE_BLOB;
    if (*found)
        buf_add(out, sqlite3_column_blob(m->get, 0), (size_t)sqlite3_column_bytes(m->get, 0));
    sqlite3_reset(m->get);
    return ok;
}

bool mbtiles_each(struct mbtiles *m, mbtiles_each_fn fn, void *ctx, struct err *err)
{
    sqlite3_stmt *s;
    int code = SQLITE_DONE;
    if (!db_prepare(m->db,
                    "SELECT zoom_level, tile_column, tile_row, image, length(tile_data) FROM map JOIN images ON "
                    "images.id = image WHERE zoom_level BETWEEN 0 AND 30 ORDER BY "
                    "zoom_level, tile_column, tile_row",
                    &s, err))
        return false;
    bool ok = true;
    while (ok && (code = sqlite3_step(s)) == SQLITE_ROW) {
        int z = sqlite3_column_int(s, 0);
        ok = fn(ctx, z, sqlite3_column_int64(s, 1), flip(z, sqlite3_column_int64(s, 2)), sqlite3_column_int64(s, 3),
                sqlite3_column_int64(s, 4), err);
    }
    if (ok && code != SQLITE_DONE)
        ok = db_fail(m->db, err);
    sqlite3_finalize(s);
    return ok;
}

bool mbtiles_picture(struct mbtiles *m, int64_t picture, struct buf *out, struct err *err)
{
    sqlite3_stmt *s;
    if (!db_prepare(m->db, "SELECT tile_data FROM images WHERE id = ?", &s, err))
        return false;
    sqlite3_bind_int64(s, 1, picture);
    bool ok = sqlite3_step(s) == SQLITE_ROW || db_fail(m->db, err);
    if (ok)
        buf_add(out, sqlite3_column_blob(s, 0), (size_t)sqlite3_column_bytes(s, 0));
    sqlite3_finalize(s);
    return ok;
}
