/* What the files of this folder, and their tests, share. */
#ifndef GM_GEOSERVER_RENDER_RENDER_PRIV_H
#define GM_GEOSERVER_RENDER_RENDER_PRIV_H

#include "geoserver/render/canvas.h"
#include "geoserver/render/label.h"
#include "geoserver/render/projector.h"
#include "geoserver/render/render.h"
#include "geoserver/render/style_priv.h"

struct render_context {
    struct canvas *canvas;
    struct labels *labels;
    struct arena *mem; /* labels and lists of one picture, rewound at its start */
    struct png_table *colours;
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
                 const struct render_request *q, struct arena *a, struct buf *png, struct err *err) MUST_CHECK;

/* ---- PNG ---- */
struct png_table;
struct png_table *png_table_new(void);
void png_table_free(struct png_table *t);
/* Premultiplied ARGB to PNG: a palette when there are at most 256 colours, else RGB or RGBA. */
bool png_write(struct png_table *t, const uint32_t *pixels, int width, int height, int stride, struct buf *out,
               struct err *err) MUST_CHECK;

/* Symbols of a rule without features, for a legend: in a box. */
void legend_swatch(struct canvas *c, const struct rule *r, double x, double y, double width, double height,
                   double ratio);

#endif
