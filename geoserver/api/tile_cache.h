/* Tiles in memory: one cache per server, for all threads, bounded in bytes. A hit takes a reference and copies nothing;
 * of many who ask for the same absent tile one draws and the others wait for it. docs/adr/0013. */
#ifndef GM_GEOSERVER_API_TILE_CACHE_H
#define GM_GEOSERVER_API_TILE_CACHE_H

#include "base/buf.h"
#include "base/err.h"

#include <stdint.h>

/* All that decides a tile's bytes, one text after the other; two keys are the same when their bytes are. */
enum { TILE_KEY_MAX = 480 };
struct tile_key {
    uint64_t hash;
    uint16_t n; /* 0: it didn't fit, and can't be cached */
    char bytes[TILE_KEY_MAX];
};
/* Begins with n == 0 and hash 0; both are only right after tile_key_end. A key that gets too long becomes unusable. */
void tile_key_start(struct tile_key *k);
void tile_key_text(struct tile_key *k, struct str s);
void tile_key_number(struct tile_key *k, uint64_t v);
bool tile_key_end(struct tile_key *k); /* false: too long */

struct tile {
    const char *content_type; /* constant */
    uint64_t hash;            /* of its key: what its ETag is made of; 0: no ETag */
    char *body;               /* malloc'd; with an answer: the answer's */
    size_t n;
    void *answer; /* what `prepare` made of it, NULL without */
};
/* One reference less. NULL is fine. */
void tile_release(struct tile *t);

struct tile_hooks {
    /* Makes, once per tile and before others see it, what is sent for it, and takes over the body (which must then live
     * as long as the answer). NULL: out of memory; the tile goes without. */
    void *(*prepare)(void *ctx, const struct tile *t);
    void (*destroy)(void *answer);
    void *ctx;
};

struct tile_cache;
/* max_bytes: of bodies, keys and overhead together. NULL: out of memory. hooks may be NULL. */
struct tile_cache *tile_cache_new(size_t max_bytes, const struct tile_hooks *hooks);
/* Nobody may wait in it any more; tiles that are still referred to live on. */
void tile_cache_free(struct tile_cache *c);

/* A tile that is there, with a reference; or NULL. Counts. */
struct tile *tile_cache_find(struct tile_cache *c, const struct tile_key *k);
/* Draws: the body appended to `body`, content type constant. */
typedef bool (*tile_draw)(void *ctx, struct buf *body, const char **content_type, struct err *err);
/* As tile_cache_find; when it isn't there, one of those who ask calls draw and the others wait, at most wait_ms, after
 * which they draw for themselves. A fault isn't kept: those who waited get the same one. The outcome has a reference
 * for the caller. Without a key (n == 0) it only draws. */
bool tile_cache_get(struct tile_cache *c, const struct tile_key *k, int wait_ms, tile_draw draw, void *ctx,
                    struct tile **out, struct err *err) MUST_CHECK;

struct tile_cache_stats {
    uint64_t hits, misses, waited, evicted;
    size_t bytes, max_bytes, tiles;
};
void tile_cache_stats(struct tile_cache *c, struct tile_cache_stats *out);
/* The quoted ETag of a key; another coding is another representation (RFC 9110 §8.8.3). */
void tile_etag(uint64_t hash, bool gzip, char out[40]);

#endif
