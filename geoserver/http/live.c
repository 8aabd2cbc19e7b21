#include "geoserver/http/live.h"

#include <dirent.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

enum { MAX_STYLES = 1000, ARENA_BYTES = 256 << 20, LOOK_MS = 500 };

struct set {
    struct live_styles styles; /* first: what is taken is given back by its pointer */
    atomic_size_t refs;
    struct arena *arena;
};

struct live {
    const char *dir;
    const struct catalog *catalog;
    const struct log *log;
    pthread_mutex_t lock; /* of `now` and `stopping` */
    pthread_cond_t stop;
    struct set *now;
    bool stopping, started;
    pthread_t thread;
    pthread_mutex_t looking; /* one look at a time: of the two below */
    uint64_t seen;           /* the files as they were at the last look that counted, right or wrong */
};

/* ---- one reading ---- */

static int by_id(const void *a, const void *b)
{
    return strcmp(((const struct style_edition *)a)->id, ((const struct style_edition *)b)->id);
}

static uint64_t file_version(const char *path)
{
    FILE *f = fopen(path, "rbe");
    uint64_t h = VERSION_START;
    char block[16384];
    if (!f)
        return 0;
    for (size_t n; (n = fread(block, 1, sizeof block, f)) > 0;)
        h = version_mix(h, (struct str){block, n});
    fclose(f);
    return h;
}

static bool read_editions(const char *dir, struct arena *a, struct style_edition **out, size_t *n, struct err *err)
{
    DIR *d = opendir(dir);
    struct style_edition *list = arena_array(a, MAX_STYLES, sizeof *list);
    bool ok = d && list;
    *n = 0;
    for (struct dirent *e; ok && *n < MAX_STYLES && (e = readdir(d));) {
        struct str name = str_from(e->d_name);
        if (name.n < 5 || !str_ends(name, STR(".sld")) || name.p[0] == '.')
            continue;
        const char *path = arena_printf(a, "%s/%s", dir, e->d_name);
        list[*n].id = arena_cstr(a, str_sub(name, 0, name.n - 4));
        ok = path && list[*n].id;
        if (ok)
            list[(*n)++].version = file_version(path);
    }
    if (d)
        closedir(d);
    if (!ok)
        return err_set(err, ERR_STORAGE, dir, "De map met stijlen %.200s is niet te lezen.", dir);
    qsort(list, *n, sizeof *list, by_id);
    *out = list;
    return true;
}

static bool same_editions(const struct style_edition *a, size_t n, const struct style_edition *b, size_t m)
{
    bool same = n == m;
    for (size_t i = 0; same && i < n; i++)
        same = strcmp(a[i].id, b[i].id) == 0 && a[i].version == b[i].version;
    return same;
}

static bool names_are_there(const struct style_set *set, const struct catalog *c, struct err *err)
{
    for (size_t i = 0; c && i < c->n_lagen; i++)
        for (size_t k = 0; k < c->lagen[i].n_stijlen; k++)
            if (!style_find(set, c->lagen[i].stijlen[k]))
                return err_set(err, ERR_NOT_FOUND, c->lagen[i].stijlen[k],
                               "de laag \"%s\" heeft deze stijl nodig, maar het bestand is er niet", c->lagen[i].id);
    return true;
}

bool live_styles_read(const char *dir, const struct catalog *catalog, struct arena *a, struct live_styles *out,
                      struct err *err)
{
    struct style_edition *before, *after;
    struct live_styles s = {0};
    struct style_set *set;
    size_t n, m;
    /* What was parsed is what was counted: nothing changed in between. */
    if (!read_editions(dir, a, &before, &n, err) || !style_set_load(dir, a, &set, err) ||
        !names_are_there(set, catalog, err) || !read_editions(dir, a, &after, &m, err))
        return false;
    if (!same_editions(before, n, after, m))
        return err_set(err, ERR_STORAGE, dir, "de stijlen veranderden tijdens het lezen");
    s.set = set;
    s.editions = before;
    s.n = n;
    s.version = VERSION_START;
    for (size_t i = 0; i < n; i++)
        s.version = version_mix_number(version_mix(s.version, str_from(before[i].id)), before[i].version);
    *out = s;
    return true;
}

static void set_release(struct set *s)
{
    if (s && atomic_fetch_sub_explicit(&s->refs, 1, memory_order_acq_rel) == 1) {
        arena_free(s->arena);
        free(s);
    }
}

static struct set *set_read(const char *dir, const struct catalog *catalog, struct err *err)
{
    struct set *s = calloc(1, sizeof *s);
    if (!s || !(s->arena = arena_new(ARENA_BYTES))) {
        free(s);
        err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
        return NULL;
    }
    atomic_init(&s->refs, 1);
    if (live_styles_read(dir, catalog, s->arena, &s->styles, err))
        return s;
    set_release(s);
    return NULL;
}

/* ---- watching ---- */

/* Names, sizes, times and inodes, in whatever order the folder gives them. */
static uint64_t look(const char *dir)
{
    char path[4300];
    uint64_t sum = 0;
    DIR *d = opendir(dir);
    for (struct dirent *e; d && (e = readdir(d));) {
        struct stat st;
        if (!str_ends(str_from(e->d_name), STR(".sld")) || e->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "%s/%s", dir, e->d_name);
        if (stat(path, &st) != 0)
            continue;
        uint64_t h = version_mix(VERSION_START, str_from(e->d_name));
        h = version_mix_number(h, (uint64_t)st.st_size);
        h = version_mix_number(h, (uint64_t)st.st_mtim.tv_sec);
        h = version_mix_number(h, (uint64_t)st.st_mtim.tv_nsec);
        sum += version_mix_number(h, st.st_ino);
    }
    if (d)
        closedir(d);
    return sum;
}

bool live_check(struct live *l)
{
    pthread_mutex_lock(&l->looking);
    uint64_t seen = look(l->dir);
    struct set *old = NULL, *fresh = NULL;
    bool swapped = false;
    if (seen != l->seen) {
        struct err err = {0};
        fresh = set_read(l->dir, l->catalog, &err);
        bool moving = look(l->dir) != seen; /* somebody is still writing: judge it at the next look */
        if (fresh && !moving) {
            pthread_mutex_lock(&l->lock);
            swapped = fresh->styles.version != l->now->styles.version;
            if (swapped) {
                old = l->now;
                l->now = fresh;
                fresh = NULL;
            }
            pthread_mutex_unlock(&l->lock);
            if (swapped)
                log_line(l->log, LOG_INFO, "stijlen", "melding", "de stijlen zijn opnieuw gelezen", NULL);
        } else if (!fresh && !moving) {
            log_line(l->log, LOG_ERROR, "stijlen", "plaats", err.locator, "fout", err.message, "gevolg",
                     "de vorige stijlen blijven gelden", NULL);
        }
        if (!moving)
            l->seen = seen;
    }
    set_release(old);
    set_release(fresh);
    pthread_mutex_unlock(&l->looking);
    return swapped;
}

static void *watch(void *p)
{
    struct live *l = p;
    pthread_mutex_lock(&l->lock);
    while (!l->stopping) {
        struct timespec until;
        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_nsec += LOOK_MS * 1000000l;
        until.tv_sec += until.tv_nsec / 1000000000;
        until.tv_nsec %= 1000000000;
        pthread_cond_timedwait(&l->stop, &l->lock, &until);
        if (l->stopping)
            break;
        pthread_mutex_unlock(&l->lock);
        live_check(l);
        pthread_mutex_lock(&l->lock);
    }
    pthread_mutex_unlock(&l->lock);
    return NULL;
}

bool live_start(const char *dir, const struct catalog *catalog, const struct log *log, struct live **out,
                struct err *err)
{
    struct live *l = calloc(1, sizeof *l);
    if (!l)
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    *l = (struct live){.dir = dir, .catalog = catalog, .log = log, .seen = look(dir)};
    pthread_condattr_t attr;
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_mutex_init(&l->lock, NULL);
    pthread_mutex_init(&l->looking, NULL);
    pthread_cond_init(&l->stop, &attr);
    pthread_condattr_destroy(&attr);
    l->now = set_read(dir, catalog, err);
    if (l->now)
        l->started = pthread_create(&l->thread, NULL, watch, l) == 0;
    if (!l->started) {
        live_stop(l);
        return err_set(err, ERR_MEMORY, NULL, "Er is geen draad te maken die op de stijlen let.");
    }
    *out = l;
    return true;
}

void live_stop(struct live *l)
{
    if (!l)
        return;
    pthread_mutex_lock(&l->lock);
    l->stopping = true;
    pthread_cond_signal(&l->stop);
    pthread_mutex_unlock(&l->lock);
    if (l->started)
        pthread_join(l->thread, NULL);
    set_release(l->now);
    pthread_cond_destroy(&l->stop);
    pthread_mutex_destroy(&l->looking);
    pthread_mutex_destroy(&l->lock);
    free(l);
}

const struct live_styles *live_take(struct live *l)
{
    pthread_mutex_lock(&l->lock);
    struct set *s = l->now;
    atomic_fetch_add_explicit(&s->refs, 1, memory_order_relaxed);
    pthread_mutex_unlock(&l->lock);
    return &s->styles;
}

void live_give(const struct live_styles *s)
{
    set_release((struct set *)(uintptr_t)s);
}
