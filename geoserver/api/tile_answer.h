/* A tile's answer: from its key alone (304), from memory, from a file that was seeded, or drawn. */
#ifndef GM_GEOSERVER_API_TILE_ANSWER_H
#define GM_GEOSERVER_API_TILE_ANSWER_H

#include "geo/tile_matrix_set.h"
#include "geoserver/api/tile_cache.h"
#include "geoserver/exchange/exchange.h"
#include "geoserver/render/render.h"

/* What was asked. */
struct tile_id {
    const struct render_layer *draw; /* layer, style, categorie and periode */
    const struct tile_matrix_set *tms;
    int z;
    int64_t x, y;
    int ratio;           /* 1, or 2 for @2x */
    const char *formaat; /* "png" */
    const char *type;    /* "image/png" */
};

/* Answers in r: the body (or r->tile), content type, cacheable and ETag. draw is called with the worker's snapshot
 * begun, when nobody has the tile yet. */
bool tile_answer(const struct request *q, struct response *r, const struct tile_id *id, tile_draw draw, void *ctx,
                 struct err *err) MUST_CHECK;

/* The version of everything but place that such a tile is made from: data, layer, style and program. What is seeded
 * says it, and is used only while it is the same. */
uint64_t tile_origin_version(const struct server *s, const struct warehouse_versions *v, const struct layer *l,
                             const char *stijl);
uint64_t style_edition_version(const struct server *s, const char *id);

/* ---- MBTiles as a second cache ---- */

struct tile_store;
/* paths: one or more files, separated by commas. Each must be one that `seed` made. Memory from a. */
bool tile_store_open(const char *paths, struct arena *a, struct tile_store **out, struct err *err) MUST_CHECK;
/* The handles of one thread; NULL: out of memory, or a file is gone. */
struct tile_files *tile_files_open(const struct tile_store *s);
void tile_files_close(struct tile_files *f);

#endif
