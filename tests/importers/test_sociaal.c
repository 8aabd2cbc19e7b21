/* The door of the social domain: what it refuses, and that nothing of a client or address stays behind. */
#include "importers/import.h"
#include "importers/sociaal/manifest.h"
#include "warehouse/load.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static char dir[64], file[100];

static int64_t november(void *ctx)
{
    return 1795500000000; /* 2026-11-24 */
}

static bool import_text(const char *csv, const char *doel, bool dry_run, struct import_report *r, struct err *err)
{
    snprintf(file, sizeof file, "%s_2026-10-01.csv", dir);
    FILE *f = fopen(file, "w");
    assert_non_null(f);
    fputs(csv, f);
    fclose(f);
    const char *files[] = {file};
    struct import_options o = {.magazijn = dir,
                               .profielen_dir = GM_SOURCE_DIR "/data/profielen",
                               .files = files,
                               .n_files = 1,
                               .doel = doel,
                               .dry_run = dry_run,
                               .clock = {november, NULL}};
    bool ok = importer_sociaal.run(&o, r, err);
    remove(file);
    return ok;
}

static bool exists(const char *name)
{
    char path[100];
    struct stat st;
    snprintf(path, sizeof path, "%s/%s", dir, name);
    return stat(path, &st) == 0;
}

static int setup(void **state)
{
    struct warehouse *w = NULL;
    struct load *l = NULL;
    struct err err = {0};
    double xy[] = {200000, 500000, 201000, 500000, 201000, 501000, 200000, 501000, 200000, 500000};
    uint32_t ring = 5, part = 1;
    strcpy(dir, "/tmp/gm_sociaal_XXXXXX");
    if (!mkdtemp(dir) || !warehouse_open(dir, WAREHOUSE_WRITE, &w, &err) || !load_begin(w, &l, &err))
        fail_msg("%s", err.message);
    struct gebied g = {.niveau = GEBIED_BUURT,
                       .code = STR("BU99000000"),
                       .naam = STR("Centrum"),
                       .gemeente_code = STR("GM9900"),
                       .wijk_code = STR("WK990000"),
                       .jaar = 2026,
                       .inwoners = 1000,
                       .geom = {GEOM_POLYGON, true, xy, 5, &ring, 1, &part, 1}};
    struct load_summary s = {.dataset = "gebieden", .bestanden = "test", .rapport_json = STR("{}")};
    int64_t generation;
    if (!load_gebied(l, &g, &err) || !load_gebied_finish(l, &err) || !load_commit(l, &s, &generation, &err))
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

static void refused(const char *csv, const char *doel, const char *word, const char *secret)
{
    static struct import_report r;
    struct err err = {0};
    assert_false(import_text(csv, doel, false, &r, &err));
    assert_non_null(strstr(err.message, word));
    if (secret)
        assert_null(strstr(err.message, secret));
    assert_false(exists("beschermd"));
}

#define DOEL "beleid-sociaal-domein"

static void files_that_may_not_enter_are_refused_and_nothing_is_written(void **state)
{
    refused("client_id,bsn,locatiecode,voorziening,startdatum\nC1,999990019,BU99000000,overig,2026-01-01\n", DOEL,
            "burgerservicenummer", "999990019");
    refused("client_id,locatiecode,voorziening,startdatum,geboortedatum\nC1,BU99000000,overig,2026-01-01,1950-02-03\n",
            DOEL, "geboortedatum", "1950");
    refused("client_id,locatiecode,voorziening,startdatum,achternaam\nC1,BU99000000,overig,2026-01-01,Jansen\n", DOEL,
            "achternaam", "Jansen");
    refused("client_id,locatiecode,voorziening,startdatum\nC1,BU99000000,overig,2026-01-01\n", "iets-anders", "--doel",
            NULL);
    refused("C1,Jansen,2026-01-01\nC2,Pietersen,2026-01-01\n", DOEL, "kopregel", "Jansen");
    refused("client_id,voorziening,startdatum\nC1,overig,2026-01-01\n", DOEL, "locatiecode", NULL);
    /* Three test numbers that all pass the 11-proef, as client_id and in a dropped column. */
    refused("client_id,locatiecode,voorziening,startdatum\n111222333,BU99000000,overig,2026-01-01\n"
            "123456782,BU99000000,overig,2026-01-01\n999990019,BU99000000,overig,2026-01-01\n",
            DOEL, "elfproef", "123456782");
    refused("client_id,locatiecode,voorziening,startdatum,geslacht\nC1,BU99000000,overig,2026-01-01,1112.22.333\n"
            "C2,BU99000000,overig,2026-01-01,123456782\nC3,BU99000000,overig,2026-01-01,999990019\n",
            DOEL, "elfproef", "123456782");
}

static void nothing_of_client_or_place_stays_behind(void **state)
{
    static struct import_report r;
    struct err err = {0};
    char csv[20000] = "client_id,locatiecode,voorziening,startdatum,einddatum\n", cmd[300];
    for (int i = 0; i < 150; i++)
        snprintf(csv + strlen(csv), sizeof csv - strlen(csv), "KLANT%04d,%s,jeugdhulp,2026-01-01,\n", i,
                 i % 2 ? "BU99000000" : "9900200000012345");
    if (!import_text(csv, DOEL, false, &r, &err))
        fail_msg("%s", err.message);
    assert_int_equal(r.geaccepteerd, 150);
    assert_true(exists("beschermd/sociaal.sqlite"));
    snprintf(cmd, sizeof cmd, "grep -rlaE 'KLANT0|9900200000012345|2026-01-01' %s", dir);
    assert_int_not_equal(system(cmd), 0); /* grep finds nothing */
    snprintf(cmd, sizeof cmd, "grep -qa jeugdhulp %s/beschermd/sociaal.sqlite", dir);
    assert_int_equal(system(cmd), 0); /* and would have found it */
    /* The log that the server can read holds no number of rows. */
    sqlite3 *db;
    sqlite3_stmt *st;
    snprintf(cmd, sizeof cmd, "%s/magazijn.sqlite", dir);
    assert_int_equal(sqlite3_open(cmd, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db,
                                        "SELECT gelezen+geaccepteerd+afgewezen FROM import_log WHERE dataset='sociaal'",
                                        -1, &st, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_step(st), SQLITE_ROW);
    assert_int_equal(sqlite3_column_int64(st, 0), 0);
    sqlite3_finalize(st);
    sqlite3_close(db);
}

static void a_dry_run_writes_nothing(void **state)
{
    static struct import_report r;
    struct err err = {0};
    if (!import_text("client_id;locatiecode;voorziening;startdatum\nC1;BU99000000;overig;2026-01-01\n", DOEL, true, &r,
                     &err))
        fail_msg("%s", err.message);
    assert_int_equal(r.geaccepteerd, 1);
    assert_int_equal(r.generatie, 0);
    assert_false(exists("beschermd"));
}

static void the_elfproef_knows_its_numbers(void **state)
{
    assert_true(bsn_valid(STR("111222333")));
    assert_true(bsn_valid(STR("1112.22.333")));
    assert_false(bsn_valid(STR("111222334")));
    assert_false(bsn_valid(STR("000000000")));
    assert_false(bsn_valid(STR("9900200000012345")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_elfproef_knows_its_numbers),
        cmocka_unit_test_setup_teardown(files_that_may_not_enter_are_refused_and_nothing_is_written, setup, teardown),
        cmocka_unit_test_setup_teardown(nothing_of_client_or_place_stays_behind, setup, teardown),
        cmocka_unit_test_setup_teardown(a_dry_run_writes_nothing, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
