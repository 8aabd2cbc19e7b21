/* Meldingen as JSON: Signalen's API and GeoJSON, on the same bytes. */
#include "tests/fuzz/mor_job.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static const char *const profiel[] = {"signalen_json", "mor_geojson"};
    for (int geojson = 0; geojson < 2; geojson++) {
        struct err err = {0};
        struct mor_job *j = mor_job_get(profiel[geojson]);
        bool ok = mor_read_json(j, mor_job_file("meldingen.json", data, n), geojson, &err);
        mor_job_check(j, ok, &err);
    }
    return 0;
}
