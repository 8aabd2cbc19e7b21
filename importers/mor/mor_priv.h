/* What the readers of meldingen share: a reader fills a mor_record, mor_take does the rest. */
#ifndef GM_IMPORTERS_MOR_PRIV_H
#define GM_IMPORTERS_MOR_PRIV_H

#include "importers/import.h"
#include "importers/profile.h"
#include "warehouse/load.h"

struct mor_job {
    const struct import_options *o;
    struct import_report *r;
    struct arena *a;
    struct profile profile, categorieen;
    struct str bron;
    struct warehouse *w;
    struct load *load;
    struct locatie_resolver *resolver;
    bool has_gebieden;
    struct import_progress progress;
};

/* One melding as read; never its text, never its reporter. Borrowed until the next record. */
struct mor_record {
    struct str id, hoofdcategorie, categorie, status, dag, dag_afgehandeld;
    struct locatie_vraag place;
    bool point_first; /* the point is where it is; the address only what is nearest (Signalen) */
};
/* Checks, places and loads one; a reject is no error. */
bool mor_take(struct mor_job *j, const struct mor_record *rec, const char *where, struct err *err) MUST_CHECK;

bool mor_read_csv(struct mor_job *j, const char *path, struct err *err) MUST_CHECK;          /* soort csv */
bool mor_read_signalen_csv(struct mor_job *j, const char *path, struct err *err) MUST_CHECK; /* folder or signals.csv */
bool mor_read_json(struct mor_job *j, const char *path, bool geojson, struct err *err) MUST_CHECK;

#endif
