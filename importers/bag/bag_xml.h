/* Reading one BAG 2.0 XML file, piece by piece (Kadaster, LV BAG Extract 2.0; schemas v20200601 and v20180601):
 * extract, mutations, gemeente-woonplaats relation, Leveringsdocument. One bag_xml per file and per thread; nothing is
 * shared. */
#ifndef GM_IMPORTERS_BAG_BAG_XML_H
#define GM_IMPORTERS_BAG_BAG_XML_H

#include "importers/import.h"
#include "warehouse/load.h"

/* What a file turned out to be; known once its first element was read. */
enum bag_file { BAG_FILE_UNKNOWN, BAG_FILE_STAND, BAG_FILE_MUTATIE, BAG_FILE_LEVERING, BAG_FILE_GEM_WPL };

/* Where something stands. type BAG_TYPES and an empty identificatie: not in an object. */
struct bag_where {
    const char *file;
    unsigned long line;
    enum bag_type type;
    struct str identificatie; /* as in the file */
};
/* "file regel 12, pand 0221100000311191" */
void bag_where_text(const struct bag_where *where, char out[160]);

/* What a file's head says about the delivery; the Leveringsdocument is nothing else. Empty str: not said. */
struct bag_levering {
    bool document;                                     /* the Leveringsdocument; else the head of a part */
    struct str stand;                                  /* StandTechnischeDatum */
    struct str peildatum;                              /* of an extract of what was current on a day (APD) */
    bool nederland;                                    /* Gebied-NLD */
    const struct str *gemeente_codes, *gemeente_namen; /* Gebied-GEM; n_gemeenten each, a name may be empty */
    size_t n_gemeenten;
    struct str mutatie_van, mutatie_tot; /* from that day, before that day */
    struct str schema_naam, schema_versie;
};

/* Each may be NULL. What they get is valid until they return; a bool that is false stops the reading with err set. */
struct bag_sink {
    void *ctx;
    /* One voorkomen; in a mutation file v->actie says what happened to it. */
    bool (*voorkomen)(void *ctx, const struct bag_voorkomen *v, const struct bag_where *where, struct err *err);
    /* An object, kenmerk or relation that can't be used; the reading goes on. */
    void (*reject)(void *ctx, const struct bag_where *where, const char *reason);
    void (*warn)(void *ctx, const struct bag_where *where, const char *reason);
    /* gemeente-woonplaats relation: one voorkomen of it. */
    bool (*gemeente_woonplaats)(void *ctx, struct str woonplaats, struct str gemeente, struct str begin,
                                struct str eind, struct str status, struct err *err);
    void (*stand)(void *ctx, struct str date); /* StandTechnischeDatum of any file */
    bool (*in_onderzoek)(void *ctx, const struct bag_in_onderzoek *k, const struct bag_where *where, struct err *err);
    bool (*levering)(void *ctx, const struct bag_levering *l, const struct bag_where *where, struct err *err);
    /* A mutation file's period, before its first group. */
    void (*mutatieperiode)(void *ctx, struct str van, struct str tot);
    /* The begin and the end of a mutatieGroep: what is in it is applied together. */
    bool (*groep)(void *ctx, bool begin, const struct bag_where *where, struct err *err);
    /* At the end of a whole file: an element inside objects that isn't known (and was left out with all in it), how
     * often, and where first. From the 64th name on they are counted together as "(overige)". */
    void (*unknown)(void *ctx, struct str name, int64_t count, const struct bag_where *first);
};

struct bag_xml;
/* name: for messages, borrowed; sink and a must live as long. Of a, only what an object needs is taken, and given
 * back. */
bool bag_xml_new(const char *name, const struct bag_sink *sink, struct arena *a, struct bag_xml **out,
                 struct err *err) MUST_CHECK;
/* The next bytes; last: none follow. ERR_INVALID with name and line when the XML is broken or cut; ERR_UNSUPPORTED for
 * BAG 1.x and for another encoding than UTF-8. */
bool bag_xml_feed(struct bag_xml *x, const void *bytes, size_t n, bool last, struct err *err) MUST_CHECK;
enum bag_file bag_xml_kind(const struct bag_xml *x);
void bag_xml_free(struct bag_xml *x);

#endif
