/* The background map from real BGT and TOP10NL, and from files made here with every fault. */
#include "geo/geom.h"
#include "importers/import.h"
#include "importers/ogr.h"
#include "warehouse/warehouse.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>
#include <ogr_srs_api.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char dir[64];
static struct import_report report;
static struct err err;

static int setup(void **state)
{
    strcpy(dir, "/tmp/gm_achtergrond_XXXXXX");
    err_clear(&err);
    return mkdtemp(dir) ? 0 : -1;
}

static int teardown(void **state)
{
    char cmd[100];
    snprintf(cmd, sizeof cmd, "rm -rf %s", dir);
    return system(cmd);
}

static const char *path_of(const char *name)
{
    static char path[160];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    return path;
}

static bool import_with(const char *path, bool toevoegen, bool dry_run)
{
    const char *files[] = {path};
    struct import_options o = {.magazijn = dir,
                               .profielen_dir = GM_SOURCE_DIR "/data/profielen",
                               .files = files,
                               .n_files = 1,
                               .toevoegen = toevoegen,
                               .dry_run = dry_run,
                               .clock = clock_system()};
    err_clear(&err);
    return importer_achtergrond.run(&o, &report, &err);
}

static void import(const char *path)
{
    if (!import_with(path, false, false))
        fail_msg("%s: %s", err.locator, err.message);
}

static void refused(const char *path, enum err_code code, const char *words)
{
    assert_false(import_with(path, false, false));
    assert_int_equal(err.code, code);
    if (!strstr(err.message, words))
        fail_msg("\"%s\" isn't in: %s", words, err.message);
}

/* The first column of the first row. */
static double ask(const char *sql)
{
    sqlite3 *db;
    sqlite3_stmt *s;
    assert_int_equal(sqlite3_open_v2(path_of("magazijn.sqlite"), &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    assert_int_equal(sqlite3_step(s), SQLITE_ROW);
    double v = sqlite3_column_double(s, 0);
    sqlite3_finalize(s);
    sqlite3_close(db);
    return v;
}

static double area_of(const char *where)
{
    sqlite3 *db;
    sqlite3_stmt *s;
    char sql[200];
    double sum = 0;
    struct arena *a = arena_new(64 << 20);
    snprintf(sql, sizeof sql, "SELECT geom FROM achtergrond_vlak WHERE %s", where);
    assert_int_equal(sqlite3_open_v2(path_of("magazijn.sqlite"), &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &s, NULL), SQLITE_OK);
    while (sqlite3_step(s) == SQLITE_ROW) {
        struct arena_mark mark = arena_mark(a);
        struct geom g;
        assert_true(geom_from_spatialite(sqlite3_column_blob(s, 0), (size_t)sqlite3_column_bytes(s, 0), a, &g, &err));
        sum += geom_area(&g);
        arena_rewind(a, mark);
    }
    sqlite3_finalize(s);
    sqlite3_close(db);
    arena_free(a);
    return sum;
}

static int64_t count_of(const char *name)
{
    for (int i = 0; i < report.n_counts; i++)
        if (strcmp(report.counts[i].name, name) == 0)
            return report.counts[i].count;
    return 0;
}

static int64_t warned(const char *words)
{
    for (int i = 0; i < report.n_warnings; i++)
        if (strstr(report.warnings[i].reason, words))
            return report.warnings[i].count;
    return 0;
}

static int64_t rejected(const char *words)
{
    for (int i = 0; i < report.n_reasons; i++)
        if (strstr(report.reasons[i].reason, words))
            return report.reasons[i].count;
    return 0;
}

/* ---- real data ---- */

/* Numbers by tests/importers/witness_bgt.py (ElementTree; nothing of GDAL or of us): per file the objects without
 * eindRegistratie and terminationDate that are no plan. Areas by GDAL's own SQL:
 *   ogr2ogr -f CSV /vsistdout/ bgt_waterdeel.gml -dialect SQLITE -sql "SELECT sum(ST_Area(geometrie2dWaterdeel)) FROM
 *   Waterdeel WHERE eindRegistratie IS NULL AND terminationDate IS NULL" */
static void the_real_bgt_is_all_there(void **state)
{
    if (access(GM_SHARED_DIR "/data/topo/bgt_otterlo.zip", F_OK) != 0)
        skip();
    import(GM_SHARED_DIR "/data/topo/bgt_otterlo.zip");
    static const struct {
        const char *table, *soorten;
        int n;
    } want[] = {
        {"vlak", "'weg','hoofdweg','inrit','parkeren','fietspad','voetpad'", 1252}, /* wegdeel */
        {"vlak", "'water','greppel'", 296},                                         /* waterdeel */
        {"vlak", "'oever'", 87},                                                    /* ondersteunendwaterdeel */
        {"vlak", "'bos','begroeid','gras','heide','akker'", 638},                   /* begroeidterreindeel */
        {"vlak", "'erf','verhard','onbegroeid','berm'", 427 + 627}, /* onbegroeidterreindeel, ondersteunendwegdeel */
        {"vlak", "'gebouw','bouwwerk'", 1681 + 24},                 /* pand, overigbouwwerk */
        {"vlak", "'brug'", 1},
        {"naam", "'straat'", 58}, /* openbareruimtelabel */
    };
    char sql[200];
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        snprintf(sql, sizeof sql, "SELECT count(*) FROM achtergrond_%s WHERE soort IN (%s)", want[i].table,
                 want[i].soorten);
        if ((int)ask(sql) != want[i].n)
            fail_msg("%s %s: %g, %d by the witness", want[i].table, want[i].soorten, ask(sql), want[i].n);
    }
    /* scheiding and kunstwerkdeel, in both tables */
    assert_int_equal(ask("SELECT (SELECT count(*) FROM achtergrond_vlak WHERE soort IN ('scheiding','kunstwerk')) + "
                         "(SELECT count(*) FROM achtergrond_lijn WHERE soort IN ('scheiding','kunstwerk'))"),
                     303 + 65);
    assert_int_equal(report.gelezen, report.geaccepteerd + count_of("overgeslagen: bestaat niet meer") +
                                         count_of("overgeslagen: plan of historie") +
                                         count_of("overgeslagen: niet op de kaart") +
                                         count_of("overgeslagen: zonder naam"));
    assert_int_equal(report.afgewezen, 0);
    assert_int_equal(count_of("overgeslagen: plan of historie"), 30);
    assert_int_equal(ask("SELECT count(*) FROM achtergrond_vlak WHERE niveau = 1"), 3);
    assert_true(fabs(area_of("soort IN ('water', 'greppel')") - 68063.161) < 0.01);
    assert_true(fabs(area_of("soort = 'oever'") - 23405.037) < 0.01);
    assert_true(fabs(area_of("soort = 'gebouw' AND subsoort IS NULL") - 189718.62) < 0.01); /* panden, by the witness */
    /* The R-tree is made, and there is a generation of it. */
    assert_int_equal(ask("SELECT count(*) FROM idx_achtergrond_vlak_geom"),
                     ask("SELECT count(*) FROM achtergrond_vlak"));
    assert_int_equal(ask("SELECT nummer FROM generatie"), 1);
}

/* ogrinfo -al: the types of every object; of wegdelen the sample has the middles of crossings only. */
static void top10nl_gives_terrain_lines_and_names(void **state)
{
    if (access(GM_SHARED_DIR "/data/topo/TOP10NL_1_2_sample.zip", F_OK) != 0)
        skip();
    import(GM_SHARED_DIR "/data/topo/TOP10NL_1_2_sample.zip");
    assert_int_equal(report.gelezen, 36);
    assert_int_equal(ask("SELECT count(*) FROM achtergrond_vlak WHERE bron = 'top10nl' AND soort = 'gebouw'"), 3);
    assert_int_equal(ask("SELECT count(*) FROM achtergrond_vlak"), 6);
    assert_int_equal(ask("SELECT count(*) FROM achtergrond_lijn WHERE soort = 'spoor'"), 3);
    assert_int_equal(ask("SELECT count(*) FROM achtergrond_lijn WHERE soort = 'water'"), 3);
    assert_int_equal(ask("SELECT count(*) FROM achtergrond_naam WHERE soort = 'plaats' AND naam = 'Culemborg'"), 1);
    assert_int_equal(count_of("overgeslagen: geen vorm voor op de kaart"), 3);
    assert_int_equal(count_of("overgeslagen: zonder naam"), 2);
    /* SELECT count(*) of Relief, Inrichtingselement and RegistratiefGebied: 6 + 3 + 3 */
    assert_int_equal(count_of("overgeslagen: niet op de kaart"), 12);
}

/* ---- made here ---- */

#define GML_HEAD                                                                                                       \
    "<?xml version=\"1.0\"?><CityModel xmlns=\"http://www.opengis.net/citygml/2.0\" "                                  \
    "xmlns:gml=\"http://www.opengis.net/gml\" xmlns:imgeo=\"http://www.geostandaarden.nl/imgeo/2.1\">"
#define GML_TAIL "</CityModel>"
#define SQUARE "1000 400000 1010 400000 1010 400010 1000 400010 1000 400000"
#define BOW_TIE "1000 400000 1010 400010 1010 400000 1000 400010 1000 400000"
#define FAR_OFF "900000 400000 900010 400000 900010 400010 900000 400000"
#define WATER(id, more, soort, ring) OBJECT("imgeo:Waterdeel", id, more, "<class>" soort "</class>", ring)
#define OBJECT(type, id, more, soort, ring)                                                                            \
    "<cityObjectMember><" type " gml:id=\"x" id "\">" more                                                             \
    "<imgeo:relatieveHoogteligging>0</imgeo:relatieveHoogteligging><imgeo:identificatie><imgeo:NEN3610ID>"             \
    "<imgeo:lokaalID>" id                                                                                              \
    "</imgeo:lokaalID></imgeo:NEN3610ID></imgeo:identificatie><imgeo:bronhouder>G0228</imgeo:bronhouder>" soort        \
    "<imgeo:geometrie2dWaterdeel><gml:Polygon srsName=\"urn:ogc:def:crs:EPSG::28992\"><gml:exterior>"                  \
    "<gml:LinearRing><gml:posList>" ring                                                                               \
    "</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></imgeo:geometrie2dWaterdeel></" type                 \
    "></cityObjectMember>"

static const char *write_file(const char *name, const char *text)
{
    const char *path = path_of(name);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    assert_int_equal(fclose(f), 0);
    return path;
}

static void every_fault_is_counted_and_the_rest_comes_in(void **state)
{
    import(write_file(
        "bgt_water.gml",
        GML_HEAD WATER("A1", "", "watervlakte", SQUARE) WATER("A2", "", "greppel, droge sloot", BOW_TIE)
            WATER("A3", "", "watervlakte", FAR_OFF) WATER("A4", "", "watervlakte", "1000 400000 1010 400010 1000")
                WATER("A5", "<imgeo:eindRegistratie>2020-01-01T00:00:00</imgeo:eindRegistratie>", "watervlakte", SQUARE)
                    WATER("A6", "<imgeo:bgt-status>plan</imgeo:bgt-status>", "watervlakte", SQUARE)
                        WATER("A7", "<imgeo:bgt-status>bestaand</imgeo:bgt-status>", "lava", SQUARE)
                            WATER("A1", "", "watervlakte", SQUARE) OBJECT("imgeo:Maanlanding", "A9", "", "", SQUARE)
                                GML_TAIL));
    assert_int_equal(report.gelezen, 9);
    assert_int_equal(report.geaccepteerd, 3);
    assert_int_equal(report.afgewezen, 2);
    assert_int_equal(rejected("niet binnen Nederland"), 1);
    assert_int_equal(rejected("onleesbare geometrie"), 1);
    assert_int_equal(warned("hersteld"), 1);
    assert_int_equal(warned("\"lava\""), 1);
    assert_int_equal(warned("laag Maanlanding staat niet in het profiel"), 1);
    assert_int_equal(count_of("overgeslagen: bestaat niet meer"), 1);
    assert_int_equal(count_of("overgeslagen: plan of historie"), 1);
    assert_int_equal(count_of("overgeslagen: stond er al"), 1);
    assert_int_equal(count_of("overgeslagen: laag niet in het profiel"), 1);
    assert_int_equal(ask("SELECT count(*) FROM achtergrond_vlak WHERE soort = 'greppel'"), 1);
    assert_true(fabs(area_of("bron_id = 'A1'") - 100) < 1e-9);
    assert_true(fabs(area_of("bron_id = 'A2'") - 50) < 1e-9); /* two triangles of 25 m² */
}

#define POSLIST(ring)                                                                                                  \
    "<gml:Polygon srsName=\"urn:ogc:def:crs:EPSG::28992\"><gml:exterior><gml:LinearRing><gml:posList>" ring            \
    "</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon>"
#define PAND(id, element)                                                                                              \
    "<cityObjectMember><imgeo:Pand gml:id=\"p" id "\"><imgeo:bronhouder>G0228</imgeo:bronhouder><imgeo:lokaalID>" id   \
    "</imgeo:lokaalID><imgeo:" element                                                                                 \
    ">" POSLIST(SQUARE) "</imgeo:" element                                                                             \
                        "><imgeo:nummer><gml:Point srsName=\"urn:ogc:def:crs:EPSG::28992\"><gml:pos>1005 "             \
                        "400005</gml:pos></gml:Point>"                                                                 \
                        "</imgeo:nummer></imgeo:Pand></cityObjectMember>"

/* GDAL alone would give the point, which stands last. */
static void of_many_geometries_the_one_named_is_drawn(void **state)
{
    import(write_file("pand.gml",
                      GML_HEAD PAND("P1", "geometrie2dGrondvlak") PAND("P2", "geometrie2dGrondvlak") GML_TAIL));
    assert_int_equal(report.geaccepteerd, 2);
    assert_true(fabs(area_of("soort = 'gebouw'") - 200) < 1e-9);
    assert_int_equal(ask("SELECT count(*) FROM achtergrond_vlak WHERE bron_id LIKE 'P_'"), 2);
}

/* A GML of another make, with a name that the profile doesn't have. */
static void without_the_one_named_any_will_do(void **state)
{
    import(write_file("licht.gml",
                      GML_HEAD "<cityObjectMember><imgeo:Pand gml:id=\"q\"><imgeo:bronhouder>G0228"
                               "</imgeo:bronhouder><imgeo:lokaalID>Q1</imgeo:lokaalID><imgeo:vorm>" POSLIST(
                                   SQUARE) "</imgeo:vorm></imgeo:Pand></cityObjectMember>" GML_TAIL));
    assert_int_equal(report.geaccepteerd, 1);
    assert_true(fabs(area_of("bron_id = 'Q1'") - 100) < 1e-9);
}

static void an_import_replaces_its_source_and_leaves_the_other(void **state)
{
    const char *top10 = GM_SHARED_DIR "/data/topo/TOP10NL_1_2_sample.zip";
    const char *count = "SELECT count(*) FROM achtergrond_vlak WHERE bron = 'bgt'";
    bool both = access(top10, F_OK) == 0;
    import(write_file("een.gml", GML_HEAD WATER("A1", "", "zee", SQUARE) WATER("A2", "", "zee", SQUARE) GML_TAIL));
    if (both)
        import(top10);
    assert_int_equal(ask(count), 2);
    assert_true(import_with(write_file("twee.gml", GML_HEAD WATER("B1", "", "zee", SQUARE) GML_TAIL), false, true));
    assert_int_equal(ask(count), 2); /* a trial */
    int64_t generation = (int64_t)ask("SELECT nummer FROM generatie");
    assert_true(import_with(path_of("twee.gml"), true, false));
    assert_int_equal(ask(count), 3);
    assert_int_equal(ask("SELECT nummer FROM generatie"), generation + 1);
    import(path_of("twee.gml"));
    assert_int_equal(ask(count), 1);
    if (both)
        assert_int_equal(ask("SELECT count(*) FROM achtergrond_vlak WHERE bron = 'top10nl'"), 6);
}

static void a_whole_file_that_is_wrong_changes_nothing(void **state)
{
    import(write_file("goed.gml", GML_HEAD WATER("A1", "", "zee", SQUARE) GML_TAIL));
    refused(write_file("half.gml", GML_HEAD WATER("B1", "", "zee", SQUARE) "<cityObjectMember><imgeo:Wat"), ERR_INVALID,
            "half.gml");
    refused(write_file("leeg.gml", ""), ERR_INVALID, "leeg");
    refused(write_file("niets.gml", GML_HEAD GML_TAIL), ERR_INVALID, "geen enkel object");
    refused(write_file("tekst.gml", "hallo"), ERR_INVALID, "geen GML");
    refused(write_file("kapot.gpkg", "SQLite format 3"), ERR_INVALID, "kapot.gpkg");
    refused("/vsicurl/http://127.0.0.1/bgt.gml", ERR_NOT_FOUND, "geen bestand");
    refused(write_file("lol.gml",
                       "<!DOCTYPE l [<!ENTITY a \"aaaaaaaaaaaaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">"
                       "<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\"><!ENTITY d \"&c;&c;&c;&c;&c;&c;&c;&c;\">"
                       "<!ENTITY e \"&d;&d;&d;&d;&d;&d;&d;&d;\"><!ENTITY f \"&e;&e;&e;&e;&e;&e;&e;&e;\">"
                       "<!ENTITY g \"&f;&f;&f;&f;&f;&f;&f;&f;\"><!ENTITY h \"&g;&g;&g;&g;&g;&g;&g;&g;\">]>"
                       "<l xmlns:gml=\"http://www.opengis.net/gml\">&h;&h;&h;&h;&h;</l>"),
            ERR_INVALID, "lol.gml");
    assert_int_equal(ask("SELECT count(*) FROM achtergrond_vlak WHERE bron_id = 'A1'"), 1);
    assert_int_equal(ask("SELECT nummer FROM generatie"), 1);
}

/* 300 MB of noughts in a zip of 300 kB, by GDAL's own zip writer. */
static void a_zip_bomb_is_not_unpacked(void **state)
{
    char command[400];
    snprintf(
        command, sizeof command,
        "cd %s && /usr/bin/python3 -c \"import zipfile; z = zipfile.ZipFile('bom.zip', 'w', zipfile.ZIP_DEFLATED); "
        "z.writestr('bgt_pand.gml', b'<a>' + bytes(300 << 20)); z.close(); z = zipfile.ZipFile('tekst.zip', 'w'); "
        "z.writestr('lees.txt', 'x')\"",
        dir);
    assert_int_equal(system(command), 0);
    refused(path_of("bom.zip"), ERR_LIMIT, "te veel");
    refused(path_of("tekst.zip"), ERR_INVALID, "geen GML");
    assert_int_equal(truncate(path_of("bom.zip"), 100000), 0);
    refused(path_of("bom.zip"), ERR_INVALID, "geen leesbare zip");
}

/* A GeoPackage with other spellings, in degrees, with a curve. */
static void a_geopackage_in_degrees_is_the_same_map(void **state)
{
    static const char *const fields[] = {"lokaal_id", "bronhouder", "functie", "relatieve_hoogteligging",
                                         "eind_registratie"};
    static const char *const wkt = "CURVEPOLYGON Z ((5.3876388 52.1561605 1, 5.3876388 52.1562605 1, 5.3877388 "
                                   "52.1562605 1, 5.3876388 52.1561605 1))";
    ogr_begin(NULL, NULL);
    OGRSpatialReferenceH srs = OSRNewSpatialReference(NULL);
    assert_int_equal(OSRImportFromEPSG(srs, 4326), OGRERR_NONE);
    OSRSetAxisMappingStrategy(srs, OAMS_TRADITIONAL_GIS_ORDER);
    GDALDatasetH ds = GDALCreate(GDALGetDriverByName("GPKG"), path_of("bgt.gpkg"), 0, 0, 0, GDT_Unknown, NULL);
    OGRLayerH layer = GDALDatasetCreateLayer(ds, "bgt_wegdeel", srs, wkbUnknown, NULL);
    assert_non_null(layer);
    for (size_t i = 0; i < 5; i++) {
        OGRFieldDefnH d = OGR_Fld_Create(fields[i], OFTString);
        assert_int_equal(OGR_L_CreateField(layer, d, TRUE), OGRERR_NONE);
        OGR_Fld_Destroy(d);
    }
    for (int i = 0; i < 2; i++) {
        OGRFeatureH f = OGR_F_Create(OGR_L_GetLayerDefn(layer));
        char *text = (char *)wkt;
        OGRGeometryH g = NULL;
        assert_int_equal(OGR_G_CreateFromWkt(&text, srs, &g), OGRERR_NONE);
        OGR_F_SetFieldString(f, 0, i ? "W2" : "W1");
        OGR_F_SetFieldString(f, 2, "rijbaan: lokale weg");
        OGR_F_SetFieldString(f, 3, "1");
        if (i)
            OGR_F_SetFieldString(f, 4, "2024-01-01");
        assert_int_equal(OGR_F_SetGeometryDirectly(f, g), OGRERR_NONE);
        assert_int_equal(OGR_L_CreateFeature(layer, f), OGRERR_NONE);
        OGR_F_Destroy(f);
    }
    GDALClose(ds);
    OSRDestroySpatialReference(srs);
    ogr_end();
    import(path_of("bgt.gpkg"));
    assert_int_equal(report.geaccepteerd, 1);
    assert_int_equal(ask("SELECT count(*) FROM achtergrond_vlak WHERE soort = 'weg' AND niveau = 1 AND bron_id = 'W1'"),
                     1);
    /* echo "5.3876388 52.1561605" | gdaltransform -s_srs EPSG:4326 -t_srs EPSG:28992: beside the Onze Lieve Vrouwetoren
     */
    assert_true(fabs(ask("SELECT xmin FROM idx_achtergrond_vlak_geom") - 155029.8) < 0.5);
    assert_true(fabs(ask("SELECT ymin FROM idx_achtergrond_vlak_geom") - 463109.9) < 0.5);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(the_real_bgt_is_all_there),
        T(top10nl_gives_terrain_lines_and_names),
        T(every_fault_is_counted_and_the_rest_comes_in),
        T(of_many_geometries_the_one_named_is_drawn),
        T(without_the_one_named_any_will_do),
        T(an_import_replaces_its_source_and_leaves_the_other),
        T(a_whole_file_that_is_wrong_changes_nothing),
        T(a_zip_bomb_is_not_unpacked),
        T(a_geopackage_in_degrees_is_the_same_map),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
