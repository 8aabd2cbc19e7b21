#include "importers/bag/bag_pipe.h"

#include <stdlib.h>
#include <string.h>

struct job {
    const struct import_options *o;
    struct import_report *r;
    struct import_progress progress;
    struct load *load;
    unsigned cleared;
    char stand[11];
    int64_t relations, onderzoek;
    bool document; /* there was a Leveringsdocument */
    char gebied[200];
    /* mutations */
    bool mutations, extract;
    char van[11], tot[11]; /* of the delivery that is being applied */
    struct buf group;      /* the records of the group that is open */
    struct bag_mutation *list;
    size_t n_list, cap_list;
    bool in_group;
    char group_where[160];
};

static bool both_kinds(struct job *j, struct err *err)
{
    return !(j->mutations && j->extract) ||
           err_set(
               err, ERR_INVALID, j->r->bestanden,
               "een extract en mutaties samen: geef eerst het extract, en daarna de mutaties in een eigen opdracht.");
}

/* Once per part (a type's bit, BAG_RELATIONS or BAG_ONDERZOEK), before its first row. */
static bool part_clear(struct job *j, unsigned part, struct err *err)
{
    if (!(j->cleared & part) && !j->o->toevoegen && !j->mutations && !load_bag_clear(j->load, part, err))
        return false;
    j->cleared |= part;
    return true;
}

static bool on_voorkomen(void *ctx, enum bag_actie actie, const char *record, size_t n, struct err *err)
{
    struct job *j = ctx;
    enum bag_type type = load_bag_row_type(record);
    if (actie == BAG_STAND) {
        j->r->gelezen++;
        j->extract = true;
        if (!both_kinds(j, err) || !part_clear(j, 1u << type, err) || !load_bag_row(j->load, record, err))
            return false;
        j->r->geaccepteerd++;
        import_count(j->r, bag_type_table[type], 1);
        return true;
    }
    if (j->n_list == j->cap_list) {
        size_t cap = j->cap_list ? 2 * j->cap_list : 64;
        struct bag_mutation *list = reallocarray(j->list, cap, sizeof *list);
        if (!list)
            return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
        j->list = list;
        j->cap_list = cap;
    }
    /* The group grows, and may move: until its end, record is where it stands in it (on_groep). */
    j->list[j->n_list++] = (struct bag_mutation){actie, (const char *)(uintptr_t)j->group.n, n};
    buf_add(&j->group, record, n);
    return !j->group.failed || err_set(err, ERR_LIMIT, j->group_where, "deze mutatieGroep is te groot.");
}

static bool on_current(void *ctx, enum bag_type type, const char *record, size_t n, struct err *err)
{
    return load_bag_current(((struct job *)ctx)->load, type, record, n, err);
}

static void on_undated(void *ctx)
{
    load_bag_unsorted(((struct job *)ctx)->load, (1u << BAG_TYPES) - 1);
}

static bool on_groep(void *ctx, bool begin, const char *where, struct err *err)
{
    struct job *j = ctx;
    char fault[200];
    if (begin) {
        snprintf(j->group_where, sizeof j->group_where, "%s", where);
        buf_clear(&j->group);
        j->n_list = 0;
        return true;
    }
    if (j->n_list == 0)
        return true;
    if (!j->tot[0])
        return err_set(err, ERR_INVALID, where,
                       "de Mutatieperiode ontbreekt: van wanneer deze mutaties zijn is niet bekend.");
    for (size_t i = 0; i < j->n_list; i++)
        j->list[i].record = j->group.p + (uintptr_t)j->list[i].record;
    j->r->gelezen++;
    if (!load_bag_mutate(j->load, j->list, j->n_list, fault, err))
        return false;
    if (fault[0]) {
        import_reject(j->r, j->group_where, "deze groep mutaties past niet op wat er in huis is (%s)", fault);
        return true;
    }
    j->r->geaccepteerd++;
    for (size_t i = 0; i < j->n_list; i++) {
        enum bag_actie a = j->list[i].actie;
        if (a != BAG_WIJZIGING_WAS)
            import_count(j->r,
                         a == BAG_TOEVOEGING     ? "toevoeging"
                         : a == BAG_VERWIJDERING ? "verwijdering"
                                                 : "wijziging",
                         1);
    }
    return true;
}

/* Mutations follow each other without a gap, and none is done twice. */
static bool on_mutatieperiode(void *ctx, struct str van, struct str tot, struct err *err)
{
    struct job *j = ctx;
    char from[11], to[11], house[11];
    if (!str_copy(str_sub(van, 0, 10), from, sizeof from) || !str_copy(str_sub(tot, 0, 10), to, sizeof to) ||
        !from[0] || !to[0])
        return err_set(err, ERR_INVALID, j->r->bestanden, "de Mutatieperiode is onvolledig.");
    bool first = !j->mutations;
    j->mutations = true;
    if (!both_kinds(j, err) || (first && !load_bag_mutations_begin(j->load, err)))
        return false;
    if (strcmp(from, j->van) == 0 && strcmp(to, j->tot) == 0)
        return true; /* the next file of the same delivery */
    if (first && !load_levering_last(j->load, house, err))
        return false;
    if (!first)
        memcpy(house, j->tot, sizeof house);
    if (!house[0])
        return err_set(
            err, ERR_INVALID, j->r->bestanden,
            "er is nog geen BAG in huis waar deze mutaties (van %s tot %s) op volgen; laad eerst een extract.", from,
            to);
    if (strcmp(from, house) > 0)
        return err_set(
            err, ERR_INVALID, j->r->bestanden,
            "er ontbreken mutaties: de BAG in huis gaat tot %s en deze levering gaat van %s tot %s; laad eerst "
            "wat daartussen ligt.",
            house, from, to);
    if (strcmp(from, house) < 0 && strcmp(to, house) > 0)
        return err_set(
            err, ERR_INVALID, j->r->bestanden,
            "deze levering overlapt met wat er in huis is: zij gaat van %s tot %s en de BAG in huis tot %s; vraag "
            "mutaties op die op %s beginnen.",
            from, to, house, house);
    if (strcmp(from, house) < 0)
        return err_set(
            err, ERR_INVALID, j->r->bestanden,
            "deze mutaties zijn al verwerkt: de BAG in huis gaat tot %s en deze levering gaat van %s tot %s.", house,
            from, to);
    memcpy(j->van, from, sizeof j->van);
    memcpy(j->tot, to, sizeof j->tot);
    return load_levering(j->load, "mutatie", str_from(from), str_from(to), str_from(j->gebied),
                         str_from(j->r->bestanden), err);
}

/* A mutation delivery holds the gemeente-woonplaats relation as a whole, each time. */
static bool on_path(void *ctx, const char *path, struct err *err)
{
    struct job *j = ctx;
    if (j->mutations)
        j->cleared &= ~(unsigned)BAG_RELATIONS;
    return true;
}

static bool on_onderzoek(void *ctx, const struct bag_in_onderzoek *k, struct err *err)
{
    struct job *j = ctx;
    if (k->actie == BAG_STAND)
        j->extract = true;
    j->onderzoek++;
    return both_kinds(j, err) && part_clear(j, BAG_ONDERZOEK, err) && load_in_onderzoek(j->load, k, err);
}

static bool on_relatie(void *ctx, struct str woonplaats, struct str gemeente, struct str begin, struct str eind,
                       struct str status, struct err *err)
{
    struct job *j = ctx;
    if (!(j->cleared & BAG_RELATIONS) && !j->o->toevoegen && !load_bag_clear(j->load, BAG_RELATIONS, err))
        return false;
    j->cleared |= BAG_RELATIONS;
    j->relations++;
    return load_gemeente_woonplaats(j->load, woonplaats, gemeente, begin, eind, status, err);
}

static void on_reject(void *ctx, const char *where, const char *reason)
{
    struct job *j = ctx;
    j->r->gelezen++;
    import_reject(j->r, where, "%s", reason);
}

static void on_warn(void *ctx, const char *where, const char *reason)
{
    struct job *j = ctx;
    import_warn(j->r, where, "%s", reason);
}

static void on_unknown(void *ctx, const char *name, int64_t count, const char *where)
{
    struct job *j = ctx;
    import_warn(j->r, where, "onbekend element %s (overgeslagen)", name);
    for (int i = 0; i < j->r->n_warnings; i++)
        if (strstr(j->r->warnings[i].reason, name))
            j->r->warnings[i].count += count - 1;
}

static void on_twice(void *ctx, enum bag_type type, struct str identificatie, int64_t nr)
{
    struct job *j = ctx;
    char where[160];
    snprintf(where, sizeof where, "%s %.*s, voorkomen %lld", bag_type_table[type], STR_ARG(identificatie),
             (long long)nr);
    j->r->geaccepteerd--;
    import_count(j->r, bag_type_table[type], -1);
    import_reject(j->r, where, "dit voorkomen (identificatie en voorkomenidentificatie) is er al");
}

static void on_stand(void *ctx, struct str date)
{
    struct job *j = ctx;
    date = str_sub(date, 0, 10);
    /* Two days in one import: what is current is told once the last is known. */
    if (j->stand[0] && !str_eq_c(date, j->stand) && !j->o->peildatum)
        load_bag_unsorted(j->load, (1u << BAG_TYPES) - 1);
    if (date.n == 10 && memcmp(j->stand, date.p, 10) < 0)
        str_copy(date, j->stand, sizeof j->stand);
}

static void on_levering(void *ctx, bool nederland, struct str gemeente_code)
{
    struct job *j = ctx;
    size_t n = strlen(j->gebied);
    j->document = true;
    if (nederland)
        snprintf(j->gebied, sizeof j->gebied, "Nederland");
    else
        snprintf(j->gebied + n, sizeof j->gebied - n, "%s%.*s", n ? "," : "", STR_ARG(gemeente_code));
}

static void on_progress(void *ctx, double fraction)
{
    struct job *j = ctx;
    import_progress_step(&j->progress, j->r->gelezen, fraction);
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

/* A delivery with a Leveringsdocument is a whole one: what is not in it, isn't there any more. No municipality is
 * without the types of `always`, so then the delivery isn't complete, and what was in house stays. */
static bool check_complete(struct job *j, struct err *err)
{
    static const enum bag_type always[] = {BAG_WPL, BAG_OPR, BAG_NUM, BAG_VBO, BAG_PND};
    bool complete = j->document && j->extract;
    for (size_t i = 0; j->document && j->extract && i < sizeof always / sizeof *always; i++)
        if (!(j->cleared & 1u << always[i])) {
            import_warn(j->r, j->r->bestanden, "de levering is niet volledig: er is geen enkele %s in",
                        bag_type_table[always[i]]);
            complete = false;
        }
    static const unsigned others[] = {1u << BAG_LIG, 1u << BAG_STA, BAG_ONDERZOEK};
    for (size_t i = 0; complete && i < sizeof others / sizeof *others; i++)
        if (!part_clear(j, others[i], err))
            return false;
    return true;
}

/* "…-15092020-16092020.zip" as 2020091520200916, to put mutations in their order; 0 when the name says no period. */
static int64_t period_of(const char *path)
{
    const char *end = strrchr(path, '.');
    int64_t v = 0;
    if (!end || end - path < 17 || end[-9] != '-')
        return 0;
    for (int part = 0; part < 2; part++) {
        const char *d = end - (part ? 8 : 17);
        if (strspn(d, "0123456789") < 8)
            return 0;
        static const int order[] = {4, 5, 6, 7, 2, 3, 0, 1};
        for (int i = 0; i < 8; i++)
            v = v * 10 + (d[order[i]] - '0');
    }
    return v;
}

static int by_period(const void *a, const void *b)
{
    int64_t x = period_of(*(const char *const *)a), y = period_of(*(const char *const *)b);
    return (x > y) - (x < y);
}

/* The files of the command, mutations in the order of their periods: a shell sorts ddmmjjjj wrongly. */
static const char **files_in_order(const struct import_options *o)
{
    const char **files = calloc(o->n_files, sizeof *files);
    bool all = files != NULL;
    for (size_t i = 0; files && i < o->n_files; i++) {
        files[i] = o->files[i];
        all = all && period_of(files[i]) > 0;
    }
    if (all)
        qsort(files, o->n_files, sizeof *files, by_period);
    return files;
}

static bool read_all(struct job *j, struct err *err)
{
    const struct bag_events events = {.ctx = j,
                                      .path = on_path,
                                      .voorkomen = on_voorkomen,
                                      .current = on_current,
                                      .undated = on_undated,
                                      .in_onderzoek = on_onderzoek,
                                      .relatie = on_relatie,
                                      .reject = on_reject,
                                      .warn = on_warn,
                                      .skipped = on_warn,
                                      .stand = on_stand,
                                      .levering = on_levering,
                                      .mutatieperiode = on_mutatieperiode,
                                      .groep = on_groep,
                                      .unknown = on_unknown,
                                      .progress = on_progress};
    const char **files = files_in_order(j->o);
    if (!files)
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    bool ok = bag_pipe_read(files, j->o->n_files, 0, j->o->peildatum, &events, err);
    free(files);
    if (!ok)
        return false;
    if (!j->mutations && j->r->gelezen == 0 && j->relations == 0 && j->onderzoek == 0)
        return err_set(err, ERR_INVALID, j->r->bestanden,
                       "er zijn geen BAG-objecten gevonden; verwacht wordt een BAG 2.0 Extract (zip of XML).");
    if (j->onderzoek)
        import_count(j->r, "kenmerk in onderzoek", j->onderzoek);
    if (j->relations)
        import_count(j->r, "gemeente-woonplaatsrelatie", j->relations);
    if (!check_complete(j, err))
        return false;
    if (j->mutations)
        memcpy(j->stand, j->tot, sizeof j->stand);
    if (j->o->peildatum)
        snprintf(j->stand, sizeof j->stand, "%s", j->o->peildatum);
    if (!j->stand[0])
        stand_from_name(j);
    if (!j->stand[0])
        return err_set(err, ERR_INVALID, j->r->bestanden,
                       "de peildatum staat niet in het extract of de bestandsnaam; geef --peildatum JJJJ-MM-DD.");
    snprintf(j->r->peildatum, sizeof j->r->peildatum, "%s", j->stand);
    return (j->mutations || load_levering(j->load, "stand", STR(""), str_from(j->stand), str_from(j->gebied),
                                          str_from(j->r->bestanden), err)) &&
           load_bag_finish(j->load, str_from(j->stand), on_twice, j, err);
}

static bool run(const struct import_options *o, struct import_report *r, struct err *err)
{
    struct warehouse *w = NULL;
    struct job j = {.o = o, .r = r};
    import_report_init(r, "bag", o);
    buf_init(&j.group, 256 << 20);
    import_progress_init(&j.progress, "bag", o->progress);
    bool ok = warehouse_open(o->magazijn, WAREHOUSE_WRITE, &w, err) && load_begin_fresh(w, &j.load, err) &&
              (!o->toevoegen || load_bag_keep(j.load, err)) && read_all(&j, err) && import_commit(&j.load, o, r, err);
    load_abort(j.load); /* what was not committed */
    import_progress_done(&j.progress);
    r->eind_ms = clock_now_ms(o->clock);
    if (w)
        warehouse_close(w);
    buf_done(&j.group);
    free(j.list);
    return ok;
}

const struct importer importer_bag = {
    .name = "bag",
    .summary = "BAG 2.0 Extract van het Kadaster, of mutaties daarop (zip of XML)",
    .help =
        "Leest het volledige extract (stand), ook met zipbestanden in zipbestanden, met alles wat erin zit: de zeven\n"
        "objecttypen, InOnderzoek, Inactief, NietBag en de gemeente-woonplaatsrelatie. Wat wordt geleverd vervangt wat "
        "er "
        "van\ndat soort object was; met --toevoegen komt het erbij. De peildatum komt uit het extract, of uit "
        "--peildatum.\nMutaties (dag of maand) komen in volgorde op een extract; een gat of een herhaling wordt "
        "geweigerd.\nHet magazijn blijft tijdens de import te lezen; het oude staat er tot het nieuwe helemaal klaar "
        "is.\n\n"
        "  geomagazijn import bag BAGGEM1952L-15102026.zip\n"
        "  geomagazijn import bag --peildatum 2026-10-15 1952PND15102026.zip\n"
        "  geomagazijn import bag BAGGEM1952M-15102026-16102026.zip\n",
    .run = run};
