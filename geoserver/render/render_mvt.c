/* A vector tile of what the warehouse holds. */
#include "geo/tile_matrix_set.h"
#include "geoserver/render/mvt.h"
#include "geoserver/render/render_priv.h"

#include <math.h>
#include <string.h>

enum { MAX_FIELDS = 64 };

static bool source_open(struct warehouse *w, const struct read_query *q, struct arena *a, struct blocks_cursor **out,
                        struct err *err)
{
    return blocks_open(w, q, a, out, err);
}

static bool source_next(void *self, const struct block **b, struct err *err)
{
    return blocks_next(self, b, err);
}

static void source_close(struct blocks_cursor *c)
{
    blocks_close(c);
}

static size_t add_field(const char **velden, size_t n, const char *veld)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(velden[i], veld) == 0)
            return n;
    if (n < MAX_FIELDS)
        velden[n++] = veld;
    return n;
}

/* The box of RD that can hold what reaches into the tile; false: none. */
static bool reading_box(struct crs_context *crs, const struct render_request *q, struct bbox *rd, bool *any,
                        struct err *err)
{
    struct bbox window = crs_get(q->crs)->extent;
    if (q->crs == CRS_WEB_MERCATOR && !crs_transform_bbox(crs, CRS_RD, q->crs, crs_get(CRS_RD)->extent, &window, err))
        return false;
    struct bbox b = bbox_grow(q->bbox, (q->bbox.maxx - q->bbox.minx) * MVT_BUFFER / MVT_EXTENT);
    b = (struct bbox){fmax(b.minx, window.minx), fmax(b.miny, window.miny), fmin(b.maxx, window.maxx),
                      fmin(b.maxy, window.maxy)};
    *any = b.minx <= b.maxx && b.miny <= b.maxy;
    *rd = b;
    if (!*any || q->crs == CRS_RD)
        return true;
    if (!crs_transform_bbox(crs, q->crs, CRS_RD, b, rd, err))
        return false;
    *any = !bbox_is_empty(*rd);
    *rd = bbox_grow(*rd, 1 + 0.002 * (rd->maxx - rd->minx)); /* sides bulge between the points that were transformed */
    return true;
}

bool render_mvt(struct render_context *c, struct warehouse *w, struct crs_context *crs, const struct render_request *q,
                struct arena *a, struct buf *out, bool *there, struct err *err)
{
    const struct render_layer *l = &q->layers[0];
    const char *velden[MAX_FIELDS];
    struct arena_mark mark = arena_mark(a);
    struct blocks_cursor *cursor = NULL;
    struct read_query rq = {.layer = l->layer,
                            .velden = velden,
                            .categorie = l->categorie,
                            .periode = l->periode,
                            .pixel_m = render_pixel_m(q->crs, (q->bbox.maxx - q->bbox.minx) / TILE_PX)};
    bool any = false;
    *there = true;
    if (!reading_box(crs, q, &rq.bbox, &any, err))
        return false;
    if (!any)
        return true;
    for (size_t i = 0; i < l->style->n_fields; i++)
        rq.n_velden = add_field(velden, rq.n_velden, l->style->fields[i]);
    size_t of_style = rq.n_velden;
    for (size_t i = 0; i < l->layer->n_kenmerken; i++)
        rq.n_velden = add_field(velden, rq.n_velden, l->layer->kenmerken[i].veld);
    if (!source_open(w, &rq, a, &cursor, err))
        return false;
    if (!cursor && rq.n_velden > of_style) {
        rq.n_velden = of_style;
        if (!source_open(w, &rq, a, &cursor, err))
            return false;
    }
    *there = cursor != NULL;
    if (!cursor)
        return true;
    struct mvt_source from = {cursor, source_next};
    struct mvt_request tile = {.name = l->layer->id,
                               .velden = velden,
                               .n_velden = rq.n_velden,
                               .crs = q->crs,
                               .bbox = q->bbox,
                               .pixel_m = rq.pixel_m};
    /* the blocks' memory is a's, ours apart, so that both can rewind */
    bool ok = mvt_write(&tile, &from, c->projector, crs, c->mem, out, err);
    source_close(cursor);
    arena_rewind(a, mark);
    return ok;
}
