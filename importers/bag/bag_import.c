#include "importers/bag/bag_zip.h"

#include <string.h>

struct job {
    const struct import_options *o;
    struct import_report *r;
    struct import_progress progress;
    struct load *load;
    struct geos *geos;
    unsigned cleared;
    char stand[11];
    int64_t relations;
    size_t file;
};

/* Once per part (a type's bit, or BAG_RELATIONS), before its first row. */
static bool part_clear(struct job *j, unsigned part, struct err *err)
{
    if (!(j->cleared & part) && !j->o->toevoegen && !load_bag_clear(j->load, part, err))
        return false;
    j->cleared |= part;
    return true;
}

static bool on_voorkomen(void *ctx, const struct bag_voorkomen *v, const struct bag_where *at, struct err *err)
{
    char where[160];
    struct job *j = ctx;
    char reason[160];
    bag_where_text(at, where);
    j->r->gelezen++;
    if (v->geom.type == GEOM_POLYGON && !geos_is_valid(j->geos, &v->geom, reason, sizeof reason)) {
        char *place = strchr(reason, '['); /* the same text for the same fault */
        if (place)
            *place = 0;
        import_reject(j->r, where, "ongeldige geometrie (%s)", reason);
        return true;
    }
    if (!part_clear(j, 1u << v->type, err))
        return false;
    struct err fault = {0};
    if (!load_bag(j->load, v, &fault)) {
        if (fault.code != ERR_INVALID) {
            *err = fault;
            return false;
        }
        import_reject(j->r, where, "%s", fault.message);
        return true;
    }
    j->r->geaccepteerd++;
    import_count(j->r, bag_type_table[v->type], 1);
    return true;
}

static void on_reject(void *ctx, const struct bag_where *at, const char *reason)
{
    char where[160];
    bag_where_text(at, where);
    struct job *j = ctx;
    j->r->gelezen++;
    import_reject(j->r, where, "%s", reason);
}

static void on_warn(void *ctx, const struct bag_where *at, const char *reason)
{
    char where[160];
    bag_where_text(at, where);
    struct job *j = ctx;
    import_warn(j->r, where, "%s", reason);
}

static void on_skipped(void *ctx, const char *name, const char *reason)
{
    struct job *j = ctx;
    import_warn(j->r, name, "%s", reason);
    if (strstr(reason, "onderdeel"))
        import_count(j->r, "overgeslagen onderdeel", 1);
}

static bool on_relation(void *ctx, struct str woonplaats, struct str gemeente, struct str begin, struct str eind,
                        struct str status, struct err *err)
{
    struct job *j = ctx;
    j->relations++;
    return part_clear(j, BAG_RELATIONS, err) &&
           load_gemeente_woonplaats(j->load, woonplaats, gemeente, begin, eind, status, err);
}

static bool on_levering(void *ctx, const struct bag_levering *l, const struct bag_where *at, struct err *err)
{
    return l->mutatie_tot.n == 0 ||
           err_set(err, ERR_UNSUPPORTED, at->file,
                   "dit is een mutatielevering; deze versie leest het volledige BAG 2.0 Extract (stand).");
}

static void on_stand(void *ctx, struct str date)
{
    struct job *j = ctx;
    date = str_sub(date, 0, 10);
    if (date.n == 10 && memcmp(j->stand, date.p, 10) < 0)
        str_copy(date, j->stand, sizeof j->stand);
}

static void on_progress(void *ctx, double file_fraction)
{
    struct job *j = ctx;
    import_progress_step(&j->progress, j->r->gelezen, ((double)j->file + file_fraction) / (double)j->o->n_files);
}

/* …15092020.zip: 2020-09-15. */
static void stand_from_name(struct job *j)
{
    for (size_t f = 0; f < j->o->n_files && !j->stand[0]; f++) {
        const char *slash = strrchr(j->o->files[f], '/'), *p = slash ? slash + 1 : j->o->files[f];
        for (; *p; p++) {
            size_t n = strspn(p, "0123456789");
            const char *d = p + n - 8;
            if (n >= 8 && memcmp(d + 2, "00", 2) > 0 && memcmp(d + 2, "12", 2) <= 0 && memcmp(d + 4, "20", 2) == 0)
                snprintf(j->stand, sizeof j->stand, "%.4s-%.2s-%.2s", d + 4, d + 2, d);
            if (n)
                p += n - 1;
        }
    }
}

static bool read_all(struct job *j, struct err *err)
{
    struct bag_sink sink = {.ctx = j,
                            .voorkomen = on_voorkomen,
                            .reject = on_reject,
                            .warn = on_warn,
                            .gemeente_woonplaats = on_relation,
                            .stand = on_stand,
                            .levering = on_levering};
    struct bag_reader reader = {.sink = &sink, .skipped = on_skipped, .progress = on_progress};
    for (j->file = 0; j->file < j->o->n_files; j->file++)
        if (!bag_read_file(j->o->files[j->file], &reader, err))
            return false;
    if (j->r->gelezen == 0 && j->relations == 0)
        return err_set(err, ERR_INVALID, j->r->bestanden,
                       "er zijn geen BAG-objecten gevonden; verwacht wordt een BAG 2.0 Extract (zip of XML).");
    if (j->relations)
        import_count(j->r, "gemeente-woonplaatsrelatie", j->relations);
    if (j->o->peildatum)
        snprintf(j->stand, sizeof j->stand, "%s", j->o->peildatum);
    if (!j->stand[0])
        stand_from_name(j);
    if (!j->stand[0])
        return err_set(err, ERR_INVALID, j->r->bestanden,
                       "de peildatum staat niet in het extract of de bestandsnaam; geef --peildatum JJJJ-MM-DD.");
    snprintf(j->r->peildatum, sizeof j->r->peildatum, "%s", j->stand);
    return load_bag_finish(j->load, str_from(j->stand), err);
}

static bool commit(struct job *j, struct err *err)
{
    struct buf json;
    buf_init(&json, 1 << 20);
    j->r->eind_ms = clock_now_ms(j->o->clock);
    import_report_json(j->r, &json);
    struct load_summary s = {.dataset = "bag",
                             .bestanden = j->r->bestanden,
                             .peildatum = j->r->peildatum,
                             .begin_ms = j->r->begin_ms,
                             .gelezen = j->r->gelezen,
                             .geaccepteerd = j->r->geaccepteerd,
                             .afgewezen = j->r->afgewezen,
                             .rapport_json = buf_view(&json)};
    struct load *l = j->load;
    j->load = NULL;
    bool ok = load_commit(l, &s, &j->r->generatie, err);
    buf_done(&json);
    return ok;
}

static bool run(const struct import_options *o, struct import_report *r, struct err *err)
{
    struct warehouse *w = NULL;
    struct job j = {.o = o, .r = r};
    import_report_init(r, "bag", o);
    if (!(j.geos = geos_new()))
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    import_progress_init(&j.progress, "bag", o->progress);
    bool ok = warehouse_open(o->magazijn, WAREHOUSE_WRITE, &w, err) && load_begin(w, &j.load, err) &&
              read_all(&j, err) && (o->dry_run || commit(&j, err));
    load_abort(j.load); /* what was not committed */
    import_progress_done(&j.progress);
    r->eind_ms = clock_now_ms(o->clock);
    if (w)
        warehouse_close(w);
    geos_free(j.geos);
    return ok;
}

const struct importer importer_bag = {
    .name = "bag",
    .summary = "BAG 2.0 Extract van het Kadaster (zip of XML)",
    .help =
        "Leest het volledige extract (stand), ook met zipbestanden in zipbestanden. Wat wordt geleverd vervangt wat er "
        "van\ndat soort object was; met --toevoegen komt het erbij. De peildatum komt uit het extract, of uit "
        "--peildatum.\nInOnderzoek, Inactief en NietBag worden overgeslagen en in het verslag genoemd.\n\n"
        "  geomagazijn import bag BAGGEM1952L-15102026.zip\n"
        "  geomagazijn import bag --peildatum 2026-10-15 1952PND15102026.zip\n",
    .run = run};
