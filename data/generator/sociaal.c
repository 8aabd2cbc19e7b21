/* A made-up delivery of the social domain: one row per client and voorziening, the place as a locatiecode of one of
 * several kinds. And a faulty one with a column of test BSNs, which an importer has to refuse. */
#include "data/generator/uitvoer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct sociaal {
    const struct opties *o;
    struct telling *t;
    FILE *f, *fout;
    long client;
};

static const char *const voorziening[] = {"hulp_bij_het_huishouden", "ondersteuning_thuis", "hulpmiddelen_en_diensten",
                                          "verblijf_en_opvang",      "jeugdhulp",           "overig"};

static FILE *open_csv(const struct opties *o, const char *naam)
{
    char path[512];
    snprintf(path, sizeof path, "%s/sociaal/%s", o->uit, naam);
    FILE *f = fopen(path, "w");
    if (!f)
        stop("%s is niet te schrijven: %s", path, strerror(errno));
    return f;
}

struct sociaal *sociaal_open(const struct opties *o, struct telling *t)
{
    struct sociaal *s = geheugen(1, sizeof *s);
    char path[512], naam[64], d[11];
    s->o = o, s->t = t;
    snprintf(path, sizeof path, "%s/sociaal", o->uit);
    mkdir(path, 0777);
    snprintf(naam, sizeof naam, "sociaal_%s.csv", datum_tekst(datum_int(o->peil), d));
    s->f = open_csv(o, naam);
    s->fout = open_csv(o, "fout_met_bsn.csv");
    fprintf(s->f, "client_id,locatiecode,voorziening,startdatum,einddatum,leeftijdsklasse,geslacht\n");
    fprintf(s->fout, "client_id,bsn,locatiecode,voorziening,startdatum,einddatum,leeftijdsklasse,geslacht\n");
    return s;
}

/* A number that passes the 11-proef, from the test range that starts with 9999. */
static int test_bsn(int n)
{
    for (int b = 999900000 + n * 12;; b++) {
        int s = 0, q = b;
        for (int i = 1; i <= 9; i++, q /= 10)
            s += q % 10 * (i == 1 ? -1 : i);
        if (s % 11 == 0)
            return b;
    }
}

void sociaal_gemeente(struct sociaal *s, const struct gemeente *g)
{
    static const char *const klasse[] = {"0-17", "18-64", "65-74", "75-84", "85+"};
    struct rng r = rng_stream(s->o->zaad, 0x50c1, (uint64_t)g->nr);
    long peil = datum_dag(datum_int(s->o->peil));
    for (int i = 0; i < g->n_adres; i++) {
        const struct adres *a = &g->adres[i];
        if (a->neven || a->object != OBJECT_VBO || !a->bewoners)
            continue;
        /* Zorgwoningen and flats more, villas less, so that the map has something to show. */
        enum stijl st = g->buurt[a->buurt].stijl;
        double kans = a->doelen & DOEL_ZORG                    ? 0.5
                      : st == STIJL_FLATS                      ? 0.11
                      : st == STIJL_VILLA || st == STIJL_NIEUW ? 0.035
                      : st == STIJL_VINEX                      ? 0.045
                                                               : 0.072;
        for (int p = 0; p < a->bewoners; p++) {
            if (!rng_chance(&r, kans))
                continue;
            long id = ++s->client;
            char code[48], d0[11], d1[11];
            double x = rng_unit(&r);
            if (x < 0.5)
                snprintf(code, sizeof code, "%04d20%010d", g->code, a->nummer_id + 1);
            else if (x < 0.86)
                snprintf(code, sizeof code, "%s %d%s%c%s%s", a->postcode, a->huisnummer, a->letter ? " " : "",
                         a->letter ? a->letter : ' ', a->toevoeging[0] ? " " : "", a->toevoeging);
            else if (x < 0.992)
                snprintf(code, sizeof code, "%04d01%010d", g->code, a->nummer_id + 1);
            else {
                snprintf(code, sizeof code, "%04d20%010d", g->code, 8800000 + rng_int(&r, 0, 99999));
                s->t->sociaal_onvindbaar++;
            }
            for (size_t n = strlen(code); n && code[n - 1] == ' ';)
                code[--n] = 0;
            bool jong = rng_chance(&r, 0.33);
            const char *kl = klasse[jong ? 0 : rng_int(&r, 1, 4)], *gs = rng_chance(&r, 0.55) ? "v" : "m";
            int n = rng_chance(&r, 0.22) ? 2 : 1, eerst = jong ? 4 : (int)(rng_unit(&r) * rng_unit(&r) * 4);
            for (int v = 0; v < n; v++) {
                int welke = v == 0 ? eerst : (eerst + 1 + rng_int(&r, 0, 4)) % 6;
                long start = peil - 30 - (long)(rng_unit(&r) * 1060), eind = start + 90 + (long)(rng_unit(&r) * 900);
                bool loopt = eind > peil || rng_chance(&r, 0.45);
                fprintf(s->f, "C%07ld,%s,%s,%s,%s,%s,%s\n", id, code, voorziening[welke],
                        datum_tekst(dag_datum(start), d0), loopt ? "" : datum_tekst(dag_datum(eind), d1), kl, gs);
                s->t->sociaal_regels++;
                if (id <= 60)
                    fprintf(s->fout, "C%07ld,%d,%s,%s,%s,%s,%s,%s\n", id, test_bsn((int)id), code, voorziening[welke],
                            d0, "", kl, gs);
            }
            s->t->sociaal_clienten++;
        }
    }
}

void sociaal_close(struct sociaal *s)
{
    if (ferror(s->f) | fclose(s->f) | fclose(s->fout))
        stop("schrijven van sociaal mislukt: %s", strerror(errno));
    free(s);
}
