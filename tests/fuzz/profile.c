/* Profiles from outside. */
#include "importers/profile.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct profile p;
    struct err err = {0};
    struct arena *a = arena_new(8 << 20);
    if (a && profile_parse((struct str){(const char *)data, size}, "fuzz.yaml", a, &p, &err))
        (void)profile_has(profile_get(p.root, "velden"), STR("id"));
    arena_free(a);
    return 0;
}
