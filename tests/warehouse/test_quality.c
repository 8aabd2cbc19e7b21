/* A small BAG with one fault of each kind: every rule finds its own, and nothing else. */
#include "warehouse/load.h"
#include "warehouse/quality_priv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static char dir[64];
static struct warehouse *w;
static struct arena *a;
static struct err err;

#define OK(call)                                                                                                       \
    do {                                                                                                               \
        err_clear(&err);                                                                                               \
        if (!(call))                                                                                                   \
            fail_msg("%s: %s (%s)", #call, err.message, err.locator);                                                  \
    } while (0)

/* Ids by one number; places in metres from (240000, 570000). */
static const char *id(const char *kind, int nr)
{
    static char texts[16][20];
    static int at;
    char *text = texts[at++ % 16];
    snprintf(text, sizeof texts[0], "1952%s%010d", kind, nr);
    return text;
}

static struct bag_voorkomen voorkomen(enum bag_type type, const char *identificatie, const char *status)
{
    return (struct bag_voorkomen){.type = type,
                                  .identificatie = str_from(identificatie),
                                  .voorkomenidentificatie = 1,
                                  .status = str_from(status),
                                  .begin_geldigheid = STR("2000-01-01"),
                                  .oppervlakte = -1,
                                  .oorspronkelijk_bouwjaar = -1};
}

static struct geom box(double x, double y, double width, double height, double *xy, uint32_t *ends)
{
    x += 240000;
    y += 570000;
    const double corners[] = {x, y, x + width, y, x + width, y + height, x, y + height, x, y};
    memcpy(xy, corners, sizeof corners);
    ends[0] = 5;
    ends[1] = 1;
    return (struct geom){GEOM_POLYGON, false, xy, 5, ends, 1, ends + 1, 1};
}

static void add_town(struct load *l, const char *code, const char *name, double x, double width)
{
    double xy[10];
    uint32_t ends[2];
    struct bag_voorkomen v = voorkomen(BAG_WPL, code, "Woonplaats aangewezen");
    v.naam = str_from(name);
    v.geom = box(x, 0, width, 1000, xy, ends);
    v.geom.multi = true;
    OK(load_bag(l, &v, &err));
}

static void add_street(struct load *l, int nr, const char *name, const char *town)
{
    struct bag_voorkomen v = voorkomen(BAG_OPR, id("30", nr), "Naamgeving uitgegeven");
    v.naam = str_from(name);
    v.woonplaats_id = str_from(town);
    OK(load_bag(l, &v, &err));
}

static void add_pand(struct load *l, int nr, const char *status, int64_t year, double x, double y, double side)
{
    double xy[10];
    uint32_t ends[2];
    struct bag_voorkomen v = voorkomen(BAG_PND, id("10", nr), status);
    v.oorspronkelijk_bouwjaar = year;
    v.geom = box(x, y, side, side, xy, ends);
    OK(load_bag(l, &v, &err));
}

static void add_number(struct load *l, int nr, const char *number, const char *postcode)
{
    struct bag_voorkomen v = voorkomen(BAG_NUM, id("20", nr), "Naamgeving uitgegeven");
    v.huisnummer = str_from(number);
    v.postcode = str_from(postcode);
    v.openbare_ruimte_id = str_from(id("30", 1));
    OK(load_bag(l, &v, &err));
}

static void add_object(struct load *l, int nr, int number, int pand, int64_t area, double x, double y)
{
    struct bag_voorkomen v = voorkomen(BAG_VBO, id("01", nr), "Verblijfsobject in gebruik");
    struct str use = STR("woonfunctie"), pand_id = str_from(id("10", pand));
    double xy[2] = {240000 + x, 570000 + y};
    v.hoofdadres_id = str_from(id("20", number));
    v.gebruiksdoelen = &use;
    v.n_gebruiksdoelen = 1;
    v.pand_ids = &pand_id;
    v.n_panden = 1;
    v.oppervlakte = area;
    v.geom = (struct geom){.type = GEOM_POINT, .xy = xy, .n_xy = 1};
    OK(load_bag(l, &v, &err));
}

static int64_t commit(struct load *l, const char *rapport)
{
    int64_t generation = 0;
    struct load_summary s = {.dataset = "bag",
                             .bestanden = "proef.zip",
                             .peildatum = "2026-10-01",
                             .gelezen = 100,
                             .rapport_json = str_from(rapport)};
    OK(load_commit(l, &s, &generation, &err));
    return generation;
}

/* mended: object 2 stands in its pand. */
static int64_t fill(bool mended)
{
    struct load *l;
    OK(load_begin(w, &l, &err));
    OK(load_bag_clear(l, (1u << BAG_TYPES) - 1, &err));
    add_town(l, "1234", "Hoogezand", 0, 1000);
    add_town(l, "1235", "Slochteren", 999, 1000); /* a metre too far */
    add_street(l, 1, "Kerkstraat", "1234");
    add_street(l, 2, "Dwaalweg", "9999");
    add_pand(l, 1, "Pand in gebruik", 1950, 0, 0, 30);
    add_pand(l, 2, "Pand in gebruik", 1950, 20, 5, 20);    /* 200 m2 over pand 1; a shed beside it */
    add_pand(l, 3, "Pand in gebruik", 1950, -20, 5, 20);   /* shares a wall with pand 1 */
    add_pand(l, 4, "Pand in gebruik", 9999, 500, 500, 20); /* alone, and large */
    add_pand(l, 5, "Pand in gebruik", 2040, 600, 500, 5);  /* small */
    add_pand(l, 6, "Pand in gebruik", 212, 700, 500, 5);   /**/
    add_pand(l, 7, "Pand gesloopt", 9999, 800, 500, 20);   /* no longer there: no fault */
    add_pand(l, 8, "Bouw gestart", 2027, 900, 500, 20);    /* begun: next year is fine */
    add_pand(l, 10, "Pand in gebruik", 1950, 300, 300, 7); /* two sheds in line, a metre over each other */
    add_pand(l, 11, "Pand in gebruik", 1950, 306, 300, 7);
    add_number(l, 1, "1", "9635AB");
    add_number(l, 2, "2", "9635AB");
    add_number(l, 3, "3", "9635AB");
    add_number(l, 6, "6", "9635AB"); /* without object */
    add_number(l, 7, "2", "9635AB"); /* 2 once more */
    add_number(l, 8, "8", NULL);
    add_number(l, 9, "9", "9635AB");
    add_object(l, 1, 1, 1, 100, 5, 5);
    add_object(l, 2, 2, 1, 1, mended ? 6 : 100, 6);
    add_object(l, 3, 3, 99, 999999, 7, 7);
    add_object(l, 4, 44, 1, 100, 8, 8); /* its hoofdadres isn't there */
    add_object(l, 5, 1, 1, 100, 9, 9);  /* the hoofdadres of object 1 */
    add_object(l, 7, 7, 1, 100, 10, 10);
    add_object(l, 8, 8, 1, 100, 11, 11);
    add_pand(l, 9, "Pand in gebruik", 1950, 1500, 500, 20);
    add_object(l, 9, 9, 9, 100, 1510, 510); /* in Slochteren, says Hoogezand */
    OK(load_bag_finish(l, STR("2026-10-01"), NULL, NULL, &err));
    OK(db_exec(w->db,
               "CREATE TABLE IF NOT EXISTS bag_in_onderzoek(id INTEGER PRIMARY KEY, object_type TEXT NOT NULL, "
               "identificatie TEXT NOT NULL, kenmerk TEXT, in_onderzoek INTEGER, begin_geldigheid TEXT, "
               "eind_geldigheid TEXT, eind_registratie TEXT); DELETE FROM bag_in_onderzoek;"
               "INSERT INTO bag_in_onderzoek(object_type, identificatie, kenmerk, in_onderzoek, begin_geldigheid, "
               "eind_geldigheid) VALUES ('pand', '1952100000000001', 'bouwjaar', 1, '2026-01-01', NULL), ('pand', "
               "'1952100000000004', 'bouwjaar', 1, '2025-01-01', '2026-01-01'), ('pand', '1952100000000005', "
               "'bouwjaar', 0, '2025-01-01', NULL);",
               &err));
    return commit(l, "{\"afgewezenRedenen\":[{\"reden\":\"ongeldige geometrie (Self-intersection)\",\"aantal\":7,"
                     "\"voorbeelden\":[\"a.xml regel 1\",\"a.xml regel 2\"]},{\"reden\":\"het id ontbreekt\","
                     "\"aantal\":2,\"voorbeelden\":[\"a.xml regel 3\"]}],\"opmerkingen\":[]}");
}

static int set_up(void **state)
{
    snprintf(dir, sizeof dir, "/tmp/gm-quality-XXXXXX");
    a = arena_new(64 << 20);
    return a && mkdtemp(dir) && warehouse_open(dir, WAREHOUSE_WRITE, &w, &err) ? 0 : -1;
}

static int tear_down(void **state)
{
    char command[128];
    warehouse_close(w);
    arena_free(a);
    snprintf(command, sizeof command, "rm -rf '%s'", dir);
    return system(command);
}

static const struct quality_result *result(const struct quality_meting *m, const char *regel)
{
    for (size_t i = 0; i < m->n; i++)
        if (strcmp(m->regels[i].regel, regel) == 0)
            return &m->regels[i];
    fail_msg("no rule %s", regel);
    return NULL;
}

static const struct {
    const char *regel;
    int64_t aantal; /* -1: can't be measured */
    const char *id; /* of the first finding */
} expected[] = {
    {"vbo-buiten-pand", 1, "1952010000000002"},
    {"vbo-zonder-pand", 1, "1952010000000003"},
    {"hoofdadres-ontbreekt", 1, "1952010000000004"},
    {"hoofdadres-dubbel", 1, "1952010000000005"},
    {"nummer-zonder-object", 1, "1952200000000006"},
    {"adres-dubbel", 1, NULL},
    {"straat-zonder-woonplaats", 1, "1952300000000002"},
    {"pand-overlap", 2, NULL},
    {"bouwjaar-toekomst", 1, "1952100000000005"},
    {"bouwjaar-te-oud", 1, "1952100000000006"},
    {"oppervlakte-onwaarschijnlijk", 2, NULL},
    {"adres-andere-woonplaats", 1, "1952200000000009"},
    {"woonplaats-overlap", 1, NULL},
    {"woonplaats-gat", 0, NULL},
    {"adres-buiten-gebied", -1, NULL},
    {"geometrie-afgewezen", 7, NULL},
    {"geometrie-hersteld", 0, NULL},
    {"levering-afgewezen", 2, NULL},
    {"melding-buiten-gebied", -1, NULL},
    {"melding-adres-weg", -1, NULL},
    {"bouwjaar-9999", 1, "1952100000000004"},
    {"pand-zonder-vbo", 1, "1952100000000004"},
    {"in-onderzoek", 1, "1952100000000001"},
    {"postcode-ontbreekt", 1, "1952200000000008"},
    {"melding-zwakke-locatie", -1, NULL},
};

static void every_rule_finds_its_own(void **state)
{
    struct quality_meting m;
    fill(false);
    OK(quality_measure(w, clock_system(), 0, a, &m, &err));
    assert_int_equal(m.n, sizeof expected / sizeof *expected);
    assert_true(m.gewijzigd);
    for (size_t i = 0; i < m.n; i++) {
        const struct quality_result *r = result(&m, expected[i].regel);
        struct quality_finding *list;
        size_t n;
        if (r->gemeten != (expected[i].aantal >= 0) || (r->gemeten && r->aantal != expected[i].aantal))
            fail_msg("%s: %lld, expected %lld", r->regel, (long long)r->aantal, (long long)expected[i].aantal);
        assert_int_equal(r->gemeten, r->waarom == NULL);
        assert_false(r->has_vorige);
        OK(quality_findings(w, r->regel, 0, 10, a, &list, &n, &err));
        assert_int_equal(n > 0, r->gemeten && r->aantal > 0);
        if (expected[i].id && !str_eq_c(list[0].object_id, expected[i].id))
            fail_msg("%s: %.*s", r->regel, STR_ARG(list[0].object_id));
        /* A street without addresses has no place; all other things do. */
        if (n && list[0].object_id.n)
            assert_int_equal(list[0].has_point, strcmp(r->regel, "straat-zonder-woonplaats") != 0);
        assert_true(!n || list[0].omschrijving.n > 3);
    }
}

static void measuring_again_changes_nothing(void **state)
{
    struct quality_meting m;
    int64_t before, after;
    bool found;
    int64_t data = fill(false);
    OK(quality_stored(w, 0, a, &found, &m, &err));
    assert_false(found);
    OK(quality_measure(w, clock_system(), 0, a, &m, &err));
    assert_int_equal(m.generatie, data);
    OK(db_int(w->db, "SELECT nummer FROM generatie", 0, &before, &err));
    assert_int_equal(before, data + 1); /* the map has a layer more to show */
    OK(quality_measure(w, clock_system(), 0, a, &m, &err));
    assert_false(m.gewijzigd);
    OK(db_int(w->db, "SELECT nummer FROM generatie", 0, &after, &err));
    assert_int_equal(before, after);
    OK(quality_stored(w, 0, a, &found, &m, &err));
    assert_true(found);
    assert_int_equal(result(&m, "vbo-buiten-pand")->aantal, 1);
}

static void the_next_delivery_is_held_against_the_last(void **state)
{
    struct quality_meting m;
    struct quality_finding *list;
    size_t n;
    int64_t first = fill(false);
    OK(quality_measure(w, clock_system(), 0, a, &m, &err));
    int64_t second = fill(true);
    OK(quality_measure(w, clock_system(), 0, a, &m, &err));
    assert_int_equal(m.generatie, second);
    assert_int_equal(m.vergeleken, first);
    const struct quality_result *r = result(&m, "vbo-buiten-pand");
    assert_true(r->has_vorige);
    assert_int_equal(r->vorige, 1);
    assert_int_equal(r->aantal, 0);
    /* What was there before keeps when it was first seen. */
    OK(quality_findings(w, "bouwjaar-9999", 0, 10, a, &list, &n, &err));
    assert_int_equal(n, 1);
    assert_int_equal(list[0].sinds, first);
    assert_int_equal(result(&m, "bouwjaar-9999")->nieuw, 0);
    OK(quality_measure(w, clock_system(), first, a, &m, &err));
    assert_int_equal(m.vergeleken, first);
    err_clear(&err);
    assert_false(quality_measure(w, clock_system(), 4711, a, &m, &err));
    assert_int_equal(err.code, ERR_NOT_FOUND);
}

static void findings_are_a_layer_of_points_in_rd(void **state)
{
    struct quality_meting m;
    int64_t n;
    fill(false);
    OK(quality_measure(w, clock_system(), 0, a, &m, &err));
    OK(db_int(w->db,
              "SELECT count(*) FROM geometry_columns WHERE f_table_name = 'kwaliteit_bevinding' AND srid = 28992 AND "
              "geometry_type = 1 AND spatial_index_enabled = 1",
              0, &n, &err));
    assert_int_equal(n, 1);
    OK(db_int(w->db,
              "SELECT (SELECT count(*) FROM idx_kwaliteit_bevinding_geom) = (SELECT count(*) FROM kwaliteit_bevinding "
              "WHERE geom IS NOT NULL)",
              0, &n, &err));
    assert_int_equal(n, 1);
}

/* Two woonplaatsen around a third that isn't there. */
static void a_gap_is_found_where_no_other_woonplaats_is(void **state)
{
    struct load *l;
    struct quality_meting m;
    OK(load_begin(w, &l, &err));
    double ring[] = {240000, 570000, 241000, 570000, 241000, 571000, 240000, 571000, 240000, 570000,
                     240400, 570400, 240400, 570500, 240500, 570500, 240500, 570400, 240400, 570400};
    uint32_t ends[] = {5, 10}, part = 2;
    struct bag_voorkomen v = voorkomen(BAG_WPL, "1234", "Woonplaats aangewezen");
    v.naam = STR("Hoogezand");
    v.geom = (struct geom){GEOM_POLYGON, true, ring, 10, ends, 2, &part, 1};
    OK(load_bag(l, &v, &err));
    OK(load_bag_finish(l, STR("2026-10-01"), NULL, NULL, &err));
    commit(l, "{}");
    OK(quality_measure(w, clock_system(), 0, a, &m, &err));
    assert_int_equal(result(&m, "woonplaats-gat")->aantal, 1);
    struct quality_finding *list;
    size_t n;
    OK(quality_findings(w, "woonplaats-gat", 0, 10, a, &list, &n, &err));
    assert_non_null(strstr(arena_cstr(a, list[0].omschrijving), "10000 m²"));
    assert_true(list[0].x > 240400 && list[0].x < 240500 && list[0].y > 570400 && list[0].y < 570500);
}

static void a_rule_is_found_by_its_id_or_near_it(void **state)
{
    const char *nearest;
    assert_non_null(quality_rule_find("pand-overlap", &nearest));
    assert_null(quality_rule_find("overlap", &nearest));
    assert_string_equal(nearest, "pand-overlap");
    assert_null(quality_rule_find("xyz", &nearest));
    assert_null(nearest);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {T(every_rule_finds_its_own),
                                       T(measuring_again_changes_nothing),
                                       T(the_next_delivery_is_held_against_the_last),
                                       T(findings_are_a_layer_of_points_in_rd),
                                       T(a_gap_is_found_where_no_other_woonplaats_is),
                                       cmocka_unit_test(a_rule_is_found_by_its_id_or_near_it)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
