/* What may change while serving: the styles. A thread looks once a second at the files of their folder; a new set takes
 * the place of the old one when all of it is right, and requests in flight keep the one that they began with. */
#ifndef GM_GEOSERVER_HTTP_LIVE_H
#define GM_GEOSERVER_HTTP_LIVE_H

#include "geoserver/exchange/exchange.h"

/* One reading of the folder; constant. */
struct live_styles {
    const struct style_set *set;
    const struct style_edition *editions;
    size_t n;
    uint64_t version; /* of all */
};

/* Reads a folder once, into the arena: the set, and the version of each file by its content. */
bool live_styles_read(const char *dir, const struct catalog *catalog, struct arena *a, struct live_styles *out,
                      struct err *err) MUST_CHECK;

struct live;
/* Reads the folder and begins to watch it. catalog: each style that it names must be there. log may be NULL. The
 * catalogue and dir must live as long. */
bool live_start(const char *dir, const struct catalog *catalog, const struct log *log, struct live **out,
                struct err *err) MUST_CHECK;
void live_stop(struct live *l);
/* The set of now, with a reference; give it back when the request is done. */
const struct live_styles *live_take(struct live *l);
void live_give(const struct live_styles *s);
/* Looks at once, instead of within a second. True when another set took its place. For tests. */
bool live_check(struct live *l);

#endif
