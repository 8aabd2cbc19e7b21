#include "warehouse/warehouse_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

sqlite3 *warehouse_db(const struct warehouse *w)
{
    return w->db;
}

bool warehouse_is_current(const struct warehouse *w)
{
    struct stat st;
    return stat(w->path, &st) == 0 && st.st_dev == w->dev && st.st_ino == w->ino;
}

bool db_fail(sqlite3 *db, struct err *err)
{
    const char *file = db ? sqlite3_db_filename(db, "main") : NULL;
    int code = db ? sqlite3_errcode(db) : SQLITE_NOMEM;
    if (code == SQLITE_NOMEM)
        return err_set(err, ERR_MEMORY, file, "Onvoldoende geheugen voor de database.");
    if (code == SQLITE_BUSY)
        return err_set(err, ERR_STORAGE, file,
                       "Het magazijn is bezet: er loopt al een import. Probeer het straks opnieuw.");
    return err_set(err, ERR_STORAGE, file, "De database meldt: %s.", db ? sqlite3_errmsg(db) : "niet te openen");
}

bool db_exec(sqlite3 *db, const char *sql, struct err *err)
{
    return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK ? true : db_fail(db, err);
}

bool db_prepare(sqlite3 *db, const char *sql, sqlite3_stmt **out, struct err *err)
{
    return sqlite3_prepare_v2(db, sql, -1, out, NULL) == SQLITE_OK ? true : db_fail(db, err);
}

void db_bind(sqlite3_stmt *s, int at, struct str text)
{
    if (text.n == 0)
        sqlite3_bind_null(s, at);
    else
        sqlite3_bind_text64(s, at, text.p, text.n, SQLITE_STATIC, SQLITE_UTF8);
}

void db_bind_int(sqlite3_stmt *s, int at, int64_t v)
{
    if (v == -1)
        sqlite3_bind_null(s, at);
    else
        sqlite3_bind_int64(s, at, v);
}

bool db_run(sqlite3 *db, sqlite3_stmt *s, struct err *err)
{
    int code = sqlite3_step(s);
    bool ok = code == SQLITE_DONE || code == SQLITE_ROW;
    if (!ok)
        db_fail(db, err);
    sqlite3_reset(s);
    return ok;
}

bool db_int(sqlite3 *db, const char *sql, int64_t dflt, int64_t *out, struct err *err)
{
    sqlite3_stmt *s;
    if (!db_prepare(db, sql, &s, err))
        return false;
    int code = sqlite3_step(s);
    bool ok = code == SQLITE_ROW || code == SQLITE_DONE;
    if (ok)
        *out = code == SQLITE_ROW ? sqlite3_column_int64(s, 0) : dflt;
    else
        db_fail(db, err);
    sqlite3_finalize(s);
    return ok;
}

struct str db_text(sqlite3_stmt *s, int column)
{
    const char *p = (const char *)sqlite3_column_text(s, column);
    return (struct str){p, p ? (size_t)sqlite3_column_bytes(s, column) : 0};
}

/* Writing needs SpatiaLite's functions (its triggers call them); reading takes the blobs and the R-tree as they are. */
static bool load_spatialite(sqlite3 *db, struct err *err)
{
    char *message = NULL;
    sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 1, NULL);
    bool ok = sqlite3_load_extension(db, "mod_spatialite", NULL, &message) == SQLITE_OK;
    sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
    if (!ok)
        err_set(err, ERR_STORAGE, "mod_spatialite",
                "SpatiaLite is niet te laden (%s); installeer het pakket libsqlite3-mod-spatialite.",
                message ? message : "?");
    sqlite3_free(message);
    return ok;
}

bool warehouse_open_file(const char *path, enum warehouse_mode mode, sqlite3 **out, struct err *err)
{
    sqlite3 *db = NULL;
    int flags = mode == WAREHOUSE_READ ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    int code = sqlite3_open_v2(path, &db, flags | SQLITE_OPEN_NOMUTEX, NULL);
    bool ok = code == SQLITE_OK || db_fail(db, err);
    if (ok) {
        sqlite3_busy_timeout(db, 5000);
        sqlite3_extended_result_codes(db, 0);
        sqlite3_limit(db, SQLITE_LIMIT_LENGTH, 1 << 30);
        /* FULL: a generation that was announced survives a power cut; an import is one commit, so it costs one sync. */
        ok = mode == WAREHOUSE_READ
                 ? db_exec(db, "PRAGMA query_only=ON; PRAGMA trusted_schema=OFF; PRAGMA mmap_size=1073741824;", err)
                 : load_spatialite(db, err) && db_exec(db,
                                                       "PRAGMA synchronous=FULL; PRAGMA cache_size=-200000; "
                                                       "PRAGMA temp_store=MEMORY; PRAGMA foreign_keys=OFF;",
                                                       err);
    }
    if (!ok) {
        sqlite3_close(db);
        return false;
    }
    *out = db;
    return true;
}

/* A new warehouse is made under another name and put in place by one rename: kill it at any moment and there is either
 * none or a whole one. The folder is locked, so that two imports that start together make one. */
static bool create_file(const char *dir, const char *path, struct err *err)
{
    char fresh[4200];
    if (mkdir(dir, 0755) != 0 && errno != EEXIST)
        return err_set(err, ERR_STORAGE, dir, "De map %.300s is niet te maken: %s.", dir, strerror(errno));
    int lock = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (lock < 0)
        return err_set(err, ERR_STORAGE, dir, "%.300s is geen map die te openen is: %s.", dir, strerror(errno));
    flock(lock, LOCK_EX);
    bool ok = true;
    if (access(path, F_OK) != 0) {
        sqlite3 *db = NULL;
        snprintf(fresh, sizeof fresh, "%s.nieuw", path);
        static const char *const rests[] = {"", "-journal", "-wal", "-shm"};
        for (size_t i = 0; i < sizeof rests / sizeof *rests; i++) {
            char rest[4300];
            snprintf(rest, sizeof rest, "%s%s", fresh, rests[i]);
            unlink(rest);
        }
        ok = warehouse_open_file(fresh, WAREHOUSE_WRITE, &db, err) && schema_migrate(db, err) &&
             db_exec(db, "PRAGMA journal_mode=WAL", err);
        if (db && sqlite3_close(db) != SQLITE_OK)
            ok = err_set(err, ERR_INTERNAL, path, "Het nieuwe magazijn is niet te sluiten.");
        if (ok && rename(fresh, path) != 0)
            ok = err_set(err, ERR_STORAGE, path, "%.300s is niet te maken: %s.", path, strerror(errno));
    }
    close(lock);
    return ok;
}

static bool check_version(struct warehouse *w, struct err *err)
{
    int64_t version;
    if (!db_int(w->db, "PRAGMA user_version", 0, &version, err))
        return false;
    if (version == 0)
        return err_set(err, ERR_STORAGE, w->path, "%.300s is geen geodatamagazijn.", w->path);
    if (version > SCHEMA_VERSION)
        return err_set(err, ERR_STORAGE, w->path,
                       "Het magazijn is gemaakt door een nieuwere versie (schema %lld, dit programma kent %d).",
                       (long long)version, SCHEMA_VERSION);
    if (version < SCHEMA_VERSION && w->mode == WAREHOUSE_READ)
        return err_set(err, ERR_STORAGE, w->path,
                       "Het magazijn heeft schema %lld en dit programma %d; een import brengt het bij.",
                       (long long)version, SCHEMA_VERSION);
    return version == SCHEMA_VERSION || schema_migrate(w->db, err);
}

bool warehouse_open(const char *dir, enum warehouse_mode mode, struct warehouse **out, struct err *err)
{
    struct warehouse *w = calloc(1, sizeof *w);
    if (!w || asprintf(&w->path, "%s/magazijn.sqlite", dir) < 0 || !(w->dir = strdup(dir))) {
        free(w);
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    }
    w->mode = mode;
    bool ok = true;
    struct stat st;
    if (access(w->path, F_OK) != 0)
        ok = mode == WAREHOUSE_WRITE
                 ? create_file(dir, w->path, err)
                 : err_set(err, ERR_NOT_FOUND, dir,
                           "In %.300s is nog geen magazijn; begin met: geomagazijn import bag FILE.", dir);
    ok = ok && warehouse_open_file(w->path, mode, &w->db, err) && check_version(w, err) &&
         db_prepare(w->db, "SELECT nummer FROM generatie", &w->generation, err);
    if (ok && stat(w->path, &st) == 0) {
        w->dev = st.st_dev;
        w->ino = st.st_ino;
    }
    if (!ok) {
        warehouse_close(w);
        return false;
    }
    *out = w;
    return true;
}

void warehouse_close(struct warehouse *w)
{
    if (!w)
        return;
    if (w->figures_state_free)
        w->figures_state_free(w->figures_state);
    if (w->search_state_free)
        w->search_state_free(w->search_state);
    if (w->spots_state_free)
        w->spots_state_free(w->spots_state);
    if (w->blocks_state_free)
        w->blocks_state_free(w->blocks_state);
    sqlite3_finalize(w->generation);
    sqlite3_close_v2(w->db);
    free(w->dir);
    free(w->path);
    free(w);
}

const char *warehouse_dir(const struct warehouse *w)
{
    return w->dir;
}

bool warehouse_read_begin(struct warehouse *w, int64_t *generation, struct err *err)
{
    if (!db_exec(w->db, "BEGIN", err))
        return false;
    w->reading = true;
    /* A deferred transaction takes its snapshot at the first read: this one. */
    int code = sqlite3_step(w->generation);
    if (code == SQLITE_ROW)
        w->read_generation = *generation = sqlite3_column_int64(w->generation, 0);
    else
        db_fail(w->db, err);
    sqlite3_reset(w->generation);
    if (code != SQLITE_ROW)
        warehouse_read_end(w);
    return code == SQLITE_ROW;
}

void warehouse_read_end(struct warehouse *w)
{
    if (w->reading)
        sqlite3_exec(w->db, "ROLLBACK", NULL, NULL, NULL);
    w->reading = false;
}

bool warehouse_datasets(struct warehouse *w, struct arena *a, struct warehouse_dataset **out, size_t *n,
                        struct err *err)
{
    sqlite3_stmt *s;
    struct warehouse_dataset *rows = arena_array(a, 64, sizeof *rows);
    size_t count = 0;
    int code;
    if (!rows)
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    if (!db_prepare(w->db,
                    "SELECT dataset, bestanden, eind, peildatum, generatie, gelezen, geaccepteerd, afgewezen, max(id) "
                    "FROM import_log GROUP BY dataset ORDER BY dataset LIMIT 64",
                    &s, err))
        return false;
    while ((code = sqlite3_step(s)) == SQLITE_ROW) {
        struct warehouse_dataset *row = &rows[count++];
        row->dataset = arena_str(a, db_text(s, 0));
        row->bestanden = arena_str(a, db_text(s, 1));
        row->tijdstip = arena_str(a, db_text(s, 2));
        row->peildatum = arena_str(a, db_text(s, 3));
        row->generation = sqlite3_column_int64(s, 4);
        row->gelezen = sqlite3_column_int64(s, 5);
        row->geaccepteerd = sqlite3_column_int64(s, 6);
        row->afgewezen = sqlite3_column_int64(s, 7);
    }
    if (code != SQLITE_DONE)
        db_fail(w->db, err);
    sqlite3_finalize(s);
    if (code != SQLITE_DONE)
        return false;
    *out = rows;
    *n = count;
    return true;
}

bool warehouse_count(struct warehouse *w, const char *table, int64_t *out, struct err *err)
{
    char sql[128];
    for (const char *p = table; *p; p++)
        if (!((*p >= 'a' && *p <= 'z') || *p == '_'))
            return err_set(err, ERR_INVALID, table, "De tabel \"%.60s\" bestaat niet.", table);
    snprintf(sql, sizeof sql, "SELECT count(*) FROM \"%.60s\"", table);
    return db_int(w->db, sql, 0, out, err);
}
