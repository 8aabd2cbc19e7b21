/* The points of a layer in memory, and what is counted of them in cells that lie fixed in RD: what densities and
 * clusters are made of. Kept per generation by a warehouse handle, bounded; only of the table that the layer names,
 * with its filters: what no layer may show is not counted either. Inside warehouse_read_begin/_end, or nothing is kept.
 */
#ifndef GM_WAREHOUSE_SPOTS_H
#define GM_WAREHOUSE_SPOTS_H

#include "warehouse/classes.h"
#include "warehouse/read.h"

enum { SPOTS_MAX = 4000000, CATEGORIE_MIXED = UINT16_MAX };

struct spot {
    int32_t x, y; /* RD, mm */
    int32_t dag;  /* yyyymmdd, 0 unknown */
    uint32_t id;
    uint16_t categorie; /* number in spots_categorie; 0: none */
};

/* Shapes of cells. SQUARE: cell (col, row) is from (col, row) · side. HEXAGON: pointed at the top, as large as such a
 * square; odd rows half a cell to the right. */
enum cel_vorm { CEL_SQUARE, CEL_HEXAGON, CEL_SURFACE /* squares, of which another makes the classes */ };

struct cel {
    int32_t col, row;
    uint32_t n, id;     /* points in it, and the lowest id of them */
    uint16_t categorie; /* that all have, or CATEGORIE_MIXED */
    int64_t x, y;       /* sums, mm */
};

struct cellen {
    const struct cel *items; /* by row, then column */
    size_t n, points;
    struct klassen klassen; /* of the counts, when a plan was given */
    double side_m;
};

/* Counts of the whole table in cells of this side, for the category and period of q (or the layer's own). Borrowed
 * until the next call with this handle. ERR_NOT_FOUND with locator categorie or periode; ERR_LIMIT for more than
 * SPOTS_MAX points. plan NULL: no classes. */
bool spots_count(struct warehouse *w, const struct read_query *q, enum cel_vorm vorm, int64_t side_mm,
                 const struct klassen_plan *plan, struct arena *a, const struct cellen **out,
                 struct err *err) MUST_CHECK;
/* Keeps classes with what was counted last as CEL_SURFACE, so that they are made once. */
void spots_keep(struct warehouse *w, const struct cellen *c, const struct klassen *k);
/* The category's own text; empty for 0 and CATEGORIE_MIXED. Borrowed as spots_count's. */
struct str spots_categorie(struct warehouse *w, const struct layer *l, uint16_t categorie);
/* The first cell at or after (row, col) in the order of items. */
size_t cellen_from(const struct cellen *c, int32_t row, int32_t col);
void cel_hexagon(int64_t side_mm, int32_t col, int32_t row, double xy[14]); /* closed ring, RD m, counter-clockwise */

/* "2026", "2026K3", "2026-08", "2026-08-31", or two of them with a slash between: first and last day as yyyymmdd.
 * False: it is none of these. */
bool periode_days(struct str text, int32_t *first, int32_t *last);

#endif
