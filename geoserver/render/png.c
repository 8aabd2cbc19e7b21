#include "geoserver/render/render_priv.h"

#include <spng.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS = 1024 };

struct png_table {
    uint32_t key[SLOTS];
    uint16_t number[SLOTS]; /* 1-based; 0: free */
    uint32_t colour[256];
    unsigned n;
    uint8_t *bytes;
    size_t cap;
};

struct png_table *png_table_new(void)
{
    return calloc(1, sizeof(struct png_table));
}

void png_table_free(struct png_table *t)
{
    if (t)
        free(t->bytes);
    free(t);
}

/* The palette index of a colour, or -1 when it would be the 257th. */
static int index_of(struct png_table *t, uint32_t colour)
{
    unsigned h = (colour * 2654435761u) >> 22;
    while (t->number[h]) {
        if (t->key[h] == colour)
            return t->number[h] - 1;
        h = (h + 1) % SLOTS;
    }
    if (t->n == 256)
        return -1;
    t->colour[t->n++] = colour;
    t->key[h] = colour;
    t->number[h] = (uint16_t)t->n;
    return (int)t->n - 1;
}

static bool to_palette(struct png_table *t, const uint32_t *pixels, int width, int height, int stride)
{
    memset(t->number, 0, sizeof t->number);
    t->n = 0;
    uint32_t last = ~pixels[0];
    int last_index = 0;
    uint8_t *out = t->bytes;
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++) {
            uint32_t p = pixels[(size_t)y * (size_t)stride + (size_t)x];
            if (p != last) {
                last = p;
                last_index = index_of(t, p);
                if (last_index < 0)
                    return false;
            }
            *out++ = (uint8_t)last_index;
        }
    return true;
}

/* Premultiplied (Cairo) to straight (PNG §12.2), rounded. */
static void straight(uint32_t p, uint8_t rgba[4])
{
    unsigned a = p >> 24;
    rgba[3] = (uint8_t)a;
    for (int i = 0; i < 3; i++) {
        unsigned v = p >> (16 - 8 * i) & 255;
        rgba[i] = (uint8_t)(a == 255 ? v : a == 0 ? 0 : (v * 255 + a / 2) / a > 255 ? 255 : (v * 255 + a / 2) / a);
    }
}

static int write_to_buf(spng_ctx *ctx, void *user, void *data, size_t n)
{
    struct buf *b = user;
    buf_add(b, data, n);
    return b->failed ? SPNG_IO_ERROR : 0;
}

bool png_write(struct png_table *t, const uint32_t *pixels, int width, int height, int stride, struct buf *out,
               struct err *err)
{
    size_t count = (size_t)width * (size_t)height;
    if (t->cap < count * 4) {
        uint8_t *more = realloc(t->bytes, count * 4);
        if (!more)
            return err_set(err, ERR_MEMORY, NULL, "te weinig geheugen voor een PNG van %d × %d", width, height);
        t->bytes = more;
        t->cap = count * 4;
    }
    bool palette = to_palette(t, pixels, width, height, stride), opaque = true;
    if (!palette) {
        for (int y = 0; opaque && y < height; y++)
            for (int x = 0; opaque && x < width; x++)
                opaque = pixels[(size_t)y * (size_t)stride + (size_t)x] >> 24 == 255;
        uint8_t *to = t->bytes, rgba[4];
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++) {
                straight(pixels[(size_t)y * (size_t)stride + (size_t)x], rgba);
                memcpy(to, rgba, opaque ? 3 : 4);
                to += opaque ? 3 : 4;
            }
    }
    struct spng_ihdr ihdr = {.width = (uint32_t)width,
                             .height = (uint32_t)height,
                             .bit_depth = 8,
                             .color_type = palette  ? SPNG_COLOR_TYPE_INDEXED
                                           : opaque ? SPNG_COLOR_TYPE_TRUECOLOR
                                                    : SPNG_COLOR_TYPE_TRUECOLOR_ALPHA};
    size_t before = out->n;
    spng_ctx *ctx = spng_ctx_new(SPNG_CTX_ENCODER);
    int r = ctx ? spng_set_png_stream(ctx, write_to_buf, out) : SPNG_EMEM;
    if (!r)
        r = spng_set_ihdr(ctx, &ihdr);
    if (!r && palette) {
        struct spng_plte plte = {.n_entries = t->n};
        struct spng_trns trns = {0};
        for (unsigned i = 0; i < t->n; i++) {
            uint8_t rgba[4];
            straight(t->colour[i], rgba);
            plte.entries[i] = (struct spng_plte_entry){.red = rgba[0], .green = rgba[1], .blue = rgba[2]};
            trns.type3_alpha[i] = rgba[3];
            if (rgba[3] != 255)
                trns.n_type3_entries = i + 1;
        }
        r = spng_set_plte(ctx, &plte);
        if (!r && trns.n_type3_entries)
            r = spng_set_trns(ctx, &trns);
    }
    /* flat colours: repeats are found without a filter, and the lowest level finds nearly all of them */
    if (!r)
        r = spng_set_option(ctx, SPNG_IMG_COMPRESSION_LEVEL, palette ? 3 : 1);
    if (!r)
        r = spng_set_option(ctx, SPNG_FILTER_CHOICE, palette ? SPNG_FILTER_CHOICE_NONE : SPNG_FILTER_CHOICE_SUB);
    if (!r)
        r = spng_encode_image(ctx, t->bytes,
                              count * (palette  ? 1
                                       : opaque ? 3
                                                : 4),
                              SPNG_FMT_PNG, SPNG_ENCODE_FINALIZE);
    spng_ctx_free(ctx);
    if (r) {
        out->n = before;
        return err_set(err, out->failed ? ERR_LIMIT : ERR_INTERNAL, NULL,
                       "het PNG-beeld kan niet worden geschreven: %s",
                       out->failed ? "het past niet in de uitvoer" : spng_strerror(r));
    }
    return true;
}
