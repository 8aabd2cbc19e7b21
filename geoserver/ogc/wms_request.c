/* The parameters that the operations share. */
#include "geoserver/ogc/wms_priv.h"

#include <math.h>
#include <string.h>

bool wms_int(const struct request *q, const char *param, int min, int max, int *out, struct err *err)
{
    struct str s = request_param(q, param);
    int64_t v;
    double d;
    if (!str_to_i64(s, &v)) {
        /* Some clients send "256.0". */
        if (!str_to_double(s, &d) || d != floor(d) || fabs(d) > 1e9)
            return err_set(err, ERR_INVALID, param, "%s=%.*s is geen geheel getal.", param, STR_ARG(str_sub(s, 0, 30)));
        v = (int64_t)d;
    }
    if (v < min || v > max)
        return err_set(err, ERR_INVALID, param, "%s=%lld moet van %d tot en met %d zijn.", param, (long long)v, min,
                       max);
    *out = (int)v;
    return true;
}

static const struct theme *theme_find(const struct catalog *c, struct str id)
{
    for (size_t i = 0; i < c->n_themas; i++)
        if (str_eq_c(id, c->themas[i].id))
            return &c->themas[i];
    return NULL;
}

static bool layer_add(struct render_layer *list, size_t *n, const char *param, const struct layer *layer,
                      struct err *err)
{
    if (*n == WMS_MAX_LAYERS)
        return err_set(err, ERR_LIMIT, param, "%s noemt meer dan %d lagen.", param, WMS_MAX_LAYERS);
    list[(*n)++] = (struct render_layer){.layer = layer};
    return true;
}

/* CATEGORIE and PERIODE, of our own, as tiles have them: for the layers that know them. */
static bool layer_choose(const struct request *q, struct render_layer *l, struct err *err)
{
    struct str categorie = request_param(q, "CATEGORIE"), periode = request_param(q, "PERIODE");
    if (categorie.n && (l->layer->indicator || l->layer->categorie_veld))
        l->categorie = arena_cstr(q->worker->arena, categorie);
    if (periode.n && (l->layer->indicator || l->layer->dag_veld))
        l->periode = arena_cstr(q->worker->arena, periode);
    return !arena_full(q->worker->arena) || err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
}

bool wms_layers_parse(const struct request *q, const char *param, struct render_layer **out, size_t *n, struct err *err)
{
    const struct catalog *c = q->server->catalog;
    struct render_layer *list = arena_array(q->worker->arena, WMS_MAX_LAYERS, sizeof *list);
    struct str rest = request_param(q, param), name;
    size_t count = 0;
    if (!list)
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    while (str_next(&rest, ',', &name)) {
        const struct layer *layer = catalog_layer(c, name);
        const struct theme *theme = layer ? NULL : theme_find(c, name);
        if (!layer && !theme)
            return err_set(err, ERR_NOT_FOUND, param, "De laag \"%.*s\" bestaat niet; GetCapabilities noemt de lagen.",
                           STR_ARG(str_sub(name, 0, 60)));
        if (layer && !layer_add(list, &count, param, layer, err))
            return false;
        for (size_t i = 0; theme && i < theme->n_lagen; i++)
            if (theme->lagen[i]->zichtbaar && !layer_add(list, &count, param, theme->lagen[i], err))
                return false;
    }
    for (size_t i = 0; i < count; i++)
        if (!layer_choose(q, &list[i], err))
            return false;
    if (count == 0)
        return err_set(err, ERR_INVALID, param, "%s is leeg; noem minstens één laag.", param);
    *out = list;
    *n = count;
    return true;
}

static bool layer_has_style(const struct layer *layer, struct str id)
{
    for (size_t i = 0; i < layer->n_stijlen; i++)
        if (str_eq_c(id, layer->stijlen[i]))
            return true;
    return false;
}

/* STYLES: one per layer, or all empty (§7.3.3.4). A theme's layers take their default styles. */
static bool styles_parse(const struct request *q, struct wms_map *m, struct err *err)
{
    struct str rest = request_param(q, "STYLES"), id;
    bool more = rest.n > 0;
    for (size_t i = 0; i < m->n_layers; i++) {
        const struct layer *layer = m->layers[i].layer;
        id = (struct str){0};
        more = more && str_next(&rest, ',', &id);
        bool dflt = id.n == 0 || str_eq_nocase(id, STR("default"));
        if (!dflt && !layer_has_style(layer, id))
            return err_set(err, ERR_NOT_FOUND, "STYLES", "De laag \"%s\" heeft geen stijl \"%.*s\".", layer->id,
                           STR_ARG(str_sub(id, 0, 60)));
        const char *name = dflt ? layer->stijlen[0] : arena_cstr(q->worker->arena, id);
        m->layers[i].style = name ? style_find(q->server->styles, name) : NULL;
        if (!m->layers[i].style)
            return err_set(err, ERR_INTERNAL, NULL, "De stijl van de laag \"%s\" is niet geladen.", layer->id);
    }
    if (more && str_next(&rest, ',', &id) && id.n)
        return err_set(err, ERR_INVALID, "STYLES", "STYLES noemt meer stijlen dan er lagen zijn.");
    return true;
}

/* The axes come in the order of the CRS (§6.7.4); here they become x, y. */
static bool bbox_parse(const struct request *q, const struct crs *crs, struct bbox *out, struct err *err)
{
    struct str text = request_param(q, "BBOX"), rest = text, piece;
    double v[4];
    size_t n = 0;
    while (str_next(&rest, ',', &piece)) {
        if (n == 4 || !str_to_double(str_trim(piece), &v[n]))
            return err_set(err, ERR_INVALID, "BBOX", "BBOX moet vier getallen zijn, gescheiden door komma's.");
        n++;
    }
    if (n != 4)
        return err_set(err, ERR_INVALID, "BBOX", "BBOX moet vier getallen zijn, gescheiden door komma's.");
    if (!(v[0] < v[2]) || !(v[1] < v[3]))
        return err_set(err, ERR_INVALID, "BBOX", "BBOX: het kleinste getal van elke as moet voorop staan.");
    *out = crs->swap_axes ? (struct bbox){v[1], v[0], v[3], v[2]} : (struct bbox){v[0], v[1], v[2], v[3]};
    return true;
}

/* The three spellings of a resolution (QGIS, MapServer, GeoServer); 0: none. */
static double dpi_parse(const struct request *q)
{
    struct str s = request_param(q, "DPI");
    double dpi;
    if (!s.p)
        s = request_param(q, "MAP_RESOLUTION");
    if (!s.p) {
        s = request_param(q, "FORMAT_OPTIONS");
        size_t at = str_find_str(s, STR("dpi:"));
        s = at == SIZE_MAX ? (struct str){0} : str_sub(s, at + 4, SIZE_MAX);
        size_t end = str_find(s, ';', 0);
        s = end == SIZE_MAX ? s : str_sub(s, 0, end);
    }
    return s.p && str_to_double(s, &dpi) && dpi > 0 ? fmin(dpi, WMS_MAX_DPI) : 0;
}

/* How much symbols grow, from the standard's pixel of 0.28 mm (§7.2.4.6.9). Clients count from 90 (GeoServer,
 * OpenLayers) or 96 (QGIS, browsers) to the inch and mean the same: a multiple of either is a whole number, so that
 * lines stay crisp. Symbols never shrink: MapServer's 72 is how it spells "as usual". */
static double pixel_ratio_of(double dpi)
{
    double whole = floor(dpi / 90);
    if (whole >= 1 && dpi <= 96 * whole)
        return whole;
    return fmax(1, dpi / RENDER_DPI);
}

bool wms_map_parse(const struct request *q, struct wms_map *out, struct err *err)
{
    struct wms_map m = {0};
    struct str crs = request_param(q, "CRS");
    if (!wms_layers_parse(q, "LAYERS", &m.layers, &m.n_layers, err) || !styles_parse(q, &m, err))
        return false;
    m.crs = crs_find(crs);
    if (!m.crs)
        return err_set(err, ERR_UNSUPPORTED, "CRS",
                       "CRS=%.*s wordt niet geboden; wel EPSG:28992, EPSG:3857, EPSG:4326, CRS:84 en EPSG:4258.",
                       STR_ARG(str_sub(crs, 0, 40)));
    if (!bbox_parse(q, m.crs, &m.bbox, err) || !wms_int(q, "WIDTH", 1, WMS_MAX_PX, &m.width_px, err) ||
        !wms_int(q, "HEIGHT", 1, WMS_MAX_PX, &m.height_px, err))
        return false;
    m.dpi = dpi_parse(q);
    m.pixel_ratio = pixel_ratio_of(m.dpi);
    *out = m;
    return true;
}
