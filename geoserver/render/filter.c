#include "geoserver/render/style_priv.h"

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
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

bool filter_matches(const struct filter *f, const struct read_value *values, const struct bbox *rd_box)
{
    const struct filter *k;
    switch (f->op) {
    case FILTER_AND:
        for (k = f->child; k; k = k->sibling)
            if (!filter_matches(k, values, rd_box))
                return false;
        return true;
    case FILTER_OR:
        for (k = f->child; k; k = k->sibling)
            if (filter_matches(k, values, rd_box))
                return true;
        return false;
    case FILTER_NOT:
        return !filter_matches(f->child, values, rd_box);
    case FILTER_BOX:
        return rd_box && bbox_intersects(f->box, *rd_box);
    case FILTER_NEVER:
        return false;
    default:
        break;
    }
    struct expr_room room;
    room.used = 0;
    struct read_value a = expr_value(f->a, values, &room);
    if (f->op == FILTER_NULL)
        return a.type == READ_NULL;
    struct read_value b = expr_value(f->b, values, &room);
    if (f->op == FILTER_LIKE)
        return a.type != READ_NULL && a.text.p && b.text.p && like(f, a.text, b.text);
    int r = expr_compare(&a, &b, f->match_case);
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
        struct read_value c = expr_value(f->c, values, &room);
        int q = expr_compare(&a, &c, f->match_case);
        return q != 2 && r >= 0 && q <= 0;
    }
    }
}
