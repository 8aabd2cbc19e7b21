/* What is current on a day: told of a voorkomen while it is read, so that the current tables needn't be read back from
 * the history (input-formats.md §1). bag_finish.c says the same in SQL, for what is in house already. */
#include "warehouse/load_priv.h"
#include "warehouse/rtree.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SORT_BYTES = 48 << 20 };

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
    buf_add(b, &order, sizeof order);
    buf_add(b, &box, sizeof box);
    bag_encode_columns(v, true, bestaand(v->type, v->status), b);
    return true;
}

bool load_bag_current(struct load *l, enum bag_type type, const char *p, size_t n, struct err *err)
{
    int64_t order;
    if (!l->sorter[type] && !sorter_new(warehouse_dir(l->w), SORT_BYTES, &l->sorter[type], err))
        return false;
    memcpy(&order, p, sizeof order);
    return sorter_put(l->sorter[type], (uint64_t)order, p + sizeof order, n - sizeof order, err);
}

void load_bag_unsorted(struct load *l, unsigned types)
{
    l->unsorted |= types;
}

/* What a pand is used for; nothing while there are no verblijfsobjecten. */
static bool bind_use(struct load *l, sqlite3_stmt *use, sqlite3_stmt *insert, int at, const char *record,
                     struct err *err)
{
    struct str id = bag_record_id(record);
    db_bind(use, 1, id);
    int code = sqlite3_step(use);
    if (code == SQLITE_ROW) {
        sqlite3_bind_value(insert, at, sqlite3_column_value(use, 0));
        sqlite3_bind_value(insert, at + 1, sqlite3_column_value(use, 1));
    } else {
        sqlite3_bind_text(insert, at, "geen", 4, SQLITE_STATIC);
        sqlite3_bind_int(insert, at + 1, 0);
    }
    sqlite3_reset(use);
    return code == SQLITE_ROW || code == SQLITE_DONE || db_fail(l->db, err);
}

bool bag_current_fill(struct load *l, enum bag_type type, const char *columns, struct err *err)
{
    char sql[1024], index[80];
    sqlite3_stmt *insert = NULL, *use = NULL;
    struct rtree_writer *tree = NULL;
    int n = 1;
    bool pand = type == BAG_PND;
    for (const char *p = columns; *p; p++)
        n += *p == ',';
    int len = snprintf(sql, sizeof sql, "INSERT INTO %s(%s, bestaand%s) VALUES(?", bag_type_table[type], columns,
                       pand ? ", gebruiksdoel, aantal_verblijfsobjecten" : "");
    for (int i = 0; i < n + (pand ? 2 : 0); i++)
        len += snprintf(sql + len, sizeof sql - (size_t)len, ",?");
    snprintf(sql + len, sizeof sql - (size_t)len, ")");
    snprintf(index, sizeof index, "idx_%s_geom", bag_type_table[type]);
    bool ok = db_prepare(l->db, sql, &insert, err) &&
              (!pand || db_prepare(l->db, "SELECT doel, n FROM temp.gebruik WHERE pand_id = ?", &use, err)) &&
              rtree_begin(l->db, index, &tree, err);
    const void *row = NULL;
    size_t size;
    for (int64_t id = 1; ok; id++) {
        ok = sorter_next(l->sorter[type], &row, &size, err);
        if (!ok || !row)
            break;
        struct bbox box;
        const char *record = (const char *)row + sizeof box;
        memcpy(&box, row, sizeof box);
        bag_record_bind(insert, record);
        ok = (!pand || bind_use(l, use, insert, n + 2, record, err)) && db_run(l->db, insert, err) &&
             (bbox_is_empty(box) || rtree_add(tree, id, box, err));
    }
    sqlite3_finalize(insert);
    sqlite3_finalize(use);
    sorter_free(l->sorter[type]);
    l->sorter[type] = NULL;
    if (!ok) {
        rtree_abort(tree);
        return false;
    }
    bulk_indexed(l, bag_type_table[type], true);
    return rtree_end(tree, err);
}
