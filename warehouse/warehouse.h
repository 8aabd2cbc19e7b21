/* The warehouse folder: magazijn.sqlite and what belongs to it. A handle is one SQLite connection, for one thread. */
#ifndef GM_WAREHOUSE_WAREHOUSE_H
#define GM_WAREHOUSE_WAREHOUSE_H

#include "base/arena.h"
#include "base/err.h"
#include "geo/crs.h"
#include "geo/geom.h"

struct warehouse;

enum warehouse_mode {
    WAREHOUSE_READ, /* the file must exist and have our schema version; never writes */
    WAREHOUSE_WRITE /* makes folder and file when absent, migrates the schema to ours */
};

/* dir: the folder. ERR_NOT_FOUND when there is nothing to read, ERR_STORAGE when it is no warehouse or newer than us.
 */
bool warehouse_open(const char *dir, enum warehouse_mode mode, struct warehouse **out, struct err *err) MUST_CHECK;
void warehouse_close(struct warehouse *w);
const char *warehouse_dir(const struct warehouse *w);

/* All reads between begin and end see one generation. Doesn't nest. */
bool warehouse_read_begin(struct warehouse *w, int64_t *generation, struct err *err) MUST_CHECK;
void warehouse_read_end(struct warehouse *w);

/* One line per dataset for `status`: what is in house, how fresh. Memory from a. */
struct warehouse_dataset {
    struct str dataset;   /* bag, gebieden, mor, sociaal */
    struct str bestanden; /* file names of the last import */
    struct str tijdstip;  /* when it ended, UTC */
    struct str peildatum; /* the extract's date, or empty */
    int64_t generation, gelezen, geaccepteerd, afgewezen;
};
bool warehouse_datasets(struct warehouse *w, struct arena *a, struct warehouse_dataset **out, size_t *n,
                        struct err *err) MUST_CHECK;
/* Rows of a table or view, for `status` and tests; the name must be one of ours. */
bool warehouse_count(struct warehouse *w, const char *table, int64_t *out, struct err *err) MUST_CHECK;

#endif
