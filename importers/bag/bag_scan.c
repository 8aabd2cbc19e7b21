#include "importers/bag/bag_scan.h"

#include "importers/bag/bag_char.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

/* What a byte may be, in a name and in text. */
enum {
    NAME = 1,    /* in a name */
    FIRST = 2,   /* at the beginning of one */
    BLANK = 4,   /* white space */
    CONTROL = 8, /* never in XML */
    AMPERSAND = 16,
    BRACKET = 32, /* ], of which ]]> is not allowed in text */
    RETURN = 64,
    HIGH = 128 /* not ASCII */
};

static const uint8_t class_of[256] = {
    [0x00 ... 0x08] = CONTROL,
    ['\t'] = BLANK,
    ['\n'] = BLANK,
    [0x0b ... 0x0c] = CONTROL,
    ['\r'] = BLANK | RETURN,
    [0x0e ... 0x1f] = CONTROL,
    [' '] = BLANK,
    ['&'] = AMPERSAND,
    ['-'] = NAME,
    ['.'] = NAME,
    ['0' ... '9'] = NAME,
    [':'] = NAME | FIRST,
    ['A' ... 'Z'] = NAME | FIRST,
    [']'] = BRACKET,
    ['_'] = NAME | FIRST,
    ['a' ... 'z'] = NAME | FIRST,
    [0x80 ... 0xff] = HIGH,
};

enum phase { AT_START, PROLOG, CONTENT, EPILOG };

/* What one step of the scanner came to. */
enum step {
    SHORT, /* the bytes end in it */
    SKIP,  /* nothing to tell */
    TOKEN,
    FAULT
};

struct bag_scan {
    const char *p, *end; /* what is to be scanned: of the piece, or of the carry */
    const char *piece, *piece_end;
    const char *counted; /* lines were counted up to here */
    unsigned long line;
    bool last, empty_element;
    enum phase phase;
    /* A token that a piece ended in, with what follows of it; two, for slices of the other may be in use. */
    struct buf carry[2];
    int current;
    bool carrying;
    size_t tail;      /* bytes in the carry before this piece */
    size_t looked;    /* bytes of the carry in which the token's end was sought */
    char quote;       /* open there, or 0 */
    struct buf names; /* of the open elements, one after another */
    size_t name_at[BAG_SCAN_DEPTH];
    int depth;
    struct bag_attribute attributes[BAG_SCAN_ATTRIBUTES];
    enum err_code code;
    char message[240];
};

struct bag_scan *bag_scan_new(void)
{
    struct bag_scan *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    s->line = 1;
    buf_init(&s->carry[0], BAG_SCAN_TOKEN);
    buf_init(&s->carry[1], BAG_SCAN_TOKEN);
    buf_init(&s->names, (size_t)2 * BAG_SCAN_TOKEN);
    return s;
}

void bag_scan_free(struct bag_scan *s)
{
    if (!s)
        return;
    buf_done(&s->carry[0]);
    buf_done(&s->carry[1]);
    buf_done(&s->names);
    free(s);
}

/* ---- bytes ---- */

static uint8_t class_at(const char *p)
{
    return class_of[(unsigned char)*p];
}

static const char *skip_blanks(const char *p, const char *end)
{
    while (p < end && class_at(p) & BLANK)
        p++;
    return p;
}

/* The first '<' or end; *seen gets the classes of the bytes before it. */
static const char *text_end(const char *p, const char *end, unsigned *seen)
{
#if defined(__SSE2__)
    const __m128i less = _mm_set1_epi8('<'), amp = _mm_set1_epi8('&'), bracket = _mm_set1_epi8(']'),
                  tab = _mm_set1_epi8('\t'), feed = _mm_set1_epi8('\n'), control = _mm_set1_epi8(0x1f);
    while (end - p >= 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
        unsigned stop = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v, less));
        __m128i fine = _mm_or_si128(_mm_cmpeq_epi8(v, tab), _mm_cmpeq_epi8(v, feed));
        __m128i odd = _mm_andnot_si128(fine, _mm_cmpeq_epi8(_mm_min_epu8(v, control), v));
        odd = _mm_or_si128(odd, _mm_or_si128(_mm_cmpeq_epi8(v, amp), _mm_cmpeq_epi8(v, bracket)));
        unsigned mask = (unsigned)_mm_movemask_epi8(_mm_or_si128(odd, v));
        int n = stop ? __builtin_ctz(stop) : 16;
        if (mask & ((1u << n) - 1))
            for (int i = 0; i < n; i++)
                *seen |= class_at(p + i);
        p += n;
        if (stop)
            return p;
    }
#endif
    for (; p < end && *p != '<'; p++)
        *seen |= class_at(p);
    return p;
}

static unsigned long newlines(const char *p, const char *end)
{
    unsigned long n = 0;
#if defined(__SSE2__)
    const __m128i feed = _mm_set1_epi8('\n'), zero = _mm_setzero_si128();
    while (end - p >= 16) {
        __m128i sum = zero;
        for (int i = 0; i < 255 && end - p >= 16; i++, p += 16)
            sum = _mm_sub_epi8(sum, _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(const void *)p), feed));
        sum = _mm_sad_epu8(sum, zero);
        n += (unsigned long)_mm_cvtsi128_si64(sum) + (unsigned long)_mm_cvtsi128_si64(_mm_unpackhi_epi64(sum, sum));
    }
#endif
    for (; p < end; p++)
        n += *p == '\n';
    return n;
}

static void count_lines(struct bag_scan *s, const char *upto)
{
    if (upto > s->counted)
        s->line += newlines(s->counted, upto);
    s->counted = upto;
}

unsigned long bag_scan_line(struct bag_scan *s)
{
    count_lines(s, s->p);
    return s->line;
}

static const void *find(const char *p, const char *end, const char *what, size_t n)
{
    return p < end ? memmem(p, (size_t)(end - p), what, n) : NULL;
}

/* ---- faults ---- */

__attribute__((format(printf, 4, 5))) static enum step fault(struct bag_scan *s, enum err_code code, const char *at,
                                                             const char *format, ...)
{
    va_list ap;
    count_lines(s, at);
    s->code = code;
    va_start(ap, format);
    vsnprintf(s->message, sizeof s->message, format, ap);
    va_end(ap);
    return FAULT;
}

static enum step not_xml(struct bag_scan *s, const char *at, const char *what)
{
    return fault(s, ERR_INVALID, at, "dit is geen geldige XML (%s).", what);
}

enum err_code bag_scan_fault(const struct bag_scan *s, const char **message, unsigned long *line)
{
    *message = s->message;
    *line = s->line;
    return s->code;
}

/* ---- names and characters ---- */

/* All of [p, end) may stand in XML; *seen gets its classes. */
static bool allowed(const char *p, const char *end, unsigned *seen)
{
    for (const char *q = p; (q = text_end(q, end, seen)) < end;)
        q++;
    return !(*seen & CONTROL) && (!(*seen & HIGH) || bag_is_text((struct str){p, (size_t)(end - p)}));
}

static bool references_exist(const char *p, const char *end)
{
    while (p < end && (p = memchr(p, '&', (size_t)(end - p))))
        if (!bag_reference(p, end, &p))
            return false;
    return true;
}

/* The first byte that isn't of an ASCII name, or end. */
static const char *name_end(const char *p, const char *end)
{
#if defined(__SSE2__)
    const __m128i lower = _mm_set1_epi8(0x20), a = _mm_set1_epi8('a'), letters = _mm_set1_epi8(25),
                  zero = _mm_set1_epi8('0'), digits = _mm_set1_epi8(10), dash = _mm_set1_epi8('-'),
                  one = _mm_set1_epi8(1), under = _mm_set1_epi8('_');
    for (; end - p >= 16; p += 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
        __m128i letter = _mm_sub_epi8(_mm_or_si128(v, lower), a), digit = _mm_sub_epi8(v, zero), /* and ':' */
            other = _mm_sub_epi8(v, dash);                                                       /* '-' and '.' */
        __m128i is = _mm_or_si128(_mm_cmpeq_epi8(_mm_min_epu8(letter, letters), letter),
                                  _mm_cmpeq_epi8(_mm_min_epu8(digit, digits), digit));
        is = _mm_or_si128(is, _mm_cmpeq_epi8(_mm_min_epu8(other, one), other));
        is = _mm_or_si128(is, _mm_cmpeq_epi8(v, under));
        unsigned not = ~(unsigned)_mm_movemask_epi8(is) & 0xffff;
        if (not )
            return p + __builtin_ctz(not );
    }
#endif
    while (p < end && class_at(p) & NAME)
        p++;
    return p;
}

/* The name at p: *name, and where it ends. end: the bytes end in it. NULL: there is none. */
static const char *name_at(const char *p, const char *end, struct str *name)
{
    if (p < end && !(class_at(p) & (FIRST | HIGH)))
        return NULL;
    const char *q = name_end(p, end);
    bool high = q < end && class_at(q) & HIGH;
    while (q < end && class_at(q) & HIGH) {
        while (q < end && class_at(q) & HIGH)
            q++;
        q = name_end(q, end);
    }
    *name = (struct str){p, (size_t)(q - p)};
    if (q < end && high && !bag_is_name(*name))
        return NULL;
    return q;
}

/* ---- markup ---- */

static enum step emit(struct bag_scan *s, struct bag_token *out, enum bag_token_kind kind, const char *next)
{
    out->kind = kind;
    s->p = next;
    return TOKEN;
}

static void set_name(struct bag_token *out, struct str name)
{
    const char *colon = memchr(name.p, ':', name.n);
    out->name = name;
    out->local = colon ? (struct str){colon + 1, (size_t)(name.p + name.n - colon - 1)} : name;
}

static struct str open_name(const struct bag_scan *s)
{
    size_t at = s->name_at[s->depth - 1];
    return (struct str){s->names.p + at, s->names.n - at};
}

static void close_element(struct bag_scan *s)
{
    s->names.n = s->name_at[--s->depth];
    if (s->depth == 0)
        s->phase = EPILOG;
}

static enum step end_tag(struct bag_scan *s, struct bag_token *out)
{
    const char *p = s->p + 2, *end = s->end;
    if (s->phase != CONTENT)
        return not_xml(s, p, "een sluitend element waar er geen open is");
    struct str open = open_name(s), name;
    const char *q = p + open.n;
    /* Nearly all are as they should be. */
    if ((size_t)(end - p) <= open.n || *q != '>' || memcmp(p, open.p, open.n) != 0) {
        q = name_at(p, end, &name);
        if (q == end)
            return SHORT;
        if (!q || !str_eq(name, open))
            return fault(s, ERR_INVALID, p, "dit is geen geldige XML (<%.*s> wordt niet gesloten, of iets anders).",
                         STR_ARG(str_sub(open, 0, 60)));
        q = skip_blanks(q, end);
        if (q == end)
            return SHORT;
        if (*q != '>')
            return not_xml(s, q, "een sluitend element met meer dan een naam");
    }
    set_name(out, (struct str){p, open.n});
    close_element(s);
    return emit(s, out, BAG_TOKEN_END, q + 1);
}

static enum step attribute(struct bag_scan *s, const char **at, size_t *n)
{
    const char *p = *at, *end = s->end;
    struct str name;
    const char *q = name_at(p, end, &name);
    if (!q)
        return not_xml(s, p, "een attribuut zonder geldige naam");
    q = skip_blanks(q, end);
    if (q == end)
        return SHORT;
    if (*q != '=')
        return not_xml(s, q, "een attribuut zonder waarde");
    q = skip_blanks(q + 1, end);
    if (q == end)
        return SHORT;
    if (*q != '"' && *q != '\'')
        return not_xml(s, q, "een attribuutwaarde zonder aanhalingstekens");
    const char *value = q + 1, *close = memchr(value, *q, (size_t)(end - value));
    if (!close)
        return SHORT;
    unsigned seen = 0;
    if (text_end(value, close, &seen) < close || seen & CONTROL ||
        (seen & HIGH && !bag_is_text((struct str){value, (size_t)(close - value)})))
        return not_xml(s, value, "een attribuutwaarde met een teken dat daar niet mag staan");
    if (seen & AMPERSAND && !references_exist(value, close))
        return not_xml(s, value, "een verwijzing naar een teken of entiteit die niet bestaat");
    for (size_t i = 0; i < *n; i++)
        if (str_eq(s->attributes[i].name, name))
            return not_xml(s, p, "een element met tweemaal hetzelfde attribuut");
    if (*n == BAG_SCAN_ATTRIBUTES)
        return fault(s, ERR_LIMIT, p, "een element heeft meer dan %d attributen.", BAG_SCAN_ATTRIBUTES);
    s->attributes[(*n)++] = (struct bag_attribute){name, {value, (size_t)(close - value)}};
    *at = close + 1;
    return SKIP;
}

static enum step start_tag(struct bag_scan *s, struct bag_token *out)
{
    const char *p = s->p + 1, *end = s->end;
    struct str name;
    const char *q = name_at(p, end, &name);
    size_t n = 0;
    bool empty = false;
    if (!q)
        return not_xml(s, p, "een < waar geen element begint");
    while (q < end && *q != '>') {
        const char *next = skip_blanks(q, end);
        if (next == end)
            return SHORT;
        if (*next == '>') {
            q = next;
        } else if (*next == '/') {
            if (next + 1 == end)
                return SHORT;
            if (next[1] != '>')
                return not_xml(s, next, "een / binnen een element");
            empty = true;
            q = next + 1;
        } else if (next == q) {
            return not_xml(s, next, "een teken dat niet in een element hoort");
        } else {
            enum step step = attribute(s, &next, &n);
            if (step != SKIP)
                return step;
            q = next;
        }
    }
    if (q == end)
        return SHORT;
    if (s->phase == EPILOG)
        return not_xml(s, p, "meer dan één hoofdelement");
    if (s->depth == BAG_SCAN_DEPTH)
        return fault(s, ERR_INVALID, p, "de XML is te diep genest om een BAG-bestand te zijn.");
    s->name_at[s->depth++] = s->names.n;
    buf_str(&s->names, name);
    if (s->names.failed)
        return fault(s, ERR_MEMORY, p, "Onvoldoende geheugen.");
    s->phase = CONTENT;
    s->empty_element = empty;
    set_name(out, name);
    out->attributes = s->attributes;
    out->n_attributes = n;
    return emit(s, out, BAG_TOKEN_START, q + 1);
}

static enum step comment(struct bag_scan *s)
{
    const char *p = s->p + 4, *close = find(p, s->end, "--", 2);
    unsigned seen = 0;
    if (!close || close + 2 == s->end)
        return SHORT;
    if (close[2] != '>')
        return not_xml(s, close, "-- binnen commentaar");
    if (!allowed(p, close, &seen))
        return not_xml(s, p, "commentaar met een teken dat in XML niet mag, of dat geen UTF-8 is");
    s->p = close + 3;
    return SKIP;
}

static enum step cdata(struct bag_scan *s, struct bag_token *out)
{
    const char *p = s->p + 9, *close = find(p, s->end, "]]>", 3);
    unsigned seen = 0;
    if (s->phase != CONTENT)
        return not_xml(s, p, "tekst buiten het hoofdelement");
    if (!close)
        return SHORT;
    if (!allowed(p, close, &seen))
        return not_xml(s, p, "tekst met een teken dat in XML niet mag, of dat geen UTF-8 is");
    out->text = (struct str){p, (size_t)(close - p)};
    out->plain = !(seen & RETURN);
    out->cdata = true;
    return emit(s, out, BAG_TOKEN_TEXT, close + 3);
}

static enum step declaration(struct bag_scan *s, struct bag_token *out)
{
    static const char *const kinds[] = {"<!--", "<![CDATA[", "<!DOCTYPE"};
    size_t have = (size_t)(s->end - s->p);
    for (int i = 0; i < 3; i++) {
        size_t n = strlen(kinds[i]);
        if (memcmp(s->p, kinds[i], have < n ? have : n) != 0)
            continue;
        if (have < n)
            return SHORT;
        return i == 0   ? comment(s)
               : i == 1 ? cdata(s, out)
                        : fault(s, ERR_INVALID, s->p,
                                "een BAG-bestand heeft geen DOCTYPE; dit bestand is niet te vertrouwen.");
    }
    return not_xml(s, s->p, "een <! waar dat niets betekent");
}

static enum step instruction(struct bag_scan *s)
{
    const char *p = s->p + 2;
    struct str target;
    unsigned seen = 0;
    const char *q = name_at(p, s->end, &target);
    if (q == s->end)
        return SHORT;
    if (!q || (*q != '?' && !(class_at(q) & BLANK)))
        return not_xml(s, p, "een verwerkingsinstructie zonder naam");
    if (target.n == 3 && strncasecmp(target.p, "xml", 3) == 0)
        return not_xml(s, p, "een XML-declaratie die niet vooraan staat");
    const char *close = find(q, s->end, "?>", 2);
    if (*q == '?' && q + 1 < s->end && q[1] != '>')
        return not_xml(s, q, "een verwerkingsinstructie zonder naam");
    if (!close)
        return SHORT;
    if (!allowed(q, close, &seen))
        return not_xml(s, p, "een verwerkingsinstructie met een teken dat in XML niet mag");
    s->p = close + 2;
    return SKIP;
}

static enum step text(struct bag_scan *s, struct bag_token *out)
{
    unsigned seen = 0;
    const char *p = s->p, *q = text_end(p, s->end, &seen);
    out->text = (struct str){p, (size_t)(q - p)};
    if (seen & CONTROL)
        return not_xml(s, p, "een teken dat in XML niet mag");
    if (q == s->end)
        return SHORT;
    if (seen & HIGH && !bag_is_text(out->text))
        return not_xml(s, p, "tekst die geen UTF-8 is");
    if (seen & BRACKET && find(p, q, "]]>", 3))
        return not_xml(s, p, "]]> in tekst");
    if (seen & AMPERSAND && !references_exist(p, q))
        return not_xml(s, p, "een verwijzing naar een teken of entiteit die niet bestaat");
    out->plain = !(seen & (AMPERSAND | RETURN));
    out->cdata = false;
    return emit(s, out, BAG_TOKEN_TEXT, q);
}

/* ---- the beginning ---- */

/* The next name="value" of the XML declaration; false: none, or a broken one (*p then stays before the end). */
static bool pseudo_attribute(const char **p, const char *end, struct str *name, struct str *value)
{
    const char *q = skip_blanks(*p, end), *first = q;
    if (q == *p || q == end)
        return false;
    while (q < end && class_at(q) & NAME)
        q++;
    *name = (struct str){first, (size_t)(q - first)};
    q = skip_blanks(q, end);
    if (q == end || *q != '=')
        return false;
    q = skip_blanks(q + 1, end);
    if (q == end || (*q != '"' && *q != '\''))
        return false;
    const char *close = memchr(q + 1, *q, (size_t)(end - q - 1));
    if (!close)
        return false;
    *value = (struct str){q + 1, (size_t)(close - q - 1)};
    for (size_t i = 0; i < value->n; i++)
        if (!(class_at(value->p + i) & NAME) || value->p[i] == ':')
            return false;
    *p = close + 1;
    return true;
}

static enum step xml_declaration(struct bag_scan *s)
{
    const char *close = find(s->p, s->end, "?>", 2), *p = s->p + 5;
    struct str name, value;
    if (!close)
        return s->end - s->p < 4096 ? SHORT : not_xml(s, s->p, "een XML-declaratie zonder einde");
    bool ok = pseudo_attribute(&p, close, &name, &value) && str_eq(name, STR("version"));
    bool more = ok && pseudo_attribute(&p, close, &name, &value);
    if (more && str_eq(name, STR("encoding"))) {
        ok = value.n > 0 && class_at(value.p) & FIRST && value.p[0] != '_';
        if (ok && !str_eq_nocase(value, STR("UTF-8")))
            return fault(s, ERR_UNSUPPORTED, p,
                         "het bestand is volgens zijn eerste regel in %.*s; een BAG-bestand is in UTF-8.",
                         STR_ARG(str_sub(value, 0, 40)));
        more = pseudo_attribute(&p, close, &name, &value);
    }
    if (more)
        ok = ok && str_eq(name, STR("standalone")) && (str_eq(value, STR("yes")) || str_eq(value, STR("no")));
    if (!ok || skip_blanks(p, close) != close)
        return not_xml(s, s->p, "een XML-declaratie die niet klopt");
    s->p = close + 2;
    return SKIP;
}

/* A byte order mark and an XML declaration, when they are there. */
static enum step beginning(struct bag_scan *s)
{
    static const char mark[] = "\xef\xbb\xbf", open[] = "<?xml";
    size_t n = (size_t)(s->end - s->p);
    if (n == 0)
        return SHORT;
    if (n < 3 && memcmp(s->p, mark, n) == 0)
        return SHORT;
    if (n >= 2 && (memcmp(s->p, "\xff\xfe", 2) == 0 || memcmp(s->p, "\xfe\xff", 2) == 0 ||
                   memcmp(s->p, "<\0", 2) == 0 || memcmp(s->p, "\0<", 2) == 0))
        return fault(s, ERR_UNSUPPORTED, s->p, "het bestand is in UTF-16; een BAG-bestand is in UTF-8.");
    const char *p = n >= 3 && memcmp(s->p, mark, 3) == 0 ? s->p + 3 : s->p;
    n = (size_t)(s->end - p);
    if (n < 6 && memcmp(p, open, n < 5 ? n : 5) == 0)
        return SHORT;
    if (n >= 6 && memcmp(p, open, 5) == 0 && !(class_at(p + 5) & (NAME | HIGH))) {
        const char *before = s->p;
        s->p = p;
        enum step step = xml_declaration(s);
        if (step == SHORT)
            s->p = before;
        if (step != SKIP)
            return step;
    } else {
        s->p = p;
    }
    s->phase = PROLOG;
    return SKIP;
}

/* ---- steps and pieces ---- */

static enum step step(struct bag_scan *s, struct bag_token *out)
{
    if (s->phase == AT_START)
        return beginning(s);
    if (s->phase != CONTENT) {
        s->p = skip_blanks(s->p, s->end);
        if (s->p < s->end && *s->p != '<')
            return not_xml(s, s->p,
                           s->phase == PROLOG ? "er staat tekst voor het hoofdelement"
                                              : "er staat tekst na het hoofdelement");
    }
    if (s->p == s->end)
        return SHORT;
    if (*s->p != '<')
        return text(s, out);
    if (s->end - s->p < 2)
        return SHORT;
    return s->p[1] == '/'   ? end_tag(s, out)
           : s->p[1] == '!' ? declaration(s, out)
           : s->p[1] == '?' ? instruction(s)
                            : start_tag(s, out);
}

/* False when the token at the head of the carry can't be complete: so that a long one isn't scanned anew for each
 * piece. Looks at each byte once. */
static bool may_be_complete(struct bag_scan *s)
{
    const struct buf *b = &s->carry[s->current];
    const char *end = b->p + b->n, *p = b->p + s->looked;
    size_t keep = 0; /* bytes to look at again */
    bool found;
    if (b->n < 16)
        return true;
    if (b->p[0] != '<' || s->phase == AT_START) {
        found = memchr(p, '<', (size_t)(end - p)) || s->phase == AT_START;
    } else if (memcmp(b->p, "<!--", 4) == 0) {
        keep = 2;
        found = find(s->looked ? p : b->p + 4, end, "--", 2);
    } else if (memcmp(b->p, "<![CDATA[", 9) == 0) {
        keep = 2;
        found = find(s->looked ? p : b->p + 9, end, "]]>", 3);
    } else if (b->p[1] == '?') {
        keep = 1;
        found = find(s->looked ? p : b->p + 2, end, "?>", 2);
    } else if (b->p[1] == '!') {
        found = true; /* refused whatever follows */
    } else {
        found = false;
        for (; p < end && !found; p++) {
            if (s->quote)
                s->quote = *p == s->quote ? 0 : s->quote;
            else if (*p == '"' || *p == '\'')
                s->quote = *p;
            else
                found = *p == '>';
        }
    }
    if (!found)
        s->looked = b->n - keep;
    return found;
}

static void carry_rest(struct bag_scan *s)
{
    count_lines(s, s->p);
    s->current = !s->current;
    struct buf *b = &s->carry[s->current];
    buf_clear(b);
    buf_add(b, s->p, (size_t)(s->end - s->p));
    s->carrying = true;
    s->looked = 0;
    s->quote = 0;
    s->p = s->end = s->piece_end;
}

static enum step too_long(struct bag_scan *s)
{
    return fault(s, ERR_LIMIT, s->counted, "één waarde of element is groter dan %d MB.", BAG_SCAN_TOKEN >> 20);
}

/* The token that an earlier piece ended in, with as much of this piece as it needs. */
static enum step carried(struct bag_scan *s, struct bag_token *out)
{
    struct buf *b = &s->carry[s->current];
    size_t step_bytes = 256;
    for (;;) {
        s->p = s->counted = b->p;
        s->end = b->p + b->n;
        bool rest =
            s->last && b->n - s->tail == (size_t)(s->piece_end - s->piece); /* what is wrong is told best by step */
        enum step got = rest || may_be_complete(s) ? step(s, out) : SHORT;
        size_t used = (size_t)(s->p - b->p);
        if (got == FAULT)
            return FAULT;
        if (got == SKIP && used < s->tail) { /* the beginning of the document */
            memmove(b->p, s->p, b->n - used);
            b->n -= used;
            s->tail -= used;
            continue;
        }
        if (got != SHORT || (s->phase != CONTENT && used >= s->tail)) {
            /* Done, or only white space was skipped: on with the piece itself. */
            count_lines(s, s->p);
            s->carrying = false;
            s->p = s->counted = s->piece + (used - s->tail);
            s->end = s->piece_end;
            return got == SHORT ? SKIP : got;
        }
        size_t taken = b->n - s->tail, left = (size_t)(s->piece_end - s->piece) - taken;
        if (left == 0) {
            s->counted = b->p;
            return SHORT;
        }
        size_t n = left < step_bytes ? left : step_bytes;
        buf_add(b, s->piece + taken, n);
        if (b->failed)
            return too_long(s);
        step_bytes *= 2;
    }
}

void bag_scan_feed(struct bag_scan *s, const void *bytes, size_t n, bool last)
{
    s->piece = n ? bytes : "";
    s->piece_end = s->piece + n;
    s->last = last;
    s->tail = s->carry[s->current].n;
    if (!s->carrying) {
        s->p = s->counted = s->piece;
        s->end = s->piece_end;
    }
}

static enum step at_end(struct bag_scan *s)
{
    if (s->phase == EPILOG && (s->carrying ? s->carry[s->current].n == 0 : s->p == s->end))
        return SHORT;
    return fault(s, ERR_INVALID, s->carrying ? s->counted : s->p,
                 "de XML houdt hier op: het bestand is afgebroken; haal het opnieuw op.");
}

enum bag_token_kind bag_scan_next(struct bag_scan *s, struct bag_token *out)
{
    if (s->code != ERR_NONE)
        return out->kind = BAG_TOKEN_FAULT;
    if (s->empty_element) {
        s->empty_element = false;
        set_name(out, open_name(s));
        close_element(s);
        return out->kind = BAG_TOKEN_END;
    }
    for (;;) {
        const char *before = s->p;
        enum step got = s->carrying ? carried(s, out) : step(s, out);
        if (got == TOKEN || got == SKIP) {
            if (got == TOKEN && s->p > before && s->p - before > BAG_SCAN_TOKEN && before >= s->piece)
                got = too_long(s);
            else if (got == TOKEN)
                return out->kind;
        }
        if (got == SHORT && s->last)
            got = at_end(s);
        else if (got == SHORT && !s->carrying && s->p < s->end) {
            carry_rest(s);
            if (s->carry[s->current].failed)
                got = too_long(s);
        } else if (got == SHORT && !s->carrying) {
            count_lines(s, s->p);
        }
        if (got == FAULT)
            return out->kind = BAG_TOKEN_FAULT;
        if (got == SHORT)
            return out->kind = BAG_TOKEN_MORE;
    }
}
