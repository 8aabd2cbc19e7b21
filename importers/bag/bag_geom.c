#include "importers/bag/bag_geom.h"

#include <stdlib.h>

enum { MAX_POINTS = 1 << 22 }; /* also rings and parts: far beyond any woonplaats */

static bool is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static void set_fault(struct bag_geom *g, const char *reason)
{
    if (!g->fault)
        g->fault = reason;
}

static bool grow(struct bag_geom *g, void **array, size_t *cap, size_t need, size_t size)
{
    if (need <= *cap)
        return true;
    if (need > MAX_POINTS) {
        set_fault(g, "de geometrie heeft meer dan vier miljoen punten");
        return false;
    }
    size_t want = *cap * 2 > need ? *cap * 2 : need + 64;
    void *grown = reallocarray(*array, want, size);
    if (!grown) {
        set_fault(g, "de geometrie past niet in het geheugen");
        return false;
    }
    *array = grown;
    *cap = want;
    return true;
}

void bag_geom_begin(struct bag_geom *g)
{
    g->seen = g->point = false;
    g->dims = 0;
    g->fault = NULL;
    g->n_xy = g->n_rings = g->n_parts = 0;
}

static const double tens[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};

/* The number at *at, up to a blank or the end. A decimal of at most 15 digits is exact as whole number over power of
 * ten, and that quotient is correctly rounded; what is longer or otherwise goes to the library. */
static bool number(const char **at, const char *end, double *out)
{
    const char *p = *at, *first = p;
    bool minus = *p == '-';
    uint64_t v = 0;
    p += minus;
    const char *digits = p;
    while (p < end && (unsigned char)(*p - '0') < 10)
        v = v * 10 + (uint64_t)(*p++ - '0');
    ptrdiff_t n = p - digits, decimals = 0;
    if (p < end && *p == '.') {
        digits = ++p;
        while (p < end && (unsigned char)(*p - '0') < 10)
            v = v * 10 + (uint64_t)(*p++ - '0');
        decimals = p - digits;
    }
    n += decimals;
    if (n > 0 && n <= 15 && (p == end || is_blank(*p))) {
        double value = (double)v / tens[decimals];
        *out = minus ? -value : value;
        *at = p;
        return true;
    }
    while (p < end && !is_blank(*p))
        p++;
    *at = p;
    return str_to_double((struct str){first, (size_t)(p - first)}, out);
}

static size_t count_numbers(struct str text)
{
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++)
        n += !is_blank(text.p[i]) && (i == 0 || is_blank(text.p[i - 1]));
    return n;
}

void bag_geom_positions(struct bag_geom *g, struct str text, int dims, int64_t count)
{
    size_t first = g->n_xy;
    const char *p = text.n ? text.p : "", *end = p + text.n; /* <posList/> has no text at all */
    double v[3];
    int n = 0;
    if (dims == 0)
        dims = g->dims;
    if (dims == 0)
        dims = count > 0 && count_numbers(text) == (size_t)count * 3 ? 3 : 2;
    for (;;) {
        while (p < end && is_blank(*p))
            p++;
        if (p == end)
            break;
        if (!number(&p, end, &v[n])) {
            set_fault(g, "een coördinaat is geen getal");
            return;
        }
        if (++n < dims)
            continue;
        n = 0;
        if (!grow(g, (void **)&g->xy, &g->cap_xy, g->n_xy + 1, 2 * sizeof(double)))
            return;
        g->xy[2 * g->n_xy] = v[0];
        g->xy[2 * g->n_xy + 1] = v[1];
        g->n_xy++;
    }
    if (n)
        set_fault(g, "een rij coördinaten is niet heel");
    size_t points = g->n_xy - first;
    if (g->point) {
        if (points != 1)
            set_fault(g, "een punt heeft niet precies één positie");
        return;
    }
    if (points < 4)
        set_fault(g, "een ring heeft minder dan vier punten");
    else if (g->xy[2 * first] != g->xy[2 * g->n_xy - 2] || g->xy[2 * first + 1] != g->xy[2 * g->n_xy - 1])
        set_fault(g, "een ring is niet gesloten");
    if (grow(g, (void **)&g->rings, &g->cap_rings, g->n_rings + 1, sizeof *g->rings))
        g->rings[g->n_rings++] = (uint32_t)g->n_xy;
}

void bag_geom_part_end(struct bag_geom *g)
{
    size_t before = g->n_parts ? g->parts[g->n_parts - 1] : 0;
    if (g->n_rings == before)
        set_fault(g, "een vlak heeft geen rand");
    else if (grow(g, (void **)&g->parts, &g->cap_parts, g->n_parts + 1, sizeof *g->parts))
        g->parts[g->n_parts++] = (uint32_t)g->n_rings;
}

struct geom bag_geom_view(const struct bag_geom *g)
{
    return (struct geom){.type = g->point ? GEOM_POINT : GEOM_POLYGON,
                         .multi = g->n_parts > 1,
                         .xy = g->xy,
                         .n_xy = g->n_xy,
                         .ring_end = g->rings,
                         .n_rings = g->n_rings,
                         .part_end = g->parts,
                         .n_parts = g->n_parts};
}

void bag_geom_done(struct bag_geom *g)
{
    free(g->xy);
    free(g->rings);
    free(g->parts);
}
