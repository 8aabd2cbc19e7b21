#include "base/err.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

bool err_set(struct err *err, enum err_code code, const char *locator, const char *fmt, ...)
{
    if (!err || err->code != ERR_NONE)
        return false;
    err->code = code;
    snprintf(err->locator, sizeof err->locator, "%s", locator ? locator : "");
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(err->message, sizeof err->message, fmt, ap);
    va_end(ap);
    return false;
}

void err_clear(struct err *err)
{
    *err = (struct err){0};
}

static const struct {
    const char *name;
    int http, exit_status;
} table[] = {
    [ERR_NONE] = {"none", 200, 0},        [ERR_NOT_FOUND] = {"not_found", 404, 66},
    [ERR_INVALID] = {"invalid", 400, 65}, [ERR_UNSUPPORTED] = {"unsupported", 400, 69},
    [ERR_LIMIT] = {"limit", 413, 65},     [ERR_STORAGE] = {"storage", 503, 74},
    [ERR_MEMORY] = {"memory", 503, 71},   [ERR_INTERNAL] = {"internal", 500, 70},
};

int err_http_status(enum err_code code)
{
    return table[code].http;
}

int err_exit_status(enum err_code code)
{
    return table[code].exit_status;
}

const char *err_code_name(enum err_code code)
{
    return table[code].name;
}
