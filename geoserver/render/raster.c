/* Coverage by signed areas. An edge adds, in every row that it crosses, its height to the pixels at its right and a
 * part of it to the pixel that it is in. Where an edge crosses rows and columns is computed from its own ends, upper
 * end first, rounded down: the same for two shapes that share it and for every cut of a map. */
#include "geoserver/render/raster_priv.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* TURNS_MAX is under half of what 32 bits hold (16,384 full pixels): a shape is whole before its rows are summed.
 * SMALL_PX: what is no wider notes its box in the rows, not each of its edges; FEW_ROWS: so does an edge. */
enum { TURNS_MAX = 8000, SMALL_PX = 256, FEW_ROWS = 8 };

struct raster *raster_new(void)
{
    struct raster *r = calloc(1, sizeof *r);
    if (r)
        r->last = -1;
    return r;
}

static void forget_hatches(struct raster *r)
{
    for (size_t i = 0; i < r->n_hatches; i++)
        free(r->hatches[i].pixels);
    r->n_hatches = 0;
}

void raster_free(struct raster *r)
{
    if (!r)
        return;
    forget_hatches(r);
    raster_free(r->tile);
    free(r->pixels);
    free(r->cells);
    free(r->rows);
    free(r->dash.xy);
    free(r->beside.xy);
    free(r);
}

static void clear(struct raster *r)
{
    for (int y = r->top; y <= r->last; y++) {
        struct raster_row *row = &r->rows[y];
        if (row->min <= row->max)
            memset(r->cells + (size_t)y * r->stride + row->min, 0,
                   ((size_t)(row->max - row->min) + 2) * sizeof *r->cells);
        *row = (struct raster_row){.min = INT32_MAX, .max = -1};
    }
    r->top = INT_MAX;
    r->last = -1;
    r->turns = 0;
}

static bool reserve(struct raster *r, int width, int height)
{
    size_t n_pixels = (size_t)width * (size_t)height, n_cells = ((size_t)width + 2) * (size_t)height;
    if (n_pixels > r->pixels_size) {
        free(r->pixels);
        r->pixels = malloc(n_pixels * sizeof *r->pixels);
        r->pixels_size = r->pixels ? n_pixels : 0;
    }
    if (n_cells > r->cells_size) {
        free(r->cells);
        r->cells = calloc(n_cells, sizeof *r->cells);
        r->cells_size = r->cells ? n_cells : 0;
    }
    if ((size_t)height > r->rows_size) {
        free(r->rows);
        r->rows = malloc((size_t)height * sizeof *r->rows);
        r->rows_size = r->rows ? (size_t)height : 0;
    }
    return r->pixels && r->cells && r->rows;
}

bool raster_start(struct raster *r, int width_px, int height_px, bool transparent, uint32_t background,
                  int64_t origin_x_px, int64_t origin_y_px, struct err *err)
{
    if (width_px < 1 || height_px < 1 || width_px > RASTER_MAX_PX || height_px > RASTER_MAX_PX)
        return err_set(err, ERR_LIMIT, NULL, "een beeld is 1 tot %d pixels breed en hoog, niet %d × %d", RASTER_MAX_PX,
                       width_px, height_px);
    clear(r);
    if (!reserve(r, width_px, height_px)) {
        r->width = r->height = 0;
        r->right = r->bottom = 0;
        return err_set(err, ERR_MEMORY, NULL, "te weinig geheugen voor een beeld van %d × %d pixels", width_px,
                       height_px);
    }
    r->width = width_px;
    r->height = height_px;
    r->right = width_px * RASTER_SUB;
    r->bottom = height_px * RASTER_SUB;
    r->stride = (size_t)width_px + 2;
    r->origin_x = origin_x_px;
    r->origin_y = origin_y_px;
    r->failed = false;
    for (int y = 0; y < height_px; y++)
        r->rows[y] = (struct raster_row){.min = INT32_MAX, .max = -1};
    uint32_t colour = transparent ? 0 : 0xff000000u | (background & 0xffffffu);
    for (size_t i = 0; i < (size_t)width_px; i++)
        r->pixels[i] = colour;
    for (size_t y = 1; y < (size_t)height_px; y++)
        memcpy(r->pixels + y * (size_t)width_px, r->pixels, (size_t)width_px * sizeof *r->pixels);
    return true;
}

/* ---- edges ---- */

/* Where an edge, from its upper end, crosses the borders of rows and columns: with FRACTION binary digits, of which
 * those of columns are a hair late, so that what is crossed beyond the edge's end never seems to come before it (an
 * error is at most 2^-8 subpixel). The order of the crossings, and so the pixels that it passes, follows from the
 * heights of the columns' borders alone. */
enum { FRACTION = 30 };
static const int64_t HAIR = (int64_t)1 << (FRACTION - 6);

struct crossings {
    int64_t x, x_step; /* at the first row's border, from there to the next; from the upper end */
    int64_t y, y_step; /* at the first column's border */
};

/* Of an edge inside a picture nothing that comes out is too large for this; of others what is, isn't crossed. */
static inline __attribute__((always_inline)) int64_t fixed(double v, bool inside)
{
    const double far = (double)(1 << 30) * (1 << FRACTION);
    return (int64_t)(inside || v < far ? v : far);
}

/* left: -1 (x decreases) or 0. */
static inline __attribute__((always_inline)) struct crossings crossings_of(int32_t x0, int32_t y0, int32_t dx,
                                                                           int32_t dy, int32_t left, bool inside)
{
    int32_t across = (dx ^ left) - left, to_row = RASTER_SUB - (y0 & 255);
    int32_t to_column = (x0 & 255) + ((RASTER_SUB - 2 * (x0 & 255)) & ~left);
    double high = dy, wide = across | !across, s = wide / high * (1 << FRACTION), t = high / wide * (1 << FRACTION);
    struct crossings c = {fixed(to_row * s, inside), fixed(RASTER_SUB * s, inside), fixed(to_column * t, inside) + HAIR,
                          fixed(RASTER_SUB * t, inside)};
    c.x = (c.x ^ left) - left;
    c.x_step = (c.x_step ^ left) - left;
    return c;
}

/* A piece of an edge in one column, dy high; side: the sum of the distances of its ends from the column's left. */
static inline void cell(uint32_t *at, int32_t dy, int32_t side)
{
    int32_t beyond = dy * side;
    at[0] += (uint32_t)(dy * (2 * RASTER_SUB) - beyond);
    /* Apart: as one piece of eight bytes it would wait for what was just written to half of it. */
    __asm__ volatile("" ::: "memory");
    at[1] += (uint32_t)beyond;
}

/* An edge inside the picture, its upper end first; sign: 0 down, -1 up. A piece per border crossed and one more,
 * each seen from the top left of its own pixel. */
static inline __attribute__((always_inline)) void trace(uint32_t *cells, size_t stride, int32_t x0, int32_t y0,
                                                        int32_t x1, int32_t y1, int32_t sign)
{
    int32_t left = (x1 - x0) >> 31, column = x0 >> 8, row = y0 >> 8;
    int32_t borders = (((x1 >> 8) - column) ^ left) - left + (((y1 - 1) >> 8) - row);
    uint32_t *at = cells + (size_t)row * stride + column;
    int32_t x = x0 & 255, y = y0 & 255;
    if (borders) {
        const int64_t pixel = (int64_t)RASTER_SUB << FRACTION;
        struct crossings c = crossings_of(x0, y0, x1 - x0, y1 - y0, left, true);
        /* where the next borders are crossed; y from just below the row, so that its sign tells which comes first */
        int64_t fx = ((int64_t)x << FRACTION) + c.x,
                fy = ((int64_t)y << FRACTION) - pixel - ((int64_t)1 << FRACTION) + c.y;
        int32_t side = RASTER_SUB & ~left;
        do {
            if (fy < 0) { /* a column's */
                int32_t leave = (int32_t)(fy >> FRACTION) + RASTER_SUB + 1;
                cell(at, ((leave - y) ^ sign) - sign, x + side);
                x = RASTER_SUB - side;
                y = leave;
                at += left | 1;
                fx -= (left | 1) * pixel;
                fy += c.y_step;
            } else {
                int32_t leave = (int32_t)(fx >> FRACTION);
                cell(at, ((RASTER_SUB - y) ^ sign) - sign, x + leave);
                x = leave;
                y = 0;
                at += stride;
                fx += c.x_step;
                fy -= pixel;
            }
        } while (--borders);
    }
    y1 = ((y1 - 1) & 255) + 1;
    cell(at, ((y1 - y) ^ sign) - sign, x + (x1 & 255));
}

static inline void touch(struct raster *r, int y, int32_t from, int32_t to, uint32_t turns)
{
    struct raster_row *row = &r->rows[y];
    row->min = from < row->min ? from : row->min;
    row->max = to > row->max ? to : row->max;
    row->turns += turns;
    r->turns = row->turns > r->turns ? row->turns : r->turns;
}

static inline void touch_rows(struct raster *r, int top, int last)
{
    r->top = top < r->top ? top : r->top;
    r->last = last > r->last ? last : r->last;
}

/* An edge on its way down a picture that it is not wholly in. */
struct descent {
    struct crossings c;
    int32_t x0, y0, left;
    int column; /* of its upper end */
    int64_t n;  /* columns' borders to cross */
};

static inline int32_t height_at(const struct descent *d, int64_t border)
{
    return d->y0 + (int32_t)((d->c.y + border * d->c.y_step) >> FRACTION);
}

/* How many columns' borders are crossed down to y, where the edge is at x. */
static int64_t crossed_at(const struct descent *d, int32_t x, int32_t y)
{
    int64_t n = ((x >> 8) - d->column) ^ d->left;
    n -= d->left;
    n = n < 0 ? 0 : n > d->n ? d->n : n;
    while (n < d->n && height_at(d, n) <= y)
        n++;
    while (n > 0 && height_at(d, n - 1) > y)
        n--;
    return n;
}

/* Its part in one row, from (x, y) to (to_x, to_y), while it crosses borders from … to - 1. What is left of the picture
 * counts as at its left side. */
static void descend_row(struct raster *r, int row, const struct descent *d, int64_t from, int64_t to, int32_t x,
                        int32_t y, int32_t to_x, int32_t to_y, int32_t sign)
{
    uint32_t *cells = r->cells + (size_t)row * r->stride;
    int step = d->left | 1;
    int64_t column = d->column + step * from, end = d->column + step * to;
    int64_t low = column < end ? column : end, high = column < end ? end : column;
    if (low >= r->width)
        return;
    touch(r, row, low < 0 ? 0 : (int32_t)low, high < 0 ? 0 : high >= r->width ? r->width - 1 : (int32_t)high, 1);
    if (d->left ? column >= r->width : column < 0 && end >= 0) { /* comes into the picture */
        int64_t first = d->left ? r->width - 1 : 0;
        from = (first - d->column) * step;
        int32_t enter = height_at(d, from - 1);
        if (!d->left)
            cell(cells, sign * (enter - y), 0);
        column = first;
        x = d->left ? r->right : 0;
        y = enter;
    }
    for (; from < to && column >= 0 && column < r->width; from++) {
        int32_t leave = height_at(d, from), side = (int32_t)(column + 1 + d->left) * RASTER_SUB;
        cell(cells + column, sign * (leave - y), x + side - (int32_t)column * 2 * RASTER_SUB);
        x = side;
        y = leave;
        column += step;
    }
    if (column < 0)
        cell(cells, sign * (to_y - y), 0);
    else if (column < r->width)
        cell(cells + column, sign * (to_y - y), x + to_x - (int32_t)column * 2 * RASTER_SUB);
}

static void edge_clipped(struct raster *r, int32_t x0, int32_t y0, int32_t x1, int32_t y1, int32_t sign)
{
    if (y1 <= 0 || y0 >= r->bottom || (x0 >= r->right && x1 >= r->right))
        return;
    int above = y0 >> 8, below = (y1 - 1) >> 8; /* its own first and last row */
    int top = above < 0 ? 0 : above, last = below < r->height ? below : r->height - 1;
    touch_rows(r, top, last);
    struct descent d = {.x0 = x0, .y0 = y0, .left = x1 < x0 ? -1 : 0, .column = x0 >> 8};
    d.c = crossings_of(x0, y0, x1 - x0, y1 - y0, d.left, false);
    d.n = ((int64_t)(x1 >> 8) - d.column) * (d.left | 1);
    int32_t x = x0, y = y0;
    int64_t n = 0;
    if (above < 0) {
        x = x0 + (int32_t)((d.c.x + (-1 - (int64_t)above) * d.c.x_step) >> FRACTION);
        y = 0;
        n = crossed_at(&d, x, y);
    }
    for (int row = top; row <= last; row++) {
        int32_t to_x = x1, to_y = y1;
        int64_t to = d.n;
        if (row < below) {
            to_x = x0 + (int32_t)((d.c.x + ((int64_t)row - above) * d.c.x_step) >> FRACTION);
            to_y = (row + 1) * RASTER_SUB;
            to = crossed_at(&d, to_x, to_y);
        }
        descend_row(r, row, &d, n, to, x, y, to_x, to_y, sign);
        x = to_x;
        y = to_y;
        n = to;
    }
}

/* sign: 0, or -1 to draw it the other way. */
static void edge_anywhere(struct raster *r, int32_t x0, int32_t y0, int32_t x1, int32_t y1, int32_t sign)
{
    if (y0 == y1)
        return;
    int32_t up = (y1 - y0) >> 31, dx = (x1 - x0) & up, dy = (y1 - y0) & up;
    x0 += dx, y0 += dy, x1 -= dx, y1 -= dy, sign ^= up;
    int top = y0 >> 8, last = (y1 - 1) >> 8;
    if (y0 < 0 || y1 > r->bottom || x0 < 0 || x1 < 0 || x0 > r->right || x1 > r->right || last - top > FEW_ROWS) {
        edge_clipped(r, x0, y0, x1, y1, sign | 1);
        return;
    }
    touch_rows(r, top, last);
    for (int y = top; y <= last; y++)
        touch(r, y, (x0 < x1 ? x0 : x1) >> 8, (x0 < x1 ? x1 : x0) >> 8, 1);
    trace(r->cells, r->stride, x0, y0, x1, y1, sign);
}

void raster_edge(struct raster *r, int32_t x0, int32_t y0, int32_t x1, int32_t y1)
{
    if (r->each)
        edge_anywhere(r, x0, y0, x1, y1, 0);
    else if (y0 < y1)
        trace(r->cells, r->stride, x0, y0, x1, y1, 0);
    else if (y0 > y1)
        trace(r->cells, r->stride, x1, y1, x0, y0, -1);
}

void raster_ring(struct raster *r, const int32_t *xy, size_t n, bool back)
{
    if (!n)
        return;
    int32_t x = xy[2 * n - 2], y = xy[2 * n - 1], turn = back ? -1 : 0;
    for (size_t i = 0; i < n && r->each; i++) {
        edge_anywhere(r, x, y, xy[2 * i], xy[2 * i + 1], turn);
        x = xy[2 * i];
        y = xy[2 * i + 1];
    }
    if (r->each)
        return;
    uint32_t *cells = r->cells;
    size_t stride = r->stride;
    for (size_t i = 0; i < n; i++) {
        int32_t to_x = xy[2 * i], to_y = xy[2 * i + 1];
        if (y != to_y) {
            int32_t up = (to_y - y) >> 31, dx = (to_x - x) & up, dy = (to_y - y) & up;
            trace(cells, stride, x + dx, y + dy, to_x - dx, to_y - dy, up ^ turn);
        }
        x = to_x;
        y = to_y;
    }
}

struct raster_box raster_box(const int32_t *xy, size_t n)
{
    struct raster_box b = {INT32_MAX, INT32_MAX, INT32_MIN, INT32_MIN};
    for (size_t i = 0; i < n; i++) {
        int32_t x = xy[2 * i], y = xy[2 * i + 1];
        b.x0 = x < b.x0 ? x : b.x0;
        b.y0 = y < b.y0 ? y : b.y0;
        b.x1 = x > b.x1 ? x : b.x1;
        b.y1 = y > b.y1 ? y : b.y1;
    }
    return b;
}

bool raster_outside(const struct raster *r, const struct raster_box *b, int32_t reach)
{
    return b->x1 < -reach || b->y1 < -reach || b->x0 > r->right + reach || b->y0 > r->bottom + reach;
}

void raster_shape_begin(struct raster *r, const struct raster_box *b, int32_t reach, size_t turns)
{
    r->inside = b->x0 >= reach && b->y0 >= reach && b->x1 <= r->right - reach && b->y1 <= r->bottom - reach;
    r->each = !r->inside || b->x1 - b->x0 > SMALL_PX * RASTER_SUB || turns > TURNS_MAX;
    if (r->each)
        return;
    int top = (b->y0 - reach) >> 8, last = (b->y1 + reach) >> 8;
    last = last < r->height ? last : r->height - 1;
    touch_rows(r, top, last);
    for (int y = top; y <= last; y++)
        touch(r, y, (b->x0 - reach) >> 8, (b->x1 + reach) >> 8, (uint32_t)turns);
}

/* Its sign says which way a ring runs. */
static double ring_area(const int32_t *p, size_t n)
{
    double sum = 0;
    for (size_t i = 1; i + 1 < n; i++)
        sum += ((double)p[2 * i] - p[0]) * ((double)p[2 * i + 3] - p[1]) -
               ((double)p[2 * i + 1] - p[1]) * ((double)p[2 * i + 2] - p[0]);
    return sum;
}

void raster_fill_add(struct raster *r, const int32_t *xy, const uint32_t *ring_end, size_t n_rings)
{
    size_t from = 0;
    for (size_t k = 0; k < n_rings; k++) {
        const int32_t *p = xy + 2 * from;
        size_t n = ring_end[k] - from;
        from = ring_end[k];
        struct raster_box b = raster_box(p, n);
        if (n < 3 || raster_outside(r, &b, 0))
            continue;
        if (r->turns >= TURNS_MAX && ring_area(p, n) * ring_area(xy, ring_end[0]) > 0)
            raster_shape_end(r); /* an outer ring: the polygon before it has all its holes */
        raster_shape_begin(r, &b, 0, n);
        raster_ring(r, p, n, false);
    }
    raster_shape_end(r);
}

void raster_speck_add(struct raster *r, int32_t x, int32_t y, float area_px)
{
    if (!(area_px > 0))
        return;
    int32_t side = area_px >= 1 ? RASTER_SUB : (int32_t)(sqrtf(area_px) * RASTER_SUB + 0.5f);
    struct raster_box b = {x - side / 2, y - side / 2, x - side / 2 + side, y - side / 2 + side};
    if (raster_outside(r, &b, 0))
        return;
    raster_shape_begin(r, &b, 0, 1);
    raster_edge(r, b.x0, b.y0, b.x0, b.y1);
    raster_edge(r, b.x1, b.y1, b.x1, b.y0);
    raster_shape_end(r);
}

/* ---- sums ---- */

static inline int32_t clamped(uint32_t sum)
{
    int32_t s = (int32_t)sum;
    return s < -RASTER_FULL ? -RASTER_FULL : s > RASTER_FULL ? RASTER_FULL : s;
}

/* Replaces what a row holds by what it comes to. For shapes that run the same way that changes nothing later on:
 * min(1, min(1, a) + b) = min(1, a + b). */
static void row_settle(struct raster *r, int y)
{
    struct raster_row *row = &r->rows[y];
    uint32_t *cells = r->cells + (size_t)y * r->stride, sum = 0;
    int32_t before = 0;
    for (int32_t x = row->min; x <= row->max + 1; x++) {
        sum += cells[x];
        int32_t now = clamped(sum);
        cells[x] = (uint32_t)(now - before);
        before = now;
    }
    row->turns = 1;
}

void raster_shape_end(struct raster *r)
{
    if (r->turns < TURNS_MAX)
        return;
    r->turns = 0;
    for (int y = r->top; y <= r->last; y++) {
        if (r->rows[y].turns >= TURNS_MAX / 2)
            row_settle(r, y);
        r->turns = r->rows[y].turns > r->turns ? r->rows[y].turns : r->turns;
    }
}

/* ---- blending, of premultiplied colours: v / 255 to the nearest, on two channels at a time ---- */

static inline uint32_t by_255(uint32_t v)
{
    v += 0x800080u;
    return (v + (v >> 8 & 0xff00ffu)) >> 8 & 0xff00ffu;
}

/* source × a + below × b, both of 255 parts; rounded once. */
static inline uint32_t mix(uint32_t source, uint32_t a, uint32_t below, uint32_t b)
{
    uint32_t even = by_255((source & 0xff00ffu) * a + (below & 0xff00ffu) * b);
    uint32_t odd = by_255((source >> 8 & 0xff00ffu) * a + (below >> 8 & 0xff00ffu) * b);
    return even | odd << 8;
}

/* What lets through of the pixel below: 255 - opacity × coverage. */
static inline uint32_t through(uint32_t source, uint32_t cover)
{
    return 255 - by_255((source >> 24) * cover);
}

static inline uint32_t over(uint32_t source, uint32_t cover, uint32_t below)
{
    return mix(source, cover, below, through(source, cover));
}

/* One of the RASTER_STEPS + 1 steps of an area's coverage: a function of nothing else. */
static inline uint32_t step_of(uint32_t sum)
{
    int32_t s = clamped(sum);
    s = s < 0 ? -s : s;
    return (uint32_t)(s * RASTER_STEPS + RASTER_FULL / 2) >> 17;
}

/* Of 255 parts. */
static inline uint32_t coverage(uint32_t step)
{
    return step * 255 / RASTER_STEPS;
}

typedef uint32_t four __attribute__((vector_size(16)));
typedef uint64_t two_words __attribute__((vector_size(16)));
typedef uint16_t eight __attribute__((vector_size(16)));
typedef uint8_t bytes __attribute__((vector_size(8)));

struct paint {
    const uint32_t *tile; /* a pattern, width × height in rows of stride, that begins at (x, y); or NULL: one colour, */
    int width, height, stride, x, y;
    uint32_t colour; /* premultiplied; */
    bool opaque;
    /* and by step the colour's share (and a half for rounding), and what is left of the pixel below, per channel */
    uint16_t source[RASTER_STEPS + 1][4], rest[RASTER_STEPS + 1][4];
};

static void paint_colour(struct paint *p, uint32_t colour)
{
    uint8_t channel[4];
    memcpy(channel, &colour, sizeof channel);
    p->tile = NULL;
    p->colour = colour;
    p->opaque = colour >> 24 == 255;
    for (uint32_t step = 0; step <= RASTER_STEPS; step++)
        for (int i = 0; i < 4; i++) {
            p->source[step][i] = (uint16_t)(channel[i] * coverage(step) + 128);
            p->rest[step][i] = (uint16_t)through(colour, coverage(step));
        }
}

/* As over, of two pixels. */
static inline void blend_two(uint32_t *to, eight source, eight rest)
{
    bytes below;
    memcpy(&below, to, sizeof below);
    eight v = source + __builtin_convertvector(below, eight) * rest;
    v = (v + (v >> 8)) >> 8;
    below = __builtin_convertvector(v, bytes);
    memcpy(to, &below, sizeof below);
}

static inline eight pair(const uint16_t table[][4], uint32_t a, uint32_t b)
{
    uint64_t low, high;
    memcpy(&low, table[a], sizeof low);
    memcpy(&high, table[b], sizeof high);
    return (eight)(two_words){low, high};
}

static inline void blend_one(const struct paint *p, uint32_t *to, uint32_t step)
{
    uint32_t two[2] = {*to, 0};
    blend_two(two, pair(p->source, step, step), pair(p->rest, step, step));
    *to = two[0];
}

static void blend_tile(const struct paint *p, uint32_t *row, int x, int y, int n, const uint32_t *step, bool each)
{
    const uint32_t *line = p->tile + (size_t)((y + p->y) % p->height) * (size_t)p->stride;
    int at = (x + p->x) % p->width;
    for (int i = 0; i < n; i++) {
        if (line[at])
            row[x + i] = over(line[at], coverage(step[each ? i : 0]), row[x + i]);
        at = at + 1 == p->width ? 0 : at + 1;
    }
}

/* n pixels from x with the same coverage. */
static void blend_run(const struct paint *p, uint32_t *row, int x, int y, int n, uint32_t step)
{
    uint32_t *to = row + x;
    int i = 0;
    if (!step)
        return;
    if (p->tile) {
        blend_tile(p, row, x, y, n, &step, false);
        return;
    }
    if (step == RASTER_STEPS && p->opaque) {
        for (; i < n; i++)
            to[i] = p->colour;
        return;
    }
    eight source = pair(p->source, step, step), rest = pair(p->rest, step, step);
    for (; i + 2 <= n; i += 2)
        blend_two(to + i, source, rest);
    if (i < n)
        blend_one(p, to + i, step);
}

/* The steps of four cells, which are cleared; sum: of all before them, four times, and after. */
static inline four steps_of(uint32_t *cells, four *sum)
{
    const four none = {0, 0, 0, 0};
    four v;
    memcpy(&v, cells, sizeof v);
    memcpy(cells, &none, sizeof none);
    v += __builtin_shufflevector(none, v, 3, 4, 5, 6);
    v += __builtin_shufflevector(none, v, 2, 3, 4, 5) + *sum;
    *sum = __builtin_shufflevector(v, v, 3, 3, 3, 3);
    four sign = -(v >> 31);
    v = (v ^ sign) - sign;
    four more = -((RASTER_FULL - v) >> 31);
    v = (v & ~more) | (RASTER_FULL & more);
    return ((v << 5) - v + RASTER_FULL / 2) >> 17;
}

static inline void blend_eight(const struct paint *p, uint32_t *row, int x, int y, four a, four b)
{
    const uint64_t full = RASTER_STEPS | (uint64_t)RASTER_STEPS << 32;
    two_words any = (two_words)(a | b), all = (two_words)(a & b);
    uint32_t step[8];
    if (!(any[0] | any[1]))
        return;
    memcpy(step, &a, sizeof a);
    memcpy(step + 4, &b, sizeof b);
    if (p->tile) {
        blend_tile(p, row, x, y, 8, step, true);
    } else if (p->opaque && (all[0] & all[1]) == full) {
        for (int i = 0; i < 8; i++)
            row[x + i] = p->colour;
    } else {
        for (int i = 0; i < 8; i += 2)
            blend_two(row + x + i, pair(p->source, step[i], step[i + 1]), pair(p->rest, step[i], step[i + 1]));
    }
}

static inline uint64_t two(const uint32_t *cells)
{
    uint64_t v;
    memcpy(&v, cells, sizeof v);
    return v;
}

static inline bool all_zero(const uint32_t *cells)
{
    return !(two(cells) | two(cells + 2) | two(cells + 4) | two(cells + 6));
}

/* Sums, blends and clears one row, by eight pixels; where nothing changes, in runs. */
static void paint_row(struct raster *r, const struct paint *p, int y)
{
    struct raster_row *row = &r->rows[y];
    uint32_t *cells = r->cells + (size_t)y * r->stride, *out = r->pixels + (size_t)y * (size_t)r->width, sum = 0;
    int x = row->min & ~7, end = row->max + 2;
    while (x < end && x + 8 <= r->width) {
        int from = x;
        while (x + 8 <= r->width && x < end && all_zero(cells + x))
            x += 8;
        if (x > from)
            blend_run(p, out, from, y, x - from, step_of(sum));
        four before = {sum, sum, sum, sum};
        for (; x + 8 <= r->width && x < end && !all_zero(cells + x); x += 8) {
            four a = steps_of(cells + x, &before), b = steps_of(cells + x + 4, &before);
            blend_eight(p, out, x, y, a, b);
        }
        sum = before[0];
    }
    for (; x < end && x < r->width; x++) {
        sum += cells[x];
        cells[x] = 0;
        blend_run(p, out, x, y, 1, step_of(sum));
    }
    for (int i = x; i < end; i++) /* beyond the picture */
        cells[i] = 0;
    if (x < r->width) /* shapes that go on beyond the picture's right */
        blend_run(p, out, x, y, r->width - x, step_of(sum));
    *row = (struct raster_row){.min = INT32_MAX, .max = -1};
}

static void paint(struct raster *r, const struct paint *p)
{
    for (int y = r->top; y <= r->last; y++)
        if (r->rows[y].min <= r->rows[y].max)
            paint_row(r, p, y);
    clear(r);
}

static uint32_t premultiplied(uint32_t rgb, double opacity)
{
    double o = opacity > 0 ? opacity < 1 ? opacity : 1 : 0;
    return mix(0xff000000u | (rgb & 0xffffffu), (uint32_t)(o * 255 + 0.5), 0, 0);
}

void raster_paint(struct raster *r, uint32_t rgb, double opacity)
{
    uint32_t colour = premultiplied(rgb, opacity);
    struct paint p;
    if (colour) {
        paint_colour(&p, colour);
        paint(r, &p);
    } else {
        clear(r);
    }
}

/* ---- patterns ---- */

static void tile_line(struct raster *t, const struct stroke *s, int x0, int y0, int x1, int y1)
{
    const int32_t xy[4] = {x0 * (RASTER_SUB / 2), y0 * (RASTER_SUB / 2), x1 * (RASTER_SUB / 2), y1 * (RASTER_SUB / 2)};
    const uint32_t end = 2;
    raster_line_add(t, xy, &end, 1, false, s, 1, NULL, 0);
}

/* One square that repeats: lines go on from edge to edge. Coordinates in half pixels. */
static void tile_draw(struct raster *t, const struct fill *f, const struct stroke *s, int size)
{
    int n = 2 * size, half = size / 2 * 2 + 1;
    enum mark_shape m = f->shape;
    for (int k = -2; k <= 2; k++) {
        if (m == MARK_SLASH || m == MARK_X)
            tile_line(t, s, -n, n + (k + 1) * n, 2 * n, -2 * n + (k + 1) * n);
        if (m == MARK_BACKSLASH || m == MARK_X)
            tile_line(t, s, -n, -n + k * n, 2 * n, 2 * n + k * n);
    }
    if (m == MARK_HORLINE || m == MARK_CROSS)
        tile_line(t, s, -n, half, 2 * n, half);
    if (m == MARK_VERTLINE || m == MARK_CROSS)
        tile_line(t, s, half, -n, half, 2 * n);
    if (m == MARK_DOT)
        tile_line(t, s, size, size, size, size);
}

static bool hatch_tile(struct raster *r, struct raster_hatch *h)
{
    const struct fill *f = &h->fill;
    struct stroke s = {.on = true, .width_px = f->line_px * h->ratio, .cap = CAP_ROUND};
    size_t n = (size_t)h->size * (size_t)h->size;
    if (!r->tile)
        r->tile = raster_new();
    h->pixels = malloc(n * sizeof *h->pixels);
    if (!r->tile || !h->pixels || !raster_start(r->tile, h->size, h->size, true, 0, 0, 0, NULL)) {
        free(h->pixels);
        return false;
    }
    tile_draw(r->tile, f, &s, h->size);
    raster_paint(r->tile, f->rgb, f->opacity);
    memcpy(h->pixels, r->tile->pixels, n * sizeof *h->pixels);
    return true;
}

static const struct raster_hatch *hatch_find(struct raster *r, const struct fill *f, double ratio)
{
    for (size_t i = 0; i < r->n_hatches; i++) {
        const struct raster_hatch *h = &r->hatches[i];
        const struct fill *k = &h->fill;
        if (h->ratio == ratio && k->shape == f->shape && k->rgb == f->rgb && k->opacity == f->opacity &&
            k->spacing_px == f->spacing_px && k->line_px == f->line_px)
            return h;
    }
    if (r->n_hatches == RASTER_HATCHES)
        forget_hatches(r);
    struct raster_hatch *h = &r->hatches[r->n_hatches];
    *h = (struct raster_hatch){.fill = *f, .ratio = ratio};
    h->size = (int)fmin(RASTER_HATCH_MAX_PX, fmax(2, round(f->spacing_px * ratio)));
    if (!hatch_tile(r, h)) {
        r->failed = true;
        return NULL;
    }
    r->n_hatches++;
    return h;
}

void raster_paint_pattern(struct raster *r, const uint32_t *pixels, int width, int height, int stride)
{
    struct paint p;
    p.tile = pixels;
    p.width = width;
    p.height = height;
    p.stride = stride;
    p.x = (int)((r->origin_x % width + width) % width);
    p.y = (int)((r->origin_y % height + height) % height);
    paint(r, &p);
}

void raster_paint_hatch(struct raster *r, const struct fill *f, double ratio)
{
    const struct raster_hatch *h = hatch_find(r, f, ratio);
    if (!h) {
        clear(r);
        return;
    }
    raster_paint_pattern(r, h->pixels, h->size, h->size, h->size);
}

void raster_image(struct raster *r, const uint32_t *pixels, int width, int height, int stride, int32_t x, int32_t y)
{
    int64_t left = ((int64_t)x - (int64_t)width * (RASTER_SUB / 2) + RASTER_SUB / 2) >> 8;
    int64_t top = ((int64_t)y - (int64_t)height * (RASTER_SUB / 2) + RASTER_SUB / 2) >> 8;
    int64_t x0 = left < 0 ? 0 : left, x1 = left + width < r->width ? left + width : r->width;
    int64_t y0 = top < 0 ? 0 : top, y1 = top + height < r->height ? top + height : r->height;
    for (int64_t row = y0; row < y1; row++) {
        const uint32_t *from = pixels + (row - top) * stride;
        uint32_t *to = r->pixels + (size_t)row * (size_t)r->width;
        for (int64_t col = x0; col < x1; col++)
            to[col] = over(from[col - left], 255, to[col]);
    }
}

bool raster_pixels(struct raster *r, uint32_t **pixels, int *stride_px, struct err *err)
{
    if (r->failed || !r->width)
        return err_set(err, ERR_MEMORY, NULL, "te weinig geheugen om te tekenen");
    *pixels = r->pixels;
    *stride_px = r->width;
    return true;
}
