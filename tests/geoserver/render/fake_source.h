/* Features from a list, in the place of the warehouse. */
#ifndef GM_TESTS_FAKE_SOURCE_H
#define GM_TESTS_FAKE_SOURCE_H

#include "geoserver/render/render_priv.h"

struct fake_field {
    const char *name, *text; /* text NULL: null */
};
struct fake_feature {
    enum geom_type type;
    double xy[64]; /* one ring, line, or points; RD */
    size_t n_xy;
    struct fake_field fields[4];
};
struct fake_source {
    const struct fake_feature *features;
    size_t n;
};
struct render_source fake_source(struct fake_source *f);

#endif
