/* Tiles in one SQLite file: MBTiles 1.3 (https://github.com/mapbox/mbtiles-spec), with pictures that are the same kept
 * once (tables map and images, `tiles` a view on them). Beside the standard's metadata it says what the tiles were made
 * from, and which parts of the work are done. A handle is for one thread. Rows are counted from the top here, as in
 * URLs; in the file from the bottom, as the standard has it. */
#ifndef GM_WAREHOUSE_MBTILES_H
#define GM_WAREHOUSE_MBTILES_H

#include "base/buf.h"
#include "base/err.h"

#include <stdint.h>

struct mbtiles;

/* What a file's tiles are of; stored as metadata gm_*. The tiles are right for a warehouse only while `versie` is the
 * one that it would be made with now. */
struct mbtiles_origin {
    char laag[128], stijl[128], tms[64], formaat[16], categorie[128], periode[32];
    int ratio;       /* 1, or 2 for @2x */
    uint64_t versie; /* of data, style, layer and program: see tile_origin_version */
};

/* Makes the file, or goes on with it when it was made with the same origin; of another origin, it is emptied. */
bool mbtiles_create(const char *path, const struct mbtiles_origin *o, struct mbtiles **out, struct err *err) MUST_CHECK;
/* For reading only. ERR_STORAGE when it is no MBTiles; *o is filled with what it says of itself (empty when another
 * program made it). */
bool mbtiles_open(const char *path, struct mbtiles **out, struct mbtiles_origin *o, struct err *err) MUST_CHECK;
void mbtiles_close(struct mbtiles *m);

/* One transaction: tiles with the part of the work (a number that the caller gives) that they are. Kill it: all of a
 * part is there, or nothing. */
bool mbtiles_begin(struct mbtiles *m, struct err *err) MUST_CHECK;
bool mbtiles_put(struct mbtiles *m, int z, int64_t x, int64_t y, struct str bytes, struct err *err) MUST_CHECK;
bool mbtiles_commit_part(struct mbtiles *m, int64_t part, struct err *err) MUST_CHECK;
void mbtiles_rollback(struct mbtiles *m);
bool mbtiles_is_done(struct mbtiles *m, int64_t part, bool *done, struct err *err) MUST_CHECK;
/* Metadata: empty when it isn't there or doesn't fit. */
void mbtiles_text(struct mbtiles *m, const char *name, char *out, size_t size);
bool mbtiles_set(struct mbtiles *m, const char *name, const char *value, struct err *err) MUST_CHECK;
struct mbtiles_contents {
    int64_t tiles, pictures, bytes; /* pictures: different ones; bytes: of these */
    int min_zoom, max_zoom;         /* 0 without tiles */
};
bool mbtiles_contents(struct mbtiles *m, struct mbtiles_contents *out, struct err *err) MUST_CHECK;
/* Makes one whole file of it, readable without write access. */
bool mbtiles_finish(struct mbtiles *m, struct err *err) MUST_CHECK;

/* Appends the tile's bytes when the file is of this origin now (it may be seeded anew while it is read); *found false:
 * it isn't, or the tile isn't there. */
bool mbtiles_get(struct mbtiles *m, const struct mbtiles_origin *o, int z, int64_t x, int64_t y, struct buf *out,
                 bool *found, struct err *err) MUST_CHECK;
/* All tiles in the order of zoom; picture: tiles with the same number are the same. */
typedef bool (*mbtiles_each_fn)(void *ctx, int z, int64_t x, int64_t y, int64_t picture, int64_t bytes,
                                struct err *err);
bool mbtiles_each(struct mbtiles *m, mbtiles_each_fn fn, void *ctx, struct err *err) MUST_CHECK;
bool mbtiles_picture(struct mbtiles *m, int64_t picture, struct buf *out, struct err *err) MUST_CHECK;

#endif
