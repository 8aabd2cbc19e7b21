/* What is at a point: the nearest addresses, their streets and postcodes, and the areas that cover it. */
#include "warehouse/search_priv.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_DISTANCE_M = 1000, MAX_ROWS = 100, MAX_NEAREST = 120 };

static int by_distance(const void *a, const void *b)
{
    const struct search_hit *x = a, *y = b;
    if (x->afstand_m != y->afstand_m)
        return x->afstand_m < y->afstand_m ? -1 : 1;
    return str_cmp(x->weergavenaam, y->weergavenaam);
}

/* The addresses nearest to the point, in a box that grows until it holds enough: the R-tree is asked for little where
 * people live on top of each other. */
static bool nearest(struct search_state *s, double x, double y, double distance, size_t wanted, struct arena *a,
                    struct search_hit *out, size_t *n, struct err *err)
{
    static const double steps[] = {20, 60, 180, 400, MAX_DISTANCE_M};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        double reach = steps[i] < distance ? steps[i] : distance;
        int64_t ids[MAX_NEAREST];
        size_t n_ids = 0;
        sqlite3_stmt *q;
        int code;
        if (!search_statement(s, ST_NEAR, &q, err))
            return false;
        sqlite3_bind_double(q, 1, x);
        sqlite3_bind_double(q, 2, y);
        sqlite3_bind_double(q, 3, reach + 0.1); /* the R-tree rounds to single precision */
        sqlite3_bind_int64(q, 4, (int64_t)wanted + 10 < MAX_NEAREST ? (int64_t)wanted + 10 : MAX_NEAREST);
        while ((code = sqlite3_step(q)) == SQLITE_ROW && n_ids < MAX_NEAREST)
            ids[n_ids++] = sqlite3_column_int64(q, 0);
        sqlite3_reset(q);
        if (code != SQLITE_DONE && code != SQLITE_ROW)
            return db_fail(s->w->db, err);
        if (n_ids < wanted && reach < distance)
            continue;
        *n = 0;
        for (size_t k = 0; k < n_ids; k++) {
            struct search_hit *h = &out[*n];
            if (!hit_address(s, ids[k], a, h, err))
                return false;
            h->afstand_m = hypot(h->x - x, h->y - y);
            *n += h->has_place && h->afstand_m <= reach;
        }
        if (*n >= wanted || reach >= distance)
            break;
    }
    qsort(out, *n, sizeof *out, by_distance);
    return true;
}

static bool key_hit(struct search_state *s, struct str key, struct arena *a, struct search_hit *h, bool *found,
                    struct err *err)
{
    sqlite3_stmt *q;
    if (!search_statement(s, ST_KEY, &q, err))
        return false;
    db_bind(q, 1, key);
    int code = sqlite3_step(q);
    int64_t id = code == SQLITE_ROW ? sqlite3_column_int64(q, 0) : 0;
    sqlite3_reset(q);
    *found = code == SQLITE_ROW;
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        return db_fail(s->w->db, err);
    return !*found || hit_place(s, id, a, h, err);
}

/* Areas whose polygon covers the point. */
static bool covering(struct search_state *s, enum search_type type, double x, double y, struct arena *a,
                     struct search_hit *out, size_t *n, struct err *err)
{
    static const char *const sql[TYPES] = {
        [TYPE_WOONPLAATS] = "SELECT 'wpl-' || identificatie, geom FROM idx_woonplaats_geom JOIN woonplaats ON id = "
                            "pkid WHERE xmin <= ?1 AND xmax >= ?1 AND ymin <= ?2 AND ymax >= ?2 AND bestaand = 1",
        [TYPE_GEMEENTE] = "SELECT 'gem-' || code, geom FROM idx_gemeente_geom JOIN gemeente ON id = pkid WHERE xmin "
                          "<= ?1 AND xmax >= ?1 AND ymin <= ?2 AND ymax >= ?2 ORDER BY jaar DESC",
        [TYPE_WIJK] = "SELECT 'wij-' || code, geom FROM idx_wijk_geom JOIN wijk ON id = pkid WHERE xmin <= ?1 AND "
                      "xmax >= ?1 AND ymin <= ?2 AND ymax >= ?2 ORDER BY jaar DESC",
        [TYPE_BUURT] = "SELECT 'buu-' || code, geom FROM idx_buurt_geom JOIN buurt ON id = pkid WHERE xmin <= ?1 AND "
                       "xmax >= ?1 AND ymin <= ?2 AND ymax >= ?2 ORDER BY jaar DESC"};
    sqlite3_stmt *q;
    if (!db_prepare(s->w->db, sql[type], &q, err))
        return false;
    sqlite3_bind_double(q, 1, x);
    sqlite3_bind_double(q, 2, y);
    bool ok = true, found = false;
    int code = SQLITE_DONE;
    /* One is enough: areas of a kind don't overlap, but those of earlier years are there too. */
    while (ok && !found && (code = sqlite3_step(q)) == SQLITE_ROW) {
        struct geom g;
        struct arena_mark mark = arena_mark(a);
        if (sqlite3_column_type(q, 1) != SQLITE_BLOB)
            continue;
        ok = geom_from_spatialite(sqlite3_column_blob(q, 1), (size_t)sqlite3_column_bytes(q, 1), a, &g, err);
        bool covers = ok && geom_contains(&g, x, y);
        arena_rewind(a, mark);
        if (covers) {
            ok = key_hit(s, db_text(q, 0), a, &out[*n], &found, err);
            if (ok && found)
                out[(*n)++].afstand_m = 0;
        }
    }
    if (ok && code != SQLITE_ROW && code != SQLITE_DONE)
        ok = db_fail(s->w->db, err);
    sqlite3_finalize(q);
    return ok;
}

/* The streets or postcodes of the nearest addresses, each once. */
static bool of_addresses(struct search_state *s, enum search_type type, const struct search_hit *near, size_t n_near,
                         size_t rows, struct arena *a, struct search_hit *out, size_t *n, struct err *err)
{
    size_t first = *n;
    for (size_t i = 0; i < n_near && *n - first < rows; i++) {
        const struct search_hit *h = &near[i];
        bool there = type == TYPE_POSTCODE ? h->postcode.n == 0 : h->openbareruimte_id.n == 0, found;
        for (size_t k = first; k < *n; k++)
            there = there || (str_eq(out[k].openbareruimte_id, h->openbareruimte_id) &&
                              (type == TYPE_WEG || str_eq(out[k].postcode, h->postcode)));
        if (there)
            continue;
        bool ok = type == TYPE_POSTCODE
                      ? hit_postcode(s, h->postcode, h->openbareruimte_id, a, &out[*n], &found, err)
                      : key_hit(s, str_from(arena_printf(a, "weg-%.*s", STR_ARG(h->openbareruimte_id))), a, &out[*n],
                                &found, err);
        if (!ok)
            return false;
        if (found)
            out[(*n)++].afstand_m = h->afstand_m;
    }
    return true;
}

bool search_reverse(struct warehouse *w, double x, double y, double distance_m, const char *types, size_t rows,
                    struct arena *a, struct search_hit **out, size_t *n, struct err *err)
{
    struct search_state *s;
    bool wanted[TYPES] = {0};
    struct str rest = types ? str_from(types) : STR("adres"), piece;
    while (str_next(&rest, ',', &piece)) {
        int t = search_type_find(str_trim(piece));
        if (t >= 0)
            wanted[t] = true;
    }
    rows = rows > MAX_ROWS ? MAX_ROWS : rows;
    distance_m = distance_m > MAX_DISTANCE_M ? MAX_DISTANCE_M : distance_m;
    struct search_hit *near = arena_array(a, MAX_NEAREST, sizeof *near),
                      *hits = arena_array(a, (size_t)3 * MAX_NEAREST + TYPES, sizeof *hits);
    if (!near || !hits)
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    size_t n_near = 0, count = 0;
    bool named = wanted[TYPE_WEG] || wanted[TYPE_POSTCODE];
    if (!search_state_get(w, &s, err))
        return false;
    if (rows && distance_m >= 0 && isfinite(x) && isfinite(y) && fabs(x) < 1e7 && fabs(y) < 1e7) {
        if ((named || wanted[TYPE_ADRES]) &&
            !nearest(s, x, y, distance_m, named ? MAX_NEAREST - 20 : rows, a, near, &n_near, err))
            return false;
        for (size_t i = 0; wanted[TYPE_ADRES] && i < n_near; i++)
            hits[count++] = near[i];
        for (int t = 0; t < TYPES; t++) {
            if (!wanted[t] || t == TYPE_ADRES)
                continue;
            if (t == TYPE_WEG || t == TYPE_POSTCODE
                    ? !of_addresses(s, (enum search_type)t, near, n_near, rows, a, hits, &count, err)
                    : !covering(s, (enum search_type)t, x, y, a, hits, &count, err))
                return false;
        }
        qsort(hits, count, sizeof *hits, by_distance);
    }
    for (size_t i = 0; i < count; i++)
        hits[i].score = 10 / (1 + hits[i].afstand_m / 100);
    *out = hits;
    *n = count < rows ? count : rows;
    return true;
}
