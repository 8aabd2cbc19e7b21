/* The server on a real socket: caching, a new generation, refusals, hostile bytes, and many at a time. */
#include "geoserver/http/server.h"
#include "tests/geoserver/fixture.h"
#include "tests/geoserver/http/client.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zlib.h>

#define PAND_TILE "/tiles/pand/NetherlandsRDNewQuad/12/2257/1873.png" /* the pand is in it: checked below */
#define FIGURES "/api/v1/indicatoren/meldingen/waarden?niveau=wijk&periode=2026K3"

static struct fixture f;
static struct http_server *server;
static int port;
static char log_path[] = "/tmp/gm_server_log_XXXXXX";
static struct log server_log;

static struct http_server *start(const char *host, int at, int threads)
{
    struct err err = {0};
    struct http_server *s = NULL;
    struct server_options o = {.host = host, .port = at, .threads = threads, .magazijn = f.dir};
    if (!server_start(&o, &f.server, &s, &err))
        fail_msg("%s", err.message);
    return s;
}

static int setup(void **state)
{
    fixture_open(&f);
    server_log = (struct log){mkstemp(log_path), LOG_DEBUG, clock_system()};
    f.server.log = &server_log;
    server = start("127.0.0.1", 0, 4);
    port = server_port(server);
    return port > 0 ? 0 : -1;
}

static int teardown(void **state)
{
    server_stop(server);
    f.server.log = NULL;
    close(server_log.fd);
    unlink(log_path);
    fixture_close(&f);
    return 0;
}

static struct reply get(const char *target, const char *headers)
{
    return client_ask(port, "GET", target, headers);
}

static void expect_status(const char *method, const char *target, const char *headers, int status)
{
    struct reply r = client_ask(port, method, target, headers);
    if (r.status != status)
        fail_msg("%s %.100s gives %d, not %d", method, target, r.status, status);
    reply_done(&r);
}

static void expect_alive(void)
{
    expect_status("GET", "/healthz", "", 200);
}

static long long generation(void)
{
    struct reply r = get("/healthz", "");
    long long n = -1;
    if (sscanf(r.body, "{\"status\":\"ok\",\"generatie\":%lld}", &n) != 1)
        fail_msg("%s", r.all.p);
    reply_done(&r);
    return n;
}

/* The value of the first wijk in an answer about figures. */
static int first_value(const struct reply *r)
{
    int v = -1;
    const char *at = strstr(r->body, "\"waarde\":");
    if (r->status != 200 || !at || sscanf(at, "\"waarde\":%d", &v) != 1)
        fail_msg("%s", r->all.p);
    return v;
}

/* ---- what is served ---- */

static void the_socket_carries_what_the_handlers_answer(void **state)
{
    static const char *const targets[] = {PAND_TILE,
                                          "/api/v1/themas",
                                          FIGURES,
                                          "/locatieserver/search/v3_1/free?q=9990AB+12",
                                          "/wms?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&LAYERS=pand,wijk&STYLES=&CRS="
                                          "EPSG:28992&BBOX=200000,500000,201000,501000&WIDTH=300&HEIGHT=300&FORMAT="
                                          "image/png",
                                          "/api/v1/themas?x=%3Cb%3E"};
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        fixture_get(&f, targets[i]);
        struct reply r = get(targets[i], "");
        char type[200];
        assert_int_equal(r.status, f.response.status);
        assert_true(reply_header(&r, "Content-Type", type, sizeof type));
        assert_string_equal(type, f.response.content_type);
        assert_int_equal(r.n_body, f.response.body.n);
        assert_memory_equal(r.body, f.response.body.p, r.n_body);
        reply_done(&r);
    }
    fixture_get(&f, PAND_TILE);
    struct picture p = fixture_picture(buf_view(&f.response.body));
    assert_true(picture_drawn(&p) > 100);
    picture_done(&p);
}

static void every_answer_has_the_security_headers(void **state)
{
    static const char *const targets[] = {"/healthz", "/api/v1/themas", "/nergens", "/wms", PAND_TILE, "/%"};
    char value[500];
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        struct reply r = get(targets[i], "");
        assert_true(reply_header(&r, "X-Content-Type-Options", value, sizeof value));
        assert_string_equal(value, "nosniff");
        assert_true(reply_header(&r, "Content-Security-Policy", value, sizeof value));
        assert_true(reply_header(&r, "Referrer-Policy", value, sizeof value));
        reply_done(&r);
    }
}

static void the_host_is_used_only_when_it_looks_like_one(void **state)
{
    static const struct {
        const char *host, *link;
    } cases[] = {{"kaart.gemeente.nl", "http://kaart.gemeente.nl/api/v1/themas"},
                 {"[::1]:8080", "http://[::1]:8080/api/v1/themas"},
                 {"x\"><script>", "\"/api/v1/themas"},
                 {"a/b?c", "\"/api/v1/themas"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char request[300];
        struct reply r;
        int fd = client_connect(port);
        int n = snprintf(request, sizeof request, "GET /api/v1 HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n",
                         cases[i].host);
        assert_true(client_send(fd, request, (size_t)n));
        client_read(fd, &r);
        close(fd);
        if (r.status != 200 || !strstr(r.body, cases[i].link))
            fail_msg("Host %s: %s", cases[i].host, r.all.p);
        assert_null(strstr(r.body, "script"));
        reply_done(&r);
    }
}

/* ---- caching ---- */

static void an_etag_spares_the_second_answer(void **state)
{
    static const char *const targets[] = {PAND_TILE, FIGURES, "/wms?SERVICE=WMS&REQUEST=GetCapabilities"};
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        char etag[100], again[100], header[200], length[20];
        struct reply r = get(targets[i], "");
        assert_int_equal(r.status, 200);
        assert_true(reply_header(&r, "ETag", etag, sizeof etag));
        snprintf(length, sizeof length, "%zu", r.n_body);
        reply_done(&r);

        snprintf(header, sizeof header, "If-None-Match: \"x\", %s\r\n", etag);
        r = get(targets[i], header);
        assert_int_equal(r.status, 304);
        assert_int_equal(r.n_body, 0);
        assert_true(reply_header(&r, "ETag", again, sizeof again));
        assert_string_equal(again, etag);
        reply_done(&r);

        r = get(targets[i], "If-None-Match: \"x\"\r\n");
        assert_int_equal(r.status, 200);
        reply_done(&r);

        r = client_ask(port, "HEAD", targets[i], "");
        assert_int_equal(r.status, 200);
        assert_int_equal(r.n_body, 0);
        assert_true(reply_header(&r, "ETag", again, sizeof again));
        assert_string_equal(again, etag);
        assert_true(reply_header(&r, "Content-Length", again, sizeof again));
        assert_string_equal(again, length);
        reply_done(&r);
    }
}

static void faults_and_health_are_not_cached(void **state)
{
    static const char *const targets[] = {"/healthz", "/nergens", "/api/v1/themas?x=1", "/wms?REQUEST=x",
                                          "/tiles/x/y/1/2/3.png"};
    char value[100];
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        struct reply r = get(targets[i], "If-None-Match: *\r\n");
        assert_int_not_equal(r.status, 304);
        assert_false(reply_header(&r, "ETag", value, sizeof value));
        assert_true(reply_header(&r, "Cache-Control", value, sizeof value));
        assert_string_equal(value, "no-store");
        reply_done(&r);
    }
}

static void a_new_generation_is_seen_without_a_restart(void **state)
{
    char etag[100], header[200], id[40];
    long long before = generation();
    struct reply r = get(FIGURES, "");
    int value = first_value(&r);
    assert_true(reply_header(&r, "ETag", etag, sizeof etag));
    reply_done(&r);
    snprintf(id, sizeof id, "nieuw-%lld", before);
    long long after = fixture_import(&f, id, "2026-08-02");
    assert_true(after > before);
    assert_int_equal(generation(), after);
    snprintf(header, sizeof header, "If-None-Match: %s\r\n", etag);
    r = get(FIGURES, header);
    assert_int_equal(first_value(&r), value + 1);
    reply_done(&r);
}

static void gzip_holds_the_same_under_another_etag(void **state)
{
    char plain_tag[100], packed_tag[100], coding[40];
    unsigned char *text = malloc(1 << 20);
    assert_non_null(text);
    struct reply plain = get("/api/v1/themas", ""), packed = get("/api/v1/themas", "Accept-Encoding: br, gzip\r\n");
    assert_false(reply_header(&plain, "Content-Encoding", coding, sizeof coding));
    assert_true(reply_header(&packed, "Content-Encoding", coding, sizeof coding));
    assert_string_equal(coding, "gzip");
    assert_true(reply_header(&plain, "ETag", plain_tag, sizeof plain_tag));
    assert_true(reply_header(&packed, "ETag", packed_tag, sizeof packed_tag));
    assert_string_not_equal(plain_tag, packed_tag);
    assert_true(packed.n_body < plain.n_body / 2);
    z_stream z = {.next_in = (unsigned char *)packed.body,
                  .avail_in = (unsigned)packed.n_body,
                  .next_out = text,
                  .avail_out = 1 << 20};
    assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
    assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
    assert_int_equal(z.total_out, plain.n_body);
    assert_memory_equal(text, plain.body, plain.n_body);
    inflateEnd(&z);
    free(text);
    reply_done(&plain);
    reply_done(&packed);
    struct reply refused = get("/api/v1/themas", "Accept-Encoding: gzip;q=0\r\n");
    assert_false(reply_header(&refused, "Content-Encoding", coding, sizeof coding));
    reply_done(&refused);
    struct reply image = get(PAND_TILE, "Accept-Encoding: gzip\r\n");
    assert_false(reply_header(&image, "Content-Encoding", coding, sizeof coding));
    reply_done(&image);
}

/* ---- refusals ---- */

static void only_reading_is_possible(void **state)
{
    static const char *const methods[] = {"POST", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"};
    char allow[100];
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        struct reply r = client_ask(port, methods[i], "/api/v1/themas", "");
        assert_int_equal(r.status, 405);
        assert_true(reply_header(&r, "Allow", allow, sizeof allow));
        assert_string_equal(allow, "GET, HEAD, OPTIONS");
        reply_done(&r);
    }
    expect_status("OPTIONS", "/api/v1/themas", "", 204);
    int fd = client_connect(port); /* with a body that never comes whole */
    static const char post[] = "POST /wms HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999\r\n\r\n<GetMap";
    assert_true(client_send(fd, post, sizeof post - 1));
    struct reply r;
    shutdown(fd, SHUT_WR);
    client_read(fd, &r);
    close(fd);
    assert_true(r.status == 405 || r.status == 0);
    reply_done(&r);
    expect_alive();
}

static void wrong_addresses_are_refused(void **state)
{
    static const struct {
        const char *target;
        int status;
    } cases[] = {{"/nergens", 404},
                 {"/%", 400},
                 {"/%00", 400},
                 {"/api/v1/themas%", 400},
                 {"/wms?a=%zz", 400},
                 {"/wms?%00=1", 400},
                 {"/../../etc/passwd", 404},
                 {"/%2e%2e/%2e%2e/etc/passwd", 404},
                 {"/tiles/..%2f..%2f/x/1/1/1.png", 404}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect_status("GET", cases[i].target, "", cases[i].status);
    struct buf many;
    buf_init(&many, 10000);
    buf_c(&many, "/wms?SERVICE=WMS");
    for (int i = 0; i < 200; i++)
        buf_printf(&many, "&p%d=1", i);
    struct reply r = get(buf_cstr(&many), "");
    assert_in_range(r.status, 400, 499);
    reply_done(&r);
    buf_done(&many);
}

static void what_is_too_long_is_cut_off(void **state)
{
    struct reply r;
    char *text = malloc(8 << 20);
    assert_non_null(text);
    memset(text, 'a', 8 << 20);
    static const size_t sizes[] = {17 << 10, 39 << 10, 100 << 10, 8 << 20};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        int fd = client_connect(port);
        memcpy(text, "GET /", 5);
        if (client_send(fd, text, sizes[i]))
            client_send(fd, " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 42);
        client_read(fd, &r);
        close(fd);
        if (r.status != 414 && r.status != 431 && r.status != 400 && r.status != 0)
            fail_msg("%zu bytes of address give %d", sizes[i], r.status);
        if (i == 0)
            assert_int_equal(r.status, 414);
        reply_done(&r);
        expect_alive();
    }
    /* the same in headers: one long, and very many */
    int fd = client_connect(port);
    memset(text, 'a', 8 << 20);
    static const char head[] = "GET /healthz HTTP/1.1\r\nHost: x\r\nX-Long: ";
    client_send(fd, head, sizeof head - 1);
    client_send(fd, text, 8 << 20);
    client_read(fd, &r);
    close(fd);
    assert_true(r.status == 431 || r.status == 413 || r.status == 400 || r.status == 0);
    reply_done(&r);
    fd = client_connect(port);
    client_send(fd, head, sizeof head - 1);
    for (int i = 0; i < 100000; i++)
        if (!client_send(fd, "a\r\nb: ", 6))
            break;
    client_read(fd, &r);
    close(fd);
    assert_true(r.status == 431 || r.status == 413 || r.status == 400 || r.status == 0);
    reply_done(&r);
    free(text);
    expect_alive();
}

static void what_is_no_http_does_no_harm(void **state)
{
    static const struct str sent[] = {
        STR("\r\n\r\n"),
        STR("GET\r\n\r\n"),
        STR("GET / HTTP/9.9\r\n\r\n"),
        STR("GET  HTTP/1.1\r\n\r\n"),
        STR("GET /wms?\0\0\0 HTTP/1.1\r\nHost: x\r\n\r\n"),
        STR("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"),
        STR("GET /healthz HTTP/1.1\r\nHost\r\n: :\r\n\r\n"),
        STR("GET /healthz HTTP/1.1\r\nContent-Length: -1\r\n\r\n"),
        STR("GET /healthz HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n"),
        STR("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /healthz HTT")};
    for (size_t i = 0; i < sizeof sent / sizeof *sent; i++) {
        struct reply r;
        int fd = client_connect(port);
        assert_true(fd >= 0);
        client_send(fd, sent[i].p, sent[i].n);
        shutdown(fd, SHUT_WR);
        client_read(fd, &r);
        close(fd);
        reply_done(&r);
        expect_alive();
    }
}

static void requests_in_one_packet_are_all_answered(void **state)
{
    static const char two[] = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /nergens HTTP/1.1\r\nHost: x\r\n\r\n"
                              "GET /robots.txt HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    struct reply r;
    int fd = client_connect(port);
    assert_true(client_send(fd, two, sizeof two - 1));
    client_read(fd, &r);
    close(fd);
    const char *second = strstr(r.body, "HTTP/1.1 404"), *third = second ? strstr(second, "HTTP/1.1 200") : NULL;
    assert_int_equal(r.status, 200);
    if (!third)
        fail_msg("%s", r.all.p);
    assert_non_null(strstr(third, "Disallow: /tiles/"));
    reply_done(&r);
}

/* ---- a folder without a warehouse ---- */

static void without_a_warehouse_it_says_so_until_there_is_one(void **state)
{
    char away[100];
    snprintf(away, sizeof away, "%s-weg", f.dir);
    expect_alive();
    assert_int_equal(rename(f.dir, away), 0);
    static const char *const targets[] = {"/healthz", "/api/v1/themas", PAND_TILE};
    for (size_t i = 0; i < 3; i++) {
        struct reply r = get(targets[i], "");
        assert_int_equal(r.status, 503);
        assert_null(strstr(r.body, "/tmp/")); /* where it should have been is nobody's business */
        reply_done(&r);
    }
    assert_int_equal(rename(away, f.dir), 0);
    expect_alive();
}

/* Another warehouse in the place of the first: seen by its inode, also with the same generation. */
static void another_warehouse_in_its_place_is_opened(void **state)
{
    struct fixture other;
    char away[100];
    fixture_open(&other);
    long long mine = generation(), theirs = fixture_import(&other, "n", "2026-08-02");
    assert_true(mine != theirs || (theirs = fixture_import(&other, "m", "2026-08-03")) != mine);
    snprintf(away, sizeof away, "%s-weg", f.dir);
    assert_int_equal(rename(f.dir, away), 0);
    assert_int_equal(rename(other.dir, f.dir), 0);
    assert_int_equal(generation(), theirs);
    assert_int_equal(rename(f.dir, other.dir), 0);
    assert_int_equal(rename(away, f.dir), 0);
    assert_int_equal(generation(), mine);
    fixture_close(&other);
}

/* ---- many at a time ---- */

enum { ASKERS = 8, ROUNDS = 25 };

struct asker {
    pthread_t thread;
    struct str tile;
    int number, wrong;
};

static void *ask_on(void *p)
{
    static const char *const targets[] = {
        PAND_TILE,
        FIGURES,
        ("/wms?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&LAYERS=wijken-en-buurten,pand,adres,melding&STYLES=&CRS=EPSG:"
         "4326&BBOX=52.48,6.09,52.5,6.12&WIDTH=200&HEIGHT=200&FORMAT=image/png"),
        "/wms?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetCapabilities",
        "/locatieserver/search/v3_1/suggest?q=veendorp",
        "/api/v1/lagen/pand/legenda",
        "/nergens"};
    struct asker *a = p;
    for (int i = 0; i < ROUNDS; i++) {
        size_t which = (size_t)(i + a->number) % (sizeof targets / sizeof *targets);
        struct reply r =
            client_ask(port, i % 5 == 4 ? "HEAD" : "GET", targets[which], i % 3 ? "" : "Accept-Encoding: gzip\r\n");
        if (r.status != (strcmp(targets[which], "/nergens") == 0 ? 404 : 200))
            a->wrong++;
        /* panden don't change by what is imported meanwhile */
        else if (which == 0 && i % 5 != 4 && !str_eq((struct str){r.body, r.n_body}, a->tile))
            a->wrong++;
        reply_done(&r);
    }
    return NULL;
}

static void many_ask_while_an_import_goes_on(void **state)
{
    struct asker askers[ASKERS];
    struct buf tile;
    long long first = generation(), last = first;
    fixture_get(&f, PAND_TILE);
    buf_init(&tile, 1 << 20);
    buf_str(&tile, buf_view(&f.response.body));
    for (int i = 0; i < ASKERS; i++) {
        askers[i] = (struct asker){.tile = buf_view(&tile), .number = i};
        assert_int_equal(pthread_create(&askers[i].thread, NULL, ask_on, &askers[i]), 0);
    }
    for (int i = 0; i < 5; i++) {
        char id[40];
        snprintf(id, sizeof id, "tegelijk-%d", i);
        last = fixture_import(&f, id, "2026-08-03");
    }
    for (int i = 0; i < ASKERS; i++) {
        pthread_join(askers[i].thread, NULL);
        assert_int_equal(askers[i].wrong, 0);
    }
    buf_done(&tile);
    assert_true(last > first);
    assert_int_equal(generation(), last);
}

/* ---- start, stop, and what is written down ---- */

static void addresses_to_listen_on_are_checked(void **state)
{
    struct http_server *s = NULL;
    static const struct {
        const char *host;
        bool taken;
        enum err_code code;
    } cases[] = {{"localhost", false, ERR_INVALID},
                 {"1.2.3", false, ERR_INVALID},
                 {"", false, ERR_INVALID},
                 {"127.0.0.1", true, ERR_STORAGE}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct err err = {0};
        struct server_options o = {
            .host = cases[i].host, .port = cases[i].taken ? port : 0, .threads = 1, .magazijn = f.dir};
        assert_false(server_start(&o, &f.server, &s, &err));
        assert_int_equal(err.code, cases[i].code);
    }
    /* stops at once, also with a connection that says nothing and one that is half-way */
    s = start("127.0.0.1", 0, 1);
    int silent = client_connect(server_port(s)), half = client_connect(server_port(s));
    assert_true(silent >= 0 && half >= 0 && client_send(half, "GET /heal", 9));
    int64_t began = clock_ticks_ns();
    server_stop(s);
    assert_true(clock_ticks_ns() - began < 10ll * 1000000000);
    close(silent);
    close(half);
}

static void the_log_has_the_route_but_never_the_words(void **state)
{
    struct reply r = get("/locatieserver/search/v3_1/free?q=zoekwoord1", "");
    reply_done(&r);
    r = get("/zoekwoord2?zoekwoord3=1", "X-Forwarded-For: zoekwoord4\r\nReferer: http://zoekwoord5/\r\n");
    reply_done(&r);
    int fd = open(log_path, O_RDONLY);
    struct buf text;
    char chunk[4096];
    ssize_t k;
    assert_true(fd >= 0);
    buf_init(&text, 64 << 20);
    while ((k = read(fd, chunk, sizeof chunk)) > 0)
        buf_add(&text, chunk, (size_t)k);
    close(fd);
    assert_non_null(strstr(buf_cstr(&text), "locatieserver"));
    assert_non_null(strstr(buf_cstr(&text), "404"));
    assert_null(strstr(buf_cstr(&text), "zoekwoord"));
    buf_done(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_socket_carries_what_the_handlers_answer),
                                       cmocka_unit_test(every_answer_has_the_security_headers),
                                       cmocka_unit_test(the_host_is_used_only_when_it_looks_like_one),
                                       cmocka_unit_test(an_etag_spares_the_second_answer),
                                       cmocka_unit_test(faults_and_health_are_not_cached),
                                       cmocka_unit_test(a_new_generation_is_seen_without_a_restart),
                                       cmocka_unit_test(gzip_holds_the_same_under_another_etag),
                                       cmocka_unit_test(only_reading_is_possible),
                                       cmocka_unit_test(wrong_addresses_are_refused),
                                       cmocka_unit_test(what_is_too_long_is_cut_off),
                                       cmocka_unit_test(what_is_no_http_does_no_harm),
                                       cmocka_unit_test(requests_in_one_packet_are_all_answered),
                                       cmocka_unit_test(without_a_warehouse_it_says_so_until_there_is_one),
                                       cmocka_unit_test(another_warehouse_in_its_place_is_opened),
                                       cmocka_unit_test(many_ask_while_an_import_goes_on),
                                       cmocka_unit_test(addresses_to_listen_on_are_checked),
                                       cmocka_unit_test(the_log_has_the_route_but_never_the_words)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
