#include "geo/crs.h"
#include "geo/geom.h"
#include "geo/tile_matrix_set.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* A square of 10 with a hole of 2, and apart from it a triangle. */
static double xy[] = {0, 0, 10, 0, 10, 10, 0, 10, 0, 0, 4, 4, 4, 6, 6, 6, 6, 4, 4, 4, 20, 0, 30, 0, 20, 10, 20, 0};
static uint32_t rings[] = {5, 10, 14}, parts[] = {2, 3};
static struct geom shape = {GEOM_POLYGON, true, xy, 14, rings, 3, parts, 2};

static void area_and_inside_leave_out_holes(void **state)
{
    assert_true(geom_area(&shape) == 100 - 4 + 50);
    assert_true(geom_contains(&shape, 1, 1));
    assert_false(geom_contains(&shape, 5, 5));
    assert_true(geom_contains(&shape, 21, 1));
    assert_false(geom_contains(&shape, 15, 1));
    assert_true(geom_distance(&shape, 15, 5) == 5);
    assert_true(geom_distance(&shape, 5, 5) == 1);
    double x, y;
    assert_true(geom_label_point(&shape, 0.01, &x, &y));
    assert_true(geom_contains(&shape, x, y));
}

/* Turned rectangles, L's and needles: no place of a grid over them lies further inside, but for the precision. */
static void labels_stand_as_far_inside_as_there_is(void **state)
{
    for (int k = 0; k < 60; k++) {
        double turn = k * 0.37, w = 4 + k % 7 * 3, h = k % 5 == 4 ? 0.3 : 3 + k % 3 * 4, notch = k % 2 ? 0.5 : 1;
        const double corners[][2] = {{0, 0},         {w, 0}, {w, h * notch}, {w * notch, h * notch},
                                     {w * notch, h}, {0, h}, {0, 0}};
        double at[14], x, y, inside = 0, precision = 0.2;
        uint32_t end = 7, part = 1;
        struct geom g = {GEOM_POLYGON, false, at, 7, &end, 1, &part, 1};
        for (int i = 0; i < 7; i++) {
            at[2 * i] = 100000 + cos(turn) * corners[i][0] - sin(turn) * corners[i][1];
            at[2 * i + 1] = 400000 + sin(turn) * corners[i][0] + cos(turn) * corners[i][1];
        }
        struct geom border = g;
        border.type = GEOM_LINE;
        for (double u = 0.05; u < 1; u += 0.05)
            for (double v = 0.05; v < 1; v += 0.05) {
                double gx = at[0] + cos(turn) * u * w - sin(turn) * v * h,
                       gy = at[1] + sin(turn) * u * w + cos(turn) * v * h;
                if (geom_contains(&g, gx, gy))
                    inside = fmax(inside, geom_distance(&border, gx, gy));
            }
        assert_true(geom_label_point(&g, precision, &x, &y));
        assert_true(geom_contains(&g, x, y));
        assert_true(inside > 0.1 && geom_distance(&border, x, y) >= inside - precision);
    }
}

static void blobs_read_back_the_same(void **state)
{
    struct arena *a = arena_new(1 << 20);
    struct err err = {0};
    struct buf b;
    for (int wkb = 0; wkb < 2; wkb++) {
        struct geom back;
        buf_init(&b, 1 << 20);
        if (wkb)
            geom_to_wkb(&shape, &b);
        else
            geom_to_spatialite(&shape, 28992, &b);
        assert_true(wkb ? geom_from_wkb(b.p, b.n, a, &back, &err) : geom_from_spatialite(b.p, b.n, a, &back, &err));
        assert_int_equal(back.n_xy, shape.n_xy);
        assert_int_equal(back.n_parts, 2);
        assert_memory_equal(back.xy, shape.xy, sizeof xy);
        assert_memory_equal(back.ring_end, rings, sizeof rings);
        /* Any cut and any single changed byte is read or refused, never a crash (ASan watches). */
        for (size_t n = 0; n < b.n; n++) {
            struct err e = {0};
            struct arena_mark mark = arena_mark(a);
            char keep = b.p[n];
            if (wkb)
                assert_false(geom_from_wkb(b.p, n, a, &back, &e));
            else
                assert_false(geom_from_spatialite(b.p, n, a, &back, &e));
            for (int bit = 0; bit < 8; bit++) {
                struct err e2 = {0};
                b.p[n] = (char)(keep ^ (1 << bit));
                bool ok = wkb ? geom_from_wkb(b.p, b.n, a, &back, &e2) : geom_from_spatialite(b.p, b.n, a, &back, &e2);
                assert_true(ok || e2.code != ERR_NONE);
            }
            b.p[n] = keep;
            arena_rewind(a, mark);
        }
        buf_done(&b);
    }
    arena_free(a);
}

static void geojson_has_the_right_nesting(void **state)
{
    struct buf b;
    double p[] = {1.23456, 2};
    struct geom point = {GEOM_POINT, false, p, 1, NULL, 0, NULL, 0};
    buf_init(&b, 1000);
    geom_to_geojson(&point, 3, &b);
    assert_string_equal(buf_cstr(&b), "{\"type\":\"Point\",\"coordinates\":[1.235,2]}");
    buf_clear(&b);
    geom_to_geojson(&shape, 0, &b);
    assert_non_null(strstr(buf_cstr(&b), "{\"type\":\"MultiPolygon\",\"coordinates\":[[[[0,0],[10,0]"));
    buf_done(&b);
}

/* Witness: printf … | cs2cs -f '%.9f' EPSG:28992 EPSG:4258 (and EPSG:3857), PROJ 9.1.1 without the correction grid. */
static void coordinates_agree_with_cs2cs(void **state)
{
    struct crs_context *c = crs_context_new();
    struct err err = {0};
    if (crs_has_rd_grid(c)) {
        crs_context_free(c);
        skip(); /* the figures below are those without the grid */
    }
    double rd[] = {155000, 463000, 235000, 580000, 120000.5, 487000.25}, ll[6], back[6];
    static const double expected[] = {5.387203505, 52.155172294, 6.584401460, 53.200661985, 4.873295290, 52.369765656};
    memcpy(ll, rd, sizeof rd);
    assert_true(crs_transform(c, CRS_RD, CRS_ETRS89, ll, 3, &err));
    for (int i = 0; i < 6; i++)
        assert_true(fabs(ll[i] - expected[i]) < 2e-9);
    memcpy(back, ll, sizeof ll);
    assert_true(crs_transform(c, CRS_ETRS89, CRS_RD, back, 3, &err));
    for (int i = 0; i < 6; i++)
        assert_true(fabs(back[i] - rd[i]) < 0.001);
    static const double mercator[] = {599700.7514, 6828231.3727, 732972.2204, 7020201.5529, 542492.7511, 6867261.9626};
    memcpy(back, rd, sizeof rd);
    assert_true(crs_transform(c, CRS_RD, CRS_WEB_MERCATOR, back, 3, &err));
    for (int i = 0; i < 6; i++)
        assert_true(fabs(back[i] - mercator[i]) < 0.005); /* by ETRS89, 3 mm from PROJ by WGS 84 */
    assert_true(crs_transform(c, CRS_WEB_MERCATOR, CRS_RD, back, 3, &err));
    for (int i = 0; i < 6; i++)
        assert_true(fabs(back[i] - rd[i]) < 0.001);
    crs_context_free(c);
}

static void accuracy_is_that_of_the_transformation_in_use(void **state)
{
    assert_true(crs_grid_folder(NULL));
    assert_true(crs_grid_folder("/bestaat/niet"));
    struct crs_context *c = crs_context_new();
    struct err err = {0};
    double accuracy_m = crs_rd_accuracy_m(c);
    assert_true(crs_has_rd_grid(c) ? accuracy_m <= 0.01 : fabs(accuracy_m - 0.25) < 1e-9);
    /* Paris lies off every grid and far from RD's area: an answer, and the same place back. The other side of the earth
     * has none, and doesn't spoil its neighbours. */
    double at[] = {2.35, 48.85, -174.6, -52.2, 5.4, 52.2}, back[6];
    assert_true(crs_transform(c, CRS_ETRS89, CRS_RD, at, 3, &err));
    assert_true(isfinite(at[0]) && isfinite(at[1]) && fabs(at[4] - 155858) < 1000 && fabs(at[5] - 467984) < 1000);
    assert_true(isfinite(at[2]) == isfinite(at[3]));
    memcpy(back, at, sizeof back);
    assert_true(crs_transform(c, CRS_RD, CRS_ETRS89, back, 3, &err));
    assert_true(fabs(back[0] - 2.35) < 1e-4 && fabs(back[1] - 48.85) < 1e-4);
    assert_true(fabs(back[4] - 5.4) < 1e-8 && fabs(back[5] - 52.2) < 1e-8);
    crs_context_free(c);
}

static void a_box_around_an_image_holds_its_corners(void **state)
{
    struct crs_context *c = crs_context_new();
    struct err err = {0};
    struct bbox b = {100000, 400000, 250000, 600000}, out;
    assert_true(crs_transform_bbox(c, CRS_RD, CRS_84, b, &out, &err));
    double corner[] = {100000, 400000, 250000, 600000};
    assert_true(crs_transform(c, CRS_RD, CRS_84, corner, 2, &err));
    assert_true(bbox_contains(out, corner[0], corner[1]) && bbox_contains(out, corner[2], corner[3]));
    crs_context_free(c);
}

static void names_of_crs_are_found_in_every_spelling(void **state)
{
    assert_int_equal(crs_find(STR("epsg:28992"))->id, CRS_RD);
    assert_int_equal(crs_find(STR("urn:ogc:def:crs:EPSG::4258"))->id, CRS_ETRS89);
    assert_int_equal(crs_find(STR("http://www.opengis.net/def/crs/OGC/1.3/CRS84"))->id, CRS_84);
    assert_null(crs_find(STR("EPSG:31370")));
    assert_true(crs_find(STR("EPSG:4326"))->swap_axes);
    assert_false(crs_find(STR("CRS:84"))->swap_axes);
}

static void tiles_have_the_published_numbers(void **state)
{
    const struct tile_matrix_set *rd = tile_matrix_set_find(STR("NetherlandsRDNewQuad"));
    struct bbox all = tile_matrix_set_bbox(rd, 0, 0, 0);
    assert_true(fabs(all.maxx - 595401.92) < 1e-6 && fabs(all.miny - 22598.08) < 1e-6);
    assert_true(fabs(tile_matrix_set_cell_size(rd, 16) - 0.0525) < 1e-9);
    const struct tile_matrix_set *web = tile_matrix_set_find(STR("WebMercatorQuad"));
    struct bbox world = tile_matrix_set_bbox(web, 0, 0, 0);
    assert_true(fabs(world.minx + world.maxx) < 1e-3 && fabs(world.maxy - 20037508.3427892) < 1e-6);
    assert_true(tile_matrix_set_has(rd, 16, 65535, 65535));
    assert_false(tile_matrix_set_has(rd, 16, 65536, 0));
    assert_false(tile_matrix_set_has(rd, 17, 0, 0));
    assert_false(tile_matrix_set_has(rd, 3, -1, 0));
    assert_null(tile_matrix_set_find(STR("webmercatorquad")));
    int64_t x0, y0, x1, y1;
    assert_true(tile_matrix_set_range(rd, 1, all, &x0, &y0, &x1, &y1));
    assert_true(x0 == 0 && y0 == 0 && x1 == 1 && y1 == 1);
}

static void points_find_the_lowest_polygon_that_covers_them(void **state)
{
    struct geos *c = geos_new();
    double a[] = {0, 0, 10, 0, 10, 10, 0, 10, 0, 0}, b[] = {10, 0, 20, 0, 20, 10, 10, 10, 10, 0};
    uint32_t ring = 5, part = 1;
    struct geom two[] = {{GEOM_POLYGON, false, a, 5, &ring, 1, &part, 1},
                         {GEOM_POLYGON, false, b, 5, &ring, 1, &part, 1}};
    struct geos_index *ix = geos_index_new(c, two, 2);
    assert_non_null(ix);
    assert_int_equal(geos_index_find(ix, 5, 5), 0);
    assert_int_equal(geos_index_find(ix, 15, 5), 1);
    assert_int_equal(geos_index_find(ix, 10, 5), 0); /* on the shared border */
    assert_true(geos_index_find(ix, 25, 5) == SIZE_MAX);
    geos_index_free(ix);
    geos_free(c);
}

static void invalid_polygons_are_named_and_mended(void **state)
{
    struct geos *c = geos_new();
    struct arena *arena = arena_new(1 << 20);
    struct err err = {0};
    double bow[] = {0, 0, 10, 10, 10, 0, 0, 10, 0, 0};
    uint32_t ring = 5, part = 1;
    struct geom g = {GEOM_POLYGON, false, bow, 5, &ring, 1, &part, 1}, mended;
    char reason[200];
    assert_false(geos_is_valid(c, &g, reason, sizeof reason));
    assert_non_null(strstr(reason, "Self-intersection"));
    assert_true(geos_make_valid(c, &g, arena, &mended, &err));
    assert_true(fabs(geom_area(&mended) - 50) < 1e-9);
    assert_true(geos_is_valid(c, &mended, NULL, 0));
    const struct geom *both[] = {&mended, &g};
    (void)both;
    struct geom joined;
    const struct geom *one[] = {&mended};
    assert_true(geos_union(c, one, 1, arena, &joined, &err));
    assert_true(fabs(geom_area(&joined) - 50) < 1e-9);
    arena_free(arena);
    geos_free(c);
}

/* On a coarse grid of millimetres, so that points, edges and corners coincide all the time: what is called surely valid
 * is valid to GEOS. (The other way round it leaves to GEOS what has a point twice, or a spike that GEOS's doubles don't
 * see.)
 */
static void the_quick_answer_agrees_with_geos(void **state)
{
    struct geos *c = geos_new();
    uint32_t seed = 1952, part = 1, sure = 0, valid = 0;
    assert_non_null(c);
    for (int k = 0; k < 60000; k++) {
        double p[2 * 13];
        seed = seed * 1664525u + 1013904223u;
        uint32_t n = 3 + (seed >> 16) % 10, ring = n + 1;
        for (uint32_t i = 0; i < n; i++)
            for (int axis = 0; axis < 2; axis++) {
                seed = seed * 1664525u + 1013904223u;
                p[2 * i + (uint32_t)axis] = (axis ? 450000 : 205000) + (double)((seed >> 20) % 6) / 1000;
            }
        memcpy(p + 2 * n, p, 2 * sizeof *p);
        struct geom g = {GEOM_POLYGON, false, p, n + 1, &ring, 1, &part, 1};
        bool quick = geom_surely_valid(&g), slow = geos_is_valid(c, &g, NULL, 0);
        if (quick && !slow)
            fail_msg("polygon %d is said to be valid", k);
        sure += quick;
        valid += slow;
    }
    assert_true(sure > 5000 && sure > valid / 2 && valid < 50000);
    assert_false(geom_surely_valid(&shape)); /* several rings */
    double fine[] = {0, 0, 10.00005, 0, 10, 10, 0, 0};
    uint32_t end = 4;
    struct geom g = {GEOM_POLYGON, false, fine, 4, &end, 1, &part, 1};
    assert_false(geom_surely_valid(&g)); /* finer than a millimetre */
    geos_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(area_and_inside_leave_out_holes),
        cmocka_unit_test(labels_stand_as_far_inside_as_there_is),
        cmocka_unit_test(blobs_read_back_the_same),
        cmocka_unit_test(geojson_has_the_right_nesting),
        cmocka_unit_test(coordinates_agree_with_cs2cs),
        cmocka_unit_test(accuracy_is_that_of_the_transformation_in_use),
        cmocka_unit_test(a_box_around_an_image_holds_its_corners),
        cmocka_unit_test(names_of_crs_are_found_in_every_spelling),
        cmocka_unit_test(tiles_have_the_published_numbers),
        cmocka_unit_test(points_find_the_lowest_polygon_that_covers_them),
        cmocka_unit_test(invalid_polygons_are_named_and_mended),
        cmocka_unit_test(the_quick_answer_agrees_with_geos),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
