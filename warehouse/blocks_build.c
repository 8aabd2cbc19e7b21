/* Packing tile blocks: a layer's rows, in the order of the map, one pass for all levels; docs/adr/0009. Per level and
 * tier one block is open, which is done when the order leaves its square. One thread reads rows, the other packs. */
#include "base/sorter.h"
#include "warehouse/blocks_priv.h"
#include "warehouse/load_priv.h"

#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    BATCH_BYTES = 256 << 10,
    PACK_BYTES = 512 << 20, /* what one feature may take */
    PART_BYTES = 1 << 20,   /* a block goes on in the next part when it is over this */
    CELLS = 359             /* of one pixel (0.6 · 2^level m), in the width of a block; the last one is cut off */
};
/* From which level on what is smaller than a pixel is gathered (polygons), left out (lines); and points are gathered.
 */
enum { SMALL_FROM = 3, POINTS_FROM = 5 };
static const double pixel_0_m = 0.6;
/* How precise a label's place is: as for the finest maps, or a small part of what it is the label of. */
static const double label_m = 0.5, label_part = 1.0 / 8;
/* How far simplifying may move a border, in pixels of the level. The level before, of which a level is made, had pixels
 * of half the size: so all levels together move it by less than twice this. And how large the triangle may be that is
 * cut off, in square pixels: all that a corner where three areas meet can leave open, when it goes in one of them. */
static const double flat_px = 0.25, flat_px2 = 0.5, grids_per_pixel = 9.6;

struct speck {
    double x, y, weight; /* x, y: the sum of weight × metres from the block's corner */
    float top;           /* the weight of the heaviest */
    uint32_t tuple;      /* of that one, in `pending` */
    uint32_t cell;
};

struct open_block {
    bool open;
    uint32_t x, y;
    double corner[2];
    struct block_writer w;
    struct block_dict pending; /* tuples of specks; some of them not any more */
    size_t pending_max;
    struct speck *specks;
    size_t n_specks, cap_specks;
    uint32_t *cells; /* CELLS × CELLS: the number of its speck + 1 */
};

/* What packing one layer takes. */
struct packer {
    struct sorter *out;
    struct arena *arena;
    int64_t layer;
    enum geom_type type;
    size_t n_fields;
    struct open_block *open[BLOCK_LEVELS][BLOCK_TIERS];
    unsigned tiers[BLOCK_LEVELS];
    struct buf blob;
    /* the shape that is being packed, at the level it has come to */
    int32_t *xy;
    uint32_t *key; /* one per point: work of simplify */
    size_t n_xy, cap_xy;
    uint32_t *ring_end;
    bool *outer; /* of each ring (of a line: true) */
    size_t n_rings, cap_rings;
    int64_t n;
};

/* A feature on its way into the blocks of all levels. */
struct feature {
    int64_t id;
    struct str tuple;
    uint32_t hash;
    struct geom geom;
    struct bbox box;
    double middle[2], size, label[2], weight;
    uint32_t cell[2];
};

static bool no_memory(struct err *err)
{
    return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
}

/* ---- blocks that are open ---- */

static void open_block_free(struct open_block *o)
{
    if (!o)
        return;
    block_writer_done(&o->w);
    block_dict_done(&o->pending);
    free(o->specks);
    free(o->cells);
    free(o);
}

static struct open_block *open_block_new(void)
{
    struct open_block *o = calloc(1, sizeof *o);
    if (!o)
        return NULL;
    block_writer_init(&o->w);
    block_dict_init(&o->pending);
    return o;
}

static bool tuple_number(struct block_dict *from, uint32_t number, struct block_dict *to, uint32_t *out)
{
    const struct block_dict_entry *e = &from->entries[number];
    return block_dict_add(to, e->hash, from->bytes.p + e->at, e->n, out);
}

static int32_t lattice(double v, double grid)
{
    return (int32_t)floor(v / grid + 0.5);
}

static bool write_specks(struct open_block *o)
{
    double grid = block_grid(o->w.level);
    for (size_t i = 0; i < o->n_specks; i++) {
        const struct speck *s = &o->specks[i];
        uint32_t tuple;
        if (!tuple_number(&o->pending, s->tuple, &o->w.tuples, &tuple))
            return false;
        block_writer_speck(&o->w, lattice(o->corner[0] + s->x / s->weight, grid),
                           lattice(o->corner[1] + s->y / s->weight, grid), s->weight, tuple);
        o->cells[s->cell] = 0;
    }
    return true;
}

static bool specks_up(struct packer *p, struct open_block *from, struct err *err);

/* The block is done: its bytes go to the sorter, and its specks to the next level too. */
static bool flush(struct packer *p, int level, int tier, struct err *err)
{
    struct open_block *o = p->open[level][tier];
    if (!o || !o->open)
        return true;
    o->open = false;
    buf_clear(&p->blob);
    if (!write_specks(o) || !block_writer_end(&o->w, &p->blob))
        return no_memory(err);
    if (p->blob.n > BLOCK_SORT_BYTES / 4)
        return err_set(err, ERR_LIMIT, "tegelblok", "Een object is te groot voor een tegelblok.");
    p->tiers[level] |= 1u << tier;
    return sorter_put(p->out, block_place(p->layer, level, tier, o->y, o->x), p->blob.p, p->blob.n, err) &&
           (o->n_specks == 0 || specks_up(p, o, err));
}

/* The order has left the square of this block, and so the smaller ones in it: their specks come first. */
static bool leave(struct packer *p, int level, int tier, struct err *err)
{
    const struct open_block *o = p->open[level][tier];
    for (int below = 0; o && o->open && tier == 0 && below < level; below++) {
        const struct open_block *b = p->open[below][0];
        if (b && b->open && b->x >> (level - below) == o->x && b->y >> (level - below) == o->y &&
            !flush(p, below, 0, err))
            return false;
    }
    return flush(p, level, tier, err);
}

/* The open block (x, y). NULL: failed. */
static struct open_block *block_at(struct packer *p, int level, int tier, uint32_t x, uint32_t y, struct err *err)
{
    struct open_block **slot = &p->open[level][tier], *o = *slot;
    while (o && o->open) { /* what is left may bring specks of another square here, and so on: but always upwards */
        if (o->x == x && o->y == y)
            return o;
        if (!leave(p, level, tier, err))
            return NULL;
    }
    if (!o && !(o = *slot = open_block_new())) {
        no_memory(err);
        return NULL;
    }
    o->open = true;
    o->x = x;
    o->y = y;
    o->pending_max = PART_BYTES;
    block_corner(level + tier, x, y, o->corner);
    double grid = block_grid(level);
    const int32_t base[2] = {(int32_t)floor(o->corner[0] / grid), (int32_t)floor(o->corner[1] / grid)};
    block_writer_begin(&o->w, p->type, level, p->n_fields, base);
    return o;
}

/* That for what is in this cell. */
static struct open_block *block_for(struct packer *p, int level, int tier, const uint32_t cell[2], struct err *err)
{
    int s = level + tier;
    return block_at(p, level, tier, block_of_cell(cell[0], s), block_of_cell(cell[1], s), err);
}

/* ---- specks ---- */

/* Leaves out the tuples that no speck has any more. */
static bool pending_compact(struct open_block *o)
{
    struct block_dict fresh;
    bool ok = true;
    block_dict_init(&fresh);
    for (size_t i = 0; ok && i < o->n_specks; i++)
        ok = tuple_number(&o->pending, o->specks[i].tuple, &fresh, &o->specks[i].tuple);
    block_dict_done(&o->pending);
    o->pending = fresh;
    o->pending_max = 2 * fresh.bytes.n + PART_BYTES;
    return ok;
}

static struct speck *speck_at(struct open_block *o, uint32_t cell)
{
    if (!o->cells && !(o->cells = calloc((size_t)CELLS * CELLS, sizeof *o->cells)))
        return NULL;
    if (o->cells[cell])
        return &o->specks[o->cells[cell] - 1];
    if (o->n_specks == o->cap_specks) {
        size_t cap = o->cap_specks ? o->cap_specks * 2 : 64;
        void *more = realloc(o->specks, cap * sizeof *o->specks);
        if (!more)
            return NULL;
        o->specks = more;
        o->cap_specks = cap;
    }
    o->specks[o->n_specks++] = (struct speck){.cell = cell, .top = -1};
    o->cells[cell] = (uint32_t)o->n_specks;
    return &o->specks[o->n_specks - 1];
}

static uint32_t cell_number(double m, double pixel)
{
    double v = m / pixel;
    return v > 0 ? v < CELLS - 1 ? (uint32_t)v : CELLS - 1 : 0;
}

/* Adds to the speck of a cell. x, y: metres from the block's corner. */
static bool gather(struct open_block *o, double x, double y, double weight, float top, uint32_t hash, struct str tuple)
{
    double pixel = pixel_0_m * (double)(1u << o->w.level);
    struct speck *s = speck_at(o, cell_number(y, pixel) * CELLS + cell_number(x, pixel));
    if (!s)
        return false;
    s->x += weight * x;
    s->y += weight * y;
    s->weight += weight;
    if (top <= s->top)
        return true;
    s->top = top;
    return block_dict_add(&o->pending, hash, tuple.p, tuple.n, &s->tuple) &&
           (o->pending.bytes.n <= o->pending_max || pending_compact(o));
}

static bool gather_feature(struct packer *p, const struct feature *f, int level, struct err *err)
{
    struct open_block *o = block_for(p, level, 0, f->cell, err);
    if (!o)
        return false;
    double weight = f->weight > 1e-6 ? f->weight : 1e-6; /* so that what has no area still has a place */
    return gather(o, f->middle[0] - o->corner[0], f->middle[1] - o->corner[1], weight, (float)weight, f->hash,
                  f->tuple) ||
           no_memory(err);
}

/* What is smaller than a pixel is so at the next level. The specks leave `from` first, for making room there may leave
 * other blocks, and so open `from` again. */
static bool specks_up(struct packer *p, struct open_block *from, struct err *err)
{
    struct open_block *o = NULL;
    struct speck *specks = from->specks;
    struct block_dict tuples = from->pending;
    size_t n = from->n_specks;
    double corner[2] = {from->corner[0], from->corner[1]};
    from->specks = NULL;
    from->n_specks = from->cap_specks = 0;
    block_dict_init(&from->pending);
    int level = from->w.level + 1;
    bool ok = level == BLOCK_LEVELS || (o = block_at(p, level, 0, from->x >> 1, from->y >> 1, err));
    for (size_t i = 0; o && ok && i < n; i++) {
        const struct speck *s = &specks[i];
        const struct block_dict_entry *e = &tuples.entries[s->tuple];
        ok = gather(o, s->x / s->weight + corner[0] - o->corner[0], s->y / s->weight + corner[1] - o->corner[1],
                    s->weight, s->top, e->hash, (struct str){tuples.bytes.p + e->at, e->n}) ||
             no_memory(err);
    }
    free(specks);
    block_dict_done(&tuples);
    return ok;
}

/* ---- shapes ---- */

/* To the lattice; |v| is at most BLOCK_MAX_M. */
static inline int32_t snap(double v, double per_m)
{
    return (int32_t)((int64_t)(v * per_m + (BLOCK_MAX_COORDINATE + 0.5)) - BLOCK_MAX_COORDINATE);
}

static inline bool same(const int32_t *a, const int32_t *b)
{
    return a[0] == b[0] && a[1] == b[1];
}

static inline int64_t cross(const int32_t *a, const int32_t *b, const int32_t *c)
{
    return ((int64_t)b[0] - a[0]) * ((int64_t)c[1] - b[1]) - ((int64_t)b[1] - a[1]) * ((int64_t)c[0] - b[0]);
}

static int64_t along(const int32_t *a, const int32_t *b, const int32_t *c)
{
    return ((int64_t)b[0] - a[0]) * ((int64_t)c[0] - b[0]) + ((int64_t)b[1] - a[1]) * ((int64_t)c[1] - b[1]);
}

/* Of n points, without equal neighbours and those exactly on the line between theirs: so the same points go on both
 * sides of a shared border, or those that don't matter. A line keeps where it turns back. */
static size_t tidy(int32_t *to, const int32_t *xy, size_t n, bool ring)
{
    size_t m = 0;
    for (size_t i = 0; i < n; i++) {
        int32_t *at = to + 2 * m;
        const int32_t v[2] = {xy[2 * i], xy[2 * i + 1]};
        while (m >= 2 && !same(at - 2, v) && cross(at - 4, at - 2, v) == 0 && (ring || along(at - 4, at - 2, v) > 0)) {
            m--;
            at -= 2;
        }
        if (m && same(at - 2, v))
            continue;
        at[0] = v[0];
        at[1] = v[1];
        m++;
    }
    return m;
}

/* A ring's two ends, likewise. */
static size_t tidy_ends(int32_t *xy, size_t n)
{
    size_t from = 0;
    while (n - from >= 3) {
        const int32_t *first = xy + 2 * from, *last = xy + 2 * (n - 1);
        if (same(first, last) || cross(last - 2, last, first) == 0)
            n--;
        else if (cross(last, first, first + 2) == 0)
            from++;
        else
            break;
    }
    if (n - from < 3)
        return 0;
    memmove(xy, xy + 2 * from, (n - from) * 2 * sizeof *xy);
    return n - from;
}

/* Twice the area, counter-clockwise positive. In unsigned arithmetic: what is too big in between comes right again. */
static int64_t ring_area(const int32_t *xy, size_t n)
{
    uint64_t sum = 0;
    for (size_t i = 1; i + 1 < n; i++) {
        int64_t ax = (int64_t)xy[2 * i] - xy[0], ay = (int64_t)xy[2 * i + 1] - xy[1];
        int64_t bx = (int64_t)xy[2 * i + 2] - xy[0], by = (int64_t)xy[2 * i + 3] - xy[1];
        sum += (uint64_t)(ax * by) - (uint64_t)(ay * bx);
    }
    return (int64_t)sum;
}

static void ring_reverse(int32_t *xy, size_t n)
{
    for (size_t i = 0, k = n - 1; i < k; i++, k--) {
        int32_t point[2] = {xy[2 * i], xy[2 * i + 1]};
        memcpy(xy + 2 * i, xy + 2 * k, sizeof point);
        memcpy(xy + 2 * k, point, sizeof point);
    }
}

/* Whether b lies near the segment a–c. The same from c to a: all is exact but for a last rounding. */
static inline bool is_flat(const int32_t *a, const int32_t *b, const int32_t *c)
{
    const double far = flat_px * grids_per_pixel, large = 2 * flat_px2 * grids_per_pixel * grids_per_pixel;
    int64_t abx = (int64_t)b[0] - a[0], aby = (int64_t)b[1] - a[1];
    int64_t bcx = (int64_t)c[0] - b[0], bcy = (int64_t)c[1] - b[1];
    int64_t acx = abx + bcx, acy = aby + bcy;
    double off = (double)(abx * bcy - aby * bcx), length2 = (double)(acx * acx + acy * acy);
    return fabs(off) <= large && off * off <= far * far * length2 && abx * acx + aby * acy >= 0 &&
           bcx * acx + bcy * acy >= 0;
}

static inline uint32_t point_key(const int32_t *v)
{
    uint64_t h = ((uint64_t)(uint32_t)v[0] << 32 | (uint32_t)v[1]) * 0x9e3779b97f4a7c15u;
    return (uint32_t)(h >> 32 ^ h >> 13) | 1;
}

/* Flat points go, but of two neighbours only the one with the smaller key. A rule of a point and those
 * around it: what two areas share goes alike on both sides, whatever the direction and the start of the rings. */
static size_t simplify(uint32_t *key, int32_t *xy, size_t n, bool ring)
{
    size_t first = ring ? 0 : 1, end = ring ? n : n - 1, m = 0;
    uint32_t any = 0;
    key[0] = key[n - 1] = 0;
    for (size_t i = first; i < end; i++) {
        const int32_t *v = xy + 2 * i, *before = i ? v - 2 : xy + 2 * (n - 1), *after = i + 1 < n ? v + 2 : xy;
        any |= key[i] = is_flat(before, v, after) ? point_key(v) : 0;
    }
    if (!any)
        return n;
    uint32_t before = key[n - 1];
    for (size_t i = 0; i < n; i++) {
        uint32_t this = key[i], after = key[i + 1 < n ? i + 1 : 0];
        bool goes = this && (!before || this < before) && (!after || this < after);
        before = this;
        if (goes)
            continue;
        memmove(xy + 2 * m++, xy + 2 * i, 2 * sizeof *xy);
    }
    return m;
}

/* A ring or line of n points on the lattice of a level, tidied and simplified; 0 when it collapses. */
static size_t shape_part(struct packer *p, int32_t *to, const int32_t *xy, size_t n, int level, bool outer)
{
    bool ring = p->type == GEOM_POLYGON;
    n = tidy(to, xy, n, ring);
    if (ring)
        n = tidy_ends(to, n);
    /* A quadrangle stays one; of more points at most half go, which leaves three. */
    if (level > 0 && n > (ring ? 4 : 2))
        n = simplify(p->key, to, n, ring);
    if (!ring)
        return n < 2 ? 0 : n;
    int64_t area = n ? ring_area(to, n) : 0;
    if (area == 0)
        return 0;
    if ((area > 0) != outer)
        ring_reverse(to, n);
    return n;
}

/* Tidies all rings of p, whose points have just come onto the lattice of this level. False: nothing is left. */
static bool shape_tidy(struct packer *p, int level)
{
    size_t rings = 0, n_xy = 0;
    bool gone = false;
    for (size_t r = 0, i = 0, end; r < p->n_rings; r++, i = end) {
        bool outer = p->outer[r];
        end = p->ring_end[r];
        size_t n = gone && !outer ? 0 : shape_part(p, p->xy + 2 * n_xy, p->xy + 2 * i, end - i, level, outer);
        gone = n == 0 && (outer || gone); /* and its inner rings with it */
        if (n == 0)
            continue;
        n_xy += n;
        p->outer[rings] = outer;
        p->ring_end[rings++] = (uint32_t)n_xy;
    }
    p->n_rings = rings;
    p->n_xy = n_xy;
    return n_xy > 0;
}

/* The shape at level 0. */
static bool shape_begin(struct packer *p, const struct geom *g)
{
    double per_m = 1 / block_grid(0);
    for (size_t i = 0; i < 2 * g->n_xy; i++)
        p->xy[i] = snap(g->xy[i], per_m);
    memcpy(p->ring_end, g->ring_end, g->n_rings * sizeof *p->ring_end);
    p->n_rings = g->n_rings;
    for (size_t r = 0; r < g->n_rings; r++)
        p->outer[r] = p->type == GEOM_LINE;
    for (size_t part = 0; part < g->n_parts; part++)
        p->outer[part ? g->part_end[part - 1] : 0] = true;
    p->n_xy = g->n_xy;
    return shape_tidy(p, 0);
}

/* From level - 1 to the next: to the nearest point of the lattice, halfway to the even one. */
static bool shape_coarsen(struct packer *p, int level)
{
    int shift = level == 1 ? 5 : 1;
    int32_t below_half = (1 << (shift - 1)) - 1;
    for (size_t i = 0; i < 2 * p->n_xy; i++)
        p->xy[i] = (p->xy[i] + below_half + (p->xy[i] >> shift & 1)) >> shift;
    return shape_tidy(p, level);
}

static bool shape_points(struct packer *p, const struct geom *g, int level)
{
    double per_m = 1 / block_grid(level);
    for (size_t i = 0; i < 2 * g->n_xy; i++)
        p->xy[i] = snap(g->xy[i], per_m);
    p->n_xy = g->n_xy;
    return true;
}

static bool pack_shape(struct packer *p, const struct feature *f, int level, struct err *err)
{
    double grid = block_grid(level), size = f->size + 2 * grid;
    int tier = 0;
    while (tier < BLOCK_TIERS - 1 && size > block_side(level + tier) / 2)
        tier++;
    struct block_shape s = {.id = f->id,
                            .xy = p->xy,
                            .n_xy = p->n_xy,
                            .ring_end = p->ring_end,
                            .n_rings = p->n_rings,
                            .label = {snap(f->label[0], 1 / grid), snap(f->label[1], 1 / grid)}};
    struct open_block *o = block_for(p, level, tier, f->cell, err);
    if (!o)
        return false;
    if (!block_dict_add(&o->w.tuples, f->hash, f->tuple.p, f->tuple.n, &s.tuple))
        return no_memory(err);
    block_writer_add(&o->w, &s);
    return o->w.features.n + o->w.tuples.bytes.n <= PART_BYTES || flush(p, level, tier, err);
}

static bool is_small(const struct packer *p, const struct feature *f, int level)
{
    double pixel = pixel_0_m * (double)(1u << level);
    return p->type == GEOM_POLYGON ? level >= SMALL_FROM && f->weight < pixel * pixel
           : p->type == GEOM_LINE  ? level >= SMALL_FROM && f->weight < pixel
                                   : level >= POINTS_FROM;
}

/* A shape at each level, made from the one before, until it is small or nothing is left of it: then it is in a speck,
 * and that is what goes up (specks_up). */
static bool pack_levels(struct packer *p, const struct feature *f, struct err *err)
{
    for (int level = 0; level < BLOCK_LEVELS; level++) {
        bool shaped = !is_small(p, f, level) && (p->type == GEOM_POINT ? shape_points(p, &f->geom, level)
                                                 : level == 0          ? shape_begin(p, &f->geom)
                                                                       : shape_coarsen(p, level));
        if (!shaped)
            return p->type == GEOM_LINE || gather_feature(p, f, level, err);
        if (!pack_shape(p, f, level, err))
            return false;
    }
    return true;
}

static double line_length(const struct geom *g)
{
    double length = 0;
    for (size_t r = 0, i = 0; r < g->n_rings; i = g->ring_end[r++])
        for (size_t k = i; k + 1 < g->ring_end[r]; k++)
            length += hypot(g->xy[2 * k + 2] - g->xy[2 * k], g->xy[2 * k + 3] - g->xy[2 * k + 1]);
    return length;
}

static bool room_for(struct packer *p, const struct geom *g, struct err *err)
{
    if (g->n_xy > p->cap_xy) {
        free(p->xy);
        free(p->key);
        p->cap_xy = 2 * g->n_xy;
        p->xy = malloc(p->cap_xy * 2 * sizeof *p->xy);
        p->key = malloc(p->cap_xy * sizeof *p->key);
        if (!p->xy || !p->key)
            p->cap_xy = 0;
    }
    if (g->n_rings >= p->cap_rings) {
        free(p->ring_end);
        free(p->outer);
        p->cap_rings = 2 * g->n_rings + 1;
        p->ring_end = malloc(p->cap_rings * sizeof *p->ring_end);
        p->outer = malloc(p->cap_rings * sizeof *p->outer);
        if (!p->ring_end || !p->outer)
            p->cap_rings = 0;
    }
    return (p->cap_xy && p->cap_rings) || no_memory(err);
}

static bool pack_feature(struct packer *p, struct feature *f, struct str blob, struct err *err)
{
    struct geom *g = &f->geom;
    if (!geom_from_spatialite(blob.p, blob.n, p->arena, g, err))
        return false;
    if (!g->n_xy)
        return true;
    if (g->type != p->type)
        return err_set(err, ERR_UNSUPPORTED, "tegelblok", "Een object heeft een ander soort geometrie dan zijn laag.");
    f->box = geom_bbox(g);
    /* What is nowhere near the Netherlands is on no map. */
    if (!(f->box.minx >= -BLOCK_MAX_M && f->box.miny >= -BLOCK_MAX_M && f->box.maxx <= BLOCK_MAX_M &&
          f->box.maxy <= BLOCK_MAX_M))
        return true;
    f->middle[0] = (f->box.minx + f->box.maxx) / 2;
    f->middle[1] = (f->box.miny + f->box.maxy) / 2;
    f->size = fmax(f->box.maxx - f->box.minx, f->box.maxy - f->box.miny);
    rd_cell(f->middle[0], f->middle[1], &f->cell[0], &f->cell[1]);
    f->hash = block_hash(f->tuple.p, f->tuple.n);
    f->weight = p->type == GEOM_POLYGON ? geom_area(g) : p->type == GEOM_LINE ? line_length(g) : (double)g->n_xy;
    double least = fmin(f->box.maxx - f->box.minx, f->box.maxy - f->box.miny);
    geom_label_point(g, fmax(label_m, least * label_part), &f->label[0], &f->label[1]);
    p->n++;
    return room_for(p, g, err) && pack_levels(p, f, err);
}

/* ---- rows, from one thread to the other ---- */

/* Rows behind each other: u32 bytes of the tuple, u32 of the geometry, i64 id, the tuple, the geometry. */
struct row_head {
    uint32_t n_tuple, n_geom;
    int64_t id;
};

static bool pack_batch(struct packer *p, const struct buf *rows, struct err *err)
{
    bool ok = true;
    for (size_t at = 0; ok && at < rows->n;) {
        struct row_head head;
        struct arena_mark mark = arena_mark(p->arena);
        memcpy(&head, rows->p + at, sizeof head);
        at += sizeof head;
        struct feature f = {.id = head.id, .tuple = {rows->p + at, head.n_tuple}};
        at += head.n_tuple;
        ok = pack_feature(p, &f, (struct str){rows->p + at, head.n_geom}, err);
        at += head.n_geom;
        if (!ok && arena_full(p->arena))
            err_set(err, ERR_LIMIT, "tegelblok", "Een object is te groot voor een tegelblok.");
        arena_rewind(p->arena, mark);
    }
    return ok;
}

/* Two batches: one is filled while the other is packed. */
struct belt {
    struct packer *packer;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct buf batch[2];
    bool full[2], ended, failed;
    struct err err;
};

static void *belt_pack(void *ctx)
{
    struct belt *t = ctx;
    for (int which = 0;; which ^= 1) {
        pthread_mutex_lock(&t->lock);
        while (!t->full[which] && !t->ended)
            pthread_cond_wait(&t->changed, &t->lock);
        bool work = t->full[which];
        pthread_mutex_unlock(&t->lock);
        if (!work)
            return NULL;
        bool ok = pack_batch(t->packer, &t->batch[which], &t->err);
        pthread_mutex_lock(&t->lock);
        t->full[which] = false;
        t->failed = t->failed || !ok;
        pthread_cond_signal(&t->changed);
        pthread_mutex_unlock(&t->lock);
        if (!ok)
            return NULL;
    }
}

/* Hands batch `which` over, and waits for the other to be empty. False: the packer has failed. */
static bool belt_turn(struct belt *t, int which)
{
    pthread_mutex_lock(&t->lock);
    t->full[which] = true;
    pthread_cond_signal(&t->changed);
    while (t->full[which ^ 1] && !t->failed)
        pthread_cond_wait(&t->changed, &t->lock);
    bool ok = !t->failed;
    pthread_mutex_unlock(&t->lock);
    if (ok)
        buf_clear(&t->batch[which ^ 1]);
    return ok;
}

static void put_column(struct buf *b, sqlite3_stmt *s, int column)
{
    switch (sqlite3_column_type(s, column)) {
    case SQLITE_NULL:
        block_put_null(b);
        break;
    case SQLITE_INTEGER:
        block_put_int(b, sqlite3_column_int64(s, column));
        break;
    case SQLITE_FLOAT:
        block_put_real(b, sqlite3_column_double(s, column), db_text(s, column));
        break;
    default:
        block_put_text(b, db_text(s, column));
    }
}

static bool put_row(struct buf *b, sqlite3_stmt *s, size_t n_fields, struct err *err)
{
    struct row_head head = {.id = sqlite3_column_int64(s, 0)};
    size_t start = b->n;
    buf_add(b, &head, sizeof head);
    for (size_t i = 0; i < n_fields; i++)
        put_column(b, s, (int)i + 2);
    const void *blob = sqlite3_column_blob(s, 1);
    size_t n = (size_t)sqlite3_column_bytes(s, 1);
    if (b->failed || b->n - start > UINT32_MAX)
        return no_memory(err);
    head.n_tuple = (uint32_t)(b->n - start - sizeof head);
    head.n_geom = (uint32_t)n;
    memcpy(b->p + start, &head, sizeof head);
    buf_add(b, blob, n);
    return !b->failed || no_memory(err);
}

static bool belt_fill(struct belt *t, sqlite3_stmt *rows, struct err *err)
{
    int code, which = 0;
    while ((code = sqlite3_step(rows)) == SQLITE_ROW) {
        struct buf *b = &t->batch[which];
        if (!put_row(b, rows, t->packer->n_fields, err))
            return false;
        if (b->n < BATCH_BYTES)
            continue;
        if (!belt_turn(t, which))
            return true; /* t->err says why */
        which ^= 1;
    }
    if (code != SQLITE_DONE)
        return db_fail(sqlite3_db_handle(rows), err);
    if (t->batch[which].n)
        belt_turn(t, which);
    return true;
}

static bool pack_rows(struct packer *p, sqlite3_stmt *rows, struct err *err)
{
    struct belt t = {.packer = p, .lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};
    pthread_t thread;
    buf_init(&t.batch[0], PACK_BYTES);
    buf_init(&t.batch[1], PACK_BYTES);
    bool ok = pthread_create(&thread, NULL, belt_pack, &t) == 0 ? true : no_memory(err);
    if (ok) {
        ok = belt_fill(&t, rows, err);
        pthread_mutex_lock(&t.lock);
        t.ended = true;
        pthread_cond_signal(&t.changed);
        pthread_mutex_unlock(&t.lock);
        pthread_join(thread, NULL);
    }
    buf_done(&t.batch[0]);
    buf_done(&t.batch[1]);
    pthread_cond_destroy(&t.changed);
    pthread_mutex_destroy(&t.lock);
    if (ok && t.failed) {
        if (err)
            *err = t.err;
        return false;
    }
    return ok;
}

/* ---- a layer ---- */

static void packer_free(struct packer *p)
{
    for (int k = 0; k < BLOCK_LEVELS; k++)
        for (int t = 0; t < BLOCK_TIERS; t++)
            open_block_free(p->open[k][t]);
    arena_free(p->arena);
    buf_done(&p->blob);
    free(p->xy);
    free(p->key);
    free(p->ring_end);
    free(p->outer);
}

bool blocks_pack(const struct layer *layer, int64_t nr, sqlite3_stmt *rows, struct sorter *out, unsigned char *levels,
                 struct err *err)
{
    struct packer p = {.out = out, .layer = nr, .type = layer->type, .n_fields = layer->n_tegelvelden};
    buf_init(&p.blob, PACK_BYTES);
    bool ok = (p.arena = arena_new(PACK_BYTES)) ? pack_rows(&p, rows, err) : no_memory(err);
    for (int k = 0; k < BLOCK_LEVELS; k++) {
        for (int t = 0; ok && t < BLOCK_TIERS; t++)
            ok = flush(&p, k, t, err);
        levels[2 * k] = (unsigned char)p.tiers[k];
        levels[2 * k + 1] = (unsigned char)(p.tiers[k] >> 8);
    }
    packer_free(&p);
    return ok;
}
