/* What making the mutations and writing their deliveries share. */
#ifndef GENERATOR_MUTATIES_PRIV_H
#define GENERATOR_MUTATIES_PRIV_H

#include "data/generator/bag_priv.h"

/* What can happen. The first ones are planned per address, for they concern several objects; the others are chosen when
 * their object comes by; the last ones follow from another's. */
enum soort {
    NIETS,
    POSTCODE,      /* a new postcode */
    NUM_CORRECTIE, /* the only voorkomen inactivated, another in its place */
    LIGT_IN,       /* the nummeraanduiding gets a woonplaats of its own */
    OPPERVLAKTE,   /* also another gebruiksdoel */
    PUNT,          /* the point moves */
    VERHUIST,      /* the verblijfsobject lies in another pand */
    TWEEDE_PAND,   /* and in one more; the next day no longer */
    VBO_STRAKS,    /* announced a day ahead */
    NEVEN_ERBIJ,
    NEVEN_WEG,
    INTREK, /* verblijfsobject and nummeraanduiding are withdrawn */
    ADRES_WEG,
    ADRES_INACTIEF,
    HERBOUW, /* pand, verblijfsobject and nummeraanduiding end; new ones in their place */
    HERBOUW_LIG,
    HERBOUW_STA,
    PLAATS,     /* a ligplaats or standplaats changes shape */
    PLAATS_WEG, /* or is withdrawn */
    PER_ADRES_N,
    PAND_STATUS = PER_ADRES_N, /* for a day */
    PAND_GEOMETRIE,
    PAND_BOUWJAAR,
    PAND_CORRECTIE,    /* 1 and 2 inactivated, 3 added, in one group */
    PAND_SLOOP,        /* permit, and the next day gone */
    PAND_WEG,          /* all its voorkomens removed */
    PAND_WEG_EN_TERUG, /* and added again the next day */
    PAND_INACTIEF,     /* all of them inactivated */
    PAND_OUD_INACTIEF, /* only the first one */
    PAND_OUD_WEG,      /* the first of several voorkomens removed */
    PAND_HERSTEL,      /* an eindRegistratie that was missing */
    PAND_STRAKS,       /* announced: the current one changes a day later without a mutation */
    PAND_LATER,        /* announced for after the last day */
    PAND_EEN_DAG,      /* a pand that comes and goes within the period */
    PAND_TWEEMAAL,     /* two groups on one day */
    STRAAT_HERNOEMD,
    STRAAT_STRAKS,
    WATER_INGETROKKEN,
    WOONPLAATS_HERNOEMD,
    WOONPLAATS_CORRECTIE,
    NIEUWE_STRAAT, /* renamed the next day */
    SOORT_N,
    BEZET = SOORT_N, /* others rely on it: it stays as it is */
    HERBOUW_PAND,
    NEVEN_NUM_WEG
};

struct mutaties {
    const struct opties *o;
    int n, peil, code, gedaan[SOORT_N];
    bool landelijk;
    char gemeente[64], uit[400], uit2[400];
    struct telling t; /* of the last day */
    struct bag *na;
    struct deel *dag, *kladde;
    struct {
        long groepen, toevoeging[BAG_N], wijziging[BAG_N], verwijdering[BAG_N];
    } * tel; /* per day */
    struct beurt *pand, *adres;
};

/* The date of day d: 0 is the extract's. What happens on day d is registered on the date of d - 1. */
int mutaties_datum(const struct mutaties *m, int d);
/* All deliveries, out of what was kept per day. */
void mutaties_leveringen(struct mutaties *m);

#endif
