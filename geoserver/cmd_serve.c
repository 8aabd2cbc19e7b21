#include "base/log.h"
#include "geoserver/command.h"
#include "geoserver/exchange/exchange.h"
#include "geoserver/http/server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct option_spec specs[] = {
    COMMON_OPTIONS,
    {"host", OPTION_STRING, "ADRES", "127.0.0.1", 0, 0, "GEOMAGAZIJN_HOST", "het adres waarop de server luistert"},
    {"poort", OPTION_INT, "N", "8080", 0, 65535, "GEOMAGAZIJN_POORT", "de poort; 0 kiest een vrije"},
    {"threads", OPTION_INT, "N", "0", 0, 256, NULL,
     "hoeveel verzoeken tegelijk (0: zoveel als er processorkernen zijn)"},
    {"url", OPTION_STRING, "URL", NULL, 0, 0, "GEOMAGAZIJN_URL",
     "het adres waaronder de buitenwereld de server kent, bijvoorbeeld https://kaart.gemeente.nl"},
    {"rol", OPTION_CHOICE, "openbaar|intern", "openbaar", 0, 0, NULL,
     "wat te zien is: intern toont ook de lagen voor de eigen organisatie, alleen op deze computer"},
    {"log", OPTION_CHOICE, "debug|info|warn|error", "info", 0, 0, NULL, "hoeveel de server meldt, op standaardfout"},
};
enum { SPECS = sizeof specs / sizeof *specs };

static bool url_ok(const char *url)
{
    return !url || ((strncmp(url, "http://", 7) == 0 || strncmp(url, "https://", 8) == 0) && !strpbrk(url, "<>\"' ?#"));
}

/* Nobody else can reach these. */
static bool is_loopback(const char *host)
{
    struct in_addr v4;
    struct in6_addr v6;
    if (inet_pton(AF_INET, host, &v4) == 1)
        return ntohl(v4.s_addr) >> 24 == 127;
    return inet_pton(AF_INET6, host, &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

/* One text that changes with what configuration feeds the answers: goes into every ETag. */
static uint64_t dir_tag(const char *dir, uint64_t tag)
{
    struct stat st;
    if (stat(dir, &st) == 0)
        tag = (tag ^ (uint64_t)st.st_mtim.tv_sec * 1000003u ^ (uint64_t)st.st_mtim.tv_nsec) * 1099511628211u;
    return tag;
}

static int run_with(int argc, char **argv, struct arena *a)
{
    struct option_values v;
    struct paths paths;
    struct err err = {0};
    struct catalog *whole, *catalog;
    struct style_set *styles;
    if (!options_parse(specs, SPECS, argc, argv, a, &v, &err))
        return command_fail(&err);
    if (v.help)
        return command_help(&command_serve,
                            "Start de server: de viewer op /, kaarten op /tiles en /wms, cijfers op /api/v1.\n"
                            "De server leest het magazijn alleen; een nieuwe import is zonder herstart te zien.",
                            specs, SPECS);
    const char *url = options_text(&v, "url");
    if (!url_ok(url)) {
        err_set(&err, ERR_INVALID, "--url", "--url moet beginnen met http:// of https:// en mag geen ? of # hebben.");
        return command_fail(&err);
    }
    enum rol rol = strcmp(options_text(&v, "rol"), "intern") == 0 ? ROL_INTERN : ROL_OPENBAAR;
    if (rol == ROL_INTERN && (!is_loopback(options_text(&v, "host")) || url)) {
        err_set(&err, ERR_INVALID, "--rol",
                "--rol intern toont lagen die niet voor iedereen zijn, en kan daarom alleen op deze computer zelf: met "
                "--host 127.0.0.1 of ::1, en zonder --url.");
        return command_fail(&err);
    }
    if (!paths_find(&v, a, &paths, &err) || !catalog_load(paths.catalogus, paths.stijlen, a, &whole, &err) ||
        !catalog_for_rol(whole, rol, a, &catalog, &err) || !style_set_load(paths.stijlen, a, &styles, &err))
        return command_fail(&err);
    struct log log = {STDERR_FILENO, LOG_INFO, clock_system()};
    if (!log_level_parse(str_from(options_text(&v, "log")), &log.level))
        return 64;
    uint64_t tag = dir_tag(paths.stijlen, dir_tag(paths.catalogus, 14695981039346656037u));
    /* Styles are edited in place: the files' own times count, not only the folder's. */
    for (size_t i = 0; i < catalog->n_lagen; i++)
        for (size_t k = 0; k < catalog->lagen[i].n_stijlen; k++) {
            const char *file = arena_printf(a, "%s/%s.sld", paths.stijlen, catalog->lagen[i].stijlen[k]);
            tag = file ? dir_tag(file, tag) : tag;
        }
    /* With the grid, maps and coordinates are others than without. */
    if (rd_grid_warn(options_text(&v, "magazijn"), stderr))
        tag = (tag ^ 1) * 1099511628211u;
    struct server shared = {.catalog = catalog,
                            .intern = rol == ROL_INTERN,
                            .styles = styles,
                            .base_url = url,
                            .log = &log,
                            .clock = clock_system(),
                            .config_tag = arena_printf(a, "%s-%016llx%s", GM_VERSION, (unsigned long long)tag,
                                                       rol == ROL_INTERN ? "-intern" : "")};
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    struct server_options o = {.host = options_text(&v, "host"),
                               .port = (int)options_number(&v, "poort"),
                               .threads = (int)options_number(&v, "threads"),
                               .magazijn = options_text(&v, "magazijn")};
    if (o.threads == 0)
        o.threads = cores > 0 ? (int)cores : 2;
    /* Before threads start, so that they inherit it: only sigwait below takes the signals. */
    sigset_t stop;
    sigemptyset(&stop);
    sigaddset(&stop, SIGINT);
    sigaddset(&stop, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &stop, NULL);
    signal(SIGPIPE, SIG_IGN);
    struct http_server *server;
    if (!server_start(&o, &shared, &server, &err))
        return command_fail(&err);
    printf("Geodatamagazijn luistert op http://%s:%d/  (stoppen: Ctrl-C)\n", o.host, server_port(server));
    if (rol == ROL_INTERN)
        puts("Dit is de server voor intern gebruik: zet er geen proxy voor.");
    fflush(stdout);
    int signal_number;
    sigwait(&stop, &signal_number);
    server_stop(server);
    puts("Gestopt.");
    return 0;
}

static int run(int argc, char **argv)
{
    struct arena *a = arena_new(256u << 20);
    int status = a ? run_with(argc, argv, a) : 71;
    arena_free(a);
    return status;
}

const struct command command_serve = {"serve", "serve [opties]", "start de server", run};
