/* A request and its response without a socket: what ogc/ and api/ handle, and what http/ carries. */
#ifndef GM_GEOSERVER_EXCHANGE_EXCHANGE_H
#define GM_GEOSERVER_EXCHANGE_EXCHANGE_H

#include "base/buf.h"
#include "base/log.h"
#include "geo/crs.h"
#include "geoserver/render/style.h"
#include "warehouse/catalog.h"
#include "warehouse/versions.h"
#include "warehouse/warehouse.h"

struct tile;
struct tile_cache;
struct tile_store;
struct tile_files;
struct worker;

/* Which edition of a style's file is in use: a number of its content. */
struct style_edition {
    const char *id;
    uint64_t version;
};

/* Shared by all threads. Constant while serving, but for styles: each request has a copy with the styles of its
 * moment. */
struct server {
    const struct catalog *catalog; /* as the role of this server may know it: catalog_for_rol */
    bool intern; /* the catalogue has layers that aren't for everybody: no other site's page may read the answers */
    const struct style_set *styles;
    const struct style_edition *editions; /* of those styles, by id; may be none */
    size_t n_editions;
    const char *base_url; /* "http://127.0.0.1:8080" from configuration, or NULL: relative to the Host header */
    const struct log *log;
    struct clock clock;
    const char *config_tag;    /* changes with program version, role and RD grid; part of every ETag and tile */
    const char *magazijn;      /* the warehouse's folder, for the files of raster layers; NULL: none */
    uint64_t config_version;   /* the same of what may change while serving: catalogue and styles */
    struct tile_cache *tegels; /* NULL: none */
    const struct tile_store *tegelbestand; /* tiles made beforehand; NULL: none */
};

/* One per thread. */
struct worker {
    struct warehouse *warehouse;
    struct crs_context *crs;
    struct arena *arena; /* rewound after each request */
    struct render_context *render;
    int64_t generation; /* of the read transaction that is open during a request */
    /* What the warehouse was at the last look (of the snapshot, once that is begun). */
    struct warehouse_versions versions;
    /* Begins the request's snapshot for a handler that is called without one; NULL: it was begun. */
    bool (*snapshot)(struct worker *w, struct err *err);
    struct tile_files *files; /* this thread's handles of server.tegelbestand */
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
    struct str accept; /* the Accept header, may be empty */
    struct str if_none_match;
    bool gzip;           /* the client takes it */
    struct str base_url; /* scheme and host for absolute links, no slash at the end */
    uint64_t id;
    /* Only from what is at hand, in microseconds: a handler that would have to read or draw says `later` in its
     * response, and is called again without this. For routes with a snapshot of their own. */
    bool quick;
};

enum { RESPONSE_MAX_HEADERS = 8 };

struct response {
    int status;               /* 200 unless set */
    const char *content_type; /* constant or in the arena */
    struct buf body;          /* the handler appends; heap, freed by http */
    bool cacheable;           /* follows the generation: gets an ETag and Cache-Control public */
    char etag[40];            /* the handler's own, with quotes; empty: http makes one. With status 304: no body */
    bool later;               /* see request.quick: nothing else in here counts */
    struct tile *tile;        /* the answer itself, instead of a body: a reference, which http gives back */
    struct param headers[RESPONSE_MAX_HEADERS];
    size_t n_headers;
};

/* If-None-Match (RFC 9110 §13.1.2). "*" isn't honoured: it would say "not modified" of what doesn't exist. */
bool etag_matches(struct str given, const char *etag);
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
