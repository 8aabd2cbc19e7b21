/* Drawing what the warehouse holds. */
#include "geoserver/render/render_priv.h"

static bool warehouse_source_open(void *self, const struct read_query *q, struct arena *a, void **cursor,
                                  struct err *err)
{
    struct read_cursor *c;
    if (!read_open(self, q, a, &c, err))
        return false;
    *cursor = c;
    return true;
}

static bool warehouse_source_next(void *cursor, struct read_feature *f, bool *got, struct err *err)
{
    return read_next(cursor, f, got, err);
}

static void warehouse_source_close(void *cursor)
{
    read_close(cursor);
}

static bool warehouse_blocks_open(void *self, const struct read_query *q, struct arena *a, void **cursor,
                                  struct err *err)
{
    struct blocks_cursor *c;
    if (!blocks_open(self, q, a, &c, err))
        return false;
    *cursor = c;
    return true;
}

static bool warehouse_blocks_next(void *cursor, const struct block **b, struct err *err)
{
    return blocks_next(cursor, b, err);
}

static void warehouse_blocks_close(void *cursor)
{
    blocks_close(cursor);
}

bool render_map(struct render_context *c, struct warehouse *w, struct crs_context *crs, const struct render_request *q,
                struct arena *a, struct buf *out, struct err *err)
{
    struct render_source from = {w,
                                 warehouse_source_open,
                                 warehouse_source_next,
                                 warehouse_source_close,
                                 warehouse_blocks_open,
                                 warehouse_blocks_next,
                                 warehouse_blocks_close,
                                 warehouse_dir(w)};
    return render_from(c, &from, crs, q, a, out, err);
}
