/* Densities and clusters of meldingen on their 10 m grid: what is counted adds up, overlapping boxes agree, and nothing
 * is counted that no layer may show. Expected values come from a plain loop over the same points. */
#include "warehouse/cluster.h"
#include "warehouse/density.h"
#include "warehouse/load.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { POINTS = 3000, SIDE_M = 4000, X0 = 255000, Y0 = 565000 };

static char dir[64];
static struct warehouse *w;
static struct arena *a;
static struct err err;
static struct point {
    double x, y;
    int category;
    char dag[11];
} points[POINTS];
static size_t n_points;
static uint32_t seed = 7;

static const char *const categories[] = {"afval", "groen", "wegen"};
static const struct bbox everywhere = {-1e9, -1e9, 1e9, 1e9};

#define OK(call)                                                                                                       \
    do {                                                                                                               \
        if (!(call))                                                                                                   \
            fail_msg("%s: %s", err.locator, err.message);                                                              \
    } while (0)

static uint32_t next_random(uint32_t below)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % below;
}

static void add(struct load *l, int number, bool object)
{
    char id[20];
    struct point p = {.category = (int)next_random(3)};
    /* more in the middle than at the sides */
    p.x = X0 + (next_random(SIDE_M) + next_random(SIDE_M) + next_random(SIDE_M)) / 3;
    p.y = Y0 + (next_random(SIDE_M) + next_random(SIDE_M)) / 2;
    snprintf(p.dag, sizeof p.dag, "2026-%02u-%02u", 1 + next_random(9), 1 + next_random(28));
    snprintf(id, sizeof id, "%c%d", object ? 'o' : 'p', number);
    struct melding m = {.bron = STR("t"),
                        .bron_id = str_from(id),
                        .hoofdcategorie = str_from(categories[p.category]),
                        .subcategorie = STR("x"),
                        .status = STR("open"),
                        .dag = str_from(p.dag),
                        .object = object,
                        .locatie_soort = STR("punt"),
                        .match = STR("punt"),
                        .has_point = true,
                        .x = p.x,
                        .y = p.y};
    OK(load_melding(l, &m, &err));
    p.x = floor(p.x / 10) * 10 + 5;
    p.y = floor(p.y / 10) * 10 + 5;
    if (object)
        points[n_points++] = p;
}

static void import(int from, int to)
{
    struct load *l;
    struct load_summary sum = {.dataset = "mor", .bestanden = "t", .rapport_json = STR("{}")};
    int64_t generation;
    OK(load_begin(w, &l, &err));
    for (int i = from; i < to; i++) {
        add(l, i, true);
        if (i % 2)
            add(l, i, false); /* of no class that may be shown */
    }
    OK(load_melding_finish(l, &err));
    OK(load_commit(l, &sum, &generation, &err));
}

static int setup(void **state)
{
    int64_t generation;
    strcpy(dir, "/tmp/gm_density_XXXXXX");
    assert_non_null(mkdtemp(dir));
    a = arena_new(128 << 20);
    OK(warehouse_open(dir, WAREHOUSE_WRITE, &w, &err));
    import(0, POINTS - 1);
    OK(warehouse_read_begin(w, &generation, &err));
    return 0;
}

static int teardown(void **state)
{
    char cmd[100];
    warehouse_read_end(w);
    warehouse_close(w);
    arena_free(a);
    snprintf(cmd, sizeof cmd, "rm -rf %s", dir);
    return system(cmd);
}

static const struct dataset open_data = {.klasse = KLASSE_OPENBAAR};
static const char *const cell_fields[] = {"aantal", "klasse", "per_ha"};

static struct layer layer_of(enum dichtheid_vorm vorm)
{
    return (struct layer){.id = "d",
                          .dataset = &open_data,
                          .tabel = "melding",
                          .type = GEOM_POLYGON,
                          .soort = LAAG_DICHTHEID,
                          .vorm = vorm,
                          .categorie_veld = "hoofdcategorie",
                          .dag_veld = "dag"};
}

static struct read_feature *read_all(const struct read_query *q, size_t *n)
{
    struct read_cursor *cur;
    struct read_feature *list = malloc(50000 * sizeof *list), f;
    bool got = true;
    *n = 0;
    OK(read_open(w, q, a, &cur, &err));
    for (;;) {
        OK(read_next(cur, &f, &got, &err));
        if (!got)
            break;
        assert_true(*n < 50000);
        list[(*n)++] = f;
    }
    read_close(cur);
    return list;
}

static bool next(struct read_cursor *cur, struct read_feature *f)
{
    bool got = true;
    OK(read_next(cur, f, &got, &err));
    return got;
}

static double sum_of(const struct layer *l, double pixel_m, const char *categorie, const char *periode)
{
    struct read_query q = {l, everywhere, cell_fields, 3, categorie, periode, 0, pixel_m};
    size_t n;
    double sum = 0;
    struct read_feature *f = read_all(&q, &n);
    for (size_t i = 0; i < n; i++)
        sum += f[i].values[0].number;
    free(f);
    return sum;
}

static size_t points_of(int category, const char *from, const char *to)
{
    size_t n = 0;
    for (size_t i = 0; i < n_points; i++)
        n += (category < 0 || points[i].category == category) && strcmp(points[i].dag, from) >= 0 &&
             strcmp(points[i].dag, to) <= 0;
    return n;
}

static void counts_add_up(void **state)
{
    static const double scales[] = {0.5, 3.36, 13.44, 200};
    for (int vorm = 0; vorm < 2; vorm++)
        for (size_t i = 0; i < 4; i++) {
            struct layer l = layer_of((enum dichtheid_vorm)vorm);
            assert_true(sum_of(&l, scales[i], NULL, NULL) == (double)n_points);
            assert_true(sum_of(&l, scales[i], "groen", NULL) == (double)points_of(1, "0", "9"));
            assert_true(sum_of(&l, scales[i], "totaal", "2026K2") == (double)points_of(-1, "2026-04-01", "2026-06-31"));
            assert_true(sum_of(&l, scales[i], "afval", "2026-03/2026-05") ==
                        (double)points_of(0, "2026-03-01", "2026-05-31"));
            assert_true(sum_of(&l, scales[i], NULL, "2025") == 0);
        }
}

static void cells_hold_what_lies_in_them(void **state)
{
    for (int vorm = 0; vorm < 2; vorm++)
        for (double pixel_m = 1; pixel_m < 30; pixel_m *= 5) {
            struct layer l = layer_of((enum dichtheid_vorm)vorm);
            struct read_query q = {&l, everywhere, cell_fields, 3, NULL, NULL, 0, pixel_m};
            double side = density_cell_m(&l, pixel_m);
            size_t n;
            struct read_feature *f = read_all(&q, &n);
            struct klassen k;
            OK(density_klassen(w, &q, a, &k, &err));
            assert_in_range((int)(side / pixel_m), 20, 46);
            for (size_t i = 0; i < n; i++) {
                size_t inside = 0;
                for (size_t p = 0; p < n_points; p++)
                    inside += geom_contains(&f[i].geom, points[p].x, points[p].y);
                assert_int_equal(inside, f[i].values[0].number);
                assert_int_equal(klassen_of(&k, (double)inside), f[i].values[1].number);
                assert_true(fabs(geom_area(&f[i].geom) - side * side) < 1e-3);
                assert_true(fabs(f[i].values[2].number - (double)inside / side / side * 1e4) < 1e-9);
            }
            free(f);
        }
}

static const struct read_feature *same_id(const struct read_feature *list, size_t n, int64_t id)
{
    for (size_t i = 0; i < n; i++)
        if (list[i].id == id)
            return &list[i];
    return NULL;
}

static void neighbouring_boxes_agree(void **state)
{
    const struct bbox left = {X0 + 500, Y0 + 500, X0 + 2200, Y0 + 2800},
                      right = {X0 + 2000, Y0 + 700, X0 + 3600, Y0 + 3000},
                      both = {X0 + 2000, Y0 + 700, X0 + 2200, Y0 + 2800};
    for (int vorm = 0; vorm < 2; vorm++) {
        struct layer l = layer_of((enum dichtheid_vorm)vorm);
        struct read_query q = {&l, left, cell_fields, 3, NULL, NULL, 0, 3.36};
        size_t n, m, shared = 0;
        struct read_feature *p = read_all(&q, &n), *r;
        q.bbox = right;
        r = read_all(&q, &m);
        for (size_t i = 0; i < n; i++) {
            const struct read_feature *same = same_id(r, m, p[i].id);
            if (!bbox_intersects(geom_bbox(&p[i].geom), both))
                continue;
            assert_non_null(same);
            assert_memory_equal(same->geom.xy, p[i].geom.xy, p[i].geom.n_xy * 16);
            for (int v = 0; v < 3; v++)
                assert_true(same->values[v].number == p[i].values[v].number);
            shared++;
        }
        assert_true(shared > 20);
        free(p);
        free(r);
    }
}

/* ---- smooth ---- */

static double kernel_per_ha(double x, double y, double reach)
{
    double sum = 0;
    for (size_t i = 0; i < n_points; i++) {
        double d = ((points[i].x - x) * (points[i].x - x) + (points[i].y - y) * (points[i].y - y)) / (reach * reach);
        sum += d < 1 ? (1 - d) * (1 - d) : 0;
    }
    return sum * 3 / (3.14159265358979 * reach * reach) * 10000;
}

static int band_at(const struct read_feature *f, size_t n, double x, double y)
{
    int found = 0;
    for (size_t i = 0; i < n; i++)
        if (geom_contains(&f[i].geom, x, y)) {
            assert_int_equal(found, 0); /* bands don't overlap */
            found = (int)f[i].values[0].number;
        }
    return found;
}

static void bands_follow_the_kernel_and_agree(void **state)
{
    static const char *const fields[] = {"klasse", "van", "tot"};
    struct layer l = layer_of(VORM_VLOEIEND);
    struct read_query q = {&l, {X0, Y0, X0 + 2500, Y0 + 3900}, fields, 3, NULL, NULL, 0, 3.36};
    double cell = density_cell_m(&l, 3.36), reach = 1.5 * cell, node = cell / 4;
    struct klassen k;
    size_t n, m, seen[CLASSES_MAX + 1] = {0}, looked = 0;
    OK(density_klassen(w, &q, a, &k, &err));
    assert_int_equal(k.n, 5);
    struct read_feature *p = read_all(&q, &n), *r;
    q.bbox = (struct bbox){X0 + 1500, Y0 + 300, X0 + 4000, Y0 + 3700};
    r = read_all(&q, &m);
    for (int i = 0; i < 3000; i++) {
        /* just beside a node, where the surface is exact */
        double x = (floor(X0 / node) + 1) * node + next_random(110) * node,
               y = (floor(Y0 / node) + 1) * node + next_random(180) * node;
        double v = kernel_per_ha(x, y, reach), nearest = INFINITY;
        int expected = v < k.grens[0] ? 0 : klassen_of(&k, v);
        for (int c = 0; c < k.n; c++)
            nearest = fmin(nearest, fabs(v - k.grens[c]) / k.grens[c]);
        if (nearest < 1e-4)
            continue;
        x += 1e-6;
        y += 1e-6;
        if (bbox_contains((struct bbox){X0, Y0, X0 + 2500, Y0 + 3900}, x, y)) {
            assert_int_equal(band_at(p, n, x, y), expected);
            seen[expected]++;
        }
        if (bbox_contains(q.bbox, x, y)) {
            assert_int_equal(band_at(r, m, x, y), expected);
            looked++;
        }
    }
    for (int c = 0; c <= k.n; c++)
        assert_true(seen[c] > 0);
    assert_true(looked > 500);
    free(p);
    free(r);
}

static void bands_of_two_boxes_are_the_same_between_nodes(void **state)
{
    static const char *const fields[] = {"klasse"};
    struct layer l = layer_of(VORM_VLOEIEND);
    const struct bbox one = {X0 + 700, Y0 + 700, X0 + 2300, Y0 + 2300},
                      two = {X0 + 1900, Y0 + 1500, X0 + 3000, Y0 + 3100};
    struct read_query q = {&l, one, fields, 1, NULL, NULL, 0, 1.68};
    size_t n, m;
    struct read_feature *p = read_all(&q, &n), *r;
    q.bbox = two;
    r = read_all(&q, &m);
    for (int i = 0; i < 4000; i++) {
        double x = two.minx + next_random(400000) / 1000.0 + 0.0003,
               y = two.miny + next_random(800000) / 1000.0 + 0.0007;
        assert_int_equal(band_at(p, n, x, y), band_at(r, m, x, y));
    }
    free(p);
    free(r);
}

/* ---- clusters ---- */

static const char *const point_fields[] = {"aantal", "hoofdcategorie", "dag"};

static struct layer cluster_layer(void)
{
    struct layer l = layer_of(VORM_ZESHOEK);
    l.type = GEOM_POINT;
    l.soort = LAAG_GEWOON;
    l.cluster = true;
    return l;
}

static void clusters_add_up_and_say_what_they_are(void **state)
{
    struct layer l = cluster_layer();
    for (double pixel_m = 1.5; pixel_m < 900; pixel_m *= 4) {
        struct read_query q = {&l, everywhere, point_fields, 3, NULL, NULL, 0, pixel_m};
        double side = (double)cluster_cell_mm(pixel_m) / 1000;
        size_t n, total = 0, single = 0, pure = 0;
        struct read_feature *f = read_all(&q, &n);
        assert_true(side / pixel_m >= 45 && side / pixel_m <= 91);
        for (size_t i = 0; i < n; i++) {
            double col = floor(f[i].geom.xy[0] / side), row = floor(f[i].geom.xy[1] / side), x = 0, y = 0;
            size_t inside = 0, of_category[3] = {0};
            const struct point *last = NULL;
            for (size_t p = 0; p < n_points; p++)
                if (floor(points[p].x / side) == col && floor(points[p].y / side) == row) {
                    last = &points[p];
                    inside++;
                    of_category[last->category]++;
                    x += last->x;
                    y += last->y;
                }
            assert_int_equal(inside, f[i].values[0].number);
            total += inside;
            bool same = of_category[last->category] == inside;
            assert_int_equal(f[i].values[1].type, same ? READ_TEXT : READ_NULL);
            if (same)
                assert_true(str_eq_c(f[i].values[1].text, categories[last->category]));
            pure += same && inside > 1;
            if (inside == 1) {
                single++;
                assert_true(f[i].geom.xy[0] == last->x && f[i].geom.xy[1] == last->y);
                assert_true(str_eq_c(f[i].values[2].text, last->dag));
            } else {
                const double mean[] = {x / (double)inside, y / (double)inside}, corner[] = {col * side, row * side};
                assert_int_equal(f[i].values[2].type, READ_NULL);
                for (int k = 0; k < 2; k++) {
                    double low = corner[k] + side / 4, high = corner[k] + side * 3 / 4;
                    assert_true(fabs(f[i].geom.xy[k] - fmin(high, fmax(low, mean[k]))) < 1e-3);
                }
            }
        }
        assert_int_equal(total, n_points);
        assert_true(pixel_m > 2 || (single > 0 && pure > 0));
        free(f);
    }
}

static void clusters_of_two_boxes_agree_and_close_by_there_are_none(void **state)
{
    struct layer l = cluster_layer();
    struct read_query q = {&l, {X0, Y0, X0 + 2100, Y0 + 4000}, point_fields, 3, NULL, NULL, 0, 3.36};
    size_t n, m, k, sum = 0;
    struct read_feature *p = read_all(&q, &n), *r, *whole;
    q.bbox = (struct bbox){X0 + 2100.001, Y0, X0 + 4000, Y0 + 4000};
    r = read_all(&q, &m);
    q.bbox = everywhere;
    whole = read_all(&q, &k);
    assert_int_equal(n + m, k); /* each is in one half, the same as in the whole */
    for (size_t i = 0; i < n + m; i++) {
        const struct read_feature *f = i < n ? &p[i] : &r[i - n], *same = same_id(whole, k, f->id);
        assert_non_null(same);
        assert_memory_equal(same->geom.xy, f->geom.xy, 16);
        assert_true(same->values[0].number == f->values[0].number);
        sum += (size_t)f->values[0].number;
    }
    assert_int_equal(sum, n_points);
    free(p);
    free(r);
    free(whole);
    /* at @2x a pixel is half as large, but its symbols aren't: the same clusters */
    q.symbol_m = 3.36;
    q.pixel_m = 1.68;
    free(read_all(&q, &n));
    assert_int_equal(n, k);
    q.symbol_m = 0.84;
    struct read_cursor *cur;
    struct read_feature f;
    OK(read_open(w, &q, a, &cur, &err));
    for (n = 0; next(cur, &f); n++) /* one at a time: their memory is reused */
        assert_true(f.values[0].number == 1 && f.values[1].type == READ_TEXT);
    read_close(cur);
    assert_int_equal(n, n_points);
    q.categorie = "groen";
    q.periode = "2026K3";
    OK(read_open(w, &q, a, &cur, &err));
    for (n = 0; next(cur, &f); n++)
        assert_true(str_eq_c(f.values[1].text, "groen"));
    read_close(cur);
    size_t expected = 0;
    for (size_t i = 0; i < n_points; i++)
        expected += points[i].category == 1 && strcmp(points[i].dag, "2026-07-01") >= 0;
    assert_int_equal(n, expected);
}

/* ---- what is asked ---- */

static void wrong_choices_are_named(void **state)
{
    struct layer l = layer_of(VORM_ZESHOEK);
    static const char *const wrong[] = {"bron_id"};
    static const char *const periods[] = {
        "",      "26", "2026K5", "2026-13", "2026-1", "2026-01-32", "2026K2/2026K1", "2026/", "2026K1/2026K2/2026K3",
        "' OR 1"};
    struct read_query q = {&l, everywhere, cell_fields, 3, "niks", NULL, 0, 5};
    struct read_cursor *cur;
    struct err e = {0};
    assert_false(read_open(w, &q, a, &cur, &e));
    assert_int_equal(e.code, ERR_NOT_FOUND);
    assert_string_equal(e.locator, "categorie");
    q.categorie = NULL;
    for (size_t i = 0; i < sizeof periods / sizeof *periods; i++) {
        q.periode = periods[i];
        e = (struct err){0};
        assert_false(read_open(w, &q, a, &cur, &e));
        assert_string_equal(e.locator, "periode");
    }
    q.periode = NULL;
    e = (struct err){0};
    q.velden = wrong;
    q.n_velden = 1;
    assert_false(read_open(w, &q, a, &cur, &e));
    assert_int_equal(e.code, ERR_INVALID);
    assert_string_equal(e.locator, "bron_id");
}

static void classes_say_what_they_mean(void **state)
{
    struct layer l = layer_of(VORM_ZESHOEK);
    struct klassen k = {.n = 2, .grens = {1, 4, 1250}};
    assert_string_equal(density_class_title(&l, &k, 1, 160, a), "1 tot 4 per zeshoek van 160 meter");
    assert_string_equal(density_class_title(&l, &k, 2, 160, a), "4 tot en met 1.250 per zeshoek van 160 meter");
    assert_null(density_class_title(&l, &k, 3, 160, a));
    l.vorm = VORM_VLOEIEND;
    k.grens[0] = 0.25;
    assert_string_equal(density_class_title(&l, &k, 1, 160, a), "0,25 tot 4 per hectare");
    assert_string_equal(density_class_title(&l, &k, 2, 160, a), "4 of meer per hectare");
}

/* Last: it changes what the others counted. */
static void a_new_generation_is_counted_anew(void **state)
{
    struct layer l = layer_of(VORM_RASTER);
    int64_t generation;
    assert_true(sum_of(&l, 5, NULL, NULL) == POINTS - 1);
    warehouse_read_end(w);
    import(POINTS - 1, POINTS);
    OK(warehouse_read_begin(w, &generation, &err));
    assert_true(sum_of(&l, 5, NULL, NULL) == POINTS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(counts_add_up),
                                       cmocka_unit_test(cells_hold_what_lies_in_them),
                                       cmocka_unit_test(neighbouring_boxes_agree),
                                       cmocka_unit_test(bands_follow_the_kernel_and_agree),
                                       cmocka_unit_test(bands_of_two_boxes_are_the_same_between_nodes),
                                       cmocka_unit_test(clusters_add_up_and_say_what_they_are),
                                       cmocka_unit_test(clusters_of_two_boxes_agree_and_close_by_there_are_none),
                                       cmocka_unit_test(wrong_choices_are_named),
                                       cmocka_unit_test(classes_say_what_they_mean),
                                       cmocka_unit_test(a_new_generation_is_counted_anew)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
