/* How long search takes on a country: fills a warehouse with N made-up addresses (2,500 woonplaatsen, some 40 addresses
 * a street, 100,000 different words), straight by SQL, and asks it what people type.
 *
 *     build/tests/search_bench [N [DIR]]      N 10000000, DIR /tmp/search_bench (kept, for a second run)
 *
 * Prints per kind of query the median, 99th percentile and longest time, of the clock and of the processor: on a
 * machine that others use too, the latter is what one core would need. */
#include "warehouse/search.h"
#include "warehouse/search_priv.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { TOWNS = 2500, GEMEENTEN = 340, KINDS = 12, ASKED = 4000 };

static struct err err;

static void must(bool ok)
{
    if (!ok) {
        fprintf(stderr, "search_bench: %s: %s\n", err.locator, err.message);
        exit(1);
    }
}

static double now_ms(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static uint64_t next(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

/* ---- names ---- */

static const char *const front[] = {"Wol", "Mist", "Lep",  "Roer", "Pluis", "Kraai", "Snoek", "Bot",   "Zwaan", "Hon",
                                    "Rei", "Kie",  "Ott",  "Bev",  "Lin",   "Zil",   "Kop",   "Fluit", "Klok",  "Bos",
                                    "Dis", "Eg",   "Vlin", "Lib",  "Kik",   "Ster",  "Maan",  "Don",   "Win",   "Zom"};
static const char *const middle[] = {"ke",  "ter", "el",  "domp", "sen", "er",  "na",  "ing", "ver", "nen", "ra", "do",
                                     "lin", "mar", "tes", "bo",   "ric", "wen", "gon", "dal", "hof", "sta", "ni", "mo",
                                     "len", "fa",  "pel", "zan",  "gri", "ko",  "lu",  "be",  "tor", "ca",  "vi", "ho",
                                     "sa",  "po",  "re",  "mi",   "da",  "ju",  "ve",  "wa",  "ga",  "ri",  "no", "ze"};
static const char *const tail[] = {"straat", "weg",  "laan",   "hof",   "pad",  "singel", "plein", "dreef",
                                   "kade",   "dijk", "gracht", "steeg", "baan", "ring",   "park",  "oord"};
static const char *const town_tail[] = {"veen",   "diep",  "mond", "zijl", "compagnie", "wolde", "hoorn",
                                        "kanaal", "broek", "loo",  "terp", "dam",       "dijk",  "burg"};
static const char *const common[] = {"Kerkstraat",   "Hoofdweg",    "Dorpsstraat",   "Schoolstraat",     "Molenweg",
                                     "Stationsweg",  "Nieuwstraat", "Julianastraat", "Wilhelminastraat", "Beatrixlaan",
                                     "Industrieweg", "Sportlaan",   "Kanaalweg",     "Marktplein",       "Noorderweg"};
#define N(a) (sizeof(a) / sizeof *(a))
#define PICK(a, r) (a)[(r) % N(a)]

static void town_name(int k, char out[64])
{
    snprintf(out, 64, "%s%s%s", front[k % (int)N(front)], middle[k / (int)N(front) % (int)N(middle)],
             town_tail[k % (int)N(town_tail)]);
}

static void street_name(int town, int nr, char out[96])
{
    uint64_t s = (uint64_t)town * 100003 + (uint64_t)nr;
    if (nr < (int)N(common)) {
        snprintf(out, 96, "%s", common[nr]);
        return;
    }
    uint64_t a = next(&s), b = next(&s);
    static const char *const before[] = {"Burgemeester van ", "Oude ", "Van ", "Pieter de ", "Nieuwe ", "Sint "};
    snprintf(out, 96, "%s%s%s%s%s", b % 5 == 0 ? PICK(before, b >> 8) : "", PICK(front, a), PICK(middle, a >> 8),
             a >> 40 & 1 ? PICK(middle, a >> 16) : "", PICK(tail, a >> 24));
}

static void postcode_of(int64_t k, char out[8])
{
    static const char letters[] = "ABCDEGHJKLMNPRSTVWXZ";
    snprintf(out, 8, "%04d%c%c", (int)(1000 + k / 400 % 9000), letters[k / 20 % 20], letters[k % 20]);
}

/* ---- filling ---- */

struct filler {
    sqlite3 *db;
    sqlite3_stmt *adres, *rtree;
    struct buf blob;
    int64_t n, wanted;
};

static void exec(sqlite3 *db, const char *sql)
{
    must(db_exec(db, sql, &err));
}

static void drop_triggers(sqlite3 *db)
{
    sqlite3_stmt *s;
    struct buf b;
    buf_init(&b, 1 << 20);
    must(db_prepare(db, "SELECT name FROM sqlite_master WHERE type = 'trigger'", &s, &err));
    while (sqlite3_step(s) == SQLITE_ROW)
        buf_printf(&b, "DROP TRIGGER \"%s\";", (const char *)sqlite3_column_text(s, 0));
    sqlite3_finalize(s);
    exec(db, buf_cstr(&b));
    buf_done(&b);
}

static void square(sqlite3 *db, const char *sql, const char *code, const char *naam, const char *gemeente, double x,
                   double y, double side)
{
    double xy[] = {x, y, x + side, y, x + side, y + side, x, y + side, x, y};
    uint32_t ends[] = {5, 1};
    struct geom g = {GEOM_POLYGON, true, xy, 5, ends, 1, ends + 1, 1};
    struct buf b;
    sqlite3_stmt *s;
    buf_init(&b, 4096);
    geom_to_spatialite(&g, RD_SRID, &b);
    must(db_prepare(db, sql, &s, &err));
    sqlite3_bind_text(s, 1, code, -1, SQLITE_STATIC);
    sqlite3_bind_text(s, 2, naam, -1, SQLITE_STATIC);
    sqlite3_bind_text(s, 3, gemeente, -1, SQLITE_STATIC);
    sqlite3_bind_blob(s, 4, b.p, (int)b.n, SQLITE_STATIC);
    must(db_run(db, s, &err));
    sqlite3_finalize(s);
    buf_done(&b);
}

static void add_address(struct filler *f, int town, const char *town_text, int street, const char *street_text,
                        const char *gemeente, int number, char letter, double x, double y)
{
    char num[40], object[40], opr[40], postcode[8], wpl[16], extra[2] = {letter, 0};
    double xy[] = {x, y};
    struct geom g = {.type = GEOM_POINT, .xy = xy, .n_xy = 1};
    int64_t id = ++f->n;
    snprintf(num, sizeof num, "%04d20%010lld", town, (long long)id);
    snprintf(object, sizeof object, "%04d01%010lld", town, (long long)id);
    snprintf(opr, sizeof opr, "%04d30%010d", town, street);
    snprintf(wpl, sizeof wpl, "%04d", town + 1000);
    postcode_of(id / 20, postcode);
    buf_clear(&f->blob);
    geom_to_spatialite(&g, RD_SRID, &f->blob);
    sqlite3_bind_int64(f->adres, 1, id);
    sqlite3_bind_text(f->adres, 2, num, -1, SQLITE_STATIC);
    sqlite3_bind_text(f->adres, 3, object, -1, SQLITE_STATIC);
    sqlite3_bind_text(f->adres, 4, opr, -1, SQLITE_STATIC);
    sqlite3_bind_text(f->adres, 5, street_text, -1, SQLITE_STATIC);
    sqlite3_bind_int(f->adres, 6, number);
    sqlite3_bind_text(f->adres, 7, letter ? extra : NULL, -1, SQLITE_STATIC);
    sqlite3_bind_text(f->adres, 8, postcode, -1, SQLITE_STATIC);
    sqlite3_bind_text(f->adres, 9, wpl, -1, SQLITE_STATIC);
    sqlite3_bind_text(f->adres, 10, town_text, -1, SQLITE_STATIC);
    sqlite3_bind_text(f->adres, 11, gemeente, -1, SQLITE_STATIC);
    sqlite3_bind_blob(f->adres, 12, f->blob.p, (int)f->blob.n, SQLITE_STATIC);
    must(db_run(f->db, f->adres, &err));
    sqlite3_bind_int64(f->rtree, 1, id);
    sqlite3_bind_double(f->rtree, 2, x);
    sqlite3_bind_double(f->rtree, 3, y);
    must(db_run(f->db, f->rtree, &err));
}

static void add_town(struct filler *f, int k, int64_t addresses)
{
    char name[64], gemeente[16];
    double x0 = 20000 + k % 50 * 5000, y0 = 350000 + k / 50 * 5000;
    int64_t until = f->n + addresses;
    town_name(k, name);
    snprintf(gemeente, sizeof gemeente, "GM%04d", 3 + 2 * (k * GEMEENTEN / TOWNS));
    char code[16];
    snprintf(code, sizeof code, "%04d", k + 1000);
    square(f->db,
           "INSERT INTO woonplaats(identificatie, naam, documentnummer, geom, voorkomenidentificatie, bestaand) "
           "VALUES(?1, ?2, ?3, ?4, 1, 1)",
           code, name, gemeente, x0, y0, 5000);
    for (int b = 0; b < 6; b++) {
        char area[80];
        snprintf(code, sizeof code, "BU%04d%04d", 3 + 2 * (k * GEMEENTEN / TOWNS), (k * 6 + b) % 10000);
        snprintf(area, sizeof area, "%s %s", name, PICK(tail, (size_t)(k + b)));
        square(f->db,
               "INSERT OR IGNORE INTO buurt(code, naam, gemeente_code, geom, jaar, inwoners) VALUES(?1, ?2, ?3, ?4, "
               "2026, 500)",
               code, area, gemeente, x0, y0 + 800 * b, 800);
    }
    for (int street = 0; f->n < until; street++) {
        char text[96];
        uint64_t s = (uint64_t)k << 32 | (uint64_t)street;
        int houses = 10 + (int)(next(&s) % 60);
        double x = x0 + street % 50 * 95, y = y0 + street / 50 % 50 * 95;
        street_name(k, street, text);
        for (int h = 0; h < houses && f->n < until; h++)
            add_address(f, k, name, street, text, gemeente, 1 + h, h % 17 == 16 ? 'a' : 0, x + h * 1.5, y + h % 2 * 12);
    }
}

static void fill(const char *dir, int64_t wanted)
{
    struct warehouse *w;
    struct filler f = {.wanted = wanted};
    double total = 0;
    must(warehouse_open(dir, WAREHOUSE_WRITE, &w, &err));
    f.db = warehouse_db(w);
    buf_init(&f.blob, 4096);
    exec(f.db, "PRAGMA journal_mode=OFF");
    exec(f.db, "PRAGMA synchronous=OFF");
    exec(f.db, "PRAGMA cache_size=-1500000");
    drop_triggers(f.db);
    exec(f.db,
         "DROP INDEX adres_object; DROP INDEX adres_pand; DROP INDEX adres_straat; DROP INDEX adres_buurt; BEGIN");
    must(
        db_prepare(f.db,
                   "INSERT INTO adres(id, nummeraanduiding_id, adresseerbaarobject_id, openbare_ruimte_id, straatnaam, "
                   "huisnummer, huisletter, postcode, woonplaats_id, woonplaatsnaam, gemeente_code, geom, hoofdadres, "
                   "object_type, status) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, 1, "
                   "'verblijfsobject', 'Naamgeving uitgegeven')",
                   &f.adres, &err));
    must(db_prepare(f.db, "INSERT INTO idx_adres_geom(pkid, xmin, xmax, ymin, ymax) VALUES(?1, ?2, ?2, ?3, ?3)",
                    &f.rtree, &err));
    for (int g = 0; g < GEMEENTEN; g++) {
        char code[16], name[64];
        snprintf(code, sizeof code, "GM%04d", 3 + 2 * g);
        town_name(g * TOWNS / GEMEENTEN, name);
        square(f.db,
               "INSERT INTO gemeente(code, naam, inwoners, geom, jaar) VALUES(?1, ?2, length(?3) * 10000, ?4, 2026)",
               code, name, code, 20000 + g * 700, 350000, 5000);
    }
    for (int k = 0; k < TOWNS; k++)
        total += 1.0 / (k + 12);
    time_t begun = time(NULL);
    for (int k = 0; k < TOWNS; k++) {
        add_town(&f, k, k + 1 == TOWNS ? wanted - f.n : (int64_t)((double)wanted / total / (k + 12)));
        if (k % 250 == 0)
            fprintf(stderr, "%lld adressen na %ld s\n", (long long)f.n, (long)(time(NULL) - begun));
    }
    sqlite3_finalize(f.adres);
    sqlite3_finalize(f.rtree);
    exec(f.db, "COMMIT");
    printf("%lld adressen in het magazijn na %ld s\n", (long long)f.n, (long)(time(NULL) - begun));
    exec(f.db, "PRAGMA journal_mode=WAL");
    buf_done(&f.blob);
    warehouse_close(w);
}

/* As an import does it, in its transaction. */
static void index_all(const char *dir)
{
    struct warehouse *w;
    int64_t places = 0, bytes = 0;
    must(warehouse_open(dir, WAREHOUSE_WRITE, &w, &err));
    sqlite3 *db = warehouse_db(w);
    double wall = now_ms(CLOCK_MONOTONIC), cpu = now_ms(CLOCK_THREAD_CPUTIME_ID);
    exec(db, "BEGIN");
    must(search_rebuild(db, &err));
    exec(db, "UPDATE generatie SET nummer = nummer + 1; COMMIT");
    must(db_int(db, "SELECT count(*) FROM zoek", 0, &places, &err) &&
         db_int(db, "SELECT length(woorden) FROM zoek_index", 0, &bytes, &err));
    printf("zoekindex: %lld plaatsen, %.1f MB, gemaakt in %.1f s (processor %.1f s)\n", (long long)places,
           (double)bytes / 1e6, (now_ms(CLOCK_MONOTONIC) - wall) / 1e3, (now_ms(CLOCK_THREAD_CPUTIME_ID) - cpu) / 1e3);
    warehouse_close(w);
}

/* ---- asking ---- */

struct kind {
    const char *name;
    double *wall, *cpu; /* ms */
    size_t n, cap, found;
};

static void note(struct kind *k, double wall, double cpu, bool found)
{
    if (k->n == k->cap) {
        k->cap = k->cap ? 2 * k->cap : 4096;
        k->wall = realloc(k->wall, k->cap * sizeof *k->wall);
        k->cpu = realloc(k->cpu, k->cap * sizeof *k->cpu);
        if (!k->wall || !k->cpu)
            exit(1);
    }
    k->wall[k->n] = now_ms(CLOCK_MONOTONIC) - wall;
    k->cpu[k->n++] = now_ms(CLOCK_THREAD_CPUTIME_ID) - cpu;
    k->found += found;
}

/* expected: what the name of one of the first ten must begin with; NULL: anything. */
static void ask(struct warehouse *w, struct arena *a, struct kind *k, const char *text, const char *expected)
{
    struct str values[] = {STR("gemeente"), STR("woonplaats"), STR("weg"), STR("postcode"), STR("adres")};
    struct search_filter types = {"type", values, 5};
    struct search_query q = {.text = str_from(text), .filters = &types, .n_filters = 1, .rows = 10};
    struct search_answer found;
    struct arena_mark mark = arena_mark(a);
    int64_t generation;
    double wall = now_ms(CLOCK_MONOTONIC), cpu = now_ms(CLOCK_THREAD_CPUTIME_ID);
    must(warehouse_read_begin(w, &generation, &err));
    must(search_find(w, &q, a, &found, &err));
    warehouse_read_end(w);
    note(k, wall, cpu, found.n > 0 && !expected);
    for (size_t i = 0; expected && i < found.n; i++)
        if (str_starts(found.hits[i].weergavenaam, str_from(expected))) {
            k->found++;
            break;
        }
    arena_rewind(a, mark);
}

static void ask_reverse(struct warehouse *w, struct arena *a, struct kind *k, double x, double y)
{
    struct search_hit *hits;
    size_t n;
    struct arena_mark mark = arena_mark(a);
    int64_t generation;
    double wall = now_ms(CLOCK_MONOTONIC), cpu = now_ms(CLOCK_THREAD_CPUTIME_ID);
    must(warehouse_read_begin(w, &generation, &err));
    must(search_reverse(w, x, y, 100, NULL, 10, a, &hits, &n, &err));
    warehouse_read_end(w);
    note(k, wall, cpu, n > 0);
    arena_rewind(a, mark);
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static void report(struct kind *k)
{
    if (!k->n)
        return;
    qsort(k->wall, k->n, sizeof *k->wall, by_value);
    qsort(k->cpu, k->n, sizeof *k->cpu, by_value);
    size_t p99 = k->n * 99 / 100;
    printf("%-28s %6zu  %7.3f %7.3f %7.3f   %7.3f %7.3f %7.3f   %3.0f%%\n", k->name, k->n, k->wall[k->n / 2],
           k->wall[p99], k->wall[k->n - 1], k->cpu[k->n / 2], k->cpu[p99], k->cpu[k->n - 1],
           100.0 * (double)k->found / (double)k->n);
    free(k->wall);
    free(k->cpu);
}

static void mistype(char *text, size_t from, size_t n, uint64_t r)
{
    size_t at = from + 1 + r % (n - 2);
    if (r >> 32 & 1) {
        char c = text[at];
        text[at] = text[at - 1];
        text[at - 1] = c;
    } else {
        memmove(text + at, text + at + 1, strlen(text + at + 1) + 1);
    }
}

int main(int argc, char **argv)
{
    int64_t wanted = argc > 1 ? atoll(argv[1]) : 10000000;
    const char *dir = argc > 2 ? argv[2] : "/tmp/search_bench";
    struct kind kinds[] = {{.name = "letter voor letter"}, {.name = "straat nummer woonplaats"},
                           {.name = "straat nummer"},      {.name = "straat"},
                           {.name = "woonplaats"},         {.name = "postcode nummer"},
                           {.name = "deel van postcode"},  {.name = "tikfout"},
                           {.name = "twee tikfouten"},     {.name = "onzin"},
                           {.name = "acht losse letters"}, {.name = "reverse"}};
    enum { LETTERS, FULL, NUMBER, STREET, TOWN, POSTCODE, PART, TYPO, TYPOS, NONSENSE, WORST, REVERSE };
    struct warehouse *w;
    struct arena *a = arena_new((size_t)256 << 20);
    sqlite3_stmt *s;
    char path[4200];
    uint64_t seed = 7;
    if (wanted < 10000 || !a)
        return 2;
    snprintf(path, sizeof path, "%s/magazijn.sqlite", dir);
    FILE *there = fopen(path, "r");
    if (there)
        fclose(there);
    else
        fill(dir, wanted);
    index_all(dir);
    must(warehouse_open(dir, WAREHOUSE_READ, &w, &err));
    must(db_prepare(warehouse_db(w),
                    "SELECT straatnaam, huisnummer, woonplaatsnaam, postcode, ST.x, ST.y FROM adres JOIN (SELECT pkid, "
                    "xmin AS x, ymin AS y FROM idx_adres_geom) ST ON ST.pkid = adres.id WHERE adres.id = ?1",
                    &s, &err));
    double begun = now_ms(CLOCK_MONOTONIC);
    ask(w, a, &(struct kind){.name = "eerste"}, "kerkstraat", NULL);
    printf("eerste vraag van een verbinding (index gelezen): %.1f ms\n", now_ms(CLOCK_MONOTONIC) - begun);
    for (int i = 0; i < ASKED; i++) {
        char street[96], town[64], postcode[8], text[300], house[120];
        sqlite3_reset(s);
        sqlite3_bind_int64(s, 1, 1 + (int64_t)(next(&seed) % (uint64_t)wanted));
        if (sqlite3_step(s) != SQLITE_ROW)
            continue;
        snprintf(street, sizeof street, "%s", (const char *)sqlite3_column_text(s, 0));
        int number = sqlite3_column_int(s, 1);
        snprintf(town, sizeof town, "%s", (const char *)sqlite3_column_text(s, 2));
        snprintf(postcode, sizeof postcode, "%s", (const char *)sqlite3_column_text(s, 3));
        double x = sqlite3_column_double(s, 4), y = sqlite3_column_double(s, 5);
        sqlite3_reset(s);
        snprintf(house, sizeof house, "%s %d", street, number);
        snprintf(text, sizeof text, "%s %d %s", street, number, town);
        for (size_t n = 2; i % 10 == 0 && n <= strlen(text); n++) {
            char part[300];
            snprintf(part, sizeof part, "%.*s", (int)n, text);
            ask(w, a, &kinds[LETTERS], part, NULL);
        }
        ask(w, a, &kinds[FULL], text, house);
        mistype(text, 0, strlen(street), next(&seed));
        ask(w, a, &kinds[TYPO], text, house);
        mistype(text, 0, strlen(street) - 1, next(&seed));
        ask(w, a, &kinds[TYPOS], text, house);
        snprintf(text, sizeof text, "%s %d", street, number);
        ask(w, a, &kinds[NUMBER], text, NULL);
        ask(w, a, &kinds[STREET], street, street);
        ask(w, a, &kinds[TOWN], town, town);
        snprintf(text, sizeof text, "%s %d", postcode, number);
        ask(w, a, &kinds[POSTCODE], text, house);
        snprintf(text, sizeof text, "%.*s", 4 + (int)(next(&seed) % 2), postcode);
        ask(w, a, &kinds[PART], text, NULL);
        uint64_t r = next(&seed);
        snprintf(text, sizeof text, "x%c%cqzvk%c %d wq%cjkrtz", (char)('a' + r % 26), (char)('a' + r / 26 % 26),
                 (char)('a' + r / 676 % 26), number, (char)('a' + r / 17576 % 26));
        ask(w, a, &kinds[NONSENSE], text, NULL);
        snprintf(text, sizeof text, "%c %c%c %c %c%c %c %c %c %c", 'a' + (int)(r % 26), 'k', 'a' + (int)(r / 26 % 26),
                 's', 'v', 'a' + (int)(r / 676 % 26), 'd', 'h', 'b', 'k');
        ask(w, a, &kinds[WORST], text, NULL);
        ask_reverse(w, a, &kinds[REVERSE], x + (double)(r % 40) - 20, y + (double)(r / 40 % 40) - 20);
    }
    sqlite3_finalize(s);
    printf("%-28s %6s  %23s   %23s\n", "ms", "vragen", "klok: p50     p99     max",
           "processor: p50  p99  max   gevonden");
    for (size_t i = 0; i < N(kinds); i++)
        report(&kinds[i]);
    warehouse_close(w);
    arena_free(a);
    return 0;
}
