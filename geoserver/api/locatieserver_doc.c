#include "geoserver/api/locatieserver_priv.h"

#include <string.h>

/* When a field is there: unasked, only when asked for by name or by *, or only by name. */
enum when { DEFAULT, ASKED, NAMED };
enum kind { TEXT, INTEGER, NUMBER, LIST };

struct column {
    const char *name;
    struct str value;
    enum kind kind;
    enum when when;
};
enum { MAX_COLUMNS = 48 };

static struct str point_text(const struct request *q, const struct search_hit *h, bool degrees)
{
    struct err ignored = {0};
    double xy[] = {h->x, h->y};
    if (!h->has_place || (degrees && !crs_transform(q->worker->crs, CRS_RD, CRS_84, xy, 1, &ignored)))
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

static bool is(const struct search_hit *h, const char *type)
{
    return strcmp(h->type, type) == 0;
}

/* The object's own id in its register, as PDOK composes it for an address and a postcode. */
static struct str identificatie(const struct search_hit *h, struct arena *a)
{
    if (is(h, "adres"))
        return str_from(
            arena_printf(a, "%.*s-%.*s", STR_ARG(h->adresseerbaarobject_id), STR_ARG(h->nummeraanduiding_id)));
    if (is(h, "postcode"))
        return str_from(arena_printf(a, "%.*s_%.*s_%.*s", STR_ARG(h->openbareruimte_id), STR_ARG(h->postcode),
                                     STR_ARG(h->woonplaatscode)));
    return str_sub(h->id, is(h, "gemeente") ? 6 : 4, SIZE_MAX);
}

static struct str see_also(const struct search_hit *h, struct arena *a)
{
    const char *what = is(h, "adres")        ? "nummeraanduiding"
                       : is(h, "weg")        ? "openbare-ruimte"
                       : is(h, "woonplaats") ? "woonplaats"
                                             : NULL;
    return what ? str_from(arena_printf(a, "http://bag.basisregistraties.overheid.nl/bag/id/%s/%.*s", what,
                                        STR_ARG(str_sub(h->id, 4, SIZE_MAX))))
                : (struct str){0};
}

/* Of the fields that input-formats.md §6 lists, these are left out on purpose: waterschapscode and waterschapsnaam (the
 * warehouse has no boundaries of water boards), gekoppeld_perceel (parcels are the BRK's, not the BAG's), and the
 * geometrie of what isn't a point (areas and streets have a centroid; their shape is in the layers). The provincie
 * follows from the gemeente's number, and isn't there for one that the CBS doesn't know. */
static size_t columns_of(const struct request *q, const struct search_hit *h, struct column *c)
{
    /* Kinds in the order in which PDOK lists them; of PDOK's own numbers only that of adres is documented. */
    static const char *const order[] = {"gemeente", "woonplaats", "weg", "adres", "postcode", "wijk", "buurt"};
    size_t n = 0, sort = 0;
    struct arena *a = q->worker->arena;
    bool address = is(h, "adres");
    while (sort < sizeof order / sizeof *order && !is(h, order[sort]))
        sort++;
    struct str number = h->huisnummer ? str_from(arena_printf(a, "%d", h->huisnummer)) : (struct str){0};
    struct str nlt =
        h->huisnummer ? str_from(arena_printf(a, "%d%.*s%s%.*s", h->huisnummer, STR_ARG(h->huisletter),
                                              h->huisnummertoevoeging.n ? "-" : "", STR_ARG(h->huisnummertoevoeging)))
                      : (struct str){0};
    struct str ll = point_text(q, h, true), rd = point_text(q, h, false);
    struct str afstand = {0};
    if (h->afstand_m >= 0)
        afstand = str_from(arena_printf(a, "%.2f", h->afstand_m));
    const struct column all[] = {
        {"bron", search_hit_field(h, "bron", a), TEXT, DEFAULT},
        {"woonplaatscode", h->woonplaatscode, TEXT, DEFAULT},
        {"type", str_from(h->type), TEXT, DEFAULT},
        {"woonplaatsnaam", h->woonplaatsnaam, TEXT, DEFAULT},
        {"wijkcode", h->wijkcode, TEXT, DEFAULT},
        {"huis_nlt", nlt, TEXT, DEFAULT},
        {"openbareruimtetype", h->openbareruimtetype, TEXT, DEFAULT},
        {"buurtnaam", h->buurtnaam, TEXT, DEFAULT},
        {"gemeentecode", search_hit_field(h, "gemeentecode", a), TEXT, DEFAULT},
        {"rdf_seealso", see_also(h, a), TEXT, DEFAULT},
        {"weergavenaam", h->weergavenaam, TEXT, DEFAULT},
        {"suggest", h->weergavenaam, LIST, ASKED},
        {"straatnaam_verkort", h->straatnaam_verkort.n ? h->straatnaam_verkort : h->straatnaam, TEXT, DEFAULT},
        {"id", h->id, TEXT, DEFAULT},
        {"gemeentenaam", h->gemeentenaam, TEXT, DEFAULT},
        {"buurtcode", h->buurtcode, TEXT, DEFAULT},
        {"wijknaam", h->wijknaam, TEXT, DEFAULT},
        {"identificatie", identificatie(h, a), TEXT, DEFAULT},
        {"openbareruimte_id", h->openbareruimte_id, TEXT, DEFAULT},
        {"provinciecode", str_from(h->provinciecode), TEXT, DEFAULT},
        {"postcode", h->postcode, TEXT, DEFAULT},
        {"provincienaam", str_from(h->provincienaam), TEXT, DEFAULT},
        {"centroide_ll", ll, TEXT, DEFAULT},
        {"geometrie_ll", address ? ll : (struct str){0}, TEXT, ASKED},
        {"nummeraanduiding_id", h->nummeraanduiding_id, TEXT, DEFAULT},
        {"adresseerbaarobject_id", h->adresseerbaarobject_id, TEXT, DEFAULT},
        {"huisnummer", number, INTEGER, DEFAULT},
        {"huisletter", h->huisletter, TEXT, DEFAULT},
        {"huisnummertoevoeging", h->huisnummertoevoeging, TEXT, DEFAULT},
        {"provincieafkorting", str_from(h->provincieafkorting), TEXT, DEFAULT},
        {"geometrie_rd", address ? rd : (struct str){0}, TEXT, ASKED},
        {"centroide_rd", rd, TEXT, DEFAULT},
        {"straatnaam", h->straatnaam, TEXT, DEFAULT},
        {"shards", STR("bag"), TEXT, NAMED},
        {"shard", STR("bag"), TEXT, ASKED},
        {"typesortering", str_from(arena_printf(a, "%zu.0", sort + 1)), NUMBER, ASKED},
        {"sortering", str_from(arena_printf(a, "%d.0", h->huisnummer)), NUMBER, ASKED},
        {"afstand", afstand, NUMBER, DEFAULT},
        {"score", str_from(arena_printf(a, "%.5f", h->score)), NUMBER, DEFAULT},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all && n < MAX_COLUMNS; i++)
        if (all[i].value.n)
            c[n++] = all[i];
    return n;
}

static bool wanted(struct str fl, const struct column *c)
{
    if (fl.n == 0)
        return c->when == DEFAULT;
    for (size_t i = 0; i < fl.n;) {
        size_t from = i;
        while (i < fl.n && fl.p[i] != ',' && fl.p[i] != ' ')
            i++;
        struct str name = str_sub(fl, from, i - from);
        if (str_eq_c(name, c->name) || (str_eq(name, STR("*")) && c->when != NAMED))
            return true;
        i++;
    }
    return false;
}

static size_t wanted_columns(const struct request *q, const struct search_hit *h, struct str fl, struct column *c)
{
    size_t n = columns_of(q, h, c), kept = 0;
    for (size_t i = 0; i < n; i++)
        if (wanted(fl, &c[i]))
            c[kept++] = c[i];
    return kept;
}

/* The name with what answers to what was typed between <b> and </b>; the name's own signs are text. */
static struct str highlighted(const struct request *q, const struct locatie_answer *a, struct str name)
{
    struct search_mark marks[16];
    size_t n = search_marks(name, a->text, a->found, marks, 16), at = 0;
    struct buf b;
    buf_init(&b, 4000);
    for (size_t i = 0; i < n; i++) {
        buf_xml(&b, str_sub(name, at, marks[i].start - at));
        buf_c(&b, "<b>");
        buf_xml(&b, str_sub(name, marks[i].start, marks[i].end - marks[i].start));
        buf_c(&b, "</b>");
        at = marks[i].end;
    }
    buf_xml(&b, str_sub(name, at, SIZE_MAX));
    struct str out = arena_str(q->worker->arena, buf_view(&b));
    buf_done(&b);
    return out;
}

/* The whole query with its corrections in place. */
static struct str corrected(const struct request *q, const struct locatie_answer *a)
{
    struct buf b;
    size_t at = 0;
    buf_init(&b, 4000);
    for (size_t i = 0; i < a->found->n_corrections; i++) {
        const struct search_correction *c = &a->found->corrections[i];
        if (c->start < at)
            continue;
        buf_str(&b, str_sub(a->text, at, c->start - at));
        buf_str(&b, c->word);
        at = c->end;
    }
    buf_str(&b, str_sub(a->text, at, SIZE_MAX));
    struct str out = arena_str(q->worker->arena, buf_view(&b));
    buf_done(&b);
    return out;
}

static struct str original(const struct locatie_answer *a, const struct search_correction *c)
{
    return str_sub(a->text, c->start, c->end - c->start);
}

static size_t characters(struct str s, size_t bytes)
{
    size_t n = 0;
    for (size_t i = 0; i < bytes && i < s.n; i++)
        n += ((unsigned char)s.p[i] & 0xc0) != 0x80;
    return n;
}

static void json_spelling(const struct request *q, struct buf *b, const struct locatie_answer *a)
{
    size_t n = a->found ? a->found->n_corrections : 0;
    buf_c(b, ",\"spellcheck\":{\"suggestions\":[");
    for (size_t i = 0; i < n; i++) {
        const struct search_correction *c = &a->found->corrections[i];
        buf_c(b, i ? "," : "");
        buf_json(b, original(a, c));
        buf_printf(b, ",{\"numFound\":1,\"startOffset\":%zu,\"endOffset\":%zu,\"suggestion\":[",
                   characters(a->text, c->start), characters(a->text, c->end));
        buf_json(b, c->word);
        buf_c(b, "]}");
    }
    buf_c(b, "],\"collations\":[");
    if (n) {
        buf_c(b, "\"collation\",{\"collationQuery\":");
        buf_json(b, corrected(q, a));
        buf_printf(b, ",\"hits\":%zu,\"misspellingsAndCorrections\":[", a->total);
        for (size_t i = 0; i < n; i++) {
            buf_c(b, i ? "," : "");
            buf_json(b, original(a, &a->found->corrections[i]));
            buf_c(b, ",");
            buf_json(b, a->found->corrections[i].word);
        }
        buf_c(b, "]}");
    }
    buf_c(b, "]}");
}

void locatie_json(const struct request *q, struct buf *b, const struct locatie_answer *a)
{
    buf_printf(b, "{\"response\":{\"numFound\":%zu,\"start\":%zu,\"maxScore\":%.5f,\"numFoundExact\":%s,\"docs\":[",
               a->total, a->start, a->max_score, a->exact ? "true" : "false");
    for (size_t i = 0; i < a->n; i++) {
        struct column c[MAX_COLUMNS];
        size_t n = wanted_columns(q, &a->hits[i], a->fl, c);
        buf_c(b, i ? ",{" : "{");
        for (size_t k = 0; k < n; k++) {
            buf_printf(b, "%s\"%s\":%s", k ? "," : "", c[k].name, c[k].kind == LIST ? "[" : "");
            if (c[k].kind == INTEGER || c[k].kind == NUMBER)
                buf_str(b, c[k].value);
            else
                buf_json(b, c[k].value);
            buf_c(b, c[k].kind == LIST ? "]" : "");
        }
        buf_byte(b, '}');
    }
    buf_c(b, "]}");
    if (a->suggest) {
        buf_c(b, ",\"highlighting\":{");
        for (size_t i = 0; i < a->n; i++) {
            buf_c(b, i ? "," : "");
            buf_json(b, a->hits[i].id);
            buf_c(b, ":{\"suggest\":[");
            buf_json(b, highlighted(q, a, a->hits[i].weergavenaam));
            buf_c(b, "]}");
        }
        buf_byte(b, '}');
        json_spelling(q, b, a);
    }
    buf_byte(b, '}');
}

static void xml_text(struct buf *b, const char *element, const char *name, struct str value)
{
    buf_printf(b, "<%s", element);
    if (name)
        buf_printf(b, " name=\"%s\"", name);
    buf_byte(b, '>');
    buf_xml(b, value);
    buf_printf(b, "</%s>", element);
}

static void xml_spelling(const struct request *q, struct buf *b, const struct locatie_answer *a)
{
    size_t n = a->found ? a->found->n_corrections : 0;
    buf_c(b, "<lst name=\"spellcheck\"><lst name=\"suggestions\">");
    for (size_t i = 0; i < n; i++) {
        const struct search_correction *c = &a->found->corrections[i];
        buf_c(b, "<lst name=\"");
        buf_xml(b, original(a, c));
        buf_printf(b,
                   "\"><int name=\"numFound\">1</int><int name=\"startOffset\">%zu</int><int "
                   "name=\"endOffset\">%zu</int><arr name=\"suggestion\">",
                   characters(a->text, c->start), characters(a->text, c->end));
        xml_text(b, "str", NULL, c->word);
        buf_c(b, "</arr></lst>");
    }
    buf_c(b, "</lst><lst name=\"collations\">");
    if (n) {
        buf_c(b, "<lst name=\"collation\">");
        xml_text(b, "str", "collationQuery", corrected(q, a));
        buf_printf(b, "<long name=\"hits\">%zu</long><lst name=\"misspellingsAndCorrections\">", a->total);
        for (size_t i = 0; i < n; i++) {
            buf_c(b, "<str name=\"");
            buf_xml(b, original(a, &a->found->corrections[i]));
            buf_c(b, "\">");
            buf_xml(b, a->found->corrections[i].word);
            buf_c(b, "</str>");
        }
        buf_c(b, "</lst></lst>");
    }
    buf_c(b, "</lst></lst>");
}

/* As Solr writes it, which is what PDOK's clients read. */
void locatie_xml(const struct request *q, struct buf *b, const struct locatie_answer *a)
{
    static const char *const elements[] = {[TEXT] = "str", [INTEGER] = "int", [NUMBER] = "double", [LIST] = "str"};
    buf_printf(b,
               "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<response><result name=\"response\" numFound=\"%zu\" "
               "start=\"%zu\" maxScore=\"%.5f\" numFoundExact=\"%s\">",
               a->total, a->start, a->max_score, a->exact ? "true" : "false");
    for (size_t i = 0; i < a->n; i++) {
        struct column c[MAX_COLUMNS];
        size_t n = wanted_columns(q, &a->hits[i], a->fl, c);
        buf_c(b, "<doc>");
        for (size_t k = 0; k < n; k++) {
            bool list = c[k].kind == LIST;
            if (list)
                buf_printf(b, "<arr name=\"%s\">", c[k].name);
            xml_text(b, elements[c[k].kind], list ? NULL : c[k].name, c[k].value);
            buf_c(b, list ? "</arr>" : "");
        }
        buf_c(b, "</doc>");
    }
    buf_c(b, "</result>");
    if (a->suggest) {
        buf_c(b, "<lst name=\"highlighting\">");
        for (size_t i = 0; i < a->n; i++) {
            buf_c(b, "<lst name=\"");
            buf_xml(b, a->hits[i].id);
            buf_c(b, "\"><arr name=\"suggest\">");
            xml_text(b, "str", NULL, highlighted(q, a, a->hits[i].weergavenaam));
            buf_c(b, "</arr></lst>");
        }
        buf_c(b, "</lst>");
        xml_spelling(q, b, a);
    }
    buf_c(b, "</response>\n");
}
