#include "warehouse/load_priv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const gebied_niveau_name[GEBIED_NIVEAUS] = {"gemeente", "wijk", "buurt"};

bool load_gebied_clear(struct load *l, enum gebied_niveau niveau, int jaar, struct err *err)
{
    char sql[96];
    l->touched |= TOUCHED_GEBIED;
    snprintf(sql, sizeof sql, "DELETE FROM %s WHERE jaar = %d", gebied_niveau_name[niveau], jaar);
    return bulk_begin(l, gebied_niveau_name[niveau], false, err) && db_exec(l->db, sql, err);
}

/* GM1952 from WK195201 or BU19520103, WK195201 from BU19520103 (CBS: the codes are built from each other). */
static struct str parent_code(struct load *l, const char *prefix, struct str code, size_t digits)
{
    if (code.n < 2 + digits)
        return (struct str){0};
    return str_from(arena_printf(l->arena, "%s%.*s", prefix, (int)digits, code.p + 2));
}

bool load_gebied(struct load *l, const struct gebied *g, struct err *err)
{
    static const char *const inserts[GEBIED_NIVEAUS] = {
        "INSERT INTO gemeente(code, jaar, naam, inwoners, geom) VALUES(?1, ?2, ?3, ?4, ?5)",
        "INSERT INTO wijk(code, jaar, naam, inwoners, geom, gemeente_code) VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
        ("INSERT INTO buurt(code, jaar, naam, inwoners, geom, gemeente_code, wijk_code) "
         "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)"),
    };
    sqlite3_stmt **slot = &l->gebied[g->niveau];
    l->touched |= TOUCHED_GEBIED;
    if (!*slot && (!bulk_begin(l, gebied_niveau_name[g->niveau], false, err) ||
                   !db_prepare(l->db, inserts[g->niveau], slot, err)))
        return false;
    struct arena_mark mark = arena_mark(l->arena);
    struct geom geom = g->geom;
    geom.multi = true;
    db_bind(*slot, 1, g->code);
    sqlite3_bind_int(*slot, 2, g->jaar);
    db_bind(*slot, 3, g->naam);
    db_bind_int(*slot, 4, g->inwoners);
    bool ok = load_bind_geom(l, *slot, 5, &geom, err);
    if (g->niveau != GEBIED_GEMEENTE)
        db_bind(*slot, 6, g->gemeente_code.n ? g->gemeente_code : parent_code(l, "GM", g->code, 4));
    if (g->niveau == GEBIED_BUURT)
        db_bind(*slot, 7, g->wijk_code.n ? g->wijk_code : parent_code(l, "WK", g->code, 6));
    if (ok) {
        int code = sqlite3_step(*slot);
        if (code == SQLITE_CONSTRAINT)
            ok = err_set(err, ERR_INVALID, "code", "dit gebied is er al voor dat jaar");
        else if (code != SQLITE_DONE)
            ok = db_fail(l->db, err);
        sqlite3_reset(*slot);
    }
    sqlite3_clear_bindings(*slot);
    arena_rewind(l->arena, mark);
    return ok;
}

/* One gemeente that has wijken of this year and no boundary of its own. */
static bool make_gemeente(struct load *l, struct str code, int jaar, struct err *err)
{
    struct arena *a = arena_new((size_t)2 << 30);
    sqlite3_stmt *s = NULL;
    enum { MAX_PARTS = 10000 };
    const struct geom **parts = a ? arena_array(a, MAX_PARTS, sizeof *parts) : NULL;
    size_t n = 0;
    int64_t inwoners = 0;
    bool ok = parts ? db_prepare(l->db, "SELECT geom, inwoners FROM wijk WHERE gemeente_code = ? AND jaar = ?", &s, err)
                    : err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    if (ok) {
        db_bind(s, 1, code);
        sqlite3_bind_int(s, 2, jaar);
    }
    while (ok && n < MAX_PARTS && sqlite3_step(s) == SQLITE_ROW) {
        struct geom *g = arena_alloc(a, sizeof *g);
        ok = g && geom_from_spatialite(sqlite3_column_blob(s, 0), (size_t)sqlite3_column_bytes(s, 0), a, g, err);
        inwoners =
            sqlite3_column_type(s, 1) == SQLITE_NULL || inwoners < 0 ? -1 : inwoners + sqlite3_column_int64(s, 1);
        if (ok)
            parts[n++] = g;
    }
    sqlite3_finalize(s);
    struct geos *geos = ok ? geos_new() : NULL;
    struct gebied whole = {.niveau = GEBIED_GEMEENTE, .code = code, .naam = code, .jaar = jaar, .inwoners = inwoners};
    ok = ok && geos && geos_union(geos, parts, n, a, &whole.geom, err) && load_gebied(l, &whole, err);
    geos_free(geos);
    arena_free(a);
    return ok ? true : err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
}

static bool make_missing(struct load *l, struct err *err)
{
    sqlite3_stmt *s;
    struct arena *a = arena_new(16 << 20);
    struct missing {
        struct str code;
        int jaar;
    } *list = a ? arena_array(a, 1000, sizeof *list) : NULL;
    size_t n = 0;
    if (!list) {
        arena_free(a);
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    }
    bool ok = db_prepare(
        l->db,
        "SELECT DISTINCT w.gemeente_code, w.jaar FROM wijk w WHERE w.gemeente_code IS NOT NULL AND NOT EXISTS "
        "(SELECT 1 FROM gemeente g WHERE g.code = w.gemeente_code AND g.jaar = w.jaar) LIMIT 1000",
        &s, err);
    while (ok && n < 1000 && sqlite3_step(s) == SQLITE_ROW)
        list[n++] = (struct missing){arena_str(a, db_text(s, 0)), sqlite3_column_int(s, 1)};
    if (ok)
        sqlite3_finalize(s);
    for (size_t i = 0; ok && i < n; i++)
        ok = make_gemeente(l, list[i].code, list[i].jaar, err);
    arena_free(a);
    return ok;
}

bool load_gebied_finish(struct load *l, struct err *err)
{
    l->touched |= TOUCHED_GEBIED;
    return make_missing(l, err) && bulk_begin(l, "adres", false, err) && bulk_begin(l, "melding", false, err) &&
           load_assign_areas(l, "adres", err) && load_assign_areas(l, "melding", err) &&
           load_assign_areas(l, "melding_overig", err) && load_fill_zoek(l, err) && bulk_end(l, err);
}
