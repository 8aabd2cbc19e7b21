/* Map tiles: where they are, where they aren't, and what stands in them. */
#include "geo/tile_matrix_set.h"
#include "tests/geoserver/fixture_json.h"

#include <stdio.h>
#include <string.h>

#include <webp/decode.h>

static struct fixture f;

static int setup(void **state)
{
    fixture_open(&f);
    return 0;
}

static int teardown(void **state)
{
    fixture_close(&f);
    return 0;
}

/* The tile of a set and zoom that a place in RD is in. */
static void tile_at(const struct tile_matrix_set *t, int z, double x, double y, int64_t *column, int64_t *row)
{
    struct err err = {0};
    double xy[] = {x, y};
    int64_t x1, y1;
    assert_true(t->crs == CRS_RD || crs_transform(f.worker.crs, CRS_RD, t->crs, xy, 1, &err));
    assert_true(tile_matrix_set_range(t, z, (struct bbox){xy[0], xy[1], xy[0], xy[1]}, column, row, &x1, &y1));
}

static struct picture tile(const char *layer, const char *tms, int z, int64_t x, int64_t y, const char *end)
{
    fixture_getf(&f, "/tiles/%s/%s/%d/%lld/%lld%s", layer, tms, z, (long long)x, (long long)y, end);
    if (strcmp(f.response.content_type, "image/png") != 0 || f.response.status != 200)
        fail_msg("%d: %s", f.response.status, buf_cstr(&f.response.body));
    assert_true(f.response.cacheable);
    return fixture_picture(buf_view(&f.response.body));
}

static void the_pand_is_in_its_tile_only(void **state)
{
    static const struct {
        const char *tms;
        int z;
    } cases[] = {{"WebMercatorQuad", 17}, {"NetherlandsRDNewQuad", 13}};
    for (size_t i = 0; i < 2; i++) {
        const struct tile_matrix_set *t = tile_matrix_set_find(str_from(cases[i].tms));
        int64_t x, y;
        tile_at(t, cases[i].z, PAND_X, PAND_Y, &x, &y);
        struct picture p = tile("pand", t->id, cases[i].z, x, y, ".png");
        assert_int_equal(p.width, 256);
        assert_int_equal(p.height, 256);
        size_t drawn = picture_drawn(&p);
        /* the place itself is drawn, at the pixel that the matrix gives it */
        struct bbox b = tile_matrix_set_bbox(t, cases[i].z, x, y);
        double xy[] = {PAND_X, PAND_Y}, cell = tile_matrix_set_cell_size(t, cases[i].z);
        struct err err = {0};
        assert_true(t->crs == CRS_RD || crs_transform(f.worker.crs, CRS_RD, t->crs, xy, 1, &err));
        assert_int_equal(picture_at(&p, (int)((xy[0] - b.minx) / cell), (int)((b.maxy - xy[1]) / cell)), 0x8f2d2aff);
        picture_done(&p);
        p = tile("pand", t->id, cases[i].z, x, y, "@2x.png");
        assert_int_equal(p.width, 512);
        assert_true(picture_drawn(&p) > 3 * drawn && picture_drawn(&p) < 5 * drawn);
        picture_done(&p);
        p = tile("pand", t->id, cases[i].z, x, y + 20, ".png");
        assert_int_equal(picture_drawn(&p), 0);
        picture_done(&p);
    }
}

static void the_corners_of_the_matrix_are_there(void **state)
{
    for (size_t i = 0; i < tile_matrix_set_count; i++)
        for (int z = 0; z <= tile_matrix_sets[i].max_zoom; z += tile_matrix_sets[i].max_zoom) {
            int64_t last = ((int64_t)1 << z) - 1;
            const int64_t at[][2] = {{0, 0}, {last, 0}, {0, last}, {last, last}};
            for (size_t k = 0; k < 4; k++) {
                struct picture p = tile("pand", tile_matrix_sets[i].id, z, at[k][0], at[k][1], ".png");
                assert_int_equal(p.width, 256);
                assert_true(z == 0 || picture_drawn(&p) == 0);
                picture_done(&p);
            }
        }
}

static void what_isnt_a_tile_is_refused(void **state)
{
    static const struct {
        const char *target;
        int status;
        const char *said; /* in the detail */
    } cases[] = {
        {"/tiles/weg/WebMercatorQuad/0/0/0.png", 404, "laag"},
        {"/tiles//WebMercatorQuad/0/0/0.png", 404, "laag"},
        {"/tiles/pand/webmercatorquad/0/0/0.png", 404, "NetherlandsRDNewQuad"},
        {"/tiles/pand/WebMercatorQuad/25/0/0.png", 404, "buiten"},
        {"/tiles/pand/NetherlandsRDNewQuad/17/0/0.png", 404, "buiten"},
        {"/tiles/pand/WebMercatorQuad/-1/0/0.png", 404, "buiten"},
        {"/tiles/pand/WebMercatorQuad/3/8/0.png", 404, "buiten"},
        {"/tiles/pand/WebMercatorQuad/3/0/8.png", 404, "buiten"},
        {"/tiles/pand/WebMercatorQuad/3/0/-1.png", 404, "buiten"},
        {"/tiles/pand/WebMercatorQuad/99999999999999999999/0/0.png", 400, "gehele"},
        {"/tiles/pand/WebMercatorQuad/4294967296/0/0.png", 404, "buiten"},
        {"/tiles/pand/WebMercatorQuad/3/9223372036854775807/0.png", 404, "buiten"},
        {"/tiles/pand/WebMercatorQuad/3/x/0.png", 400, "gehele"},
        {"/tiles/pand/WebMercatorQuad/3/0/.png", 400, "gehele"},
        {"/tiles/pand/WebMercatorQuad/3/0/@2x.png", 400, "gehele"},
        {"/tiles/pand/WebMercatorQuad/3/0/0@3x.png", 400, "gehele"},
        {"/tiles/pand/WebMercatorQuad/3/0/0.gif", 404, ".webp"},
        {"/tiles/pand/WebMercatorQuad/3/0/0", 404, ".png"},
        {"/tiles/pand/WebMercatorQuad/3/0/0@2x.mvt", 400, "gehele"},
        {"/tiles/pand/WebMercatorQuad/3/0/0.svg", 404, ".mvt"},
        {"/tiles/pand/WebMercatorQuad/3/0/.webp", 400, "gehele"},
        {"/tiles/weg/WebMercatorQuad/0/0/0.mvt", 404, "laag"},
        {"/tiles/pand/WebMercatorQuad/3/0", 404, "/tiles/"},
        {"/tiles/pand/WebMercatorQuad/3/0/0.png/", 404, "/tiles/"},
        {"/tiles/", 404, "/tiles/"},
        {"/tiles/pand/WebMercatorQuad/0/0/0.png?stijl=adres", 400, "stijl"},
        {"/tiles/pand/WebMercatorQuad/0/0/0.png?stijl=../x", 400, "stijl"},
        {"/tiles/pand/WebMercatorQuad/0/0/0.png?v=1", 400, "v. Bekend"},
        {"/tiles/sociaal_wijk/WebMercatorQuad/0/0/0.png?periode=1900K1", 404, ""},
        {"/tiles/meldingen_wijk/WebMercatorQuad/0/0/0.png?categorie=x", 404, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_t *j = json_of(fixture_get(&f, cases[i].target));
        if (f.response.status != cases[i].status || !strstr(json_text(j, "detail"), cases[i].said))
            fail_msg("%s: %d %s", cases[i].target, f.response.status, json_text(j, "detail"));
        assert_int_equal((int)json_integer_value(json_at(j, "status")), cases[i].status);
        assert_string_equal(f.response.content_type, "application/problem+json; charset=utf-8");
        assert_false(f.response.cacheable);
        json_decref(j);
    }
}

static void style_and_category_change_the_tile(void **state)
{
    const struct tile_matrix_set *t = tile_matrix_set_find(STR("NetherlandsRDNewQuad"));
    int64_t x, y;
    struct buf first;
    tile_at(t, 12, PAND_X, PAND_Y, &x, &y);
    buf_init(&first, 1 << 20);
    struct picture p = tile("pand", t->id, 12, x, y, ".png");
    picture_done(&p);
    buf_str(&first, buf_view(&f.response.body));
    p = tile("pand", t->id, 12, x, y, ".png?stijl=pand_bouwjaar");
    picture_done(&p);
    assert_true(str_eq(buf_view(&first), buf_view(&f.response.body)));
    p = tile("pand", t->id, 12, x, y, ".png?stijl=pand_gebruiksdoel");
    picture_done(&p);
    assert_false(str_eq(buf_view(&first), buf_view(&f.response.body)));
    buf_done(&first);
    p = tile("meldingen_wijk", t->id, 12, x, y, ".png?categorie=afval&periode=2026K3");
    assert_true(picture_drawn(&p) > 100);
    picture_done(&p);
}

static void every_format_is_the_same_tile(void **state)
{
    static const struct {
        const char *end, *type;
        int px;
    } cases[] = {{".webp", "image/webp", 256},
                 {"@2x.webp", "image/webp", 512},
                 {".jpg", "image/jpeg", 256},
                 {"@2x.jpg", "image/jpeg", 512}};
    const struct tile_matrix_set *t = tile_matrix_set_find(STR("NetherlandsRDNewQuad"));
    int64_t x, y;
    tile_at(t, 13, PAND_X, PAND_Y, &x, &y);
    for (size_t i = 0; i < 4; i++) {
        struct picture png = tile("pand", t->id, 13, x, y, cases[i].px == 512 ? "@2x.png" : ".png");
        fixture_getf(&f, "/tiles/pand/%s/13/%lld/%lld%s", t->id, (long long)x, (long long)y, cases[i].end);
        assert_string_equal(f.response.content_type, cases[i].type);
        assert_true(f.response.cacheable);
        const struct buf *b = &f.response.body;
        if (strstr(cases[i].end, "webp")) {
            int w = 0, h = 0;
            uint8_t *rgba = WebPDecodeRGBA((const uint8_t *)b->p, b->n, &w, &h);
            assert_non_null(rgba);
            assert_int_equal(w, cases[i].px);
            assert_int_equal(h, cases[i].px);
            assert_memory_equal(rgba, png.rgba, 4 * (size_t)w * (size_t)h);
            WebPFree(rgba);
        } else {
            assert_true(b->n > 100 && memcmp(b->p, "\xff\xd8\xff", 3) == 0);
        }
        picture_done(&png);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_pand_is_in_its_tile_only), cmocka_unit_test(the_corners_of_the_matrix_are_there),
        cmocka_unit_test(what_isnt_a_tile_is_refused), cmocka_unit_test(style_and_category_change_the_tile),
        cmocka_unit_test(every_format_is_the_same_tile)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
