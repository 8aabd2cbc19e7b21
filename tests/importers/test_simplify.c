/* What simplifying does to areas that share borders: the levels of tile blocks are laid over level 0, line by line, and
 * what became a gap or an overlap between two areas is measured. */
#include "importers/import.h"
#include "warehouse/blocks.h"
#include "warehouse/load.h"
#include "warehouse/warehouse.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define OK(call)                                                                                                       \
    do {                                                                                                               \
        if (!(call))                                                                                                   \
            fail_msg("%s: %s", err.locator, err.message);                                                              \
    } while (0)

static struct err err;

/* ---- what came of it ---- */

/* Edges of level 0 (set 0) and of the level that is looked at (set 1). */
struct edges {
    struct edge {
        double ax, ay, bx, by;
        int set;
    } * list;
    size_t n, cap;
    int64_t *ids; /* of the shapes of the level */
    size_t n_ids, points;
    int specks;
};

static void add_edge(struct edges *e, struct edge edge)
{
    if (e->n == e->cap)
        assert_non_null(e->list = realloc(e->list, (e->cap = 2 * e->cap + 1000) * sizeof *e->list));
    e->list[e->n++] = edge;
}

static int by_id(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* Of set 0 only what has a shape in set 1: the rest is in specks. */
static void read_edges(struct warehouse *w, const struct layer *l, int level, struct bbox box, int set, struct edges *e)
{
    struct arena *a = arena_new(512 << 20);
    struct read_query q = {.layer = l, .bbox = box, .pixel_m = 0.6 * (1 << level)};
    struct blocks_cursor *c;
    const struct block *b;
    OK(blocks_open(w, &q, a, &c, &err));
    assert_non_null(c);
    for (;;) {
        OK(blocks_next(c, &b, &err));
        if (!b)
            break;
        if (set)
            assert_non_null(e->ids = realloc(e->ids, (e->n_ids + b->n + 1) * sizeof *e->ids));
        for (size_t i = 0; i < b->n; i++) {
            const struct block_feature *f = &b->features[i];
            if (set)
                e->ids[e->n_ids++] = f->id;
            else if (!bsearch(&f->id, e->ids, e->n_ids, sizeof *e->ids, by_id))
                continue;
            e->points += set ? f->n_xy : 0;
            uint32_t k = f->xy;
            for (uint32_t r = f->ring; r < f->ring + f->n_rings; r++, k++)
                for (; k + 1 < b->ring_end[r]; k++)
                    add_edge(e, (struct edge){b->x0 + b->xy[2 * k] * b->grid, b->y0 + b->xy[2 * k + 1] * b->grid,
                                              b->x0 + b->xy[2 * k + 2] * b->grid, b->y0 + b->xy[2 * k + 3] * b->grid,
                                              set});
        }
        e->specks += set ? (int)b->n_specks : 0;
    }
    blocks_close(c);
    arena_free(a);
    if (set)
        qsort(e->ids, e->n_ids, sizeof *e->ids, by_id);
}

struct crossing {
    double x;
    int set, by;
};

static int by_x(const void *a, const void *b)
{
    double x = ((const struct crossing *)a)->x, y = ((const struct crossing *)b)->x;
    return (x > y) - (x < y);
}

struct measured {
    double covered, gap, overlap; /* m² */
    double border;                /* metres of border between two shapes */
    double strayed;               /* how far borders came to lie from where they were, metres */
    double widest;                /* the widest circle in what is wrong, metres, as far as over half a pixel long */
};

/* To the nearest border of a set. */
static double border_distance(const struct edges *e, int set, double x, double y)
{
    double least = INFINITY;
    for (size_t i = 0; i < e->n; i++) {
        const struct edge *s = &e->list[i];
        if (s->set != set)
            continue;
        double dx = s->bx - s->ax, dy = s->by - s->ay, t = ((x - s->ax) * dx + (y - s->ay) * dy) / (dx * dx + dy * dy);
        t = t > 0 ? t < 1 ? t : 1 : 0;
        double ex = s->ax + t * dx - x, ey = s->ay + t * dy - y;
        least = fmin(least, ex * ex + ey * ey);
    }
    return sqrt(least);
}

/* How far borders of either set lie from those of the other, at some of their points in the box. */
static double strayed(const struct edges *e, struct bbox box)
{
    double most = 0;
    size_t step = e->n / 500 + 1;
    for (size_t i = 0; i < e->n; i += step) {
        double x = e->list[i].ax, y = e->list[i].ay;
        if (x > box.minx && x < box.maxx && y > box.miny && y < box.maxy)
            most = fmax(most, border_distance(e, !e->list[i].set, x, y));
    }
    return most;
}

static void wrong(const struct edges *e, double from, double to, double y, double pixel, double *sum,
                  struct measured *m)
{
    *sum += to - from;
    if (to - from > pixel / 2)
        for (double x = from; x < to; x += pixel / 8)
            m->widest = fmax(m->widest, 2 * border_distance(e, 1, x, y));
}

/* One line, from west to east. A gap lies between two shapes, and in shapes of level 0 from end to end: what is lost on
 * the outside is none. */
static void measure_line(const struct edges *e, struct crossing *at, double y, struct bbox box, double pixel,
                         struct measured *m)
{
    size_t n = 0;
    int count[2] = {0, 0};
    double gap_from = INFINITY;
    for (size_t i = 0; i < e->n; i++) {
        const struct edge *s = &e->list[i];
        if ((s->ay <= y) == (s->by <= y))
            continue;
        at[n++] =
            (struct crossing){s->ax + (y - s->ay) * (s->bx - s->ax) / (s->by - s->ay), s->set, s->by < s->ay ? 1 : -1};
    }
    qsort(at, n, sizeof *at, by_x);
    for (size_t i = 0; i + 1 < n; i++) {
        double x = at[i].x, next = at[i + 1].x;
        int before = count[1];
        count[at[i].set] += at[i].by;
        if (x < box.minx || next > box.maxx) {
            gap_from = INFINITY;
            continue;
        }
        if (count[0] > 0)
            m->covered += next - x;
        if (count[0] <= 1 && count[1] > 1)
            wrong(e, x, next, y, pixel, &m->overlap, m);
        if (before > 0 && count[1] == 0)
            gap_from = x;
        if (count[1] == 0 && count[0] <= 0 && next > x)
            gap_from = INFINITY;
        if (before == 0 && count[1] > 0 && gap_from < x)
            wrong(e, gap_from, x, y, pixel, &m->gap, m);
        if (count[1] > 0)
            gap_from = INFINITY;
    }
}

/* Compares a level with level 0 in a box, by lines a third of a pixel apart. */
static struct measured measure(struct warehouse *w, const struct layer *l, int level, struct bbox box, struct edges *e)
{
    struct measured m = {0};
    double pixel = 0.6 * (1 << level);
    *e = (struct edges){0};
    read_edges(w, l, level, box, 1, e);
    read_edges(w, l, 0, box, 0, e);
    struct crossing *at = malloc((e->n + 1) * sizeof *at);
    for (double y = box.miny + pixel * 0.1234567; y < box.maxy; y += pixel / 3)
        measure_line(e, at, y, box, pixel, &m);
    m.covered *= pixel / 3;
    m.gap *= pixel / 3;
    m.overlap *= pixel / 3;
    for (size_t i = 0; i < e->n; i++) {
        const struct edge *s = &e->list[i];
        double x = (s->ax + s->bx) / 2, y = (s->ay + s->by) / 2;
        if (s->set && x > box.minx && x < box.maxx && y > box.miny && y < box.maxy)
            m.border += hypot(s->bx - s->ax, s->by - s->ay) / 2;
    }
    m.strayed = strayed(e, box);
    free(at);
    free(e->list);
    free(e->ids);
    printf("%-5s level %d: %5zu shapes, %5.2f points a shape; gap %.4f%%, overlap %.4f%% of what is covered, together "
           "%.4f "
           "pixel along the borders; widest %.2f, strayed %.2f pixel\n",
           l->id, level, e->n_ids, (double)e->points / (double)e->n_ids, 100 * m.gap / m.covered,
           100 * m.overlap / m.covered, (m.gap + m.overlap) / m.border / pixel, m.widest / pixel, m.strayed / pixel);
    assert_true(m.covered > 0);
    return m;
}

/* Simplifying moves no border by more than half a pixel, besides the rounding; no gap or overlap is wider, and they are
 * 0.02 of one on average along the borders. */
static void assert_sound(struct measured m, int level)
{
    double pixel = 0.6 * (1 << level);
    assert_true(m.strayed <= 0.5 * pixel + M_SQRT2 * block_grid(level));
    assert_true(m.widest <= 0.5 * pixel);
    assert_true(m.gap + m.overlap <= 0.02 * pixel * m.border);
}

/* ---- a partition ---- */

/* Courses of bricks, turned: at every half brick three of them meet, on a wall that may be straight. */
enum { COURSES = 24, HALVES = 24, EDGE_POINTS = 20 };
static const double half_m = 180, course_m = 220, turn = 0.3;

static uint32_t hash(int a, int b, int c, int d)
{
    uint32_t h = 2166136261u;
    const int all[] = {a, b, c, d};
    for (int i = 0; i < 4; i++)
        h = (h ^ (uint32_t)all[i]) * 2654435761u, h ^= h >> 15;
    return h;
}

static double spread(int a, int b, int c, int d, double most)
{
    return (hash(a, b, c, d) / 4294967296.0 * 2 - 1) * most;
}

static void node(int i, int j, double xy[2])
{
    bool straight = hash(9, j, 0, 0) & 1;
    xy[0] = i * half_m + spread(1, i, j, 0, 50);
    xy[1] = j * course_m + (straight ? 0 : spread(2, i, j, 0, 50));
}

static void put(double *xy, size_t *n, double x, double y)
{
    xy[2 * *n] = round((150000 + cos(turn) * x - sin(turn) * y) * 1000) / 1000;
    xy[2 * *n + 1] = round((450000 + sin(turn) * x + cos(turn) * y) * 1000) / 1000;
    ++*n;
}

/* From node to node without the last, the same points in both directions: straight, or more and less wild. */
static void border(double *xy, size_t *n, const int from[2], const int to[2])
{
    static const double wild[] = {0, 0.3, 2, 12};
    bool back = from[0] > to[0] || from[1] > to[1];
    const int *a = back ? to : from, *b = back ? from : to;
    double p[2], q[2], most = wild[hash(a[0], a[1], b[0], b[1]) >> 8 & 3];
    node(a[0], a[1], p);
    node(b[0], b[1], q);
    double dx = q[0] - p[0], dy = q[1] - p[1], length = hypot(dx, dy);
    for (int k = 0; k < EDGE_POINTS; k++) {
        int at = back ? EDGE_POINTS - k : k;
        bool end = at == 0 || at == EDGE_POINTS;
        if (most == 0 && !end)
            continue;
        double t = (double)at / EDGE_POINTS,
               off = sin(M_PI * t) * spread(a[0] * 64 + a[1], b[0] * 64 + b[1], at, 3, most);
        put(xy, n, p[0] + t * dx - off * dy / length, p[1] + t * dy + off * dx / length);
    }
}

static void add_brick(struct load *l, int i, int j)
{
    static double xy[2 * (6 * EDGE_POINTS + 1)];
    size_t n = 0;
    const int to = i + 2;
    border(xy, &n, (int[]){i, j}, (int[]){i + 1, j});
    border(xy, &n, (int[]){i + 1, j}, (int[]){to, j});
    border(xy, &n, (int[]){to, j}, (int[]){to, j + 1});
    border(xy, &n, (int[]){to, j + 1}, (int[]){i + 1, j + 1});
    border(xy, &n, (int[]){i + 1, j + 1}, (int[]){i, j + 1});
    border(xy, &n, (int[]){i, j + 1}, (int[]){i, j});
    xy[2 * n] = xy[0];
    xy[2 * n + 1] = xy[1];
    n++;
    uint32_t end = (uint32_t)n, part = 1;
    char code[16];
    snprintf(code, sizeof code, "WK99%02d%02d", j, i);
    struct gebied area = {.niveau = GEBIED_WIJK,
                          .code = str_from(code),
                          .naam = str_from(code),
                          .jaar = 2026,
                          .inwoners = -1,
                          .geom = {GEOM_POLYGON, false, xy, n, &end, 1, &part, 1}};
    OK(load_gebied(l, &area, &err));
}

static void remove_dir(const char *dir)
{
    char command[100];
    snprintf(command, sizeof command, "rm -rf %s", dir);
    assert_int_equal(system(command), 0);
}

static void a_partition_stays_shut(void **state)
{
    char dir[] = "/tmp/gm_simplify_XXXXXX";
    struct layer wijk = {.id = "wijk", .tabel = "wijk", .type = GEOM_POLYGON};
    struct catalog c = {.lagen = &wijk, .n_lagen = 1};
    struct load_summary sum = {.dataset = "gebieden", .bestanden = "t", .rapport_json = STR("{}")};
    struct warehouse *w;
    struct load *l;
    int64_t generation;
    assert_non_null(mkdtemp(dir));
    OK(warehouse_open(dir, WAREHOUSE_WRITE, &w, &err));
    OK(load_begin(w, &l, &err));
    for (int j = 0; j < COURSES; j++)
        for (int i = j % 2; i + 2 <= HALVES; i += 2)
            add_brick(l, i, j);
    OK(load_gebied_finish(l, &err));
    OK(load_blocks(l, &c, NULL, NULL, &err));
    OK(load_commit(l, &sum, &generation, &err));
    size_t before = SIZE_MAX;
    for (int level = 1; level <= 7; level++) {
        /* a box in the middle, with at most 1500 lines */
        double x = 150000 + cos(turn) * 2160 - sin(turn) * 2640, y = 450000 + sin(turn) * 2160 + cos(turn) * 2640;
        double reach = fmin(1200, 150 * (1 << level));
        struct edges e;
        struct measured m = measure(w, &wijk, level, (struct bbox){x - reach, y - reach, x + reach, y + reach}, &e);
        assert_int_equal(e.specks, 0);
        assert_true(m.covered > reach * reach); /* of 4: lines begin and end at borders */
        assert_true(level > 4 || m.gap + m.overlap <= 0.001 * m.covered);
        assert_sound(m, level);
        assert_true(level < 3 || e.points / e.n_ids <= before);
        before = e.points / e.n_ids;
    }
    assert_true(before < 20); /* of some 90 */
    warehouse_close(w);
    remove_dir(dir);
}

/* ---- real panden ---- */

static void row_houses_stay_shut(void **state)
{
    const char *file = GM_SHARED_DIR "/data/bag/0221PND15092020.zip";
    if (access(file, R_OK) != 0)
        skip();
    char dir[] = "/tmp/gm_simplify_XXXXXX";
    struct layer pand = {.id = "pand", .tabel = "pand", .type = GEOM_POLYGON};
    struct catalog c = {.lagen = &pand, .n_lagen = 1};
    struct import_report *r = calloc(1, sizeof *r);
    struct warehouse *w;
    assert_non_null(mkdtemp(dir));
    struct import_options o = {.magazijn = dir, .files = &file, .n_files = 1, .clock = clock_system(), .catalog = &c};
    OK(importer_bag.run(&o, r, &err));
    OK(warehouse_open(dir, WAREHOUSE_READ, &w, &err));
    for (int level = 1; level <= 5; level++) {
        double reach = fmin(1500, 80 * (1 << level));
        struct edges e;
        struct measured m =
            measure(w, &pand, level, (struct bbox){207100 - reach, 446900 - reach, 207100 + reach, 446900 + reach}, &e);
        assert_true(m.gap + m.overlap <= 0.005 * m.covered);
        assert_sound(m, level);
    }
    warehouse_close(w);
    free(r);
    remove_dir(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_partition_stays_shut),
                                       cmocka_unit_test(row_houses_stay_shut)};
    return cmocka_run_group_tests_name("tests/importers/test_simplify", tests, NULL, NULL);
}
