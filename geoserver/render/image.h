/* Pixels to the bytes of an image file. Nothing here looks at the picture as a whole to choose a colour: the same pixel
 * gives the same colour in every tile, so that tiles set edge to edge equal one image (JPEG apart). docs/adr/0011. */
#ifndef GM_GEOSERVER_RENDER_IMAGE_H
#define GM_GEOSERVER_RENDER_IMAGE_H

#include "base/buf.h"
#include "base/err.h"

#include <stdint.h>

enum image_format {
    IMAGE_PNG, /* the first, so that a request that says nothing gets it */
    IMAGE_WEBP,
    IMAGE_JPEG,
    IMAGE_SVG, /* drawn as vectors: see canvas_start_vector */
    IMAGE_PDF,
    IMAGE_FORMATS
};
const char *image_type(enum image_format f); /* "image/png" */
bool image_is_vector(enum image_format f);
/* By MIME type, as clients write it: any case, with parameters ("image/png; mode=8bit"), also "image/png8" and
 * "image/jpg". */
bool image_format_find(struct str mime, enum image_format *out) MUST_CHECK;

/* Compressors and scratch memory, for one thread. */
struct image_encoder;
struct image_encoder *image_encoder_new(void); /* NULL: out of memory */
void image_encoder_free(struct image_encoder *e);
/* The resolution that PNG and JPEG name in the images that follow, in pixels per inch; 0: they name none. */
void image_encoder_dpi(struct image_encoder *e, double dpi);

/* Appends premultiplied native-endian ARGB, rows `stride` pixels apart, as a file; at most 16383 × 16383.
 *   PNG: exact palette of 1, 2, 4 or 8 bits when there are at most 256 colours, else RGB or RGBA.
 *   WebP: lossless.
 *   JPEG: quality 85; what is transparent, on white.
 * `out` keeps its length on failure: ERR_LIMIT when it is full, ERR_MEMORY, ERR_INVALID for a format of vectors. */
bool image_encode(struct image_encoder *e, enum image_format f, const uint32_t *premultiplied_argb, int width_px,
                  int height_px, int stride_px, struct buf *out, struct err *err) MUST_CHECK;

#endif
