/* Fills the search tables: one row per named place, and one blob with the words of all names and where they stand. */
#include "warehouse/load_priv.h"
#include "warehouse/search_priv.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const search_type_name[TYPES] = {"adres", "weg", "postcode", "woonplaats", "gemeente", "wijk", "buurt"};
const char *const search_type_prefix[TYPES] = {"adr-", "weg-", "pcd-", "wpl-", "gem-", "wij-", "buu-"};

int search_type_find(struct str name)
{
    for (int i = 0; i < TYPES; i++)
        if (str_eq_c(name, search_type_name[i]))
            return i;
    return -1;
}

static const char tables[] =
    "DROP TABLE IF EXISTS zoek; DROP TABLE IF EXISTS zoek_index;"
    "CREATE TABLE zoek(id INTEGER PRIMARY KEY, soort TEXT NOT NULL, sleutel TEXT NOT NULL UNIQUE, naam TEXT NOT NULL, "
    "naam_verkort TEXT, openbare_ruimte_type TEXT, woonplaats_id TEXT, woonplaatsnaam TEXT, gemeente_code TEXT, "
    "wijk_code TEXT, gewicht INTEGER, hoogste_huisnummer INTEGER, x REAL, y REAL, xmin REAL, ymin REAL, xmax REAL, "
    "ymax REAL);"
    "CREATE TABLE zoek_index(id INTEGER PRIMARY KEY CHECK(id = 1), woorden BLOB NOT NULL);";

/* ---- rows ---- */

struct row {
    const char *soort;
    struct str key, naam, verkort, type, woonplaats_id, woonplaatsnaam, gemeente, wijk;
    int64_t weight, max_number;
    bool has_place;
    double x, y;
    struct bbox box;
};

static bool add_row(sqlite3 *db, sqlite3_stmt *s, const struct row *r, struct err *err)
{
    sqlite3_bind_text(s, 1, r->soort, -1, SQLITE_STATIC);
    db_bind(s, 2, r->key);
    db_bind(s, 3, r->naam);
    db_bind(s, 4, r->verkort);
    db_bind(s, 5, r->type);
    db_bind(s, 6, r->woonplaats_id);
    db_bind(s, 7, r->woonplaatsnaam);
    db_bind(s, 8, r->gemeente);
    db_bind(s, 9, r->wijk);
    sqlite3_bind_int64(s, 10, r->weight);
    sqlite3_bind_int64(s, 11, r->max_number);
    if (r->has_place) {
        sqlite3_bind_double(s, 12, r->x);
        sqlite3_bind_double(s, 13, r->y);
        sqlite3_bind_double(s, 14, r->box.minx);
        sqlite3_bind_double(s, 15, r->box.miny);
        sqlite3_bind_double(s, 16, r->box.maxx);
        sqlite3_bind_double(s, 17, r->box.maxy);
    }
    bool ok = db_run(db, s, err);
    sqlite3_clear_bindings(s);
    return ok;
}

static bool read_geom(sqlite3_stmt *s, int column, struct arena *a, struct geom *g, bool *there, struct err *err)
{
    *there = false;
    if (sqlite3_column_type(s, column) != SQLITE_BLOB)
        return true;
    if (!geom_from_spatialite(sqlite3_column_blob(s, column), (size_t)sqlite3_column_bytes(s, column), a, g, err))
        return false;
    *there = g->n_xy > 0;
    return true;
}

/* The street that is being read: its addresses come one after the other. */
struct street {
    struct row row;
    struct arena *a;
    struct arena_mark mark;
    double sum_x, sum_y;
    int64_t points;
};

static bool street_end(sqlite3 *db, sqlite3_stmt *insert, struct street *st, struct err *err)
{
    struct row *r = &st->row;
    if (!r->key.n)
        return true;
    if (st->points) {
        r->has_place = true;
        r->x = st->sum_x / (double)st->points;
        r->y = st->sum_y / (double)st->points;
    }
    bool ok = add_row(db, insert, r, err);
    arena_rewind(st->a, st->mark);
    st->row = (struct row){0};
    return ok;
}

static void street_begin(struct street *st, struct str id, sqlite3_stmt *s)
{
    st->mark = arena_mark(st->a);
    st->sum_x = st->sum_y = 0;
    st->points = 0;
    st->row = (struct row){.soort = "weg", .box = bbox_empty()};
    st->row.key = str_from(arena_printf(st->a, "weg-%.*s", STR_ARG(id)));
    st->row.naam = arena_str(st->a, db_text(s, 1));
    st->row.verkort = arena_str(st->a, db_text(s, 2));
    st->row.woonplaats_id = arena_str(st->a, db_text(s, 3));
    st->row.woonplaatsnaam = arena_str(st->a, db_text(s, 4));
}

/* One walk over all addresses in the order of an index that is there: ten million in a few tens of seconds, in the
 * memory of one street. */
static bool fill_streets(sqlite3 *db, sqlite3_stmt *insert, struct arena *a, struct err *err)
{
    sqlite3_stmt *s;
    struct street st = {.a = a};
    if (!db_prepare(db,
                    "SELECT openbare_ruimte_id, straatnaam, straatnaam_verkort, woonplaats_id, woonplaatsnaam, "
                    "gemeente_code, huisnummer, geom FROM adres WHERE openbare_ruimte_id IS NOT NULL AND straatnaam IS "
                    "NOT NULL ORDER BY openbare_ruimte_id",
                    &s, err))
        return false;
    bool ok = true;
    int code;
    while (ok && (code = sqlite3_step(s)) == SQLITE_ROW) {
        struct str id = db_text(s, 0);
        if (!str_eq(str_sub(st.row.key, 4, SIZE_MAX), id)) {
            ok = street_end(db, insert, &st, err);
            street_begin(&st, id, s);
        }
        if (!st.row.gemeente.n)
            st.row.gemeente = arena_str(a, db_text(s, 5));
        st.row.weight++;
        if (sqlite3_column_int64(s, 6) > st.row.max_number)
            st.row.max_number = sqlite3_column_int64(s, 6);
        struct geom g;
        bool there = false;
        struct arena_mark mark = arena_mark(a);
        ok = ok && read_geom(s, 7, a, &g, &there, err);
        if (there) {
            st.sum_x += g.xy[0];
            st.sum_y += g.xy[1];
            st.points++;
            st.row.box = bbox_union(st.row.box, geom_bbox(&g));
        }
        arena_rewind(a, mark);
    }
    if (ok && code != SQLITE_DONE)
        ok = db_fail(db, err);
    sqlite3_finalize(s);
    return ok && street_end(db, insert, &st, err);
}

/* soort, key, naam, woonplaats id and naam, gemeente, wijk, weight, geometry; of the newest year. The weights make an
 * inhabitant of an area and an address of a woonplaats weigh about the same. */
static const char areas[] =
    "SELECT 'woonplaats', 'wpl-' || w.identificatie, w.naam, w.identificatie, w.naam, coalesce((SELECT gemeente_code "
    "FROM adres WHERE woonplaats_id = w.identificatie AND gemeente_code IS NOT NULL LIMIT 1), (SELECT CASE WHEN "
    "gemeente_code GLOB 'GM*' THEN gemeente_code ELSE 'GM' || gemeente_code END FROM gemeente_woonplaats WHERE "
    "woonplaats_id = w.identificatie AND eind_geldigheid IS NULL LIMIT 1)), NULL, 2 * (SELECT count(*) FROM adres "
    "WHERE woonplaats_id = w.identificatie), w.geom FROM woonplaats w WHERE w.bestaand = 1 AND w.naam IS NOT NULL "
    "UNION ALL "
    "SELECT 'gemeente', 'gem-' || code, naam, NULL, NULL, code, NULL, inwoners, geom FROM gemeente WHERE jaar = "
    "(SELECT max(jaar) FROM gemeente) AND naam IS NOT NULL UNION ALL "
    "SELECT 'wijk', 'wij-' || code, naam, NULL, NULL, gemeente_code, code, inwoners, geom FROM wijk WHERE jaar = "
    "(SELECT max(jaar) FROM wijk) AND naam IS NOT NULL UNION ALL "
    "SELECT 'buurt', 'buu-' || code, naam, NULL, NULL, gemeente_code, wijk_code, inwoners, geom FROM buurt WHERE jaar "
    "= (SELECT max(jaar) FROM buurt) AND naam IS NOT NULL";

static bool fill_areas(sqlite3 *db, sqlite3_stmt *insert, struct arena *a, struct err *err)
{
    sqlite3_stmt *s;
    if (!db_prepare(db, areas, &s, err))
        return false;
    bool ok = true;
    int code;
    while (ok && (code = sqlite3_step(s)) == SQLITE_ROW) {
        struct arena_mark mark = arena_mark(a);
        int type = search_type_find(db_text(s, 0));
        struct row r = {.soort = search_type_name[type < 0 ? TYPE_BUURT : type],
                        .key = db_text(s, 1),
                        .naam = db_text(s, 2),
                        .woonplaats_id = db_text(s, 3),
                        .woonplaatsnaam = db_text(s, 4),
                        .gemeente = db_text(s, 5),
                        .wijk = db_text(s, 6),
                        .weight = sqlite3_column_int64(s, 7)};
        struct geom g;
        ok = read_geom(s, 8, a, &g, &r.has_place, err);
        if (ok && r.has_place) {
            r.box = bbox_empty();
            r.box = geom_bbox(&g);
            r.has_place = geom_label_point(&g, 10, &r.x, &r.y);
        }
        ok = ok && add_row(db, insert, &r, err);
        arena_rewind(a, mark);
    }
    if (ok && code != SQLITE_DONE)
        ok = db_fail(db, err);
    sqlite3_finalize(s);
    return ok;
}

/* ---- words ---- */

struct builder {
    struct term {
        char *text;
        uint32_t n, order;
    } * terms;
    uint32_t n_terms, cap_terms;
    uint32_t *slots; /* term + 1 by hash */
    uint32_t n_slots;
    struct entry {
        uint32_t term, posting;
    } * entries;
    size_t n_entries, cap_entries;
    struct place *places;
    uint32_t n_places, cap_places;
    struct weighed {
        uint32_t row;
        float weight;
        bool street;
    } * order; /* of the places */
    uint32_t n_order;
    struct arena *text;
    bool failed;
};
enum { TOWNS = 1 << 16 };

static uint32_t hash(const char *p, size_t n)
{
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < n; i++)
        h = (h ^ (unsigned char)p[i]) * 16777619u;
    return h ^ h >> 15;
}

static bool grow_slots(struct builder *b)
{
    uint32_t n = b->n_slots ? b->n_slots * 2 : 1 << 12, *slots = calloc(n, sizeof *slots);
    if (!slots)
        return false;
    for (uint32_t i = 0; i < b->n_terms; i++) {
        uint32_t at = hash(b->terms[i].text, b->terms[i].n) & (n - 1);
        while (slots[at])
            at = (at + 1) & (n - 1);
        slots[at] = i + 1;
    }
    free(b->slots);
    b->slots = slots;
    b->n_slots = n;
    return true;
}

static bool grow(void **list, size_t *cap, size_t size)
{
    size_t more = *cap ? *cap * 2 : 1024;
    void *p = realloc(*list, more * size);
    if (!p)
        return false;
    *list = p;
    *cap = more;
    return true;
}

static bool term_of(struct builder *b, const char *p, size_t n, uint32_t *out)
{
    if (b->n_terms * 2 >= b->n_slots && !grow_slots(b))
        return false;
    uint32_t at = hash(p, n) & (b->n_slots - 1);
    for (; b->slots[at]; at = (at + 1) & (b->n_slots - 1)) {
        const struct term *t = &b->terms[b->slots[at] - 1];
        if (t->n == n && memcmp(t->text, p, n) == 0) {
            *out = b->slots[at] - 1;
            return true;
        }
    }
    size_t cap = b->cap_terms;
    if (b->n_terms == b->cap_terms && !grow((void **)&b->terms, &cap, sizeof *b->terms))
        return false;
    b->cap_terms = (uint32_t)cap;
    struct str kept = arena_str(b->text, (struct str){p, n});
    if (!kept.p)
        return false;
    b->terms[b->n_terms] = (struct term){(char *)kept.p, (uint32_t)n, 0};
    b->slots[at] = ++b->n_terms;
    *out = b->n_terms - 1;
    return true;
}

static void post(struct builder *b, const char *p, size_t n, size_t position, enum posting_kind kind)
{
    uint32_t term;
    if (b->failed || n == 0 || n > WORD_BYTES)
        return;
    if ((b->n_entries == b->cap_entries && !grow((void **)&b->entries, &b->cap_entries, sizeof *b->entries)) ||
        !term_of(b, p, n, &term)) {
        b->failed = true;
        return;
    }
    b->entries[b->n_entries++] = (struct entry){term, POSTING(b->n_places, position, kind)};
}

/* A name's words, other ways to write them, and neighbours written as one ("korte akkers", "korteakkers"). */
static size_t post_name(struct builder *b, struct str name, enum posting_kind kind)
{
    struct word w[FOLD_MAX_WORDS];
    size_t n = fold_words(name, w, FOLD_MAX_WORDS);
    for (size_t i = 0; i < n; i++) {
        const char *other;
        enum posting_kind as = kind == KIND_NAME ? KIND_OTHER : kind;
        post(b, w[i].text, w[i].n, i, kind);
        for (size_t k = 0; (other = fold_alternative(&w[i], k)); k++)
            post(b, other, strlen(other), i, as);
        if (kind == KIND_NAME && i + 1 < n && w[i].n + w[i + 1].n <= WORD_BYTES) {
            char both[2 * WORD_BYTES];
            memcpy(both, w[i].text, w[i].n);
            memcpy(both + w[i].n, w[i + 1].text, w[i + 1].n);
            post(b, both, (size_t)w[i].n + w[i + 1].n, i, KIND_JOINED);
        }
    }
    return n;
}

/* Places with two names, of which the BAG has the one that nobody types. */
static void post_second_name(struct builder *b, struct str name, enum posting_kind kind)
{
    static const char *const second[][2] = {{"'s-Gravenhage", "Den Haag"}, {"'s-Hertogenbosch", "Den Bosch"}};
    for (size_t i = 0; i < sizeof second / sizeof *second; i++)
        if (str_eq_c(name, second[i][0]))
            post_name(b, str_from(second[i][1]), kind == KIND_NAME ? KIND_OTHER : kind);
}

static uint16_t code_number(struct str code)
{
    int64_t v;
    if (str_starts(code, STR("GM")))
        code = str_sub(code, 2, SIZE_MAX);
    return str_to_i64(code, &v) && v > 0 && v < 65536 ? (uint16_t)v : 0;
}

static void add_place(struct builder *b, sqlite3_stmt *s, const struct weighed *weighed)
{
    size_t cap = b->cap_places;
    if (b->n_places >= MAX_PLACES - 1 ||
        (b->n_places == b->cap_places && !grow((void **)&b->places, &cap, sizeof *b->places))) {
        b->failed = true;
        return;
    }
    b->cap_places = (uint32_t)cap;
    int found = search_type_find(db_text(s, 0));
    enum search_type type = found < 0 ? TYPE_WEG : (enum search_type)found;
    struct str name = db_text(s, 1), woonplaats = db_text(s, 4), gemeente = db_text(s, 6);
    int64_t max_number = sqlite3_column_int64(s, 9);
    struct place p = {.x = (float)sqlite3_column_double(s, 10),
                      .y = (float)sqlite3_column_double(s, 11),
                      .row = weighed->row,
                      .weight = weighed->weight,
                      .gemeente = code_number(db_text(s, 5)),
                      .woonplaats = code_number(db_text(s, 3)),
                      .max_number = (uint16_t)(max_number > 65535 ? 65535 : max_number),
                      .type = (uint8_t)type};
    size_t words = post_name(b, name, KIND_NAME);
    p.name_words = (uint8_t)(words ? words : 1);
    post_second_name(b, name, KIND_NAME);
    post_name(b, db_text(s, 2), KIND_OTHER);
    if (type != TYPE_WOONPLAATS) {
        post_name(b, woonplaats, KIND_AROUND);
        post_second_name(b, woonplaats, KIND_AROUND);
    }
    if (type != TYPE_GEMEENTE && !str_eq(gemeente, woonplaats)) {
        post_name(b, gemeente, KIND_AROUND);
        post_second_name(b, gemeente, KIND_AROUND);
    }
    if (type != TYPE_WEG)
        post_name(b, str_from(search_type_name[type]), KIND_AROUND);
    struct search_hit h = {.gemeentecode = db_text(s, 5)};
    hit_set_provincie(&h);
    if (h.provincienaam && !str_eq_c(gemeente, h.provincienaam) && !str_eq_c(woonplaats, h.provincienaam))
        post_name(b, str_from(h.provincienaam), KIND_AROUND);
    b->places[b->n_places++] = p;
}

static int by_text(const void *a, const void *b)
{
    const struct term *x = *(const struct term *const *)a, *y = *(const struct term *const *)b;
    return str_cmp((struct str){x->text, x->n}, (struct str){y->text, y->n});
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

/* Everything in one piece of memory, as index_use reads it. NULL: out of memory. */
static void *build_blob(struct builder *b, size_t *size)
{
    uint32_t n_text = 0;
    struct term **sorted = malloc(((size_t)b->n_terms + 1) * sizeof *sorted);
    if (!sorted || b->failed || b->n_entries > UINT32_MAX) {
        free(sorted);
        return NULL;
    }
    for (uint32_t i = 0; i < b->n_terms; i++) {
        sorted[i] = &b->terms[i];
        n_text += b->terms[i].n;
    }
    qsort(sorted, b->n_terms, sizeof *sorted, by_text);
    struct index_head head = {INDEX_MAGIC, b->n_places, b->n_terms, (uint32_t)b->n_entries, n_text};
    *size = sizeof head + (size_t)b->n_places * sizeof(struct place) + ((size_t)b->n_terms + 1) * 8 + b->n_entries * 4 +
            n_text;
    char *blob = malloc(*size);
    if (blob) {
        struct place *places = (struct place *)(blob + sizeof head);
        uint32_t *term_at = (uint32_t *)(places + b->n_places), *post_at = term_at + b->n_terms + 1,
                 *postings = post_at + b->n_terms + 1, at = 0;
        char *text = (char *)(postings + b->n_entries);
        memcpy(blob, &head, sizeof head);
        if (b->n_places)
            memcpy(places, b->places, b->n_places * sizeof *places);
        memset(post_at, 0, ((size_t)b->n_terms + 1) * sizeof *post_at);
        for (uint32_t i = 0; i < b->n_terms; i++) {
            term_at[i] = at;
            memcpy(text + at, sorted[i]->text, sorted[i]->n);
            at += sorted[i]->n;
            sorted[i]->order = i;
        }
        term_at[b->n_terms] = at;
        /* Counted, then laid out: post_at[i] is first where term i - 1 ends, and moves there while filling. */
        for (size_t i = 0; i < b->n_entries; i++)
            post_at[b->terms[b->entries[i].term].order + 1]++;
        for (uint32_t i = 0; i < b->n_terms; i++)
            post_at[i + 1] += post_at[i];
        for (size_t i = b->n_entries; i-- > 0;) {
            uint32_t k = b->terms[b->entries[i].term].order;
            postings[--post_at[k + 1]] = b->entries[i].posting;
        }
        /* Each now stands where its term begins; back by one place. */
        for (uint32_t i = 0; i < b->n_terms; i++)
            post_at[i] = post_at[i + 1];
        post_at[b->n_terms] = (uint32_t)b->n_entries;
        for (uint32_t i = 0; i < b->n_terms; i++)
            qsort(postings + post_at[i], post_at[i + 1] - post_at[i], sizeof *postings, by_number);
    }
    free(sorted);
    return blob;
}

static int by_weight(const void *a, const void *b)
{
    const struct weighed *x = a, *y = b;
    if (x->street != y->street)
        return x->street ? 1 : -1;
    if (x->weight != y->weight)
        return x->weight < y->weight ? 1 : -1;
    return x->row < y->row ? -1 : 1;
}

/* The order of the places. A street weighs as much as its place for the most part: a street of a big place is meant
 * more often. Areas come first in zoek. */
static bool weigh(sqlite3 *db, struct builder *b, struct err *err)
{
    int64_t n;
    sqlite3_stmt *s;
    float *towns = calloc(TOWNS, sizeof *towns);
    bool ok = db_int(db, "SELECT count(*) FROM zoek", 0, &n, err);
    if (ok && (!towns || n >= MAX_PLACES || !(b->order = calloc((size_t)n + 1, sizeof *b->order))))
        ok = err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    if (!ok || !db_prepare(db, "SELECT id, soort, woonplaats_id, gewicht FROM zoek ORDER BY id", &s, err)) {
        free(towns);
        return false;
    }
    int code = SQLITE_DONE;
    while (b->n_order < n && (code = sqlite3_step(s)) == SQLITE_ROW) {
        struct weighed *p = &b->order[b->n_order++];
        int type = search_type_find(db_text(s, 1));
        uint16_t town = code_number(db_text(s, 2));
        p->row = (uint32_t)sqlite3_column_int64(s, 0);
        p->weight = (float)(log1p((double)sqlite3_column_int64(s, 3)) / log(2e6));
        p->street = type == TYPE_WEG;
        if (type == TYPE_WOONPLAATS)
            towns[town] = p->weight;
        else if (p->street)
            p->weight = 0.4f * p->weight + 0.6f * towns[town];
    }
    ok = code == SQLITE_DONE || code == SQLITE_ROW || db_fail(db, err);
    sqlite3_finalize(s);
    free(towns);
    qsort(b->order, b->n_order, sizeof *b->order, by_weight);
    return ok;
}

static bool fill_words(sqlite3 *db, struct err *err)
{
    struct builder b = {.text = arena_new((size_t)1 << 30)};
    sqlite3_stmt *s = NULL;
    bool ok = b.text || err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    ok = ok && weigh(db, &b, err) &&
         db_prepare(db,
                    "SELECT soort, naam, naam_verkort, woonplaats_id, woonplaatsnaam, gemeente_code, (SELECT naam "
                    "FROM gemeente WHERE code = z.gemeente_code ORDER BY jaar DESC LIMIT 1), wijk_code, gewicht, "
                    "hoogste_huisnummer, x, y FROM zoek z WHERE id = ?1",
                    &s, err);
    for (uint32_t i = 0; ok && !b.failed && i < b.n_order; i++) {
        sqlite3_bind_int64(s, 1, b.order[i].row);
        if (sqlite3_step(s) == SQLITE_ROW)
            add_place(&b, s, &b.order[i]);
        ok = sqlite3_reset(s) == SQLITE_OK || db_fail(db, err);
    }
    sqlite3_finalize(s);
    s = NULL;
    size_t size = 0;
    void *blob = ok ? build_blob(&b, &size) : NULL;
    if (ok && !blob)
        ok = err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen voor de zoekindex.");
    ok = ok && db_prepare(db, "INSERT INTO zoek_index(id, woorden) VALUES(1, ?1)", &s, err);
    if (ok) {
        sqlite3_bind_blob64(s, 1, blob, size, SQLITE_STATIC);
        ok = db_run(db, s, err);
    }
    sqlite3_finalize(s);
    free(blob);
    free(b.terms);
    free(b.slots);
    free(b.entries);
    free(b.places);
    free(b.order);
    arena_free(b.text);
    return ok;
}

bool search_rebuild(sqlite3 *db, struct err *err)
{
    struct arena *a = arena_new((size_t)512 << 20);
    sqlite3_stmt *insert = NULL;
    bool ok = a || err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    ok = ok && db_exec(db, tables, err) &&
         db_prepare(db,
                    "INSERT OR IGNORE INTO zoek(soort, sleutel, naam, naam_verkort, openbare_ruimte_type, "
                    "woonplaats_id, woonplaatsnaam, gemeente_code, wijk_code, gewicht, hoogste_huisnummer, x, y, xmin, "
                    "ymin, xmax, ymax) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, "
                    "?17)",
                    &insert, err) &&
         fill_areas(db, insert, a, err) && fill_streets(db, insert, a, err);
    sqlite3_finalize(insert);
    ok = ok &&
         db_exec(db,
                 "UPDATE zoek SET openbare_ruimte_type = (SELECT type FROM openbare_ruimte o WHERE "
                 "o.identificatie = substr(sleutel, 5)) WHERE soort = 'weg'",
                 err) &&
         fill_words(db, err);
    arena_free(a);
    return ok;
}

bool load_fill_zoek(struct load *l, struct err *err)
{
    return search_rebuild(l->db, err);
}
