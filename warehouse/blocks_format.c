/* A block as bytes (docs/adr/0009): varints, zigzag where signed; points as differences with the one before.
 *
 *     u8 format, type, level, fields     base x, y (signed, in the whole lattice)
 *     n values, tuples, features, rings, points (closed rings), specks
 *     values: u8 kind, then nothing | signed | 8 bytes and a text | a text (length, bytes)
 *     tuples: fields × number of a value
 *     features: id, x, y (signed: differences with the feature before; x, y the lower left of its box), tuple, then
 *         points: n, and unless it is 1: as below
 *         others: n rings, width and height of the box, label (signed, from x, y), bytes of what follows:
 *                 per ring: n points, and these from the point before (the first: from x, y)
 *     specks: x, y (signed, from the speck before), weight (1/16 m² or points), tuple */
#include "warehouse/blocks_priv.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DICT_BYTES = 256 << 20, BLOCK_BYTES = 256 << 20, AREA_PARTS = 16 };
enum { VALUE_NULL, VALUE_INT, VALUE_REAL, VALUE_TEXT };

/* ---- writing ---- */

static inline unsigned char *put_fast(unsigned char *p, uint64_t v)
{
    for (; v > 127; v >>= 7)
        *p++ = (unsigned char)(v | 128);
    *p++ = (unsigned char)v;
    return p;
}

static inline uint64_t zigzag(int64_t v)
{
    return (uint64_t)v << 1 ^ (uint64_t)(v >> 63);
}

void block_put(struct buf *b, uint64_t v)
{
    unsigned char bytes[10];
    buf_add(b, bytes, (size_t)(put_fast(bytes, v) - bytes));
}

void block_put_signed(struct buf *b, int64_t v)
{
    block_put(b, zigzag(v));
}

void block_put_null(struct buf *b)
{
    buf_byte(b, VALUE_NULL);
}

void block_put_int(struct buf *b, int64_t v)
{
    buf_byte(b, VALUE_INT);
    block_put_signed(b, v);
}

void block_put_text(struct buf *b, struct str s)
{
    buf_byte(b, VALUE_TEXT);
    block_put(b, s.n);
    buf_add(b, s.p, s.n);
}

void block_put_real(struct buf *b, double v, struct str text)
{
    buf_byte(b, VALUE_REAL);
    buf_add(b, &v, sizeof v);
    block_put(b, text.n);
    buf_add(b, text.p, text.n);
}

void block_dict_init(struct block_dict *d)
{
    *d = (struct block_dict){0};
    buf_init(&d->bytes, DICT_BYTES);
}

void block_dict_done(struct block_dict *d)
{
    buf_done(&d->bytes);
    free(d->entries);
    free(d->slots);
}

void block_dict_clear(struct block_dict *d)
{
    if (d->n)
        memset(d->slots, 0, d->n_slots * sizeof *d->slots);
    buf_clear(&d->bytes);
    d->n = 0;
}

uint32_t block_hash(const void *p, size_t n)
{
    const unsigned char *s = p;
    uint64_t h = 0x9e3779b97f4a7c15u ^ n;
    for (; n >= 8; n -= 8, s += 8) {
        uint64_t v;
        memcpy(&v, s, 8);
        h = (h ^ v) * 0xff51afd7ed558ccdu;
        h ^= h >> 32;
    }
    uint64_t rest = 0;
    for (size_t i = 0; i < n; i++)
        rest = rest << 8 | s[i];
    h = (h ^ rest) * 0xff51afd7ed558ccdu;
    return (uint32_t)(h ^ h >> 32);
}

static bool dict_grow(struct block_dict *d)
{
    size_t cap = d->cap ? d->cap * 2 : 32, n_slots = cap * 2;
    void *entries = realloc(d->entries, cap * sizeof *d->entries);
    uint32_t *slots = calloc(n_slots, sizeof *slots);
    if (entries)
        d->entries = entries;
    if (!entries || !slots) {
        free(slots);
        return false;
    }
    free(d->slots);
    d->slots = slots;
    d->cap = cap;
    d->n_slots = n_slots;
    for (size_t i = 0; i < d->n; i++) {
        size_t at = d->entries[i].hash & (n_slots - 1);
        while (slots[at])
            at = (at + 1) & (n_slots - 1);
        slots[at] = (uint32_t)i + 1;
    }
    return true;
}

bool block_dict_add(struct block_dict *d, uint32_t hash, const void *p, size_t n, uint32_t *number)
{
    if (d->n == d->cap && !dict_grow(d))
        return false;
    size_t at = hash & (d->n_slots - 1);
    for (; d->slots[at]; at = (at + 1) & (d->n_slots - 1)) {
        const struct block_dict_entry *e = &d->entries[d->slots[at] - 1];
        if (e->hash == hash && e->n == n && (n == 0 || memcmp(d->bytes.p + e->at, p, n) == 0)) {
            *number = d->slots[at] - 1;
            return true;
        }
    }
    d->entries[d->n] = (struct block_dict_entry){(uint32_t)d->bytes.n, (uint32_t)n, hash};
    buf_add(&d->bytes, p, n);
    *number = (uint32_t)d->n++;
    d->slots[at] = *number + 1;
    return !d->bytes.failed;
}

void block_writer_init(struct block_writer *w)
{
    *w = (struct block_writer){0};
    block_dict_init(&w->tuples);
    block_dict_init(&w->values);
    buf_init(&w->features, BLOCK_BYTES);
    buf_init(&w->specks, BLOCK_BYTES);
    buf_init(&w->geometry, BLOCK_BYTES);
}

void block_writer_done(struct block_writer *w)
{
    block_dict_done(&w->tuples);
    block_dict_done(&w->values);
    buf_done(&w->features);
    buf_done(&w->specks);
    buf_done(&w->geometry);
}

void block_writer_begin(struct block_writer *w, enum geom_type type, int level, size_t n_fields, const int32_t base[2])
{
    w->type = type;
    w->level = level;
    w->n_fields = n_fields;
    memcpy(w->base, base, sizeof w->base);
    memcpy(w->at, base, sizeof w->at);
    memcpy(w->speck_at, base, sizeof w->speck_at);
    block_dict_clear(&w->tuples);
    buf_clear(&w->features);
    buf_clear(&w->specks);
    w->n = w->n_rings = w->n_xy = w->n_specks = 0;
    w->id = 0;
}

static void put_points(struct buf *b, const int32_t *xy, size_t n, int32_t at[2])
{
    unsigned char bytes[320], *p = bytes;
    for (size_t i = 0; i < n; i++) {
        p = put_fast(p, zigzag((int64_t)xy[2 * i] - at[0]));
        p = put_fast(p, zigzag((int64_t)xy[2 * i + 1] - at[1]));
        at[0] = xy[2 * i];
        at[1] = xy[2 * i + 1];
        if (p - bytes > 300) {
            buf_add(b, bytes, (size_t)(p - bytes));
            p = bytes;
        }
    }
    buf_add(b, bytes, (size_t)(p - bytes));
}

static void shape_geometry(struct block_writer *w, const struct block_shape *s, const int32_t low[2])
{
    int32_t at[2] = {low[0], low[1]};
    if (w->type == GEOM_POINT)
        put_points(&w->geometry, s->xy, s->n_xy, at);
    for (size_t r = 0, i = 0; r < s->n_rings; i = s->ring_end[r++]) {
        block_put(&w->geometry, s->ring_end[r] - i);
        put_points(&w->geometry, s->xy + 2 * i, s->ring_end[r] - i, at);
    }
}

void block_writer_add(struct block_writer *w, const struct block_shape *s)
{
    int32_t low[2] = {s->xy[0], s->xy[1]}, high[2] = {s->xy[0], s->xy[1]};
    for (size_t i = 2; i < 2 * s->n_xy; i++) {
        if (s->xy[i] < low[i & 1])
            low[i & 1] = s->xy[i];
        if (s->xy[i] > high[i & 1])
            high[i & 1] = s->xy[i];
    }
    unsigned char head[100], *p = put_fast(head, zigzag(s->id - w->id));
    for (int i = 0; i < 2; i++)
        p = put_fast(p, zigzag((int64_t)low[i] - w->at[i]));
    p = put_fast(p, s->tuple);
    p = put_fast(p, w->type == GEOM_POINT ? s->n_xy : s->n_rings);
    bool single = w->type == GEOM_POINT && s->n_xy == 1;
    buf_clear(&w->geometry);
    if (!single) {
        for (int i = 0; i < 2; i++)
            p = put_fast(p, (uint64_t)((int64_t)high[i] - low[i]));
        for (int i = 0; i < 2; i++)
            p = put_fast(p, zigzag((int64_t)s->label[i] - low[i]));
        shape_geometry(w, s, low);
        p = put_fast(p, w->geometry.n);
    }
    buf_add(&w->features, head, (size_t)(p - head));
    if (!single)
        buf_add(&w->features, w->geometry.p, w->geometry.n);
    w->features.failed = w->features.failed || w->geometry.failed;
    w->id = s->id;
    memcpy(w->at, low, sizeof low);
    w->n++;
    w->n_rings += s->n_rings;
    w->n_xy += s->n_xy + (w->type == GEOM_POLYGON ? s->n_rings : 0);
}

void block_writer_speck(struct block_writer *w, int32_t x, int32_t y, double weight, uint32_t tuple)
{
    unsigned char bytes[40], *p = put_fast(bytes, zigzag((int64_t)x - w->speck_at[0]));
    p = put_fast(p, zigzag((int64_t)y - w->speck_at[1]));
    p = put_fast(p, (uint64_t)(weight * (w->type == GEOM_POINT ? 1 : AREA_PARTS) + 0.5));
    p = put_fast(p, tuple);
    buf_add(&w->specks, bytes, (size_t)(p - bytes));
    w->speck_at[0] = x;
    w->speck_at[1] = y;
    w->n_specks++;
}

/* ---- reading ---- */

struct input {
    const unsigned char *p, *end;
    bool failed;
};

static uint64_t take_long(struct input *in)
{
    uint64_t v = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        if (in->p == in->end)
            break;
        unsigned char byte = *in->p++;
        v |= (uint64_t)(byte & 127) << shift;
        if (byte < 128)
            return v;
    }
    in->failed = true;
    in->p = in->end;
    return 0;
}

static inline uint64_t take(struct input *in)
{
    if (in->p != in->end && *in->p < 128)
        return *in->p++;
    return take_long(in);
}

static inline int64_t take_signed(struct input *in)
{
    uint64_t v = take(in);
    return (int64_t)(v >> 1 ^ (~(v & 1) + 1));
}

static size_t left(const struct input *in)
{
    return (size_t)(in->end - in->p);
}

/* A count of things of at least `bytes` each: more than what is left can hold is a lie. */
static size_t take_count(struct input *in, size_t bytes)
{
    uint64_t n = take(in);
    if (n > left(in) / bytes)
        in->failed = true;
    return in->failed ? 0 : (size_t)n;
}

static struct str take_text(struct input *in)
{
    size_t n = take_count(in, 1);
    struct str s = {(const char *)in->p, n};
    in->p += n;
    return s;
}

/* Steps over a value: its bytes, for the dictionary. */
static struct str take_value_bytes(struct input *in)
{
    const unsigned char *from = in->p;
    switch (take(in)) {
    case VALUE_NULL:
        break;
    case VALUE_INT:
        take(in);
        break;
    case VALUE_REAL:
        in->failed = in->failed || left(in) < sizeof(double);
        in->p = in->failed ? in->end : in->p + sizeof(double);
        take_text(in);
        break;
    case VALUE_TEXT:
        take_text(in);
        break;
    default:
        in->failed = true;
    }
    return (struct str){(const char *)from, (size_t)(in->p - from)};
}

bool block_writer_end(struct block_writer *w, struct buf *out)
{
    struct buf tuples;
    bool ok = true;
    buf_init(&tuples, BLOCK_BYTES);
    block_dict_clear(&w->values);
    for (size_t i = 0; ok && i < w->tuples.n; i++) {
        const unsigned char *p = (const unsigned char *)w->tuples.bytes.p + w->tuples.entries[i].at;
        struct input in = {p, p + w->tuples.entries[i].n, false};
        for (size_t f = 0; ok && f < w->n_fields; f++) {
            struct str v = take_value_bytes(&in);
            uint32_t number = 0;
            ok = block_dict_add(&w->values, block_hash(v.p, v.n), v.p, v.n, &number);
            block_put(&tuples, number);
        }
    }
    const unsigned char head[] = {BLOCK_FORMAT, (unsigned char)w->type, (unsigned char)w->level,
                                  (unsigned char)w->n_fields};
    buf_add(out, head, sizeof head);
    block_put_signed(out, w->base[0]);
    block_put_signed(out, w->base[1]);
    const size_t counts[] = {w->values.n, w->tuples.n, w->n, w->n_rings, w->n_xy, w->n_specks};
    for (size_t i = 0; i < 6; i++)
        block_put(out, counts[i]);
    buf_add(out, w->values.bytes.p, w->values.bytes.n);
    buf_add(out, tuples.p, tuples.n);
    buf_add(out, w->features.p, w->features.n);
    buf_add(out, w->specks.p, w->specks.n);
    ok = ok && !tuples.failed && !w->features.failed && !w->specks.failed && !out->failed;
    buf_done(&tuples);
    return ok;
}

static void *pool(struct block_memory *m, struct block_pool *p, size_t count, size_t size)
{
    if (count * size > p->cap) {
        size_t cap = count * size > 2 * p->cap ? count * size : 2 * p->cap;
        p->p = arena_alloc(m->a, cap);
        p->cap = p->p ? cap : 0;
    }
    return p->p;
}

/* A whole number as text, at the end of 24 bytes. */
static struct str number_text(char *room, int64_t v)
{
    char *p = room + 24;
    uint64_t u = v < 0 ? ~(uint64_t)v + 1 : (uint64_t)v;
    do
        *--p = (char)('0' + u % 10);
    while (u /= 10);
    if (v < 0)
        *--p = '-';
    return (struct str){p, (size_t)(room + 24 - p)};
}

static void take_value(struct input *in, char *room, struct read_value *v)
{
    *v = (struct read_value){.type = READ_NULL};
    switch (take(in)) {
    case VALUE_NULL:
        break;
    case VALUE_INT:
        v->type = READ_NUMBER;
        int64_t number = take_signed(in);
        v->number = (double)number;
        v->text = number_text(room, number);
        break;
    case VALUE_REAL:
        v->type = READ_NUMBER;
        if (left(in) < sizeof v->number) {
            in->failed = true;
            in->p = in->end;
            break;
        }
        memcpy(&v->number, in->p, sizeof v->number);
        in->p += sizeof v->number;
        v->text = take_text(in);
        break;
    case VALUE_TEXT:
        v->type = READ_TEXT;
        v->text = take_text(in);
        break;
    default:
        in->failed = true;
    }
}

static void take_tuples(struct input *in, const struct block_want *want, const struct read_value *dictionary,
                        size_t n_values, struct read_value *to, size_t n_tuples)
{
    static const struct read_value one = {.type = READ_NUMBER, .number = 1, .text = {"1", 1}};
    for (size_t i = 0; i < n_tuples; i++) {
        const struct read_value *tuple[BLOCK_MAX_FIELDS];
        for (size_t f = 0; f < want->n_fields; f++) {
            uint64_t number = take(in);
            if (number >= n_values) {
                in->failed = true;
                return;
            }
            tuple[f] = &dictionary[number];
        }
        for (size_t c = 0; c < want->n_columns; c++)
            *to++ = want->columns[c] == BLOCK_ONE ? one : *tuple[want->columns[c]];
    }
}

/* Points as differences, from `at`. Each must lie in the feature's box: that bounds them too. */
static void take_points(struct input *in, int32_t *to, size_t n, int32_t at[2], const int32_t box[4])
{
    uint32_t x = (uint32_t)at[0], y = (uint32_t)at[1], x0 = (uint32_t)box[0], y0 = (uint32_t)box[1];
    uint32_t w = (uint32_t)box[2] - x0, h = (uint32_t)box[3] - y0, out = 0;
    for (size_t i = 0; i < n; i++) {
        uint32_t dx = (uint32_t)take(in), dy = (uint32_t)take(in);
        x += dx >> 1 ^ (~(dx & 1) + 1);
        y += dy >> 1 ^ (~(dy & 1) + 1);
        out |= (uint32_t)(x - x0 > w) | (uint32_t)(y - y0 > h);
        to[2 * i] = (int32_t)x;
        to[2 * i + 1] = (int32_t)y;
    }
    at[0] = (int32_t)x;
    at[1] = (int32_t)y;
    in->failed = in->failed || out;
}

/* What is being decoded: arrays of the announced lengths, and how far they are filled. */
struct decoding {
    struct block *b;
    struct block_feature *features;
    int32_t *xy;
    uint32_t *ring_end;
    size_t n_features, max_rings, max_xy, n_rings, n_xy;
    double reach[4]; /* features whose box doesn't touch it are left out; in the block's coordinates */
};

/* The geometry of f; n: rings, or points of a POINT. */
static void take_geometry(struct input *in, struct decoding *d, struct block_feature *f, size_t n)
{
    int32_t at[2] = {f->box[0], f->box[1]};
    f->ring = (uint32_t)d->n_rings;
    f->xy = (uint32_t)d->n_xy;
    if (d->b->type == GEOM_POINT) {
        if (n > d->max_xy - d->n_xy) {
            in->failed = true;
            return;
        }
        take_points(in, d->xy + 2 * d->n_xy, n, at, f->box);
        d->n_xy += n;
        f->n_xy = (uint32_t)n;
        return;
    }
    size_t closing = d->b->type == GEOM_POLYGON;
    for (size_t r = 0; r < n; r++) {
        size_t points = take_count(in, 2);
        if (in->failed || points < 2 + closing || d->n_rings == d->max_rings ||
            points + closing > d->max_xy - d->n_xy) {
            in->failed = true;
            return;
        }
        int32_t *to = d->xy + 2 * d->n_xy;
        take_points(in, to, points, at, f->box);
        if (closing)
            memcpy(to + 2 * points, to, 2 * sizeof *to);
        d->n_xy += points + closing;
        d->ring_end[d->n_rings++] = (uint32_t)d->n_xy;
    }
    f->n_rings = (uint32_t)n;
    f->n_xy = (uint32_t)d->n_xy - f->xy;
}

static bool reaches(const struct decoding *d, const int32_t box[4])
{
    return box[0] <= d->reach[2] && box[2] >= d->reach[0] && box[1] <= d->reach[3] && box[3] >= d->reach[1];
}

/* A coordinate from another: false when it is out of bounds. */
static bool step(int32_t from, int64_t by, int32_t *to)
{
    int64_t v = (int64_t)((uint64_t)from + (uint64_t)by);
    *to = (int32_t)v;
    return by > -4 * (int64_t)BLOCK_MAX_COORDINATE && by < 4 * (int64_t)BLOCK_MAX_COORDINATE &&
           v >= -BLOCK_MAX_COORDINATE && v <= BLOCK_MAX_COORDINATE;
}

static bool take_feature(struct input *in, struct decoding *d, int64_t *id, int32_t low[2])
{
    struct block_feature f = {0};
    *id = (int64_t)((uint64_t)*id + (uint64_t)take_signed(in));
    bool ok = step(low[0], take_signed(in), &low[0]) && step(low[1], take_signed(in), &low[1]);
    uint64_t tuple = take(in), n = take(in);
    size_t bytes = 0;
    bool single = d->b->type == GEOM_POINT && n == 1;
    f.id = *id;
    f.values = (uint32_t)tuple;
    for (int i = 0; i < 2; i++)
        f.box[i] = f.box[i + 2] = f.label[i] = low[i];
    if (!single) {
        for (int i = 0; i < 2; i++) {
            uint64_t size = take(in);
            ok = ok && size <= 2 * (uint64_t)BLOCK_MAX_COORDINATE && step(low[i], (int64_t)size, &f.box[i + 2]);
        }
        for (int i = 0; i < 2; i++)
            ok = step(low[i], take_signed(in), &f.label[i]) && ok;
        bytes = take_count(in, 1);
    }
    if (!ok || in->failed || tuple >= d->b->n_tuples || n == 0 || (!single && n > bytes / 2))
        return false;
    const unsigned char *after = in->p + bytes;
    if (!reaches(d, f.box)) {
        in->p = after;
        return true;
    }
    double grid = d->b->grid;
    f.area = (float)(((double)f.box[2] - f.box[0]) * grid * (((double)f.box[3] - f.box[1]) * grid));
    if (single) {
        if (d->n_xy == d->max_xy)
            return false;
        f.ring = (uint32_t)d->n_rings;
        f.xy = (uint32_t)d->n_xy;
        f.n_xy = 1;
        memcpy(d->xy + 2 * d->n_xy++, low, 2 * sizeof *low);
    } else {
        struct input geometry = {in->p, after, false};
        take_geometry(&geometry, d, &f, (size_t)n);
        if (geometry.failed || geometry.p != after)
            return false;
        in->p = after;
    }
    d->features[d->b->n++] = f;
    return true;
}

static void take_specks(struct input *in, struct block *b)
{
    int32_t at[2] = {0, 0};
    float unit = b->type == GEOM_POINT ? 1 : 1.0f / AREA_PARTS;
    for (size_t i = 0; i < b->n_specks && !in->failed; i++) {
        bool ok = step(at[0], take_signed(in), &at[0]) && step(at[1], take_signed(in), &at[1]);
        uint64_t weight = take(in), tuple = take(in);
        if (!ok || tuple >= b->n_tuples)
            in->failed = true;
        b->specks[i] = (struct block_speck){at[0], at[1], (float)weight * unit, (uint32_t)tuple};
    }
}

static bool broken(struct err *err)
{
    return err_set(err, ERR_STORAGE, "tegelblok", "Een tegelblok in het magazijn is beschadigd.");
}

static void reach_of(const struct block_want *want, struct decoding *d)
{
    static const double all[4] = {-INFINITY, -INFINITY, INFINITY, INFINITY};
    memcpy(d->reach, all, sizeof all);
    if (!want->bbox)
        return;
    const struct block *b = d->b;
    const double box[4] = {(want->bbox->minx - b->x0) / b->grid, (want->bbox->miny - b->y0) / b->grid,
                           (want->bbox->maxx - b->x0) / b->grid, (want->bbox->maxy - b->y0) / b->grid};
    memcpy(d->reach, box, sizeof box);
}

static bool take_head(struct input *in, const struct block_want *want, struct block *b)
{
    if (left(in) < 4 || in->p[0] != BLOCK_FORMAT || in->p[1] < GEOM_POINT || in->p[1] > GEOM_POLYGON ||
        in->p[2] != want->level || in->p[3] != want->n_fields)
        return false;
    b->type = (enum geom_type)in->p[1];
    in->p += 4;
    int32_t base[2];
    bool ok = step(0, take_signed(in), &base[0]) && step(0, take_signed(in), &base[1]);
    b->grid = block_grid(want->level);
    b->x0 = base[0] * b->grid;
    b->y0 = base[1] * b->grid;
    return ok && !in->failed;
}

bool block_decode(const void *p, size_t n, const struct block_want *want, struct block_memory *m, struct block *out,
                  struct err *err)
{
    struct input in = {p, (const unsigned char *)p + n, false};
    struct block b = {.n_velden = want->n_columns};
    struct decoding d = {.b = &b};
    if (!take_head(&in, want, &b))
        return broken(err);
    size_t n_values = take_count(&in, 1);
    b.n_tuples = want->n_fields ? take_count(&in, want->n_fields) : (take(&in) > 0);
    d.n_features = take_count(&in, 4);
    d.max_rings = take_count(&in, 4);
    d.max_xy = take_count(&in, 1);
    b.n_specks = take_count(&in, 4);
    if (in.failed)
        return broken(err);
    struct read_value *dictionary = pool(m, &m->dictionary, n_values + 1, sizeof *dictionary);
    struct read_value *values = pool(m, &m->values, b.n_tuples * want->n_columns + 1, sizeof *values);
    char *digits = pool(m, &m->digits, n_values + 1, 24);
    d.features = b.features = pool(m, &m->features, d.n_features + 1, sizeof *b.features);
    d.xy = pool(m, &m->xy, d.max_xy + 1, 2 * sizeof *d.xy);
    d.ring_end = pool(m, &m->ring_end, d.max_rings + 1, sizeof *d.ring_end);
    b.specks = pool(m, &m->specks, b.n_specks + 1, sizeof *b.specks);
    if (!dictionary || !values || !digits || !d.features || !d.xy || !d.ring_end || !b.specks)
        return err_set(err, ERR_LIMIT, NULL,
                       "Een tegelblok past niet in het geheugen dat voor een verzoek bestemd is.");
    b.xy = d.xy;
    b.ring_end = d.ring_end;
    b.values = values;
    reach_of(want, &d);
    for (size_t i = 0; i < n_values; i++)
        take_value(&in, digits + 24 * i, &dictionary[i]);
    take_tuples(&in, want, dictionary, n_values, values, b.n_tuples);
    int64_t id = 0;
    int32_t low[2] = {0, 0};
    for (size_t i = 0; i < d.n_features && !in.failed; i++)
        in.failed = !take_feature(&in, &d, &id, low);
    take_specks(&in, &b);
    if (in.failed || in.p != in.end)
        return broken(err);
    *out = b;
    return true;
}
