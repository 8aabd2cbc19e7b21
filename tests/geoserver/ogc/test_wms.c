/* The WMS, asked as clients ask it (WMS 1.3.0, OGC 06-042). */
#include "tests/geoserver/fixture.h"

#include <jansson.h>
#include <libxml/parser.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WMS "/wms?SERVICE=WMS&VERSION=1.3.0&REQUEST="

static struct fixture f;

static int setup(void **state)
{
    fixture_open(&f);
    return 0;
}

static int teardown(void **state)
{
    fixture_close(&f);
    xmlCleanupParser();
    return 0;
}

/* ---- XML ---- */

static xmlDoc *xml_of(const char *text)
{
    xmlDoc *doc = xmlReadMemory(text, (int)strlen(text), "answer.xml", NULL, XML_PARSE_NONET);
    if (!doc)
        fail_msg("not well-formed: %.300s", text);
    return doc;
}

/* An XPath expression's text; w: is WMS, o: the exceptions, x: xlink. */
static char *xpath(xmlDoc *doc, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static char *xpath(xmlDoc *doc, const char *fmt, ...)
{
    char expression[500];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(expression, sizeof expression, fmt, ap);
    va_end(ap);
    xmlXPathContext *ctx = xmlXPathNewContext(doc);
    xmlXPathRegisterNs(ctx, BAD_CAST "w", BAD_CAST "http://www.opengis.net/wms");
    xmlXPathRegisterNs(ctx, BAD_CAST "o", BAD_CAST "http://www.opengis.net/ogc");
    xmlXPathRegisterNs(ctx, BAD_CAST "x", BAD_CAST "http://www.w3.org/1999/xlink");
    xmlXPathObject *found = xmlXPathEvalExpression(BAD_CAST expression, ctx);
    if (!found)
        fail_msg("%s", expression);
    xmlChar *text = xmlXPathCastToString(found);
    xmlXPathFreeObject(found);
    xmlXPathFreeContext(ctx);
    return (char *)text;
}

static double xpath_number(xmlDoc *doc, const char *expression)
{
    char *text = xpath(doc, "%s", expression);
    double v;
    if (!str_to_double(str_from(text), &v))
        fail_msg("%s gives \"%s\"", expression, text);
    xmlFree(text);
    return v;
}

static void expect(xmlDoc *doc, const char *expression, const char *value)
{
    char *text = xpath(doc, "%s", expression);
    if (strcmp(text, value) != 0)
        fail_msg("%s gives \"%s\", not \"%s\"", expression, text, value);
    xmlFree(text);
}

/* ---- boxes ---- */

/* A box around a place in RD, written in the axis order of the CRS. */
static const char *bbox_text(enum crs_id id, double x, double y, double half)
{
    static char text[200];
    struct err err = {0};
    struct bbox b = {x - half, y - half, x + half, y + half}, out = b;
    const struct crs *crs = crs_get(id);
    if (id != CRS_RD)
        assert_true(crs_transform_bbox(f.worker.crs, CRS_RD, id, b, &out, &err));
    if (crs->swap_axes)
        snprintf(text, sizeof text, "%.9f,%.9f,%.9f,%.9f", out.miny, out.minx, out.maxy, out.maxx);
    else
        snprintf(text, sizeof text, "%.9f,%.9f,%.9f,%.9f", out.minx, out.miny, out.maxx, out.maxy);
    return text;
}

/* ---- GetCapabilities ---- */

static void capabilities_tell_the_catalogue(void **state)
{
    const struct catalog *c = f.server.catalog;
    xmlDoc *doc = xml_of(fixture_get(&f, WMS "GetCapabilities"));
    assert_string_equal(f.response.content_type, "text/xml; charset=utf-8");
    assert_true(f.response.cacheable);
    expect(doc, "name(/*)", "WMS_Capabilities");
    expect(doc, "/*/@version", "1.3.0");
    expect(doc, "/w:WMS_Capabilities/w:Service/w:Name", "WMS");
    expect(doc, "//w:GetMap//w:OnlineResource/@x:href", "http://kaart.test/wms?");
    expect(doc, "count(//w:Capability/w:Layer/w:CRS)", "5");
    for (size_t i = 0; i < c->n_lagen; i++) {
        char *n = xpath(doc, "count(//w:Layer[w:Name='%s'])", c->lagen[i].id);
        assert_string_equal(n, "1");
        xmlFree(n);
        n = xpath(doc, "string(//w:Layer[w:Name='%s']/@queryable)", c->lagen[i].id);
        assert_string_equal(n, c->lagen[i].klikbaar ? "1" : "0");
        xmlFree(n);
        n = xpath(doc, "count(//w:Layer[w:Name='%s']/w:Style)", c->lagen[i].id);
        assert_int_equal(atoi(n), c->lagen[i].n_stijlen);
        xmlFree(n);
    }
    for (size_t i = 0; i < c->n_themas; i++) {
        char *n = xpath(doc, "count(//w:Layer[w:Name='%s'])", c->themas[i].id);
        assert_string_equal(n, "1");
        xmlFree(n);
    }
    xmlFreeDoc(doc);
}

static void boxes_in_capabilities_follow_the_axes_of_their_crs(void **state)
{
    xmlDoc *doc = xml_of(fixture_get(&f, WMS "GetCapabilities"));
#define BOX(crs, side) xpath_number(doc, "string(//w:Layer[w:Name='pand']/w:BoundingBox[@CRS='" crs "']/@" side ")")
    assert_in_range((int)BOX("EPSG:28992", "minx"), 200090, 200110);
    assert_in_range((int)BOX("EPSG:28992", "maxy"), 500610, 500630);
    assert_int_equal((int)BOX("CRS:84", "minx"), 6); /* 6.1° east, 52.5° north */
    assert_int_equal((int)BOX("CRS:84", "miny"), 52);
    assert_int_equal((int)BOX("EPSG:4326", "minx"), 52);
    assert_int_equal((int)BOX("EPSG:4326", "miny"), 6);
    assert_int_equal((int)BOX("EPSG:4258", "minx"), 52);
    assert_true(BOX("EPSG:3857", "minx") < 700000);
    assert_true(BOX("EPSG:4326", "minx") == BOX("CRS:84", "miny"));
    assert_true(BOX("EPSG:4326", "maxy") == BOX("CRS:84", "maxx"));
    assert_true(BOX("EPSG:4326", "minx") ==
                xpath_number(doc, "string(//w:Layer[w:Name='pand']//w:southBoundLatitude)"));
#undef BOX
    xmlFreeDoc(doc);
}

static void update_sequence_is_the_generation(void **state)
{
    xmlDoc *doc = xml_of(fixture_get(&f, WMS "GetCapabilities"));
    int64_t now = (int64_t)xpath_number(doc, "string(/*/@updateSequence)");
    xmlFreeDoc(doc);
    assert_int_equal(now, f.worker.generation);
    const struct {
        int64_t asked;
        const char *code; /* "": a capabilities document */
    } cases[] = {{now - 1, ""}, {now, "CurrentUpdateSequence"}, {now + 1, "InvalidUpdateSequence"}};
    for (size_t i = 0; i < 3; i++) {
        doc = xml_of(fixture_getf(&f, WMS "GetCapabilities&UPDATESEQUENCE=%lld", (long long)cases[i].asked));
        expect(doc, "string(//o:ServiceException/@code)", cases[i].code);
        xmlFreeDoc(doc);
    }
}

/* ---- GetMap ---- */

static struct picture map_of(const char *layers, enum crs_id crs, const char *bbox, int size, const char *more)
{
    fixture_getf(&f, WMS "GetMap&LAYERS=%s&STYLES=&CRS=%s&BBOX=%s&WIDTH=%d&HEIGHT=%d&FORMAT=image/png%s", layers,
                 crs_get(crs)->name, bbox, size, size, more);
    if (strcmp(f.response.content_type, "image/png") != 0)
        fail_msg("%s", buf_cstr(&f.response.body));
    struct picture p = fixture_picture(buf_view(&f.response.body));
    assert_int_equal(p.width, size);
    assert_int_equal(p.height, size);
    return p;
}

static void a_pand_is_drawn_where_it_stands_in_every_crs(void **state)
{
    uint32_t colour = 0;
    for (int id = 0; id < CRS_COUNT; id++) {
        struct picture p = map_of("pand", id, bbox_text(id, PAND_X, PAND_Y, 60), 200, "&TRANSPARENT=FALSE");
        uint32_t middle = picture_at(&p, 100, 100);
        if (id == 0)
            colour = middle;
        assert_int_not_equal(middle, 0xffffffff);
        assert_int_equal(middle, colour);
        /* 60 m to a side, of which the pand has 20: the outer parts stay white */
        assert_int_equal(picture_at(&p, 20, 100), 0xffffffff);
        assert_int_equal(picture_at(&p, 180, 100), 0xffffffff);
        assert_int_equal(picture_at(&p, 100, 20), 0xffffffff);
        assert_int_equal(picture_at(&p, 100, 180), 0xffffffff);
        picture_done(&p);
        p = map_of("pand", id, bbox_text(id, PAND_X, PAND_Y, 60), 200, "&TRANSPARENT=TRUE");
        assert_int_equal(picture_at(&p, 20, 100) & 0xff, 0);
        picture_done(&p);
        p = map_of("pand", id, bbox_text(id, PAND_X, PAND_Y, 60), 200, "&BGCOLOR=0x102030");
        assert_int_equal(picture_at(&p, 20, 100), 0x102030ff);
        picture_done(&p);
    }
}

static void axis_order_is_that_of_the_name(void **state)
{
    struct err err = {0};
    struct bbox b;
    struct buf first;
    char swapped[200], straight[200];
    assert_true(
        crs_transform_bbox(f.worker.crs, CRS_RD, CRS_84, (struct bbox){200000, 500000, 200700, 500700}, &b, &err));
    snprintf(straight, sizeof straight, "%.9f,%.9f,%.9f,%.9f", b.minx, b.miny, b.maxx, b.maxy);
    snprintf(swapped, sizeof swapped, "%.9f,%.9f,%.9f,%.9f", b.miny, b.minx, b.maxy, b.maxx);
    struct picture p = map_of("pand,wijk", CRS_84, straight, 256, "&TRANSPARENT=TRUE");
    assert_true(picture_drawn(&p) > 100);
    picture_done(&p);
    buf_init(&first, 1 << 20);
    buf_str(&first, buf_view(&f.response.body));
    p = map_of("pand,wijk", CRS_WGS84, swapped, 256, "&TRANSPARENT=TRUE");
    picture_done(&p);
    assert_true(str_eq(buf_view(&first), buf_view(&f.response.body)));
    buf_done(&first);
    p = map_of("pand,wijk", CRS_WGS84, straight, 256, "&TRANSPARENT=TRUE"); /* somewhere off Somalia */
    assert_int_equal(picture_drawn(&p), 0);
    picture_done(&p);
}

static void a_theme_is_its_visible_layers(void **state)
{
    struct buf theme;
    struct picture p = map_of("wijken-en-buurten", CRS_RD, "199900,499900,202100,502100", 300, "");
    picture_done(&p);
    buf_init(&theme, 4 << 20);
    buf_str(&theme, buf_view(&f.response.body));
    p = map_of("wijk,gemeente", CRS_RD, "199900,499900,202100,502100", 300, "");
    picture_done(&p);
    assert_true(str_eq(buf_view(&theme), buf_view(&f.response.body)));
    buf_done(&theme);
}

static void every_layer_draws_in_every_style(void **state)
{
    const struct catalog *c = f.server.catalog;
    for (size_t i = 0; i < c->n_lagen; i++)
        for (size_t k = 0; k < c->lagen[i].n_stijlen; k++) {
            fixture_getf(&f,
                         WMS "GetMap&LAYERS=%s&STYLES=%s&CRS=EPSG:28992&BBOX=200000,500000,200300,500600&WIDTH=300&"
                             "HEIGHT=600&FORMAT=image/png&TRANSPARENT=TRUE",
                         c->lagen[i].id, c->lagen[i].stijlen[k]);
            struct picture p = fixture_picture(buf_view(&f.response.body));
            if (picture_drawn(&p) == 0)
                fail_msg("layer %s draws nothing in style %s", c->lagen[i].id, c->lagen[i].stijlen[k]);
            picture_done(&p);
        }
}

static void every_format_of_the_capabilities_is_drawn(void **state)
{
    static const struct {
        const char *asked, *type, *begins;
    } cases[] = {{"image/png", "image/png", "\x89PNG"},          {"image/png;%20mode=8bit", "image/png", "\x89PNG"},
                 {"image/webp", "image/webp", "RIFF"},           {"image/jpeg", "image/jpeg", "\xff\xd8\xff"},
                 {"image/svg%2Bxml", "image/svg+xml", "<?xml"},  {"image/svg+xml", "image/svg+xml", "<?xml"},
                 {"application/pdf", "application/pdf", "%PDF-"}};
    xmlDoc *doc = xml_of(fixture_get(&f, WMS "GetCapabilities"));
    expect(doc, "count(//w:GetMap/w:Format)", "5");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char listed[100];
        snprintf(listed, sizeof listed, "count(//w:GetMap/w:Format[. = '%s'])", cases[i].type);
        expect(doc, listed, "1");
        fixture_getf(&f,
                     WMS "GetMap&LAYERS=pand,wijk&STYLES=&CRS=EPSG:28992&BBOX=200000,500000,201000,501000&WIDTH=200&"
                         "HEIGHT=200&FORMAT=%s",
                     cases[i].asked);
        if (strcmp(f.response.content_type, cases[i].type) != 0 || !f.response.cacheable ||
            !str_starts(buf_view(&f.response.body), str_from(cases[i].begins)))
            fail_msg("%s gives %s: %s", cases[i].asked, f.response.content_type, buf_cstr(&f.response.body));
        fixture_getf(&f,
                     WMS "GetMap&LAYERS=x&STYLES=&CRS=EPSG:28992&BBOX=0,0,1,1&WIDTH=20&HEIGHT=20&EXCEPTIONS=BLANK&"
                         "FORMAT=%s",
                     cases[i].asked);
        assert_string_equal(f.response.content_type, cases[i].type);
        assert_true(str_starts(buf_view(&f.response.body), str_from(cases[i].begins)));
    }
    xmlFreeDoc(doc);
    const char *said = fixture_get(&f, WMS "GetMap&LAYERS=pand&STYLES=&CRS=EPSG:28992&BBOX=0,0,1,1&WIDTH=9&HEIGHT=9&"
                                           "FORMAT=image/gif");
    assert_true(strstr(said, "image/webp") && strstr(said, "application/pdf"));
}

static bool same_picture(struct picture *a, struct picture *b)
{
    return a->width == b->width && a->height == b->height &&
           memcmp(a->rgba, b->rgba, 4 * (size_t)a->width * (size_t)a->height) == 0;
}

static void symbols_grow_with_the_resolution_in_every_spelling(void **state)
{
    static const struct {
        const char *more;
        int like; /* the earlier case that it equals; -1: none */
    } cases[] = {
        {"", -1},
        {"&DPI=90", 0},
        {"&DPI=96", 0},
        {"&MAP_RESOLUTION=72", 0},
        {"&FORMAT_OPTIONS=dpi:90", 0},
        {"&DPI=nan", 0},
        {"&DPI=-300", 0},
        {"&DPI=192", -1},
        {"&DPI=180", 7},
        {"&MAP_RESOLUTION=192", 7},
        {"&FORMAT_OPTIONS=antialias:on;dpi:180;layout:x", 7},
        {"&DPI=192&MAP_RESOLUTION=192&FORMAT_OPTIONS=dpi:192", 7}, /* as QGIS sends it */
        {"&DPI=300", -1},
        {"&DPI=600", -1},
        {"&DPI=1e300", 13},
    };
    enum { CASES = sizeof cases / sizeof *cases };
    struct picture p[CASES];
    char box[200];
    snprintf(box, sizeof box, "%s", bbox_text(CRS_RD, PAND_X, PAND_Y, 60));
    for (size_t i = 0; i < CASES; i++) {
        p[i] = map_of("pand", CRS_RD, box, 200, cases[i].more);
        for (size_t k = 0; k < i; k++)
            if (cases[k].like < 0 && same_picture(&p[i], &p[k]) != (cases[i].like == (int)k))
                fail_msg("\"%s\" is %sas \"%s\"", cases[i].more, cases[i].like == (int)k ? "not " : "", cases[k].more);
    }
    for (size_t i = 0; i < CASES; i++)
        picture_done(&p[i]);
}

/* ---- exceptions ---- */

#define GOOD_BOX "BBOX=200000,500000,201000,501000&WIDTH=100&HEIGHT=100"
#define INFO(rest)                                                                                                     \
    WMS "GetFeatureInfo&LAYERS=pand&STYLES=&CRS=EPSG:28992&" GOOD_BOX "&INFO_FORMAT=application/json&" rest

static void faults_have_the_codes_of_the_standard(void **state)
{
    static const struct {
        const char *target, *code, *locator;
    } cases[] = {
        {WMS "GetMap&LAYERS=nietbestaand&STYLES=&CRS=EPSG:28992&" GOOD_BOX "&FORMAT=image/png", "LayerNotDefined",
         "LAYERS"},
        {WMS "GetMap&LAYERS=pand,x&STYLES=&CRS=EPSG:28992&" GOOD_BOX "&FORMAT=image/png", "LayerNotDefined", "LAYERS"},
        {WMS "GetMap&LAYERS=&STYLES=&CRS=EPSG:28992&" GOOD_BOX "&FORMAT=image/png", "LayerNotDefined", "LAYERS"},
        {WMS "GetMap&LAYERS=pand&STYLES=adres&CRS=EPSG:28992&" GOOD_BOX "&FORMAT=image/png", "StyleNotDefined",
         "STYLES"},
        {WMS "GetMap&LAYERS=pand&STYLES=,adres&CRS=EPSG:28992&" GOOD_BOX "&FORMAT=image/png", "StyleNotDefined",
         "STYLES"},
        {WMS "GetMap&LAYERS=pand&STYLES=../../etc/passwd&CRS=EPSG:28992&" GOOD_BOX "&FORMAT=image/png",
         "StyleNotDefined", "STYLES"},
        {WMS "GetMap&LAYERS=pand&STYLES=&CRS=EPSG:25831&" GOOD_BOX "&FORMAT=image/png", "InvalidCRS", "CRS"},
        {WMS "GetMap&LAYERS=pand&STYLES=&SRS=EPSG:28992&" GOOD_BOX "&FORMAT=image/png", "InvalidCRS", "CRS"},
        {WMS "GetMap&LAYERS=pand&STYLES=&CRS=EPSG:28992&" GOOD_BOX "&FORMAT=image/gif", "InvalidFormat", "FORMAT"},
        {WMS "GetMap&LAYERS=pand&STYLES=&CRS=EPSG:28992&" GOOD_BOX "&FORMAT=", "InvalidFormat", "FORMAT"},
        {WMS "GetMap&LAYERS=pand&STYLES=&CRS=EPSG:28992&BBOX=1,2,1,4&WIDTH=9&HEIGHT=9&FORMAT=image/png", "", "BBOX"},
        {WMS "GetMap&LAYERS=pand&STYLES=&CRS=EPSG:28992&BBOX=1,4,3,2&WIDTH=9&HEIGHT=9&FORMAT=image/png", "", "BBOX"},
        {WMS "GetMap&LAYERS=pand&STYLES=&CRS=EPSG:28992&BBOX=1,2,3&WIDTH=9&HEIGHT=9&FORMAT=image/png", "", "BBOX"},
        {WMS "GetMap&LAYERS=pand&STYLES=&CRS=EPSG:28992&BBOX=1,2,3,4,5&WIDTH=9&HEIGHT=9&FORMAT=image/png", "", "BBOX"},
        {WMS "GetMap&LAYERS=pand&STYLES=&CRS=EPSG:28992&BBOX=1,2,nan,4&WIDTH=9&HEIGHT=9&FORMAT=image/png", "", "BBOX"},
        {WMS "GetMap&LAYERS=pand&STYLES=&CRS=EPSG:28992&BBOX=1,2,1e999,4&WIDTH=9&HEIGHT=9&FORMAT=image/png", "",
         "BBOX"},
        {WMS "GetMap&LAYERS=pand&STYLES=&CRS=EPSG:28992&BBOX=1,2,3,4&WIDTH=0&HEIGHT=9&FORMAT=image/png", "", "WIDTH"},
        {WMS "GetMap&LAYERS=pand&STYLES=&CRS=EPSG:28992&BBOX=1,2,3,4&WIDTH=9&HEIGHT=8193&FORMAT=image/png", "",
         "HEIGHT"},
        {WMS "GetMap&LAYERS=pand&STYLES=&CRS=EPSG:28992&BBOX=1,2,3,4&WIDTH=9&HEIGHT=99999999999999999999&FORMAT=image/"
             "png",
         "", "HEIGHT"},
        {WMS "GetMap&LAYERS=pand&STYLES=&CRS=EPSG:28992&" GOOD_BOX "&FORMAT=image/png&TRANSPARENT=ja", "",
         "TRANSPARENT"},
        {WMS "GetMap&LAYERS=pand&STYLES=&CRS=EPSG:28992&" GOOD_BOX "&FORMAT=image/png&BGCOLOR=white", "", "BGCOLOR"},
        {WMS "GetMap&LAYERS=pand&STYLES=&CRS=EPSG:28992&WIDTH=9&HEIGHT=9&FORMAT=image/png", "", "BBOX"},
        {"/wms?SERVICE=WMS&REQUEST=GetMap&LAYERS=pand&STYLES=&CRS=EPSG:28992&" GOOD_BOX "&FORMAT=image/png", "",
         "VERSION"},
        {"/wms?SERVICE=WMS&VERSION=1.1.1&REQUEST=GetMap&LAYERS=pand&STYLES=&CRS=EPSG:28992&" GOOD_BOX
         "&FORMAT=image/png",
         "", "VERSION"},
        {"/wms?SERVICE=WFS&VERSION=1.3.0&REQUEST=GetCapabilities", "", "SERVICE"},
        {"/wms?VERSION=1.3.0&REQUEST=GetCapabilities", "", "SERVICE"},
        {"/wms?SERVICE=WMS&VERSION=1.3.0", "", "REQUEST"},
        {"/wms", "", "REQUEST"},
        {WMS "GetTile", "OperationNotSupported", "REQUEST"},
        {INFO("QUERY_LAYERS=pand&I=100&J=0"), "InvalidPoint", "I"},
        {INFO("QUERY_LAYERS=pand&I=0&J=-1"), "InvalidPoint", "J"},
        {INFO("QUERY_LAYERS=pand&I=x&J=1"), "InvalidPoint", "I"},
        {INFO("QUERY_LAYERS=pand&J=1"), "InvalidPoint", "I"},
        {INFO("QUERY_LAYERS=weg&I=1&J=1"), "LayerNotDefined", "QUERY_LAYERS"},
        {INFO("QUERY_LAYERS=gemeente&I=1&J=1"), "LayerNotQueryable", "QUERY_LAYERS"},
        {INFO("QUERY_LAYERS=pand&I=1&J=1&INFO_FORMAT=image/png"), "InvalidFormat", "INFO_FORMAT"},
        {INFO("QUERY_LAYERS=pand&I=1&J=1&FEATURE_COUNT=0"), "", "FEATURE_COUNT"},
        {WMS "GetLegendGraphic&LAYER=x&FORMAT=image/png", "LayerNotDefined", "LAYER"},
        {WMS "GetLegendGraphic&LAYER=pand&STYLE=x&FORMAT=image/png", "StyleNotDefined", "STYLE"},
        {WMS "GetLegendGraphic&LAYER=pand&FORMAT=text/plain", "InvalidFormat", "FORMAT"},
        {WMS "GetLegendGraphic&LAYER=pand&RULE=x", "", "RULE"},
        {WMS "GetLegendGraphic&LAYER=pand&WIDTH=257", "", "WIDTH"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        xmlDoc *doc = xml_of(fixture_get(&f, cases[i].target));
        char *code = xpath(doc, "string(//o:ServiceException/@code)");
        char *locator = xpath(doc, "string(//o:ServiceException/@locator)");
        if (strcmp(code, cases[i].code) != 0 || strcmp(locator, cases[i].locator) != 0)
            fail_msg("%s gives code \"%s\", locator \"%s\", not \"%s\", \"%s\"", cases[i].target, code, locator,
                     cases[i].code, cases[i].locator);
        expect(doc, "name(/*)", "ServiceExceptionReport");
        expect(doc, "boolean(string(//o:ServiceException))", "true");
        assert_int_equal(f.response.status, 200);
        assert_false(f.response.cacheable);
        xmlFree(code);
        xmlFree(locator);
        xmlFreeDoc(doc);
    }
}

static void hostile_text_stays_text_in_an_exception(void **state)
{
    xmlDoc *doc = xml_of(fixture_get(
        &f, WMS "GetMap&LAYERS=%22%3E%3Cscript%3E%26%01%ff&STYLES=&CRS=EPSG:28992&" GOOD_BOX "&FORMAT=image/png"));
    expect(doc, "count(//*)", "2");
    xmlFreeDoc(doc);
    /* cut in the middle of a character */
    doc = xml_of(fixture_get(&f, WMS "%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9"
                                     "%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9x%C3%A9%C3%A9%C3%A9"));
    expect(doc, "string(//o:ServiceException/@code)", "OperationNotSupported");
    xmlFreeDoc(doc);
}

static void a_blank_exception_is_an_image(void **state)
{
    struct picture p = map_of("nietbestaand", CRS_RD, "1,2,3,4", 40, "&EXCEPTIONS=BLANK&BGCOLOR=0x112233");
    assert_int_equal(picture_at(&p, 20, 20), 0x112233ff);
    picture_done(&p);
    p = map_of("nietbestaand", CRS_RD, "1,2,3,4", 40, "&EXCEPTIONS=BLANK&TRANSPARENT=TRUE");
    assert_int_equal(picture_drawn(&p), 0);
    picture_done(&p);
    assert_false(f.response.cacheable);
}

/* ---- GetFeatureInfo ---- */

static json_t *json_of(const char *text)
{
    json_error_t e;
    json_t *j = json_loads(text, 0, &e);
    if (!j)
        fail_msg("not JSON (%s): %.300s", e.text, text);
    return j;
}

static const char *info(enum crs_id crs, const char *layer, double x, double y, const char *format, const char *more)
{
    return fixture_getf(&f,
                        WMS "GetFeatureInfo&LAYERS=%s&STYLES=&QUERY_LAYERS=%s&CRS=%s&BBOX=%s&WIDTH=101&HEIGHT=101&I=50"
                            "&J=50&INFO_FORMAT=%s%s",
                        layer, layer, crs_get(crs)->name, bbox_text(crs, x, y, 50), format, more);
}

static void the_pand_under_the_pixel_is_found_in_every_crs(void **state)
{
    for (int id = 0; id < CRS_COUNT; id++) {
        json_t *j = json_of(info(id, "pand", PAND_X + 15, PAND_Y - 15, "application/json", ""));
        json_t *features = json_object_get(j, "features"), *feature = json_array_get(features, 0);
        if (json_array_size(features) != 1)
            fail_msg("%s: %s", crs_get(id)->name, buf_cstr(&f.response.body));
        json_t *properties = json_object_get(feature, "properties"), *titles = json_object_get(feature, "titels");
        assert_string_equal(json_string_value(json_object_get(properties, "identificatie")), PAND_ID);
        assert_int_equal((int)json_number_value(json_object_get(properties, "oorspronkelijk_bouwjaar")), 1895);
        assert_string_equal(json_string_value(json_object_get(properties, "gebruiksdoel")), "woonfunctie");
        assert_string_equal(json_string_value(json_object_get(titles, "oorspronkelijk_bouwjaar")), "Bouwjaar");
        assert_int_equal(json_object_size(properties), json_object_size(titles));
        json_t *name = json_object_get(json_object_get(json_object_get(j, "crs"), "properties"), "name");
        assert_string_equal(json_string_value(name), crs_get(id)->uri);
        /* the geometry is in that CRS, x before y */
        json_t *ring = json_array_get(json_object_get(json_object_get(feature, "geometry"), "coordinates"), 0);
        json_t *corner = json_array_get(ring, 0);
        struct err err = {0};
        double xy[] = {json_number_value(json_array_get(corner, 0)), json_number_value(json_array_get(corner, 1))};
        assert_int_equal(json_array_size(ring), 5);
        assert_true(id == CRS_RD || crs_transform(f.worker.crs, id, CRS_RD, xy, 1, &err));
        assert_true(fabs(fabs(xy[0] - PAND_X) - PAND_HALF) < 0.01 && fabs(fabs(xy[1] - PAND_Y) - PAND_HALF) < 0.01);
        json_decref(j);
        /* beside it is nothing: a tolerance is for points and lines */
        j = json_of(info(id, "pand", PAND_X + 21, PAND_Y, "application/json", ""));
        assert_int_equal(json_array_size(json_object_get(j, "features")), 0);
        json_decref(j);
    }
}

static void a_point_is_found_within_reach(void **state)
{
    static const struct {
        double off; /* pixels and metres alike */
        size_t n;
    } cases[] = {{0, 1}, {5, 1}, {8, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_t *j = json_of(info(CRS_RD, "adres", PAND_X + cases[i].off, PAND_Y, "application/json", ""));
        assert_int_equal(json_array_size(json_object_get(j, "features")), cases[i].n);
        json_decref(j);
    }
}

static void every_form_is_well_formed_and_escaped(void **state)
{
    static const char *const street = "Burgemeester <b>&-straat";
    json_t *j = json_of(info(CRS_RD, "adres", PAND_X, PAND_Y, "application/geo+json", ""));
    json_t *properties = json_object_get(json_array_get(json_object_get(j, "features"), 0), "properties");
    assert_string_equal(json_string_value(json_object_get(properties, "straatnaam")), street);
    json_t *units = json_object_get(json_array_get(json_object_get(j, "features"), 0), "eenheden");
    assert_string_equal(json_string_value(json_object_get(units, "oppervlakte")), "m²");
    json_decref(j);
    json_decref(json_of(info(CRS_RD, "adres", PAND_X, PAND_Y, "application/geo%2Bjson", "")));
    assert_string_equal(f.response.content_type, "application/geo+json; charset=utf-8");
    xmlDoc *doc = xml_of(info(CRS_RD, "adres", PAND_X, PAND_Y, "text/xml", ""));
    expect(doc, "string(/FeatureInfo/Feature[@layer='adres']/Attribute[@name='straatnaam'])", street);
    expect(doc, "string(//Attribute[@name='straatnaam']/@title)", "Straat");
    xmlFreeDoc(doc);
    const char *html = info(CRS_RD, "adres", PAND_X, PAND_Y, "text/html", "");
    assert_non_null(strstr(html, "Burgemeester &lt;b&gt;&amp;-straat"));
    assert_null(strstr(html, "<b>"));
    html = info(CRS_RD, "melding", 200105, 500205, "text/html", "");
    assert_non_null(strstr(html, "afval"));
    assert_null(strstr(html, "<script"));
    const char *text = info(CRS_RD, "adres", PAND_X, PAND_Y, "text/plain", "");
    assert_non_null(strstr(text, "  Huisnummer: 12\n"));
    assert_non_null(strstr(info(CRS_RD, "adres", 200900, 500900, "text/plain", ""), "niets gevonden"));
    assert_non_null(strstr(info(CRS_RD, "adres", 200900, 500900, "text/html", ""), "niets gevonden"));
    xmlFreeDoc(xml_of(info(CRS_RD, "adres", 200900, 500900, "text/xml", "")));
}

static void the_top_layer_answers_first(void **state)
{
    json_t *j = json_of(info(CRS_RD, "wijk,pand", PAND_X, PAND_Y, "application/json", "&FEATURE_COUNT=5"));
    json_t *features = json_object_get(j, "features");
    assert_int_equal(json_array_size(features), 2);
    assert_string_equal(json_string_value(json_object_get(json_array_get(features, 0), "laag")), "pand");
    assert_string_equal(json_string_value(json_object_get(json_array_get(features, 1), "laag")), "wijk");
    json_decref(j);
}

/* Meldingen that aren't of class object are in no layer, and a protected figure isn't shown without a release. */
static void what_isnt_to_be_shown_isnt_found(void **state)
{
    json_t *j = json_of(info(CRS_RD, "melding", 200405, 500205, "application/json", ""));
    assert_int_equal(json_array_size(json_object_get(j, "features")), 0);
    json_decref(j);
    j = json_of(info(CRS_RD, "melding_dichtheid,melding_warmte", 200405, 500205, "application/json", ""));
    assert_int_equal(json_array_size(json_object_get(j, "features")), 0);
    json_decref(j);
    j = json_of(info(CRS_RD, "melding_dichtheid,melding_warmte", 200105, 500205, "application/json", ""));
    assert_int_equal(json_array_size(json_object_get(j, "features")), 2);
    json_t *none = json_of(info(CRS_RD, "melding_dichtheid", 200105, 500205, "application/json", "&PERIODE=1999"));
    assert_int_equal(json_array_size(json_object_get(none, "features")), 0);
    json_decref(none);
    assert_non_null(strstr(info(CRS_RD, "melding_dichtheid", 200105, 500205, "application/json", "&PERIODE=ooit"),
                           "kan geen periode"));
    assert_int_equal(json_integer_value(json_object_get(
                         json_object_get(json_array_get(json_object_get(j, "features"), 1), "properties"), "aantal")),
                     1);
    json_decref(j);
    j = json_of(info(CRS_RD, "sociaal_wijk", PAND_X, PAND_Y, "application/json", ""));
    json_t *properties = json_object_get(json_array_get(json_object_get(j, "features"), 0), "properties");
    assert_string_equal(json_string_value(json_object_get(properties, "code")), "WK999900");
    assert_true(json_is_null(json_object_get(properties, "waarde")));
    assert_true(json_is_null(json_object_get(properties, "per1000")));
    assert_true(json_is_null(json_object_get(properties, "klasse")));
    json_decref(j);
}

/* ---- GetLegendGraphic ---- */

static void a_legend_has_the_size_that_capabilities_say(void **state)
{
    const struct catalog *c = f.server.catalog;
    for (size_t i = 0; i < c->n_lagen; i++)
        for (size_t k = 0; k < c->lagen[i].n_stijlen; k++) {
            xmlDoc *doc = xml_of(fixture_get(&f, WMS "GetCapabilities"));
            char at[200], href[400];
            snprintf(at, sizeof at, "//w:Layer[w:Name='%s']/w:Style[w:Name='%s']/w:LegendURL", c->lagen[i].id,
                     c->lagen[i].stijlen[k]);
            char *width = xpath(doc, "string(%s/@width)", at), *height = xpath(doc, "string(%s/@height)", at);
            char *url = xpath(doc, "string(%s/w:OnlineResource/@x:href)", at);
            if (!style_rule_count(style_find(f.server.styles, c->lagen[i].stijlen[k]))) { /* names alone */
                assert_string_equal(url, "");
                fixture_getf(&f, WMS "GetLegendGraphic&LAYER=%s&STYLE=%s&FORMAT=image/png", c->lagen[i].id,
                             c->lagen[i].stijlen[k]);
                assert_string_equal(f.response.content_type, "text/xml; charset=utf-8");
                xmlFree(width);
                xmlFree(height);
                xmlFree(url);
                xmlFreeDoc(doc);
                continue;
            }
            assert_true(strncmp(url, "http://kaart.test/wms?", 22) == 0);
            snprintf(href, sizeof href, "%s", url + 17);
            fixture_get(&f, href);
            struct picture p = fixture_picture(buf_view(&f.response.body));
            assert_int_equal(p.width, atoi(width));
            assert_int_equal(p.height, atoi(height));
            picture_done(&p);
            xmlFree(width);
            xmlFree(height);
            xmlFree(url);
            xmlFreeDoc(doc);
        }
}

static void a_swatch_has_the_size_that_was_asked(void **state)
{
    fixture_get(&f, WMS "GetLegendGraphic&LAYER=pand&FORMAT=image/png&RULE=voor_1900");
    struct picture p = fixture_picture(buf_view(&f.response.body));
    assert_int_equal(p.width, 20);
    assert_int_equal(p.height, 20);
    assert_int_equal(picture_at(&p, 10, 10), 0x8f2d2aff);
    picture_done(&p);
    fixture_get(&f, "/wms?service=WMS&request=GetLegendGraphic&layer=pand&format=image/png&rule=voor_1900&width=64"
                    "&height=32");
    p = fixture_picture(buf_view(&f.response.body));
    assert_int_equal(p.width, 64);
    assert_int_equal(p.height, 32);
    picture_done(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(capabilities_tell_the_catalogue),
                                       cmocka_unit_test(boxes_in_capabilities_follow_the_axes_of_their_crs),
                                       cmocka_unit_test(update_sequence_is_the_generation),
                                       cmocka_unit_test(a_pand_is_drawn_where_it_stands_in_every_crs),
                                       cmocka_unit_test(axis_order_is_that_of_the_name),
                                       cmocka_unit_test(a_theme_is_its_visible_layers),
                                       cmocka_unit_test(every_layer_draws_in_every_style),
                                       cmocka_unit_test(every_format_of_the_capabilities_is_drawn),
                                       cmocka_unit_test(symbols_grow_with_the_resolution_in_every_spelling),
                                       cmocka_unit_test(faults_have_the_codes_of_the_standard),
                                       cmocka_unit_test(hostile_text_stays_text_in_an_exception),
                                       cmocka_unit_test(a_blank_exception_is_an_image),
                                       cmocka_unit_test(the_pand_under_the_pixel_is_found_in_every_crs),
                                       cmocka_unit_test(a_point_is_found_within_reach),
                                       cmocka_unit_test(every_form_is_well_formed_and_escaped),
                                       cmocka_unit_test(the_top_layer_answers_first),
                                       cmocka_unit_test(what_isnt_to_be_shown_isnt_found),
                                       cmocka_unit_test(a_legend_has_the_size_that_capabilities_say),
                                       cmocka_unit_test(a_swatch_has_the_size_that_was_asked)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
