#include "importers/profile.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <yaml.h>

enum { PROFILE_MAX_BYTES = 1 << 20, PROFILE_MAX_DEPTH = 20 };

struct reader {
    yaml_parser_t parser;
    struct arena *a;
    struct profile *p;
    struct err *err;
};

static bool fail_at(const struct profile *p, int line, struct err *err, const char *text)
{
    char where[160];
    snprintf(where, sizeof where, "%.140s:%d", p->name, line);
    return err_set(err, ERR_INVALID, where, "Profiel %s: %s", where, text);
}

bool profile_fail(const struct profile *p, const struct profile_node *n, struct err *err, const char *fmt, ...)
{
    char text[400];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    return fail_at(p, n ? n->line : 1, err, text);
}

static bool event_next(struct reader *r, yaml_event_t *e)
{
    if (yaml_parser_parse(&r->parser, e))
        return true;
    char text[200];
    snprintf(text, sizeof text, "geen geldige YAML (%.120s).", r->parser.problem ? r->parser.problem : "onleesbaar");
    return fail_at(r->p, (int)r->parser.problem_mark.line + 1, r->err, text);
}

static struct profile_node *node_read(struct reader *r, yaml_event_t *e, int depth);

/* Reads children until the end event; a map's keys come first as texts. */
static bool children_read(struct reader *r, struct profile_node *n, int depth)
{
    struct profile_node **at = &n->children;
    for (;;) {
        yaml_event_t e;
        struct str key = {0};
        int line = 0;
        if (!event_next(r, &e))
            return false;
        if (e.type == YAML_MAPPING_END_EVENT || e.type == YAML_SEQUENCE_END_EVENT) {
            yaml_event_delete(&e);
            return true;
        }
        if (n->kind == PROFILE_MAP) {
            line = (int)e.start_mark.line + 1;
            bool text = e.type == YAML_SCALAR_EVENT;
            if (text)
                key = arena_str(r->a, (struct str){(const char *)e.data.scalar.value, e.data.scalar.length});
            yaml_event_delete(&e);
            if (!text)
                return fail_at(r->p, line, r->err, "een sleutel moet gewone tekst zijn.");
            if (!key.p)
                return err_set(r->err, ERR_LIMIT, r->p->name, "Het profiel is te groot.");
            for (const struct profile_node *c = n->children; c; c = c->next)
                if (str_eq(c->key, key))
                    return fail_at(r->p, line, r->err, "deze sleutel staat er twee keer.");
            if (!event_next(r, &e))
                return false;
        }
        struct profile_node *c = node_read(r, &e, depth + 1);
        if (!c)
            return false;
        c->key = key;
        *at = c;
        at = &c->next;
    }
}

/* Takes over the event. */
static struct profile_node *node_read(struct reader *r, yaml_event_t *e, int depth)
{
    struct profile_node *n = arena_alloc(r->a, sizeof *n);
    int line = (int)e->start_mark.line + 1;
    yaml_event_type_t type = e->type;
    if (n && type == YAML_SCALAR_EVENT)
        n->text = arena_str(r->a, (struct str){(const char *)e->data.scalar.value, e->data.scalar.length});
    yaml_event_delete(e);
    if (!n || (type == YAML_SCALAR_EVENT && !n->text.p)) {
        err_set(r->err, ERR_LIMIT, r->p->name, "Het profiel is te groot.");
        return NULL;
    }
    n->line = line;
    if (type == YAML_SCALAR_EVENT)
        return n;
    if (type != YAML_MAPPING_START_EVENT && type != YAML_SEQUENCE_START_EVENT) {
        fail_at(r->p, line, r->err, "verwijzingen (* en &) horen niet in een profiel.");
        return NULL;
    }
    if (depth >= PROFILE_MAX_DEPTH) {
        fail_at(r->p, line, r->err, "te diep genest.");
        return NULL;
    }
    n->kind = type == YAML_MAPPING_START_EVENT ? PROFILE_MAP : PROFILE_LIST;
    return children_read(r, n, depth) ? n : NULL;
}

bool profile_parse(struct str yaml, const char *name, struct arena *a, struct profile *out, struct err *err)
{
    struct profile p = {.name = arena_cstr(a, str_from(name))};
    struct reader r = {.a = a, .p = &p, .err = err};
    if (!p.name || !yaml_parser_initialize(&r.parser))
        return err_set(err, ERR_MEMORY, NULL, "Er is geen geheugen meer.");
    yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&r.parser, (const unsigned char *)(yaml.p ? yaml.p : ""), yaml.n);
    bool ok = true;
    while (ok && !p.root) {
        yaml_event_t e;
        ok = event_next(&r, &e);
        if (!ok)
            break;
        if (e.type == YAML_STREAM_START_EVENT || e.type == YAML_DOCUMENT_START_EVENT) {
            yaml_event_delete(&e);
        } else if (e.type == YAML_MAPPING_START_EVENT) {
            p.root = node_read(&r, &e, 0);
            ok = p.root != NULL;
        } else {
            ok = fail_at(&p, (int)e.start_mark.line + 1, err, "begint niet met een lijst van sleutels.");
            yaml_event_delete(&e);
        }
    }
    yaml_parser_delete(&r.parser);
    if (ok)
        *out = p;
    return ok;
}

bool profile_load(const char *dir, const char *name, struct arena *a, struct profile *out, struct err *err)
{
    size_t len = strlen(name);
    bool plain = len > 0 && len < 64;
    for (size_t i = 0; i < len; i++)
        plain = plain && (isalnum((unsigned char)name[i]) || name[i] == '_' || name[i] == '-');
    if (!plain)
        return err_set(err, ERR_INVALID, "profiel",
                       "De naam van een profiel bestaat uit letters, cijfers, - en _ (zonder .yaml).");
    char path[4096];
    int n = snprintf(path, sizeof path, "%s/%s.yaml", dir ? dir : ".", name);
    FILE *f = n > 0 && n < (int)sizeof path ? fopen(path, "rb") : NULL;
    if (!f)
        return err_set(err, ERR_NOT_FOUND, "profiel", "Het profiel %s is niet te openen: %s.", path, strerror(errno));
    char *bytes = arena_alloc(a, PROFILE_MAX_BYTES + 1);
    size_t got = bytes ? fread(bytes, 1, PROFILE_MAX_BYTES + 1, f) : 0;
    fclose(f);
    if (!bytes || got > PROFILE_MAX_BYTES)
        return err_set(err, ERR_LIMIT, path, "Het profiel %s is groter dan 1 MiB.", path);
    return profile_parse((struct str){bytes, got}, path, a, out, err);
}

const struct profile_node *profile_get(const struct profile_node *n, const char *key)
{
    for (const struct profile_node *c = n && n->kind == PROFILE_MAP ? n->children : NULL; c; c = c->next)
        if (str_eq_c(c->key, key))
            return c;
    return NULL;
}

struct str profile_text(const struct profile_node *n, const char *key)
{
    const struct profile_node *c = profile_get(n, key);
    return c && c->kind == PROFILE_TEXT ? c->text : (struct str){"", 0};
}

bool profile_check(const struct profile *p, const struct profile_node *n, const char *const *known, struct err *err)
{
    for (const struct profile_node *c = n ? n->children : NULL; c; c = c->next) {
        bool found = false;
        for (size_t i = 0; known[i]; i++)
            found = found || str_eq_c(c->key, known[i]);
        if (found)
            continue;
        char list[300] = "";
        for (size_t i = 0, at = 0; known[i] && at < sizeof list - 40; i++)
            at += (size_t)snprintf(list + at, sizeof list - at, "%s%s", i ? ", " : "", known[i]);
        return profile_fail(p, c, err, "onbekende sleutel '%.*s'; bekend zijn: %s.", STR_ARG(str_sub(c->key, 0, 60)),
                            list);
    }
    return true;
}

bool profile_has(const struct profile_node *n, struct str text)
{
    if (!n)
        return false;
    if (n->kind == PROFILE_TEXT)
        return str_eq_nocase(n->text, text);
    for (const struct profile_node *c = n->kind == PROFILE_LIST ? n->children : NULL; c; c = c->next)
        if (c->kind == PROFILE_TEXT && str_eq_nocase(c->text, text))
            return true;
    return false;
}
