/* Meldingen as CSV: one table; or, cut at form feeds, the four tables of Signalen's export. */
#include "tests/fuzz/mor_job.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static const char *const tables[] = {"signals.csv", "locations.csv", "categories.csv", "statuses.csv"};
    struct err err = {0};
    bool export = n && memchr(data, '\f', n), ok;
    struct mor_job *j = mor_job_get(export ? "signalen_csv" : "mor_csv");
    if (export) {
        const uint8_t *part[4];
        size_t size[4];
        for (int i = 0; i < 4; i++) {
            const uint8_t *end = i < 3 && n ? memchr(data, '\f', n) : NULL;
            part[i] = data;
            size[i] = end ? (size_t)(end - data) : n;
            data += end ? size[i] + 1 : size[i];
            n -= end ? size[i] + 1 : size[i];
        }
        const char *path = NULL;
        for (int i = 3; i >= 0; i--)
            path = mor_job_file(tables[i], part[i], size[i]);
        ok = mor_read_signalen_csv(j, path, &err);
    } else {
        ok = mor_read_csv(j, mor_job_file("meldingen.csv", data, n), &err);
    }
    mor_job_check(j, ok, &err);
    return 0;
}
