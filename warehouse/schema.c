/* The tables of magazijn.sqlite. Their names and columns are what QGIS users see: an outside contract. */
#include "warehouse/search_priv.h"

#include <stdio.h>
#include <string.h>

/* What every voorkomen of every BAG object type has (BAG 2.0 product description; LV = landelijke voorziening). */
#define BAG_COMMON                                                                                                     \
    "id INTEGER PRIMARY KEY, identificatie TEXT NOT NULL, voorkomenidentificatie INTEGER NOT NULL, status TEXT, "      \
    "geconstateerd INTEGER, documentdatum TEXT, documentnummer TEXT, begin_geldigheid TEXT, eind_geldigheid TEXT, "    \
    "tijdstip_registratie TEXT, eind_registratie TEXT, tijdstip_inactief TEXT, tijdstip_registratie_lv TEXT, "         \
    "tijdstip_eind_registratie_lv TEXT, tijdstip_inactief_lv TEXT, tijdstip_nietbag_lv TEXT"

/* What of it a current table has: the rest is a join with the history away, by identificatie and
 * voorkomenidentificatie. */
#define BAG_NOW                                                                                                        \
    "id INTEGER PRIMARY KEY, identificatie TEXT NOT NULL, voorkomenidentificatie INTEGER NOT NULL, status TEXT, "      \
    "geconstateerd INTEGER, documentdatum TEXT, documentnummer TEXT, begin_geldigheid TEXT, eind_geldigheid TEXT"

static const struct {
    const char *table, *columns, *geometry;
} bag_tables[] = {
    {"woonplaats", "naam TEXT", "MULTIPOLYGON"},
    {"openbare_ruimte", "naam TEXT, type TEXT, verkorte_naam TEXT, woonplaats_id TEXT", NULL},
    {"nummeraanduiding",
     "huisnummer INTEGER, huisletter TEXT, huisnummertoevoeging TEXT, postcode TEXT, type_adresseerbaar_object TEXT, "
     "openbare_ruimte_id TEXT, woonplaats_id TEXT",
     NULL},
    {"verblijfsobject",
     "hoofdadres_id TEXT, nevenadres_ids TEXT, gebruiksdoelen TEXT, oppervlakte INTEGER, pand_ids TEXT", "POINT"},
    {"ligplaats", "hoofdadres_id TEXT, nevenadres_ids TEXT", "POLYGON"},
    {"standplaats", "hoofdadres_id TEXT, nevenadres_ids TEXT", "POLYGON"},
    {"pand", "oorspronkelijk_bouwjaar INTEGER", "POLYGON"},
};
enum { BAG_TABLES = sizeof bag_tables / sizeof *bag_tables };

static const char plain_tables[] =
    "CREATE TABLE generatie(id INTEGER PRIMARY KEY CHECK(id = 1), nummer INTEGER NOT NULL, tijdstip TEXT);"
    "INSERT INTO generatie VALUES(1, 0, NULL);"
    "CREATE TABLE import_log(id INTEGER PRIMARY KEY, dataset TEXT NOT NULL, bestanden TEXT, peildatum TEXT, begin "
    "TEXT, "
    "eind TEXT, generatie INTEGER, gelezen INTEGER, geaccepteerd INTEGER, afgewezen INTEGER, rapport TEXT);"
    "CREATE TABLE gemeente_woonplaats(woonplaats_id TEXT NOT NULL, gemeente_code TEXT NOT NULL, begin_geldigheid TEXT, "
    "eind_geldigheid TEXT, status TEXT);"
    "CREATE TABLE bag_in_onderzoek(id INTEGER PRIMARY KEY, object_type TEXT NOT NULL, identificatie TEXT NOT NULL, "
    "kenmerk TEXT, in_onderzoek INTEGER, documentdatum TEXT, documentnummer TEXT, begin_geldigheid TEXT, "
    "eind_geldigheid TEXT, tijdstip_registratie TEXT, eind_registratie TEXT, tijdstip_registratie_lv TEXT, "
    "tijdstip_eind_registratie_lv TEXT);"
    "CREATE INDEX bag_in_onderzoek_identificatie ON bag_in_onderzoek(identificatie);"
    "CREATE TABLE bag_levering(id INTEGER PRIMARY KEY, soort TEXT NOT NULL, van TEXT, tot TEXT NOT NULL, gebied TEXT, "
    "bestanden TEXT);"
    "CREATE INDEX gemeente_woonplaats_woonplaats ON gemeente_woonplaats(woonplaats_id);"
    "CREATE TABLE verblijfsobject_pand(verblijfsobject_id TEXT NOT NULL, pand_id TEXT NOT NULL, volgorde INTEGER, "
    "PRIMARY KEY(verblijfsobject_id, pand_id)) WITHOUT ROWID;"
    "CREATE INDEX verblijfsobject_pand_pand ON verblijfsobject_pand(pand_id);"
    "CREATE TABLE nevenadres(adresseerbaarobject_id TEXT NOT NULL, nummeraanduiding_id TEXT NOT NULL, "
    "PRIMARY KEY(adresseerbaarobject_id, nummeraanduiding_id)) WITHOUT ROWID;"
    "CREATE TABLE adres(id INTEGER PRIMARY KEY, nummeraanduiding_id TEXT NOT NULL, adresseerbaarobject_id TEXT, "
    "object_type TEXT, hoofdadres INTEGER, openbare_ruimte_id TEXT, straatnaam TEXT, straatnaam_verkort TEXT, "
    "huisnummer INTEGER, huisletter TEXT, huisnummertoevoeging TEXT, postcode TEXT, woonplaats_id TEXT, "
    "woonplaatsnaam TEXT, gemeente_code TEXT, wijk_code TEXT, buurt_code TEXT, pand_id TEXT, gebruiksdoelen TEXT, "
    "oppervlakte INTEGER, bouwjaar INTEGER, status TEXT, x REAL, y REAL, lon REAL, lat REAL, geom BLOB);"
    "CREATE UNIQUE INDEX adres_nummeraanduiding ON adres(nummeraanduiding_id);"
    "CREATE INDEX adres_postcode ON adres(postcode, huisnummer);"
    "CREATE INDEX adres_object ON adres(adresseerbaarobject_id);"
    "CREATE INDEX adres_pand ON adres(pand_id);"
    "CREATE INDEX adres_straat ON adres(straatnaam COLLATE NOCASE, huisnummer);"
    "CREATE INDEX adres_openbare_ruimte ON adres(openbare_ruimte_id, huisnummer);"
    "CREATE INDEX adres_woonplaats ON adres(woonplaats_id);"
    "CREATE INDEX adres_buurt ON adres(buurt_code);"
    "CREATE TABLE gemeente(id INTEGER PRIMARY KEY, code TEXT NOT NULL, jaar INTEGER NOT NULL, naam TEXT, inwoners "
    "INTEGER, "
    "geom BLOB, UNIQUE(code, jaar));"
    "CREATE TABLE wijk(id INTEGER PRIMARY KEY, code TEXT NOT NULL, jaar INTEGER NOT NULL, naam TEXT, gemeente_code "
    "TEXT, "
    "inwoners INTEGER, geom BLOB, UNIQUE(code, jaar));"
    "CREATE TABLE buurt(id INTEGER PRIMARY KEY, code TEXT NOT NULL, jaar INTEGER NOT NULL, naam TEXT, wijk_code TEXT, "
    "gemeente_code TEXT, inwoners INTEGER, geom BLOB, UNIQUE(code, jaar));";

/* Of class object (privacy.md §5), and everything else: apart, so that no query for the one can give the other. */
#define MELDING                                                                                                        \
    "(id INTEGER PRIMARY KEY, bron TEXT NOT NULL, bron_id TEXT NOT NULL, hoofdcategorie TEXT, subcategorie TEXT, "     \
    "status TEXT, dag TEXT, dag_afgehandeld TEXT, locatie_soort TEXT, match TEXT, gemeente_code TEXT, wijk_code "      \
    "TEXT, "                                                                                                           \
    "buurt_code TEXT, geom BLOB, UNIQUE(bron, bron_id));"
static const char melding_tables[] = "CREATE TABLE melding" MELDING "CREATE TABLE melding_overig" MELDING
                                     "CREATE INDEX melding_wijk ON melding(wijk_code, dag);"
                                     "CREATE INDEX melding_buurt ON melding(buurt_code, dag);"
                                     "CREATE INDEX melding_dag ON melding(dag, hoofdcategorie);";

/* What the resolver knows of addresses that are no longer there, and what `quality` found. */
static const char quality_tables[] =
    "CREATE TABLE adres_vervallen(postcode TEXT NOT NULL, huisnummer INTEGER NOT NULL, huisletter TEXT NOT NULL, "
    "huisnummertoevoeging TEXT NOT NULL, nummeraanduiding_id TEXT NOT NULL, openbare_ruimte_id TEXT, "
    "adresseerbaarobject_id TEXT, x REAL, y REAL, PRIMARY KEY(postcode, huisnummer, huisletter, huisnummertoevoeging, "
    "nummeraanduiding_id)) WITHOUT ROWID;"
    "CREATE INDEX adres_vervallen_nummer ON adres_vervallen(nummeraanduiding_id);"
    "CREATE INDEX adres_vervallen_straat ON adres_vervallen(openbare_ruimte_id, huisnummer);"
    "CREATE TABLE kwaliteit_meting(generatie INTEGER NOT NULL, regel TEXT NOT NULL, ernst TEXT NOT NULL, aantal "
    "INTEGER, bekeken INTEGER, tijdstip TEXT NOT NULL, PRIMARY KEY(generatie, regel)) WITHOUT ROWID;"
    "CREATE TABLE kwaliteit_bevinding(id INTEGER PRIMARY KEY, regel TEXT NOT NULL, ernst TEXT NOT NULL, titel TEXT "
    "NOT NULL, object_type TEXT, object_id TEXT, omschrijving TEXT, sinds INTEGER NOT NULL, geom BLOB);"
    "CREATE INDEX kwaliteit_bevinding_regel ON kwaliteit_bevinding(regel, object_id);";

/* Calls one of SpatiaLite's functions that answer 1 for done. */
static bool spatial(sqlite3 *db, const char *sql, struct err *err)
{
    int64_t done;
    if (!db_int(db, sql, 0, &done, err))
        return false;
    return done == 1 || err_set(err, ERR_STORAGE, "SpatiaLite", "SpatiaLite weigert: %.300s.", sql);
}

static bool register_geometry(sqlite3 *db, const char *table, const char *type, bool indexed, struct err *err)
{
    char sql[256];
    snprintf(sql, sizeof sql, "SELECT RecoverGeometryColumn('%s', 'geom', %d, '%s', 'XY')", table, RD_SRID, type);
    if (!spatial(db, sql, err))
        return false;
    snprintf(sql, sizeof sql, "SELECT CreateSpatialIndex('%s', 'geom')", table);
    return !indexed || spatial(db, sql, err);
}

static bool bag_create(sqlite3 *db, struct err *err)
{
    char sql[2048];
    for (int i = 0; i < BAG_TABLES; i++) {
        const char *t = bag_tables[i].table, *geom = bag_tables[i].geometry ? ", geom BLOB" : "";
        char history[64];
        snprintf(history, sizeof history, "bag_%s", t);
        snprintf(sql, sizeof sql,
                 "CREATE TABLE %s(" BAG_COMMON ", %s%s);"
                 "CREATE UNIQUE INDEX %s_identificatie ON %s(identificatie, voorkomenidentificatie);"
                 "CREATE TABLE %s(" BAG_NOW ", %s%s%s, bestaand INTEGER NOT NULL);"
                 "CREATE UNIQUE INDEX %s_identificatie ON %s(identificatie);",
                 history, bag_tables[i].columns, geom, history, history, t, bag_tables[i].columns, geom,
                 strcmp(t, "pand") == 0 ? ", gebruiksdoel TEXT, aantal_verblijfsobjecten INTEGER" : "", t, t);
        if (!db_exec(db, sql, err))
            return false;
        if (bag_tables[i].geometry && (!register_geometry(db, history, bag_tables[i].geometry, false, err) ||
                                       !register_geometry(db, t, bag_tables[i].geometry, true, err)))
            return false;
    }
    return true;
}

/* An address with the names of everything around it, as QGIS and a spreadsheet want it; registered, so that it is a
 * layer. */
static const char address_view[] =
    "CREATE VIEW adres_volledig AS SELECT a.id AS id, a.nummeraanduiding_id, a.adresseerbaarobject_id, a.object_type, "
    "a.hoofdadres, a.straatnaam, a.huisnummer, a.huisletter, a.huisnummertoevoeging, a.postcode, a.woonplaatsnaam, "
    "a.gemeente_code, g.naam AS gemeentenaam, a.wijk_code, w.naam AS wijknaam, a.buurt_code, b.naam AS buurtnaam, "
    "a.pand_id, a.bouwjaar, a.gebruiksdoelen, a.oppervlakte, a.status, a.x, a.y, a.lon, a.lat, a.geom AS geom "
    "FROM adres a LEFT JOIN gemeente g ON g.code = a.gemeente_code AND g.jaar = (SELECT max(jaar) FROM gemeente) "
    "LEFT JOIN wijk w ON w.code = a.wijk_code AND w.jaar = (SELECT max(jaar) FROM wijk) "
    "LEFT JOIN buurt b ON b.code = a.buurt_code AND b.jaar = (SELECT max(jaar) FROM buurt);"
    "INSERT INTO views_geometry_columns(view_name, view_geometry, view_rowid, f_table_name, f_geometry_column, "
    "read_only) VALUES('adres_volledig', 'geom', 'id', 'adres', 'geom', 1);";

static bool create(sqlite3 *db, struct err *err)
{
    static const struct {
        const char *table, *type;
    } others[] = {{"adres", "POINT"},
                  {"gemeente", "MULTIPOLYGON"},
                  {"wijk", "MULTIPOLYGON"},
                  {"buurt", "MULTIPOLYGON"},
                  {"melding", "POINT"}};
    if (!spatial(db, "SELECT InitSpatialMetaData(0, 'NONE')", err))
        return false;
    static const char *const srids[] = {"28992", "4326", "4258", "3857"};
    for (size_t i = 0; i < sizeof srids / sizeof *srids; i++) {
        char sql[64];
        snprintf(sql, sizeof sql, "SELECT InsertEpsgSrid(%s)", srids[i]);
        if (!spatial(db, sql, err))
            return false;
    }
    if (!bag_create(db, err) || !db_exec(db, plain_tables, err) || !db_exec(db, melding_tables, err))
        return false;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (!register_geometry(db, others[i].table, others[i].type, true, err))
            return false;
    return db_exec(db, address_view, err);
}

static bool add_quality(sqlite3 *db, struct err *err)
{
    return db_exec(db, quality_tables, err) && register_geometry(db, "kwaliteit_bevinding", "POINT", true, err);
}

/* The layers ready for drawing (blocks.h). niveaus: per level 16 bits, those of the tiers that have blocks. */
static bool add_blocks(sqlite3 *db, struct err *err)
{
    return db_exec(db,
                   "CREATE TABLE tegelblok(id INTEGER PRIMARY KEY, blok BLOB NOT NULL);"
                   "CREATE TABLE tegellaag(laag TEXT PRIMARY KEY, nr INTEGER NOT NULL UNIQUE, handtekening TEXT NOT "
                   "NULL, niveaus BLOB NOT NULL) WITHOUT ROWID;",
                   err);
}

/* The municipality's own background map, from the BGT and TOP10NL: what is drawn, and no more. */
static bool add_achtergrond(sqlite3 *db, struct err *err)
{
    static const char *const tables[][2] = {
        {"achtergrond_vlak", "MULTIPOLYGON"}, {"achtergrond_lijn", "MULTILINESTRING"}, {"achtergrond_naam", "POINT"}};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        char sql[256];
        snprintf(sql, sizeof sql,
                 "CREATE TABLE %s(id INTEGER PRIMARY KEY, bron TEXT NOT NULL, bron_id TEXT, soort TEXT NOT NULL, "
                 "subsoort TEXT, naam TEXT, niveau INTEGER NOT NULL, geom BLOB, UNIQUE(bron, bron_id));",
                 tables[i][0]);
        if (!db_exec(db, sql, err) || !register_geometry(db, tables[i][0], tables[i][1], true, err))
            return false;
    }
    return true;
}

/* Step k brings version k to k + 1. */
static bool (*const steps[SCHEMA_VERSION])(sqlite3 *, struct err *) = {create, add_quality, search_rebuild, add_blocks,
                                                                       add_achtergrond};

bool schema_migrate(sqlite3 *db, struct err *err)
{
    int64_t version;
    char sql[64];
    if (!db_exec(db, "BEGIN IMMEDIATE", err))
        return false;
    bool ok = db_int(db, "PRAGMA user_version", 0, &version, err);
    for (; ok && version < SCHEMA_VERSION; version++) {
        ok = steps[version](db, err);
        snprintf(sql, sizeof sql, "PRAGMA user_version = %lld", (long long)version + 1);
        ok = ok && db_exec(db, sql, err);
    }
    if (!ok) {
        sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
        return false;
    }
    return db_exec(db, "COMMIT", err);
}
