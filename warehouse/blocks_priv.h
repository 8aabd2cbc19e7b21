/* What the reader, the format and the builder of tile blocks share: places, keys, and a block as bytes. */
#ifndef GM_WAREHOUSE_BLOCKS_PRIV_H
#define GM_WAREHOUSE_BLOCKS_PRIV_H

#include "base/buf.h"
#include "warehouse/blocks.h"

#include <stdint.h>

/* BLOCK_FORMAT goes up with every change of what is in a block: it is part of a layer's signature. */
enum { BLOCK_FORMAT = 2, BLOCK_ORDER = 12, RD_CELL_ORDER = 16, BLOCK_MAX_PARTS = 1 << 11, BLOCK_MAX_LAYER = 1 << 20 };
/* Coordinates of a block, and what lies further from RD's origin than this many metres is in no block. */
enum { BLOCK_MAX_COORDINATE = 1 << 30, BLOCK_MAX_M = 2000000 };

/* ---- places (blocks.c) ---- */
/* The cell of (x, y) in the RD quadtree of order 16, from the top left; what lies outside it, in the nearest cell. */
void rd_cell(double x, double y, uint32_t *cx, uint32_t *cy);
/* Blocks of level + tier = s: how wide in metres, and which one a cell is in. */
double block_side(int s);
uint32_t block_of_cell(uint32_t cell, int s);
/* The lower left corner in metres. */
void block_corner(int s, uint32_t x, uint32_t y, double corner[2]);
/* A block's place without its part; and its rowid. What doesn't fit in one row goes on in the next part. */
uint64_t block_place(int64_t layer, int level, int tier, uint32_t y, uint32_t x);
int64_t block_rowid(uint64_t place, int64_t part);
/* All that the contents of a layer's blocks depend on, but for the data. */
void block_signature(const struct layer *l, struct buf *b);
bool block_is_area_table(const char *table);

/* ---- bytes (blocks_format.c) ---- */
void block_put(struct buf *b, uint64_t v); /* a varint: 7 bits a byte, low ones first */
void block_put_signed(struct buf *b, int64_t v);

/* Byte strings with numbers, each once. */
struct block_dict {
    struct buf bytes;
    struct block_dict_entry {
        uint32_t at, n, hash;
    } * entries;
    uint32_t *slots;
    size_t n, cap, n_slots;
};
void block_dict_init(struct block_dict *d);
void block_dict_done(struct block_dict *d);
void block_dict_clear(struct block_dict *d);
uint32_t block_hash(const void *p, size_t n);
/* False: out of memory. hash: block_hash of it. */
bool block_dict_add(struct block_dict *d, uint32_t hash, const void *p, size_t n, uint32_t *number);

/* A value, as in a tuple: values behind each other, as many as there are fields. */
void block_put_null(struct buf *b);
void block_put_int(struct buf *b, int64_t v);
void block_put_real(struct buf *b, double v, struct str text);
void block_put_text(struct buf *b, struct str s);

/* A block that is being filled. Coordinates in the whole lattice: multiples of block_grid(level) from RD's origin. */
struct block_writer {
    enum geom_type type;
    int level;
    size_t n_fields;
    int32_t base[2]; /* coordinates in the block count from it */
    struct block_dict tuples, values;
    struct buf features, specks, geometry;
    size_t n, n_rings, n_xy, n_specks;
    int64_t id;
    int32_t at[2], speck_at[2];
};
void block_writer_init(struct block_writer *w);
void block_writer_done(struct block_writer *w);
void block_writer_begin(struct block_writer *w, enum geom_type type, int level, size_t n_fields, const int32_t base[2]);
/* xy: rings not closed, ring_end in points. tuple: a number in w->tuples. Out of memory shows in w->features.failed. */
struct block_shape {
    int64_t id;
    const int32_t *xy;
    size_t n_xy;
    const uint32_t *ring_end;
    size_t n_rings;
    int32_t label[2];
    uint32_t tuple;
};
void block_writer_add(struct block_writer *w, const struct block_shape *s);
void block_writer_speck(struct block_writer *w, int32_t x, int32_t y, double weight, uint32_t tuple);
/* The whole, appended to out. False: out of memory. */
bool block_writer_end(struct block_writer *w, struct buf *out);

/* Memory for one block after the other, from an arena. */
struct block_memory {
    struct arena *a;
    struct block_pool {
        void *p;
        size_t cap;
    } features, xy, ring_end, specks, dictionary, values, digits;
};
enum { BLOCK_ONE = 255 };
struct block_want {
    int level;
    const struct bbox *bbox;      /* RD; NULL: all features */
    size_t n_fields;              /* packed */
    const unsigned char *columns; /* of the packed ones, those wanted; BLOCK_ONE: the number 1 */
    size_t n_columns;
};
/* Decodes bytes that may be hostile: ERR_STORAGE. ERR_LIMIT when it doesn't fit in the arena. Texts stay borrowed from
 * p. */
bool block_decode(const void *p, size_t n, const struct block_want *want, struct block_memory *m, struct block *out,
                  struct err *err) MUST_CHECK;

#endif
