/* Hostile BAG deliveries: zip (or XML), as the first bytes say. */
#include "importers/bag/bag_xml.h"
#include "importers/bag/bag_zip.h"
#include "tests/fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>

static bool on_voorkomen(void *ctx, const struct bag_voorkomen *v, const struct bag_where *where, struct err *err)
{
    volatile double area = geom_area(&v->geom);
    (void)area;
    return true;
}
static void on_remark(void *ctx, const struct bag_where *where, const char *reason)
{
    char text[160];
    bag_where_text(where, text);
}
static bool on_relation(void *ctx, struct str wpl, struct str gem, struct str begin, struct str eind, struct str status,
                        struct err *err)
{
    return true;
}
static void on_stand(void *ctx, struct str date)
{
}

/* Each XML file in the zip goes to a reader of its own, in pieces of any size. */
struct state {
    struct bag_sink sink;
    struct arena *arena;
    struct bag_xml *xml;
    char name[160], room[4096];
    size_t piece;
};

static bool on_begin(void *ctx, const char *name, struct err *err)
{
    struct state *s = ctx;
    snprintf(s->name, sizeof s->name, "%s", name);
    bag_xml_free(s->xml);
    s->xml = NULL;
    return bag_xml_new(s->name, &s->sink, s->arena, &s->xml, err);
}
static char *on_room(void *ctx, size_t *n, struct err *err)
{
    struct state *s = ctx;
    s->piece = s->piece * 7 % (sizeof s->room - 1) + 1;
    *n = s->piece;
    return s->room;
}
static bool on_took(void *ctx, size_t n, struct err *err)
{
    struct state *s = ctx;
    return bag_xml_feed(s->xml, s->room, n, n == 0, err);
}
static void on_skipped(void *ctx, const char *name, const char *reason)
{
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct err err = {0};
    struct state s = {.sink = {.voorkomen = on_voorkomen,
                               .reject = on_remark,
                               .warn = on_remark,
                               .gemeente_woonplaats = on_relation,
                               .stand = on_stand},
                      .arena = arena_new(128 << 20),
                      .piece = 4000};
    struct bag_files f = {
        .ctx = &s, .begin = on_begin, .room = on_room, .took = on_took, .skipped = on_skipped, .max_bytes = 16 << 20};
    if (!s.arena)
        abort();
    if (!bag_read_memory("fuzz", bytes, n, &f, &err) && err.code == ERR_NONE)
        abort();
    bag_xml_free(s.xml);
    arena_free(s.arena);
    return 0;
}
