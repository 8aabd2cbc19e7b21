/* GeoTIFFs as layers. The files are made here; gdalwarp is the witness of where pixels belong. */
#include "geo/tile_matrix_set.h"
#include "geoserver/render/geotiff.h"

#include <cpl_conv.h>
#include <cpl_error.h>
#include <gdal.h>
#include <math.h>
#include <ogr_srs_api.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

struct kit {
    char dir[40];
    struct arena *a;
    struct render_context *c;
    struct crs_context *crs;
    struct err err;
};

static int kit_open(void **state)
{
    struct kit *k = calloc(1, sizeof *k);
    strcpy(k->dir, "/tmp/gm_geotiff_XXXXXX");
    k->a = arena_new(64 << 20);
    k->c = render_context_new();
    k->crs = crs_context_new();
    *state = k;
    return mkdtemp(k->dir) && k->a && k->c && k->crs ? 0 : -1;
}

static int kit_close(void **state)
{
    struct kit *k = *state;
    char cmd[80];
    render_context_free(k->c);
    crs_context_free(k->crs);
    arena_free(k->a);
    snprintf(cmd, sizeof cmd, "rm -rf %s", k->dir);
    int status = system(cmd);
    free(k);
    return status;
}

static const char *path_of(struct kit *k, const char *name)
{
    return arena_printf(k->a, "%s/%s", k->dir, name);
}

/* ---- files ---- */

struct spec {
    int width, height, bands;
    GDALDataType type;
    double x, y, cell;                             /* top left, and a pixel's side, in the CRS */
    int epsg;                                      /* 0: none said */
    double (*value)(int band, double x, double y); /* of a pixel, counted from 0 */
    const char *nodata;
    const char *options[4]; /* of the driver */
};

static GDALDatasetH create(const char *path, const struct spec *s)
{
    char *options[5] = {NULL};
    for (int i = 0; i < 4; i++)
        options[i] = (char *)s->options[i];
    GDALDatasetH ds = GDALCreate(GDALGetDriverByName("GTiff"), path, s->width, s->height, s->bands, s->type, options);
    assert_non_null(ds);
    double t[6] = {s->x, s->cell, 0, s->y, 0, -s->cell};
    assert_int_equal(GDALSetGeoTransform(ds, t), CE_None);
    if (s->epsg) {
        OGRSpatialReferenceH srs = OSRNewSpatialReference(NULL);
        assert_int_equal(OSRImportFromEPSG(srs, s->epsg), OGRERR_NONE);
        assert_int_equal(GDALSetSpatialRef(ds, srs), CE_None);
        OSRDestroySpatialReference(srs);
    }
    if (s->nodata)
        GDALSetRasterNoDataValue(GDALGetRasterBand(ds, 1), atof(s->nodata));
    return ds;
}

static const char *make(struct kit *k, const char *name, const struct spec *s)
{
    const char *path = path_of(k, name);
    unlink(path);
    GDALDatasetH ds = create(path, s);
    double *row = malloc((size_t)s->width * sizeof *row);
    for (int b = 0; b < s->bands; b++)
        for (int y = 0; y < s->height; y++) {
            for (int x = 0; x < s->width; x++)
                row[x] = s->value(b, x, y);
            assert_int_equal(GDALRasterIO(GDALGetRasterBand(ds, b + 1), GF_Write, 0, y, s->width, 1, row, s->width, 1,
                                          GDT_Float64, 0, 0),
                             CE_None);
        }
    free(row);
    GDALClose(ds);
    return path;
}

static void overviews(const char *path, int n, const char *how)
{
    int factors[] = {2, 4, 8, 16, 32};
    GDALDatasetH ds = GDALOpen(path, GA_Update);
    assert_int_equal(GDALBuildOverviews(ds, how, n, factors, 0, NULL, NULL, NULL), CE_None);
    GDALClose(ds);
}

/* Sharp: every pixel another colour. */
static double noise(int band, double x, double y)
{
    uint32_t v = (uint32_t)x * 2654435761u ^ (uint32_t)y * 2246822519u ^ (uint32_t)(band + 1) * 3266489917u;
    return (v ^ v >> 15) * 2654435761u >> 24;
}

/* Four grey levels per pixel up and down, so that a shift of a quarter of a pixel is one. */
static double waves(int band, double x, double y)
{
    double v = fmod(4 * (band == 0 ? x : band == 1 ? y : x + y), 400);
    return v < 200 ? 20 + v : 420 - v;
}

static double slope(int band, double x, double y)
{
    return band == 0 ? x / 4 : band == 1 ? y / 4 : (x + y) / 8;
}

static double classes(int band, double x, double y)
{
    return 1 + fmod(floor(x / 3) + floor(y / 5), 4);
}

static double hill(int band, double x, double y)
{
    return x < 100 && y < 100 ? -9999 : 10 * sin(x / 17) + 8 * cos(y / 13) + noise(0, x, y) / 100;
}

/* ---- drawing ---- */

struct view {
    enum crs_id crs;
    struct bbox bbox;
    int width, height;
    bool opaque;
};

static const struct raster_style plain = {.opacity = 1};

static bool try_draw(struct kit *k, const char *path, const struct raster_style *r, struct view v, uint32_t *out)
{
    struct symbolizer symbol = {.type = SYMBOL_RASTER, .raster = r};
    struct rule rule = {.max_scale = INFINITY, .symbolizers = &symbol, .n_symbolizers = 1};
    struct feature_type_style pass = {.rules = &rule, .n_rules = 1, .opacity = 1};
    struct style style = {.id = "proef", .passes = &pass, .n_passes = 1};
    struct layer layer = {.id = "proef", .tabel = "", .soort = LAAG_RASTER, .bestand = path};
    struct render_layer l = {.layer = &layer, .style = &style};
    struct render_source nothing = {0};
    struct render_request q = {.layers = &l,
                               .n_layers = 1,
                               .crs = v.crs,
                               .bbox = v.bbox,
                               .width_px = v.width,
                               .height_px = v.height,
                               .pixel_ratio = 1,
                               .transparent = !v.opaque,
                               .background = 0xffffff};
    const uint32_t *pixels;
    int stride;
    err_clear(&k->err);
    if (!render_pixels(k->c, &nothing, k->crs, &q, k->a, &pixels, &stride, &k->err))
        return false;
    for (int y = 0; y < v.height; y++)
        memcpy(out + (size_t)y * (size_t)v.width, pixels + (size_t)y * (size_t)stride, (size_t)v.width * sizeof *out);
    return true;
}

static uint32_t *draw(struct kit *k, const char *path, const struct raster_style *r, struct view v)
{
    uint32_t *out = malloc((size_t)v.width * (size_t)v.height * sizeof *out);
    if (!try_draw(k, path, r, v, out))
        fail_msg("%s: %s", k->err.locator, k->err.message);
    return out;
}

static uint32_t colour_of(int r, int g, int b)
{
    return 0xff000000u | (uint32_t)r << 16 | (uint32_t)g << 8 | (uint32_t)b;
}

static const struct spec photo = {.width = 600,
                                  .height = 500,
                                  .bands = 3,
                                  .type = GDT_Byte,
                                  .x = 207000,
                                  .y = 447500,
                                  .cell = 0.5,
                                  .epsg = 28992,
                                  .value = noise};

static void a_file_on_the_grid_of_the_map_is_drawn_as_it_is(void **state)
{
    struct kit *k = *state;
    const char *path = make(k, "foto.tif", &photo);
    /* 20 pixels of the file to the right and 30 down, and over its edge */
    struct view v = {CRS_RD, {207010, 447500 - 15 - 300, 207010 + 400, 447500 - 15}, 800, 600, false};
    uint32_t *px = draw(k, path, &plain, v);
    for (int y = 0; y < v.height; y++)
        for (int x = 0; x < v.width; x++) {
            bool in = x + 20 < photo.width && y + 30 < photo.height;
            uint32_t want = in ? colour_of((int)noise(0, x + 20, y + 30), (int)noise(1, x + 20, y + 30),
                                           (int)noise(2, x + 20, y + 30))
                               : 0;
            assert_int_equal(px[y * v.width + x], want);
        }
    free(px);
}

static void without_a_crs_a_file_is_in_rd(void **state)
{
    struct kit *k = *state;
    struct spec s = photo, far = photo;
    struct view v = {CRS_RD, {207000, 447250, 207300, 447500}, 600, 500, false};
    uint32_t *said = draw(k, make(k, "met.tif", &photo), &plain, v);
    s.epsg = 0;
    uint32_t *unsaid = draw(k, make(k, "zonder.tif", &s), &plain, v);
    assert_memory_equal(said, unsaid, 600 * 500 * sizeof *said);
    far.epsg = 0;
    far.x = 5000000;
    assert_false(try_draw(k, make(k, "ver.tif", &far), &plain, v, said));
    assert_int_equal(k->err.code, ERR_UNSUPPORTED);
    assert_string_equal(k->err.locator, "ver.tif");
    free(said);
    free(unsaid);
}

/* ---- a mosaic is one picture ---- */

static const struct raster_colour terrain[] = {{-20, 0x1144aa, 1, ""}, {0, 0x44aa44, 0.5, ""}, {20, 0xffeecc, 1, ""}};
static const struct raster_style heights = {.opacity = 0.8, .map = RASTER_RAMP, .colours = terrain, .n_colours = 3};
static const struct raster_colour kinds[] = {
    {1, 0xff0000, 1, "een"}, {2, 0x00ff00, 1, "twee"}, {3, 0x0000ff, 1, "drie"}};
static const struct raster_style by_value = {.opacity = 1, .map = RASTER_VALUES, .colours = kinds, .n_colours = 3};

/* Tiles of any size, at the tile matrix set's grid, against one picture of more than a cell. */
static void mosaic(struct kit *k, const char *path, const struct raster_style *r, const struct tile_matrix_set *t,
                   int zoom, int64_t tile_x, int64_t tile_y)
{
    enum { TILES = 5, SIDE = TILES * TILE_PX };
    struct bbox first = tile_matrix_set_bbox(t, zoom, tile_x, tile_y),
                last = tile_matrix_set_bbox(t, zoom, tile_x + TILES - 1, tile_y + TILES - 1);
    struct view all = {t->crs, {first.minx, last.miny, last.maxx, first.maxy}, SIDE, SIDE, false};
    uint32_t *whole = draw(k, path, r, all);
    size_t drawn = 0;
    for (int ty = 0; ty < TILES; ty++)
        for (int tx = 0; tx < TILES; tx++) {
            struct view v = {t->crs, tile_matrix_set_bbox(t, zoom, tile_x + tx, tile_y + ty), TILE_PX, TILE_PX, false};
            uint32_t *tile = draw(k, path, r, v);
            for (int y = 0; y < TILE_PX; y++)
                for (int x = 0; x < TILE_PX; x++) {
                    uint32_t want = whole[(ty * TILE_PX + y) * SIDE + tx * TILE_PX + x];
                    drawn += want != 0;
                    if (tile[y * TILE_PX + x] != want)
                        fail_msg("%s z%d tile %d,%d pixel %d,%d: %08x in the tile, %08x in the whole", t->id, zoom, tx,
                                 ty, x, y, tile[y * TILE_PX + x], want);
                }
            free(tile);
        }
    assert_true(drawn > 100);
    free(whole);
}

static void a_mosaic_of_tiles_is_the_picture_of_the_whole(void **state)
{
    struct kit *k = *state;
    struct spec big = photo, dem = photo, lgn = photo;
    big.width = big.height = 1700;
    dem.width = dem.height = lgn.width = lgn.height = 900;
    dem.bands = lgn.bands = 1;
    dem.type = GDT_Float32;
    dem.value = hill;
    dem.nodata = "-9999";
    lgn.value = classes;
    const struct {
        const char *path;
        const struct raster_style *style;
    } files[] = {{make(k, "groot.tif", &big), &plain},
                 {make(k, "hoogte.tif", &dem), &heights},
                 {make(k, "gebruik.tif", &lgn), &by_value}};
    overviews(files[0].path, 3, "AVERAGE");
    for (size_t s = 0; s < tile_matrix_set_count; s++) {
        const struct tile_matrix_set *t = &tile_matrix_sets[s];
        double xy[2] = {207000, 447500};
        assert_true(crs_transform(k->crs, CRS_RD, t->crs, xy, 1, &k->err));
        for (size_t f = 0; f < 3; f++)
            for (int less = 0; less < 6; less += f ? 3 : 1) {
                int zoom = (t->crs == CRS_RD ? 13 : 18) - less;
                double side = TILE_PX * tile_matrix_set_cell_size(t, zoom);
                mosaic(k, files[f].path, files[f].style, t, zoom, (int64_t)floor((xy[0] - t->origin_x) / side) - 1,
                       (int64_t)floor((t->origin_y - xy[1]) / side) - 1);
            }
    }
}

/* ---- against gdalwarp ---- */

struct difference {
    double mean, most;
    size_t n, holes; /* compared; drawn by one alone */
};

static struct difference against_gdalwarp(struct kit *k, const char *path, struct view v, const char *resampling)
{
    char cmd[600];
    const char *out = path_of(k, "warp.tif");
    snprintf(cmd, sizeof cmd,
             "gdalwarp -q -overwrite -et 0 -r %s -t_srs EPSG:%d -te %.10f %.10f %.10f %.10f -ts %d %d -dstalpha %s %s",
             resampling, crs_get(v.crs)->epsg, v.bbox.minx, v.bbox.miny, v.bbox.maxx, v.bbox.maxy, v.width, v.height,
             path, out);
    assert_int_equal(system(cmd), 0);
    size_t n = (size_t)v.width * (size_t)v.height;
    uint8_t *want = malloc(4 * n);
    GDALDatasetH ds = GDALOpen(out, GA_ReadOnly);
    assert_non_null(ds);
    assert_int_equal(GDALDatasetRasterIO(ds, GF_Read, 0, 0, v.width, v.height, want, v.width, v.height, GDT_Byte, 4,
                                         NULL, 4, 4 * v.width, 1),
                     CE_None);
    GDALClose(ds);
    uint32_t *px = draw(k, path, &plain, v);
    struct difference d = {0};
    for (size_t i = 0; i < n; i++) {
        bool ours = px[i] >> 24 == 255, theirs = want[4 * i + 3] == 255;
        d.holes += ours != theirs;
        for (int c = 0; c < 3 && ours && theirs; c++) {
            double off = fabs((double)(px[i] >> (16 - 8 * c) & 255) - want[4 * i + (size_t)c]);
            d.mean += off;
            d.most = fmax(d.most, off);
            d.n++;
        }
    }
    d.mean /= (double)(d.n ? d.n : 1);
    free(px);
    free(want);
    print_message("          against gdalwarp: mean %.3f, most %.0f of 255; %zu of %zu pixels at the edge differ\n",
                  d.mean, d.most, d.holes, n);
    return d;
}

/* Finer than the file, both interpolate between four pixels: what differs is rounding, here of 1/256 pixel in position
 * (1/64 level at 4 levels a pixel, and at a crest, where the slope turns, as much again) and of the result, and of
 * PROJ's answers between our nodes. Coarser, gdalwarp weighs with a wider tent and we average samples: on a plane the
 * outcome is the same. At the edge of the file the two disagree about half a pixel. */
static void pixels_lie_where_gdalwarp_puts_them(void **state)
{
    struct kit *k = *state;
    struct spec fine = photo, coarse = photo, utm = photo;
    fine.value = waves;
    coarse.value = slope;
    coarse.width = coarse.height = 1000;
    utm.value = waves;
    utm.epsg = 25832;
    utm.x = 287000;
    utm.y = 5766000;
    const char *path = make(k, "golf.tif", &fine), *plane = make(k, "vlak.tif", &coarse),
               *other = make(k, "utm.tif", &utm);
    struct bbox rd = {207020, 447270, 207280, 447480}, mercator, far, all = {206980, 446980, 207520, 447520};
    assert_true(crs_transform_bbox(k->crs, CRS_RD, CRS_WEB_MERCATOR, rd, &mercator, &k->err));
    struct difference d = against_gdalwarp(k, path, (struct view){CRS_RD, rd, 777, 628, false}, "bilinear");
    assert_true(d.n > 1000000 && d.mean < 0.05 && d.most <= 1 && d.holes == 0);
    d = against_gdalwarp(k, path, (struct view){CRS_WEB_MERCATOR, mercator, 1100, 950, false}, "bilinear");
    assert_true(d.n > 2000000 && d.mean < 0.05 && d.most <= 1 && d.holes == 0);
    double xy[2] = {287150, 5765875}; /* the middle of the UTM file */
    OGRSpatialReferenceH from = OSRNewSpatialReference(NULL), to = OSRNewSpatialReference(NULL);
    OSRImportFromEPSG(from, 25832);
    OSRImportFromEPSG(to, 3857);
    OGRCoordinateTransformationH t = OCTNewCoordinateTransformation(from, to);
    assert_true(OCTTransform(t, 1, &xy[0], &xy[1], NULL));
    OCTDestroyCoordinateTransformation(t);
    OSRDestroySpatialReference(from);
    OSRDestroySpatialReference(to);
    far = (struct bbox){xy[0] - 150, xy[1] - 150, xy[0] + 150, xy[1] + 150};
    d = against_gdalwarp(k, other, (struct view){CRS_WEB_MERCATOR, far, 900, 900, false}, "bilinear");
    assert_true(d.n > 2000000 && d.mean < 0.05 && d.most <= 1 && d.holes == 0);
    /* four pixels a side to one */
    d = against_gdalwarp(k, plane, (struct view){CRS_RD, all, 270, 270, false}, "bilinear");
    assert_true(d.n > 150000 && d.mean < 0.2 && d.most <= 1 && d.holes == 0);
    assert_true(crs_transform_bbox(k->crs, CRS_RD, CRS_WEB_MERCATOR, all, &mercator, &k->err));
    d = against_gdalwarp(k, plane, (struct view){CRS_WEB_MERCATOR, mercator, 300, 300, false}, "bilinear");
    assert_true(d.n > 150000 && d.mean < 0.2 && d.most <= 1 && d.holes < 1000);
}

/* ---- what is transparent, and how values are coloured ---- */

static double with_alpha(int band, double x, double y)
{
    return band < 3 ? 200 : x < 5 ? 0 : x < 10 ? 128 : 255;
}

static double black_left(int band, double x, double y)
{
    return x < 5 ? 0 : 90;
}

static void alpha_and_nodata_are_transparent(void **state)
{
    struct kit *k = *state;
    struct spec s = {20, 20, 4, GDT_Byte, 207000, 447500, 1, 28992, with_alpha, NULL, {"ALPHA=YES", "PHOTOMETRIC=RGB"}};
    struct view v = {CRS_RD, {207000, 447480, 207020, 447500}, 20, 20, false};
    uint32_t *px = draw(k, make(k, "alfa.tif", &s), &plain, v);
    assert_int_equal(px[4], 0);
    assert_int_equal(px[7], 0x80646464u);
    assert_int_equal(px[12], 0xffc8c8c8u);
    free(px);
    v.opaque = true;
    px = draw(k, path_of(k, "alfa.tif"), &(struct raster_style){.opacity = 0.5}, v);
    assert_int_equal(px[4], 0xffffffffu);
    assert_int_equal(px[12] >> 24, 255);
    assert_in_range(px[12] & 255, 227, 229); /* half of 200, half of white */
    free(px);
    struct spec n = {20, 20, 3, GDT_Byte, 207000, 447500, 1, 28992, black_left, "0", {"PHOTOMETRIC=RGB"}};
    v.opaque = false;
    px = draw(k, make(k, "gat.tif", &n), &plain, v);
    assert_int_equal(px[4], 0);
    assert_int_equal(px[5], 0xff5a5a5au);
    free(px);
}

static double values(int band, double x, double y)
{
    static const double v[] = {-9999, -5, 0, 5, 8, 10, 15, 20, 25, 3};
    return v[(int)x];
}

static void values_are_coloured_by_the_colormap(void **state)
{
    struct kit *k = *state;
    static const struct raster_colour c[] = {{0, 0x000000, 1, ""}, {10, 0x6496c8, 1, ""}, {20, 0xffffff, 0.5, ""}};
    struct spec s = {10, 1, 1, GDT_Float32, 207000, 447500, 1, 28992, values, "-9999", {NULL}};
    struct view v = {CRS_RD, {207000, 447499, 207010, 447500}, 10, 1, false};
    const char *path = make(k, "waarden.tif", &s);
    static const struct {
        struct raster_style style;
        uint32_t want[10];
    } rows[] = {
        {{.opacity = 1, .map = RASTER_RAMP, .colours = c, .n_colours = 3},
         {0, 0xff000000, 0xff000000, 0xff324b64, 0xff5078a0, 0xff6496c8, 0, 0x80808080, 0x80808080, 0xff1e2d3c}},
        {{.opacity = 1, .map = RASTER_INTERVALS, .colours = c, .n_colours = 3},
         {0, 0xff000000, 0xff6496c8, 0xff6496c8, 0xff6496c8, 0x80808080, 0x80808080, 0, 0, 0xff6496c8}},
        {{.opacity = 1, .map = RASTER_VALUES, .colours = c, .n_colours = 3},
         {0, 0, 0xff000000, 0, 0, 0xff6496c8, 0, 0x80808080, 0, 0}}};
    for (size_t i = 0; i < 3; i++) {
        uint32_t *px = draw(k, path, &rows[i].style, v);
        for (int x = 0; x < 10; x++)
            if (x != 6 || i) /* that one below */
                assert_int_equal(px[x], rows[i].want[x]);
        free(px);
    }
    assert_int_equal(geotiff_colour(&rows[0].style, 15), 0xbfb2cbe4); /* half way: 75 %, of colours not premultiplied */
    assert_false(try_draw(k, path, &plain, v, (uint32_t[10]){0}));
    assert_non_null(strstr(k->err.message, "ColorMap"));
}

static void classes_are_never_mixed(void **state)
{
    struct kit *k = *state;
    struct spec s = photo;
    s.bands = 1;
    s.value = classes;
    const char *path = make(k, "klassen.tif", &s);
    struct view v = {CRS_RD, {207003.1, 447300.3, 207200.7, 447490.9}, 611, 577, false};
    uint32_t *px = draw(k, path, &by_value, v);
    size_t seen[4] = {0};
    for (int i = 0; i < 611 * 577; i++) {
        int which = px[i] == 0xffff0000 ? 0 : px[i] == 0xff00ff00 ? 1 : px[i] == 0xff0000ff ? 2 : px[i] == 0 ? 3 : 4;
        assert_in_range(which, 0, 3);
        seen[which]++;
    }
    for (int i = 0; i < 4; i++)
        assert_true(seen[i] > 50000);
    free(px);
}

static void a_palette_is_looked_up(void **state)
{
    struct kit *k = *state;
    struct spec s = photo;
    s.bands = 1;
    s.value = classes;
    const char *path = path_of(k, "palet.tif");
    GDALDatasetH ds = create(path, &s);
    GDALColorTableH t = GDALCreateColorTable(GPI_RGB);
    const GDALColorEntry red = {255, 0, 0, 255}, blue = {0, 0, 255, 255};
    GDALSetColorEntry(t, 0, &red);
    GDALSetColorEntry(t, 7, &blue);
    assert_int_equal(GDALSetRasterColorTable(GDALGetRasterBand(ds, 1), t), CE_None);
    GDALDestroyColorTable(t);
    GDALFillRaster(GDALGetRasterBand(ds, 1), 7, 0);
    GDALClose(ds);
    uint32_t *px = draw(k, path, &plain, (struct view){CRS_RD, {207000, 447400, 207100, 447500}, 50, 50, false});
    for (int i = 0; i < 50 * 50; i++)
        assert_int_equal(px[i], 0xff0000ff);
    free(px);
}

/* ---- overviews, and files without ---- */

static void a_coarse_map_reads_the_overview(void **state)
{
    struct kit *k = *state;
    const char *path = make(k, "overzicht.tif", &photo);
    overviews(path, 2, "NEAREST");
    GDALDatasetH ds = GDALOpen(path, GA_Update);
    for (int b = 1; b <= 3; b++) /* another colour, so that it shows which is read */
        for (int o = 0; o < 2; o++)
            GDALFillRaster(GDALGetOverview(GDALGetRasterBand(ds, b), o), o ? 200 : 100, 0);
    GDALClose(ds);
    static const struct {
        double pixel;
        uint32_t want; /* 0: the file itself */
    } rows[] = {{0.9, 0}, {1, 0xff646464}, {1.7, 0xff646464}, {2, 0xffc8c8c8}, {8, 0xffc8c8c8}};
    for (size_t i = 0; i < 5; i++) {
        double side = 10 * rows[i].pixel;
        struct view v = {CRS_RD, {207050, 447450 - side, 207050 + side, 447450}, 10, 10, false};
        uint32_t *px = draw(k, path, &plain, v);
        if (rows[i].want)
            assert_int_equal(px[55], rows[i].want);
        else
            assert_true(px[55] != px[56]);
        free(px);
    }
}

static void a_large_file_without_overviews_is_refused_at_small_scale(void **state)
{
    struct kit *k = *state;
    struct spec s = {30000,
                     30000,
                     3,
                     GDT_Byte,
                     190000,
                     460000,
                     0.25,
                     28992,
                     noise,
                     NULL,
                     {"TILED=YES", "SPARSE_OK=TRUE", "COMPRESS=DEFLATE"}};
    const char *path = path_of(k, "groot.tif");
    unlink(path);
    GDALClose(create(path, &s));
    uint32_t px[256];
    struct view near = {CRS_RD, {193000, 455000, 193016, 455016}, 16, 16, false};
    struct view far = {CRS_RD, {190000, 452500, 197500, 460000}, 16, 16, false};
    assert_true(try_draw(k, path, &plain, near, px));
    assert_false(try_draw(k, path, &plain, far, px));
    assert_int_equal(k->err.code, ERR_LIMIT);
    assert_non_null(strstr(k->err.message, "gdaladdo"));
}

static void a_file_in_one_huge_block_is_refused(void **state)
{
    struct kit *k = *state;
    struct spec s = {6000,
                     6000,
                     3,
                     GDT_Byte,
                     190000,
                     460000,
                     0.25,
                     28992,
                     noise,
                     NULL,
                     {"TILED=YES", "BLOCKXSIZE=6016", "BLOCKYSIZE=6016", "SPARSE_OK=TRUE"}};
    const char *path = path_of(k, "blok.tif");
    GDALClose(create(path, &s));
    uint32_t px[256];
    assert_false(try_draw(k, path, &plain, (struct view){CRS_RD, {190500, 459000, 190516, 459016}, 16, 16, false}, px));
    assert_int_equal(k->err.code, ERR_LIMIT);
}

/* ---- files that are wrong, or change ---- */

static char *slurp(const char *path, size_t *n)
{
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    char *p = malloc(1 << 22);
    *n = fread(p, 1, 1 << 22, f);
    fclose(f);
    return p;
}

static void spill(const char *path, const char *p, size_t n)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(p, 1, n, f), n);
    fclose(f);
}

static void a_broken_file_is_an_error_with_its_name(void **state)
{
    struct kit *k = *state;
    struct spec s = photo;
    s.width = s.height = 120;
    s.options[0] = "TILED=YES";
    s.options[1] = "BLOCKXSIZE=64";
    s.options[2] = "BLOCKYSIZE=64";
    s.options[3] = "COMPRESS=LZW";
    const char *whole = make(k, "heel.tif", &s), *path = path_of(k, "stuk.tif");
    struct view v = {CRS_RD, {207000, 447440, 207060, 447500}, 120, 120, false};
    uint32_t *px = malloc(120 * 120 * sizeof *px);
    size_t n, failed = 0;
    char *bytes = slurp(whole, &n);
    for (size_t cut = 0; cut < n; cut += 1 + n / 150) {
        spill(path, bytes, cut);
        if (try_draw(k, path, &plain, v, px))
            continue;
        failed++;
        assert_string_equal(k->err.locator, "stuk.tif");
        assert_null(strstr(k->err.message, k->dir));
        assert_true(str_is_utf8(str_from(k->err.message)));
    }
    assert_true(failed > 120);
    uint32_t seed = 7;
    for (int round = 0; round < 400; round++) { /* whatever comes of it: an answer */
        char *copy = malloc(n);
        memcpy(copy, bytes, n);
        for (int i = 0; i < 1 + round % 6; i++) {
            seed = seed * 1664525 + 1013904223;
            copy[(seed >> 8) % (round % 2 ? n : 600)] = (char)(seed >> 3);
        }
        spill(path, copy, n);
        if (!try_draw(k, path, &plain, v, px))
            assert_true(k->err.message[0] && str_is_utf8(str_from(k->err.message)));
        double values_there[GEOTIFF_BANDS_MAX];
        size_t bands;
        struct err ignored = {0};
        (void)!geotiff_values(k->c->geotiffs, k->crs, path, 207030, 447470, values_there, &bands, &ignored);
        free(copy);
    }
    spill(path, "II*\0 dit is geen tiff", 20);
    assert_false(try_draw(k, path, &plain, v, px));
    assert_false(try_draw(k, path_of(k, "weg.tif"), &plain, v, px));
    assert_int_equal(k->err.code, ERR_NOT_FOUND);
    assert_false(try_draw(k, k->dir, &plain, v, px));
    assert_false(try_draw(k, "/vsicurl/http://127.0.0.1:9/foto.tif", &plain, v, px));
    assert_int_equal(k->err.code, ERR_NOT_FOUND);
    free(bytes);
    free(px);
}

static double constant_1(int band, double x, double y)
{
    return 10;
}

static double constant_2(int band, double x, double y)
{
    return 20;
}

static void a_file_that_changed_is_read_anew_and_many_are_open_at_once(void **state)
{
    struct kit *k = *state;
    struct spec s = {20, 20, 3, GDT_Byte, 207000, 447500, 1, 28992, constant_1, NULL, {NULL}};
    struct view v = {CRS_RD, {207000, 447480, 207020, 447500}, 20, 20, false};
    uint32_t px[400];
    for (int i = 0; i < 3 * GEOTIFF_OPEN_MAX; i++) {
        const char *path = make(k, arena_printf(k->a, "n%d.tif", i % 11), &s);
        assert_true(try_draw(k, path, &plain, v, px));
        assert_int_equal(px[0], 0xff0a0a0a);
    }
    s.value = constant_2;
    const char *next = make(k, "nieuw.tif", &s), *path = path_of(k, "n10.tif");
    assert_true(try_draw(k, path, &plain, v, px));
    assert_int_equal(rename(next, path), 0);
    assert_true(try_draw(k, path, &plain, v, px));
    assert_int_equal(px[0], 0xff141414);
}

static void the_values_at_a_point_are_those_of_its_pixel(void **state)
{
    struct kit *k = *state;
    struct spec s = photo;
    s.bands = 1;
    s.type = GDT_Float32;
    s.value = hill;
    s.nodata = "-9999";
    const char *path = make(k, "punt.tif", &s);
    double v[GEOTIFF_BANDS_MAX];
    size_t n;
    struct bbox b;
    assert_true(geotiff_values(k->c->geotiffs, k->crs, path, 207000 + 150.25, 447500 - 120.25, v, &n, &k->err));
    assert_int_equal(n, 1);
    assert_float_equal(v[0], (float)hill(0, 300, 240), 1e-9);
    assert_true(geotiff_values(k->c->geotiffs, k->crs, path, 207010, 447490, v, &n, &k->err));
    assert_int_equal(n, 0); /* nodata */
    assert_true(geotiff_values(k->c->geotiffs, k->crs, path, 206999.9, 447490, v, &n, &k->err));
    assert_int_equal(n, 0); /* beside it */
    assert_true(geotiff_extent(k->c->geotiffs, k->crs, path, &b, &k->err));
    assert_float_equal(b.minx, 207000, 1e-6);
    assert_float_equal(b.maxy, 447500, 1e-6);
    assert_float_equal(b.maxx, 207300, 1e-6);
    assert_float_equal(b.miny, 447250, 1e-6);
}

static void rules_of_another_scale_draw_nothing(void **state)
{
    struct kit *k = *state;
    const char *path = make(k, "schaal.tif", &photo);
    struct symbolizer symbol = {.type = SYMBOL_RASTER, .raster = &plain};
    struct rule rule = {.min_scale = 5000, .max_scale = 10000, .symbolizers = &symbol, .n_symbolizers = 1};
    struct feature_type_style pass = {.rules = &rule, .n_rules = 1, .opacity = 1};
    struct style style = {.id = "proef", .passes = &pass, .n_passes = 1};
    struct layer layer = {.id = "proef", .tabel = "", .soort = LAAG_RASTER, .bestand = path};
    struct render_layer l = {.layer = &layer, .style = &style};
    struct render_source nothing = {0};
    for (int half = 1; half <= 2; half++) { /* at 1:7143 and 1:3571 */
        struct render_request q = {.layers = &l,
                                   .n_layers = 1,
                                   .crs = CRS_RD,
                                   .bbox = {207000, 447500 - 100.0 * 2 / half, 207000 + 100.0 * 2 / half, 447500},
                                   .width_px = 100,
                                   .height_px = 100,
                                   .pixel_ratio = 1,
                                   .transparent = true};
        const uint32_t *px;
        int stride;
        assert_true(render_pixels(k->c, &nothing, k->crs, &q, k->a, &px, &stride, &k->err));
        assert_int_equal(px[50 * stride + 50] != 0, half == 1);
    }
}

static void a_legend_shows_the_colours(void **state)
{
    struct kit *k = *state;
    static const struct raster_colour c[] = {{0, 0x112233, 1, ""}, {10, 0x445566, 1, "laag"}, {INFINITY, 0, 1, ""}};
    struct raster_style r = {.opacity = 1, .map = RASTER_INTERVALS, .colours = c, .n_colours = 3};
    const struct rule *rules;
    size_t n;
    assert_true(geotiff_legend(&r, "Hoogte", k->a, &rules, &n));
    assert_int_equal(n, 3);
    assert_string_equal(rules[0].title, "tot 0");
    assert_string_equal(rules[1].title, "laag");
    assert_string_equal(rules[2].title, "10 en meer");
    assert_string_equal(rules[1].name, "kleur_2");
    assert_int_equal(rules[0].symbolizers[0].fill.rgb, 0x112233);
    assert_true(geotiff_legend(&plain, "Luchtfoto", k->a, &rules, &n));
    assert_int_equal(n, 1);
    assert_string_equal(rules[0].title, "Luchtfoto");
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, kit_open, kit_close)
    const struct CMUnitTest tests[] = {
        T(a_file_on_the_grid_of_the_map_is_drawn_as_it_is),
        T(without_a_crs_a_file_is_in_rd),
        T(a_mosaic_of_tiles_is_the_picture_of_the_whole),
        T(pixels_lie_where_gdalwarp_puts_them),
        T(alpha_and_nodata_are_transparent),
        T(values_are_coloured_by_the_colormap),
        T(classes_are_never_mixed),
        T(a_palette_is_looked_up),
        T(a_coarse_map_reads_the_overview),
        T(a_large_file_without_overviews_is_refused_at_small_scale),
        T(a_file_in_one_huge_block_is_refused),
        T(a_broken_file_is_an_error_with_its_name),
        T(a_file_that_changed_is_read_anew_and_many_are_open_at_once),
        T(the_values_at_a_point_are_those_of_its_pixel),
        T(rules_of_another_scale_draw_nothing),
        T(a_legend_shows_the_colours),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
