/* Anything typed into the search field: read without a fault, answered within bounds, marked within the name. */
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/search_tables.h"
#include "warehouse/search_priv.h"

#include <stdlib.h>
#include <string.h>

static struct warehouse w;

static void check(bool ok)
{
    if (!ok)
        abort();
}

static void check_words(const struct word *words, size_t n, size_t length)
{
    for (size_t i = 0; i < n; i++)
        check(words[i].n > 0 && words[i].n <= WORD_BYTES && words[i].start < words[i].end && words[i].end <= length &&
              (i == 0 || words[i].start >= words[i - 1].end));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct err err = {0};
    struct str text = {(const char *)data, n};
    struct word words[FOLD_MAX_WORDS];
    search_tables_open(&w);
    check_words(words, fold_words(text, words, FOLD_MAX_WORDS), n);
    for (int postcodes = 0; postcodes < 2; postcodes++) {
        struct typed t;
        query_read(text, postcodes, &t);
        check(t.n_words <= SEARCH_MAX_WORDS && t.n_readings <= MAX_READINGS && t.n_numbered <= t.n_readings);
        check_words(t.words, t.n_words, n);
        for (size_t i = 0; i < t.n_readings; i++) {
            check(t.readings[i].n_words <= t.n_words && strlen(t.readings[i].suffix) < sizeof t.readings[i].suffix);
            for (size_t k = 0; k < t.readings[i].n_words; k++)
                check(t.readings[i].words[k] < t.n_words);
            double fit = suffix_match(t.readings[i].suffix, text, (struct str){0});
            check(fit >= 0 && fit <= 1);
        }
    }
    struct arena *a = arena_new(16 << 20);
    struct search_query q = {.text = text, .rows = 10};
    struct search_answer found;
    check(a != NULL);
    if (!search_find(&w, &q, a, &found, &err)) {
        check(err.code == ERR_INVALID && !str_is_utf8(text));
    } else {
        check(found.n <= 10 && found.n <= found.total && found.n_corrections <= SEARCH_MAX_WORDS);
        for (size_t i = 0; i < found.n; i++) {
            struct search_mark marks[8];
            const struct search_hit *h = &found.hits[i];
            size_t n_marks = search_marks(h->weergavenaam, text, &found, marks, 8);
            check(h->id.n && h->weergavenaam.n && (i == 0 || h->score <= found.hits[i - 1].score));
            for (size_t k = 0; k < n_marks; k++)
                check(marks[k].start < marks[k].end && marks[k].end <= h->weergavenaam.n &&
                      (k == 0 || marks[k].start >= marks[k - 1].end));
        }
        for (size_t i = 0; i < found.n_corrections; i++)
            check(found.corrections[i].start < found.corrections[i].end && found.corrections[i].end <= n);
    }
    arena_free(a);
    return 0;
}
