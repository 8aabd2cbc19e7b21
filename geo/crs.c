#include "geo/crs.h"

#include <math.h>
#include <proj.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define DEGREE_M (6378137.0 * 3.14159265358979323846 / 180.0)

/* The extents: the Netherlands with some sea, as EPSG gives the area of use of RD New; EPSG's projected bounds of 3857.
 */
static const struct crs table[CRS_COUNT] = {
    [CRS_RD] = {CRS_RD,
                "EPSG:28992",
                "http://www.opengis.net/def/crs/EPSG/0/28992",
                "Amersfoort / RD New",
                28992,
                false,
                false,
                1,
                {-7000, 289000, 300000, 629000}},
    [CRS_WEB_MERCATOR] = {CRS_WEB_MERCATOR,
                          "EPSG:3857",
                          "http://www.opengis.net/def/crs/EPSG/0/3857",
                          "WGS 84 / Pseudo-Mercator",
                          3857,
                          false,
                          false,
                          1,
                          {-20037508.342789244, -20037508.342789244, 20037508.342789244, 20037508.342789244}},
    [CRS_84] = {CRS_84,
                "CRS:84",
                "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
                "WGS 84 (lengte, breedte)",
                4326,
                false,
                true,
                DEGREE_M,
                {3.0, 50.6, 7.4, 53.8}},
    [CRS_WGS84] = {CRS_WGS84,
                   "EPSG:4326",
                   "http://www.opengis.net/def/crs/EPSG/0/4326",
                   "WGS 84",
                   4326,
                   true,
                   true,
                   DEGREE_M,
                   {3.0, 50.6, 7.4, 53.8}},
    [CRS_ETRS89] = {CRS_ETRS89,
                    "EPSG:4258",
                    "http://www.opengis.net/def/crs/EPSG/0/4258",
                    "ETRS89",
                    4258,
                    true,
                    true,
                    DEGREE_M,
                    {3.0, 50.6, 7.4, 53.8}},
};

const struct crs *crs_get(enum crs_id id)
{
    return &table[id];
}

const struct crs *crs_find(struct str name)
{
    for (int i = 0; i < CRS_COUNT; i++) {
        char urn[64];
        if (table[i].id == CRS_84)
            snprintf(urn, sizeof urn, "urn:ogc:def:crs:OGC:1.3:CRS84");
        else
            snprintf(urn, sizeof urn, "urn:ogc:def:crs:EPSG::%d", table[i].epsg);
        if (str_eq_nocase(name, str_from(table[i].name)) || str_eq_nocase(name, str_from(table[i].uri)) ||
            str_eq_nocase(name, str_from(urn)))
            return &table[i];
    }
    return NULL;
}

const struct crs *crs_by_epsg(int epsg)
{
    static const enum crs_id order[] = {CRS_RD, CRS_WEB_MERCATOR, CRS_WGS84, CRS_ETRS89};
    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        if (table[order[i]].epsg == epsg)
            return &table[order[i]];
    return NULL;
}

/* Between RD and ETRS89: the best operation that PROJ can carry out here, and the one for where that has no answer (off
 * its grid). Others have `best` only. */
struct pair {
    PJ *best, *fallback;
    double accuracy_m; /* of best; < 0: PROJ doesn't say */
    bool grid;         /* best uses a grid */
    bool made;
};

struct crs_context {
    PJ_CONTEXT *proj;
    struct pair pair[CRS_COUNT][CRS_COUNT];
};

static void quiet(void *data, int level, const char *message)
{
}

struct crs_context *crs_context_new(void)
{
    struct crs_context *c = calloc(1, sizeof *c);
    if (!c)
        return NULL;
    c->proj = proj_context_create();
    if (!c->proj) {
        free(c);
        return NULL;
    }
    proj_context_set_enable_network(c->proj, 0);
    proj_log_func(c->proj, NULL, quiet);
    return c;
}

void crs_context_free(struct crs_context *c)
{
    if (!c)
        return;
    for (int i = 0; i < CRS_COUNT; i++)
        for (int j = 0; j < CRS_COUNT; j++) {
            proj_destroy(c->pair[i][j].best);
            proj_destroy(c->pair[i][j].fallback);
        }
    proj_context_destroy(c->proj);
    free(c);
}

static const char *proj_name(enum crs_id id)
{
    return id == CRS_84 ? "OGC:CRS84" : table[id].name;
}

/* RD to ETRS89 is the transformation that counts; to WGS 84 it is the same (null transformation, standards-nl.md), and
 * Web Mercator is WGS 84. PROJ's own choice between Amersfoort and WGS 84 would depend on what is installed, so that
 * all goes by ETRS89: one place on the ground has one place on the map in every system. */
static enum crs_id base_of(enum crs_id id)
{
    return id == CRS_84 || id == CRS_WGS84 ? CRS_ETRS89 : id;
}

/* The i-th operation of the list, x/y order on both sides; NULL when it doesn't work here. A grid that is there but
 * can't be read shows only when a point is asked of it: the middle of the Netherlands has an answer in all of them. */
static PJ *operation(struct crs_context *c, const PJ_OBJ_LIST *list, int i, enum crs_id from)
{
    PJ *raw = proj_list_get(c->proj, list, i);
    PJ *pj = raw ? proj_normalize_for_visualization(c->proj, raw) : NULL;
    proj_destroy(raw);
    PJ_COORD middle = from == CRS_RD ? proj_coord(155000, 463000, 0, 0) : proj_coord(5.4, 52.2, 0, 0);
    if (pj && !isfinite(proj_trans(pj, PJ_FWD, middle).xy.x)) {
        proj_destroy(pj);
        return NULL;
    }
    return pj;
}

/* proj_create_crs_to_crs chooses anew for each point, by areas of use; here one operation serves them all, so that it
 * is known which, and what its accuracy is. */
static const struct pair *transformation(struct crs_context *c, enum crs_id from, enum crs_id to)
{
    struct pair *p = &c->pair[from][to];
    if (p->made)
        return p;
    p->made = true;
    p->accuracy_m = -1;
    PJ *source = proj_create(c->proj, proj_name(from)), *target = proj_create(c->proj, proj_name(to));
    PJ_OPERATION_FACTORY_CONTEXT *factory = proj_create_operation_factory_context(c->proj, NULL);
    PJ_OBJ_LIST *list = NULL;
    if (source && target && factory) {
        proj_operation_factory_context_set_grid_availability_use(
            c->proj, factory, PROJ_GRID_AVAILABILITY_DISCARD_OPERATION_IF_MISSING_GRID);
        proj_operation_factory_context_set_spatial_criterion(c->proj, factory,
                                                             PROJ_SPATIAL_CRITERION_PARTIAL_INTERSECTION);
        proj_operation_factory_context_set_allow_ballpark_transformations(c->proj, factory, 0);
        list = proj_create_operations(c->proj, source, target, factory);
    }
    for (int i = 0; i < (list ? proj_list_get_count(list) : 0); i++) {
        PJ *pj = operation(c, list, i, from);
        if (!pj)
            continue;
        double accuracy_m = proj_coordoperation_get_accuracy(c->proj, pj);
        if (!p->best || (accuracy_m >= 0 && (p->accuracy_m < 0 || accuracy_m < p->accuracy_m))) {
            proj_destroy(p->fallback);
            p->fallback = p->best;
            p->best = pj;
            p->accuracy_m = accuracy_m;
            p->grid = proj_coordoperation_get_grid_used_count(c->proj, pj) > 0;
        } else if (!p->fallback) {
            p->fallback = pj;
        } else {
            proj_destroy(pj);
        }
    }
    proj_list_destroy(list);
    proj_operation_factory_context_destroy(factory);
    proj_destroy(source);
    proj_destroy(target);
    return p;
}

static void run(PJ *pj, double *xy, size_t n)
{
    size_t stride = 2 * sizeof(double);
    proj_trans_generic(pj, PJ_FWD, xy, stride, n, xy + 1, stride, n, NULL, 0, 0, NULL, 0, 0);
    proj_errno_reset(pj);
}

static bool step(struct crs_context *c, enum crs_id from, enum crs_id to, double *xy, size_t n, struct err *err)
{
    enum { BLOCK = 256 };
    double before[2 * BLOCK];
    const struct pair *p = transformation(c, from, to);
    if (!p->best)
        return err_set(err, ERR_INTERNAL, table[to].name, "PROJ kent geen omrekening van %s naar %s.", table[from].name,
                       table[to].name);
    for (size_t at = 0; at < n; at += BLOCK) {
        size_t m = n - at < BLOCK ? n - at : BLOCK;
        double *block = xy + 2 * at;
        memcpy(before, block, 2 * m * sizeof *before);
        run(p->best, block, m);
        for (size_t i = 0; i < 2 * m && p->fallback; i += 2)
            if (!isfinite(block[i]) || !isfinite(block[i + 1])) {
                memcpy(block + i, before + i, 2 * sizeof *before);
                run(p->fallback, block + i, 1);
            }
    }
    return true;
}

/* Spherical Web Mercator to and from degrees (EPSG method 1024): exact, and much faster than a pipeline per point. */
static void mercator_to_degrees(double *xy, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        xy[2 * i] /= DEGREE_M;
        xy[2 * i + 1] = atan(sinh(xy[2 * i + 1] / 6378137.0)) * 180 / M_PI;
    }
}

static void degrees_to_mercator(double *xy, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        double lat = xy[2 * i + 1];
        bool ok = fabs(lat) < 90 && isfinite(xy[2 * i]);
        xy[2 * i] = ok ? xy[2 * i] * DEGREE_M : HUGE_VAL;
        xy[2 * i + 1] = ok ? 6378137.0 * asinh(tan(lat * M_PI / 180)) : HUGE_VAL;
    }
}

bool crs_transform(struct crs_context *c, enum crs_id from, enum crs_id to, double *xy, size_t n, struct err *err)
{
    if (from == to || (base_of(from) == base_of(to)))
        return true;
    if (from == CRS_WEB_MERCATOR) {
        mercator_to_degrees(xy, n);
        from = CRS_ETRS89;
    }
    enum crs_id stop = to == CRS_WEB_MERCATOR ? CRS_ETRS89 : base_of(to);
    if (base_of(from) != stop && !step(c, base_of(from), stop, xy, n, err))
        return false;
    if (to == CRS_WEB_MERCATOR)
        degrees_to_mercator(xy, n);
    for (size_t i = 0; i < 2 * n; i += 2)
        if (!isfinite(xy[i]) || !isfinite(xy[i + 1]))
            xy[i] = xy[i + 1] = HUGE_VAL;
    return true;
}

bool crs_transform_bbox(struct crs_context *c, enum crs_id from, enum crs_id to, struct bbox b, struct bbox *out,
                        struct err *err)
{
    enum { SIDE = 21 };
    double xy[4 * SIDE * 2];
    size_t n = 0;
    for (int i = 0; i < SIDE; i++) {
        double f = i / (double)(SIDE - 1);
        double x = b.minx + f * (b.maxx - b.minx), y = b.miny + f * (b.maxy - b.miny);
        double p[] = {x, b.miny, x, b.maxy, b.minx, y, b.maxx, y};
        memcpy(xy + n, p, sizeof p);
        n += 8;
    }
    if (!crs_transform(c, from, to, xy, n / 2, err))
        return false;
    struct bbox box = bbox_empty();
    for (size_t i = 0; i < n; i += 2)
        if (isfinite(xy[i]) && isfinite(xy[i + 1]))
            bbox_add(&box, xy[i], xy[i + 1]);
    *out = box;
    return true;
}

double crs_rd_accuracy_m(struct crs_context *c)
{
    return transformation(c, CRS_RD, CRS_ETRS89)->accuracy_m;
}

bool crs_has_rd_grid(struct crs_context *c)
{
    return transformation(c, CRS_RD, CRS_ETRS89)->grid && transformation(c, CRS_ETRS89, CRS_RD)->grid;
}

bool crs_grid_folder(const char *dir)
{
    enum { MAX = 32 };
    struct stat st;
    if (!dir || stat(dir, &st) != 0 || !S_ISDIR(st.st_mode))
        return true;
    const char *path[MAX + 1] = {dir};
    int n = 1;
    char *known = strdup(proj_info().searchpath ? proj_info().searchpath : ""), *rest = known, *one;
    if (!known)
        return false;
    while ((one = strsep(&rest, ":")) && n < MAX)
        if (*one && strcmp(one, dir) != 0)
            path[n++] = one;
    proj_context_set_search_paths(NULL, n, path);
    free(known);
    return true;
}
