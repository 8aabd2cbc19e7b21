/* From the files that the Kadaster delivers (zip in zip in zip, or bare XML) to the voorkomens in them. */
#ifndef GM_IMPORTERS_BAG_BAG_ZIP_H
#define GM_IMPORTERS_BAG_BAG_ZIP_H

#include "importers/bag/bag_xml.h"

enum { BAG_MAX_ZIP_DEPTH = 4 };
#define BAG_MAX_BYTES ((int64_t)64 << 30) /* unpacked, of one outer file */

struct bag_reader {
    const struct bag_sink *sink;
    /* A part that isn't read: its name and why ("overgeslagen onderdeel InOnderzoek"). */
    void (*skipped)(void *ctx, const char *name, const char *reason);
    void (*progress)(void *ctx, double file_fraction); /* of this file's compressed bytes; may be NULL */
    int64_t max_bytes;                                 /* 0: BAG_MAX_BYTES */
};

/* Streams one file; memory doesn't grow with it. ERR_INVALID names the file and the entry that is broken or cut. The
 * skipped and progress callbacks get the sink's ctx. */
bool bag_read_file(const char *path, const struct bag_reader *r, struct err *err) MUST_CHECK;
/* The same over bytes in memory (tests, fuzzing). */
bool bag_read_memory(const char *name, const void *bytes, size_t n, const struct bag_reader *r,
                     struct err *err) MUST_CHECK;

#endif
