/* Files: opening, georeference, values. */
#include "geoserver/render/geotiff_priv.h"

#include <cpl_conv.h>
#include <cpl_error.h>
#include <gdal_frmts.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct geotiff_set {
    struct geotiff files[GEOTIFF_OPEN_MAX];
    uint64_t clock;
};

/* Once per process: the one driver, so that no file can lead to another kind of source, let alone over the network. */
static void gdal_start(void)
{
    static const char *const options[][2] = {{"GDAL_DISABLE_READDIR_ON_OPEN", "TRUE"}, {"GDAL_PAM_ENABLED", "NO"}};
    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        CPLSetConfigOption(options[i][0], options[i][1]);
    OSRSetPROJEnableNetwork(0);
    GDALRegister_GTiff();
    GDALSetCacheMax64(GEOTIFF_CACHE);
}

struct geotiff_set *geotiff_set_new(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, gdal_start);
    return calloc(1, sizeof(struct geotiff_set));
}

void geotiff_quiet_begin(void)
{
    CPLPushErrorHandler(CPLQuietErrorHandler);
    CPLErrorReset();
}

void geotiff_quiet_end(void)
{
    CPLErrorReset();
    CPLPopErrorHandler();
}

static void close_file(struct geotiff *g)
{
    if (g->from_etrs89)
        OCTDestroyCoordinateTransformation(g->from_etrs89);
    if (g->to_etrs89)
        OCTDestroyCoordinateTransformation(g->to_etrs89);
    if (g->ds)
        GDALClose(g->ds);
    free(g->path);
    *g = (struct geotiff){0};
}

void geotiff_set_free(struct geotiff_set *s)
{
    if (!s)
        return;
    geotiff_quiet_begin();
    for (size_t i = 0; i < GEOTIFF_OPEN_MAX; i++)
        close_file(&s->files[i]);
    geotiff_quiet_end();
    free(s);
}

/* What GDAL says names the file with its folder, which is nobody's business. */
bool geotiff_fail(const struct geotiff *g, struct err *err)
{
    char what[400];
    const char *text = CPLGetLastErrorMsg(), *at;
    size_t n = 0;
    while ((at = strstr(text, g->path)) != NULL && n < sizeof what - 1) {
        n += (size_t)snprintf(what + n, sizeof what - n, "%.*s%s", (int)(at - text), text, g->name);
        text = at + strlen(g->path);
    }
    if (n < sizeof what)
        snprintf(what + n, sizeof what - n, "%s", text);
    bool memory = CPLGetLastErrorNo() == CPLE_OutOfMemory;
    for (char *p = what; *p; p++)
        if ((unsigned char)*p < ' ' || (unsigned char)*p > '~')
            *p = ' ';
    return err_set(err, memory ? ERR_MEMORY : ERR_STORAGE, g->name, "het rasterbestand %.100s is niet te lezen: %s",
                   g->name, *what ? what : "het is geen GeoTIFF");
}

GDALRasterBandH geotiff_band(const struct geotiff *g, size_t level, int band)
{
    GDALRasterBandH b = GDALGetRasterBand(g->ds, band);
    return b && level ? GDALGetOverview(b, g->levels[level].overview) : b;
}

/* ---- georeference ---- */

/* Which of our systems the file is in, by what its CRS is, whatever it is called. Heights beside (RD with NAP) don't
 * matter here. */
static enum crs_id crs_ours(OGRSpatialReferenceH file)
{
    static const char *const how[] = {"IGNORE_DATA_AXIS_TO_SRS_AXIS_MAPPING=YES",
                                      "CRITERION=EQUIVALENT_EXCEPT_AXIS_ORDER_GEOGCRS", NULL};
    static const enum crs_id all[] = {CRS_RD, CRS_WEB_MERCATOR, CRS_WGS84, CRS_ETRS89};
    const char *authority = OSRGetAuthorityName(file, NULL), *code = OSRGetAuthorityCode(file, NULL);
    const struct crs *named = authority && code && !strcmp(authority, "EPSG") ? crs_by_epsg(atoi(code)) : NULL;
    if (named)
        return named->id;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        OGRSpatialReferenceH ours = OSRNewSpatialReference(NULL);
        bool same = OSRImportFromEPSG(ours, crs_get(all[i])->epsg) == OGRERR_NONE && OSRIsSameEx(file, ours, how);
        OSRDestroySpatialReference(ours);
        if (same)
            return all[i];
    }
    return CRS_COUNT;
}

/* The outline, 21 points a side, as pixels of level 0 in the file's CRS. */
enum { SIDE = 21, OUTLINE = 4 * SIDE };
static void outline(const struct geotiff *g, double *xy)
{
    double w = g->levels[0].width, h = g->levels[0].height;
    for (int i = 0; i < SIDE; i++) {
        double t = (double)i / (SIDE - 1);
        const double at[4][2] = {{t * w, 0}, {t * w, h}, {0, t * h}, {w, t * h}};
        for (int k = 0; k < 4; k++)
            GDALApplyGeoTransform((double *)g->to_map, at[k][0], at[k][1], &xy[2 * (4 * i + k)],
                                  &xy[2 * (4 * i + k) + 1]);
    }
}

static void other_crs(OGRCoordinateTransformationH t, double *xy, size_t n)
{
    enum { BLOCK = 256 };
    for (size_t at = 0; at < n; at += BLOCK) {
        double x[BLOCK], y[BLOCK];
        int ok[BLOCK];
        size_t m = n - at < BLOCK ? n - at : BLOCK;
        for (size_t i = 0; i < m; i++) {
            x[i] = xy[2 * (at + i)];
            y[i] = xy[2 * (at + i) + 1];
        }
        OCTTransformEx(t, (int)m, x, y, NULL, ok);
        for (size_t i = 0; i < m; i++) {
            xy[2 * (at + i)] = ok[i] ? x[i] : HUGE_VAL;
            xy[2 * (at + i) + 1] = ok[i] ? y[i] : HUGE_VAL;
        }
    }
}

static struct bbox box_of(const double *xy)
{
    struct bbox b = bbox_empty();
    for (int i = 0; i < OUTLINE; i++)
        if (isfinite(xy[2 * i]) && isfinite(xy[2 * i + 1]))
            b = bbox_union(b, (struct bbox){xy[2 * i], xy[2 * i + 1], xy[2 * i], xy[2 * i + 1]});
    return b;
}

static bool find_box(struct geotiff *g, struct crs_context *crs, struct err *err)
{
    double xy[2 * OUTLINE], rd[2 * OUTLINE];
    outline(g, xy);
    enum crs_id from = g->crs == CRS_COUNT ? CRS_ETRS89 : g->crs;
    if (g->crs == CRS_COUNT)
        other_crs(g->to_etrs89, xy, OUTLINE);
    memcpy(rd, xy, sizeof rd);
    if ((from != CRS_ETRS89 && !crs_transform(crs, from, CRS_ETRS89, xy, OUTLINE, err)) ||
        (from != CRS_RD && !crs_transform(crs, from, CRS_RD, rd, OUTLINE, err)))
        return false;
    g->etrs89 = box_of(xy);
    g->rd = box_of(rd);
    return !bbox_is_empty(g->etrs89) ||
           err_set(err, ERR_UNSUPPORTED, g->name, "het rasterbestand %.100s ligt nergens op de kaart", g->name);
}

static bool transformations(struct geotiff *g, OGRSpatialReferenceH file, struct err *err)
{
    OGRSpatialReferenceH etrs89 = OSRNewSpatialReference(NULL);
    if (OSRImportFromEPSG(etrs89, 4258) == OGRERR_NONE) {
        OSRSetAxisMappingStrategy(etrs89, OAMS_TRADITIONAL_GIS_ORDER);
        g->from_etrs89 = OCTNewCoordinateTransformation(etrs89, file);
        g->to_etrs89 = OCTNewCoordinateTransformation(file, etrs89);
    }
    OSRDestroySpatialReference(etrs89);
    return (g->from_etrs89 && g->to_etrs89) ||
           err_set(err, ERR_UNSUPPORTED, g->name, "het coördinatenstelsel van %.100s is niet om te rekenen: %.300s",
                   g->name, CPLGetLastErrorMsg());
}

/* A TIFF with a world file has no CRS: then it is in RD, when it lies there. */
static bool no_crs(struct geotiff *g, struct err *err)
{
    double xy[2 * OUTLINE];
    struct bbox rd = crs_get(CRS_RD)->extent;
    bool inside = true;
    outline(g, xy);
    for (int i = 0; i < OUTLINE; i++)
        inside = inside && xy[2 * i] >= rd.minx && xy[2 * i] <= rd.maxx && xy[2 * i + 1] >= rd.miny &&
                 xy[2 * i + 1] <= rd.maxy;
    g->crs = CRS_RD;
    return inside || err_set(err, ERR_UNSUPPORTED, g->name,
                             "%.100s zegt niet in welk coördinatenstelsel het is, en ligt niet in dat van de "
                             "Rijksdriehoeksmeting; zet het erin met gdal_edit.py -a_srs",
                             g->name);
}

static bool georeference(struct geotiff *g, struct crs_context *crs, struct err *err)
{
    if (GDALGetGeoTransform(g->ds, g->to_map) != CE_None || !GDALInvGeoTransform(g->to_map, g->to_pixel))
        return err_set(err, ERR_UNSUPPORTED, g->name, "%.100s zegt niet waar het ligt: er is geen georeferentie in",
                       g->name);
    for (int i = 0; i < 6; i++)
        if (!isfinite(g->to_map[i]) || !isfinite(g->to_pixel[i]))
            return err_set(err, ERR_UNSUPPORTED, g->name, "de georeferentie van %.100s klopt niet", g->name);
    OGRSpatialReferenceH in_file = GDALGetSpatialRef(g->ds);
    if (!in_file)
        return no_crs(g, err) && find_box(g, crs, err);
    OGRSpatialReferenceH flat = OSRClone(in_file);
    if (OSRIsCompound(flat))
        OSRStripVertical(flat);
    OSRSetAxisMappingStrategy(flat, OAMS_TRADITIONAL_GIS_ORDER);
    g->crs = crs_ours(flat);
    bool ok = g->crs != CRS_COUNT || transformations(g, flat, err);
    OSRDestroySpatialReference(flat);
    return ok && find_box(g, crs, err);
}

bool geotiff_to_pixels(const struct geotiff *g, struct crs_context *crs, enum crs_id from, double *xy, size_t n,
                       struct err *err)
{
    enum crs_id to = g->crs == CRS_COUNT ? CRS_ETRS89 : g->crs;
    if (from != to && !crs_transform(crs, from, to, xy, n, err))
        return false;
    if (g->crs == CRS_COUNT)
        other_crs(g->from_etrs89, xy, n);
    const double *t = g->to_pixel;
    for (size_t i = 0; i < n; i++) {
        double x = xy[2 * i], y = xy[2 * i + 1];
        bool there = isfinite(x) && isfinite(y);
        xy[2 * i] = there ? t[0] + x * t[1] + y * t[2] : HUGE_VAL;
        xy[2 * i + 1] = there ? t[3] + x * t[4] + y * t[5] : HUGE_VAL;
    }
    return true;
}

/* ---- opening ---- */

/* A block is what GDAL decodes at once: memory that the file asks for, not we. */
static bool blocks_ok(const struct geotiff *g, struct err *err)
{
    for (size_t i = 0; i < g->n_levels; i++) {
        int w, h;
        GDALRasterBandH b = geotiff_band(g, i, 1);
        if (!b)
            return geotiff_fail(g, err);
        GDALGetBlockSize(b, &w, &h);
        double bytes = (double)w * h * GDALGetDataTypeSizeBytes(GDALGetRasterDataType(b)) * g->bands;
        if (bytes > GEOTIFF_BLOCK_MAX)
            return err_set(err, ERR_LIMIT, g->name,
                           "%.100s is in te grote stukken verdeeld (%d × %d pixels); maak er een COG van met "
                           "gdal_translate -of COG",
                           g->name, w, h);
    }
    return true;
}

static bool find_levels(struct geotiff *g, struct err *err)
{
    GDALRasterBandH b = GDALGetRasterBand(g->ds, 1);
    if (!b)
        return err_set(err, ERR_UNSUPPORTED, g->name, "%.100s heeft geen band", g->name);
    g->levels[0] = (struct geotiff_level){-1, GDALGetRasterXSize(g->ds), GDALGetRasterYSize(g->ds)};
    g->n_levels = 1;
    for (int i = 0; i < GDALGetOverviewCount(b) && g->n_levels < GEOTIFF_LEVELS; i++) {
        GDALRasterBandH o = GDALGetOverview(b, i);
        struct geotiff_level l = {i, o ? GDALGetRasterBandXSize(o) : 0, o ? GDALGetRasterBandYSize(o) : 0};
        if (l.width > 0 && l.height > 0 && l.width < g->levels[g->n_levels - 1].width)
            g->levels[g->n_levels++] = l;
    }
    return blocks_ok(g, err);
}

static bool open_file(struct geotiff *g, struct crs_context *crs, const char *path, const struct stat *st,
                      struct err *err)
{
    static const char *const drivers[] = {"GTiff", NULL};
    const char *slash = strrchr(path, '/');
    g->path = strdup(path);
    if (!g->path)
        return err_set(err, ERR_MEMORY, NULL, "te weinig geheugen voor een rasterbestand");
    g->name = slash ? g->path + (slash + 1 - path) : g->path;
    g->dev = st->st_dev;
    g->ino = st->st_ino;
    g->changed = st->st_mtim;
    g->bytes = st->st_size;
    g->ds = GDALOpenEx(path, GDAL_OF_RASTER | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR, drivers, NULL, NULL);
    if (!g->ds)
        return geotiff_fail(g, err);
    g->bands = GDALGetRasterCount(g->ds);
    return find_levels(g, err) && georeference(g, crs, err);
}

static bool is_current(const struct geotiff *g, const struct stat *st)
{
    return g->dev == st->st_dev && g->ino == st->st_ino && g->bytes == st->st_size &&
           g->changed.tv_sec == st->st_mtim.tv_sec && g->changed.tv_nsec == st->st_mtim.tv_nsec;
}

/* The place of this path, or else of the file longest not used. */
static struct geotiff *place_of(struct geotiff_set *s, const char *path)
{
    struct geotiff *oldest = &s->files[0];
    for (size_t i = 0; i < GEOTIFF_OPEN_MAX; i++) {
        struct geotiff *g = &s->files[i];
        if (g->path && !strcmp(g->path, path))
            return g;
        if (g->used < oldest->used)
            oldest = g;
    }
    return oldest;
}

bool geotiff_open(struct geotiff_set *s, struct crs_context *crs, const char *path, struct geotiff **out,
                  struct err *err)
{
    struct stat st;
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    struct geotiff *g = place_of(s, path);
    /* GDAL's virtual file systems are no files here, so that "/vsicurl/…" ends here too */
    if (stat(path, &st) != 0 || !S_ISREG(st.st_mode))
        return err_set(err, ERR_NOT_FOUND, name, "het rasterbestand %.100s is er niet", name);
    if (!g->path || strcmp(g->path, path) != 0 || !is_current(g, &st)) {
        close_file(g);
        if (!open_file(g, crs, path, &st, err)) {
            close_file(g);
            return false;
        }
    }
    g->used = ++s->clock;
    *out = g;
    return true;
}

bool geotiff_extent(struct geotiff_set *s, struct crs_context *crs, const char *path, struct bbox *out, struct err *err)
{
    struct geotiff *g;
    geotiff_quiet_begin();
    bool ok = geotiff_open(s, crs, path, &g, err);
    if (ok)
        *out = g->rd;
    geotiff_quiet_end();
    return ok;
}

/* ---- values ---- */

static bool pixel_values(const struct geotiff *g, int x, int y, double *out, size_t *n, struct err *err)
{
    bool nodata = true;
    size_t count = 0;
    for (int i = 1; i <= g->bands && count < GEOTIFF_BANDS_MAX; i++) {
        GDALRasterBandH b = GDALGetRasterBand(g->ds, i);
        uint8_t mask = 255;
        double v = NAN;
        if (GDALGetRasterColorInterpretation(b) == GCI_AlphaBand)
            continue;
        if (GDALRasterIO(b, GF_Read, x, y, 1, 1, &v, 1, 1, GDT_Float64, 0, 0) != CE_None ||
            GDALRasterIO(GDALGetMaskBand(b), GF_Read, x, y, 1, 1, &mask, 1, 1, GDT_Byte, 0, 0) != CE_None)
            return geotiff_fail(g, err);
        nodata = nodata && (!mask || !isfinite(v));
        out[count++] = v * GDALGetRasterScale(b, NULL) + GDALGetRasterOffset(b, NULL);
    }
    *n = nodata ? 0 : count;
    return true;
}

bool geotiff_values(struct geotiff_set *s, struct crs_context *crs, const char *path, double x, double y,
                    double out[GEOTIFF_BANDS_MAX], size_t *n, struct err *err)
{
    struct geotiff *g;
    double at[2] = {x, y};
    *n = 0;
    geotiff_quiet_begin();
    bool ok = geotiff_open(s, crs, path, &g, err) && geotiff_to_pixels(g, crs, CRS_RD, at, 1, err);
    if (ok && at[0] >= 0 && at[1] >= 0 && at[0] < g->levels[0].width && at[1] < g->levels[0].height)
        ok = pixel_values(g, (int)at[0], (int)at[1], out, n, err);
    geotiff_quiet_end();
    return ok;
}
