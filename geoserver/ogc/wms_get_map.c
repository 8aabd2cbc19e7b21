/* GetMap (WMS 1.3.0 §7.3). */
#include "geoserver/ogc/wms_priv.h"

static const struct wms_param params[] = {
    {"LAYERS", true, "LayerNotDefined"},
    {"STYLES", false, "StyleNotDefined"},
    {"CRS", true, "InvalidCRS"},
    {"BBOX", true, NULL},
    {"WIDTH", true, NULL},
    {"HEIGHT", true, NULL},
    {"FORMAT", true, "InvalidFormat"},
    {"TRANSPARENT", false, NULL},
    {"BGCOLOR", false, NULL},
    {"EXCEPTIONS", false, NULL},
};

static bool colour_parse(struct str s, uint32_t *out, struct err *err)
{
    uint32_t v = 0;
    bool ok = s.n == 8 && s.p[0] == '0' && (s.p[1] == 'x' || s.p[1] == 'X');
    for (size_t i = 2; ok && i < 8; i++) {
        char c = s.p[i];
        int digit = c >= '0' && c <= '9'   ? c - '0'
                    : c >= 'a' && c <= 'f' ? c - 'a' + 10
                    : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                           : -1;
        ok = digit >= 0;
        v = v << 4 | (uint32_t)(digit & 15);
    }
    if (!ok)
        return err_set(err, ERR_INVALID, "BGCOLOR", "BGCOLOR moet de vorm 0xRRGGBB hebben.");
    *out = v;
    return true;
}

static bool get_map(const struct request *q, struct response *r, struct err *err)
{
    struct wms_map m;
    struct str format = request_param(q, "FORMAT"), transparent = request_param(q, "TRANSPARENT");
    struct str colour = request_param(q, "BGCOLOR");
    uint32_t background = 0xffffff;
    if (!wms_map_parse(q, &m, err))
        return false;
    enum image_format kind;
    if (!image_format_find(format, &kind))
        return err_set(err, ERR_UNSUPPORTED, "FORMAT",
                       "FORMAT=%.*s wordt niet geboden; wel image/png, image/webp, image/jpeg, image/svg+xml en "
                       "application/pdf.",
                       STR_ARG(str_sub(format, 0, 60)));
    bool clear = str_eq_nocase(transparent, STR("TRUE"));
    if (transparent.n && !clear && !str_eq_nocase(transparent, STR("FALSE")))
        return err_set(err, ERR_INVALID, "TRANSPARENT", "TRANSPARENT moet TRUE of FALSE zijn.");
    if (colour.n && !colour_parse(colour, &background, err))
        return false;
    struct render_request draw = {.layers = m.layers,
                                  .n_layers = m.n_layers,
                                  .crs = m.crs->id,
                                  .bbox = m.bbox,
                                  .width_px = m.width_px,
                                  .height_px = m.height_px,
                                  .pixel_ratio = m.pixel_ratio,
                                  .transparent = clear && kind != IMAGE_JPEG, /* which can't */
                                  .background = background,
                                  .format = kind,
                                  .dpi = m.dpi};
    struct worker *w = q->worker;
    if (!render_map(w->render, w->warehouse, w->crs, &draw, w->arena, &r->body, err))
        return false;
    r->content_type = image_type(kind);
    r->cacheable = true;
    return true;
}

const struct operation operation_get_map = {"GetMap", params, sizeof params / sizeof *params, true, get_map};
