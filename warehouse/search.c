/* Finding places by what people type (Locatieserver, input-formats.md §6): the readings of the query, one after the
 * other from the most to the least literal, until one finds something. */
#include "warehouse/search_priv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    MAX_STREETS = 80, /* streets of a reading that are asked for a house number */
    FEW_STREETS = 20, /* likewise when the addition is a guess */
    MORE_STREETS = 3  /* streets that are asked how a number may go on */
};

/* ---- state ---- */

static void state_free(void *p)
{
    struct search_state *s = p;
    if (!s)
        return;
    for (int i = 0; i < STATEMENTS; i++)
        sqlite3_finalize(s->statements[i]);
    free(s->ix.blob);
    free(s->ranker.seen);
    free(s->ranker.touched);
    free(s->ranker.in);
    free(s);
}

static bool read_index(struct search_state *s, struct err *err)
{
    sqlite3_stmt *q;
    if (!db_prepare(s->w->db, "SELECT woorden FROM zoek_index", &q, err))
        return false;
    bool ok = true;
    if (sqlite3_step(q) == SQLITE_ROW) {
        size_t n = (size_t)sqlite3_column_bytes(q, 0);
        void *blob = malloc(n ? n : 1);
        if (blob && n)
            memcpy(blob, sqlite3_column_blob(q, 0), n);
        ok = blob ? index_use(blob, n, &s->ix, err) : err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    } else {
        ok = err_set(err, ERR_STORAGE, "zoek_index", "Het magazijn heeft geen zoekindex; een import maakt hem.");
    }
    sqlite3_finalize(q);
    struct ranker *r = &s->ranker;
    if (ok) {
        r->ix = &s->ix;
        r->seen = calloc((size_t)s->ix.n_places + 1, sizeof *r->seen);
        r->touched = calloc((size_t)s->ix.n_places + 1, sizeof *r->touched);
        r->in = calloc((size_t)s->ix.n_places / 8 + 1, 1);
        ok = (r->seen && r->touched && r->in) || err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    }
    return ok;
}

bool search_state_get(struct warehouse *w, struct search_state **out, struct err *err)
{
    struct search_state *s = w->search_state;
    int64_t generation;
    if (!db_int(w->db, "SELECT nummer FROM generatie", 0, &generation, err))
        return false;
    if (s && s->generation == generation) {
        *out = s;
        return true;
    }
    state_free(s);
    w->search_state = NULL;
    w->search_state_free = state_free;
    s = calloc(1, sizeof *s);
    if (!s)
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    s->w = w;
    s->generation = generation;
    if (!read_index(s, err)) {
        state_free(s);
        return false;
    }
    w->search_state = s;
    *out = s;
    return true;
}

/* ---- filters ---- */

const char *const search_filter_fields[] = {"type",
                                            "bron",
                                            "id",
                                            "weergavenaam",
                                            "straatnaam",
                                            "huisnummer",
                                            "huisletter",
                                            "huisnummertoevoeging",
                                            "postcode",
                                            "woonplaatsnaam",
                                            "woonplaatscode",
                                            "gemeentenaam",
                                            "gemeentecode",
                                            "provincienaam",
                                            "provinciecode",
                                            "provincieafkorting",
                                            "wijknaam",
                                            "wijkcode",
                                            "buurtnaam",
                                            "buurtcode",
                                            "openbareruimte_id",
                                            "nummeraanduiding_id",
                                            "adresseerbaarobject_id",
                                            NULL};

struct str search_hit_field(const struct search_hit *h, const char *field, struct arena *a)
{
    bool cbs = strcmp(h->type, "gemeente") == 0 || strcmp(h->type, "wijk") == 0 || strcmp(h->type, "buurt") == 0;
    struct str gemeente =
        str_starts(h->gemeentecode, STR("GM")) ? str_sub(h->gemeentecode, 2, SIZE_MAX) : h->gemeentecode;
    const struct {
        const char *name;
        struct str value;
    } all[] = {{"type", str_from(h->type)},
               {"bron", str_from(cbs ? "CBS" : "BAG")},
               {"id", h->id},
               {"weergavenaam", h->weergavenaam},
               {"straatnaam", h->straatnaam},
               {"huisletter", h->huisletter},
               {"huisnummertoevoeging", h->huisnummertoevoeging},
               {"postcode", h->postcode},
               {"woonplaatsnaam", h->woonplaatsnaam},
               {"woonplaatscode", h->woonplaatscode},
               {"gemeentenaam", h->gemeentenaam},
               {"gemeentecode", gemeente},
               {"provincienaam", str_from(h->provincienaam)},
               {"provinciecode", str_from(h->provinciecode)},
               {"provincieafkorting", str_from(h->provincieafkorting)},
               {"wijknaam", h->wijknaam},
               {"wijkcode", h->wijkcode},
               {"buurtnaam", h->buurtnaam},
               {"buurtcode", h->buurtcode},
               {"openbareruimte_id", h->openbareruimte_id},
               {"nummeraanduiding_id", h->nummeraanduiding_id},
               {"adresseerbaarobject_id", h->adresseerbaarobject_id}};
    if (strcmp(field, "huisnummer") == 0)
        return h->huisnummer ? str_from(arena_printf(a, "%d", h->huisnummer)) : (struct str){0};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (strcmp(all[i].name, field) == 0)
            return all[i].value;
    return (struct str){0};
}

static bool hit_allowed(const struct search_hit *h, const struct search_query *q, struct arena *a)
{
    for (size_t i = 0; i < q->n_filters; i++) {
        struct str has = search_hit_field(h, q->filters[i].field, a);
        bool any = false;
        for (size_t k = 0; k < q->filters[i].n; k++)
            any = any || str_eq_nocase(has, q->filters[i].values[k]);
        if (!any)
            return false;
    }
    return true;
}

static bool add_codes(sqlite3 *db, const char *sql, const struct search_filter *f, uint16_t *codes, size_t max,
                      size_t *n, struct err *err)
{
    for (size_t i = 0; i < f->n; i++) {
        sqlite3_stmt *s;
        if (!db_prepare(db, sql, &s, err))
            return false;
        db_bind(s, 1, f->values[i]);
        while (*n < max && sqlite3_step(s) == SQLITE_ROW)
            codes[(*n)++] = (uint16_t)sqlite3_column_int(s, 0);
        sqlite3_finalize(s);
    }
    return true;
}

/* What can be told of a place before it is ranked; *rest says whether there are filters for which the hits themselves
 * are needed. */
static bool read_filters(sqlite3 *db, const struct search_query *q, struct rank_limits *lim, bool *rest,
                         struct err *err)
{
    *lim = (struct rank_limits){.near = q->near, .x = q->x, .y = q->y};
    *rest = false;
    for (int t = 0; t < TYPES; t++)
        lim->types[t] = true;
    for (size_t i = 0; i < q->n_filters; i++) {
        const struct search_filter *f = &q->filters[i];
        size_t known = 0;
        while (search_filter_fields[known] && strcmp(search_filter_fields[known], f->field) != 0)
            known++;
        if (!search_filter_fields[known])
            return err_set(err, ERR_INVALID, f->field, "%.60s is geen veld om op te filteren.", f->field);
        if (strcmp(f->field, "type") == 0) {
            bool wanted[TYPES] = {0};
            for (size_t k = 0; k < f->n; k++) {
                int t = search_type_find(f->values[k]);
                if (t >= 0)
                    wanted[t] = true;
            }
            for (int t = 0; t < TYPES; t++)
                lim->types[t] = lim->types[t] && wanted[t];
            continue;
        }
        const char *sql = NULL;
        bool before = lim->by_gemeente || lim->by_woonplaats;
        if (strcmp(f->field, "gemeentenaam") == 0)
            sql = "SELECT DISTINCT CAST(substr(code, 3) AS INTEGER) FROM gemeente WHERE naam = ?1 COLLATE NOCASE";
        else if (strcmp(f->field, "gemeentecode") == 0)
            sql = "SELECT CAST(?1 AS INTEGER)";
        if (sql) {
            lim->by_gemeente = true;
            if (!add_codes(db, sql, f, lim->gemeenten, 16, &lim->n_gemeenten, err))
                return false;
        }
        sql = NULL;
        if (strcmp(f->field, "woonplaatsnaam") == 0)
            sql = "SELECT CAST(identificatie AS INTEGER) FROM woonplaats WHERE naam = ?1 COLLATE NOCASE";
        else if (strcmp(f->field, "woonplaatscode") == 0)
            sql = "SELECT CAST(?1 AS INTEGER)";
        if (sql) {
            lim->by_woonplaats = true;
            if (!add_codes(db, sql, f, lim->woonplaatsen, 16, &lim->n_woonplaatsen, err))
                return false;
        }
        /* Two filters on the same are both to hold; their codes were put together. */
        *rest = *rest || before || !(lim->by_gemeente || lim->by_woonplaats);
    }
    return true;
}

/* ---- what is found, before its rows are read ---- */

struct candidate {
    double score;
    enum search_type type;
    int64_t adres;  /* of an address */
    uint32_t place; /* of a named place, and of an address found by its street */
    char postcode[8], street[24];
    const struct reading *reading; /* by which it was found; NULL: not by words */
    size_t order;
};

struct finding {
    struct search_state *s;
    struct rank_limits lim;
    struct typed typed;
    struct candidate *list;
    size_t n, total;
    bool cut;
};

static void add(struct finding *f, struct candidate c)
{
    if (!f->lim.types[c.type])
        return;
    for (size_t i = 0; i < f->n; i++) {
        struct candidate *o = &f->list[i];
        if (o->type == c.type &&
            (c.type == TYPE_ADRES      ? o->adres == c.adres
             : c.type == TYPE_POSTCODE ? strcmp(o->postcode, c.postcode) == 0 && strcmp(o->street, c.street) == 0
                                       : o->place == c.place)) {
            if (c.score > o->score) {
                o->score = c.score;
                o->reading = c.reading;
            }
            return;
        }
    }
    if (f->n == SEARCH_MAX_FOUND) {
        f->cut = true;
        return;
    }
    c.order = f->n;
    f->list[f->n++] = c;
    f->total++;
}

static int by_score(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    if (x->score != y->score)
        return x->score < y->score ? 1 : -1;
    return x->order < y->order ? -1 : 1;
}

static bool ended(struct finding *f, sqlite3_stmt *s, int code, struct err *err)
{
    sqlite3_reset(s);
    return code == SQLITE_DONE || code == SQLITE_ROW || db_fail(f->s->w->db, err);
}

static bool find_ids(struct finding *f, enum search_statement which, struct str id, bool named, struct err *err)
{
    sqlite3_stmt *s;
    int code;
    if (!search_statement(f->s, which, &s, err))
        return false;
    db_bind(s, 1, id);
    while ((code = sqlite3_step(s)) == SQLITE_ROW) {
        struct candidate c = {.score = 20 - 0.001 * (double)f->n, .type = TYPE_ADRES};
        if (named) {
            int64_t row = sqlite3_column_int64(s, 0);
            while (c.place < f->s->ix.n_places && f->s->ix.places[c.place].row != row)
                c.place++;
            if (c.place == f->s->ix.n_places)
                break;
            c.type = (enum search_type)f->s->ix.places[c.place].type;
        } else {
            c.adres = sqlite3_column_int64(s, 0);
        }
        add(f, c);
    }
    return ended(f, s, code, err);
}

/* By the object type in an id (BAG: digits 5 and 6), or by an area's code. */
static bool find_id(struct finding *f, struct arena *a, struct err *err)
{
    struct str id = str_from(f->typed.id), kind = str_sub(id, 4, 2);
    const char *prefix = str_starts(id, STR("GM"))   ? "gem-"
                         : str_starts(id, STR("WK")) ? "wij-"
                         : str_starts(id, STR("BU")) ? "buu-"
                         : str_eq(kind, STR("30"))   ? "weg-"
                                                     : NULL;
    if (prefix)
        return find_ids(f, ST_KEY, str_from(arena_printf(a, "%s%s", prefix, f->typed.id)), true, err);
    if (str_eq(kind, STR("20")))
        return find_ids(f, ST_NUM_ID, id, false, err);
    if (str_eq(kind, STR("10")))
        return find_ids(f, ST_PAND_ID, id, false, err);
    return find_ids(f, ST_OBJECT_ID, id, false, err);
}

/* A postcode, with or without a number; without one the postcode itself goes before its addresses. */
static bool find_postcode(struct finding *f, struct err *err)
{
    const struct typed *t = &f->typed;
    const struct reading *rd = t->n_readings ? &t->readings[0] : NULL;
    int number = rd ? rd->number : 0;
    sqlite3_stmt *s;
    int code;
    if (!search_statement(f->s, number ? ST_POSTCODE_NUMBER : ST_POSTCODE, &s, err))
        return false;
    db_bind(s, 1, str_from(t->postcode));
    if (number)
        sqlite3_bind_int(s, 2, number);
    double score = 12;
    while ((code = sqlite3_step(s)) == SQLITE_ROW) {
        struct candidate c = {.type = TYPE_ADRES, .adres = sqlite3_column_int64(s, 0)};
        c.score = score - 0.001 * (double)f->n;
        if (number)
            c.score += 2 * suffix_match(rd->suffix, db_text(s, 1), db_text(s, 2));
        add(f, c);
        if (number)
            continue;
        struct candidate p = {.type = TYPE_POSTCODE, .score = 13};
        snprintf(p.postcode, sizeof p.postcode, "%s", t->postcode);
        snprintf(p.street, sizeof p.street, "%.*s", STR_ARG(db_text(s, 4)));
        add(f, p);
    }
    if (!ended(f, s, code, err))
        return false;
    if (f->n || !number)
        return true;
    /* The postcode is there, the number isn't. */
    struct reading none = {0};
    f->typed.n_readings = 1;
    f->typed.readings[0] = none;
    return find_postcode(f, err);
}

/* "9990", "9990A": the postcodes that begin like that. */
static bool find_postcodes(struct finding *f, struct err *err)
{
    char at[16], end[16];
    snprintf(at, sizeof at, "%s", f->typed.postcode_part);
    snprintf(end, sizeof end, "%.8s~", at); /* behind all letters */
    for (int i = 0; i < 50; i++) {
        sqlite3_stmt *s;
        if (!search_statement(f->s, ST_POSTCODE_NEXT, &s, err))
            return false;
        sqlite3_bind_text(s, 1, at, -1, SQLITE_STATIC);
        int code = sqlite3_step(s);
        bool more = code == SQLITE_ROW && str_cmp(db_text(s, 0), str_from(end)) < 0;
        struct candidate p = {.type = TYPE_POSTCODE, .score = 9 - 0.01 * i};
        if (more)
            snprintf(p.postcode, sizeof p.postcode, "%.*s", STR_ARG(db_text(s, 0)));
        if (!ended(f, s, code, err))
            return false;
        if (!more)
            return true;
        add(f, p);
        snprintf(at, sizeof at, "%s", p.postcode);
    }
    f->cut = true;
    return true;
}

static bool add_numbers(struct finding *f, const struct reading *rd, struct ranked street, bool more, struct err *err)
{
    int64_t from = rd->number, to = rd->number;
    for (int power = 0; power < (more ? 3 : 1); power++) {
        sqlite3_stmt *s;
        int code;
        if (!search_statement(f->s, more ? ST_STREET_NUMBERS : ST_STREET_NUMBER, &s, err))
            return false;
        if (more) { /* 1: 10 to 19, 100 to 199, 1000 to 1999 */
            from *= 10;
            to = to * 10 + 9;
        }
        sqlite3_bind_int64(s, 1, f->s->ix.places[street.place].row);
        sqlite3_bind_int64(s, 2, from);
        sqlite3_bind_int64(s, 3, more ? to : from);
        while ((code = sqlite3_step(s)) == SQLITE_ROW) {
            struct candidate c = {.type = TYPE_ADRES, .adres = sqlite3_column_int64(s, 0), .place = street.place};
            double fit = suffix_match(rd->suffix, db_text(s, 1), db_text(s, 2));
            c.score = street.score + (more ? 0.5 : rd->suffix[0] && fit == 0 ? 1 : 3 + 2 * fit);
            c.reading = rd;
            add(f, c);
        }
        if (!ended(f, s, code, err))
            return false;
    }
    return true;
}

static bool find_words(struct finding *f, const struct reading *rd, enum rank_pass pass, struct err *err)
{
    struct ranker *r = &f->s->ranker;
    struct rank_limits lim = f->lim;
    if (rd->number && !lim.types[TYPE_ADRES])
        return true;
    if (rd->number)
        lim.types[TYPE_WEG] = true; /* the way to its addresses */
    lim.number = rd->number;
    rank_words(r, rd, pass, &lim);
    if (!rd->number) {
        for (size_t i = 0; i < r->n_best; i++)
            add(f, (struct candidate){.type = (enum search_type)r->ix->places[r->best[i].place].type,
                                      .score = r->best[i].score,
                                      .place = r->best[i].place,
                                      .reading = rd});
        if (r->cut || r->total > r->n_best)
            f->cut = true;
        f->total = f->total < r->total ? r->total : f->total;
        return true;
    }
    size_t most = rd->guess ? FEW_STREETS : MAX_STREETS, streets = r->n_best < most ? r->n_best : most, before = f->n;
    for (size_t i = 0; i < streets && f->n < SEARCH_MAX_FOUND; i++)
        if (!add_numbers(f, rd, r->best[i], false, err))
            return false;
    f->cut = f->cut || r->cut || streets < r->n_best || r->total > r->n_best;
    for (size_t i = 0; rd->still && rd->number < 1000 && f->n > before && i < streets && i < MORE_STREETS; i++)
        if (!add_numbers(f, rd, r->best[i], true, err))
            return false;
    return true;
}

static bool find_all(struct finding *f, struct str text, struct arena *a, struct err *err)
{
    static const struct {
        enum rank_pass pass;
        bool numbered;
    } order[] = {{PASS_EXACT, true}, {PASS_JOINED, true}, {PASS_EXACT, false}, {PASS_JOINED, false},
                 {PASS_NEAR, true},  {PASS_NEAR, false},  {PASS_DROP, true},   {PASS_DROP, false}};
    query_read(text, true, &f->typed);
    if (f->typed.id[0] && !find_id(f, a, err))
        return false;
    if (f->n == 0 && f->typed.postcode[0]) {
        if (!find_postcode(f, err))
            return false;
        if (f->n == 0)
            query_read(text, false, &f->typed);
    }
    if (f->n == 0 && f->typed.postcode_part[0] && !find_postcodes(f, err))
        return false;
    if (f->n)
        return true;
    rank_begin(&f->s->ranker, &f->typed);
    for (size_t p = 0; p < sizeof order / sizeof *order && f->n == 0; p++) {
        size_t from = order[p].numbered ? 0 : f->typed.n_numbered,
               to = order[p].numbered ? f->typed.n_numbered : f->typed.n_readings;
        for (size_t i = from; i < to; i++)
            if (!find_words(f, &f->typed.readings[i], order[p].pass, err))
                return false;
    }
    return true;
}

static bool fill(struct search_state *s, const struct candidate *c, struct arena *a, struct search_hit *h,
                 struct err *err)
{
    bool found = true;
    if (!(c->type == TYPE_ADRES      ? hit_address(s, c->adres, a, h, err)
          : c->type == TYPE_POSTCODE ? hit_postcode(s, str_from(c->postcode), str_from(c->street), a, h, &found, err)
                                     : hit_place(s, s->ix.places[c->place].row, a, h, err)))
        return false;
    h->score = c->score;
    return true;
}

/* ---- what was corrected ---- */

static struct str lower(struct arena *a, struct str s)
{
    char *p = arena_cstr(a, s);
    for (char *c = p; c && *c; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c | 32);
    return str_from(p);
}

/* The words of the best hit that stand for something else that was typed, as its names spell them. */
static void find_corrections(const struct finding *f, const struct candidate *c, const struct search_hit *h,
                             struct arena *a, struct search_answer *out)
{
    const struct str names[] = {h->straatnaam,     h->weergavenaam, h->straatnaam_verkort,
                                h->woonplaatsnaam, h->gemeentenaam, str_from(h->provincienaam)};
    if (!c->reading)
        return;
    for (size_t i = 0; i < c->reading->n_words; i++) {
        uint32_t term;
        size_t word = c->reading->words[i];
        if (!rank_corrected(&f->s->ranker, word, c->place, &term))
            continue;
        struct search_correction *fix = &out->corrections[out->n_corrections++];
        *fix = (struct search_correction){f->typed.words[word].start, f->typed.words[word].end,
                                          arena_str(a, index_term(&f->s->ix, term))};
        for (size_t k = sizeof names / sizeof *names; k-- > 0;) {
            struct word w[FOLD_MAX_WORDS];
            size_t n = fold_words(names[k], w, FOLD_MAX_WORDS);
            for (size_t m = 0; m < n; m++)
                if (str_eq((struct str){w[m].text, w[m].n}, index_term(&f->s->ix, term)))
                    fix->word = lower(a, str_sub(names[k], w[m].start, w[m].end - w[m].start));
        }
    }
}

/* ---- the calls ---- */

bool search_find(struct warehouse *w, const struct search_query *q, struct arena *a, struct search_answer *out,
                 struct err *err)
{
    struct finding f = {.list = arena_array(a, SEARCH_MAX_FOUND, sizeof(struct candidate))};
    struct search_answer answer = {.exact = true};
    struct str text = q->text;
    bool rest;
    if (!f.list)
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    if (!str_is_utf8(text))
        return err_set(err, ERR_INVALID, "q", "q is geen geldige UTF-8.");
    if (text.n > SEARCH_MAX_QUERY) {
        text.n = SEARCH_MAX_QUERY;
        while (text.n && ((unsigned char)text.p[text.n] & 0xc0) == 0x80)
            text.n--;
    }
    if (!search_state_get(w, &f.s, err) || !read_filters(w->db, q, &f.lim, &rest, err) || !find_all(&f, text, a, err))
        return false;
    for (size_t i = 0; i < f.n; i++)
        for (size_t k = 0; k < q->n_boosts; k++)
            if (str_eq_c(q->boosts[k].type, search_type_name[f.list[i].type]))
                f.list[i].score *= q->boosts[k].factor;
    qsort(f.list, f.n, sizeof *f.list, by_score);
    /* What wasn't found by its name was not asked for its gemeente yet. */
    for (size_t i = 0; i < f.n; i++)
        rest = rest || ((f.lim.by_gemeente || f.lim.by_woonplaats) && !f.list[i].reading);
    struct search_hit *hits = arena_array(a, f.n, sizeof *hits);
    if (!hits)
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    /* Without other filters only what is asked for is read. */
    size_t n = 0;
    const struct candidate *best = NULL;
    for (size_t i = 0; i < f.n; i++) {
        if (!rest && i > 0 && (i < q->start || i >= q->start + q->rows))
            continue;
        if (!fill(f.s, &f.list[i], a, &hits[n], err))
            return false;
        if (rest && !hit_allowed(&hits[n], q, a))
            continue;
        if (!best) {
            best = &f.list[i];
            find_corrections(&f, best, &hits[n], a, &answer);
        }
        if (rest || (i >= q->start && i < q->start + q->rows))
            n++;
    }
    answer.hits = hits;
    answer.n = n;
    answer.total = rest ? n : f.total;
    answer.exact = !f.cut;
    answer.max_score = best ? best->score : 0;
    if (rest) {
        size_t start = q->start < n ? q->start : n;
        answer.hits += start;
        answer.n = n - start < q->rows ? n - start : q->rows;
    }
    *out = answer;
    return true;
}

/* The row of zoek with this key. */
static bool row_by_key(struct search_state *s, struct str key, int64_t *row, bool *found, struct err *err)
{
    sqlite3_stmt *q;
    if (!search_statement(s, ST_KEY, &q, err))
        return false;
    db_bind(q, 1, key);
    int code = sqlite3_step(q);
    *found = code == SQLITE_ROW;
    *row = *found ? sqlite3_column_int64(q, 0) : 0;
    sqlite3_reset(q);
    return *found || code == SQLITE_DONE || db_fail(s->w->db, err);
}

bool search_lookup(struct warehouse *w, struct str id, struct arena *a, struct search_hit **out, struct err *err)
{
    struct search_state *s;
    struct search_hit *h = arena_alloc(a, sizeof *h);
    bool found = false;
    *out = NULL;
    if (!h)
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    if (id.n > 60)
        return true;
    if (!search_state_get(w, &s, err))
        return false;
    struct str rest = str_sub(id, 4, SIZE_MAX);
    if (str_starts(id, STR("adr-"))) {
        sqlite3_stmt *q;
        if (!search_statement(s, ST_NUM_ID, &q, err))
            return false;
        db_bind(q, 1, rest);
        int code = sqlite3_step(q);
        int64_t adres = code == SQLITE_ROW ? sqlite3_column_int64(q, 0) : 0;
        sqlite3_reset(q);
        if (code != SQLITE_ROW && code != SQLITE_DONE)
            return db_fail(w->db, err);
        found = code == SQLITE_ROW;
        if (found && !hit_address(s, adres, a, h, err))
            return false;
    } else if (str_starts(id, STR("pcd-"))) {
        size_t cut = str_find(rest, '-', 0);
        if (!hit_postcode(s, str_sub(rest, 0, cut),
                          cut == SIZE_MAX ? (struct str){0} : str_sub(rest, cut + 1, SIZE_MAX), a, h, &found, err))
            return false;
    } else {
        int64_t row;
        if (!row_by_key(s, id, &row, &found, err) || (found && !hit_place(s, row, a, h, err)))
            return false;
    }
    h->score = 10;
    if (found)
        *out = h;
    return true;
}

size_t search_marks(struct str name, struct str text, const struct search_answer *found, struct search_mark *out,
                    size_t max)
{
    struct word names[FOLD_MAX_WORDS], typed[SEARCH_MAX_WORDS];
    size_t n_names = fold_words(name, names, FOLD_MAX_WORDS), n_typed = fold_words(text, typed, SEARCH_MAX_WORDS),
           n = 0;
    for (size_t i = 0; i < n_names && n < max; i++) {
        size_t best = 0, end = names[i].end;
        for (size_t k = 0; k < n_typed; k++)
            if (typed[k].n > best && typed[k].n <= names[i].n && memcmp(typed[k].text, names[i].text, typed[k].n) == 0)
                best = typed[k].n;
        for (size_t k = 0; found && k < found->n_corrections; k++) {
            struct word fixed;
            if (fold_words(found->corrections[k].word, &fixed, 1) && fixed.n == names[i].n &&
                memcmp(fixed.text, names[i].text, fixed.n) == 0)
                best = names[i].n;
        }
        if (!best)
            continue;
        /* As much of the name as folds to what was typed. */
        for (size_t cut = names[i].start + 1; best < names[i].n && cut < names[i].end; cut++) {
            struct word part;
            if (((unsigned char)name.p[cut] & 0xc0) != 0x80 &&
                fold_words(str_sub(name, names[i].start, cut - names[i].start), &part, 1) && part.n >= best) {
                end = cut;
                break;
            }
        }
        out[n++] = (struct search_mark){names[i].start, end};
    }
    return n;
}
