#include "warehouse/locatiecode.h"

#include "warehouse/load_priv.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const locatie_soort_name[LOCATIE_SOORTEN] = {"geen",
                                                         "nummeraanduiding",
                                                         "adresseerbaar object",
                                                         "pand",
                                                         "postcode en huisnummer",
                                                         "straat en huisnummer",
                                                         "postcode",
                                                         "gebied",
                                                         "coördinaat"};
const char *const locatie_match_name[MATCH_SOORTEN] = {"geen",     "exact",  "hoofdadres", "zonder toevoeging",
                                                       "postcode", "gebied", "punt"};

enum query {
    BY_NUMMER,
    BY_OBJECT,
    BY_PAND,
    BY_PAND_ONLY,
    BY_POSTCODE_NUMMER,
    BY_STRAAT_NUMMER,
    BY_POSTCODE,
    BY_GEBIED,
    QUERIES
};

#define COLUMNS "nummeraanduiding_id, geom, gemeente_code, wijk_code, buurt_code"
static const char *const queries[QUERIES] = {
    [BY_NUMMER] = "SELECT " COLUMNS " FROM adres WHERE nummeraanduiding_id = ?1",
    [BY_OBJECT] = "SELECT " COLUMNS " FROM adres WHERE adresseerbaarobject_id = ?1 ORDER BY hoofdadres DESC LIMIT 1",
    [BY_PAND] = "SELECT " COLUMNS " FROM adres WHERE pand_id = ?1 ORDER BY hoofdadres DESC, huisnummer, huisletter, "
                "huisnummertoevoeging LIMIT 1",
    [BY_PAND_ONLY] = "SELECT NULL, geom, NULL, NULL, NULL FROM pand WHERE identificatie = ?1",
    [BY_POSTCODE_NUMMER] = "SELECT " COLUMNS ", huisletter, huisnummertoevoeging FROM adres WHERE postcode = ?1 AND "
                           "huisnummer = ?2 ORDER BY huisletter, huisnummertoevoeging",
    [BY_STRAAT_NUMMER] =
        "SELECT " COLUMNS ", huisletter, huisnummertoevoeging FROM adres WHERE straatnaam = ?1 COLLATE "
        "NOCASE AND huisnummer = ?2 AND (?3 IS NULL OR woonplaatsnaam = ?3 COLLATE NOCASE) "
        "ORDER BY huisletter, huisnummertoevoeging",
    /* The address in the middle of the postcode: a real place, and inside its buurt. */
    [BY_POSTCODE] = "SELECT " COLUMNS " FROM adres WHERE postcode = ?1 ORDER BY huisnummer LIMIT 1 OFFSET "
                    "(SELECT count(*) / 2 FROM adres WHERE postcode = ?1)",
    [BY_GEBIED] = "SELECT NULL, geom, gemeente_code, wijk_code, code FROM buurt WHERE code = ?1 UNION ALL "
                  "SELECT NULL, geom, gemeente_code, code, NULL FROM wijk WHERE code = ?1 UNION ALL "
                  "SELECT NULL, geom, code, NULL, NULL FROM gemeente WHERE code = ?1 LIMIT 1",
};

struct locatie_resolver {
    sqlite3 *db;
    struct arena *arena;
    struct area_index *areas;
    struct crs_context *crs;
    sqlite3_stmt *query[QUERIES];
};

bool locatie_resolver_new(struct warehouse *w, struct locatie_resolver **out, struct err *err)
{
    struct locatie_resolver *r = calloc(1, sizeof *r);
    if (!r || !(r->arena = arena_new(256 << 20)) || !(r->crs = crs_context_new())) {
        locatie_resolver_free(r);
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    }
    r->db = w->db;
    bool ok = area_index_new(r->db, &r->areas, err);
    for (int i = 0; ok && i < QUERIES; i++)
        ok = db_prepare(r->db, queries[i], &r->query[i], err);
    if (!ok) {
        locatie_resolver_free(r);
        return false;
    }
    *out = r;
    return true;
}

void locatie_resolver_free(struct locatie_resolver *r)
{
    if (!r)
        return;
    for (int i = 0; i < QUERIES; i++)
        sqlite3_finalize(r->query[i]);
    area_index_free(r->areas);
    crs_context_free(r->crs);
    arena_free(r->arena);
    free(r);
}

/* ---- how people write ---- */

/* A house number as written: "12a", "12 A", "12-a", "12 bis", "12-2hoog", "12 a 2". */
struct house {
    int64_t number;
    char letter[4], addition[16];
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_alnum(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
}

/* Upper case, without what only separates. */
static void squeeze(struct str s, char *to, size_t size)
{
    size_t n = 0;
    for (size_t i = 0; i < s.n && n + 1 < size; i++)
        if (is_alnum(s.p[i]))
            to[n++] = upper(s.p[i]);
    to[n] = 0;
}

static bool house_parse(struct str number, struct str letter, struct str addition, struct house *out)
{
    struct house h = {0};
    size_t i = 0;
    number = str_trim(number);
    while (i < number.n && is_digit(number.p[i]) && i < 6)
        i++;
    if (i == 0 || !str_to_i64(str_sub(number, 0, i), &h.number) || h.number < 1 || h.number > 99999)
        return false;
    struct str rest = str_sub(number, i, SIZE_MAX);
    while (rest.n && !is_alnum(rest.p[0]))
        rest = str_sub(rest, 1, SIZE_MAX);
    squeeze(str_trim(letter), h.letter, sizeof h.letter);
    squeeze(str_trim(addition), h.addition, sizeof h.addition);
    if (rest.n && !h.letter[0] && !h.addition[0]) {
        /* One letter that stands alone is the huisletter; what follows it, or else all of it, the toevoeging. */
        bool alone = !is_digit(rest.p[0]) && (rest.n == 1 || !is_alnum(rest.p[1]) || is_digit(rest.p[1]));
        if (alone) {
            squeeze(str_sub(rest, 0, 1), h.letter, sizeof h.letter);
            rest = str_sub(rest, 1, SIZE_MAX);
        }
        squeeze(rest, h.addition, sizeof h.addition);
    }
    *out = h;
    return true;
}

/* "1234 ab" to "1234AB"; false when it is no postcode. Gives what stands behind it in *rest. */
static bool postcode_parse(struct str s, char out[8], struct str *rest)
{
    s = str_trim(s);
    if (s.n < 6 || s.p[0] < '1' || s.p[0] > '9')
        return false;
    for (int i = 0; i < 4; i++)
        if (!is_digit(s.p[i]))
            return false;
    size_t at = 4;
    while (at < s.n && s.p[at] == ' ' && at < 6)
        at++;
    if (at + 2 > s.n || !isalpha((unsigned char)s.p[at]) || !isalpha((unsigned char)s.p[at + 1]))
        return false;
    if (at + 2 < s.n && isalpha((unsigned char)s.p[at + 2]))
        return false;
    memcpy(out, s.p, 4);
    out[4] = upper(s.p[at]);
    out[5] = upper(s.p[at + 1]);
    out[6] = 0;
    *rest = str_trim(str_sub(s, at + 2, SIZE_MAX));
    while (rest->n && (rest->p[0] == ',' || rest->p[0] == '-'))
        *rest = str_trim(str_sub(*rest, 1, SIZE_MAX));
    return true;
}

/* A BAG id of 16 digits; one of 15 lost its leading zero in a spreadsheet (NLExtract #102, #231). */
static bool bag_id_parse(struct str s, char out[20])
{
    s = str_trim(s);
    size_t pad = s.n == 15 ? 1 : 0;
    if (s.n + pad != 16)
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (!is_digit(s.p[i]))
            return false;
    out[0] = '0';
    memcpy(out + pad, s.p, s.n);
    out[16] = 0;
    return true;
}

static bool gebied_parse(struct str s, char out[20])
{
    s = str_trim(s);
    if (s.n < 6 || s.n > 12)
        return false;
    for (size_t i = 0; i < s.n; i++)
        out[i] = upper(s.p[i]);
    out[s.n] = 0;
    return (strncmp(out, "GM", 2) == 0 && s.n == 6) || (strncmp(out, "WK", 2) == 0 && s.n == 8) ||
           (strncmp(out, "BU", 2) == 0 && s.n == 10);
}

/* ---- asking ---- */

static void copy(char *to, size_t size, struct str s)
{
    if (!str_copy(s, to, size))
        to[0] = 0;
}

/* Takes over the row that the statement stands on. */
static bool take_row(struct locatie_resolver *r, sqlite3_stmt *s, struct locatie *out, struct err *err)
{
    struct arena_mark mark = arena_mark(r->arena);
    struct geom g = {0};
    copy(out->nummeraanduiding_id, sizeof out->nummeraanduiding_id, db_text(s, 0));
    copy(out->gemeente_code, sizeof out->gemeente_code, db_text(s, 2));
    copy(out->wijk_code, sizeof out->wijk_code, db_text(s, 3));
    copy(out->buurt_code, sizeof out->buurt_code, db_text(s, 4));
    bool ok = sqlite3_column_type(s, 1) == SQLITE_NULL ||
              geom_from_spatialite(sqlite3_column_blob(s, 1), (size_t)sqlite3_column_bytes(s, 1), r->arena, &g, err);
    if (ok)
        out->has_point = geom_label_point(&g, 1, &out->x, &out->y);
    if (ok && out->has_point && !out->gemeente_code[0]) {
        struct area a = area_index_find(r->areas, out->x, out->y);
        copy(out->gemeente_code, sizeof out->gemeente_code, str_from(a.gemeente_code));
        copy(out->wijk_code, sizeof out->wijk_code, str_from(a.wijk_code));
        copy(out->buurt_code, sizeof out->buurt_code, str_from(a.buurt_code));
    }
    arena_rewind(r->arena, mark);
    return ok;
}

/* One key, one row; *found tells. */
static bool ask(struct locatie_resolver *r, enum query q, const char *key, struct locatie *out, bool *found,
                struct err *err)
{
    sqlite3_stmt *s = r->query[q];
    db_bind(s, 1, str_from(key));
    int code = sqlite3_step(s);
    bool ok = code == SQLITE_ROW ? take_row(r, s, out, err) : code == SQLITE_DONE || db_fail(r->db, err);
    *found = ok && code == SQLITE_ROW;
    sqlite3_reset(s);
    return ok;
}

/* How well an address fits what was written: 3 to the letter, 2 the number alone when nothing more was asked, 1 the
 * number with another addition. Letter and addition are compared as one, for "12a" is written with either. */
static int fit(sqlite3_stmt *s, const struct house *h)
{
    char asked[24], there[24];
    snprintf(asked, sizeof asked, "%s%s", h->letter, h->addition);
    char letter[8], addition[16];
    squeeze(db_text(s, 5), letter, sizeof letter);
    squeeze(db_text(s, 6), addition, sizeof addition);
    snprintf(there, sizeof there, "%s%s", letter, addition);
    if (strcmp(asked, there) == 0)
        return 3;
    return there[0] == 0 ? 2 : 1;
}

static bool ask_house(struct locatie_resolver *r, sqlite3_stmt *s, const struct house *h, struct locatie *out,
                      bool *found, struct err *err)
{
    int best = 0, code;
    bool ok = true;
    struct locatie hit = {0};
    sqlite3_bind_int64(s, 2, h->number);
    while (ok && (code = sqlite3_step(s)) == SQLITE_ROW) {
        int score = fit(s, h);
        if (score > best) {
            best = score;
            ok = take_row(r, s, &hit, err);
        }
    }
    if (ok && code != SQLITE_DONE)
        ok = db_fail(r->db, err);
    sqlite3_reset(s);
    *found = ok && best > 0;
    if (*found) {
        hit.soort = out->soort;
        hit.match = best == 3 ? MATCH_EXACT : MATCH_ZONDER_TOEVOEGING;
        *out = hit;
    }
    return ok;
}

/* RD or degrees, told apart by their range; swapped ones are mended. False: neither, so outside the Netherlands. */
static bool coordinate_mend(struct locatie_resolver *r, double x, double y, double *rd, bool *ok, struct err *err)
{
    struct bbox rd_box = crs_get(CRS_RD)->extent, ll = {3.2, 50.6, 7.4, 53.8};
    *ok = true;
    rd[0] = x;
    rd[1] = y;
    if (bbox_contains(rd_box, x, y))
        return true;
    if (bbox_contains(rd_box, y, x)) {
        rd[0] = y;
        rd[1] = x;
        return true;
    }
    if (bbox_contains(ll, y, x)) {
        rd[0] = y;
        rd[1] = x;
    } else if (!bbox_contains(ll, x, y)) {
        return false;
    }
    *ok = crs_transform(r->crs, CRS_84, CRS_RD, rd, 1, err);
    /* The box in degrees is wider than RD's area, and a point that can't be transformed is HUGE_VAL. */
    return !*ok || bbox_contains(rd_box, rd[0], rd[1]);
}

static bool by_coordinate(struct locatie_resolver *r, double x, double y, struct locatie *out, struct err *err)
{
    double rd[2];
    bool ok;
    if (!isfinite(x) || !isfinite(y) || !coordinate_mend(r, x, y, rd, &ok, err)) {
        snprintf(out->reden, sizeof out->reden, "het coördinaat ligt niet in Nederland");
        return true;
    }
    if (!ok)
        return false;
    struct area a = area_index_find(r->areas, rd[0], rd[1]);
    out->soort = LOCATIE_COORDINAAT;
    out->match = MATCH_PUNT;
    out->has_point = true;
    out->x = rd[0];
    out->y = rd[1];
    copy(out->gemeente_code, sizeof out->gemeente_code, str_from(a.gemeente_code));
    copy(out->wijk_code, sizeof out->wijk_code, str_from(a.wijk_code));
    copy(out->buurt_code, sizeof out->buurt_code, str_from(a.buurt_code));
    return true;
}

/* What a record says, sorted out: one code field may hold any kind. */
struct sorted {
    char nummer[20], object[20], pand[20], postcode[8], gebied[20];
    bool has_house;
    struct house house;
};

static void sort_id(const char *id, struct sorted *to)
{
    /* Digits 5 and 6 tell the kind (BAG, objecttypecode). */
    if (strncmp(id + 4, "20", 2) == 0)
        strcpy(to->nummer, id);
    else if (strncmp(id + 4, "10", 2) == 0)
        strcpy(to->pand, id);
    else if (strncmp(id + 4, "01", 2) == 0 || strncmp(id + 4, "02", 2) == 0 || strncmp(id + 4, "03", 2) == 0)
        strcpy(to->object, id);
}

static bool sort_out(const struct locatie_vraag *v, struct sorted *to)
{
    char id[20];
    struct str rest;
    *to = (struct sorted){0};
    const struct str ids[] = {v->nummeraanduiding_id, v->object_id, v->pand_id, v->code};
    bool known = false;
    for (size_t i = 0; i < 4; i++)
        if (bag_id_parse(ids[i], id)) {
            sort_id(id, to);
            known = true;
        }
    if (gebied_parse(v->gebied_code, to->gebied) || (!known && gebied_parse(v->code, to->gebied)))
        known = true;
    else
        to->gebied[0] = 0;
    if (postcode_parse(v->postcode, to->postcode, &rest)) {
        to->has_house = house_parse(v->huisnummer, v->huisletter, v->huisnummertoevoeging, &to->house);
        known = true;
    } else if (!known && postcode_parse(v->code, to->postcode, &rest)) {
        to->has_house = house_parse(rest, (struct str){0}, (struct str){0}, &to->house);
        known = true;
    }
    return known;
}

bool locatie_resolve(struct locatie_resolver *r, const struct locatie_vraag *v, struct locatie *out, struct err *err)
{
    struct locatie l = {0};
    struct sorted q;
    bool said = sort_out(v, &q), found = false;
    const struct {
        enum query query;
        const char *key;
        enum locatie_soort soort;
        enum locatie_match match;
    } ids[] = {
        {BY_NUMMER, q.nummer, LOCATIE_NUMMERAANDUIDING, MATCH_EXACT},
        {BY_OBJECT, q.object, LOCATIE_ADRESSEERBAAR_OBJECT, MATCH_HOOFDADRES},
        {BY_PAND, q.pand, LOCATIE_PAND, MATCH_HOOFDADRES},
        {BY_PAND_ONLY, q.pand, LOCATIE_PAND, MATCH_EXACT},
    };
    for (size_t i = 0; !found && i < sizeof ids / sizeof *ids; i++) {
        if (!ids[i].key[0])
            continue;
        if (!ask(r, ids[i].query, ids[i].key, &l, &found, err))
            return false;
        l.soort = ids[i].soort;
        l.match = ids[i].match;
    }
    if (!found && q.postcode[0] && q.has_house) {
        db_bind(r->query[BY_POSTCODE_NUMMER], 1, str_from(q.postcode));
        l.soort = LOCATIE_POSTCODE_HUISNUMMER;
        if (!ask_house(r, r->query[BY_POSTCODE_NUMMER], &q.house, &l, &found, err))
            return false;
    }
    struct house h;
    if (!found && v->straat.n && house_parse(v->huisnummer, v->huisletter, v->huisnummertoevoeging, &h)) {
        said = true;
        db_bind(r->query[BY_STRAAT_NUMMER], 1, str_trim(v->straat));
        db_bind(r->query[BY_STRAAT_NUMMER], 3, str_trim(v->woonplaats));
        l.soort = LOCATIE_STRAAT_HUISNUMMER;
        if (!ask_house(r, r->query[BY_STRAAT_NUMMER], &h, &l, &found, err))
            return false;
    }
    if (!found && q.postcode[0]) {
        if (!ask(r, BY_POSTCODE, q.postcode, &l, &found, err))
            return false;
        l.soort = LOCATIE_POSTCODE;
        l.match = MATCH_POSTCODE;
    }
    if (!found && q.gebied[0]) {
        if (!ask(r, BY_GEBIED, q.gebied, &l, &found, err))
            return false;
        l.soort = LOCATIE_GEBIED;
        l.match = MATCH_GEBIED;
    }
    if (!found) {
        l = (struct locatie){0};
        if (v->has_point && !by_coordinate(r, v->x, v->y, &l, err))
            return false;
        if (l.match == MATCH_GEEN && !l.reden[0])
            snprintf(l.reden, sizeof l.reden, "%s",
                     said        ? "de locatiecode komt niet voor in de BAG of de gebieden van dit magazijn"
                     : v->code.n ? "de locatiecode heeft geen bekende vorm"
                                 : "er is geen locatiecode");
    }
    *out = l;
    return true;
}
