/* What was gathered, drawn by the canvas: SVG and PDF. Shape by shape, in the order of active_paint. */
#include "geoserver/render/render_priv.h"

#include <math.h>

/* A shape in pixels. */
static bool to_geom(const struct shape *s, struct arena *a, struct geom *out)
{
    size_t n = s->type == GEOM_POINT ? s->n_rings : s->n_rings ? s->ring_end[s->n_rings - 1] : 0;
    uint32_t *ends = s->n_rings && s->type != GEOM_POINT ? arena_array(a, s->n_rings, sizeof *ends) : NULL;
    *out =
        (struct geom){.type = s->type, .xy = arena_array(a, 2 * n + 2, sizeof *out->xy), .n_xy = n, .ring_end = ends};
    if (!out->xy || (s->n_rings && s->type != GEOM_POINT && !ends))
        return false;
    for (size_t i = 0; i < 2 * n; i++)
        out->xy[i] = (double)s->xy[i] / RASTER_SUB;
    for (uint32_t r = 0; ends && r < s->n_rings; r++)
        ends[r] = s->ring_end[r];
    out->n_rings = ends ? s->n_rings : 0;
    return true;
}

/* What is smaller than a pixel: a square of its area. */
static void draw_speck(struct canvas *c, const struct symbolizer *s, struct speck k)
{
    double half = sqrt(fmin(k.area_px, 1)) / 2, x = (double)k.x / RASTER_SUB, y = (double)k.y / RASTER_SUB;
    double xy[10] = {x - half, y - half, x + half, y - half, x + half,
                     y + half, x - half, y + half, x - half, y - half};
    uint32_t end = 5;
    struct geom g = {.type = GEOM_POLYGON, .xy = xy, .n_xy = 5, .ring_end = &end, .n_rings = 1};
    struct fill line = {.on = true, .rgb = s->stroke.rgb, .opacity = s->stroke.opacity};
    canvas_fill(c, &g, s->fill.on ? &s->fill : &line);
}

struct vector_marks {
    struct canvas *canvas;
    const struct symbolizer *mark;
};

static void draw_mark(void *self, double x, double y, double turn_deg)
{
    const struct vector_marks *m = self;
    struct symbolizer turned = *m->mark;
    turned.rotation_deg += turn_deg;
    canvas_mark(m->canvas, &turned, x, y);
}

static bool draw_part(const struct batch *b, const struct picture *p, int part, struct err *err)
{
    struct canvas *c = p->c->canvas;
    const struct symbolizer *s = b->symbol;
    for (size_t i = 0; i < b->n; i++) {
        struct arena_mark mark = arena_mark(p->c->shapes);
        const struct shape *k = &b->shapes[i];
        struct symbolizer copy;
        const struct symbolizer *own = shape_symbol(k, s, &copy);
        struct geom g;
        if (!to_geom(k, p->c->shapes, &g))
            return err_set(err, ERR_LIMIT, NULL, "dit beeld heeft te veel vormen; vraag een kleiner deel");
        if (part == 0 && k->type == GEOM_POLYGON)
            canvas_fill(c, &g, &s->fill);
        else if (part == 1 && s->stroke.graphic)
            shape_marks(k, &s->stroke, p, draw_mark, &(struct vector_marks){c, s->stroke.graphic});
        else if (part == 1)
            canvas_stroke(c, &g, &own->stroke, k->start);
        for (size_t n = 0; part == 2 && k->type == GEOM_POINT && n < g.n_xy; n++)
            canvas_mark(c, own, g.xy[2 * n], g.xy[2 * n + 1]);
        arena_rewind(p->c->shapes, mark);
    }
    for (size_t i = 0; i < b->n_specks; i++) {
        if (part == 2)
            canvas_mark(c, s, (double)b->specks[i].x / RASTER_SUB, (double)b->specks[i].y / RASTER_SUB);
        else if (s->fill.on == (part == 0))
            draw_speck(c, s, b->specks[i]);
    }
    return true;
}

bool active_paint_vector(const struct active *act, const struct picture *p, struct err *err)
{
    for (size_t at = 0; at < act->n_parts; at++) {
        const struct part *k = &act->parts[at];
        if (!draw_part(k->batch, p, k->what, err))
            return false;
    }
    return true;
}
