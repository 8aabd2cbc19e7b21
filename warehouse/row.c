#include "warehouse/row.h"

#include <string.h>

/* Room before the record for its header, whose size is known last: two bytes for that size itself. */
enum { PREFIX = 6, GAP = ROW_TYPES + 2 };
_Static_assert(PREFIX + GAP < 256, "a byte says where the record starts");

size_t row_varint(unsigned char *to, uint64_t v)
{
    unsigned char reversed[9];
    size_t n = 0;
    if (v >> 56) { /* the ninth byte has all its bits */
        to[8] = (unsigned char)v;
        v >>= 8;
        for (int i = 7; i >= 0; i--, v >>= 7)
            to[i] = (unsigned char)((v & 0x7f) | 0x80);
        return 9;
    }
    do
        reversed[n++] = (unsigned char)((v & 0x7f) | 0x80);
    while (v >>= 7);
    reversed[0] &= 0x7f;
    for (size_t i = 0; i < n; i++)
        to[i] = reversed[n - 1 - i];
    return n;
}

static size_t varint_read(const unsigned char *p, const unsigned char *end, uint64_t *v)
{
    *v = 0;
    for (size_t i = 0; i < 8 && p + i < end; i++) {
        *v = *v << 7 | (p[i] & 0x7f);
        if (!(p[i] & 0x80))
            return i + 1;
    }
    if (p + 8 >= end)
        return 0;
    *v = *v << 8 | p[8];
    return 9;
}

static void begin(struct row_writer *w, struct buf *b, unsigned char tag)
{
    char room[PREFIX + GAP] = {0};
    room[4] = (char)tag;
    w->b = b;
    w->start = b->n;
    w->n_types = 0;
    buf_add(b, room, sizeof room);
}

void row_begin(struct row_writer *w, struct buf *b, unsigned char tag)
{
    begin(w, b, tag);
    row_null(w);
}

void row_begin_entry(struct row_writer *w, struct buf *b)
{
    begin(w, b, 0);
}

static void add_type(struct row_writer *w, uint64_t type)
{
    if (w->n_types + 9 > sizeof w->types)
        w->b->failed = true;
    else
        w->n_types += row_varint(w->types + w->n_types, type);
}

void row_null(struct row_writer *w)
{
    add_type(w, 0);
}

void row_int(struct row_writer *w, int64_t v)
{
    static const struct {
        int bits, type;
    } sizes[] = {{7, 1}, {15, 2}, {23, 3}, {31, 4}, {47, 5}, {63, 6}};
    if (v == 0 || v == 1) {
        add_type(w, (uint64_t)(8 + v));
        return;
    }
    uint64_t magnitude = (uint64_t)(v < 0 ? ~v : v);
    size_t i = 0;
    while (i < 5 && magnitude >> sizes[i].bits)
        i++;
    int bytes = (sizes[i].bits + 1) / 8;
    char big[8];
    for (int k = 0; k < bytes; k++)
        big[k] = (char)((uint64_t)v >> (8 * (bytes - 1 - k)));
    add_type(w, (uint64_t)sizes[i].type);
    buf_add(w->b, big, (size_t)bytes);
}

void row_text(struct row_writer *w, struct str s)
{
    add_type(w, s.n ? 13 + 2 * (uint64_t)s.n : 0);
    if (s.n)
        buf_str(w->b, s);
}

/* Where the bytes begin is kept where their type will stand. */
void row_bytes_begin(struct row_writer *w)
{
    if (w->n_types + 9 > sizeof w->types)
        w->b->failed = true;
    else
        memcpy(w->types + w->n_types, &w->b->n, sizeof w->b->n);
}

void row_bytes_end(struct row_writer *w, bool blob)
{
    size_t from;
    if (w->b->failed)
        return;
    memcpy(&from, w->types + w->n_types, sizeof from);
    uint64_t n = w->b->n - from;
    add_type(w, n ? (blob ? 12 : 13) + 2 * n : 0);
}

/* The header before the body: its own size, and the types. Gives its size; it stands up to the end of w->types. */
static size_t header_size(struct row_writer *w)
{
    size_t size = w->n_types + 1;
    if (size > 127)
        size++;
    row_varint(w->head + (size > 127 ? 0 : 1), size);
    return size;
}

void row_end(struct row_writer *w)
{
    struct buf *b = w->b;
    if (b->failed)
        return;
    size_t n = header_size(w), at = GAP - n;
    char *row = b->p + w->start;
    uint32_t all = (uint32_t)(b->n - w->start);
    memcpy(row, &all, 4);
    row[5] = (char)(PREFIX + at);
    memcpy(row + PREFIX + at, w->head + 2 - (n - w->n_types), n);
}

void row_extend(struct row_writer *w, struct buf *more, const char *row)
{
    struct row_reader r;
    row_open(&r, row_record(row));
    buf_clear(more);
    w->b = more;
    w->start = 0;
    w->n_types = (size_t)(r.types_end - r.type);
    if (w->n_types > sizeof w->types)
        w->n_types = 0;
    memcpy(w->types, r.type, w->n_types);
    w->base = (struct str){(const char *)r.body, (size_t)(r.end - r.body)};
}

size_t row_parts(struct row_writer *w, struct str parts[ROW_PARTS])
{
    size_t n = header_size(w), used = 0;
    parts[used++] = (struct str){(const char *)w->head + 2 - (n - w->n_types), n};
    if (w->base.n)
        parts[used++] = w->base;
    if (w->b->n)
        parts[used++] = buf_view(w->b);
    return used;
}

size_t row_size(const char *row)
{
    uint32_t n;
    memcpy(&n, row, 4);
    return n;
}

unsigned char row_tag(const char *row)
{
    return (unsigned char)row[4];
}

struct str row_record(const char *row)
{
    size_t at = (unsigned char)row[5];
    return (struct str){row + at, row_size(row) - at};
}

void row_open(struct row_reader *r, struct str record)
{
    const unsigned char *p = (const unsigned char *)record.p, *end = p + record.n;
    uint64_t head;
    size_t n = varint_read(p, end, &head);
    *r = (struct row_reader){.type = p + n, .types_end = p + head, .body = p + head, .end = end};
    if (n == 0 || head < n || head > record.n)
        *r = (struct row_reader){.type = end, .types_end = end, .body = end, .end = end};
}

bool row_next(struct row_reader *r, struct row_value *v)
{
    static const unsigned char widths[] = {0, 1, 2, 3, 4, 6, 8, 8, 0, 0};
    uint64_t type;
    size_t n = varint_read(r->type, r->types_end, &type);
    *v = (struct row_value){.kind = ROW_NULL};
    if (n == 0)
        return false;
    r->type += n;
    size_t bytes = type < 10 ? widths[type] : type < 12 ? 0 : (size_t)(type - 12) / 2;
    if (bytes > (size_t)(r->end - r->body))
        return false;
    if (type >= 12) {
        v->kind = type & 1 ? ROW_TEXT : ROW_BLOB;
        v->bytes = (struct str){(const char *)r->body, bytes};
    } else if (type != 0) {
        v->kind = ROW_INT;
        uint64_t number = bytes && r->body[0] & 0x80 ? UINT64_MAX : 0;
        for (size_t i = 0; i < bytes; i++)
            number = number << 8 | r->body[i];
        v->number = type == 8 || type == 9 ? (int64_t)type - 8 : (int64_t)number;
    }
    r->body += bytes;
    return true;
}

void row_bind(sqlite3_stmt *s, const char *row)
{
    struct row_reader r;
    struct row_value v;
    row_open(&r, row_record(row));
    for (int at = 0; row_next(&r, &v); at++) {
        if (at == 0)
            continue;
        if (v.kind == ROW_INT)
            sqlite3_bind_int64(s, at, v.number);
        else if (v.kind == ROW_TEXT)
            sqlite3_bind_text(s, at, v.bytes.p, (int)v.bytes.n, SQLITE_STATIC);
        else if (v.kind == ROW_BLOB)
            sqlite3_bind_blob(s, at, v.bytes.p, (int)v.bytes.n, SQLITE_STATIC);
        else
            sqlite3_bind_null(s, at);
    }
}
