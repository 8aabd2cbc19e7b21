/* One picture from its first to its last byte, in pixels or in vectors. */
#include "geoserver/render/render_priv.h"

/* The inverse of Mercator's stretch at 52.2° north: ground metres per metre of EPSG:3857 in the Netherlands. */
static const double mercator_ground = 0.613;

double picture_pixel_m(enum crs_id crs, double units)
{
    return units * crs_get(crs)->metres_per_unit * (crs == CRS_RD ? 1 : mercator_ground);
}

bool picture_start(struct render_context *c, const struct render_request *q, double origin_x, double origin_y,
                   double ratio, struct buf *out, struct err *err)
{
    if (image_is_vector(q->format))
        return canvas_start_vector(c->canvas, q->format, q->width_px, q->height_px, q->transparent, q->background,
                                   origin_x, origin_y, ratio, q->dpi > 0 ? q->dpi : RENDER_DPI, out, err);
    return canvas_start(c->canvas, q->width_px, q->height_px, q->transparent, q->background, origin_x, origin_y, ratio,
                        err);
}

bool picture_finish(struct render_context *c, const struct render_request *q, struct buf *out, struct err *err)
{
    const uint32_t *pixels = NULL;
    int stride = 0;
    if (image_is_vector(q->format))
        return canvas_finish_vector(c->canvas, err);
    image_encoder_dpi(c->images, q->dpi);
    return canvas_pixels(c->canvas, &pixels, &stride, err) &&
           image_encode(c->images, q->format, pixels, q->width_px, q->height_px, stride, out, err);
}

bool render_blank(struct render_context *c, enum image_format format, int width_px, int height_px, bool transparent,
                  uint32_t background, struct buf *out, struct err *err)
{
    struct render_request q = {.width_px = width_px,
                               .height_px = height_px,
                               .transparent = transparent,
                               .background = background,
                               .format = format};
    if (width_px < 1 || height_px < 1 || width_px > RENDER_MAX_PX || height_px > RENDER_MAX_PX)
        return err_set(err, ERR_LIMIT, "WIDTH", "een beeld van %d × %d pixels kan niet; van 1 tot en met %d", width_px,
                       height_px, RENDER_MAX_PX);
    return picture_start(c, &q, 0, 0, 1, out, err) && picture_finish(c, &q, out, err);
}
