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
    /* of a picture of vectors */
    bool vector;
    enum image_format kind;
    struct buf *out;     /* NULL: what cairo still writes goes nowhere */
    size_t out_n;        /* its length at the start */
    size_t points;       /* drawn so far */
    struct buf svg_text; /* elements that come at the end */
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

void canvas_drop(struct canvas *c);
void canvas_forget_hatches(struct canvas *c);
/* The state that every picture begins with. */
void canvas_ready(struct canvas *c, int width_px, int height_px, double origin_x, double origin_y, double ratio,
                  bool vector);
/* Draws the symbolizer's picture around 0,0. */
void canvas_picture(struct canvas *c, const struct symbolizer *s);
void canvas_source(struct canvas *c, uint32_t rgb, double opacity);
/* Points are counted in a picture of vectors; false: too many, don't draw. */
bool canvas_room(struct canvas *c, size_t points);
bool canvas_text_init(struct canvas *c);
void canvas_text_done(struct canvas *c);

#endif
