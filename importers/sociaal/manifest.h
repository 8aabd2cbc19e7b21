/* The allow-list of a sociaal delivery (privacy.md §6), as its profile says. */
#ifndef GM_IMPORTERS_SOCIAAL_MANIFEST_H
#define GM_IMPORTERS_SOCIAAL_MANIFEST_H

#include "importers/profile.h"
#include "importers/table.h"

enum soort {
    SOORT_CLIENT,
    SOORT_VOORZIENING,
    SOORT_LOCATIECODE,
    SOORT_POSTCODE,
    SOORT_HUISNUMMER,
    SOORT_HUISLETTER,
    SOORT_TOEVOEGING,
    SOORT_BEGIN,
    SOORT_EINDE,
    SOORT_DROP,
    SOORTEN
};

struct manifest {
    struct profile profile;
    struct str doel;
};
bool manifest_load(const char *dir, const char *name, struct arena *a, struct manifest *out,
                   struct err *err) MUST_CHECK;
bool manifest_parse(struct str yaml, const char *name, struct arena *a, struct manifest *out,
                    struct err *err) MUST_CHECK;
/* Rules 1, 2 (headers) and 5 (birth dates), in that order; on success column[s] is the column of each soort or
 * SIZE_MAX. A message names a column, never a value. */
bool manifest_columns(const struct manifest *m, const struct table *t, size_t column[SOORTEN],
                      struct err *err) MUST_CHECK;
/* A key of beschermd_voorziening; "overig" for what is unknown. */
const char *manifest_voorziening(const struct manifest *m, struct str text);

/* Rule 2: the values of one column, looked at for burgerservicenummers. */
struct bsn_check {
    uint32_t *seen; /* open hash table of distinct values; 0: free */
    size_t n, cap, passing;
};
bool bsn_valid(struct str nine);                           /* the 11-proef on 8 or 9 digits; not on zeros only */
bool bsn_check_add(struct bsn_check *c, struct str value); /* false: out of memory */
bool bsn_check_refuses(const struct bsn_check *c);
void bsn_check_done(struct bsn_check *c); /* wipes */

#endif
