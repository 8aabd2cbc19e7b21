#include "geoserver/render/style_priv.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static struct read_value number_value(double v)
{
    if (!isfinite(v))
        return (struct read_value){.type = READ_NULL};
    return (struct read_value){.type = READ_NUMBER, .number = v};
}

static bool as_number(const struct read_value *v, double *out)
{
    if (v->type == READ_NUMBER) {
        *out = v->number;
        return true;
    }
    return v->type == READ_TEXT && str_to_double(v->text, out);
}

struct read_value expr_value(const struct expr *e, const struct read_value *values)
{
    if (e->op == EXPR_LITERAL)
        return e->literal;
    if (e->op == EXPR_PROPERTY)
        return values[e->slot];
    struct read_value a = expr_value(e->a, values), b = expr_value(e->b, values);
    double x, y;
    if (!as_number(&a, &x) || !as_number(&b, &y))
        return (struct read_value){.type = READ_NULL};
    switch (e->op) {
    case EXPR_ADD:
        return number_value(x + y);
    case EXPR_SUB:
        return number_value(x - y);
    case EXPR_MUL:
        return number_value(x * y);
    default:
        return number_value(x / y);
    }
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

/* Numbers compare as numbers, everything else bytewise. 2: not comparable (null). */
static int compare(const struct read_value *a, const struct read_value *b, bool match_case)
{
    if (a->type == READ_NULL || b->type == READ_NULL)
        return 2;
    double x, y;
    if (as_number(a, &x) && as_number(b, &y))
        return x < y ? -1 : x > y;
    if (!match_case && str_eq_nocase(a->text, b->text))
        return 0;
    int r = str_cmp(a->text, b->text);
    return r < 0 ? -1 : r > 0;
}

/* With one point of return instead of recursion, so that a hostile pattern costs at most length × length. */
static bool like(const struct filter *f, struct str text, struct str pattern)
{
    size_t t = 0, p = 0, star = SIZE_MAX, star_t = 0;
    while (t < text.n) {
        bool literal = false;
        char c = p < pattern.n ? pattern.p[p] : 0;
        size_t step = 1;
        if (p + 1 < pattern.n && c == f->escape && f->escape) {
            literal = true;
            c = pattern.p[p + 1];
            step = 2;
        }
        if (p < pattern.n && !literal && c == f->wild) {
            star = p++;
            star_t = t;
            continue;
        }
        char s = text.p[t];
        bool same =
            p < pattern.n && ((!literal && c == f->single) || c == s || (!f->match_case && lower(c) == lower(s)));
        if (same) {
            t++;
            p += step;
            continue;
        }
        if (star == SIZE_MAX)
            return false;
        p = star + 1;
        t = ++star_t;
    }
    while (p < pattern.n && pattern.p[p] == f->wild)
        p++;
    return p == pattern.n;
}

bool filter_matches(const struct filter *f, const struct read_value *values)
{
    const struct filter *k;
    switch (f->op) {
    case FILTER_AND:
        for (k = f->child; k; k = k->sibling)
            if (!filter_matches(k, values))
                return false;
        return true;
    case FILTER_OR:
        for (k = f->child; k; k = k->sibling)
            if (filter_matches(k, values))
                return true;
        return false;
    case FILTER_NOT:
        return !filter_matches(f->child, values);
    default:
        break;
    }
    struct read_value a = expr_value(f->a, values);
    if (f->op == FILTER_NULL)
        return a.type == READ_NULL;
    struct read_value b = expr_value(f->b, values);
    if (f->op == FILTER_LIKE)
        return a.type != READ_NULL && a.text.p && b.text.p && like(f, a.text, b.text);
    int r = compare(&a, &b, f->match_case);
    if (r == 2)
        return false;
    switch (f->op) {
    case FILTER_EQ:
        return r == 0;
    case FILTER_NE:
        return r != 0;
    case FILTER_LT:
        return r < 0;
    case FILTER_LE:
        return r <= 0;
    case FILTER_GT:
        return r > 0;
    case FILTER_GE:
        return r >= 0;
    default: {
        struct read_value c = expr_value(f->c, values);
        int q = compare(&a, &c, f->match_case);
        return r >= 0 && q <= 0;
    }
    }
}

bool text_label(const struct text_style *t, const struct read_value *values, char *out, size_t out_size)
{
    size_t n = 0;
    for (size_t i = 0; i < t->n_label; i++) {
        struct read_value v = expr_value(t->label[i], values);
        char number[40];
        struct str s = v.text;
        if (v.type == READ_NULL)
            continue;
        if (v.type == READ_NUMBER && !s.p) {
            snprintf(number, sizeof number, "%.15g", v.number);
            s = str_from(number);
        }
        if (s.n > out_size - 1 - n) /* cut whole UTF-8 characters */
            for (s.n = out_size - 1 - n; s.n > 0 && ((unsigned char)s.p[s.n] & 0xC0) == 0x80;)
                s.n--;
        if (s.n)
            memcpy(out + n, s.p, s.n);
        n += s.n;
    }
    struct str trimmed = str_trim((struct str){out, n});
    if (!trimmed.n || !str_is_utf8(trimmed) || memchr(trimmed.p, 0, trimmed.n))
        return false;
    memmove(out, trimmed.p, trimmed.n);
    out[trimmed.n] = 0;
    return true;
}
