#include "geo/geom.h"

#include <math.h>
#include <stdlib.h>

struct bbox geom_bbox(const struct geom *g)
{
    return bbox_of(g->xy, g->n_xy);
}

static double ring_area(const double *xy, size_t from, size_t to)
{
    double sum = 0;
    if (to <= from)
        return 0;
    /* Relative to the first point: RD coordinates are large and areas small. */
    double x0 = xy[2 * from], y0 = xy[2 * from + 1];
    for (size_t i = from; i + 1 < to; i++) {
        double ax = xy[2 * i] - x0, ay = xy[2 * i + 1] - y0, bx = xy[2 * i + 2] - x0, by = xy[2 * i + 3] - y0;
        sum += ax * by - bx * ay;
    }
    return fabs(sum) / 2;
}

double geom_area(const struct geom *g)
{
    double sum = 0;
    if (g->type != GEOM_POLYGON)
        return 0;
    size_t ring = 0;
    for (size_t p = 0; p < g->n_parts; p++)
        for (bool outer = true; ring < g->part_end[p]; ring++, outer = false) {
            double area = ring_area(g->xy, ring ? g->ring_end[ring - 1] : 0, g->ring_end[ring]);
            sum += outer ? area : -area;
        }
    return sum;
}

bool geom_contains(const struct geom *g, double x, double y)
{
    bool in = false;
    if (g->type != GEOM_POLYGON)
        return false;
    for (size_t r = 0, i = 0; r < g->n_rings; r++) {
        size_t end = g->ring_end[r];
        for (; i + 1 < end; i++) {
            const double *a = g->xy + 2 * i, *b = a + 2;
            if ((a[1] > y) != (b[1] > y) && x < (b[0] - a[0]) * (y - a[1]) / (b[1] - a[1]) + a[0])
                in = !in;
        }
        i = end;
    }
    return in;
}

static double segment_distance2(const double *a, const double *b, double x, double y)
{
    double dx = b[0] - a[0], dy = b[1] - a[1], len2 = dx * dx + dy * dy;
    double t = len2 > 0 ? ((x - a[0]) * dx + (y - a[1]) * dy) / len2 : 0;
    t = t < 0 ? 0 : t > 1 ? 1 : t;
    double ex = a[0] + t * dx - x, ey = a[1] + t * dy - y;
    return ex * ex + ey * ey;
}

static double border_distance(const struct geom *g, double x, double y)
{
    double least = INFINITY;
    for (size_t r = 0, i = 0; r < g->n_rings; r++) {
        size_t end = g->ring_end[r];
        for (; i + 1 < end; i++) {
            double d = segment_distance2(g->xy + 2 * i, g->xy + 2 * i + 2, x, y);
            least = d < least ? d : least;
        }
        i = end;
    }
    return sqrt(least);
}

double geom_distance(const struct geom *g, double x, double y)
{
    if (g->type == GEOM_POINT) {
        double least = INFINITY;
        for (size_t i = 0; i < g->n_xy; i++)
            least = fmin(least, hypot(g->xy[2 * i] - x, g->xy[2 * i + 1] - y));
        return least;
    }
    return geom_contains(g, x, y) ? 0 : border_distance(g, x, y);
}

/* The pole of inaccessibility by quadtree search: cells are split, best first, until none can hold a point that is
 * more than `precision` further inside than the best so far. */
struct cell {
    double x, y, half, distance, most;
};

static struct cell cell_make(const struct geom *g, double x, double y, double half)
{
    double d = border_distance(g, x, y);
    struct cell c = {x, y, half, geom_contains(g, x, y) ? d : -d, 0};
    c.most = c.distance + half * M_SQRT2;
    return c;
}

/* No circle in a polygon is wider than all of it as seen along, or across, its longest edge: for a rectangle, however
 * it is turned, that is the answer. */
static double widest_circle(const struct geom *g)
{
    double u[2] = {0, 0}, longest2 = 0, low[2] = {INFINITY, INFINITY}, high[2] = {-INFINITY, -INFINITY};
    for (size_t r = 0, i = 0; r < g->n_rings; i = g->ring_end[r++])
        for (size_t k = i; k + 1 < g->ring_end[r]; k++) {
            double dx = g->xy[2 * k + 2] - g->xy[2 * k], dy = g->xy[2 * k + 3] - g->xy[2 * k + 1];
            if (dx * dx + dy * dy <= longest2)
                continue;
            longest2 = dx * dx + dy * dy;
            u[0] = dx;
            u[1] = dy;
        }
    for (size_t i = 0; i < g->n_xy; i++) {
        double x = g->xy[2 * i] - g->xy[0], y = g->xy[2 * i + 1] - g->xy[1];
        double seen[] = {x * u[0] + y * u[1], x * u[1] - y * u[0]};
        for (int k = 0; k < 2; k++) {
            low[k] = seen[k] < low[k] ? seen[k] : low[k];
            high[k] = seen[k] > high[k] ? seen[k] : high[k];
        }
    }
    return fmin(high[0] - low[0], high[1] - low[1]) / sqrt(longest2);
}

static bool polygon_pole(const struct geom *g, double precision, double *x, double *y)
{
    enum { HEAP = 512, STEPS = 4000 };
    struct cell heap[HEAP];
    size_t n = 0;
    struct bbox b = geom_bbox(g);
    double w = b.maxx - b.minx, h = b.maxy - b.miny, side = fmin(w, h);
    if (!(side > 0) || !isfinite(w + h))
        return false;
    if (side < fmax(w, h) / 12)
        side = fmax(w, h) / 12;
    struct cell best = cell_make(g, (b.minx + b.maxx) / 2, (b.miny + b.maxy) / 2, 0);
    double enough = fmax(fmin(side, widest_circle(g)) / 2 - precision, 1e-9); /* inside, in any case */
    for (double cx = b.minx; cx < b.maxx && best.distance < enough; cx += side)
        for (double cy = b.miny; cy < b.maxy && n < HEAP; cy += side)
            heap[n++] = cell_make(g, cx + side / 2, cy + side / 2, side / 2);
    for (int step = 0; n && step < STEPS; step++) {
        size_t top = 0;
        for (size_t i = 1; i < n; i++)
            if (heap[i].most > heap[top].most)
                top = i;
        struct cell c = heap[top];
        heap[top] = heap[--n];
        if (c.distance > best.distance)
            best = c;
        if (c.most - best.distance <= precision || best.distance >= enough)
            break;
        for (int k = 0; k < 4 && n < HEAP; k++)
            heap[n++] =
                cell_make(g, c.x + (k & 1 ? 1 : -1) * c.half / 2, c.y + (k & 2 ? 1 : -1) * c.half / 2, c.half / 2);
    }
    *x = best.x;
    *y = best.y;
    return best.distance > 0;
}

bool geom_label_point(const struct geom *g, double precision, double *x, double *y)
{
    if (g->n_xy == 0)
        return false;
    if (g->type == GEOM_POLYGON && polygon_pole(g, precision, x, y))
        return true;
    if (g->type == GEOM_LINE && g->n_rings > 0) {
        size_t end = g->ring_end[0];
        double total = 0, at = 0;
        for (size_t i = 0; i + 1 < end; i++)
            total += hypot(g->xy[2 * i + 2] - g->xy[2 * i], g->xy[2 * i + 3] - g->xy[2 * i + 1]);
        for (size_t i = 0; i + 1 < end; i++) {
            double len = hypot(g->xy[2 * i + 2] - g->xy[2 * i], g->xy[2 * i + 3] - g->xy[2 * i + 1]);
            if (len > 0 && at + len >= total / 2) {
                double f = (total / 2 - at) / len;
                *x = g->xy[2 * i] + f * (g->xy[2 * i + 2] - g->xy[2 * i]);
                *y = g->xy[2 * i + 1] + f * (g->xy[2 * i + 3] - g->xy[2 * i + 1]);
                return true;
            }
            at += len;
        }
    }
    *x = g->xy[0];
    *y = g->xy[1];
    return true;
}
