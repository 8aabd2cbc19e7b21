/* From every voorkomen to what is current: the tables that maps, search and locatiecodes use (input-formats.md §1). */
#include "warehouse/load_priv.h"

#include <stdio.h>
#include <string.h>

/* Actueel at the extract's date: begun, not ended by then, not inactive, not declared outside the BAG. */
#define ACTUEEL                                                                                                        \
    "substr(begin_geldigheid, 1, 10) <= ?1 AND (eind_geldigheid IS NULL OR substr(eind_geldigheid, 1, 10) > ?1) AND "  \
    "tijdstip_inactief IS NULL AND tijdstip_nietbag_lv IS NULL"

#define NOW                                                                                                            \
    "identificatie, voorkomenidentificatie, status, geconstateerd, documentdatum, documentnummer, begin_geldigheid, "  \
    "eind_geldigheid"

static const char *const own[BAG_TYPES] = {
    [BAG_WPL] = "naam, geom",
    [BAG_OPR] = "naam, type, verkorte_naam, woonplaats_id",
    [BAG_NUM] = ("huisnummer, huisletter, huisnummertoevoeging, postcode, type_adresseerbaar_object, "
                 "openbare_ruimte_id, woonplaats_id"),
    [BAG_VBO] = "hoofdadres_id, nevenadres_ids, gebruiksdoelen, oppervlakte, pand_ids, geom",
    [BAG_LIG] = "hoofdadres_id, nevenadres_ids, geom",
    [BAG_STA] = "hoofdadres_id, nevenadres_ids, geom",
    [BAG_PND] = "oorspronkelijk_bouwjaar, geom",
};

static bool run_with_date(struct load *l, const char *sql, struct str stand, struct err *err)
{
    sqlite3_stmt *s;
    if (!db_prepare(l->db, sql, &s, err))
        return false;
    db_bind(s, 1, stand);
    bool ok = db_run(l->db, s, err);
    sqlite3_finalize(s);
    return ok;
}

struct twice {
    load_twice call;
    void *ctx;
    enum bag_type type;
    int64_t n;
};

static void on_twice(void *ctx, struct str a, int64_t b)
{
    struct twice *t = ctx;
    t->n++;
    if (t->call)
        t->call(t->ctx, t->type, a, b);
}

static bool history_unique(struct load *l, enum bag_type type, load_twice call, void *ctx, struct err *err)
{
    char sql[400], table[64];
    struct twice t = {call, ctx, type, 0};
    snprintf(table, sizeof table, "bag_%s", bag_type_table[type]);
    if (l->odd & 1u << type && !bulk_indexes_aside(l, table, err))
        return false;
    snprintf(sql, sizeof sql,
             "DELETE FROM %s WHERE id IN (SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY identificatie, "
             "voorkomenidentificatie ORDER BY id) AS n FROM %s) WHERE n > 1) RETURNING identificatie, "
             "voorkomenidentificatie",
             table, table);
    bool ok = bulk_unique(l, table, sql, on_twice, &t, err);
    if (t.n)
        load_bag_unsorted(l, 1u << type);
    return ok;
}

/* What is current, in the order of the map. Of several voorkomens of one object that qualify (begin = eind, a
 * correction) the highest number counts. */
static bool current_derive(struct load *l, enum bag_type type, struct str stand, struct err *err)
{
    char sql[2048], absent[300];
    const char *t = bag_type_table[type];
    bool pand = type == BAG_PND, shaped = type != BAG_OPR && type != BAG_NUM;
    bag_absent_sql(type, absent, sizeof absent);
    snprintf(sql, sizeof sql,
             "INSERT INTO %s(" NOW ", %s, bestaand%s) SELECT " NOW
             ", %s, coalesce(status COLLATE NOCASE NOT IN (%s), 1)%s FROM bag_%s %sWHERE " ACTUEEL "%s",
             t, own[type], pand ? ", gebruiksdoel, aantal_verblijfsobjecten" : "", own[type], absent,
             pand ? ", coalesce(g.doel, 'geen'), coalesce(g.n, 0)" : "", t,
             pand ? "LEFT JOIN temp.gebruik g ON g.pand_id = identificatie " : "",
             shaped ? " ORDER BY gm_hilbert(geom)" : "");
    return run_with_date(l, sql, stand, err);
}

static bool current_fill(struct load *l, enum bag_type type, struct str stand, struct err *err)
{
    char sql[400];
    const char *t = bag_type_table[type];
    snprintf(sql, sizeof sql, "DELETE FROM %s", t);
    bool sorted = l->fresh && l->sorter[type] && !(l->unsorted & 1u << type), indexed = false;
    if (!bulk_begin(l, t, !sorted, err) || !db_exec(l->db, sql, err) ||
        (sorted ? !bag_current_fill(l, type, &indexed, err) : !current_derive(l, type, stand, err)))
        return false;
    if (indexed)
        return true;
    if (sorted && !bulk_indexes_aside(l, t, err))
        return false;
    snprintf(
        sql, sizeof sql,
        "DELETE FROM %s WHERE id IN (SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY identificatie ORDER "
        "BY voorkomenidentificatie DESC, id) AS n FROM %s) WHERE n > 1) RETURNING identificatie, 0",
        t, t);
    return bulk_unique(l, t, sql, NULL, NULL, err);
}

/* A comma list of ids as rows; most lists have one. */
#define EACH(column) "json_each('[\"' || replace(" column ", ',', '\",\"') || '\"]')"
#define NEVENADRES(table)                                                                                              \
    "INSERT OR IGNORE INTO nevenadres SELECT o.identificatie, e.value FROM " table                                     \
    " o, " EACH("o.nevenadres_ids") " e "                                                                              \
                                    "WHERE o.nevenadres_ids IS NOT NULL ORDER BY 1, 2;"

static const char relations[] =
    "DELETE FROM verblijfsobject_pand;"
    "INSERT OR IGNORE INTO verblijfsobject_pand(verblijfsobject_id, pand_id, volgorde) "
    "SELECT identificatie, pand_ids, 0 FROM verblijfsobject WHERE pand_ids IS NOT NULL AND instr(pand_ids, ',') = 0 "
    "ORDER BY 1;"
    "INSERT OR IGNORE INTO verblijfsobject_pand(verblijfsobject_id, pand_id, volgorde) "
    "SELECT v.identificatie, e.value, e.key FROM verblijfsobject v, " EACH(
        "v.pand_ids") " e "
                      "WHERE instr(v.pand_ids, ',') > 0 ORDER BY 1, 2;"
                      "DELETE FROM nevenadres;" NEVENADRES("verblijfsobject") NEVENADRES("ligplaats")
                          NEVENADRES("standplaats");

/* What a pand is used for, from its existing verblijfsobjecten: one use, several (gemengd), or none. */
static const char pand_use[] =
    "DROP TABLE IF EXISTS temp.gebruik;"
    "CREATE TEMP TABLE gebruik(pand_id TEXT PRIMARY KEY, n INTEGER, doel TEXT) WITHOUT ROWID;"
    "INSERT INTO gebruik SELECT k.pand_id, count(*), CASE WHEN min(v.gebruiksdoelen) = max(v.gebruiksdoelen) "
    "AND instr(min(v.gebruiksdoelen), ',') = 0 THEN min(v.gebruiksdoelen) WHEN min(v.gebruiksdoelen) IS NULL THEN "
    "'geen' ELSE 'gemengd' END "
    "FROM verblijfsobject_pand k JOIN verblijfsobject v ON v.identificatie = k.verblijfsobject_id AND v.bestaand = 1 "
    "GROUP BY k.pand_id;";

/* An address: a nummeraanduiding that is there, of an object that is there. The woonplaats of the nummeraanduiding goes
 * before that of the openbare ruimte. */
#define ADRES(table, hoofd, num, from, point, uses, area, pand)                                                        \
    "INSERT INTO adres(nummeraanduiding_id, adresseerbaarobject_id, object_type, hoofdadres, openbare_ruimte_id, "     \
    "straatnaam, straatnaam_verkort, huisnummer, huisletter, huisnummertoevoeging, postcode, woonplaats_id, "          \
    "woonplaatsnaam, gemeente_code, wijk_code, buurt_code, pand_id, gebruiksdoelen, oppervlakte, bouwjaar, status, "   \
    "x, y, lon, lat, geom) SELECT n.identificatie, k.identificatie, '" table "', " hoofd                               \
    ", n.openbare_ruimte_id, o.naam, "                                                                                 \
    "coalesce(o.verkorte_naam, o.naam), n.huisnummer, n.huisletter, n.huisnummertoevoeging, n.postcode, "              \
    "coalesce(n.woonplaats_id, o.woonplaats_id), w.naam, coalesce(a.gemeente, w.gemeente_code), a.wijk, "              \
    "a.buurt, " pand ", " uses ", " area ", p.oorspronkelijk_bouwjaar, k.status, MbrMinX(" point "), MbrMinY(" point   \
    "), gm_lon(" point "), gm_lat(" point "), " point " FROM " from                                                    \
    " JOIN nummeraanduiding n ON n.identificatie = " num " AND n.bestaand = 1 "                                        \
    "LEFT JOIN openbare_ruimte o ON o.identificatie = n.openbare_ruimte_id "                                           \
    "LEFT JOIN temp.plaats w ON w.identificatie = coalesce(n.woonplaats_id, o.woonplaats_id) "                         \
    "LEFT JOIN pand p ON p.identificatie = " pand " LEFT JOIN temp.gebied_nr a ON a.nr = gm_area(" point ") "          \
    "WHERE k.bestaand = 1 ORDER BY k.id"
#define EERSTE_PAND                                                                                                    \
    "(CASE WHEN instr(k.pand_ids, ',') THEN substr(k.pand_ids, 1, instr(k.pand_ids, ',') - 1) ELSE k.pand_ids END)"
#define VBO_ADRES(hoofd, num, from)                                                                                    \
    ADRES("verblijfsobject", hoofd, num, from, "k.geom", "k.gebruiksdoelen", "k.oppervlakte", EERSTE_PAND)
#define PLAATS_ADRES(table, hoofd, num, from)                                                                          \
    ADRES(table, hoofd, num, from, "PointOnSurface(k.geom)", "NULL", "NULL", "NULL")
#define NEVEN(table) "nevenadres x CROSS JOIN " table " k ON k.identificatie = x.adresseerbaarobject_id"

static const char *const addresses[] = {
    VBO_ADRES("1", "k.hoofdadres_id", "verblijfsobject k"),
    VBO_ADRES("0", "x.nummeraanduiding_id", NEVEN("verblijfsobject")),
    PLAATS_ADRES("ligplaats", "1", "k.hoofdadres_id", "ligplaats k"),
    PLAATS_ADRES("ligplaats", "0", "x.nummeraanduiding_id", NEVEN("ligplaats")),
    PLAATS_ADRES("standplaats", "1", "k.hoofdadres_id", "standplaats k"),
    PLAATS_ADRES("standplaats", "0", "x.nummeraanduiding_id", NEVEN("standplaats")),
};

/* Names of woonplaatsen, with the gemeente that they lie in on that day. */
static const char places[] =
    "INSERT INTO temp.plaats SELECT w.identificatie, w.naam, (SELECT 'GM' || g.gemeente_code FROM gemeente_woonplaats "
    "g "
    "WHERE g.woonplaats_id = w.identificatie AND (g.eind_geldigheid IS NULL OR substr(g.eind_geldigheid, 1, 10) > ?1) "
    "AND substr(coalesce(g.begin_geldigheid, ''), 1, 10) <= ?1 ORDER BY g.begin_geldigheid DESC LIMIT 1) FROM "
    "woonplaats w";

/* The areas of the newest year, by the number that gm_area gives. */
static bool areas_list(struct load *l, struct err *err)
{
    sqlite3_stmt *s;
    area_index_free(l->areas);
    l->areas = NULL;
    if (!area_index_new(l->db, &l->areas, err) ||
        !db_exec(
            l->db,
            "DROP TABLE IF EXISTS temp.gebied_nr; CREATE TEMP TABLE gebied_nr(nr INTEGER PRIMARY KEY, gemeente TEXT, "
            "wijk TEXT, buurt TEXT)",
            err) ||
        !db_prepare(l->db, "INSERT INTO temp.gebied_nr VALUES(?,?,?,?)", &s, err))
        return false;
    bool ok = true;
    for (size_t i = 0; ok && i < area_index_count(l->areas); i++) {
        struct area a = area_index_get(l->areas, i);
        sqlite3_bind_int64(s, 1, (int64_t)i);
        db_bind(s, 2, str_from(a.gemeente_code));
        db_bind(s, 3, str_from(a.wijk_code));
        db_bind(s, 4, str_from(a.buurt_code));
        ok = db_run(l->db, s, err);
    }
    sqlite3_finalize(s);
    return ok;
}

static bool addresses_fill(struct load *l, struct str stand, struct err *err)
{
    if (!bulk_begin(l, "adres", true, err) || !areas_list(l, err) ||
        !db_exec(
            l->db,
            "DELETE FROM adres; DROP TABLE IF EXISTS temp.plaats; CREATE TEMP TABLE plaats(identificatie TEXT PRIMARY "
            "KEY, naam TEXT, gemeente_code TEXT) WITHOUT ROWID;",
            err) ||
        !run_with_date(l, places, stand, err))
        return false;
    for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++)
        if (!db_exec(l->db, addresses[i], err))
            return false;
    return bulk_unique(
        l, "adres",
        "DELETE FROM adres WHERE id IN (SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY "
        "nummeraanduiding_id ORDER BY hoofdadres DESC, adresseerbaarobject_id) AS n FROM adres) WHERE n > 1) RETURNING "
        "nummeraanduiding_id, 0",
        NULL, NULL, err);
}

bool load_bag_finish(struct load *l, struct str stand, load_twice twice, void *ctx, struct err *err)
{
    static const enum bag_type order[BAG_TYPES] = {BAG_WPL, BAG_OPR, BAG_NUM, BAG_VBO, BAG_LIG, BAG_STA, BAG_PND};
    l->touched |= TOUCHED_BAG;
    bool ok = direct_end(l, err) && load_functions(l, err) && load_bag_keep(l, err);
    for (int i = 0; ok && i < BAG_TYPES; i++) {
        ok = history_unique(l, order[i], twice, ctx, err);
        /* The panden come last: they say what their verblijfsobjecten are used for. */
        if (ok && order[i] == BAG_PND)
            ok = db_exec(l->db, relations, err) && db_exec(l->db, pand_use, err);
        ok = ok && current_fill(l, order[i], stand, err);
    }
    /* The search index is made from adres by its indexes, so these come first. */
    return ok && addresses_fill(l, stand, err) &&
           db_exec(l->db, "DROP TABLE temp.gebruik; DROP TABLE temp.plaats; DROP TABLE temp.gebied_nr;", err) &&
           bulk_end(l, err) && load_adres_vervallen(l, err) && load_fill_zoek(l, err);
}
