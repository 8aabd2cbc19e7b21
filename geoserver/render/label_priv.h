/* What the files of labels share: shaped texts, and lines to write along. */
#ifndef GM_GEOSERVER_RENDER_LABEL_PRIV_H
#define GM_GEOSERVER_RENDER_LABEL_PRIV_H

#include "geoserver/render/label.h"

#define LABEL_MAX_EM 26.0      /* a text without wrap_px, or along a line, is no wider */
#define LABEL_WORD_STRETCH 1.5 /* how far a word may stick out of wrap_px */
enum { LABEL_TEXT_LINES = 3 };

/* ---- label_text.c ---- */
struct label_texts; /* fonts, shaped texts, pictures of glyphs and of texts; bounded */
struct shape_glyph {
    float x, y, advance; /* of its baseline's begin, from the top left of the box; px */
    uint32_t glyph, byte;
    uint16_t face;
    bool blank; /* nothing to draw */
};
struct text_shape {
    int width, height;                       /* px: the logical box */
    int ink_x, ink_y, ink_width, ink_height; /* what is drawn of it without halo */
    float baseline;                          /* of the first line, from the top */
    float rise;                              /* half the height of a capital: the middle of what one reads */
    uint32_t n_glyphs;
    const struct shape_glyph *glyphs;
    uint32_t missing;
    bool cut; /* did not fit: ends in an ellipsis */
};
struct label_texts *label_texts_new(void);
void label_texts_free(struct label_texts *t);
/* NULL: out of memory. Borrowed until the next call. single: one line, whatever wrap_px. */
const struct text_shape *label_shape(struct label_texts *t, const struct text_style *s, double ratio, bool single,
                                     const char *words);

/* Bytes that aren't UTF-8 become question marks. */
void label_words_clean(char *words);

struct label_target {
    uint32_t *pixels; /* premultiplied ARGB */
    int stride, width, height;
};
/* x, y: of the box's top left. */
bool label_draw_level(struct label_texts *t, const struct text_style *s, double ratio, const char *words,
                      const struct label_target *to, int x, int y);
/* Glyphs of label_shape(…, single) at their places, moved by whole pixels (x, y) to the target's. */
bool label_draw_glyphs(struct label_texts *t, const struct text_style *s, double ratio, const char *words,
                       const struct label_target *to, const struct label_glyph *glyphs, size_t n, int x, int y);

/* ---- label_line.c ---- */
struct label_line {
    size_t n;      /* points; at least 2, no two the same after each other */
    double *xy;    /* px, from a place that goes with the line */
    double *along; /* px from the first point; along[n-1] is the length */
};
/* Lays a text's glyphs with their middle at `middle` px along the line, upright. False: it doesn't fit, or bends too
 * much. *bend: about radians in all. */
bool label_line_lay(const struct label_line *l, const struct text_shape *s, const struct label_rules *r, double ratio,
                    double middle, struct label_glyph *out, double *bend);

/* ---- label.c ---- */
/* For tests: how many rounds, and how many of those in the order of importance. */
void labels_set_rounds(struct labels *l, int ordered, int last);

#endif
