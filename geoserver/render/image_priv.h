#ifndef GM_GEOSERVER_RENDER_IMAGE_PRIV_H
#define GM_GEOSERVER_RENDER_IMAGE_PRIV_H

#include "geoserver/render/image.h"

#include <libdeflate.h>

/* Memory that is kept between images, up to a size that every tile has. */
struct scratch {
    uint8_t *p;
    size_t cap;
};
enum { SCRATCH_KEEP = 4 << 20 };
uint8_t *scratch_get(struct scratch *s, size_t n); /* NULL: out of memory; contents are undefined */
void scratch_trim(struct scratch *s);

struct pixels {
    const uint32_t *p;
    int width, height, stride;
};
static inline const uint32_t *pixels_row(const struct pixels *px, int y)
{
    return px->p + (size_t)y * (size_t)px->stride;
}

enum { PALETTE_SLOTS = 1024, BLANKS = 8, BLANK_MAX_BYTES = 1024 };

struct image_encoder {
    double dpi;
    /* For what is mostly runs, and for what isn't: level 1 hashes every byte of a run, level 2 doesn't. */
    struct libdeflate_compressor *of_runs, *of_noise;
    struct deflater *of_maps;
    struct scratch raw, packed;
    /* the palette of this image */
    uint32_t key[PALETTE_SLOTS];
    uint16_t number[PALETTE_SLOTS]; /* 1-based; 0: free */
    uint32_t colour[256];
    unsigned n_colours;
    size_t changes; /* pixels that differ from the one before them */
    /* images of one colour, made before */
    struct blank {
        int width, height;
        uint32_t colour;
        double dpi;
        size_t n;
        uint8_t bytes[BLANK_MAX_BYTES];
    } blanks[BLANKS];
    unsigned next_blank;
    uint64_t reciprocal[256]; /* of alpha: (n * reciprocal[a]) >> 32 is n / a for every n under 2^16 */
};

/* Premultiplied to straight ARGB (PNG §12.2), rounded; colour 0 where alpha is 0. */
static inline uint32_t image_straight(const struct image_encoder *e, uint32_t p)
{
    uint32_t a = p >> 24;
    if (a == 255)
        return p;
    uint64_t m = e->reciprocal[a];
    uint32_t out = a << 24;
    for (int shift = 0; shift < 24; shift += 8) {
        uint32_t v = p >> shift & 255;
        v = v < a ? v : a;
        out |= (uint32_t)((uint64_t)(v * 255 + a / 2) * m >> 32) << shift;
    }
    return out;
}

bool png_encode(struct image_encoder *e, const struct pixels *px, struct buf *out, struct err *err) MUST_CHECK;
bool webp_encode(struct image_encoder *e, const struct pixels *px, struct buf *out, struct err *err) MUST_CHECK;
bool jpeg_encode(struct image_encoder *e, const struct pixels *px, struct buf *out, struct err *err) MUST_CHECK;

#endif
