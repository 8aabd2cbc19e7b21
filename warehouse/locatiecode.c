#include "warehouse/locatiecode.h"

#include "warehouse/locatie_priv.h"

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
                                                       "postcode", "gebied", "punt",       "vervallen"};

enum query {
    BY_NUMMER,
    BY_OBJECT,
    BY_PAND,
    BY_PAND_RELATION,
    BY_PAND_ONLY,
    BY_POSTCODE_NUMMER,
    BY_STRAAT_NUMMER,
    BY_POSTCODE,
    BY_GEBIED,
    WAS_NUMMER,
    WAS_POSTCODE_NUMMER,
    WAS_STRAAT_NUMMER,
    WAS_PAND,
    WAS_VERBLIJFSOBJECT,
    WAS_LIGPLAATS,
    WAS_STANDPLAATS,
    QUERIES
};

/* No ORDER BY where several rows may come: sorting costs more than the search; the best one is chosen below. */
#define COLUMNS "a.nummeraanduiding_id, a.geom, a.gemeente_code, a.wijk_code, a.buurt_code"
#define HOUSE COLUMNS ", a.huisletter, a.huisnummertoevoeging, a.woonplaatsnaam, a.hoofdadres, a.huisnummer"
#define WAS "nummeraanduiding_id, NULL, x, y, adresseerbaarobject_id, huisletter, huisnummertoevoeging"
/* The last place of an object that is withdrawn, or that had an end. */
#define LAST_PLACE(table)                                                                                              \
    "SELECT NULL, geom, NULL, NULL, NULL FROM bag_" table " WHERE identificatie = ?1 AND geom IS NOT NULL AND "        \
    "tijdstip_inactief IS NULL AND (eind_geldigheid IS NOT NULL OR status COLLATE NOCASE IN ('Pand gesloopt', 'Niet "  \
    "gerealiseerd pand', 'Pand ten onrechte opgevoerd', 'Verblijfsobject ingetrokken', 'Niet gerealiseerd "            \
    "verblijfsobject', 'Verblijfsobject ten onrechte opgevoerd', 'Plaats ingetrokken')) ORDER BY "                     \
    "voorkomenidentificatie DESC LIMIT 1"
static const char *const queries[QUERIES] = {
    [BY_NUMMER] = "SELECT " COLUMNS " FROM adres a WHERE a.nummeraanduiding_id = ?1",
    [BY_OBJECT] = "SELECT " HOUSE " FROM adres a WHERE a.adresseerbaarobject_id = ?1 LIMIT 500",
    [BY_PAND] = "SELECT " HOUSE " FROM adres a WHERE a.pand_id = ?1 LIMIT 500",
    /* adres names the first pand of an object; it may stand in others too. */
    [BY_PAND_RELATION] =
        "SELECT " HOUSE " FROM verblijfsobject_pand k JOIN adres a ON a.adresseerbaarobject_id = k.verblijfsobject_id "
        "WHERE k.pand_id = ?1 LIMIT 500",
    [BY_PAND_ONLY] =
        "SELECT NULL, geom, NULL, NULL, NULL FROM pand WHERE identificatie = ?1 AND (bestaand = 1 OR status COLLATE "
        "NOCASE NOT IN ('Pand gesloopt', 'Niet gerealiseerd pand', 'Pand ten onrechte opgevoerd'))",
    [BY_POSTCODE_NUMMER] = "SELECT " HOUSE " FROM adres a WHERE a.postcode = ?1 AND a.huisnummer = ?2",
    [BY_STRAAT_NUMMER] = "SELECT " HOUSE " FROM adres a WHERE a.openbare_ruimte_id = ?1 AND a.huisnummer = ?2",
    /* The address in the middle of the postcode: a real place, and inside its buurt. */
    [BY_POSTCODE] = "SELECT " COLUMNS " FROM adres a WHERE a.postcode = ?1 ORDER BY a.huisnummer LIMIT 1 OFFSET "
                    "(SELECT count(*) / 2 FROM adres WHERE postcode = ?1)",
    [BY_GEBIED] =
        "SELECT * FROM (SELECT NULL, geom, gemeente_code, wijk_code, code FROM buurt WHERE code = ?1 ORDER BY jaar "
        "DESC LIMIT 1) UNION ALL SELECT * FROM (SELECT NULL, geom, gemeente_code, code, NULL FROM wijk WHERE code = ?1 "
        "ORDER BY jaar DESC LIMIT 1) UNION ALL SELECT * FROM (SELECT NULL, geom, code, NULL, NULL FROM gemeente WHERE "
        "code = ?1 ORDER BY jaar DESC LIMIT 1) LIMIT 1",
    [WAS_NUMMER] = "SELECT " WAS " FROM adres_vervallen WHERE nummeraanduiding_id = ?1 LIMIT 1",
    [WAS_POSTCODE_NUMMER] = "SELECT " WAS " FROM adres_vervallen WHERE postcode = ?1 AND huisnummer = ?2",
    [WAS_STRAAT_NUMMER] = "SELECT " WAS " FROM adres_vervallen WHERE openbare_ruimte_id = ?1 AND huisnummer = ?2",
    [WAS_PAND] = LAST_PLACE("pand"),
    [WAS_VERBLIJFSOBJECT] = LAST_PLACE("verblijfsobject"),
    [WAS_LIGPLAATS] = LAST_PLACE("ligplaats"),
    [WAS_STANDPLAATS] = LAST_PLACE("standplaats"),
};

struct locatie_resolver {
    sqlite3 *db;
    struct arena *arena;
    struct area_index *areas;
    struct straat_index *straten;    /* NULL until it is asked for */
    struct adres_geheugen *geheugen; /* NULL until so many are asked for that it pays */
    int64_t addresses, asked, pays_after;
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
    bool ok =
        area_index_new(r->db, &r->areas, err) && db_int(r->db, "SELECT count(*) FROM adres", 0, &r->addresses, err);
    r->pays_after = r->addresses / 20 + 1000; /* reading an address costs a twentieth of finding one */
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
    straat_index_free(r->straten);
    adres_geheugen_free(r->geheugen);
    area_index_free(r->areas);
    crs_context_free(r->crs);
    arena_free(r->arena);
    free(r);
}

/* ---- one row ---- */

static void copy(char *to, size_t size, struct str s)
{
    size_t n = s.n < size ? s.n : 0;
    if (n)
        memcpy(to, s.p, n);
    to[n] = 0;
}

static void put_area(struct locatie_resolver *r, struct locatie *out)
{
    struct area a = area_index_find(r->areas, out->x, out->y);
    copy(out->gemeente_code, sizeof out->gemeente_code, str_from(a.gemeente_code));
    copy(out->wijk_code, sizeof out->wijk_code, str_from(a.wijk_code));
    copy(out->buurt_code, sizeof out->buurt_code, str_from(a.buurt_code));
}

bool spatialite_point(const void *blob, int n, double *x, double *y)
{
    static const unsigned char point[4] = {1, 0, 0, 0};
    const unsigned char *p = blob;
    if (!p || n != 60 || p[0] != 0 || p[1] != 1 || p[38] != 0x7C || memcmp(p + 39, point, 4) != 0)
        return false;
    memcpy(x, p + 6, 8);
    memcpy(y, p + 14, 8);
    return true;
}

/* Takes over the row that the statement stands on. */
static bool take_row(struct locatie_resolver *r, sqlite3_stmt *s, struct locatie *out, struct err *err)
{
    copy(out->nummeraanduiding_id, sizeof out->nummeraanduiding_id, db_text(s, 0));
    const void *blob = sqlite3_column_blob(s, 1);
    int n = sqlite3_column_bytes(s, 1);
    out->has_point = false;
    if (spatialite_point(blob, n, &out->x, &out->y)) {
        out->has_point = true;
    } else if (blob) {
        struct arena_mark mark = arena_mark(r->arena);
        struct geom g = {0};
        bool ok = geom_from_spatialite(blob, (size_t)n, r->arena, &g, err);
        out->has_point = ok && geom_label_point(&g, 1, &out->x, &out->y);
        arena_rewind(r->arena, mark);
        if (!ok)
            return false;
    }
    copy(out->gemeente_code, sizeof out->gemeente_code, db_text(s, 2));
    copy(out->wijk_code, sizeof out->wijk_code, db_text(s, 3));
    copy(out->buurt_code, sizeof out->buurt_code, db_text(s, 4));
    if (out->has_point && !out->gemeente_code[0])
        put_area(r, out);
    return true;
}

/* A row of adres_vervallen: its place stands in two columns. */
static void take_former(struct locatie_resolver *r, sqlite3_stmt *s, struct locatie *out)
{
    copy(out->nummeraanduiding_id, sizeof out->nummeraanduiding_id, db_text(s, 0));
    out->has_point = true;
    out->x = sqlite3_column_double(s, 2);
    out->y = sqlite3_column_double(s, 3);
    put_area(r, out);
}

/* ---- asking ---- */

struct hit {
    bool found;
    struct locatie locatie;
};

/* One key, one row. */
static bool ask(struct locatie_resolver *r, enum query q, const char *key, struct hit *hit, struct err *err)
{
    sqlite3_stmt *s = r->query[q];
    db_bind(s, 1, str_from(key));
    int code = sqlite3_step(s);
    bool ok = true;
    if (code == SQLITE_ROW && q == WAS_NUMMER)
        take_former(r, s, &hit->locatie);
    else if (code == SQLITE_ROW)
        ok = take_row(r, s, &hit->locatie, err);
    else
        ok = code == SQLITE_DONE || db_fail(r->db, err);
    hit->found = ok && code == SQLITE_ROW;
    sqlite3_reset(s);
    return ok;
}

/* Addresses with one key, from memory or from the tables. */
struct cursor {
    struct locatie_resolver *r;
    enum query query;
    enum adres_sleutel key;
    sqlite3_stmt *s;             /* NULL: in memory */
    const struct adres_rij *row; /* in memory */
    bool started;
    int code;
    uint64_t packed;
    uint32_t number;
};

static struct cursor cursor_open(struct locatie_resolver *r, enum query q, const char *key, int number)
{
    static const struct {
        enum query query;
        enum adres_sleutel key;
    } in_memory[] = {{BY_NUMMER, ADRES_NUMMER},
                     {BY_OBJECT, ADRES_OBJECT},
                     {BY_PAND, ADRES_PAND},
                     {BY_POSTCODE_NUMMER, ADRES_POSTCODE},
                     {BY_STRAAT_NUMMER, ADRES_STRAAT}};
    struct cursor c = {.r = r, .query = q, .s = r->query[q], .number = (uint32_t)number, .code = SQLITE_ROW};
    for (size_t i = 0; r->geheugen && i < sizeof in_memory / sizeof *in_memory; i++)
        if (in_memory[i].query == q) {
            bool packed = q == BY_POSTCODE_NUMMER || adres_id_pack(str_from(key), &c.packed);
            if (q == BY_POSTCODE_NUMMER)
                c.packed = postcode_pack(key);
            c.key = in_memory[i].key;
            c.s = packed ? NULL : c.s;
        }
    if (c.s) {
        db_bind(c.s, 1, str_from(key));
        if (number)
            sqlite3_bind_int(c.s, 2, number);
    }
    return c;
}

static bool cursor_next(struct cursor *c)
{
    if (c->s) {
        c->code = sqlite3_step(c->s);
        return c->code == SQLITE_ROW;
    }
    c->row = c->started ? adres_geheugen_next(c->r->geheugen, c->key, c->row)
                        : adres_geheugen_first(c->r->geheugen, c->key, c->packed, c->number);
    c->started = true;
    return c->row;
}

/* False when what came before went wrong. */
static bool cursor_close(struct cursor *c, struct err *err)
{
    if (!c->s)
        return true;
    bool ok = c->code == SQLITE_ROW || c->code == SQLITE_DONE || db_fail(c->r->db, err);
    sqlite3_reset(c->s);
    return ok;
}

static bool cursor_take(struct cursor *c, struct locatie *out, struct err *err)
{
    if (c->s)
        return take_row(c->r, c->s, out, err);
    const struct gebied_codes *codes = adres_geheugen_areas(c->r->geheugen, c->row);
    adres_id_unpack(c->row->num, out->nummeraanduiding_id);
    out->has_point = true;
    out->x = c->row->x_mm / 1000.0;
    out->y = c->row->y_mm / 1000.0;
    memcpy(out->gemeente_code, codes->gemeente, sizeof codes->gemeente);
    memcpy(out->wijk_code, codes->wijk, sizeof codes->wijk);
    memcpy(out->buurt_code, codes->buurt, sizeof codes->buurt);
    if (!out->gemeente_code[0])
        put_area(c->r, out);
    return true;
}

/* The addition of the address that the cursor stands on, in buffer or borrowed. */
static const char *cursor_addition(struct cursor *c, char buffer[24])
{
    if (!c->s)
        return c->row->toevoeging;
    toevoeging_squeeze(db_text(c->s, 5), db_text(c->s, 6), buffer);
    return buffer;
}

static bool one_address(struct locatie_resolver *r, enum query q, const char *key, struct hit *hit, struct err *err)
{
    struct cursor c = cursor_open(r, q, key, 0);
    hit->found = cursor_next(&c);
    bool ok = !hit->found || cursor_take(&c, &hit->locatie, err);
    return cursor_close(&c, err) && ok;
}

/* Of the addresses of an object or pand the main one with the lowest number. */
static bool first_address(struct locatie_resolver *r, enum query q, const char *key, struct hit *hit, struct err *err)
{
    struct cursor c = cursor_open(r, q, key, 0);
    int64_t best = INT64_MAX;
    char best_addition[24] = "", buffer[24];
    bool ok = true;
    while (ok && cursor_next(&c)) {
        bool main_one = c.s ? sqlite3_column_int(c.s, 8) : c.row->hoofdadres;
        int64_t number = c.s ? sqlite3_column_int64(c.s, 9) : c.row->huisnummer;
        int64_t order = number + (main_one ? 0 : 1 << 24);
        const char *addition = cursor_addition(&c, buffer);
        if (order < best || (order == best && strcmp(addition, best_addition) < 0)) {
            best = order;
            snprintf(best_addition, sizeof best_addition, "%s", addition);
            ok = cursor_take(&c, &hit->locatie, err);
        }
    }
    hit->found = ok && best != INT64_MAX;
    return cursor_close(&c, err) && ok;
}

enum fit { FIT_NONE, FIT_OTHER, FIT_BARE, FIT_SAME, FIT_EXACT };

void toevoeging_squeeze(struct str letter, struct str toevoeging, char out[24])
{
    const struct str parts[] = {letter, toevoeging};
    size_t n = 0;
    for (size_t k = 0; k < 2; k++)
        for (size_t i = 0; i < parts[k].n && n < 23; i++) {
            char c = parts[k].p[i];
            if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'))
                out[n++] = c;
            else if (c >= 'a' && c <= 'z')
                out[n++] = (char)(c - 32);
        }
    out[n] = 0;
}

/* How well an address fits the addition that was written: to the letter, the same in another spelling, the number
 * alone, or the number with another addition. */
static enum fit fit(const char *there, const struct huisnummer *h)
{
    char canon_there[24], canon_asked[24];
    if (strcmp(h->toevoeging, there) == 0)
        return FIT_EXACT;
    if (!there[0])
        return FIT_BARE;
    if (!h->toevoeging[0])
        return FIT_OTHER;
    toevoeging_canon(there, canon_there, sizeof canon_there);
    toevoeging_canon(h->toevoeging, canon_asked, sizeof canon_asked);
    return strcmp(canon_there, canon_asked) == 0 ? FIT_SAME : FIT_OTHER;
}

/* How well the place of an address fits what was written: 0 not, 3 the same. */
static int place_fit(struct cursor *c, const char *woonplaats)
{
    char buffer[NAAM_SLEUTEL];
    const char *key = buffer;
    if (!woonplaats[0])
        return 3;
    if (c->s)
        naam_sleutel(db_text(c->s, 7), buffer);
    else
        key = adres_geheugen_place(c->r->geheugen, c->row);
    if (strcmp(key, woonplaats) == 0)
        return 3;
    size_t n = strlen(key);
    /* What stands behind the place in running text ("Hoogezand aanvraag omgevingsvergunning"). */
    if (n > 3 && strncmp(key, woonplaats, n) == 0)
        return 2;
    struct str code = c->s ? db_text(c->s, 2) : str_from(adres_geheugen_areas(c->r->geheugen, c->row)->gemeente);
    if (straat_index_is_gemeente(c->r->straten, woonplaats, code))
        return 2;
    return naam_bijna_gelijk(key, woonplaats) ? 1 : 0;
}

struct best {
    int score; /* 0: nothing */
    bool double_found;
    bool former; /* by a name that the street no longer has */
};

/* The addresses of one house number: the best is taken over when it beats what *best has. woonplaats NULL: not
 * compared. */
static bool ask_house(struct cursor c, const struct huisnummer *h, const char *woonplaats, bool former,
                      struct best *best, struct hit *hit, struct err *err)
{
    int first = best->score;
    char buffer[24];
    bool ok = true;
    while (ok && cursor_next(&c)) {
        int place = woonplaats ? place_fit(&c, woonplaats) : 3;
        int score = place ? 10 * place + (int)fit(cursor_addition(&c, buffer), h) : 0;
        if (score == first && score && !former)
            best->double_found = true; /* as good in another street of that name */
        if (score > best->score) {
            *best = (struct best){score, false, former};
            ok = cursor_take(&c, &hit->locatie, err);
        }
    }
    ok = cursor_close(&c, err) && ok;
    hit->found = ok && best->score > 0;
    return ok;
}

/* An address that was: only when what is written fits it well, for a neighbour that was is no better than one that is.
 */
static bool ask_former_house(struct locatie_resolver *r, sqlite3_stmt *s, const struct huisnummer *h, bool *found,
                             struct locatie *out, struct err *err)
{
    int code;
    char buffer[24];
    enum fit best = FIT_OTHER;
    sqlite3_bind_int64(s, 2, h->nummer);
    while ((code = sqlite3_step(s)) == SQLITE_ROW) {
        toevoeging_squeeze(db_text(s, 5), db_text(s, 6), buffer);
        enum fit f = fit(buffer, h);
        if (f > best && !(f == FIT_BARE && h->toevoeging[0])) {
            best = f;
            take_former(r, s, out);
            *found = true;
        }
    }
    sqlite3_reset(s);
    return code == SQLITE_DONE || db_fail(r->db, err);
}

static enum locatie_match house_match(const struct best *b)
{
    if (b->score % 10 < FIT_SAME)
        return MATCH_ZONDER_TOEVOEGING;
    return b->former ? MATCH_VERVALLEN : MATCH_EXACT;
}

/* The ids that a record gives, in the order of input-formats.md §1; `former`: of what is no longer there. */
static bool by_id(struct locatie_resolver *r, const struct locatie_delen *q, bool former, struct hit *hit,
                  struct err *err)
{
    enum query was_object = WAS_VERBLIJFSOBJECT;
    if (former && q->object[0])
        was_object = q->object[5] == '2' ? WAS_LIGPLAATS : q->object[5] == '3' ? WAS_STANDPLAATS : was_object;
    const struct {
        const char *key;
        bool former;
        bool (*ask)(struct locatie_resolver *, enum query, const char *, struct hit *, struct err *);
        enum query query;
        enum locatie_soort soort;
        enum locatie_match match;
    } steps[] = {
        {q->nummer, false, one_address, BY_NUMMER, LOCATIE_NUMMERAANDUIDING, MATCH_EXACT},
        {q->object, false, first_address, BY_OBJECT, LOCATIE_ADRESSEERBAAR_OBJECT, MATCH_HOOFDADRES},
        {q->pand, false, first_address, BY_PAND, LOCATIE_PAND, MATCH_HOOFDADRES},
        {q->pand, false, first_address, BY_PAND_RELATION, LOCATIE_PAND, MATCH_HOOFDADRES},
        {q->pand, false, ask, BY_PAND_ONLY, LOCATIE_PAND, MATCH_EXACT},
        {q->nummer, true, ask, WAS_NUMMER, LOCATIE_NUMMERAANDUIDING, MATCH_VERVALLEN},
        {q->object, true, ask, was_object, LOCATIE_ADRESSEERBAAR_OBJECT, MATCH_VERVALLEN},
        {q->pand, true, ask, WAS_PAND, LOCATIE_PAND, MATCH_VERVALLEN},
    };
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        if (!steps[i].key[0] || steps[i].former != former)
            continue;
        if (!steps[i].ask(r, steps[i].query, steps[i].key, hit, err))
            return false;
        if (hit->found) {
            hit->locatie.soort = steps[i].soort;
            hit->locatie.match = steps[i].match;
            return true;
        }
    }
    return true;
}

static bool by_postcode_house(struct locatie_resolver *r, const struct locatie_delen *q, struct hit *hit,
                              struct err *err)
{
    struct best best = {0};
    bool was = false;
    struct locatie former = {.soort = LOCATIE_POSTCODE_HUISNUMMER, .match = MATCH_VERVALLEN};
    if (!ask_house(cursor_open(r, BY_POSTCODE_NUMMER, q->postcode, q->huis.nummer), &q->huis, NULL, false, &best, hit,
                   err))
        return false;
    hit->locatie.soort = LOCATIE_POSTCODE_HUISNUMMER;
    if (hit->found)
        hit->locatie.match = house_match(&best);
    if (hit->found && hit->locatie.match == MATCH_EXACT)
        return true;
    db_bind(r->query[WAS_POSTCODE_NUMMER], 1, str_from(q->postcode));
    if (!ask_former_house(r, r->query[WAS_POSTCODE_NUMMER], &q->huis, &was, &former, err))
        return false;
    if (was)
        *hit = (struct hit){true, former};
    return true;
}

static bool by_street(struct locatie_resolver *r, const struct straat_huisnummer *q, struct hit *hit, bool *several,
                      struct err *err)
{
    struct best best = {0};
    struct locatie former = {.soort = LOCATIE_STRAAT_HUISNUMMER, .match = MATCH_VERVALLEN};
    bool was = false;
    size_t n;
    const struct straat *streets = straat_index_find(r->straten, q->straat, &n);
    for (size_t i = 0; i < n; i++) {
        struct cursor c = cursor_open(r, BY_STRAAT_NUMMER, streets[i].openbare_ruimte_id, q->huis.nummer);
        if (!ask_house(c, &q->huis, q->woonplaats, streets[i].oud, &best, hit, err))
            return false;
    }
    /* Without a woonplaats an address that is in two places is in neither. */
    if (best.double_found) {
        *several = true;
        hit->found = false;
        return true;
    }
    hit->locatie.soort = LOCATIE_STRAAT_HUISNUMMER;
    if (hit->found)
        hit->locatie.match = house_match(&best);
    if (hit->found && hit->locatie.match != MATCH_ZONDER_TOEVOEGING)
        return true;
    for (size_t i = 0; i < n && !was && n == 1; i++) {
        db_bind(r->query[WAS_STRAAT_NUMMER], 1, str_from(streets[i].openbare_ruimte_id));
        if (!ask_former_house(r, r->query[WAS_STRAAT_NUMMER], &q->huis, &was, &former, err))
            return false;
    }
    if (was)
        *hit = (struct hit){true, former};
    return true;
}

static bool by_streets(struct locatie_resolver *r, const struct locatie_delen *q, struct hit *hit, bool *several,
                       struct err *err)
{
    if (q->n_straten && !r->straten && !straat_index_new(r->db, &r->straten, err))
        return false;
    for (size_t i = 0; i < q->n_straten && (!hit->found || hit->locatie.match == MATCH_ZONDER_TOEVOEGING); i++) {
        struct hit reading = {0};
        if (!by_street(r, &q->straten[i], &reading, several, err))
            return false;
        if (reading.found && (!hit->found || reading.locatie.match != MATCH_ZONDER_TOEVOEGING))
            *hit = reading;
    }
    return true;
}

/* ---- coordinates ---- */

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

static bool by_coordinate(struct locatie_resolver *r, double x, double y, struct hit *hit, char *why, size_t why_size,
                          struct err *err)
{
    double rd[2];
    bool ok;
    if (!isfinite(x) || !isfinite(y) || !coordinate_mend(r, x, y, rd, &ok, err)) {
        snprintf(why, why_size, "het coördinaat ligt niet in Nederland");
        return true;
    }
    if (!ok)
        return false;
    hit->found = true;
    hit->locatie =
        (struct locatie){.soort = LOCATIE_COORDINAAT, .match = MATCH_PUNT, .has_point = true, .x = rd[0], .y = rd[1]};
    put_area(r, &hit->locatie);
    return true;
}

/* The weaker kinds: the middle of a postcode or an area, a bare point. */
static bool by_neighbourhood(struct locatie_resolver *r, const struct locatie_delen *q, struct hit *hit,
                             struct err *err)
{
    if (q->postcode[0]) {
        if (!ask(r, BY_POSTCODE, q->postcode, hit, err))
            return false;
        hit->locatie.soort = LOCATIE_POSTCODE;
        hit->locatie.match = MATCH_POSTCODE;
    }
    if (!hit->found && q->gebied[0]) {
        if (!ask(r, BY_GEBIED, q->gebied, hit, err))
            return false;
        hit->locatie.soort = LOCATIE_GEBIED;
        hit->locatie.match = MATCH_GEBIED;
    }
    return true;
}

bool locatie_resolve(struct locatie_resolver *r, const struct locatie_vraag *v, struct locatie *out, struct err *err)
{
    struct locatie_delen q;
    struct hit hit = {0};
    char why[sizeof out->reden] = "";
    bool several = false;
    locatie_delen_read(v, &q);
    if (r->asked++ == r->pays_after && !adres_geheugen_new(r->db, r->addresses, &r->geheugen, err))
        return false;
    if (!by_id(r, &q, false, &hit, err))
        return false;
    if (!hit.found && q.postcode[0] && q.has_huis && !by_postcode_house(r, &q, &hit, err))
        return false;
    /* A street with the right addition is better than a postcode with another one. */
    if ((!hit.found || hit.locatie.match == MATCH_ZONDER_TOEVOEGING) && q.n_straten) {
        struct hit street = {0};
        if (!by_streets(r, &q, &street, &several, err))
            return false;
        if (street.found && (!hit.found || street.locatie.match == MATCH_EXACT))
            hit = street;
    }
    if (!hit.found && !by_id(r, &q, true, &hit, err))
        return false;
    if (!hit.found && !by_neighbourhood(r, &q, &hit, err))
        return false;
    if (!hit.found && q.has_point && !by_coordinate(r, q.x, q.y, &hit, why, sizeof why, err))
        return false;
    if (!hit.found) {
        hit.locatie = (struct locatie){0};
        snprintf(hit.locatie.reden, sizeof hit.locatie.reden, "%s",
                 why[0]    ? why
                 : several ? "straat en huisnummer komen in meer woonplaatsen voor; geef ook de woonplaats of postcode"
                 : q.said  ? "de locatiecode komt niet voor in de BAG of de gebieden van dit magazijn"
                 : v->code.n ? "de locatiecode heeft geen bekende vorm"
                             : "er is geen locatiecode");
    }
    *out = hit.locatie;
    return true;
}
