/* Coverage of many shapes at once: exact areas per pixel in whole numbers (1/256 pixel, so that the outcome depends on
 * nothing but the shapes: not on the order in which they come, nor on where a picture is cut), blended once per
 * symbolizer. docs/adr/0010. For one thread.
 *
 *     raster_start → { raster_fill_add … / raster_line_add … → raster_paint } … → raster_pixels
 *
 * Memory: 8 bytes per pixel (136 MB for 4096 × 4096, untouched pages of the half that counts aren't paid), 12 per row,
 * 16 pattern tiles of at most 1 MB, and for dashes and offsets a copy of the longest line; kept for the next picture.
 */
#ifndef GM_GEOSERVER_RENDER_RASTER_H
#define GM_GEOSERVER_RENDER_RASTER_H

#include "geoserver/render/style_priv.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    RASTER_SUB = 256, /* subpixels in a pixel */
    RASTER_STEPS = 31 /* of coverage above none: a fill with its outline over one background has under 256 colours */
};

struct raster;
struct raster *raster_new(void); /* NULL: out of memory */
void raster_free(struct raster *r);
/* An empty picture of at most 4096 × 4096. origin_px: the picture's top left in the map's own pixel grid, to which
 * patterns are anchored. */
bool raster_start(struct raster *r, int width_px, int height_px, bool transparent, uint32_t background,
                  int64_t origin_x_px, int64_t origin_y_px, struct err *err) MUST_CHECK;

/* Shapes: pairs of subpixels, x right, y down, from the picture's top left; may lie far outside it (±2^29). Rings are
 * closed or not; winding: areas are added by sign, and |sum| above one pixel counts as one: outer and inner rings of a
 * polygon run opposite ways, and the outer rings of all that is painted together run the same way (those of blocks:
 * counter-clockwise as seen), or overlaps would cancel. Polygons that share an edge leave no seam. */
void raster_fill_add(struct raster *r, const int32_t *xy, const uint32_t *ring_end, size_t n_rings);
/* A box of `area` square pixels around a point, for what is smaller than a pixel (more than 1 counts as 1). May be
 * painted together with counter-clockwise polygons. */
void raster_speck_add(struct raster *r, int32_t x, int32_t y, float area_px);
/* The outline of lines (or closed rings): width, joins, caps, dashes of s, times ratio. start: how far along its line
 * each one begins, in pixels, for the dashes; or NULL. offset_px (times ratio too): beside the line, positive to its
 * left (SE 1.1 §11.1.4); of closed rings positive to the outside of those that run counter-clockwise as seen. A line
 * that covers itself, or another one of the same paint, within one pixel counts twice there (to at most full). */
void raster_line_add(struct raster *r, const int32_t *xy, const uint32_t *ring_end, size_t n_rings, bool closed,
                     const struct stroke *s, double ratio, const double *start, double offset_px);
/* Lays what was added over the picture in one colour (or a pattern), and begins anew. */
void raster_paint(struct raster *r, uint32_t rgb, double opacity);
/* A premultiplied ARGB picture that repeats from the origin of the map's pixel grid. */
void raster_paint_pattern(struct raster *r, const uint32_t *pixels, int width, int height, int stride);
void raster_paint_hatch(struct raster *r, const struct fill *f, double ratio);
/* Lays a small premultiplied ARGB picture (a mark, a symbol) with its middle at a subpixel position, moved to the
 * nearest whole pixel (halves to the right and down). stride in pixels. */
void raster_image(struct raster *r, const uint32_t *pixels, int width, int height, int stride, int32_t x, int32_t y);

/* Premultiplied native-endian ARGB, rows of *stride_px; may be drawn in (text by Cairo). False: memory ran out. */
bool raster_pixels(struct raster *r, uint32_t **pixels, int *stride_px, struct err *err) MUST_CHECK;

#endif
