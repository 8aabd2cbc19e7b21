#include "data/generator/rng.h"

#include <math.h>

static uint64_t mix(uint64_t z)
{
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
}

uint64_t rng_hash(uint64_t a, uint64_t b)
{
    return mix(mix(a + 0x9e3779b97f4a7c15ULL) ^ (b * 0xd6e8feb86659fd93ULL + 0x632be59bd9b4e019ULL));
}

struct rng rng_stream(uint64_t seed, uint64_t a, uint64_t b)
{
    return (struct rng){rng_hash(rng_hash(seed, a), b)};
}

uint64_t rng_next(struct rng *r)
{
    r->s += 0x9e3779b97f4a7c15ULL; /* splitmix64 */
    return mix(r->s);
}

double rng_unit(struct rng *r)
{
    return (double)(rng_next(r) >> 11) * 0x1p-53;
}

double rng_range(struct rng *r, double a, double b)
{
    return a + (b - a) * rng_unit(r);
}

int rng_int(struct rng *r, int a, int b)
{
    return b <= a ? a : a + (int)(rng_next(r) % (uint64_t)(b - a + 1));
}

int rng_chance(struct rng *r, double p)
{
    return rng_unit(r) < p;
}

static double corner(uint64_t seed, int64_t x, int64_t y)
{
    return (double)(rng_hash(rng_hash(seed, (uint64_t)x), (uint64_t)y) >> 11) * 0x1p-52 - 1;
}

double noise2(uint64_t seed, double x, double y)
{
    double fx = floor(x), fy = floor(y), u = x - fx, v = y - fy;
    int64_t ix = (int64_t)fx, iy = (int64_t)fy;
    u = u * u * (3 - 2 * u);
    v = v * v * (3 - 2 * v);
    double a = corner(seed, ix, iy), b = corner(seed, ix + 1, iy);
    double c = corner(seed, ix, iy + 1), d = corner(seed, ix + 1, iy + 1);
    return (a * (1 - u) + b * u) * (1 - v) + (c * (1 - u) + d * u) * v;
}

double noise2_fbm(uint64_t seed, double x, double y)
{
    return 0.6 * noise2(seed, x, y) + 0.27 * noise2(seed + 1, 2 * x, 2 * y) + 0.13 * noise2(seed + 2, 4 * x, 4 * y);
}
