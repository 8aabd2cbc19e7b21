#include "warehouse/load_priv.h"

#include <stdlib.h>
#include <string.h>

struct area_index {
    struct arena *arena; /* the polygons' codes */
    struct geos *geos;
    struct geos_index *index;
    struct area *areas;
    size_t n;
};

static const struct {
    const char *count, *read;
} levels[] = {
    {"SELECT count(*) FROM buurt WHERE jaar = (SELECT max(jaar) FROM buurt)",
     "SELECT geom, gemeente_code, wijk_code, code FROM buurt WHERE jaar = (SELECT max(jaar) FROM buurt) ORDER BY code"},
    {"SELECT count(*) FROM wijk WHERE jaar = (SELECT max(jaar) FROM wijk)",
     "SELECT geom, gemeente_code, code, NULL FROM wijk WHERE jaar = (SELECT max(jaar) FROM wijk) ORDER BY code"},
    {"SELECT count(*) FROM gemeente WHERE jaar = (SELECT max(jaar) FROM gemeente)",
     "SELECT geom, code, NULL, NULL FROM gemeente WHERE jaar = (SELECT max(jaar) FROM gemeente) ORDER BY code"},
};

static const char *keep(struct arena *a, sqlite3_stmt *s, int column)
{
    struct str text = db_text(s, column);
    return text.n ? arena_cstr(a, text) : NULL;
}

static bool fill(struct area_index *ix, sqlite3 *db, const char *sql, size_t count, struct err *err)
{
    struct arena *shapes = arena_new((size_t)4 << 30);
    struct geom *polygons = shapes ? arena_array(shapes, count, sizeof *polygons) : NULL;
    sqlite3_stmt *s = NULL;
    ix->areas = arena_array(ix->arena, count, sizeof *ix->areas);
    bool ok =
        polygons && ix->areas ? db_prepare(db, sql, &s, err) : err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    while (ok && ix->n < count && sqlite3_step(s) == SQLITE_ROW) {
        ok = geom_from_spatialite(sqlite3_column_blob(s, 0), (size_t)sqlite3_column_bytes(s, 0), shapes,
                                  &polygons[ix->n], err);
        ix->areas[ix->n] = (struct area){keep(ix->arena, s, 1), keep(ix->arena, s, 2), keep(ix->arena, s, 3)};
        ix->n += ok;
    }
    sqlite3_finalize(s);
    if (ok) {
        ix->geos = geos_new();
        ix->index = ix->geos ? geos_index_new(ix->geos, polygons, ix->n) : NULL;
        ok = ix->index || err_set(err, ERR_STORAGE, "gebieden", "De gebiedsgrenzen zijn niet te gebruiken.");
    }
    arena_free(shapes);
    return ok;
}

bool area_index_new(sqlite3 *db, struct area_index **out, struct err *err)
{
    struct area_index *ix = calloc(1, sizeof *ix);
    if (!ix || !(ix->arena = arena_new(1 << 28))) {
        free(ix);
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    }
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
        int64_t count;
        if (!db_int(db, levels[i].count, 0, &count, err) ||
            (count > 0 && !fill(ix, db, levels[i].read, (size_t)count, err))) {
            area_index_free(ix);
            return false;
        }
        if (count > 0)
            break;
    }
    *out = ix;
    return true;
}

void area_index_free(struct area_index *ix)
{
    if (!ix)
        return;
    geos_index_free(ix->index);
    geos_free(ix->geos);
    arena_free(ix->arena);
    free(ix);
}

bool area_index_empty(const struct area_index *ix)
{
    return ix->n == 0;
}

size_t area_index_number(struct area_index *ix, double x, double y)
{
    return ix->index ? geos_index_find(ix->index, x, y) : SIZE_MAX;
}

size_t area_index_count(const struct area_index *ix)
{
    return ix->n;
}

struct area area_index_get(const struct area_index *ix, size_t number)
{
    return number < ix->n ? ix->areas[number] : (struct area){0};
}

struct area area_index_find(struct area_index *ix, double x, double y)
{
    return area_index_get(ix, area_index_number(ix, x, y));
}
