#include "warehouse/load_priv.h"

#include <math.h>

enum { GRID_M = 10 }; /* privacy.md §5 */

bool load_melding_clear(struct load *l, struct str bron, struct err *err)
{
    static const char *const deletes[] = {"DELETE FROM melding WHERE bron = ?",
                                          "DELETE FROM melding_overig WHERE bron = ?"};
    l->touched |= TOUCHED_MELDING;
    if (!bulk_begin(l, "melding", false, err))
        return false;
    for (size_t i = 0; i < 2; i++) {
        sqlite3_stmt *s;
        if (!db_prepare(l->db, deletes[i], &s, err))
            return false;
        db_bind(s, 1, bron);
        bool ok = db_run(l->db, s, err);
        sqlite3_finalize(s);
        if (!ok)
            return false;
    }
    return true;
}

bool load_melding(struct load *l, const struct melding *m, struct err *err)
{
    static const char *const inserts[] = {
        "INSERT INTO melding_overig(bron, bron_id, hoofdcategorie, subcategorie, status, dag, dag_afgehandeld, "
        "locatie_soort, "
        "match, geom) VALUES(?,?,?,?,?,?,?,?,?,?)",
        "INSERT INTO melding(bron, bron_id, hoofdcategorie, subcategorie, status, dag, dag_afgehandeld, locatie_soort, "
        "match, "
        "geom) VALUES(?,?,?,?,?,?,?,?,?,?)",
    };
    sqlite3_stmt **slot = &l->melding[m->object];
    l->touched |= TOUCHED_MELDING;
    if (!*slot && (!bulk_begin(l, "melding", false, err) || !db_prepare(l->db, inserts[m->object], slot, err)))
        return false;
    const struct str texts[] = {m->bron, m->bron_id,         m->hoofdcategorie, m->subcategorie, m->status,
                                m->dag,  m->dag_afgehandeld, m->locatie_soort,  m->match};
    for (int i = 0; i < 9; i++)
        db_bind(*slot, i + 1, texts[i]);
    double xy[2] = {m->x, m->y};
    if (m->object)
        for (int i = 0; i < 2; i++)
            xy[i] = floor(xy[i] / GRID_M) * GRID_M + GRID_M / 2.0;
    struct geom point = {.type = m->has_point ? GEOM_POINT : GEOM_NONE, .xy = xy, .n_xy = m->has_point ? 1 : 0};
    bool ok = load_bind_geom(l, *slot, 10, &point, err);
    if (ok) {
        int code = sqlite3_step(*slot);
        if (code == SQLITE_CONSTRAINT)
            ok = err_set(err, ERR_INVALID, "id", "dit meldingnummer komt twee keer voor");
        else if (code != SQLITE_DONE)
            ok = db_fail(l->db, err);
        sqlite3_reset(*slot);
    }
    sqlite3_clear_bindings(*slot);
    return ok;
}

bool load_melding_finish(struct load *l, struct err *err)
{
    return load_assign_areas(l, "melding", err) && load_assign_areas(l, "melding_overig", err) && bulk_end(l, err);
}
