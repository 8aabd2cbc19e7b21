/* /api/v1 as the viewer and others ask it. */
#include "tests/geoserver/fixture_json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct fixture f;

static int setup(void **state)
{
    fixture_open(&f);
    return 0;
}

static int teardown(void **state)
{
    fixture_close(&f);
    return 0;
}

static json_t *get(const char *target)
{
    json_t *j = json_of(fixture_get(&f, target));
    if (f.response.status != 200)
        fail_msg("%s: %d %s", target, f.response.status, buf_cstr(&f.response.body));
    assert_string_equal(f.response.content_type, "application/json; charset=utf-8");
    assert_true(f.response.cacheable);
    return j;
}

static void themes_tell_the_catalogue(void **state)
{
    const struct catalog *c = f.server.catalog;
    json_t *j = get("/api/v1/themas");
    assert_int_equal(json_array_size(json_at(j, "themas")), c->n_themas);
    for (size_t t = 0; t < c->n_themas; t++) {
        json_t *theme = json_array_get(json_at(j, "themas"), t);
        assert_string_equal(json_text(theme, "id"), c->themas[t].id);
        assert_int_equal(json_array_size(json_at(theme, "lagen")), c->themas[t].n_lagen);
        for (size_t i = 0; i < c->themas[t].n_lagen; i++) {
            json_t *layer = json_array_get(json_at(theme, "lagen"), i);
            assert_string_equal(json_text(layer, "id"), c->themas[t].lagen[i]->id);
            assert_string_equal(json_text(layer, "stijl"), json_text(layer, "stijlen/0/id"));
            assert_true(json_is_boolean(json_at(layer, "zichtbaar")));
            assert_true(json_integer_value(json_at(layer, "minZoom")) <= json_integer_value(json_at(layer, "maxZoom")));
        }
    }
    json_t *pand = json_at(j, "themas/0/lagen/0");
    assert_string_equal(json_text(pand, "tegels"), "/tiles/pand/{tms}/{z}/{x}/{y}.png");
    assert_string_equal(json_text(pand, "datum"), "2026-10-01"); /* the extract's date */
    assert_int_equal(json_array_size(json_at(pand, "stijlen")), 3);
    assert_true(json_is_null(json_at(pand, "indicator")));
    assert_string_equal(json_text(j, "themas/1/lagen/0/indicator/id"), "meldingen");
    assert_string_equal(json_text(j, "themas/1/lagen/0/indicator/niveau"), "wijk");
    assert_true(json_is_null(json_at(j, "themas/2/lagen/0/datum"))); /* sociaal: nothing imported */
    json_decref(j);
}

static void every_legend_names_swatches_that_exist(void **state)
{
    const struct catalog *c = f.server.catalog;
    for (size_t i = 0; i < c->n_lagen; i++)
        for (size_t k = 0; k < c->lagen[i].n_stijlen; k++) {
            char target[200];
            snprintf(target, sizeof target, "/api/v1/lagen/%s/legenda?stijl=%s", c->lagen[i].id,
                     c->lagen[i].stijlen[k]);
            json_t *j = get(target), *rules = json_at(j, "regels");
            assert_string_equal(json_text(j, "stijl"), c->lagen[i].stijlen[k]);
            for (size_t r = 0; r < json_array_size(rules); r++) {
                const char *url = json_text(json_array_get(rules, r), "afbeelding");
                assert_true(json_text(json_array_get(rules, r), "titel")[0] != 0);
                fixture_get(&f, url);
                assert_string_equal(f.response.content_type, "image/png");
                struct picture p = fixture_picture(buf_view(&f.response.body));
                if (picture_drawn(&p) == 0)
                    fail_msg("%s is empty", url);
                picture_done(&p);
            }
            json_decref(j);
        }
    json_t *j = get("/api/v1/lagen/pand/legenda");
    assert_string_equal(json_text(j, "stijl"), "pand_bouwjaar");
    assert_true(json_array_size(json_at(j, "regels")) > 3);
    json_decref(j);
}

/* One wijk has a rate (2,0), so one class has anything in it. */
static void the_legend_of_a_figure_says_its_bounds(void **state)
{
    json_t *j = get("/api/v1/lagen/meldingen_wijk/legenda");
    assert_int_equal(json_array_size(json_at(j, "regels")), 2);
    assert_string_equal(json_text(j, "regels/0/titel"), "2 per 1.000 inwoners (1 wijk)");
    assert_string_equal(json_text(j, "regels/1/titel"), "Geen cijfer: geen inwoners bekend");
    json_decref(j);
    j = get("/api/v1/lagen/sociaal_wijk/legenda"); /* nothing published: the style's own words */
    assert_string_equal(json_text(j, "regels/0/titel"), "Klasse 1 (laagst)");
    json_decref(j);
}

/* Four meldingen of class object: alone in their cells or together, by the scale. */
static void the_legend_of_a_density_goes_by_the_scale(void **state)
{
    json_t *j = get("/api/v1/lagen/melding_dichtheid/legenda");
    assert_int_equal(json_array_size(json_at(j, "regels")), 5);
    assert_string_equal(json_text(j, "regels/0/titel"), "Weinig");
    json_decref(j);
    j = get("/api/v1/lagen/melding_dichtheid/legenda?schaal=1000");
    assert_string_equal(json_text(j, "regels/0/titel"), "1 per zeshoek van 20 meter");
    json_decref(j);
    j = get("/api/v1/lagen/melding_dichtheid/legenda?schaal=10000000");
    assert_int_equal(json_array_size(json_at(j, "regels")), 1);
    assert_string_equal(json_text(j, "regels/0/titel"), "4 per zeshoek van 81.920 meter");
    json_decref(j);
    j = get("/api/v1/lagen/melding_dichtheid/legenda?schaal=10000000&periode=1999");
    assert_string_equal(json_text(j, "regels/0/titel"), "Weinig"); /* nothing to make classes of */
    json_decref(j);
}

static void areas_have_their_boxes_in_rd(void **state)
{
    json_t *j = get("/api/v1/gebieden?niveau=wijk");
    assert_int_equal(json_integer_value(json_at(j, "jaar")), 2026);
    assert_int_equal(json_array_size(json_at(j, "gebieden")), 2);
    assert_string_equal(json_text(j, "gebieden/0/code"), "WK999900");
    assert_string_equal(json_text(j, "gebieden/0/naam"), "West");
    assert_int_equal(json_integer_value(json_at(j, "gebieden/0/inwoners")), 1000);
    static const int box[] = {200000, 500000, 201000, 501000};
    for (size_t i = 0; i < 4; i++)
        assert_int_equal((int)json_number_value(json_array_get(json_at(j, "gebieden/0/bbox"), i)), box[i]);
    json_decref(j);
}

static void figures_are_those_counted_by_hand(void **state)
{
    json_t *j = get("/api/v1/indicatoren/meldingen/waarden?niveau=wijk");
    assert_string_equal(json_text(j, "periode"), "2026K3");
    assert_string_equal(json_text(j, "categorie"), "totaal");
    assert_true(json_is_null(json_at(j, "toelichting"))); /* exact: nothing to explain */
    assert_int_equal(json_integer_value(json_at(j, "waarden/0/waarde")), 2);
    assert_true(json_number_value(json_at(j, "waarden/0/per1000")) == 2.0);
    assert_int_equal(json_integer_value(json_at(j, "waarden/1/waarde")), 1);
    assert_true(json_is_null(json_at(j, "waarden/1/per1000"))); /* nobody lives there */
    assert_true(json_is_null(json_at(j, "waarden/1/klasse")));
    json_decref(j);
    j = get("/api/v1/indicatoren/meldingen/waarden?niveau=wijk&categorie=afval&periode=2026K2&f=json");
    assert_int_equal(json_integer_value(json_at(j, "waarden/0/waarde")), 1);
    json_decref(j);
    j = get("/api/v1/indicatoren/adressen/waarden?niveau=wijk");
    assert_int_equal(json_integer_value(json_at(j, "waarden/0/waarde")), 1);
    json_decref(j);
    j = get("/api/v1/indicatoren");
    assert_int_equal(json_array_size(json_at(j, "indicatoren")), f.server.catalog->n_indicatoren);
    assert_true(json_is_false(json_at(j, "indicatoren/0/beschermd")));
    assert_string_equal(json_text(j, "indicatoren/0/laag"), "meldingen_wijk");
    assert_int_equal(json_array_size(json_at(j, "indicatoren/0/categorieen")), 3); /* totaal, afval, groen */
    json_decref(j);
}

/* Without a release there is no protected number, at no level, in no category and in no form; the areas are there. */
static void protected_figures_are_null_without_a_release(void **state)
{
    static const char *const niveaus[] = {"gemeente", "wijk", "buurt"};
    for (size_t i = 0; i < 3; i++) {
        char target[200];
        snprintf(target, sizeof target, "/api/v1/indicatoren/sociaal/waarden?niveau=%s", niveaus[i]);
        json_t *j = get(target), *rows = json_at(j, "waarden");
        assert_true(json_array_size(rows) > 0);
        assert_int_equal(json_array_size(json_at(j, "klassen")), 0);
        assert_non_null(strstr(json_text(j, "toelichting"), "vijftal"));
        for (size_t k = 0; k < json_array_size(rows); k++) {
            json_t *row = json_array_get(rows, k);
            assert_true(json_is_null(json_at(row, "waarde")));
            assert_true(json_is_null(json_at(row, "per1000")));
            assert_true(json_is_null(json_at(row, "klasse")));
        }
        json_decref(j);
    }
    assert_non_null(
        strstr(fixture_get(&f, "/api/v1/indicatoren/sociaal/waarden?niveau=wijk&f=csv"), ",WK999900,West,1000,,,\r\n"));
    json_t *j = get("/api/v1/indicatoren");
    for (size_t i = 0; i < json_array_size(json_at(j, "indicatoren")); i++) {
        json_t *one = json_array_get(json_at(j, "indicatoren"), i);
        assert_true(json_is_true(json_at(one, "beschermd")) == (strcmp(json_text(one, "id"), "sociaal") == 0));
    }
    json_decref(j);
}

static void csv_is_one_row_per_area(void **state)
{
    static const char expected[] =
        "\xef\xbb\xbfindicator,niveau,categorie,periode,code,naam,inwoners,waarde,per1000,klasse\r\n"
        "meldingen,wijk,totaal,2026K3,WK999900,West,1000,2,2,";
    const char *csv = fixture_get(&f, "/api/v1/indicatoren/meldingen/waarden?niveau=wijk&f=csv");
    assert_string_equal(f.response.content_type, "text/csv; charset=utf-8");
    if (strncmp(csv, expected, sizeof expected - 1) != 0)
        fail_msg("%s", csv);
    assert_non_null(strstr(csv, "WK999901,Oost,0,1,,\r\n"));
    bool attachment = false, version = false;
    for (size_t i = 0; i < f.response.n_headers; i++) {
        attachment =
            attachment || (str_eq_c(f.response.headers[i].name, "Content-Disposition") &&
                           str_find_str(f.response.headers[i].value, STR("meldingen_wijk_2026K3.csv")) != SIZE_MAX);
        version = version || str_eq_c(f.response.headers[i].name, "API-Version");
    }
    assert_true(attachment);
    assert_true(version);
}

static void wrong_requests_are_refused_by_name(void **state)
{
    static const struct {
        const char *target;
        int status;
        const char *said;
    } cases[] = {{"/api/v1/themas?x=1", 400, "Onbekende parameter: x. Bekend: geen."},
                 {"/api/v1/gebieden?niveau=wijk&bbox=1&zoek=2", 400, "bbox, zoek. Bekend: niveau"},
                 {"/api/v1/gebieden", 400, "niveau"},
                 {"/api/v1/gebieden?niveau=straat", 400, "niveau"},
                 {"/api/v1/gebieden?niveau=", 400, "niveau"},
                 {"/api/v1/gebieden?niveau=wijk;DROP%20TABLE%20wijk", 400, "niveau"},
                 {"/api/v1/lagen/weg/legenda", 404, "laag"},
                 {"/api/v1/lagen//legenda", 404, "bestaat niet"},
                 {"/api/v1/lagen/legenda", 404, "bestaat niet"},
                 {"/api/v1/lagen/pand/legenda?stijl=adres", 400, "stijl"},
                 {"/api/v1/lagen/pand/legenda?style=adres", 400, "style"},
                 {"/api/v1/indicatoren/x/waarden?niveau=wijk", 404, "indicator"},
                 {"/api/v1/indicatoren//waarden?niveau=wijk", 404, "bestaat niet"},
                 {"/api/v1/indicatoren/meldingen/waarden", 400, "niveau"},
                 {"/api/v1/indicatoren/meldingen/waarden?niveau=straat", 400, "niveau"},
                 {"/api/v1/indicatoren/meldingen/waarden?niveau=wijk&f=xml", 400, "csv"},
                 {"/api/v1/indicatoren/meldingen/waarden?niveau=wijk&periode=2026K9", 400, "periode"},
                 {"/api/v1/indicatoren/meldingen/waarden?niveau=wijk&categorie='%20OR%201=1", 400, "categorie"},
                 {"/api/v1/indicatoren/sociaal/waarden?niveau=wijk&bbox=1,2,3,4", 400, "bbox"},
                 {"/api/v1/indicatoren/sociaal/waarden?niveau=wijk&filter=leeftijd", 400, "filter"},
                 {"/api/v1/", 404, "openapi.json"},
                 {"/api/v1/themas/", 404, "openapi.json"},
                 {"/api/v1/onbekend", 404, "openapi.json"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_t *j = json_of(fixture_get(&f, cases[i].target));
        if (f.response.status != cases[i].status || !strstr(json_text(j, "detail"), cases[i].said))
            fail_msg("%s: %d %s", cases[i].target, f.response.status, buf_cstr(&f.response.body));
        assert_string_equal(f.response.content_type, "application/problem+json; charset=utf-8");
        assert_false(f.response.cacheable);
        json_decref(j);
    }
}

static void openapi_names_every_path(void **state)
{
    static const char *const paths[] = {"/themas", "/lagen/{id}/legenda", "/gebieden", "/indicatoren",
                                        "/indicatoren/{id}/waarden"};
    json_t *j = get("/api/v1/openapi.json");
    assert_string_equal(json_text(j, "servers/0/url"), "http://kaart.test/api/v1");
    assert_int_equal(json_object_size(json_at(j, "paths")), sizeof paths / sizeof *paths);
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        if (!json_object_get(json_at(j, "paths"), paths[i]))
            fail_msg("%s isn't in it", paths[i]);
    json_decref(j);
    j = get("/api/v1");
    assert_string_equal(json_text(j, "links/0/href"), "http://kaart.test/api/v1/themas");
    json_decref(j);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(themes_tell_the_catalogue),
                                       cmocka_unit_test(every_legend_names_swatches_that_exist),
                                       cmocka_unit_test(the_legend_of_a_figure_says_its_bounds),
                                       cmocka_unit_test(the_legend_of_a_density_goes_by_the_scale),
                                       cmocka_unit_test(areas_have_their_boxes_in_rd),
                                       cmocka_unit_test(figures_are_those_counted_by_hand),
                                       cmocka_unit_test(protected_figures_are_null_without_a_release),
                                       cmocka_unit_test(csv_is_one_row_per_area),
                                       cmocka_unit_test(wrong_requests_are_refused_by_name),
                                       cmocka_unit_test(openapi_names_every_path)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
