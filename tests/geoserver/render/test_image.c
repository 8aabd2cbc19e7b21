/* Images, read back by other people's decoders: libspng, libwebp and libjpeg. */
#include "geoserver/render/image_priv.h"

#include <math.h>
#include <setjmp.h>
#include <spng.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>
#include <webp/decode.h>

#include <cmocka.h>

struct kit {
    struct image_encoder *e;
    struct buf out;
    struct err err;
    struct spng_ihdr ihdr; /* of the last decoded PNG */
    struct spng_phys phys; /* ppu_x 0: it has none */
};

static int kit_open(void **state)
{
    struct kit *k = calloc(1, sizeof *k);
    k->e = image_encoder_new();
    buf_init(&k->out, 64 << 20);
    *state = k;
    return k->e ? 0 : -1;
}

static int kit_close(void **state)
{
    struct kit *k = *state;
    image_encoder_free(k->e);
    buf_done(&k->out);
    free(k);
    return 0;
}

static struct str encode(struct kit *k, enum image_format f, const uint32_t *px, int width, int height, int stride)
{
    buf_clear(&k->out);
    if (!image_encode(k->e, f, px, width, height, stride, &k->out, &k->err))
        fail_msg("%s", k->err.message);
    return buf_view(&k->out);
}

static uint8_t *decode_png(struct kit *k, struct str png)
{
    size_t n;
    spng_ctx *ctx = spng_ctx_new(0);
    /* libspng stops before the end, other readers refuse a wrong one: the checksum of "IEND" (PNG §5.3). */
    assert_true(png.n > 12 && memcmp(png.p + png.n - 12, "\0\0\0\0IEND\xae\x42\x60\x82", 12) == 0);
    assert_int_equal(spng_set_png_buffer(ctx, png.p, png.n), 0);
    assert_int_equal(spng_get_ihdr(ctx, &k->ihdr), 0);
    memset(&k->phys, 0, sizeof k->phys);
    (void)spng_get_phys(ctx, &k->phys);
    assert_int_equal(spng_decoded_image_size(ctx, SPNG_FMT_RGBA8, &n), 0);
    uint8_t *out = malloc(n);
    assert_int_equal(spng_decode_image(ctx, out, n, SPNG_FMT_RGBA8, SPNG_DECODE_TRNS), 0);
    spng_ctx_free(ctx);
    return out;
}

static uint8_t *decode_webp(struct str webp, int *width, int *height)
{
    return WebPDecodeRGBA((const uint8_t *)webp.p, webp.n, width, height);
}

static uint8_t *decode_jpeg(struct str jpeg, unsigned *width, unsigned *height, int *dpi)
{
    struct jpeg_decompress_struct c;
    struct jpeg_error_mgr errors;
    c.err = jpeg_std_error(&errors); /* ends the test on a fault */
    jpeg_create_decompress(&c);
    jpeg_mem_src(&c, (const unsigned char *)jpeg.p, jpeg.n);
    assert_int_equal(jpeg_read_header(&c, TRUE), JPEG_HEADER_OK);
    *dpi = c.density_unit == 1 ? c.X_density : 0;
    jpeg_start_decompress(&c);
    *width = c.output_width;
    *height = c.output_height;
    assert_int_equal(c.output_components, 3);
    uint8_t *rgb = malloc((size_t)*width * *height * 3);
    while (c.output_scanline < c.output_height) {
        JSAMPROW row = rgb + (size_t)c.output_scanline * *width * 3;
        jpeg_read_scanlines(&c, &row, 1);
    }
    jpeg_finish_decompress(&c);
    jpeg_destroy_decompress(&c);
    return rgb;
}

/* What a pixel must be in RGBA, by the definition (PNG §12.2): rounded, halves up. */
static void must_be(uint32_t p, uint8_t want[4])
{
    double a = p >> 24;
    for (int i = 0; i < 3; i++)
        want[i] = a > 0 ? (uint8_t)floor((p >> (16 - 8 * i) & 255) * 255 / a + 0.5) : 0;
    want[3] = (uint8_t)a;
}

static void same_pixels(const uint8_t *rgba, const uint32_t *px, int width, int height, int stride, const char *what)
{
    uint8_t want[4];
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++) {
            const uint8_t *got = rgba + 4 * ((size_t)y * (size_t)width + (size_t)x);
            must_be(px[(size_t)y * (size_t)stride + (size_t)x], want);
            if (memcmp(got, want, 4) != 0)
                fail_msg("%s: (%d, %d) of %d × %d is %02x%02x%02x%02x, not %02x%02x%02x%02x", what, x, y, width, height,
                         got[0], got[1], got[2], got[3], want[0], want[1], want[2], want[3]);
        }
}

/* Both exact formats give the pixels back. */
static void round_trip(struct kit *k, const uint32_t *px, int width, int height, int stride)
{
    uint8_t *rgba = decode_png(k, encode(k, IMAGE_PNG, px, width, height, stride));
    int w, h;
    assert_int_equal(k->ihdr.width, width);
    assert_int_equal(k->ihdr.height, height);
    same_pixels(rgba, px, width, height, stride, "PNG");
    free(rgba);
    rgba = decode_webp(encode(k, IMAGE_WEBP, px, width, height, stride), &w, &h);
    assert_non_null(rgba);
    assert_int_equal(w, width);
    assert_int_equal(h, height);
    same_pixels(rgba, px, width, height, stride, "WebP");
    WebPFree(rgba);
}

static uint32_t random32(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8 ^ *seed << 7;
}

/* The i'th of many different valid premultiplied colours. */
static uint32_t colour(uint32_t i, bool alpha)
{
    uint32_t a = alpha ? 255 - i % 251 : 255, scatter = i * 2654435761u;
    return a << 24 | (i * 7 % (a + 1)) << 16 | (scatter >> 24) % (a + 1) << 8 | (scatter >> 16 & 255) % (a + 1);
}

static void every_number_of_colours_comes_back_exactly(void **state)
{
    struct kit *k = *state;
    static const struct {
        uint32_t colours;
        int depth;
    } cases[] = {{1, 1}, {2, 1}, {3, 2}, {4, 2}, {5, 4}, {16, 4}, {17, 8}, {255, 8}, {256, 8}, {257, 0}, {3000, 0}};
    static const int sizes[][2] = {{256, 256}, {64, 70}, {253, 37}, {1, 3001}, {3001, 1}, {67, 67}};
    static uint32_t px[260 * 300], used[3000];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
            for (int alpha = 0; alpha < 2; alpha++) {
                int width = sizes[s][0], height = sizes[s][1], stride = width + (height > 1 && height < 260 ? 3 : 0);
                uint32_t seed = 7, n = 0;
                for (uint32_t c = 0; n < cases[i].colours; c++) { /* as many different ones */
                    uint32_t v = colour(c, alpha);
                    bool there = false;
                    for (uint32_t u = 0; u < n; u++)
                        there = there || used[u] == v;
                    if (!there)
                        used[n++] = v;
                }
                for (int p = 0; p < stride * height; p++) /* runs, and each at least once */
                    px[p] = p % stride >= width ? 0x12345678 : 0;
                uint32_t at = 0;
                for (int y = 0; y < height; y++)
                    for (int x = 0; x < width; x++, at++)
                        px[y * stride + x] = used[at < n ? at : random32(&seed) % 5 && x ? 0 : random32(&seed) % n];
                round_trip(k, px, width, height, stride);
                assert_int_equal(k->ihdr.color_type == SPNG_COLOR_TYPE_INDEXED, cases[i].depth > 0);
                if (cases[i].depth)
                    assert_int_equal(k->ihdr.bit_depth, cases[i].depth);
                else
                    assert_int_equal(k->ihdr.color_type,
                                     alpha ? SPNG_COLOR_TYPE_TRUECOLOR_ALPHA : SPNG_COLOR_TYPE_TRUECOLOR);
            }
}

/* Our own deflate: runs, rows that repeat, colours that come back, noise, rows that are longer than a match may reach
 * back, and more than fits in one block; opaque and not. */
static void maps_in_true_colour_come_back_exactly(void **state)
{
    struct kit *k = *state;
    static const int sizes[][2] = {{300, 1}, {1, 300}, {257, 64}, {512, 300}, {8000, 3}, {8200, 40}, {20, 16000}};
    uint32_t seed = 5;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (int opaque = 0; opaque < 2; opaque++)
            for (int busy = 1; busy <= 4; busy++) {
                int width = sizes[i][0], height = sizes[i][1];
                size_t n = (size_t)width * (size_t)height;
                uint32_t *px = malloc(n * sizeof *px);
                for (size_t at = 0; at < n;) {
                    uint32_t r = (seed = seed * 1664525u + 1013904223u) >> 8;
                    size_t run = busy == 4 ? 1 : 1 + r % 40 * (4 - (uint32_t)busy);
                    uint32_t a = opaque ? 255 : (r >> 3) % 256, level = (r >> 11) % (a + 1);
                    uint32_t colour = a << 24 | level << 16 | (a - level) << 8 | (level / 2);
                    bool again = busy < 4 && at >= (size_t)width && r % 3 == 0; /* as the row above */
                    for (; run && at < n; run--, at++)
                        px[at] = again ? px[at - (size_t)width] : colour;
                }
                for (size_t c = 0; c < 300 && c < n; c++) /* more colours than a palette has */
                    px[c * (n / 300 ? n / 300 : 1)] = 0xff000000 | (uint32_t)c * 800;
                round_trip(k, px, width, height, width);
                free(px);
            }
}

static void every_alpha_is_divided_exactly(void **state)
{
    struct kit *k = *state;
    static uint32_t px[256 * 256];
    for (uint32_t a = 0; a < 256; a++)
        for (uint32_t v = 0; v < 256; v++) {
            uint32_t c = v < a ? v : a;
            px[a * 256 + v] = a << 24 | c << 16 | (a - c) << 8 | c / 2;
        }
    round_trip(k, px, 256, 256, 256);
    assert_int_equal(k->ihdr.color_type, SPNG_COLOR_TYPE_TRUECOLOR_ALPHA);
}

/* Something like a map: areas, outlines that are antialiased, and noise where a photo would be. */
static uint32_t *map_like(int width, int height, bool transparent, bool photo)
{
    uint32_t *px = malloc((size_t)width * (size_t)height * sizeof *px), seed = 3;
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++) {
            double field = sin(x / 23.0) + cos(y / 31.0) + sin((x + 2 * y) / 57.0);
            double edge = fmin(1, fabs(field - floor(field + 0.5)) * 30); /* 0 on a line, 1 away from it */
            uint32_t a = transparent ? (field > 1 ? 0 : (uint32_t)lround(255 - 120 * edge)) : 255;
            uint32_t base = field > 0 ? 200 : 140, v = (uint32_t)lround(base * edge) * a / 255;
            if (photo)
                v = (v + random32(&seed) % 32) * a / 300;
            px[(size_t)y * (size_t)width + (size_t)x] = a << 24 | v << 16 | v * 3 / 4 << 8 | v / 2;
        }
    return px;
}

static void tiles_set_edge_to_edge_equal_one_image(void **state)
{
    struct kit *k = *state;
    for (int kind = 0; kind < 4; kind++) {
        uint32_t *px = map_like(512, 512, kind & 1, kind & 2);
        for (int f = IMAGE_PNG; f <= IMAGE_WEBP; f++) {
            uint8_t *whole, *tile;
            int w, h;
            struct str file = encode(k, f, px, 512, 512, 512);
            whole = f == IMAGE_PNG ? decode_png(k, file) : decode_webp(file, &w, &h);
            for (int t = 0; t < 4; t++) {
                size_t x0 = t % 2 * 256, y0 = t / 2 * 256;
                file = encode(k, f, px + y0 * 512 + x0, 256, 256, 512);
                tile = f == IMAGE_PNG ? decode_png(k, file) : decode_webp(file, &w, &h);
                for (size_t y = 0; y < 256; y++)
                    assert_memory_equal(tile + y * 1024, whole + ((y0 + y) * 512 + x0) * 4, 1024);
                free(tile);
            }
            free(whole);
        }
        free(px);
    }
}

/* As libspng makes it with zlib's usual level, filters and all. */
static size_t usual_size(const uint8_t *rgba, int width, int height)
{
    struct spng_ihdr ihdr = {.width = (uint32_t)width,
                             .height = (uint32_t)height,
                             .bit_depth = 8,
                             .color_type = SPNG_COLOR_TYPE_TRUECOLOR_ALPHA};
    size_t n;
    int r;
    spng_ctx *ctx = spng_ctx_new(SPNG_CTX_ENCODER);
    spng_set_option(ctx, SPNG_ENCODE_TO_BUFFER, 1);
    spng_set_option(ctx, SPNG_IMG_COMPRESSION_LEVEL, 6);
    assert_int_equal(spng_set_ihdr(ctx, &ihdr), 0);
    assert_int_equal(
        spng_encode_image(ctx, rgba, (size_t)width * (size_t)height * 4, SPNG_FMT_PNG, SPNG_ENCODE_FINALIZE), 0);
    free(spng_get_png_buffer(ctx, &n, &r));
    spng_ctx_free(ctx);
    return n;
}

static void a_file_is_no_larger_than_a_slow_encoder_makes_it(void **state)
{
    struct kit *k = *state;
    for (int kind = 0; kind < 4; kind++) {
        uint32_t *px = map_like(256, 256, kind & 1, kind & 2);
        uint8_t *rgba = decode_png(k, encode(k, IMAGE_PNG, px, 256, 256, 256));
        size_t ours = k->out.n, usual = usual_size(rgba, 256, 256);
        if (ours > usual * 13 / 10)
            fail_msg("kind %d: %zu bytes, %zu by libspng", kind, ours, usual);
        free(rgba);
        free(px);
    }
}

static void a_picture_of_one_colour_is_small_and_the_same_each_time(void **state)
{
    struct kit *k = *state;
    static uint32_t px[512 * 512];
    static const uint32_t colours[] = {0, 0xffffffff, 0x80402000, 0xff102030};
    struct buf first;
    for (int size = 256; size <= 512; size *= 2)
        for (size_t c = 0; c < 4; c++) {
            for (size_t i = 0; i < 512 * 512; i++)
                px[i] = colours[c];
            buf_init(&first, 1 << 20);
            buf_str(&first, encode(k, IMAGE_PNG, px, size, size, 512));
            assert_true(first.n < 400);
            for (int again = 0; again < 3; again++)
                assert_true(str_eq(buf_view(&first), encode(k, IMAGE_PNG, px, size, size, 512)));
            round_trip(k, px, size, size, 512);
            buf_done(&first);
            image_encoder_dpi(k->e, 300); /* isn't the one that was made before */
            free(decode_png(k, encode(k, IMAGE_PNG, px, size, size, 512)));
            assert_int_equal(k->phys.ppu_x, 11811);
            image_encoder_dpi(k->e, 0);
            px[size / 2 * 512 + 7] ^= 0x00000100;
            round_trip(k, px, size, size, 512);
        }
}

static void the_resolution_is_in_the_file_when_it_was_given(void **state)
{
    struct kit *k = *state;
    uint32_t *px = map_like(64, 64, false, true);
    unsigned w, h;
    int dpi;
    for (int given = 0; given < 2; given++) {
        image_encoder_dpi(k->e, given ? 254 : 0);
        free(decode_png(k, encode(k, IMAGE_PNG, px, 64, 64, 64)));
        assert_int_equal(k->phys.ppu_x, given ? 10000 : 0);
        assert_int_equal(k->phys.ppu_y, given ? 10000 : 0);
        assert_int_equal(k->phys.unit_specifier, given);
        free(decode_jpeg(encode(k, IMAGE_JPEG, px, 64, 64, 64), &w, &h, &dpi));
        assert_int_equal(dpi, given ? 254 : 0);
    }
    free(px);
}

static void jpeg_is_near_and_lies_on_white(void **state)
{
    struct kit *k = *state;
    for (int transparent = 0; transparent < 2; transparent++) {
        uint32_t *px = map_like(300, 201, transparent, false);
        unsigned w, h;
        int dpi;
        double off = 0;
        px[0] = 0;
        uint8_t *rgb = decode_jpeg(encode(k, IMAGE_JPEG, px, 300, 201, 300), &w, &h, &dpi);
        assert_int_equal(w, 300);
        assert_int_equal(h, 201);
        for (size_t i = 0; i < 300 * 201; i++)
            for (int c = 0; c < 3; c++) {
                double a = (px[i] >> 24) / 255.0, want = (px[i] >> (16 - 8 * c) & 255) + 255 * (1 - a);
                off += fabs(rgb[3 * i + (size_t)c] - want);
            }
        off /= 300 * 201 * 3;
        if (off > 4)
            fail_msg("on average %.2f off", off);
        free(rgb);
        free(px);
    }
}

static void a_full_output_is_refused_and_keeps_what_it_had(void **state)
{
    struct kit *k = *state;
    uint32_t *px = map_like(256, 256, false, true);
    for (int f = IMAGE_PNG; f <= IMAGE_JPEG; f++)
        for (size_t room = 10; room < 5000; room += 1100) {
            struct buf out;
            struct err err = {0};
            buf_init(&out, room);
            buf_c(&out, "was er al");
            assert_false(image_encode(k->e, f, px, 256, 256, 256, &out, &err));
            assert_int_equal(err.code, ERR_LIMIT);
            assert_true(str_eq(buf_view(&out), STR("was er al")));
            buf_done(&out);
        }
    struct err err = {0};
    assert_false(image_encode(k->e, IMAGE_PDF, px, 256, 256, 256, &k->out, &err));
    assert_int_equal(err.code, ERR_INVALID);
    err_clear(&err);
    assert_false(image_encode(k->e, IMAGE_PNG, px, 0, 256, 256, &k->out, &err));
    assert_int_equal(err.code, ERR_LIMIT);
    err_clear(&err);
    assert_false(image_encode(k->e, IMAGE_WEBP, px, 20000, 1, 20000, &k->out, &err));
    assert_int_equal(err.code, ERR_LIMIT);
    /* and the encoder works on */
    round_trip(k, px, 256, 256, 256);
    free(px);
}

static void formats_go_by_the_names_that_clients_send(void **state)
{
    static const struct {
        const char *mime;
        int format; /* -1: none */
    } cases[] = {{"image/png", IMAGE_PNG},
                 {"image/png; mode=8bit", IMAGE_PNG},
                 {"IMAGE/PNG;mode=8bit", IMAGE_PNG},
                 {"image/png8", IMAGE_PNG},
                 {"image/webp", IMAGE_WEBP},
                 {"image/jpeg", IMAGE_JPEG},
                 {"image/jpg", IMAGE_JPEG},
                 {"image/svg+xml", IMAGE_SVG},
                 {"image/svg xml", IMAGE_SVG},
                 {"application/pdf", IMAGE_PDF},
                 {"image/gif", -1},
                 {"", -1},
                 {";", -1},
                 {"png", -1},
                 {"image/png16", -1},
                 {"image/png,image/jpeg", -1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        enum image_format f = IMAGE_FORMATS;
        bool found = image_format_find(str_from(cases[i].mime), &f);
        if (found != (cases[i].format >= 0) || (found && (int)f != cases[i].format))
            fail_msg("%s gives %d", cases[i].mime, found ? (int)f : -1);
    }
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, kit_open, kit_close)
    const struct CMUnitTest tests[] = {
        T(every_number_of_colours_comes_back_exactly),
        T(maps_in_true_colour_come_back_exactly),
        T(every_alpha_is_divided_exactly),
        T(tiles_set_edge_to_edge_equal_one_image),
        T(a_file_is_no_larger_than_a_slow_encoder_makes_it),
        T(a_picture_of_one_colour_is_small_and_the_same_each_time),
        T(the_resolution_is_in_the_file_when_it_was_given),
        T(jpeg_is_near_and_lies_on_white),
        T(a_full_output_is_refused_and_keeps_what_it_had),
        T(formats_go_by_the_names_that_clients_send),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
