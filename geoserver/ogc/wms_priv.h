/* What the files of the WMS share. WMS 1.3.0 is OGC 06-042, also ISO 19128. */
#ifndef GM_GEOSERVER_OGC_WMS_PRIV_H
#define GM_GEOSERVER_OGC_WMS_PRIV_H

#include "geoserver/exchange/exchange.h"
#include "geoserver/render/render.h"

enum {
    WMS_MAX_PX = RENDER_MAX_PX, /* MaxWidth, MaxHeight */
    WMS_MAX_LAYERS = 50,        /* LayerLimit */
    WMS_MAX_DPI = 600,          /* more is cut to it */
    WMS_MAX_FEATURES = 100      /* FEATURE_COUNT is cut to it */
};

/* A parameter of an operation, and the exception code when its value is wrong (table E.1); NULL: no code. */
struct wms_param {
    const char *name;
    bool required;
    const char *fault;
};

struct operation {
    const char *request; /* the value of REQUEST */
    const struct wms_param *params;
    size_t n_params;
    bool versioned; /* VERSION is required, and must be 1.3.0 */
    bool (*handle)(const struct request *q, struct response *r, struct err *err);
};
#define OPERATION(id) extern const struct operation operation_##id;
#include "geoserver/ogc/operations.def"
#undef OPERATION

/* The map part that GetMap and GetFeatureInfo share, checked (§7.3.3). Layers and styles are resolved; the bbox is x/y.
 */
struct wms_map {
    struct render_layer *layers;
    size_t n_layers;
    const struct crs *crs;
    struct bbox bbox;
    int width_px, height_px;
    double pixel_ratio, dpi; /* dpi: as asked, 0: not */
};
bool wms_map_parse(const struct request *q, struct wms_map *out, struct err *err) MUST_CHECK;
/* LAYERS or QUERY_LAYERS: names and theme names (all layers of a theme that are on at the start) to layers; `param` is
 * the locator of a fault. */
bool wms_layers_parse(const struct request *q, const char *param, struct render_layer **out, size_t *n,
                      struct err *err) MUST_CHECK;
/* A whole number within [min, max]; fails with the parameter as locator. */
bool wms_int(const struct request *q, const char *param, int min, int max, int *out, struct err *err) MUST_CHECK;
/* The exception code that goes with an error of this operation; NULL: none. */
const char *wms_fault_code(const struct operation *op, const struct err *err);
/* ServiceExceptionReport 1.3.0. */
void wms_exception(struct response *r, const char *code, const struct err *err);

#endif
