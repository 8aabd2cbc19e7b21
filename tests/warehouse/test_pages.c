/* Tables and indexes written straight into pages, read back by SQLite: integrity_check is the witness, and every row is
 * what went in. Also what import keys are too odd for it, and what occurs twice. */
#include "warehouse/load_priv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char dir[64], path[96];
static struct err err;

#define OK(call)                                                                                                       \
    do {                                                                                                               \
        err_clear(&err);                                                                                               \
        if (!(call))                                                                                                   \
            fail_msg("%s: %s (%s)", #call, err.message, err.locator);                                                  \
    } while (0)

static int set_up(void **state)
{
    snprintf(dir, sizeof dir, "/tmp/gm-pages-XXXXXX");
    if (!mkdtemp(dir))
        return -1;
    snprintf(path, sizeof path, "%s/proef.sqlite", dir);
    return 0;
}

static int tear_down(void **state)
{
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", dir);
    return system(command);
}

static sqlite3 *open_new(int page_size)
{
    char sql[400];
    sqlite3 *db;
    unlink(path);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    snprintf(sql, sizeof sql,
             "PRAGMA page_size=%d; CREATE TABLE t(id INTEGER PRIMARY KEY, naam TEXT, getal INTEGER, vlak BLOB); "
             "CREATE INDEX t_naam ON t(naam); CREATE TABLE later(v);",
             page_size);
    OK(db_exec(db, sql, &err));
    return db;
}

static uint32_t root(sqlite3 *db, const char *name)
{
    char sql[100];
    int64_t page;
    snprintf(sql, sizeof sql, "SELECT rootpage FROM sqlite_master WHERE name = '%s'", name);
    OK(db_int(db, sql, 0, &page, &err));
    return (uint32_t)page;
}

static void sound(sqlite3 *db)
{
    sqlite3_stmt *s;
    OK(db_prepare(db, "PRAGMA integrity_check", &s, &err));
    assert_int_equal(sqlite3_step(s), SQLITE_ROW);
    assert_string_equal(sqlite3_column_text(s, 0), "ok");
    sqlite3_finalize(s);
}

static const int64_t numbers[] = {0,           1,          -1,         2,           127,         128,
                                  -128,        -129,       32767,      32768,       -32769,      8388607,
                                  8388608,     2147483647, 2147483648, -2147483649, (1LL << 47), -(1LL << 47) - 1,
                                  (1LL << 62), INT64_MAX,  INT64_MIN};
enum { NUMBERS = sizeof numbers / sizeof *numbers };

/* Names rise with the row, so that the index is in order too; blobs of all sizes around what fits in a page. */
static size_t blob_size(int64_t i, int page_size)
{
    return i % 17 == 0 ? (size_t)((i * 7919) % (5 * page_size)) : (size_t)(i % 60);
}

static void row_make(struct buf *b, int64_t i, int page_size, size_t name_size)
{
    struct row_writer w;
    char name[4000];
    snprintf(name, sizeof name, "%09lld%*s", (long long)i, (int)name_size, "é");
    buf_clear(b);
    row_begin(&w, b, 3);
    row_text(&w, str_from(name));
    row_int(&w, numbers[i % NUMBERS]);
    row_bytes_begin(&w);
    for (size_t k = 0; k < blob_size(i, page_size); k++)
        buf_byte(b, (char)(i + (int64_t)k * k));
    row_bytes_end(&w, true);
    row_end(&w);
    assert_false(b->failed);
    assert_int_equal(row_tag(b->p), 3);
}

static void write_and_read(int page_size, int64_t n, size_t name_size, int64_t step)
{
    sqlite3 *db = open_new(page_size);
    struct pages *p;
    struct page_tree *t, *ix;
    struct buf b, entry;
    buf_init(&b, 1 << 20);
    buf_init(&entry, 1 << 20);
    uint32_t table = root(db, "t"), index = root(db, "t_naam");
    OK(pages_open(path, &p, &err));
    OK(page_tree_begin(p, table, false, &t, &err));
    OK(page_tree_begin(p, index, true, &ix, &err));
    for (int64_t i = 0; i < n; i++) {
        struct row_reader r;
        struct row_value v;
        struct row_writer w;
        row_make(&b, i, page_size, name_size);
        struct str record = row_record(b.p);
        OK(page_tree_row(t, i * step, &record, 1, &err));
        row_open(&r, record);
        assert_true(row_next(&r, &v) && v.kind == ROW_NULL && row_next(&r, &v) && v.kind == ROW_TEXT);
        buf_clear(&entry);
        row_begin_entry(&w, &entry);
        row_text(&w, v.bytes);
        row_int(&w, i * step);
        row_end(&w);
        OK(page_tree_entry(ix, row_record(entry.p), &err));
    }
    OK(page_tree_end(t, &err));
    OK(page_tree_end(ix, &err));
    OK(pages_close(p, &err));
    sound(db);
    sqlite3_stmt *s;
    OK(db_prepare(db, "SELECT id, naam, getal, vlak FROM t ORDER BY id", &s, &err));
    int64_t i = 0;
    for (; sqlite3_step(s) == SQLITE_ROW; i++) {
        char name[4000];
        snprintf(name, sizeof name, "%09lld%*s", (long long)i, (int)name_size, "é");
        assert_int_equal(sqlite3_column_int64(s, 0), i * step);
        assert_string_equal(sqlite3_column_text(s, 1), name);
        assert_true(sqlite3_column_int64(s, 2) == numbers[i % NUMBERS]);
        size_t size = blob_size(i, page_size);
        assert_int_equal(sqlite3_column_bytes(s, 3), size);
        const unsigned char *blob = sqlite3_column_blob(s, 3);
        for (size_t k = 0; k < size; k++)
            assert_int_equal(blob[k], (unsigned char)(i + (int64_t)k * k));
    }
    sqlite3_finalize(s);
    assert_int_equal(i, n);
    /* SQLite goes on from there. */
    OK(db_exec(db, "INSERT INTO t(naam) VALUES('nieuw'); DELETE FROM t WHERE id % 3 = 0; INSERT INTO later VALUES(1);",
               &err));
    sound(db);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    buf_done(&b);
    buf_done(&entry);
}

static void test_sizes(void **state)
{
    static const int64_t counts[] = {0, 1, 2, 3, 9, 10, 11, 100, 3000};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        write_and_read(512, counts[i], 4, 1);
        write_and_read(512, counts[i], 300, 3); /* entries overflow too */
        write_and_read(8192, counts[i], 20, 1);
    }
    /* Every count up to where each level gets its second page. */
    for (int64_t n = 0; n < 400; n++)
        write_and_read(512, n, 30, 1);
    write_and_read(65536, 5000, 700, 1);
    write_and_read(512, 40000, 60, 1000003); /* five levels */
}

/* The page with byte 2^30 is SQLite's own: neither a row's overflow nor a leaf may be in it. */
static void test_pending_page(void **state)
{
    sqlite3 *db = open_new(65536);
    struct pages *p;
    struct page_tree *t;
    enum { BIG = 30 << 20 };
    struct buf b;
    buf_init(&b, BIG + 1024);
    uint32_t table = root(db, "t");
    OK(pages_open(path, &p, &err));
    OK(page_tree_begin(p, table, false, &t, &err));
    struct row_writer w;
    row_begin(&w, &b, 0);
    row_text(&w, STR("groot"));
    row_int(&w, 7);
    row_bytes_begin(&w);
    static char block[1 << 20];
    memset(block, 'x', sizeof block);
    for (int k = 0; k < BIG >> 20; k++)
        buf_add(&b, block, sizeof block);
    row_bytes_end(&w, true);
    row_end(&w);
    struct str record = row_record(b.p);
    for (int64_t i = 1; i <= 40; i++)
        OK(page_tree_row(t, i, &record, 1, &err));
    OK(page_tree_end(t, &err));
    OK(pages_close(p, &err));
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    assert_true(st.st_size > 1 << 30);
    int64_t n;
    OK(db_exec(db, "DROP INDEX t_naam", &err)); /* it has no entries */
    OK(db_int(db, "SELECT sum(length(vlak)) FROM t", 0, &n, &err));
    assert_true(n == (int64_t)40 * BIG);
    sound(db);
    sqlite3_close(db);
    buf_done(&b);
}

static void test_refused(void **state)
{
    struct pages *p;
    struct page_tree *t;
    sqlite3 *db = open_new(4096);
    uint32_t table = root(db, "t");
    struct str record = STR("\x02\x00");
    OK(pages_open(path, &p, &err));
    OK(page_tree_begin(p, table, false, &t, &err));
    OK(page_tree_row(t, 5, &record, 1, &err));
    assert_false(page_tree_row(t, 5, &record, 1, &err)); /* rowids rise */
    page_tree_abort(t);
    pages_abort(p);
    OK(db_exec(db, "PRAGMA auto_vacuum=FULL; VACUUM", &err));
    sqlite3_close(db);
    err_clear(&err);
    assert_false(pages_open(path, &p, &err));
    assert_int_equal(err.code, ERR_STORAGE);
    FILE *f = fopen(path, "w");
    fputs("geen database", f);
    fclose(f);
    err_clear(&err);
    assert_false(pages_open(path, &p, &err));
    err_clear(&err);
    assert_false(pages_open("/bestaat/niet", &p, &err));
}

/* A row that gets columns behind it is the row with these columns. */
static void test_extend(void **state)
{
    struct buf b, more, whole;
    struct row_writer w;
    struct str parts[ROW_PARTS];
    buf_init(&b, 4096);
    buf_init(&more, 4096);
    buf_init(&whole, 4096);
    row_begin(&w, &b, 1);
    for (int i = 0; i < 20; i++)
        row_text(&w, STR("een tekst van meer dan zevenenvijftig bytes, zodat zijn soort er twee kost"));
    row_end(&w);
    row_extend(&w, &more, b.p);
    row_text(&w, STR("nieuw"));
    row_int(&w, 300);
    size_t n = row_parts(&w, parts);
    for (size_t i = 0; i < n; i++)
        buf_str(&whole, parts[i]);
    struct row_reader r;
    struct row_value v;
    row_open(&r, buf_view(&whole));
    assert_true(row_next(&r, &v) && v.kind == ROW_NULL);
    for (int i = 0; i < 20; i++)
        assert_true(row_next(&r, &v) && v.kind == ROW_TEXT && v.bytes.n == 74);
    assert_true(row_next(&r, &v) && str_eq_c(v.bytes, "nieuw"));
    assert_true(row_next(&r, &v) && v.kind == ROW_INT && v.number == 300);
    assert_false(row_next(&r, &v));
    buf_done(&b);
    buf_done(&more);
    buf_done(&whole);
}

/* ---- in an import: ids that are no numbers of one length, and what comes twice ---- */

static int64_t number(struct warehouse *w, const char *sql)
{
    int64_t n = -1;
    OK(db_int(w->db, sql, -1, &n, &err));
    return n;
}

static int twice_told;

static void on_twice(void *ctx, enum bag_type type, struct str id, int64_t nr)
{
    twice_told++;
    assert_int_equal(type, BAG_OPR);
    assert_string_equal(ctx, "ctx");
    assert_int_equal(nr, 2);
}

static void import_streets(const char *const *ids, const int64_t *nrs, size_t n)
{
    struct warehouse *w;
    struct load *l;
    struct buf b;
    int64_t generation;
    const struct load_summary summary = {.dataset = "bag", .bestanden = "proef", .rapport_json = STR("{}")};
    buf_init(&b, 1 << 16);
    OK(warehouse_open(dir, WAREHOUSE_WRITE, &w, &err));
    OK(load_begin_fresh(w, &l, &err));
    OK(load_bag_clear(l, 1u << BAG_OPR | BAG_RELATIONS, &err));
    for (size_t i = 0; i < n; i++) {
        struct bag_voorkomen v = {.type = BAG_OPR,
                                  .identificatie = str_from(ids[i]),
                                  .voorkomenidentificatie = nrs[i],
                                  .status = STR("Naamgeving uitgegeven"),
                                  .begin_geldigheid = STR("2000-01-01"),
                                  .eind_geldigheid = nrs[i] == 1 ? STR("2001-01-01") : STR(""),
                                  .naam = str_from(ids[i]),
                                  .oppervlakte = -1,
                                  .oorspronkelijk_bouwjaar = -1};
        buf_clear(&b);
        bag_encode(&v, &b);
        OK(load_bag_row(l, b.p, &err));
        OK(load_gemeente_woonplaats(l, STR("1001"), STR("1952"), STR("2000-01-01"), STR(""), STR("definitief"), &err));
    }
    OK(load_bag_finish(l, STR("2026-01-01"), on_twice, "ctx", &err));
    OK(load_commit(l, &summary, &generation, &err));
    warehouse_close(w);
    buf_done(&b);
}

static void check_streets(int64_t history, int64_t current)
{
    struct warehouse *w;
    OK(warehouse_open(dir, WAREHOUSE_WRITE, &w, &err));
    sound(w->db);
    assert_int_equal(number(w, "SELECT count(*) FROM bag_openbare_ruimte"), history);
    assert_int_equal(number(w, "SELECT count(*) FROM openbare_ruimte"), current);
    assert_int_equal(number(w, "SELECT count(*) FROM sqlite_master WHERE name IN "
                               "('bag_openbare_ruimte_identificatie', 'openbare_ruimte_identificatie')"),
                     2);
    warehouse_close(w);
}

static void test_keys(void **state)
{
    static const char *const plain[] = {"1952300000000002", "1952300000000002", "1952300000000001"};
    static const char *const odd[] = {"1952300000000002", "NL.1952", "1952300000000001"};
    static const char *const lengths[] = {"1952300000000002", "9", "1952300000000001"};
    static const int64_t one_two[] = {1, 2, 2}, large[] = {1, 2, 2000000000}, twos[] = {2, 2, 1};
    twice_told = 0;
    import_streets(plain, one_two, 3);
    check_streets(3, 2);
    import_streets(odd, one_two, 3);
    check_streets(3, 2);
    import_streets(lengths, one_two, 3);
    check_streets(3, 2);
    import_streets(plain, large, 3);
    check_streets(3, 2);
    assert_int_equal(twice_told, 0);
    import_streets(plain, twos, 3);
    check_streets(2, 1);
    assert_int_equal(twice_told, 1);
    struct warehouse *w;
    OK(warehouse_open(dir, WAREHOUSE_WRITE, &w, &err));
    assert_int_equal(number(w, "SELECT count(*) FROM gemeente_woonplaats"), 3);
    warehouse_close(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_sizes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_pending_page, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_extend, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_keys, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
