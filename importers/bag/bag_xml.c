#include "importers/bag/bag_xml.h"

#include "importers/bag/bag_geom.h"
#include "importers/bag/bag_names.h"
#include "importers/bag/bag_scan.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_LIST = BAG_MAX_REFS, MAX_UNKNOWN = 64, UNKNOWN_NAME = 64 };

/* What is open: an element that ends in one callback. */
enum record { REC_NONE, REC_OBJECT, REC_ONDERZOEK, REC_RELATIE, REC_LEVERING };

struct list {
    struct str items[MAX_LIST];
    size_t n, saved; /* the first `saved` are in the arena */
};

struct unknown {
    char name[UNKNOWN_NAME];
    size_t n;
    int64_t count;
    struct bag_where where;
    char identificatie[24]; /* which `where` points at */
};

/* The values of a record point into the bytes that were fed; what of them is still wanted when those bytes go, is saved
 * in the arena (save). */
struct bag_xml {
    struct bag_scan *scan;
    const char *name;
    const struct bag_sink *sink;
    struct arena *arena; /* rewound after each record */
    struct arena_mark mark;
    struct err *err; /* during a feed */
    bool failed;
    enum bag_file kind;
    struct bag_names names;
    uint8_t path[BAG_SCAN_DEPTH + 1]; /* enum bag_element */
    int depth, skip_depth;            /* 0: nothing is skipped */

    enum bag_element mutatie, toestand; /* around an object; E_OTHER: none */

    enum record record;
    int record_depth;
    struct bag_where where;
    const char *fault; /* why the record can't be used; static */
    struct str pieces[E_KEPT_END];
    uint64_t saved; /* pieces that are in the arena, by bit */
    struct list neven, doel, panden;
    bool nederland;
    struct bag_geom geom;
    int pos_dims;
    int64_t pos_count;

    /* The element that is open, when it has a text. */
    bool collecting, joined; /* joined: of several tokens, or decoded, in `text` */
    struct str value;
    struct buf text;

    struct unknown *unknown; /* MAX_UNKNOWN, once there is one */
    size_t n_unknown;
};
_Static_assert(E_KEPT_END <= 64, "one bit each");

void bag_where_text(const struct bag_where *where, char out[160])
{
    struct str id = str_trim(where->identificatie);
    bool object = where->type < BAG_TYPES;
    snprintf(out, 160, "%.90s regel %lu%s%s%s%.*s", where->file ? where->file : "", where->line, object ? ", " : "",
             object ? bag_type_table[where->type] : "", id.n ? " " : "", STR_ARG(str_sub(id, 0, 20)));
}

/* ---- faults ---- */

static void stop_at(struct bag_xml *x, unsigned long line, enum err_code code, const char *text)
{
    char where[160];
    snprintf(where, sizeof where, "%.110s regel %lu", x->name, line);
    err_set(x->err, code, where, "%s", text);
    x->failed = true;
}

static void set_fault(struct bag_xml *x, const char *reason)
{
    if (!x->fault)
        x->fault = reason;
}

static void warn(struct bag_xml *x, const char *reason)
{
    if (x->sink->warn)
        x->sink->warn(x->sink->ctx, &x->where, reason);
}

static void reject(struct bag_xml *x)
{
    if (x->sink->reject)
        x->sink->reject(x->sink->ctx, &x->where, x->fault);
}

/* ---- values ---- */

static struct str save_str(struct bag_xml *x, struct str s)
{
    struct str copy = arena_str(x->arena, s);
    if (!copy.p)
        set_fault(x, "het object past niet in het geheugen dat ervoor bestemd is");
    return copy;
}

static void save_list(struct bag_xml *x, struct list *l)
{
    for (; l->saved < l->n; l->saved++)
        l->items[l->saved] = save_str(x, l->items[l->saved]);
}

/* Before the bytes go: all that points into them. */
static void save(struct bag_xml *x)
{
    if (x->collecting && !x->joined && x->value.p) {
        buf_clear(&x->text);
        buf_str(&x->text, x->value);
        x->joined = true;
    }
    if (x->record == REC_NONE)
        return;
    for (int i = 0; i < E_KEPT_END; i++)
        if (x->pieces[i].n && !(x->saved >> i & 1)) {
            x->pieces[i] = save_str(x, x->pieces[i]);
            x->saved |= UINT64_C(1) << i;
        }
    save_list(x, &x->neven);
    save_list(x, &x->doel);
    save_list(x, &x->panden);
}

/* The first of a name counts. */
static void keep(struct bag_xml *x, enum bag_element e, struct str s)
{
    if (x->pieces[e].n || s.n == 0)
        return;
    if (x->joined) {
        s = save_str(x, s);
        x->saved |= UINT64_C(1) << e;
    }
    x->pieces[e] = s;
}

static void add(struct bag_xml *x, struct list *l, struct str s)
{
    if (l->n == MAX_LIST) {
        set_fault(x, "het heeft meer dan 4096 adressen, panden, gebruiksdoelen of gemeenten");
        return;
    }
    l->items[l->n++] = s;
    if (x->joined) /* the text buffer is used anew; a list is saved in its order */
        save_list(x, l);
}

static void record_begin(struct bag_xml *x, enum record record, enum bag_type type)
{
    x->record = record;
    x->record_depth = x->depth;
    x->where = (struct bag_where){.file = x->name, .line = bag_scan_line(x->scan), .type = type};
    x->fault = NULL;
    memset(x->pieces, 0, sizeof x->pieces);
    x->saved = 0;
    x->neven.n = x->neven.saved = x->doel.n = x->doel.saved = x->panden.n = x->panden.saved = 0;
    x->nederland = false;
    bag_geom_begin(&x->geom);
    x->mark = arena_mark(x->arena);
}

static void record_end(struct bag_xml *x)
{
    arena_rewind(x->arena, x->mark);
    x->record = REC_NONE;
    x->where = (struct bag_where){.file = x->name, .line = x->where.line, .type = BAG_TYPES};
}

/* ---- elements that aren't known ---- */

static void unknown(struct bag_xml *x, struct str local)
{
    if (!x->sink->unknown || (!x->unknown && !(x->unknown = calloc(MAX_UNKNOWN, sizeof *x->unknown))))
        return;
    local = str_sub(local, 0, UNKNOWN_NAME);
    struct unknown *u = x->unknown;
    for (size_t i = 0; i < x->n_unknown; i++, u++)
        if (u->n == local.n && memcmp(u->name, local.p, local.n) == 0) {
            u->count++;
            return;
        }
    if (x->n_unknown == MAX_UNKNOWN) {
        x->unknown[MAX_UNKNOWN - 1].count++;
        return;
    }
    if (++x->n_unknown == MAX_UNKNOWN)
        local = STR("(overige)");
    memcpy(u->name, local.p, u->n = local.n);
    u->count = 1;
    u->where = x->where;
    u->where.line = bag_scan_line(x->scan);
    struct str id = str_sub(x->pieces[E_IDENTIFICATIE], 0, sizeof u->identificatie);
    if (id.n)
        memcpy(u->identificatie, id.p, id.n);
    u->where.identificatie = (struct str){u->identificatie, id.n};
}

static void tell_unknown(struct bag_xml *x)
{
    for (size_t i = 0; i < x->n_unknown; i++)
        x->sink->unknown(x->sink->ctx, (struct str){x->unknown[i].name, x->unknown[i].n}, x->unknown[i].count,
                         &x->unknown[i].where);
}

/* ---- the beginning of elements ---- */

/* By its name without prefix; empty when it isn't there. None that is asked for has references in it. */
static struct str attribute(const struct bag_token *t, const char *local)
{
    size_t n = strlen(local);
    for (size_t i = 0; i < t->n_attributes; i++) {
        struct str name = t->attributes[i].name;
        if (name.n >= n && memcmp(name.p + name.n - n, local, n) == 0 && (name.n == n || name.p[name.n - n - 1] == ':'))
            return t->attributes[i].value;
    }
    return (struct str){0};
}

static int dimension(struct str s)
{
    return s.n == 0 ? 0 : str_eq(s, STR("3")) ? 3 : 2;
}

static void check_srs(struct bag_xml *x, const struct bag_token *t)
{
    struct str srs = attribute(t, "srsName"), dims = attribute(t, "srsDimension");
    if (srs.n && str_find_str(srs, STR("28992")) == SIZE_MAX)
        set_fault(x, "de geometrie is niet in RD (EPSG:28992)");
    if (dims.n)
        x->geom.dims = dimension(dims);
}

static bool all_digits(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    return s.n > 0;
}

static bool is_reference(enum bag_element e)
{
    return e >= E_OPR_REF && e < E_TEXTS_END;
}

static void reference(struct bag_xml *x, enum bag_element parent, enum bag_element e, struct str id)
{
    if (id.n == 0)
        return;
    if (e == E_PND_REF)
        add(x, &x->panden, id);
    else if (e == E_NUM_REF && parent == E_NEVEN)
        add(x, &x->neven, id);
    else
        keep(x, e == E_IDENTIFICATIE_VAN ? E_IDENTIFICATIE : e, id);
}

/* "NL.IMBAG.PAND.0221100000000001" to its id (v20180601). */
static struct str id_of_href(struct str href)
{
    for (size_t i = href.n; i > 0; i--)
        if (href.p[i - 1] == '.')
            return str_trim(str_sub(href, i, href.n - i));
    return str_trim(href);
}

/* BAG 1.x has its own namespaces, http://www.kadaster.nl/schemas/imbag/… and …/bag-verstrekkingen/…; of 2.0 all are
 * under …/schemas/lvbag/. */
static bool is_bag_1(const struct bag_token *t)
{
    for (size_t i = 0; i < t->n_attributes; i++)
        if (str_starts(t->attributes[i].name, STR("xmlns")) &&
            (str_find_str(t->attributes[i].value, STR("schemas/imbag")) != SIZE_MAX ||
             str_find_str(t->attributes[i].value, STR("schemas/bag-verstrekkingen/")) != SIZE_MAX))
            return true;
    return str_eq(t->local, STR("BAG-Extract-Deelbestand-LVC")) ||
           str_eq(t->local, STR("BAG-Mutaties-Deelbestand-LVC")) || str_starts(t->name, STR("bag_LVC"));
}

static void recognise(struct bag_xml *x, const struct bag_token *t)
{
    if (is_bag_1(t))
        stop_at(x, bag_scan_line(x->scan), ERR_UNSUPPORTED,
                "dit is een BAG 1.x-levering; download het BAG 2.0 Extract (LV BAG 2.0) bij het Kadaster.");
    else if (str_eq(t->local, STR("bagStand")))
        x->kind = BAG_FILE_STAND;
    else if (str_eq(t->local, STR("bagMutaties")))
        x->kind = BAG_FILE_MUTATIE;
    else if (str_find_str(t->local, STR("GWR")) != SIZE_MAX ||
             str_find_str(t->local, STR("GemeenteWoonplaatsRelatie")) != SIZE_MAX)
        x->kind = BAG_FILE_GEM_WPL;
    else if (str_find_str(t->local, STR("Levering")) != SIZE_MAX || str_eq(t->local, STR("levering")))
        x->kind = BAG_FILE_LEVERING;
    if (x->kind == BAG_FILE_LEVERING)
        record_begin(x, REC_LEVERING, BAG_TYPES);
}

static void tell_groep(struct bag_xml *x, bool begin)
{
    x->where = (struct bag_where){.file = x->name, .line = bag_scan_line(x->scan), .type = BAG_TYPES};
    if (x->sink->groep && !x->sink->groep(x->sink->ctx, begin, &x->where, x->err))
        x->failed = true;
}

static void outer_start(struct bag_xml *x, enum bag_element e)
{
    bool objects = x->kind == BAG_FILE_STAND || x->kind == BAG_FILE_MUTATIE;
    if (e >= E_OBJECT && e < E_OBJECT_END && objects)
        record_begin(x, REC_OBJECT, (enum bag_type)(e - E_OBJECT));
    else if (e >= E_ONDERZOEK && e < E_ONDERZOEK_END && objects)
        record_begin(x, REC_ONDERZOEK, (enum bag_type)(e - E_ONDERZOEK));
    else if (e == E_RELATIE && x->kind == BAG_FILE_GEM_WPL)
        record_begin(x, REC_RELATIE, BAG_TYPES);
    else if (e == E_INFO && x->kind != BAG_FILE_UNKNOWN)
        record_begin(x, REC_LEVERING, BAG_TYPES);
    else if (e == E_GROEP && x->kind == BAG_FILE_MUTATIE)
        tell_groep(x, true);
    else if (e == E_TOEGEVOEGD || e == E_GEWIJZIGD || e == E_VERWIJDERD)
        x->mutatie = e;
    else if (e == E_WAS || e == E_WORDT)
        x->toestand = e;
}

static void inner_start(struct bag_xml *x, enum bag_element e, enum bag_element parent, const struct bag_token *t)
{
    if (e == E_OTHER || e >= E_OBJECT) {
        if (e == E_GEBIED_NLD) {
            x->nederland = true;
        } else if (x->record != REC_LEVERING) {
            unknown(x, t->local);
            x->skip_depth = x->depth;
        }
        return;
    }
    if (is_reference(e)) {
        struct str href = attribute(t, "href");
        if (href.n)
            reference(x, parent, e, id_of_href(href));
    } else if (e == E_POINT || e == E_POLYGON) {
        x->geom.point = e == E_POINT;
        x->geom.seen = true;
        check_srs(x, t);
    } else if (e == E_SURFACE) {
        check_srs(x, t);
    } else if (e == E_POS) {
        x->pos_dims = dimension(attribute(t, "srsDimension"));
        if (!str_to_i64(attribute(t, "count"), &x->pos_count) || x->pos_count < 0 || x->pos_count > 100000000)
            x->pos_count = 0;
    }
    x->collecting = e < E_TEXTS_END;
}

static void on_start(struct bag_xml *x, const struct bag_token *t)
{
    enum bag_element e = bag_names_find(&x->names, t->local), parent = x->path[x->depth];
    x->path[++x->depth] = (uint8_t)e;
    x->collecting = x->joined = false;
    x->value = (struct str){0};
    if (x->skip_depth)
        return;
    if (x->depth == 1)
        recognise(x, t);
    else if (x->record == REC_NONE)
        outer_start(x, e);
    else
        inner_start(x, e, parent, t);
}

static void on_text(struct bag_xml *x, const struct bag_token *t)
{
    if (t->plain && !x->joined && !x->value.p) {
        x->value = t->text;
        return;
    }
    if (!x->joined) {
        buf_clear(&x->text);
        buf_str(&x->text, x->value);
        x->joined = true;
    }
    bag_scan_decode(t->text, t->cdata, &x->text);
    if (x->text.failed)
        stop_at(x, bag_scan_line(x->scan), ERR_LIMIT, "één waarde is groter dan 64 MB.");
}

/* ---- the end of records ---- */

static struct str padded(struct bag_xml *x, struct str id, size_t want)
{
    char *p = arena_alloc(x->arena, want + 1);
    if (!p)
        return id;
    memset(p, '0', want);
    memcpy(p + want - id.n, id.p, id.n);
    return (struct str){p, want};
}

/* Leading zeros that a spreadsheet ate are given back. */
static struct str whole_id(struct bag_xml *x, struct str id)
{
    size_t want = x->where.type == BAG_WPL ? 4 : 16;
    if (!all_digits(id) || id.n > want || (want == 16 && id.n < 15)) {
        set_fault(x, "de identificatie bestaat niet uit het juiste aantal cijfers");
        return id;
    }
    if (id.n == want)
        return id;
    warn(x, "de identificatie miste haar voorloopnul; die is aangevuld");
    return padded(x, id, want);
}

/* So that references find the objects whose ids were completed. */
static struct str whole_ref(struct bag_xml *x, struct str id, size_t want)
{
    return id.n + 1 == want && all_digits(id) ? padded(x, id, want) : id;
}

static bool is_shaped(enum bag_type type)
{
    return type != BAG_OPR && type != BAG_NUM;
}

static enum bag_actie actie(struct bag_xml *x)
{
    if (x->kind != BAG_FILE_MUTATIE)
        return BAG_STAND;
    if (x->mutatie == E_TOEGEVOEGD && x->toestand == E_WORDT)
        return BAG_TOEVOEGING;
    if (x->mutatie == E_GEWIJZIGD && x->toestand != E_OTHER)
        return x->toestand == E_WAS ? BAG_WIJZIGING_WAS : BAG_WIJZIGING_WORDT;
    if (x->mutatie == E_VERWIJDERD && x->toestand == E_WAS)
        return BAG_VERWIJDERING;
    set_fault(x, "het staat niet in een toevoeging, wijziging of verwijdering");
    return BAG_STAND;
}

static void check_geometry(struct bag_xml *x)
{
    if (x->geom.fault)
        set_fault(x, x->geom.fault);
    if (!is_shaped(x->where.type))
        return;
    if (!x->geom.seen)
        set_fault(x, "de geometrie ontbreekt");
    else if (x->geom.point && x->where.type != BAG_VBO)
        set_fault(x, "de geometrie is een punt waar een vlak hoort");
    else if (x->geom.point ? x->geom.n_xy != 1 : x->geom.n_parts == 0)
        set_fault(x, "de geometrie is leeg");
}

static void object_end(struct bag_xml *x)
{
    const struct str *p = x->pieces;
    x->where.identificatie = p[E_IDENTIFICATIE];
    for (size_t i = 0; i < x->neven.n; i++)
        x->neven.items[i] = whole_ref(x, x->neven.items[i], 16);
    for (size_t i = 0; i < x->panden.n; i++)
        x->panden.items[i] = whole_ref(x, x->panden.items[i], 16);
    struct bag_voorkomen v = {.actie = actie(x),
                              .type = x->where.type,
                              .identificatie = whole_id(x, p[E_IDENTIFICATIE]),
                              .status = p[E_STATUS],
                              .geconstateerd = str_eq(p[E_GECONSTATEERD], STR("J")),
                              .documentdatum = p[E_DOCUMENTDATUM],
                              .documentnummer = p[E_DOCUMENTNUMMER],
                              .begin_geldigheid = p[E_BEGIN],
                              .eind_geldigheid = p[E_EIND],
                              .tijdstip_registratie = p[E_REGISTRATIE],
                              .eind_registratie = p[E_EINDREGISTRATIE],
                              .tijdstip_inactief = p[E_INACTIEF],
                              .tijdstip_registratie_lv = p[E_REGISTRATIE_LV],
                              .tijdstip_eind_registratie_lv = p[E_EINDREGISTRATIE_LV],
                              .tijdstip_inactief_lv = p[E_INACTIEF_LV],
                              .tijdstip_nietbag_lv = p[E_NIETBAG_LV],
                              .naam = p[E_NAAM],
                              .opr_type = p[E_TYPE],
                              .verkorte_naam = p[E_VERKORTE_NAAM],
                              .huisnummer = p[E_HUISNUMMER],
                              .huisletter = p[E_HUISLETTER],
                              .huisnummertoevoeging = p[E_TOEVOEGING],
                              .postcode = p[E_POSTCODE],
                              .type_adresseerbaar_object = p[E_TYPE_AOB],
                              .openbare_ruimte_id = whole_ref(x, p[E_OPR_REF], 16),
                              .woonplaats_id = whole_ref(x, p[E_WPL_REF], 4),
                              .hoofdadres_id = whole_ref(x, p[E_NUM_REF], 16),
                              .nevenadres_ids = x->neven.items,
                              .gebruiksdoelen = x->doel.items,
                              .pand_ids = x->panden.items,
                              .n_nevenadres = x->neven.n,
                              .n_gebruiksdoelen = x->doel.n,
                              .n_panden = x->panden.n,
                              .oppervlakte = -1,
                              .oorspronkelijk_bouwjaar = -1};
    int64_t n;
    if (!str_to_i64(p[E_VOORKOMENID], &v.voorkomenidentificatie))
        set_fault(x, "de voorkomenidentificatie ontbreekt of is geen getal");
    if (str_to_i64(p[E_OPPERVLAKTE], &n) && n >= 0)
        v.oppervlakte = n;
    if (str_to_i64(p[E_BOUWJAAR], &n) && n >= 0)
        v.oorspronkelijk_bouwjaar = n;
    check_geometry(x);
    if (is_shaped(x->where.type))
        v.geom = bag_geom_view(&x->geom);
    if (v.begin_geldigheid.n == 0)
        set_fault(x, "beginGeldigheid ontbreekt");
    if (x->fault)
        reject(x);
    else if (x->sink->voorkomen && !x->sink->voorkomen(x->sink->ctx, &v, &x->where, x->err))
        x->failed = true;
}

static void onderzoek_end(struct bag_xml *x)
{
    const struct str *p = x->pieces;
    x->where.identificatie = p[E_IDENTIFICATIE];
    struct bag_in_onderzoek k = {.actie = actie(x),
                                 .type = x->where.type,
                                 .identificatie = whole_id(x, p[E_IDENTIFICATIE]),
                                 .kenmerk = p[E_KENMERK],
                                 .in_onderzoek = str_eq(p[E_IN_ONDERZOEK], STR("J")),
                                 .documentdatum = p[E_DOCUMENTDATUM],
                                 .documentnummer = p[E_DOCUMENTNUMMER],
                                 .begin_geldigheid = p[E_BEGIN],
                                 .eind_geldigheid = p[E_EIND],
                                 .tijdstip_registratie = p[E_REGISTRATIE],
                                 .eind_registratie = p[E_EINDREGISTRATIE],
                                 .tijdstip_registratie_lv = p[E_REGISTRATIE_LV],
                                 .tijdstip_eind_registratie_lv = p[E_EINDREGISTRATIE_LV]};
    if (k.kenmerk.n == 0)
        set_fault(x, "het kenmerk in onderzoek heeft geen naam");
    if (!k.in_onderzoek && !str_eq(p[E_IN_ONDERZOEK], STR("N")))
        set_fault(x, "inOnderzoek is geen J of N");
    if (k.begin_geldigheid.n == 0)
        set_fault(x, "beginGeldigheid ontbreekt");
    if (x->fault)
        reject(x);
    else if (x->sink->in_onderzoek && !x->sink->in_onderzoek(x->sink->ctx, &k, &x->where, x->err))
        x->failed = true;
}

static void relation_end(struct bag_xml *x)
{
    const struct str *p = x->pieces;
    struct str woonplaats = p[E_GERELATEERDE_WPL], gemeente = p[E_GERELATEERDE_GEM];
    if (woonplaats.n != 4 || !all_digits(woonplaats) || gemeente.n != 4 || !all_digits(gemeente))
        set_fault(x, "een gemeente-woonplaatsrelatie zonder twee codes van vier cijfers");
    if (x->fault)
        reject(x);
    else if (x->sink->gemeente_woonplaats && !x->sink->gemeente_woonplaats(x->sink->ctx, woonplaats, gemeente,
                                                                           p[E_BEGIN], p[E_EIND], p[E_STATUS], x->err))
        x->failed = true;
}

static void levering_end(struct bag_xml *x)
{
    const struct str *p = x->pieces;
    struct bag_levering l = {.document = x->kind == BAG_FILE_LEVERING,
                             .stand = p[E_STAND_DATUM],
                             .peildatum = p[E_PEILDATUM],
                             .nederland = x->nederland,
                             .gemeente_codes = x->neven.items,
                             .gemeente_namen = x->doel.items,
                             .n_gemeenten = x->neven.n,
                             .mutatie_van = p[E_MUTATIE_VAN],
                             .mutatie_tot = p[E_MUTATIE_TOT],
                             .schema_naam = p[E_NAAM],
                             .schema_versie = p[E_SCHEMA_VERSIE]};
    if (x->doel.n < x->neven.n)
        x->doel.items[x->doel.n++] = (struct str){0};
    if (x->fault) {
        reject(x);
        return;
    }
    if (l.stand.n && x->sink->stand)
        x->sink->stand(x->sink->ctx, l.stand);
    if ((l.mutatie_van.n || l.mutatie_tot.n) && x->sink->mutatieperiode)
        x->sink->mutatieperiode(x->sink->ctx, l.mutatie_van, l.mutatie_tot);
    if (x->sink->levering && !x->sink->levering(x->sink->ctx, &l, &x->where, x->err))
        x->failed = true;
}

/* ---- the end of elements ---- */

/* The relation's side that this identificatie is of. */
static enum bag_element side_of(const struct bag_xml *x)
{
    for (int d = x->depth - 1; d > x->record_depth; d--)
        if (x->path[d] == E_GERELATEERDE_WPL || x->path[d] == E_GERELATEERDE_GEM)
            return x->path[d];
    return E_OTHER;
}

static void value_end(struct bag_xml *x, enum bag_element e, enum bag_element parent, struct str text)
{
    if (e == E_POS) {
        bag_geom_positions(&x->geom, text, x->pos_dims, x->pos_count);
    } else if (is_reference(e)) {
        reference(x, parent, e, text);
    } else if (x->record == REC_RELATIE && (e == E_IDENTIFICATIE || e == E_LOKAAL_ID)) {
        if (side_of(x) != E_OTHER)
            keep(x, side_of(x), text);
    } else if (e == E_LOKAAL_ID && is_reference(parent)) {
        reference(x, x->path[x->depth - 2], parent, text);
    } else if (e == E_LOKAAL_ID) {
        keep(x, E_IDENTIFICATIE, text);
    } else if (e == E_DOEL) {
        if (text.n)
            add(x, &x->doel, text);
    } else if (e == E_GEMEENTE_ID) {
        while (x->doel.n < x->neven.n) /* the one before had no name */
            add(x, &x->doel, (struct str){0});
        add(x, &x->neven, text);
    } else if (e == E_GEMEENTE_NAAM) {
        if (x->doel.n < x->neven.n)
            add(x, &x->doel, text);
    } else {
        keep(x, e, text);
    }
}

static void outer_end(struct bag_xml *x, enum bag_element e)
{
    if (e == E_GROEP && x->kind == BAG_FILE_MUTATIE)
        tell_groep(x, false);
    else if (e == E_TOEGEVOEGD || e == E_GEWIJZIGD || e == E_VERWIJDERD)
        x->mutatie = E_OTHER;
    else if (e == E_WAS || e == E_WORDT)
        x->toestand = E_OTHER;
}

static void on_end(struct bag_xml *x)
{
    enum bag_element e = x->path[x->depth];
    if (x->skip_depth) {
        if (x->skip_depth == x->depth)
            x->skip_depth = 0;
    } else if (x->record == REC_NONE) {
        outer_end(x, e);
    } else {
        if (x->collecting)
            value_end(x, e, x->path[x->depth - 1], str_trim(x->joined ? buf_view(&x->text) : x->value));
        if (e == E_POLYGON)
            bag_geom_part_end(&x->geom);
        if (x->record_depth == x->depth) {
            switch (x->record) {
            case REC_OBJECT:
                object_end(x);
                break;
            case REC_ONDERZOEK:
                onderzoek_end(x);
                break;
            case REC_RELATIE:
                relation_end(x);
                break;
            default:
                levering_end(x);
            }
            record_end(x);
        }
    }
    x->collecting = false;
    x->depth--;
}

/* ---- the reader ---- */

bool bag_xml_new(const char *name, const struct bag_sink *sink, struct arena *a, struct bag_xml **out, struct err *err)
{
    struct bag_xml *x = calloc(1, sizeof *x);
    if (!x || !(x->scan = bag_scan_new())) {
        free(x);
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    }
    x->name = name;
    x->sink = sink;
    x->arena = a;
    x->where = (struct bag_where){.file = name, .type = BAG_TYPES};
    bag_names_init(&x->names);
    buf_init(&x->text, BAG_SCAN_TOKEN);
    *out = x;
    return true;
}

bool bag_xml_feed(struct bag_xml *x, const void *bytes, size_t n, bool last, struct err *err)
{
    struct bag_token t;
    x->err = err;
    if (x->failed)
        return err_set(err, ERR_INTERNAL, x->name, "Verder gelezen na een fout.");
    bag_scan_feed(x->scan, bytes, n, last);
    while (!x->failed) {
        enum bag_token_kind kind = bag_scan_next(x->scan, &t);
        if (kind == BAG_TOKEN_START) {
            on_start(x, &t);
        } else if (kind == BAG_TOKEN_END) {
            on_end(x);
        } else if (kind == BAG_TOKEN_TEXT) {
            if (x->collecting)
                on_text(x, &t);
        } else if (kind == BAG_TOKEN_MORE) {
            save(x);
            if (last && x->n_unknown)
                tell_unknown(x);
            return true;
        } else {
            const char *message;
            unsigned long line;
            enum err_code code = bag_scan_fault(x->scan, &message, &line);
            stop_at(x, line, code, message);
        }
    }
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
    bag_scan_free(x->scan);
    bag_geom_done(&x->geom);
    buf_done(&x->text);
    free(x->unknown);
    free(x);
}
