#include "geoserver/render/clip.h"

#include <math.h>
#include <string.h>

static bool out_of_memory(struct err *err)
{
    return err_set(err, ERR_MEMORY, NULL, "te weinig geheugen om een vorm af te snijden");
}

/* Distance inside side 0-3 (left, right, bottom, top of the box). */
static double inside(struct bbox b, int side, const double *p)
{
    return side == 0 ? p[0] - b.minx : side == 1 ? b.maxx - p[0] : side == 2 ? p[1] - b.miny : b.maxy - p[1];
}

static size_t clip_side(struct bbox b, int side, const double *in, size_t n, double *out)
{
    size_t m = 0;
    for (size_t i = 0; i + 1 < n; i++) {
        const double *p = in + 2 * i, *q = p + 2;
        double dp = inside(b, side, p), dq = inside(b, side, q);
        if (dp >= 0) {
            out[2 * m] = p[0];
            out[2 * m++ + 1] = p[1];
        }
        if ((dp >= 0) != (dq >= 0)) {
            double f = dp / (dp - dq);
            out[2 * m] = side < 2 ? (side == 0 ? b.minx : b.maxx) : p[0] + f * (q[0] - p[0]);
            out[2 * m++ + 1] = side < 2 ? p[1] + f * (q[1] - p[1]) : side == 2 ? b.miny : b.maxy;
        }
    }
    if (m) { /* closed again */
        out[2 * m] = out[0];
        out[2 * m + 1] = out[1];
        m++;
    }
    return m;
}

bool clip_polygon(const struct geom *g, struct bbox box, struct arena *a, struct geom *out, struct err *err)
{
    struct geom r = {.type = GEOM_POLYGON, .multi = true};
    size_t longest = 0, total = 0;
    for (size_t i = 0; i < g->n_rings; i++) {
        size_t n = g->ring_end[i] - (i ? g->ring_end[i - 1] : 0);
        longest = n > longest ? n : longest;
        total += 2 * n + 8;
    }
    /* a side adds at most one point per edge that leaves: half as many again; four sides stay under 6 × */
    size_t room = 6 * longest + 16;
    double *ping = arena_array(a, room, 2 * sizeof(double)), *pong = arena_array(a, room, 2 * sizeof(double));
    size_t cap = 3 * total + 64;
    r.xy = arena_array(a, cap, 2 * sizeof(double));
    r.ring_end = arena_array(a, g->n_rings ? g->n_rings : 1, sizeof *r.ring_end);
    r.part_end = arena_alloc(a, sizeof *r.part_end);
    if (!ping || !pong || !r.xy || !r.ring_end || !r.part_end)
        return out_of_memory(err);
    for (size_t i = 0; i < g->n_rings; i++) {
        size_t from = i ? g->ring_end[i - 1] : 0, n = g->ring_end[i] - from;
        memcpy(ping, g->xy + 2 * from, n * 2 * sizeof(double));
        for (int side = 0; side < 4; side++) {
            n = clip_side(box, side, ping, n, pong);
            double *t = ping;
            ping = pong;
            pong = t;
        }
        if (n < 4 || r.n_xy + n > cap)
            continue;
        memcpy(r.xy + 2 * r.n_xy, ping, n * 2 * sizeof(double));
        r.n_xy += n;
        r.ring_end[r.n_rings++] = (uint32_t)r.n_xy;
    }
    r.part_end[0] = (uint32_t)r.n_rings;
    r.n_parts = r.n_rings > 0;
    *out = r;
    return true;
}

/* Liang-Barsky; false: nothing of the segment is in the box. */
static bool segment(struct bbox b, const double *p, const double *q, double *from, double *to)
{
    double t0 = 0, t1 = 1;
    for (int side = 0; side < 4; side++) {
        double dp = inside(b, side, p), dq = inside(b, side, q);
        if (dp < 0 && dq < 0)
            return false;
        if (dp < 0)
            t0 = fmax(t0, dp / (dp - dq));
        else if (dq < 0)
            t1 = fmin(t1, dp / (dp - dq));
    }
    *from = t0;
    *to = t1;
    return t0 <= t1;
}

bool clip_line(const struct geom *g, struct bbox box, struct arena *a, struct geom *out, double **start,
               struct err *err)
{
    struct geom r = {.type = GEOM_LINE, .multi = true};
    r.xy = arena_array(a, 2 * g->n_xy + 2, 2 * sizeof(double));
    r.ring_end = arena_array(a, g->n_xy + 1, sizeof *r.ring_end);
    double *begin = arena_array(a, g->n_xy + 1, sizeof *begin);
    if (!r.xy || !r.ring_end || !begin)
        return out_of_memory(err);
    for (size_t i = 0; i < g->n_rings; i++) {
        size_t from = i ? g->ring_end[i - 1] : 0, to = g->ring_end[i];
        double along = 0;
        bool open = false; /* the last piece goes on */
        for (size_t k = from; k + 1 < to; k++) {
            const double *p = g->xy + 2 * k, *q = p + 2;
            double length = hypot(q[0] - p[0], q[1] - p[1]), t0, t1;
            if (segment(box, p, q, &t0, &t1)) {
                if (!open || t0 > 0) {
                    begin[r.n_rings++] = along + t0 * length;
                    r.xy[2 * r.n_xy] = p[0] + t0 * (q[0] - p[0]);
                    r.xy[2 * r.n_xy++ + 1] = p[1] + t0 * (q[1] - p[1]);
                }
                r.xy[2 * r.n_xy] = t1 < 1 ? p[0] + t1 * (q[0] - p[0]) : q[0];
                r.xy[2 * r.n_xy++ + 1] = t1 < 1 ? p[1] + t1 * (q[1] - p[1]) : q[1];
                r.ring_end[r.n_rings - 1] = (uint32_t)r.n_xy;
                open = t1 >= 1;
            } else
                open = false;
            along += length;
        }
    }
    *out = r;
    *start = begin;
    return true;
}
