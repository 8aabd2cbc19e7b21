/* Finding places by what people type: names through the search table, addresses through adres (Locatieserver,
 * input-formats.md §6). */
#include "warehouse/load_priv.h"
#include "warehouse/read.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_QUERY = 200, MAX_HITS = 500, MAX_WORDS = 8 };

#define ADRES                                                                                                          \
    "a.nummeraanduiding_id, a.adresseerbaarobject_id, a.openbare_ruimte_id, a.straatnaam, a.huisnummer, "              \
    "a.huisletter, "                                                                                                   \
    "a.huisnummertoevoeging, a.postcode, a.woonplaatsnaam, a.gemeente_code, g.naam, a.wijk_code, w.naam, "             \
    "a.buurt_code, "                                                                                                   \
    "b.naam, a.geom FROM adres a LEFT JOIN gemeente g ON g.code = a.gemeente_code AND g.jaar = (SELECT max(jaar) "     \
    "FROM "                                                                                                            \
    "gemeente) LEFT JOIN wijk w ON w.code = a.wijk_code AND w.jaar = (SELECT max(jaar) FROM wijk) LEFT JOIN buurt b "  \
    "ON "                                                                                                              \
    "b.code = a.buurt_code AND b.jaar = (SELECT max(jaar) FROM buurt)"

struct hits {
    struct search_hit *list;
    size_t n;
    struct arena *a;
};

static struct str keep(struct arena *a, sqlite3_stmt *s, int column)
{
    struct str text = db_text(s, column);
    return text.n ? arena_str(a, text) : (struct str){0};
}

/* "Kerkstraat 12-A, 9990AB Veendorp": as PDOK writes it. */
static struct str address_name(struct arena *a, const struct search_hit *h)
{
    struct buf b;
    buf_init(&b, 1000);
    buf_printf(&b, "%.*s %d", STR_ARG(h->straatnaam), h->huisnummer);
    buf_str(&b, h->huisletter);
    if (h->huisnummertoevoeging.n)
        buf_printf(&b, "-%.*s", STR_ARG(h->huisnummertoevoeging));
    buf_c(&b, ", ");
    if (h->postcode.n)
        buf_printf(&b, "%.*s ", STR_ARG(h->postcode));
    buf_str(&b, h->woonplaatsnaam);
    struct str name = arena_str(a, buf_view(&b));
    buf_done(&b);
    return name;
}

static bool set_place(struct search_hit *h, sqlite3_stmt *s, int column, struct arena *a, struct err *err)
{
    struct geom g;
    h->bbox = bbox_empty();
    if (sqlite3_column_type(s, column) == SQLITE_NULL)
        return true;
    if (!geom_from_spatialite(sqlite3_column_blob(s, column), (size_t)sqlite3_column_bytes(s, column), a, &g, err))
        return false;
    geom_label_point(&g, 1, &h->x, &h->y);
    h->bbox = geom_bbox(&g);
    return true;
}

static bool add_address(struct hits *hits, sqlite3_stmt *s, double score, struct err *err)
{
    if (hits->n == MAX_HITS)
        return true;
    struct arena *a = hits->a;
    struct search_hit h = {.type = "adres", .score = score};
    h.nummeraanduiding_id = keep(a, s, 0);
    h.adresseerbaarobject_id = keep(a, s, 1);
    h.openbareruimte_id = keep(a, s, 2);
    h.straatnaam = keep(a, s, 3);
    h.huisnummer = sqlite3_column_int(s, 4);
    h.huisletter = keep(a, s, 5);
    h.huisnummertoevoeging = keep(a, s, 6);
    h.postcode = keep(a, s, 7);
    h.woonplaatsnaam = keep(a, s, 8);
    h.gemeentecode = keep(a, s, 9);
    h.gemeentenaam = keep(a, s, 10);
    h.wijkcode = keep(a, s, 11);
    h.wijknaam = keep(a, s, 12);
    h.buurtcode = keep(a, s, 13);
    h.buurtnaam = keep(a, s, 14);
    h.id = str_from(arena_printf(a, "adr-%.*s", STR_ARG(h.nummeraanduiding_id)));
    h.weergavenaam = address_name(a, &h);
    if (!set_place(&h, s, 15, a, err))
        return false;
    hits->list[hits->n++] = h;
    return true;
}

/* Runs an address query whose parameters are bound, and adds its rows. */
static bool addresses(sqlite3 *db, sqlite3_stmt *s, struct hits *hits, double score, struct err *err)
{
    int code;
    bool ok = true;
    while (ok && (code = sqlite3_step(s)) == SQLITE_ROW)
        ok = add_address(hits, s, score - 0.001 * (double)hits->n, err);
    if (ok && code != SQLITE_DONE)
        ok = db_fail(db, err);
    sqlite3_finalize(s);
    return ok;
}

/* What was typed, sorted out. */
struct typed {
    char postcode[8];           /* whole ("9990AB"), or "" */
    char words[MAX_QUERY * 4];  /* FTS query of the words before the number: "kerk"* "straat"* */
    char behind[MAX_QUERY * 4]; /* likewise of the words behind it: the woonplaats */
    int huisnummer;             /* 0: none */
    char toevoeging[16];        /* letter and addition squeezed, upper case */
    bool any_words;
};

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c & 0x80) || c == '\'';
}

static bool all_digits(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    return s.n > 0;
}

/* Each word quoted, so that nothing typed is an operator of FTS; the last one as a prefix too. */
static void add_word(char *to, size_t size, struct str word)
{
    size_t n = strlen(to);
    if (n + word.n + 8 > size)
        return;
    to[n++] = ' ';
    to[n++] = '"';
    for (size_t i = 0; i < word.n; i++)
        if (word.p[i] != '"')
            to[n++] = word.p[i];
    memcpy(to + n, "\"*", 3);
}

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
}

static bool letters(struct str s, size_t n)
{
    for (size_t i = 0; i < s.n; i++)
        if (!((s.p[i] | 32) >= 'a' && (s.p[i] | 32) <= 'z'))
            return false;
    return s.n == n;
}

static void sort_out(struct str q, struct typed *t)
{
    struct str words[MAX_WORDS];
    size_t n = 0, i = 0;
    *t = (struct typed){0};
    while (i < q.n && n < MAX_WORDS) {
        while (i < q.n && !is_word(q.p[i]))
            i++;
        size_t from = i;
        while (i < q.n && is_word(q.p[i]))
            i++;
        if (i > from)
            words[n++] = str_sub(q, from, i - from);
    }
    for (size_t k = 0; k < n; k++) {
        struct str w = words[k];
        bool four = w.n >= 4 && all_digits(str_sub(w, 0, 4));
        if (!t->postcode[0] && four &&
            (letters(str_sub(w, 4, 9), 2) || (w.n == 4 && k + 1 < n && letters(words[k + 1], 2)))) {
            struct str tail = w.n == 4 ? words[++k] : str_sub(w, 4, 2);
            memcpy(t->postcode, w.p, 4);
            t->postcode[4] = upper(tail.p[0]);
            t->postcode[5] = upper(tail.p[1]);
            continue;
        }
        size_t d = 0;
        while (d < w.n && w.p[d] >= '0' && w.p[d] <= '9')
            d++;
        int64_t number;
        if (!t->huisnummer && d > 0 && d <= 5 && (k > 0 || t->postcode[0]) && str_to_i64(str_sub(w, 0, d), &number) &&
            number > 0) {
            t->huisnummer = (int)number;
            size_t at = 0;
            for (; d < w.n && at + 1 < sizeof t->toevoeging; d++)
                t->toevoeging[at++] = upper(w.p[d]);
            /* A short piece behind the number belongs to it: "12 a", "12 bis", "12-2". */
            if (at == 0 && k + 1 < n && (words[k + 1].n <= 2 || str_eq_nocase(words[k + 1], STR("bis")))) {
                struct str next = words[++k];
                for (size_t m = 0; m < next.n && at + 1 < sizeof t->toevoeging; m++)
                    t->toevoeging[at++] = upper(next.p[m]);
            }
            continue;
        }
        add_word(t->huisnummer ? t->behind : t->words, sizeof t->words, w);
        t->any_words = t->any_words || !t->huisnummer;
    }
}

static bool by_postcode(sqlite3 *db, const struct typed *t, struct hits *hits, struct err *err)
{
    sqlite3_stmt *s;
    if (!db_prepare(db,
                    "SELECT " ADRES " WHERE a.postcode = ?1 AND (?2 = 0 OR a.huisnummer = ?2) AND (?3 = '' OR "
                    "upper(coalesce(a.huisletter, '') || coalesce(a.huisnummertoevoeging, '')) LIKE ?3 || '%') "
                    "ORDER BY a.huisnummer, a.huisletter, a.huisnummertoevoeging LIMIT 100",
                    &s, err))
        return false;
    db_bind(s, 1, str_from(t->postcode));
    sqlite3_bind_int(s, 2, t->huisnummer);
    sqlite3_bind_text(s, 3, t->toevoeging, -1, SQLITE_STATIC);
    return addresses(db, s, hits, 20, err);
}

/* Streets by name first, then the numbers in them: both are indexed. */
static bool by_street(sqlite3 *db, const struct typed *t, struct hits *hits, struct err *err)
{
    sqlite3_stmt *s;
    char match[sizeof t->words * 2 + 16];
    snprintf(match, sizeof match, "%s%s", t->words, t->behind);
    if (!db_prepare(
            db,
            "WITH straat AS (SELECT substr(sleutel, 5) AS id, rank AS r FROM zoek WHERE zoek MATCH ?1 AND soort = "
            "'weg' "
            "ORDER BY rank LIMIT 50) SELECT " ADRES " JOIN straat s ON s.id = a.openbare_ruimte_id WHERE a.huisnummer "
            "= ?2 AND (?3 = '' OR upper(coalesce(a.huisletter, '') || coalesce(a.huisnummertoevoeging, '')) LIKE ?3 || "
            "'%') ORDER BY s.r, a.huisletter, a.huisnummertoevoeging LIMIT 100",
            &s, err))
        return false;
    sqlite3_bind_text(s, 1, match, -1, SQLITE_STATIC);
    sqlite3_bind_int(s, 2, t->huisnummer);
    sqlite3_bind_text(s, 3, t->toevoeging, -1, SQLITE_STATIC);
    return addresses(db, s, hits, 18, err);
}

/* The place and the codes of a named thing, by the kind and the key of the search table. */
static bool fill_named(sqlite3 *db, struct search_hit *h, struct str key, struct arena *a, struct err *err)
{
    static const struct {
        const char *type, *sql;
    } sources[] = {
        {"weg", "SELECT geom, openbare_ruimte_id, straatnaam, NULL, woonplaatsnaam, gemeente_code, wijk_code, "
                "buurt_code FROM adres "
                "WHERE openbare_ruimte_id = ?1 ORDER BY huisnummer"},
        {"postcode",
         "SELECT geom, openbare_ruimte_id, straatnaam, postcode, woonplaatsnaam, gemeente_code, wijk_code, buurt_code "
         "FROM adres WHERE postcode = ?1 ORDER BY huisnummer"},
        {"woonplaats",
         "SELECT geom, NULL, NULL, NULL, naam, NULL, NULL, NULL FROM woonplaats WHERE identificatie = ?1"},
        {"gemeente", "SELECT geom, NULL, NULL, NULL, NULL, code, NULL, NULL FROM gemeente WHERE code = ?1 ORDER BY "
                     "jaar DESC LIMIT 1"},
        {"wijk", "SELECT geom, NULL, NULL, NULL, NULL, gemeente_code, code, NULL FROM wijk WHERE code = ?1 ORDER BY "
                 "jaar DESC LIMIT 1"},
        {"buurt", "SELECT geom, NULL, NULL, NULL, NULL, gemeente_code, wijk_code, code FROM buurt WHERE code = ?1 "
                  "ORDER BY jaar DESC LIMIT 1"},
    };
    sqlite3_stmt *s = NULL;
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
        if (strcmp(sources[i].type, h->type) == 0 && !db_prepare(db, sources[i].sql, &s, err))
            return false;
    if (!s)
        return err_set(err, ERR_INTERNAL, NULL, "Onbekende soort.");
    db_bind(s, 1, key);
    bool ok = true;
    struct bbox box = bbox_empty();
    size_t rows = 0;
    double sum_x = 0, sum_y = 0;
    while (ok && rows < 2000 && sqlite3_step(s) == SQLITE_ROW) {
        struct arena_mark mark = arena_mark(a);
        ok = set_place(h, s, 0, a, err);
        arena_rewind(a, mark);
        if (ok && !bbox_is_empty(h->bbox)) {
            box = bbox_union(box, h->bbox);
            sum_x += h->x;
            sum_y += h->y;
            rows++;
        }
        if (rows <= 1) {
            h->openbareruimte_id = keep(a, s, 1);
            h->straatnaam = keep(a, s, 2);
            h->postcode = keep(a, s, 3);
            h->woonplaatsnaam = keep(a, s, 4);
            h->gemeentecode = keep(a, s, 5);
            h->wijkcode = keep(a, s, 6);
            h->buurtcode = keep(a, s, 7);
        }
    }
    sqlite3_finalize(s);
    if (rows) {
        h->x = sum_x / (double)rows;
        h->y = sum_y / (double)rows;
        h->bbox = box;
    }
    return ok;
}

static const char *const named_types[] = {"gemeente", "woonplaats", "wijk", "buurt", "weg", "postcode"};
static const char *const named_prefixes[] = {"gem-", "wpl-", "wij-", "buu-", "weg-", "pcd-"};
enum { NAMED = sizeof named_types / sizeof *named_types };

static const char *type_name(struct str type)
{
    for (size_t i = 0; i < NAMED; i++)
        if (str_eq_c(type, named_types[i]))
            return named_types[i];
    return "weg";
}

/* "Kerkstraat, Veendorp" for a street; the search table's own text has no comma. */
static struct str named_title(struct arena *a, const struct search_hit *h, struct str name)
{
    if (strcmp(h->type, "weg") == 0)
        return str_from(arena_printf(a, "%.*s, %.*s", STR_ARG(h->straatnaam), STR_ARG(h->woonplaatsnaam)));
    if (strcmp(h->type, "postcode") == 0)
        return str_from(arena_printf(a, "%.*s, %.*s, %.*s", STR_ARG(h->straatnaam), STR_ARG(h->postcode),
                                     STR_ARG(h->woonplaatsnaam)));
    if (strcmp(h->type, "gemeente") == 0)
        return str_from(arena_printf(a, "Gemeente %.*s", STR_ARG(name)));
    return name;
}

static bool by_name(sqlite3 *db, const struct typed *t, struct hits *hits, struct err *err)
{
    sqlite3_stmt *s;
    char match[sizeof t->words + 16];
    snprintf(match, sizeof match, "%s", t->words);
    if (!db_prepare(
            db,
            "SELECT soort, sleutel, naam, -rank + CASE soort WHEN 'gemeente' THEN 4 WHEN 'woonplaats' THEN 3.5 WHEN "
            "'wijk' THEN 2 WHEN 'buurt' THEN 1.5 WHEN 'weg' THEN 1 ELSE 0 END + min(gewicht, 2000) / 4000.0 AS score "
            "FROM zoek WHERE zoek MATCH ?1 ORDER BY score DESC LIMIT 60",
            &s, err))
        return false;
    sqlite3_bind_text(s, 1, match, -1, SQLITE_STATIC);
    bool ok = true;
    int code;
    while (ok && (code = sqlite3_step(s)) == SQLITE_ROW && hits->n < MAX_HITS) {
        struct search_hit h = {
            .type = type_name(db_text(s, 0)), .id = keep(hits->a, s, 1), .score = sqlite3_column_double(s, 3)};
        struct str name = keep(hits->a, s, 2);
        ok = fill_named(db, &h, str_sub(h.id, 4, SIZE_MAX), hits->a, err);
        h.weergavenaam = named_title(hits->a, &h, name);
        hits->list[hits->n++] = h;
    }
    if (ok && code != SQLITE_DONE && code != SQLITE_ROW)
        ok = db_fail(db, err);
    sqlite3_finalize(s);
    return ok;
}

/* A named thing by its key in the search table, "pcd-9990AB"; nothing added when there is none. match: an FTS query
 * that it answers to, which spares reading the whole table; or NULL. */
static bool by_key(sqlite3 *db, struct str key, const char *match, double score, struct hits *hits, struct err *err)
{
    sqlite3_stmt *s;
    bool ok = true;
    if (!db_prepare(db,
                    match ? "SELECT soort, sleutel, naam FROM zoek WHERE zoek MATCH ?2 AND sleutel = ?1 LIMIT 1"
                          : "SELECT soort, sleutel, naam FROM zoek WHERE sleutel = ?1 LIMIT 1",
                    &s, err))
        return false;
    db_bind(s, 1, key);
    if (match)
        sqlite3_bind_text(s, 2, match, -1, SQLITE_STATIC);
    if (sqlite3_step(s) == SQLITE_ROW) {
        struct search_hit h = {.type = type_name(db_text(s, 0)), .id = keep(hits->a, s, 1), .score = score};
        struct str name = keep(hits->a, s, 2);
        ok = fill_named(db, &h, str_sub(h.id, 4, SIZE_MAX), hits->a, err);
        h.weergavenaam = named_title(hits->a, &h, name);
        hits->list[hits->n++] = h;
    }
    sqlite3_finalize(s);
    return ok;
}

static bool type_wanted(const char *types, const char *type)
{
    if (!types || !*types)
        return true;
    struct str rest = str_from(types), piece;
    while (str_next(&rest, ',', &piece))
        if (str_eq_c(str_trim(piece), type))
            return true;
    return false;
}

static int by_score(const void *a, const void *b)
{
    const struct search_hit *x = a, *y = b;
    if (x->score != y->score)
        return x->score < y->score ? 1 : -1;
    return str_cmp(x->weergavenaam, y->weergavenaam);
}

bool search_find(struct warehouse *w, struct str q, const char *types, size_t start, size_t rows, struct arena *a,
                 struct search_hit **out, size_t *n, size_t *total, struct err *err)
{
    struct hits hits = {arena_array(a, MAX_HITS, sizeof(struct search_hit)), 0, a};
    struct typed t;
    if (!hits.list)
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    if (q.n > MAX_QUERY)
        return err_set(err, ERR_LIMIT, "q", "q is langer dan %d tekens.", MAX_QUERY);
    if (!str_is_utf8(q))
        return err_set(err, ERR_INVALID, "q", "q is geen geldige UTF-8.");
    sort_out(q, &t);
    /* A postcode alone is a place too, and goes before its addresses. */
    if (t.postcode[0] && !t.huisnummer && type_wanted(types, "postcode") &&
        !by_key(w->db, str_from(arena_printf(a, "pcd-%s", t.postcode)), t.postcode, 21, &hits, err))
        return false;
    if (t.postcode[0] && type_wanted(types, "adres") && !by_postcode(w->db, &t, &hits, err))
        return false;
    if (t.any_words && t.huisnummer && hits.n == 0 && type_wanted(types, "adres") && !by_street(w->db, &t, &hits, err))
        return false;
    if (t.any_words && !t.huisnummer && !t.postcode[0] && !by_name(w->db, &t, &hits, err))
        return false;
    /* A number that no street has: the street itself is the next best answer. */
    if (t.any_words && t.huisnummer && hits.n == 0 && !by_name(w->db, &t, &hits, err))
        return false;
    size_t kept = 0;
    for (size_t i = 0; i < hits.n; i++)
        if (type_wanted(types, hits.list[i].type))
            hits.list[kept++] = hits.list[i];
    qsort(hits.list, kept, sizeof *hits.list, by_score);
    if (start > kept)
        start = kept;
    *out = hits.list + start;
    *n = kept - start < rows ? kept - start : rows;
    *total = kept;
    return true;
}

bool search_lookup(struct warehouse *w, struct str id, struct arena *a, struct search_hit **out, struct err *err)
{
    struct hits hits = {arena_array(a, MAX_HITS, sizeof(struct search_hit)), 0, a};
    sqlite3_stmt *s;
    *out = NULL;
    if (!hits.list)
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    if (id.n > 60)
        return true;
    if (str_starts(id, STR("adr-"))) {
        if (!db_prepare(w->db, "SELECT " ADRES " WHERE a.nummeraanduiding_id = ?1", &s, err))
            return false;
        db_bind(s, 1, str_sub(id, 4, SIZE_MAX));
        if (!addresses(w->db, s, &hits, 1, err))
            return false;
    } else {
        bool known = false;
        for (size_t i = 0; i < NAMED; i++)
            known = known || str_starts(id, str_from(named_prefixes[i]));
        if (known && !by_key(w->db, id, NULL, 1, &hits, err))
            return false;
    }
    if (hits.n)
        *out = hits.list;
    return true;
}

bool search_reverse(struct warehouse *w, double x, double y, double distance_m, size_t rows, struct arena *a,
                    struct search_hit **out, size_t *n, struct err *err)
{
    struct hits hits = {arena_array(a, MAX_HITS, sizeof(struct search_hit)), 0, a};
    sqlite3_stmt *s;
    if (!hits.list)
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    if (!(distance_m > 0) || distance_m > 1000)
        distance_m = distance_m > 1000 ? 1000 : 100;
    if (!db_prepare(w->db,
                    "SELECT " ADRES
                    " JOIN idx_adres_geom r ON r.pkid = a.id WHERE r.xmin <= ?1 + ?3 AND r.xmax >= ?1 - ?3 AND "
                    "r.ymin <= ?2 + ?3 AND r.ymax >= ?2 - ?3 ORDER BY (r.xmin - ?1) * (r.xmin - ?1) + (r.ymin - ?2) * "
                    "(r.ymin - ?2) LIMIT 200",
                    &s, err))
        return false;
    sqlite3_bind_double(s, 1, x);
    sqlite3_bind_double(s, 2, y);
    sqlite3_bind_double(s, 3, distance_m);
    if (!addresses(w->db, s, &hits, 1, err))
        return false;
    size_t kept = 0;
    for (size_t i = 0; i < hits.n && kept < rows; i++)
        if (hypot(hits.list[i].x - x, hits.list[i].y - y) <= distance_m)
            hits.list[kept++] = hits.list[i];
    *out = hits.list;
    *n = kept;
    return true;
}
