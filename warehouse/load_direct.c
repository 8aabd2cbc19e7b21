/* The history of an extract goes into a new file's pages as it comes (pages.h). SQL can't write to that file meanwhile:
 * the few other rows wait in a temporary table. */
#include "warehouse/load_priv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct direct {
    struct pages *pages;
    struct page_tree *trees[BAG_TYPES];
    struct id_index *ids[BAG_TYPES];
    uint32_t roots[BAG_TYPES];
    int64_t rows[BAG_TYPES];
};

/* The unique index on identificatie (and voorkomenidentificatie), sorted as one number. */
struct id_index {
    struct sorter *keys;
    bool numbered; /* voorkomenidentificatie too */
    size_t digits; /* of identificatie: of one length, so that the order of the text is that of the number */
    bool odd;      /* one that is no such number, or occurs twice */
};
enum { ID_BYTES = 8 << 20, NR_BITS = 10, MAX_DIGITS = 16 };

static const char *const aside[] = {"gemeente_woonplaats", "bag_in_onderzoek"};

static void history_name(int type, char out[64])
{
    snprintf(out, 64, "bag_%s", bag_type_table[type]);
}

static void aside_statements_close(struct load *l)
{
    sqlite3_finalize(l->relatie);
    sqlite3_finalize(l->onderzoek[0]);
    sqlite3_finalize(l->onderzoek[1]);
    l->relatie = l->onderzoek[0] = l->onderzoek[1] = NULL;
}

static bool root_of(struct load *l, const char *table, bool index, uint32_t *root, struct err *err)
{
    char sql[200];
    int64_t page;
    /* Of the indexes the one that the schema made for the table: <table>_identificatie. */
    snprintf(sql, sizeof sql, "SELECT rootpage FROM main.sqlite_master WHERE name = '%s%s'", table,
             index ? "_identificatie" : "");
    if (!db_int(l->db, sql, 0, &page, err))
        return false;
    *root = (uint32_t)page;
    return page > 1 || err_set(err, ERR_INTERNAL, table, "De tabel %s is er niet.", table);
}

/* ---- the unique index ---- */

bool id_index_new(struct load *l, bool numbered, struct id_index **out, struct err *err)
{
    struct id_index *ix = calloc(1, sizeof *ix);
    if (!ix)
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    ix->numbered = numbered;
    if (!sorter_new(warehouse_dir(l->w), ID_BYTES, &ix->keys, err)) {
        free(ix);
        return false;
    }
    *out = ix;
    return true;
}

void id_index_free(struct id_index *ix)
{
    if (ix)
        sorter_free(ix->keys);
    free(ix);
}

static bool digits_read(struct str s, uint64_t *v)
{
    *v = 0;
    for (size_t i = 0; i < s.n; i++) {
        unsigned digit = (unsigned char)s.p[i] - '0';
        if (digit > 9)
            return false;
        *v = *v * 10 + digit;
    }
    return s.n > 0 && s.n <= MAX_DIGITS;
}

bool id_index_add(struct id_index *ix, const char *row, int64_t rowid, struct err *err)
{
    struct row_reader r;
    struct row_value id, nr;
    uint64_t key;
    if (ix->odd)
        return true;
    row_open(&r, row_record(row));
    ix->odd = !row_next(&r, &id) || !row_next(&r, &id) || !row_next(&r, &nr) || !digits_read(id.bytes, &key) ||
              (ix->digits && ix->digits != id.bytes.n) || nr.number < 0 || nr.number >> NR_BITS;
    if (ix->odd)
        return true;
    ix->digits = id.bytes.n;
    key = ix->numbered ? key << NR_BITS | (uint64_t)nr.number : key;
    return sorter_put(ix->keys, key, &rowid, sizeof rowid, err);
}

static bool entry_write(struct id_index *ix, struct page_tree *t, uint64_t key, int64_t rowid, struct buf *b,
                        struct err *err)
{
    struct row_writer w;
    char text[MAX_DIGITS];
    uint64_t id = ix->numbered ? key >> NR_BITS : key;
    for (size_t i = ix->digits; i-- > 0; id /= 10)
        text[i] = (char)('0' + id % 10);
    buf_clear(b);
    row_begin_entry(&w, b);
    row_text(&w, (struct str){text, ix->digits});
    if (ix->numbered)
        row_int(&w, (int64_t)(key & ((1u << NR_BITS) - 1)));
    row_int(&w, rowid);
    row_end(&w);
    return b->failed ? err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.")
                     : page_tree_entry(t, row_record(b->p), err);
}

bool id_index_write(struct load *l, struct id_index *ix, struct pages *p, const char *table, bool *whole,
                    struct err *err)
{
    struct page_tree *tree = NULL;
    struct buf b;
    uint32_t root;
    const void *found;
    size_t n;
    uint64_t key, before = 0;
    *whole = !ix->odd;
    if (ix->odd)
        return true;
    buf_init(&b, 4096);
    bool ok = root_of(l, table, true, &root, err) && page_tree_begin(p, root, true, &tree, err);
    for (bool first = true; ok && (ok = sorter_next_key(ix->keys, &key, &found, &n, err)) && found; first = false) {
        int64_t rowid;
        memcpy(&rowid, found, sizeof rowid);
        if (!first && key == before)
            *whole = false;
        else
            ok = entry_write(ix, tree, key, rowid, &b, err);
        before = key;
    }
    buf_done(&b);
    if (!ok) {
        page_tree_abort(tree);
        return false;
    }
    return page_tree_end(tree, err);
}

bool direct_pages(struct load *l, struct pages **out, struct err *err)
{
    return db_exec(l->db, "COMMIT", err) && pages_open(l->fresh, out, err);
}

bool direct_pages_end(struct load *l, struct pages *p, struct page_tree *t, bool ok, struct err *err)
{
    if (ok && t)
        ok = page_tree_end(t, err);
    else
        page_tree_abort(t);
    if (ok)
        ok = pages_close(p, err);
    else
        pages_abort(p);
    return ok && db_exec(l->db, "BEGIN", err);
}

bool direct_tree(struct load *l, struct pages *p, const char *table, struct page_tree **out, struct err *err)
{
    uint32_t root;
    return root_of(l, table, false, &root, err) && page_tree_begin(p, root, false, out, err);
}

static bool begin(struct load *l, struct err *err)
{
    char table[64], sql[200];
    struct direct *d = calloc(1, sizeof *d);
    if (!d)
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    l->direct = d;
    aside_statements_close(l);
    for (int i = 0; i < BAG_TYPES; i++) {
        history_name(i, table);
        if (!bulk_begin(l, table, false, err) || !root_of(l, table, false, &d->roots[i], err) ||
            !id_index_new(l, true, &d->ids[i], err))
            return false;
    }
    for (size_t i = 0; i < sizeof aside / sizeof *aside; i++) {
        snprintf(sql, sizeof sql, "CREATE TEMP TABLE %s AS SELECT * FROM main.%s WHERE 0", aside[i], aside[i]);
        if (!db_exec(l->db, sql, err))
            return false;
    }
    return direct_pages(l, &d->pages, err);
}

bool direct_row(struct load *l, enum bag_type type, const char *row, struct err *err)
{
    if (!l->direct && !begin(l, err))
        return false;
    struct direct *d = l->direct;
    struct str record = row_record(row);
    return (d->trees[type] || page_tree_begin(d->pages, d->roots[type], false, &d->trees[type], err)) &&
           page_tree_row(d->trees[type], ++d->rows[type], &record, 1, err) &&
           id_index_add(d->ids[type], row, d->rows[type], err);
}

const char *direct_aside(const struct load *l)
{
    return l->direct ? "temp" : "main";
}

bool direct_end(struct load *l, struct err *err)
{
    struct direct *d = l->direct;
    char sql[300], table[64];
    bool ok = true;
    if (!d)
        return true;
    for (int i = 0; i < BAG_TYPES; i++) {
        bool whole = true;
        if (ok && d->trees[i]) {
            ok = page_tree_end(d->trees[i], err);
            d->trees[i] = NULL;
        }
        history_name(i, table);
        ok = ok && id_index_write(l, d->ids[i], d->pages, table, &whole, err);
        if (!whole)
            l->odd |= 1u << i;
    }
    struct pages *pages = d->pages;
    d->pages = NULL;
    aside_statements_close(l);
    ok = direct_pages_end(l, pages, NULL, ok, err);
    for (size_t i = 0; ok && i < sizeof aside / sizeof *aside; i++) {
        snprintf(sql, sizeof sql, "INSERT INTO main.%s SELECT * FROM temp.%s ORDER BY rowid; DROP TABLE temp.%s",
                 aside[i], aside[i], aside[i]);
        ok = db_exec(l->db, sql, err);
    }
    direct_abort(l);
    return ok;
}

void direct_abort(struct load *l)
{
    struct direct *d = l->direct;
    if (!d)
        return;
    for (int i = 0; i < BAG_TYPES; i++) {
        page_tree_abort(d->trees[i]);
        id_index_free(d->ids[i]);
    }
    pages_abort(d->pages);
    free(d);
    l->direct = NULL;
}
