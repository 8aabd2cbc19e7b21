/* Filling SQLite's R-tree in bulk: whole nodes, in the order that the rows come in, written straight into the tables
 * that the R-tree module keeps (SQLite's documentation "The SQLite R*Tree Module", §"Shadow tables"; node format in
 * ext/rtree/rtree.c). Row by row it costs some 30 µs a row, so a million panden half a minute. */
#ifndef GM_WAREHOUSE_RTREE_H
#define GM_WAREHOUSE_RTREE_H

#include "base/sorter.h"
#include "warehouse/warehouse_priv.h"

struct rtree_writer;
/* index: the name of a virtual table of module rtree with two dimensions and no other columns; it is emptied. Rows
 * should come in an order in which neighbours are near each other. */
bool rtree_begin(sqlite3 *db, const char *index, struct rtree_writer **out, struct err *err) MUST_CHECK;
/* From here on the node of each row goes to `rows` (key: rowid; an int64) instead of into <index>_rowid: the caller
 * puts it there. */
void rtree_rows_to(struct rtree_writer *w, struct sorter *rows);
bool rtree_add(struct rtree_writer *w, int64_t rowid, struct bbox b, struct err *err) MUST_CHECK;
/* Writes what is left, and the root. The writer is gone afterwards, also on failure. */
bool rtree_end(struct rtree_writer *w, struct err *err) MUST_CHECK;
void rtree_abort(struct rtree_writer *w);

#endif
