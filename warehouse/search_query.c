/* What was typed, sorted out: postcode, ids, house number and its addition, and the words that are left. */
#include "warehouse/search_priv.h"

#include <stdio.h>
#include <string.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c | 32) >= 'a' && (c | 32) <= 'z';
}

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
}

static bool all(struct str s, bool (*is)(char))
{
    for (size_t i = 0; i < s.n; i++)
        if (!is(s.p[i]))
            return false;
    return s.n > 0;
}

static struct str raw(struct str text, const struct word *w)
{
    return str_sub(text, w->start, w->end - w->start);
}

static size_t digits(struct str s)
{
    size_t n = 0;
    while (n < s.n && is_digit(s.p[n]))
        n++;
    return n;
}

/* One sign between two words that glues them: "12-2", "12/a". */
static bool glued(struct str text, const struct word *a, const struct word *b)
{
    return b->start == a->end + 1 && (text.p[a->end] == '-' || text.p[a->end] == '/');
}

static void keep_upper(char *to, struct str s)
{
    size_t i = 0;
    for (; i < s.n; i++)
        to[i] = upper(s.p[i]);
    to[i] = 0;
}

/* "9990AB" or "9990 AB" at word k; how many words it takes, 0 for none. */
static size_t postcode_at(struct str text, const struct word *w, size_t n, size_t k, char out[8])
{
    struct str s = raw(text, &w[k]);
    if (s.n < 4 || digits(s) != 4 || s.p[0] == '0')
        return 0;
    if (s.n == 6 && all(str_sub(s, 4, 2), is_letter)) {
        keep_upper(out, s);
        return 1;
    }
    if (s.n != 4 || k + 1 == n || w[k + 1].start > w[k].end + 1)
        return 0;
    struct str tail = raw(text, &w[k + 1]);
    if (tail.n != 2 || !all(tail, is_letter))
        return 0;
    keep_upper(out, s);
    keep_upper(out + 4, tail);
    return 2;
}

/* An id of an object of the BAG, with the zero in front that spreadsheets lose, or a code of the CBS. */
static bool is_id(struct str s, char out[24])
{
    if ((s.n == 15 || s.n == 16) && all(s, is_digit)) {
        memset(out, '0', 16);
        memcpy(out + 16 - s.n, s.p, s.n);
        out[16] = 0;
        return true;
    }
    static const struct {
        const char *prefix;
        size_t n;
    } codes[] = {{"GM", 6}, {"WK", 8}, {"BU", 10}};
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (s.n == codes[i].n && str_eq_nocase(str_sub(s, 0, 2), str_from(codes[i].prefix)) &&
            all(str_sub(s, 2, SIZE_MAX), is_digit)) {
            keep_upper(out, s);
            return true;
        }
    return false;
}

/* A word that begins as a house number: 1 to 5 digits, then at most 6 letters or digits. */
static bool may_be_number(struct str s, int *number)
{
    size_t n = digits(s);
    int64_t v;
    if (n == 0 || n > 5 || s.n > n + 6 || !str_to_i64(str_sub(s, 0, n), &v) || v == 0)
        return false;
    *number = (int)v;
    return true;
}

static bool is_ordinal(struct str s)
{
    struct str tail = str_sub(s, digits(s), SIZE_MAX);
    return str_eq_nocase(tail, STR("e")) || str_eq_nocase(tail, STR("de")) || str_eq_nocase(tail, STR("ste"));
}

/* Short enough, or known, to be an addition behind a space: "12 a", "12 bis", "12 2hoog". */
static bool may_be_suffix(struct str s)
{
    static const char *const known[] = {"bis", "huis", "hoog", "boven", "beneden", "rood", "zwart", "hs"};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (str_eq_nocase(s, str_from(known[i])))
            return true;
    return s.n <= 2 || (is_digit(s.p[0]) && s.n <= 6);
}

static void add_suffix(struct reading *r, struct str s)
{
    size_t n = strlen(r->suffix);
    for (size_t i = 0; i < s.n && n + 1 < sizeof r->suffix; i++)
        if (is_digit(s.p[i]) || is_letter(s.p[i]))
            r->suffix[n++] = upper(s.p[i]);
    r->suffix[n] = 0;
}

static void add_reading(struct typed *t, const struct reading *r)
{
    if (t->n_readings < MAX_READINGS && (r->n_words || (t->postcode[0] && t->n_readings == 0)))
        t->readings[t->n_readings++] = *r;
}

/* The words of `use` without [from, to). */
static void words_without(struct reading *r, const uint8_t *use, size_t n, size_t from, size_t to)
{
    r->n_words = 0;
    for (size_t i = 0; i < n; i++)
        if (i < from || i >= to)
            r->words[r->n_words++] = use[i];
}

/* House number at use[k], with what is glued to it and `more` words behind it as its addition. Gives the words used. */
static size_t number_reading(struct str text, const struct typed *t, const uint8_t *use, size_t n, size_t k,
                             size_t more, struct reading *r)
{
    *r = (struct reading){0};
    struct str s = raw(text, &t->words[use[k]]);
    (void)may_be_number(s, &r->number);
    add_suffix(r, str_sub(s, digits(s), SIZE_MAX));
    size_t to = k + 1;
    while (to < n && glued(text, &t->words[use[to - 1]], &t->words[use[to]]))
        add_suffix(r, raw(text, &t->words[use[to++]]));
    r->guess = more > 0;
    for (; more && to < n; more--)
        add_suffix(r, raw(text, &t->words[use[to++]]));
    r->still = !r->suffix[0] && t->words[use[k]].end == text.n;
    words_without(r, use, n, k, to);
    return to;
}

static void read_numbers(struct str text, struct typed *t, const uint8_t *use, size_t n)
{
    size_t at = SIZE_MAX, chain = 0;
    int number;
    struct reading r;
    for (size_t k = 0; k < n; k++) {
        struct str s = raw(text, &t->words[use[k]]);
        bool alone = n == 1 && !t->postcode[0];
        /* What is glued to a number is its addition: "12-A-2". */
        if (at != SIZE_MAX && chain == k && glued(text, &t->words[use[k - 1]], &t->words[use[k]])) {
            chain = k + 1;
            continue;
        }
        if (alone || !may_be_number(s, &number) || (is_ordinal(s) && (at != SIZE_MAX || k == 0)))
            continue;
        at = k;
        chain = k + 1;
    }
    if (at != SIZE_MAX) {
        size_t to = number_reading(text, t, use, n, at, 0, &r);
        struct reading plain = r;
        bool more = to < n && may_be_suffix(raw(text, &t->words[use[to]]));
        if (more) {
            number_reading(text, t, use, n, at, 1, &r);
            add_reading(t, &r);
        }
        add_reading(t, &plain);
        if (at > 0 && may_be_number(raw(text, &t->words[use[at - 1]]), &number)) {
            number_reading(text, t, use, n, at - 1, 1, &r); /* "12 2hoog": the last number is the addition */
            add_reading(t, &r);
        }
        if (at > 1 && t->words[use[at - 1]].n == 1 && is_letter(text.p[t->words[use[at - 1]].start]) &&
            may_be_number(raw(text, &t->words[use[at - 2]]), &number)) {
            number_reading(text, t, use, n, at - 2, 2, &r); /* "31 b 21" */
            add_reading(t, &r);
        }
    }
    r = (struct reading){0};
    words_without(&r, use, n, 0, 0);
    add_reading(t, &r); /* "plein 1944" */
    t->n_numbered = t->n_readings;
    if (at != SIZE_MAX) {
        /* A number that the street doesn't have: the street itself is the next best. */
        size_t to = number_reading(text, t, use, n, at, 0, &r);
        if (to < n && may_be_suffix(raw(text, &t->words[use[to]]))) {
            struct reading less;
            number_reading(text, t, use, n, at, 1, &less);
            less.number = 0;
            less.suffix[0] = 0;
            less.still = false;
            r.number = 0;
            r.suffix[0] = 0;
            r.still = false;
            add_reading(t, &r);
            add_reading(t, &less);
        } else {
            r.number = 0;
            r.suffix[0] = 0;
            r.still = false;
            add_reading(t, &r);
        }
    }
}

/* "9990AB12": a postcode with the number against it, as two words. */
static void part_postcodes(struct str text, struct typed *t)
{
    for (size_t k = 0; k < t->n_words && t->n_words < SEARCH_MAX_WORDS; k++) {
        struct str s = raw(text, &t->words[k]);
        struct word parts[2];
        if (s.n <= 6 || digits(s) != 4 || !all(str_sub(s, 4, 2), is_letter) || !is_digit(s.p[6]) ||
            !fold_words(str_sub(s, 0, 6), &parts[0], 1) || !fold_words(str_sub(s, 6, SIZE_MAX), &parts[1], 1))
            continue;
        for (size_t i = 0; i < 2; i++) {
            parts[i].start += t->words[k].start + 6 * i;
            parts[i].end += t->words[k].start + 6 * i;
        }
        memmove(&t->words[k + 2], &t->words[k + 1], (t->n_words - k - 1) * sizeof *t->words);
        memcpy(&t->words[k], parts, sizeof parts);
        t->n_words++;
    }
}

void query_read(struct str text, bool postcodes, struct typed *t)
{
    uint8_t use[SEARCH_MAX_WORDS];
    size_t n = 0;
    *t = (struct typed){0};
    t->n_words = fold_words(text, t->words, SEARCH_MAX_WORDS);
    if (postcodes)
        part_postcodes(text, t);
    for (size_t k = 0; k < t->n_words; k++) {
        struct str s = raw(text, &t->words[k]);
        if (!t->id[0] && is_id(s, t->id))
            continue;
        size_t taken = postcodes && !t->postcode[0] ? postcode_at(text, t->words, t->n_words, k, t->postcode) : 0;
        if (taken) {
            k += taken - 1;
            continue;
        }
        use[n++] = (uint8_t)k;
    }
    if (n == t->n_words && n <= 2 && n > 0) {
        struct str s = raw(text, &t->words[0]), tail = n == 2 ? raw(text, &t->words[1]) : str_sub(s, 4, SIZE_MAX);
        if (digits(s) == 4 && s.p[0] != '0' && s.n <= (n == 2 ? 4 : 5) && tail.n <= 1 &&
            (tail.n == 0 || is_letter(tail.p[0]))) {
            keep_upper(t->postcode_part, str_sub(s, 0, 4));
            keep_upper(t->postcode_part + 4, tail);
        }
    }
    read_numbers(text, t, use, n);
}

/* Without the many ways to say which floor: "2HOOG", "2H" and "2" are one, "HUIS" and "H", "BIS" and "BS". */
static void plain_suffix(const char *from, char out[40])
{
    static const char *const same[][2] = {{"HOOG", ""}, {"HG", ""},   {"ETAGE", ""}, {"ET", ""},   {"HUIS", "H"},
                                          {"HS", "H"},  {"BIS", "B"}, {"BS", "B"},   {"III", "3"}, {"II", "2"}};
    snprintf(out, 40, "%s", from);
    size_t n = strlen(out);
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        size_t k = strlen(same[i][0]);
        if (n >= k && strcmp(out + n - k, same[i][0]) == 0 && (n > k || same[i][1][0])) {
            memcpy(out + n - k, same[i][1], strlen(same[i][1]) + 1);
            return;
        }
    }
    if (n > 1 && out[n - 1] == 'H' && is_digit(out[n - 2]))
        out[n - 1] = 0;
}

double suffix_match(const char *typed, struct str huisletter, struct str toevoeging)
{
    struct reading has = {0};
    char a[40], b[40];
    add_suffix(&has, huisletter);
    add_suffix(&has, toevoeging);
    if (strcmp(typed, has.suffix) == 0)
        return 1;
    if (!typed[0])
        return 0.8;
    plain_suffix(typed, a);
    plain_suffix(has.suffix, b);
    if (strcmp(a, b) == 0)
        return 0.95;
    if (strncmp(typed, has.suffix, strlen(typed)) == 0 || (a[0] && strncmp(a, b, strlen(a)) == 0))
        return 0.7;
    return 0;
}
