/* Which places answer to the words, and in what order a person expects them. */
#include "warehouse/search_priv.h"

#include <math.h>
#include <string.h>

/* What a query may spend on typing errors, in rows of the distance table: some 10 ns each. */
enum { NEAR_BUDGET = 150000 };
/* Places at which the rarest word of a query is looked up; of more, the weightiest. */
enum { MAX_STANDS = 30000 };
/* All that a query may look at in its scans: places of a rarest word, some 30 ns each; of the other words an eighth. */
enum { MAX_WORK = 150000 };

static void match_range(struct ranker *r, struct matches *m, struct str text, bool whole)
{
    uint32_t lo, hi;
    index_prefix(r->ix, text, &lo, &hi);
    if (whole && lo < hi)
        hi = index_term(r->ix, lo).n == text.n ? lo + 1 : lo;
    if (lo < hi && m->n_ranges < sizeof m->ranges / sizeof *m->ranges) {
        m->ranges[m->n_ranges].lo = lo;
        m->ranges[m->n_ranges].hi = hi;
        m->ranges[m->n_ranges++].n = (uint8_t)text.n;
    }
}

static void match_word(struct ranker *r, struct matches *m, const struct word *w, bool last)
{
    struct word other;
    m->n_ranges = m->n_near = 0;
    m->near_done = false;
    m->n = w->n;
    m->small = fold_is_small(w);
    /* One letter is the beginning of too much, unless it is still being typed. */
    match_range(r, m, (struct str){w->text, w->n}, w->n == 1 && !last);
    if (fold_ending(w, &other))
        match_range(r, m, (struct str){other.text, other.n}, false);
    if (last && w->n > 1 && w->text[w->n - 1] == 'i') {
        other = *w; /* half an ij */
        other.text[other.n - 1] = 'y';
        match_range(r, m, (struct str){other.text, other.n}, false);
    }
}

void rank_begin(struct ranker *r, const struct typed *t)
{
    r->typed = t;
    r->budget = NEAR_BUDGET;
    r->work = 0;
    for (size_t i = 0; i < t->n_words; i++)
        match_word(r, &r->matches[i], &t->words[i], i + 1 == t->n_words);
    for (size_t i = 0; i + 1 < t->n_words; i++) {
        struct word both = t->words[i];
        struct matches *m = &r->matches[SEARCH_MAX_WORDS + i];
        m->n_ranges = m->n_near = 0;
        m->near_done = true;
        m->small = false;
        if (both.n + t->words[i + 1].n > WORD_BYTES)
            continue;
        memcpy(both.text + both.n, t->words[i + 1].text, t->words[i + 1].n + 1u);
        both.n = (uint8_t)(both.n + t->words[i + 1].n);
        match_word(r, m, &both, i + 2 == t->n_words);
        m->near_done = true; /* typing errors are looked for in words as they were typed */
    }
}

/* One edit for 4 to 7 letters, two for more; none for what has digits. */
static int edits_allowed(const struct word *w)
{
    for (size_t i = 0; i < w->n; i++)
        if (w->text[i] >= '0' && w->text[i] <= '9')
            return 0;
    return w->n < 4 ? 0 : w->n < 8 ? 1 : 2;
}

static void match_near(struct ranker *r, size_t word)
{
    struct matches *m = &r->matches[word];
    const struct word *w = &r->typed->words[word];
    int most = edits_allowed(w);
    if (m->near_done)
        return;
    m->near_done = true;
    /* Short words with an error begin too many longer ones. */
    if (most)
        m->n_near = index_near(r->ix, (struct str){w->text, w->n}, most, w->n < 5 ? w->n + 1u : WORD_BYTES, m->near,
                               MAX_MATCHES, &r->budget);
}

static size_t postings_of(const struct ranker *r, const struct matches *m, bool near)
{
    size_t n = 0;
    for (size_t i = 0; i < m->n_ranges; i++)
        n += r->ix->post_at[m->ranges[i].hi] - r->ix->post_at[m->ranges[i].lo];
    for (size_t i = 0; near && i < m->n_near; i++)
        n += r->ix->post_at[m->near[i].term + 1] - r->ix->post_at[m->near[i].term];
    return n;
}

/* The scan of one query: which words, of which so many are required, the rarest first. */
struct scan {
    uint8_t words[SEARCH_MAX_WORDS];
    size_t n, required;
    bool near;
    const struct rank_limits *lim;
    uint32_t below; /* only places before this one */
    size_t n_touched;
    size_t n_answered; /* places that answer to the word at hand, and to all before it */
};

static bool within(const struct place *p, const struct rank_limits *lim)
{
    bool ok = lim->types[p->type] && (lim->number == 0 || (p->type == TYPE_WEG && p->max_number >= lim->number));
    if (ok && lim->by_gemeente) {
        ok = false;
        for (size_t i = 0; i < lim->n_gemeenten; i++)
            ok = ok || lim->gemeenten[i] == p->gemeente;
    }
    if (ok && lim->by_woonplaats) {
        ok = false;
        for (size_t i = 0; i < lim->n_woonplaatsen; i++)
            ok = ok || lim->woonplaatsen[i] == p->woonplaats;
    }
    return ok;
}

/* All places at a term take a word at this worth. */
static void take_term(struct ranker *r, struct scan *sc, size_t k, uint32_t term, double worth)
{
    static const float kinds[] = {[KIND_NAME] = 1, [KIND_OTHER] = 0.95f, [KIND_JOINED] = 0.97f, [KIND_AROUND] = 0.8f};
    const struct search_index *ix = r->ix;
    uint8_t before = (uint8_t)((1u << (k < sc->required ? k : sc->required)) - 1), bit = (uint8_t)(1u << k);
    for (uint32_t i = ix->post_at[term]; i < ix->post_at[term + 1]; i++) {
        uint32_t posting = ix->postings[i], place = posting >> 6, kind = posting & 3, position = posting >> 2 & 15;
        if (place >= sc->below)
            break; /* they are in order */
        struct seen *s = &r->seen[place];
        uint8_t *in = &r->in[place >> 3], one = (uint8_t)(1u << (place & 7));
        if (!(*in & one)) {
            if (k > 0 || !within(&ix->places[place], sc->lim))
                continue;
            *in |= one;
            *s = (struct seen){.mask = 0};
            r->touched[sc->n_touched++] = place;
        }
        if ((s->mask & before) != before)
            continue;
        float q = (float)worth * kinds[kind];
        if (!(s->mask & bit)) {
            s->mask |= bit;
            sc->n_answered++;
            s->sum += q;
            s->last = q;
        } else if (q > s->last) {
            s->sum += q - s->last;
            s->last = q;
        }
        if (kind != KIND_AROUND)
            s->positions |= (uint16_t)(kind == KIND_JOINED ? 3u << position : 1u << position);
    }
}

static void take_word(struct ranker *r, struct scan *sc, size_t k)
{
    const struct matches *m = &r->matches[sc->words[k]];
    double chars = m->n;
    for (size_t i = 0; i < m->n_ranges; i++)
        for (uint32_t t = m->ranges[i].lo; t < m->ranges[i].hi; t++) {
            size_t len = index_term(r->ix, t).n;
            take_term(r, sc, k, t, chars * (len == m->ranges[i].n ? 1 : 0.7 + 0.25 * m->ranges[i].n / (double)len));
        }
    for (size_t i = 0; sc->near && i < m->n_near; i++) {
        size_t len = index_term(r->ix, m->near[i].term).n;
        double share = len > m->n ? m->n / (double)len : 1;
        take_term(r, sc, k, m->near[i].term, chars * (0.4 + 0.25 * share - 0.12 * m->near[i].distance));
    }
}

static void keep(struct ranker *r, struct ranked c)
{
    /* A heap with the worst on top. */
    struct ranked *h = r->best;
    size_t i;
    if (r->n_best < MAX_RANKED) {
        for (i = r->n_best++; i > 0; i = (i - 1) / 2) {
            struct ranked *up = &h[(i - 1) / 2];
            if (up->score < c.score || (up->score == c.score && up->place > c.place))
                break;
            h[i] = *up;
        }
        h[i] = c;
        return;
    }
    if (c.score <= h[0].score)
        return;
    for (i = 0;;) {
        size_t child = 2 * i + 1;
        if (child >= r->n_best)
            break;
        if (child + 1 < r->n_best && (h[child + 1].score < h[child].score ||
                                      (h[child + 1].score == h[child].score && h[child + 1].place > h[child].place)))
            child++;
        if (h[child].score > c.score || (h[child].score == c.score && h[child].place < c.place))
            break;
        h[i] = h[child];
        i = child;
    }
    h[i] = c;
}

/* How well the words fit, how much of the name they are, what kind and size of place it is, and how near. */
static float score_of(const struct ranker *r, const struct scan *sc, const struct seen *s, uint32_t place, double chars)
{
    static const double kinds[TYPES] = {
        [TYPE_WOONPLAATS] = 0.14, [TYPE_GEMEENTE] = 0.12, [TYPE_WIJK] = 0.07, [TYPE_BUURT] = 0.05, [TYPE_WEG] = 0.04};
    const struct place *p = &r->ix->places[place];
    int covered = __builtin_popcount(s->positions & ((1u << (p->name_words > 15 ? 15 : p->name_words)) - 1));
    double fit = s->sum / chars, cover = covered / (double)p->name_words;
    double v = 0.55 * fit + 0.2 * cover + 0.04 * (s->positions & 1) + kinds[p->type] * fit * cover + 0.1 * p->weight;
    if (sc->lim->near)
        v += 0.25 / (1 + hypot(p->x - sc->lim->x, p->y - sc->lim->y) / 3000);
    return (float)(10 * v);
}

static void scan(struct ranker *r, const uint8_t *words, size_t n, bool near, const struct rank_limits *lim,
                 double penalty)
{
    struct scan sc = {.near = near, .lim = lim};
    size_t cost[SEARCH_MAX_WORDS];
    double chars = 0;
    bool only_small = true;
    for (size_t i = 0; i < n; i++)
        only_small = only_small && r->matches[words[i]].small;
    for (size_t pass = 0; pass < 2; pass++) /* required first, then de, het, van */
        for (size_t i = 0; i < n && sc.n < SEARCH_MAX_WORDS; i++) {
            const struct matches *m = &r->matches[words[i]];
            if ((m->small && !only_small) != (pass == 1))
                continue;
            size_t k = sc.n, c = postings_of(r, m, near);
            if (pass == 0 && c == 0)
                return;
            for (; pass == 0 && k > 0 && cost[k - 1] > c; k--) {
                cost[k] = cost[k - 1];
                sc.words[k] = sc.words[k - 1];
            }
            cost[k] = c;
            sc.words[k] = words[i];
            sc.n++;
            sc.required += pass == 0;
            chars += pass == 0 ? m->n : 0;
        }
    if (sc.required == 0)
        return;
    sc.below = r->ix->n_places;
    if (cost[0] > MAX_STANDS) {
        sc.below = (uint32_t)((double)sc.below * MAX_STANDS / (double)cost[0]);
        r->cut = true;
    }
    if (r->work > MAX_WORK) {
        r->cut = true;
        return;
    }
    bool any = true;
    for (size_t k = 0; k < sc.n && any; k++) {
        sc.n_answered = 0;
        take_word(r, &sc, k);
        r->work += (int64_t)((double)cost[k] * sc.below / (r->ix->n_places + 1.0) / (k ? 8 : 1));
        any = k >= sc.required || sc.n_answered > 0;
    }
    uint8_t full = (uint8_t)((1u << sc.required) - 1);
    for (size_t i = 0; i < sc.n_touched; i++) {
        uint32_t place = r->touched[i];
        const struct seen *s = &r->seen[place];
        r->in[place >> 3] = 0;
        /* What is only around it isn't its name: "slochteren" is not each of its streets. */
        if ((s->mask & full) != full || s->positions == 0)
            continue;
        r->total++;
        keep(r, (struct ranked){place, score_of(r, &sc, s, place, chars) - (float)penalty});
    }
}

/* Insertion sort, best first; a place that is there twice keeps its best score. */
static void sort_best(struct ranker *r)
{
    for (size_t i = 1; i < r->n_best; i++) {
        struct ranked c = r->best[i];
        size_t k = i;
        for (; k > 0 &&
               (r->best[k - 1].score < c.score || (r->best[k - 1].score == c.score && r->best[k - 1].place > c.place));
             k--)
            r->best[k] = r->best[k - 1];
        r->best[k] = c;
    }
    size_t n = 0;
    for (size_t i = 0; i < r->n_best; i++) {
        size_t k = 0;
        while (k < n && r->best[k].place != r->best[i].place)
            k++;
        if (k == n)
            r->best[n++] = r->best[i];
    }
    r->total -= r->n_best - n;
    r->n_best = n;
}

static void scan_joined(struct ranker *r, const struct reading *rd, const struct rank_limits *lim)
{
    for (size_t i = 0; i + 1 < rd->n_words; i++) {
        uint8_t words[SEARCH_MAX_WORDS];
        size_t n = 0;
        if (rd->words[i + 1] != rd->words[i] + 1 || r->matches[SEARCH_MAX_WORDS + rd->words[i]].n_ranges == 0)
            continue;
        for (size_t k = 0; k < rd->n_words; k++)
            if (k == i)
                words[n++] = (uint8_t)(SEARCH_MAX_WORDS + rd->words[k]);
            else if (k != i + 1)
                words[n++] = rd->words[k];
        scan(r, words, n, false, lim, 0);
    }
}

/* Without the words that nothing has; when all are known, without each one in turn. */
static void scan_fewer(struct ranker *r, const struct reading *rd, const struct rank_limits *lim)
{
    uint8_t words[SEARCH_MAX_WORDS];
    size_t n = 0;
    for (size_t i = 0; i < rd->n_words; i++)
        if (postings_of(r, &r->matches[rd->words[i]], true))
            words[n++] = rd->words[i];
    if (n < rd->n_words) {
        scan(r, words, n, true, lim, 2);
        return;
    }
    for (size_t skip = 0; n > 1 && skip < n; skip++) {
        uint8_t fewer[SEARCH_MAX_WORDS];
        size_t k = 0;
        for (size_t i = 0; i < n; i++)
            if (i != skip)
                fewer[k++] = words[i];
        scan(r, fewer, k, false, lim, 2);
    }
}

void rank_words(struct ranker *r, const struct reading *rd, enum rank_pass pass, const struct rank_limits *lim)
{
    r->n_best = r->total = 0;
    r->cut = false;
    if (pass >= PASS_NEAR)
        for (size_t i = 0; i < rd->n_words; i++)
            match_near(r, rd->words[i]);
    if (pass == PASS_JOINED)
        scan_joined(r, rd, lim);
    else if (pass == PASS_DROP)
        scan_fewer(r, rd, lim);
    else
        scan(r, rd->words, rd->n_words, pass == PASS_NEAR, lim, 0);
    sort_best(r);
}

static bool stands_at(const struct search_index *ix, uint32_t term, uint32_t place)
{
    uint32_t lo = ix->post_at[term], hi = ix->post_at[term + 1];
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (ix->postings[mid] >> 6 < place)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < ix->post_at[term + 1] && ix->postings[lo] >> 6 == place;
}

bool rank_corrected(const struct ranker *r, size_t word, uint32_t place, uint32_t *term)
{
    const struct matches *m = &r->matches[word];
    for (size_t i = 0; i < m->n_ranges; i++)
        for (uint32_t t = m->ranges[i].lo; t < m->ranges[i].hi; t++)
            if (stands_at(r->ix, t, place))
                return false;
    int best = 100;
    for (size_t i = 0; i < m->n_near; i++)
        if (m->near[i].distance < best && stands_at(r->ix, m->near[i].term, place)) {
            best = m->near[i].distance;
            *term = m->near[i].term;
        }
    return best < 100;
}
