/* Search on a few made-up streets with the names that are hard: folding, readings, typing errors, order, filters. */
#include "warehouse/search.h"
#include "warehouse/search_priv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char dir[64];
static struct warehouse *w;
static struct arena *a;
static struct err err;

#define OK(call)                                                                                                       \
    do {                                                                                                               \
        if (!(call))                                                                                                   \
            fail_msg("%s: %s", err.locator, err.message);                                                              \
    } while (0)

/* Two towns 20 km apart; each street has the numbers 1 to 3, and 12, 12a and 12-2. */
static const struct {
    const char *naam, *verkort;
    int town;
} streets[] = {{"Kerkstraat", NULL, 0},
               {"Kerkstraat", NULL, 1},
               {"Burgemeester Ötzstraat", NULL, 0},
               {"'t Zand", NULL, 0},
               {"Sint Jansstraat", NULL, 1},
               {"IJsselkade", NULL, 0},
               {"Pieter de Hooghstraat", NULL, 1},
               {"Laan van Nieuw Oost-Indië", "Ln v Nw Oost-Indië", 1},
               {"Plein 1944", NULL, 0},
               {"1e Dorpsstraat", NULL, 0},
               {"Korte Akkers", NULL, 1},
               {"Weißenbruchlaan", NULL, 1},
               {"Hoofdweg", NULL, 0},
               {"Hofweg", NULL, 1}};
static const char *const towns[] = {"Slochteren", "'s-Gravenhage"};
static const double town_x[] = {250000, 230000};

static int setup(void **state)
{
    static const struct {
        int number;
        const char *letter, *extra;
    } houses[] = {{1, "", ""}, {2, "", ""}, {3, "", ""}, {12, "", ""}, {12, "a", ""}, {12, "", "2"}};
    char sql[1000];
    strcpy(dir, "/tmp/gm_search_XXXXXX");
    assert_non_null(mkdtemp(dir));
    a = arena_new(256 << 20);
    assert_non_null(a);
    OK(warehouse_open(dir, WAREHOUSE_WRITE, &w, &err));
    sqlite3 *db = warehouse_db(w);
    for (size_t i = 0; i < sizeof streets / sizeof *streets; i++)
        for (size_t h = 0; h < sizeof houses / sizeof *houses; h++) {
            int id = (int)(i * 10 + h);
            char *text = sqlite3_mprintf(
                "INSERT INTO adres(nummeraanduiding_id, adresseerbaarobject_id, openbare_ruimte_id, straatnaam, "
                "straatnaam_verkort, huisnummer, huisletter, huisnummertoevoeging, postcode, woonplaats_id, "
                "woonplaatsnaam, gemeente_code, pand_id, geom) VALUES('999920%010d', '999901%010d', '999930%010d', %Q, "
                "%Q, %d, nullif(%Q, ''), nullif(%Q, ''), '%dAB', '%d', %Q, 'GM%04d', '999910%010d', MakePoint(%f, %f, "
                "28992))",
                id, id, (int)i, streets[i].naam, streets[i].verkort, houses[h].number, houses[h].letter,
                houses[h].extra, 9000 + (int)i, 100 + streets[i].town, towns[streets[i].town],
                streets[i].town ? 518 : 1952, (int)i, town_x[streets[i].town] + (double)i * 50,
                570000 + (double)h * 10);
            OK(db_exec(db, text, &err));
            sqlite3_free(text);
        }
    for (int t = 0; t < 2; t++) {
        char *text = sqlite3_mprintf(
            "INSERT INTO woonplaats(identificatie, naam, voorkomenidentificatie, bestaand, geom) VALUES('%d', %Q, 1, "
            "1, CastToMulti(BuildMbr(%f, 569000, %f, 571000, 28992)));"
            "INSERT INTO gemeente(code, jaar, naam, inwoners, geom) VALUES('GM%04d', 2026, %Q, 100, "
            "CastToMulti(BuildMbr(%f, 569000, %f, 571000, 28992)))",
            100 + t, towns[t], town_x[t] - 1000, town_x[t] + 3000, t ? 518 : 1952,
            t ? "'s-Gravenhage" : "Midden-Groningen", town_x[t] - 1000, town_x[t] + 3000);
        OK(db_exec(db, text, &err));
        sqlite3_free(text);
    }
    snprintf(sql, sizeof sql, "UPDATE generatie SET nummer = 1");
    OK(search_rebuild(db, &err) && db_exec(db, sql, &err));
    return 0;
}

static int teardown(void **state)
{
    char command[100];
    warehouse_close(w);
    arena_free(a);
    snprintf(command, sizeof command, "rm -rf %s", dir);
    return system(command);
}

static struct search_answer ask(const char *text, size_t rows)
{
    struct search_query q = {.text = str_from(text), .rows = rows};
    struct search_answer found;
    OK(search_find(w, &q, a, &found, &err));
    return found;
}

static void first_is(const char *typed, const char *name)
{
    struct search_answer found = ask(typed, 10);
    if (found.n == 0 || !str_eq_c(found.hits[0].weergavenaam, name))
        fail_msg("\"%s\": %.*s, not %s", typed, STR_ARG(found.n ? found.hits[0].weergavenaam : STR("nothing")), name);
}

static void words_are_folded(void **state)
{
    static const struct {
        const char *source, *words;
    } cases[] = {{"Kerkstraat 12-A", "kerkstraat|12|a"},
                 {"'s-Gravenhage", "s|gravenhage"},
                 {"Jacob's pad", "jacobs|pad"},
                 {"Jacob’s pad", "jacobs|pad"},
                 {"Eloïse ÉCLAIR", "eloise|eclair"},
                 {"Cafe\xcc\x81laan", "cafelaan"}, /* the accent as a sign of its own */
                 {"IJsselkade", "ysselkade"},
                 {"Ĳsselkade", "ysselkade"},
                 {"ÿsselkade", "ysselkade"},
                 {"Weißenbruch Æ œuvre Ørsted łódź", "weissenbruch|ae|oeuvre|orsted|lodz"},
                 {"  ;;  ", ""},
                 {"Αθήνα 東京", "Αθήνα|東京"},
                 {"a\xff\xfe z", "a|z"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct word words[FOLD_MAX_WORDS];
        size_t n = fold_words(str_from(cases[i].source), words, FOLD_MAX_WORDS);
        char all[400] = "";
        for (size_t k = 0; k < n; k++) {
            strcat(all, k ? "|" : "");
            strcat(all, words[k].text);
            assert_true(words[k].start < words[k].end && words[k].end <= strlen(cases[i].source));
        }
        assert_string_equal(all, cases[i].words);
    }
    /* a word without end is cut, and not in the middle of a character */
    char longest[1000];
    struct word word;
    memset(longest, 'x', sizeof longest);
    assert_int_equal(fold_words((struct str){longest, sizeof longest}, &word, 1), 1);
    assert_int_equal(word.n, WORD_BYTES);
}

static void house_numbers_are_read_as_people_write_them(void **state)
{
    static const struct {
        const char *typed;
        int number;
        const char *suffix, *postcode;
    } cases[] = {{"kerkstraat 12", 12, "", ""},        {"kerkstraat 12a", 12, "A", ""},
                 {"kerkstraat 12 A", 12, "A", ""},     {"kerkstraat 12-a", 12, "A", ""},
                 {"kerkstraat 12 bis", 12, "BIS", ""}, {"kerkstraat 12-2hoog", 12, "2HOOG", ""},
                 {"kerkstraat 12/2", 12, "2", ""},     {"kerkstraat 12-A-2", 12, "A2", ""},
                 {"12 kerkstraat", 12, "", ""},        {"9621 al 12b", 12, "B", "9621AL"},
                 {"9621AL12", 12, "", "9621AL"},       {"kerkstraat 12, 9621 AL Slochteren", 12, "", "9621AL"},
                 {"1e dorpsstraat 5", 5, "", ""},      {"kerkstraat", 0, "", ""},
                 {"9621AL", 0, "", "9621AL"},          {"kerkstraat 123456", 0, "", ""},
                 {"kerkstraat 0", 0, "", ""}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct typed t;
        query_read(str_from(cases[i].typed), true, &t);
        if (t.n_readings == 0 || t.readings[0].number != cases[i].number ||
            strcmp(t.readings[0].suffix, cases[i].suffix) != 0 || strcmp(t.postcode, cases[i].postcode) != 0)
            fail_msg("%s: %zu readings, %d, \"%s\", \"%s\"", cases[i].typed, t.n_readings, t.readings[0].number,
                     t.readings[0].suffix, t.postcode);
    }
    assert_true(suffix_match("A2", STR("a"), STR("2")) == 1);
    assert_true(suffix_match("2HOOG", (struct str){0}, STR("2")) > suffix_match("2HOOG", (struct str){0}, STR("3")));
    assert_true(suffix_match("BIS", (struct str){0}, STR("BS")) > 0.9);
    assert_true(suffix_match("", (struct str){0}, (struct str){0}) > suffix_match("", STR("a"), (struct str){0}));
}

static void hard_names_are_found(void **state)
{
    static const struct {
        const char *typed, *name;
    } cases[] = {{"burgemeester otzstraat", "Burgemeester Ötzstraat, Slochteren"},
                 {"burg. ötzstr", "Burgemeester Ötzstraat, Slochteren"},
                 {"bgm otz", "Burgemeester Ötzstraat, Slochteren"},
                 {"otzstraat 12 a", "Burgemeester Ötzstraat 12a, 9002AB Slochteren"},
                 {"t zand", "'t Zand, Slochteren"},
                 {"'t zand 3", "'t Zand 3, 9003AB Slochteren"},
                 {"zand", "'t Zand, Slochteren"},
                 {"tzand", "'t Zand, Slochteren"},
                 {"st jansstraat", "Sint Jansstraat, 's-Gravenhage"},
                 {"st. jans", "Sint Jansstraat, 's-Gravenhage"},
                 {"sint jansstr 2", "Sint Jansstraat 2, 9004AB 's-Gravenhage"},
                 {"ijsselkade", "IJsselkade, Slochteren"},
                 {"ysselkade", "IJsselkade, Slochteren"},
                 {"ijsselkd", "IJsselkade, Slochteren"},
                 {"hooghstraat den haag", "Pieter de Hooghstraat, 's-Gravenhage"},
                 {"pieter hooghstraat", "Pieter de Hooghstraat, 's-Gravenhage"},
                 {"laan nieuw oost indie", "Laan van Nieuw Oost-Indië, 's-Gravenhage"},
                 {"ln v nw oost", "Laan van Nieuw Oost-Indië, 's-Gravenhage"},
                 {"plein 1944", "Plein 1944, Slochteren"},
                 {"plein 1944 12", "Plein 1944 12, 9008AB Slochteren"},
                 {"eerste dorpsstraat", "1e Dorpsstraat, Slochteren"},
                 {"1e dorpsstraat 12", "1e Dorpsstraat 12, 9009AB Slochteren"},
                 {"korteakkers", "Korte Akkers, 's-Gravenhage"},
                 {"akkers korte", "Korte Akkers, 's-Gravenhage"},
                 {"weissenbruchlaan", "Weißenbruchlaan, 's-Gravenhage"},
                 {"den haag", "'s-Gravenhage"},
                 {"gravenhage", "'s-Gravenhage"},
                 {"kerkstraat zuid holland", "Kerkstraat, 's-Gravenhage"},
                 {"kerkstraat gemeente midden groningen", "Kerkstraat, Slochteren"},
                 {"hoofd 12 slo", "Hoofdweg 12, 9012AB Slochteren"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        first_is(cases[i].typed, cases[i].name);
}

/* "hofweg" is a street: nobody who types it means Hoofdweg. */
static void what_is_right_goes_before_what_is_corrected(void **state)
{
    struct search_answer found = ask("hofweg", 10);
    assert_int_equal(found.n, 1);
    assert_true(str_eq(found.hits[0].straatnaam, STR("Hofweg")));
    assert_int_equal(found.n_corrections, 0);
    found = ask("hoofdwge slochteren", 10);
    assert_true(found.n == 1 && str_eq(found.hits[0].straatnaam, STR("Hoofdweg")));
    assert_int_equal(found.n_corrections, 1);
    assert_true(str_eq_c(found.corrections[0].word, "hoofdweg"));
    assert_int_equal(found.corrections[0].start, 0);
    assert_int_equal(found.corrections[0].end, 8);
    found = ask("yselkade", 10); /* spelt as the name is */
    assert_true(found.n == 1 && str_eq_c(found.corrections[0].word, "ijsselkade"));
    /* three letters are too few to be wrong */
    assert_int_equal(ask("zsn", 10).n, 0);
}

/* Distance by the book: the whole table, no band. */
static int distance(struct str x, struct str y)
{
    int d[50][50];
    for (size_t i = 0; i <= x.n; i++)
        for (size_t j = 0; j <= y.n; j++) {
            int v = i == 0 ? (int)j : j == 0 ? (int)i : 1000;
            if (i && d[i - 1][j] + 1 < v)
                v = d[i - 1][j] + 1;
            if (j && d[i][j - 1] + 1 < v)
                v = d[i][j - 1] + 1;
            if (i && j && d[i - 1][j - 1] + (x.p[i - 1] != y.p[j - 1]) < v)
                v = d[i - 1][j - 1] + (x.p[i - 1] != y.p[j - 1]);
            if (i > 1 && j > 1 && x.p[i - 1] == y.p[j - 2] && x.p[i - 2] == y.p[j - 1] && d[i - 2][j - 2] + 1 < v)
                v = d[i - 2][j - 2] + 1;
            d[i][j] = v;
        }
    return d[x.n][y.n];
}

/* All terms, and no others, against the definition: the least distance to a beginning of the term. */
static void errors_are_found_as_defined(void **state)
{
    struct search_state *s;
    OK(search_state_get(w, &s, &err));
    static const char *const typed[] = {"kerkstraat", "kekrstraat", "erkstraat", "hoofdwg", "hofdweg", "slochtern",
                                        "jansstrata", "dorpstraat", "gravnhage", "xyzzyxy", "akke",    "laanvan"};
    for (size_t i = 0; i < sizeof typed / sizeof *typed; i++)
        for (int most = 1; most <= 2; most++) {
            struct near_term near[MAX_MATCHES];
            int64_t budget = 1000000;
            struct str word = str_from(typed[i]);
            size_t n = index_near(&s->ix, word, most, WORD_BYTES, near, MAX_MATCHES, &budget), k = 0;
            for (uint32_t t = 0; t < s->ix.n_terms; t++) {
                struct str term = index_term(&s->ix, t);
                int least = 1000;
                for (size_t len = 0; len <= term.n; len++) {
                    int d = distance(str_sub(term, 0, len), word);
                    least = d < least ? d : least;
                }
                bool there = k < n && near[k].term == t;
                if (there != (least <= most) || (there && near[k].distance != least))
                    fail_msg("%s, %d: %.*s is %d away", typed[i], most, STR_ARG(term), least);
                k += there;
            }
            assert_int_equal(k, n);
        }
}

static void what_is_near_goes_first(void **state)
{
    for (int town = 0; town < 2; town++) {
        struct search_query q = {
            .text = STR("kerkstraat 12"), .near = true, .x = town_x[town], .y = 570000, .rows = 10};
        struct search_answer found;
        OK(search_find(w, &q, a, &found, &err));
        assert_int_equal(found.n, 6);
        for (size_t i = 0; i < 3; i++)
            assert_true(str_eq_c(found.hits[i].woonplaatsnaam, towns[town]));
        assert_true(str_eq_c(found.hits[0].huisletter, "") && found.hits[0].huisnummertoevoeging.n == 0);
    }
}

static void filters_and_weights_hold(void **state)
{
    struct str den_haag = STR("'s-gravenhage"), code = STR("0518"), weg = STR("weg"), letter = STR("A");
    struct search_filter filters[] = {{"gemeentenaam", &den_haag, 1}, {"type", &weg, 1}, {"gemeentecode", &code, 1}};
    struct search_query q = {.text = STR("kerkstraat"), .filters = filters, .n_filters = 3, .rows = 10};
    struct search_answer found;
    OK(search_find(w, &q, a, &found, &err));
    assert_true(found.n == 1 && found.total == 1 && str_eq_c(found.hits[0].woonplaatscode, "101"));
    struct search_filter letters = {"huisletter", &letter, 1};
    q = (struct search_query){.text = STR("kerkstraat 12"), .filters = &letters, .n_filters = 1, .rows = 1};
    OK(search_find(w, &q, a, &found, &err));
    assert_true(found.n == 1 && found.total == 2 && str_eq_c(found.hits[0].huisletter, "a"));
    struct search_filter unknown = {"kleur", &letter, 1};
    q.filters = &unknown;
    struct err e = {0};
    assert_false(search_find(w, &q, a, &found, &e));
    assert_int_equal(e.code, ERR_INVALID);
    q = (struct search_query){.text = STR("slochteren"), .rows = 10};
    OK(search_find(w, &q, a, &found, &err));
    assert_string_equal(found.hits[0].type, "woonplaats");
    q = (struct search_query){.text = STR("gravenhage"), .rows = 10, .n_boosts = 1};
    q.boosts[0] = (struct search_boost){STR("gemeente"), 10};
    OK(search_find(w, &q, a, &found, &err));
    assert_string_equal(found.hits[0].type, "gemeente");
    /* a page is what comes behind the one before it */
    struct search_answer all = ask("kerkstraat 12", 10);
    q = (struct search_query){.text = STR("kerkstraat 12"), .start = 2, .rows = 3};
    OK(search_find(w, &q, a, &found, &err));
    assert_int_equal(found.n, 3);
    assert_int_equal(found.total, all.total);
    assert_true(found.max_score == all.max_score);
    for (size_t i = 0; i < 3; i++)
        assert_true(str_eq(found.hits[i].id, all.hits[i + 2].id));
}

static void reverse_knows_what_is_there(void **state)
{
    struct search_hit *hits;
    size_t n;
    OK(search_reverse(w, 250000, 570001, 1000, NULL, 3, a, &hits, &n, &err));
    assert_int_equal(n, 3);
    assert_true(str_eq_c(hits[0].weergavenaam, "Kerkstraat 1, 9000AB Slochteren"));
    assert_true(fabs(hits[0].afstand_m - 1) < 0.01);
    for (size_t i = 1; i < n; i++)
        assert_true(hits[i - 1].afstand_m <= hits[i].afstand_m);
    OK(search_reverse(w, 250000, 570001, 0.5, NULL, 3, a, &hits, &n, &err));
    assert_int_equal(n, 0);
    OK(search_reverse(w, 250000, 570001, 80, "weg,woonplaats,gemeente,postcode", 10, a, &hits, &n, &err));
    assert_int_equal(n, 2 + 2); /* the streets 0 and 2 of this town are 50 m apart, but 1 and 3 are not in reach */
    OK(search_reverse(w, NAN, INFINITY, 80, "adres,weg", 10, a, &hits, &n, &err));
    assert_int_equal(n, 0);
    OK(search_reverse(w, 0, 0, 1000, "adres,weg,gemeente", 10, a, &hits, &n, &err));
    assert_int_equal(n, 0);
}

static void ids_are_looked_up(void **state)
{
    static const char *const ids[] = {"adr-9999200000000000",
                                      "weg-9999300000000000",
                                      "pcd-9000AB",
                                      "pcd-9000AB-9999300000000000",
                                      "wpl-100",
                                      "gem-GM1952"};
    static const char *const absent[] = {"adr-1", "weg-", "pcd-9999XX", "pcd-9000AB-1", "x", "", "gem-'--", "adr-%"};
    struct search_hit *h;
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        OK(search_lookup(w, str_from(ids[i]), a, &h, &err));
        assert_non_null(h);
        assert_true(h->has_place && h->weergavenaam.n);
        assert_true(str_starts(h->id, str_from(ids[i])));
    }
    for (size_t i = 0; i < sizeof absent / sizeof *absent; i++) {
        OK(search_lookup(w, str_from(absent[i]), a, &h, &err));
        assert_null(h);
    }
    first_is("9999200000000004", "Kerkstraat 12a, 9000AB Slochteren");
    first_is("9999010000000004", "Kerkstraat 12a, 9000AB Slochteren");
    first_is("9999300000000012", "Hoofdweg, Slochteren");
    assert_int_equal(ask("9999100000000000", 10).n, 6); /* all that is in the pand */
}

static void hostile_words_break_nothing(void **state)
{
    static const char *const nothing[] = {"\"", "';--", "%_*", "", " ", "xyz* OR NEAR(", "0", "99999999999999999999"};
    for (size_t i = 0; i < sizeof nothing / sizeof *nothing; i++)
        assert_int_equal(ask(nothing[i], 10).n, 0);
    char text[3000] = "kerkstraat 12 slochteren ";
    memset(text + 25, 'e', sizeof text - 26);
    text[sizeof text - 1] = 0;
    assert_true(ask(text, 10).n > 0); /* what is too long is cut */
    struct search_query q = {.text = STR("kerk\xff"), .rows = 10};
    struct search_answer found;
    struct err e = {0};
    assert_false(search_find(w, &q, a, &found, &e));
    assert_int_equal(e.code, ERR_INVALID);
}

/* The index is ours, but disks are not: whatever it says, nothing is read outside it. */
static void a_damaged_index_is_refused(void **state)
{
    struct search_state *s;
    OK(search_state_get(w, &s, &err));
    int64_t n;
    OK(db_int(warehouse_db(w), "SELECT length(woorden) FROM zoek_index", 0, &n, &err));
    for (size_t cut = 0; cut < (size_t)n; cut += 97) {
        struct search_index ix;
        struct err e = {0};
        void *copy = malloc(cut ? cut : 1);
        memcpy(copy, s->ix.blob, cut);
        assert_false(index_use(copy, cut, &ix, &e));
        assert_int_equal(e.code, ERR_STORAGE);
    }
    for (size_t at = 0; at < (size_t)n; at += 7) {
        struct search_index ix;
        struct err e = {0};
        char *copy = malloc((size_t)n);
        memcpy(copy, s->ix.blob, (size_t)n);
        copy[at] = (char)~copy[at];
        if (!index_use(copy, (size_t)n, &ix, &e))
            continue;
        struct near_term near[16];
        int64_t budget = 100000;
        uint32_t lo, hi;
        index_prefix(&ix, STR("kerk"), &lo, &hi);
        assert_true(lo <= hi && hi <= ix.n_terms);
        index_near(&ix, STR("kerkstrat"), 2, WORD_BYTES, near, 16, &budget);
        free(copy);
    }
}

static void marks_are_what_was_typed(void **state)
{
    static const struct {
        const char *typed, *marked;
    } cases[] = {{"otz slo", "Burgemeester [Ötz]straat, [Slo]chteren"},
                 {"burgemeester", "[Burgemeester] Ötzstraat, Slochteren"},
                 {"xyz", "Burgemeester Ötzstraat, Slochteren"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct str name = STR("Burgemeester Ötzstraat, Slochteren");
        struct search_mark m[8];
        char out[200] = "";
        size_t n = search_marks(name, str_from(cases[i].typed), NULL, m, 8), at = 0;
        for (size_t k = 0; k < n; k++) {
            snprintf(out + strlen(out), sizeof out - strlen(out), "%.*s[%.*s]", (int)(m[k].start - at), name.p + at,
                     (int)(m[k].end - m[k].start), name.p + m[k].start);
            at = m[k].end;
        }
        strcat(out, name.p + at);
        assert_string_equal(out, cases[i].marked);
    }
}

/* Another generation is another index: what was taken out of adres isn't found any more. */
static void a_new_generation_is_read_anew(void **state)
{
    OK(db_exec(warehouse_db(w), "BEGIN; DELETE FROM adres WHERE straatnaam = 'Hofweg'", &err));
    OK(search_rebuild(warehouse_db(w), &err));
    OK(db_exec(warehouse_db(w), "UPDATE generatie SET nummer = nummer + 1; COMMIT", &err));
    struct search_answer found = ask("hofweg", 10);
    assert_true(found.n == 0 || !str_eq(found.hits[0].straatnaam, STR("Hofweg")));
}

/* The schema before had another search table; opening it to import makes the index from what is there. */
static void an_older_warehouse_gets_its_index(void **state)
{
    struct err e = {0};
    OK(db_exec(warehouse_db(w),
               "DROP TABLE zoek; DROP TABLE zoek_index; CREATE TABLE zoek(naam); DROP TABLE tegelblok; "
               "DROP TABLE tegellaag; SELECT DropTable(NULL, 'achtergrond_vlak'); "
               "SELECT DropTable(NULL, 'achtergrond_lijn'); SELECT DropTable(NULL, 'achtergrond_naam'); "
               "PRAGMA user_version = 2",
               &err));
    warehouse_close(w);
    assert_false(warehouse_open(dir, WAREHOUSE_READ, &w, &e));
    assert_non_null(strstr(e.message, "een import brengt het bij"));
    OK(warehouse_open(dir, WAREHOUSE_WRITE, &w, &err));
    first_is("kerkstraat slochteren", "Kerkstraat, Slochteren");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(words_are_folded),
                                       cmocka_unit_test(house_numbers_are_read_as_people_write_them),
                                       cmocka_unit_test(hard_names_are_found),
                                       cmocka_unit_test(what_is_right_goes_before_what_is_corrected),
                                       cmocka_unit_test(errors_are_found_as_defined),
                                       cmocka_unit_test(what_is_near_goes_first),
                                       cmocka_unit_test(filters_and_weights_hold),
                                       cmocka_unit_test(reverse_knows_what_is_there),
                                       cmocka_unit_test(ids_are_looked_up),
                                       cmocka_unit_test(hostile_words_break_nothing),
                                       cmocka_unit_test(a_damaged_index_is_refused),
                                       cmocka_unit_test(marks_are_what_was_typed),
                                       cmocka_unit_test(a_new_generation_is_read_anew),
                                       cmocka_unit_test(an_older_warehouse_gets_its_index)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
