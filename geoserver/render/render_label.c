/* Between features and labels: who is a candidate, and where; and labels in vectors. */
#include "geoserver/render/render_priv.h"

#include <math.h>
#include <string.h>

/* A layer's labels are a tier of their own, the top layer's the first. */
static size_t tier_of(const struct picture *p, size_t layer)
{
    size_t above = p->q->n_layers - 1 - layer;
    return above < LABEL_TIERS ? above : LABEL_TIERS - 1;
}

static struct label_rules rules_of(const struct text_style *t)
{
    return (struct label_rules){.on_line = t->on_line,
                                .follow_line = t->follow_line,
                                .group = t->group,
                                .repeat_px = t->repeat_px,
                                .max_angle_deg = t->max_angle_deg,
                                .offset_px = t->offset_px,
                                .max_shift_px = t->max_shift_px,
                                .goodness = t->goodness,
                                .same_px = t->same_px};
}

/* Calls for each text symbolizer that draws at this scale; gives how many there are. */
static size_t each_text(struct picture *p, void (*call)(struct picture *p, size_t layer, const struct symbolizer *s))
{
    const struct render_request *q = p->q;
    size_t count = 0;
    for (size_t l = 0; l < q->n_layers; l++)
        for (size_t n = 0; n < q->layers[l].style->n_passes; n++)
            for (size_t i = 0; i < q->layers[l].style->passes[n].n_rules; i++) {
                const struct rule *r = &q->layers[l].style->passes[n].rules[i];
                for (size_t k = 0; rule_at_scale(p, r) && k < r->n_symbolizers; k++)
                    if (r->symbolizers[k].type == SYMBOL_TEXT) {
                        count++;
                        if (call)
                            call(p, l, &r->symbolizers[k]);
                    }
            }
    return count;
}

static void declare(struct picture *p, size_t layer, const struct symbolizer *s)
{
    struct label_style *k = &p->label_styles[p->n_label_styles++];
    *k = (struct label_style){.of = s, .symbol = *s};
    if (s->in_metres)
        symbolizer_at(s, p->pixel_m * p->ratio, &k->symbol);
    k->rules = rules_of(&k->symbol.text);
    labels_tier(p->c->labels, tier_of(p, layer), &k->symbol.text, &k->rules);
}

bool picture_labels_start(struct picture *p, struct err *err)
{
    const struct render_request *q = p->q;
    labels_start(p->c->labels, &(struct label_view){p->left, p->top, q->width_px, q->height_px, p->ratio});
    p->n_label_styles = 0;
    p->label_styles = arena_array(p->c->mem, each_text(p, NULL) + 1, sizeof *p->label_styles);
    if (!p->label_styles)
        return err_set(err, ERR_MEMORY, NULL, "te weinig geheugen voor de opschriften");
    each_text(p, declare);
    return true;
}

const struct label_style *picture_label_style(const struct picture *p, const struct symbolizer *s)
{
    for (size_t i = 0; i < p->n_label_styles; i++)
        if (p->label_styles[i].of == s)
            return &p->label_styles[i];
    return NULL;
}

void active_margins(struct active *act, const struct picture *p, size_t layer)
{
    if (act->any_text)
        labels_margin(p->c->labels, tier_of(p, layer), &act->label_x, &act->label_y);
}

/* The box of the subject in the map's subpixels. */
static void box_of(const struct picture *p, const struct subject *u, int64_t box[4])
{
    const struct shape *s = &u->shape;
    size_t n = s->type == GEOM_POINT ? s->n_rings : s->n_rings ? s->ring_end[s->n_rings - 1] : 0;
    const int64_t left = p->grid.left * RASTER_SUB, top = p->grid.top * RASTER_SUB;
    box[0] = box[1] = INT64_MAX;
    box[2] = box[3] = INT64_MIN;
    for (size_t i = 0; i < n; i++) {
        int64_t x = s->xy[2 * i] + left, y = s->xy[2 * i + 1] + top;
        box[0] = x < box[0] ? x : box[0];
        box[1] = y < box[1] ? y : box[1];
        box[2] = x > box[2] ? x : box[2];
        box[3] = y > box[3] ? y : box[3];
    }
}

/* The lines of a subject, each for itself; of a polygon its outer ring. */
static bool add_along(struct picture *p, struct label_candidate *k, const struct subject *u, struct err *err)
{
    const struct shape *s = &u->shape;
    const int64_t left = p->grid.left * RASTER_SUB, top = p->grid.top * RASTER_SUB;
    bool ok = true;
    k->place = LABEL_ON_LINE;
    for (uint32_t r = 0; ok && r < (s->type == GEOM_POLYGON ? 1 : s->n_rings); r++) {
        struct arena_mark mark = arena_mark(p->c->shapes);
        size_t from = r ? s->ring_end[r - 1] : 0, n = s->ring_end[r] - from;
        int64_t *xy = arena_array(p->c->shapes, 2 * n + 1, sizeof *xy);
        if (!xy)
            return err_set(err, ERR_LIMIT, NULL, "te weinig geheugen voor de opschriften");
        for (size_t i = 0; i < n; i++) {
            xy[2 * i] = s->xy[2 * (from + i)] + left;
            xy[2 * i + 1] = s->xy[2 * (from + i) + 1] + top;
        }
        k->xy = xy;
        k->n_xy = n;
        ok = labels_add(p->c->labels, k, err);
        arena_rewind(p->c->shapes, mark);
    }
    return ok;
}

bool add_label(struct picture *p, const struct label_style *s, size_t symbol, const struct subject *u, struct err *err)
{
    const struct text_style *t = &s->symbol.text;
    char words[LABEL_WORDS];
    if (!text_label(t, u->values, words, sizeof words))
        return true;
    struct label_candidate k = {.text = t,
                                .rules = &s->rules,
                                .words = words,
                                .tier = tier_of(p, u->layer),
                                .size = u->area,
                                .id = u->id,
                                .layer = (uint32_t)u->layer,
                                .symbol = (uint32_t)symbol,
                                .place = LABEL_AT_POINT,
                                .x = u->anchor[0] + p->grid.left * RASTER_SUB,
                                .y = u->anchor[1] + p->grid.top * RASTER_SUB};
    if (t->priority)
        k.priority = expr_number(t->priority, u->values, 0, -1e9, 1e9);
    bool shaped = u->shape.xy && u->shape.type != GEOM_POINT;
    if (t->on_line)
        return !shaped || add_along(p, &k, u, err);
    if (!u->has_anchor)
        return true;
    if (shaped && u->shape.type == GEOM_POLYGON) {
        k.place = LABEL_IN_BOX;
        box_of(p, u, k.box);
    }
    return labels_add(p->c->labels, &k, err);
}

/* Along a line: letter by letter. */
static void draw_turned(const struct picture *p, const struct label_shown *k)
{
    size_t n = strlen(k->words);
    for (size_t i = 0; i < k->n_glyphs; i++) {
        const struct label_glyph *g = &k->glyphs[i];
        char letter[LABEL_WORDS];
        size_t end = g->byte + 1;
        while (end < n && (k->words[end] & 0xc0) == 0x80)
            end++;
        if (g->byte >= n || end - g->byte >= sizeof letter)
            continue;
        memcpy(letter, k->words + g->byte, end - g->byte);
        letter[end - g->byte] = 0;
        canvas_text_turned(p->c->canvas, k->text, letter, g->x - (double)p->left, g->y - (double)p->top,
                           atan2(g->down, g->right));
    }
}

bool labels_draw_vector(const struct picture *p, struct err *err)
{
    for (size_t i = 0; i < labels_shown_count(p->c->labels); i++) {
        struct label_shown k;
        if (!labels_shown(p->c->labels, i, &k))
            return err_set(err, ERR_MEMORY, NULL, "te weinig geheugen voor de opschriften");
        if (k.on_line)
            draw_turned(p, &k);
        else
            canvas_text(p->c->canvas, k.text, k.words, (double)(k.x - p->left), (double)(k.y - p->top));
    }
    return true;
}
