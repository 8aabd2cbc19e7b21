/* How people write a place: sorted out into what can be looked up. No warehouse, no memory of its own; any bytes may
 * come in, and what isn't understood is left out. */
#ifndef GM_WAREHOUSE_LOCATIE_TEXT_H
#define GM_WAREHOUSE_LOCATIE_TEXT_H

#include "warehouse/locatiecode.h"

enum { LOCATIE_MAX_STRATEN = 6, NAAM_SLEUTEL = 96 };

/* A house number with all that stands behind it: letter and addition as one, for "12a" is written with either. */
struct huisnummer {
    int nummer;          /* 1 … 99999 */
    char toevoeging[24]; /* upper case, only letters and digits: "A", "2HOOG", "BIS"; "" when there is none */
};

/* A street with a number, as read from running text; the names are keys of naam_sleutel. */
struct straat_huisnummer {
    char straat[NAAM_SLEUTEL], woonplaats[NAAM_SLEUTEL]; /* woonplaats "": not said */
    struct huisnummer huis;
};

/* What a locatie_vraag says. Empty strings: not said. */
struct locatie_delen {
    char nummer[20], object[20], pand[20]; /* BAG ids of 16 digits */
    char postcode[8];                      /* 1234AB */
    bool has_huis;                         /* a number that goes with the postcode */
    struct huisnummer huis;
    struct straat_huisnummer straten[LOCATIE_MAX_STRATEN]; /* the readings, likeliest first */
    size_t n_straten;
    char gebied[20]; /* GM1952, WK195201, BU19520103 */
    bool has_point;
    double x, y; /* as written: RD or degrees, in either order */
    bool said;   /* there was something that has the form of a locatiecode */
};

void locatie_delen_read(const struct locatie_vraag *v, struct locatie_delen *out);

/* "12a", "12 A", "12-a", "0012 bis", "12-2hoog", "12/3", "12 t/m 14" (the first), with the letter and the addition from
 * their own fields when there are any. False: no number of 1 … 99999. */
bool huisnummer_read(struct str nummer, struct str letter, struct str toevoeging, struct huisnummer *out);
/* One spelling for additions that mean the same: "II", "2HOOG" and "2" give "2"; "BIS" and "BS"; "HUIS" and "HS". to
 * holds as much as from. */
void toevoeging_canon(const char *from, char *to, size_t size);
/* One key for the ways a street or woonplaats is written: case, accents, "str.", "Burg.", "v.d." fall together. */
void naam_sleutel(struct str naam, char out[NAAM_SLEUTEL]);
/* True when two keys differ by what a typing error makes of them. */
bool naam_bijna_gelijk(const char *a, const char *b);

#endif
