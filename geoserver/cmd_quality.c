#include "geoserver/command.h"
#include "warehouse/quality.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const struct option_spec specs[] = {
    COMMON_OPTIONS,
    {"regel", OPTION_STRING, "ID", NULL, 0, 0, NULL, "toon alle gevallen van deze regel, met plaats"},
    {"voorbeelden", OPTION_INT, "N", "2", 0, 1000, NULL, "hoeveel voorbeelden per regel"},
    {"ernst", OPTION_CHOICE, "fout|waarschuwing|aandacht", "aandacht", 0, 0, NULL, "toon wat minstens zo ernstig is"},
    {"sinds", OPTION_INT, "GENERATIE", "0", 0, INT64_MAX, NULL,
     "vergelijk met de meting van deze generatie (0: de vorige)"},
    {"json", OPTION_STRING, "FILE|-", NULL, 0, 0, NULL, "schrijf de meting als JSON; - is de uitvoer"},
};
enum { SPECS = sizeof specs / sizeof *specs, PAGE = 500, TITLE_WIDTH = 58 };

static const char help[] =
    "Meet hoe goed de gegevens zijn: regels met aantallen, wat ermee te doen is, en voorbeelden. De meting wordt\n"
    "bewaard, zodat de volgende levering ermee te vergelijken is; op de kaart staat zij als laag 'kwaliteit' voor\n"
    "wie de server met --rol intern start. docs/kwaliteit.md legt elke regel uit.\n\n"
    "Voorbeelden:\n"
    "  geomagazijn quality                             alles, op volgorde van ernst\n"
    "  geomagazijn quality --ernst fout                alleen wat echt fout is\n"
    "  geomagazijn quality --regel vbo-buiten-pand     alle gevallen van een regel\n"
    "  geomagazijn quality --json meting.json          voor een ander programma";

/* How it is said on a terminal, and without one. */
struct tone {
    bool terminal;
    const char *bold, *dim, *off, *ernst[ERNSTEN];
};
static const struct tone plain = {false, "", "", "", {"", "", ""}};
static const struct tone colour = {true, "\033[1m", "\033[2m", "\033[0m", {"\033[31m", "\033[33m", "\033[36m"}};

/* 1234567 as 1.234.567. */
static const char *grouped(int64_t v, char out[32])
{
    char digits[24];
    int n = snprintf(digits, sizeof digits, "%lld", (long long)v), at = 0;
    for (int i = 0; i < n; i++) {
        if (i && (n - i) % 3 == 0 && digits[i - 1] != '-')
            out[at++] = '.';
        out[at++] = digits[i];
    }
    out[at] = 0;
    return out;
}

/* "0,04 %"; never 0 for something. */
static void share(int64_t part, int64_t whole, char *out, size_t size)
{
    double percent = whole > 0 ? 100.0 * (double)part / (double)whole : 0;
    if (whole <= 0 || part > whole)
        snprintf(out, size, "-");
    else if (part && percent < 0.01)
        snprintf(out, size, "< 0,01 %%");
    else
        snprintf(out, size, "%.*f %%", percent < 10 ? 2 : 1, percent);
    for (char *p = out; *p; p++)
        *p = *p == '.' ? ',' : *p;
}

/* printf counts bytes, a terminal signs. */
static int width_of(const char *text)
{
    int width = 0;
    for (const char *p = text; *p; p++)
        width += (*p & 0xC0) != 0x80;
    return width;
}

static void trend(const struct quality_result *r, const struct tone *t, char *out, size_t size)
{
    char number[32];
    int64_t more = r->aantal - r->vorige;
    if (!r->has_vorige)
        out[0] = 0;
    else if (more == 0)
        snprintf(out, size, "=");
    else if (t->terminal)
        snprintf(out, size, "%s %s", more > 0 ? "▲" : "▼", grouped(more > 0 ? more : -more, number));
    else
        snprintf(out, size, "%s%s", more > 0 ? "+" : "", grouped(more, number));
}

static void place_print(const struct quality_finding *f)
{
    if (f->has_point)
        printf("  (%.0f, %.0f)", f->x, f->y);
}

static bool examples_print(struct warehouse *w, const struct quality_result *r, size_t n, const struct tone *t,
                           struct arena *a, struct err *err)
{
    struct quality_finding *list;
    size_t got;
    struct arena_mark mark = arena_mark(a);
    if (!n)
        return true;
    if (!quality_findings(w, r->regel, 0, n, a, &list, &got, err))
        return false;
    for (size_t i = 0; i < got; i++) {
        printf("%11s%s%.*s%s%.*s", "", t->dim, STR_ARG(list[i].object_id), list[i].object_id.n ? "  " : "",
               STR_ARG(list[i].omschrijving));
        place_print(&list[i]);
        printf("%s\n", t->off);
    }
    arena_rewind(a, mark);
    return true;
}

static bool found(const struct quality_result *r)
{
    return r->gemeten && r->aantal > 0;
}

static bool group_print(struct warehouse *w, const struct quality_meting *m, enum quality_ernst ernst, size_t examples,
                        const struct tone *t, struct arena *a, struct err *err)
{
    static const char *const titles[ERNSTEN] = {"Fout: dit kan in werkelijkheid niet",
                                                "Waarschuwing: dit klopt waarschijnlijk niet",
                                                "Aandacht: dit kan kloppen; kijk het na"};
    bool first = true;
    for (size_t i = 0; i < m->n; i++) {
        const struct quality_result *r = &m->regels[i];
        char count[32], whole[32], part[32], change[64];
        if (r->ernst != ernst || !found(r))
            continue;
        if (first)
            printf("\n%s%s%s%s\n", t->bold, t->ernst[ernst], titles[ernst], t->off);
        first = false;
        share(r->aantal, r->bekeken, part, sizeof part);
        trend(r, t, change, sizeof change);
        int gap = TITLE_WIDTH - width_of(r->titel);
        grouped(r->bekeken, whole);
        printf("%s%9s  %s%s%*s %8s van %s", t->bold, grouped(r->aantal, count), r->titel, t->off, gap > 0 ? gap : 0, "",
               part, whole);
        if (change[0])
            printf("%*s%s", 12 - width_of(whole), "", change);
        puts("");
        printf("%11s%s%s:%s %s\n", "", t->ernst[ernst], r->regel, t->off, r->advies);
        if (!examples_print(w, r, examples, t, a, err))
            return false;
    }
    return true;
}

/* A word more in lines of at most 96 signs, with a comma before it when it isn't the first. */
static void word_print(const char *text, size_t *n, size_t *column)
{
    if (*n && *column + strlen(text) > 94) {
        fputs(",\n  ", stdout);
        *column = 2;
    } else if (*n) {
        fputs(", ", stdout);
        *column += 2;
    }
    fputs(text, stdout);
    *column += strlen(text);
    ++*n;
}

static void rest_print(const struct quality_meting *m, enum quality_ernst least, const struct tone *t)
{
    size_t good = 0, unmeasured = 0, n = 0, column = 2;
    for (size_t i = 0; i < m->n; i++) {
        good += m->regels[i].ernst <= least && m->regels[i].gemeten && m->regels[i].aantal == 0;
        unmeasured += m->regels[i].ernst <= least && !m->regels[i].gemeten;
    }
    if (good)
        printf("\n%sIn orde (%zu %s)%s\n  ", t->bold, good, good == 1 ? "regel" : "regels", t->off);
    for (size_t i = 0; i < m->n; i++) {
        const struct quality_result *r = &m->regels[i];
        char text[120], number[32];
        if (r->ernst > least || !r->gemeten || r->aantal)
            continue;
        if (r->has_vorige && r->vorige > 0)
            snprintf(text, sizeof text, "%s (was %s)", r->regel, grouped(r->vorige, number));
        else
            snprintf(text, sizeof text, "%s", r->regel);
        word_print(text, &n, &column);
    }
    if (good)
        puts("");
    if (unmeasured)
        printf("\n%sNiet te meten (%zu %s)%s\n", t->bold, unmeasured, unmeasured == 1 ? "regel" : "regels", t->off);
    /* By reason: most of them share it. */
    for (size_t i = 0; i < m->n; i++) {
        const struct quality_result *r = &m->regels[i];
        bool told = r->ernst > least || r->gemeten;
        for (size_t k = 0; k < i && !told; k++)
            told = m->regels[k].ernst <= least && !m->regels[k].gemeten && strcmp(m->regels[k].waarom, r->waarom) == 0;
        if (told)
            continue;
        column = (size_t)printf("  %s: ", r->waarom);
        n = 0;
        for (size_t k = i; k < m->n; k++)
            if (m->regels[k].ernst <= least && !m->regels[k].gemeten && strcmp(m->regels[k].waarom, r->waarom) == 0)
                word_print(m->regels[k].regel, &n, &column);
        puts("");
    }
}

static bool table_print(struct warehouse *w, const struct quality_meting *m, enum quality_ernst least, size_t examples,
                        double seconds, const struct tone *t, struct arena *a, struct err *err)
{
    const char *worst = NULL;
    printf("%sKwaliteit van %s%s: de gegevens van generatie %lld", t->bold, warehouse_dir(w), t->off,
           (long long)m->generatie);
    if (m->peildatum.n)
        printf(", BAG van %.*s", STR_ARG(m->peildatum));
    if (m->vergeleken)
        printf("\nVergeleken met de meting van generatie %lld.", (long long)m->vergeleken);
    else
        printf("\nDit is de eerste meting; de volgende laat zien wat er beter of slechter werd.");
    char time[24];
    snprintf(time, sizeof time, "%.1f", seconds);
    for (char *p = time; *p; p++)
        *p = *p == '.' ? ',' : *p;
    printf(" Gemeten in %s s.\n", time);
    for (int e = 0; e <= (int)least; e++)
        if (!group_print(w, m, (enum quality_ernst)e, examples, t, a, err))
            return false;
    rest_print(m, least, t);
    for (size_t i = 0; i < m->n && !worst; i++)
        worst = m->regels[i].ernst <= least && found(&m->regels[i]) ? m->regels[i].regel : NULL;
    if (worst)
        printf("\nAlle gevallen van een regel, met hun plaats:  geomagazijn quality --regel %s\n"
               "Op de kaart:  geomagazijn serve --rol intern\n",
               worst);
    else
        puts("\nEr is niets gevonden dat aandacht vraagt.");
    return true;
}

static bool rule_print(struct warehouse *w, const struct quality_meting *m, const char *regel, const struct tone *t,
                       struct arena *a, struct err *err)
{
    const struct quality_result *r = NULL;
    char number[32], whole[32];
    for (size_t i = 0; i < m->n; i++)
        if (strcmp(m->regels[i].regel, regel) == 0)
            r = &m->regels[i];
    printf("%s%s%s (%s)\n%s\n", t->bold, r->titel, t->off, quality_ernst_name[r->ernst], r->advies);
    if (!r->gemeten) {
        printf("\nNiet te meten: %s.\n", r->waarom);
        return true;
    }
    printf("%s gevallen van %s", grouped(r->aantal, number), grouped(r->bekeken, whole));
    if (r->has_vorige)
        printf("; in de meting van generatie %lld waren het er %s, en %s zijn nieuw", (long long)m->vergeleken,
               grouped(r->vorige, number), grouped(r->nieuw, whole));
    puts(".");
    size_t got = PAGE, from = 0;
    for (; got == PAGE; from += got) {
        struct arena_mark mark = arena_mark(a);
        struct quality_finding *list;
        if (!quality_findings(w, regel, from, PAGE, a, &list, &got, err))
            return false;
        if (!from && got)
            printf("\n%s%-16s  %10s %10s  %-6s %s%s\n", t->dim, "id", "x (RD)", "y (RD)", "sinds", "wat", t->off);
        for (size_t i = 0; i < got; i++) {
            printf("%-16.*s  ", STR_ARG(list[i].object_id));
            if (list[i].has_point)
                printf("%10.2f %10.2f", list[i].x, list[i].y);
            else
                printf("%10s %10s", "-", "-");
            printf("  %-6lld %.*s\n", (long long)list[i].sinds, STR_ARG(list[i].omschrijving));
        }
        arena_rewind(a, mark);
    }
    if (r->aantal > (int64_t)from)
        printf("\nDit zijn de %s die bewaard zijn van %s.\n", grouped((int64_t)from, number),
               grouped(r->aantal, whole));
    return true;
}

/* ---- JSON ---- */

static void pair(struct buf *b, const char *name, struct str value)
{
    buf_printf(b, ",\"%s\":", name);
    buf_json(b, value);
}

static void finding_json(struct buf *b, const struct quality_finding *f)
{
    buf_c(b, "{\"type\":");
    buf_json(b, f->object_type);
    pair(b, "id", f->object_id.n ? f->object_id : (struct str){0});
    pair(b, "omschrijving", f->omschrijving);
    buf_printf(b, ",\"sinds\":%lld,\"x\":", (long long)f->sinds);
    if (f->has_point) {
        buf_fixed(b, f->x, 3);
        buf_c(b, ",\"y\":");
        buf_fixed(b, f->y, 3);
    } else {
        buf_c(b, "null,\"y\":null");
    }
    buf_byte(b, '}');
}

static bool rule_json(struct warehouse *w, struct buf *b, const struct quality_result *r, size_t most, FILE *out,
                      struct arena *a, struct err *err)
{
    size_t got = PAGE, from = 0;
    buf_c(b, "{\"id\":");
    buf_json(b, str_from(r->regel));
    pair(b, "titel", str_from(r->titel));
    pair(b, "ernst", str_from(quality_ernst_name[r->ernst]));
    pair(b, "advies", str_from(r->advies));
    pair(b, "nietGemeten", str_from(r->waarom));
    if (r->gemeten)
        buf_printf(b, ",\"aantal\":%lld,\"bekeken\":%lld", (long long)r->aantal, (long long)r->bekeken);
    else
        buf_c(b, ",\"aantal\":null,\"bekeken\":null");
    if (r->has_vorige && r->gemeten)
        buf_printf(b, ",\"vorige\":%lld,\"nieuw\":%lld", (long long)r->vorige, (long long)r->nieuw);
    else
        buf_c(b, ",\"vorige\":null,\"nieuw\":null");
    buf_c(b, ",\"gevallen\":[");
    while (got == PAGE && from < most) {
        struct arena_mark mark = arena_mark(a);
        struct quality_finding *list;
        size_t page = most - from < PAGE ? most - from : PAGE;
        if (!quality_findings(w, r->regel, from, page, a, &list, &got, err))
            return false;
        for (size_t i = 0; i < got; i++) {
            buf_c(b, from + i ? ",\n" : "\n");
            finding_json(b, &list[i]);
        }
        from += got;
        arena_rewind(a, mark);
        if (fwrite(b->p, 1, b->n, out) != b->n)
            return err_set(err, ERR_STORAGE, "--json", "De meting is niet te schrijven.");
        buf_clear(b);
    }
    buf_c(b, "]}");
    return true;
}

static bool json_write(struct warehouse *w, const struct quality_meting *m, const char *path, const char *regel,
                       enum quality_ernst least, size_t examples, struct arena *a, struct err *err)
{
    bool own = strcmp(path, "-") != 0, ok = true, first = true;
    FILE *out = own ? fopen(path, "w") : stdout;
    struct buf b;
    if (!out)
        return err_set(err, ERR_STORAGE, "--json", "%.200s is niet te schrijven.", path);
    buf_init(&b, 16u << 20);
    buf_c(&b, "{\"magazijn\":");
    buf_json(&b, str_from(warehouse_dir(w)));
    buf_printf(&b, ",\"generatie\":%lld,\"vergelekenMet\":", (long long)m->generatie);
    if (m->vergeleken)
        buf_printf(&b, "%lld", (long long)m->vergeleken);
    else
        buf_c(&b, "null");
    pair(&b, "peildatum", m->peildatum.n ? m->peildatum : (struct str){0});
    buf_c(&b, ",\"regels\":[\n");
    for (size_t i = 0; ok && i < m->n; i++) {
        if (m->regels[i].ernst > least || (regel && strcmp(regel, m->regels[i].regel) != 0))
            continue;
        if (!first)
            buf_c(&b, ",\n");
        first = false;
        ok = rule_json(w, &b, &m->regels[i], regel ? SIZE_MAX : examples, out, a, err);
    }
    buf_c(&b, "\n]}\n");
    if (ok && (b.failed || fwrite(b.p, 1, b.n, out) != b.n || fflush(out) != 0))
        ok = err_set(err, ERR_STORAGE, "--json", "De meting is niet te schrijven.");
    buf_done(&b);
    if (own && fclose(out) != 0 && ok)
        ok = err_set(err, ERR_STORAGE, "--json", "%.200s is niet te schrijven.", path);
    return ok;
}

/* ---- the command ---- */

static bool meting_make(struct warehouse *w, const char *regel, int64_t sinds, struct arena *a,
                        struct quality_meting *m, struct err *err)
{
    bool there = false;
    /* A list of one rule's findings needs no new measurement when the data is what it was. */
    if (regel && !quality_stored(w, sinds, a, &there, m, err))
        return false;
    if (there)
        return true;
    if (isatty(STDERR_FILENO))
        fputs("Meten...", stderr);
    bool ok = quality_measure(w, clock_system(), sinds, a, m, err);
    if (isatty(STDERR_FILENO))
        fputs("\r\033[K", stderr);
    return ok;
}

static int run_with(int argc, char **argv, struct arena *a)
{
    struct option_values v;
    struct err err = {0};
    struct warehouse *w = NULL;
    struct quality_meting m;
    const char *nearest = NULL;
    if (!options_parse(specs, SPECS, argc, argv, a, &v, &err))
        return command_fail(&err);
    if (v.help || v.n_args) {
        command_help(&command_quality, help, specs, SPECS);
        return v.help ? 0 : 64;
    }
    const char *dir = options_text(&v, "magazijn"), *regel = options_text(&v, "regel"),
               *json = options_text(&v, "json");
    if (regel && !quality_rule_find(regel, &nearest)) {
        err_set(&err, ERR_INVALID, "--regel",
                nearest ? "De regel \"%.60s\" bestaat niet; bedoelde u \"%s\"?"
                        : "De regel \"%.60s\" bestaat niet; docs/kwaliteit.md noemt ze alle.",
                regel, nearest);
        return command_fail(&err);
    }
    enum quality_ernst least = ERNST_AANDACHT;
    for (int e = 0; e < ERNSTEN; e++)
        if (strcmp(options_text(&v, "ernst"), quality_ernst_name[e]) == 0)
            least = (enum quality_ernst)e;
    /* Opened for reading first: asking about a warehouse that isn't there must not make one. */
    struct warehouse *probe = NULL;
    if (!warehouse_open(dir, WAREHOUSE_READ, &probe, &err) && err.code == ERR_NOT_FOUND)
        return command_fail(&err);
    warehouse_close(probe);
    err_clear(&err);
    int64_t start = clock_ticks_ns();
    bool ok = warehouse_open(dir, WAREHOUSE_WRITE, &w, &err) &&
              meting_make(w, regel, options_number(&v, "sinds"), a, &m, &err);
    double seconds = (double)(clock_ticks_ns() - start) / 1e9;
    const struct tone *t = isatty(STDOUT_FILENO) ? &colour : &plain;
    size_t examples = (size_t)options_number(&v, "voorbeelden");
    if (ok && json)
        ok = json_write(w, &m, json, regel, least, examples, a, &err);
    if (ok && (!json || strcmp(json, "-") != 0))
        ok = regel ? rule_print(w, &m, regel, t, a, &err) : table_print(w, &m, least, examples, seconds, t, a, &err);
    warehouse_close(w);
    return ok ? 0 : command_fail(&err);
}

static int run(int argc, char **argv)
{
    struct arena *a = arena_new(256u << 20);
    int status = a ? run_with(argc, argv, a) : 71;
    arena_free(a);
    return status;
}

const struct command command_quality = {"quality", "quality [--regel ID] [--json FILE] [opties]",
                                        "meet hoe goed de gegevens zijn, en wat eraan te doen is", run};
