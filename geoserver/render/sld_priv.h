/* The parser's parts: sld.c documents and rules, sld_read.c values, sld_filter.c filters and expressions, sld_symbol.c
 * lines, fills and marks, sld_picture.c pictures, sld_text.c labels, sld_raster.c coverages.
 *
 * What is wrong is an error, what is right but not drawn is a note: parsing goes on, and the note says what happens
 * instead. */
#ifndef GM_GEOSERVER_RENDER_SLD_PRIV_H
#define GM_GEOSERVER_RENDER_SLD_PRIV_H

#include "geoserver/render/style_priv.h"

#include <libxml/tree.h>

/* A Categorize, Recode or Interpolate where the model wants a constant: its rule is parsed once per case, with the
 * case's condition. */
enum { SLD_MAX_CASES = 100, SLD_MAX_SWITCHES = 4 };
struct sld_switch {
    const xmlNode *at;
    struct sld_case {
        const struct filter *when;
        struct str value;  /* p NULL: the default of the parameter */
        const char *title; /* NULL: not in the legend */
    } * cases;
    size_t n_cases, now;
    const struct sld_switch *with; /* another one that switches at the same values: takes its case */
};

struct sld {
    struct arena *a;
    const char *name, *dir; /* dir: where pictures are; NULL: none */
    struct style *style;
    struct expr *properties;
    size_t n_rules;
    struct style_note *notes;
    size_t n_notes;
    size_t noted; /* how often sld_note was called, kept or not */
    struct sld_switch switches[SLD_MAX_SWITCHES];
    size_t n_switches;
    bool needs_box, never;      /* of the filter that was read: asks for a box; holds what isn't supported */
    bool qgis;                  /* QGIS wrote it: its signs are its own (docs/adr/0012) */
    bool in_metres;             /* the symbolizer's lengths, of which more are allowed then */
    double unit;                /* of the symbolizer's lengths: 1, or metres per foot */
    struct sld_picture *loaded; /* files that were read */
    size_t picture_bytes;
    struct crs_context *crs; /* made when first needed */
    struct err *err;
};

/* ---- sld_read.c ---- */
bool sld_error(struct sld *p, const xmlNode *at, enum err_code code, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
bool sld_memory(struct sld *p);
/* Notes that the element (its name attribute, when it has one, in the place of its own) isn't drawn as it says, and
 * what happens instead. True, unless memory ran out; beyond STYLE_MAX_NOTES nothing more is kept. */
bool sld_note(struct sld *p, const xmlNode *at, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
bool sld_unknown(struct sld *p, const xmlNode *n); /* a note: it is left out */
bool sld_is(const xmlNode *n, const char *local_name);
const xmlNode *sld_next(const xmlNode *n);  /* n or its next sibling that is an element */
const xmlNode *sld_first(const xmlNode *n); /* its first child that is an element */
const char *sld_attr(const xmlNode *n, const char *name, char *out, size_t out_size);
/* The name of a CssParameter (SLD 1.0), SvgParameter (SE 1.1) or VendorOption; NULL: n is none. */
const char *sld_parameter(const xmlNode *n, char *out, size_t out_size);
const char *sld_option(const xmlNode *n, char *out, size_t out_size);
/* The element's text, trimmed, as a copy in the arena; an expression that is constant, or constant in this case of the
 * rule, gives its value. p NULL: the default is to stay (noted where it must). */
bool sld_text(struct sld *p, const xmlNode *n, struct str *out);
bool sld_text_as_is(struct sld *p, const xmlNode *n, struct str *out); /* not trimmed; only its own text */
/* All leave *out as it is when the default is to stay. */
bool sld_number(struct sld *p, const xmlNode *n, double min, double max, double *out);
bool sld_length(struct sld *p, const xmlNode *n, double min, double max, double *out); /* in the symbolizer's unit */
/* A constant, or an expression in *expr (in pixels or degrees; unit must be 1 for lengths). */
bool sld_number_or_expr(struct sld *p, const xmlNode *n, double min, double max, double *out, const struct expr **expr);
bool sld_colour(struct sld *p, const xmlNode *n, uint32_t *out);
bool sld_colour_text(struct str s, uint32_t *out);
bool sld_bool(struct sld *p, const xmlNode *n, bool *out);
/* The place of the element's text in names; -1 (and true): none, or the default stays. */
bool sld_choice(struct sld *p, const xmlNode *n, const char *const *names, size_t count, int *out);
bool sld_pair(struct sld *p, const xmlNode *n, const char *x_name, const char *y_name, bool length, double limit,
              double *x, double *y);

/* ---- sld_filter.c, sld_expr.c ---- */
bool sld_expr(struct sld *p, const xmlNode *n, const struct expr **out);
bool sld_expr_literal(struct sld *p, struct str text, const struct expr **out);
bool sld_expr_is_constant(const struct expr *e);
/* n: an element that is (or a Function that is named) Categorize, Recode or Interpolate. */
bool sld_is_switch(const xmlNode *n);
bool sld_switch_read(struct sld *p, const xmlNode *n, struct sld_switch *out);
bool sld_filter(struct sld *p, const xmlNode *n, const struct filter **out); /* n: the Filter element */
bool sld_both(struct sld *p, const struct filter *a, const struct filter *b, const struct filter **out);

/* ---- the symbolizers: n is the element ---- */
bool sld_stroke(struct sld *p, const xmlNode *n, struct stroke *s);
bool sld_fill(struct sld *p, const xmlNode *n, struct fill *f);
bool sld_plain_fill(struct sld *p, const xmlNode *n, struct fill *f); /* colour and opacity alone, for text */
/* *skip: it isn't drawn at all, which is noted. */
bool sld_symbol(struct sld *p, const xmlNode *n, struct symbolizer *s, bool *skip);
bool sld_text_symbol(struct sld *p, const xmlNode *n, struct symbolizer *s);
bool sld_raster_symbol(struct sld *p, const xmlNode *n, struct symbolizer *s);
/* Of an ExternalGraphic (*out NULL, with a note, when it can't be used), and of a font's sign. */
bool sld_external(struct sld *p, const xmlNode *n, const struct style_picture **out);
bool sld_glyph(struct sld *p, struct str family, uint32_t code, const struct style_picture **out);
bool sld_name(struct sld *p, const xmlNode *n, const char **out); /* a title or name, at most 200 bytes */

#endif
