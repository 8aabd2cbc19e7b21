#include "geoserver/render/label_priv.h"
#include "geoserver/render/render_priv.h"

#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

/* ---- a made-up town ---- */

enum { STREET_POINTS = 24, WORLD_PX = 2400 };
static const struct text_style number_style = {.family = "Open Sans",
                                               .size_px = 10,
                                               .halo_px = 1.3,
                                               .rgb = 0x26323d,
                                               .halo_rgb = 0xffffff,
                                               .opacity = 1,
                                               .halo_opacity = 0.85,
                                               .anchor_x = 0.5,
                                               .anchor_y = 0,
                                               .dy_px = 2.5,
                                               .wrap_px = 24,
                                               .space_px = 1};
static const struct text_style street_style = {.family = "Open Sans",
                                               .size_px = 11,
                                               .halo_px = 1.5,
                                               .rgb = 0x404040,
                                               .halo_rgb = 0xffffff,
                                               .opacity = 1,
                                               .halo_opacity = 0.9,
                                               .space_px = 2};
static const struct text_style place_style = {.family = "Open Sans",
                                              .size_px = 14,
                                              .halo_px = 2,
                                              .semibold = true,
                                              .rgb = 0x102030,
                                              .halo_rgb = 0xffffff,
                                              .opacity = 1,
                                              .halo_opacity = 1,
                                              .anchor_x = 0.5,
                                              .anchor_y = 0.5,
                                              .wrap_px = 90,
                                              .space_px = 6};
static const struct label_rules number_rules = {.max_shift_px = 20};
static const struct label_rules street_rules = {.on_line = true, .follow_line = true, .repeat_px = 260, .group = true};
static const struct label_rules place_rules = {.max_shift_px = 12, .same_px = 80};
static const char *const street_names[] = {
    "Kerkstraat",     "Burgemeester van Royenlaan", "Dorpsweg",  "Lange Nieuwstraat",
    "'s-Gravenweg",   "Sint Janskerkhof",           "Ĳsselkade", "Prinses Beatrixstraat",
    "Hoofdweg-Noord", "Jan van Galenstraat"};
static const char *const place_names[] = {"De Ooi en omgeving",        "Beinum-West", "Binnenstad", "Súdwest-Fryslân",
                                          "Turfbultcompagniesterveld", "Zuid"};

struct town {
    struct label_candidate *k;
    size_t n;
    uint32_t seed;
    int64_t *xy; /* of streets */
    size_t n_xy;
    char (*words)[16];
};

static double chance(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (double)(*seed >> 8) / (1 << 24);
}

static const int64_t far_x = (int64_t)34000000 * LABEL_SUB, far_y = (int64_t)22000000 * LABEL_SUB; /* as at z19 */

static void add_street(struct town *t, int number)
{
    double x = chance(&t->seed) * WORLD_PX, y = chance(&t->seed) * WORLD_PX, a = chance(&t->seed) * 6.28,
           bend = (chance(&t->seed) - 0.5) * (number % 3 ? 0.05 : 0.5);
    int64_t *xy = t->xy + t->n_xy;
    for (int i = 0; i < STREET_POINTS; i++, x += 22 * cos(a), y += 22 * sin(a), a += bend) {
        xy[2 * i] = far_x + (int64_t)(x * LABEL_SUB);
        xy[2 * i + 1] = far_y + (int64_t)(y * LABEL_SUB);
    }
    t->n_xy += 2 * STREET_POINTS;
    /* some streets come in pieces, some of those the other way round */
    int pieces = number % 4 == 1 ? 6 : 1, length = (STREET_POINTS - 1) / pieces;
    for (int p = 0; p < pieces; p++) {
        int n = p + 1 < pieces ? length + 1 : STREET_POINTS - p * length;
        int64_t *at = xy + 2 * p * length;
        t->k[t->n++] = (struct label_candidate){.text = &street_style,
                                                .rules = &street_rules,
                                                .words = street_names[number % 10],
                                                .tier = 1,
                                                .id = 1000 * number + p,
                                                .place = LABEL_ON_LINE,
                                                .xy = at,
                                                .n_xy = (size_t)n};
        for (int i = 0; i < n; i++) { /* houses beside it, in order: what makes the longest chains */
            size_t w = t->n;
            snprintf(t->words[w], sizeof t->words[w], "%d%s", 2 * (p * length + i) + 1, i % 5 == 4 ? "a" : "");
            t->k[t->n++] = (struct label_candidate){.text = &number_style,
                                                    .rules = &number_rules,
                                                    .words = t->words[w],
                                                    .tier = 2,
                                                    .id = (int64_t)w,
                                                    .place = LABEL_AT_POINT,
                                                    .x = at[2 * i] + 14 * LABEL_SUB,
                                                    .y = at[2 * i + 1] + 9 * LABEL_SUB};
        }
    }
}

static struct town town_new(uint32_t seed, int streets)
{
    struct town t = {.seed = seed};
    size_t most = (size_t)streets * (STREET_POINTS * 2 + 12) + 100;
    t.k = calloc(most, sizeof *t.k);
    t.words = calloc(most, sizeof *t.words);
    t.xy = calloc((size_t)streets * STREET_POINTS * 2, sizeof *t.xy);
    for (int i = 0; i < 40; i++)
        t.k[t.n++] = (struct label_candidate){.text = &place_style,
                                              .rules = &place_rules,
                                              .words = place_names[i % 6],
                                              .tier = 0,
                                              .size = 1 + chance(&t.seed) * 1e6,
                                              .id = i,
                                              .place = LABEL_AT_POINT,
                                              .x = far_x + (int64_t)(chance(&t.seed) * WORLD_PX * LABEL_SUB),
                                              .y = far_y + (int64_t)(chance(&t.seed) * WORLD_PX * LABEL_SUB)};
    for (int i = 0; i < streets; i++)
        add_street(&t, i);
    return t;
}

static void town_free(struct town *t)
{
    free(t->k);
    free(t->words);
    free(t->xy);
}

static void shuffle(struct town *t, uint32_t seed)
{
    for (size_t i = t->n; i > 1; i--) {
        size_t j = (size_t)(chance(&seed) * (double)i);
        struct label_candidate k = t->k[i - 1];
        t->k[i - 1] = t->k[j];
        t->k[j] = k;
    }
}

static void declare(struct labels *l)
{
    labels_tier(l, 0, &place_style, &place_rules);
    labels_tier(l, 1, &street_style, &street_rules);
    labels_tier(l, 2, &number_style, &number_rules);
}

/* As a reader does: only what touches the picture grown by the margin. */
static bool read_by(struct labels *l, const struct label_candidate *k, const struct label_view *v)
{
    int mx, my;
    const int64_t point[2] = {k->x, k->y}, *xy = k->xy ? k->xy : point;
    int64_t x0 = INT64_MAX, y0 = INT64_MAX, x1 = INT64_MIN, y1 = INT64_MIN;
    labels_margin(l, k->tier, &mx, &my);
    for (size_t i = 0; i < (k->xy ? k->n_xy : 1); i++) {
        x0 = xy[2 * i] < x0 ? xy[2 * i] : x0;
        x1 = xy[2 * i] > x1 ? xy[2 * i] : x1;
        y0 = xy[2 * i + 1] < y0 ? xy[2 * i + 1] : y0;
        y1 = xy[2 * i + 1] > y1 ? xy[2 * i + 1] : y1;
    }
    return x1 >= (v->x - mx) * LABEL_SUB && x0 <= (v->x + v->width + mx) * LABEL_SUB && y1 >= (v->y - my) * LABEL_SUB &&
           y0 <= (v->y + v->height + my) * LABEL_SUB;
}

static void resolve(struct labels *l, const struct town *t, const struct label_view *v)
{
    struct err err = {0};
    labels_start(l, v);
    declare(l);
    for (size_t i = 0; i < t->n; i++)
        if (read_by(l, &t->k[i], v))
            assert_true(labels_add(l, &t->k[i], &err));
    assert_true(labels_resolve(l, &err));
}

static uint32_t *draw(struct labels *l, const struct label_view *v, uint32_t background)
{
    struct err err = {0};
    size_t n = (size_t)v->width * (size_t)v->height;
    uint32_t *px = malloc(n * sizeof *px);
    for (size_t i = 0; i < n; i++)
        px[i] = background;
    assert_true(labels_draw(l, px, v->width, &err));
    return px;
}

static void save(const uint32_t *px, int width, int height, const char *name)
{
    const char *to = getenv("LABEL_PICTURES");
    if (!to)
        return;
    char path[400];
    struct buf png;
    struct err err = {0};
    struct image_encoder *e = image_encoder_new();
    buf_init(&png, 64 << 20);
    assert_true(image_encode(e, IMAGE_PNG, px, width, height, width, &png, &err));
    snprintf(path, sizeof path, "%s/%s.png", to, name);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    fwrite(png.p, 1, png.n, f);
    fclose(f);
    buf_done(&png);
    image_encoder_free(e);
}

static int open_labels(void **state)
{
    *state = labels_new();
    return *state ? 0 : -1;
}

static int close_labels(void **state)
{
    labels_free(*state);
    return 0;
}

static double now_us(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &ts);
    return (double)ts.tv_sec * 1e6 + (double)ts.tv_nsec / 1e3;
}

/* ---- the same in every picture ---- */

static void pictures_agree(struct labels *l, struct town *t, double ratio, uint32_t *seed, size_t *inked)
{
    struct label_view a = {.width = 300, .height = 260, .ratio = ratio},
                      b = {.width = 256, .height = 256, .ratio = ratio};
    a.x = far_x / LABEL_SUB + (int64_t)(300 + chance(seed) * (WORLD_PX - 900));
    a.y = far_y / LABEL_SUB + (int64_t)(300 + chance(seed) * (WORLD_PX - 900));
    b.x = a.x + (int64_t)(chance(seed) * 400) - 200;
    b.y = a.y + (int64_t)(chance(seed) * 400) - 200;
    resolve(l, t, &a);
    uint32_t *pa = draw(l, &a, 0);
    shuffle(t, *seed);
    resolve(l, t, &b);
    uint32_t *pb = draw(l, &b, 0);
    for (int64_t y = a.y > b.y ? a.y : b.y; y < a.y + a.height && y < b.y + b.height; y++)
        for (int64_t x = a.x > b.x ? a.x : b.x; x < a.x + a.width && x < b.x + b.width; x++) {
            uint32_t one = pa[(y - a.y) * a.width + (x - a.x)], two = pb[(y - b.y) * b.width + (x - b.x)];
            if (one != two)
                fail_msg("%ld,%ld (%ld,%ld): %08x and %08x", (long)(x - a.x), (long)(y - a.y), (long)(x - b.x),
                         (long)(y - b.y), one, two);
            *inked += one != 0;
        }
    free(pa);
    free(pb);
}

static void overlapping_pictures_agree_in_every_pixel(void **state)
{
    uint32_t seed = 5;
    size_t inked = 0;
    for (uint32_t i = 0; i < 3; i++) {
        struct town t = town_new(100 + i, 60 + 60 * (int)i);
        for (int k = 0; k < 12; k++)
            pictures_agree(*state, &t, k % 3 == 2 ? 2 : 1, &seed, &inked);
        town_free(&t);
    }
    assert_true(inked > 50000);
}

/* Equal importance in a row, each in the way of the next: the case that makes greedy choices travel. */
static void a_long_chain_is_decided_within_the_margin(void **state)
{
    struct labels *l = *state;
    struct town t = {.k = calloc(4000, sizeof *t.k)};
    for (int i = 0; i < 4000; i++)
        t.k[t.n++] = (struct label_candidate){.text = &number_style,
                                              .words = "123",
                                              .tier = 2,
                                              .priority = -i,
                                              .id = i,
                                              .x = far_x + (int64_t)i * 15 * LABEL_SUB,
                                              .y = far_y};
    struct label_view a = {far_x / LABEL_SUB + 20000, far_y / LABEL_SUB - 40, 600, 80, 1}, b = a;
    b.x += 313;
    resolve(l, &t, &a);
    size_t shown = labels_shown_count(l);
    uint32_t *pa = draw(l, &a, 0);
    resolve(l, &t, &b);
    uint32_t *pb = draw(l, &b, 0);
    for (int y = 0; y < a.height; y++)
        assert_memory_equal(pa + y * a.width + 313, pb + y * a.width, (size_t)(a.width - 313) * 4);
    assert_true(shown > 10); /* and something stands */
    free(pa);
    free(pb);
    town_free(&t);
}

/* The same with texts that are nearly as long as they may be, so that each round reaches about as far as it can: a
 * margin of two rounds less shows. */
static void the_margin_is_as_wide_as_the_rounds_reach(void **state)
{
    struct town t = {.k = calloc(200, sizeof *t.k)};
    struct text_style s = number_style;
    int w, h;
    s.wrap_px = 0;
    s.anchor_y = 0.5;
    s.dy_px = s.space_px = s.halo_px = 0;
    const char *longest = "Burgemeester van Heemskerck van Beeststraat 12a";
    assert_true(labels_text_size(*state, &s, 1, longest, &w, &h));
    assert_true(w > 0.85 * LABEL_MAX_EM * s.size_px);
    for (int i = 0; i < 200; i++)
        t.k[t.n++] = (struct label_candidate){.text = &s,
                                              .words = longest,
                                              .tier = 3,
                                              .priority = -i,
                                              .id = i,
                                              .x = far_x + (int64_t)i * (w - 4) * LABEL_SUB,
                                              .y = far_y};
    struct label_view a = {far_x / LABEL_SUB + 9000, far_y / LABEL_SUB - 20, 3000, 40, 1};
    uint32_t *whole = NULL, *part = NULL;
    for (int x = -1; x < 400; x += x < 0 ? 1 : 23) {
        struct label_view b = a;
        struct err err = {0};
        if (x >= 0) {
            b.x += 1200 + x;
            b.width = 100;
        }
        labels_start(*state, &b);
        labels_tier(*state, 3, &s, NULL);
        for (size_t i = 0; i < t.n; i++)
            assert_true(labels_add(*state, &t.k[i], &err));
        assert_true(labels_resolve(*state, &err));
        part = draw(*state, &b, 0);
        if (x < 0)
            whole = part;
        for (int y = 0; x >= 0 && y < b.height; y++)
            assert_memory_equal(whole + y * a.width + 1200 + x, part + y * b.width, (size_t)b.width * 4);
        if (x >= 0)
            free(part);
    }
    free(whole);
    town_free(&t);
}

static bool apart(const struct label_shown *a, const struct label_shown *b)
{
    return a->x >= b->x + b->width || b->x >= a->x + a->width || a->y >= b->y + b->height || b->y >= a->y + a->height;
}

/* In pixels: drawn one by one without halo, no pixel is inked twice. */
static void labels_that_show_never_overlap(void **state)
{
    struct labels *l = *state;
    struct town t = town_new(9, 160);
    struct label_view v = {far_x / LABEL_SUB + 500, far_y / LABEL_SUB + 500, 900, 900, 1};
    resolve(l, &t, &v);
    size_t n = labels_shown_count(l);
    uint8_t *inked = calloc(900, 900);
    assert_true(n > 300);
    for (size_t i = 0; i < n; i++) {
        struct label_shown s;
        assert_true(labels_shown(l, i, &s));
        struct text_style plain = *s.text;
        plain.halo_px = 0;
        uint32_t *px = calloc(900 * 900, 4);
        struct label_target to = {px, 900, 900, 900};
        struct label_texts *texts = NULL;
        if (s.on_line) {
            struct label_glyph g[LABEL_LINE_GLYPHS];
            memcpy(g, s.glyphs, s.n_glyphs * sizeof *g);
            for (size_t k = 0; k < s.n_glyphs; k++) {
                g[k].x -= (double)v.x;
                g[k].y -= (double)v.y;
            }
            texts = label_texts_new();
            assert_true(label_draw_glyphs(texts, &plain, 1, s.words, &to, g, s.n_glyphs, 0, 0));
        } else {
            assert_true(labels_text_draw(l, &plain, 1, s.words, (int)(s.x - v.x), (int)(s.y - v.y), px, 900, 900, 900));
        }
        label_texts_free(texts);
        for (int k = 0; k < 900 * 900; k++) {
            if (px[k] >> 24 < 40)
                continue;
            assert_false(inked[k]);
            inked[k] = 1;
        }
        free(px);
        if (i > 400)
            break;
    }
    free(inked);
    town_free(&t);
}

static size_t shown_with(struct labels *l, const struct town *t, int ordered, int last, size_t by_tier[3])
{
    struct label_view v = {far_x / LABEL_SUB, far_y / LABEL_SUB, WORLD_PX, WORLD_PX, 1};
    labels_set_rounds(l, ordered, last);
    resolve(l, t, &v);
    memset(by_tier, 0, 3 * sizeof *by_tier);
    for (size_t i = 0; i < labels_shown_count(l); i++) {
        struct label_shown s;
        assert_true(labels_shown(l, i, &s));
        by_tier[s.tier]++;
    }
    return labels_shown_count(l);
}

static void nearly_all_that_could_stand_does(void **state)
{
    struct labels *l = labels_new();
    struct town t = town_new(77, 260);
    size_t all[3], ours[3];
    size_t most = shown_with(l, &t, 1000, 0, all); /* one after the other */
    for (int ordered = 1; getenv("LABEL_SHOW") && ordered < 8; ordered++)
        for (int last = 0; last < 3; last++) {
            size_t n = shown_with(l, &t, ordered, last, ours);
            fprintf(stderr, "%d + %d rounds: %zu of %zu; %zu/%zu %zu/%zu %zu/%zu\n", ordered, last, n, most, ours[0],
                    all[0], ours[1], all[1], ours[2], all[2]);
        }
    labels_free(l);
    l = labels_new();
    struct label_view v = {far_x / LABEL_SUB, far_y / LABEL_SUB, WORLD_PX, WORLD_PX, 1};
    resolve(l, &t, &v);
    assert_true((double)labels_shown_count(l) >= 0.97 * (double)most);
    labels_free(l);
    town_free(&t);
}

/* ---- who wins ---- */

static void take(struct labels *l, const struct label_candidate *k, size_t n, double ratio)
{
    struct err err = {0};
    struct label_view v = {0, 0, 400, 400, ratio};
    labels_start(l, &v);
    for (size_t i = 0; i < n; i++)
        labels_tier(l, k[i].tier, k[i].text, k[i].rules);
    for (size_t i = 0; i < n; i++)
        assert_true(labels_add(l, &k[i], &err));
    assert_true(labels_resolve(l, &err));
}

static const char *only(struct labels *l)
{
    struct label_shown s;
    assert_int_equal(labels_shown_count(l), 1);
    assert_true(labels_shown(l, 0, &s));
    return s.words;
}

static void the_more_important_stands(void **state)
{
    struct label_candidate k[2] = {
        {.text = &place_style, .words = "Eerste", .tier = 1, .id = 1, .x = 100 * LABEL_SUB, .y = 100 * LABEL_SUB},
        {.text = &place_style, .words = "Tweede", .tier = 1, .id = 2, .x = 110 * LABEL_SUB, .y = 105 * LABEL_SUB}};
    for (int first = 0; first < 2; first++) {
        const char *name = k[first].words;
        k[first].priority = 3;
        k[1 - first].priority = 2;
        k[1 - first].size = 1e9; /* priority comes before size */
        take(*state, k, 2, 1);
        assert_string_equal(only(*state), name);
        k[0].priority = k[1].priority = 0;
        k[first].size = 5000;
        k[1 - first].size = 1000;
        take(*state, k, 2, 1);
        assert_string_equal(only(*state), name);
        k[1 - first].size = 1e9;
        k[1 - first].tier = 1;
        k[first].tier = 0; /* a tier comes before all */
        take(*state, k, 2, 1);
        assert_string_equal(only(*state), name);
        k[first].tier = 1;
    }
}

static void other_sides_of_a_point_are_tried(void **state)
{
    struct label_rules moves = {.max_shift_px = 30};
    struct label_candidate k[3];
    for (int i = 0; i < 3; i++)
        k[i] = (struct label_candidate){.text = &number_style,
                                        .rules = &moves,
                                        .words = i == 0   ? "12"
                                                 : i == 1 ? "14"
                                                          : "16",
                                        .id = i,
                                        .x = (100 + i) * LABEL_SUB,
                                        .y = 100 * LABEL_SUB};
    take(*state, k, 3, 1);
    assert_int_equal(labels_shown_count(*state), 2); /* above and below */
    for (int i = 0; i < 3; i++)
        k[i].rules = NULL;
    take(*state, k, 3, 1);
    assert_int_equal(labels_shown_count(*state), 1);
}

static void equal_texts_keep_their_distance(void **state)
{
    struct label_rules rules = {.same_px = 150};
    struct label_candidate k[3];
    for (int i = 0; i < 3; i++)
        k[i] = (struct label_candidate){.text = &number_style,
                                        .rules = &rules,
                                        .words = i == 2 ? "7" : "5",
                                        .id = i,
                                        .x = (100 + 60 * i) * LABEL_SUB,
                                        .y = 100 * LABEL_SUB};
    take(*state, k, 3, 1);
    assert_int_equal(labels_shown_count(*state), 2); /* one 5, and 7 */
    k[1].x = 260 * LABEL_SUB;
    take(*state, k, 3, 1);
    assert_int_equal(labels_shown_count(*state), 3);
}

static void a_polygon_too_small_for_its_name_has_none(void **state)
{
    struct label_rules fits = {.goodness = 0.9};
    struct label_candidate k = {.text = &place_style,
                                .rules = &fits,
                                .words = "Oostwold",
                                .place = LABEL_IN_BOX,
                                .x = 100 * LABEL_SUB,
                                .y = 100 * LABEL_SUB,
                                .box = {50 * LABEL_SUB, 80 * LABEL_SUB, 150 * LABEL_SUB, 120 * LABEL_SUB}};
    take(*state, &k, 1, 1);
    assert_int_equal(labels_shown_count(*state), 1);
    k.box[0] = 90 * LABEL_SUB;
    k.box[2] = 110 * LABEL_SUB;
    take(*state, &k, 1, 1);
    assert_int_equal(labels_shown_count(*state), 0);
    fits.goodness = 0; /* may stick out */
    take(*state, &k, 1, 1);
    assert_int_equal(labels_shown_count(*state), 1);
}

/* 120,000 in a square: the same stand, in whatever order they come; memory is what LABEL_MAX takes. */
static void beyond_the_limit_the_least_important_are_dropped(void **state)
{
    enum { N = 120000 };
    struct label_candidate *k = calloc(N, sizeof *k);
    struct err err = {0};
    struct label_view v = {0, 0, 1000, 1000, 1};
    struct town t = {.k = k, .n = N};
    uint32_t seed = 3;
    int64_t *first = calloc(N, sizeof *first);
    size_t n = 0;
    for (int i = 0; i < N; i++)
        k[i] = (struct label_candidate){.text = &number_style,
                                        .words = "8",
                                        .tier = 2,
                                        .id = i,
                                        .priority = N - i,
                                        .x = (int64_t)(chance(&seed) * 1000 * LABEL_SUB),
                                        .y = (int64_t)(chance(&seed) * 1000 * LABEL_SUB)};
    for (int round = 0; round < 2; round++) {
        labels_start(*state, &v);
        declare(*state);
        for (int i = 0; i < N; i++)
            assert_true(labels_add(*state, &k[i], &err));
        assert_true(labels_resolve(*state, &err));
        assert_true(labels_shown_count(*state) > 1000);
        if (!round)
            n = labels_shown_count(*state);
        assert_int_equal(n, labels_shown_count(*state));
        for (size_t i = 0; i < n; i++) {
            struct label_shown s;
            assert_true(labels_shown(*state, i, &s));
            assert_true(s.id < LABEL_MAX);
            if (!round)
                first[i] = s.id;
            assert_int_equal(first[i], s.id);
        }
        shuffle(&t, 12);
    }
    free(first);
    free(k);
}

/* All addresses of a town in one pixel: time goes with their number, not with its square. */
static void a_heap_in_one_place_is_no_trap(void **state)
{
    struct err err = {0};
    struct label_view v = {0, 0, 256, 256, 1};
    double before = now_us();
    labels_start(*state, &v);
    declare(*state);
    for (int i = 0; i < LABEL_MAX; i++) {
        struct label_candidate k = {.text = &number_style, .rules = &number_rules, .words = "1", .tier = 2, .id = i};
        k.x = k.y = 100 * LABEL_SUB;
        assert_true(labels_add(*state, &k, &err));
    }
    assert_true(labels_resolve(*state, &err));
    assert_int_equal(labels_shown_count(*state), 2); /* above and below */
    if (getenv("LABEL_SHOW"))
        fprintf(stderr, "a heap of %d: %.0f us\n", LABEL_MAX, now_us() - before);
    assert_true(now_us() - before < 5e6);
}

/* ---- along lines ---- */

static struct label_candidate on_line(const char *words, const struct label_rules *r, const int64_t *xy, size_t n)
{
    return (struct label_candidate){
        .text = &street_style, .rules = r, .words = words, .tier = 1, .place = LABEL_ON_LINE, .xy = xy, .n_xy = n};
}

static void texts_along_lines_are_upright(void **state)
{
    struct label_rules r = {.on_line = true, .follow_line = true};
    for (int degrees = 0; degrees < 360; degrees += 10) {
        double a = degrees * M_PI / 180;
        int64_t xy[4] = {200 * LABEL_SUB, 200 * LABEL_SUB, (int64_t)((200 + 150 * cos(a)) * LABEL_SUB),
                         (int64_t)((200 + 150 * sin(a)) * LABEL_SUB)};
        struct label_candidate k = on_line("Kerkstraat", &r, xy, 2);
        struct label_shown s;
        take(*state, &k, 1, 1);
        assert_int_equal(labels_shown_count(*state), 1);
        assert_true(labels_shown(*state, 0, &s));
        assert_true(s.on_line && s.n_glyphs == 10);
        for (size_t i = 0; i < s.n_glyphs; i++) {
            assert_true(s.glyphs[i].right > -0.02); /* to the right, or straight up */
            double d = fmod(atan2(s.glyphs[i].down, s.glyphs[i].right) - a + 4 * M_PI, M_PI);
            assert_true(d < 0.01 || d > M_PI - 0.01); /* along the line */
        }
        if (degrees == 90 || degrees == 270)
            assert_true(s.glyphs[0].down < -0.99);
    }
}

static size_t bent(struct labels *l, double turn_deg, const struct label_rules *r, struct label_shown *s)
{
    int64_t xy[2 * 41];
    double x = 100, y = 250, a = -turn_deg * M_PI / 360;
    for (int i = 0; i < 41; i++, x += 5 * cos(a), y += 5 * sin(a), a += turn_deg / 40 * M_PI / 180) {
        xy[2 * i] = (int64_t)(x * LABEL_SUB);
        xy[2 * i + 1] = (int64_t)(y * LABEL_SUB);
    }
    struct label_candidate k = on_line("Burgemeester van Royenlaan", r, xy, 41);
    take(l, &k, 1, 1);
    if (labels_shown_count(l))
        assert_true(labels_shown(l, 0, s));
    return labels_shown_count(l);
}

static void letters_turn_with_the_line_up_to_a_limit(void **state)
{
    struct label_rules r = {.on_line = true, .follow_line = true, .max_angle_deg = 15};
    struct label_shown s;
    assert_int_equal(bent(*state, 100, &r, &s), 1);
    double turned = 0;
    for (size_t i = 1; i < s.n_glyphs; i++) {
        double d =
            fabs(atan2(s.glyphs[i].down, s.glyphs[i].right) - atan2(s.glyphs[i - 1].down, s.glyphs[i - 1].right));
        assert_true(d <= 15 * M_PI / 180);
        turned += d;
        double gap = hypot(s.glyphs[i].x - s.glyphs[i - 1].x, s.glyphs[i].y - s.glyphs[i - 1].y);
        assert_true(fabs(gap - s.glyphs[i - 1].advance) < 2.5); /* no letters over each other, none adrift */
    }
    assert_true(turned > 0.8);
    r.max_angle_deg = 1;
    assert_int_equal(bent(*state, 100, &r, &s), 0);
    r.max_angle_deg = 15;
    r.follow_line = false; /* then only where the line is straight */
    assert_int_equal(bent(*state, 100, &r, &s), 0);
    assert_int_equal(bent(*state, 4, &r, &s), 1);
    assert_true(s.glyphs[0].right == s.glyphs[s.n_glyphs - 1].right);
}

static void long_lines_repeat_their_name_short_ones_have_none(void **state)
{
    struct label_rules r = {.on_line = true, .follow_line = true, .repeat_px = 100};
    int64_t xy[4] = {0, 200 * LABEL_SUB, 399 * LABEL_SUB, 200 * LABEL_SUB};
    struct label_candidate k = on_line("Dorpsweg", &r, xy, 2);
    struct label_shown a, b;
    take(*state, &k, 1, 1);
    assert_int_equal(labels_shown_count(*state), 3);
    assert_true(labels_shown(*state, 0, &a) && labels_shown(*state, 1, &b));
    assert_true(apart(&a, &b));
    r.repeat_px = 0;
    take(*state, &k, 1, 1);
    assert_int_equal(labels_shown_count(*state), 1);
    xy[2] = 40 * LABEL_SUB;
    take(*state, &k, 1, 1);
    assert_int_equal(labels_shown_count(*state), 0);
}

static void a_text_beside_its_line_keeps_its_distance(void **state)
{
    struct label_rules r = {.on_line = true, .follow_line = true};
    int64_t xy[4] = {300 * LABEL_SUB, 200 * LABEL_SUB, 100 * LABEL_SUB, 200 * LABEL_SUB}; /* runs to the left */
    struct label_candidate k = on_line("Dorpsweg", &r, xy, 2);
    struct label_shown a, b;
    take(*state, &k, 1, 1);
    assert_true(labels_shown(*state, 0, &a));
    double baseline = a.glyphs[0].y;
    r.offset_px = 12;
    take(*state, &k, 1, 1);
    assert_true(labels_shown(*state, 0, &b));
    assert_true(fabs(baseline - 12 - b.glyphs[0].y) < 1e-6); /* up, as one reads */
}

/* A street in pieces of 30 px, each too short for its name, some digitised the other way: as if it were one. */
static void pieces_that_touch_carry_one_name(void **state)
{
    struct label_rules r = {.on_line = true, .follow_line = true, .group = true};
    int64_t xy[8][4];
    struct label_candidate k[8];
    for (int i = 0; i < 8; i++) {
        int64_t a = (50 + 30 * i) * LABEL_SUB, b = a + 30 * LABEL_SUB;
        memcpy(xy[i], (int64_t[]){i % 3 ? a : b, 200 * LABEL_SUB, i % 3 ? b : a, 200 * LABEL_SUB}, sizeof xy[i]);
        k[i] = on_line("Lange Nieuwstraat", &r, xy[i], 2);
        k[i].id = i;
    }
    struct label_shown s;
    take(*state, k, 8, 1);
    assert_int_equal(labels_shown_count(*state), 1);
    assert_true(labels_shown(*state, 0, &s));
    assert_true(s.width > 80 && s.height < 25);
    k[4].words = "Dorpsweg"; /* no longer one street */
    take(*state, k, 8, 1);
    for (size_t i = 0; i < labels_shown_count(*state); i++) {
        assert_true(labels_shown(*state, i, &s));
        assert_true(s.x + s.width < 50 + 120 + 4 || s.x > 50 + 150 - 4);
    }
    r.group = false;
    take(*state, k, 8, 1);
    assert_int_equal(labels_shown_count(*state), 0);
}

/* ---- letters ---- */

static void every_dutch_and_neighbouring_letter_has_a_glyph(void **state)
{
    static const char *const families[] = {"Open Sans", "DejaVu Sans", "Bestaat Niet", ""};
    static const char *const texts[] = {"Ĳ ĳ IJ ij é ë ï ö ü ê ç ñ ǎ ș ğ ø å Ł", "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞß",
                                        "ąćčďęěłńňőœřśšťůűźžż", "Dŷkwei Súdwest-Fryslân Škoda Þór ‘’“”–— € ½ m² №"};
    for (size_t f = 0; f < 4; f++)
        for (size_t i = 0; i < 4; i++) {
            struct text_style s = place_style;
            s.family = families[f];
            assert_int_equal(labels_text_missing(*state, &s, texts[i]), 0);
        }
}

static void a_missing_family_is_written_in_open_sans(void **state)
{
    struct text_style s = place_style;
    int w[2], h[2];
    s.family = "Bestaat Niet";
    assert_true(labels_text_size(*state, &place_style, 1, "Molenwiek", &w[0], &h[0]));
    assert_true(labels_text_size(*state, &s, 1, "Molenwiek", &w[1], &h[1]));
    assert_int_equal(w[0], w[1]);
    assert_int_equal(h[0], h[1]);
}

static void characters_that_no_font_has_draw_nothing(void **state)
{
    uint32_t px[60 * 40] = {0};
    struct text_style s = place_style;
    s.wrap_px = 0;
    assert_true(labels_text_missing(*state, &s, "\xF3\xB0\x80\x80") > 0); /* a private use plane */
    assert_true(labels_text_draw(*state, &s, 1, "\xF3\xB0\x80\x80", 5, 5, px, 60, 60, 40));
    for (int i = 0; i < 60 * 40; i++)
        assert_int_equal(px[i], 0);
}

static void long_names_break_into_lines_of_about_one_length(void **state)
{
    struct text_style s = place_style;
    int w, h, one_w, one_h;
    s.wrap_px = 0;
    assert_true(labels_text_size(*state, &s, 1, "Sappemeer Noord en Kleinemeer", &one_w, &one_h));
    s.wrap_px = one_w - 5; /* by itself it would leave one short word on the second line */
    assert_true(labels_text_size(*state, &s, 1, "Sappemeer Noord en Kleinemeer", &w, &h));
    assert_true(h > 1.8 * one_h && h < 2.2 * one_h);
    assert_true(w < 0.65 * one_w);
    s.wrap_px = 60; /* a word may stick out, up to one and a half times */
    assert_true(labels_text_size(*state, &s, 1, "Turfbultcompagniesterveld", &w, &h));
    assert_true(w <= 90);
}

/* Every pixel within the halo's radius of ink is covered, and none further than a pixel outside it. */
static void a_halo_lies_around_all_letters(void **state)
{
    enum { W = 220, H = 60 };
    static uint32_t ink[W * H], both[W * H];
    struct text_style s = place_style;
    s.wrap_px = 0;
    s.halo_px = 3;
    s.rgb = 0;
    memset(ink, 0, sizeof ink);
    memset(both, 0, sizeof both);
    s.halo_opacity = 0;
    assert_true(labels_text_draw(*state, &s, 2, "Ĳsselkade", 20, 12, ink, W, W, H));
    s.halo_opacity = 1;
    assert_true(labels_text_draw(*state, &s, 2, "Ĳsselkade", 20, 12, both, W, W, H));
    save(both, W, H, "halo");
    for (int y = 0; y < H; y++)
        for (int x = 0; x < W; x++) {
            double nearest = 99;
            for (int dy = -8; dy <= 8; dy++)
                for (int dx = -8; dx <= 8; dx++)
                    if (x + dx >= 0 && x + dx < W && y + dy >= 0 && y + dy < H &&
                        ink[(y + dy) * W + x + dx] >> 24 > 127)
                        nearest = fmin(nearest, hypot(dx, dy));
            unsigned alpha = both[y * W + x] >> 24;
            if (nearest <= 5.4)
                assert_int_equal(alpha, 255);
            if (nearest >= 7.6)
                assert_int_equal(alpha, 0);
        }
}

static void hostile_texts_and_lines_are_harmless(void **state)
{
    struct label_rules r = {.on_line = true, .follow_line = true, .repeat_px = 1, .group = true};
    char longer[4000];
    memset(longer, 'W', sizeof longer - 1);
    longer[sizeof longer - 1] = 0;
    int64_t xy[6] = {100 * LABEL_SUB, 100 * LABEL_SUB, 100 * LABEL_SUB,
                     100 * LABEL_SUB, 100 * LABEL_SUB, 100 * LABEL_SUB};
    int64_t wild[4] = {INT32_MIN * (int64_t)1000, 0, INT32_MAX * (int64_t)1000, 5};
    struct label_candidate k[6] = {on_line("Nergens", &r, xy, 3),
                                   on_line("Nergens", &r, xy, 1),
                                   on_line(longer, &r, wild, 2),
                                   {.text = &number_style, .words = longer, .tier = 2},
                                   {.text = &number_style, .words = "\xff\xfe\x80", .tier = 2, .priority = NAN, .x = 9},
                                   on_line("Overal", &r, wild, 2)};
    struct err err = {0};
    take(*state, k, 6, 1);
    uint32_t *px = calloc(400 * 400, 4);
    assert_true(labels_draw(*state, px, 400, &err));
    free(px);
}

struct drawn_apart {
    struct town *t;
    uint32_t *px;
};

static void *draw_apart(void *p)
{
    struct drawn_apart *d = p;
    struct label_view v = {far_x / LABEL_SUB + 900, far_y / LABEL_SUB + 900, 256, 256, 1};
    for (int i = 0; i < 3; i++) {
        struct labels *l = labels_new();
        free(d->px);
        resolve(l, d->t, &v);
        d->px = draw(l, &v, 0);
        labels_free(l);
    }
    return NULL;
}

static void threads_draw_the_same(void **state)
{
    struct town t = town_new(8, 80);
    struct drawn_apart d[4] = {{&t, NULL}, {&t, NULL}, {&t, NULL}, {&t, NULL}};
    pthread_t threads[4];
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, draw_apart, &d[i]), 0);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    for (int i = 0; i < 4; i++)
        assert_memory_equal(d[0].px, d[i].px, 256 * 256 * 4);
    for (int i = 0; i < 4; i++)
        free(d[i].px);
    town_free(&t);
}

/* ---- for the eye, and the clock: LABEL_PICTURES=dir, LABEL_SHOW=1 ---- */

static void the_town_is_drawn(void **state)
{
    struct town t = town_new(31, 200);
    for (int ratio = 1; ratio <= 2; ratio++) {
        struct label_view v = {far_x / LABEL_SUB + 600, far_y / LABEL_SUB + 600, 900, 700, ratio};
        resolve(*state, &t, &v);
        uint32_t *px = draw(*state, &v, 0xffdfe6d8);
        save(px, v.width, v.height, ratio == 1 ? "town" : "town@2x");
        assert_true(labels_shown_count(*state) > 200);
        free(px);
    }
    town_free(&t);
}

static void sizes_are_drawn(void **state)
{
    enum { W = 620, H = 420 };
    static uint32_t px[W * H];
    for (int i = 0; i < W * H; i++)
        px[i] = i / W < H / 2 ? 0xffdfe6d8 : 0xffb0c4a0;
    int y = 6;
    for (int size = 9; size <= 14; size++) {
        struct text_style s = place_style;
        s.wrap_px = 0;
        s.halo_px = 1.5;
        s.semibold = false;
        s.size_px = size;
        assert_true(labels_text_draw(*state, &s, 1, "Midden-Groningen 12a Ĳsselkade", 6, y, px, W, W, H));
        s.semibold = true;
        assert_true(labels_text_draw(*state, &s, 1, "Súdwest-Fryslân 1.284", 300, y, px, W, W, H));
        y += size + 10;
    }
    y = 215;
    for (int size = 9; size <= 14; size += 2) {
        struct text_style s = place_style;
        s.wrap_px = 0;
        s.halo_px = 1.5;
        s.semibold = false;
        s.size_px = size;
        assert_true(labels_text_draw(*state, &s, 2, "Midden-Groningen 12a Ĳsselkade", 6, y, px, W, W, H));
        y += 2 * size + 20;
    }
    save(px, W, H, "sizes");
    assert_int_not_equal(px[30 * W + 20], 0);
}

static void costs_are_measured(void **state)
{
    if (!getenv("LABEL_SHOW"))
        skip();
    struct town t = town_new(31, 200);
    struct label_view v = {far_x / LABEL_SUB + 1000, far_y / LABEL_SUB + 1000, 256, 256, 1};
    for (int i = 0; i < 40; i++) {
        double a = now_us();
        resolve(*state, &t, &v);
        double b = now_us();
        uint32_t *px = draw(*state, &v, 0);
        double c = now_us();
        if (i % 13 == 0)
            fprintf(stderr, "%zu candidates, %zu stand: placed in %.0f us, drawn in %.0f us\n", labels_count(*state),
                    labels_shown_count(*state), b - a, c - b);
        free(px);
    }
    uint32_t *px = calloc(256 * 256, 4);
    char words[8];
    for (int round = 0; round < 3; round++) {
        double a = now_us();
        for (int i = 0; i < 1000; i++) {
            snprintf(words, sizeof words, "%d", i);
            assert_true(labels_text_draw(*state, &number_style, 1, words, 100, 100, px, 256, 256, 256));
        }
        double b = now_us();
        int w, h;
        for (int i = 0; i < 1000; i++) {
            snprintf(words, sizeof words, "%d", i);
            assert_true(labels_text_size(*state, &number_style, 1, words, &w, &h));
        }
        fprintf(stderr, "house number: drawn in %.2f us, measured in %.2f us\n", (b - a) / 1000, (now_us() - b) / 1000);
    }
    for (size_t tier = 0; tier < 3; tier++) {
        int x, y;
        labels_margin(*state, tier, &x, &y);
        fprintf(stderr, "tier %zu: margin %d × %d px\n", tier, x, y);
    }
    free(px);
    town_free(&t);
}

int main(void)
{
#define T(f) cmocka_unit_test(f)
    const struct CMUnitTest tests[] = {
        T(overlapping_pictures_agree_in_every_pixel),
        T(a_long_chain_is_decided_within_the_margin),
        T(the_margin_is_as_wide_as_the_rounds_reach),
        T(labels_that_show_never_overlap),
        T(nearly_all_that_could_stand_does),
        T(the_more_important_stands),
        T(other_sides_of_a_point_are_tried),
        T(equal_texts_keep_their_distance),
        T(a_polygon_too_small_for_its_name_has_none),
        T(beyond_the_limit_the_least_important_are_dropped),
        T(a_heap_in_one_place_is_no_trap),
        T(texts_along_lines_are_upright),
        T(letters_turn_with_the_line_up_to_a_limit),
        T(long_lines_repeat_their_name_short_ones_have_none),
        T(a_text_beside_its_line_keeps_its_distance),
        T(pieces_that_touch_carry_one_name),
        T(every_dutch_and_neighbouring_letter_has_a_glyph),
        T(a_missing_family_is_written_in_open_sans),
        T(characters_that_no_font_has_draw_nothing),
        T(long_names_break_into_lines_of_about_one_length),
        T(a_halo_lies_around_all_letters),
        T(hostile_texts_and_lines_are_harmless),
        T(threads_draw_the_same),
        T(the_town_is_drawn),
        T(sizes_are_drawn),
        T(costs_are_measured),
    };
    if (getenv("LABEL_ONLY"))
        cmocka_set_test_filter(getenv("LABEL_ONLY"));
    return cmocka_run_group_tests(tests, open_labels, close_labels);
}
