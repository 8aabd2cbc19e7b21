/* From a path to the handler that answers it; no sockets. */
#ifndef GM_GEOSERVER_HTTP_ROUTER_H
#define GM_GEOSERVER_HTTP_ROUTER_H

#include "geoserver/exchange/exchange.h"

struct route {
    const char *name; /* for the log: never the path itself, which may hold what was searched for */
    void (*handle)(const struct request *q, struct response *r);
    bool own_snapshot; /* begins it itself, when it needs one, and answers conditions itself */
};
/* NULL: nothing there. */
const struct route *route_find(struct str path);
/* Splits "a=1&b=%20" (raw) into decoded parameters in the arena; at most max. ERR_LIMIT, ERR_INVALID for a bad escape.
 */
bool query_parse(struct str raw, struct arena *a, struct param **out, size_t *n, size_t max,
                 struct err *err) MUST_CHECK;
/* Percent-decoding ('+' becomes a space when plus). Refuses NUL and bad escapes. */
bool percent_decode(struct str raw, bool plus, struct arena *a, struct str *out, struct err *err) MUST_CHECK;

#endif
