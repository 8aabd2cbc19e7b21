/* Geometry as flat arrays: one xy array, rings (or lines) as end offsets in it, polygons as end offsets in the rings.
 */
#ifndef GM_GEO_GEOM_H
#define GM_GEO_GEOM_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "geo/bbox.h"

enum geom_type { GEOM_NONE, GEOM_POINT, GEOM_LINE, GEOM_POLYGON };

/* POINT: n_xy points, no rings. LINE: each ring is a line. POLYGON: part p has rings part_end[p-1] … part_end[p]-1, the
 * first the outer one, each closed (first point repeated). part_end is used by polygons only. `multi` says that it came
 * as, and is to be written as, a Multi… type; without it there is one point, line or part. Units and CRS: the holder's.
 */
struct geom {
    enum geom_type type;
    bool multi;
    double *xy; /* 2 * n_xy */
    size_t n_xy;
    uint32_t *ring_end; /* n_rings; in points */
    size_t n_rings;
    uint32_t *part_end; /* n_parts; in rings */
    size_t n_parts;
};

struct bbox geom_bbox(const struct geom *g);
double geom_area(const struct geom *g); /* outer rings minus inner rings, whatever their direction; 0 for others */
/* Borders undefined. Even-odd over all rings. */
bool geom_contains(const struct geom *g, double x, double y);
/* A point inside a polygon, far from its border (pole of inaccessibility, to `precision` units); the middle of a line;
 * the first point. */
bool geom_label_point(const struct geom *g, double precision, double *x, double *y);
/* Shortest distance from (x, y) to the geometry; 0 inside a polygon. */
double geom_distance(const struct geom *g, double x, double y);

/* SpatiaLite's BLOB (its documentation "BLOB-Geometry"): POINT, LINESTRING, POLYGON and their MULTI types, XY; Z and M
 * are read and dropped. Memory from a. Hostile bytes give ERR_INVALID. */
bool geom_from_spatialite(const void *blob, size_t n, struct arena *a, struct geom *out, struct err *err) MUST_CHECK;
/* Appends the BLOB, little-endian, XY. */
void geom_to_spatialite(const struct geom *g, int srid, struct buf *b);
/* OGC WKB (either byte order, also with Z/M and EWKB flags, which are dropped), the same types. */
bool geom_from_wkb(const void *wkb, size_t n, struct arena *a, struct geom *out, struct err *err) MUST_CHECK;
void geom_to_wkb(const struct geom *g, struct buf *b);
/* A GeoJSON geometry object; coordinates rounded to `decimals`. */
void geom_to_geojson(const struct geom *g, int decimals, struct buf *b);

/* True for a polygon of one ring, with coordinates on whole millimetres, that is valid (OGC Simple Features) beyond
 * doubt. False says nothing: ask geos_is_valid. */
bool geom_surely_valid(const struct geom *g);

/* GEOS, with one context per thread. */
struct geos;
struct geos *geos_new(void); /* NULL: out of memory */
void geos_free(struct geos *c);
/* OGC Simple Features validity. When invalid, `reason` (if not NULL) gets GEOS's own English reason with the place. */
bool geos_is_valid(struct geos *c, const struct geom *g, char *reason, size_t reason_size);
/* MakeValid, only polygon parts kept, as a multi geometry when there are several; ERR_INVALID when nothing is left. */
bool geos_make_valid(struct geos *c, const struct geom *g, struct arena *a, struct geom *out,
                     struct err *err) MUST_CHECK;
bool geos_union(struct geos *c, const struct geom *const *g, size_t n, struct arena *a, struct geom *out,
                struct err *err) MUST_CHECK;

/* How much two polygons overlap, in square units, and a point in what they share; 0 when they don't, or when GEOS can't
 * tell. */
double geos_overlap(struct geos *c, const struct geom *a, const struct geom *b, double *x, double *y);

/* Many points against many polygons: an STR-tree with prepared geometries. The polygons are copied. */
struct geos_index;
struct geos_index *geos_index_new(struct geos *c, const struct geom *polygons, size_t n); /* NULL: failed */
void geos_index_free(struct geos_index *ix);
/* The number of the polygon that covers the point, the lowest when several do (a point on a border), or SIZE_MAX. */
size_t geos_index_find(struct geos_index *ix, double x, double y);

#endif
