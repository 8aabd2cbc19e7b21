/* PMTiles with so many tiles that its root is a list of leaves, read back by tests/scenarios/pmtiles.py; and MBTiles
 * itself: parts, the same picture once, another origin. */
#include "geoserver/pmtiles.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static char dir[] = "/tmp/gm_pmtiles_XXXXXX";
static char mb[100], pm[100];
static const struct mbtiles_origin origin = {
    .laag = "pand", .stijl = "s", .tms = "WebMercatorQuad", .formaat = "png", .ratio = 1, .versie = 7};

static int setup(void **state)
{
    assert_non_null(mkdtemp(dir));
    snprintf(mb, sizeof mb, "%s/t.mbtiles", dir);
    snprintf(pm, sizeof pm, "%s/t.pmtiles", dir);
    return 0;
}

static int teardown(void **state)
{
    char cmd[100];
    snprintf(cmd, sizeof cmd, "rm -rf %s", dir);
    return system(cmd);
}

#define OK(call)                                                                                                       \
    do {                                                                                                               \
        if (!(call))                                                                                                   \
            fail_msg("%s: %s", err.locator, err.message);                                                              \
    } while (0)

static void thirty_thousand_tiles_come_back_from_leaves(void **state)
{
    struct err err = {0};
    struct mbtiles *m;
    struct pmtiles_info info = {{4, 51, 7, 54}, STR("{\"name\":\"t\"}"), "png"};
    uint32_t seed = 1;
    char body[64], cmd[400];
    OK(mbtiles_create(mb, &origin, &m, &err));
    OK(mbtiles_begin(m, &err));
    for (int64_t x = 0; x < 256; x++)
        for (int64_t y = 0; y < 256; y++) {
            seed = seed * 1664525 + 1013904223;
            if (seed >> 31) /* half of them, of all sizes, a tenth the same as others */
                continue;
            size_t n = 8 + (seed >> 8) % 50;
            memset(body, 'x', sizeof body);
            memcpy(body, &seed, seed % 10 ? 4 : 0);
            OK(mbtiles_put(m, 8, x, y, (struct str){body, n}, &err));
        }
    OK(mbtiles_put(m, 0, 0, 0, STR("top"), &err));
    OK(mbtiles_commit_part(m, 1, &err));
    OK(pmtiles_write(m, pm, &info, &err));
    OK(mbtiles_finish(m, &err));
    mbtiles_close(m);
    FILE *f = fopen(pm, "rb");
    unsigned char h[127];
    assert_non_null(f);
    assert_int_equal(fread(h, 1, sizeof h, f), sizeof h);
    fclose(f);
    assert_true(h[48] || h[49] || h[50]); /* there are leaves */
    snprintf(cmd, sizeof cmd, "/usr/bin/python3 %s/tests/scenarios/pmtiles.py %s %s", GM_SOURCE_DIR, mb, pm);
    assert_int_equal(system(cmd), 0);
}

static void a_part_is_there_whole_or_not_at_all(void **state)
{
    struct err err = {0};
    struct mbtiles *m;
    struct mbtiles_contents c;
    struct mbtiles_origin other = origin, said;
    struct buf b;
    bool done, found;
    char path[100];
    snprintf(path, sizeof path, "%s/delen.mbtiles", dir);
    OK(mbtiles_create(path, &origin, &m, &err));
    OK(mbtiles_begin(m, &err));
    OK(mbtiles_put(m, 3, 1, 2, STR("een"), &err));
    OK(mbtiles_put(m, 3, 2, 2, STR("een"), &err));
    OK(mbtiles_put(m, 3, 3, 2, STR("twee"), &err));
    OK(mbtiles_commit_part(m, 41, &err));
    OK(mbtiles_begin(m, &err)); /* and one that isn't finished */
    OK(mbtiles_put(m, 3, 4, 2, STR("drie"), &err));
    mbtiles_close(m);
    OK(mbtiles_create(path, &origin, &m, &err));
    OK(mbtiles_contents(m, &c, &err));
    assert_int_equal(c.tiles, 3);
    assert_int_equal(c.pictures, 2);
    assert_int_equal(c.bytes, 7);
    OK(mbtiles_is_done(m, 41, &done, &err));
    assert_true(done);
    OK(mbtiles_is_done(m, 42, &done, &err));
    assert_false(done);
    mbtiles_close(m);
    OK(mbtiles_open(path, &m, &said, &err));
    assert_string_equal(said.laag, "pand");
    assert_int_equal(said.versie, 7);
    buf_init(&b, 100);
    OK(mbtiles_get(m, &origin, 3, 2, 2, &b, &found, &err));
    assert_true(found && str_eq(buf_view(&b), STR("een")));
    other.versie = 8;
    OK(mbtiles_get(m, &other, 3, 2, 2, &b, &found, &err)); /* of other data */
    assert_false(found);
    OK(mbtiles_get(m, &origin, 3, 2, 5, &b, &found, &err)); /* its mirror image, were rows not turned */
    assert_false(found);
    buf_done(&b);
    mbtiles_close(m);
    /* of other data: nothing of it may stay */
    OK(mbtiles_create(path, &other, &m, &err));
    OK(mbtiles_contents(m, &c, &err));
    assert_int_equal(c.tiles, 0);
    OK(mbtiles_is_done(m, 41, &done, &err));
    assert_false(done);
    mbtiles_close(m);
}

static void what_is_no_mbtiles_is_refused_and_left_alone(void **state)
{
    struct err err = {0};
    struct mbtiles *m = NULL;
    struct mbtiles_origin said;
    char path[100];
    snprintf(path, sizeof path, "%s/ander.mbtiles", dir);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    for (int i = 0; i < 1000; i++)
        fputs("geen database\n", f);
    fclose(f);
    assert_false(mbtiles_open(path, &m, &said, &err));
    assert_int_equal(err.code, ERR_STORAGE);
    err_clear(&err);
    assert_false(mbtiles_create(path, &origin, &m, &err));
    assert_int_equal(access(path, F_OK), 0);
    err_clear(&err);
    assert_false(mbtiles_open("/nergens/x.mbtiles", &m, &said, &err));
    err_clear(&err);
    assert_false(mbtiles_create("/nergens/x.mbtiles", &origin, &m, &err));
    assert_int_equal(err.code, ERR_STORAGE);
    assert_null(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(thirty_thousand_tiles_come_back_from_leaves),
                                       cmocka_unit_test(a_part_is_there_whole_or_not_at_all),
                                       cmocka_unit_test(what_is_no_mbtiles_is_refused_and_left_alone)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
