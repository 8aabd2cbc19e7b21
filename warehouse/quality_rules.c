/* The rules of `geomagazijn quality`, explained for people in docs/kwaliteit.md. A rule is a query over sets, by index,
 * of which the rows are streamed: what it costs grows with the data, the memory it takes doesn't. CROSS JOIN: SQLite
 * keeps the order that is written, which knows more of R-trees than its planner does. */
#include "warehouse/quality_priv.h"

/* An address as people say it, of the first address that a condition finds. */
#define ADRES_TEXT(a)                                                                                                  \
    a ".straatnaam || ' ' || " a ".huisnummer || coalesce(" a ".huisletter, '') || coalesce('-' || " a                 \
      ".huisnummertoevoeging, '') || coalesce(', ' || " a ".woonplaatsnaam, '')"
#define AT_PAND                                                                                                        \
    "coalesce('; ' || (SELECT " ADRES_TEXT("q") " FROM adres q WHERE q.pand_id = p.identificatie LIMIT 1), '')"
#define NUMMER_TEXT                                                                                                    \
    "coalesce((SELECT o.naam || ' ' FROM openbare_ruimte o WHERE o.identificatie = n.openbare_ruimte_id), '') || "     \
    "coalesce(n.huisnummer, '?') || coalesce(n.huisletter, '') || coalesce('-' || n.huisnummertoevoeging, '')"
/* A number without an object has no place; that of a neighbour is near enough to look there. */
#define NEAR_NUMMER                                                                                                    \
    "coalesce((SELECT q.geom FROM adres q WHERE q.openbare_ruimte_id = n.openbare_ruimte_id AND q.huisnummer >= "      \
    "n.huisnummer ORDER BY q.huisnummer LIMIT 1), (SELECT q.geom FROM adres q WHERE q.openbare_ruimte_id = "           \
    "n.openbare_ruimte_id LIMIT 1))"
#define OBJECTEN                                                                                                       \
    "(SELECT 'verblijfsobject' AS soort, identificatie, hoofdadres_id, geom FROM verblijfsobject WHERE bestaand = 1 "  \
    "UNION ALL SELECT 'ligplaats', identificatie, hoofdadres_id, geom FROM ligplaats WHERE bestaand = 1 UNION ALL "    \
    "SELECT 'standplaats', identificatie, hoofdadres_id, geom FROM standplaats WHERE bestaand = 1)"
#define HAS(table) "EXISTS (SELECT 1 FROM " table ")"
#define COUNT(table) "SELECT count(*) FROM " table " WHERE bestaand = 1"
#define NEWEST(table) "(SELECT max(jaar) FROM " table ")"
#define LAST_BAG "(SELECT rapport FROM import_log WHERE dataset = 'bag' ORDER BY id DESC LIMIT 1)"
#define REASONS(list) "json_each(" LAST_BAG ", '$." list "') r"
#define IN_USE "status LIKE 'Pand in gebruik%'"

static const char geen_pand[] = "er zijn geen panden geladen";
static const char geen_vbo[] = "er zijn geen verblijfsobjecten geladen";
static const char geen_vbo_en_pand[] = "er zijn geen verblijfsobjecten, of geen panden geladen";
static const char geen_nummer[] = "er zijn geen nummeraanduidingen geladen";
static const char geen_nummer_en_object[] = "er zijn geen nummeraanduidingen, of geen verblijfsobjecten geladen";
static const char geen_woonplaats[] = "er zijn geen woonplaatsen geladen";
static const char geen_verslag[] = "de laatste BAG-import heeft geen verslag";
static const char geen_melding[] = "er zijn geen meldingen geladen";

const struct quality_rule quality_rules[] = {
    {.id = "vbo-buiten-pand",
     .titel = "Verblijfsobject buiten zijn pand",
     .advies = "Verplaats het punt, of koppel het pand waar het in ligt.",
     .ernst = ERNST_FOUT,
     .nodig = "SELECT " HAS("verblijfsobject_pand") " AND " HAS("pand"),
     .waarom = geen_vbo_en_pand,
     .bekeken = COUNT("verblijfsobject"),
     .bevindingen =
         "SELECT 'verblijfsobject', v.identificatie, printf('%.1f m buiten zijn pand', (SELECT min(gm_afstand(p.geom,  "
         "v.geom)) FROM verblijfsobject_pand k CROSS JOIN pand p ON p.identificatie = k.pand_id WHERE "
         "k.verblijfsobject_id =  v.identificatie)) || coalesce('; ' || (SELECT " ADRES_TEXT(
             "q") " FROM adres q WHERE "
                  "q.adresseerbaarobject_id = v.identificatie LIMIT 1), ''), v.geom FROM verblijfsobject v WHERE "
                  "v.bestaand = 1 "
                  "AND v.geom IS NOT NULL AND (SELECT min(gm_afstand(p.geom, v.geom)) FROM verblijfsobject_pand k "
                  "CROSS JOIN "
                  "pand p "
                  "ON p.identificatie = k.pand_id WHERE k.verblijfsobject_id = v.identificatie) > 0.1"},
    {.id = "vbo-zonder-pand",
     .titel = "Verblijfsobject zonder pand dat er is",
     .advies = "Koppel een bestaand pand, of trek het verblijfsobject in.",
     .ernst = ERNST_FOUT,
     .nodig = "SELECT " HAS("verblijfsobject") " AND " HAS("pand"),
     .waarom = geen_vbo_en_pand,
     .bekeken = COUNT("verblijfsobject"),
     .bevindingen =
         "SELECT 'verblijfsobject', v.identificatie, CASE WHEN v.pand_ids IS NULL THEN 'noemt geen pand' ELSE  'pand ' "
         "|| v.pand_ids || ' is er niet (meer)' END || coalesce('; ' || (SELECT " ADRES_TEXT(
             "q") " FROM adres "
                  "q WHERE q.adresseerbaarobject_id = v.identificatie LIMIT 1), ''), v.geom FROM verblijfsobject v "
                  "WHERE "
                  "v.bestaand = 1 AND NOT EXISTS (SELECT 1 FROM verblijfsobject_pand k CROSS JOIN pand p ON "
                  "p.identificatie "
                  "= "
                  "k.pand_id WHERE k.verblijfsobject_id = v.identificatie AND (p.bestaand = 1 OR p.status = "
                  "'Bouwvergunning "
                  "verleend'))"},
    {.id = "hoofdadres-ontbreekt",
     .titel = "Object waarvan het hoofdadres er niet is",
     .advies = "Geef het object een geldig hoofdadres, of trek het in.",
     .ernst = ERNST_FOUT,
     .nodig = "SELECT " HAS("nummeraanduiding") " AND (" HAS("verblijfsobject") " OR " HAS("ligplaats") " OR " HAS(
         "standplaats") ")",
     .waarom = geen_nummer_en_object,
     .bekeken = "SELECT count(*) FROM " OBJECTEN,
     .bevindingen =
         "SELECT o.soort, o.identificatie, CASE WHEN o.hoofdadres_id IS NULL THEN 'noemt geen hoofdadres' WHEN "
         "n.identificatie IS NULL THEN 'hoofdadres ' || o.hoofdadres_id || ' is er niet' ELSE 'hoofdadres ' || "
         "o.hoofdadres_id || ' is ingetrokken' END, o.geom FROM " OBJECTEN
         " o LEFT JOIN nummeraanduiding n ON n.identificatie = o.hoofdadres_id WHERE n.bestaand IS NOT 1"},
    {.id = "hoofdadres-dubbel",
     .titel = "Hoofdadres van meer dan één object",
     .advies = "Geef elk object een eigen hoofdadres.",
     .ernst = ERNST_FOUT,
     .nodig = "SELECT " HAS("adres"),
     .waarom = geen_nummer_en_object,
     .bekeken = "SELECT count(*) FROM " OBJECTEN,
     .bevindingen = "SELECT o.soort, o.identificatie, 'heeft hetzelfde hoofdadres als ' || a.adresseerbaarobject_id || "
                    "': ' || " ADRES_TEXT(
                        "a") ", o.geom FROM " OBJECTEN
                             " o JOIN adres a ON a.nummeraanduiding_id = o.hoofdadres_id AND a.hoofdadres = 1 WHERE "
                             "a.adresseerbaarobject_id <> o.identificatie"},
    {.id = "nummer-zonder-object",
     .titel = "Nummeraanduiding zonder object",
     .advies = "Koppel het adres aan een object, of trek de nummeraanduiding in.",
     .ernst = ERNST_FOUT,
     .nodig = "SELECT " HAS("nummeraanduiding") " AND " HAS("adres"),
     .waarom = geen_nummer_en_object,
     .bekeken = COUNT("nummeraanduiding"),
     .bevindingen = "SELECT 'nummeraanduiding', n.identificatie, " NUMMER_TEXT
                    " || coalesce(' (' || n.postcode || ')', '') || '; plaats bij benadering', " NEAR_NUMMER
                    " FROM nummeraanduiding n WHERE n.bestaand = 1 AND NOT EXISTS (SELECT 1 FROM adres a WHERE "
                    "a.nummeraanduiding_id = n.identificatie)"},
    {.id = "adres-dubbel",
     .titel = "Adres dat twee keer voorkomt",
     .advies = "Trek een van beide nummeraanduidingen in, of verbeter postcode of toevoeging.",
     .ernst = ERNST_FOUT,
     .nodig = "SELECT " HAS("adres"),
     .waarom = geen_nummer_en_object,
     .bekeken = "SELECT count(*) FROM adres",
     .bevindingen =
         "SELECT 'nummeraanduiding', b.nummeraanduiding_id, 'ook ' || a.nummeraanduiding_id || ' is ' || " ADRES_TEXT(
             "b") " || ' (' || b.postcode || ')', b.geom FROM adres a CROSS JOIN adres b ON b.postcode = a.postcode "
                  "AND "
                  "b.huisnummer = a.huisnummer WHERE b.id > a.id AND a.postcode IS NOT NULL AND upper(coalesce("
                  "a.huisletter, '')) = upper(coalesce(b.huisletter, '')) AND upper(coalesce(a.huisnummertoevoeging, "
                  "'')) = upper(coalesce(b.huisnummertoevoeging, ''))"},
    {.id = "straat-zonder-woonplaats",
     .titel = "Openbare ruimte zonder woonplaats",
     .advies = "Koppel de openbare ruimte aan een bestaande woonplaats.",
     .ernst = ERNST_FOUT,
     .nodig = "SELECT " HAS("openbare_ruimte") " AND " HAS("woonplaats"),
     .waarom = geen_woonplaats,
     .bekeken = COUNT("openbare_ruimte"),
     .bevindingen =
         "SELECT 'openbare ruimte', o.identificatie, o.naam || CASE WHEN o.woonplaats_id IS NULL THEN ' noemt geen "
         "woonplaats' ELSE ' ligt in woonplaats ' || o.woonplaats_id || ', die er niet is' END, (SELECT q.geom FROM "
         "adres q WHERE q.openbare_ruimte_id = o.identificatie LIMIT 1) FROM openbare_ruimte o LEFT JOIN woonplaats w "
         "ON w.identificatie = o.woonplaats_id AND w.bestaand = 1 WHERE o.bestaand = 1 AND w.id IS NULL"},
    {.id = "pand-overlap",
     .titel = "Panden die elkaar overlappen",
     .advies = "Meet de grens in, of trek het oude pand in.",
     .ernst = ERNST_FOUT,
     .nodig = "SELECT " HAS("pand"),
     .waarom = geen_pand,
     .bekeken = COUNT("pand"),
     .bevindingen =
         "SELECT 'pand', p.identificatie, printf('%.0f m² gedeeld met pand ', gm_overlap(p.geom, b.geom)) ||  "
         "b.identificatie || " AT_PAND
         ", p.geom FROM pand p CROSS JOIN idx_pand_geom x ON x.pkid = p.id CROSS JOIN idx_pand_geom "
         "y ON y.xmin <= x.xmax - 0.1 AND  y.xmax >= x.xmin + 0.1 AND y.ymin <= x.ymax - 0.1 AND y.ymax >= x.ymin + "
         "0.1 CROSS JOIN pand b ON b.id = y.pkid  WHERE p.bestaand = 1 AND b.bestaand = 1 AND y.pkid > p.id AND "
         "(min(x.xmax, y.xmax) - max(x.xmin, y.xmin)) *  (min(x.ymax, y.ymax) - max(x.ymin, y.ymin)) > 1 AND "
         "gm_overlap(p.geom, b.geom) > max(1, 0.05 *  min(gm_oppervlakte(p.geom), gm_oppervlakte(b.geom)))"},
    {.id = "bouwjaar-toekomst",
     .titel = "Pand met een bouwjaar in de toekomst",
     .advies = "Verbeter het bouwjaar, of de status als het pand er nog niet staat.",
     .ernst = ERNST_FOUT,
     .nodig = "SELECT " HAS("pand"),
     .waarom = geen_pand,
     .bekeken = COUNT("pand"),
     .bevindingen =
         "SELECT 'pand', p.identificatie, 'bouwjaar ' || oorspronkelijk_bouwjaar || ', ' || lower(status) || " AT_PAND
         ", p.geom FROM pand p WHERE bestaand = 1 AND oorspronkelijk_bouwjaar <> 9999 AND "
         "oorspronkelijk_bouwjaar > ?1 + CASE WHEN " IN_USE " THEN 0 ELSE 3 END"},
    {.id = "bouwjaar-te-oud",
     .titel = "Pand met een ongeloofwaardig bouwjaar (voor 1000)",
     .advies = "Verbeter het bouwjaar; vaak viel er een cijfer weg.",
     .ernst = ERNST_FOUT,
     .nodig = "SELECT " HAS("pand"),
     .waarom = geen_pand,
     .bekeken = COUNT("pand"),
     .bevindingen =
         "SELECT 'pand', p.identificatie, coalesce('bouwjaar ' || oorspronkelijk_bouwjaar, 'geen bouwjaar') || " AT_PAND
         ", p.geom FROM pand p WHERE bestaand = 1 AND coalesce(oorspronkelijk_bouwjaar, 0) < 1000"},
    {.id = "oppervlakte-onwaarschijnlijk",
     .titel = "Verblijfsobject van 1 m² of van 999999 m²",
     .advies = "Vul de gemeten gebruiksoppervlakte in.",
     .ernst = ERNST_WAARSCHUWING,
     .nodig = "SELECT " HAS("verblijfsobject"),
     .waarom = geen_vbo,
     .bekeken = COUNT("verblijfsobject"),
     .bevindingen =
         "SELECT 'verblijfsobject', v.identificatie, coalesce(v.oppervlakte || ' m²', 'geen oppervlakte') || "
         "coalesce('; ' || (SELECT " ADRES_TEXT("q") " FROM adres q WHERE q.adresseerbaarobject_id = v.identificatie "
                                                     "LIMIT 1), ''), v.geom FROM verblijfsobject v WHERE v.bestaand = "
                                                     "1 AND (v.oppervlakte IS NULL OR v.oppervlakte "
                                                     "<= 1 OR v.oppervlakte >= 999999)"},
    {.id = "adres-andere-woonplaats",
     .titel = "Adres dat in een andere woonplaats ligt",
     .advies = "Verbeter de woonplaats van de straat of het nummer, of de woonplaatsgrens.",
     .ernst = ERNST_WAARSCHUWING,
     .nodig = "SELECT " HAS("adres") " AND EXISTS (SELECT 1 FROM woonplaats WHERE geom IS NOT NULL)",
     .waarom = geen_woonplaats,
     .bekeken = "SELECT count(*) FROM adres WHERE geom IS NOT NULL AND woonplaats_id IS NOT NULL",
     .bevindingen = "SELECT 'nummeraanduiding', a.nummeraanduiding_id, " ADRES_TEXT(
         "a") " || ' ligt in ' || coalesce((SELECT naam "
              "FROM woonplaats q WHERE q.identificatie = gm_woonplaats(a.geom)), 'geen woonplaats'), a.geom FROM adres "
              "a "
              "JOIN woonplaats w ON w.identificatie = a.woonplaats_id WHERE a.geom IS NOT NULL AND w.geom IS NOT NULL "
              "AND "
              "gm_woonplaats(a.geom) IS NOT a.woonplaats_id AND gm_afstand(w.geom, a.geom) > 1"},
    {.id = "woonplaats-overlap",
     .titel = "Woonplaatsen die elkaar overlappen",
     .advies = "Leg de grens in één besluit voor beide woonplaatsen vast.",
     .ernst = ERNST_WAARSCHUWING,
     .nodig = "SELECT EXISTS (SELECT 1 FROM woonplaats WHERE geom IS NOT NULL)",
     .waarom = geen_woonplaats,
     .bekeken = COUNT("woonplaats"),
     .bevindingen = "SELECT 'woonplaats', p.identificatie, printf('%.0f m² gedeeld door ', gm_overlap(p.geom, b.geom)) "
                    "|| p.naam  || ' en ' || b.naam, p.geom FROM woonplaats p CROSS JOIN idx_woonplaats_geom x ON "
                    "x.pkid = p.id CROSS JOIN  idx_woonplaats_geom y ON y.xmin <= x.xmax AND y.xmax >= x.xmin AND "
                    "y.ymin <= x.ymax AND y.ymax >= x.ymin  CROSS JOIN woonplaats b ON b.id = y.pkid WHERE p.bestaand "
                    "= 1 AND b.bestaand = 1 AND y.pkid > p.id AND  gm_overlap(p.geom, b.geom) > 1"},
    {.id = "woonplaats-gat",
     .titel = "Gat tussen de woonplaatsen van een gemeente",
     .advies = "Trek de grenzen door; elk stuk grond hoort bij een woonplaats.",
     .ernst = ERNST_WAARSCHUWING,
     .nodig = "SELECT EXISTS (SELECT 1 FROM woonplaats WHERE geom IS NOT NULL)",
     .waarom = geen_woonplaats,
     .bekeken = COUNT("woonplaats"),
     .run = quality_gaps},
    {.id = "adres-buiten-gebied",
     .titel = "Adres buiten elke wijk of gemeente",
     .advies = "Kijk of het punt klopt, of de gebiedsgrenzen van een ander jaar zijn.",
     .ernst = ERNST_WAARSCHUWING,
     .nodig = "SELECT " HAS("adres") " AND " HAS("gemeente"),
     .waarom = "er zijn geen adressen, of geen gebieden geladen",
     .bekeken = "SELECT count(*) FROM adres WHERE geom IS NOT NULL",
     .bevindingen = "SELECT 'nummeraanduiding', a.nummeraanduiding_id, " ADRES_TEXT(
         "a") " || ' ligt buiten elke ' || CASE WHEN "
              "a.gemeente_code IS NOT NULL AND EXISTS (SELECT 1 FROM wijk) THEN 'wijk' ELSE 'gemeente' END, a.geom "
              "FROM "
              "adres a WHERE a.geom IS NOT NULL AND ((EXISTS (SELECT 1 FROM wijk) AND a.wijk_code IS NULL) OR NOT "
              "EXISTS "
              "(SELECT 1 FROM gemeente g WHERE g.code = a.gemeente_code AND g.jaar = " NEWEST("gemeente") "))"},
    {.id = "geometrie-afgewezen",
     .titel = "Geometrie die bij de import is afgewezen",
     .advies = "Herstel de geometrie bij de bron; het voorkomen ontbreekt nu in het magazijn.",
     .ernst = ERNST_FOUT,
     .nodig = "SELECT coalesce(json_valid(" LAST_BAG "), 0)",
     .waarom = geen_verslag,
     .bekeken = "SELECT gelezen FROM import_log WHERE dataset = 'bag' ORDER BY id DESC LIMIT 1",
     .bevindingen =
         "SELECT 'regel van de levering', NULL, json_extract(r.value, '$.reden') || '; ' || e.value, NULL "
         "FROM " REASONS("afgewezenRedenen") ", json_each(r.value, '$.voorbeelden') e WHERE json_extract(r.value, "
                                             "'$.reden') LIKE '%geometrie%'",
     .aantal = "SELECT coalesce(sum(json_extract(r.value, '$.aantal')), 0) FROM " REASONS(
         "afgewezenRedenen") " WHERE "
                             "json_extract(r.value, '$.reden') LIKE '%geometrie%'"},
    {.id = "geometrie-hersteld",
     .titel = "Geometrie die bij de import is hersteld",
     .advies = "Vergelijk het pand met de luchtfoto en herstel het bij de bron.",
     .ernst = ERNST_WAARSCHUWING,
     .nodig = "SELECT coalesce(json_valid(" LAST_BAG "), 0)",
     .waarom = geen_verslag,
     .bekeken = "SELECT gelezen FROM import_log WHERE dataset = 'bag' ORDER BY id DESC LIMIT 1",
     .bevindingen =
         "SELECT 'regel van de levering', NULL, json_extract(r.value, '$.reden') || '; ' || e.value, NULL "
         "FROM " REASONS("opmerkingen") ", json_each(r.value, '$.voorbeelden') e WHERE json_extract(r.value, "
                                        "'$.reden') LIKE '%geometrie%'",
     .aantal = "SELECT coalesce(sum(json_extract(r.value, '$.aantal')), 0) FROM " REASONS(
         "opmerkingen") " WHERE "
                        "json_extract(r.value, '$.reden') LIKE '%geometrie%'"},
    {.id = "levering-afgewezen",
     .titel = "Ander voorkomen dat bij de import is afgewezen",
     .advies = "Vraag de leverancier om een nieuwe levering, of herstel het bij de bron.",
     .ernst = ERNST_FOUT,
     .nodig = "SELECT coalesce(json_valid(" LAST_BAG "), 0)",
     .waarom = geen_verslag,
     .bekeken = "SELECT gelezen FROM import_log WHERE dataset = 'bag' ORDER BY id DESC LIMIT 1",
     .bevindingen =
         "SELECT 'regel van de levering', NULL, json_extract(r.value, '$.reden') || '; ' || e.value, NULL "
         "FROM " REASONS("afgewezenRedenen") ", json_each(r.value, '$.voorbeelden') e WHERE json_extract(r.value, "
                                             "'$.reden') NOT LIKE '%geometrie%'",
     .aantal = "SELECT coalesce(sum(json_extract(r.value, '$.aantal')), 0) FROM " REASONS(
         "afgewezenRedenen") " WHERE "
                             "json_extract(r.value, '$.reden') NOT LIKE '%geometrie%'"},
    {.id = "melding-buiten-gebied",
     .titel = "Melding waarvan de wijk niet (meer) bestaat",
     .advies = "Laad de gebieden van het jaar van de meldingen, of kijk naar de plaats van de melding.",
     .ernst = ERNST_WAARSCHUWING,
     .nodig = "SELECT " HAS("melding") " AND " HAS("wijk"),
     .waarom = "er zijn geen meldingen, of geen wijken geladen",
     .bekeken = "SELECT count(*) FROM melding",
     .bevindingen =
         "SELECT 'melding', m.bron || ' ' || m.bron_id, coalesce('wijk ' || m.wijk_code || ' is er niet', 'ligt "
         "buiten elke wijk'), m.geom FROM melding m WHERE NOT EXISTS (SELECT 1 FROM wijk w WHERE w.code = "
         "m.wijk_code AND w.jaar = " NEWEST("wijk") ")"},
    {.id = "melding-adres-weg",
     .titel = "Melding op een adres dat er niet meer is",
     .advies = "Verbeter de locatie in het meldingensysteem bij de volgende levering.",
     .ernst = ERNST_WAARSCHUWING,
     .nodig = "SELECT " HAS("melding") " AND " HAS("adres"),
     .waarom = "er zijn geen meldingen, of geen adressen geladen",
     .bekeken = "SELECT count(*) FROM melding WHERE locatie_soort IN ('nummeraanduiding', 'adresseerbaar object', "
                "'pand', 'postcode en huisnummer', 'straat en huisnummer')",
     /* The point of a melding is on a grid of 10 m (privacy.md §5), so an address may lie 7 m from it. */
     .bevindingen = "SELECT 'melding', m.bron || ' ' || m.bron_id, CASE WHEN m.match = 'vervallen' THEN 'het adres was "
                    "bij het  laden al vervallen' ELSE 'binnen 25 m is geen adres meer' END, m.geom FROM melding m "
                    "WHERE m.locatie_soort  IN  ('nummeraanduiding', 'adresseerbaar object', 'pand', 'postcode en "
                    "huisnummer', 'straat en huisnummer') AND  (m.match = 'vervallen' OR NOT EXISTS (SELECT 1 FROM "
                    "idx_melding_geom x CROSS JOIN idx_adres_geom y ON y.xmax >=  x.xmin - 25 AND y.xmin <= x.xmax + "
                    "25 AND y.ymax >= x.ymin - 25 AND y.ymin <= x.ymax + 25 WHERE x.pkid =  m.id))"},
    {.id = "bouwjaar-9999",
     .titel = "Pand met bouwjaar 9999 (onbekend)",
     .advies = "Zoek het bouwjaar op in het bouwarchief; begin bij panden met een woning.",
     .ernst = ERNST_AANDACHT,
     .nodig = "SELECT " HAS("pand"),
     .waarom = geen_pand,
     .bekeken = COUNT("pand"),
     .bevindingen = "SELECT 'pand', p.identificatie, 'bouwjaar 9999' || " AT_PAND
                    ", p.geom FROM pand p WHERE bestaand = 1 AND oorspronkelijk_bouwjaar = 9999"},
    {.id = "pand-zonder-vbo",
     .titel = "Pand in gebruik zonder verblijfsobject (geen bijgebouw)",
     .advies = "Kijk of er gewoond of gewerkt wordt; zo ja, leg het verblijfsobject vast.",
     .ernst = ERNST_AANDACHT,
     .nodig = "SELECT " HAS("pand") " AND " HAS("verblijfsobject_pand"),
     .waarom = geen_vbo_en_pand,
     .bekeken = COUNT("pand"),
     /* A shed is smaller than 50 m2, or smaller than a pand with a verblijfsobject within 25 m. */
     .bevindingen = "SELECT 'pand', p.identificatie, printf('%.0f m², bouwjaar ', gm_oppervlakte(p.geom)) ||  "
                    "coalesce(p.oorspronkelijk_bouwjaar, 'onbekend'), p.geom FROM pand p WHERE p.bestaand = 1 AND  "
                    "p.aantal_verblijfsobjecten = 0 AND p." IN_USE
                    " AND gm_oppervlakte(p.geom) > 50 AND NOT EXISTS (SELECT 1 FROM  verblijfsobject_pand k WHERE "
                    "k.pand_id = p.identificatie) AND NOT EXISTS (SELECT 1 FROM idx_pand_geom x CROSS JOIN  "
                    "idx_pand_geom y ON y.xmax >= x.xmin - 25 AND y.xmin <= x.xmax + 25 AND y.ymax >= x.ymin - 25 AND "
                    "y.ymin <=  x.ymax + 25 CROSS JOIN pand b ON b.id = y.pkid WHERE x.pkid = p.id AND b.bestaand = 1 "
                    "AND  b.aantal_verblijfsobjecten > 0 AND gm_oppervlakte(b.geom) > gm_oppervlakte(p.geom))"},
    {.id = "postcode-ontbreekt",
     .titel = "Adres zonder postcode",
     .advies = "Vraag bij PostNL na of het adres een postcode hoort te hebben.",
     .ernst = ERNST_AANDACHT,
     .nodig = "SELECT " HAS("adres"),
     .waarom = geen_nummer,
     .bekeken = "SELECT count(*) FROM adres",
     .bevindingen = "SELECT 'nummeraanduiding', a.nummeraanduiding_id, " ADRES_TEXT("a") ", a.geom FROM adres a WHERE "
                                                                                         "a.postcode IS NULL"},
    {.id = "in-onderzoek",
     .titel = "Object waarvan een gegeven in onderzoek is",
     .advies = "Rond het onderzoek af en verwerk de uitkomst.",
     .ernst = ERNST_AANDACHT,
     .nodig = "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE name = 'bag_in_onderzoek')",
     .waarom = "de levering zegt niet wat in onderzoek is",
     .bekeken = "SELECT count(*) FROM bag_in_onderzoek",
     .bevindingen =
         "SELECT i.object_type, i.identificatie, i.kenmerk || coalesce(', sinds ' || substr(i.begin_geldigheid, 1, "
         "10), "
         "''), coalesce((SELECT geom FROM pand WHERE identificatie = i.identificatie), (SELECT geom FROM "
         "verblijfsobject WHERE identificatie = i.identificatie), (SELECT geom FROM adres WHERE nummeraanduiding_id = "
         "i.identificatie), (SELECT geom FROM ligplaats WHERE identificatie = i.identificatie), (SELECT geom FROM "
         "standplaats WHERE identificatie = i.identificatie)) FROM bag_in_onderzoek i WHERE i.in_onderzoek = 1 AND "
         "i.eind_geldigheid IS NULL AND i.eind_registratie IS NULL"},
    {.id = "melding-zwakke-locatie",
     .titel = "Melding die alleen op postcode of gebied ligt",
     .advies = "Laat het meldingensysteem een adres of punt meegeven.",
     .ernst = ERNST_AANDACHT,
     .nodig = "SELECT " HAS("melding"),
     .waarom = geen_melding,
     .bekeken = "SELECT count(*) FROM melding",
     .bevindingen = "SELECT 'melding', m.bron || ' ' || m.bron_id, 'ligt op het midden van ' || CASE m.match WHEN "
                    "'postcode' THEN 'de postcode' ELSE 'het gebied' END, m.geom FROM melding m WHERE m.match IN "
                    "('postcode', 'gebied')"},
};
const size_t quality_rules_n = sizeof quality_rules / sizeof *quality_rules;
