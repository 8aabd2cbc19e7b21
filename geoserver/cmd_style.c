#include "geoserver/command.h"
#include "geoserver/render/style.h"

#include <stdio.h>
#include <string.h>

static const struct option_spec specs[] = {COMMON_OPTIONS};
enum { SPECS = sizeof specs / sizeof *specs, STYLE_MAX_BYTES = 8 << 20 };

static bool read_file(const char *path, struct buf *b, struct err *err)
{
    FILE *f = fopen(path, "rb");
    char chunk[65536];
    if (!f)
        return err_set(err, ERR_NOT_FOUND, path, "%.200s is niet te openen.", path);
    for (size_t n; (n = fread(chunk, 1, sizeof chunk, f)) > 0;)
        buf_add(b, chunk, n);
    fclose(f);
    return b->failed ? err_set(err, ERR_LIMIT, path, "%.200s is groter dan 8 MB.", path) : true;
}

static int run_with(int argc, char **argv, struct arena *a)
{
    struct option_values v;
    struct err err = {0};
    if (!options_parse(specs, SPECS, argc, argv, a, &v, &err))
        return command_fail(&err);
    if (v.help || v.n_args < 2 || strcmp(v.args[0], "check") != 0) {
        command_help(&command_style, "Controleert een stijl (SLD 1.0 of SE 1.1) en noemt regel en fout.", specs, SPECS);
        return v.help ? 0 : 64;
    }
    int status = 0;
    for (size_t i = 1; i < v.n_args; i++) {
        struct buf b;
        struct style *style;
        err_clear(&err);
        buf_init(&b, STYLE_MAX_BYTES);
        if (read_file(v.args[i], &b, &err) && style_parse(buf_view(&b), v.args[i], a, &style, &err))
            printf("%s: in orde, %zu regels\n", v.args[i], style_rule_count(style));
        else
            status = command_fail(&err);
        buf_done(&b);
    }
    return status;
}

static int run(int argc, char **argv)
{
    struct arena *a = arena_new(256u << 20);
    int status = a ? run_with(argc, argv, a) : 71;
    arena_free(a);
    return status;
}

const struct command command_style = {"style", "style check FILE...", "controleert een stijl", run};
