#include "geoserver/render/projector.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS = 4096 };

struct projector {
    struct cell {
        bool used, exact; /* exact: a corner has no image, ask PROJ for each point */
        enum crs_id crs;
        int size, column, row;
        double at[8]; /* images of the corners: lower left, lower right, upper left, upper right */
    } cells[SLOTS];
};

struct projector *projector_new(void)
{
    return calloc(1, sizeof(struct projector));
}

void projector_free(struct projector *p)
{
    free(p);
}

static bool fill_cell(struct cell *c, struct crs_context *crs, struct err *err)
{
    double x0 = (double)c->column * c->size, y0 = (double)c->row * c->size, x1 = x0 + c->size, y1 = y0 + c->size;
    const double corners[8] = {x0, y0, x1, y0, x0, y1, x1, y1};
    memcpy(c->at, corners, sizeof corners);
    if (!crs_transform(crs, CRS_RD, c->crs, c->at, 4, err))
        return false;
    c->exact = false;
    for (int i = 0; i < 8; i++)
        c->exact = c->exact || !isfinite(c->at[i]);
    c->used = true;
    return true;
}

bool projector_run(struct projector *p, struct crs_context *crs, enum crs_id to, double pixel_m, double *xy, size_t n,
                   struct err *err)
{
    int size = pixel_m < 4 ? 256 : pixel_m < 40 ? 1024 : 4096;
    double per_cell = 1.0 / size; /* exact: a power of two */
    struct cell *c = NULL;
    for (size_t i = 0; i < n; i++) {
        double *q = xy + 2 * i, u = q[0] * per_cell, v = q[1] * per_cell;
        if (!(fabs(u) < 1e6 && fabs(v) < 1e6)) { /* nowhere near RD */
            if (!crs_transform(crs, CRS_RD, to, q, 1, err))
                return false;
            continue;
        }
        int column = (int)u, row = (int)v;
        column -= u < column; /* rounded down */
        row -= v < row;
        if (!c || c->column != column || c->row != row) {
            uint32_t h = ((uint32_t)column * 73856093u) ^ ((uint32_t)row * 19349663u) ^ (uint32_t)to * 83492791u ^
                         (uint32_t)size;
            c = &p->cells[(h ^ h >> 15) % SLOTS];
            if (!c->used || c->column != column || c->row != row || c->crs != to || c->size != size) {
                *c = (struct cell){.crs = to, .size = size, .column = column, .row = row};
                if (!fill_cell(c, crs, err))
                    return false;
            }
        }
        if (c->exact) {
            if (!crs_transform(crs, CRS_RD, to, q, 1, err))
                return false;
            continue;
        }
        double fx = u - column, fy = v - row;
        for (int k = 0; k < 2; k++) {
            double low = c->at[k] + fx * (c->at[2 + k] - c->at[k]),
                   high = c->at[4 + k] + fx * (c->at[6 + k] - c->at[4 + k]);
            q[k] = low + fy * (high - low);
        }
    }
    return true;
}
