/* Building the municipality: streets, lots along them, houses on the lots, numbers and postcodes. */
#ifndef GENERATOR_PLAATS_H
#define GENERATOR_PLAATS_H

#include "data/generator/model.h"

/* Fills g with streets, panden and addresses until g->doel main addresses are reached. *pc is the next postcode. */
void plaats_bouw(struct gemeente *g, unsigned *pc);

#endif
