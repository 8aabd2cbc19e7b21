/* Meldingen: Signalen's swapped columns, plain CSV, JSON; and no word of text or reporter in the warehouse. */
#include "importers/import.h"
#include "warehouse/warehouse.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static char dir[64];

static int setup(void **state)
{
    strcpy(dir, "/tmp/gm_mor_XXXXXX");
    return mkdtemp(dir) ? 0 : -1;
}

static int teardown(void **state)
{
    char cmd[100];
    snprintf(cmd, sizeof cmd, "rm -rf %s", dir);
    return system(cmd);
}

static void file_write(const char *name, const char *text)
{
    char path[100];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static bool import(const char *name, struct import_report *r, struct err *err)
{
    char path[100], store[100];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    snprintf(store, sizeof store, "%s/magazijn", dir);
    const char *files[] = {path};
    struct import_options o = {.magazijn = store,
                               .profielen_dir = GM_SOURCE_DIR "/data/profielen",
                               .files = files,
                               .n_files = 1,
                               .clock = clock_system()};
    return importer_mor.run(&o, r, err);
}

static int64_t count(const char *table)
{
    char store[100];
    struct warehouse *w;
    struct err err = {0};
    int64_t n = -1;
    snprintf(store, sizeof store, "%s/magazijn", dir);
    assert_true(warehouse_open(store, WAREHOUSE_READ, &w, &err));
    assert_true(warehouse_count(w, table, &n, &err));
    warehouse_close(w);
    return n;
}

static void assert_absent(const char *word)
{
    char cmd[200];
    snprintf(cmd, sizeof cmd, "grep -rqa '%s' %s/magazijn", word, dir);
    assert_int_not_equal(system(cmd), 0);
}

static void signalen_csv_is_read_with_its_swapped_columns(void **state)
{
    static struct import_report r;
    struct err err = {0};
    file_write("signals.csv", "id,text,created_at,category_assignment_id,location_id,status_id\r\n"
                              "1,\"Geheimwoord, met\nregel\",2026-09-01T10:00:00Z,11,21,31\r\n"
                              "2,x,2026-09-02T10:00:00Z,12,21,31\r\n3,x,2026-09-02T10:00:00Z,11,22,31\r\n"
                              "1,x,2026-09-02T10:00:00Z,11,21,31\r\n");
    file_write("locations.csv", "id,lat,lng\r\n21,6.7,53.2\r\n22,,\r\n");
    file_write("categories.csv", "id,main,sub\r\n11,Openbaar groen en water,Boom\r\n12,Overlast,Jongerenoverlast\r\n");
    file_write("statuses.csv", "id,state,created_at\r\n31,o,2026-09-05T10:00:00Z\r\n");
    file_write("reporters.csv", "\"not even csv");
    if (!import("signals.csv", &r, &err))
        fail_msg("%s", err.message);
    assert_int_equal(r.gelezen, 4);
    assert_int_equal(r.geaccepteerd, 2);
    assert_int_equal(r.afgewezen, 2); /* without a place, and a number that was there already */
    assert_int_equal(count("melding"), 1);
    assert_int_equal(count("melding_overig"), 1);
    assert_absent("Geheimwoord");
}

static void a_missing_column_is_named_with_those_present(void **state)
{
    static struct import_report r;
    struct err err = {0};
    file_write("a.csv", "id;datum;x;y\n1;2026-09-01;250000;580000\n");
    assert_false(import("a.csv", &r, &err));
    assert_non_null(strstr(err.message, "categorie"));
    assert_non_null(strstr(err.message, "id, datum, x, y"));
    assert_non_null(strstr(err.message, "mor_csv"));
}

static void signalen_json_comes_in_without_text_or_reporter(void **state)
{
    static struct import_report r;
    struct err err = {0};
    file_write("a.json", "{\"results\":[{\"id\":7,\"text\":\"Geheimwoord\",\"created_at\":\"2026-09-01T10:00:00Z\","
                         "\"category\":{\"main\":\"Afval\",\"sub\":\"Grofvuil\"},\"status\":{\"state\":\"m\"},"
                         "\"reporter\":{\"email\":\"melder@example.com\"},"
                         "\"location\":{\"geometrie\":{\"type\":\"Point\",\"coordinates\":[6.7,53.2]}}}]}");
    if (!import("a.json", &r, &err))
        fail_msg("%s", err.message);
    assert_int_equal(count("melding"), 1);
    assert_absent("Geheimwoord");
    assert_absent("melder@example");
    file_write("b.json", "{\"results\":[{\"text\":\"Geheimwoord");
    assert_false(import("b.json", &r, &err));
    assert_null(strstr(err.message, "Geheimwoord"));
    assert_int_equal(count("melding"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(signalen_csv_is_read_with_its_swapped_columns, setup, teardown),
        cmocka_unit_test_setup_teardown(a_missing_column_is_named_with_those_present, setup, teardown),
        cmocka_unit_test_setup_teardown(signalen_json_comes_in_without_text_or_reporter, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
