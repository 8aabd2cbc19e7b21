/* Reading one BAG 2.0 XML file, piece by piece (Kadaster, LV BAG Extract 2.0; schemas v20200601 and v20180601). */
#ifndef GM_IMPORTERS_BAG_BAG_XML_H
#define GM_IMPORTERS_BAG_BAG_XML_H

#include "importers/import.h"
#include "warehouse/load.h"

/* What a file turned out to be. */
enum bag_file { BAG_FILE_UNKNOWN, BAG_FILE_STAND, BAG_FILE_LEVERING, BAG_FILE_GEM_WPL };

struct bag_sink {
    void *ctx;
    /* One voorkomen, valid until the return. where: "file regel N, pand 0221…". False stops the reading with err set.
     */
    bool (*voorkomen)(void *ctx, const struct bag_voorkomen *v, const char *where, struct err *err);
    /* An object that can't be used; the reading goes on. */
    void (*reject)(void *ctx, const char *where, const char *reason);
    void (*warn)(void *ctx, const char *where, const char *reason);
    /* gemeente-woonplaats relation: one voorkomen of it. */
    bool (*gemeente_woonplaats)(void *ctx, struct str woonplaats, struct str gemeente, struct str begin,
                                struct str eind, struct str status, struct err *err);
    void (*stand)(void *ctx, struct str date); /* StandTechnischeDatum */
};

struct bag_xml;
/* name: for messages, borrowed; a must live as long. */
bool bag_xml_new(const char *name, const struct bag_sink *sink, struct arena *a, struct bag_xml **out,
                 struct err *err) MUST_CHECK;
/* The next bytes; last: none follow. ERR_INVALID with name and line when the XML is broken or cut; ERR_UNSUPPORTED for
 * BAG 1.x and for mutations. */
bool bag_xml_feed(struct bag_xml *x, const void *bytes, size_t n, bool last, struct err *err) MUST_CHECK;
enum bag_file bag_xml_kind(const struct bag_xml *x);
void bag_xml_free(struct bag_xml *x);

#endif
