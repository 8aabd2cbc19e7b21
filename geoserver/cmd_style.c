#include "base/buf.h"
#include "geoserver/command.h"
#include "geoserver/render/style.h"
#include "warehouse/read.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const struct option_spec specs[] = {
    COMMON_OPTIONS,
    {"laag", OPTION_STRING, "ID", NULL, 0, 0, NULL, "kijk ook of deze laag de kolommen heeft die de stijl gebruikt"},
    {"strict", OPTION_FLAG, NULL, NULL, 0, 0, NULL, "eindig ook met 1 als iets niet wordt ondersteund"},
    {"json", OPTION_STRING, "FILE|-", NULL, 0, 0, NULL, "schrijf de uitslag als JSON; - is de uitvoer"},
};
enum { SPECS = sizeof specs / sizeof *specs, FILE_MAX = 8 << 20, REPORT_MAX = 64 << 20 };

static const char help[] =
    "Controleert stijlen: SLD 1.0 en SE 1.1, zoals QGIS en GeoServer ze schrijven. Per bestand staat er wat fout is,\n"
    "of wat het vraagt en anders wordt getekend, met regelnummer en wat er dan gebeurt. docs/stijlen.md legt uit wat\n"
    "wel kan. Uitgang 1 als een bestand niet te gebruiken is.\n\n"
    "Voorbeelden:\n"
    "  geomagazijn style check styles/*.sld\n"
    "  geomagazijn style check --laag pand --strict mijn_panden.sld";

/* What was found of one file. */
struct outcome {
    const char *path;
    const struct style *style; /* NULL: err says why */
    struct err err;
    const char *const *missing; /* columns that the layer doesn't have */
    size_t n_missing;
};

static bool read_file(const char *path, struct buf *b, struct err *err)
{
    FILE *f = fopen(path, "rbe");
    char chunk[65536];
    if (!f)
        return err_set(err, ERR_NOT_FOUND, path, "het bestand is niet te openen");
    for (size_t n; (n = fread(chunk, 1, sizeof chunk, f)) > 0 && !b->failed;)
        buf_add(b, chunk, n);
    bool broken = ferror(f);
    fclose(f);
    if (broken)
        return err_set(err, ERR_STORAGE, path, "het bestand is niet te lezen");
    return b->failed ? err_set(err, ERR_LIMIT, path, "het bestand is groter dan 8 MB") : true;
}

/* The columns of the style that the layer doesn't have. */
static bool columns_check(struct warehouse *w, const struct layer *layer, struct arena *a, struct outcome *o,
                          struct err *err)
{
    static const char *const of_indicators[] = {"waarde", "per1000", "klasse"};
    size_t n;
    const char *const *fields = style_fields(o->style, &n);
    const char **missing = arena_array(a, n, sizeof *missing);
    if (!missing)
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    for (size_t i = 0; i < n; i++) {
        bool there = read_has_field(w, layer, fields[i]);
        for (size_t k = 0; layer->indicator && k < 3; k++)
            there = there || !strcmp(fields[i], of_indicators[k]);
        if (!there)
            missing[o->n_missing++] = fields[i];
    }
    o->missing = missing;
    return true;
}

static void file_check(const char *path, struct arena *a, struct outcome *o)
{
    struct buf b;
    struct style *style = NULL;
    *o = (struct outcome){.path = path};
    buf_init(&b, FILE_MAX);
    const char *slash = strrchr(path, '/');
    const char *dir = slash ? arena_cstr(a, str_sub(str_from(path), 0, (size_t)(slash - path) + 1)) : ".";
    if (!dir)
        err_set(&o->err, ERR_MEMORY, path, "te weinig geheugen voor de stijl");
    else if (read_file(path, &b, &o->err) && style_parse_in(buf_view(&b), path, dir, a, &style, &o->err))
        o->style = style;
    buf_done(&b);
}

/* ---- for people ---- */

static void outcome_print(const struct outcome *o, const char *laag)
{
    if (!o->style) {
        printf("%s: FOUT: %s\n", o->err.locator[0] ? o->err.locator : o->path, o->err.message);
        return;
    }
    size_t n, rules = style_rule_count(o->style);
    const struct style_note *notes = style_notes(o->style, &n);
    for (size_t i = 0; i < o->n_missing; i++)
        printf("%s: FOUT: de laag %s heeft geen kolom %s\n", o->path, laag, o->missing[i]);
    for (size_t i = 0; i < n; i++)
        printf("%s:%d: %s%s%s\n", o->path, notes[i].line, notes[i].element, notes[i].element[0] ? ": " : "",
               notes[i].instead);
    const char *state = o->n_missing ? "niet te gebruiken voor deze laag" : n ? "te gebruiken" : "in orde";
    printf("%s: %s, %zu %s in de legenda", o->path, state, rules, rules == 1 ? "regel" : "regels");
    if (n)
        printf("; %zu %s anders dan het bestand vraagt", n, n == 1 ? "onderdeel gaat" : "onderdelen gaan");
    puts("");
}

/* ---- for machines ---- */

static void texts_json(struct buf *b, const char *name, const char *const *texts, size_t n)
{
    buf_printf(b, ",\"%s\":[", name);
    for (size_t i = 0; i < n; i++) {
        buf_c(b, i ? "," : "");
        buf_json(b, str_from(texts[i]));
    }
    buf_byte(b, ']');
}

static void outcome_json(struct buf *b, const struct outcome *o)
{
    size_t n = 0, n_fields = 0;
    const struct style_note *notes = o->style ? style_notes(o->style, &n) : NULL;
    const char *const *fields = o->style ? style_fields(o->style, &n_fields) : NULL;
    buf_c(b, "{\"bestand\":");
    buf_json(b, str_from(o->path));
    buf_printf(b, ",\"bruikbaar\":%s,\"fout\":", o->style && !o->n_missing ? "true" : "false");
    if (o->style) {
        buf_c(b, "null");
    } else {
        buf_c(b, "{\"plaats\":");
        buf_json(b, str_from(o->err.locator));
        buf_c(b, ",\"melding\":");
        buf_json(b, str_from(o->err.message));
        buf_byte(b, '}');
    }
    texts_json(b, "kolommen", fields, n_fields);
    texts_json(b, "onbekende_kolommen", o->missing, o->n_missing);
    buf_c(b, ",\"legenda\":[");
    for (size_t i = 0; o->style && i < style_rule_count(o->style); i++) {
        buf_c(b, i ? "," : "");
        buf_json(b, str_from(style_rule_title(o->style, i)));
    }
    buf_c(b, "],\"niet_ondersteund\":[");
    for (size_t i = 0; i < n; i++) {
        buf_printf(b, "%s\n  {\"regel\":%d,\"element\":", i ? "," : "", notes[i].line);
        buf_json(b, str_from(notes[i].element));
        buf_c(b, ",\"gevolg\":");
        buf_json(b, str_from(notes[i].instead));
        buf_byte(b, '}');
    }
    buf_c(b, "]}");
}

static bool json_write(const struct buf *b, const char *path, struct err *err)
{
    bool own = strcmp(path, "-") != 0;
    FILE *out = own ? fopen(path, "wbe") : stdout;
    if (!out)
        return err_set(err, ERR_STORAGE, "--json", "%.200s is niet te schrijven.", path);
    bool ok = !b->failed && fwrite(b->p, 1, b->n, out) == b->n && fflush(out) == 0;
    if (own)
        ok = fclose(out) == 0 && ok;
    return ok || err_set(err, ERR_STORAGE, "--json", "De uitslag is niet te schrijven.");
}

/* ---- the command ---- */

/* The warehouse and the layer of --laag. */
static bool layer_open(const struct option_values *v, const char *id, struct arena *a, struct warehouse **w,
                       const struct layer **layer, struct err *err)
{
    struct paths paths;
    struct catalog *catalog;
    int64_t generation;
    if (!paths_find(v, a, &paths, err) || !catalog_load(paths.catalogus, NULL, a, &catalog, err))
        return false;
    if (!(*layer = catalog_layer(catalog, str_from(id))))
        return err_set(err, ERR_NOT_FOUND, "--laag", "De catalogus heeft geen laag \"%.60s\".", id);
    return warehouse_open(options_text(v, "magazijn"), WAREHOUSE_READ, w, err) &&
           warehouse_read_begin(*w, &generation, err);
}

static bool check_all(const struct option_values *v, struct warehouse *w, const struct layer *layer, struct arena *a,
                      bool *fine, struct err *err)
{
    const char *json = options_text(v, "json");
    struct buf b;
    bool ok = true;
    buf_init(&b, REPORT_MAX);
    buf_c(&b, "{\"bestanden\":[\n");
    for (size_t i = 1; ok && i < v->n_args; i++) {
        struct arena_mark mark = arena_mark(a);
        struct outcome o;
        size_t n = 0;
        file_check(v->args[i], a, &o);
        if (o.style && layer)
            ok = columns_check(w, layer, a, &o, err);
        if (o.style)
            (void)style_notes(o.style, &n);
        *fine = *fine && o.style && !o.n_missing && !(n && options_flag(v, "strict"));
        buf_c(&b, i > 1 ? ",\n" : "");
        outcome_json(&b, &o);
        if (!json || strcmp(json, "-") != 0)
            outcome_print(&o, layer ? layer->id : "");
        arena_rewind(a, mark);
    }
    buf_c(&b, "\n]}\n");
    ok = ok && (!json || json_write(&b, json, err));
    buf_done(&b);
    return ok;
}

static int run_with(int argc, char **argv, struct arena *a)
{
    struct option_values v;
    struct err err = {0};
    struct warehouse *w = NULL;
    const struct layer *layer = NULL;
    bool fine = true;
    if (!options_parse(specs, SPECS, argc, argv, a, &v, &err))
        return command_fail(&err);
    if (v.help || v.n_args < 2 || strcmp(v.args[0], "check") != 0) {
        command_help(&command_style, help, specs, SPECS);
        return v.help ? 0 : 64;
    }
    const char *laag = options_text(&v, "laag");
    bool ok = (!laag || layer_open(&v, laag, a, &w, &layer, &err)) && check_all(&v, w, layer, a, &fine, &err);
    if (w)
        warehouse_read_end(w);
    warehouse_close(w);
    return !ok ? command_fail(&err) : fine ? 0 : 1;
}

static int run(int argc, char **argv)
{
    struct arena *a = arena_new(256u << 20);
    int status = a ? run_with(argc, argv, a) : 71;
    arena_free(a);
    return status;
}

const struct command command_style = {"style", "style check FILE... [--laag ID] [--strict] [--json FILE]",
                                      "controleert stijlen", run};
