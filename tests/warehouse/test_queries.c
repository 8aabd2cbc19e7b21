/* The queries of queries.tsv, as people type them, on the demo municipality as its real importers load it. */
#include "warehouse/search.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define DEMO GM_BINARY_DIR "/tests/zoekdemo"

static struct warehouse *w;
static struct arena *a;
static struct err err;

static void run(const char *command)
{
    if (system(command) != 0)
        fail_msg("%s", command);
}

/* Made once per build of the programs that make it. */
static int setup(void **state)
{
    static const char *const makers[] = {GM_BINARY_DIR "/demogemeente", GM_BINARY_DIR "/geomagazijn"};
    struct stat made, maker;
    bool fresh = stat(DEMO "/klaar", &made) == 0;
    for (size_t i = 0; i < sizeof makers / sizeof *makers; i++)
        fresh = fresh && stat(makers[i], &maker) == 0 && maker.st_mtime <= made.st_mtime;
    if (!fresh) {
        run("rm -rf " DEMO " && mkdir -p " DEMO);
        run(GM_BINARY_DIR "/demogemeente --uit " DEMO "/bron --adressen 28000 >/dev/null");
        run(GM_BINARY_DIR "/geomagazijn import gebieden --magazijn " DEMO "/magazijn " DEMO
                          "/bron/gebieden_*.geojson >/dev/null 2>&1");
        run(GM_BINARY_DIR "/geomagazijn import bag --magazijn " DEMO "/magazijn " DEMO
                          "/bron/BAG*.zip >/dev/null 2>&1");
        run("touch " DEMO "/klaar");
    }
    a = arena_new(256 << 20);
    assert_non_null(a);
    if (!warehouse_open(DEMO "/magazijn", WAREHOUSE_READ, &w, &err))
        fail_msg("%s", err.message);
    return 0;
}

static int teardown(void **state)
{
    warehouse_close(w);
    arena_free(a);
    return 0;
}

/* The rank of a name among the first 10, 0 when it isn't there; tells what there was. */
static size_t rank_of(struct str typed, struct str name, struct str types, struct search_answer *out)
{
    static const char *const usual = "gemeente,woonplaats,weg,postcode,adres";
    struct str values[8], rest = types.n ? types : str_from(usual);
    struct search_filter filter = {"type", values, 0};
    struct search_query q = {.text = typed, .filters = &filter, .n_filters = 1, .rows = 10};
    while (filter.n < 8 && str_next(&rest, ',', &values[filter.n]))
        filter.n++;
    if (!search_find(w, &q, a, out, &err))
        fail_msg("%.*s: %s", STR_ARG(typed), err.message);
    for (size_t i = 0; i < out->n; i++)
        if (str_eq(out->hits[i].weergavenaam, name))
            return i + 1;
    return 0;
}

static void people_find_what_they_mean(void **state)
{
    FILE *f = fopen(GM_SOURCE_DIR "/tests/warehouse/queries.tsv", "r");
    char line[400];
    size_t asked = 0, wrong = 0;
    assert_non_null(f);
    while (fgets(line, sizeof line, f)) {
        struct str rest = str_trim(str_from(line)), column[4] = {{0}};
        if (rest.n == 0 || rest.p[0] == '#')
            continue;
        for (size_t i = 0; i < 4 && str_next(&rest, '\t', &column[i]);)
            i++;
        struct arena_mark mark = arena_mark(a);
        struct search_answer found;
        int64_t most;
        assert_true(str_to_i64(column[2], &most));
        size_t rank = rank_of(column[0], column[1], column[3], &found);
        bool nothing = str_eq(column[1], STR("-")), right = nothing ? found.n == 0 : rank > 0 && rank <= (size_t)most;
        if (!right) {
            print_error("\"%.*s\": %.*s should be at %d, is at %zu of %zu:\n", STR_ARG(column[0]), STR_ARG(column[1]),
                        (int)most, rank, found.total);
            for (size_t i = 0; i < found.n && i < 5; i++)
                print_error("    %.3f %s %.*s\n", found.hits[i].score, found.hits[i].type,
                            STR_ARG(found.hits[i].weergavenaam));
            wrong++;
        }
        arena_rewind(a, mark);
        asked++;
    }
    fclose(f);
    assert_true(asked >= 60);
    assert_int_equal(wrong, 0);
}

/* While a name is typed letter by letter it doesn't get lost. */
static void what_is_typed_on_stays_found(void **state)
{
    struct str name = STR("Leeuwerikplein, Beverveen"), typed = STR("leeuwerikplein bever");
    struct search_answer found;
    for (size_t n = 5; n <= typed.n; n++)
        if (!rank_of(str_sub(typed, 0, n), name, (struct str){0}, &found))
            fail_msg("lost at \"%.*s\"", STR_ARG(str_sub(typed, 0, n)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(people_find_what_they_mean),
                                       cmocka_unit_test(what_is_typed_on_stays_found)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
