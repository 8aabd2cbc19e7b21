/* Geometry to and from bytes: SpatiaLite's BLOB, WKB, GeoJSON. The bytes may be hostile. */
#include "geo/geom.h"

#include <math.h>
#include <string.h>

enum { WKB_POINT = 1, WKB_LINE = 2, WKB_POLYGON = 3, WKB_COLLECTION = 7 };

/* Reads with bounds; after the first failure everything reads as 0. */
struct reader {
    const unsigned char *p;
    size_t n, at;
    bool swap, failed;
};

static void take(struct reader *r, void *to, size_t n)
{
    if (r->failed || n > r->n - r->at) {
        r->failed = true;
        memset(to, 0, n);
        return;
    }
    memcpy(to, r->p + r->at, n);
    r->at += n;
}

static unsigned char take_byte(struct reader *r)
{
    unsigned char v;
    take(r, &v, 1);
    return v;
}

static uint32_t take_u32(struct reader *r)
{
    uint32_t v;
    take(r, &v, 4);
    return r->swap ? __builtin_bswap32(v) : v;
}

static double take_double(struct reader *r)
{
    uint64_t v;
    double d;
    take(r, &v, 8);
    if (r->swap)
        v = __builtin_bswap64(v);
    memcpy(&d, &v, 8);
    return d;
}

/* Grows a geometry in an arena. */
struct builder {
    struct geom g;
    size_t cap_xy, cap_rings, cap_parts;
    struct arena *a;
    bool failed;
};

static bool room(struct builder *b, void **array, size_t *cap, size_t used, size_t more, size_t size)
{
    if (used + more <= *cap)
        return true;
    size_t want = *cap * 2 > used + more ? *cap * 2 : used + more;
    if (want > SIZE_MAX / size / 2) {
        b->failed = true;
        return false;
    }
    void *grown = arena_grow(b->a, *array, *cap * size, want * size);
    if (!grown) {
        b->failed = true;
        return false;
    }
    *array = grown;
    *cap = want;
    return true;
}

static void add_points(struct builder *b, struct reader *r, uint32_t n, int dims)
{
    /* A count beyond the bytes that are left is a lie: refuse before allocating. */
    if (r->failed || n > (r->n - r->at) / (8 * (size_t)dims)) {
        r->failed = true;
        return;
    }
    if (!room(b, (void **)&b->g.xy, &b->cap_xy, b->g.n_xy, n, 2 * sizeof(double)))
        return;
    for (uint32_t i = 0; i < n; i++) {
        double *to = b->g.xy + 2 * (b->g.n_xy + i);
        to[0] = take_double(r);
        to[1] = take_double(r);
        for (int k = 2; k < dims; k++)
            take_double(r);
        if (!isfinite(to[0]) || !isfinite(to[1]))
            r->failed = true;
    }
    b->g.n_xy += n;
}

/* SpatiaLite's compressed points: first and last whole, those between as float differences (and M whole). */
static void add_compressed(struct builder *b, struct reader *r, uint32_t n, bool z, bool m)
{
    size_t least = 8 + (z ? 4 : 0) + (m ? 8 : 0);
    if (r->failed || n > (r->n - r->at) / least) {
        r->failed = true;
        return;
    }
    if (!room(b, (void **)&b->g.xy, &b->cap_xy, b->g.n_xy, n, 2 * sizeof(double)))
        return;
    double x = 0, y = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (i == 0 || i + 1 == n) {
            x = take_double(r);
            y = take_double(r);
            if (z)
                take_double(r);
        } else {
            uint32_t v[2] = {take_u32(r), take_u32(r)};
            float f[2];
            memcpy(f, v, sizeof f);
            x += (double)f[0];
            y += (double)f[1];
            if (z)
                take_u32(r);
        }
        if (m)
            take_double(r);
        if (!isfinite(x) || !isfinite(y))
            r->failed = true;
        b->g.xy[2 * (b->g.n_xy + i)] = x;
        b->g.xy[2 * (b->g.n_xy + i) + 1] = y;
    }
    b->g.n_xy += n;
}

static void end_ring(struct builder *b)
{
    if (room(b, (void **)&b->g.ring_end, &b->cap_rings, b->g.n_rings, 1, sizeof(uint32_t)))
        b->g.ring_end[b->g.n_rings++] = (uint32_t)b->g.n_xy;
}

static void end_part(struct builder *b)
{
    if (room(b, (void **)&b->g.part_end, &b->cap_parts, b->g.n_parts, 1, sizeof(uint32_t)))
        b->g.part_end[b->g.n_parts++] = (uint32_t)b->g.n_rings;
}

/* Types of both formats: base + 1000 for Z, + 2000 for M, + 3000 for both; SpatiaLite adds 1000000 for compression. */
struct kind {
    int base, dims;
    bool z, m, compressed;
};

static bool kind_of(uint32_t type, struct kind *k)
{
    k->compressed = type >= 1000000;
    if (k->compressed)
        type -= 1000000;
    k->z = k->m = false;
    if (type & 0x80000000u) /* EWKB */
        k->z = true;
    if (type & 0x40000000u)
        k->m = true;
    type &= 0x0fffffffu;
    if (type / 1000 == 1 || type / 1000 == 3)
        k->z = true;
    if (type / 1000 == 2 || type / 1000 == 3)
        k->m = true;
    if (type >= 4000)
        return false;
    k->base = (int)(type % 1000);
    k->dims = 2 + k->z + k->m;
    return k->base >= 1 && k->base <= 6;
}

static void read_body(struct builder *b, struct reader *r, const struct kind *k)
{
    if (k->base == WKB_POINT) {
        add_points(b, r, 1, k->dims);
        return;
    }
    uint32_t rings = k->base == WKB_POLYGON ? take_u32(r) : 1;
    if (rings > (r->n - r->at) / 4)
        r->failed = true;
    for (uint32_t i = 0; i < rings && !r->failed && !b->failed; i++) {
        uint32_t n = take_u32(r);
        if (k->compressed)
            add_compressed(b, r, n, k->z, k->m);
        else
            add_points(b, r, n, k->dims);
        end_ring(b);
    }
    if (k->base == WKB_POLYGON)
        end_part(b);
}

static void set_type(struct builder *b, const struct kind *k)
{
    int base = k->base > 3 ? k->base - 3 : k->base;
    b->g.multi = k->base > 3;
    b->g.type = base == WKB_POINT ? GEOM_POINT : base == WKB_LINE ? GEOM_LINE : GEOM_POLYGON;
}

static bool finish(struct builder *b, const struct reader *r, struct geom *out, struct err *err)
{
    if (b->failed)
        return err_set(err, ERR_MEMORY, "geometrie", "De geometrie past niet in het geheugen dat ervoor bestemd is.");
    if (r->failed)
        return err_set(err, ERR_INVALID, "geometrie", "De bytes zijn geen geldige punt-, lijn- of vlakgeometrie.");
    *out = b->g;
    return true;
}

bool geom_from_spatialite(const void *blob, size_t n, struct arena *a, struct geom *out, struct err *err)
{
    struct reader r = {.p = blob, .n = n};
    struct builder b = {.a = a};
    struct kind k;
    if (n < 45 || r.p[0] != 0x00 || r.p[1] > 1 || r.p[38] != 0x7c || r.p[n - 1] != 0xfe)
        return err_set(err, ERR_INVALID, "geometrie", "De bytes zijn geen SpatiaLite-geometrie.");
    r.swap = r.p[1] == 0;
    r.n = n - 1;
    r.at = 39;
    if (!kind_of(take_u32(&r), &k))
        return err_set(err, ERR_INVALID, "geometrie", "Dit soort geometrie wordt niet gebruikt.");
    set_type(&b, &k);
    if (k.base <= 3) {
        read_body(&b, &r, &k);
    } else {
        uint32_t parts = take_u32(&r);
        for (uint32_t i = 0; i < parts && !r.failed && !b.failed; i++) {
            struct kind part;
            if (take_byte(&r) != 0x69 || !kind_of(take_u32(&r), &part) || part.base != k.base - 3)
                r.failed = true;
            else
                read_body(&b, &r, &part);
        }
    }
    return finish(&b, &r, out, err);
}

bool geom_from_wkb(const void *wkb, size_t n, struct arena *a, struct geom *out, struct err *err)
{
    struct reader r = {.p = wkb, .n = n};
    struct builder b = {.a = a};
    struct kind k;
    r.swap = take_byte(&r) == 0;
    uint32_t type = take_u32(&r);
    if (r.failed || !kind_of(type, &k) || k.compressed)
        return err_set(err, ERR_INVALID, "geometrie", "De bytes zijn geen WKB van een punt, lijn of vlak.");
    if (type & 0x20000000u)
        take_u32(&r);
    set_type(&b, &k);
    if (k.base <= 3) {
        read_body(&b, &r, &k);
    } else {
        uint32_t parts = take_u32(&r);
        for (uint32_t i = 0; i < parts && !r.failed && !b.failed; i++) {
            struct kind part;
            r.swap = take_byte(&r) == 0;
            uint32_t part_type = take_u32(&r);
            if (part_type & 0x20000000u)
                take_u32(&r);
            if (!kind_of(part_type, &part) || part.compressed || part.base != k.base - 3)
                r.failed = true;
            else
                read_body(&b, &r, &part);
        }
    }
    return finish(&b, &r, out, err);
}

static void put_u32(struct buf *b, uint32_t v)
{
    buf_add(b, &v, 4);
}

static void put_points(struct buf *b, const struct geom *g, size_t from, size_t to)
{
    buf_add(b, g->xy + 2 * from, (to - from) * 2 * sizeof(double));
}

static void put_rings(struct buf *b, const struct geom *g, size_t from, size_t to)
{
    put_u32(b, (uint32_t)(to - from));
    for (size_t r = from; r < to; r++) {
        size_t first = r ? g->ring_end[r - 1] : 0;
        put_u32(b, (uint32_t)(g->ring_end[r] - first));
        put_points(b, g, first, g->ring_end[r]);
    }
}

/* Little-endian, which is what every machine that we run on is. `mark` opens each piece of a collection: 0x69 in
 * SpatiaLite's BLOB, the byte order in WKB. */
static void put_body(struct buf *b, const struct geom *g, unsigned char mark)
{
    uint32_t base = g->type == GEOM_POINT ? WKB_POINT : g->type == GEOM_LINE ? WKB_LINE : WKB_POLYGON;
    size_t pieces = g->type == GEOM_POINT ? g->n_xy : g->type == GEOM_LINE ? g->n_rings : g->n_parts;
    bool multi = g->multi || pieces != 1;
    put_u32(b, multi ? base + 3 : base);
    if (multi)
        put_u32(b, (uint32_t)pieces);
    for (size_t i = 0; i < pieces; i++) {
        if (multi) {
            buf_byte(b, (char)mark);
            put_u32(b, base);
        }
        if (g->type == GEOM_POINT) {
            put_points(b, g, i, i + 1);
        } else if (g->type == GEOM_LINE) {
            size_t first = i ? g->ring_end[i - 1] : 0;
            put_u32(b, (uint32_t)(g->ring_end[i] - first));
            put_points(b, g, first, g->ring_end[i]);
        } else {
            put_rings(b, g, i ? g->part_end[i - 1] : 0, g->part_end[i]);
        }
    }
}

void geom_to_spatialite(const struct geom *g, int srid, struct buf *b)
{
    struct bbox box = geom_bbox(g);
    double mbr[4] = {box.minx, box.miny, box.maxx, box.maxy};
    buf_byte(b, 0x00);
    buf_byte(b, 0x01);
    put_u32(b, (uint32_t)srid);
    buf_add(b, mbr, sizeof mbr);
    buf_byte(b, 0x7c);
    put_body(b, g, 0x69);
    buf_byte(b, (char)0xfe);
}

void geom_to_wkb(const struct geom *g, struct buf *b)
{
    buf_byte(b, 1);
    put_body(b, g, 1);
}

static void json_points(struct buf *b, const struct geom *g, size_t from, size_t to, int decimals)
{
    buf_byte(b, '[');
    for (size_t i = from; i < to; i++) {
        buf_c(b, i > from ? ",[" : "[");
        buf_fixed(b, g->xy[2 * i], decimals);
        buf_byte(b, ',');
        buf_fixed(b, g->xy[2 * i + 1], decimals);
        buf_byte(b, ']');
    }
    buf_byte(b, ']');
}

static void json_rings(struct buf *b, const struct geom *g, size_t from, size_t to, int decimals)
{
    buf_byte(b, '[');
    for (size_t r = from; r < to; r++) {
        if (r > from)
            buf_byte(b, ',');
        json_points(b, g, r ? g->ring_end[r - 1] : 0, g->ring_end[r], decimals);
    }
    buf_byte(b, ']');
}

void geom_to_geojson(const struct geom *g, int decimals, struct buf *b)
{
    if (g->type == GEOM_NONE || g->n_xy == 0) {
        buf_c(b, "null");
        return;
    }
    size_t pieces = g->type == GEOM_POINT ? g->n_xy : g->type == GEOM_LINE ? g->n_rings : g->n_parts;
    bool multi = g->multi || pieces != 1;
    static const char *const names[] = {"", "Point", "LineString", "Polygon"};
    buf_printf(b, "{\"type\":\"%s%s\",\"coordinates\":", multi ? "Multi" : "", names[g->type]);
    if (g->type == GEOM_POINT && multi) {
        json_points(b, g, 0, g->n_xy, decimals);
    } else if (g->type == GEOM_POINT) {
        buf_byte(b, '[');
        buf_fixed(b, g->xy[0], decimals);
        buf_byte(b, ',');
        buf_fixed(b, g->xy[1], decimals);
        buf_byte(b, ']');
    } else if (g->type == GEOM_LINE) {
        multi ? json_rings(b, g, 0, g->n_rings, decimals) : json_points(b, g, 0, g->n_xy, decimals);
    } else {
        if (multi)
            buf_byte(b, '[');
        for (size_t p = 0; p < g->n_parts; p++) {
            if (p)
                buf_byte(b, ',');
            json_rings(b, g, p ? g->part_end[p - 1] : 0, g->part_end[p], decimals);
        }
        if (multi)
            buf_byte(b, ']');
    }
    buf_byte(b, '}');
}
