#include "geoserver/http/router.h"

#include <stdio.h>

static void healthz(const struct request *q, struct response *r)
{
    r->content_type = "application/json; charset=utf-8";
    buf_printf(&r->body, "{\"status\":\"ok\",\"generatie\":%lld}\n", (long long)q->worker->generation);
}

static void robots(const struct request *q, struct response *r)
{
    r->content_type = "text/plain; charset=utf-8";
    buf_c(&r->body, "User-agent: *\nDisallow: /tiles/\nDisallow: /wms\n");
}

static const struct {
    const char *prefix;
    bool exact;
    struct route route;
} routes[] = {
    {"/tiles/", false, {"tiles", tile_handle, true}},
    {"/wms", true, {"wms", wms_handle, false}},
    {"/api/v1/", false, {"api", api_handle, false}},
    {"/api/v1", true, {"api", api_handle, false}},
    {"/locatieserver/search/v3_1/", false, {"locatieserver", locatieserver_handle, false}},
    {"/healthz", true, {"healthz", healthz, false}},
    {"/robots.txt", true, {"robots", robots, false}},
};

const struct route *route_find(struct str path)
{
    for (size_t i = 0; i < sizeof routes / sizeof *routes; i++) {
        struct str prefix = str_from(routes[i].prefix);
        if (routes[i].exact ? str_eq(path, prefix) : str_starts(path, prefix))
            return &routes[i].route;
    }
    return NULL;
}

static int hex(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

bool percent_decode(struct str raw, bool plus, struct arena *a, struct str *out, struct err *err)
{
    char *to = arena_alloc(a, raw.n + 1);
    size_t n = 0;
    if (!to)
        return err_set(err, ERR_LIMIT, NULL, "Het adres is te lang.");
    for (size_t i = 0; i < raw.n; i++) {
        char c = raw.p[i];
        if (c == '%') {
            int high = -1, low = -1;
            if (raw.n - i >= 3) {
                high = hex(raw.p[i + 1]);
                low = hex(raw.p[i + 2]);
            }
            if (high < 0 || low < 0)
                return err_set(err, ERR_INVALID, NULL, "Het adres bevat een %% zonder twee hexadecimale cijfers.");
            c = (char)(high * 16 + low);
            i += 2;
        } else if (c == '+' && plus) {
            c = ' ';
        }
        if (c == 0)
            return err_set(err, ERR_INVALID, NULL, "Het adres bevat een nulteken.");
        to[n++] = c;
    }
    *out = (struct str){to, n};
    return true;
}

bool query_parse(struct str raw, struct arena *a, struct param **out, size_t *n, size_t max, struct err *err)
{
    struct param *list = arena_array(a, max + 1, sizeof *list);
    struct str rest = raw, pair;
    size_t count = 0;
    if (!list)
        return err_set(err, ERR_LIMIT, NULL, "Het adres is te lang.");
    while (raw.n && str_next(&rest, '&', &pair)) {
        if (pair.n == 0)
            continue;
        if (count == max)
            return err_set(err, ERR_LIMIT, NULL, "Meer dan %zu parameters.", max);
        size_t eq = str_find(pair, '=', 0);
        struct str name = eq == SIZE_MAX ? pair : str_sub(pair, 0, eq);
        struct str value = eq == SIZE_MAX ? STR("") : str_sub(pair, eq + 1, SIZE_MAX);
        if (!percent_decode(name, true, a, &list[count].name, err) ||
            !percent_decode(value, true, a, &list[count].value, err))
            return false;
        count++;
    }
    *out = list;
    *n = count;
    return true;
}
