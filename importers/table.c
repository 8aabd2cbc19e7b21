#include "importers/table.h"

#include "base/buf.h"

#include <csv.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { CHUNK = 1 << 15 };

/* libcsv pushes; rows of one chunk are queued here: values one after another in `bytes`, their ends in `ends`. */
struct queued {
    size_t first, n; /* in ends */
    int64_t number;
};

struct table {
    char name[256];
    FILE *f;
    struct str memory;
    size_t memory_at;
    int64_t size, at;
    struct timespec mtime;
    struct csv_parser parser;
    unsigned char separator;
    bool parser_made, eof, failed;

    struct str *header;
    size_t n_header;
    bool *keep;

    char *bytes;
    size_t n_bytes, cap_bytes;
    size_t *ends;
    size_t n_ends, cap_ends;
    struct queued *rows;
    size_t n_rows, cap_rows, next_row;
    size_t column;      /* of the value to come */
    size_t row_first;   /* in ends: where the unfinished row begins */
    size_t row_bytes;   /* input bytes since the last end of a row */
    int64_t row_number; /* of the unfinished row */
    struct str *values;
    size_t cap_values;
    struct table_row row;
};

static bool grow(void *array, size_t *cap, size_t need, size_t item)
{
    if (need <= *cap)
        return true;
    size_t more = *cap ? *cap : 256;
    while (more < need)
        more *= 2;
    void *old = *(void **)array, *p = malloc(more * item);
    if (!p)
        return false;
    if (old) {
        memcpy(p, old, *cap * item);
        explicit_bzero(old, *cap * item);
        free(old);
    }
    *(void **)array = p;
    *cap = more;
    return true;
}

static void wipe(void *p, size_t n)
{
    if (p)
        explicit_bzero(p, n);
    free(p);
}

/* Windows-1252 0x80-0x9f; 0: not assigned. */
static const uint16_t cp1252[32] = {0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
                                    0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017d, 0,
                                    0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
                                    0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178};

static size_t utf8_from_1252(const unsigned char *s, size_t n, char *out)
{
    size_t k = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned c = s[i];
        if (c >= 0x80 && c < 0xa0)
            c = cp1252[c - 0x80] ? cp1252[c - 0x80] : 0xfffd;
        if (c < 0x80) {
            out[k++] = (char)c;
        } else if (c < 0x800) {
            out[k++] = (char)(0xc0 | c >> 6);
            out[k++] = (char)(0x80 | (c & 63));
        } else {
            out[k++] = (char)(0xe0 | c >> 12);
            out[k++] = (char)(0x80 | (c >> 6 & 63));
            out[k++] = (char)(0x80 | (c & 63));
        }
    }
    return k;
}

static void on_value(void *s, size_t n, void *arg)
{
    struct table *t = arg;
    size_t column = t->column++;
    if (t->failed || column >= TABLE_MAX_COLUMNS)
        return;
    if (t->keep && (column >= t->n_header || !t->keep[column]))
        n = 0;
    struct str v = str_trim((struct str){n ? s : "", n});
    bool utf8 = str_is_utf8(v);
    size_t need = t->n_bytes + (utf8 ? v.n : v.n * 3);
    if (!grow(&t->bytes, &t->cap_bytes, need + 1, 1) || !grow(&t->ends, &t->cap_ends, t->n_ends + 1, sizeof *t->ends)) {
        t->failed = true;
        return;
    }
    if (utf8) {
        if (v.n)
            memcpy(t->bytes + t->n_bytes, v.p, v.n);
        t->n_bytes += v.n;
    } else {
        t->n_bytes += utf8_from_1252((const unsigned char *)v.p, v.n, t->bytes + t->n_bytes);
    }
    t->ends[t->n_ends++] = t->n_bytes;
}

static void on_row(int c, void *arg)
{
    struct table *t = arg;
    t->row_bytes = 0;
    t->row_number++;
    if (!grow(&t->rows, &t->cap_rows, t->n_rows + 1, sizeof *t->rows)) {
        t->failed = true;
        return;
    }
    t->rows[t->n_rows++] = (struct queued){t->row_first, t->n_ends - t->row_first, t->row_number};
    t->row_first = t->n_ends;
    t->column = 0;
}

static bool parser_start(struct table *t, struct err *err)
{
    if (t->parser_made) {
        if (t->parser.entry_buf)
            explicit_bzero(t->parser.entry_buf, t->parser.entry_size);
        csv_free(&t->parser);
    }
    t->parser_made = csv_init(&t->parser, CSV_STRICT | CSV_STRICT_FINI) == 0;
    if (!t->parser_made)
        return err_set(err, ERR_MEMORY, t->name, "Er is geen geheugen meer.");
    csv_set_delim(&t->parser, t->separator);
    t->eof = t->failed = false;
    t->n_bytes = t->n_ends = t->n_rows = t->next_row = t->column = t->row_first = t->row_bytes = 0;
    t->row_number = 0;
    t->at = 0;
    return true;
}

static size_t read_some(struct table *t, char *buf, size_t n)
{
    if (t->f)
        return fread(buf, 1, n, t->f);
    n = n < t->memory.n - t->memory_at ? n : t->memory.n - t->memory_at;
    memcpy(buf, t->memory.p + t->memory_at, n);
    t->memory_at += n;
    return n;
}

/* The separator that the first line holds most of, outside quotes. */
static unsigned char separator_guess(const char *s, size_t n)
{
    static const char options[] = ";,\t";
    size_t count[3] = {0};
    bool quoted = false;
    for (size_t i = 0; i < n && (quoted || (s[i] != '\n' && s[i] != '\r')); i++) {
        if (s[i] == '"')
            quoted = !quoted;
        for (int k = 0; !quoted && k < 3; k++)
            count[k] += s[i] == options[k];
    }
    int best = 1;
    for (int k = 0; k < 3; k++)
        if (count[k] > count[best])
            best = k;
    return (unsigned char)options[best];
}

/* Feeds one chunk; the queue is empty before. */
static bool feed(struct table *t, struct err *err)
{
    char chunk[CHUNK];
    /* The unfinished row's values move to the front. */
    size_t from = t->row_first ? t->ends[t->row_first - 1] : 0;
    if (t->bytes)
        memmove(t->bytes, t->bytes + from, t->n_bytes - from);
    for (size_t i = t->row_first; i < t->n_ends; i++)
        t->ends[i - t->row_first] = t->ends[i] - from;
    t->n_ends -= t->row_first;
    t->n_bytes -= from;
    t->row_first = t->n_rows = t->next_row = 0;

    size_t n = read_some(t, chunk, sizeof chunk), skip = 0;
    if (t->f && ferror(t->f))
        return err_set(err, ERR_STORAGE, t->name, "%s is niet te lezen.", t->name);
    if (t->at == 0) {
        if (n >= 2 && ((chunk[0] == '\xff' && chunk[1] == '\xfe') || (chunk[0] == '\xfe' && chunk[1] == '\xff')))
            return err_set(err, ERR_INVALID, t->name, "%s is UTF-16; sla het op als CSV in UTF-8.", t->name);
        if (n >= 3 && memcmp(chunk, "\xef\xbb\xbf", 3) == 0)
            skip = 3;
        if (!t->separator) {
            t->separator = separator_guess(chunk + skip, n - skip);
            csv_set_delim(&t->parser, t->separator);
        }
    }
    t->at += (int64_t)n;
    t->row_bytes += n - skip;
    bool ok = csv_parse(&t->parser, chunk + skip, n - skip, on_value, on_row, t) == n - skip;
    if (ok && n < sizeof chunk) {
        t->eof = true;
        ok = csv_fini(&t->parser, on_value, on_row, t) == 0;
    }
    explicit_bzero(chunk, n);
    char where[320];
    snprintf(where, sizeof where, "%s rij %lld", t->name, (long long)t->row_number + 1);
    if (t->failed)
        return err_set(err, ERR_MEMORY, t->name, "Er is geen geheugen meer.");
    if (!ok)
        return err_set(
            err, ERR_INVALID, where,
            "%s: een aanhalingsteken staat verkeerd of wordt niet gesloten; een waarde met \" erin hoort als "
            "\"…\"\"…\" geschreven.",
            where);
    if (t->row_bytes > TABLE_MAX_ROW + CHUNK || t->column > TABLE_MAX_COLUMNS)
        return err_set(err, ERR_LIMIT, where, "%s is langer dan 1 MiB of heeft meer dan %d kolommen.", where,
                       TABLE_MAX_COLUMNS);
    return true;
}

bool table_next(struct table *t, const struct table_row **row, struct err *err)
{
    while (t->next_row == t->n_rows) {
        if (t->eof) {
            *row = NULL;
            return true;
        }
        if (!feed(t, err)) {
            t->eof = true;
            return false;
        }
    }
    const struct queued *q = &t->rows[t->next_row++];
    if (!grow(&t->values, &t->cap_values, q->n + 1, sizeof *t->values))
        return err_set(err, ERR_MEMORY, t->name, "Er is geen geheugen meer.");
    for (size_t i = 0; i < q->n; i++) {
        size_t k = q->first + i, begin = k ? t->ends[k - 1] : 0;
        t->values[i] = (struct str){t->bytes ? t->bytes + begin : "", t->ends[k] - begin};
    }
    t->row = (struct table_row){q->number, q->n, t->values};
    *row = &t->row;
    return true;
}

static bool header_read(struct table *t, struct err *err)
{
    const struct table_row *row;
    if (!parser_start(t, err) || !table_next(t, &row, err))
        return false;
    if (!row || row->n == 0)
        return err_set(err, ERR_INVALID, t->name, "%s is leeg; er hoort een kopregel met kolomnamen te staan.",
                       t->name);
    if (t->header)
        return true;
    t->header = calloc(row->n, sizeof *t->header);
    t->keep = NULL;
    if (!t->header)
        return err_set(err, ERR_MEMORY, t->name, "Er is geen geheugen meer.");
    for (size_t i = 0; i < row->n; i++) {
        char *copy = malloc(row->value[i].n + 1);
        if (!copy)
            return err_set(err, ERR_MEMORY, t->name, "Er is geen geheugen meer.");
        memcpy(copy, row->value[i].p, row->value[i].n);
        t->header[i] = (struct str){copy, row->value[i].n};
        t->n_header = i + 1;
        for (size_t k = 0; k < i; k++)
            if (t->header[i].n && str_eq_nocase(t->header[i], t->header[k]))
                return err_set(err, ERR_INVALID, t->name,
                               "%s heeft twee kolommen met dezelfde naam (kolom %zu en %zu).", t->name, k + 1, i + 1);
    }
    return true;
}

static bool open_done(struct table *t, struct table **out, struct err *err)
{
    if (!header_read(t, err)) {
        table_close(t);
        return false;
    }
    *out = t;
    return true;
}

bool table_open(const char *path, struct table **out, struct err *err)
{
    struct table *t = calloc(1, sizeof *t);
    if (!t)
        return err_set(err, ERR_MEMORY, NULL, "Er is geen geheugen meer.");
    const char *slash = strrchr(path, '/');
    snprintf(t->name, sizeof t->name, "%s", slash ? slash + 1 : path);
    t->f = fopen(path, "rbe");
    struct stat st;
    if (!t->f || fstat(fileno(t->f), &st) != 0 || !S_ISREG(st.st_mode)) {
        err_set(err, ERR_NOT_FOUND, t->name, "%s is niet te openen: %s.", path,
                t->f ? "geen gewoon bestand" : strerror(errno));
        table_close(t);
        return false;
    }
    setvbuf(t->f, NULL, _IONBF, 0); /* no second copy of the values in memory */
    t->size = st.st_size;
    t->mtime = st.st_mtim;
    return open_done(t, out, err);
}

bool table_open_memory(struct str bytes, const char *name, struct table **out, struct err *err)
{
    struct table *t = calloc(1, sizeof *t);
    if (!t)
        return err_set(err, ERR_MEMORY, NULL, "Er is geen geheugen meer.");
    snprintf(t->name, sizeof t->name, "%s", name);
    t->memory = (struct str){bytes.p ? bytes.p : "", bytes.n};
    t->size = (int64_t)bytes.n;
    return open_done(t, out, err);
}

void table_close(struct table *t)
{
    if (!t)
        return;
    if (t->f)
        fclose(t->f);
    if (t->parser_made) {
        if (t->parser.entry_buf)
            explicit_bzero(t->parser.entry_buf, t->parser.entry_size);
        csv_free(&t->parser);
    }
    for (size_t i = 0; i < t->n_header; i++)
        free((char *)t->header[i].p);
    free(t->header);
    free(t->keep);
    wipe(t->bytes, t->cap_bytes);
    free(t->ends);
    free(t->rows);
    free(t->values);
    free(t);
}

const char *table_name(const struct table *t)
{
    return t->name;
}

size_t table_columns(const struct table *t)
{
    return t->n_header;
}

struct str table_column(const struct table *t, size_t i)
{
    return t->header[i];
}

size_t table_find(const struct table *t, struct str name)
{
    for (size_t i = 0; i < t->n_header; i++)
        if (str_eq_nocase(t->header[i], name))
            return i;
    return SIZE_MAX;
}

void table_keep(struct table *t, const bool *keep)
{
    free(t->keep);
    t->keep = calloc(t->n_header + 1, sizeof *t->keep);
    if (t->keep)
        memcpy(t->keep, keep, t->n_header * sizeof *keep);
    /* Rows of the first chunk are queued already: read them again under the new rule. */
    struct err ignored = {0};
    if (t->keep && !table_rewind(t, &ignored))
        t->eof = true;
}

bool table_rewind(struct table *t, struct err *err)
{
    struct stat st;
    if (t->f && (fstat(fileno(t->f), &st) != 0 || st.st_size != t->size || st.st_mtim.tv_sec != t->mtime.tv_sec ||
                 st.st_mtim.tv_nsec != t->mtime.tv_nsec || fseek(t->f, 0, SEEK_SET) != 0))
        return err_set(err, ERR_STORAGE, t->name, "%s veranderde tijdens het lezen.", t->name);
    t->memory_at = 0;
    if (t->bytes)
        explicit_bzero(t->bytes, t->cap_bytes);
    return header_read(t, err);
}

double table_fraction(const struct table *t)
{
    return t->size > 0 ? (double)t->at / (double)t->size : 1;
}
