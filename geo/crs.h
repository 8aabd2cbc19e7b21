/* The coordinate reference systems that are served, and transformation between them by PROJ.
 *
 * Axis order is settled at the edge: inside the program x is always east (or longitude), y always north (or latitude),
 * degrees for geographic systems. `swap_axes` says that the authority's own order is the other way round, which
 * WMS 1.3.0 (§6.7.3.2) and OGC API Features Part 2 follow for that name.
 */
#ifndef GM_GEO_CRS_H
#define GM_GEO_CRS_H

#include "base/err.h"
#include "base/str.h"
#include "geo/bbox.h"

enum crs_id { CRS_RD, CRS_WEB_MERCATOR, CRS_84, CRS_WGS84, CRS_ETRS89, CRS_COUNT };

struct crs {
    enum crs_id id;
    const char *name;       /* as WMS spells it: "EPSG:28992", "CRS:84" */
    const char *uri;        /* "http://www.opengis.net/def/crs/EPSG/0/28992" */
    const char *title;      /* for people */
    int epsg;               /* 28992; 4326 for CRS:84 */
    bool swap_axes;         /* authority order is north, east */
    bool geographic;        /* degrees */
    double metres_per_unit; /* for scale denominators (WMS 1.3.0 §7.2.4.6.9): 1, or 6378137·π/180 for degrees */
    struct bbox extent;     /* where it is of use to us, in its own x/y: the Netherlands, or the world for 3857 */
};

const struct crs *crs_get(enum crs_id id);
/* By name, URI or URN, case-insensitively; NULL when it isn't one of ours. */
const struct crs *crs_find(struct str name);
const struct crs *crs_by_epsg(int epsg);

#define CRS_RD_GRID "nl_nsgi_rdtrans2018.tif"
#define CRS_RD_GRID_URL "https://cdn.proj.org/" CRS_RD_GRID

/* Has PROJ look for its grids in this folder first, before its own places: in every context made afterwards, GDAL's
 * too, since PROJ makes them after its default one, which is what changes here. So: once, at start, before there are
 * threads. NULL or a folder that isn't there changes nothing. False: out of memory. */
bool crs_grid_folder(const char *dir) MUST_CHECK;

/* A PROJ context with the transformations it has made; one per thread. A grid that is put in place later is seen by
 * contexts made later. */
struct crs_context;
struct crs_context *crs_context_new(void); /* NULL: out of memory */
void crs_context_free(struct crs_context *c);

/* Transforms n points in place, x/y order on both sides. RD goes by RDNAPTRANS2018 when PROJ has its grid
 * (CRS_RD_GRID) and the point lies on it (2 to 8° east, 50 to 56° north), else by the 7-parameter transformation
 * (0.25 m). The same in every thread. A point that can't be transformed becomes HUGE_VAL in both. Fails with
 * ERR_INTERNAL when PROJ has no transformation at all. */
bool crs_transform(struct crs_context *c, enum crs_id from, enum crs_id to, double *xy, size_t n,
                   struct err *err) MUST_CHECK;
/* The box around b's image, its sides densified with 21 points each. Points that fail are left out; empty when all do.
 */
bool crs_transform_bbox(struct crs_context *c, enum crs_id from, enum crs_id to, struct bbox b, struct bbox *out,
                        struct err *err) MUST_CHECK;
/* Of RD to ETRS89, as the transformation that crs_transform uses says of itself; < 0: unknown. */
double crs_rd_accuracy_m(struct crs_context *c);
/* True when that transformation uses the correction grid, both ways. */
bool crs_has_rd_grid(struct crs_context *c);

#endif
