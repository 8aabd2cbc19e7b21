/* The background map: what of the BGT and TOP10NL is drawn, from GML (also zipped) and GeoPackage. What a layer and its
 * values mean stands in a profile. docs/adr/0016. */
#include "importers/ogr.h"
#include "importers/profile.h"
#include "warehouse/load.h"

#include <cpl_conv.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_BRONNEN = 8, MAX_COLUMNS = 8, MAX_SOORT_RULES = 4, NAME_BYTES = 100, ZIP_MAX_RATIO = 200 };
/* A zip may unpack to this much; over the second, also by no more than ZIP_MAX_RATIO times its own size. */
#define ZIP_MAX_BYTES ((uint64_t)64 << 30)
#define ZIP_FREE_BYTES ((uint64_t)256 << 20)

struct job {
    const struct import_options *o;
    struct import_report *r;
    struct arena *a;
    struct profile profile;
    struct warehouse *w;
    struct load *load;
    struct ogr_reader reader;
    struct import_progress progress;
    bool cleared[MAX_BRONNEN];
    bool reading;    /* objects come from GDAL: what it can't read counts */
    char where[160]; /* the last one */
};

struct columns { /* the fields of a layer that may hold a value, the best first */
    int at[MAX_COLUMNS], n;
};

struct layer_job {
    OGRLayerH layer;
    const char *file, *name;
    int bron_nr;
    struct str bron;
    const struct profile_node *bron_rule, *rule;
    unsigned vormen; /* 1 << enum achtergrond_vorm */
    struct columns id, niveau, einde, status, tekst, soort[MAX_SOORT_RULES];
    struct ogr_crs crs, own; /* of the layer; of own_srs, which geometries of GML may have each */
    OGRSpatialReferenceH own_srs;
};

/* ---- names: by letters and digits alone ---- */

static void squash(struct str s, char out[NAME_BYTES])
{
    size_t n = 0;
    for (size_t i = 0; i < s.n && n < NAME_BYTES - 1; i++)
        if (isalnum((unsigned char)s.p[i]) || (unsigned char)s.p[i] >= 0x80)
            out[n++] = (char)tolower((unsigned char)s.p[i]);
    out[n] = 0;
}

static bool same_name(struct str a, struct str b)
{
    char x[NAME_BYTES], y[NAME_BYTES];
    squash(a, x);
    squash(b, y);
    return strcmp(x, y) == 0;
}

static bool named_in(const struct profile_node *list, struct str name)
{
    for (const struct profile_node *k = list ? list->children : NULL; k; k = k->next)
        if (same_name(k->text, name))
            return true;
    return false;
}

/* "bgt_wegdeel" is the layer wegdeel of bgt. */
static bool layer_named_in(const struct profile_node *list, struct str bron, const char *layer)
{
    char name[NAME_BYTES];
    squash(str_from(layer), name);
    bool prefixed = str_starts(str_from(name), bron);
    return named_in(list, str_from(name)) || (prefixed && named_in(list, str_from(name + bron.n)));
}

static const struct profile_node *value_find(const struct profile_node *map, struct str value)
{
    for (const struct profile_node *k = map ? map->children : NULL; k; k = k->next)
        if (same_name(k->key, value))
            return k;
    return NULL;
}

static struct columns columns_find(OGRLayerH layer, const struct profile_node *names)
{
    struct columns c = {.n = 0};
    OGRFeatureDefnH d = OGR_L_GetLayerDefn(layer);
    for (const struct profile_node *k = names ? names->children : NULL; k; k = k->next)
        for (int i = 0; i < OGR_FD_GetFieldCount(d) && c.n < MAX_COLUMNS; i++)
            if (same_name(k->text, str_from(OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(d, i)))))
                c.at[c.n++] = i;
    return c;
}

/* Of a list the first. Borrowed from the feature until the next call. */
static struct str column_text(OGRFeatureH f, int column)
{
    if (!OGR_F_IsFieldSetAndNotNull(f, column))
        return (struct str){"", 0};
    struct str s;
    if (OGR_Fld_GetType(OGR_F_GetFieldDefnRef(f, column)) == OFTStringList) {
        char **list = OGR_F_GetFieldAsStringList(f, column);
        s = str_from(list ? list[0] : NULL);
    } else {
        s = str_from(OGR_F_GetFieldAsString(f, column));
    }
    s = str_trim(s);
    return s.n > 0 && s.n <= 200 && str_is_utf8(s) ? s : (struct str){"", 0};
}

static struct str columns_text(OGRFeatureH f, const struct columns *c)
{
    struct str s = {"", 0};
    for (int i = 0; i < c->n && !s.n; i++)
        s = column_text(f, c->at[i]);
    return s;
}

/* ---- one object ---- */

static bool is_current(struct job *j, const struct layer_job *l, OGRFeatureH f)
{
    if (columns_text(f, &l->einde).n) {
        import_count(j->r, "overgeslagen: bestaat niet meer", 1);
        return false;
    }
    for (int i = 0; i < l->status.n; i++)
        if (named_in(profile_get(l->bron_rule, "niet"), column_text(f, l->status.at[i]))) {
            import_count(j->r, "overgeslagen: plan of historie", 1);
            return false;
        }
    return true;
}

/* What it is; an empty soort: nothing that is drawn. The first rule that knows the value decides. */
static void soort_find(struct job *j, const struct layer_job *l, OGRFeatureH f, struct achtergrond *o)
{
    const struct profile_node *rules = profile_get(l->rule, "soort");
    struct str unknown = {0};
    int n = 0;
    for (const struct profile_node *k = rules ? rules->children : NULL; k && n < MAX_SOORT_RULES; k = k->next) {
        struct str value = columns_text(f, &l->soort[n++]);
        const struct profile_node *found = value.n ? value_find(profile_get(k, "waarden"), value) : NULL;
        if (value.n)
            o->subsoort = arena_str(j->a, value);
        if (found) {
            o->soort = found->text;
            return;
        }
        unknown = value.n ? o->subsoort : unknown;
    }
    o->soort = profile_text(l->rule, "anders");
    if (unknown.n)
        import_warn(j->r, j->where, "laag %s: de waarde \"%.*s\" staat niet in het profiel; %s %.*s", l->name,
                    STR_ARG(unknown), o->soort.n ? "getekend als" : "niet getekend", STR_ARG(o->soort));
}

/* The form that a geometry takes on the map, or ACHTERGROND_VORMEN. */
static enum achtergrond_vorm vorm_of(const struct layer_job *l, enum geom_type type)
{
    if (l->vormen & 1 << ACHTERGROND_NAAM)
        return type == GEOM_POINT || type == GEOM_POLYGON ? ACHTERGROND_NAAM : ACHTERGROND_VORMEN;
    if (type == GEOM_POLYGON && l->vormen & 1 << ACHTERGROND_VLAK)
        return ACHTERGROND_VLAK;
    return type == GEOM_LINE && l->vormen & 1 << ACHTERGROND_LIJN ? ACHTERGROND_LIJN : ACHTERGROND_VORMEN;
}

static bool crs_of(struct layer_job *l, OGRGeometryH g, const struct ogr_crs **out, struct err *err)
{
    OGRSpatialReferenceH srs = OGR_G_GetSpatialReference(g);
    *out = srs ? &l->own : &l->crs;
    if (!srs || srs == l->own_srs)
        return true;
    ogr_crs_done(&l->own);
    l->own_srs = NULL;
    if (!ogr_crs_find(srs, l->file, &l->own, err))
        return false;
    l->own_srs = srs;
    return true;
}

/* A name stands at one point. */
static bool to_point(struct job *j, struct geom *g)
{
    double *xy = arena_array(j->a, 2, sizeof *xy);
    if (!xy || !geom_label_point(g, 1, &xy[0], &xy[1]))
        return false;
    *g = (struct geom){.type = GEOM_POINT, .xy = xy, .n_xy = 1};
    return true;
}

/* NULL, or why it can't be drawn; *vorm ACHTERGROND_VORMEN: it has a geometry, but none that the map has use for. */
static const char *shape_find(struct job *j, struct layer_job *l, OGRFeatureH f, struct achtergrond *o)
{
    bool any = false, mended;
    OGRGeometryH g = NULL;
    enum geom_type type = GEOM_NONE;
    o->vorm = ACHTERGROND_VORMEN;
    for (int i = 0; i < OGR_F_GetGeomFieldCount(f) && o->vorm == ACHTERGROND_VORMEN; i++) {
        g = OGR_F_GetGeomFieldRef(f, i);
        type = ogr_geometry_type(g);
        any = any || type != GEOM_NONE;
        o->vorm = vorm_of(l, type);
    }
    if (o->vorm == ACHTERGROND_VORMEN)
        return any ? NULL : "geen geometrie";
    struct err err = {0};
    const struct ogr_crs *crs;
    if (!crs_of(l, g, &crs, &err))
        return "het coördinaatstelsel is niet naar RD om te rekenen";
    const char *fault = ogr_geometry(&j->reader, crs, g, type, j->a, &o->geom, &mended);
    if (fault)
        return fault;
    if (mended)
        import_warn(j->r, j->where, "ongeldige geometrie hersteld");
    return o->vorm == ACHTERGROND_NAAM && !to_point(j, &o->geom) ? "de naam is nergens te plaatsen" : NULL;
}

static bool feature_save(struct job *j, const struct layer_job *l, const struct achtergrond *o, struct err *err)
{
    static const char *const form[] = {"vlak", "lijn", "naam"};
    char count[64];
    bool there;
    if (!j->cleared[l->bron_nr] && !j->o->toevoegen && !load_achtergrond_clear(j->load, l->bron, err))
        return false;
    j->cleared[l->bron_nr] = true;
    if (!load_achtergrond(j->load, o, &there, err))
        return false;
    if (there) {
        import_count(j->r, "overgeslagen: stond er al", 1);
        return true;
    }
    j->r->geaccepteerd++;
    snprintf(count, sizeof count, "%s %.*s", form[o->vorm], STR_ARG(o->soort));
    import_count(j->r, count, 1);
    return true;
}

static bool feature_load(struct job *j, struct layer_job *l, OGRFeatureH f, struct err *err)
{
    struct achtergrond o = {.bron = l->bron};
    int64_t niveau = 0;
    j->r->gelezen++;
    o.bron_id = arena_str(j->a, columns_text(f, &l->id));
    if (o.bron_id.n)
        snprintf(j->where, sizeof j->where, "%.60s laag %.40s %.50s", l->file, l->name, arena_cstr(j->a, o.bron_id));
    else
        snprintf(j->where, sizeof j->where, "%.60s laag %.40s object %lld", l->file, l->name,
                 (long long)OGR_F_GetFID(f));
    if (!is_current(j, l, f))
        return true;
    soort_find(j, l, f, &o);
    if (!o.soort.n) {
        import_count(j->r, "overgeslagen: waarde niet in het profiel", 1);
        return true;
    }
    if (l->vormen & 1 << ACHTERGROND_NAAM && !(o.naam = arena_str(j->a, columns_text(f, &l->tekst))).n) {
        import_count(j->r, "overgeslagen: zonder naam", 1);
        return true;
    }
    if (str_to_i64(columns_text(f, &l->niveau), &niveau) && niveau >= -20 && niveau <= 20)
        o.niveau = (int)niveau;
    const char *fault = shape_find(j, l, f, &o);
    if (arena_full(j->a))
        return err_set(err, ERR_LIMIT, j->where, "%s is te groot.", j->where);
    if (fault)
        import_reject(j->r, j->where, "%s", fault);
    else if (o.vorm == ACHTERGROND_VORMEN)
        import_count(j->r, "overgeslagen: geen vorm voor op de kaart", 1);
    else
        return feature_save(j, l, &o, err);
    return true;
}

/* ---- one layer ---- */

static bool features_load(struct job *j, struct layer_job *l, struct err *err)
{
    struct arena_mark mark = arena_mark(j->a);
    int64_t n = 0;
    bool ok = true;
    snprintf(j->where, sizeof j->where, "%.60s laag %.40s begin", l->file, l->name);
    OGR_L_ResetReading(l->layer);
    for (OGRFeatureH f; ok; n++) {
        CPLErrorReset();
        j->reading = true;
        f = OGR_L_GetNextFeature(l->layer);
        j->reading = false;
        if (!f)
            break;
        ok = feature_load(j, l, f, err);
        OGR_F_Destroy(f);
        arena_rewind(j->a, mark);
        import_progress_step(&j->progress, j->r->gelezen, -1);
    }
    if (ok && CPLGetLastErrorType() >= CE_Failure)
        ok = err_set(err, ERR_INVALID, l->file, "%s is niet helemaal te lezen (na %lld objecten van laag %s): %.300s",
                     l->file, (long long)n, l->name, CPLGetLastErrorMsg());
    return ok;
}

static void columns_all(struct layer_job *l)
{
    int n = 0;
    l->id = columns_find(l->layer, profile_get(l->bron_rule, "id"));
    l->niveau = columns_find(l->layer, profile_get(l->bron_rule, "niveau"));
    l->einde = columns_find(l->layer, profile_get(l->bron_rule, "einde"));
    l->status = columns_find(l->layer, profile_get(l->bron_rule, "status"));
    l->tekst = columns_find(l->layer, profile_get(l->rule, "tekst"));
    const struct profile_node *rules = profile_get(l->rule, "soort");
    for (const struct profile_node *k = rules ? rules->children : NULL; k && n < MAX_SOORT_RULES; k = k->next)
        l->soort[n++] = columns_find(l->layer, profile_get(k, "veld"));
}

static const char *const gml_driver[] = {"GML", NULL};
static const char *const gml_options[] = {"WRITE_GFS=NO", "DOWNLOAD_SCHEMA=NO", "SKIP_RESOLVE_ELEMS=ALL", NULL};

static void gfs_property(struct buf *b, struct str name, const char *suffix, struct str path)
{
    buf_c(b, "<PropertyDefn><Name>");
    buf_xml(b, name);
    buf_c(b, suffix);
    buf_c(b, "</Name><ElementPath>");
    buf_xml(b, path);
    buf_c(b, "</ElementPath><Type>String</Type></PropertyDefn>");
}

/* GDAL keeps one geometry of a GML object, the last. Where the profile says which ones matter, GDAL is told by a GFS
 * file in memory (gdal.org, "GML - Geography Markup Language", on .gfs templates). */
static void gfs_write(const struct layer_job *l, struct buf *b)
{
    OGRFeatureDefnH d = OGR_L_GetLayerDefn(l->layer);
    const struct profile_node *paden = profile_get(l->bron_rule, "paden");
    buf_c(b, "<GMLFeatureClassList><GMLFeatureClass><Name>");
    buf_xml(b, str_from(l->name));
    buf_c(b, "</Name><ElementPath>");
    buf_xml(b, str_from(l->name));
    buf_c(b, "</ElementPath>");
    for (const struct profile_node *k = profile_get(l->rule, "geometrie")->children; k; k = k->next) {
        buf_c(b, "<GeomPropertyDefn><Name>");
        buf_xml(b, k->text);
        buf_c(b, "</Name><ElementPath>");
        buf_xml(b, k->text);
        buf_c(b, "</ElementPath></GeomPropertyDefn>");
    }
    for (int i = 0; i < OGR_FD_GetFieldCount(d); i++) {
        struct str name = str_from(OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(d, i)));
        struct str path = profile_text(paden, name.p);
        gfs_property(b, name, "", name);
        if (path.n) /* the same name by letters and digits: either has it */
            gfs_property(b, name, "_", path);
    }
    buf_c(b, "</GMLFeatureClass></GMLFeatureClassList>");
}

/* Whether one of the first objects has a geometry where the template looks. */
static bool template_fits(OGRLayerH layer)
{
    bool any = false;
    OGRFeatureH f;
    OGR_L_ResetReading(layer);
    for (int n = 0; n < 100 && !any && (f = OGR_L_GetNextFeature(layer)); n++) {
        for (int i = 0; i < OGR_F_GetGeomFieldCount(f); i++)
            any = any || OGR_F_GetGeomFieldRef(f, i);
        OGR_F_Destroy(f);
    }
    return any;
}

/* The layer of a GML file once more, with the geometries that the profile names; or, in a GML of another make, with the
 * one that GDAL gave. */
static bool layer_load_by_template(struct job *j, struct layer_job *l, const char *path, struct err *err)
{
    static const char gfs[] = "/vsimem/geomagazijn_achtergrond.gfs";
    struct buf b;
    buf_init(&b, 1 << 20);
    gfs_write(l, &b);
    VSILFILE *f = b.failed ? NULL : VSIFileFromMemBuffer(gfs, (GByte *)b.p, b.n, FALSE);
    char **options = CSLSetNameValue(CSLDuplicate((char **)gml_options), "GFS_TEMPLATE", gfs);
    GDALDatasetH ds =
        f ? GDALOpenEx(path, GDAL_OF_VECTOR | GDAL_OF_READONLY, gml_driver, (const char *const *)options, NULL) : NULL;
    OGRLayerH layer = ds ? GDALDatasetGetLayerByName(ds, l->name) : NULL;
    bool ok = layer || err_set(err, ERR_INVALID, l->file, "%s is niet te lezen: %.300s", l->file, CPLGetLastErrorMsg());
    if (ok) {
        if (template_fits(layer))
            l->layer = layer;
        columns_all(l);
        ok = features_load(j, l, err);
    }
    GDALClose(ds);
    CSLDestroy(options);
    if (f)
        VSIFCloseL(f);
    VSIUnlink(gfs);
    buf_done(&b);
    return ok;
}

static bool bron_find(const struct job *j, struct layer_job *l)
{
    const struct profile_node *bronnen = profile_get(j->profile.root, "bronnen");
    int nr = 0;
    for (const struct profile_node *k = bronnen->children; k && nr < MAX_BRONNEN; k = k->next, nr++)
        if (columns_find(l->layer, profile_get(k, "herken")).n) {
            l->bron_rule = k;
            l->bron = profile_text(k, "bron");
            l->bron_nr = nr;
            return true;
        }
    return false;
}

static void rule_find(struct layer_job *l)
{
    static const char *const vorm[] = {"vlak", "lijn", "naam"};
    const struct profile_node *lagen = profile_get(l->bron_rule, "lagen");
    for (const struct profile_node *k = lagen->children; k && !l->rule; k = k->next)
        if (layer_named_in(profile_get(k, "naam"), l->bron, l->name))
            l->rule = k;
    for (int i = 0; l->rule && i < ACHTERGROND_VORMEN; i++)
        if (profile_has(profile_get(l->rule, "vorm"), str_from(vorm[i])))
            l->vormen |= 1u << i;
}

/* A layer that isn't drawn: counted, and said once when nobody foresaw it. */
static void layer_pass_over(struct job *j, const struct layer_job *l)
{
    int64_t n = OGR_L_GetFeatureCount(l->layer, 1);
    bool known = l->bron_rule && layer_named_in(profile_get(l->bron_rule, "overslaan"), l->bron, l->name);
    j->r->gelezen += n;
    import_count(j->r, known ? "overgeslagen: niet op de kaart" : "overgeslagen: laag niet in het profiel", n);
    if (!known)
        import_warn(j->r, l->file, "laag %s staat niet in het profiel%s; niet getekend", l->name,
                    l->bron_rule ? "" : " (niet te herkennen als BGT of TOP10NL)");
}

static bool layer_load(struct job *j, OGRLayerH layer, bool gml, const char *path, struct err *err)
{
    struct layer_job l = {.layer = layer, .file = ogr_basename(path)};
    char name[128];
    struct err crs_err = {0};
    snprintf(name, sizeof name, "%s", OGR_L_GetName(layer));
    l.name = name;
    if (bron_find(j, &l))
        rule_find(&l);
    if (!l.rule) {
        layer_pass_over(j, &l);
        return true;
    }
    /* One object far off is no reason to refuse all: those outside the country are refused one by one. */
    if (!ogr_crs_of_layer(layer, l.file, j->r, &l.crs, &crs_err)) {
        if (crs_err.code != ERR_INVALID)
            return err_set(err, crs_err.code, crs_err.locator, "%s", crs_err.message);
        l.crs = (struct ogr_crs){.known = CRS_RD};
    }
    columns_all(&l);
    bool ok =
        gml && profile_get(l.rule, "geometrie") ? layer_load_by_template(j, &l, path, err) : features_load(j, &l, err);
    ogr_crs_done(&l.crs);
    ogr_crs_done(&l.own);
    return ok;
}

/* ---- files ---- */

static bool gml_load(struct job *j, const char *path, struct err *err)
{
    const char *file = ogr_basename(path);
    CPLErrorReset();
    GDALDatasetH ds = GDALOpenEx(path, GDAL_OF_VECTOR | GDAL_OF_READONLY, gml_driver, gml_options, NULL);
    bool broken = CPLGetLastErrorType() >= CE_Failure, ok = true;
    if (broken && strstr(CPLGetLastErrorMsg(), "parsing"))
        ok = err_set(err, ERR_INVALID, file, "%s is geen hele GML: %.300s", file, CPLGetLastErrorMsg());
    else if (!ds && broken)
        ok = err_set(err, ERR_INVALID, file, "%s is geen leesbare GML. %.300s", file, CPLGetLastErrorMsg());
    else if (!ds || GDALDatasetGetLayerCount(ds) == 0)
        import_count(j->r, "bestanden zonder objecten", 1);
    for (int i = 0; ok && ds && i < GDALDatasetGetLayerCount(ds); i++)
        ok = layer_load(j, GDALDatasetGetLayer(ds, i), true, path, err);
    GDALClose(ds);
    return ok;
}

static bool gpkg_load(struct job *j, const char *path, struct err *err)
{
    static const char *const drivers[] = {"GPKG", NULL};
    GDALDatasetH ds = GDALOpenEx(path, GDAL_OF_VECTOR | GDAL_OF_READONLY, drivers, NULL, NULL);
    if (!ds)
        return err_set(err, ERR_INVALID, path, "%s is geen leesbare GeoPackage. %.200s", path, CPLGetLastErrorMsg());
    bool ok = true;
    for (int i = 0; ok && i < GDALDatasetGetLayerCount(ds); i++)
        ok = layer_load(j, GDALDatasetGetLayer(ds, i), false, path, err);
    GDALClose(ds);
    return ok;
}

static bool zip_check(const char *path, char **members, const char *prefix, struct err *err)
{
    VSIStatBufL st;
    uint64_t whole = 0, packed = 0;
    if (VSIStatL(path, &st) == 0)
        packed = (uint64_t)st.st_size;
    for (int i = 0; members && members[i]; i++) {
        char *full = CPLStrdup(CPLSPrintf("%s/%s", prefix, members[i]));
        if (VSIStatL(full, &st) == 0)
            whole += (uint64_t)st.st_size;
        CPLFree(full);
    }
    if (whole > ZIP_MAX_BYTES || (whole > ZIP_FREE_BYTES && whole / ZIP_MAX_RATIO > packed))
        return err_set(err, ERR_LIMIT, path, "De zip wordt uitgepakt %llu MB; dat is te veel voor een zip van %llu kB.",
                       (unsigned long long)(whole >> 20), (unsigned long long)(packed >> 10));
    return true;
}

static bool zip_load(struct job *j, const char *path, struct err *err)
{
    char *prefix = CPLStrdup(CPLSPrintf("/vsizip/{%s}", path));
    char **members = VSIReadDirRecursive(prefix);
    int gml = 0;
    bool ok = members ? zip_check(path, members, prefix, err)
                      : err_set(err, ERR_INVALID, path, "%s is geen leesbare zip.", path);
    for (int i = 0; ok && members[i]; i++) {
        size_t n = strlen(members[i]);
        bool is_gml = n > 4 && strcasecmp(members[i] + n - 4, ".gml") == 0;
        if (!is_gml && members[i][n - 1] != '/')
            import_count(j->r, "andere bestanden in de zip", 1);
        if (!is_gml)
            continue;
        char *full = CPLStrdup(CPLSPrintf("%s/%s", prefix, members[i]));
        gml++;
        ok = gml_load(j, full, err);
        CPLFree(full);
    }
    if (ok && !gml)
        ok = err_set(err, ERR_INVALID, path, "In %s zit geen GML-bestand.", path);
    CSLDestroy(members);
    CPLFree(prefix);
    return ok;
}

static bool file_load(struct job *j, const char *path, struct err *err)
{
    char head[16] = "";
    if (!ogr_is_local(path, err))
        return false;
    FILE *f = fopen(path, "rb");
    size_t n = f ? fread(head, 1, sizeof head, f) : 0;
    if (f)
        fclose(f);
    if (!n)
        return err_set(err, ERR_INVALID, path, "%s is leeg of niet te lezen.", path);
    if (memcmp(head, "PK\3\4", 4) == 0)
        return zip_load(j, path, err);
    if (memcmp(head, "SQLite format 3", sizeof head) == 0)
        return gpkg_load(j, path, err);
    size_t at = memcmp(head, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    while (at < n && isspace((unsigned char)head[at]))
        at++;
    if (at < n && head[at] != '<')
        return err_set(err, ERR_INVALID, path, "%s is geen GML, zip met GML of GeoPackage.", path);
    return gml_load(j, path, err);
}

/* ---- the profile ---- */

static bool soort_check(const struct job *j, const struct profile_node *n, struct err *err)
{
    return profile_has(profile_get(j->profile.root, "soorten"), n->text) ||
           profile_fail(&j->profile, n, err, "\"%.*s\" staat niet bij de soorten.", STR_ARG(n->text));
}

static bool rule_check(const struct job *j, const struct profile_node *rule, struct err *err)
{
    static const char *const keys[] = {"naam", "vorm", "geometrie", "tekst", "soort", "anders", NULL};
    static const char *const soort_keys[] = {"veld", "waarden", NULL};
    const struct profile_node *anders = profile_get(rule, "anders"), *soort = profile_get(rule, "soort");
    if (!profile_check(&j->profile, rule, keys, err) || (anders && !soort_check(j, anders, err)))
        return false;
    int n = 0;
    for (const struct profile_node *s = soort ? soort->children : NULL; s; s = s->next) {
        const struct profile_node *waarden = profile_get(s, "waarden");
        if (++n > MAX_SOORT_RULES)
            return profile_fail(&j->profile, s, err, "meer dan %d regels bij soort.", MAX_SOORT_RULES);
        if (!profile_check(&j->profile, s, soort_keys, err))
            return false;
        for (const struct profile_node *v = waarden ? waarden->children : NULL; v; v = v->next)
            if (!soort_check(j, v, err))
                return false;
    }
    return true;
}

static bool rules_check(const struct job *j, struct err *err)
{
    static const char *const top[] = {"profiel", "soorten", "bronnen", NULL};
    static const char *const keys[] = {"bron", "herken", "id",        "niveau", "einde", "status",
                                       "niet", "paden",  "overslaan", "lagen",  NULL};
    const struct profile_node *bronnen = profile_get(j->profile.root, "bronnen");
    int n = 0;
    if (!profile_check(&j->profile, j->profile.root, top, err))
        return false;
    if (!bronnen || !profile_get(j->profile.root, "soorten"))
        return profile_fail(&j->profile, j->profile.root, err, "soorten of bronnen ontbreekt.");
    for (const struct profile_node *b = bronnen->children; b; b = b->next) {
        const struct profile_node *lagen = profile_get(b, "lagen");
        if (++n > MAX_BRONNEN)
            return profile_fail(&j->profile, b, err, "meer dan %d bronnen.", MAX_BRONNEN);
        if (!profile_check(&j->profile, b, keys, err))
            return false;
        if (!profile_text(b, "bron").n || !lagen)
            return profile_fail(&j->profile, b, err, "bron of lagen ontbreekt.");
        for (const struct profile_node *l = lagen->children; l; l = l->next)
            if (!rule_check(j, l, err))
                return false;
    }
    return true;
}

/* ---- the import ---- */

static bool job_run(struct job *j, struct err *err)
{
    const struct import_options *o = j->o;
    if (!o->n_files)
        return err_set(err, ERR_INVALID, "FILE", "Noem een bestand met de BGT of TOP10NL.");
    if (!(j->a = arena_new(2048u << 20)))
        return err_set(err, ERR_MEMORY, NULL, "Er is geen geheugen meer.");
    if (!ogr_reader_init(&j->reader, err) ||
        !profile_load(o->profielen_dir, o->profiel ? o->profiel : "achtergrond", j->a, &j->profile, err) ||
        !rules_check(j, err) || !warehouse_open(o->magazijn, WAREHOUSE_WRITE, &j->w, err) ||
        !load_begin(j->w, &j->load, err))
        return false;
    for (size_t i = 0; i < o->n_files; i++)
        if (!file_load(j, o->files[i], err))
            return false;
    if (j->r->geaccepteerd == 0)
        return err_set(err, ERR_INVALID, o->files[0],
                       "Er zat geen enkel object voor de kaart in; het magazijn bleef zoals het was.");
    return load_achtergrond_finish(j->load, err) && import_commit(&j->load, o, j->r, err);
}

/* What GDAL passes over because it can't read its geometry is refused like what we can't. */
static void CPL_STDCALL gdal_said(CPLErr class, CPLErrorNum number, const char *message)
{
    struct job *j = CPLGetErrorHandlerUserData();
    (void)number;
    if (!j->reading || class != CE_Warning || !strstr(message, "cannot be parsed"))
        return;
    j->r->gelezen++;
    char where[sizeof j->where];
    snprintf(where, sizeof where, "na %.150s", j->where);
    import_reject(j->r, where, "onleesbare geometrie");
}

static bool run(const struct import_options *o, struct import_report *r, struct err *err)
{
    struct job j = {.o = o, .r = r};
    import_report_init(r, "achtergrond", o);
    import_progress_init(&j.progress, "achtergrond", o->progress);
    ogr_begin(gdal_said, &j);
    bool ok = job_run(&j, err);
    ogr_end();
    import_progress_done(&j.progress);
    load_abort(j.load);
    warehouse_close(j.w);
    ogr_reader_done(&j.reader);
    arena_free(j.a);
    return ok;
}

const struct importer importer_achtergrond = {
    .name = "achtergrond",
    .summary = "eigen achtergrondkaart uit BGT en TOP10NL (GML, zip met GML, GeoPackage)",
    .help =
        "Van de BGT en TOP10NL komt op de kaart wat er nu is: water, terrein, wegen, spoor, gebouwen en namen. Wat er "
        "van\n"
        "dezelfde bron al stond wordt vervangen, met --toevoegen aangevuld. Welke laag en waarde wat wordt, staat in "
        "het\n"
        "profiel achtergrond.yaml; wat daar niet in staat, noemt het verslag.\n\n"
        "  geomagazijn import achtergrond bgt_otterlo.zip\n"
        "  geomagazijn import achtergrond bgt.zip top10nl_Compleet.gpkg\n",
    .run = run};
