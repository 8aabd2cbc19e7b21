/* Coverage by signed areas. An edge adds, in every row that it crosses, its height to the pixels at its right and a
 * part of it to the pixel that it is in. Where an edge crosses rows and columns is computed from its own ends, upper
 * end first, rounded down: the same for two shapes that share it and for every cut of a map. */
#include "geoserver/render/raster_priv.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* TURNS_MAX is under half of what 32 bits hold (16,384 full pixels): a shape is whole before its rows are summed.
 * SMALL_PX: what is no larger notes its box in the rows, not each of its edges. */
enum { TURNS_MAX = 8000, SMALL_PX = 64 };

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
    free(r->row_cover);
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
    free(r->row_cover);
    r->row_cover = malloc((size_t)width + 8);
    return r->pixels && r->cells && r->rows && r->row_cover;
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

/* A piece of an edge in one column, dy high; side: the sum of the distances of its ends from the column's left. */
static inline void cell(uint32_t *cells, int col, int32_t dy, int32_t side)
{
    cells[col] += (uint32_t)(dy * (2 * RASTER_SUB - side));
    cells[col + 1] += (uint32_t)(dy * side);
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

/* From (xa, 0) to (xb, dy) within a row, in another column; clip: may be beyond the picture's sides. */
static inline __attribute__((always_inline)) void walk(uint32_t *cells, int width, int32_t xa, int32_t xb, int32_t dy,
                                                       int32_t sign, bool clip)
{
    bool right = xb > xa;
    int64_t dx = right ? (int64_t)xb - xa : (int64_t)xa - xb;
    int col = xa >> 8, end = xb >> 8;
    int32_t enter = xa & 255, at = 0; /* where in the column, how far down */
    if (clip && right && col < 0) {
        at = (int32_t)(-(int64_t)xa * dy / dx);
        cell(cells, 0, sign * at, 0);
        col = 0;
        enter = 0;
    }
    if (clip && !right && col >= width) {
        at = (int32_t)(((int64_t)xa - (int64_t)width * RASTER_SUB) * dy / dx);
        col = width - 1;
        enter = RASTER_SUB;
    }
    int stop = clip && end < 0 ? -1 : clip && end >= width ? width : end, step = right ? 1 : -1;
    if (col != stop) {
        /* down at the next border, and per column, with what is left of the divisions */
        int32_t leave = right ? RASTER_SUB : 0;
        int64_t border = (int64_t)(right ? col + 1 : col) * RASTER_SUB;
        int64_t top = (right ? border - xa : xa - border) * dy;
        int64_t down, rest, lift, lift_rest;
        if (clip) {
            down = top / dx, rest = top % dx;
            lift = RASTER_SUB * (int64_t)dy / dx, lift_rest = RASTER_SUB * (int64_t)dy % dx;
        } else {
            uint32_t d = (uint32_t)dx;
            down = (uint32_t)top / d, rest = (uint32_t)top % d;
            if (col + step != stop)
                lift = RASTER_SUB * (uint32_t)dy / d, lift_rest = RASTER_SUB * (uint32_t)dy % d;
            else
                lift = lift_rest = 0;
        }
        for (;;) {
            cell(cells, col, sign * ((int32_t)down - at), enter + leave);
            at = (int32_t)down;
            enter = RASTER_SUB - leave;
            col += step;
            if (col == stop)
                break;
            down += lift;
            rest += lift_rest;
            if (rest >= dx) {
                rest -= dx;
                down++;
            }
        }
    }
    if (stop < 0)
        cell(cells, 0, sign * (dy - at), 0);
    else if (stop < width || !clip)
        cell(cells, col, sign * (dy - at), enter + (xb & 255));
}

static inline void cross_row(struct raster *r, int y, int32_t xa, int32_t xb, int32_t dy, int32_t sign)
{
    uint32_t *cells = r->cells + (size_t)y * r->stride;
    int ca = xa >> 8, cb = xb >> 8;
    if (ca == cb) {
        if (r->each)
            touch(r, y, ca, ca, 1);
        cell(cells, ca, sign * dy, (xa & 255) + (xb & 255));
        return;
    }
    if (r->each)
        touch(r, y, ca < cb ? ca : cb, ca < cb ? cb : ca, 1);
    int32_t right = cb > ca, far = right ? RASTER_SUB : 0;
    if (cb - ca == 2 * right - 1) { /* most often: the next column; as walk */
        int32_t border = (ca + right) * RASTER_SUB;
        uint32_t top = (uint32_t)(right ? border - xa : xa - border) * (uint32_t)dy;
        int32_t at = (int32_t)(top / (uint32_t)(right ? xb - xa : xa - xb));
        cell(cells, ca, sign * at, (xa & 255) + far);
        cell(cells, cb, sign * (dy - at), RASTER_SUB - far + (xb & 255));
        return;
    }
    walk(cells, r->width, xa, xb, dy, sign, false);
}

static void cross_row_clipped(struct raster *r, int y, int32_t xa, int32_t xb, int32_t dy, int32_t sign)
{
    int32_t low = xa < xb ? xa : xb, high = xa < xb ? xb : xa;
    if (low >= r->right)
        return;
    uint32_t *cells = r->cells + (size_t)y * r->stride;
    if (high < 0) {
        touch(r, y, 0, 0, 1);
        cell(cells, 0, sign * dy, 0);
    } else if (xa >> 8 == xb >> 8) {
        cross_row(r, y, xa, xb, dy, sign);
    } else {
        touch(r, y, low < 0 ? 0 : low >> 8, high >= r->right ? r->width - 1 : high >> 8, 1);
        walk(cells, r->width, xa, xb, dy, sign, true);
    }
}

static void edge_rows(struct raster *r, int32_t x0, int32_t y0, int32_t x1, int32_t y1, int32_t sign, int top, int last)
{
    int32_t dx = x1 - x0, dy = y1 - y0, sub = y0 & 255;
    if (r->each)
        touch_rows(r, top, last);
    int32_t n = (RASTER_SUB - sub) * dx, q = n / dy, rest = n % dy, x = x0;
    if (rest < 0) {
        rest += dy;
        q--;
    }
    cross_row(r, top, x, x0 + q, RASTER_SUB - sub, sign);
    x = x0 + q;
    if (last - top > 1) {
        int32_t step = RASTER_SUB * dx / dy, step_rest = RASTER_SUB * dx % dy;
        if (step_rest < 0) {
            step_rest += dy;
            step--;
        }
        for (int y = top + 1; y < last; y++) {
            int32_t to = x + step;
            rest += step_rest;
            if (rest >= dy) {
                rest -= dy;
                to++;
            }
            cross_row(r, y, x, to, RASTER_SUB, sign);
            x = to;
        }
    }
    cross_row(r, last, x, x1, y1 - last * RASTER_SUB, sign);
}

static int64_t floor_div(int64_t a, int64_t b, int64_t *rest)
{
    int64_t q = a / b;
    *rest = a % b;
    if (*rest < 0) {
        *rest += b;
        q--;
    }
    return q;
}

static void edge_clipped(struct raster *r, int32_t x0, int32_t y0, int32_t x1, int32_t y1, int32_t sign)
{
    if (y1 <= 0 || y0 >= r->bottom || (x0 >= r->right && x1 >= r->right))
        return;
    int64_t dx = (int64_t)x1 - x0, dy = (int64_t)y1 - y0, rest = 0, step_rest = 0, step = 0;
    int top = y0 < 0 ? 0 : y0 >> 8, last = y1 >= r->bottom ? r->height - 1 : (y1 - 1) >> 8;
    touch_rows(r, top, last);
    int32_t x = x0, y = y0;
    if (y0 < 0) {
        x = x0 + (int32_t)floor_div(-(int64_t)y0 * dx, dy, &rest);
        y = 0;
    }
    int64_t next = x; /* at the bottom of the row */
    if (y1 > (top + 1) * RASTER_SUB) {
        next = x0 + floor_div(((int64_t)(top + 1) * RASTER_SUB - y0) * dx, dy, &rest);
        step = floor_div(RASTER_SUB * dx, dy, &step_rest);
    }
    for (int row = top; row <= last; row++) {
        int32_t bottom = (row + 1) * RASTER_SUB;
        if (y1 <= bottom) {
            cross_row_clipped(r, row, x, x1, y1 - y, sign);
            return;
        }
        cross_row_clipped(r, row, x, (int32_t)next, bottom - y, sign);
        x = (int32_t)next;
        y = bottom;
        next += step;
        rest += step_rest;
        if (rest >= dy) {
            rest -= dy;
            next++;
        }
    }
}

void raster_edge(struct raster *r, int32_t x0, int32_t y0, int32_t x1, int32_t y1)
{
    if (y0 == y1)
        return;
    bool up = y0 > y1;
    int32_t sign = up ? -1 : 1, xa = up ? x1 : x0, ya = up ? y1 : y0;
    x1 = up ? x0 : x1;
    y1 = up ? y0 : y1;
    x0 = xa;
    y0 = ya;
    if (!r->inside) {
        edge_clipped(r, x0, y0, x1, y1, sign);
        return;
    }
    int top = y0 >> 8, last = (y1 - 1) >> 8;
    if (top != last) {
        edge_rows(r, x0, y0, x1, y1, sign, top, last);
        return;
    }
    if (r->each)
        touch_rows(r, top, top);
    cross_row(r, top, x0, x1, y1 - y0, sign);
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
        int32_t x = p[2 * n - 2], y = p[2 * n - 1];
        for (size_t i = 0; i < n; i++) {
            raster_edge(r, x, y, p[2 * i], p[2 * i + 1]);
            x = p[2 * i];
            y = p[2 * i + 1];
        }
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

struct paint {
    uint32_t colour;      /* premultiplied */
    const uint32_t *tile; /* or a pattern, width × height in rows of stride, that begins at (x, y) */
    int width, height, stride, x, y;
};

static void blend_tile(const struct paint *p, uint32_t *to, int x, int y, int n, const uint8_t *cover, uint8_t all)
{
    const uint32_t *line = p->tile + (size_t)((y + p->y) % p->height) * (size_t)p->stride;
    int at = (x + p->x) % p->width;
    for (int i = 0; i < n; i++) {
        if (line[at])
            to[i] = over(line[at], cover ? cover[i] : all, to[i]);
        at = at + 1 == p->width ? 0 : at + 1;
    }
}

static void blend_run(uint32_t colour, uint32_t *to, int n, uint8_t all)
{
    uint32_t rest = through(colour, all);
    for (int i = 0; i < n; i++)
        to[i] = rest ? mix(colour, all, to[i], rest) : colour;
}

static void blend_each(uint32_t colour, uint32_t *to, int n, const uint8_t *cover)
{
    for (int i = 0; i < n; i++)
        if (cover[i])
            to[i] = over(colour, cover[i], to[i]);
}

/* n pixels with their own coverage, or (cover NULL) all with the same. */
static void blend(const struct paint *p, uint32_t *row, int x, int y, int n, const uint8_t *cover, uint8_t all)
{
    if (p->tile)
        blend_tile(p, row + x, x, y, n, cover, all);
    else if (cover)
        blend_each(p->colour, row + x, n, cover);
    else
        blend_run(p->colour, row + x, n, all);
}

/* Coverage 0 … 255 of an area, in RASTER_STEPS: a function of nothing else. */
static inline uint8_t coverage(uint32_t sum)
{
    int32_t s = clamped(sum);
    s = s < 0 ? -s : s;
    return (uint8_t)(((s * RASTER_STEPS + RASTER_FULL / 2) >> 17) * 255 / RASTER_STEPS);
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

/* Sums, blends and clears one row; where nothing changes for eight pixels, in runs. */
static void paint_row(struct raster *r, const struct paint *p, int y)
{
    struct raster_row *row = &r->rows[y];
    uint32_t *cells = r->cells + (size_t)y * r->stride, *out = r->pixels + (size_t)y * (size_t)r->width, sum = 0;
    int x = row->min, end = row->max + 2 < r->width ? row->max + 2 : r->width;
    while (x < end) {
        int from = x;
        while (x + 8 <= end && all_zero(cells + x))
            x += 8;
        uint8_t all = coverage(sum);
        if (x > from && all)
            blend(p, out, from, y, x - from, NULL, all);
        from = x;
        while (x < end && !(x + 8 <= end && all_zero(cells + x))) {
            int to = x + 8 <= end ? x + 8 : end;
            for (; x < to; x++) {
                sum += cells[x];
                cells[x] = 0;
                r->row_cover[x] = coverage(sum);
            }
        }
        if (x > from)
            blend(p, out, from, y, x - from, r->row_cover + from, 0);
    }
    for (; x <= row->max + 1; x++)
        cells[x] = 0;
    uint8_t rest = coverage(sum); /* of shapes that go on beyond the picture's right */
    if (rest && end < r->width)
        blend(p, out, end, y, r->width - end, NULL, rest);
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
    struct paint p = {.colour = premultiplied(rgb, opacity)};
    if (p.colour)
        paint(r, &p);
    else
        clear(r);
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
    int64_t px, py;
    floor_div(r->origin_x, width, &px);
    floor_div(r->origin_y, height, &py);
    struct paint p = {.tile = pixels, .width = width, .height = height, .stride = stride, .x = (int)px, .y = (int)py};
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
