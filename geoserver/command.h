/* The subcommands of geomagazijn, and what they share. */
#ifndef GM_GEOSERVER_COMMAND_H
#define GM_GEOSERVER_COMMAND_H

#include "base/arena.h"
#include "base/err.h"
#include "base/options.h"

#include <stdio.h>

struct command {
    const char *name;    /* "import" */
    const char *usage;   /* "import bag|gebieden|mor|sociaal FILE…" */
    const char *summary; /* one Dutch line */
    /* argv without the program and the command; returns the exit status, faults are reported in it. */
    int (*run)(int argc, char **argv);
};
#define COMMAND(id) extern const struct command command_##id;
#include "geoserver/commands.def"
#undef COMMAND

/* Where the program's own data is. Memory from the arena. */
struct paths {
    const char *catalogus, *profielen, *stijlen;
};

/* The options that all commands have; put COMMON_OPTIONS first in a command's table. */
#define COMMON_OPTIONS                                                                                                 \
    {"magazijn", OPTION_STRING, "DIR", "./magazijn", 0, 0, "GEOMAGAZIJN_DIR", "de map met het magazijn"},              \
        {"catalogus",                                                                                                  \
         OPTION_STRING,                                                                                                \
         "DIR",                                                                                                        \
         NULL,                                                                                                         \
         0,                                                                                                            \
         0,                                                                                                            \
         "GEOMAGAZIJN_CATALOGUS",                                                                                      \
         "de map met de catalogus (*.yaml) in plaats van die van het programma"},                                      \
        {"profielen", OPTION_STRING, "DIR", NULL, 0, 0, NULL, "de map met importprofielen"},                           \
    {                                                                                                                  \
        "stijlen", OPTION_STRING, "DIR", NULL, 0, 0, NULL, "de map met stijlen (*.sld)"                                \
    }

/* Finds the program's data: beside the build folder, or in ../share/geomagazijn; options go first. Has PROJ look in the
 * warehouse's folder proj/ too (rd_grid_use). */
bool paths_find(const struct option_values *v, struct arena *a, struct paths *out, struct err *err) MUST_CHECK;

/* Has PROJ look for its grids in the folder proj/ of the warehouse first: before any coordinate is transformed, and
 * before there are threads. */
bool rd_grid_use(const char *magazijn, struct err *err) MUST_CHECK;
/* When RD is transformed without the correction grid: one warning on f, with the accuracy now, what to install and from
 * where. True when the grid is in use, and nothing was said. */
bool rd_grid_warn(const char *magazijn, FILE *f);

/* What changes every tile: the program's version, and whether RD has its grid (with rd_grid_warn's warning). */
const char *command_config_tag(const char *magazijn);

/* "geomagazijn: …" on standard error; the exit status that goes with it. */
int command_fail(const struct err *err);
/* Usage, text and options on standard output; exit status 0. */
int command_help(const struct command *c, const char *text, const struct option_spec *specs, size_t n);

#endif
