/* The cache of tiles: one draw for many, a bound in bytes, references that outlive what is dropped, faults that aren't
 * kept. */
#include "geoserver/api/tile_cache.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static struct tile_key key_of(uint64_t n)
{
    struct tile_key k;
    tile_key_start(&k);
    tile_key_number(&k, n);
    tile_key_text(&k, STR("pand"));
    assert_true(tile_key_end(&k));
    return k;
}

/* What draws: counts, takes its time, and fails when told to. */
struct painter {
    atomic_int drawn;
    int sleep_ms;
    size_t bytes;
    const char *fault;
};

static bool paint(void *p, struct buf *body, const char **content_type, struct err *err)
{
    struct painter *x = p;
    int nth = atomic_fetch_add(&x->drawn, 1);
    if (x->sleep_ms)
        usleep((useconds_t)x->sleep_ms * 1000);
    if (x->fault)
        return err_set(err, ERR_NOT_FOUND, "periode", "%s", x->fault);
    *content_type = "image/png";
    buf_printf(body, "%d:", nth);
    for (size_t i = 0; i < x->bytes; i++)
        buf_byte(body, 'x');
    return true;
}

struct asker {
    pthread_t thread;
    struct tile_cache *cache;
    struct painter *painter;
    uint64_t key;
    int wait_ms;
    bool ok;
    struct err err;
    char body[16];
};

static void *ask(void *p)
{
    struct asker *a = p;
    struct tile_key k = key_of(a->key);
    struct tile *t = NULL;
    a->ok = tile_cache_get(a->cache, &k, a->wait_ms, paint, a->painter, &t, &a->err);
    if (a->ok)
        memcpy(a->body, t->body, t->n < 15 ? t->n : 15);
    tile_release(t);
    return NULL;
}

enum { ASKERS = 100 };

static void ask_together(struct asker *askers, struct tile_cache *c, struct painter *x, int wait_ms)
{
    for (int i = 0; i < ASKERS; i++) {
        askers[i] = (struct asker){.cache = c, .painter = x, .key = 7, .wait_ms = wait_ms};
        assert_int_equal(pthread_create(&askers[i].thread, NULL, ask, &askers[i]), 0);
    }
    for (int i = 0; i < ASKERS; i++)
        pthread_join(askers[i].thread, NULL);
}

static void a_hundred_who_ask_at_once_get_one_drawing(void **state)
{
    static struct asker askers[ASKERS];
    struct tile_cache *c = tile_cache_new(1 << 20, NULL);
    struct painter x = {.sleep_ms = 200, .bytes = 10};
    struct tile_cache_stats s;
    ask_together(askers, c, &x, 60000);
    assert_int_equal(atomic_load(&x.drawn), 1);
    for (int i = 0; i < ASKERS; i++) {
        assert_true(askers[i].ok);
        assert_string_equal(askers[i].body, "0:xxxxxxxxxx");
    }
    tile_cache_stats(c, &s);
    assert_int_equal(s.misses, 1);
    assert_int_equal(s.hits + s.waited, ASKERS - 1);
    assert_int_equal(s.tiles, 1);
    tile_cache_free(c);
}

static void a_fault_reaches_all_who_wait_and_is_not_kept(void **state)
{
    static struct asker askers[ASKERS];
    struct tile_cache *c = tile_cache_new(1 << 20, NULL);
    struct painter x = {.sleep_ms = 300, .fault = "Die periode is er niet."};
    ask_together(askers, c, &x, 60000);
    /* a thread that came late drew again; most waited for the first */
    assert_in_range(atomic_load(&x.drawn), 1, ASKERS / 2);
    for (int i = 0; i < ASKERS; i++) {
        assert_false(askers[i].ok);
        assert_int_equal(askers[i].err.code, ERR_NOT_FOUND);
        assert_string_equal(askers[i].err.locator, "periode");
        assert_string_equal(askers[i].err.message, "Die periode is er niet.");
    }
    struct asker after = {.cache = c, .painter = &x, .key = 7};
    x.fault = NULL;
    ask(&after);
    assert_true(after.ok);
    tile_cache_free(c);
}

static void who_waits_too_long_draws_alone(void **state)
{
    struct tile_cache *c = tile_cache_new(1 << 20, NULL);
    struct painter slow = {.sleep_ms = 1000, .bytes = 1}, quick = {.bytes = 3};
    struct asker first = {.cache = c, .painter = &slow, .key = 1, .wait_ms = 60000},
                 second = {.cache = c, .painter = &quick, .key = 1, .wait_ms = 50};
    assert_int_equal(pthread_create(&first.thread, NULL, ask, &first), 0);
    while (!atomic_load(&slow.drawn))
        usleep(1000);
    ask(&second);
    assert_true(second.ok);
    assert_string_equal(second.body, "0:xxx");
    pthread_join(first.thread, NULL);
    assert_true(first.ok);
    struct tile_key k = key_of(1); /* what is kept is the first one's */
    struct tile *t = tile_cache_find(c, &k);
    assert_non_null(t);
    assert_int_equal(t->n, 3);
    tile_release(t);
    tile_cache_free(c);
}

static void it_never_holds_more_than_its_bytes_and_drops_the_least_used(void **state)
{
    enum { MAX = 1 << 20 };
    struct tile_cache *c = tile_cache_new(MAX, NULL);
    struct painter x = {.bytes = 10000};
    struct tile_cache_stats s;
    struct tile_key favourite = key_of(0);
    struct err err = {0};
    struct tile *kept = NULL;
    for (uint64_t i = 0; i < 1000; i++) {
        struct tile_key k = key_of(i);
        struct tile *t;
        assert_true(tile_cache_get(c, &k, 0, paint, &x, &t, &err));
        if (i == 1)
            kept = t; /* a reference that outlives its place */
        else
            tile_release(t);
        t = tile_cache_find(c, &favourite);
        assert_non_null(t); /* used all the time: never dropped */
        tile_release(t);
        tile_cache_stats(c, &s);
        assert_true(s.bytes <= MAX);
    }
    assert_in_range(s.tiles, 90, 104);
    assert_true(s.evicted > 800);
    struct tile_key first = key_of(1), last = key_of(999), before = key_of(880);
    assert_null(tile_cache_find(c, &first));
    assert_null(tile_cache_find(c, &before));
    struct tile *t = tile_cache_find(c, &last);
    assert_non_null(t);
    tile_release(t);
    assert_memory_equal(kept->body, "1:xxxx", 6);
    tile_cache_free(c);
    assert_memory_equal(kept->body, "1:xxxx", 6); /* also after the cache itself */
    tile_release(kept);
}

static void what_is_larger_than_the_cache_is_answered_and_not_kept(void **state)
{
    struct tile_cache *c = tile_cache_new(10000, NULL);
    struct painter x = {.bytes = 20000};
    struct tile_cache_stats s;
    struct tile_key k = key_of(1);
    struct err err = {0};
    struct tile *t;
    for (int i = 1; i <= 2; i++) {
        assert_true(tile_cache_get(c, &k, 0, paint, &x, &t, &err));
        assert_int_equal(t->n, 20002);
        tile_release(t);
        assert_int_equal(atomic_load(&x.drawn), i);
    }
    tile_cache_stats(c, &s);
    assert_int_equal(s.bytes, 0);
    tile_cache_free(c);
}

static void keys_differ_when_any_part_does(void **state)
{
    static const char *const texts[][2] = {{"a", "bc"}, {"ab", "c"}, {"abc", ""}, {"", "abc"}};
    struct tile_key k[4];
    for (int i = 0; i < 4; i++) {
        tile_key_start(&k[i]);
        tile_key_text(&k[i], str_from(texts[i][0]));
        tile_key_text(&k[i], str_from(texts[i][1]));
        assert_true(tile_key_end(&k[i]));
        for (int j = 0; j < i; j++)
            assert_true(k[i].hash != k[j].hash && memcmp(k[i].bytes, k[j].bytes, k[i].n) != 0);
    }
    /* one that doesn't fit can't be cached, and is drawn all the same */
    char text[TILE_KEY_MAX];
    memset(text, 'x', sizeof text);
    tile_key_start(&k[0]);
    tile_key_text(&k[0], (struct str){text, sizeof text});
    tile_key_number(&k[0], 1);
    assert_false(tile_key_end(&k[0]));
    assert_int_equal(k[0].n, 0);
    struct tile_cache *c = tile_cache_new(1 << 20, NULL);
    struct painter x = {.bytes = 1};
    struct err err = {0};
    struct tile *t;
    for (int i = 0; i < 2; i++) {
        assert_true(tile_cache_get(c, &k[0], 0, paint, &x, &t, &err));
        tile_release(t);
    }
    assert_int_equal(atomic_load(&x.drawn), 2);
    assert_null(tile_cache_find(c, &k[0]));
    tile_cache_free(c);
}

/* ---- many threads, few tiles, a small cache ---- */

enum { CROWD = 8, STEPS = 4000, KEYS = 60 };

static atomic_int answers;
static void *prepare(void *ctx, const struct tile *t)
{
    atomic_fetch_add(&answers, 1);
    return t->body; /* taken over */
}
static void destroy(void *answer)
{
    atomic_fetch_sub(&answers, 1);
    free(answer);
}

static void *wander(void *p)
{
    struct asker *a = p;
    uint32_t seed = (uint32_t)a->key + 1;
    for (int i = 0; i < STEPS; i++) {
        seed = seed * 1664525 + 1013904223;
        struct tile_key k = key_of(seed >> 16 & 63);
        struct tile *t = NULL;
        if ((seed >> 16 & 63) >= KEYS)
            continue;
        if (!tile_cache_get(a->cache, &k, 1000, paint, a->painter, &t, &a->err) || t->n < 1000 || t->body[1000] != 'x')
            return NULL;
        tile_release(t);
    }
    a->ok = true;
    return NULL;
}

static void threads_come_and_go_without_loss(void **state)
{
    struct tile_hooks hooks = {prepare, destroy, NULL};
    struct tile_cache *c = tile_cache_new(40000, &hooks);
    struct painter x = {.bytes = 1500};
    struct asker crowd[CROWD];
    for (int i = 0; i < CROWD; i++) {
        crowd[i] = (struct asker){.cache = c, .painter = &x, .key = (uint64_t)i};
        assert_int_equal(pthread_create(&crowd[i].thread, NULL, wander, &crowd[i]), 0);
    }
    for (int i = 0; i < CROWD; i++) {
        pthread_join(crowd[i].thread, NULL);
        assert_true(crowd[i].ok);
    }
    tile_cache_free(c);
    assert_int_equal(atomic_load(&answers), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_hundred_who_ask_at_once_get_one_drawing),
                                       cmocka_unit_test(a_fault_reaches_all_who_wait_and_is_not_kept),
                                       cmocka_unit_test(who_waits_too_long_draws_alone),
                                       cmocka_unit_test(it_never_holds_more_than_its_bytes_and_drops_the_least_used),
                                       cmocka_unit_test(what_is_larger_than_the_cache_is_answered_and_not_kept),
                                       cmocka_unit_test(keys_differ_when_any_part_does),
                                       cmocka_unit_test(threads_come_and_go_without_loss)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
