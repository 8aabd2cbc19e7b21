/* Styles from SLD 1.0 and SE 1.1 documents: rules with filters and symbolizers. Constant after loading. */
#ifndef GM_GEOSERVER_RENDER_STYLE_H
#define GM_GEOSERVER_RENDER_STYLE_H

#include "base/arena.h"
#include "base/err.h"
#include "warehouse/read.h"

struct style;
struct style_set;

/* All *.sld of a folder; a style's id is its file name without ".sld". On failure locator is "file:line". */
bool style_set_load(const char *dir, struct arena *a, struct style_set **out, struct err *err) MUST_CHECK;
const struct style *style_find(const struct style_set *s, const char *id); /* NULL: unknown */
/* One document from memory (hostile bytes allowed: no entities, no network, bounded). */
bool style_parse(struct str xml, const char *name, struct arena *a, struct style **out, struct err *err) MUST_CHECK;

/* The same, with the folder that pictures (ExternalGraphic) may come from; NULL: none. */
bool style_parse_in(struct str xml, const char *name, const char *dir, struct arena *a, struct style **out,
                    struct err *err) MUST_CHECK;

/* What a document asks for and isn't drawn as it says. */
struct style_note {
    int line;
    const char *element; /* as the document names it */
    const char *instead; /* one Dutch sentence: what happens instead */
};
/* By line. The last one says so when there were more than are kept. */
const struct style_note *style_notes(const struct style *s, size_t *n);

const char *style_id(const struct style *s);
const char *style_title(const struct style *s);
/* The columns that the style's filters, labels and expressions need, sorted, no doubles. */
const char *const *style_fields(const struct style *s, size_t *n);
/* The rules that a legend shows: with a title and something to draw beside text; each title once. */
size_t style_rule_count(const struct style *s);
const char *style_rule_name(const struct style *s, size_t i);
const char *style_rule_title(const struct style *s, size_t i); /* for the legend; falls back to the name */

#endif
