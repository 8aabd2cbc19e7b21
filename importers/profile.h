/* Profiles: small YAML files that say which column means what. Read as a tree that remembers its lines. */
#ifndef GM_IMPORTERS_PROFILE_H
#define GM_IMPORTERS_PROFILE_H

#include "base/arena.h"
#include "base/err.h"

enum profile_kind { PROFILE_TEXT, PROFILE_LIST, PROFILE_MAP };

struct profile_node {
    enum profile_kind kind;
    int line;                      /* 1-based */
    struct str key;                /* inside a map */
    struct str text;               /* of a PROFILE_TEXT */
    struct profile_node *children; /* of a list or map, in the file's order */
    struct profile_node *next;
};
struct profile {
    const char *name; /* the file's name, for messages */
    struct profile_node *root;
};

/* Reads <dir>/<name>.yaml. name: letters, digits, - and _ only. Memory from a. Locator of a fault: "file:line". At most
 * 1 MiB, 20 levels deep, no aliases, no double keys; the root is a map. */
bool profile_load(const char *dir, const char *name, struct arena *a, struct profile *out, struct err *err) MUST_CHECK;
bool profile_parse(struct str yaml, const char *name, struct arena *a, struct profile *out, struct err *err) MUST_CHECK;

/* NULL when there is none; n may be NULL. */
const struct profile_node *profile_get(const struct profile_node *n, const char *key);
/* The text under key, or an empty str. */
struct str profile_text(const struct profile_node *n, const char *key);
/* Fails when a key of map n isn't one of `known` (NULL-ended). */
bool profile_check(const struct profile *p, const struct profile_node *n, const char *const *known,
                   struct err *err) MUST_CHECK;
/* Sets an ERR_INVALID at the node's line. */
bool profile_fail(const struct profile *p, const struct profile_node *n, struct err *err, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
/* True when text is one of the node's texts (a list, or one text), letter case aside. */
bool profile_has(const struct profile_node *n, struct str text);

#endif
