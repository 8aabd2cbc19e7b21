/* Filter Encoding 1.0 and 1.1 in SLD: comparison, logic, arithmetic. */
#include "geoserver/render/style_priv.h"

#include <libxml/tree.h>
#include <string.h>

bool sld_expr_literal(struct sld *p, struct str text, const struct expr **out)
{
    struct expr *e = arena_alloc(p->a, sizeof *e);
    struct str copy = arena_str(p->a, text);
    if (!e || !copy.p)
        return sld_memory(p);
    e->op = EXPR_LITERAL;
    e->literal = (struct read_value){.type = READ_TEXT, .text = copy};
    if (str_to_double(copy, &e->literal.number))
        e->literal.type = READ_NUMBER;
    *out = e;
    return true;
}

static bool property(struct sld *p, const xmlNode *n, const struct expr **out)
{
    struct str name;
    if (!sld_text(p, n, &name))
        return false;
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

bool sld_expr(struct sld *p, const xmlNode *n, const struct expr **out)
{
    static const struct {
        const char *name;
        int op;
    } arithmetic[] = {{"Add", EXPR_ADD}, {"Sub", EXPR_SUB}, {"Mul", EXPR_MUL}, {"Div", EXPR_DIV}};
    struct str text;
    if (sld_is(n, "PropertyName") || sld_is(n, "ValueReference"))
        return property(p, n, out);
    if (sld_is(n, "Literal"))
        return sld_text(p, n, &text) && sld_expr_literal(p, text, out);
    for (size_t i = 0; i < sizeof arithmetic / sizeof *arithmetic; i++) {
        if (!sld_is(n, arithmetic[i].name))
            continue;
        const xmlNode *a = sld_next(n->children), *b = a ? sld_next(a->next) : NULL;
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
    return sld_error(p, n, ERR_UNSUPPORTED,
                     "uitdrukking %s wordt niet ondersteund; gebruik PropertyName, Literal, Add, Sub, Mul of Div",
                     (const char *)n->name);
}

static bool one_of(struct sld *p, const xmlNode *n, const struct filter **out);

static bool logic(struct sld *p, const xmlNode *n, struct filter *f, size_t least, size_t most)
{
    const struct filter *first = NULL;
    struct filter *last = NULL;
    size_t count = 0;
    for (const xmlNode *k = sld_next(n->children); k; k = sld_next(k->next), count++) {
        const struct filter *child;
        if (!one_of(p, k, &child))
            return false;
        if (last)
            last->sibling = child;
        else
            first = child;
        last = (struct filter *)child;
    }
    if (count < least || count > most)
        return sld_error(p, n, ERR_INVALID, "%s heeft %zu voorwaarden; verwacht: %s", (const char *)n->name, count,
                         most == 1 ? "precies 1" : "minstens 2");
    f->child = first;
    return true;
}

/* A bound of PropertyIsBetween: an expression inside LowerBoundary or UpperBoundary. */
static bool boundary(struct sld *p, const xmlNode *parent, const xmlNode *n, const char *name, const struct expr **out)
{
    const xmlNode *k = n && sld_is(n, name) ? sld_next(n->children) : NULL;
    if (!k || sld_next(k->next))
        return sld_error(p, parent, ERR_INVALID, "PropertyIsBetween moet een %s met een waarde hebben", name);
    return sld_expr(p, k, out);
}

static bool comparison(struct sld *p, const xmlNode *n, struct filter *f)
{
    char attr[16];
    const xmlNode *a = sld_next(n->children), *b = a ? sld_next(a->next) : NULL, *c = b ? sld_next(b->next) : NULL;
    const char *match_case = sld_attr(n, "matchCase", attr, sizeof attr);
    f->match_case = !(match_case && (!strcmp(match_case, "false") || !strcmp(match_case, "0")));
    size_t want = f->op == FILTER_NULL ? 1 : f->op == FILTER_BETWEEN ? 3 : 2;
    size_t have = !a ? 0 : !b ? 1 : !c ? 2 : sld_next(c->next) ? 4 : 3;
    if (have != want)
        return sld_error(p, n, ERR_INVALID, "%s heeft %zu delen; verwacht: %zu", (const char *)n->name, have, want);
    if (!sld_expr(p, a, &f->a))
        return false;
    if (f->op == FILTER_NULL)
        return true;
    if (f->op == FILTER_BETWEEN)
        return boundary(p, n, b, "LowerBoundary", &f->b) && boundary(p, n, c, "UpperBoundary", &f->c);
    if (f->op == FILTER_LIKE) {
        static const struct {
            const char *name, *other;
        } names[3] = {{"wildCard", "wildCard"}, {"singleChar", "singleChar"}, {"escape", "escapeChar"}};
        char *to[3] = {&f->wild, &f->single, &f->escape};
        for (int i = 0; i < 3; i++) {
            const char *v = sld_attr(n, names[i].name, attr, sizeof attr);
            if (!v)
                v = sld_attr(n, names[i].other, attr, sizeof attr);
            if (!v || strlen(v) != 1)
                return sld_error(p, n, ERR_INVALID, "PropertyIsLike moet een attribuut %s van één teken hebben",
                                 names[i].name);
            *to[i] = v[0];
        }
        if (!sld_is(b, "Literal"))
            return sld_error(p, n, ERR_INVALID, "PropertyIsLike vergelijkt met een Literal");
    }
    return sld_expr(p, b, &f->b);
}

static bool one_of(struct sld *p, const xmlNode *n, const struct filter **out)
{
    static const struct {
        const char *name;
        int op;
    } ops[] = {{"PropertyIsEqualTo", FILTER_EQ},
               {"PropertyIsNotEqualTo", FILTER_NE},
               {"PropertyIsLessThan", FILTER_LT},
               {"PropertyIsLessThanOrEqualTo", FILTER_LE},
               {"PropertyIsGreaterThan", FILTER_GT},
               {"PropertyIsGreaterThanOrEqualTo", FILTER_GE},
               {"PropertyIsBetween", FILTER_BETWEEN},
               {"PropertyIsLike", FILTER_LIKE},
               {"PropertyIsNull", FILTER_NULL},
               {"And", FILTER_AND},
               {"Or", FILTER_OR},
               {"Not", FILTER_NOT}};
    struct filter *f = arena_alloc(p->a, sizeof *f);
    if (!f)
        return sld_memory(p);
    for (size_t i = 0; i < sizeof ops / sizeof *ops; i++) {
        if (!sld_is(n, ops[i].name))
            continue;
        f->op = ops[i].op;
        bool ok = f->op == FILTER_NOT                         ? logic(p, n, f, 1, 1)
                  : f->op == FILTER_AND || f->op == FILTER_OR ? logic(p, n, f, 2, SIZE_MAX)
                                                              : comparison(p, n, f);
        if (ok)
            *out = f;
        return ok;
    }
    return sld_error(p, n, ERR_UNSUPPORTED, "voorwaarde %s wordt niet ondersteund; gebruik PropertyIs…, And, Or of Not",
                     (const char *)n->name);
}

bool sld_filter(struct sld *p, const xmlNode *n, const struct filter **out)
{
    const xmlNode *k = sld_next(n->children);
    if (!k || sld_next(k->next))
        return sld_error(p, n, ERR_INVALID, "Filter moet precies één voorwaarde bevatten");
    return one_of(p, k, out);
}
