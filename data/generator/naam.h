/* Names: plainly fictional places, ordinary Dutch streets. */
#ifndef GENERATOR_NAAM_H
#define GENERATOR_NAAM_H

#include "data/generator/model.h"

/* Names and codes of the villages, wijken and buurten of g. */
void naam_gebieden(struct gemeente *g);
/* The name of the nth street of a village: different for every n below some 2,000. */
void naam_straat(const struct gemeente *g, int kern, int n, char *out, size_t size);

#endif
