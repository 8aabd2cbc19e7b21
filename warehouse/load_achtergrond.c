#include "warehouse/load_priv.h"

#include <stdio.h>

const char *const achtergrond_tabel[ACHTERGROND_VORMEN] = {"achtergrond_vlak", "achtergrond_lijn", "achtergrond_naam"};

bool load_achtergrond_clear(struct load *l, struct str bron, struct err *err)
{
    l->touched |= TOUCHED_ACHTERGROND;
    for (int i = 0; i < ACHTERGROND_VORMEN; i++) {
        char sql[96];
        sqlite3_stmt *s;
        snprintf(sql, sizeof sql, "DELETE FROM %s WHERE bron = ?", achtergrond_tabel[i]);
        if (!bulk_begin(l, achtergrond_tabel[i], false, err) || !db_prepare(l->db, sql, &s, err))
            return false;
        db_bind(s, 1, bron);
        bool ok = db_run(l->db, s, err);
        sqlite3_finalize(s);
        if (!ok)
            return false;
    }
    return true;
}

static bool insert_prepare(struct load *l, enum achtergrond_vorm vorm, struct err *err)
{
    char sql[200];
    l->touched |= TOUCHED_ACHTERGROND;
    snprintf(sql, sizeof sql,
             "INSERT INTO %s(bron, bron_id, soort, subsoort, naam, niveau, geom) VALUES(?,?,?,?,?,?,?) "
             "ON CONFLICT(bron, bron_id) DO NOTHING",
             achtergrond_tabel[vorm]);
    return bulk_begin(l, achtergrond_tabel[vorm], false, err) && db_prepare(l->db, sql, &l->achtergrond[vorm], err);
}

bool load_achtergrond(struct load *l, const struct achtergrond *o, bool *there, struct err *err)
{
    if (!l->achtergrond[o->vorm] && !insert_prepare(l, o->vorm, err))
        return false;
    sqlite3_stmt *s = l->achtergrond[o->vorm];
    const struct str texts[] = {o->bron, o->bron_id, o->soort, o->subsoort, o->naam};
    for (int i = 0; i < 5; i++)
        db_bind(s, i + 1, texts[i]);
    sqlite3_bind_int(s, 6, o->niveau);
    struct geom geom = o->geom;
    geom.multi = o->vorm != ACHTERGROND_NAAM;
    bool ok = load_bind_geom(l, s, 7, &geom, err) && db_run(l->db, s, err);
    sqlite3_clear_bindings(s);
    if (ok)
        *there = sqlite3_changes(l->db) == 0;
    return ok;
}

bool load_achtergrond_finish(struct load *l, struct err *err)
{
    return bulk_end(l, err);
}
