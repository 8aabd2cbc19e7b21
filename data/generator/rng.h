/* Deterministic chance: everything the generator draws comes from here, seeded by --zaad and a stream number, so that
 * the same seed gives the same bytes whatever is added elsewhere. */
#ifndef GENERATOR_RNG_H
#define GENERATOR_RNG_H

#include <stdint.h>

struct rng {
    uint64_t s;
};

/* A stream of its own for (seed, a, b). */
struct rng rng_stream(uint64_t seed, uint64_t a, uint64_t b);
uint64_t rng_next(struct rng *r);
double rng_unit(struct rng *r);                      /* [0, 1) */
double rng_range(struct rng *r, double a, double b); /* [a, b) */
int rng_int(struct rng *r, int a, int b);            /* a..b, both included */
int rng_chance(struct rng *r, double p);
/* A hash of two numbers: the same answer wherever it is asked. */
uint64_t rng_hash(uint64_t a, uint64_t b);
/* Smooth noise in -1..1 with wave length 1, and three octaves of it. */
double noise2(uint64_t seed, double x, double y);
double noise2_fbm(uint64_t seed, double x, double y);

#endif
