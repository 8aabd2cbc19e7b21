/* The rasteriser: the same pixels however the picture is cut, whatever order shapes come in; and close to Cairo's.
 * GM_RASTER_PPM=FILE test_raster: leaves ours and Cairo's pictures of lines, for people to look at. */
#include "geoserver/render/raster.h"

#include <cairo.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { FAR = (1 << 29) - (1 << 20), WIDTH = 220, HEIGHT = 150, MAX_POINTS = 40 };

static uint64_t seed = 1;

static uint32_t chance(uint32_t n)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((seed >> 33) % n);
}

static int32_t between(int32_t low, int32_t high)
{
    return low + (int32_t)chance((uint32_t)(high - low) + 1);
}

static int raster_up(void **state)
{
    *state = raster_new();
    return *state ? 0 : -1;
}

static int raster_down(void **state)
{
    raster_free(*state);
    return 0;
}

static uint32_t *pixels_of(struct raster *r)
{
    uint32_t *px;
    int stride;
    struct err err = {0};
    assert_true(raster_pixels(r, &px, &stride, &err));
    return px;
}

static void start(struct raster *r, int width, int height)
{
    struct err err = {0};
    assert_true(raster_start(r, width, height, true, 0, 0, 0, &err));
}

/* ---- random pictures ---- */

struct shape {
    enum { FILL, LINE, RING, HATCH, SPECK, IMAGE, KINDS } kind;
    int32_t xy[2 * MAX_POINTS];
    uint32_t end;
    struct stroke s;
    struct fill f;
    double start, offset;
    bool together; /* painted with the next one */
};

static int32_t place(int32_t limit, int how)
{
    if (how == 0)
        return between(-FAR, FAR);
    if (how == 1)
        return between(-10 * limit, 10 * limit);
    if (how == 2)
        return between(-2, limit / RASTER_SUB + 2) * RASTER_SUB; /* on the grid */
    return between(-limit / 4, limit + limit / 4);
}

static void random_shape(struct shape *s)
{
    static const enum mark_shape marks[] = {MARK_SLASH, MARK_BACKSLASH, MARK_X, MARK_HORLINE, MARK_CROSS, MARK_DOT};
    memset(s, 0, sizeof *s);
    s->kind = chance(KINDS);
    s->end = 1 + chance(chance(3) ? 8 : MAX_POINTS);
    bool walk = chance(2);
    for (uint32_t i = 0; i < s->end; i++)
        for (int k = 0; k < 2; k++)
            s->xy[2 * i + (uint32_t)k] = walk && i ? s->xy[2 * i - 2 + (uint32_t)k] + between(-900, 900)
                                                   : place((k ? HEIGHT : WIDTH) * RASTER_SUB, (int)chance(8));
    s->s = (struct stroke){.on = true, .rgb = chance(1 << 24), .opacity = chance(2) ? 1 : 0.6};
    s->s.width_px = chance(3) ? 1 : chance(400) / 20.0;
    s->s.join = chance(3);
    s->s.cap = chance(3);
    if (chance(3) == 0) {
        s->s.n_dash = 1 + chance(4);
        for (size_t i = 0; i < s->s.n_dash; i++)
            s->s.dash_px[i] = chance(90) / 10.0;
        s->s.dash_offset_px = chance(100) / 7.0;
    }
    s->f = (struct fill){.on = true, .hatched = true, .rgb = chance(1 << 24), .opacity = 0.8};
    s->f.shape = marks[chance(6)];
    s->f.spacing_px = 3 + chance(12);
    s->f.line_px = 1 + chance(20) / 10.0;
    s->start = chance(1000) / 9.0;
    s->offset = chance(4) ? 0 : (double)between(-50, 50) / 10;
    s->together = chance(2);
}

static void draw_shape(struct raster *r, const struct shape *s, int x, int y, bool paint)
{
    static const uint32_t image[6] = {0xff102030, 0x80402010, 0, 0x40404040, 0xffffffff, 0x01010101};
    int32_t xy[2 * MAX_POINTS];
    uint32_t end = s->end;
    for (uint32_t i = 0; i < 2 * end; i++)
        xy[i] = s->xy[i] - (i % 2 ? y : x) * RASTER_SUB;
    if (s->kind == FILL || s->kind == HATCH)
        raster_fill_add(r, xy, &end, 1);
    if (s->kind == LINE || s->kind == RING)
        raster_line_add(r, xy, &end, 1, s->kind == RING, &s->s, 1.25, &s->start, s->offset);
    for (uint32_t i = 0; i < end && s->kind == SPECK; i++)
        raster_speck_add(r, xy[2 * i], xy[2 * i + 1], (float)(i + 1) / 20);
    for (uint32_t i = 0; i < end && s->kind == IMAGE; i++)
        raster_image(r, image, 3, 2, 3, xy[2 * i], xy[2 * i + 1]);
    if (!paint)
        return;
    if (s->kind == HATCH)
        raster_paint_hatch(r, &s->f, 1.25);
    else
        raster_paint(r, s->s.rgb, s->s.opacity);
}

static void draw_part(struct raster *r, const struct shape *s, size_t n, int x, int y, int width, int height)
{
    struct err err = {0};
    assert_true(raster_start(r, width, height, n % 2, 0xf0e0d0, 1000003 + x, -77 + y, &err));
    for (size_t i = 0; i < n; i++)
        draw_shape(r, &s[i], x, y, i + 1 == n || !s[i].together);
}

static void cuts_of_a_picture_are_the_picture(void **state)
{
    struct raster *r = *state, *part = raster_new();
    struct shape shapes[12];
    assert_non_null(part);
    for (int round = 0; round < 1500; round++) {
        seed = (uint64_t)round * 77 + 5;
        size_t n = 1 + chance(12);
        for (size_t i = 0; i < n; i++)
            random_shape(&shapes[i]);
        draw_part(r, shapes, n, 0, 0, WIDTH, HEIGHT);
        const uint32_t *whole = pixels_of(r);
        int w = 1 + (int)chance(WIDTH), h = 1 + (int)chance(HEIGHT);
        int x = (int)chance((uint32_t)(WIDTH - w + 1)), y = (int)chance((uint32_t)(HEIGHT - h + 1));
        draw_part(part, shapes, n, x, y, w, h);
        const uint32_t *cut = pixels_of(part);
        for (int row = 0; row < h; row++)
            for (int col = 0; col < w; col++)
                if (cut[row * w + col] != whole[(y + row) * WIDTH + x + col])
                    fail_msg(
                        "round %d, kind %d of %zu: pixel %d,%d is %08x in the whole and %08x in the cut %d,%d %dx%d",
                        round, shapes[0].kind, n, x + col, y + row, whole[(y + row) * WIDTH + x + col],
                        cut[row * w + col], x, y, w, h);
    }
    raster_free(part);
}

/* What tiles consist of: small rings with a thin line, on whole pixels now and then. */
static void small_shapes(struct raster *r, uint64_t from, double width_px, int x, int y)
{
    seed = from;
    const struct stroke s = {.on = true, .width_px = width_px, .join = chance(3)};
    for (int part = 0; part < 2; part++) {
        seed = from + 1;
        for (int i = 0; i < 120; i++) {
            int32_t at[2] = {between(-500, WIDTH * RASTER_SUB + 500), between(-500, HEIGHT * RASTER_SUB + 500)}, xy[24];
            uint32_t n = 5 + chance(8), reach = 60u << chance(7);
            double turn = 0;
            for (uint32_t k = 0; k < n; k++, turn -= 2 * M_PI / n) {
                double far = reach * (0.4 + chance(100) / 100.0);
                xy[2 * k] = at[0] + (int32_t)(far * cos(turn)) - x * RASTER_SUB;
                xy[2 * k + 1] = at[1] + (int32_t)(far * sin(turn)) - y * RASTER_SUB;
                if (chance(4) == 0)
                    xy[2 * k + chance(2)] &= -RASTER_SUB;
            }
            if (part == 0)
                raster_fill_add(r, xy, &n, 1);
            else
                raster_line_add(r, xy, &n, 1, true, &s, 1, NULL, 0);
        }
        raster_paint(r, part ? 0x203040 : 0xd0b090, part ? 0.7 : 1);
    }
}

static void cuts_through_small_shapes_are_the_picture(void **state)
{
    struct raster *r = *state, *part = raster_new();
    assert_non_null(part);
    for (int round = 0; round < 200; round++) {
        seed = (uint64_t)round * 13 + 2;
        double width_px = 0.3 + chance(13) / 10.0;
        int w = 1 + (int)chance(WIDTH), h = 1 + (int)chance(HEIGHT);
        int x = (int)chance((uint32_t)(WIDTH - w + 1)), y = (int)chance((uint32_t)(HEIGHT - h + 1));
        start(r, WIDTH, HEIGHT);
        small_shapes(r, (uint64_t)round, width_px, 0, 0);
        start(part, w, h);
        small_shapes(part, (uint64_t)round, width_px, x, y);
        for (int row = 0; row < h; row++)
            assert_memory_equal(pixels_of(part) + row * w, pixels_of(r) + (y + row) * WIDTH + x, (size_t)w * 4);
    }
    raster_free(part);
}

static void order_within_a_paint_does_not_matter(void **state)
{
    struct raster *r = *state;
    static uint32_t first[WIDTH * HEIGHT];
    struct shape shapes[10];
    for (int round = 0; round < 200; round++) {
        seed = (uint64_t)round + 999;
        for (size_t i = 0; i < 10; i++) {
            random_shape(&shapes[i]);
            shapes[i].kind = chance(2) ? LINE : RING;
        }
        start(r, WIDTH, HEIGHT);
        for (size_t i = 0; i < 10; i++)
            draw_shape(r, &shapes[i], 0, 0, i == 9);
        memcpy(first, pixels_of(r), sizeof first);
        start(r, WIDTH, HEIGHT);
        for (size_t i = 10; i-- > 0;)
            draw_shape(r, &shapes[i], 0, 0, false);
        raster_paint(r, shapes[9].s.rgb, shapes[9].s.opacity);
        assert_memory_equal(first, pixels_of(r), sizeof first);
    }
}

/* ---- exact cases ---- */

static void polygons_that_share_edges_leave_no_seam(void **state)
{
    struct raster *r = *state;
    const int n = 9, step = 20 * RASTER_SUB;
    static int32_t grid[10][10][2];
    seed = 4;
    for (int i = 0; i <= n; i++)
        for (int j = 0; j <= n; j++) {
            grid[i][j][0] = j * step - 1000 + (j % n ? between(-1500, 1500) : 0);
            grid[i][j][1] = i * step - 1000 + (i % n ? between(-1500, 1500) : 0);
        }
    start(r, 100, 100);
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) {
            const int32_t *q[4] = {grid[i][j], grid[i + 1][j], grid[i + 1][j + 1], grid[i][j + 1]};
            int32_t xy[8];
            uint32_t end = 4;
            for (int k = 0; k < 4; k++)
                memcpy(xy + 2 * k, q[k], 2 * sizeof *xy);
            raster_fill_add(r, xy, &end, 1);
        }
    raster_paint(r, 0x123456, 1);
    for (int i = 0; i < 100 * 100; i++)
        assert_int_equal(pixels_of(r)[i], 0xff123456);
}

static void holes_are_holes_and_overlap_counts_once(void **state)
{
    struct raster *r = *state;
    const int32_t p = RASTER_SUB;
    const int32_t xy[] = {p,     p,     p,     9 * p, 9 * p, 9 * p, 9 * p, p,
                          3 * p, 3 * p, 7 * p, 3 * p, 7 * p, 7 * p, 3 * p, 7 * p};
    const uint32_t ends[] = {4, 8};
    start(r, 10, 10);
    for (int i = 0; i < 3000; i++) /* so many that rows are summed in between */
        raster_fill_add(r, xy, ends, 2);
    raster_paint(r, 0xff0000, 1);
    for (int y = 0; y < 10; y++)
        for (int x = 0; x < 10; x++) {
            bool in = x >= 1 && x < 9 && y >= 1 && y < 9, hole = x >= 3 && x < 7 && y >= 3 && y < 7;
            assert_int_equal(pixels_of(r)[y * 10 + x], in && !hole ? 0xffff0000 : 0);
        }
}

static void forty_thousand_shapes_on_one_pixel_do_not_overflow(void **state)
{
    struct raster *r = *state;
    const int32_t p = RASTER_SUB, xy[] = {-p, 0, -p, 3 * p, 4 * p, 3 * p, 4 * p, 0}, line[] = {-p, p, 9 * p, p};
    const uint32_t four = 4, two = 2;
    const struct stroke s = {.on = true, .width_px = 3};
    start(r, 4, 4);
    for (int i = 0; i < 40000; i++)
        raster_fill_add(r, xy, &four, 1);
    raster_paint(r, 0xffffff, 1);
    for (int i = 0; i < 12; i++)
        assert_int_equal(pixels_of(r)[i], 0xffffffff);
    assert_int_equal(pixels_of(r)[12], 0);
    start(r, 4, 4);
    for (int i = 0; i < 40000; i++)
        raster_line_add(r, line, &two, 1, false, &s, 1, NULL, 0);
    raster_paint(r, 0xffffff, 1);
    assert_int_equal(pixels_of(r)[5], 0xffffffff);
}

static void shapes_far_away_draw_nothing_and_around_everything(void **state)
{
    struct raster *r = *state;
    enum { N = 200000 };
    int32_t *xy = malloc(2 * N * sizeof *xy);
    const int32_t at[5][2] = {{-FAR, 0}, {FAR, 0}, {0, -FAR}, {0, FAR}, {0, 0}};
    const uint32_t end = N;
    const struct stroke s = {.on = true, .width_px = 1, .join = JOIN_ROUND};
    assert_non_null(xy);
    for (int k = 0; k < 5; k++) {
        for (int i = 0; i < N; i++) {
            double a = 2 * M_PI * i / N, far = k < 4 ? FAR / 2.0 : FAR;
            xy[2 * i] = (int32_t)(at[k][0] + (k < 4 ? (at[k][0] < 0 ? 0.5 : 0.4) : 1) * far * cos(a)) / (k < 4 ? 2 : 1);
            xy[2 * i + 1] = (int32_t)(at[k][1] - far * 0.4 * sin(a)) / (k < 4 ? 2 : 1);
        }
        start(r, 50, 40);
        raster_fill_add(r, xy, &end, 1);
        raster_paint(r, 0xffffff, 1);
        raster_line_add(r, xy, &end, 1, true, &s, 1, NULL, 0);
        raster_paint(r, 0xff0000, 1);
        for (int i = 0; i < 50 * 40; i++)
            assert_int_equal(pixels_of(r)[i], k < 4 ? 0 : 0xffffffff);
    }
    free(xy);
}

static void a_speck_covers_its_area(void **state)
{
    struct raster *r = *state;
    for (int round = 0; round < 500; round++) {
        float area = (float)(8 + chance(92)) / 100;
        start(r, 9, 9);
        raster_speck_add(r, between(256, 8 * 256), between(256, 8 * 256), area);
        raster_paint(r, 0xffffff, 1);
        unsigned sum = 0, touched = 0;
        for (int i = 0; i < 81; i++) {
            sum += pixels_of(r)[i] >> 24;
            touched += pixels_of(r)[i] != 0;
        }
        assert_true(touched >= 1 && touched <= 4);
        assert_true(fabs(sum / 255.0 - (double)area) < 4.0 / (2 * RASTER_STEPS) + 0.02);
    }
}

static void colours_blend_by_coverage_and_opacity(void **state)
{
    struct raster *r = *state;
    struct err err = {0};
    const int32_t half[] = {0, 0, 0, 256, 128, 256, 128, 0}; /* half of the first pixel: 16 of 31 steps, 131 of 255 */
    const uint32_t end = 4;
    assert_true(raster_start(r, 2, 1, false, 0xffffff, 0, 0, &err));
    raster_fill_add(r, half, &end, 1);
    raster_paint(r, 0x000000, 1);
    assert_int_equal(pixels_of(r)[0], 0xff7c7c7c);
    assert_int_equal(pixels_of(r)[1], 0xffffffff);
    raster_fill_add(r, half, &end, 1);
    raster_paint(r, 0xff0000, 0);
    assert_int_equal(pixels_of(r)[0], 0xff7c7c7c);
    assert_true(raster_start(r, 2, 1, true, 0xffffff, 0, 0, &err));
    raster_fill_add(r, half, &end, 1);
    raster_paint(r, 0xff0000, 0.5);
    assert_int_equal(pixels_of(r)[0], 0x42420000);
    const uint32_t dot = 0x80800000;
    assert_true(raster_start(r, 2, 2, false, 0x0000ff, 0, 0, &err));
    raster_image(r, &dot, 1, 1, 1, 256, 128); /* on the border of two pixels: the right one */
    assert_int_equal(pixels_of(r)[0], 0xff0000ff);
    assert_int_equal(pixels_of(r)[1], 0xff80007f);
}

static void nothing_leaks_from_one_picture_into_the_next(void **state)
{
    struct raster *r = *state;
    const int32_t xy[] = {-300, -300, -300, 9999, 9999, 9999, 9999, -300};
    const uint32_t end = 4;
    start(r, 20, 20);
    raster_fill_add(r, xy, &end, 1); /* never painted */
    start(r, 7, 30);
    raster_paint(r, 0xffffff, 1);
    for (int i = 0; i < 7 * 30; i++)
        assert_int_equal(pixels_of(r)[i], 0);
}

static void odd_input_is_survived(void **state)
{
    struct raster *r = *state;
    const int32_t xy[] = {500, 500, 500, 500, 500, 500, 900, 500, 500, 500};
    const uint32_t ends[] = {0, 1, 1, 3, 5, 5};
    struct err err = {0};
    for (int join = 0; join < 3; join++)
        for (int cap = 0; cap < 3; cap++)
            for (int closed = 0; closed < 2; closed++) {
                struct stroke s = {.on = true, .width_px = join ? 2 : 0, .join = join, .cap = cap};
                start(r, 8, 8);
                for (size_t n = 0; n <= 6; n++)
                    raster_line_add(r, xy, ends, n, closed, &s, 1, NULL, closed);
                s.n_dash = 2;
                raster_line_add(r, xy, ends, 6, closed, &s, 1, NULL, 0);
                s.dash_px[1] = NAN;
                raster_line_add(r, xy, ends, 6, closed, &s, 1, NULL, -1);
                raster_paint(r, 0xffffff, NAN);
            }
    raster_fill_add(r, xy, ends, 6);
    raster_paint(r, 0, 1);
    raster_speck_add(r, 0, 0, NAN);
    assert_false(raster_start(r, 0, 5, true, 0, 0, 0, &err));
    assert_int_equal(err.code, ERR_LIMIT);
    err_clear(&err);
    assert_false(raster_start(r, 5, 4097, true, 0, 0, 0, &err));
    assert_int_equal(err.code, ERR_LIMIT);
}

static void the_largest_picture_is_drawn(void **state)
{
    struct raster *r = *state;
    const int32_t far = 5000 * 256, xy[] = {-far, -far, -far, far, far, far, far, -far},
                  line[] = {-far, -far, far, far};
    const uint32_t four = 4, two = 2;
    const struct stroke s = {.on = true, .width_px = 1};
    start(r, 4096, 4096);
    raster_fill_add(r, xy, &four, 1);
    raster_paint(r, 0x102030, 1);
    raster_line_add(r, line, &two, 1, false, &s, 1, NULL, 0);
    raster_paint(r, 0xffffff, 1);
    assert_int_equal(pixels_of(r)[4096u * 4096 - 4096], 0xff102030);
    assert_true((pixels_of(r)[4096u * 4096 - 1] & 255) > 180);
}

/* ---- beside Cairo ---- */

static cairo_surface_t *cairo_picture(cairo_t **cr, int width, int height)
{
    cairo_surface_t *s = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, width, height);
    *cr = cairo_create(s);
    cairo_set_antialias(*cr, CAIRO_ANTIALIAS_BEST);
    cairo_set_miter_limit(*cr, 3);
    cairo_set_source_rgb(*cr, 1, 1, 1);
    return s;
}

static void cairo_line(cairo_t *cr, const int32_t *xy, size_t n, bool closed, const struct stroke *s)
{
    static const cairo_line_join_t joins[] = {CAIRO_LINE_JOIN_MITER, CAIRO_LINE_JOIN_ROUND, CAIRO_LINE_JOIN_BEVEL};
    static const cairo_line_cap_t caps[] = {CAIRO_LINE_CAP_BUTT, CAIRO_LINE_CAP_ROUND, CAIRO_LINE_CAP_SQUARE};
    cairo_new_path(cr);
    for (size_t i = 0; i < n; i++)
        cairo_line_to(cr, xy[2 * i] / 256.0, xy[2 * i + 1] / 256.0);
    if (closed)
        cairo_close_path(cr);
    cairo_set_line_width(cr, s->width_px);
    cairo_set_line_join(cr, joins[s->join]);
    cairo_set_line_cap(cr, caps[s->cap]);
    cairo_set_dash(cr, s->dash_px, (int)s->n_dash, s->dash_offset_px);
    cairo_stroke(cr);
}

struct difference {
    double mean; /* of pixels that either one drew */
    int most;
};

static struct difference compare(struct raster *r, cairo_surface_t *s, int width, int height)
{
    const uint32_t *ours = pixels_of(r);
    cairo_surface_flush(s);
    const uint32_t *theirs = (const uint32_t *)cairo_image_surface_get_data(s);
    struct difference d = {0, 0};
    double sum = 0, n = 0;
    for (int i = 0; i < width * height; i++) {
        int k = abs((int)(ours[i] >> 24) - (int)(theirs[i] >> 24));
        sum += k;
        n += ours[i] || theirs[i];
        d.most = k > d.most ? k : d.most;
    }
    d.mean = n > 0 ? sum / n : 0;
    return d;
}

static void fills_are_as_cairo_draws_them(void **state)
{
    struct raster *r = *state;
    seed = 31;
    for (int round = 0; round < 100; round++) {
        cairo_t *cr;
        cairo_surface_t *s = cairo_picture(&cr, 64, 64);
        int32_t xy[24];
        const uint32_t end = 12;
        double a = 0;
        for (int i = 0; i < 12; i++, a += 2 * M_PI / 12) { /* a star, so that winding doesn't matter */
            double far = 200 + chance(11000);
            xy[2 * i] = 32 * 256 + (int32_t)(far * cos(a));
            xy[2 * i + 1] = 32 * 256 + (int32_t)(far * sin(a));
            cairo_line_to(cr, xy[2 * i] / 256.0, xy[2 * i + 1] / 256.0);
        }
        cairo_fill(cr);
        start(r, 64, 64);
        raster_fill_add(r, xy, &end, 1);
        raster_paint(r, 0xffffff, 1);
        struct difference d = compare(r, s, 64, 64);
        if (d.mean > 2 || d.most > 24)
            fail_msg("round %d: mean %.2f most %d", round, d.mean, d.most);
        cairo_destroy(cr);
        cairo_surface_destroy(s);
    }
}

/* Lines with corners further apart than they are wide, so that nothing covers itself. */
static size_t zigzag(int32_t *xy, size_t n, double step, double turn)
{
    double x = 20 * 256, y = 60 * 256, a = 0;
    for (size_t i = 0; i < n; i++) {
        xy[2 * i] = (int32_t)x;
        xy[2 * i + 1] = (int32_t)y;
        a = (i % 2 ? turn : -turn) * (0.6 + chance(40) / 100.0);
        x += step * 256 * cos(a);
        y += step * 256 * sin(a);
    }
    return n;
}

static void lines_are_as_cairo_draws_them(void **state)
{
    struct raster *r = *state;
    double worst = 0, sum = 0;
    int most = 0;
    seed = 8;
    for (int round = 0; round < 400; round++) {
        cairo_t *cr;
        cairo_surface_t *c = cairo_picture(&cr, 200, 120);
        struct stroke s = {.on = true, .width_px = round % 4 ? 1 : 1 + chance(60) / 10.0};
        s.join = chance(3);
        s.cap = chance(3);
        if (chance(3) == 0) {
            s.n_dash = 2;
            s.dash_px[0] = 9 + chance(10);
            s.dash_px[1] = 9 + chance(10);
            s.dash_offset_px = chance(20);
        }
        int32_t xy[16];
        uint32_t end = (uint32_t)zigzag(xy, 8, 23.3, chance(2) ? 0.5 : 1.2);
        cairo_line(cr, xy, end, false, &s);
        start(r, 200, 120);
        raster_line_add(r, xy, &end, 1, false, &s, 1, NULL, 0);
        raster_paint(r, 0xffffff, 1);
        struct difference d = compare(r, c, 200, 120);
        worst = fmax(worst, d.mean);
        most = d.most > most ? d.most : most;
        sum += d.mean;
        if (d.mean > 6 || d.most > (s.n_dash ? 96 : 48))
            fail_msg("round %d (join %d, cap %d, width %.1f, dashes %zu): mean %.2f, most %d", round, s.join, s.cap,
                     s.width_px, s.n_dash, d.mean, d.most);
        cairo_destroy(cr);
        cairo_surface_destroy(c);
    }
    print_message("lines beside Cairo: mean %.2f, at worst %.2f, most %d of 255\n", sum / 400, worst, most);
    assert_true(sum / 400 < 3);
}

static void sharp_thin_lines_have_no_holes(void **state)
{
    struct raster *r = *state;
    cairo_t *cr;
    const struct stroke s = {.on = true, .width_px = 1};
    seed = 12;
    for (int round = 0; round < 500; round++) {
        cairo_surface_t *c = cairo_picture(&cr, 60, 60);
        int32_t xy[2 * 6];
        const uint32_t end = 6;
        bool closed = chance(2);
        int32_t reach = chance(2) ? 400 : 5000;
        for (int i = 0; i < 12; i++)
            xy[i] = 30 * 256 + between(-reach, reach);
        cairo_line(cr, xy, end, closed, &s);
        cairo_surface_flush(c);
        start(r, 60, 60);
        raster_line_add(r, xy, &end, 1, closed, &s, 1, NULL, 0);
        raster_paint(r, 0xffffff, 1);
        const uint32_t *ours = pixels_of(r), *theirs = (const uint32_t *)cairo_image_surface_get_data(c);
        for (int i = 0; i < 3600; i++)
            if ((int)(ours[i] >> 24) < (int)(theirs[i] >> 24) - 48)
                fail_msg("round %d, pixel %d,%d: %u, by Cairo %u", round, i % 60, i / 60, ours[i] >> 24,
                         theirs[i] >> 24);
        cairo_destroy(cr);
        cairo_surface_destroy(c);
    }
}

static void an_offset_line_lies_beside_it(void **state)
{
    struct raster *r = *state;
    const int32_t line[] = {2 * 256, 10 * 256 + 128, 18 * 256, 10 * 256 + 128};
    const int32_t ring[] = {8 * 256, 8 * 256, 8 * 256, 12 * 256, 12 * 256, 12 * 256, 12 * 256, 8 * 256};
    const uint32_t two = 2, four = 4;
    const struct stroke s = {.on = true, .width_px = 1};
    start(r, 20, 20);
    raster_line_add(r, line, &two, 1, false, &s, 1, NULL, 3);
    raster_paint(r, 0xffffff, 1);
    assert_int_equal(pixels_of(r)[7 * 20 + 10], 0xffffffff); /* to the east: left is up */
    assert_int_equal(pixels_of(r)[10 * 20 + 10], 0);
    start(r, 20, 20);
    raster_line_add(r, ring, &four, 1, true, &s, 1, NULL, 2.5);
    raster_paint(r, 0xffffff, 1);
    for (int i = 5; i < 15; i++) { /* a square of 9 around, with its corners */
        assert_int_equal(pixels_of(r)[5 * 20 + i], 0xffffffff);
        assert_int_equal(pixels_of(r)[i * 20 + 14], 0xffffffff);
    }
    assert_int_equal(pixels_of(r)[8 * 20 + 8], 0);
}

/* Left ours, right Cairo's: joins, caps and dashes at several widths and angles. */
static void leave_pictures(void **state)
{
    const char *path = getenv("GM_RASTER_PPM");
    if (!path)
        skip();
    enum { W = 420, H = 560 };
    struct raster *r = *state;
    cairo_t *cr;
    cairo_surface_t *c = cairo_picture(&cr, W, H);
    start(r, W, H);
    for (int k = 0; k < 9; k++)
        for (int j = 0; j < 4; j++) {
            static const double widths[] = {1, 3, 8, 2};
            struct stroke s = {.on = true, .width_px = widths[j], .join = (unsigned)k % 3, .cap = (unsigned)k / 3};
            if (j == 3) {
                s.n_dash = 2;
                s.dash_px[0] = 6;
                s.dash_px[1] = 5;
            }
            int32_t x = (10 + j * 105) * 256, y = (12 + k * 60) * 256;
            int32_t xy[] = {x,         y + 2000,  x + 5000,  y,         x + 6000,  y + 9000,  x + 9000,
                            y + 900,   x + 10500, y + 9000,  x + 11500, y + 8000,  x + 13000, y + 8500,
                            x + 15500, y + 5000,  x + 19000, y + 4600,  x + 21000, y + 1000,  x + 21300,
                            y + 700,   x + 21800, y + 900,   x + 22500, y + 9000};
            uint32_t end = sizeof xy / sizeof *xy / 2;
            bool closed = k == 4;
            cairo_line(cr, xy, end, closed, &s);
            raster_line_add(r, xy, &end, 1, closed, &s, 1, NULL, 0);
            raster_paint(r, 0xffffff, 1);
        }
    cairo_surface_flush(c);
    const uint32_t *both[2] = {pixels_of(r), (const uint32_t *)cairo_image_surface_get_data(c)};
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fprintf(f, "P6\n%d %d\n255\n", 2 * W, H);
    for (int i = 0; i < 2 * W * H; i++) {
        int v = 255 - (int)(both[i / W % 2][i / (2 * W) * W + i % W] >> 24);
        fprintf(f, "%c%c%c", v, v, v);
    }
    fclose(f);
    cairo_destroy(cr);
    cairo_surface_destroy(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cuts_of_a_picture_are_the_picture),
        cmocka_unit_test(cuts_through_small_shapes_are_the_picture),
        cmocka_unit_test(order_within_a_paint_does_not_matter),
        cmocka_unit_test(polygons_that_share_edges_leave_no_seam),
        cmocka_unit_test(holes_are_holes_and_overlap_counts_once),
        cmocka_unit_test(forty_thousand_shapes_on_one_pixel_do_not_overflow),
        cmocka_unit_test(shapes_far_away_draw_nothing_and_around_everything),
        cmocka_unit_test(a_speck_covers_its_area),
        cmocka_unit_test(colours_blend_by_coverage_and_opacity),
        cmocka_unit_test(nothing_leaks_from_one_picture_into_the_next),
        cmocka_unit_test(odd_input_is_survived),
        cmocka_unit_test(the_largest_picture_is_drawn),
        cmocka_unit_test(fills_are_as_cairo_draws_them),
        cmocka_unit_test(lines_are_as_cairo_draws_them),
        cmocka_unit_test(sharp_thin_lines_have_no_holes),
        cmocka_unit_test(an_offset_line_lies_beside_it),
        cmocka_unit_test(leave_pictures),
    };
    return cmocka_run_group_tests(tests, raster_up, raster_down);
}
