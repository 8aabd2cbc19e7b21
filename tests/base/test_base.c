#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/options.h"
#include "base/sorter.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void numbers_are_read_whole_or_not_at_all(void **state)
{
    int64_t i = 7;
    double d = 7;
    assert_true(str_to_i64(STR("-9223372036854775808"), &i) && i == INT64_MIN);
    assert_true(str_to_i64(STR("9223372036854775807"), &i) && i == INT64_MAX);
    i = 7;
    static const char *const bad[] = {"", "-", "+", "9223372036854775808", "1 ", " 1", "0x1", "1.0", "--1"};
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++)
        assert_false(str_to_i64(str_from(bad[k]), &i));
    assert_int_equal(i, 7);
    assert_true(str_to_double(STR("-.0005E1"), &d) && d == -0.005);
    assert_true(str_to_double(STR("205078.1235"), &d) && d == 205078.1235);
    d = 7;
    static const char *const worse[] = {"", ".", "nan", "inf", "0x10", "1e", "1e999", "1,5", "1 ", "e5", "-"};
    for (size_t k = 0; k < sizeof worse / sizeof *worse; k++)
        assert_false(str_to_double(str_from(worse[k]), &d));
    assert_true(d == 7);
}

static void pieces_are_cut_with_the_empty_ones(void **state)
{
    struct str rest = STR("a,,b,"), piece;
    char seen[16] = "";
    while (str_next(&rest, ',', &piece)) {
        strncat(seen, piece.p, piece.n);
        strcat(seen, "|");
    }
    assert_string_equal(seen, "a||b||");
}

static void utf8_is_told_from_what_is_not(void **state)
{
    assert_true(str_is_utf8(STR("Súdwest-Fryslân \xf0\x9f\x8f\xa0")));
    assert_true(str_is_utf8((struct str){0}));
    static const char *const bad[] = {"\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82", "\x80", "\xff"};
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++)
        assert_false(str_is_utf8(str_from(bad[k])));
}

static void an_arena_stops_at_its_cap_and_can_be_rewound(void **state)
{
    struct arena *a = arena_new(1 << 20);
    struct arena_mark mark = arena_mark(a);
    size_t got = 0;
    while (arena_alloc(a, 1000))
        got += 1000;
    assert_in_range(got, 900000, 1 << 20);
    assert_true(arena_full(a));
    arena_rewind(a, mark);
    assert_false(arena_full(a));
    assert_int_equal(arena_used(a), 0);
    char *p = arena_alloc(a, 5000);
    for (int i = 0; i < 5000; i++)
        assert_int_equal(p[i], 0); /* zeroed again after reuse */
    assert_null(arena_array(a, SIZE_MAX / 2, 4));
    arena_free(a);
}

static void count_call(void *p)
{
    ++*(int *)p;
}

static void deferred_calls_run_on_rewind(void **state)
{
    struct arena *a = arena_new(1 << 16);
    int calls = 0;
    assert_true(arena_defer(a, count_call, &calls));
    struct arena_mark mark = arena_mark(a);
    assert_true(arena_defer(a, count_call, &calls));
    arena_rewind(a, mark);
    assert_int_equal(calls, 1);
    arena_free(a);
    assert_int_equal(calls, 2);
}

static void growing_keeps_the_contents(void **state)
{
    struct arena *a = arena_new(1 << 20);
    char *p = arena_alloc(a, 10);
    memcpy(p, "123456789", 10);
    char *q = arena_grow(a, p, 10, 1000);
    assert_ptr_equal(p, q); /* it was the last one */
    arena_alloc(a, 1);
    char *r = arena_grow(a, q, 1000, 200000);
    assert_ptr_not_equal(q, r);
    assert_string_equal(r, "123456789");
    arena_free(a);
}

static void a_buffer_remembers_that_it_was_too_small(void **state)
{
    struct buf b;
    buf_init(&b, 10);
    buf_c(&b, "12345");
    buf_c(&b, "678901");
    assert_true(b.failed);
    buf_c(&b, "x");
    assert_int_equal(b.n, 5);
    buf_done(&b);
}

static void text_is_escaped_for_where_it_goes(void **state)
{
    struct buf b;
    buf_init(&b, 1000);
    buf_xml(&b, STR("<a href=\"x\">'&\x01\xff</a>"));
    assert_string_equal(buf_cstr(&b), "&lt;a href=&quot;x&quot;&gt;&#39;&amp;\xef\xbf\xbd\xef\xbf\xbd&lt;/a&gt;");
    buf_clear(&b);
    buf_json(&b, STR("\"\\\n\t</script>\xff"));
    assert_string_equal(buf_cstr(&b), "\"\\\"\\\\\\n\\u0009\\u003c/script\\u003e\xef\xbf\xbd\"");
    buf_clear(&b);
    buf_csv(&b, STR("=HYPERLINK(\"x\")"));
    buf_byte(&b, ',');
    buf_csv(&b, STR("-12.5"));
    buf_byte(&b, ',');
    buf_csv(&b, STR("a,b"));
    assert_string_equal(buf_cstr(&b), "\"'=HYPERLINK(\"\"x\"\")\",-12.5,\"a,b\"");
    buf_clear(&b);
    buf_url(&b, STR("a b&c=é"));
    assert_string_equal(buf_cstr(&b), "a%20b%26c%3D%C3%A9");
    buf_done(&b);
}

static void decimals_are_short_and_exact(void **state)
{
    struct buf b;
    buf_init(&b, 1000);
    buf_double(&b, 0.1);
    buf_byte(&b, ' ');
    buf_double(&b, 205078.123);
    buf_byte(&b, ' ');
    buf_double(&b, 1.0 / 3);
    buf_byte(&b, ' ');
    buf_fixed(&b, 2.5000001, 3);
    buf_byte(&b, ' ');
    buf_fixed(&b, -0.0001, 3);
    assert_string_equal(buf_cstr(&b), "0.1 205078.123 0.3333333333333333 2.5 0");
    buf_done(&b);
}

static void dates_follow_the_calendar(void **state)
{
    int y, m, d;
    char text[32];
    for (int64_t day = -800000; day < 800000; day += 37) {
        date_from_days(day, &y, &m, &d);
        assert_int_equal(date_to_days(y, m, d), day);
    }
    assert_int_equal(date_to_days(1970, 1, 1), 0);
    assert_true(date_parse(STR("2024-02-29T10:00:00"), &y, &m, &d) && d == 29);
    static const char *const bad[] = {"2023-02-29", "1900-02-29", "2023-13-01", "2023-00-01",
                                      "2023-1-01",  "20230101",   "2023-01-01x"};
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++)
        assert_false(date_parse(str_from(bad[k]), &y, &m, &d));
    quarter_format(2026, 9, text);
    assert_string_equal(text, "2026K3");
    timestamp_format(1795516245123, text); /* date -u -d @1795516245 */
    assert_string_equal(text, "2026-11-24T10:30:45Z");
    http_date_format(1795516245123, text);
    assert_string_equal(text, "Tue, 24 Nov 2026 10:30:45 GMT");
}

static void the_first_error_stays(void **state)
{
    struct err err = {0};
    assert_false(err_set(&err, ERR_INVALID, "BBOX", "een"));
    assert_false(err_set(&err, ERR_INTERNAL, "x", "twee"));
    assert_string_equal(err.message, "een");
    assert_int_equal(err_http_status(err.code), 400);
    assert_int_not_equal(err_exit_status(err.code), 0);
}

static const struct option_spec specs[] = {
    {"poort", OPTION_INT, "N", "8080", 0, 65535, NULL, "poort"},
    {"magazijn", OPTION_STRING, "DIR", "./magazijn", 0, 0, "GM_TEST_DIR", "map"},
    {"dry-run", OPTION_FLAG, NULL, NULL, 0, 0, NULL, "proef"},
    {"soort", OPTION_CHOICE, "a|b", "a", 0, 0, NULL, "soort"},
};

static bool parse(struct arena *a, struct option_values *v, struct err *err, int argc, char **argv)
{
    err_clear(err);
    return options_parse(specs, 4, argc, argv, a, v, err);
}

static void options_have_defaults_ranges_and_good_advice(void **state)
{
    struct arena *a = arena_new(1 << 20);
    struct option_values v;
    struct err err;
    assert_true(parse(a, &v, &err, 5, (char *[]){"x", "--poort=9", "--dry-run", "--", "--y"}));
    assert_int_equal(options_number(&v, "poort"), 9);
    assert_true(options_flag(&v, "dry-run"));
    assert_int_equal(v.n_args, 2);
    assert_string_equal(v.args[1], "--y");
    assert_string_equal(options_text(&v, "magazijn"), "./magazijn");
    assert_false(parse(a, &v, &err, 2, (char *[]){"--poort", "65536"}));
    assert_non_null(strstr(err.message, "65535"));
    assert_false(parse(a, &v, &err, 1, (char *[]){"--magazjin=x"}));
    assert_non_null(strstr(err.message, "--magazijn"));
    assert_false(parse(a, &v, &err, 1, (char *[]){"--poort"}));
    assert_false(parse(a, &v, &err, 2, (char *[]){"--soort", "c"}));
    arena_free(a);
}

/* Against qsort: in memory, over many runs, with equal keys and with rows larger than a buffer. */
static void rows_come_back_in_order(void **state)
{
    static const size_t memory[] = {64 << 20, 3 << 20, 1 << 20};
    for (size_t m = 0; m < sizeof memory / sizeof *memory; m++) {
        enum { ROWS = 30000 };
        struct sorter *s;
        struct err err = {0};
        static char row[300000];
        uint32_t seed = 7;
        assert_true(sorter_new("/tmp", memory[m], &s, &err));
        for (uint32_t i = 0; i < ROWS; i++) {
            seed = seed * 1664525u + 1013904223u;
            uint64_t key = (uint64_t)(seed >> 8) % 5000 << 33;
            size_t n = i % 9999 == 1 ? 262000 : 12 + seed % 400;
            memcpy(row, &key, 8);
            memcpy(row + 8, &i, 4);
            memset(row + 12, (int)(i % 251), n - 12);
            if (n < memory[m] / 4)
                assert_true(sorter_put(s, key, row, n, &err));
            else
                assert_false(sorter_put(s, key, row, n, &err));
        }
        uint64_t last_key = 0;
        uint32_t last = 0, count = 0;
        for (;;) {
            const void *p;
            size_t n;
            assert_true(sorter_next(s, &p, &n, &err));
            if (!p)
                break;
            uint64_t key;
            uint32_t i;
            memcpy(&key, p, 8);
            memcpy(&i, (const char *)p + 8, 4);
            assert_true(key > last_key || (key == last_key && (count == 0 || i > last)));
            for (size_t k = 12; k < n; k += 97)
                assert_int_equal(((const unsigned char *)p)[k], i % 251);
            last_key = key;
            last = i;
            count++;
        }
        assert_int_equal(count, memory[m] / 4 > 262000 ? ROWS : ROWS - 4);
        sorter_free(s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_read_whole_or_not_at_all),
        cmocka_unit_test(pieces_are_cut_with_the_empty_ones),
        cmocka_unit_test(utf8_is_told_from_what_is_not),
        cmocka_unit_test(an_arena_stops_at_its_cap_and_can_be_rewound),
        cmocka_unit_test(deferred_calls_run_on_rewind),
        cmocka_unit_test(growing_keeps_the_contents),
        cmocka_unit_test(a_buffer_remembers_that_it_was_too_small),
        cmocka_unit_test(text_is_escaped_for_where_it_goes),
        cmocka_unit_test(decimals_are_short_and_exact),
        cmocka_unit_test(dates_follow_the_calendar),
        cmocka_unit_test(the_first_error_stays),
        cmocka_unit_test(options_have_defaults_ranges_and_good_advice),
        cmocka_unit_test(rows_come_back_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
