#include "geo/tile_matrix_set.h"
#include "geoserver/render/geotiff.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { RENDER_MEMORY = 256 << 20, KEEP_PIXELS = 4 << 20 };

/* The inverse of Mercator's stretch at 52.2° north: ground metres per metre of EPSG:3857 in the Netherlands. */
static const double mercator_ground = 0.613;
static const double ogc_pixel_m = 0.00028; /* WMS 1.3.0 §7.2.4.6.9 */

double render_pixel_m(enum crs_id crs, double units)
{
    return units * crs_get(crs)->metres_per_unit * (crs == CRS_RD ? 1 : mercator_ground);
}

struct render_context *render_context_new(void)
{
    struct render_context *c = calloc(1, sizeof *c);
    if (!c)
        return NULL;
    c->canvas = canvas_new();
    c->mem = arena_new(RENDER_MEMORY);
    c->shapes = arena_new(RENDER_MEMORY);
    c->raster = raster_new();
    c->images = image_encoder_new();
    c->projector = projector_new();
    c->geotiffs = geotiff_set_new();
    if (!c->canvas || !c->mem || !c->shapes || !c->raster || !c->images || !c->projector || !c->geotiffs) {
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
    arena_free(c->mem);
    arena_free(c->shapes);
    raster_free(c->raster);
    free(c->pixels);
    image_encoder_free(c->images);
    projector_free(c->projector);
    geotiff_set_free(c->geotiffs);
    free(c);
}

static bool size_ok(int width, int height, struct err *err)
{
    if (width < 1 || height < 1 || width > RENDER_MAX_PX || height > RENDER_MAX_PX)
        return err_set(err, ERR_LIMIT, "WIDTH", "een beeld van %d × %d pixels kan niet; van 1 tot en met %d", width,
                       height, RENDER_MAX_PX);
    return true;
}

/* The picture's pixels: one buffer that stays as long as it isn't very large. */
static uint32_t *pixels_for(struct render_context *c, size_t n, struct err *err)
{
    if (n > c->n_pixels || c->n_pixels > KEEP_PIXELS) {
        free(c->pixels);
        c->pixels = malloc(n * sizeof *c->pixels);
        c->n_pixels = c->pixels ? n : 0;
        if (!c->pixels)
            err_set(err, ERR_MEMORY, NULL, "te weinig geheugen voor een beeld van %zu pixels", n);
    }
    return c->pixels;
}

/* Of the tile matrix set of the CRS the zoom with this cell size, at which the box lies on whole pixels. */
static bool on_tile_grid(const struct render_request *q, double cell_x, double cell_y, double ratio,
                         struct pixel_grid *out)
{
    for (size_t i = 0; i < tile_matrix_set_count; i++) {
        const struct tile_matrix_set *t = &tile_matrix_sets[i];
        for (int z = 0; t->crs == q->crs && z <= t->max_zoom; z++) {
            double cell = tile_matrix_set_cell_size(t, z) / ratio;
            if (fabs(cell_x / cell - 1) > 1e-6 || fabs(cell_y / cell - 1) > 1e-6)
                continue;
            double left = (q->bbox.minx - t->origin_x) / cell, top = (t->origin_y - q->bbox.maxy) / cell;
            *out = (struct pixel_grid){t->origin_x, t->origin_y, cell, cell, llround(left), llround(top)};
            return fabs(left - round(left)) < 0.01 && fabs(top - round(top)) < 0.01;
        }
    }
    return false;
}

static bool picture_init(struct picture *p, struct err *err)
{
    const struct render_request *q = p->q;
    if (!size_ok(q->width_px, q->height_px, err))
        return false;
    if (!(q->bbox.minx < q->bbox.maxx && q->bbox.miny < q->bbox.maxy) || !isfinite(q->bbox.minx) ||
        !isfinite(q->bbox.maxx) || !isfinite(q->bbox.miny) || !isfinite(q->bbox.maxy))
        return err_set(err, ERR_INVALID, "BBOX", "de rechthoek is leeg; verwacht: minx < maxx en miny < maxy");
    const struct crs *k = crs_get(q->crs);
    double cell_x = (q->bbox.maxx - q->bbox.minx) / q->width_px, cell_y = (q->bbox.maxy - q->bbox.miny) / q->height_px;
    p->ratio = q->pixel_ratio > 0.1 && q->pixel_ratio <= 16 ? q->pixel_ratio : 1;
    if (!on_tile_grid(q, cell_x, cell_y, p->ratio, &p->grid))
        p->grid = (struct pixel_grid){q->bbox.minx, q->bbox.maxy, cell_x, cell_y, 0, 0};
    p->label_left = p->grid.left;
    p->label_top = p->grid.top;
    p->denominator = p->grid.cell_x * p->ratio * k->metres_per_unit / ogc_pixel_m;
    p->pixel_m = render_pixel_m(q->crs, p->grid.cell_x);
    p->label_precision = fmax(0.5, exp2(round(log2(p->pixel_m * p->ratio))));
    p->window = k->extent;
    return q->crs != CRS_WEB_MERCATOR ||
           crs_transform_bbox(p->crs, CRS_RD, q->crs, crs_get(CRS_RD)->extent, &p->window, err);
}

static bool draw_pass(struct picture *p, size_t layer, const struct feature_type_style *pass, struct err *err)
{
    struct active act;
    struct arena_mark shapes = arena_mark(p->c->shapes), mark = arena_mark(p->a);
    bool ok = active_init(&act, p, pass, p->c->shapes, err);
    if (ok && (act.any_text || act.any_symbol) && (ok = picture_read(p, layer, &act, err))) {
        if (p->vector)
            ok = active_paint_vector(&act, p, err);
        else
            active_paint(&act, p);
    }
    arena_rewind(p->c->shapes, shapes);
    arena_rewind(p->a, mark);
    return ok;
}

static bool draw_layer(struct picture *p, size_t layer, struct err *err)
{
    const struct render_layer *l = &p->q->layers[layer];
    bool ok = true;
    if (l->layer->soort == LAAG_RASTER)
        return geotiff_layer_draw(p, layer, err);
    for (size_t n = 0; ok && n < l->style->n_passes; n++)
        ok = draw_pass(p, layer, &l->style->passes[n], err);
    return ok;
}

/* The cell's pixels into the picture's. */
static bool draw_cell(struct picture *p, int x, int y, uint32_t *out, struct err *err)
{
    const struct render_request *q = p->q;
    uint32_t *pixels;
    int stride;
    p->width = q->width_px - x < RENDER_CELL_PX ? q->width_px - x : RENDER_CELL_PX;
    p->height = q->height_px - y < RENDER_CELL_PX ? q->height_px - y : RENDER_CELL_PX;
    p->grid.left = p->label_left + x;
    p->grid.top = p->label_top + y;
    p->labels_of = (struct bbox){x ? 0 : -INFINITY, y ? 0 : -INFINITY, x + p->width < q->width_px ? p->width : INFINITY,
                                 y + p->height < q->height_px ? p->height : INFINITY};
    bool ok =
        raster_start(p->c->raster, p->width, p->height, q->transparent, q->background, p->grid.left, p->grid.top, err);
    for (size_t i = 0; ok && i < q->n_layers; i++)
        ok = draw_layer(p, i, err);
    if (!ok || !raster_pixels(p->c->raster, &pixels, &stride, err))
        return false;
    for (int row = 0; row < p->height; row++)
        memcpy(out + (size_t)(y + row) * (size_t)q->width_px + x, pixels + (size_t)row * (size_t)stride,
               (size_t)p->width * sizeof *out);
    return true;
}

static bool draw_labels(struct picture *p, uint32_t *pixels, struct err *err)
{
    const struct render_request *q = p->q;
    bool *shown = NULL;
    if (!p->labels->n)
        return true;
    if (!label_resolve(p->labels, p->c->mem, &shown, err) ||
        (!p->vector && !canvas_start_on(p->c->canvas, pixels, q->width_px, q->height_px, p->ratio, err)))
        return false;
    for (size_t i = 0; i < p->labels->n; i++) {
        const struct label *k = &p->labels->items[i];
        int halo = (int)ceil(k->text->halo_px * p->ratio) + k->height / 2;
        if (shown[i] && k->x < q->width_px + halo && k->y < q->height_px + halo && k->x + k->width > -halo &&
            k->y + k->height > -halo)
            canvas_text(p->c->canvas, k->text, k->words, k->x, k->y);
    }
    return p->vector || canvas_end_on(p->c->canvas, err);
}

bool render_pixels(struct render_context *c, const struct render_source *from, struct crs_context *crs,
                   const struct render_request *q, struct arena *a, const uint32_t **out, struct err *err)
{
    struct label_list labels = {0};
    struct picture p = {.c = c, .from = from, .crs = crs, .q = q, .a = a, .labels = &labels};
    if (!picture_init(&p, err))
        return false;
    uint32_t *pixels = pixels_for(c, (size_t)q->width_px * (size_t)q->height_px, err);
    struct arena_mark mark = arena_mark(c->mem);
    /* texts are measured by the canvas, which has to know the ratio */
    bool ok = pixels && canvas_start(c->canvas, 1, 1, true, 0, 0, 0, p.ratio, err);
    for (int y = 0; ok && y < q->height_px; y += RENDER_CELL_PX)
        for (int x = 0; ok && x < q->width_px; x += RENDER_CELL_PX)
            ok = draw_cell(&p, x, y, pixels, err);
    ok = ok && draw_labels(&p, pixels, err);
    arena_rewind(c->mem, mark);
    *out = pixels;
    return ok;
}

/* The picture in vectors: all of it at once, by the canvas. */
static bool draw_vectors(struct picture *p, struct buf *out, struct err *err)
{
    const struct render_request *q = p->q;
    struct render_context *c = p->c;
    double left = p->grid.left ? (double)p->grid.left : round(q->bbox.minx / p->grid.cell_x);
    double top = p->grid.top ? (double)p->grid.top : round(-q->bbox.maxy / p->grid.cell_y);
    p->width = q->width_px;
    p->height = q->height_px;
    p->labels_of = (struct bbox){-INFINITY, -INFINITY, INFINITY, INFINITY};
    p->vector = true;
    bool ok = canvas_start_vector(c->canvas, q->format, q->width_px, q->height_px, q->transparent, q->background, left,
                                  top, p->ratio, q->dpi > 0 ? q->dpi : RENDER_DPI, out, err);
    for (size_t i = 0; ok && i < q->n_layers; i++)
        ok = draw_layer(p, i, err);
    return ok && draw_labels(p, NULL, err) && canvas_finish_vector(c->canvas, err);
}

bool render_from(struct render_context *c, const struct render_source *from, struct crs_context *crs,
                 const struct render_request *q, struct arena *a, struct buf *out, struct err *err)
{
    const uint32_t *pixels;
    if (!image_is_vector(q->format)) {
        image_encoder_dpi(c->images, q->dpi);
        return render_pixels(c, from, crs, q, a, &pixels, err) &&
               image_encode(c->images, q->format, pixels, q->width_px, q->height_px, q->width_px, out, err);
    }
    struct label_list labels = {0};
    struct picture p = {.c = c, .from = from, .crs = crs, .q = q, .a = a, .labels = &labels};
    struct arena_mark mark = arena_mark(c->mem);
    bool ok = picture_init(&p, err) && draw_vectors(&p, out, err);
    arena_rewind(c->mem, mark);
    return ok;
}

bool render_blank(struct render_context *c, enum image_format format, int width_px, int height_px, bool transparent,
                  uint32_t background, struct buf *out, struct err *err)
{
    if (!size_ok(width_px, height_px, err))
        return false;
    if (image_is_vector(format))
        return canvas_start_vector(c->canvas, format, width_px, height_px, transparent, background, 0, 0, 1, RENDER_DPI,
                                   out, err) &&
               canvas_finish_vector(c->canvas, err);
    size_t n = (size_t)width_px * (size_t)height_px;
    uint32_t *pixels = pixels_for(c, n, err);
    for (size_t i = 0; pixels && i < n; i++)
        pixels[i] = transparent ? 0 : 0xff000000 | background;
    image_encoder_dpi(c->images, 0);
    return pixels && image_encode(c->images, format, pixels, width_px, height_px, width_px, out, err);
}
