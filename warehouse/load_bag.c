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
#define COMMON_COLUMNS                                                                                                 \
    "identificatie, voorkomenidentificatie, status, geconstateerd, documentdatum, documentnummer, begin_geldigheid, "  \
    "eind_geldigheid, tijdstip_registratie, eind_registratie, tijdstip_inactief, tijdstip_registratie_lv, "            \
    "tijdstip_eind_registratie_lv, tijdstip_inactief_lv, tijdstip_nietbag_lv"

bool load_bag_clear(struct load *l, unsigned parts, struct err *err)
{
    char sql[128];
    l->cleared |= parts;
    if (l->fresh && !(l->kept & parts))
        return true; /* a new file has nothing yet */
    for (int i = 0; i < BAG_TYPES; i++) {
        if (!(parts & 1u << i))
            continue;
        char history[64];
        snprintf(history, sizeof history, "bag_%s", bag_type_table[i]);
        snprintf(sql, sizeof sql, "DELETE FROM %s", history);
        if (!bulk_begin(l, history, true, err) || !db_exec(l->db, sql, err))
            return false;
    }
    return (!(parts & BAG_RELATIONS) || db_exec(l->db, "DELETE FROM gemeente_woonplaats", err)) &&
           (!(parts & BAG_ONDERZOEK) || db_exec(l->db, "DELETE FROM bag_in_onderzoek", err));
}

bool load_bag_keep(struct load *l, struct err *err)
{
    unsigned parts = ((1u << BAG_TYPES) - 1) | BAG_RELATIONS | BAG_ONDERZOEK;
    unsigned wanted = parts & ~l->cleared;
    l->cleared = parts;
    l->kept |= wanted;
    load_bag_unsorted(l, wanted);
    return !l->fresh || fresh_keep(l, wanted, err);
}

/* ---- a voorkomen as a row (row.h), tagged with its type ---- */

/* -1 is absent. */
static void put_count(struct row_writer *w, int64_t v)
{
    if (v == -1)
        row_null(w);
    else
        row_int(w, v);
}

static void put_number_or_text(struct row_writer *w, struct str text)
{
    int64_t v;
    if (str_to_i64(text, &v))
        row_int(w, v);
    else
        row_text(w, text);
}

/* "a,b,c" */
static void put_list(struct row_writer *w, const struct str *list, size_t n)
{
    row_bytes_begin(w);
    for (size_t i = 0; i < n; i++) {
        if (i)
            buf_byte(w->b, ',');
        buf_str(w->b, list[i]);
    }
    row_bytes_end(w, false);
}

static void put_geom(struct row_writer *w, const struct geom *g)
{
    row_bytes_begin(w);
    if (g->type != GEOM_NONE && g->n_xy)
        geom_to_spatialite(g, RD_SRID, w->b);
    row_bytes_end(w, true);
}

void bag_encode_columns(const struct bag_voorkomen *v, bool now, struct buf *b)
{
    const struct str common[] = {v->documentdatum,        v->documentnummer,          v->begin_geldigheid,
                                 v->eind_geldigheid,      v->tijdstip_registratie,    v->eind_registratie,
                                 v->tijdstip_inactief,    v->tijdstip_registratie_lv, v->tijdstip_eind_registratie_lv,
                                 v->tijdstip_inactief_lv, v->tijdstip_nietbag_lv};
    struct row_writer w;
    struct geom geom = v->geom;
    double xy[2];
    row_begin(&w, b, (unsigned char)v->type);
    row_text(&w, v->identificatie);
    row_int(&w, v->voorkomenidentificatie);
    row_text(&w, v->status);
    row_int(&w, v->geconstateerd);
    for (size_t i = 0; i < (now ? 4 : sizeof common / sizeof *common); i++)
        row_text(&w, common[i]);
    switch (v->type) {
    case BAG_WPL:
        row_text(&w, v->naam);
        geom.multi = true;
        break;
    case BAG_OPR:
        row_text(&w, v->naam);
        row_text(&w, v->opr_type);
        row_text(&w, v->verkorte_naam);
        row_text(&w, v->woonplaats_id);
        break;
    case BAG_NUM:
        put_number_or_text(&w, v->huisnummer);
        row_text(&w, v->huisletter);
        row_text(&w, v->huisnummertoevoeging);
        row_text(&w, v->postcode);
        row_text(&w, v->type_adresseerbaar_object);
        row_text(&w, v->openbare_ruimte_id);
        row_text(&w, v->woonplaats_id);
        break;
    case BAG_VBO:
    case BAG_LIG:
    case BAG_STA:
        row_text(&w, v->hoofdadres_id);
        put_list(&w, v->nevenadres_ids, v->n_nevenadres);
        if (v->type == BAG_VBO) {
            put_list(&w, v->gebruiksdoelen, v->n_gebruiksdoelen);
            put_count(&w, v->oppervlakte);
            put_list(&w, v->pand_ids, v->n_panden);
            /* The schema lets a verblijfsobject be a vlak; the table has points (QGIS wants one type a layer). */
            if (v->geom.type == GEOM_POLYGON && geom_label_point(&v->geom, 0.1, &xy[0], &xy[1]))
                geom = (struct geom){.type = GEOM_POINT, .xy = xy, .n_xy = 1};
        }
        break;
    default:
        put_count(&w, v->oorspronkelijk_bouwjaar);
        break;
    }
    if (v->type != BAG_OPR && v->type != BAG_NUM)
        put_geom(&w, &geom);
    row_end(&w);
}

void bag_encode(const struct bag_voorkomen *v, struct buf *b)
{
    bag_encode_columns(v, false, b);
}

struct str bag_row_id(const char *row)
{
    struct row_reader r;
    struct row_value v = {.kind = ROW_NULL};
    row_open(&r, row_record(row));
    return row_next(&r, &v) && row_next(&r, &v) ? v.bytes : STR("");
}

static bool prepare(struct load *l, enum bag_type type, struct err *err)
{
    char sql[1024], marks[128] = "?", history[64];
    size_t n = 1;
    for (const char *p = COMMON_COLUMNS; *p; p++)
        n += *p == ',';
    n++;
    for (const char *p = own_columns[type]; *p; p++)
        n += *p == ',';
    for (size_t i = 1; i < n; i++)
        strcat(marks, ",?");
    snprintf(history, sizeof history, "bag_%s", bag_type_table[type]);
    snprintf(sql, sizeof sql, "INSERT INTO %s(" COMMON_COLUMNS ", %s) VALUES(%s)", history, own_columns[type], marks);
    return bulk_begin(l, history, true, err) && db_prepare(l->db, sql, &l->bag[type], err);
}

enum bag_type load_bag_row_type(const char *row)
{
    return (enum bag_type)row_tag(row);
}

bool load_bag_row(struct load *l, const char *row, struct err *err)
{
    enum bag_type type = (enum bag_type)row_tag(row);
    if (l->fresh && !l->kept)
        return direct_row(l, type, row, err);
    if (!l->bag[type] && !prepare(l, type, err))
        return false;
    row_bind(l->bag[type], row);
    return db_run(l->db, l->bag[type], err);
}

bool load_bag(struct load *l, const struct bag_voorkomen *v, struct err *err)
{
    buf_clear(&l->row);
    bag_encode(v, &l->row);
    if (l->row.failed)
        return err_set(err, ERR_LIMIT, "geometrie", "Een object is te groot.");
    load_bag_unsorted(l, 1u << v->type);
    return load_bag_row(l, l->row.p, err);
}

bool load_gemeente_woonplaats(struct load *l, struct str woonplaats_id, struct str gemeente_code, struct str begin,
                              struct str eind, struct str status, struct err *err)
{
    char sql[80];
    snprintf(sql, sizeof sql, "INSERT INTO %s.gemeente_woonplaats VALUES(?,?,?,?,?)", direct_aside(l));
    if (!l->relatie && !db_prepare(l->db, sql, &l->relatie, err))
        return false;
    const struct str values[] = {woonplaats_id, gemeente_code, begin, eind, status};
    for (int i = 0; i < 5; i++)
        db_bind(l->relatie, i + 1, values[i]);
    return db_run(l->db, l->relatie, err);
}
