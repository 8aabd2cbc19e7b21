#include "base/log.h"

#include "base/buf.h"

#include <stdarg.h>
#include <stddef.h>
#include <unistd.h>

static const char *const level_names[] = {"debug", "info", "warn", "error"};

static void add_value(struct buf *b, const char *value)
{
    struct str s = str_from(value);
    bool plain = s.n > 0;
    for (size_t i = 0; i < s.n && plain; i++)
        plain = s.p[i] > ' ' && s.p[i] != '"' && s.p[i] != '=' && s.p[i] != '\\' && s.p[i] != 0x7f;
    if (plain)
        buf_str(b, s);
    else
        buf_json(b, s.p ? s : STR(""));
}

void log_line(const struct log *log, enum log_level level, const char *event, ...)
{
    if (!log || level < log->level)
        return;
    struct buf b;
    char when[21];
    buf_init(&b, 2000);
    timestamp_format(clock_now_ms(log->clock), when);
    buf_printf(&b, "tijd=%s niveau=%s gebeurtenis=", when, level_names[level]);
    add_value(&b, event);
    va_list ap;
    va_start(ap, event);
    for (const char *key; (key = va_arg(ap, const char *));) {
        const char *value = va_arg(ap, const char *);
        buf_byte(&b, ' ');
        buf_c(&b, key);
        buf_byte(&b, '=');
        add_value(&b, value);
    }
    va_end(ap);
    b.failed = false;
    b.max += 1;
    buf_byte(&b, '\n');
    /* One write a line: lines of threads don't mix. A log that can't be written has nowhere to complain. */
    ssize_t written = write(log->fd, b.p, b.n);
    (void)written;
    buf_done(&b);
}

bool log_level_parse(struct str s, enum log_level *out)
{
    for (int i = LOG_DEBUG; i <= LOG_ERROR; i++)
        if (str_eq_c(s, level_names[i])) {
            *out = (enum log_level)i;
            return true;
        }
    return false;
}
