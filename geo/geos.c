#include "geo/geom.h"

#include <geos_c.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct geos {
    GEOSContextHandle_t h;
    GEOSWKBReader *reader;
};

static void quiet(const char *message, void *data)
{
}

struct geos *geos_new(void)
{
    struct geos *c = calloc(1, sizeof *c);
    if (!c)
        return NULL;
    c->h = GEOS_init_r();
    if (!c->h) {
        free(c);
        return NULL;
    }
    GEOSContext_setNoticeMessageHandler_r(c->h, quiet, NULL);
    GEOSContext_setErrorMessageHandler_r(c->h, quiet, NULL);
    c->reader = GEOSWKBReader_create_r(c->h);
    if (!c->reader) {
        GEOS_finish_r(c->h);
        free(c);
        return NULL;
    }
    return c;
}

void geos_free(struct geos *c)
{
    if (!c)
        return;
    GEOSWKBReader_destroy_r(c->h, c->reader);
    GEOS_finish_r(c->h);
    free(c);
}

static GEOSGeometry *to_geos(struct geos *c, const struct geom *g)
{
    struct buf b;
    buf_init(&b, (size_t)1 << 31);
    geom_to_wkb(g, &b);
    GEOSGeometry *out = b.failed ? NULL : GEOSWKBReader_read_r(c->h, c->reader, (const unsigned char *)b.p, b.n);
    buf_done(&b);
    return out;
}

static bool from_geos(struct geos *c, const GEOSGeometry *g, struct arena *a, struct geom *out, struct err *err)
{
    size_t n = 0;
    GEOSWKBWriter *writer = GEOSWKBWriter_create_r(c->h);
    unsigned char *wkb = writer ? GEOSWKBWriter_write_r(c->h, writer, g, &n) : NULL;
    bool ok = wkb ? geom_from_wkb(wkb, n, a, out, err)
                  : err_set(err, ERR_MEMORY, "geometrie", "GEOS kon de geometrie niet teruggeven.");
    GEOSFree_r(c->h, wkb);
    if (writer)
        GEOSWKBWriter_destroy_r(c->h, writer);
    return ok;
}

bool geos_is_valid(struct geos *c, const struct geom *g, char *reason, size_t reason_size)
{
    GEOSGeometry *q = to_geos(c, g);
    if (!q) {
        if (reason)
            snprintf(reason, reason_size, "Geometry can't be built (a ring that isn't closed, or has too few points)");
        return false;
    }
    bool valid = GEOSisValid_r(c->h, q) == 1;
    if (!valid && reason) {
        char *text = GEOSisValidReason_r(c->h, q);
        snprintf(reason, reason_size, "%s", text ? text : "Invalid");
        GEOSFree_r(c->h, text);
    }
    GEOSGeom_destroy_r(c->h, q);
    return valid;
}

/* Only the polygons of g, as one polygon or a collection of them; NULL when there are none. Takes g over. */
static GEOSGeometry *only_polygons(struct geos *c, GEOSGeometry *g)
{
    int type = GEOSGeomTypeId_r(c->h, g);
    if ((type == GEOS_POLYGON || type == GEOS_MULTIPOLYGON) && !GEOSisEmpty_r(c->h, g))
        return g;
    GEOSGeometry **keep = NULL;
    unsigned n_keep = 0;
    if (type == GEOS_GEOMETRYCOLLECTION) {
        int n = GEOSGetNumGeometries_r(c->h, g);
        keep = calloc((size_t)(n > 0 ? n : 1) * 64, sizeof *keep);
        for (int i = 0; keep && i < n; i++) {
            const GEOSGeometry *part = GEOSGetGeometryN_r(c->h, g, i);
            int sub = GEOSGetNumGeometries_r(c->h, part);
            int part_type = GEOSGeomTypeId_r(c->h, part);
            if (part_type == GEOS_POLYGON && !GEOSisEmpty_r(c->h, part))
                keep[n_keep++] = GEOSGeom_clone_r(c->h, part);
            else if (part_type == GEOS_MULTIPOLYGON)
                for (int k = 0; k < sub && n_keep < (unsigned)n * 64; k++)
                    keep[n_keep++] = GEOSGeom_clone_r(c->h, GEOSGetGeometryN_r(c->h, part, k));
        }
    }
    GEOSGeom_destroy_r(c->h, g);
    GEOSGeometry *out = n_keep ? GEOSGeom_createCollection_r(c->h, GEOS_MULTIPOLYGON, keep, n_keep) : NULL;
    free(keep);
    return out;
}

bool geos_make_valid(struct geos *c, const struct geom *g, struct arena *a, struct geom *out, struct err *err)
{
    GEOSGeometry *q = to_geos(c, g);
    GEOSGeometry *made = q ? GEOSMakeValid_r(c->h, q) : NULL;
    GEOSGeom_destroy_r(c->h, q);
    made = made ? only_polygons(c, made) : NULL;
    if (!made)
        return err_set(err, ERR_INVALID, "geometrie", "Van de geometrie is geen geldig vlak te maken.");
    bool ok = from_geos(c, made, a, out, err);
    GEOSGeom_destroy_r(c->h, made);
    return ok;
}

bool geos_union(struct geos *c, const struct geom *const *g, size_t n, struct arena *a, struct geom *out,
                struct err *err)
{
    GEOSGeometry **parts = calloc(n ? n : 1, sizeof *parts);
    if (!parts)
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    bool ok = true;
    size_t made = 0;
    for (; ok && made < n; made++)
        ok = (parts[made] = to_geos(c, g[made])) != NULL;
    GEOSGeometry *all = NULL, *joined = NULL;
    if (ok) {
        all = GEOSGeom_createCollection_r(c->h, GEOS_GEOMETRYCOLLECTION, parts, (unsigned)n);
        joined = all ? GEOSUnaryUnion_r(c->h, all) : NULL;
        joined = joined ? only_polygons(c, joined) : NULL;
        ok = joined && from_geos(c, joined, a, out, err);
        GEOSGeom_destroy_r(c->h, joined);
        GEOSGeom_destroy_r(c->h, all);
    } else {
        for (size_t i = 0; i < made; i++)
            GEOSGeom_destroy_r(c->h, parts[i]);
    }
    free(parts);
    return ok ? true : err_set(err, ERR_INVALID, "geometrie", "De vlakken zijn niet samen te voegen.");
}

double geos_overlap(struct geos *c, const struct geom *a, const struct geom *b, double *x, double *y)
{
    double area = 0;
    GEOSGeometry *p = to_geos(c, a), *q = to_geos(c, b);
    GEOSGeometry *shared = p && q ? GEOSIntersection_r(c->h, p, q) : NULL;
    GEOSGeometry *inside = shared ? GEOSPointOnSurface_r(c->h, shared) : NULL;
    if (!inside || GEOSArea_r(c->h, shared, &area) != 1 || GEOSGeomGetX_r(c->h, inside, x) != 1 ||
        GEOSGeomGetY_r(c->h, inside, y) != 1)
        area = 0;
    GEOSGeom_destroy_r(c->h, inside);
    GEOSGeom_destroy_r(c->h, shared);
    GEOSGeom_destroy_r(c->h, q);
    GEOSGeom_destroy_r(c->h, p);
    return area;
}

struct geos_index {
    struct geos *c;
    GEOSGeometry **polygons;
    const GEOSPreparedGeometry **prepared;
    size_t *numbers;
    size_t n;
    GEOSSTRtree *tree;
};

struct geos_index *geos_index_new(struct geos *c, const struct geom *polygons, size_t n)
{
    struct geos_index *ix = calloc(1, sizeof *ix);
    if (!ix)
        return NULL;
    ix->c = c;
    ix->polygons = calloc(n ? n : 1, sizeof *ix->polygons);
    ix->prepared = calloc(n ? n : 1, sizeof *ix->prepared);
    ix->numbers = calloc(n ? n : 1, sizeof *ix->numbers);
    ix->tree = GEOSSTRtree_create_r(c->h, 10);
    if (!ix->polygons || !ix->prepared || !ix->numbers || !ix->tree) {
        geos_index_free(ix);
        return NULL;
    }
    for (size_t i = 0; i < n; i++) {
        ix->numbers[i] = i;
        ix->n = i + 1;
        ix->polygons[i] = to_geos(c, &polygons[i]);
        ix->prepared[i] = ix->polygons[i] ? GEOSPrepare_r(c->h, ix->polygons[i]) : NULL;
        if (!ix->prepared[i]) {
            geos_index_free(ix);
            return NULL;
        }
        GEOSSTRtree_insert_r(c->h, ix->tree, ix->polygons[i], &ix->numbers[i]);
    }
    return ix;
}

void geos_index_free(struct geos_index *ix)
{
    if (!ix)
        return;
    if (ix->tree)
        GEOSSTRtree_destroy_r(ix->c->h, ix->tree);
    for (size_t i = 0; i < ix->n; i++) {
        if (ix->prepared[i])
            GEOSPreparedGeom_destroy_r(ix->c->h, ix->prepared[i]);
        GEOSGeom_destroy_r(ix->c->h, ix->polygons[i]);
    }
    free(ix->polygons);
    free(ix->prepared);
    free(ix->numbers);
    free(ix);
}

struct find_state {
    struct geos_index *ix;
    GEOSGeometry *point;
    size_t found;
};

static void try_polygon(void *item, void *data)
{
    struct find_state *s = data;
    size_t i = *(size_t *)item;
    if (i < s->found && GEOSPreparedIntersects_r(s->ix->c->h, s->ix->prepared[i], s->point) == 1)
        s->found = i;
}

size_t geos_index_find(struct geos_index *ix, double x, double y)
{
    struct find_state s = {ix, GEOSGeom_createPointFromXY_r(ix->c->h, x, y), SIZE_MAX};
    if (!s.point)
        return SIZE_MAX;
    GEOSSTRtree_query_r(ix->c->h, ix->tree, s.point, try_polygon, &s);
    GEOSGeom_destroy_r(ix->c->h, s.point);
    return s.found;
}
