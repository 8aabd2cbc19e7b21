/* Any bytes as a request target, the whole way to a real handler on a small warehouse: an answer of a known kind,
 * well-formed, within its limits. After a newline: the Accept header. */
#include "geoserver/http/router.h"
#include "tests/fuzz/fuzz.h"
#include "tests/geoserver/fixture.h"

#include <expat.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct fixture f;

static void done(void)
{
    fixture_close(&f);
}

static void finding(const char *what)
{
    fprintf(stderr, "%s: status %d, %s: %.600s\n", what, f.response.status, f.response.content_type,
            buf_cstr(&f.response.body));
    abort();
}

static void check_xml(const struct buf *b)
{
    XML_Parser p = XML_ParserCreate(NULL);
    if (!p)
        abort();
    if (XML_Parse(p, b->p, (int)b->n, 1) != XML_STATUS_OK)
        finding("XML that isn't well-formed");
    XML_ParserFree(p);
}

static void check_answer(const struct response *r)
{
    static const unsigned char png[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    const char *type = r->content_type;
    const struct buf *b = &r->body;
    if (r->status < 200 || r->status > 599 || r->status == 500)
        finding("a status that no request should give");
    if (!type || !*type)
        finding("no content type");
    if (b->failed)
        finding("a body over its maximum");
    if (r->n_headers > RESPONSE_MAX_HEADERS)
        finding("too many headers");
    if (strstr(type, "json")) {
        json_error_t e;
        json_t *j = json_loadb(b->p, b->n, 0, &e);
        if (!j)
            finding(e.text);
        json_decref(j);
    } else if (strstr(type, "xml")) {
        check_xml(b);
    } else if (strstr(type, "html")) {
        struct str html = buf_view(b);
        if (!str_starts(html, STR("<!DOCTYPE html>")) || !str_is_utf8(html) ||
            str_find_str(html, STR("<script")) != SIZE_MAX || str_find_str(html, STR("</html>")) == SIZE_MAX)
            finding("HTML with what isn't ours");
    } else if (strstr(type, "image/png")) {
        if (b->n < sizeof png || memcmp(b->p, png, sizeof png) != 0)
            finding("not a PNG");
    } else if (strstr(type, "image/") || strstr(type, "application/pdf") || strstr(type, "vector-tile")) {
        if (b->n == 0 && !strstr(type, "vector-tile"))
            finding("an empty picture");
    } else if (!str_is_utf8(buf_view(b))) {
        finding("text that isn't UTF-8");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static const struct arena_mark start = {0};
    if (!f.arena) {
        fixture_open(&f);
        atexit(done);
    }
    struct worker *w = &f.worker;
    struct str raw = {(const char *)data, n}, query = {0}, accept = {0};
    struct err err = {0};
    struct param *params = NULL;
    struct request q = {
        .server = &f.server, .worker = w, .method = STR("GET"), .base_url = STR("http://kaart.test"), .id = 1};
    f.response = (struct response){.status = 200, .content_type = "text/plain"};
    buf_init(&f.response.body, 256 << 20);
    size_t line = str_find(raw, '\n', 0);
    if (line != SIZE_MAX) {
        accept = str_sub(raw, line + 1, SIZE_MAX);
        raw.n = line;
    }
    size_t mark = str_find(raw, '?', 0);
    if (mark != SIZE_MAX)
        query = str_sub(raw, mark + 1, SIZE_MAX);
    q.accept = accept.p && str_find(accept, 0, 0) == SIZE_MAX ? accept : (struct str){0}; /* headers have no NUL */
    bool ok = percent_decode(str_sub(raw, 0, mark), false, w->arena, &q.path, &err) &&
              query_parse(query, w->arena, &params, &q.n_params, 200, &err);
    q.params = params;
    const struct route *route = ok ? route_find(q.path) : NULL;
    if (route) {
        if (!warehouse_read_begin(w->warehouse, &w->generation, &err))
            abort();
        route->handle(&q, &f.response);
        warehouse_read_end(w->warehouse);
        check_answer(&f.response);
    } else if (!ok) {
        response_problem(&f.response, &err);
        check_answer(&f.response);
    }
    buf_done(&f.response.body);
    arena_rewind(w->arena, start);
    return 0;
}
