/* A growing byte buffer with a stated maximum that remembers its first failure: append freely, check once. */
#ifndef GM_BASE_BUF_H
#define GM_BASE_BUF_H

#include "base/str.h"

#include <stdarg.h>

struct buf {
    char *p; /* heap; not NUL-ended unless buf_cstr was called */
    size_t n, cap, max;
    bool failed; /* out of memory, or past max; contents are then cut */
};

void buf_init(struct buf *b, size_t max_bytes);
void buf_done(struct buf *b);  /* frees; b may be used again after buf_init */
void buf_clear(struct buf *b); /* empties, keeps the memory, forgets the failure */
void buf_add(struct buf *b, const void *p, size_t n);
void buf_str(struct buf *b, struct str s);
void buf_c(struct buf *b, const char *cstr);
void buf_byte(struct buf *b, char c);
void buf_printf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void buf_vprintf(struct buf *b, const char *fmt, va_list ap);
/* Shortest decimal that reads back as the same double, with a point; NaN and infinities become "null". */
void buf_double(struct buf *b, double v);
/* v rounded to `decimals` (0-17) decimals, trailing zeros removed. */
void buf_fixed(struct buf *b, double v, int decimals);
/* Text for XML content and attributes: & < > " ' escaped; bytes that XML 1.0 forbids, and ill-formed UTF-8, replaced
 * by U+FFFD. */
void buf_xml(struct buf *b, struct str s);
/* A JSON string with its quotes (RFC 8259); ill-formed UTF-8 replaced by U+FFFD; < > & as \u00XX, so that it may stand
 * in HTML. p == NULL gives null. */
void buf_json(struct buf *b, struct str s);
/* One CSV field (RFC 4180), quoted when needed; a leading = + - @ tab of a text that isn't a number is preceded by an
 * apostrophe (spreadsheet formulas). */
void buf_csv(struct buf *b, struct str s);
/* Percent-encoding for a URL's query value (RFC 3986 unreserved stay). */
void buf_url(struct buf *b, struct str s);
struct str buf_view(const struct buf *b); /* borrowed until the next append */
const char *buf_cstr(struct buf *b);      /* NUL-ended; "" when failed before the first byte */

#endif
