#include "geoserver/command.h"

#include <string.h>
#include <unistd.h>

static bool is_root(struct arena *a, const char *dir)
{
    const char *probe = arena_printf(a, "%s/data/catalogus", dir);
    return probe && access(probe, R_OK) == 0;
}

bool paths_find(const struct option_values *v, struct arena *a, struct paths *out, struct err *err)
{
    struct paths p = {options_text(v, "catalogus"), options_text(v, "profielen"), options_text(v, "stijlen")};
    char exe[4096];
    ssize_t n = readlink("/proc/self/exe", exe, sizeof exe - 1);
    exe[n > 0 ? n : 0] = 0;
    char *slash = strrchr(exe, '/');
    if (slash)
        *slash = 0;
    const char *root = NULL;
    static const char *const places[] = {"/..", "/../share/geomagazijn", "/../.."};
    for (size_t i = 0; !root && i < sizeof places / sizeof *places; i++) {
        const char *dir = arena_printf(a, "%s%s", exe, places[i]);
        if (dir && is_root(a, dir))
            root = dir;
    }
    if (!root && (!p.catalogus || !p.profielen || !p.stijlen))
        return err_set(err, ERR_NOT_FOUND, "catalogus",
                       "De catalogus is niet gevonden naast het programma (%.400s); geef --catalogus, --profielen en "
                       "--stijlen.",
                       exe);
    if (!p.catalogus)
        p.catalogus = arena_printf(a, "%s/data/catalogus", root);
    if (!p.profielen)
        p.profielen = arena_printf(a, "%s/data/profielen", root);
    if (!p.stijlen)
        p.stijlen = arena_printf(a, "%s/styles", root);
    if (!p.catalogus || !p.profielen || !p.stijlen)
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    if (!rd_grid_use(options_text(v, "magazijn"), err))
        return false;
    *out = p;
    return true;
}
