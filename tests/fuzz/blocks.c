/* A tile block from bytes: what decodes stays within what it announces. */
#include "tests/fuzz/fuzz.h"
#include "warehouse/blocks_priv.h"

#include <math.h>
#include <stdlib.h>

static void check(const struct block *b)
{
    for (size_t i = 0; i < b->n; i++) {
        const struct block_feature *f = &b->features[i];
        if (f->values >= b->n_tuples || f->n_xy == 0)
            abort();
        for (uint32_t k = f->xy; k < f->xy + f->n_xy; k++)
            if (b->xy[2 * k] < f->box[0] || b->xy[2 * k] > f->box[2] || b->xy[2 * k + 1] < f->box[1] ||
                b->xy[2 * k + 1] > f->box[3])
                abort();
        uint32_t from = f->xy;
        for (uint32_t r = f->ring; r < f->ring + f->n_rings; r++) {
            uint32_t end = b->ring_end[r];
            if (end <= from || end > f->xy + f->n_xy)
                abort();
            if (b->type == GEOM_POLYGON && (b->xy[2 * from] != b->xy[2 * end - 2] || end - from < 4))
                abort();
            from = end;
        }
        if (f->n_rings && from != f->xy + f->n_xy)
            abort();
    }
    size_t bytes = 0;
    for (size_t i = 0; i < b->n_tuples * b->n_velden; i++)
        for (size_t k = 0; k < b->values[i].text.n && k < 100; k++)
            bytes += (unsigned char)b->values[i].text.p[k];
    for (size_t i = 0; i < b->n_specks; i++)
        if (b->specks[i].values >= b->n_tuples || !isfinite(b->specks[i].weight) || bytes == SIZE_MAX)
            abort();
}

/* The first byte says what is asked, the second what it is asked of; the rest is the block. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    static const unsigned char columns[BLOCK_MAX_FIELDS] = {0};
    struct arena *a = arena_new(16 << 20);
    struct block_memory m = {.a = a};
    const struct bbox box = {100000, 400000, 100200, 400200};
    struct block_want want = {data[0] % BLOCK_LEVELS, data[0] & 128 ? &box : NULL, data[1] % (BLOCK_MAX_FIELDS + 1),
                              columns, data[1] % (BLOCK_MAX_FIELDS + 1) ? data[1] >> 4 & 7 : 0};
    struct block b;
    struct err err = {0};
    if (!a)
        return 0;
    for (int again = 0; again < 2; again++) { /* in the memory of the first time too */
        if (block_decode(data + 2, size - 2, &want, &m, &b, &err))
            check(&b);
        else if (err.code != ERR_STORAGE && err.code != ERR_LIMIT)
            abort();
    }
    arena_free(a);
    return 0;
}
