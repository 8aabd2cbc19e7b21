/* Reading a delivery on all cores: one thread unpacks (bag_zip), some parse (bag_xml), and the caller gets what they
 * found in the order of the delivery, so that the result doesn't depend on who was first. Memory is bounded and doesn't
 * grow with the delivery. */
#ifndef GM_IMPORTERS_BAG_BAG_PIPE_H
#define GM_IMPORTERS_BAG_BAG_PIPE_H

#include "importers/bag/bag_xml.h"

/* What was found, on the caller's thread. Texts are borrowed until the return. False stops, with err set. */
struct bag_events {
    void *ctx;
    bool (*path)(void *ctx, const char *path, struct err *err); /* what follows stands in this file of the command */
    /* record: a voorkomen as bag_encode makes it; n its size. where: as text. */
    bool (*voorkomen)(void *ctx, enum bag_actie actie, const char *record, size_t n, struct err *err);
    /* After a voorkomen that is current on the day of its file (or `peildatum`): as bag_encode_current makes it. */
    bool (*current)(void *ctx, enum bag_type type, const char *record, size_t n, struct err *err);
    /* A voorkomen in a file of which no day was known: whether it is current couldn't be told. */
    void (*undated)(void *ctx);
    bool (*in_onderzoek)(void *ctx, const struct bag_in_onderzoek *k, struct err *err);
    bool (*relatie)(void *ctx, struct str woonplaats, struct str gemeente, struct str begin, struct str eind,
                    struct str status, struct err *err);
    void (*reject)(void *ctx, const char *where, const char *reason);
    void (*warn)(void *ctx, const char *where, const char *reason);
    void (*skipped)(void *ctx, const char *name, const char *reason); /* a file in the delivery that isn't read */
    void (*stand)(void *ctx, struct str date);
    void (*levering)(void *ctx, bool nederland, struct str gemeente_code);
    bool (*mutatieperiode)(void *ctx, struct str van, struct str tot, struct err *err);
    bool (*groep)(void *ctx, bool begin, const char *where, struct err *err);
    void (*unknown)(void *ctx, const char *name, int64_t count, const char *where);
    void (*progress)(void *ctx, double fraction); /* of all files' compressed bytes */
};

/* Reads the files one after the other. threads: how many parse; 0: as many as there are cores. peildatum: the day to go
 * by (YYYY-MM-DD), or NULL for that in each file's head. ERR_INVALID names the file and the entry that is broken or
 * cut; what came before it in the delivery has been given. */
bool bag_pipe_read(const char *const *paths, size_t n, int threads, const char *peildatum, const struct bag_events *e,
                   struct err *err) MUST_CHECK;

#endif
