/* A new file in the old one's place: nothing of ours is forgotten, what others put beside it comes along, a reader
 * keeps what it had, and a killed import leaves nothing. */
#include "warehouse/load_priv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static char dir[64];
static struct err err;

#define OK(call)                                                                                                       \
    do {                                                                                                               \
        err_clear(&err);                                                                                               \
        if (!(call))                                                                                                   \
            fail_msg("%s: %s (%s)", #call, err.message, err.locator);                                                  \
    } while (0)

static int set_up(void **state)
{
    snprintf(dir, sizeof dir, "/tmp/gm-fresh-XXXXXX");
    return mkdtemp(dir) ? 0 : -1;
}

static int tear_down(void **state)
{
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", dir);
    return system(command);
}

static int64_t number(struct warehouse *w, const char *sql)
{
    int64_t n = -1;
    OK(db_int(w->db, sql, -1, &n, &err));
    return n;
}

static int64_t bag_import(const char *year, bool commit)
{
    struct warehouse *w;
    struct load *l;
    int64_t generation = 0;
    OK(warehouse_open(dir, WAREHOUSE_WRITE, &w, &err));
    OK(load_begin_fresh(w, &l, &err));
    OK(load_bag_clear(l, 1u << BAG_OPR, &err));
    struct bag_voorkomen v = {.type = BAG_OPR,
                              .identificatie = STR("1952300000000001"),
                              .voorkomenidentificatie = 1,
                              .status = STR("Naamgeving uitgegeven"),
                              .begin_geldigheid = STR("2000-01-01"),
                              .naam = str_from(year),
                              .oppervlakte = -1,
                              .oorspronkelijk_bouwjaar = -1};
    OK(load_bag(l, &v, &err));
    OK(load_bag_finish(l, STR("2026-10-01"), NULL, NULL, &err));
    if (commit) {
        struct load_summary s = {.dataset = "bag", .bestanden = "proef.zip", .peildatum = "2026-10-01"};
        OK(load_commit(l, &s, &generation, &err));
    } else {
        load_abort(l);
    }
    warehouse_close(w);
    return generation;
}

static int files_in_folder(void)
{
    char command[160];
    snprintf(command, sizeof command, "exit $(ls -A '%s' | grep -v -E -- '-(wal|shm)$' | wc -l)", dir);
    return WEXITSTATUS(system(command));
}

/* Our tables are those that the schema adds to what SpatiaLite makes of an empty file. */
static void every_table_is_kept_or_made(void **state)
{
    struct warehouse *w;
    sqlite3_stmt *s;
    int ours = 0;
    OK(warehouse_open(dir, WAREHOUSE_WRITE, &w, &err));
    OK(db_prepare(w->db,
                  "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE "
                  "'idx\\_%' ESCAPE '\\' AND name NOT IN ('spatial_ref_sys', 'spatial_ref_sys_aux', "
                  "'spatialite_history', 'sql_statements_log', 'SpatialIndex', 'ElementaryGeometries', 'KNN', 'KNN2', "
                  "'data_licenses') AND name NOT LIKE '%geometry\\_columns%' ESCAPE '\\'",
                  &s, &err));
    while (sqlite3_step(s) == SQLITE_ROW) {
        const char *table = (const char *)sqlite3_column_text(s, 0);
        if (fresh_keeps(table) == fresh_makes(table))
            fail_msg("%s: kept %d, made %d", table, fresh_keeps(table), fresh_makes(table));
        ours++;
    }
    sqlite3_finalize(s);
    assert_true(ours > 25);
    warehouse_close(w);
}

static void a_reader_keeps_its_file_until_it_looks_again(void **state)
{
    struct warehouse *reader, *again;
    int64_t generation;
    assert_int_equal(bag_import("Oude weg", true), 1);
    OK(warehouse_open(dir, WAREHOUSE_READ, &reader, &err));
    OK(warehouse_read_begin(reader, &generation, &err));
    assert_int_equal(bag_import("Nieuwe weg", true), 2);
    assert_int_equal(number(reader, "SELECT count(*) FROM openbare_ruimte WHERE naam = 'Oude weg'"), 1);
    warehouse_read_end(reader);
    assert_false(warehouse_is_current(reader));
    OK(warehouse_open(dir, WAREHOUSE_READ, &again, &err));
    assert_int_equal(number(again, "SELECT count(*) FROM openbare_ruimte WHERE naam = 'Nieuwe weg'"), 1);
    assert_int_equal(number(again, "SELECT count(*) FROM import_log"), 2);
    warehouse_close(reader);
    warehouse_close(again);
    assert_int_equal(files_in_folder(), 2); /* the link and the file */
}

static void what_was_aborted_or_killed_leaves_nothing(void **state)
{
    char path[160];
    struct warehouse *w;
    assert_int_equal(bag_import("Oude weg", true), 1);
    bag_import("Nieuwe weg", false);
    assert_int_equal(files_in_folder(), 2);
    static const char *const left[] = {"magazijn-nieuw.sqlite", "magazijn-000009.sqlite", "magazijn.sqlite.koppeling"};
    for (size_t i = 0; i < 3; i++) { /* as kill -9 may leave them */
        snprintf(path, sizeof path, "%s/%s", dir, left[i]);
        FILE *f = fopen(path, "w");
        assert_non_null(f);
        fputs("half", f);
        fclose(f);
    }
    OK(warehouse_open(dir, WAREHOUSE_READ, &w, &err));
    assert_int_equal(number(w, "SELECT count(*) FROM openbare_ruimte WHERE naam = 'Oude weg'"), 1);
    warehouse_close(w);
    snprintf(path, sizeof path, "%s/magazijn-reserve.sqlite", dir); /* somebody's own: not ours to take away */
    FILE *own = fopen(path, "w");
    assert_non_null(own);
    fclose(own);
    assert_int_equal(bag_import("Nieuwe weg", true), 2);
    assert_int_equal(files_in_folder(), 3);
    assert_int_equal(access(path, F_OK), 0);
}

static void what_others_put_beside_it_comes_along(void **state)
{
    struct warehouse *w;
    bag_import("Oude weg", true);
    OK(warehouse_open(dir, WAREHOUSE_WRITE, &w, &err));
    OK(db_exec(w->db,
               "CREATE TABLE layer_styles(id INTEGER PRIMARY KEY, stijl TEXT); INSERT INTO layer_styles VALUES(7, 'x')",
               &err));
    warehouse_close(w);
    bag_import("Nieuwe weg", true);
    OK(warehouse_open(dir, WAREHOUSE_READ, &w, &err));
    assert_int_equal(number(w, "SELECT id FROM layer_styles WHERE stijl = 'x'"), 7);
    warehouse_close(w);
}

static void a_second_import_waits_or_is_told(void **state)
{
    struct warehouse *a, *b;
    struct load *l, *other;
    OK(warehouse_open(dir, WAREHOUSE_WRITE, &a, &err));
    OK(warehouse_open(dir, WAREHOUSE_WRITE, &b, &err));
    OK(load_begin_fresh(a, &l, &err));
    err_clear(&err);
    assert_false(load_begin(b, &other, &err));
    assert_int_equal(err.code, ERR_STORAGE);
    assert_non_null(strstr(err.message, "bezet"));
    OK(load_bag_finish(l, STR("2026-10-01"), NULL, NULL, &err));
    struct load_summary s = {.dataset = "bag"};
    int64_t generation;
    OK(load_commit(l, &s, &generation, &err));
    err_clear(&err);
    assert_false(load_begin(b, &other, &err)); /* b still has the old file */
    assert_non_null(strstr(err.message, "vernieuwd"));
    warehouse_close(a);
    warehouse_close(b);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {T(every_table_is_kept_or_made), T(a_reader_keeps_its_file_until_it_looks_again),
                                       T(what_was_aborted_or_killed_leaves_nothing),
                                       T(what_others_put_beside_it_comes_along), T(a_second_import_waits_or_is_told)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
