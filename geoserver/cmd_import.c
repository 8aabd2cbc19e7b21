#include "geoserver/command.h"
#include "importers/import.h"
#include "warehouse/catalog.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct importer *const importers[] = {
#define IMPORTER(id) &importer_##id,
#include "importers/importers.def"
#undef IMPORTER
};
enum { IMPORTERS = sizeof importers / sizeof *importers };

static const struct option_spec specs[] = {
    COMMON_OPTIONS,
    {"profiel", OPTION_STRING, "NAAM", NULL, 0, 0, NULL, "welke kolom wat is: een bestand uit de map met profielen"},
    {"dry-run", OPTION_FLAG, NULL, NULL, 0, 0, NULL, "alles lezen en controleren, niets opslaan"},
    {"report", OPTION_STRING, "FILE.json", NULL, 0, 0, NULL, "schrijf het verslag ook als JSON"},
    {"toevoegen", OPTION_FLAG, NULL, NULL, 0, 0, NULL, "voeg toe aan wat er is, in plaats van het te vervangen"},
    {"zonder-tegelblokken", OPTION_FLAG, NULL, NULL, 0, 0, NULL,
     "maak geen tegelblokken: sneller klaar, maar kaarten worden trager getekend tot de volgende import"},
    {"peildatum", OPTION_STRING, "JJJJ-MM-DD", NULL, 0, 0, NULL, "de datum waarop de gegevens gelden"},
    {"jaar", OPTION_INT, "JAAR", "0", 0, 2100, NULL, "het jaar van de gebiedsgrenzen (0: uit het bestand)"},
    {"doel", OPTION_STRING, "CODE", NULL, 0, 0, NULL, "het verwerkingsdoel (alleen sociaal)"},
};
enum { SPECS = sizeof specs / sizeof *specs };

static int help(const char *which)
{
    for (size_t i = 0; which && i < IMPORTERS; i++)
        if (strcmp(importers[i]->name, which) == 0) {
            printf("Gebruik: geomagazijn import %s FILE... [opties]\n\n%s\n\n%s\n\nOpties:\n", importers[i]->name,
                   importers[i]->summary, importers[i]->help);
            options_print(stdout, specs, SPECS);
            return 0;
        }
    printf(
        "Gebruik: geomagazijn %s\n\nLaadt een bron in het magazijn, als één geheel: of alles staat erin, of niets.\n\n"
        "Soorten:\n",
        command_import.usage);
    for (size_t i = 0; i < IMPORTERS; i++)
        printf("  %-11s %s\n", importers[i]->name, importers[i]->summary);
    puts("\n'geomagazijn import SOORT --help' legt een soort uit.\n\nOpties:");
    options_print(stdout, specs, SPECS);
    return 0;
}

static bool write_report(const char *path, const struct import_report *r, struct err *err)
{
    struct buf b;
    buf_init(&b, 16u << 20);
    import_report_json(r, &b);
    FILE *f = b.failed ? NULL : fopen(path, "w");
    bool ok = f && fwrite(b.p, 1, b.n, f) == b.n;
    if (f && fclose(f) != 0)
        ok = false;
    buf_done(&b);
    return ok ? true : err_set(err, ERR_STORAGE, path, "Het verslag is niet te schrijven in %.200s.", path);
}

static int run_with(int argc, char **argv, struct arena *a, struct import_report *report)
{
    struct option_values v;
    struct paths paths;
    struct err err = {0};
    if (!options_parse(specs, SPECS, argc, argv, a, &v, &err))
        return command_fail(&err);
    if (v.help || v.n_args == 0) {
        help(v.n_args ? v.args[0] : NULL);
        return v.help ? 0 : 64;
    }
    const struct importer *importer = NULL;
    for (size_t i = 0; i < IMPORTERS; i++)
        if (strcmp(importers[i]->name, v.args[0]) == 0)
            importer = importers[i];
    if (!importer) {
        err_set(&err, ERR_INVALID, "import",
                "De soort \"%.60s\" bestaat niet; kies achtergrond, bag, gebieden, mor of sociaal.", v.args[0]);
        return command_fail(&err);
    }
    if (v.n_args < 2) {
        err_set(&err, ERR_INVALID, "FILE", "Er is geen bestand genoemd: geomagazijn import %s FILE...", importer->name);
        return command_fail(&err);
    }
    /* A catalogue with a typo is found before anything is loaded, not when the server starts. */
    struct catalog *catalog;
    if (!paths_find(&v, a, &paths, &err) || !catalog_load(paths.catalogus, paths.stijlen, a, &catalog, &err))
        return command_fail(&err);
    struct import_options o = {
        .magazijn = options_text(&v, "magazijn"),
        .profielen_dir = paths.profielen,
        .profiel = options_text(&v, "profiel"),
        .files = v.args + 1,
        .n_files = v.n_args - 1,
        .dry_run = options_flag(&v, "dry-run"),
        .toevoegen = options_flag(&v, "toevoegen"),
        .doel = options_text(&v, "doel"),
        .peildatum = options_text(&v, "peildatum"),
        .jaar = (int)options_number(&v, "jaar"),
        .progress = isatty(STDERR_FILENO) ? stderr : NULL,
        .catalog = options_flag(&v, "zonder-tegelblokken") ? NULL : catalog,
        .clock = clock_system(),
    };
    int y, m, d;
    if (o.peildatum && !date_parse(str_from(o.peildatum), &y, &m, &d)) {
        err_set(&err, ERR_INVALID, "--peildatum", "--peildatum moet een datum zijn als 2026-10-01.");
        return command_fail(&err);
    }
    import_report_init(report, importer->name, &o);
    bool ok = importer->run(&o, report, &err);
    if (ok || report->gelezen > 0)
        import_report_print(report, stdout);
    if (ok && strcmp(importer->name, "bag") == 0) { /* which makes longitudes and latitudes */
        fflush(stdout);                             /* the report before the warning */
        rd_grid_warn(o.magazijn, stderr);
    }
    struct err report_err = {0};
    const char *report_path = options_text(&v, "report");
    if (report_path && !write_report(report_path, report, &report_err)) {
        int status = command_fail(&report_err);
        return ok ? status : command_fail(&err);
    }
    if (ok)
        return 0;
    int status = command_fail(&err);
    fputs("geomagazijn: er is niets opgeslagen; het magazijn is zoals het was.\n", stderr);
    return status;
}

static int run(int argc, char **argv)
{
    struct arena *a = arena_new(64u << 20);
    struct import_report *report = calloc(1, sizeof *report);
    int status = a && report ? run_with(argc, argv, a, report) : 71;
    free(report);
    arena_free(a);
    return status;
}

const struct command command_import = {"import", "import achtergrond|bag|gebieden|mor|sociaal FILE... [opties]",
                                       "laadt een bron in het magazijn (of probeert het, met --dry-run)", run};
