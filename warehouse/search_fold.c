/* Words as they are compared: what people leave out, shorten or write otherwise makes no difference. */
#include "warehouse/search_priv.h"

#include <string.h>

/* U+00C0 to U+017F without their marks; a '.' stands for one that isn't a letter, or that `doubles` has. */
static const char bare[] = "aaaaaa.ceeeeiiiidnooooo.ouuuuy..aaaaaa.ceeeeiiiidnooooo.ouuuuy.y"
                           "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii..jjkkklllllll"
                           "lllnnnnnnnnnoooooo..rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

static const struct {
    uint32_t c;
    char text[3];
} doubles[] = {{0xc6, "ae"},   {0xe6, "ae"}, {0xde, "th"}, {0xfe, "th"},  {0xdf, "ss"},
               {0x1e9e, "ss"}, {0x132, "y"}, {0x133, "y"}, {0x152, "oe"}, {0x153, "oe"}};

/* The code point at *at, which moves behind it. Well-formed UTF-8 only; anything else is taken byte by byte. */
static uint32_t next_code(struct str s, size_t *at)
{
    unsigned char c = (unsigned char)s.p[(*at)++];
    int more = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : c >= 0xc0 ? 1 : 0;
    uint32_t code = more == 3 ? c & 7 : more == 2 ? c & 15 : more == 1 ? c & 31 : c;
    for (; more && *at < s.n && ((unsigned char)s.p[*at] & 0xc0) == 0x80; more--)
        code = code << 6 | ((unsigned char)s.p[(*at)++] & 63);
    return code;
}

static bool is_apostrophe(uint32_t c)
{
    return c == '\'' || c == '`' || c == 0xb4 || c == 0x2018 || c == 0x2019 || c == 0x2bc;
}

/* What a code point adds to a word: 0 bytes for one that parts words. Other scripts stay as they are. */
static size_t folded(uint32_t c, struct str source, size_t from, size_t to, char out[8])
{
    if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z')) {
        out[0] = (char)c;
        return 1;
    }
    if (c >= 'A' && c <= 'Z') {
        out[0] = (char)(c | 32);
        return 1;
    }
    for (size_t i = 0; i < sizeof doubles / sizeof *doubles; i++)
        if (doubles[i].c == c) {
            memcpy(out, doubles[i].text, 2);
            return strlen(doubles[i].text);
        }
    if (c >= 0xc0 && c <= 0x17f && c - 0xc0 < sizeof bare - 1) {
        out[0] = bare[c - 0xc0];
        return out[0] != '.';
    }
    /* General punctuation, spaces and signs part words too. */
    if (c < 0x180 || (c >= 0x2000 && c < 0x2c00) || (c >= 0x3000 && c < 0x3040) || (c >= 0xe000 && c < 0xf900) ||
        to - from > 4)
        return 0;
    memcpy(out, source.p + from, to - from);
    return to - from;
}

static void put(struct word *w, char c)
{
    /* ij is one letter, which many write as y */
    if (c == 'j' && w->n && w->text[w->n - 1] == 'i')
        w->text[w->n - 1] = 'y';
    else if (w->n < WORD_BYTES)
        w->text[w->n++] = c;
}

size_t fold_words(struct str source, struct word *out, size_t max)
{
    size_t n = 0, at = 0;
    struct word w = {.n = 0};
    while (at <= source.n && n < max) {
        size_t from = at, add = 0;
        char text[8];
        bool skip = false;
        if (at < source.n) {
            uint32_t c = next_code(source, &at);
            /* Combining marks, and an apostrophe with letters at both sides, vanish. */
            skip = (c >= 0x300 && c < 0x370) || (w.n && is_apostrophe(c));
            add = skip ? 0 : folded(c, source, from, at, text);
        } else {
            at++;
        }
        if (add) {
            if (!w.n)
                w.start = from;
            for (size_t i = 0; i < add; i++)
                put(&w, text[i]);
            w.end = at;
        } else if (!skip && w.n) {
            /* Never half a character of another script. */
            while (w.n == WORD_BYTES && ((unsigned char)w.text[w.n - 1] & 0x80))
                w.n--;
            w.text[w.n] = 0;
            if (w.n)
                out[n++] = w;
            w.n = 0;
        }
    }
    return n;
}

static const char *const pairs[][2] = {{"st", "sint"},        {"dr", "dokter"},         {"dr", "doctor"},
                                       {"prof", "professor"}, {"burg", "burgemeester"}, {"bgm", "burgemeester"},
                                       {"mr", "meester"},     {"ds", "dominee"},        {"ir", "ingenieur"},
                                       {"jhr", "jonkheer"},   {"past", "pastoor"},      {"gen", "generaal"},
                                       {"pres", "president"}, {"kon", "koningin"},      {"kon", "koning"},
                                       {"pr", "prins"},       {"pr", "prinses"},        {"h", "heilige"},
                                       {"nwe", "nieuwe"},     {"gr", "grote"},          {"v", "van"},
                                       {"str", "straat"},     {"pln", "plein"},         {"ln", "laan"},
                                       {"wg", "weg"},         {"sngl", "singel"},       {"1e", "eerste"},
                                       {"2e", "tweede"},      {"3e", "derde"},          {"4e", "vierde"},
                                       {"5e", "vijfde"},      {"6e", "zesde"},          {"7e", "zevende"},
                                       {"8e", "achtste"}};

const char *fold_alternative(const struct word *w, size_t i)
{
    for (size_t k = 0; k < sizeof pairs / sizeof *pairs; k++)
        for (size_t side = 0; side < 2; side++)
            if (strcmp(pairs[k][side], w->text) == 0 && i-- == 0)
                return pairs[k][1 - side];
    return NULL;
}

bool fold_ending(const struct word *w, struct word *out)
{
    static const char *const endings[][2] = {{"str", "straat"}, {"pln", "plein"},   {"ln", "laan"},
                                             {"wg", "weg"},     {"sngl", "singel"}, {"kd", "kade"}};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t n = strlen(endings[i][0]), full = strlen(endings[i][1]);
        if (w->n <= n + 1 || w->n - n + full > WORD_BYTES || memcmp(w->text + w->n - n, endings[i][0], n) != 0)
            continue;
        *out = *w;
        memcpy(out->text + w->n - n, endings[i][1], full + 1);
        out->n = (uint8_t)(w->n - n + full);
        return true;
    }
    return false;
}

bool fold_is_small(const struct word *w)
{
    static const char *const small[] = {"de",  "het", "een", "van",       "der",      "den",      "en",
                                        "aan", "in",  "bij", "op",        "te",       "ten",      "ter",
                                        "t",   "s",   "nl",  "nederland", "gemeente", "provincie"};
    for (size_t i = 0; i < sizeof small / sizeof *small; i++)
        if (strcmp(small[i], w->text) == 0)
            return true;
    return false;
}
