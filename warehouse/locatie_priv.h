/* What the files of the resolver share. */
#ifndef GM_WAREHOUSE_LOCATIE_PRIV_H
#define GM_WAREHOUSE_LOCATIE_PRIV_H

#include "warehouse/load_priv.h"
#include "warehouse/locatie_text.h"

/* A SpatiaLite POINT of 60 bytes has its place in the box at its front (BLOB-Geometry): no need to take it apart. */
bool spatialite_point(const void *blob, int n, double *x, double *y);
/* Letter and addition as one, upper case, only letters and digits: as struct huisnummer has them. */
void toevoeging_squeeze(struct str letter, struct str toevoeging, char out[24]);

/* ---- addresses in memory ---- */
enum { ADRES_GEHEUGEN_MAX = 10500000 }; /* 104 bytes each: at most 1.1 GB, which holds the whole country */
enum adres_sleutel { ADRES_NUMMER, ADRES_OBJECT, ADRES_PAND, ADRES_POSTCODE, ADRES_STRAAT, ADRES_SLEUTELS };
struct adres_rij {
    uint64_t num, object, pand, straat; /* ids as numbers; 0: none */
    uint32_t postcode, huisnummer : 24, hoofdadres : 1;
    int32_t x_mm, y_mm;
    uint32_t area, place;
    char toevoeging[8]; /* as toevoeging_squeeze gives it */
};
struct gebied_codes {
    char gemeente[16], wijk[16], buurt[16];
};
struct woonplaats_naam {
    const char *name, *key;
};
struct adres_geheugen;
/* *out NULL when there are more than ADRES_GEHEUGEN_MAX addresses, when memory is short, or when a row has no form of
 * the BAG's. count: the rows of adres. */
bool adres_geheugen_new(sqlite3 *db, int64_t count, struct adres_geheugen **out, struct err *err) MUST_CHECK;
void adres_geheugen_free(struct adres_geheugen *g);
/* The rows with this key; number: the house number for ADRES_POSTCODE and ADRES_STRAAT, else 0. NULL: no (more). */
const struct adres_rij *adres_geheugen_first(const struct adres_geheugen *g, enum adres_sleutel k, uint64_t key,
                                             uint32_t number);
const struct adres_rij *adres_geheugen_next(const struct adres_geheugen *g, enum adres_sleutel k,
                                            const struct adres_rij *row);
const struct gebied_codes *adres_geheugen_areas(const struct adres_geheugen *g, const struct adres_rij *row);
const char *adres_geheugen_place(const struct adres_geheugen *g,
                                 const struct adres_rij *row); /* key of the woonplaats */
bool adres_id_pack(struct str s, uint64_t *out);               /* 16 digits */
void adres_id_unpack(uint64_t id, char out[17]);
uint64_t postcode_pack(const char *six_signs);

/* ---- streets ---- */
struct straat {
    const char *key, *openbare_ruimte_id;
    bool oud; /* a name that the street no longer has */
};
struct straat_index;
bool straat_index_new(sqlite3 *db, struct straat_index **out, struct err *err) MUST_CHECK;
void straat_index_free(struct straat_index *ix);
/* The streets of that name, *n of them; borrowed. NULL: none. */
const struct straat *straat_index_find(const struct straat_index *ix, const char *key, size_t *n);
/* Whether the gemeente with this code has this name. */
bool straat_index_is_gemeente(const struct straat_index *ix, const char *key, struct str code);

#endif
