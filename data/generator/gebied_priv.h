#ifndef GENERATOR_GEBIED_PRIV_H
#define GENERATOR_GEBIED_PRIV_H

#include "data/generator/gebied.h"

/* Smooths the corners along borders; buitenste holds per cell which municipality it belongs to. */
void rand_glad(struct gemeente *g, const int *buitenste);
/* Makes every buurt one piece (as far as the municipality is). */
void rand_heel(struct gemeente *g);

#endif
