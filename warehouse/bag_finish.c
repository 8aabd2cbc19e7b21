/* From every voorkomen to what is current: the tables that maps, search and locatiecodes use (input-formats.md §1). */
#include "warehouse/load_priv.h"

#include <stdio.h>
#include <string.h>

/* Actueel at the extract's date: begun, not ended by then, not inactive, not declared outside the BAG. */
#define ACTUEEL                                                                                                        \
    "substr(begin_geldigheid, 1, 10) <= ?1 AND (eind_geldigheid IS NULL OR substr(eind_geldigheid, 1, 10) > ?1) AND "  \
    "tijdstip_inactief IS NULL AND tijdstip_nietbag_lv IS NULL"

#define COMMON                                                                                                         \
    "identificatie, voorkomenidentificatie, status, geconstateerd, documentdatum, documentnummer, begin_geldigheid, "  \
    "eind_geldigheid, tijdstip_registratie, eind_registratie, tijdstip_inactief, tijdstip_registratie_lv, "            \
    "tijdstip_eind_registratie_lv, tijdstip_inactief_lv, tijdstip_nietbag_lv"

/* The columns of a type's own, and the statuses in which it isn't there (any more, or yet). */
static const struct {
    const char *columns, *absent;
} types[BAG_TYPES] = {
    [BAG_WPL] = {"naam, geom", "'Woonplaats ingetrokken'"},
    [BAG_OPR] = {"naam, type, verkorte_naam, woonplaats_id", "'Naamgeving ingetrokken'"},
    [BAG_NUM] =
        {"huisnummer, huisletter, huisnummertoevoeging, postcode, type_adresseerbaar_object, openbare_ruimte_id, "
         "woonplaats_id",
         "'Naamgeving ingetrokken'"},
    [BAG_VBO] = {"hoofdadres_id, nevenadres_ids, gebruiksdoelen, oppervlakte, pand_ids, geom",
                 "'Niet gerealiseerd verblijfsobject', 'Verblijfsobject ingetrokken', "
                 "'Verblijfsobject ten onrechte opgevoerd'"},
    [BAG_LIG] = {"hoofdadres_id, nevenadres_ids, geom", "'Plaats ingetrokken'"},
    [BAG_STA] = {"hoofdadres_id, nevenadres_ids, geom", "'Plaats ingetrokken'"},
    [BAG_PND] = {"oorspronkelijk_bouwjaar, geom",
                 "'Niet gerealiseerd pand', 'Pand gesloopt', 'Bouwvergunning verleend', "
                 "'Pand ten onrechte opgevoerd'"},
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

/* One row per object: of several voorkomens that qualify (begin = eind, a correction) the highest number counts. SQLite
 * takes the bare columns from the row of the max() (its documentation, "Bare columns in an aggregate query"). */
static bool current_fill(struct load *l, enum bag_type type, struct str stand, struct err *err)
{
    char sql[2048];
    const char *t = bag_type_table[type];
    if (!bulk_begin(l, t, err))
        return false;
    snprintf(sql, sizeof sql, "DELETE FROM %s", t);
    if (!db_exec(l->db, sql, err))
        return false;
    const char *rest = strchr(COMMON, ',');
    const char *after = strchr(rest + 1, ',');
    snprintf(sql, sizeof sql,
             "INSERT INTO %s(" COMMON ", %s, bestaand) SELECT identificatie, max(voorkomenidentificatie)%s, %s, "
             "1 FROM (SELECT * FROM bag_%s WHERE " ACTUEEL ") GROUP BY identificatie",
             t, types[type].columns, after, types[type].columns, t);
    if (!run_with_date(l, sql, stand, err))
        return false;
    snprintf(sql, sizeof sql, "UPDATE %s SET bestaand = 0 WHERE status COLLATE NOCASE IN (%s)", t, types[type].absent);
    return db_exec(l->db, sql, err);
}

/* A comma list of ids as rows. */
#define EACH(column) "json_each('[\"' || replace(" column ", ',', '\",\"') || '\"]')"

static const char relations[] =
    "DELETE FROM verblijfsobject_pand;"
    "INSERT OR IGNORE INTO verblijfsobject_pand(verblijfsobject_id, pand_id, volgorde) "
    "SELECT v.identificatie, e.value, e.key FROM verblijfsobject v, " EACH(
        "v.pand_ids") " e WHERE v.pand_ids IS NOT NULL;"
                      "DELETE FROM nevenadres;"
                      "INSERT OR IGNORE INTO nevenadres SELECT o.identificatie, e.value FROM verblijfsobject o, " EACH(
                          "o.nevenadres_ids") " e WHERE o.nevenadres_ids IS NOT NULL;"
                                              "INSERT OR IGNORE INTO nevenadres SELECT o.identificatie, e.value FROM "
                                              "ligplaats o, " EACH(
                                                  "o.nevenadres_ids") " e WHERE o.nevenadres_ids IS NOT NULL;"
                                                                      "INSERT OR IGNORE INTO nevenadres SELECT "
                                                                      "o.identificatie, e.value FROM standplaats "
                                                                      "o, " EACH("o.nevenadres_ids") " e WHERE "
                                                                                                     "o.nevenadres_ids "
                                                                                                     "IS NOT NULL;";

/* What a pand is used for, from its existing verblijfsobjecten: one use, several (gemengd), or none. */
static const char pand_use[] =
    "CREATE TEMP TABLE gebruik(pand_id TEXT PRIMARY KEY, n INTEGER, doel TEXT) WITHOUT ROWID;"
    "INSERT INTO gebruik SELECT k.pand_id, count(*), CASE WHEN min(v.gebruiksdoelen) = max(v.gebruiksdoelen) "
    "AND instr(min(v.gebruiksdoelen), ',') = 0 THEN min(v.gebruiksdoelen) WHEN min(v.gebruiksdoelen) IS NULL THEN "
    "'geen' "
    "ELSE 'gemengd' END "
    "FROM verblijfsobject_pand k JOIN verblijfsobject v ON v.identificatie = k.verblijfsobject_id AND v.bestaand = 1 "
    "GROUP BY k.pand_id;"
    "UPDATE pand SET gebruiksdoel = coalesce((SELECT doel FROM gebruik g WHERE g.pand_id = pand.identificatie), "
    "'geen'), "
    "aantal_verblijfsobjecten = coalesce((SELECT n FROM gebruik g WHERE g.pand_id = pand.identificatie), 0);"
    "DROP TABLE gebruik;";

/* Which address goes with which existing object; the main address first, so that it wins over a nevenadres. */
static const char koppel[] =
    "CREATE TEMP TABLE koppel(num TEXT, object TEXT, soort TEXT, hoofd INTEGER, gebruiksdoelen TEXT, oppervlakte "
    "INTEGER, "
    "pand TEXT, status TEXT, geom BLOB);"
    "INSERT INTO koppel SELECT hoofdadres_id, identificatie, 'verblijfsobject', 1, gebruiksdoelen, oppervlakte, "
    "CASE WHEN instr(pand_ids, ',') THEN substr(pand_ids, 1, instr(pand_ids, ',') - 1) ELSE pand_ids END, status, geom "
    "FROM verblijfsobject WHERE bestaand = 1;"
    "INSERT INTO koppel SELECT hoofdadres_id, identificatie, 'ligplaats', 1, NULL, NULL, NULL, status, "
    "PointOnSurface(geom) FROM ligplaats WHERE bestaand = 1;"
    "INSERT INTO koppel SELECT hoofdadres_id, identificatie, 'standplaats', 1, NULL, NULL, NULL, status, "
    "PointOnSurface(geom) FROM standplaats WHERE bestaand = 1;"
    "CREATE INDEX temp.koppel_object ON koppel(object);"
    "INSERT INTO koppel SELECT n.nummeraanduiding_id, k.object, k.soort, 0, k.gebruiksdoelen, k.oppervlakte, k.pand, "
    "k.status, k.geom FROM nevenadres n JOIN koppel k ON k.object = n.adresseerbaarobject_id AND k.hoofd = 1;";

static const char adressen[] =
    "INSERT OR IGNORE INTO adres(nummeraanduiding_id, adresseerbaarobject_id, object_type, hoofdadres, "
    "openbare_ruimte_id, "
    "straatnaam, straatnaam_verkort, huisnummer, huisletter, huisnummertoevoeging, postcode, woonplaats_id, "
    "woonplaatsnaam, "
    "gemeente_code, pand_id, gebruiksdoelen, oppervlakte, bouwjaar, status, geom) "
    "SELECT n.identificatie, k.object, k.soort, k.hoofd, n.openbare_ruimte_id, o.naam, coalesce(o.verkorte_naam, "
    "o.naam), "
    "n.huisnummer, n.huisletter, n.huisnummertoevoeging, n.postcode, coalesce(n.woonplaats_id, o.woonplaats_id), "
    "w.naam, "
    "(SELECT 'GM' || g.gemeente_code FROM gemeente_woonplaats g WHERE g.woonplaats_id = coalesce(n.woonplaats_id, "
    "o.woonplaats_id) AND (g.eind_geldigheid IS NULL OR substr(g.eind_geldigheid, 1, 10) > ?1) "
    "AND substr(coalesce(g.begin_geldigheid, ''), 1, 10) <= ?1 ORDER BY g.begin_geldigheid DESC LIMIT 1), "
    "k.pand, k.gebruiksdoelen, k.oppervlakte, p.oorspronkelijk_bouwjaar, k.status, k.geom "
    "FROM koppel k JOIN nummeraanduiding n ON n.identificatie = k.num AND n.bestaand = 1 "
    "LEFT JOIN openbare_ruimte o ON o.identificatie = n.openbare_ruimte_id "
    "LEFT JOIN woonplaats w ON w.identificatie = coalesce(n.woonplaats_id, o.woonplaats_id) "
    "LEFT JOIN pand p ON p.identificatie = k.pand "
    "ORDER BY k.hoofd DESC, n.openbare_ruimte_id, n.huisnummer, n.huisletter, n.huisnummertoevoeging";

bool load_bag_finish(struct load *l, struct str stand, struct err *err)
{
    for (int i = 0; i < BAG_TYPES; i++)
        if (!current_fill(l, (enum bag_type)i, stand, err))
            return false;
    return db_exec(l->db, relations, err) && db_exec(l->db, pand_use, err) && bulk_begin(l, "adres", err) &&
           db_exec(l->db, "DELETE FROM adres", err) && db_exec(l->db, koppel, err) &&
           run_with_date(l, adressen, stand, err) && db_exec(l->db, "DROP TABLE koppel", err) &&
           load_assign_areas(l, "adres", err) && load_adres_vervallen(l, err) && load_fill_zoek(l, err) &&
           bulk_end(l, err);
}
