/* The model of a style: what an SLD document becomes. Constant after parsing; shared by threads. */
#ifndef GM_GEOSERVER_RENDER_STYLE_PRIV_H
#define GM_GEOSERVER_RENDER_STYLE_PRIV_H

#include "geoserver/render/style.h"

enum {
    STYLE_MAX_BYTES = 1 << 20,
    STYLE_MAX_DEPTH = 40,
    STYLE_MAX_RULES = 500,
    STYLE_MAX_FIELDS = 32,
    STYLE_MAX_DASHES = 8
};

/* A value of a feature or a constant (Filter Encoding 1.1 §6: expressions). */
struct expr {
    enum { EXPR_LITERAL, EXPR_PROPERTY, EXPR_ADD, EXPR_SUB, EXPR_MUL, EXPR_DIV } op;
    struct read_value literal;  /* number too when the text is one */
    const char *field;          /* EXPR_PROPERTY */
    size_t slot;                /* its place in style_fields */
    const struct expr *a, *b;   /* arithmetic */
    struct expr *next_property; /* all properties of a style */
};

struct filter {
    enum {
        FILTER_EQ,
        FILTER_NE,
        FILTER_LT,
        FILTER_LE,
        FILTER_GT,
        FILTER_GE,
        FILTER_BETWEEN,
        FILTER_LIKE,
        FILTER_NULL,
        FILTER_AND,
        FILTER_OR,
        FILTER_NOT
    } op;
    const struct expr *a, *b, *c;
    bool match_case;
    char wild, single, escape;  /* of LIKE */
    const struct filter *child; /* of AND, OR, NOT */
    const struct filter *sibling;
};

struct stroke {
    bool on;
    uint32_t rgb;
    double opacity, width_px;
    double dash_px[STYLE_MAX_DASHES];
    size_t n_dash;
    double dash_offset_px;
    enum { JOIN_MITER, JOIN_ROUND, JOIN_BEVEL } join;
    enum { CAP_BUTT, CAP_ROUND, CAP_SQUARE } cap;
};

enum mark_shape {
    MARK_CIRCLE,
    MARK_SQUARE,
    MARK_TRIANGLE,
    MARK_STAR,
    MARK_CROSS,
    MARK_X,
    MARK_DIAMOND,
    /* lines and dots that repeat, for fills (GeoServer's shape:// names) */
    MARK_SLASH,
    MARK_BACKSLASH,
    MARK_HORLINE,
    MARK_VERTLINE,
    MARK_DOT
};

struct fill {
    bool on;
    uint32_t rgb;
    double opacity;
    bool hatched; /* a repeated mark instead of plain colour */
    enum mark_shape shape;
    double spacing_px, line_px;
};

struct text_style {
    const struct expr *const *label; /* written one after the other */
    size_t n_label;
    const char *family;
    double size_px, halo_px;
    bool bold, semibold, italic;
    bool to_left; /* lines begin at the left; else they are centred */
    uint32_t rgb, halo_rgb;
    double opacity, halo_opacity;
    double anchor_x, anchor_y; /* 0,0 bottom left of the text … 1,1 top right (SE 1.1 §11.4.4) */
    double dx_px, dy_px;       /* displacement, up is positive */
    double wrap_px;            /* no line is longer */
    double space_px;           /* kept free around */
};

/* A coverage's picture (SE 1.1 §11.6). */
struct raster_style {
    double opacity;
    int red, green, blue, gray; /* bands from 1; 0: not chosen */
    enum { RASTER_RAMP, RASTER_INTERVALS, RASTER_VALUES } map;
    const struct raster_colour { /* by value; of INTERVALS: value is the upper bound, not included */
        double value;            /* the last one's may be INFINITY */
        uint32_t rgb;
        double opacity;
        const char *label; /* or "" */
    } * colours;
    size_t n_colours; /* 0: no ColorMap */
};

struct symbolizer {
    enum { SYMBOL_POLYGON, SYMBOL_LINE, SYMBOL_POINT, SYMBOL_TEXT, SYMBOL_RASTER } type;
    struct fill fill;
    struct stroke stroke;
    enum mark_shape mark;
    double size_px, rotation_deg, mark_opacity;
    struct text_style text;
    const struct raster_style *raster;
};

struct rule {
    const char *name, *title;
    double min_scale, max_scale; /* min <= denominator < max (SE 1.1 §10.2) */
    bool is_else;
    const struct filter *filter; /* NULL: all */
    const struct symbolizer *symbolizers;
    size_t n_symbolizers;
    bool in_legend;
};

struct feature_type_style {
    const struct rule *rules;
    size_t n_rules;
};

struct style {
    const char *id, *title;
    const struct feature_type_style *passes;
    size_t n_passes;
    const char **fields;
    size_t n_fields;
    const struct rule **legend; /* rules that have something to draw beside text, in order */
    size_t n_legend;
};

/* Values in the order of style_fields. */
bool filter_matches(const struct filter *f, const struct read_value *values);
struct read_value expr_value(const struct expr *e, const struct read_value *values);
/* The label's text, white space trimmed; false when there is nothing to write. */
bool text_label(const struct text_style *t, const struct read_value *values, char *out, size_t out_size);

/* ---- the parser's parts ---- */
struct _xmlNode;
struct sld {
    struct arena *a;
    const char *name;
    struct style *style;
    struct expr *properties;
    size_t n_rules;
    struct err *err;
};
bool sld_error(struct sld *p, const struct _xmlNode *at, enum err_code code, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
bool sld_memory(struct sld *p);
bool sld_is(const struct _xmlNode *n, const char *local_name);
const struct _xmlNode *sld_next(const struct _xmlNode *n); /* n or its next sibling that is an element */
const char *sld_attr(const struct _xmlNode *n, const char *name, char *out, size_t out_size);
/* The element's text, trimmed, as a copy in the arena; false (with err) when it has child elements. */
bool sld_text(struct sld *p, const struct _xmlNode *n, struct str *out);
bool sld_expr(struct sld *p, const struct _xmlNode *n, const struct expr **out);
bool sld_expr_literal(struct sld *p, struct str text, const struct expr **out);
/* n: the Filter element. */
bool sld_filter(struct sld *p, const struct _xmlNode *n, const struct filter **out);

#endif
