/* Writing: fixed-format numbers, dates, zips whose bytes depend on nothing but their content, and the true counts. */
#ifndef GENERATOR_UITVOER_H
#define GENERATOR_UITVOER_H

#include "data/generator/gebied.h"

#include <archive.h>
#include <stdio.h>

/* Ends the program with a Dutch message; what was written so far stays, without tel.json, which is written last. */
void stop(const char *fmt, ...) __attribute__((noreturn, format(printf, 1, 2)));

int datum_int(struct datum d);                  /* 20261001 */
long datum_dag(int ymd);                        /* days since 1970-01-01 */
int dag_datum(long dag);                        /* and back */
const char *datum_tekst(int ymd, char out[11]); /* 2026-10-01 */
const char *datum_kort(int ymd, char out[9]);   /* 01102026, as in the names of the BAG's files */
FILE *tijdelijk(void);                          /* a file that is gone when it is closed */

/* A zip at path; entries get the time of `ymd` at 06:00 UTC. Content is added in pieces. */
struct archive *zip_open(const char *path, bool opslaan);
void zip_begin(struct archive *a, const char *naam, int ymd, int64_t size); /* size -1: not known yet */
void zip_data(struct archive *a, const void *p, size_t n);
void zip_close(struct archive *a);
/* Adds the file at path as an entry and removes it. */
void zip_bestand(struct archive *a, const char *naam, const char *path, int ymd);

/* The rings of a region, holes behind the outer ring that they lie in. */
struct vlak {
    struct pt *p;
    int n, cap;
    struct vlak_ring {
        int first, n, hoort; /* hoort: index of the outer ring, its own when it is one */
    } * r;
    int n_r, cap_r;
};
void vlak_maak(const struct gemeente *g, enum niveau niveau, int label, struct vlak *v);
void vlak_done(struct vlak *v);

/* Counts, kept while writing. */
enum bag_type { BAG_WPL, BAG_OPR, BAG_NUM, BAG_VBO, BAG_LIG, BAG_STA, BAG_PND, BAG_N };
struct telling {
    struct telling_type {
        long voorkomens, objecten, actueel, bestaand, inactief_in_hoofdbestand;
        struct {
            const char *status;
            long actueel;
        } status[12];
        int n_status;
    } bag[BAG_N];
    long hoofdadressen, nevenadressen, panden_met_gat, vbo_meer_panden, inwoners;
    long meldingen, meldingen_zonder_locatie, meldingen_buiten, meldingen_dubbel;
    long sociaal_regels, sociaal_clienten, sociaal_onvindbaar;
    int gemeenten, wijken, buurten;
    int inactief, in_onderzoek, niet_bag;
    FILE *per_wijk; /* a JSON list, written as it goes */
    bool wijk_komma;
};

/* A list of JSON members, one per type of object. */
void telling_bag(const struct telling *t, FILE *f);

/* One writer per delivery; each is fed one municipality at a time. The BAG's extract goes into `uit` (kept until the
 * close), of the date `peil`; the one that was told of its mutations closes them too. */
struct mutaties;
struct bag *bag_open(const struct opties *o, const char *uit, int peil, bool landelijk, int code, const char *naam,
                     struct telling *t);
void bag_muteer(struct bag *b, struct mutaties *m);
struct mutaties *mutaties_open(const struct opties *o, bool landelijk, int code, const char *naam);
void bag_gemeente(struct bag *b, struct gemeente *g);
void bag_close(struct bag *b);

struct gebieden *gebieden_open(const struct opties *o, struct telling *t);
void gebieden_gemeente(struct gebieden *u, const struct gemeente *g);
void gebieden_close(struct gebieden *u);

struct mor *mor_open(const struct opties *o, struct telling *t);
void mor_gemeente(struct mor *m, struct gemeente *g);
void mor_close(struct mor *m);

struct sociaal *sociaal_open(const struct opties *o, struct telling *t);
void sociaal_gemeente(struct sociaal *s, const struct gemeente *g);
void sociaal_close(struct sociaal *s);

#endif
