/* Text by Pango; on pixels drawn as outlines: without hinting and rounding of glyphs, so the same at every place and
 * scale. */
#include "geoserver/render/canvas_priv.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

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

static void svg_colour(struct buf *b, const char *name, uint32_t rgb, double opacity)
{
    buf_printf(b, " %s=\"#%06x\"", name, (unsigned)rgb & 0xffffff);
    if (opacity < 1) {
        buf_printf(b, " %s-opacity=\"", name);
        buf_fixed(b, opacity, 3);
        buf_byte(b, '"');
    }
}

static void svg_number(struct buf *b, const char *name, double v)
{
    buf_printf(b, " %s=\"", name);
    buf_fixed(b, v, 2);
    buf_byte(b, '"');
}

/* One line of a text as an element. textLength: another font than ours takes no more room. */
static void svg_line(struct canvas *c, const struct text_style *t, struct str line, double x, double y, double width)
{
    struct buf *b = &c->svg_text;
    buf_c(b, "<text xml:space=\"preserve\"");
    svg_number(b, "x", x);
    svg_number(b, "y", y);
    svg_number(b, "textLength", width);
    buf_c(b, " lengthAdjust=\"spacingAndGlyphs\" font-family=\"");
    buf_xml(b, str_from(t->family));
    buf_c(b, strcmp(t->family, "Open Sans") ? ", Open Sans, sans-serif\"" : ", sans-serif\"");
    svg_number(b, "font-size", t->size_px * c->ratio);
    if (t->bold || t->semibold)
        buf_c(b, t->bold ? " font-weight=\"700\"" : " font-weight=\"600\"");
    if (t->italic)
        buf_c(b, " font-style=\"italic\"");
    svg_colour(b, "fill", t->rgb, t->opacity);
    if (t->halo_px > 0) {
        svg_colour(b, "stroke", t->halo_rgb, t->halo_opacity);
        svg_number(b, "stroke-width", 2 * t->halo_px * c->ratio);
        buf_c(b, " stroke-linejoin=\"round\" paint-order=\"stroke\"");
    }
    buf_byte(b, '>');
    buf_xml(b, line);
    buf_c(b, "</text>\n");
}

/* The layout, its top left at (x, y), line by line. */
static void svg_text(struct canvas *c, const struct text_style *t, const char *text, double x, double y)
{
    PangoLayoutIter *i = pango_layout_get_iter(c->layout);
    do {
        const PangoLayoutLine *line = pango_layout_iter_get_line_readonly(i);
        PangoRectangle r;
        pango_layout_iter_get_line_extents(i, NULL, &r);
        struct str words = str_trim((struct str){text + line->start_index, (size_t)line->length});
        if (words.n)
            svg_line(c, t, words, x + (double)r.x / PANGO_SCALE,
                     y + (double)pango_layout_iter_get_baseline(i) / PANGO_SCALE, (double)r.width / PANGO_SCALE);
    } while (pango_layout_iter_next_line(i));
    pango_layout_iter_free(i);
}

/* Around the path. */
static void halo(struct canvas *c, const struct text_style *t)
{
    if (!(t->halo_px > 0))
        return;
    canvas_source(c, t->halo_rgb, t->halo_opacity);
    cairo_set_line_width(c->cr, 2 * t->halo_px * c->ratio);
    cairo_set_line_join(c->cr, CAIRO_LINE_JOIN_ROUND);
    cairo_set_line_cap(c->cr, CAIRO_LINE_CAP_ROUND);
    cairo_set_dash(c->cr, NULL, 0, 0);
    cairo_stroke_preserve(c->cr);
}

void canvas_text(struct canvas *c, const struct text_style *t, const char *text, double x, double y)
{
    PangoRectangle r;
    layout_set(c, t, text);
    pango_layout_get_extents(c->layout, NULL, &r);
    x -= (double)r.x / PANGO_SCALE;
    y -= (double)r.y / PANGO_SCALE;
    bool vector = c->vector && !pango_layout_is_ellipsized(c->layout); /* "…" is a glyph, not in the text */
    if (!canvas_room(c, 64))
        return;
    if (vector && c->kind == IMAGE_SVG) {
        svg_text(c, t, text, x, y);
        return;
    }
    cairo_new_path(c->cr);
    cairo_move_to(c->cr, x, y);
    pango_cairo_layout_path(c->cr, c->layout);
    halo(c, t);
    canvas_source(c, t->rgb, t->opacity);
    if (vector) {
        cairo_new_path(c->cr);
        cairo_move_to(c->cr, x, y);
        pango_cairo_show_layout(c->cr, c->layout);
        return;
    }
    cairo_set_fill_rule(c->cr, CAIRO_FILL_RULE_WINDING);
    cairo_fill(c->cr);
    cairo_set_fill_rule(c->cr, CAIRO_FILL_RULE_EVEN_ODD);
}

void canvas_text_turned(struct canvas *c, const struct text_style *t, const char *text, double x, double y,
                        double turn_rad)
{
    layout_set(c, t, text);
    if (!canvas_room(c, 64))
        return;
    cairo_save(c->cr);
    cairo_translate(c->cr, x, y);
    cairo_rotate(c->cr, turn_rad);
    cairo_new_path(c->cr);
    cairo_move_to(c->cr, 0, 0);
    pango_cairo_layout_line_path(c->cr, pango_layout_get_line_readonly(c->layout, 0));
    cairo_restore(c->cr);
    halo(c, t);
    canvas_source(c, t->rgb, t->opacity);
    cairo_set_fill_rule(c->cr, CAIRO_FILL_RULE_WINDING);
    cairo_fill(c->cr);
    cairo_set_fill_rule(c->cr, CAIRO_FILL_RULE_EVEN_ODD);
}
