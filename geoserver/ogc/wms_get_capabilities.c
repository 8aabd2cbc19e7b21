/* GetCapabilities (WMS 1.3.0 §7.2), from the one catalogue. */
#include "geoserver/ogc/wms_priv.h"

static const struct wms_param params[] = {
    {"SERVICE", true, NULL},
    {"UPDATESEQUENCE", false, NULL},
};

static void element(struct buf *b, const char *indent, const char *name, const char *text)
{
    if (!text)
        return;
    buf_printf(b, "%s<%s>", indent, name);
    buf_xml(b, str_from(text));
    buf_printf(b, "</%s>\n", name);
}

/* A URL that parameters can be put behind (it ends in "?"), escaped. */
static void online_resource(struct buf *b, const char *indent, struct str base, const char *query)
{
    buf_printf(b, "%s<OnlineResource xmlns:xlink=\"http://www.w3.org/1999/xlink\" xlink:type=\"simple\" xlink:href=\"",
               indent);
    buf_xml(b, base);
    buf_c(b, "/wms?");
    buf_xml(b, str_from(query));
    buf_c(b, "\"/>\n");
}

static void operation(struct buf *b, const char *name, const char *const *formats, struct str base)
{
    buf_printf(b, "      <%s>\n", name);
    for (; *formats; formats++)
        element(b, "        ", "Format", *formats);
    buf_c(b, "        <DCPType><HTTP><Get>\n");
    online_resource(b, "          ", base, "");
    buf_printf(b, "        </Get></HTTP></DCPType>\n      </%s>\n", name);
}

static void service(struct buf *b, const struct catalog *c, struct str base)
{
    buf_c(b, "  <Service>\n    <Name>WMS</Name>\n");
    element(b, "    ", "Title", c->titel);
    buf_c(b, "    <Abstract>Kaartlagen van het geodatamagazijn");
    if (c->gemeente) {
        buf_c(b, " van de gemeente ");
        buf_xml(b, str_from(c->gemeente));
    }
    buf_c(b, ".</Abstract>\n    <KeywordList><Keyword>gemeente</Keyword><Keyword>BAG</Keyword><Keyword>wijken en "
             "buurten</Keyword></KeywordList>\n");
    online_resource(b, "    ", base, "");
    if (c->contact_naam) {
        buf_c(b, "    <ContactInformation>\n      <ContactPersonPrimary>\n");
        element(b, "        ", "ContactPerson", c->contact_naam);
        element(b, "        ", "ContactOrganization", c->gemeente ? c->gemeente : c->titel);
        buf_c(b, "      </ContactPersonPrimary>\n");
        element(b, "      ", "ContactElectronicMailAddress", c->contact_email);
        buf_c(b, "    </ContactInformation>\n");
    }
    buf_printf(
        b,
        "    <Fees>none</Fees>\n    <AccessConstraints>none</AccessConstraints>\n"
        "    <LayerLimit>%d</LayerLimit>\n    <MaxWidth>%d</MaxWidth>\n    <MaxHeight>%d</MaxHeight>\n  </Service>\n",
        WMS_MAX_LAYERS, WMS_MAX_PX, WMS_MAX_PX);
}

/* The same printed decimals everywhere, so that both descriptions of a box agree to the digit (ogc.md §A.11). */
static void number(struct buf *b, const char *name, double v, int decimals)
{
    buf_printf(b, " %s=\"", name);
    buf_fixed(b, v, decimals);
    buf_byte(b, '"');
}

static bool boxes(struct buf *b, const char *indent, struct worker *w, struct bbox rd, struct err *err)
{
    struct bbox ll;
    if (!crs_transform_bbox(w->crs, CRS_RD, CRS_84, rd, &ll, err))
        return false;
    buf_printf(b, "%s<EX_GeographicBoundingBox>", indent);
    const char *const names[] = {"westBoundLongitude", "eastBoundLongitude", "southBoundLatitude",
                                 "northBoundLatitude"};
    const double values[] = {ll.minx, ll.maxx, ll.miny, ll.maxy};
    for (int i = 0; i < 4; i++) {
        buf_printf(b, "<%s>", names[i]);
        buf_fixed(b, values[i], 6);
        buf_printf(b, "</%s>", names[i]);
    }
    buf_c(b, "</EX_GeographicBoundingBox>\n");
    for (int id = 0; id < CRS_COUNT; id++) {
        const struct crs *crs = crs_get((enum crs_id)id);
        struct bbox box = ll;
        if (!crs->geographic && !crs_transform_bbox(w->crs, CRS_RD, crs->id, rd, &box, err))
            return false;
        int decimals = crs->geographic ? 6 : 3;
        buf_printf(b, "%s<BoundingBox CRS=\"%s\"", indent, crs->name);
        number(b, "minx", crs->swap_axes ? box.miny : box.minx, decimals);
        number(b, "miny", crs->swap_axes ? box.minx : box.miny, decimals);
        number(b, "maxx", crs->swap_axes ? box.maxy : box.maxx, decimals);
        number(b, "maxy", crs->swap_axes ? box.maxx : box.maxy, decimals);
        buf_c(b, "/>\n");
    }
    return true;
}

/* A style of a layer; of names alone there is no legend. */
static bool layer_style(struct buf *b, const struct request *q, const struct layer *l, const struct style *style,
                        struct err *err)
{
    struct worker *w = q->worker;
    const struct render_layer shown = {.layer = l, .style = style};
    const char *const *titles = NULL;
    struct buf png, query;
    int width = 0, height = 0;
    buf_c(b, "          <Style>\n");
    element(b, "            ", "Name", style_id(style));
    element(b, "            ", "Title", style_title(style));
    if (style_rule_count(style)) {
        buf_init(&png, 16u << 20);
        bool drawn = render_legend_titles(w->warehouse, &shown, 0, w->arena, &titles, err) &&
                     render_legend(w->render, style, NULL, titles, 0, 0, 1, w->arena, &png, &width, &height, err);
        buf_done(&png);
        if (!drawn)
            return false;
        buf_printf(b, "            <LegendURL width=\"%d\" height=\"%d\">\n              <Format>image/png</Format>\n",
                   width, height);
        buf_init(&query, 1024);
        buf_printf(&query, "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetLegendGraphic&FORMAT=image/png&LAYER=%s&STYLE=%s",
                   l->id, style_id(style));
        online_resource(b, "              ", q->base_url, buf_cstr(&query));
        buf_done(&query);
        buf_c(b, "            </LegendURL>\n");
    }
    buf_c(b, "          </Style>\n");
    return true;
}

static bool layer(struct buf *b, const struct request *q, const struct layer *l, struct bbox all, struct err *err)
{
    struct worker *w = q->worker;
    struct bbox box;
    if (!render_layer_extent(w->render, w->warehouse, w->crs, l, w->arena, &box, err))
        return false;
    buf_printf(b, "        <Layer queryable=\"%d\">\n", l->klikbaar);
    element(b, "          ", "Name", l->id);
    element(b, "          ", "Title", l->titel);
    element(b, "          ", "Abstract", l->omschrijving);
    buf_c(b, "          <KeywordList><Keyword>");
    buf_xml(b, str_from(l->dataset->titel));
    buf_c(b, "</Keyword></KeywordList>\n");
    if (!boxes(b, "          ", w, bbox_is_empty(box) ? all : box, err))
        return false;
    if (l->dataset->bron) {
        buf_c(b, "          <Attribution><Title>");
        buf_xml(b, str_from(l->dataset->bron));
        buf_c(b, "</Title></Attribution>\n");
    }
    for (size_t i = 0; i < l->n_stijlen; i++) {
        const struct style *style = style_find(q->server->styles, l->stijlen[i]);
        if (style && !layer_style(b, q, l, style, err))
            return false;
    }
    buf_c(b, "        </Layer>\n");
    return true;
}

static bool layers(struct buf *b, const struct request *q, struct err *err)
{
    const struct catalog *c = q->server->catalog;
    struct worker *w = q->worker;
    struct bbox all = bbox_empty(), box;
    for (size_t i = 0; i < c->n_lagen; i++) {
        if (!render_layer_extent(w->render, w->warehouse, w->crs, &c->lagen[i], w->arena, &box, err))
            return false;
        if (!bbox_is_empty(box))
            all = bbox_union(all, box);
    }
    if (bbox_is_empty(all))
        all = crs_get(CRS_RD)->extent;
    buf_c(b, "    <Layer>\n");
    element(b, "      ", "Title", c->titel);
    for (int i = 0; i < CRS_COUNT; i++)
        element(b, "      ", "CRS", crs_get((enum crs_id)i)->name);
    if (!boxes(b, "      ", q->worker, all, err))
        return false;
    for (size_t t = 0; t < c->n_themas; t++) {
        const struct theme *theme = &c->themas[t];
        buf_c(b, "      <Layer>\n");
        element(b, "        ", "Name", theme->id);
        element(b, "        ", "Title", theme->titel);
        element(b, "        ", "Abstract", theme->omschrijving);
        for (size_t i = 0; i < theme->n_lagen; i++) {
            bool before = false; /* a layer stands in the first of its themes only: names are unique */
            for (size_t u = 0; u < t; u++)
                for (size_t k = 0; k < c->themas[u].n_lagen; k++)
                    before = before || c->themas[u].lagen[k] == theme->lagen[i];
            if (!before && !layer(b, q, theme->lagen[i], all, err))
                return false;
        }
        buf_c(b, "      </Layer>\n");
    }
    buf_c(b, "    </Layer>\n");
    return true;
}

/* §7.2.3.5: equal is CurrentUpdateSequence, higher than ours InvalidUpdateSequence. */
static bool update_sequence(const struct request *q, struct response *r, bool *answered)
{
    struct str text = request_param(q, "UPDATESEQUENCE");
    int64_t v;
    *answered = false;
    if (!str_to_i64(text, &v))
        return true;
    struct err err = {0};
    if (v == q->worker->generation) {
        err_set(&err, ERR_INVALID, "UPDATESEQUENCE", "UPDATESEQUENCE is de huidige; er is niets veranderd.");
        wms_exception(r, "CurrentUpdateSequence", &err);
        *answered = true;
    } else if (v > q->worker->generation) {
        err_set(&err, ERR_INVALID, "UPDATESEQUENCE", "UPDATESEQUENCE is hoger dan de huidige.");
        wms_exception(r, "InvalidUpdateSequence", &err);
        *answered = true;
    }
    return true;
}

static bool get_capabilities(const struct request *q, struct response *r, struct err *err)
{
    static const char *const xml[] = {"text/xml", NULL}, *const png[] = {"image/png", NULL};
    static const char *const info[] = {
        "application/json", "application/geo+json", "text/html", "text/plain", "text/xml", NULL};
    const char *images[IMAGE_FORMATS + 1] = {NULL};
    struct buf *b = &r->body;
    bool answered;
    for (int i = 0; i < IMAGE_FORMATS; i++)
        images[i] = image_type((enum image_format)i);
    if (!update_sequence(q, r, &answered) || answered)
        return true;
    buf_c(b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    buf_printf(b,
               "<WMS_Capabilities version=\"1.3.0\" updateSequence=\"%lld\" xmlns=\"http://www.opengis.net/wms\" "
               "xmlns:sld=\"http://www.opengis.net/sld\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
               "xsi:schemaLocation=\"http://www.opengis.net/wms "
               "http://schemas.opengis.net/wms/1.3.0/capabilities_1_3_0.xsd http://www.opengis.net/sld "
               "http://schemas.opengis.net/sld/1.1.0/sld_capabilities.xsd\">\n",
               (long long)q->worker->generation);
    service(b, q->server->catalog, q->base_url);
    buf_c(b, "  <Capability>\n    <Request>\n");
    operation(b, "GetCapabilities", xml, q->base_url);
    operation(b, "GetMap", images, q->base_url);
    operation(b, "GetFeatureInfo", info, q->base_url);
    operation(b, "sld:GetLegendGraphic", png, q->base_url);
    buf_c(b, "    </Request>\n    <Exception><Format>XML</Format><Format>BLANK</Format></Exception>\n");
    if (!layers(b, q, err))
        return false;
    buf_c(b, "  </Capability>\n</WMS_Capabilities>\n");
    r->content_type = "text/xml; charset=utf-8";
    r->cacheable = true;
    return true;
}

const struct operation operation_get_capabilities = {"GetCapabilities", params, sizeof params / sizeof *params, false,
                                                     get_capabilities};
