/* What a pass has to draw, gathered per symbolizer, so that all shapes of one are laid over the picture at once. */
#include "geoserver/render/render_priv.h"

#include <math.h>
#include <string.h>

static double stroke_reach(const struct stroke *s)
{
    return s->on ? s->width_px * (s->join == JOIN_MITER ? 2 : 1) : 0;
}

static void widen(struct active *act, const struct symbolizer *s)
{
    if (s->type == SYMBOL_TEXT) {
        const struct text_style *t = &s->text;
        double across = CANVAS_WORD_STRETCH * t->wrap_px + t->space_px + fabs(t->dx_px) + t->halo_px + 4;
        double high = 3 * 1.7 * t->size_px + t->space_px + fabs(t->dy_px) + t->halo_px + 4;
        act->any_text = true;
        act->label_x = fmax(act->label_x, across * (LABEL_ROUNDS + 1));
        act->label_y = fmax(act->label_y, high * (LABEL_ROUNDS + 1));
    } else {
        act->any_symbol = true;
        act->any_point = act->any_point || s->type == SYMBOL_POINT;
        act->reach = fmax(act->reach, stroke_reach(&s->stroke) + (s->type == SYMBOL_POINT ? s->size_px : 0));
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

bool active_init(struct active *act, const struct picture *p, const struct feature_type_style *pass, struct arena *a,
                 struct err *err)
{
    *act = (struct active){.rules = arena_array(a, pass->n_rules + 1, sizeof *act->rules),
                           .batches = arena_array(a, pass->n_rules + 1, sizeof *act->batches)};
    if (!act->rules || !act->batches)
        return err_set(err, ERR_MEMORY, NULL, "te weinig geheugen voor het beeld");
    for (size_t i = 0; i < pass->n_rules && act->n < RULES_END; i++) {
        const struct rule *r = &pass->rules[i];
        /* a hair of tolerance: a tile's denominator is a rounded number */
        if (p->denominator < r->min_scale * (1 - 1e-9) || p->denominator >= r->max_scale * (1 - 1e-9))
            continue;
        struct batch *b = arena_array(a, r->n_symbolizers + 1, sizeof *b);
        if (!b)
            return err_set(err, ERR_MEMORY, NULL, "te weinig geheugen voor het beeld");
        for (size_t k = 0; k < r->n_symbolizers; k++) {
            b[k].symbol = &r->symbolizers[k];
            widen(act, b[k].symbol);
        }
        act->batches[act->n] = b;
        act->rules[act->n++] = r;
    }
    if (!order_parts(act, a))
        return err_set(err, ERR_MEMORY, NULL, "te weinig geheugen voor het beeld");
    act->reach = (act->reach + 2) * p->ratio;
    act->label_x *= p->ratio;
    act->label_y *= p->ratio;
    return true;
}

const uint16_t *active_match(const struct active *act, const struct read_value *values, struct arena *a)
{
    uint16_t *list = arena_array(a, act->n + 1, sizeof *list);
    size_t n = 0;
    for (int otherwise = 0; list && otherwise < 2 && !n; otherwise++)
        for (size_t i = 0; i < act->n; i++) {
            const struct rule *r = act->rules[i];
            if (r->is_else == (bool)otherwise && (!r->filter || filter_matches(r->filter, values)))
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
        if (k->type != GEOM_POINT)
            raster_line_add(r, k->xy, k->ring_end, k->n_rings, k->type == GEOM_POLYGON && !k->start, s, p->ratio,
                            k->start, 0);
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
        return !f->hatched && !g->hatched && f->rgb == g->rgb && f->opacity == g->opacity;
    }
    const struct stroke *s = &a->batch->symbol->stroke, *t = &b->batch->symbol->stroke;
    return a->what == PART_LINE && s->rgb == t->rgb && s->opacity == t->opacity && s->width_px == t->width_px &&
           s->join == t->join && s->cap == t->cap && same_dashes(s, t);
}

/* A mark is drawn once, and laid at every point. */
static void paint_marks(const struct batch *b, const struct picture *p)
{
    const struct symbolizer *s = b->symbol;
    double reach = (s->size_px * 1.5 + (s->stroke.on ? s->stroke.width_px * 2 : 0)) * p->ratio + 4;
    int side = 2 * (int)ceil(reach / 2) + 1, stride = 0;
    const uint32_t *pixels = NULL;
    struct canvas *c = p->c->canvas;
    if (!b->n || side > RENDER_CELL_PX || !canvas_start(c, side, side, true, 0, 0, 0, p->ratio, NULL))
        return;
    canvas_mark(c, s, side / 2.0, side / 2.0);
    if (!canvas_pixels(c, &pixels, &stride, NULL))
        return;
    for (size_t i = 0; i < b->n; i++) {
        const struct shape *k = &b->shapes[i];
        for (size_t n = 0; k->type == GEOM_POINT && n < k->n_rings; n++)
            raster_image(p->c->raster, pixels, side, side, stride, k->xy[2 * n], k->xy[2 * n + 1]);
    }
    for (size_t i = 0; i < b->n_specks; i++)
        raster_image(p->c->raster, pixels, side, side, stride, b->specks[i].x, b->specks[i].y);
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
        if (k->what == PART_FILL)
            add_fill(k->batch, p);
        else
            add_line(k->batch, p);
        if (i + 1 < act->n_parts && paints_alike(k, k + 1))
            continue;
        if (k->what == PART_LINE)
            raster_paint(r, s->stroke.rgb, s->stroke.opacity);
        else if (s->fill.hatched)
            raster_paint_hatch(r, &s->fill, p->ratio);
        else
            raster_paint(r, s->fill.rgb, s->fill.opacity);
    }
}
