/* /tiles/{laag}/{tms}/{z}/{x}/{y}.{png,webp,jpg,mvt} (OGC 17-083r4 numbering: x is the column, y the row from the top).
 */
#include "geo/tile_matrix_set.h"
#include "geoserver/api/api_priv.h"
#include "geoserver/api/tile_answer.h"
#include "geoserver/render/mvt.h"
#include "geoserver/render/render.h"

/* What stands behind the row: "12@2x.webp". */
struct kind {
    const char *end, *type;
    enum image_format format;
    bool retina, vector;
};
static const struct kind kinds[] = {
    {"@2x.png", "image/png", IMAGE_PNG, true, false},    {".png", "image/png", IMAGE_PNG, false, false},
    {"@2x.webp", "image/webp", IMAGE_WEBP, true, false}, {".webp", "image/webp", IMAGE_WEBP, false, false},
    {"@2x.jpg", "image/jpeg", IMAGE_JPEG, true, false},  {".jpg", "image/jpeg", IMAGE_JPEG, false, false},
    {".mvt", MVT_TYPE, IMAGE_PNG, false, true},
};

static const struct kind *kind_find(struct str name, struct str *row)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (str_ends(name, str_from(kinds[i].end))) {
            *row = str_sub(name, 0, name.n - str_from(kinds[i].end).n);
            return &kinds[i];
        }
    return NULL;
}

struct drawing {
    struct worker *w;
    const struct render_request *request;
    const struct kind *kind;
};

static bool tile_draw_it(void *p, struct buf *out, const char **content_type, struct err *err)
{
    const struct drawing *d = p;
    struct worker *w = d->w;
    bool there = true;
    *content_type = d->kind->type;
    if (!d->kind->vector)
        return render_map(w->render, w->warehouse, w->crs, d->request, w->arena, out, err);
    if (!render_mvt(w->render, w->warehouse, w->crs, d->request, w->arena, out, &there, err))
        return false;
    return there || err_set(err, ERR_NOT_FOUND, "laag", "De laag \"%s\" is er niet als vectortegel (.mvt).",
                            d->request->layers[0].layer->id);
}

static bool tile(const struct request *q, struct response *r, struct err *err)
{
    static const char *const known[] = {"stijl", "categorie", "periode", NULL};
    struct str rest = str_sub(q->path, sizeof "/tiles/" - 1, SIZE_MAX), part[5];
    size_t n = 0;
    while (n < 5 && str_next(&rest, '/', &part[n]))
        n++;
    if (n != 5 || rest.p)
        return err_set(err, ERR_NOT_FOUND, NULL, "Een tegel heeft het adres /tiles/{laag}/{tms}/{z}/{x}/{y}.png.");
    if (!api_params(q, known, err))
        return false;
    struct str row;
    const struct kind *kind = kind_find(part[4], &row);
    if (!kind)
        return err_set(err, ERR_NOT_FOUND, NULL, "Tegels zijn er als .png, .webp, .jpg en .mvt.");
    const struct layer *layer = catalog_layer(q->server->catalog, part[0]);
    const struct tile_matrix_set *tms = tile_matrix_set_find(part[1]);
    int64_t z, x, y;
    if (!layer)
        return err_set(err, ERR_NOT_FOUND, "laag", "Deze laag bestaat niet; /api/v1/themas noemt de lagen.");
    if (!tms)
        return err_set(err, ERR_NOT_FOUND, "tms",
                       "Deze tegelmatrix bestaat niet; wel WebMercatorQuad en NetherlandsRDNewQuad.");
    if (!str_to_i64(part[2], &z) || !str_to_i64(part[3], &x) || !str_to_i64(row, &y))
        return err_set(err, ERR_INVALID, "z/x/y", "z, x en y moeten gehele getallen zijn.");
    if (z < 0 || z > tms->max_zoom || !tile_matrix_set_has(tms, (int)z, x, y))
        return err_set(err, ERR_NOT_FOUND, "z/x/y",
                       "Deze tegel ligt buiten %s: z is 0 tot en met %d, x en y zijn 0 tot 2^z.", tms->id,
                       tms->max_zoom);
    const char *wanted = api_text(q, "stijl"), *chosen = wanted ? NULL : layer->stijlen[0];
    for (size_t i = 0; wanted && i < layer->n_stijlen; i++)
        if (str_eq_c(str_from(wanted), layer->stijlen[i]))
            chosen = layer->stijlen[i];
    if (!chosen)
        return err_set(err, ERR_INVALID, "stijl", "De laag \"%s\" heeft die stijl niet.", layer->id);
    struct render_layer draw = {layer, style_find(q->server->styles, chosen), api_text(q, "categorie"),
                                api_text(q, "periode")};
    int px = kind->retina ? 2 * TILE_PX : TILE_PX;
    struct render_request request = {.layers = &draw,
                                     .n_layers = 1,
                                     .crs = tms->crs,
                                     .bbox = tile_matrix_set_bbox(tms, (int)z, x, y),
                                     .width_px = px,
                                     .height_px = px,
                                     .pixel_ratio = kind->retina ? 2 : 1,
                                     .format = kind->format,
                                     .transparent = true};
    if (!draw.style)
        return err_set(err, ERR_INTERNAL, NULL, "De stijl is niet geladen.");
    struct tile_id id = {.draw = &draw,
                         .tms = tms,
                         .z = (int)z,
                         .x = x,
                         .y = y,
                         .ratio = kind->retina ? 2 : 1,
                         .formaat = kind->end + (kind->retina ? sizeof "@2x." - 1 : 1),
                         .type = kind->type};
    struct drawing drawing = {q->worker, &request, kind};
    return tile_answer(q, r, &id, tile_draw_it, &drawing, err);
}

void tile_handle(const struct request *q, struct response *r)
{
    struct err err = {0};
    if (!tile(q, r, &err))
        response_problem(r, &err);
}
