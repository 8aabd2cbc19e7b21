#include "warehouse/rtree.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    CELL = 24,       /* a 64-bit number and four floats, big-endian */
    HEAD = 4,        /* depth and count */
    NODE_CELLS = 51, /* RTREE_MAXCELLS */
    FILL = 46,       /* some room for what is inserted later */
    LEVELS = 12,
    ROOT = 1
};

struct level {
    int64_t node; /* its number, given when it was opened */
    int n;
    struct bbox box; /* in floats, rounded outward */
    int64_t children[NODE_CELLS];
    unsigned char cells[NODE_CELLS * CELL];
};

struct rtree_writer {
    sqlite3 *db;
    sqlite3_stmt *node, *rowid, *parent;
    struct sorter *rows; /* NULL: they go into the table */
    int node_bytes, fill;
    int64_t next_node;
    int depth; /* of the highest level that is open */
    struct level levels[LEVELS];
};

static bool prepare(sqlite3 *db, const char *fmt, const char *index, sqlite3_stmt **out, struct err *err)
{
    char sql[256];
    snprintf(sql, sizeof sql, fmt, index);
    return db_prepare(db, sql, out, err);
}

static bool run(sqlite3 *db, const char *fmt, const char *index, struct err *err)
{
    char sql[256];
    snprintf(sql, sizeof sql, fmt, index);
    return db_exec(db, sql, err);
}

bool rtree_begin(sqlite3 *db, const char *index, struct rtree_writer **out, struct err *err)
{
    struct rtree_writer *w = calloc(1, sizeof *w);
    sqlite3_stmt *size = NULL;
    if (!w)
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    w->db = db;
    w->next_node = ROOT + 1;
    /* The module made the root when the table was made: its size is that of every node. */
    bool ok = prepare(db, "SELECT length(data) FROM \"%.100s_node\" WHERE nodeno = 1", index, &size, err);
    if (ok && sqlite3_step(size) == SQLITE_ROW)
        w->node_bytes = sqlite3_column_int(size, 0);
    sqlite3_finalize(size);
    if (ok && (w->node_bytes < HEAD + 4 * CELL || w->node_bytes > HEAD + NODE_CELLS * CELL + CELL))
        ok = err_set(err, ERR_STORAGE, index, "De ruimtelijke index %.60s heeft een onbekende vorm.", index);
    int most = (w->node_bytes - HEAD) / CELL;
    w->fill = most < FILL ? most : FILL;
    ok = ok && run(db, "DELETE FROM \"%.100s_node\"", index, err) &&
         run(db, "DELETE FROM \"%.100s_rowid\"", index, err) && run(db, "DELETE FROM \"%.100s_parent\"", index, err) &&
         prepare(db, "INSERT INTO \"%.100s_node\"(nodeno, data) VALUES(?, ?)", index, &w->node, err) &&
         prepare(db, "INSERT INTO \"%.100s_rowid\"(rowid, nodeno) VALUES(?, ?)", index, &w->rowid, err) &&
         prepare(db, "INSERT INTO \"%.100s_parent\"(nodeno, parentnode) VALUES(?, ?)", index, &w->parent, err);
    if (!ok) {
        rtree_abort(w);
        return false;
    }
    w->levels[0].node = w->next_node++;
    w->levels[0].box = bbox_empty();
    *out = w;
    return true;
}

void rtree_abort(struct rtree_writer *w)
{
    if (!w)
        return;
    sqlite3_finalize(w->node);
    sqlite3_finalize(w->rowid);
    sqlite3_finalize(w->parent);
    free(w);
}

static void put64(unsigned char *to, uint64_t v)
{
    v = __builtin_bswap64(v);
    memcpy(to, &v, 8);
}

static void put_float(unsigned char *to, float f)
{
    uint32_t v;
    memcpy(&v, &f, 4);
    v = __builtin_bswap32(v);
    memcpy(to, &v, 4);
}

static float below(double v)
{
    float f = (float)v;
    return (double)f > v ? nextafterf(f, -INFINITY) : f;
}

static float above(double v)
{
    float f = (float)v;
    return (double)f < v ? nextafterf(f, INFINITY) : f;
}

static bool insert_pair(struct rtree_writer *w, sqlite3_stmt *s, int64_t key, int64_t node, struct err *err)
{
    sqlite3_bind_int64(s, 1, key);
    sqlite3_bind_int64(s, 2, node);
    return db_run(w->db, s, err);
}

/* Writes the node that is open at a level as number `node`; its children learn whose they are. */
static bool node_write(struct rtree_writer *w, int height, int64_t node, int depth, struct err *err)
{
    struct level *l = &w->levels[height];
    unsigned char data[HEAD + NODE_CELLS * CELL + CELL] = {0};
    data[0] = (unsigned char)(depth >> 8);
    data[1] = (unsigned char)depth;
    data[2] = (unsigned char)(l->n >> 8);
    data[3] = (unsigned char)l->n;
    memcpy(data + HEAD, l->cells, (size_t)l->n * CELL);
    sqlite3_bind_int64(w->node, 1, node);
    sqlite3_bind_blob(w->node, 2, data, w->node_bytes, SQLITE_STATIC);
    bool ok = db_run(w->db, w->node, err);
    for (int i = 0; ok && i < l->n; i++)
        ok = height == 0 && w->rows ? sorter_put(w->rows, (uint64_t)l->children[i], &node, sizeof node, err)
                                    : insert_pair(w, height == 0 ? w->rowid : w->parent, l->children[i], node, err);
    return ok;
}

static bool cell_add(struct rtree_writer *w, int height, int64_t child, struct bbox b, struct err *err)
{
    if (height == LEVELS)
        return err_set(err, ERR_LIMIT, NULL, "De ruimtelijke index wordt te diep.");
    struct level *l = &w->levels[height];
    if (height > w->depth) {
        w->depth = height;
        l->node = w->next_node++;
        l->n = 0;
        l->box = bbox_empty();
    }
    if (l->n == w->fill) {
        struct bbox box = l->box;
        int64_t node = l->node;
        if (!node_write(w, height, node, 0, err))
            return false;
        l->n = 0;
        l->box = bbox_empty();
        l->node = w->next_node++;
        if (!cell_add(w, height + 1, node, box, err))
            return false;
    }
    unsigned char *cell = l->cells + l->n * CELL;
    put64(cell, (uint64_t)child);
    put_float(cell + 8, below(b.minx));
    put_float(cell + 12, above(b.maxx));
    put_float(cell + 16, below(b.miny));
    put_float(cell + 20, above(b.maxy));
    l->children[l->n++] = child;
    l->box = bbox_union(l->box, b);
    return true;
}

void rtree_rows_to(struct rtree_writer *w, struct sorter *rows)
{
    w->rows = rows;
}

bool rtree_add(struct rtree_writer *w, int64_t rowid, struct bbox b, struct err *err)
{
    return cell_add(w, 0, rowid, b, err);
}

bool rtree_end(struct rtree_writer *w, struct err *err)
{
    bool ok = true;
    /* What is open goes up level by level; the highest is the root, and says how deep it is. */
    for (int height = 0; ok && height < w->depth; height++) {
        struct level *l = &w->levels[height];
        ok = node_write(w, height, l->node, 0, err) && cell_add(w, height + 1, l->node, l->box, err);
    }
    ok = ok && node_write(w, w->depth, ROOT, w->depth, err);
    rtree_abort(w);
    return ok;
}
