/* Hostile BAG deliveries: zip (or XML), as the first bytes say. */
#include "importers/bag/bag_zip.h"
#include "tests/fuzz/fuzz.h"

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
static void on_skipped(void *ctx, const char *where, const char *reason)
{
}
static bool on_relation(void *ctx, struct str wpl, struct str gem, struct str begin, struct str eind, struct str status,
                        struct err *err)
{
    return true;
}
static void on_stand(void *ctx, struct str date)
{
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct err err = {0};
    struct bag_sink sink = {.voorkomen = on_voorkomen,
                            .reject = on_remark,
                            .warn = on_remark,
                            .gemeente_woonplaats = on_relation,
                            .stand = on_stand};
    struct bag_reader r = {.sink = &sink, .skipped = on_skipped, .max_bytes = 16 << 20};
    bool ok = bag_read_memory("fuzz", bytes, n, &r, &err);
    return ok ? 0 : 0;
}
