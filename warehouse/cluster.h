/* Points close together as one, with their number. Cells are those of the quadtree of NetherlandsRDNewQuad, so that
 * every tile at a scale gathers the same points. docs/adr/0015. */
#ifndef GM_WAREHOUSE_CLUSTER_H
#define GM_WAREHOUSE_CLUSTER_H

#include "warehouse/spots.h"

/* True when the features of a layer at this scale are computed: by read_open alone, never from blocks. */
bool cluster_applies(const struct layer *l, double pixel_m);
/* Side of a cell in mm: 45 to 91 pixels, 64 in NetherlandsRDNewQuad. */
int64_t cluster_cell_mm(double pixel_m);
/* Clusters and single points within q->bbox, by row and column of their cells, all in a. A cluster lies at the mean of
 * its points, but a quarter of a cell from its cell's edges, so that the marks of neighbours stay apart. It has
 * `aantal` and, when all agree, the category; its other fields are null. A single point is as its row is, with
 * aantal 1. */
bool cluster_features(struct warehouse *w, const struct read_query *q, struct arena *a, struct read_feature **out,
                      size_t *n, struct err *err) MUST_CHECK;

#endif
