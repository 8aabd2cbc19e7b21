/* An importer of files that GDAL reads, given any bytes: it says what it took, or why not. */
#ifndef GM_TESTS_FUZZ_IMPORT_FILE_H
#define GM_TESTS_FUZZ_IMPORT_FILE_H

#include "importers/import.h"
#include "tests/fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char import_dir[64];

static void import_done(void)
{
    char cmd[100];
    snprintf(cmd, sizeof cmd, "rm -rf %s", import_dir);
    if (system(cmd) != 0)
        abort();
}

/* name: of the file, by which GDAL and the importer know what it may be. */
static int import_file(const struct importer *importer, const char *name, const uint8_t *data, size_t n)
{
    static struct import_report r;
    if (!import_dir[0]) {
        strcpy(import_dir, "/tmp/gm_fuzz_XXXXXX");
        if (!mkdtemp(import_dir))
            abort();
        atexit(import_done);
    }
    char path[128], store[100];
    snprintf(path, sizeof path, "%s/%.30s", import_dir, name);
    snprintf(store, sizeof store, "%s/magazijn", import_dir);
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
    bool ok = importer->run(&o, &r, &err);
    if (ok ? r.geaccepteerd == 0 : (err.code != ERR_INVALID && err.code != ERR_LIMIT) || !err.message[0]) {
        fprintf(stderr, "%d %s: %s\n", err.code, err.locator, err.message);
        abort();
    }
    return 0;
}

#endif
