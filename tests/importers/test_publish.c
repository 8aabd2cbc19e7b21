/* The protection of figures: the rounding itself, the store's modes, and the frozen release. */
#include "warehouse/beschermd.h"
#include "warehouse/beschermd_priv.h"
#include "warehouse/load.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static unsigned char key[32];

/* printf 'v1\x1fsociaal\x1fclienten\x1fGEBIED\x1fCATEGORIE' | openssl dgst -sha256 -mac HMAC -macopt hexkey:0001…1f;
 * the first 16 hex digits mod 5. */
static void the_point_is_the_hmac_that_openssl_computes(void **state)
{
    assert_int_equal(sdc_point(key, "sociaal", "clienten", "WK195201", "totaal"), 0);
    assert_int_equal(sdc_point(key, "sociaal", "clienten", "BU19520100", "totaal"), 2);
    assert_int_equal(sdc_point(key, "sociaal", "clienten", "GM1952", "jeugdhulp"), 0);
}

static void one_point_explains_every_count_of_a_cell(void **state)
{
    for (int g = 0; g < 500; g++) {
        char gebied[16];
        snprintf(gebied, sizeof gebied, "BU%08d", g);
        int fits = 0;
        for (int d = 0; d < 5; d++) {
            int all = 1;
            for (int64_t n = 0; n < 200; n++) {
                int64_t pub = sdc_protect(key, "sociaal", "clienten", gebied, "totaal", n, 1000),
                        want = 5 * ((n + d) / 5);
                all = all && pub == (want < 10 ? -1 : want);
                assert_true(pub == -1 || (pub >= 10 && pub % 5 == 0));
            }
            fits += all;
        }
        assert_int_equal(fits, 1);
    }
}

static void changes_follow_the_table_of_probabilities(void **state)
{
    enum { CELLS = 20000 };
    for (int r = 0; r < 5; r++) {
        int up = 0;
        for (int g = 0; g < CELLS; g++) {
            char gebied[16];
            snprintf(gebied, sizeof gebied, "BU%08d", g);
            int64_t n = 100 + r, pub = sdc_protect(key, "sociaal", "clienten", gebied, "totaal", n, 1000);
            assert_true(pub == 100 || (r && pub == 105));
            up += pub == 105;
        }
        assert_true(abs(up - CELLS * r / 5) < 300); /* 5 standard deviations */
    }
}

static void small_cells_and_small_or_dominated_areas_are_not_shown(void **state)
{
    for (int g = 0; g < 100; g++) {
        char gebied[16];
        snprintf(gebied, sizeof gebied, "BU%08d", g);
        for (int64_t n = 0; n <= 5; n++)
            assert_int_equal(sdc_protect(key, "sociaal", "clienten", gebied, "totaal", n, 1000), -1);
        assert_int_equal(sdc_protect(key, "sociaal", "clienten", gebied, "totaal", 40, 99), -1);
        assert_int_equal(sdc_protect(key, "sociaal", "clienten", gebied, "totaal", 60, 100), -1);
        assert_int_equal(sdc_protect(key, "sociaal", "clienten", gebied, "totaal", 500, -1), -1);
    }
}

/* ---- a warehouse with one gemeente, two wijken, three buurten ---- */

static char dir[64];

static void area(struct load *l, enum gebied_niveau v, const char *code, const char *wijk, int64_t inwoners, double x)
{
    double xy[] = {x, 500000, x + 1000, 500000, x + 1000, 501000, x, 501000, x, 500000};
    uint32_t ring = 5, part = 1;
    struct gebied g = {.niveau = v,
                       .code = str_from(code),
                       .naam = str_from(code),
                       .gemeente_code = STR("GM9900"),
                       .wijk_code = str_from(wijk),
                       .jaar = 2026,
                       .inwoners = inwoners,
                       .geom = {GEOM_POLYGON, true, xy, 5, &ring, 1, &part, 1}};
    struct err err = {0};
    if (!load_gebied(l, &g, &err))
        fail_msg("%s", err.message);
}

static int setup(void **state)
{
    struct warehouse *w = NULL;
    struct load *l = NULL;
    struct err err = {0};
    strcpy(dir, "/tmp/gm_publish_XXXXXX");
    if (!mkdtemp(dir) || !warehouse_open(dir, WAREHOUSE_WRITE, &w, &err) || !load_begin(w, &l, &err))
        fail_msg("%s", err.message);
    area(l, GEBIED_GEMEENTE, "GM9900", "", 3000, 200000);
    area(l, GEBIED_WIJK, "WK990000", "", 2000, 200000);
    area(l, GEBIED_WIJK, "WK990001", "", 1000, 202000);
    area(l, GEBIED_BUURT, "BU99000000", "WK990000", 1000, 200000);
    area(l, GEBIED_BUURT, "BU99000001", "WK990000", 1000, 201000);
    area(l, GEBIED_BUURT, "BU99000100", "WK990001", 1000, 202000);
    struct load_summary s = {.dataset = "gebieden", .bestanden = "test", .rapport_json = STR("{}")};
    int64_t generation;
    if (!load_gebied_finish(l, &err) || !load_commit(l, &s, &generation, &err))
        fail_msg("%s", err.message);
    warehouse_close(w);
    return 0;
}

static int teardown(void **state)
{
    char cmd[100];
    snprintf(cmd, sizeof cmd, "rm -rf %s", dir);
    return system(cmd);
}

/* Per buurt `n` persons; each has the provision of its number. */
static void deliver(const int n[3], const char *peildatum)
{
    static const char *const buurt[] = {"BU99000000", "BU99000001", "BU99000100"};
    struct beschermd *b;
    struct err err = {0};
    if (!beschermd_begin(dir, &b, &err))
        fail_msg("%s", err.message);
    int64_t persoon = 0;
    for (int i = 0; i < 3; i++)
        for (int k = 0; k < n[i]; k++) {
            struct sociaal_rij r = {.persoon = ++persoon,
                                    .voorziening = beschermd_voorziening[k % BESCHERMD_VOORZIENINGEN],
                                    .kwartaal_begin = 2020 * 4,
                                    .kwartaal_eind = INT_MAX,
                                    .leeftijdsklasse = "",
                                    .geslacht = ""};
            strcpy(r.buurt_code, buurt[i]);
            assert_true(beschermd_add(b, &r, &err));
            assert_true(beschermd_add(b, &r, &err)); /* the same person twice is one */
        }
    if (!beschermd_commit(b, peildatum, "test", &err))
        fail_msg("%s", err.message);
}

static int64_t published(const char *sql)
{
    char path[100];
    sqlite3 *db;
    sqlite3_stmt *st;
    snprintf(path, sizeof path, "%s/publicatie/sociaal.sqlite", dir);
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &st, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(st), SQLITE_ROW);
    int64_t v = sqlite3_column_int64(st, 0);
    sqlite3_finalize(st);
    sqlite3_close(db);
    return v;
}

static void assert_mode(const char *name, mode_t mode)
{
    char path[100];
    struct stat st;
    snprintf(path, sizeof path, "%s/%s", dir, name);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, mode);
}

static void files_have_their_modes_and_periods_stay_as_published(void **state)
{
    struct publish_report r;
    struct err err = {0};
    deliver((int[]){300, 200, 100}, "2026-07-15");
    if (!beschermd_publish(dir, clock_system(), false, &r, &err))
        fail_msg("%s", err.message);
    assert_string_equal(r.periode_laatst, "2026K2");
    assert_mode("beschermd", 0700);
    assert_mode("beschermd/sociaal.sqlite", 0600);
    assert_mode("beschermd/k_sdc", 0400);
    assert_mode("publicatie/sociaal.sqlite", 0444);
    int64_t total = published("SELECT sum(waarde) FROM cel WHERE periode<='2026K2'");
    int64_t one = published("SELECT waarde FROM cel WHERE niveau='buurt' AND gebied='BU99000000' AND periode='2026K2'");
    assert_true(one >= 296 && one <= 304);
    assert_int_equal(published("SELECT count(*) FROM cel WHERE waarde%5<>0 OR waarde<10"), 0);
    /* A wijk with one buurt is that buurt. */
    assert_int_equal(published("SELECT count(*) FROM cel a JOIN cel b USING(periode) WHERE a.gebied='WK990001' AND "
                               "a.categorie='totaal' AND b.gebied='BU99000100' AND a.waarde<>b.waarde"),
                     0);
    deliver((int[]){240, 220, 180}, "2026-10-01");
    if (!beschermd_publish(dir, clock_system(), false, &r, &err))
        fail_msg("%s", err.message);
    assert_string_equal(r.periode_eerst, "2026K3");
    assert_string_equal(r.periode_laatst, "2026K3");
    assert_int_equal(published("SELECT sum(waarde) FROM cel WHERE periode<='2026K2'"), total);
}

static void the_same_clients_under_two_names_are_refused(void **state)
{
    struct publish_report r;
    struct err err = {0};
    deliver((int[]){300, 0, 100}, "2026-07-15"); /* wijk 0 and its first buurt hold the same persons */
    assert_false(beschermd_publish(dir, clock_system(), false, &r, &err));
    assert_int_equal(err.code, ERR_INVALID);
    assert_string_equal(err.locator, "regel 2");
    char path[100];
    snprintf(path, sizeof path, "%s/publicatie/sociaal.sqlite", dir);
    struct stat st;
    assert_int_not_equal(stat(path, &st), 0);
}

static void tables_of_too_small_cells_are_refused(void **state)
{
    struct publish_report r;
    struct err err = {0};
    deliver((int[]){9, 5, 4}, "2026-07-15");
    assert_false(beschermd_publish(dir, clock_system(), false, &r, &err));
    assert_string_equal(err.locator, "regel 4");
}

static void an_abandoned_delivery_leaves_the_former(void **state)
{
    struct beschermd *b;
    struct publish_report r;
    struct err err = {0};
    deliver((int[]){300, 200, 100}, "2026-07-15");
    assert_true(beschermd_begin(dir, &b, &err));
    beschermd_abort(b);
    assert_true(beschermd_publish(dir, clock_system(), false, &r, &err));
}

static void a_lost_key_is_not_silently_replaced(void **state)
{
    struct beschermd *b;
    struct publish_report r;
    struct err err = {0};
    char path[100];
    deliver((int[]){300, 200, 100}, "2026-07-15");
    assert_true(beschermd_publish(dir, clock_system(), false, &r, &err));
    snprintf(path, sizeof path, "%s/beschermd/k_sdc", dir);
    assert_int_equal(remove(path), 0);
    assert_false(beschermd_begin(dir, &b, &err));
}

int main(void)
{
    for (int i = 0; i < 32; i++)
        key[i] = (unsigned char)i;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_point_is_the_hmac_that_openssl_computes),
        cmocka_unit_test(one_point_explains_every_count_of_a_cell),
        cmocka_unit_test(changes_follow_the_table_of_probabilities),
        cmocka_unit_test(small_cells_and_small_or_dominated_areas_are_not_shown),
        cmocka_unit_test_setup_teardown(files_have_their_modes_and_periods_stay_as_published, setup, teardown),
        cmocka_unit_test_setup_teardown(the_same_clients_under_two_names_are_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(tables_of_too_small_cells_are_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(an_abandoned_delivery_leaves_the_former, setup, teardown),
        cmocka_unit_test_setup_teardown(a_lost_key_is_not_silently_replaced, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
