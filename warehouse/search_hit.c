/* Rows of the warehouse to what the Locatieserver tells of them. */
#include "warehouse/search_priv.h"

#include <string.h>

/* The newest name of an area; by the index on (code, jaar). */
#define AREA_NAME(table, code) "(SELECT naam FROM " table " WHERE code = " code " ORDER BY jaar DESC LIMIT 1)"

static const char *const sql[STATEMENTS] = {
    [ST_ADDRESS] =
        "SELECT nummeraanduiding_id, adresseerbaarobject_id, openbare_ruimte_id, straatnaam, straatnaam_verkort, "
        "huisnummer, huisletter, huisnummertoevoeging, postcode, woonplaats_id, woonplaatsnaam, "
        "gemeente_code, " AREA_NAME("gemeente", "a.gemeente_code") ", wijk_code, " AREA_NAME(
            "wijk", "a.wijk_code") ", buurt_code, " AREA_NAME("buurt",
                                                              "a.buurt_code") ", (SELECT type FROM openbare_ruimte "
                                                                              "WHERE identificatie = "
                                                                              "a.openbare_ruimte_id), a.geom FROM "
                                                                              "adres a WHERE a.id = ?1",
    [ST_STREET_NUMBER] = "SELECT a.id, huisletter, huisnummertoevoeging, huisnummer FROM zoek z JOIN adres a ON "
                         "a.openbare_ruimte_id = substr(z.sleutel, 5) WHERE z.id = ?1 AND a.huisnummer = ?2 ORDER BY "
                         "huisletter, huisnummertoevoeging LIMIT 100",
    [ST_STREET_NUMBERS] = "SELECT a.id, huisletter, huisnummertoevoeging, huisnummer FROM zoek z JOIN adres a ON "
                          "a.openbare_ruimte_id = substr(z.sleutel, 5) WHERE z.id = ?1 AND a.huisnummer BETWEEN ?2 AND "
                          "?3 ORDER BY a.huisnummer LIMIT 10",
    [ST_POSTCODE] = "SELECT id, huisletter, huisnummertoevoeging, huisnummer, openbare_ruimte_id FROM adres WHERE "
                    "postcode = ?1 ORDER BY huisnummer LIMIT 150",
    [ST_POSTCODE_NUMBER] = "SELECT id, huisletter, huisnummertoevoeging, huisnummer, openbare_ruimte_id FROM adres "
                           "WHERE postcode = ?1 AND huisnummer = ?2 ORDER BY huisletter, huisnummertoevoeging LIMIT "
                           "150",
    [ST_POSTCODE_NEXT] = "SELECT postcode FROM adres WHERE postcode > ?1 ORDER BY postcode LIMIT 1",
    [ST_POSTCODE_PLACE] =
        "SELECT openbare_ruimte_id, straatnaam, straatnaam_verkort, woonplaats_id, woonplaatsnaam, "
        "gemeente_code, " AREA_NAME("gemeente", "a.gemeente_code") ", (SELECT type FROM openbare_ruimte WHERE "
                                                                   "identificatie = a.openbare_ruimte_id), geom FROM "
                                                                   "adres a WHERE postcode = ?1 AND (?2 IS NULL OR "
                                                                   "openbare_ruimte_id = ?2) ORDER BY huisnummer LIMIT "
                                                                   "200",
    [ST_PLACE] = "SELECT soort, sleutel, naam, naam_verkort, openbare_ruimte_type, woonplaats_id, woonplaatsnaam, "
                 "gemeente_code, " AREA_NAME("gemeente", "z.gemeente_code") ", wijk_code, " AREA_NAME(
                     "wijk", "z.wijk_code") ", x, y, xmin, ymin, xmax, ymax FROM zoek z WHERE id = ?1",
    [ST_KEY] = "SELECT id FROM zoek WHERE sleutel = ?1",
    [ST_NUM_ID] = "SELECT id FROM adres WHERE nummeraanduiding_id = ?1",
    [ST_OBJECT_ID] = "SELECT id FROM adres WHERE adresseerbaarobject_id = ?1 ORDER BY hoofdadres DESC LIMIT 100",
    [ST_PAND_ID] = "SELECT id FROM adres WHERE pand_id = ?1 ORDER BY straatnaam, huisnummer, huisletter, "
                   "huisnummertoevoeging LIMIT 150",
    [ST_NEAR] = "SELECT pkid FROM idx_adres_geom WHERE xmin <= ?1 + ?3 AND xmax >= ?1 - ?3 AND ymin <= ?2 + ?3 AND "
                "ymax >= ?2 - ?3 ORDER BY (xmin - ?1) * (xmin - ?1) + (ymin - ?2) * (ymin - ?2) LIMIT ?4",
};

bool search_statement(struct search_state *s, enum search_statement which, sqlite3_stmt **out, struct err *err)
{
    if (!s->statements[which] && !db_prepare(s->w->db, sql[which], &s->statements[which], err))
        return false;
    sqlite3_reset(s->statements[which]);
    sqlite3_clear_bindings(s->statements[which]);
    *out = s->statements[which];
    return true;
}

static struct str kept(struct arena *a, sqlite3_stmt *s, int column)
{
    struct str text = db_text(s, column);
    return text.n ? arena_str(a, text) : (struct str){0};
}

/* Which province a gemeente is in, by its number: they were given out province by province at first, and one by one
 * since. From the CBS's Gemeentelijke indeling, of 2022 and 2023. */
void hit_set_provincie(struct search_hit *h)
{
    enum { GR, FR, DR, OV, GE, UT, NH, ZH, ZE, NB, LI, FL };
    static const struct {
        const char *code, *naam, *afkorting;
    } provincies[] = {{"PV20", "Groningen", "GR"},     {"PV21", "Fryslân", "FR"},      {"PV22", "Drenthe", "DR"},
                      {"PV23", "Overijssel", "OV"},    {"PV25", "Gelderland", "GE"},   {"PV26", "Utrecht", "UT"},
                      {"PV27", "Noord-Holland", "NH"}, {"PV28", "Zuid-Holland", "ZH"}, {"PV29", "Zeeland", "ZE"},
                      {"PV30", "Noord-Brabant", "NB"}, {"PV31", "Limburg", "LI"},      {"PV24", "Flevoland", "FL"}};
    static const struct {
        uint16_t from, to;
        uint8_t provincie;
    } ranges[] = {
        {3, 33, GR},      {34, 34, FL},     {35, 48, GR},     {50, 50, FL},     {51, 104, FR},    {106, 131, DR},
        {141, 170, OV},   {171, 171, FL},   {173, 183, OV},   {184, 184, FL},   {185, 193, OV},   {196, 302, GE},
        {303, 303, FL},   {304, 304, GE},   {305, 357, UT},   {358, 481, NH},   {482, 497, ZH},   {498, 498, NH},
        {499, 531, ZH},   {532, 532, NH},   {533, 588, ZH},   {589, 589, UT},   {590, 631, ZH},   {632, 632, UT},
        {633, 645, ZH},   {646, 667, ZE},   {668, 668, GE},   {669, 735, ZE},   {736, 736, UT},   {737, 737, FR},
        {738, 764, NB},   {765, 765, GR},   {766, 851, NB},   {852, 852, NH},   {853, 879, NB},   {880, 880, NH},
        {881, 994, LI},   {995, 995, FL},   {1507, 1507, LI}, {1509, 1509, GE}, {1525, 1525, ZH}, {1581, 1581, UT},
        {1586, 1586, GE}, {1598, 1598, NH}, {1621, 1621, ZH}, {1640, 1641, LI}, {1651, 1651, GR}, {1652, 1659, NB},
        {1663, 1663, GR}, {1667, 1667, NB}, {1669, 1669, LI}, {1674, 1674, NB}, {1676, 1676, ZE}, {1680, 1681, DR},
        {1684, 1685, NB}, {1690, 1690, DR}, {1695, 1695, ZE}, {1696, 1696, NH}, {1699, 1699, DR}, {1700, 1700, OV},
        {1701, 1701, DR}, {1702, 1702, NB}, {1705, 1705, GE}, {1706, 1706, NB}, {1708, 1708, OV}, {1709, 1709, NB},
        {1711, 1711, LI}, {1714, 1714, ZE}, {1719, 1728, NB}, {1729, 1729, LI}, {1730, 1731, DR}, {1734, 1734, GE},
        {1735, 1735, OV}, {1740, 1740, GE}, {1742, 1742, OV}, {1771, 1771, NB}, {1773, 1774, OV}, {1783, 1783, ZH},
        {1842, 1842, ZH}, {1859, 1859, GE}, {1876, 1876, GE}, {1883, 1883, LI}, {1884, 1884, ZH}, {1891, 1891, FR},
        {1892, 1892, ZH}, {1894, 1894, LI}, {1895, 1895, GR}, {1896, 1896, OV}, {1900, 1900, FR}, {1901, 1901, ZH},
        {1903, 1903, LI}, {1904, 1904, UT}, {1911, 1911, NH}, {1916, 1916, ZH}, {1924, 1931, ZH}, {1940, 1940, FR},
        {1942, 1942, NH}, {1945, 1945, GE}, {1948, 1948, NB}, {1949, 1949, FR}, {1950, 1952, GR}, {1954, 1954, LI},
        {1955, 1955, GE}, {1959, 1959, NB}, {1960, 1960, GE}, {1961, 1961, UT}, {1963, 1963, ZH}, {1966, 1969, GR},
        {1970, 1970, FR}, {1978, 1978, ZH}, {1979, 1979, GR}, {1980, 1980, NH}, {1982, 1991, NB}, {1992, 1992, ZH}};
    int64_t code;
    struct str text = str_starts(h->gemeentecode, STR("GM")) ? str_sub(h->gemeentecode, 2, SIZE_MAX) : h->gemeentecode;
    if (!str_to_i64(text, &code))
        return;
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (code >= ranges[i].from && code <= ranges[i].to) {
            h->provinciecode = provincies[ranges[i].provincie].code;
            h->provincienaam = provincies[ranges[i].provincie].naam;
            h->provincieafkorting = provincies[ranges[i].provincie].afkorting;
        }
}

/* "Geuzenkade 58A-1, 1056KN Amsterdam": as PDOK writes it. */
static struct str address_name(struct arena *a, const struct search_hit *h)
{
    struct buf b;
    buf_init(&b, 1000);
    buf_printf(&b, "%.*s %d", STR_ARG(h->straatnaam), h->huisnummer);
    buf_str(&b, h->huisletter);
    if (h->huisnummertoevoeging.n)
        buf_printf(&b, "-%.*s", STR_ARG(h->huisnummertoevoeging));
    buf_c(&b, ", ");
    if (h->postcode.n)
        buf_printf(&b, "%.*s ", STR_ARG(h->postcode));
    buf_str(&b, h->woonplaatsnaam);
    struct str name = arena_str(a, buf_view(&b));
    buf_done(&b);
    return name;
}

static bool add_point(struct search_hit *h, sqlite3_stmt *s, int column, struct arena *a, double *x, double *y,
                      bool *there, struct err *err)
{
    struct geom g;
    *there = false;
    if (sqlite3_column_type(s, column) != SQLITE_BLOB)
        return true;
    struct arena_mark mark = arena_mark(a);
    bool ok = geom_from_spatialite(sqlite3_column_blob(s, column), (size_t)sqlite3_column_bytes(s, column), a, &g, err);
    if (ok && g.n_xy) {
        *there = true;
        *x = g.xy[0];
        *y = g.xy[1];
        h->bbox = bbox_union(h->bbox, geom_bbox(&g));
    }
    arena_rewind(a, mark);
    return ok;
}

/* The row is gone or isn't there: the index and the tables are of one transaction, so that can't be. */
static bool step_one(struct search_state *st, sqlite3_stmt *s, struct err *err)
{
    int code = sqlite3_step(s);
    if (code == SQLITE_ROW)
        return true;
    return code == SQLITE_DONE ? err_set(err, ERR_INTERNAL, "zoek", "De zoekindex hoort niet bij het magazijn.")
                               : db_fail(st->w->db, err);
}

bool hit_address(struct search_state *st, int64_t id, struct arena *a, struct search_hit *h, struct err *err)
{
    sqlite3_stmt *s;
    if (!search_statement(st, ST_ADDRESS, &s, err))
        return false;
    sqlite3_bind_int64(s, 1, id);
    bool ok = step_one(st, s, err);
    if (ok) {
        *h = (struct search_hit){.type = "adres", .bbox = bbox_empty(), .afstand_m = -1};
        h->nummeraanduiding_id = kept(a, s, 0);
        h->adresseerbaarobject_id = kept(a, s, 1);
        h->openbareruimte_id = kept(a, s, 2);
        h->straatnaam = kept(a, s, 3);
        h->straatnaam_verkort = kept(a, s, 4);
        h->huisnummer = sqlite3_column_int(s, 5);
        h->huisletter = kept(a, s, 6);
        h->huisnummertoevoeging = kept(a, s, 7);
        h->postcode = kept(a, s, 8);
        h->woonplaatscode = kept(a, s, 9);
        h->woonplaatsnaam = kept(a, s, 10);
        h->gemeentecode = kept(a, s, 11);
        h->gemeentenaam = kept(a, s, 12);
        h->wijkcode = kept(a, s, 13);
        h->wijknaam = kept(a, s, 14);
        h->buurtcode = kept(a, s, 15);
        h->buurtnaam = kept(a, s, 16);
        h->openbareruimtetype = kept(a, s, 17);
        hit_set_provincie(h);
        h->id = str_from(arena_printf(a, "adr-%.*s", STR_ARG(h->nummeraanduiding_id)));
        h->weergavenaam = address_name(a, h);
        ok = add_point(h, s, 18, a, &h->x, &h->y, &h->has_place, err);
    }
    sqlite3_reset(s);
    return ok;
}

bool hit_place(struct search_state *st, int64_t row, struct arena *a, struct search_hit *h, struct err *err)
{
    sqlite3_stmt *s;
    if (!search_statement(st, ST_PLACE, &s, err))
        return false;
    sqlite3_bind_int64(s, 1, row);
    bool ok = step_one(st, s, err);
    if (ok) {
        int type = search_type_find(db_text(s, 0));
        struct str key = kept(a, s, 1), name = kept(a, s, 2), code = str_sub(key, 4, SIZE_MAX);
        *h = (struct search_hit){
            .type = search_type_name[type < 0 ? TYPE_WEG : type], .id = key, .bbox = bbox_empty(), .afstand_m = -1};
        h->weergavenaam = name;
        h->woonplaatscode = kept(a, s, 5);
        h->woonplaatsnaam = kept(a, s, 6);
        h->gemeentecode = kept(a, s, 7);
        h->gemeentenaam = kept(a, s, 8);
        h->wijkcode = kept(a, s, 9);
        h->wijknaam = kept(a, s, 10);
        if (type == TYPE_WEG) {
            h->straatnaam = name;
            h->straatnaam_verkort = kept(a, s, 3);
            h->openbareruimtetype = kept(a, s, 4);
            h->openbareruimte_id = code;
            h->weergavenaam = str_from(arena_printf(a, "%.*s, %.*s", STR_ARG(name), STR_ARG(h->woonplaatsnaam)));
        } else if (type == TYPE_GEMEENTE) {
            h->weergavenaam = str_from(arena_printf(a, "Gemeente %.*s", STR_ARG(name)));
        } else if (type == TYPE_BUURT) {
            h->buurtcode = code;
            h->buurtnaam = name;
        }
        /* "Vogelbuurt" is everywhere; which one it is, its gemeente tells. */
        if ((type == TYPE_BUURT || type == TYPE_WIJK) && h->gemeentenaam.n)
            h->weergavenaam = str_from(arena_printf(a, "%.*s, %.*s", STR_ARG(name), STR_ARG(h->gemeentenaam)));
        hit_set_provincie(h);
        if (sqlite3_column_type(s, 11) != SQLITE_NULL) {
            h->has_place = true;
            h->x = sqlite3_column_double(s, 11);
            h->y = sqlite3_column_double(s, 12);
            h->bbox = (struct bbox){sqlite3_column_double(s, 13), sqlite3_column_double(s, 14),
                                    sqlite3_column_double(s, 15), sqlite3_column_double(s, 16)};
        }
    }
    sqlite3_reset(s);
    return ok;
}

bool hit_postcode(struct search_state *st, struct str postcode, struct str openbare_ruimte, struct arena *a,
                  struct search_hit *h, bool *found, struct err *err)
{
    sqlite3_stmt *s;
    *found = false;
    if (!search_statement(st, ST_POSTCODE_PLACE, &s, err))
        return false;
    db_bind(s, 1, postcode);
    db_bind(s, 2, openbare_ruimte);
    bool ok = true;
    int code;
    double sum_x = 0, sum_y = 0;
    size_t points = 0;
    *h = (struct search_hit){.type = "postcode", .bbox = bbox_empty(), .afstand_m = -1};
    while (ok && (code = sqlite3_step(s)) == SQLITE_ROW) {
        if (!*found) {
            *found = true;
            h->openbareruimte_id = kept(a, s, 0);
            h->straatnaam = kept(a, s, 1);
            h->straatnaam_verkort = kept(a, s, 2);
            h->woonplaatscode = kept(a, s, 3);
            h->woonplaatsnaam = kept(a, s, 4);
            h->gemeentecode = kept(a, s, 5);
            h->gemeentenaam = kept(a, s, 6);
            h->openbareruimtetype = kept(a, s, 7);
            h->postcode = arena_str(a, postcode);
            hit_set_provincie(h);
            h->id = str_from(arena_printf(a, "pcd-%.*s-%.*s", STR_ARG(postcode), STR_ARG(h->openbareruimte_id)));
            h->weergavenaam = str_from(arena_printf(a, "%.*s, %.*s %.*s", STR_ARG(h->straatnaam), STR_ARG(postcode),
                                                    STR_ARG(h->woonplaatsnaam)));
        }
        /* Of the first street only, when a postcode has two. */
        if (!str_eq(db_text(s, 0), h->openbareruimte_id))
            continue;
        double x, y;
        bool there;
        ok = add_point(h, s, 8, a, &x, &y, &there, err);
        if (ok && there) {
            sum_x += x;
            sum_y += y;
            points++;
        }
    }
    if (ok && code != SQLITE_DONE)
        ok = db_fail(st->w->db, err);
    sqlite3_reset(s);
    if (points) {
        h->has_place = true;
        h->x = sum_x / (double)points;
        h->y = sum_y / (double)points;
    }
    return ok;
}
