/* The canvas by Cairo, onto pixels (onto vectors: canvas_vector.c): coverage in 256 × 15 subpixels, geometry in 24.8
 * fixed point (callers clip before that). */
#include "geoserver/render/canvas_priv.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct canvas *canvas_new(void)
{
    struct canvas *c = calloc(1, sizeof *c);
    if (c && !canvas_text_init(c)) {
        canvas_free(c);
        return NULL;
    }
    return c;
}

void canvas_forget_hatches(struct canvas *c)
{
    for (size_t i = 0; i < c->n_hatches; i++)
        cairo_surface_destroy(c->hatches[i].tile);
    c->n_hatches = 0;
}

void canvas_drop(struct canvas *c)
{
    c->out = NULL; /* a picture of vectors that was left unfinished may write no more */
    if (c->cr)
        cairo_destroy(c->cr);
    if (c->surface)
        cairo_surface_destroy(c->surface);
    c->cr = NULL;
    c->surface = NULL;
    buf_done(&c->svg_text);
}

void canvas_free(struct canvas *c)
{
    if (!c)
        return;
    canvas_forget_hatches(c);
    canvas_text_done(c);
    canvas_drop(c);
    free(c);
}

void canvas_source(struct canvas *c, uint32_t rgb, double opacity)
{
    cairo_set_source_rgba(c->cr, (rgb >> 16 & 255) / 255.0, (rgb >> 8 & 255) / 255.0, (rgb & 255) / 255.0, opacity);
}

void canvas_ready(struct canvas *c, int width_px, int height_px, double origin_x, double origin_y, double ratio,
                  bool vector)
{
    if (ratio != c->ratio)
        canvas_forget_hatches(c);
    c->failed = false;
    c->vector = vector;
    c->width = width_px;
    c->height = height_px;
    c->origin_x = origin_x;
    c->origin_y = origin_y;
    c->ratio = ratio;
    c->text_now = NULL;
    cairo_set_operator(c->cr, CAIRO_OPERATOR_OVER);
    cairo_set_fill_rule(c->cr, CAIRO_FILL_RULE_EVEN_ODD);
    cairo_set_tolerance(c->cr, 0.1);
    cairo_set_miter_limit(c->cr, 3); /* sharp corners of buildings without spikes */
}

bool canvas_start(struct canvas *c, int width_px, int height_px, bool transparent, uint32_t background, double origin_x,
                  double origin_y, double ratio, struct err *err)
{
    if (!c->surface || c->width != width_px || c->height != height_px || c->failed || c->vector) {
        canvas_drop(c);
        c->surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, width_px, height_px);
        c->cr = cairo_create(c->surface);
        if (cairo_status(c->cr) != CAIRO_STATUS_SUCCESS) {
            canvas_drop(c);
            return err_set(err, ERR_MEMORY, NULL, "te weinig geheugen voor een beeld van %d × %d pixels", width_px,
                           height_px);
        }
    }
    cairo_set_operator(c->cr, CAIRO_OPERATOR_SOURCE);
    canvas_source(c, background, transparent ? 0 : 1);
    cairo_paint(c->cr);
    canvas_ready(c, width_px, height_px, origin_x, origin_y, ratio, false);
    return true;
}

void canvas_group_begin(struct canvas *c, double opacity)
{
    if (opacity < 1)
        cairo_push_group(c->cr);
}

void canvas_group_end(struct canvas *c, double opacity)
{
    if (!(opacity < 1))
        return;
    cairo_pop_group_to_source(c->cr);
    cairo_paint_with_alpha(c->cr, opacity);
}

static void path(struct canvas *c, const struct geom *g, size_t ring, bool close)
{
    size_t from = ring ? g->ring_end[ring - 1] : 0, to = g->ring_end[ring];
    if (to <= from || !canvas_room(c, to - from))
        return;
    bool closed =
        close && to - from > 2 && g->xy[2 * from] == g->xy[2 * to - 2] && g->xy[2 * from + 1] == g->xy[2 * to - 1];
    cairo_move_to(c->cr, g->xy[2 * from], g->xy[2 * from + 1]);
    for (size_t i = from + 1; i < to - (closed ? 1 : 0); i++)
        cairo_line_to(c->cr, g->xy[2 * i], g->xy[2 * i + 1]);
    if (closed)
        cairo_close_path(c->cr);
}

/* A hatch of squares of n pixels over a box whose coordinates count from the corner of such a square. */
static void hatch_draw(struct canvas *c, cairo_t *cr, const struct fill *f, double n, double x0, double y0, double x1,
                       double y1)
{
    double half = floor(n / 2) + 0.5, width = f->line_px * c->ratio;
    bool slash = f->shape == MARK_SLASH || f->shape == MARK_X, back = f->shape == MARK_BACKSLASH || f->shape == MARK_X;
    bool across = f->shape == MARK_HORLINE || f->shape == MARK_CROSS;
    bool down = f->shape == MARK_VERTLINE || f->shape == MARK_CROSS;
    cairo_set_source_rgba(cr, (f->rgb >> 16 & 255) / 255.0, (f->rgb >> 8 & 255) / 255.0, (f->rgb & 255) / 255.0,
                          f->opacity);
    cairo_set_line_width(cr, width);
    cairo_new_path(cr);
    for (double s = floor((x0 + y0) / n) * n; slash && s <= x1 + y1 + n && canvas_room(c, 2); s += n) { /* x + y = s */
        cairo_move_to(cr, x0, s - x0);
        cairo_line_to(cr, x1, s - x1);
    }
    for (double s = floor((y0 - x1) / n) * n; back && s <= y1 - x0 + n && canvas_room(c, 2); s += n) { /* y - x = s */
        cairo_move_to(cr, x0, s + x0);
        cairo_line_to(cr, x1, s + x1);
    }
    for (double y = floor(y0 / n) * n + half; across && y <= y1 + n && canvas_room(c, 2); y += n) {
        cairo_move_to(cr, x0, y);
        cairo_line_to(cr, x1, y);
    }
    for (double x = floor(x0 / n) * n + half; down && x <= x1 + n && canvas_room(c, 2); x += n) {
        cairo_move_to(cr, x, y0);
        cairo_line_to(cr, x, y1);
    }
    cairo_stroke(cr);
    for (double y = floor(y0 / n) * n + n / 2; f->shape == MARK_DOT && y <= y1 + n; y += n)
        for (double x = floor(x0 / n) * n + n / 2; x <= x1 + n && canvas_room(c, 4); x += n) {
            cairo_new_sub_path(cr);
            cairo_arc(cr, x, y, width / 2, 0, 2 * M_PI);
        }
    cairo_fill(cr);
}

/* One square that repeats: lines go on from edge to edge. */
static cairo_surface_t *hatch_tile(struct canvas *c, const struct fill *f, int size)
{
    cairo_surface_t *tile = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, size, size);
    cairo_t *cr = cairo_create(tile);
    hatch_draw(c, cr, f, size, -size, -size, 2 * size, 2 * size);
    cairo_destroy(cr);
    return tile;
}

static int hatch_size(const struct canvas *c, const struct fill *f)
{
    return (int)fmax(2, round(f->spacing_px * c->ratio));
}

static struct hatch *hatch_find(struct canvas *c, const struct fill *f)
{
    for (size_t i = 0; i < c->n_hatches; i++) {
        const struct fill *k = &c->hatches[i].fill;
        if (k->shape == f->shape && k->rgb == f->rgb && k->opacity == f->opacity && k->spacing_px == f->spacing_px &&
            k->line_px == f->line_px)
            return &c->hatches[i];
    }
    if (c->n_hatches == CANVAS_HATCHES)
        canvas_forget_hatches(c);
    struct hatch *h = &c->hatches[c->n_hatches++];
    h->fill = *f;
    h->size = hatch_size(c, f);
    h->tile = hatch_tile(c, f, h->size);
    return h;
}

/* Where the picture begins in the squares of a hatch. */
static void hatch_phase(const struct canvas *c, int size, double *x, double *y)
{
    *x = round(c->origin_x - floor(c->origin_x / size) * size);
    *y = round(c->origin_y - floor(c->origin_y / size) * size);
}

/* The box of what the path covers in the picture; false: nothing. */
static bool seen_extents(struct canvas *c, double *x0, double *y0, double *x1, double *y1)
{
    cairo_fill_extents(c->cr, x0, y0, x1, y1);
    *x0 = fmax(*x0, 0);
    *y0 = fmax(*y0, 0);
    *x1 = fmin(*x1, c->width);
    *y1 = fmin(*y1, c->height);
    return *x0 < *x1 && *y0 < *y1;
}

/* The path's hatch as lines: a pattern of squares would show their seams where a PDF is seen on a screen. */
static void fill_hatch_vector(struct canvas *c, const struct fill *f)
{
    double x0, y0, x1, y1, px, py;
    int size = hatch_size(c, f);
    hatch_phase(c, size, &px, &py);
    if (!seen_extents(c, &x0, &y0, &x1, &y1))
        return;
    cairo_path_t *shape = cairo_copy_path(c->cr);
    cairo_save(c->cr);
    cairo_clip(c->cr);
    cairo_translate(c->cr, -px, -py);
    cairo_set_dash(c->cr, NULL, 0, 0);
    cairo_set_line_cap(c->cr, CAIRO_LINE_CAP_BUTT);
    hatch_draw(c, c->cr, f, size, x0 + px, y0 + py, x1 + px, y1 + py);
    cairo_restore(c->cr);
    cairo_append_path(c->cr, shape);
    cairo_path_destroy(shape);
}

/* Marks that repeat, over the path; their middles are half a cell from the origin of the map's pixel grid. */
static void fill_marks(struct canvas *c, const struct fill *f)
{
    double x0, y0, x1, y1, w = fmax(1, round(f->cell_x_px * c->ratio)), h = fmax(1, round(f->cell_y_px * c->ratio));
    struct symbolizer s = *f->graphic;
    s.mark_opacity = f->opacity;
    if (!seen_extents(c, &x0, &y0, &x1, &y1))
        return;
    cairo_path_t *shape = cairo_copy_path(c->cr);
    cairo_save(c->cr);
    cairo_clip(c->cr);
    for (double y = (floor((y0 + c->origin_y) / h) - 0.5) * h - c->origin_y; y < y1 + h; y += h)
        for (double x = (floor((x0 + c->origin_x) / w) - 0.5) * w - c->origin_x; x < x1 + w; x += w)
            canvas_mark(c, &s, x, y);
    cairo_restore(c->cr);
    cairo_append_path(c->cr, shape);
    cairo_path_destroy(shape);
}

static void fill_path(struct canvas *c, const struct fill *f)
{
    if (f->graphic) {
        fill_marks(c, f);
        return;
    }
    if (f->hatched && c->vector) {
        fill_hatch_vector(c, f);
        return;
    }
    if (!f->hatched) {
        canvas_source(c, f->rgb, f->opacity);
    } else {
        struct hatch *h = hatch_find(c, f);
        double px, py;
        hatch_phase(c, h->size, &px, &py);
        cairo_pattern_t *pattern = cairo_pattern_create_for_surface(h->tile);
        cairo_matrix_t m;
        cairo_matrix_init_translate(&m, px, py);
        cairo_pattern_set_matrix(pattern, &m);
        cairo_pattern_set_extend(pattern, CAIRO_EXTEND_REPEAT);
        cairo_pattern_set_filter(pattern, CAIRO_FILTER_NEAREST);
        cairo_set_source(c->cr, pattern);
        cairo_pattern_destroy(pattern);
    }
    cairo_fill_preserve(c->cr);
}

static void stroke_path(struct canvas *c, const struct stroke *s, double start)
{
    static const cairo_line_join_t joins[] = {CAIRO_LINE_JOIN_MITER, CAIRO_LINE_JOIN_ROUND, CAIRO_LINE_JOIN_BEVEL};
    static const cairo_line_cap_t caps[] = {CAIRO_LINE_CAP_BUTT, CAIRO_LINE_CAP_ROUND, CAIRO_LINE_CAP_SQUARE};
    double dash[STYLE_MAX_DASHES];
    for (size_t i = 0; i < s->n_dash; i++)
        dash[i] = s->dash_px[i] * c->ratio;
    canvas_source(c, s->rgb, s->opacity);
    cairo_set_line_width(c->cr, s->width_px * c->ratio);
    cairo_set_line_join(c->cr, joins[s->join]);
    cairo_set_line_cap(c->cr, caps[s->cap]);
    cairo_set_dash(c->cr, dash, (int)s->n_dash, s->dash_offset_px * c->ratio + start);
    cairo_stroke_preserve(c->cr);
}

void canvas_fill(struct canvas *c, const struct geom *g, const struct fill *f)
{
    if (!f->on || g->type != GEOM_POLYGON)
        return;
    cairo_new_path(c->cr);
    for (size_t r = 0; r < g->n_rings; r++)
        path(c, g, r, true);
    fill_path(c, f);
}

void canvas_stroke(struct canvas *c, const struct geom *g, const struct stroke *s, const double *start)
{
    if (!s->on || g->type == GEOM_POINT)
        return;
    cairo_new_path(c->cr);
    for (size_t r = 0; r < g->n_rings; r++) {
        path(c, g, r, g->type == GEOM_POLYGON);
        if (start && s->n_dash) { /* every piece has its own phase */
            stroke_path(c, s, start[r]);
            cairo_new_path(c->cr);
        }
    }
    if (!start || !s->n_dash)
        stroke_path(c, s, 0);
}

static void polar(struct canvas *c, int corners, double outer, double inner, double turn)
{
    for (int i = 0; i < corners; i++) {
        double a = turn + 2 * M_PI * i / corners - M_PI / 2, r = inner > 0 && i % 2 ? inner : outer;
        cairo_line_to(c->cr, r * cos(a), r * sin(a));
    }
    cairo_close_path(c->cr);
}

/* Marks of which the outline is a table. */
static void outline_path(struct canvas *c, enum mark_shape shape, double size)
{
    struct mark_outline o;
    mark_outline(shape, &o);
    for (size_t r = 0, i = 0; r < o.n_rings; r++) {
        cairo_new_sub_path(c->cr);
        for (; i < o.ring_end[r]; i++)
            cairo_line_to(c->cr, o.xy[2 * i] * size, o.xy[2 * i + 1] * size);
        if (!o.open)
            cairo_close_path(c->cr);
    }
}

static bool is_open(enum mark_shape shape)
{
    struct mark_outline o;
    mark_outline(shape, &o);
    return o.open;
}

static void mark_path(struct canvas *c, enum mark_shape shape, double size)
{
    double r = size / 2, w = size / 6;
    switch (shape) {
    case MARK_SQUARE:
        cairo_rectangle(c->cr, -r, -r, size, size);
        break;
    case MARK_TRIANGLE:
        cairo_move_to(c->cr, 0, -r);
        cairo_line_to(c->cr, r, r);
        cairo_line_to(c->cr, -r, r);
        cairo_close_path(c->cr);
        break;
    case MARK_STAR:
        polar(c, 10, r, r * 0.45, 0);
        break;
    case MARK_DIAMOND:
        polar(c, 4, r, 0, 0);
        break;
    case MARK_X:
        cairo_rotate(c->cr, M_PI / 4);
        /* fall through */
    case MARK_CROSS: {
        const double corners[12][2] = {{-w, -r}, {w, -r}, {w, -w}, {r, -w}, {r, w},   {w, w},
                                       {w, r},   {-w, r}, {-w, w}, {-r, w}, {-r, -w}, {-w, -w}};
        for (int i = 0; i < 12; i++)
            cairo_line_to(c->cr, corners[i][0], corners[i][1]);
        cairo_close_path(c->cr);
        break;
    }
    default:
        if (shape != MARK_CIRCLE && shape != MARK_DOT) {
            outline_path(c, shape, size);
            break;
        }
        cairo_arc(c->cr, 0, 0, r, 0, 2 * M_PI);
        cairo_close_path(c->cr);
    }
}

void canvas_mark(struct canvas *c, const struct symbolizer *s, double x, double y)
{
    double wide = s->picture && s->picture->aspect > 1 ? s->picture->aspect : 1;
    double reach = s->size_px * wide * c->ratio + s->stroke.width_px * c->ratio + 2;
    x += (s->dx_px + (0.5 - s->anchor_x) * s->size_px) * c->ratio;
    y -= (s->dy_px + (0.5 - s->anchor_y) * s->size_px) * c->ratio;
    if (!(x > -reach && y > -reach && x < c->width + reach && y < c->height + reach))
        return;
    if (!canvas_room(c, 4))
        return;
    struct fill f = s->fill;
    struct stroke k = s->stroke;
    f.opacity *= s->mark_opacity;
    k.opacity *= s->mark_opacity;
    cairo_save(c->cr);
    cairo_translate(c->cr, x, y);
    if (s->rotation_deg != 0)
        cairo_rotate(c->cr, s->rotation_deg * M_PI / 180); /* clockwise (SE 1.1 §11.3.2) */
    cairo_new_path(c->cr);
    if (s->picture) {
        canvas_picture(c, s);
        cairo_restore(c->cr);
        return;
    }
    mark_path(c, s->mark, s->size_px * c->ratio);
    cairo_restore(c->cr);
    if (f.on && !is_open(s->mark))
        fill_path(c, &f);
    if (k.on)
        stroke_path(c, &k, 0);
    cairo_new_path(c->cr);
}

bool canvas_pixels(struct canvas *c, const uint32_t **pixels, int *stride_px, struct err *err)
{
    cairo_surface_flush(c->surface);
    if (cairo_status(c->cr) != CAIRO_STATUS_SUCCESS || cairo_surface_status(c->surface) != CAIRO_STATUS_SUCCESS) {
        c->failed = true;
        return err_set(err, ERR_MEMORY, NULL, "het tekenen is mislukt: %s",
                       cairo_status_to_string(cairo_status(c->cr)));
    }
    *pixels = (const uint32_t *)cairo_image_surface_get_data(c->surface);
    *stride_px = cairo_image_surface_get_stride(c->surface) / 4;
    return true;
}
