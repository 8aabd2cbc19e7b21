/* Addresses and their parameters, as anyone may send them. */
#include "geoserver/http/router.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

static struct arena *a;

static int setup(void **state)
{
    a = arena_new(1 << 20);
    return a ? 0 : -1;
}

static int teardown(void **state)
{
    arena_free(a);
    return 0;
}

static void paths_find_their_handler(void **state)
{
    static const struct {
        const char *path, *name; /* NULL: nothing there */
    } cases[] = {{"/wms", "wms"},
                 {"/wms/", NULL},
                 {"/WMS", NULL},
                 {"/wmsx", NULL},
                 {"/tiles/pand/WebMercatorQuad/0/0/0.png", "tiles"},
                 {"/tiles", NULL},
                 {"/api/v1", "api"},
                 {"/api/v1/themas", "api"},
                 {"/api/v10", NULL},
                 {"/api/v2/themas", NULL},
                 {"/locatieserver/search/v3_1/suggest", "locatieserver"},
                 {"/locatieserver/search/v3_1", NULL},
                 {"/healthz", "healthz"},
                 {"/healthz/x", NULL},
                 {"/robots.txt", "robots"},
                 {"/../wms", NULL},
                 {"//wms", NULL},
                 {"", NULL}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct route *r = route_find(str_from(cases[i].path));
        if (cases[i].name ? !r || strcmp(r->name, cases[i].name) != 0 : r != NULL)
            fail_msg("\"%s\" goes to %s", cases[i].path, r ? r->name : "nothing");
    }
}

static void escapes_are_decoded_once(void **state)
{
    static const struct {
        struct str raw;
        bool plus;
        struct str decoded; /* p NULL: refused */
    } cases[] = {{STR("/a%20b"), false, STR("/a b")},
                 {STR("a+b"), false, STR("a+b")},
                 {STR("a+b%2B"), true, STR("a b+")},
                 {STR("%41%4a%4A"), false, STR("AJJ")},
                 {STR("%2541"), false, STR("%41")},
                 {STR("%C3%A9"), false, STR("\xc3\xa9")},
                 {STR("%ff"), false, STR("\xff")},
                 {STR(""), false, STR("")},
                 {STR("%"), false, {0}},
                 {STR("a%4"), false, {0}},
                 {STR("%4g"), false, {0}},
                 {STR("%-1"), false, {0}},
                 {STR("%%41"), false, {0}},
                 {STR("%00"), false, {0}},
                 {STR("a%00b"), true, {0}},
                 {STR("a\0b"), true, {0}}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct err err = {0};
        struct str untouched = STR("as it was"), out = untouched;
        /* exactly its own bytes, so that a sanitizer sees a read past them */
        char *copy = malloc(cases[i].raw.n + (cases[i].raw.n == 0));
        assert_non_null(copy);
        memcpy(copy, cases[i].raw.p, cases[i].raw.n);
        bool ok = percent_decode((struct str){copy, cases[i].raw.n}, cases[i].plus, a, &out, &err);
        free(copy);
        if (ok != (cases[i].decoded.p != NULL))
            fail_msg("\"%s\" was %s", cases[i].raw.p, ok ? "taken" : err.message);
        if (ok) {
            assert_true(str_eq(out, cases[i].decoded));
        } else {
            assert_int_equal(err.code, ERR_INVALID);
            assert_ptr_equal(out.p, untouched.p);
        }
    }
}

static void parameters_keep_their_order(void **state)
{
    struct param *p;
    size_t n;
    struct err err = {0};
    assert_true(query_parse(STR("LAYERS=a%2Cb&&styles=&x=1=2&leeg&%71=p+q&=v"), a, &p, &n, 200, &err));
    static const struct param expected[] = {{STR("LAYERS"), STR("a,b")}, {STR("styles"), STR("")},
                                            {STR("x"), STR("1=2")},      {STR("leeg"), STR("")},
                                            {STR("q"), STR("p q")},      {STR(""), STR("v")}};
    assert_int_equal(n, sizeof expected / sizeof *expected);
    for (size_t i = 0; i < n; i++)
        if (!str_eq(p[i].name, expected[i].name) || !str_eq(p[i].value, expected[i].value))
            fail_msg("parameter %zu is %.*s=%.*s", i, STR_ARG(p[i].name), STR_ARG(p[i].value));

    struct request q = {.params = p, .n_params = n};
    assert_true(str_eq_c(request_param(&q, "layers"), "a,b")); /* names in any case (OGC) */
    assert_non_null(request_param(&q, "STYLES").p);            /* there, but empty */
    assert_null(request_param(&q, "BBOX").p);

    assert_true(query_parse(STR(""), a, &p, &n, 200, &err));
    assert_int_equal(n, 0);
    assert_true(query_parse((struct str){0}, a, &p, &n, 200, &err));
    assert_int_equal(n, 0);
    assert_true(query_parse(STR("a=1&A=2"), a, &p, &n, 200, &err));
    q = (struct request){.params = p, .n_params = n};
    assert_true(str_eq_c(request_param(&q, "a"), "2")); /* the last one wins */
}

static void too_many_or_ill_formed_parameters_are_refused(void **state)
{
    char text[1000];
    struct param *p;
    size_t n = 0;
    for (size_t i = 0; i < 201; i++)
        memcpy(text + 4 * i, "a=1&", 4);
    struct err err = {0};
    assert_true(query_parse((struct str){text, 800}, a, &p, &n, 200, &err));
    assert_int_equal(n, 200);
    assert_false(query_parse((struct str){text, 804}, a, &p, &n, 200, &err));
    assert_int_equal(err.code, ERR_LIMIT);
    static const char *const bad[] = {"a=%", "a=1&%zz=2", "a=1&b=%00", "%0"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct err e = {0};
        assert_false(query_parse(str_from(bad[i]), a, &p, &n, 200, &e));
        assert_int_equal(e.code, ERR_INVALID);
    }
}

static void no_memory_is_an_error(void **state)
{
    struct arena *small = arena_new(64);
    struct str out;
    struct param *p;
    size_t n;
    struct err err = {0}, second = {0};
    assert_non_null(small);
    char *text = calloc(1, 1 << 17);
    assert_non_null(text);
    memset(text, 'a', 1 << 17);
    assert_false(percent_decode((struct str){text, 1 << 17}, false, small, &out, &err));
    assert_int_equal(err.code, ERR_LIMIT);
    assert_false(query_parse((struct str){text, 1 << 17}, small, &p, &n, 200, &second));
    assert_int_equal(second.code, ERR_LIMIT);
    free(text);
    arena_free(small);
}

static void problems_say_what_was_wrong_but_not_our_innards(void **state)
{
    struct response r = {.status = 200, .cacheable = true};
    struct err wrong = {0}, ours = {0};
    buf_init(&r.body, 10000);
    buf_c(&r.body, "half an answer");
    err_set(&wrong, ERR_INVALID, "x", "x=\"<b>\" klopt niet.");
    response_problem(&r, &wrong);
    assert_int_equal(r.status, 400);
    assert_false(r.cacheable);
    assert_string_equal(r.content_type, "application/problem+json; charset=utf-8");
    assert_string_equal(buf_cstr(&r.body), "{\"status\":400,\"title\":\"Het verzoek klopt niet\",\"detail\":\"x=\\\""
                                           "\\u003cb\\u003e\\\" klopt niet.\"}\n");
    r.status = 200;
    err_set(&ours, ERR_STORAGE, NULL, "/var/lib/magazijn: disk I/O error");
    response_problem(&r, &ours);
    assert_true(r.status >= 500);
    assert_null(strstr(buf_cstr(&r.body), "/var/lib"));
    buf_done(&r.body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(paths_find_their_handler),
                                       cmocka_unit_test(escapes_are_decoded_once),
                                       cmocka_unit_test(parameters_keep_their_order),
                                       cmocka_unit_test(too_many_or_ill_formed_parameters_are_refused),
                                       cmocka_unit_test(no_memory_is_an_error),
                                       cmocka_unit_test(problems_say_what_was_wrong_but_not_our_innards)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
