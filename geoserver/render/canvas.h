/* Where drawing happens: shapes in pixels (x right, y down, flat arrays of geo/geom.h) to ARGB pixels. Nothing outside
 * canvas*.c knows the rasteriser. One thread. Lengths of styles are multiplied by `ratio`. */
#ifndef GM_GEOSERVER_RENDER_CANVAS_H
#define GM_GEOSERVER_RENDER_CANVAS_H

#include "geo/geom.h"
#include "geoserver/render/image.h"
#include "geoserver/render/style_priv.h"

struct canvas;
struct canvas *canvas_new(void); /* NULL: out of memory */
void canvas_free(struct canvas *c);
/* An empty picture. origin_x, origin_y: the picture's top left in the map's own pixel grid; hatches are anchored to it,
 * so that they go on over the edge of a picture. */
bool canvas_start(struct canvas *c, int width_px, int height_px, bool transparent, uint32_t background, double origin_x,
                  double origin_y, double ratio, struct err *err) MUST_CHECK;
/* An empty picture of vectors instead, IMAGE_SVG or IMAGE_PDF, that canvas_finish_vector ends; `out` must stay until
 * then, or until the next start. A PDF's page is width × height pixels of `dpi` to the inch. Text is text: in a PDF
 * with its font embedded; in an SVG as elements that lie over all shapes, whenever they were drawn. */
bool canvas_start_vector(struct canvas *c, enum image_format kind, int width_px, int height_px, bool transparent,
                         uint32_t background, double origin_x, double origin_y, double ratio, double dpi,
                         struct buf *out, struct err *err) MUST_CHECK;
/* Appends what was drawn to `out`. ERR_LIMIT, and `out` as it was before the start, when `out` is full or there were
 * more than CANVAS_MAX_POINTS points. */
enum { CANVAS_MAX_POINTS = 3000000 };
bool canvas_finish_vector(struct canvas *c, struct err *err) MUST_CHECK;
/* What is drawn between the two is laid over the rest with this opacity; nothing is done when it is 1. */
void canvas_group_begin(struct canvas *c, double opacity);
void canvas_group_end(struct canvas *c, double opacity);
/* Even-odd over all rings. */
void canvas_fill(struct canvas *c, const struct geom *g, const struct fill *f);
/* Lines, or the rings of polygons. start: per ring how far along the whole line it begins, for its dashes; or NULL. */
void canvas_stroke(struct canvas *c, const struct geom *g, const struct stroke *s, const double *start);
void canvas_mark(struct canvas *c, const struct symbolizer *s, double x, double y);
/* The size of a text, wrapped; rounded up to whole pixels. No wider than CANVAS_WORD_STRETCH times the wrap width. */
#define CANVAS_WORD_STRETCH 1.5
void canvas_text_size(struct canvas *c, const struct text_style *t, const char *text, int *width_px, int *height_px);
/* x, y: top left of the box of canvas_text_size. */
void canvas_text(struct canvas *c, const struct text_style *t, const char *text, double x, double y);
/* Lays a premultiplied ARGB picture of width × height over what is there, from the top left. */
void canvas_image(struct canvas *c, uint32_t *pixels, int width_px, int height_px);
/* One line of text whose baseline begins at (x, y), turned clockwise; as outlines. */
void canvas_text_turned(struct canvas *c, const struct text_style *t, const char *text, double x, double y,
                        double turn_rad);
/* Premultiplied native-endian ARGB, rows of *stride_px; borrowed until canvas_start. False when drawing failed
 * (memory). */
bool canvas_pixels(struct canvas *c, const uint32_t **pixels, int *stride_px, struct err *err) MUST_CHECK;

#endif
