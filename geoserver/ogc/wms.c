/* The door of the WMS: finds the operation, checks that its required parameters are there, and turns faults into the
 * exception format that was asked for (§6.11, §7.3.3.11). */
#include "geoserver/ogc/wms_priv.h"

#include <string.h>

static const struct operation *const operations[] = {
#define OPERATION(id) &operation_##id,
#include "geoserver/ogc/operations.def"
#undef OPERATION
};
enum { OPERATIONS = sizeof operations / sizeof *operations };

void wms_exception(struct response *r, const char *code, const struct err *err)
{
    /* Clients of 1.3.0 expect status 200 with an exception; only what is our own fault says so. */
    r->status = err->code == ERR_INTERNAL || err->code == ERR_STORAGE || err->code == ERR_MEMORY
                    ? err_http_status(err->code)
                    : 200;
    r->cacheable = false;
    r->content_type = "text/xml; charset=utf-8";
    buf_clear(&r->body);
    buf_c(&r->body, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                    "<ServiceExceptionReport version=\"1.3.0\" xmlns=\"http://www.opengis.net/ogc\" "
                    "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
                    "xsi:schemaLocation=\"http://www.opengis.net/ogc "
                    "http://schemas.opengis.net/wms/1.3.0/exceptions_1_3_0.xsd\">\n  <ServiceException");
    if (code) {
        buf_c(&r->body, " code=\"");
        buf_xml(&r->body, str_from(code));
        buf_byte(&r->body, '"');
    }
    if (err->locator[0]) {
        buf_c(&r->body, " locator=\"");
        buf_xml(&r->body, str_from(err->locator));
        buf_byte(&r->body, '"');
    }
    buf_byte(&r->body, '>');
    buf_xml(&r->body, str_from(err->message));
    buf_c(&r->body, "</ServiceException>\n</ServiceExceptionReport>\n");
}

const char *wms_fault_code(const struct operation *op, const struct err *err)
{
    /* The one parameter with two codes: the layer exists, but can't be asked. */
    if (op == &operation_get_feature_info && err->code == ERR_UNSUPPORTED && strcmp(err->locator, "QUERY_LAYERS") == 0)
        return "LayerNotQueryable";
    for (size_t i = 0; op && i < op->n_params; i++)
        if (str_eq_nocase(str_from(op->params[i].name), str_from(err->locator)))
            return op->params[i].fault;
    return NULL;
}

static bool check_version(const struct request *q, const struct operation *op, struct err *err)
{
    struct str version = request_param(q, "VERSION");
    if (!op->versioned)
        return true;
    if (!version.p || version.n == 0)
        return err_set(err, ERR_INVALID, "VERSION", "VERSION ontbreekt; geef VERSION=1.3.0.");
    if (!str_eq(version, STR("1.3.0")))
        return err_set(err, ERR_UNSUPPORTED, "VERSION", "VERSION=%.*s wordt niet geboden; geef VERSION=1.3.0.",
                       STR_ARG(str_sub(version, 0, 20)));
    return true;
}

static bool check_required(const struct request *q, const struct operation *op, struct err *err)
{
    for (size_t i = 0; i < op->n_params; i++)
        if (op->params[i].required && !request_param(q, op->params[i].name).p)
            return err_set(err, ERR_INVALID, op->params[i].name, "%s ontbreekt; %s heeft die parameter nodig.",
                           op->params[i].name, op->request);
    return true;
}

/* EXCEPTIONS=BLANK: an image of the size and format asked for, in the background colour (§7.3.3.11.3). */
static bool blank_exception(const struct request *q, struct response *r)
{
    struct err ignored = {0};
    int width, height;
    struct str colour = request_param(q, "BGCOLOR");
    uint32_t background = 0xffffff;
    if (!wms_int(q, "WIDTH", 1, WMS_MAX_PX, &width, &ignored) ||
        !wms_int(q, "HEIGHT", 1, WMS_MAX_PX, &height, &ignored))
        return false;
    if (colour.n == 8) {
        background = 0;
        for (size_t i = 2; i < 8; i++) {
            char c = colour.p[i];
            int digit = c >= '0' && c <= '9'   ? c - '0'
                        : c >= 'a' && c <= 'f' ? c - 'a' + 10
                        : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                               : 0;
            background = background << 4 | (uint32_t)digit;
        }
    }
    enum image_format kind = IMAGE_PNG;
    if (!image_format_find(request_param(q, "FORMAT"), &kind))
        kind = IMAGE_PNG;
    buf_clear(&r->body);
    if (!render_blank(q->worker->render, kind, width, height,
                      str_eq_nocase(request_param(q, "TRANSPARENT"), STR("TRUE")), background, &r->body, &ignored))
        return false;
    r->status = 200;
    r->cacheable = false;
    r->content_type = image_type(kind);
    return true;
}

static void report(const struct request *q, struct response *r, const struct operation *op, const struct err *err)
{
    struct str format = request_param(q, "EXCEPTIONS");
    bool blank = str_eq_nocase(format, STR("BLANK")) || str_eq_nocase(format, STR("application/vnd.ogc.se_blank"));
    if (blank && op && (op == &operation_get_map) && blank_exception(q, r))
        return;
    wms_exception(r, wms_fault_code(op, err), err);
}

void wms_handle(const struct request *q, struct response *r)
{
    struct err err = {0};
    struct str service = request_param(q, "SERVICE"), name = request_param(q, "REQUEST");
    const struct operation *op = NULL;
    for (size_t i = 0; i < OPERATIONS; i++)
        if (str_eq_nocase(name, str_from(operations[i]->request)))
            op = operations[i];
    if (service.n && !str_eq_nocase(service, STR("WMS")))
        err_set(&err, ERR_INVALID, "SERVICE", "Dit adres biedt SERVICE=WMS.");
    else if (name.n == 0)
        err_set(&err, ERR_INVALID, "REQUEST", "REQUEST ontbreekt; geef bijvoorbeeld REQUEST=GetCapabilities.");
    else if (!op)
        err_set(&err, ERR_UNSUPPORTED, "REQUEST",
                "REQUEST=%.*s bestaat hier niet; wel GetCapabilities, GetMap, GetFeatureInfo en GetLegendGraphic.",
                STR_ARG(str_sub(name, 0, 40)));
    else if (op == &operation_get_capabilities && !service.p)
        err_set(&err, ERR_INVALID, "SERVICE", "SERVICE ontbreekt; geef SERVICE=WMS.");
    if (err.code == ERR_NONE && check_version(q, op, &err) && check_required(q, op, &err) && op->handle(q, r, &err) &&
        !r->body.failed)
        return;
    if (err.code == ERR_NONE)
        err_set(&err, ERR_LIMIT, NULL, "Het antwoord is te groot.");
    if (!op && name.n && err.code == ERR_UNSUPPORTED)
        wms_exception(r, "OperationNotSupported", &err);
    else
        report(q, r, op, &err);
}
