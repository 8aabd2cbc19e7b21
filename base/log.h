/* Log lines as key=value on one stream, written at the edges. Thread-safe: one line, one write. Never put a melding's
 * text, place or reporter, a client code, a key or a query string in one. */
#ifndef GM_BASE_LOG_H
#define GM_BASE_LOG_H

#include "base/clock.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

struct log {
    int fd;
    enum log_level level;
    struct clock clock;
};

/* Key, value, key, value, …, NULL; all const char *. Values are quoted when needed and control bytes escaped; a line is
 * cut at 2,000 bytes. log NULL: nothing. */
void log_line(const struct log *log, enum log_level level, const char *event, ...) __attribute__((sentinel));
bool log_level_parse(struct str s, enum log_level *out);

#endif
