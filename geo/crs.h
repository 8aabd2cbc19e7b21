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

/* A PROJ context with the transformations it has made; one per thread. */
struct crs_context;
struct crs_context *crs_context_new(void); /* NULL: out of memory */
void crs_context_free(struct crs_context *c);

/* Transforms n points in place, x/y order on both sides. RD goes by RDNAPTRANS2018 when PROJ has its grid
 * (nl_nsgi_rdtrans2018.tif), else by the 7-parameter transformation (0.25 m). A point that can't be transformed becomes
 * HUGE_VAL in both. Fails with ERR_INTERNAL when PROJ has no transformation at all. */
bool crs_transform(struct crs_context *c, enum crs_id from, enum crs_id to, double *xy, size_t n,
                   struct err *err) MUST_CHECK;
/* The box around b's image, its sides densified with 21 points each. Points that fail are left out; empty when all do.
 */
bool crs_transform_bbox(struct crs_context *c, enum crs_id from, enum crs_id to, struct bbox b, struct bbox *out,
                        struct err *err) MUST_CHECK;
/* True when RD is transformed with the correction grid. */
bool crs_has_rd_grid(struct crs_context *c);

#endif
