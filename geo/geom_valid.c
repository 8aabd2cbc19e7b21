/* The quick answer to "is this polygon valid?" for what nearly all panden are: one ring of some vertices on whole
 * millimetres. Exact in whole numbers, a hundredth of what GEOS costs. */
#include "geo/geom.h"

#include <math.h>

enum { QUICK_POINTS = 64 };

struct mm {
    int64_t x, y;
};

/* Which side of a→b is c: the sign of twice the area of abc. Differences stay under 2^30, so the products are exact. */
static int side(struct mm a, struct mm b, struct mm c)
{
    int64_t v = (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
    return (v > 0) - (v < 0);
}

static bool apart(int64_t a, int64_t b, int64_t c, int64_t d)
{
    int64_t low = a < b ? a : b, high = a < b ? b : a;
    return (c < low && d < low) || (c > high && d > high);
}

/* Segments ab and cd have a point in common. */
static bool meet(struct mm a, struct mm b, struct mm c, struct mm d)
{
    if (apart(a.x, b.x, c.x, d.x) || apart(a.y, b.y, c.y, d.y))
        return false;
    return side(a, b, c) * side(a, b, d) <= 0 && side(c, d, a) * side(c, d, b) <= 0;
}

bool geom_surely_valid(const struct geom *g)
{
    struct mm p[QUICK_POINTS];
    size_t n = g->n_xy;
    if (g->type != GEOM_POLYGON || g->n_rings != 1 || g->n_parts != 1 || n < 4 || n > QUICK_POINTS)
        return false;
    for (size_t i = 0; i < n; i++) {
        double x = g->xy[2 * i] * 1000, y = g->xy[2 * i + 1] * 1000, ox = g->xy[0] * 1000, oy = g->xy[1] * 1000;
        if (!(fabs(x) < 1e12 && fabs(y) < 1e12) || fabs(x - ox) > 5e8 || fabs(y - oy) > 5e8 ||
            fabs(x - nearbyint(x)) > 1e-4 || fabs(y - nearbyint(y)) > 1e-4)
            return false;
        p[i] = (struct mm){llrint(x), llrint(y)};
        if (i && p[i].x == p[i - 1].x && p[i].y == p[i - 1].y)
            return false;
    }
    if (p[0].x != p[n - 1].x || p[0].y != p[n - 1].y)
        return false;
    n--; /* segment i goes from p[i] to p[i + 1] */
    for (size_t i = 0; i < n; i++) {
        /* The next one may only share its beginning: no spike back over this one. */
        struct mm a = p[i], b = p[i + 1], c = p[(i + 1) % n + 1];
        if (side(a, b, c) == 0 && (b.x - a.x) * (c.x - b.x) + (b.y - a.y) * (c.y - b.y) < 0)
            return false;
        for (size_t j = i + 2; j < n; j++)
            if (!(i == 0 && j == n - 1) && meet(a, b, p[j], p[j + 1]))
                return false;
    }
    return true;
}
