#include "warehouse/cluster.h"

#include "warehouse/warehouse_priv.h"

#include <math.h>
#include <string.h>

enum { WHOLE_MM = 220200960, CELL_PX = 64, LEVELS = 21 }; /* 3440.64 m · 64; whole mm down to 105 */
static const double from_pixel_m = 1.0;

bool cluster_applies(const struct layer *l, double pixel_m)
{
    return l->cluster && pixel_m > from_pixel_m;
}

int64_t cluster_cell_mm(double pixel_m)
{
    double level = round(log2(WHOLE_MM / (CELL_PX * 1000.0 * pixel_m)));
    return (int64_t)WHOLE_MM >> (int)fmax(0, fmin(LEVELS, level));
}

static double clamped(int64_t sum, uint32_t n, int64_t cell, int64_t side)
{
    double low = (double)(cell * side + side / 4) / 1000, high = (double)(cell * side + side - side / 4) / 1000;
    return n == 1 ? (double)sum / 1000 : fmax(low, fmin(high, (double)sum / n / 1000));
}

/* The row of a single point: its own fields. */
struct rows {
    sqlite3 *db;
    sqlite3_stmt *s; /* by id; NULL: no field but aantal is asked */
};

static bool rows_open(struct warehouse *w, const struct read_query *q, struct rows *r, struct err *err)
{
    struct buf sql;
    buf_init(&sql, 1 << 16);
    buf_c(&sql, "SELECT t.id");
    bool ok = true;
    for (size_t i = 0; ok && i < q->n_velden; i++) {
        if (strcmp(q->velden[i], "aantal") == 0)
            buf_c(&sql, ", 1");
        else if ((ok = sqlite3_table_column_metadata(w->db, NULL, q->layer->tabel, q->velden[i], NULL, NULL, NULL, NULL,
                                                     NULL) == SQLITE_OK))
            buf_printf(&sql, ", t.\"%s\"", q->velden[i]);
        else
            err_set(err, ERR_INVALID, q->velden[i], "De laag \"%s\" heeft geen veld \"%.60s\".", q->layer->id,
                    q->velden[i]);
    }
    buf_printf(&sql, " FROM \"%s\" t WHERE t.id = ?1", q->layer->tabel);
    r->db = w->db;
    ok = ok && db_prepare(w->db, buf_cstr(&sql), &r->s, err);
    buf_done(&sql);
    return ok;
}

static bool row_values(struct rows *r, uint32_t id, size_t n, struct read_value *v, struct arena *a, struct err *err)
{
    sqlite3_bind_int64(r->s, 1, id);
    bool ok = sqlite3_step(r->s) == SQLITE_ROW;
    for (size_t i = 0; ok && i < n; i++) {
        int type = sqlite3_column_type(r->s, (int)i + 1);
        if (type == SQLITE_NULL)
            continue;
        v[i].type = type == SQLITE_TEXT ? READ_TEXT : READ_NUMBER;
        v[i].number = type == SQLITE_TEXT ? 0 : sqlite3_column_double(r->s, (int)i + 1);
        v[i].text = arena_str(a, db_text(r->s, (int)i + 1));
    }
    sqlite3_reset(r->s);
    return ok || db_fail(r->db, err);
}

static void cluster_values(struct warehouse *w, const struct read_query *q, const struct cel *c, struct read_value *v,
                           struct arena *a)
{
    for (size_t i = 0; i < q->n_velden; i++) {
        if (strcmp(q->velden[i], "aantal") == 0)
            v[i] = (struct read_value){READ_NUMBER, c->n, str_from(arena_printf(a, "%u", c->n))};
        else if (q->layer->categorie_veld && strcmp(q->velden[i], q->layer->categorie_veld) == 0 && c->categorie &&
                 c->categorie != CATEGORIE_MIXED)
            v[i] = (struct read_value){READ_TEXT, 0, arena_str(a, spots_categorie(w, q->layer, c->categorie))};
    }
}

static bool feature_make(struct warehouse *w, const struct read_query *q, const struct cel *c, struct rows *rows,
                         const double *at, struct arena *a, struct read_feature *out, struct err *err)
{
    double *xy = arena_array(a, 2, sizeof *xy);
    struct read_value *v = arena_array(a, q->n_velden + 1, sizeof *v);
    if (!xy || !v)
        return err_set(err, ERR_LIMIT, NULL, "De clusters passen niet in het geheugen van een verzoek.");
    memcpy(xy, at, 2 * sizeof *xy);
    *out = (struct read_feature){.id = c->id, .geom = {.type = GEOM_POINT, .xy = xy, .n_xy = 1}, .values = v};
    if (c->n == 1)
        return row_values(rows, c->id, q->n_velden, v, a, err);
    cluster_values(w, q, c, v, a);
    return true;
}

static bool features_make(struct warehouse *w, const struct read_query *q, const struct cellen *all, int64_t side,
                          struct rows *rows, struct arena *a, struct read_feature **out, size_t *n, struct err *err)
{
    double side_m = (double)side / 1000;
    int32_t col0 = (int32_t)fmax(-1e9, floor(q->bbox.minx / side_m)),
            col1 = (int32_t)fmin(1e9, floor(q->bbox.maxx / side_m));
    int32_t row0 = (int32_t)fmax(-1e9, floor(q->bbox.miny / side_m)),
            row1 = (int32_t)fmin(1e9, floor(q->bbox.maxy / side_m));
    size_t cap = 0, count = 0;
    struct read_feature *list = NULL;
    for (size_t i = cellen_from(all, row0, col0); i < all->n && all->items[i].row <= row1;) {
        const struct cel *c = &all->items[i];
        if (c->col < col0 || c->col > col1) {
            i = c->col < col0 ? cellen_from(all, c->row, col0) : cellen_from(all, c->row + 1, col0);
            continue;
        }
        i++;
        const double at[] = {clamped(c->x, c->n, c->col, side), clamped(c->y, c->n, c->row, side)};
        if (!bbox_contains(q->bbox, at[0], at[1]))
            continue;
        if (count == cap) {
            size_t more = cap ? 2 * cap : 64;
            if (!(list = arena_grow(a, list, cap * sizeof *list, more * sizeof *list)))
                return err_set(err, ERR_LIMIT, NULL, "De clusters passen niet in het geheugen van een verzoek.");
            cap = more;
        }
        if (!feature_make(w, q, c, rows, at, a, &list[count], err))
            return false;
        count++;
    }
    *out = list;
    *n = count;
    return true;
}

bool cluster_features(struct warehouse *w, const struct read_query *q, struct arena *a, struct read_feature **out,
                      size_t *n, struct err *err)
{
    int64_t side = cluster_cell_mm(q->pixel_m);
    const struct cellen *all;
    struct rows rows = {0};
    if (!spots_count(w, q, CEL_SQUARE, side, NULL, a, &all, err) || !rows_open(w, q, &rows, err))
        return false;
    bool ok = features_make(w, q, all, side, &rows, a, out, n, err);
    sqlite3_finalize(rows.s);
    return ok;
}
