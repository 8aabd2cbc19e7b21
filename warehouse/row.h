/* A row on its way to a table, in SQLite's record format (sqlite.org/fileformat2.html §2.1): made on any thread, then
 * bound to a statement, or put into a page as it is (pages.h). The first column is the table's `id INTEGER PRIMARY
 * KEY`, which a record has as NULL.
 *
 * As bytes: u32 size of all, u8 tag, u8 where the record starts, room, the record. In this machine's byte order: it
 * lives no longer than the import. */
#ifndef GM_WAREHOUSE_ROW_H
#define GM_WAREHOUSE_ROW_H

#include "base/buf.h"

#include <sqlite3.h>
#include <stdint.h>

enum { ROW_MAX_COLUMNS = 26, ROW_TYPES = 5 * ROW_MAX_COLUMNS };

struct row_writer {
    struct buf *b; /* the row is appended to it */
    size_t start;
    struct str base; /* the columns of the row that is extended */
    size_t n_types;
    unsigned char head[2]; /* room for the size of the header, right before the types */
    unsigned char types[ROW_TYPES];
};

/* Columns are added in the order of the table, at most ROW_MAX_COLUMNS. The caller looks at b->failed. */
void row_begin(struct row_writer *w, struct buf *b, unsigned char tag);
void row_begin_entry(struct row_writer *w, struct buf *b); /* of an index: no id in front */
void row_null(struct row_writer *w);
void row_int(struct row_writer *w, int64_t v);
void row_text(struct row_writer *w, struct str s); /* an empty one is NULL */
/* Text, or (`blob`) bytes, that the caller appends to w->b himself between the two. */
void row_bytes_begin(struct row_writer *w);
void row_bytes_end(struct row_writer *w, bool blob);
void row_end(struct row_writer *w);

/* Columns behind those of a row, without copying it; `more` is emptied and holds what is new. Then the record is in
 * these parts, behind each other, valid until either changes. */
enum { ROW_PARTS = 3 };
void row_extend(struct row_writer *w, struct buf *more, const char *row);
size_t row_parts(struct row_writer *w, struct str parts[ROW_PARTS]);

size_t row_size(const char *row);
unsigned char row_tag(const char *row);
struct str row_record(const char *row); /* borrowed from the row */

struct row_value {
    enum { ROW_NULL, ROW_INT, ROW_TEXT, ROW_BLOB } kind;
    int64_t number;
    struct str bytes; /* borrowed from the record */
};
struct row_reader {
    const unsigned char *type, *types_end, *body, *end;
};
void row_open(struct row_reader *r, struct str record);
bool row_next(struct row_reader *r, struct row_value *v); /* false: no more columns */
/* Binds every column but the first to the parameters from 1; texts stay borrowed. */
void row_bind(sqlite3_stmt *s, const char *row);

/* SQLite's varint of v: up to 9 bytes. Gives how many. */
size_t row_varint(unsigned char *to, uint64_t v);

#endif
