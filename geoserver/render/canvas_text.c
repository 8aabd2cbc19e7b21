/* Texts on a canvas: those of label_text.c, straight into its pixels. */
#include "geoserver/render/canvas_priv.h"
#include "geoserver/render/label_priv.h"

#include <math.h>

void canvas_text_size(struct canvas *c, const struct text_style *t, const char *text, int *width_px, int *height_px)
{
    const struct shape *s = label_shape(c->texts, t, c->ratio, false, text);
    *width_px = s ? s->width : 0;
    *height_px = s ? s->height : 0;
    c->failed = c->failed || !s;
}

void canvas_text(struct canvas *c, const struct text_style *t, const char *text, double x, double y)
{
    cairo_surface_flush(c->surface);
    struct label_target to = {(uint32_t *)(void *)cairo_image_surface_get_data(c->surface),
                              cairo_image_surface_get_stride(c->surface) / 4, c->width, c->height};
    if (!to.pixels || !label_draw_level(c->texts, t, c->ratio, text, &to, (int)floor(x + 0.5), (int)floor(y + 0.5)))
        c->failed = true;
    cairo_surface_mark_dirty(c->surface);
}
