/* A request and its response without a socket: what ogc/ and api/ handle, and what http/ carries. */
#ifndef GM_GEOSERVER_EXCHANGE_EXCHANGE_H
#define GM_GEOSERVER_EXCHANGE_EXCHANGE_H

#include "base/buf.h"
#include "base/log.h"
#include "geo/crs.h"
#include "geoserver/render/style.h"
#include "warehouse/catalog.h"
#include "warehouse/warehouse.h"

/* Constant while serving; shared by all threads. */
struct server {
    const struct catalog *catalog; /* as the role of this server may know it: catalog_for_rol */
    bool intern; /* the catalogue has layers that aren't for everybody: no other site's page may read the answers */
    const struct style_set *styles;
    const char *base_url; /* "http://127.0.0.1:8080" from configuration, or NULL: relative to the Host header */
    const struct log *log;
    struct clock clock;
    const char *config_tag; /* changes with catalogue, styles and program version; part of every ETag */
};

/* One per thread. */
struct worker {
    struct warehouse *warehouse;
    struct crs_context *crs;
    struct arena *arena; /* rewound after each request */
    struct render_context *render;
    int64_t generation; /* of the read transaction that is open during a request */
};

struct param {
    struct str name, value; /* percent-decoded */
};

struct request {
    const struct server *server;
    struct worker *worker;
    struct str method; /* GET or HEAD */
    struct str path;   /* decoded, begins with '/' */
    const struct param *params;
    size_t n_params;
    struct str accept;   /* the Accept header, may be empty */
    struct str base_url; /* scheme and host for absolute links, no slash at the end */
    uint64_t id;
};

enum { RESPONSE_MAX_HEADERS = 8 };

struct response {
    int status;               /* 200 unless set */
    const char *content_type; /* constant or in the arena */
    struct buf body;          /* the handler appends; heap, freed by http */
    bool cacheable;           /* follows the generation: gets an ETag and Cache-Control public */
    struct param headers[RESPONSE_MAX_HEADERS];
    size_t n_headers;
};

/* Case-insensitive names (OGC); the last one wins; p NULL when absent. */
struct str request_param(const struct request *q, const char *name);
void response_header(struct response *r, const char *name, struct str value);
/* Escaped, as application/problem+json (RFC 9457): status, title, detail. */
void response_problem(struct response *r, const struct err *err);

/* Handlers answer in r and return; faults become the right kind of document for the interface. */
void wms_handle(const struct request *q, struct response *r);           /* /wms */
void tile_handle(const struct request *q, struct response *r);          /* /tiles/… */
void api_handle(const struct request *q, struct response *r);           /* /api/v1/… */
void locatieserver_handle(const struct request *q, struct response *r); /* /locatieserver/search/v3_1/… */

#endif
