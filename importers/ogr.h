/* What importers that read shapes with GDAL's OGR share: opening a local file, its coordinate system, and a geometry as
 * ours: in RD, without curves and heights, valid. For one thread. */
#ifndef GM_IMPORTERS_OGR_H
#define GM_IMPORTERS_OGR_H

#include "geo/crs.h"
#include "geo/geom.h"
#include "importers/import.h"

#include <cpl_error.h>
#include <gdal.h>
#include <ogr_api.h>

/* Between these two GDAL is used: quiet, with nothing fetched from elsewhere and nothing written beside the source.
 * GDAL's messages go to `handler` (NULL: only kept as the last one). */
void ogr_begin(CPLErrorHandler handler, void *user);
void ogr_end(void);

struct ogr_reader {
    struct geos *geos;
    struct crs_context *crs;
};
bool ogr_reader_init(struct ogr_reader *r, struct err *err) MUST_CHECK;
void ogr_reader_done(struct ogr_reader *r); /* also of a zeroed one */

/* ERR_NOT_FOUND when path is no file or folder on this machine: no URL, no virtual file system that might fetch one. */
bool ogr_is_local(const char *path, struct err *err) MUST_CHECK;
/* The part of a path behind the last slash. */
const char *ogr_basename(const char *path);

/* How coordinates become RD: by a transformation of PROJ's through OGR, or by ours of a known system. */
struct ogr_crs {
    OGRCoordinateTransformationH transform; /* NULL: `known` */
    enum crs_id known;
};
bool ogr_crs_find(OGRSpatialReferenceH srs, const char *file, struct ogr_crs *out, struct err *err) MUST_CHECK;
/* Of a layer, by its extent when it doesn't say; then with a warning in the report. */
bool ogr_crs_of_layer(OGRLayerH layer, const char *file, struct import_report *r, struct ogr_crs *out,
                      struct err *err) MUST_CHECK;
void ogr_crs_done(struct ogr_crs *crs); /* also of a zeroed one */

/* raw (may be NULL) as a polygon, line or point in RD, memory from a. NULL, or why it is of no use: a Dutch sentence
 * that is the same for the same fault. *mended: it was an invalid polygon, and no longer is. */
const char *ogr_geometry(struct ogr_reader *r, const struct ogr_crs *crs, OGRGeometryH raw, enum geom_type wanted,
                         struct arena *a, struct geom *out, bool *mended);
/* What ogr_geometry can make of it; GEOM_NONE: nothing, or empty. */
enum geom_type ogr_geometry_type(OGRGeometryH raw);

#endif
