/* Geometry from bytes: SpatiaLite's BLOB and WKB; what is read can be measured, asked and written again. */
#include "geo/geom.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new(16 << 20);
    for (int wkb = 0; a && wkb < 2; wkb++) {
        struct geom g;
        struct err err = {0};
        bool ok = wkb ? geom_from_wkb(data, size, a, &g, &err) : geom_from_spatialite(data, size, a, &g, &err);
        if (!ok) {
            if (err.code == ERR_NONE)
                abort();
            continue;
        }
        struct buf b;
        double x, y;
        buf_init(&b, 16 << 20);
        geom_area(&g);
        geom_contains(&g, 1, 1);
        geom_distance(&g, 1, 1);
        if (g.n_xy < 200)
            geom_label_point(&g, 1, &x, &y);
        geom_to_geojson(&g, 3, &b);
        buf_clear(&b);
        if (g.n_xy) {
            struct geom back;
            struct err again = {0};
            geom_to_spatialite(&g, 28992, &b);
            /* What we wrote we can read. */
            if (!b.failed && !arena_full(a) && !geom_from_spatialite(b.p, b.n, a, &back, &again) &&
                again.code != ERR_MEMORY)
                abort();
        }
        buf_done(&b);
    }
    arena_free(a);
    return 0;
}
