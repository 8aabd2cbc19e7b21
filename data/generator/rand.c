/* Borders: which buurt a place is in, regions as rings of shared corners, and the smoothing of those corners. */
#include "data/generator/gebied_priv.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int gebied_buurt(const struct gemeente *g, struct pt p)
{
    int i = (int)floor((p.x - g->ras.x0) / CEL), j = (int)floor((p.y - g->ras.y0) / CEL);
    if (i < 0 || j < 0 || i >= g->ras.nx || j >= g->ras.ny)
        return -1;
    return g->ras.buurt[j * g->ras.nx + i];
}

static int label(const struct gemeente *g, enum niveau niveau, int i, int j)
{
    if (i < 0 || j < 0 || i >= g->ras.nx || j >= g->ras.ny)
        return -1;
    int b = g->ras.buurt[j * g->ras.nx + i];
    if (b < 0)
        return -1;
    switch (niveau) {
    case NIVEAU_GEMEENTE:
        return 0;
    case NIVEAU_WIJK:
        return g->buurt[b].wijk;
    case NIVEAU_WOONPLAATS:
        return g->buurt[b].kern;
    default:
        return b;
    }
}

static void ring_uit(const struct raster *r, const int *pad, int n, struct pt **p, int *cap, gebied_ring_fn fn,
                     void *arg)
{
    double area = 0;
    for (int k = 0; k < n; k++) {
        *p = rij_groei(*p, k, cap, sizeof **p);
        (*p)[k] = r->knoop[pad[k]];
    }
    for (int k = 0; k < n; k++) {
        struct pt a = (*p)[k], b = (*p)[(k + 1) % n], o = (*p)[0];
        area += (a.x - o.x) * (b.y - o.y) - (b.x - o.x) * (a.y - o.y);
    }
    fn(arg, *p, n, area < 0);
}

void gebied_ringen(const struct gemeente *g, enum niveau niveau, int lab, gebied_ring_fn fn, void *arg)
{
    const struct raster *r = &g->ras;
    int w = r->nx + 1;
    /* Directed unit edges with the region on the left: bit d of edge[node] set when one leaves in direction d
     * (0 east, 1 north, 2 west, 3 south). */
    uint8_t *edge = geheugen((size_t)w * (size_t)(r->ny + 1), 1);
    for (int j = 0; j < r->ny; j++) {
        for (int i = 0; i < r->nx; i++) {
            if (label(g, niveau, i, j) != lab)
                continue;
            if (label(g, niveau, i, j - 1) != lab)
                edge[j * w + i] |= 1;
            if (label(g, niveau, i + 1, j) != lab)
                edge[j * w + i + 1] |= 2;
            if (label(g, niveau, i, j + 1) != lab)
                edge[(j + 1) * w + i + 1] |= 4;
            if (label(g, niveau, i - 1, j) != lab)
                edge[(j + 1) * w + i] |= 8;
        }
    }
    static const int dx[] = {1, 0, -1, 0}, dy[] = {0, 1, 0, -1};
    int n = 0, cap = 0, cap_p = 0, *pad = NULL, *plek = geheugen((size_t)w * (size_t)(r->ny + 1), sizeof *plek);
    struct pt *p = NULL;
    for (int s = 0; s < w * (r->ny + 1); s++) {
        while (edge[s]) {
            int at = s, d = edge[s] & 1 ? 0 : edge[s] & 2 ? 1 : edge[s] & 4 ? 2 : 3;
            do {
                if (plek[at]) { /* a corner passed twice: what lies between is a ring of its own */
                    int van = plek[at] - 1;
                    ring_uit(r, pad + van, n - van, &p, &cap_p, fn, arg);
                    while (n > van)
                        plek[pad[--n]] = 0;
                }
                *RIJ_NIEUW(pad, n, cap) = at;
                plek[at] = n;
                edge[at] &= (uint8_t) ~(1 << d);
                at += dx[d] + w * dy[d];
                int t = (d + 1) & 3;
                if (edge[at] & (1 << t))
                    d = t;
                else if (!(edge[at] & (1 << d)))
                    d = (d + 3) & 3;
            } while (at != s);
            ring_uit(r, pad, n, &p, &cap_p, fn, arg);
            while (n)
                plek[pad[--n]] = 0;
        }
    }
    free(plek);
    free(pad);
    free(p);
    free(edge);
}

static double seg_afstand2(struct pt p, struct pt a, struct pt b)
{
    double vx = b.x - a.x, vy = b.y - a.y, t = ((p.x - a.x) * vx + (p.y - a.y) * vy) / (vx * vx + vy * vy + 1e-12);
    t = t < 0 ? 0 : t > 1 ? 1 : t;
    double ex = p.x - a.x - t * vx, ey = p.y - a.y - t * vy;
    return ex * ex + ey * ey;
}

bool gebied_binnen(const struct gemeente *g, int buurt, struct pt p, double marge)
{
    /* Corners move less than a cell, so only the cells around p can have a border that matters. */
    const struct raster *r = &g->ras;
    int ci = (int)floor((p.x - r->x0) / CEL), cj = (int)floor((p.y - r->y0) / CEL);
    int reach = 1 + (int)ceil(marge / CEL), w = r->nx + 1;
    bool any = false, seen = false;
    double best = 1e18;
    for (int j = cj - reach; j <= cj + reach; j++) {
        for (int i = ci - reach; i <= ci + reach; i++) {
            bool here = label(g, NIVEAU_BUURT, i, j) == buurt;
            seen |= here;
            if (i < 0 || j < 0 || i >= r->nx || j >= r->ny)
                return false;
            for (int k = 0; k < 2; k++) {
                bool there = label(g, NIVEAU_BUURT, i + (k == 0), j + (k == 1)) == buurt;
                if (here == there)
                    continue;
                any = true;
                struct pt a = r->knoop[(j + 1) * w + i + 1];
                struct pt b = k == 0 ? r->knoop[j * w + i + 1] : r->knoop[(j + 1) * w + i];
                double d = seg_afstand2(p, a, b);
                best = d < best ? d : best;
            }
        }
    }
    if (!any)
        return seen;
    if (best < marge * marge)
        return false;
    /* Which cell is p in, by the moved corners? */
    for (int j = cj - 1; j <= cj + 1; j++) {
        for (int i = ci - 1; i <= ci + 1; i++) {
            if (label(g, NIVEAU_BUURT, i, j) != buurt)
                continue;
            struct pt q[4] = {r->knoop[j * w + i], r->knoop[j * w + i + 1], r->knoop[(j + 1) * w + i + 1],
                              r->knoop[(j + 1) * w + i]};
            bool in = false;
            for (int a = 0, b = 3; a < 4; b = a++)
                if ((q[a].y > p.y) != (q[b].y > p.y) &&
                    p.x < (q[b].x - q[a].x) * (p.y - q[a].y) / (q[b].y - q[a].y) + q[a].x)
                    in = !in;
            if (in)
                return true;
        }
    }
    return false;
}

/* Moves the corners along borders to between their neighbours on that border. Where three regions meet the corner
 * stays. Municipal borders go first and are then left alone, so that both neighbours compute the same. */
void rand_glad(struct gemeente *g, const int *buitenste)
{
    struct raster *r = &g->ras;
    int w = r->nx + 1, n = w * (r->ny + 1);
    struct pt *nieuw = geheugen((size_t)n, sizeof *nieuw);
    bool *vast = geheugen((size_t)n, 1);
    for (int fase = 0; fase < 2; fase++) {
        for (int it = 0; it < 6; it++) {
            memcpy(nieuw, r->knoop, (size_t)n * sizeof *nieuw);
            for (int j = 1; j < r->ny; j++) {
                for (int i = 1; i < r->nx; i++) {
                    int k = j * w + i;
                    if (vast[k])
                        continue;
                    int l[4]; /* cells around the corner: SW, SE, NE, NW */
                    for (int q = 0; q < 4; q++) {
                        int ci = i - (q == 0 || q == 3), cj = j - (q < 2);
                        l[q] = fase == 0 ? buitenste[cj * r->nx + ci] : r->buurt[cj * r->nx + ci];
                    }
                    int buren[4], m = 0;
                    if (l[0] != l[1])
                        buren[m++] = k - w;
                    if (l[1] != l[2])
                        buren[m++] = k + 1;
                    if (l[2] != l[3])
                        buren[m++] = k + w;
                    if (l[3] != l[0])
                        buren[m++] = k - 1;
                    if (m != 2)
                        continue;
                    struct pt a = r->knoop[buren[0]], b = r->knoop[buren[1]], c = r->knoop[k];
                    nieuw[k] = (struct pt){0.5 * c.x + 0.25 * (a.x + b.x), 0.5 * c.y + 0.25 * (a.y + b.y)};
                }
            }
            memcpy(r->knoop, nieuw, (size_t)n * sizeof *nieuw);
        }
        if (fase == 1)
            break;
        for (int j = 1; j < r->ny; j++)
            for (int i = 1; i < r->nx; i++) {
                int a = buitenste[(j - 1) * r->nx + i - 1], b = buitenste[(j - 1) * r->nx + i];
                int c = buitenste[j * r->nx + i], d = buitenste[j * r->nx + i - 1];
                vast[j * w + i] = a != b || b != c || c != d;
            }
    }
    for (int k = 0; k < n; k++) {
        r->knoop[k].x = round(r->knoop[k].x * 1000) / 1000;
        r->knoop[k].y = round(r->knoop[k].y * 1000) / 1000;
    }
    free(vast);
    free(nieuw);
}

/* Every label one piece: what lies apart from a label's largest piece goes to a neighbouring label. */
void rand_heel(struct gemeente *g)
{
    struct raster *r = &g->ras;
    int n = r->nx * r->ny;
    int *stuk = geheugen(1, (size_t)n * sizeof *stuk), *stapel = geheugen(1, (size_t)n * sizeof *stapel);
    int *grootste = geheugen(1, (size_t)g->n_buurt * sizeof *grootste),
        *best = geheugen(1, (size_t)g->n_buurt * sizeof *best);
    static const int dx[] = {1, 0, -1, 0}, dy[] = {0, 1, 0, -1};
    for (int ronde = 0; ronde < 4; ronde++) {
        for (int k = 0; k < n; k++)
            stuk[k] = -1;
        for (int b = 0; b < g->n_buurt; b++)
            grootste[b] = 0, best[b] = -1;
        bool los = false;
        for (int k = 0; k < n; k++) {
            int b = r->buurt[k], top = 0, m = 0;
            if (b < 0 || stuk[k] >= 0)
                continue;
            stapel[top++] = k;
            stuk[k] = k;
            while (top) {
                int at = stapel[--top];
                m++;
                for (int d = 0; d < 4; d++) {
                    int i = at % r->nx + dx[d], j = at / r->nx + dy[d], q = j * r->nx + i;
                    if (i >= 0 && j >= 0 && i < r->nx && j < r->ny && stuk[q] < 0 && r->buurt[q] == b) {
                        stuk[q] = k;
                        stapel[top++] = q;
                    }
                }
            }
            los |= best[b] >= 0;
            if (m > grootste[b])
                grootste[b] = m, best[b] = k;
        }
        if (!los)
            break;
        for (bool meer = true; meer;) {
            meer = false;
            for (int k = 0; k < n; k++) {
                int b = r->buurt[k];
                if (b < 0 || stuk[k] == best[b])
                    continue;
                for (int d = 0; d < 4; d++) {
                    int i = k % r->nx + dx[d], j = k / r->nx + dy[d], q = j * r->nx + i;
                    if (i < 0 || j < 0 || i >= r->nx || j >= r->ny || r->buurt[q] < 0 || r->buurt[q] == b ||
                        stuk[q] != best[r->buurt[q]])
                        continue;
                    r->buurt[k] = r->buurt[q];
                    stuk[k] = stuk[q];
                    meer = true;
                    break;
                }
            }
        }
    }
    free(best);
    free(grootste);
    free(stapel);
    free(stuk);
}
