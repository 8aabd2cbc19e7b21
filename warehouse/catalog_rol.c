/* What of the catalogue a role may know. */
#include "warehouse/catalog.h"

#include <string.h>

static bool indicator_is_protected(const struct indicator *i)
{
    return i && i->soort == INDICATOR_BESCHERMD;
}

bool layer_is_public(const struct layer *l)
{
    return l->dataset->klasse == KLASSE_OPENBAAR || indicator_is_protected(l->indicator);
}

bool layer_is_visible(const struct layer *l, enum rol rol)
{
    if (layer_is_public(l))
        return true;
    return rol == ROL_INTERN && (l->dataset->klasse == KLASSE_PARTNER || l->dataset->klasse == KLASSE_INTERN);
}

/* An indicator is as visible as a layer that would show it. */
static bool indicator_is_visible(const struct indicator *i, enum rol rol)
{
    struct layer as_layer = {.dataset = i->dataset, .indicator = i};
    return layer_is_visible(&as_layer, rol);
}

static const struct layer *same_layer(const struct catalog *c, const struct layer *l)
{
    return l ? catalog_layer(c, str_from(l->id)) : NULL;
}

bool catalog_for_rol(const struct catalog *c, enum rol rol, struct arena *a, struct catalog **out, struct err *err)
{
    struct catalog *to = arena_alloc(a, sizeof *to);
    struct layer *lagen = arena_array(a, c->n_lagen + 1, sizeof *lagen);
    struct theme *themas = arena_array(a, c->n_themas + 1, sizeof *themas);
    struct indicator *indicatoren = arena_array(a, c->n_indicatoren + 1, sizeof *indicatoren);
    struct dataset *datasets = arena_array(a, c->n_datasets + 1, sizeof *datasets);
    if (!to || !lagen || !themas || !indicatoren || !datasets)
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    *to = *c;
    to->lagen = lagen;
    to->themas = themas;
    to->indicatoren = indicatoren;
    to->datasets = datasets;
    to->n_lagen = to->n_themas = to->n_indicatoren = to->n_datasets = 0;
    for (size_t i = 0; i < c->n_datasets; i++) {
        bool used = c->datasets[i].klasse == KLASSE_OPENBAAR;
        for (size_t k = 0; k < c->n_lagen && !used; k++)
            used = c->lagen[k].dataset == &c->datasets[i] && layer_is_visible(&c->lagen[k], rol);
        if (used)
            datasets[to->n_datasets++] = c->datasets[i];
    }
    for (size_t i = 0; i < c->n_lagen; i++)
        if (layer_is_visible(&c->lagen[i], rol))
            lagen[to->n_lagen++] = c->lagen[i];
    for (size_t i = 0; i < c->n_indicatoren; i++)
        if (indicator_is_visible(&c->indicatoren[i], rol)) {
            struct indicator *ind = &indicatoren[to->n_indicatoren++];
            *ind = c->indicatoren[i];
            ind->laag = same_layer(to, ind->laag);
        }
    for (size_t i = 0; i < to->n_lagen; i++)
        if (lagen[i].indicator)
            lagen[i].indicator = catalog_indicator(to, str_from(lagen[i].indicator->id));
    for (size_t i = 0; i < c->n_themas; i++) {
        const struct layer **list = arena_array(a, c->themas[i].n_lagen + 1, sizeof *list);
        size_t n = 0;
        if (!list)
            return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
        for (size_t k = 0; k < c->themas[i].n_lagen; k++)
            if ((list[n] = same_layer(to, c->themas[i].lagen[k])))
                n++;
        if (n) {
            struct theme *theme = &themas[to->n_themas++];
            *theme = c->themas[i];
            theme->lagen = list;
            theme->n_lagen = n;
        }
    }
    *out = to;
    return true;
}
