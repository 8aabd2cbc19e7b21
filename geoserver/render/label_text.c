/* Texts: shaped and broken into lines by Pango, glyphs drawn by FreeType into masks of 8 bits, laid over the picture by
 * ourselves. What is used again is kept: a text's glyphs, a glyph's mask, an upright text's masks. The halo is the
 * text's own mask made wider, so it is one shape under all its glyphs, round at corners. */
#include "geoserver/render/label_priv.h"

#include <freetype/freetype.h>
#include <freetype/ftoutln.h>
#include <ft2build.h>
#include <hb.h>
#include <math.h>
#include <pango/pangocairo.h>
#include <stdlib.h>
#include <string.h>

enum {
    FONTS_MAX = 64,
    FACES_MAX = 256,
    TEXTS_MAX = 1 << 14, /* slots in the table; three quarters are used */
    GLYPHS_MAX = 1 << 13,
    CACHE_BYTES = 24 << 20,
    PHASES = 4,     /* places of a glyph within a pixel, across */
    HINTED_PX = 22, /* larger letters are sharp enough as they are */
    MASK_MAX = 4096,
    HALO_MAX_PX = 24
};

struct mask {
    int x, y, width, height; /* x, y: from the text's (or glyph's) origin */
    uint8_t *px;             /* NULL: nothing */
};

struct font { /* what makes texts look different, without their colours */
    char family[96];
    double size, wrap, halo;
    bool bold, semibold, italic, to_left;
};

struct text {
    uint64_t hash; /* 0: an empty slot */
    uint32_t font;
    char *words; /* one block with the glyphs */
    struct text_shape shape;
    bool drawn;
    struct mask ink, halo;
};

struct glyph_mask {
    uint32_t glyph, face_phase; /* face * PHASES + phase + 1; 0: an empty slot */
    struct mask mask;
};

struct label_texts {
    PangoFontMap *map;
    PangoContext *context;
    PangoLayout *layout;
    struct font fonts[FONTS_MAX];
    size_t n_fonts;
    FT_Library freetype; /* our own, with faces of our own: Cairo's and Pango's are shared by threads */
    struct face {
        PangoFont *font;
        hb_blob_t *file; /* what `ft` reads from */
        FT_Face ft;      /* NULL: no outlines in it */
    } faces[FACES_MAX];
    size_t n_faces, last_face;
    struct text *texts;
    size_t n_texts;
    struct glyph_mask *glyphs;
    size_t n_glyphs;
    size_t bytes;
    uint32_t layout_font; /* what the layout is set to, + 1 */
    uint8_t *scratch;     /* masks of a text along a line */
    size_t scratch_bytes;
};

static void mask_free(struct label_texts *t, struct mask *m)
{
    if (m->px)
        t->bytes -= (size_t)m->width * (size_t)m->height;
    free(m->px);
    *m = (struct mask){0};
}

static void forget_texts(struct label_texts *t)
{
    for (size_t i = 0; i < TEXTS_MAX; i++) {
        struct text *k = &t->texts[i];
        mask_free(t, &k->ink);
        mask_free(t, &k->halo);
        free(k->words);
        *k = (struct text){0};
    }
    t->n_texts = 0;
}

static void forget(struct label_texts *t)
{
    forget_texts(t);
    for (size_t i = 0; i < GLYPHS_MAX; i++) {
        mask_free(t, &t->glyphs[i].mask);
        t->glyphs[i].face_phase = 0;
    }
    for (size_t i = 0; i < t->n_faces; i++) {
        if (t->faces[i].ft)
            FT_Done_Face(t->faces[i].ft);
        hb_blob_destroy(t->faces[i].file);
        g_object_unref(t->faces[i].font);
    }
    t->n_glyphs = t->n_faces = t->last_face = t->n_fonts = 0;
    t->bytes = 0;
    t->layout_font = 0;
}

struct label_texts *label_texts_new(void)
{
    struct label_texts *t = calloc(1, sizeof *t);
    if (!t)
        return NULL;
    t->texts = calloc(TEXTS_MAX, sizeof *t->texts);
    t->glyphs = calloc(GLYPHS_MAX, sizeof *t->glyphs);
    t->map = pango_cairo_font_map_new();
    t->context = t->map ? pango_font_map_create_context(t->map) : NULL;
    t->layout = t->context ? pango_layout_new(t->context) : NULL;
    if (!t->texts || !t->glyphs || !t->layout || FT_Init_FreeType(&t->freetype) != 0) {
        label_texts_free(t);
        return NULL;
    }
    /* Metrics without hinting: a text has the same proportions at every size and ratio, and breaks at the same word. */
    cairo_font_options_t *o = cairo_font_options_create();
    cairo_font_options_set_antialias(o, CAIRO_ANTIALIAS_GRAY);
    cairo_font_options_set_hint_style(o, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(o, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(t->context, o);
    cairo_font_options_destroy(o);
    pango_cairo_context_set_resolution(t->context, 72);
    pango_context_set_round_glyph_positions(t->context, FALSE);
    pango_layout_set_single_paragraph_mode(t->layout, TRUE);
    pango_layout_set_auto_dir(t->layout, FALSE);
    pango_layout_set_line_spacing(t->layout, 0.9F); /* a name in two lines is one name */
    pango_layout_set_ellipsize(t->layout, PANGO_ELLIPSIZE_END);
    return t;
}

void label_texts_free(struct label_texts *t)
{
    if (!t)
        return;
    if (t->texts && t->glyphs)
        forget(t);
    free(t->texts);
    free(t->glyphs);
    free(t->scratch);
    if (t->layout)
        g_object_unref(t->layout);
    if (t->context)
        g_object_unref(t->context);
    if (t->map)
        g_object_unref(t->map);
    if (t->freetype)
        FT_Done_FreeType(t->freetype);
    free(t);
}

/* ---- fonts ---- */

static bool font_same(const struct font *a, const struct font *b)
{
    return a->size == b->size && a->wrap == b->wrap && a->halo == b->halo && a->bold == b->bold &&
           a->semibold == b->semibold && a->italic == b->italic && a->to_left == b->to_left &&
           strcmp(a->family, b->family) == 0;
}

static uint32_t font_find(struct label_texts *t, const struct text_style *s, double ratio, bool single)
{
    struct font f = {.size = fmin(fmax(s->size_px * ratio, 1), 500),
                     .wrap = single ? 0 : s->wrap_px * ratio,
                     .halo = fmin(s->halo_px * ratio, HALO_MAX_PX),
                     .bold = s->bold,
                     .semibold = s->semibold,
                     .italic = s->italic,
                     .to_left = s->to_left};
    snprintf(f.family, sizeof f.family, "%s", s->family ? s->family : "Open Sans");
    for (size_t i = 0; i < t->n_fonts; i++)
        if (font_same(&t->fonts[i], &f))
            return (uint32_t)i;
    if (t->n_fonts == FONTS_MAX)
        forget(t);
    t->fonts[t->n_fonts] = f;
    return (uint32_t)t->n_fonts++;
}

static void layout_set(struct label_texts *t, uint32_t font)
{
    const struct font *f = &t->fonts[font];
    if (t->layout_font == font + 1)
        return;
    char families[160];
    snprintf(families, sizeof families, "%s,Open Sans,DejaVu Sans,Sans", f->family);
    PangoFontDescription *d = pango_font_description_new();
    pango_font_description_set_family(d, families);
    pango_font_description_set_weight(d, f->bold       ? PANGO_WEIGHT_BOLD
                                         : f->semibold ? PANGO_WEIGHT_SEMIBOLD
                                                       : PANGO_WEIGHT_NORMAL);
    pango_font_description_set_style(d, f->italic ? PANGO_STYLE_ITALIC : PANGO_STYLE_NORMAL);
    pango_font_description_set_absolute_size(d, f->size * PANGO_SCALE);
    pango_layout_set_font_description(t->layout, d);
    pango_font_description_free(d);
    pango_layout_set_alignment(t->layout, f->to_left ? PANGO_ALIGN_LEFT : PANGO_ALIGN_CENTER);
    t->layout_font = font + 1;
}

static size_t face_of(struct label_texts *t, PangoFont *font, double size)
{
    if (t->last_face < t->n_faces && t->faces[t->last_face].font == font)
        return t->last_face;
    for (size_t i = 0; i < t->n_faces; i++)
        if (t->faces[i].font == font)
            return t->last_face = i;
    if (t->n_faces == FACES_MAX)
        return FACES_MAX;
    struct face f = {.font = g_object_ref(font)};
    hb_face_t *hb = hb_font_get_face(pango_font_get_hb_font(font));
    unsigned n = 0;
    f.file = hb_face_reference_blob(hb);
    const char *bytes = hb_blob_get_data(f.file, &n);
    if (FT_New_Memory_Face(t->freetype, (const FT_Byte *)bytes, (FT_Long)n, (FT_Long)(hb_face_get_index(hb) & 0xffff),
                           &f.ft) != 0)
        f.ft = NULL;
    if (f.ft && FT_Set_Char_Size(f.ft, 0, lround(size * 64), 72, 72) != 0) {
        FT_Done_Face(f.ft);
        f.ft = NULL;
    }
    t->faces[t->n_faces] = f;
    return t->last_face = t->n_faces++;
}

/* ---- shaping ---- */

static int layout_width(PangoLayout *l)
{
    PangoRectangle r;
    pango_layout_get_extents(l, NULL, &r);
    return r.width;
}

/* Lines break between words. A word that is too wide for that sticks out, and only one that sticks out further than
 * LABEL_WORD_STRETCH is cut: nobody wants "Turfbultcompagni-e". Then the narrowest width that takes no more lines:
 * lines of about equal length. */
static void break_lines(struct label_texts *t, const struct font *f)
{
    PangoLayout *l = t->layout;
    int limit = (int)(f->wrap * PANGO_SCALE);
    pango_layout_set_height(l, -LABEL_TEXT_LINES);
    pango_layout_set_wrap(l, PANGO_WRAP_WORD);
    pango_layout_set_width(l, limit);
    int wide = layout_width(l);
    if (wide > LABEL_WORD_STRETCH * limit) {
        pango_layout_set_wrap(l, PANGO_WRAP_WORD_CHAR);
        return;
    }
    int lines = pango_layout_get_line_count(l);
    if (lines < 2 || wide > limit || pango_layout_is_ellipsized(l))
        return;
    int low = limit / 3, high = limit;
    for (int i = 0; i < 5; i++) {
        int middle = (low + high) / 2;
        pango_layout_set_width(l, middle);
        if (pango_layout_get_line_count(l) > lines || pango_layout_is_ellipsized(l) || layout_width(l) > middle)
            low = middle;
        else
            high = middle;
    }
    pango_layout_set_width(l, high);
}

void label_words_clean(char *words)
{
    for (const char *end = words; !g_utf8_validate(end, -1, &end);)
        words[end - words] = '?';
}

static void layout_text(struct label_texts *t, uint32_t font, const char *words)
{
    const struct font *f = &t->fonts[font];
    layout_set(t, font);
    pango_layout_set_width(t->layout, -1);
    pango_layout_set_height(t->layout, -1);
    char *clean = g_utf8_validate(words, -1, NULL) ? NULL : strdup(words);
    if (clean)
        label_words_clean(clean);
    pango_layout_set_text(t->layout, clean ? clean : words, -1);
    free(clean);
    int all = (int)(LABEL_MAX_EM * f->size * PANGO_SCALE), wide = layout_width(t->layout);
    if (f->wrap > 0) {
        if (wide > f->wrap * PANGO_SCALE)
            break_lines(t, f);
    } else if (wide > all) {
        pango_layout_set_width(t->layout, all);
    }
}

static size_t count_glyphs(PangoLayout *l)
{
    size_t n = 0;
    for (GSList *i = pango_layout_get_lines_readonly(l); i; i = i->next)
        for (GSList *k = ((PangoLayoutLine *)i->data)->runs; k; k = k->next)
            n += (size_t)((PangoGlyphItem *)k->data)->glyphs->num_glyphs;
    return n;
}

static void take_run(struct label_texts *t, const struct font *f, const PangoGlyphItem *run, double x, double y,
                     struct text_shape *s, struct shape_glyph *out)
{
    size_t face = face_of(t, run->item->analysis.font, f->size);
    int pen = 0;
    for (int i = 0; i < run->glyphs->num_glyphs; i++) {
        const PangoGlyphInfo *g = &run->glyphs->glyphs[i];
        bool unknown = (g->glyph & PANGO_GLYPH_UNKNOWN_FLAG) != 0;
        out[s->n_glyphs++] = (struct shape_glyph){.x = (float)(x + (double)(pen + g->geometry.x_offset) / PANGO_SCALE),
                                                  .y = (float)(y + (double)g->geometry.y_offset / PANGO_SCALE),
                                                  .advance = (float)((double)g->geometry.width / PANGO_SCALE),
                                                  .glyph = g->glyph,
                                                  .byte = (uint32_t)(run->item->offset + run->glyphs->log_clusters[i]),
                                                  .face = (uint16_t)face,
                                                  .blank = unknown || g->glyph == PANGO_GLYPH_EMPTY ||
                                                           face == FACES_MAX || !t->faces[face].ft};
        s->missing += unknown;
        pen += g->geometry.width;
    }
}

/* Reads the layout's lines. */
static void take_lines(struct label_texts *t, const struct font *f, struct text_shape *s, struct shape_glyph *out)
{
    PangoRectangle all, ink;
    pango_layout_get_extents(t->layout, &ink, &all);
    s->width = (int)ceil((double)all.width / PANGO_SCALE);
    s->height = (int)ceil((double)all.height / PANGO_SCALE);
    double left = (double)all.x / PANGO_SCALE, top = (double)all.y / PANGO_SCALE;
    s->ink_x = (int)floor((double)ink.x / PANGO_SCALE - left);
    s->ink_y = (int)floor((double)ink.y / PANGO_SCALE - top);
    s->ink_width = (int)ceil((double)(ink.x + ink.width) / PANGO_SCALE - left) - s->ink_x;
    s->ink_height = (int)ceil((double)(ink.y + ink.height) / PANGO_SCALE - top) - s->ink_y;
    s->rise = (float)(0.357 * f->size); /* capitals are 0.714 em high in Open Sans, 0.73 in DejaVu */
    s->cut = pango_layout_is_ellipsized(t->layout);
    PangoLayoutIter *it = pango_layout_get_iter(t->layout);
    bool first = true;
    do {
        PangoGlyphItem *run = pango_layout_iter_get_run_readonly(it);
        PangoRectangle r;
        /* baselines on whole pixels, so that all lines of a text are equally sharp */
        double y = round((double)pango_layout_iter_get_baseline(it) / PANGO_SCALE - top);
        if (first)
            s->baseline = (float)y;
        first = false;
        if (!run)
            continue;
        pango_layout_iter_get_run_extents(it, NULL, &r);
        take_run(t, f, run, (double)r.x / PANGO_SCALE - left, y, s, out);
    } while (pango_layout_iter_next_run(it));
    pango_layout_iter_free(it);
}

static uint64_t hash_words(const char *words, uint32_t font)
{
    uint64_t h = 1469598103934665603u ^ font;
    for (; *words; words++)
        h = (h ^ (unsigned char)*words) * 1099511628211u;
    h ^= h >> 29;
    return h ? h : 1;
}

static struct text *text_slot(struct label_texts *t, uint64_t hash, uint32_t font, const char *words)
{
    size_t i = (size_t)hash & (TEXTS_MAX - 1);
    for (; t->texts[i].hash; i = (i + 1) & (TEXTS_MAX - 1))
        if (t->texts[i].hash == hash && t->texts[i].font == font && strcmp(t->texts[i].words, words) == 0)
            break;
    return &t->texts[i];
}

static struct text *text_find(struct label_texts *t, const struct text_style *s, double ratio, bool single,
                              const char *words)
{
    if (t->n_texts >= TEXTS_MAX / 4 * 3 || t->bytes > CACHE_BYTES || t->n_faces > FACES_MAX - 16)
        forget(t);
    uint32_t font = font_find(t, s, ratio, single);
    uint64_t hash = hash_words(words, font);
    struct text *k = text_slot(t, hash, font, words);
    if (k->hash)
        return k;
    layout_text(t, font, words);
    size_t n = count_glyphs(t->layout), length = strlen(words) + 1,
           at = (length + 15) & ~(size_t)15; /* glyphs behind the words */
    char *block = malloc(at + (n + 1) * sizeof(struct shape_glyph));
    if (!block)
        return NULL;
    memcpy(block, words, length);
    struct shape_glyph *glyphs = (struct shape_glyph *)(void *)(block + at);
    struct text_shape shape = {.glyphs = glyphs};
    take_lines(t, &t->fonts[font], &shape, glyphs);
    *k = (struct text){.hash = hash, .font = font, .words = block, .shape = shape};
    t->n_texts++;
    return k;
}

const struct text_shape *label_shape(struct label_texts *t, const struct text_style *s, double ratio, bool single,
                                     const char *words)
{
    struct text *k = text_find(t, s, ratio, single, words);
    return k ? &k->shape : NULL;
}

/* ---- masks ---- */

static bool mask_new(struct label_texts *t, struct mask *m, int x, int y, int width, int height)
{
    *m = (struct mask){.x = x, .y = y};
    if (width < 1 || height < 1 || width > MASK_MAX || height > MASK_MAX)
        return true;
    m->px = calloc((size_t)width, (size_t)height);
    if (!m->px)
        return false;
    m->width = width;
    m->height = height;
    t->bytes += (size_t)width * (size_t)height;
    return true;
}

/* The mask of a glyph's outline as it stands in the face's slot; x, y of the mask from the outline's origin. */
static bool outline_mask(struct label_texts *t, FT_Face face, struct mask *m)
{
    FT_Outline *o = &face->glyph->outline;
    FT_BBox box;
    if (face->glyph->format != FT_GLYPH_FORMAT_OUTLINE || !o->n_points)
        return mask_new(t, m, 0, 0, 0, 0);
    FT_Outline_Get_CBox(o, &box);
    int x0 = (int)(box.xMin >> 6), x1 = (int)((box.xMax + 63) >> 6), y0 = (int)(box.yMin >> 6),
        y1 = (int)((box.yMax + 63) >> 6);
    if (!mask_new(t, m, x0, -y1, x1 - x0, y1 - y0))
        return false;
    if (!m->px)
        return true;
    FT_Outline_Translate(o, -64 * x0, -64 * y0);
    FT_Bitmap to = {.rows = (unsigned)m->height,
                    .width = (unsigned)m->width,
                    .pitch = m->width,
                    .buffer = m->px,
                    .num_grays = 256,
                    .pixel_mode = FT_PIXEL_MODE_GRAY};
    FT_Outline_Get_Bitmap(face->glyph->library, o, &to);
    return true;
}

/* Adds a glyph's mask to a text's; x, y: of the glyph's origin, from the text's. */
static void mask_add(struct mask *to, const struct mask *g, int x, int y)
{
    int dx = g->x + x - to->x, dy = g->y + y - to->y;
    for (int row = 0; row < g->height; row++) {
        if (dy + row < 0 || dy + row >= to->height)
            continue;
        uint8_t *out = to->px + (size_t)(dy + row) * (size_t)to->width;
        const uint8_t *in = g->px + (size_t)row * (size_t)g->width;
        int from = dx < 0 ? -dx : 0, until = g->width < to->width - dx ? g->width : to->width - dx;
        for (int i = from; i < until; i++) {
            int sum = out[dx + i] + in[i];
            out[dx + i] = (uint8_t)(sum > 255 ? 255 : sum);
        }
    }
}

/* One row of the mask, moved by (dx, dy), taken into the halo: coverage is a distance within the pixel, so the halo's
 * edge at this distance is where coverage and `gain` say; a faint pixel makes a faint halo. */
static void widen_row(uint8_t *restrict out, const uint8_t *restrict in, int n, int gain)
{
    const uint8_t more = (uint8_t)(gain > 0 ? gain : 0), less = (uint8_t)(gain < 0 ? -gain : 0);
    for (int i = 0; i < n; i++) {
        uint8_t c = in[i];
        uint8_t up = (uint8_t)(c + more) < c ? 255 : (uint8_t)(c + more);
        uint8_t v = up > less ? (uint8_t)(up - less) : 0;
        uint8_t faint = c > 63 ? 255 : (uint8_t)(c * 4);
        v = v < faint ? v : faint;
        out[i] = out[i] > v ? out[i] : v;
    }
}

static int halo_margin(double radius)
{
    return (int)ceil(radius + 0.5);
}

static void mask_widen(const struct mask *in, double radius, struct mask *out)
{
    enum { SIDE = 2 * (HALO_MAX_PX + 1) + 1 };
    int m = halo_margin(radius), gain[SIDE][SIDE];
    for (int dy = -m; dy <= m; dy++)
        for (int dx = -m; dx <= m; dx++) {
            long g = lround((radius - sqrt((double)(dx * dx + dy * dy))) * 255);
            gain[dy + m][dx + m] = (int)(g > 255 ? 255 : g);
        }
    for (int row = 0; row < in->height; row++) {
        const uint8_t *px = in->px + (size_t)row * (size_t)in->width;
        int from = 0, to = in->width; /* a slanting text leaves most of its rows empty */
        while (from < to && !px[from])
            from++;
        while (to > from && !px[to - 1])
            to--;
        for (int dy = 0; from < to && dy <= 2 * m; dy++)
            for (int dx = 0; dx <= 2 * m; dx++)
                if (gain[dy][dx] > -255)
                    widen_row(out->px + (size_t)(row + dy) * (size_t)out->width + from + dx, px + from, to - from,
                              gain[dy][dx]);
    }
}

/* A glyph at a place within its pixel. Small letters are hinted up and down only (FreeType's light mode): horizontal
 * strokes become sharp while widths, and so the whole text's, stay as they are. */
static const struct mask *glyph_find(struct label_texts *t, size_t face, uint32_t glyph, int phase, double size)
{
    uint32_t key = (uint32_t)face * PHASES + (uint32_t)phase + 1;
    if (t->n_glyphs >= GLYPHS_MAX / 4 * 3) {
        for (size_t i = 0; i < GLYPHS_MAX; i++) {
            mask_free(t, &t->glyphs[i].mask);
            t->glyphs[i].face_phase = 0;
        }
        t->n_glyphs = 0;
    }
    size_t i = (size_t)((glyph * 2654435761u) ^ (key * 40503u)) & (GLYPHS_MAX - 1);
    for (; t->glyphs[i].face_phase; i = (i + 1) & (GLYPHS_MAX - 1))
        if (t->glyphs[i].face_phase == key && t->glyphs[i].glyph == glyph)
            return &t->glyphs[i].mask;
    FT_Face ft = t->faces[face].ft;
    FT_Int32 how =
        FT_LOAD_NO_BITMAP | (size < HINTED_PX ? FT_LOAD_TARGET_LIGHT | FT_LOAD_FORCE_AUTOHINT : FT_LOAD_NO_HINTING);
    struct mask m = {0};
    bool ok = true;
    if (FT_Load_Glyph(ft, glyph, how) == 0) {
        FT_Outline_Translate(&ft->glyph->outline, phase * 64 / PHASES, 0);
        ok = outline_mask(t, ft, &m);
    }
    if (!ok)
        return NULL;
    t->glyphs[i] = (struct glyph_mask){.glyph = glyph, .face_phase = key, .mask = m};
    t->n_glyphs++;
    return &t->glyphs[i].mask;
}

static bool text_masks(struct label_texts *t, struct text *k)
{
    const struct font *f = &t->fonts[k->font];
    const struct text_shape *s = &k->shape;
    /* hinting may move an edge by a pixel */
    if (!mask_new(t, &k->ink, s->ink_x - 2, s->ink_y - 2, s->ink_width + 4, s->ink_height + 4))
        return false;
    for (uint32_t i = 0; k->ink.px && i < s->n_glyphs; i++) {
        const struct shape_glyph *g = &s->glyphs[i];
        if (g->blank)
            continue;
        int quarter = (int)lround((double)g->x * PHASES);
        int x = quarter >= 0 ? quarter / PHASES : -((PHASES - 1 - quarter) / PHASES);
        const struct mask *m = glyph_find(t, g->face, g->glyph, quarter - x * PHASES, f->size);
        if (!m)
            return false;
        mask_add(&k->ink, m, x, (int)lround((double)g->y));
    }
    if (f->halo > 0 && k->ink.px) {
        int m = halo_margin(f->halo);
        if (!mask_new(t, &k->halo, k->ink.x - m, k->ink.y - m, k->ink.width + 2 * m, k->ink.height + 2 * m))
            return false;
        if (k->halo.px)
            mask_widen(&k->ink, f->halo, &k->halo);
    }
    k->drawn = true;
    return true;
}

/* ---- over the picture ---- */

static inline uint32_t div255(uint32_t v)
{
    v += 128;
    return (v + (v >> 8)) >> 8;
}

/* A colour through a mask, over premultiplied pixels. */
static void blend(const struct label_target *to, const struct mask *m, int x, int y, uint32_t rgb, double opacity)
{
    uint32_t a = (uint32_t)lround(fmin(fmax(opacity, 0), 1) * 255);
    int x0 = x + m->x, y0 = y + m->y;
    int from = x0 < 0 ? -x0 : 0, until = m->width < to->width - x0 ? m->width : to->width - x0;
    uint32_t red = rgb >> 16 & 255, green = rgb >> 8 & 255, blue = rgb & 255;
    if (!m->px || !a || from >= until)
        return;
    for (int row = y0 < 0 ? -y0 : 0; row < m->height && y0 + row < to->height; row++) {
        const uint8_t *in = m->px + (size_t)row * (size_t)m->width;
        uint32_t *out = to->pixels + (ptrdiff_t)(y0 + row) * to->stride + x0;
        for (int i = from; i < until; i++) {
            if (!in[i])
                continue;
            uint32_t c = a == 255 ? in[i] : div255(in[i] * a), k = 255 - c, d = out[i];
            out[i] = (c + div255((d >> 24) * k)) << 24 | div255(red * c + (d >> 16 & 255) * k) << 16 |
                     div255(green * c + (d >> 8 & 255) * k) << 8 | div255(blue * c + (d & 255) * k);
        }
    }
}

bool label_draw_level(struct label_texts *t, const struct text_style *s, double ratio, const char *words,
                      const struct label_target *to, int x, int y)
{
    struct text *k = text_find(t, s, ratio, false, words);
    if (!k || (!k->drawn && !text_masks(t, k)))
        return false;
    blend(to, &k->halo, x, y, s->halo_rgb, s->halo_opacity);
    blend(to, &k->ink, x, y, s->rgb, s->opacity);
    return true;
}

static uint8_t *scratch(struct label_texts *t, size_t n)
{
    if (n > t->scratch_bytes) {
        free(t->scratch);
        t->scratch = malloc(n);
        t->scratch_bytes = t->scratch ? n : 0;
    }
    if (t->scratch)
        memset(t->scratch, 0, n);
    return t->scratch;
}

/* Turned letters are not hinted: that would make each one stand askew in its own way. */
static bool turned(struct label_texts *t, const struct shape_glyph *g, const struct label_glyph *at, struct mask *to)
{
    FT_Face ft = t->faces[g->face].ft;
    struct mask m = {0};
    bool ok = true;
    double x = floor(at->x), y = floor(at->y);
    if (FT_Load_Glyph(ft, g->glyph, FT_LOAD_NO_BITMAP | FT_LOAD_NO_HINTING) == 0 &&
        ft->glyph->format == FT_GLYPH_FORMAT_OUTLINE) {
        FT_Fixed c = lround(at->right * 65536), n = lround(at->down * 65536); /* FreeType's y goes up */
        FT_Matrix turn = {.xx = c, .xy = n, .yx = -n, .yy = c};
        FT_Outline_Transform(&ft->glyph->outline, &turn);
        FT_Outline_Translate(&ft->glyph->outline, lround((at->x - x) * 64), -lround((at->y - y) * 64));
        ok = outline_mask(t, ft, &m);
    }
    if (ok && m.px)
        mask_add(to, &m, (int)x, (int)y);
    mask_free(t, &m);
    return ok;
}

bool label_draw_glyphs(struct label_texts *t, const struct text_style *s, double ratio, const char *words,
                       const struct label_target *to, const struct label_glyph *glyphs, size_t n, int x, int y)
{
    const struct text *k = text_find(t, s, ratio, true, words);
    if (!k || k->shape.n_glyphs != n || !n)
        return k != NULL;
    const struct font *f = &t->fonts[k->font];
    double x0 = glyphs[0].x, x1 = x0, y0 = glyphs[0].y, y1 = y0, pad = 1.2 * f->size + 2;
    for (size_t i = 0; i < n; i++) {
        x0 = fmin(x0, glyphs[i].x);
        x1 = fmax(x1, glyphs[i].x + glyphs[i].right * glyphs[i].advance);
        y0 = fmin(y0, fmin(glyphs[i].y, glyphs[i].y + glyphs[i].down * glyphs[i].advance));
        y1 = fmax(y1, fmax(glyphs[i].y, glyphs[i].y + glyphs[i].down * glyphs[i].advance));
    }
    struct mask ink = {.x = (int)floor(x0 - pad), .y = (int)floor(y0 - pad)}, halo;
    int m = halo_margin(f->halo);
    ink.width = (int)ceil(x1 + pad) - ink.x;
    ink.height = (int)ceil(y1 + pad) - ink.y;
    halo = (struct mask){ink.x - m, ink.y - m, ink.width + 2 * m, ink.height + 2 * m, NULL};
    if (ink.width > MASK_MAX || ink.height > MASK_MAX)
        return true;
    size_t bytes = (size_t)ink.width * (size_t)ink.height, more = (size_t)halo.width * (size_t)halo.height;
    ink.px = scratch(t, bytes + more);
    if (!ink.px)
        return false;
    for (size_t i = 0; i < n; i++)
        if (!k->shape.glyphs[i].blank && !turned(t, &k->shape.glyphs[i], &glyphs[i], &ink))
            return false;
    if (f->halo > 0) {
        halo.px = ink.px + bytes;
        mask_widen(&ink, f->halo, &halo);
        blend(to, &halo, x, y, s->halo_rgb, s->halo_opacity);
    }
    blend(to, &ink, x, y, s->rgb, s->opacity);
    return true;
}
