/* The protected store beschermd/sociaal.sqlite and its frozen release (privacy.md §§1-3, 6, 7). Linked into the
 * importer and `publish` only; the server has nothing of this (target gm_beschermd). */
#ifndef GM_WAREHOUSE_BESCHERMD_H
#define GM_WAREHOUSE_BESCHERMD_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/err.h"

/* One row as it may be kept; `persoon` is the per-run number of the client, meaningless outside the run. */
struct sociaal_rij {
    int64_t persoon;
    char buurt_code[16];                    /* or "onbekend" */
    const char *voorziening;                /* a key of the manifest, or "overig" */
    int kwartaal_begin;                     /* year*4 + quarter-1 */
    int kwartaal_eind;                      /* or INT_MAX while it runs */
    const char *leeftijdsklasse, *geslacht; /* "" when the cube doesn't declare it */
};

/* The categories of the declared cube beside "totaal" (privacy.md §2); the last is "overig". */
enum { BESCHERMD_VOORZIENINGEN = 6 };
extern const char *const beschermd_voorziening[BESCHERMD_VOORZIENINGEN];

struct beschermd;
/* dir: the warehouse folder. Makes beschermd/ (0700), sociaal.sqlite (0600) and k_sdc (0400) when absent; refuses
 * looser modes. Begins a delivery that replaces the former. */
bool beschermd_begin(const char *dir, struct beschermd **out, struct err *err) MUST_CHECK;
bool beschermd_add(struct beschermd *b, const struct sociaal_rij *r, struct err *err) MUST_CHECK;
bool beschermd_commit(struct beschermd *b, const char *peildatum, const char *doel, struct err *err) MUST_CHECK;
void beschermd_abort(struct beschermd *b);

struct publish_report {
    int64_t cellen, getoond, niet_getoond; /* cells computed for the new periods, of which shown, not shown */
    char release[32], periode_eerst[8], periode_laatst[8];
    char weigering[256]; /* the lint rule that refused, when it did */
};
/* Computes the declared cube for every closed quarter not yet published, lints, and replaces publicatie/sociaal.sqlite
 * (0444) in one rename; published periods are copied, never recomputed. The areas and inhabitants come from
 * magazijn.sqlite. ERR_INVALID with the lint rule when a rule refuses: nothing is then published. dry_run: only report.
 */
bool beschermd_publish(const char *dir, struct clock clock, bool dry_run, struct publish_report *out,
                       struct err *err) MUST_CHECK;

/* For tests: the protected value of a true count under a key; -1 when not shown. */
int64_t sdc_protect(const unsigned char key[32], const char *dataset, const char *maat, const char *gebied,
                    const char *categorie, int64_t n, int64_t inwoners);

#endif
