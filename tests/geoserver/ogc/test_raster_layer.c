/* Raster layers as they are served: tiles, WMS, API. */
#include "geo/tile_matrix_set.h"
#include "tests/geoserver/fixture_json.h"
#include "warehouse/versions.h"

#include <gdal.h>
#include <ogr_srs_api.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct fixture f;

static const char catalogus[] =
    "dienst: {titel: Proef}\n"
    "datasets:\n"
    "  - {id: beeld, titel: Beeld, bron: Proef, eigenaar: Proef, klasse: openbaar, doel: proef}\n"
    "lagen:\n"
    "  - {id: luchtfoto, titel: Luchtfoto, dataset: beeld, soort: raster, bestand: foto.tif, stijlen: [foto, half]}\n"
    "  - {id: hoogte, titel: Hoogte, dataset: beeld, soort: raster, bestand: ahn.tif, stijlen: [hoogte, half],\n"
    "     kenmerken: [{veld: band_1, titel: Hoogte boven NAP, eenheid: m}]}\n"
    "  - {id: stuk, titel: Stuk, dataset: beeld, soort: raster, bestand: stuk.tif, stijlen: [foto]}\n"
    "themas:\n"
    "  - {id: beelden, titel: Beelden, lagen: [luchtfoto, hoogte, stuk]}\n";

#define SLD(symbol)                                                                                                    \
    "<StyledLayerDescriptor version=\"1.0.0\" xmlns=\"http://www.opengis.net/sld\"><NamedLayer><Name>x</Name>"         \
    "<UserStyle><FeatureTypeStyle><Rule><RasterSymbolizer>" symbol "</RasterSymbolizer></Rule></FeatureTypeStyle>"     \
    "</UserStyle></NamedLayer></StyledLayerDescriptor>"
static const char hoogte_sld[] = SLD("<ColorMap><ColorMapEntry color=\"#000000\" quantity=\"0\" label=\"zeeniveau\"/>"
                                     "<ColorMapEntry color=\"#c80000\" quantity=\"12.34\"/></ColorMap>");

/* 1 by 1 km from (200000, 500000), in pixels of 2 m, each band of one value. */
static void write_tif(const char *name, int bands, GDALDataType type, const double *values)
{
    char path[200];
    snprintf(path, sizeof path, "%s/rasters/%s", f.dir, name);
    GDALDatasetH ds = GDALCreate(GDALGetDriverByName("GTiff"), path, 500, 500, bands, type, NULL);
    double t[6] = {200000, 2, 0, 501000, 0, -2};
    OGRSpatialReferenceH srs = OSRNewSpatialReference(NULL);
    assert_non_null(ds);
    assert_int_equal(OSRImportFromEPSG(srs, 28992), OGRERR_NONE);
    assert_int_equal(GDALSetGeoTransform(ds, t), CE_None);
    assert_int_equal(GDALSetSpatialRef(ds, srs), CE_None);
    for (int i = 0; i < bands; i++)
        assert_int_equal(GDALFillRaster(GDALGetRasterBand(ds, i + 1), values[i], 0), CE_None);
    GDALClose(ds);
    OSRDestroySpatialReference(srs);
}

static void write_text(const char *name, const char *text)
{
    char path[200];
    snprintf(path, sizeof path, "%s/%s", f.dir, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static int setup(void **state)
{
    char path[200];
    struct err err = {0};
    struct catalog *whole, *catalog;
    fixture_open(&f);
    snprintf(path, sizeof path, "%s/rasters", f.dir);
    assert_int_equal(mkdir(path, 0700), 0);
    write_tif("foto.tif", 3, GDT_Byte, (double[]){40, 80, 120});
    write_tif("ahn.tif", 1, GDT_Float32, (double[]){12.34});
    write_text("rasters/stuk.tif", "II*");
    snprintf(path, sizeof path, "%s/catalogus", f.dir);
    assert_int_equal(mkdir(path, 0700), 0);
    write_text("catalogus/x.yaml", catalogus);
    char styles[200];
    struct style_set *set;
    snprintf(styles, sizeof styles, "%s/stijlen", f.dir);
    assert_int_equal(mkdir(styles, 0700), 0);
    write_text("stijlen/foto.sld", SLD(""));
    write_text("stijlen/half.sld", SLD("<Opacity>0.5</Opacity>"));
    write_text("stijlen/hoogte.sld", hoogte_sld);
    if (!catalog_load(path, styles, f.arena, &whole, &err) ||
        !catalog_for_rol(whole, ROL_OPENBAAR, f.arena, &catalog, &err) || !style_set_load(styles, f.arena, &set, &err))
        fail_msg("%s: %s", err.locator, err.message);
    f.server.catalog = catalog;
    f.server.styles = set;
    f.server.magazijn = f.dir;
    return 0;
}

static int teardown(void **state)
{
    fixture_close(&f);
    return 0;
}

static void a_tile_shows_the_picture_in_both_sets_and_all_formats(void **state)
{
    static const struct {
        const char *end, *type;
    } formats[] = {{".png", "image/png"},      {"@2x.png", "image/png"}, {".webp", "image/webp"},
                   {"@2x.webp", "image/webp"}, {".jpg", "image/jpeg"},   {"@2x.jpg", "image/jpeg"}};
    for (size_t i = 0; i < tile_matrix_set_count; i++) {
        const struct tile_matrix_set *t = &tile_matrix_sets[i];
        int z = t->crs == CRS_RD ? 11 : 16;
        double xy[] = {200500, 500500};
        struct err err = {0};
        int64_t x, y, x1, y1;
        assert_true(t->crs == CRS_RD || crs_transform(f.worker.crs, CRS_RD, t->crs, xy, 1, &err));
        assert_true(tile_matrix_set_range(t, z, (struct bbox){xy[0], xy[1], xy[0], xy[1]}, &x, &y, &x1, &y1));
        struct bbox b = tile_matrix_set_bbox(t, z, x, y);
        for (size_t k = 0; k < sizeof formats / sizeof *formats; k++) {
            fixture_getf(&f, "/tiles/luchtfoto/%s/%d/%lld/%lld%s", t->id, z, (long long)x, (long long)y,
                         formats[k].end);
            assert_int_equal(f.response.status, 200);
            assert_string_equal(f.response.content_type, formats[k].type);
            if (strcmp(formats[k].type, "image/png") != 0)
                continue;
            struct picture p = fixture_picture(buf_view(&f.response.body));
            double cell = (b.maxx - b.minx) / p.width;
            assert_int_equal(p.width, k ? 512 : 256);
            assert_int_equal(picture_at(&p, (int)((xy[0] - b.minx) / cell), (int)((b.maxy - xy[1]) / cell)),
                             0x285078ff);
            picture_done(&p);
        }
        fixture_getf(&f, "/tiles/luchtfoto/%s/%d/0/0.png", t->id, z); /* far away */
        struct picture p = fixture_picture(buf_view(&f.response.body));
        assert_int_equal(picture_drawn(&p), 0);
        picture_done(&p);
        fixture_getf(&f, "/tiles/luchtfoto/%s/%d/%lld/%lld.mvt", t->id, z, (long long)x, (long long)y);
        assert_int_equal(f.response.status, 404);
    }
}

#define WMS "/wms?SERVICE=WMS&VERSION=1.3.0&STYLES=&REQUEST="
#define RD_MAP "&CRS=EPSG:28992&BBOX=200000,500000,202000,501000&WIDTH=200&HEIGHT=100"

static void a_map_shows_where_it_is_and_where_it_is_not(void **state)
{
    static const char *const boxes[] = {RD_MAP,
                                        "&CRS=EPSG:3857&BBOX=673449,6888457,676742,6890069&WIDTH=200&HEIGHT=100",
                                        "&CRS=EPSG:4326&BBOX=52.4859,6.0497,52.4947,6.0793&WIDTH=200&HEIGHT=100"};
    for (size_t i = 0; i < 3; i++) {
        fixture_getf(&f, WMS "GetMap&LAYERS=luchtfoto&FORMAT=image/png&TRANSPARENT=TRUE%s", boxes[i]);
        assert_int_equal(f.response.status, 200);
        struct picture p = fixture_picture(buf_view(&f.response.body));
        size_t drawn = picture_drawn(&p);
        if (i == 0) {
            assert_int_equal(drawn, 100 * 100);
            assert_int_equal(picture_at(&p, 99, 50), 0x285078ff);
            assert_int_equal(picture_at(&p, 100, 50), 0);
        }
        assert_true(drawn > 4000 && drawn < 16000);
        picture_done(&p);
    }
}

static void the_style_says_colours_and_opacity(void **state)
{
    static const struct {
        const char *what;
        uint32_t want;
    } rows[] = {{"LAYERS=hoogte&STYLES=hoogte", 0xc80000ff},
                {"LAYERS=luchtfoto&STYLES=half", 0x93a7bbff}, /* half of 285078, half of white */
                {"LAYERS=luchtfoto,hoogte&STYLES=,hoogte", 0xc80000ff}};
    for (size_t i = 0; i < 3; i++) {
        fixture_getf(&f, "/wms?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&%s&FORMAT=image/png" RD_MAP, rows[i].what);
        assert_int_equal(f.response.status, 200);
        struct picture p = fixture_picture(buf_view(&f.response.body));
        assert_int_equal(picture_at(&p, 50, 50), rows[i].want);
        picture_done(&p);
    }
    const char *text = fixture_get(&f, "/wms?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&LAYERS=hoogte&STYLES=half&"
                                       "FORMAT=image/png" RD_MAP);
    assert_non_null(strstr(text, "ColorMap")); /* heights without colours */
    json_t *legend = json_of(fixture_get(&f, "/api/v1/lagen/hoogte/legenda"));
    assert_string_equal(json_text(legend, "regels/0/titel"), "zeeniveau");
    assert_string_equal(json_text(legend, "regels/1/titel"), "12.34");
    fixture_get(&f, json_text(legend, "regels/1/afbeelding"));
    struct picture p = fixture_picture(buf_view(&f.response.body));
    assert_int_equal(picture_at(&p, 10, 10), 0xc80000ff);
    picture_done(&p);
    json_decref(legend);
}

static void drawings_hold_the_picture(void **state)
{
    const char *svg = fixture_get(&f, WMS "GetMap&LAYERS=luchtfoto&FORMAT=image/svg%2Bxml" RD_MAP);
    assert_int_equal(f.response.status, 200);
    assert_non_null(strstr(svg, "data:image/png;base64,"));
    const char *pdf = fixture_get(&f, WMS "GetMap&LAYERS=luchtfoto&FORMAT=application/pdf" RD_MAP);
    assert_int_equal(f.response.status, 200);
    assert_memory_equal(pdf, "%PDF", 4);
    assert_true(f.response.body.n > 1000);
}

static void a_click_gives_the_values(void **state)
{
    json_t *a = json_of(fixture_get(&f, WMS "GetFeatureInfo&LAYERS=luchtfoto&QUERY_LAYERS=luchtfoto&INFO_FORMAT="
                                            "application/json&I=50&J=50" RD_MAP));
    json_t *p = json_object_get(json_array_get(json_object_get(a, "features"), 0), "properties");
    assert_true(json_number_value(json_object_get(p, "band_1")) == 40);
    assert_true(json_number_value(json_object_get(p, "band_3")) == 120);
    json_decref(a);
    a = json_of(fixture_get(&f, WMS "GetFeatureInfo&LAYERS=hoogte&QUERY_LAYERS=hoogte&INFO_FORMAT="
                                    "application/json&I=50&J=50" RD_MAP));
    json_t *feature = json_array_get(json_object_get(a, "features"), 0);
    assert_true(json_number_value(json_object_get(json_object_get(feature, "properties"), "band_1")) == 12.34);
    assert_string_equal(json_string_value(json_object_get(json_object_get(feature, "titels"), "band_1")),
                        "Hoogte boven NAP");
    assert_string_equal(json_string_value(json_object_get(json_object_get(feature, "eenheden"), "band_1")), "m");
    assert_string_equal(json_string_value(json_object_get(json_object_get(feature, "geometry"), "type")), "Point");
    json_decref(a);
    const char *text = fixture_get(&f, WMS "GetFeatureInfo&LAYERS=hoogte&QUERY_LAYERS=hoogte&INFO_FORMAT="
                                           "text/plain&I=50&J=50" RD_MAP);
    assert_non_null(strstr(text, "Hoogte boven NAP: 12.34 m"));
    text = fixture_get(&f,
                       WMS "GetFeatureInfo&LAYERS=hoogte&QUERY_LAYERS=hoogte&INFO_FORMAT=text/plain&I=150&J=50" RD_MAP);
    assert_non_null(strstr(text, "niets gevonden"));
}

static void the_lists_name_the_layer_with_its_box(void **state)
{
    const char *xml = fixture_get(&f, "/wms?SERVICE=WMS&REQUEST=GetCapabilities");
    assert_int_equal(f.response.status, 200);
    assert_non_null(strstr(xml, "<Name>luchtfoto</Name>"));
    assert_non_null(strstr(xml, "<Name>stuk</Name>")); /* a broken file breaks nothing else */
    assert_non_null(strstr(xml, "<BoundingBox CRS=\"EPSG:28992\" minx=\"200000\" miny=\"500000\" "
                                "maxx=\"201000\" maxy=\"501000\"/>"));
    const char *json = fixture_get(&f, "/api/v1/themas");
    assert_int_equal(f.response.status, 200);
    assert_non_null(strstr(json, "\"id\":\"luchtfoto\""));
    fixture_get(&f, "/api/v1/lagen/luchtfoto/legenda");
    assert_int_equal(f.response.status, 200);
    fixture_get(&f, "/wms?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetLegendGraphic&LAYER=luchtfoto&FORMAT=image/png");
    assert_string_equal(f.response.content_type, "image/png");
}

static void a_broken_file_is_an_answer_without_its_folder(void **state)
{
    const char *text = fixture_get(&f, "/tiles/stuk/NetherlandsRDNewQuad/11/1131/793.png");
    assert_int_equal(f.response.status, 503);
    assert_null(strstr(text, f.dir));
    text = fixture_get(&f, WMS "GetMap&LAYERS=stuk&FORMAT=image/png" RD_MAP);
    assert_null(strstr(text, f.dir));
    assert_non_null(strstr(text, "stuk.tif"));
    text =
        fixture_get(&f, WMS "GetMap&LAYERS=../rasters/foto.tif&FORMAT=image/png" RD_MAP); /* layers have names only */
    assert_non_null(strstr(text, "LayerNotDefined"));
}

static void the_version_follows_the_file(void **state)
{
    const struct layer *l = catalog_layer(f.server.catalog, STR("luchtfoto"));
    uint64_t before = layer_file_version(l, f.dir);
    assert_true(before == layer_file_version(l, f.dir));
    write_tif("foto2.tif", 3, GDT_Byte, (double[]){1, 2, 3});
    char from[200], to[200];
    snprintf(from, sizeof from, "%s/rasters/foto2.tif", f.dir);
    snprintf(to, sizeof to, "%s/rasters/foto.tif", f.dir);
    assert_int_equal(rename(from, to), 0);
    assert_true(before != layer_file_version(l, f.dir));
    fixture_get(&f, WMS "GetMap&LAYERS=luchtfoto&FORMAT=image/png" RD_MAP);
    struct picture p = fixture_picture(buf_view(&f.response.body));
    assert_int_equal(picture_at(&p, 50, 50), 0x010203ff);
    picture_done(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_tile_shows_the_picture_in_both_sets_and_all_formats),
        cmocka_unit_test(a_map_shows_where_it_is_and_where_it_is_not),
        cmocka_unit_test(the_style_says_colours_and_opacity),
        cmocka_unit_test(drawings_hold_the_picture),
        cmocka_unit_test(a_click_gives_the_values),
        cmocka_unit_test(the_lists_name_the_layer_with_its_box),
        cmocka_unit_test(a_broken_file_is_an_answer_without_its_folder),
        cmocka_unit_test(the_version_follows_the_file),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
