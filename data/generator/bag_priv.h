/* What the files of the BAG writer share: one deel per object type, and the XML of an extract. */
#ifndef GENERATOR_BAG_PRIV_H
#define GENERATOR_BAG_PRIV_H

#include "data/generator/uitvoer.h"

struct deel {
    struct archive *zip;
    const char *code;
    char path[512], naam[64];
    int in_bestand, bestand;
    size_t n;
    char buf[1 << 16];
};

struct bag {
    const struct opties *o;
    struct telling *t;
    bool landelijk;
    int prefix, peil;
    char datum[9], gemeente[64], tijd[24];
    struct deel deel[BAG_N];
    FILE *gwr;
    int gemeente_code;
};

/* One occurrence in an object's history. */
struct vk {
    int begin, eind;
    const char *status;
    bool inactief, open_registratie;
};

/* Text into the open file, as it is. */
void xml_put(struct deel *d, const char *s);
void xml_putf(struct deel *d, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Metres with three decimals. */
void xml_mm(struct deel *d, double v);
/* A type's inner zip with its first file; deel_eind ends the file that is open. */
void deel_open(struct bag *b, struct deel *d, const char *soort, const char *type);
void deel_eind(struct deel *d);
/* Begins one voorkomen (nr counts from 1), in a new file when the last one is full, and counts it; bag_klaar ends it.
 */
struct deel *bag_stand(struct bag *b, enum bag_type t, const struct vk *v, int nr);
void bag_klaar(struct deel *d);
/* The elements that every object has: its history, its status and document, its geometry. */
void bag_voorkomen(struct deel *d, int nr, const struct vk *v);
void bag_staat(struct deel *d, const struct vk *v);
void bag_ring(struct deel *d, const struct pt *p, int n, bool z);
void bag_polygoon(struct deel *d, const struct gemeente *g, struct ring buiten, struct ring gat, bool z,
                  const char *type, const char *id, int nr);

#endif
