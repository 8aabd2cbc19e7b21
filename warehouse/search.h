/* Finding places by what people type, and addresses by a point: what the Locatieserver answers with. All calls inside
 * warehouse_read_begin/_end, by the thread that holds the handle. The work of one call is bounded, whatever is typed:
 * the limits stand below. */
#ifndef GM_WAREHOUSE_SEARCH_H
#define GM_WAREHOUSE_SEARCH_H

#include "geo/bbox.h"
#include "warehouse/warehouse.h"

enum {
    SEARCH_MAX_QUERY = 200, /* bytes; what is longer is cut at a character */
    SEARCH_MAX_FOUND = 200, /* hits of one query that are told apart; total may be higher */
    SEARCH_MAX_BOOSTS = 12,
    SEARCH_MAX_WORDS = 8 /* words of a query that count */
};

struct search_hit {
    const char *type; /* adres, weg, postcode, woonplaats, gemeente, wijk, buurt */
    struct str id;    /* "adr-<nummeraanduiding>", "weg-<openbare ruimte>", "pcd-<postcode>-<openbare ruimte>",
                         "wpl-<woonplaats>", "gem-GM…", "wij-WK…", "buu-BU…": the same in every generation */
    struct str weergavenaam;
    double score;
    bool has_place;   /* x, y, bbox are known */
    double x, y;      /* RD */
    struct bbox bbox; /* RD, of what it names; a point for an address */
    double afstand_m; /* of search_reverse; otherwise -1 */
    /* Empty when it isn't so, or isn't known. Codes as the warehouse has them ("GM1952"). */
    struct str straatnaam, straatnaam_verkort, openbareruimtetype, huisletter, huisnummertoevoeging, postcode;
    struct str woonplaatscode, woonplaatsnaam, gemeentecode, gemeentenaam, wijkcode, wijknaam, buurtcode, buurtnaam;
    struct str nummeraanduiding_id, adresseerbaarobject_id, openbareruimte_id;
    const char *provinciecode, *provincienaam, *provincieafkorting; /* NULL: not known; constants */
    int huisnummer;                                                 /* 0: none */
};

/* Only hits of which the field has one of the values (letter case is ignored). */
struct search_filter {
    const char *field; /* one of search_filter_fields */
    const struct str *values;
    size_t n;
};
extern const char *const search_filter_fields[]; /* NULL-ended */

/* A kind of place that weighs more (factor > 1) or less. */
struct search_boost {
    struct str type;
    double factor;
};

struct search_query {
    struct str text;
    const struct search_filter *filters; /* all must hold */
    size_t n_filters;
    bool near; /* places near (x, y), RD, go before equal ones far away */
    double x, y;
    struct search_boost boosts[SEARCH_MAX_BOOSTS];
    size_t n_boosts;
    size_t start, rows;
};

/* A word that was read as another one: a typing error. */
struct search_correction {
    size_t start, end; /* bytes of the text asked for */
    struct str word;   /* as the name that was found has it, in lower case */
};

struct search_answer {
    struct search_hit *hits; /* best first: `rows` from `start` */
    size_t n;
    size_t total;     /* how many there are in all: at least this many when !exact */
    bool exact;       /* total is exact */
    double max_score; /* of all, also of those before start */
    struct search_correction corrections[SEARCH_MAX_WORDS];
    size_t n_corrections;
};

/* Nothing found is an answer with n = 0. ERR_INVALID for a text that isn't UTF-8 or a filter that isn't known. Memory
 * from a. */
bool search_find(struct warehouse *w, const struct search_query *q, struct arena *a, struct search_answer *out,
                 struct err *err) MUST_CHECK;
/* *out NULL: there is no such id. */
bool search_lookup(struct warehouse *w, struct str id, struct arena *a, struct search_hit **out,
                   struct err *err) MUST_CHECK;
/* What is nearest to an RD point, nearest first, at most distance_m away (cut at 1000) and at most rows (cut at 100).
 * types: comma list of adres, weg, postcode, woonplaats, gemeente, wijk, buurt; NULL for adres. A weg or a postcode is
 * as near as its nearest address; an area is there when it covers the point. */
bool search_reverse(struct warehouse *w, double x, double y, double distance_m, const char *types, size_t rows,
                    struct arena *a, struct search_hit **out, size_t *n, struct err *err) MUST_CHECK;

/* The parts of a name that what was typed answers to, for highlighting: byte ranges in order, not overlapping. */
struct search_mark {
    size_t start, end;
};
size_t search_marks(struct str name, struct str text, const struct search_answer *found, struct search_mark *out,
                    size_t max);

/* A field of a hit by its name in search_filter_fields; empty when it has none. Memory from a. */
struct str search_hit_field(const struct search_hit *h, const char *field, struct arena *a);

#endif
