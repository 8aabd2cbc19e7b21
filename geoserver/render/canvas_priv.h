#ifndef GM_GEOSERVER_RENDER_CANVAS_PRIV_H
#define GM_GEOSERVER_RENDER_CANVAS_PRIV_H

#include "geoserver/render/canvas.h"

#include <cairo.h>

enum { CANVAS_HATCHES = 16 };
struct label_texts;

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
    struct label_texts *texts;
};

void canvas_source(struct canvas *c, uint32_t rgb, double opacity);

#endif
