/* Loading: one import is one transaction that ends in a new generation, or in nothing. For one thread.
 *
 *     load_begin … load_bag_clear / load_bag … load_bag_finish … load_commit      (or load_abort at any moment)
 */
#ifndef GM_WAREHOUSE_LOAD_H
#define GM_WAREHOUSE_LOAD_H

#include "warehouse/warehouse.h"

struct load;

/* Takes the write lock (waits at most 5 s for another import, then ERR_STORAGE) and begins. w must be open for writing
 * and stay open. */
bool load_begin(struct warehouse *w, struct load **out, struct err *err) MUST_CHECK;
struct load_summary {
    const char *dataset;   /* "bag" … */
    const char *bestanden; /* file names, comma separated */
    const char *peildatum; /* YYYY-MM-DD or NULL */
    int64_t begin_ms;      /* when the import began */
    int64_t gelezen, geaccepteerd, afgewezen;
    struct str rapport_json; /* the machine-readable report */
};
/* Writes the import log, raises the generation and commits. Afterwards the handle is gone, also on failure. */
bool load_commit(struct load *l, const struct load_summary *s, int64_t *generation, struct err *err) MUST_CHECK;
/* Undoes everything. NULL is fine. */
void load_abort(struct load *l);

/* ---- BAG ---- */
enum bag_type { BAG_WPL, BAG_OPR, BAG_NUM, BAG_VBO, BAG_LIG, BAG_STA, BAG_PND, BAG_TYPES };
extern const char *const bag_type_code[BAG_TYPES];  /* "WPL" … */
extern const char *const bag_type_table[BAG_TYPES]; /* "woonplaats" … the current table; "bag_" before it: history */

enum { BAG_MAX_REFS = 4096 };

/* What a delivery says of a voorkomen: that it is there, or (mutations) what was done to it. */
enum bag_actie { BAG_STAND, BAG_TOEVOEGING, BAG_WIJZIGING_WAS, BAG_WIJZIGING_WORDT, BAG_VERWIJDERING };

/* One voorkomen as delivered. Empty str: absent. Texts are as in the file, trimmed. */
struct bag_voorkomen {
    enum bag_actie actie;
    enum bag_type type;
    struct str identificatie; /* 16 digits (4 for a woonplaats) */
    int64_t voorkomenidentificatie;
    struct str status, documentdatum, documentnummer;
    bool geconstateerd;
    struct str begin_geldigheid, eind_geldigheid, tijdstip_registratie, eind_registratie, tijdstip_inactief;
    struct str tijdstip_registratie_lv, tijdstip_eind_registratie_lv, tijdstip_inactief_lv, tijdstip_nietbag_lv;
    struct str naam, opr_type, verkorte_naam;                                                     /* WPL, OPR */
    struct str huisnummer, huisletter, huisnummertoevoeging, postcode, type_adresseerbaar_object; /* NUM */
    struct str openbare_ruimte_id, woonplaats_id;           /* NUM (woonplaats optional), OPR */
    struct str hoofdadres_id;                               /* VBO, LIG, STA */
    struct str *nevenadres_ids, *gebruiksdoelen, *pand_ids; /* VBO (nevenadres: LIG and STA too) */
    size_t n_nevenadres, n_gebruiksdoelen, n_panden;
    int64_t oppervlakte, oorspronkelijk_bouwjaar; /* VBO, PND; -1: absent */
    struct geom geom;                             /* RD metres; NONE for OPR and NUM */
};

/* One kenmerk (attribute) of an object that is or was being investigated. Texts as above. */
struct bag_in_onderzoek {
    enum bag_actie actie;
    enum bag_type type;
    struct str identificatie, kenmerk;
    bool in_onderzoek; /* false: the investigation ended */
    struct str documentdatum, documentnummer, begin_geldigheid, eind_geldigheid;
    struct str tijdstip_registratie, eind_registratie, tijdstip_registratie_lv, tijdstip_eind_registratie_lv;
};

/* Empties the history and current tables of these types (bit 1<<type): an extract replaces what it delivers. The
 * gemeente-woonplaats relations are a part of their own, that stands before or after the woonplaatsen in the zip. */
enum { BAG_RELATIONS = 1 << BAG_TYPES };
bool load_bag_clear(struct load *l, unsigned types, struct err *err) MUST_CHECK;
/* Adds one voorkomen; ERR_INVALID, and nothing stored, when (identificatie, voorkomenidentificatie) is there already.
 */
bool load_bag(struct load *l, const struct bag_voorkomen *v, struct err *err) MUST_CHECK;
/* gemeente-woonplaats relation: one current pair. */
bool load_gemeente_woonplaats(struct load *l, struct str woonplaats_id, struct str gemeente_code, struct str begin,
                              struct str eind, struct str status, struct err *err) MUST_CHECK;
/* Fills the current tables (what is valid on `stand`, YYYY-MM-DD), the relations, `adres` and the spatial indexes. */
bool load_bag_finish(struct load *l, struct str stand, struct err *err) MUST_CHECK;

/* ---- gebieden ---- */
enum gebied_niveau { GEBIED_GEMEENTE, GEBIED_WIJK, GEBIED_BUURT, GEBIED_NIVEAUS };
extern const char *const gebied_niveau_name[GEBIED_NIVEAUS]; /* "gemeente", "wijk", "buurt": also the tables */

struct gebied {
    enum gebied_niveau niveau;
    struct str code, naam;               /* GM1952, WK195200, BU19520000 */
    struct str gemeente_code, wijk_code; /* parents; may be empty, then derived from the code */
    int jaar;                            /* of the boundaries */
    int64_t inwoners;                    /* -1: unknown */
    struct geom geom;                    /* RD, MULTIPOLYGON */
};
/* Replaces all areas of (niveau, jaar), or of those only whose gemeente is delivered when `per_gemeente`. */
bool load_gebied_clear(struct load *l, enum gebied_niveau niveau, int jaar, struct err *err) MUST_CHECK;
bool load_gebied(struct load *l, const struct gebied *g, struct err *err) MUST_CHECK;
/* Makes missing parents (a gemeente from its wijken), indexes, and puts the areas of the newest year on adres, melding
 * and melding_overig anew. */
bool load_gebied_finish(struct load *l, struct err *err) MUST_CHECK;

/* ---- MOR ---- */
struct melding {
    struct str bron, bron_id; /* system and its own number; (bron, bron_id) is the key */
    struct str hoofdcategorie, subcategorie, status, dag, dag_afgehandeld; /* days YYYY-MM-DD */
    bool object;                     /* class object (privacy.md §5): else it goes to melding_overig */
    struct str locatie_soort, match; /* what kind of locatiecode, and how well it matched */
    bool has_point;
    double x, y; /* RD; snapped here to the 10 m grid for class object */
};
bool load_melding_clear(struct load *l, struct str bron, struct err *err) MUST_CHECK;
bool load_melding(struct load *l, const struct melding *m, struct err *err) MUST_CHECK;
bool load_melding_finish(struct load *l, struct err *err) MUST_CHECK;

#endif
