/* The three GeoJSON files of regions, with the field names that CBS uses. RD, with a crs member. */
#include "data/generator/uitvoer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct gebieden {
    const struct opties *o;
    struct telling *t;
    FILE *f[3];
    bool komma[3];
};

struct gebieden *gebieden_open(const struct opties *o, struct telling *t)
{
    static const char *const naam[] = {"gemeente", "wijk", "buurt"};
    struct gebieden *u = geheugen(1, sizeof *u);
    u->o = o, u->t = t;
    for (int i = 0; i < 3; i++) {
        char path[512];
        snprintf(path, sizeof path, "%s/gebieden_%s.geojson", o->uit, naam[i]);
        u->f[i] = fopen(path, "w");
        if (!u->f[i])
            stop("%s is niet te schrijven: %s", path, strerror(errno));
        fprintf(u->f[i],
                "{\"type\":\"FeatureCollection\",\"name\":\"gebieden_%s\",\"crs\":{\"type\":\"name\",\"properties\":{"
                "\"name\":\"urn:ogc:def:crs:EPSG::28992\"}},\"features\":[\n",
                naam[i]);
    }
    return u;
}

static void ring(FILE *f, const struct vlak *v, int r)
{
    fputc('[', f);
    for (int i = 0; i <= v->r[r].n; i++) {
        struct pt p = v->p[v->r[r].first + i % v->r[r].n];
        fprintf(f, "%s[%.3f,%.3f]", i ? "," : "", p.x, p.y);
    }
    fputc(']', f);
}

static void vorm(struct gebieden *u, int i, const struct gemeente *g, enum niveau niveau, int label)
{
    struct vlak v;
    vlak_maak(g, niveau, label, &v);
    FILE *f = u->f[i];
    fputs("},\"geometry\":{\"type\":\"MultiPolygon\",\"coordinates\":[", f);
    bool komma = false;
    for (int o = 0; o < v.n_r; o++) {
        if (v.r[o].hoort != o)
            continue;
        fputs(komma ? ",[" : "[", f);
        komma = true;
        ring(f, &v, o);
        for (int h = 0; h < v.n_r; h++)
            if (h != o && v.r[h].hoort == o) {
                fputc(',', f);
                ring(f, &v, h);
            }
        fputc(']', f);
    }
    fputs("]}}", f);
    vlak_done(&v);
}

void gebieden_gemeente(struct gebieden *u, const struct gemeente *g)
{
    long inwoners = 0;
    int jaar = u->o->peil.jaar;
    for (int b = 0; b < g->n_buurt; b++)
        inwoners += g->buurt[b].inwoners;
    fprintf(u->f[0],
            "%s{\"type\":\"Feature\",\"properties\":{\"gemeentecode\":\"GM%04d\",\"gemeentenaam\":\"%s\",\"water\":"
            "\"NEE\",\"jaar\":%d,\"aantal_inwoners\":%ld",
            u->komma[0] ? ",\n" : "", g->code, g->naam, jaar, inwoners);
    vorm(u, 0, g, NIVEAU_GEMEENTE, 0);
    u->komma[0] = true;
    for (int w = 0; w < g->n_wijk; w++) {
        fprintf(u->f[1],
                "%s{\"type\":\"Feature\",\"properties\":{\"wijkcode\":\"%s\",\"wijknaam\":\"%s\",\"gemeentecode\":\"GM%"
                "04d\",\"gemeentenaam\":\"%s\",\"water\":\"NEE\",\"jaar\":%d,\"aantal_inwoners\":%ld",
                u->komma[1] ? ",\n" : "", g->wijk[w].code, g->wijk[w].naam, g->code, g->naam, jaar,
                g->wijk[w].inwoners);
        vorm(u, 1, g, NIVEAU_WIJK, w);
        u->komma[1] = true;
    }
    for (int b = 0; b < g->n_buurt; b++) {
        const struct buurt *q = &g->buurt[b];
        fprintf(u->f[2],
                "%s{\"type\":\"Feature\",\"properties\":{\"buurtcode\":\"%s\",\"buurtnaam\":\"%s\",\"wijkcode\":\"%s\","
                "\"wijknaam\":\"%s\",\"gemeentecode\":\"GM%04d\",\"gemeentenaam\":\"%s\",\"water\":\"NEE\",\"jaar\":%d,"
                "\"aantal_inwoners\":%ld",
                u->komma[2] ? ",\n" : "", q->code, q->naam, g->wijk[q->wijk].code, g->wijk[q->wijk].naam, g->code,
                g->naam, jaar, q->inwoners);
        vorm(u, 2, g, NIVEAU_BUURT, b);
        u->komma[2] = true;
    }
    u->t->gemeenten++;
    u->t->wijken += g->n_wijk;
    u->t->buurten += g->n_buurt;
    u->t->inwoners += inwoners;
}

void gebieden_close(struct gebieden *u)
{
    for (int i = 0; i < 3; i++) {
        fputs("\n]}\n", u->f[i]);
        if (ferror(u->f[i]) | fclose(u->f[i]))
            stop("schrijven van de gebieden mislukt: %s", strerror(errno));
    }
    free(u);
}
