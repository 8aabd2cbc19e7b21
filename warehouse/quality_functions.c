/* What SQL can't tell quickly enough: distances, areas and overlaps, straight from the BLOBs. */
#include "warehouse/quality_priv.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* An argument as geometry in the row's arena. */
static bool take(struct quality_context *c, sqlite3_value *v, struct geom *g)
{
    struct err ignored = {0};
    return sqlite3_value_type(v) == SQLITE_BLOB &&
           geom_from_spatialite(sqlite3_value_blob(v), (size_t)sqlite3_value_bytes(v), c->arena, g, &ignored) &&
           g->n_xy > 0;
}

static void afstand(sqlite3_context *q, int n, sqlite3_value **v)
{
    struct quality_context *c = sqlite3_user_data(q);
    struct arena_mark mark = arena_mark(c->arena);
    struct geom polygon, point;
    if (take(c, v[0], &polygon) && take(c, v[1], &point))
        sqlite3_result_double(q, geom_distance(&polygon, point.xy[0], point.xy[1]));
    arena_rewind(c->arena, mark);
}

static void oppervlakte(sqlite3_context *q, int n, sqlite3_value **v)
{
    struct quality_context *c = sqlite3_user_data(q);
    struct arena_mark mark = arena_mark(c->arena);
    struct geom polygon;
    if (take(c, v[0], &polygon))
        sqlite3_result_double(q, geom_area(&polygon));
    arena_rewind(c->arena, mark);
}

enum { CHECK_MAX = 40000 }; /* pairs of edges: more is as quick in GEOS */
static const double TOUCH_M = 0.01;

/* Whether a point lies in the polygon and more than a touch from its border. */
static bool deep_inside(const struct geom *g, double x, double y)
{
    if (!geom_contains(g, x, y))
        return false;
    for (size_t ring = 0, from = 0; ring < g->n_rings; from = g->ring_end[ring++])
        for (size_t i = from; i + 1 < g->ring_end[ring]; i++) {
            const double *p = g->xy + 2 * i;
            double dx = p[2] - p[0], dy = p[3] - p[1], length = dx * dx + dy * dy;
            double t = length > 0 ? ((x - p[0]) * dx + (y - p[1]) * dy) / length : 0;
            t = t < 0 ? 0 : t > 1 ? 1 : t;
            if (hypot(x - p[0] - t * dx, y - p[1] - t * dy) < TOUCH_M)
                return false;
        }
    return true;
}

/* On which side of the line p-q the point lies, in metres from it. */
static double side(const double *p, const double *q, const double *point)
{
    double length = hypot(q[0] - p[0], q[1] - p[1]);
    return length > 0 ? ((q[0] - p[0]) * (point[1] - p[1]) - (q[1] - p[1]) * (point[0] - p[0])) / length : 0;
}

static bool crosses(const double *a, const double *b, const double *p, const double *q)
{
    double s1 = side(a, b, p), s2 = side(a, b, q), s3 = side(p, q, a), s4 = side(p, q, b);
    return fmin(fabs(s1), fabs(s2)) > TOUCH_M && fmin(fabs(s3), fabs(s4)) > TOUCH_M && (s1 < 0) != (s2 < 0) &&
           (s3 < 0) != (s4 < 0);
}

/* A corner, or the middle of a wall: of two of the same depth that lie in line, no corner is inside the other. */
static bool any_part_inside(const struct geom *of, const struct geom *in)
{
    for (size_t i = 0; i < of->n_xy; i++)
        if (deep_inside(in, of->xy[2 * i], of->xy[2 * i + 1]))
            return true;
    for (size_t i = 0; i + 1 < of->n_xy; i++) {
        const double *p = of->xy + 2 * i;
        if (deep_inside(in, (p[0] + p[2]) / 2, (p[1] + p[3]) / 2))
            return true;
    }
    return false;
}

/* Most neighbours only share a wall: told here in a microsecond, where an intersection costs thirty. */
static bool may_overlap(const struct geom *a, const struct geom *b)
{
    if (a->n_xy * b->n_xy > CHECK_MAX)
        return true;
    if (any_part_inside(a, b) || any_part_inside(b, a))
        return true;
    for (size_t i = 0; i + 1 < a->n_xy; i++)
        for (size_t k = 0; k + 1 < b->n_xy; k++)
            if (crosses(a->xy + 2 * i, a->xy + 2 * i + 2, b->xy + 2 * k, b->xy + 2 * k + 2))
                return true;
    /* One laid upon the other: every vertex is on the border. */
    struct bbox box_a = geom_bbox(a), box_b = geom_bbox(b);
    double wide = fmin(box_a.maxx, box_b.maxx) - fmax(box_a.minx, box_b.minx);
    double high = fmin(box_a.maxy, box_b.maxy) - fmax(box_a.miny, box_b.miny);
    double smallest = fmin((box_a.maxx - box_a.minx) * (box_a.maxy - box_a.miny),
                           (box_b.maxx - box_b.minx) * (box_b.maxy - box_b.miny));
    return wide > 0 && high > 0 && wide * high > 0.9 * smallest;
}

static void overlap(sqlite3_context *q, int n, sqlite3_value **v)
{
    struct quality_context *c = sqlite3_user_data(q);
    struct arena_mark mark = arena_mark(c->arena);
    struct geom a, b;
    double x, y, area = 0;
    if (take(c, v[0], &a) && take(c, v[1], &b) && may_overlap(&a, &b))
        area = geos_overlap(c->geos, &a, &b, &x, &y);
    sqlite3_result_double(q, area);
    arena_rewind(c->arena, mark);
}

static bool places_load(struct quality_context *c, struct err *err)
{
    sqlite3_stmt *s;
    int64_t most;
    int code = SQLITE_DONE;
    if (!db_int(c->db, "SELECT count(*) FROM woonplaats WHERE bestaand = 1 AND geom IS NOT NULL", 0, &most, err))
        return false;
    struct geom *shapes = arena_array(c->place_arena, (size_t)most + 1, sizeof *shapes);
    c->place_ids = arena_array(c->place_arena, (size_t)most + 1, sizeof *c->place_ids);
    if (!shapes || !c->place_ids)
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    if (!db_prepare(c->db,
                    "SELECT identificatie, geom FROM woonplaats WHERE bestaand = 1 AND geom IS NOT NULL ORDER BY "
                    "identificatie",
                    &s, err))
        return false;
    bool ok = true;
    while (ok && c->n_places < (size_t)most && (code = sqlite3_step(s)) == SQLITE_ROW) {
        c->place_ids[c->n_places] = arena_str(c->place_arena, db_text(s, 0));
        ok = geom_from_spatialite(sqlite3_column_blob(s, 1), (size_t)sqlite3_column_bytes(s, 1), c->place_arena,
                                  &shapes[c->n_places], err);
        c->n_places += ok;
    }
    if (ok && code != SQLITE_DONE && code != SQLITE_ROW)
        ok = db_fail(c->db, err);
    sqlite3_finalize(s);
    if (ok && !(c->places = geos_index_new(c->geos, shapes, c->n_places)))
        ok = err_set(err, ERR_STORAGE, "woonplaats", "De grenzen van de woonplaatsen zijn niet te gebruiken.");
    return ok;
}

static void woonplaats(sqlite3_context *q, int n, sqlite3_value **v)
{
    struct quality_context *c = sqlite3_user_data(q);
    struct arena_mark mark = arena_mark(c->arena);
    struct geom point;
    if (!c->places && !places_load(c, &c->err)) {
        sqlite3_result_error(q, c->err.message, -1);
        return;
    }
    if (take(c, v[0], &point)) {
        size_t i = geos_index_find(c->places, point.xy[0], point.xy[1]);
        if (i != SIZE_MAX)
            sqlite3_result_text(q, c->place_ids[i].p, (int)c->place_ids[i].n, SQLITE_STATIC);
    }
    arena_rewind(c->arena, mark);
}

bool quality_functions(struct quality_context *c, struct err *err)
{
    static const struct {
        const char *name;
        int n;
        void (*fn)(sqlite3_context *, int, sqlite3_value **);
    } functions[] = {{"gm_afstand", 2, afstand},
                     {"gm_oppervlakte", 1, oppervlakte},
                     {"gm_overlap", 2, overlap},
                     {"gm_woonplaats", 1, woonplaats}};
    c->arena = arena_new((size_t)1 << 30);
    c->place_arena = arena_new((size_t)4 << 30);
    c->geos = geos_new();
    if (!c->arena || !c->place_arena || !c->geos)
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        if (sqlite3_create_function_v2(c->db, functions[i].name, functions[i].n, SQLITE_UTF8 | SQLITE_DETERMINISTIC, c,
                                       functions[i].fn, NULL, NULL, NULL) != SQLITE_OK)
            return db_fail(c->db, err);
    return true;
}

void quality_context_done(struct quality_context *c)
{
    static const struct {
        const char *name;
        int n;
    } functions[] = {{"gm_afstand", 2}, {"gm_oppervlakte", 1}, {"gm_overlap", 2}, {"gm_woonplaats", 1}};
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        sqlite3_create_function_v2(c->db, functions[i].name, functions[i].n, SQLITE_UTF8, NULL, NULL, NULL, NULL, NULL);
    geos_index_free(c->places);
    geos_free(c->geos);
    arena_free(c->place_arena);
    arena_free(c->arena);
}

/* ---- between the woonplaatsen ---- */

enum { MAX_PARTS = 4000 };
static const double GAP_M2 = 1;

/* The holes in the whole of one gemeente's woonplaatsen that are in no other woonplaats either. */
static bool gaps_of(struct quality_context *c, const struct geom *whole, struct str gemeente, struct quality_sink *sink,
                    struct err *err)
{
    bool ok = true;
    for (size_t part = 0, ring = 0; ok && part < whole->n_parts; ring = whole->part_end[part++])
        for (size_t r = ring + 1; ok && r < whole->part_end[part]; r++) {
            uint32_t from = whole->ring_end[r - 1], n = whole->ring_end[r] - from, one = 1;
            struct geom hole = {.type = GEOM_POLYGON,
                                .xy = whole->xy + (size_t)2 * from,
                                .n_xy = n,
                                .ring_end = &n,
                                .n_rings = 1,
                                .part_end = &one,
                                .n_parts = 1};
            double xy[2], area = geom_area(&hole);
            if (area < GAP_M2 || !geom_label_point(&hole, 0.5, &xy[0], &xy[1]) ||
                geos_index_find(c->places, xy[0], xy[1]) != SIZE_MAX)
                continue;
            struct geom point = {.type = GEOM_POINT, .xy = xy, .n_xy = 1};
            struct buf blob;
            char text[120];
            buf_init(&blob, 1000);
            geom_to_spatialite(&point, RD_SRID, &blob);
            snprintf(text, sizeof text, "gat van %.0f m² tussen de woonplaatsen", area);
            ok = quality_add(sink, STR("woonplaats"), gemeente, str_from(text), blob.p, blob.n, err);
            buf_done(&blob);
        }
    return ok;
}

bool quality_gaps(struct quality_context *c, struct quality_sink *sink, struct err *err)
{
    /* Without the relation with gemeenten all woonplaatsen are one group. */
    static const char sql[] =
        "SELECT coalesce((SELECT min(gemeente_code) FROM gemeente_woonplaats g WHERE g.woonplaats_id = "
        "w.identificatie AND g.eind_geldigheid IS NULL), '') AS gemeente, w.geom FROM woonplaats w WHERE w.bestaand = "
        "1 "
        "AND w.geom IS NOT NULL ORDER BY 1";
    struct arena *a = arena_new((size_t)4 << 30);
    const struct geom **parts = a ? malloc(MAX_PARTS * sizeof *parts) : NULL;
    sqlite3_stmt *s = NULL;
    char group[16] = "";
    size_t n = 0;
    bool ok = parts ? c->places || places_load(c, err) : err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen."),
         more = true;
    ok = ok && db_prepare(c->db, sql, &s, err);
    while (ok && more) {
        int code = sqlite3_step(s);
        more = code == SQLITE_ROW;
        ok = more || code == SQLITE_DONE || db_fail(c->db, err);
        struct str gemeente = more ? db_text(s, 0) : (struct str){0};
        if (ok && n && (!more || !str_eq_c(gemeente, group) || n == MAX_PARTS)) {
            struct geom whole;
            struct err unusable = {0};
            ok = !geos_union(c->geos, parts, n, a, &whole, &unusable) || gaps_of(c, &whole, str_from(group), sink, err);
            n = 0;
            arena_rewind(a, (struct arena_mark){0});
        }
        if (!ok || !more)
            break;
        if (!str_copy(gemeente, group, sizeof group))
            group[0] = 0;
        struct geom *g = arena_alloc(a, sizeof *g);
        ok = g ? geom_from_spatialite(sqlite3_column_blob(s, 1), (size_t)sqlite3_column_bytes(s, 1), a, g, err)
               : err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
        parts[n++] = g;
    }
    sqlite3_finalize(s);
    free(parts);
    arena_free(a);
    return ok;
}
