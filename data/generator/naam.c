#include "data/generator/naam.h"

#include <stdio.h>

#define N(a) ((int)(sizeof(a) / sizeof(a)[0]))

static const char *const stam[] = {"Wolke",  "Mist",    "Lepel",    "Roerdomp", "Pluis",   "Kraaien", "Snoeker",
                                   "Boter",  "Zwanen",  "Honing",   "Reiger",   "Kievits", "Otter",   "Bever",
                                   "Linnen", "Zilver",  "Koper",    "Fluiten",  "Klokke",  "Bosbes",  "Distel",
                                   "Egel",   "Vlinder", "Libellen", "Kikker",   "Sterre",  "Manen",   "Donder",
                                   "Winter", "Zomer",   "Turfbult"};
static const char *const staart[] = {"veen",  "diep",   "mond",  "zijl", "compagnie", "wolde",
                                     "hoorn", "kanaal", "broek", "loo",  "terp"};
static const char *const voor[] = {"", "Nieuw-", "Oud-", "Groot-", "Klein-", "Ooster", "Wester"};

static void plaats(const struct gemeente *g, int k, char *out, size_t size)
{
    /* A walk through all combinations with a step that has no factor in common with their number. */
    unsigned m = (unsigned)(N(stam) * N(staart)), i = (unsigned)(g->nr * 10 + k), j = (i * 47u + 13u) % m;
    const char *v = voor[(i / m) % (unsigned)N(voor)];
    snprintf(out, size, "%s%s%s", v, stam[j % (unsigned)N(stam)], staart[j / (unsigned)N(stam)]);
    if (v[0] && v[4] != '-' && v[3] != '-' && v[5] != '-')
        out[6] = (char)(out[6] | 32);
}

void naam_gebieden(struct gemeente *g)
{
    static const char *const richting[] = {"Centrum", "Noord",     "Oost",       "Zuid",
                                           "West",    "Bovenmeer", "Achterdiep", "Stadsrand"};
    static const char *const deel[] = {
        "Kern",           "Vogelbuurt",    "Bloemenbuurt", "Bomenbuurt",    "Schildersbuurt", "De Hoogte",
        "Het Laagland",   "Waterrijk",     "De Akkers",    "Molenbuurt",    "Sterrenbuurt",   "De Weiden",
        "Boomgaard",      "Rivierenbuurt", "De Lanen",     "Kastelenbuurt", "De Vennen",      "Kruidenhof",
        "Zeeheldenbuurt", "Muziekbuurt",   "De Singels",   "Oeverlanden",   "Het Hof",        "De Esch"};
    for (int k = 0; k < g->n_kern; k++)
        plaats(g, k, g->kern[k].naam, sizeof g->kern[k].naam);
    for (int w = 0; w < g->n_wijk; w++) {
        struct wijk *q = &g->wijk[w];
        struct kern *k = &g->kern[q->kern];
        if (k->wijk_tot - k->wijk_van == 1)
            snprintf(q->naam, sizeof q->naam, "%s", k->naam);
        else
            snprintf(q->naam, sizeof q->naam, "%.40s %s", k->naam, richting[(w - k->wijk_van) % N(richting)]);
        snprintf(q->code, sizeof q->code, "WK%04u%02u", (unsigned)g->code % 10000u, (unsigned)w % 100u);
        int n = 0;
        for (int b = 0; b < g->n_buurt; b++) {
            struct buurt *u = &g->buurt[b];
            if (u->wijk != w)
                continue;
            snprintf(u->code, sizeof u->code, "BU%04u%02u%02u", (unsigned)g->code % 10000u, (unsigned)w % 100u,
                     (unsigned)n++ % 100u);
            if (u->stijl == STIJL_BUITEN)
                snprintf(u->naam, sizeof u->naam, "Buitengebied %.48s", q->naam);
            else if (u->stijl == STIJL_BEDRIJVEN)
                snprintf(u->naam, sizeof u->naam, "Bedrijventerrein %.30s %d", k->naam, b - k->buurt_van + 1);
            else if (b == k->buurt_van && k->stad)
                snprintf(u->naam, sizeof u->naam, "Binnenstad");
            else if (k->stad)
                snprintf(u->naam, sizeof u->naam, "%s%s", deel[1 + (b - k->buurt_van) % (N(deel) - 1)],
                         (b - k->buurt_van) >= N(deel) ? " II" : "");
            else
                snprintf(u->naam, sizeof u->naam, "%.30s %s", k->naam, deel[(b - k->buurt_van) * 5 % N(deel)]);
        }
    }
}

void naam_straat(const struct gemeente *g, int kern, int n, char *out, size_t size)
{
    static const char *const eerst[] = {"Hoofdweg",    "Dorpsstraat",    "Kerkstraat",   "Schoolstraat",
                                        "Molenweg",    "Stationsstraat", "Kanaalstraat", "Torenlaan",
                                        "Nieuwstraat", "Achterdiep",     "Noorderweg",   "Zuiderweg"};
    static const char *const woord[] = {
        "Vinken",    "Merel",     "Lijster",    "Mezen",      "Spreeuwen", "Zwaluw",     "Uilen",     "Leeuwerik",
        "Wulpen",    "Roodborst", "Eiken",      "Beuken",     "Linden",    "Kastanje",   "Berken",    "Esdoorn",
        "Iepen",     "Wilgen",    "Populieren", "Elzen",      "Tulpen",    "Rozen",      "Narcissen", "Dahlia",
        "Anjer",     "Lelie",     "Irissen",    "Korenbloem", "Klaproos",  "Zonnebloem", "Saturnus",  "Orion",
        "Mercurius", "Poolster",  "Ploeg",      "Smids",      "Bakkers",   "Schippers",  "Turf",      "Akker",
        "Weide",     "Haver",     "Gerst",      "Tarwe",      "Klaver",    "Munt",       "Tijm",      "Venkel",
        "Salie",     "Meidoorn",  "Sleedoorn",  "Vlier",      "Hulst",     "Braam"};
    static const char *const soort[] = {"straat", "laan", "weg", "hof", "pad", "singel", "plein", "dreef"};
    static const char *const extra[] = {"", "Korte ", "Lange ", "Nieuwe ", "Oude "};
    if (n < N(eerst)) {
        snprintf(out, size, "%s", eerst[n]);
        return;
    }
    unsigned m = (unsigned)(N(woord) * N(soort)), i = (unsigned)(n - N(eerst)),
             j = (i * 61u + (unsigned)kern * 29u) % m;
    snprintf(out, size, "%s%s%s", extra[(i / m) % (unsigned)N(extra)], woord[j % (unsigned)N(woord)],
             soort[(j / (unsigned)N(woord) + j) % (unsigned)N(soort)]);
    (void)g;
}
