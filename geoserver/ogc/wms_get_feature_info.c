/* GetFeatureInfo (WMS 1.3.0 §7.4): what is at a pixel, with the attributes that the catalogue lets be shown. */
#include "geoserver/ogc/wms_priv.h"

#include <math.h>
#include <string.h>

static const struct wms_param params[] = {
    {"LAYERS", true, "LayerNotDefined"},
    {"STYLES", false, "StyleNotDefined"},
    {"QUERY_LAYERS", true, "LayerNotDefined"},
    {"CRS", true, "InvalidCRS"},
    {"BBOX", true, NULL},
    {"WIDTH", true, NULL},
    {"HEIGHT", true, NULL},
    {"INFO_FORMAT", true, "InvalidFormat"},
    {"I", true, "InvalidPoint"},
    {"J", true, "InvalidPoint"},
    {"FEATURE_COUNT", false, NULL},
};

/* A finger or a mouse doesn't hit a point of one pixel: so far away counts too (ogc.md §D). */
enum { TOLERANCE_PX = 6 };

enum format { FORMAT_JSON, FORMAT_HTML, FORMAT_TEXT, FORMAT_XML, FORMATS };
static const struct {
    const char *mime, *content_type;
    enum format format;
} formats[] = {
    {"application/json", "application/json; charset=utf-8", FORMAT_JSON},
    {"application/geo+json", "application/geo+json; charset=utf-8", FORMAT_JSON},
    {"application/geo json", "application/geo+json; charset=utf-8", FORMAT_JSON}, /* a '+' that wasn't escaped */
    {"text/html", "text/html; charset=utf-8", FORMAT_HTML},
    {"text/plain", "text/plain; charset=utf-8", FORMAT_TEXT},
    {"text/xml", "text/xml; charset=utf-8", FORMAT_XML},
    {"application/vnd.ogc.gml", "text/xml; charset=utf-8", FORMAT_XML},
};

struct writer {
    enum format format;
    struct buf *b;
    enum crs_id crs;
    struct crs_context *context;
    size_t n_features;
    const struct layer *last_layer;
};

static void open_document(struct writer *w, const struct crs *crs)
{
    if (w->format == FORMAT_JSON)
        buf_printf(w->b,
                   "{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"%s\"}},"
                   "\"features\":[",
                   crs->uri);
    else if (w->format == FORMAT_HTML)
        buf_c(w->b, "<!DOCTYPE html>\n<html lang=\"nl\"><head><meta "
                    "charset=\"utf-8\"><title>Informatie</title></head><body>\n");
    else if (w->format == FORMAT_XML)
        buf_c(w->b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<FeatureInfo>\n");
}

static void close_document(struct writer *w)
{
    if (w->format == FORMAT_JSON)
        buf_c(w->b, "]}\n");
    else if (w->format == FORMAT_HTML)
        buf_c(w->b, w->n_features ? "</body></html>\n" : "<p>Hier is niets gevonden.</p></body></html>\n");
    else if (w->format == FORMAT_XML)
        buf_c(w->b, "</FeatureInfo>\n");
    else if (w->n_features == 0)
        buf_c(w->b, "Hier is niets gevonden.\n");
}

static void json_feature(struct writer *w, const struct layer *l, const struct read_feature *f,
                         const struct kenmerk *fields, size_t n)
{
    struct buf *b = w->b;
    buf_printf(b, "%s{\"type\":\"Feature\",\"id\":\"%s.%lld\",\"laag\":\"%s\",\"laagTitel\":", w->n_features ? "," : "",
               l->id, (long long)f->id, l->id);
    buf_json(b, str_from(l->titel));
    buf_c(b, ",\"geometry\":");
    geom_to_geojson(&f->geom, crs_get(w->crs)->geographic ? 8 : 3, b);
    buf_c(b, ",\"properties\":{");
    for (size_t i = 0; i < n; i++) {
        const struct read_value *v = &f->values[i];
        buf_printf(b, "%s\"%s\":", i ? "," : "", fields[i].veld);
        if (v->type == READ_NUMBER)
            buf_double(b, v->number);
        else
            buf_json(b, v->type == READ_TEXT ? v->text : (struct str){0});
    }
    buf_c(b, "},\"titels\":{");
    for (size_t i = 0; i < n; i++) {
        buf_printf(b, "%s\"%s\":", i ? "," : "", fields[i].veld);
        buf_json(b, str_from(fields[i].titel));
    }
    buf_c(b, "},\"eenheden\":{");
    for (size_t i = 0, k = 0; i < n; i++)
        if (fields[i].eenheid) {
            buf_printf(b, "%s\"%s\":", k++ ? "," : "", fields[i].veld);
            buf_json(b, str_from(fields[i].eenheid));
        }
    buf_c(b, "}}");
}

static struct str value_text(const struct read_value *v)
{
    return v->type == READ_NULL ? STR("niet bekend") : v->text;
}

static void html_feature(struct writer *w, const struct layer *l, const struct read_feature *f,
                         const struct kenmerk *fields, size_t n)
{
    if (w->last_layer != l) {
        buf_c(w->b, "<h2>");
        buf_xml(w->b, str_from(l->titel));
        buf_c(w->b, "</h2>\n");
    }
    buf_c(w->b, "<table>\n");
    for (size_t i = 0; i < n; i++) {
        buf_c(w->b, "<tr><th scope=\"row\" align=\"left\">");
        buf_xml(w->b, str_from(fields[i].titel));
        buf_c(w->b, "</th><td>");
        buf_xml(w->b, value_text(&f->values[i]));
        if (fields[i].eenheid && f->values[i].type != READ_NULL) {
            buf_byte(w->b, ' ');
            buf_xml(w->b, str_from(fields[i].eenheid));
        }
        buf_c(w->b, "</td></tr>\n");
    }
    buf_c(w->b, "</table>\n");
}

static void text_feature(struct writer *w, const struct layer *l, const struct read_feature *f,
                         const struct kenmerk *fields, size_t n)
{
    if (w->last_layer != l)
        buf_printf(w->b, "%s\n", l->titel);
    for (size_t i = 0; i < n; i++)
        buf_printf(w->b, "  %s: %.*s%s%s\n", fields[i].titel, STR_ARG(value_text(&f->values[i])),
                   fields[i].eenheid ? " " : "", fields[i].eenheid ? fields[i].eenheid : "");
}

static void xml_feature(struct writer *w, const struct layer *l, const struct read_feature *f,
                        const struct kenmerk *fields, size_t n)
{
    buf_printf(w->b, "  <Feature layer=\"%s\" id=\"%lld\">\n", l->id, (long long)f->id);
    for (size_t i = 0; i < n; i++) {
        buf_printf(w->b, "    <Attribute name=\"%s\" title=\"", fields[i].veld);
        buf_xml(w->b, str_from(fields[i].titel));
        buf_c(w->b, "\">");
        if (f->values[i].type != READ_NULL)
            buf_xml(w->b, f->values[i].text);
        buf_c(w->b, "</Attribute>\n");
    }
    buf_c(w->b, "  </Feature>\n");
}

/* The place asked for, in RD, and how far from it still counts, in metres. */
struct target {
    double x, y, reach_m;
    double symbol_m; /* as the picture had it: what is computed by the scale is found as it was drawn */
};

static bool target_make(const struct request *q, const struct wms_map *m, int i, int j, struct target *out,
                        struct err *err)
{
    double dx = (m->bbox.maxx - m->bbox.minx) / m->width_px, dy = (m->bbox.maxy - m->bbox.miny) / m->height_px;
    double x = m->bbox.minx + (i + 0.5) * dx, y = m->bbox.maxy - (j + 0.5) * dy;
    double reach = TOLERANCE_PX * m->pixel_ratio;
    double xy[] = {x, y, x + reach * dx, y, x, y + reach * dy};
    if (!crs_transform(q->worker->crs, m->crs->id, CRS_RD, xy, 3, err))
        return false;
    double symbol_m = render_pixel_m(m->crs->id, dx) * m->pixel_ratio;
    *out = (struct target){xy[0], xy[1], fmin(hypot(xy[2] - xy[0], xy[3] - xy[1]), hypot(xy[4] - xy[0], xy[5] - xy[1])),
                           symbol_m};
    if (!isfinite(out->x + out->y + out->reach_m))
        *out = (struct target){-1e9, -1e9, 0, symbol_m};
    return true;
}

static bool hit(const struct layer *l, const struct geom *g, const struct target *t)
{
    if (l->type == GEOM_POLYGON)
        return geom_contains(g, t->x, t->y);
    return geom_distance(g, t->x, t->y) <= t->reach_m;
}

/* What an indicator layer shows: the area's name and its published figure, from the one path (figures.h). */
static const struct kenmerk indicator_fields[] = {
    {"naam", "Gebied", NULL},   {"code", "Code", NULL},
    {"waarde", "Aantal", NULL}, {"per1000", "Per 1.000 inwoners", NULL},
    {"klasse", "Klasse", NULL},
};

static void add_feature(struct writer *w, const struct layer *l, const struct read_feature *f,
                        const struct kenmerk *fields, size_t n)
{
    if (w->format == FORMAT_JSON)
        json_feature(w, l, f, fields, n);
    else if (w->format == FORMAT_HTML)
        html_feature(w, l, f, fields, n);
    else if (w->format == FORMAT_TEXT)
        text_feature(w, l, f, fields, n);
    else
        xml_feature(w, l, f, fields, n);
    w->last_layer = l;
    w->n_features++;
}

/* A raster has one feature everywhere: the point asked for, with the values there. */
static bool raster_info(const struct request *q, const struct layer *l, const struct target *t, struct writer *w,
                        struct err *err)
{
    struct raster_info info;
    double xy[] = {t->x, t->y};
    if (!render_raster_values(q->worker->render, q->worker->warehouse, q->worker->crs, l, t->x, t->y, q->worker->arena,
                              &info, err))
        return false;
    if (!info.n)
        return true;
    if (!crs_transform(w->context, CRS_RD, w->crs, xy, 1, err))
        return false;
    const struct read_feature f = {.id = 1, .geom = {.type = GEOM_POINT, .xy = xy, .n_xy = 1}, .values = info.values};
    add_feature(w, l, &f, info.fields, info.n);
    return true;
}

static bool layer_info(const struct request *q, const struct render_layer *rl, const struct target *t, size_t limit,
                       struct writer *w, struct err *err)
{
    const struct layer *l = rl->layer;
    if (l->soort == LAAG_RASTER)
        return raster_info(q, l, t, w, err);
    const struct kenmerk *fields = l->indicator ? indicator_fields : l->kenmerken;
    size_t n = l->indicator ? sizeof indicator_fields / sizeof *indicator_fields : l->n_kenmerken, found = 0;
    const char **columns = arena_array(q->worker->arena, n + 1, sizeof *columns);
    if (!columns)
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    for (size_t i = 0; i < n; i++)
        columns[i] = fields[i].veld;
    struct read_query query = {.layer = l, .velden = columns, .n_velden = n, .symbol_m = t->symbol_m};
    query.categorie = rl->categorie;
    query.periode = rl->periode;
    query.bbox = bbox_grow((struct bbox){t->x, t->y, t->x, t->y}, t->reach_m);
    struct read_cursor *cursor;
    if (!read_open(q->worker->warehouse, &query, q->worker->arena, &cursor, err))
        return false;
    bool ok = true, got = true;
    struct read_feature f;
    while (ok && found < limit && (ok = read_next(cursor, &f, &got, err)) && got) {
        if (!hit(l, &f.geom, t))
            continue;
        ok = crs_transform(w->context, CRS_RD, w->crs, f.geom.xy, f.geom.n_xy, err);
        if (!ok)
            break;
        add_feature(w, l, &f, fields, n);
        found++;
    }
    read_close(cursor);
    return ok;
}

static bool get_feature_info(const struct request *q, struct response *r, struct err *err)
{
    struct wms_map m;
    struct render_layer *asked;
    size_t n_asked, format = 0;
    int i, j, count = 1;
    struct target t;
    if (!wms_map_parse(q, &m, err) || !wms_layers_parse(q, "QUERY_LAYERS", &asked, &n_asked, err))
        return false;
    for (size_t k = 0; k < n_asked; k++)
        if (!asked[k].layer->klikbaar)
            return err_set(err, ERR_UNSUPPORTED, "QUERY_LAYERS", "De laag \"%s\" is niet te bevragen.",
                           asked[k].layer->id);
    struct str mime = request_param(q, "INFO_FORMAT");
    while (format < sizeof formats / sizeof *formats && !str_eq_nocase(mime, str_from(formats[format].mime)))
        format++;
    if (format == sizeof formats / sizeof *formats)
        return err_set(err, ERR_UNSUPPORTED, "INFO_FORMAT",
                       "INFO_FORMAT=%.*s wordt niet geboden; wel application/json, text/html, text/plain en text/xml.",
                       STR_ARG(str_sub(mime, 0, 60)));
    if (!wms_int(q, "I", 0, m.width_px - 1, &i, err) || !wms_int(q, "J", 0, m.height_px - 1, &j, err))
        return false;
    if (request_param(q, "FEATURE_COUNT").n && !wms_int(q, "FEATURE_COUNT", 1, 1000000, &count, err))
        return false;
    if (count > WMS_MAX_FEATURES)
        count = WMS_MAX_FEATURES;
    if (!target_make(q, &m, i, j, &t, err))
        return false;
    struct writer w = {formats[format].format, &r->body, m.crs->id, q->worker->crs, 0, NULL};
    open_document(&w, m.crs);
    /* The layer on top answers first; FEATURE_COUNT is per layer (§7.4.3.5). */
    for (size_t k = n_asked; k-- > 0;)
        if (!layer_info(q, &asked[k], &t, (size_t)count, &w, err))
            return false;
    close_document(&w);
    r->content_type = formats[format].content_type;
    r->cacheable = true;
    return true;
}

const struct operation operation_get_feature_info = {"GetFeatureInfo", params, sizeof params / sizeof *params, true,
                                                     get_feature_info};
