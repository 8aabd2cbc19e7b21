/* A BAG extract replaces most of the warehouse. It is written into a new file, without journal, and put in the old
 * one's place by one rename: `magazijn.sqlite` is (from then on) a symbolic link to `magazijn-NNNNNN.sqlite`, NNNNNN
 * the generation. SQLite names the WAL and its index after the file that a link leads to, so that the two files'
 * readers never meet in one WAL (sqlite.org/howtocorrupt.html §2.4). docs/adr/0005. */
#include "warehouse/load_priv.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Everything that a BAG import leaves as it was, and everything that it makes: together all our tables. test_fresh.c
 * checks that no table of the schema is forgotten here. */
static const char *const kept[] = {"generatie",
                                   "import_log",
                                   "gemeente",
                                   "wijk",
                                   "buurt",
                                   "melding",
                                   "melding_overig",
                                   "bag_levering",
                                   "kwaliteit_meting",
                                   "kwaliteit_bevinding",
                                   "achtergrond_vlak",
                                   "achtergrond_lijn",
                                   "achtergrond_naam"};
static const char *const made[] = {"verblijfsobject_pand", "nevenadres", "adres",
                                   "adres_vervallen",      "tegelblok",  "tegellaag"};

bool fresh_keeps(const char *table)
{
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        if (strcmp(kept[i], table) == 0)
            return true;
    return false;
}

bool fresh_makes(const char *table)
{
    for (size_t i = 0; i < sizeof made / sizeof *made; i++)
        if (strcmp(made[i], table) == 0)
            return true;
    for (int i = 0; i < BAG_TYPES; i++)
        if (strcmp(bag_type_table[i], table) == 0)
            return true;
    return (strncmp(table, "bag_", 4) == 0 && !fresh_keeps(table)) || strncmp(table, "zoek", 4) == 0 ||
           strcmp(table, "gemeente_woonplaats") == 0;
}

static bool copy_table(struct load *l, const char *table, struct err *err)
{
    char sql[256];
    if (!bulk_begin(l, table, false, err))
        return false;
    snprintf(sql, sizeof sql, "DELETE FROM main.\"%s\"", table);
    if (!db_exec(l->db, sql, err))
        return false;
    snprintf(sql, sizeof sql, "INSERT INTO main.\"%s\" SELECT * FROM oud.\"%s\"", table, table);
    return db_exec(l->db, sql, err);
}

/* Tables that somebody else put beside ours (QGIS keeps its styles in layer_styles) come along as they are. */
static bool copy_foreign(struct load *l, struct err *err)
{
    sqlite3_stmt *s;
    bool ok =
        db_prepare(l->db,
                   "SELECT name, sql FROM oud.sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE TABLE%' AND "
                   "name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE 'idx\\_%' ESCAPE '\\' AND name NOT IN "
                   "(SELECT name FROM main.sqlite_master)",
                   &s, err);
    while (ok && sqlite3_step(s) == SQLITE_ROW) {
        char sql[400];
        if (strlen((const char *)sqlite3_column_text(s, 0)) > 100)
            continue;
        snprintf(sql, sizeof sql, "INSERT INTO main.\"%.100s\" SELECT * FROM oud.\"%.100s\"", sqlite3_column_text(s, 0),
                 sqlite3_column_text(s, 0));
        ok = db_exec(l->db, (const char *)sqlite3_column_text(s, 1), err) && db_exec(l->db, sql, err);
    }
    sqlite3_finalize(s);
    return ok && db_exec(l->db,
                         "INSERT OR IGNORE INTO main.geometry_columns SELECT f_table_name, f_geometry_column, "
                         "geometry_type, coord_dimension, srid, 0 FROM oud.geometry_columns WHERE f_table_name NOT IN "
                         "(SELECT f_table_name FROM main.geometry_columns)",
                         err);
}

/* "magazijn-000012.sqlite", also with "-wal" and the like behind it: a name that only fresh_swap gives. */
static bool is_numbered(const char *name)
{
    if (strncmp(name, "magazijn-", 9) != 0)
        return false;
    size_t digits = strspn(name + 9, "0123456789");
    return digits >= 6 && strncmp(name + 9 + digits, ".sqlite", 7) == 0;
}

/* What an import that was killed left in the folder, and nothing else. Under the folder's lock. */
static void sweep(struct load *l)
{
    static const char nieuw[] = "magazijn-nieuw.sqlite";
    char target[256] = "";
    const char *dir = warehouse_dir(l->w);
    ssize_t n = readlink(l->w->path, target, sizeof target - 1);
    target[n > 0 ? n : 0] = 0;
    DIR *d = opendir(dir);
    for (struct dirent *e; d && (e = readdir(d));) {
        bool current = n > 0 && strncmp(e->d_name, target, (size_t)n) == 0;
        if ((is_numbered(e->d_name) && !current) || strncmp(e->d_name, nieuw, sizeof nieuw - 1) == 0 ||
            strcmp(e->d_name, "magazijn.sqlite.koppeling") == 0 ||
            (n > 0 && (strcmp(e->d_name, "magazijn.sqlite-wal") == 0 || strcmp(e->d_name, "magazijn.sqlite-shm") == 0)))
            unlinkat(dirfd(d), e->d_name, 0);
    }
    if (d)
        closedir(d);
}

bool fresh_begin(struct load *l, struct err *err)
{
    sweep(l);
    if (asprintf(&l->fresh, "%s/magazijn-nieuw.sqlite", warehouse_dir(l->w)) < 0) {
        l->fresh = NULL;
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    }
    l->db = NULL;
    if (!warehouse_open_file(l->fresh, WAREHOUSE_WRITE, &l->db, err))
        return false;
    /* The journal in memory: it holds the pages that were there when the one transaction began, which are few.
     * Temporary files on disk: memory doesn't grow with the data. */
    if (!db_exec(l->db,
                 "PRAGMA main.page_size=8192; PRAGMA main.journal_mode=MEMORY; PRAGMA main.synchronous=OFF; "
                 "PRAGMA main.cache_size=-65536; PRAGMA temp_store=FILE; PRAGMA threads=2;",
                 err) ||
        !schema_migrate(l->db, err))
        return false;
    sqlite3_stmt *attach;
    if (!db_prepare(l->db, "ATTACH ?1 AS oud", &attach, err))
        return false;
    db_bind(attach, 1, str_from(l->w->path));
    bool ok = db_run(l->db, attach, err);
    sqlite3_finalize(attach);
    ok = ok && db_exec(l->db, "BEGIN", err);
    for (size_t i = 0; ok && i < sizeof kept / sizeof *kept; i++)
        ok = copy_table(l, kept[i], err);
    return ok && copy_foreign(l, err);
}

bool fresh_keep(struct load *l, unsigned parts, struct err *err)
{
    char table[64];
    for (int i = 0; i < BAG_TYPES; i++) {
        if (!(parts & 1u << i))
            continue;
        snprintf(table, sizeof table, "bag_%s", bag_type_table[i]);
        if (!bulk_begin(l, table, true, err) || !bulk_indexes_aside(l, table, err) || !copy_table(l, table, err))
            return false;
    }
    return (!(parts & BAG_RELATIONS) || copy_table(l, "gemeente_woonplaats", err)) &&
           (!(parts & BAG_ONDERZOEK) || copy_table(l, "bag_in_onderzoek", err));
}

static bool sync_path(const char *path, struct err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool ok = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0)
        close(fd);
    return ok ? true
              : err_set(err, ERR_STORAGE, path, "%.300s is niet op schijf te zetten: %s.", path, strerror(errno));
}

/* The link to `name` under another name first, then renamed over the old: there is always one. */
static bool link_to(struct load *l, const char *name, struct err *err)
{
    char temporary[4200];
    snprintf(temporary, sizeof temporary, "%s.koppeling", l->w->path);
    unlink(temporary);
    if (symlink(name, temporary) != 0 || rename(temporary, l->w->path) != 0)
        return err_set(err, ERR_STORAGE, l->w->path, "%.300s is niet te vervangen: %s.", l->w->path, strerror(errno));
    return true;
}

bool fresh_swap(struct load *l, int64_t generation, struct err *err)
{
    char name[64], path[4200], old[4200] = "", rest[4300];
    const char *dir = warehouse_dir(l->w);
    ssize_t n = readlink(l->w->path, rest, sizeof rest - 1);
    rest[n > 0 ? n : 0] = 0;
    bool numbered = is_numbered(rest); /* else it is a plain file, or somebody's own link: that stays where it leads */
    snprintf(old, sizeof old, "%s", l->w->path);
    if (numbered)
        snprintf(old, sizeof old, "%s/%.60s", dir, rest);
    if (!db_exec(l->db,
                 "COMMIT; DETACH oud; PRAGMA main.journal_mode=WAL; "
                 "SELECT count(*) FROM generatie;",
                 err))
        return false;
    if (sqlite3_close(l->db) != SQLITE_OK)
        return err_set(err, ERR_INTERNAL, l->fresh, "Het nieuwe magazijn is niet te sluiten.");
    l->db = NULL;
    snprintf(name, sizeof name, "magazijn-%06lld.sqlite", (long long)generation);
    snprintf(path, sizeof path, "%s/%s", dir, name);
    if (!sync_path(l->fresh, err))
        return false;
    if (rename(l->fresh, path) != 0)
        return err_set(err, ERR_STORAGE, path, "%.300s is niet te maken: %s.", path, strerror(errno));
    if (!sync_path(dir, err) || !link_to(l, name, err) || !sync_path(dir, err))
        return false;
    /* Readers that have the old file open keep it until they look again. */
    static const char *const ends[] = {"", "-wal", "-shm"};
    for (size_t i = numbered ? 0 : 1; i < 3; i++) {
        snprintf(rest, sizeof rest, "%s%s", old, ends[i]);
        unlink(rest);
    }
    free(l->fresh);
    l->fresh = NULL;
    return true;
}

void fresh_abort(struct load *l)
{
    char rest[4300];
    static const char *const ends[] = {"", "-journal", "-wal", "-shm"};
    if (l->db)
        sqlite3_close_v2(l->db);
    l->db = NULL;
    for (size_t i = 0; l->fresh && i < sizeof ends / sizeof *ends; i++) {
        snprintf(rest, sizeof rest, "%s%s", l->fresh, ends[i]);
        unlink(rest);
    }
}
