/* CBS wijken en buurten from what GDAL's OGR reads from a local file. */
#include "importers/ogr.h"
#include "importers/profile.h"
#include "warehouse/load.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_SEEN = 200000 };
enum veld {
    V_GEMEENTECODE,
    V_GEMEENTENAAM,
    V_WIJKCODE,
    V_WIJKNAAM,
    V_BUURTCODE,
    V_BUURTNAAM,
    V_CODE,
    V_NAAM,
    V_INWONERS,
    V_WATER,
    V_JAAR,
    VELDEN
};
static const char *const veld_name[VELDEN + 1] = {"gemeentecode", "gemeentenaam", "wijkcode", "wijknaam",
                                                  "buurtcode",    "buurtnaam",    "code",     "naam",
                                                  "inwoners",     "water",        "jaar",     NULL};

struct job {
    const struct import_options *o;
    struct import_report *r;
    struct arena *a;
    struct profile profile;
    struct warehouse *w;
    struct load *load;
    struct ogr_reader reader;
    struct import_progress progress;
    char (*seen)[32]; /* "code jaar" of what was loaded, an open hash table of MAX_SEEN * 2 */
    size_t n_seen;
    int cleared[GEBIED_NIVEAUS][64], n_cleared[GEBIED_NIVEAUS]; /* years already emptied in this run */
};

struct layer_job {
    OGRLayerH layer;
    const char *file;
    int column[VELDEN]; /* -1: not there */
    int jaar;           /* of the layer's or file's name, 0: unknown */
    struct ogr_crs crs;
};

static bool year_find(const char *s, int *out)
{
    for (size_t i = 0, n = strlen(s); i + 4 <= n; i++) {
        if ((i && isdigit((unsigned char)s[i - 1])) || isdigit((unsigned char)s[i + 4]))
            continue;
        int y = 0;
        bool digits = true;
        for (int k = 0; k < 4; k++) {
            digits = digits && isdigit((unsigned char)s[i + k]);
            y = y * 10 + s[i + k] - '0';
        }
        if (digits && y >= 1990 && y <= 2100) {
            *out = y;
            return true;
        }
    }
    return false;
}

static struct str field_text(const struct layer_job *l, OGRFeatureH f, enum veld v)
{
    if (l->column[v] < 0 || !OGR_F_IsFieldSetAndNotNull(f, l->column[v]))
        return (struct str){"", 0};
    struct str s = str_trim(str_from(OGR_F_GetFieldAsString(f, l->column[v])));
    if (!str_is_utf8(s) || s.n > 200)
        return (struct str){"", 0};
    return s;
}

/* "GM1952", "1952" → "GM1952"; false when it is no code of this level. */
static bool code_make(struct str s, enum gebied_niveau niveau, char out[16])
{
    static const char *const prefix[] = {"GM", "WK", "BU"};
    static const size_t digits[] = {4, 6, 8};
    if (s.n == digits[niveau] + 2 && str_eq_nocase(str_sub(s, 0, 2), str_from(prefix[niveau])))
        s = str_sub(s, 2, s.n - 2);
    if (s.n != digits[niveau])
        return false;
    memcpy(out, prefix[niveau], 2);
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (i < 4 ? !isdigit(c) : !isalnum(c))
            return false;
        out[i + 2] = (char)toupper(c);
    }
    out[s.n + 2] = 0;
    return true;
}

/* The deepest level that has a code decides what the feature is. */
static bool area_identify(const struct layer_job *l, OGRFeatureH f, enum gebied_niveau *niveau, char code[16])
{
    static const enum veld own[] = {V_GEMEENTECODE, V_WIJKCODE, V_BUURTCODE};
    for (int v = GEBIED_BUURT; v >= GEBIED_GEMEENTE; v--)
        if (code_make(field_text(l, f, own[v]), (enum gebied_niveau)v, code)) {
            *niveau = (enum gebied_niveau)v;
            return true;
        }
    struct str s = field_text(l, f, V_CODE);
    for (int v = GEBIED_BUURT; s.n > 2 && isalpha((unsigned char)s.p[0]) && v >= GEBIED_GEMEENTE; v--)
        if (code_make(s, (enum gebied_niveau)v, code)) {
            *niveau = (enum gebied_niveau)v;
            return true;
        }
    return false;
}

static bool seen_add(struct job *j, const char *code, int jaar, bool *duplicate, struct err *err)
{
    char key[32];
    snprintf(key, sizeof key, "%s %d", code, jaar);
    uint64_t h = 1469598103934665603u;
    for (const char *c = key; *c; c++)
        h = (h ^ (unsigned char)*c) * 1099511628211u;
    size_t i = h % (2 * MAX_SEEN);
    for (; j->seen[i][0]; i = (i + 1) % (2 * MAX_SEEN))
        if (strcmp(j->seen[i], key) == 0) {
            *duplicate = true;
            return true;
        }
    if (++j->n_seen > MAX_SEEN)
        return err_set(err, ERR_LIMIT, NULL, "Meer dan %d gebieden in één import is te veel.", MAX_SEEN);
    memcpy(j->seen[i], key, sizeof key);
    *duplicate = false;
    return true;
}

static bool level_clear(struct job *j, enum gebied_niveau niveau, int jaar, struct err *err)
{
    for (int i = 0; i < j->n_cleared[niveau]; i++)
        if (j->cleared[niveau][i] == jaar)
            return true;
    if (j->n_cleared[niveau] == 64)
        return err_set(err, ERR_LIMIT, NULL, "Meer dan 64 jaren grenzen in één import is te veel.");
    j->cleared[niveau][j->n_cleared[niveau]++] = jaar;
    return j->o->toevoegen || load_gebied_clear(j->load, niveau, jaar, err);
}

static bool feature_load(struct job *j, const struct layer_job *l, OGRFeatureH f, struct err *err)
{
    enum gebied_niveau niveau;
    char code[16], parent_w[16] = "", parent_g[16] = "", where[160];
    j->r->gelezen++;
    snprintf(where, sizeof where, "%.60s laag %.40s object %lld", l->file, OGR_L_GetName(l->layer),
             (long long)OGR_F_GetFID(f));
    if (!area_identify(l, f, &niveau, code)) {
        import_reject(j->r, where, "geen geldige code (verwacht GM1952, WK195200 of BU19520000)");
        return true;
    }
    snprintf(where, sizeof where, "%.60s laag %.40s %s", l->file, OGR_L_GetName(l->layer), code);
    struct str water = field_text(l, f, V_WATER);
    if (water.n && profile_has(profile_get(j->profile.root, "waterwaarden"), water)) {
        import_count(j->r, "water overgeslagen", 1);
        return true;
    }
    int jaar = j->o->jaar ? j->o->jaar : l->jaar;
    int64_t in_field;
    if (!j->o->jaar && str_to_i64(field_text(l, f, V_JAAR), &in_field) && in_field >= 1990 && in_field <= 2100)
        jaar = (int)in_field;
    if (!jaar)
        return err_set(
            err, ERR_INVALID, "jaar",
            "Van welk jaar de grenzen in %s zijn, staat niet in een veld, laagnaam of bestandsnaam; geef --jaar.",
            l->file);
    bool duplicate;
    if (!seen_add(j, code, jaar, &duplicate, err))
        return false;
    if (duplicate) {
        import_reject(j->r, where, "dezelfde code komt vaker voor in dit jaar");
        return true;
    }
    struct gebied g = {.niveau = niveau, .code = str_from(code), .jaar = jaar, .inwoners = -1};
    bool mended;
    const char *fault =
        ogr_geometry(&j->reader, &l->crs, OGR_F_GetGeometryRef(f), GEOM_POLYGON, j->a, &g.geom, &mended);
    if (fault) {
        import_reject(j->r, where, "%s", fault);
        return true;
    }
    if (mended)
        import_warn(j->r, where, "ongeldige geometrie hersteld");
    g.geom.multi = true;
    static const enum veld naam[] = {V_GEMEENTENAAM, V_WIJKNAAM, V_BUURTNAAM};
    g.naam = arena_str(j->a, field_text(l, f, naam[niveau]));
    if (!g.naam.n)
        g.naam = arena_str(j->a, field_text(l, f, V_NAAM));
    if (!g.naam.n) {
        g.naam = g.code;
        import_warn(j->r, where, "geen naam; de code staat er als naam");
    }
    int64_t inwoners;
    double d;
    struct str inw = field_text(l, f, V_INWONERS);
    if (str_to_i64(inw, &inwoners) && inwoners >= 0) /* CBS: -99997 and the like are unknown */
        g.inwoners = inwoners;
    else if (str_to_double(inw, &d) && d >= 0 && d < 1e9)
        g.inwoners = (int64_t)llround(d);
    if (niveau == GEBIED_BUURT && code_make(field_text(l, f, V_WIJKCODE), GEBIED_WIJK, parent_w))
        g.wijk_code = str_from(parent_w);
    if (niveau != GEBIED_GEMEENTE && code_make(field_text(l, f, V_GEMEENTECODE), GEBIED_GEMEENTE, parent_g))
        g.gemeente_code = str_from(parent_g);
    if (arena_full(j->a))
        return err_set(err, ERR_LIMIT, where, "%s is te groot.", where);
    if (!level_clear(j, niveau, jaar, err) || !load_gebied(j->load, &g, err))
        return false;
    j->r->geaccepteerd++;
    import_count(j->r, gebied_niveau_name[niveau], 1);
    if (g.inwoners < 0)
        import_count(j->r, "zonder inwonertal", 1);
    return true;
}

/* False without an error: not a layer of areas. */
static bool layer_columns(struct job *j, struct layer_job *l)
{
    OGRFeatureDefnH d = OGR_L_GetLayerDefn(l->layer);
    const struct profile_node *velden = profile_get(j->profile.root, "velden");
    for (int v = 0; v < VELDEN; v++) {
        l->column[v] = -1;
        for (int i = 0; i < OGR_FD_GetFieldCount(d) && l->column[v] < 0; i++)
            if (profile_has(profile_get(velden, veld_name[v]), str_from(OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(d, i)))))
                l->column[v] = i;
    }
    /* Camel case of web services: wijkCode is wijkcode, letter case aside; nothing more to do for it. */
    return l->column[V_GEMEENTECODE] >= 0 || l->column[V_WIJKCODE] >= 0 || l->column[V_BUURTCODE] >= 0 ||
           l->column[V_CODE] >= 0;
}

static void columns_list(OGRLayerH layer, char *out, size_t size)
{
    OGRFeatureDefnH d = OGR_L_GetLayerDefn(layer);
    size_t at = 0;
    out[0] = 0;
    for (int i = 0; i < OGR_FD_GetFieldCount(d) && at < size - 64; i++)
        at += (size_t)snprintf(out + at, size - at, "%s%.50s", i ? ", " : "",
                               OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(d, i)));
}

static bool layer_load(struct job *j, OGRLayerH layer, const char *file, bool *areas, struct err *err)
{
    struct layer_job l = {.layer = layer, .file = file};
    if (!layer_columns(j, &l))
        return true;
    *areas = true;
    if (!year_find(OGR_L_GetName(layer), &l.jaar))
        year_find(file, &l.jaar);
    if (!ogr_crs_of_layer(layer, file, j->r, &l.crs, err))
        return false;
    GIntBig total = OGR_L_GetFeatureCount(layer, 0), n = 0;
    struct arena_mark mark = arena_mark(j->a);
    bool ok = true;
    OGR_L_ResetReading(layer);
    CPLErrorReset();
    for (OGRFeatureH f; ok && (f = OGR_L_GetNextFeature(layer)); n++) {
        ok = feature_load(j, &l, f, err);
        OGR_F_Destroy(f);
        arena_rewind(j->a, mark);
        import_progress_step(&j->progress, j->r->gelezen, total > 0 ? (double)n / (double)total : -1);
    }
    if (ok && (CPLGetLastErrorType() == CE_Failure || CPLGetLastErrorType() == CE_Fatal))
        ok = err_set(err, ERR_INVALID, file, "%s is niet helemaal te lezen (na %lld objecten): %.300s", file,
                     (long long)n, CPLGetLastErrorMsg());
    ogr_crs_done(&l.crs);
    return ok;
}

static bool file_load(struct job *j, const char *path, struct err *err)
{
    static const char *const drivers[] = {"GPKG", "GeoJSON", "ESRI Shapefile", "FlatGeobuf", NULL};
    if (!ogr_is_local(path, err))
        return false;
    CPLErrorReset();
    GDALDatasetH ds = GDALOpenEx(path, GDAL_OF_VECTOR | GDAL_OF_READONLY, drivers, NULL, NULL);
    if (!ds)
        return err_set(err, ERR_INVALID, path, "%s is geen leesbare GeoPackage, GeoJSON of Shapefile. %.200s", path,
                       CPLGetLastErrorMsg());
    const char *file = ogr_basename(path);
    bool ok = true, areas = false;
    for (int i = 0; ok && i < GDALDatasetGetLayerCount(ds); i++)
        ok = layer_load(j, GDALDatasetGetLayer(ds, i), file, &areas, err);
    if (ok && !areas) {
        char list[300] = "";
        if (GDALDatasetGetLayerCount(ds) > 0)
            columns_list(GDALDatasetGetLayer(ds, 0), list, sizeof list);
        ok = err_set(err, ERR_INVALID, path,
                     "%s heeft geen veld met een gemeente-, wijk- of buurtcode volgens profiel %s; aanwezig zijn: %s.",
                     file, j->profile.name, list);
    }
    GDALClose(ds);
    return ok;
}

static bool job_run(struct job *j, struct err *err)
{
    const struct import_options *o = j->o;
    static const char *const top[] = {"profiel", "velden", "waterwaarden", NULL};
    if (!o->n_files)
        return err_set(err, ERR_INVALID, "FILE", "Noem een bestand met gemeenten, wijken of buurten.");
    if (!(j->a = arena_new(2048u << 20)) || !(j->seen = calloc(2 * MAX_SEEN, sizeof *j->seen)))
        return err_set(err, ERR_MEMORY, NULL, "Er is geen geheugen meer.");
    if (!ogr_reader_init(&j->reader, err) ||
        !profile_load(o->profielen_dir, o->profiel ? o->profiel : "gebieden", j->a, &j->profile, err) ||
        !profile_check(&j->profile, j->profile.root, top, err) ||
        !profile_check(&j->profile, profile_get(j->profile.root, "velden"), veld_name, err))
        return false;
    if (!warehouse_open(o->magazijn, WAREHOUSE_WRITE, &j->w, err) || !load_begin(j->w, &j->load, err))
        return false;
    for (size_t i = 0; i < o->n_files; i++)
        if (!file_load(j, o->files[i], err))
            return false;
    if (j->r->geaccepteerd == 0)
        return err_set(err, ERR_INVALID, o->files[0],
                       "Er zat geen enkel bruikbaar gebied in; het magazijn bleef zoals het was.");
    return load_gebied_finish(j->load, err) && import_commit(&j->load, o, j->r, err);
}

static bool run(const struct import_options *o, struct import_report *r, struct err *err)
{
    struct job j = {.o = o, .r = r};
    import_report_init(r, "gebieden", o);
    import_progress_init(&j.progress, "gebieden", o->progress);
    ogr_begin(NULL, NULL);
    bool ok = job_run(&j, err);
    ogr_end();
    import_progress_done(&j.progress);
    load_abort(j.load);
    warehouse_close(j.w);
    ogr_reader_done(&j.reader);
    free(j.seen);
    arena_free(j.a);
    return ok;
}

const struct importer importer_gebieden = {
    .name = "gebieden",
    .summary = "gemeenten, wijken en buurten van het CBS (GeoPackage, GeoJSON, Shapefile)",
    .help = "De niveaus worden herkend aan de codes (GM…, WK…, BU…), het jaar van de grenzen aan een veld, de laagnaam "
            "of de\n"
            "bestandsnaam; anders met --jaar. Gebieden van hetzelfde niveau en jaar worden vervangen, met --toevoegen "
            "aangevuld.\n"
            "Welk veld wat betekent staat in het profiel gebieden.yaml.\n\n"
            "  geomagazijn import gebieden wijkenbuurten_2025_v1.gpkg\n"
            "  geomagazijn import gebieden --jaar 2024 wijken.shp buurten.shp\n",
    .run = run};
