/* SLD 1.0 (OGC 02-070) and SE 1.1 (OGC 05-077r4) documents to the model of style_priv.h: the document, its rules, and
 * what is made of all of them (columns, legend). */
#include "geoserver/render/sld_priv.h"

#include "geo/crs.h"

#include <libxml/parser.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static int symbol_type(const xmlNode *n)
{
    return sld_is(n, "PolygonSymbolizer")  ? SYMBOL_POLYGON
           : sld_is(n, "LineSymbolizer")   ? SYMBOL_LINE
           : sld_is(n, "PointSymbolizer")  ? SYMBOL_POINT
           : sld_is(n, "TextSymbolizer")   ? SYMBOL_TEXT
           : sld_is(n, "RasterSymbolizer") ? SYMBOL_RASTER
                                           : -1;
}

static bool description(struct sld *p, const xmlNode *n, const char **title)
{
    for (const xmlNode *k = sld_first(n); k; k = sld_next(k->next)) {
        bool ok = sld_is(k, "Title") ? sld_name(p, k, title) : sld_is(k, "Abstract") || sld_unknown(p, k);
        if (!ok)
            return false;
    }
    return true;
}

/* ---- rules ---- */

/* QGIS writes a filter that it can't export as a comment, and the rule then takes everything; of ELSE we know what was
 * meant. */
static bool lost_filter(struct sld *p, const xmlNode *n, struct rule *r)
{
    for (const xmlNode *k = n->children; k; k = k->next) {
        const char *was =
            k->type == XML_COMMENT_NODE && k->content ? strstr((const char *)k->content, "Expression was:") : NULL;
        if (!was)
            continue;
        if (str_eq_nocase(str_trim(str_from(was + 15)), STR("ELSE")))
            r->is_else = true;
        else if (!sld_note(p, n, "QGIS kon de voorwaarde van deze regel niet als SLD schrijven: zij geldt voor alles."))
            return false;
    }
    return true;
}

static bool rule_part(struct sld *p, const xmlNode *k, struct rule *r, struct symbolizer *symbols)
{
    if (sld_is(k, "Name"))
        return sld_name(p, k, &r->name);
    if (sld_is(k, "Title"))
        return sld_name(p, k, &r->title);
    if (sld_is(k, "Description"))
        return description(p, k, &r->title);
    if (sld_is(k, "Abstract") || sld_is(k, "LegendGraphic"))
        return sld_is(k, "Abstract") || sld_note(p, k, "De legenda laat het symbool zelf zien.");
    if (sld_is(k, "MinScaleDenominator"))
        return sld_number(p, k, 0, 1e12, &r->min_scale);
    if (sld_is(k, "MaxScaleDenominator"))
        return sld_number(p, k, 0, 1e12, &r->max_scale);
    if (sld_is(k, "ElseFilter") && !r->filter) {
        r->is_else = true;
        return true;
    }
    if (sld_is(k, "Filter") && !r->filter && !r->is_else) {
        p->needs_box = false;
        bool ok = sld_filter(p, k, &r->filter);
        r->needs_box = p->needs_box;
        return ok;
    }
    if (symbol_type(k) < 0)
        return sld_unknown(p, k);
    struct symbolizer *s = &symbols[r->n_symbolizers];
    bool skip = false;
    s->type = symbol_type(k);
    if (!sld_symbol(p, k, s, &skip))
        return false;
    if (skip) {
        *s = (struct symbolizer){0};
        return true;
    }
    r->n_symbolizers++;
    r->in_legend = r->in_legend || s->type != SYMBOL_TEXT;
    return true;
}

static bool rule_read(struct sld *p, const xmlNode *n, struct rule *r)
{
    size_t most = 0;
    for (const xmlNode *k = sld_first(n); k; k = sld_next(k->next))
        most += symbol_type(k) >= 0;
    if (most > STYLE_MAX_SYMBOLIZERS)
        return sld_error(p, n, ERR_LIMIT, "een regel heeft ten hoogste %d symbolen", STYLE_MAX_SYMBOLIZERS);
    struct symbolizer *symbols = arena_array(p->a, most, sizeof *symbols);
    if (!symbols)
        return sld_memory(p);
    *r = (struct rule){.name = "", .title = "", .max_scale = INFINITY, .symbolizers = symbols};
    for (const xmlNode *k = sld_first(n); k; k = sld_next(k->next))
        if (!rule_part(p, k, r, symbols))
            return false;
    if (!r->filter && !r->is_else && !lost_filter(p, n, r))
        return false;
    if (r->min_scale >= r->max_scale)
        return sld_error(p, n, ERR_INVALID, "MinScaleDenominator moet kleiner zijn dan MaxScaleDenominator");
    if (!r->title[0]) /* QGIS: only a single symbol has no title; its name says "Single symbol", the layer's says more
                       */
        r->title = p->qgis ? p->style->title : r->name;
    if (r->filter && r->filter->op == FILTER_NEVER)
        r->in_legend = false;
    return true;
}

/* Adds to the rule what the switches say in this case: their conditions, and the title of the class. */
static bool as_case(struct sld *p, struct rule *r)
{
    const char *title = NULL;
    bool shown = true;
    for (size_t i = 0; i < p->n_switches; i++) {
        const struct sld_switch *s = &p->switches[i];
        if (s->with)
            continue;
        const struct sld_case *c = &s->cases[s->now];
        if (r->filter ? !sld_both(p, r->filter, c->when, &r->filter) : (r->filter = c->when, false))
            return false;
        shown = shown && c->title;
        if (c->title && !(title = title ? arena_printf(p->a, "%s, %s", title, c->title) : c->title))
            return sld_memory(p);
    }
    r->in_legend = r->in_legend && shown && title;
    if (title && !(r->title = r->title[0] ? arena_printf(p->a, "%s: %s", r->title, title) : title))
        return sld_memory(p);
    return true;
}

/* The next combination of cases; false: that was the last. */
static bool next_case(struct sld *p)
{
    for (size_t i = p->n_switches; i-- > 0;) {
        struct sld_switch *s = &p->switches[i];
        if (s->with)
            continue;
        if (++s->now < s->n_cases)
            return true;
        s->now = 0;
    }
    return false;
}

struct rules {
    struct rule *items;
    size_t n, cap;
};

static bool rule_add(struct sld *p, const xmlNode *n, struct rules *to, const struct rule *r)
{
    if (++p->n_rules > STYLE_MAX_RULES)
        return sld_error(p, n, ERR_LIMIT, "een stijl mag ten hoogste %d regels (Rule) hebben, klassen meegeteld",
                         STYLE_MAX_RULES);
    if (to->n == to->cap) {
        size_t cap = to->cap ? 2 * to->cap : 16;
        struct rule *more = arena_grow(p->a, to->items, to->cap * sizeof *more, cap * sizeof *more);
        if (!more)
            return sld_memory(p);
        to->items = more;
        to->cap = cap;
    }
    to->items[to->n++] = *r;
    return true;
}

/* A rule, or as many as its Categorize, Recode and Interpolate have cases. */
static bool rule(struct sld *p, const xmlNode *n, struct rules *to)
{
    struct rule r;
    p->n_switches = 0;
    if (!rule_read(p, n, &r))
        return false;
    if (!p->n_switches)
        return rule_add(p, n, to, &r);
    for (bool more = true; more; more = next_case(p))
        if (!rule_read(p, n, &r) || !as_case(p, &r) || !rule_add(p, n, to, &r))
            return false;
    return true;
}

/* ---- passes ---- */

/* "multiply, 0.5": how the pass is laid over what is below it. */
static bool composite(struct sld *p, const xmlNode *n, struct feature_type_style *f)
{
    struct str s, piece;
    if (!sld_text(p, n, &s))
        return false;
    while (str_next(&s, ',', &piece)) {
        double v;
        piece = str_trim(piece);
        if (str_to_double(piece, &v) && v >= 0 && v <= 1)
            f->opacity = v;
        else if (piece.n && !str_eq_c(piece, "source-over") &&
                 !sld_note(p, n, "Deze menging wordt niet ondersteund; er wordt gewoon overheen getekend."))
            return false;
    }
    return true;
}

static bool pass_option(struct sld *p, const xmlNode *n, const char *name, struct feature_type_style *f)
{
    struct str s;
    if (!strcmp(name, "composite"))
        return composite(p, n, f);
    if (!strcmp(name, "opacity"))
        return sld_number(p, n, 0, 1, &f->opacity);
    if (!strcmp(name, "ruleEvaluation")) {
        if (!sld_text(p, n, &s))
            return false;
        f->first_only = str_eq_nocase(s, STR("first"));
        return f->first_only || str_eq_nocase(s, STR("all")) || sld_unknown(p, n);
    }
    return sld_unknown(p, n);
}

static bool feature_type_style(struct sld *p, const xmlNode *n, struct feature_type_style *f)
{
    struct rules rules = {0};
    *f = (struct feature_type_style){.opacity = 1};
    for (const xmlNode *k = sld_first(n); k; k = sld_next(k->next)) {
        char attr[64];
        const char *option = sld_option(k, attr, sizeof attr);
        bool ok = sld_is(k, "Rule") ? rule(p, k, &rules)
                  : option          ? pass_option(p, k, option, f)
                  : sld_is(k, "Transformation")
                      ? sld_note(p, k, "De gegevens worden getekend zoals ze zijn, zonder deze bewerking.")
                      : sld_is(k, "Name") || sld_is(k, "Title") || sld_is(k, "Description") || sld_is(k, "Abstract") ||
                            sld_is(k, "FeatureTypeName") || sld_is(k, "SemanticTypeIdentifier") || sld_unknown(p, k);
        if (!ok)
            return false;
    }
    if (!rules.n)
        return sld_error(p, n, ERR_INVALID, "FeatureTypeStyle heeft geen Rule");
    f->rules = rules.items;
    f->n_rules = rules.n;
    return true;
}

static bool user_style(struct sld *p, const xmlNode *n)
{
    size_t most = 0;
    for (const xmlNode *k = sld_first(n); k; k = sld_next(k->next))
        most += sld_is(k, "FeatureTypeStyle");
    if (!most)
        return sld_error(p, n, ERR_INVALID, "UserStyle heeft geen FeatureTypeStyle");
    struct feature_type_style *passes = arena_array(p->a, most, sizeof *passes);
    if (!passes)
        return sld_memory(p);
    p->style->passes = passes;
    for (const xmlNode *k = sld_first(n); p->qgis && k; k = sld_next(k->next))
        if (sld_is(k, "Name") && !sld_name(p, k, &p->style->title))
            return false;
    for (const xmlNode *k = sld_first(n); k; k = sld_next(k->next)) {
        bool ok = true;
        if (sld_is(k, "FeatureTypeStyle")) {
            ok = feature_type_style(p, k, &passes[p->style->n_passes]);
            p->style->n_passes++;
        } else if (sld_is(k, "Title"))
            ok = sld_name(p, k, &p->style->title);
        else if (sld_is(k, "Description"))
            ok = description(p, k, &p->style->title);
        else if (!sld_is(k, "Name") && !sld_is(k, "Abstract") && !sld_is(k, "IsDefault"))
            ok = sld_is(k, "CoverageStyle")
                     ? sld_note(p, k, "Wordt overgeslagen; zet de regels in een FeatureTypeStyle.")
                     : sld_unknown(p, k);
        if (!ok)
            return false;
    }
    return true;
}

static struct str child_text(const xmlNode *n, const char *name)
{
    for (const xmlNode *k = sld_first(n); k; k = sld_next(k->next))
        if (sld_is(k, name) && k->children && k->children->content)
            return str_trim(str_from((const char *)k->children->content));
    return (struct str){0};
}

/* QGIS writes SE 1.1 with a schemaLocation, and gives layer and style the layer's name and no more. */
static bool is_of_qgis(const xmlNode *root, const xmlNode *style)
{
    char version[16], where[300];
    const char *v = sld_attr(root, "version", version, sizeof version);
    const char *schema = sld_attr(root, "schemaLocation", where, sizeof where);
    struct str name = child_text(style, "Name");
    if (!v || strcmp(v, "1.1.0") || !schema || !name.n || !str_eq(name, child_text(style->parent, "Name")))
        return false;
    for (const xmlNode *k = sld_first(style); k; k = sld_next(k->next))
        if (!sld_is(k, "Name") && !sld_is(k, "FeatureTypeStyle"))
            return false;
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
    for (const xmlNode *k = sld_first(root); k; k = sld_next(k->next)) {
        if (sld_is(k, "Name") || sld_is(k, "Title") || sld_is(k, "Description") || sld_is(k, "Abstract"))
            continue;
        if (!sld_is(k, "NamedLayer")) {
            if (!sld_unknown(p, k))
                return false;
            continue;
        }
        for (const xmlNode *m = sld_first(k); m; m = sld_next(m->next)) {
            if (sld_is(m, "Name") || sld_is(m, "Description"))
                continue;
            if (!sld_is(m, "UserStyle") || style) {
                if (!sld_note(p, m,
                              style ? "Alleen de eerste UserStyle van het bestand geldt." : "Wordt overgeslagen."))
                    return false;
                continue;
            }
            style = m;
        }
    }
    if (!style)
        return sld_error(p, root, ERR_INVALID, "er is geen UserStyle in een NamedLayer");
    p->qgis = is_of_qgis(root, style);
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
    s->legend = arena_array(p->a, p->n_rules, sizeof(const struct rule *));
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

/* By line, and as they came within one. */
static void notes_sort(struct style_note *notes, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        struct style_note k = notes[i];
        size_t at = i;
        for (; at > 0 && notes[at - 1].line > k.line; at--)
            notes[at] = notes[at - 1];
        notes[at] = k;
    }
}

static bool parsed(struct sld *p, const xmlNode *root)
{
    if (!depth_ok(p, root) || !document(p, root) || !fields(p) || !legend(p))
        return false;
    if (p->n_notes <= STYLE_MAX_NOTES)
        notes_sort(p->notes, p->n_notes);
    p->style->notes = p->notes;
    p->style->n_notes = p->n_notes;
    return true;
}

static bool not_xml(struct sld *p, const xmlParserCtxt *ctxt)
{
    char where[160], what[200];
    int n = snprintf(what, sizeof what, "%.190s", ctxt->lastError.message ? ctxt->lastError.message : "leeg");
    while (n > 0 && ((unsigned char)what[n - 1] <= ' ' || !str_is_utf8(str_from(what))))
        what[--n] = 0;
    snprintf(where, sizeof where, "%.140s:%d", p->name, ctxt->lastError.line > 0 ? ctxt->lastError.line : 1);
    return err_set(p->err, ERR_INVALID, where, "de stijl is geen welgevormde XML: %s", what);
}

bool style_parse_in(struct str xml, const char *name, const char *dir, struct arena *a, struct style **out,
                    struct err *err)
{
    struct err own = {0};
    struct sld p = {.a = a, .name = name, .dir = dir, .unit = 1, .err = err ? err : &own};
    p.style = arena_alloc(a, sizeof *p.style);
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
    bool ok = root ? parsed(&p, root) : not_xml(&p, ctxt);
    xmlFreeDoc(doc);
    xmlFreeParserCtxt(ctxt);
    crs_context_free(p.crs);
    if (!ok)
        return false;
    if (!p.style->title[0])
        p.style->title = p.style->id;
    *out = p.style;
    return true;
}

bool style_parse(struct str xml, const char *name, struct arena *a, struct style **out, struct err *err)
{
    return style_parse_in(xml, name, NULL, a, out, err);
}
