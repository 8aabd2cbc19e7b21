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

/* How far the line strays from the chord a-b between two of its places, sideways. */
static double strays(const struct label_line *l, double from, double to, struct place a, struct place b)
{
    double dx = b.x - a.x, dy = b.y - a.y, chord = sqrt(dx * dx + dy * dy), most = 0;
    if (!(chord > 0))
        return INFINITY;
    for (size_t i = segment_at(l, from) + 1; i < l->n && l->along[i] < to; i++)
        most = fmax(most, fabs((l->xy[2 * i] - a.x) * dy - (l->xy[2 * i + 1] - a.y) * dx) / chord);
    return most;
}

/* Upright: to the right, and what is as good as vertical straight up. */
static bool reads_backward(double dx, double dy)
{
    double tiny = 0.015 * (fabs(dx) + fabs(dy));
    return dx < -tiny || (dx <= tiny && dy > 0);
}

static void lay_straight(const struct text_shape *s, struct place middle, double right, double down, double under,
                         struct label_glyph *out)
{
    double half = s->width / 2.0;
    for (uint32_t i = 0; i < s->n_glyphs; i++) {
        const struct shape_glyph *g = &s->glyphs[i];
        double x = (double)g->x - half, y = under + (double)(g->y - s->baseline);
        out[i] = (struct label_glyph){.x = middle.x + x * right - y * down,
                                      .y = middle.y + x * down + y * right,
                                      .right = right,
                                      .down = down,
                                      .advance = (double)g->advance,
                                      .byte = g->byte};
    }
}

struct stretch {
    double from, to; /* along the line */
    bool backward;   /* one reads from `to` */
    double under;    /* how far below the line the baseline is */
};

static bool lay_curved(const struct label_line *l, const struct text_shape *s, const struct stretch *k, double max_turn,
                       struct label_glyph *out, double *bend)
{
    double length = l->along[l->n - 1], least = cos(max_turn);
    size_t hint = segment_at(l, k->from);
    *bend = 0;
    for (uint32_t i = 0; i < s->n_glyphs; i++) {
        const struct shape_glyph *g = &s->glyphs[i];
        /* an i doesn't follow each kink */
        double x = (double)g->x, wide = fmax((double)g->advance, (double)s->rise);
        double at = k->backward ? k->to - x : k->from + x, end = k->backward ? at - wide : at + wide;
        struct place a = point_at(l, fmin(fmax(at, 0), length), &hint),
                     b = point_at(l, fmin(fmax(end, 0), length), &hint);
        double dx = b.x - a.x, dy = b.y - a.y, chord = sqrt(dx * dx + dy * dy);
        if (!(chord > 0))
            return false;
        dx /= chord;
        dy /= chord;
        if (i && dx * out[i - 1].right + dy * out[i - 1].down < least)
            return false;
        if (i)
            *bend += fabs(dx * out[i - 1].down - dy * out[i - 1].right);
        double y = k->under + (double)(g->y - s->baseline);
        out[i] = (struct label_glyph){.x = a.x - y * dy,
                                      .y = a.y + y * dx,
                                      .right = dx,
                                      .down = dy,
                                      .advance = (double)g->advance,
                                      .byte = g->byte};
    }
    return true;
}

bool label_line_lay(const struct label_line *l, const struct text_shape *s, const struct label_rules *r, double ratio,
                    double middle, struct label_glyph *out, double *bend)
{
    struct stretch k = {.from = middle - s->width / 2.0,
                        .to = middle + s->width / 2.0,
                        .under = (double)s->rise - r->offset_px * ratio};
    if (k.from < 0 || k.to > l->along[l->n - 1] || !s->n_glyphs || s->cut)
        return false;
    size_t hint = segment_at(l, k.from);
    struct place a = point_at(l, k.from, &hint), b = point_at(l, k.to, &hint);
    double wander = strays(l, k.from, k.to, a, b), dx = b.x - a.x, dy = b.y - a.y;
    k.backward = reads_backward(dx, dy);
    if (wander <= STRAIGHT * (double)s->rise || (!r->follow_line && wander <= AT_ANGLE * (double)s->rise)) {
        double chord = sqrt(dx * dx + dy * dy) * (k.backward ? -1 : 1);
        struct place m = {(a.x + b.x) / 2, (a.y + b.y) / 2};
        lay_straight(s, m, dx / chord, dy / chord, k.under, out);
        *bend = 0;
        return true;
    }
    double most = (r->max_angle_deg > 0 ? fmin(r->max_angle_deg, 180) : 22.5) * M_PI / 180;
    return r->follow_line && lay_curved(l, s, &k, most, out, bend);
}
