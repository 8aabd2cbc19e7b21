/* The Locatieserver's answers as documents, in JSON or XML (input-formats.md §6). */
#ifndef GM_GEOSERVER_API_LOCATIESERVER_PRIV_H
#define GM_GEOSERVER_API_LOCATIESERVER_PRIV_H

#include "geoserver/exchange/exchange.h"
#include "warehouse/search.h"

struct locatie_answer {
    const struct search_hit *hits;
    size_t n, total, start;
    bool exact;
    double max_score;
    struct str fl; /* names with commas or spaces; "*" for all; empty: what PDOK gives unasked */
    bool suggest;  /* with highlighting and spellcheck */
    struct str text;
    const struct search_answer *found; /* for those two; NULL: none */
};
void locatie_json(const struct request *q, struct buf *b, const struct locatie_answer *a);
void locatie_xml(const struct request *q, struct buf *b, const struct locatie_answer *a);

#endif
