/* Any parameters to the Locatieserver: JSON that can be read, or XML that starts as such, or a fault that is said. The
 * first byte is the operation, then lines: the name's number, and the value. */
#include "geoserver/exchange/exchange.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/search_tables.h"

#include <jansson.h>
#include <string.h>

static struct warehouse w;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static const char *const paths[] = {"suggest", "free", "lookup", "reverse"};
    static const char *const names[] = {"q",   "fq",  "fl", "bq", "sort", "wt", "indent",   "rows", "start",
                                        "lat", "lon", "X",  "Y",  "type", "id", "distance", "df",   "qf"};
    enum { MAX = 12 };
    struct param params[MAX];
    size_t n_params = 0;
    struct arena *a = arena_new(32 << 20);
    struct crs_context *crs = crs_context_new();
    if (!a || !crs)
        abort();
    search_tables_open(&w);
    struct str rest = {(const char *)data + (n > 0), n > 0 ? n - 1 : 0}, line;
    while (n_params < MAX && rest.n && str_next(&rest, '\n', &line))
        if (line.n)
            params[n_params++] = (struct param){
                str_from(names[(unsigned char)line.p[0] % (sizeof names / sizeof *names)]), str_sub(line, 1, SIZE_MAX)};
    struct worker worker = {.warehouse = &w, .crs = crs, .arena = a, .generation = 1};
    struct request q = {.worker = &worker, .method = STR("GET"), .params = params, .n_params = n_params};
    q.path = str_from(arena_printf(a, "/locatieserver/search/v3_1/%s", paths[n ? data[0] % 4 : 0]));
    struct response r = {.status = 200};
    buf_init(&r.body, 8 << 20);
    locatieserver_handle(&q, &r);
    struct str body = buf_view(&r.body);
    if (r.body.failed || !r.content_type || !str_is_utf8(body))
        abort();
    if (strstr(r.content_type, "json")) {
        json_t *j = json_loadb(body.p, body.n, JSON_ALLOW_NUL, NULL);
        /* 500 would be a fault of ours; of this warehouse without an R-tree only reverse may say so */
        if (!j || (r.status >= 500 && (n == 0 || data[0] % 4 != 3)))
            abort();
        json_decref(j);
    } else if (!str_starts(body, STR("<?xml")) || !str_ends(body, STR("</response>\n"))) {
        abort();
    }
    buf_done(&r.body);
    crs_context_free(crs);
    arena_free(a);
    return 0;
}
