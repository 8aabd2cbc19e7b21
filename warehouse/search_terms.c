/* The words of all names, in memory: found by their beginning, or with typing errors. */
#include "warehouse/search_priv.h"

#include <stdlib.h>
#include <string.h>

static bool ordered(const uint32_t *at, uint32_t n, uint32_t last)
{
    for (uint32_t i = 0; i < n; i++)
        if (at[i] > at[i + 1])
            return false;
    return at[0] == 0 && at[n] == last;
}

bool index_use(void *blob, size_t n, struct search_index *out, struct err *err)
{
    const struct index_head *h = blob;
    bool ok = n >= sizeof *h && memcmp(h->magic, INDEX_MAGIC, sizeof h->magic) == 0 && h->n_places < MAX_PLACES;
    if (ok) {
        uint64_t size = sizeof *h + (uint64_t)h->n_places * sizeof(struct place) + ((uint64_t)h->n_terms + 1) * 8 +
                        (uint64_t)h->n_postings * 4 + h->n_text;
        ok = size == n;
    }
    if (ok) {
        const char *p = (const char *)(h + 1);
        *out = (struct search_index){
            .blob = blob, .n_places = h->n_places, .n_terms = h->n_terms, .n_postings = h->n_postings};
        out->places = (const struct place *)p;
        out->term_at = (const uint32_t *)(out->places + h->n_places);
        out->post_at = out->term_at + h->n_terms + 1;
        out->postings = out->post_at + h->n_terms + 1;
        out->text = (const char *)(out->postings + h->n_postings);
        ok = ordered(out->term_at, h->n_terms, h->n_text) && ordered(out->post_at, h->n_terms, h->n_postings);
        for (uint32_t i = 0; ok && i < h->n_postings; i++)
            ok = out->postings[i] >> 6 < h->n_places;
        for (uint32_t i = 0; ok && i < h->n_places; i++)
            ok = out->places[i].type < TYPES && out->places[i].name_words > 0;
    }
    if (!ok) {
        *out = (struct search_index){0};
        free(blob);
        return err_set(err, ERR_STORAGE, "zoek_index", "De zoekindex is beschadigd; een nieuwe import maakt hem weer.");
    }
    return true;
}

struct str index_term(const struct search_index *ix, uint32_t term)
{
    return (struct str){ix->text + ix->term_at[term], ix->term_at[term + 1] - ix->term_at[term]};
}

/* The first term from `lo` on that doesn't sort before every word with this prefix; past: that sorts after them all. */
static uint32_t bound(const struct search_index *ix, struct str prefix, uint32_t lo, bool past)
{
    uint32_t hi = ix->n_terms, step = 1;
    /* Galloping: what is asked for is mostly near. */
    for (uint32_t at = lo; at < hi; at = lo + step, step *= 2) {
        struct str t = index_term(ix, at);
        int c = memcmp(t.p, prefix.p, t.n < prefix.n ? t.n : prefix.n);
        bool before = c < 0 || (c == 0 && (t.n < prefix.n || past));
        if (!before) {
            hi = at;
            break;
        }
        lo = at + 1;
        if (step > ix->n_terms)
            break;
    }
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        struct str t = index_term(ix, mid);
        int c = memcmp(t.p, prefix.p, t.n < prefix.n ? t.n : prefix.n);
        if (c < 0 || (c == 0 && (t.n < prefix.n || past)))
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

void index_prefix(const struct search_index *ix, struct str prefix, uint32_t *lo, uint32_t *hi)
{
    *lo = bound(ix, prefix, 0, false);
    *hi = bound(ix, prefix, *lo, true);
}

enum { FAR = 100, MAX_TERM = WORD_BYTES };

/* A row of the table of distances (optimal string alignment) for the first d letters of a term; only what is within
 * `most` of the diagonal is computed. The smallest of the row. */
static int next_row(uint8_t rows[][MAX_TERM + 2], const char *term, size_t d, struct str word, int most)
{
    uint8_t *row = rows[d], *up = rows[d - 1];
    size_t from = d > (size_t)most ? d - (size_t)most : 0, to = d + (size_t)most < word.n ? d + (size_t)most : word.n;
    int best = FAR;
    if (from > 0)
        row[from - 1] = FAR;
    for (size_t j = from; j <= to; j++) {
        int v = up[j] + 1;
        if (j > 0) {
            int replace = up[j - 1] + (term[d - 1] != word.p[j - 1]), insert = j > from ? row[j - 1] + 1 : FAR;
            v = replace < v ? replace : v;
            v = insert < v ? insert : v;
            if (d > 1 && j > 1 && term[d - 1] == word.p[j - 2] && term[d - 2] == word.p[j - 1] &&
                rows[d - 2][j - 2] + 1 < v)
                v = rows[d - 2][j - 2] + 1;
        }
        row[j] = (uint8_t)(v > FAR ? FAR : v);
        best = row[j] < best ? row[j] : best;
    }
    if (to + 1 <= word.n)
        row[to + 1] = FAR; /* read by the next row, whose band is one further */
    return best;
}

size_t index_near(const struct search_index *ix, struct str word, int most, size_t longest, struct near_term *out,
                  size_t max, int64_t *budget)
{
    uint8_t rows[MAX_TERM + 1][MAX_TERM + 2];
    uint8_t reached[MAX_TERM + 1]; /* the smallest distance of the whole word to the first 0…d letters */
    char path[MAX_TERM];
    size_t n = 0, kept = 0;
    if (word.n > MAX_TERM)
        return 0;
    memset(rows, FAR, sizeof rows);
    for (size_t j = 0; j <= word.n; j++)
        rows[0][j] = (uint8_t)j;
    reached[0] = rows[0][word.n];
    for (uint32_t i = 0; i < ix->n_terms && n<max && * budget> 0;) {
        struct str t = index_term(ix, i);
        size_t d = 0, len = t.n > MAX_TERM ? MAX_TERM : t.n;
        while (d < kept && d < len && path[d] == t.p[d])
            d++;
        bool cut = false;
        for (; d < len && !cut; (*budget)--) {
            path[d] = t.p[d];
            d++;
            int best = next_row(rows, path, d, word, most);
            size_t last = d + (size_t)most >= word.n && d <= word.n + (size_t)most ? rows[d][word.n] : FAR;
            reached[d] = (uint8_t)(last < reached[d - 1] ? last : reached[d - 1]);
            /* Past the band, or nothing within reach: all terms that begin like this end alike. */
            cut = best > most || d > word.n + (size_t)most;
        }
        kept = d;
        uint32_t next = cut ? bound(ix, str_sub(t, 0, d), i + 1, true) : i + 1;
        if (reached[d] <= most)
            for (uint32_t k = i; k < next && n < max; k++)
                if (index_term(ix, k).n <= longest)
                    out[n++] = (struct near_term){k, reached[d]};
        i = next;
    }
    return n;
}
