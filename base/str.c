#include "base/str.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct str str_from(const char *cstr)
{
    return (struct str){cstr, cstr ? strlen(cstr) : 0};
}

struct str str_sub(struct str s, size_t from, size_t n)
{
    if (from > s.n)
        from = s.n;
    if (n > s.n - from)
        n = s.n - from;
    return (struct str){s.p ? s.p + from : NULL, n};
}

bool str_eq(struct str a, struct str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool str_eq_c(struct str a, const char *b)
{
    return str_eq(a, str_from(b));
}

static unsigned char lower(char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

bool str_eq_nocase(struct str a, struct str b)
{
    if (a.n != b.n)
        return false;
    for (size_t i = 0; i < a.n; i++)
        if (lower(a.p[i]) != lower(b.p[i]))
            return false;
    return true;
}

bool str_starts(struct str s, struct str prefix)
{
    return s.n >= prefix.n && str_eq(str_sub(s, 0, prefix.n), prefix);
}

bool str_ends(struct str s, struct str suffix)
{
    return s.n >= suffix.n && str_eq(str_sub(s, s.n - suffix.n, suffix.n), suffix);
}

int str_cmp(struct str a, struct str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int c = n ? memcmp(a.p, b.p, n) : 0;
    return c ? c : (a.n > b.n) - (a.n < b.n);
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str str_trim(struct str s)
{
    while (s.n && is_space(s.p[0]))
        s.p++, s.n--;
    while (s.n && is_space(s.p[s.n - 1]))
        s.n--;
    return s;
}

size_t str_find(struct str s, char c, size_t from)
{
    if (from >= s.n)
        return SIZE_MAX;
    const char *hit = memchr(s.p + from, c, s.n - from);
    return hit ? (size_t)(hit - s.p) : SIZE_MAX;
}

size_t str_find_str(struct str s, struct str needle)
{
    if (needle.n == 0)
        return 0;
    if (needle.n > s.n)
        return SIZE_MAX;
    const char *hit = memmem(s.p, s.n, needle.p, needle.n);
    return hit ? (size_t)(hit - s.p) : SIZE_MAX;
}

bool str_next(struct str *rest, char sep, struct str *piece)
{
    if (!rest->p)
        return false;
    size_t at = str_find(*rest, sep, 0);
    if (at == SIZE_MAX) {
        *piece = *rest;
        *rest = (struct str){0};
    } else {
        *piece = str_sub(*rest, 0, at);
        *rest = str_sub(*rest, at + 1, SIZE_MAX);
    }
    return true;
}

bool str_to_i64(struct str s, int64_t *out)
{
    size_t i = 0;
    bool minus = false;
    if (s.n && (s.p[0] == '-' || s.p[0] == '+')) {
        minus = s.p[0] == '-';
        i = 1;
    }
    if (i == s.n)
        return false;
    int64_t v = 0;
    for (; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
        int digit = s.p[i] - '0';
        if (__builtin_mul_overflow(v, 10, &v) || __builtin_sub_overflow(v, digit, &v))
            return false;
    }
    if (!minus && v == INT64_MIN)
        return false;
    *out = minus ? v : -v;
    return true;
}

/* The grammar is checked here and the conversion left to strtod_l in the C locale: correct rounding isn't ours to redo.
 */
bool str_to_double(struct str s, double *out)
{
    char text[64];
    size_t i = 0, digits = 0;
    if (s.n == 0 || s.n >= sizeof text)
        return false;
    if (s.p[i] == '-' || s.p[i] == '+')
        i++;
    for (; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++)
        digits++;
    if (i < s.n && s.p[i] == '.')
        for (i++; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++)
            digits++;
    if (digits == 0)
        return false;
    if (i < s.n && (s.p[i] == 'e' || s.p[i] == 'E')) {
        size_t exponent = 0;
        i++;
        if (i < s.n && (s.p[i] == '-' || s.p[i] == '+'))
            i++;
        for (; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++)
            exponent++;
        if (exponent == 0 || exponent > 6)
            return false;
    }
    if (i != s.n)
        return false;
    memcpy(text, s.p, s.n);
    text[s.n] = 0;
    /* The program never calls setlocale(LC_NUMERIC), so strtod uses the C locale's point. */
    double v = strtod(text, NULL);
    if (!isfinite(v))
        return false;
    *out = v;
    return true;
}

bool str_copy(struct str s, char *dst, size_t dst_size)
{
    if (dst_size == 0)
        return false;
    dst[0] = 0;
    if (s.n >= dst_size || (s.n && memchr(s.p, 0, s.n)))
        return false;
    if (s.n)
        memcpy(dst, s.p, s.n);
    dst[s.n] = 0;
    return true;
}

bool str_is_utf8(struct str s)
{
    if (!s.n)
        return true; /* also when p is NULL, to which nothing may be added */
    const unsigned char *p = (const unsigned char *)s.p, *end = p + s.n;
    while (p < end) {
        unsigned char c = *p++;
        int more;
        uint32_t v, least;
        if (c < 0x80)
            continue;
        else if ((c & 0xe0) == 0xc0)
            more = 1, v = c & 0x1f, least = 0x80;
        else if ((c & 0xf0) == 0xe0)
            more = 2, v = c & 0x0f, least = 0x800;
        else if ((c & 0xf8) == 0xf0)
            more = 3, v = c & 0x07, least = 0x10000;
        else
            return false;
        for (; more; more--) {
            if (p == end || (*p & 0xc0) != 0x80)
                return false;
            v = v << 6 | (*p++ & 0x3f);
        }
        if (v < least || v > 0x10ffff || (v >= 0xd800 && v <= 0xdfff))
            return false;
    }
    return true;
}
