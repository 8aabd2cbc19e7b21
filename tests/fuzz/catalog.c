/* Any bytes as a catalogue file: an answer or an error, and an error says where. */
#include "warehouse/catalog.h"
#include "tests/fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    char dir[] = "/tmp/gm_fuzz_catalog_XXXXXX", path[80];
    struct arena *a = arena_new(64 << 20);
    struct catalog *c = NULL;
    struct err err = {0};
    if (!a || !mkdtemp(dir))
        abort();
    snprintf(path, sizeof path, "%s/x.yaml", dir);
    FILE *f = fopen(path, "wb");
    if (!f || fwrite(data, 1, n, f) != n || fclose(f) != 0)
        abort();
    if (catalog_load(dir, NULL, a, &c, &err) ? !c : !err.message[0])
        abort();
    unlink(path);
    rmdir(dir);
    arena_free(a);
    return 0;
}
