/* SLD 1.0 (OGC 02-070) and SE 1.1 (OGC 05-077r4) documents to the model of style_priv.h. */
#include "geoserver/render/style_priv.h"

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool sld_error(struct sld *p, const xmlNode *at, enum err_code code, const char *fmt, ...)
{
    char where[176], what[500];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(what, sizeof what, fmt, ap);
    va_end(ap);
    long line = at ? xmlGetLineNo((xmlNode *)at) : 0;
    snprintf(where, sizeof where, "%.140s:%ld", p->name, line > 0 ? line : 1);
    /* a name from the document is cut anywhere: keep the message UTF-8 */
    for (size_t n = strlen(what); n > 0 && !str_is_utf8(str_from(what));)
        what[--n] = 0;
    return err_set(p->err, code, where, "%s", what);
}

bool sld_memory(struct sld *p)
{
    return err_set(p->err, ERR_MEMORY, p->name, "te weinig geheugen voor de stijl");
}

static bool ours(const xmlNode *n)
{
    static const char *const uris[] = {"http://www.opengis.net/sld", "http://www.opengis.net/se",
                                       "http://www.opengis.net/ogc"};
    if (!n->ns || !n->ns->href)
        return true;
    for (size_t i = 0; i < sizeof uris / sizeof *uris; i++)
        if (!strcmp((const char *)n->ns->href, uris[i]))
            return true;
    return false;
}

bool sld_is(const xmlNode *n, const char *local_name)
{
    return n->type == XML_ELEMENT_NODE && !strcmp((const char *)n->name, local_name) && ours(n);
}

const xmlNode *sld_next(const xmlNode *n)
{
    while (n && n->type != XML_ELEMENT_NODE)
        n = n->next;
    return n;
}

const char *sld_attr(const xmlNode *n, const char *name, char *out, size_t out_size)
{
    for (const xmlAttr *at = n->properties; at; at = at->next) {
        if (strcmp((const char *)at->name, name))
            continue;
        const char *v = at->children && at->children->type == XML_TEXT_NODE ? (const char *)at->children->content : "";
        return str_copy(str_from(v), out, out_size) ? out : NULL;
    }
    return NULL;
}

bool sld_text(struct sld *p, const xmlNode *n, struct str *out)
{
    char *copy = NULL;
    size_t length = 0;
    for (int fill = 0; fill < 2; fill++) {
        length = 0;
        for (const xmlNode *k = n->children; k; k = k->next) {
            if (k->type == XML_ELEMENT_NODE && !(sld_is(k, "Literal")))
                return sld_error(p, k, ERR_UNSUPPORTED, "%s mag hier niet staan: %s moet een vaste waarde zijn",
                                 (const char *)k->name, (const char *)n->name);
            if (k->type == XML_ELEMENT_NODE) /* <CssParameter><Literal>…: the same as the bare value */
                return sld_text(p, k, out);
            if ((k->type != XML_TEXT_NODE && k->type != XML_CDATA_SECTION_NODE) || !k->content)
                continue;
            size_t part = strlen((const char *)k->content);
            if (fill)
                memcpy(copy + length, k->content, part);
            length += part;
        }
        if (!fill && !(copy = arena_alloc(p->a, length + 1)))
            return sld_memory(p);
    }
    *out = str_trim((struct str){copy, length});
    return true;
}

static bool number(struct sld *p, const xmlNode *n, double min, double max, double *out)
{
    struct str s;
    if (!sld_text(p, n, &s))
        return false;
    double v;
    if (!str_to_double(s, &v) || v < min || v > max) {
        char attr[64];
        const char *name = sld_attr(n, "name", attr, sizeof attr);
        return sld_error(p, n, ERR_INVALID, "%s is \"%.40s\"; verwacht: een getal van %g tot en met %g",
                         name ? name : (const char *)n->name, s.p, min, max);
    }
    *out = v;
    return true;
}

static bool colour(struct sld *p, const xmlNode *n, uint32_t *out)
{
    struct str s;
    if (!sld_text(p, n, &s))
        return false;
    uint32_t v = 0;
    bool ok = s.n == 7 && s.p[0] == '#';
    for (size_t i = 1; ok && i < 7; i++) {
        char c = s.p[i];
        int d = c >= '0' && c <= '9'   ? c - '0'
                : c >= 'a' && c <= 'f' ? c - 'a' + 10
                : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                       : -1;
        ok = d >= 0;
        v = v << 4 | (uint32_t)(d & 15);
    }
    if (!ok)
        return sld_error(p, n, ERR_INVALID, "\"%.40s\" is geen kleur; verwacht: #RRGGBB", s.p);
    *out = v;
    return true;
}

static bool unknown(struct sld *p, const xmlNode *n)
{
    return sld_error(p, n, ERR_UNSUPPORTED, "element %.60s wordt in %.60s niet ondersteund", (const char *)n->name,
                     (const char *)n->parent->name);
}

/* CssParameter (SLD 1.0) or SvgParameter (SE 1.1). */
static bool is_parameter(const xmlNode *n)
{
    return sld_is(n, "CssParameter") || sld_is(n, "SvgParameter");
}

static bool unknown_parameter(struct sld *p, const xmlNode *n, const char *name)
{
    return sld_error(p, n, ERR_UNSUPPORTED, "parameter \"%.60s\" wordt in %s niet ondersteund", name ? name : "",
                     (const char *)n->parent->name);
}

static bool dashes(struct sld *p, const xmlNode *n, struct stroke *s)
{
    struct str text;
    if (!sld_text(p, n, &text))
        return false;
    size_t i = 0;
    double total = 0;
    while (i < text.n) {
        size_t j = i;
        while (j < text.n && !memchr(" ,\t\r\n", text.p[j], 5))
            j++;
        double v;
        if (j > i) {
            if (s->n_dash == STYLE_MAX_DASHES || !str_to_double(str_sub(text, i, j - i), &v) || v < 0 || v > 1000)
                return sld_error(p, n, ERR_INVALID,
                                 "stroke-dasharray is \"%.60s\"; verwacht: ten hoogste %d getallen van 0 tot 1000",
                                 text.p, STYLE_MAX_DASHES);
            s->dash_px[s->n_dash++] = v;
            total += v;
        }
        i = j + 1;
    }
    if (s->n_dash && total < 0.5)
        return sld_error(p, n, ERR_INVALID, "stroke-dasharray is te fijn; samen minstens 0.5 pixel");
    return true;
}

static bool choice(struct sld *p, const xmlNode *n, const char *const *names, size_t count, int *out)
{
    struct str s;
    if (!sld_text(p, n, &s))
        return false;
    for (size_t i = 0; i < count; i++)
        if (str_eq_c(s, names[i])) {
            *out = (int)i;
            return true;
        }
    return sld_error(p, n, ERR_INVALID, "waarde \"%.40s\" is onbekend; verwacht bijvoorbeeld %s", s.p, names[0]);
}

static bool stroke(struct sld *p, const xmlNode *n, struct stroke *s)
{
    static const char *const joins[] = {"miter", "round", "bevel", "mitre"}, *const caps[] = {"butt", "round",
                                                                                              "square"};
    *s = (struct stroke){.on = true, .rgb = 0, .opacity = 1, .width_px = 1};
    for (const xmlNode *k = sld_next(n->children); k; k = sld_next(k->next)) {
        char attr[64];
        if (!is_parameter(k))
            return unknown(p, k);
        const char *name = sld_attr(k, "name", attr, sizeof attr);
        int pick = 0;
        bool ok;
        if (!name)
            return unknown_parameter(p, k, name);
        if (!strcmp(name, "stroke"))
            ok = colour(p, k, &s->rgb);
        else if (!strcmp(name, "stroke-width"))
            ok = number(p, k, 0, 200, &s->width_px);
        else if (!strcmp(name, "stroke-opacity"))
            ok = number(p, k, 0, 1, &s->opacity);
        else if (!strcmp(name, "stroke-dasharray"))
            ok = dashes(p, k, s);
        else if (!strcmp(name, "stroke-dashoffset"))
            ok = number(p, k, -1000, 1000, &s->dash_offset_px);
        else if (!strcmp(name, "stroke-linejoin")) {
            ok = choice(p, k, joins, 4, &pick);
            s->join = pick == 3 ? JOIN_MITER : pick;
        } else if (!strcmp(name, "stroke-linecap")) {
            ok = choice(p, k, caps, 3, &pick);
            s->cap = pick;
        } else
            ok = unknown_parameter(p, k, name);
        if (!ok)
            return false;
    }
    if (s->width_px <= 0 || s->opacity <= 0)
        s->on = false;
    return true;
}

static bool plain_fill(struct sld *p, const xmlNode *n, struct fill *f);

static bool shape(struct sld *p, const xmlNode *n, enum mark_shape *out)
{
    static const char *const names[] = {"circle",
                                        "square",
                                        "triangle",
                                        "star",
                                        "cross",
                                        "x",
                                        "diamond",
                                        "shape://slash",
                                        "shape://backslash",
                                        "shape://horline",
                                        "shape://vertline",
                                        "shape://dot",
                                        "shape://times",
                                        "shape://plus"};
    int pick = 0;
    if (!choice(p, n, names, sizeof names / sizeof *names, &pick))
        return false;
    *out = pick == 12 ? MARK_X : pick == 13 ? MARK_CROSS : (enum mark_shape)pick;
    return true;
}

/* Graphic with one Mark (SE 1.1 §11.3). */
static bool graphic(struct sld *p, const xmlNode *n, struct symbolizer *s)
{
    s->mark = MARK_SQUARE;
    s->size_px = 6;
    s->mark_opacity = 1;
    bool mark = false;
    for (const xmlNode *k = sld_next(n->children); k; k = sld_next(k->next)) {
        bool ok = true;
        if (sld_is(k, "Size"))
            ok = number(p, k, 0.5, 200, &s->size_px);
        else if (sld_is(k, "Rotation"))
            ok = number(p, k, -360, 360, &s->rotation_deg);
        else if (sld_is(k, "Opacity"))
            ok = number(p, k, 0, 1, &s->mark_opacity);
        else if (sld_is(k, "Mark") && !mark) {
            mark = true;
            for (const xmlNode *m = sld_next(k->children); ok && m; m = sld_next(m->next)) {
                if (sld_is(m, "WellKnownName"))
                    ok = shape(p, m, &s->mark);
                else if (sld_is(m, "Fill"))
                    ok = plain_fill(p, m, &s->fill);
                else if (sld_is(m, "Stroke"))
                    ok = stroke(p, m, &s->stroke);
                else
                    ok = unknown(p, m);
            }
        } else
            ok = unknown(p, k);
        if (!ok)
            return false;
    }
    if (!mark)
        return sld_error(p, n, ERR_UNSUPPORTED, "Graphic moet een Mark hebben; plaatjes worden niet ondersteund");
    return true;
}

static bool graphic_fill(struct sld *p, const xmlNode *n, struct fill *f)
{
    const xmlNode *g = sld_next(n->children);
    if (!g || !sld_is(g, "Graphic") || sld_next(g->next))
        return sld_error(p, n, ERR_INVALID, "GraphicFill moet precies één Graphic bevatten");
    struct symbolizer s = {0};
    if (!graphic(p, g, &s))
        return false;
    if (s.mark != MARK_X && s.mark != MARK_CROSS && s.mark < MARK_SLASH)
        return sld_error(p, g, ERR_UNSUPPORTED,
                         "dit teken kan geen vlakvulling zijn; gebruik shape://slash, shape://backslash, "
                         "shape://horline, shape://vertline, shape://dot, x of cross");
    if (!s.stroke.on && !s.fill.on)
        return sld_error(p, g, ERR_INVALID,
                         "de Mark van een GraphicFill moet een Stroke (of bij een punt een Fill) hebben");
    bool by_fill = s.mark == MARK_DOT && s.fill.on;
    *f = (struct fill){.on = true,
                       .hatched = true,
                       .shape = s.mark,
                       .spacing_px = s.size_px < 2 ? 2 : s.size_px,
                       .line_px = s.stroke.on ? s.stroke.width_px : 2,
                       .rgb = by_fill ? s.fill.rgb : s.stroke.rgb,
                       .opacity = (by_fill ? s.fill.opacity : s.stroke.opacity) * s.mark_opacity};
    return true;
}

static bool plain_fill(struct sld *p, const xmlNode *n, struct fill *f)
{
    *f = (struct fill){.on = true, .rgb = 0x808080, .opacity = 1};
    double opacity = 1;
    for (const xmlNode *k = sld_next(n->children); k; k = sld_next(k->next)) {
        char attr[64];
        const char *name;
        bool ok;
        if (sld_is(k, "GraphicFill"))
            ok = graphic_fill(p, k, f);
        else if (!is_parameter(k))
            ok = unknown(p, k);
        else if ((name = sld_attr(k, "name", attr, sizeof attr)) && !strcmp(name, "fill"))
            ok = colour(p, k, &f->rgb);
        else if (name && !strcmp(name, "fill-opacity"))
            ok = number(p, k, 0, 1, &opacity);
        else
            ok = unknown_parameter(p, k, name);
        if (!ok)
            return false;
    }
    f->opacity *= opacity;
    f->on = f->opacity > 0;
    return true;
}

/* ---- text (SE 1.1 §11.4) ---- */

static bool label(struct sld *p, const xmlNode *n, struct text_style *t)
{
    size_t most = 0;
    for (const xmlNode *k = n->children; k; k = k->next)
        most++;
    const struct expr **parts = arena_array(p->a, most ? most : 1, sizeof *parts);
    if (!parts)
        return sld_memory(p);
    for (const xmlNode *k = n->children; k; k = k->next) {
        if (k->type == XML_ELEMENT_NODE) {
            if (!sld_expr(p, k, &parts[t->n_label]))
                return false;
            t->n_label++;
        } else if ((k->type == XML_TEXT_NODE || k->type == XML_CDATA_SECTION_NODE) && k->content) {
            struct str s = str_from((const char *)k->content);
            /* layout of the document between elements is no text, one space in CDATA is */
            if (k->type == XML_TEXT_NODE && !str_trim(s).n)
                continue;
            if (!sld_expr_literal(p, k->type == XML_TEXT_NODE ? str_trim(s) : s, &parts[t->n_label]))
                return false;
            t->n_label++;
        }
    }
    if (!t->n_label)
        return sld_error(p, n, ERR_INVALID, "Label is leeg; verwacht: PropertyName of tekst");
    t->label = parts;
    return true;
}

static bool font(struct sld *p, const xmlNode *n, struct text_style *t)
{
    static const char *const styles[] = {"normal", "italic", "oblique"};
    static const char *const weights[] = {"normal", "bold", "semibold", "600", "400", "700"};
    for (const xmlNode *k = sld_next(n->children); k; k = sld_next(k->next)) {
        char attr[64];
        const char *name = is_parameter(k) ? sld_attr(k, "name", attr, sizeof attr) : NULL;
        struct str s;
        int pick = 0;
        if (!is_parameter(k))
            return unknown(p, k);
        if (name && !strcmp(name, "font-family")) {
            if (!sld_text(p, k, &s))
                return false;
            if (!s.n || s.n > 80 || !(t->family = arena_cstr(p->a, s)))
                return sld_error(p, k, ERR_INVALID, "font-family moet een naam van 1 tot 80 tekens zijn");
        } else if (name && !strcmp(name, "font-size")) {
            if (!number(p, k, 4, 100, &t->size_px))
                return false;
        } else if (name && !strcmp(name, "font-style")) {
            if (!choice(p, k, styles, 3, &pick))
                return false;
            t->italic = pick > 0;
        } else if (name && !strcmp(name, "font-weight")) {
            if (!choice(p, k, weights, 6, &pick))
                return false;
            t->bold = pick == 1 || pick == 5;
            t->semibold = pick == 2 || pick == 3;
        } else
            return unknown_parameter(p, k, name);
    }
    return true;
}

static bool halo(struct sld *p, const xmlNode *n, struct text_style *t)
{
    t->halo_px = 1;
    t->halo_rgb = 0xffffff;
    t->halo_opacity = 1;
    for (const xmlNode *k = sld_next(n->children); k; k = sld_next(k->next)) {
        struct fill f = {0};
        if (sld_is(k, "Radius")) {
            if (!number(p, k, 0, 20, &t->halo_px))
                return false;
        } else if (sld_is(k, "Fill")) {
            if (!plain_fill(p, k, &f))
                return false;
            t->halo_rgb = f.rgb;
            t->halo_opacity = f.opacity;
        } else
            return unknown(p, k);
    }
    return true;
}

static bool pair(struct sld *p, const xmlNode *n, const char *x_name, const char *y_name, double limit, double *x,
                 double *y)
{
    for (const xmlNode *k = sld_next(n->children); k; k = sld_next(k->next)) {
        bool ok = sld_is(k, x_name)   ? number(p, k, -limit, limit, x)
                  : sld_is(k, y_name) ? number(p, k, -limit, limit, y)
                                      : unknown(p, k);
        if (!ok)
            return false;
    }
    return true;
}

static bool placement(struct sld *p, const xmlNode *n, struct text_style *t)
{
    const xmlNode *point = sld_next(n->children);
    if (!point || !sld_is(point, "PointPlacement") || sld_next(point->next))
        return sld_error(p, n, ERR_UNSUPPORTED, "LabelPlacement moet een PointPlacement bevatten");
    t->anchor_x = 0; /* SLD 1.0 §11.4.4: without an AnchorPoint, the left middle */
    t->anchor_y = 0.5;
    for (const xmlNode *k = sld_next(point->children); k; k = sld_next(k->next)) {
        bool ok = sld_is(k, "AnchorPoint") ? pair(p, k, "AnchorPointX", "AnchorPointY", 2, &t->anchor_x, &t->anchor_y)
                  : sld_is(k, "Displacement") ? pair(p, k, "DisplacementX", "DisplacementY", 60, &t->dx_px, &t->dy_px)
                                              : unknown(p, k);
        if (!ok)
            return false;
    }
    return true;
}

static bool vendor_option(struct sld *p, const xmlNode *n, struct text_style *t)
{
    char attr[64];
    const char *name = sld_attr(n, "name", attr, sizeof attr);
    if (name && !strcmp(name, "autoWrap"))
        return number(p, n, 10, 240, &t->wrap_px);
    if (name && !strcmp(name, "spaceAround"))
        return number(p, n, 0, 60, &t->space_px);
    return sld_error(p, n, ERR_UNSUPPORTED,
                     "VendorOption \"%.60s\" wordt niet ondersteund; wel autoWrap en spaceAround", name ? name : "");
}

static bool text(struct sld *p, const xmlNode *n, struct symbolizer *s)
{
    struct text_style *t = &s->text;
    *t = (struct text_style){.family = "Open Sans",
                             .size_px = 10,
                             .opacity = 1,
                             .anchor_x = 0.5,
                             .anchor_y = 0.5,
                             .wrap_px = 160,
                             .space_px = 2};
    for (const xmlNode *k = sld_next(n->children); k; k = sld_next(k->next)) {
        struct fill f = {0};
        bool ok;
        if (sld_is(k, "Label") && !t->n_label)
            ok = label(p, k, t);
        else if (sld_is(k, "Font"))
            ok = font(p, k, t);
        else if (sld_is(k, "LabelPlacement"))
            ok = placement(p, k, t);
        else if (sld_is(k, "Halo"))
            ok = halo(p, k, t);
        else if (sld_is(k, "VendorOption"))
            ok = vendor_option(p, k, t);
        else if (sld_is(k, "Fill")) {
            if ((ok = plain_fill(p, k, &f))) {
                t->rgb = f.rgb;
                t->opacity = f.opacity;
            }
        } else
            ok = unknown(p, k);
        if (!ok)
            return false;
    }
    if (!t->n_label)
        return sld_error(p, n, ERR_INVALID, "TextSymbolizer heeft geen Label");
    return true;
}

static int symbol_type(const xmlNode *n)
{
    return sld_is(n, "PolygonSymbolizer") ? SYMBOL_POLYGON
           : sld_is(n, "LineSymbolizer")  ? SYMBOL_LINE
           : sld_is(n, "PointSymbolizer") ? SYMBOL_POINT
           : sld_is(n, "TextSymbolizer")  ? SYMBOL_TEXT
                                          : -1;
}

static bool symbolizer(struct sld *p, const xmlNode *n, struct symbolizer *s)
{
    char uom[80];
    const char *unit = sld_attr(n, "uom", uom, sizeof uom);
    if (unit && strcmp(unit, "http://www.opengeospatial.org/se/units/pixel"))
        return sld_error(p, n, ERR_UNSUPPORTED, "uom \"%.70s\" wordt niet ondersteund; maten zijn pixels", unit);
    s->type = symbol_type(n);
    if (s->type == SYMBOL_TEXT)
        return text(p, n, s);
    for (const xmlNode *k = sld_next(n->children); k; k = sld_next(k->next)) {
        bool ok = sld_is(k, "Fill") && s->type == SYMBOL_POLYGON    ? plain_fill(p, k, &s->fill)
                  : sld_is(k, "Stroke") && s->type != SYMBOL_POINT  ? stroke(p, k, &s->stroke)
                  : sld_is(k, "Graphic") && s->type == SYMBOL_POINT ? graphic(p, k, s)
                                                                    : unknown(p, k);
        if (!ok)
            return false;
    }
    if (s->type == SYMBOL_POINT && s->size_px <= 0)
        return sld_error(p, n, ERR_INVALID, "PointSymbolizer heeft geen Graphic");
    return true;
}

static bool name_of(struct sld *p, const xmlNode *n, const char **out)
{
    struct str s;
    if (!sld_text(p, n, &s))
        return false;
    if (s.n > 200)
        return sld_error(p, n, ERR_LIMIT, "%s is langer dan 200 tekens", (const char *)n->name);
    char *copy = arena_cstr(p->a, s);
    *out = copy;
    return copy ? true : sld_memory(p);
}

static bool description(struct sld *p, const xmlNode *n, const char **title)
{
    for (const xmlNode *k = sld_next(n->children); k; k = sld_next(k->next)) {
        bool ok = sld_is(k, "Title") ? name_of(p, k, title) : sld_is(k, "Abstract") ? true : unknown(p, k);
        if (!ok)
            return false;
    }
    return true;
}

static bool rule(struct sld *p, const xmlNode *n, struct rule *r)
{
    size_t most = 0;
    for (const xmlNode *k = sld_next(n->children); k; k = sld_next(k->next))
        most += symbol_type(k) >= 0;
    struct symbolizer *symbols = arena_array(p->a, most, sizeof *symbols);
    if (!symbols)
        return sld_memory(p);
    *r = (struct rule){.name = "", .title = "", .max_scale = INFINITY, .symbolizers = symbols};
    for (const xmlNode *k = sld_next(n->children); k; k = sld_next(k->next)) {
        bool ok = true;
        if (sld_is(k, "Name"))
            ok = name_of(p, k, &r->name);
        else if (sld_is(k, "Title"))
            ok = name_of(p, k, &r->title);
        else if (sld_is(k, "Description"))
            ok = description(p, k, &r->title);
        else if (sld_is(k, "Abstract"))
            continue;
        else if (sld_is(k, "MinScaleDenominator"))
            ok = number(p, k, 0, 1e12, &r->min_scale);
        else if (sld_is(k, "MaxScaleDenominator"))
            ok = number(p, k, 0, 1e12, &r->max_scale);
        else if (sld_is(k, "ElseFilter") && !r->filter)
            r->is_else = true;
        else if (sld_is(k, "Filter") && !r->filter && !r->is_else)
            ok = sld_filter(p, k, &r->filter);
        else if (symbol_type(k) >= 0) {
            struct symbolizer *s = &symbols[r->n_symbolizers];
            ok = symbolizer(p, k, s);
            r->n_symbolizers++;
            r->in_legend = r->in_legend || s->type != SYMBOL_TEXT;
        } else
            ok = unknown(p, k);
        if (!ok)
            return false;
    }
    if (r->min_scale >= r->max_scale)
        return sld_error(p, n, ERR_INVALID, "MinScaleDenominator moet kleiner zijn dan MaxScaleDenominator");
    if (!r->title[0])
        r->title = r->name;
    return true;
}

static bool feature_type_style(struct sld *p, const xmlNode *n, struct feature_type_style *f)
{
    size_t most = 0;
    for (const xmlNode *k = sld_next(n->children); k; k = sld_next(k->next))
        most += sld_is(k, "Rule");
    if (!most || (p->n_rules += most) > STYLE_MAX_RULES)
        return sld_error(p, n, ERR_LIMIT, "een stijl moet 1 tot %d regels (Rule) hebben", STYLE_MAX_RULES);
    struct rule *rules = arena_array(p->a, most, sizeof *rules);
    if (!rules)
        return sld_memory(p);
    f->rules = rules;
    for (const xmlNode *k = sld_next(n->children); k; k = sld_next(k->next)) {
        if (sld_is(k, "Rule")) {
            if (!rule(p, k, &rules[f->n_rules]))
                return false;
            f->n_rules++;
        } else if (!sld_is(k, "Name") && !sld_is(k, "Title") && !sld_is(k, "Description") && !sld_is(k, "Abstract") &&
                   !sld_is(k, "FeatureTypeName") && !sld_is(k, "SemanticTypeIdentifier"))
            return unknown(p, k);
    }
    return true;
}

static bool user_style(struct sld *p, const xmlNode *n)
{
    size_t most = 0;
    for (const xmlNode *k = sld_next(n->children); k; k = sld_next(k->next))
        most += sld_is(k, "FeatureTypeStyle");
    if (!most)
        return sld_error(p, n, ERR_INVALID, "UserStyle heeft geen FeatureTypeStyle");
    struct feature_type_style *passes = arena_array(p->a, most, sizeof *passes);
    if (!passes)
        return sld_memory(p);
    p->style->passes = passes;
    for (const xmlNode *k = sld_next(n->children); k; k = sld_next(k->next)) {
        bool ok = true;
        if (sld_is(k, "FeatureTypeStyle")) {
            ok = feature_type_style(p, k, &passes[p->style->n_passes]);
            p->style->n_passes++;
        } else if (sld_is(k, "Title"))
            ok = name_of(p, k, &p->style->title);
        else if (sld_is(k, "Description"))
            ok = description(p, k, &p->style->title);
        else if (!sld_is(k, "Name") && !sld_is(k, "Abstract") && !sld_is(k, "IsDefault"))
            ok = unknown(p, k);
        if (!ok)
            return false;
    }
    return true;
}

static bool document(struct sld *p, const xmlNode *root)
{
    if (sld_is(root, "FeatureTypeStyle")) { /* an SE document by itself (SE 1.1 §8) */
        struct feature_type_style *pass = arena_alloc(p->a, sizeof *pass);
        if (!pass)
            return sld_memory(p);
        p->style->passes = pass;
        p->style->n_passes = 1;
        return feature_type_style(p, root, pass);
    }
    if (!sld_is(root, "StyledLayerDescriptor"))
        return sld_error(p, root, ERR_INVALID, "het eerste element is %.60s; verwacht: StyledLayerDescriptor",
                         (const char *)root->name);
    const xmlNode *style = NULL;
    for (const xmlNode *k = sld_next(root->children); k; k = sld_next(k->next)) {
        if (sld_is(k, "Name") || sld_is(k, "Title") || sld_is(k, "Description") || sld_is(k, "Abstract"))
            continue;
        if (!sld_is(k, "NamedLayer"))
            return unknown(p, k);
        for (const xmlNode *m = sld_next(k->children); m; m = sld_next(m->next)) {
            if (sld_is(m, "Name") || sld_is(m, "Description"))
                continue;
            if (!sld_is(m, "UserStyle"))
                return unknown(p, m);
            if (style)
                return sld_error(p, m, ERR_UNSUPPORTED, "een tweede UserStyle; een bestand bevat er één");
            style = m;
        }
    }
    if (!style)
        return sld_error(p, root, ERR_INVALID, "er is geen UserStyle in een NamedLayer");
    return user_style(p, style);
}

/* Depth is bounded before recursion over the tree; libxml2's own bound is 256. */
static bool depth_ok(struct sld *p, const xmlNode *root)
{
    const xmlNode *n = root;
    int depth = 0;
    while (n) {
        if (n->type == XML_ELEMENT_NODE && n->children) {
            if (++depth > STYLE_MAX_DEPTH)
                return sld_error(p, n, ERR_LIMIT, "elementen zijn dieper genest dan %d", STYLE_MAX_DEPTH);
            n = n->children;
            continue;
        }
        while (n && n != root && !n->next) {
            n = n->parent;
            depth--;
        }
        if (!n || n == root)
            break;
        n = n->next;
    }
    return true;
}

static bool fields(struct sld *p)
{
    const char **names = arena_array(p->a, STYLE_MAX_FIELDS, sizeof *names);
    size_t n = 0;
    if (!names)
        return sld_memory(p);
    for (const struct expr *e = p->properties; e; e = e->next_property) {
        size_t i = 0;
        while (i < n && strcmp(names[i], e->field) < 0)
            i++;
        if (i < n && !strcmp(names[i], e->field))
            continue;
        if (n == STYLE_MAX_FIELDS)
            return sld_error(p, NULL, ERR_LIMIT, "een stijl gebruikt ten hoogste %d kolommen", STYLE_MAX_FIELDS);
        memmove(names + i + 1, names + i, (n++ - i) * sizeof *names);
        names[i] = e->field;
    }
    for (struct expr *e = p->properties; e; e = e->next_property)
        while (strcmp(names[e->slot], e->field))
            e->slot++;
    p->style->fields = names;
    p->style->n_fields = n;
    return true;
}

static bool legend(struct sld *p)
{
    struct style *s = p->style;
    s->legend = arena_array(p->a, p->n_rules, sizeof *s->legend);
    if (!s->legend)
        return sld_memory(p);
    for (size_t i = 0; i < s->n_passes; i++)
        for (size_t j = 0; j < s->passes[i].n_rules; j++) {
            const struct rule *r = &s->passes[i].rules[j];
            bool seen = false; /* the same class at another scale, or in a second pass: once, as it was first */
            for (size_t k = 0; k < s->n_legend; k++)
                seen = seen || !strcmp(s->legend[k]->title, r->title);
            if (r->in_legend && r->title[0] && !seen)
                s->legend[s->n_legend++] = r;
        }
    return true;
}

bool style_parse(struct str xml, const char *name, struct arena *a, struct style **out, struct err *err)
{
    struct sld p = {.a = a, .name = name, .err = err, .style = arena_alloc(a, sizeof *p.style)};
    if (!p.style || !(p.style->id = arena_cstr(a, str_from(name))))
        return sld_memory(&p);
    p.style->title = "";
    if (xml.n > STYLE_MAX_BYTES)
        return sld_error(&p, NULL, ERR_LIMIT, "de stijl is groter dan %d bytes", STYLE_MAX_BYTES);
    if (!str_is_utf8(xml))
        return sld_error(&p, NULL, ERR_INVALID, "de stijl is geen UTF-8");
    if (str_find_str(xml, STR("<!DOCTYPE")) != SIZE_MAX || str_find_str(xml, STR("<!ENTITY")) != SIZE_MAX)
        return sld_error(&p, NULL, ERR_UNSUPPORTED, "een DOCTYPE is niet toegestaan in een stijl");
    xmlParserCtxt *ctxt = xmlNewParserCtxt();
    if (!ctxt)
        return sld_memory(&p);
    xmlDoc *doc = xmlCtxtReadMemory(ctxt, xml.p ? xml.p : "", (int)xml.n, NULL, "UTF-8",
                                    XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_BIG_LINES);
    const xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL;
    bool ok;
    if (!root) {
        char where[160], what[200];
        int n = snprintf(what, sizeof what, "%.190s", ctxt->lastError.message ? ctxt->lastError.message : "leeg");
        while (n > 0 && ((unsigned char)what[n - 1] <= ' ' || !str_is_utf8(str_from(what))))
            what[--n] = 0;
        snprintf(where, sizeof where, "%.140s:%d", name, ctxt->lastError.line > 0 ? ctxt->lastError.line : 1);
        ok = err_set(err, ERR_INVALID, where, "de stijl is geen welgevormde XML: %s", what);
    } else
        ok = depth_ok(&p, root) && document(&p, root) && fields(&p) && legend(&p);
    xmlFreeDoc(doc);
    xmlFreeParserCtxt(ctxt);
    if (!ok)
        return false;
    if (!p.style->title[0])
        p.style->title = p.style->id;
    *out = p.style;
    return true;
}
