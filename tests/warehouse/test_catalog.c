/* The catalogue: ours loads whole; what is wrong in one is refused at its line. */
#include "warehouse/catalog.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void ours_loads_with_its_styles(void **state)
{
    struct arena *a = arena_new(16 << 20);
    struct catalog *c = NULL;
    struct err err = {0};
    if (!catalog_load(GM_SOURCE_DIR "/data/catalogus", GM_SOURCE_DIR "/styles", a, &c, &err))
        fail_msg("%s: %s", err.locator, err.message);
    assert_int_equal(c->n_datasets, 6);
    assert_int_equal(c->n_themas, 6);
    const struct layer *pand = catalog_layer(c, STR("pand")), *sociaal = catalog_layer(c, STR("sociaal_wijk"));
    assert_non_null(pand);
    assert_non_null(sociaal);
    assert_string_equal(pand->stijlen[0], "pand_bouwjaar");
    assert_string_equal(pand->filters[0].veld, "bestaand");
    assert_int_equal(pand->n_tegelvelden, 4);
    assert_string_equal(pand->tegelvelden[1], "status");
    assert_int_equal(sociaal->indicator->soort, INDICATOR_BESCHERMD);
    assert_string_equal(sociaal->niveau, "wijk");
    assert_ptr_equal(catalog_indicator(c, STR("sociaal"))->laag, sociaal);
    assert_null(catalog_layer(c, STR("melding_overig")));
    arena_free(a);
}

static void only_an_open_or_protected_layer_is_public(void **state)
{
    static const struct {
        enum klasse klasse;
        bool is_protected, everybody, intern;
    } cases[] = {{KLASSE_OPENBAAR, false, true, true}, {KLASSE_PARTNER, false, false, true},
                 {KLASSE_INTERN, false, false, true},  {KLASSE_BIJZONDER, false, false, false},
                 {KLASSE_BIJZONDER, true, true, true}, {KLASSE_INTERN, true, true, true}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct dataset d = {.klasse = cases[i].klasse};
        struct indicator ind = {.soort = INDICATOR_BESCHERMD, .dataset = &d};
        struct layer l = {.dataset = &d, .indicator = cases[i].is_protected ? &ind : NULL};
        assert_int_equal(layer_is_public(&l), cases[i].everybody);
        assert_int_equal(layer_is_visible(&l, ROL_OPENBAAR), cases[i].everybody);
        assert_int_equal(layer_is_visible(&l, ROL_INTERN), cases[i].intern);
    }
}

static void a_role_knows_only_what_it_may_see(void **state)
{
    struct arena *a = arena_new(16 << 20);
    struct catalog *whole = NULL, *everybody = NULL, *intern = NULL;
    struct err err = {0};
    assert_true(catalog_load(GM_SOURCE_DIR "/data/catalogus", NULL, a, &whole, &err));
    assert_true(catalog_for_rol(whole, ROL_OPENBAAR, a, &everybody, &err));
    assert_true(catalog_for_rol(whole, ROL_INTERN, a, &intern, &err));
    assert_non_null(catalog_layer(whole, STR("kwaliteit")));
    assert_null(catalog_layer(everybody, STR("kwaliteit")));
    assert_non_null(catalog_layer(intern, STR("kwaliteit")));
    assert_int_equal(everybody->n_lagen, whole->n_lagen - 1);
    assert_int_equal(intern->n_lagen, whole->n_lagen);
    for (size_t t = 0; t < everybody->n_themas; t++)
        for (size_t i = 0; i < everybody->themas[t].n_lagen; i++) {
            assert_true(layer_is_public(everybody->themas[t].lagen[i]));
            assert_ptr_equal(everybody->themas[t].lagen[i],
                             catalog_layer(everybody, str_from(everybody->themas[t].lagen[i]->id)));
        }
    for (size_t i = 0; i < everybody->n_datasets; i++)
        assert_string_not_equal(everybody->datasets[i].id, "kwaliteit");
    /* Protected figures of the social domain are for everybody (privacy.md §5). */
    const struct layer *sociaal = catalog_layer(everybody, STR("sociaal_wijk"));
    assert_non_null(sociaal);
    assert_ptr_equal(catalog_indicator(everybody, STR("sociaal"))->laag, sociaal);
    assert_ptr_equal(sociaal->indicator, catalog_indicator(everybody, STR("sociaal")));
    arena_free(a);
}

#define DATASET(klasse)                                                                                                \
    "dienst: {titel: T}\ndatasets:\n  - {id: d, titel: D, bron: B, eigenaar: E, doel: X, klasse: " klasse "}\n"
#define LAYER(rest) DATASET("openbaar") "lagen:\n  - {id: l, titel: L, dataset: d, geometrie: vlak, " rest "}\n"

/* Loads one file; the error must be at this line and hold this text. NULL: it must load. */
static void check(const char *yaml, const char *line, const char *text)
{
    char dir[] = "/tmp/gm_catalog_XXXXXX", path[80];
    struct arena *a = arena_new(16 << 20);
    struct catalog *c = NULL;
    struct err err = {0};
    assert_non_null(mkdtemp(dir));
    snprintf(path, sizeof path, "%s/x.yaml", dir);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    fputs(yaml, f);
    fclose(f);
    bool ok = catalog_load(dir, NULL, a, &c, &err);
    unlink(path);
    rmdir(dir);
    arena_free(a);
    if (!text) {
        if (!ok)
            fail_msg("%s: %s", err.locator, err.message);
        return;
    }
    assert_false(ok);
    if (!strstr(err.message, text) || !str_ends(str_from(err.locator), str_from(line)))
        fail_msg("expected %s \"%s\", got %s: %s", line, text, err.locator, err.message);
}

static void faults_are_named_at_their_line(void **state)
{
    check(LAYER("tabel: pand, stijlen: [s]"), NULL, NULL);
    check(LAYER("tabel: pand, stijl: [s]"), "x.yaml:5", "bedoelde u \"stijlen\"");
    check(LAYER("tabel: pand, stijlen: [../s]"), "x.yaml:5", "../s");
    check(LAYER("tabel: 'pand; drop', stijlen: [s]"), "x.yaml:5", "kan geen kaartlaag zijn");
    check(LAYER("tabel: melding_overig, stijlen: [s]"), "x.yaml:5", "kan geen kaartlaag zijn");
    check(LAYER("tabel: wijk, stijlen: [s], indicator: i, niveau: wijk"), "x.yaml:5", "\"i\"");
    check(LAYER("tabel: pand, stijlen: [s], tegelvelden: [status]"), NULL, NULL);
    check(LAYER("tabel: pand, stijlen: [s], tegelvelden: ['status\"']"), "x.yaml:5", "kan geen kolomnaam zijn");
    check(LAYER("tabel: pand, stijlen: [s], tegelvelden: [a, b, c, d, e, f, g, h, i]"), "x.yaml:5", "ten hoogste 8");
    check(DATASET("geheim"), "x.yaml:3", "bijzonder");
    check("a: &a [x]\nb: *a\n", "x.yaml:1", "ankers");
    check("dienst: [\n", "x.yaml:2", "geen geldige YAML");
}

#define RASTER(rest)                                                                                                   \
    DATASET("openbaar")                                                                                                \
    "lagen:\n  - {id: l, titel: L, dataset: d, soort: raster, stijlen: [s], " rest "}\n"

static void a_raster_has_a_file_and_no_table(void **state)
{
    check(RASTER("bestand: foto.tif"), NULL, NULL);
    check(RASTER("bestand: 2026/foto.TIFF, kenmerken: [{veld: band_1, titel: Hoogte}]"), NULL, NULL);
    check(RASTER("bestand: /srv/beelden/foto.tif"), NULL, NULL);
    check(RASTER("klikbaar: nee"), "x.yaml:5", "bestand");
    static const char *const refused[] = {"../foto.tif",
                                          "a/../foto.tif",
                                          "/srv/../foto.tif",
                                          "/vsicurl/http://x.nl/foto.tif",
                                          "/vsizip/a.zip/foto.tif",
                                          "foto.png",
                                          "//foto.tif",
                                          ".tif",
                                          "a//foto.tif",
                                          ".geheim/foto.tif",
                                          "foto.tif/",
                                          "http://x.nl/foto.tif"};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        char yaml[600];
        snprintf(yaml, sizeof yaml, RASTER("bestand: \"%s\""), refused[i]);
        check(yaml, "x.yaml:5", "rasters");
    }
    check(RASTER("bestand: foto.tif, tabel: pand"), "x.yaml:5", "hoort niet bij");
    check(RASTER("bestand: foto.tif, geometrie: vlak"), "x.yaml:5", "hoort niet bij");
    check(RASTER("bestand: foto.tif, kenmerken: [{veld: hoogte, titel: Hoogte}]"), "x.yaml:5", "band_1");
    check(LAYER("tabel: pand, stijlen: [s], bestand: foto.tif"), "x.yaml:5", "raster");
    check(LAYER("stijlen: [s]"), "x.yaml:5", "tabel");
    check(
        DATASET("bijzonder") "lagen:\n  - {id: l, titel: L, dataset: d, soort: raster, stijlen: [s], bestand: f.tif}\n",
        "x.yaml:5", "bijzonder");
}

#define COUNTED(rest)                                                                                                  \
    DATASET("openbaar")                                                                                                \
    "lagen:\n  - {id: l, titel: L, dataset: d, tabel: melding, stijlen: [s], " rest "}\n"
#define FIGURE(soort)                                                                                                  \
    DATASET("openbaar")                                                                                                \
    "indicatoren:\n  - {id: i, titel: I, eenheid: e, definitie: f, dataset: d, soort: " soort ", niveaus: [wijk]}\n"
#define FIGURE_LAYER(id, klassen)                                                                                      \
    "  - {id: " id ", titel: L, dataset: d, geometrie: vlak, tabel: wijk, stijlen: [s], indicator: i, niveau: wijk, "  \
    "klassen: " klassen "}\n"

static void classes_densities_and_clusters_are_checked(void **state)
{
    check(COUNTED("geometrie: vlak, soort: dichtheid, vorm: zeshoek, cel_m: 100"), NULL, NULL);
    check(COUNTED("geometrie: vlak, soort: dichtheid, vorm: raster, klassen: {methode: gelijk}"), NULL, NULL);
    check(COUNTED("geometrie: vlak, soort: dichtheid"), "x.yaml:5", "vorm");
    check(COUNTED("geometrie: punt, soort: dichtheid, vorm: raster"), "x.yaml:5", "vlak");
    check(COUNTED("geometrie: vlak, soort: dichtheid, vorm: driehoek"), "x.yaml:5", "zeshoek, raster, vloeiend");
    check(COUNTED("geometrie: vlak, soort: dichtheid, vorm: raster, cel_m: 5"), "x.yaml:5", "10 tot en met");
    check(COUNTED("geometrie: vlak, vorm: raster"), "x.yaml:5", "dichtheid");
    check(COUNTED("geometrie: punt, cluster: ja, categorie_veld: soort, dag_veld: dag"), NULL, NULL);
    check(COUNTED("geometrie: punt, dag_veld: 'dag; drop'"), "x.yaml:5", "kolomnaam");
    check(COUNTED("geometrie: vlak, cluster: ja"), "x.yaml:5", "punten");
    check(COUNTED("geometrie: punt, klassen: {methode: gelijk}"), "x.yaml:5", "indicator of een dichtheid");
    check(
        DATASET("openbaar") "lagen:\n  - {id: l, titel: L, dataset: d, tabel: melding_overig, stijlen: [s], geometrie: "
                            "vlak, soort: dichtheid, vorm: raster}\n",
        "x.yaml:5", "kan geen kaartlaag zijn");
    check(FIGURE("melding") "lagen:\n" FIGURE_LAYER("l", "{methode: vast, grenzen: [5, 7.5, 20]}"), NULL, NULL);
    check(FIGURE("melding") "lagen:\n" FIGURE_LAYER("l", "{methode: vast, grenzen: [5, 5]}"), "x.yaml:7", "groter");
    check(FIGURE("melding") "lagen:\n" FIGURE_LAYER("l", "{methode: vast, aantal: 5, grenzen: [5, 6]}"), "x.yaml:7",
          "3 klassen");
    check(FIGURE("melding") "lagen:\n" FIGURE_LAYER("l", "{methode: kwantiel, grenzen: [5]}"), "x.yaml:7", "vast");
    check(FIGURE("melding") "lagen:\n" FIGURE_LAYER("l", "{methode: vast}"), "x.yaml:7", "grenzen");
    check(FIGURE("melding") "lagen:\n" FIGURE_LAYER("l", "{methode: kwantiel, aantal: 12}"), "x.yaml:7",
          "tot en met 9");
    check(FIGURE("melding") "lagen:\n" FIGURE_LAYER("l", "{methode: jenks}"), "x.yaml:7", "natuurlijk");
    /* one figure has one class, whichever layer shows it */
    check(FIGURE("melding") "lagen:\n" FIGURE_LAYER("l", "{methode: gelijk}") FIGURE_LAYER("m", "{methode: gelijk}"),
          NULL, NULL);
    check(FIGURE("melding") "lagen:\n" FIGURE_LAYER("l", "{methode: gelijk}") FIGURE_LAYER("m", "{methode: kwantiel}"),
          "x.yaml:8", "anders in klassen");
    /* protected figures have the classes of their release */
    check(FIGURE("beschermd") "lagen:\n" FIGURE_LAYER("l", "{methode: gelijk}"), "x.yaml:7", "publicatie");
}

static void special_data_is_no_layer_and_no_count(void **state)
{
    check(
        DATASET("bijzonder") "lagen:\n  - {id: l, titel: L, dataset: d, geometrie: vlak, tabel: pand, stijlen: [s]}\n",
        "x.yaml:5", "bijzonder");
    check(DATASET("bijzonder") "indicatoren:\n  - {id: i, titel: I, eenheid: e, definitie: f, dataset: d, soort: "
                               "adres, niveaus: [wijk]}\n",
          "x.yaml:5", "beschermd");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(only_an_open_or_protected_layer_is_public),
                                       cmocka_unit_test(a_role_knows_only_what_it_may_see),
                                       cmocka_unit_test(ours_loads_with_its_styles),
                                       cmocka_unit_test(classes_densities_and_clusters_are_checked),
                                       cmocka_unit_test(a_raster_has_a_file_and_no_table),
                                       cmocka_unit_test(faults_are_named_at_their_line),
                                       cmocka_unit_test(special_data_is_no_layer_and_no_count)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
