/* Text along a line: each glyph stands on the chord from where it begins on the line to where it ends, so that it turns
 * with the line; on a stretch that is all but straight, all stand at one angle, which reads better. */
#include "geoserver/render/label_priv.h"

#include <math.h>

#define STRAIGHT 0.12 /* of a capital's half height: how far a line may wander under letters in one row */
#define AT_ANGLE 1.6  /* the same, for labels that are asked to be straight */

struct place {
    double x, y;
};

static struct place point_at(const struct label_line *l, double s, size_t *hint)
{
    size_t i = *hint;
    while (i + 2 < l->n && l->along[i + 1] < s)
        i++;
    while (i > 0 && l->along[i] > s)
        i--;
    *hint = i;
    double k = (s - l->along[i]) / (l->along[i + 1] - l->along[i]);
    return (struct place){l->xy[2 * i] + k * (l->xy[2 * i + 2] - l->xy[2 * i]),
                          l->xy[2 * i + 1] + k * (l->xy[2 * i + 3] - l->xy[2 * i + 1])};
}

static size_t segment_at(const struct label_line *l, double s)
{
    size_t low = 0, high = l->n - 1;
    while (high - low > 1) {
        size_t m = (low + high) / 2;
        if (l->along[m] <= s)
            low = m;
        else
            high = m;
    }
    return low;
}

/* How far the line strays from the chord a-b between two of its places. */
static double strays(const struct label_line *l, double from, double to, struct place a, struct place b)
{
    double dx = b.x - a.x, dy = b.y - a.y, chord = hypot(dx, dy), most = 0;
    if (!(chord > 0))
        return INFINITY;
    for (size_t i = segment_at(l, from) + 1; i < l->n && l->along[i] < to; i++)
        most = fmax(most, fabs((l->xy[2 * i] - a.x) * dy - (l->xy[2 * i + 1] - a.y) * dx) / chord);
    return most;
}

static double turn(double from, double to)
{
    double d = to - from;
    while (d > M_PI)
        d -= 2 * M_PI;
    while (d < -M_PI)
        d += 2 * M_PI;
    return d;
}

/* Upright: to the right, and straight up rather than straight down. */
static bool reads_backward(double dx, double dy)
{
    double tiny = 1e-6 * (fabs(dx) + fabs(dy));
    return dx < -tiny || (dx <= tiny && dy > 0);
}

static void lay_straight(const struct shape *s, struct place middle, double angle, double down, struct label_glyph *out)
{
    double c = cos(angle), n = sin(angle), half = s->width / 2.0;
    for (uint32_t i = 0; i < s->n_glyphs; i++) {
        const struct shape_glyph *g = &s->glyphs[i];
        double x = (double)g->x - half, y = down + (double)(g->y - s->baseline);
        out[i] = (struct label_glyph){middle.x + x * c - y * n, middle.y + x * n + y * c, angle, (double)g->advance,
                                      g->byte};
    }
}

static bool lay_curved(const struct label_line *l, const struct shape *s, double from, double to, bool backward,
                       double down, double max_turn, struct label_glyph *out, double *bend)
{
    double before = 0;
    size_t hint = segment_at(l, from);
    *bend = 0;
    for (uint32_t i = 0; i < s->n_glyphs; i++) {
        const struct shape_glyph *g = &s->glyphs[i];
        double x = (double)g->x, wide = fmax((double)g->advance, (double)s->rise); /* an i doesn't follow each kink */
        double at = backward ? to - x : from + x, end = backward ? at - wide : at + wide;
        struct place a = point_at(l, fmin(fmax(at, 0), l->along[l->n - 1]), &hint),
                     b = point_at(l, fmin(fmax(end, 0), l->along[l->n - 1]), &hint);
        double dx = b.x - a.x, dy = b.y - a.y, angle = atan2(dy, dx);
        if (dx == 0 && dy == 0)
            return false;
        if (i) {
            double d = fabs(turn(before, angle));
            if (d > max_turn)
                return false;
            *bend += d;
        }
        before = angle;
        double y = down + (double)(g->y - s->baseline);
        out[i] = (struct label_glyph){a.x - y * sin(angle), a.y + y * cos(angle), angle, (double)g->advance, g->byte};
    }
    return true;
}

bool label_line_lay(const struct label_line *l, const struct shape *s, const struct label_rules *r, double ratio,
                    double middle, struct label_glyph *out, double *bend)
{
    double length = l->along[l->n - 1], from = middle - s->width / 2.0, to = middle + s->width / 2.0;
    if (from < 0 || to > length || !s->n_glyphs || s->cut)
        return false;
    size_t hint = segment_at(l, from);
    struct place a = point_at(l, from, &hint), b = point_at(l, to, &hint);
    bool backward = reads_backward(b.x - a.x, b.y - a.y);
    double down = (double)s->rise - r->offset_px * ratio, wander = strays(l, from, to, a, b);
    if (wander <= STRAIGHT * (double)s->rise || (!r->follow_line && wander <= AT_ANGLE * (double)s->rise)) {
        struct place m = {(a.x + b.x) / 2, (a.y + b.y) / 2};
        lay_straight(s, m, backward ? atan2(a.y - b.y, a.x - b.x) : atan2(b.y - a.y, b.x - a.x), down, out);
        *bend = 0;
        return true;
    }
    double most = (r->max_angle_deg > 0 ? r->max_angle_deg : 22.5) * M_PI / 180;
    return r->follow_line && lay_curved(l, s, from, to, backward, down, most, out, bend);
}
