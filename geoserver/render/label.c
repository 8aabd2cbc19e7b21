/* Which labels stand. In principle: one after the other in the order of importance, each at its first position that is
 * free. But that choice can depend on labels ever further away, and a tile would have to know the whole country. So it
 * is made in rounds:
 *
 *   a. every undecided label gives up its positions that are taken, and is dropped when none is left;
 *   b. every undecided label whose first position left can't be taken by any undecided label before it (no position
 *      that is left to that one is in its way) is placed there, all at once.
 *
 * What is placed or dropped so is exactly what one after the other would have given: whatever the undecided ones before
 * it do, they can't be in its way, and later ones have no say. Two that are placed in one round don't overlap, since
 * the later one would have had to wait. Most are decided after a few rounds, because labels of equal importance are in
 * the order of a hash: a chain of neighbours in which each waits for the next is then short, where rowids would make it
 * as long as a street. After ROUNDS_ORDERED(_LINES), what is still undecided goes ROUNDS_LAST rounds more in the order
 * of another hash alone, and what then remains is left out.
 *
 * PROOF OF THE PROMISE (label.h). Let r be a tier's reach: no position of its labels, with the space around it, sticks
 * out further than r from the label's place (within_reach drops what does). So two labels of a tier are at odds only
 * within s = max(2r, same_px) of each other, and call those neighbours. In a round a label looks at what neighbours
 * were after the round before (show_waiting), and at what was placed before. By induction, what it is after round k
 * follows from labels at most k neighbours away, hence within k·s; and from what earlier tiers placed within r + r' of
 * those. With K rounds, and c the distance from the picture within which outcomes of a tier must be right, c(t) =
 * max(r(t), max over later tiers u of c(u) + K·s(u) + r(u) + r(t)),     margin(t) = c(t) + K·s(t), in x and in y apart.
 * Nothing in an outcome depends on the picture, on the order in which candidates come, or on where numbers are rounded:
 * places are whole pixels or subpixels of the map, and what isn't is reckoned from the line's own first point. A joined
 * line (group) is made for each piece by itself, from pieces within 3r of its middle. */
#include "geoserver/render/label_priv.h"

#include "base/arena.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    ROUNDS_ORDERED = 3,
    ROUNDS_ORDERED_LINES = 2, /* long texts: few are in each other's way, and a round reaches far */
    ROUNDS_LAST = 1,
    MEMORY = 192 << 20,
    INSTANCES_MAX = 2 * LABEL_MAX, /* labels that candidates become: a line may carry several */
    TRIES = 12,                    /* places along a line */
    CELL_PX = 64,
    SEEN_PX = 3,  /* letters may stick out of their boxes so far */
    JOIN_MAX = 64 /* pieces of a joined line */
};
#define SAME_EM 16.0 /* between equal texts on joined lines that don't say */

struct item { /* a candidate */
    struct label_candidate k;
    struct label_rules rules;
    int magnitude; /* of size */
    uint64_t hash, words_hash;
    int64_t ox, oy;         /* whole pixels: where the line's xy begin */
    struct label_line line; /* n 0: not a line */
};

struct box { /* px from the view's top left, x1 and y1 outside; of label `of` */
    int x0, y0, x1, y1;
    uint32_t of;
    uint16_t space;
    uint64_t same; /* not 0: keeps other labels with this text out, and only those */
};

struct position {
    uint32_t box, n_boxes;
    int x, y;      /* level text: its top left, from the view's */
    double middle; /* along the line */
};

enum state { UNDECIDED, PLACED, DROPPED };
struct placed { /* a label: a candidate, or one of the several of a line */
    const struct item *item;
    const struct label_line *line; /* NULL: level */
    uint64_t hash;
    double centre, room; /* along the line: where it is best, and how far it may go */
    int x, y;            /* px from the view's top left: the place that reach is counted from */
    bool joined, laid, needed;
    uint8_t depth;                         /* how many neighbours away from what the picture shows */
    struct box all;                        /* around its boxes */
    uint32_t position, box, box_end, same; /* first of positions; boxes of all of them; box for equal texts, + 1 */
    uint8_t n_positions, now, state, wins;
};

struct cells { /* boxes by the squares that they touch */
    uint32_t *head, mask;
    struct entry {
        uint32_t box, next;
    } * entries;
    size_t n, cap;
};

struct tier {
    bool used;
    int reach_x, reach_y, same;
    bool group, lines;
};

struct labels {
    struct label_texts *texts;
    struct arena *mem, *spare;
    struct label_view view;
    struct tier tiers[LABEL_TIERS];
    int margin_x[LABEL_TIERS], margin_y[LABEL_TIERS];
    bool margins_known;
    int ordered, ordered_lines, last;
    struct item *items;
    size_t n_items, cap_items, offered;
    struct placed *placed;
    size_t n_placed, cap_placed;
    struct position *positions;
    size_t n_positions, cap_positions;
    struct box *boxes;
    size_t n_boxes, cap_boxes;
    int most_space;
    struct cells taken, waiting;
    size_t *ends; /* of joined lines: table of item * 2 + end + 1 */
    size_t ends_mask;
    uint32_t *shown;
    size_t n_shown;
    struct label_glyph glyphs[LABEL_LINE_GLYPHS];
};

struct labels *labels_new(void)
{
    struct labels *l = calloc(1, sizeof *l);
    if (!l)
        return NULL;
    l->texts = label_texts_new();
    l->mem = arena_new(MEMORY);
    l->spare = arena_new(MEMORY);
    l->ordered = ROUNDS_ORDERED;
    l->ordered_lines = ROUNDS_ORDERED_LINES;
    l->last = ROUNDS_LAST;
    if (!l->texts || !l->mem || !l->spare) {
        labels_free(l);
        return NULL;
    }
    return l;
}

void labels_free(struct labels *l)
{
    if (!l)
        return;
    label_texts_free(l->texts);
    arena_free(l->mem);
    arena_free(l->spare);
    free(l);
}

void labels_set_rounds(struct labels *l, int ordered, int last)
{
    l->ordered = l->ordered_lines = ordered;
    l->last = last;
    l->margins_known = false;
}

void labels_start(struct labels *l, const struct label_view *v)
{
    static const struct arena_mark begin;
    arena_rewind(l->mem, begin);
    arena_rewind(l->spare, begin);
    struct labels fresh = {.texts = l->texts,
                           .mem = l->mem,
                           .spare = l->spare,
                           .view = *v,
                           .ordered = l->ordered,
                           .ordered_lines = l->ordered_lines,
                           .last = l->last};
    memcpy(l, &fresh, sizeof *l);
}

/* ---- how far labels reach ---- */

static const struct label_rules no_rules;

static double widest(const struct text_style *s, bool single)
{
    return s->wrap_px > 0 && !single ? LABEL_WORD_STRETCH * s->wrap_px : LABEL_MAX_EM * s->size_px;
}

static double around(const struct text_style *s)
{
    return s->halo_px + s->space_px;
}

static double same_distance(const struct text_style *s, const struct label_rules *r)
{
    if (r->same_px > 0 || !r->group)
        return r->same_px;
    return s->size_px * SAME_EM + fmin(fmax(r->repeat_px - s->size_px * SAME_EM, 0), s->size_px * 8);
}

void labels_tier(struct labels *l, size_t tier, const struct text_style *s, const struct label_rules *rules)
{
    const struct label_rules *r = rules ? rules : &no_rules;
    double x, y, w = widest(s, r->on_line), same = same_distance(s, r), ratio = l->view.ratio;
    if (tier >= LABEL_TIERS)
        return;
    if (r->on_line) {
        x = y = w / 2 + 2 * s->size_px + fabs(r->offset_px);
    } else {
        double h = (s->wrap_px > 0 ? LABEL_TEXT_LINES : 1) * 1.7 * s->size_px;
        double ax = fmin(fmax(s->anchor_x, 0), 1), ay = fmin(fmax(s->anchor_y, 0), 1);
        bool moves = r->max_shift_px > 0;
        x = fabs(s->dx_px) + (moves ? w + fabs(s->dy_px) + 3 : fmax(ax, 1 - ax) * w);
        y = fabs(s->dy_px) + (moves ? fmax(h, r->max_shift_px) : fmax(ay, 1 - ay) * h);
    }
    struct tier *t = &l->tiers[tier];
    int rx = (int)ceil((x + around(s)) * ratio) + 4, ry = (int)ceil((y + around(s)) * ratio) + 4;
    t->used = true;
    t->reach_x = rx > t->reach_x ? rx : t->reach_x;
    t->reach_y = ry > t->reach_y ? ry : t->reach_y;
    t->same = (int)ceil(same * ratio) > t->same ? (int)ceil(same * ratio) : t->same;
    t->group = t->group || r->group;
    t->lines = t->lines || r->on_line;
    l->margins_known = false;
}

static int larger(int a, int b)
{
    return a > b ? a : b;
}

static int ordered_rounds(const struct labels *l, size_t tier)
{
    return l->tiers[tier].lines ? l->ordered_lines : l->ordered;
}

static void find_margins(struct labels *l)
{
    for (size_t i = LABEL_TIERS; i-- > 0;) {
        const struct tier *t = &l->tiers[i];
        int x = t->reach_x, y = t->reach_y, rounds = ordered_rounds(l, i) + l->last;
        for (size_t k = i + 1; t->used && k < LABEL_TIERS; k++)
            if (l->tiers[k].used) {
                int same = (l->tiers[k].same + t->same) / 2 + 1;
                x = larger(x, l->margin_x[k] + larger(l->tiers[k].reach_x + t->reach_x, same));
                y = larger(y, l->margin_y[k] + larger(l->tiers[k].reach_y + t->reach_y, same));
            }
        l->margin_x[i] = x + rounds * larger(2 * t->reach_x, t->same);
        l->margin_y[i] = y + rounds * larger(2 * t->reach_y, t->same);
    }
    l->margins_known = true;
}

void labels_margin(const struct labels *l, size_t tier, int *x_px, int *y_px)
{
    struct labels *known = (struct labels *)l;
    if (!l->margins_known)
        find_margins(known);
    bool any = tier < LABEL_TIERS && l->tiers[tier].used;
    /* the pieces that a piece is joined with stick out further */
    *x_px = any ? l->margin_x[tier] + (l->tiers[tier].group ? 3 * l->tiers[tier].reach_x : 0) : 0;
    *y_px = any ? l->margin_y[tier] + (l->tiers[tier].group ? 3 * l->tiers[tier].reach_y : 0) : 0;
}

/* ---- candidates ---- */

static uint64_t mix(uint64_t h, uint64_t v)
{
    h = (h ^ v) * 0x9e3779b97f4a7c15u;
    h ^= h >> 32;
    h *= 0xd6e8feb86659fd93u;
    return h ^ h >> 29;
}

static uint64_t hash_of(const char *words)
{
    uint64_t h = 7;
    for (; *words; words++)
        h = mix(h, (unsigned char)*words);
    return h ? h : 1;
}

#define LESS(a, b)                                                                                                     \
    if ((a) != (b))                                                                                                    \
        return (a) < (b) ? -1 : 1;

static int important(const struct item *a, const struct item *b)
{
    LESS(a->k.tier, b->k.tier)
    LESS(b->k.priority, a->k.priority)
    LESS(b->magnitude, a->magnitude)
    return 0;
}

static int item_before(const void *pa, const void *pb)
{
    const struct item *a = pa, *b = pb;
    int c = important(a, b);
    if (c)
        return c;
    LESS(a->hash, b->hash)
    LESS(a->k.id, b->k.id)
    LESS(a->k.layer, b->k.layer)
    LESS(a->k.symbol, b->k.symbol)
    LESS(a->k.x, b->k.x)
    LESS(a->k.y, b->k.y)
    return strcmp(a->k.words, b->k.words);
}

static int placed_before(const void *pa, const void *pb)
{
    const struct placed *a = pa, *b = pb;
    int c = important(a->item, b->item);
    if (c)
        return c;
    LESS(a->hash, b->hash)
    return item_before(a->item, b->item);
}

static bool no_memory(struct err *err)
{
    return err_set(err, ERR_MEMORY, NULL, "te weinig geheugen voor de opschriften");
}

static bool item_copy(struct arena *a, struct item *k)
{
    size_t n = strnlen(k->k.words, LABEL_WORDS);
    if (n >= LABEL_WORDS)
        for (n = LABEL_WORDS - 1; n > 0 && ((unsigned char)k->k.words[n] & 0xc0) == 0x80;)
            n--;
    char *words = arena_cstr(a, (struct str){k->k.words, n});
    if (words)
        label_words_clean(words);
    k->k.words = words;
    if (k->line.n) {
        double *xy = arena_array(a, 2 * k->line.n, sizeof *xy), *along = arena_array(a, k->line.n, sizeof *along);
        if (!xy || !along)
            return false;
        memcpy(xy, k->line.xy, 2 * k->line.n * sizeof *xy);
        memcpy(along, k->line.along, k->line.n * sizeof *along);
        k->line.xy = xy;
        k->line.along = along;
    }
    return k->k.words != NULL;
}

/* Keeps the LABEL_MAX most important: whatever comes when, the same remain. */
static bool prune(struct labels *l, struct err *err)
{
    static const struct arena_mark begin;
    if (l->n_items)
        qsort(l->items, l->n_items, sizeof *l->items, item_before);
    if (l->n_items <= LABEL_MAX)
        return true;
    struct item *kept = arena_array(l->spare, 2 * LABEL_MAX, sizeof *kept);
    if (!kept)
        return no_memory(err);
    for (size_t i = 0; i < LABEL_MAX; i++) {
        kept[i] = l->items[i];
        if (!item_copy(l->spare, &kept[i]))
            return no_memory(err);
    }
    struct arena *a = l->mem;
    l->mem = l->spare;
    l->spare = a;
    arena_rewind(l->spare, begin);
    l->items = kept;
    l->n_items = LABEL_MAX;
    l->cap_items = 2 * LABEL_MAX;
    return true;
}

static int64_t floor_px(int64_t sub)
{
    return sub >= 0 ? sub / LABEL_SUB : -((LABEL_SUB - 1 - sub) / LABEL_SUB);
}

static bool near_view(const struct labels *l, size_t tier, int64_t x0, int64_t y0, int64_t x1, int64_t y1)
{
    int mx, my;
    labels_margin(l, tier, &mx, &my);
    return x1 >= l->view.x - mx && y1 >= l->view.y - my && x0 <= l->view.x + l->view.width + mx &&
           y0 <= l->view.y + l->view.height + my;
}

/* The line in pixels from its own first point, without points that come twice. False: nothing to write along. */
static bool take_line(struct labels *l, const struct label_candidate *k, struct item *out, bool *any, struct err *err)
{
    int64_t x0 = INT64_MAX, y0 = INT64_MAX, x1 = INT64_MIN, y1 = INT64_MIN;
    *any = false;
    for (size_t i = 0; i < k->n_xy; i++) {
        x0 = k->xy[2 * i] < x0 ? k->xy[2 * i] : x0;
        x1 = k->xy[2 * i] > x1 ? k->xy[2 * i] : x1;
        y0 = k->xy[2 * i + 1] < y0 ? k->xy[2 * i + 1] : y0;
        y1 = k->xy[2 * i + 1] > y1 ? k->xy[2 * i + 1] : y1;
    }
    if (k->n_xy < 2 || !near_view(l, k->tier, floor_px(x0), floor_px(y0), floor_px(x1) + 1, floor_px(y1) + 1))
        return true;
    struct label_line line = {.xy = arena_array(l->mem, 2 * k->n_xy, sizeof *line.xy),
                              .along = arena_array(l->mem, k->n_xy, sizeof *line.along)};
    if (!line.xy || !line.along)
        return no_memory(err);
    out->ox = floor_px(k->xy[0]);
    out->oy = floor_px(k->xy[1]);
    for (size_t i = 0; i < k->n_xy; i++) {
        double x = (double)(k->xy[2 * i] - out->ox * LABEL_SUB) / LABEL_SUB,
               y = (double)(k->xy[2 * i + 1] - out->oy * LABEL_SUB) / LABEL_SUB;
        size_t n = line.n;
        if (n && line.xy[2 * n - 2] == x && line.xy[2 * n - 1] == y)
            continue;
        line.xy[2 * n] = x;
        line.xy[2 * n + 1] = y;
        line.along[n] = n ? line.along[n - 1] + hypot(x - line.xy[2 * n - 2], y - line.xy[2 * n - 1]) : 0;
        line.n++;
    }
    out->line = line;
    *any = line.n >= 2;
    return true;
}

bool labels_add(struct labels *l, const struct label_candidate *k, struct err *err)
{
    struct item it = {.k = *k, .rules = k->rules ? *k->rules : no_rules};
    bool any = true;
    if (k->tier >= LABEL_TIERS || !l->tiers[k->tier].used || !k->words[0] ||
        (k->place == LABEL_ON_LINE) != it.rules.on_line)
        return true;
    if (l->n_items == 2 * LABEL_MAX && !prune(l, err))
        return false;
    if (l->n_items == l->cap_items) {
        size_t cap = l->cap_items ? 2 * l->cap_items : 256;
        cap = cap > 2 * LABEL_MAX ? 2 * LABEL_MAX : cap;
        struct item *more = arena_grow(l->mem, l->items, l->n_items * sizeof *more, cap * sizeof *more);
        if (!more)
            return no_memory(err);
        l->items = more;
        l->cap_items = cap;
    }
    if (k->place == LABEL_ON_LINE) {
        if (!take_line(l, k, &it, &any, err))
            return false;
        it.k.x = any ? k->xy[0] : 0;
        it.k.y = any ? k->xy[1] : 0;
    } else {
        int64_t x = floor_px(k->x), y = floor_px(k->y);
        any = near_view(l, k->tier, x, y, x + 1, y + 1);
    }
    if (!any)
        return true;
    struct label_line line = it.line; /* copied already */
    it.line.n = 0;
    if (!item_copy(l->mem, &it))
        return no_memory(err);
    it.line = line;
    it.k.xy = NULL;
    it.k.priority = isnan(k->priority) ? 0 : k->priority;
    it.magnitude = k->size > 0 ? ilogb(k->size) >> 1 : INT32_MIN;
    it.words_hash = hash_of(it.k.words);
    it.hash = mix(mix(mix(mix(mix(11, (uint64_t)k->id), k->layer), k->symbol), (uint64_t)it.k.x), (uint64_t)it.k.y);
    l->items[l->n_items++] = it;
    l->offered++;
    return true;
}

size_t labels_count(const struct labels *l)
{
    return l->offered;
}

/* ---- from candidates to positions ---- */

static bool grow(struct arena *a, void **p, size_t n, size_t *cap, size_t size)
{
    if (n < *cap)
        return true;
    size_t more = *cap ? 2 * *cap : 1024;
    void *q = arena_grow(a, *p, *cap * size, more * size);
    if (!q)
        return false;
    *p = q;
    *cap = more;
    return true;
}

static bool add_box(struct labels *l, struct box b)
{
    void *p = l->boxes;
    if (!grow(l->mem, &p, l->n_boxes, &l->cap_boxes, sizeof b))
        return false;
    l->boxes = p;
    l->boxes[l->n_boxes++] = b;
    return true;
}

static bool add_position(struct labels *l, struct position k)
{
    void *p = l->positions;
    if (!grow(l->mem, &p, l->n_positions, &l->cap_positions, sizeof k))
        return false;
    l->positions = p;
    l->positions[l->n_positions++] = k;
    return true;
}

/* A place in pixels from the view's top left. */
struct spot {
    int x, y;
};

static bool within_reach(const struct labels *l, const struct item *it, struct spot at, const struct box *b)
{
    const struct tier *t = &l->tiers[it->k.tier];
    return b->x0 - b->space >= at.x - t->reach_x && b->x1 + b->space <= at.x + t->reach_x + 1 &&
           b->y0 - b->space >= at.y - t->reach_y && b->y1 + b->space <= at.y + t->reach_y + 1;
}

static uint16_t space_of(const struct labels *l, const struct item *it)
{
    double s = ceil(it->k.text->space_px * l->view.ratio);
    return (uint16_t)(s > 0 ? fmin(s, 1000) : 0);
}

/* A label to be, of which only the place is known yet. */
static bool add_label(struct labels *l, const struct placed *k)
{
    void *all = l->placed;
    if (l->n_placed == INSTANCES_MAX ||
        !near_view(l, k->item->k.tier, k->x + l->view.x, k->y + l->view.y, k->x + l->view.x, k->y + l->view.y))
        return true;
    if (!grow(l->mem, &all, l->n_placed, &l->cap_placed, sizeof *k))
        return false;
    l->placed = all;
    l->placed[l->n_placed++] = *k;
    return true;
}

/* from < to. */
static struct box around_boxes(const struct labels *l, uint32_t from, uint32_t to)
{
    struct box b = l->boxes[from];
    for (uint32_t i = from + 1; i < to; i++) {
        const struct box *o = &l->boxes[i];
        b.x0 = o->x0 < b.x0 ? o->x0 : b.x0;
        b.y0 = o->y0 < b.y0 ? o->y0 : b.y0;
        b.x1 = larger(b.x1, o->x1);
        b.y1 = larger(b.y1, o->y1);
    }
    return b;
}

/* Its positions are known: the box that keeps equal texts at a distance. */
static bool end_label(struct labels *l, struct placed *p)
{
    const struct item *it = p->item;
    int same = (int)ceil(same_distance(it->k.text, &it->rules) * l->view.ratio);
    p->n_positions = (uint8_t)(l->n_positions - p->position);
    p->box_end = (uint32_t)l->n_boxes;
    l->most_space = larger(l->most_space, space_of(l, it));
    if (p->n_positions)
        p->all = around_boxes(l, p->box, p->box_end);
    if (!p->n_positions || same <= 0)
        return true;
    struct box b = {.x0 = p->x - same / 2, .y0 = p->y - same / 2, .same = it->words_hash};
    b.x1 = b.x0 + same;
    b.y1 = b.y0 + same;
    if (!add_box(l, b))
        return false;
    p->same = (uint32_t)l->n_boxes;
    return true;
}

static double share_inside(const struct box *b, const int64_t *box, const struct label_view *v)
{
    double x0 = fmax(b->x0, (double)box[0] / LABEL_SUB - (double)v->x),
           x1 = fmin(b->x1, (double)box[2] / LABEL_SUB - (double)v->x),
           y0 = fmax(b->y0, (double)box[1] / LABEL_SUB - (double)v->y),
           y1 = fmin(b->y1, (double)box[3] / LABEL_SUB - (double)v->y);
    double all = (double)(b->x1 - b->x0) * (b->y1 - b->y0);
    return x1 > x0 && y1 > y0 && all > 0 ? (x1 - x0) * (y1 - y0) / all : 0;
}

/* One position of level text: its anchor (0,0 is its bottom left) at a displacement (y up) from the place. */
static bool level_position(struct labels *l, const struct item *it, const struct text_shape *s, struct spot at,
                           double ax, double ay, double dx, double dy)
{
    int64_t fx = it->k.x - (at.x + l->view.x) * LABEL_SUB, fy = it->k.y - (at.y + l->view.y) * LABEL_SUB;
    int x = (int)at.x + (int)floor((double)fx / LABEL_SUB + dx - ax * s->width + 0.5),
        y = (int)at.y + (int)floor((double)fy / LABEL_SUB - dy - (1 - ay) * s->height + 0.5);
    int halo = (int)ceil(it->k.text->halo_px * l->view.ratio);
    struct box b = {.x0 = x + s->ink_x - halo, .y0 = y + s->ink_y - halo, .space = space_of(l, it)};
    b.x1 = b.x0 + s->ink_width + 2 * halo;
    b.y1 = b.y0 + s->ink_height + 2 * halo;
    if (!within_reach(l, it, at, &b) || (it->k.place == LABEL_IN_BOX && it->rules.goodness > 0 &&
                                         share_inside(&b, it->k.box, &l->view) < it->rules.goodness))
        return true;
    return add_position(l, (struct position){.box = (uint32_t)l->n_boxes, .n_boxes = 1, .x = x, .y = y}) &&
           add_box(l, b);
}

static bool lay_level(struct labels *l, const struct placed *p)
{
    const struct item *it = p->item;
    const struct text_style *t = it->k.text;
    double r = l->view.ratio, ax = t->anchor_x, ay = t->anchor_y, dx = t->dx_px * r, dy = t->dy_px * r;
    const struct text_shape *s = label_shape(l->texts, t, r, false, it->k.words);
    struct spot at = {p->x, p->y};
    bool ok = s && level_position(l, it, s, at, ax, ay, dx, dy);
    if (!ok || !(it->rules.max_shift_px > 0))
        return ok;
    if (it->k.place == LABEL_IN_BOX) {
        double step = fmin(it->rules.max_shift_px * r, s->height * 0.75);
        return level_position(l, it, s, at, ax, ay, dx, dy + step) &&
               level_position(l, it, s, at, ax, ay, dx, dy - step);
    }
    /* right of it, left of it, the other way up: what cartographers prefer, after the style's own wish */
    double gap = fmax(fmax(fabs(dx), fabs(dy)), 2 * r);
    ok = (ax == 0 || level_position(l, it, s, at, 0, 0.5, gap, 0)) &&
         (ax == 1 || level_position(l, it, s, at, 1, 0.5, -gap, 0));
    if (ay != 0.5)
        return ok && level_position(l, it, s, at, ax, 1 - ay, dx, -dy);
    return ok && level_position(l, it, s, at, 0.5, 0, 0, gap) && level_position(l, it, s, at, 0.5, 1, 0, -gap);
}

/* The boxes of text along a line: of a few letters each, so that a slanting text doesn't claim the square around it. */
static bool line_position(struct labels *l, const struct item *it, const struct text_shape *s, struct spot at,
                          double middle, const struct label_glyph *glyphs)
{
    double up = 2.3 * (double)s->rise, below = 0.75 * (double)s->rise;
    int halo = (int)ceil(it->k.text->halo_px * l->view.ratio);
    int ox = (int)(it->ox - l->view.x), oy = (int)(it->oy - l->view.y);
    size_t before = l->n_boxes;
    double x0 = INFINITY, y0 = INFINITY, x1 = -INFINITY, y1 = -INFINITY, length = 0;
    for (uint32_t i = 0; i < s->n_glyphs; i++) {
        const struct label_glyph *g = &glyphs[i];
        double c = g->right, n = g->down;
        for (int corner = 0; corner < 4; corner++) {
            double x = corner & 1 ? g->advance : 0, y = corner & 2 ? below : -up;
            x0 = fmin(x0, g->x + x * c - y * n);
            x1 = fmax(x1, g->x + x * c - y * n);
            y0 = fmin(y0, g->y + x * n + y * c);
            y1 = fmax(y1, g->y + x * n + y * c);
        }
        length += g->advance;
        if (length < 2.5 * (double)s->rise && i + 1 < s->n_glyphs)
            continue;
        struct box b = {.x0 = ox + (int)floor(x0) - halo,
                        .y0 = oy + (int)floor(y0) - halo,
                        .x1 = ox + (int)ceil(x1) + halo,
                        .y1 = oy + (int)ceil(y1) + halo,
                        .space = space_of(l, it)};
        if (!within_reach(l, it, at, &b)) {
            l->n_boxes = before;
            return true;
        }
        if (!add_box(l, b))
            return false;
        x0 = y0 = INFINITY;
        x1 = y1 = -INFINITY;
        length = 0;
    }
    return add_position(
        l, (struct position){.box = (uint32_t)before, .n_boxes = (uint32_t)(l->n_boxes - before), .middle = middle});
}

static struct spot spot_on(const struct labels *l, const struct item *it, const struct label_line *line, double s)
{
    size_t low = 0, high = line->n - 1;
    while (high - low > 1) {
        size_t m = (low + high) / 2;
        if (line->along[m] <= s)
            low = m;
        else
            high = m;
    }
    double k = (s - line->along[low]) / (line->along[high] - line->along[low]);
    double x = line->xy[2 * low] + k * (line->xy[2 * high] - line->xy[2 * low]),
           y = line->xy[2 * low + 1] + k * (line->xy[2 * high + 1] - line->xy[2 * low + 1]);
    return (struct spot){(int)(it->ox - l->view.x + (int64_t)floor(x)), (int)(it->oy - l->view.y + (int64_t)floor(y))};
}

/* One label of a line: the straightest places first, near the centre rather than far. */
static bool lay_along(struct labels *l, const struct placed *p, const struct text_shape *s)
{
    struct attempt {
        double middle, cost;
    } best[3];
    size_t n = 0;
    const struct item *it = p->item;
    /* further is out of reach anyway */
    double room = fmin(p->room, fmax(0, l->tiers[it->k.tier].reach_x - s->width / 2.0)), bend = 0;
    double step = fmax(2.5 * (double)s->rise, room / (TRIES / 2));
    for (int i = 0; i <= TRIES; i++) { /* 0, +1, -1, +2, -2 … */
        double off = (i + 1) / 2 * step * (i % 2 ? 1 : -1), away = 0.3 * fabs(off) / (room + step);
        if (n == 3 && best[2].cost <= away)
            break; /* no later one is better */
        if (fabs(off) > room ||
            !label_line_lay(p->line, s, &it->rules, l->view.ratio, p->centre + off, l->glyphs, &bend))
            continue;
        struct attempt k = {p->centre + off, bend + away};
        if (n == 3 && best[2].cost <= k.cost)
            continue;
        n = n < 3 ? n + 1 : 3;
        size_t to = n - 1;
        for (; to > 0 && best[to - 1].cost > k.cost; to--)
            best[to] = best[to - 1];
        best[to] = k;
    }
    for (size_t i = 0; i < n; i++)
        if (label_line_lay(p->line, s, &it->rules, l->view.ratio, best[i].middle, l->glyphs, &bend) &&
            !line_position(l, it, s, (struct spot){p->x, p->y}, best[i].middle, l->glyphs))
            return false;
    return true;
}

/* ---- pieces of lines that touch ---- */

static uint64_t end_hash(const struct item *it, int64_t x, int64_t y)
{
    return mix(mix(mix(it->words_hash, it->k.tier), (uint64_t)x), (uint64_t)y);
}

/* In subpixels of the map. */
static void end_of(const struct item *it, int end, int64_t *x, int64_t *y)
{
    size_t i = end ? it->line.n - 1 : 0;
    *x = it->ox * LABEL_SUB + (int64_t)llround(it->line.xy[2 * i] * LABEL_SUB);
    *y = it->oy * LABEL_SUB + (int64_t)llround(it->line.xy[2 * i + 1] * LABEL_SUB);
}

static bool index_ends(struct labels *l)
{
    size_t n = 0, size = 16;
    for (size_t i = 0; i < l->n_items; i++)
        n += l->items[i].rules.group && l->items[i].line.n;
    if (!n)
        return true;
    while (size < 4 * n)
        size *= 2;
    l->ends = arena_array(l->mem, size, sizeof *l->ends);
    if (!l->ends)
        return false;
    l->ends_mask = size - 1;
    for (size_t i = 0; i < l->n_items; i++)
        for (int end = 0; end < 2 && l->items[i].rules.group && l->items[i].line.n; end++) {
            int64_t x, y;
            end_of(&l->items[i], end, &x, &y);
            size_t at = (size_t)end_hash(&l->items[i], x, y) & l->ends_mask;
            while (l->ends[at])
                at = (at + 1) & l->ends_mask;
            l->ends[at] = 2 * i + (size_t)end + 1;
        }
    return true;
}

/* The direction in which a line leaves from an end. */
static void leaves(const struct item *it, int end, double *dx, double *dy)
{
    size_t i = end ? it->line.n - 1 : 0, k = end ? it->line.n - 2 : 1;
    *dx = it->line.xy[2 * k] - it->line.xy[2 * i];
    *dy = it->line.xy[2 * k + 1] - it->line.xy[2 * i + 1];
    double n = hypot(*dx, *dy);
    *dx /= n;
    *dy /= n;
}

enum { AT_MOST = 8 }; /* pieces in one junction that are looked at: more is no street */

/* The piece that goes on where `it` ends, straightest first; NULL: none that turns less than 60 degrees. */
static const struct item *next_piece(const struct labels *l, const struct item *it, int end, int *entered)
{
    int64_t x, y, ox, oy;
    double dx, dy, ex, ey, best = 0.5;
    const struct item *out = NULL;
    end_of(it, end, &x, &y);
    leaves(it, end, &dx, &dy);
    size_t at = (size_t)end_hash(it, x, y) & l->ends_mask;
    for (; l->ends[at]; at = (at + 1) & l->ends_mask) {
        const struct item *k = &l->items[(l->ends[at] - 1) / 2];
        int e = (int)((l->ends[at] - 1) % 2);
        if (k == it || k->words_hash != it->words_hash || k->k.tier != it->k.tier || k->hash == it->hash)
            continue;
        end_of(k, e, &ox, &oy);
        if (ox != x || oy != y)
            continue;
        leaves(k, e, &ex, &ey);
        double straight = -(dx * ex + dy * ey);
        if (straight < best || (out && straight == best && item_before(out, k) <= 0))
            continue;
        best = straight;
        out = k;
        *entered = e;
    }
    return out;
}

struct joined {
    double *xy;
    size_t n;
    double length;
};

/* Appends a piece's points from its end `entered` on, until `enough` px were added. */
static void append(struct joined *j, const struct item *seed, const struct item *k, int entered, double enough)
{
    double from = j->length;
    for (size_t i = 1; i < k->line.n && j->length - from < enough; i++) {
        size_t p = entered ? k->line.n - 1 - i : i;
        double x = (double)(k->ox - seed->ox) + k->line.xy[2 * p],
               y = (double)(k->oy - seed->oy) + k->line.xy[2 * p + 1];
        j->length += hypot(x - j->xy[2 * j->n - 2], y - j->xy[2 * j->n - 1]);
        j->xy[2 * j->n] = x;
        j->xy[2 * j->n++ + 1] = y;
    }
}

/* Walks from an end of the seed, gathering the pieces that follow. */
static size_t walk(const struct labels *l, const struct item *seed, int end, double enough, const struct item **pieces,
                   int *entered)
{
    const struct item *k = seed;
    double length = 0;
    size_t n = 0;
    while (n < JOIN_MAX && length < enough) {
        int e = 0;
        k = next_piece(l, k, end, &e);
        if (!k || k == seed)
            break;
        for (size_t i = 0; i < n; i++)
            if (pieces[i] == k)
                return n;
        pieces[n] = k;
        entered[n++] = e;
        length += k->line.along[k->line.n - 1];
        end = !e;
    }
    return n;
}

/* The line of a seed with what joins it on both sides, as far as a text of this width can need. *centre: the middle of
 * the seed. */
static bool join(struct labels *l, const struct item *seed, double width, struct label_line *out, double *centre)
{
    const struct item *before[JOIN_MAX], *after[JOIN_MAX];
    int in_before[JOIN_MAX], in_after[JOIN_MAX];
    double own = seed->line.along[seed->line.n - 1], enough = width;
    size_t nb = walk(l, seed, 0, enough, before, in_before), na = walk(l, seed, 1, enough, after, in_after);
    size_t points = seed->line.n;
    for (size_t i = 0; i < nb; i++)
        points += before[i]->line.n;
    for (size_t i = 0; i < na; i++)
        points += after[i]->line.n;
    struct joined j = {.xy = arena_array(l->mem, 2 * points, sizeof(double))};
    out->along = arena_array(l->mem, points, sizeof(double));
    if (!j.xy || !out->along)
        return false;
    j.xy[0] = seed->line.xy[0];
    j.xy[1] = seed->line.xy[1];
    j.n = 1;
    for (size_t i = 0; i < nb; i++)
        append(&j, seed, before[i], in_before[i], enough - j.length);
    for (size_t a = 0, b = j.n - 1; a < b; a++, b--) /* what lies before the seed, the other way round */
        for (int i = 0; i < 2; i++) {
            double t = j.xy[2 * a + (size_t)i];
            j.xy[2 * a + (size_t)i] = j.xy[2 * b + (size_t)i];
            j.xy[2 * b + (size_t)i] = t;
        }
    *centre = j.length + own / 2;
    append(&j, seed, seed, 0, INFINITY);
    double until = j.length;
    for (size_t i = 0; i < na; i++)
        append(&j, seed, after[i], in_after[i], enough - (j.length - until));
    out->xy = j.xy;
    out->n = j.n;
    for (size_t i = 1; i < j.n; i++)
        out->along[i] = out->along[i - 1] + hypot(j.xy[2 * i] - j.xy[2 * i - 2], j.xy[2 * i + 1] - j.xy[2 * i - 1]);
    return true;
}

/* Narrows from-to (0-1) of a step a-b to where it is between two limits. */
static bool between(double a, double b, double low, double high, double *from, double *to)
{
    double s = b - a;
    if (s == 0)
        return a >= low && a <= high;
    double t0 = (low - a) / s, t1 = (high - a) / s;
    *from = fmax(*from, fmin(t0, t1));
    *to = fmin(*to, fmax(t0, t1));
    return *from <= *to;
}

/* From where to where along the line places can matter: a line through the country has thousands elsewhere. */
static void part_near(const struct labels *l, const struct item *it, double *first, double *last)
{
    int mx, my;
    labels_margin(l, it->k.tier, &mx, &my);
    double x0 = (double)(l->view.x - it->ox - mx - 1), x1 = (double)(l->view.x - it->ox + l->view.width + mx + 1);
    double y0 = (double)(l->view.y - it->oy - my - 1), y1 = (double)(l->view.y - it->oy + l->view.height + my + 1);
    *first = INFINITY;
    *last = -INFINITY;
    for (size_t i = 0; i + 1 < it->line.n; i++) {
        const double *a = &it->line.xy[2 * i], *along = &it->line.along[i];
        double from = 0, to = 1;
        if (!between(a[0], a[2], x0, x1, &from, &to) || !between(a[1], a[3], y0, y1, &from, &to))
            continue;
        *first = fmin(*first, along[0] + from * (along[1] - along[0]));
        *last = fmax(*last, along[0] + to * (along[1] - along[0]));
    }
}

static double padded(const struct text_shape *s)
{
    return s->width + 2 * (double)s->rise;
}

static bool lay_line(struct labels *l, struct placed *p)
{
    const struct item *it = p->item;
    const struct text_shape *s = label_shape(l->texts, it->k.text, l->view.ratio, true, it->k.words);
    if (!s)
        return false;
    if (p->joined) {
        struct label_line *line = arena_alloc(l->mem, sizeof *line);
        if (!line || !join(l, it, padded(s), line, &p->centre))
            return false;
        double room = fmin(p->centre, line->along[line->n - 1] - p->centre) - padded(s) / 2;
        p->line = line;
        p->room = fmin(room, p->room);
    }
    return p->room < 0 || lay_along(l, p, s);
}

/* Finds a label's positions, the best first. */
static bool lay(struct labels *l, struct placed *p)
{
    if (p->laid)
        return true;
    p->laid = true;
    p->position = (uint32_t)l->n_positions;
    p->box = (uint32_t)l->n_boxes;
    return (p->line ? lay_line(l, p) : lay_level(l, p)) && end_label(l, p);
}

static bool labels_of_line(struct labels *l, const struct item *it)
{
    double r = l->view.ratio, own = it->line.along[it->line.n - 1], repeat = it->rules.repeat_px * r;
    const struct text_shape *s = label_shape(l->texts, it->k.text, r, true, it->k.words);
    if (!s)
        return false;
    double width = padded(s), slots = repeat > 0 ? fmax(1, floor(own / fmax(repeat, 1.2 * width))) : 1, first, last;
    struct placed k = {.item = it, .line = &it->line};
    k.joined = it->rules.group && own < 1.3 * width;
    if (s->n_glyphs > LABEL_LINE_GLYPHS || s->cut || (own < width && !k.joined))
        return true;
    part_near(l, it, &first, &last);
    for (double i = floor(fmax(first / own * slots, 0)); i < slots && i / slots * own <= last; i++) {
        k.centre = own * (i + 0.5) / slots;
        k.room = k.joined ? own / 2 : (own / slots - width) / 2;
        k.hash = mix(it->hash, (uint64_t)i);
        struct spot at = spot_on(l, it, &it->line, k.centre);
        k.x = at.x;
        k.y = at.y;
        if (!add_label(l, &k))
            return false;
    }
    return true;
}

static bool labels_of(struct labels *l, const struct item *it)
{
    if (it->line.n)
        return labels_of_line(l, it);
    return add_label(l, &(struct placed){.item = it,
                                         .hash = it->hash,
                                         .x = (int)(floor_px(it->k.x) - l->view.x),
                                         .y = (int)(floor_px(it->k.y) - l->view.y)});
}

static bool labels_of_all(struct labels *l)
{
    if (!index_ends(l))
        return false;
    for (size_t i = 0; i < l->n_items; i++)
        if (!labels_of(l, &l->items[i]))
            return false;
    return true;
}

/* ---- who stands ---- */

static bool cells_init(struct labels *l, struct cells *c)
{
    size_t size = 1024;
    while (size < l->n_boxes && size < 1 << 17)
        size *= 2;
    c->head = arena_array(l->mem, size, sizeof *c->head);
    c->mask = (uint32_t)size - 1;
    return c->head != NULL;
}

static void cells_clear(struct cells *c)
{
    memset(c->head, 0, ((size_t)c->mask + 1) * sizeof *c->head);
    c->n = 0;
}

static int cell_of(int v)
{
    return v >= 0 ? v / CELL_PX : -((CELL_PX - 1 - v) / CELL_PX);
}

/* Boxes that only keep equal texts away are large and few: in cells of their own, 8 times as wide. */
static uint32_t cell_key(const struct cells *c, int column, int row, bool same)
{
    return (uint32_t)mix((uint64_t)(uint32_t)column << 32 | (uint32_t)row, same) & c->mask;
}

static bool cells_add(struct labels *l, struct cells *c, uint32_t box)
{
    const struct box *b = &l->boxes[box];
    int scale = b->same ? 8 : 1;
    for (int row = cell_of(b->y0 / scale); row <= cell_of(b->y1 / scale); row++)
        for (int column = cell_of(b->x0 / scale); column <= cell_of(b->x1 / scale); column++) {
            void *p = c->entries;
            if (!grow(l->mem, &p, c->n, &c->cap, sizeof *c->entries))
                return false;
            c->entries = p;
            uint32_t *head = &c->head[cell_key(c, column, row, b->same != 0)];
            c->entries[c->n] = (struct entry){box, *head};
            *head = (uint32_t)++c->n;
        }
    return true;
}

static bool at_odds(const struct box *a, const struct box *b)
{
    if (a->same || b->same)
        return a->same == b->same && a->x0 < b->x1 && b->x0 < a->x1 && a->y0 < b->y1 && b->y0 < a->y1;
    int space = a->space > b->space ? a->space : b->space;
    return a->x0 < b->x1 + space && b->x0 < a->x1 + space && a->y0 < b->y1 + space && b->y0 < a->y1 + space;
}

enum order { ANY, EARLIER, HASHED };

static uint64_t last_hash(const struct placed *p)
{
    return mix(p->hash, 23);
}

/* Does a box of these cells, of another label (that comes before this one), stand in the way? */
static bool in_the_way(const struct labels *l, const struct cells *c, uint32_t box, enum order order)
{
    const struct box *b = &l->boxes[box];
    int scale = b->same ? 8 : 1, s = b->same ? 0 : l->most_space;
    uint64_t mine = last_hash(&l->placed[b->of]);
    for (int row = cell_of((b->y0 - s) / scale); row <= cell_of((b->y1 + s) / scale); row++)
        for (int column = cell_of((b->x0 - s) / scale); column <= cell_of((b->x1 + s) / scale); column++)
            for (uint32_t i = c->head[cell_key(c, column, row, b->same != 0)]; i; i = c->entries[i - 1].next) {
                const struct box *k = &l->boxes[c->entries[i - 1].box];
                if (order == EARLIER && k->of >= b->of)
                    break; /* the lists are in order */
                if (k->of == b->of || !at_odds(b, k))
                    continue;
                if (order == HASHED) {
                    uint64_t theirs = last_hash(&l->placed[k->of]);
                    if (theirs > mine || (theirs == mine && k->of > b->of))
                        continue;
                }
                return true;
            }
    return false;
}

static bool position_hit(const struct labels *l, const struct cells *c, const struct placed *p, enum order order)
{
    const struct position *k = &l->positions[p->position + p->now];
    for (uint32_t i = 0; i < k->n_boxes; i++)
        if (in_the_way(l, c, k->box + i, order))
            return true;
    return false;
}

static void give_up_taken(const struct labels *l, struct placed *p)
{
    if (p->same && in_the_way(l, &l->taken, p->same - 1, ANY))
        p->state = DROPPED;
    while (p->state == UNDECIDED && position_hit(l, &l->taken, p, ANY))
        if (++p->now == p->n_positions)
            p->state = DROPPED;
}

static bool each_box(struct labels *l, struct cells *c, const struct placed *p, uint8_t from, uint8_t to)
{
    for (uint8_t k = from; k < to; k++)
        for (uint32_t i = 0; i < l->positions[p->position + k].n_boxes; i++)
            if (!cells_add(l, c, l->positions[p->position + k].box + i))
                return false;
    return !p->same || cells_add(l, c, p->same - 1);
}

/* What others see of a label in a round is what it was after the round before: a label then learns of what happened
 * one neighbour further per round, and not two. */
static bool show_waiting(struct labels *l, size_t from, size_t to, bool *any)
{
    *any = false;
    cells_clear(&l->waiting);
    for (size_t i = to; i-- > from;) { /* backward: the lists are then in order */
        struct placed *p = &l->placed[i];
        if (p->state != UNDECIDED)
            continue;
        *any = true;
        if (!each_box(l, &l->waiting, p, p->now, p->n_positions))
            return false;
    }
    return true;
}

static bool round_of(struct labels *l, size_t from, size_t to, enum order order)
{
    for (size_t i = from; i < to; i++)
        if (l->placed[i].state == UNDECIDED)
            give_up_taken(l, &l->placed[i]);
    for (size_t i = from; i < to; i++) {
        struct placed *p = &l->placed[i];
        p->wins = p->state == UNDECIDED && !position_hit(l, &l->waiting, p, order) &&
                  !(p->same && in_the_way(l, &l->waiting, p->same - 1, order));
    }
    for (size_t i = from; i < to; i++) {
        struct placed *p = &l->placed[i];
        if (!p->wins)
            continue;
        p->state = PLACED;
        p->wins = false;
        if (!each_box(l, &l->taken, p, p->now, (uint8_t)(p->now + 1)))
            return false;
    }
    return true;
}

static bool resolve_tier(struct labels *l, size_t from, size_t to)
{
    bool any = true;
    int ordered = ordered_rounds(l, l->placed[from].item->k.tier);
    for (size_t i = from; i < to; i++) /* what earlier tiers took */
        give_up_taken(l, &l->placed[i]);
    for (int i = 0; i < ordered + l->last; i++) {
        if (!show_waiting(l, from, to, &any) || (any && !round_of(l, from, to, i < ordered ? EARLIER : HASHED)))
            return false;
        if (!any)
            break;
    }
    return true;
}

/* ---- who has a say ----
 * Most labels in the margin have no say in what the picture shows: only those that are at odds with one that it shows,
 * or with one of those, as many deep as there are rounds (see the proof). The others are not even laid out. */

enum { PLACE_CELL_PX = 128 };

struct need {
    uint32_t *head, mask, *next; /* labels by tier and place */
    size_t first[LABEL_TIERS + 1];
    uint32_t *queue;
    size_t n_queue;
};

static int place_cell(int v)
{
    return v >= 0 ? v / PLACE_CELL_PX : -((PLACE_CELL_PX - 1 - v) / PLACE_CELL_PX);
}

static uint32_t place_key(const struct need *n, size_t tier, int column, int row)
{
    return (uint32_t)mix((uint64_t)(uint32_t)column << 32 | (uint32_t)row, tier) & n->mask;
}

static bool need_init(struct labels *l, struct need *n)
{
    size_t size = 256, tier = 0;
    while (size < l->n_placed)
        size *= 2;
    n->mask = (uint32_t)size - 1;
    n->head = arena_array(l->mem, size, sizeof *n->head);
    n->next = arena_array(l->mem, l->n_placed + 1, sizeof *n->next);
    n->queue = arena_array(l->mem, l->n_placed + 1, sizeof *n->queue);
    if (!n->head || !n->next || !n->queue)
        return false;
    for (size_t i = 0; i < l->n_placed; i++) {
        const struct placed *p = &l->placed[i];
        for (; tier <= p->item->k.tier; tier++) /* they are in the order of tiers */
            n->first[tier] = i;
        uint32_t *head = &n->head[place_key(n, p->item->k.tier, place_cell(p->x), place_cell(p->y))];
        n->next[i] = *head;
        *head = (uint32_t)i + 1;
    }
    for (; tier <= LABEL_TIERS; tier++)
        n->first[tier] = l->n_placed;
    return true;
}

static bool labels_at_odds(const struct labels *l, const struct placed *a, const struct placed *b)
{
    if (a->same && b->same && at_odds(&l->boxes[a->same - 1], &l->boxes[b->same - 1]))
        return true;
    if (!a->n_positions || !b->n_positions || !at_odds(&a->all, &b->all))
        return false;
    for (uint32_t i = a->box; i < a->box_end; i++)
        for (uint32_t k = b->box; k < b->box_end; k++)
            if (at_odds(&l->boxes[i], &l->boxes[k]))
                return true;
    return false;
}

/* Marks the labels of a tier, with their places at most (rx, ry) from a box around `me`, that are at odds with it. */
static bool need_at_odds(struct labels *l, struct need *n, const struct placed *me, struct box b, size_t tier,
                         int depth, int rx, int ry)
{
    for (int row = place_cell(b.y0 - ry); row <= place_cell(b.y1 + ry); row++)
        for (int column = place_cell(b.x0 - rx); column <= place_cell(b.x1 + rx); column++)
            for (uint32_t *link = &n->head[place_key(n, tier, column, row)], i = *link; i; i = *link) {
                struct placed *p = &l->placed[i - 1];
                if (p->needed) { /* no need to meet it again */
                    *link = n->next[i - 1];
                    continue;
                }
                link = &n->next[i - 1];
                if (p->item->k.tier != tier || p->x < b.x0 - rx || p->x > b.x1 + rx || p->y < b.y0 - ry ||
                    p->y > b.y1 + ry)
                    continue;
                if (!lay(l, p))
                    return false;
                if (!labels_at_odds(l, me, p))
                    continue;
                p->needed = true;
                p->depth = (uint8_t)depth;
                if (depth)
                    n->queue[n->n_queue++] = i - 1;
            }
    return true;
}

/* All that a label's outcome depends on: in its own tier one deeper, in earlier tiers anew. */
static bool need_around(struct labels *l, struct need *n, const struct placed *me)
{
    size_t own = me->item->k.tier;
    int rounds = ordered_rounds(l, own) + l->last, space = space_of(l, me->item);
    for (size_t tier = 0; tier <= own; tier++) {
        const struct tier *t = &l->tiers[tier];
        if (!t->used || (tier == own && me->depth == rounds))
            continue;
        int depth = tier == own ? me->depth + 1 : 0;
        if (!need_at_odds(l, n, me, me->all, tier, depth, t->reach_x + space + 1, t->reach_y + space + 1))
            return false;
        if (me->same && t->same &&
            !need_at_odds(l, n, me, l->boxes[me->same - 1], tier, depth, t->same / 2 + 1, t->same / 2 + 1))
            return false;
    }
    return true;
}

static bool in_view(const struct labels *l, const struct box *b)
{
    return b->x0 < l->view.width + SEEN_PX && b->y0 < l->view.height + SEEN_PX && b->x1 > -SEEN_PX && b->y1 > -SEEN_PX;
}

/* Marks those that the picture may show. */
static bool need_in_view(struct labels *l, size_t tier, size_t from, size_t to)
{
    int rx = l->tiers[tier].reach_x + SEEN_PX, ry = l->tiers[tier].reach_y + SEEN_PX;
    for (size_t i = from; i < to; i++) {
        struct placed *p = &l->placed[i];
        if (p->x < -rx || p->y < -ry || p->x > l->view.width + rx || p->y > l->view.height + ry)
            continue;
        if (!lay(l, p))
            return false;
        for (uint32_t k = p->box; k < p->box_end; k++)
            p->needed = p->needed || in_view(l, &l->boxes[k]);
    }
    return true;
}

/* Leaves in `placed` only labels that have a say, from the last tier, which has no say in others, to the first. */
static bool keep_needed(struct labels *l)
{
    struct need n = {0};
    if (!need_init(l, &n))
        return false;
    for (size_t tier = LABEL_TIERS; tier-- > 0;) {
        size_t from = n.first[tier], to = n.first[tier + 1];
        if (from == to)
            continue;
        if (!need_in_view(l, tier, from, to))
            return false;
        n.n_queue = 0;
        for (size_t i = from; i < to; i++)
            if (l->placed[i].needed)
                n.queue[n.n_queue++] = (uint32_t)i;
        for (size_t k = 0; k < n.n_queue; k++)
            if (!need_around(l, &n, &l->placed[n.queue[k]]))
                return false;
    }
    size_t kept = 0;
    for (size_t i = 0; i < l->n_placed; i++)
        if (l->placed[i].needed)
            l->placed[kept++] = l->placed[i];
    l->n_placed = kept;
    return true;
}

static void number_boxes(struct labels *l, const struct placed *p, uint32_t of)
{
    for (uint32_t i = p->box; i < p->box_end; i++)
        l->boxes[i].of = of;
    if (p->same)
        l->boxes[p->same - 1].of = of;
}

static struct box bounds(const struct labels *l, const struct placed *p)
{
    const struct position *k = &l->positions[p->position + p->now];
    return around_boxes(l, k->box, k->box + k->n_boxes);
}

bool labels_resolve(struct labels *l, struct err *err)
{
    if (!prune(l, err))
        return false;
    if (!labels_of_all(l) || !keep_needed(l) || !cells_init(l, &l->taken) || !cells_init(l, &l->waiting))
        return no_memory(err);
    if (l->n_placed)
        qsort(l->placed, l->n_placed, sizeof *l->placed, placed_before);
    for (size_t i = 0; i < l->n_placed; i++)
        number_boxes(l, &l->placed[i], (uint32_t)i);
    for (size_t from = 0, to; from < l->n_placed; from = to) {
        for (to = from; to < l->n_placed && l->placed[to].item->k.tier == l->placed[from].item->k.tier;)
            to++;
        if (!resolve_tier(l, from, to))
            return no_memory(err);
    }
    l->shown = arena_array(l->mem, l->n_placed + 1, sizeof *l->shown);
    if (!l->shown)
        return no_memory(err);
    for (size_t i = 0; i < l->n_placed; i++)
        if (l->placed[i].state == PLACED) {
            struct box b = bounds(l, &l->placed[i]);
            l->shown[l->n_shown] = (uint32_t)i;
            l->n_shown += in_view(l, &b);
        }
    return true;
}

/* ---- what stands ---- */

size_t labels_shown_count(const struct labels *l)
{
    return l->n_shown;
}

static const struct text_shape *lay_shown(struct labels *l, const struct placed *p)
{
    const struct item *it = p->item;
    const struct text_shape *s = label_shape(l->texts, it->k.text, l->view.ratio, p->line != NULL, it->k.words);
    double bend;
    if (s && p->line)
        label_line_lay(p->line, s, &it->rules, l->view.ratio, l->positions[p->position + p->now].middle, l->glyphs,
                       &bend);
    return s;
}

bool labels_shown(struct labels *l, size_t i, struct label_shown *out)
{
    const struct placed *p = &l->placed[l->shown[i]];
    const struct item *it = p->item;
    const struct text_shape *s = lay_shown(l, p);
    struct box b = bounds(l, p);
    const struct position *k = &l->positions[p->position + p->now];
    if (!s)
        return false;
    struct label_shown o = {.text = it->k.text,
                            .words = it->k.words,
                            .id = it->k.id,
                            .layer = it->k.layer,
                            .symbol = it->k.symbol,
                            .tier = it->k.tier,
                            .on_line = p->line != NULL,
                            .x = l->view.x + (p->line ? b.x0 : k->x),
                            .y = l->view.y + (p->line ? b.y0 : k->y),
                            .width = p->line ? b.x1 - b.x0 : s->width,
                            .height = p->line ? b.y1 - b.y0 : s->height};
    if (p->line) {
        struct label_glyph *g = arena_array(l->mem, s->n_glyphs, sizeof *g);
        if (!g)
            return false;
        for (uint32_t n = 0; n < s->n_glyphs; n++) {
            g[n] = l->glyphs[n];
            g[n].x += (double)it->ox;
            g[n].y += (double)it->oy;
        }
        o.glyphs = g;
        o.n_glyphs = s->n_glyphs;
    }
    *out = o;
    return true;
}

bool labels_draw(struct labels *l, uint32_t *pixels, int stride_px, struct err *err)
{
    struct label_target to = {pixels, stride_px, l->view.width, l->view.height};
    for (size_t i = 0; i < l->n_shown; i++) {
        const struct placed *p = &l->placed[l->shown[i]];
        const struct item *it = p->item;
        const struct position *k = &l->positions[p->position + p->now];
        bool ok = true;
        if (p->line) {
            const struct text_shape *s = lay_shown(l, p);
            ok = s && label_draw_glyphs(l->texts, it->k.text, l->view.ratio, it->k.words, &to, l->glyphs, s->n_glyphs,
                                        (int)(it->ox - l->view.x), (int)(it->oy - l->view.y));
        } else {
            ok = label_draw_level(l->texts, it->k.text, l->view.ratio, it->k.words, &to, k->x, k->y);
        }
        if (!ok)
            return no_memory(err);
    }
    return true;
}

/* ---- texts by themselves ---- */

bool labels_text_size(struct labels *l, const struct text_style *s, double ratio, const char *words, int *width_px,
                      int *height_px)
{
    const struct text_shape *k = label_shape(l->texts, s, ratio, false, words);
    if (!k)
        return false;
    *width_px = k->width;
    *height_px = k->height;
    return true;
}

bool labels_text_draw(struct labels *l, const struct text_style *s, double ratio, const char *words, int x, int y,
                      uint32_t *pixels, int stride_px, int width, int height)
{
    struct label_target to = {pixels, stride_px, width, height};
    return label_draw_level(l->texts, s, ratio, words, &to, x, y);
}

size_t labels_text_missing(struct labels *l, const struct text_style *s, const char *words)
{
    const struct text_shape *k = label_shape(l->texts, s, 1, false, words);
    return k ? k->missing : SIZE_MAX;
}
