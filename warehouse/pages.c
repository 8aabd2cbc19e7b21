#include "warehouse/pages.h"

#include "warehouse/row.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    HELD = 1 << 20,  /* bytes of pages that go to the file at once */
    EARLY = 8 << 20, /* after so many the disk may begin with them */
    MAX_PAGE = 65536,
    MAX_LEVELS = 20,
    HEAD = 12,              /* of a page; that of a leaf is 4 shorter */
    PENDING_BYTE = 1 << 30, /* the page that has it is never used */
    FILE_HEAD = 100
};
enum { TABLE_INTERIOR = 0x05, TABLE_LEAF = 0x0d, INDEX_INTERIOR = 0x02, INDEX_LEAF = 0x0a };

struct pages {
    int fd;
    char *path;
    size_t page, usable; /* bytes */
    uint32_t count;      /* pages given out */
    uint32_t written;    /* pages of the file that are in it */
    unsigned char *held;
    size_t n_held;
    off_t early; /* what the disk was told of */
};

/* One page that is being filled: pointers to cells from the front, cells from the back. */
struct level {
    unsigned char *page;
    size_t n, top;
    size_t last; /* size of the last cell */
};

struct page_tree {
    struct pages *p;
    uint32_t root;
    bool index;
    int depth; /* of the highest level in use */
    int64_t rowid;
    struct level levels[MAX_LEVELS]; /* 0: the leaves */
    unsigned char *cell;             /* one that is on its way */
};

static bool no_memory(struct err *err)
{
    return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
}

static uint32_t get32(const unsigned char *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static void put32(unsigned char *p, uint32_t v)
{
    for (int i = 0; i < 4; i++)
        p[i] = (unsigned char)(v >> (24 - 8 * i));
}

static void put16(unsigned char *p, size_t v)
{
    p[0] = (unsigned char)(v >> 8);
    p[1] = (unsigned char)v;
}

/* ---- the file ---- */

static bool fail(const struct pages *p, struct err *err)
{
    return err_set(err, ERR_STORAGE, p->path, "%.300s is niet te schrijven: %s.", p->path, strerror(errno));
}

static bool write_at(const struct pages *p, const void *from, size_t n, off_t at, struct err *err)
{
    for (size_t done = 0; done < n;) {
        ssize_t k = pwrite(p->fd, (const char *)from + done, n - done, at + (off_t)done);
        if (k < 0 && errno == EINTR)
            continue;
        if (k <= 0)
            return fail(p, err);
        done += (size_t)k;
    }
    return true;
}

static bool flush(struct pages *p, struct err *err)
{
    off_t at = (off_t)p->written * (off_t)p->page;
    if (!write_at(p, p->held, p->n_held, at, err))
        return false;
    p->written += (uint32_t)(p->n_held / p->page);
    at += (off_t)p->n_held;
    p->n_held = 0;
    if (at - p->early >= EARLY) {
        sync_file_range(p->fd, p->early, at - p->early, SYNC_FILE_RANGE_WRITE);
        p->early = at;
    }
    return true;
}

static bool append(struct pages *p, const unsigned char *page, struct err *err)
{
    if (p->n_held + p->page > HELD && !flush(p, err))
        return false;
    memcpy(p->held + p->n_held, page, p->page);
    p->n_held += p->page;
    p->count++;
    return true;
}

/* Where the next page goes. Steps over the page that SQLite keeps for its locks. */
static bool next_page(struct pages *p, uint32_t *number, struct err *err)
{
    if (p->count == UINT32_MAX - 2)
        return err_set(err, ERR_LIMIT, p->path, "Het magazijn wordt te groot voor SQLite.");
    if (p->count + 1 == PENDING_BYTE / p->page + 1) {
        unsigned char *blank = calloc(1, p->page);
        bool ok = blank ? append(p, blank, err) : no_memory(err);
        free(blank);
        if (!ok)
            return false;
    }
    *number = p->count + 1;
    return true;
}

bool pages_open(const char *path, struct pages **out, struct err *err)
{
    struct pages *p = calloc(1, sizeof *p);
    unsigned char head[FILE_HEAD];
    struct stat st;
    if (!p)
        return no_memory(err);
    p->fd = open(path, O_RDWR | O_CLOEXEC);
    p->path = strdup(path);
    p->held = malloc(HELD);
    bool ok = p->path && p->held ? true : no_memory(err);
    if (ok && (p->fd < 0 || fstat(p->fd, &st) != 0 || pread(p->fd, head, sizeof head, 0) != sizeof head))
        ok = err_set(err, ERR_STORAGE, path, "%.300s is niet te openen: %s.", path, strerror(errno));
    if (ok) {
        p->page = (size_t)head[16] << 8 | head[17];
        p->page = p->page == 1 ? MAX_PAGE : p->page;
        p->usable = p->page - head[20];
        p->count = p->written = get32(head + 28);
        p->early = (off_t)p->written * (off_t)p->page;
        /* One page type per number (no auto-vacuum), text in UTF-8, and all pages in the file. */
        if (memcmp(head, "SQLite format 3", 16) != 0 || p->page < 512 || get32(head + 52) != 0 ||
            get32(head + 56) != 1 || get32(head + 44) != 4 || st.st_size != p->early)
            ok = err_set(err, ERR_STORAGE, path, "%.300s heeft een vorm die hier niet te vullen is.", path);
    }
    if (!ok) {
        pages_abort(p);
        return false;
    }
    *out = p;
    return true;
}

void pages_abort(struct pages *p)
{
    if (!p)
        return;
    if (p->fd >= 0)
        close(p->fd);
    free(p->path);
    free(p->held);
    free(p);
}

bool pages_close(struct pages *p, struct err *err)
{
    unsigned char head[FILE_HEAD];
    bool ok = flush(p, err) && (pread(p->fd, head, sizeof head, 0) == sizeof head || fail(p, err));
    if (ok) {
        /* The change counter tells SQLite that what it remembers of the file is of the past. */
        uint32_t change = get32(head + 24) + 1;
        put32(head + 24, change);
        put32(head + 28, p->count);
        put32(head + 92, change);
        ok = write_at(p, head, sizeof head, 0, err);
    }
    pages_abort(p);
    return ok;
}

/* ---- cells ---- */

/* How much of a payload of n bytes stands in its cell; the rest in overflow pages (fileformat2.html §1.6). */
static size_t local_size(const struct page_tree *t, size_t n)
{
    size_t u = t->p->usable, most = t->index ? (u - 12) * 64 / 255 - 23 : u - 35;
    if (n <= most)
        return n;
    size_t least = (u - 12) * 32 / 255 - 23, k = least + (n - least) % (u - 4);
    return k <= most ? k : least;
}

/* Takes n bytes from the parts, from `*at` in the first of them on. */
static void take(const struct str **part, size_t *at, unsigned char *to, size_t n)
{
    while (n) {
        size_t there = (*part)->n - *at, k = there < n ? there : n;
        memcpy(to, (*part)->p + *at, k);
        to += k;
        n -= k;
        *at += k;
        if (*at == (*part)->n) {
            (*part)++;
            *at = 0;
        }
    }
}

/* What didn't fit in the cell, as a chain of pages; `first` gets the number of the first. */
static bool overflow_write(struct pages *p, const struct str *part, size_t at, size_t left, unsigned char *first,
                           struct err *err)
{
    unsigned char *page = calloc(1, p->page);
    uint32_t number;
    bool ok = page ? next_page(p, &number, err) : no_memory(err);
    if (ok)
        put32(first, number);
    while (ok && left) {
        size_t n = left < p->usable - 4 ? left : p->usable - 4;
        left -= n;
        /* Overflow pages follow each other, but for the one page that is stepped over. */
        bool step = number + 1 == PENDING_BYTE / p->page + 1;
        put32(page, left ? number + 1 + step : 0);
        take(&part, &at, page + 4, n);
        ok = append(p, page, err) && (!left || next_page(p, &number, err));
    }
    free(page);
    return ok;
}

/* ---- levels ---- */

static size_t head_size(int height)
{
    return height ? HEAD : HEAD - 4;
}

static void level_clear(struct page_tree *t, int height)
{
    struct level *l = &t->levels[height];
    memset(l->page, 0, t->p->page);
    l->page[0] = t->index ? (height ? INDEX_INTERIOR : INDEX_LEAF) : (height ? TABLE_INTERIOR : TABLE_LEAF);
    l->n = 0;
    l->top = t->p->usable;
    l->last = 0;
}

static bool fits(const struct page_tree *t, int height, size_t n)
{
    const struct level *l = &t->levels[height];
    return l->top - head_size(height) - 2 * l->n >= n + 2;
}

/* Room for a cell of n bytes, in which it is to be written. */
static unsigned char *cell_place(struct page_tree *t, int height, size_t n)
{
    struct level *l = &t->levels[height];
    l->top -= n;
    put16(l->page + head_size(height) + 2 * l->n, l->top);
    l->n++;
    l->last = n;
    return l->page + l->top;
}

static void level_finish(struct page_tree *t, int height)
{
    struct level *l = &t->levels[height];
    put16(l->page + 3, l->n);
    put16(l->page + 5, l->top); /* 65536 becomes 0, as it should */
}

/* The last cell leaves the page. */
static void cell_pop(struct page_tree *t, int height)
{
    struct level *l = &t->levels[height];
    memset(l->page + l->top, 0, l->last);
    l->top += l->last;
    l->n--;
    put16(l->page + head_size(height) + 2 * l->n, 0);
}

static bool child_add(struct page_tree *t, int height, uint32_t child, const unsigned char *divider, size_t n,
                      struct err *err);

static bool level_open(struct page_tree *t, int height, struct err *err)
{
    if (height >= MAX_LEVELS) {
        err_set(err, ERR_LIMIT, t->p->path, "Een tabel wordt te diep.");
        return false;
    }
    if (!t->levels[height].page) {
        if (!(t->levels[height].page = malloc(t->p->page)))
            return no_memory(err);
        level_clear(t, height);
        t->depth = height;
    }
    return true;
}

/* A page of an upper level that is full: what its last cell points at becomes its right-most child, and that cell's
 * divider stands between the page and the next, a level up. */
static bool interior_full(struct page_tree *t, int height, struct err *err)
{
    struct level *l = &t->levels[height];
    unsigned char *divider = malloc(l->last);
    uint32_t number;
    if (!divider)
        return no_memory(err);
    size_t n = l->last - 4;
    memcpy(divider, l->page + l->top + 4, n);
    memcpy(l->page + 8, l->page + l->top, 4);
    cell_pop(t, height);
    level_finish(t, height);
    bool ok = next_page(t->p, &number, err) && append(t->p, l->page, err);
    if (ok) {
        level_clear(t, height);
        ok = child_add(t, height + 1, number, divider, n, err);
    }
    free(divider);
    return ok;
}

/* Adds a child and what divides it from the next: a rowid, or an entry. */
static bool child_add(struct page_tree *t, int height, uint32_t child, const unsigned char *divider, size_t n,
                      struct err *err)
{
    if (!level_open(t, height, err) || (!fits(t, height, n + 4) && !interior_full(t, height, err)))
        return false;
    unsigned char *cell = cell_place(t, height, n + 4);
    put32(cell, child);
    memcpy(cell + 4, divider, n);
    return true;
}

/* A leaf that is full. An index's entries are all divided over the levels: its last one goes up. */
static bool leaf_full(struct page_tree *t, struct err *err)
{
    struct level *l = &t->levels[0];
    unsigned char *divider = t->cell;
    size_t n;
    uint32_t number;
    if (t->index) {
        n = l->last;
        memcpy(divider, l->page + l->top, n);
        cell_pop(t, 0);
    } else {
        n = row_varint(divider, (uint64_t)t->rowid);
    }
    level_finish(t, 0);
    if (!next_page(t->p, &number, err) || !append(t->p, l->page, err))
        return false;
    level_clear(t, 0);
    return child_add(t, 1, number, divider, n, err);
}

static bool cell_add(struct page_tree *t, const unsigned char *head, size_t n_head, const struct str *parts,
                     size_t payload, struct err *err)
{
    size_t local = local_size(t, payload), n = n_head + local + (local < payload ? 4 : 0), at = 0;
    size_t room = n < 4 ? 4 : n;
    if (!fits(t, 0, room) && !leaf_full(t, err))
        return false;
    unsigned char *cell = cell_place(t, 0, room);
    memcpy(cell, head, n_head);
    take(&parts, &at, cell + n_head, local);
    return local == payload || overflow_write(t->p, parts, at, payload - local, cell + n_head + local, err);
}

bool page_tree_begin(struct pages *p, uint32_t root, bool index, struct page_tree **out, struct err *err)
{
    struct page_tree *t = calloc(1, sizeof *t);
    if (!t)
        return no_memory(err);
    *t = (struct page_tree){.p = p, .root = root, .index = index, .rowid = INT64_MIN};
    bool ok = (t->cell = malloc(p->page)) ? level_open(t, 0, err) : no_memory(err);
    if (!ok) {
        page_tree_abort(t);
        return false;
    }
    *out = t;
    return true;
}

void page_tree_abort(struct page_tree *t)
{
    if (!t)
        return;
    for (int i = 0; i < MAX_LEVELS; i++)
        free(t->levels[i].page);
    free(t->cell);
    free(t);
}

bool page_tree_row(struct page_tree *t, int64_t rowid, const struct str *parts, size_t n, struct err *err)
{
    unsigned char head[18];
    size_t payload = 0;
    for (size_t i = 0; i < n; i++)
        payload += parts[i].n;
    size_t n_head = row_varint(head, payload);
    n_head += row_varint(head + n_head, (uint64_t)rowid);
    if (rowid <= t->rowid || payload > INT32_MAX)
        return err_set(err, ERR_INTERNAL, t->p->path, "Een rij staat niet in volgorde, of is te groot.");
    if (!cell_add(t, head, n_head, parts, payload, err))
        return false;
    t->rowid = rowid;
    return true;
}

bool page_tree_entry(struct page_tree *t, struct str record, struct err *err)
{
    unsigned char head[9];
    return cell_add(t, head, row_varint(head, record.n), &record, record.n, err);
}

bool page_tree_end(struct page_tree *t, struct err *err)
{
    bool ok = true;
    for (int height = 0; ok && height <= t->depth; height++) {
        struct level *l = &t->levels[height];
        uint32_t number;
        level_finish(t, height);
        if (height == t->depth) {
            /* An earlier page may still be in memory only. */
            ok = flush(t->p, err) && write_at(t->p, l->page, t->p->page, (off_t)(t->root - 1) * (off_t)t->p->page, err);
            break;
        }
        ok = next_page(t->p, &number, err) && append(t->p, l->page, err);
        put32(t->levels[height + 1].page + 8, number);
    }
    page_tree_abort(t);
    return ok;
}
