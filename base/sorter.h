/* Rows in the order of a key, in constant memory: what doesn't fit goes sorted to an unlinked file, and is merged. */
#ifndef GM_BASE_SORTER_H
#define GM_BASE_SORTER_H

#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

struct sorter;
/* dir: where a file may be made when needed; borrowed. memory_bytes: how much it may hold; grown into bit by bit. */
bool sorter_new(const char *dir, size_t memory_bytes, struct sorter **out, struct err *err) MUST_CHECK;
void sorter_free(struct sorter *s);
/* Adds a copy of n bytes (at most memory_bytes / 4). */
bool sorter_put(struct sorter *s, uint64_t key, const void *p, size_t n, struct err *err) MUST_CHECK;
/* The next row by key; rows with the same key in the order in which they were put. The first call ends the putting. *p
 * is NULL at the end, and valid until the next call. */
bool sorter_next(struct sorter *s, const void **p, size_t *n, struct err *err) MUST_CHECK;
/* The same, with its key. */
bool sorter_next_key(struct sorter *s, uint64_t *key, const void **p, size_t *n, struct err *err) MUST_CHECK;

#endif
