/* The outlines of marks, of size 1 around 0,0; those that QGIS names have QGIS's proportions. */
#include "geoserver/render/style_priv.h"

#include <math.h>
#include <string.h>

static void point(struct mark_outline *o, double x, double y)
{
    size_t n = o->n_rings ? o->ring_end[o->n_rings - 1] : 0;
    if (n >= MARK_MAX_XY)
        return;
    o->xy[2 * n] = x;
    o->xy[2 * n + 1] = y;
    o->ring_end[o->n_rings - 1] = (uint32_t)n + 1;
}

static void ring(struct mark_outline *o)
{
    if (o->n_rings < MARK_MAX_RINGS) {
        o->ring_end[o->n_rings] = o->n_rings ? o->ring_end[o->n_rings - 1] : 0;
        o->n_rings++;
    }
}

static void points(struct mark_outline *o, const double *xy, size_t n)
{
    ring(o);
    for (size_t i = 0; i < n; i++)
        point(o, xy[2 * i], xy[2 * i + 1]);
}
#define POINTS(o, ...)                                                                                                 \
    do {                                                                                                               \
        static const double xy_[] = {__VA_ARGS__};                                                                     \
        points(o, xy_, sizeof xy_ / sizeof *xy_ / 2);                                                                  \
    } while (0)

/* Corners at radius `outer`, every other one at `inner` when that is above 0; the first on top. */
static void polar(struct mark_outline *o, int corners, double outer, double inner, double turn_deg)
{
    ring(o);
    for (int i = 0; i < corners; i++) {
        double a = 2 * M_PI * i / corners - M_PI / 2 + turn_deg * M_PI / 180, r = inner > 0 && i % 2 ? inner : outer;
        point(o, r * cos(a), r * sin(a));
    }
}

/* Clockwise from the top, in degrees; a slice of a cake when it is to be filled. */
static void arc(struct mark_outline *o, double from_deg, double to_deg, bool slice)
{
    int steps = (int)ceil((to_deg - from_deg) / 6);
    ring(o);
    if (slice)
        point(o, 0, 0);
    for (int i = 0; i <= steps; i++) {
        double a = (from_deg + (to_deg - from_deg) * i / steps) * M_PI / 180;
        point(o, 0.5 * sin(a), -0.5 * cos(a));
    }
}

/* A plus with arms of half a width w, turned by an angle. */
static void plus(struct mark_outline *o, double w, double turn_deg)
{
    static const double r = 0.5;
    const double corners[12][2] = {{-w, -r}, {w, -r}, {w, -w}, {r, -w}, {r, w},   {w, w},
                                   {w, r},   {-w, r}, {-w, w}, {-r, w}, {-r, -w}, {-w, -w}};
    double c = cos(turn_deg * M_PI / 180), s = sin(turn_deg * M_PI / 180);
    ring(o);
    for (int i = 0; i < 12; i++)
        point(o, c * corners[i][0] - s * corners[i][1], s * corners[i][0] + c * corners[i][1]);
}

/* Eight arms around the middle, with notches of `inner` between them. */
static void asterisk(struct mark_outline *o)
{
    static const double half = 0.075, notch = 0.196; /* half an arm's width; where neighbouring arms part */
    ring(o);
    for (int i = 0; i < 8; i++) {
        double a = M_PI / 4 * i, b = a + M_PI / 8;
        double s = sin(a), c = cos(a);
        point(o, 0.5 * s - half * c, -0.5 * c - half * s);
        point(o, 0.5 * s + half * c, -0.5 * c + half * s);
        point(o, notch * sin(b), -notch * cos(b));
    }
}

static void lines(enum mark_shape shape, struct mark_outline *o)
{
    o->open = true;
    switch (shape) {
    case MARK_SLASH:
        POINTS(o, -0.5, 0.5, 0.5, -0.5);
        break;
    case MARK_BACKSLASH:
        POINTS(o, -0.5, -0.5, 0.5, 0.5);
        break;
    case MARK_HORLINE:
        POINTS(o, -0.5, 0, 0.5, 0);
        break;
    case MARK_CROSS2:
        POINTS(o, -0.5, -0.5, 0.5, 0.5);
        POINTS(o, -0.5, 0.5, 0.5, -0.5);
        break;
    case MARK_ARROWHEAD:
        POINTS(o, -0.5, -0.5, 0, 0, -0.5, 0.5);
        break;
    case MARK_OPEN_ARROW:
        POINTS(o, 0, -0.5, 0.5, 0, 0, 0.5);
        break;
    case MARK_HALF_ARC:
        arc(o, -90, 90, false);
        break;
    case MARK_THIRD_ARC:
        arc(o, -120, 0, false);
        break;
    case MARK_QUARTER_ARC:
        arc(o, -90, 0, false);
        break;
    default: /* MARK_VERTLINE, MARK_LINE */
        POINTS(o, 0, -0.5, 0, 0.5);
    }
}

static bool is_lines(enum mark_shape shape)
{
    return (shape >= MARK_SLASH && shape <= MARK_VERTLINE) || shape == MARK_LINE || shape == MARK_CROSS2 ||
           shape == MARK_ARROWHEAD || shape == MARK_OPEN_ARROW || shape == MARK_HALF_ARC || shape == MARK_THIRD_ARC ||
           shape == MARK_QUARTER_ARC;
}

void mark_outline(enum mark_shape shape, struct mark_outline *o)
{
    memset(o, 0, sizeof *o);
    if (is_lines(shape)) {
        lines(shape, o);
        return;
    }
    switch (shape) {
    case MARK_SQUARE:
        POINTS(o, -0.5, -0.5, 0.5, -0.5, 0.5, 0.5, -0.5, 0.5);
        break;
    case MARK_TRIANGLE:
        POINTS(o, 0, -0.5, 0.5, 0.5, -0.5, 0.5);
        break;
    case MARK_EQUILATERAL_TRIANGLE:
        polar(o, 3, 0.5, 0, 0);
        break;
    case MARK_RIGHT_HALF_TRIANGLE:
        POINTS(o, 0, -0.5, 0, 0.5, -0.5, 0.5);
        break;
    case MARK_LEFT_HALF_TRIANGLE:
        POINTS(o, 0, -0.5, 0.5, 0.5, 0, 0.5);
        break;
    case MARK_STAR:
        polar(o, 10, 0.5, 0.191, 0);
        break;
    case MARK_CROSS:
        plus(o, 1.0 / 6, 0);
        break;
    case MARK_X:
        plus(o, 1.0 / 6, 45);
        break;
    case MARK_CROSS_FILL:
        plus(o, 0.1, 0);
        break;
    case MARK_DIAMOND:
        POINTS(o, 0, -0.5, 0.5, 0, 0, 0.5, -0.5, 0);
        break;
    case MARK_PENTAGON:
        polar(o, 5, 0.5, 0, 0);
        break;
    case MARK_HEXAGON:
        polar(o, 6, 0.5, 0, 0);
        break;
    case MARK_OCTAGON:
        POINTS(o, -0.2071, -0.5, 0.2071, -0.5, 0.5, -0.2071, 0.5, 0.2071, 0.2071, 0.5, -0.2071, 0.5, -0.5, 0.2071, -0.5,
               -0.2071);
        break;
    case MARK_ARROW:
        POINTS(o, 0, -0.5, 0.25, -0.25, 0.125, -0.25, 0.125, 0.5, -0.125, 0.5, -0.125, -0.25, -0.25, -0.25);
        break;
    case MARK_FILLED_ARROWHEAD:
        POINTS(o, -0.5, -0.5, 0, 0, -0.5, 0.5);
        break;
    case MARK_HALF_SQUARE:
        POINTS(o, -0.5, -0.5, 0, -0.5, 0, 0.5, -0.5, 0.5);
        break;
    case MARK_DIAGONAL_HALF_SQUARE:
        POINTS(o, -0.5, -0.5, 0.5, 0.5, -0.5, 0.5);
        break;
    case MARK_QUARTER_SQUARE:
        POINTS(o, -0.5, -0.5, 0, -0.5, 0, 0, -0.5, 0);
        break;
    case MARK_SQUARE_WITH_CORNERS:
        POINTS(o, -0.3, -0.5, 0.3, -0.5, 0.5, -0.3, 0.5, 0.3, 0.3, 0.5, -0.3, 0.5, -0.5, 0.3, -0.5, -0.3);
        break;
    case MARK_SEMI_CIRCLE:
        arc(o, -90, 90, true);
        break;
    case MARK_THIRD_CIRCLE:
        arc(o, -120, 0, true);
        break;
    case MARK_QUARTER_CIRCLE:
        arc(o, -90, 0, true);
        break;
    case MARK_ASTERISK:
        asterisk(o);
        break;
    default: /* MARK_CIRCLE, MARK_DOT */
        polar(o, 72, 0.5, 0, 0);
    }
}
