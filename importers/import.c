#include "importers/import.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void import_report_init(struct import_report *r, const char *dataset, const struct import_options *o)
{
    memset(r, 0, sizeof *r);
    snprintf(r->dataset, sizeof r->dataset, "%s", dataset);
    for (size_t i = 0; i < o->n_files; i++) {
        const char *slash = strrchr(o->files[i], '/');
        const char *name = slash && slash[1] ? slash + 1 : o->files[i];
        size_t used = strlen(r->bestanden);
        snprintf(r->bestanden + used, sizeof r->bestanden - used, "%s%s", i ? ", " : "", name);
    }
    if (o->peildatum)
        snprintf(r->peildatum, sizeof r->peildatum, "%s", o->peildatum);
    r->begin_ms = clock_now_ms(o->clock);
    r->dry_run = o->dry_run;
}

static void note(struct import_reason *list, int *n, const char *where, const char *fmt, va_list ap)
{
    char reason[sizeof list->reason];
    int i = 0;
    vsnprintf(reason, sizeof reason, fmt, ap);
    while (i < *n && strcmp(list[i].reason, reason) != 0)
        i++;
    if (i == *n && *n < IMPORT_MAX_REASONS)
        memcpy(list[(*n)++].reason, reason, sizeof reason);
    if (i == IMPORT_MAX_REASONS) {
        i = IMPORT_MAX_REASONS - 1;
        snprintf(list[i].reason, sizeof list[i].reason, "andere redenen");
    }
    list[i].count++;
    if (where && list[i].n_examples < IMPORT_MAX_EXAMPLES)
        snprintf(list[i].examples[list[i].n_examples++], sizeof list[i].examples[0], "%s", where);
}

void import_reject(struct import_report *r, const char *where, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    note(r->reasons, &r->n_reasons, where, fmt, ap);
    va_end(ap);
    r->afgewezen++;
}

void import_warn(struct import_report *r, const char *where, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    note(r->warnings, &r->n_warnings, where, fmt, ap);
    va_end(ap);
}

void import_count(struct import_report *r, const char *name, int64_t by)
{
    int i = 0;
    while (i < r->n_counts && strcmp(r->counts[i].name, name) != 0)
        i++;
    if (i == r->n_counts) {
        if (i == IMPORT_MAX_COUNTS)
            return;
        snprintf(r->counts[r->n_counts++].name, sizeof r->counts[0].name, "%s", name);
    }
    r->counts[i].count += by;
}

void import_location(struct import_report *r, const struct locatie *l)
{
    r->per_soort[l->soort]++;
    r->per_match[l->match]++;
}

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

static void print_reasons(const struct import_reason *list, int n, const char *title, FILE *f)
{
    char number[32];
    if (n)
        fprintf(f, "\n%s\n", title);
    for (int i = 0; i < n; i++) {
        fprintf(f, "%12s  %s\n", grouped(list[i].count, number), list[i].reason);
        for (int k = 0; k < list[i].n_examples && k < 3; k++)
            fprintf(f, "              %s\n", list[i].examples[k]);
        if (list[i].count > 3)
            fprintf(f, "              ...\n");
    }
}

void import_report_print(const struct import_report *r, FILE *f)
{
    char number[32];
    double seconds = (double)((r->eind_ms ? r->eind_ms : r->begin_ms) - r->begin_ms) / 1000;
    fprintf(f, "Import %s uit %s\n\n", r->dataset, r->bestanden);
    fprintf(f, "%12s  gelezen\n", grouped(r->gelezen, number));
    fprintf(f, "%12s  aanvaard\n", grouped(r->geaccepteerd, number));
    fprintf(f, "%12s  afgewezen\n", grouped(r->afgewezen, number));
    if (r->n_counts)
        fputs("\nWaarvan\n", f);
    for (int i = 0; i < r->n_counts; i++)
        fprintf(f, "%12s  %s\n", grouped(r->counts[i].count, number), r->counts[i].name);
    bool any = false;
    for (int i = 0; i < LOCATIE_SOORTEN; i++) {
        if (r->per_soort[i] && !any)
            fputs("\nGevonden door\n", f);
        any = any || r->per_soort[i];
        if (r->per_soort[i])
            fprintf(f, "%12s  %s\n", grouped(r->per_soort[i], number), locatie_soort_name[i]);
    }
    any = false;
    for (int i = 0; i < MATCH_SOORTEN; i++) {
        if (r->per_match[i] && !any)
            fputs("\nKwaliteit van de locatie\n", f);
        any = any || r->per_match[i];
        if (r->per_match[i])
            fprintf(f, "%12s  %s\n", grouped(r->per_match[i], number), locatie_match_name[i]);
    }
    print_reasons(r->reasons, r->n_reasons, "Afgewezen, en waarom", f);
    print_reasons(r->warnings, r->n_warnings, "Aanvaard, met een opmerking", f);
    if (r->dry_run)
        fprintf(f, "\nProef in %.1f s: er is niets opgeslagen.\n", seconds);
    else if (r->generatie)
        fprintf(f, "\nKlaar in %.1f s; het magazijn is nu generatie %lld.\n", seconds, (long long)r->generatie);
}

static void json_reasons(const struct import_reason *list, int n, const char *name, struct buf *b)
{
    buf_printf(b, ",\"%s\":[", name);
    for (int i = 0; i < n; i++) {
        buf_c(b, i ? ",{\"reden\":" : "{\"reden\":");
        buf_json(b, str_from(list[i].reason));
        buf_printf(b, ",\"aantal\":%lld,\"voorbeelden\":[", (long long)list[i].count);
        for (int k = 0; k < list[i].n_examples; k++) {
            if (k)
                buf_byte(b, ',');
            buf_json(b, str_from(list[i].examples[k]));
        }
        buf_c(b, "]}");
    }
    buf_byte(b, ']');
}

void import_report_json(const struct import_report *r, struct buf *b)
{
    char begin[21], end[21];
    timestamp_format(r->begin_ms, begin);
    timestamp_format(r->eind_ms, end);
    buf_c(b, "{\"dataset\":");
    buf_json(b, str_from(r->dataset));
    buf_c(b, ",\"bestanden\":");
    buf_json(b, str_from(r->bestanden));
    buf_c(b, ",\"peildatum\":");
    buf_json(b, r->peildatum[0] ? str_from(r->peildatum) : (struct str){0});
    buf_printf(
        b,
        ",\"begin\":\"%s\",\"eind\":\"%s\",\"proef\":%s,\"generatie\":%lld,\"gelezen\":%lld,\"geaccepteerd\":%lld,"
        "\"afgewezen\":%lld,\"aantallen\":{",
        begin, end, r->dry_run ? "true" : "false", (long long)r->generatie, (long long)r->gelezen,
        (long long)r->geaccepteerd, (long long)r->afgewezen);
    for (int i = 0; i < r->n_counts; i++) {
        if (i)
            buf_byte(b, ',');
        buf_json(b, str_from(r->counts[i].name));
        buf_printf(b, ":%lld", (long long)r->counts[i].count);
    }
    buf_c(b, "},\"locatiesoort\":{");
    for (int i = 0; i < LOCATIE_SOORTEN; i++) {
        if (i)
            buf_byte(b, ',');
        buf_json(b, str_from(locatie_soort_name[i]));
        buf_printf(b, ":%lld", (long long)r->per_soort[i]);
    }
    buf_c(b, "},\"locatiekwaliteit\":{");
    for (int i = 0; i < MATCH_SOORTEN; i++) {
        if (i)
            buf_byte(b, ',');
        buf_json(b, str_from(locatie_match_name[i]));
        buf_printf(b, ":%lld", (long long)r->per_match[i]);
    }
    buf_byte(b, '}');
    json_reasons(r->reasons, r->n_reasons, "afgewezenRedenen", b);
    json_reasons(r->warnings, r->n_warnings, "opmerkingen", b);
    buf_c(b, "}\n");
}

static void no_blocks(void *ctx, const char *laag, const char *reden)
{
    import_warn(ctx, laag, "Een kaartlaag heeft geen tegelblokken en wordt trager getekend, uit de tabel. %s", reden);
}

bool import_commit(struct load **load, const struct import_options *o, struct import_report *r, struct err *err)
{
    struct load *l = *load;
    struct buf json;
    *load = NULL;
    if (o->dry_run) {
        load_abort(l);
        r->eind_ms = clock_now_ms(o->clock);
        return true;
    }
    if (o->catalog && !load_blocks(l, o->catalog, no_blocks, r, err)) {
        load_abort(l);
        return false;
    }
    r->eind_ms = clock_now_ms(o->clock);
    buf_init(&json, 4 << 20);
    import_report_json(r, &json);
    struct load_summary s = {.dataset = r->dataset,
                             .bestanden = r->bestanden,
                             .peildatum = r->peildatum[0] ? r->peildatum : NULL,
                             .begin_ms = r->begin_ms,
                             .gelezen = r->gelezen,
                             .geaccepteerd = r->geaccepteerd,
                             .afgewezen = r->afgewezen,
                             .rapport_json = buf_view(&json)};
    bool ok = load_commit(l, &s, &r->generatie, err);
    buf_done(&json);
    return ok;
}

void import_progress_init(struct import_progress *p, const char *name, FILE *f)
{
    *p = (struct import_progress){.f = f, .name = name, .start_ns = clock_ticks_ns()};
}

void import_progress_step(struct import_progress *p, int64_t rows, double fraction)
{
    if (!p->f)
        return;
    int64_t now = clock_ticks_ns();
    if (now - p->last_ns < 100000000)
        return;
    p->last_ns = now;
    p->shown = true;
    double seconds = (double)(now - p->start_ns) / 1e9;
    char count[32], rate[32];
    fprintf(p->f, "\r\033[K%s  %s rijen  %s rijen/s", p->name, grouped(rows, count),
            grouped(seconds > 0 ? (int64_t)((double)rows / seconds) : 0, rate));
    if (fraction > 0.01 && fraction <= 1) {
        int left = (int)(seconds / fraction - seconds);
        fprintf(p->f, "  %d%%  nog %d:%02d", (int)(fraction * 100), left / 60, left % 60);
    }
    fflush(p->f);
}

void import_progress_done(struct import_progress *p)
{
    if (p->f && p->shown) {
        fputs("\r\033[K", p->f);
        fflush(p->f);
    }
}
