/* What is current on a day: told of a voorkomen while it is read, so that the current tables needn't be read back from
 * the history (input-formats.md §1). bag_finish.c says the same in SQL, for what is in house already. */
#include "warehouse/load_priv.h"
#include "warehouse/rtree.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SORT_BYTES = 24 << 20, BOX_BYTES = 4 << 20 };

/* What stands before the row of what is current. */
struct current_head {
    struct bbox box;
    int64_t order; /* on the map */
    bool bestaand;
};

/* The statuses in which an object isn't there (any more, or yet). */
static const char *const absent[BAG_TYPES][5] = {
    [BAG_WPL] = {"Woonplaats ingetrokken"},
    [BAG_OPR] = {"Naamgeving ingetrokken"},
    [BAG_NUM] = {"Naamgeving ingetrokken"},
    [BAG_VBO] = {"Niet gerealiseerd verblijfsobject", "Verblijfsobject ingetrokken",
                 "Verblijfsobject ten onrechte opgevoerd"},
    [BAG_LIG] = {"Plaats ingetrokken"},
    [BAG_STA] = {"Plaats ingetrokken"},
    [BAG_PND] = {"Niet gerealiseerd pand", "Pand gesloopt", "Bouwvergunning verleend", "Pand ten onrechte opgevoerd"},
};

void bag_absent_sql(enum bag_type type, char *out, size_t size)
{
    size_t n = 0;
    out[0] = 0;
    for (int i = 0; absent[type][i] && n < size; i++)
        n += (size_t)snprintf(out + n, size - n, "%s'%s'", i ? ", " : "", absent[type][i]);
}

static bool bestaand(enum bag_type type, struct str status)
{
    for (int i = 0; absent[type][i]; i++)
        if (str_eq_nocase(status, str_from(absent[type][i])))
            return false;
    return true;
}

static bool actueel(const struct bag_voorkomen *v, struct str stand)
{
    return v->begin_geldigheid.n && str_cmp(str_sub(v->begin_geldigheid, 0, 10), stand) <= 0 &&
           (!v->eind_geldigheid.n || str_cmp(str_sub(v->eind_geldigheid, 0, 10), stand) > 0) &&
           !v->tijdstip_inactief.n && !v->tijdstip_nietbag_lv.n;
}

bool bag_encode_current(const struct bag_voorkomen *v, struct str stand, struct buf *b)
{
    if (v->type == BAG_OPR || v->type == BAG_NUM || !actueel(v, stand))
        return false;
    struct bbox box = geom_bbox(&v->geom);
    int64_t order = bbox_is_empty(box) ? 0 : map_order((box.minx + box.maxx) / 2, (box.miny + box.maxy) / 2);
    struct current_head head = {.box = box, .order = order, .bestaand = bestaand(v->type, v->status)};
    buf_add(b, &head, sizeof head);
    bag_encode_columns(v, true, b);
    return true;
}

bool load_bag_current(struct load *l, enum bag_type type, const char *p, size_t n, struct err *err)
{
    struct current_head head;
    if (!l->sorter[type] && !sorter_new(warehouse_dir(l->w), SORT_BYTES, &l->sorter[type], err))
        return false;
    memcpy(&head, p, sizeof head);
    return sorter_put(l->sorter[type], (uint64_t)head.order, p, n, err);
}

void load_bag_unsorted(struct load *l, unsigned types)
{
    l->unsorted |= types;
}

/* What a pand is used for, behind the other columns. use: NULL when there are no verblijfsobjecten. */
static bool put_use(struct load *l, sqlite3_stmt *use, struct str id, struct row_writer *w, struct err *err)
{
    struct str doel = STR("geen");
    int64_t n = 0;
    int code = SQLITE_DONE;
    if (use) {
        db_bind(use, 1, id);
        code = sqlite3_step(use);
    }
    if (code == SQLITE_ROW) {
        doel = db_text(use, 0);
        n = sqlite3_column_int64(use, 1);
    }
    row_text(w, doel);
    row_int(w, n);
    if (use)
        sqlite3_reset(use);
    return code == SQLITE_ROW || code == SQLITE_DONE || db_fail(l->db, err);
}

/* Which node each row is in. */
static bool nodes_write(struct load *l, const char *index, struct sorter *nodes, struct err *err)
{
    struct pages *pages = NULL;
    struct page_tree *tree = NULL;
    struct buf b;
    char table[96];
    uint64_t id;
    const void *node;
    size_t n;
    snprintf(table, sizeof table, "%s_rowid", index);
    buf_init(&b, 4096);
    bool ok = direct_pages(l, &pages, err) && direct_tree(l, pages, table, &tree, err);
    while (ok && (ok = sorter_next_key(nodes, &id, &node, &n, err)) && node) {
        struct row_writer w;
        int64_t number;
        memcpy(&number, node, sizeof number);
        buf_clear(&b);
        row_begin(&w, &b, 0);
        row_int(&w, number);
        row_end(&w);
        struct str record = row_record(b.p);
        ok = page_tree_row(tree, (int64_t)id, &record, 1, err);
    }
    buf_done(&b);
    return direct_pages_end(l, pages, tree, ok, err);
}

/* The R-tree from the boxes of the rows, in their order. */
static bool boxes_index(struct load *l, enum bag_type type, struct sorter *boxes, struct err *err)
{
    char index[80];
    struct rtree_writer *tree = NULL;
    struct sorter *nodes = NULL;
    uint64_t id;
    const void *box;
    size_t n;
    snprintf(index, sizeof index, "idx_%s_geom", bag_type_table[type]);
    bool ok = sorter_new(warehouse_dir(l->w), BOX_BYTES, &nodes, err) && rtree_begin(l->db, index, &tree, err);
    if (ok)
        rtree_rows_to(tree, nodes);
    while (ok && (ok = sorter_next_key(boxes, &id, &box, &n, err)) && box) {
        struct bbox b;
        memcpy(&b, box, sizeof b);
        ok = bbox_is_empty(b) || rtree_add(tree, (int64_t)id, b, err);
    }
    if (ok)
        ok = rtree_end(tree, err) && nodes_write(l, index, nodes, err);
    else
        rtree_abort(tree);
    sorter_free(nodes);
    return ok;
}

static bool rows_write(struct load *l, enum bag_type type, sqlite3_stmt *use, struct sorter *boxes, bool *indexed,
                       struct err *err)
{
    struct pages *pages = NULL;
    struct page_tree *tree = NULL;
    struct id_index *ids = NULL;
    struct buf more;
    const void *row = NULL;
    size_t size;
    buf_init(&more, 4096);
    bool ok = id_index_new(l, false, &ids, err) && direct_pages(l, &pages, err) &&
              direct_tree(l, pages, bag_type_table[type], &tree, err);
    for (int64_t id = 1; ok && (ok = sorter_next(l->sorter[type], &row, &size, err)) && row; id++) {
        struct current_head head;
        struct row_writer w;
        memcpy(&head, row, sizeof head);
        row_extend(&w, &more, (const char *)row + sizeof head);
        ok = type != BAG_PND || put_use(l, use, bag_row_id((const char *)row + sizeof head), &w, err);
        row_int(&w, head.bestaand);
        struct str parts[ROW_PARTS];
        size_t n = row_parts(&w, parts);
        ok = ok && page_tree_row(tree, id, parts, n, err) &&
             id_index_add(ids, (const char *)row + sizeof head, id, err) &&
             sorter_put(boxes, (uint64_t)id, &head.box, sizeof head.box, err);
    }
    buf_done(&more);
    if (ok) {
        ok = page_tree_end(tree, err) && id_index_write(l, ids, pages, bag_type_table[type], indexed, err);
        tree = NULL;
    }
    id_index_free(ids);
    return direct_pages_end(l, pages, tree, ok, err);
}

bool bag_current_fill(struct load *l, enum bag_type type, bool *indexed, struct err *err)
{
    sqlite3_stmt *use = NULL;
    struct sorter *boxes = NULL;
    int64_t uses = 0;
    bool ok = type != BAG_PND || db_int(l->db, "SELECT EXISTS(SELECT 1 FROM temp.gebruik)", 0, &uses, err);
    ok = ok && (!uses || db_prepare(l->db, "SELECT doel, n FROM temp.gebruik WHERE pand_id = ?", &use, err)) &&
         sorter_new(warehouse_dir(l->w), BOX_BYTES, &boxes, err) && rows_write(l, type, use, boxes, indexed, err);
    sqlite3_finalize(use);
    sorter_free(l->sorter[type]);
    l->sorter[type] = NULL;
    ok = ok && boxes_index(l, type, boxes, err);
    sorter_free(boxes);
    if (ok)
        bulk_indexed(l, bag_type_table[type], true);
    return ok;
}
