/* What the files of this folder, and their tests, share. */
#ifndef GM_GEOSERVER_RENDER_RENDER_PRIV_H
#define GM_GEOSERVER_RENDER_RENDER_PRIV_H

#include "geoserver/render/canvas.h"
#include "geoserver/render/label.h"
#include "geoserver/render/projector.h"
#include "geoserver/render/raster.h"
#include "geoserver/render/render.h"
#include "geoserver/render/style_priv.h"
#include "warehouse/blocks.h"

struct geotiff_set;
struct render_context {
    struct canvas *canvas;
    struct labels *labels;
    struct raster *raster;
    struct arena *mem;    /* lists of one picture, rewound at its start */
    struct arena *shapes; /* of one pass over a layer */
    struct image_encoder *images;
    struct projector *projector;
    struct geotiff_set *geotiffs;
    uint32_t *pixels; /* of the picture, premultiplied ARGB */
    size_t n_pixels;
};

/* Where features come from: the warehouse, or a test's list. The functions of warehouse/read.h and blocks.h; those of
 * blocks may be NULL. */
struct render_source {
    void *self;
    bool (*open)(void *self, const struct read_query *q, struct arena *a, void **cursor, struct err *err);
    bool (*next)(void *cursor, struct read_feature *f, bool *got, struct err *err);
    void (*close)(void *cursor);
    bool (*blocks_open)(void *self, const struct read_query *q, struct arena *a, void **cursor, struct err *err);
    bool (*blocks_next)(void *cursor, const struct block **b, struct err *err);
    void (*blocks_close)(void *cursor);
    const char *folder; /* the warehouse's, for raster layers; NULL: none */
};
/* The picture as premultiplied native-endian ARGB, rows of *stride; borrowed until the next picture. */
bool render_pixels(struct render_context *c, const struct render_source *from, struct crs_context *crs,
                   const struct render_request *q, struct arena *a, const uint32_t **out, int *stride,
                   struct err *err) MUST_CHECK;
bool render_from(struct render_context *c, const struct render_source *from, struct crs_context *crs,
                 const struct render_request *q, struct arena *a, struct buf *out, struct err *err) MUST_CHECK;

/* The pixel grid that a picture lies in: that of the CRS's tile matrix set when scale and place are those of its tiles,
 * so that pictures of one place agree to the bit; else the picture's own. */
struct pixel_grid {
    double origin_x, origin_y; /* CRS units, top left */
    double cell_x, cell_y;     /* CRS units per pixel */
    int64_t left, top;         /* of what is being drawn, in pixels from the origin */
};

/* One picture on its way; drawn in cells of at most RENDER_CELL_PX, which is only a matter of memory: every cell gives
 * the pixels that the picture as a whole would have there. */
enum { RENDER_CELL_PX = 1024 };
struct picture {
    struct render_context *c;
    const struct render_source *from;
    struct crs_context *crs;
    const struct render_request *q;
    struct arena *a;
    struct pixel_grid grid;
    int64_t left, top; /* of the whole picture, as in the grid */
    int width, height; /* of the cell, px */
    /* What this reading is for; of a picture of several cells the labels are read once, for the whole. */
    bool shapes, labels;
    struct label_style *label_styles; /* of all that can be drawn at this scale */
    size_t n_label_styles;
    double ratio, denominator, pixel_m;
    double label_precision; /* m; by scale, not by picture */
    struct bbox window;     /* in the CRS: as far as our features go */
    struct bbox reading;    /* RD: what can hold features that are seen in the cell */
    bool vector;            /* drawn by the canvas */
};

/* ---- shapes by symbolizer (render_shapes.c) ---- */
/* In subpixels (raster.h) of the cell. Of a POINT xy are n_rings points, and ring_end is NULL. */
struct shape {
    enum geom_type type;
    const int32_t *xy;
    const uint32_t *ring_end;
    uint32_t n_rings;
    const double *start; /* of a line that was cut: per line how far along the whole it begins, px; or NULL */
    float size_px, turn_deg, width_px; /* what its symbolizer's expressions give for this feature */
};
/* Fills those in. The symbolizer as it is for the shape; *copy holds it when it isn't s itself. */
enum { EXPR_SIZE_PX = 100, EXPR_WIDTH_PX = 60 }; /* no larger: how far one reads around a picture depends on it */
void shape_measure(struct shape *k, const struct symbolizer *s, const struct read_value *values, double metres_per_px);
/* The places of a stroke's marks along the lines of a shape that touch the cell: px in it, and the line's direction
 * there, clockwise. */
void shape_marks(const struct shape *k, const struct stroke *s, const struct picture *p,
                 void (*put)(void *self, double x, double y, double turn_deg), void *self);
const struct symbolizer *shape_symbol(const struct shape *k, const struct symbolizer *s, struct symbolizer *copy);
struct batch {
    const struct symbolizer *symbol;
    const struct label_style *label; /* of a text */
    struct shape *shapes;
    size_t n, cap;
    struct speck {
        int32_t x, y;
        float area_px;
    } * specks;
    size_t n_specks, cap_specks;
};
bool rule_at_scale(const struct picture *p, const struct rule *r);
/* The rules of a pass that draw at this scale, and what they have to draw. */
struct active {
    const struct rule **rules;
    size_t n;
    struct batch **batches; /* per rule one per symbolizer */
    double reach;           /* px that symbols stick out */
    int label_x, label_y;   /* px around the picture in which labels matter */
    bool any_text, any_symbol, any_point;
    bool first_only; /* of the pass */
    bool needs_box;  /* rules that match depend on the feature's place too */
    /* In what order they are drawn: per place in the rules first what fills, then lines, then marks. */
    struct part {
        struct batch *batch;
        enum { PART_FILL, PART_LINE, PART_MARK } what;
    } * parts;
    size_t n_parts;
};
bool active_init(struct active *act, const struct picture *p, size_t layer, const struct feature_type_style *pass,
                 struct arena *a, struct err *err) MUST_CHECK;
/* The numbers of the rules that a feature with these values goes by, ended by RULES_END; from a. NULL: out of memory.
 */
enum { RULES_END = 0xffff };
const uint16_t *active_match(const struct active *act, const struct read_value *values, const struct bbox *rd_box,
                             struct arena *a);
bool batch_add(struct batch *b, const struct shape *s, struct arena *a);
bool batch_add_speck(struct batch *b, struct speck s, struct arena *a);
/* Draws the batches, part by part. */
void active_paint(const struct active *act, const struct picture *p);
/* The same on the canvas, in vectors (render_vector.c). */
bool active_paint_vector(const struct active *act, const struct picture *p, struct err *err) MUST_CHECK;

/* ---- features to shapes (render_read.c) ---- */
/* Reads a layer's features around the cell into the batches and the picture's labels. */
bool picture_read(struct picture *p, size_t layer, struct active *act, struct err *err) MUST_CHECK;

/* ---- labels (render_label.c) ---- */
struct subject { /* a feature on its way */
    int64_t id;
    struct shape shape;
    const struct read_value *values;
    const uint16_t *rules;
    double area; /* m² of its box */
    bool has_anchor;
    int32_t anchor[2]; /* subpixels */
    size_t layer;
};
/* A text symbolizer as it is at the picture's scale. */
struct label_style {
    const struct symbolizer *of; /* in the style */
    struct symbolizer symbol;    /* in pixels */
    struct label_rules rules;
};
/* Begins the labels of a picture, and tells them what styles come. */
bool picture_labels_start(struct picture *p, struct err *err) MUST_CHECK;
const struct label_style *picture_label_style(const struct picture *p, const struct symbolizer *s);
void active_margins(struct active *act, const struct picture *p, size_t layer);
bool add_label(struct picture *p, const struct label_style *s, size_t symbol, const struct subject *u,
               struct err *err) MUST_CHECK;
/* After labels_resolve: on the canvas, in vectors. */
bool labels_draw_vector(const struct picture *p, struct err *err) MUST_CHECK;

/* Symbols of a rule without features, for a legend: in a box. */
void legend_swatch(struct canvas *c, const struct rule *r, double x, double y, double width, double height,
                   double ratio);

#endif
