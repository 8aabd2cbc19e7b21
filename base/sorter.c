#include "base/sorter.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { RUN_BUFFER = 256 << 10, LEAST_BUFFER = 16 << 10, FIRST_BYTES = 1 << 20 };

/* In memory: the bytes of rows behind each other, and where each stands. On file the same bytes behind key and length.
 */
struct entry {
    uint64_t key;
    size_t at, n;
};
struct head {
    uint64_t key, n;
};

struct run {
    off_t from, to; /* what of the file is still to be read */
    char *buffer;
    size_t have, at;
    size_t size;
    struct head head; /* of the row that comes next */
    size_t number;
};

struct sorter {
    const char *dir;
    size_t max, used, cap;
    char *bytes;
    struct entry *entries;
    size_t n, cap_entries;
    int fd;
    off_t written;
    struct run *runs;
    size_t n_runs, cap_runs;
    bool reading;
    size_t next; /* when all is in memory */
    struct run **heap;
    size_t n_heap;
    struct run *last; /* whose row was given */
};

static bool no_memory(struct err *err)
{
    return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen om te sorteren.");
}

bool sorter_new(const char *dir, size_t memory_bytes, struct sorter **out, struct err *err)
{
    struct sorter *s = calloc(1, sizeof *s);
    if (!s)
        return no_memory(err);
    s->dir = dir;
    s->max = memory_bytes;
    s->fd = -1;
    *out = s;
    return true;
}

void sorter_free(struct sorter *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < s->n_runs; i++)
        free(s->runs[i].buffer);
    if (s->fd >= 0)
        close(s->fd);
    free(s->runs);
    free(s->heap);
    free(s->bytes);
    free(s->entries);
    free(s);
}

static int by_key(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return x->at < y->at ? -1 : x->at > y->at; /* later rows stand further on */
}

static void sort(struct sorter *s)
{
    if (s->n)
        qsort(s->entries, s->n, sizeof *s->entries, by_key);
}

static bool write_all(struct sorter *s, const void *p, size_t n, struct err *err)
{
    for (size_t done = 0; done < n;) {
        ssize_t k = pwrite(s->fd, (const char *)p + done, n - done, s->written);
        if (k < 0 && errno == EINTR)
            continue;
        if (k <= 0)
            return err_set(err, ERR_STORAGE, s->dir, "Er is geen ruimte om te sorteren in %.200s: %s.", s->dir,
                           strerror(errno));
        done += (size_t)k;
        s->written += k;
    }
    return true;
}

/* What is in memory goes to the file as one more sorted run. */
static bool spill(struct sorter *s, struct err *err)
{
    if (s->fd < 0) {
        s->fd = open(s->dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
        if (s->fd < 0) { /* not every file system can */
            char name[4200];
            snprintf(name, sizeof name, "%s/.sorteren-XXXXXX", s->dir);
            s->fd = mkostemp(name, O_CLOEXEC);
            if (s->fd >= 0)
                unlink(name);
        }
        if (s->fd < 0)
            return err_set(err, ERR_STORAGE, s->dir, "In %.200s is geen tijdelijk bestand te maken: %s.", s->dir,
                           strerror(errno));
    }
    if (s->n_runs == s->cap_runs) {
        size_t cap = s->cap_runs ? 2 * s->cap_runs : 16;
        struct run *runs = reallocarray(s->runs, cap, sizeof *runs);
        if (!runs)
            return no_memory(err);
        s->runs = runs;
        s->cap_runs = cap;
    }
    sort(s);
    struct run *r = &s->runs[s->n_runs];
    *r = (struct run){.from = s->written, .number = s->n_runs};
    char *out = malloc(RUN_BUFFER);
    size_t held = 0;
    bool ok = out ? true : no_memory(err);
    for (size_t i = 0; ok && i < s->n; i++) {
        const struct entry *e = &s->entries[i];
        struct head h = {e->key, e->n};
        if (held && held + sizeof h + e->n > RUN_BUFFER) {
            ok = write_all(s, out, held, err);
            held = 0;
        }
        if (sizeof h + e->n > RUN_BUFFER) {
            ok = ok && write_all(s, &h, sizeof h, err) && write_all(s, s->bytes + e->at, e->n, err);
        } else {
            memcpy(out + held, &h, sizeof h);
            memcpy(out + held + sizeof h, s->bytes + e->at, e->n);
            held += sizeof h + e->n;
        }
    }
    ok = ok && write_all(s, out, held, err);
    free(out);
    r->to = s->written;
    s->n_runs += ok;
    s->n = s->used = 0;
    return ok;
}

bool sorter_put(struct sorter *s, uint64_t key, const void *p, size_t n, struct err *err)
{
    if (n > s->max / 4)
        return err_set(err, ERR_LIMIT, NULL, "Een rij is te groot om te sorteren.");
    if (s->n && s->used + n + (s->n + 1) * sizeof(struct entry) > s->max && !spill(s, err))
        return false;
    if (s->used + n > s->cap) {
        size_t cap = s->cap ? 2 * s->cap : FIRST_BYTES;
        while (cap < s->used + n)
            cap *= 2;
        char *bytes = realloc(s->bytes, cap);
        if (!bytes)
            return no_memory(err);
        s->bytes = bytes;
        s->cap = cap;
    }
    if (s->n == s->cap_entries) {
        size_t cap = s->cap_entries ? 2 * s->cap_entries : 4096;
        struct entry *entries = reallocarray(s->entries, cap, sizeof *entries);
        if (!entries)
            return no_memory(err);
        s->entries = entries;
        s->cap_entries = cap;
    }
    s->entries[s->n++] = (struct entry){key, s->used, n};
    memcpy(s->bytes + s->used, p, n);
    s->used += n;
    return true;
}

/* At least `need` bytes of the run in its buffer, unless it ends before. */
static bool fill(struct sorter *s, struct run *r, size_t need, struct err *err)
{
    if (r->have - r->at >= need)
        return true;
    memmove(r->buffer, r->buffer + r->at, r->have - r->at);
    r->have -= r->at;
    r->at = 0;
    if (need > r->size) {
        char *grown = realloc(r->buffer, need);
        if (!grown)
            return no_memory(err);
        r->buffer = grown;
        r->size = need;
    }
    while (r->have < need) {
        size_t most = r->size - r->have, left = (size_t)(r->to - r->from);
        ssize_t k = pread(s->fd, r->buffer + r->have, most < left ? most : left, r->from);
        if (k < 0 && errno == EINTR)
            continue;
        if (k <= 0)
            return err_set(err, ERR_STORAGE, s->dir, "Wat gesorteerd werd is niet terug te lezen: %s.",
                           strerror(errno));
        r->have += (size_t)k;
        r->from += k;
    }
    return true;
}

/* Reads the head of the next row; *more false: the run has ended. */
static bool run_step(struct sorter *s, struct run *r, bool *more, struct err *err)
{
    *more = r->have > r->at || r->from < r->to;
    if (!*more)
        return true;
    if (!fill(s, r, sizeof r->head, err))
        return false;
    memcpy(&r->head, r->buffer + r->at, sizeof r->head);
    return true;
}

static bool before(const struct run *a, const struct run *b)
{
    return a->head.key != b->head.key ? a->head.key < b->head.key : a->number < b->number;
}

static void sink(struct sorter *s, size_t i)
{
    for (;;) {
        size_t least = i, left = 2 * i + 1;
        for (size_t k = left; k < left + 2 && k < s->n_heap; k++)
            if (before(s->heap[k], s->heap[least]))
                least = k;
        if (least == i)
            return;
        struct run *t = s->heap[i];
        s->heap[i] = s->heap[least];
        s->heap[least] = t;
        i = least;
    }
}

static bool reading_begin(struct sorter *s, struct err *err)
{
    s->reading = true;
    if (!s->n_runs) {
        sort(s);
        return true;
    }
    if (s->n && !spill(s, err))
        return false;
    free(s->bytes);
    free(s->entries);
    s->bytes = NULL;
    s->entries = NULL;
    s->cap = s->cap_entries = 0;
    s->heap = calloc(s->n_runs, sizeof(struct run *));
    if (!s->heap)
        return no_memory(err);
    /* The runs share what memory there is. */
    size_t share = s->max / s->n_runs;
    share = share > RUN_BUFFER ? RUN_BUFFER : share < LEAST_BUFFER ? LEAST_BUFFER : share;
    for (size_t i = 0; i < s->n_runs; i++) {
        struct run *r = &s->runs[i];
        bool more;
        r->buffer = malloc(share);
        r->size = share;
        if (!r->buffer)
            return no_memory(err);
        if (!run_step(s, r, &more, err))
            return false;
        if (more)
            s->heap[s->n_heap++] = r;
    }
    for (size_t i = s->n_heap; i-- > 0;)
        sink(s, i);
    return true;
}

bool sorter_next_key(struct sorter *s, uint64_t *key, const void **p, size_t *n, struct err *err)
{
    *p = NULL;
    if (!s->reading && !reading_begin(s, err))
        return false;
    if (!s->n_runs) {
        if (s->next < s->n) {
            *key = s->entries[s->next].key;
            *p = s->bytes + s->entries[s->next].at;
            *n = s->entries[s->next++].n;
        }
        return true;
    }
    if (s->last) { /* the one that was given last is on top: on to its next row */
        bool more;
        s->last->at += sizeof(struct head) + s->last->head.n;
        if (!run_step(s, s->last, &more, err))
            return false;
        if (!more)
            s->heap[0] = s->heap[--s->n_heap];
        sink(s, 0);
        s->last = NULL;
    }
    if (!s->n_heap)
        return true;
    struct run *r = s->heap[0];
    if (!fill(s, r, sizeof r->head + r->head.n, err))
        return false;
    s->last = r;
    *key = r->head.key;
    *p = r->buffer + r->at + sizeof r->head;
    *n = r->head.n;
    return true;
}

bool sorter_next(struct sorter *s, const void **p, size_t *n, struct err *err)
{
    uint64_t key;
    return sorter_next_key(s, &key, p, n, err);
}
