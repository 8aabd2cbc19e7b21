#include "tests/geoserver/render/fake_source.h"

#include "geo/tile_matrix_set.h"

#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <spng.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define STYLE_HEAD                                                                                                     \
    "<StyledLayerDescriptor xmlns=\"http://www.opengis.net/sld\" "                                                     \
    "xmlns:ogc=\"http://www.opengis.net/ogc\"><NamedLayer>"                                                            \
    "<UserStyle><FeatureTypeStyle>"
#define STYLE_TAIL "</FeatureTypeStyle></UserStyle></NamedLayer></StyledLayerDescriptor>"
#define CSS(n, v) "<CssParameter name=\"" n "\">" v "</CssParameter>"

struct kit {
    struct arena *a, *styles;
    struct render_context *c;
    struct crs_context *crs;
    struct err err;
};

static int kit_open(void **state)
{
    struct kit *k = calloc(1, sizeof *k);
    k->a = arena_new(64 << 20);
    k->styles = arena_new(64 << 20);
    k->c = render_context_new();
    k->crs = crs_context_new();
    *state = k;
    return k->a && k->c && k->crs ? 0 : -1;
}

static int kit_close(void **state)
{
    struct kit *k = *state;
    render_context_free(k->c);
    crs_context_free(k->crs);
    arena_free(k->a);
    arena_free(k->styles);
    free(k);
    return 0;
}

static const struct style *style_of(struct kit *k, const char *xml)
{
    struct style *s = NULL;
    if (!style_parse(str_from(xml), "proef", k->styles, &s, &k->err))
        fail_msg("%s: %s", k->err.locator, k->err.message);
    return s;
}

/* RGBA, for the caller to free. */
static uint8_t *decode(const struct buf *png, int *width, int *height, int *colour_type)
{
    struct spng_ihdr ihdr;
    size_t n;
    spng_ctx *ctx = spng_ctx_new(0);
    assert_int_equal(spng_set_png_buffer(ctx, png->p, png->n), 0);
    assert_int_equal(spng_get_ihdr(ctx, &ihdr), 0);
    assert_int_equal(spng_decoded_image_size(ctx, SPNG_FMT_RGBA8, &n), 0);
    uint8_t *out = malloc(n);
    assert_int_equal(spng_decode_image(ctx, out, n, SPNG_FMT_RGBA8, SPNG_DECODE_TRNS), 0);
    spng_ctx_free(ctx);
    *width = (int)ihdr.width;
    *height = (int)ihdr.height;
    if (colour_type)
        *colour_type = ihdr.color_type;
    return out;
}

static uint8_t *draw(struct kit *k, struct fake_source *f, const struct style *s, struct render_request q,
                     int *colour_type)
{
    struct layer layer = {.id = "proef"};
    struct render_layer l = {.layer = &layer, .style = s};
    struct render_source from = fake_source(f);
    struct buf png;
    int w, h;
    q.layers = &l;
    q.n_layers = 1;
    if (q.pixel_ratio <= 0)
        q.pixel_ratio = 1;
    buf_init(&png, 64 << 20);
    if (!render_from(k->c, &from, k->crs, &q, k->a, &png, &k->err))
        fail_msg("%s: %s", k->err.locator, k->err.message);
    /* readers that check it refuse a picture with a wrong sum at its end */
    assert_memory_equal(png.p + png.n - 12, "\0\0\0\0IEND\xae\x42\x60\x82", 12);
    uint8_t *out = decode(&png, &w, &h, colour_type);
    assert_int_equal(w, q.width_px);
    assert_int_equal(h, q.height_px);
    buf_done(&png);
    return out;
}

static uint32_t rgb_at(const uint8_t *rgba, int width, int x, int y)
{
    const uint8_t *p = rgba + 4 * ((size_t)y * (size_t)width + (size_t)x);
    return (uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2];
}

static const char plain[] =
    STYLE_HEAD "<Rule><PolygonSymbolizer><Fill>" CSS("fill", "#102030") "</Fill></PolygonSymbolizer>"
                                                                        "</Rule>" STYLE_TAIL;

static void a_square_covers_exactly_its_pixels(void **state)
{
    struct kit *k = *state;
    /* 10 × 20 m at 155010, 463010; a pixel is half a metre */
    struct fake_feature square = {
        GEOM_POLYGON, {155010, 463010, 155020, 463010, 155020, 463030, 155010, 463030, 155010, 463010}, 5, {{0}}};
    struct fake_source f = {&square, 1};
    int type;
    uint8_t *px = draw(k, &f, style_of(k, plain),
                       (struct render_request){.crs = CRS_RD,
                                               .bbox = {155000, 463000, 155050, 463040},
                                               .width_px = 100,
                                               .height_px = 80,
                                               .background = 0xffffff},
                       &type);
    assert_int_equal(type, SPNG_COLOR_TYPE_INDEXED);
    for (int y = 0; y < 80; y++)
        for (int x = 0; x < 100; x++)
            assert_int_equal(rgb_at(px, 100, x, y), x >= 20 && x < 40 && y >= 20 && y < 60 ? 0x102030 : 0xffffff);
    free(px);
}

static void a_displaced_square_lies_beside_itself(void **state)
{
    struct kit *k = *state;
    struct fake_feature square = {
        GEOM_POLYGON, {155010, 463010, 155020, 463010, 155020, 463030, 155010, 463030, 155010, 463010}, 5, {{0}}};
    struct fake_source f = {&square, 1};
    uint8_t *px = draw(
        k, &f,
        style_of(k, STYLE_HEAD "<Rule><PolygonSymbolizer><Fill>" CSS(
                        "fill", "#102030") "</Fill>"
                                           "<Displacement><DisplacementX>4</DisplacementX><DisplacementY>-3"
                                           "</DisplacementY></Displacement></PolygonSymbolizer></Rule>" STYLE_TAIL),
        (struct render_request){.crs = CRS_RD,
                                .bbox = {155000, 463000, 155050, 463040},
                                .width_px = 100,
                                .height_px = 80,
                                .background = 0xffffff},
        NULL);
    for (int y = 0; y < 80; y++)
        for (int x = 0; x < 100; x++)
            assert_int_equal(rgb_at(px, 100, x, y), x >= 24 && x < 44 && y >= 23 && y < 63 ? 0x102030 : 0xffffff);
    free(px);
}

static void an_antialiased_edge_has_the_shapes_area(void **state)
{
    struct kit *k = *state;
    struct fake_feature slope = {
        GEOM_POLYGON, {155003.3, 463004.1, 155091.7, 463017.9, 155042.2, 463088.6, 155003.3, 463004.1}, 4, {{0}}};
    struct fake_source f = {&slope, 1};
    uint8_t *px = draw(k, &f,
                       style_of(k, STYLE_HEAD "<Rule><PolygonSymbolizer><Fill>" CSS(
                                       "fill", "#000000") "</Fill>"
                                                          "</PolygonSymbolizer></Rule>" STYLE_TAIL),
                       (struct render_request){.crs = CRS_RD,
                                               .bbox = {155000, 463000, 155100, 463100},
                                               .width_px = 100,
                                               .height_px = 100,
                                               .transparent = true},
                       NULL);
    double covered = 0, partly = 0;
    for (int i = 0; i < 100 * 100; i++) {
        covered += px[4 * i + 3] / 255.0;
        partly += px[4 * i + 3] > 0 && px[4 * i + 3] < 255;
    }
    uint32_t ends[2] = {4, 1};
    struct geom g = {.type = GEOM_POLYGON,
                     .xy = slope.xy,
                     .n_xy = 4,
                     .ring_end = ends,
                     .n_rings = 1,
                     .part_end = ends + 1,
                     .n_parts = 1};
    double exact = geom_area(&g);
    if (fabs(covered - exact) > 0.002 * exact)
        fail_msg("covered %.2f px, area %.2f", covered, exact);
    assert_true(partly > 150);
    free(px);
}

/* Three squares of 10 m: west, middle, east; a pixel is half a metre, so a pixel of the style (ratio 1) too. */
static void boxes_first_rules_and_metres_draw(void **state)
{
    static const char xml[] = STYLE_HEAD
        "<Rule><ogc:Filter><ogc:BBOX><Box xmlns=\"http://www.opengis.net/gml\"><coordinates>155000,463000 155015,463020"
        "</coordinates></Box></ogc:BBOX></ogc:Filter><PolygonSymbolizer><Fill>" CSS(
            "fill", "#aa0000") "</Fill>"
                               "</PolygonSymbolizer></Rule>"
                               "<Rule><ogc:Filter><ogc:BBOX><Box "
                               "xmlns=\"http://www.opengis.net/gml\"><coordinates>155000,463000 155035,463020"
                               "</coordinates></Box></ogc:BBOX></ogc:Filter><PolygonSymbolizer><Fill>" CSS(
                                   "fill", "#00aa00") "</Fill>"
                                                      "</PolygonSymbolizer></Rule>"
                                                      "<Rule><ElseFilter/><PolygonSymbolizer><Fill>" CSS(
                                                          "fill",
                                                          "#0000aa") "</Fill></PolygonSymbolizer></Rule>"
                                                                     "<VendorOption "
                                                                     "name=\"ruleEvaluation\">first</VendorOption></"
                                                                     "FeatureTypeStyle><FeatureTypeStyle>"
                                                                     "<Rule><LineSymbolizer uom=\"metre\"><Stroke>" CSS(
                                                                         "stroke", "#ffff00")
                                                                         CSS("stroke-width",
                                                                             "2") "</Stroke>"
                                                                                  "</LineSymbolizer></Rule>" STYLE_TAIL;
    struct kit *k = *state;
    struct fake_feature squares[3];
    for (int i = 0; i < 3; i++) {
        double x = 155005 + 20 * i;
        squares[i] = (struct fake_feature){
            GEOM_POLYGON, {x, 463005, x + 10, 463005, x + 10, 463015, x, 463015, x, 463005}, 5, {{0}}};
    }
    struct fake_source f = {squares, 3};
    for (int dense = 1; dense <= 2; dense++) { /* the same ground at twice the pixels: everything doubles */
        struct render_request q = {.crs = CRS_RD,
                                   .bbox = {155000, 463000, 155060, 463020},
                                   .width_px = 120 * dense,
                                   .height_px = 40 * dense,
                                   .pixel_ratio = dense,
                                   .background = 0xffffff};
        uint8_t *px = draw(k, &f, style_of(k, xml), q, NULL);
        static const uint32_t expected[] = {0xaa0000, 0x00aa00, 0x0000aa};
        for (int i = 0; i < 3; i++)
            assert_int_equal(rgb_at(px, q.width_px, (20 + 40 * i) * dense, 20 * dense), expected[i]);
        /* 2 m are 4 pixels around the edge at x = 10 px */
        for (int x = 8 * dense; x < 12 * dense; x++)
            assert_int_equal(rgb_at(px, q.width_px, x, 20 * dense), 0xffff00);
        assert_int_equal(rgb_at(px, q.width_px, 8 * dense - 1, 20 * dense), 0xffffff);
        assert_int_equal(rgb_at(px, q.width_px, 12 * dense, 20 * dense), 0xaa0000);
        free(px);
    }
}

/* Marks stand where displacement and anchor say, and every one that a style can name is drawn. */
static void marks_stand_beside_their_point(void **state)
{
    struct kit *k = *state;
    struct fake_feature point = {GEOM_POINT, {155020, 463020}, 1, {{0}}};
    struct fake_source f = {&point, 1};
    struct render_request q = {.crs = CRS_RD,
                               .bbox = {155000, 463000, 155040, 463040},
                               .width_px = 40,
                               .height_px = 40,
                               .background = 0xffffff};
    uint8_t *px =
        draw(k, &f,
             style_of(k, STYLE_HEAD
                      "<Rule><PointSymbolizer><Graphic><Mark><WellKnownName>square</WellKnownName>"
                      "<Fill>" CSS(
                          "fill", "#aa0000") "</Fill></Mark><Size>6</Size>"
                                             "<AnchorPoint><AnchorPointX>0</AnchorPointX><AnchorPointY>0</AnchorPointY>"
                                             "</AnchorPoint><Displacement><DisplacementX>9</DisplacementX>"
                                             "<DisplacementY>2</DisplacementY></Displacement></Graphic>"
                                             "</PointSymbolizer></Rule>" STYLE_TAIL),
             q, NULL);
    double ink = 0, mx = 0, my = 0; /* its middle: 9 + 6 / 2 to the right, 2 + 6 / 2 up */
    for (int y = 0; y < 40; y++)
        for (int x = 0; x < 40; x++) {
            double v = (255 - (int)(rgb_at(px, 40, x, y) & 255)) / 255.0;
            ink += v;
            mx += v * (x + 0.5);
            my += v * (y + 0.5);
        }
    assert_true(fabs(ink - 36) < 1 && fabs(mx / ink - 32) <= 0.51 && fabs(my / ink - 15) <= 0.51);
    free(px);
    static const char *const names[] = {"pentagon", "arrow", "line", "cross2", "third_arc", "octagon"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char xml[1000];
        snprintf(xml, sizeof xml,
                 STYLE_HEAD "<Rule><PointSymbolizer><Graphic><Mark><WellKnownName>%s</WellKnownName><Fill>" CSS(
                     "fill", "#aa0000") "</Fill><Stroke>" CSS("stroke",
                                                              "#aa0000") "</Stroke></Mark><Size>20</Size></Graphic>"
                                                                         "</PointSymbolizer></Rule>" STYLE_TAIL,
                 names[i]);
        size_t inked = 0;
        px = draw(k, &f, style_of(k, xml), q, NULL);
        for (int n = 0; n < 40 * 40; n++)
            inked += rgb_at(px, 40, n % 40, n / 40) != 0xffffff;
        /* neither nothing nor the circle of the same size that unknown marks would be */
        if (inked < 15 || (inked > 300 && strcmp(names[i], "octagon") && strcmp(names[i], "pentagon")))
            fail_msg("%s has %zu pixels", names[i], inked);
        free(px);
    }
}

/* A bar as long and as wide as the feature says, turned as it says. */
static void sizes_turns_and_widths_follow_the_feature(void **state)
{
    static const char xml[] =
        STYLE_HEAD "<Rule><PointSymbolizer><Graphic><Mark><WellKnownName>line</WellKnownName><Stroke>" CSS(
            "stroke",
            "#aa0000") "<CssParameter "
                       "name=\"stroke-width\"><ogc:PropertyName>b</ogc:PropertyName></CssParameter></Stroke></Mark>"
                       "<Size><ogc:Mul><ogc:PropertyName>a</ogc:PropertyName><ogc:Literal>2</ogc:Literal></ogc:Mul></"
                       "Size>"
                       "<Rotation><ogc:PropertyName>c</ogc:PropertyName></Rotation></Graphic></PointSymbolizer></"
                       "Rule>" STYLE_TAIL;
    struct kit *k = *state;
    struct fake_feature points[2] = {{GEOM_POINT, {155020.5, 463059.5}, 1, {{"a", "5"}, {"b", "4"}, {"c", "0"}}},
                                     {GEOM_POINT, {155060.5, 463059.5}, 1, {{"a", "10"}, {"b", "2"}, {"c", "90"}}}};
    struct fake_source f = {points, 2};
    struct render_request q = {.crs = CRS_RD,
                               .bbox = {155000, 463020, 155080, 463100},
                               .width_px = 80,
                               .height_px = 80,
                               .background = 0xffffff};
    uint8_t *px = draw(k, &f, style_of(k, xml), q, NULL);
    double ink[2] = {0}, high[2] = {0}, wide[2] = {0};
    for (int y = 0; y < 80; y++)
        for (int x = 0; x < 80; x++) {
            int i = x >= 40;
            double v = (255 - (int)(rgb_at(px, 80, x, y) & 255)) / 255.0;
            ink[i] += v;
            high[i] += x == (i ? 60 : 20) ? v : 0;
            wide[i] += y == 40 ? v : 0;
        }
    assert_true(fabs(ink[0] - 40) < 4 && fabs(ink[1] - 40) < 4);
    assert_true(fabs(high[0] - 10) < 1.5 && fabs(wide[1] - 20) < 1.5 && high[1] < 4 && wide[0] < 5);
    free(px);
}

/* Bars of 4 × 2 px, one every 10 px along the line, turned with it. */
static void marks_repeat_along_a_line(void **state)
{
    static const char xml[] = STYLE_HEAD
        "<Rule><LineSymbolizer><Stroke><GraphicStroke><Graphic><Mark><WellKnownName>horline</WellKnownName>"
        "<Stroke>" CSS("stroke", "#aa0000")
            CSS("stroke-width", "2") "</Stroke></Mark><Size>4</Size></Graphic>"
                                     "<Gap>6</Gap></GraphicStroke></Stroke></LineSymbolizer></Rule>" STYLE_TAIL;
    struct kit *k = *state;
    struct fake_feature line = {GEOM_LINE, {155010.5, 463069.5, 155050.5, 463069.5, 155050.5, 463029.5}, 3, {{0}}};
    struct fake_source f = {&line, 1};
    struct render_request q = {.crs = CRS_RD,
                               .bbox = {155000, 463000, 155080, 463080},
                               .width_px = 80,
                               .height_px = 80,
                               .background = 0xffffff};
    uint8_t *px = draw(k, &f, style_of(k, xml), q, NULL);
    double ink = 0;
    for (int i = 0; i < 80 * 80; i++)
        ink += (255 - (int)(rgb_at(px, 80, i % 80, i / 80) & 255)) / 255.0;
    assert_true(fabs(ink - 8 * 8) < 4); /* eighty pixels of line */
    for (int i = 0; i < 4; i++) {       /* the first is from 0 to 4, the next ones ten further */
        assert_true(rgb_at(px, 80, 12 + 10 * i, 10) != 0xffffff && rgb_at(px, 80, 17 + 10 * i, 10) == 0xffffff);
        assert_true(rgb_at(px, 80, 50, 12 + 10 * i) != 0xffffff && rgb_at(px, 80, 50, 17 + 10 * i) == 0xffffff);
    }
    free(px);
}

/* A red square of 8 × 8 in an SVG of 16 × 16, at size 32. */
static void pictures_are_as_high_as_their_size(void **state)
{
    static const char href[] =
        "base64:PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHdpZHRoPSIxNiIgaGVpZ2h0PSIxNiI+"
        "PHJlY3QgeD0iNCIgeT0iNCIg"
        "d2lkdGg9IjgiIGhlaWdodD0iOCIgZmlsbD0iI2FhMDAwMCIvPjwvc3ZnPg==";
    struct kit *k = *state;
    struct fake_feature point = {GEOM_POINT, {155020.5, 463019.5}, 1, {{0}}};
    struct fake_source f = {&point, 1};
    struct render_request q = {.crs = CRS_RD,
                               .bbox = {155000, 463000, 155040, 463040},
                               .width_px = 40,
                               .height_px = 40,
                               .background = 0xffffff};
    char xml[2000];
    snprintf(xml, sizeof xml,
             STYLE_HEAD
             "<Rule><PointSymbolizer><Graphic><ExternalGraphic><OnlineResource href=\"%s\"/></ExternalGraphic>"
             "<Opacity>0.5</Opacity><Size>32</Size></Graphic></PointSymbolizer></Rule>" STYLE_TAIL,
             href);
    uint8_t *px = draw(k, &f, style_of(k, xml), q, NULL);
    double ink = 0;
    for (int i = 0; i < 40 * 40; i++)
        ink += (255 - (int)(rgb_at(px, 40, i % 40, i / 40) & 255)) / 255.0;
    assert_true(fabs(ink - 16 * 16 * 0.5) < 8); /* twice as large, half as strong */
    assert_true((rgb_at(px, 40, 20, 20) >> 16) == 0xd4 || (rgb_at(px, 40, 20, 20) >> 16) == 0xd5);
    free(px);
}

/* Dots of 4 px in cells of 10, wherever the picture begins. */
static void marks_repeat_in_a_fill(void **state)
{
    struct kit *k = *state;
    struct fake_feature square = {
        GEOM_POLYGON, {154900, 462900, 155100, 462900, 155100, 463100, 154900, 463100, 154900, 462900}, 5, {{0}}};
    struct fake_source f = {&square, 1};
    const struct style *s = style_of(
        k, STYLE_HEAD
        "<Rule><PolygonSymbolizer><Fill><GraphicFill><Graphic><Mark><WellKnownName>circle</WellKnownName>"
        "<Fill>" CSS(
            "fill",
            "#aa0000") "</Fill></Mark><Size>4</Size></Graphic></GraphicFill></Fill>"
                       "<VendorOption name=\"graphic-margin\">3</VendorOption></PolygonSymbolizer></Rule>" STYLE_TAIL);
    /* a scale of the tile matrix set: then the grid is the map's */
    struct render_request q = {.crs = CRS_RD,
                               .bbox = {155000, 463000, 155033.6, 463033.6},
                               .width_px = 40,
                               .height_px = 40,
                               .background = 0xffffff};
    uint8_t *px = draw(k, &f, s, q, NULL);
    q.bbox.minx += 3 * 0.84; /* the same map, three pixels on */
    q.bbox.maxx += 3 * 0.84;
    uint8_t *on = draw(k, &f, s, q, NULL);
    double ink = 0;
    for (int y = 0; y < 30; y++)
        for (int x = 0; x < 30; x++) {
            assert_int_equal(rgb_at(px, 40, x, y), rgb_at(px, 40, x + 10, y));
            assert_int_equal(rgb_at(px, 40, x, y), rgb_at(px, 40, x, y + 10));
            assert_int_equal(rgb_at(px, 40, x + 3, y), rgb_at(on, 40, x, y));
            ink += (255 - (int)(rgb_at(px, 40, x, y) & 255)) / 255.0;
        }
    assert_true(fabs(ink / 9 - M_PI * 4) < 0.7); /* nine dots of radius 2 */
    free(px);
    free(on);
}

/* Everything that could show a seam: hatches, dashes, marks, wrapped labels that collide. */
static const char everything[] = STYLE_HEAD
    "<Rule><PolygonSymbolizer><Fill><GraphicFill><Graphic><Mark><WellKnownName>shape://slash</"
    "WellKnownName><Stroke>" CSS("stroke", "#c03030") CSS(
        "stroke-width", "1.5") "</Stroke></Mark><Size>7</Size></Graphic></GraphicFill></Fill><Stroke>" CSS("stroke",
                                                                                                           "#203050")
        CSS("stroke-width", "2.5") CSS(
            "stroke-dasharray",
            "9 4") "</Stroke></PolygonSymbolizer><PointSymbolizer><Graphic><Mark>"
                   "<WellKnownName>star</WellKnownName><Fill>" CSS("fill", "#208040") "</Fill><Stroke>" CSS(
                       "stroke",
                       "#ffffff") "</Stroke></Mark>"
                                  "<Size>17</Size></Graphic></"
                                  "PointSymbolizer><TextSymbolizer><Label><ogc:PropertyName>naam</ogc:PropertyName></"
                                  "Label><Font>" CSS("font-size",
                                                     "13") "</Font><Halo><Radius>2</Radius></"
                                                           "Halo><Fill>" CSS("fill", "#102030") "</Fill><VendorOption "
                                                                                                "name=\"autoWrap\">90</"
                                                                                                "VendorOption></"
                                                                                                "TextSymbolizer></"
                                                                                                "Rule>" STYLE_TAIL;

enum { MANY = 400 };
static struct fake_feature *scatter(double x0, double y0, double size)
{
    struct fake_feature *f = calloc(MANY, sizeof *f);
    static const char *const names[] = {"Binnenstad", "De Ooi en omgeving", "Beinum-West", "Eikenlaan 't Hof",
                                        "Turfbultcompagniesterveld"};
    uint32_t seed = 4711;
    for (int i = 0; i < MANY; i++) {
        double r[4];
        for (int n = 0; n < 4; n++)
            r[n] = (double)((seed = seed * 1664525u + 1013904223u) >> 8) / (1 << 24);
        double x = x0 + r[0] * size, y = y0 + r[1] * size, d = size * (0.01 + 0.05 * r[2]), e = d * (0.3 + r[3]);
        const double xy[10] = {x, y, x + d, y + 0.2 * e, x + 0.8 * d, y + e, x - 0.2 * d, y + 0.7 * e, x, y};
        memcpy(f[i].xy, xy, sizeof xy);
        f[i].type = GEOM_POLYGON;
        f[i].n_xy = 5;
        f[i].fields[0] = (struct fake_field){"naam", names[i % 5]};
    }
    return f;
}

static void seam(struct kit *k, enum crs_id crs, struct bbox whole, int tile, double ratio)
{
    struct bbox rd = whole;
    if (crs != CRS_RD)
        assert_true(crs_transform_bbox(k->crs, crs, CRS_RD, whole, &rd, &k->err));
    struct fake_feature *features = scatter(rd.minx - 200, rd.miny - 200, rd.maxx - rd.minx + 400);
    struct fake_source f = {features, MANY};
    const struct style *s = style_of(k, everything);
    struct render_request q = {.crs = crs,
                               .bbox = whole,
                               .width_px = 2 * tile,
                               .height_px = 2 * tile,
                               .transparent = true,
                               .pixel_ratio = ratio};
    uint8_t *one = draw(k, &f, s, q, NULL);
    size_t inked = 0;
    double mx = (whole.minx + whole.maxx) / 2, my = (whole.miny + whole.maxy) / 2;
    for (int part = 0; part < 4; part++) {
        int column = part % 2, row = part / 2;
        q.bbox = (struct bbox){column ? mx : whole.minx, row ? whole.miny : my, column ? whole.maxx : mx,
                               row ? my : whole.maxy};
        q.width_px = q.height_px = tile;
        uint8_t *px = draw(k, &f, s, q, NULL);
        for (int y = 0; y < tile; y++)
            for (int x = 0; x < tile; x++) {
                const uint8_t *a = px + 4 * (y * tile + x),
                              *b = one + 4 * ((row * tile + y) * 2 * tile + column * tile + x);
                inked += a[3] > 0;
                if (memcmp(a, b, 4) != 0)
                    fail_msg("tile %d pixel %d,%d: %d,%d,%d,%d; whole: %d,%d,%d,%d", part, x, y, a[0], a[1], a[2], a[3],
                             b[0], b[1], b[2], b[3]);
            }
        free(px);
    }
    assert_true(inked > (size_t)(tile * tile / 4)); /* there was something to see */
    free(one);
    free(features);
}

static void four_tiles_equal_one_picture_pixel_by_pixel(void **state)
{
    struct kit *k = *state;
    const struct tile_matrix_set *t = tile_matrix_set_find(STR("NetherlandsRDNewQuad"));
    int64_t x0, y0, x1, y1;
    for (int z = 8; z <= 14; z += 2) {
        struct bbox at = {206000, 447500, 206000, 447500};
        assert_true(tile_matrix_set_range(t, z, at, &x0, &y0, &x1, &y1));
        seam(k, CRS_RD, bbox_union(tile_matrix_set_bbox(t, z, x0, y0), tile_matrix_set_bbox(t, z, x0 + 1, y0 + 1)), 256,
             1);
    }
    t = tile_matrix_set_find(STR("WebMercatorQuad"));
    for (int z = 13; z <= 17; z += 2) {
        struct bbox at = {683000, 6800000, 683000, 6800000};
        assert_true(tile_matrix_set_range(t, z, at, &x0, &y0, &x1, &y1));
        struct bbox whole = bbox_union(tile_matrix_set_bbox(t, z, x0, y0), tile_matrix_set_bbox(t, z, x0 + 1, y0 + 1));
        seam(k, CRS_WEB_MERCATOR, whole, 256, 1);
        seam(k, CRS_WEB_MERCATOR, whole, 512, 2);
    }
}

/* Fill and outline of a pass at half opacity: as one picture laid over the rest, not each by itself. */
static void a_pass_has_an_opacity_of_its_own(void **state)
{
    struct kit *k = *state;
    struct fake_feature square = {
        GEOM_POLYGON, {155020, 463020, 155080, 463020, 155080, 463080, 155020, 463080, 155020, 463020}, 5, {{0}}};
    struct fake_source f = {&square, 1};
    const struct style *s =
        style_of(k, STYLE_HEAD
                 "<Rule><PolygonSymbolizer><Fill>" CSS("fill", "#ff0000") "</Fill><Stroke>" CSS("stroke", "#0000ff")
                     CSS("stroke-width", "10") "</Stroke></PolygonSymbolizer></Rule>"
                                               "<VendorOption name=\"composite\">source-over, "
                                               "0.5</VendorOption>" STYLE_TAIL);
    struct render_request q = {.crs = CRS_RD,
                               .bbox = {155000, 463000, 155100, 463100},
                               .width_px = 100,
                               .height_px = 100,
                               .background = 0xffffff};
    uint8_t *px = draw(k, &f, s, q, NULL);
    assert_int_equal(rgb_at(px, 100, 50, 50), 0xff8080); /* the fill */
    assert_int_equal(rgb_at(px, 100, 20, 50), 0x8080ff); /* the outline, of which half lies over the fill */
    assert_int_equal(rgb_at(px, 100, 23, 50), 0x8080ff);
    assert_int_equal(rgb_at(px, 100, 5, 5), 0xffffff);
    free(px);
}

static void rules_follow_the_scale_not_the_pixel_ratio(void **state)
{
    struct kit *k = *state;
    struct fake_feature all = {
        GEOM_POLYGON, {150000, 450000, 160000, 450000, 160000, 470000, 150000, 470000, 150000, 450000}, 5, {{0}}};
    struct fake_source f = {&all, 1};
    const struct style *s =
        style_of(k, STYLE_HEAD
                 "<Rule><MinScaleDenominator>1000</MinScaleDenominator><MaxScaleDenominator>2000</MaxScaleDenominator>"
                 "<PolygonSymbolizer><Fill>" CSS("fill", "#102030") "</Fill></PolygonSymbolizer></Rule>" STYLE_TAIL);
    static const struct {
        double units, ratio;
        bool drawn;
    } cases[] = {{0.28, 1, true},    {0.5599, 1, true}, {0.56, 1, false},
                 {0.2799, 1, false}, {0.14, 2, true},   {0.28, 2, false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double w = 100 * cases[i].units;
        uint8_t *px = draw(k, &f, s,
                           (struct render_request){.crs = CRS_RD,
                                                   .bbox = {155000, 463000, 155000 + w, 463000 + w},
                                                   .width_px = 100,
                                                   .height_px = 100,
                                                   .pixel_ratio = cases[i].ratio},
                           NULL);
        assert_int_equal(rgb_at(px, 100, 50, 50), cases[i].drawn ? 0x102030 : 0);
        free(px);
    }
}

static void huge_shapes_are_cut_before_they_overflow(void **state)
{
    struct kit *k = *state;
    /* at 1 µm per pixel the shape is 20 thousand million pixels wide: its edge runs through the picture */
    struct fake_feature half = {
        GEOM_POLYGON, {145000, 453000, 155000, 453000, 155000, 473000, 145000, 473000, 145000, 453000}, 5, {{0}}};
    struct fake_source f = {&half, 1};
    const struct style *s =
        style_of(k, STYLE_HEAD
                 "<Rule><PolygonSymbolizer><Fill>" CSS("fill", "#102030") "</Fill><Stroke>" CSS("stroke", "#ff0000")
                     CSS("stroke-width", "4") CSS("stroke-dasharray", "5 5") "</Stroke>"
                                                                             "</PolygonSymbolizer></Rule>" STYLE_TAIL);
    uint8_t *px = draw(k, &f, s,
                       (struct render_request){.crs = CRS_RD,
                                               .bbox = {155000 - 5e-5, 463000 - 5e-5, 155000 + 5e-5, 463000 + 5e-5},
                                               .width_px = 100,
                                               .height_px = 100,
                                               .background = 0xffffff},
                       NULL);
    assert_int_equal(rgb_at(px, 100, 20, 50), 0x102030);
    assert_int_equal(rgb_at(px, 100, 80, 50), 0xffffff);
    free(px);
}

static void otherwise_rules_take_what_no_rule_took(void **state)
{
    struct kit *k = *state;
    struct fake_feature two[] = {
        {GEOM_POINT, {155010, 463010}, 1, {{"soort", "a"}}},
        {GEOM_POINT, {155030, 463010}, 1, {{"soort", NULL}}},
    };
    struct fake_source f = {two, 2};
    const struct style *s = style_of(
        k, STYLE_HEAD "<Rule><ElseFilter/><PointSymbolizer><Graphic><Mark><Fill>" CSS(
               "fill",
               "#0000ff") "</Fill></Mark><Size>10</Size>"
                          "</Graphic></PointSymbolizer></"
                          "Rule><Rule><ogc:Filter><ogc:PropertyIsEqualTo><ogc:PropertyName>soort"
                          "</ogc:PropertyName><ogc:Literal>a</ogc:Literal></ogc:PropertyIsEqualTo></"
                          "ogc:Filter><PointSymbolizer><Graphic>"
                          "<Mark><Fill>" CSS(
                              "fill",
                              "#ff0000") "</Fill></Mark><Size>10</Size></Graphic></PointSymbolizer></Rule>" STYLE_TAIL);
    uint8_t *px = draw(k, &f, s,
                       (struct render_request){
                           .crs = CRS_RD, .bbox = {155000, 463000, 155040, 463020}, .width_px = 40, .height_px = 20},
                       NULL);
    assert_int_equal(rgb_at(px, 40, 10, 10), 0xff0000);
    assert_int_equal(rgb_at(px, 40, 30, 10), 0x0000ff);
    assert_int_equal(rgb_at(px, 40, 20, 10), 0);
    free(px);
}

static void fast_projection_stays_within_a_twentieth_pixel(void **state)
{
    struct kit *k = *state;
    static const double pixels[] = {0.1, 3.9, 4, 39, 40, 400};
    static const enum crs_id to[] = {CRS_WEB_MERCATOR, CRS_WGS84, CRS_ETRS89};
    uint32_t seed = 7;
    for (size_t i = 0; i < sizeof pixels / sizeof *pixels; i++)
        for (size_t t = 0; t < 3; t++)
            for (int n = 0; n < 500; n++) {
                double r[2];
                for (int m = 0; m < 2; m++)
                    r[m] = (double)((seed = seed * 1664525u + 1013904223u) >> 8) / (1 << 24);
                double fast[2] = {15000 + r[0] * 260000, 306000 + r[1] * 310000}, exact[2];
                memcpy(exact, fast, sizeof exact);
                assert_true(crs_transform(k->crs, CRS_RD, to[t], exact, 1, &k->err));
                assert_true(projector_run(k->c->projector, k->crs, to[t], pixels[i], fast, 1, &k->err));
                double unit = crs_get(to[t])->metres_per_unit;
                double off = hypot(fast[0] - exact[0], fast[1] - exact[1]) * unit;
                if (off > 0.05 * fmax(pixels[i], 0.2))
                    fail_msg("%.4f m off at a pixel of %g m", off, pixels[i]);
            }
}

static void png_chooses_palette_rgb_or_rgba(void **state)
{
    struct kit *k = *state;
    static uint32_t px[64 * 64];
    static const int want[] = {SPNG_COLOR_TYPE_INDEXED, SPNG_COLOR_TYPE_TRUECOLOR, SPNG_COLOR_TYPE_TRUECOLOR_ALPHA};
    for (int kind = 0; kind < 3; kind++) {
        for (uint32_t i = 0; i < 64 * 64; i++)
            px[i] = 0xff000000 | (kind ? i * 977 & 0xffffff : i & 0xff);
        if (kind == 2)
            px[5] = 0x80402000;
        struct buf png;
        int w, h, type;
        buf_init(&png, 1 << 20);
        assert_true(image_encode(k->c->images, IMAGE_PNG, px, 64, 64, 64, &png, &k->err));
        uint8_t *back = decode(&png, &w, &h, &type);
        assert_int_equal(type, want[kind]);
        for (int i = 0; i < 64 * 64; i++)
            if (i != 5)
                assert_int_equal(rgb_at(back, 64, i % 64, i / 64), px[i] & 0xffffff);
        if (kind == 2) { /* premultiplied 0x40 of 0x80 is half as bright again */
            assert_int_equal(back[4 * 5], 0x80);
            assert_int_equal(back[4 * 5 + 3], 0x80);
        }
        free(back);
        buf_done(&png);
    }
}

static void legends_have_the_size_that_they_say(void **state)
{
    struct kit *k = *state;
    struct style_set *set;
    if (!style_set_load(GM_SOURCE_DIR "/styles", k->styles, &set, &k->err))
        fail_msg("%s: %s", k->err.locator, k->err.message);
    const struct style *s = style_find(set, "pand_bouwjaar");
    struct buf png;
    int w, h, pw, ph;
    buf_init(&png, 1 << 20);
    assert_true(render_legend(k->c, s, NULL, NULL, 0, 0, 1, k->a, &png, &w, &h, &k->err));
    uint8_t *px = decode(&png, &pw, &ph, NULL);
    assert_int_equal(w, pw);
    assert_int_equal(h, ph);
    assert_int_equal(h, 4 + 10 * 24); /* a row of 20 and a gap of 4 for each class */
    assert_int_equal(px[3], 0);       /* transparent around */
    assert_int_equal(rgb_at(px, w, 14, 14), 0x8f2d2a);
    free(px);
    buf_clear(&png);
    assert_true(render_legend(k->c, s, style_rule_name(s, 1), NULL, 30, 16, 2, k->a, &png, &w, &h, &k->err));
    px = decode(&png, &pw, &ph, NULL);
    assert_int_equal(pw, 60);
    assert_int_equal(ph, 32);
    assert_int_equal(rgb_at(px, 60, 30, 16), 0xbf4f38);
    free(px);
    buf_clear(&png);
    assert_false(render_legend(k->c, s, "bestaat niet", NULL, 0, 0, 1, k->a, &png, &w, &h, &k->err));
    assert_int_equal(k->err.code, ERR_NOT_FOUND);
    assert_string_equal(k->err.locator, "RULE");
    err_clear(&k->err);
    assert_false(render_legend(k->c, s, NULL, NULL, 100000, 0, 1, k->a, &png, &w, &h, &k->err));
    assert_int_equal(k->err.code, ERR_LIMIT);
    buf_done(&png);
}

struct painter {
    const struct style *style;
    struct fake_feature *features;
    struct buf png;
    bool ok;
};

static const struct bbox threads_box = {682000, 6798000, 684446, 6800446};

static void *paint(void *p)
{
    struct painter *me = p;
    struct fake_source f = {me->features, MANY};
    struct render_source from = fake_source(&f);
    struct render_context *c = render_context_new();
    struct crs_context *crs = crs_context_new();
    struct arena *a = arena_new(16 << 20);
    struct layer layer = {.id = "proef"};
    struct render_layer l = {.layer = &layer, .style = me->style};
    struct render_request q = {.layers = &l,
                               .n_layers = 1,
                               .crs = CRS_WEB_MERCATOR,
                               .width_px = 256,
                               .height_px = 256,
                               .bbox = threads_box,
                               .pixel_ratio = 1};
    struct err err = {0};
    me->ok = c && crs && a;
    for (int i = 0; me->ok && i < 5; i++) {
        buf_clear(&me->png);
        me->ok = render_from(c, &from, crs, &q, a, &me->png, &err);
    }
    arena_free(a);
    crs_context_free(crs);
    render_context_free(c);
    return NULL;
}

static void threads_with_their_own_contexts_draw_the_same(void **state)
{
    struct kit *k = *state;
    struct painter p[4];
    pthread_t t[4];
    struct bbox rd;
    assert_true(crs_transform_bbox(k->crs, CRS_WEB_MERCATOR, CRS_RD, threads_box, &rd, &k->err));
    struct fake_feature *features = scatter(rd.minx, rd.miny, rd.maxx - rd.minx);
    const struct style *s = style_of(k, everything);
    for (int i = 0; i < 4; i++) {
        p[i] = (struct painter){.style = s, .features = features};
        buf_init(&p[i].png, 4 << 20);
        assert_int_equal(pthread_create(&t[i], NULL, paint, &p[i]), 0);
    }
    for (int i = 0; i < 4; i++)
        pthread_join(t[i], NULL);
    for (int i = 0; i < 4; i++) {
        assert_true(p[i].ok);
        assert_true(p[i].png.n > 2000);
        assert_int_equal(p[i].png.n, p[0].png.n);
        assert_memory_equal(p[i].png.p, p[0].png.p, p[0].png.n);
    }
    for (int i = 0; i < 4; i++)
        buf_done(&p[i].png);
    free(features);
}

static void sizes_and_boxes_out_of_range_are_refused(void **state)
{
    struct kit *k = *state;
    struct fake_source f = {NULL, 0};
    struct render_source from = fake_source(&f);
    struct buf png;
    buf_init(&png, 1 << 20);
    struct render_request q = {.bbox = {0, 0, 10, 10}, .width_px = RENDER_MAX_PX + 1, .height_px = 10};
    assert_false(render_from(k->c, &from, k->crs, &q, k->a, &png, &k->err));
    assert_int_equal(k->err.code, ERR_LIMIT);
    err_clear(&k->err);
    q = (struct render_request){.bbox = {10, 0, 10, 10}, .width_px = 10, .height_px = 10};
    assert_false(render_from(k->c, &from, k->crs, &q, k->a, &png, &k->err));
    assert_string_equal(k->err.locator, "BBOX");
    err_clear(&k->err);
    assert_false(render_blank(k->c, IMAGE_PNG, 0, 10, true, 0, &png, &k->err));
    err_clear(&k->err);
    assert_int_equal(png.n, 0);
    assert_true(render_blank(k->c, IMAGE_PNG, 3, 2, false, 0xabcdef, &png, &k->err));
    int w, h;
    uint8_t *px = decode(&png, &w, &h, NULL);
    assert_int_equal(rgb_at(px, w, 2, 1), 0xabcdef);
    free(px);
    buf_done(&png);
}

static void a_line_breaks_between_words_not_in_one(void **state)
{
    struct kit *k = *state;
    static const struct text_style t = {.family = "Open Sans", .size_px = 12, .wrap_px = 90};
    int w, one, two;
    assert_true(canvas_start(k->c->canvas, 10, 10, true, 0, 0, 0, 1, &k->err));
    canvas_text_size(k->c->canvas, &t, "Zuid", &w, &one);
    canvas_text_size(k->c->canvas, &t, "Turfbultcompagnie", &w, &two);
    assert_int_equal(two, one);
    assert_true(w > 90);
    canvas_text_size(k->c->canvas, &t, "Beinum en omstreken", &w, &two);
    assert_true(two > one && w <= 90);
    canvas_text_size(k->c->canvas, &t, "Turfbultcompagniesterverlaatsterveld", &w, &two); /* too long for that */
    assert_true(two > one && w <= 90 * CANVAS_WORD_STRETCH);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, kit_open, kit_close)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(boxes_first_rules_and_metres_draw, kit_open, kit_close),
        cmocka_unit_test_setup_teardown(marks_repeat_in_a_fill, kit_open, kit_close),
        cmocka_unit_test_setup_teardown(sizes_turns_and_widths_follow_the_feature, kit_open, kit_close),
        cmocka_unit_test_setup_teardown(marks_repeat_along_a_line, kit_open, kit_close),
        cmocka_unit_test_setup_teardown(pictures_are_as_high_as_their_size, kit_open, kit_close),
        cmocka_unit_test_setup_teardown(a_displaced_square_lies_beside_itself, kit_open, kit_close),
        cmocka_unit_test_setup_teardown(marks_stand_beside_their_point, kit_open, kit_close),
        T(a_square_covers_exactly_its_pixels),
        T(an_antialiased_edge_has_the_shapes_area),
        T(four_tiles_equal_one_picture_pixel_by_pixel),
        T(a_pass_has_an_opacity_of_its_own),
        T(rules_follow_the_scale_not_the_pixel_ratio),
        T(huge_shapes_are_cut_before_they_overflow),
        T(otherwise_rules_take_what_no_rule_took),
        T(a_line_breaks_between_words_not_in_one),
        T(fast_projection_stays_within_a_twentieth_pixel),
        T(png_chooses_palette_rgb_or_rgba),
        T(legends_have_the_size_that_they_say),
        T(threads_with_their_own_contexts_draw_the_same),
        T(sizes_and_boxes_out_of_range_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
