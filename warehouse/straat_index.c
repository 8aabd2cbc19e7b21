/* The names of streets and places, by key: 300,000 streets in the whole country, so they are kept in memory. */
#include "warehouse/locatie_priv.h"

#include <stdlib.h>
#include <string.h>

struct straat_index {
    struct arena *arena;
    struct straat *straten; /* sorted by key */
    size_t n, room;
    struct plaats {
        const char *code, *key; /* GM1952 */
    } * gemeenten;
    size_t n_gemeenten;
};

static bool straat_put(struct straat_index *ix, struct str naam, const char *id, bool oud)
{
    char key[NAAM_SLEUTEL];
    naam_sleutel(naam, key);
    if (!key[0])
        return true;
    if (ix->n == ix->room) {
        size_t room = ix->room ? 2 * ix->room : 1024;
        struct straat *more = realloc(ix->straten, room * sizeof *more);
        if (!more)
            return false;
        ix->straten = more;
        ix->room = room;
    }
    struct straat s = {arena_cstr(ix->arena, str_from(key)), id, oud};
    ix->straten[ix->n++] = s;
    return s.key;
}

static int by_key(const void *a, const void *b)
{
    const struct straat *p = a, *q = b;
    int order = strcmp(p->key, q->key);
    order = order ? order : strcmp(p->openbare_ruimte_id, q->openbare_ruimte_id);
    return order ? order : p->oud - q->oud;
}

static bool straten_read(struct straat_index *ix, sqlite3 *db, struct err *err)
{
    sqlite3_stmt *s;
    int code;
    /* A street that had another name is found by it too; `oud` says so. */
    if (!db_prepare(db,
                    "SELECT identificatie, naam, verkorte_naam, 0 FROM openbare_ruimte UNION ALL "
                    "SELECT b.identificatie, b.naam, NULL, 1 FROM bag_openbare_ruimte b JOIN openbare_ruimte o ON "
                    "o.identificatie = b.identificatie WHERE b.naam <> o.naam",
                    &s, err))
        return false;
    bool ok = true;
    while (ok && (code = sqlite3_step(s)) == SQLITE_ROW) {
        const char *id = arena_cstr(ix->arena, db_text(s, 0));
        bool oud = sqlite3_column_int(s, 3);
        ok = id && straat_put(ix, db_text(s, 1), id, oud) && straat_put(ix, db_text(s, 2), id, oud);
    }
    if (!ok)
        err_set(err, ERR_MEMORY, "straten", "Onvoldoende geheugen voor de straatnamen.");
    else if (code != SQLITE_DONE)
        ok = db_fail(db, err);
    sqlite3_finalize(s);
    if (!ok || !ix->n)
        return ok;
    qsort(ix->straten, ix->n, sizeof *ix->straten, by_key);
    size_t kept = 1;
    for (size_t i = 1; i < ix->n; i++) {
        struct straat *last = &ix->straten[kept - 1], *next = &ix->straten[i];
        if (strcmp(last->key, next->key) != 0 || strcmp(last->openbare_ruimte_id, next->openbare_ruimte_id) != 0)
            ix->straten[kept++] = *next;
    }
    ix->n = kept;
    return true;
}

static bool gemeenten_read(struct straat_index *ix, sqlite3 *db, struct err *err)
{
    enum { MOST = 1000 };
    sqlite3_stmt *s;
    int code;
    ix->gemeenten = arena_array(ix->arena, MOST, sizeof *ix->gemeenten);
    if (!ix->gemeenten)
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    if (!db_prepare(db, "SELECT code, naam FROM gemeente WHERE jaar = (SELECT max(jaar) FROM gemeente)", &s, err))
        return false;
    while ((code = sqlite3_step(s)) == SQLITE_ROW && ix->n_gemeenten < MOST) {
        char key[NAAM_SLEUTEL];
        naam_sleutel(db_text(s, 1), key);
        struct plaats p = {arena_cstr(ix->arena, db_text(s, 0)), arena_cstr(ix->arena, str_from(key))};
        if (p.code && p.key)
            ix->gemeenten[ix->n_gemeenten++] = p;
    }
    bool ok = code == SQLITE_ROW || code == SQLITE_DONE || db_fail(db, err);
    sqlite3_finalize(s);
    return ok;
}

bool straat_index_new(sqlite3 *db, struct straat_index **out, struct err *err)
{
    struct straat_index *ix = calloc(1, sizeof *ix);
    if (!ix || !(ix->arena = arena_new((size_t)1 << 30))) {
        free(ix);
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    }
    if (!straten_read(ix, db, err) || !gemeenten_read(ix, db, err)) {
        straat_index_free(ix);
        return false;
    }
    *out = ix;
    return true;
}

void straat_index_free(struct straat_index *ix)
{
    if (!ix)
        return;
    free(ix->straten);
    arena_free(ix->arena);
    free(ix);
}

const struct straat *straat_index_find(const struct straat_index *ix, const char *key, size_t *n)
{
    size_t low = 0, high = ix->n, end;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(ix->straten[middle].key, key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (end = low; end < ix->n && strcmp(ix->straten[end].key, key) == 0; end++)
        ;
    *n = end - low;
    return *n ? &ix->straten[low] : NULL;
}

bool straat_index_is_gemeente(const struct straat_index *ix, const char *key, struct str code)
{
    for (size_t i = 0; i < ix->n_gemeenten; i++)
        if (strcmp(ix->gemeenten[i].key, key) == 0 && str_eq_c(code, ix->gemeenten[i].code))
            return true;
    return false;
}
