/* Marks that are pictures: SVG by librsvg, PNG by Cairo, a font's sign by Pango; around 0,0 of the canvas as it is
 * moved and turned, as high as the symbolizer's size. What can't be drawn is left out. */
#include "geoserver/render/canvas_priv.h"

#include <librsvg/rsvg.h>
#include <string.h>

static void draw_svg(cairo_t *cr, const struct style_picture *p, double size)
{
    RsvgHandle *svg = rsvg_handle_new_from_data((const guint8 *)p->bytes.p, p->bytes.n, NULL);
    RsvgRectangle box = {-size / 2, -size / 2, size, size};
    if (svg)
        (void)rsvg_handle_render_document(svg, cr, &box, NULL);
    g_clear_object(&svg);
}

static cairo_status_t more_bytes(void *rest, unsigned char *out, unsigned n)
{
    struct str *s = rest;
    if (n > s->n)
        return CAIRO_STATUS_READ_ERROR;
    memcpy(out, s->p, n);
    *s = str_sub(*s, n, s->n);
    return CAIRO_STATUS_SUCCESS;
}

static void draw_png(cairo_t *cr, const struct style_picture *p, double size)
{
    struct str rest = p->bytes;
    cairo_surface_t *image = cairo_image_surface_create_from_png_stream(more_bytes, &rest);
    int w = cairo_image_surface_get_width(image), h = cairo_image_surface_get_height(image);
    if (cairo_surface_status(image) == CAIRO_STATUS_SUCCESS && w > 0 && h > 0) {
        cairo_scale(cr, size / h, size / h);
        cairo_set_source_surface(cr, image, -w / 2.0, -h / 2.0);
        cairo_paint(cr);
    }
    cairo_surface_destroy(image);
}

static void draw_glyph(struct canvas *c, const struct symbolizer *s, double size)
{
    char text[8];
    PangoRectangle ink;
    PangoLayout *layout = pango_cairo_create_layout(c->cr);
    PangoFontDescription *font = pango_font_description_new();
    int n = g_unichar_to_utf8(s->picture->glyph, text);
    pango_font_description_set_family(font, s->picture->family);
    pango_font_description_set_absolute_size(font, size * PANGO_SCALE);
    pango_layout_set_font_description(layout, font);
    pango_layout_set_text(layout, text, n);
    pango_layout_get_pixel_extents(layout, &ink, NULL);
    canvas_source(c, s->fill.on ? s->fill.rgb : 0, s->fill.on ? s->fill.opacity : 1);
    cairo_move_to(c->cr, -ink.x - ink.width / 2.0, -ink.y - ink.height / 2.0);
    pango_cairo_show_layout(c->cr, layout);
    pango_font_description_free(font);
    g_object_unref(layout);
}

void canvas_picture(struct canvas *c, const struct symbolizer *s)
{
    double size = s->size_px * c->ratio;
    bool group = s->mark_opacity < 1;
    cairo_save(c->cr);
    if (group)
        cairo_push_group(c->cr);
    if (s->picture->type == PICTURE_SVG)
        draw_svg(c->cr, s->picture, size);
    else if (s->picture->type == PICTURE_PNG)
        draw_png(c->cr, s->picture, size);
    else
        draw_glyph(c, s, size);
    if (group) {
        cairo_pop_group_to_source(c->cr);
        cairo_paint_with_alpha(c->cr, s->mark_opacity);
    }
    cairo_restore(c->cr);
    cairo_new_path(c->cr);
}
