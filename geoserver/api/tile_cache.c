#include "geoserver/api/tile_cache.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MAX_SHARDS = 16, SHARD_MIN_BYTES = 4 << 20, TYPICAL_TILE = 4096, BODY_MAX = 256 << 20 };

/* ---- keys ---- */

void tile_key_start(struct tile_key *k)
{
    k->n = 0;
    k->hash = 0;
}

static void key_add(struct tile_key *k, const void *p, size_t n)
{
    if (k->n == UINT16_MAX || n > (size_t)(TILE_KEY_MAX - k->n)) {
        k->n = UINT16_MAX;
        return;
    }
    if (n)
        memcpy(k->bytes + k->n, p, n);
    k->n = (uint16_t)(k->n + n);
}

/* The length goes before the text, so that no two lists of texts give the same bytes. */
void tile_key_text(struct tile_key *k, struct str s)
{
    uint16_t n = s.n > UINT16_MAX ? UINT16_MAX : (uint16_t)s.n;
    key_add(k, &n, sizeof n);
    key_add(k, s.p, s.n);
}

void tile_key_number(struct tile_key *k, uint64_t v)
{
    key_add(k, &v, sizeof v);
}

static uint64_t scramble(uint64_t h)
{
    h = (h ^ h >> 32) * 0xd6e8feb86659fd93u;
    h = (h ^ h >> 32) * 0xd6e8feb86659fd93u;
    return h ^ h >> 32;
}

/* Eight bytes at a time: the key is some 120 bytes and is hashed at every hit. Each step is a bijection of the state,
 * so two keys that differ in one word (a version) never meet. */
static uint64_t hash_bytes(const char *p, size_t n)
{
    uint64_t h = 14695981039346656037u ^ n, word;
    for (; n >= 8; p += 8, n -= 8) {
        memcpy(&word, p, 8);
        h = scramble(h ^ word) * 1099511628211u;
    }
    word = 0;
    memcpy(&word, p, n);
    return scramble(h ^ word);
}

bool tile_key_end(struct tile_key *k)
{
    if (k->n == UINT16_MAX)
        k->n = 0;
    k->hash = k->n ? hash_bytes(k->bytes, k->n) : 0;
    return k->n > 0;
}

void tile_etag(uint64_t hash, bool gzip, char out[40])
{
    static const char digits[] = "0123456789abcdef";
    char *to = out; /* by hand: it is done at every request */
    memcpy(to, "\"t-", 3);
    to += 3;
    for (int shift = 60; shift >= 0; shift -= 4)
        *to++ = digits[hash >> shift & 15];
    strcpy(to, gzip ? "-gz\"" : "\"");
}

/* ---- entries ---- */

struct entry {
    struct tile tile; /* first: a tile's pointer is its entry's */
    atomic_size_t refs;
    struct tile_cache *cache;
    void (*destroy)(void *answer);
    struct entry *chain;         /* of its bucket */
    struct entry *newer, *older; /* of its shard, by use */
    enum { DRAWING, THERE, FAILED } state;
    bool listed; /* in its shard */
    size_t cost;
    struct err fault;
    uint64_t hash; /* of its key */
    uint16_t n_key;
    char key[];
};

struct shard {
    pthread_mutex_t lock;
    pthread_cond_t drawn;
    struct entry **buckets;
    size_t n_buckets;
    struct entry *newest, *oldest;
    size_t bytes, max_bytes, tiles;
    uint64_t hits, misses, waited, evicted;
    char apart[64]; /* shards don't share a cache line */
};

struct tile_cache {
    struct tile_hooks hooks;
    size_t n_shards;
    struct shard shards[MAX_SHARDS];
};

void tile_release(struct tile *t)
{
    struct entry *e = (struct entry *)t;
    if (!e || atomic_fetch_sub_explicit(&e->refs, 1, memory_order_acq_rel) != 1)
        return;
    if (t->answer)
        e->destroy(t->answer);
    else
        free(t->body);
    free(e);
}

static struct entry *entry_new(struct tile_cache *c, const struct tile_key *k)
{
    struct entry *e = calloc(1, sizeof *e + k->n);
    if (!e)
        return NULL;
    atomic_init(&e->refs, 1);
    e->cache = c;
    e->destroy = c->hooks.destroy;
    e->hash = k->hash;
    e->n_key = k->n;
    memcpy(e->key, k->bytes, k->n);
    e->tile.hash = k->n ? k->hash : 0;
    return e;
}

/* ---- shards (all under their lock) ---- */

static struct shard *shard_of(struct tile_cache *c, const struct tile_key *k)
{
    return &c->shards[(k->hash >> 48) % c->n_shards];
}

static struct entry *lookup(struct shard *s, const struct tile_key *k)
{
    struct entry *e = s->buckets[k->hash & (s->n_buckets - 1)];
    while (e && (e->hash != k->hash || e->n_key != k->n || memcmp(e->key, k->bytes, k->n) != 0))
        e = e->chain;
    return e;
}

static void unlink_use(struct shard *s, struct entry *e)
{
    *(e->newer ? &e->newer->older : &s->newest) = e->older;
    *(e->older ? &e->older->newer : &s->oldest) = e->newer;
    e->newer = e->older = NULL;
}

static void link_newest(struct shard *s, struct entry *e)
{
    e->older = s->newest;
    *(s->newest ? &s->newest->newer : &s->oldest) = e;
    s->newest = e;
}

static void add(struct shard *s, struct entry *e)
{
    struct entry **bucket = &s->buckets[e->hash & (s->n_buckets - 1)];
    e->chain = *bucket;
    *bucket = e;
    e->listed = true;
}

/* Out of the table; the table's own reference goes to the caller. */
static void take_out(struct shard *s, struct entry *e)
{
    struct entry **at = &s->buckets[e->hash & (s->n_buckets - 1)];
    while (*at != e)
        at = &(*at)->chain;
    *at = e->chain;
    e->chain = NULL;
    e->listed = false;
    if (e->state == THERE) {
        unlink_use(s, e);
        s->bytes -= e->cost;
        s->tiles--;
    }
}

static struct tile *use(struct shard *s, struct entry *e)
{
    atomic_fetch_add_explicit(&e->refs, 1, memory_order_relaxed);
    if (s->newest != e) {
        unlink_use(s, e);
        link_newest(s, e);
    }
    s->hits++;
    return &e->tile;
}

/* ---- the cache ---- */

struct tile_cache *tile_cache_new(size_t max_bytes, const struct tile_hooks *hooks)
{
    struct tile_cache *c = calloc(1, sizeof *c);
    if (!c)
        return NULL;
    if (hooks)
        c->hooks = *hooks;
    size_t shards = max_bytes / SHARD_MIN_BYTES;
    shards = shards < 1 ? 1 : shards > MAX_SHARDS ? MAX_SHARDS : shards;
    size_t each = max_bytes / shards, buckets = 64;
    while (buckets < each / TYPICAL_TILE && buckets < 1 << 20)
        buckets *= 2;
    for (; c->n_shards < shards; c->n_shards++) {
        struct shard *s = &c->shards[c->n_shards];
        s->buckets = calloc(buckets, sizeof(struct entry *));
        if (!s->buckets) {
            tile_cache_free(c);
            return NULL;
        }
        s->n_buckets = buckets;
        s->max_bytes = each;
        pthread_condattr_t attr;
        pthread_condattr_init(&attr);
        pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
        pthread_mutex_init(&s->lock, NULL);
        pthread_cond_init(&s->drawn, &attr);
        pthread_condattr_destroy(&attr);
    }
    return c;
}

void tile_cache_free(struct tile_cache *c)
{
    for (size_t i = 0; c && i < c->n_shards; i++) {
        struct shard *s = &c->shards[i];
        for (struct entry *e; (e = s->newest);) {
            take_out(s, e);
            tile_release(&e->tile);
        }
        free(s->buckets);
        pthread_cond_destroy(&s->drawn);
        pthread_mutex_destroy(&s->lock);
    }
    free(c);
}

struct tile *tile_cache_find(struct tile_cache *c, const struct tile_key *k)
{
    if (!k->n)
        return NULL;
    struct shard *s = shard_of(c, k);
    pthread_mutex_lock(&s->lock);
    struct entry *e = lookup(s, k);
    struct tile *t = e && e->state == THERE ? use(s, e) : NULL;
    pthread_mutex_unlock(&s->lock);
    return t;
}

static bool draw_into(struct tile_cache *c, struct entry *e, tile_draw draw, void *ctx, struct err *err)
{
    struct buf body;
    buf_init(&body, BODY_MAX);
    bool ok = draw(ctx, &body, &e->tile.content_type, err);
    if (ok && body.failed)
        ok = err_set(err, ERR_LIMIT, NULL, "De tegel is te groot.");
    if (!ok) {
        buf_done(&body);
        return false;
    }
    /* What buf grew by too much goes back: the tile may stay for days. */
    char *fitted = body.n ? realloc(body.p, body.n) : NULL;
    e->tile.body = fitted ? fitted : body.p;
    e->tile.n = body.n;
    if (c->hooks.prepare)
        e->tile.answer = c->hooks.prepare(c->hooks.ctx, &e->tile);
    e->cost = sizeof *e + e->n_key + e->tile.n + (e->tile.answer ? 1500 : 0);
    return true;
}

/* Takes the least used out until the shard is within its bytes; their references are given up after the lock. */
static struct entry *make_room(struct shard *s)
{
    struct entry *gone = NULL;
    while (s->bytes > s->max_bytes && s->oldest) {
        struct entry *e = s->oldest;
        take_out(s, e);
        e->chain = gone;
        gone = e;
        s->evicted++;
    }
    return gone;
}

static void drop(struct entry *gone)
{
    while (gone) {
        struct entry *next = gone->chain;
        tile_release(&gone->tile);
        gone = next;
    }
}

/* The one that draws. e is in the table, and has a reference of the table and one of ours. */
static bool draw_for_all(struct tile_cache *c, struct shard *s, struct entry *e, tile_draw draw, void *ctx,
                         struct tile **out, struct err *err)
{
    struct err fault = {0};
    bool ok = draw_into(c, e, draw, ctx, &fault);
    struct entry *gone = NULL;
    pthread_mutex_lock(&s->lock);
    if (ok && e->cost <= s->max_bytes) {
        e->state = THERE;
        link_newest(s, e);
        s->bytes += e->cost;
        s->tiles++;
        gone = make_room(s);
    } else {
        take_out(s, e); /* a fault, or larger than all that there is room for: those who wait have it by reference */
        e->state = ok ? THERE : FAILED;
        e->fault = fault;
        gone = e;
    }
    pthread_cond_broadcast(&s->drawn);
    pthread_mutex_unlock(&s->lock);
    drop(gone);
    if (ok) {
        *out = &e->tile;
        return true;
    }
    tile_release(&e->tile);
    return err_set(err, fault.code ? fault.code : ERR_INTERNAL, fault.locator, "%s", fault.message);
}

static bool draw_alone(struct tile_cache *c, const struct tile_key *k, tile_draw draw, void *ctx, struct tile **out,
                       struct err *err)
{
    struct entry *e = entry_new(c, k);
    if (!e)
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    if (!draw_into(c, e, draw, ctx, err)) {
        tile_release(&e->tile);
        return false;
    }
    *out = &e->tile;
    return true;
}

/* Waits, under the lock, for the one that draws e. False: it took too long. */
static bool wait_for(struct shard *s, struct entry *e, int wait_ms)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += wait_ms / 1000;
    until.tv_nsec += wait_ms % 1000 * 1000000l;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    while (e->state == DRAWING)
        if (pthread_cond_timedwait(&s->drawn, &s->lock, &until) == ETIMEDOUT)
            return e->state != DRAWING;
    return true;
}

bool tile_cache_get(struct tile_cache *c, const struct tile_key *k, int wait_ms, tile_draw draw, void *ctx,
                    struct tile **out, struct err *err)
{
    if (!k->n)
        return draw_alone(c, k, draw, ctx, out, err);
    struct shard *s = shard_of(c, k);
    pthread_mutex_lock(&s->lock);
    struct entry *e = lookup(s, k);
    if (e && e->state == THERE) {
        *out = use(s, e);
        pthread_mutex_unlock(&s->lock);
        return true;
    }
    if (!e) {
        s->misses++;
        e = entry_new(c, k);
        if (e) {
            atomic_fetch_add_explicit(&e->refs, 1, memory_order_relaxed);
            add(s, e);
        }
        pthread_mutex_unlock(&s->lock);
        return e ? draw_for_all(c, s, e, draw, ctx, out, err) : err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    }
    atomic_fetch_add_explicit(&e->refs, 1, memory_order_relaxed);
    s->waited++;
    bool done = wait_for(s, e, wait_ms), ok = done && e->state == THERE;
    pthread_mutex_unlock(&s->lock);
    if (ok) {
        *out = &e->tile;
        return true;
    }
    if (done)
        err_set(err, e->fault.code ? e->fault.code : ERR_INTERNAL, e->fault.locator, "%s", e->fault.message);
    tile_release(&e->tile);
    return done ? false : draw_alone(c, k, draw, ctx, out, err);
}

void tile_cache_stats(struct tile_cache *c, struct tile_cache_stats *out)
{
    *out = (struct tile_cache_stats){0};
    for (size_t i = 0; i < c->n_shards; i++) {
        struct shard *s = &c->shards[i];
        pthread_mutex_lock(&s->lock);
        out->hits += s->hits;
        out->misses += s->misses;
        out->waited += s->waited;
        out->evicted += s->evicted;
        out->bytes += s->bytes;
        out->max_bytes += s->max_bytes;
        out->tiles += s->tiles;
        pthread_mutex_unlock(&s->lock);
    }
}
