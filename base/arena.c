#include "base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK_BYTES = 64 * 1024, ALIGN = 16, MAX_CHUNKS = 64 };

struct chunk {
    char *p;
    size_t size;
};

struct defer {
    void (*fn)(void *);
    void *p;
};

/* Chunks double in size, so that 64 of them outgrow any cap; those past `chunk` are kept empty for reuse. */
struct arena {
    size_t cap, total;
    struct chunk chunks[MAX_CHUNKS];
    size_t n_chunks;
    size_t chunk, used; /* where the next allocation goes */
    struct defer *defers;
    size_t n_defers, cap_defers;
    bool full;
};

struct arena *arena_new(size_t cap_bytes)
{
    struct arena *a = calloc(1, sizeof *a);
    if (a)
        a->cap = cap_bytes;
    return a;
}

static void run_defers(struct arena *a, size_t down_to)
{
    while (a->n_defers > down_to) {
        struct defer d = a->defers[--a->n_defers];
        d.fn(d.p);
    }
}

void arena_free(struct arena *a)
{
    if (!a)
        return;
    run_defers(a, 0);
    for (size_t i = 0; i < a->n_chunks; i++)
        free(a->chunks[i].p);
    free(a->defers);
    free(a);
}

static void *fail(struct arena *a)
{
    a->full = true;
    return NULL;
}

void *arena_alloc(struct arena *a, size_t n)
{
    if (n > a->cap || a->cap > SIZE_MAX / 4)
        return fail(a);
    size_t need = (n + ALIGN - 1) / ALIGN * ALIGN;
    if (need == 0)
        need = ALIGN;
    if (a->total + need > a->cap)
        return fail(a);
    while (a->chunk < a->n_chunks && a->chunks[a->chunk].size - a->used < need) {
        a->chunk++;
        a->used = 0;
    }
    if (a->chunk == a->n_chunks) {
        if (a->n_chunks == MAX_CHUNKS)
            return fail(a);
        size_t size = a->n_chunks ? a->chunks[a->n_chunks - 1].size * 2 : CHUNK_BYTES;
        if (size > a->cap / 4)
            size = a->cap / 4;
        if (size < CHUNK_BYTES)
            size = CHUNK_BYTES;
        if (size < need)
            size = need;
        char *p = malloc(size);
        if (!p)
            return fail(a);
        a->chunks[a->n_chunks++] = (struct chunk){p, size};
        a->used = 0;
    }
    void *p = a->chunks[a->chunk].p + a->used;
    a->used += need;
    a->total += need;
    return memset(p, 0, need);
}

void *arena_array(struct arena *a, size_t count, size_t size)
{
    size_t n;
    return __builtin_mul_overflow(count, size, &n) ? fail(a) : arena_alloc(a, n);
}

void *arena_grow(struct arena *a, void *old, size_t old_bytes, size_t new_bytes)
{
    size_t old_need = (old_bytes + ALIGN - 1) / ALIGN * ALIGN;
    size_t new_need = (new_bytes + ALIGN - 1) / ALIGN * ALIGN;
    if (old && new_bytes >= old_bytes && new_bytes <= a->cap && a->chunk < a->n_chunks && old_need &&
        (char *)old + old_need == a->chunks[a->chunk].p + a->used &&
        new_need - old_need <= a->chunks[a->chunk].size - a->used && a->total + (new_need - old_need) <= a->cap) {
        memset((char *)old + old_need, 0, new_need - old_need);
        a->used += new_need - old_need;
        a->total += new_need - old_need;
        return old;
    }
    void *p = arena_alloc(a, new_bytes);
    if (p && old)
        memcpy(p, old, old_bytes < new_bytes ? old_bytes : new_bytes);
    return p;
}

char *arena_cstr(struct arena *a, struct str s)
{
    if (s.n == SIZE_MAX)
        return fail(a);
    char *p = arena_alloc(a, s.n + 1);
    if (p && s.n)
        memcpy(p, s.p, s.n);
    return p;
}

struct str arena_str(struct arena *a, struct str s)
{
    char *p = arena_cstr(a, s);
    return (struct str){p, p ? s.n : 0};
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    if (n < 0)
        return fail(a);
    char *p = arena_alloc(a, (size_t)n + 1);
    if (!p)
        return NULL;
    va_start(ap, fmt);
    vsnprintf(p, (size_t)n + 1, fmt, ap);
    va_end(ap);
    return p;
}

bool arena_defer(struct arena *a, void (*fn)(void *), void *p)
{
    if (a->n_defers == a->cap_defers) {
        size_t cap = a->cap_defers ? a->cap_defers * 2 : 16;
        struct defer *grown = reallocarray(a->defers, cap, sizeof *grown);
        if (!grown) {
            fn(p);
            a->full = true;
            return false;
        }
        a->defers = grown;
        a->cap_defers = cap;
    }
    a->defers[a->n_defers++] = (struct defer){fn, p};
    return true;
}

bool arena_full(const struct arena *a)
{
    return a->full;
}

size_t arena_used(const struct arena *a)
{
    return a->total;
}

struct arena_mark arena_mark(const struct arena *a)
{
    return (struct arena_mark){a->chunk, a->used, a->total, a->n_defers};
}

void arena_rewind(struct arena *a, struct arena_mark mark)
{
    run_defers(a, mark.defers);
#ifndef NDEBUG
    /* Poison what is given back, so that a pointer kept too long shows itself. */
    for (size_t i = mark.chunk; i < a->n_chunks && i <= a->chunk; i++) {
        size_t from = i == mark.chunk ? mark.used : 0;
        size_t to = i == a->chunk ? a->used : a->chunks[i].size;
        if (to > from)
            memset(a->chunks[i].p + from, 0xa5, to - from);
    }
#endif
    a->chunk = mark.chunk;
    a->used = mark.used;
    a->total = mark.total;
    if (mark.total == 0)
        a->full = false;
}
