/* How many locatiecodes the resolver turns into places per second, on one core: ids, postcodes with house numbers as
 * people write them, streets.
 *
 *     demogemeente --uit DIR --adressen 200000; geomagazijn --magazijn MAG import gebieden|bag …
 *     bench_locatiecode MAG            measures that warehouse, as it is
 *     bench_locatiecode --synthetisch N MAG   makes a warehouse of N made-up addresses in MAG first
 *     bench_locatiecode --eis MAG      ends with 1 when it is under 300,000/s for ids or 100,000/s for postcodes
 */
#include "warehouse/locatiecode.h"
#include "base/clock.h"
#include "warehouse/load.h"
#include "warehouse/warehouse_priv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SAMPLE = 200000 };

struct sample {
    char num[20], object[20], pand[20], postcode[8], straat[100], plaats[60], letter[4], addition[8], written[40];
    int nummer;
};

static int fail(const struct err *err)
{
    fprintf(stderr, "bench_locatiecode: %s: %s\n", err->locator, err->message);
    return 1;
}

/* As in a real warehouse: the columns that lookups read are as long as they are there. */
static bool synthesise(struct warehouse *w, int64_t n, struct err *err)
{
    sqlite3_stmt *s;
    static const char sql[] =
        "WITH RECURSIVE k(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM k WHERE i + 1 < ?1) "
        "INSERT INTO adres(nummeraanduiding_id, adresseerbaarobject_id, object_type, hoofdadres, openbare_ruimte_id, "
        "straatnaam, straatnaam_verkort, huisnummer, huisletter, huisnummertoevoeging, postcode, woonplaats_id, "
        "woonplaatsnaam, gemeente_code, wijk_code, buurt_code, pand_id, gebruiksdoelen, oppervlakte, bouwjaar, status, "
        "geom) SELECT printf('%04d20%010d', 1 + i % 400, i), printf('%04d01%010d', 1 + i % 400, i), 'verblijfsobject', "
        "1, printf('%04d30%010d', 1, i / 40), 'Straat van ' || (i / 40), 'Str ' || (i / 40), 1 + i % 40, "
        "CASE WHEN i % 10 = 0 THEN 'A' END, CASE WHEN i % 7 = 0 THEN '2' END, printf('%04d%c%c', 1000 + (i / 40) / 676 "
        "% 9000, char(65 + (i / 40) / 26 % 26), char(65 + (i / 40) % 26)), '1234', 'Plaats', 'GM0001', 'WK000101', "
        "'BU00010101', printf('%04d10%010d', 1 + i % 400, i), 'woonfunctie', 100, 1970, 'Verblijfsobject in gebruik', "
        "MakePoint(100000 + (i * 7919) % 100000, 400000 + (i * 104729) % 150000, 28992) FROM k";
    struct load *l;
    int64_t generation;
    struct load_summary summary = {.dataset = "bag", .bestanden = "synthetisch", .rapport_json = STR("{}")};
    if (!load_begin(w, &l, err))
        return false;
    bool ok = db_exec(w->db,
                      "DELETE FROM adres; DELETE FROM openbare_ruimte; DROP INDEX IF EXISTS adres_straat; DROP TRIGGER "
                      "IF EXISTS gii_adres_geom; "
                      "DROP TRIGGER IF EXISTS ggi_adres_geom; DROP TRIGGER IF EXISTS tmi_adres_geom;",
                      err) &&
              db_prepare(w->db, sql, &s, err);
    if (ok) {
        sqlite3_bind_int64(s, 1, n);
        ok = db_run(w->db, s, err);
        sqlite3_finalize(s);
    }
    ok = ok && db_exec(w->db,
                       "INSERT INTO openbare_ruimte(identificatie, voorkomenidentificatie, naam, woonplaats_id, "
                       "bestaand) SELECT DISTINCT openbare_ruimte_id, 1, straatnaam, '1234', 1 FROM adres",
                       err);
    if (ok)
        return load_commit(l, &summary, &generation, err);
    load_abort(l);
    return false;
}

static void take(sqlite3_stmt *s, int column, char *to, size_t size)
{
    if (!str_copy(db_text(s, column), to, size))
        to[0] = 0;
}

/* The same number in the ways that people write it. */
static void write_number(struct sample *a, size_t i)
{
    static const char *const forms[] = {"%d%s%s", "%d %s %s", "%d-%s%s", "%d %s-%s", "0%d%s%s", "%d/%s%s", "%d %s%s "};
    char letter[4];
    snprintf(letter, sizeof letter, "%s", a->letter);
    if (i % 2 && letter[0] >= 'A' && letter[0] <= 'Z')
        letter[0] = (char)(letter[0] + 32);
    snprintf(a->written, sizeof a->written, forms[i % (sizeof forms / sizeof *forms)], a->nummer, letter, a->addition);
}

static bool sample_read(struct warehouse *w, struct sample *list, size_t *n, struct err *err)
{
    sqlite3_stmt *s;
    int64_t last = 1;
    uint64_t random = 88172645463325252u;
    if (!db_int(w->db, "SELECT max(id) FROM adres", 1, &last, err) ||
        !db_prepare(w->db,
                    "SELECT nummeraanduiding_id, adresseerbaarobject_id, pand_id, postcode, straatnaam, "
                    "woonplaatsnaam, huisnummer, huisletter, huisnummertoevoeging FROM adres WHERE id = ?",
                    &s, err))
        return false;
    for (size_t tries = 0; *n < SAMPLE && tries < 4 * (size_t)SAMPLE; tries++) {
        random ^= random << 13, random ^= random >> 7, random ^= random << 17;
        sqlite3_bind_int64(s, 1, 1 + (int64_t)(random % (uint64_t)last));
        if (sqlite3_step(s) == SQLITE_ROW && sqlite3_column_type(s, 2) != SQLITE_NULL &&
            sqlite3_column_type(s, 3) != SQLITE_NULL) {
            struct sample *a = &list[(*n)++];
            take(s, 0, a->num, sizeof a->num);
            take(s, 1, a->object, sizeof a->object);
            take(s, 2, a->pand, sizeof a->pand);
            take(s, 3, a->postcode, sizeof a->postcode);
            take(s, 4, a->straat, sizeof a->straat);
            take(s, 5, a->plaats, sizeof a->plaats);
            a->nummer = sqlite3_column_int(s, 6);
            take(s, 7, a->letter, sizeof a->letter);
            take(s, 8, a->addition, sizeof a->addition);
            write_number(a, *n);
        }
        sqlite3_reset(s);
    }
    sqlite3_finalize(s);
    return *n > 0 || err_set(err, ERR_NOT_FOUND, "adres", "Het magazijn heeft geen adressen.");
}

static struct locatie_vraag question(const struct sample *a, int kind, char spaced[12])
{
    struct locatie_vraag v = {0};
    if (kind == 0)
        v.code = str_from(a->num);
    else if (kind == 1)
        v.object_id = str_from(a->object);
    else if (kind == 2)
        v.pand_id = str_from(a->pand);
    else if (kind == 3) {
        snprintf(spaced, 12, "%.4s %c%c", a->postcode, a->postcode[4] | 32, a->postcode[5] | 32);
        v.postcode = str_from(spaced);
        v.huisnummer = str_from(a->written);
    } else {
        v.straat = str_from(a->straat);
        v.woonplaats = str_from(a->plaats);
        v.huisnummer = str_from(a->written);
    }
    return v;
}

static bool measure(struct warehouse *w, const struct sample *list, size_t n, bool demand, bool *met, struct err *err)
{
    static const struct {
        const char *name;
        double demand;
    } kinds[] = {{"nummeraanduiding-id", 300000},
                 {"verblijfsobject-id", 300000},
                 {"pand-id", 300000},
                 {"postcode en huisnummer, zoals geschreven", 100000},
                 {"straat, huisnummer en woonplaats", 0}};
    struct locatie_resolver *r;
    if (!locatie_resolver_new(w, &r, err))
        return false;
    for (int kind = 0; kind < 5; kind++) {
        double best = 0;
        size_t found = 0, right = 0;
        for (int round = 0; round < 3; round++) {
            int64_t start = clock_ticks_ns();
            found = right = 0;
            for (size_t i = 0; i < n; i++) {
                char spaced[12];
                struct locatie l;
                struct locatie_vraag v = question(&list[i], kind, spaced);
                if (!locatie_resolve(r, &v, &l, err)) {
                    locatie_resolver_free(r);
                    return false;
                }
                found += l.match != MATCH_GEEN;
                right += strcmp(l.nummeraanduiding_id, list[i].num) == 0;
            }
            double rate = (double)n / ((double)(clock_ticks_ns() - start) / 1e9);
            best = rate > best ? rate : best;
        }
        printf("%-44s %9.0f/s  %6.2f %% gevonden, %6.2f %% dit adres\n", kinds[kind].name, best,
               100.0 * (double)found / (double)n, 100.0 * (double)right / (double)n);
        if (demand && best < kinds[kind].demand)
            *met = false;
    }
    locatie_resolver_free(r);
    return true;
}

int main(int argc, char **argv)
{
    struct warehouse *w;
    struct err err = {0};
    const char *dir = NULL;
    int64_t rows = 0, generation, total = 0;
    bool demand = false, met = true;
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], "--synthetisch") == 0 && i + 1 < argc)
            rows = atoll(argv[++i]);
        else if (strcmp(argv[i], "--eis") == 0)
            demand = true;
        else
            dir = argv[i];
    if (!dir) {
        fputs("gebruik: bench_locatiecode [--eis] [--synthetisch N] MAGAZIJN\n", stderr);
        return 64;
    }
    if (rows) {
        if (!warehouse_open(dir, WAREHOUSE_WRITE, &w, &err) || !synthesise(w, rows, &err))
            return fail(&err);
        warehouse_close(w);
    }
    struct sample *list = calloc(SAMPLE, sizeof *list);
    size_t n = 0;
    if (!list || !warehouse_open(dir, WAREHOUSE_READ, &w, &err) || !warehouse_read_begin(w, &generation, &err) ||
        !warehouse_count(w, "adres", &total, &err) || !sample_read(w, list, &n, &err))
        return fail(&err);
    printf("%lld adressen, %zu vragen, de beste van drie rondes, een kern\n", (long long)total, n);
    bool ok = measure(w, list, n, demand, &met, &err);
    warehouse_read_end(w);
    warehouse_close(w);
    free(list);
    return !ok ? fail(&err) : met ? 0 : 1;
}
