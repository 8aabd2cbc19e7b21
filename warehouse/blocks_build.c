/* Making tile blocks: a layer's rows, in the order of the map, one pass for all levels; docs/adr/0009. Per level and
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
    SORT_BYTES = 64 << 20,
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
    int32_t *xy;
    size_t cap_xy;
    uint32_t *ring_end;
    size_t cap_rings;
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
    o->n_specks = 0;
    block_dict_clear(&o->pending);
    return true;
}

/* The block is done: its bytes go to the sorter. */
static bool flush(struct packer *p, int level, int tier, struct err *err)
{
    struct open_block *o = p->open[level][tier];
    if (!o || !o->open)
        return true;
    o->open = false;
    buf_clear(&p->blob);
    if (!write_specks(o) || !block_writer_end(&o->w, &p->blob))
        return no_memory(err);
    if (p->blob.n > SORT_BYTES / 4)
        return err_set(err, ERR_LIMIT, "tegelblok", "Een object is te groot voor een tegelblok.");
    p->tiers[level] |= 1u << tier;
    return sorter_put(p->out, block_place(p->layer, level, tier, o->y, o->x), p->blob.p, p->blob.n, err);
}

/* The open block for what is in this cell. NULL: failed. */
static struct open_block *block_for(struct packer *p, int level, int tier, const uint32_t cell[2], struct err *err)
{
    struct open_block **slot = &p->open[level][tier], *o = *slot;
    int s = level + tier;
    uint32_t x = block_of_cell(cell[0], s), y = block_of_cell(cell[1], s);
    if (o && o->open && o->x == x && o->y == y)
        return o;
    if (!flush(p, level, tier, err))
        return NULL;
    if (!o && !(o = *slot = open_block_new())) {
        no_memory(err);
        return NULL;
    }
    o->open = true;
    o->x = x;
    o->y = y;
    o->pending_max = PART_BYTES;
    block_corner(s, x, y, o->corner);
    double grid = block_grid(level);
    const int32_t base[2] = {(int32_t)floor(o->corner[0] / grid), (int32_t)floor(o->corner[1] / grid)};
    block_writer_begin(&o->w, p->type, level, p->n_fields, base);
    return o;
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

static bool gather(struct packer *p, const struct feature *f, int level, struct err *err)
{
    struct open_block *o = block_for(p, level, 0, f->cell, err);
    if (!o)
        return false;
    double x = f->middle[0] - o->corner[0], y = f->middle[1] - o->corner[1], pixel = pixel_0_m * (double)(1u << level);
    double weight = f->weight > 1e-6 ? f->weight : 1e-6; /* so that what has no area still has a place */
    struct speck *s = speck_at(o, cell_number(y, pixel) * CELLS + cell_number(x, pixel));
    if (!s)
        return no_memory(err);
    s->x += weight * x;
    s->y += weight * y;
    s->weight += weight;
    if ((float)weight > s->top) {
        s->top = (float)weight;
        if (!block_dict_add(&o->pending, f->hash, f->tuple.p, f->tuple.n, &s->tuple) ||
            (o->pending.bytes.n > o->pending_max && !pending_compact(o)))
            return no_memory(err);
    }
    return true;
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

/* Snaps n points, without equal neighbours and without those exactly on the line between theirs: so the same points go
 * on both sides of a shared border, or those that don't matter. A line keeps where it turns back. */
static size_t snap_points(int32_t *to, const double *xy, size_t n, double per_m, bool ring)
{
    size_t m = 0;
    for (size_t i = 0; i < n; i++) {
        int32_t *at = to + 2 * m;
        const int32_t v[2] = {snap(xy[2 * i], per_m), snap(xy[2 * i + 1], per_m)};
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
static size_t snap_ends(int32_t *xy, size_t n)
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

/* A ring from first to end; 0 when it collapses. */
static size_t snap_ring(int32_t *to, const struct geom *g, size_t first, size_t end, double per_m, bool outer)
{
    const double *xy = g->xy + 2 * first;
    size_t n = end - first;
    if (n > 1 && xy[0] == xy[2 * n - 2] && xy[1] == xy[2 * n - 1])
        n--;
    n = snap_ends(to, snap_points(to, xy, n, per_m, true));
    int64_t area = n ? ring_area(to, n) : 0;
    if (area == 0)
        return 0;
    if ((area > 0) != outer)
        ring_reverse(to, n);
    return n;
}

static void snap_polygon(struct packer *p, const struct geom *g, double per_m, struct block_shape *s)
{
    for (size_t part = 0, r = 0, i = 0; part < g->n_parts; part++) {
        bool gone = false;
        for (size_t k = r; k < g->part_end[part]; i = g->ring_end[k++]) {
            size_t n = gone ? 0 : snap_ring(p->xy + 2 * s->n_xy, g, i, g->ring_end[k], per_m, k == r);
            gone = gone || (k == r && n == 0); /* and its inner rings with it */
            if (n == 0)
                continue;
            s->n_xy += n;
            p->ring_end[s->n_rings++] = (uint32_t)s->n_xy;
        }
        r = g->part_end[part];
    }
}

static void snap_line(struct packer *p, const struct geom *g, double per_m, struct block_shape *s)
{
    for (size_t r = 0, i = 0; r < g->n_rings; i = g->ring_end[r++]) {
        size_t n = snap_points(p->xy + 2 * s->n_xy, g->xy + 2 * i, g->ring_end[r] - i, per_m, false);
        if (n < 2)
            continue;
        s->n_xy += n;
        p->ring_end[s->n_rings++] = (uint32_t)s->n_xy;
    }
}

/* The feature's shape at a level. False: nothing is left of it. */
static bool shape_make(struct packer *p, const struct feature *f, int level, struct block_shape *s)
{
    double per_m = 1 / block_grid(level);
    *s = (struct block_shape){.id = f->id, .xy = p->xy, .ring_end = p->ring_end};
    s->label[0] = snap(f->label[0], per_m);
    s->label[1] = snap(f->label[1], per_m);
    if (p->type == GEOM_POLYGON)
        snap_polygon(p, &f->geom, per_m, s);
    else if (p->type == GEOM_LINE)
        snap_line(p, &f->geom, per_m, s);
    else
        for (; s->n_xy < f->geom.n_xy; s->n_xy++) {
            p->xy[2 * s->n_xy] = snap(f->geom.xy[2 * s->n_xy], per_m);
            p->xy[2 * s->n_xy + 1] = snap(f->geom.xy[2 * s->n_xy + 1], per_m);
        }
    return s->n_xy > 0;
}

static bool pack_shape(struct packer *p, const struct feature *f, int level, struct block_shape *s, struct err *err)
{
    double size = f->size + 2 * block_grid(level);
    int tier = 0;
    while (tier < BLOCK_TIERS - 1 && size > block_side(level + tier) / 2)
        tier++;
    struct open_block *o = block_for(p, level, tier, f->cell, err);
    if (!o)
        return false;
    if (!block_dict_add(&o->w.tuples, f->hash, f->tuple.p, f->tuple.n, &s->tuple))
        return no_memory(err);
    block_writer_add(&o->w, s);
    return o->w.features.n + o->w.tuples.bytes.n <= PART_BYTES || flush(p, level, tier, err);
}

static bool pack_levels(struct packer *p, const struct feature *f, struct err *err)
{
    for (int level = 0; level < BLOCK_LEVELS; level++) {
        double pixel = pixel_0_m * (double)(1u << level);
        bool polygon = p->type == GEOM_POLYGON;
        bool small = polygon                ? level >= SMALL_FROM && f->weight < pixel * pixel
                     : p->type == GEOM_LINE ? level >= SMALL_FROM && f->weight < pixel
                                            : level >= POINTS_FROM;
        struct block_shape s;
        bool shaped = !small && shape_make(p, f, level, &s);
        if (shaped ? !pack_shape(p, f, level, &s, err) : p->type != GEOM_LINE && !gather(p, f, level, err))
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
        p->cap_xy = 2 * g->n_xy;
        if (!(p->xy = malloc(p->cap_xy * 2 * sizeof *p->xy)))
            p->cap_xy = 0;
    }
    if (g->n_rings >= p->cap_rings) {
        free(p->ring_end);
        p->cap_rings = 2 * g->n_rings + 1;
        if (!(p->ring_end = malloc(p->cap_rings * sizeof *p->ring_end)))
            p->cap_rings = 0;
    }
    return (p->xy && p->ring_end) || no_memory(err);
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
            *err = (struct err){.code = ERR_LIMIT};
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
    free(p->ring_end);
}

static bool is_bag_table(const char *table)
{
    for (int i = 0; i < BAG_TYPES; i++)
        if (strcmp(bag_type_table[i], table) == 0)
            return true;
    return strcmp(table, "adres") == 0;
}

static bool is_ours(const char *table)
{
    return is_bag_table(table) || block_is_area_table(table) || strcmp(table, "melding") == 0;
}

/* Whether what is packed of it says in which area it lies, which an import of areas changes. */
static bool names_area(const struct layer *l)
{
    static const char *const columns[] = {"gemeente_code", "wijk_code", "buurt_code"};
    for (size_t c = 0; c < 3; c++) {
        for (size_t i = 0; i < l->n_tegelvelden; i++)
            if (strcmp(l->tegelvelden[i], columns[c]) == 0)
                return true;
        for (size_t i = 0; i < l->n_filters; i++)
            if (strcmp(l->filters[i].veld, columns[c]) == 0)
                return true;
    }
    return false;
}

static bool is_touched(const struct load *l, const struct layer *layer)
{
    unsigned by = is_bag_table(layer->tabel)          ? TOUCHED_BAG
                  : block_is_area_table(layer->tabel) ? TOUCHED_GEBIED
                                                      : TOUCHED_MELDING;
    return l->touched & (by | (names_area(layer) ? TOUCHED_GEBIED : 0));
}

static bool has_column(sqlite3 *db, const char *table, const char *column)
{
    return sqlite3_table_column_metadata(db, "main", table, column, NULL, NULL, NULL, NULL, NULL) == SQLITE_OK;
}

/* Layers that can have blocks: of tables that only imports write, with all that the catalogue names. */
static bool is_blockable(sqlite3 *db, const struct layer *l)
{
    bool ok = !l->indicator && l->soort != LAAG_DICHTHEID && l->type != GEOM_NONE && is_ours(l->tabel) &&
              has_column(db, l->tabel, "geom") && l->n_tegelvelden <= BLOCK_MAX_FIELDS;
    for (size_t i = 0; ok && i < l->n_tegelvelden; i++)
        ok = has_column(db, l->tabel, l->tegelvelden[i]);
    for (size_t i = 0; ok && i < l->n_filters; i++)
        ok = has_column(db, l->tabel, l->filters[i].veld);
    return ok;
}

static bool rows_open(struct load *l, const struct layer *layer, sqlite3_stmt **out, struct err *err)
{
    struct buf sql;
    int parameter = 1;
    buf_init(&sql, 1 << 16);
    buf_c(&sql, "SELECT id, geom");
    for (size_t i = 0; i < layer->n_tegelvelden; i++)
        buf_printf(&sql, ", \"%s\"", layer->tegelvelden[i]);
    buf_printf(&sql, " FROM main.%s WHERE geom IS NOT NULL", layer->tabel);
    for (size_t i = 0; i < layer->n_filters; i++) {
        buf_printf(&sql, " AND cast(\"%s\" AS TEXT) IN (", layer->filters[i].veld);
        for (size_t k = 0; k < layer->filters[i].n_waarden; k++)
            buf_printf(&sql, "%s?%d", k ? ", " : "", parameter++);
        buf_c(&sql, ")");
    }
    if (block_is_area_table(layer->tabel))
        buf_printf(&sql, " AND jaar = (SELECT max(jaar) FROM main.%s)", layer->tabel);
    /* An import of the BAG leaves its tables in the order of the map; adres in a few runs of it. */
    bool sorted = l->touched & TOUCHED_BAG && is_bag_table(layer->tabel);
    buf_c(&sql, sorted ? " ORDER BY id" : " ORDER BY gm_hilbert(geom), id");
    bool ok = sql.failed ? no_memory(err) : db_prepare(l->db, buf_cstr(&sql), out, err);
    buf_done(&sql);
    parameter = 1;
    for (size_t i = 0; ok && i < layer->n_filters; i++)
        for (size_t k = 0; k < layer->filters[i].n_waarden; k++)
            db_bind(*out, parameter++, str_from(layer->filters[i].waarden[k]));
    return ok;
}

/* What is done with a layer. */
struct plan {
    const struct layer *layer;
    int64_t nr;
    bool build; /* else it stays as it is */
    bool gone;  /* something fits in no block, or is no geometry: no blocks, and it is drawn from its table */
    unsigned char levels[2 * BLOCK_LEVELS];
};

static bool build_layer(struct load *l, struct plan *plan, struct sorter *out, struct err *err)
{
    sqlite3_stmt *rows = NULL;
    struct packer p = {
        .out = out, .layer = plan->nr, .type = plan->layer->type, .n_fields = plan->layer->n_tegelvelden};
    struct err fault = {0};
    buf_init(&p.blob, PACK_BYTES);
    bool ok = (p.arena = arena_new(PACK_BYTES)) ? rows_open(l, plan->layer, &rows, &fault) : no_memory(&fault);
    ok = ok && pack_rows(&p, rows, &fault);
    for (int k = 0; k < BLOCK_LEVELS; k++) {
        for (int t = 0; ok && t < BLOCK_TIERS; t++)
            ok = flush(&p, k, t, &fault);
        plan->levels[2 * k] = (unsigned char)p.tiers[k];
        plan->levels[2 * k + 1] = (unsigned char)(p.tiers[k] >> 8);
    }
    sqlite3_finalize(rows);
    packer_free(&p);
    if (ok)
        return true;
    plan->gone = fault.code == ERR_LIMIT || fault.code == ERR_UNSUPPORTED || fault.code == ERR_INVALID;
    if (!plan->gone && err)
        *err = fault;
    return plan->gone;
}

/* ---- all layers ---- */

struct work {
    struct load *l;
    struct plan *plans;
    size_t n;
    struct sorter *blocks;
    /* the next block from the sorter */
    uint64_t place;
    int64_t part;
    const void *blob; /* NULL: no more */
    size_t n_blob;
};

static const char *old_schema(const struct load *l)
{
    return l->fresh ? "oud" : "main";
}

/* What there is of the layer: when it is good for this catalogue entry and its table wasn't touched, it stays. */
static bool plan_layer(struct load *l, sqlite3_stmt *old, struct plan *p, int64_t *last, struct err *err)
{
    struct buf signature;
    buf_init(&signature, 1 << 16);
    block_signature(p->layer, &signature);
    db_bind(old, 1, str_from(p->layer->id));
    int code = sqlite3_step(old);
    p->build = true;
    if (code == SQLITE_ROW) {
        p->nr = sqlite3_column_int64(old, 0);
        bool fits = !signature.failed && str_eq(db_text(old, 1), buf_view(&signature)) &&
                    sqlite3_column_bytes(old, 2) == sizeof p->levels;
        p->build = !fits || is_touched(l, p->layer);
        if (!p->build)
            memcpy(p->levels, sqlite3_column_blob(old, 2), sizeof p->levels);
    } else
        p->nr = ++*last;
    buf_done(&signature);
    sqlite3_reset(old);
    return code == SQLITE_ROW || code == SQLITE_DONE || db_fail(l->db, err);
}

static int by_nr(const void *a, const void *b)
{
    int64_t x = ((const struct plan *)a)->nr, y = ((const struct plan *)b)->nr;
    return (x > y) - (x < y);
}

static bool plan_all(struct work *k, const struct catalog *c, struct err *err)
{
    char sql[160];
    sqlite3_stmt *old = NULL;
    int64_t last;
    snprintf(sql, sizeof sql, "SELECT max(nr) FROM %s.tegellaag", old_schema(k->l));
    if (!db_int(k->l->db, sql, 0, &last, err))
        return false;
    snprintf(sql, sizeof sql, "SELECT nr, handtekening, niveaus FROM %s.tegellaag WHERE laag = ?", old_schema(k->l));
    bool ok = db_prepare(k->l->db, sql, &old, err);
    for (size_t i = 0; ok && i < c->n_lagen; i++)
        if (is_blockable(k->l->db, &c->lagen[i])) {
            struct plan *p = &k->plans[k->n++];
            *p = (struct plan){.layer = &c->lagen[i]};
            ok = plan_layer(k->l, old, p, &last, err);
        }
    sqlite3_finalize(old);
    if (ok && last >= BLOCK_MAX_LAYER)
        return err_set(err, ERR_LIMIT, "tegellaag", "Er zijn te veel kaartlagen geweest.");
    qsort(k->plans, k->n, sizeof *k->plans, by_nr);
    return ok;
}

static void bind_range(sqlite3_stmt *s, int64_t nr)
{
    sqlite3_bind_int64(s, 1, block_rowid(block_place(nr, 0, 0, 0, 0), 0));
    sqlite3_bind_int64(s, 2, block_rowid(block_place(nr + 1, 0, 0, 0, 0), -1));
}

/* The blocks of a layer that stays, from the old file. */
static bool copy_layer(struct work *k, int64_t nr, struct err *err)
{
    sqlite3_stmt *s;
    int code;
    bool ok =
        db_prepare(k->l->db, "SELECT id, blok FROM oud.tegelblok WHERE id BETWEEN ?1 AND ?2 ORDER BY id", &s, err);
    if (!ok)
        return false;
    bind_range(s, nr);
    while (ok && (code = sqlite3_step(s)) == SQLITE_ROW)
        ok = sorter_put(k->blocks, (uint64_t)sqlite3_column_int64(s, 0) / BLOCK_MAX_PARTS, sqlite3_column_blob(s, 1),
                        (size_t)sqlite3_column_bytes(s, 1), err);
    sqlite3_finalize(s);
    return ok && (code == SQLITE_DONE || db_fail(k->l->db, err));
}

static bool build_all(struct work *k, struct err *err)
{
    for (size_t i = 0; i < k->n; i++) {
        struct plan *p = &k->plans[i];
        if (p->build ? !build_layer(k->l, p, k->blocks, err) : k->l->fresh && !copy_layer(k, p->nr, err))
            return false;
    }
    return true;
}

/* The next block from the sorter, but for those of layers that have none after all. */
static bool next_block(struct work *k, struct err *err)
{
    for (;;) {
        uint64_t place;
        if (!sorter_next_key(k->blocks, &place, &k->blob, &k->n_blob, err))
            return false;
        if (!k->blob)
            return true;
        k->part = place == k->place ? k->part + 1 : 0;
        k->place = place;
        if (k->part == BLOCK_MAX_PARTS)
            return err_set(err, ERR_LIMIT, "tegelblok", "Er ligt te veel op één plek.");
        bool gone = false;
        for (size_t i = 0; i < k->n && !gone; i++)
            gone = k->plans[i].gone && place >= block_place(k->plans[i].nr, 0, 0, 0, 0) &&
                   place < block_place(k->plans[i].nr + 1, 0, 0, 0, 0);
        if (!gone)
            return true;
    }
}

static bool write_page_rows(struct work *k, struct page_tree *tree, struct err *err)
{
    struct buf b;
    bool ok = true;
    buf_init(&b, SORT_BYTES);
    while (ok && (ok = next_block(k, err)) && k->blob) {
        struct row_writer w;
        buf_clear(&b);
        row_begin(&w, &b, 0);
        row_bytes_begin(&w);
        buf_add(&b, k->blob, k->n_blob);
        row_bytes_end(&w, true);
        row_end(&w);
        if (b.failed) {
            ok = no_memory(err);
            break;
        }
        struct str record = row_record(b.p);
        ok = page_tree_row(tree, block_rowid(k->place, k->part), &record, 1, err);
    }
    buf_done(&b);
    return ok;
}

/* Into a new file: straight into its pages. */
static bool write_fresh(struct work *k, struct err *err)
{
    struct pages *pages = NULL;
    struct page_tree *tree = NULL;
    if (!direct_pages(k->l, &pages, err))
        return false;
    bool ok = direct_tree(k->l, pages, "tegelblok", &tree, err) && write_page_rows(k, tree, err);
    return direct_pages_end(k->l, pages, tree, ok, err);
}

/* In place: only what differs is written. */
struct merge {
    sqlite3_stmt *old, *put, *del;
    bool any; /* old stands on a row */
};

static bool old_step(struct merge *m, struct err *err)
{
    int code = sqlite3_step(m->old);
    m->any = code == SQLITE_ROW;
    return m->any || code == SQLITE_DONE || db_fail(sqlite3_db_handle(m->old), err);
}

static bool old_delete(struct merge *m, struct err *err)
{
    sqlite3_bind_int64(m->del, 1, sqlite3_column_int64(m->old, 0));
    return db_run(sqlite3_db_handle(m->old), m->del, err) && old_step(m, err);
}

static bool put_block(struct work *k, struct merge *m, struct err *err)
{
    int64_t id = block_rowid(k->place, k->part);
    while (m->any && sqlite3_column_int64(m->old, 0) < id)
        if (!old_delete(m, err))
            return false;
    if (m->any && sqlite3_column_int64(m->old, 0) == id) {
        bool same_bytes = (size_t)sqlite3_column_bytes(m->old, 1) == k->n_blob &&
                          memcmp(sqlite3_column_blob(m->old, 1), k->blob, k->n_blob) == 0;
        if (!old_step(m, err))
            return false;
        if (same_bytes)
            return true;
    }
    sqlite3_bind_int64(m->put, 1, id);
    sqlite3_bind_blob64(m->put, 2, k->blob, k->n_blob, SQLITE_STATIC);
    return db_run(k->l->db, m->put, err);
}

static bool merge_layer(struct work *k, struct merge *m, const struct plan *p, struct err *err)
{
    uint64_t end = block_place(p->nr + 1, 0, 0, 0, 0);
    sqlite3_reset(m->old);
    bind_range(m->old, p->nr);
    if (!old_step(m, err))
        return false;
    while (k->blob && k->place < end)
        if (!put_block(k, m, err) || !next_block(k, err))
            return false;
    while (m->any)
        if (!old_delete(m, err))
            return false;
    return true;
}

static bool write_in_place(struct work *k, struct err *err)
{
    struct merge m = {0};
    sqlite3 *db = k->l->db;
    bool ok = db_prepare(db, "SELECT id, blok FROM tegelblok WHERE id BETWEEN ?1 AND ?2 ORDER BY id", &m.old, err) &&
              db_prepare(db, "INSERT OR REPLACE INTO tegelblok(id, blok) VALUES(?, ?)", &m.put, err) &&
              db_prepare(db, "DELETE FROM tegelblok WHERE id = ?", &m.del, err) && next_block(k, err);
    for (size_t i = 0; ok && i < k->n; i++)
        ok = !k->plans[i].build || merge_layer(k, &m, &k->plans[i], err);
    sqlite3_finalize(m.old);
    sqlite3_finalize(m.put);
    sqlite3_finalize(m.del);
    return ok;
}

/* Blocks of layers that the catalogue doesn't have any more, or that can have none. */
static bool delete_others(struct work *k, struct err *err)
{
    sqlite3_stmt *s = NULL, *del = NULL;
    int code;
    bool ok = db_prepare(k->l->db, "SELECT nr FROM main.tegellaag", &s, err) &&
              db_prepare(k->l->db, "DELETE FROM main.tegelblok WHERE id BETWEEN ?1 AND ?2", &del, err);
    while (ok && (code = sqlite3_step(s)) == SQLITE_ROW) {
        bool planned = false;
        int64_t nr = sqlite3_column_int64(s, 0);
        for (size_t i = 0; i < k->n && !planned; i++)
            planned = k->plans[i].nr == nr;
        if (!planned) {
            bind_range(del, nr);
            ok = db_run(k->l->db, del, err);
        }
    }
    if (ok && code != SQLITE_DONE)
        ok = db_fail(k->l->db, err);
    sqlite3_finalize(s);
    sqlite3_finalize(del);
    return ok;
}

static bool write_layers(struct work *k, struct err *err)
{
    sqlite3_stmt *s = NULL;
    struct buf signature;
    bool ok =
        db_exec(k->l->db, "DELETE FROM main.tegellaag", err) &&
        db_prepare(k->l->db, "INSERT INTO main.tegellaag(laag, nr, handtekening, niveaus) VALUES(?, ?, ?, ?)", &s, err);
    buf_init(&signature, 1 << 16);
    for (size_t i = 0; ok && i < k->n; i++) {
        const struct plan *p = &k->plans[i];
        buf_clear(&signature);
        block_signature(p->layer, &signature);
        if (p->gone || signature.failed)
            continue;
        db_bind(s, 1, str_from(p->layer->id));
        sqlite3_bind_int64(s, 2, p->nr);
        db_bind(s, 3, buf_view(&signature));
        sqlite3_bind_blob(s, 4, p->levels, sizeof p->levels, SQLITE_STATIC);
        ok = db_run(k->l->db, s, err);
    }
    buf_done(&signature);
    sqlite3_finalize(s);
    return ok;
}

bool load_blocks(struct load *l, const struct catalog *c, struct err *err)
{
    struct work k = {.l = l, .place = UINT64_MAX, .plans = calloc(c->n_lagen + 1, sizeof *k.plans)};
    l->blocked = true;
    bool ok = (k.plans || no_memory(err)) && load_functions(l, err) && plan_all(&k, c, err) &&
              sorter_new(warehouse_dir(l->w), SORT_BYTES, &k.blocks, err) && build_all(&k, err) &&
              (l->fresh ? write_fresh(&k, err) : delete_others(&k, err) && write_in_place(&k, err)) &&
              write_layers(&k, err);
    sorter_free(k.blocks);
    free(k.plans);
    return ok;
}

bool blocks_forget(struct load *l, struct err *err)
{
    return l->blocked || !l->touched || db_exec(l->db, "DELETE FROM tegelblok; DELETE FROM tegellaag", err);
}
