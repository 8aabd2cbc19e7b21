/* Indicators and their values: every form is written from one figure_table (figures.h). */
#include "geoserver/api/api_priv.h"
#include "warehouse/figures.h"

/* privacy.md §1, word for word. */
static const char explanation[] = "Elk aantal is afgerond op een vijftal; waar precies wordt afgerond ligt per cijfer "
                                  "vast maar is geheim; minder dan 10 "
                                  "tonen we niet; daarom tellen cijfers niet altijd precies op.";

bool api_indicatoren(const struct request *q, struct response *r, struct err *err)
{
    static const char *const known[] = {NULL};
    const struct catalog *c = q->server->catalog;
    struct buf *b = &r->body;
    if (!api_params(q, known, err))
        return false;
    buf_c(b, "{\"indicatoren\":[");
    for (size_t i = 0; i < c->n_indicatoren; i++) {
        const struct indicator *ind = &c->indicatoren[i];
        struct figure_choice *categories;
        struct str *periods = NULL;
        size_t n_categories, n_periods;
        if (!figure_choices(q->worker->warehouse, ind, q->worker->arena, &categories, &n_categories, &periods,
                            &n_periods, err))
            return false;
        buf_c(b, i ? ",{" : "{");
        api_pair(b, true, "id", ind->id);
        api_pair(b, false, "titel", ind->titel);
        api_pair(b, false, "omschrijving", ind->omschrijving);
        api_pair(b, false, "eenheid", ind->eenheid);
        api_pair(b, false, "definitie", ind->definitie);
        api_pair(b, false, "bron", ind->dataset->bron);
        api_pair(b, false, "eigenaar", ind->dataset->eigenaar);
        api_pair(b, false, "doel", ind->dataset->doel);
        buf_printf(b, ",\"beschermd\":%s,\"niveaus\":[", ind->soort == INDICATOR_BESCHERMD ? "true" : "false");
        for (size_t k = 0; k < ind->n_niveaus; k++)
            buf_printf(b, "%s\"%s\"", k ? "," : "", ind->niveaus[k]);
        buf_c(b, "],\"categorieen\":[");
        for (size_t k = 0; k < n_categories; k++) {
            buf_c(b, k ? ",{\"id\":" : "{\"id\":");
            buf_json(b, categories[k].id);
            buf_c(b, ",\"titel\":");
            buf_json(b, categories[k].titel);
            buf_byte(b, '}');
        }
        buf_c(b, "],\"perioden\":[");
        for (size_t k = 0; k < n_periods; k++) {
            if (k)
                buf_byte(b, ',');
            buf_json(b, periods[k]);
        }
        buf_c(b, "]");
        api_pair(b, false, "laag", ind->laag ? ind->laag->id : NULL);
        buf_byte(b, '}');
    }
    buf_c(b, "]}\n");
    return true;
}

static void number_or_null(struct buf *b, bool there, double v, int decimals)
{
    if (there)
        buf_fixed(b, v, decimals);
    else
        buf_c(b, "null");
}

static void values_json(struct buf *b, const struct indicator *ind, const struct figure_table *t)
{
    bool is_protected = ind->soort == INDICATOR_BESCHERMD;
    buf_byte(b, '{');
    api_pair(b, true, "indicator", ind->id);
    api_pair(b, false, "titel", ind->titel);
    api_pair(b, false, "eenheid", ind->eenheid);
    buf_c(b, ",\"niveau\":");
    buf_json(b, t->niveau);
    buf_c(b, ",\"categorie\":");
    buf_json(b, t->categorie);
    buf_c(b, ",\"periode\":");
    buf_json(b, t->periode);
    buf_c(b, ",\"peildatum\":");
    buf_json(b, t->peildatum);
    api_pair(b, false, "definitie", ind->definitie);
    api_pair(b, false, "bron", ind->dataset->bron);
    api_pair(b, false, "toelichting", is_protected ? explanation : NULL);
    buf_c(b, ",\"klassen\":[");
    for (int k = 1; k <= t->n_classes; k++) {
        buf_printf(b, "%s{\"klasse\":%d,\"van\":", k > 1 ? "," : "", k);
        buf_fixed(b, t->breaks[k - 1], 1);
        buf_c(b, ",\"tot\":");
        buf_fixed(b, t->breaks[k], 1);
        buf_c(b, ",\"kleur\":null}");
    }
    buf_c(b, "],\"waarden\":[");
    for (size_t i = 0; i < t->n; i++) {
        const struct figure *f = &t->rows[i];
        buf_c(b, i ? ",{\"code\":" : "{\"code\":");
        buf_json(b, f->code);
        buf_c(b, ",\"naam\":");
        buf_json(b, f->naam);
        buf_c(b, ",\"inwoners\":");
        number_or_null(b, f->inwoners >= 0, (double)f->inwoners, 0);
        buf_c(b, ",\"waarde\":");
        number_or_null(b, f->shown, (double)f->waarde, 0);
        buf_c(b, ",\"per1000\":");
        number_or_null(b, f->has_per1000, f->per1000, 1);
        buf_c(b, ",\"klasse\":");
        number_or_null(b, f->klasse > 0, f->klasse, 0);
        buf_byte(b, '}');
    }
    buf_c(b, "]}\n");
}

static void values_csv(struct buf *b, const struct indicator *ind, const struct figure_table *t)
{
    buf_c(b, "\xef\xbb\xbfindicator,niveau,categorie,periode,code,naam,inwoners,waarde,per1000,klasse\r\n");
    for (size_t i = 0; i < t->n; i++) {
        const struct figure *f = &t->rows[i];
        const struct str texts[] = {str_from(ind->id), t->niveau, t->categorie, t->periode, f->code, f->naam};
        for (size_t k = 0; k < 6; k++) {
            buf_csv(b, texts[k]);
            buf_byte(b, ',');
        }
        if (f->inwoners >= 0)
            buf_fixed(b, (double)f->inwoners, 0);
        buf_byte(b, ',');
        if (f->shown)
            buf_fixed(b, (double)f->waarde, 0);
        buf_byte(b, ',');
        if (f->has_per1000)
            buf_fixed(b, f->per1000, 1);
        buf_byte(b, ',');
        if (f->klasse > 0)
            buf_fixed(b, f->klasse, 0);
        buf_c(b, "\r\n");
    }
}

bool api_waarden(const struct request *q, struct response *r, struct str id, struct err *err)
{
    static const char *const known[] = {"niveau", "categorie", "periode", "f", NULL};
    const struct indicator *ind = catalog_indicator(q->server->catalog, id);
    struct figure_table t;
    if (!ind)
        return err_set(err, ERR_NOT_FOUND, "indicator",
                       "Deze indicator bestaat niet; /api/v1/indicatoren noemt wat er is.");
    if (!api_params(q, known, err))
        return false;
    const char *niveau = api_text(q, "niveau"), *format = api_text(q, "f");
    if (!niveau)
        return err_set(err, ERR_INVALID, "niveau", "niveau ontbreekt; geef gemeente, wijk of buurt.");
    bool csv = format ? str_eq_c(str_from(format), "csv") : str_find_str(q->accept, STR("text/csv")) != SIZE_MAX;
    if (format && !csv && !str_eq_c(str_from(format), "json"))
        return err_set(err, ERR_INVALID, "f", "f moet json of csv zijn.");
    struct err why = {0};
    if (!figure_values(q->worker->warehouse, ind, niveau, api_text(q, "categorie"), api_text(q, "periode"),
                       q->worker->arena, &t, &why))
        /* A wrong value of a parameter is a wrong request, not an absent page. */
        return err_set(err, why.code == ERR_NOT_FOUND ? ERR_INVALID : why.code, why.locator, "%s", why.message);
    if (csv) {
        r->content_type = "text/csv; charset=utf-8";
        response_header(r, "Content-Disposition",
                        str_from(arena_printf(q->worker->arena, "attachment; filename=\"%s_%s_%.*s.csv\"", ind->id,
                                              niveau, STR_ARG(t.periode))));
        values_csv(&r->body, ind, &t);
    } else {
        values_json(&r->body, ind, &t);
    }
    response_header(r, "Vary", STR("Accept"));
    return true;
}
