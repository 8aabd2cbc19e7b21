/* A layer that isn't for everybody can't be told from one that doesn't exist, at any address. */
#include "tests/geoserver/fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct fixture f;
static struct catalog *whole;

static int setup(void **state)
{
    struct err err = {0};
    fixture_open(&f);
    return catalog_load(GM_SOURCE_DIR "/data/catalogus", NULL, f.arena, &whole, &err) ? 0 : -1;
}

static int teardown(void **state)
{
    fixture_close(&f);
    return 0;
}

#define MAP "CRS=EPSG:28992&BBOX=200000,500000,201000,501000&WIDTH=100&HEIGHT=100&FORMAT=image/png"
static const char *const asked[] = {
    "/wms?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&STYLES=&LAYERS=%s&" MAP,
    "/wms?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetFeatureInfo&STYLES=&LAYERS=%s&QUERY_LAYERS=%s&I=50&J=50&INFO_FORMAT="
    "application/json&" MAP,
    "/wms?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetFeatureInfo&STYLES=&LAYERS=pand&QUERY_LAYERS=%s&I=50&J=50&INFO_FORMAT="
    "application/json&" MAP,
    "/wms?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetLegendGraphic&FORMAT=image/png&LAYER=%s",
    "/tiles/%s/NetherlandsRDNewQuad/10/500/500.png",
    "/api/v1/lagen/%s/legenda",
};
static const char *const lists[] = {"/wms?SERVICE=WMS&REQUEST=GetCapabilities", "/api/v1/themas", "/api/v1/indicatoren",
                                    "/api/v1/openapi.json", "/api/v1"};

/* The answer for a layer of this name, with the name itself taken out. */
static int answer(const char *pattern, const char *layer, char *out, size_t size)
{
    const char *body = fixture_getf(&f, pattern, layer, layer);
    size_t n = 0, length = strlen(layer);
    while (*body && n + 1 < size)
        if (strncmp(body, layer, length) == 0)
            body += length;
        else
            out[n++] = *body++;
    out[n] = 0;
    return f.response.status;
}

static void a_hidden_layer_answers_as_one_that_is_not_there(void **state)
{
    char hidden[4000], absent[4000];
    assert_non_null(catalog_layer(whole, STR("kwaliteit")));
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        int status = answer(asked[i], "kwaliteit", hidden, sizeof hidden);
        assert_int_equal(status, answer(asked[i], "bestaatniet", absent, sizeof absent));
        assert_int_not_equal(hidden[0], '\x89'); /* an exception, no picture */
        assert_true(status >= 400 || strstr(hidden, "LayerNotDefined"));
        assert_string_equal(hidden, absent);
    }
}

static void a_hidden_layer_and_its_theme_are_listed_nowhere(void **state)
{
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        const char *body = fixture_get(&f, lists[i]);
        assert_int_equal(f.response.status, 200);
        assert_null(strstr(body, "kwaliteit"));
        assert_null(strstr(body, "Kwaliteit"));
    }
}

static void the_role_intern_has_it(void **state)
{
    struct catalog *intern;
    struct err err = {0};
    const struct catalog *public = f.server.catalog;
    assert_true(catalog_for_rol(whole, ROL_INTERN, f.arena, &intern, &err));
    f.server.catalog = intern;
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        fixture_getf(&f, asked[i], "kwaliteit", "kwaliteit");
        if (i != 2) /* QUERY_LAYERS that LAYERS doesn't name */
            assert_int_equal(f.response.status, 200);
    }
    assert_non_null(strstr(fixture_get(&f, lists[0]), "<Name>kwaliteit</Name>"));
    assert_non_null(strstr(fixture_get(&f, lists[1]), "\"titel\":\"Kwaliteit\""));
    f.server.catalog = public;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_hidden_layer_answers_as_one_that_is_not_there),
                                       cmocka_unit_test(a_hidden_layer_and_its_theme_are_listed_nowhere),
                                       cmocka_unit_test(the_role_intern_has_it)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
