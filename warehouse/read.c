#include "warehouse/read.h"

#include "warehouse/cluster.h"
#include "warehouse/density.h"
#include "warehouse/figures.h"
#include "warehouse/warehouse_priv.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Fields of an indicator layer that come from its figure instead of the table. */
static const char *const figure_fields[] = {"waarde", "per1000", "klasse", "getoond"};
enum { FIGURE_FIELDS = sizeof figure_fields / sizeof *figure_fields, MAX_FIELDS = 64 };

struct read_cursor {
    struct warehouse *w;
    sqlite3_stmt *s;
    struct arena *a;
    struct arena_mark mark;
    size_t n_fields;
    int column[MAX_FIELDS]; /* in the statement, or -1 - figure field */
    struct figure_table figures;
    bool has_figures;
    double pixel_m;
    struct read_value *values;
    struct read_feature *made; /* computed features; s is NULL then */
    size_t n_made, at;
    const char *categorie; /* that the rows must have; NULL: any */
    int32_t first, last;   /* days between which they must be; 0: any */
};

static bool is_area_table(const char *table)
{
    return strcmp(table, "gemeente") == 0 || strcmp(table, "wijk") == 0 || strcmp(table, "buurt") == 0;
}

static int figure_field(const struct layer *l, const char *veld)
{
    for (int i = 0; l->indicator && i < FIGURE_FIELDS; i++)
        if (strcmp(figure_fields[i], veld) == 0)
            return i;
    return -1;
}

/* The names in SQL come from the catalogue, which checks their form; that the column is there is checked here. */
static bool has_column(sqlite3 *db, const char *table, const char *column)
{
    return sqlite3_table_column_metadata(db, NULL, table, column, NULL, NULL, NULL, NULL, NULL) == SQLITE_OK;
}

bool read_is_plain_count(sqlite3 *db, const struct layer *l, const char *veld)
{
    return l->type == GEOM_POINT && strcmp(veld, "aantal") == 0 && !has_column(db, l->tabel, veld);
}

bool read_is_computed(const struct layer *layer, double symbol_m)
{
    return layer->soort == LAAG_DICHTHEID || cluster_applies(layer, symbol_m);
}

bool read_has_field(struct warehouse *w, const struct layer *layer, const char *veld)
{
    if (layer->soort == LAAG_DICHTHEID)
        return density_field(veld) >= 0;
    if (read_is_plain_count(w->db, layer, veld))
        return true;
    return figure_field(layer, veld) >= 0 || has_column(w->db, layer->tabel, veld);
}

static const char *category_asked(const struct read_query *q)
{
    const char *c = q->categorie ? q->categorie : q->layer->categorie;
    return q->layer->categorie_veld && c && strcmp(c, "totaal") != 0 ? c : NULL;
}

static bool build_sql(struct warehouse *w, const struct read_query *q, struct read_cursor *c, struct buf *sql,
                      struct err *err)
{
    const struct layer *l = q->layer;
    int column = 3;
    buf_c(sql, "SELECT t.id, t.geom, ");
    buf_c(sql, l->indicator ? "t.code" : "NULL");
    for (size_t i = 0; i < q->n_velden; i++) {
        int figure = figure_field(l, q->velden[i]);
        if (figure >= 0) {
            c->column[i] = -1 - figure;
            continue;
        }
        if (read_is_plain_count(w->db, l, q->velden[i])) {
            buf_c(sql, ", 1");
            c->column[i] = column++;
            continue;
        }
        if (!has_column(w->db, l->tabel, q->velden[i]))
            return err_set(err, ERR_INVALID, q->velden[i], "De laag \"%s\" heeft geen veld \"%.60s\".", l->id,
                           q->velden[i]);
        buf_printf(sql, ", t.\"%s\"", q->velden[i]);
        c->column[i] = column++;
    }
    buf_printf(
        sql,
        " FROM idx_%s_geom x JOIN %s t ON t.id = x.pkid WHERE x.xmin <= ?1 AND x.xmax >= ?2 AND x.ymin <= ?3 AND "
        "x.ymax >= ?4",
        l->tabel, l->tabel);
    int parameter = 5;
    for (size_t i = 0; i < l->n_filters; i++) {
        if (!has_column(w->db, l->tabel, l->filters[i].veld))
            return err_set(err, ERR_INVALID, l->filters[i].veld, "De laag \"%s\" heeft geen veld \"%.60s\".", l->id,
                           l->filters[i].veld);
        buf_printf(sql, " AND cast(t.\"%s\" AS TEXT) IN (", l->filters[i].veld);
        for (size_t k = 0; k < l->filters[i].n_waarden; k++)
            buf_printf(sql, "%s?%d", k ? ", " : "", parameter++);
        buf_c(sql, ")");
    }
    c->categorie = category_asked(q);
    if (c->categorie)
        buf_printf(sql, " AND t.\"%s\" = ?%d", l->categorie_veld, parameter++);
    if (q->periode && l->dag_veld && !periode_days(str_from(q->periode), &c->first, &c->last))
        return err_set(err, ERR_NOT_FOUND, "periode", "\"%.30s\" kan geen periode van de laag \"%s\" zijn.", q->periode,
                       l->id);
    if (c->last)
        buf_printf(sql, " AND cast(replace(t.\"%s\", '-', '') AS INTEGER) BETWEEN %d AND %d", l->dag_veld, c->first,
                   c->last);
    if (is_area_table(l->tabel))
        buf_printf(sql, " AND t.jaar = (SELECT max(jaar) FROM %s)", l->tabel);
    /* Points and panden come in the R-tree's order, which is stable for one generation; areas are few and sorted. */
    buf_c(sql, " ORDER BY t.id");
    return true;
}

static void close_statement(void *p)
{
    sqlite3_finalize(p);
}

bool read_open(struct warehouse *w, const struct read_query *q, struct arena *a, struct read_cursor **out,
               struct err *err)
{
    struct read_cursor *c = arena_alloc(a, sizeof *c);
    struct buf sql;
    if (!c || !(c->values = arena_array(a, q->n_velden + 1, sizeof *c->values)))
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    if (q->n_velden > MAX_FIELDS)
        return err_set(err, ERR_LIMIT, "velden", "Meer dan %d velden tegelijk.", MAX_FIELDS);
    c->w = w;
    c->a = a;
    c->n_fields = q->n_velden;
    c->pixel_m = q->pixel_m;
    struct read_query computed = *q;
    computed.pixel_m = q->symbol_m > 0 ? q->symbol_m : q->pixel_m;
    if (read_is_computed(q->layer, computed.pixel_m)) {
        bool made = q->layer->soort == LAAG_DICHTHEID ? density_features(w, &computed, a, &c->made, &c->n_made, err)
                                                      : cluster_features(w, &computed, a, &c->made, &c->n_made, err);
        c->mark = arena_mark(a);
        *out = made ? c : *out;
        return made;
    }
    if (q->layer->indicator) {
        const char *categorie = q->categorie ? q->categorie : q->layer->categorie;
        if (!figure_values(w, q->layer->indicator, q->layer->niveau, categorie, q->periode, a, &c->figures, err))
            return false;
        c->has_figures = true;
    }
    buf_init(&sql, 1 << 16);
    bool ok = build_sql(w, q, c, &sql, err) && db_prepare(w->db, buf_cstr(&sql), &c->s, err);
    buf_done(&sql);
    /* Closed with the arena at the latest: a request that is cut short leaves no statement behind. */
    if (ok && !arena_defer(a, close_statement, c->s)) {
        c->s = NULL;
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    }
    if (!ok)
        return false;
    sqlite3_bind_double(c->s, 1, q->bbox.maxx);
    sqlite3_bind_double(c->s, 2, q->bbox.minx);
    sqlite3_bind_double(c->s, 3, q->bbox.maxy);
    sqlite3_bind_double(c->s, 4, q->bbox.miny);
    int parameter = 5;
    for (size_t i = 0; i < q->layer->n_filters; i++)
        for (size_t k = 0; k < q->layer->filters[i].n_waarden; k++)
            db_bind(c->s, parameter++, str_from(q->layer->filters[i].waarden[k]));
    if (c->categorie)
        db_bind(c->s, parameter, str_from(c->categorie));
    c->mark = arena_mark(a);
    *out = c;
    return true;
}

static struct read_value column_value(struct read_cursor *c, int column)
{
    struct read_value v = {.type = READ_NULL};
    switch (sqlite3_column_type(c->s, column)) {
    case SQLITE_NULL:
        break;
    case SQLITE_INTEGER:
    case SQLITE_FLOAT:
        v.type = READ_NUMBER;
        v.number = sqlite3_column_double(c->s, column);
        v.text = arena_str(c->a, db_text(c->s, column));
        break;
    default:
        v.type = READ_TEXT;
        v.text = arena_str(c->a, db_text(c->s, column));
    }
    return v;
}

static struct read_value figure_value(struct read_cursor *c, int which, struct str code)
{
    const struct figure *f = NULL;
    for (size_t i = 0; i < c->figures.n && !f; i++)
        if (str_eq(c->figures.rows[i].code, code))
            f = &c->figures.rows[i];
    struct read_value v = {.type = READ_NULL};
    if (!f)
        return v;
    bool there = which == 0 ? f->shown : which == 1 ? f->has_per1000 : which == 2 ? f->klasse > 0 : true;
    if (!there)
        return v;
    v.type = READ_NUMBER;
    v.number = which == 0 ? (double)f->waarde : which == 1 ? f->per1000 : which == 2 ? f->klasse : f->shown;
    v.text = str_from(which == 1 ? arena_printf(c->a, "%.1f", v.number) : arena_printf(c->a, "%.0f", v.number));
    return v;
}

/* Of specks far below a pixel one in so many is drawn: the rest would not change what is seen. By id, so that the same
 * ones are kept in neighbouring tiles. Points always stay: their symbols have a size of their own. */
static bool too_small(const struct read_cursor *c, const struct geom *g, int64_t id)
{
    if (!(c->pixel_m > 0) || g->type == GEOM_POINT)
        return false;
    struct bbox b = geom_bbox(g);
    double side = fmax(b.maxx - b.minx, b.maxy - b.miny) / c->pixel_m;
    if (side >= 0.5)
        return false;
    return (uint64_t)id % (side < 0.125 ? 16 : 4) != 0;
}

bool read_next(struct read_cursor *c, struct read_feature *f, bool *got, struct err *err)
{
    if (!c->s) {
        *got = c->at < c->n_made;
        if (*got)
            *f = c->made[c->at++];
        return true;
    }
    for (;;) {
        arena_rewind(c->a, c->mark);
        int code = sqlite3_step(c->s);
        if (code == SQLITE_DONE) {
            *got = false;
            return true;
        }
        if (code != SQLITE_ROW)
            return db_fail(c->w->db, err);
        struct geom g;
        if (!geom_from_spatialite(sqlite3_column_blob(c->s, 1), (size_t)sqlite3_column_bytes(c->s, 1), c->a, &g, err))
            return false;
        int64_t id = sqlite3_column_int64(c->s, 0);
        if (too_small(c, &g, id))
            continue;
        struct str code_text = c->has_figures ? arena_str(c->a, db_text(c->s, 2)) : (struct str){0};
        for (size_t i = 0; i < c->n_fields; i++)
            c->values[i] =
                c->column[i] >= 0 ? column_value(c, c->column[i]) : figure_value(c, -1 - c->column[i], code_text);
        if (arena_full(c->a))
            return err_set(err, ERR_LIMIT, NULL,
                           "Een object past niet in het geheugen dat voor een verzoek bestemd is.");
        *f = (struct read_feature){id, g, c->values};
        *got = true;
        return true;
    }
}

void read_close(struct read_cursor *c)
{
    if (c && c->s)
        sqlite3_reset(c->s); /* finalised with the arena */
}

bool read_extent(struct warehouse *w, const struct layer *layer, struct bbox *out, struct err *err)
{
    char sql[200];
    sqlite3_stmt *s;
    snprintf(sql, sizeof sql, "SELECT min(xmin), min(ymin), max(xmax), max(ymax) FROM idx_%s_geom", layer->tabel);
    if (!db_prepare(w->db, sql, &s, err))
        return false;
    *out = bbox_empty();
    if (sqlite3_step(s) == SQLITE_ROW && sqlite3_column_type(s, 0) != SQLITE_NULL)
        *out = (struct bbox){sqlite3_column_double(s, 0), sqlite3_column_double(s, 1), sqlite3_column_double(s, 2),
                             sqlite3_column_double(s, 3)};
    sqlite3_finalize(s);
    return true;
}
