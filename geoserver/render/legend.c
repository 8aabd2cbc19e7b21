/* Legends: a swatch per rule, its title beside it. */
#include "geoserver/render/render_priv.h"
#include "warehouse/density.h"
#include "warehouse/figures.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { SWATCH_PX = 20, SWATCH_MAX_PX = 500, LEGEND_MAX_TITLE_PX = 320 };

/* Whole pixels for the edges of a box, so that swatches are crisp. */
static void box(double *xy, uint32_t *end, double x0, double y0, double x1, double y1)
{
    const double p[10] = {x0, y0, x1, y0, x1, y1, x0, y1, x0, y0};
    memcpy(xy, p, sizeof p);
    *end = 5;
}

void legend_swatch(struct canvas *c, const struct rule *r, double x, double y, double width, double height,
                   double ratio)
{
    double xy[10];
    uint32_t end, part = 1;
    bool area = false; /* then lines are its outline */
    for (size_t i = 0; i < r->n_symbolizers; i++)
        area = area || r->symbolizers[i].type == SYMBOL_POLYGON;
    for (size_t i = 0; i < r->n_symbolizers; i++) {
        const struct symbolizer *s = &r->symbolizers[i];
        struct geom g = {.xy = xy, .ring_end = &end, .n_rings = 1, .part_end = &part, .n_parts = 1};
        if (s->type == SYMBOL_POINT) {
            struct symbolizer fit = *s; /* a large mark shrinks into its box */
            double most = fmin(width, height) / ratio - 2;
            if (fit.size_px > most)
                fit.size_px = most;
            fit.dx_px = fit.dy_px = 0;
            fit.anchor_x = fit.anchor_y = 0.5;
            canvas_mark(c, &fit, x + width / 2, y + height / 2);
        } else if (s->type == SYMBOL_POLYGON || (s->type == SYMBOL_LINE && area)) {
            double in = ratio + (s->stroke.on ? floor(s->stroke.width_px * ratio) / 2 : 0);
            if (s->stroke.on && in == floor(in) && fmod(round(s->stroke.width_px * ratio), 2) == 1)
                in += 0.5;
            box(xy, &end, x + in, y + in, x + width - in, y + height - in);
            g.type = GEOM_POLYGON;
            g.n_xy = 5;
            if (s->type == SYMBOL_POLYGON)
                canvas_fill(c, &g, &s->fill);
            canvas_stroke(c, &g, &s->stroke, NULL);
        } else if (s->type == SYMBOL_LINE) {
            double mid = floor(y + height / 2) + (fmod(round(s->stroke.width_px * ratio), 2) == 1 ? 0.5 : 0);
            xy[0] = x + ratio;
            xy[1] = xy[3] = mid;
            xy[2] = x + width - ratio;
            end = 2;
            g.type = GEOM_LINE;
            g.n_xy = 2;
            if (s->stroke.graphic)
                canvas_mark(c, s->stroke.graphic, x + width / 2, y + height / 2);
            else
                canvas_stroke(c, &g, &s->stroke, NULL);
        }
    }
}

/* "klasse_3" → 3; 0: the rule is no class. */
static int class_of_rule(const char *name)
{
    int k = 0, end = 0;
    return sscanf(name, "klasse_%d%n", &k, &end) == 1 && !name[end] && k > 0 ? k : 0;
}

bool render_legend_titles(struct warehouse *w, const struct render_layer *l, double pixel_m, struct arena *a,
                          const char *const **out, struct err *err)
{
    size_t n = style_rule_count(l->style);
    const struct layer *layer = l->layer;
    const char *categorie = l->categorie ? l->categorie : layer->categorie,
               **titles = arena_array(a, n + 1, sizeof *titles);
    bool density = layer->soort == LAAG_DICHTHEID && pixel_m > 0;
    struct read_query q = {.layer = layer, .categorie = categorie, .periode = l->periode, .pixel_m = pixel_m};
    struct figure_table t = {0};
    struct klassen k = {0};
    if (!titles)
        return err_set(err, ERR_MEMORY, NULL, "te weinig geheugen voor de legenda");
    if (layer->indicator && !figure_values(w, layer->indicator, layer->niveau, categorie, l->periode, a, &t, err))
        return false;
    if (density && !density_klassen(w, &q, a, &k, err))
        return false;
    for (size_t i = 0; i < n; i++) {
        int which = class_of_rule(style_rule_name(l->style, i));
        if (which && t.n_classes)
            titles[i] = figure_class_title(&t, layer->indicator, which, a);
        else if (which && k.n)
            titles[i] = density_class_title(layer, &k, which, density_cell_m(layer, pixel_m), a);
        else
            titles[i] = style_rule_title(l->style, i);
    }
    *out = titles;
    return true;
}

bool render_legend(struct render_context *c, const struct style *s, const char *rule_name, const char *const *titles,
                   int swatch_width_px, int swatch_height_px, double pixel_ratio, struct arena *a, struct buf *png,
                   int *width_px, int *height_px, struct err *err)
{
    static const struct text_style title = {.family = "Open Sans",
                                            .size_px = 12,
                                            .to_left = true,
                                            .rgb = 0x1f2933,
                                            .opacity = 1,
                                            .wrap_px = LEGEND_MAX_TITLE_PX};
    double ratio = pixel_ratio > 0.1 && pixel_ratio <= 8 ? pixel_ratio : 1;
    int sw = swatch_width_px > 0 ? swatch_width_px : SWATCH_PX,
        sh = swatch_height_px > 0 ? swatch_height_px : SWATCH_PX;
    if (sw > SWATCH_MAX_PX || sh > SWATCH_MAX_PX)
        return err_set(err, ERR_LIMIT, "WIDTH", "een legendavakje is ten hoogste %d pixels groot", SWATCH_MAX_PX);
    sw = (int)lround(sw * ratio);
    sh = (int)lround(sh * ratio);
    const struct rule *only = NULL;
    for (size_t i = 0; rule_name && !only && i < s->n_legend; i++)
        if (!strcmp(style_rule_name(s, i), rule_name))
            only = s->legend[i];
    if (rule_name && !only)
        return err_set(err, ERR_NOT_FOUND, "RULE", "stijl %s heeft geen regel \"%.100s\"", s->id, rule_name);
    if (!only && !s->n_legend)
        return err_set(err, ERR_NOT_FOUND, "STYLE", "stijl %s heeft geen legenda", s->id);
    int width = sw, height = sh, gap = (int)lround(4 * ratio), beside = (int)lround(8 * ratio);
    if (!only) {
        /* measured on the canvas of one pixel that every context can have */
        if (!canvas_start(c->canvas, 1, 1, true, 0, 0, 0, ratio, err))
            return false;
        height = gap;
        int widest = 0;
        for (size_t i = 0; i < s->n_legend; i++) {
            int w, h;
            const char *text = titles ? titles[i] : s->legend[i]->title;
            if (!text)
                continue;
            canvas_text_size(c->canvas, &title, text, &w, &h);
            widest = w > widest ? w : widest;
            height += (h > sh ? h : sh) + gap;
        }
        width = gap + sw + beside + widest + gap;
    }
    if (height > RENDER_MAX_PX || width > RENDER_MAX_PX)
        return err_set(err, ERR_LIMIT, "HEIGHT", "de legenda zou hoger dan %d pixels worden", RENDER_MAX_PX);
    if (!canvas_start(c->canvas, width, height, true, 0, 0, 0, ratio, err))
        return false;
    if (only)
        legend_swatch(c->canvas, only, 0, 0, sw, sh, ratio);
    int y = gap;
    for (size_t i = 0; !only && i < s->n_legend; i++) {
        int w, h;
        const char *text = titles ? titles[i] : s->legend[i]->title;
        if (!text)
            continue;
        canvas_text_size(c->canvas, &title, text, &w, &h);
        int row = h > sh ? h : sh;
        legend_swatch(c->canvas, s->legend[i], gap, y + (row - sh) / 2, sw, sh, ratio);
        canvas_text(c->canvas, &title, text, gap + sw + beside, y + (row - h) / 2);
        y += row + gap;
    }
    const uint32_t *pixels = NULL;
    int stride = 0;
    if (!canvas_pixels(c->canvas, &pixels, &stride, err) ||
        !image_encode(c->images, IMAGE_PNG, pixels, width, height, stride, png, err))
        return false;
    if (width_px)
        *width_px = width;
    if (height_px)
        *height_px = height;
    return true;
}
