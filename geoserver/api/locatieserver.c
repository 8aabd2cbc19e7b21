/* /locatieserver/search/v3_1: search over the own BAG, in the form of PDOK's Locatieserver (input-formats.md §6). */
#include "geoserver/api/api_priv.h"

#include <string.h>

enum { MAX_ROWS = 50 };

/* A column of a document: its name and its value. */
struct column {
    const char *name;
    struct str value;
    bool number;
};
enum { MAX_COLUMNS = 28 };

static struct str point_text(const struct request *q, bool degrees, double x, double y)
{
    struct err ignored = {0};
    double xy[] = {x, y};
    if (degrees && !crs_transform(q->worker->crs, CRS_RD, CRS_84, xy, 1, &ignored))
        return (struct str){0};
    struct buf b;
    buf_init(&b, 100);
    buf_c(&b, "POINT(");
    buf_fixed(&b, xy[0], degrees ? 8 : 3);
    buf_byte(&b, ' ');
    buf_fixed(&b, xy[1], degrees ? 8 : 3);
    buf_byte(&b, ')');
    struct str out = arena_str(q->worker->arena, buf_view(&b));
    buf_done(&b);
    return out;
}

static size_t columns_of(const struct request *q, const struct search_hit *h, struct column *c)
{
    size_t n = 0;
    struct arena *a = q->worker->arena;
    struct str number = h->huisnummer ? str_from(arena_printf(a, "%d", h->huisnummer)) : (struct str){0};
    struct str nlt =
        h->huisnummer ? str_from(arena_printf(a, "%d%.*s%s%.*s", h->huisnummer, STR_ARG(h->huisletter),
                                              h->huisnummertoevoeging.n ? "-" : "", STR_ARG(h->huisnummertoevoeging)))
                      : (struct str){0};
    const struct column all[] = {
        {"bron", STR("BAG"), false},
        {"type", str_from(h->type), false},
        {"id", h->id, false},
        {"weergavenaam", h->weergavenaam, false},
        {"straatnaam", h->straatnaam, false},
        {"huisnummer", number, true},
        {"huisletter", h->huisletter, false},
        {"huisnummertoevoeging", h->huisnummertoevoeging, false},
        {"huis_nlt", nlt, false},
        {"postcode", h->postcode, false},
        {"woonplaatsnaam", h->woonplaatsnaam, false},
        {"gemeentecode",
         str_starts(h->gemeentecode, STR("GM")) ? str_sub(h->gemeentecode, 2, SIZE_MAX) : h->gemeentecode, false},
        {"gemeentenaam", h->gemeentenaam, false},
        {"wijkcode", h->wijkcode, false},
        {"wijknaam", h->wijknaam, false},
        {"buurtcode", h->buurtcode, false},
        {"buurtnaam", h->buurtnaam, false},
        {"openbareruimte_id", h->openbareruimte_id, false},
        {"nummeraanduiding_id", h->nummeraanduiding_id, false},
        {"adresseerbaarobject_id", h->adresseerbaarobject_id, false},
        {"centroide_ll", point_text(q, true, h->x, h->y), false},
        {"centroide_rd", point_text(q, false, h->x, h->y), false},
        {"score", str_from(arena_printf(a, "%.4f", h->score)), true},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all && n < MAX_COLUMNS; i++)
        if (all[i].value.n)
            c[n++] = all[i];
    return n;
}

static bool field_wanted(struct str fl, const char *name)
{
    struct str rest = fl, piece;
    if (fl.n == 0 || str_eq(fl, STR("*")))
        return true;
    while (str_next(&rest, ',', &piece))
        if (str_eq_c(str_trim(piece), name) || str_eq(str_trim(piece), STR("*")))
            return true;
    return false;
}

static void documents(const struct request *q, struct buf *b, const struct search_hit *hits, size_t n, size_t start,
                      size_t total, struct str fl)
{
    buf_printf(b, "{\"response\":{\"numFound\":%zu,\"start\":%zu,\"maxScore\":%.4f,\"numFoundExact\":true,\"docs\":[",
               total, start, n ? hits[0].score : 0.0);
    for (size_t i = 0; i < n; i++) {
        struct column c[MAX_COLUMNS];
        size_t columns = columns_of(q, &hits[i], c), written = 0;
        buf_c(b, i ? ",{" : "{");
        for (size_t k = 0; k < columns; k++) {
            if (!field_wanted(fl, c[k].name))
                continue;
            buf_printf(b, "%s\"%s\":", written++ ? "," : "", c[k].name);
            if (c[k].number)
                buf_str(b, c[k].value);
            else
                buf_json(b, c[k].value);
        }
        buf_byte(b, '}');
    }
    buf_c(b, "]}");
}

/* The name with what was typed between <b> and </b>, word by word from its start. */
static void highlight(struct buf *b, struct str name, struct str typed, struct arena *a)
{
    struct buf text;
    buf_init(&text, 2000);
    size_t i = 0;
    while (i < name.n) {
        size_t best = 0;
        bool start = i == 0 || name.p[i - 1] == ' ' || name.p[i - 1] == '-';
        struct str rest = typed, word;
        while (start && str_next(&rest, ' ', &word))
            if (word.n > best && word.n <= name.n - i && str_eq_nocase(str_sub(name, i, word.n), word))
                best = word.n;
        if (best) {
            buf_c(&text, "<b>");
            buf_xml(&text, str_sub(name, i, best));
            buf_c(&text, "</b>");
            i += best;
        } else {
            /* A whole character: buf_xml takes well-formed UTF-8 only. */
            size_t n = 1;
            while (i + n < name.n && ((unsigned char)name.p[i + n] & 0xc0) == 0x80)
                n++;
            buf_xml(&text, str_sub(name, i, n));
            i += n;
        }
    }
    buf_json(b, arena_str(a, buf_view(&text)));
    buf_done(&text);
}

/* fq=type:adres, or type:(adres OR weg): to a comma list. Other filters are refused: they would silently not filter. */
static bool filter_types(const struct request *q, const char **out, struct err *err)
{
    static const char *const known[] = {"adres", "weg", "postcode", "woonplaats", "gemeente", "wijk", "buurt"};
    struct str fq = str_trim(request_param(q, "fq"));
    struct buf list;
    size_t given = 0;
    *out = NULL;
    for (size_t i = 0; i < q->n_params; i++)
        given += str_eq_nocase(q->params[i].name, STR("fq"));
    if (given > 1)
        return err_set(err, ERR_UNSUPPORTED, "fq", "fq kan hier één keer, met type: fq=type:(weg OR adres).");
    if (fq.n == 0)
        return true;
    if (!str_starts(fq, STR("type:")))
        return err_set(err, ERR_INVALID, "fq",
                       "fq kan alleen op type filteren, zoals fq=type:adres of fq=type:(weg OR adres).");
    buf_init(&list, 200);
    struct str rest = str_sub(fq, 5, SIZE_MAX), word;
    while (str_next(&rest, ' ', &word)) {
        while (word.n && (word.p[0] == '(' || word.p[0] == '"'))
            word = str_sub(word, 1, SIZE_MAX);
        while (word.n && (word.p[word.n - 1] == ')' || word.p[word.n - 1] == '"'))
            word.n--;
        for (size_t i = 0; i < sizeof known / sizeof *known; i++)
            if (str_eq_c(word, known[i]))
                buf_printf(&list, "%s%s", list.n ? "," : "", known[i]);
    }
    *out = list.n ? arena_cstr(q->worker->arena, buf_view(&list)) : "geen";
    buf_done(&list);
    return true;
}

static bool whole(const struct request *q, const char *name, int64_t dflt, int64_t max, size_t *out, struct err *err)
{
    struct str s = request_param(q, name);
    int64_t v = dflt;
    if (s.n && (!str_to_i64(s, &v) || v < 0))
        return err_set(err, ERR_INVALID, name, "%s moet een geheel getal van 0 of meer zijn.", name);
    *out = (size_t)(v > max ? max : v);
    return true;
}

static bool find(const struct request *q, struct response *r, bool suggest, struct err *err)
{
    static const char *const known[] = {"q",  "rows", "start", "fq",  "fl",  "wt", "sort",
                                        "df", "bq",   "qf",    "lat", "lon", NULL};
    struct str text = str_trim(request_param(q, "q")), fl = request_param(q, "fl");
    struct search_hit *hits = NULL;
    size_t rows, start, n = 0, total = 0;
    const char *types;
    if (!api_params(q, known, err))
        return false;
    if (text.n == 0 && suggest)
        return err_set(err, ERR_INVALID, "q", "q ontbreekt; geef wat gezocht wordt.");
    if (!whole(q, "rows", 10, MAX_ROWS, &rows, err) || !whole(q, "start", 0, 10000, &start, err) ||
        !filter_types(q, &types, err))
        return false;
    if (!search_find(q->worker->warehouse, text, types, start, rows, q->worker->arena, &hits, &n, &total, err))
        return false;
    documents(q, &r->body, hits, n, start, total, fl.n ? fl : suggest ? STR("type,weergavenaam,id,score") : STR("*"));
    if (suggest) {
        buf_c(&r->body, ",\"highlighting\":{");
        for (size_t i = 0; i < n; i++) {
            buf_c(&r->body, i ? "," : "");
            buf_json(&r->body, hits[i].id);
            buf_c(&r->body, ":{\"suggest\":[");
            highlight(&r->body, hits[i].weergavenaam, text, q->worker->arena);
            buf_c(&r->body, "]}");
        }
        buf_c(&r->body, "},\"spellcheck\":{\"suggestions\":[],\"collations\":[]}");
    }
    buf_c(&r->body, "}\n");
    return true;
}

static bool lookup(const struct request *q, struct response *r, struct err *err)
{
    static const char *const known[] = {"id", "fl", "wt", NULL};
    struct search_hit *hit = NULL;
    if (!api_params(q, known, err))
        return false;
    if (request_param(q, "id").n == 0)
        return err_set(err, ERR_INVALID, "id", "id ontbreekt; suggest geeft ids.");
    if (!search_lookup(q->worker->warehouse, request_param(q, "id"), q->worker->arena, &hit, err))
        return false;
    documents(q, &r->body, hit, hit ? 1 : 0, 0, hit ? 1 : 0, request_param(q, "fl"));
    buf_c(&r->body, "}\n");
    return true;
}

static bool reverse(const struct request *q, struct response *r, struct err *err)
{
    static const char *const known[] = {"lat", "lon", "X", "Y", "distance", "rows", "type", "fl", "fq", "wt", NULL};
    double xy[2], distance = 100;
    struct search_hit *hits = NULL;
    size_t rows, n = 0;
    const char *types;
    if (!api_params(q, known, err) || !whole(q, "rows", 10, MAX_ROWS, &rows, err) || !filter_types(q, &types, err))
        return false;
    struct str type = str_trim(request_param(q, "type"));
    if ((type.n && !str_eq(type, STR("adres")) && !str_eq(type, STR("*"))) || (types && !strstr(types, "adres")))
        return err_set(err, ERR_UNSUPPORTED, "type", "reverse geeft hier alleen adressen: type=adres.");
    bool rd = str_to_double(request_param(q, "X"), &xy[0]) && str_to_double(request_param(q, "Y"), &xy[1]);
    bool degrees =
        !rd && str_to_double(request_param(q, "lon"), &xy[0]) && str_to_double(request_param(q, "lat"), &xy[1]);
    if (!rd && !degrees)
        return err_set(err, ERR_INVALID, "lat, lon", "geef lat en lon in graden, of X en Y in RD-meters.");
    if (degrees && !crs_transform(q->worker->crs, CRS_84, CRS_RD, xy, 1, err))
        return false;
    if (request_param(q, "distance").n && !str_to_double(request_param(q, "distance"), &distance))
        return err_set(err, ERR_INVALID, "distance", "distance moet een getal in meters zijn.");
    if (!search_reverse(q->worker->warehouse, xy[0], xy[1], distance, rows, q->worker->arena, &hits, &n, err))
        return false;
    documents(q, &r->body, hits, n, 0, n,
              request_param(q, "fl").n ? request_param(q, "fl") : STR("type,weergavenaam,id,score"));
    buf_c(&r->body, "}\n");
    return true;
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
    if (!ok)
        response_problem(r, &err);
}
