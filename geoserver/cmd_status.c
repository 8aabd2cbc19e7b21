#include "geoserver/command.h"
#include "warehouse/warehouse.h"

#include <stdio.h>

static const struct option_spec specs[] = {COMMON_OPTIONS};
enum { SPECS = sizeof specs / sizeof *specs };

static const struct {
    const char *table, *title;
} tables[] = {
    {"pand", "panden"},
    {"verblijfsobject", "verblijfsobjecten"},
    {"ligplaats", "ligplaatsen"},
    {"standplaats", "standplaatsen"},
    {"adres", "adressen"},
    {"gemeente", "gemeenten"},
    {"wijk", "wijken"},
    {"buurt", "buurten"},
    {"melding", "meldingen over objecten"},
};

static int run_with(int argc, char **argv, struct arena *a)
{
    struct option_values v;
    struct err err = {0};
    struct warehouse *w = NULL;
    struct warehouse_dataset *rows;
    size_t n;
    int64_t generation;
    if (!options_parse(specs, SPECS, argc, argv, a, &v, &err))
        return command_fail(&err);
    if (v.help)
        return command_help(&command_status,
                            "Toont wat er in het magazijn is, van wanneer, en hoe de laatste import verliep.", specs,
                            SPECS);
    if (!rd_grid_use(options_text(&v, "magazijn"), &err) ||
        !warehouse_open(options_text(&v, "magazijn"), WAREHOUSE_READ, &w, &err))
        return command_fail(&err);
    bool ok = warehouse_read_begin(w, &generation, &err) && warehouse_datasets(w, a, &rows, &n, &err);
    if (ok) {
        printf("Magazijn %s, generatie %lld\n\n", warehouse_dir(w), (long long)generation);
        printf("%-10s %-11s %-20s %10s %10s %10s  %s\n", "bron", "peildatum", "geladen", "gelezen", "aanvaard",
               "afgewezen", "bestand");
        for (size_t i = 0; i < n; i++) {
            printf("%-10.*s %-11.*s %-20.*s ", STR_ARG(rows[i].dataset), STR_ARG(rows[i].peildatum),
                   STR_ARG(rows[i].tijdstip));
            if (rows[i].gelezen > 0)
                printf("%10lld %10lld %10lld", (long long)rows[i].gelezen, (long long)rows[i].geaccepteerd,
                       (long long)rows[i].afgewezen);
            else /* how many people a delivery is about isn't kept here */
                printf("%10s %10s %10s", "-", "-", "-");
            printf("  %.*s\n", STR_ARG(rows[i].bestanden));
        }
        if (n == 0)
            puts("(nog niets geladen; begin met: geomagazijn import bag FILE)");
        puts("");
        for (size_t i = 0; ok && i < sizeof tables / sizeof *tables; i++) {
            int64_t count;
            ok = warehouse_count(w, tables[i].table, &count, &err);
            if (ok)
                printf("%12lld %s\n", (long long)count, tables[i].title);
        }
    }
    warehouse_read_end(w);
    warehouse_close(w);
    if (ok)
        rd_grid_warn(options_text(&v, "magazijn"), stdout);
    return ok ? 0 : command_fail(&err);
}

static int run(int argc, char **argv)
{
    struct arena *a = arena_new(16u << 20);
    int status = a ? run_with(argc, argv, a) : 71;
    arena_free(a);
    return status;
}

const struct command command_status = {"status", "status [opties]", "toont wat er in huis is en hoe vers het is", run};
