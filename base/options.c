#include "base/options.h"

#include <stdlib.h>
#include <string.h>

static size_t find(const struct option_spec *specs, size_t n, struct str name)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq_c(name, specs[i].name))
            return i;
    return n;
}

/* Levenshtein distance, for "did you mean"; names are short. */
static size_t distance(struct str a, struct str b)
{
    size_t row[64];
    if (b.n >= 64)
        return SIZE_MAX;
    for (size_t j = 0; j <= b.n; j++)
        row[j] = j;
    for (size_t i = 0; i < a.n; i++) {
        size_t diagonal = row[0];
        row[0] = i + 1;
        for (size_t j = 0; j < b.n; j++) {
            size_t change = diagonal + (a.p[i] != b.p[j]);
            diagonal = row[j + 1];
            size_t least = row[j] < row[j + 1] ? row[j] + 1 : row[j + 1] + 1;
            row[j + 1] = change < least ? change : least;
        }
    }
    return row[b.n];
}

static const char *nearest(const struct option_spec *specs, size_t n, struct str name)
{
    const char *best = NULL;
    size_t least = 4;
    for (size_t i = 0; i < n; i++) {
        size_t d = distance(name, str_from(specs[i].name));
        if (d < least) {
            least = d;
            best = specs[i].name;
        }
    }
    return best;
}

static bool set_value(const struct option_spec *spec, size_t i, const char *text, struct option_values *v,
                      const char *where, struct err *err)
{
    int64_t number = 0;
    if (spec->type == OPTION_INT) {
        if (!str_to_i64(str_from(text), &number) || number < spec->min || number > spec->max)
            return err_set(err, ERR_INVALID, where, "%s: \"%.60s\" is geen geheel getal van %lld tot en met %lld.",
                           where, text, (long long)spec->min, (long long)spec->max);
    } else if (spec->type == OPTION_CHOICE) {
        struct str rest = str_from(spec->value), piece;
        bool known = false;
        while (!known && str_next(&rest, '|', &piece))
            known = str_eq_c(piece, text);
        if (!known)
            return err_set(err, ERR_INVALID, where, "%s: \"%.60s\" kan niet; kies uit %s.", where, text, spec->value);
    } else if (spec->type == OPTION_FLAG) {
        number = strcmp(text, "0") != 0 && *text != 0;
    }
    v->text[i] = text;
    v->number[i] = number;
    return true;
}

bool options_parse(const struct option_spec *specs, size_t n_specs, int argc, char **argv, struct arena *a,
                   struct option_values *out, struct err *err)
{
    struct option_values v = {.specs = specs, .n_specs = n_specs};
    v.text = arena_array(a, n_specs + 1, sizeof *v.text);
    v.number = arena_array(a, n_specs + 1, sizeof *v.number);
    v.given = arena_array(a, n_specs + 1, sizeof *v.given);
    v.args = arena_array(a, (size_t)argc + 1, sizeof *v.args);
    if (!v.text || !v.number || !v.given || !v.args)
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    for (size_t i = 0; i < n_specs; i++) {
        if (specs[i].dflt && !set_value(&specs[i], i, specs[i].dflt, &v, specs[i].name, err))
            return false;
        const char *env = specs[i].env ? getenv(specs[i].env) : NULL;
        if (env && *env) {
            if (!set_value(&specs[i], i, env, &v, specs[i].env, err))
                return false;
            v.given[i] = true;
        }
    }
    bool only_args = false;
    for (int k = 0; k < argc; k++) {
        struct str arg = str_from(argv[k]);
        if (only_args || !str_starts(arg, STR("-")) || arg.n == 1) {
            v.args[v.n_args++] = argv[k];
            continue;
        }
        if (str_eq(arg, STR("--"))) {
            only_args = true;
            continue;
        }
        if (str_eq(arg, STR("--help")) || str_eq(arg, STR("-h"))) {
            v.help = true;
            continue;
        }
        struct str name = str_starts(arg, STR("--")) ? str_sub(arg, 2, SIZE_MAX) : str_sub(arg, 1, SIZE_MAX);
        size_t eq = str_find(name, '=', 0);
        const char *value = NULL;
        if (eq != SIZE_MAX) {
            value = name.p + eq + 1;
            name = str_sub(name, 0, eq);
        }
        size_t i = find(specs, n_specs, name);
        if (i == n_specs || !str_starts(arg, STR("--"))) {
            const char *near = nearest(specs, n_specs, name);
            return near ? err_set(err, ERR_INVALID, argv[k], "Onbekende optie %.80s; bedoelde u --%s?", argv[k], near)
                        : err_set(err, ERR_INVALID, argv[k], "Onbekende optie %.80s; --help toont wat kan.", argv[k]);
        }
        char where[96];
        snprintf(where, sizeof where, "--%s", specs[i].name);
        if (specs[i].type == OPTION_FLAG) {
            if (value)
                return err_set(err, ERR_INVALID, where, "%s krijgt geen waarde.", where);
            value = "1";
        } else if (!value) {
            if (k + 1 >= argc)
                return err_set(err, ERR_INVALID, where, "%s mist zijn waarde %s.", where, specs[i].value);
            value = argv[++k];
        }
        if (!set_value(&specs[i], i, value, &v, where, err))
            return false;
        v.given[i] = true;
    }
    *out = v;
    return true;
}

static size_t index_of(const struct option_values *v, const char *name)
{
    size_t i = find(v->specs, v->n_specs, str_from(name));
    if (i == v->n_specs)
        abort(); /* our own misuse: a name that isn't in the table */
    return i;
}

const char *options_text(const struct option_values *v, const char *name)
{
    return v->text[index_of(v, name)];
}

int64_t options_number(const struct option_values *v, const char *name)
{
    return v->number[index_of(v, name)];
}

bool options_flag(const struct option_values *v, const char *name)
{
    return v->number[index_of(v, name)] != 0;
}

void options_print(FILE *f, const struct option_spec *specs, size_t n_specs)
{
    for (size_t i = 0; i < n_specs; i++) {
        char left[80];
        snprintf(left, sizeof left, "--%s%s%s", specs[i].name, specs[i].type == OPTION_FLAG ? "" : " ",
                 specs[i].type == OPTION_FLAG ? "" : specs[i].value);
        fprintf(f, "  %-24s %s", left, specs[i].help);
        if (specs[i].dflt && specs[i].type != OPTION_FLAG)
            fprintf(f, " [standaard: %s]", specs[i].dflt);
        if (specs[i].env)
            fprintf(f, " [omgeving: %s]", specs[i].env);
        fputc('\n', f);
    }
}
