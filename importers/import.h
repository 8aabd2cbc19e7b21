/* What all importers share: their options, their report, and how they are listed (importers.def). */
#ifndef GM_IMPORTERS_IMPORT_H
#define GM_IMPORTERS_IMPORT_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "warehouse/catalog.h"
#include "warehouse/load.h"
#include "warehouse/locatiecode.h"

#include <stdio.h>

struct import_options {
    const char *magazijn; /* the warehouse folder */
    const char *profielen_dir;
    const char *profiel; /* --profiel NAAM or NULL: the importer's default, or recognised from the file */
    const char *const *files;
    size_t n_files;
    bool dry_run;                  /* do everything, then roll back */
    bool toevoegen;                /* add to what is there instead of replacing it */
    const char *doel;              /* --doel CODE (sociaal), or NULL */
    const char *peildatum;         /* --peildatum YYYY-MM-DD or NULL */
    int jaar;                      /* --jaar of the boundaries, 0: from the data */
    FILE *progress;                /* a terminal to show progress on, or NULL */
    const struct catalog *catalog; /* whose layers get tile blocks; NULL: none */
    struct clock clock;
};

enum { IMPORT_MAX_EXAMPLES = 20, IMPORT_MAX_REASONS = 64, IMPORT_MAX_COUNTS = 64 };

/* A reject reason with its count and first examples ("bestand.xml regel 120, pand 0221100000000001"). */
struct import_reason {
    char reason[200];
    int64_t count;
    char examples[IMPORT_MAX_EXAMPLES][160];
    int n_examples;
};
struct import_count { /* a count with a name, in the order of first use: "pand", "actueel pand", … */
    char name[64];
    int64_t count;
};
struct import_report {
    char dataset[16], bestanden[512], peildatum[11];
    int64_t begin_ms, eind_ms, gelezen, geaccepteerd, afgewezen, generatie; /* generatie 0: nothing was committed */
    int64_t per_soort[LOCATIE_SOORTEN], per_match[MATCH_SOORTEN];
    struct import_reason reasons[IMPORT_MAX_REASONS]; /* the last one gathers what is over the maximum */
    int n_reasons;
    struct import_reason warnings[IMPORT_MAX_REASONS]; /* accepted, but worth a word */
    int n_warnings;
    struct import_count counts[IMPORT_MAX_COUNTS];
    int n_counts;
    bool dry_run;
};

void import_report_init(struct import_report *r, const char *dataset, const struct import_options *o);
/* where: file, row and id; never a value of a personal column. fmt: the reason, the same text for the same fault. */
void import_reject(struct import_report *r, const char *where, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
void import_warn(struct import_report *r, const char *where, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
void import_count(struct import_report *r, const char *name, int64_t by);
void import_location(struct import_report *r, const struct locatie *l);
void import_report_print(const struct import_report *r, FILE *f);      /* Dutch, for people */
void import_report_json(const struct import_report *r, struct buf *b); /* for machines */

/* Ends an import: with o->dry_run it undoes it, else it commits it with the report in the log; *load is gone and NULL
 * afterwards, also on failure. Sets eind_ms and generatie. */
bool import_commit(struct load **load, const struct import_options *o, struct import_report *r,
                   struct err *err) MUST_CHECK;

/* Progress on a terminal: "bag  1.234.567 rijen  210.000 rijen/s  nog 0:12"; at most ten times a second. */
struct import_progress {
    FILE *f;
    const char *name;
    int64_t start_ns, last_ns;
    bool shown;
};
void import_progress_init(struct import_progress *p, const char *name, FILE *f);
/* fraction: 0..1 of the input, or < 0 when unknown. */
void import_progress_step(struct import_progress *p, int64_t rows, double fraction);
void import_progress_done(struct import_progress *p);

struct importer {
    const char *name;    /* "bag": geomagazijn import bag FILE… */
    const char *summary; /* one Dutch line */
    const char *help;    /* the rest of --help, with examples */
    /* One transaction; the report is filled also on failure. The caller prints it. */
    bool (*run)(const struct import_options *o, struct import_report *r, struct err *err);
};
#define IMPORTER(id) extern const struct importer importer_##id;
#include "importers/importers.def"
#undef IMPORTER

#endif
