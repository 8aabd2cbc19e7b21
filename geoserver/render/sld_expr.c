/* Expressions: Filter Encoding 1.0 and 1.1, the functions of SE 1.1 §12, and ogc:Function as QGIS and GeoServer write
 * it. Categorize, Recode and Interpolate become calls, or cases of a rule where a constant is wanted. */
#include "geoserver/render/sld_priv.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MAX_ARGS = 200, INTERPOLATE_STEPS = 32 };

static struct expr *literal_new(struct sld *p, struct str text)
{
    struct expr *e = arena_alloc(p->a, sizeof *e);
    struct str copy = arena_str(p->a, text);
    if (!e || !copy.p) {
        sld_memory(p);
        return NULL;
    }
    e->op = EXPR_LITERAL;
    e->literal = (struct read_value){.type = READ_TEXT, .text = copy};
    if (str_to_double(copy, &e->literal.number))
        e->literal.type = READ_NUMBER;
    return e;
}

bool sld_expr_literal(struct sld *p, struct str text, const struct expr **out)
{
    const struct expr *e = literal_new(p, text);
    if (e)
        *out = e;
    return e != NULL;
}

/* What stands for an expression that isn't supported. */
static bool nothing(struct sld *p, const struct expr **out)
{
    struct expr *e = arena_alloc(p->a, sizeof *e);
    if (!e)
        return sld_memory(p);
    e->op = EXPR_LITERAL;
    e->literal.type = READ_NULL;
    p->never = true;
    *out = e;
    return true;
}

static bool property_named(struct sld *p, const xmlNode *n, struct str name, const struct expr **out)
{
    size_t colon = str_find(name, ':', 0); /* a namespace prefix says nothing here */
    if (colon != SIZE_MAX)
        name = str_sub(name, colon + 1, name.n);
    if (!name.n || name.n > 63)
        return sld_error(p, n, ERR_INVALID, "PropertyName moet de naam van een kolom bevatten");
    struct expr *e = arena_alloc(p->a, sizeof *e);
    if (!e || !(e->field = arena_cstr(p->a, name)))
        return sld_memory(p);
    e->op = EXPR_PROPERTY;
    e->next_property = p->properties;
    p->properties = e;
    *out = e;
    return true;
}

static bool call_new(struct sld *p, struct str name, const struct expr *const *args, size_t n, const struct expr **out)
{
    struct expr *e = arena_alloc(p->a, sizeof *e);
    if (!e)
        return sld_memory(p);
    e->op = EXPR_CALL;
    e->function = style_function(name, n);
    e->args = args;
    e->n_args = n;
    *out = e;
    return true;
}

static bool args_read(struct sld *p, const xmlNode *n, const struct expr ***out, size_t *count)
{
    size_t most = 0;
    for (const xmlNode *k = sld_first(n); k; k = sld_next(k->next))
        most++;
    if (most > MAX_ARGS)
        return sld_error(p, n, ERR_LIMIT, "een functie heeft ten hoogste %d delen", MAX_ARGS);
    const struct expr **args = arena_array(p->a, most, sizeof *args);
    if (!args)
        return sld_memory(p);
    size_t i = 0;
    for (const xmlNode *k = sld_first(n); k; k = sld_next(k->next))
        if (!sld_expr(p, k, &args[i++]))
            return false;
    *out = args;
    *count = most;
    return true;
}

/* ---- Categorize, Recode, Interpolate ---- */

enum lookup_kind { CATEGORIZE, RECODE, INTERPOLATE, NO_LOOKUP };
struct lookup {
    enum lookup_kind kind;
    const struct expr *
        *args; /* as style_expr.c wants them: the value looked up, then pairs (Categorize: v0, t1, v1 …) */
    size_t n;
    bool preceding;
    struct str otherwise; /* fallbackValue; p NULL: none */
};

static enum lookup_kind kind_of(const xmlNode *n)
{
    static const char *const names[] = {"Categorize", "Recode", "Interpolate"};
    char attr[64];
    const char *name = sld_is(n, "Function") ? sld_attr(n, "name", attr, sizeof attr) : (const char *)n->name;
    for (int i = 0; name && i < 3; i++)
        if (str_eq_nocase(str_from(name), str_from(names[i])) && (sld_is(n, "Function") || sld_is(n, names[i])))
            return (enum lookup_kind)i;
    return NO_LOOKUP;
}

bool sld_is_switch(const xmlNode *n)
{
    return kind_of(n) != NO_LOOKUP;
}

/* The value within <Data> or <Value>, <Threshold> or <LookupValue>: text, or an expression. */
static bool inner(struct sld *p, const xmlNode *n, const struct expr **out)
{
    const xmlNode *k = sld_first(n);
    struct str s;
    if (k)
        return sld_expr(p, k, out);
    return sld_text(p, n, &s) && sld_expr_literal(p, s, out);
}

/* The elements of SE 1.1 in document order, which is the order of our arguments. */
static bool se_parts(struct sld *p, const xmlNode *n, struct lookup *l)
{
    static const char *const plain[] = {"LookupValue", "Value", "Threshold"}, *const pairs[] = {"MapItem",
                                                                                                "InterpolationPoint"};
    size_t most = 0;
    for (const xmlNode *k = sld_first(n); k; k = sld_next(k->next))
        most += 2;
    if (most > 2 * MAX_ARGS)
        return sld_error(p, n, ERR_LIMIT, "een functie heeft ten hoogste %d delen", MAX_ARGS);
    if (!(l->args = arena_array(p->a, most, sizeof *l->args)))
        return sld_memory(p);
    for (const xmlNode *k = sld_first(n); k; k = sld_next(k->next)) {
        bool known = false;
        for (size_t i = 0; i < 3 && !known; i++)
            if ((known = sld_is(k, plain[i])) && !inner(p, k, &l->args[l->n++]))
                return false;
        for (size_t i = 0; i < 2 && !known; i++) {
            if (!(known = sld_is(k, pairs[i])))
                continue;
            const xmlNode *data = sld_first(k), *value = data ? sld_next(data->next) : NULL;
            if (!value || !sld_is(data, "Data") || !sld_is(value, "Value"))
                return sld_error(p, k, ERR_INVALID, "%s moet een Data en een Value hebben", pairs[i]);
            if (!inner(p, data, &l->args[l->n++]) || !inner(p, value, &l->args[l->n++]))
                return false;
        }
        if (!known && !sld_unknown(p, k))
            return false;
    }
    return true;
}

static bool is_word(const struct expr *e, const char *word)
{
    return e->op == EXPR_LITERAL && e->literal.type == READ_TEXT && str_eq_nocase(e->literal.text, str_from(word));
}

/* GeoServer puts "linear", "color", "preceding" behind the pairs. */
static bool trailing_words(struct sld *p, const xmlNode *n, struct lookup *l)
{
    static const char *const words[] = {"color",      "numeric",   "linear", "range",
                                        "succeeding", "preceding", "cosine", "cubic"};
    while (l->n > 1) {
        int pick = -1;
        for (int i = 0; i < 8 && pick < 0; i++)
            if (is_word(l->args[l->n - 1], words[i]))
                pick = i;
        if (pick < 0 || l->kind == RECODE)
            break;
        l->n--;
        l->preceding = l->preceding || pick == 5;
        if (pick >= 6 && !sld_note(p, n, "Tussen de waarden loopt het recht, niet als %s.", words[pick]))
            return false;
    }
    return true;
}

static bool lookup_read(struct sld *p, const xmlNode *n, struct lookup *l)
{
    char attr[200];
    *l = (struct lookup){.kind = kind_of(n)};
    const char *v = sld_attr(n, "fallbackValue", attr, sizeof attr);
    if (v && v[0] && !(l->otherwise = arena_str(p->a, str_from(v))).p)
        return sld_memory(p);
    v = sld_attr(n, "threshholdsBelongTo", attr, sizeof attr); /* so it is spelled in SE 1.1's schema */
    if (!v)
        v = sld_attr(n, "thresholdsBelongTo", attr, sizeof attr);
    l->preceding = v && !strcmp(v, "preceding");
    v = sld_attr(n, "mode", attr, sizeof attr);
    if (v && strcmp(v, "linear") && !sld_note(p, n, "Tussen de waarden loopt het recht, niet als %.20s.", v))
        return false;
    bool ok = sld_is(n, "Function") ? args_read(p, n, &l->args, &l->n) && trailing_words(p, n, l) : se_parts(p, n, l);
    if (!ok)
        return false;
    bool even = l->n % 2 == 0;
    if (l->n < 3 - (l->kind == CATEGORIZE) || even != (l->kind == CATEGORIZE))
        return sld_error(p, n, ERR_INVALID, "%s heeft %zu delen; dat kan niet kloppen", (const char *)n->name, l->n);
    return true;
}

static bool lookup_call(struct sld *p, const xmlNode *n, const struct expr **out)
{
    static const struct str names[] = {STR("Categorize"), STR("Recode"), STR("Interpolate")};
    struct lookup l;
    if (!lookup_read(p, n, &l))
        return false;
    if (l.n > MAX_ARGS)
        return sld_error(p, n, ERR_LIMIT, "een functie heeft ten hoogste %d delen", MAX_ARGS);
    if (!call_new(p, l.kind == CATEGORIZE && l.preceding ? STR("Categorize preceding") : names[l.kind], l.args, l.n,
                  out))
        return false;
    if (!l.otherwise.p)
        return true;
    const struct expr **args = arena_array(p->a, 2, sizeof *args);
    if (!args)
        return sld_memory(p);
    args[0] = *out;
    return sld_expr_literal(p, l.otherwise, &args[1]) && call_new(p, STR("coalesce"), args, 2, out);
}

/* ---- as cases ---- */

static bool condition(struct sld *p, int op, const struct expr *a, const struct expr *b, const struct filter **out)
{
    struct filter *f = arena_alloc(p->a, sizeof *f);
    if (!f)
        return sld_memory(p);
    *f = (struct filter){.op = op, .a = a, .b = b, .match_case = true};
    *out = f;
    return true;
}

bool sld_both(struct sld *p, const struct filter *a, const struct filter *b, const struct filter **out)
{
    struct filter *f = arena_array(p->a, 3, sizeof *f);
    if (!f)
        return sld_memory(p);
    f[1] = *a;
    f[2] = *b;
    f[1].sibling = &f[2];
    f[2].sibling = NULL;
    f[0] = (struct filter){.op = FILTER_AND, .child = &f[1]};
    *out = f;
    return true;
}

/* low <= value < high, with the ends as `preceding` has them; NULL: no end. */
static bool between(struct sld *p, const struct expr *value, const struct expr *low, const struct expr *high,
                    bool preceding, const struct filter **out)
{
    const struct filter *a = NULL, *b = NULL;
    if (low && !condition(p, preceding ? FILTER_GT : FILTER_GE, value, low, &a))
        return false;
    if (high && !condition(p, preceding ? FILTER_LE : FILTER_LT, value, high, &b))
        return false;
    if (a && b)
        return sld_both(p, a, b, out);
    *out = a ? a : b;
    return true;
}

/* 2000000 as 2.000.000, as a Dutch reader expects. */
static const char *pretty(const struct expr *e, char *out, size_t size)
{
    struct str s = e->literal.text;
    if (e->literal.type != READ_NUMBER || s.n > 20 || str_find(s, 'e', 0) != SIZE_MAX) {
        snprintf(out, size, "%.*s", s.n > 60 ? 60 : (int)s.n, s.p);
        return out;
    }
    size_t point = str_find(s, '.', 0), whole = point == SIZE_MAX ? s.n : point, at = 0;
    for (size_t i = 0; i < s.n && at + 3 < size; i++) {
        out[at++] = i == point ? ',' : s.p[i];
        if (i + 1 < whole && whole > 4 && (whole - i - 1) % 3 == 0 && s.p[i] != '-' && s.p[i] != '+')
            out[at++] = '.';
    }
    out[at] = 0;
    return out;
}

static const char *range_title(struct sld *p, const struct expr *low, const struct expr *high)
{
    char a[80] = "", b[80] = "";
    if (low)
        pretty(low, a, sizeof a);
    if (high)
        pretty(high, b, sizeof b);
    return low && high ? arena_printf(p->a, "%s tot %s", a, b)
           : high      ? arena_printf(p->a, "minder dan %s", b)
                       : arena_printf(p->a, "%s en meer", a);
}

static struct sld_case *case_add(struct sld_switch *s)
{
    return s->n_cases < SLD_MAX_CASES ? &s->cases[s->n_cases++] : NULL;
}

static bool too_many(struct sld *p, const xmlNode *n)
{
    return sld_error(p, n, ERR_LIMIT, "%s heeft meer dan %d klassen", (const char *)n->name, SLD_MAX_CASES);
}

static bool categorize_cases(struct sld *p, const xmlNode *n, const struct lookup *l, struct sld_switch *s)
{
    for (size_t i = 1; i < l->n; i += 2) {
        const struct expr *low = i > 1 ? l->args[i - 1] : NULL, *high = i + 1 < l->n ? l->args[i + 1] : NULL;
        struct sld_case *c = case_add(s);
        if (!c)
            return too_many(p, n);
        c->value = l->args[i]->literal.text;
        if (!low && !high) { /* no threshold at all: whatever has a value */
            if (!condition(p, FILTER_EQ, l->args[0], l->args[0], &c->when))
                return false;
            continue;
        }
        if (!between(p, l->args[0], low, high, l->preceding, &c->when))
            return false;
        if (!(c->title = range_title(p, low, high)))
            return sld_memory(p);
    }
    return true;
}

static bool recode_cases(struct sld *p, const xmlNode *n, const struct lookup *l, struct sld_switch *s)
{
    for (size_t i = 1; i + 1 < l->n; i += 2) {
        char title[80];
        struct sld_case *c = case_add(s);
        if (!c)
            return too_many(p, n);
        c->value = l->args[i + 1]->literal.text;
        if (!condition(p, FILTER_EQ, l->args[0], l->args[i], &c->when))
            return false;
        if (!(c->title = arena_cstr(p->a, str_from(pretty(l->args[i], title, sizeof title)))))
            return sld_memory(p);
    }
    return true;
}

/* A value at `share` between two: a colour or a number. */
static bool mix(struct sld *p, struct str a, struct str b, double share, struct str *out)
{
    uint32_t from, to, rgb = 0;
    double x, y;
    char *text = NULL;
    if (sld_colour_text(a, &from) && sld_colour_text(b, &to)) {
        for (int shift = 0; shift <= 16; shift += 8) {
            double v = (from >> shift & 255) + share * ((double)(to >> shift & 255) - (double)(from >> shift & 255));
            rgb |= (uint32_t)lround(v) << shift;
        }
        text = arena_printf(p->a, "#%06x", rgb);
    } else if (str_to_double(a, &x) && str_to_double(b, &y))
        text = arena_printf(p->a, "%.15g", x + share * (y - x));
    else {
        *out = a;
        return true;
    }
    if (!text)
        return sld_memory(p);
    *out = str_from(text);
    return true;
}

/* Steps of one value each, at most INTERPOLATE_STEPS in all between the points; those that hold a point are in the
 * legend. */
static bool interpolate_cases(struct sld *p, const xmlNode *n, const struct lookup *l, struct sld_switch *s)
{
    size_t points = (l->n - 1) / 2, steps = points > 1 ? INTERPOLATE_STEPS / (points - 1) : 0;
    const struct expr *low = NULL;
    if (!steps)
        steps = 1;
    for (size_t i = 0; i < points; i++) {
        const struct expr *at = l->args[1 + 2 * i], *value = l->args[2 + 2 * i];
        const struct expr *next = i + 1 < points ? l->args[3 + 2 * i] : NULL;
        if (at->literal.type != READ_NUMBER || (next && next->literal.type != READ_NUMBER))
            return sld_error(p, n, ERR_INVALID, "Interpolate verwacht getallen als Data");
        if (next && !(at->literal.number < next->literal.number))
            return sld_error(p, n, ERR_INVALID, "de punten van Interpolate moeten oplopen");
        char title[80];
        for (size_t k = 0; i == 0 && k < 1; k++) { /* below the first point */
            struct sld_case *c = case_add(s);
            if (!c)
                return too_many(p, n);
            c->value = value->literal.text;
            if (!between(p, l->args[0], NULL, at, false, &c->when) || !(c->title = range_title(p, NULL, at)))
                return p->err && p->err->code ? false : sld_memory(p);
        }
        low = at;
        for (size_t k = 0; k < (next ? steps : 1); k++) {
            const struct expr *high = next;
            struct sld_case *c = case_add(s);
            if (!c)
                return too_many(p, n);
            if (next && k + 1 < steps) {
                char *text = arena_printf(p->a, "%.15g",
                                          at->literal.number + (next->literal.number - at->literal.number) *
                                                                   (double)(k + 1) / (double)steps);
                if (!text)
                    return sld_memory(p);
                if (!sld_expr_literal(p, str_from(text), &high))
                    return false;
            }
            if (!between(p, l->args[0], low, high, false, &c->when))
                return false;
            c->value = value->literal.text;
            if (next && !mix(p, value->literal.text, l->args[4 + 2 * i]->literal.text,
                             steps > 1 ? ((double)k + 0.5) / (double)steps : 0, &c->value))
                return false;
            if (k == 0 && !(c->title = next ? arena_cstr(p->a, str_from(pretty(at, title, sizeof title)))
                                            : range_title(p, at, NULL)))
                return sld_memory(p);
            low = high;
        }
    }
    return true;
}

/* What none of the cases takes (no value, or a value that isn't named): fallbackValue, or the default. */
static bool otherwise_case(struct sld *p, const xmlNode *n, const struct lookup *l, struct sld_switch *s)
{
    struct filter *all = arena_array(p->a, s->n_cases + 2, sizeof *all);
    struct sld_case *c = case_add(s);
    if (!all)
        return sld_memory(p);
    if (!c)
        return too_many(p, n);
    for (size_t i = 0; i + 1 < s->n_cases; i++) {
        all[i + 2] = *s->cases[i].when;
        all[i + 2].sibling = i + 2 < s->n_cases ? &all[i + 3] : NULL;
    }
    all[1] = (struct filter){.op = FILTER_OR, .child = &all[2]};
    all[0] = (struct filter){.op = FILTER_NOT, .child = &all[1]};
    *c = (struct sld_case){.when = all, .value = l->otherwise};
    return true;
}

static bool same_expr(const struct expr *a, const struct expr *b)
{
    if (a->op != b->op)
        return false;
    if (a->op == EXPR_PROPERTY)
        return !strcmp(a->field, b->field);
    return a->op == EXPR_LITERAL && a->literal.type == b->literal.type && str_eq(a->literal.text, b->literal.text);
}

static bool same_filter(const struct filter *a, const struct filter *b)
{
    if (!a || !b)
        return a == b;
    if (a->op != b->op || !a->a != !b->a || !a->b != !b->b || (a->a && !same_expr(a->a, b->a)) ||
        (a->b && !same_expr(a->b, b->b)))
        return false;
    const struct filter *x = a->child, *y = b->child;
    for (; x && y; x = x->sibling, y = y->sibling)
        if (!same_filter(x, y))
            return false;
    return x == y;
}

static bool same_cases(const struct sld_switch *a, const struct sld_switch *b)
{
    if (a->n_cases != b->n_cases)
        return false;
    for (size_t i = 0; i < a->n_cases; i++)
        if (!same_filter(a->cases[i].when, b->cases[i].when))
            return false;
    return true;
}

bool sld_switch_read(struct sld *p, const xmlNode *n, struct sld_switch *out)
{
    struct lookup l;
    size_t before = p->noted;
    if (!lookup_read(p, n, &l))
        return false;
    for (size_t i = 1; i < l.n; i++)
        if (l.args[i]->op != EXPR_LITERAL || l.args[i]->literal.type == READ_NULL)
            return p->noted > before ||
                   sld_note(p, n,
                            "Alleen vaste waarden en grenzen worden hier ondersteund; nu geldt de standaardwaarde.");
    if (l.args[0]->op == EXPR_LITERAL && l.args[0]->literal.type == READ_NULL)
        return true; /* noted: what is looked up isn't supported */
    struct sld_switch s = {.at = n, .cases = arena_array(p->a, SLD_MAX_CASES, sizeof *s.cases)};
    if (!s.cases)
        return sld_memory(p);
    bool ok = l.kind == CATEGORIZE ? categorize_cases(p, n, &l, &s)
              : l.kind == RECODE   ? recode_cases(p, n, &l, &s)
                                   : interpolate_cases(p, n, &l, &s);
    if (!ok || !otherwise_case(p, n, &l, &s))
        return false;
    for (size_t i = 0; i < p->n_switches && !s.with; i++)
        if (!p->switches[i].with && same_cases(&p->switches[i], &s))
            s.with = &p->switches[i];
    *out = s;
    return true;
}

/* ---- expressions ---- */

/* SE 1.1 §12.2: functions with named parts, to the function of the same meaning. */
static bool se_function(struct sld *p, const xmlNode *n, const struct expr **out, bool *is_one)
{
    static const struct {
        const char *name, *parts[3], *to;
    } known[] = {{"Concatenate", {"StringValue"}, "concat"},
                 {"StringLength", {"StringValue"}, "length"},
                 {"Trim", {"StringValue"}, "trim"},
                 {"Substring", {"StringValue", "Position", "Length"}, "substr"},
                 {"FormatNumber", {"Pattern", "NumericValue"}, "numberFormat"}};
    *is_one = false;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (!sld_is(n, known[i].name))
            continue;
        *is_one = true;
        const struct expr **args = arena_array(p->a, MAX_ARGS, sizeof *args);
        size_t n_args = 0;
        if (!args)
            return sld_memory(p);
        for (size_t part = 0; part < 3 && known[i].parts[part]; part++)
            for (const xmlNode *k = sld_first(n); k; k = sld_next(k->next)) {
                if (!sld_is(k, known[i].parts[part]))
                    continue;
                if (n_args == MAX_ARGS)
                    return sld_error(p, n, ERR_LIMIT, "een functie heeft ten hoogste %d delen", MAX_ARGS);
                if (!inner(p, k, &args[n_args++]))
                    return false;
            }
        if (style_function(str_from(known[i].to), n_args) < 0)
            return sld_error(p, n, ERR_INVALID, "%s mist een deel", known[i].name);
        return call_new(p, str_from(known[i].to), args, n_args, out);
    }
    return true;
}

static bool function(struct sld *p, const xmlNode *n, const struct expr **out)
{
    char attr[64];
    const char *name = sld_attr(n, "name", attr, sizeof attr);
    const struct expr **args;
    size_t count;
    if (!name || !name[0])
        return sld_error(p, n, ERR_INVALID, "Function heeft geen name");
    if (!args_read(p, n, &args, &count))
        return false;
    struct str s = str_from(name);
    bool text = count && args[0]->op == EXPR_LITERAL;
    if (str_eq_nocase(s, STR("env")) && text && count == 2) {
        *out = args[1];
        return sld_note(p, n, "De variabele %.40s wordt niet van buiten gezet: de standaardwaarde geldt.",
                        args[0]->literal.text.p ? args[0]->literal.text.p : "");
    }
    if (str_eq_nocase(s, STR("property")) && text && count == 1)
        return property_named(p, n, args[0]->literal.text, out);
    if (style_function(s, count) >= 0)
        return call_new(p, s, args, count, out);
    return sld_note(p, n, "Deze functie (met %zu delen) wordt niet ondersteund: de waarde is leeg.", count) &&
           nothing(p, out);
}

bool sld_expr(struct sld *p, const xmlNode *n, const struct expr **out)
{
    static const struct {
        const char *name;
        int op;
    } arithmetic[] = {{"Add", EXPR_ADD}, {"Sub", EXPR_SUB}, {"Mul", EXPR_MUL}, {"Div", EXPR_DIV}};
    struct str text;
    if (sld_is(n, "PropertyName") || sld_is(n, "ValueReference"))
        return sld_text(p, n, &text) && property_named(p, n, text, out);
    if (sld_is(n, "Literal")) {
        if (sld_first(n))
            return sld_note(p, n, "Een Literal met elementen erin is leeg.") && nothing(p, out);
        if (!sld_text_as_is(p, n, &text))
            return false;
        double v; /* white space is the document's layout, except between the parts of a text that a function makes */
        bool keep = n->parent && sld_is(n->parent, "Function") && str_find(text, '\n', 0) == SIZE_MAX &&
                    !str_to_double(str_trim(text), &v);
        return sld_expr_literal(p, keep ? text : str_trim(text), out);
    }
    if (sld_is_switch(n))
        return lookup_call(p, n, out);
    if (sld_is(n, "Function"))
        return function(p, n, out);
    for (size_t i = 0; i < sizeof arithmetic / sizeof *arithmetic; i++) {
        if (!sld_is(n, arithmetic[i].name))
            continue;
        const xmlNode *a = sld_first(n), *b = a ? sld_next(a->next) : NULL;
        struct expr *e = arena_alloc(p->a, sizeof *e);
        if (!e)
            return sld_memory(p);
        if (!b || sld_next(b->next))
            return sld_error(p, n, ERR_INVALID, "%s moet precies twee uitdrukkingen bevatten", (const char *)n->name);
        e->op = arithmetic[i].op;
        if (!sld_expr(p, a, &e->a) || !sld_expr(p, b, &e->b))
            return false;
        *out = e;
        return true;
    }
    bool is_one;
    if (!se_function(p, n, out, &is_one))
        return false;
    return is_one || (sld_note(p, n, "Deze uitdrukking wordt niet ondersteund: de waarde is leeg.") && nothing(p, out));
}

bool sld_expr_is_constant(const struct expr *e)
{
    if (e->op == EXPR_LITERAL)
        return true;
    if (e->op == EXPR_PROPERTY)
        return false;
    if (e->op != EXPR_CALL)
        return sld_expr_is_constant(e->a) && sld_expr_is_constant(e->b);
    for (size_t i = 0; i < e->n_args; i++)
        if (!sld_expr_is_constant(e->args[i]))
            return false;
    return true;
}
