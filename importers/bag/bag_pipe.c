#include "importers/bag/bag_pipe.h"

#include "importers/bag/bag_zip.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    CHUNK_BYTES = 256 << 10,
    CHUNKS = 64, /* unpacked and not parsed yet: 16 MB */
    BATCH_BYTES = 512 << 10,
    BATCHES_AHEAD = 48, /* parsed and not taken yet, of files after the one that is being taken */
    BATCH_MAX = 512 << 20,
    MAX_THREADS = 64,
    OBJECT_BYTES = 256 << 20
};

struct chunk {
    struct chunk *next;
    size_t n;
    char bytes[];
};

/* What one parser found: records of a tag byte, a length and that many bytes. */
struct batch {
    struct batch *next;
    struct buf b;
};

/* One XML file on its way. Files are taken up by parsers, and given to the caller, in the order of the delivery. */
struct file {
    struct file *next; /* in the delivery */
    char name[160];
    size_t path;
    struct chunk *first, *last; /* still to be parsed */
    bool whole;                 /* no more chunks come */
    bool claimed, parsed;
    struct batch *found, *found_last;
    struct err err; /* why the parser stopped */
};

struct pipe {
    const char *const *paths;
    size_t n_paths, path;
    const char *peildatum;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct file *files, *last; /* not yet given */
    struct file *filling;      /* the reader's own */
    struct chunk *writing;
    struct chunk *spare;
    size_t chunks, batches; /* on their way */
    bool stop, read_all;
    struct err read_err;
    _Atomic double fraction;
};

/* ---- records ---- */

enum tag {
    TAG_VOORKOMEN,
    TAG_CURRENT,
    TAG_UNDATED,
    TAG_ONDERZOEK,
    TAG_RELATIE,
    TAG_REJECT,
    TAG_WARN,
    TAG_SKIPPED,
    TAG_STAND,
    TAG_LEVERING,
    TAG_PERIODE,
    TAG_GROEP_BEGIN,
    TAG_GROEP_EIND,
    TAG_UNKNOWN
};
enum { TAG_HEAD = 8, MAX_STRINGS = 16 };

static size_t record_begin(struct buf *b, enum tag tag, unsigned char detail)
{
    char head[TAG_HEAD] = {(char)tag, (char)detail};
    buf_add(b, head, sizeof head);
    return b->n;
}

static void record_end(struct buf *b, size_t start)
{
    uint32_t n = (uint32_t)(b->n - start);
    if (!b->failed)
        memcpy(b->p + start - 4, &n, 4);
}

/* Strings, each behind its length. */
static void record_strings(struct buf *b, enum tag tag, unsigned char detail, const struct str *s, size_t n)
{
    size_t start = record_begin(b, tag, detail);
    for (size_t i = 0; i < n; i++) {
        uint32_t size = (uint32_t)s[i].n;
        buf_add(b, &size, 4);
        buf_str(b, s[i]);
    }
    record_end(b, start);
}

static size_t strings_read(const char *p, size_t n, struct str out[MAX_STRINGS])
{
    size_t count = 0;
    memset(out, 0, MAX_STRINGS * sizeof *out);
    while (n >= 4 && count < MAX_STRINGS) {
        uint32_t size;
        memcpy(&size, p, 4);
        out[count++] = (struct str){p + 4, size};
        p += 4 + size;
        n -= 4 + size;
    }
    return count;
}

/* ---- the parser's side ---- */

struct parser {
    struct pipe *p;
    struct file *file;
    struct batch *batch;
    struct geos *geos;
    struct arena *arena;
    char stand[11]; /* of the file; empty: not known yet */
    bool undated;   /* that was said */
};

static struct batch *batch_new(void)
{
    struct batch *b = calloc(1, sizeof *b);
    if (b)
        buf_init(&b->b, BATCH_MAX);
    return b;
}

static void batch_free(struct batch *b)
{
    if (b)
        buf_done(&b->b);
    free(b);
}

/* Under the lock. */
static void batch_append(struct pipe *p, struct file *f, struct batch *b)
{
    if (f->found_last)
        f->found_last->next = b;
    else
        f->found = b;
    f->found_last = b;
    p->batches++;
    pthread_cond_broadcast(&p->changed);
}

/* Hands over what was found. The parser of the file that is being given never waits, for all others wait for it. */
static bool batch_flush(struct parser *q, struct err *err)
{
    struct pipe *p = q->p;
    struct batch *b = q->batch;
    if (b->b.failed)
        return err_set(err, ERR_MEMORY, q->file->name, "Onvoldoende geheugen.");
    struct batch *fresh = batch_new();
    if (!fresh)
        return err_set(err, ERR_MEMORY, q->file->name, "Onvoldoende geheugen.");
    pthread_mutex_lock(&p->lock);
    while (!p->stop && p->batches >= BATCHES_AHEAD && p->files != q->file)
        pthread_cond_wait(&p->changed, &p->lock);
    bool stop = p->stop;
    batch_append(p, q->file, b);
    pthread_mutex_unlock(&p->lock);
    q->batch = fresh;
    return !stop || err_set(err, ERR_INTERNAL, NULL, "gestopt");
}

static bool maybe_flush(struct parser *q, struct err *err)
{
    return q->batch->b.n < BATCH_BYTES || batch_flush(q, err);
}

static void give_reject(struct parser *q, const struct bag_where *where, enum tag tag, const char *reason)
{
    char text[160];
    bag_where_text(where, text);
    const struct str s[] = {str_from(text), str_from(reason)};
    record_strings(&q->batch->b, tag, 0, s, 2);
}

static void on_reject(void *ctx, const struct bag_where *where, const char *reason)
{
    give_reject(ctx, where, TAG_REJECT, reason);
}

static void on_warn(void *ctx, const struct bag_where *where, const char *reason)
{
    give_reject(ctx, where, TAG_WARN, reason);
}

static bool on_voorkomen(void *ctx, const struct bag_voorkomen *v, const struct bag_where *where, struct err *err)
{
    struct parser *q = ctx;
    struct buf *b = &q->batch->b;
    char why[160], reason[200];
    if (v->geom.type == GEOM_POLYGON && v->actie != BAG_WIJZIGING_WAS && v->actie != BAG_VERWIJDERING &&
        !geom_surely_valid(&v->geom) && !geos_is_valid(q->geos, &v->geom, why, sizeof why)) {
        char *place = strchr(why, '['); /* the same text for the same fault */
        if (place)
            *place = 0;
        snprintf(reason, sizeof reason, "ongeldige geometrie (%s)", why);
        give_reject(q, where, TAG_REJECT, reason);
        return maybe_flush(q, err);
    }
    size_t start = record_begin(b, TAG_VOORKOMEN, (unsigned char)v->actie);
    bag_encode(v, b);
    record_end(b, start);
    if (v->actie != BAG_STAND)
        return maybe_flush(q, err);
    if (!q->stand[0] && !q->undated) {
        q->undated = true;
        record_end(b, record_begin(b, TAG_UNDATED, 0));
    }
    size_t before = b->n;
    start = record_begin(b, TAG_CURRENT, (unsigned char)v->type);
    if (q->stand[0] && bag_encode_current(v, str_from(q->stand), b))
        record_end(b, start);
    else if (!b->failed)
        b->n = before;
    return maybe_flush(q, err);
}

static bool on_onderzoek(void *ctx, const struct bag_in_onderzoek *k, const struct bag_where *where, struct err *err)
{
    struct parser *q = ctx;
    char type = (char)('0' + k->type);
    const struct str s[] = {{&type, 1},
                            k->identificatie,
                            k->kenmerk,
                            k->in_onderzoek ? STR("1") : STR("0"),
                            k->documentdatum,
                            k->documentnummer,
                            k->begin_geldigheid,
                            k->eind_geldigheid,
                            k->tijdstip_registratie,
                            k->eind_registratie,
                            k->tijdstip_registratie_lv,
                            k->tijdstip_eind_registratie_lv};
    record_strings(&q->batch->b, TAG_ONDERZOEK, (unsigned char)k->actie, s, sizeof s / sizeof *s);
    return maybe_flush(q, err);
}

static bool on_relatie(void *ctx, struct str woonplaats, struct str gemeente, struct str begin, struct str eind,
                       struct str status, struct err *err)
{
    struct parser *q = ctx;
    const struct str s[] = {woonplaats, gemeente, begin, eind, status};
    record_strings(&q->batch->b, TAG_RELATIE, 0, s, 5);
    return maybe_flush(q, err);
}

static void on_stand(void *ctx, struct str date)
{
    struct parser *q = ctx;
    record_strings(&q->batch->b, TAG_STAND, 0, &date, 1);
    if (!q->p->peildatum && !str_copy(str_sub(date, 0, 10), q->stand, sizeof q->stand))
        q->stand[0] = 0;
}

static bool on_levering(void *ctx, const struct bag_levering *l, const struct bag_where *where, struct err *err)
{
    struct parser *q = ctx;
    if (l->document)
        for (size_t i = 0; i < l->n_gemeenten || (i == 0 && l->nederland); i++) {
            struct str code = l->n_gemeenten ? l->gemeente_codes[i] : STR("");
            record_strings(&q->batch->b, TAG_LEVERING, l->nederland, &code, 1);
        }
    return true;
}

static void on_periode(void *ctx, struct str van, struct str tot)
{
    struct parser *q = ctx;
    const struct str s[] = {van, tot};
    record_strings(&q->batch->b, TAG_PERIODE, 0, s, 2);
}

static bool on_groep(void *ctx, bool begin, const struct bag_where *where, struct err *err)
{
    struct parser *q = ctx;
    char text[160];
    bag_where_text(where, text);
    struct str s = str_from(text);
    record_strings(&q->batch->b, begin ? TAG_GROEP_BEGIN : TAG_GROEP_EIND, 0, &s, 1);
    return true;
}

static void on_unknown(void *ctx, struct str name, int64_t count, const struct bag_where *first)
{
    struct parser *q = ctx;
    char text[160], number[24];
    bag_where_text(first, text);
    snprintf(number, sizeof number, "%lld", (long long)count);
    const struct str s[] = {name, str_from(number), str_from(text)};
    record_strings(&q->batch->b, TAG_UNKNOWN, 0, s, 3);
}

/* The next chunk of the file, or NULL when it is whole or all stops. */
static struct chunk *chunk_take(struct parser *q)
{
    struct pipe *p = q->p;
    struct file *f = q->file;
    pthread_mutex_lock(&p->lock);
    while (!f->first && !f->whole && !p->stop && !p->read_all)
        pthread_cond_wait(&p->changed, &p->lock);
    struct chunk *c = p->stop ? NULL : f->first;
    if (c) {
        f->first = c->next;
        if (!f->first)
            f->last = NULL;
    }
    pthread_mutex_unlock(&p->lock);
    return c;
}

static void chunk_give_back(struct pipe *p, struct chunk *c)
{
    pthread_mutex_lock(&p->lock);
    c->next = p->spare;
    p->spare = c;
    p->chunks--;
    pthread_cond_broadcast(&p->changed);
    pthread_mutex_unlock(&p->lock);
}

static void parse_file(struct parser *q)
{
    struct file *f = q->file;
    struct bag_sink sink = {.ctx = q,
                            .voorkomen = on_voorkomen,
                            .reject = on_reject,
                            .warn = on_warn,
                            .gemeente_woonplaats = on_relatie,
                            .stand = on_stand,
                            .in_onderzoek = on_onderzoek,
                            .levering = on_levering,
                            .mutatieperiode = on_periode,
                            .groep = on_groep,
                            .unknown = on_unknown};
    struct bag_xml *x = NULL;
    struct err err = {0};
    snprintf(q->stand, sizeof q->stand, "%s", q->p->peildatum ? q->p->peildatum : "");
    q->undated = false;
    bool ok = bag_xml_new(f->name, &sink, q->arena, &x, &err);
    for (struct chunk *c; (c = chunk_take(q));) {
        if (ok)
            ok = bag_xml_feed(x, c->bytes, c->n, false, &err);
        chunk_give_back(q->p, c);
    }
    /* A file that the reader couldn't read to its end is the reader's fault to tell. */
    if (ok && f->whole)
        ok = bag_xml_feed(x, "", 0, true, &err);
    if (ok && f->whole && bag_xml_kind(x) == BAG_FILE_UNKNOWN) {
        const struct str s[] = {str_from(f->name), STR("overgeslagen: dit XML-bestand is geen BAG-bestand")};
        record_strings(&q->batch->b, TAG_SKIPPED, 0, s, 2);
    }
    struct err late = {0};
    bool flushed = batch_flush(q, &late);
    bag_xml_free(x);
    pthread_mutex_lock(&q->p->lock);
    f->err = !ok ? err : !flushed ? late : (struct err){0};
    f->parsed = true;
    pthread_cond_broadcast(&q->p->changed);
    pthread_mutex_unlock(&q->p->lock);
}

static void *parser_run(void *arg)
{
    struct parser *q = arg;
    struct pipe *p = q->p;
    for (;;) {
        pthread_mutex_lock(&p->lock);
        struct file *f;
        for (;;) {
            f = p->files;
            while (f && f->claimed)
                f = f->next;
            if (f || p->read_all || p->stop)
                break;
            pthread_cond_wait(&p->changed, &p->lock);
        }
        if (f)
            f->claimed = true;
        bool stop = p->stop;
        pthread_mutex_unlock(&p->lock);
        if (!f || stop)
            return NULL;
        q->file = f;
        parse_file(q);
    }
}

/* ---- the reader's side ---- */

static struct file *file_add(struct pipe *p, const char *name)
{
    struct file *f = calloc(1, sizeof *f);
    if (!f)
        return NULL;
    snprintf(f->name, sizeof f->name, "%s", name);
    f->path = p->path;
    if (p->last)
        p->last->next = f;
    else
        p->files = f;
    p->last = f;
    return f;
}

static bool reader_begin(void *ctx, const char *name, struct err *err)
{
    struct pipe *p = ctx;
    pthread_mutex_lock(&p->lock);
    p->filling = file_add(p, name);
    pthread_cond_broadcast(&p->changed);
    pthread_mutex_unlock(&p->lock);
    return p->filling ? true : err_set(err, ERR_MEMORY, name, "Onvoldoende geheugen.");
}

static char *reader_room(void *ctx, size_t *n, struct err *err)
{
    struct pipe *p = ctx;
    struct chunk *c = p->writing;
    if (!c) {
        pthread_mutex_lock(&p->lock);
        while (!p->stop && p->chunks >= CHUNKS)
            pthread_cond_wait(&p->changed, &p->lock);
        bool stop = p->stop;
        p->chunks += !stop;
        c = p->spare;
        if (c)
            p->spare = c->next;
        pthread_mutex_unlock(&p->lock);
        if (stop) {
            err_set(err, ERR_INTERNAL, NULL, "gestopt");
            return NULL;
        }
        if (!c && !(c = malloc(sizeof *c + CHUNK_BYTES))) {
            err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
            return NULL;
        }
        c->n = 0;
        c->next = NULL;
        p->writing = c;
    }
    *n = CHUNK_BYTES - c->n;
    return c->bytes + c->n;
}

static bool reader_took(void *ctx, size_t n, struct err *err)
{
    struct pipe *p = ctx;
    struct chunk *c = p->writing;
    struct file *f = p->filling;
    c->n += n;
    if (n && c->n < CHUNK_BYTES)
        return true;
    p->writing = NULL;
    pthread_mutex_lock(&p->lock);
    if (f->last)
        f->last->next = c;
    else
        f->first = c;
    f->last = c;
    f->whole = n == 0;
    pthread_cond_broadcast(&p->changed);
    pthread_mutex_unlock(&p->lock);
    return true;
}

static void reader_skipped(void *ctx, const char *name, const char *reason)
{
    struct pipe *p = ctx;
    struct batch *b = batch_new();
    const struct str s[] = {str_from(name), str_from(reason)};
    if (!b)
        return;
    record_strings(&b->b, TAG_SKIPPED, 0, s, 2);
    pthread_mutex_lock(&p->lock);
    struct file *f = file_add(p, name);
    if (f) {
        f->claimed = f->parsed = f->whole = true;
        batch_append(p, f, b);
    } else {
        batch_free(b);
    }
    pthread_mutex_unlock(&p->lock);
}

static void reader_progress(void *ctx, double fraction)
{
    struct pipe *p = ctx;
    atomic_store_explicit(&p->fraction, ((double)p->path + fraction) / (double)p->n_paths, memory_order_relaxed);
}

static void *reader_run(void *arg)
{
    struct pipe *p = arg;
    struct bag_files files = {.ctx = p,
                              .begin = reader_begin,
                              .room = reader_room,
                              .took = reader_took,
                              .skipped = reader_skipped,
                              .progress = reader_progress};
    struct err err = {0};
    for (p->path = 0; p->path < p->n_paths && bag_read_file(p->paths[p->path], &files, &err); p->path++)
        ;
    pthread_mutex_lock(&p->lock);
    p->read_err = err;
    p->read_all = true;
    pthread_cond_broadcast(&p->changed);
    pthread_mutex_unlock(&p->lock);
    return NULL;
}

/* ---- the caller's side ---- */

static const char *text_of(struct str s, char *to, size_t size)
{
    snprintf(to, size, "%.*s", STR_ARG(s));
    return to;
}

static bool give(const struct bag_events *e, enum tag tag, unsigned char detail, const char *p, size_t n,
                 struct err *err)
{
    struct str s[MAX_STRINGS];
    char a[200], b[200];
    if (tag == TAG_VOORKOMEN)
        return e->voorkomen(e->ctx, (enum bag_actie)detail, p, n, err);
    if (tag == TAG_CURRENT)
        return e->current(e->ctx, (enum bag_type)detail, p, n, err);
    strings_read(p, n, s);
    switch (tag) {
    case TAG_ONDERZOEK: {
        struct bag_in_onderzoek k = {.actie = (enum bag_actie)detail,
                                     .type = (enum bag_type)(s[0].p[0] - '0'),
                                     .identificatie = s[1],
                                     .kenmerk = s[2],
                                     .in_onderzoek = str_eq_c(s[3], "1"),
                                     .documentdatum = s[4],
                                     .documentnummer = s[5],
                                     .begin_geldigheid = s[6],
                                     .eind_geldigheid = s[7],
                                     .tijdstip_registratie = s[8],
                                     .eind_registratie = s[9],
                                     .tijdstip_registratie_lv = s[10],
                                     .tijdstip_eind_registratie_lv = s[11]};
        return e->in_onderzoek(e->ctx, &k, err);
    }
    case TAG_RELATIE:
        return e->relatie(e->ctx, s[0], s[1], s[2], s[3], s[4], err);
    case TAG_REJECT:
        e->reject(e->ctx, text_of(s[0], a, sizeof a), text_of(s[1], b, sizeof b));
        return true;
    case TAG_WARN:
        e->warn(e->ctx, text_of(s[0], a, sizeof a), text_of(s[1], b, sizeof b));
        return true;
    case TAG_SKIPPED:
        e->skipped(e->ctx, text_of(s[0], a, sizeof a), text_of(s[1], b, sizeof b));
        return true;
    case TAG_UNDATED:
        e->undated(e->ctx);
        return true;
    case TAG_STAND:
        e->stand(e->ctx, s[0]);
        return true;
    case TAG_LEVERING:
        e->levering(e->ctx, detail != 0, s[0]);
        return true;
    case TAG_PERIODE:
        return e->mutatieperiode(e->ctx, s[0], s[1], err);
    case TAG_GROEP_BEGIN:
    case TAG_GROEP_EIND:
        return e->groep(e->ctx, tag == TAG_GROEP_BEGIN, text_of(s[0], a, sizeof a), err);
    default:
        e->unknown(e->ctx, text_of(s[0], a, sizeof a), strtoll(text_of(s[1], b, sizeof b), NULL, 10),
                   s[2].n ? s[2].p : "");
        return true;
    }
}

static bool give_batch(const struct bag_events *e, const struct batch *b, struct err *err)
{
    for (size_t at = 0; at + TAG_HEAD <= b->b.n;) {
        const char *p = b->b.p + at;
        uint32_t n;
        memcpy(&n, p + 4, 4);
        if (!give(e, (enum tag)p[0], (unsigned char)p[1], p + TAG_HEAD, n, err))
            return false;
        at += TAG_HEAD + n;
    }
    return true;
}

static void file_free(struct file *f)
{
    for (struct chunk *c = f->first, *next; c; c = next) {
        next = c->next;
        free(c);
    }
    for (struct batch *b = f->found, *next; b; b = next) {
        next = b->next;
        batch_free(b);
    }
    free(f);
}

/* Takes what was found, in the order of the delivery, until all is given. */
static bool take_all(struct pipe *p, const struct bag_events *e, struct err *err)
{
    bool ok = true;
    size_t path = SIZE_MAX;
    while (ok) {
        pthread_mutex_lock(&p->lock);
        struct file *f;
        for (;;) {
            f = p->files;
            if (f && (f->found || f->parsed))
                break;
            if (!f && p->read_all)
                break;
            pthread_cond_wait(&p->changed, &p->lock);
        }
        struct batch *b = f ? f->found : NULL;
        bool done = f && !b, all = !f;
        if (b) {
            f->found = b->next;
            if (!f->found)
                f->found_last = NULL;
            p->batches--;
        } else if (done) {
            p->files = f->next;
            if (!p->files)
                p->last = NULL;
        }
        pthread_cond_broadcast(&p->changed);
        pthread_mutex_unlock(&p->lock);
        if (all)
            break;
        if (f->path != path) {
            path = f->path;
            ok = e->path(e->ctx, p->paths[path], err);
        }
        if (b) {
            ok = ok && give_batch(e, b, err);
            batch_free(b);
            if (ok && e->progress)
                e->progress(e->ctx, atomic_load_explicit(&p->fraction, memory_order_relaxed));
        } else {
            if (f->err.code != ERR_NONE) {
                *err = f->err;
                ok = false;
            }
            file_free(f);
        }
    }
    if (ok && p->read_err.code != ERR_NONE) {
        *err = p->read_err;
        ok = false;
    }
    return ok;
}

bool bag_pipe_read(const char *const *paths, size_t n, int threads, const char *peildatum, const struct bag_events *e,
                   struct err *err)
{
    struct pipe p = {.paths = paths, .n_paths = n, .peildatum = peildatum};
    struct parser parsers[MAX_THREADS] = {{0}};
    pthread_t reader, workers[MAX_THREADS];
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    int wanted = threads > 0 ? threads : cores > 0 ? (int)cores : 1, started = 0;
    if (wanted > MAX_THREADS)
        wanted = MAX_THREADS;
    pthread_mutex_init(&p.lock, NULL);
    pthread_cond_init(&p.changed, NULL);
    bool reading = pthread_create(&reader, NULL, reader_run, &p) == 0;
    bool ok = reading ? true : err_set(err, ERR_MEMORY, NULL, "Er is geen thread te starten.");
    for (int i = 0; ok && i < wanted; i++) {
        struct parser *q = &parsers[i];
        *q = (struct parser){.p = &p, .geos = geos_new(), .arena = arena_new(OBJECT_BYTES), .batch = batch_new()};
        ok = q->geos && q->arena && q->batch && pthread_create(&workers[i], NULL, parser_run, q) == 0
                 ? true
                 : err_set(err, ERR_MEMORY, NULL, "Er is geen thread te starten.");
        started += ok;
    }
    ok = ok && take_all(&p, e, err);
    pthread_mutex_lock(&p.lock);
    p.stop = true;
    pthread_cond_broadcast(&p.changed);
    pthread_mutex_unlock(&p.lock);
    for (int i = 0; i < started; i++)
        pthread_join(workers[i], NULL);
    if (reading)
        pthread_join(reader, NULL);
    for (int i = 0; i < wanted; i++) {
        geos_free(parsers[i].geos);
        arena_free(parsers[i].arena);
        batch_free(parsers[i].batch);
    }
    for (struct file *f = p.files, *next; f; f = next) {
        next = f->next;
        file_free(f);
    }
    for (struct chunk *c = p.spare, *next; c; c = next) {
        next = c->next;
        free(c);
    }
    free(p.writing);
    pthread_cond_destroy(&p.changed);
    pthread_mutex_destroy(&p.lock);
    return ok;
}
