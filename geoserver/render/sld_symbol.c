/* Lines, fills and marks: SE 1.1 §11.1 to §11.3, and GeoServer's vendor options on them. */
#include "geoserver/render/sld_priv.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- strokes ---- */

static bool dashes(struct sld *p, const xmlNode *n, struct stroke *s)
{
    struct str text;
    double total = 0;
    if (!sld_text(p, n, &text))
        return false;
    for (size_t i = 0; i < text.n;) {
        size_t j = i;
        while (j < text.n && !memchr(" ,\t\r\n", text.p[j], 5))
            j++;
        double v;
        if (j > i) {
            if (s->n_dash == STYLE_MAX_DASHES || !str_to_double(str_sub(text, i, j - i), &v) || v < 0 || v > 1000)
                return sld_error(p, n, ERR_INVALID,
                                 "stroke-dasharray is \"%.60s\"; verwacht: ten hoogste %d getallen van 0 tot 1000",
                                 text.p, STYLE_MAX_DASHES);
            s->dash_px[s->n_dash++] = v * p->unit;
            total += v;
        }
        i = j + 1;
    }
    if (s->n_dash && total < (p->in_metres ? 1e-6 : 0.5))
        return sld_error(p, n, ERR_INVALID, "stroke-dasharray is te fijn; samen minstens 0.5 pixel");
    return true;
}

static bool graphic(struct sld *p, const xmlNode *n, struct symbolizer *s);

/* A Graphic within a fill or stroke, in its own memory; its sizes are pixels. */
static bool graphic_new(struct sld *p, const xmlNode *n, struct symbolizer **out)
{
    struct symbolizer *s = arena_alloc(p->a, sizeof *s);
    double unit = p->unit;
    bool in_metres = p->in_metres;
    if (!s)
        return sld_memory(p);
    s->type = SYMBOL_POINT;
    p->unit = 1;
    p->in_metres = false;
    bool ok = graphic(p, n, s);
    p->unit = unit;
    p->in_metres = in_metres;
    *out = s;
    return ok;
}

static bool graphic_stroke(struct sld *p, const xmlNode *n, struct stroke *s)
{
    struct symbolizer *mark = NULL;
    double gap = 0, first = 0;
    for (const xmlNode *k = sld_first(n); k; k = sld_next(k->next)) {
        bool ok = sld_is(k, "Graphic") && !mark ? graphic_new(p, k, &mark)
                  : sld_is(k, "Gap")            ? sld_length(p, k, 0, 10000, &gap)
                  : sld_is(k, "InitialGap")     ? sld_length(p, k, 0, 10000, &first)
                                                : sld_unknown(p, k);
        if (!ok)
            return false;
    }
    if (!mark)
        return sld_error(p, n, ERR_INVALID, "GraphicStroke moet een Graphic bevatten");
    double wide = mark->size_px * (mark->picture ? mark->picture->aspect : 1);
    s->graphic = mark;
    s->every_px = fmax(1, wide + gap);
    s->first_px = first + wide / 2;
    return true;
}

static bool stroke_parameter(struct sld *p, const xmlNode *k, const char *name, struct stroke *s)
{
    static const char *const joins[] = {"miter", "round", "bevel", "mitre"};
    static const char *const caps[] = {"butt", "round", "square", "flat"};
    int pick = 0;
    if (!strcmp(name, "stroke"))
        return sld_colour(p, k, &s->rgb);
    if (!strcmp(name, "stroke-width"))
        return sld_number_or_expr(p, k, 0, 200, &s->width_px, &s->width_expr);
    if (!strcmp(name, "stroke-opacity"))
        return sld_number(p, k, 0, 1, &s->opacity);
    if (!strcmp(name, "stroke-dasharray"))
        return dashes(p, k, s);
    if (!strcmp(name, "stroke-dashoffset"))
        return sld_length(p, k, -1000, 1000, &s->dash_offset_px);
    if (!strcmp(name, "stroke-linejoin")) {
        if (!sld_choice(p, k, joins, 4, &pick))
            return false;
        s->join = pick < 0 || pick == 3 ? JOIN_MITER : pick;
        return pick >= 0 || sld_note(p, k, "Onbekende hoek; het wordt miter.");
    }
    if (!strcmp(name, "stroke-linecap")) {
        if (!sld_choice(p, k, caps, 4, &pick))
            return false;
        s->cap = pick < 0 || pick == 3 ? CAP_BUTT : pick;
        return pick >= 0 || sld_note(p, k, "Onbekend uiteinde; het wordt butt.");
    }
    return sld_unknown(p, k);
}

bool sld_stroke(struct sld *p, const xmlNode *n, struct stroke *s)
{
    *s = (struct stroke){.on = true, .rgb = 0, .opacity = 1, .width_px = p->unit};
    for (const xmlNode *k = sld_first(n); k; k = sld_next(k->next)) {
        char attr[64];
        const char *name = sld_parameter(k, attr, sizeof attr);
        bool ok = name                         ? stroke_parameter(p, k, name, s)
                  : sld_is(k, "GraphicStroke") ? graphic_stroke(p, k, s)
                  : sld_is(k, "GraphicFill")   ? sld_note(p, k, "De lijn krijgt een egale kleur.")
                                               : sld_unknown(p, k);
        if (!ok)
            return false;
    }
    if (s->graphic && s->n_dash) { /* GeoServer: the dashes say where the marks are */
        double total = 0;
        for (size_t i = 0; i < s->n_dash; i++)
            total += s->dash_px[i];
        s->every_px = fmax(1, total);
        s->first_px = s->dash_px[0] / 2 - s->dash_offset_px;
        s->n_dash = 0;
    }
    if ((s->width_px <= 0 && !s->width_expr && !s->graphic) || s->opacity <= 0)
        s->on = false;
    return true;
}

/* ---- marks ---- */

/* Names of WellKnownName, with and without "shape://". */
static const struct {
    const char *name;
    enum mark_shape shape;
} shapes[] = {{"circle", MARK_CIRCLE},
              {"square", MARK_SQUARE},
              {"rectangle", MARK_SQUARE},
              {"triangle", MARK_TRIANGLE},
              {"star", MARK_STAR},
              {"regular_star", MARK_STAR},
              {"cross_fill", MARK_CROSS_FILL},
              {"cross", MARK_CROSS},
              {"x", MARK_X},
              {"times", MARK_X},
              {"plus", MARK_CROSS},
              {"diamond", MARK_DIAMOND},
              {"slash", MARK_SLASH},
              {"backslash", MARK_BACKSLASH},
              {"horline", MARK_HORLINE},
              {"vertline", MARK_VERTLINE},
              {"dot", MARK_DOT},
              {"pentagon", MARK_PENTAGON},
              {"hexagon", MARK_HEXAGON},
              {"octagon", MARK_OCTAGON},
              {"equilateral_triangle", MARK_EQUILATERAL_TRIANGLE},
              {"right_half_triangle", MARK_RIGHT_HALF_TRIANGLE},
              {"left_half_triangle", MARK_LEFT_HALF_TRIANGLE},
              {"arrow", MARK_ARROW},
              {"arrowhead", MARK_ARROWHEAD},
              {"filled_arrowhead", MARK_FILLED_ARROWHEAD},
              {"line", MARK_LINE},
              {"cross2", MARK_CROSS2},
              {"half_square", MARK_HALF_SQUARE},
              {"diagonal_half_square", MARK_DIAGONAL_HALF_SQUARE},
              {"quarter_square", MARK_QUARTER_SQUARE},
              {"square_with_corners", MARK_SQUARE_WITH_CORNERS},
              {"semi_circle", MARK_SEMI_CIRCLE},
              {"third_circle", MARK_THIRD_CIRCLE},
              {"quarter_circle", MARK_QUARTER_CIRCLE},
              {"half_arc", MARK_HALF_ARC},
              {"third_arc", MARK_THIRD_ARC},
              {"quarter_arc", MARK_QUARTER_ARC},
              {"asterisk_fill", MARK_ASTERISK},
              {"oarrow", MARK_OPEN_ARROW},
              {"carrow", MARK_FILLED_ARROWHEAD}};

/* How much of the area QGIS's brushes of dots cover. */
static double brush_share(struct str name)
{
    static const double shares[] = {0.94, 0.88, 0.63, 0.5, 0.37, 0.12, 0.06};
    if (name.n != 14 || !str_starts(name, STR("brush://dense")) || name.p[13] < '1' || name.p[13] > '7')
        return 0;
    return shares[name.p[13] - '1'];
}

/* "ttf://Webdings#0x0064": a sign of a font. */
static bool font_mark(struct sld *p, const xmlNode *at, struct str name, const xmlNode *index, struct symbolizer *s)
{
    struct str family = str_sub(name, 6, name.n);
    size_t hash = str_find(family, '#', 0);
    double code = 0;
    if (hash != SIZE_MAX) {
        char digits[16];
        if (str_copy(str_sub(family, hash + 1, 15), digits, sizeof digits))
            code = (double)strtoul(digits[0] == 'U' ? digits + 2 : digits, NULL, digits[0] == 'U' ? 16 : 0);
        family = str_sub(family, 0, hash);
    } else if (index && !sld_number(p, index, 0, 0x10ffff, &code))
        return false;
    if (code < 32 || code > 0x10ffff || (code >= 0xD800 && code < 0xE000))
        return sld_note(p, at, "Dit teken van een lettertype is onbekend; er komt een vierkant.");
    return sld_glyph(p, family, (uint32_t)code, &s->picture);
}

static bool shape(struct sld *p, const xmlNode *n, struct symbolizer *s)
{
    struct str name;
    if (!sld_text(p, n, &name))
        return false;
    if (str_starts(name, STR("ttf://")))
        return font_mark(p, n, name, NULL, s);
    struct str bare = str_starts(name, STR("shape://")) ? str_sub(name, 8, name.n) : name;
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        if (str_eq_nocase(bare, str_from(shapes[i].name))) {
            s->mark = shapes[i].shape;
            return true;
        }
    double share = brush_share(name);
    if (share > 0) {
        s->mark_opacity *= share;
        return sld_note(p, n, "In plaats van dit stippenpatroon komt een egale kleur met %.0f %% dekking.",
                        share * 100);
    }
    return !name.p || sld_note(p, n, "Het teken \"%.*s\" is onbekend; er komt een vierkant.",
                               name.n > 60 ? 60 : (int)name.n, name.p);
}

/* The font of <OnlineResource xlink:href="ttf://…"/> with its <MarkIndex>. */
static bool resource_mark(struct sld *p, const xmlNode *mark, const xmlNode *n, struct symbolizer *s)
{
    char href[200];
    const char *v = sld_attr(n, "href", href, sizeof href);
    const xmlNode *index = sld_first(mark);
    while (index && !sld_is(index, "MarkIndex"))
        index = sld_next(index->next);
    if (v && !strncmp(v, "ttf://", 6))
        return font_mark(p, n, str_from(v), index, s);
    return sld_note(p, n, "Dit teken uit een bestand wordt niet ondersteund; er komt een vierkant.");
}

static bool mark_read(struct sld *p, const xmlNode *n, struct symbolizer *s)
{
    for (const xmlNode *m = sld_first(n); m; m = sld_next(m->next)) {
        bool ok = sld_is(m, "WellKnownName")    ? shape(p, m, s)
                  : sld_is(m, "OnlineResource") ? resource_mark(p, n, m, s)
                  : sld_is(m, "Fill")           ? sld_fill(p, m, &s->fill)
                  : sld_is(m, "Stroke")         ? sld_stroke(p, m, &s->stroke)
                                                : sld_is(m, "Format") || sld_is(m, "MarkIndex") || sld_unknown(p, m);
        if (!ok)
            return false;
    }
    if (s->fill.graphic || s->fill.hatched) {
        s->fill.graphic = NULL;
        s->fill.hatched = false;
        return sld_note(p, n, "Een patroon in een teken wordt niet ondersteund; het teken krijgt een egale kleur.");
    }
    return true;
}

/* The first of its pictures and marks that can be drawn (SE 1.1 §11.3.2). */
static bool graphic(struct sld *p, const xmlNode *n, struct symbolizer *s)
{
    s->mark = MARK_SQUARE;
    s->size_px = 6 * p->unit;
    s->mark_opacity = 1;
    s->anchor_x = s->anchor_y = 0.5;
    bool have = false, sized = false;
    for (const xmlNode *k = sld_first(n); k; k = sld_next(k->next)) {
        bool ok = true;
        if (sld_is(k, "Size")) {
            ok = sld_number_or_expr(p, k, 0, 1000, &s->size_px, &s->size_expr);
            sized = true;
        } else if (sld_is(k, "Rotation"))
            ok = sld_number_or_expr(p, k, -3600, 3600, &s->rotation_deg, &s->rotation_expr);
        else if (sld_is(k, "Opacity"))
            ok = sld_number(p, k, 0, 1, &s->mark_opacity);
        else if (sld_is(k, "AnchorPoint"))
            ok = sld_pair(p, k, "AnchorPointX", "AnchorPointY", false, 10, &s->anchor_x, &s->anchor_y);
        else if (sld_is(k, "Displacement"))
            ok = sld_pair(p, k, "DisplacementX", "DisplacementY", true, 1000, &s->dx_px, &s->dy_px);
        else if (sld_is(k, "ExternalGraphic")) {
            if (!have)
                ok = sld_external(p, k, &s->picture);
            have = have || s->picture;
        } else if (sld_is(k, "Mark")) {
            double opacity = s->mark_opacity;
            if (!have)
                ok = mark_read(p, k, s);
            else
                s->mark_opacity = opacity;
            have = true;
        } else
            ok = sld_unknown(p, k);
        if (!ok)
            return false;
    }
    if (!sized && s->picture && s->picture->type != PICTURE_GLYPH)
        s->size_px = 16 * p->unit;
    if (s->size_px < 0.5 && !s->size_expr)
        s->size_px = 0.5;
    if (!have) /* SE 1.1 §11.3.2: a square, half of it grey */
        s->fill = (struct fill){.on = true, .rgb = 0x808080, .opacity = 1};
    return true;
}

/* ---- fills ---- */

/* Lines turned by whole eighths of a turn are other lines. A tile of size px holds one; across, lines at 45 degrees are
 * nearer to each other, so that a turned line keeps the distance that it had. */
static bool turned(struct sld *p, const xmlNode *n, struct symbolizer *s)
{
    static const enum mark_shape eighths[] = {MARK_HORLINE, MARK_BACKSLASH, MARK_VERTLINE, MARK_SLASH};
    int at = -1;
    for (int i = 0; i < 4; i++)
        if (s->mark == eighths[i])
            at = i;
    double eighth = s->rotation_deg / 45, whole = round(eighth);
    if (whole == 0)
        return eighth == 0 || sld_note(p, n, "De arcering staat horizontaal, verticaal of schuin: %g graden wordt %g.",
                                       s->rotation_deg, whole * 45);
    bool odd = fmod(whole, 2) != 0, was_straight = at == 0 || at == 2;
    if (at >= 0) {
        s->mark = eighths[(int)(fmod(at + whole, 4) + 4) % 4];
        if (odd)
            s->size_px *= was_straight ? M_SQRT2 : M_SQRT1_2;
    } else if (odd && (s->mark == MARK_X || s->mark == MARK_CROSS)) {
        s->size_px *= s->mark == MARK_CROSS ? M_SQRT2 : M_SQRT1_2;
        s->mark = s->mark == MARK_X ? MARK_CROSS : MARK_X;
    }
    return whole == eighth || sld_note(p, n, "De arcering staat horizontaal, verticaal of schuin: %g graden wordt %g.",
                                       s->rotation_deg, whole * 45);
}

static bool is_hatch(const struct symbolizer *s)
{
    bool lines = s->mark == MARK_SLASH || s->mark == MARK_BACKSLASH || s->mark == MARK_HORLINE ||
                 s->mark == MARK_VERTLINE || s->mark == MARK_X || s->mark == MARK_CROSS;
    return !s->picture && !s->size_expr && !s->rotation_expr &&
           ((lines && s->stroke.on && !s->stroke.n_dash) || s->mark == MARK_DOT);
}

static bool is_flat(const xmlNode *graphic_node)
{
    const xmlNode *mark = sld_first(graphic_node);
    while (mark && !sld_is(mark, "Mark"))
        mark = sld_next(mark->next);
    const xmlNode *name = mark ? sld_first(mark) : NULL;
    while (name && !sld_is(name, "WellKnownName"))
        name = sld_next(name->next);
    return name && name->children && name->children->content &&
           str_starts(str_trim(str_from((const char *)name->children->content)), STR("brush://dense"));
}

static bool graphic_fill(struct sld *p, const xmlNode *n, struct fill *f)
{
    const xmlNode *g = sld_first(n);
    struct symbolizer *s = NULL;
    if (!g || !sld_is(g, "Graphic") || sld_next(g->next))
        return sld_error(p, n, ERR_INVALID, "GraphicFill moet precies één Graphic bevatten");
    if (!graphic_new(p, g, &s))
        return false;
    if (s->size_expr && !sld_note(p, g, "In een vulling is de grootte vast: de standaardwaarde geldt."))
        return false;
    s->size_expr = NULL;
    if (s->rotation_expr && !sld_note(p, g, "In een vulling is de draaiing vast: 0."))
        return false;
    s->rotation_expr = NULL;
    if (is_flat(g)) {
        *f = (struct fill){.on = true, .rgb = s->fill.rgb, .opacity = s->fill.opacity * s->mark_opacity};
        return true;
    }
    if (is_hatch(s)) {
        bool by_fill = s->mark == MARK_DOT && s->fill.on;
        if (p->qgis) /* whose angles run the other way */
            s->rotation_deg = -s->rotation_deg;
        if (!turned(p, g, s))
            return false;
        if (!s->stroke.on && !s->fill.on)
            return sld_error(p, g, ERR_INVALID,
                             "de Mark van een GraphicFill moet een Stroke (of bij een punt een Fill) hebben");
        *f = (struct fill){.on = true,
                           .hatched = true,
                           .shape = s->mark,
                           .spacing_px = s->size_px < 2     ? 2
                                         : s->size_px > 256 ? 256
                                                            : s->size_px,
                           .line_px = s->stroke.on ? s->stroke.width_px : 2,
                           .rgb = by_fill ? s->fill.rgb : s->stroke.rgb,
                           .opacity = (by_fill ? s->fill.opacity : s->stroke.opacity) * s->mark_opacity};
        return true;
    }
    s->size_px = fmin(256, fmax(1, s->size_px));
    *f = (struct fill){.on = true,
                       .rgb = s->fill.on ? s->fill.rgb : s->stroke.rgb,
                       .opacity = s->mark_opacity,
                       .graphic = s,
                       .cell_x_px = s->size_px * (s->picture ? s->picture->aspect : 1),
                       .cell_y_px = s->size_px};
    return true;
}

static bool fill_parameters(struct sld *p, const xmlNode *n, struct fill *f, bool graphics)
{
    double opacity = 1;
    *f = (struct fill){.on = true, .rgb = 0x808080, .opacity = 1};
    for (const xmlNode *k = sld_first(n); k; k = sld_next(k->next)) {
        char attr[64];
        const char *name = sld_parameter(k, attr, sizeof attr);
        bool ok = name && !strcmp(name, "fill")           ? sld_colour(p, k, &f->rgb)
                  : name && !strcmp(name, "fill-opacity") ? sld_number(p, k, 0, 1, &opacity)
                  : graphics && sld_is(k, "GraphicFill")  ? graphic_fill(p, k, f)
                                                          : sld_unknown(p, k);
        if (!ok)
            return false;
    }
    f->opacity *= opacity;
    f->on = f->opacity > 0;
    return true;
}

bool sld_fill(struct sld *p, const xmlNode *n, struct fill *f)
{
    return fill_parameters(p, n, f, true);
}

bool sld_plain_fill(struct sld *p, const xmlNode *n, struct fill *f)
{
    return fill_parameters(p, n, f, false);
}

/* ---- symbolizers ---- */

/* "distance" (QGIS: x,y from middle to middle) and "graphic-margin" (GeoServer: around the graphic, 1, 2 or 4 sides).
 */
static bool cell(struct sld *p, const xmlNode *n, bool margin, struct fill *f)
{
    struct str s;
    double v[4] = {0};
    size_t count = 0;
    if (!sld_text(p, n, &s))
        return false;
    for (size_t i = 0; i < s.n;) {
        size_t j = i;
        while (j < s.n && s.p[j] != ' ' && s.p[j] != ',')
            j++;
        if (j > i && (count == 4 || !str_to_double(str_sub(s, i, j - i), &v[count]) || v[count] < 0 || v[count] > 256))
            return sld_error(p, n, ERR_INVALID, "verwacht: ten hoogste 4 getallen van 0 tot en met 256");
        count += j > i;
        i = j + 1;
    }
    if (!f->graphic)
        return sld_note(p, n, "Geldt alleen bij een vulling met tekens; wordt overgeslagen.");
    if (margin) {
        double right = count > 1 ? v[1] : v[0], bottom = count > 2 ? v[2] : v[0], left = count > 3 ? v[3] : right;
        f->cell_x_px += left + right;
        f->cell_y_px += v[0] + bottom;
    } else {
        f->cell_x_px = fmax(1, v[0]);
        f->cell_y_px = fmax(1, count > 1 ? v[1] : v[0]);
    }
    return true;
}

/* A Geometry that isn't the feature's own: what comes near enough is said, else *skip. */
static bool geometry(struct sld *p, const xmlNode *n, int type, bool *skip)
{
    const xmlNode *k = sld_first(n);
    char attr[64];
    if (!k || sld_is(k, "PropertyName")) /* there is but one geometry */
        return true;
    const char *name = sld_is(k, "Function") ? sld_attr(k, "name", attr, sizeof attr) : NULL;
    if (name && (type == SYMBOL_POINT || type == SYMBOL_TEXT) &&
        (!strcmp(name, "interiorPoint") || !strcmp(name, "labelPoint")))
        return true;
    if (name && (type == SYMBOL_POINT || type == SYMBOL_TEXT) && !strcmp(name, "centroid"))
        return sld_note(p, k, "In plaats van het zwaartepunt wordt een punt binnen het vlak genomen.");
    if (name && type == SYMBOL_LINE && (!strcmp(name, "boundary") || !strcmp(name, "exteriorRing")))
        return true;
    *skip = true;
    return sld_note(p, n, "Dit symbool wordt niet getekend: een berekende geometrie wordt niet ondersteund.");
}

static bool unit(struct sld *p, const xmlNode *n, struct symbolizer *s)
{
    char uom[80];
    const char *name = sld_attr(n, "uom", uom, sizeof uom);
    const char *slash = name ? strrchr(name, '/') : NULL;
    name = slash ? slash + 1 : name;
    p->unit = 1;
    p->in_metres = false;
    if (!name || !name[0] || !strcmp(name, "pixel"))
        return true;
    if (!strcmp(name, "metre") || !strcmp(name, "meter") || !strcmp(name, "foot")) {
        s->in_metres = p->in_metres = true;
        p->unit = !strcmp(name, "foot") ? 0.3048 : 1;
        return true;
    }
    return sld_note(p, n, "De eenheid \"%.60s\" is onbekend; maten zijn pixels.", name);
}

static bool part(struct sld *p, const xmlNode *k, struct symbolizer *s, double *offset, bool *sized)
{
    char attr[64];
    const char *option = sld_option(k, attr, sizeof attr);
    if (sld_is(k, "Fill") && s->type == SYMBOL_POLYGON)
        return sld_fill(p, k, &s->fill);
    if (sld_is(k, "Stroke") && s->type != SYMBOL_POINT)
        return sld_stroke(p, k, &s->stroke);
    if (sld_is(k, "Graphic") && s->type == SYMBOL_POINT) {
        *sized = true;
        return graphic(p, k, s);
    }
    if (sld_is(k, "PerpendicularOffset") && s->type != SYMBOL_POINT)
        return sld_length(p, k, -1000, 1000, offset);
    if (sld_is(k, "Displacement") && s->type == SYMBOL_POLYGON)
        return sld_pair(p, k, "DisplacementX", "DisplacementY", true, 1000, &s->dx_px, &s->dy_px);
    if (option && s->type == SYMBOL_POLYGON && !strcmp(option, "distance"))
        return cell(p, k, false, &s->fill);
    if (option && s->type == SYMBOL_POLYGON && !strcmp(option, "graphic-margin"))
        return cell(p, k, true, &s->fill);
    return sld_is(k, "Name") || sld_is(k, "Description") || sld_unknown(p, k);
}

bool sld_symbol(struct sld *p, const xmlNode *n, struct symbolizer *s, bool *skip)
{
    double offset = 0;
    bool sized = false;
    *skip = false;
    if (!unit(p, n, s))
        return false;
    for (const xmlNode *k = sld_first(n); k; k = sld_next(k->next))
        if (sld_is(k, "Geometry") && !geometry(p, k, s->type, skip))
            return false;
    if (s->type == SYMBOL_TEXT && !sld_text_symbol(p, n, s))
        return false;
    if (s->type == SYMBOL_RASTER && !sld_raster_symbol(p, n, s))
        return false;
    for (const xmlNode *k = sld_first(n); s->type < SYMBOL_TEXT && k; k = sld_next(k->next))
        if (!sld_is(k, "Geometry") && !part(p, k, s, &offset, &sized))
            return false;
    if (s->type == SYMBOL_POINT && !sized)
        return sld_error(p, n, ERR_INVALID, "PointSymbolizer heeft geen Graphic");
    bool line = s->type == SYMBOL_LINE;
    s->stroke.offset_px = p->qgis && line ? -offset : offset; /* QGIS: positive to the right, */
    s->dy_px = p->qgis ? -s->dy_px : s->dy_px;                /* and down */
    if (offset != 0 && s->fill.on && !sld_note(p, n, "PerpendicularOffset verschuift de omtrek, niet de vulling."))
        return false;
    if (s->in_metres && (s->fill.graphic || s->stroke.graphic || s->fill.hatched) &&
        !sld_note(p, n, "De maten van het teken zelf zijn pixels, niet meters."))
        return false;
    return true;
}
