/* What the files of the BAG writer share: one deel per object type, and the XML of an extract. */
#ifndef GENERATOR_BAG_PRIV_H
#define GENERATOR_BAG_PRIV_H

#include "data/generator/uitvoer.h"

struct deel {
    struct archive *zip;
    FILE *f; /* where the text goes when there is no zip */
    const char *code;
    char path[512], naam[64];
    int in_bestand, bestand;
    size_t n;
    char buf[1 << 16];
};

struct bag {
    const struct opties *o;
    struct telling *t;
    struct mutaties *mut; /* NULL: only an extract */
    const char *uit;
    bool landelijk;
    int prefix, peil;
    char datum[9], gemeente[64], tijd[24];
    struct deel deel[BAG_N];
    FILE *gwr;
    int gemeente_code;
    int io_dicht; /* the day on which the first of what is under investigation was closed; 0: not */
};

/* One occurrence in an object's history. The dates below are 0 when they follow from begin and eind. */
struct vk {
    int begin, eind;
    const char *status;
    bool inactief, open_registratie;
    int registratie, eind_registratie, inactief_op;
};

/* One voorkomen of any type; what a type doesn't have isn't read. Numbers are without the gemeente and the type. */
struct stuk {
    enum bag_type type;
    int nr; /* voorkomenidentificatie, from 1 */
    long id;
    struct vk v;
    struct adres a;          /* NUM, VBO, LIG, STA */
    long pand[2], neven[2];  /* VBO, LIG, STA; 0: none */
    struct ring buiten, gat; /* PND */
    int jaar;
    int kern;          /* WPL, OPR: index of the village; NUM: 1 + the one it lies in, 0 as its street */
    const char *soort; /* OPR */
    char naam[80];     /* OPR, WPL */
};

/* An object: its voorkomens, in order. */
enum { STUKKEN = 10 };
#define VROEGER 5000000L /* ids of what stood here before */
#define NIEUW 7000000L   /* ids of what comes with the mutations */
struct lijst {
    int n;
    struct stuk s[STUKKEN];
};

/* What happens to an object in the mutation deliveries: the kind, and the day (1: the first); kind 0 is nothing. */
struct beurt {
    uint8_t soort, dag;
};

/* Text into the open file, as it is. */
void xml_put(struct deel *d, const char *s);
void xml_putf(struct deel *d, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Metres with three decimals. */
void xml_mm(struct deel *d, double v);
/* A type's inner zip with its first file; deel_eind ends the file that is open. */
void deel_open(struct bag *b, struct deel *d, const char *soort, const char *type);
void deel_eind(struct deel *d);
/* Hands on what is still in the buffer. */
void deel_spoel(struct deel *d);
/* Writes an object's voorkomens, in a new file when the last one is full, and counts them. */
void bag_lijst(struct bag *b, const struct gemeente *g, const struct lijst *l);
/* One voorkomen's element, without what stands around it. */
void stuk_xml(struct deel *d, const struct gemeente *g, const struct stuk *s);
/* The elements that every object has: its history, its status and document, its geometry. */
void bag_voorkomen(struct deel *d, int nr, const struct vk *v);
void bag_staat(struct deel *d, const struct vk *v);
void bag_ring(struct deel *d, const struct pt *p, int n, bool z);
void bag_polygoon(struct deel *d, const struct gemeente *g, struct ring buiten, struct ring gat, bool z,
                  const char *type, const char *id, int nr);

/* The gemeente of a woonplaats, for GEM-WPL-RELATIE; and that file, as of `peil`, in its zip, into z. */
void bag_gwr(struct bag *b, const struct gemeente *g, int kern);
void bag_gwr_zip(struct bag *b, int peil, struct archive *z);
/* What verblijfsobject 10 + k of the first gemeente is under investigation for: from begin to eind (0: still). */
void bag_io(struct deel *d, int code, int k, bool in_onderzoek, int begin, int eind);

/* The mutation deliveries of opties.mutaties days behind the extract, and the extract of the last of those days. What
 * is planned for a gemeente holds until the next plan. */
void mutaties_plan(struct mutaties *m, const struct gemeente *g);
/* Nothing, when m is NULL. */
struct beurt beurt_pand(const struct mutaties *m, int pand);
struct beurt beurt_adres(const struct mutaties *m, int adres);
/* An object as the first extract has it: its mutations, and how it ends up. Without a beurt it may get one of its own.
 */
void mutaties_object(struct mutaties *m, struct gemeente *g, const struct lijst *l, struct beurt b);
/* What begins during the period beside address i, whose own objects have been given. */
void mutaties_nieuw(struct mutaties *m, struct gemeente *g, int i);
void mutaties_gwr(struct mutaties *m, const struct gemeente *g, int kern);
void mutaties_close(struct mutaties *m);

#endif
