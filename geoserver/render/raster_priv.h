#ifndef GM_GEOSERVER_RENDER_RASTER_PRIV_H
#define GM_GEOSERVER_RENDER_RASTER_PRIV_H

#include "geoserver/render/raster.h"

enum {
    RASTER_MAX_PX = 4096,
    RASTER_FULL = 2 * RASTER_SUB * RASTER_SUB, /* a covered pixel: twice its area in subpixels */
    RASTER_HATCHES = 16,
    RASTER_HATCH_MAX_PX = 512
};

struct points {
    int32_t *xy;
    size_t n, size; /* in points */
};

struct raster {
    int width, height;
    int32_t right, bottom; /* width and height in subpixels */
    int64_t origin_x, origin_y;
    uint32_t *pixels; /* width × height */
    size_t pixels_size;
    /* Per pixel the change of (twice the area that shapes cover) from the pixel to its left: the sum from the left of a
     * row is what is covered. Unsigned, so that what nobody draws (16,384 times round a pixel) wraps instead of being
     * undefined. Two more per row: an edge writes one beyond its last pixel. Zero between paints. */
    uint32_t *cells;
    size_t cells_size, stride;
    struct raster_row {
        int32_t min, max; /* the columns written; min > max: none */
        uint32_t turns;   /* at least how often what was added since the row was last summed goes round a pixel */
    } * rows;
    size_t rows_size;
    int top, last;       /* rows written; top > last: none */
    uint32_t turns;      /* the most of any row */
    bool inside;         /* no edge now added needs clipping */
    bool each;           /* every edge now added notes the columns that it writes, instead of the shape's box */
    struct raster *tile; /* draws the tiles of patterns */
    struct raster_hatch {
        struct fill fill;
        double ratio;
        int size;
        uint32_t *pixels;
    } hatches[RASTER_HATCHES];
    size_t n_hatches;
    struct points dash, beside; /* of raster_line.c */
    bool failed;                /* memory */
};

struct raster_box {
    int32_t x0, y0, x1, y1;
};
struct raster_box raster_box(const int32_t *xy, size_t n);
/* Nothing of the box, grown by reach subpixels, can change a pixel. Only for closed shapes: what is left of the picture
 * counts until it is closed. */
bool raster_outside(const struct raster *r, const struct raster_box *b, int32_t reach);
/* A closed shape begins: nothing of it is outside the box grown by reach, and it goes at most `turns` times round
 * anything. */
void raster_shape_begin(struct raster *r, const struct raster_box *b, int32_t reach, size_t turns);
/* One edge of it. */
void raster_edge(struct raster *r, int32_t x0, int32_t y0, int32_t x1, int32_t y1);
/* All edges of a closed ring of n points; back: the other way round. */
void raster_ring(struct raster *r, const int32_t *xy, size_t n, bool back);
/* Sums up rows before their counts can overflow. */
void raster_shape_end(struct raster *r);

#endif
