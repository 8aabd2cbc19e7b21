#include "geoserver/http/server.h"

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
    CONNECTION_MEMORY = 40 << 10, /* request line and headers; more gives 414 or 431 */
    MAX_CONNECTIONS = 2000,
    TIMEOUT_S = 20,
    ARENA_BYTES = 256 << 20,
    BODY_BYTES = 256 << 20
};

/* A worker and the file that its connection is open on, so that a replaced warehouse is noticed. */
struct slot {
    struct worker worker;
    dev_t dev;
    ino_t ino;
    bool busy;
};

struct http_server {
    struct MHD_Daemon *daemon;
    const struct server *shared;
    char *magazijn, *database, *release;
    pthread_mutex_t lock;
    pthread_cond_t freed;
    struct slot *slots;
    size_t n_slots;
    atomic_uint_fast64_t requests;
};

/* ---- workers ---- */

static bool slot_init(struct slot *s)
{
    s->worker.crs = crs_context_new();
    s->worker.arena = arena_new(ARENA_BYTES);
    s->worker.render = render_context_new();
    return s->worker.crs && s->worker.arena && s->worker.render;
}

static void slot_done(struct slot *s)
{
    warehouse_close(s->worker.warehouse);
    render_context_free(s->worker.render);
    arena_free(s->worker.arena);
    crs_context_free(s->worker.crs);
}

static struct slot *slot_take(struct http_server *h)
{
    struct slot *found = NULL;
    pthread_mutex_lock(&h->lock);
    while (!found) {
        for (size_t i = 0; i < h->n_slots && !found; i++)
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

/* Opens the warehouse when that wasn't done, or when another file has taken its place; begins the request's snapshot.
 */
static bool snapshot_begin(struct http_server *h, struct slot *s, struct err *err)
{
    struct stat st;
    bool there = stat(h->database, &st) == 0;
    if (s->worker.warehouse && (!there || st.st_ino != s->ino || st.st_dev != s->dev)) {
        warehouse_close(s->worker.warehouse);
        s->worker.warehouse = NULL;
    }
    if (!s->worker.warehouse && !warehouse_open(h->magazijn, WAREHOUSE_READ, &s->worker.warehouse, err))
        return false;
    s->ino = st.st_ino;
    s->dev = st.st_dev;
    return warehouse_read_begin(s->worker.warehouse, &s->worker.generation, err);
}

static bool accepts_gzip(struct MHD_Connection *c)
{
    const char *accept = MHD_lookup_connection_value(c, MHD_HEADER_KIND, "Accept-Encoding");
    return accept && strstr(accept, "gzip") && !strstr(accept, "gzip;q=0");
}

/* ---- ETag ---- */

static uint64_t mix(uint64_t h, struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        h = (h ^ (unsigned char)s.p[i]) * 1099511628211u;
    return (h ^ 0xff) * 1099511628211u;
}

static uint64_t mix_number(uint64_t h, uint64_t v)
{
    return mix(h, (struct str){(const char *)&v, sizeof v});
}

static int by_name(const void *a, const void *b)
{
    const struct param *x = a, *y = b;
    int c = str_cmp(x->name, y->name);
    return c ? c : str_cmp(x->value, y->value);
}

/* All that an answer depends on, known before the work: generation, release, configuration, and what was asked. */
static const char *etag_of(struct http_server *h, const struct request *q, bool gzip_accepted, struct arena *a)
{
    struct stat st;
    uint64_t v = 14695981039346656037u;
    struct param *sorted = arena_array(a, q->n_params + 1, sizeof *sorted);
    if (!sorted)
        return NULL;
    for (size_t i = 0; i < q->n_params; i++)
        sorted[i] = q->params[i];
    qsort(sorted, q->n_params, sizeof *sorted, by_name);
    v = mix_number(v, (uint64_t)q->worker->generation);
    v = mix(v, str_from(q->server->config_tag));
    if (stat(h->release, &st) == 0)
        v = mix_number(mix_number(v, (uint64_t)st.st_mtim.tv_sec), (uint64_t)st.st_mtim.tv_nsec ^ st.st_ino);
    v = mix_number(v, render_rasters_tag(q->server->catalog, h->magazijn));
    v = mix(v, q->path);
    v = mix(v, q->accept);
    v = mix_number(v, gzip_accepted); /* another coding is another representation (RFC 9110 §8.8.3) */
    v = mix(v, q->base_url);
    for (size_t i = 0; i < q->n_params; i++)
        v = mix(mix(v, sorted[i].name), sorted[i].value);
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
    return strstr(type, "json") || strstr(type, "xml") || strncmp(type, "text/", 5) == 0;
}

/* The body as gzip in a malloc'd block; NULL when it isn't worth it. */
static void *gzip(const struct buf *body, size_t *n)
{
    z_stream z = {0};
    if (body->n < 1000 || deflateInit2(&z, 5, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return NULL;
    size_t room = deflateBound(&z, body->n);
    unsigned char *out = malloc(room);
    z.next_in = (unsigned char *)body->p;
    z.avail_in = (unsigned)body->n;
    z.next_out = out;
    z.avail_out = (unsigned)room;
    bool ok = out && deflate(&z, Z_FINISH) == Z_STREAM_END && z.total_out < body->n;
    *n = z.total_out;
    deflateEnd(&z);
    if (ok)
        return out;
    free(out);
    return NULL;
}

/* Hands the body over to libmicrohttpd, which frees it. intern: other sites' pages and shared caches may not have it.
 */
static enum MHD_Result send_response(struct MHD_Connection *c, struct response *r, const char *etag, bool intern)
{
    size_t n = r->body.n;
    void *packed = compressible(r->content_type) && accepts_gzip(c) ? gzip(&r->body, &n) : NULL;
    struct MHD_Response *m =
        MHD_create_response_from_buffer(n,
                                        packed      ? packed
                                        : r->body.p ? (void *)r->body.p
                                                    : (void *)"",
                                        packed || r->body.p ? MHD_RESPMEM_MUST_FREE : MHD_RESPMEM_PERSISTENT);
    if (!m) {
        free(packed);
        buf_done(&r->body);
        return MHD_NO;
    }
    if (packed) {
        buf_done(&r->body);
        MHD_add_response_header(m, "Content-Encoding", "gzip");
    }
    r->body = (struct buf){0};
    MHD_add_response_header(m, "Content-Type", r->content_type);
    if (compressible(r->content_type))
        MHD_add_response_header(m, "Vary", "Accept-Encoding, Accept");
    if (r->cacheable && etag) {
        MHD_add_response_header(m, "ETag", etag);
        MHD_add_response_header(m, "Cache-Control",
                                intern ? "private, max-age=60, must-revalidate"
                                       : "public, max-age=60, must-revalidate");
    } else {
        MHD_add_response_header(m, "Cache-Control", "no-store");
    }
    security_headers(m);
    if (intern)
        MHD_del_response_header(m, "Access-Control-Allow-Origin", "*");
    for (size_t i = 0; i < r->n_headers; i++) {
        char name[64], value[512];
        if (str_copy(r->headers[i].name, name, sizeof name) && str_copy(r->headers[i].value, value, sizeof value) &&
            strcmp(name, "Vary") != 0)
            MHD_add_response_header(m, name, value); /* refuses line breaks */
    }
    enum MHD_Result result = MHD_queue_response(c, (unsigned)(r->status ? r->status : 200), m);
    MHD_destroy_response(m);
    return result;
}

/* "*" isn't honoured: it would say "not modified" of what doesn't exist. */
static bool etag_matches(const char *given, const char *etag)
{
    return given && etag && strstr(given, etag);
}

static enum MHD_Result send_not_modified(struct MHD_Connection *c, const char *etag, const char *cache)
{
    struct MHD_Response *m = MHD_create_response_from_buffer(0, (void *)"", MHD_RESPMEM_PERSISTENT);
    if (!m)
        return MHD_NO;
    MHD_add_response_header(m, "ETag", etag);
    MHD_add_response_header(m, "Cache-Control", cache);
    MHD_add_response_header(m, "Vary", "Accept-Encoding, Accept");
    security_headers(m);
    enum MHD_Result result = MHD_queue_response(c, 304, m);
    MHD_destroy_response(m);
    return result;
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
    if (etag_matches(MHD_lookup_connection_value(c, MHD_HEADER_KIND, "If-None-Match"), asset->etag))
        return send_not_modified(c, asset->etag, cache);
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

/* The raw URL, kept for the request: libmicrohttpd's own splitting loses '+' and repeated parameters' order. */
struct pending {
    struct str raw;
    bool begun; /* libmicrohttpd has called once */
    char text[];
};

static void *keep_uri(void *cls, const char *uri, struct MHD_Connection *connection)
{
    size_t n = strlen(uri);
    if (n > MAX_URL)
        return NULL;
    struct pending *p = malloc(sizeof *p + n + 1);
    if (!p)
        return NULL;
    memcpy(p->text, uri, n + 1);
    p->raw = (struct str){p->text, n};
    p->begun = false;
    return p;
}

static void drop_uri(void *cls, struct MHD_Connection *c, void **state, enum MHD_RequestTerminationCode why)
{
    free(*state);
    *state = NULL;
}

static void log_request(struct http_server *h, const struct request *q, const char *route, int status, size_t bytes,
                        int64_t started)
{
    char id[24], code[12], size[24], ms[24];
    snprintf(id, sizeof id, "%llu", (unsigned long long)q->id);
    snprintf(code, sizeof code, "%d", status);
    snprintf(size, sizeof size, "%zu", bytes);
    snprintf(ms, sizeof ms, "%.1f", (double)(clock_ticks_ns() - started) / 1e6);
    log_line(h->shared->log, status >= 500 ? LOG_ERROR : LOG_INFO, "verzoek", "id", id, "route", route, "status", code,
             "bytes", size, "ms", ms, NULL);
}

static enum MHD_Result answer(struct http_server *h, struct MHD_Connection *c, struct str raw, struct slot *s)
{
    struct arena *a = s->worker.arena;
    struct request q = {
        .server = h->shared, .worker = &s->worker, .method = STR("GET"), .id = atomic_fetch_add(&h->requests, 1) + 1};
    struct response r = {.status = 200, .content_type = "text/plain"};
    struct param *params = NULL;
    struct err err = {0};
    int64_t started = clock_ticks_ns();
    size_t mark = str_find(raw, '?', 0);
    struct str query = mark == SIZE_MAX ? (struct str){0} : str_sub(raw, mark + 1, SIZE_MAX);
    const char *accept = MHD_lookup_connection_value(c, MHD_HEADER_KIND, "Accept"), *etag = NULL;
    const struct route *route = NULL;
    bool reading = false, ok;
    buf_init(&r.body, BODY_BYTES);
    q.accept = str_from(accept);
    ok = percent_decode(mark == SIZE_MAX ? raw : str_sub(raw, 0, mark), false, a, &q.path, &err) &&
         query_parse(query, a, &params, &q.n_params, MAX_PARAMS, &err);
    q.params = params;
    q.base_url = base_url_of(h, c, a);
    if (ok) {
        route = route_find(q.path);
        ok = (route && (!h->shared->intern || host_is_here(c))) ||
             err_set(&err, ERR_NOT_FOUND, NULL, "Dit adres bestaat niet.");
        route = ok ? route : NULL;
    }
    ok = ok && (reading = snapshot_begin(h, s, &err));
    if (!ok && route) { /* no warehouse to be had: for /healthz and all the rest alike */
        r.status = 503;
        log_line(h->shared->log, LOG_ERROR, "magazijn", "fout", err.message, NULL);
    }
    if (ok) {
        etag = etag_of(h, &q, accepts_gzip(c), a);
        if (etag_matches(MHD_lookup_connection_value(c, MHD_HEADER_KIND, "If-None-Match"), etag) &&
            strcmp(route->name, "healthz") != 0) {
            warehouse_read_end(s->worker.warehouse);
            log_request(h, &q, route->name, 304, 0, started);
            return send_not_modified(c, etag, "public, max-age=60, must-revalidate");
        }
        route->handle(&q, &r);
        if (r.body.failed) {
            err_set(&err, ERR_LIMIT, NULL, "Het antwoord is te groot; vraag minder tegelijk.");
            ok = false;
        }
    }
    if (reading)
        warehouse_read_end(s->worker.warehouse);
    if (!ok)
        response_problem(&r, &err);
    log_request(h, &q, route ? route->name : "geen", r.status, r.body.n, started);
    return send_response(c, &r, etag, h->shared->intern);
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
    if (!pending->begun && !has_body(c)) {
        pending->begun = true;
        return MHD_YES;
    }
#ifdef GM_HAVE_VIEWER
    bool found;
    struct str raw = pending->raw;
    enum MHD_Result sent = send_asset(c, str_sub(raw, 0, str_find(raw, '?', 0)), &found);
    if (found)
        return sent;
#endif
    struct slot *s = slot_take(h);
    enum MHD_Result result = answer(h, c, pending->raw, s);
    slot_give(h, s);
    return result;
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
              asprintf(&h->release, "%s/publicatie/sociaal.sqlite", o->magazijn) > 0 &&
              (h->slots = calloc((size_t)o->threads, sizeof *h->slots));
    if (!ok) {
        free(h);
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    }
    h->shared = shared;
    pthread_mutex_init(&h->lock, NULL);
    pthread_cond_init(&h->freed, NULL);
    for (; ok && h->n_slots < (size_t)o->threads; h->n_slots++)
        ok = slot_init(&h->slots[h->n_slots]);
    if (!ok) {
        server_stop(h);
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    }
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ERROR_LOG | (six ? MHD_USE_IPv6 : 0);
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

void server_stop(struct http_server *s)
{
    if (!s)
        return;
    if (s->daemon)
        MHD_stop_daemon(s->daemon);
    for (size_t i = 0; i < s->n_slots; i++)
        slot_done(&s->slots[i]);
    pthread_cond_destroy(&s->freed);
    pthread_mutex_destroy(&s->lock);
    free(s->slots);
    free(s->magazijn);
    free(s->database);
    free(s->release);
    free(s);
}
