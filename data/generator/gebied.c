#include "data/generator/gebied_priv.h"

#include "data/generator/naam.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MAX_PER_GEMEENTE 60000
#define PER_BUURT 400.0

void land_init(struct land *l, const struct opties *o)
{
    /* A rough outline of the land, in RD kilometres; macro cells outside it stay sea or abroad. */
    static const double kust[][2] = {{20, 375},  {60, 370},  {110, 372}, {140, 362}, {170, 365}, {182, 315},
                                     {205, 318}, {205, 370}, {215, 420}, {245, 440}, {265, 475}, {262, 510},
                                     {276, 550}, {276, 586}, {250, 606}, {210, 606}, {170, 598}, {150, 570},
                                     {112, 552}, {100, 500}, {75, 455},  {45, 420},  {20, 395}};
    int nk = (int)(sizeof kust / sizeof kust[0]);
    memset(l, 0, sizeof *l);
    l->zaad = rng_hash(o->zaad, 0x1a4d);
    l->n = (int)((o->adressen + MAX_PER_GEMEENTE - 1) / MAX_PER_GEMEENTE);
    double per = (double)o->adressen / l->n;
    l->zijde = per >= 28000 ? 14000 : fmax(4600, 14000 * sqrt(per / 28000));
    l->zijde = floor(l->zijde / 100) * 100;
    l->cel = geheugen((size_t)l->n, sizeof *l->cel);
    struct kandidaat {
        double d;
        int i, j;
    } *k = geheugen(1024, sizeof *k);
    int n = 0, cols = (int)(300000 / l->zijde) + 1, rows = (int)(629000 / l->zijde) + 1;
    if (l->n == 1) {
        l->cel[0] = (struct pt){floor(254000 / l->zijde), floor(566000 / l->zijde)};
        free(k);
        return;
    }
    for (int j = 0; j < rows; j++) {
        for (int i = 0; i < cols && n < 1024; i++) {
            double x = (i + 0.5) * l->zijde / 1000, y = (j + 0.5) * l->zijde / 1000;
            bool in = false;
            for (int a = 0, b = nk - 1; a < nk; b = a++) {
                if ((kust[a][1] > y) != (kust[b][1] > y) &&
                    x < (kust[b][0] - kust[a][0]) * (y - kust[a][1]) / (kust[b][1] - kust[a][1]) + kust[a][0])
                    in = !in;
            }
            if (in)
                k[n++] = (struct kandidaat){hypot(x - 254, y - 566), i, j};
        }
    }
    if (n < l->n)
        l->n = n;
    for (int a = 0; a < l->n; a++) { /* nearest to the first one first */
        int best = a;
        for (int b = a + 1; b < n; b++)
            if (k[b].d < k[best].d)
                best = b;
        struct kandidaat t = k[a];
        k[a] = k[best];
        k[best] = t;
        l->cel[a] = (struct pt){k[a].i, k[a].j};
    }
    free(k);
}

void land_done(struct land *l)
{
    free(l->cel);
    l->cel = NULL;
}

/* The macro cell of a place. The plane is warped by noise, the same for every municipality, so that neighbours agree.
 */
static void macro_cel(const struct land *l, double x, double y, int *i, int *j)
{
    double s = l->zijde;
    double wx = x + 0.18 * s * noise2_fbm(l->zaad + 11, 1.9 * x / s, 1.9 * y / s) +
                0.02 * s * noise2(l->zaad + 5, x / 700, y / 700);
    double wy = y + 0.18 * s * noise2_fbm(l->zaad + 23, 1.9 * x / s, 1.9 * y / s) +
                0.02 * s * noise2(l->zaad + 6, x / 700, y / 700);
    *i = (int)floor(wx / s);
    *j = (int)floor(wy / s);
}

struct score {
    double s;
    int k;
};

static int score_cmp(const void *a, const void *b)
{
    const struct score *p = a, *q = b;
    return p->s < q->s ? -1 : p->s > q->s ? 1 : p->k - q->k;
}

static struct pt cel_pt(const struct raster *r, int k)
{
    return (struct pt){r->x0 + (k % r->nx + 0.5) * CEL, r->y0 + (k / r->nx + 0.5) * CEL};
}

/* Addresses per hectare that a quarter's streets hold, measured, a little less than full. */
static double dichtheid(const struct kern *k)
{
    return k->lint ? 8.2 : k->stad ? 22.0 : 17.0;
}

/* The cells of a village's footprint, cut into quarters of equal size by k-means. */
static void kern_buurten(struct gemeente *g, struct kern *k, const int *vrij, int kern_nr)
{
    struct raster *r = &g->ras;
    int n = r->nx * r->ny, m = 0;
    struct score *sc = geheugen(1, (size_t)n * sizeof *sc);
    double c = cos(k->hoek), s = sin(k->hoek);
    for (int q = 0; q < n; q++) {
        if (!vrij[q] || r->buurt[q] >= 0)
            continue;
        struct pt p = cel_pt(r, q);
        double x = p.x - k->centrum.x, y = p.y - k->centrum.y;
        double u = (x * c + y * s) / k->rek, v = (-x * s + y * c) * (k->rek > 1 ? sqrt(k->rek) : 1);
        double d = hypot(u, v) / k->straal;
        if (d < 2.2)
            sc[m++] = (struct score){d + 0.30 * noise2(g->o->zaad + 77, p.x / 620, p.y / 620), q};
    }
    qsort(sc, (size_t)m, sizeof *sc, score_cmp);
    double per_ha = dichtheid(k);
    int cellen = (int)ceil((double)k->doel / per_ha / (CEL * CEL / 1e4)) + 4;
    if (k->stad)
        cellen += cellen / 12; /* the industrial estates */
    if (cellen > m)
        cellen = m;
    int nb = (int)lround((double)k->doel / PER_BUURT);
    nb = nb < 1 ? 1 : nb;
    if (k->stad && nb > 4)
        nb += 1 + nb / 16;
    struct pt *mid = geheugen((size_t)nb, sizeof *mid);
    struct rng rng = rng_stream(g->o->zaad, 31 + (uint64_t)g->nr, (uint64_t)kern_nr);
    for (int b = 0; b < nb; b++)
        mid[b] = b == 0 ? k->centrum : cel_pt(r, sc[rng_int(&rng, 0, cellen - 1)].k);
    int *lab = geheugen((size_t)cellen + 1, sizeof *lab);
    for (int it = 0; it < 14; it++) {
        for (int q = 0; q < cellen; q++) {
            struct pt p = cel_pt(r, sc[q].k);
            double best = 1e18;
            for (int b = 0; b < nb; b++) {
                double dx = p.x - mid[b].x, dy = p.y - mid[b].y, d = dx * dx + dy * dy;
                if (d < best)
                    best = d, lab[q] = b;
            }
        }
        for (int b = it < 13 ? 1 : nb; b < nb; b++) {
            double sx = 0, sy = 0;
            int cnt = 0;
            for (int q = 0; q < cellen; q++)
                if (lab[q] == b) {
                    struct pt p = cel_pt(r, sc[q].k);
                    sx += p.x, sy += p.y, cnt++;
                }
            if (cnt)
                mid[b] = (struct pt){sx / cnt, sy / cnt};
        }
    }
    k->buurt_van = g->n_buurt;
    k->buurt_tot = g->n_buurt + nb;
    g->buurt = rij_ruimte(g->buurt, (size_t)(g->n_buurt + nb + 64) * sizeof *g->buurt);
    for (int b = 0; b < nb; b++) {
        g->buurt[g->n_buurt + b] = (struct buurt){.kern = kern_nr, .centrum = mid[b], .wijk = -1};
    }
    for (int q = 0; q < cellen; q++) {
        r->buurt[sc[q].k] = g->n_buurt + lab[q];
        g->buurt[g->n_buurt + lab[q]].n_cel++;
    }
    g->n_buurt += nb;
    free(lab);
    free(mid);
    free(sc);
}

/* Which style a quarter gets: old in the middle, younger outward, something of everything. */
static void kern_stijlen(struct gemeente *g, struct kern *k)
{
    struct rng rng = rng_stream(g->o->zaad, 41 + (uint64_t)g->nr, (uint64_t)(k - g->kern));
    int nb = k->buurt_tot - k->buurt_van;
    struct score *sc = geheugen((size_t)nb, sizeof *sc);
    for (int b = 0; b < nb; b++) {
        struct pt p = g->buurt[k->buurt_van + b].centrum;
        sc[b] = (struct score){hypot(p.x - k->centrum.x, p.y - k->centrum.y), k->buurt_van + b};
    }
    qsort(sc, (size_t)nb, sizeof *sc, score_cmp);
    double bedrijf_hoek = rng_range(&rng, 0, 6.283);
    for (int b = 0; b < nb; b++) {
        struct buurt *q = &g->buurt[sc[b].k];
        double f = nb > 1 ? (double)b / (nb - 1) : 0;
        double x = rng_unit(&rng);
        if (k->lint)
            q->stijl = b == 0 ? STIJL_DORP : f > 0.6 && x < 0.35 ? STIJL_NEGENTIG : STIJL_LINT;
        else if (!k->stad)
            q->stijl = b == 0                  ? STIJL_DORP
                       : f < 0.4               ? (x < 0.5 ? STIJL_WEDEROPBOUW : STIJL_DORP)
                       : f < 0.75              ? (x < 0.5 ? STIJL_BLOEMKOOL : STIJL_NEGENTIG)
                       : b == nb - 1 && nb > 3 ? STIJL_NIEUW
                       : x < 0.3               ? STIJL_VILLA
                                               : STIJL_VINEX;
        else
            q->stijl = f < 0.07   ? STIJL_CENTRUM
                       : f < 0.22 ? (x < 0.6 ? STIJL_DORP : STIJL_WEDEROPBOUW)
                       : f < 0.48 ? (x < 0.55   ? STIJL_WEDEROPBOUW
                                     : x < 0.75 ? STIJL_FLATS
                                                : STIJL_BLOEMKOOL)
                       : f < 0.74 ? (x < 0.6   ? STIJL_BLOEMKOOL
                                     : x < 0.8 ? STIJL_NEGENTIG
                                               : STIJL_VILLA)
                                  : (x < 0.6   ? STIJL_VINEX
                                     : x < 0.8 ? STIJL_NEGENTIG
                                               : STIJL_NIEUW);
    }
    if (k->stad && nb > 4) { /* the industrial estates together, at one side of the town */
        int wil = 1 + nb / 16;
        for (int m = 0; m < wil; m++) {
            int best = -1;
            double bs = -1e18;
            for (int b = 0; b < nb; b++) {
                struct buurt *q = &g->buurt[k->buurt_van + b];
                double s = (q->centrum.x - k->centrum.x) * cos(bedrijf_hoek) +
                           (q->centrum.y - k->centrum.y) * sin(bedrijf_hoek);
                if (q->stijl != STIJL_BEDRIJVEN && s > bs)
                    bs = s, best = k->buurt_van + b;
            }
            g->buurt[best].stijl = STIJL_BEDRIJVEN;
        }
        int nieuw = 0, laatste = -1;
        for (int b = 0; b < nb; b++) {
            enum stijl st = g->buurt[sc[b].k].stijl;
            nieuw += st == STIJL_NIEUW;
            if (st != STIJL_BEDRIJVEN)
                laatste = sc[b].k;
        }
        if (!nieuw && laatste >= 0)
            g->buurt[laatste].stijl = STIJL_NIEUW;
    }
    static const int jaren[STIJL_N][2] = {{1860, 1975}, {1885, 1955}, {1947, 1966}, {1969, 1985},
                                          {1984, 1998}, {1997, 2012}, {2014, 2026}, {1925, 2010},
                                          {1961, 1976}, {1965, 2024}, {1890, 2015}, {1850, 2020}};
    for (int b = k->buurt_van; b < k->buurt_tot; b++) {
        struct buurt *q = &g->buurt[b];
        int a = jaren[q->stijl][0], z = jaren[q->stijl][1];
        if (q->stijl >= STIJL_WEDEROPBOUW && q->stijl <= STIJL_VINEX) { /* a quarter is built in some ten years */
            int d = (z - a) / 2;
            a += rng_int(&rng, 0, d);
            z = a + d + 1;
        }
        q->jaar_van = a, q->jaar_tot = z;
    }
    free(sc);
}

static void wijken(struct gemeente *g)
{
    int cap = 0;
    g->n_wijk = 0;
    for (int ki = 0; ki < g->n_kern; ki++) {
        struct kern *k = &g->kern[ki];
        int nb = k->buurt_tot - k->buurt_van;
        int nw = k->stad ? (nb + 3) / 6 : nb > 12 ? (nb + 4) / 8 : 1;
        nw = nw < 1 ? 1 : nw;
        struct pt *mid = geheugen((size_t)nw, sizeof *mid);
        struct rng rng = rng_stream(g->o->zaad, 51 + (uint64_t)g->nr, (uint64_t)ki);
        double a0 = rng_range(&rng, 0, 6.283);
        for (int w = 0; w < nw; w++) {
            double a = a0 + 6.28318 * (w - 1) / (nw > 1 ? nw - 1 : 1), d = w ? k->straal * 0.75 : 0;
            mid[w] = (struct pt){k->centrum.x + d * cos(a), k->centrum.y + d * sin(a)};
        }
        for (int it = 0; it < 8; it++) {
            for (int b = k->buurt_van; b < k->buurt_tot; b++) {
                double best = 1e18;
                for (int w = 0; w < nw; w++) {
                    double d = hypot(g->buurt[b].centrum.x - mid[w].x, g->buurt[b].centrum.y - mid[w].y);
                    if (d < best)
                        best = d, g->buurt[b].wijk = g->n_wijk + w;
                }
            }
            for (int w = 1; w < nw; w++) {
                double sx = 0, sy = 0;
                int c = 0;
                for (int b = k->buurt_van; b < k->buurt_tot; b++)
                    if (g->buurt[b].wijk == g->n_wijk + w)
                        sx += g->buurt[b].centrum.x, sy += g->buurt[b].centrum.y, c++;
                if (c)
                    mid[w] = (struct pt){sx / c, sy / c};
            }
        }
        k->wijk_van = g->n_wijk;
        for (int w = 0; w < nw; w++) {
            int c = 0; /* an empty one is left out */
            for (int b = k->buurt_van; b < k->buurt_tot; b++)
                c += g->buurt[b].wijk == k->wijk_van + w;
            int nr = g->n_wijk;
            if (!c) {
                continue;
            }
            for (int b = k->buurt_van; b < k->buurt_tot; b++)
                if (g->buurt[b].wijk == k->wijk_van + w)
                    g->buurt[b].wijk = -2 - nr;
            *RIJ_NIEUW(g->wijk, g->n_wijk, cap) = (struct wijk){.kern = ki, .centrum = mid[w]};
        }
        for (int b = k->buurt_van; b < k->buurt_tot; b++)
            g->buurt[b].wijk = -2 - g->buurt[b].wijk;
        k->wijk_tot = g->n_wijk;
        free(mid);
    }
    g->buurt = rij_ruimte(g->buurt, (size_t)(g->n_buurt + g->n_wijk) * sizeof *g->buurt);
}

/* What is not built up goes, per wijk, to one buurt outside. */
static void buitengebied(struct gemeente *g, const int *vrij)
{
    struct raster *r = &g->ras;
    int bebouwd = g->n_buurt;
    for (int w = 0; w < g->n_wijk; w++)
        g->buurt[g->n_buurt++] = (struct buurt){.wijk = w,
                                                .kern = g->wijk[w].kern,
                                                .stijl = STIJL_BUITEN,
                                                .jaar_van = 1850,
                                                .jaar_tot = 2018,
                                                .centrum = g->wijk[w].centrum};
    for (int q = 0; q < r->nx * r->ny; q++) {
        if (!vrij[q] || r->buurt[q] >= 0)
            continue;
        struct pt p = cel_pt(r, q);
        p.x += 300 * noise2(g->o->zaad + 91, p.x / 900, p.y / 900);
        p.y += 300 * noise2(g->o->zaad + 92, p.x / 900, p.y / 900);
        double best = 1e18;
        int wb = 0;
        for (int b = 0; b < bebouwd; b++) {
            struct buurt *u = &g->buurt[b];
            if (!u->n_cel)
                continue;
            double d = hypot(u->centrum.x - p.x, u->centrum.y - p.y) - (g->kern[u->kern].stad ? 0.0 : 350.0);
            if (d < best)
                best = d, wb = u->wijk;
        }
        r->buurt[q] = bebouwd + wb;
    }
    rand_heel(g);
    /* Buurten without a single cell would be regions without a shape. */
    int *nieuw = geheugen((size_t)g->n_buurt, sizeof *nieuw), *tel = geheugen((size_t)g->n_buurt, sizeof *tel), n = 0;
    for (int q = 0; q < r->nx * r->ny; q++)
        if (r->buurt[q] >= 0)
            tel[r->buurt[q]]++;
    for (int b = 0; b < g->n_buurt; b++) {
        nieuw[b] = n;
        g->buurt[b].n_cel = tel[b];
        if (tel[b])
            g->buurt[n++] = g->buurt[b];
    }
    for (int q = 0; q < r->nx * r->ny; q++)
        if (r->buurt[q] >= 0)
            r->buurt[q] = nieuw[r->buurt[q]];
    for (int k = 0; k < g->n_kern; k++) {
        g->kern[k].buurt_van = nieuw[g->kern[k].buurt_van];
        g->kern[k].buurt_tot = nieuw[g->kern[k].buurt_tot];
    }
    g->n_buurt = n;
    free(tel);
    free(nieuw);
}

static void kernen(struct gemeente *g, const int *vrij)
{
    struct raster *r = &g->ras;
    struct rng *rng = &g->rng;
    long n = g->doel;
    int dorpen = n < 4000 ? 2 : n < 12000 ? 4 : 9;
    g->n_kern = 1 + dorpen;
    g->kern = geheugen((size_t)g->n_kern, sizeof *g->kern);
    double sx = 0, sy = 0, som = 0, aandeel[16];
    int m = 0;
    for (int q = 0; q < r->nx * r->ny; q++)
        if (vrij[q])
            sx += cel_pt(r, q).x, sy += cel_pt(r, q).y, m++;
    double stad = n < 4000 ? 0.55 : 0.50;
    for (int k = 1; k < g->n_kern; k++)
        som += aandeel[k] = k <= 2 ? rng_range(rng, 2.2, 3.0) : rng_range(rng, 0.6, 1.4);
    for (int i = 0; i < g->n_kern; i++) {
        struct kern *k = &g->kern[i];
        k->stad = i == 0;
        k->lint = dorpen < 3 ? i == 2 : i >= 3 && i % 2 == 1;
        k->doel = (long)((i ? (0.965 - stad) * aandeel[i] / som : stad) * (double)n);
        k->hoek = rng_range(rng, -0.5, 0.5) + (i % 3 == 1 ? 1.35 : 0);
        k->rek = k->lint ? 4.0 : k->stad ? 1.15 : 1.25;
        double per_ha = dichtheid(k);
        k->straal = sqrt((double)k->doel / per_ha * 1e4 / 3.14159);
        double lang = k->straal * (k->lint ? 2.6 : 1.3), best = -1;
        if (i == 0) {
            k->centrum = (struct pt){sx / m + rng_range(rng, -0.06, 0.06) * g->zijde,
                                     sy / m + rng_range(rng, -0.06, 0.06) * g->zijde};
            continue;
        }
        for (int t = 0; t < 400; t++) { /* the candidate farthest from the others, away from the border */
            struct pt p = cel_pt(r, rng_int(rng, 0, r->nx * r->ny - 1));
            double d = 1e18;
            for (int a = 0; a < 16; a++) {
                double h = a * 0.3927, l = lang * (fabs(cos(h - k->hoek)) * 0.9 + 0.3);
                struct pt e = {p.x + l * cos(h), p.y + l * sin(h)};
                int ci = (int)((e.x - r->x0) / CEL), cj = (int)((e.y - r->y0) / CEL);
                if (ci < 0 || cj < 0 || ci >= r->nx || cj >= r->ny || !vrij[cj * r->nx + ci])
                    d = -1;
            }
            for (int j = 0; j < i && d > 0; j++) {
                double rj = g->kern[j].straal * (g->kern[j].lint ? 1.9 : 1.2);
                d = fmin(d, hypot(p.x - g->kern[j].centrum.x, p.y - g->kern[j].centrum.y) - rj - lang * 0.75);
            }
            if (d > best)
                best = d, k->centrum = p;
        }
        if (best < 0 && i > 0) { /* no room left: to the town */
            g->kern[0].doel += k->doel;
            g->n_kern--;
            i--;
            som = som > 0 ? som : 1;
            if (i + 1 >= g->n_kern)
                break;
        }
    }
}

void gebied_maak(struct gemeente *g, const struct land *l)
{
    struct raster *r = &g->ras;
    int mi = (int)l->cel[g->nr].x, mj = (int)l->cel[g->nr].y;
    double s = l->zijde, rand = 0.26 * s;
    g->zijde = s;
    r->x0 = floor((mi * s - rand) / CEL) * CEL;
    r->y0 = floor((mj * s - rand) / CEL) * CEL;
    r->nx = r->ny = (int)ceil((s + 2 * rand) / CEL);
    int n = r->nx * r->ny, w = r->nx + 1;
    int *buitenste = geheugen(1, (size_t)n * sizeof *buitenste), *vrij = geheugen((size_t)n, sizeof *vrij);
    r->buurt = geheugen(1, (size_t)n * sizeof *r->buurt);
    for (int q = 0; q < n; q++) {
        struct pt p = cel_pt(r, q);
        int i, j;
        macro_cel(l, p.x, p.y, &i, &j);
        buitenste[q] = j * 4096 + i;
        vrij[q] = i == mi && j == mj;
        r->buurt[q] = -1;
    }
    r->knoop = geheugen(1, (size_t)w * (size_t)(r->ny + 1) * sizeof *r->knoop);
    for (int j = 0; j <= r->ny; j++)
        for (int i = 0; i <= r->nx; i++) {
            /* A little off the grid, the same for every municipality that shares the corner. */
            double x = r->x0 + i * CEL, y = r->y0 + j * CEL;
            uint64_t h = rng_hash(rng_hash(g->o->zaad + 3, (uint64_t)(int64_t)x), (uint64_t)(int64_t)y);
            r->knoop[j * w + i] =
                (struct pt){x + (double)(h & 1023) / 1023 * 26 - 13, y + (double)(h >> 10 & 1023) / 1023 * 26 - 13};
        }
    kernen(g, vrij);
    for (int k = 0; k < g->n_kern; k++)
        kern_buurten(g, &g->kern[k], vrij, k);
    for (int k = 0; k < g->n_kern; k++)
        kern_stijlen(g, &g->kern[k]);
    wijken(g);
    buitengebied(g, vrij);
    rand_glad(g, buitenste);
    naam_gebieden(g);
    free(vrij);
    free(buitenste);
}
