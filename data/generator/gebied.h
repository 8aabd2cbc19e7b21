/* The land: which municipality a place belongs to, the villages, their quarters, and borders that fit exactly. */
#ifndef GENERATOR_GEBIED_H
#define GENERATOR_GEBIED_H

#include "data/generator/model.h"

#include <stdio.h>

struct land {
    uint64_t zaad;
    double zijde;   /* of a macro cell, metres */
    int n;          /* municipalities */
    struct pt *cel; /* their macro cells (column, row) */
};

void land_init(struct land *l, const struct opties *o);
void land_done(struct land *l);

/* Makes the villages, wijken, buurten and the smoothed borders of municipality nr. */
void gebied_maak(struct gemeente *g, const struct land *l);
/* The level of a region, and the label that a buurt has on it. */
enum niveau { NIVEAU_GEMEENTE, NIVEAU_WIJK, NIVEAU_BUURT, NIVEAU_WOONPLAATS };
/* Calls back every ring of region `label`: outer rings counterclockwise, holes clockwise; points not closed. */
typedef void (*gebied_ring_fn)(void *arg, const struct pt *p, int n, bool gat);
void gebied_ringen(const struct gemeente *g, enum niveau niveau, int label, gebied_ring_fn fn, void *arg);
/* The buurt whose raster cell holds p, or -1. Near borders gebied_binnen decides. */
int gebied_buurt(const struct gemeente *g, struct pt p);
/* True when p lies in the buurt, at least `marge` metres from its border. */
bool gebied_binnen(const struct gemeente *g, int buurt, struct pt p, double marge);

#endif
