/* Vector tiles: Mapbox Vector Tile 2.1 from tile blocks. */
#ifndef GM_GEOSERVER_RENDER_MVT_H
#define GM_GEOSERVER_RENDER_MVT_H

#include "geoserver/render/projector.h"
#include "warehouse/blocks.h"

#define MVT_TYPE "application/vnd.mapbox-vector-tile"
enum {
    MVT_EXTENT = 4096,       /* units along a side of a tile */
    MVT_BUFFER = 64,         /* units that shapes go on beyond it */
    MVT_MAX_BYTES = 8 << 20, /* of a layer */
};

struct mvt_request {
    const char *name;          /* of the layer */
    const char *const *velden; /* keys of the tags: the query's fields, in the blocks' order */
    size_t n_velden;
    enum crs_id crs;
    struct bbox bbox; /* of the tile, in crs */
    double pixel_m;   /* ground metres per 256th of the tile; sets how exactly is projected */
};

/* Gives block after block as blocks_next does; *b NULL: no more. */
struct mvt_source {
    void *self;
    bool (*next)(void *self, const struct block **b, struct err *err);
};

/* Appends a tile of one layer; nothing when no feature reaches it. Shapes are cut MVT_BUFFER units outside the tile,
 * what is smaller than a unit falls away, and so do specks. All values of a feature's tuple become tags: whole numbers
 * as sint, others as double, text as string; NULL gives none. ERR_LIMIT when the layer is larger than MVT_MAX_BYTES;
 * `out` is then as it was. a: scratch, rewound at the end. */
bool mvt_write(const struct mvt_request *q, const struct mvt_source *from, struct projector *projector,
               struct crs_context *crs, struct arena *a, struct buf *out, struct err *err) MUST_CHECK;

#endif
