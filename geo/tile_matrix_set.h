/* OGC Two Dimensional Tile Matrix Set (17-083r4): WebMercatorQuad and NetherlandsRDNewQuad, both quadtrees of 256 px
 * tiles with the origin at the top left. */
#ifndef GM_GEO_TILE_MATRIX_SET_H
#define GM_GEO_TILE_MATRIX_SET_H

#include "geo/crs.h"

enum { TILE_PX = 256 };

struct tile_matrix_set {
    const char *id; /* "WebMercatorQuad" */
    const char *uri;
    const char *title;
    enum crs_id crs;
    double origin_x, origin_y; /* top left corner, CRS units */
    double cell_size_0;        /* units per pixel at z 0 */
    double scale_denominator_0;
    int max_zoom;
};

extern const struct tile_matrix_set tile_matrix_sets[];
extern const size_t tile_matrix_set_count;
const struct tile_matrix_set *tile_matrix_set_find(struct str id); /* exact spelling; NULL if unknown */
double tile_matrix_set_cell_size(const struct tile_matrix_set *t, int z);
/* False when z, x (tile column) or y (tile row, from the top) is out of range. */
bool tile_matrix_set_has(const struct tile_matrix_set *t, int z, int64_t x, int64_t y);
/* The tile's box in the set's CRS. */
struct bbox tile_matrix_set_bbox(const struct tile_matrix_set *t, int z, int64_t x, int64_t y);
/* The tiles that touch b (in the set's CRS) at z, clamped to the matrix; false when none. */
bool tile_matrix_set_range(const struct tile_matrix_set *t, int z, struct bbox b, int64_t *x0, int64_t *y0, int64_t *x1,
                           int64_t *y1);

#endif
