/* The model of a style: what an SLD document becomes. Constant after parsing; shared by threads. docs/adr/0012. */
#ifndef GM_GEOSERVER_RENDER_STYLE_PRIV_H
#define GM_GEOSERVER_RENDER_STYLE_PRIV_H

#include "geo/bbox.h"
#include "geoserver/render/style.h"

enum {
    STYLE_MAX_BYTES = 4 << 20,
    STYLE_MAX_DEPTH = 60,
    STYLE_MAX_RULES = 2000,      /* as drawn: after Categorize, Recode and Interpolate have become rules */
    STYLE_MAX_SYMBOLIZERS = 100, /* of a rule */
    STYLE_MAX_FIELDS = 32,
    STYLE_MAX_DASHES = 16,
    STYLE_MAX_PICTURE = 256 << 10, /* bytes of a PNG or SVG, */
    STYLE_MAX_PICTURES = 2 << 20,  /* and of all those of one style */
    STYLE_MAX_NOTES = 500
};

/* A value of a feature, a constant, or what is made of those (Filter Encoding 1.1 §6, SE 1.1 §12, and functions as
 * GeoServer and QGIS name them). */
struct expr {
    enum { EXPR_LITERAL, EXPR_PROPERTY, EXPR_ADD, EXPR_SUB, EXPR_MUL, EXPR_DIV, EXPR_CALL } op;
    struct read_value literal;      /* number too when the text is one */
    const char *field;              /* EXPR_PROPERTY */
    size_t slot;                    /* its place in style_fields */
    const struct expr *a, *b;       /* arithmetic */
    int function;                   /* EXPR_CALL: style_function */
    const struct expr *const *args; /* n_args; */
    size_t n_args;
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
        FILTER_NOT,
        FILTER_BOX,  /* the feature's box touches `box` */
        FILTER_NEVER /* stands for a condition that isn't supported: then the rule doesn't draw */
    } op;
    const struct expr *a, *b, *c;
    bool match_case;
    char wild, single, escape;  /* of LIKE */
    struct bbox box;            /* RD */
    const struct filter *child; /* of AND, OR, NOT */
    const struct filter *sibling;
};

/* Every *_px is in pixels of 0.28 mm, or in metres on the ground when the symbolizer is in_metres. */
struct stroke {
    bool on;
    uint32_t rgb;
    double opacity, width_px;
    double dash_px[STYLE_MAX_DASHES];
    size_t n_dash;
    double dash_offset_px;
    enum { JOIN_MITER, JOIN_ROUND, JOIN_BEVEL } join;
    enum { CAP_BUTT, CAP_ROUND, CAP_SQUARE } cap;
    double offset_px;              /* to the left of a line's direction; out of a polygon (SE 1.1 §11.1.3, §11.2.2) */
    const struct expr *width_expr; /* instead of width_px; NULL: constant */
    const struct symbolizer *graphic; /* marks along the line instead of a stroke (GraphicStroke), or NULL: */
    double every_px, first_px;        /* from middle to middle; and from the line's begin to the first middle */
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
    MARK_DOT,
    /* QGIS's (and GeoServer's shape://) other marks: outlines by mark_outline */
    MARK_PENTAGON,
    MARK_HEXAGON,
    MARK_OCTAGON,
    MARK_EQUILATERAL_TRIANGLE,
    MARK_RIGHT_HALF_TRIANGLE,
    MARK_LEFT_HALF_TRIANGLE,
    MARK_ARROW,
    MARK_ARROWHEAD, /* open: a stroke only, as MARK_LINE, MARK_CROSS2, the arcs and MARK_OPEN_ARROW are */
    MARK_FILLED_ARROWHEAD,
    MARK_LINE,
    MARK_CROSS2,
    MARK_HALF_SQUARE,
    MARK_DIAGONAL_HALF_SQUARE,
    MARK_QUARTER_SQUARE,
    MARK_SQUARE_WITH_CORNERS,
    MARK_SEMI_CIRCLE,
    MARK_THIRD_CIRCLE,
    MARK_QUARTER_CIRCLE,
    MARK_HALF_ARC,
    MARK_THIRD_ARC,
    MARK_QUARTER_ARC,
    MARK_ASTERISK,
    MARK_OPEN_ARROW,
    MARK_CROSS_FILL,
    MARK_SHAPES
};

/* The outline of any mark, of size 1: x right and y down, around 0,0, as flat rings; for the drawer to scale, turn,
 * fill and stroke. */
enum { MARK_MAX_XY = 160, MARK_MAX_RINGS = 8 };
struct mark_outline {
    double xy[2 * MARK_MAX_XY];
    uint32_t ring_end[MARK_MAX_RINGS];
    size_t n_rings;
    bool open; /* lines: a stroke only, not closed */
};
void mark_outline(enum mark_shape shape, struct mark_outline *out);

struct fill {
    bool on;
    uint32_t rgb;
    double opacity;
    bool hatched; /* a repeated mark instead of plain colour */
    enum mark_shape shape;
    double spacing_px, line_px;
    const struct symbolizer *graphic; /* a symbol that repeats instead (GraphicFill), or NULL: */
    double cell_x_px, cell_y_px;      /* from middle to middle */
};

/* What an ExternalGraphic or a font's mark holds. Bytes are an SVG without entities (parameters filled in), or a PNG of
 * at most 1024 × 1024; checked to begin as such, not decoded. */
struct style_picture {
    enum { PICTURE_SVG, PICTURE_PNG, PICTURE_GLYPH } type;
    struct str bytes;
    double aspect;      /* PNG: width / height; else 1, the height is size_px in any case */
    const char *family; /* PICTURE_GLYPH: */
    uint32_t glyph;     /* code point, in the symbolizer's fill */
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
    double anchor_x, anchor_y;   /* 0,0 bottom left of the text … 1,1 top right (SE 1.1 §11.4.4) */
    double dx_px, dy_px;         /* displacement, up is positive */
    double wrap_px;              /* no line is longer */
    double space_px;             /* kept free around */
    const struct expr *priority; /* the higher, the earlier; NULL: all alike */
    bool on_line;                /* LinePlacement; else at a point */
    /* as label.h's label_rules */
    bool follow_line, group;
    double repeat_px;     /* along a line, one per so many pixels; 0: one */
    double max_angle_deg; /* between neighbouring glyphs; 0: the placer's own */
    double offset_px;     /* up from the line, as one reads */
    double max_shift_px;  /* above 0, other sides of the point are tried too */
    double goodness;      /* the share of a label (0-1) that must lie within its polygon */
    double same_px;       /* equal texts are at least so far apart */
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
    bool in_metres; /* see symbolizer_at */
    struct fill fill;
    struct stroke stroke;
    double dx_px, dy_px; /* POINT and POLYGON: displacement; y is up (SE 1.1 §11.2.2, §11.3.2) */
    /* POINT */
    enum mark_shape mark;
    double size_px, rotation_deg, mark_opacity;   /* clockwise */
    double anchor_x, anchor_y;                    /* what of the symbol stands at the point: 0,0 bottom left … 1,1 */
    const struct expr *size_expr, *rotation_expr; /* instead of the constants; NULL: constant */
    const struct style_picture *picture;          /* instead of the mark; NULL: the mark */
    struct text_style text;
    const struct raster_style *raster;
};

struct rule {
    const char *name, *title;
    double min_scale, max_scale; /* min <= denominator < max (SE 1.1 §10.2) */
    bool is_else;                /* draws what no rule without is_else took; its filter, if any, holds too */
    const struct filter *filter; /* NULL: all */
    bool needs_box;              /* the filter asks for the feature's box */
    const struct symbolizer *symbolizers;
    size_t n_symbolizers;
    bool in_legend;
};

struct feature_type_style {
    const struct rule *rules;
    size_t n_rules;
    double opacity;  /* of the whole pass as one picture; 1 */
    bool first_only; /* a feature is drawn by the first rule that takes it (ruleEvaluation=first) */
};

struct style {
    const char *id, *title;
    const struct feature_type_style *passes;
    size_t n_passes;
    const char **fields;
    size_t n_fields;
    const struct rule **legend; /* rules that have something to draw beside text, in order */
    size_t n_legend;
    const struct style_note *notes;
    size_t n_notes;
};

/* Values in the order of style_fields. rd_box: the feature's box in RD; may be NULL when no rule needs_box, else
 * conditions on it don't hold. */
bool filter_matches(const struct filter *f, const struct read_value *values, const struct bbox *rd_box);
/* Room for the texts that functions make; what doesn't fit is cut. Begin with used = 0; values live as long as it. */
struct expr_room {
    char bytes[1024];
    size_t used;
};
struct read_value expr_value(const struct expr *e, const struct read_value *values, struct expr_room *room);
/* Numbers compare as numbers, everything else bytewise: -1, 0, 1; 2: not comparable (null). */
int expr_compare(const struct read_value *a, const struct read_value *b, bool match_case);
/* A *_expr of the model as a number: `otherwise` when e is NULL or gives none; kept within min and max. */
double expr_number(const struct expr *e, const struct read_value *values, double otherwise, double min, double max);
/* The label's text, white space trimmed; false when there is nothing to write. */
bool text_label(const struct text_style *t, const struct read_value *values, char *out, size_t out_size);
/* The symbolizer as it is where a pixel is so many metres on the ground: in pixels. Those of its graphics stay as they
 * are (SE 1.1 gives them the symbolizer's unit too; QGIS and GeoServer don't write that). */
void symbolizer_at(const struct symbolizer *s, double metres_per_px, struct symbolizer *out);
/* The number of a function that has this name and takes so many arguments; -1: none. */
int style_function(struct str name, size_t n_args);

#endif
