/* Addresses that were: what a record from before still names (issue 3: "resolves to where it was, and says so"). */
#include "warehouse/load_priv.h"

/* The place of an address is that of its object: the last one that had it. The first scan keeps only the numbers that
 * have no address any more, so that what is joined afterwards is small. */
static const char sql[] =
    "DELETE FROM adres_vervallen;"
    "CREATE TEMP TABLE weg(num TEXT PRIMARY KEY, object TEXT, x REAL, y REAL, tot TEXT) WITHOUT ROWID;"
    "INSERT INTO weg(num) SELECT DISTINCT n.identificatie FROM bag_nummeraanduiding n WHERE NOT EXISTS "
    "(SELECT 1 FROM adres a WHERE a.nummeraanduiding_id = n.identificatie);"
#define FROM_OBJECT(table, x, y)                                                                                       \
    "INSERT OR REPLACE INTO weg SELECT o.hoofdadres_id, o.identificatie, " x ", " y ", o.begin_geldigheid FROM bag_"   \
    "" table " o WHERE o.geom IS NOT NULL AND o.tijdstip_inactief IS NULL AND o.hoofdadres_id IN (SELECT num FROM "    \
    "weg) AND o.begin_geldigheid >= coalesce((SELECT tot FROM weg WHERE num = o.hoofdadres_id), '') "                  \
    "ORDER BY o.begin_geldigheid, o.voorkomenidentificatie;"
#define FROM_SIDE(table, x, y)                                                                                         \
    "INSERT OR REPLACE INTO weg SELECT e.value, o.identificatie, " x ", " y ", o.begin_geldigheid FROM bag_" table     \
    " o, json_each('[\"' || replace(o.nevenadres_ids, ',', '\",\"') || '\"]') e WHERE o.nevenadres_ids IS NOT NULL "   \
    "AND o.geom IS NOT NULL AND e.value IN (SELECT num FROM weg WHERE object IS NULL);"
    FROM_OBJECT("verblijfsobject", "X(o.geom)", "Y(o.geom)")
        FROM_OBJECT("ligplaats", "X(PointOnSurface(o.geom))", "Y(PointOnSurface(o.geom))")
            FROM_OBJECT("standplaats", "X(PointOnSurface(o.geom))", "Y(PointOnSurface(o.geom))")
                FROM_SIDE("verblijfsobject", "X(o.geom)", "Y(o.geom)")
    /* Every way in which a withdrawn number was written … */
    "INSERT OR IGNORE INTO adres_vervallen SELECT coalesce(n.postcode, ''), n.huisnummer, coalesce(n.huisletter, ''), "
    "coalesce(n.huisnummertoevoeging, ''), n.identificatie, n.openbare_ruimte_id, w.object, w.x, w.y FROM weg w JOIN "
    "bag_nummeraanduiding n ON n.identificatie = w.num WHERE w.object IS NOT NULL AND n.huisnummer IS NOT NULL "
    "ORDER BY 1, 2, 3, 4, 5;"
    /* … and in which an address that is still there was written before. */
    "INSERT OR IGNORE INTO adres_vervallen SELECT coalesce(n.postcode, ''), n.huisnummer, coalesce(n.huisletter, ''), "
    "coalesce(n.huisnummertoevoeging, ''), n.identificatie, n.openbare_ruimte_id, a.adresseerbaarobject_id, X(a.geom), "
    "Y(a.geom) FROM bag_nummeraanduiding n JOIN adres a ON a.nummeraanduiding_id = n.identificatie WHERE "
    "n.eind_geldigheid IS NOT NULL AND n.tijdstip_inactief IS NULL AND a.geom IS NOT NULL AND (n.postcode IS NOT "
    "a.postcode OR n.huisnummer IS NOT a.huisnummer OR n.huisletter IS NOT a.huisletter OR n.huisnummertoevoeging IS "
    "NOT a.huisnummertoevoeging OR n.openbare_ruimte_id IS NOT a.openbare_ruimte_id) AND n.huisnummer IS NOT NULL;"
    "DROP TABLE weg;";

bool load_adres_vervallen(struct load *l, struct err *err)
{
    return db_exec(l->db, sql, err);
}
