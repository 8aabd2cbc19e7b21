/* What the files of this folder, and their tests, share. */
#ifndef GM_GEOSERVER_RENDER_RENDER_PRIV_H
#define GM_GEOSERVER_RENDER_RENDER_PRIV_H

#include "geoserver/render/canvas.h"
#include "geoserver/render/projector.h"
#include "geoserver/render/render.h"
#include "geoserver/render/style_priv.h"

struct render_context {
    struct canvas *canvas;
    struct arena *mem; /* labels and lists of one picture, rewound at its start */
    struct image_encoder *images;
    struct projector *projector;
};

/* Where features come from: the warehouse, or a test's list. The functions of warehouse/read.h. */
struct render_source {
    void *self;
    bool (*open)(void *self, const struct read_query *q, struct arena *a, void **cursor, struct err *err);
    bool (*next)(void *cursor, struct read_feature *f, bool *got, struct err *err);
    void (*close)(void *cursor);
};
bool render_from(struct render_context *c, const struct render_source *from, struct crs_context *crs,
                 const struct render_request *q, struct arena *a, struct buf *out, struct err *err) MUST_CHECK;

/* ---- the picture that is drawn on, whatever its format ---- */
/* Starts c->canvas for q's format; what a vector format draws goes to `out`, and the room it takes is `out`'s to limit.
 * origin: see canvas_start. */
bool picture_start(struct render_context *c, const struct render_request *q, double origin_x, double origin_y,
                   double ratio, struct buf *out, struct err *err) MUST_CHECK;
/* Ends it: appends the file to `out` (as it was before picture_start when this fails). */
bool picture_finish(struct render_context *c, const struct render_request *q, struct buf *out,
                    struct err *err) MUST_CHECK;

/* Ground metres of a pixel of `units` CRS units, in the Netherlands. */
double picture_pixel_m(enum crs_id crs, double units);

/* ---- labels ---- */
enum { LABEL_ROUNDS = 3 };
struct label {
    const struct text_style *text;
    const char *words;
    double area; /* m² of the feature's box: the larger, the earlier */
    int64_t id;
    size_t layer, symbol;
    int x, y, width, height, space; /* pixels of the picture; space: kept free around */
};
struct label_list {
    struct label *items;
    size_t n, cap;
};
enum { LABEL_MAX = 50000 };
bool label_add(struct label_list *l, const struct label *k, struct arena *a, struct err *err) MUST_CHECK;
/* Marks in shown[] (n) what is drawn. A label stands when no label before it (larger area, higher layer, lower id)
 * that overlaps it stands, followed LABEL_ROUNDS deep, and in doubt it does not stand: so the outcome depends on what
 * is within LABEL_ROUNDS labels' lengths only, and two pictures that both have those agree; and shown labels never
 * overlap (the odd round of the recursion is a subset of the greedy choice). Sorts the list. */
bool label_resolve(struct label_list *l, struct arena *a, bool **shown, struct err *err) MUST_CHECK;

/* Symbols of a rule without features, for a legend: in a box. */
void legend_swatch(struct canvas *c, const struct rule *r, double x, double y, double width, double height,
                   double ratio);

#endif
