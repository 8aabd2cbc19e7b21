#include "base/buf.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void buf_init(struct buf *b, size_t max_bytes)
{
    *b = (struct buf){.max = max_bytes};
}

void buf_done(struct buf *b)
{
    free(b->p);
    b->p = NULL;
    b->n = b->cap = 0;
}

void buf_clear(struct buf *b)
{
    b->n = 0;
    b->failed = false;
}

/* Room for n more bytes, or the failure is remembered. */
static bool reserve(struct buf *b, size_t n)
{
    if (b->failed)
        return false;
    if (n > b->max - b->n) {
        b->failed = true;
        return false;
    }
    if (b->n + n <= b->cap)
        return true;
    size_t cap = b->cap ? b->cap : 256;
    while (cap < b->n + n)
        cap = cap > SIZE_MAX / 2 ? b->n + n : cap * 2;
    char *p = realloc(b->p, cap);
    if (!p) {
        b->failed = true;
        return false;
    }
    b->p = p;
    b->cap = cap;
    return true;
}

void buf_add(struct buf *b, const void *p, size_t n)
{
    if (n && reserve(b, n)) {
        memcpy(b->p + b->n, p, n);
        b->n += n;
    }
}

void buf_str(struct buf *b, struct str s)
{
    buf_add(b, s.p, s.n);
}

void buf_c(struct buf *b, const char *cstr)
{
    buf_str(b, str_from(cstr));
}

void buf_byte(struct buf *b, char c)
{
    buf_add(b, &c, 1);
}

void buf_vprintf(struct buf *b, const char *fmt, va_list ap)
{
    va_list again;
    va_copy(again, ap);
    char small[256];
    int n = vsnprintf(small, sizeof small, fmt, ap);
    if (n < 0) {
        b->failed = true;
    } else if ((size_t)n < sizeof small) {
        buf_add(b, small, (size_t)n);
    } else if (b->max - b->n > (size_t)n && reserve(b, (size_t)n + 1)) {
        vsnprintf(b->p + b->n, (size_t)n + 1, fmt, again);
        b->n += (size_t)n;
    } else {
        b->failed = true;
    }
    va_end(again);
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    buf_vprintf(b, fmt, ap);
    va_end(ap);
}

void buf_double(struct buf *b, double v)
{
    char text[40];
    if (!isfinite(v)) {
        buf_c(b, "null");
        return;
    }
    for (int precision = 15; precision <= 17; precision++) {
        snprintf(text, sizeof text, "%.*g", precision, v);
        if (strtod(text, NULL) == v)
            break;
    }
    buf_c(b, text);
}

void buf_fixed(struct buf *b, double v, int decimals)
{
    char text[352];
    if (!isfinite(v)) {
        buf_c(b, "null");
        return;
    }
    int n = snprintf(text, sizeof text, "%.*f", decimals, v);
    if (n < 0 || (size_t)n >= sizeof text) {
        b->failed = true;
        return;
    }
    if (strchr(text, '.')) {
        while (text[n - 1] == '0')
            text[--n] = 0;
        if (text[n - 1] == '.')
            text[--n] = 0;
    }
    buf_c(b, strcmp(text, "-0") == 0 ? "0" : text);
}

/* The length of the well-formed UTF-8 sequence at the start of s, or 0. */
static size_t utf8_length(struct str s)
{
    unsigned char c = (unsigned char)s.p[0];
    size_t n = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
    return s.n >= n && str_is_utf8(str_sub(s, 0, n)) ? n : 0;
}

static const char replacement[] = "\xef\xbf\xbd";

void buf_xml(struct buf *b, struct str s)
{
    while (s.n) {
        size_t n = utf8_length(s);
        unsigned char c = (unsigned char)s.p[0];
        if (n == 0 || (c < 0x20 && c != '\t' && c != '\n' && c != '\r') ||
            (n == 3 && (memcmp(s.p, "\xef\xbf\xbe", 3) == 0 || memcmp(s.p, "\xef\xbf\xbf", 3) == 0)))
            buf_c(b, replacement);
        else if (c == '&')
            buf_c(b, "&amp;");
        else if (c == '<')
            buf_c(b, "&lt;");
        else if (c == '>')
            buf_c(b, "&gt;");
        else if (c == '"')
            buf_c(b, "&quot;");
        else if (c == '\'')
            buf_c(b, "&#39;");
        else
            buf_add(b, s.p, n);
        s = str_sub(s, n ? n : 1, SIZE_MAX);
    }
}

void buf_json(struct buf *b, struct str s)
{
    if (!s.p) {
        buf_c(b, "null");
        return;
    }
    buf_byte(b, '"');
    while (s.n) {
        size_t n = utf8_length(s);
        unsigned char c = (unsigned char)s.p[0];
        if (n == 0)
            buf_c(b, replacement);
        else if (c == '"' || c == '\\')
            buf_printf(b, "\\%c", c);
        else if (c == '\n')
            buf_c(b, "\\n");
        else if (c < 0x20 || c == '<' || c == '>' || c == '&' || c == 0x7f)
            buf_printf(b, "\\u%04x", c);
        else
            buf_add(b, s.p, n);
        s = str_sub(s, n ? n : 1, SIZE_MAX);
    }
    buf_byte(b, '"');
}

void buf_csv(struct buf *b, struct str s)
{
    double number;
    bool formula = s.n && memchr("=+-@\t\r", s.p[0], 6) && !str_to_double(s, &number);
    bool quote = formula;
    for (size_t i = 0; i < s.n && !quote; i++)
        quote = s.p[i] == '"' || s.p[i] == ',' || s.p[i] == ';' || s.p[i] == '\n' || s.p[i] == '\r';
    if (quote)
        buf_byte(b, '"');
    if (formula)
        buf_byte(b, '\'');
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"')
            buf_byte(b, '"');
        buf_byte(b, s.p[i]);
    }
    if (quote)
        buf_byte(b, '"');
}

void buf_url(struct buf *b, struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                     c == '.' || c == '_' || c == '~';
        if (plain)
            buf_byte(b, (char)c);
        else
            buf_printf(b, "%%%02X", c);
    }
}

struct str buf_view(const struct buf *b)
{
    return (struct str){b->p ? b->p : "", b->n};
}

const char *buf_cstr(struct buf *b)
{
    if (b->n == b->cap) {
        char *p = realloc(b->p, b->cap + 64);
        if (!p) {
            b->failed = true;
            return "";
        }
        b->p = p;
        b->cap += 64;
    }
    b->p[b->n] = 0;
    return b->p;
}
