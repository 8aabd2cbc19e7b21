#include "warehouse/density.h"

#include "warehouse/figures.h"

#include <math.h>
#include <string.h>

/* A cell is CELL_MIN_M · 2^k m and from CELL_MIN_PX to twice as many pixels. A smooth surface is computed at NODES per
 * cell, from points that are gathered BINS per cell, within REACH cells. */
enum {
    CELL_MIN_M = 20,
    CELL_MIN_PX = 23,
    CELL_DEFAULT_M = 160,
    NODES = 4,
    BINS = 8,
    BIN_MIN_MM = 10000,
    SAMPLES = 600
};
static const double reach_cells = 1.5, weight_one = 1 << 20;

static const struct klassen_plan natural = {.methode = KLASSEN_NATUURLIJK, .aantal = 5};
static const char *const fields[] = {"aantal", "per_ha", "klasse", "van", "tot", "cel_m"};
enum { FIELD_AANTAL, FIELD_PER_HA, FIELD_KLASSE, FIELD_VAN, FIELD_TOT, FIELD_CEL, FIELDS };

int density_field(const char *veld)
{
    for (int i = 0; i < FIELDS; i++)
        if (strcmp(fields[i], veld) == 0)
            return i;
    return -1;
}

double density_cell_m(const struct layer *l, double pixel_m)
{
    double side = CELL_MIN_M;
    if (l->cel_m)
        return l->cel_m;
    if (!(pixel_m > 0))
        return CELL_DEFAULT_M;
    while (side < CELL_MIN_PX * pixel_m && side < 1e6)
        side *= 2;
    return side;
}

static const struct klassen_plan *plan_of(const struct layer *l)
{
    return l->klassen.aantal ? &l->klassen : &natural;
}

static int64_t side_mm(const struct read_query *q)
{
    return llround(density_cell_m(q->layer, q->pixel_m) * 1000);
}

static bool count_cells(struct warehouse *w, const struct read_query *q, struct arena *a, const struct cellen **out,
                        struct err *err)
{
    return spots_count(w, q, q->layer->vorm == VORM_ZESHOEK ? CEL_HEXAGON : CEL_SQUARE, side_mm(q), plan_of(q->layer),
                       a, out, err);
}

static struct read_value number(double v, struct arena *a)
{
    struct buf b;
    buf_init(&b, 64);
    buf_fixed(&b, v, v == floor(v) ? 0 : 2);
    struct read_value out = {.type = READ_NUMBER, .number = v, .text = arena_str(a, buf_view(&b))};
    buf_done(&b);
    return out;
}

/* known[]: by field; NAN is no value. */
static const struct read_value *values_make(const struct read_query *q, const double *known, struct arena *a)
{
    struct read_value *v = arena_array(a, q->n_velden + 1, sizeof *v);
    for (size_t i = 0; v && i < q->n_velden; i++) {
        double x = known[density_field(q->velden[i])];
        v[i] = isnan(x) ? (struct read_value){.type = READ_NULL} : number(x, a);
    }
    return v;
}

/* ---- hexagons and squares ---- */

static void cell_ring(const struct read_query *q, const struct cellen *all, const struct cel *c, double *xy, size_t *n)
{
    double s = all->side_m;
    if (q->layer->vorm == VORM_ZESHOEK) {
        cel_hexagon(side_mm(q), c->col, c->row, xy);
        *n = 7;
        return;
    }
    const double corners[] = {c->col * s,       c->row * s, (c->col + 1) * s, c->row * s, (c->col + 1) * s,
                              (c->row + 1) * s, c->col * s, (c->row + 1) * s, c->col * s, c->row * s};
    memcpy(xy, corners, sizeof corners);
    *n = 5;
}

static bool cell_feature(const struct read_query *q, const struct cellen *all, const struct cel *c, struct arena *a,
                         struct read_feature *out)
{
    double *xy = arena_array(a, 14, sizeof *xy);
    uint32_t *ends = arena_array(a, 2, sizeof *ends);
    int k = klassen_of(&all->klassen, c->n);
    const double known[FIELDS] = {c->n,
                                  c->n / (all->side_m * all->side_m / 10000),
                                  k,
                                  k ? all->klassen.grens[k - 1] : NAN,
                                  k ? all->klassen.grens[k] : NAN,
                                  all->side_m};
    const struct read_value *values = values_make(q, known, a);
    size_t n;
    if (!xy || !ends || !values)
        return false;
    cell_ring(q, all, c, xy, &n);
    ends[0] = (uint32_t)n;
    ends[1] = 1;
    *out = (struct read_feature){.id = (int64_t)((uint64_t)(uint32_t)c->row << 32 | (uint32_t)c->col) & INT64_MAX,
                                 .geom = {.type = GEOM_POLYGON,
                                          .xy = xy,
                                          .n_xy = n,
                                          .ring_end = ends,
                                          .n_rings = 1,
                                          .part_end = ends + 1,
                                          .n_parts = 1},
                                 .values = values};
    return true;
}

static int32_t cell_number(double v)
{
    return (int32_t)fmax(-1e9, fmin(1e9, floor(v)));
}

/* Numbers of all cells that may touch the box, and then some. */
static bool cells_in(const struct read_query *q, const struct cellen *all, struct arena *a, struct read_feature **out,
                     size_t *n, struct err *err)
{
    double s = all->side_m, across = s, up = s;
    if (q->layer->vorm == VORM_ZESHOEK) {
        across = s * 1.0745699318235422; /* √3 and 3/2 radii */
        up = s * 0.93060485910209959;
    }
    int32_t col0 = cell_number(q->bbox.minx / across - 1), col1 = cell_number(q->bbox.maxx / across + 1);
    int32_t row0 = cell_number(q->bbox.miny / up - 1), row1 = cell_number(q->bbox.maxy / up + 1);
    size_t cap = 0, count = 0;
    struct read_feature *list = NULL, f;
    for (size_t i = cellen_from(all, row0, col0); i < all->n && all->items[i].row <= row1;) {
        const struct cel *c = &all->items[i];
        if (c->col < col0 || c->col > col1) {
            i = c->col < col0 ? cellen_from(all, c->row, col0) : cellen_from(all, c->row + 1, col0);
            continue;
        }
        i++;
        struct arena_mark mark = arena_mark(a);
        if (count == cap) {
            size_t more = cap ? 2 * cap : 128;
            list = arena_grow(a, list, cap * sizeof *list, more * sizeof *list);
            cap = more;
            mark = arena_mark(a);
        }
        if (!list || !cell_feature(q, all, c, a, &f))
            return err_set(err, ERR_LIMIT, NULL, "De dichtheid past niet in het geheugen van een verzoek.");
        if (bbox_intersects(geom_bbox(&f.geom), q->bbox))
            list[count++] = f;
        else
            arena_rewind(a, mark);
    }
    *out = list;
    *n = count;
    return true;
}

/* ---- a smooth surface ---- */

/* Quartic kernel: 3 / (π h²) · (1 − d²/h²)² per point. Weights are added as whole numbers, so that the order in which
 * points come makes no difference. */
struct surface {
    const struct cellen *bins;
    int64_t bin_mm, node_mm, reach_mm;
    int64_t col, row; /* of the first node */
    size_t cols, rows;
    int64_t *sum;
    double per_ha; /* of a sum of 1 */
};

static int64_t weight_at(int64_t dx, int64_t dy, int64_t reach)
{
    double d = ((double)dx * (double)dx + (double)dy * (double)dy) / ((double)reach * (double)reach);
    return d < 1 ? (int64_t)((1 - d) * (1 - d) * weight_one) : 0;
}

static int64_t floor_div(int64_t v, int64_t by)
{
    return v / by - (v % by < 0);
}

static void add_bin(struct surface *f, const struct cel *c)
{
    int64_t x = c->col * f->bin_mm + f->bin_mm / 2, y = c->row * f->bin_mm + f->bin_mm / 2;
    int64_t r0 = floor_div(y - f->reach_mm, f->node_mm) + 1 - f->row,
            r1 = floor_div(y + f->reach_mm, f->node_mm) - f->row;
    int64_t c0 = floor_div(x - f->reach_mm, f->node_mm) + 1 - f->col,
            c1 = floor_div(x + f->reach_mm, f->node_mm) - f->col;
    r0 = r0 < 0 ? 0 : r0;
    c0 = c0 < 0 ? 0 : c0;
    for (int64_t r = r0; r <= r1 && r < (int64_t)f->rows; r++)
        for (int64_t k = c0; k <= c1 && k < (int64_t)f->cols; k++)
            f->sum[(size_t)r * f->cols + (size_t)k] +=
                c->n * weight_at((f->col + k) * f->node_mm - x, (f->row + r) * f->node_mm - y, f->reach_mm);
}

/* Calls add_bin for all bins within reach of the surface's nodes. */
static void add_bins(struct surface *f)
{
    int64_t left = f->col * f->node_mm - f->reach_mm, right = (f->col + (int64_t)f->cols) * f->node_mm + f->reach_mm;
    int64_t low = f->row * f->node_mm - f->reach_mm, high = (f->row + (int64_t)f->rows) * f->node_mm + f->reach_mm;
    int32_t c0 = (int32_t)floor_div(left, f->bin_mm), c1 = (int32_t)floor_div(right, f->bin_mm);
    int32_t r0 = (int32_t)floor_div(low, f->bin_mm), r1 = (int32_t)floor_div(high, f->bin_mm);
    for (size_t i = cellen_from(f->bins, r0, c0); i < f->bins->n && f->bins->items[i].row <= r1;) {
        const struct cel *c = &f->bins->items[i];
        if (c->col < c0 || c->col > c1) {
            i = c->col < c0 ? cellen_from(f->bins, c->row, c0) : cellen_from(f->bins, c->row + 1, c0);
            continue;
        }
        add_bin(f, c);
        i++;
    }
}

static bool surface_begin(struct warehouse *w, const struct read_query *q, struct arena *a, struct surface *f,
                          struct err *err)
{
    int64_t side = side_mm(q);
    *f = (struct surface){.bin_mm = side / BINS > BIN_MIN_MM ? side / BINS : BIN_MIN_MM,
                          .node_mm = side / NODES,
                          .reach_mm = (int64_t)((double)side * reach_cells)};
    double h = (double)f->reach_mm / 1000;
    f->per_ha = 10000 * 3 / (3.14159265358979 * h * h) / weight_one;
    return spots_count(w, q, CEL_SQUARE, f->bin_mm, NULL, a, &f->bins, err);
}

/* Classes of the surface in the middle of cells that have points in them: of all, or of so many at even steps. */
static bool surface_klassen(struct warehouse *w, const struct read_query *q, struct arena *a, struct klassen *out,
                            struct err *err)
{
    const struct cellen *cells;
    struct surface f;
    int64_t at[SAMPLES][2], side = side_mm(q);
    double values[SAMPLES];
    size_t n = 0;
    if (!spots_count(w, q, CEL_SURFACE, side, plan_of(q->layer), a, &cells, err))
        return false;
    if (cells->klassen.n) {
        *out = cells->klassen;
        return true;
    }
    for (size_t i = 0; i < cells->n && n < SAMPLES; n++, i = n * cells->n / (cells->n < SAMPLES ? cells->n : SAMPLES)) {
        at[n][0] = (int64_t)cells->items[i].col * NODES + NODES / 2; /* the number of a node */
        at[n][1] = (int64_t)cells->items[i].row * NODES + NODES / 2;
    }
    if (!surface_begin(w, q, a, &f, err))
        return false;
    for (size_t i = 0; i < n; i++) {
        int64_t sum = 0;
        f.col = at[i][0];
        f.row = at[i][1];
        f.cols = f.rows = 1;
        f.sum = &sum;
        add_bins(&f);
        values[i] = (double)sum * f.per_ha;
    }
    if (!klassen_make(plan_of(q->layer), values, n, a, out, err))
        return false;
    /* What a point alone gives at some distance is not yet a place where there are many. */
    if (out->n && out->grens[0] < 0.25 * weight_one * f.per_ha)
        out->grens[0] = fmin(0.25 * weight_one * f.per_ha, out->n > 1 ? out->grens[1] / 2 : INFINITY);
    if (!spots_count(w, q, CEL_SURFACE, side, plan_of(q->layer), a, &cells, err))
        return false;
    spots_keep(w, cells, out);
    return true;
}

struct corner {
    double x, y, v;
};

/* A place on an edge between two nodes, a little away from both: so no two points of an outline are so close that a
 * renderer would leave one out, which would be another one in another tile. */
static double on_edge(double v, double p, double q, double step)
{
    double first = floor((p + q) / 2 / step);
    return p == q ? v : fmax((first + 1.0 / 32) * step, fmin((first + 31.0 / 32) * step, v));
}

/* Keeps of a ring what has v ≥ limit (side 1) or v < limit (side -1). Crossings are computed from the lower corner to
 * the higher, so that both squares at an edge find the same place. */
static size_t cut_by_value(const struct corner *in, size_t n, double limit, int side, double step, struct corner *out)
{
    size_t m = 0;
    for (size_t i = 0; i < n; i++) {
        const struct corner *p = &in[i], *q = &in[(i + 1) % n];
        bool p_in = (p->v >= limit) == (side > 0), q_in = (q->v >= limit) == (side > 0);
        if (p_in)
            out[m++] = *p;
        if (p_in != q_in) {
            const struct corner *lo = p->v < q->v ? p : q, *hi = p->v < q->v ? q : p;
            double t = (limit - lo->v) / (hi->v - lo->v);
            out[m++] = (struct corner){on_edge(lo->x + t * (hi->x - lo->x), lo->x, hi->x, step),
                                       on_edge(lo->y + t * (hi->y - lo->y), lo->y, hi->y, step), limit};
        }
    }
    return m;
}

/* The outline of one class: edges of what lies in it, per square of nodes, without those that the next square has too.
 * Directed, with the inside on the left. */
struct edge {
    double from[2], to[2];
    uint32_t next; /* number + 1 of another edge from a point with the same hash */
    bool used;
};
struct outline {
    struct edge *items;
    size_t n, cap;
};

static bool outline_add(struct outline *o, const struct corner *p, const struct corner *q, struct arena *a)
{
    if (p->x == q->x && p->y == q->y)
        return true;
    if (o->n == o->cap) {
        size_t cap = o->cap ? 2 * o->cap : 512;
        if (!(o->items = arena_grow(a, o->items, o->cap * sizeof *o->items, cap * sizeof *o->items)))
            return false;
        o->cap = cap;
    }
    o->items[o->n++] = (struct edge){.from = {p->x, p->y}, .to = {q->x, q->y}};
    return true;
}

static struct corner node_at(const struct surface *f, size_t col, size_t row)
{
    return (struct corner){(double)((f->col + (int64_t)col) * f->node_mm) / 1000,
                           (double)((f->row + (int64_t)row) * f->node_mm) / 1000,
                           (double)f->sum[row * f->cols + col] * f->per_ha};
}

/* Along a side that another square of the window shares: the surface is the same there, so its edge cancels ours. */
static bool is_shared(const struct surface *f, size_t col, size_t row, const struct corner *c, const struct corner *p,
                      const struct corner *q)
{
    if (p->x == q->x)
        return (p->x == c[0].x && col > 0) || (p->x == c[2].x && col + 2 < f->cols);
    if (p->y == q->y)
        return (p->y == c[0].y && row > 0) || (p->y == c[2].y && row + 2 < f->rows);
    return false;
}

static bool square_outline(const struct surface *f, size_t col, size_t row, double low, double high, struct outline *o,
                           struct arena *a)
{
    struct corner c[4], half[8], piece[16];
    double step = (double)f->node_mm / 1000;
    bool lower = true, higher = true;
    for (size_t i = 0; i < 4; i++) {
        c[i] = node_at(f, col + (i == 1 || i == 2), row + (i > 1));
        lower = lower && c[i].v < low;
        higher = higher && c[i].v >= high;
    }
    if (lower || higher)
        return true;
    size_t n = cut_by_value(half, cut_by_value(c, 4, low, 1, step, half), high, -1, step, piece);
    for (size_t i = 0; n > 2 && i < n; i++)
        if (!is_shared(f, col, row, c, &piece[i], &piece[(i + 1) % n]) &&
            !outline_add(o, &piece[i], &piece[(i + 1) % n], a))
            return false;
    return true;
}

static size_t point_hash(const double p[2], size_t slots)
{
    uint64_t bits[2];
    memcpy(bits, p, sizeof bits);
    uint64_t h = (bits[0] * 0x9e3779b97f4a7c15ull) ^ (bits[1] * 0xc2b2ae3d27d4eb4full);
    return (size_t)(h ^ h >> 31) & (slots - 1);
}

struct ring {
    size_t from, n; /* in points */
    double area;    /* below 0: a hole */
    struct bbox box;
    size_t outer; /* a hole's: the ring that it is in */
};

/* Edges in a chain per ring. Those that don't close (a limit that is exactly a node's value) close straight. */
static bool rings_chain(struct outline *o, struct arena *a, double **xy, struct ring **rings, size_t *n_rings)
{
    size_t slots = 16, points = 0, n = 0;
    while (slots < 2 * o->n)
        slots *= 2;
    uint32_t *first = arena_array(a, slots, sizeof *first);
    double *out = arena_array(a, 2 * o->n + 1, 2 * sizeof *out);
    struct ring *list = arena_array(a, o->n + 1, sizeof *list);
    if (!first || !out || !list)
        return false;
    for (size_t i = o->n; i > 0; i--) {
        size_t h = point_hash(o->items[i - 1].from, slots);
        o->items[i - 1].next = first[h];
        first[h] = (uint32_t)i;
    }
    for (size_t i = 0; i < o->n; i++) {
        struct ring r = {.from = points};
        for (struct edge *e = &o->items[i]; e && !e->used;) {
            e->used = true;
            memcpy(out + 2 * points++, e->from, sizeof e->from);
            uint32_t k = first[point_hash(e->to, slots)];
            while (k && (o->items[k - 1].used || memcmp(o->items[k - 1].from, e->to, sizeof e->to) != 0))
                k = o->items[k - 1].next;
            e = k ? &o->items[k - 1] : NULL;
        }
        if (points - r.from < 3) {
            points = r.from;
            continue;
        }
        memcpy(out + 2 * points, out + 2 * r.from, 2 * sizeof *out);
        points++;
        r.n = points - r.from;
        r.box = bbox_of(out + 2 * r.from, r.n);
        const double *p = out + 2 * r.from;
        for (size_t k = 0; k + 1 < r.n; k++)
            r.area += ((p[2 * k] - p[0]) * (p[2 * k + 3] - p[1]) - (p[2 * k + 2] - p[0]) * (p[2 * k + 1] - p[1])) / 2;
        list[n++] = r;
    }
    *xy = out;
    *rings = list;
    *n_rings = n;
    return true;
}

/* The smallest ring around a hole. */
static void hole_place(const double *xy, struct ring *rings, size_t n, struct ring *hole)
{
    double x = (xy[2 * hole->from] + xy[2 * hole->from + 2]) / 2,
           y = (xy[2 * hole->from + 1] + xy[2 * hole->from + 3]) / 2, least = INFINITY;
    hole->outer = n;
    for (size_t i = 0; i < n; i++) {
        struct ring *r = &rings[i];
        uint32_t end = (uint32_t)r->n;
        struct geom g = {
            .type = GEOM_POLYGON, .xy = (double *)xy + 2 * r->from, .n_xy = r->n, .ring_end = &end, .n_rings = 1};
        if (r->area > 0 && r->area < least && bbox_contains(r->box, x, y) && geom_contains(&g, x, y)) {
            least = r->area;
            hole->outer = i;
        }
    }
}

static void ring_copy(const double *xy, const struct ring *r, double *out, size_t *points, uint32_t *ends, size_t *n)
{
    memcpy(out + 2 * *points, xy + 2 * r->from, r->n * 2 * sizeof *out);
    *points += r->n;
    ends[(*n)++] = (uint32_t)*points;
}

/* Polygons with their holes. */
static bool rings_polygons(const double *xy, struct ring *rings, size_t n, struct arena *a, struct geom *g)
{
    size_t points = 0, n_rings = 0, n_parts = 0;
    for (size_t i = 0; i < n; i++) {
        points += rings[i].n;
        if (rings[i].area <= 0)
            hole_place(xy, rings, n, &rings[i]);
    }
    double *out = arena_array(a, points + 1, 2 * sizeof *out);
    uint32_t *ends = arena_array(a, n + 1, sizeof *ends), *parts = arena_array(a, n + 1, sizeof *parts);
    if (!out || !ends || !parts)
        return false;
    points = 0;
    for (size_t i = 0; i < n; i++) {
        if (rings[i].area <= 0)
            continue;
        ring_copy(xy, &rings[i], out, &points, ends, &n_rings);
        for (size_t k = 0; k < n; k++)
            if (rings[k].area <= 0 && rings[k].outer == i)
                ring_copy(xy, &rings[k], out, &points, ends, &n_rings);
        parts[n_parts++] = (uint32_t)n_rings;
    }
    *g = (struct geom){.type = n_parts ? GEOM_POLYGON : GEOM_NONE,
                       .multi = true,
                       .xy = out,
                       .n_xy = points,
                       .ring_end = ends,
                       .n_rings = n_rings,
                       .part_end = parts,
                       .n_parts = n_parts};
    return true;
}

static bool band_feature(const struct read_query *q, const struct surface *f, const struct klassen *k, int which,
                         struct arena *a, struct read_feature *out, struct err *err)
{
    struct outline o = {0};
    struct ring *rings = NULL;
    double low = k->grens[which - 1], high = which == k->n ? INFINITY : k->grens[which], *xy = NULL;
    const double known[FIELDS] = {NAN, low, which, low, k->grens[which], density_cell_m(q->layer, q->pixel_m)};
    size_t n = 0;
    bool ok = true;
    for (size_t row = 0; row + 1 < f->rows; row++)
        for (size_t col = 0; ok && col + 1 < f->cols; col++)
            ok = square_outline(f, col, row, low, high, &o, a);
    out->id = which;
    out->values = values_make(q, known, a);
    if (!ok || !out->values || !rings_chain(&o, a, &xy, &rings, &n) || !rings_polygons(xy, rings, n, a, &out->geom))
        return err_set(err, ERR_LIMIT, NULL, "De dichtheid past niet in het geheugen van een verzoek.");
    return true;
}

/* The nodes of the squares that touch the box, as far as there are points. */
static bool surface_window(const struct read_query *q, struct arena *a, struct surface *f, struct err *err)
{
    struct bbox b = q->bbox, all = bbox_empty();
    for (size_t i = 0; i < f->bins->n; i++) {
        const struct cel *c = &f->bins->items[i];
        double x = (double)(c->col * f->bin_mm) / 1000, y = (double)(c->row * f->bin_mm) / 1000;
        bbox_add(&all, x, y);
    }
    if (!bbox_is_empty(all))
        all = bbox_grow(all, (double)(f->reach_mm + f->bin_mm) / 1000);
    b = (struct bbox){fmax(b.minx, all.minx), fmax(b.miny, all.miny), fmin(b.maxx, all.maxx), fmin(b.maxy, all.maxy)};
    if (!(b.minx <= b.maxx && b.miny <= b.maxy))
        return true;
    double step = (double)f->node_mm / 1000;
    f->col = (int64_t)floor(b.minx / step);
    f->row = (int64_t)floor(b.miny / step);
    f->cols = (size_t)((int64_t)floor(b.maxx / step) + 2 - f->col);
    f->rows = (size_t)((int64_t)floor(b.maxy / step) + 2 - f->row);
    f->sum = arena_array(a, f->cols * f->rows, sizeof *f->sum);
    return f->sum || err_set(err, ERR_LIMIT, NULL, "De dichtheid past niet in het geheugen van een verzoek.");
}

static bool bands_in(struct warehouse *w, const struct read_query *q, struct arena *a, struct read_feature **out,
                     size_t *n, struct err *err)
{
    struct klassen k;
    struct surface f;
    size_t count = 0;
    if (!density_klassen(w, q, a, &k, err) || !surface_begin(w, q, a, &f, err) || !surface_window(q, a, &f, err))
        return false;
    struct read_feature *list = arena_array(a, CLASSES_MAX, sizeof *list);
    if (!list)
        return err_set(err, ERR_LIMIT, NULL, "De dichtheid past niet in het geheugen van een verzoek.");
    if (f.sum)
        add_bins(&f);
    for (int i = 1; f.sum && i <= k.n; i++) {
        if (!band_feature(q, &f, &k, i, a, &list[count], err))
            return false;
        count += list[count].geom.type == GEOM_POLYGON;
    }
    *out = list;
    *n = count;
    return true;
}

/* ---- both ---- */

bool density_klassen(struct warehouse *w, const struct read_query *q, struct arena *a, struct klassen *out,
                     struct err *err)
{
    const struct cellen *cells;
    if (q->layer->vorm == VORM_VLOEIEND)
        return surface_klassen(w, q, a, out, err);
    if (!count_cells(w, q, a, &cells, err))
        return false;
    *out = cells->klassen;
    return true;
}

const char *density_class_title(const struct layer *l, const struct klassen *k, int which, double cell_m,
                                struct arena *a)
{
    if (which < 1 || which > k->n || (k->grens[which - 1] >= k->grens[which] && which < k->n))
        return NULL;
    bool smooth = l->vorm == VORM_VLOEIEND, last = which == k->n;
    double from = k->grens[which - 1], to = k->grens[which];
    struct read_value van = number(from, a), tot = number(to, a);
    char *text;
    if (smooth)
        text = arena_printf(a, last ? "%.*s of meer per hectare" : "%.*s tot %.*s per hectare", STR_ARG(van.text),
                            STR_ARG(tot.text));
    else
        text = arena_printf(a, "%s%s%s per %s van %s meter", figure_number(from, a),
                            from >= to ? ""
                            : last     ? " tot en met "
                                       : " tot ",
                            from >= to ? "" : figure_number(to, a), l->vorm == VORM_ZESHOEK ? "zeshoek" : "vierkant",
                            figure_number(cell_m, a));
    for (char *p = text; smooth && p && *p; p++)
        if (*p == '.')
            *p = ',';
    return text;
}

bool density_features(struct warehouse *w, const struct read_query *q, struct arena *a, struct read_feature **out,
                      size_t *n, struct err *err)
{
    const struct cellen *cells;
    for (size_t i = 0; i < q->n_velden; i++)
        if (density_field(q->velden[i]) < 0)
            return err_set(err, ERR_INVALID, q->velden[i], "De laag \"%s\" heeft geen veld \"%.60s\".", q->layer->id,
                           q->velden[i]);
    if (q->layer->vorm == VORM_VLOEIEND)
        return bands_in(w, q, a, out, n, err);
    return count_cells(w, q, a, &cells, err) && cells_in(q, cells, a, out, n, err);
}
