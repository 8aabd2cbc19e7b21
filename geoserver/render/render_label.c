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

void picture_labels_start(struct picture *p)
{
    const struct render_request *q = p->q;
    labels_start(p->c->labels, &(struct label_view){p->left, p->top, q->width_px, q->height_px, p->ratio});
    for (size_t l = 0; l < q->n_layers; l++)
        for (size_t n = 0; n < q->layers[l].style->n_passes; n++)
            for (size_t i = 0; i < q->layers[l].style->passes[n].n_rules; i++) {
                const struct rule *r = &q->layers[l].style->passes[n].rules[i];
                for (size_t k = 0; rule_at_scale(p, r) && k < r->n_symbolizers; k++)
                    if (r->symbolizers[k].type == SYMBOL_TEXT)
                        labels_tier(p->c->labels, tier_of(p, l), &r->symbolizers[k].text, NULL);
            }
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

bool add_label(struct picture *p, const struct symbolizer *s, size_t symbol, const struct subject *u, struct err *err)
{
    char words[LABEL_WORDS];
    if (!u->has_anchor || !text_label(&s->text, u->values, words, sizeof words))
        return true;
    struct label_candidate k = {.text = &s->text,
                                .words = words,
                                .tier = tier_of(p, u->layer),
                                .size = u->area,
                                .id = u->id,
                                .layer = (uint32_t)u->layer,
                                .symbol = (uint32_t)symbol,
                                .place = LABEL_AT_POINT,
                                .x = u->anchor[0] + p->grid.left * RASTER_SUB,
                                .y = u->anchor[1] + p->grid.top * RASTER_SUB};
    if (u->shape.type == GEOM_POLYGON && u->shape.xy) {
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
