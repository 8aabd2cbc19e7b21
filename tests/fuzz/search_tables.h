/* A warehouse in memory with a few streets, for the fuzz targets of search. */
#ifndef FUZZ_SEARCH_TABLES_H
#define FUZZ_SEARCH_TABLES_H

#include "warehouse/search_priv.h"

#include <stdlib.h>

/* The columns of the warehouse that search reads, and no more: a SpatiaLite file would cost seconds. */
static const char search_tables[] =
    "CREATE TABLE generatie(nummer INTEGER); INSERT INTO generatie VALUES(1);"
    "CREATE TABLE adres(id INTEGER PRIMARY KEY, nummeraanduiding_id TEXT, adresseerbaarobject_id TEXT, hoofdadres "
    "INTEGER, openbare_ruimte_id TEXT, straatnaam TEXT, straatnaam_verkort TEXT, huisnummer INTEGER, huisletter TEXT, "
    "huisnummertoevoeging TEXT, postcode TEXT, woonplaats_id TEXT, woonplaatsnaam TEXT, gemeente_code TEXT, wijk_code "
    "TEXT, buurt_code TEXT, pand_id TEXT, geom BLOB);"
    "CREATE TABLE woonplaats(identificatie TEXT, naam TEXT, bestaand INTEGER, geom BLOB);"
    "CREATE TABLE gemeente_woonplaats(woonplaats_id TEXT, gemeente_code TEXT, eind_geldigheid TEXT);"
    "CREATE TABLE openbare_ruimte(identificatie TEXT, type TEXT);"
    "CREATE TABLE gemeente(code TEXT, jaar INTEGER, naam TEXT, inwoners INTEGER, geom BLOB);"
    "CREATE TABLE wijk(code TEXT, jaar INTEGER, naam TEXT, gemeente_code TEXT, inwoners INTEGER, geom BLOB);"
    "CREATE TABLE buurt(code TEXT, jaar INTEGER, naam TEXT, wijk_code TEXT, gemeente_code TEXT, inwoners INTEGER, "
    "geom BLOB);"
    "WITH straat(id, naam) AS (VALUES('1', 'Kerkstraat'), ('2', 'Hoofdweg'), ('3', 'Burgemeester Ötzstraat'), ('4', "
    "'''t Zand'), ('5', 'Plein 1944'), ('6', 'Laan van Nieuw Oost-Indië'), ('7', 'IJsselkade')), nummer(n) AS "
    "(VALUES(1), (2), (12), (100)) INSERT INTO adres(nummeraanduiding_id, adresseerbaarobject_id, hoofdadres, "
    "openbare_ruimte_id, straatnaam, huisnummer, huisletter, postcode, woonplaats_id, woonplaatsnaam, gemeente_code, "
    "pand_id) SELECT '195220000000000' || id, '195201000000000' || id, 1, '195230000000000' || id, naam, n, CASE n "
    "WHEN 12 THEN 'a' END, '962' || id || 'AL', '3386', 'Slochteren', 'GM1952', '195210000000000' || id FROM straat, "
    "nummer;"
    "INSERT INTO woonplaats VALUES('3386', 'Slochteren', 1, NULL);"
    "INSERT INTO gemeente VALUES('GM1952', 2026, 'Midden-Groningen', 60000, NULL);"
    "INSERT INTO wijk VALUES('WK195201', 2026, 'Slochteren', 'GM1952', 3000, NULL);";

static inline void search_tables_open(struct warehouse *w)
{
    struct err err = {0};
    if (!w->db && (sqlite3_open(":memory:", &w->db) != SQLITE_OK || !db_exec(w->db, search_tables, &err) ||
                   !search_rebuild(w->db, &err)))
        abort();
}

#endif
