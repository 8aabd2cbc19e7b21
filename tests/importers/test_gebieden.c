/* Areas from real CBS files; expected numbers from ogrinfo and the files' own fields. */
#include "importers/import.h"
#include "warehouse/warehouse.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char dir[64];

static int setup(void **state)
{
    strcpy(dir, "/tmp/gm_gebieden_XXXXXX");
    return mkdtemp(dir) ? 0 : -1;
}

static int teardown(void **state)
{
    char cmd[100];
    snprintf(cmd, sizeof cmd, "rm -rf %s", dir);
    return system(cmd);
}

static bool import(const char *path, int jaar, struct import_report *r, struct err *err)
{
    const char *files[] = {path};
    struct import_options o = {.magazijn = dir,
                               .profielen_dir = GM_SOURCE_DIR "/data/profielen",
                               .files = files,
                               .n_files = 1,
                               .jaar = jaar,
                               .clock = clock_system()};
    return importer_gebieden.run(&o, r, err);
}

static void real_wijken_come_in_whole(void **state)
{
    static struct import_report r;
    struct err err = {0};
    if (access(GM_SHARED_DIR "/data/cbs", F_OK) != 0)
        skip();
    /* ogrinfo -so: 21 features; alkmaar: 8, in WGS84, without a year */
    if (!import(GM_SHARED_DIR "/data/cbs/wijk_2022_midden_groningen_rd.geojson", 0, &r, &err))
        fail_msg("%s", err.message);
    assert_int_equal(r.geaccepteerd, 21);
    assert_false(import(GM_SHARED_DIR "/data/cbs/alkmaar_wijken_2024.geojson.absent", 0, &r, &err));
    err_clear(&err);
    if (!import(GM_SHARED_DIR "/data/cbs/alkmaar_wijken_2024.geojson", 2024, &r, &err))
        fail_msg("%s", err.message);
    assert_int_equal(r.geaccepteerd, 8);
    struct warehouse *w;
    int64_t n;
    assert_true(warehouse_open(dir, WAREHOUSE_READ, &w, &err));
    assert_true(warehouse_count(w, "wijk", &n, &err));
    assert_int_equal(n, 29);
    warehouse_close(w);
}

static void bad_features_are_set_aside_and_counted(void **state)
{
    static const char json[] = "{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"name\",\"properties\":{\"name\":"
                               "\"EPSG:28992\"}},\"features\":["
#define F(code, extra, ring)                                                                                           \
    "{\"type\":\"Feature\",\"properties\":{\"BU_CODE\":\"" code "\",\"BU_NAAM\":\"x\"" extra                           \
    "},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[" ring "]}}"
#define OK "[[200000,500000],[201000,500000],[201000,501000],[200000,501000],[200000,500000]]"
        F("BU99000000", ",\"AANT_INW\":-99997", OK) "," F("BU99000000", "", OK) "," F("FOUT", "", OK) "," F(
            "BU99000001", ",\"H2O\":\"JA\"",
            OK) "," F("BU99000002", "",
                      "[[200000,500000],[201000,501000],[201000,500000],[200000,501000],[200000,"
                      "500000]]") "," F("BU99000003", "", "[[0,0],[1,0],[1,1],[0,0]]") "]}";
    static struct import_report r;
    struct err err = {0};
    char path[100];
    snprintf(path, sizeof path, "%s/buurt.geojson", dir);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(json, f);
    fclose(f);
    assert_false(import(path, 0, &r, &err)); /* no year */
    assert_string_equal(err.locator, "jaar");
    err_clear(&err);
    if (!import(path, 2025, &r, &err))
        fail_msg("%s", err.message);
    assert_int_equal(r.gelezen, 6);
    assert_int_equal(r.geaccepteerd, 2); /* the first, and the mended one */
    assert_int_equal(r.afgewezen, 3);    /* double, wrong code, not in the Netherlands */
    assert_int_equal(r.n_warnings, 1);
    assert_false(import("/vsicurl/http://127.0.0.1/x.geojson", 2025, &r, &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(real_wijken_come_in_whole, setup, teardown),
        cmocka_unit_test_setup_teardown(bad_features_are_set_aside_and_counted, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
