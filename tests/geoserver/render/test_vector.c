/* SVG and PDF: that what is on them is what is in the PNG, by librsvg and poppler, and that text is text. */
#include "tests/geoserver/render/fake_source.h"

#include <libxml/parser.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>
#include <math.h>
#include <setjmp.h>
#include <spng.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define CSS(n, v) "<CssParameter name=\"" n "\">" v "</CssParameter>"
/* An area with a hatch and a dashed outline over it, a mark and a label with a halo that is wrapped. */
static const char style_xml[] =
    "<StyledLayerDescriptor xmlns=\"http://www.opengis.net/sld\" xmlns:ogc=\"http://www.opengis.net/ogc\"><NamedLayer>"
    "<UserStyle><FeatureTypeStyle><Rule><PolygonSymbolizer><Fill>" CSS("fill", "#c0d8e8")
        CSS("fill-opacity",
            "0.8") "</Fill></PolygonSymbolizer><PolygonSymbolizer><Fill><GraphicFill><Graphic><Mark><WellKnownName>"
                   "shape://slash</WellKnownName><Stroke>" CSS("stroke", "#c03030") CSS(
                       "stroke-width",
                       "2") "</Stroke>"
                            "</Mark><Size>12</Size></Graphic></GraphicFill></Fill><Stroke>" CSS("stroke", "#203050")
                                CSS("stroke-width", "3") CSS(
                                    "stroke-dasharray",
                                    "14 6") "</Stroke></PolygonSymbolizer><PointSymbolizer><Graphic>"
                                            "<Mark><WellKnownName>star</WellKnownName><Fill>" CSS(
                                                "fill",
                                                "#208040") "</Fill></Mark><Size>30</Size></Graphic>"
                                                           "</"
                                                           "PointSymbolizer><TextSymbolizer><Label><ogc:PropertyName>"
                                                           "naam</ogc:PropertyName></Label><Font>" CSS(
                                                               "font-size",
                                                               "14") "</"
                                                                     "Font><LabelPlacement><PointPlacement><"
                                                                     "Displacement><DisplacementX>0</DisplacementX>"
                                                                     "<DisplacementY>-45</DisplacementY></"
                                                                     "Displacement></PointPlacement></"
                                                                     "LabelPlacement><Halo><Radius>2</"
                                                                     "Radius><Fill>" CSS(
                                                                         "fill",
                                                                         "#ffffff") "</Fill></Halo><Fill>" CSS("fill",
                                                                                                               "#10203"
                                                                                                               "0") "</"
                                                                                                                    "Fi"
                                                                                                                    "ll"
                                                                                                                    "><"
                                                                                                                    "Ve"
                                                                                                                    "nd"
                                                                                                                    "or"
                                                                                                                    "Op"
                                                                                                                    "ti"
                                                                                                                    "on"
                                                                                                                    " n"
                                                                                                                    "am"
                                                                                                                    "e="
                                                                                                                    "\""
                                                                                                                    "au"
                                                                                                                    "to"
                                                                                                                    "Wr"
                                                                                                                    "ap"
                                                                                                                    "\""
                                                                                                                    ">9"
                                                                                                                    "0"
                                                                                                                    "</"
                                                                                                                    "Ve"
                                                                                                                    "nd"
                                                                                                                    "or"
                                                                                                                    "Op"
                                                                                                                    "ti"
                                                                                                                    "on"
                                                                                                                    "><"
                                                                                                                    "/T"
                                                                                                                    "ex"
                                                                                                                    "tS"
                                                                                                                    "ym"
                                                                                                                    "bo"
                                                                                                                    "li"
                                                                                                                    "ze"
                                                                                                                    "r>"
                                                                                                                    "</"
                                                                                                                    "Ru"
                                                                                                                    "le"
                                                                                                                    "><"
                                                                                                                    "/F"
                                                                                                                    "ea"
                                                                                                                    "tu"
                                                                                                                    "re"
                                                                                                                    "Ty"
                                                                                                                    "pe"
                                                                                                                    "St"
                                                                                                                    "yl"
                                                                                                                    "e>"
                                                                                                                    "</"
                                                                                                                    "Us"
                                                                                                                    "er"
                                                                                                                    "St"
                                                                                                                    "yl"
                                                                                                                    "e>"
                                                                                                                    "</"
                                                                                                                    "Na"
                                                                                                                    "me"
                                                                                                                    "dL"
                                                                                                                    "ay"
                                                                                                                    "er"
                                                                                                                    "><"
                                                                                                                    "/S"
                                                                                                                    "ty"
                                                                                                                    "le"
                                                                                                                    "dL"
                                                                                                                    "ay"
                                                                                                                    "er"
                                                                                                                    "De"
                                                                                                                    "sc"
                                                                                                                    "ri"
                                                                                                                    "pt"
                                                                                                                    "or"
                                                                                                                    ">";

static struct fake_feature wijk = {GEOM_POLYGON,
                                   {155010, 463010, 155090, 463020, 155070, 463085, 155025, 463090, 155010, 463010},
                                   5,
                                   {{"naam", "Gravenwijk & 't Vébé"}}};

struct kit {
    struct arena *a;
    struct render_context *c;
    struct crs_context *crs;
    struct style *style;
    char dir[64];
    struct err err;
    struct render_request q;
    struct render_layer layer;
};
static const struct layer layer = {.id = "proef"};

static int kit_open(void **state)
{
    struct kit *k = calloc(1, sizeof *k);
    k->a = arena_new(64 << 20);
    k->c = render_context_new();
    k->crs = crs_context_new();
    strcpy(k->dir, "/tmp/gm_vector_XXXXXX");
    *state = k;
    if (!k->a || !k->c || !k->crs || !mkdtemp(k->dir) ||
        !style_parse(str_from(style_xml), "proef", k->a, &k->style, &k->err))
        return -1;
    k->layer = (struct render_layer){.layer = &layer, .style = k->style};
    k->q = (struct render_request){.layers = &k->layer,
                                   .n_layers = 1,
                                   .crs = CRS_RD,
                                   .bbox = {155000, 463000, 155100, 463100},
                                   .width_px = 300,
                                   .height_px = 300,
                                   .pixel_ratio = 1,
                                   .background = 0xffffff};
    return 0;
}

static int kit_close(void **state)
{
    struct kit *k = *state;
    char command[128];
    snprintf(command, sizeof command, "rm -r %s", k->dir);
    assert_int_equal(system(command), 0);
    render_context_free(k->c);
    crs_context_free(k->crs);
    arena_free(k->a);
    free(k);
    return 0;
}

static struct buf draw(struct kit *k, enum image_format f)
{
    struct fake_source list = {&wijk, 1};
    struct render_source from = fake_source(&list);
    struct buf out;
    buf_init(&out, 16 << 20);
    k->q.format = f;
    if (!render_from(k->c, &from, k->crs, &k->q, k->a, &out, &k->err))
        fail_msg("%s", k->err.message);
    return out;
}

static void save(struct kit *k, const char *name, struct str bytes)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", k->dir, name);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes.p, 1, bytes.n, f), bytes.n);
    assert_int_equal(fclose(f), 0);
}

/* What a command, %s its folder, prints; ended by a NUL. */
static char *said(struct kit *k, const char *form)
{
    static char text[65536];
    char command[512];
    snprintf(command, sizeof command, "cd %s && %s", k->dir, form);
    FILE *f = popen(command, "r");
    assert_non_null(f);
    size_t n = fread(text, 1, sizeof text - 1, f);
    text[n] = 0;
    if (pclose(f) != 0)
        fail_msg("%s: %s", form, text);
    return text;
}

static uint8_t *decode(struct str png, int *width, int *height)
{
    struct spng_ihdr ihdr;
    size_t n;
    spng_ctx *ctx = spng_ctx_new(0);
    assert_int_equal(spng_set_png_buffer(ctx, png.p, png.n), 0);
    assert_int_equal(spng_get_ihdr(ctx, &ihdr), 0);
    assert_int_equal(spng_decoded_image_size(ctx, SPNG_FMT_RGBA8, &n), 0);
    uint8_t *out = malloc(n);
    assert_int_equal(spng_decode_image(ctx, out, n, SPNG_FMT_RGBA8, SPNG_DECODE_TRNS), 0);
    spng_ctx_free(ctx);
    *width = (int)ihdr.width;
    *height = (int)ihdr.height;
    return out;
}

static uint8_t *load(struct kit *k, const char *name, int *width, int *height)
{
    char path[128];
    static char bytes[4 << 20];
    snprintf(path, sizeof path, "%s/%s", k->dir, name);
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    size_t n = fread(bytes, 1, sizeof bytes, f);
    fclose(f);
    return decode((struct str){bytes, n}, width, height);
}

/* Antialiasing differs between rasterisers, and small letters are hinted to rows of pixels in a picture only (ADR 14):
 * few pixels may differ much, and on the whole there is no difference. */
static void same_picture(struct kit *k, const char *name, const uint8_t *want, int width, int height, double most)
{
    int w, h;
    uint8_t *got = load(k, name, &w, &h);
    assert_int_equal(w, width);
    assert_int_equal(h, height);
    double sum = 0;
    size_t n = (size_t)width * (size_t)height, large = 0;
    for (size_t i = 0; i < n; i++) {
        int off = 0;
        for (size_t c = 0; c < 3; c++) {
            int d = abs(got[4 * i + c] - want[4 * i + c]);
            off = d > off ? d : off;
        }
        sum += off;
        large += off > 96;
    }
    free(got);
    if (sum / (double)n > most || large > n / 150)
        fail_msg("%s: %.2f off on average, %zu of %zu pixels by much", name, sum / (double)n, large, n);
}

static void what_is_drawn_is_what_the_png_shows(void **state)
{
    struct kit *k = *state;
    static const double dpis[] = {0, 300};
    for (int i = 0; i < 2; i++) {
        k->q.dpi = dpis[i];
        k->q.pixel_ratio = i ? 2 : 1;
        k->q.width_px = k->q.height_px = i ? 600 : 300;
        struct buf png = draw(k, IMAGE_PNG), svg = draw(k, IMAGE_SVG), pdf = draw(k, IMAGE_PDF);
        int w, h;
        uint8_t *want = decode(buf_view(&png), &w, &h);
        save(k, "a.svg", buf_view(&svg));
        save(k, "a.pdf", buf_view(&pdf));
        said(k, "rsvg-convert a.svg -o svg.png");
        char command[128];
        snprintf(command, sizeof command, "pdftoppm -png -scale-to-x %d -scale-to-y %d -singlefile a.pdf pdf", w, h);
        said(k, command);
        same_picture(k, "svg.png", want, w, h, 3);
        same_picture(k, "pdf.png", want, w, h, 3);
        free(want);
        buf_done(&png);
        buf_done(&svg);
        buf_done(&pdf);
    }
}

static void text_is_text_and_shapes_are_shapes(void **state)
{
    struct kit *k = *state;
    struct buf svg = draw(k, IMAGE_SVG), pdf = draw(k, IMAGE_PDF);
    xmlDoc *doc = xmlReadMemory(svg.p, (int)svg.n, NULL, NULL, XML_PARSE_NONET);
    assert_non_null(doc);
    xmlXPathContext *x = xmlXPathNewContext(doc);
    xmlXPathRegisterNs(x, (const xmlChar *)"s", (const xmlChar *)"http://www.w3.org/2000/svg");
    static const char *const truths[] = {
        "/s:svg/@width = '300px' and /s:svg/@height = '300px' and /s:svg/@viewBox = '0 0 300 300'",
        "count(//s:text) = 2", /* wrapped */
        "//s:text[1] = 'Gravenwijk &' and //s:text[2] = \"'t Vébé\"",
        "//s:text/@stroke = '#ffffff' and //s:text/@fill = '#102030'",
        "count(//s:path) > 2 and not(//s:image)",
    };
    for (size_t i = 0; i < sizeof truths / sizeof *truths; i++) {
        xmlXPathObject *o = xmlXPathEvalExpression((const xmlChar *)truths[i], x);
        assert_non_null(o);
        if (!xmlXPathCastToBoolean(o))
            fail_msg("not so: %s\n%s", truths[i], buf_cstr(&svg));
        xmlXPathFreeObject(o);
    }
    xmlXPathFreeContext(x);
    xmlFreeDoc(doc);
    save(k, "a.pdf", buf_view(&pdf));
    assert_non_null(strstr(said(k, "pdftotext -raw a.pdf -"), "Gravenwijk &"));
    assert_non_null(strstr(said(k, "pdftotext -raw a.pdf -"), "'t Vébé"));
    assert_non_null(strstr(said(k, "pdffonts a.pdf"), "Sans"));
    assert_null(strstr(said(k, "pdfimages -list a.pdf"), "image")); /* no pixels in it */
    buf_done(&svg);
    buf_done(&pdf);
}

static void a_page_is_as_large_as_its_pixels_at_the_resolution(void **state)
{
    struct kit *k = *state;
    static const struct {
        double dpi;
        const char *size;
    } cases[] = {{300, "Page size:       72 x 72 pts"},
                 {72, "Page size:       300 x 300 pts"},
                 {0, "Page size:       238.11 x 238.11 pts"}};
    for (size_t i = 0; i < 3; i++) {
        k->q.dpi = cases[i].dpi;
        struct buf pdf = draw(k, IMAGE_PDF);
        save(k, "a.pdf", buf_view(&pdf));
        const char *info = said(k, "pdfinfo a.pdf");
        if (!strstr(info, cases[i].size))
            fail_msg("%g dpi: %s", cases[i].dpi, info);
        buf_done(&pdf);
    }
}

static void background_is_drawn_unless_transparent(void **state)
{
    struct kit *k = *state;
    int w, h;
    for (int transparent = 0; transparent < 2; transparent++) {
        k->q.transparent = transparent;
        k->q.background = 0x405060;
        struct buf svg = draw(k, IMAGE_SVG);
        save(k, "a.svg", buf_view(&svg));
        said(k, "rsvg-convert a.svg -o svg.png");
        uint8_t *px = load(k, "svg.png", &w, &h);
        assert_int_equal(px[3], transparent ? 0 : 255);
        assert_int_equal(px[0], transparent ? 0 : 0x40);
        free(px);
        buf_done(&svg);
    }
}

static void an_output_that_is_full_is_refused_and_keeps_what_it_had(void **state)
{
    struct kit *k = *state;
    struct fake_source list = {&wijk, 1};
    struct render_source from = fake_source(&list);
    struct buf png = draw(k, IMAGE_PNG), again;
    for (int f = IMAGE_SVG; f <= IMAGE_PDF; f++)
        for (size_t room = 20; room < 2000; room += 400) {
            struct buf out;
            struct err err = {0};
            buf_init(&out, room);
            buf_c(&out, "was er al");
            k->q.format = f;
            assert_false(render_from(k->c, &from, k->crs, &k->q, k->a, &out, &err));
            assert_int_equal(err.code, ERR_LIMIT);
            assert_true(str_eq(buf_view(&out), STR("was er al")));
            buf_done(&out);
        }
    /* a picture of vectors that was started and left writes nothing when the next one starts */
    struct buf left;
    buf_init(&left, 1 << 20);
    assert_true(canvas_start_vector(k->c->canvas, IMAGE_PDF, 10, 10, false, 0, 0, 0, 1, 90, &left, &k->err));
    size_t written = left.n;
    again = draw(k, IMAGE_PNG);
    assert_int_equal(left.n, written);
    buf_done(&left);
    assert_true(str_eq(buf_view(&png), buf_view(&again)));
    buf_done(&png);
    buf_done(&again);
}

static void a_drawing_of_too_many_points_is_refused(void **state)
{
    struct kit *k = *state;
    enum { N = 10000 };
    static double xy[2 * N];
    uint32_t end = N, part = 1;
    struct geom g = {
        .type = GEOM_POLYGON, .xy = xy, .n_xy = N, .ring_end = &end, .n_rings = 1, .part_end = &part, .n_parts = 1};
    struct fill fill = {.on = true, .opacity = 1};
    for (int i = 0; i < 2 * N; i++)
        xy[i] = (i * 7919) % 300;
    struct buf out;
    struct err err = {0};
    buf_init(&out, 64 << 20);
    assert_true(canvas_start_vector(k->c->canvas, IMAGE_SVG, 300, 300, true, 0, 0, 0, 1, 90, &out, &err));
    for (int i = 0; i <= CANVAS_MAX_POINTS / N; i++)
        canvas_fill(k->c->canvas, &g, &fill);
    assert_false(canvas_finish_vector(k->c->canvas, &err));
    assert_int_equal(err.code, ERR_LIMIT);
    assert_int_equal(out.n, 0);
    buf_done(&out);
}

static void a_blank_has_every_format(void **state)
{
    struct kit *k = *state;
    static const char *const begins[IMAGE_FORMATS] = {"\x89PNG", "RIFF", "\xff\xd8\xff", "<?xml", "%PDF-"};
    for (int f = 0; f < IMAGE_FORMATS; f++) {
        struct buf out;
        buf_init(&out, 1 << 20);
        assert_true(render_blank(k->c, f, 40, 30, false, 0xff0000, &out, &k->err));
        assert_true(str_starts(buf_view(&out), str_from(begins[f])));
        buf_done(&out);
    }
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, kit_open, kit_close)
    const struct CMUnitTest tests[] = {
        T(what_is_drawn_is_what_the_png_shows),
        T(text_is_text_and_shapes_are_shapes),
        T(a_page_is_as_large_as_its_pixels_at_the_resolution),
        T(background_is_drawn_unless_transparent),
        T(an_output_that_is_full_is_refused_and_keeps_what_it_had),
        T(a_drawing_of_too_many_points_is_refused),
        T(a_blank_has_every_format),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
