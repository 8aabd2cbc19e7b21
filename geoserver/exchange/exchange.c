#include "geoserver/exchange/exchange.h"

bool etag_matches(struct str given, const char *etag)
{
    return given.n && etag && *etag && str_find_str(given, str_from(etag)) != SIZE_MAX;
}

struct str request_param(const struct request *q, const char *name)
{
    struct str wanted = str_from(name), found = {0};
    for (size_t i = 0; i < q->n_params; i++)
        if (str_eq_nocase(q->params[i].name, wanted)) {
            found = q->params[i].value;
            if (!found.p)
                found.p = "";
        }
    return found;
}

void response_header(struct response *r, const char *name, struct str value)
{
    if (r->n_headers < RESPONSE_MAX_HEADERS)
        r->headers[r->n_headers++] = (struct param){str_from(name), value};
}

void response_problem(struct response *r, const struct err *err)
{
    static const struct {
        int status;
        const char *title;
    } titles[] = {
        {400, "Het verzoek klopt niet"},          {404, "Niet gevonden"},        {405, "Deze methode kan hier niet"},
        {413, "Het verzoek vraagt te veel"},      {414, "Het adres is te lang"}, {500, "Er ging iets mis op de server"},
        {503, "De server kan nu niet antwoorden"}};
    const char *title = "Fout";
    r->status = r->status >= 400 ? r->status : err_http_status(err->code);
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
        if (titles[i].status == r->status)
            title = titles[i].title;
    r->cacheable = false;
    r->content_type = "application/problem+json; charset=utf-8";
    buf_clear(&r->body);
    buf_printf(&r->body, "{\"status\":%d,\"title\":", r->status);
    buf_json(&r->body, str_from(title));
    buf_c(&r->body, ",\"detail\":");
    /* What our own innards say is for the log, not for the world. */
    buf_json(&r->body, r->status >= 500 ? STR("Probeer het later opnieuw.") : str_from(err->message));
    buf_c(&r->body, "}\n");
}
