/* What the files of warehouse/ share: the handle, and SQLite with our errors. */
#ifndef GM_WAREHOUSE_WAREHOUSE_PRIV_H
#define GM_WAREHOUSE_WAREHOUSE_PRIV_H

#include "warehouse/warehouse.h"

#include <sqlite3.h>
#include <sys/types.h>

enum { RD_SRID = 28992, SCHEMA_VERSION = 5 };

struct warehouse {
    sqlite3 *db;
    char *dir, *path;
    enum warehouse_mode mode;
    bool reading;
    int64_t read_generation; /* of the reads between begin and end */
    dev_t dev;               /* of the file that is open */
    ino_t ino;
    sqlite3_stmt *generation;
    void *figures_state; /* what figures.c keeps open between requests */
    void (*figures_state_free)(void *);
    void *search_state; /* what search.c keeps: the words of a generation, statements */
    void (*search_state_free)(void *);
    void *spots_state; /* what spots.c keeps: points of a generation, and what was counted of them */
    void (*spots_state_free)(void *);
    void *blocks_state; /* what blocks.c keeps: statements */
    void (*blocks_state_free)(void *);
};

sqlite3 *warehouse_db(const struct warehouse *w);
/* True while the file that is open is the one that the path leads to: an import may put another in its place. */
bool warehouse_is_current(const struct warehouse *w);
/* Opens a database file with our settings; for writing with SpatiaLite's functions. */
bool warehouse_open_file(const char *path, enum warehouse_mode mode, sqlite3 **out, struct err *err) MUST_CHECK;

/* "aantal" of a point that stands for itself: so that one style serves it with and without clusters (read.c). */
struct layer;
bool read_is_plain_count(sqlite3 *db, const struct layer *l, const char *veld);

/* SQLite's message becomes an ERR_STORAGE with the file as locator. Always false. */
bool db_fail(sqlite3 *db, struct err *err);
bool db_exec(sqlite3 *db, const char *sql, struct err *err) MUST_CHECK;
bool db_prepare(sqlite3 *db, const char *sql, sqlite3_stmt **out, struct err *err) MUST_CHECK;
/* An empty str becomes NULL. The text must live until the statement is reset. */
void db_bind(sqlite3_stmt *s, int at, struct str text);
/* -1 becomes NULL. */
void db_bind_int(sqlite3_stmt *s, int at, int64_t v);
/* Steps a statement that gives no rows, and resets it. */
bool db_run(sqlite3 *db, sqlite3_stmt *s, struct err *err) MUST_CHECK;
/* The first column of the first row as a number; dflt when there is no row. */
bool db_int(sqlite3 *db, const char *sql, int64_t dflt, int64_t *out, struct err *err) MUST_CHECK;
/* A column's text, borrowed until the next step; empty for NULL. */
struct str db_text(sqlite3_stmt *s, int column);

/* Makes the schema in an empty database, or brings an older one to SCHEMA_VERSION; in one transaction. */
bool schema_migrate(sqlite3 *db, struct err *err) MUST_CHECK;

#endif
