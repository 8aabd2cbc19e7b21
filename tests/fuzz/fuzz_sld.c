/* Any bytes as an SLD: an error with a place, or a style whose filters and labels run on any values. */
#include "geoserver/render/style_priv.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

static void symbolizer_use(const struct symbolizer *s, const struct read_value *values, char *words, size_t size)
{
    struct symbolizer at;
    struct mark_outline o;
    symbolizer_at(s, 0.84, &at);
    mark_outline(s->mark, &o);
    double n = expr_number(s->size_expr, values, at.size_px, 0, 200) +
               expr_number(s->rotation_expr, values, at.rotation_deg, -360, 360) +
               expr_number(s->stroke.width_expr, values, at.stroke.width_px, 0, 200) +
               expr_number(s->text.priority, values, 0, -1e9, 1e9);
    if (n != n || !o.n_rings)
        abort();
    if (s->type == SYMBOL_TEXT && text_label(&s->text, values, words, size) && !str_is_utf8(str_from(words)))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new(64 << 20);
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
                        (void)filter_matches(rule->filter, values, &(struct bbox){230000, 570000, 231000, 571000});
                    for (size_t k = 0; k < rule->n_symbolizers; k++)
                        symbolizer_use(&rule->symbolizers[k], values, words, sizeof words);
                }
        }
        const struct style_note *notes = style_notes(s, &n);
        for (size_t i = 0; i < n; i++)
            if (notes[i].line < 1 || !str_is_utf8(str_from(notes[i].element)) ||
                !str_is_utf8(str_from(notes[i].instead)))
                abort();
        for (size_t i = 0; i < style_rule_count(s); i++)
            if (!style_rule_name(s, i) || !style_rule_title(s, i))
                abort();
    }
    arena_free(a);
    return 0;
}
