#include "base/log.h"
#include "geoserver/api/tile_answer.h"
#include "geoserver/command.h"
#include "geoserver/exchange/exchange.h"
#include "geoserver/http/server.h"

#include <arpa/inet.h>
#include <dirent.h>
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
    {"tegelcache", OPTION_INT, "MB", "128", 0, 1 << 20, "GEOMAGAZIJN_TEGELCACHE",
     "hoeveel geheugen getekende tegels mogen innemen; 0: geen"},
    {"tegels", OPTION_STRING, "FILE.mbtiles", NULL, 0, 0, NULL,
     "tegels die geomagazijn seed vooraf tekende; meer bestanden met een komma ertussen. Gebruikt zolang zij passen "
     "bij "
     "het magazijn en de stijlen van nu"},
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

/* Changes with the catalogue's files. Not needed to be the same elsewhere. */
static uint64_t catalog_version(const char *dir, struct arena *a)
{
    uint64_t sum = 0;
    DIR *d = opendir(dir);
    for (struct dirent *e; d && (e = readdir(d));) {
        struct stat st;
        const char *path = arena_printf(a, "%s/%s", dir, e->d_name);
        if (!str_ends(str_from(e->d_name), STR(".yaml")) || !path || stat(path, &st) != 0)
            continue;
        uint64_t h = version_mix_number(version_mix(VERSION_START, str_from(e->d_name)), (uint64_t)st.st_size);
        h = version_mix_number(h, (uint64_t)st.st_mtim.tv_sec);
        sum += version_mix_number(h, (uint64_t)st.st_mtim.tv_nsec ^ st.st_ino);
    }
    if (d)
        closedir(d);
    return sum;
}

const char *command_config_tag(const char *magazijn)
{
    /* With the grid, maps and coordinates are others than without. */
    return rd_grid_warn(magazijn, stderr) ? GM_VERSION "-rdgrid" : GM_VERSION;
}

static int run_with(int argc, char **argv, struct arena *a)
{
    struct option_values v;
    struct paths paths;
    struct err err = {0};
    struct catalog *whole, *catalog;
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
        !catalog_for_rol(whole, rol, a, &catalog, &err))
        return command_fail(&err);
    struct log log = {STDERR_FILENO, LOG_INFO, clock_system()};
    if (!log_level_parse(str_from(options_text(&v, "log")), &log.level))
        return 64;
    struct tile_store *store = NULL;
    const char *files = options_text(&v, "tegels");
    if (files && !tile_store_open(files, a, &store, &err))
        return command_fail(&err);
    struct server shared = {.catalog = catalog,
                            .intern = rol == ROL_INTERN,
                            .base_url = url,
                            .log = &log,
                            .clock = clock_system(),
                            .config_tag = command_config_tag(options_text(&v, "magazijn")),
                            .config_version = catalog_version(paths.catalogus, a),
                            .tegelbestand = store};
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    struct server_options o = {.host = options_text(&v, "host"),
                               .port = (int)options_number(&v, "poort"),
                               .threads = (int)options_number(&v, "threads"),
                               .magazijn = options_text(&v, "magazijn"),
                               .tile_bytes = (size_t)options_number(&v, "tegelcache") << 20,
                               .stijlen = paths.stijlen};
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
