/* GetLegendGraphic (OGC 05-078r4 §12), as clients use it: LAYER, STYLE, RULE, WIDTH, HEIGHT, SCALE. */
#include "geoserver/ogc/wms_priv.h"

static const struct wms_param params[] = {
    {"LAYER", true, "LayerNotDefined"},
    {"STYLE", false, "StyleNotDefined"},
    {"RULE", false, NULL},
    {"FORMAT", false, "InvalidFormat"},
    {"WIDTH", false, NULL},
    {"HEIGHT", false, NULL},
    {"SCALE", false, NULL},
};
enum { SWATCH_MAX_PX = 256 };
#define WMS_PIXEL_M 0.00028 /* OGC 05-078r4 §10 */

static bool get_legend_graphic(const struct request *q, struct response *r, struct err *err)
{
    struct worker *w = q->worker;
    struct str name = request_param(q, "LAYER"), style_id = request_param(q, "STYLE"), rule = request_param(q, "RULE");
    struct str format = request_param(q, "FORMAT");
    const struct layer *layer = catalog_layer(q->server->catalog, name);
    if (!layer)
        return err_set(err, ERR_NOT_FOUND, "LAYER", "De laag \"%.*s\" bestaat niet.", STR_ARG(str_sub(name, 0, 60)));
    if (format.n && !str_starts(format, STR("image/png")))
        return err_set(err, ERR_UNSUPPORTED, "FORMAT", "FORMAT=%.*s wordt niet geboden; geef FORMAT=image/png.",
                       STR_ARG(str_sub(format, 0, 60)));
    const char *id = style_id.n ? NULL : layer->stijlen[0];
    for (size_t i = 0; i < layer->n_stijlen; i++)
        if (str_eq_c(style_id, layer->stijlen[i]))
            id = layer->stijlen[i];
    const struct style *style = id ? style_find(q->server->styles, id) : NULL;
    if (!style)
        return err_set(err, ERR_NOT_FOUND, "STYLE", "De laag \"%s\" heeft geen stijl \"%.*s\".", layer->id,
                       STR_ARG(str_sub(style_id, 0, 60)));
    const char *rule_name = NULL;
    for (size_t i = 0; rule.n && i < style_rule_count(style); i++)
        if (str_eq_c(rule, style_rule_name(style, i)))
            rule_name = style_rule_name(style, i);
    if (rule.n && !rule_name)
        return err_set(err, ERR_NOT_FOUND, "RULE", "De stijl \"%s\" heeft geen regel \"%.*s\".", id,
                       STR_ARG(str_sub(rule, 0, 60)));
    int width = 0, height = 0;
    if (request_param(q, "WIDTH").n && !wms_int(q, "WIDTH", 1, SWATCH_MAX_PX, &width, err))
        return false;
    if (request_param(q, "HEIGHT").n && !wms_int(q, "HEIGHT", 1, SWATCH_MAX_PX, &height, err))
        return false;
    double scale = 0;
    if (request_param(q, "SCALE").n && (!str_to_double(request_param(q, "SCALE"), &scale) || scale < 0))
        return err_set(err, ERR_INVALID, "SCALE", "SCALE moet een schaalgetal zijn, zoals 25000.");
    const struct render_layer shown = {.layer = layer, .style = style};
    const char *const *titles = NULL;
    if (!render_legend_titles(w->warehouse, &shown, scale * WMS_PIXEL_M, w->arena, &titles, err) ||
        !render_legend(w->render, style, rule_name, titles, width, height, 1, w->arena, &r->body, NULL, NULL, err))
        return false;
    r->content_type = "image/png";
    r->cacheable = true;
    return true;
}

const struct operation operation_get_legend_graphic = {"GetLegendGraphic", params, sizeof params / sizeof *params,
                                                       false, get_legend_graphic};
