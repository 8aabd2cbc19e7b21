/* Any bytes as a request target: an answer or a message, never a NUL, never more than was sent. */
#include "geoserver/http/router.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

static void check_decoded(struct str out, size_t raw_n)
{
    if (!out.p || out.n > raw_n || memchr(out.p, 0, out.n))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    enum { MAX = 200 };
    struct arena *a = arena_new(16 << 20);
    struct str raw = {(const char *)data, n}, path = {0}, found;
    struct err err = {0};
    struct param *params = NULL;
    size_t n_params = 0, total = 0;
    if (!a)
        abort();
    size_t mark = str_find(raw, '?', 0);
    struct str query = mark == SIZE_MAX ? (struct str){0} : str_sub(raw, mark + 1, SIZE_MAX);
    if (!percent_decode(str_sub(raw, 0, mark), false, a, &path, &err)) {
        if (err.code == ERR_NONE || !err.message[0])
            abort();
    } else {
        check_decoded(path, n);
        (void)route_find(path);
    }
    err_clear(&err);
    if (!query_parse(query, a, &params, &n_params, MAX, &err)) {
        if (err.code == ERR_NONE || !err.message[0])
            abort();
    } else {
        if (n_params > MAX || (n_params && !params))
            abort();
        for (size_t i = 0; i < n_params; i++) {
            check_decoded(params[i].name, query.n);
            check_decoded(params[i].value, query.n);
            total += params[i].name.n + params[i].value.n;
        }
        if (total > query.n)
            abort();
        struct request q = {.params = params, .n_params = n_params};
        found = request_param(&q, "LAYERS");
        if (found.n > query.n)
            abort();
    }
    arena_free(a);
    return 0;
}
