/* Coverages: SE 1.1 §11.6 and SLD 1.0 §11.5. */
#include "geoserver/render/sld_priv.h"

#include <math.h>
#include <string.h>

enum { RASTER_MAX_COLOURS = 1000 };

static bool channel(struct sld *p, const xmlNode *n, int *out)
{
    double band = *out;
    for (const xmlNode *k = sld_first(n); k; k = sld_next(k->next))
        if (!(sld_is(k, "SourceChannelName") ? sld_number(p, k, 1, 1000, &band)
                                             : sld_note(p, k, "Het contrast van de band blijft zoals het is.")))
            return false;
    *out = (int)band;
    return true;
}

static bool channels(struct sld *p, const xmlNode *n, struct raster_style *r)
{
    for (const xmlNode *k = sld_first(n); k; k = sld_next(k->next)) {
        bool ok = sld_is(k, "RedChannel")     ? channel(p, k, &r->red)
                  : sld_is(k, "GreenChannel") ? channel(p, k, &r->green)
                  : sld_is(k, "BlueChannel")  ? channel(p, k, &r->blue)
                  : sld_is(k, "GrayChannel")  ? channel(p, k, &r->gray)
                                              : sld_unknown(p, k);
        if (!ok)
            return false;
    }
    return true;
}

/* An attribute as a number within bounds; `otherwise` when it isn't there. */
static bool attribute(struct sld *p, const xmlNode *n, const char *name, double otherwise, double min, double max,
                      double *out)
{
    char attr[64];
    const char *v = sld_attr(n, name, attr, sizeof attr);
    *out = otherwise;
    if (!v)
        return !isnan(otherwise) || sld_error(p, n, ERR_INVALID, "%s heeft geen %s", (const char *)n->name, name);
    return (str_to_double(str_trim(str_from(v)), out) && *out >= min && *out <= max) ||
           sld_error(p, n, ERR_INVALID, "%s is \"%.40s\"; verwacht: een getal van %g tot en met %g", name, v, min, max);
}

static bool entry(struct sld *p, const xmlNode *n, struct raster_colour *c)
{
    char attr[200];
    const char *v = sld_attr(n, "color", attr, sizeof attr);
    if (!v || !sld_colour_text(str_trim(str_from(v)), &c->rgb))
        return sld_error(p, n, ERR_INVALID, "\"%.40s\" is geen kleur; verwacht: #RRGGBB", v ? v : "");
    v = sld_attr(n, "label", attr, sizeof attr);
    if (!(c->label = arena_cstr(p->a, str_from(v ? v : ""))))
        return sld_memory(p);
    return attribute(p, n, "quantity", NAN, -1e300, 1e300, &c->value) &&
           attribute(p, n, "opacity", 1, 0, 1, &c->opacity);
}

/* SLD 1.0: ColorMapEntry, and type as GeoServer and QGIS write it. */
static bool entries(struct sld *p, const xmlNode *n, struct raster_style *r, struct raster_colour *to)
{
    char attr[32];
    const char *type = sld_attr(n, "type", attr, sizeof attr);
    r->map = type && !strcmp(type, "intervals") ? RASTER_INTERVALS
             : type && !strcmp(type, "values")  ? RASTER_VALUES
                                                : RASTER_RAMP;
    for (const xmlNode *k = sld_first(n); k; k = sld_next(k->next)) {
        if (!sld_is(k, "ColorMapEntry")) {
            if (!sld_unknown(p, k))
                return false;
            continue;
        }
        if (r->n_colours == RASTER_MAX_COLOURS)
            return sld_error(p, k, ERR_LIMIT, "een ColorMap heeft ten hoogste %d kleuren", RASTER_MAX_COLOURS);
        struct raster_colour *c = &to[r->n_colours];
        if (!entry(p, k, c))
            return false;
        if (r->map != RASTER_VALUES && r->n_colours && c->value < c[-1].value)
            return sld_error(p, k, ERR_INVALID, "de waarden van een ColorMap moeten oplopen");
        r->n_colours++;
    }
    return true;
}

static bool colour_of(struct sld *p, const xmlNode *n, struct raster_colour *c)
{
    c->opacity = 1;
    c->label = "";
    return sld_colour(p, n, &c->rgb);
}

/* SE 1.1 §11.6.2: Categorize or Interpolate over Rasterdata. */
static bool function_map(struct sld *p, const xmlNode *n, struct raster_style *r, struct raster_colour *to)
{
    r->map = sld_is(n, "Categorize") ? RASTER_INTERVALS : RASTER_RAMP;
    bool open = false; /* a colour that waits for its upper bound */
    for (const xmlNode *k = sld_first(n); k; k = sld_next(k->next)) {
        if (r->n_colours == RASTER_MAX_COLOURS)
            return sld_error(p, k, ERR_LIMIT, "een ColorMap heeft ten hoogste %d kleuren", RASTER_MAX_COLOURS);
        struct raster_colour *c = &to[r->n_colours];
        const xmlNode *data = sld_first(k), *value = data ? sld_next(data->next) : NULL;
        bool ok = true;
        if (sld_is(k, "LookupValue"))
            continue;
        if (sld_is(k, "Value") && r->map == RASTER_INTERVALS) {
            ok = colour_of(p, k, c);
            c->value = INFINITY;
            open = true;
        } else if (sld_is(k, "Threshold") && open) {
            ok = sld_number(p, k, -1e300, 1e300, &c->value);
            r->n_colours++;
            open = false;
        } else if (sld_is(k, "InterpolationPoint") && value && sld_is(data, "Data") && sld_is(value, "Value")) {
            ok = sld_number(p, data, -1e300, 1e300, &c->value) && colour_of(p, value, c);
            r->n_colours++;
        } else
            ok = sld_unknown(p, k);
        if (!ok)
            return false;
    }
    r->n_colours += open;
    return true;
}

static bool colour_map(struct sld *p, const xmlNode *n, struct raster_style *r)
{
    struct raster_colour *to = arena_array(p->a, RASTER_MAX_COLOURS + 1, sizeof *to);
    const xmlNode *k = sld_first(n);
    if (!to)
        return sld_memory(p);
    r->colours = to;
    r->n_colours = 0;
    if (k && (sld_is(k, "Categorize") || sld_is(k, "Interpolate")))
        return function_map(p, k, r, to);
    return entries(p, n, r, to);
}

bool sld_raster_symbol(struct sld *p, const xmlNode *n, struct symbolizer *s)
{
    struct raster_style *r = arena_alloc(p->a, sizeof *r);
    if (!r)
        return sld_memory(p);
    r->opacity = 1;
    s->raster = r;
    for (const xmlNode *k = sld_first(n); k; k = sld_next(k->next)) {
        bool ok = sld_is(k, "Opacity")            ? sld_number(p, k, 0, 1, &r->opacity)
                  : sld_is(k, "ChannelSelection") ? channels(p, k, r)
                  : sld_is(k, "ColorMap")         ? colour_map(p, k, r)
                  : sld_is(k, "ContrastEnhancement")
                      ? !sld_first(k) || sld_note(p, k, "Het contrast blijft zoals het is.")
                      : sld_is(k, "Geometry") || sld_is(k, "Name") || sld_is(k, "Description") || sld_unknown(p, k);
        if (!ok)
            return false;
    }
    return true;
}
