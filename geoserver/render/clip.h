/* Cutting shapes to a box far outside the picture, before a rasteriser's fixed point would overflow. */
#ifndef GM_GEOSERVER_RENDER_CLIP_H
#define GM_GEOSERVER_RENDER_CLIP_H

#include "geo/geom.h"

/* Polygons by Sutherland-Hodgman ring by ring (edges run along the box where the shape leaves it); memory from a. */
bool clip_polygon(const struct geom *g, struct bbox box, struct arena *a, struct geom *out, struct err *err) MUST_CHECK;
/* Lines, or the rings of a polygon as lines (nothing is drawn along the box). start: per line of out how far along its
 * original it begins. */
bool clip_line(const struct geom *g, struct bbox box, struct arena *a, struct geom *out, double **start,
               struct err *err) MUST_CHECK;

#endif
