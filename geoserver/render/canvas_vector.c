/* Pictures of vectors, by Cairo's SVG and PDF surfaces. */
#include "geoserver/render/canvas_priv.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <string.h>

enum { SVG_TEXT_BYTES = 8 << 20 };

static cairo_status_t write_piece(void *closure, const unsigned char *data, unsigned n)
{
    struct buf *out = ((struct canvas *)closure)->out;
    if (!out)
        return CAIRO_STATUS_SUCCESS;
    buf_add(out, data, n);
    return out->failed ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

bool canvas_room(struct canvas *c, size_t points)
{
    if (!c->vector)
        return true;
    c->points += points;
    return c->points <= CANVAS_MAX_POINTS;
}

static cairo_surface_t *surface_of(struct canvas *c, enum image_format kind, int width_px, int height_px, double dpi)
{
    cairo_surface_t *s;
    if (kind == IMAGE_PDF)
        return cairo_pdf_surface_create_for_stream(write_piece, c, width_px * 72 / dpi, height_px * 72 / dpi);
    s = cairo_svg_surface_create_for_stream(write_piece, c, width_px, height_px);
    cairo_svg_surface_set_document_unit(s, CAIRO_SVG_UNIT_PX);
    return s;
}

bool canvas_start_vector(struct canvas *c, enum image_format kind, int width_px, int height_px, bool transparent,
                         uint32_t background, double origin_x, double origin_y, double ratio, double dpi,
                         struct buf *out, struct err *err)
{
    canvas_drop(c);
    c->out_n = out->n;
    c->surface = surface_of(c, kind, width_px, height_px, dpi);
    c->cr = cairo_create(c->surface);
    if (cairo_status(c->cr) != CAIRO_STATUS_SUCCESS) {
        canvas_drop(c);
        return err_set(err, ERR_MEMORY, NULL, "te weinig geheugen voor een tekening");
    }
    c->out = out;
    c->kind = kind;
    c->points = 0;
    buf_init(&c->svg_text, SVG_TEXT_BYTES);
    if (kind == IMAGE_PDF)
        cairo_scale(c->cr, 72 / dpi, 72 / dpi);
    canvas_ready(c, width_px, height_px, origin_x, origin_y, ratio, true);
    if (!transparent) {
        canvas_source(c, background, 1);
        cairo_rectangle(c->cr, 0, 0, width_px, height_px);
        cairo_fill(c->cr);
    }
    return true;
}

void canvas_image(struct canvas *c, uint32_t *pixels, int width_px, int height_px)
{
    cairo_surface_t *s = cairo_image_surface_create_for_data((unsigned char *)pixels, CAIRO_FORMAT_ARGB32, width_px,
                                                             height_px, width_px * (int)sizeof *pixels);
    if (cairo_surface_status(s) != CAIRO_STATUS_SUCCESS)
        c->failed = true;
    cairo_set_source_surface(c->cr, s, 0, 0);
    cairo_paint(c->cr);
    cairo_set_source_rgb(c->cr, 0, 0, 0); /* lets go of the pixels: what a file needs of them cairo has copied */
    cairo_surface_finish(s);
    cairo_surface_destroy(s);
}

/* Cairo's SVG draws text as shapes; ours comes as elements before the end of the document. */
static bool add_svg_text(struct canvas *c, struct buf *out)
{
    static const char end[] = "</svg>";
    size_t at = out->n;
    while (at > c->out_n && (out->n - at < sizeof end - 1 || memcmp(out->p + at, end, sizeof end - 1) != 0))
        at--;
    if (at == c->out_n)
        return false;
    out->n = at;
    buf_str(out, buf_view(&c->svg_text));
    buf_c(out, "</svg>\n");
    return true;
}

bool canvas_finish_vector(struct canvas *c, struct err *err)
{
    struct buf *out = c->out;
    bool full = c->points > CANVAS_MAX_POINTS || c->svg_text.failed, ok = true;
    cairo_surface_finish(c->surface);
    cairo_status_t drawn = cairo_status(c->cr), written = cairo_surface_status(c->surface);
    if (full || out->failed)
        ok =
            err_set(err, ERR_LIMIT, NULL, "de kaart is te vol voor een tekening; kies een kleiner gebied of image/png");
    else if (drawn != CAIRO_STATUS_SUCCESS || written != CAIRO_STATUS_SUCCESS)
        ok = err_set(err, drawn == CAIRO_STATUS_NO_MEMORY ? ERR_MEMORY : ERR_INTERNAL, NULL,
                     "het tekenen is mislukt: %s", cairo_status_to_string(drawn ? drawn : written));
    else if (c->kind == IMAGE_SVG && !add_svg_text(c, out))
        ok = err_set(err, ERR_INTERNAL, NULL, "de SVG van Cairo heeft geen einde");
    if (ok && out->failed)
        ok = err_set(err, ERR_LIMIT, NULL, "de tekening past niet in de uitvoer");
    if (!ok)
        out->n = c->out_n;
    canvas_drop(c);
    return ok;
}
