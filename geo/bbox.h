/* Axis-parallel boxes; x east, y north, in whatever CRS the holder says. */
#ifndef GM_GEO_BBOX_H
#define GM_GEO_BBOX_H

#include <stdbool.h>
#include <stddef.h>

struct bbox {
    double minx, miny, maxx, maxy;
};

struct bbox bbox_empty(void); /* holds nothing: min > max */
bool bbox_is_empty(struct bbox b);
bool bbox_intersects(struct bbox a, struct bbox b); /* borders count */
bool bbox_contains(struct bbox b, double x, double y);
struct bbox bbox_union(struct bbox a, struct bbox b);
struct bbox bbox_grow(struct bbox b, double by); /* outward on all sides */
void bbox_add(struct bbox *b, double x, double y);
/* Of n points in xy (x, y, x, y, …). */
struct bbox bbox_of(const double *xy, size_t n);

#endif
