/* The HTTP server: libmicrohttpd's threads for what is at hand, as many beside them that read and draw; a worker and
 * one snapshot per request. */
#ifndef GM_GEOSERVER_HTTP_SERVER_H
#define GM_GEOSERVER_HTTP_SERVER_H

#include "geoserver/exchange/exchange.h"

struct server_options {
    const char *host;     /* an IPv4 or IPv6 address */
    int port;             /* 0: a free one */
    int threads;          /* 1 … 256, of each of the two kinds */
    const char *magazijn; /* the warehouse folder; may not hold one yet */
    size_t tile_bytes;    /* how much the cache of tiles may hold; 0: none */
    const char *stijlen;  /* a folder whose styles are live, instead of those of `shared`; NULL: not */
};

struct http_server;
/* shared must outlive the server. ERR_INVALID for an address, ERR_STORAGE when the port can't be had. */
bool server_start(const struct server_options *o, const struct server *shared, struct http_server **out,
                  struct err *err) MUST_CHECK;
int server_port(const struct http_server *s);
struct tile_cache_stats;
/* All zero without a cache. */
void server_tile_stats(struct http_server *s, struct tile_cache_stats *out);
struct live;
struct live *server_live(struct http_server *s); /* NULL when styles aren't live */
/* Ends running requests, closes all. */
void server_stop(struct http_server *s);

#endif
