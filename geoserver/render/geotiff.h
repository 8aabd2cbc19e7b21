/* GeoTIFF and COG files as layers: aerial photographs and heights, read by GDAL. docs/adr/0017.
 *
 * Where a pixel of the map takes its colour from depends on the map's pixel grid and the file alone, not on the picture
 * that the pixel is in: a mosaic of tiles is the picture of the whole, to the bit.
 *
 * Memory: windows of at most GEOTIFF_WINDOW_PX pixels of the file, and GDAL's own cache of GEOTIFF_CACHE bytes, which
 * all threads share. */
#ifndef GM_GEOSERVER_RENDER_GEOTIFF_H
#define GM_GEOSERVER_RENDER_GEOTIFF_H

#include "geoserver/render/render_priv.h"

enum {
    GEOTIFF_OPEN_MAX = 8,         /* files that one thread keeps open */
    GEOTIFF_CACHE = 128 << 20,    /* bytes */
    GEOTIFF_BLOCK_MAX = 64 << 20, /* bytes of a strip or tile of a file */
    GEOTIFF_WINDOW_PX = 16 << 20,
    GEOTIFF_SHRINK_MAX = 8, /* pixels of the file to a pixel of the map, a side, where no overview is coarser */
    GEOTIFF_BANDS_MAX = 16  /* that a click shows */
};

/* The files that a thread has open, the one longest not used closed first; a file that has changed on disk is opened
 * anew. For one thread. */
struct geotiff_set;
struct geotiff_set *geotiff_set_new(void); /* NULL: out of memory */
void geotiff_set_free(struct geotiff_set *s);

/* What to draw: pixels of the grid, into pixels (premultiplied native-endian ARGB, rows of stride_px). */
struct geotiff_view {
    enum crs_id crs;
    struct pixel_grid grid;
    double pixel_m; /* ground size of a pixel (render_pixel_m) */
    int width, height;
    uint32_t *pixels;
    size_t stride_px;
};

/* Lays a file over the picture. Without colours in `style` its bands must be whole bytes: red, green and blue, one of
 * grey, or one with a palette; transparent where its alpha, mask or nodata says so. With colours the value of one band
 * is coloured. Pixels are averaged when the map is coarser and interpolated when it is finer, but taken as they are
 * where values stand for classes: a palette, or colours by value. ERR_NOT_FOUND, ERR_STORAGE, ERR_UNSUPPORTED or
 * ERR_LIMIT, with the name of the file (without its folder). */
bool geotiff_draw(struct geotiff_set *s, struct crs_context *crs, const char *path, const struct raster_style *style,
                  const struct geotiff_view *v, struct err *err) MUST_CHECK;
/* The file's box in RD. */
bool geotiff_extent(struct geotiff_set *s, struct crs_context *crs, const char *path, struct bbox *out,
                    struct err *err) MUST_CHECK;
/* The values of the file's pixel at a point in RD, of each of its first GEOTIFF_BANDS_MAX bands; *n is 0 where there
 * are none: outside, or nodata. */
bool geotiff_values(struct geotiff_set *s, struct crs_context *crs, const char *path, double x, double y,
                    double out[GEOTIFF_BANDS_MAX], size_t *n, struct err *err) MUST_CHECK;

/* ---- layers (geotiff_layer.c) ---- */
/* Draws a layer of soort LAAG_RASTER into the rasteriser's picture: by every RasterSymbolizer of its style at this
 * scale; plainly when the style has none at all. */
bool geotiff_layer_draw(struct picture *p, size_t layer, struct err *err) MUST_CHECK;
/* The file's path, in a; NULL: out of memory. folder: the warehouse's. */
const char *geotiff_path(const struct layer *l, const char *folder, struct arena *a);
/* What a legend shows of a RasterSymbolizer: per colour of its ColorMap a rule with a name ("kleur_1"), a title and a
 * plain square; without colours one rule, with the title given. Memory from a. False: out of memory. */
bool geotiff_legend(const struct raster_style *r, const char *title, struct arena *a, const struct rule **out,
                    size_t *n) MUST_CHECK;
/* Where a value lies in a ColorMap, as 0xAARRGGBB, not premultiplied; 0: nowhere. */
uint32_t geotiff_colour(const struct raster_style *r, double value);

#endif
