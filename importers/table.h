/* A CSV file as rows, one at a time: , ; or tab, with or without BOM, UTF-8 or Windows-1252 (told apart per value). */
#ifndef GM_IMPORTERS_TABLE_H
#define GM_IMPORTERS_TABLE_H

#include "base/arena.h"
#include "base/err.h"

enum { TABLE_MAX_ROW = 1 << 20, TABLE_MAX_COLUMNS = 1000 };

struct table;
struct table_row {
    int64_t number;          /* as a spreadsheet counts: the header is row 1 */
    size_t n;                /* values present; may differ from the header's */
    const struct str *value; /* n of them, UTF-8, trimmed; empty for columns that aren't kept. Until the next call. */
};

/* Reads the header. name: for messages. Memory that held values is wiped on close. ERR_INVALID: UTF-16, no header, a
 * column named twice; ERR_LIMIT: a row over TABLE_MAX_ROW bytes. */
bool table_open(const char *path, struct table **out, struct err *err) MUST_CHECK;
bool table_open_memory(struct str bytes, const char *name, struct table **out, struct err *err) MUST_CHECK;
void table_close(struct table *t);
const char *table_name(const struct table *t);
size_t table_columns(const struct table *t);
struct str table_column(const struct table *t, size_t i);
/* Index of the column with this name, letter case aside; SIZE_MAX when there is none. */
size_t table_find(const struct table *t, struct str name);
/* From now on only the columns with keep[i] get values; the others are passed over without being stored in rows. */
void table_keep(struct table *t, const bool *keep);
/* *row is NULL at the end. A quote that isn't closed is ERR_INVALID with its row. */
bool table_next(struct table *t, const struct table_row **row, struct err *err) MUST_CHECK;
/* Back to the first row after the header; ERR_STORAGE when the file has changed since it was opened. */
bool table_rewind(struct table *t, struct err *err) MUST_CHECK;
double table_fraction(const struct table *t); /* of the bytes that were read, 0..1 */

#endif
