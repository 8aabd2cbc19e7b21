/* Paragraphs are of the Mapbox Vector Tile Specification 2.1. */
#include "geoserver/render/mvt.h"

#include "geoserver/render/clip.h"

#include <math.h>
#include <string.h>

/* Fields of vector_tile.proto (§4, appendix A), with their wire types. */
enum { WIRE_VARINT = 0, WIRE_64 = 1, WIRE_BYTES = 2 };
enum { TILE_LAYER = 3 };
enum { LAYER_NAME = 1, LAYER_FEATURE = 2, LAYER_KEY = 3, LAYER_VALUE = 4, LAYER_EXTENT = 5, LAYER_VERSION = 15 };
enum { FEATURE_ID = 1, FEATURE_TAGS = 2, FEATURE_TYPE = 3, FEATURE_GEOMETRY = 4 };
enum { VALUE_STRING = 1, VALUE_DOUBLE = 3, VALUE_SINT = 6 };
enum { TYPE_POINT = 1, TYPE_LINE = 2, TYPE_POLYGON = 3 };
enum { MOVE_TO = 1, LINE_TO = 2, CLOSE_PATH = 7 }; /* §4.3.1 */

enum { HEADS = 4096 };
static const uint32_t no_value = UINT32_MAX, not_known = UINT32_MAX - 1;

struct value { /* of the layer's table; its bytes lie in `values` */
    uint32_t offset, n, next;
};

struct mvt {
    const struct mvt_request *q;
    struct projector *projector;
    struct crs_context *crs;
    struct arena *a;
    double sx, sy; /* units of the tile per unit of the CRS */
    struct buf features, values, entries, geometry, message, tags;
    uint32_t *heads; /* 1-based numbers of entries, by hash */
    int32_t x, y;    /* where the pen is */
};

static bool out_of_memory(struct err *err)
{
    return err_set(err, ERR_MEMORY, NULL, "te weinig geheugen voor de vectortegel");
}

/* ---- protobuf ---- */

static void varint(struct buf *b, uint64_t v)
{
    for (; v >= 0x80; v >>= 7)
        buf_byte(b, (char)(v | 0x80));
    buf_byte(b, (char)v);
}

static uint64_t zigzag(int64_t v)
{
    return ((uint64_t)v << 1) ^ (v < 0 ? UINT64_MAX : 0);
}

static void key(struct buf *b, int field, int wire)
{
    varint(b, (uint64_t)field << 3 | (uint64_t)wire);
}

static void field_varint(struct buf *b, int field, uint64_t v)
{
    key(b, field, WIRE_VARINT);
    varint(b, v);
}

static void field_bytes(struct buf *b, int field, struct str s)
{
    key(b, field, WIRE_BYTES);
    varint(b, s.n);
    buf_str(b, s);
}

static void field_double(struct buf *b, int field, double v)
{
    uint64_t bits;
    memcpy(&bits, &v, sizeof bits);
    key(b, field, WIRE_64);
    for (int i = 0; i < 8; i++)
        buf_byte(b, (char)(bits >> 8 * i));
}

/* ---- tags (§4.4) ---- */

static bool encode_value(struct buf *b, const struct read_value *v)
{
    if (v->type == READ_TEXT)
        field_bytes(b, VALUE_STRING, v->text);
    else if (v->type == READ_NUMBER && v->number == floor(v->number) && fabs(v->number) <= 9007199254740992.0)
        field_varint(b, VALUE_SINT, zigzag((int64_t)v->number));
    else if (v->type == READ_NUMBER && isfinite(v->number))
        field_double(b, VALUE_DOUBLE, v->number);
    else
        return false;
    return true;
}

/* The number of a value in the layer's table, where equal ones stand once; no_value for NULL. */
static uint32_t value_number(struct mvt *m, const struct read_value *v)
{
    size_t from = m->values.n;
    if (!encode_value(&m->values, v) || m->values.failed)
        return no_value;
    size_t n = m->values.n - from, count = m->entries.n / sizeof(struct value);
    uint32_t hash = 2166136261u; /* FNV-1a */
    for (size_t i = 0; i < n; i++)
        hash = (hash ^ (uint8_t)m->values.p[from + i]) * 16777619u;
    uint32_t *head = &m->heads[(hash ^ hash >> 16) % HEADS];
    const struct value *known = (const struct value *)(const void *)m->entries.p;
    for (uint32_t i = *head; i; i = known[i - 1].next)
        if (known[i - 1].n == n && memcmp(m->values.p + known[i - 1].offset, m->values.p + from, n) == 0) {
            m->values.n = from;
            return i - 1;
        }
    struct value entry = {(uint32_t)from, (uint32_t)n, *head};
    buf_add(&m->entries, &entry, sizeof entry);
    *head = (uint32_t)count + 1;
    return (uint32_t)count;
}

/* known: per value of the block's tuples its number, once it was asked for. */
static void put_tags(struct mvt *m, const struct block *b, uint32_t tuple, uint32_t *known)
{
    buf_clear(&m->tags);
    for (size_t i = 0; i < b->n_velden; i++) {
        size_t at = (size_t)tuple * b->n_velden + i;
        if (known[at] == not_known)
            known[at] = value_number(m, &b->values[at]);
        if (known[at] == no_value)
            continue;
        varint(&m->tags, i);
        varint(&m->tags, known[at]);
    }
}

/* ---- geometry (§4.3) ---- */

static void command(struct mvt *m, int id, size_t count)
{
    varint(&m->geometry, (uint64_t)count << 3 | (uint64_t)id);
}

static void point(struct mvt *m, const int32_t *xy)
{
    varint(&m->geometry, zigzag((int64_t)xy[0] - m->x));
    varint(&m->geometry, zigzag((int64_t)xy[1] - m->y));
    m->x = xy[0];
    m->y = xy[1];
}

/* To whole units, points that are equal to the one before left out; in place of nothing: to has room for n. */
static size_t whole(const double *xy, size_t n, int32_t *to)
{
    size_t m = 0;
    for (size_t i = 0; i < n; i++) {
        int32_t x = (int32_t)lround(xy[2 * i]), y = (int32_t)lround(xy[2 * i + 1]);
        if (m && to[2 * m - 2] == x && to[2 * m - 1] == y)
            continue;
        to[2 * m] = x;
        to[2 * m++ + 1] = y;
    }
    return m;
}

static void put_points(struct mvt *m, const int32_t *xy, size_t n)
{
    command(m, MOVE_TO, n);
    for (size_t i = 0; i < n; i++)
        point(m, xy + 2 * i);
}

static void put_line(struct mvt *m, const int32_t *xy, size_t n)
{
    if (n < 2)
        return;
    command(m, MOVE_TO, 1);
    point(m, xy);
    command(m, LINE_TO, n - 1);
    for (size_t i = 1; i < n; i++)
        point(m, xy + 2 * i);
}

/* Twice the area by the surveyor's formula; with y down, a ring that ran counter-clockwise with y up has a negative
 * one. */
static double area2(const double *xy, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i + 1 < n; i++)
        sum += (xy[2 * i] - xy[0]) * (xy[2 * i + 3] - xy[1]) - (xy[2 * i + 2] - xy[0]) * (xy[2 * i + 1] - xy[1]);
    return sum;
}

static int64_t area2_whole(const int32_t *xy, size_t n)
{
    int64_t sum = 0;
    for (size_t i = 0; i < n; i++) {
        size_t k = i + 1 < n ? i + 1 : 0;
        sum += (int64_t)xy[2 * i] * xy[2 * k + 1] - (int64_t)xy[2 * k] * xy[2 * i + 1];
    }
    return sum;
}

/* Rings as §4.3.4.4 wants them: an outer one with a positive area, its inner ones, negative, behind it. The blocks'
 * run the other way, so each is written from its end. What rounding flattened falls away, an outer ring with its
 * holes. */
static void put_polygon(struct mvt *m, const struct geom *g, int32_t *xy)
{
    bool outer_there = false;
    for (size_t r = 0; r < g->n_rings; r++) {
        size_t from = r ? g->ring_end[r - 1] : 0;
        double before = area2(g->xy + 2 * from, g->ring_end[r] - from);
        bool outer = before < 0;
        size_t n = whole(g->xy + 2 * from, g->ring_end[r] - from, xy);
        while (n > 1 && xy[0] == xy[2 * n - 2] && xy[1] == xy[2 * n - 1])
            n--;
        int64_t after = n > 2 ? area2_whole(xy, n) : 0;
        bool there = outer ? after < 0 : before > 0 && after > 0;
        if (outer)
            outer_there = there;
        if (!there || !outer_there)
            continue;
        command(m, MOVE_TO, 1);
        point(m, xy + 2 * (n - 1));
        command(m, LINE_TO, n - 1);
        for (size_t i = n - 1; i-- > 0;)
            point(m, xy + 2 * i);
        command(m, CLOSE_PATH, 1);
    }
}

static size_t points_inside(double *xy, size_t n, struct bbox box)
{
    size_t m = 0;
    for (size_t i = 0; i < n; i++)
        if (xy[2 * i] >= box.minx && xy[2 * i] < box.maxx && xy[2 * i + 1] >= box.miny && xy[2 * i + 1] < box.maxy) {
            xy[2 * m] = xy[2 * i];
            xy[2 * m++ + 1] = xy[2 * i + 1];
        }
    return m;
}

static bool put_geometry(struct mvt *m, struct geom *g, struct bbox box, struct err *err)
{
    static const struct bbox limit = {-MVT_BUFFER, -MVT_BUFFER, MVT_EXTENT + MVT_BUFFER, MVT_EXTENT + MVT_BUFFER};
    bool all = bbox_contains(limit, box.minx, box.miny) && bbox_contains(limit, box.maxx, box.maxy);
    double *start;
    struct geom cut = *g;
    if (g->type == GEOM_POINT)
        cut.n_xy = points_inside(cut.xy, cut.n_xy, limit);
    else if (!all && !(g->type == GEOM_POLYGON ? clip_polygon(g, limit, m->a, &cut, err)
                                               : clip_line(g, limit, m->a, &cut, &start, err)))
        return false;
    int32_t *xy = arena_array(m->a, cut.n_xy, 2 * sizeof *xy);
    if (!xy)
        return out_of_memory(err);
    if (g->type == GEOM_POINT && cut.n_xy)
        put_points(m, xy, whole(cut.xy, cut.n_xy, xy));
    for (size_t r = 0; g->type == GEOM_LINE && r < cut.n_rings; r++) {
        size_t from = r ? cut.ring_end[r - 1] : 0;
        put_line(m, xy, whole(cut.xy + 2 * from, cut.ring_end[r] - from, xy));
    }
    if (g->type == GEOM_POLYGON)
        put_polygon(m, &cut, xy);
    return true;
}

/* The feature in the tile's units, y down. *there false: a place that can't be projected, or nowhere near. */
static bool take_geometry(struct mvt *m, const struct block *b, const struct block_feature *f, struct geom *g,
                          struct bbox *box, bool *there, struct err *err)
{
    *g = (struct geom){.type = b->type, .multi = true, .n_xy = f->n_xy, .n_rings = f->n_rings};
    g->xy = arena_array(m->a, f->n_xy, 2 * sizeof *g->xy);
    g->ring_end = arena_array(m->a, (size_t)f->n_rings, sizeof *g->ring_end);
    if (!g->xy || !g->ring_end)
        return out_of_memory(err);
    for (size_t i = 0; i < f->n_xy; i++) {
        g->xy[2 * i] = b->x0 + b->xy[2 * (f->xy + i)] * b->grid;
        g->xy[2 * i + 1] = b->y0 + b->xy[2 * (f->xy + i) + 1] * b->grid;
    }
    for (size_t i = 0; i < f->n_rings; i++)
        g->ring_end[i] = b->ring_end[f->ring + i] - f->xy;
    if (m->q->crs != CRS_RD && !projector_run(m->projector, m->crs, m->q->crs, m->q->pixel_m / 4, g->xy, g->n_xy, err))
        return false;
    for (size_t i = 0; i < g->n_xy; i++) {
        g->xy[2 * i] = (g->xy[2 * i] - m->q->bbox.minx) * m->sx;
        g->xy[2 * i + 1] = (m->q->bbox.maxy - g->xy[2 * i + 1]) * m->sy;
    }
    *box = bbox_of(g->xy, g->n_xy);
    *there = isfinite(box->minx) && isfinite(box->miny) && isfinite(box->maxx) && isfinite(box->maxy) &&
             box->minx < MVT_EXTENT + MVT_BUFFER && box->maxx > -MVT_BUFFER && box->miny < MVT_EXTENT + MVT_BUFFER &&
             box->maxy > -MVT_BUFFER;
    return true;
}

static bool put_feature(struct mvt *m, const struct block *b, const struct block_feature *f, uint32_t *known,
                        struct err *err)
{
    struct geom g;
    struct bbox box;
    bool there = false;
    if (!f->n_xy)
        return true;
    if (!take_geometry(m, b, f, &g, &box, &there, err))
        return false;
    if (!there)
        return true;
    buf_clear(&m->geometry);
    m->x = m->y = 0;
    if (!put_geometry(m, &g, box, err))
        return false;
    if (!m->geometry.n)
        return true;
    put_tags(m, b, f->values, known);
    struct buf *to = &m->message;
    buf_clear(to);
    if (f->id >= 0)
        field_varint(to, FEATURE_ID, (uint64_t)f->id);
    if (m->tags.n)
        field_bytes(to, FEATURE_TAGS, buf_view(&m->tags));
    field_varint(to, FEATURE_TYPE,
                 b->type == GEOM_POINT  ? TYPE_POINT
                 : b->type == GEOM_LINE ? TYPE_LINE
                                        : TYPE_POLYGON);
    field_bytes(to, FEATURE_GEOMETRY, buf_view(&m->geometry));
    field_bytes(&m->features, LAYER_FEATURE, buf_view(to));
    return true;
}

static bool put_block(struct mvt *m, const struct block *b, struct err *err)
{
    struct arena_mark mark = arena_mark(m->a);
    size_t n = b->n_tuples * b->n_velden;
    uint32_t *known = arena_array(m->a, n, sizeof *known);
    if (!known)
        return out_of_memory(err);
    for (size_t i = 0; i < n; i++)
        known[i] = not_known;
    for (size_t i = 0; i < b->n; i++) {
        struct arena_mark feature = arena_mark(m->a);
        bool ok = put_feature(m, b, &b->features[i], known, err);
        arena_rewind(m->a, feature);
        if (!ok)
            return false;
        if (m->features.failed || m->values.failed || m->entries.failed || m->geometry.failed)
            return err_set(err, ERR_LIMIT, NULL,
                           "de laag %s is te vol voor een vectortegel (meer dan %d MB); vraag een hoger zoomniveau",
                           m->q->name, MVT_MAX_BYTES >> 20);
    }
    arena_rewind(m->a, mark);
    return true;
}

static void put_layer(const struct mvt *m, struct buf *out)
{
    struct buf head, tail;
    const struct value *values = (const struct value *)(const void *)m->entries.p;
    buf_init(&head, MVT_MAX_BYTES);
    buf_init(&tail, 2 * MVT_MAX_BYTES);
    field_varint(&head, LAYER_VERSION, 2);
    field_bytes(&head, LAYER_NAME, str_from(m->q->name));
    for (size_t i = 0; i < m->q->n_velden; i++)
        field_bytes(&tail, LAYER_KEY, str_from(m->q->velden[i]));
    for (size_t i = 0; i < m->entries.n / sizeof *values; i++)
        field_bytes(&tail, LAYER_VALUE, (struct str){m->values.p + values[i].offset, values[i].n});
    field_varint(&tail, LAYER_EXTENT, MVT_EXTENT);
    key(out, TILE_LAYER, WIRE_BYTES);
    varint(out, head.n + m->features.n + tail.n);
    buf_str(out, buf_view(&head));
    buf_str(out, buf_view(&m->features));
    buf_str(out, buf_view(&tail));
    out->failed = out->failed || head.failed || tail.failed;
    buf_done(&head);
    buf_done(&tail);
}

bool mvt_write(const struct mvt_request *q, const struct mvt_source *from, struct projector *projector,
               struct crs_context *crs, struct arena *a, struct buf *out, struct err *err)
{
    struct arena_mark mark = arena_mark(a);
    struct mvt m = {.q = q, .projector = projector, .crs = crs, .a = a};
    const struct block *b = NULL;
    size_t before = out->n;
    bool ok = false;
    buf_init(&m.features, MVT_MAX_BYTES);
    buf_init(&m.values, MVT_MAX_BYTES);
    buf_init(&m.entries, MVT_MAX_BYTES);
    buf_init(&m.geometry, MVT_MAX_BYTES);
    buf_init(&m.message, 2 * MVT_MAX_BYTES);
    buf_init(&m.tags, MVT_MAX_BYTES);
    m.sx = MVT_EXTENT / (q->bbox.maxx - q->bbox.minx);
    m.sy = MVT_EXTENT / (q->bbox.maxy - q->bbox.miny);
    m.heads = arena_array(a, HEADS, sizeof *m.heads);
    if (!m.heads) {
        out_of_memory(err);
        goto done;
    }
    do {
        if (!from->next(from->self, &b, err) || (b && !put_block(&m, b, err)))
            goto done;
    } while (b);
    if (m.features.n)
        put_layer(&m, out);
    ok = !out->failed || err_set(err, ERR_LIMIT, NULL, "de vectortegel past niet in de uitvoer");
done:
    if (!ok)
        out->n = before;
    buf_done(&m.features);
    buf_done(&m.values);
    buf_done(&m.entries);
    buf_done(&m.geometry);
    buf_done(&m.message);
    buf_done(&m.tags);
    arena_rewind(a, mark);
    return ok;
}
