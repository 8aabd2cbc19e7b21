#include "data/generator/huis.h"

#include "data/generator/gebied.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VAK 64.0 /* metres per bucket of the collision index */

struct bezet {
    struct obb o;
    int volgende;
};
struct index {
    int nx, ny, *kop;
    struct bezet *b;
    int n, cap;
};

static bool obb_raak(const struct obb *a, const struct obb *b)
{
    double dx = b->c.x - a->c.x, dy = b->c.y - a->c.y;
    double c = fabs(a->u.x * b->u.x + a->u.y * b->u.y), s = fabs(a->u.x * b->u.y - a->u.y * b->u.x);
    return fabs(dx * a->u.x + dy * a->u.y) < a->hl + b->hl * c + b->hw * s &&
           fabs(-dx * a->u.y + dy * a->u.x) < a->hw + b->hl * s + b->hw * c &&
           fabs(dx * b->u.x + dy * b->u.y) < b->hl + a->hl * c + a->hw * s &&
           fabs(-dx * b->u.y + dy * b->u.x) < b->hw + a->hl * s + a->hw * c;
}

static bool vakken(const struct gemeente *g, const struct obb *o, int v[4])
{
    double rx = fabs(o->u.x) * o->hl + fabs(o->u.y) * o->hw, ry = fabs(o->u.y) * o->hl + fabs(o->u.x) * o->hw;
    v[0] = (int)((o->c.x - rx - g->ras.x0) / VAK), v[1] = (int)((o->c.y - ry - g->ras.y0) / VAK);
    v[2] = (int)((o->c.x + rx - g->ras.x0) / VAK), v[3] = (int)((o->c.y + ry - g->ras.y0) / VAK);
    return v[0] >= 0 && v[1] >= 0 && v[2] < g->index->nx && v[3] < g->index->ny;
}

static bool is_vrij(const struct gemeente *g, const struct obb *o)
{
    int v[4];
    if (!vakken(g, o, v))
        return false;
    for (int j = v[1]; j <= v[3]; j++)
        for (int i = v[0]; i <= v[2]; i++)
            for (int k = g->index->kop[j * g->index->nx + i]; k >= 0; k = g->index->b[k].volgende)
                if (obb_raak(o, &g->index->b[k].o))
                    return false;
    return true;
}

void index_bezet(struct gemeente *g, const struct obb *o)
{
    int v[4];
    if (!vakken(g, o, v))
        return;
    for (int j = v[1]; j <= v[3]; j++)
        for (int i = v[0]; i <= v[2]; i++) {
            int *kop = &g->index->kop[j * g->index->nx + i], k = g->index->n;
            *RIJ_NIEUW(g->index->b, g->index->n, g->index->cap) = (struct bezet){*o, *kop};
            *kop = k;
        }
}

struct ring kavel_veelhoek(struct gemeente *g, const struct kavel *k, const double (*ab)[2], int n)
{
    struct ring r = {g->n_pts, n};
    bool om = k->t.x * k->n.y - k->t.y * k->n.x < 0; /* keep outer rings counterclockwise on both sides */
    for (int i = 0; i < n; i++) {
        const double *q = ab[om ? n - 1 - i : i];
        gemeente_pt(g, (struct pt){k->o.x + q[0] * k->t.x + q[1] * k->n.x, k->o.y + q[0] * k->t.y + q[1] * k->n.y});
    }
    return r;
}

static int nieuw_pand(struct gemeente *g, const struct kavel *k, const double (*ab)[2], int n, int jaar, bool bij)
{
    struct ring r = kavel_veelhoek(g, k, ab, n);
    *RIJ_NIEUW(g->pand, g->n_pand, g->cap_pand) =
        (struct pand){.buiten = r, .bouwjaar = (short)jaar, .bijgebouw = bij, .buurt = k->buurt};
    return g->n_pand - 1;
}

static int blok(struct gemeente *g, const struct kavel *k, double a, double b, double w, double d, int jaar, bool bij)
{
    double ab[4][2] = {{a, b}, {a + w, b}, {a + w, b + d}, {a, b + d}};
    return nieuw_pand(g, k, ab, 4, jaar, bij);
}

/* An address on pand p with its point at (a, b). */
struct adres *kavel_adres(struct gemeente *g, struct kavel *k, int p, double a, double b, unsigned doelen, int opp)
{
    struct straat *s = &g->straat[k->straat];
    int *t = k->kant ? &s->even : &s->oneven;
    *t += 2;
    struct adres *q = RIJ_NIEUW(g->adres, g->n_adres, g->cap_adres);
    *q = (struct adres){.straat = k->straat,
                        .pand = p,
                        .pand2 = -1,
                        .huisnummer = *t,
                        .buurt = k->buurt,
                        .doelen = doelen,
                        .oppervlakte = opp,
                        .bouwjaar = p >= 0 ? g->pand[p].bouwjaar : 2005,
                        .fase = p >= 0 ? g->pand[p].fase : 0};
    q->punt = (struct pt){k->o.x + a * k->t.x + b * k->n.x, k->o.y + a * k->t.y + b * k->n.y};
    if (doelen & DOEL_WOON) {
        static const uint8_t huishouden[] = {1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 3, 3, 4, 4, 4, 5, 1};
        q->bewoners = huishouden[rng_int(&k->rng, 0, 19)];
    }
    s->n_adres++;
    g->kern[s->kern].geplaatst++;
    g->hoofdadressen++;
    return q;
}

void huis_rij(struct gemeente *g, struct kavel *k, int n, double hw, double voor, double diep, int jaar, bool winkels)
{
    double a = (k->w - n * hw) / 2;
    int fase = jaar > g->o->peil.jaar - 1   ? rng_int(&k->rng, FASE_VERGUND, FASE_GESTART)
               : rng_chance(&k->rng, 0.006) ? FASE_SLOOPVERGUND
                                            : FASE_GEBRUIK;
    for (int i = 0; i < n; i++, a += hw) {
        double e = rng_chance(&k->rng, 0.22) ? rng_range(&k->rng, 1.8, 3.2) : 0, v = rng_range(&k->rng, 2.6, 3.4);
        double d = winkels ? diep + rng_range(&k->rng, -2, 2) : diep;
        double ab[6][2] = {{a, voor},         {a + hw, voor},        {a + hw, voor + d},
                           {a + v, voor + d}, {a + v, voor + d + e}, {a, voor + d + e}};
        double vier[4][2] = {{a, voor}, {a + hw, voor}, {a + hw, voor + d}, {a, voor + d}};
        int p = e > 0 ? nieuw_pand(g, k, ab, 6, jaar, false) : nieuw_pand(g, k, vier, 4, jaar, false);
        g->pand[p].fase = (uint8_t)(fase ? fase : rng_chance(&k->rng, 0.004) ? FASE_VERBOUWING : 0);
        double m = a + hw / 2, opp = hw * d * 2.1;
        if (winkels) {
            kavel_adres(g, k, p, m, voor + 2, rng_chance(&k->rng, 0.2) ? DOEL_BIJEENKOMST : DOEL_WINKEL, (int)(hw * d));
            for (int f = 0, nf = rng_int(&k->rng, 0, 2); f < nf; f++) {
                struct adres *q = kavel_adres(g, k, p, m, voor + 4 + 2 * f, DOEL_WOON, (int)(hw * d * 0.8));
                g->straat[k->straat].oneven -= k->kant ? 0 : 2;
                g->straat[k->straat].even -= k->kant ? 2 : 0;
                q->huisnummer -= 2;
                q->letter = (char)('a' + f);
            }
        } else {
            kavel_adres(g, k, p, m, voor + d / 2, DOEL_WOON | (rng_chance(&k->rng, 0.01) ? DOEL_KANTOOR : 0), (int)opp);
            if (i % 2 == 0 && rng_chance(&k->rng, 0.7) && k->d - voor - d > 9)
                for (int h = 0; h < 2 && i + h < n; h++)
                    blok(g, k, a + hw + (h ? 0 : -2.6), k->d - 3.2, 2.6, 3.0, jaar, true);
        }
    }
}

void huis_vrijstaand(struct gemeente *g, struct kavel *k, double voor, int jaar, bool twee)
{
    struct rng *r = &k->rng;
    double hw = twee ? k->w - 6.8 : fmin(k->w - 5.5, rng_range(r, 7, 11)), d = rng_range(r, 8.5, 12),
           a = twee ? 3.4 : 1.4;
    int fase = jaar > g->o->peil.jaar - 1 ? rng_int(r, FASE_VERGUND, FASE_GESTART)
               : rng_chance(r, 0.01)      ? FASE_NIET_INGEMETEN
                                          : 0;
    if (twee) {
        for (int i = 0; i < 2; i++) {
            int p = blok(g, k, a + i * hw / 2, voor, hw / 2, d, jaar, false);
            g->pand[p].fase = (uint8_t)fase;
            kavel_adres(g, k, p, a + hw / 4 + i * hw / 2, voor + d / 2, DOEL_WOON, (int)(hw * d));
            if (rng_chance(r, 0.6))
                blok(g, k, i ? k->w - 3.2 : 0.2, voor + d * 0.55, 3.0, 6.2, jaar, true);
        }
        return;
    }
    double e = rng_range(r, 2.5, 4.5), v = hw * rng_range(r, 0.4, 0.65);
    double ab[6][2] = {{a, voor},         {a + hw, voor},        {a + hw, voor + d},
                       {a + v, voor + d}, {a + v, voor + d + e}, {a, voor + d + e}};
    int p = nieuw_pand(g, k, ab, 6, rng_chance(r, 0.003) ? 9999 : jaar, false);
    g->pand[p].fase = (uint8_t)fase;
    unsigned doel = DOEL_WOON | (rng_chance(r, 0.03) ? DOEL_KANTOOR : 0) | (rng_chance(r, 0.01) ? DOEL_LOGIES : 0);
    struct adres *q = kavel_adres(g, k, p, a + hw / 2, voor + d / 2, doel, (int)(hw * d * 1.5));
    if (rng_chance(r, 0.72)) {
        int s = blok(g, k, k->w - 3.8, voor + d * 0.7, 3.4, rng_range(r, 5.5, 8),
                     jaar + (jaar < 2000 && jaar != 9999 ? 12 : 0), true);
        if (rng_chance(r, 0.02)) { /* the garage is lived in too: one VBO on two panden */
            q->pand2 = s;
            g->pand[s].bijgebouw = false;
        }
    }
    if (k->d > 33 && rng_chance(r, 0.4))
        blok(g, k, a, k->d - 5.5, rng_range(r, 3, 6), 4.5, jaar, true);
    if (rng_chance(r, 0.012)) { /* a second entrance: nevenadres */
        struct adres kopie = *q;
        struct adres *x = RIJ_NIEUW(g->adres, g->n_adres, g->cap_adres);
        *x = kopie;
        x->neven = true;
        x->bewoners = 0;
        x->letter = 'b';
    }
}

void huis_flat(struct gemeente *g, struct kavel *k, double voor, int jaar, bool hof)
{
    struct rng *r = &k->rng;
    double d = hof ? k->d - voor - 3 : rng_range(r, 10.5, 13), w = k->w - 4;
    int lagen = hof ? 4 : rng_int(r, 3, 6), per = (int)(w / 7.5) * (hof ? 2 : 1);
    int p = blok(g, k, 2, voor, w, d, jaar, false);
    if (hof) {
        double ab[4][2] = {{13, voor + 11}, {13, voor + d - 11}, {2 + w - 11, voor + d - 11}, {2 + w - 11, voor + 11}};
        struct ring gat = kavel_veelhoek(g, k, ab, 4);
        g->pand[p].gat = gat;
    }
    int zorg = rng_chance(r, 0.12), nr0 = 0;
    for (int f = 0; f < lagen; f++)
        for (int i = 0; i < per; i++) {
            double a = 2 + (i % (hof ? per / 2 : per) + 0.5) * w / (hof ? per / 2 : per),
                   b = voor + (hof && i >= per / 2 ? d - 5 : 5);
            bool winkel = hof && f == 0 && i < per / 2;
            struct adres *q = kavel_adres(g, k, p, a, b,
                                          winkel ? DOEL_WINKEL
                                          : zorg ? DOEL_WOON | DOEL_ZORG
                                                 : DOEL_WOON,
                                          rng_int(r, 55, 95));
            q->bovenste = true;
            if (!hof && lagen <= 4) { /* portiek: one number, a toevoeging per floor */
                int *t = k->kant ? &g->straat[k->straat].even : &g->straat[k->straat].oneven;
                if (f == 0) {
                    nr0 = i == 0 ? q->huisnummer : nr0;
                } else {
                    *t -= 2;
                    q->huisnummer = nr0 + 2 * i;
                    snprintf(q->toevoeging, sizeof q->toevoeging, "%u", (unsigned)f % 100u);
                }
            }
        }
}

void huis_groot(struct gemeente *g, struct kavel *k, unsigned doel, int jaar)
{
    double m = 5, w = k->w - 2 * m, d = k->d - 2 * m, v = w * 0.55, e = d * 0.7;
    double ab[6][2] = {{m, m}, {m + w, m}, {m + w, m + e}, {m + v, m + e}, {m + v, m + d}, {m, m + d}};
    int p = rng_chance(&k->rng, 0.5) ? nieuw_pand(g, k, ab, 6, jaar, false) : blok(g, k, m, m, w, e, jaar, false);
    struct adres *q = kavel_adres(g, k, p, m + w / 3, m + e / 3, doel, (int)(w * d * 0.8));
    if (doel == DOEL_INDUSTRIE && rng_chance(&k->rng, 0.3))
        q->doelen |= DOEL_KANTOOR;
}

void huis_kerk(struct gemeente *g, struct kavel *k)
{
    double c = k->w / 2;
    double ab[10][2] = {{c - 3, 4},  {c + 3, 4},  {c + 3, 9},  {c + 7, 9}, {c + 7, 30},
                        {c + 4, 34}, {c - 4, 34}, {c - 7, 30}, {c - 7, 9}, {c - 3, 9}};
    int p = nieuw_pand(g, k, ab, 10, rng_int(&k->rng, 1250, 1900), false);
    kavel_adres(g, k, p, c, 20, DOEL_BIJEENKOMST, 420);
}

void huis_boerderij(struct gemeente *g, struct kavel *k, int jaar)
{
    struct rng *r = &k->rng;
    double a = 8, v = 12, kop = rng_range(r, 8, 11), l = rng_range(r, 20, 38), b = rng_range(r, 15, 24);
    double ab[8][2] = {{a + 4, v},          {a + 4 + kop, v}, {a + 4 + kop, v + 9}, {a + b, v + 13},
                       {a + b, v + 13 + l}, {a, v + 13 + l},  {a, v + 13},          {a + 4, v + 9}};
    if (b < 4 + kop)
        ab[3][0] = ab[4][0] = a + kop + 4.5;
    int p = nieuw_pand(g, k, ab, 8, jaar, false);
    kavel_adres(g, k, p, a + 8, v + 4, DOEL_WOON | (rng_chance(r, 0.7) ? DOEL_INDUSTRIE : 0), (int)(b * l));
    if (rng_chance(r, 0.75))
        blok(g, k, a + 32, v + 16, rng_range(r, 14, k->w - 44), rng_range(r, 25, 50), rng_int(r, 1970, 2020), true);
    if (rng_chance(r, 0.4))
        blok(g, k, a + 32, v + 70, rng_range(r, 10, k->w - 44), rng_range(r, 14, 24), rng_int(r, 1975, 2022), true);
}

/* One lot at the front between two points of the street side; false when it doesn't fit. */
bool kavel_probeer(struct gemeente *g, struct kavel *k, bool vast)
{
    struct obb o = {.u = k->t, .hl = k->w / 2, .hw = k->d / 2};
    o.c = (struct pt){k->o.x + k->t.x * o.hl + k->n.x * o.hw, k->o.y + k->t.y * o.hl + k->n.y * o.hw};
    int b = gebied_buurt(g, o.c);
    if (b < 0 || (vast ? b != k->buurt : g->buurt[b].stijl != STIJL_BUITEN) || !is_vrij(g, &o))
        return false;
    for (int i = 0; i <= 2; i++)
        for (int j = 0; j <= 2; j++) {
            struct pt p = {k->o.x + k->t.x * k->w * i / 2 + k->n.x * k->d * j / 2,
                           k->o.y + k->t.y * k->w * i / 2 + k->n.y * k->d * j / 2};
            if (!gebied_binnen(g, b, p, 3))
                return false;
        }
    k->buurt = b;
    index_bezet(g, &o);
    return true;
}

void index_open(struct gemeente *g)
{
    g->index = geheugen(1, sizeof *g->index);
    g->index->nx = (int)(g->ras.nx * CEL / VAK) + 1;
    g->index->ny = (int)(g->ras.ny * CEL / VAK) + 1;
    g->index->kop = geheugen(1, (size_t)(g->index->nx * g->index->ny) * sizeof(int));
    memset(g->index->kop, 0xff, (size_t)(g->index->nx * g->index->ny) * sizeof(int));
}

void index_close(struct gemeente *g)
{
    free(g->index->kop);
    free(g->index->b);
    free(g->index);
    g->index = NULL;
}
