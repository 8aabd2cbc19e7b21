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
    load_bag_unsorted(l, wanted);
    return !l->fresh || fresh_keep(l, wanted, err);
}

/* ---- a voorkomen as bytes ----
 * u32 size of all, u8 type, u8 number of columns; per column u8 kind, then nothing, an int64, or u32 length and bytes.
 * In this machine's byte order: it lives no longer than the import. */
enum { KIND_NULL, KIND_NUMBER, KIND_TEXT, KIND_BLOB };
enum { RECORD_HEAD = 6 };

static void put_text(struct buf *b, struct str s)
{
    uint32_t n = (uint32_t)s.n;
    if (n == 0) {
        buf_byte(b, KIND_NULL);
        return;
    }
    char head[5] = {KIND_TEXT};
    memcpy(head + 1, &n, 4);
    buf_add(b, head, 5);
    buf_add(b, s.p, n);
}

static void put_number(struct buf *b, int64_t v)
{
    char head[9] = {KIND_NUMBER};
    memcpy(head + 1, &v, 8);
    buf_add(b, head, 9);
}

/* -1 is absent. */
static void put_count(struct buf *b, int64_t v)
{
    if (v == -1)
        buf_byte(b, KIND_NULL);
    else
        put_number(b, v);
}

static void put_number_or_text(struct buf *b, struct str text)
{
    int64_t v;
    if (str_to_i64(text, &v))
        put_number(b, v);
    else
        put_text(b, text);
}

/* "a,b,c" */
static void put_list(struct buf *b, const struct str *list, size_t n)
{
    uint32_t size = 0;
    for (size_t i = 0; i < n; i++)
        size += (uint32_t)list[i].n + (i > 0);
    if (size == 0) {
        buf_byte(b, KIND_NULL);
        return;
    }
    char head[5] = {KIND_TEXT};
    memcpy(head + 1, &size, 4);
    buf_add(b, head, 5);
    for (size_t i = 0; i < n; i++) {
        if (i)
            buf_byte(b, ',');
        buf_str(b, list[i]);
    }
}

static void put_geom(struct buf *b, const struct geom *g)
{
    if (g->type == GEOM_NONE || g->n_xy == 0) {
        buf_byte(b, KIND_NULL);
        return;
    }
    char head[5] = {KIND_BLOB};
    buf_add(b, head, 5);
    size_t at = b->n;
    geom_to_spatialite(g, RD_SRID, b);
    uint32_t n = (uint32_t)(b->n - at);
    if (!b->failed)
        memcpy(b->p + at - 4, &n, 4);
}

void bag_encode_columns(const struct bag_voorkomen *v, bool now, bool bestaand, struct buf *b)
{
    const struct str common[] = {v->documentdatum,        v->documentnummer,          v->begin_geldigheid,
                                 v->eind_geldigheid,      v->tijdstip_registratie,    v->eind_registratie,
                                 v->tijdstip_inactief,    v->tijdstip_registratie_lv, v->tijdstip_eind_registratie_lv,
                                 v->tijdstip_inactief_lv, v->tijdstip_nietbag_lv};
    size_t start = b->n;
    struct geom geom = v->geom;
    double xy[2];
    char head[RECORD_HEAD] = {0};
    buf_add(b, head, sizeof head);
    put_text(b, v->identificatie);
    put_number(b, v->voorkomenidentificatie);
    put_text(b, v->status);
    put_number(b, v->geconstateerd);
    for (size_t i = 0; i < (now ? 4 : sizeof common / sizeof *common); i++)
        put_text(b, common[i]);
    switch (v->type) {
    case BAG_WPL:
        put_text(b, v->naam);
        geom.multi = true;
        break;
    case BAG_OPR:
        put_text(b, v->naam);
        put_text(b, v->opr_type);
        put_text(b, v->verkorte_naam);
        put_text(b, v->woonplaats_id);
        break;
    case BAG_NUM:
        put_number_or_text(b, v->huisnummer);
        put_text(b, v->huisletter);
        put_text(b, v->huisnummertoevoeging);
        put_text(b, v->postcode);
        put_text(b, v->type_adresseerbaar_object);
        put_text(b, v->openbare_ruimte_id);
        put_text(b, v->woonplaats_id);
        break;
    case BAG_VBO:
    case BAG_LIG:
    case BAG_STA:
        put_text(b, v->hoofdadres_id);
        put_list(b, v->nevenadres_ids, v->n_nevenadres);
        if (v->type == BAG_VBO) {
            put_list(b, v->gebruiksdoelen, v->n_gebruiksdoelen);
            put_count(b, v->oppervlakte);
            put_list(b, v->pand_ids, v->n_panden);
            /* The schema lets a verblijfsobject be a vlak; the table has points (QGIS wants one type a layer). */
            if (v->geom.type == GEOM_POLYGON && geom_label_point(&v->geom, 0.1, &xy[0], &xy[1]))
                geom = (struct geom){.type = GEOM_POINT, .xy = xy, .n_xy = 1};
        }
        break;
    default:
        put_count(b, v->oorspronkelijk_bouwjaar);
        break;
    }
    if (v->type != BAG_OPR && v->type != BAG_NUM)
        put_geom(b, &geom);
    if (now)
        put_number(b, bestaand);
    if (b->failed)
        return;
    uint32_t size = (uint32_t)(b->n - start);
    memcpy(b->p + start, &size, 4);
    b->p[start + 4] = (char)v->type;
}

void bag_encode(const struct bag_voorkomen *v, struct buf *b)
{
    bag_encode_columns(v, false, false, b);
}

struct str bag_record_id(const char *record)
{
    uint32_t n;
    memcpy(&n, record + RECORD_HEAD + 1, 4);
    return (struct str){record + RECORD_HEAD + 5, n};
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

void bag_record_bind(sqlite3_stmt *s, const char *record)
{
    uint32_t size, length;
    int64_t v;
    memcpy(&size, record, 4);
    const char *p = record + RECORD_HEAD, *end = record + size;
    for (int i = 1; p < end; i++) {
        switch (*p++) {
        case KIND_NULL:
            sqlite3_bind_null(s, i);
            break;
        case KIND_NUMBER:
            memcpy(&v, p, 8);
            sqlite3_bind_int64(s, i, v);
            p += 8;
            break;
        case KIND_TEXT:
            memcpy(&length, p, 4);
            sqlite3_bind_text(s, i, p + 4, (int)length, SQLITE_STATIC);
            p += 4 + length;
            break;
        default:
            memcpy(&length, p, 4);
            sqlite3_bind_blob(s, i, p + 4, (int)length, SQLITE_STATIC);
            p += 4 + length;
            break;
        }
    }
}

size_t load_bag_row(struct load *l, const char *record, size_t n, struct err *err)
{
    uint32_t size;
    if (n < RECORD_HEAD)
        return 0;
    memcpy(&size, record, 4);
    enum bag_type type = (enum bag_type)record[4];
    if (!l->bag[type] && !prepare(l, type, err))
        return 0;
    bag_record_bind(l->bag[type], record);
    return db_run(l->db, l->bag[type], err) ? size : 0;
}

bool load_bag(struct load *l, const struct bag_voorkomen *v, struct err *err)
{
    buf_clear(&l->row);
    bag_encode(v, &l->row);
    if (l->row.failed)
        return err_set(err, ERR_LIMIT, "geometrie", "Een object is te groot.");
    load_bag_unsorted(l, 1u << v->type);
    return load_bag_row(l, l->row.p, l->row.n, err) > 0;
}

bool load_gemeente_woonplaats(struct load *l, struct str woonplaats_id, struct str gemeente_code, struct str begin,
                              struct str eind, struct str status, struct err *err)
{
    if (!l->relatie && !db_prepare(l->db, "INSERT INTO gemeente_woonplaats VALUES(?,?,?,?,?)", &l->relatie, err))
        return false;
    const struct str values[] = {woonplaats_id, gemeente_code, begin, eind, status};
    for (int i = 0; i < 5; i++)
        db_bind(l->relatie, i + 1, values[i]);
    return db_run(l->db, l->relatie, err);
}
