#include "geoserver/http/server.h"

#include "geoserver/api/tile_answer.h"
#include "geoserver/http/live.h"
#include "geoserver/http/router.h"
#include "geoserver/render/render.h"
#ifdef GM_HAVE_VIEWER
#include "geoserver/viewer/assets.h"
#endif

#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>

enum {
    MAX_URL = 16 << 10,
    MAX_PARAMS = 200,
    CONNECTION_MEMORY = 24 << 10, /* request line and headers; more gives 414 or 431. libmicrohttpd wipes it at every
                                   * request: 40 kB were 8 % of a tile from memory */
    MAX_CONNECTIONS = 2000,
    TIMEOUT_S = 20,
    ARENA_BYTES = 256 << 20,
    BODY_BYTES = 256 << 20,
    LOOK_MS = 20,      /* how long the last look at the warehouse counts for tiles in memory */
    LOOK_LATE_MS = 500 /* after which nobody waits for the one who was to look */
};

/* What goes out: a response of libmicrohttpd's, which a tile may own; m NULL: memory ran out. */
struct reply {
    unsigned status;
    struct MHD_Response *m;
    struct tile *tile;
};

/* A request from its first byte to its last. The raw URL is kept: libmicrohttpd's own splitting loses '+' and the order
 * of repeated parameters. */
enum { PENDING_NEW, PENDING_BEGUN, PENDING_WAITING, PENDING_READY };
struct pending {
    struct str raw;
    atomic_int stage;
    struct reply reply; /* of one that is ready */
    struct MHD_Connection *connection;
    struct pending *next; /* in the queue */
    char text[];
};

/* A worker and the file that its connection is open on, so that a replaced warehouse is noticed. */
struct slot {
    struct worker worker; /* first: the handler's pointer is the slot's */
    struct http_server *server;
    pthread_t thread;
    dev_t dev;
    ino_t ino;
    bool busy;
    bool reading;                       /* the snapshot is begun */
    bool known;                         /* snapshot_versions are those of the file that is open */
    struct warehouse_versions versions; /* of the last snapshot */
};

/* What the warehouse was at the last look, for tiles that are in memory: they need no snapshot of their own. */
struct seen {
    pthread_mutex_t lock;
    struct warehouse_versions versions;
    atomic_int_fast64_t at_ns; /* of the look; 0: none that counts */
    atomic_flag looking;
};

struct http_server {
    struct MHD_Daemon *daemon;
    const struct server *shared;
    char *magazijn, *database;
    pthread_mutex_t lock;
    pthread_cond_t freed;
    /* The first n_quick are for libmicrohttpd's threads, which answer what is at hand; each other one has a thread of
     * its own, which takes from the queue. */
    struct slot *slots;
    size_t n_slots, n_quick, n_drawing;
    pthread_mutex_t queue_lock;
    pthread_cond_t queued;
    struct pending *first, *last;
    bool stopping;
    atomic_uint_fast64_t requests;
    struct seen seen;
    struct tile_cache *tegels;
    struct live *live;
};

/* ---- workers ---- */

static bool slot_snapshot(struct worker *w, struct err *err);

/* drawing: for more than what is at hand. */
static bool slot_init(struct http_server *h, struct slot *s, bool drawing)
{
    s->server = h;
    s->worker.snapshot = slot_snapshot;
    s->worker.arena = arena_new(ARENA_BYTES);
    if (!drawing)
        return s->worker.arena != NULL;
    if (h->shared->tegelbestand)
        s->worker.files = tile_files_open(h->shared->tegelbestand);
    s->worker.crs = crs_context_new();
    s->worker.render = render_context_new();
    return s->worker.crs && s->worker.arena && s->worker.render;
}

static void slot_done(struct slot *s)
{
    warehouse_close(s->worker.warehouse);
    tile_files_close(s->worker.files);
    render_context_free(s->worker.render);
    arena_free(s->worker.arena);
    crs_context_free(s->worker.crs);
}

static struct slot *slot_take(struct http_server *h)
{
    struct slot *found = NULL;
    pthread_mutex_lock(&h->lock);
    while (!found) {
        for (size_t i = 0; i < h->n_quick && !found; i++)
            if (!h->slots[i].busy)
                found = &h->slots[i];
        if (!found)
            pthread_cond_wait(&h->freed, &h->lock);
    }
    found->busy = true;
    pthread_mutex_unlock(&h->lock);
    return found;
}

static void slot_give(struct http_server *h, struct slot *s)
{
    static const struct arena_mark start = {0};
    arena_rewind(s->worker.arena, start);
    pthread_mutex_lock(&h->lock);
    s->busy = false;
    pthread_cond_signal(&h->freed);
    pthread_mutex_unlock(&h->lock);
}

static void seen_put(struct seen *k, const struct warehouse_versions *v)
{
    pthread_mutex_lock(&k->lock);
    k->versions = *v;
    pthread_mutex_unlock(&k->lock);
    atomic_store(&k->at_ns, clock_ticks_ns());
}

/* Opens the warehouse when that wasn't done, or when another file has taken its place; begins the request's snapshot.
 */
static bool snapshot_open(struct http_server *h, struct slot *s, struct err *err)
{
    struct stat st;
    bool there = stat(h->database, &st) == 0;
    if (s->worker.warehouse && (!there || st.st_ino != s->ino || st.st_dev != s->dev)) {
        warehouse_close(s->worker.warehouse);
        s->worker.warehouse = NULL;
        s->known = false;
    }
    if (!s->worker.warehouse && !warehouse_open(h->magazijn, WAREHOUSE_READ, &s->worker.warehouse, err))
        return false;
    s->ino = st.st_ino;
    s->dev = st.st_dev;
    if (!warehouse_read_begin(s->worker.warehouse, &s->worker.generation, err))
        return false;
    s->reading = true;
    if (!s->known || s->versions.generation != s->worker.generation) {
        s->known = warehouse_versions(s->worker.warehouse, s->worker.generation, &s->versions, err);
        return s->known;
    }
    s->versions.cijfers = warehouse_figures_version(h->magazijn); /* published without a new generation */
    return true;
}

static bool snapshot_begin(struct http_server *h, struct slot *s, struct err *err)
{
    if (s->reading)
        return true;
    if (!snapshot_open(h, s, err)) {
        atomic_store(&h->seen.at_ns, 0);
        return false;
    }
    s->worker.versions = s->versions;
    seen_put(&h->seen, &s->versions);
    return true;
}

static void snapshot_end(struct slot *s)
{
    if (s->reading)
        warehouse_read_end(s->worker.warehouse);
    s->reading = false;
}

static bool slot_snapshot(struct worker *w, struct err *err)
{
    struct slot *s = (struct slot *)w;
    return snapshot_begin(s->server, s, err);
}

/* For a tile: the versions of the last look when that was just now, else those of a snapshot of its own. One thread at
 * a time looks; the others go on with what they know, unless the look is overdue. */
static bool versions_now(struct http_server *h, struct slot *s, struct err *err)
{
    struct seen *k = &h->seen;
    int64_t at = atomic_load(&k->at_ns), age = clock_ticks_ns() - at;
    bool fresh = at && age < LOOK_MS * 1000000ll;
    if (!fresh && (!at || age > LOOK_LATE_MS * 1000000ll || !atomic_flag_test_and_set(&k->looking))) {
        bool ok = snapshot_begin(h, s, err);
        atomic_flag_clear(&k->looking);
        return ok;
    }
    pthread_mutex_lock(&k->lock);
    s->worker.versions = k->versions;
    pthread_mutex_unlock(&k->lock);
    return true;
}

static bool accepts_gzip(struct MHD_Connection *c)
{
    const char *accept = MHD_lookup_connection_value(c, MHD_HEADER_KIND, "Accept-Encoding");
    return accept && strstr(accept, "gzip") && !strstr(accept, "gzip;q=0");
}

/* ---- ETag ---- */

static int by_name(const void *a, const void *b)
{
    const struct param *x = a, *y = b;
    int c = str_cmp(x->name, y->name);
    return c ? c : str_cmp(x->value, y->value);
}

/* All that an answer depends on, known before the work: generation, release, configuration, and what was asked. */
static const char *etag_of(const struct request *q, struct arena *a)
{
    uint64_t v = VERSION_START;
    struct param *sorted = arena_array(a, q->n_params + 1, sizeof *sorted);
    if (!sorted)
        return NULL;
    for (size_t i = 0; i < q->n_params; i++)
        sorted[i] = q->params[i];
    qsort(sorted, q->n_params, sizeof *sorted, by_name);
    v = version_mix_number(v, (uint64_t)q->worker->generation);
    v = version_mix(v, str_from(q->server->config_tag));
    v = version_mix_number(version_mix_number(v, q->server->config_version), q->server->intern);
    v = version_mix_number(v, q->worker->versions.cijfers);
    for (size_t i = 0; i < q->server->catalog->n_lagen; i++)
        v = version_mix_number(v, layer_file_version(&q->server->catalog->lagen[i], q->server->magazijn));
    v = version_mix(v, q->path);
    v = version_mix(v, q->accept);
    v = version_mix_number(v, q->gzip); /* another coding is another representation (RFC 9110 §8.8.3) */
    v = version_mix(v, q->base_url);
    for (size_t i = 0; i < q->n_params; i++)
        v = version_mix(version_mix(v, sorted[i].name), sorted[i].value);
    return arena_printf(a, "\"%llx-%016llx\"", (long long)q->worker->generation, (unsigned long long)v);
}

/* ---- answers ---- */

static void security_headers(struct MHD_Response *m)
{
    MHD_add_response_header(m, "X-Content-Type-Options", "nosniff");
    MHD_add_response_header(m, "Referrer-Policy", "no-referrer");
    MHD_add_response_header(m, "X-Frame-Options", "SAMEORIGIN");
    MHD_add_response_header(m, "Access-Control-Allow-Origin", "*");
    MHD_add_response_header(
        m, "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src "
        "'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'");
}

static enum MHD_Result send_static(struct MHD_Connection *c, int status, const char *type, const void *body, size_t n)
{
    struct MHD_Response *m = MHD_create_response_from_buffer(n, (void *)body, MHD_RESPMEM_PERSISTENT);
    if (!m)
        return MHD_NO;
    MHD_add_response_header(m, "Content-Type", type);
    MHD_add_response_header(m, "Cache-Control", "no-store");
    if (status == 405)
        MHD_add_response_header(m, "Allow", "GET, HEAD, OPTIONS");
    security_headers(m);
    enum MHD_Result result = MHD_queue_response(c, (unsigned)status, m);
    MHD_destroy_response(m);
    return result;
}

static enum MHD_Result send_problem(struct MHD_Connection *c, int status, const char *body)
{
    return send_static(c, status, "application/problem+json; charset=utf-8", body, strlen(body));
}

static bool compressible(const char *type)
{
    return strstr(type, "vector-tile") || strstr(type, "json") || strstr(type, "xml") || strncmp(type, "text/", 5) == 0;
}

/* The body as gzip in a malloc'd block; NULL when it isn't worth it. */
static void *gzip(struct str body, size_t *n)
{
    z_stream z = {0};
    if (body.n < 1000 || deflateInit2(&z, 5, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return NULL;
    size_t room = deflateBound(&z, body.n);
    unsigned char *out = malloc(room);
    z.next_in = (unsigned char *)(uintptr_t)body.p;
    z.avail_in = (unsigned)body.n;
    z.next_out = out;
    z.avail_out = (unsigned)room;
    bool ok = out && deflate(&z, Z_FINISH) == Z_STREAM_END && z.total_out < body.n;
    *n = z.total_out;
    deflateEnd(&z);
    if (ok)
        return out;
    free(out);
    return NULL;
}

/* Shared caches may have what everybody may see; of a server that shows more, only the asker's own. */
static const char *cache_control(bool intern)
{
    return intern ? "private, max-age=60, must-revalidate" : "public, max-age=60, must-revalidate";
}

/* Hands the body over to libmicrohttpd, which frees it. intern: other sites' pages and shared caches may not have it.
 */
static void body_headers(struct MHD_Response *m, const char *type, const char *etag, bool intern)
{
    MHD_add_response_header(m, "Content-Type", type);
    if (compressible(type))
        MHD_add_response_header(m, "Vary", "Accept-Encoding, Accept");
    if (etag && *etag) {
        MHD_add_response_header(m, "ETag", etag);
        MHD_add_response_header(m, "Cache-Control", cache_control(intern));
    } else {
        MHD_add_response_header(m, "Cache-Control", "no-store");
    }
    security_headers(m);
    if (intern)
        MHD_del_response_header(m, "Access-Control-Allow-Origin", "*");
}

static struct MHD_Response *response_make(struct MHD_Connection *c, struct response *r, const char *etag, bool intern)
{
    size_t n = r->body.n;
    void *packed = compressible(r->content_type) && accepts_gzip(c) ? gzip(buf_view(&r->body), &n) : NULL;
    struct MHD_Response *m =
        MHD_create_response_from_buffer(n,
                                        packed      ? packed
                                        : r->body.p ? (void *)r->body.p
                                                    : (void *)"",
                                        packed || r->body.p ? MHD_RESPMEM_MUST_FREE : MHD_RESPMEM_PERSISTENT);
    if (!m) {
        free(packed);
        buf_done(&r->body);
        return NULL;
    }
    if (packed) {
        buf_done(&r->body);
        MHD_add_response_header(m, "Content-Encoding", "gzip");
    }
    r->body = (struct buf){0};
    body_headers(m, r->content_type, r->cacheable ? etag : NULL, intern);
    for (size_t i = 0; i < r->n_headers; i++) {
        char name[64], value[512];
        if (str_copy(r->headers[i].name, name, sizeof name) && str_copy(r->headers[i].value, value, sizeof value) &&
            strcmp(name, "Vary") != 0)
            MHD_add_response_header(m, name, value); /* refuses line breaks */
    }
    return m;
}

static struct MHD_Response *not_modified(const char *etag, const char *cache)
{
    struct MHD_Response *m = MHD_create_response_from_buffer(0, (void *)"", MHD_RESPMEM_PERSISTENT);
    if (!m)
        return NULL;
    MHD_add_response_header(m, "ETag", etag);
    MHD_add_response_header(m, "Cache-Control", cache);
    MHD_add_response_header(m, "Vary", "Accept-Encoding, Accept");
    security_headers(m);
    return m;
}

static void reply_done(struct reply *p)
{
    if (p->tile)
        tile_release(p->tile);
    else if (p->m)
        MHD_destroy_response(p->m);
    *p = (struct reply){0};
}

static enum MHD_Result reply_send(struct MHD_Connection *c, struct reply *p)
{
    enum MHD_Result result = p->m ? MHD_queue_response(c, p->status, p->m) : MHD_NO;
    reply_done(p);
    return result;
}

/* ---- tiles in memory: what is sent is made once, with its headers, and shared by all who ask ---- */

struct packed_answer {
    struct MHD_Response *plain, *gzip; /* gzip: of what compresses */
};

static void tile_destroy(void *p)
{
    struct packed_answer *a = p;
    /* libmicrohttpd counts too: a response that is still being sent, and the body in it, lives on. */
    if (a->plain)
        MHD_destroy_response(a->plain);
    if (a->gzip)
        MHD_destroy_response(a->gzip);
    free(a);
}

static struct MHD_Response *tile_gzip(const struct tile *t, const char *etag, bool intern)
{
    size_t n = t->n;
    void *packed = gzip((struct str){t->body, t->n}, &n);
    struct MHD_Response *m = packed ? MHD_create_response_from_buffer(n, packed, MHD_RESPMEM_MUST_FREE)
                                    : MHD_create_response_from_buffer(t->n, t->body, MHD_RESPMEM_MUST_COPY);
    if (!m) {
        free(packed);
        return NULL;
    }
    if (packed)
        MHD_add_response_header(m, "Content-Encoding", "gzip");
    body_headers(m, t->content_type, etag, intern);
    return m;
}

static void *tile_prepare(void *ctx, const struct tile *t)
{
    const struct http_server *h = ctx;
    struct packed_answer *a = calloc(1, sizeof *a);
    char etag[40] = "", packed_etag[40] = "";
    if (!a)
        return NULL;
    if (t->hash) {
        tile_etag(t->hash, false, etag);
        tile_etag(t->hash, true, packed_etag);
    }
    if (compressible(t->content_type) && !(a->gzip = tile_gzip(t, packed_etag, h->shared->intern))) {
        free(a);
        return NULL;
    }
    a->plain = MHD_create_response_from_buffer(t->n, t->n ? t->body : (void *)"",
                                               t->n ? MHD_RESPMEM_MUST_FREE : MHD_RESPMEM_PERSISTENT);
    if (!a->plain) {
        tile_destroy(a);
        return NULL;
    }
    body_headers(a->plain, t->content_type, etag, h->shared->intern);
    return a;
}

static struct reply tile_reply(struct tile *t, bool gzip_accepted)
{
    struct packed_answer *a = t->answer;
    return (struct reply){200, !a ? NULL : a->gzip && gzip_accepted ? a->gzip : a->plain, t};
}

#ifdef GM_HAVE_VIEWER
/* The viewer's files, from the executable. path: as it was sent, since libmicrohttpd's own decoding stops at %00 and
 * would make "/" of "/%00". *found false: not one of them. */
static enum MHD_Result send_asset(struct MHD_Connection *c, struct str path, bool *found)
{
    const struct viewer_asset *asset = viewer_asset_find(path.p, path.n);
    *found = asset != NULL;
    if (!asset)
        return MHD_NO;
    const char *cache = asset->immutable ? "public, max-age=31536000, immutable" : "public, max-age=0, must-revalidate";
    if (etag_matches(str_from(MHD_lookup_connection_value(c, MHD_HEADER_KIND, "If-None-Match")), asset->etag))
        return reply_send(c, &(struct reply){304, not_modified(asset->etag, cache), NULL});
    bool packed = asset->gzip && accepts_gzip(c);
    struct MHD_Response *m = MHD_create_response_from_buffer(
        packed ? asset->gzip_size : asset->size, (void *)(packed ? asset->gzip : asset->data), MHD_RESPMEM_PERSISTENT);
    if (!m)
        return MHD_NO;
    if (packed)
        MHD_add_response_header(m, "Content-Encoding", "gzip");
    MHD_add_response_header(m, "Content-Type", asset->mime);
    MHD_add_response_header(m, "Vary", "Accept-Encoding");
    MHD_add_response_header(m, "ETag", asset->etag);
    MHD_add_response_header(m, "Cache-Control", cache);
    security_headers(m);
    enum MHD_Result result = MHD_queue_response(c, 200, m);
    MHD_destroy_response(m);
    return result;
}
#endif

/* ---- a request ---- */

/* Scheme and host for links: from configuration, or the Host header when it looks like one. */
static struct str base_url_of(struct http_server *h, struct MHD_Connection *c, struct arena *a)
{
    if (h->shared->base_url) {
        struct str base = str_from(h->shared->base_url);
        while (base.n && base.p[base.n - 1] == '/')
            base.n--;
        return base;
    }
    const char *host = MHD_lookup_connection_value(c, MHD_HEADER_KIND, "Host");
    struct str s = str_from(host);
    bool ok = s.n > 0 && s.n < 256;
    for (size_t i = 0; i < s.n && ok; i++) {
        char ch = s.p[i];
        ok = (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || (ch >= '0' && ch <= '9') || ch == '.' ||
             ch == '-' || ch == ':' || ch == '[' || ch == ']';
    }
    return ok ? str_from(arena_printf(a, "http://%s", host)) : (struct str){0};
}

/* Whether the request was meant for this computer by name: a page elsewhere that points its own name here (DNS
 * rebinding) sends that name. */
static bool host_is_here(struct MHD_Connection *c)
{
    struct str host = str_from(MHD_lookup_connection_value(c, MHD_HEADER_KIND, "Host"));
    if (host.n && host.p[0] == '[')
        host = str_sub(host, 0, str_find(host, ']', 0) == SIZE_MAX ? 0 : str_find(host, ']', 0) + 1);
    else
        host = str_sub(host, 0, str_find(host, ':', 0));
    struct in_addr v4;
    char text[64];
    if (str_eq_nocase(host, STR("localhost")) || str_eq(host, STR("[::1]")))
        return true;
    return str_copy(host, text, sizeof text) && inet_pton(AF_INET, text, &v4) == 1 && ntohl(v4.s_addr) >> 24 == 127;
}

static void *keep_uri(void *cls, const char *uri, struct MHD_Connection *connection)
{
    size_t n = strlen(uri);
    if (n > MAX_URL)
        return NULL;
    struct pending *p = malloc(sizeof *p + n + 1);
    if (!p)
        return NULL;
    memset(p, 0, sizeof *p);
    memcpy(p->text, uri, n + 1);
    p->raw = (struct str){p->text, n};
    p->connection = connection;
    atomic_init(&p->stage, PENDING_NEW);
    return p;
}

static void drop_uri(void *cls, struct MHD_Connection *c, void **state, enum MHD_RequestTerminationCode why)
{
    struct pending *p = *state;
    if (p)
        reply_done(&p->reply); /* of somebody who went before it came */
    free(p);
    *state = NULL;
}

static void log_request(struct http_server *h, const struct request *q, const char *route, int status, size_t bytes,
                        int64_t started)
{
    char id[24], code[12], size[24], ms[24];
    enum log_level level = status >= 500 ? LOG_ERROR : LOG_INFO;
    if (!h->shared->log || level < h->shared->log->level)
        return;
    snprintf(id, sizeof id, "%llu", (unsigned long long)q->id);
    snprintf(code, sizeof code, "%d", status);
    snprintf(size, sizeof size, "%zu", bytes);
    snprintf(ms, sizeof ms, "%.1f", (double)(clock_ticks_ns() - started) / 1e6);
    log_line(h->shared->log, level, "verzoek", "id", id, "route", route, "status", code, "bytes", size, "ms", ms, NULL);
}

/* Path and parameters, and the route; false, with err, when there is nothing. */
static bool request_parse(struct http_server *h, struct MHD_Connection *c, struct str raw, struct request *q,
                          const struct route **route, struct err *err)
{
    struct arena *a = q->worker->arena;
    size_t mark = str_find(raw, '?', 0);
    struct str query = mark == SIZE_MAX ? (struct str){0} : str_sub(raw, mark + 1, SIZE_MAX);
    struct param *params = NULL;
    q->accept = str_from(MHD_lookup_connection_value(c, MHD_HEADER_KIND, "Accept"));
    q->if_none_match = str_from(MHD_lookup_connection_value(c, MHD_HEADER_KIND, "If-None-Match"));
    q->gzip = accepts_gzip(c);
    if (!percent_decode(mark == SIZE_MAX ? raw : str_sub(raw, 0, mark), false, a, &q->path, err) ||
        !query_parse(query, a, &params, &q->n_params, MAX_PARAMS, err))
        return false;
    q->params = params;
    *route = !h->shared->intern || host_is_here(c) ? route_find(q->path) : NULL;
    if (!*route)
        return err_set(err, ERR_NOT_FOUND, NULL, "Dit adres bestaat niet.");
    if (!(*route)->own_snapshot) /* a tile has no links */
        q->base_url = base_url_of(h, c, a);
    return true;
}

/* What stands in r when the handler is done, or why there was none to be had. */
static void handle(struct http_server *h, struct slot *s, const struct request *q, const struct route *route,
                   struct response *r)
{
    struct err err = {0};
    bool ok = route->own_snapshot ? versions_now(h, s, &err) : snapshot_begin(h, s, &err);
    if (ok) {
        const char *etag = route->own_snapshot ? NULL : etag_of(q, q->worker->arena);
        if (etag_matches(q->if_none_match, etag) && strcmp(route->name, "healthz") != 0)
            r->status = 304;
        else
            route->handle(q, r);
        if (etag)
            str_copy(str_from(etag), r->etag, sizeof r->etag);
        if (r->body.failed) {
            err_set(&err, ERR_LIMIT, NULL, "Het antwoord is te groot; vraag minder tegelijk.");
            response_problem(r, &err);
        }
        return;
    }
    r->status = 503; /* no warehouse to be had: for /healthz and all the rest alike */
    log_line(h->shared->log, LOG_ERROR, "magazijn", "fout", err.message, NULL);
    response_problem(r, &err);
}

/* Answers in *out. quick: only when that takes no reading or drawing; else false. */
static bool answer(struct http_server *h, struct MHD_Connection *c, struct str raw, struct slot *s, bool quick,
                   struct reply *out)
{
    struct server now = *h->shared;
    struct request q = {.server = &now, .worker = &s->worker, .method = STR("GET"), .quick = quick};
    struct response r = {.status = 200, .content_type = "text/plain"};
    const struct route *route = NULL;
    struct err err = {0};
    int64_t started = clock_ticks_ns();
    const struct live_styles *styles = h->live ? live_take(h->live) : NULL;
    if (styles) {
        now.styles = styles->set;
        now.editions = styles->editions;
        now.n_editions = styles->n;
        now.config_version = version_mix_number(now.config_version, styles->version);
    }
    now.tegels = h->tegels;
    buf_init(&r.body, BODY_BYTES);
    if (!request_parse(h, c, raw, &q, &route, &err))
        response_problem(&r, &err);
    else if (quick && !route->own_snapshot)
        r.later = true;
    else
        handle(h, s, &q, route, &r);
    snapshot_end(s);
    if (r.later) {
        buf_done(&r.body);
        live_give(styles);
        return false;
    }
    q.id = atomic_fetch_add(&h->requests, 1) + 1;
    log_request(h, &q, route ? route->name : "geen", r.status, r.tile ? r.tile->n : r.body.n, started);
    if (r.tile) {
        *out = tile_reply(r.tile, q.gzip);
    } else if (r.status == 304) {
        buf_done(&r.body);
        *out = (struct reply){304, not_modified(r.etag, cache_control(now.intern)), NULL};
    } else {
        *out = (struct reply){(unsigned)(r.status ? r.status : 200), response_make(c, &r, r.etag, now.intern), NULL};
    }
    live_give(styles);
    return true;
}

/* ---- the queue: reading and drawing go on beside libmicrohttpd's threads, of which one may have all connections ----
 */

/* The connection rests until the reply is ready. False: the server stops. */
static bool queue_put(struct http_server *h, struct pending *p)
{
    pthread_mutex_lock(&h->queue_lock);
    bool ok = !h->stopping;
    if (ok) {
        atomic_store(&p->stage, PENDING_WAITING);
        MHD_suspend_connection(p->connection);
        p->next = NULL;
        if (h->last)
            h->last->next = p;
        else
            h->first = p;
        h->last = p;
        pthread_cond_signal(&h->queued);
    }
    pthread_mutex_unlock(&h->queue_lock);
    return ok;
}

/* NULL: nothing will come any more. */
static struct pending *queue_take(struct http_server *h)
{
    pthread_mutex_lock(&h->queue_lock);
    while (!h->first && !h->stopping)
        pthread_cond_wait(&h->queued, &h->queue_lock);
    struct pending *p = h->first;
    if (p && !(h->first = p->next))
        h->last = NULL;
    pthread_mutex_unlock(&h->queue_lock);
    return p;
}

static void *draw_run(void *arg)
{
    static const struct arena_mark start = {0};
    struct slot *s = arg;
    for (struct pending *p; (p = queue_take(s->server));) {
        struct MHD_Connection *c = p->connection;
        answer(s->server, c, p->raw, s, false, &p->reply);
        arena_rewind(s->worker.arena, start);
        atomic_store(&p->stage, PENDING_READY);
        MHD_resume_connection(c); /* from here on p may be gone */
    }
    return NULL;
}

static bool has_body(struct MHD_Connection *c)
{
    const char *length = MHD_lookup_connection_value(c, MHD_HEADER_KIND, "Content-Length");
    return (length && strcmp(length, "0") != 0) || MHD_lookup_connection_value(c, MHD_HEADER_KIND, "Transfer-Encoding");
}

static enum MHD_Result on_request(void *cls, struct MHD_Connection *c, const char *url, const char *method,
                                  const char *version, const char *upload, size_t *upload_size, void **state)
{
    struct http_server *h = cls;
    struct pending *pending = *state;
    if (!pending)
        return send_problem(c, 414,
                            "{\"status\":414,\"title\":\"Het adres is te lang\",\"detail\":\"Een adres heeft hier ten "
                            "hoogste 16384 tekens.\"}\n");
    if (strcmp(method, "OPTIONS") == 0)
        return send_static(c, 204, "text/plain", "", 0);
    if (strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0)
        return send_problem(c, 405,
                            "{\"status\":405,\"title\":\"Deze methode kan hier niet\",\"detail\":\"De server is er "
                            "alleen om te lezen: GET en HEAD.\"}\n");
    /* What is answered at the first call, before the end of the request, ends the connection too: right for a body that
     * nobody wants, a waste for all else. */
    int stage = atomic_load(&pending->stage);
    if (stage == PENDING_NEW && !has_body(c)) {
        atomic_store(&pending->stage, PENDING_BEGUN);
        return MHD_YES;
    }
    if (stage == PENDING_WAITING)
        return MHD_YES;
    if (stage == PENDING_READY)
        return reply_send(c, &pending->reply);
#ifdef GM_HAVE_VIEWER
    bool found;
    struct str raw = pending->raw;
    enum MHD_Result sent = send_asset(c, str_sub(raw, 0, str_find(raw, '?', 0)), &found);
    if (found)
        return sent;
#endif
    struct reply reply = {0};
    if (h->tegels) {
        struct slot *s = slot_take(h);
        bool done = answer(h, c, pending->raw, s, true, &reply);
        slot_give(h, s);
        if (done)
            return reply_send(c, &reply);
    }
    return queue_put(h, pending)
               ? MHD_YES
               : send_problem(c, 503,
                              "{\"status\":503,\"title\":\"De server stopt\",\"detail\":\"Probeer het straks "
                              "opnieuw.\"}\n");
}

/* What the URL was is nobody's business, also not when libmicrohttpd complains about it. */
static void on_log(void *cls, const char *fmt, va_list ap)
{
    const struct log *log = cls;
    log_line(log, LOG_DEBUG, "http", "melding", "verbinding afgebroken of verzoek geweigerd", NULL);
}

/* ---- start and stop ---- */

static bool address_parse(const struct server_options *o, struct sockaddr_storage *out, bool *six, struct err *err)
{
    struct sockaddr_in *v4 = (struct sockaddr_in *)out;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)out;
    memset(out, 0, sizeof *out);
    *six = false;
    if (inet_pton(AF_INET, o->host, &v4->sin_addr) == 1) {
        v4->sin_family = AF_INET;
        v4->sin_port = htons((uint16_t)o->port);
        return true;
    }
    memset(out, 0, sizeof *out);
    if (inet_pton(AF_INET6, o->host, &v6->sin6_addr) == 1) {
        v6->sin6_family = AF_INET6;
        v6->sin6_port = htons((uint16_t)o->port);
        *six = true;
        return true;
    }
    return err_set(err, ERR_INVALID, "--host", "--host %.60s is geen IP-adres, zoals 127.0.0.1 of ::1.", o->host);
}

bool server_start(const struct server_options *o, const struct server *shared, struct http_server **out,
                  struct err *err)
{
    struct sockaddr_storage address;
    bool six;
    if (!address_parse(o, &address, &six, err))
        return false;
    struct http_server *h = calloc(1, sizeof *h);
    bool ok = h && (h->magazijn = strdup(o->magazijn)) &&
              asprintf(&h->database, "%s/magazijn.sqlite", o->magazijn) > 0 &&
              (h->slots = calloc(2 * (size_t)o->threads, sizeof *h->slots));
    if (!ok) {
        free(h);
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    }
    h->shared = shared;
    pthread_mutex_init(&h->lock, NULL);
    pthread_cond_init(&h->freed, NULL);
    pthread_mutex_init(&h->queue_lock, NULL);
    pthread_cond_init(&h->queued, NULL);
    pthread_mutex_init(&h->seen.lock, NULL);
    atomic_flag_clear(&h->seen.looking);
    if (o->tile_bytes) {
        struct tile_hooks hooks = {tile_prepare, tile_destroy, h};
        ok = (h->tegels = tile_cache_new(o->tile_bytes, &hooks)) != NULL;
    }
    if (ok && o->stijlen && !live_start(o->stijlen, shared->catalog, shared->log, &h->live, err)) {
        server_stop(h);
        return false;
    }
    for (; ok && h->n_slots < 2 * (size_t)o->threads; h->n_slots++)
        ok = slot_init(h, &h->slots[h->n_slots], h->n_slots >= (size_t)o->threads);
    h->n_quick = (size_t)o->threads;
    for (; ok && h->n_drawing < (size_t)o->threads; h->n_drawing++) {
        struct slot *s = &h->slots[h->n_quick + h->n_drawing];
        if (pthread_create(&s->thread, NULL, draw_run, s) != 0)
            break;
    }
    if (!ok || h->n_drawing < (size_t)o->threads) {
        server_stop(h);
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    }
    unsigned flags =
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG | (six ? MHD_USE_IPv6 : 0);
    struct MHD_OptionItem items[] = {
        {MHD_OPTION_SOCK_ADDR, 0, &address},
        {MHD_OPTION_CONNECTION_MEMORY_LIMIT, CONNECTION_MEMORY, NULL},
        {MHD_OPTION_CONNECTION_LIMIT, MAX_CONNECTIONS, NULL},
        {MHD_OPTION_CONNECTION_TIMEOUT, TIMEOUT_S, NULL},
        {MHD_OPTION_URI_LOG_CALLBACK, (intptr_t)keep_uri, NULL},
        {MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)drop_uri, NULL},
        {MHD_OPTION_EXTERNAL_LOGGER, (intptr_t)on_log, (void *)shared->log},
        {o->threads > 1 ? MHD_OPTION_THREAD_POOL_SIZE : MHD_OPTION_END, o->threads, NULL},
        {MHD_OPTION_END, 0, NULL},
    };
    h->daemon =
        MHD_start_daemon(flags, (uint16_t)o->port, NULL, NULL, on_request, h, MHD_OPTION_ARRAY, items, MHD_OPTION_END);
    if (!h->daemon) {
        server_stop(h);
        return err_set(err, ERR_STORAGE, "--poort",
                       "Op %.60s poort %d kan de server niet luisteren; is zij al in gebruik?", o->host, o->port);
    }
    *out = h;
    return true;
}

int server_port(const struct http_server *s)
{
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(s->daemon, MHD_DAEMON_INFO_BIND_PORT);
    return info ? info->port : 0;
}

void server_tile_stats(struct http_server *s, struct tile_cache_stats *out)
{
    *out = (struct tile_cache_stats){0};
    if (s->tegels)
        tile_cache_stats(s->tegels, out);
}

struct live *server_live(struct http_server *s)
{
    return s->live;
}

void server_stop(struct http_server *s)
{
    if (!s)
        return;
    /* What waits is still answered; then no connection rests any more, as libmicrohttpd wants. */
    pthread_mutex_lock(&s->queue_lock);
    s->stopping = true;
    pthread_cond_broadcast(&s->queued);
    pthread_mutex_unlock(&s->queue_lock);
    for (size_t i = 0; i < s->n_drawing; i++)
        pthread_join(s->slots[s->n_quick + i].thread, NULL);
    if (s->daemon)
        MHD_stop_daemon(s->daemon);
    live_stop(s->live);
    tile_cache_free(s->tegels);
    pthread_mutex_destroy(&s->seen.lock);
    for (size_t i = 0; i < s->n_slots; i++)
        slot_done(&s->slots[i]);
    pthread_cond_destroy(&s->freed);
    pthread_cond_destroy(&s->queued);
    pthread_mutex_destroy(&s->queue_lock);
    pthread_mutex_destroy(&s->lock);
    free(s->slots);
    free(s->magazijn);
    free(s->database);
    free(s);
}
