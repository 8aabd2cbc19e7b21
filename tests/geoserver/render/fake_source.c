#include "tests/geoserver/render/fake_source.h"

#include <string.h>

struct fake_cursor {
    struct fake_source *f;
    struct read_query q;
    struct arena *a;
    struct arena_mark mark;
    size_t at;
};

static bool fake_open(void *self, const struct read_query *q, struct arena *a, void **cursor, struct err *err)
{
    struct fake_cursor *c = arena_alloc(a, sizeof *c);
    if (!c)
        return err_set(err, ERR_MEMORY, NULL, "te weinig geheugen");
    *c = (struct fake_cursor){.f = self, .q = *q, .a = a};
    c->mark = arena_mark(a);
    *cursor = c;
    return true;
}

static bool fake_next(void *cursor, struct read_feature *f, bool *got, struct err *err)
{
    struct fake_cursor *c = cursor;
    arena_rewind(c->a, c->mark); /* as the warehouse does */
    *got = false;
    while (c->at < c->f->n) {
        const struct fake_feature *k = &c->f->features[c->at++];
        if (!bbox_intersects(bbox_of(k->xy, k->n_xy), c->q.bbox))
            continue;
        uint32_t *ends = arena_array(c->a, 2, sizeof *ends);
        struct read_value *values = arena_array(c->a, c->q.n_velden + 1, sizeof *values);
        double *xy = arena_array(c->a, k->n_xy, 2 * sizeof(double));
        if (!ends || !values || !xy)
            return err_set(err, ERR_MEMORY, NULL, "te weinig geheugen");
        memcpy(xy, k->xy, k->n_xy * 2 * sizeof(double));
        ends[0] = (uint32_t)k->n_xy;
        ends[1] = 1;
        bool rings = k->type != GEOM_POINT;
        f->id = (int64_t)c->at;
        f->geom = (struct geom){.type = k->type,
                                .xy = xy,
                                .n_xy = k->n_xy,
                                .ring_end = ends,
                                .n_rings = rings,
                                .part_end = ends + 1,
                                .n_parts = k->type == GEOM_POLYGON};
        for (size_t i = 0; i < c->q.n_velden; i++)
            for (size_t n = 0; n < 4 && k->fields[n].name; n++)
                if (!strcmp(k->fields[n].name, c->q.velden[i]) && k->fields[n].text)
                    values[i] = (struct read_value){.type = READ_TEXT, .text = str_from(k->fields[n].text)};
        f->values = values;
        *got = true;
        return true;
    }
    return true;
}

static void fake_close(void *cursor)
{
    (void)cursor;
}

struct render_source fake_source(struct fake_source *f)
{
    return (struct render_source){.self = f, .open = fake_open, .next = fake_next, .close = fake_close};
}

/* Fontconfig keeps its configuration until the process ends; what is ours is still watched. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig";
}

/* Debian's libraries are not built for ThreadSanitizer, which so does not see their locks. */
const char *__tsan_default_suppressions(void);
const char *__tsan_default_suppressions(void)
{
    return "called_from_lib:libfontconfig\ncalled_from_lib:libglib-2.0\ncalled_from_lib:libgobject-2.0\n"
           "called_from_lib:libharfbuzz\ncalled_from_lib:libpango-1.0\ncalled_from_lib:libpangoft2-1.0\n"
           "called_from_lib:libpangocairo-1.0\ncalled_from_lib:libcairo.so\ncalled_from_lib:libfreetype\n"
           "called_from_lib:libproj";
}
