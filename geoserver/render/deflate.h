/* Deflate (RFC 1951) for pictures of maps in true colour: what repeats is a pixel that is the one to its left, the one
 * above it, or one that was seen a moment ago. That is found five times as fast as byte strings are, in hardly more
 * bytes (docs/adr/0011). Into a zlib stream (RFC 1950). */
#ifndef GM_GEOSERVER_RENDER_DEFLATE_H
#define GM_GEOSERVER_RENDER_DEFLATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct deflater;
struct deflater *deflater_new(void); /* NULL: out of memory. One thread */
void deflater_free(struct deflater *d);
/* So many bytes are always room enough for the stream of n. */
size_t deflate_bound(size_t n);
/* pixels: width × height, rows `stride` apart, to see what is equal; bytes: the same as they are to be packed, per row
 * a byte and then bpp (3 or 4) bytes a pixel, equal where the pixels are. Gives the size. */
size_t deflate_pixels(struct deflater *d, const uint32_t *pixels, int width, int height, int stride,
                      const uint8_t *bytes, int bpp, uint8_t *out);

#endif
