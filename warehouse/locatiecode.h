/* The one resolver of locatiecodes: turns what a record says about its place into an address, a point and a buurt, with
 * the quality of the match (input-formats.md §1, "Location-code resolver order"). */
#ifndef GM_WAREHOUSE_LOCATIECODE_H
#define GM_WAREHOUSE_LOCATIECODE_H

#include "warehouse/warehouse.h"

enum locatie_soort {
    LOCATIE_GEEN,
    LOCATIE_NUMMERAANDUIDING,
    LOCATIE_ADRESSEERBAAR_OBJECT,
    LOCATIE_PAND,
    LOCATIE_POSTCODE_HUISNUMMER,
    LOCATIE_STRAAT_HUISNUMMER,
    LOCATIE_POSTCODE,
    LOCATIE_GEBIED,
    LOCATIE_COORDINAAT,
    LOCATIE_SOORTEN
};
extern const char *const locatie_soort_name[LOCATIE_SOORTEN]; /* "nummeraanduiding" …, "geen" */

enum locatie_match {
    MATCH_GEEN,
    MATCH_EXACT,
    MATCH_HOOFDADRES,
    MATCH_ZONDER_TOEVOEGING,
    MATCH_POSTCODE,
    MATCH_GEBIED,
    MATCH_PUNT,
    MATCH_VERVALLEN, /* the address, object or pand is no longer there; this is the last place that it had */
    MATCH_SOORTEN
};
extern const char *const locatie_match_name[MATCH_SOORTEN];

/* What a record may say; empty str / has_point false: not said. */
struct locatie_vraag {
    struct str code; /* one field that may hold any kind: an id (15 digits are padded; also at the end of a URI),
                        "9635AB 12 a", "Kerkstraat 12a, Hoogezand", "WK195201", "240010 570010" … */
    struct str nummeraanduiding_id, object_id, pand_id;
    struct str postcode, huisnummer, huisletter, huisnummertoevoeging; /* huisnummer may hold all: "12-a bis" */
    struct str straat, woonplaats;
    struct str gebied_code;
    bool has_point;
    double x, y; /* RD metres, or lon/lat in degrees: told apart by their range; swapped ones are mended */
};

struct locatie {
    enum locatie_soort soort; /* which kind matched */
    enum locatie_match match;
    bool has_point;
    double x, y;                                                                    /* RD */
    char nummeraanduiding_id[20], buurt_code[16], wijk_code[16], gemeente_code[16]; /* "" when unknown */
    char reden[160]; /* when match is GEEN: why, without the code itself */
};

struct locatie_resolver;
/* Prepares statements and the area index from w's newest boundaries. w: read or write mode; must outlive it. What it
 * knows of names of streets and places is read at the first question that asks for them, and stays: a resolver is for
 * one run of an import. Quick only inside a transaction (warehouse_read_begin, load_begin): every statement outside one
 * opens its own. */
bool locatie_resolver_new(struct warehouse *w, struct locatie_resolver **out, struct err *err) MUST_CHECK;
void locatie_resolver_free(struct locatie_resolver *r);
/* An expected absence is a result (match GEEN), not an error. */
bool locatie_resolve(struct locatie_resolver *r, const struct locatie_vraag *v, struct locatie *out,
                     struct err *err) MUST_CHECK;

#endif
