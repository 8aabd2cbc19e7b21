/* Tile blocks: what goes in comes out, at every level; what is expected is worked out here from what was put in,
 * feature by feature. */
#include "warehouse/blocks_priv.h"
#include "warehouse/load.h"
#include "warehouse/warehouse_priv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OK(call)                                                                                                       \
    do {                                                                                                               \
        if (!(call))                                                                                                   \
            fail_msg("%s: %s", err.locator, err.message);                                                              \
    } while (0)

enum { HOUSES = 600, SIDE = 20, AREAS = SIDE * SIDE, MELDINGEN = 500 };

static char dir[64];
static struct warehouse *w;
static struct arena *a;
static struct err err;

static const char *const pand_velden[] = {"status", "oorspronkelijk_bouwjaar", "gebruiksdoel"};
static const char *const buurt_velden[] = {"naam", "inwoners"};
static const char *const melding_velden[] = {"hoofdcategorie"};
static const char *const one[] = {"1"};
static const struct layer_filter bestaand[] = {{"bestaand", one, 1}};
static struct layer lagen[] = {
    {.id = "pand",
     .tabel = "pand",
     .type = GEOM_POLYGON,
     .filters = bestaand,
     .n_filters = 1,
     .tegelvelden = pand_velden,
     .n_tegelvelden = 3},
    {.id = "buurt", .tabel = "buurt", .type = GEOM_POLYGON, .tegelvelden = buurt_velden, .n_tegelvelden = 2},
    {.id = "melding", .tabel = "melding", .type = GEOM_POINT, .tegelvelden = melding_velden, .n_tegelvelden = 1},
    {.id = "bevinding", .tabel = "kwaliteit_bevinding", .type = GEOM_POINT},
};
static const struct catalog catalog = {.lagen = lagen, .n_lagen = 4};
static const struct layer *const pand = &lagen[0], *const buurt = &lagen[1], *const melding = &lagen[2];

/* ---- what is put in ---- */

/* The same numbers every time. */
static double random_m(uint32_t *seed, double most)
{
    *seed = *seed * 1664525u + 1013904223u;
    return round((*seed >> 8) / 16777216.0 * most * 1000) / 1000;
}

/* Turned rectangles; the last three: very small, long and thin, and big enough for a higher tier. */
static struct house {
    double xy[10];
    double area;
    struct bbox box;
    int bouwjaar;
    bool bestaand;
    bool found;
} houses[HOUSES];

static void house_make(struct house *h, double x, double y, double width, double depth, double angle)
{
    const double corners[][2] = {{0, 0}, {width, 0}, {width, depth}, {0, depth}, {0, 0}};
    h->box = bbox_empty();
    for (int i = 0; i < 5; i++) {
        h->xy[2 * i] = round((x + cos(angle) * corners[i][0] - sin(angle) * corners[i][1]) * 1000) / 1000;
        h->xy[2 * i + 1] = round((y + sin(angle) * corners[i][0] + cos(angle) * corners[i][1]) * 1000) / 1000;
        h->box.minx = fmin(h->box.minx, h->xy[2 * i]);
        h->box.miny = fmin(h->box.miny, h->xy[2 * i + 1]);
        h->box.maxx = fmax(h->box.maxx, h->xy[2 * i]);
        h->box.maxy = fmax(h->box.maxy, h->xy[2 * i + 1]);
    }
    uint32_t end = 5, part = 1;
    struct geom g = {GEOM_POLYGON, false, h->xy, 5, &end, 1, &part, 1};
    h->area = geom_area(&g);
}

static void houses_make(void)
{
    uint32_t seed = 1;
    for (int i = 0; i < HOUSES; i++) {
        houses[i].bouwjaar = 1900 + i % 100;
        houses[i].bestaand = i % 50 != 7;
        house_make(&houses[i], 200000 + random_m(&seed, 2000), 500000 + random_m(&seed, 2000), 2 + random_m(&seed, 20),
                   2 + random_m(&seed, 12), random_m(&seed, 3));
    }
    house_make(&houses[HOUSES - 3], 201000, 501000, 0.004, 0.004, 0);
    house_make(&houses[HOUSES - 2], 201000, 501100, 90, 0.06, 0.001);
    house_make(&houses[HOUSES - 1], 200300, 500400, 900, 500, 0.3);
    for (int i = HOUSES - 3; i < HOUSES; i++)
        houses[i].bestaand = true;
}

static void add_houses(struct load *l)
{
    OK(load_bag_clear(l, 1u << BAG_PND, &err));
    for (int i = 0; i < HOUSES; i++) {
        char id[17];
        uint32_t end = 5, part = 1;
        snprintf(id, sizeof id, "9999100000%06d", i);
        struct bag_voorkomen v = {.type = BAG_PND,
                                  .identificatie = str_from(id),
                                  .voorkomenidentificatie = 1,
                                  .status = houses[i].bestaand ? STR("Pand in gebruik") : STR("Pand gesloopt"),
                                  .begin_geldigheid = STR("2000-01-01"),
                                  .oppervlakte = -1,
                                  .oorspronkelijk_bouwjaar = houses[i].bouwjaar,
                                  .geom = {GEOM_POLYGON, false, houses[i].xy, 5, &end, 1, &part, 1}};
        OK(load_bag(l, &v, &err));
    }
    OK(load_bag_finish(l, STR("2026-10-01"), NULL, NULL, &err));
}

/* The corners of a partition of a square of 8192 m, on multiples of 512 m: inside at random, along the sides too. */
static double corners[SIDE + 1][SIDE + 1][2];
static const double square_x = 512 * 300, square_y = 512 * 900, square_m = 8192;

static void corners_make(void)
{
    uint32_t seed = 7;
    for (int y = 0; y <= SIDE; y++)
        for (int x = 0; x <= SIDE; x++) {
            bool fixed_x = x == 0 || x == SIDE, fixed_y = y == 0 || y == SIDE;
            corners[y][x][0] = square_x + x * square_m / SIDE + (fixed_x ? 0 : random_m(&seed, 150));
            corners[y][x][1] = square_y + y * square_m / SIDE + (fixed_y ? 0 : random_m(&seed, 150));
        }
}

/* One cell of the partition as a ring; clockwise, the wrong way for an outer ring. */
static void cell_ring(int i, double xy[10])
{
    int x = i % SIDE, y = i / SIDE;
    const double *at[] = {corners[y][x], corners[y + 1][x], corners[y + 1][x + 1], corners[y][x + 1], corners[y][x]};
    for (int k = 0; k < 5; k++)
        memcpy(xy + 2 * k, at[k], 2 * sizeof *xy);
}

/* Area TWO has two parts, its own cell and that of GONE; area HOLED has a hole, which is area GONE. */
enum { TWO = 7, HOLED = 100, GONE = 250 };

static void add_areas(struct load *l)
{
    double hole_x = square_x + HOLED % SIDE * square_m / SIDE, hole_y = square_y + HOLED / SIDE * square_m / SIDE;
    const double hole[] = {hole_x + 155, hole_y + 160, hole_x + 400, hole_y + 170,
                           hole_x + 250, hole_y + 405, hole_x + 155, hole_y + 160};
    for (int i = 0; i < AREAS; i++) {
        char code[16], naam[16];
        double xy[20];
        uint32_t ends[] = {5, 10}, parts[] = {1, 2};
        struct geom g = {GEOM_POLYGON, true, xy, 5, ends, 1, parts, 1};
        cell_ring(i, xy);
        if (i == TWO) {
            cell_ring(GONE, xy + 10);
            g.n_xy = 10;
            g.n_rings = g.n_parts = 2;
        } else if (i == HOLED) {
            memcpy(xy + 10, hole, sizeof hole);
            ends[1] = 9;
            parts[0] = 2;
            g.n_xy = 9;
            g.n_rings = 2;
        } else if (i == GONE) {
            memcpy(xy, hole, sizeof hole);
            ends[0] = 4;
            g.n_xy = 4;
        }
        snprintf(code, sizeof code, "BU9999%04d", i);
        snprintf(naam, sizeof naam, "Buurt %d", i);
        struct gebied area = {.niveau = GEBIED_BUURT,
                              .code = str_from(code),
                              .naam = str_from(naam),
                              .jaar = 2026,
                              .inwoners = i % 2 ? i : -1,
                              .geom = g};
        OK(load_gebied(l, &area, &err));
    }
    OK(load_gebied_finish(l, &err));
}

static void add_meldingen(struct load *l, int moved)
{
    uint32_t seed = 3;
    OK(load_melding_clear(l, STR("t"), &err));
    for (int i = 0; i < MELDINGEN; i++) {
        char id[16];
        snprintf(id, sizeof id, "%d", i);
        struct melding m = {.bron = STR("t"),
                            .bron_id = str_from(id),
                            .hoofdcategorie = i % 3 ? STR("afval") : STR("groen"),
                            .dag = STR("2026-01-01"),
                            .object = true,
                            .has_point = true,
                            .x = 200000 + random_m(&seed, 3000) + (i == moved ? 10 : 0),
                            .y = 500000 + random_m(&seed, 3000)};
        OK(load_melding(l, &m, &err));
    }
    OK(load_melding_finish(l, &err));
}

static void commit(struct load *l, bool blocks)
{
    struct load_summary sum = {.dataset = "bag", .bestanden = "t", .rapport_json = STR("{}")};
    int64_t generation;
    if (blocks)
        OK(load_blocks(l, &catalog, NULL, NULL, &err));
    OK(load_commit(l, &sum, &generation, &err));
}

static void reopen(void)
{
    warehouse_close(w);
    OK(warehouse_open(dir, WAREHOUSE_WRITE, &w, &err));
}

static int setup(void **state)
{
    struct load *l;
    strcpy(dir, "/tmp/gm_blocks_XXXXXX");
    assert_non_null(mkdtemp(dir));
    a = arena_new(256 << 20);
    houses_make();
    corners_make();
    OK(warehouse_open(dir, WAREHOUSE_WRITE, &w, &err));
    OK(load_begin(w, &l, &err));
    add_areas(l);
    add_meldingen(l, -1);
    commit(l, true);
    OK(load_begin_fresh(w, &l, &err));
    add_houses(l);
    commit(l, true);
    reopen();
    return 0;
}

static int teardown(void **state)
{
    char cmd[100];
    arena_free(a);
    warehouse_close(w);
    snprintf(cmd, sizeof cmd, "rm -rf %s", dir);
    return system(cmd);
}

/* ---- what comes out ---- */

static const struct bbox everything = {0, 0, 1e6, 1e6};

static struct blocks_cursor *open_blocks(const struct layer *l, int level, struct bbox box)
{
    struct read_query q = {
        .layer = l, .bbox = box, .velden = l->tegelvelden, .n_velden = l->n_tegelvelden, .pixel_m = 0.6 * (1 << level)};
    struct blocks_cursor *c = NULL;
    OK(blocks_open(w, &q, a, &c, &err));
    return c;
}

static const struct block *next(struct blocks_cursor *c)
{
    const struct block *b;
    OK(blocks_next(c, &b, &err));
    return b;
}

static int64_t number(const char *sql)
{
    int64_t n = -1;
    OK(db_int(w->db, sql, -1, &n, &err));
    return n;
}

/* The house of a rowid. */
static struct house *house_of(int64_t id)
{
    char sql[100];
    snprintf(sql, sizeof sql, "SELECT cast(substr(identificatie, 11) AS INTEGER) FROM pand WHERE id = %lld",
             (long long)id);
    int64_t i = number(sql);
    assert_in_range(i, 0, HOUSES - 1);
    return &houses[i];
}

static double shape_area(const struct block *b, const struct block_feature *f)
{
    double twice = 0;
    uint32_t i = f->xy;
    for (uint32_t r = f->ring; r < f->ring + f->n_rings; r++, i++)
        for (; i + 1 < b->ring_end[r]; i++)
            twice += (double)b->xy[2 * i] * b->xy[2 * i + 3] - (double)b->xy[2 * i + 2] * b->xy[2 * i + 1];
    return twice / 2 * b->grid * b->grid;
}

static void check_house(const struct block *b, const struct block_feature *f, const struct house *h)
{
    const double box[] = {h->box.minx, h->box.miny, h->box.maxx, h->box.maxy};
    const struct read_value *v = b->values + f->values * b->n_velden;
    for (int i = 0; i < 4; i++)
        assert_true(fabs((i & 1 ? b->y0 : b->x0) + f->box[i] * b->grid - box[i]) <= b->grid);
    assert_int_equal(v[0].type, READ_TEXT);
    assert_true(str_eq(v[0].text, STR("Pand in gebruik")));
    char year[8];
    snprintf(year, sizeof year, "%d", h->bouwjaar);
    assert_int_equal(v[1].type, READ_NUMBER);
    assert_true(v[1].number == h->bouwjaar && str_eq_c(v[1].text, year));
    assert_true(str_eq(v[2].text, STR("geen")));
    struct geom g = {.type = GEOM_POLYGON,
                     .xy = (double *)h->xy,
                     .n_xy = 5,
                     .ring_end = &(uint32_t){5},
                     .n_rings = 1,
                     .part_end = &(uint32_t){1},
                     .n_parts = 1};
    double x = b->x0 + f->label[0] * b->grid, y = b->y0 + f->label[1] * b->grid;
    assert_true(geom_distance(&g, x, y) <= b->grid);
    assert_true(shape_area(b, f) > 0);
    assert_true(fabs(f->area - (double)(f->box[2] - f->box[0]) * (f->box[3] - f->box[1]) * b->grid * b->grid) <=
                1e-5 * f->area);
}

static void every_house_is_a_shape_or_in_a_speck_at_every_level(void **state)
{
    for (int level = 0; level < BLOCK_LEVELS; level++) {
        double pixel = 0.6 * (1 << level), specks = 0, gathered = 0, middle[2] = {0}, expected[2] = {0};
        size_t shapes = 0, n_specks = 0, small = 0;
        struct blocks_cursor *c = open_blocks(pand, level, everything);
        assert_non_null(c);
        for (int i = 0; i < HOUSES; i++)
            houses[i].found = false;
        for (const struct block *b; (b = next(c));) {
            assert_int_equal(b->type, GEOM_POLYGON);
            assert_true(b->grid == block_grid(level));
            for (size_t i = 0; i < b->n; i++) {
                struct house *h = house_of(b->features[i].id);
                assert_false(h->found);
                h->found = true;
                check_house(b, &b->features[i], h);
                shapes++;
            }
            for (size_t i = 0; i < b->n_specks; i++, n_specks++) {
                gathered += b->specks[i].weight;
                middle[0] += b->specks[i].weight * (b->x0 + b->specks[i].x * b->grid - 200000);
                middle[1] += b->specks[i].weight * (b->y0 + b->specks[i].y * b->grid - 500000);
            }
        }
        blocks_close(c);
        for (int i = 0; i < HOUSES; i++) {
            bool tiny = level >= 3 && houses[i].area < pixel * pixel;
            /* What is thinner than the lattice may have become a speck earlier. */
            if (i < HOUSES - 3 || houses[i].found)
                assert_int_equal(houses[i].found, houses[i].bestaand && !tiny);
            if (houses[i].bestaand && !houses[i].found) {
                specks += houses[i].area;
                expected[0] += houses[i].area * ((houses[i].box.minx + houses[i].box.maxx) / 2 - 200000);
                expected[1] += houses[i].area * ((houses[i].box.miny + houses[i].box.maxy) / 2 - 500000);
                small++;
            }
        }
        assert_true(level >= 3 || shapes >= HOUSES - HOUSES / 50 - 3);
        assert_true(houses[HOUSES - 1].found || level > 10);
        assert_true(fabs(specks - gathered) <= 0.04 * (double)n_specks);
        for (int i = 0; i < 2; i++)
            assert_true(fabs(middle[i] - expected[i]) <= (block_grid(level) / 2 + 2) * specks + 100);
        assert_true(n_specks <= small && (small == 0 || n_specks > 0));
    }
}

/* No slivers, no overlap: each level's shapes cover the square exactly, though every area was snapped on its own. */
static void a_partition_stays_one(void **state)
{
    int exact = 0;
    for (int level = 0; level < BLOCK_LEVELS; level++) {
        double area = 0;
        size_t n = 0, specks = 0, rings = 0;
        struct blocks_cursor *c = open_blocks(buurt, level, everything);
        for (const struct block *b; (b = next(c)); specks += b->n_specks)
            for (size_t i = 0; i < b->n; i++, n++) {
                area += shape_area(b, &b->features[i]);
                rings += b->features[i].n_rings;
                const struct read_value *v = b->values + b->features[i].values * b->n_velden;
                int nr = atoi(v[0].text.p + 6);
                assert_int_equal(v[1].type, nr % 2 ? READ_NUMBER : READ_NULL);
            }
        blocks_close(c);
        if (specks)
            continue;
        assert_int_equal(n, AREAS);
        assert_int_equal(rings, AREAS + 2);
        assert_true(area == square_m * square_m);
        exact++;
    }
    assert_true(exact >= 8);
}

static void points_are_gathered_from_level_5_on(void **state)
{
    size_t before = SIZE_MAX;
    for (int level = 0; level < BLOCK_LEVELS; level++) {
        size_t n = 0, specks = 0;
        double weight = 0;
        struct blocks_cursor *c = open_blocks(melding, level, everything);
        for (const struct block *b; (b = next(c)); n += b->n, specks += b->n_specks) {
            for (size_t i = 0; i < b->n; i++) {
                const struct block_feature *f = &b->features[i];
                char sql[120];
                snprintf(sql, sizeof sql, "SELECT round(%s(geom) * 256) FROM melding WHERE id = %lld",
                         i % 2 ? "MbrMinX" : "MbrMinY", (long long)f->id);
                double at = i % 2 ? b->x0 + b->xy[2 * f->xy] * b->grid : b->y0 + b->xy[2 * f->xy + 1] * b->grid;
                assert_true(fabs(at - (double)number(sql) / 256) <= b->grid / 2);
                assert_int_equal(f->n_rings, 0);
                assert_int_equal(f->n_xy, 1);
            }
            for (size_t i = 0; i < b->n_specks; i++) {
                const struct read_value *v = b->values + b->specks[i].values;
                weight += b->specks[i].weight;
                assert_true(str_eq(v->text, STR("afval")) || str_eq(v->text, STR("groen")));
                double x = b->x0 + b->specks[i].x * b->grid;
                assert_true(x > 200000 - b->grid && x < 203010 + b->grid);
            }
        }
        blocks_close(c);
        assert_int_equal(n, level < 5 ? MELDINGEN : 0);
        assert_true(weight == (level < 5 ? 0 : MELDINGEN));
        if (level >= 5) {
            assert_true(specks <= before && specks > 0);
            before = specks;
        }
    }
    assert_true(before <= 4);
}

/* The ids of shapes whose box touches, in the order in which they come. */
static size_t ids_in(const struct layer *l, int level, struct bbox box, int64_t *ids, size_t max)
{
    size_t n = 0;
    struct blocks_cursor *c = open_blocks(l, level, box);
    for (const struct block *b; (b = next(c));)
        for (size_t i = 0; i < b->n; i++) {
            const int32_t *at = b->features[i].box;
            if (b->x0 + at[0] * b->grid > box.maxx || b->x0 + at[2] * b->grid < box.minx ||
                b->y0 + at[1] * b->grid > box.maxy || b->y0 + at[3] * b->grid < box.miny)
                continue;
            assert_true(n < max);
            ids[n++] = b->features[i].id;
        }
    blocks_close(c);
    return n;
}

static bool has(const int64_t *ids, size_t n, int64_t id)
{
    for (size_t i = 0; i < n; i++)
        if (ids[i] == id)
            return true;
    return false;
}

static void every_box_finds_all_that_touches_it(void **state)
{
    static int64_t ids[HOUSES];
    uint32_t seed = 9;
    int64_t row[HOUSES + 1];
    size_t found = 0;
    for (int i = 0; i < HOUSES; i++)
        row[i] = -1;
    for (int64_t id = 1; id <= HOUSES; id++)
        row[house_of(id) - houses] = id;
    for (int k = 0; k < 300; k++) {
        struct arena_mark mark = arena_mark(a);
        int level = k % 3;
        double x = 199900 + random_m(&seed, 2200), y = 499900 + random_m(&seed, 2200), side = random_m(&seed, 300);
        struct bbox box = {x, y, x + side, y + side};
        size_t n = ids_in(pand, level, box, ids, HOUSES);
        for (int i = 0; i < HOUSES - 3 || (i = HOUSES - 1) < HOUSES; i++) {
            double g = block_grid(level);
            struct bbox b = houses[i].box;
            bool inside =
                b.minx + g <= box.maxx && b.maxx - g >= box.minx && b.miny + g <= box.maxy && b.maxy - g >= box.miny;
            bool outside =
                b.minx - g > box.maxx || b.maxx + g < box.minx || b.miny - g > box.maxy || b.maxy + g < box.miny;
            if (houses[i].bestaand && inside) {
                assert_true(has(ids, n, row[i]));
                found++;
            } else if (!houses[i].bestaand || outside)
                assert_false(has(ids, n, row[i]));
            if (i == HOUSES - 1)
                break;
        }
        arena_rewind(a, mark);
    }
    assert_true(found > 1000);
}

/* Cursors don't get in each other's way, and one may be left open when the warehouse closes. */
static void cursors_go_on_beside_each_other(void **state)
{
    struct arena_mark mark = arena_mark(a);
    struct blocks_cursor *c[] = {open_blocks(pand, 0, everything), open_blocks(melding, 0, everything),
                                 open_blocks(pand, 1, everything)};
    size_t n[3] = {0};
    const struct block *b = NULL;
    for (int open = 3; open;)
        for (int i = open = 0; i < 3; i++)
            if (c[i] && (b = next(c[i]))) {
                assert_int_equal(b->type, i == 1 ? GEOM_POINT : GEOM_POLYGON);
                n[i] += b->n;
                open++;
            } else if (c[i]) {
                blocks_close(c[i]);
                c[i] = NULL;
            }
    assert_true(n[0] > HOUSES / 2 && n[2] > HOUSES / 2);
    assert_int_equal(n[1], MELDINGEN);
    c[0] = open_blocks(pand, 0, everything);
    c[1] = open_blocks(melding, 0, everything);
    assert_non_null(next(c[0]));
    assert_non_null(next(c[1]));
    reopen();
    arena_rewind(a, mark);
    assert_non_null(next(c[2] = open_blocks(pand, 0, everything)));
    blocks_close(c[2]);
}

/* Neighbouring tiles draw what they share in the same order. */
static void overlapping_boxes_give_the_same_order(void **state)
{
    static int64_t left[HOUSES], right[HOUSES];
    int shared = 0;
    for (int level = 0; level < 5; level++)
        for (int k = 0; k < 8; k++) {
            size_t n =
                ids_in(pand, level, (struct bbox){200000, 500000 + k * 250, 201050, 500300 + k * 250}, left, HOUSES);
            size_t m =
                ids_in(pand, level, (struct bbox){200950, 500000 + k * 200, 202000, 500600 + k * 200}, right, HOUSES);
            for (size_t i = 0, at = 0; i < n; i++) {
                if (!has(right, m, left[i]))
                    continue;
                while (at < m && right[at] != left[i])
                    at++;
                assert_true(at < m); /* else it stood before the shared one before it */
                shared++;
            }
        }
    assert_true(shared > 50);
}

static void levels_go_by_the_pixel(void **state)
{
    assert_int_equal(block_level(0), 0);
    assert_int_equal(block_level(1.19), 0);
    assert_int_equal(block_level(1.2), 1);
    assert_int_equal(block_level(2.41), 2);
    assert_int_equal(block_level(1e9), BLOCK_LEVELS - 1);
    assert_true(block_grid(0) == 1.0 / 256 && block_grid(1) == 0.125 && block_grid(5) == 2);
    for (int level = 0; level < BLOCK_LEVELS; level++)
        assert_true(block_grid(level) < 0.6 * (1 << level) / 9);
}

static bool has_blocks(struct layer l, const char *const *velden, size_t n)
{
    struct read_query q = {.layer = &l, .bbox = everything, .velden = velden, .n_velden = n};
    struct blocks_cursor *c = NULL;
    OK(blocks_open(w, &q, a, &c, &err));
    return c;
}

static void what_does_not_fit_the_catalogue_has_none(void **state)
{
    static const char *const fewer[] = {"gebruiksdoel"}, *const other[] = {"status", "identificatie"};
    static const char *const zero[] = {"0"};
    static const struct layer_filter gone[] = {{"bestaand", zero, 1}};
    struct layer l = *pand;
    assert_true(has_blocks(l, NULL, 0));
    assert_true(has_blocks(l, fewer, 1));
    assert_false(has_blocks(l, other, 2));
    l.filters = gone;
    assert_false(has_blocks(l, fewer, 1));
    l = *pand;
    l.tegelvelden = fewer;
    l.n_tegelvelden = 1;
    assert_false(has_blocks(l, fewer, 1));
    l = *pand;
    l.id = "pand_anders";
    assert_false(has_blocks(l, fewer, 1));
    assert_false(has_blocks(lagen[3], NULL, 0)); /* a table that `quality` writes */
    struct read_query q = {.layer = pand, .bbox = everything, .velden = fewer, .n_velden = 1};
    struct blocks_cursor *c;
    OK(blocks_open(w, &q, a, &c, &err));
    const struct block *b = next(c);
    assert_int_equal(b->n_velden, 1);
    assert_true(str_eq(b->values[b->features[0].values].text, STR("geen")));
    blocks_close(c);
}

static int64_t checksum(void)
{
    return number("SELECT sum(id % 1000003 * length(blok) + unicode(substr(hex(blok), 40, 1))) FROM tegelblok");
}

/* All blocks anew, for a signature of another version: nothing is written but the signatures. */
static void building_twice_changes_no_block(void **state)
{
    struct load *l;
    int64_t before = checksum(), layers = number("SELECT count(*) FROM tegellaag");
    assert_int_equal(layers, 3);
    OK(load_begin(w, &l, &err));
    OK(db_exec(w->db, "UPDATE tegellaag SET handtekening = '0'", &err));
    int changes = sqlite3_total_changes(w->db);
    OK(load_blocks(l, &catalog, NULL, NULL, &err));
    assert_int_equal(sqlite3_total_changes(w->db) - changes, 2 * layers);
    commit(l, false);
    assert_int_equal(checksum(), before);
    assert_true(has_blocks(*pand, NULL, 0));
}

static void an_import_in_place_writes_only_what_changed(void **state)
{
    struct load *l;
    int64_t blocks =
        number("SELECT count(*) FROM tegelblok WHERE id >> 43 = (SELECT nr FROM tegellaag WHERE laag = 'melding')");
    OK(load_begin(w, &l, &err));
    add_meldingen(l, 5);
    int changes = sqlite3_total_changes(w->db);
    OK(load_blocks(l, &catalog, NULL, NULL, &err));
    changes = sqlite3_total_changes(w->db) - changes - 2 * 3;
    assert_true(changes >= 5 && changes <= 2 * BLOCK_LEVELS);
    assert_true(blocks > 3 * BLOCK_LEVELS);
    commit(l, false);
    points_are_gathered_from_level_5_on(state);
}

/* An import that doesn't say for which catalogue: then there are no blocks, rather than old ones. */
static void without_a_catalogue_there_are_no_blocks(void **state)
{
    struct load *l;
    OK(load_begin(w, &l, &err));
    add_meldingen(l, 5);
    commit(l, false);
    assert_false(has_blocks(*melding, NULL, 0));
    assert_int_equal(number("SELECT count(*) FROM tegelblok"), 0);
    OK(load_begin(w, &l, &err)); /* and the next one makes those of all layers */
    commit(l, true);
    assert_true(has_blocks(*pand, NULL, 0) && has_blocks(*melding, NULL, 0) && has_blocks(*buurt, NULL, 0));
    every_house_is_a_shape_or_in_a_speck_at_every_level(state);
}

/* An import of the BAG makes those of panden, and takes the others along. */
static void blocks_of_other_tables_survive_a_new_file(void **state)
{
    struct load *l;
    static const char others[] = "SELECT sum(id % 1000003 * length(blok)) FROM tegelblok WHERE id >> 43 IN (SELECT nr "
                                 "FROM tegellaag WHERE laag <> 'pand')";
    int64_t before = number(others), panden = checksum();
    OK(load_begin_fresh(w, &l, &err));
    houses[3].bouwjaar = 1850;
    add_houses(l);
    commit(l, true);
    reopen();
    assert_int_equal(number(others), before);
    assert_int_not_equal(checksum(), panden);
    every_house_is_a_shape_or_in_a_speck_at_every_level(state);
    points_are_gathered_from_level_5_on(state);
}

static void note_reason(void *ctx, const char *laag, const char *reden)
{
    snprintf(ctx, 200, "%s: %s", laag, reden);
}

/* A geometry that is nothing like its layer: no blocks for that layer, and the import goes on. */
static void a_layer_of_another_geometry_has_none(void **state)
{
    struct load *l;
    char note[200] = "";
    struct layer points = *pand;
    points.id = "pand_punt";
    points.type = GEOM_POINT;
    struct layer list[] = {points, *melding};
    struct catalog c = {.lagen = list, .n_lagen = 2};
    OK(load_begin(w, &l, &err));
    OK(load_blocks(l, &c, note_reason, note, &err));
    assert_string_equal(note, "pand_punt: Een object heeft een ander soort geometrie dan zijn laag.");
    commit(l, false);
    assert_false(has_blocks(points, NULL, 0));
    assert_true(has_blocks(*melding, NULL, 0));
    assert_false(has_blocks(*pand, NULL, 0)); /* that catalogue hasn't got it */
}

/* Sheds and estates beside each other, over many blocks: the order of the map leaves squares of some levels and tiers
 * long before those of others. Whatever isn't a shape at a level is in a speck of it, once. */
static void what_is_small_goes_up_whole(void **state)
{
    enum { N = 3000 };
    struct warehouse *first = w, *fresh;
    char other[] = "/tmp/gm_blocks_XXXXXX", cmd[100];
    struct load *l;
    uint32_t seed = 5;
    static double area[N];
    assert_non_null(mkdtemp(other));
    OK(warehouse_open(other, WAREHOUSE_WRITE, &fresh, &err));
    OK(load_begin_fresh(fresh, &l, &err));
    OK(load_bag_clear(l, 1u << BAG_PND, &err));
    for (int i = 0; i < N; i++) {
        struct house h;
        char id[17];
        uint32_t end = 5, part = 1;
        static const double sides[] = {7, 2000, 5000};
        double side = i < N / 2 ? sides[i % 3] : 3 * exp(random_m(&seed, 1) * 8.5);
        double reach = i < N / 2 ? 250000 : 60000;
        house_make(&h, random_m(&seed, reach), 350000 + random_m(&seed, reach), side, side * 0.8, random_m(&seed, 3));
        area[i] = h.area;
        snprintf(id, sizeof id, "9999100000%06d", i);
        struct bag_voorkomen v = {.type = BAG_PND,
                                  .identificatie = str_from(id),
                                  .voorkomenidentificatie = 1,
                                  .status = STR("Pand in gebruik"),
                                  .begin_geldigheid = STR("2000-01-01"),
                                  .oppervlakte = -1,
                                  .oorspronkelijk_bouwjaar = 1900 + i % 100,
                                  .geom = {GEOM_POLYGON, false, h.xy, 5, &end, 1, &part, 1}};
        OK(load_bag(l, &v, &err));
    }
    OK(load_bag_finish(l, STR("2026-10-01"), NULL, NULL, &err));
    commit(l, true);
    warehouse_close(fresh);
    OK(warehouse_open(other, WAREHOUSE_READ, &w, &err));
    for (int level = 0; level < BLOCK_LEVELS; level++) {
        double pixel = 0.6 * (1 << level), small = 0, gathered = 0;
        size_t shapes = 0, n_specks = 0, expected = 0;
        struct arena_mark mark = arena_mark(a);
        struct blocks_cursor *c = open_blocks(pand, level, everything);
        for (const struct block *b; (b = next(c)); shapes += b->n, n_specks += b->n_specks)
            for (size_t i = 0; i < b->n_specks; i++)
                gathered += b->specks[i].weight;
        blocks_close(c);
        arena_rewind(a, mark);
        for (int i = 0; i < N; i++) {
            bool shape = level < 3 || area[i] >= pixel * pixel;
            expected += shape;
            small += shape ? 0 : area[i];
        }
        assert_int_equal(shapes, expected);
        assert_true(fabs(gathered - small) <= 0.04 * (double)n_specks);
    }
    warehouse_close(w);
    w = first;
    snprintf(cmd, sizeof cmd, "rm -rf %s", other);
    assert_int_equal(system(cmd), 0);
}

/* Each style of a layer that has blocks finds its fields in them: else the layer would be drawn from its table. */
static void the_fields_of_styles_are_packed(void **state)
{
    struct catalog *c;
    int seen = 0;
    OK(catalog_load(GM_SOURCE_DIR "/data/catalogus", NULL, a, &c, &err));
    for (size_t i = 0; i < c->n_lagen; i++)
        for (size_t k = 0; !c->lagen[i].indicator && k < c->lagen[i].n_stijlen; k++) {
            const struct layer *l = &c->lagen[i];
            char path[300], line[1000];
            snprintf(path, sizeof path, GM_SOURCE_DIR "/styles/%s.sld", l->stijlen[k]);
            FILE *f = fopen(path, "r");
            assert_non_null(f);
            while (fgets(line, sizeof line, f))
                for (const char *at = line; (at = strstr(at, "PropertyName>"));) {
                    at += strlen("PropertyName>");
                    char veld[64] = "";
                    sscanf(at, "%63[a-z0-9_]", veld);
                    /* a closing tag, or what is counted */
                    bool packed = !veld[0] || l->soort == LAAG_DICHTHEID || strcmp(veld, "aantal") == 0;
                    for (size_t v = 0; v < l->n_tegelvelden; v++)
                        packed = packed || strcmp(l->tegelvelden[v], veld) == 0;
                    if (!packed)
                        fail_msg("%s: %s isn't packed", l->stijlen[k], veld);
                    seen += veld[0] != 0;
                }
            fclose(f);
        }
    assert_true(seen > 50);
}

/* ---- bytes ---- */

static bool decode(const void *p, size_t n, struct block *b)
{
    static const unsigned char columns[] = {1, 0};
    struct arena_mark mark = arena_mark(a);
    struct block_memory m = {.a = a};
    struct block_want want = {0, NULL, 2, columns, 2};
    struct err e = {0};
    bool ok = block_decode(p, n, &want, &m, b, &e);
    if (!ok)
        assert_true(e.code == ERR_STORAGE || e.code == ERR_LIMIT);
    for (size_t i = 0; ok && i < b->n; i++)
        assert_true(b->features[i].values < b->n_tuples && b->features[i].n_xy >= 3);
    arena_rewind(a, mark);
    return ok;
}

/* A block with two polygons, one with a hole, and a speck. */
static void make_block(struct buf *out)
{
    static const int32_t base[] = {51200000, 128000000};
    static const int32_t xy[] = {51200100,  128000100, 51202600,  128000100, 51202600,  128002600, 51200100,
                                 128002600, 51200600,  128000600, 51200600,  128001100, 51201100,  128000600};
    static const uint32_t ends[] = {4, 7};
    struct block_writer writer;
    struct buf tuple;
    uint32_t numbers[2];
    buf_init(&tuple, 1000);
    block_writer_init(&writer);
    block_writer_begin(&writer, GEOM_POLYGON, 0, 2, base);
    for (int i = 0; i < 2; i++) {
        buf_clear(&tuple);
        block_put_real(&tuple, 2.5 + i, i ? STR("3.5") : STR("2.5"));
        if (i)
            block_put_null(&tuple);
        else
            block_put_int(&tuple, INT64_MIN);
        assert_true(block_dict_add(&writer.tuples, block_hash(tuple.p, tuple.n), tuple.p, tuple.n, &numbers[i]));
    }
    struct block_shape s = {77, xy, 7, ends, 2, {51201300, 128001300}, numbers[0]};
    block_writer_add(&writer, &s);
    s.id = -5;
    s.n_rings = 1;
    s.n_xy = 4;
    s.tuple = numbers[1];
    block_writer_add(&writer, &s);
    block_writer_speck(&writer, 51200001, 127999999, 12.5, numbers[1]);
    assert_true(block_writer_end(&writer, out));
    block_writer_done(&writer);
    buf_done(&tuple);
}

static void bytes_come_back_as_they_were(void **state)
{
    struct buf bytes;
    struct block b;
    static const unsigned char columns[] = {1, 0};
    struct block_memory m = {.a = a};
    struct bbox beside = {300000, 500000, 300010, 500010};
    struct block_want want = {0, NULL, 2, columns, 2};
    buf_init(&bytes, 1 << 20);
    make_block(&bytes);
    OK(block_decode(bytes.p, bytes.n, &want, &m, &b, &err));
    assert_int_equal(b.n, 2);
    assert_true(b.x0 == 200000 && b.y0 == 500000);
    assert_int_equal(b.features[0].id, 77);
    assert_int_equal(b.features[1].id, -5);
    assert_int_equal(b.features[0].n_rings, 2);
    assert_int_equal(b.features[0].n_xy, 9);
    assert_int_equal(b.ring_end[0], 5);
    assert_int_equal(b.ring_end[1], 9);
    assert_int_equal(b.xy[2 * 8], 600);
    assert_int_equal(b.features[1].xy, 9);
    assert_int_equal(b.features[0].label[0], 1300);
    assert_int_equal(b.n_specks, 1);
    assert_int_equal(b.specks[0].x, 1);
    assert_int_equal(b.specks[0].y, -1);
    assert_true(b.specks[0].weight == 12.5f);
    const struct read_value *v = b.values;
    assert_true(str_eq(v[0].text, STR("-9223372036854775808")) && v[0].number == (double)INT64_MIN);
    assert_true(v[1].number == 2.5 && str_eq(v[1].text, STR("2.5")));
    assert_int_equal(v[2].type, READ_NULL);
    want.bbox = &beside;
    OK(block_decode(bytes.p, bytes.n, &want, &m, &b, &err));
    assert_int_equal(b.n, 0);
    want.level = 1;
    assert_false(block_decode(bytes.p, bytes.n, &want, &m, &b, NULL));
    buf_done(&bytes);
}

static void hostile_bytes_break_nothing(void **state)
{
    struct buf bytes;
    struct block b;
    size_t refused = 0;
    buf_init(&bytes, 1 << 20);
    make_block(&bytes);
    assert_true(decode(bytes.p, bytes.n, &b));
    for (size_t n = 0; n < bytes.n; n++) {
        char *cut = malloc(n + 1); /* of its own size, so that a read past it is seen */
        memcpy(cut, bytes.p, n);
        char *exact = realloc(cut, n ? n : 1);
        assert_false(decode(exact, n, &b));
        free(exact);
    }
    for (size_t i = 0; i < bytes.n; i++)
        for (int value = 0; value < 256; value++) {
            char was = bytes.p[i];
            bytes.p[i] = (char)value;
            refused += !decode(bytes.p, bytes.n, &b);
            bytes.p[i] = was;
        }
    assert_true(refused > bytes.n * 100);
    buf_done(&bytes);
}

static void a_broken_block_is_an_error(void **state)
{
    struct read_query q = {.layer = melding, .bbox = everything};
    struct blocks_cursor *c;
    const struct block *b;
    struct err e = {0};
    OK(db_exec(w->db, "BEGIN; UPDATE tegelblok SET blok = x'0102'", &err));
    OK(blocks_open(w, &q, a, &c, &err));
    assert_false(blocks_next(c, &b, &e));
    assert_int_equal(e.code, ERR_STORAGE);
    blocks_close(c);
    OK(db_exec(w->db, "ROLLBACK", &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(levels_go_by_the_pixel),
                                       cmocka_unit_test(bytes_come_back_as_they_were),
                                       cmocka_unit_test(hostile_bytes_break_nothing),
                                       cmocka_unit_test(every_house_is_a_shape_or_in_a_speck_at_every_level),
                                       cmocka_unit_test(a_partition_stays_one),
                                       cmocka_unit_test(points_are_gathered_from_level_5_on),
                                       cmocka_unit_test(every_box_finds_all_that_touches_it),
                                       cmocka_unit_test(cursors_go_on_beside_each_other),
                                       cmocka_unit_test(overlapping_boxes_give_the_same_order),
                                       cmocka_unit_test(what_does_not_fit_the_catalogue_has_none),
                                       cmocka_unit_test(a_broken_block_is_an_error),
                                       cmocka_unit_test(what_is_small_goes_up_whole),
                                       cmocka_unit_test(the_fields_of_styles_are_packed),
                                       cmocka_unit_test(building_twice_changes_no_block),
                                       cmocka_unit_test(an_import_in_place_writes_only_what_changed),
                                       cmocka_unit_test(without_a_catalogue_there_are_no_blocks),
                                       cmocka_unit_test(blocks_of_other_tables_survive_a_new_file),
                                       cmocka_unit_test(a_layer_of_another_geometry_has_none)};
    return cmocka_run_group_tests_name("tests/warehouse/test_blocks", tests, setup, teardown);
}
