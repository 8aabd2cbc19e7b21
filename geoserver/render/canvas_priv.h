#ifndef GM_GEOSERVER_RENDER_CANVAS_PRIV_H
#define GM_GEOSERVER_RENDER_CANVAS_PRIV_H

#include "geoserver/render/canvas.h"

#include <cairo.h>
#include <pango/pangocairo.h>

enum { CANVAS_HATCHES = 16, CANVAS_FONTS = 16 };

struct canvas {
    cairo_surface_t *surface;
    cairo_t *cr;
    int width, height;
    double origin_x, origin_y, ratio;
    bool failed;
    struct hatch {
        struct fill fill;
        double ratio;
        cairo_surface_t *tile;
        int size;
    } hatches[CANVAS_HATCHES];
    size_t n_hatches;
    PangoFontMap *fonts;
    PangoContext *text;
    PangoLayout *layout;
    const struct text_style *text_now; /* what the layout is set to */
    double text_ratio;
};

void canvas_source(struct canvas *c, uint32_t rgb, double opacity);
bool canvas_text_init(struct canvas *c);
void canvas_text_done(struct canvas *c);

#endif
