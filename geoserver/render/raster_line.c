/* Outlines of lines, as edges that are added as they come: along the right side of a line forwards and along its left
 * side backwards, so that all outlines run counter-clockwise as seen. At the inner side of a corner the two sides meet
 * in the mitre when both segments are long enough, so that nothing counts twice; otherwise they go by way of the corner
 * itself, so that every segment is a whole rectangle and nothing can count negatively. What is computed with fractions
 * comes from differences of points only. */
#include "geoserver/render/raster_priv.h"

#include <math.h>
#include <stdlib.h>

#define MITER_LIMIT 3.0 /* as canvas.c: beyond it, bevelled */

static const double SLACK = RASTER_SUB / 16.0;     /* by which a round may differ from its chords */
static const double THIN_HALF = RASTER_SUB * 0.45; /* half the width of a thin line */

struct dir {
    double x, y, length;
};

struct pen {
    struct raster *r;
    double half; /* of the width, in subpixels */
    int join, cap;
    int32_t reach;    /* no part of an outline is further from its line */
    double sharpness; /* the square of how far a corner's tip may be, in halves of the width */
    bool left, right; /* the sides that are drawn */
    bool quiet;       /* moves only */
    int32_t lx, ly, rx, ry;
    const struct stroke *s;
    double dash[2 * STYLE_MAX_DASHES], period; /* subpixels */
    size_t n_dash;
};

/* To the nearest, halves up; |v| < 2^31. */
static inline int32_t nearest(double v)
{
    return (int32_t)((int64_t)(v + (4294967296.0 + 0.5)) - 4294967296);
}

static inline struct dir dir_between(const int32_t *a, const int32_t *b)
{
    double dx = (double)b[0] - a[0], dy = (double)b[1] - a[1], length = sqrt(dx * dx + dy * dy), k = 1 / length;
    return (struct dir){dx * k, dy * k, length};
}

static inline void right_to(struct pen *p, int32_t x, int32_t y)
{
    if (p->right && !p->quiet)
        raster_edge(p->r, p->rx, p->ry, x, y);
    p->rx = x;
    p->ry = y;
}

static inline void left_to(struct pen *p, int32_t x, int32_t y)
{
    if (p->left && !p->quiet)
        raster_edge(p->r, x, y, p->lx, p->ly);
    p->lx = x;
    p->ly = y;
}

static inline void side_to(struct pen *p, bool right, int32_t x, int32_t y)
{
    if (right)
        right_to(p, x, y);
    else
        left_to(p, x, y);
}

/* To the points between the ends of an arc that begins at `at` + (x, y) and turns by angle (radians, y down). */
static void arc_to(struct pen *p, bool right, const int32_t *at, double x, double y, double angle)
{
    double step = p->half > 2 * SLACK ? 2 * acos(1 - SLACK / p->half) : M_PI / 2;
    int n = (int)ceil(fabs(angle) / step);
    if (n < 2)
        return;
    double c = cos(angle / n), s = sin(angle / n);
    for (int i = 1; i < n; i++) {
        double t = x * c - y * s;
        y = x * s + y * c;
        x = t;
        side_to(p, right, at[0] + nearest(x), at[1] + nearest(y));
    }
}

/* The right side of a line along u lies (-u.y, u.x) beside it. */
static void sides_at(struct pen *p, const int32_t *at, struct dir u)
{
    int32_t x = nearest(-u.y * p->half), y = nearest(u.x * p->half);
    p->rx = at[0] + x;
    p->ry = at[1] + y;
    p->lx = at[0] - x;
    p->ly = at[1] - y;
}

static void begin(struct pen *p, const int32_t *at, struct dir u, int cap)
{
    sides_at(p, at, u);
    if (cap == CAP_SQUARE) {
        int32_t x = nearest(-u.x * p->half), y = nearest(-u.y * p->half);
        p->lx += x, p->ly += y, p->rx += x, p->ry += y;
    }
    int32_t x = p->rx, y = p->ry;
    p->rx = p->lx;
    p->ry = p->ly;
    if (cap == CAP_ROUND)
        arc_to(p, true, at, u.y * p->half, -u.x * p->half, -M_PI);
    right_to(p, x, y);
}

static void finish(struct pen *p, const int32_t *at, struct dir u, int cap)
{
    struct pen end = *p;
    sides_at(&end, at, u);
    if (cap == CAP_SQUARE) {
        int32_t x = nearest(u.x * p->half), y = nearest(u.y * p->half);
        end.lx += x, end.ly += y, end.rx += x, end.ry += y;
    }
    right_to(p, end.rx, end.ry);
    left_to(p, end.lx, end.ly);
    if (cap == CAP_ROUND)
        arc_to(p, true, at, -u.y * p->half, u.x * p->half, -M_PI);
    right_to(p, p->lx, p->ly);
}

/* The tip of a corner's outer side, when it is one point; dot: the cosine of its turn. */
static inline bool sharp(const struct pen *p, double dot)
{
    return (1 + dot) * p->sharpness >= 2;
}

static void join(struct pen *p, const int32_t *at, struct dir u, struct dir v)
{
    double cross = u.x * v.y - u.y * v.x, dot = u.x * v.x + u.y * v.y, k = p->half / (1 + dot);
    bool inner = cross > 0; /* the right side is the inner one */
    double shorter = u.length < v.length ? u.length : v.length;
    bool in = 2 * k * fabs(cross) <= shorter, out = sharp(p, dot);
    if (in || out) {
        int32_t x = nearest(-(u.y + v.y) * k), y = nearest((u.x + v.x) * k);
        if (in && out) {
            right_to(p, at[0] + x, at[1] + y);
            left_to(p, at[0] - x, at[1] - y);
            return;
        }
        int32_t flip = inner == in ? 1 : -1; /* the right side, if that is the one */
        side_to(p, inner == in, at[0] + flip * x, at[1] + flip * y);
    }
    double h = inner ? p->half : -p->half; /* the right side, seen from the inner one */
    int32_t ax = nearest(-u.y * h), ay = nearest(u.x * h), bx = nearest(-v.y * h), by = nearest(v.x * h);
    if (!in) {
        side_to(p, inner, at[0] + ax, at[1] + ay);
        side_to(p, inner, at[0], at[1]);
        side_to(p, inner, at[0] + bx, at[1] + by);
    }
    if (!out) {
        side_to(p, !inner, at[0] - ax, at[1] - ay);
        if (p->join == JOIN_ROUND)
            arc_to(p, !inner, at, u.y * h, -u.x * h, atan2(cross, dot));
        side_to(p, !inner, at[0] - bx, at[1] - by);
    }
}

static inline bool hidden(const struct pen *p, const int32_t *a, const int32_t *b)
{
    const struct raster *r = p->r;
    int32_t reach = p->reach;
    return (a[1] < -reach && b[1] < -reach) || (a[0] < -reach && b[0] < -reach) ||
           (a[1] > r->bottom + reach && b[1] > r->bottom + reach) ||
           (a[0] > r->right + reach && b[0] > r->right + reach);
}

static void dot(struct pen *p, const int32_t *at)
{
    const struct dir east = {1, 0, 0};
    if (p->cap == CAP_BUTT)
        return;
    begin(p, at, east, p->cap);
    finish(p, at, east, p->cap);
}

/* Segments that can't be seen are left out: the outline is closed at either side of them, out of sight, but with the
 * same corner as when they are drawn: the rounding of a corner tells all along the segment. */
static void hide(struct pen *p, const int32_t *at, const int32_t *to, struct dir u)
{
    join(p, at, u, dir_between(at, to));
    right_to(p, p->lx, p->ly);
}

static void show(struct pen *p, const int32_t *at, const int32_t *from, struct dir v)
{
    p->quiet = true;
    join(p, at, dir_between(from, at), v);
    p->quiet = false;
    int32_t x = p->rx, y = p->ry;
    p->rx = p->lx;
    p->ry = p->ly;
    right_to(p, x, y);
}

static void outline_open(struct pen *p, const int32_t *xy, size_t n)
{
    const int32_t *a = xy, *before = NULL;
    struct dir u = {0, 0, 0};
    bool drawing = false, all = p->r->inside;
    for (size_t i = 1; i < n; i++) {
        const int32_t *b = xy + 2 * i;
        if (b[0] == a[0] && b[1] == a[1])
            continue;
        if (!all && hidden(p, a, b)) {
            if (drawing)
                hide(p, a, b, u);
            drawing = false;
        } else {
            struct dir v = dir_between(a, b);
            if (drawing)
                join(p, a, u, v);
            else if (before)
                show(p, a, before, v);
            else
                begin(p, a, v, p->cap);
            drawing = true;
            u = v;
        }
        before = a;
        a = b;
    }
    if (drawing)
        finish(p, a, u, p->cap);
    else if (!before)
        dot(p, xy);
}

/* n points, of which the last differs from the first. */
static void outline_closed(struct pen *p, const int32_t *xy, size_t n)
{
    const int32_t *before = xy + 2 * (n - 1), *a = xy, *second = NULL;
    bool all = p->r->inside || !p->left || !p->right; /* one side alone is closed by itself only */
    bool drawing = all || !hidden(p, before, a), joined = false;
    struct dir u = drawing ? dir_between(before, a) : (struct dir){0, 0, 0}, first = u;
    for (size_t i = 1; i <= n; i++) {
        const int32_t *b = i < n ? xy + 2 * i : xy;
        if (b[0] == a[0] && b[1] == a[1])
            continue;
        if (!all && hidden(p, a, b)) {
            if (drawing && second)
                hide(p, a, b, u);
            drawing = false;
        } else {
            struct dir v = dir_between(a, b);
            if (drawing && second) {
                join(p, a, u, v);
            } else if (drawing) { /* the first corner is drawn at the end */
                joined = true;
                first = v;
                p->quiet = true;
                join(p, a, u, v);
                p->quiet = false;
            } else {
                show(p, a, before, v);
            }
            drawing = true;
            u = v;
        }
        second = second ? second : b;
        before = a;
        a = b;
    }
    if (joined)
        join(p, xy, u, first);
    else if (drawing)
        hide(p, xy, second, u);
}

/* Twice the area, as the sign says in which way it goes round. */
static double doubled_area(const int32_t *xy, size_t n)
{
    double area = 0, x = (double)xy[2 * n - 2] - xy[0], y = (double)xy[2 * n - 1] - xy[1];
    for (size_t i = 0; i < n; i++) {
        double to_x = (double)xy[2 * i] - xy[0], to_y = (double)xy[2 * i + 1] - xy[1];
        area += x * to_y - y * to_x;
        x = to_x;
        y = to_y;
    }
    return area;
}

/* Without dents, and once round. */
static bool convex(const int32_t *xy, size_t n)
{
    double way = 0;
    int turns = 0;
    const int32_t *a = xy + 2 * (n - 1), *b = xy;
    double dx = (double)b[0] - a[0], dy = (double)b[1] - a[1];
    for (size_t i = 1; i <= n; i++) {
        const int32_t *c = i < n ? xy + 2 * i : xy;
        double ex = (double)c[0] - b[0], ey = (double)c[1] - b[1], turn = dx * ey - dy * ex;
        if (ex == 0 && ey == 0)
            continue;
        if (turn * way < 0)
            return false;
        way = turn != 0 ? turn : way;
        turns += turn > 0 && dy < 0 && ey >= 0 ? 1 : turn < 0 && dy >= 0 && ey < 0 ? -1 : 0;
        dx = ex, dy = ey, b = c;
    }
    return abs(turns) == 1;
}

/* A ring that its own line fills: of a convex one no point is further inside than twice its area by its circumference,
 * which is over twice its box's diagonal. Then only its outer side is drawn, or what is inside would count twice. Not
 * of one that crosses itself: its direction makes other than one turn. */
static void filled(struct pen *p, const int32_t *xy, size_t n, const struct raster_box *box)
{
    double w = (double)box->x1 - box->x0, h = (double)box->y1 - box->y0;
    if (w > 64 * p->half || h > 64 * p->half)
        return;
    double area = doubled_area(xy, n);
    bool thin = w <= 2 * p->half || h <= 2 * p->half;
    if (area == 0 || (!thin && area * area > 4 * p->half * p->half * (w * w + h * h)) || !convex(xy, n))
        return;
    p->right = area < 0; /* counter-clockwise as seen: the outside is at the right */
    p->left = area > 0;
}

/* ---- outlines of short rings: as outline_closed, without a thought about what is in sight ---- */

enum { SHORT = 64 };

/* The sides of a ring's outline, as they come; a corner has up to three points at a side. */
struct sides {
    int32_t right[2 * 3 * SHORT], left[2 * 3 * SHORT];
    size_t n_right, n_left;
};

static inline void side_add(int32_t *xy, size_t *n, int32_t x, int32_t y)
{
    xy[2 * *n] = x;
    xy[2 * *n + 1] = y;
    ++*n;
}

/* A corner of which a side isn't one point; as join. */
static void corner(const struct pen *p, struct sides *s, const int32_t *at, struct dir u, struct dir v, bool in,
                   bool out, int32_t x, int32_t y)
{
    bool inner = u.x * v.y - u.y * v.x > 0; /* the right side is the inner one */
    int32_t *inside = inner ? s->right : s->left, *outside = inner ? s->left : s->right;
    size_t *n_inside = inner ? &s->n_right : &s->n_left, *n_outside = inner ? &s->n_left : &s->n_right;
    double h = inner ? p->half : -p->half;
    int32_t ax = nearest(-u.y * h), ay = nearest(u.x * h), bx = nearest(-v.y * h), by = nearest(v.x * h);
    if (in) {
        side_add(inside, n_inside, at[0] + x, at[1] + y);
    } else {
        side_add(inside, n_inside, at[0] + ax, at[1] + ay);
        side_add(inside, n_inside, at[0], at[1]);
        side_add(inside, n_inside, at[0] + bx, at[1] + by);
    }
    if (out) {
        side_add(outside, n_outside, at[0] - x, at[1] - y);
    } else {
        side_add(outside, n_outside, at[0] - ax, at[1] - ay);
        side_add(outside, n_outside, at[0] - bx, at[1] - by);
    }
}

/* n points, of which the last differs from the first, 2 … SHORT; no round joins. */
static void outline_short(struct pen *p, const int32_t *xy, size_t n)
{
    struct dir d[SHORT + 1]; /* d[i]: to point i from the one before */
    int32_t at[2 * SHORT];
    struct sides s;
    size_t m = 0;
    const int32_t *before = xy + 2 * (n - 1);
    for (size_t i = 0; i < n; i++) {
        const int32_t *here = xy + 2 * i;
        if (here[0] == before[0] && here[1] == before[1])
            continue;
        d[m] = dir_between(before, here);
        at[2 * m] = here[0];
        at[2 * m + 1] = here[1];
        m++;
        before = here;
    }
    d[m] = d[0];
    s.n_right = s.n_left = 0;
    for (size_t i = 0; i < m; i++) {
        struct dir u = d[i], v = d[i + 1];
        double cross = u.x * v.y - u.y * v.x, dot = u.x * v.x + u.y * v.y, k = p->half / (1 + dot);
        double shorter = u.length < v.length ? u.length : v.length;
        bool in = 2 * k * fabs(cross) <= shorter, out = sharp(p, dot);
        int32_t x = 0, y = 0;
        if (in || out) {
            x = nearest(-(u.y + v.y) * k);
            y = nearest((u.x + v.x) * k);
        }
        if (in && out) {
            side_add(s.right, &s.n_right, at[2 * i] + x, at[2 * i + 1] + y);
            side_add(s.left, &s.n_left, at[2 * i] - x, at[2 * i + 1] - y);
        } else {
            int32_t flip = cross > 0 ? 1 : -1; /* (x, y): towards the inner side */
            corner(p, &s, at + 2 * i, u, v, in, out, flip * x, flip * y);
        }
    }
    if (p->right)
        raster_ring(p->r, s.right, s.n_right, false);
    if (p->left)
        raster_ring(p->r, s.left, s.n_left, true);
}

static void outline(struct pen *p, const int32_t *xy, size_t n, bool closed, const struct raster_box *b)
{
    raster_shape_begin(p->r, b, p->reach, 2 * n + 2);
    while (closed && n > 1 && xy[2 * n - 2] == xy[0] && xy[2 * n - 1] == xy[1])
        n--;
    if (!closed || n < 2) {
        outline_open(p, xy, n);
    } else {
        if (n > 2)
            filled(p, xy, n, b);
        if (n <= SHORT && p->join != JOIN_ROUND)
            outline_short(p, xy, n);
        else
            outline_closed(p, xy, n);
        p->left = p->right = true;
    }
    raster_shape_end(p->r);
}

/* ---- dashes ---- */

static void add(struct raster *r, struct points *l, int32_t x, int32_t y)
{
    if (l->n == l->size) {
        size_t size = l->size ? 2 * l->size : 256;
        int32_t *xy = realloc(l->xy, size * 2 * sizeof *xy);
        if (!xy) {
            r->failed = true;
            return;
        }
        l->xy = xy;
        l->size = size;
    }
    l->xy[2 * l->n] = x;
    l->xy[2 * l->n + 1] = y;
    l->n++;
}

static void dash_end(struct pen *p)
{
    struct points *d = &p->r->dash;
    struct raster_box b = raster_box(d->xy, d->n);
    if (d->n && !raster_outside(p->r, &b, p->reach))
        outline(p, d->xy, d->n, false, &b);
    d->n = 0;
}

/* The part of a segment, in subpixels along it, that may be seen. */
static bool seen_part(const struct pen *p, const int32_t *a, struct dir u, double *from, double *to)
{
    double low[2] = {-p->reach, -p->reach}, high[2] = {p->r->right + p->reach, p->r->bottom + p->reach};
    double d[2] = {u.x, u.y};
    *from = 0;
    *to = u.length;
    for (int i = 0; i < 2; i++) {
        if (d[i] == 0) {
            if (a[i] < low[i] || a[i] > high[i])
                return false;
            continue;
        }
        double s = (low[i] - a[i]) / d[i], t = (high[i] - a[i]) / d[i];
        *from = fmax(*from, fmin(s, t) - RASTER_SUB);
        *to = fmin(*to, fmax(s, t) + RASTER_SUB);
    }
    return *from < *to;
}

/* Where the dash ends that is being drawn at `at`. */
static double dash_until(const struct pen *p, double at)
{
    for (double turn = floor(at / p->period) - 1;; turn++) {
        double b = turn * p->period;
        for (size_t i = 0; i < p->n_dash; i += 2) {
            double e = b + p->dash[i];
            if (e > at)
                return e;
            b = e + p->dash[i + 1];
        }
    }
}

/* Begins the dash that a segment's end is in. */
static void dash_onward(struct pen *p, const int32_t *a, struct dir u, double at, double end)
{
    for (double turn = floor(end / p->period) - 1; turn * p->period < end; turn++) {
        double b = turn * p->period, e;
        for (size_t i = 0; i < p->n_dash; b = e + p->dash[i + 1], i += 2) {
            e = b + p->dash[i];
            if (b < end && e > end) {
                double s = b > at ? b - at : 0;
                add(p->r, &p->r->dash, a[0] + nearest(u.x * s), a[1] + nearest(u.y * s));
                return;
            }
        }
    }
}

/* The dashes of one segment, which lies from `at` to `end` along the pattern. Every dash has its ends from the same
 * formula, whether those before it are drawn or not. */
static void dash_segment(struct pen *p, const int32_t *a, struct dir u, double at, double end)
{
    struct points *d = &p->r->dash;
    double from, to;
    if (!seen_part(p, a, u, &from, &to))
        from = to = u.length;
    if (d->n) { /* the one that comes from the segment before */
        double e = dash_until(p, at);
        if (e > end)
            return;
        add(p->r, d, a[0] + nearest(u.x * (e - at)), a[1] + nearest(u.y * (e - at)));
        dash_end(p);
        from = fmax(from, e - at);
    }
    from += at;
    to += at;
    for (double turn = floor(from / p->period) - 1; turn * p->period <= to; turn++) {
        double b = turn * p->period, e;
        for (size_t i = 0; i < p->n_dash; b = e + p->dash[i + 1], i += 2) {
            e = b + p->dash[i];
            if (e <= at || e <= from || e > end || b > to)
                continue;
            double s = b > at ? b - at : 0;
            add(p->r, d, a[0] + nearest(u.x * s), a[1] + nearest(u.y * s));
            add(p->r, d, a[0] + nearest(u.x * (e - at)), a[1] + nearest(u.y * (e - at)));
            dash_end(p);
        }
    }
    dash_onward(p, a, u, at, end);
}

static void dash_line(struct pen *p, const int32_t *xy, size_t n, bool closed, double at)
{
    const int32_t *a = xy;
    struct points *d = &p->r->dash;
    d->n = 0;
    for (size_t i = 1; i < n + (closed ? 1 : 0); i++) {
        const int32_t *b = i < n ? xy + 2 * i : xy;
        if (b[0] == a[0] && b[1] == a[1])
            continue;
        struct dir u = dir_between(a, b);
        double end = at + u.length;
        dash_segment(p, a, u, at, end);
        if (d->n)
            add(p->r, d, b[0], b[1]);
        at = end;
        a = b;
    }
    dash_end(p);
}

/* ---- offset ---- */

/* The line `by` subpixels to the right of a line: mitred where that is not too far, else with both ends of the corner.
 */
static void beside(struct raster *r, const int32_t *xy, size_t n, bool closed, double by)
{
    struct points *l = &r->beside;
    l->n = 0;
    while (closed && n > 1 && xy[2 * n - 2] == xy[0] && xy[2 * n - 1] == xy[1])
        n--;
    if (n < 2)
        return;
    const int32_t *a = xy;
    struct dir u = {0, 0, 0};
    bool have = closed;
    if (closed)
        u = dir_between(xy + 2 * (n - 1), xy);
    for (size_t i = 1; i < n + (closed ? 1 : 0); i++) {
        const int32_t *b = i < n ? xy + 2 * i : xy;
        if (b[0] == a[0] && b[1] == a[1])
            continue;
        struct dir v = dir_between(a, b);
        double cross = have ? u.x * v.y - u.y * v.x : 0, c = have ? 1 + u.x * v.x + u.y * v.y : 2, k = by / c;
        bool inner = (cross > 0) == (by > 0);
        if (!have)
            u = v;
        if (inner ? fabs(k * cross) <= fmin(fmin(u.length, v.length), 1 << 28) : 2 <= c * (MITER_LIMIT * MITER_LIMIT)) {
            add(r, l, a[0] + nearest(-(u.y + v.y) * k), a[1] + nearest((u.x + v.x) * k));
        } else {
            add(r, l, a[0] + nearest(-u.y * by), a[1] + nearest(u.x * by));
            add(r, l, a[0] + nearest(-v.y * by), a[1] + nearest(v.x * by));
        }
        have = true;
        u = v;
        a = b;
    }
    if (have && !closed)
        add(r, l, a[0] + nearest(-u.y * by), a[1] + nearest(u.x * by));
}

/* An odd number of lengths goes round twice; a zero dash with a cap is a dot. */
static void set_dashes(struct pen *p, double ratio)
{
    const struct stroke *s = p->s;
    size_t turns = s->n_dash % 2 ? 2 : 1;
    for (size_t i = 0; i < s->n_dash * turns; i++) {
        double d = s->dash_px[i % s->n_dash] * ratio * RASTER_SUB;
        d = d > 0 ? d : 0;
        if (i % 2 == 0 && p->cap != CAP_BUTT)
            d = fmax(d, RASTER_SUB / 8.0);
        p->dash[p->n_dash++] = d;
        p->period += d;
    }
    if (p->period < RASTER_SUB / 4.0) /* finer than can be seen, or nothing */
        p->n_dash = 0;
}

void raster_line_add(struct raster *r, const int32_t *xy, const uint32_t *ring_end, size_t n_rings, bool closed,
                     const struct stroke *s, double ratio, const double *start, double offset_px)
{
    double half = s->width_px * ratio * (RASTER_SUB / 2.0), limit = RASTER_MAX_PX * RASTER_SUB;
    if (!(half > 0))
        return;
    double by = fmax(-limit, fmin(limit, -offset_px * ratio * RASTER_SUB)); /* to the right */
    if (closed)
        by = -by;
    struct pen p = {
        .r = r, .half = fmin(half, limit), .join = s->join, .cap = s->cap, .left = true, .right = true, .s = s};
    /* How the corners of a thin line are rounded can't be seen; a tip is one point instead of many. */
    if (p.join == JOIN_ROUND && p.half <= THIN_HALF)
        p.join = JOIN_MITER;
    p.sharpness =
        p.join == JOIN_MITER ? MITER_LIMIT * MITER_LIMIT : (1 + SLACK / 2 / p.half) * (1 + SLACK / 2 / p.half);
    p.reach = (int32_t)(p.half * MITER_LIMIT) + RASTER_SUB;
    int32_t far = p.reach + (int32_t)(fabs(by) * MITER_LIMIT);
    set_dashes(&p, ratio);
    size_t from = 0;
    for (size_t k = 0; k < n_rings; k++) {
        const int32_t *line = xy + 2 * from;
        size_t n = ring_end[k] - from;
        from = ring_end[k];
        struct raster_box b = raster_box(line, n);
        if (!n || raster_outside(r, &b, far))
            continue;
        if (by != 0) {
            beside(r, line, n, closed, by);
            line = r->beside.xy;
            n = r->beside.n;
            b = raster_box(line, n);
        }
        if (p.n_dash)
            dash_line(&p, line, n, closed, (s->dash_offset_px * ratio + (start ? start[k] : 0)) * RASTER_SUB);
        else if (n && !raster_outside(r, &b, p.reach))
            outline(&p, line, n, closed, &b);
    }
}
