#include "warehouse/beschermd_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

const char *const beschermd_voorziening[BESCHERMD_VOORZIENINGEN] = {
    "ondersteuning-thuis", "hulp-bij-huishouden", "hulpmiddelen", "verblijf-en-opvang", "jeugdhulp", "overig"};

struct beschermd {
    sqlite3 *db;
    sqlite3_stmt *insert;
};

bool beschermd_fail(sqlite3 *db, struct err *err)
{
    /* SQLite's own text may quote SQL, never a bound value. */
    return err_set(err, ERR_STORAGE, "beschermd/sociaal.sqlite", "De beschermde opslag gaf een fout: %s.",
                   db ? sqlite3_errmsg(db) : "geen geheugen");
}

bool beschermd_exec(sqlite3 *db, const char *sql, struct err *err)
{
    return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK || beschermd_fail(db, err);
}

static bool path_make(char *out, const char *dir, const char *name, struct err *err)
{
    int n = snprintf(out, PATH_MAX, "%s/%s", dir, name);
    if (n < 0 || n >= PATH_MAX)
        return err_set(err, ERR_INVALID, "magazijn", "Het pad van de magazijnmap is te lang.");
    return true;
}

/* Nobody but the owner may have any right on what holds persons. */
static bool mode_check(const char *path, mode_t type, const char *name, struct err *err)
{
    struct stat st;
    if (lstat(path, &st) != 0)
        return err_set(err, errno == ENOENT ? ERR_NOT_FOUND : ERR_STORAGE, name, "%s is niet te openen: %s.", name,
                       strerror(errno));
    if ((st.st_mode & S_IFMT) != type)
        return err_set(err, ERR_STORAGE, name, "%s is geen gewone %s.", name, type == S_IFDIR ? "map" : "bestand");
    if (st.st_mode & 077)
        return err_set(err, ERR_STORAGE, name,
                       "%s heeft de rechten %03o; anderen mogen er niet bij. Herstel met: chmod %s.", name,
                       (unsigned)(st.st_mode & 0777), type == S_IFDIR ? "700" : "600");
    if (st.st_uid != geteuid())
        return err_set(err, ERR_STORAGE, name, "%s is van een andere gebruiker.", name);
    return true;
}

bool beschermd_open_db(const char *dir, bool create, sqlite3 **out, struct err *err)
{
    char folder[PATH_MAX], path[PATH_MAX];
    if (!path_make(folder, dir, "beschermd", err) || !path_make(path, dir, "beschermd/sociaal.sqlite", err))
        return false;
    if (create && mkdir(folder, 0700) != 0 && errno != EEXIST)
        return err_set(err, ERR_STORAGE, "beschermd", "De map beschermd is niet te maken: %s.", strerror(errno));
    if (!mode_check(folder, S_IFDIR, "beschermd", err))
        return false;
    if (create) {
        int fd = open(path, O_CREAT | O_EXCL | O_RDWR | O_NOFOLLOW | O_CLOEXEC, 0600);
        if (fd < 0 && errno != EEXIST)
            return err_set(err, ERR_STORAGE, "beschermd/sociaal.sqlite", "Het bestand is niet te maken: %s.",
                           strerror(errno));
        if (fd >= 0)
            close(fd);
    }
    if (!mode_check(path, S_IFREG, "beschermd/sociaal.sqlite", err))
        return false;
    sqlite3 *db = NULL;
    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW, NULL) != SQLITE_OK) {
        beschermd_fail(db, err);
        sqlite3_close(db);
        return false;
    }
    sqlite3_busy_timeout(db, 5000);
    /* No WAL: a WAL file keeps old pages (privacy.md §6.7). */
    if (!beschermd_exec(db,
                        "PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY; PRAGMA journal_mode=DELETE;"
                        "PRAGMA synchronous=FULL; PRAGMA trusted_schema=OFF",
                        err)) {
        sqlite3_close(db);
        return false;
    }
    *out = db;
    return true;
}

static bool key_make(const char *dir, const char *path, struct err *err)
{
    char release[PATH_MAX], temp[PATH_MAX];
    struct stat st;
    if (!path_make(release, dir, "publicatie/sociaal.sqlite", err) ||
        !path_make(temp, dir, "beschermd/k_sdc.nieuw", err))
        return false;
    if (stat(release, &st) == 0)
        return err_set(
            err, ERR_STORAGE, "beschermd/k_sdc",
            "De sleutel ontbreekt terwijl er al cijfers zijn gepubliceerd; zet hem terug uit de reservekopie.");
    unsigned char key[SDC_KEY_BYTES];
    if (getrandom(key, sizeof key, 0) != (ssize_t)sizeof key)
        return err_set(err, ERR_STORAGE, "beschermd/k_sdc", "Er is geen toeval beschikbaar voor een sleutel.");
    unlink(temp);
    int fd = open(temp, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW | O_CLOEXEC, 0400);
    bool ok = fd >= 0 && write(fd, key, sizeof key) == (ssize_t)sizeof key && fchmod(fd, 0400) == 0 && fsync(fd) == 0;
    explicit_bzero(key, sizeof key);
    if (fd >= 0 && close(fd) != 0)
        ok = false;
    /* link, not rename: a key that is there already is never replaced. */
    if (ok && link(temp, path) != 0 && errno != EEXIST)
        ok = false;
    unlink(temp);
    return ok || err_set(err, ERR_STORAGE, "beschermd/k_sdc", "De sleutel is niet te schrijven: %s.", strerror(errno));
}

bool beschermd_read_key(const char *dir, bool create, unsigned char key[SDC_KEY_BYTES], struct err *err)
{
    char path[PATH_MAX];
    if (!path_make(path, dir, "beschermd/k_sdc", err))
        return false;
    if (create && access(path, F_OK) != 0 && !key_make(dir, path, err))
        return false;
    if (!mode_check(path, S_IFREG, "beschermd/k_sdc", err))
        return false;
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    unsigned char buf[SDC_KEY_BYTES + 1];
    ssize_t n = fd >= 0 ? read(fd, buf, sizeof buf) : -1;
    if (fd >= 0)
        close(fd);
    if (n == SDC_KEY_BYTES)
        memcpy(key, buf, SDC_KEY_BYTES);
    explicit_bzero(buf, sizeof buf);
    return n == SDC_KEY_BYTES ||
           err_set(err, ERR_STORAGE, "beschermd/k_sdc", "De sleutel is niet leesbaar of niet 32 bytes lang.");
}

/* The cube as declared in SQL (privacy.md §2): publication refuses what isn't in it. */
static bool schema_make(sqlite3 *db, struct err *err)
{
    if (!beschermd_exec(
            db,
            "CREATE TABLE IF NOT EXISTS levering(id INTEGER PRIMARY KEY CHECK(id=1), peildatum TEXT NOT NULL,"
            " doel TEXT NOT NULL);"
            "CREATE TABLE IF NOT EXISTS rij(persoon INTEGER NOT NULL, buurt TEXT NOT NULL,"
            " voorziening TEXT NOT NULL, kwartaal_begin INTEGER NOT NULL, kwartaal_eind INTEGER NOT NULL,"
            " leeftijdsklasse TEXT NOT NULL, geslacht TEXT NOT NULL);"
            "CREATE TABLE IF NOT EXISTS cel_def(dataset TEXT, maat TEXT, niveau TEXT, categorie TEXT,"
            " PRIMARY KEY(dataset, maat, niveau, categorie));"
            "DELETE FROM cel_def; DELETE FROM rij; DELETE FROM levering;"
            "INSERT INTO cel_def VALUES('sociaal','clienten','gemeente','totaal'),"
            "('sociaal','clienten','wijk','totaal'),('sociaal','clienten','buurt','totaal')",
            err))
        return false;
    sqlite3_stmt *st = NULL;
    bool ok = sqlite3_prepare_v2(db,
                                 "INSERT INTO cel_def SELECT 'sociaal','clienten',n,?1 FROM (SELECT 'gemeente' AS n "
                                 "UNION ALL SELECT 'wijk')",
                                 -1, &st, NULL) == SQLITE_OK;
    for (int i = 0; ok && i < BESCHERMD_VOORZIENINGEN; i++) {
        sqlite3_bind_text(st, 1, beschermd_voorziening[i], -1, SQLITE_STATIC);
        ok = sqlite3_step(st) == SQLITE_DONE;
        sqlite3_reset(st);
    }
    sqlite3_finalize(st);
    return ok || beschermd_fail(db, err);
}

bool beschermd_begin(const char *dir, struct beschermd **out, struct err *err)
{
    struct beschermd *b = calloc(1, sizeof *b);
    if (!b)
        return err_set(err, ERR_MEMORY, NULL, "Er is geen geheugen meer.");
    unsigned char key[SDC_KEY_BYTES];
    bool ok = beschermd_open_db(dir, true, &b->db, err) && beschermd_read_key(dir, true, key, err) &&
              beschermd_exec(b->db, "BEGIN IMMEDIATE", err) && schema_make(b->db, err);
    explicit_bzero(key, sizeof key);
    if (ok &&
        sqlite3_prepare_v2(b->db, "INSERT INTO rij VALUES(?1,?2,?3,?4,?5,?6,?7)", -1, &b->insert, NULL) != SQLITE_OK)
        ok = beschermd_fail(b->db, err);
    if (!ok) {
        beschermd_abort(b);
        return false;
    }
    *out = b;
    return true;
}

bool beschermd_add(struct beschermd *b, const struct sociaal_rij *r, struct err *err)
{
    sqlite3_bind_int64(b->insert, 1, r->persoon);
    sqlite3_bind_text(b->insert, 2, r->buurt_code, -1, SQLITE_STATIC);
    sqlite3_bind_text(b->insert, 3, r->voorziening, -1, SQLITE_STATIC);
    sqlite3_bind_int64(b->insert, 4, r->kwartaal_begin);
    sqlite3_bind_int64(b->insert, 5, r->kwartaal_eind);
    sqlite3_bind_text(b->insert, 6, r->leeftijdsklasse, -1, SQLITE_STATIC);
    sqlite3_bind_text(b->insert, 7, r->geslacht, -1, SQLITE_STATIC);
    bool ok = sqlite3_step(b->insert) == SQLITE_DONE;
    sqlite3_reset(b->insert);
    sqlite3_clear_bindings(b->insert);
    return ok || beschermd_fail(b->db, err);
}

bool beschermd_commit(struct beschermd *b, const char *peildatum, const char *doel, struct err *err)
{
    sqlite3_stmt *st = NULL;
    bool ok = sqlite3_prepare_v2(b->db, "INSERT INTO levering VALUES(1,?1,?2)", -1, &st, NULL) == SQLITE_OK;
    if (ok) {
        sqlite3_bind_text(st, 1, peildatum, -1, SQLITE_STATIC);
        sqlite3_bind_text(st, 2, doel, -1, SQLITE_STATIC);
        ok = sqlite3_step(st) == SQLITE_DONE;
    }
    sqlite3_finalize(st);
    if (!ok)
        beschermd_fail(b->db, err);
    ok = ok && beschermd_exec(b->db, "COMMIT", err);
    beschermd_abort(b);
    return ok;
}

void beschermd_abort(struct beschermd *b)
{
    if (!b)
        return;
    sqlite3_finalize(b->insert);
    if (b->db && !sqlite3_get_autocommit(b->db))
        sqlite3_exec(b->db, "ROLLBACK", NULL, NULL, NULL);
    sqlite3_close(b->db);
    free(b);
}
