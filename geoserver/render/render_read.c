/* From features to shapes: out of tile blocks when the layer has them, else row by row; projected, in subpixels. */
#include "geoserver/render/clip.h"
#include "geoserver/render/render_priv.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FAR = 1 << 28 }; /* subpixels; beyond it shapes are cut, before 32 bits overflow */

static bool no_memory(struct err *err)
{
    return err_set(err, ERR_LIMIT, NULL, "dit beeld heeft te veel vormen; vraag een kleiner deel of een andere schaal");
}

/* ---- coordinates ---- */

static double sub_x(const struct picture *p, double x)
{
    return floor((x - p->grid.origin_x) / p->grid.cell_x * RASTER_SUB + 0.5) - (double)(p->grid.left * RASTER_SUB);
}

static double sub_y(const struct picture *p, double y)
{
    return floor((p->grid.origin_y - y) / p->grid.cell_y * RASTER_SUB + 0.5) - (double)(p->grid.top * RASTER_SUB);
}

/* Metres of ground between the points of the projector's cells follow the scale. */
static bool project(struct picture *p, double *xy, size_t n, struct err *err)
{
    return p->q->crs == CRS_RD || projector_run(p->c->projector, p->crs, p->q->crs, p->pixel_m * p->ratio, xy, n, err);
}

/* As floor, of what fits; without a call. */
static inline int64_t whole(double v)
{
    int64_t n = (int64_t)v;
    return n - (v < (double)n);
}

/* CRS coordinates to subpixels. False: too far away, or not a place. As sub_x and sub_y: a place counts from the grid's
 * origin, whatever picture it is in. */
static bool to_sub(const struct picture *p, const double *xy, size_t n, int32_t *out)
{
    const struct pixel_grid *g = &p->grid;
    const double limit = 0x1p60, x0 = g->origin_x, y0 = g->origin_y, cell_x = g->cell_x, cell_y = g->cell_y;
    int64_t left = g->left * RASTER_SUB, top = g->top * RASTER_SUB;
    bool near = true;
    for (size_t i = 0; i < n; i++) {
        double u = (xy[2 * i] - x0) / cell_x * RASTER_SUB + 0.5, v = (y0 - xy[2 * i + 1]) / cell_y * RASTER_SUB + 0.5;
        if (!(fabs(u) < limit && fabs(v) < limit))
            return false;
        int64_t x = whole(u) - left, y = whole(v) - top;
        near = near && x > -FAR && x < FAR && y > -FAR && y < FAR;
        out[2 * i] = (int32_t)x;
        out[2 * i + 1] = (int32_t)y;
    }
    return near;
}

/* ---- to the batches ---- */

/* A polygon's displacement: its points, moved. False: out of memory. */
static bool displace(struct shape *k, const struct symbolizer *s, double ratio, struct arena *a)
{
    int32_t dx = (int32_t)lround(s->dx_px * ratio * RASTER_SUB), dy = (int32_t)lround(-s->dy_px * ratio * RASTER_SUB);
    if (s->type != SYMBOL_POLYGON || (!dx && !dy) || !k->n_rings)
        return true;
    size_t n = k->ring_end[k->n_rings - 1];
    int32_t *xy = arena_array(a, 2 * n, sizeof *xy);
    for (size_t i = 0; xy && i < n; i++) {
        xy[2 * i] = k->xy[2 * i] + dx;
        xy[2 * i + 1] = k->xy[2 * i + 1] + dy;
    }
    k->xy = xy;
    return xy != NULL;
}

static bool add_subject(struct picture *p, struct active *act, const struct subject *u, bool visible, struct err *err)
{
    struct arena *a = p->c->shapes;
    for (const uint16_t *i = u->rules; *i != RULES_END; i++)
        for (size_t k = 0; k < act->rules[*i]->n_symbolizers; k++) {
            struct batch *b = &act->batches[*i][k];
            const struct symbolizer *s = b->symbol;
            if (s->type == SYMBOL_TEXT) {
                if (p->labels && b->label && !add_label(p, b->label, *i * 1000 + k, u, err))
                    return false;
            } else if (!visible || !p->shapes) {
                continue;
            } else if (s->type == SYMBOL_POINT && u->shape.type != GEOM_POINT) {
                if (!u->has_anchor)
                    continue;
                int32_t *at = arena_array(a, 2, sizeof *at);
                struct shape point = {.type = GEOM_POINT, .xy = at, .n_rings = 1};
                if (!at)
                    return no_memory(err);
                memcpy(at, u->anchor, sizeof u->anchor);
                shape_measure(&point, s, u->values, p->pixel_m * p->ratio);
                if (!batch_add(b, &point, a))
                    return no_memory(err);
            } else if ((s->type == SYMBOL_POINT) == (u->shape.type == GEOM_POINT)) {
                struct shape own = u->shape;
                shape_measure(&own, s, u->values, p->pixel_m * p->ratio);
                if (!displace(&own, s, p->ratio, a) || !batch_add(b, &own, a))
                    return no_memory(err);
            }
        }
    return true;
}

/* ---- row by row ---- */

static int64_t doubled_area(const int32_t *xy, uint32_t from, uint32_t to)
{
    int64_t sum = 0;
    for (uint32_t i = from; i + 1 < to; i++)
        sum += (int64_t)xy[2 * i] * xy[2 * i + 3] - (int64_t)xy[2 * i + 2] * xy[2 * i + 1];
    return sum;
}

static void reverse(int32_t *xy, uint32_t from, uint32_t to)
{
    for (uint32_t i = from, j = to; i + 1 < j; i++) {
        j--;
        for (int k = 0; k < 2; k++) {
            int32_t t = xy[2 * i + k];
            xy[2 * i + k] = xy[2 * j + k];
            xy[2 * j + k] = t;
        }
    }
}

/* Outer rings counter-clockwise as seen (y down: a negative area), inner ones the other way. */
static void wind(int32_t *xy, const struct geom *g)
{
    for (size_t part = 0; part < g->n_parts; part++) {
        uint32_t first = part ? g->part_end[part - 1] : 0;
        for (uint32_t r = first; r < g->part_end[part]; r++) {
            uint32_t from = r ? g->ring_end[r - 1] : 0, to = g->ring_end[r];
            if ((doubled_area(xy, from, to) > 0) == (r == first))
                reverse(xy, from, to);
        }
    }
}

/* A shape that reaches too far, cut to what matters. */
static bool cut(struct picture *p, struct active *act, struct subject *u, struct geom *g, struct err *err)
{
    struct arena *a = p->c->shapes;
    const double far = (double)FAR / RASTER_SUB / 2;
    struct bbox limit = {-far, -far, far, far};
    for (size_t i = 0; i < g->n_xy; i++) {
        g->xy[2 * i] = sub_x(p, g->xy[2 * i]) / RASTER_SUB;
        g->xy[2 * i + 1] = sub_y(p, g->xy[2 * i + 1]) / RASTER_SUB;
        if (!isfinite(g->xy[2 * i]) || !isfinite(g->xy[2 * i + 1]))
            return true;
    }
    for (int line = 0; line < 2 && p->shapes; line++) {
        struct geom k = {0};
        double *start = NULL;
        if (!line && g->type != GEOM_POLYGON)
            continue;
        if (!(line ? clip_line(g, limit, a, &k, &start, err) : clip_polygon(g, limit, a, &k, err)))
            return false;
        int32_t *xy = arena_array(a, 2 * k.n_xy + 2, sizeof *xy);
        if (!xy)
            return no_memory(err);
        for (size_t i = 0; i < 2 * k.n_xy; i++)
            xy[i] = (int32_t)floor(k.xy[i] * RASTER_SUB + 0.5);
        if (!line)
            wind(xy, &k);
        u->shape = (struct shape){.type = line ? GEOM_LINE : GEOM_POLYGON,
                                  .xy = xy,
                                  .ring_end = k.ring_end,
                                  .n_rings = (uint32_t)k.n_rings,
                                  .start = start};
        for (const uint16_t *i = u->rules; *i != RULES_END; i++)
            for (size_t n = 0; n < act->rules[*i]->n_symbolizers; n++) {
                struct batch *b = &act->batches[*i][n];
                bool wanted = line ? b->symbol->stroke.on : b->symbol->type == SYMBOL_POLYGON;
                struct shape own = u->shape;
                if ((b->symbol->type != SYMBOL_POLYGON && b->symbol->type != SYMBOL_LINE) || !wanted)
                    continue;
                shape_measure(&own, b->symbol, u->values, p->pixel_m * p->ratio);
                if (!batch_add(b, &own, a))
                    return no_memory(err);
            }
    }
    return true;
}

static bool take_feature(struct picture *p, struct active *act, struct read_feature *f, size_t layer, struct err *err)
{
    struct arena *a = p->c->shapes;
    struct geom *g = &f->geom;
    struct bbox rd = geom_bbox(g);
    struct subject u = {.id = f->id, .values = f->values, .layer = layer};
    double anchor[2];
    if (g->type == GEOM_NONE || !g->n_xy || bbox_is_empty(rd))
        return true;
    if (!(u.rules = active_match(act, f->values, &rd, a)))
        return no_memory(err);
    if (u.rules[0] == RULES_END)
        return true;
    u.area = (rd.maxx - rd.minx) * (rd.maxy - rd.miny);
    if (act->any_text || (act->any_point && g->type != GEOM_POINT))
        u.has_anchor = geom_label_point(g, p->label_precision, &anchor[0], &anchor[1]);
    if (!project(p, g->xy, g->n_xy, err) || (u.has_anchor && !project(p, anchor, 1, err)))
        return false;
    u.has_anchor = u.has_anchor && to_sub(p, anchor, 1, u.anchor);
    int32_t *xy = arena_array(a, 2 * g->n_xy, sizeof *xy);
    uint32_t *ends = g->n_rings ? arena_array(a, g->n_rings, sizeof *ends) : NULL;
    if (!xy || (g->n_rings && !ends))
        return no_memory(err);
    if (g->n_rings)
        memcpy(ends, g->ring_end, g->n_rings * sizeof *ends);
    u.shape = (struct shape){.type = g->type,
                             .xy = xy,
                             .ring_end = ends,
                             .n_rings = (uint32_t)(g->type == GEOM_POINT ? g->n_xy : g->n_rings)};
    if (!to_sub(p, g->xy, g->n_xy, xy)) {
        /* what is left to do for it is its label */
        if (g->type != GEOM_POINT && !cut(p, act, &u, g, err))
            return false;
        u.shape = (struct shape){.type = g->type};
        return add_subject(p, act, &u, false, err);
    }
    if (g->type == GEOM_POLYGON)
        wind(xy, g);
    return add_subject(p, act, &u, true, err);
}

static bool read_rows(struct picture *p, size_t layer, const struct read_query *rq, struct active *act, struct err *err)
{
    struct read_feature f = {0};
    void *cursor = NULL;
    bool ok, got = false;
    if (!p->from->open(p->from->self, rq, p->a, &cursor, err))
        return false;
    while ((ok = p->from->next(cursor, &f, &got, err)) && got) {
        struct arena_mark mark = arena_mark(p->c->shapes);
        if (!(ok = take_feature(p, act, &f, layer, err)))
            break;
        if (!p->shapes)
            arena_rewind(p->c->shapes, mark);
    }
    p->from->close(cursor);
    return ok;
}

/* ---- block by block ---- */

/* All points of a block, in subpixels; NULL with err not set: too far away for these. */
static int32_t *block_points(struct picture *p, const struct block *b, size_t n, bool *far, struct err *err)
{
    struct arena *a = p->c->shapes;
    int32_t *out = arena_array(a, 2 * n + 2, sizeof *out);
    double xy[2 * 256];
    *far = false;
    if (!out) {
        no_memory(err);
        return NULL;
    }
    for (size_t done = 0; done < n; done += 256) {
        size_t some = n - done < 256 ? n - done : 256;
        for (size_t i = 0; i < some; i++) {
            xy[2 * i] = b->x0 + b->xy[2 * (done + i)] * b->grid;
            xy[2 * i + 1] = b->y0 + b->xy[2 * (done + i) + 1] * b->grid;
        }
        if (!project(p, xy, some, err))
            return NULL;
        *far = !to_sub(p, xy, some, out + 2 * done) || *far;
    }
    return out;
}

static bool one_point(struct picture *p, const struct block *b, double x, double y, int32_t out[2], bool *there,
                      struct err *err)
{
    double xy[2] = {b->x0 + x * b->grid, b->y0 + y * b->grid};
    if (!project(p, xy, 1, err))
        return false;
    *there = to_sub(p, xy, 1, out);
    return true;
}

/* A feature too far out for 32 bits goes the way of rows. */
static bool take_far(struct picture *p, struct active *act, const struct block *b, const struct block_feature *f,
                     struct subject *u, struct err *err)
{
    struct arena *a = p->c->shapes;
    struct geom g = {.type = b->type,
                     .xy = arena_array(a, 2 * f->n_xy + 2, sizeof *g.xy),
                     .n_xy = f->n_xy,
                     .ring_end = arena_array(a, f->n_rings + 1, sizeof *g.ring_end),
                     .n_rings = f->n_rings};
    if (!g.xy || !g.ring_end)
        return no_memory(err);
    for (size_t i = 0; i < f->n_xy; i++) {
        g.xy[2 * i] = b->x0 + b->xy[2 * (f->xy + i)] * b->grid;
        g.xy[2 * i + 1] = b->y0 + b->xy[2 * (f->xy + i) + 1] * b->grid;
    }
    for (uint32_t r = 0; r < f->n_rings; r++)
        g.ring_end[r] = b->ring_end[f->ring + r] - f->xy;
    if (!project(p, g.xy, g.n_xy, err) || (b->type != GEOM_POINT && !cut(p, act, u, &g, err)))
        return false;
    u->shape = (struct shape){.type = b->type};
    return add_subject(p, act, u, false, err);
}

static bool add_speck(struct active *act, const uint16_t *rules, struct speck k, struct arena *a)
{
    for (const uint16_t *r = rules; *r != RULES_END; r++)
        for (size_t n = 0; n < act->rules[*r]->n_symbolizers; n++)
            if (act->rules[*r]->symbolizers[n].type != SYMBOL_TEXT && !batch_add_speck(&act->batches[*r][n], k, a))
                return false;
    return true;
}

/* Those that can be seen, some at a time. */
static bool take_specks(struct picture *p, struct active *act, const struct block *b, const uint16_t **matched,
                        struct err *err)
{
    enum { SOME = 256 };
    struct arena *a = p->c->shapes;
    const double px = p->pixel_m * p->pixel_m;        /* m² of a pixel */
    const size_t at_once = act->needs_box ? 1 : SOME; /* then each has a match of its own */
    for (size_t i = 0; i < b->n_specks;) {
        const struct block_speck *seen[SOME];
        double xy[2 * SOME];
        int32_t at[2 * SOME];
        size_t n = 0;
        while (i < b->n_specks && n < at_once) {
            const struct block_speck *s = &b->specks[i++];
            double x = b->x0 + s->x * b->grid, y = b->y0 + s->y * b->grid;
            const struct bbox rd = {x, y, x, y};
            if (!bbox_contains(p->reading, x, y))
                continue;
            if ((!matched[s->values] || act->needs_box) &&
                !(matched[s->values] = active_match(act, b->values + (size_t)s->values * b->n_velden, &rd, a)))
                return no_memory(err);
            xy[2 * n] = x;
            xy[2 * n + 1] = y;
            seen[n++] = s;
        }
        if (!project(p, xy, n, err))
            return false;
        bool near = to_sub(p, xy, n, at);
        for (size_t k = 0; near && k < n; k++) {
            float weight = b->type == GEOM_POLYGON ? (float)(seen[k]->weight / px) : 1;
            if (!add_speck(act, matched[seen[k]->values], (struct speck){at[2 * k], at[2 * k + 1], weight}, a))
                return no_memory(err);
        }
    }
    return true;
}

static bool take_block(struct picture *p, size_t layer, struct active *act, const struct block *b, struct err *err)
{
    struct arena *a = p->c->shapes;
    const struct block_feature *end = b->features + b->n;
    size_t n_xy = 0, n_rings = 0, rings = 0;
    bool far = false;
    for (const struct block_feature *f = b->features; f < end; f++) {
        n_xy = f->xy + f->n_xy > n_xy ? f->xy + f->n_xy : n_xy;
        n_rings += f->n_rings;
    }
    const uint16_t **matched = arena_array(a, b->n_tuples + 1, sizeof *matched);
    uint32_t *ends = arena_array(a, n_rings + 1, sizeof *ends);
    int32_t *xy = block_points(p, b, n_xy, &far, err);
    if (!xy)
        return false;
    if (!matched || !ends)
        return no_memory(err);
    memset(matched, 0, (b->n_tuples + 1) * sizeof *matched);
    for (const struct block_feature *f = b->features; f < end; f++) {
        const struct read_value *values = b->values + (size_t)f->values * b->n_velden;
        struct bbox rd = {b->x0 + f->box[0] * b->grid, b->y0 + f->box[1] * b->grid, b->x0 + f->box[2] * b->grid,
                          b->y0 + f->box[3] * b->grid};
        if ((!matched[f->values] || act->needs_box) && !(matched[f->values] = active_match(act, values, &rd, a)))
            return no_memory(err);
        if (matched[f->values][0] == RULES_END)
            continue;
        struct subject u = {
            .id = f->id, .values = values, .rules = matched[f->values], .area = f->area, .layer = layer};
        u.shape = (struct shape){.type = b->type, .xy = xy + 2 * f->xy, .ring_end = ends + rings};
        u.shape.n_rings = b->type == GEOM_POINT ? f->n_xy : f->n_rings;
        for (uint32_t r = 0; r < f->n_rings; r++)
            ends[rings++] = b->ring_end[f->ring + r] - f->xy;
        if ((act->any_text || (act->any_point && b->type != GEOM_POINT)) &&
            !one_point(p, b, f->label[0], f->label[1], u.anchor, &u.has_anchor, err))
            return false;
        if (!(far ? take_far(p, act, b, f, &u, err) : add_subject(p, act, &u, true, err)))
            return false;
    }
    return !p->shapes || take_specks(p, act, b, matched, err);
}

static bool read_blocks(struct picture *p, size_t layer, void *cursor, struct active *act, struct err *err)
{
    const struct block *b = NULL;
    bool ok;
    while ((ok = p->from->blocks_next(cursor, &b, err)) && b) {
        struct arena_mark mark = arena_mark(p->c->shapes);
        if (!(ok = take_block(p, layer, act, b, err)))
            break;
        if (!p->shapes)
            arena_rewind(p->c->shapes, mark);
    }
    p->from->blocks_close(cursor);
    return ok;
}

/* ---- both ---- */

/* The part of the cell's box, with a margin, that can hold features; in RD. False in *any: none. */
static bool reading_box(struct picture *p, const struct active *act, struct bbox *rd, bool *any, struct err *err)
{
    const struct pixel_grid *g = &p->grid;
    double mx = p->shapes ? act->reach : 0, my = mx;
    if (p->labels && act->any_text) {
        mx = fmax(mx, act->label_x);
        my = fmax(my, act->label_y);
    }
    struct bbox b = {fmax(g->origin_x + ((double)g->left - mx) * g->cell_x, p->window.minx),
                     fmax(g->origin_y - ((double)(g->top + p->height) + my) * g->cell_y, p->window.miny),
                     fmin(g->origin_x + ((double)(g->left + p->width) + mx) * g->cell_x, p->window.maxx),
                     fmin(g->origin_y - ((double)g->top - my) * g->cell_y, p->window.maxy)};
    *any = b.minx <= b.maxx && b.miny <= b.maxy;
    if (!*any)
        return true;
    if (p->q->crs == CRS_RD) {
        *rd = b;
        return true;
    }
    if (!crs_transform_bbox(p->crs, p->q->crs, CRS_RD, b, rd, err))
        return false;
    *any = !bbox_is_empty(*rd);
    *rd = bbox_grow(*rd, 1 + 0.002 * (rd->maxx - rd->minx)); /* sides bulge between the points that were transformed */
    return true;
}

bool picture_read(struct picture *p, size_t layer, struct active *act, struct err *err)
{
    const struct render_layer *l = &p->q->layers[layer];
    struct read_query rq = {.layer = l->layer,
                            .velden = l->style->fields,
                            .n_velden = l->style->n_fields,
                            .categorie = l->categorie,
                            .periode = l->periode,
                            .pixel_m = p->pixel_m,
                            .symbol_m = p->pixel_m * p->ratio};
    void *blocks = NULL;
    bool any = false;
    if (!reading_box(p, act, &rq.bbox, &any, err))
        return false;
    if (!any)
        return true;
    p->reading = rq.bbox;
    if (p->from->blocks_open && !read_is_computed(l->layer, rq.symbol_m) &&
        !p->from->blocks_open(p->from->self, &rq, p->a, &blocks, err))
        return false;
    return blocks ? read_blocks(p, layer, blocks, act, err) : read_rows(p, layer, &rq, act, err);
}
