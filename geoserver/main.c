/* geomagazijn: one program, one warehouse folder. */
#include "geoserver/command.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>

static const struct command *const commands[] = {
#define COMMAND(id) &command_##id,
#include "geoserver/commands.def"
#undef COMMAND
};
enum { COMMANDS = sizeof commands / sizeof *commands };

/* Named in the design and not built yet: said plainly, instead of "unknown command". */
static const char *const planned[] = {"key", "forget", "exact", "log", "report"};

static void usage(FILE *f)
{
    fputs("geomagazijn - het geodatamagazijn en de kaartserver van een gemeente\n\n"
          "Gebruik: geomagazijn OPDRACHT [argumenten] [opties]\n\nOpdrachten:\n",
          f);
    for (size_t i = 0; i < COMMANDS; i++)
        fprintf(f, "  %-9s %s\n", commands[i]->name, commands[i]->summary);
    fputs("\n'geomagazijn OPDRACHT --help' legt een opdracht uit. Zo begint u:\n\n"
          "  geomagazijn import bag BAGGEM1952L-15102026.zip\n"
          "  geomagazijn import gebieden wijkenbuurten_2026.gpkg\n"
          "  geomagazijn serve\n\n"
          "Het magazijn staat in ./magazijn; een andere map kiest u met --magazijn DIR of GEOMAGAZIJN_DIR.\n",
          f);
}

int command_fail(const struct err *err)
{
    if (err->locator[0] && !strstr(err->message, err->locator))
        fprintf(stderr, "geomagazijn: %s: %s\n", err->locator, err->message);
    else
        fprintf(stderr, "geomagazijn: %s\n", err->message);
    return err_exit_status(err->code);
}

int command_help(const struct command *c, const char *text, const struct option_spec *specs, size_t n)
{
    printf("Gebruik: geomagazijn %s\n\n%s\n\nOpties:\n", c->usage, text);
    options_print(stdout, specs, n);
    return 0;
}

int main(int argc, char **argv)
{
    /* UTF-8 for text; numbers keep their point. */
    setlocale(LC_CTYPE, "C.UTF-8");
    if (argc < 2) {
        usage(stderr);
        return 64;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0) {
        usage(stdout);
        return 0;
    }
    if (strcmp(argv[1], "--version") == 0) {
        puts("geomagazijn " GM_VERSION);
        return 0;
    }
    for (size_t i = 0; i < COMMANDS; i++)
        if (strcmp(argv[1], commands[i]->name) == 0)
            return commands[i]->run(argc - 2, argv + 2);
    for (size_t i = 0; i < sizeof planned / sizeof *planned; i++)
        if (strcmp(argv[1], planned[i]) == 0) {
            fprintf(stderr,
                    "geomagazijn: de opdracht \"%s\" hoort bij het ontwerp, maar zit nog niet in deze versie.\n",
                    argv[1]);
            return 69;
        }
    fprintf(stderr, "geomagazijn: de opdracht \"%.60s\" bestaat niet; 'geomagazijn --help' noemt wat kan.\n", argv[1]);
    return 64;
}
