/* One table of options gives parsing, --help, the environment and the refusal of bad values. */
#ifndef GM_BASE_OPTIONS_H
#define GM_BASE_OPTIONS_H

#include "base/arena.h"
#include "base/err.h"

#include <stdio.h>

enum option_type { OPTION_FLAG, OPTION_INT, OPTION_STRING, OPTION_CHOICE };

struct option_spec {
    const char *name; /* "magazijn", given as --magazijn VALUE or --magazijn=VALUE */
    enum option_type type;
    const char *value; /* the value's name in the help: "DIR"; for a choice "a|b|c" */
    const char *dflt;  /* the default as text, or NULL */
    int64_t min, max;  /* for OPTION_INT */
    const char *env;   /* environment variable, or NULL */
    const char *help;  /* one Dutch sentence */
};

struct option_values {
    const struct option_spec *specs;
    size_t n_specs;
    const char **text; /* by index; NULL when neither given nor defaulted */
    int64_t *number;   /* by index; for OPTION_INT and OPTION_FLAG (0/1) */
    bool *given;       /* by index; true when on the command line or in the environment */
    const char **args; /* what isn't an option, in order */
    size_t n_args;
    bool help; /* --help or -h was given */
};

/* Parses argv[0..argc); "--" ends the options. Later wins; environment below the command line. All memory from a.
 * Fails with ERR_INVALID and the option as locator: unknown (with the nearest known name), without value, out of range.
 */
bool options_parse(const struct option_spec *specs, size_t n_specs, int argc, char **argv, struct arena *a,
                   struct option_values *out, struct err *err) MUST_CHECK;
const char *options_text(const struct option_values *v, const char *name);
int64_t options_number(const struct option_values *v, const char *name);
bool options_flag(const struct option_values *v, const char *name);
/* Prints the table of options as help. */
void options_print(FILE *f, const struct option_spec *specs, size_t n_specs);

#endif
