/* The BGT as GML: GDAL reads the bytes, what we make of its layers, fields, values and shapes is ours. */
#include "importers/import.h"
#include "tests/fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char dir[64];

static void done(void)
{
    char cmd[100];
    snprintf(cmd, sizeof cmd, "rm -rf %s", dir);
    if (system(cmd) != 0)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static struct import_report r;
    if (!dir[0]) {
        strcpy(dir, "/tmp/gm_fuzz_XXXXXX");
        if (!mkdtemp(dir))
            abort();
        atexit(done);
    }
    char path[100], store[100];
    snprintf(path, sizeof path, "%s/bgt.gml", dir);
    snprintf(store, sizeof store, "%s/magazijn", dir);
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(data, 1, n, file) != n || fclose(file) != 0)
        abort();
    const char *files[] = {path};
    struct import_options o = {.magazijn = store,
                               .profielen_dir = GM_SOURCE_DIR "/data/profielen",
                               .files = files,
                               .n_files = 1,
                               .dry_run = true,
                               .clock = clock_system()};
    struct err err = {0};
    bool ok = importer_achtergrond.run(&o, &r, &err);
    if (ok ? r.geaccepteerd == 0 : (err.code != ERR_INVALID && err.code != ERR_LIMIT) || !err.message[0]) {
        fprintf(stderr, "%d %s: %s\n", err.code, err.locator, err.message);
        abort();
    }
    return 0;
}
