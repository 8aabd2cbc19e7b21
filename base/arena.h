/* Memory with one lifetime: allocated piece by piece, given back as a whole. One thread at a time. */
#ifndef GM_BASE_ARENA_H
#define GM_BASE_ARENA_H

#include "base/str.h"

#include <stddef.h>

struct arena;

/* cap_bytes: how much it may hold in all; over it, allocations give NULL and arena_full says so. NULL: out of memory.
 */
struct arena *arena_new(size_t cap_bytes);
/* Runs what was deferred, last first, and frees all. NULL is fine. */
void arena_free(struct arena *a);

/* 16-byte aligned, zeroed; NULL past the cap or out of memory. n == 0 gives a valid pointer. */
void *arena_alloc(struct arena *a, size_t n);
/* An array of count × size, with overflow checked. */
void *arena_array(struct arena *a, size_t count, size_t size);
/* A longer copy of an arena array (the old one stays until rewind); grows in place when it was the last allocation. */
void *arena_grow(struct arena *a, void *old, size_t old_bytes, size_t new_bytes);
char *arena_cstr(struct arena *a, struct str s);     /* NUL-ended copy */
struct str arena_str(struct arena *a, struct str s); /* copy; p NULL when out of memory */
char *arena_printf(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Calls fn(p) when the arena is rewound past here or freed. False: out of memory (fn was then called at once). */
bool arena_defer(struct arena *a, void (*fn)(void *), void *p);
/* True once an allocation has failed since the last arena_rewind to the start. */
bool arena_full(const struct arena *a);
size_t arena_used(const struct arena *a);

struct arena_mark {
    size_t chunk, used, total, defers;
};
struct arena_mark arena_mark(const struct arena *a);
/* Gives back all that was allocated since the mark. Keeps the chunks for reuse. */
void arena_rewind(struct arena *a, struct arena_mark mark);

#endif
