/* Loading a small BAG into a warehouse of its own: what is current, and what is refused. */
#include "warehouse/load.h"
#include "warehouse/warehouse_priv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define PAND "1952100000000001"
#define SLOOP "1952100000000002"
#define VBO "1952010000000001"
#define NUM "0018200000000001"
#define OPR "1952300000000001"

static char dir[64];
static struct warehouse *w;
static struct err err;

#define OK(call)                                                                                                       \
    do {                                                                                                               \
        err_clear(&err);                                                                                               \
        if (!(call))                                                                                                   \
            fail_msg("%s: %s (%s)", #call, err.message, err.locator);                                                  \
    } while (0)

static int set_up(void **state)
{
    snprintf(dir, sizeof dir, "/tmp/gm-load-XXXXXX");
    return mkdtemp(dir) && warehouse_open(dir, WAREHOUSE_WRITE, &w, &err) ? 0 : -1;
}

static int tear_down(void **state)
{
    char command[128];
    warehouse_close(w);
    snprintf(command, sizeof command, "rm -rf '%s'", dir);
    return system(command);
}

static int64_t number(const char *sql)
{
    int64_t n = -1;
    OK(db_int(w->db, sql, -1, &n, &err));
    return n;
}

static struct bag_voorkomen voorkomen(enum bag_type type, const char *id, int64_t nr, const char *status,
                                      const char *begin, const char *end)
{
    return (struct bag_voorkomen){.type = type,
                                  .identificatie = str_from(id),
                                  .voorkomenidentificatie = nr,
                                  .status = str_from(status),
                                  .begin_geldigheid = str_from(begin),
                                  .eind_geldigheid = str_from(end),
                                  .oppervlakte = -1,
                                  .oorspronkelijk_bouwjaar = -1};
}

static double square[] = {240000, 570000, 240020, 570000, 240020, 570020, 240000, 570020, 240000, 570000};
static double inside[] = {240010, 570010};
static uint32_t ring = 5, part = 1;

static void add_pand(struct load *l, const char *id, int64_t nr, const char *status, const char *begin, const char *end,
                     int64_t year)
{
    struct bag_voorkomen v = voorkomen(BAG_PND, id, nr, status, begin, end);
    v.oorspronkelijk_bouwjaar = year;
    v.geom = (struct geom){.type = GEOM_POLYGON,
                           .xy = square,
                           .n_xy = 5,
                           .ring_end = &ring,
                           .n_rings = 1,
                           .part_end = &part,
                           .n_parts = 1};
    OK(load_bag(l, &v, &err));
}

static int64_t commit(struct load *l)
{
    int64_t generation = 0;
    struct load_summary s = {.dataset = "bag", .bestanden = "proef.zip", .peildatum = "2026-10-01"};
    OK(load_commit(l, &s, &generation, &err));
    return generation;
}

static int64_t fill(void)
{
    struct load *l;
    OK(load_begin(w, &l, &err));
    OK(load_bag_clear(l, (1u << BAG_TYPES) - 1, &err));
    struct bag_voorkomen v = voorkomen(BAG_WPL, "1234", 1, "Woonplaats aangewezen", "2000-01-01", NULL);
    v.naam = STR("Hoogezand");
    OK(load_bag(l, &v, &err));
    v = voorkomen(BAG_OPR, OPR, 1, "Naamgeving uitgegeven", "2000-01-01", NULL);
    v.naam = STR("Kerkstraat");
    v.woonplaats_id = STR("1234");
    OK(load_bag(l, &v, &err));
    v = voorkomen(BAG_NUM, NUM, 1, "Naamgeving uitgegeven", "2000-01-01", NULL);
    v.huisnummer = STR("12");
    v.huisletter = STR("A");
    v.postcode = STR("9635AB");
    v.openbare_ruimte_id = STR(OPR);
    OK(load_bag(l, &v, &err));
    v = voorkomen(BAG_VBO, VBO, 1, "Verblijfsobject in gebruik", "2000-01-01", NULL);
    struct str use = STR("woonfunctie"), pand = STR(PAND);
    v.hoofdadres_id = STR(NUM);
    v.gebruiksdoelen = &use;
    v.n_gebruiksdoelen = 1;
    v.pand_ids = &pand;
    v.n_panden = 1;
    v.geom = (struct geom){.type = GEOM_POINT, .xy = inside, .n_xy = 1};
    OK(load_bag(l, &v, &err));
    add_pand(l, PAND, 1, "Pand in gebruik", "2000-01-01", NULL, 1950);
    add_pand(l, PAND, 2, "Pand in gebruik", "2010-01-01", NULL, 1960);
    add_pand(l, PAND, 3, "Pand in gebruik", "2026-10-02", NULL, 1970);         /* begins after the extract */
    add_pand(l, PAND, 4, "Pand in gebruik", "2026-10-01", "2026-10-01", 1980); /* ended when it began */
    add_pand(l, SLOOP, 1, "Pand gesloopt", "2015-01-01", NULL, 1900);
    OK(load_bag_finish(l, STR("2026-10-01"), NULL, NULL, &err));
    return commit(l);
}

static void one_current_row_per_object(void **state)
{
    int64_t generation = fill();
    assert_int_equal(number("SELECT nummer FROM generatie"), generation);
    assert_int_equal(number("SELECT count(*) FROM bag_pand"), 5);
    assert_int_equal(number("SELECT count(*) FROM pand"), 2);
    assert_int_equal(number("SELECT oorspronkelijk_bouwjaar FROM pand WHERE identificatie = '" PAND "'"), 1960);
    assert_int_equal(number("SELECT bestaand FROM pand WHERE identificatie = '" SLOOP "'"), 0);
    assert_int_equal(number("SELECT count(*) FROM pand WHERE identificatie = '" PAND
                            "' AND gebruiksdoel = 'woonfunctie' AND aantal_verblijfsobjecten = 1"),
                     1);
    assert_int_equal(number("SELECT count(*) FROM pand WHERE identificatie = '" SLOOP
                            "' AND gebruiksdoel = 'geen' AND aantal_verblijfsobjecten = 0"),
                     1);
    assert_int_equal(number("SELECT count(*) FROM adres WHERE straatnaam = 'Kerkstraat' AND huisnummer = 12 AND "
                            "woonplaatsnaam = 'Hoogezand' AND bouwjaar = 1960 AND hoofdadres = 1"),
                     1);
    assert_int_equal(number("SELECT count(*) FROM adres"), 1);
    assert_int_equal(number("SELECT count(*) FROM idx_pand_geom"), 2);
}

static void a_second_import_replaces_and_raises_the_generation(void **state)
{
    int64_t first = fill();
    assert_int_equal(fill(), first + 1);
    assert_int_equal(number("SELECT count(*) FROM bag_pand"), 5);
    assert_int_equal(number("SELECT count(*) FROM adres"), 1);
    assert_int_equal(number("SELECT count(*) FROM import_log"), 2);
}

static void count_twice(void *ctx, enum bag_type type, struct str identificatie, int64_t nr)
{
    int *n = ctx;
    assert_int_equal(type, BAG_PND);
    assert_true(str_eq_c(identificatie, PAND));
    assert_int_equal(nr, 1);
    ++*n;
}

static void of_a_double_voorkomen_the_first_counts(void **state)
{
    struct load *l;
    int twice = 0;
    OK(load_begin(w, &l, &err));
    add_pand(l, PAND, 1, "Pand in gebruik", "2000-01-01", NULL, 1950);
    add_pand(l, PAND, 1, "Pand gesloopt", "2001-01-01", NULL, 1960);
    add_pand(l, PAND, 1, "Pand gesloopt", "2002-01-01", NULL, 1970);
    OK(load_bag_finish(l, STR("2026-10-01"), count_twice, &twice, &err));
    commit(l);
    assert_int_equal(twice, 2);
    assert_int_equal(number("SELECT count(*) FROM bag_pand"), 1);
    assert_int_equal(number("SELECT oorspronkelijk_bouwjaar FROM bag_pand"), 1950);
    assert_int_equal(number("SELECT oorspronkelijk_bouwjaar FROM pand"), 1950);
}

static void an_aborted_import_leaves_nothing(void **state)
{
    int64_t generation = fill();
    int64_t triggers = number("SELECT count(*) FROM sqlite_master WHERE type = 'trigger'");
    struct load *l;
    OK(load_begin(w, &l, &err));
    OK(load_bag_clear(l, (1u << BAG_TYPES) - 1, &err));
    add_pand(l, "1952100000000009", 1, "Pand in gebruik", "2000-01-01", NULL, 1950);
    OK(load_bag_finish(l, STR("2026-10-01"), NULL, NULL, &err));
    load_abort(l);
    assert_int_equal(number("SELECT nummer FROM generatie"), generation);
    assert_int_equal(number("SELECT count(*) FROM bag_pand"), 5);
    assert_int_equal(number("SELECT count(*) FROM pand"), 2);
    assert_int_equal(number("SELECT count(*) FROM sqlite_master WHERE type = 'trigger'"), triggers);
}

static void layers_are_listed_with_an_index_in_rd(void **state)
{
    assert_int_equal(number("SELECT count(*) FROM geometry_columns WHERE f_table_name IN ('pand', 'adres', 'wijk', "
                            "'buurt', 'gemeente', 'melding') AND srid = 28992 AND spatial_index_enabled = 1"),
                     6);
    assert_int_equal(number("SELECT count(*) FROM geometry_columns WHERE f_table_name = 'melding_overig'"), 0);
}

static void areas_make_their_gemeente_and_reach_addresses_and_meldingen(void **state)
{
    fill();
    double xy[] = {239000, 569000, 241000, 569000, 241000, 571000, 239000, 571000, 239000, 569000};
    struct geom area = {
        .type = GEOM_POLYGON, .xy = xy, .n_xy = 5, .ring_end = &ring, .n_rings = 1, .part_end = &part, .n_parts = 1};
    struct gebied wijk = {.niveau = GEBIED_WIJK,
                          .code = STR("WK195201"),
                          .naam = STR("Wijk 01"),
                          .jaar = 2025,
                          .inwoners = 500,
                          .geom = area};
    struct melding m = {.bron = STR("proef"),
                        .bron_id = STR("1"),
                        .status = STR("open"),
                        .dag = STR("2026-09-01"),
                        .object = true,
                        .has_point = true,
                        .x = 240013.4,
                        .y = 570017.9};
    struct load *l;
    OK(load_begin(w, &l, &err));
    OK(load_gebied_clear(l, GEBIED_WIJK, 2025, &err));
    OK(load_gebied(l, &wijk, &err));
    OK(load_melding_clear(l, m.bron, &err));
    OK(load_melding(l, &m, &err));
    err_clear(&err);
    assert_false(load_melding(l, &m, &err));
    assert_int_equal(err.code, ERR_INVALID);
    OK(load_gebied_finish(l, &err));
    OK(load_melding_finish(l, &err));
    commit(l);
    assert_int_equal(number("SELECT count(*) FROM gemeente WHERE code = 'GM1952' AND jaar = 2025 AND inwoners = 500"),
                     1);
    assert_int_equal(number("SELECT round(ST_Area(geom)) FROM gemeente"), 4000000);
    assert_int_equal(number("SELECT count(*) FROM adres WHERE wijk_code = 'WK195201' AND gemeente_code = 'GM1952'"), 1);
    /* Nobody's front door: the middle of its 10 m square. */
    assert_int_equal(number("SELECT count(*) FROM melding WHERE wijk_code = 'WK195201' AND ST_X(geom) = 240015 AND "
                            "ST_Y(geom) = 570015"),
                     1);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {T(one_current_row_per_object),
                                       T(a_second_import_replaces_and_raises_the_generation),
                                       T(of_a_double_voorkomen_the_first_counts),
                                       T(an_aborted_import_leaves_nothing),
                                       T(layers_are_listed_with_an_index_in_rd),
                                       T(areas_make_their_gemeente_and_reach_addresses_and_meldingen)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
