/* Where there are many points of a layer: counts in hexagons or squares that lie fixed in RD, or a smooth surface in
 * bands. The same for every box that is asked, and so in every tile; classes are of the whole table at one scale.
 * docs/adr/0015. */
#ifndef GM_WAREHOUSE_DENSITY_H
#define GM_WAREHOUSE_DENSITY_H

#include "warehouse/spots.h"

/* The side in metres of a square as large as a cell, at this scale: 20 · 2^k, so that it is 23 to 46 pixels. pixel_m 0:
 * 160 m. A layer with cel_m always has that. */
double density_cell_m(const struct layer *l, double pixel_m);

/* The classes at this scale: of the count per cell, or (vloeiend) of the number per hectare. */
bool density_klassen(struct warehouse *w, const struct read_query *q, struct arena *a, struct klassen *out,
                     struct err *err) MUST_CHECK;
/* What class k (1 … n) means: "3 tot 8 per zeshoek van 160 meter" (the side of a square as large). NULL for a class
 * that no number can be in. */
const char *density_class_title(const struct layer *l, const struct klassen *k, int which, double cell_m,
                                struct arena *a);

/* Fields of a density: aantal (not of vloeiend), per_ha, klasse, van, tot (its bounds), cel_m. */
int density_field(const char *veld); /* -1: none of these */
/* Features that touch q->bbox, all in a: a cell each, by row and column, with at least one point in it; or (vloeiend)
 * one for each class, lowest first, in which what doesn't touch the box is left out. Values are in the order of
 * q->velden. */
bool density_features(struct warehouse *w, const struct read_query *q, struct arena *a, struct read_feature **out,
                      size_t *n, struct err *err) MUST_CHECK;

#endif
