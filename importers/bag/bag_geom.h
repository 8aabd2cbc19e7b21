/* The geometry of one BAG object while it is read: GML positions to flat arrays of doubles. For one thread. */
#ifndef GM_IMPORTERS_BAG_BAG_GEOM_H
#define GM_IMPORTERS_BAG_BAG_GEOM_H

#include "geo/geom.h"

struct bag_geom {
    bool seen, point;  /* there is a geometry; it is a point */
    int dims;          /* of the geometry that is open: 2, 3, or 0 for unknown */
    const char *fault; /* why it can't be used, in Dutch, static; NULL: nothing */
    double *xy;
    size_t n_xy, cap_xy;
    uint32_t *rings, *parts;
    size_t n_rings, cap_rings, n_parts, cap_parts;
};

/* Begins the next object; keeps the memory. A zeroed struct may begin. */
void bag_geom_begin(struct bag_geom *g);
/* The text of a pos or posList: a point's position or one ring, RD metres. dims: 2, 3, or 0; then the geometry's, or
 * else what count (points, 0 for unknown) says, or else 2. Heights are checked and left out. More than four million
 * points are a fault. */
void bag_geom_positions(struct bag_geom *g, struct str text, int dims, int64_t count);
void bag_geom_part_end(struct bag_geom *g);          /* of a Polygon */
struct geom bag_geom_view(const struct bag_geom *g); /* borrowed until the next begin */
void bag_geom_done(struct bag_geom *g);

#endif
