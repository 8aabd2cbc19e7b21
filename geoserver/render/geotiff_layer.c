/* Layers of soort raster: between the catalogue and style, and the file. */
#include "geoserver/render/geotiff.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *geotiff_path(const struct layer *l, const char *folder, struct arena *a)
{
    if (l->bestand[0] == '/' || !folder)
        return l->bestand;
    return arena_printf(a, "%s/rasters/%s", folder, l->bestand);
}

/* ---- colours ---- */

static uint32_t argb(uint32_t rgb, double opacity)
{
    return (uint32_t)lround(fmin(fmax(opacity, 0), 1) * 255) << 24 | (rgb & 0xffffffu);
}

static uint32_t between(const struct raster_colour *a, const struct raster_colour *b, double value)
{
    double t = b->value > a->value ? (value - a->value) / (b->value - a->value) : 1;
    uint32_t rgb = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
        double from = a->rgb >> shift & 255, to = b->rgb >> shift & 255;
        rgb |= (uint32_t)lround(from + (to - from) * t) << shift;
    }
    return argb(rgb, a->opacity + (b->opacity - a->opacity) * t);
}

uint32_t geotiff_colour(const struct raster_style *r, double value)
{
    const struct raster_colour *c = r->colours;
    size_t n = r->n_colours, low = 0, high = n; /* the first colour whose value is above ours */
    if (!n || isnan(value))
        return 0;
    if (r->map == RASTER_VALUES) {
        for (size_t i = 0; i < n; i++)
            if (fabs(c[i].value - value) <= 1e-6 * fmax(1, fabs(value)))
                return argb(c[i].rgb, c[i].opacity);
        return 0;
    }
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (c[mid].value > value)
            high = mid;
        else
            low = mid + 1;
    }
    if (r->map == RASTER_INTERVALS)
        return low < n ? argb(c[low].rgb, c[low].opacity) : 0;
    if (low == 0)
        return argb(c[0].rgb, c[0].opacity);
    return low == n ? argb(c[n - 1].rgb, c[n - 1].opacity) : between(&c[low - 1], &c[low], value);
}

/* ---- drawing ---- */

static bool draw_one(struct picture *p, const char *path, const struct raster_style *style, struct err *err)
{
    struct geotiff_view v = {.crs = p->q->crs,
                             .grid = p->grid,
                             .pixel_m = p->pixel_m,
                             .width = p->width,
                             .height = p->height,
                             .stride_px = (size_t)p->width};
    if (!p->vector) {
        int stride;
        if (!raster_pixels(p->c->raster, &v.pixels, &stride, err))
            return false;
        v.stride_px = (size_t)stride;
        return geotiff_draw(p->c->geotiffs, p->crs, path, style, &v, err);
    }
    v.pixels = calloc(v.stride_px * (size_t)v.height, sizeof *v.pixels);
    bool ok = v.pixels ? geotiff_draw(p->c->geotiffs, p->crs, path, style, &v, err)
                       : err_set(err, ERR_MEMORY, NULL, "te weinig geheugen voor een rasterbeeld");
    if (ok)
        canvas_image(p->c->canvas, v.pixels, v.width, v.height);
    free(v.pixels);
    return ok;
}

static bool draw_rule(struct picture *p, const char *path, const struct rule *r, double opacity, struct err *err)
{
    bool ok = true;
    for (size_t i = 0; ok && i < r->n_symbolizers; i++)
        if (r->symbolizers[i].type == SYMBOL_RASTER) {
            struct raster_style style = *r->symbolizers[i].raster;
            style.opacity *= opacity;
            ok = draw_one(p, path, &style, err);
        }
    return ok;
}

bool geotiff_layer_draw(struct picture *p, size_t layer, struct err *err)
{
    static const struct raster_style plain = {.opacity = 1};
    const struct render_layer *l = &p->q->layers[layer];
    const char *path = geotiff_path(l->layer, p->from->folder, p->a);
    bool styled = false, ok = true;
    if (!p->shapes)
        return true;
    if (!path)
        return err_set(err, ERR_MEMORY, NULL, "te weinig geheugen voor een rasterbeeld");
    for (size_t i = 0; ok && i < l->style->n_passes; i++) {
        const struct feature_type_style *pass = &l->style->passes[i];
        bool drawn = false;
        for (size_t k = 0; ok && k < pass->n_rules; k++) {
            const struct rule *r = &pass->rules[k];
            for (size_t m = 0; m < r->n_symbolizers; m++)
                styled = styled || r->symbolizers[m].type == SYMBOL_RASTER;
            /* a raster has no features for a filter to choose from */
            if (r->filter || (r->is_else && drawn) || !rule_at_scale(p, r))
                continue;
            drawn = true;
            ok = draw_rule(p, path, r, pass->opacity, err);
        }
    }
    return ok && (styled || draw_one(p, path, &plain, err));
}

/* ---- asking ---- */

bool render_layer_extent(struct render_context *c, struct warehouse *w, struct crs_context *crs, const struct layer *l,
                         struct arena *a, struct bbox *out, struct err *err)
{
    struct err broken = {0};
    if (l->soort != LAAG_RASTER)
        return read_extent(w, l, out, err);
    const char *path = geotiff_path(l, warehouse_dir(w), a);
    if (!path)
        return err_set(err, ERR_MEMORY, NULL, "te weinig geheugen voor een rasterbeeld");
    *out = bbox_empty();
    return geotiff_extent(c->geotiffs, crs, path, out, &broken) || broken.code != ERR_MEMORY ||
           err_set(err, ERR_MEMORY, broken.locator, "%s", broken.message);
}

/* "band_2" → 1; n: no band of these. */
static size_t band_of_field(const char *veld, size_t n)
{
    int band = 0, end = 0;
    bool ok = sscanf(veld, "band_%d%n", &band, &end) == 1 && !veld[end] && band >= 1 && (size_t)band <= n;
    return ok ? (size_t)band - 1 : n;
}

static bool fields_of(const struct layer *l, size_t n, struct arena *a, const struct kenmerk **out, size_t *n_out)
{
    static const char *const colours[] = {"Rood", "Groen", "Blauw"};
    struct kenmerk *to = arena_array(a, n + 1, sizeof *to);
    *out = l->n_kenmerken ? l->kenmerken : to;
    *n_out = l->n_kenmerken ? l->n_kenmerken : n;
    for (size_t i = 0; to && i < n; i++) {
        to[i].veld = arena_printf(a, "band_%zu", i + 1);
        to[i].titel = n == 1 ? "Waarde" : n == 3 ? colours[i] : arena_printf(a, "Band %zu", i + 1);
        if (!to[i].veld || !to[i].titel)
            return false;
    }
    return to != NULL;
}

bool render_raster_values(struct render_context *c, struct warehouse *w, struct crs_context *crs, const struct layer *l,
                          double x, double y, struct arena *a, struct raster_info *out, struct err *err)
{
    double v[GEOTIFF_BANDS_MAX];
    size_t n;
    const char *path = geotiff_path(l, warehouse_dir(w), a);
    *out = (struct raster_info){0};
    if (path && !geotiff_values(c->geotiffs, crs, path, x, y, v, &n, err))
        return false;
    if (path && !n)
        return true;
    if (!path || !fields_of(l, n, a, &out->fields, &out->n))
        return err_set(err, ERR_MEMORY, NULL, "te weinig geheugen voor een rasterbeeld");
    struct read_value *values = arena_array(a, out->n + 1, sizeof *values);
    for (size_t i = 0; values && i < out->n; i++) {
        size_t band = band_of_field(out->fields[i].veld, n);
        if (band == n || !isfinite(v[band]))
            continue;
        char text[40];
        snprintf(text, sizeof text, "%.7g", v[band]); /* as many as a float has */
        values[i] = (struct read_value){READ_NUMBER, strtod(text, NULL), arena_str(a, str_from(text))};
        if (!values[i].text.p)
            return err_set(err, ERR_MEMORY, NULL, "te weinig geheugen voor een rasterbeeld");
    }
    out->values = values;
    return values || err_set(err, ERR_MEMORY, NULL, "te weinig geheugen voor een rasterbeeld");
}

/* ---- legend ---- */

static const char *colour_title(const struct raster_style *r, size_t i, struct arena *a)
{
    const struct raster_colour *c = &r->colours[i];
    if (c->label && c->label[0])
        return c->label;
    if (r->map != RASTER_INTERVALS)
        return arena_printf(a, "%g", c->value);
    if (i == 0)
        return isinf(c->value) ? "Alle waarden" : arena_printf(a, "tot %g", c->value);
    return isinf(c->value) ? arena_printf(a, "%g en meer", c[-1].value)
                           : arena_printf(a, "%g tot %g", c[-1].value, c->value);
}

bool geotiff_legend(const struct raster_style *r, const char *title, struct arena *a, const struct rule **out,
                    size_t *n)
{
    size_t count = r->n_colours ? r->n_colours : 1;
    struct rule *rules = arena_array(a, count, sizeof *rules);
    struct symbolizer *squares = arena_array(a, count, sizeof *squares);
    if (!rules || !squares)
        return false;
    for (size_t i = 0; i < count; i++) {
        uint32_t rgb = r->n_colours ? r->colours[i].rgb : 0x8a949e;
        double opacity = r->opacity * (r->n_colours ? r->colours[i].opacity : 1);
        squares[i] = (struct symbolizer){.type = SYMBOL_POLYGON, .fill = {.on = true, .rgb = rgb, .opacity = opacity}};
        rules[i] = (struct rule){.name = arena_printf(a, "kleur_%zu", i + 1),
                                 .title = r->n_colours ? colour_title(r, i, a) : title,
                                 .max_scale = INFINITY,
                                 .symbolizers = &squares[i],
                                 .n_symbolizers = 1,
                                 .in_legend = true};
        if (!rules[i].name || !rules[i].title)
            return false;
    }
    *out = rules;
    *n = count;
    return true;
}
