/* Reading areas and meldingen back by layer, box and figure; expected numbers counted by hand from what is loaded. */
#include "warehouse/figures.h"
#include "warehouse/load.h"
#include "warehouse/read.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char dir[64];
static struct warehouse *w;
static struct arena *a;
static struct catalog *c;
static struct err err;

#define OK(call)                                                                                                       \
    do {                                                                                                               \
        if (!(call))                                                                                                   \
            fail_msg("%s: %s", err.locator, err.message);                                                              \
    } while (0)

static struct geom square(double x, double y, double side, double *xy, uint32_t *ends)
{
    const double at[] = {x, y, x + side, y, x + side, y + side, x, y + side, x, y};
    memcpy(xy, at, sizeof at);
    ends[0] = 5;
    ends[1] = 1;
    return (struct geom){GEOM_POLYGON, true, xy, 5, ends, 1, ends + 1, 1};
}

static void add_wijk(struct load *l, const char *code, const char *naam, int64_t inwoners, double x)
{
    double xy[10];
    uint32_t ends[2];
    struct gebied g = {.niveau = GEBIED_WIJK,
                       .code = str_from(code),
                       .naam = str_from(naam),
                       .jaar = 2026,
                       .gemeente_code = STR("GM9999"),
                       .inwoners = inwoners,
                       .geom = square(x, 500000, 1000, xy, ends)};
    OK(load_gebied(l, &g, &err));
}

static void add_melding(struct load *l, const char *id, const char *dag, const char *soort, bool object, double x)
{
    struct melding m = {.bron = STR("t"),
                        .bron_id = str_from(id),
                        .hoofdcategorie = str_from(soort),
                        .subcategorie = STR("x"),
                        .status = STR("open"),
                        .dag = str_from(dag),
                        .object = object,
                        .locatie_soort = STR("punt"),
                        .match = STR("punt"),
                        .has_point = true,
                        .x = x,
                        .y = 500500};
    OK(load_melding(l, &m, &err));
}

static void add_bag(struct load *l, struct bag_voorkomen v)
{
    v.voorkomenidentificatie = 1;
    v.begin_geldigheid = v.documentdatum = STR("2020-01-01");
    v.documentnummer = STR("T1");
    OK(load_bag(l, &v, &err));
}

/* One street with the houses 12 and 12A in Veendorp. */
static void add_addresses(struct load *l)
{
    static const struct {
        const char *num, *vbo, *letter;
    } houses[] = {{"9999200000000001", "9999010000000001", ""}, {"9999200000000002", "9999010000000002", "A"}};
    double xy[10], at[2] = {200100, 500500};
    uint32_t ends[2];
    add_bag(l, (struct bag_voorkomen){.type = BAG_WPL,
                                      .identificatie = STR("9999"),
                                      .naam = STR("Veendorp"),
                                      .status = STR("Woonplaats aangewezen"),
                                      .geom = square(200000, 500000, 1000, xy, ends)});
    add_bag(l, (struct bag_voorkomen){.type = BAG_OPR,
                                      .identificatie = STR("9999300000000001"),
                                      .naam = STR("Kerkstraat"),
                                      .opr_type = STR("Weg"),
                                      .woonplaats_id = STR("9999"),
                                      .status = STR("Naamgeving uitgegeven")});
    for (size_t i = 0; i < 2; i++) {
        add_bag(l, (struct bag_voorkomen){.type = BAG_NUM,
                                          .identificatie = str_from(houses[i].num),
                                          .huisnummer = STR("12"),
                                          .huisletter = str_from(houses[i].letter),
                                          .postcode = STR("9990AB"),
                                          .openbare_ruimte_id = STR("9999300000000001"),
                                          .type_adresseerbaar_object = STR("Verblijfsobject"),
                                          .status = STR("Naamgeving uitgegeven")});
        add_bag(l, (struct bag_voorkomen){.type = BAG_VBO,
                                          .identificatie = str_from(houses[i].vbo),
                                          .hoofdadres_id = str_from(houses[i].num),
                                          .oppervlakte = 100,
                                          .status = STR("Verblijfsobject in gebruik"),
                                          .geom = {.type = GEOM_POINT, .xy = at, .n_xy = 1}});
    }
    OK(load_bag_finish(l, STR("2026-10-01"), NULL, NULL, &err));
}

static int setup(void **state)
{
    struct load *l;
    struct load_summary sum = {.dataset = "gebieden", .bestanden = "t", .rapport_json = STR("{}")};
    int64_t generation;
    strcpy(dir, "/tmp/gm_read_XXXXXX");
    assert_non_null(mkdtemp(dir));
    a = arena_new(64 << 20);
    OK(catalog_load(GM_SOURCE_DIR "/data/catalogus", NULL, a, &c, &err));
    OK(warehouse_open(dir, WAREHOUSE_WRITE, &w, &err));
    OK(load_begin(w, &l, &err));
    add_wijk(l, "WK999900", "Oost", 1000, 200000);
    add_wijk(l, "WK999901", "West", 0, 201000);
    add_addresses(l);
    OK(load_gebied_finish(l, &err));
    add_melding(l, "1", "2026-07-01", "afval", true, 200100);
    add_melding(l, "2", "2026-09-30", "groen", true, 200200);
    add_melding(l, "3", "2026-08-01", "afval", true, 201500);
    add_melding(l, "4", "2026-06-30", "afval", true, 200300);
    add_melding(l, "5", "2026-08-01", "afval", false, 200400);
    OK(load_melding_finish(l, &err));
    OK(load_commit(l, &sum, &generation, &err));
    return 0;
}

static int teardown(void **state)
{
    char cmd[100];
    arena_free(a);
    warehouse_close(w);
    snprintf(cmd, sizeof cmd, "rm -rf %s", dir);
    return system(cmd);
}

static size_t count(const char *layer, struct bbox box, const char *const *velden, size_t n, struct read_feature *last)
{
    struct read_query q = {.layer = catalog_layer(c, str_from(layer)), .bbox = box, .velden = velden, .n_velden = n};
    struct read_cursor *cur;
    struct read_feature f;
    bool got = true;
    size_t k = 0;
    int64_t before = 0;
    OK(read_open(w, &q, a, &cur, &err));
    for (;; k++) {
        OK(read_next(cur, &f, &got, &err));
        if (!got)
            break;
        assert_true(f.id > before);
        before = f.id;
        if (last && k == 0 && n)
            assert_true(f.values[0].type != READ_NULL);
    }
    read_close(cur);
    return k;
}

static void the_box_and_the_class_decide(void **state)
{
    const char *velden[] = {"hoofdcategorie"}, *wrong[] = {"bron_id\" --"};
    struct read_feature f;
    struct read_query q = {
        .layer = catalog_layer(c, STR("melding")), .bbox = {0, 0, 1, 1}, .velden = wrong, .n_velden = 1};
    struct read_cursor *cur;
    struct err e = {0};
    /* melding 5 isn't of class object, so in no layer */
    assert_int_equal(count("melding", (struct bbox){0, 0, 300000, 700000}, velden, 1, &f), 4);
    assert_int_equal(count("melding", (struct bbox){201000, 0, 300000, 700000}, velden, 1, &f), 1);
    assert_int_equal(count("wijk", (struct bbox){0, 0, 199999, 700000}, NULL, 0, NULL), 0);
    assert_int_equal(count("wijk", (struct bbox){200500, 500500, 200501, 500501}, NULL, 0, NULL), 1);
    assert_false(read_open(w, &q, a, &cur, &e));
    assert_int_equal(e.code, ERR_INVALID);
}

static void figures_are_exact(void **state)
{
    const struct indicator *ind = catalog_indicator(c, STR("meldingen"));
    struct figure_table t;
    OK(figure_values(w, ind, "wijk", NULL, NULL, a, &t, &err));
    assert_int_equal(t.n, 2);
    assert_true(str_eq_c(t.periode, "2026K3"));
    assert_int_equal(t.rows[0].waarde, 2);
    assert_true(t.rows[0].per1000 == 2.0);
    assert_int_equal(t.rows[1].waarde, 1);
    assert_false(t.rows[1].has_per1000); /* no inhabitants, no rate */
    assert_int_equal(t.rows[1].klasse, 0);
    OK(figure_values(w, ind, "wijk", "afval", "2026K2", a, &t, &err));
    assert_int_equal(t.rows[0].waarde, 1);
    assert_int_equal(t.rows[1].waarde, 0);
    struct err e = {0};
    assert_false(figure_values(w, ind, "wijk", "nietbestaand", NULL, a, &t, &e));
    assert_int_equal(e.code, ERR_NOT_FOUND);
    assert_string_equal(e.locator, "categorie");
}

static void without_a_release_nothing_is_shown(void **state)
{
    struct figure_table t;
    OK(figure_values(w, catalog_indicator(c, STR("sociaal")), "wijk", NULL, NULL, a, &t, &err));
    assert_int_equal(t.n, 2);
    for (size_t i = 0; i < t.n; i++)
        assert_false(t.rows[i].shown || t.rows[i].has_per1000 || t.rows[i].klasse);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_box_and_the_class_decide),
                                       cmocka_unit_test(figures_are_exact),
                                       cmocka_unit_test(without_a_release_nothing_is_shown)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
