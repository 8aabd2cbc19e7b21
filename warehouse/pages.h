/* Whole new tables and indexes, written straight into the pages of an SQLite file, in order, each page once
 * (sqlite.org/fileformat2.html). For the millions of rows of a BAG extract this costs a fifth of what inserting them
 * one by one costs (docs/adr/0008). For one thread.
 *
 * The file is one that nobody else has open yet. SQLite must not be in a transaction on it between pages_open and
 * pages_close; afterwards it sees a changed file, as from another process (so not with locking_mode=EXCLUSIVE). What
 * goes wrong in between leaves a file of no use. */
#ifndef GM_WAREHOUSE_PAGES_H
#define GM_WAREHOUSE_PAGES_H

#include "base/err.h"
#include "base/str.h"

#include <stdint.h>

struct pages;
struct page_tree;

/* ERR_STORAGE when the file isn't an SQLite database as we make them (no auto-vacuum). */
bool pages_open(const char *path, struct pages **out, struct err *err) MUST_CHECK;
/* Writes what is held, and the file's new size; frees p also on failure. Every tree has ended. */
bool pages_close(struct pages *p, struct err *err) MUST_CHECK;
void pages_abort(struct pages *p);

/* root: the page that sqlite_master names for an empty table (with rowids) or index. p must outlive the tree. */
bool page_tree_begin(struct pages *p, uint32_t root, bool index, struct page_tree **out, struct err *err) MUST_CHECK;
/* A table's row: its record (SQLite's format) is these parts behind each other; rowids rise. */
bool page_tree_row(struct page_tree *t, int64_t rowid, const struct str *parts, size_t n, struct err *err) MUST_CHECK;
/* An index's entry: a record of its columns and the rowid; entries come in the order of the index. */
bool page_tree_entry(struct page_tree *t, struct str record, struct err *err) MUST_CHECK;
/* Writes the upper levels; frees t also on failure. */
bool page_tree_end(struct page_tree *t, struct err *err) MUST_CHECK;
void page_tree_abort(struct page_tree *t);

#endif
