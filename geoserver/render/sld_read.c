/* What all parts of the SLD parser read with: elements, values, notes and errors. */
#include "geoserver/render/sld_priv.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int line_of(const xmlNode *at)
{
    long line = at ? xmlGetLineNo((xmlNode *)at) : 0;
    return line > 0 ? (int)line : 1;
}

/* A name from the document is cut anywhere: keep the message UTF-8. */
static void whole_signs(char *what)
{
    for (size_t n = strlen(what); n > 0 && !str_is_utf8(str_from(what));)
        what[--n] = 0;
}

bool sld_error(struct sld *p, const xmlNode *at, enum err_code code, const char *fmt, ...)
{
    char where[176], what[500];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(what, sizeof what, fmt, ap);
    va_end(ap);
    whole_signs(what);
    snprintf(where, sizeof where, "%.140s:%d", p->name, line_of(at));
    return err_set(p->err, code, where, "%s", what);
}

bool sld_memory(struct sld *p)
{
    return err_set(p->err, ERR_MEMORY, p->name, "te weinig geheugen voor de stijl");
}

/* "VendorOption sortBy", "Function buffer", "PointSymbolizer". */
static const char *element_name(struct sld *p, const xmlNode *at)
{
    char attr[64];
    const char *name = sld_attr(at, "name", attr, sizeof attr);
    char *full = name && name[0] ? arena_printf(p->a, "%.60s %s", (const char *)at->name, name)
                                 : arena_printf(p->a, "%.60s", (const char *)at->name);
    if (full)
        whole_signs(full);
    return full;
}

bool sld_note(struct sld *p, const xmlNode *at, const char *fmt, ...)
{
    char what[300];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(what, sizeof what, fmt, ap);
    va_end(ap);
    whole_signs(what);
    p->noted++;
    if (p->n_notes > STYLE_MAX_NOTES)
        return true;
    if (!p->notes && !(p->notes = arena_array(p->a, STYLE_MAX_NOTES + 1, sizeof *p->notes)))
        return sld_memory(p);
    int line = line_of(at);
    if (p->n_notes == STYLE_MAX_NOTES) {
        p->notes[p->n_notes++] = (struct style_note){line, "", "Hierna is er nog meer dat niet wordt ondersteund."};
        return true;
    }
    for (size_t i = 0; i < p->n_notes; i++) /* a rule that became several is read several times */
        if (p->notes[i].line == line && !strcmp(p->notes[i].instead, what))
            return true;
    struct style_note note = {line, element_name(p, at), arena_cstr(p->a, str_from(what))};
    if (!note.element || !note.instead)
        return sld_memory(p);
    p->notes[p->n_notes++] = note;
    return true;
}

bool sld_unknown(struct sld *p, const xmlNode *n)
{
    return sld_note(p, n, "Wordt overgeslagen.");
}

static bool ours(const xmlNode *n)
{
    static const char *const uris[] = {"http://www.opengis.net/sld",     "http://www.opengis.net/se",
                                       "http://www.opengis.net/ogc",     "http://www.opengis.net/gml",
                                       "http://www.opengis.net/fes/2.0", "http://www.opengis.net/gml/3.2"};
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

const xmlNode *sld_first(const xmlNode *n)
{
    return sld_next(n->children);
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

const char *sld_parameter(const xmlNode *n, char *out, size_t out_size)
{
    return sld_is(n, "SvgParameter") || sld_is(n, "CssParameter") ? sld_attr(n, "name", out, out_size) : NULL;
}

const char *sld_option(const xmlNode *n, char *out, size_t out_size)
{
    return sld_is(n, "VendorOption") ? sld_attr(n, "name", out, out_size) : NULL;
}

bool sld_text_as_is(struct sld *p, const xmlNode *n, struct str *out)
{
    char *copy = NULL;
    size_t length = 0;
    for (int fill = 0; fill < 2; fill++) {
        length = 0;
        for (const xmlNode *k = n->children; k; k = k->next) {
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
    *out = (struct str){copy, length};
    return true;
}

static bool plain_text(struct sld *p, const xmlNode *n, struct str *out)
{
    struct str s;
    if (!sld_text_as_is(p, n, &s))
        return false;
    *out = str_trim(s);
    ((char *)out->p)[out->n] = 0; /* our own copy */
    return true;
}

/* The case that this switch has now; a new one begins at its first. */
static bool switched(struct sld *p, const xmlNode *n, struct str *out)
{
    for (size_t i = 0; i < p->n_switches; i++) {
        const struct sld_switch *s = &p->switches[i];
        if (s->at == n) {
            *out = s->cases[s->with ? s->with->now : s->now].value;
            return true;
        }
    }
    *out = (struct str){0};
    if (p->n_switches == SLD_MAX_SWITCHES)
        return sld_note(p, n, "Een regel heeft ten hoogste %d van zulke functies; hier geldt de standaardwaarde.",
                        SLD_MAX_SWITCHES);
    struct sld_switch *s = &p->switches[p->n_switches];
    *s = (struct sld_switch){.at = n};
    if (!sld_switch_read(p, n, s))
        return false;
    if (!s->n_cases)
        return true; /* noted */
    p->n_switches++;
    *out = s->cases[0].value;
    return true;
}

static bool constant(struct sld *p, const xmlNode *n, struct str *out)
{
    const struct expr *e = NULL;
    *out = (struct str){0};
    if (sld_is_switch(n))
        return switched(p, n, out);
    size_t before = p->noted;
    if (!sld_expr(p, n, &e))
        return false;
    if (!sld_expr_is_constant(e))
        return p->noted > before || sld_note(p, n, "Moet een vaste waarde zijn; nu geldt de standaardwaarde.");
    struct expr_room room = {.used = 0};
    struct read_value v = expr_value(e, NULL, &room);
    char number[40];
    if (v.type == READ_NULL)
        return true;
    if (!v.text.p) {
        snprintf(number, sizeof number, "%.15g", v.number);
        v.text = str_from(number);
    }
    char *copy = arena_cstr(p->a, v.text);
    if (!copy)
        return sld_memory(p);
    *out = str_trim(str_from(copy));
    return true;
}

bool sld_text(struct sld *p, const xmlNode *n, struct str *out)
{
    const xmlNode *k = sld_first(n);
    if (!k)
        return plain_text(p, n, out);
    if (sld_is(k, "Literal") && !sld_next(k->next)) /* <CssParameter><Literal>…: the same as the bare value */
        return plain_text(p, k, out);
    if (sld_next(k->next)) {
        *out = (struct str){0};
        return sld_note(p, n, "Een vaste waarde met meer dan één uitdrukking: nu geldt de standaardwaarde.");
    }
    return constant(p, k, out);
}

static bool refuse_number(struct sld *p, const xmlNode *n, struct str s, double min, double max)
{
    char attr[64];
    const char *name = sld_attr(n, "name", attr, sizeof attr);
    return sld_error(p, n, ERR_INVALID, "%s is \"%.*s\"; verwacht: een getal van %g tot en met %g",
                     name ? name : (const char *)n->name, s.n > 40 ? 40 : STR_ARG(s), min, max);
}

static bool number_text(struct sld *p, const xmlNode *n, struct str s, double min, double max, double *out)
{
    double v;
    if (!s.p)
        return true;
    if (str_ends(s, STR("px")))
        s = str_trim(str_sub(s, 0, s.n - 2));
    if (!str_to_double(s, &v) || v < min || v > max)
        return refuse_number(p, n, s, min, max);
    *out = v;
    return true;
}

bool sld_number(struct sld *p, const xmlNode *n, double min, double max, double *out)
{
    struct str s;
    return sld_text(p, n, &s) && number_text(p, n, s, min, max, out);
}

bool sld_length(struct sld *p, const xmlNode *n, double min, double max, double *out)
{
    double v = NAN, more = p->in_metres ? 100 : 1; /* symbolizer_at bounds what becomes of metres */
    if (!sld_number(p, n, min, max * more, &v))
        return false;
    if (!isnan(v))
        *out = v * p->unit;
    return true;
}

bool sld_number_or_expr(struct sld *p, const xmlNode *n, double min, double max, double *out, const struct expr **expr)
{
    const xmlNode *k = sld_first(n);
    const struct expr *e = NULL;
    if (!k || sld_next(k->next) || sld_is(k, "Literal"))
        return sld_length(p, n, min, max, out);
    size_t before = p->noted;
    if (!sld_expr(p, k, &e))
        return false;
    if (sld_expr_is_constant(e))
        return sld_length(p, n, min, max, out);
    if (p->unit != 1)
        return sld_note(p, n, "Een uitdrukking in voet wordt niet ondersteund; nu geldt de standaardwaarde.");
    if (p->noted == before) /* an expression with a part that isn't supported would give anything */
        *expr = e;
    return true;
}

bool sld_colour_text(struct str s, uint32_t *out)
{
    uint32_t v = 0;
    if (s.n != 7 || s.p[0] != '#')
        return false;
    for (size_t i = 1; i < 7; i++) {
        char c = s.p[i];
        int d = c >= '0' && c <= '9'   ? c - '0'
                : c >= 'a' && c <= 'f' ? c - 'a' + 10
                : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                       : -1;
        if (d < 0)
            return false;
        v = v << 4 | (uint32_t)d;
    }
    *out = v;
    return true;
}

bool sld_colour(struct sld *p, const xmlNode *n, uint32_t *out)
{
    struct str s;
    if (!sld_text(p, n, &s))
        return false;
    if (s.p && !sld_colour_text(s, out))
        return sld_error(p, n, ERR_INVALID, "\"%.*s\" is geen kleur; verwacht: #RRGGBB", s.n > 40 ? 40 : STR_ARG(s));
    return true;
}

bool sld_bool(struct sld *p, const xmlNode *n, bool *out)
{
    static const char *const names[] = {"true", "yes", "1", "on", "false", "no", "0", "off"};
    int pick;
    if (!sld_choice(p, n, names, 8, &pick))
        return false;
    if (pick >= 0)
        *out = pick < 4;
    return pick >= 0 || sld_note(p, n, "Moet true of false zijn; de waarde wordt overgeslagen.");
}

bool sld_choice(struct sld *p, const xmlNode *n, const char *const *names, size_t count, int *out)
{
    struct str s;
    *out = -1;
    if (!sld_text(p, n, &s))
        return false;
    for (size_t i = 0; s.p && i < count; i++)
        if (str_eq_nocase(s, str_from(names[i]))) {
            *out = (int)i;
            break;
        }
    return true;
}

bool sld_pair(struct sld *p, const xmlNode *n, const char *x_name, const char *y_name, bool length, double limit,
              double *x, double *y)
{
    bool (*read)(struct sld *, const xmlNode *, double, double, double *) = length ? sld_length : sld_number;
    for (const xmlNode *k = sld_first(n); k; k = sld_next(k->next)) {
        bool ok = sld_is(k, x_name)   ? read(p, k, -limit, limit, x)
                  : sld_is(k, y_name) ? read(p, k, -limit, limit, y)
                                      : sld_unknown(p, k);
        if (!ok)
            return false;
    }
    return true;
}

bool sld_name(struct sld *p, const xmlNode *n, const char **out)
{
    struct str s;
    if (!plain_text(p, n, &s))
        return false;
    if (s.n > 200)
        return sld_error(p, n, ERR_LIMIT, "%s is langer dan 200 tekens", (const char *)n->name);
    *out = s.p;
    return true;
}
