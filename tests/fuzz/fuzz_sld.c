/* Any bytes as an SLD: an error with a place, or a style whose filters and labels run on any values. */
#include "geoserver/render/style_priv.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new(16 << 20);
    struct style *s = NULL;
    struct err err = {0};
    if (!a)
        return 0;
    if (!style_parse((struct str){(const char *)data, size}, "fuzz.sld", a, &s, &err)) {
        if (!err.code || !err.message[0] || !str_is_utf8(str_from(err.message)))
            abort();
    } else {
        size_t n;
        (void)style_fields(s, &n);
        struct read_value *values = arena_array(a, n + 1, sizeof *values);
        for (int kind = 0; values && kind < 3; kind++) {
            for (size_t i = 0; i < n; i++)
                values[i] = kind == 0   ? (struct read_value){.type = READ_NULL}
                            : kind == 1 ? (struct read_value){.type = READ_NUMBER, .number = 42, .text = STR("42")}
                                        : (struct read_value){.type = READ_TEXT, .text = STR("Pand in gebruik")};
            for (size_t p = 0; p < s->n_passes; p++)
                for (size_t r = 0; r < s->passes[p].n_rules; r++) {
                    const struct rule *rule = &s->passes[p].rules[r];
                    char words[64];
                    if (rule->filter)
                        (void)filter_matches(rule->filter, values);
                    for (size_t k = 0; k < rule->n_symbolizers; k++)
                        if (rule->symbolizers[k].type == SYMBOL_TEXT)
                            (void)text_label(&rule->symbolizers[k].text, values, words, sizeof words);
                }
        }
        for (size_t i = 0; i < style_rule_count(s); i++)
            if (!style_rule_name(s, i) || !style_rule_title(s, i))
                abort();
    }
    arena_free(a);
    return 0;
}
