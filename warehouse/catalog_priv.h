/* A small view on YAML documents, for catalog.c: maps with known keys, every fault with file and line. */
#ifndef GM_WAREHOUSE_CATALOG_PRIV_H
#define GM_WAREHOUSE_CATALOG_PRIV_H

#include "warehouse/catalog.h"

#include <yaml.h>

enum { YAML_MAX_BYTES = 1 << 20 };

struct yaml_file {
    const char *name; /* for messages: the path */
    yaml_document_t document;
    struct arena *arena;
};

/* Reads one file as one document. No anchors or aliases, at most YAML_MAX_BYTES. The document is closed with the arena.
 */
bool yaml_file_load(const char *path, struct arena *a, struct yaml_file **out, struct err *err) MUST_CHECK;
/* A fault at a node: locator "file:line". Always false. */
bool yaml_fault(const struct yaml_file *f, const yaml_node_t *node, struct err *err, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));

enum yaml_kind { YAML_TEXT, YAML_YES, YAML_WHOLE, YAML_LIST, YAML_MAP };
/* A key that a map may have; at most 32 per map. */
struct yaml_key {
    const char *name;
    enum yaml_kind kind;
    bool required;
};
/* Checks the map against the keys (unknown: with the nearest known one) and puts the value nodes in out[], NULL when
 * absent. */
bool yaml_map(const struct yaml_file *f, const yaml_node_t *map, const struct yaml_key *keys, size_t n,
              const yaml_node_t **out, struct err *err) MUST_CHECK;
const char *yaml_string(const yaml_node_t *node); /* NULL for NULL; NUL-ended, borrowed */
bool yaml_bool(const yaml_node_t *node, bool dflt);
int yaml_int(const yaml_node_t *node, int dflt);
size_t yaml_count(const yaml_node_t *list);
const yaml_node_t *yaml_item(const struct yaml_file *f, const yaml_node_t *list, size_t i);
/* A list of plain texts. */
bool yaml_strings(const struct yaml_file *f, const yaml_node_t *list, const char *const **out, size_t *n,
                  struct err *err) MUST_CHECK;

#endif
