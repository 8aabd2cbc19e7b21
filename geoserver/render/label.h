/* Labels: which of many texts stand on a map, where, and drawing them; the same in every picture of the same map.
 *
 *     labels_start, labels_tier … → labels_margin → { labels_add … } → labels_resolve → labels_draw
 *
 * Places are in the map's own pixel grid (x right, y down; the grid of the scale, not of a picture), so that pictures
 * that overlap speak of the same places. All lengths of styles and rules are multiplied by `ratio`. One thread.
 *
 * PROMISE. What is drawn inside a picture depends only on candidates whose place is within labels_margin of it: two
 * pictures of one map at one ratio, with the same tiers, that were both given those, agree in every pixel that they
 * share. The proof is in label.c. (Beyond LABEL_MAX candidates the least important are left out of a picture, which
 * its neighbour may still show.) */
#ifndef GM_GEOSERVER_RENDER_LABEL_H
#define GM_GEOSERVER_RENDER_LABEL_H

#include "geoserver/render/style_priv.h"

enum {
    LABEL_MAX = 50000,     /* candidates of a picture; beyond it the least important are dropped, however they come */
    LABEL_TIERS = 32,      /* tier 0 is placed first, and never yields */
    LABEL_SUB = 256,       /* subpixels in a pixel */
    LABEL_WORDS = 256,     /* bytes of a text with its NUL; longer ones are cut between characters */
    LABEL_LINE_GLYPHS = 80 /* longer texts don't go along a line */
};

/* How a text symbolizer's labels are placed: SE 1.1 §11.4 and GeoServer's vendor options. Zeroes are good defaults. */
struct label_rules {
    bool on_line;         /* LinePlacement: all candidates of this style are ON_LINE; otherwise none */
    bool follow_line;     /* followLine: along a line glyph by glyph; else straight at the line's angle */
    bool group;           /* lines with the same text and tier that touch are joined */
    double repeat_px;     /* repeat: along a line, one per so many pixels; 0: one */
    double max_angle_deg; /* maxAngleDelta: between neighbouring glyphs; 0: 22.5 */
    double offset_px;     /* PerpendicularOffset: up from the line, as one reads */
    double max_shift_px;  /* maxDisplacement: above 0, other sides of the point are tried too */
    double goodness;      /* goodnessOfFit: the share of a label (0-1) that must lie within its polygon's box */
    double same_px;       /* minGroupDistance: equal texts are at least so far apart, in x or in y */
};

enum label_place { LABEL_AT_POINT, LABEL_IN_BOX, LABEL_ON_LINE };

struct label_candidate {
    const struct text_style *text;   /* both borrowed until the next labels_start */
    const struct label_rules *rules; /* NULL: zeroes */
    const char *words;               /* copied */
    size_t tier;                     /* declared by labels_tier */
    double priority;                 /* within the tier: the higher, the earlier */
    double size;                     /* then: m² or m; factors of four count, less doesn't */
    int64_t id;                      /* then a hash of these three, so that chains of neighbours are short */
    uint32_t layer, symbol;
    enum label_place place;
    int64_t x, y;      /* subpixels: the point. ON_LINE: unused */
    int64_t box[4];    /* IN_BOX: the polygon's minx, miny, maxx, maxy in subpixels */
    const int64_t *xy; /* ON_LINE: 2 * n_xy subpixels, whole (not cut by a picture), in the data's own order; copied */
    size_t n_xy;
};

struct label_view {
    int64_t x, y;      /* whole pixels: the picture's top left in the map's grid */
    int width, height; /* px */
    double ratio;
};

struct labels;
struct labels *labels_new(void); /* NULL: out of memory. Holds the cache of texts: one per render_context */
void labels_free(struct labels *l);
/* A new picture; forgets candidates and tiers. */
void labels_start(struct labels *l, const struct label_view *v);
/* Says that labels of this style will come in this tier; call for all that are active at this scale, before asking
 * for a margin, and the same ones for every picture of a map. rules may be NULL. */
void labels_tier(struct labels *l, size_t tier, const struct text_style *s, const struct label_rules *rules);
/* How far outside the picture a point, or a part of a line, of this tier matters: whole pixels. */
void labels_margin(const struct labels *l, size_t tier, int *x_px, int *y_px);
/* Candidates that can't matter are left out at once. */
bool labels_add(struct labels *l, const struct label_candidate *k, struct err *err) MUST_CHECK;
/* Places all: once, after the last labels_add. */
bool labels_resolve(struct labels *l, struct err *err) MUST_CHECK;

/* Premultiplied native-endian ARGB of the view's size, rows of stride_px. Halos first lie under all glyphs of their own
 * label; labels don't overlap. */
bool labels_draw(struct labels *l, uint32_t *pixels, int stride_px, struct err *err) MUST_CHECK;

/* What stands, in drawing order; for vector formats and tests. Valid until the next labels_start. */
struct label_shown {
    const struct text_style *text;
    const char *words;
    int64_t id;
    uint32_t layer, symbol;
    size_t tier;
    bool on_line;
    int64_t x, y;      /* px in the map's grid: top left of the (upright) text's box; ON_LINE: of the box around it */
    int width, height; /* px */
    size_t n_glyphs;   /* ON_LINE only */
    const struct label_glyph {
        double x, y;        /* where its baseline begins, px in the map's grid */
        double right, down; /* the direction of the baseline: a unit vector (cosine, sine of a turn clockwise) */
        double advance;     /* px */
        uint32_t byte;      /* its character in words */
    } * glyphs;
};
size_t labels_shown_count(const struct labels *l);
/* False when memory ran out. */
bool labels_shown(struct labels *l, size_t i, struct label_shown *out) MUST_CHECK;
size_t labels_count(const struct labels *l); /* how many were candidates */

/* ---- texts by themselves (legends) ---- */
/* A text's box: whole pixels, wrapped at wrap_px (lines of about equal length; a word may stick out to
 * CANVAS_WORD_STRETCH times), at most three lines. */
bool labels_text_size(struct labels *l, const struct text_style *s, double ratio, const char *words, int *width_px,
                      int *height_px) MUST_CHECK;
/* Draws a text with the top left of its box at a whole pixel of a picture of width × height. */
bool labels_text_draw(struct labels *l, const struct text_style *s, double ratio, const char *words, int x, int y,
                      uint32_t *pixels, int stride_px, int width, int height) MUST_CHECK;
/* How many characters of a text no installed font has. */
size_t labels_text_missing(struct labels *l, const struct text_style *s, const char *words);

#endif
