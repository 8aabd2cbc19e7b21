/* Vector tiles from blocks made by hand, read back by GDAL; what GDAL forgives, by the few lines of protobuf below. */
#include "geo/tile_matrix_set.h"
#include "geoserver/render/mvt.h"

#include <jansson.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { ZOOM = 16, X0 = 155000, Y0 = 463000, GRID = 256 };

struct kit {
    struct arena *a;
    struct crs_context *crs;
    struct projector *projector;
    const struct tile_matrix_set *tms;
    int64_t x, y;     /* the tile that (X0, Y0) is in */
    struct bbox bbox; /* its box */
    double corner[2]; /* RD near its bottom left, whole metres: what shapes count from */
    char dir[64];
    struct buf out;
    struct err err;
};

static int kit_open(void **state)
{
    struct kit *k = calloc(1, sizeof *k);
    double xy[2] = {X0, Y0};
    int64_t x1, y1;
    k->a = arena_new(64 << 20);
    k->crs = crs_context_new();
    k->projector = projector_new();
    k->tms = tile_matrix_set_find(STR("WebMercatorQuad"));
    strcpy(k->dir, "/tmp/gm_mvt_XXXXXX");
    buf_init(&k->out, 64 << 20);
    *state = k;
    if (!k->a || !k->crs || !k->projector || !mkdtemp(k->dir) ||
        !crs_transform(k->crs, CRS_RD, CRS_WEB_MERCATOR, xy, 1, &k->err) ||
        !tile_matrix_set_range(k->tms, ZOOM, (struct bbox){xy[0], xy[1], xy[0], xy[1]}, &k->x, &k->y, &x1, &y1))
        return -1;
    k->bbox = tile_matrix_set_bbox(k->tms, ZOOM, k->x, k->y);
    k->corner[0] = k->bbox.minx;
    k->corner[1] = k->bbox.miny;
    if (!crs_transform(k->crs, CRS_WEB_MERCATOR, CRS_RD, k->corner, 1, &k->err))
        return -1;
    k->corner[0] = floor(k->corner[0]);
    k->corner[1] = floor(k->corner[1]);
    return 0;
}

static int kit_close(void **state)
{
    struct kit *k = *state;
    char command[128];
    snprintf(command, sizeof command, "rm -r %s", k->dir);
    assert_int_equal(system(command), 0);
    buf_done(&k->out);
    projector_free(k->projector);
    crs_context_free(k->crs);
    arena_free(k->a);
    free(k);
    return 0;
}

/* ---- blocks ---- */

enum { MAX_FEATURES = 40, MAX_POINTS = 400 };
struct made {
    struct block b;
    struct block_feature features[MAX_FEATURES];
    int32_t xy[2 * MAX_POINTS];
    uint32_t ring_end[MAX_POINTS];
    size_t n_xy, n_rings;
};

static void made_start(struct made *m, const struct kit *k, enum geom_type type)
{
    memset(m, 0, sizeof *m);
    m->b = (struct block){.type = type,
                          .x0 = k->corner[0],
                          .y0 = k->corner[1],
                          .grid = 1.0 / GRID,
                          .features = m->features,
                          .xy = m->xy,
                          .ring_end = m->ring_end};
}

static void made_feature(struct made *m, int64_t id, uint32_t tuple)
{
    m->features[m->b.n++] =
        (struct block_feature){.id = id, .ring = (uint32_t)m->n_rings, .xy = (uint32_t)m->n_xy, .values = tuple};
}

static void made_point(struct made *m, double x, double y)
{
    struct block_feature *f = &m->features[m->b.n - 1];
    m->xy[2 * m->n_xy] = (int32_t)lround(x * GRID);
    m->xy[2 * m->n_xy++ + 1] = (int32_t)lround(y * GRID);
    f->n_xy++;
}

static void made_ring_ends(struct made *m)
{
    m->ring_end[m->n_rings++] = (uint32_t)m->n_xy;
    m->features[m->b.n - 1].n_rings++;
}

/* Metres from the tile's corner; counter-clockwise, or as a hole. */
static void made_box(struct made *m, double x0, double y0, double x1, double y1, bool hole)
{
    made_point(m, x0, y0);
    made_point(m, hole ? x0 : x1, hole ? y1 : y0);
    made_point(m, x1, y1);
    made_point(m, hole ? x1 : x0, hole ? y0 : y1);
    made_point(m, x0, y0);
    made_ring_ends(m);
}

struct list {
    struct made *blocks;
    size_t n, at, end; /* end: how many are given, round and round; 0: each once */
};

static bool list_next(void *self, const struct block **b, struct err *err)
{
    struct list *l = self;
    *b = l->at < (l->end ? l->end : l->n) ? &l->blocks[l->at % l->n].b : NULL;
    l->at++;
    return true;
}

static const char *const velden[] = {"naam", "aantal", "maat"};
static const struct read_value values[] = {
    {READ_TEXT, 0, {"Zuid & 't Vébé", 16}}, {READ_NUMBER, -7, {"-7", 2}},   {READ_NUMBER, 1.5, {"1.5", 3}},
    {READ_TEXT, 0, {"Noord", 5}},           {READ_NUMBER, 3e9, {"3e9", 3}}, {READ_NULL, 0, {NULL, 0}},
};

static bool write_tile(struct kit *k, struct list *l)
{
    struct mvt_request q = {.name = "proef",
                            .velden = velden,
                            .n_velden = 3,
                            .crs = CRS_WEB_MERCATOR,
                            .bbox = k->bbox,
                            .pixel_m = (k->bbox.maxx - k->bbox.minx) / 256 * 0.61};
    struct mvt_source from = {l, list_next};
    for (size_t i = 0; i < l->n; i++) {
        l->blocks[i].b.values = values;
        l->blocks[i].b.n_tuples = 2;
        l->blocks[i].b.n_velden = 3;
    }
    size_t used = arena_used(k->a);
    bool ok = mvt_write(&q, &from, k->projector, k->crs, k->a, &k->out, &k->err);
    assert_int_equal(arena_used(k->a), used);
    return ok;
}

/* ---- GDAL's reading ---- */

/* The file lies in z/x/y.mvt, so that GDAL knows where it is on earth. For the caller to decref. */
static json_t *by_gdal(struct kit *k)
{
    char path[200], command[600];
    json_error_t fault;
    snprintf(command, sizeof command, "mkdir -p %s/%d/%lld", k->dir, ZOOM, (long long)k->x);
    assert_int_equal(system(command), 0);
    snprintf(path, sizeof path, "%s/%d/%lld/%lld.mvt", k->dir, ZOOM, (long long)k->x, (long long)k->y);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(k->out.p, 1, k->out.n, f), k->out.n);
    fclose(f);
    snprintf(command, sizeof command,
             "ogr2ogr -f GeoJSON -oo CLIP=NO -a_srs EPSG:3857 -lco RFC7946=NO -lco COORDINATE_PRECISION=4 "
             "/vsistdout/ %s proef",
             path);
    f = popen(command, "r");
    assert_non_null(f);
    json_t *j = json_loadf(f, 0, &fault);
    if (pclose(f) != 0 || !j)
        fail_msg("%s: %s", command, fault.text);
    return j;
}

static json_t *feature_of(json_t *j, int64_t id)
{
    json_t *list = json_object_get(j, "features"), *f;
    size_t i;
    json_array_foreach(list, i, f)
    {
        json_t *v = json_object_get(json_object_get(f, "properties"), "mvt_id");
        if (json_integer_value(v) == id)
            return f;
    }
    return NULL;
}

static const char *kind_of(json_t *f)
{
    return json_string_value(json_object_get(json_object_get(f, "geometry"), "type"));
}

static json_t *coordinates(json_t *f)
{
    return json_object_get(json_object_get(f, "geometry"), "coordinates");
}

/* GDAL gives all polygons of a layer as multipolygons. */
static json_t *rings_of(json_t *f, size_t part)
{
    assert_string_equal(kind_of(f), "MultiPolygon");
    return json_array_get(coordinates(f), part);
}

/* Whether some point of the (nested) coordinates lies within a unit and a half of where this place is. */
static bool has_place(struct kit *k, json_t *c, double x, double y)
{
    double xy[2] = {k->corner[0] + x, k->corner[1] + y}, unit = (k->bbox.maxx - k->bbox.minx) / MVT_EXTENT;
    assert_true(crs_transform(k->crs, CRS_RD, CRS_WEB_MERCATOR, xy, 1, &k->err));
    if (json_is_array(c) && json_is_number(json_array_get(c, 0)))
        return fabs(json_number_value(json_array_get(c, 0)) - xy[0]) < 1.5 * unit &&
               fabs(json_number_value(json_array_get(c, 1)) - xy[1]) < 1.5 * unit;
    bool found = false;
    size_t i;
    json_t *v;
    json_array_foreach(c, i, v) found = found || has_place(k, v, x, y);
    return found;
}

/* ---- protobuf, as far as the tests need it ---- */

static uint64_t take_varint(struct str *s)
{
    uint64_t v = 0;
    for (int shift = 0; s->n && shift < 64; shift += 7) {
        uint8_t byte = (uint8_t)*s->p;
        *s = str_sub(*s, 1, SIZE_MAX);
        v |= (uint64_t)(byte & 127) << shift;
        if (byte < 128)
            return v;
    }
    fail_msg("no varint");
    return 0;
}

/* The nth field of this number: its bytes, or in *number its value. */
static bool take_field(struct str s, int wanted, size_t nth, struct str *bytes, uint64_t *number)
{
    while (s.n) {
        uint64_t k = take_varint(&s), v = 0;
        struct str b = {0};
        if ((k & 7) == 0) {
            v = take_varint(&s);
        } else {
            assert_true((k & 7) == 2 || (k & 7) == 1);
            size_t n = (k & 7) == 1 ? 8 : take_varint(&s);
            assert_true(n <= s.n);
            b = str_sub(s, 0, n);
            s = str_sub(s, n, SIZE_MAX);
        }
        if ((int)(k >> 3) == wanted && nth-- == 0) {
            if (bytes)
                *bytes = b;
            if (number)
                *number = v;
            return true;
        }
    }
    return false;
}

static struct str the_layer(struct kit *k)
{
    struct str layer;
    assert_true(take_field(buf_view(&k->out), 3, 0, &layer, NULL));
    assert_false(take_field(buf_view(&k->out), 3, 1, NULL, NULL));
    return layer;
}

/* Signs of the rings' areas by the surveyor's formula, "+-+"; and that commands are in the order of §4.3.4.4. */
static void ring_signs(struct str geometry, char *signs)
{
    int64_t x = 0, y = 0;
    while (geometry.n) {
        int64_t first[2], area = 0, last[2];
        assert_int_equal(take_varint(&geometry), 1 << 3 | 1); /* MoveTo of one */
        for (int i = 0; i < 2; i++) {
            uint64_t v = take_varint(&geometry);
            *(i ? &y : &x) += (int64_t)(v >> 1) ^ -(int64_t)(v & 1);
        }
        first[0] = last[0] = x;
        first[1] = last[1] = y;
        uint64_t c = take_varint(&geometry), n = c >> 3;
        assert_int_equal(c & 7, 2);
        assert_true(n >= 2);
        for (; n > 0; n--) {
            for (int i = 0; i < 2; i++) {
                uint64_t v = take_varint(&geometry);
                *(i ? &y : &x) += (int64_t)(v >> 1) ^ -(int64_t)(v & 1);
            }
            assert_true(x != last[0] || y != last[1]);
            area += last[0] * y - x * last[1];
            last[0] = x;
            last[1] = y;
            assert_true(x >= -64 && y >= -64 && x <= 4096 + 64 && y <= 4096 + 64);
        }
        area += x * first[1] - first[0] * y;
        assert_int_equal(take_varint(&geometry), 1 << 3 | 7); /* ClosePath */
        *signs++ = area > 0 ? '+' : area < 0 ? '-' : '0';
    }
    *signs = 0;
}

/* ---- the tests ---- */

static void polygons_come_back_with_their_holes_and_values(void **state)
{
    struct kit *k = *state;
    struct made *m = malloc(sizeof *m);
    made_start(m, k, GEOM_POLYGON);
    made_feature(m, 11, 0); /* a box with two holes */
    made_box(m, 100, 100, 200, 180, false);
    made_box(m, 110, 110, 140, 140, true);
    made_box(m, 150, 110, 190, 140, true);
    made_feature(m, 12, 1); /* two parts, the second with a hole */
    made_box(m, 220, 100, 240, 120, false);
    made_box(m, 250, 100, 300, 150, false);
    made_box(m, 260, 110, 280, 130, true);
    made_feature(m, 13, 0); /* far away */
    made_box(m, 3000, 3000, 3100, 3100, false);
    made_feature(m, 14, 0); /* smaller than a unit, of 15 cm */
    made_box(m, 50, 50, 50.004, 50.004, false);
    made_feature(m, 15, 1); /* a hole that is, in a box that isn't */
    made_box(m, 60, 60, 70, 70, false);
    made_box(m, 65, 65, 65.004, 65.004, true);
    struct list l = {m, 1, 0, 0};
    assert_true(write_tile(k, &l));
    json_t *j = by_gdal(k), *f;
    assert_int_equal(json_array_size(json_object_get(j, "features")), 3);
    assert_non_null(f = feature_of(j, 11));
    assert_int_equal(json_array_size(coordinates(f)), 1);
    assert_int_equal(json_array_size(rings_of(f, 0)), 3);
    json_t *outer = json_array_get(rings_of(f, 0), 0), *properties = json_object_get(f, "properties");
    assert_true(has_place(k, outer, 100, 100) && has_place(k, outer, 200, 180));
    assert_true(has_place(k, json_array_get(rings_of(f, 0), 1), 140, 140));
    assert_false(has_place(k, outer, 140, 140));
    assert_string_equal(json_string_value(json_object_get(properties, "naam")), "Zuid & 't Vébé");
    assert_int_equal(json_integer_value(json_object_get(properties, "aantal")), -7);
    assert_true(json_number_value(json_object_get(properties, "maat")) == 1.5);
    assert_non_null(f = feature_of(j, 12));
    assert_int_equal(json_array_size(coordinates(f)), 2);
    assert_int_equal(json_array_size(rings_of(f, 0)), 1);
    assert_int_equal(json_array_size(rings_of(f, 1)), 2);
    properties = json_object_get(f, "properties");
    assert_string_equal(json_string_value(json_object_get(properties, "naam")), "Noord");
    assert_true(json_number_value(json_object_get(properties, "aantal")) == 3e9);
    assert_true(!json_object_get(properties, "maat") || json_is_null(json_object_get(properties, "maat")));
    assert_non_null(f = feature_of(j, 15));
    assert_int_equal(json_array_size(rings_of(f, 0)), 1);
    json_decref(j);
    struct str layer = the_layer(k), feature, geometry = {0};
    char signs[20];
    uint64_t v;
    assert_true(take_field(layer, 15, 0, NULL, &v) && v == 2);
    assert_true(take_field(layer, 5, 0, NULL, &v) && v == 4096);
    static const char *const want[] = {"+--", "++-", "+"};
    for (size_t i = 0; i < 3; i++) {
        assert_true(take_field(layer, 2, i, &feature, NULL) && take_field(feature, 4, 0, &geometry, NULL));
        ring_signs(geometry, signs);
        assert_string_equal(signs, want[i]);
    }
    assert_true(take_field(layer, 4, 4, NULL, NULL)); /* five values, each once */
    assert_false(take_field(layer, 4, 5, NULL, NULL));
    free(m);
}

static void what_crosses_the_edge_is_cut_outside_it(void **state)
{
    struct kit *k = *state;
    struct made *m = malloc(sizeof *m);
    made_start(m, k, GEOM_POLYGON);
    made_feature(m, 1, 0); /* covers the tile and far more, with a hole in the tile and one outside it */
    made_box(m, -2000, -2000, 3000, 3000, false);
    made_box(m, 100, 100, 200, 200, true);
    made_box(m, -1000, -1000, -500, -500, true);
    made_feature(m, 2, 0); /* sticks out on the left */
    made_box(m, -50, 50, 60, 90, false);
    struct list l = {m, 1, 0, 0};
    char signs[20];
    struct str feature, geometry = {0};
    assert_true(write_tile(k, &l));
    assert_true(take_field(the_layer(k), 2, 0, &feature, NULL) && take_field(feature, 4, 0, &geometry, NULL));
    ring_signs(geometry, signs);
    assert_string_equal(signs, "+-");
    assert_true(take_field(the_layer(k), 2, 1, &feature, NULL) && take_field(feature, 4, 0, &geometry, NULL));
    ring_signs(geometry, signs);
    assert_string_equal(signs, "+");
    json_t *j = by_gdal(k), *f = feature_of(j, 2), *ring = json_array_get(rings_of(f, 0), 0), *p;
    double least = INFINITY, unit = (k->bbox.maxx - k->bbox.minx) / MVT_EXTENT;
    size_t i;
    json_array_foreach(ring, i, p) least = fmin(least, json_number_value(json_array_get(p, 0)));
    assert_true(fabs(least - (k->bbox.minx - MVT_BUFFER * unit)) < 0.01);
    assert_true(has_place(k, ring, 60, 90));
    json_decref(j);
    free(m);
}

static void lines_and_points_come_back(void **state)
{
    struct kit *k = *state;
    struct made *m = malloc(2 * sizeof *m);
    made_start(m, k, GEOM_LINE);
    made_feature(m, 1, 0);
    made_point(m, 10, 10);
    made_point(m, 100, 50);
    made_point(m, 100, 50);
    made_point(m, 200, 10);
    made_ring_ends(m);
    made_feature(m, 2, 1); /* leaves the tile and comes back: two lines; and a third of no length */
    made_point(m, 20, 100);
    made_point(m, -300, 120);
    made_point(m, 20, 140);
    made_ring_ends(m);
    made_point(m, 30, 30);
    made_point(m, 30, 30);
    made_ring_ends(m);
    made_start(m + 1, k, GEOM_POINT);
    made_feature(m + 1, 3, 0);
    made_point(m + 1, 70, 80);
    made_feature(m + 1, 4, 0);
    made_point(m + 1, 90, 80);
    made_point(m + 1, 95, 85);
    made_point(m + 1, 5000, 85); /* not here */
    made_feature(m + 1, 5, 0);
    made_point(m + 1, 5000, 80);
    struct list l = {m, 2, 0, 0};
    assert_true(write_tile(k, &l));
    json_t *j = by_gdal(k), *f;
    assert_int_equal(json_array_size(json_object_get(j, "features")), 4);
    f = feature_of(j, 1);
    assert_string_equal(kind_of(f), "LineString");
    assert_int_equal(json_array_size(coordinates(f)), 3);
    assert_true(has_place(k, coordinates(f), 100, 50));
    f = feature_of(j, 2);
    assert_string_equal(kind_of(f), "MultiLineString");
    assert_int_equal(json_array_size(coordinates(f)), 2);
    assert_true(has_place(k, coordinates(f), 20, 140));
    f = feature_of(j, 3);
    assert_string_equal(kind_of(f), "Point");
    assert_true(has_place(k, coordinates(f), 70, 80));
    f = feature_of(j, 4);
    assert_string_equal(kind_of(f), "MultiPoint");
    assert_int_equal(json_array_size(coordinates(f)), 2);
    assert_true(has_place(k, coordinates(f), 95, 85));
    json_decref(j);
    free(m);
}

static void a_tile_without_features_is_empty(void **state)
{
    struct kit *k = *state;
    struct made *m = malloc(sizeof *m);
    made_start(m, k, GEOM_POINT);
    made_feature(m, 1, 0);
    made_point(m, -9000, 0);
    struct list l = {m, 1, 0, 0};
    assert_true(write_tile(k, &l));
    assert_int_equal(k->out.n, 0);
    free(m);
}

static void a_layer_too_large_is_refused(void **state)
{
    struct kit *k = *state;
    struct made *m = malloc(sizeof *m);
    made_start(m, k, GEOM_POLYGON);
    for (int i = 0; i < MAX_FEATURES; i++) {
        made_feature(m, i, 0);
        made_box(m, 10 + 5 * i, 10, 14 + 5 * i, 300, false);
    }
    struct list l = {m, 1, 0, 100000}; /* far more than fits */
    buf_c(&k->out, "was er al");
    assert_false(write_tile(k, &l));
    assert_int_equal(k->err.code, ERR_LIMIT);
    assert_non_null(strstr(k->err.message, "proef"));
    assert_true(str_eq(buf_view(&k->out), STR("was er al")));
    free(m);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, kit_open, kit_close)
    const struct CMUnitTest tests[] = {
        T(polygons_come_back_with_their_holes_and_values),
        T(what_crosses_the_edge_is_cut_outside_it),
        T(lines_and_points_come_back),
        T(a_tile_without_features_is_empty),
        T(a_layer_too_large_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
