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
/* The same for an import of the BAG: it is written into a new file beside the old one, which load_commit puts in its
 * place (fresh.c). Everything that isn't BAG comes along. w goes on reading the old file; open the warehouse again
 * afterwards. */
bool load_begin_fresh(struct warehouse *w, struct load **out, struct err *err) MUST_CHECK;
struct load_summary {
    const char *dataset;   /* "bag" … */
    const char *bestanden; /* file names, comma separated */
    const char *peildatum; /* YYYY-MM-DD or NULL */
    int64_t begin_ms;      /* when the import began */
    int64_t gelezen, geaccepteerd, afgewezen;
    struct str rapport_json; /* the machine-readable report */
};
/* Makes the tile blocks (blocks.h) of the catalogue's layers whose table this import touched, and of those that have
 * none that fit; the last before load_commit. Without it those blocks go, and layers are drawn from their tables.
 * `without` (or NULL) is told of a layer that gets none because of what is in it, and why, in a Dutch sentence. */
struct catalog;
typedef void load_blocks_note(void *ctx, const char *laag, const char *reden);
bool load_blocks(struct load *l, const struct catalog *c, load_blocks_note *without, void *ctx,
                 struct err *err) MUST_CHECK;
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

/* Empties the history of these types (bit 1<<type): an extract replaces what it delivers. The gemeente-woonplaats
 * relations and what is in onderzoek are parts of their own, that stand before or after the objects in the zip. */
enum { BAG_RELATIONS = 1 << BAG_TYPES, BAG_ONDERZOEK = 2 << BAG_TYPES };
bool load_bag_clear(struct load *l, unsigned parts, struct err *err) MUST_CHECK;
/* Keeps the history of all parts that were not cleared: before the first row to add to it, or before load_bag_finish.
 */
bool load_bag_keep(struct load *l, struct err *err) MUST_CHECK;
/* A voorkomen as bytes that load_bag_row takes, appended to b. Touches nothing else: any thread may. */
void bag_encode(const struct bag_voorkomen *v, struct buf *b);
enum bag_type load_bag_row_type(const char *row);
/* Adds that voorkomen. Whether (identificatie, voorkomenidentificatie) occurs twice shows in load_bag_finish. */
bool load_bag_row(struct load *l, const char *row, struct err *err) MUST_CHECK;
/* The same of what is current on `stand` (YYYY-MM-DD), for load_bag_current: false, and nothing appended, when v isn't,
 * or has no geometry by its type. Saves load_bag_finish reading it back, when it is given for every voorkomen of a type
 * and all by the same day; otherwise load_bag_unsorted says for which types (bit 1<<type) it wasn't. */
bool bag_encode_current(const struct bag_voorkomen *v, struct str stand, struct buf *b);
bool load_bag_current(struct load *l, enum bag_type type, const char *p, size_t n, struct err *err) MUST_CHECK;
void load_bag_unsorted(struct load *l, unsigned types);
/* load_bag_row of bag_encode, for one voorkomen. */
bool load_bag(struct load *l, const struct bag_voorkomen *v, struct err *err) MUST_CHECK;
/* Mutations: in their order, on top of all that is in house (which load_bag_mutations_begin keeps). A group is done as
 * a whole, or, when it doesn't fit what is in house, not at all: then `fault` says why, and it is no error. */
struct bag_mutation {
    enum bag_actie actie;
    const char *record; /* of bag_encode */
    size_t n;
};
bool load_bag_mutations_begin(struct load *l, struct err *err) MUST_CHECK;
bool load_bag_mutate(struct load *l, const struct bag_mutation *m, size_t n, char fault[200],
                     struct err *err) MUST_CHECK;
/* Adds a kenmerk in onderzoek; or, by its actie, takes one away. */
bool load_in_onderzoek(struct load *l, const struct bag_in_onderzoek *k, struct err *err) MUST_CHECK;
/* The chain of deliveries: an extract (soort "stand", van empty) or mutations from `van` to `tot`, days YYYY-MM-DD. */
bool load_levering(struct load *l, const char *soort, struct str van, struct str tot, struct str gebied,
                   struct str bestanden, struct err *err) MUST_CHECK;
/* Up to which day the BAG in house goes; "" when there is none. */
bool load_levering_last(struct load *l, char tot[11], struct err *err) MUST_CHECK;
/* gemeente-woonplaats relation: one current pair. */
bool load_gemeente_woonplaats(struct load *l, struct str woonplaats_id, struct str gemeente_code, struct str begin,
                              struct str eind, struct str status, struct err *err) MUST_CHECK;
/* Fills the current tables (what is valid on `stand`, YYYY-MM-DD), the relations, `adres` and the indexes. Of a
 * voorkomen that was delivered twice the first counts; `twice` (may be NULL) is told of each other one. */
typedef void (*load_twice)(void *ctx, enum bag_type type, struct str identificatie, int64_t voorkomenidentificatie);
bool load_bag_finish(struct load *l, struct str stand, load_twice twice, void *ctx, struct err *err) MUST_CHECK;

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

/* ---- background map ---- */
enum achtergrond_vorm { ACHTERGROND_VLAK, ACHTERGROND_LIJN, ACHTERGROND_NAAM, ACHTERGROND_VORMEN };
extern const char *const achtergrond_tabel[ACHTERGROND_VORMEN]; /* "achtergrond_vlak" … */

struct achtergrond {
    enum achtergrond_vorm vorm;
    struct str bron, bron_id; /* "bgt", "top10nl", and its own id: together the key, unless bron_id is empty */
    struct str soort, subsoort,
        naam;         /* one of our short list; the source's own word; a name. The last two may be empty */
    int niveau;       /* relatieve hoogteligging: 0 ground, under 0 below it, over 0 above it */
    struct geom geom; /* RD: polygons, lines, a point */
};
/* Removes all of one source. */
bool load_achtergrond_clear(struct load *l, struct str bron, struct err *err) MUST_CHECK;
/* there: an object of that key was in house already, and stays as it is. */
bool load_achtergrond(struct load *l, const struct achtergrond *o, bool *there, struct err *err) MUST_CHECK;
bool load_achtergrond_finish(struct load *l, struct err *err) MUST_CHECK;

#endif
