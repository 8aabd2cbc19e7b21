/* The social domain: minimised while it comes in (privacy.md §6). Two passes over the file: all checks, then the rows;
 * so that nothing is written when a check refuses. */
#include "importers/import.h"
#include "importers/sociaal/manifest.h"
#include "warehouse/beschermd.h"
#include "warehouse/load.h"

#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* client_id → 1, 2, … for this run; keys live here only and are wiped. */
struct clients {
    struct {
        char *key;
        size_t n;
        int64_t number;
    } * slot;
    size_t cap;
    int64_t n;
};

struct job {
    const struct import_options *o;
    struct import_report *r;
    struct arena *a;
    struct manifest manifest;
    struct table *table;
    struct warehouse *w;
    struct locatie_resolver *resolver;
    struct load *load;
    struct beschermd *store;
    struct clients clients;
    struct import_progress progress;
    char peildatum[11];
};

static uint64_t hash(struct str s)
{
    uint64_t h = 1469598103934665603u;
    for (size_t i = 0; i < s.n; i++)
        h = (h ^ (unsigned char)s.p[i]) * 1099511628211u;
    return h;
}

static bool client_number(struct clients *c, struct str key, int64_t *out)
{
    if (2 * ((size_t)c->n + 1) > c->cap) {
        struct clients more = {.cap = c->cap ? c->cap * 2 : 1024, .n = c->n};
        if (!(more.slot = calloc(more.cap, sizeof *more.slot)))
            return false;
        for (size_t i = 0; i < c->cap; i++) {
            if (!c->slot[i].key)
                continue;
            size_t k = hash((struct str){c->slot[i].key, c->slot[i].n}) % more.cap;
            while (more.slot[k].key)
                k = (k + 1) % more.cap;
            more.slot[k] = c->slot[i];
        }
        free(c->slot);
        *c = more;
    }
    size_t i = hash(key) % c->cap;
    for (; c->slot[i].key; i = (i + 1) % c->cap)
        if (str_eq((struct str){c->slot[i].key, c->slot[i].n}, key)) {
            *out = c->slot[i].number;
            return true;
        }
    if (!(c->slot[i].key = malloc(key.n + 1)))
        return false;
    memcpy(c->slot[i].key, key.p, key.n);
    c->slot[i].n = key.n;
    *out = c->slot[i].number = ++c->n;
    return true;
}

static void clients_done(struct clients *c)
{
    for (size_t i = 0; i < c->cap; i++)
        if (c->slot[i].key) {
            explicit_bzero(c->slot[i].key, c->slot[i].n);
            free(c->slot[i].key);
        }
    free(c->slot);
}

/* --peildatum, or the date in the file's name (sociaal_2026-10-01.csv). A wrong one would freeze half a quarter. */
static bool peildatum_find(struct job *j, const char *path, struct err *err)
{
    int y, m, d;
    struct str s = str_from(j->o->peildatum);
    bool found = s.n == 10 && date_parse(s, &y, &m, &d);
    if (s.n && !found)
        return err_set(err, ERR_INVALID, "peildatum", "De peildatum hoort te zijn als 2026-10-01.");
    const char *slash = strrchr(path, '/');
    struct str name = str_from(slash ? slash + 1 : path);
    for (size_t i = 0; !found && i + 10 <= name.n; i++)
        if (date_parse(str_sub(name, i, 10), &y, &m, &d) && isdigit((unsigned char)name.p[i])) {
            s = str_sub(name, i, 10);
            found = true;
        }
    if (!found)
        return err_set(
            err, ERR_INVALID, "peildatum",
            "Tot welke dag de levering volledig is, staat niet in de bestandsnaam; geef --peildatum JJJJ-MM-DD.");
    if (date_to_days(y, m, d) > clock_now_ms(j->o->clock) / 86400000 + 1)
        return err_set(err, ERR_INVALID, "peildatum", "De peildatum %.*s ligt in de toekomst.", STR_ARG(s));
    return str_copy(s, j->peildatum, sizeof j->peildatum);
}

/* Rule 2 over all columns, dropped ones too. */
static bool values_check(struct job *j, struct err *err)
{
    size_t n = table_columns(j->table), bad = SIZE_MAX;
    struct bsn_check *c = calloc(n, sizeof *c);
    const struct table_row *row;
    bool ok = c || err_set(err, ERR_MEMORY, NULL, "Er is geen geheugen meer.");
    while (ok) {
        ok = table_next(j->table, &row, err);
        if (!ok || !row)
            break;
        /* A value past the header belongs to no column: it can't be checked by name, so the file is refused. */
        if (row->n > n)
            ok = err_set(err, ERR_INVALID, table_name(j->table),
                         "%s rij %lld heeft meer waarden dan de kopregel kolommen.", table_name(j->table),
                         (long long)row->number);
        for (size_t i = 0; ok && i < row->n; i++)
            if (!bsn_check_add(&c[i], row->value[i]))
                ok = err_set(err, ERR_MEMORY, NULL, "Er is geen geheugen meer.");
    }
    for (size_t i = 0; c && i < n; i++) {
        if (bad == SIZE_MAX && bsn_check_refuses(&c[i]))
            bad = i;
        bsn_check_done(&c[i]);
    }
    free(c);
    if (ok && bad != SIZE_MAX)
        ok = err_set(
            err, ERR_INVALID, table_name(j->table),
            "%s geweigerd: de waarden van kolom %zu (%.*s) zijn burgerservicenummers (elfproef); lever een ander "
            "cliëntnummer.",
            table_name(j->table), bad + 1, STR_ARG(str_sub(table_column(j->table, bad), 0, 40)));
    return ok;
}

static struct str value(const struct table_row *row, const size_t *column, enum soort s)
{
    return column[s] < row->n ? row->value[column[s]] : (struct str){"", 0};
}

/* The last quarter on whose last day the provision still ran; the end date is its last day. */
static int quarter_last(int y, int m, int d)
{
    int q = y * 4 + (m - 1) / 3;
    int next_y = (q + 1) / 4, next_m = (q + 1) % 4 * 3 + 1;
    return date_to_days(y, m, d) == date_to_days(next_y, next_m, 1) - 1 ? q : q - 1;
}

static bool row_import(struct job *j, const struct table_row *row, const size_t *column, struct err *err)
{
    char where[160];
    struct sociaal_rij rij = {
        .buurt_code = "onbekend", .kwartaal_eind = INT_MAX, .leeftijdsklasse = "", .geslacht = ""};
    struct str client = value(row, column, SOORT_CLIENT), einde = value(row, column, SOORT_EINDE);
    int y, m, d;
    snprintf(where, sizeof where, "%.100s rij %lld", table_name(j->table), (long long)row->number);
    j->r->gelezen++;
    if (row->n == 1 && !row->value[0].n) {
        j->r->gelezen--; /* an empty line */
        return true;
    }
    if (row->n != table_columns(j->table)) {
        import_reject(j->r, where, "ander aantal waarden dan kolommen");
        return true;
    }
    if (!client.n) {
        import_reject(j->r, where, "geen cliëntnummer");
        return true;
    }
    if (!date_parse(value(row, column, SOORT_BEGIN), &y, &m, &d)) {
        import_reject(j->r, where, "geen begindatum als 2026-10-01");
        return true;
    }
    rij.kwartaal_begin = y * 4 + (m - 1) / 3;
    if (einde.n) {
        if (!date_parse(einde, &y, &m, &d)) {
            import_reject(j->r, where, "de einddatum is geen datum als 2026-10-01");
            return true;
        }
        rij.kwartaal_eind = quarter_last(y, m, d);
    }
    rij.voorziening = manifest_voorziening(&j->manifest, value(row, column, SOORT_VOORZIENING));
    struct locatie_vraag v = {.code = value(row, column, SOORT_LOCATIECODE),
                              .postcode = value(row, column, SOORT_POSTCODE),
                              .huisnummer = value(row, column, SOORT_HUISNUMMER),
                              .huisletter = value(row, column, SOORT_HUISLETTER),
                              .huisnummertoevoeging = value(row, column, SOORT_TOEVOEGING)};
    struct locatie l = {0};
    if (!locatie_resolve(j->resolver, &v, &l, err))
        return false;
    import_location(j->r, &l);
    if (l.buurt_code[0])
        memcpy(rij.buurt_code, l.buurt_code, sizeof rij.buurt_code);
    else
        import_count(j->r, "zonder buurt (telt alleen voor de gemeente)", 1);
    explicit_bzero(&l, sizeof l);
    j->r->geaccepteerd++;
    if (rij.kwartaal_eind < rij.kwartaal_begin) {
        import_count(j->r, "binnen een kwartaal begonnen en geëindigd (niet bewaard)", 1);
        return true;
    }
    if (!client_number(&j->clients, client, &rij.persoon))
        return err_set(err, ERR_MEMORY, NULL, "Er is geen geheugen meer.");
    return !j->store || beschermd_add(j->store, &rij, err);
}

/* The log in magazijn.sqlite, which the server can open, says that there was a delivery, not how large it was: a count
 * of rows is an exact figure about persons (privacy.md §4, "exact numbers: no HTTP path"). */
static bool delivery_commit(struct job *j, struct err *err)
{
    struct load *load = j->load;
    struct beschermd *store = j->store;
    j->store = NULL;
    if (!beschermd_commit(store, j->peildatum, j->o->doel, err))
        return false;
    j->load = NULL;
    struct load_summary s = {.dataset = "sociaal",
                             .bestanden = j->r->bestanden,
                             .peildatum = j->peildatum,
                             .begin_ms = j->r->begin_ms,
                             .rapport_json = STR("{\"toelichting\":\"aantallen staan niet in het magazijn\"}")};
    return load_commit(load, &s, &j->r->generatie, err);
}

static bool job_run(struct job *j, struct err *err)
{
    const struct import_options *o = j->o;
    if (o->n_files != 1)
        return err_set(err, ERR_INVALID, "FILE", "Noem één CSV; een levering vervangt de vorige.");
    if (o->toevoegen)
        return err_set(err, ERR_UNSUPPORTED, "toevoegen", "Een levering sociaal vervangt altijd de vorige.");
    if (!(j->a = arena_new(16 << 20)))
        return err_set(err, ERR_MEMORY, NULL, "Er is geen geheugen meer.");
    size_t column[SOORTEN];
    if (!manifest_load(o->profielen_dir, o->profiel ? o->profiel : "sociaal", j->a, &j->manifest, err))
        return false;
    if (!o->doel || !str_eq_c(j->manifest.doel, o->doel))
        return err_set(err, ERR_INVALID, "doel", "Geef het doel van deze gegevens: --doel %.*s (manifest %s).",
                       STR_ARG(j->manifest.doel), j->manifest.profile.name);
    /* What may not be in the file is said first: it matters more than a date that is missing. */
    if (!table_open(o->files[0], &j->table, err) || !manifest_columns(&j->manifest, j->table, column, err) ||
        !values_check(j, err) || !peildatum_find(j, o->files[0], err) || !table_rewind(j->table, err))
        return false;
    memcpy(j->r->peildatum, j->peildatum, sizeof j->r->peildatum);

    int64_t buurten = 0;
    if (!warehouse_open(o->magazijn, WAREHOUSE_WRITE, &j->w, err) || !warehouse_count(j->w, "buurt", &buurten, err))
        return false;
    if (!buurten)
        return err_set(err, ERR_NOT_FOUND, "buurt",
                       "Er staan nog geen buurten in het magazijn; importeer eerst de gebieden en de BAG.");
    if (!locatie_resolver_new(j->w, &j->resolver, err))
        return false;
    if (!o->dry_run && (!load_begin(j->w, &j->load, err) || !beschermd_begin(o->magazijn, &j->store, err)))
        return false;
    const struct table_row *row;
    for (;;) {
        if (!table_next(j->table, &row, err))
            return false;
        if (!row)
            break;
        if (!row_import(j, row, column, err))
            return false;
        import_progress_step(&j->progress, j->r->gelezen, table_fraction(j->table));
    }
    if (!j->r->geaccepteerd)
        return err_set(err, ERR_INVALID, table_name(j->table),
                       "%s heeft geen enkele bruikbare rij; de vorige levering blijft.", table_name(j->table));
    j->r->eind_ms = clock_now_ms(o->clock);
    return o->dry_run || delivery_commit(j, err);
}

static bool run(const struct import_options *o, struct import_report *r, struct err *err)
{
    struct job j = {.o = o, .r = r};
    import_report_init(r, "sociaal", o);
    import_progress_init(&j.progress, "sociaal", o->progress);
    bool ok = job_run(&j, err);
    import_progress_done(&j.progress);
    beschermd_abort(j.store);
    load_abort(j.load);
    locatie_resolver_free(j.resolver);
    warehouse_close(j.w);
    table_close(j.table);
    clients_done(&j.clients);
    arena_free(j.a);
    return ok;
}

const struct importer importer_sociaal = {
    .name = "sociaal",
    .summary = "voorzieningen uit het sociaal domein (CSV), teruggebracht tot buurt en kwartaal",
    .help = "Alleen kolommen uit het manifest (profiel sociaal.yaml) mogen erin; een BSN of geboortedatum weigert het "
            "bestand.\n"
            "Adres en cliëntnummer worden niet bewaard. De rijen komen in magazijn/beschermd, buiten bereik van de "
            "server;\n"
            "`geomagazijn publish` maakt er beschermde cijfers van.\n\n"
            "  geomagazijn import sociaal --doel beleid-sociaal-domein sociaal_2026-10-01.csv\n"
            "  geomagazijn import sociaal --doel beleid-sociaal-domein --peildatum 2026-10-01 levering.csv\n",
    .run = run};
