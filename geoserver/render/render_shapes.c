/* What a pass has to draw, gathered per symbolizer, so that all shapes of one are laid over the picture at once. */
#include "geoserver/render/render_priv.h"

#include <math.h>
#include <string.h>

static double stroke_reach(const struct stroke *s)
{
    return s->on ? (s->width_expr ? EXPR_WIDTH_PX : s->width_px) * (s->join == JOIN_MITER ? 2 : 1) : 0;
}

void shape_measure(struct shape *k, const struct symbolizer *s, const struct read_value *values, double metres_per_px)
{
    double by = s->in_metres && metres_per_px > 0 ? 1 / metres_per_px : 1; /* see symbolizer_at */
    if (s->size_expr)
        k->size_px = (float)fmin(EXPR_SIZE_PX, by * expr_number(s->size_expr, values, s->size_px / by, 0, 1e6));
    if (s->rotation_expr)
        k->turn_deg = (float)expr_number(s->rotation_expr, values, 0, -3600, 3600);
    if (s->stroke.width_expr)
        k->width_px =
            (float)fmin(EXPR_WIDTH_PX, by * expr_number(s->stroke.width_expr, values, s->stroke.width_px / by, 0, 1e6));
}

const struct symbolizer *shape_symbol(const struct shape *k, const struct symbolizer *s, struct symbolizer *copy)
{
    if (!s->size_expr && !s->rotation_expr && !s->stroke.width_expr)
        return s;
    *copy = *s;
    if (s->size_expr)
        copy->size_px = k->size_px;
    if (s->rotation_expr)
        copy->rotation_deg = k->turn_deg;
    if (s->stroke.width_expr) {
        copy->stroke.width_px = k->width_px;
        copy->stroke.on = s->stroke.on && k->width_px > 0;
    }
    return copy;
}

/* How far a mark reaches from its point, px. */
static double mark_reach(const struct symbolizer *whole)
{
    struct symbolizer largest = *whole;
    const struct symbolizer *s = &largest;
    if (largest.size_expr)
        largest.size_px = EXPR_SIZE_PX;
    if (s->picture && s->picture->aspect > 1)
        largest.size_px *= s->picture->aspect;
    double aside = fmax(fabs(s->dx_px) + fabs(0.5 - s->anchor_x) * s->size_px,
                        fabs(s->dy_px) + fabs(0.5 - s->anchor_y) * s->size_px);
    return s->size_px + aside;
}

/* Marks on one straight piece; *next: how far along the line the next mark is, *along: where the piece begins. */
static void piece_marks(const double a[2], const double b[2], double every, double reach, const struct picture *p,
                        double *next, double *along, void (*put)(void *, double, double, double), void *self)
{
    double dx = b[0] - a[0], dy = b[1] - a[1], length = hypot(dx, dy), turn = atan2(dy, dx) * 180 / M_PI;
    struct bbox view = {-reach, -reach, p->width + reach, p->height + reach};
    bool near = bbox_intersects(bbox_of((const double[]){a[0], a[1], b[0], b[1]}, 2), view);
    for (; near && *next < *along + length; *next += every) {
        double share = (*next - *along) / length, x = a[0] + share * dx, y = a[1] + share * dy;
        if (bbox_contains(view, x, y))
            put(self, x, y, turn);
    }
    *along += length;
    if (*next < *along)
        *next += ceil((*along - *next) / every) * every;
}

void shape_marks(const struct shape *k, const struct stroke *s, const struct picture *p,
                 void (*put)(void *self, double x, double y, double turn_deg), void *self)
{
    double every = s->every_px * p->ratio, reach = 2 * mark_reach(s->graphic) * p->ratio;
    for (uint32_t r = 0, i = 0; k->type != GEOM_POINT && r < k->n_rings; r++) {
        double along = k->start ? k->start[r] : 0, next = s->first_px * p->ratio;
        if (next < along)
            next += ceil((along - next) / every) * every;
        for (; i + 1 < k->ring_end[r]; i++) {
            const int32_t *xy = k->xy + 2 * (size_t)i;
            const double a[2] = {(double)xy[0] / RASTER_SUB, (double)xy[1] / RASTER_SUB};
            const double b[2] = {(double)xy[2] / RASTER_SUB, (double)xy[3] / RASTER_SUB};
            piece_marks(a, b, every, reach, p, &next, &along, put, self);
        }
        i = k->ring_end[r];
    }
}

static void widen(struct active *act, const struct symbolizer *s)
{
    if (s->type == SYMBOL_TEXT) {
        act->any_text = true;
    } else {
        act->any_symbol = true;
        act->any_point = act->any_point || s->type == SYMBOL_POINT;
        act->reach = fmax(act->reach, stroke_reach(&s->stroke) + fabs(s->stroke.offset_px) +
                                          fmax(fabs(s->dx_px), fabs(s->dy_px)) +
                                          (s->stroke.graphic ? mark_reach(s->stroke.graphic) : 0) +
                                          (s->type == SYMBOL_POINT ? mark_reach(s) : 0));
    }
}

static bool draws(const struct symbolizer *s, int what)
{
    bool shape = s->type == SYMBOL_POLYGON || s->type == SYMBOL_LINE;
    return what == PART_FILL   ? s->type == SYMBOL_POLYGON && s->fill.on
           : what == PART_LINE ? shape && s->stroke.on
                               : s->type == SYMBOL_POINT;
}

static bool order_parts(struct active *act, struct arena *a)
{
    size_t most = 0, all = 0;
    for (size_t i = 0; i < act->n; i++) {
        most = act->rules[i]->n_symbolizers > most ? act->rules[i]->n_symbolizers : most;
        all += act->rules[i]->n_symbolizers;
    }
    if (!(act->parts = arena_array(a, 2 * all + 1, sizeof *act->parts)))
        return false;
    for (size_t k = 0; k < most; k++)
        for (int what = PART_FILL; what <= PART_MARK; what++)
            for (size_t i = 0; i < act->n; i++)
                if (k < act->rules[i]->n_symbolizers && draws(act->batches[i][k].symbol, what)) {
                    act->parts[act->n_parts].batch = &act->batches[i][k];
                    act->parts[act->n_parts++].what = what;
                }
    return true;
}

bool rule_at_scale(const struct picture *p, const struct rule *r)
{
    /* a hair of tolerance: a tile's denominator is a rounded number */
    return p->denominator >= r->min_scale * (1 - 1e-9) && p->denominator < r->max_scale * (1 - 1e-9);
}

/* In pixels of the style: a copy, for labels outlive the pass, of what is in metres. */
static const struct symbolizer *symbol_here(const struct symbolizer *s, double metres_per_px, struct arena *a)
{
    struct symbolizer *copy = s->in_metres ? arena_alloc(a, sizeof *copy) : NULL;
    if (!s->in_metres)
        return s;
    if (copy)
        symbolizer_at(s, metres_per_px, copy);
    return copy;
}

bool active_init(struct active *act, const struct picture *p, size_t layer, const struct feature_type_style *pass,
                 struct arena *a, struct err *err)
{
    *act = (struct active){.rules = arena_array(a, pass->n_rules + 1, sizeof *act->rules),
                           .batches = arena_array(a, pass->n_rules + 1, sizeof *act->batches)};
    act->first_only = pass->first_only;
    if (!act->rules || !act->batches)
        return err_set(err, ERR_MEMORY, NULL, "te weinig geheugen voor het beeld");
    for (size_t i = 0; i < pass->n_rules && act->n < RULES_END; i++) {
        const struct rule *r = &pass->rules[i];
        if (!rule_at_scale(p, r))
            continue;
        struct batch *b = arena_array(a, r->n_symbolizers + 1, sizeof *b);
        if (!b)
            return err_set(err, ERR_MEMORY, NULL, "te weinig geheugen voor het beeld");
        for (size_t k = 0; k < r->n_symbolizers; k++) {
            if (!(b[k].symbol = symbol_here(&r->symbolizers[k], p->pixel_m * p->ratio, p->c->mem)))
                return err_set(err, ERR_MEMORY, NULL, "te weinig geheugen voor het beeld");
            if (b[k].symbol->type == SYMBOL_TEXT)
                b[k].label = picture_label_style(p, &r->symbolizers[k]);
            widen(act, b[k].symbol);
        }
        act->needs_box = act->needs_box || r->needs_box;
        act->batches[act->n] = b;
        act->rules[act->n++] = r;
    }
    if (!order_parts(act, a))
        return err_set(err, ERR_MEMORY, NULL, "te weinig geheugen voor het beeld");
    act->reach = (act->reach + 2) * p->ratio;
    active_margins(act, p, layer);
    return true;
}

const uint16_t *active_match(const struct active *act, const struct read_value *values, const struct bbox *rd_box,
                             struct arena *a)
{
    uint16_t *list = arena_array(a, act->n + 1, sizeof *list);
    size_t n = 0;
    for (int otherwise = 0; list && otherwise < 2 && !n; otherwise++)
        for (size_t i = 0; i < act->n; i++) {
            const struct rule *r = act->rules[i];
            if ((n && act->first_only) || r->is_else != (bool)otherwise ||
                (r->filter && !filter_matches(r->filter, values, rd_box)))
                continue;
            list[n++] = (uint16_t)i;
        }
    if (list)
        list[n] = RULES_END;
    return list;
}

static bool room(void **items, size_t n, size_t *cap, size_t size, struct arena *a)
{
    if (n < *cap)
        return true;
    size_t more = *cap ? 2 * *cap : 64;
    void *grown = arena_grow(a, *items, *cap * size, more * size);
    if (!grown)
        return false;
    *items = grown;
    *cap = more;
    return true;
}

bool batch_add(struct batch *b, const struct shape *s, struct arena *a)
{
    void *items = b->shapes;
    if (!room(&items, b->n, &b->cap, sizeof *b->shapes, a))
        return false;
    b->shapes = items;
    b->shapes[b->n++] = *s;
    return true;
}

bool batch_add_speck(struct batch *b, struct speck s, struct arena *a)
{
    void *items = b->specks;
    if (!room(&items, b->n_specks, &b->cap_specks, sizeof *b->specks, a))
        return false;
    b->specks = items;
    b->specks[b->n_specks++] = s;
    return true;
}

/* ---- painting ---- */

static void add_specks(struct raster *r, const struct batch *b)
{
    for (size_t i = 0; i < b->n_specks; i++)
        raster_speck_add(r, b->specks[i].x, b->specks[i].y, b->specks[i].area_px);
}

/* Their outlines: what is as large as a square of that area has four sides of this width. */
static void add_speck_outlines(struct raster *r, const struct batch *b, double width_px)
{
    for (size_t i = 0; i < b->n_specks; i++)
        raster_speck_add(r, b->specks[i].x, b->specks[i].y, (float)(4 * sqrt(b->specks[i].area_px) * width_px));
}

static void add_fill(const struct batch *b, const struct picture *p)
{
    struct raster *r = p->c->raster;
    for (size_t i = 0; i < b->n; i++)
        if (b->shapes[i].type == GEOM_POLYGON)
            raster_fill_add(r, b->shapes[i].xy, b->shapes[i].ring_end, b->shapes[i].n_rings);
    add_specks(r, b);
}

static void add_line(const struct batch *b, const struct picture *p)
{
    struct raster *r = p->c->raster;
    const struct stroke *s = &b->symbol->stroke;
    for (size_t i = 0; i < b->n; i++) {
        const struct shape *k = &b->shapes[i];
        struct symbolizer own;
        const struct stroke *line = s->width_expr ? &shape_symbol(k, b->symbol, &own)->stroke : s;
        if (k->type != GEOM_POINT && line->on)
            raster_line_add(r, k->xy, k->ring_end, k->n_rings, k->type == GEOM_POLYGON && !k->start, line, p->ratio,
                            k->start, s->offset_px);
    }
    add_speck_outlines(r, b, s->width_px * p->ratio);
}

static bool same_dashes(const struct stroke *a, const struct stroke *b)
{
    return a->n_dash == b->n_dash && a->dash_offset_px == b->dash_offset_px &&
           memcmp(a->dash_px, b->dash_px, a->n_dash * sizeof *a->dash_px) == 0;
}

/* Whether two parts that follow each other would be laid over the picture in the same way: then at once. */
static bool paints_alike(const struct part *a, const struct part *b)
{
    if (a->what != b->what)
        return false;
    if (a->what == PART_FILL) {
        const struct fill *f = &a->batch->symbol->fill, *g = &b->batch->symbol->fill;
        return !f->hatched && !g->hatched && !f->graphic && !g->graphic && f->rgb == g->rgb && f->opacity == g->opacity;
    }
    const struct stroke *s = &a->batch->symbol->stroke, *t = &b->batch->symbol->stroke;
    return a->what == PART_LINE && !s->graphic && !t->graphic && s->rgb == t->rgb && s->opacity == t->opacity &&
           s->width_px == t->width_px && s->offset_px == t->offset_px && s->join == t->join && s->cap == t->cap &&
           same_dashes(s, t);
}

/* The mark's picture, square; NULL: too large, or no memory. */
static const uint32_t *mark_picture(const struct symbolizer *s, const struct picture *p, int *side, int *stride)
{
    double reach = (2 * mark_reach(s) - s->size_px * 0.5 + (s->stroke.on ? s->stroke.width_px * 2 : 0)) * p->ratio + 4;
    const uint32_t *pixels = NULL;
    struct canvas *c = p->c->canvas;
    *side = 2 * (int)ceil(reach / 2) + 1;
    if (*side > RENDER_CELL_PX || !canvas_start(c, *side, *side, true, 0, 0, 0, p->ratio, NULL))
        return NULL;
    canvas_mark(c, s, *side / 2.0, *side / 2.0);
    return canvas_pixels(c, &pixels, stride, NULL) ? pixels : NULL;
}

/* A mark is drawn once, and laid at every point; anew where it differs from the one before. */
static void paint_marks(const struct batch *b, const struct picture *p)
{
    const uint32_t *pixels = NULL;
    int side = 0, stride = 0;
    struct symbolizer own = *b->symbol;
    bool varies = own.size_expr || own.rotation_expr || own.stroke.width_expr;
    own.size_expr = NULL; /* its reach is that of its own size */
    if (b->n_specks || !varies)
        pixels = mark_picture(&own, p, &side, &stride);
    for (size_t i = 0; pixels && i < b->n_specks; i++)
        raster_image(p->c->raster, pixels, side, side, stride, b->specks[i].x, b->specks[i].y);
    for (size_t i = 0; i < b->n; i++) {
        const struct shape *k = &b->shapes[i], *before = i ? k - 1 : NULL;
        if (varies && (!before || k->size_px != before->size_px || k->turn_deg != before->turn_deg ||
                       k->width_px != before->width_px)) {
            (void)shape_symbol(k, b->symbol, &own);
            own.size_expr = NULL;
            pixels = own.size_px > 0 ? mark_picture(&own, p, &side, &stride) : NULL;
        }
        for (size_t n = 0; pixels && k->type == GEOM_POINT && n < k->n_rings; n++)
            raster_image(p->c->raster, pixels, side, side, stride, k->xy[2 * n], k->xy[2 * n + 1]);
    }
}

struct line_marks {
    const struct picture *p;
    struct symbolizer mark;
    double base_deg; /* its own rotation */
    const uint32_t *pixels;
    int side, stride;
};

static void lay_mark(void *self, double x, double y, double turn_deg)
{
    struct line_marks *m = self;
    double turn = m->base_deg + turn_deg;
    if (!m->pixels || turn != m->mark.rotation_deg) {
        m->mark.rotation_deg = turn;
        m->pixels = mark_picture(&m->mark, m->p, &m->side, &m->stride);
    }
    if (m->pixels)
        raster_image(m->p->c->raster, m->pixels, m->side, m->side, m->stride, (int32_t)lround(x * RASTER_SUB),
                     (int32_t)lround(y * RASTER_SUB));
}

static void paint_line_marks(const struct batch *b, const struct picture *p)
{
    const struct stroke *s = &b->symbol->stroke;
    struct line_marks m = {.p = p, .mark = *s->graphic, .base_deg = s->graphic->rotation_deg};
    m.mark.size_expr = m.mark.rotation_expr = NULL; /* constant along a line */
    for (size_t i = 0; i < b->n; i++)
        shape_marks(&b->shapes[i], s, p, lay_mark, &m);
}

/* One cell of a fill of marks is drawn once, with what reaches into it from its neighbours. */
static void paint_pattern(const struct fill *f, const struct picture *p)
{
    enum { CELL_MOST_PX = 1024 };
    int w = (int)fmin(CELL_MOST_PX, fmax(1, round(f->cell_x_px * p->ratio))), stride = 0;
    int h = (int)fmin(CELL_MOST_PX, fmax(1, round(f->cell_y_px * p->ratio)));
    struct symbolizer s = *f->graphic;
    struct canvas *c = p->c->canvas;
    const uint32_t *pixels = NULL;
    s.mark_opacity = f->opacity;
    bool ok = canvas_start(c, w, h, true, 0, 0, 0, p->ratio, NULL);
    for (int i = 0; ok && i < 9; i++)
        canvas_mark(c, &s, w * (i % 3 - 0.5), h * (i / 3 - 0.5));
    if (ok && canvas_pixels(c, &pixels, &stride, NULL))
        raster_paint_pattern(p->c->raster, pixels, w, h, stride);
    else
        raster_paint(p->c->raster, 0, 0); /* forgets what was added */
}

void active_paint(const struct active *act, const struct picture *p)
{
    struct raster *r = p->c->raster;
    for (size_t i = 0; i < act->n_parts; i++) {
        const struct part *k = &act->parts[i];
        const struct symbolizer *s = k->batch->symbol;
        if (k->what == PART_MARK) {
            paint_marks(k->batch, p);
            continue;
        }
        if (k->what == PART_LINE && s->stroke.graphic) {
            paint_line_marks(k->batch, p);
            continue;
        }
        if (k->what == PART_FILL)
            add_fill(k->batch, p);
        else
            add_line(k->batch, p);
        if (i + 1 < act->n_parts && paints_alike(k, k + 1))
            continue;
        if (k->what == PART_LINE)
            raster_paint(r, s->stroke.rgb, s->stroke.opacity);
        else if (s->fill.graphic)
            paint_pattern(&s->fill, p);
        else if (s->fill.hatched)
            raster_paint_hatch(r, &s->fill, p->ratio);
        else
            raster_paint(r, s->fill.rgb, s->fill.opacity);
    }
}
