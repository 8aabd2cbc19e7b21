/* Drawing layers as images and legends. One render_context per thread. */
#ifndef GM_GEOSERVER_RENDER_RENDER_H
#define GM_GEOSERVER_RENDER_RENDER_H

#include "base/buf.h"
#include "geo/crs.h"
#include "geoserver/render/image.h"
#include "geoserver/render/style.h"

struct render_context;
struct render_context *render_context_new(void); /* NULL: out of memory */
void render_context_free(struct render_context *c);

struct render_layer {
    const struct layer *layer;
    const struct style *style;
    const char *categorie, *periode; /* for indicator layers; NULL: default */
};

struct render_request {
    const struct render_layer *layers; /* the first is drawn first (bottom) */
    size_t n_layers;
    enum crs_id crs;
    struct bbox bbox;        /* in crs, x/y order; becomes exactly width_px × height_px (stretched when needed) */
    int width_px, height_px; /* at most RENDER_MAX_PX each, and RENDER_MAX_PIXELS together */
    double pixel_ratio;      /* 1, or 2 for @2x: symbols, lines and text grow; scale rules don't change */
    bool transparent;
    uint32_t background; /* 0xRRGGBB when not transparent */
    enum image_format format;
    double dpi; /* of width_px × height_px: the size on paper, said in the file; 0: RENDER_DPI, and only a PDF says it.
                 * Changes nothing in what is drawn: that is pixel_ratio */
};
#define RENDER_DPI (0.0254 / 0.00028) /* the standard's pixel of 0.28 mm (WMS 1.3.0 §7.2.4.6.9) */
/* A picture in pixels takes 12 bytes a pixel while it is made, so 384 MB at most; vectors take none. */
enum { RENDER_MAX_PX = 8192, RENDER_MAX_PIXELS = 32 << 20 };

/* Draws into an image file of q->format, appended to `out`. Labels are placed so that neighbouring tiles agree: a
 * label's place depends on the feature and the scale only, features are read in a margin around the box. w inside a
 * read transaction; a: request arena. */
bool render_map(struct render_context *c, struct warehouse *w, struct crs_context *crs, const struct render_request *q,
                struct arena *a, struct buf *out, struct err *err) MUST_CHECK;
/* A vector tile (mvt.h) of q->layers[0], of which only layer, style, categorie and periode count, and q->crs, q->bbox.
 * Its tags are the layer's kenmerken and what the style asks, or what the style asks alone when the blocks have no
 * more. *there false, and nothing written: the layer has no tile blocks. */
bool render_mvt(struct render_context *c, struct warehouse *w, struct crs_context *crs, const struct render_request *q,
                struct arena *a, struct buf *out, bool *there, struct err *err) MUST_CHECK;
/* An empty image. */
bool render_blank(struct render_context *c, enum image_format format, int width_px, int height_px, bool transparent,
                  uint32_t background, struct buf *out, struct err *err) MUST_CHECK;
/* The box of a layer in RD, empty when there is nothing in it (or when its raster file can't be read). */
bool render_layer_extent(struct render_context *c, struct warehouse *w, struct crs_context *crs, const struct layer *l,
                         struct arena *a, struct bbox *out, struct err *err) MUST_CHECK;
/* What a click on a raster layer shows, at a point in RD: the layer's kenmerken band_1, band_2, …, or all bands when it
 * has none. n is 0 where the file has nothing. Memory from a. */
struct raster_info {
    const struct kenmerk *fields;
    const struct read_value *values;
    size_t n;
};
bool render_raster_values(struct render_context *c, struct warehouse *w, struct crs_context *crs, const struct layer *l,
                          double x, double y, struct arena *a, struct raster_info *out, struct err *err) MUST_CHECK;
/* Ground metres of a pixel that is so many units of the CRS wide; of EPSG:3857 about, as if all were at 52.2° north, so
 * that it depends on the scale alone. */
double render_pixel_m(enum crs_id crs, double units_per_pixel);
/* A swatch of one rule (rule_name) or, with rule_name NULL, the whole legend: swatches with titles (of
 * render_legend_titles; NULL: the rules' own). width/height: of one swatch, 0 for the default 20×20 px. The image's
 * size comes back in *width_px, *height_px (may be NULL). */
bool render_legend(struct render_context *c, const struct style *s, const char *rule_name, const char *const *titles,
                   int swatch_width_px, int swatch_height_px, double pixel_ratio, struct arena *a, struct buf *png,
                   int *width_px, int *height_px, struct err *err) MUST_CHECK;
/* What the rules of a style mean for a layer: style_rule_count texts, in order. A rule "klasse_3" of an indicator or a
 * density says its bounds, which are published figures too (privacy.md §4); NULL for a class that no number can be in,
 * which no legend shows. l: with its categorie and periode. pixel_m: for a density, whose classes go by the scale;
 * 0: the rules' own titles. Inside warehouse_read_begin/_end. */
bool render_legend_titles(struct warehouse *w, const struct render_layer *l, double pixel_m, struct arena *a,
                          const char *const **out, struct err *err) MUST_CHECK;

#endif
