#include "importers/bag/bag_char.h"

#include "importers/bag/bag_scan.h"

#include <string.h>

/* XML 1.0 §2.2 Char. */
static bool is_char(uint32_t c)
{
    return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c <= 0xd7ff) || (c >= 0xe000 && c <= 0xfffd) ||
           (c >= 0x10000 && c <= 0x10ffff);
}

bool bag_is_text(struct str s)
{
    return str_is_utf8(s) && !memmem(s.p, s.n, "\xef\xbf\xbe", 3) && !memmem(s.p, s.n, "\xef\xbf\xbf", 3);
}

uint32_t bag_reference(const char *p, const char *end, const char **next)
{
    static const struct {
        const char *text;
        size_t n;
        uint32_t c;
    } known[] = {{"&lt;", 4, '<'}, {"&gt;", 4, '>'}, {"&amp;", 5, '&'}, {"&apos;", 6, '\''}, {"&quot;", 6, '"'}};
    size_t n = (size_t)(end - p);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (n >= known[i].n && memcmp(p, known[i].text, known[i].n) == 0) {
            *next = p + known[i].n;
            return known[i].c;
        }
    if (n < 4 || p[1] != '#')
        return 0;
    bool hex = p[2] == 'x';
    uint32_t v = 0;
    const char *q = p + 2 + hex, *first = q;
    for (; q < end && *q != ';'; q++) {
        int d = *q >= '0' && *q <= '9'          ? *q - '0'
                : hex && *q >= 'a' && *q <= 'f' ? *q - 'a' + 10
                : hex && *q >= 'A' && *q <= 'F' ? *q - 'A' + 10
                                                : -1;
        if (d < 0)
            return 0;
        v = v * (hex ? 16 : 10) + (uint32_t)d;
        if (v > 0x10ffff)
            return 0;
    }
    if (q == end || q == first || !is_char(v))
        return 0;
    *next = q + 1;
    return v;
}

static void add_utf8(struct buf *b, uint32_t c)
{
    if (c < 0x80) {
        buf_byte(b, (char)c);
        return;
    }
    if (c < 0x800) {
        buf_byte(b, (char)(0xc0 | c >> 6));
    } else {
        if (c < 0x10000) {
            buf_byte(b, (char)(0xe0 | c >> 12));
        } else {
            buf_byte(b, (char)(0xf0 | c >> 18));
            buf_byte(b, (char)(0x80 | (c >> 12 & 0x3f)));
        }
        buf_byte(b, (char)(0x80 | (c >> 6 & 0x3f)));
    }
    buf_byte(b, (char)(0x80 | (c & 0x3f)));
}

void bag_scan_decode(struct str text, bool cdata, struct buf *out)
{
    const char *p = text.p, *end = text.p + text.n, *from = p;
    while (p < end) {
        if (*p == '\r') {
            buf_add(out, from, (size_t)(p - from));
            buf_byte(out, '\n');
            p += p + 1 < end && p[1] == '\n' ? 2 : 1;
            from = p;
        } else if (*p == '&' && !cdata) {
            buf_add(out, from, (size_t)(p - from));
            uint32_t c = bag_reference(p, end, &p);
            if (!c)
                break;
            add_utf8(out, c);
            from = p;
        } else {
            p++;
        }
    }
    if (end > from)
        buf_add(out, from, (size_t)(end - from));
}

/* XML 1.0 (fifth edition) §2.3 NameStartChar, NameChar; c is beyond ASCII. */
static bool is_name_char(uint32_t c, bool first)
{
    static const uint32_t ranges[][2] = {{0xc0, 0xd6},     {0xd8, 0xf6},     {0xf8, 0x2ff},    {0x370, 0x37d},
                                         {0x37f, 0x1fff},  {0x200c, 0x200d}, {0x2070, 0x218f}, {0x2c00, 0x2fef},
                                         {0x3001, 0xd7ff}, {0xf900, 0xfdcf}, {0xfdf0, 0xfffd}, {0x10000, 0xeffff},
                                         {0xb7, 0xb7},     {0x300, 0x36f},   {0x203f, 0x2040}};
    size_t n = sizeof ranges / sizeof *ranges;
    for (size_t i = 0; i < (first ? n - 3 : n); i++)
        if (c >= ranges[i][0] && c <= ranges[i][1])
            return true;
    return false;
}

static bool is_ascii_name_char(unsigned char c, bool first)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':' ||
           (!first && ((c >= '0' && c <= '9') || c == '-' || c == '.'));
}

bool bag_is_name(struct str s)
{
    if (!str_is_utf8(s))
        return false;
    for (size_t i = 0; i < s.n;) {
        unsigned char c = (unsigned char)s.p[i];
        if (c < 0x80) {
            if (!is_ascii_name_char(c, i == 0))
                return false;
            i++;
            continue;
        }
        int more = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : 1;
        uint32_t v = c & (0x3fu >> more);
        for (int k = 1; k <= more; k++)
            v = v << 6 | ((unsigned char)s.p[i + (size_t)k] & 0x3f);
        if (!is_name_char(v, i == 0))
            return false;
        i += (size_t)more + 1;
    }
    return s.n > 0;
}
