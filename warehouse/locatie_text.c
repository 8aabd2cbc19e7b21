#include "warehouse/locatie_text.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_MAX = 200 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_alnum(char c)
{
    return is_digit(c) || is_letter(c);
}

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

/* Word processors' blanks and dashes as plain ones; the rest as it is. The result lives in buffer, or is s itself. */
static struct str plain(struct str s, char buffer[TEXT_MAX])
{
    bool ascii = true;
    for (size_t i = 0; ascii && i < s.n; i++)
        ascii = (unsigned char)s.p[i] >= ' ' && (unsigned char)s.p[i] < 0x80;
    if (ascii)
        return str_trim(str_sub(s, 0, TEXT_MAX));
    size_t n = 0;
    for (size_t i = 0; i < s.n && n < TEXT_MAX; i++) {
        const unsigned char *p = (const unsigned char *)s.p + i;
        size_t left = s.n - i;
        if (*p < ' ') {
            buffer[n++] = ' ';
        } else if (left > 1 && p[0] == 0xC2 && p[1] == 0xA0) { /* no-break space */
            buffer[n++] = ' ';
            i++;
        } else if (left > 2 && p[0] == 0xE2 && p[1] == 0x80 && (p[2] <= 0x8A || p[2] == 0xAF)) { /* U+2000-A, 202F */
            buffer[n++] = ' ';
            i += 2;
        } else if (left > 2 && p[0] == 0xE2 && p[1] == 0x80 && p[2] >= 0x90 && p[2] <= 0x95) { /* dashes */
            buffer[n++] = '-';
            i += 2;
        } else if (left > 2 && p[0] == 0xEF && p[1] == 0xBB && p[2] == 0xBF) { /* byte order mark */
            i += 2;
        } else {
            buffer[n++] = (char)*p;
        }
    }
    return str_trim((struct str){buffer, n});
}

static struct str skip_separators(struct str s)
{
    while (s.n && !is_alnum(s.p[0]) && (unsigned char)s.p[0] < 0x80)
        s = str_sub(s, 1, SIZE_MAX);
    return s;
}

/* ---- house numbers ---- */

/* Words as they are written behind a number, and what they are in the BAG. */
static const struct {
    const char *as_written, *canon;
} additions[] = {
    {"I", "1"},        {"II", "2"},     {"III", "3"},    {"IV", "4"},          {"V", "5"},
    {"HS", "H"},       {"HUIS", "H"},   {"BG", "H"},     {"BGG", "H"},         {"BIS", "BS"},
    {"ROOD", "RD"},    {"ZWART", "ZW"}, {"BOVEN", "BV"}, {"BOV", "BV"},        {"BENEDEN", "BN"},
    {"BEN", "BN"},     {"LINKS", "LI"}, {"LNKS", "LI"},  {"RECHTS", "RE"},     {"RCHTS", "RE"},
    {"ACHTER", "ACH"}, {"VOOR", "VR"},  {"SOUS", "SO"},  {"SOUTERRAIN", "SO"}, {"PARTERRE", "H"},
};
static const char *const floors[] = {"HOOG", "HG", "ETAGE", "VERDIEPING", "E", "DE"};

void toevoeging_canon(const char *from, char *to, size_t size)
{
    size_t n = strlen(from), digits = 0;
    snprintf(to, size, "%s", from);
    for (size_t i = 0; i < sizeof additions / sizeof *additions; i++)
        if (strcmp(from, additions[i].as_written) == 0)
            snprintf(to, size, "%s", additions[i].canon);
    /* "2HOOG"; "BISA" as "BSA" */
    while (is_digit(from[digits]))
        digits++;
    for (size_t i = 0; digits && i < sizeof floors / sizeof *floors; i++)
        if (strcmp(from + digits, floors[i]) == 0 && digits < size)
            to[digits] = 0;
    if (n == 4 && strncmp(from, "BIS", 3) == 0)
        snprintf(to, size, "BS%c", from[3]);
}

static bool is_addition(struct str word)
{
    char up[24];
    if (word.n <= 4)
        return true;
    if (is_digit(word.p[0]) && word.n < sizeof up)
        return true;
    if (word.n >= sizeof up)
        return false;
    for (size_t i = 0; i < word.n; i++)
        up[i] = upper(word.p[i]);
    up[word.n] = 0;
    for (size_t i = 0; i < sizeof additions / sizeof *additions; i++)
        if (strcmp(up, additions[i].as_written) == 0)
            return true;
    return strcmp(up, "HOOG") == 0 || strcmp(up, "ETAGE") == 0 || strcmp(up, "VERDIEPING") == 0;
}

/* What says that a row of numbers follows: of "12 t/m 14" the first counts. */
static bool is_range(struct str rest)
{
    static const char *const words[] = {"t/m", "tm", "tot", "en", "e.v", "ev", "te", "in"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t n = strlen(words[i]);
        if (rest.n >= n && str_eq_nocase(str_sub(rest, 0, n), str_from(words[i])) &&
            (rest.n == n || !is_letter(rest.p[n])))
            return true;
    }
    return rest.n && (rest.p[0] == '&' || rest.p[0] == '+' || rest.p[0] == ';' || rest.p[0] == ',');
}

/* Appends the words that can be an addition to `to`, upper case and without what separates them; gives what is left. */
static struct str addition_add(struct str rest, char *to, size_t size)
{
    size_t n = strlen(to);
    bool first = true;
    for (;;) {
        struct str s = rest;
        while (s.n && (s.p[0] == ' ' || s.p[0] == '-' || s.p[0] == '/' || s.p[0] == '.' || s.p[0] == '(' ||
                       s.p[0] == ')' || s.p[0] == '_' || s.p[0] == '\''))
            s = str_sub(s, 1, SIZE_MAX);
        size_t end = 0;
        while (end < s.n && is_alnum(s.p[end]))
            end++;
        if (!end || is_range(s) || !is_addition(str_sub(s, 0, end)))
            break;
        /* ".0" is what a spreadsheet puts behind a number. */
        if (!(first && end == 1 && s.p[0] == '0' && rest.n == 2 && rest.p[0] == '.'))
            for (size_t i = 0; i < end && n + 1 < size; i++)
                to[n++] = upper(s.p[i]);
        first = false;
        rest = str_sub(s, end, SIZE_MAX);
    }
    to[n] = 0;
    return rest;
}

/* The number at the front of s with its addition; *rest is what stands behind them. */
static bool house_front(struct str s, struct huisnummer *out, struct str *rest)
{
    struct huisnummer h = {0};
    size_t i = 0, from;
    int64_t number;
    if (s.n > 2 && (str_eq_nocase(str_sub(s, 0, 2), STR("nr")) || str_eq_nocase(str_sub(s, 0, 2), STR("no"))))
        s = skip_separators(str_sub(s, 2, SIZE_MAX));
    while (i < s.n && s.p[i] == '0')
        i++;
    from = i;
    while (i < s.n && is_digit(s.p[i]))
        i++;
    if (i - from < 1 || i - from > 5 || !str_to_i64(str_sub(s, from, i - from), &number))
        return false;
    h.nummer = (int)number;
    *rest = addition_add(str_sub(s, i, SIZE_MAX), h.toevoeging, sizeof h.toevoeging);
    *out = h;
    return true;
}

bool huisnummer_read(struct str nummer, struct str letter, struct str toevoeging, struct huisnummer *out)
{
    char a[TEXT_MAX], b[TEXT_MAX], c[TEXT_MAX];
    struct huisnummer h;
    struct str rest;
    if (!house_front(plain(nummer, a), &h, &rest))
        return false;
    letter = plain(letter, b);
    toevoeging = plain(toevoeging, c);
    if (letter.n || toevoeging.n) {
        char own[sizeof h.toevoeging] = "";
        addition_add(letter, own, sizeof own);
        addition_add(toevoeging, own, sizeof own);
        /* The number's own "12a" goes with the addition's "bis", unless it says the same once more. */
        if (!h.toevoeging[0] || strncmp(own, h.toevoeging, strlen(h.toevoeging)) == 0)
            memcpy(h.toevoeging, own, sizeof own);
        else
            addition_add(str_from(own), h.toevoeging, sizeof h.toevoeging);
    }
    *out = h;
    return true;
}

/* ---- names ---- */

/* Whole words; the second is what the key has. "van der", "van den" and "v.d." fall together, for that is how people
 * mix them. */
static const struct {
    const char *word, *key;
} words[] = {
    {"burg", "burgemeester"},
    {"burgem", "burgemeester"},
    {"dr", "doctor"},
    {"dokter", "doctor"},
    {"prof", "professor"},
    {"ds", "dominee"},
    {"st", "sint"},
    {"jhr", "jonkheer"},
    {"mr", "meester"},
    {"ir", "ingenieur"},
    {"ing", "ingenieur"},
    {"gen", "generaal"},
    {"pres", "president"},
    {"past", "pastoor"},
    {"min", "minister"},
    {"kon", "koningin"},
    {"pr", "prins"},
    {"wil", "willem"},
    {"van", "v"},
    {"de", "d"},
    {"der", "d"},
    {"den", "d"},
    {"het", "t"},
    {"ter", "t"},
    {"vd", "vd"},
    {"1ste", "1e"},
    {"eerste", "1e"},
    {"tweede", "2e"},
    {"2de", "2e"},
    {"derde", "3e"},
    {"3de", "3e"},
    {"noord", "n"},
    {"oost", "o"},
    {"zuid", "z"},
    {"west", "w"},
    {"nz", "noordzijde"},
    {"zz", "zuidzijde"},
    {"oz", "oostzijde"},
    {"wz", "westzijde"},
};
/* The end of a street's last word, as NEN 5825 and people shorten it. */
static const struct {
    const char *end, *key;
} endings[] = {
    {"str", "straat"}, {"strt", "straat"}, {"wg", "weg"},    {"ln", "laan"},    {"pln", "plein"},
    {"pl", "plein"},   {"sngl", "singel"}, {"kd", "kade"},   {"dk", "dijk"},    {"pd", "pad"},
    {"hf", "hof"},     {"grt", "gracht"},  {"gr", "gracht"}, {"kan", "kanaal"}, {"dr", "dreef"},
};

/* The plain letter under a Latin letter with a mark (U+00C0-U+017F), or 0. */
static const char *fold(unsigned code)
{
    static const char *const latin1[64] = {
        "a", "a", "a", "a", "a", "a", "ae", "c", "e", "e",  "e", "e", "i", "i", "i", "i", "d",  "n", "o", "o", "o", "o",
        "o", "",  "o", "u", "u", "u", "u",  "y", "",  "ss", "a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e",
        "i", "i", "i", "i", "d", "n", "o",  "o", "o", "o",  "o", "",  "o", "u", "u", "u", "u",  "y", "",  "y"};
    /* U+0100-U+017F, the letter of each code point. */
    static const char extended[] =
        "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkkllllllllllnnnnnnnnnoooooooo"
        "rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
    static char const singles[26][2] = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m",
                                        "n", "o", "p", "q", "r", "s", "t", "u", "v", "w", "x", "y", "z"};
    if (code >= 0xC0 && code < 0x100)
        return latin1[code - 0xC0];
    if (code >= 0x100 && code - 0x100 < sizeof extended - 1)
        return singles[extended[code - 0x100] - 'a'];
    return "";
}

static bool ends_with(const char *s, size_t n, const char *end)
{
    size_t m = strlen(end);
    return n > m + 2 && memcmp(s + n - m, end, m) == 0;
}

static size_t word_close(char *out, size_t from, size_t n, bool last)
{
    out[n] = 0;
    const char *key = NULL;
    size_t keep = from;
    for (size_t i = 0; !key && i < sizeof words / sizeof *words; i++)
        if (strcmp(out + from, words[i].word) == 0)
            key = words[i].key;
    for (size_t i = 0; last && from && i < sizeof endings / sizeof *endings; i++)
        if (strcmp(out + from, endings[i].end) == 0)
            key = endings[i].key;
    for (size_t i = 0; !key && last && i < sizeof endings / sizeof *endings; i++)
        if (ends_with(out + from, n - from, endings[i].end)) {
            key = endings[i].key;
            keep = n - strlen(endings[i].end);
        }
    if (!key || keep + strlen(key) >= NAAM_SLEUTEL)
        return n;
    strcpy(out + keep, key);
    return keep + strlen(key);
}

void naam_sleutel(struct str naam, char out[NAAM_SLEUTEL])
{
    char buffer[TEXT_MAX];
    struct str s = plain(naam, buffer);
    size_t n = 0, word = 0, paren = str_find(s, '(', 0);
    if (paren != SIZE_MAX && paren > 0)
        s = str_sub(s, 0, paren); /* "Hengelo (O)" */
    while (s.n && !is_alnum(s.p[s.n - 1]) && (unsigned char)s.p[s.n - 1] < 0x80)
        s.n--;
    for (size_t i = 0; i < s.n && n + 8 < NAAM_SLEUTEL; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (is_alnum((char)c)) {
            out[n++] = lower((char)c);
        } else if (c >= 0xC3 && c <= 0xC5 && i + 1 < s.n) {
            unsigned code = (c & 0x1Fu) << 6 | ((unsigned char)s.p[++i] & 0x3Fu);
            for (const char *p = fold(code); *p; p++)
                out[n++] = *p;
        } else if (c < 0x80 && c != '\'') {
            n = word_close(out, word, n, false);
            word = n;
        }
    }
    n = word_close(out, word, n, true);
    out[n] = 0;
    static const char *const same[][2] = {
        {"sgravenhage", "dhaag"}, {"gravenhage", "dhaag"}, {"shertogenbosch", "dbosch"}, {"hertogenbosch", "dbosch"}};
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        if (strcmp(out, same[i][0]) == 0)
            strcpy(out, same[i][1]);
}

bool naam_bijna_gelijk(const char *a, const char *b)
{
    size_t n = strlen(a), m = strlen(b);
    int row[NAAM_SLEUTEL + 1], allowed = n < 5 ? 0 : n < 9 ? 1 : 2;
    if (n > NAAM_SLEUTEL || m > NAAM_SLEUTEL || (n > m ? n - m : m - n) > (size_t)allowed)
        return false;
    for (size_t k = 0; k <= m; k++)
        row[k] = (int)k;
    for (size_t i = 1; i <= n; i++) {
        int diagonal = row[0];
        row[0] = (int)i;
        for (size_t k = 1; k <= m; k++) {
            int change = diagonal + (a[i - 1] != b[k - 1]);
            diagonal = row[k];
            int insert = (row[k] < row[k - 1] ? row[k] : row[k - 1]) + 1;
            row[k] = change < insert ? change : insert;
        }
    }
    return row[m] <= allowed;
}

/* ---- what a field holds ---- */

/* Six signs of a postcode at s[at]: 1234AB, 1234 ab. Gives where it ends, or 0. */
static size_t postcode_at(struct str s, size_t at, char out[8])
{
    size_t i = at + 4, blanks = 0;
    if (at && is_alnum(s.p[at - 1]))
        return 0;
    if (s.n < at + 6 || s.p[at] < '1' || s.p[at] > '9')
        return 0;
    for (size_t k = at; k < at + 4; k++)
        if (!is_digit(s.p[k]))
            return 0;
    while (i < s.n && s.p[i] == ' ' && blanks < 2)
        i++, blanks++;
    if (i + 2 > s.n || !is_letter(s.p[i]) || !is_letter(s.p[i + 1]) || (i + 2 < s.n && is_letter(s.p[i + 2])))
        return 0;
    memcpy(out, s.p + at, 4);
    out[4] = upper(s.p[i]);
    out[5] = upper(s.p[i + 1]);
    out[6] = 0;
    return i + 2;
}

/* A BAG id of 16 digits; one of 15 lost its leading zero in a spreadsheet (NLExtract #102, #231). Also at the end of a
 * URI or of an NEN 3610 id. */
static bool bag_id_read(struct str s, char out[20])
{
    size_t n = 0;
    while (n < s.n && is_digit(s.p[s.n - 1 - n]))
        n++;
    size_t pad = n == 15 ? 1 : 0;
    if (n + pad != 16)
        return false;
    if (n < s.n && s.p[s.n - 1 - n] != '/' && s.p[s.n - 1 - n] != '.' && s.p[s.n - 1 - n] != ':')
        return false;
    out[0] = '0';
    memcpy(out + pad, s.p + s.n - n, n);
    out[16] = 0;
    return true;
}

static bool gebied_read(struct str s, char out[20])
{
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++)
        if (is_alnum(s.p[i]) && n < 12)
            out[n++] = upper(s.p[i]);
        else if (n == 12 || (s.p[i] != ' ' && s.p[i] != '-'))
            return false;
    out[n] = 0;
    for (size_t i = 2; i < 6 && i < n; i++)
        if (!is_digit(out[i]))
            return false;
    return (n == 6 && memcmp(out, "GM", 2) == 0) || (n == 8 && memcmp(out, "WK", 2) == 0) ||
           (n == 10 && memcmp(out, "BU", 2) == 0);
}

static void id_put(const char *id, struct locatie_delen *to)
{
    /* Digits 5 and 6 tell the kind (BAG, objecttypecode). */
    char *place = NULL;
    if (strncmp(id + 4, "20", 2) == 0)
        place = to->nummer;
    else if (strncmp(id + 4, "10", 2) == 0)
        place = to->pand;
    else if (strncmp(id + 4, "01", 2) == 0 || strncmp(id + 4, "02", 2) == 0 || strncmp(id + 4, "03", 2) == 0)
        place = to->object;
    if (place && !place[0])
        memcpy(place, id, 17);
}

/* "POINT(6.8 53.1)", "240010, 570010", "53,1; 6,8": two numbers and nothing else. */
static bool point_read(struct str s, double *x, double *y)
{
    double v[2];
    size_t n = 0;
    if (s.n > 5 && str_eq_nocase(str_sub(s, 0, 5), STR("point")))
        s = str_trim(str_sub(s, 5, SIZE_MAX));
    if (s.n > 2 && s.p[0] == '(' && s.p[s.n - 1] == ')')
        s = str_trim(str_sub(s, 1, s.n - 2));
    bool comma_separates = str_find(s, ' ', 0) == SIZE_MAX && str_find(s, ';', 0) == SIZE_MAX;
    while (s.n) {
        char number[32];
        size_t k = 0;
        while (k < s.n && k < sizeof number &&
               (is_digit(s.p[k]) || s.p[k] == '.' || s.p[k] == '-' || (s.p[k] == ',' && !comma_separates))) {
            number[k] = s.p[k] == ',' ? '.' : s.p[k];
            k++;
        }
        bool ended = k == s.n || k == sizeof number;
        struct str text = {number, k};
        if (text.n && text.p[text.n - 1] == '.')
            text.n--; /* "240010, 570010": that comma was a separator */
        if (n == 2 || !str_to_double(text, &v[n++]))
            return false;
        s = ended ? (struct str){0} : str_sub(s, k, SIZE_MAX);
        while (s.n && (s.p[0] == ' ' || s.p[0] == ',' || s.p[0] == ';'))
            s = str_sub(s, 1, SIZE_MAX);
    }
    if (n != 2)
        return false;
    *x = v[0];
    *y = v[1];
    return true;
}

static void straat_add(struct locatie_delen *to, struct str straat, const struct huisnummer *h, struct str woonplaats)
{
    if (to->n_straten == LOCATIE_MAX_STRATEN)
        return;
    struct straat_huisnummer *s = &to->straten[to->n_straten];
    naam_sleutel(straat, s->straat);
    naam_sleutel(woonplaats, s->woonplaats);
    s->huis = *h;
    if (s->straat[0])
        to->n_straten++;
}

/* The first words of what stands behind the number: up to a comma, and without "te" or "in". */
static struct str place_words(struct str s)
{
    s = skip_separators(s);
    static const struct str before[] = {STR("te "), STR("in "), STR("TE "), STR("IN "), STR("Te "), STR("In ")};
    for (size_t i = 0; i < sizeof before / sizeof *before; i++)
        if (str_starts(s, before[i]))
            s = str_trim(str_sub(s, before[i].n, SIZE_MAX));
    size_t comma = str_find(s, ',', 0);
    return str_trim(comma == SIZE_MAX ? s : str_sub(s, 0, comma));
}

/* A place of short words ("12 Ede", "12 a Ter Apel") was taken for additions: also read with the words behind the
 * number, or behind its first word, as the place. A place that isn't known finds nothing, so this does no harm. */
static void short_places(struct locatie_delen *to, struct str straat, struct str number, struct str rest)
{
    struct str taken = str_sub(number, 0, number.n - rest.n);
    for (size_t tried = 0, at = 0; tried < 2 && at < taken.n; tried++) {
        struct huisnummer h;
        struct str behind;
        size_t blank = str_find(taken, ' ', at);
        if (blank == SIZE_MAX || blank + 2 >= taken.n)
            return;
        struct str place = place_words(str_sub(number, blank, SIZE_MAX));
        if (place.n > 1 && is_letter(place.p[1]) && house_front(str_sub(taken, 0, blank), &h, &behind))
            straat_add(to, straat, &h, place);
        at = blank + 1;
    }
}

/* "Hoofdweg 30 te Slochteren", "Mars 1 C Hoogezand", "Plein 1945 12": each number that a name stands before is tried.
 */
static void straten_read(struct str s, struct str woonplaats, struct locatie_delen *to)
{
    for (size_t i = 1; i < s.n; i++) {
        struct huisnummer h;
        struct str rest;
        if (!is_digit(s.p[i]) || (s.p[i - 1] != ' ' && s.p[i - 1] != ','))
            continue;
        struct str straat = str_trim(str_sub(s, 0, i));
        while (straat.n && (straat.p[straat.n - 1] == ',' || straat.p[straat.n - 1] == '-'))
            straat = str_trim(str_sub(straat, 0, straat.n - 1));
        /* "Kerkstraat nr. 12" */
        size_t gap = straat.n;
        while (gap && straat.p[gap - 1] != ' ')
            gap--;
        struct str word = str_sub(straat, gap, SIZE_MAX);
        if (gap && (str_eq_nocase(word, STR("nr.")) || str_eq_nocase(word, STR("nr"))))
            straat = str_trim(str_sub(straat, 0, gap));
        struct str number = str_sub(s, i, SIZE_MAX);
        if (house_front(number, &h, &rest)) {
            straat_add(to, straat, &h, woonplaats.n ? woonplaats : place_words(rest));
            if (!woonplaats.n)
                short_places(to, straat, number, rest);
        }
        while (i < s.n && s.p[i] != ' ')
            i++;
    }
}

static void code_read(struct str s, struct locatie_delen *to)
{
    char id[20];
    double x, y;
    if (bag_id_read(s, id)) {
        id_put(id, to);
        to->said = true;
        return;
    }
    if (gebied_read(s, to->gebied)) {
        to->said = true;
        return;
    }
    to->gebied[0] = 0;
    if (point_read(s, &x, &y)) {
        if (!to->has_point) {
            to->has_point = true;
            to->x = x;
            to->y = y;
        }
        to->said = true;
        return;
    }
    for (size_t at = 0; at + 6 <= s.n; at++) {
        size_t end = postcode_at(s, at, to->postcode);
        struct str rest;
        if (!end)
            continue;
        struct str before = str_trim(str_sub(s, 0, at)), after = skip_separators(str_sub(s, end, SIZE_MAX));
        to->said = true;
        to->has_huis = house_front(after, &to->huis, &rest);
        if (to->has_huis) {
            if (at)
                straten_read(s, (struct str){0}, to); /* "Plein 1945 nr. 4" has what looks like a postcode */
            return;
        }
        /* "Amstel 1-2, 1011 PN Amsterdam": the number stands before the postcode. */
        straten_read(before, after, to);
        if (to->n_straten) {
            to->has_huis = true;
            to->huis = to->straten[to->n_straten - 1].huis;
        }
        return;
    }
    to->postcode[0] = 0;
    straten_read(s, (struct str){0}, to);
    to->said = to->said || to->n_straten > 0;
}

void locatie_delen_read(const struct locatie_vraag *v, struct locatie_delen *out)
{
    char buffer[TEXT_MAX], town[TEXT_MAX], id[20];
    struct huisnummer h;
    memset(out, 0, offsetof(struct locatie_delen, straten));
    out->n_straten = 0;
    out->gebied[0] = 0;
    out->has_point = v->has_point;
    out->x = v->x;
    out->y = v->y;
    out->said = false;
    const struct str ids[] = {v->nummeraanduiding_id, v->object_id, v->pand_id};
    for (size_t i = 0; i < 3; i++)
        if (ids[i].n && bag_id_read(plain(ids[i], buffer), id)) {
            id_put(id, out);
            out->said = true;
        }
    if (v->gebied_code.n && gebied_read(plain(v->gebied_code, buffer), out->gebied))
        out->said = true;
    else
        out->gebied[0] = 0;
    if (v->postcode.n) {
        struct str s = plain(v->postcode, buffer);
        if (postcode_at(s, 0, out->postcode))
            out->said = out->has_huis = true;
    }
    bool number = v->huisnummer.n && huisnummer_read(v->huisnummer, v->huisletter, v->huisnummertoevoeging, &h);
    out->has_huis = out->has_huis && number;
    if (number)
        out->huis = h;
    if (v->straat.n) {
        struct str s = plain(v->straat, buffer), place = plain(v->woonplaats, town);
        if (number)
            straat_add(out, s, &h, place);
        else
            straten_read(s, place, out);
        out->said = out->said || out->n_straten > 0;
    }
    struct str code = plain(v->code, buffer);
    if (code.n && !out->said)
        code_read(code, out);
    else if (code.n && bag_id_read(code, id))
        id_put(id, out);
}
