#include "geoserver/render/style_priv.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define HEAD                                                                                                           \
    "<StyledLayerDescriptor version=\"1.1.0\" xmlns=\"http://www.opengis.net/sld\" "                                   \
    "xmlns:se=\"http://www.opengis.net/se\" "                                                                          \
    "xmlns:ogc=\"http://www.opengis.net/ogc\">\n<NamedLayer><UserStyle><se:FeatureTypeStyle><se:Rule>\n"
#define TAIL "\n</se:Rule></se:FeatureTypeStyle></UserStyle></NamedLayer></StyledLayerDescriptor>"

struct fixture {
    struct arena *a;
    struct style *s;
    struct err err;
};

static bool parse(struct fixture *f, const char *xml)
{
    f->a = arena_new(8 << 20);
    f->s = NULL;
    err_clear(&f->err);
    return style_parse(str_from(xml), "proef.sld", f->a, &f->s, &f->err);
}

static void refused(const char *xml, enum err_code code, const char *locator, const char *says)
{
    struct fixture f;
    assert_false(parse(&f, xml));
    if (f.err.code != code || strcmp(f.err.locator, locator) || !strstr(f.err.message, says))
        fail_msg("got %d, %s: %s", (int)f.err.code, f.err.locator, f.err.message);
    assert_null(f.s);
    arena_free(f.a);
}

static void errors_name_file_and_line(void **state)
{
    refused(HEAD "<se:PolygonSymbolizer>\n<se:Fill><se:SvgParameter name=\"fill\">rood</se:SvgParameter></se:Fill>"
                 "</se:PolygonSymbolizer>" TAIL,
            ERR_INVALID, "proef.sld:4", "#RRGGBB");
    refused(HEAD "<se:PolygonSymbolizer/>\n\n<se:PointSymbolizer/>" TAIL, ERR_INVALID, "proef.sld:5", "Graphic");
    refused(HEAD
            "<se:LineSymbolizer><se:Stroke>\n<se:SvgParameter name=\"stroke-width\">dik</se:SvgParameter></se:Stroke>"
            "</se:LineSymbolizer>" TAIL,
            ERR_INVALID, "proef.sld:4", "stroke-width");
    refused(HEAD "<ogc:Filter><ogc:PropertyIsEqualTo>\n<ogc:PropertyName>a</ogc:PropertyName></ogc:PropertyIsEqualTo>"
                 "</ogc:Filter>" TAIL,
            ERR_INVALID, "proef.sld:3", "verwacht: 2");
    refused(HEAD "<se:Punt></se:Rul>", ERR_INVALID, "proef.sld:3", "welgevormde");
    refused("", ERR_INVALID, "proef.sld:1", "welgevormde");
    refused("<kml/>", ERR_INVALID, "proef.sld:1", "StyledLayerDescriptor");
    refused("<x:StyledLayerDescriptor xmlns:x=\"http://example.org/anders\"/>", ERR_INVALID, "proef.sld:1",
            "StyledLayerDescriptor");
    refused(HEAD "<se:MinScaleDenominator>5000</se:MinScaleDenominator><se:MaxScaleDenominator>1000"
                 "</se:MaxScaleDenominator>" TAIL,
            ERR_INVALID, "proef.sld:2", "kleiner");
}

static void entities_depth_and_size_are_bounded(void **state)
{
    refused(
        "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]>\n<StyledLayerDescriptor>&b;</StyledLayerDescriptor>",
        ERR_UNSUPPORTED, "proef.sld:1", "DOCTYPE");
    char deep[2000] = HEAD "<ogc:Filter>";
    for (int i = 0; i < 60; i++)
        strcat(deep, "<ogc:Not>");
    for (int i = 0; i < 60; i++)
        strcat(deep, "</ogc:Not>");
    strcat(deep, "</ogc:Filter>" TAIL);
    refused(deep, ERR_LIMIT, "proef.sld:3", "genest");
    char *big = malloc(STYLE_MAX_BYTES + 2);
    memset(big, ' ', STYLE_MAX_BYTES + 1);
    big[STYLE_MAX_BYTES + 1] = 0;
    refused(big, ERR_LIMIT, "proef.sld:1", "groter");
    free(big);
}

static bool holds(const char *filter, const char *value)
{
    struct fixture f;
    char xml[4000];
    snprintf(xml, sizeof xml, HEAD "<ogc:Filter>%s</ogc:Filter>" TAIL, filter);
    if (!parse(&f, xml))
        fail_msg("%s: %s", f.err.locator, f.err.message);
    struct read_value v = {.type = value ? READ_TEXT : READ_NULL, .text = str_from(value)};
    bool r = filter_matches(f.s->passes[0].rules[0].filter, &v, NULL);
    arena_free(f.a);
    return r;
}

#define COMPARE(op, v)                                                                                                 \
    "<ogc:PropertyIs" op "><ogc:PropertyName>a</ogc:PropertyName><ogc:Literal>" v "</ogc:Literal></ogc:PropertyIs" op  \
    ">"
#define LIKE(v)                                                                                                        \
    "<ogc:PropertyIsLike wildCard=\"*\" singleChar=\".\" escapeChar=\"!\"><ogc:PropertyName>a</ogc:PropertyName>"      \
    "<ogc:Literal>" v "</ogc:Literal></ogc:PropertyIsLike>"

static void filters_compare_numbers_texts_and_nulls(void **state)
{
    assert_true(holds(COMPARE("EqualTo", "7"), "7.0"));
    assert_true(holds(COMPARE("LessThan", "10"), "9"));
    assert_false(holds(COMPARE("LessThan", "9"), "10"));
    assert_true(holds(COMPARE("GreaterThanOrEqualTo", "9"), "9"));
    assert_true(holds(COMPARE("NotEqualTo", "x"), "y"));
    assert_false(holds(COMPARE("NotEqualTo", "x"), NULL)); /* null compares with nothing */
    assert_true(holds("<ogc:PropertyIsNull><ogc:PropertyName>a</ogc:PropertyName></ogc:PropertyIsNull>", NULL));
    assert_true(holds("<ogc:Not>" COMPARE("EqualTo", "x") "</ogc:Not>", NULL));
    assert_true(holds("<ogc:Or>" COMPARE("EqualTo", "x") COMPARE("EqualTo", "y") "</ogc:Or>", "y"));
    assert_false(holds("<ogc:And>" COMPARE("EqualTo", "x") COMPARE("EqualTo", "y") "</ogc:And>", "y"));
    const char *between =
        "<ogc:PropertyIsBetween><ogc:PropertyName>a</ogc:PropertyName><ogc:LowerBoundary><ogc:Literal>1900"
        "</ogc:Literal></ogc:LowerBoundary><ogc:UpperBoundary><ogc:Add><ogc:Literal>1900</ogc:Literal>"
        "<ogc:Literal>30</ogc:Literal></ogc:Add></ogc:UpperBoundary></ogc:PropertyIsBetween>";
    assert_true(holds(between, "1930"));
    assert_false(holds(between, "1931"));
    assert_true(holds(LIKE("Pand*gebruik"), "Pand in gebruik"));
    assert_false(holds(LIKE("Pand*gebruik"), "Pand in gebruik (niet ingemeten)"));
    assert_true(holds(LIKE("a!*.*"), "a*b"));
    assert_false(holds(LIKE("a!*."), "axb"));
    /* a pattern that would take exponential time by recursion */
    assert_false(
        holds(LIKE("*a*a*a*a*a*a*a*a*a*a*a*a*a*b"), "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"));
}

static void fields_are_sorted_without_doubles(void **state)
{
    struct fixture f;
    assert_true(parse(
        &f,
        HEAD "<ogc:Filter><ogc:And>" COMPARE(
            "EqualTo", "1") "<ogc:PropertyIsNull><ogc:PropertyName>ns:Z"
                            "</ogc:PropertyName></ogc:PropertyIsNull>" COMPARE(
                                "EqualTo",
                                "2") "</ogc:And></ogc:Filter>"
                                     "<se:TextSymbolizer><se:Label><ogc:PropertyName>b</ogc:PropertyName></se:Label>"
                                     "</se:TextSymbolizer>" TAIL));
    size_t n;
    const char *const *fields = style_fields(f.s, &n);
    assert_int_equal(n, 3);
    assert_string_equal(fields[0], "Z");
    assert_string_equal(fields[1], "a");
    assert_string_equal(fields[2], "b");
    assert_int_equal(style_rule_count(f.s), 0); /* text alone has no swatch */
    arena_free(f.a);
}

static void labels_mix_columns_and_texts(void **state)
{
    struct fixture f;
    assert_true(parse(&f, HEAD "<se:TextSymbolizer><se:Label><ogc:PropertyName>nr</ogc:PropertyName><![CDATA[ - ]]>"
                               "<ogc:PropertyName>toevoeging</ogc:PropertyName></se:Label></se:TextSymbolizer>" TAIL));
    const struct text_style *t = &f.s->passes[0].rules[0].symbolizers[0].text;
    char out[16], small[5];
    struct read_value v[2] = {{.type = READ_NUMBER, .number = 12}, {.type = READ_TEXT, .text = STR("bis")}};
    assert_true(text_label(t, v, out, sizeof out));
    assert_string_equal(out, "12 - bis");
    v[1].type = READ_NULL;
    v[0] = (struct read_value){.type = READ_TEXT, .text = STR("aéé")};
    assert_true(text_label(t, v, small, sizeof small)); /* cut between characters */
    assert_string_equal(small, "aé");
    v[0].text = STR("\xff\xfe");
    assert_false(text_label(t, v, out, sizeof out));
    arena_free(f.a);
}

/* ---- what QGIS and GeoServer write ---- */

static const struct style *file_style(struct fixture *f, const char *path)
{
    char full[400], dir[400];
    static char xml[1 << 18];
    snprintf(full, sizeof full, GM_SOURCE_DIR "/tests/geoserver/render/%s", path);
    snprintf(dir, sizeof dir, "%.*s", (int)(strrchr(full, '/') - full), full);
    FILE *in = fopen(full, "rb");
    assert_non_null(in);
    size_t n = fread(xml, 1, sizeof xml, in);
    fclose(in);
    f->a = arena_new(32 << 20);
    f->s = NULL;
    err_clear(&f->err);
    if (!style_parse_in((struct str){xml, n}, path, dir, f->a, &f->s, &f->err))
        fail_msg("%s: %s", f->err.locator, f->err.message);
    return f->s;
}

/* Every one is taken as it is, and what is said to be otherwise is just that: read beside the documents by hand. */
static void documents_of_qgis_and_geoserver_are_taken_as_they_are(void **state)
{
    static const struct {
        const char *path;
        size_t legend;
        const char *notes; /* "line element" each, ended by ; */
    } all[] = {
        {"qgis/vlak_enkel.sld", 1, ""},
        {"qgis/vlak_patronen.sld", 7, "53 Graphic;168 WellKnownName;199 WellKnownName;"},
        {"qgis/vlak_categorie.sld", 5, ""},
        {"qgis/vlak_klassen.sld", 4, ""},
        {"qgis/vlak_regels.sld", 11, "38 Rule;260 Intersects;"},
        {"qgis/lijn_soorten.sld", 5, ""},
        {"qgis/punt_tekens.sld", 29, ""},
        {"qgis/punt_beelden.sld", 4, ""},
        {"qgis/opschrift_punt.sld", 1, "30 Label;"},
        {"qgis/opschrift_gedraaid.sld", 1, ""},
        {"qgis/opschrift_lijn.sld", 1, "34 GeneralizeLine;"},
        {"qgis/opschrift_vlak.sld", 1, ""},
        {"geoserver/wegen.sld", 4, ""},
        {"geoserver/wijken.sld", 3, ""},
        {"geoserver/vlakken.sld", 4, ""},
        {"geoserver/punten.sld", 4,
         "48 Function env;53 Rotation;57 VendorOption conflictResolution;60 VendorOption sortBy;"},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct fixture f;
        char said[1000] = "";
        size_t n;
        const struct style *s = file_style(&f, all[i].path);
        const struct style_note *notes = style_notes(s, &n);
        for (size_t k = 0; k < n; k++)
            snprintf(said + strlen(said), sizeof said - strlen(said), "%d %s;", notes[k].line, notes[k].element);
        if (strcmp(said, all[i].notes))
            fail_msg("%s says %s", all[i].path, said);
        if (style_rule_count(s) != all[i].legend)
            fail_msg("%s has %zu in its legend", all[i].path, style_rule_count(s));
        arena_free(f.a);
    }
}

static void qgis_lines_marks_and_pictures_keep_their_measures(void **state)
{
    struct fixture f;
    const struct rule *r = file_style(&f, "qgis/lijn_soorten.sld")->passes[0].rules;
    assert_int_equal(r[0].n_symbolizers, 2); /* casing and middle */
    assert_true(r[0].symbolizers[0].stroke.width_px == 9 && r[0].symbolizers[0].stroke.cap == CAP_ROUND);
    assert_true(r[1].symbolizers[0].stroke.n_dash == 4 && r[1].symbolizers[0].stroke.dash_px[0] == 14);
    assert_true(r[2].symbolizers[0].stroke.offset_px == -5); /* QGIS means right, SE left */
    const struct stroke *marks = &r[4].symbolizers[1].stroke;
    assert_non_null(marks->graphic);
    assert_int_equal(marks->graphic->mark, MARK_FILLED_ARROWHEAD);
    assert_true(marks->every_px == 11 + 29 && marks->first_px == 5.5);
    arena_free(f.a);

    r = file_style(&f, "qgis/punt_beelden.sld")->passes[0].rules;
    const struct style_picture *inline_svg = r[0].symbolizers[0].picture, *own = r[1].symbolizers[0].picture;
    assert_true(inline_svg && inline_svg->type == PICTURE_SVG && str_starts(inline_svg->bytes, STR("<svg ")));
    assert_true(own && str_find_str(own->bytes, STR("M8 1 14 11")) != SIZE_MAX);
    assert_true(r[2].symbolizers[0].picture->type == PICTURE_GLYPH && r[2].symbolizers[0].picture->glyph == 'A');
    assert_string_equal(r[2].symbolizers[0].picture->family, "Open Sans");
    assert_true(r[3].symbolizers[0].dx_px == 4 && r[3].symbolizers[0].dy_px == -7); /* QGIS means down */
    arena_free(f.a);

    r = file_style(&f, "qgis/vlak_patronen.sld")->passes[0].rules;
    assert_int_equal(r[0].symbolizers[0].fill.shape, MARK_SLASH);                /* as QGIS draws its 45 degrees */
    assert_true(fabs(r[0].symbolizers[0].fill.spacing_px - 7 * M_SQRT2) < 1e-9); /* lines stay 7 apart */
    const struct fill *dots = &r[2].symbolizers[0].fill;
    assert_true(dots->graphic && dots->graphic->mark == MARK_CIRCLE && dots->cell_x_px == 11 && dots->cell_y_px == 11);
    assert_true(r[3].symbolizers[0].fill.graphic->picture->type == PICTURE_SVG);
    assert_true(!r[4].symbolizers[0].fill.hatched && fabs(r[4].symbolizers[0].fill.opacity - 0.12) < 1e-9);
    arena_free(f.a);

    r = file_style(&f, "qgis/punt_tekens.sld")->passes[0].rules;
    for (size_t i = 0; i < 29; i++) /* the rules have the marks' own names: none fell back to a square */
        assert_true(r[i].symbolizers[0].mark != MARK_SQUARE || !strcmp(r[i].name, "square"));
    arena_free(f.a);
}

static void legends_say_what_the_classes_are(void **state)
{
    struct fixture f;
    (void)file_style(&f, "qgis/vlak_klassen.sld");
    assert_string_equal(style_rule_title(f.s, 0), "1005 - 1900");
    assert_string_equal(style_rule_title(f.s, 3), "1980 - 2026");
    arena_free(f.a);
    (void)file_style(&f, "qgis/vlak_categorie.sld");
    assert_string_equal(style_rule_title(f.s, 2), "Sloopvergunning verleend");
    assert_string_equal(style_rule_title(f.s, 4), "Overig");
    arena_free(f.a);
    const struct style *s = file_style(&f, "qgis/vlak_enkel.sld");
    assert_string_equal(style_rule_title(s, 0), "laag"); /* the layer's name, not "Single symbol" */
    assert_string_equal(style_rule_name(s, 0), "Single symbol");
    assert_string_equal(style_title(s), "laag");
    arena_free(f.a);
}

static void filters_that_qgis_could_not_write_are_not_guessed(void **state)
{
    struct fixture f;
    const struct feature_type_style *pass = file_style(&f, "qgis/vlak_regels.sld")->passes;
    const struct rule *last = &pass->rules[pass->n_rules - 1];
    assert_true(last->is_else && !last->filter); /* a comment said ELSE */
    assert_true(!pass->rules[1].is_else && !pass->rules[1].filter);
    const struct rule *inside = &pass->rules[pass->n_rules - 2];
    assert_true(inside->needs_box);
    assert_true(filter_matches(inside->filter, NULL, &(struct bbox){239000, 579000, 241000, 581000}));
    assert_false(filter_matches(inside->filter, NULL, &(struct bbox){240001, 570000, 241000, 571000}));
    arena_free(f.a);
}

/* The rule of a pass that takes a feature with this one value. */
static const struct rule *rule_for(const struct feature_type_style *pass, const char *value)
{
    struct read_value v[4] = {{.type = value ? READ_TEXT : READ_NULL, .text = str_from(value)}};
    v[1] = v[2] = v[3] = v[0];
    const struct rule *found = NULL;
    for (size_t i = 0; i < pass->n_rules; i++)
        if (!pass->rules[i].filter || filter_matches(pass->rules[i].filter, v, NULL)) {
            assert_null(found); /* classes don't overlap */
            found = &pass->rules[i];
        }
    assert_non_null(found);
    return found;
}

static void lookups_become_rules(void **state)
{
    struct fixture f;
    const struct feature_type_style *pass = file_style(&f, "geoserver/wijken.sld")->passes;
    assert_int_equal(pass->n_rules, 4); /* two functions over the same bounds: three classes, and what has no value */
    assert_true(pass->opacity == 0.8);
    const struct fill *low = &rule_for(pass, "1999")->symbolizers[0].fill,
                      *mid = &rule_for(pass, "2000")->symbolizers[0].fill,
                      *high = &rule_for(pass, "1e6")->symbolizers[0].fill,
                      *none = &rule_for(pass, NULL)->symbolizers[0].fill;
    assert_true(low->rgb == 0x87ceeb && low->opacity == 0.5);
    assert_true(mid->rgb == 0xfffacd && mid->opacity == 0.7);
    assert_true(high->rgb == 0xf08080 && high->opacity == 0.9);
    assert_true(none->rgb == 0x808080 && none->opacity == 1);
    assert_string_equal(style_rule_title(f.s, 1), "Inwoners: 2000 tot 40.000");
    arena_free(f.a);

    const struct style *s = file_style(&f, "geoserver/wegen.sld");
    assert_true(rule_for(&s->passes[1], "straat")->symbolizers[0].stroke.rgb == 0xffffff);
    assert_true(rule_for(&s->passes[1], "anders")->symbolizers[0].stroke.rgb == 0);
    struct read_value v[4] = {{.type = READ_NUMBER, .number = 6},
                              {.type = READ_TEXT, .text = STR("A é")},
                              {.type = READ_TEXT, .text = STR("7")},
                              {.type = READ_NULL}};
    const struct stroke *casing = &s->passes[0].rules[0].symbolizers[0].stroke;
    assert_true(expr_number(casing->width_expr, v, 1, 0, 200) == 8);
    const struct text_style *t = &s->passes[2].rules[0].symbolizers[0].text;
    char out[64];
    assert_true(text_label(t, v, out, sizeof out));
    assert_string_equal(out, "A É (7)");
    v[2].type = READ_NULL;
    assert_true(text_label(t, v, out, sizeof out));
    assert_string_equal(out, "A É");
    assert_true(t->on_line && t->follow_line && t->group && t->repeat_px == 300 && t->max_angle_deg == 45 &&
                t->max_shift_px == 200 && t->space_px == 10 && t->offset_px == 8);
    assert_true(expr_number(t->priority, v, 0, 0, 100) == 6);
    assert_string_equal(t->family, "Open Sans");
    arena_free(f.a);

    pass = file_style(&f, "geoserver/punten.sld")->passes;
    assert_int_equal(pass->n_rules, 1 + 2 * 16 + 1 + 1);
    assert_true(rule_for(pass, "-1")->symbolizers[0].fill.rgb == 0xffffcc);
    assert_true(rule_for(pass, "100")->symbolizers[0].fill.rgb == 0x800026);
    assert_true(rule_for(pass, NULL)->symbolizers[0].fill.rgb == 0x999999);
    uint32_t rgb = rule_for(pass, "25")->symbolizers[0].fill.rgb; /* halfway ffffcc and fd8d3c: fec684 */
    assert_true(abs((int)(rgb >> 16) - 0xfe) <= 1 && abs((int)(rgb >> 8 & 255) - 0xc6) <= 4 &&
                abs((int)(rgb & 255) - 0x84) <= 5);
    const struct symbolizer *p = &pass->rules[0].symbolizers[0];
    struct read_value w[3] = {
        {.type = READ_NUMBER, .number = 30}, {.type = READ_NULL}, {.type = READ_NUMBER, .number = 90}};
    assert_true(expr_number(p->size_expr, w, 0, 0, 200) == 10 && expr_number(p->rotation_expr, w, 0, -360, 360) == -90);
    assert_true(p->mark_opacity == 0.8);
    assert_true(pass->rules[0].symbolizers[1].in_metres && pass->rules[0].symbolizers[1].size_px == 2.5);
    arena_free(f.a);
}

/* ---- expressions ---- */

#define P "<ogc:PropertyName>a</ogc:PropertyName>"
#define L(v) "<ogc:Literal>" v "</ogc:Literal>"
#define F(name, args) "<ogc:Function name=\"" name "\">" args "</ogc:Function>"

static void written(const char *expression, const char *value, const char *expected)
{
    struct fixture f;
    char xml[4000], out[1200] = "";
    snprintf(xml, sizeof xml, HEAD "<se:TextSymbolizer><se:Label>%s</se:Label></se:TextSymbolizer>" TAIL, expression);
    if (!parse(&f, xml))
        fail_msg("%s: %s", f.err.locator, f.err.message);
    struct read_value v = {.type = value ? READ_TEXT : READ_NULL, .text = str_from(value)};
    size_t n;
    (void)style_notes(f.s, &n);
    if (n)
        fail_msg("%s: %s", expression, f.s->notes[0].instead);
    (void)text_label(&f.s->passes[0].rules[0].symbolizers[0].text, &v, out, sizeof out);
    if (strcmp(out, expected))
        fail_msg("%s of %s gives \"%s\"", expression, value ? value : "null", out);
    arena_free(f.a);
}

static void functions_give_what_their_documentation_says(void **state)
{
    written(F("strConcat", P L(" - ") P), "x", "x - x");
    written(F("concat", L("nr ") F("upper", P) L("!")), "a\xc3\xa9\xc5\x93\xe2\x82\xac",
            "nr A\xc3\x89\xc5\x92\xe2\x82\xac!");
    written(F("strToLowerCase", P), "\xc3\x80\xc5\xb8", "\xc3\xa0\xc3\xbf");
    written(F("title", P), "hoofdstraat-oost b", "Hoofdstraat-Oost B");
    written(F("length", P), "\xc3\xa9\xc3\xa9n", "3");
    written(F("strSubstring", P L("1") L("3")), "\xc3\xa9t\xc3\xa9s", "t\xc3\xa9");
    written(F("substr", P L("2") L("2")), "abcd", "bc");
    written(F("substr", P L("-2")), "abcd", "cd");
    written(F("left", P L("2")), "abcd", "ab");
    written(F("right", P L("2")), "abcd", "cd");
    written(F("strIndexOf", P L("c")), "abcd", "2");
    written(F("strpos", P L("c")), "abcd", "3");
    written(F("strpos", P L("x")), "abcd", "0");
    written(F("replace", P L("b") L("--")), "abab", "a--a--");
    written(F("round", P), "2.5", "3");
    written(F("round", P L("1")), "2.25", "2.3");
    written(F("floor", P), "-2.5", "-3");
    written(F("abs", P), "-2.5", "2.5");
    written(F("max", P L("3") L("2")), "1", "3");
    written(F("scale_linear", P L("0") L("10") L("100") L("200")), "5", "150");
    written(F("numberFormat", L("#,##0.00") P), "1234567.891", "1,234,567.89");
    written(F("numberFormat", L("0.#") P L("nl")), "12.34", "12,3");
    written(F("format_number", P L("1")), "-1234.56", "-1.234,6");
    written(F("numberFormat", L("0") P), "-0.2", "0");
    written(F("if_then_else", F("greaterThan", P L("5")) L("veel") L("weinig")), "6", "veel");
    written(F("if_then_else", F("in3", P L("a") L("b") L("c")) L("ja") L("nee")), "b", "ja");
    written(F("coalesce", P L("leeg")), NULL, "leeg");
    written(F("between", P L("1") L("3")), "3", "true");
    written(F("between", P L("1") L("3")), NULL, "false");
    written(F("Recode", P L("1") L("een") L("2") L("twee")), "2", "twee");
    written(F("Categorize", P L("laag") L("10") L("hoog") L("preceding")), "10", "laag");
    written(F("Interpolate", P L("0") L("10") L("10") L("30") L("linear") L("numeric")), "5", "20");
    written("<ogc:Div>" P L("0") "</ogc:Div>", "1", "");
    written(F("modulo", P L("3")), "7", "1");
    written("<se:Substring><se:StringValue>" P "</se:StringValue><se:Position>2</se:Position><se:Length>1</se:Length>"
            "</se:Substring>",
            "abc", "b");
}

static void unsupported_conditions_draw_nothing(void **state)
{
    struct fixture f;
    size_t n;
    assert_int_equal(style_function(STR("concat"), 33), -1); /* more than it takes is said, not cut */
    assert_true(style_function(STR("concat"), 32) >= 0);
    assert_true(
        parse(&f, HEAD "<ogc:Filter><ogc:Not><ogc:Or>" COMPARE(
                      "EqualTo", "1") "<ogc:Touches>" P
                                      "</ogc:Touches></ogc:Or></ogc:Not></ogc:Filter><se:PolygonSymbolizer/>" TAIL));
    const struct style_note *notes = style_notes(f.s, &n);
    assert_int_equal(n, 2);
    assert_string_equal(notes[0].element, "Touches");
    struct read_value v = {.type = READ_TEXT, .text = STR("2")};
    assert_false(filter_matches(f.s->passes[0].rules[0].filter, &v, NULL));
    assert_int_equal(style_rule_count(f.s), 0);
    arena_free(f.a);
    assert_true(parse(&f, HEAD "<ogc:Filter><ogc:PropertyIsNull>" F(
                              "buffer", P L("1")) "</ogc:PropertyIsNull></ogc:Filter><se:PolygonSymbolizer/>" TAIL));
    assert_false(filter_matches(f.s->passes[0].rules[0].filter, &v, NULL));
    arena_free(f.a);
}

static bool touches(const char *srs, const char *low, const char *high, struct bbox rd)
{
    struct fixture f;
    char xml[3000];
    snprintf(xml, sizeof xml,
             HEAD "<ogc:Filter><ogc:BBOX>" P "<gml:Envelope xmlns:gml=\"http://www.opengis.net/gml\"%s>"
                  "<gml:lowerCorner>%s</gml:lowerCorner><gml:upperCorner>%s</gml:upperCorner></gml:Envelope>"
                  "</ogc:BBOX></ogc:Filter>" TAIL,
             srs, low, high);
    if (!parse(&f, xml))
        fail_msg("%s: %s", f.err.locator, f.err.message);
    assert_true(f.s->passes[0].rules[0].needs_box);
    bool r = filter_matches(f.s->passes[0].rules[0].filter, NULL, &rd);
    assert_false(filter_matches(f.s->passes[0].rules[0].filter, NULL, NULL));
    arena_free(f.a);
    return r;
}

/* Amersfoort is 155000, 463000 in RD, and 5.38764 east, 52.15616 north (NSGI). */
static void boxes_are_in_any_crs(void **state)
{
    struct bbox at = {155000, 463000, 155000, 463000}, off = {155000, 464000, 155000, 464000};
    const struct {
        const char *srs, *low, *high;
    } all[] = {{"", "154900 462900", "155100 463100"},
               {" srsName=\"urn:ogc:def:crs:EPSG::28992\"", "154900 462900", "155100 463100"},
               {"", "5.386 52.155", "5.389 52.157"},
               {" srsName=\"EPSG:4326\"", "5.386 52.155", "5.389 52.157"},
               {" srsName=\"urn:ogc:def:crs:EPSG::4326\"", "52.155 5.386", "52.157 5.389"},
               {" srsName=\"EPSG:3857\"", "599650 6827600", "599850 6828300"}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (!touches(all[i].srs, all[i].low, all[i].high, at) || touches(all[i].srs, all[i].low, all[i].high, off))
            fail_msg("box %zu", i);
    }
}

/* ---- units, pictures, coverages ---- */

static void metres_and_feet_become_pixels_by_scale(void **state)
{
    struct fixture f;
    struct symbolizer at;
    assert_true(parse(&f, HEAD "<se:LineSymbolizer uom=\"http://www.opengeospatial.org/se/units/foot\"><se:Stroke>"
                               "<se:SvgParameter name=\"stroke-width\">10</se:SvgParameter>"
                               "<se:SvgParameter name=\"stroke-dasharray\">20 10</se:SvgParameter></se:Stroke>"
                               "<se:PerpendicularOffset>-5</se:PerpendicularOffset></se:LineSymbolizer>" TAIL));
    symbolizer_at(&f.s->passes[0].rules[0].symbolizers[0], 0.5, &at);
    assert_true(fabs(at.stroke.width_px - 6.096) < 1e-9 && fabs(at.stroke.dash_px[0] - 12.192) < 1e-9 &&
                fabs(at.stroke.offset_px + 3.048) < 1e-9);
    arena_free(f.a);
}

static void picture(const char *href, const char *dir, bool there)
{
    struct fixture f = {.a = arena_new(8 << 20)};
    char xml[3000];
    snprintf(xml, sizeof xml,
             HEAD "<se:PointSymbolizer><se:Graphic><se:ExternalGraphic><se:OnlineResource "
                  "xmlns:xlink=\"http://www.w3.org/1999/xlink\" xlink:href=\"%s\"/>"
                  "</se:ExternalGraphic></se:Graphic></se:PointSymbolizer>" TAIL,
             href);
    if (!style_parse_in(str_from(xml), "proef.sld", dir, f.a, &f.s, &f.err))
        fail_msg("%s: %s", href, f.err.message);
    size_t n;
    (void)style_notes(f.s, &n);
    if (!f.s->passes[0].rules[0].symbolizers[0].picture == there || n != !there)
        fail_msg("%s: %zu notes", href, n);
    arena_free(f.a);
}

static void pictures_come_from_the_folder_only(void **state)
{
    char dir[] = "/tmp/gm-stijl-XXXXXX", path[100];
    assert_non_null(mkdtemp(dir));
    snprintf(path, sizeof path, "%s/in.svg", dir);
    FILE *out = fopen(path, "w");
    fputs("<svg xmlns='http://www.w3.org/2000/svg'><path fill='param(fill) #fff' stroke='param(outline)'/></svg>", out);
    fclose(out);
    char link[100];
    snprintf(link, sizeof link, "%s/uit.svg", dir);
    assert_int_equal(symlink("/etc/passwd", link), 0);
    picture("in.svg", dir, true);
    picture("in.svg?fill=%23aa0000", dir, true);
    picture("in.svg", NULL, false);
    picture("uit.svg", dir, false);
    picture("er-niet.svg", dir, false);
    picture("../in.svg", dir, false);
    picture("./in.svg", dir, false);
    picture(path, dir, false);
    picture("http://example.org/in.svg", dir, false);
    picture("file:///etc/passwd", dir, false);
    picture("", dir, false);
    picture("base64:PHN2Zy8+", NULL, true);
    picture("base64:PCFFTlRJVFkgYT48c3ZnLz4=", NULL, false); /* <!ENTITY a><svg/> */
    picture("base64:aGFsbG8=", NULL, false);
    picture("data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAYAAAD0In+KAAAAEUlEQVR4nGP8z8Dwn4GBgQEABQYBAQ==",
            NULL, true);
    struct fixture f = {.a = arena_new(8 << 20)};
    assert_true(style_parse_in(STR(HEAD "<se:PointSymbolizer><se:Graphic><se:ExternalGraphic><se:OnlineResource "
                                        "xmlns:xlink=\"http://www.w3.org/1999/xlink\" "
                                        "xlink:href=\"in.svg?fill=%23aa0000&amp;outline=%22onload=\"/>"
                                        "</se:ExternalGraphic></se:Graphic></se:PointSymbolizer>" TAIL),
                               "proef.sld", dir, f.a, &f.s, &f.err));
    struct str svg = f.s->passes[0].rules[0].symbolizers[0].picture->bytes;
    assert_true(str_find_str(svg, STR("fill='#aa0000' stroke='22onload'")) != SIZE_MAX); /* no quote gets in */
    arena_free(f.a);
    unlink(path);
    unlink(link);
    rmdir(dir);
}

static void coverages_have_channels_and_colours(void **state)
{
    struct fixture f;
    assert_true(parse(
        &f, HEAD "<se:RasterSymbolizer><se:Opacity>0.5</se:Opacity><se:ChannelSelection><se:GrayChannel>"
                 "<se:SourceChannelName>3</se:SourceChannelName></se:GrayChannel></se:ChannelSelection>"
                 "<se:ColorMap type=\"intervals\"><se:ColorMapEntry color=\"#0000ff\" quantity=\"-2\"/>"
                 "<se:ColorMapEntry color=\"#00ff00\" quantity=\"5.5\" opacity=\"0.25\" label=\"hoog\"/></se:ColorMap>"
                 "</se:RasterSymbolizer>" TAIL));
    const struct raster_style *r = f.s->passes[0].rules[0].symbolizers[0].raster;
    assert_true(r->opacity == 0.5 && r->gray == 3 && !r->red && r->map == RASTER_INTERVALS && r->n_colours == 2);
    assert_true(r->colours[1].value == 5.5 && r->colours[1].rgb == 0xff00 && r->colours[1].opacity == 0.25);
    assert_string_equal(r->colours[1].label, "hoog");
    arena_free(f.a);
}

static void marks_are_outlines_of_size_one(void **state)
{
    struct mark_outline all[MARK_SHAPES];
    for (int m = 0; m < MARK_SHAPES; m++) {
        struct mark_outline *o = &all[m];
        double low = 1, high = -1;
        mark_outline(m, o);
        assert_true(o->n_rings >= 1 && o->ring_end[0] >= 2);
        for (size_t i = 0; i < 2 * (size_t)o->ring_end[o->n_rings - 1]; i++) {
            low = fmin(low, o->xy[i]);
            high = fmax(high, o->xy[i]);
        }
        /* MARK_X is MARK_CROSS turned: its arms' corners reach 0.5 from the middle, not from each side */
        assert_true(low >= -0.53 && high <= 0.53 && high - low >= 0.25);
    }
    for (int a = 0; a < MARK_SHAPES; a++) /* and no two alike, but for the names of the same */
        for (int b = 0; b < a; b++)
            if (!memcmp(&all[a], &all[b], sizeof *all) && !(a == MARK_DOT && b == MARK_CIRCLE) &&
                !(a == MARK_LINE && b == MARK_VERTLINE))
                fail_msg("marks %d and %d are the same", a, b);
}

static void many_rules_are_taken_up_to_a_limit(void **state)
{
    static const char rule[] = "<se:Rule><se:PolygonSymbolizer/></se:Rule>\n";
    for (int n = STYLE_MAX_RULES; n <= 10000; n += 10000 - STYLE_MAX_RULES) {
        struct fixture f = {.a = arena_new(32 << 20)};
        size_t used = 0;
        char *xml = malloc(sizeof rule * (size_t)n + 200);
        used += (size_t)sprintf(xml, "<se:FeatureTypeStyle xmlns:se=\"http://www.opengis.net/se\">\n");
        for (int i = 0; i < n; i++)
            used += (size_t)sprintf(xml + used, "%s", rule);
        used += (size_t)sprintf(xml + used, "</se:FeatureTypeStyle>");
        bool ok = style_parse((struct str){xml, used}, "proef.sld", f.a, &f.s, &f.err);
        assert_int_equal(ok, n == STYLE_MAX_RULES);
        if (!ok) {
            assert_int_equal(f.err.code, ERR_LIMIT);
            assert_string_equal(f.err.locator, "proef.sld:2002");
            assert_non_null(strstr(f.err.message, "2000 regels"));
        }
        free(xml);
        arena_free(f.a);
    }
}

static void little_memory_is_an_error(void **state)
{
    bool done = false;
    static char xml[1 << 18];
    FILE *in = fopen(GM_SOURCE_DIR "/tests/geoserver/render/geoserver/wegen.sld", "rb");
    assert_non_null(in);
    size_t n = fread(xml, 1, sizeof xml, in);
    fclose(in);
    for (size_t cap = 256; !done && cap < (8 << 20); cap += 256 + cap / 50) {
        struct fixture f = {.a = arena_new(cap)};
        done = style_parse((struct str){xml, n}, "proef.sld", f.a, &f.s, &f.err);
        if (!done)
            assert_int_equal(f.err.code, ERR_MEMORY);
        arena_free(f.a);
    }
    assert_true(done);
}

static void our_styles_load(void **state)
{
    static const char *const ids[] = {"pand_bouwjaar",     "pand_status",    "pand_gebruiksdoel", "adres",
                                      "melding_categorie", "meldingen_wijk", "sociaal_wijk",      "wijk_grens",
                                      "buurt_grens",       "gemeente_grens", "woonplaats"};
    struct arena *a = arena_new(32 << 20);
    struct style_set *set;
    struct err err = {0};
    if (!style_set_load(GM_SOURCE_DIR "/styles", a, &set, &err))
        fail_msg("%s: %s", err.locator, err.message);
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        const struct style *s = style_find(set, ids[i]);
        assert_non_null(s);
        assert_string_equal(style_id(s), ids[i]);
        assert_true(style_title(s)[0] >= 'A' && style_title(s)[0] <= 'Z');
        assert_true(style_rule_count(s) >= 1);
    }
    assert_int_equal(style_rule_count(style_find(set, "pand_bouwjaar")), 10);
    assert_string_equal(style_rule_title(style_find(set, "sociaal_wijk"), 5),
                        "Geen cijfer: minder dan 10, of te weinig inwoners");
    assert_null(style_find(set, "pand"));
    err_clear(&err);
    assert_false(style_set_load("/bestaat/niet", a, &set, &err));
    assert_int_equal(err.code, ERR_NOT_FOUND);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(errors_name_file_and_line),
        cmocka_unit_test(entities_depth_and_size_are_bounded),
        cmocka_unit_test(filters_compare_numbers_texts_and_nulls),
        cmocka_unit_test(fields_are_sorted_without_doubles),
        cmocka_unit_test(labels_mix_columns_and_texts),
        cmocka_unit_test(documents_of_qgis_and_geoserver_are_taken_as_they_are),
        cmocka_unit_test(qgis_lines_marks_and_pictures_keep_their_measures),
        cmocka_unit_test(legends_say_what_the_classes_are),
        cmocka_unit_test(filters_that_qgis_could_not_write_are_not_guessed),
        cmocka_unit_test(lookups_become_rules),
        cmocka_unit_test(functions_give_what_their_documentation_says),
        cmocka_unit_test(unsupported_conditions_draw_nothing),
        cmocka_unit_test(boxes_are_in_any_crs),
        cmocka_unit_test(metres_and_feet_become_pixels_by_scale),
        cmocka_unit_test(pictures_come_from_the_folder_only),
        cmocka_unit_test(coverages_have_channels_and_colours),
        cmocka_unit_test(marks_are_outlines_of_size_one),
        cmocka_unit_test(many_rules_are_taken_up_to_a_limit),
        cmocka_unit_test(little_memory_is_an_error),
        cmocka_unit_test(our_styles_load),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
