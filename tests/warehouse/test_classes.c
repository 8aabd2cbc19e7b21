/* Classes of numbers against every possible division of small sets, and what holds for any set. The figures of the CBS
 * are judged by another implementation in tests/interop/test_classes.py. */
#include "warehouse/classes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint32_t seed = 12345;

static uint32_t next_random(uint32_t below)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % below;
}

static struct klassen make(enum klassen_methode m, int aantal, const double *v, size_t n)
{
    struct arena *a = arena_new(16 << 20);
    struct klassen_plan plan = {.methode = m, .aantal = aantal};
    struct klassen k;
    struct err err = {0};
    assert_true(klassen_make(&plan, v, n, a, &k, &err));
    arena_free(a);
    return k;
}

static double spread(const double *v, size_t from, size_t to)
{
    double mean = 0, sum = 0;
    for (size_t i = from; i < to; i++)
        mean += v[i] / (double)(to - from);
    for (size_t i = from; i < to; i++)
        sum += (v[i] - mean) * (v[i] - mean);
    return sum;
}

/* The least spread of all divisions of v[from …] in at most `classes` runs. */
static double best_division(const double *v, size_t from, size_t n, int classes)
{
    double best = spread(v, from, n);
    for (size_t cut = from + 1; classes > 1 && cut < n; cut++)
        if (v[cut] > v[cut - 1])
            best = fmin(best, spread(v, from, cut) + best_division(v, cut, n, classes - 1));
    return best;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void natural_classes_have_the_least_spread(void **state)
{
    for (int round = 0; round < 400; round++) {
        double v[12], total = 0;
        size_t n = 1 + next_random(12);
        int classes = 2 + (int)next_random(4);
        for (size_t i = 0; i < n; i++)
            v[i] = next_random(round % 2 ? 20 : 1000) / 10.0;
        struct klassen k = make(KLASSEN_NATUURLIJK, classes, v, n);
        qsort(v, n, sizeof *v, compare);
        for (size_t from = 0, to; from < n; from = to) {
            for (to = from + 1; to < n && klassen_of(&k, v[to]) == klassen_of(&k, v[from]); to++)
                ;
            total += spread(v, from, to);
        }
        assert_true(fabs(total - best_division(v, 0, n, classes)) < 1e-7);
    }
}

static void bounds_rise_hold_all_and_are_short(void **state)
{
    for (int round = 0; round < 600; round++) {
        double v[60];
        size_t n = 1 + next_random(60), counted = 0;
        enum klassen_methode m = (enum klassen_methode)(round % 3);
        int classes = 2 + (int)next_random(8);
        for (size_t i = 0; i < n; i++)
            v[i] = ((double)next_random(4000) - (round % 5 == 0 ? 2000 : 0)) / 10;
        struct klassen k = make(m, classes, v, n);
        assert_in_range(k.n, 1, classes);
        for (int c = 0; c < k.n; c++) {
            assert_true(k.grens[c] <= k.grens[c + 1]);
            assert_true(c == 0 || k.grens[c] < k.grens[c + 1] || c == k.n - 1);
            assert_true(m == KLASSEN_GELIJK || k.aantal[c] > 0);
            counted += k.aantal[c];
        }
        assert_int_equal(counted, n);
        for (size_t i = 0; i < n; i++) {
            int c = klassen_of(&k, v[i]);
            assert_true(v[i] >= k.grens[c - 1] && (v[i] < k.grens[c] || (c == k.n && v[i] <= k.grens[c])));
        }
        for (int c = 0; c <= k.n; c++) { /* no more decimals than the numbers have */
            char text[40];
            snprintf(text, sizeof text, "%.1f", k.grens[c]);
            if (m != KLASSEN_GELIJK && strtod(text, NULL) != k.grens[c])
                fail_msg("bound %d of %d is %.17g", c, k.n, k.grens[c]);
        }
    }
}

static void bounds_are_readable(void **state)
{
    const double v[] = {3.1, 4.2, 11.9, 12.4, 18.3, 23.7, 48.1, 52.6, 97.2, 101.3};
    struct klassen k = make(KLASSEN_KWANTIEL, 5, v, 10);
    const double expected[] = {3, 10, 15, 40, 80, 102};
    assert_int_equal(k.n, 5);
    for (int i = 0; i <= 5; i++)
        if (fabs(k.grens[i] - expected[i]) > 1e-12)
            fail_msg("bound %d is %g, not %g", i, k.grens[i], expected[i]);
    for (int i = 0; i < 5; i++)
        assert_int_equal(k.aantal[i], 2);
}

static void equal_numbers_stay_together(void **state)
{
    const double same[] = {7, 7, 7, 7, 7, 7}, ties[] = {1, 1, 1, 1, 1, 1, 1, 2, 3, 9};
    for (int m = 0; m < 3; m++) {
        struct klassen k = make((enum klassen_methode)m, 5, same, 6);
        assert_int_equal(k.n, 1);
        assert_int_equal(k.aantal[0], 6);
        k = make((enum klassen_methode)m, 5, ties, 10);
        assert_in_range(k.aantal[0], 7, 8);
    }
    assert_int_equal(make(KLASSEN_KWANTIEL, 5, same, 0).n, 0);
}

static void fixed_bounds_are_as_given(void **state)
{
    struct klassen_plan plan = {.methode = KLASSEN_VAST, .aantal = 4, .grenzen = {5, 10, 20}};
    const double v[] = {12, 5, 10, 19.9, 20, 400};
    struct arena *a = arena_new(1 << 20);
    struct klassen k;
    struct err err = {0};
    assert_true(klassen_make(&plan, v, 6, a, &k, &err));
    assert_int_equal(k.n, 4);
    assert_int_equal(k.aantal[0], 0);
    assert_int_equal(k.aantal[1], 1);
    assert_int_equal(k.aantal[2], 3);
    assert_int_equal(k.aantal[3], 2);
    assert_true(k.grens[1] == 5 && k.grens[2] == 10 && k.grens[3] == 20);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(natural_classes_have_the_least_spread), cmocka_unit_test(bounds_rise_hold_all_and_are_short),
        cmocka_unit_test(bounds_are_readable), cmocka_unit_test(equal_numbers_stay_together),
        cmocka_unit_test(fixed_bounds_are_as_given)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
