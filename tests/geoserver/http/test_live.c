/* The server with its cache of tiles: what an import, a style and a role change, and what they leave alone. */
#include "geoserver/http/live.h"

#include "geoserver/api/tile_cache.h"
#include "geoserver/http/server.h"
#include "tests/geoserver/fixture.h"
#include "tests/geoserver/http/client.h"
#include "warehouse/load.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TILE(layer) "/tiles/" layer "/NetherlandsRDNewQuad/12/2257/1873.png"
#define PAND TILE("pand")

static struct fixture f;
static char styles[] = "/tmp/gm_styles_XXXXXX";
static struct http_server *server;
static int port;
static char log_path[] = "/tmp/gm_live_log_XXXXXX";
static struct log live_log;

static struct http_server *start(const struct server *shared, size_t bytes)
{
    struct err err = {0};
    struct http_server *s = NULL;
    struct server_options o = {
        .host = "127.0.0.1", .threads = 3, .magazijn = f.dir, .tile_bytes = bytes, .stijlen = styles};
    if (!server_start(&o, shared, &s, &err))
        fail_msg("%s: %s", err.locator, err.message);
    return s;
}

static int setup(void **state)
{
    char cmd[300];
    fixture_open(&f);
    assert_non_null(mkdtemp(styles));
    snprintf(cmd, sizeof cmd, "cp %s/styles/*.sld %s/", GM_SOURCE_DIR, styles);
    assert_int_equal(system(cmd), 0);
    live_log = (struct log){mkstemp(log_path), LOG_WARN, clock_system()};
    f.server.log = &live_log;
    server = start(&f.server, 4 << 20);
    port = server_port(server);
    return 0;
}

static int teardown(void **state)
{
    char cmd[100];
    server_stop(server);
    close(live_log.fd);
    unlink(log_path);
    fixture_close(&f);
    snprintf(cmd, sizeof cmd, "rm -rf %s", styles);
    return system(cmd);
}

static struct tile_cache_stats stats(void)
{
    struct tile_cache_stats s;
    server_tile_stats(server, &s);
    return s;
}

/* Asks, expects 200, and tells the ETag. */
static void etag_at(int at, const char *target, char etag[100])
{
    struct reply r = client_ask(at, "GET", target, "");
    if (r.status != 200)
        fail_msg("%s: %s", target, r.all.p);
    assert_true(reply_header(&r, "ETag", etag, 100));
    reply_done(&r);
}

static int status_with(const char *target, const char *etag)
{
    char header[200];
    snprintf(header, sizeof header, "If-None-Match: %s\r\n", etag);
    struct reply r = client_ask(port, "GET", target, header);
    int status = r.status;
    reply_done(&r);
    return status;
}

static void the_second_answer_comes_from_memory_and_is_the_same(void **state)
{
    char etag[100], again[100], length[20], expected[20];
    struct reply first = client_ask(port, "GET", PAND, "");
    struct tile_cache_stats before = stats();
    assert_int_equal(first.status, 200);
    struct reply second = client_ask(port, "GET", PAND, "");
    assert_int_equal(stats().misses, before.misses);
    assert_int_equal(stats().hits, before.hits + 1);
    assert_int_equal(first.n_body, second.n_body);
    assert_memory_equal(first.body, second.body, first.n_body);
    assert_true(reply_header(&second, "ETag", etag, sizeof etag));
    assert_true(reply_header(&second, "Cache-Control", again, sizeof again));
    assert_string_equal(again, "public, max-age=60, must-revalidate");
    /* HEAD, and a condition, by the same memory; the condition doesn't even look there */
    struct reply head = client_ask(port, "HEAD", PAND, "");
    assert_int_equal(head.status, 200);
    assert_int_equal(head.n_body, 0);
    assert_true(reply_header(&head, "Content-Length", length, sizeof length));
    snprintf(expected, sizeof expected, "%zu", first.n_body);
    assert_string_equal(length, expected);
    before = stats();
    assert_int_equal(status_with(PAND, etag), 304);
    assert_int_equal(stats().hits + stats().misses, before.hits + before.misses);
    reply_done(&first);
    reply_done(&second);
    reply_done(&head);
}

static void a_condition_is_answered_before_anything_was_drawn(void **state)
{
    char etag[100];
    etag_at(port, PAND, etag);
    struct http_server *fresh = start(&f.server, 1 << 20); /* with an empty memory */
    int mine = port;
    port = server_port(fresh);
    assert_int_equal(status_with(PAND, etag), 304);
    struct tile_cache_stats s;
    server_tile_stats(fresh, &s);
    assert_int_equal(s.misses, 0);
    port = mine;
    server_stop(fresh);
}

static void an_import_changes_only_what_it_touches(void **state)
{
    char pand[100], wijk[100], melding[100], figures[100], after[100];
    etag_at(port, PAND, pand);
    etag_at(port, TILE("wijk"), wijk);
    etag_at(port, TILE("melding"), melding);
    etag_at(port, TILE("meldingen_wijk"), figures);
    fixture_import(&f, "cache-1", "2026-08-04");
    usleep(100000); /* the server looks every 20 ms, when asked */
    assert_int_equal(status_with(TILE("melding"), melding), 200);
    assert_int_equal(status_with(TILE("meldingen_wijk"), figures), 200);
    etag_at(port, TILE("melding"), after);
    assert_string_not_equal(after, melding);
    assert_int_equal(status_with(PAND, pand), 304);
    assert_int_equal(status_with(TILE("wijk"), wijk), 304);
    struct tile_cache_stats before = stats();
    etag_at(port, PAND, after);
    assert_string_equal(after, pand);
    assert_int_equal(stats().misses, before.misses);
}

/* gebieden again, without a change: their codes are put on addresses and meldingen anew */
static void import_gebieden(void)
{
    struct err err = {0};
    struct warehouse *w;
    struct load *l;
    struct load_summary sum = {.dataset = "gebieden", .bestanden = "t", .rapport_json = STR("{}")};
    int64_t n;
    if (!warehouse_open(f.dir, WAREHOUSE_WRITE, &w, &err) || !load_begin(w, &l, &err) || !load_gebied_finish(l, &err) ||
        !load_commit(l, &sum, &n, &err))
        fail_msg("%s", err.message);
    warehouse_close(w);
}

static void new_areas_change_what_carries_their_codes(void **state)
{
    static const char *const targets[] = {TILE("wijk"), TILE("melding"),   TILE("adres"), TILE("meldingen_wijk"),
                                          PAND,         TILE("woonplaats")};
    char etags[6][100];
    for (int i = 0; i < 6; i++)
        etag_at(port, targets[i], etags[i]);
    import_gebieden();
    usleep(100000);
    for (int i = 0; i < 6; i++)
        if (status_with(targets[i], etags[i]) != (i < 4 ? 200 : 304))
            fail_msg("%s", targets[i]);
}

static int log_lines_with(const char *word)
{
    char text[20000] = "";
    int fd = open(log_path, O_RDONLY), n = 0;
    ssize_t k = read(fd, text, sizeof text - 1);
    close(fd);
    assert_true(k >= 0);
    for (const char *at = text; (at = strstr(at, word)); at++)
        n++;
    return n;
}

static void edit(const char *style, const char *from, const char *to)
{
    char cmd[400];
    snprintf(cmd, sizeof cmd, "sed -i 's|%s|%s|g' %s/%s.sld", from, to, styles, style);
    assert_int_equal(system(cmd), 0);
    live_check(server_live(server)); /* not waiting for the watcher: it may have been first */
}

static void a_style_that_is_edited_changes_its_own_tiles_only(void **state)
{
    char bouwjaar[100], status[100], after[100];
    etag_at(port, PAND, bouwjaar);
    etag_at(port, PAND "?stijl=pand_status", status);
    struct reply before = client_ask(port, "GET", PAND, "");
    edit("pand_bouwjaar", "#8f2d2a", "#123456");
    etag_at(port, PAND, after);
    assert_string_not_equal(after, bouwjaar);
    struct reply r = client_ask(port, "GET", PAND, "");
    assert_false(str_eq((struct str){r.body, r.n_body}, (struct str){before.body, before.n_body}));
    reply_done(&r);
    etag_at(port, PAND "?stijl=pand_status", after);
    assert_string_equal(after, status);
    assert_int_equal(status_with(PAND "?stijl=pand_status", status), 304);
    /* wrong: the old set stays, for all */
    etag_at(port, PAND, bouwjaar);
    edit("pand_status", "</StyledLayerDescriptor>", "<kapot");
    etag_at(port, PAND, after);
    assert_string_equal(after, bouwjaar);
    etag_at(port, PAND "?stijl=pand_status", after);
    assert_string_equal(after, status);
    assert_false(live_check(server_live(server)));
    assert_false(live_check(server_live(server)));
    assert_int_equal(log_lines_with("pand_status.sld:"), 1); /* file and line, once */
    /* right again, and the first as it was: the same tiles as at the start */
    edit("pand_status", "<kapot", "</StyledLayerDescriptor>");
    edit("pand_bouwjaar", "#123456", "#8f2d2a");
    r = client_ask(port, "GET", PAND, "");
    assert_true(str_eq((struct str){r.body, r.n_body}, (struct str){before.body, before.n_body}));
    reply_done(&r);
    reply_done(&before);
}

static void nothing_crosses_roles(void **state)
{
    struct server intern = f.server;
    char open_tag[100], closed_tag[100], value[100];
    intern.intern = true;
    struct http_server *s = start(&intern, 1 << 20);
    int mine = port, at = server_port(s);
    etag_at(port, PAND, open_tag);
    struct reply r = {.body = ""};
    int fd = client_connect(at);
    static const char ask[] = "GET " PAND " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";
    for (int i = 0; i < 2; i++) { /* drawn, and from memory */
        assert_true(client_send(fd, ask, sizeof ask - 1));
        client_read(fd, &r);
        close(fd);
        assert_int_equal(r.status, 200);
        assert_true(reply_header(&r, "ETag", closed_tag, sizeof closed_tag));
        assert_string_not_equal(open_tag, closed_tag);
        assert_true(reply_header(&r, "Cache-Control", value, sizeof value));
        assert_string_equal(value, "private, max-age=60, must-revalidate");
        assert_false(reply_header(&r, "Access-Control-Allow-Origin", value, sizeof value));
        reply_done(&r);
        fd = client_connect(at);
    }
    close(fd);
    port = mine;
    assert_int_equal(status_with(PAND, closed_tag), 200);
    server_stop(s);
}

/* ---- styles change while many ask ---- */

static void *ask_on(void *p)
{
    int *wrong = p;
    for (int i = 0; i < 60; i++) {
        struct reply r = client_ask(port, "GET", i % 3 ? PAND : TILE("wijk") "?stijl=wijk_grens", "");
        *wrong += r.status != 200 && r.status != 400;
        reply_done(&r);
    }
    return NULL;
}

static void requests_in_flight_are_not_disturbed(void **state)
{
    pthread_t threads[4];
    int wrong[4] = {0};
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, ask_on, &wrong[i]), 0);
    for (int i = 0; i < 6; i++)
        edit("pand_bouwjaar", i % 2 ? "#123456" : "#8f2d2a", i % 2 ? "#8f2d2a" : "#123456");
    for (int i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(wrong[i], 0);
    }
}

static void a_missing_style_keeps_the_old_set_and_is_refused_at_the_start(void **state)
{
    char from[100], to[100], etag[100];
    struct err err = {0};
    struct live *l = NULL;
    snprintf(from, sizeof from, "%s/wijk_grens.sld", styles);
    snprintf(to, sizeof to, "%s/wijk_grens.weg", styles);
    assert_int_equal(rename(from, to), 0);
    assert_false(live_check(server_live(server)));
    etag_at(port, TILE("wijk"), etag);
    assert_false(live_start(styles, f.server.catalog, NULL, &l, &err));
    assert_string_equal(err.locator, "wijk_grens");
    assert_int_equal(rename(to, from), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_second_answer_comes_from_memory_and_is_the_same),
                                       cmocka_unit_test(a_condition_is_answered_before_anything_was_drawn),
                                       cmocka_unit_test(an_import_changes_only_what_it_touches),
                                       cmocka_unit_test(new_areas_change_what_carries_their_codes),
                                       cmocka_unit_test(a_style_that_is_edited_changes_its_own_tiles_only),
                                       cmocka_unit_test(nothing_crosses_roles),
                                       cmocka_unit_test(requests_in_flight_are_not_disturbed),
                                       cmocka_unit_test(a_missing_style_keeps_the_old_set_and_is_refused_at_the_start)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
