/* How good the data in house is: rules with counts and findings, measured per generation of the data, so that the next
 * delivery can be held against the last one (docs/kwaliteit.md). For one thread. */
#ifndef GM_WAREHOUSE_QUALITY_H
#define GM_WAREHOUSE_QUALITY_H

#include "base/clock.h"
#include "warehouse/warehouse.h"

enum quality_ernst { ERNST_FOUT, ERNST_WAARSCHUWING, ERNST_AANDACHT, ERNSTEN };
extern const char *const quality_ernst_name[ERNSTEN]; /* "fout" … */

/* At most so many findings of a rule are kept; the count goes on. */
enum { QUALITY_MAX_FINDINGS = 100000 };

struct quality_result {
    const char *regel, *titel, *advies; /* constant: the id, what is found, what to do about it */
    enum quality_ernst ernst;
    bool gemeten;            /* false: waarom says why it can't be */
    const char *waarom;      /* constant, or NULL */
    int64_t aantal, bekeken; /* findings, among how many */
    int64_t nieuw;           /* of the findings kept: those that the former measurement didn't have */
    bool has_vorige;         /* the measurement that it is compared with has this rule */
    int64_t vorige;
};

struct quality_meting {
    int64_t generatie;    /* of the data: of the last import */
    int64_t vergeleken;   /* of the measurement that it is compared with; 0: none */
    struct str peildatum; /* of the BAG, or empty */
    struct quality_result *regels;
    size_t n;
    bool gewijzigd; /* this measurement was stored: it raised the warehouse's generation, for the map has changed */
};

/* Measures all rules and keeps the result, in two steps: reading in one snapshot, then a short write. What was already
 * kept and is the same is left as it is, and so is the warehouse's generation. ERR_STORAGE when an import ended between
 * the two steps. w: for writing. sinds: the generation of the measurement to compare with, 0: the last before this one;
 * ERR_NOT_FOUND when there is none. Memory from a. */
bool quality_measure(struct warehouse *w, struct clock clock, int64_t sinds, struct arena *a,
                     struct quality_meting *out, struct err *err) MUST_CHECK;
/* The kept measurement of the data as it is now; *found false: there is none yet. */
bool quality_stored(struct warehouse *w, int64_t sinds, struct arena *a, bool *found, struct quality_meting *out,
                    struct err *err) MUST_CHECK;

struct quality_finding {
    struct str object_type, object_id, omschrijving;
    int64_t sinds; /* the generation in which it was first found */
    bool has_point;
    double x, y; /* RD */
};
/* Kept findings of a rule from number `from`, newest first; fewer than `most` when there are no more. Memory from a. */
bool quality_findings(struct warehouse *w, const char *regel, size_t from, size_t most, struct arena *a,
                      struct quality_finding **out, size_t *n, struct err *err) MUST_CHECK;
/* The id, when there is a rule of that id; else NULL with *nearest the one that looks most like it. */
const char *quality_rule_find(const char *id, const char **nearest);

#endif
