#include "importers/bag/bag_xml.h"

#include <expat.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    MAX_DEPTH = 64,
    MAX_TEXT = 64 << 20, /* one posList */
    MAX_LIST = 4096,     /* nevenadressen, panden of one object */
    RD = 28992
};

/* Elements that mean something, by local name: prefixes differ between deliveries. */
enum element {
    E_OTHER,
    E_OBJECT,
    E_IDENTIFICATIE,
    E_STATUS,
    E_GECONSTATEERD,
    E_DOCUMENTDATUM,
    E_DOCUMENTNUMMER,
    E_VOORKOMENID,
    E_BEGIN,
    E_EIND,
    E_REGISTRATIE,
    E_EINDREGISTRATIE,
    E_INACTIEF,
    E_REGISTRATIE_LV,
    E_EINDREGISTRATIE_LV,
    E_INACTIEF_LV,
    E_NIETBAG_LV,
    E_NAAM,
    E_TYPE,
    E_VERKORTE_NAAM,
    E_HUISNUMMER,
    E_HUISLETTER,
    E_TOEVOEGING,
    E_POSTCODE,
    E_TYPE_AOB,
    E_OPR_REF,
    E_WPL_REF,
    E_NUM_REF,
    E_PND_REF,
    E_HOOFD,
    E_NEVEN,
    E_DOEL,
    E_OPPERVLAKTE,
    E_BOUWJAAR,
    E_POINT,
    E_POLYGON,
    E_EXTERIOR,
    E_INTERIOR,
    E_POS,
    E_STAND_DATUM,
    E_RELATIE,
    E_GERELATEERDE_WPL,
    E_GERELATEERDE_GEM,
    E_NEN_ID
};

static const struct {
    const char *name;
    enum element element;
} names[] = {
    {"identificatie", E_IDENTIFICATIE},
    {"status", E_STATUS},
    {"geconstateerd", E_GECONSTATEERD},
    {"documentdatum", E_DOCUMENTDATUM},
    {"documentnummer", E_DOCUMENTNUMMER},
    {"voorkomenidentificatie", E_VOORKOMENID},
    {"beginGeldigheid", E_BEGIN},
    {"eindGeldigheid", E_EIND},
    {"begindatumTijdvakGeldigheid", E_BEGIN}, /* gemeente-woonplaats */
    {"einddatumTijdvakGeldigheid", E_EIND},
    {"begindatumTijdvakGeldigheid", E_BEGIN},
    {"einddatumTijdvakGeldigheid", E_EIND},
    {"tijdstipRegistratie", E_REGISTRATIE},
    {"eindRegistratie", E_EINDREGISTRATIE},
    {"tijdstipInactief", E_INACTIEF},
    {"tijdstipRegistratieLV", E_REGISTRATIE_LV},
    {"tijdstipEindRegistratieLV", E_EINDREGISTRATIE_LV},
    {"tijdstipInactiefLV", E_INACTIEF_LV},
    {"tijdstipNietBagLV", E_NIETBAG_LV},
    {"naam", E_NAAM},
    {"type", E_TYPE},
    {"verkorteNaam", E_VERKORTE_NAAM},
    {"huisnummer", E_HUISNUMMER},
    {"huisletter", E_HUISLETTER},
    {"huisnummertoevoeging", E_TOEVOEGING},
    {"postcode", E_POSTCODE},
    {"typeAdresseerbaarObject", E_TYPE_AOB},
    {"OpenbareRuimteRef", E_OPR_REF},
    {"WoonplaatsRef", E_WPL_REF},
    {"NummeraanduidingRef", E_NUM_REF},
    {"PandRef", E_PND_REF},
    {"heeftAlsHoofdadres", E_HOOFD},
    {"heeftAlsNevenadres", E_NEVEN},
    {"gebruiksdoel", E_DOEL},
    {"oppervlakte", E_OPPERVLAKTE},
    {"oorspronkelijkBouwjaar", E_BOUWJAAR},
    {"Point", E_POINT},
    {"Polygon", E_POLYGON},
    {"PolygonPatch", E_POLYGON},
    {"exterior", E_EXTERIOR},
    {"interior", E_INTERIOR},
    {"pos", E_POS},
    {"posList", E_POS},
    {"StandTechnischeDatum", E_STAND_DATUM},
    {"GemeenteWoonplaatsRelatie", E_RELATIE},
    {"gerelateerdeWoonplaats", E_GERELATEERDE_WPL},
    {"gerelateerdeGemeente", E_GERELATEERDE_GEM},
};
static const char *const object_names[BAG_TYPES] = {
    "Woonplaats", "OpenbareRuimte", "Nummeraanduiding", "Verblijfsobject", "Ligplaats", "Standplaats", "Pand"};

/* Texts of one voorkomen, in one growing block; offsets, for the block may move. */
struct piece {
    size_t at, n;
    bool set;
};
enum { PIECES = E_NEN_ID + 1 };

struct list {
    struct piece items[MAX_LIST];
    size_t n;
};

struct bag_xml {
    XML_Parser parser;
    const char *name;
    const struct bag_sink *sink;
    struct arena *arena; /* of the file; rewound per object */
    struct arena_mark mark;
    struct err *err; /* during a feed */
    bool failed;
    enum bag_file kind;
    enum element path[MAX_DEPTH];
    int depth;

    int object_depth; /* 0: not in an object */
    enum bag_type type;
    struct buf texts; /* what pieces point into */
    struct buf text;  /* of the element that is open */
    bool collecting;
    struct piece pieces[PIECES];
    struct list neven, doel, panden;

    /* geometry */
    int dims; /* of the geometry that is open: 0 unknown */
    int pos_dims, pos_count;
    bool interior;
    bool geometry_seen;
    double *xy;
    size_t n_xy, cap_xy;
    uint32_t *rings, *parts;
    size_t n_rings, cap_rings, n_parts, cap_parts;
    bool is_point;
    char fault[160];    /* why the object can't be used */
    unsigned long line; /* where it began */

    bool in_relation;
};

static const char *local_name(const char *qualified)
{
    const char *colon = strchr(qualified, ':');
    return colon ? colon + 1 : qualified;
}

static enum element element_of(const char *local)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i].name, local) == 0)
            return names[i].element;
    return E_OTHER;
}

static void stop(struct bag_xml *x)
{
    x->failed = true;
    XML_StopParser(x->parser, XML_FALSE);
}

static void stop_with(struct bag_xml *x, enum err_code code, const char *text)
{
    char where[160];
    snprintf(where, sizeof where, "%.110s regel %lu", x->name, (unsigned long)XML_GetCurrentLineNumber(x->parser));
    err_set(x->err, code, where, "%s", text);
    stop(x);
}

static void set_fault(struct bag_xml *x, const char *reason)
{
    if (!x->fault[0])
        snprintf(x->fault, sizeof x->fault, "%s", reason);
}

static const char *attribute(const char **attributes, const char *local)
{
    for (; attributes[0]; attributes += 2)
        if (strcmp(local_name(attributes[0]), local) == 0)
            return attributes[1];
    return NULL;
}

static struct piece keep(struct bag_xml *x, struct str s)
{
    struct piece p = {x->texts.n, s.n, true};
    buf_str(&x->texts, s);
    return p;
}

static struct str piece_text(const struct bag_xml *x, struct piece p)
{
    return p.set && p.n && !x->texts.failed ? (struct str){x->texts.p + p.at, p.n} : (struct str){0};
}

static void object_begin(struct bag_xml *x, enum bag_type type)
{
    x->object_depth = x->depth;
    x->type = type;
    x->line = XML_GetCurrentLineNumber(x->parser);
    buf_clear(&x->texts);
    memset(x->pieces, 0, sizeof x->pieces);
    x->neven.n = x->doel.n = x->panden.n = 0;
    x->n_xy = x->n_rings = x->n_parts = 0;
    x->is_point = x->interior = x->geometry_seen = false;
    x->dims = 0;
    x->fault[0] = 0;
}

/* ---- geometry ---- */

static bool grow(void **array, size_t *cap, size_t need, size_t size)
{
    if (need <= *cap)
        return true;
    size_t want = *cap * 2 > need ? *cap * 2 : need + 64;
    void *grown = reallocarray(*array, want, size);
    if (!grown)
        return false;
    *array = grown;
    *cap = want;
    return true;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static const double tens[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};

/* A decimal of at most 15 digits is exact as whole number over power of ten, and that quotient is correctly rounded;
 * what is longer goes to the library. */
static bool number(struct str s, double *out)
{
    int64_t v = 0;
    size_t i = 0, digits = 0, decimals = 0;
    bool minus = s.n && s.p[0] == '-', point = false;
    for (i = minus; i < s.n; i++) {
        if (s.p[i] >= '0' && s.p[i] <= '9') {
            v = v * 10 + (s.p[i] - '0');
            decimals += point;
            if (++digits > 15)
                return str_to_double(s, out);
        } else if (s.p[i] == '.' && !point) {
            point = true;
        } else {
            return str_to_double(s, out);
        }
    }
    if (digits == 0)
        return false;
    *out = (minus ? -1 : 1) * ((double)v / tens[decimals]);
    return true;
}

/* The numbers of a pos or posList, by its dimension: its own, the geometry's, or what its count says. */
static void positions(struct bag_xml *x, struct str text)
{
    size_t first = x->n_xy, n = 0;
    double v[3];
    int dims = x->pos_dims ? x->pos_dims : x->dims ? x->dims : 0;
    if (dims == 0 && x->pos_count > 0) {
        size_t numbers = 0;
        for (size_t i = 0; i < text.n; i++)
            numbers += !is_blank(text.p[i]) && (i == 0 || is_blank(text.p[i - 1]));
        dims = numbers == (size_t)x->pos_count * 3 ? 3 : 2;
    }
    if (dims == 0)
        dims = 2;
    for (size_t i = 0; i < text.n;) {
        while (i < text.n && is_blank(text.p[i]))
            i++;
        size_t from = i;
        while (i < text.n && !is_blank(text.p[i]))
            i++;
        if (i == from)
            break;
        if (!number(str_sub(text, from, i - from), &v[n])) {
            set_fault(x, "een coördinaat is geen getal");
            return;
        }
        if (++n == (size_t)dims) {
            n = 0;
            if (!grow((void **)&x->xy, &x->cap_xy, x->n_xy + 1, 2 * sizeof(double))) {
                set_fault(x, "de geometrie past niet in het geheugen");
                return;
            }
            x->xy[2 * x->n_xy] = v[0];
            x->xy[2 * x->n_xy + 1] = v[1];
            x->n_xy++;
        }
    }
    if (n)
        set_fault(x, "een rij coördinaten is niet heel");
    size_t points = x->n_xy - first;
    if (x->is_point) {
        if (points != 1)
            set_fault(x, "een punt heeft niet precies één positie");
        return;
    }
    if (points < 4)
        set_fault(x, "een ring heeft minder dan vier punten");
    else if (x->xy[2 * first] != x->xy[2 * x->n_xy - 2] || x->xy[2 * first + 1] != x->xy[2 * x->n_xy - 1])
        set_fault(x, "een ring is niet gesloten");
    if (!grow((void **)&x->rings, &x->cap_rings, x->n_rings + 1, sizeof *x->rings)) {
        set_fault(x, "de geometrie past niet in het geheugen");
        return;
    }
    x->rings[x->n_rings++] = (uint32_t)x->n_xy;
}

static void part_end(struct bag_xml *x)
{
    if (!grow((void **)&x->parts, &x->cap_parts, x->n_parts + 1, sizeof *x->parts)) {
        set_fault(x, "de geometrie past niet in het geheugen");
        return;
    }
    size_t before = x->n_parts ? x->parts[x->n_parts - 1] : 0;
    if (x->n_rings == before)
        set_fault(x, "een vlak heeft geen rand");
    else
        x->parts[x->n_parts++] = (uint32_t)x->n_rings;
}

static void check_srs(struct bag_xml *x, const char **attributes)
{
    const char *srs = attribute(attributes, "srsName"), *dims = attribute(attributes, "srsDimension");
    if (srs && !strstr(srs, "28992"))
        set_fault(x, "de geometrie is niet in RD (EPSG:28992)");
    if (dims)
        x->dims = strcmp(dims, "3") == 0 ? 3 : 2;
}

/* ---- elements ---- */

/* "NL.IMBAG.PAND.0221100000000001" to its id (v20180601). */
static struct str id_of_href(const char *href)
{
    const char *dot = strrchr(href, '.');
    return str_from(dot ? dot + 1 : href);
}

static void reference(struct bag_xml *x, enum element parent, enum element e, struct str id)
{
    id = str_trim(id);
    if (id.n == 0)
        return;
    if (e == E_PND_REF) {
        if (x->panden.n < MAX_LIST)
            x->panden.items[x->panden.n++] = keep(x, id);
    } else if (e == E_NUM_REF && parent == E_NEVEN) {
        if (x->neven.n < MAX_LIST)
            x->neven.items[x->neven.n++] = keep(x, id);
    } else if (!x->pieces[e].set) {
        x->pieces[e] = keep(x, id);
    }
}

static bool is_reference(enum element e)
{
    return e == E_OPR_REF || e == E_WPL_REF || e == E_NUM_REF || e == E_PND_REF;
}

static void recognise(struct bag_xml *x, const char *qualified, const char *local)
{
    if (strstr(qualified, "bag_LVC") || strstr(local, "BAG-Extract-Deelbestand-LVC"))
        stop_with(x, ERR_UNSUPPORTED,
                  "dit is een BAG 1.x-levering; download het BAG 2.0 Extract (LV BAG 2.0) bij het Kadaster.");
    else if (strcmp(local, "bagMutaties") == 0)
        stop_with(x, ERR_UNSUPPORTED,
                  "dit is een mutatielevering; deze versie leest het volledige BAG 2.0 Extract (stand).");
    else if (strcmp(local, "bagStand") == 0)
        x->kind = BAG_FILE_STAND;
    else if (strcmp(local, "BAG-GWR-Deelbestand-LVC") == 0 || strstr(local, "GemeenteWoonplaatsRelatie") ||
             strcmp(local, "BAG-GWR-Deelbestand-LVC") == 0)
        x->kind = BAG_FILE_GEM_WPL;
    else if (strcmp(local, "levering") == 0 || strstr(local, "Leveringsdocument") ||
             strcmp(local, "SelectieGegevens") == 0 || strcmp(local, "bagInfo") == 0 || strstr(local, "Extract"))
        x->kind = BAG_FILE_LEVERING;
}

static void XMLCALL on_start(void *data, const char *qualified, const char **attributes)
{
    struct bag_xml *x = data;
    const char *local = local_name(qualified);
    if (x->failed)
        return;
    if (x->depth + 1 >= MAX_DEPTH) {
        stop_with(x, ERR_INVALID, "de XML is te diep genest om een BAG-bestand te zijn.");
        return;
    }
    if (x->depth == 0)
        recognise(x, qualified, local);
    enum element e = element_of(local), parent = x->path[x->depth];
    x->path[++x->depth] = e;
    x->collecting = false;
    if (x->failed)
        return;
    if (!x->object_depth && !x->in_relation) {
        if (e == E_RELATIE) {
            x->in_relation = true;
            x->kind = BAG_FILE_GEM_WPL;
            object_begin(x, BAG_WPL);
            x->object_depth = 0;
            return;
        }
        for (int i = 0; i < BAG_TYPES; i++)
            if (x->kind == BAG_FILE_STAND && strcmp(local, object_names[i]) == 0) {
                object_begin(x, (enum bag_type)i);
                return;
            }
        if (e == E_STAND_DATUM) {
            x->collecting = true;
            buf_clear(&x->text);
        }
        return;
    }
    if (is_reference(e)) {
        const char *href = attribute(attributes, "href");
        if (href)
            reference(x, parent, e, id_of_href(href));
    }
    if (e == E_POINT || e == E_POLYGON) {
        x->is_point = e == E_POINT;
        x->geometry_seen = true;
        check_srs(x, attributes);
    } else if (e == E_POS) {
        const char *dims = attribute(attributes, "srsDimension"), *count = attribute(attributes, "count");
        int64_t v;
        x->pos_dims = dims ? (strcmp(dims, "3") == 0 ? 3 : 2) : 0;
        x->pos_count = count && str_to_i64(str_from(count), &v) && v > 0 && v < 100000000 ? (int)v : 0;
    } else if (strcmp(local, "MultiSurface") == 0 || strcmp(local, "Surface") == 0) {
        check_srs(x, attributes);
    }
    if (e != E_OTHER && e != E_POINT && e != E_POLYGON && e != E_EXTERIOR && e != E_INTERIOR && e != E_HOOFD &&
        e != E_NEVEN) {
        x->collecting = true;
        buf_clear(&x->text);
    } else if (e == E_OTHER && (is_reference(parent) || parent == E_IDENTIFICATIE)) {
        /* v20180601 nests the id: namespace, lokaalID. */
        x->collecting = strcmp(local, "lokaalID") == 0 || strcmp(local, "identificatie") == 0;
        x->path[x->depth] = x->collecting ? E_NEN_ID : E_OTHER;
        buf_clear(&x->text);
    }
}

static void XMLCALL on_text(void *data, const char *text, int n)
{
    struct bag_xml *x = data;
    if (!x->collecting || x->failed)
        return;
    buf_add(&x->text, text, (size_t)n);
    if (x->text.failed)
        stop_with(x, ERR_LIMIT, "één waarde is groter dan 64 MB.");
}

static void where_of(const struct bag_xml *x, char out[160])
{
    struct str id = piece_text(x, x->pieces[E_IDENTIFICATIE]);
    snprintf(out, 160, "%.90s regel %lu, %s %.*s", x->name, x->line, bag_type_table[x->type],
             STR_ARG(str_sub(id, 0, 20)));
}

static struct str *texts_of(struct bag_xml *x, const struct list *l)
{
    struct str *out = arena_array(x->arena, l->n + 1, sizeof *out);
    for (size_t i = 0; out && i < l->n; i++)
        out[i] = piece_text(x, l->items[i]);
    return out;
}

static bool all_digits(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    return s.n > 0;
}

/* Leading zeros that a spreadsheet ate are given back. */
static struct str whole_id(struct bag_xml *x, struct str id, const char *where)
{
    size_t want = x->type == BAG_WPL ? 4 : 16;
    if (!all_digits(id) || id.n > want) {
        set_fault(x, "de identificatie bestaat niet uit het juiste aantal cijfers");
        return id;
    }
    if (id.n == want)
        return id;
    if (want == 16 && id.n < 15) {
        set_fault(x, "de identificatie bestaat niet uit het juiste aantal cijfers");
        return id;
    }
    char *padded = arena_alloc(x->arena, want + 1);
    if (!padded)
        return id;
    memset(padded, '0', want);
    memcpy(padded + want - id.n, id.p, id.n);
    x->sink->warn(x->sink->ctx, where, "de identificatie miste haar voorloopnul; die is aangevuld");
    return (struct str){padded, want};
}

static void object_end(struct bag_xml *x)
{
    char where[160];
    struct bag_voorkomen v = {.type = x->type, .oppervlakte = -1, .oorspronkelijk_bouwjaar = -1};
    x->mark = arena_mark(x->arena);
    where_of(x, where);
#define TEXT(element) piece_text(x, x->pieces[element])
    v.identificatie = whole_id(x, TEXT(E_IDENTIFICATIE), where);
    if (!str_to_i64(TEXT(E_VOORKOMENID), &v.voorkomenidentificatie))
        set_fault(x, "de voorkomenidentificatie ontbreekt of is geen getal");
    v.status = TEXT(E_STATUS);
    v.geconstateerd = str_eq(TEXT(E_GECONSTATEERD), STR("J"));
    v.documentdatum = TEXT(E_DOCUMENTDATUM);
    v.documentnummer = TEXT(E_DOCUMENTNUMMER);
    v.begin_geldigheid = TEXT(E_BEGIN);
    v.eind_geldigheid = TEXT(E_EIND);
    v.tijdstip_registratie = TEXT(E_REGISTRATIE);
    v.eind_registratie = TEXT(E_EINDREGISTRATIE);
    v.tijdstip_inactief = TEXT(E_INACTIEF);
    v.tijdstip_registratie_lv = TEXT(E_REGISTRATIE_LV);
    v.tijdstip_eind_registratie_lv = TEXT(E_EINDREGISTRATIE_LV);
    v.tijdstip_inactief_lv = TEXT(E_INACTIEF_LV);
    v.tijdstip_nietbag_lv = TEXT(E_NIETBAG_LV);
    v.naam = TEXT(E_NAAM);
    v.opr_type = TEXT(E_TYPE);
    v.verkorte_naam = TEXT(E_VERKORTE_NAAM);
    v.huisnummer = TEXT(E_HUISNUMMER);
    v.huisletter = TEXT(E_HUISLETTER);
    v.huisnummertoevoeging = TEXT(E_TOEVOEGING);
    v.postcode = TEXT(E_POSTCODE);
    v.type_adresseerbaar_object = TEXT(E_TYPE_AOB);
    v.openbare_ruimte_id = TEXT(E_OPR_REF);
    v.woonplaats_id = TEXT(E_WPL_REF);
    v.hoofdadres_id = TEXT(E_NUM_REF);
    int64_t n;
    if (str_to_i64(TEXT(E_OPPERVLAKTE), &n) && n >= 0)
        v.oppervlakte = n;
    if (str_to_i64(TEXT(E_BOUWJAAR), &n) && n >= 0)
        v.oorspronkelijk_bouwjaar = n;
#undef TEXT
    v.nevenadres_ids = texts_of(x, &x->neven);
    v.n_nevenadres = x->neven.n;
    v.gebruiksdoelen = texts_of(x, &x->doel);
    v.n_gebruiksdoelen = x->doel.n;
    v.pand_ids = texts_of(x, &x->panden);
    v.n_panden = x->panden.n;
    bool shaped = x->type != BAG_OPR && x->type != BAG_NUM;
    if (shaped && !x->geometry_seen)
        set_fault(x, "de geometrie ontbreekt");
    else if (shaped && x->is_point && x->type != BAG_VBO)
        set_fault(x, "de geometrie is een punt waar een vlak hoort");
    if (shaped)
        v.geom = (struct geom){.type = x->is_point ? GEOM_POINT : GEOM_POLYGON,
                               .multi = x->n_parts > 1,
                               .xy = x->xy,
                               .n_xy = x->n_xy,
                               .ring_end = x->rings,
                               .n_rings = x->n_rings,
                               .part_end = x->parts,
                               .n_parts = x->n_parts};
    if (x->texts.failed || arena_full(x->arena))
        set_fault(x, "het object past niet in het geheugen dat ervoor bestemd is");
    if (v.begin_geldigheid.n == 0)
        set_fault(x, "beginGeldigheid ontbreekt");
    if (x->fault[0])
        x->sink->reject(x->sink->ctx, where, x->fault);
    else if (!x->sink->voorkomen(x->sink->ctx, &v, where, x->err))
        stop(x);
    arena_rewind(x->arena, x->mark);
    x->object_depth = 0;
}

static void relation_end(struct bag_xml *x)
{
    struct str woonplaats = piece_text(x, x->pieces[E_GERELATEERDE_WPL]);
    struct str gemeente = piece_text(x, x->pieces[E_GERELATEERDE_GEM]);
    x->in_relation = false;
    if (woonplaats.n == 4 && gemeente.n == 4 &&
        !x->sink->gemeente_woonplaats(x->sink->ctx, woonplaats, gemeente, piece_text(x, x->pieces[E_BEGIN]),
                                      piece_text(x, x->pieces[E_EIND]), piece_text(x, x->pieces[E_STATUS]), x->err))
        stop(x);
}

static void value_end(struct bag_xml *x, enum element e, enum element parent, struct str text)
{
    if (e == E_POS) {
        positions(x, text);
    } else if (e == E_NEN_ID) {
        if (is_reference(parent))
            reference(x, x->depth >= 2 ? x->path[x->depth - 2] : E_OTHER, parent, text);
        else if (!x->pieces[E_IDENTIFICATIE].set)
            x->pieces[E_IDENTIFICATIE] = keep(x, text);
    } else if (is_reference(e)) {
        reference(x, parent, e, text);
    } else if (e == E_DOEL) {
        if (x->doel.n < MAX_LIST && text.n)
            x->doel.items[x->doel.n++] = keep(x, text);
    } else if (e == E_IDENTIFICATIE && x->in_relation) {
        enum element of = parent == E_GERELATEERDE_WPL || parent == E_GERELATEERDE_GEM ? parent : E_OTHER;
        for (int d = x->depth - 1; of == E_OTHER && d > 0; d--)
            if (x->path[d] == E_GERELATEERDE_WPL || x->path[d] == E_GERELATEERDE_GEM)
                of = x->path[d];
        if (of != E_OTHER)
            x->pieces[of] = keep(x, text);
    } else if (!x->pieces[e].set && text.n) {
        x->pieces[e] = keep(x, text);
    }
}

static void XMLCALL on_end(void *data, const char *qualified)
{
    struct bag_xml *x = data;
    if (x->failed)
        return;
    enum element e = x->path[x->depth], parent = x->depth ? x->path[x->depth - 1] : E_OTHER;
    struct str text = str_trim(buf_view(&x->text));
    if (!x->object_depth && !x->in_relation) {
        if (e == E_STAND_DATUM && x->collecting)
            x->sink->stand(x->sink->ctx, text);
    } else {
        if (x->collecting)
            value_end(x, e, parent, text);
        if (e == E_POLYGON)
            part_end(x);
        if (x->in_relation && e == E_RELATIE)
            relation_end(x);
        else if (x->object_depth == x->depth && !x->in_relation)
            object_end(x);
    }
    x->collecting = false;
    buf_clear(&x->text);
    x->depth--;
}

static void XMLCALL on_doctype(void *data, const char *name, const char *system, const char *public, int internal)
{
    stop_with(data, ERR_INVALID, "een BAG-bestand heeft geen DOCTYPE; dit bestand is niet te vertrouwen.");
}

bool bag_xml_new(const char *name, const struct bag_sink *sink, struct arena *a, struct bag_xml **out, struct err *err)
{
    struct bag_xml *x = calloc(1, sizeof *x);
    XML_Parser parser = x ? XML_ParserCreate(NULL) : NULL;
    if (!parser) {
        free(x);
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    }
    x->parser = parser;
    x->name = name;
    x->sink = sink;
    x->arena = a;
    buf_init(&x->texts, MAX_TEXT);
    buf_init(&x->text, MAX_TEXT);
    XML_SetUserData(parser, x);
    XML_SetElementHandler(parser, on_start, on_end);
    XML_SetCharacterDataHandler(parser, on_text);
    XML_SetStartDoctypeDeclHandler(parser, on_doctype);
    *out = x;
    return true;
}

bool bag_xml_feed(struct bag_xml *x, const void *bytes, size_t n, bool last, struct err *err)
{
    x->err = err;
    if (x->failed)
        return err_set(err, ERR_INTERNAL, x->name, "Verder gelezen na een fout.");
    while (n > (1u << 30)) {
        if (!bag_xml_feed(x, bytes, 1u << 30, false, err))
            return false;
        bytes = (const char *)bytes + (1u << 30);
        n -= 1u << 30;
    }
    enum XML_Status status = XML_Parse(x->parser, bytes, (int)n, last);
    if (status == XML_STATUS_OK && !x->failed)
        return true;
    if (err->code == ERR_NONE) {
        char where[160];
        enum XML_Error code = XML_GetErrorCode(x->parser);
        snprintf(where, sizeof where, "%.110s regel %lu", x->name, (unsigned long)XML_GetCurrentLineNumber(x->parser));
        if (code == XML_ERROR_NO_ELEMENTS || code == XML_ERROR_UNCLOSED_TOKEN ||
            (last && code == XML_ERROR_PARTIAL_CHAR))
            err_set(err, ERR_INVALID, where, "de XML houdt hier op: het bestand is afgebroken; haal het opnieuw op.");
        else
            err_set(err, ERR_INVALID, where, "dit is geen geldige XML (%s).", XML_ErrorString(code));
    }
    x->failed = true;
    return false;
}

enum bag_file bag_xml_kind(const struct bag_xml *x)
{
    return x->kind;
}

void bag_xml_free(struct bag_xml *x)
{
    if (!x)
        return;
    XML_ParserFree(x->parser);
    buf_done(&x->texts);
    buf_done(&x->text);
    free(x->xy);
    free(x->rings);
    free(x->parts);
    free(x);
}
