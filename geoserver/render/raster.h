/* Coverage of many shapes at once: exact areas per pixel in whole numbers (1/256 pixel, so that the outcome depends on
 * nothing but the shapes: not on the order in which they come, nor on where a picture is cut), blended once per
 * symbolizer. docs/adr/0010. For one thread.
 *
 *     raster_start → { raster_fill_add … / raster_line_add … → raster_paint } … → raster_pixels
 */
#ifndef GM_GEOSERVER_RENDER_RASTER_H
#define GM_GEOSERVER_RENDER_RASTER_H

#include "geoserver/render/style_priv.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RASTER_SUB = 256 }; /* subpixels in a pixel */

struct raster;
struct raster *raster_new(void); /* NULL: out of memory */
void raster_free(struct raster *r);
/* An empty picture of at most 4096 × 4096. origin_px: the picture's top left in the map's own pixel grid, to which
 * patterns are anchored. */
bool raster_start(struct raster *r, int width_px, int height_px, bool transparent, uint32_t background,
                  int64_t origin_x_px, int64_t origin_y_px, struct err *err) MUST_CHECK;

/* Shapes: pairs of subpixels, x right, y down, from the picture's top left; may lie far outside it (±2^29). Rings are
 * closed or not; winding: areas are added by sign, and |sum| above one pixel counts as one: outer and inner rings of a
 * polygon run opposite ways. */
void raster_fill_add(struct raster *r, const int32_t *xy, const uint32_t *ring_end, size_t n_rings);
/* A box of `area` square pixels around a point, for what is smaller than a pixel. */
void raster_speck_add(struct raster *r, int32_t x, int32_t y, float area_px);
/* The outline of lines (or closed rings): width, joins, caps, dashes and offset of s, times ratio. start: how far along
 * its line each one begins, in pixels, for the dashes; or NULL. */
void raster_line_add(struct raster *r, const int32_t *xy, const uint32_t *ring_end, size_t n_rings, bool closed,
                     const struct stroke *s, double ratio, const double *start);
/* Lays what was added over the picture in one colour (or a pattern), and begins anew. */
void raster_paint(struct raster *r, uint32_t rgb, double opacity);
void raster_paint_hatch(struct raster *r, const struct fill *f, double ratio);
/* Lays a small premultiplied ARGB picture (a mark, a symbol) with its middle at a subpixel position. */
void raster_image(struct raster *r, const uint32_t *pixels, int width, int height, int stride, int32_t x, int32_t y);

/* Premultiplied native-endian ARGB, rows of *stride_px; may be drawn in (text by Cairo). False: memory ran out. */
bool raster_pixels(struct raster *r, uint32_t **pixels, int *stride_px, struct err *err) MUST_CHECK;

#endif
