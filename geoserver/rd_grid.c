#include "geo/crs.h"
#include "geoserver/command.h"

#include <string.h>

bool rd_grid_use(const char *magazijn, struct err *err)
{
    char dir[4096];
    int n = snprintf(dir, sizeof dir, "%s/proj", magazijn);
    if (n < 0 || (size_t)n >= sizeof dir)
        return true; /* no folder has such a name; opening the warehouse says so */
    return crs_grid_folder(dir) || err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
}

bool rd_grid_warn(const char *magazijn, FILE *f)
{
    struct crs_context *c = crs_context_new();
    bool there = c && crs_has_rd_grid(c);
    double accuracy_m = c ? crs_rd_accuracy_m(c) : -1;
    crs_context_free(c);
    if (there)
        return true;
    char now[16] = "onbekend";
    if (accuracy_m >= 0) {
        snprintf(now, sizeof now, "%.2f m", accuracy_m);
        now[strcspn(now, ".")] = ','; /* as Dutch writes it */
    }
    fprintf(f,
            "\nLET OP: het correctierooster van RDNAPTRANS2018 ontbreekt. Lengte en breedte (ETRS89, WGS 84, Web "
            "Mercator)\n"
            "  zijn nu op %s nauwkeurig, met het rooster op 1 mm. Installeer " CRS_RD_GRID "\n"
            "  (280 kB, CC BY 4.0, NSGI) vanaf " CRS_RD_GRID_URL " in %s/proj:\n"
            "      scripts/rdgrid %s\n"
            "  of voor alle programma's op deze machine, met Debians pakket proj-bin:\n"
            "      projsync --system-directory --file " CRS_RD_GRID "\n"
            "  Start daarna de server opnieuw en herhaal de imports.\n",
            now, magazijn, magazijn);
    return false;
}
