/* /locatieserver/search/v3_1: search over the own BAG, in the form of PDOK's Locatieserver (input-formats.md §6). What
 * its OpenAPI document names is taken, anything else refused, as PDOK does. */
#include "geoserver/api/api_priv.h"
#include "geoserver/api/locatieserver_priv.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_ROWS = 100, MAX_START = 10000, MAX_FILTERS = 16, MAX_VALUES = 24 };

/* PDOK's defaults. */
#define DEFAULT_FQ "type:(gemeente OR woonplaats OR weg OR postcode OR adres)"
#define SUGGEST_FL "type,weergavenaam,id,score"
#define REVERSE_FL "type,weergavenaam,id,score,afstand"

/* ---- fq ---- */

static void skip_spaces(struct str *s)
{
    while (s->n && s->p[0] == ' ')
        *s = str_sub(*s, 1, SIZE_MAX);
}

/* A word, or what stands between quotes; false when there is none. */
static bool next_value(struct str *s, struct str *out)
{
    skip_spaces(s);
    if (s->n && s->p[0] == '"') {
        size_t end = str_find(*s, '"', 1);
        if (end == SIZE_MAX)
            return false;
        *out = str_sub(*s, 1, end - 1);
        *s = str_sub(*s, end + 1, SIZE_MAX);
        return true;
    }
    size_t n = 0;
    while (n < s->n && s->p[n] != ' ' && s->p[n] != ')' && s->p[n] != '(' && s->p[n] != '"')
        n++;
    *out = str_sub(*s, 0, n);
    *s = str_sub(*s, n, SIZE_MAX);
    return n > 0;
}

static bool filter_fault(struct err *err)
{
    return err_set(err, ERR_INVALID, "fq",
                   "fq is veld:waarde, veld:\"een waarde\" of veld:(waarde OR waarde), met AND ertussen; zoals "
                   "fq=type:adres of fq=gemeentenaam:\"Midden-Groningen\".");
}

/* One field:value or field:(a OR b) off *s. */
static bool next_filter(struct arena *a, struct str *s, struct search_filter *f, struct err *err)
{
    size_t colon = str_find(*s, ':', 0);
    struct str *values = arena_array(a, MAX_VALUES, sizeof *values), value;
    if (colon == SIZE_MAX)
        return filter_fault(err);
    *f = (struct search_filter){arena_cstr(a, str_trim(str_sub(*s, 0, colon))), values, 0};
    if (!values || !f->field)
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    *s = str_sub(*s, colon + 1, SIZE_MAX);
    skip_spaces(s);
    if (s->n == 0 || s->p[0] != '(') {
        if (!next_value(s, &values[0]))
            return filter_fault(err);
        f->n = 1;
        return true;
    }
    *s = str_sub(*s, 1, SIZE_MAX);
    for (;;) {
        skip_spaces(s);
        if (s->n && s->p[0] == ')') {
            *s = str_sub(*s, 1, SIZE_MAX);
            return f->n > 0 || filter_fault(err);
        }
        if (!next_value(s, &value))
            return filter_fault(err);
        if (str_eq(value, STR("OR")))
            continue;
        if (f->n == MAX_VALUES)
            return err_set(err, ERR_LIMIT, "fq", "fq heeft meer dan %d waarden.", MAX_VALUES);
        values[f->n++] = value;
    }
}

static bool read_filter(struct arena *a, struct str s, struct search_filter *list, size_t *n, struct err *err)
{
    struct str word;
    while (str_trim(s).n) {
        if (*n == MAX_FILTERS)
            return err_set(err, ERR_LIMIT, "fq", "Er zijn meer dan %d filters.", MAX_FILTERS);
        if (!next_filter(a, &s, &list[*n], err))
            return false;
        if (strcmp(list[*n].field, "*") != 0) /* *:* is everything */
            (*n)++;
        skip_spaces(&s);
        if (s.n && (!next_value(&s, &word) || !str_eq(word, STR("AND")) || !str_trim(s).n))
            return filter_fault(err);
    }
    return true;
}

static bool read_filters(const struct request *q, struct search_filter **out, size_t *n, struct err *err)
{
    struct arena *a = q->worker->arena;
    struct search_filter *list = arena_array(a, MAX_FILTERS, sizeof *list);
    bool given = false;
    *n = 0;
    if (!list)
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    for (size_t i = 0; i < q->n_params; i++) {
        if (!str_eq_nocase(q->params[i].name, STR("fq")) || !str_trim(q->params[i].value).n)
            continue;
        given = true;
        if (!read_filter(a, q->params[i].value, list, n, err))
            return false;
    }
    if (!given && !read_filter(a, STR(DEFAULT_FQ), list, n, err))
        return false;
    for (size_t i = 0; i < *n; i++) {
        size_t k = 0;
        while (search_filter_fields[k] && strcmp(search_filter_fields[k], list[i].field) != 0)
            k++;
        if (!search_filter_fields[k])
            return err_set(err, ERR_INVALID, "fq",
                           "fq kan niet filteren op %.40s; wel op onder meer type, "
                           "gemeentenaam, woonplaatsnaam, postcode en straatnaam.",
                           list[i].field);
    }
    *out = list;
    return true;
}

/* ---- other parameters ---- */

static bool whole(const struct request *q, const char *name, int64_t dflt, int64_t max, size_t *out, struct err *err)
{
    struct str s = request_param(q, name);
    int64_t v = dflt;
    if (s.n && (!str_to_i64(s, &v) || v < 0))
        return err_set(err, ERR_INVALID, name, "%s moet een geheel getal van 0 of meer zijn.", name);
    *out = (size_t)(v > max ? max : v);
    return true;
}

/* wt and indent. */
static bool read_form(const struct request *q, bool *xml, bool *indent, struct err *err)
{
    struct str wt = request_param(q, "wt"), in = request_param(q, "indent");
    if (wt.n && !str_eq_nocase(wt, STR("json")) && !str_eq_nocase(wt, STR("xml")))
        return err_set(err, ERR_INVALID, "wt", "wt is json of xml.");
    *xml = str_eq_nocase(wt, STR("xml"));
    *indent = str_eq_nocase(in, STR("true")) || str_eq_nocase(in, STR("on")) || str_eq(in, STR("1"));
    if (in.n && !*indent && !str_eq_nocase(in, STR("false")) && !str_eq_nocase(in, STR("off")) && !str_eq(in, STR("0")))
        return err_set(err, ERR_INVALID, "indent", "indent is true of false.");
    return true;
}

/* "type:weg^1.5 type:adres^0.5": kinds that weigh more or less. Other fields are for Solr, and change nothing here. */
static bool read_boosts(const struct request *q, struct search_query *s, struct err *err)
{
    struct str rest = request_param(q, "bq"), word;
    while (rest.n && str_next(&rest, ' ', &word)) {
        size_t hat = str_find(word, '^', 0);
        double factor = 1;
        if (word.n == 0 || !str_starts(word, STR("type:")))
            continue;
        if (hat != SIZE_MAX &&
            (!str_to_double(str_sub(word, hat + 1, SIZE_MAX), &factor) || factor < 0 || factor > 1000))
            return err_set(err, ERR_INVALID, "bq", "bq is type:soort^gewicht, zoals bq=type:weg^1.5.");
        if (s->n_boosts < SEARCH_MAX_BOOSTS)
            s->boosts[s->n_boosts++] =
                (struct search_boost){str_sub(word, 5, (hat == SIZE_MAX ? word.n : hat) - 5), factor};
    }
    return true;
}

static bool read_near(const struct request *q, struct search_query *s, struct err *err)
{
    double xy[2];
    struct str lat = request_param(q, "lat"), lon = request_param(q, "lon");
    if (lat.n == 0 && lon.n == 0)
        return true;
    if (!str_to_double(lon, &xy[0]) || !str_to_double(lat, &xy[1]))
        return err_set(err, ERR_INVALID, "lat, lon", "lat en lon zijn samen een plek, in graden.");
    if (!crs_transform(q->worker->crs, CRS_84, CRS_RD, xy, 1, err))
        return false;
    s->near = true;
    s->x = xy[0];
    s->y = xy[1];
    return true;
}

/* The words of a query in Solr's language: "postcode:1234AB AND huisnummer:12" is "1234AB 12". */
static struct str plain_words(const struct request *q, struct str text)
{
    struct buf b;
    struct str rest = text, word;
    if (str_find(text, ':', 0) == SIZE_MAX && str_find_str(text, STR(" AND ")) == SIZE_MAX)
        return text;
    buf_init(&b, 4000);
    while (str_next(&rest, ' ', &word)) {
        if (str_eq(word, STR("AND")) || str_eq(word, STR("OR")))
            continue;
        for (size_t i = 0; search_filter_fields[i]; i++) {
            struct str field = str_from(search_filter_fields[i]);
            if (str_starts(word, field) && word.n > field.n && word.p[field.n] == ':')
                word = str_sub(word, field.n + 1, SIZE_MAX);
        }
        buf_printf(&b, "%s%.*s", b.n ? " " : "", STR_ARG(word));
    }
    struct str out = arena_str(q->worker->arena, buf_view(&b));
    buf_done(&b);
    return out.p ? out : text;
}

/* free without q: what the filters name is what is asked for. Listing everything is not offered. */
static struct str words_of_filters(const struct request *q, const struct search_filter *f, size_t n)
{
    static const char *const fields[] = {"straatnaam",     "huisnummer",          "postcode",
                                         "woonplaatsnaam", "gemeentenaam",        "wijknaam",
                                         "buurtnaam",      "nummeraanduiding_id", "adresseerbaarobject_id"};
    struct buf b;
    buf_init(&b, 4000);
    for (size_t k = 0; k < sizeof fields / sizeof *fields; k++)
        for (size_t i = 0; i < n; i++)
            if (strcmp(f[i].field, fields[k]) == 0)
                buf_printf(&b, "%s%.*s", b.n ? " " : "", STR_ARG(f[i].values[0]));
    struct str out = arena_str(q->worker->arena, buf_view(&b));
    buf_done(&b);
    return out;
}

/* ---- sort ---- */

enum { SORT_SCORE, SORT_NAME, SORT_NUMBER, SORT_KEYS };
struct sort_key {
    int by;
    bool down;
};
struct sorting {
    struct sort_key keys[4];
    size_t n;
    struct sorted {
        struct search_hit hit;
        const struct sorting *sorting;
    } * list;
};

static int compare(const void *a, const void *b)
{
    const struct sorted *x = a, *y = b;
    for (size_t i = 0; i < x->sorting->n; i++) {
        struct sort_key k = x->sorting->keys[i];
        int c = 0;
        if (k.by == SORT_SCORE)
            c = x->hit.score < y->hit.score ? -1 : x->hit.score > y->hit.score;
        else if (k.by == SORT_NAME)
            c = str_cmp(x->hit.weergavenaam, y->hit.weergavenaam);
        else
            c = x->hit.huisnummer < y->hit.huisnummer ? -1 : x->hit.huisnummer > y->hit.huisnummer;
        if (c)
            return k.down ? -c : c;
    }
    return 0;
}

static bool read_sort(const struct request *q, struct sorting *s, struct err *err)
{
    static const char *const names[SORT_KEYS] = {"score", "weergavenaam", "sortering"};
    struct str rest = str_trim(request_param(q, "sort")), piece;
    *s = (struct sorting){.n = 0};
    while (rest.n && str_next(&rest, ',', &piece)) {
        piece = str_trim(piece);
        struct str name = piece, way = {0};
        size_t space = str_find(piece, ' ', 0);
        if (space != SIZE_MAX) {
            name = str_sub(piece, 0, space);
            way = str_trim(str_sub(piece, space, SIZE_MAX));
        }
        int by = -1;
        for (int i = 0; i < SORT_KEYS; i++)
            if (str_eq_c(name, names[i]))
                by = i;
        bool down = str_eq_nocase(way, STR("desc"));
        if (by < 0 || (!down && !str_eq_nocase(way, STR("asc"))) || s->n == sizeof s->keys / sizeof *s->keys)
            return err_set(err, ERR_INVALID, "sort",
                           "sort is een lijst van score, sortering en weergavenaam, elk met asc of desc.");
        s->keys[s->n++] = (struct sort_key){by, down};
    }
    /* The usual order is the order that search gives. */
    if (s->n && s->keys[0].by == SORT_SCORE && s->keys[0].down)
        s->n = 0;
    return true;
}

/* All that was found in the order asked for, then the page. */
static bool sort_hits(const struct request *q, struct sorting *s, struct search_answer *found, size_t start,
                      size_t rows, struct err *err)
{
    s->list = arena_array(q->worker->arena, found->n, sizeof *s->list);
    if (!s->list)
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    for (size_t i = 0; i < found->n; i++)
        s->list[i] = (struct sorted){found->hits[i], s};
    qsort(s->list, found->n, sizeof *s->list, compare);
    size_t n = 0;
    for (size_t i = start; i < found->n && n < rows; i++)
        found->hits[n++] = s->list[i].hit;
    found->n = n;
    return true;
}

/* ---- operations ---- */

/* Two spaces a level, as Solr does it. Strings stay as they are. */
static void indented(struct buf *b, struct str json)
{
    int depth = 0;
    bool text = false;
    for (size_t i = 0; i < json.n; i++) {
        char c = json.p[i];
        if (text) {
            buf_byte(b, c);
            if (c == '\\' && i + 1 < json.n)
                buf_byte(b, json.p[++i]);
            else if (c == '"')
                text = false;
            continue;
        }
        bool open = c == '{' || c == '[', close = c == '}' || c == ']';
        bool empty = open && i + 1 < json.n && (json.p[i + 1] == '}' || json.p[i + 1] == ']');
        depth -= close;
        if (close && i > 0 && json.p[i - 1] != '{' && json.p[i - 1] != '[')
            buf_printf(b, "\n%*s", 2 * depth, "");
        buf_byte(b, c);
        depth += open;
        text = c == '"';
        if ((open && !empty) || c == ',')
            buf_printf(b, "\n%*s", 2 * depth, "");
    }
}

static bool write_answer(const struct request *q, struct response *r, const struct locatie_answer *a, struct err *err)
{
    bool xml = false, indent = false;
    if (!read_form(q, &xml, &indent, err))
        return false;
    if (xml) {
        r->content_type = "application/xml; charset=utf-8";
        locatie_xml(q, &r->body, a);
    } else if (indent) {
        struct buf plain;
        buf_init(&plain, r->body.max);
        locatie_json(q, &plain, a);
        indented(&r->body, buf_view(&plain));
        buf_byte(&r->body, '\n');
        buf_done(&plain);
    } else {
        locatie_json(q, &r->body, a);
        buf_byte(&r->body, '\n');
    }
    return true;
}

static bool find(const struct request *q, struct response *r, bool suggest, struct err *err)
{
    static const char *const known[] = {"q",  "rows", "start", "fq",  "fl",  "wt",     "sort",
                                        "df", "bq",   "qf",    "lat", "lon", "indent", NULL};
    struct search_query s = {.text = str_trim(request_param(q, "q"))};
    struct search_filter *filters;
    struct search_answer found;
    struct sorting sorting;
    size_t rows, start;
    if (!api_params(q, known, err))
        return false;
    if (s.text.n == 0 && suggest)
        return err_set(err, ERR_INVALID, "q", "q ontbreekt; geef wat gezocht wordt.");
    if (!whole(q, "rows", 10, MAX_ROWS, &rows, err) || !whole(q, "start", 0, MAX_START, &start, err) ||
        !read_filters(q, &filters, &s.n_filters, err) || !read_boosts(q, &s, err) || !read_near(q, &s, err) ||
        !read_sort(q, &sorting, err))
        return false;
    s.filters = filters;
    if (s.text.n == 0 || str_eq(s.text, STR("*")) || str_eq(s.text, STR("*:*")))
        s.text = words_of_filters(q, filters, s.n_filters);
    else
        s.text = plain_words(q, s.text);
    s.start = sorting.n ? 0 : start;
    s.rows = sorting.n ? SEARCH_MAX_FOUND : rows;
    if (!search_find(q->worker->warehouse, &s, q->worker->arena, &found, err) ||
        (sorting.n && !sort_hits(q, &sorting, &found, start, rows, err)))
        return false;
    struct str fl = str_trim(request_param(q, "fl"));
    struct locatie_answer a = {.hits = found.hits,
                               .n = found.n,
                               .total = found.total,
                               .start = start,
                               .exact = found.exact,
                               .max_score = found.max_score,
                               .fl = fl.n      ? fl
                                     : suggest ? STR(SUGGEST_FL)
                                               : (struct str){0},
                               .suggest = suggest,
                               .text = s.text,
                               .found = &found};
    return write_answer(q, r, &a, err);
}

static bool lookup(const struct request *q, struct response *r, struct err *err)
{
    static const char *const known[] = {"id", "fl", "fq", "wt", "indent", NULL};
    struct search_hit *hit = NULL;
    if (!api_params(q, known, err))
        return false;
    if (request_param(q, "id").n == 0)
        return err_set(err, ERR_INVALID, "id", "id ontbreekt; suggest geeft ids.");
    if (!search_lookup(q->worker->warehouse, request_param(q, "id"), q->worker->arena, &hit, err))
        return false;
    struct locatie_answer a = {.hits = hit,
                               .n = hit ? 1 : 0,
                               .total = hit ? 1 : 0,
                               .exact = true,
                               .max_score = hit ? hit->score : 0,
                               .fl = str_trim(request_param(q, "fl"))};
    return write_answer(q, r, &a, err);
}

/* type=adres&type=weg, type=adres,weg, and fq=type:(…): a comma list for search_reverse. */
static bool reverse_types(const struct request *q, const char **out, struct err *err)
{
    struct buf b;
    struct search_filter *filters = NULL;
    size_t n = 0;
    buf_init(&b, 1000);
    for (size_t i = 0; i < q->n_params; i++)
        if (str_eq_nocase(q->params[i].name, STR("type")) && q->params[i].value.n)
            buf_printf(&b, "%s%.*s", b.n ? "," : "", STR_ARG(q->params[i].value));
    bool ok = true;
    if (request_param(q, "fq").n) {
        ok = read_filters(q, &filters, &n, err);
        for (size_t i = 0; ok && i < n; i++) {
            if (strcmp(filters[i].field, "type") != 0)
                ok = err_set(err, ERR_INVALID, "fq", "fq kan bij reverse alleen op type filteren.");
            for (size_t k = 0; ok && k < filters[i].n; k++)
                buf_printf(&b, "%s%.*s", b.n ? "," : "", STR_ARG(filters[i].values[k]));
        }
    }
    if (ok && (b.n == 0 || str_find(buf_view(&b), '*', 0) != SIZE_MAX))
        *out = b.n ? "adres,weg,postcode,woonplaats,gemeente,wijk,buurt" : "adres";
    else if (ok)
        *out = arena_cstr(q->worker->arena, buf_view(&b));
    buf_done(&b);
    return ok;
}

static bool reverse(const struct request *q, struct response *r, struct err *err)
{
    static const char *const known[] = {"lat",  "lon", "X",  "Y",  "distance", "rows", "start",
                                        "type", "fl",  "fq", "wt", "indent",   NULL};
    double xy[2], distance = 100;
    struct search_hit *hits = NULL;
    size_t rows, n = 0;
    const char *types;
    if (!api_params(q, known, err) || !whole(q, "rows", 10, MAX_ROWS, &rows, err) || !reverse_types(q, &types, err))
        return false;
    bool rd = str_to_double(request_param(q, "X"), &xy[0]) && str_to_double(request_param(q, "Y"), &xy[1]);
    bool degrees =
        !rd && str_to_double(request_param(q, "lon"), &xy[0]) && str_to_double(request_param(q, "lat"), &xy[1]);
    if (!rd && !degrees)
        return err_set(err, ERR_INVALID, "lat, lon", "geef lat en lon in graden, of X en Y in RD-meters.");
    if (degrees && !crs_transform(q->worker->crs, CRS_84, CRS_RD, xy, 1, err))
        return false;
    if (request_param(q, "distance").n && (!str_to_double(request_param(q, "distance"), &distance) || distance < 0))
        return err_set(err, ERR_INVALID, "distance", "distance moet een getal in meters zijn.");
    if (!search_reverse(q->worker->warehouse, xy[0], xy[1], distance, types, rows, q->worker->arena, &hits, &n, err))
        return false;
    struct str fl = str_trim(request_param(q, "fl"));
    struct locatie_answer a = {.hits = hits,
                               .n = n,
                               .total = n,
                               .exact = true,
                               .max_score = n ? hits[0].score : 0,
                               .fl = fl.n ? fl : STR(REVERSE_FL)};
    return write_answer(q, r, &a, err);
}

void locatieserver_handle(const struct request *q, struct response *r)
{
    struct err err = {0};
    struct str path = str_sub(q->path, sizeof "/locatieserver/search/v3_1" - 1, SIZE_MAX);
    bool ok;
    r->content_type = "application/json; charset=utf-8";
    r->cacheable = true;
    if (str_eq(path, STR("/suggest")))
        ok = find(q, r, true, &err);
    else if (str_eq(path, STR("/free")))
        ok = find(q, r, false, &err);
    else if (str_eq(path, STR("/lookup")))
        ok = lookup(q, r, &err);
    else if (str_eq(path, STR("/reverse")))
        ok = reverse(q, r, &err);
    else
        ok = err_set(&err, ERR_NOT_FOUND, NULL, "Dit adres bestaat niet; wel /suggest, /free, /lookup en /reverse.");
    /* PDOK's faults are application/problem+json too: title, status, detail. */
    if (!ok)
        response_problem(r, &err);
}
