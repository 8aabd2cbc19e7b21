/* From the files that the Kadaster delivers (zip in zip in zip, or bare XML) to the bytes of the XML files in them. */
#ifndef GM_IMPORTERS_BAG_BAG_ZIP_H
#define GM_IMPORTERS_BAG_BAG_ZIP_H

#include "base/err.h"
#include "base/str.h"

enum { BAG_MAX_ZIP_DEPTH = 6 };
#define BAG_MAX_BYTES ((int64_t)512 << 30) /* unpacked, of one outer file: the whole BAG is some 75 GB */

/* What is done with the XML files, one after the other. A failure stops the reading. */
struct bag_files {
    void *ctx;
    bool (*begin)(void *ctx, const char *name, struct err *err); /* "outer.zip: 9999PND15092020-000001.xml" */
    char *(*room)(void *ctx, size_t *n, struct err *err);        /* where the next n bytes may be put; NULL: failed */
    bool (*took)(void *ctx, size_t n, struct err *err);          /* so many were; 0: the file has ended */
    void (*skipped)(void *ctx, const char *name, const char *reason); /* an entry that is no XML */
    void (*progress)(void *ctx, double file_fraction);                /* of compressed bytes; may be NULL */
    int64_t max_bytes;                                                /* 0: BAG_MAX_BYTES */
};

/* Streams one file; memory doesn't grow with it. ERR_INVALID names the file and the entry that is broken or cut. */
bool bag_read_file(const char *path, const struct bag_files *f, struct err *err) MUST_CHECK;
/* The same over bytes in memory (tests, fuzzing). */
bool bag_read_memory(const char *name, const void *bytes, size_t n, const struct bag_files *f,
                     struct err *err) MUST_CHECK;

#endif
