/* Text by Pango, drawn as outlines: without hinting and rounding of glyphs, so the same at every place and scale. */
#include "geoserver/render/canvas_priv.h"

#include <math.h>
#include <stdio.h>

enum { TEXT_LINES = 3 };

bool canvas_text_init(struct canvas *c)
{
    c->fonts = pango_cairo_font_map_new();
    c->text = c->fonts ? pango_font_map_create_context(c->fonts) : NULL;
    c->layout = c->text ? pango_layout_new(c->text) : NULL;
    if (!c->layout)
        return false;
    cairo_font_options_t *o = cairo_font_options_create();
    cairo_font_options_set_antialias(o, CAIRO_ANTIALIAS_GRAY);
    cairo_font_options_set_hint_style(o, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(o, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(c->text, o);
    pango_cairo_context_set_resolution(c->text, 72);
    pango_context_set_round_glyph_positions(c->text, FALSE);
    cairo_font_options_destroy(o);
    pango_layout_set_ellipsize(c->layout, PANGO_ELLIPSIZE_END);
    pango_layout_set_height(c->layout, -TEXT_LINES);
    pango_layout_set_single_paragraph_mode(c->layout, TRUE);
    pango_layout_set_auto_dir(c->layout, FALSE);
    return true;
}

void canvas_text_done(struct canvas *c)
{
    if (c->layout)
        g_object_unref(c->layout);
    if (c->text)
        g_object_unref(c->text);
    if (c->fonts)
        g_object_unref(c->fonts);
}

static void layout_set(struct canvas *c, const struct text_style *t, const char *text)
{
    if (c->text_now != t || c->text_ratio != c->ratio) {
        char families[160];
        snprintf(families, sizeof families, "%s,Open Sans,DejaVu Sans,Sans", t->family);
        PangoFontDescription *d = pango_font_description_new();
        pango_font_description_set_family(d, families);
        pango_font_description_set_weight(d, t->bold       ? PANGO_WEIGHT_BOLD
                                             : t->semibold ? PANGO_WEIGHT_SEMIBOLD
                                                           : PANGO_WEIGHT_NORMAL);
        pango_font_description_set_style(d, t->italic ? PANGO_STYLE_ITALIC : PANGO_STYLE_NORMAL);
        pango_font_description_set_absolute_size(d, t->size_px * c->ratio * PANGO_SCALE);
        pango_layout_set_font_description(c->layout, d);
        pango_font_description_free(d);
        pango_layout_set_width(c->layout, t->wrap_px > 0 ? (int)(t->wrap_px * c->ratio * PANGO_SCALE) : -1);
        pango_layout_set_alignment(c->layout, t->to_left ? PANGO_ALIGN_LEFT : PANGO_ALIGN_CENTER);
        c->text_now = t;
        c->text_ratio = c->ratio;
    }
    /* A line breaks between words. A word that is too wide for that sticks out, and only one that sticks out further
     * than CANVAS_WORD_STRETCH is cut: nobody wants "Turfbultcompagni-e". */
    pango_layout_set_wrap(c->layout, PANGO_WRAP_WORD);
    pango_layout_set_text(c->layout, text, -1);
    if (t->wrap_px > 0) {
        PangoRectangle r;
        pango_layout_get_extents(c->layout, NULL, &r);
        if (r.width > CANVAS_WORD_STRETCH * t->wrap_px * c->ratio * PANGO_SCALE)
            pango_layout_set_wrap(c->layout, PANGO_WRAP_WORD_CHAR);
    }
}

void canvas_text_size(struct canvas *c, const struct text_style *t, const char *text, int *width_px, int *height_px)
{
    PangoRectangle r;
    layout_set(c, t, text);
    pango_layout_get_extents(c->layout, NULL, &r);
    *width_px = (int)ceil((double)r.width / PANGO_SCALE);
    *height_px = (int)ceil((double)r.height / PANGO_SCALE);
}

void canvas_text(struct canvas *c, const struct text_style *t, const char *text, double x, double y)
{
    PangoRectangle r;
    layout_set(c, t, text);
    pango_layout_get_extents(c->layout, NULL, &r);
    cairo_new_path(c->cr);
    cairo_move_to(c->cr, x - (double)r.x / PANGO_SCALE, y - (double)r.y / PANGO_SCALE);
    pango_cairo_layout_path(c->cr, c->layout);
    if (t->halo_px > 0) {
        canvas_source(c, t->halo_rgb, t->halo_opacity);
        cairo_set_line_width(c->cr, 2 * t->halo_px * c->ratio);
        cairo_set_line_join(c->cr, CAIRO_LINE_JOIN_ROUND);
        cairo_set_line_cap(c->cr, CAIRO_LINE_CAP_ROUND);
        cairo_set_dash(c->cr, NULL, 0, 0);
        cairo_stroke_preserve(c->cr);
    }
    canvas_source(c, t->rgb, t->opacity);
    cairo_set_fill_rule(c->cr, CAIRO_FILL_RULE_WINDING);
    cairo_fill(c->cr);
    cairo_set_fill_rule(c->cr, CAIRO_FILL_RULE_EVEN_ODD);
}
