#include "warehouse/load_priv.h"

#include <stdio.h>
#include <string.h>

const char *const bag_type_code[BAG_TYPES] = {"WPL", "OPR", "NUM", "VBO", "LIG", "STA", "PND"};
const char *const bag_type_table[BAG_TYPES] = {
    "woonplaats", "openbare_ruimte", "nummeraanduiding", "verblijfsobject", "ligplaats", "standplaats", "pand"};

static const char *const own_columns[BAG_TYPES] = {
    [BAG_WPL] = "naam, geom",
    [BAG_OPR] = "naam, type, verkorte_naam, woonplaats_id",
    [BAG_NUM] =
        ("huisnummer, huisletter, huisnummertoevoeging, postcode, type_adresseerbaar_object, openbare_ruimte_id, "
         "woonplaats_id"),
    [BAG_VBO] = "hoofdadres_id, nevenadres_ids, gebruiksdoelen, oppervlakte, pand_ids, geom",
    [BAG_LIG] = "hoofdadres_id, nevenadres_ids, geom",
    [BAG_STA] = "hoofdadres_id, nevenadres_ids, geom",
    [BAG_PND] = "oorspronkelijk_bouwjaar, geom",
};
enum { COMMON_COLUMNS = 15 };

bool load_bag_clear(struct load *l, unsigned types, struct err *err)
{
    char sql[128];
    for (int i = 0; i < BAG_TYPES; i++) {
        if (!(types & 1u << i))
            continue;
        char history[64];
        snprintf(history, sizeof history, "bag_%s", bag_type_table[i]);
        snprintf(sql, sizeof sql, "DELETE FROM %s", history);
        if (!bulk_begin(l, history, err) || !db_exec(l->db, sql, err))
            return false;
    }
    return !(types & BAG_RELATIONS) || db_exec(l->db, "DELETE FROM gemeente_woonplaats", err);
}

static bool prepare(struct load *l, enum bag_type type, struct err *err)
{
    char sql[1024], marks[128] = "?";
    size_t n = COMMON_COLUMNS + 1;
    for (const char *p = own_columns[type]; *p; p++)
        n += *p == ',';
    for (size_t i = 1; i < n; i++)
        strcat(marks, ",?");
    snprintf(
        sql, sizeof sql,
        "INSERT INTO bag_%s(identificatie, voorkomenidentificatie, status, geconstateerd, documentdatum, "
        "documentnummer, begin_geldigheid, eind_geldigheid, tijdstip_registratie, eind_registratie, tijdstip_inactief, "
        "tijdstip_registratie_lv, tijdstip_eind_registratie_lv, tijdstip_inactief_lv, tijdstip_nietbag_lv, %s) "
        "VALUES(%s)",
        bag_type_table[type], own_columns[type], marks);
    char history[64];
    snprintf(history, sizeof history, "bag_%s", bag_type_table[type]);
    return bulk_begin(l, history, err) && db_prepare(l->db, sql, &l->bag[type], err);
}

/* "a,b,c" in the row's arena. */
static struct str joined(struct load *l, const struct str *list, size_t n)
{
    size_t size = 0, at = 0;
    for (size_t i = 0; i < n; i++)
        size += list[i].n + 1;
    char *text = size ? arena_alloc(l->arena, size) : NULL;
    if (!text)
        return (struct str){0};
    for (size_t i = 0; i < n; i++) {
        if (i)
            text[at++] = ',';
        memcpy(text + at, list[i].p, list[i].n);
        at += list[i].n;
    }
    return (struct str){text, at};
}

static void bind_number(sqlite3_stmt *s, int at, struct str text)
{
    int64_t v;
    if (str_to_i64(text, &v))
        sqlite3_bind_int64(s, at, v);
    else
        db_bind(s, at, text);
}

static bool bind(struct load *l, sqlite3_stmt *s, const struct bag_voorkomen *v, struct err *err)
{
    const struct str common[] = {v->documentdatum,        v->documentnummer,          v->begin_geldigheid,
                                 v->eind_geldigheid,      v->tijdstip_registratie,    v->eind_registratie,
                                 v->tijdstip_inactief,    v->tijdstip_registratie_lv, v->tijdstip_eind_registratie_lv,
                                 v->tijdstip_inactief_lv, v->tijdstip_nietbag_lv};
    int at = 1;
    db_bind(s, at++, v->identificatie);
    sqlite3_bind_int64(s, at++, v->voorkomenidentificatie);
    db_bind(s, at++, v->status);
    sqlite3_bind_int(s, at++, v->geconstateerd);
    for (size_t i = 0; i < sizeof common / sizeof *common; i++)
        db_bind(s, at++, common[i]);
    struct geom point = v->geom;
    double xy[2];
    switch (v->type) {
    case BAG_WPL:
        db_bind(s, at++, v->naam);
        point.multi = true;
        break;
    case BAG_OPR:
        db_bind(s, at++, v->naam);
        db_bind(s, at++, v->opr_type);
        db_bind(s, at++, v->verkorte_naam);
        db_bind(s, at++, v->woonplaats_id);
        return true;
    case BAG_NUM:
        bind_number(s, at++, v->huisnummer);
        db_bind(s, at++, v->huisletter);
        db_bind(s, at++, v->huisnummertoevoeging);
        db_bind(s, at++, v->postcode);
        db_bind(s, at++, v->type_adresseerbaar_object);
        db_bind(s, at++, v->openbare_ruimte_id);
        db_bind(s, at++, v->woonplaats_id);
        return true;
    case BAG_VBO:
    case BAG_LIG:
    case BAG_STA:
        db_bind(s, at++, v->hoofdadres_id);
        db_bind(s, at++, joined(l, v->nevenadres_ids, v->n_nevenadres));
        if (v->type == BAG_VBO) {
            db_bind(s, at++, joined(l, v->gebruiksdoelen, v->n_gebruiksdoelen));
            db_bind_int(s, at++, v->oppervlakte);
            db_bind(s, at++, joined(l, v->pand_ids, v->n_panden));
            /* The schema lets a verblijfsobject be a vlak; the table has points (QGIS wants one type a layer). */
            if (v->geom.type == GEOM_POLYGON && geom_label_point(&v->geom, 0.1, &xy[0], &xy[1]))
                point = (struct geom){.type = GEOM_POINT, .xy = xy, .n_xy = 1};
        }
        break;
    case BAG_PND:
        db_bind_int(s, at++, v->oorspronkelijk_bouwjaar);
        break;
    default:
        return err_set(err, ERR_INTERNAL, NULL, "Onbekend objecttype.");
    }
    return load_bind_geom(l, s, at, &point, err);
}

bool load_bag(struct load *l, const struct bag_voorkomen *v, struct err *err)
{
    if (!l->bag[v->type] && !prepare(l, v->type, err))
        return false;
    sqlite3_stmt *s = l->bag[v->type];
    struct arena_mark mark = arena_mark(l->arena);
    bool ok = bind(l, s, v, err);
    if (ok) {
        int code = sqlite3_step(s);
        if (code == SQLITE_CONSTRAINT)
            ok = err_set(err, ERR_INVALID, "voorkomenidentificatie",
                         "dit voorkomen (identificatie en voorkomenidentificatie) is er al");
        else if (code != SQLITE_DONE)
            ok = db_fail(l->db, err);
        sqlite3_reset(s);
    }
    sqlite3_clear_bindings(s);
    arena_rewind(l->arena, mark);
    return ok;
}

bool load_gemeente_woonplaats(struct load *l, struct str woonplaats_id, struct str gemeente_code, struct str begin,
                              struct str eind, struct str status, struct err *err)
{
    sqlite3_stmt *s;
    if (!db_prepare(l->db, "INSERT INTO gemeente_woonplaats VALUES(?,?,?,?,?)", &s, err))
        return false;
    db_bind(s, 1, woonplaats_id);
    db_bind(s, 2, gemeente_code);
    db_bind(s, 3, begin);
    db_bind(s, 4, eind);
    db_bind(s, 5, status);
    bool ok = db_run(l->db, s, err);
    sqlite3_finalize(s);
    return ok;
}
