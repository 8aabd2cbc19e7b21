/* What the files of /api share. */
#ifndef GM_GEOSERVER_API_API_PRIV_H
#define GM_GEOSERVER_API_API_PRIV_H

#include "geoserver/exchange/exchange.h"

/* Refuses parameters that aren't in the list (NULL-ended), naming all of them. */
bool api_params(const struct request *q, const char *const *known, struct err *err) MUST_CHECK;
/* A parameter as NUL-ended text in the arena; NULL when absent or empty. */
const char *api_text(const struct request *q, const char *name);
/* "key":"text" or null, with a comma before it unless first. */
void api_pair(struct buf *b, bool first, const char *key, const char *text);

bool api_indicatoren(const struct request *q, struct response *r, struct err *err);
bool api_waarden(const struct request *q, struct response *r, struct str id, struct err *err);

#endif
