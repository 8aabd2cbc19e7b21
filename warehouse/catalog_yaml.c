#include "warehouse/catalog_priv.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void document_close(void *p)
{
    yaml_document_delete(p);
}

/* Anchors let a small file stand for a large one, and for a circle; a catalogue has no use for them. */
static bool refuse_anchors(const char *path, const char *text, size_t n, struct err *err)
{
    yaml_parser_t parser;
    yaml_token_t token;
    bool ok = true, more = true;
    if (!yaml_parser_initialize(&parser))
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    yaml_parser_set_input_string(&parser, (const unsigned char *)text, n);
    while (ok && more) {
        if (!yaml_parser_scan(&parser, &token))
            break; /* the loading says what is wrong */
        char where[160];
        snprintf(where, sizeof where, "%.140s:%zu", path, token.start_mark.line + 1);
        if (token.type == YAML_ANCHOR_TOKEN || token.type == YAML_ALIAS_TOKEN)
            ok = err_set(err, ERR_INVALID, where,
                         "ankers (&) en verwijzingen (*) kunnen hier niet; schrijf de waarde uit.");
        more = token.type != YAML_STREAM_END_TOKEN;
        yaml_token_delete(&token);
    }
    yaml_parser_delete(&parser);
    return ok;
}

static bool read_text(const char *path, struct arena *a, char **out, size_t *n, struct err *err)
{
    FILE *f = fopen(path, "rb");
    char *text = f ? arena_alloc(a, YAML_MAX_BYTES + 1) : NULL;
    if (!f)
        return err_set(err, ERR_NOT_FOUND, path, "%.300s is niet te openen.", path);
    *n = text ? fread(text, 1, YAML_MAX_BYTES + 1, f) : 0;
    fclose(f);
    if (!text)
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    if (*n > YAML_MAX_BYTES)
        return err_set(err, ERR_LIMIT, path, "%.300s is groter dan 1 MB.", path);
    *out = text;
    return true;
}

bool yaml_file_load(const char *path, struct arena *a, struct yaml_file **out, struct err *err)
{
    struct yaml_file *f = arena_alloc(a, sizeof *f);
    char *text = NULL;
    size_t n = 0;
    yaml_parser_t parser;
    if (!f)
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    if (!read_text(path, a, &text, &n, err) || !refuse_anchors(path, text, n, err))
        return false;
    f->name = arena_cstr(a, str_from(path));
    f->arena = a;
    if (!yaml_parser_initialize(&parser))
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    yaml_parser_set_input_string(&parser, (const unsigned char *)text, n);
    bool ok = yaml_parser_load(&parser, &f->document);
    if (!ok) {
        char where[160];
        snprintf(where, sizeof where, "%.140s:%zu", path, parser.problem_mark.line + 1);
        err_set(err, ERR_INVALID, where, "dit is geen geldige YAML: %s.",
                parser.problem ? parser.problem : "onleesbaar");
    }
    yaml_parser_delete(&parser);
    if (!ok)
        return false;
    if (!arena_defer(a, document_close, &f->document))
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    *out = f;
    return true;
}

bool yaml_fault(const struct yaml_file *f, const yaml_node_t *node, struct err *err, const char *fmt, ...)
{
    char where[160], text[500];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    snprintf(where, sizeof where, "%.140s:%zu", f->name, node ? node->start_mark.line + 1 : 1);
    return err_set(err, ERR_INVALID, where, "%s", text);
}

const char *yaml_string(const yaml_node_t *node)
{
    return node ? (const char *)node->data.scalar.value : NULL;
}

bool yaml_bool(const yaml_node_t *node, bool dflt)
{
    const char *s = yaml_string(node);
    return s ? strcmp(s, "ja") == 0 || strcmp(s, "true") == 0 : dflt;
}

int yaml_int(const yaml_node_t *node, int dflt)
{
    int64_t v;
    return node && str_to_i64(str_from(yaml_string(node)), &v) ? (int)v : dflt;
}

size_t yaml_count(const yaml_node_t *list)
{
    return list ? (size_t)(list->data.sequence.items.top - list->data.sequence.items.start) : 0;
}

const yaml_node_t *yaml_item(const struct yaml_file *f, const yaml_node_t *list, size_t i)
{
    return yaml_document_get_node((yaml_document_t *)&f->document, list->data.sequence.items.start[i]);
}

/* How many letters at both ends agree, of the longer one: enough for "did you mean". */
static double likeness(const char *a, const char *b)
{
    size_t n = strlen(a), m = strlen(b), front = 0, back = 0, least = n < m ? n : m, most = n > m ? n : m;
    while (front < least && a[front] == b[front])
        front++;
    while (back < least - front && a[n - 1 - back] == b[m - 1 - back])
        back++;
    return most ? (double)(front + back) / (double)most : 0;
}

static bool kind_ok(const yaml_node_t *v, enum yaml_kind kind)
{
    int64_t whole;
    const char *text = v->type == YAML_SCALAR_NODE ? yaml_string(v) : NULL;
    switch (kind) {
    case YAML_TEXT:
        return text && *text && strlen(text) == v->data.scalar.length;
    case YAML_YES:
        return text && (strcmp(text, "ja") == 0 || strcmp(text, "nee") == 0 || strcmp(text, "true") == 0 ||
                        strcmp(text, "false") == 0);
    case YAML_WHOLE:
        return text && str_to_i64(str_from(text), &whole) && whole >= -1000000 && whole <= 1000000;
    case YAML_LIST:
        return v->type == YAML_SEQUENCE_NODE;
    case YAML_MAP:
        return v->type == YAML_MAPPING_NODE;
    }
    return false;
}

bool yaml_map(const struct yaml_file *f, const yaml_node_t *map, const struct yaml_key *keys, size_t n,
              const yaml_node_t **out, struct err *err)
{
    static const char *const kinds[] = {"een tekst", "ja of nee", "een geheel getal", "een lijst", "een groep velden"};
    yaml_document_t *d = (yaml_document_t *)&f->document;
    if (!map || map->type != YAML_MAPPING_NODE)
        return yaml_fault(f, map, err, "hier wordt een groep velden verwacht (veld: waarde).");
    memset(out, 0, n * sizeof *out);
    for (yaml_node_pair_t *p = map->data.mapping.pairs.start; p < map->data.mapping.pairs.top; p++) {
        const yaml_node_t *key = yaml_document_get_node(d, p->key), *value = yaml_document_get_node(d, p->value);
        if (key->type != YAML_SCALAR_NODE)
            return yaml_fault(f, key, err, "een veldnaam moet een woord zijn.");
        const char *name = yaml_string(key), *nearest = NULL;
        double best = 0.5;
        size_t i = 0;
        for (; i < n && strcmp(keys[i].name, name) != 0; i++)
            if (likeness(keys[i].name, name) > best) {
                best = likeness(keys[i].name, name);
                nearest = keys[i].name;
            }
        if (i == n)
            return nearest
                       ? yaml_fault(f, key, err, "het veld \"%.60s\" bestaat niet; bedoelde u \"%s\"?", name, nearest)
                       : yaml_fault(f, key, err, "het veld \"%.60s\" bestaat hier niet.", name);
        if (out[i])
            return yaml_fault(f, key, err, "het veld \"%s\" staat er twee keer.", name);
        if (!kind_ok(value, keys[i].kind))
            return yaml_fault(f, value, err, "\"%s\" moet %s zijn.", name, kinds[keys[i].kind]);
        out[i] = value;
    }
    for (size_t i = 0; i < n; i++)
        if (keys[i].required && !out[i])
            return yaml_fault(f, map, err, "het veld \"%s\" ontbreekt.", keys[i].name);
    return true;
}

bool yaml_strings(const struct yaml_file *f, const yaml_node_t *list, const char *const **out, size_t *n,
                  struct err *err)
{
    size_t count = yaml_count(list);
    const char **items = arena_array(f->arena, count + 1, sizeof *items);
    if (!items)
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    for (size_t i = 0; i < count; i++) {
        const yaml_node_t *item = yaml_item(f, list, i);
        if (!kind_ok(item, YAML_TEXT))
            return yaml_fault(f, item, err, "in deze lijst horen alleen woorden.");
        items[i] = yaml_string(item);
    }
    *out = items;
    *n = count;
    return true;
}
