/* What one municipality consists of while it is being made: it lives in memory for one municipality at a time, is
 * written out, and is dropped before the next. Coordinates are RD metres, x east, y north. */
#ifndef GENERATOR_MODEL_H
#define GENERATOR_MODEL_H

#include "data/generator/rng.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pt {
    double x, y;
};

struct datum {
    int jaar, maand, dag;
};

struct opties {
    const char *uit;
    const char *gemeente; /* name of the (first) municipality, or NULL */
    long adressen;
    int mutaties; /* days of mutation deliveries */
    uint64_t zaad;
    struct datum peil;
};

/* What kind of neighbourhood: decides streets, houses and years. */
enum stijl {
    STIJL_CENTRUM,
    STIJL_DORP,
    STIJL_WEDEROPBOUW,
    STIJL_BLOEMKOOL,
    STIJL_NEGENTIG,
    STIJL_VINEX,
    STIJL_NIEUW,
    STIJL_VILLA,
    STIJL_FLATS,
    STIJL_BEDRIJVEN,
    STIJL_LINT,
    STIJL_BUITEN,
    STIJL_N
};

enum doel {
    DOEL_WOON = 1,
    DOEL_WINKEL = 2,
    DOEL_BIJEENKOMST = 4,
    DOEL_ONDERWIJS = 8,
    DOEL_ZORG = 16,
    DOEL_INDUSTRIE = 32,
    DOEL_KANTOOR = 64,
    DOEL_LOGIES = 128,
    DOEL_SPORT = 256,
    DOEL_OVERIG = 512,
    DOEL_CEL = 1024
};

enum object_soort { OBJECT_VBO, OBJECT_LIG, OBJECT_STA };

/* Where a pand or an address is in its life, at the peildatum. */
enum fase {
    FASE_GEBRUIK,
    FASE_VERGUND,        /* Bouwvergunning verleend */
    FASE_GESTART,        /* Bouw gestart */
    FASE_SLOOPVERGUND,   /* Sloopvergunning verleend */
    FASE_VERBOUWING,     /* Verbouwing pand */
    FASE_NIET_INGEMETEN, /* Pand in gebruik (niet ingemeten) */
    FASE_WEG,            /* Pand gesloopt; address withdrawn */
    FASE_NIET_GEREALISEERD,
    FASE_ONTERECHT
};

struct ring {
    int first, n; /* points in gemeente.pts, not closed */
};

struct pand {
    struct ring buiten, gat; /* gat.n 0: no hole */
    short bouwjaar;
    uint8_t fase;
    bool bijgebouw;
    int buurt;
    int n_vbo;
};

struct adres {
    int straat, pand, pand2; /* pand2: the second pand of a VBO, or -1; pand -1 for LIG and STA */
    int huisnummer, buurt, nummer_id;
    char letter; /* 0: none */
    char toevoeging[5];
    char postcode[7];
    uint8_t object, fase, bewoners;
    bool neven;    /* a second number of the address before it */
    bool bovenste; /* a flat: more of them may be stacked here */
    unsigned doelen;
    int oppervlakte;
    short bouwjaar;
    struct pt punt;
    struct ring vlak; /* LIG, STA */
};

struct straat {
    int kern, n_pts, first_pt; /* line in gemeente.lijn */
    int oneven, even;          /* last numbers given */
    int n_adres;
    int id;
    char naam[64];
    bool water;
};

struct buurt {
    int wijk, kern;
    enum stijl stijl;
    struct pt centrum;
    int n_cel;
    int jaar_van, jaar_tot;
    long inwoners, adressen, meldingen;
    char naam[64];
    char code[12];
};

struct wijk {
    int kern;
    struct pt centrum;
    long inwoners, meldingen;
    char naam[64];
    char code[12];
};

struct kern {
    struct pt centrum;
    double hoek;        /* direction of the main road */
    double straal, rek; /* radius of the footprint and its stretch along hoek */
    bool lint, stad;
    long doel, geplaatst; /* addresses wanted and made */
    long capaciteit;
    int buurt_van, buurt_tot; /* built-up quarters [van, tot) */
    int wijk_van, wijk_tot;
    int woonplaats, pc4;
    char naam[64];
};

struct obb {
    struct pt c, u; /* centre and unit direction */
    double hl, hw;  /* half length along u, half width across */
};

/* The map of labels: one cell is CEL metres square. */
#define CEL 50.0

struct raster {
    int nx, ny;
    double x0, y0;
    int *buurt;       /* -1: another municipality */
    struct pt *knoop; /* (nx+1)*(ny+1) corners, smoothed along borders */
};

struct index; /* what stands where, for the collision test */

struct gemeente {
    const struct opties *o;
    struct rng rng;
    int nr, code;
    char naam[64];
    long doel;
    double zijde; /* of the macro cell */
    struct raster ras;
    struct kern *kern;
    int n_kern;
    struct wijk *wijk;
    int n_wijk;
    struct buurt *buurt;
    int n_buurt;
    struct ring *grens; /* per buurt: outer ring, used while placing */
    struct pt *pts;
    int n_pts, cap_pts;
    struct pt *lijn;
    int n_lijn, cap_lijn;
    struct straat *straat;
    int n_straat, cap_straat;
    struct pand *pand;
    int n_pand, cap_pand;
    struct adres *adres;
    int n_adres, cap_adres;
    struct index *index;
    long hoofdadressen;
};

/* Zeroed memory, and memory of another size; both end the program when there is none. */
void *geheugen(size_t n, size_t size);
void *rij_ruimte(void *p, size_t size);
/* Grows *p to hold n+1 elements of size; ends the program when memory is out. */
void *rij_groei(void *p, int n, int *cap, size_t size);
#define RIJ_NIEUW(arr, n, cap) ((arr) = rij_groei((arr), (n), &(cap), sizeof *(arr)), &(arr)[(n)++])

int gemeente_pt(struct gemeente *g, struct pt p); /* stored rounded to the millimetre */

#endif
