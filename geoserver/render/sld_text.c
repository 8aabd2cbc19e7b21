/* Labels: SE 1.1 §11.4 and GeoServer's vendor options. */
#include "geoserver/render/sld_priv.h"

#include <string.h>

/* QGIS writes "Placeholder" for an expression that it can't export, with a comment. */
static bool is_placeholder(const xmlNode *label)
{
    for (const xmlNode *k = label->children; k; k = k->next)
        if (k->type == XML_COMMENT_NODE && k->content && strstr((const char *)k->content, "not implemented yet"))
            return true;
    return false;
}

static bool label(struct sld *p, const xmlNode *n, struct text_style *t)
{
    size_t most = 0;
    for (const xmlNode *k = n->children; k; k = k->next)
        most++;
    const struct expr **parts = arena_array(p->a, most ? most : 1, sizeof *parts);
    if (!parts)
        return sld_memory(p);
    t->label = parts;
    if (is_placeholder(n)) {
        if (!sld_expr_literal(p, STR(""), &parts[0]))
            return false;
        t->n_label = 1;
        return sld_note(p, n, "QGIS kon deze uitdrukking niet als SLD schrijven: er komt geen opschrift.");
    }
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
    return t->n_label > 0 || sld_error(p, n, ERR_INVALID, "Label is leeg; verwacht: PropertyName of tekst");
}

static bool font_parameter(struct sld *p, const xmlNode *k, const char *name, struct text_style *t)
{
    static const char *const styles[] = {"normal", "italic", "oblique"};
    static const char *const weights[] = {"normal", "400", "bold", "700", "semibold", "600", "demibold"};
    struct str s;
    int pick = 0;
    if (!strcmp(name, "font-family")) {
        if (!sld_text(p, k, &s))
            return false;
        if (!s.p)
            return true;
        if (!s.n || s.n > 80)
            return sld_error(p, k, ERR_INVALID, "font-family moet een naam van 1 tot 80 tekens zijn");
        return (t->family = arena_cstr(p->a, s)) != NULL || sld_memory(p);
    }
    if (!strcmp(name, "font-size"))
        return sld_length(p, k, p->in_metres ? 0.001 : 1, 200, &t->size_px);
    if (!strcmp(name, "font-style")) {
        if (!sld_choice(p, k, styles, 3, &pick))
            return false;
        t->italic = pick > 0;
        return pick >= 0 || sld_note(p, k, "Onbekende stijl; het wordt normal.");
    }
    if (!strcmp(name, "font-weight")) {
        if (!sld_choice(p, k, weights, 7, &pick))
            return false;
        t->bold = pick == 2 || pick == 3;
        t->semibold = pick >= 4;
        return pick >= 0 || sld_note(p, k, "Onbekend gewicht; het wordt normal.");
    }
    return sld_unknown(p, k);
}

static bool font(struct sld *p, const xmlNode *n, struct text_style *t)
{
    bool family = false;
    for (const xmlNode *k = sld_first(n); k; k = sld_next(k->next)) {
        char attr[64];
        const char *name = sld_parameter(k, attr, sizeof attr);
        bool is_family = name && !strcmp(name, "font-family");
        if (is_family && family) /* GeoServer: the next ones are for when the first isn't installed */
            continue;
        family = family || is_family;
        if (name ? !font_parameter(p, k, name, t) : !sld_unknown(p, k))
            return false;
    }
    return true;
}

static bool halo(struct sld *p, const xmlNode *n, struct text_style *t)
{
    t->halo_px = p->unit;
    t->halo_rgb = 0xffffff;
    t->halo_opacity = 1;
    for (const xmlNode *k = sld_first(n); k; k = sld_next(k->next)) {
        struct fill f = {.rgb = 0xffffff, .opacity = 1};
        if (sld_is(k, "Radius")) {
            if (!sld_length(p, k, 0, 50, &t->halo_px))
                return false;
        } else if (sld_is(k, "Fill")) {
            if (!sld_plain_fill(p, k, &f))
                return false;
            t->halo_rgb = f.rgb;
            t->halo_opacity = f.opacity;
        } else if (!sld_unknown(p, k))
            return false;
    }
    return true;
}

static bool point_placement(struct sld *p, const xmlNode *n, struct text_style *t)
{
    t->anchor_x = 0; /* SLD 1.0 §11.4.4: without an AnchorPoint, the left middle */
    t->anchor_y = 0.5;
    for (const xmlNode *k = sld_first(n); k; k = sld_next(k->next)) {
        double turn = 0;
        const struct expr *expr = NULL;
        bool ok = true;
        if (sld_is(k, "AnchorPoint"))
            ok = sld_pair(p, k, "AnchorPointX", "AnchorPointY", false, 10, &t->anchor_x, &t->anchor_y);
        else if (sld_is(k, "Displacement"))
            ok = sld_pair(p, k, "DisplacementX", "DisplacementY", true, 1000, &t->dx_px, &t->dy_px);
        else if (sld_is(k, "Rotation")) {
            ok = sld_number_or_expr(p, k, -3600, 3600, &turn, &expr);
            if (ok && (turn != 0 || expr))
                ok = sld_note(p, k, "Een opschrift bij een punt staat altijd rechtop.");
        } else
            ok = sld_unknown(p, k);
        if (!ok)
            return false;
    }
    return true;
}

/* SE 1.1 §11.4.5; QGIS writes Repeat for IsRepeated. */
static bool line_placement(struct sld *p, const xmlNode *n, struct text_style *t)
{
    bool repeated = false, aligned = true;
    double gap = 0, first = 0;
    t->on_line = true;
    for (const xmlNode *k = sld_first(n); k; k = sld_next(k->next)) {
        bool generalize = false, ok = true;
        if (sld_is(k, "PerpendicularOffset"))
            ok = sld_length(p, k, -1000, 1000, &t->offset_px);
        else if (sld_is(k, "IsRepeated") || sld_is(k, "Repeat"))
            ok = sld_bool(p, k, &repeated);
        else if (sld_is(k, "Gap"))
            ok = sld_length(p, k, 0, 10000, &gap);
        else if (sld_is(k, "InitialGap")) {
            ok = sld_length(p, k, 0, 10000, &first);
            if (ok && first > 0)
                ok = sld_note(p, k, "De plaats van het eerste opschrift langs de lijn kiest het programma zelf.");
        } else if (sld_is(k, "IsAligned"))
            ok = sld_bool(p, k, &aligned);
        else if (sld_is(k, "GeneralizeLine")) {
            ok = sld_bool(p, k, &generalize);
            if (ok && generalize)
                ok = sld_note(p, k, "De lijn wordt gevolgd zoals zij getekend wordt.");
        } else
            ok = sld_unknown(p, k);
        if (!ok)
            return false;
    }
    if (repeated)
        t->repeat_px = gap > 0 ? gap : 200 * p->unit;
    return aligned || sld_note(p, n, "Een opschrift langs een lijn ligt altijd in de richting van de lijn.");
}

static bool placement(struct sld *p, const xmlNode *n, struct text_style *t)
{
    const xmlNode *k = sld_first(n);
    if (k && sld_is(k, "PointPlacement") && !sld_next(k->next))
        return point_placement(p, k, t);
    if (k && sld_is(k, "LinePlacement") && !sld_next(k->next))
        return line_placement(p, k, t);
    return sld_error(p, n, ERR_INVALID, "LabelPlacement moet een PointPlacement of een LinePlacement bevatten");
}

/* Options of which only the value that is how we always do it is right. */
static bool fixed_option(struct sld *p, const xmlNode *n, const char *name, bool *known)
{
    static const struct {
        const char *name, *value, *instead;
    } fixed[] = {
        {"conflictResolution", "true", "Opschriften overlappen elkaar nooit."},
        {"partials", "true", "Opschriften lopen altijd door over de rand van een beeld."},
        {"labelAllGroup", "false", "Van een groep lijnen krijgt de langste een opschrift."},
        {"forceLeftToRight", "true", "Opschriften staan altijd leesbaar, van links naar rechts."},
        {"polygonAlign", "none", "Opschriften in een vlak staan rechtop."},
        {"allowOverruns", "false", "Een opschrift steekt nooit buiten zijn lijn uit."},
        {"removeOverlaps", "false", "Lijnen worden voor hun opschrift niet samengevoegd."},
        {"underlineText", "false", "De tekst wordt niet onderstreept."},
        {"strikethroughText", "false", "De tekst wordt niet doorgestreept."},
        {"charSpacing", "0", "De letters staan op hun gewone afstand."},
        {"wordSpacing", "0", "De woorden staan op hun gewone afstand."},
    };
    struct str s;
    *known = false;
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++) {
        if (strcmp(name, fixed[i].name))
            continue;
        *known = true;
        if (!sld_text(p, n, &s))
            return false;
        return str_eq_nocase(s, str_from(fixed[i].value)) || (!strcmp(name, "polygonAlign") && str_eq_c(s, "manual")) ||
               sld_note(p, n, "%s", fixed[i].instead);
    }
    return true;
}

static bool vendor_option(struct sld *p, const xmlNode *n, const char *name, struct text_style *t)
{
    static const struct {
        const char *name;
        double min, max;
        size_t at;
    } lengths[] = {{"autoWrap", 0, 1000, offsetof(struct text_style, wrap_px)},
                   {"repeat", 0, 100000, offsetof(struct text_style, repeat_px)},
                   {"maxDisplacement", 0, 1000, offsetof(struct text_style, max_shift_px)},
                   {"minGroupDistance", 0, 100000, offsetof(struct text_style, same_px)}};
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
        if (!strcmp(name, lengths[i].name))
            return sld_length(p, n, lengths[i].min, lengths[i].max, (double *)((char *)t + lengths[i].at));
    if (!strcmp(name, "spaceAround")) {
        if (!sld_length(p, n, -1000, 1000, &t->space_px))
            return false;
        if (t->space_px >= 0)
            return true;
        t->space_px = 0;
        return sld_note(p, n, "Opschriften overlappen elkaar nooit; de ruimte wordt 0.");
    }
    if (!strcmp(name, "followLine"))
        return sld_bool(p, n, &t->follow_line);
    if (!strcmp(name, "group"))
        return sld_bool(p, n, &t->group);
    if (!strcmp(name, "maxAngleDelta"))
        return sld_number(p, n, 0, 360, &t->max_angle_deg);
    if (!strcmp(name, "goodnessOfFit"))
        return sld_number(p, n, 0, 1, &t->goodness);
    bool known;
    return fixed_option(p, n, name, &known) && (known || sld_unknown(p, n));
}

static bool part(struct sld *p, const xmlNode *k, struct text_style *t)
{
    char attr[64];
    const char *option = sld_option(k, attr, sizeof attr);
    struct fill f = {0};
    if (option)
        return vendor_option(p, k, option, t);
    if (sld_is(k, "Label") && !t->n_label)
        return label(p, k, t);
    if (sld_is(k, "Font"))
        return font(p, k, t);
    if (sld_is(k, "LabelPlacement"))
        return placement(p, k, t);
    if (sld_is(k, "Halo"))
        return halo(p, k, t);
    if (sld_is(k, "Fill")) {
        f.rgb = 0;
        if (!sld_plain_fill(p, k, &f))
            return false;
        t->rgb = f.rgb;
        t->opacity = f.opacity;
        return true;
    }
    if (sld_is(k, "Priority")) {
        const xmlNode *value = sld_first(k);
        struct str s;
        if (value)
            return sld_expr(p, value, &t->priority);
        return sld_text(p, k, &s) && sld_expr_literal(p, s, &t->priority);
    }
    if (sld_is(k, "Graphic"))
        return sld_note(p, k, "Achter een opschrift komt geen teken.");
    return sld_is(k, "Geometry") || sld_is(k, "Name") || sld_is(k, "Description") || sld_unknown(p, k);
}

bool sld_text_symbol(struct sld *p, const xmlNode *n, struct symbolizer *s)
{
    struct text_style *t = &s->text;
    *t = (struct text_style){.family = "Open Sans",
                             .size_px = 10 * p->unit,
                             .opacity = 1,
                             .anchor_x = 0.5,
                             .anchor_y = 0.5,
                             .wrap_px = s->in_metres ? 0 : 160,
                             .space_px = s->in_metres ? 0 : 2};
    for (const xmlNode *k = sld_first(n); k; k = sld_next(k->next))
        if (!part(p, k, t))
            return false;
    if (!t->n_label)
        return sld_error(p, n, ERR_INVALID, "TextSymbolizer heeft geen Label");
    return true;
}
