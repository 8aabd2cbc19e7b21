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
    c->labels = labels_new();
    c->mem = arena_new(RENDER_MEMORY);
    c->shapes = arena_new(RENDER_MEMORY);
    c->raster = raster_new();
    c->images = image_encoder_new();
    c->projector = projector_new();
    c->geotiffs = geotiff_set_new();
    if (!c->canvas || !c->labels || !c->mem || !c->shapes || !c->raster || !c->images || !c->projector ||
        !c->geotiffs) {
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
    arena_free(c->shapes);
    raster_free(c->raster);
    free(c->pixels);
    image_encoder_free(c->images);
    projector_free(c->projector);
    geotiff_set_free(c->geotiffs);
    free(c);
}

static bool size_ok(int width, int height, bool vector, struct err *err)
{
    if (width < 1 || height < 1 || width > RENDER_MAX_PX || height > RENDER_MAX_PX)
        return err_set(err, ERR_LIMIT, "WIDTH", "een beeld van %d × %d pixels kan niet; van 1 tot en met %d", width,
                       height, RENDER_MAX_PX);
    if (!vector && (size_t)width * (size_t)height > RENDER_MAX_PIXELS)
        return err_set(err, ERR_LIMIT, "WIDTH",
                       "een beeld van %d × %d pixels kan niet: ten hoogste %d miljoen samen (als PDF of SVG wel)",
                       width, height, RENDER_MAX_PIXELS >> 20);
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
    if (!size_ok(q->width_px, q->height_px, image_is_vector(q->format), err))
        return false;
    if (!(q->bbox.minx < q->bbox.maxx && q->bbox.miny < q->bbox.maxy) || !isfinite(q->bbox.minx) ||
        !isfinite(q->bbox.maxx) || !isfinite(q->bbox.miny) || !isfinite(q->bbox.maxy))
        return err_set(err, ERR_INVALID, "BBOX", "de rechthoek is leeg; verwacht: minx < maxx en miny < maxy");
    const struct crs *k = crs_get(q->crs);
    double cell_x = (q->bbox.maxx - q->bbox.minx) / q->width_px, cell_y = (q->bbox.maxy - q->bbox.miny) / q->height_px;
    p->ratio = q->pixel_ratio > 0.1 && q->pixel_ratio <= 16 ? q->pixel_ratio : 1;
    if (!on_tile_grid(q, cell_x, cell_y, p->ratio, &p->grid))
        p->grid = (struct pixel_grid){q->bbox.minx, q->bbox.maxy, cell_x, cell_y, 0, 0};
    p->left = p->grid.left;
    p->top = p->grid.top;
    p->denominator = p->grid.cell_x * p->ratio * k->metres_per_unit / ogc_pixel_m;
    p->pixel_m = render_pixel_m(q->crs, p->grid.cell_x);
    p->label_precision = fmax(0.5, exp2(round(log2(p->pixel_m * p->ratio))));
    p->window = k->extent;
    return q->crs != CRS_WEB_MERCATOR ||
           crs_transform_bbox(p->crs, CRS_RD, q->crs, crs_get(CRS_RD)->extent, &p->window, err);
}

/* A pass that is laid over what is below it with an opacity of its own: between the picture before it and after. */
static bool paint_through(struct picture *p, const struct active *act, double opacity, struct err *err)
{
    uint32_t *pixels;
    int stride;
    if (!raster_pixels(p->c->raster, &pixels, &stride, err))
        return false;
    struct arena_mark mark = arena_mark(p->c->mem);
    size_t n = (size_t)stride * (size_t)p->height;
    uint32_t *before = arena_array(p->c->mem, n, sizeof *before), part = (uint32_t)(opacity * 256 + 0.5);
    if (!before)
        return err_set(err, ERR_MEMORY, NULL, "te weinig geheugen voor het beeld");
    memcpy(before, pixels, n * sizeof *before);
    active_paint(act, p);
    for (size_t i = 0; i < n; i++) {
        if (pixels[i] == before[i])
            continue;
        uint32_t out = 0;
        for (int shift = 0; shift < 32; shift += 8) {
            uint32_t from = before[i] >> shift & 255, to = pixels[i] >> shift & 255;
            out |= (from * (256 - part) + to * part + 128) >> 8 << shift;
        }
        pixels[i] = out;
    }
    arena_rewind(p->c->mem, mark);
    return true;
}

static bool paint_pass(struct picture *p, const struct active *act, double opacity, struct err *err)
{
    if (p->vector) {
        canvas_group_begin(p->c->canvas, opacity);
        bool ok = active_paint_vector(act, p, err);
        canvas_group_end(p->c->canvas, opacity);
        return ok;
    }
    if (opacity < 1)
        return paint_through(p, act, opacity, err);
    active_paint(act, p);
    return true;
}

static bool draw_pass(struct picture *p, size_t layer, const struct feature_type_style *pass, struct err *err)
{
    struct active act;
    struct arena_mark shapes = arena_mark(p->c->shapes), mark = arena_mark(p->a);
    bool ok = active_init(&act, p, layer, pass, p->c->shapes, err);
    bool wanted = (p->labels && act.any_text) || (p->shapes && act.any_symbol);
    if (ok && wanted && (ok = picture_read(p, layer, &act, err)) && p->shapes)
        ok = paint_pass(p, &act, pass->opacity, err);
    arena_rewind(p->c->shapes, shapes);
    arena_rewind(p->a, mark);
    return ok;
}

static bool draw_layer(struct picture *p, size_t layer, struct err *err)
{
    const struct render_layer *l = &p->q->layers[layer];
    if (l->layer->soort == LAAG_RASTER)
        return geotiff_layer_draw(p, layer, err);
    for (size_t n = 0; n < l->style->n_passes; n++)
        if (!draw_pass(p, layer, &l->style->passes[n], err))
            return false;
    return true;
}

static bool draw_layers(struct picture *p, struct err *err)
{
    for (size_t i = 0; i < p->q->n_layers; i++)
        if (!draw_layer(p, i, err))
            return false;
    return true;
}

/* One cell of the picture, in *pixels, which are the rasteriser's. */
static bool draw_cell(struct picture *p, int x, int y, uint32_t **pixels, int *stride, struct err *err)
{
    const struct render_request *q = p->q;
    p->width = q->width_px - x < RENDER_CELL_PX ? q->width_px - x : RENDER_CELL_PX;
    p->height = q->height_px - y < RENDER_CELL_PX ? q->height_px - y : RENDER_CELL_PX;
    p->grid.left = p->left + x;
    p->grid.top = p->top + y;
    bool ok =
        raster_start(p->c->raster, p->width, p->height, q->transparent, q->background, p->grid.left, p->grid.top, err);
    ok = ok && draw_layers(p, err);
    return ok && raster_pixels(p->c->raster, pixels, stride, err);
}

/* The labels of a picture of several cells. */
static bool read_labels(struct picture *p, struct err *err)
{
    p->width = p->q->width_px;
    p->height = p->q->height_px;
    p->grid.left = p->left;
    p->grid.top = p->top;
    p->shapes = false;
    p->labels = true;
    return draw_layers(p, err);
}

/* A picture of one cell stays where it was drawn; of more, each is copied to its place. */
static bool draw_cells(struct picture *p, uint32_t **out, int *stride, struct err *err)
{
    const struct render_request *q = p->q;
    uint32_t *cell;
    p->shapes = p->labels = true;
    if (q->width_px <= RENDER_CELL_PX && q->height_px <= RENDER_CELL_PX)
        return draw_cell(p, 0, 0, out, stride, err);
    if (!(*out = pixels_for(p->c, (size_t)q->width_px * (size_t)q->height_px, err)))
        return false;
    p->labels = false;
    for (int y = 0; y < q->height_px; y += RENDER_CELL_PX)
        for (int x = 0; x < q->width_px; x += RENDER_CELL_PX) {
            if (!draw_cell(p, x, y, &cell, stride, err))
                return false;
            for (int row = 0; row < p->height; row++)
                memcpy(*out + (size_t)(y + row) * (size_t)q->width_px + x, cell + (size_t)row * (size_t)*stride,
                       (size_t)p->width * sizeof *cell);
        }
    *stride = q->width_px;
    return read_labels(p, err);
}

bool render_pixels(struct render_context *c, const struct render_source *from, struct crs_context *crs,
                   const struct render_request *q, struct arena *a, const uint32_t **out, int *stride, struct err *err)
{
    struct picture p = {.c = c, .from = from, .crs = crs, .q = q, .a = a};
    uint32_t *pixels = NULL;
    if (!picture_init(&p, err))
        return false;
    struct arena_mark mark = arena_mark(c->mem);
    bool ok = picture_labels_start(&p, err) && draw_cells(&p, &pixels, stride, err) && labels_resolve(c->labels, err) &&
              labels_draw(c->labels, pixels, *stride, err);
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
    p->shapes = p->labels = true;
    p->vector = true;
    bool ok = canvas_start_vector(c->canvas, q->format, q->width_px, q->height_px, q->transparent, q->background, left,
                                  top, p->ratio, q->dpi > 0 ? q->dpi : RENDER_DPI, out, err);
    return ok && picture_labels_start(p, err) && draw_layers(p, err) && labels_resolve(c->labels, err) &&
           labels_draw_vector(p, err) && canvas_finish_vector(c->canvas, err);
}

bool render_from(struct render_context *c, const struct render_source *from, struct crs_context *crs,
                 const struct render_request *q, struct arena *a, struct buf *out, struct err *err)
{
    const uint32_t *pixels;
    int stride;
    if (!image_is_vector(q->format)) {
        image_encoder_dpi(c->images, q->dpi);
        return render_pixels(c, from, crs, q, a, &pixels, &stride, err) &&
               image_encode(c->images, q->format, pixels, q->width_px, q->height_px, stride, out, err);
    }
    struct picture p = {.c = c, .from = from, .crs = crs, .q = q, .a = a};
    struct arena_mark mark = arena_mark(c->mem);
    bool ok = picture_init(&p, err) && draw_vectors(&p, out, err);
    arena_rewind(c->mem, mark);
    return ok;
}

bool render_blank(struct render_context *c, enum image_format format, int width_px, int height_px, bool transparent,
                  uint32_t background, struct buf *out, struct err *err)
{
    if (!size_ok(width_px, height_px, image_is_vector(format), err))
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
