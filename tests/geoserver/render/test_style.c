#include "geoserver/render/style_priv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
    refused(HEAD "<se:PolygonSymbolizer/>\n\n<se:RasterSymbolizer/>" TAIL, ERR_UNSUPPORTED, "proef.sld:5",
            "RasterSymbolizer");
    refused(HEAD
            "<se:LineSymbolizer><se:Stroke>\n<se:SvgParameter name=\"stroke-width\">dik</se:SvgParameter></se:Stroke>"
            "</se:LineSymbolizer>" TAIL,
            ERR_INVALID, "proef.sld:4", "stroke-width");
    refused(HEAD "<ogc:Filter>\n<ogc:BBOX/></ogc:Filter>" TAIL, ERR_UNSUPPORTED, "proef.sld:4", "BBOX");
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
    bool r = filter_matches(f.s->passes[0].rules[0].filter, &v);
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
        cmocka_unit_test(our_styles_load),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
