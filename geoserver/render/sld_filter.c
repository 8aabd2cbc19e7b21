/* Filter Encoding 1.0, 1.1 and 2.0 in SLD: comparison, logic, boxes. */
#include "geoserver/render/sld_priv.h"

#include "geo/crs.h"

#include <math.h>
#include <string.h>

static bool one_of(struct sld *p, const xmlNode *n, const struct filter **out);

static bool logic(struct sld *p, const xmlNode *n, struct filter *f, size_t least, size_t most)
{
    const struct filter *first = NULL;
    struct filter *last = NULL;
    size_t count = 0;
    for (const xmlNode *k = sld_first(n); k; k = sld_next(k->next), count++) {
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
    const xmlNode *k = n && sld_is(n, name) ? sld_first(n) : NULL;
    if (!k || sld_next(k->next))
        return sld_error(p, parent, ERR_INVALID, "PropertyIsBetween moet een %s met een waarde hebben", name);
    return sld_expr(p, k, out);
}

static bool comparison(struct sld *p, const xmlNode *n, struct filter *f)
{
    char attr[16];
    const xmlNode *a = sld_first(n), *b = a ? sld_next(a->next) : NULL, *c = b ? sld_next(b->next) : NULL;
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
            if (!v)
                v = sld_attr(n, i == 2 ? "escapechar" : names[i].name, attr, sizeof attr);
            if (!v || strlen(v) != 1)
                return sld_error(p, n, ERR_INVALID, "PropertyIsLike moet een attribuut %s van één teken hebben",
                                 names[i].name);
            *to[i] = v[0];
        }
    }
    return sld_expr(p, b, &f->b);
}

/* ---- boxes ---- */

/* "x,y x,y", "x y", with any of comma and white space between. */
static bool numbers(struct sld *p, const xmlNode *n, double *out, size_t most, size_t *count)
{
    struct str s;
    if (!sld_text(p, n, &s))
        return false;
    for (size_t i = 0; i < s.n;) {
        size_t j = i;
        while (j < s.n && !memchr(" ,\t\r\n", s.p[j], 5))
            j++;
        if (j > i && (*count == most || !str_to_double(str_sub(s, i, j - i), &out[(*count)++])))
            return sld_error(p, n, ERR_INVALID, "%s moet ten hoogste %zu getallen bevatten", (const char *)n->name,
                             most);
        i = j + 1;
    }
    return true;
}

enum { BOX_MAX_NUMBERS = 2000 };

/* All coordinates within an element of GML 2 or 3. */
static bool coordinates(struct sld *p, const xmlNode *n, double *xy, size_t *count)
{
    static const char *const holders[] = {"coordinates", "lowerCorner", "upperCorner", "pos", "posList", "X", "Y"};
    for (const xmlNode *k = sld_first(n); k; k = sld_next(k->next)) {
        bool is_holder = false;
        for (size_t i = 0; i < sizeof holders / sizeof *holders; i++)
            is_holder = is_holder || sld_is(k, holders[i]);
        if (is_holder ? !numbers(p, k, xy, BOX_MAX_NUMBERS, count) : !coordinates(p, k, xy, count))
            return false;
    }
    return true;
}

/* The CRS that srsName (here or above) says, else the one that the numbers look like. */
static enum crs_id crs_of(const xmlNode *n, const double *xy, bool *known)
{
    char attr[200];
    *known = true;
    for (const xmlNode *k = n; k && k->type == XML_ELEMENT_NODE; k = k->parent) {
        const char *name = sld_attr(k, "srsName", attr, sizeof attr);
        if (!name || !name[0])
            continue;
        struct str s = str_from(name);
        if (str_find_str(s, STR("28992")) != SIZE_MAX)
            return CRS_RD;
        if (str_find_str(s, STR("3857")) != SIZE_MAX || str_find_str(s, STR("900913")) != SIZE_MAX)
            return CRS_WEB_MERCATOR;
        *known = str_find_str(s, STR("4326")) != SIZE_MAX || str_find_str(s, STR("4258")) != SIZE_MAX ||
                 str_find_str(s, STR("CRS84")) != SIZE_MAX;
        return CRS_84;
    }
    return fabs(xy[0]) <= 180 && fabs(xy[1]) <= 180 ? CRS_84 : CRS_RD;
}

static bool is_rectangle(const double *xy, size_t n, struct bbox b)
{
    if (n != 4 && n != 5)
        return false;
    for (size_t i = 0; i < n; i++)
        if ((xy[2 * i] != b.minx && xy[2 * i] != b.maxx) || (xy[2 * i + 1] != b.miny && xy[2 * i + 1] != b.maxy))
            return false;
    return true;
}

static bool no_condition(struct sld *p, const xmlNode *n, struct filter *f)
{
    f->op = FILTER_NEVER;
    p->never = true;
    return sld_note(p, n, "Deze voorwaarde wordt niet ondersteund: de regel wordt niet getekend.");
}

/* BBOX, and Intersects with an Envelope or a Polygon: by the feature's box. */
static bool box_test(struct sld *p, const xmlNode *n, struct filter *f)
{
    const xmlNode *shape = sld_first(n);
    if (shape && (sld_is(shape, "PropertyName") || sld_is(shape, "ValueReference")))
        shape = sld_next(shape->next);
    bool box = shape && (sld_is(shape, "Envelope") || sld_is(shape, "Box"));
    bool polygon = shape && sld_is(shape, "Polygon");
    if (!box && !polygon)
        return no_condition(p, n, f);
    double xy[BOX_MAX_NUMBERS];
    size_t count = 0;
    if (!coordinates(p, shape, xy, &count))
        return false;
    if (count < 4 || count % 2 || (box && count != 4))
        return sld_error(p, shape, ERR_INVALID, "%s moet punten van twee getallen bevatten", (const char *)shape->name);
    bool known, outline = polygon;
    enum crs_id crs = crs_of(shape, xy, &known);
    if (!known)
        return sld_note(p, shape, "Dit coördinatenstelsel is onbekend; de voorwaarde wordt niet ondersteund.") &&
               no_condition(p, n, f);
    if (crs == CRS_84 && xy[0] > 40) /* latitude first: nowhere else is the Netherlands' longitude over 40 */
        for (size_t i = 0; i < count; i += 2) {
            double y = xy[i];
            xy[i] = xy[i + 1];
            xy[i + 1] = y;
        }
    f->op = FILTER_BOX;
    f->box = bbox_of(xy, count / 2);
    if (polygon && is_rectangle(xy, count / 2, f->box))
        outline = false;
    if (crs != CRS_RD) {
        if (!p->crs && !(p->crs = crs_context_new()))
            return sld_memory(p);
        struct err ignored = {0};
        if (!crs_transform_bbox(p->crs, crs, CRS_RD, f->box, &f->box, &ignored))
            return sld_note(p, shape, "Dit gebied ligt buiten Nederland.") && no_condition(p, n, f);
    }
    p->needs_box = true;
    if (outline)
        return sld_note(p, n, "Getoetst wordt of de rechthoek om het object die om dit vlak raakt.");
    return sld_is(n, "BBOX") || sld_note(p, n, "Getoetst wordt of de rechthoek om het object deze raakt.");
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
               {"PropertyIsNil", FILTER_NULL},
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
    *out = f;
    return sld_is(n, "BBOX") || sld_is(n, "Intersects") ? box_test(p, n, f) : no_condition(p, n, f);
}

bool sld_filter(struct sld *p, const xmlNode *n, const struct filter **out)
{
    const xmlNode *k = sld_first(n);
    if (!k || sld_next(k->next))
        return sld_error(p, n, ERR_INVALID, "Filter moet precies één voorwaarde bevatten");
    p->never = false;
    if (!one_of(p, k, out))
        return false;
    if (p->never) { /* whatever stands around it: half a condition would draw what should not be seen */
        struct filter *f = arena_alloc(p->a, sizeof *f);
        if (!f)
            return sld_memory(p);
        f->op = FILTER_NEVER;
        *out = f;
        return sld_note(p, n, "De regel wordt niet getekend, omdat een deel van de voorwaarde niet wordt ondersteund.");
    }
    return true;
}
