#include "geoserver/render/render_priv.h"

#include "geo/tile_matrix_set.h"
#include "geoserver/render/clip.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { RENDER_MEMORY = 256 << 20, CLIP_PX = 500000 };

/* The inverse of Mercator's stretch at 52.2° north: ground metres per metre of EPSG:3857 in the Netherlands. */
static const double mercator_ground = 0.613;
static const double ogc_pixel_m = 0.00028; /* WMS 1.3.0 §7.2.4.6.9 */

struct render_context *render_context_new(void)
{
    struct render_context *c = calloc(1, sizeof *c);
    if (!c)
        return NULL;
    c->canvas = canvas_new();
    c->labels = labels_new();
    c->mem = arena_new(RENDER_MEMORY);
    c->colours = png_table_new();
    c->projector = projector_new();
    if (!c->canvas || !c->labels || !c->mem || !c->colours || !c->projector) {
        render_context_free(c);
        return NULL;
    }
    return c;
}

void render_context_free(struct render_context *c)
{
    if (!c)
        return;
    canvas_free(c->canvas);
    labels_free(c->labels);
    arena_free(c->mem);
    png_table_free(c->colours);
    projector_free(c->projector);
    free(c);
}

struct picture {
    struct render_context *c;
    const struct render_source *from;
    struct crs_context *crs;
    const struct render_request *q;
    struct arena *a;
    double units_x, units_y; /* CRS units per pixel */
    double ratio, denominator, pixel_m;
    double label_precision; /* m; by scale, not by picture */
    struct bbox window;     /* in the CRS: as far as our features go */
    int64_t left, top;      /* of the picture, in the map's grid of pixels */
};

static bool size_ok(int width, int height, struct err *err)
{
    if (width < 1 || height < 1 || width > RENDER_MAX_PX || height > RENDER_MAX_PX)
        return err_set(err, ERR_LIMIT, "WIDTH", "een beeld van %d × %d pixels kan niet; van 1 tot en met %d", width,
                       height, RENDER_MAX_PX);
    return true;
}

/* The pass's rules that draw at this scale. */
struct active {
    const struct rule **rules;
    size_t n;
    double reach;            /* px that symbols stick out */
    double label_x, label_y; /* px around the picture in which labels matter */
    bool any_text, any_symbol;
};

static bool at_scale(const struct picture *p, const struct rule *r)
{
    /* a hair of tolerance: a tile's denominator is a rounded number */
    return p->denominator >= r->min_scale * (1 - 1e-9) && p->denominator < r->max_scale * (1 - 1e-9);
}

/* A layer's labels are a tier of their own, the top layer's the first. */
static size_t tier_of(const struct picture *p, size_t layer)
{
    size_t above = p->q->n_layers - 1 - layer;
    return above < LABEL_TIERS ? above : LABEL_TIERS - 1;
}

static void declare_tiers(struct picture *p)
{
    for (size_t l = 0; l < p->q->n_layers; l++)
        for (size_t n = 0; n < p->q->layers[l].style->n_passes; n++)
            for (size_t i = 0; i < p->q->layers[l].style->passes[n].n_rules; i++) {
                const struct rule *r = &p->q->layers[l].style->passes[n].rules[i];
                for (size_t k = 0; at_scale(p, r) && k < r->n_symbolizers; k++)
                    if (r->symbolizers[k].type == SYMBOL_TEXT)
                        labels_tier(p->c->labels, tier_of(p, l), &r->symbolizers[k].text, NULL);
            }
}

static double stroke_reach(const struct stroke *s)
{
    return s->on ? s->width_px * (s->join == JOIN_MITER ? 2 : 1) : 0;
}

static bool activate(struct picture *p, size_t tier, const struct feature_type_style *pass, struct active *out,
                     struct err *err)
{
    struct active act = {.rules = arena_array(p->c->mem, pass->n_rules, sizeof *act.rules)};
    if (!act.rules)
        return err_set(err, ERR_MEMORY, NULL, "te weinig geheugen voor het beeld");
    for (size_t i = 0; i < pass->n_rules; i++) {
        const struct rule *r = &pass->rules[i];
        if (!at_scale(p, r))
            continue;
        act.rules[act.n++] = r;
        for (size_t k = 0; k < r->n_symbolizers; k++) {
            const struct symbolizer *s = &r->symbolizers[k];
            if (s->type == SYMBOL_TEXT) {
                int mx, my;
                labels_margin(p->c->labels, tier, &mx, &my);
                act.any_text = true;
                act.label_x = fmax(act.label_x, mx);
                act.label_y = fmax(act.label_y, my);
            } else {
                act.any_symbol = true;
                act.reach = fmax(act.reach, stroke_reach(&s->stroke) + (s->type == SYMBOL_POINT ? s->size_px : 0));
            }
        }
    }
    act.reach = (act.reach + 2) * p->ratio;
    *out = act;
    return true;
}

/* From CRS coordinates to pixels, in place, points that would land on the point before left out: less than a tenth of a
 * pixel can't be seen. The tiny addition keeps what lies exactly between two subpixels from falling to either side by
 * the last bit of a tile's box. False: not a finite place. */
static bool to_pixels(const struct picture *p, struct geom *g)
{
    struct bbox b = p->q->bbox;
    double sx = 1 / p->units_x, sy = 1 / p->units_y;
    size_t m = 0, ring = 0, first = 0;
    for (size_t i = 0; i < g->n_xy; i++) {
        double x = (g->xy[2 * i] - b.minx) * sx + 1e-7, y = (b.maxy - g->xy[2 * i + 1]) * sy + 1e-7;
        if (!isfinite(x) || !isfinite(y))
            return false;
        bool last = g->type == GEOM_POINT || (ring < g->n_rings && i + 1 == g->ring_end[ring]);
        if (m == first || last || fabs(x - g->xy[2 * m - 2]) > 0.1 || fabs(y - g->xy[2 * m - 1]) > 0.1) {
            g->xy[2 * m] = x;
            g->xy[2 * m++ + 1] = y;
        }
        if (last && g->type != GEOM_POINT) {
            g->ring_end[ring++] = (uint32_t)m;
            first = m;
        }
    }
    g->n_xy = m;
    return true;
}

static bool draw_shape(struct picture *p, const struct symbolizer *s, const struct geom *g, struct bbox box,
                       struct err *err)
{
    struct canvas *c = p->c->canvas;
    struct bbox limit = {-CLIP_PX, -CLIP_PX, CLIP_PX, CLIP_PX};
    if (box.minx > limit.minx && box.miny > limit.miny && box.maxx < limit.maxx && box.maxy < limit.maxy) {
        canvas_fill(c, g, &s->fill);
        canvas_stroke(c, g, &s->stroke, NULL);
        return true;
    }
    struct arena_mark mark = arena_mark(p->c->mem);
    struct geom cut = {0};
    double *start = NULL;
    bool ok = true;
    if (s->fill.on && g->type == GEOM_POLYGON && (ok = clip_polygon(g, limit, p->c->mem, &cut, err)))
        canvas_fill(c, &cut, &s->fill);
    if (ok && s->stroke.on && (ok = clip_line(g, limit, p->c->mem, &cut, &start, err)))
        canvas_stroke(c, &cut, &s->stroke, start);
    arena_rewind(p->c->mem, mark);
    return ok;
}

struct subject {
    const struct read_feature *f;
    struct geom *g;  /* in pixels */
    struct bbox box; /* in pixels */
    double area;     /* m² of its box */
    bool has_anchor;
    double anchor[2]; /* px */
    size_t layer;
};

static bool add_label(struct picture *p, const struct active *act, const struct symbolizer *s, size_t symbol,
                      const struct subject *u, struct err *err)
{
    char words[256];
    if (!u->has_anchor || u->anchor[0] < -act->label_x || u->anchor[0] > p->q->width_px + act->label_x ||
        u->anchor[1] < -act->label_y || u->anchor[1] > p->q->height_px + act->label_y ||
        !text_label(&s->text, u->f->values, words, sizeof words))
        return true;
    struct label_candidate k = {.text = &s->text,
                                .words = words,
                                .tier = tier_of(p, u->layer),
                                .size = u->area,
                                .id = u->f->id,
                                .layer = (uint32_t)u->layer,
                                .symbol = (uint32_t)symbol,
                                .place = u->g->type == GEOM_POLYGON ? LABEL_IN_BOX : LABEL_AT_POINT,
                                .x = p->left * LABEL_SUB + (int64_t)floor(u->anchor[0] * LABEL_SUB),
                                .y = p->top * LABEL_SUB + (int64_t)floor(u->anchor[1] * LABEL_SUB)};
    return labels_add(p->c->labels, &k, err);
}

static bool draw_feature(struct picture *p, const struct active *act, const struct subject *u, struct err *err)
{
    struct bbox view = {-act->reach, -act->reach, p->q->width_px + act->reach, p->q->height_px + act->reach};
    bool visible = bbox_intersects(u->box, view), matched = false;
    for (int otherwise = 0; otherwise < 2 && !matched; otherwise++)
        for (size_t i = 0; i < act->n; i++) {
            const struct rule *r = act->rules[i];
            if (r->is_else != (bool)otherwise || (r->filter && !filter_matches(r->filter, u->f->values)))
                continue;
            matched = true;
            for (size_t k = 0; k < r->n_symbolizers; k++) {
                const struct symbolizer *s = &r->symbolizers[k];
                if (s->type == SYMBOL_TEXT) {
                    if (!add_label(p, act, s, i * 1000 + k, u, err))
                        return false;
                } else if (!visible) {
                    continue;
                } else if (s->type == SYMBOL_POINT) {
                    if (u->g->type == GEOM_POINT)
                        for (size_t n = 0; n < u->g->n_xy; n++)
                            canvas_mark(p->c->canvas, s, u->g->xy[2 * n], u->g->xy[2 * n + 1]);
                    else if (u->has_anchor)
                        canvas_mark(p->c->canvas, s, u->anchor[0], u->anchor[1]);
                } else if (u->g->type != GEOM_POINT && !draw_shape(p, s, u->g, u->box, err))
                    return false;
            }
        }
    return true;
}

static bool needs_anchor(const struct active *act, const struct geom *g)
{
    if (act->any_text)
        return true;
    for (size_t i = 0; g->type != GEOM_POINT && i < act->n; i++)
        for (size_t k = 0; k < act->rules[i]->n_symbolizers; k++)
            if (act->rules[i]->symbolizers[k].type == SYMBOL_POINT)
                return true;
    return false;
}

static bool take_feature(struct picture *p, const struct active *act, struct read_feature *f, size_t layer,
                         struct err *err)
{
    struct geom *g = &f->geom;
    struct bbox rd = geom_bbox(g);
    struct subject u = {.f = f, .g = g, .layer = layer};
    if (g->type == GEOM_NONE || !g->n_xy || bbox_is_empty(rd))
        return true;
    u.area = (rd.maxx - rd.minx) * (rd.maxy - rd.miny);
    if (needs_anchor(act, g))
        u.has_anchor = geom_label_point(g, p->label_precision, &u.anchor[0], &u.anchor[1]);
    if (p->q->crs != CRS_RD) {
        struct projector *to = p->c->projector;
        double px = p->pixel_m * p->ratio;
        if (!projector_run(to, p->crs, p->q->crs, px, g->xy, g->n_xy, err) ||
            (u.has_anchor && !projector_run(to, p->crs, p->q->crs, px, u.anchor, 1, err)))
            return false;
    }
    if (!to_pixels(p, g))
        return true;
    struct geom anchor = {.type = GEOM_POINT, .xy = u.anchor, .n_xy = 1};
    u.has_anchor = u.has_anchor && to_pixels(p, &anchor);
    u.box = bbox_of(g->xy, g->n_xy);
    return draw_feature(p, act, &u, err);
}

/* The part of the box, with a margin, that can hold features; in RD. False: none. */
static bool reading_box(struct picture *p, const struct active *act, struct bbox *rd, bool *any, struct err *err)
{
    double mx = fmax(act->reach, act->label_x) * p->units_x, my = fmax(act->reach, act->label_y) * p->units_y;
    struct bbox b = {fmax(p->q->bbox.minx - mx, p->window.minx), fmax(p->q->bbox.miny - my, p->window.miny),
                     fmin(p->q->bbox.maxx + mx, p->window.maxx), fmin(p->q->bbox.maxy + my, p->window.maxy)};
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

static bool draw_pass(struct picture *p, size_t layer, const struct feature_type_style *pass, struct err *err)
{
    const struct render_layer *l = &p->q->layers[layer];
    struct active act = {0};
    struct read_query rq = {.layer = l->layer,
                            .velden = l->style->fields,
                            .n_velden = l->style->n_fields,
                            .categorie = l->categorie,
                            .periode = l->periode,
                            .pixel_m = p->pixel_m};
    bool got = false;
    if (!activate(p, tier_of(p, layer), pass, &act, err))
        return false;
    if (!act.any_text && !act.any_symbol)
        return true;
    if (!reading_box(p, &act, &rq.bbox, &got, err))
        return false;
    if (!got)
        return true;
    struct arena_mark mark = arena_mark(p->a);
    struct read_feature f = {0};
    void *cursor = NULL;
    if (!p->from->open(p->from->self, &rq, p->a, &cursor, err))
        return false;
    bool ok;
    while ((ok = p->from->next(cursor, &f, &got, err)) && got)
        if (!(ok = take_feature(p, &act, &f, layer, err)))
            break;
    p->from->close(cursor);
    arena_rewind(p->a, mark);
    return ok;
}

/* The picture's top left in the pixel grid of the CRS's tile matrix set (or of the CRS's origin). */
static void origin(const struct picture *p, double *x, double *y)
{
    double left = 0, top = 0;
    for (size_t i = 0; i < tile_matrix_set_count; i++)
        if (tile_matrix_sets[i].crs == p->q->crs) {
            left = tile_matrix_sets[i].origin_x;
            top = tile_matrix_sets[i].origin_y;
            break;
        }
    *x = round((p->q->bbox.minx - left) / p->units_x);
    *y = round((top - p->q->bbox.maxy) / p->units_y);
}

bool render_from(struct render_context *c, const struct render_source *from, struct crs_context *crs,
                 const struct render_request *q, struct arena *a, struct buf *png, struct err *err)
{
    if (!size_ok(q->width_px, q->height_px, err))
        return false;
    if (!(q->bbox.minx < q->bbox.maxx && q->bbox.miny < q->bbox.maxy) || !isfinite(q->bbox.minx) ||
        !isfinite(q->bbox.maxx) || !isfinite(q->bbox.miny) || !isfinite(q->bbox.maxy))
        return err_set(err, ERR_INVALID, "BBOX", "de rechthoek is leeg; verwacht: minx < maxx en miny < maxy");
    const struct crs *k = crs_get(q->crs);
    struct picture p = {.c = c, .from = from, .crs = crs, .q = q, .a = a};
    p.ratio = q->pixel_ratio > 0.1 && q->pixel_ratio <= 8 ? q->pixel_ratio : 1;
    p.units_x = (q->bbox.maxx - q->bbox.minx) / q->width_px;
    p.units_y = (q->bbox.maxy - q->bbox.miny) / q->height_px;
    p.denominator = p.units_x * p.ratio * k->metres_per_unit / ogc_pixel_m;
    p.pixel_m = p.units_x * k->metres_per_unit * (q->crs == CRS_RD ? 1 : mercator_ground);
    p.label_precision = fmax(0.5, exp2(round(log2(p.pixel_m * p.ratio))));
    p.window = k->extent;
    if (q->crs == CRS_WEB_MERCATOR && !crs_transform_bbox(crs, CRS_RD, q->crs, crs_get(CRS_RD)->extent, &p.window, err))
        return false;
    double ox = 0, oy = 0;
    const uint32_t *pixels = NULL;
    int stride = 0;
    origin(&p, &ox, &oy);
    p.left = (int64_t)ox;
    p.top = (int64_t)oy;
    labels_start(c->labels, &(struct label_view){p.left, p.top, q->width_px, q->height_px, p.ratio});
    declare_tiers(&p);
    struct arena_mark mark = arena_mark(c->mem);
    bool ok = canvas_start(c->canvas, q->width_px, q->height_px, q->transparent, q->background, ox, oy, p.ratio, err);
    for (size_t i = 0; ok && i < q->n_layers; i++)
        for (size_t n = 0; ok && n < q->layers[i].style->n_passes; n++)
            ok = draw_pass(&p, i, &q->layers[i].style->passes[n], err);
    ok = ok && labels_resolve(c->labels, err) && canvas_pixels(c->canvas, &pixels, &stride, err) &&
         labels_draw(c->labels, (uint32_t *)pixels, stride, err) &&
         png_write(c->colours, pixels, q->width_px, q->height_px, stride, png, err);
    arena_rewind(c->mem, mark);
    return ok;
}

bool render_blank(int width_px, int height_px, bool transparent, uint32_t background, struct buf *png, struct err *err)
{
    if (!size_ok(width_px, height_px, err))
        return false;
    uint32_t *pixels = malloc((size_t)width_px * (size_t)height_px * sizeof *pixels);
    struct png_table *t = png_table_new();
    bool ok = false;
    if (!pixels || !t) {
        err_set(err, ERR_MEMORY, NULL, "te weinig geheugen voor een leeg beeld");
        goto done;
    }
    for (size_t i = 0; i < (size_t)width_px * (size_t)height_px; i++)
        pixels[i] = transparent ? 0 : 0xff000000 | background;
    ok = png_write(t, pixels, width_px, height_px, width_px, png, err);
done:
    free(pixels);
    png_table_free(t);
    return ok;
}
