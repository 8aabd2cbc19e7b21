/* What went wrong, where, in one sentence. Set where the fault is seen, passed up unchanged, reported once at the edge.
 */
#ifndef GM_BASE_ERR_H
#define GM_BASE_ERR_H

#include <stdbool.h>

enum err_code {
    ERR_NONE = 0,
    ERR_NOT_FOUND,   /* a thing that was named doesn't exist */
    ERR_INVALID,     /* input that is wrong */
    ERR_UNSUPPORTED, /* input that is right, but not for us */
    ERR_LIMIT,       /* more than was agreed */
    ERR_STORAGE,     /* disk, database */
    ERR_MEMORY,      /* out of memory */
    ERR_INTERNAL     /* our own fault */
};

struct err {
    enum err_code code;
    char locator[160]; /* the parameter, file or row at fault; may be empty */
    char message[640]; /* one Dutch sentence: what was wrong, what would be right; no personal data */
};

#define MUST_CHECK __attribute__((warn_unused_result))

/* Fills *err (which may be NULL) and returns false, so that a function can `return err_set(…)`. An error that is set
 * already is not overwritten. locator may be NULL. */
bool err_set(struct err *err, enum err_code code, const char *locator, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
/* Back to no error. */
void err_clear(struct err *err);
/* The one table from code to the outside: HTTP status and exit status (sysexits-like: 0, 1 … 70). */
int err_http_status(enum err_code code);
int err_exit_status(enum err_code code);
const char *err_code_name(enum err_code code);

#endif
