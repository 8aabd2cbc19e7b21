/* Tile blocks: the features of a layer, generalised per level of detail, quantised and packed with the attributes that
 * styles need, so that a tile reads a few blobs and allocates nothing per feature. Made in the same transaction as the
 * data (load_blocks); docs/adr/0009.
 *
 * Blocks are squares of RD: those of the quadtree of NetherlandsRDNewQuad (geo/tile_matrix_set.h), counted from its top
 * left. Level 0 has all detail, for pixels under 1.2 m of ground; level k serves pixels of 0.6 · 2^k up to 1.2 · 2^k m.
 * The blocks of level k are 215.04 · 2^k m wide. A feature whose box is wider or higher than half a block goes to a
 * block of a higher tier: twice as wide per tier, by the first in which it fits. A feature is in one block per level,
 * that of the middle of its box, whole. So: what can reach into a box is in the blocks, of each tier, that touch the
 * box grown by a quarter of such a block. */
#ifndef GM_WAREHOUSE_BLOCKS_H
#define GM_WAREHOUSE_BLOCKS_H

#include "warehouse/read.h"

enum { BLOCK_LEVELS = 14, BLOCK_TIERS = 13, BLOCK_MAX_FIELDS = 8 };

/* The level that serves a pixel of this many metres of ground; the last one serves all coarser ones. */
int block_level(double pixel_m);
/* Coordinates are whole multiples of this many metres: 1/256 at level 0, 2^(k-4) at level k; under 1/9 pixel. A corner
 * lies within one of them of where it is; from level 1 on borders are simplified too, by less than half a pixel. */
double block_grid(int level);

/* One decoded block. Everything is borrowed until the next blocks_next. Coordinates: whole numbers of block_grid, x to
 * the east and y to the north, from (x0, y0) in RD metres. */
struct block {
    enum geom_type type;
    double x0, y0, grid;
    size_t n; /* features, in a fixed order */
    struct block_feature {
        int64_t id;             /* rowid in the layer's table */
        uint32_t ring, n_rings; /* its rings (or lines) in ring_end; a POINT has none, and n_xy points */
        uint32_t xy, n_xy;      /* its points in xy */
        int32_t label[2];       /* where its label stands (geom_label_point of the whole feature, same at all levels) */
        float area;             /* m² of its box */
        int32_t box[4];         /* minx, miny, maxx, maxy */
        uint32_t values;        /* its tuple: values[tuple * n_velden …] */
    } * features;
    const int32_t *xy;        /* 2 per point. Outer rings run counter-clockwise (y up), inner ones clockwise, closed */
    const uint32_t *ring_end; /* end of each ring in points of the whole block */
    /* What is smaller than a pixel is gathered in cells, by the middle of its box: polygons by area, points by number.
     */
    size_t n_specks;
    struct block_speck {
        int32_t x, y;    /* the middle of what is gathered, weighted by area */
        float weight;    /* m² (polygons), number of points */
        uint32_t values; /* tuple of the one with most weight */
    } * specks;
    const struct read_value *values; /* n_tuples × n_velden of the query, in its order */
    size_t n_tuples, n_velden;
};

struct blocks_cursor;
/* Blocks that can reach into q->bbox (RD), at the level of q->pixel_m; tier by tier, then by y and x, so that two
 * overlapping queries give shared blocks in the same order. *out NULL: the layer has no blocks that fit this catalogue
 * entry, or not with all of q->velden: use read_open. Features of a block that can't reach into q->bbox may be left out
 * of `features`. Memory from a, bounded: ERR_LIMIT when a block doesn't fit. Inside warehouse_read_begin/_end. */
bool blocks_open(struct warehouse *w, const struct read_query *q, struct arena *a, struct blocks_cursor **out,
                 struct err *err) MUST_CHECK;
bool blocks_next(struct blocks_cursor *c, const struct block **b, struct err *err) MUST_CHECK; /* *b NULL: no more */
void blocks_close(struct blocks_cursor *c);

#endif
