/* /api/v1: themes, legends, areas (NL API Design Rules 2.2). */
#include "geoserver/api/api_priv.h"
#include "geoserver/render/render.h"

#include <stdio.h>

bool api_params(const struct request *q, const char *const *known, struct err *err)
{
    struct buf bad;
    buf_init(&bad, 400);
    for (size_t i = 0; i < q->n_params; i++) {
        bool found = false;
        for (size_t k = 0; known[k] && !found; k++)
            found = str_eq_c(q->params[i].name, known[k]);
        if (!found)
            buf_printf(&bad, "%s%.*s", bad.n ? ", " : "", STR_ARG(str_sub(q->params[i].name, 0, 40)));
    }
    bool ok = bad.n == 0;
    if (!ok) {
        struct buf list;
        buf_init(&list, 400);
        for (size_t k = 0; known[k]; k++)
            buf_printf(&list, "%s%s", k ? ", " : "", known[k]);
        err_set(err, ERR_INVALID, "parameters", "Onbekende parameter: %.200s. Bekend: %.300s.", buf_cstr(&bad),
                list.n ? buf_cstr(&list) : "geen");
        buf_done(&list);
    }
    buf_done(&bad);
    return ok;
}

const char *api_text(const struct request *q, const char *name)
{
    struct str s = request_param(q, name);
    return s.n ? arena_cstr(q->worker->arena, s) : NULL;
}

void api_pair(struct buf *b, bool first, const char *key, const char *text)
{
    buf_printf(b, "%s\"%s\":", first ? "" : ",", key);
    buf_json(b, str_from(text));
}

static const char *const no_params[] = {NULL};

static bool style_title_of(const struct request *q, const char *id, struct buf *b)
{
    const struct style *s = style_find(q->server->styles, id);
    api_pair(b, true, "id", id);
    api_pair(b, false, "titel", s ? style_title(s) : id);
    return s != NULL;
}

/* When the layer's data was last true: the peildatum of its dataset's last import. */
static struct str date_of(const struct warehouse_dataset *rows, size_t n, const char *dataset)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq_c(rows[i].dataset, dataset))
            return rows[i].peildatum.n ? rows[i].peildatum : str_sub(rows[i].tijdstip, 0, 10);
    return (struct str){0};
}

static void layer_json(const struct request *q, struct buf *b, const struct layer *l, struct str date)
{
    buf_byte(b, '{');
    api_pair(b, true, "id", l->id);
    api_pair(b, false, "titel", l->titel);
    api_pair(b, false, "omschrijving", l->omschrijving);
    api_pair(b, false, "stijl", l->stijlen[0]);
    buf_c(b, ",\"stijlen\":[");
    for (size_t i = 0; i < l->n_stijlen; i++) {
        buf_c(b, i ? ",{" : "{");
        style_title_of(q, l->stijlen[i], b);
        buf_byte(b, '}');
    }
    buf_printf(b, "],\"zichtbaar\":%s,\"klikbaar\":%s,\"tegels\":\"/tiles/%s/{tms}/{z}/{x}/{y}.png\"",
               l->zichtbaar ? "true" : "false", l->klikbaar ? "true" : "false", l->id);
    api_pair(b, false, "bron", l->dataset->bron);
    buf_c(b, ",\"datum\":");
    buf_json(b, date);
    buf_printf(b, ",\"minZoom\":%d,\"maxZoom\":%d,\"indicator\":", l->min_zoom, l->max_zoom);
    if (l->indicator) {
        buf_byte(b, '{');
        api_pair(b, true, "id", l->indicator->id);
        api_pair(b, false, "niveau", l->niveau);
        buf_byte(b, '}');
    } else {
        buf_c(b, "null");
    }
    buf_byte(b, '}');
}

static bool themas(const struct request *q, struct response *r, struct err *err)
{
    const struct catalog *c = q->server->catalog;
    struct buf *b = &r->body;
    struct warehouse_dataset *rows;
    size_t n;
    if (!api_params(q, no_params, err) || !warehouse_datasets(q->worker->warehouse, q->worker->arena, &rows, &n, err))
        return false;
    buf_c(b, "{");
    api_pair(b, true, "titel", c->titel);
    api_pair(b, false, "gemeente", c->gemeente);
    buf_c(b, ",\"themas\":[");
    for (size_t t = 0; t < c->n_themas; t++) {
        buf_c(b, t ? ",{" : "{");
        api_pair(b, true, "id", c->themas[t].id);
        api_pair(b, false, "titel", c->themas[t].titel);
        api_pair(b, false, "omschrijving", c->themas[t].omschrijving);
        buf_c(b, ",\"lagen\":[");
        for (size_t i = 0; i < c->themas[t].n_lagen; i++) {
            const struct layer *l = c->themas[t].lagen[i];
            if (i)
                buf_byte(b, ',');
            layer_json(q, b, l, date_of(rows, n, l->dataset->id));
        }
        buf_c(b, "]}");
    }
    buf_c(b, "]}\n");
    return true;
}

#define OGC_PIXEL_M 0.00028 /* of a scale's pixel, OGC 06-042 §7.2.4.6.9 */

static bool legenda(const struct request *q, struct response *r, struct str id, struct err *err)
{
    static const char *const known[] = {"stijl", "categorie", "periode", "schaal", NULL};
    const struct layer *l = catalog_layer(q->server->catalog, id);
    struct buf *b = &r->body;
    if (!api_params(q, known, err))
        return false;
    if (!l)
        return err_set(err, ERR_NOT_FOUND, "laag", "Deze laag bestaat niet.");
    const char *wanted = api_text(q, "stijl"), *chosen = wanted ? NULL : l->stijlen[0];
    for (size_t i = 0; wanted && i < l->n_stijlen; i++)
        if (str_eq_c(str_from(wanted), l->stijlen[i]))
            chosen = l->stijlen[i];
    const struct style *s = chosen ? style_find(q->server->styles, chosen) : NULL;
    if (!s)
        return err_set(err, ERR_INVALID, "stijl", "De laag \"%s\" heeft die stijl niet.", l->id);
    double scale = 0;
    const char *asked = api_text(q, "schaal");
    if (asked && (!str_to_double(str_from(asked), &scale) || scale < 0))
        return err_set(err, ERR_INVALID, "schaal", "schaal moet een schaalgetal zijn, zoals 25000.");
    const struct render_layer shown = {l, s, api_text(q, "categorie"), api_text(q, "periode")};
    const char *const *titles = NULL;
    if (!render_legend_titles(q->worker->warehouse, &shown, scale * OGC_PIXEL_M, q->worker->arena, &titles, err))
        return false;
    buf_byte(b, '{');
    api_pair(b, true, "laag", l->id);
    api_pair(b, false, "stijl", chosen);
    api_pair(b, false, "titel", style_title(s));
    buf_c(b, ",\"regels\":[");
    bool first = true;
    for (size_t i = 0; i < style_rule_count(s); i++) {
        if (!titles[i])
            continue;
        buf_c(b, first ? "{" : ",{");
        first = false;
        api_pair(b, true, "titel", titles[i]);
        buf_printf(b,
                   ",\"afbeelding\":\"/wms?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetLegendGraphic&FORMAT=image/"
                   "png&LAYER=%s&STYLE=%s&RULE=",
                   l->id, chosen);
        buf_url(b, str_from(style_rule_name(s, i)));
        buf_c(b, "\"}");
    }
    buf_c(b, "]}\n");
    return true;
}

static bool gebieden(const struct request *q, struct response *r, struct err *err)
{
    static const char *const known[] = {"niveau", NULL};
    static const char *const niveaus[] = {"gemeente", "wijk", "buurt"};
    static const char *const fields[] = {"code", "naam", "inwoners", "jaar"};
    static const struct dataset none = {0};
    struct buf *b = &r->body;
    if (!api_params(q, known, err))
        return false;
    const char *niveau = NULL;
    for (size_t i = 0; i < 3; i++)
        if (str_eq_c(request_param(q, "niveau"), niveaus[i]))
            niveau = niveaus[i];
    if (!niveau)
        return err_set(err, ERR_INVALID, "niveau", "niveau moet gemeente, wijk of buurt zijn.");
    struct layer areas = {.id = niveau, .dataset = &none, .tabel = niveau, .type = GEOM_POLYGON};
    struct read_query query = {.layer = &areas, .bbox = {-1e9, -1e9, 1e9, 1e9}, .velden = fields, .n_velden = 4};
    struct read_cursor *cursor;
    struct read_feature f;
    bool ok = true, got = true, first = true;
    if (!read_open(q->worker->warehouse, &query, q->worker->arena, &cursor, err))
        return false;
    buf_byte(b, '{');
    api_pair(b, true, "niveau", niveau);
    buf_c(b, ",\"gebieden\":[");
    struct buf year;
    buf_init(&year, 40);
    while (ok && (ok = read_next(cursor, &f, &got, err)) && got) {
        struct bbox box = geom_bbox(&f.geom);
        buf_c(b, first ? "{\"code\":" : ",{\"code\":");
        buf_json(b, f.values[0].text);
        buf_c(b, ",\"naam\":");
        buf_json(b, f.values[1].text);
        buf_c(b, ",\"inwoners\":");
        buf_str(b, f.values[2].type == READ_NUMBER ? f.values[2].text : STR("null"));
        buf_c(b, ",\"bbox\":[");
        const double corners[] = {box.minx, box.miny, box.maxx, box.maxy};
        for (int i = 0; i < 4; i++) {
            buf_c(b, i ? "," : "");
            buf_fixed(b, corners[i], 3);
        }
        buf_c(b, "]}");
        if (first)
            buf_str(&year, f.values[3].text);
        first = false;
    }
    read_close(cursor);
    buf_printf(b, "],\"jaar\":%s}\n", year.n ? buf_cstr(&year) : "null");
    buf_done(&year);
    return ok;
}

static bool landing(const struct request *q, struct response *r, struct err *err)
{
    if (!api_params(q, no_params, err))
        return false;
    buf_c(&r->body, "{");
    api_pair(&r->body, true, "titel", q->server->catalog->titel);
    buf_c(&r->body, ",\"links\":[");
    static const char *const paths[] = {"/themas", "/gebieden", "/indicatoren", "/openapi.json"};
    for (size_t i = 0; i < 4; i++) {
        buf_c(&r->body, i ? ",{\"href\":" : "{\"href\":");
        buf_json(&r->body, str_from(arena_printf(q->worker->arena, "%.*s/api/v1%s", STR_ARG(q->base_url), paths[i])));
        buf_c(&r->body, "}");
    }
    buf_c(&r->body, "]}\n");
    return true;
}

/* OpenAPI 3.0.3, in one string: the parameter tables are few. */
static bool openapi(const struct request *q, struct response *r, struct err *err)
{
#define GET(path, id, summary, parameters, type)                                                                       \
    "\"" path "\":{\"get\":{\"operationId\":\"" id "\",\"summary\":\"" summary "\",\"parameters\":[" parameters        \
    "],\"responses\":{\"200\":{\"description\":\"OK\",\"headers\":{\"API-Version\":{\"schema\":{\"type\":\"string\"}}" \
    "},"                                                                                                               \
    "\"content\":{\"" type                                                                                             \
    "\":{\"schema\":{\"type\":\"object\"}}}},\"400\":{\"description\":\"Het verzoek klopt niet\","                     \
    "\"content\":{\"application/problem+json\":{\"schema\":{\"type\":\"object\"}}}},\"404\":{\"description\":\"Niet "  \
    "gevonden\",\"content\":{\"application/problem+json\":{\"schema\":{\"type\":\"object\"}}}}}}}"
#define QUERY(name, required)                                                                                          \
    "{\"name\":\"" name "\",\"in\":\"query\",\"required\":" required ",\"schema\":{\"type\":\"string\"}}"
#define PATH(name) "{\"name\":\"" name "\",\"in\":\"path\",\"required\":true,\"schema\":{\"type\":\"string\"}}"
    if (!api_params(q, no_params, err))
        return false;
    const struct catalog *c = q->server->catalog;
    buf_c(&r->body, "{\"openapi\":\"3.0.3\",\"info\":{\"title\":");
    buf_json(&r->body, str_from(c->titel));
    buf_c(&r->body, ",\"version\":\"" GM_VERSION "\",\"contact\":{\"name\":");
    buf_json(&r->body, str_from(c->contact_naam ? c->contact_naam : c->titel));
    api_pair(&r->body, false, "email", c->contact_email);
    api_pair(&r->body, false, "url", c->contact_url);
    buf_c(&r->body, "}},\"servers\":[{\"url\":");
    buf_json(&r->body, str_from(arena_printf(q->worker->arena, "%.*s/api/v1", STR_ARG(q->base_url))));
    buf_c(&r->body,
          "}],\"paths\":{" GET("/themas", "themas", "De themas met hun kaartlagen", "", "application/json") "," GET(
              "/lagen/{id}/legenda", "legenda", "De legenda van een laag",
              PATH("id") "," QUERY("stijl", "false") "," QUERY("categorie", "false") "," QUERY(
                  "periode", "false") "," QUERY("schaal", "false"),
              "application/json") "," GET("/gebieden", "gebieden", "Gemeenten, wijken of buurten",
                                          QUERY("niveau", "true"),
                                          "application/json") "," GET("/indicatoren", "indicatoren", "De indicatoren",
                                                                      "",
                                                                      "application/json") "," GET("/indicatoren/{id}/"
                                                                                                  "waarden",
                                                                                                  "waarden",
                                                                                                  "De cijfers van een "
                                                                                                  "indicator per "
                                                                                                  "gebied",
                                                                                                  PATH("id") "," QUERY("niveau", "true") "," QUERY(
                                                                                                      "categorie",
                                                                                                      "false") "," QUERY("periode",
                                                                                                                         "false") "," QUERY("f",
                                                                                                                                            "false"),
                                                                                                  "application/json") "}}\n");
    return true;
}

void api_handle(const struct request *q, struct response *r)
{
    struct err err = {0};
    struct str path = str_sub(q->path, sizeof "/api/v1" - 1, SIZE_MAX);
    bool ok;
    r->content_type = "application/json; charset=utf-8";
    r->cacheable = true;
    if (path.n == 0) {
        ok = landing(q, r, &err);
    } else if (str_eq(path, STR("/themas"))) {
        ok = themas(q, r, &err);
    } else if (str_eq(path, STR("/gebieden"))) {
        ok = gebieden(q, r, &err);
    } else if (str_eq(path, STR("/indicatoren"))) {
        ok = api_indicatoren(q, r, &err);
    } else if (str_eq(path, STR("/openapi.json"))) {
        ok = openapi(q, r, &err);
    } else if (str_starts(path, STR("/lagen/")) && str_ends(path, STR("/legenda")) && path.n > 15) {
        ok = legenda(q, r, str_sub(path, 7, path.n - 15), &err);
    } else if (str_starts(path, STR("/indicatoren/")) && str_ends(path, STR("/waarden")) && path.n > 21) {
        ok = api_waarden(q, r, str_sub(path, 13, path.n - 21), &err);
    } else {
        ok = err_set(&err, ERR_NOT_FOUND, NULL, "Dit adres bestaat niet; /api/v1/openapi.json noemt wat er is.");
    }
    response_header(r, "API-Version", STR(GM_VERSION));
    if (!ok)
        response_problem(r, &err);
}
