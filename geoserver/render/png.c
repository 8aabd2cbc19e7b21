/* PNG (W3C REC-PNG, second edition): palettes and photos by libdeflate, maps in true colour by our own deflate. */
#include "geoserver/render/deflate.h"
#include "geoserver/render/image_priv.h"

#include <math.h>
#include <string.h>

enum { OWN_MAX_BYTES = 16 << 20 }; /* our own deflate takes twice as much room */
enum { RUNS = 16 };                /* a picture has runs when a colour lasts for so many pixels on average */
enum { COLOUR_RGB = 2, COLOUR_PALETTE = 3, COLOUR_RGBA = 6 };

static void put32(uint8_t *to, uint32_t v)
{
    to[0] = (uint8_t)(v >> 24);
    to[1] = (uint8_t)(v >> 16);
    to[2] = (uint8_t)(v >> 8);
    to[3] = (uint8_t)v;
}

static void chunk(struct buf *out, const char *type, const void *data, size_t n)
{
    uint8_t word[4];
    put32(word, (uint32_t)n);
    buf_add(out, word, 4);
    buf_add(out, type, 4);
    buf_add(out, data, n);
    uint32_t crc = libdeflate_crc32(0, type, 4);
    put32(word, n ? libdeflate_crc32(crc, data, n) : crc); /* NULL would begin anew */
    buf_add(out, word, 4);
}

/* ---- colours ---- */

/* The palette index of a colour, or -1 when it would be the 257th. */
static int index_of(struct image_encoder *e, uint32_t colour)
{
    unsigned h = (colour * 2654435761u) >> 22;
    while (e->number[h]) {
        if (e->key[h] == colour)
            return e->number[h] - 1;
        h = (h + 1) % PALETTE_SLOTS;
    }
    if (e->n_colours == 256)
        return -1;
    e->colour[e->n_colours++] = colour;
    e->key[h] = colour;
    e->number[h] = (uint16_t)e->n_colours;
    return (int)e->n_colours - 1;
}

/* An index per pixel. False: more than 256 colours. Four pixels that equal the one before them, the usual case, go at
 * once. */
static bool to_indices(struct image_encoder *e, const struct pixels *px, uint8_t *to)
{
    memset(e->number, 0, sizeof e->number);
    e->n_colours = 0;
    e->changes = 0;
    uint32_t last = px->p[0];
    int index = index_of(e, last);
    for (int y = 0; y < px->height; y++) {
        const uint32_t *row = pixels_row(px, y);
        for (int x = 0; x < px->width; x++) {
            while (x + 4 < px->width &&
                   !((row[x] ^ last) | (row[x + 1] ^ last) | (row[x + 2] ^ last) | (row[x + 3] ^ last))) {
                memset(to, index, 4);
                to += 4;
                x += 4;
            }
            if (row[x] != last) {
                last = row[x];
                e->changes++;
                index = index_of(e, last);
                if (index < 0)
                    return false;
            }
            *to++ = (uint8_t)index;
        }
    }
    return true;
}

static bool one_colour(const struct pixels *px)
{
    uint32_t first = px->p[0], other = 0;
    for (int y = 0; y < px->height; y++) {
        const uint32_t *row = pixels_row(px, y);
        for (int x = 0; x < px->width; x++)
            other |= row[x] ^ first;
        if (other)
            return false;
    }
    return true;
}

/* Colours that aren't opaque come first, so that tRNS is short: the new number of each. */
static void order_palette(struct image_encoder *e, uint8_t number[256], uint8_t plte[768], uint8_t trns[256],
                          size_t *n_trns)
{
    unsigned to = 0;
    for (int opaque = 0; opaque < 2; opaque++) {
        for (unsigned i = 0; i < e->n_colours; i++) {
            uint32_t c = image_straight(e, e->colour[i]);
            if ((c >> 24 == 255) != (bool)opaque)
                continue;
            plte[3 * to] = (uint8_t)(c >> 16);
            plte[3 * to + 1] = (uint8_t)(c >> 8);
            plte[3 * to + 2] = (uint8_t)c;
            trns[to] = (uint8_t)(c >> 24);
            number[i] = (uint8_t)to++;
        }
        if (!opaque)
            *n_trns = to;
    }
}

/* Indices to rows of `bits` bits each, leftmost pixel highest (§7.2), a filter byte before each row; in place, as rows
 * only become shorter but for that byte: `in` begins `height` bytes after `out`. */
static void pack(const uint8_t *in, uint8_t *out, int width, int height, int bits, const uint8_t number[256])
{
    int per = 8 / bits;
    for (int y = 0; y < height; y++, in += width) {
        *out++ = 0;
        int x = 0;
        if (bits == 8)
            for (; x < width; x++)
                *out++ = number[in[x]];
        for (; x + per <= width; x += per) {
            unsigned v = 0;
            for (int k = 0; k < per; k++)
                v = v << bits | number[in[x + k]];
            *out++ = (uint8_t)v;
        }
        if (x < width) {
            unsigned v = 0;
            for (int k = 0; k < per; k++)
                v = v << bits | (x + k < width ? number[in[x + k]] : 0);
            *out++ = (uint8_t)v;
        }
    }
}

/* ---- true colour ---- */

static bool all_opaque(const struct pixels *px)
{
    for (int y = 0; y < px->height; y++) {
        const uint32_t *row = pixels_row(px, y);
        uint32_t all = 0xff000000;
        for (int x = 0; x < px->width; x++)
            all &= row[x];
        if (all != 0xff000000)
            return false;
    }
    return true;
}

/* Rows of `bpp` bytes a pixel, a zero filter byte before each. Four pixels that equal the one before them, the usual
 * case, go at once. */
static void to_bytes(struct image_encoder *e, const struct pixels *px, int bpp, uint8_t *to)
{
    uint8_t four[16] = {0};
    e->changes = 0;
    for (int y = 0; y < px->height; y++) {
        const uint32_t *row = pixels_row(px, y);
        uint32_t last = ~row[0];
        *to++ = 0;
        for (int x = 0; x < px->width; x++, to += bpp) {
            while (x + 4 < px->width &&
                   !((row[x] ^ last) | (row[x + 1] ^ last) | (row[x + 2] ^ last) | (row[x + 3] ^ last))) {
                memcpy(to, four, bpp == 4 ? 16 : 12);
                to += 4 * bpp;
                x += 4;
            }
            if (row[x] != last) {
                last = row[x];
                e->changes++;
                uint32_t c = image_straight(e, last);
                for (int i = 0; i < 4; i++) {
                    four[i * bpp] = (uint8_t)(c >> 16);
                    four[i * bpp + 1] = (uint8_t)(c >> 8);
                    four[i * bpp + 2] = (uint8_t)c;
                    if (bpp == 4)
                        four[i * bpp + 3] = (uint8_t)(c >> 24);
                }
            }
            memcpy(to, four, (size_t)bpp);
        }
    }
}

enum filter { FILTER_NONE, FILTER_SUB, FILTER_UP, FILTERS }; /* numbered as in §9.2 */

/* Eight bytes at once, each modulo 256. */
static uint64_t minus8(const uint8_t *a, const uint8_t *b)
{
    const uint64_t high = UINT64_C(0x8080808080808080);
    uint64_t x, y;
    memcpy(&x, a, 8);
    memcpy(&y, b, 8);
    return ((x | high) - (y & ~high)) ^ ((x ^ ~y) & high);
}

/* One row in place, from its end to its beginning so that what is subtracted is still there; above: the row before it,
 * not filtered yet. NULL: zeros. `row` is at its filter byte, n bytes follow. */
static void filter_row(enum filter f, uint8_t *row, const uint8_t *above, size_t n, int bpp)
{
    if (f == FILTER_NONE || (f == FILTER_UP && !above))
        return;
    *row++ = (uint8_t)f;
    const uint8_t *minus = f == FILTER_SUB ? row - bpp : above + 1;
    size_t from = f == FILTER_SUB ? (size_t)bpp : 0;
    while (n >= from + 8) {
        n -= 8;
        uint64_t v = minus8(row + n, minus + n);
        memcpy(row + n, &v, 8);
    }
    while (n-- > from)
        row[n] = (uint8_t)(row[n] - minus[n]);
}

static void filter_rows(enum filter f, uint8_t *bytes, int height, size_t row_bytes, int bpp)
{
    for (int y = height - 1; y >= 0; y--) {
        uint8_t *row = bytes + (size_t)y * (row_bytes + 1);
        filter_row(f, row, y ? row - row_bytes - 1 : NULL, row_bytes, bpp);
    }
}

static struct libdeflate_compressor *compressor(const struct image_encoder *e, const struct pixels *px)
{
    return e->changes < (size_t)px->width * (size_t)px->height / RUNS ? e->of_runs : e->of_noise;
}

/* Which filter makes a sample smallest: every eighth group of eight rows, of which the first is what Up begins from. */
static enum filter choose_filter(struct image_encoder *e, const uint8_t *bytes, int height, size_t row_bytes, int bpp,
                                 uint8_t *sample, uint8_t *packed, size_t room)
{
    enum { GROUP = 8, EVERY = 12 };
    size_t line = row_bytes + 1, best = SIZE_MAX;
    enum filter chosen = FILTER_SUB;
    for (enum filter f = FILTER_NONE; f < FILTERS; f++) {
        size_t n = 0;
        for (int y = GROUP; y + GROUP <= height; y += GROUP * EVERY) {
            memcpy(sample + n * line, bytes + (size_t)y * line, GROUP * line);
            filter_rows(f, sample + n * line, GROUP, row_bytes, bpp);
            n += GROUP;
        }
        size_t size = n ? libdeflate_zlib_compress(e->of_noise, sample, n * line, packed, room) : 0;
        if (size && size < best) {
            best = size;
            chosen = f;
        }
    }
    return chosen;
}

/* ---- the file ---- */

static bool out_of_memory(const struct pixels *px, struct err *err)
{
    return err_set(err, ERR_MEMORY, NULL, "te weinig geheugen voor een PNG van %d × %d", px->width, px->height);
}

/* bpp: of true colour that isn't filtered, for our own deflate; else 0. */
static bool write_file(struct image_encoder *e, const struct pixels *px, int depth, int colour_type, size_t n_bytes,
                       int bpp, struct buf *out, struct err *err)
{
    static const uint8_t signature[8] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    uint8_t ihdr[13] = {0}, phys[9], number[256], plte[768], trns[256];
    struct libdeflate_compressor *deflate = compressor(e, px);
    size_t n_trns = 0, room = bpp ? deflate_bound(n_bytes) : libdeflate_zlib_compress_bound(deflate, n_bytes);
    if (colour_type == COLOUR_PALETTE) {
        order_palette(e, number, plte, trns, &n_trns);
        pack(e->raw.p + px->height, e->raw.p, px->width, px->height, depth, number);
    }
    uint8_t *packed = scratch_get(&e->packed, room);
    if (!packed)
        return out_of_memory(px, err);
    size_t n = bpp ? deflate_pixels(e->of_maps, px->p, px->width, px->height, px->stride, e->raw.p, bpp, packed)
                   : libdeflate_zlib_compress(deflate, e->raw.p, n_bytes, packed, room);
    if (!n || n > INT32_MAX)
        return err_set(err, ERR_INTERNAL, NULL, "het PNG-beeld kan niet worden samengeperst");
    buf_add(out, signature, 8);
    put32(ihdr, (uint32_t)px->width);
    put32(ihdr + 4, (uint32_t)px->height);
    ihdr[8] = (uint8_t)depth;
    ihdr[9] = (uint8_t)colour_type;
    chunk(out, "IHDR", ihdr, sizeof ihdr);
    if (e->dpi > 0) {
        put32(phys, (uint32_t)lround(e->dpi / 0.0254)); /* per metre (§11.3.5.3) */
        put32(phys + 4, (uint32_t)lround(e->dpi / 0.0254));
        phys[8] = 1;
        chunk(out, "pHYs", phys, sizeof phys);
    }
    if (colour_type == COLOUR_PALETTE)
        chunk(out, "PLTE", plte, 3 * (size_t)e->n_colours);
    if (n_trns)
        chunk(out, "tRNS", trns, n_trns);
    chunk(out, "IDAT", packed, n);
    chunk(out, "IEND", "", 0); /* libdeflate starts a checksum anew at NULL */
    return true;
}

static bool encode_palette(struct image_encoder *e, const struct pixels *px, struct buf *out, struct err *err)
{
    int depth = e->n_colours <= 2 ? 1 : e->n_colours <= 4 ? 2 : e->n_colours <= 16 ? 4 : 8;
    size_t row = ((size_t)px->width * (size_t)depth + 7) / 8 + 1;
    return write_file(e, px, depth, COLOUR_PALETTE, row * (size_t)px->height, 0, out, err);
}

static bool encode_true_colour(struct image_encoder *e, const struct pixels *px, struct buf *out, struct err *err)
{
    bool opaque = all_opaque(px);
    int bpp = opaque ? 3 : 4;
    size_t row = (size_t)px->width * (size_t)bpp, n = (row + 1) * (size_t)px->height;
    size_t sample = n / 8 + 8 * (row + 1), room = libdeflate_zlib_compress_bound(e->of_noise, sample);
    uint8_t *packed = scratch_get(&e->packed, sample + room);
    if (!packed)
        return out_of_memory(px, err);
    to_bytes(e, px, bpp, e->raw.p);
    /* a map has runs, which a filter would only break */
    enum filter f = FILTER_NONE;
    if (e->changes > (size_t)px->width * (size_t)px->height / 2)
        f = choose_filter(e, e->raw.p, px->height, row, bpp, packed, packed + sample, room);
    filter_rows(f, e->raw.p, px->height, row, bpp);
    return write_file(e, px, 8, opaque ? COLOUR_RGB : COLOUR_RGBA, n, f == FILTER_NONE && n <= OWN_MAX_BYTES ? bpp : 0,
                      out, err);
}

static struct blank *blank_find(struct image_encoder *e, const struct pixels *px)
{
    for (size_t i = 0; i < BLANKS; i++) {
        struct blank *b = &e->blanks[i];
        if (b->n && b->width == px->width && b->height == px->height && b->colour == px->p[0] && b->dpi == e->dpi)
            return b;
    }
    return NULL;
}

static void blank_keep(struct image_encoder *e, const struct pixels *px, const char *bytes, size_t n)
{
    if (n > BLANK_MAX_BYTES)
        return;
    struct blank *b = &e->blanks[e->next_blank++ % BLANKS];
    *b = (struct blank){.width = px->width, .height = px->height, .colour = px->p[0], .dpi = e->dpi, .n = n};
    memcpy(b->bytes, bytes, n);
}

bool png_encode(struct image_encoder *e, const struct pixels *px, struct buf *out, struct err *err)
{
    bool blank = one_colour(px);
    const struct blank *made = blank ? blank_find(e, px) : NULL;
    if (made) {
        buf_add(out, made->bytes, made->n);
        return true;
    }
    size_t before = out->n;
    if (!scratch_get(&e->raw, ((size_t)px->width * 4 + 1) * (size_t)px->height))
        return out_of_memory(px, err);
    if (!to_indices(e, px, e->raw.p + px->height))
        return encode_true_colour(e, px, out, err);
    if (!encode_palette(e, px, out, err))
        return false;
    if (blank && !out->failed)
        blank_keep(e, px, out->p + before, out->n - before);
    return true;
}
