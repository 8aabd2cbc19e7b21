/* What the search files share: words, the index in memory, what was typed, and the ranking. */
#ifndef GM_WAREHOUSE_SEARCH_PRIV_H
#define GM_WAREHOUSE_SEARCH_PRIV_H

#include "warehouse/search.h"
#include "warehouse/warehouse_priv.h"

/* ---- words (search_fold.c) ---- */

enum { WORD_BYTES = 40, FOLD_MAX_WORDS = 16 };

/* A word as it is compared: lower case, without diacritics, ij as y. */
struct word {
    char text[WORD_BYTES + 1];
    uint8_t n;
    size_t start, end; /* bytes of the source */
};
/* Letters and digits make words; an apostrophe within a word is dropped, everything else parts words. At most max. */
size_t fold_words(struct str source, struct word *out, size_t max);
/* Other ways to write a word, as whole words ("st" and "sint"); NULL when there are no more. i from 0. */
const char *fold_alternative(const struct word *w, size_t i);
/* A word with its ending written in full ("bolognaln"); false when it has no such ending. */
bool fold_ending(const struct word *w, struct word *out);
bool fold_is_small(const struct word *w); /* de, het, van: need not be matched */

/* ---- the index (search_index.c writes it, search_terms.c reads it) ---- */

enum search_type { TYPE_ADRES, TYPE_WEG, TYPE_POSTCODE, TYPE_WOONPLAATS, TYPE_GEMEENTE, TYPE_WIJK, TYPE_BUURT, TYPES };
extern const char *const search_type_name[TYPES];
extern const char *const search_type_prefix[TYPES]; /* "adr-" */
/* -1: none of them. */
int search_type_find(struct str name);

/* One named place. They are numbered by how much they weigh, areas first: of a word that half the country begins with,
 * the first places are the ones that are meant. */
struct place {
    uint32_t row; /* id in the table zoek */
    float x, y;
    float weight; /* 0 to 1, by how many live there or how many addresses it has */
    uint16_t gemeente, woonplaats;
    uint16_t max_number; /* highest house number of a street */
    uint8_t type, name_words;
};

/* Where a word stands: place << 6 | position << 2 | kind. */
enum posting_kind { KIND_NAME, KIND_OTHER, KIND_JOINED, KIND_AROUND };
enum { MAX_POSITION = 15, MAX_PLACES = 1 << 26 };
#define POSTING(place, position, kind)                                                                                 \
    ((uint32_t)(place) << 6 | (uint32_t)((position) > MAX_POSITION ? MAX_POSITION : (position)) << 2 | (uint32_t)(kind))

/* The blob is this head, then the arrays in this order, each 4-byte aligned, in the machine's byte order. */
struct index_head {
    char magic[8];
    uint32_t n_places, n_terms, n_postings, n_text;
};
#define INDEX_MAGIC "GMZOEK2"

struct search_index {
    void *blob;
    const struct place *places;
    const uint32_t *term_at; /* n_terms + 1 offsets in text; terms in byte order */
    const uint32_t *post_at; /* n_terms + 1 offsets in postings */
    const uint32_t *postings;
    const char *text;
    uint32_t n_places, n_terms, n_postings;
};
/* Checks all of the blob; takes it over. */
bool index_use(void *blob, size_t n, struct search_index *out, struct err *err) MUST_CHECK;
struct str index_term(const struct search_index *ix, uint32_t term);
/* Terms that begin with these bytes: [*lo, *hi). The word itself, when it is a term, is *lo. */
void index_prefix(const struct search_index *ix, struct str prefix, uint32_t *lo, uint32_t *hi);

struct near_term {
    uint32_t term;
    uint8_t distance;
};
/* Terms of at most `longest` bytes that are, or begin with what is, at most `most` edits away from the word (insert,
 * delete, replace, swap neighbours). Stops at max terms or when the work is used up: *budget counts down. */
size_t index_near(const struct search_index *ix, struct str word, int most, size_t longest, struct near_term *out,
                  size_t max, int64_t *budget);

/* Makes the search tables anew and fills them from adres and the areas. Part of the caller's transaction. */
bool search_rebuild(sqlite3 *db, struct err *err) MUST_CHECK;

/* ---- what was typed (search_query.c) ---- */

enum { MAX_READINGS = 8 };

/* One way to read the query. Words are numbers in typed.words. */
struct reading {
    uint8_t words[SEARCH_MAX_WORDS];
    size_t n_words;
    int number;      /* 0: none */
    char suffix[16]; /* letter and addition squeezed, upper case; "" none */
    bool guess;      /* the suffix stood apart: it may be the beginning of a place's name */
    bool still;      /* the number is the last thing typed: it may go on */
};

struct typed {
    struct word words[SEARCH_MAX_WORDS];
    size_t n_words;
    char postcode[8];                      /* whole ("9990AB"), or "" */
    char postcode_part[8];                 /* all there is is the beginning of one ("9990", "9990A"), or "" */
    char id[24];                           /* a BAG id of 16 digits or an area code ("GM1952"), or "" */
    struct reading readings[MAX_READINGS]; /* the likeliest first; those without a number last */
    size_t n_readings;
    size_t n_numbered; /* so many of them have a number, or read it as a word */
};
/* postcodes: a postcode in it is taken apart; otherwise its pieces are a number and words. */
void query_read(struct str text, bool postcodes, struct typed *out);
/* How well an address's letter and addition answer to the typed suffix: 0 not, up to 1 the same. */
double suffix_match(const char *typed, struct str huisletter, struct str toevoeging);

/* ---- ranking (search_rank.c) ---- */

enum { MAX_MATCHES = 1024, MAX_RANKED = 200 };

struct matches {
    struct {
        uint32_t lo, hi; /* terms that begin with the word, or with another way to write it */
        uint8_t n;       /* of which it has so many bytes */
    } ranges[3];
    size_t n_ranges;
    struct near_term near[MAX_MATCHES];
    size_t n_near;
    bool near_done;
    uint8_t n; /* bytes typed */
    bool small;
};

struct seen {
    float sum, last;
    uint16_t positions;
    uint8_t mask, bit;
};

struct ranked {
    uint32_t place;
    float score;
};

struct rank_limits {
    bool types[TYPES];
    uint16_t gemeenten[16], woonplaatsen[16];
    size_t n_gemeenten, n_woonplaatsen;
    bool by_gemeente, by_woonplaats;
    bool near;
    double x, y;
    int number; /* only streets that reach this number, when > 0 */
};

struct ranker {
    const struct search_index *ix;
    struct seen *seen; /* n_places */
    uint32_t *touched; /* n_places */
    uint8_t *in;       /* a bit per place: it answers to the first word. All zero between scans. */
    struct matches matches[2 * SEARCH_MAX_WORDS]; /* of the query's words, then of joined neighbours */
    const struct typed *typed;
    int64_t budget, work;           /* what typing errors may still cost, and what was looked at */
    struct ranked best[MAX_RANKED]; /* of the last rank_words, best first */
    size_t n_best;
    size_t total;
    bool cut; /* total is less than there are */
};
void rank_begin(struct ranker *r, const struct typed *t);
enum rank_pass { PASS_EXACT, PASS_JOINED, PASS_NEAR, PASS_DROP, PASSES };
/* Ranks the places that answer to the words of a reading. */
void rank_words(struct ranker *r, const struct reading *reading, enum rank_pass pass, const struct rank_limits *lim);
/* The term by which word i answers to the place only after correction; false when it answers as typed, or not. */
bool rank_corrected(const struct ranker *r, size_t word, uint32_t place, uint32_t *term);

/* ---- one connection's search state (search.c) ---- */

enum search_statement {
    ST_ADDRESS,
    ST_STREET_NUMBER,
    ST_STREET_NUMBERS,
    ST_POSTCODE,
    ST_POSTCODE_NUMBER,
    ST_POSTCODE_NEXT,
    ST_POSTCODE_PLACE,
    ST_PLACE,
    ST_KEY,
    ST_NUM_ID,
    ST_OBJECT_ID,
    ST_PAND_ID,
    ST_NEAR,
    STATEMENTS
};

struct search_state {
    struct warehouse *w;
    int64_t generation;
    struct search_index ix;
    struct ranker ranker;
    sqlite3_stmt *statements[STATEMENTS];
};
/* The state of the generation that is being read; made when it isn't there. */
bool search_state_get(struct warehouse *w, struct search_state **out, struct err *err) MUST_CHECK;
/* A prepared statement, reset and without bindings. */
bool search_statement(struct search_state *s, enum search_statement which, sqlite3_stmt **out,
                      struct err *err) MUST_CHECK;

/* ---- rows to hits (search_hit.c) ---- */

bool hit_address(struct search_state *s, int64_t adres_id, struct arena *a, struct search_hit *h,
                 struct err *err) MUST_CHECK;
/* row: of the table zoek. */
bool hit_place(struct search_state *s, int64_t row, struct arena *a, struct search_hit *h, struct err *err) MUST_CHECK;
/* *found false: no address has that postcode. openbare_ruimte empty: its first street. */
bool hit_postcode(struct search_state *s, struct str postcode, struct str openbare_ruimte, struct arena *a,
                  struct search_hit *h, bool *found, struct err *err) MUST_CHECK;
/* From gemeentecode. */
void hit_set_provincie(struct search_hit *h);

#endif
