#include "importers/mor/mor_priv.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* "Straatverlichting / openbare klok" → "straatverlichting-openbare-klok". */
static void slug_make(struct str s, char out[100])
{
    size_t n = 0;
    for (size_t i = 0; i < s.n && n < 98; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (isalnum(c))
            out[n++] = (char)tolower(c);
        else if (n && out[n - 1] != '-')
            out[n++] = '-';
    }
    while (n && out[n - 1] == '-')
        n--;
    out[n] = 0;
}

static bool is_object(const struct mor_job *j, const struct mor_record *rec)
{
    char slug[100];
    slug_make(rec->categorie.n ? rec->categorie : rec->hoofdcategorie, slug);
    return slug[0] && profile_has(profile_get(j->categorieen.root, "object"), str_from(slug));
}

static const char *status_of(struct mor_job *j, struct str s, const char *where)
{
    static const char *const names[] = {"open", "afgehandeld", "geannuleerd"};
    const struct profile_node *map = profile_get(j->profile.root, "statussen");
    for (size_t i = 0; i < 3; i++)
        if (profile_has(profile_get(map, names[i]), s))
            return names[i];
    import_warn(j->r, where, "onbekende of lege status; als open opgenomen");
    return "open";
}

static bool day_of(struct str s, char out[11])
{
    int y, m, d;
    if (!date_parse(s, &y, &m, &d))
        return false;
    date_format(date_to_days(y, m, d), out);
    return true;
}

bool mor_take(struct mor_job *j, const struct mor_record *rec, const char *where, struct err *err)
{
    char dag[11], klaar[11] = "";
    j->r->gelezen++;
    if (!rec->id.n || rec->id.n > 64) {
        import_reject(j->r, where, "geen meldingnummer");
        return true;
    }
    if (!rec->categorie.n && !rec->hoofdcategorie.n) {
        import_reject(j->r, where, "geen categorie");
        return true;
    }
    if (!day_of(rec->dag, dag)) {
        import_reject(j->r, where, "geen datum als 2026-10-01");
        return true;
    }
    day_of(rec->dag_afgehandeld, klaar);
    struct locatie_vraag v = rec->place;
    struct locatie l = {0};
    if (v.has_point && rec->point_first) {
        struct locatie_vraag point = {.has_point = true, .x = v.x, .y = v.y};
        if (!locatie_resolve(j->resolver, &point, &l, err))
            return false;
    }
    if (l.match == MATCH_GEEN && !locatie_resolve(j->resolver, &v, &l, err))
        return false;
    import_location(j->r, &l);
    if (l.match == MATCH_GEEN || !l.has_point) {
        import_reject(j->r, where, "geen bruikbare locatie: %s", l.reden[0] ? l.reden : "geen punt");
        return true;
    }
    if (j->has_gebieden && !l.gemeente_code[0]) {
        import_reject(j->r, where, "buiten de gemeente");
        return true;
    }
    struct melding m = {.bron = j->bron,
                        .bron_id = rec->id,
                        .hoofdcategorie = rec->hoofdcategorie,
                        .subcategorie = rec->categorie,
                        .status = str_from(status_of(j, rec->status, where)),
                        .dag = str_from(dag),
                        .dag_afgehandeld = str_from(klaar),
                        .object = is_object(j, rec),
                        .locatie_soort = str_from(locatie_soort_name[l.soort]),
                        .match = str_from(locatie_match_name[l.match]),
                        .has_point = true,
                        .x = l.x,
                        .y = l.y};
    struct err fault = {0};
    if (!load_melding(j->load, &m, &fault)) {
        if (fault.code != ERR_INVALID)
            return err_set(err, fault.code, fault.locator, "%s", fault.message);
        import_reject(j->r, where, "dit meldingnummer komt al voor");
        return true;
    }
    j->r->geaccepteerd++;
    import_count(j->r, m.object ? "object" : "overig (wordt niet getoond)", 1);
    import_progress_step(&j->progress, j->r->gelezen, -1);
    return true;
}

/* The profile for a file when none is named. */
static const char *profile_guess(const char *path)
{
    struct stat st;
    struct str s = str_from(path);
    if ((stat(path, &st) == 0 && S_ISDIR(st.st_mode)) || str_ends(s, STR("signals.csv")))
        return "signalen_csv";
    if (str_ends(s, STR(".geojson")))
        return "mor_geojson";
    return str_ends(s, STR(".json")) ? "signalen_json" : "mor_csv";
}

static bool file_read(struct mor_job *j, const char *path, struct err *err)
{
    struct str soort = profile_text(j->profile.root, "soort");
    if (str_eq_c(soort, "csv"))
        return mor_read_csv(j, path, err);
    if (str_eq_c(soort, "signalen_csv"))
        return mor_read_signalen_csv(j, path, err);
    if (str_eq_c(soort, "signalen_json") || str_eq_c(soort, "geojson"))
        return mor_read_json(j, path, str_eq_c(soort, "geojson"), err);
    return profile_fail(&j->profile, profile_get(j->profile.root, "soort"), err,
                        "soort hoort csv, signalen_csv, signalen_json of geojson te zijn.");
}

static bool job_run(struct mor_job *j, struct err *err)
{
    const struct import_options *o = j->o;
    static const char *const top[] = {"profiel", "soort", "bron", "velden", "statussen", NULL};
    if (!o->n_files)
        return err_set(err, ERR_INVALID, "FILE", "Noem een bestand met meldingen, of de map van Signalen's export.");
    if (!(j->a = arena_new(64 << 20)))
        return err_set(err, ERR_MEMORY, NULL, "Er is geen geheugen meer.");
    if (!profile_load(o->profielen_dir, o->profiel ? o->profiel : profile_guess(o->files[0]), j->a, &j->profile, err) ||
        !profile_check(&j->profile, j->profile.root, top, err) ||
        !profile_load(o->profielen_dir, "mor_categorieen", j->a, &j->categorieen, err))
        return false;
    j->bron = profile_text(j->profile.root, "bron");
    if (!j->bron.n)
        return profile_fail(&j->profile, j->profile.root, err, "bron ontbreekt: de naam van het systeem.");
    int64_t gemeenten = 0;
    if (!warehouse_open(o->magazijn, WAREHOUSE_WRITE, &j->w, err) ||
        !warehouse_count(j->w, "gemeente", &gemeenten, err) || !locatie_resolver_new(j->w, &j->resolver, err) ||
        !load_begin(j->w, &j->load, err) || (!o->toevoegen && !load_melding_clear(j->load, j->bron, err)))
        return false;
    j->has_gebieden = gemeenten > 0;
    if (!j->has_gebieden)
        import_warn(j->r, o->files[0],
                    "er zijn nog geen gebieden; of een melding buiten de gemeente ligt is niet bekend");
    for (size_t i = 0; i < o->n_files; i++)
        if (!file_read(j, o->files[i], err))
            return false;
    if (!j->r->geaccepteerd)
        return err_set(err, ERR_INVALID, o->files[0],
                       "Er zat geen enkele bruikbare melding in; het magazijn bleef zoals het was.");
    return load_melding_finish(j->load, err) && import_commit(&j->load, o, j->r, err);
}

static bool run(const struct import_options *o, struct import_report *r, struct err *err)
{
    struct mor_job j = {.o = o, .r = r};
    import_report_init(r, "mor", o);
    import_progress_init(&j.progress, "mor", o->progress);
    bool ok = job_run(&j, err);
    import_progress_done(&j.progress);
    load_abort(j.load);
    locatie_resolver_free(j.resolver);
    warehouse_close(j.w);
    arena_free(j.a);
    return ok;
}

const struct importer importer_mor = {
    .name = "mor",
    .summary = "meldingen openbare ruimte (Signalen CSV of JSON, gewone CSV, GeoJSON)",
    .help = "Vrije tekst en melder worden nooit gelezen. Alleen meldingen over een object (profiel "
            "mor_categorieen.yaml) worden\n"
            "getoond, op een raster van 10 m. Het profiel wordt aan het bestand herkend of met --profiel gekozen.\n\n"
            "  geomagazijn import mor signalen-export/\n"
            "  geomagazijn import mor --profiel mor_csv meldingen.csv\n",
    .run = run};
