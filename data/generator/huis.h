/* Lots and what stands on them. A lot is only given out where nothing stands yet, so that no two panden overlap. */
#ifndef GENERATOR_HUIS_H
#define GENERATOR_HUIS_H

#include "data/generator/model.h"

/* A lot: origin at its front left corner, a along the street, b away from it. */
struct kavel {
    struct pt o, t, n;
    double w, d;
    int straat, buurt, kant; /* kant 0 odd, 1 even */
    struct rng rng;
};

/* What is taken already, while the municipality is built. */
void index_open(struct gemeente *g);
void index_close(struct gemeente *g);
void index_bezet(struct gemeente *g, const struct obb *o);

/* Takes the lot when it is free and lies in one buurt: k->buurt when `vast`, else any buurt outside the villages. */
bool kavel_probeer(struct gemeente *g, struct kavel *k, bool vast);
/* A ring from n corners in the lot's own (along, away) metres. */
struct ring kavel_veelhoek(struct gemeente *g, const struct kavel *k, const double (*ab)[2], int n);
/* An address on pand p (-1: none) with its point at (a, b), and the street's next number. Valid until the next one. */
struct adres *kavel_adres(struct gemeente *g, struct kavel *k, int p, double a, double b, unsigned doelen, int opp);

/* Houses, sheds and addresses on a lot that was taken. */
void huis_rij(struct gemeente *g, struct kavel *k, int n, double hw, double voor, double diep, int jaar, bool winkels);
void huis_vrijstaand(struct gemeente *g, struct kavel *k, double voor, int jaar, bool twee);
void huis_flat(struct gemeente *g, struct kavel *k, double voor, int jaar, bool hof);
void huis_groot(struct gemeente *g, struct kavel *k, unsigned doel, int jaar);
void huis_kerk(struct gemeente *g, struct kavel *k);
void huis_boerderij(struct gemeente *g, struct kavel *k, int jaar);

#endif
