#include "geo/bbox.h"

#include <math.h>

struct bbox bbox_empty(void)
{
    return (struct bbox){INFINITY, INFINITY, -INFINITY, -INFINITY};
}

bool bbox_is_empty(struct bbox b)
{
    return !(b.minx <= b.maxx && b.miny <= b.maxy);
}

bool bbox_intersects(struct bbox a, struct bbox b)
{
    return a.minx <= b.maxx && a.maxx >= b.minx && a.miny <= b.maxy && a.maxy >= b.miny;
}

bool bbox_contains(struct bbox b, double x, double y)
{
    return x >= b.minx && x <= b.maxx && y >= b.miny && y <= b.maxy;
}

struct bbox bbox_union(struct bbox a, struct bbox b)
{
    return (struct bbox){fmin(a.minx, b.minx), fmin(a.miny, b.miny), fmax(a.maxx, b.maxx), fmax(a.maxy, b.maxy)};
}

struct bbox bbox_grow(struct bbox b, double by)
{
    return (struct bbox){b.minx - by, b.miny - by, b.maxx + by, b.maxy + by};
}

void bbox_add(struct bbox *b, double x, double y)
{
    *b = bbox_union(*b, (struct bbox){x, y, x, y});
}

struct bbox bbox_of(const double *xy, size_t n)
{
    struct bbox b = bbox_empty();
    for (size_t i = 0; i < n; i++) {
        double x = xy[2 * i], y = xy[2 * i + 1];
        b.minx = x < b.minx ? x : b.minx;
        b.maxx = x > b.maxx ? x : b.maxx;
        b.miny = y < b.miny ? y : b.miny;
        b.maxy = y > b.maxy ? y : b.maxy;
    }
    return b;
}
