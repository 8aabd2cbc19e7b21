#include "data/generator/plaats.h"

#include "data/generator/gebied.h"
#include "data/generator/huis.h"
#include "data/generator/naam.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct lijn {
    struct pt p[256];
    int n;
    double len;
};

static struct pt op_lijn(const struct lijn *l, double s)
{
    for (int i = 0; i + 1 < l->n; i++) {
        double d = hypot(l->p[i + 1].x - l->p[i].x, l->p[i + 1].y - l->p[i].y);
        if (s <= d || i + 2 == l->n)
            return (struct pt){l->p[i].x + (l->p[i + 1].x - l->p[i].x) * s / d,
                               l->p[i].y + (l->p[i + 1].y - l->p[i].y) * s / d};
        s -= d;
    }
    return l->p[0];
}

static int nieuwe_straat(struct gemeente *g, int kern, struct lijn *l, double half)
{
    int s = g->n_straat;
    *RIJ_NIEUW(g->straat, g->n_straat, g->cap_straat) = (struct straat){.kern = kern, .oneven = -1};
    l->len = 0;
    for (int i = 0; i + 1 < l->n; i++) {
        double dx = l->p[i + 1].x - l->p[i].x, dy = l->p[i + 1].y - l->p[i].y, d = hypot(dx, dy);
        l->len += d;
        if (d > 0.01)
            index_bezet(g, &(struct obb){{l->p[i].x + dx / 2, l->p[i].y + dy / 2}, {dx / d, dy / d}, d / 2, half});
    }
    return s;
}

/* Lots along one side of a street, in the way of the quarter. */
static void bebouw(struct gemeente *g, int straat, const struct lijn *l, double half, int kant, int buurt,
                   enum stijl stijl, long tot, struct rng *r)
{
    int jv = 1850, jt = 2015;
    if (buurt >= 0)
        jv = g->buurt[buurt].jaar_van, jt = g->buurt[buurt].jaar_tot;
    int jaar0 = rng_int(r, jv, jt);
    for (double s = 1.5; s < l->len - 5 && g->hoofdadressen < tot;) {
        struct kavel k = {.straat = straat, .buurt = buurt, .kant = kant, .rng = rng_stream(rng_next(r), 1, 1)};
        double x = rng_unit(r), voor = rng_range(r, 3, 5), hw = rng_range(r, 5.2, 6.2), diep = rng_range(r, 8.5, 10);
        int soort = 0, n = rng_int(r, 4, 8), jaar = jaar0 + rng_int(r, -2, 2);
        enum { RIJ, TWEE, VRIJ, FLAT, HOF, WINKEL, GROOT, BOER, KERK, SCHOOL };
        switch (stijl) {
        case STIJL_CENTRUM:
            soort = x < 0.62 ? WINKEL : x < 0.72 ? HOF : x < 0.82 ? FLAT : x < 0.825 ? KERK : RIJ;
            jaar = rng_int(r, 1860, 1985);
            voor = 0.6;
            break;
        case STIJL_DORP:
            soort = x < 0.4 ? VRIJ : x < 0.6 ? RIJ : x < 0.86 ? TWEE : x < 0.94 ? WINKEL : x < 0.992 ? VRIJ : KERK;
            jaar = rng_int(r, jv, jt);
            n = rng_int(r, 2, 5);
            voor = 2;
            break;
        case STIJL_WEDEROPBOUW:
            soort = x < 0.8 ? RIJ : x < 0.88 ? FLAT : x < 0.98 ? TWEE : SCHOOL;
            n = rng_int(r, 6, 9);
            break;
        case STIJL_BLOEMKOOL:
            soort = x < 0.68 ? RIJ : x < 0.93 ? TWEE : x < 0.98 ? VRIJ : SCHOOL;
            n = rng_int(r, 3, 6);
            voor = rng_range(r, 3, 7);
            break;
        case STIJL_NEGENTIG:
            soort = x < 0.4 ? RIJ : x < 0.8 ? TWEE : VRIJ;
            break;
        case STIJL_VINEX:
            soort = x < 0.62 ? RIJ : x < 0.84 ? TWEE : x < 0.9 ? FLAT : VRIJ;
            n = rng_int(r, 5, 9);
            break;
        case STIJL_NIEUW:
            soort = x < 0.45 ? RIJ : x < 0.75 ? TWEE : VRIJ;
            jaar = rng_int(r, jv, g->o->peil.jaar);
            break;
        case STIJL_VILLA:
            soort = VRIJ;
            jaar = rng_int(r, jv, jt);
            break;
        case STIJL_FLATS:
            soort = x < 0.55 ? FLAT : x < 0.96 ? RIJ : SCHOOL;
            break;
        case STIJL_BEDRIJVEN:
            soort = GROOT;
            jaar = rng_int(r, jv, jt);
            break;
        case STIJL_LINT:
            soort = x < 0.72 ? VRIJ : x < 0.84 ? TWEE : x < 0.9 ? RIJ : x < 0.905 ? KERK : BOER;
            n = 3;
            jaar = rng_int(r, jv, jt);
            break;
        default:
            soort = x < 0.6 ? BOER : VRIJ;
            jaar = rng_int(r, 1850, 2018);
            break;
        }
        double tussen = stijl == STIJL_BUITEN ? rng_range(r, 40, 220)
                        : stijl == STIJL_LINT ? rng_range(r, 0, 14)
                                              : rng_range(r, 1, 4);
        switch (soort) {
        case RIJ:
            k.w = n * hw + 1;
            k.d = voor + diep + 12.5;
            break;
        case WINKEL:
            hw = rng_range(r, 6, 9);
            n = rng_int(r, 3, 7);
            diep = rng_range(r, 12, 17);
            k.w = n * hw;
            k.d = voor + diep + 5;
            tussen = 0.5;
            break;
        case TWEE:
            k.w = rng_range(r, 19, 22);
            k.d = voor + 24;
            break;
        case VRIJ:
            k.w = rng_range(r, 14, stijl == STIJL_VILLA ? 30 : 20);
            k.d = stijl >= STIJL_LINT ? 44 : stijl == STIJL_VILLA ? 38 : 28;
            break;
        case FLAT:
            k.w = rng_range(r, 34, 62);
            k.d = voor + 20;
            break;
        case HOF:
            k.w = rng_range(r, 48, 60);
            k.d = 48;
            break;
        case GROOT:
            k.w = rng_range(r, 28, 75);
            k.d = rng_range(r, 40, 70);
            break;
        case BOER:
            k.w = rng_range(r, 62, 85);
            k.d = 112;
            break;
        case KERK:
            k.w = 26;
            k.d = 40;
            break;
        default:
            k.w = 60;
            k.d = 48;
            break;
        }
        if (s + k.w > l->len) {
            s += 4;
            continue;
        }
        struct pt a = op_lijn(l, s), b = op_lijn(l, s + k.w);
        double dx = b.x - a.x, dy = b.y - a.y, c = hypot(dx, dy), af = half + 0.8;
        if (c < k.w * 0.97) {
            s += 4;
            continue;
        }
        k.t = (struct pt){dx / c, dy / c};
        k.n = kant ? (struct pt){k.t.y, -k.t.x} : (struct pt){-k.t.y, k.t.x};
        k.o = (struct pt){a.x + k.n.x * af, a.y + k.n.y * af};
        if (!kavel_probeer(g, &k, stijl != STIJL_BUITEN)) {
            s += soort == RIJ || soort == VRIJ ? 3 : 5;
            continue;
        }
        switch (soort) {
        case RIJ:
            huis_rij(g, &k, n, hw, voor, diep, jaar, false);
            break;
        case WINKEL:
            huis_rij(g, &k, n, hw, voor, diep, jaar, true);
            break;
        case TWEE:
            huis_vrijstaand(g, &k, voor, jaar, true);
            break;
        case VRIJ:
            huis_vrijstaand(g, &k, voor + (stijl == STIJL_VILLA ? 5 : 1), jaar, false);
            break;
        case FLAT:
            huis_flat(g, &k, voor, jaar, false);
            break;
        case HOF:
            huis_flat(g, &k, voor, jaar, true);
            break;
        case GROOT:
            huis_groot(g, &k, DOEL_INDUSTRIE, jaar);
            break;
        case BOER:
            huis_boerderij(g, &k, jaar);
            break;
        case KERK:
            huis_kerk(g, &k);
            break;
        default:
            huis_groot(g, &k, rng_chance(r, 0.7) ? DOEL_ONDERWIJS : DOEL_SPORT, jaar);
            break;
        }
        s += k.w + tussen;
    }
}

/* The street pattern of a quarter: parallel lines that bend together, and cross streets, cut to the quarter. */
static void wijkje(struct gemeente *g, int bi, long tot)
{
    struct buurt *b = &g->buurt[bi];
    struct kern *k = &g->kern[b->kern];
    struct rng r = rng_stream(g->o->zaad, 700 + (uint64_t)g->nr, (uint64_t)bi);
    double hoek = k->hoek + (b->stijl <= STIJL_DORP || b->stijl == STIJL_LINT ? 0 : rng_range(&r, -0.6, 0.6));
    double stap = b->stijl == STIJL_BEDRIJVEN ? 150
                  : b->stijl == STIJL_VILLA   ? 92
                  : b->stijl == STIJL_LINT    ? 104
                  : b->stijl == STIJL_CENTRUM ? 62
                                              : 64;
    double amp = b->stijl == STIJL_VINEX || b->stijl == STIJL_NIEUW ? 34
                 : b->stijl == STIJL_BLOEMKOOL                      ? 22
                                                                    : 7,
           golf = amp > 20 ? 80 : 130;
    double half = b->stijl == STIJL_BEDRIJVEN ? 7 : 4.6, fi = rng_range(&r, 0, 6.28),
           bereik = 60 + sqrt((double)b->n_cel) * CEL * 1.1;
    double dwars = b->stijl == STIJL_LINT ? rng_range(&r, 380, 520) : rng_range(&r, 150, 210), c = cos(hoek),
           s = sin(hoek);
    struct lijn *l = geheugen(1, sizeof *l);
    struct werk {
        int straat;
        struct lijn l;
    } *w = NULL;
    int nw = 0, cw = 0;
    for (int pas = 0; pas < 2; pas++) {
        for (double v = -bereik; v < bereik; v += pas ? dwars : stap) {
            l->n = 0;
            for (double u = -bereik; u <= bereik + 1; u += 9) {
                double lu = pas ? v : u, lv = pas ? u : v;
                double y = lv + amp * sin(lu / golf + fi);
                struct pt p = {b->centrum.x + lu * c - y * s, b->centrum.y + lu * s + y * c};
                bool in = u <= bereik && gebied_binnen(g, bi, p, half + 3);
                if (in && l->n < 256)
                    l->p[l->n++] = p;
                if ((!in || l->n == 256) && l->n) {
                    if (l->n > 4) {
                        int st = nieuwe_straat(g, b->kern, l, half);
                        struct werk *q = RIJ_NIEUW(w, nw, cw);
                        q->straat = st;
                        q->l = *l;
                    }
                    l->n = 0;
                }
            }
        }
    }
    for (int i = nw - 1; i > 0; i--) { /* any order, so that what stays open lies spread */
        int j = rng_int(&r, 0, i);
        struct werk t = w[i];
        w[i] = w[j];
        w[j] = t;
    }
    for (int i = 0; i < nw; i++)
        for (int kant = 0; kant < 2; kant++)
            bebouw(g, w[i].straat, &w[i].l, half, kant, bi, b->stijl, tot, &r);
    free(w);
    free(l);
}

/* A road from village to village, with farms, some of it before the village is built so that the lattice keeps off. */
static int weg(struct gemeente *g, int van, struct pt a, struct pt b, struct lijn *l, double half)
{
    double d = hypot(b.x - a.x, b.y - a.y), f = rng_range(&g->rng, -0.06, 0.06);
    int n = (int)(d / 60) + 2;
    n = n > 255 ? 255 : n;
    l->n = n;
    for (int i = 0; i < n; i++) {
        double t = (double)i / (n - 1), o = f * sin(t * 3.14159);
        l->p[i] = (struct pt){a.x + (b.x - a.x) * t - (b.y - a.y) * o, a.y + (b.y - a.y) * t + (b.x - a.x) * o};
    }
    return nieuwe_straat(g, van, l, half);
}

static int op_volgorde(const void *a, const void *b)
{
    const struct adres *p = a, *q = b;
    int x = p->straat - q->straat, y = (p->huisnummer & 1) - (q->huisnummer & 1), z = p->huisnummer - q->huisnummer;
    return x                        ? x
           : y                      ? y
           : z                      ? z
           : p->neven != q->neven   ? p->neven - q->neven
           : p->letter != q->letter ? p->letter - q->letter
                                    : strcmp(p->toevoeging, q->toevoeging);
}

/* Moorings in the canal and pitches at the edge of the villages. */
static void water_en_wagens(struct gemeente *g, int straat, const struct lijn *l, long *rest)
{
    for (int i = 0; i < 14 && *rest > 0; i++, --*rest) {
        struct pt a = op_lijn(l, l->len * 0.35 + i * 27), b = op_lijn(l, l->len * 0.35 + i * 27 + 20);
        double d = hypot(b.x - a.x, b.y - a.y);
        struct kavel k = {.straat = straat,
                          .t = {(b.x - a.x) / d, (b.y - a.y) / d},
                          .kant = 1,
                          .rng = rng_stream(g->o->zaad, (uint64_t)i, 5)};
        k.n = (struct pt){-k.t.y, k.t.x};
        k.o = (struct pt){a.x - 2.5 * k.n.x, a.y - 2.5 * k.n.y};
        k.buurt = gebied_buurt(g, a);
        if (k.buurt < 0 || !gebied_binnen(g, k.buurt, a, 6) || !gebied_binnen(g, k.buurt, b, 6))
            continue;
        double ab[4][2] = {{0, 0}, {18, 0}, {18, 5}, {0, 5}};
        struct ring v = kavel_veelhoek(g, &k, ab, 4);
        struct adres *q = kavel_adres(g, &k, -1, 9, 2.5, 0, 0);
        q->object = i < 9 ? OBJECT_LIG : OBJECT_STA;
        q->vlak = v;
        q->bewoners = 2;
    }
}

/* How many addresses a quarter holds, about: measured per style, per hectare. */
static double ruimte(const struct buurt *b)
{
    static const double per_ha[STIJL_N] = {60, 20, 34, 20, 17.6, 19, 13, 5.5, 38, 1.8, 5.3, 0.01};
    return per_ha[b->stijl] * (b->n_cel + 1);
}

void plaats_bouw(struct gemeente *g, unsigned *pc)
{
    index_open(g);
    struct lijn *hoofd = geheugen((size_t)g->n_kern, sizeof *hoofd), *land = geheugen((size_t)g->n_kern, sizeof *land);
    int *hs = geheugen((size_t)g->n_kern, sizeof *hs), *ls = geheugen((size_t)g->n_kern, sizeof *ls);
    for (int i = 0; i < g->n_kern; i++) { /* the main road of each village, a canal in the middle of a ribbon village */
        struct kern *k = &g->kern[i];
        double h = k->straal * (k->lint ? 3.0 : 1.1), c = cos(k->hoek), s = sin(k->hoek);
        hs[i] = weg(g, i, (struct pt){k->centrum.x - h * c, k->centrum.y - h * s},
                    (struct pt){k->centrum.x + h * c, k->centrum.y + h * s}, &hoofd[i], k->lint ? 17 : 8);
    }
    for (int i = 1; i < g->n_kern; i++) { /* and a road to the nearest earlier village */
        int best = 0;
        for (int j = 1; j < i; j++)
            if (hypot(g->kern[j].centrum.x - g->kern[i].centrum.x, g->kern[j].centrum.y - g->kern[i].centrum.y) <
                hypot(g->kern[best].centrum.x - g->kern[i].centrum.x, g->kern[best].centrum.y - g->kern[i].centrum.y))
                best = j;
        ls[i] = weg(g, i, g->kern[i].centrum, g->kern[best].centrum, &land[i], 7);
    }
    long tot = 0, boten = g->doel / 1500 + 2;
    for (int i = 0; i < g->n_kern; i++) {
        struct kern *k = &g->kern[i];
        long over = tot - g->hoofdadressen; /* what earlier villages couldn't hold */
        tot = g->hoofdadressen + k->doel + (over > 0 ? over : 0);
        if (k->lint || i == 0)
            water_en_wagens(g, hs[i], &hoofd[i], &boten);
        for (int kant = 0; kant < 2; kant++)
            for (int b = k->buurt_van; b < k->buurt_tot; b++) {
                struct rng r = rng_stream(g->o->zaad, 900 + (uint64_t)g->nr, (uint64_t)(b * 2 + kant));
                enum stijl st = k->lint ? STIJL_LINT : g->buurt[b].stijl == STIJL_CENTRUM ? STIJL_CENTRUM : STIJL_DORP;
                bebouw(g, hs[i], &hoofd[i], k->lint ? 17 : 8, kant, b, st, tot, &r);
            }
        for (int b = k->buurt_van; b < k->buurt_tot; b++) {
            /* Each its share by what its streets hold, so that no quarter stays empty and none eats the others' part.
             */
            double deel = 0, mijn = ruimte(&g->buurt[b]);
            for (int c = b; c < k->buurt_tot; c++)
                deel += ruimte(&g->buurt[c]);
            long tot_hier = g->hoofdadressen + (long)(1.06 * (double)(tot - g->hoofdadressen) * mijn / deel) + 12;
            wijkje(g, b, tot_hier < tot ? tot_hier : tot);
        }
    }
    struct rng r = rng_stream(g->o->zaad, 990, (uint64_t)g->nr);
    for (int i = 1; i < g->n_kern; i++)
        for (int kant = 0; kant < 2; kant++)
            bebouw(g, ls[i], &land[i], 7, kant, -1, STIJL_BUITEN, g->doel, &r);
    for (int t = 0; t < 400 && g->hoofdadressen < g->doel * 995 / 1000; t++) { /* more lanes, with farms */
        struct pt p = {g->ras.x0 + rng_unit(&r) * g->ras.nx * CEL, g->ras.y0 + rng_unit(&r) * g->ras.ny * CEL};
        int b = gebied_buurt(g, p);
        if (b < 0 || g->buurt[b].stijl != STIJL_BUITEN)
            continue;
        double h = g->kern[g->buurt[b].kern].hoek + (rng_chance(&r, 0.5) ? 1.5708 : 0), len = rng_range(&r, 600, 1800);
        int st = weg(g, g->buurt[b].kern, p, (struct pt){p.x + len * cos(h), p.y + len * sin(h)}, &land[0], 5);
        for (int kant = 0; kant < 2; kant++)
            bebouw(g, st, &land[0], 5, kant, -1, STIJL_BUITEN, g->doel, &r);
    }
    for (int ronde = 1; g->hoofdadressen < g->doel && ronde < 60;
         ronde++) { /* the last ones: more doors in the flats */
        int n0 = g->n_adres;
        bool een = false;
        for (int i = 0; i < n0 && g->hoofdadressen < g->doel; i++) {
            if (!g->adres[i].bovenste || g->adres[i].letter)
                continue;
            een = true;
            struct adres q = g->adres[i];
            q.bovenste = false;
            q.letter = (char)('a' + ronde % 26);
            snprintf(q.toevoeging, sizeof q.toevoeging, "%d", ronde + 20);
            *RIJ_NIEUW(g->adres, g->n_adres, g->cap_adres) = q;
            g->straat[q.straat].n_adres++;
            g->hoofdadressen++;
        }
        if (!een)
            break;
    }
    /* Names for the streets that have addresses, postcodes for some eighteen addresses at one side of a street. */
    int *teller = geheugen((size_t)g->n_kern, sizeof *teller);
    for (int s = 0; s < g->n_straat; s++)
        if (g->straat[s].n_adres)
            naam_straat(g, g->straat[s].kern, teller[g->straat[s].kern]++, g->straat[s].naam, sizeof g->straat[s].naam);
    free(teller);
    qsort(g->adres, (size_t)g->n_adres, sizeof *g->adres, op_volgorde);
    static const char letters[] = "ABCDEGHJKLMNPRTVWXZ";
    unsigned cur = 0, nr = 0;
    for (int i = 0, n = 0; i < g->n_adres; i++, n++) {
        struct adres *a = &g->adres[i], *v = i ? a - 1 : NULL;
        if (!v || v->straat != a->straat || ((v->huisnummer ^ a->huisnummer) & 1) ||
            (n >= 18 && v->huisnummer != a->huisnummer)) {
            cur = (*pc)++;
            n = 0;
        }
        snprintf(a->postcode, sizeof a->postcode, "%04u%c%c", (1000 + (8970 + cur / 361) % 9000) % 10000,
                 letters[cur / 19 % 19], letters[cur % 19]);
        a->nummer_id = (int)nr++;
        struct buurt *b = &g->buurt[a->buurt];
        b->inwoners += a->bewoners;
        g->wijk[b->wijk].inwoners += a->bewoners;
        b->adressen += !a->neven;
        if (a->pand >= 0)
            g->pand[a->pand].n_vbo++;
    }
    free(hoofd), free(land), free(hs), free(ls);
    index_close(g);
}
