#include "base/clock.h"
#include "geoserver/command.h"
#include "warehouse/beschermd.h"

#include <stdio.h>

static const struct option_spec specs[] = {
    COMMON_OPTIONS,
    {"dry-run", OPTION_FLAG, NULL, NULL, 0, 0, NULL, "reken en toets alles, publiceer niets"},
};
enum { SPECS = sizeof specs / sizeof *specs };

static int run_with(int argc, char **argv, struct arena *a)
{
    struct option_values v;
    struct err err = {0};
    struct publish_report report = {0};
    if (!options_parse(specs, SPECS, argc, argv, a, &v, &err))
        return command_fail(&err);
    if (v.help)
        return command_help(
            &command_publish,
            "Maakt van het beschermde deel van het magazijn een publicatie met beschermde cijfers: elk aantal\n"
            "afgerond op een vijftal, op een vast maar geheim punt; wat te klein is blijft weg. Een\n"
            "gepubliceerd kwartaal verandert nooit meer. De server leest alleen de publicatie.",
            specs, SPECS);
    bool dry_run = options_flag(&v, "dry-run");
    if (!beschermd_publish(options_text(&v, "magazijn"), clock_system(), dry_run, &report, &err))
        return command_fail(&err);
    if (report.cellen == 0) {
        puts("Geen nieuw afgesloten kwartaal; de publicatie blijft zoals zij is.");
        return 0;
    }
    printf("%s %s: kwartalen %s tot en met %s\n%12lld cijfers berekend\n%12lld worden getoond\n%12lld te klein om te "
           "tonen\n",
           dry_run ? "Proef voor publicatie" : "Publicatie", report.release, report.periode_eerst,
           report.periode_laatst, (long long)report.cellen, (long long)report.getoond, (long long)report.niet_getoond);
    return 0;
}

static int run(int argc, char **argv)
{
    struct arena *a = arena_new(16u << 20);
    int status = a ? run_with(argc, argv, a) : 71;
    arena_free(a);
    return status;
}

const struct command command_publish = {"publish", "publish [--dry-run] [opties]",
                                        "maakt de beschermde cijfers over personen openbaar", run};
