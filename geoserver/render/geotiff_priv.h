#ifndef GM_GEOSERVER_RENDER_GEOTIFF_PRIV_H
#define GM_GEOSERVER_RENDER_GEOTIFF_PRIV_H

#include "geoserver/render/geotiff.h"

#include <gdal.h>
#include <ogr_srs_api.h>
#include <sys/types.h>

enum { GEOTIFF_LEVELS = 24 };

struct geotiff {
    char *path;
    const char *name; /* the path's last part: what messages say */
    dev_t dev;
    ino_t ino;
    struct timespec changed;
    off_t bytes;
    uint64_t used; /* when last */
    GDALDatasetH ds;
    int bands;
    double to_map[6], to_pixel[6]; /* the file's CRS and the pixels of level 0, both ways */
    enum crs_id crs;               /* CRS_COUNT: one that isn't ours, by: */
    OGRCoordinateTransformationH from_etrs89, to_etrs89;
    struct bbox etrs89, rd; /* its box: degrees, m */
    /* The file itself, then its overviews, each coarser than the one before. */
    struct geotiff_level {
        int overview; /* -1: the file */
        int width, height;
    } levels[GEOTIFF_LEVELS];
    size_t n_levels;
};

/* The file, open and as it is now; borrowed until the next call. */
bool geotiff_open(struct geotiff_set *s, struct crs_context *crs, const char *path, struct geotiff **out,
                  struct err *err) MUST_CHECK;
/* Points in place, from a CRS of ours to pixels of level 0 (0,0: the top left corner of the first). HUGE_VAL: nowhere.
 */
bool geotiff_to_pixels(const struct geotiff *g, struct crs_context *crs, enum crs_id from, double *xy, size_t n,
                       struct err *err) MUST_CHECK;
/* GDAL's last message, with the file's name. Always false. */
bool geotiff_fail(const struct geotiff *g, struct err *err);
/* A band (from 1) at a level; NULL: GDAL can't. */
GDALRasterBandH geotiff_band(const struct geotiff *g, size_t level, int band);
/* No messages on standard error between these. */
void geotiff_quiet_begin(void);
void geotiff_quiet_end(void);

#endif
