#include "importers/ogr.h"

#include <cpl_conv.h>
#include <math.h>
#include <ogr_srs_api.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { MAX_VERTICES = 20000000 };

void ogr_begin(CPLErrorHandler handler, void *user)
{
    static const char *const settings[][2] = {{"GDAL_HTTP_TIMEOUT", "1"},
                                              {"GDAL_HTTP_PROXY", "127.0.0.1:9"},
                                              {"GDAL_PAM_ENABLED", "NO"},
                                              {"SHAPE_RESTORE_SHX", "NO"},
                                              {"CPL_CURL_ENABLE_VSIMEM", "NO"},
                                              {"OGR_GEOJSON_MAX_OBJ_SIZE", "500"},
                                              {"GML_SRS_DIMENSION_IF_MISSING", "2"},
                                              {"GML_SKIP_CORRUPTED_FEATURES", "YES"}};
    GDALAllRegister();
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++)
        CPLSetConfigOption(settings[i][0], settings[i][1]);
    CPLPushErrorHandlerEx(handler ? handler : CPLQuietErrorHandler, user);
}

void ogr_end(void)
{
    CPLPopErrorHandler();
}

bool ogr_reader_init(struct ogr_reader *r, struct err *err)
{
    return ((r->geos = geos_new()) && (r->crs = crs_context_new())) ||
           err_set(err, ERR_MEMORY, NULL, "Er is geen geheugen meer.");
}

void ogr_reader_done(struct ogr_reader *r)
{
    geos_free(r->geos);
    crs_context_free(r->crs);
    *r = (struct ogr_reader){0};
}

bool ogr_is_local(const char *path, struct err *err)
{
    struct stat st;
    if (strncmp(path, "/vsi", 4) == 0 || strstr(path, "://") || stat(path, &st) != 0 ||
        !(S_ISREG(st.st_mode) || S_ISDIR(st.st_mode)))
        return err_set(err, ERR_NOT_FOUND, path, "%s is geen bestand op deze machine.", path);
    return true;
}

const char *ogr_basename(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

bool ogr_crs_find(OGRSpatialReferenceH srs, const char *file, struct ogr_crs *out, struct err *err)
{
    const char *name = OSRGetAuthorityName(srs, NULL), *code = OSRGetAuthorityCode(srs, NULL);
    const struct crs *known = name && code && strcmp(name, "EPSG") == 0 ? crs_by_epsg(atoi(code)) : NULL;
    if (!known && name && code && strcmp(name, "OGC") == 0 && strcmp(code, "CRS84") == 0)
        known = crs_get(CRS_84);
    if (known) {
        *out = (struct ogr_crs){.known = known->id};
        return true;
    }
    OGRSpatialReferenceH rd = OSRNewSpatialReference(NULL);
    if (rd && OSRImportFromEPSG(rd, 28992) == OGRERR_NONE) {
        struct ogr_crs crs = {.known = CRS_RD};
        OSRSetAxisMappingStrategy(rd, OAMS_TRADITIONAL_GIS_ORDER);
        if (!OSRIsSame(rd, srs))
            crs.transform = OCTNewCoordinateTransformation(srs, rd);
        bool ok = crs.transform || OSRIsSame(rd, srs);
        OSRDestroySpatialReference(rd);
        if (ok) {
            *out = crs;
            return true;
        }
    }
    return err_set(err, ERR_UNSUPPORTED, file, "Het coördinaatstelsel van %s is niet naar RD om te rekenen.", file);
}

bool ogr_crs_of_layer(OGRLayerH layer, const char *file, struct import_report *r, struct ogr_crs *out, struct err *err)
{
    OGRSpatialReferenceH srs = OGR_L_GetSpatialRef(layer);
    if (srs)
        return ogr_crs_find(srs, file, out, err);
    OGREnvelope e;
    struct bbox nl = crs_get(CRS_RD)->extent;
    *out = (struct ogr_crs){.known = CRS_RD};
    if (OGR_L_GetExtent(layer, &e, 1) != OGRERR_NONE)
        return true; /* nothing in it */
    if (bbox_contains(nl, e.MinX, e.MinY) && bbox_contains(nl, e.MaxX, e.MaxY) && e.MinX > 1000) {
        import_warn(r, file, "geen coördinaatstelsel opgegeven; RD aangenomen");
        return true;
    }
    if (e.MinX >= 3 && e.MaxX <= 8 && e.MinY >= 50 && e.MaxY <= 54) {
        import_warn(r, file, "geen coördinaatstelsel opgegeven; lengte- en breedtegraad aangenomen");
        out->known = CRS_84;
        return true;
    }
    return err_set(err, ERR_INVALID, file, "%s heeft geen coördinaatstelsel en de coördinaten passen niet bij RD.",
                   file);
}

void ogr_crs_done(struct ogr_crs *crs)
{
    if (crs->transform)
        OCTDestroyCoordinateTransformation(crs->transform);
    crs->transform = NULL;
}

enum geom_type ogr_geometry_type(OGRGeometryH raw)
{
    if (!raw || OGR_G_IsEmpty(raw))
        return GEOM_NONE;
    OGRwkbGeometryType t = OGR_GT_Flatten(OGR_G_GetGeometryType(raw));
    if (OGR_GT_IsSubClassOf(t, wkbCurvePolygon) || OGR_GT_IsSubClassOf(t, wkbMultiSurface))
        return GEOM_POLYGON;
    if (OGR_GT_IsSubClassOf(t, wkbCurve) || OGR_GT_IsSubClassOf(t, wkbMultiCurve))
        return GEOM_LINE;
    return t == wkbPoint || t == wkbMultiPoint ? GEOM_POINT : GEOM_NONE;
}

/* NULL, or why there is no geometry in its own coordinates (RD already when `transform`). */
static const char *geometry_copy(OGRGeometryH raw, OGRCoordinateTransformationH transform, struct arena *a,
                                 struct geom *out)
{
    OGRGeometryH g = OGR_G_GetLinearGeometry(raw, 0, NULL); /* curves become lines; a copy */
    if (!g)
        return "onleesbare geometrie";
    OGR_G_FlattenTo2D(g);
    const char *fault = NULL;
    unsigned char *wkb = NULL;
    int size = OGR_G_WkbSize(g);
    if (transform && OGR_G_Transform(g, transform) != OGRERR_NONE)
        fault = "de coördinaten zijn niet naar RD om te rekenen";
    else if (size <= 0 || size / 16 > MAX_VERTICES || !(wkb = malloc((size_t)size)) ||
             OGR_G_ExportToWkb(g, wkbNDR, wkb) != OGRERR_NONE)
        fault = "onleesbare geometrie";
    OGR_G_DestroyGeometry(g);
    struct err err = {0};
    if (!fault && !geom_from_wkb(wkb, (size_t)size, a, out, &err))
        fault = "onleesbare geometrie";
    free(wkb);
    return fault;
}

const char *ogr_geometry(struct ogr_reader *r, const struct ogr_crs *crs, OGRGeometryH raw, enum geom_type wanted,
                         struct arena *a, struct geom *out, bool *mended)
{
    static const char *const other[] = {"geen geometrie", "de geometrie is geen punt", "de geometrie is geen lijn",
                                        "de geometrie is geen vlak"};
    struct err err = {0};
    struct geom geom = {0};
    *mended = false;
    if (!raw || OGR_G_IsEmpty(raw))
        return other[GEOM_NONE];
    const char *fault = geometry_copy(raw, crs->transform, a, &geom);
    if (fault)
        return fault;
    if (geom.type != wanted)
        return other[wanted];
    if (!crs->transform && crs->known != CRS_RD && !crs_transform(r->crs, crs->known, CRS_RD, geom.xy, geom.n_xy, &err))
        return "de coördinaten zijn niet naar RD om te rekenen";
    for (size_t i = 0; i < 2 * geom.n_xy; i++)
        if (!isfinite(geom.xy[i]))
            return "de coördinaten zijn niet naar RD om te rekenen";
    struct bbox b = geom_bbox(&geom), nl = crs_get(CRS_RD)->extent;
    if (!bbox_contains(nl, b.minx, b.miny) || !bbox_contains(nl, b.maxx, b.maxy))
        return "het object ligt niet binnen Nederland (klopt het coördinaatstelsel?)";
    if (wanted == GEOM_POLYGON && !geos_is_valid(r->geos, &geom, NULL, 0)) {
        struct geom valid;
        if (!geos_make_valid(r->geos, &geom, a, &valid, &err))
            return "de geometrie is ongeldig en niet te herstellen";
        *mended = true;
        geom = valid;
    }
    *out = geom;
    return NULL;
}
