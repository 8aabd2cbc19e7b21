/* What the files of the resolver share. */
#ifndef GM_WAREHOUSE_LOCATIE_PRIV_H
#define GM_WAREHOUSE_LOCATIE_PRIV_H

#include "warehouse/load_priv.h"
#include "warehouse/locatie_text.h"

struct straat {
    const char *key, *openbare_ruimte_id;
    bool oud; /* a name that the street no longer has */
};
struct straat_index;
bool straat_index_new(sqlite3 *db, struct straat_index **out, struct err *err) MUST_CHECK;
void straat_index_free(struct straat_index *ix);
/* The streets of that name, *n of them; borrowed. NULL: none. */
const struct straat *straat_index_find(const struct straat_index *ix, const char *key, size_t *n);
/* Whether the gemeente with this code has this name. */
bool straat_index_is_gemeente(const struct straat_index *ix, const char *key, struct str code);

#endif
