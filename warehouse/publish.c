/* The frozen release: the declared cube, linted, protected, written once (privacy.md §§2-3). */
#include "warehouse/beschermd_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <math.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PUBLISH_MAX_QUARTERS = 12, CLASSES = 5, RULE4_MEAN = 10 };
enum niveau { GEMEENTE, WIJK, BUURT, NIVEAUS };
static const char *const niveau_name[NIVEAUS] = {"gemeente", "wijk", "buurt"};
static const char DATASET[] = "sociaal", MAAT[] = "clienten";

struct region {
    char code[16], wijk[16], gemeente[16];
    char canon[16]; /* the id that structurally equal regions share */
    int64_t inwoners;
    bool delivered; /* its gemeente occurs in the delivery */
};
struct regions {
    struct region *p;
    size_t n;
};
struct cell {
    enum niveau niveau;
    const struct region *region;
    int categorie; /* 0 totaal, k: beschermd_voorziening[k-1] */
    int64_t n, pub;
    uint8_t clients[SHA256_DIGEST_SIZE]; /* of the sorted client numbers */
    double per1000;
    int klasse;
};
struct publication {
    sqlite3 *store, *magazijn, *release;
    unsigned char key[SDC_KEY_BYTES];
    struct regions regions[NIVEAUS];
    struct cell *cells;
    size_t n_cells, cap_cells;
    int64_t sum[NIVEAUS][2], count[NIVEAUS][2]; /* for rule 4: [][0] totaal, [][1] voorziening */
    char peildatum[11], temp[PATH_MAX], path[PATH_MAX], folder[PATH_MAX];
    struct publish_report *report;
};

static bool refuse(struct publication *p, struct err *err, int rule, const char *text)
{
    snprintf(p->report->weigering, sizeof p->report->weigering, "regel %d: %s", rule, text);
    char locator[16];
    snprintf(locator, sizeof locator, "regel %d", rule);
    return err_set(err, ERR_INVALID, locator, "Publicatie geweigerd door regel %d: %s Er is niets gepubliceerd.", rule,
                   text);
}

static bool db_fail(sqlite3 *db, const char *what, struct err *err)
{
    return err_set(err, ERR_STORAGE, what, "%s gaf een fout: %s.", what, db ? sqlite3_errmsg(db) : "geen geheugen");
}

static void column_copy(sqlite3_stmt *st, int i, char *dst, size_t size)
{
    const char *s = (const char *)sqlite3_column_text(st, i);
    snprintf(dst, size, "%s", s ? s : "");
}

/* ---- regions ---- */

static int region_cmp(const void *a, const void *b)
{
    return strcmp(((const struct region *)a)->code, ((const struct region *)b)->code);
}

static bool regions_read(struct publication *p, enum niveau niveau, int64_t jaar, struct err *err)
{
    static const char *const sql[NIVEAUS] = {
        "SELECT code, '', code, coalesce(inwoners,-1) FROM gemeente WHERE jaar=?1 ORDER BY code",
        "SELECT code, code, coalesce(gemeente_code,''), coalesce(inwoners,-1) FROM wijk WHERE jaar=?1 ORDER BY code",
        "SELECT code, coalesce(wijk_code,''), coalesce(gemeente_code,''), coalesce(inwoners,-1) FROM buurt WHERE "
        "jaar=?1 "
        "ORDER BY code"};
    struct regions *r = &p->regions[niveau];
    sqlite3_stmt *st = NULL;
    if (sqlite3_prepare_v2(p->magazijn, sql[niveau], -1, &st, NULL) != SQLITE_OK)
        return db_fail(p->magazijn, "magazijn.sqlite", err);
    sqlite3_bind_int64(st, 1, jaar);
    size_t cap = 0;
    int rc;
    while ((rc = sqlite3_step(st)) == SQLITE_ROW) {
        if (r->n == cap) {
            cap = cap ? cap * 2 : 64;
            struct region *more = realloc(r->p, cap * sizeof *more);
            if (!more) {
                sqlite3_finalize(st);
                return err_set(err, ERR_MEMORY, NULL, "Er is geen geheugen meer.");
            }
            r->p = more;
        }
        struct region *g = &r->p[r->n++];
        memset(g, 0, sizeof *g);
        column_copy(st, 0, g->code, sizeof g->code);
        column_copy(st, 1, g->wijk, sizeof g->wijk);
        column_copy(st, 2, g->gemeente, sizeof g->gemeente);
        memcpy(g->canon, g->code, sizeof g->canon);
        g->inwoners = sqlite3_column_int64(st, 3);
    }
    sqlite3_finalize(st);
    if (rc != SQLITE_DONE)
        return db_fail(p->magazijn, "magazijn.sqlite", err);
    qsort(r->p, r->n, sizeof *r->p, region_cmp);
    return true;
}

/* Rule 2: a region with one child only is that child. Children under 100 inhabitants are never shown, so a region with
 * one other child counts as one with a single child: both share the child's id, and with it one rounding point. */
static void regions_canon(struct publication *p, enum niveau niveau)
{
    struct regions *children = &p->regions[niveau + 1];
    for (size_t i = 0; i < p->regions[niveau].n; i++) {
        struct region *g = &p->regions[niveau].p[i];
        const struct region *only = NULL;
        int n = 0, all = 0;
        const struct region *any = NULL;
        for (size_t k = 0; k < children->n; k++) {
            const struct region *c = &children->p[k];
            if (strcmp(niveau == GEMEENTE ? c->gemeente : c->wijk, g->code) != 0)
                continue;
            all++;
            any = c;
            if (c->inwoners >= SDC_MIN_INWONERS) {
                n++;
                only = c;
            }
        }
        if (all == 1)
            memcpy(g->canon, any->canon, sizeof g->canon);
        else if (n == 1)
            memcpy(g->canon, only->canon, sizeof g->canon);
    }
}

static bool regions_load(struct publication *p, struct err *err)
{
    sqlite3_stmt *st = NULL;
    int64_t jaar[NIVEAUS] = {0};
    if (sqlite3_prepare_v2(p->magazijn,
                           "SELECT (SELECT max(jaar) FROM gemeente),(SELECT max(jaar) FROM wijk),"
                           "(SELECT max(jaar) FROM buurt)",
                           -1, &st, NULL) != SQLITE_OK)
        return db_fail(p->magazijn, "magazijn.sqlite", err);
    if (sqlite3_step(st) == SQLITE_ROW)
        for (int i = 0; i < NIVEAUS; i++)
            jaar[i] = sqlite3_column_int64(st, i);
    sqlite3_finalize(st);
    if (!jaar[BUURT])
        return err_set(err, ERR_NOT_FOUND, "buurt",
                       "Er staan nog geen buurten in het magazijn; importeer eerst de gebieden.");
    if (jaar[GEMEENTE] != jaar[BUURT] || jaar[WIJK] != jaar[BUURT])
        return refuse(
            p, err, 3,
            "gemeente, wijk en buurt hebben grenzen van verschillende jaren; importeer de gebieden van één jaar.");
    for (int i = 0; i < NIVEAUS; i++)
        if (!regions_read(p, (enum niveau)i, jaar[BUURT], err))
            return false;
    regions_canon(p, WIJK);
    regions_canon(p, GEMEENTE);
    return true;
}

/* ---- the store ---- */

static bool delivery_read(struct publication *p, struct err *err)
{
    sqlite3_stmt *st = NULL;
    if (sqlite3_prepare_v2(p->store, "SELECT peildatum FROM levering", -1, &st, NULL) != SQLITE_OK)
        return err_set(err, ERR_NOT_FOUND, "sociaal", "Er is nog geen levering sociaal geïmporteerd.");
    bool found = sqlite3_step(st) == SQLITE_ROW;
    if (found)
        column_copy(st, 0, p->peildatum, sizeof p->peildatum);
    sqlite3_finalize(st);
    return found || err_set(err, ERR_NOT_FOUND, "sociaal", "Er is nog geen levering sociaal geïmporteerd.");
}

static int64_t one_number(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *st = NULL;
    int64_t v = -1;
    if (sqlite3_prepare_v2(db, sql, -1, &st, NULL) == SQLITE_OK && sqlite3_step(st) == SQLITE_ROW)
        v = sqlite3_column_int64(st, 0);
    sqlite3_finalize(st);
    return v;
}

/* Rule 1: the cube is the one declared, one category per record, at most two classifications per region. */
static bool rule_1(struct publication *p, struct err *err)
{
    for (int i = 0; i < BESCHERMD_VOORZIENINGEN; i++)
        for (int k = 0; k < i; k++)
            if (strcmp(beschermd_voorziening[i], beschermd_voorziening[k]) == 0)
                return refuse(p, err, 1, "een categorie staat twee keer in de indeling.");
    if (one_number(p->store, "SELECT count(*) FROM cel_def") != 2 * (1 + BESCHERMD_VOORZIENINGEN) + 1 ||
        one_number(p->store, "SELECT count(*) FROM cel_def WHERE dataset<>'sociaal' OR maat<>'clienten' OR "
                             "niveau NOT IN('gemeente','wijk','buurt') OR niveau='buurt' AND categorie<>'totaal'") != 0)
        return refuse(p, err, 1, "de opslag declareert andere cellen dan de vaste kubus (cel_def).");
    if (one_number(p->store, "SELECT count(*) FROM rij WHERE voorziening NOT IN "
                             "(SELECT categorie FROM cel_def WHERE categorie<>'totaal')") != 0)
        return refuse(p, err, 1, "een rij heeft een voorziening die niet in de kubus is gedeclareerd.");
    if (one_number(p->store, "SELECT count(*) FROM rij WHERE leeftijdsklasse<>'' OR geslacht<>''") != 0)
        return refuse(p, err, 1, "een rij heeft een indeling die niet in de kubus is gedeclareerd.");
    return true;
}

/* Rule 3: every buurt of the delivery exists in the boundaries of now. Makes the map from buurt to wijk and gemeente.
 */
static bool areas_attach(struct publication *p, struct err *err)
{
    if (!beschermd_exec(p->store,
                        "CREATE TEMP TABLE gebied(buurt TEXT PRIMARY KEY, wijk TEXT, gemeente TEXT) WITHOUT ROWID;"
                        "CREATE INDEX temp.gebied_wijk ON gebied(wijk)",
                        err))
        return false;
    sqlite3_stmt *st = NULL;
    bool ok = sqlite3_prepare_v2(p->store, "INSERT INTO temp.gebied VALUES(?1,?2,?3)", -1, &st, NULL) == SQLITE_OK;
    for (size_t i = 0; ok && i < p->regions[BUURT].n; i++) {
        const struct region *b = &p->regions[BUURT].p[i];
        sqlite3_bind_text(st, 1, b->code, -1, SQLITE_STATIC);
        sqlite3_bind_text(st, 2, b->wijk, -1, SQLITE_STATIC);
        sqlite3_bind_text(st, 3, b->gemeente, -1, SQLITE_STATIC);
        ok = sqlite3_step(st) == SQLITE_DONE;
        sqlite3_reset(st);
    }
    sqlite3_finalize(st);
    if (!ok)
        return beschermd_fail(p->store, err);
    if (one_number(p->store, "SELECT count(*) FROM rij WHERE buurt<>'onbekend' AND buurt NOT IN (SELECT buurt FROM "
                             "temp.gebied)") != 0)
        return refuse(p, err, 3, "de levering is op andere grenzen geplaatst dan de huidige; importeer haar opnieuw.");
    /* The gemeenten that the delivery is about; rows without a buurt belong to it when there is only one. */
    if (sqlite3_prepare_v2(p->store, "SELECT DISTINCT g.gemeente FROM rij r JOIN temp.gebied g ON g.buurt=r.buurt", -1,
                           &st, NULL) != SQLITE_OK)
        return beschermd_fail(p->store, err);
    int n = 0;
    char only[16] = "";
    while (sqlite3_step(st) == SQLITE_ROW) {
        column_copy(st, 0, only, sizeof only);
        n++;
        for (int v = 0; v < NIVEAUS; v++)
            for (size_t i = 0; i < p->regions[v].n; i++)
                if (strcmp(p->regions[v].p[i].gemeente, only) == 0)
                    p->regions[v].p[i].delivered = true;
    }
    sqlite3_finalize(st);
    if (n == 1) {
        ok = sqlite3_prepare_v2(p->store, "INSERT INTO temp.gebied VALUES('onbekend','',?1)", -1, &st, NULL) ==
             SQLITE_OK;
        if (ok) {
            sqlite3_bind_text(st, 1, only, -1, SQLITE_STATIC);
            ok = sqlite3_step(st) == SQLITE_DONE;
        }
        sqlite3_finalize(st);
    }
    return ok || beschermd_fail(p->store, err);
}

/* ---- cells ---- */

static struct cell *cell_new(struct publication *p)
{
    if (p->n_cells == p->cap_cells) {
        size_t cap = p->cap_cells ? p->cap_cells * 2 : 1024;
        struct cell *more = realloc(p->cells, cap * sizeof *more);
        if (!more)
            return NULL;
        p->cells = more;
        p->cap_cells = cap;
    }
    struct cell *c = &p->cells[p->n_cells++];
    memset(c, 0, sizeof *c);
    return c;
}

/* All regions of the level with n = 0, in the order of the regions. */
static bool cells_make(struct publication *p, enum niveau niveau, int categorie, size_t *first, struct err *err)
{
    *first = p->n_cells;
    for (size_t i = 0; i < p->regions[niveau].n; i++) {
        if (!p->regions[niveau].p[i].delivered)
            continue;
        struct cell *c = cell_new(p);
        if (!c)
            return err_set(err, ERR_MEMORY, NULL, "Er is geen geheugen meer.");
        c->niveau = niveau;
        c->region = &p->regions[niveau].p[i];
        c->categorie = categorie;
    }
    return true;
}

static struct cell *cell_find(struct publication *p, size_t first, const char *code)
{
    size_t lo = first, hi = p->n_cells;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        int c = strcmp(p->cells[mid].region->code, code);
        if (c == 0)
            return &p->cells[mid];
        if (c < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return NULL;
}

/* Counts distinct persons per region, and the digest of who they are (for rule 2). */
static bool cells_count(struct publication *p, enum niveau niveau, int categorie, int quarter, struct err *err)
{
    size_t first;
    if (!cells_make(p, niveau, categorie, &first, err))
        return false;
    char sql[400];
    snprintf(
        sql, sizeof sql,
        "SELECT DISTINCT g.%s, r.persoon FROM rij r JOIN temp.gebied g ON g.buurt=r.buurt WHERE r.kwartaal_begin<=?1 "
        "AND r.kwartaal_eind>=?1 AND (?2='' OR r.voorziening=?2) ORDER BY 1, 2",
        niveau_name[niveau]);
    sqlite3_stmt *st = NULL;
    if (sqlite3_prepare_v2(p->store, sql, -1, &st, NULL) != SQLITE_OK)
        return beschermd_fail(p->store, err);
    sqlite3_bind_int(st, 1, quarter);
    sqlite3_bind_text(st, 2, categorie ? beschermd_voorziening[categorie - 1] : "", -1, SQLITE_STATIC);
    struct sha256_ctx h;
    struct cell *at = NULL;
    int rc;
    while ((rc = sqlite3_step(st)) == SQLITE_ROW) {
        const char *code = (const char *)sqlite3_column_text(st, 0);
        if (!at || strcmp(at->region->code, code) != 0) {
            if (at)
                sha256_digest(&h, sizeof at->clients, at->clients);
            at = cell_find(p, first, code);
            if (!at)
                continue; /* a row without wijk: counts at gemeente level only */
            sha256_init(&h);
        }
        int64_t persoon = sqlite3_column_int64(st, 1);
        sha256_update(&h, sizeof persoon, (const uint8_t *)&persoon);
        at->n++;
    }
    if (at)
        sha256_digest(&h, sizeof at->clients, at->clients);
    sqlite3_finalize(st);
    return rc == SQLITE_DONE || beschermd_fail(p->store, err);
}

static bool cell_same_id(const struct cell *a, const struct cell *b)
{
    return a->categorie == b->categorie && strcmp(a->region->canon, b->region->canon) == 0;
}

static int cell_cmp_clients(const void *a, const void *b)
{
    const struct cell *x = *(const struct cell *const *)a, *y = *(const struct cell *const *)b;
    return memcmp(x->clients, y->clients, sizeof x->clients);
}

/* Rule 2: no two shown cells with the same clients under different ids: they would be two looks at one number. */
static bool rule_2(struct publication *p, struct err *err)
{
    const struct cell **shown = malloc((p->n_cells + 1) * sizeof(struct cell *));
    if (!shown)
        return err_set(err, ERR_MEMORY, NULL, "Er is geen geheugen meer.");
    size_t n = 0;
    for (size_t i = 0; i < p->n_cells; i++)
        if (p->cells[i].pub >= 0)
            shown[n++] = &p->cells[i];
    qsort(shown, n, sizeof *shown, cell_cmp_clients);
    const struct cell *a = NULL, *b = NULL;
    for (size_t i = 0, k = 0; i < n && !a; i++) {
        if (memcmp(shown[i]->clients, shown[k]->clients, sizeof shown[i]->clients) != 0)
            k = i;
        else if (!cell_same_id(shown[i], shown[k])) {
            a = shown[k];
            b = shown[i];
        }
    }
    bool ok = true;
    if (a) {
        char text[200];
        snprintf(text, sizeof text,
                 "%s %s en %s %s tellen dezelfde personen onder verschillende namen; voeg die gebieden of categorieën "
                 "samen.",
                 niveau_name[a->niveau], a->region->code, niveau_name[b->niveau], b->region->code);
        ok = refuse(p, err, 2, text);
    }
    free(shown);
    return ok;
}

static int double_cmp(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static bool insert_cell(sqlite3_stmt *st, const struct cell *c, const char *periode)
{
    sqlite3_bind_text(st, 1, niveau_name[c->niveau], -1, SQLITE_STATIC);
    sqlite3_bind_text(st, 2, c->region->code, -1, SQLITE_STATIC);
    sqlite3_bind_text(st, 3, c->categorie ? beschermd_voorziening[c->categorie - 1] : "totaal", -1, SQLITE_STATIC);
    sqlite3_bind_text(st, 4, periode, -1, SQLITE_STATIC);
    if (c->pub >= 0) {
        sqlite3_bind_int64(st, 5, c->pub);
        sqlite3_bind_double(st, 6, c->per1000);
        sqlite3_bind_int(st, 7, c->klasse);
    } else {
        for (int i = 5; i <= 7; i++)
            sqlite3_bind_null(st, i);
    }
    bool ok = sqlite3_step(st) == SQLITE_DONE;
    sqlite3_reset(st);
    return ok;
}

/* Quintile breaks of the shown rates; equal breaks fall together, so few or equal values give fewer classes. */
static bool table_classify(struct publication *p, struct cell *c, size_t n, const char *periode, struct err *err)
{
    double *v = malloc((n + 1) * sizeof *v);
    if (!v)
        return err_set(err, ERR_MEMORY, NULL, "Er is geen geheugen meer.");
    size_t m = 0;
    for (size_t i = 0; i < n; i++)
        if (c[i].pub >= 0)
            v[m++] = c[i].per1000;
    qsort(v, m, sizeof *v, double_cmp);
    double from[CLASSES];
    int classes = 0;
    for (int k = 0; m > 0 && k < CLASSES; k++) {
        double b = v[(size_t)k * m / CLASSES];
        if (classes == 0 || b > from[classes - 1])
            from[classes++] = b;
    }
    double last = m ? v[m - 1] : 0;
    free(v);
    for (size_t i = 0; i < n; i++)
        for (int k = 0; c[i].pub >= 0 && k < classes && c[i].per1000 >= from[k]; k++)
            c[i].klasse = k + 1;
    sqlite3_stmt *st = NULL;
    bool ok =
        sqlite3_prepare_v2(p->release, "INSERT INTO klassegrens VALUES(?1,?2,?3,?4,?5,?6)", -1, &st, NULL) == SQLITE_OK;
    for (int k = 0; ok && k < classes; k++) {
        sqlite3_bind_text(st, 1, niveau_name[c->niveau], -1, SQLITE_STATIC);
        sqlite3_bind_text(st, 2, c->categorie ? beschermd_voorziening[c->categorie - 1] : "totaal", -1, SQLITE_STATIC);
        sqlite3_bind_text(st, 3, periode, -1, SQLITE_STATIC);
        sqlite3_bind_int(st, 4, k + 1);
        sqlite3_bind_double(st, 5, from[k]);
        sqlite3_bind_double(st, 6, k + 1 < classes ? from[k + 1] : last);
        ok = sqlite3_step(st) == SQLITE_DONE;
        sqlite3_reset(st);
    }
    sqlite3_finalize(st);
    return ok || db_fail(p->release, "publicatie/sociaal.sqlite", err);
}

static bool period_compute(struct publication *p, int quarter, const char *periode, struct err *err)
{
    p->n_cells = 0;
    for (int v = 0; v < NIVEAUS; v++)
        for (int k = 0; k <= (v == BUURT ? 0 : BESCHERMD_VOORZIENINGEN); k++)
            if (!cells_count(p, (enum niveau)v, k, quarter, err))
                return false;
    for (size_t i = 0; i < p->n_cells; i++) {
        struct cell *c = &p->cells[i];
        const char *cat = c->categorie ? beschermd_voorziening[c->categorie - 1] : "totaal";
        c->pub = sdc_protect(p->key, DATASET, MAAT, c->region->canon, cat, c->n, c->region->inwoners);
        if (c->pub >= 0)
            c->per1000 = round(10000.0 * (double)c->pub / (double)c->region->inwoners) / 10;
        p->report->cellen++;
        *(c->pub >= 0 ? &p->report->getoond : &p->report->niet_getoond) += 1;
        if (c->region->inwoners >= SDC_MIN_INWONERS) { /* smaller ones are no part of the table */
            p->sum[c->niveau][c->categorie > 0] += c->n;
            p->count[c->niveau][c->categorie > 0]++;
        }
    }
    if (!rule_2(p, err))
        return false;
    for (size_t i = 0, k; i < p->n_cells; i = k) {
        for (k = i; k < p->n_cells && p->cells[k].niveau == p->cells[i].niveau &&
                    p->cells[k].categorie == p->cells[i].categorie;)
            k++;
        if (!table_classify(p, &p->cells[i], k - i, periode, err))
            return false;
    }
    sqlite3_stmt *st = NULL;
    bool ok =
        sqlite3_prepare_v2(p->release, "INSERT INTO cel VALUES(?1,?2,?3,?4,?5,?6,?7)", -1, &st, NULL) == SQLITE_OK;
    for (size_t i = 0; ok && i < p->n_cells; i++)
        ok = insert_cell(st, &p->cells[i], periode);
    sqlite3_finalize(st);
    return ok || db_fail(p->release, "publicatie/sociaal.sqlite", err);
}

static bool rule_4(struct publication *p, struct err *err)
{
    for (int v = 0; v < NIVEAUS; v++)
        for (int k = 0; k < 2; k++)
            if (p->count[v][k] && p->sum[v][k] < RULE4_MEAN * p->count[v][k]) {
                char text[200];
                snprintf(text, sizeof text,
                         "de cellen van %s bij %s zijn gemiddeld kleiner dan 10 personen; de tabel is het risico niet "
                         "waard.",
                         k ? "voorziening" : "totaal", niveau_name[v]);
                return refuse(p, err, 4, text);
            }
    return true;
}

/* ---- the release file ---- */

static bool release_create(struct publication *p, bool dry_run, struct err *err)
{
    const char *path = ":memory:";
    if (!dry_run) {
        if (mkdir(p->folder, 0755) != 0 && errno != EEXIST)
            return err_set(err, ERR_STORAGE, "publicatie", "De map publicatie is niet te maken: %s.", strerror(errno));
        unlink(p->temp); /* left by one that was killed; the store's lock says nobody else is at work */
        int fd = open(p->temp, O_CREAT | O_EXCL | O_RDWR | O_NOFOLLOW | O_CLOEXEC, 0600);
        if (fd < 0)
            return err_set(err, ERR_STORAGE, "publicatie", "Het publicatiebestand is niet te maken: %s.",
                           strerror(errno));
        close(fd);
        path = p->temp;
    }
    if (sqlite3_open_v2(path, &p->release, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) != SQLITE_OK ||
        sqlite3_exec(
            p->release,
            "PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF; BEGIN;"
            "CREATE TABLE release(release TEXT, peildatum TEXT, dataset TEXT, tijdstip TEXT);"
            "CREATE TABLE cel(niveau TEXT, gebied TEXT, categorie TEXT, periode TEXT, waarde INTEGER NULL,"
            " per1000 REAL NULL, klasse INTEGER NULL, PRIMARY KEY(niveau, categorie, periode, gebied)) WITHOUT ROWID;"
            "CREATE TABLE klassegrens(niveau TEXT, categorie TEXT, periode TEXT, klasse INTEGER, van REAL, tot REAL,"
            " PRIMARY KEY(niveau, categorie, periode, klasse)) WITHOUT ROWID;"
            "CREATE TABLE gebied(niveau TEXT, code TEXT, inwoners INTEGER, PRIMARY KEY(niveau, code)) WITHOUT ROWID",
            NULL, NULL, NULL) != SQLITE_OK)
        return db_fail(p->release, "publicatie/sociaal.sqlite", err);
    return true;
}

/* What is published is copied as it is; *last gets its newest quarter, or -1. */
static bool release_copy(struct publication *p, int *last, struct err *err)
{
    static const char *const copy[][2] = {
        {"SELECT niveau, gebied, categorie, periode, waarde, per1000, klasse FROM cel",
         "INSERT INTO cel VALUES(?,?,?,?,?,?,?)"},
        {"SELECT niveau, categorie, periode, klasse, van, tot FROM klassegrens",
         "INSERT INTO klassegrens VALUES(?,?,?,?,?,?)"}};
    *last = -1;
    if (access(p->path, F_OK) != 0)
        return true;
    sqlite3 *old = NULL;
    bool ok = sqlite3_open_v2(p->path, &old, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOFOLLOW, NULL) == SQLITE_OK;
    for (size_t t = 0; ok && t < 2; t++) {
        sqlite3_stmt *from = NULL, *to = NULL;
        ok = sqlite3_prepare_v2(old, copy[t][0], -1, &from, NULL) == SQLITE_OK &&
             sqlite3_prepare_v2(p->release, copy[t][1], -1, &to, NULL) == SQLITE_OK;
        int rc = SQLITE_DONE;
        while (ok && (rc = sqlite3_step(from)) == SQLITE_ROW) {
            for (int i = 0; i < sqlite3_column_count(from); i++)
                sqlite3_bind_value(to, i + 1, sqlite3_column_value(from, i));
            ok = sqlite3_step(to) == SQLITE_DONE;
            sqlite3_reset(to);
        }
        ok = ok && rc == SQLITE_DONE;
        sqlite3_finalize(from);
        sqlite3_finalize(to);
    }
    sqlite3_stmt *st = NULL;
    int jaar, kwartaal;
    if (ok && sqlite3_prepare_v2(old, "SELECT max(periode) FROM cel", -1, &st, NULL) == SQLITE_OK &&
        sqlite3_step(st) == SQLITE_ROW && sqlite3_column_text(st, 0) &&
        sscanf((const char *)sqlite3_column_text(st, 0), "%dK%d", &jaar, &kwartaal) == 2)
        *last = jaar * 4 + kwartaal - 1;
    sqlite3_finalize(st);
    sqlite3_close(old);
    return ok || err_set(err, ERR_STORAGE, "publicatie/sociaal.sqlite",
                         "De bestaande publicatie is niet te lezen; zet haar terug uit de reservekopie.");
}

static bool release_finish(struct publication *p, struct clock clock, bool dry_run, struct err *err)
{
    sqlite3_stmt *st = NULL;
    char now[21];
    timestamp_format(clock_now_ms(clock), now);
    bool ok =
        sqlite3_prepare_v2(p->release, "INSERT INTO release VALUES(?1,?2,'sociaal',?3)", -1, &st, NULL) == SQLITE_OK;
    if (ok) {
        sqlite3_bind_text(st, 1, p->report->release, -1, SQLITE_STATIC);
        sqlite3_bind_text(st, 2, p->peildatum, -1, SQLITE_STATIC);
        sqlite3_bind_text(st, 3, now, -1, SQLITE_STATIC);
        ok = sqlite3_step(st) == SQLITE_DONE;
    }
    sqlite3_finalize(st);
    st = NULL;
    ok = ok && sqlite3_prepare_v2(p->release, "INSERT INTO gebied VALUES(?1,?2,?3)", -1, &st, NULL) == SQLITE_OK;
    for (int v = 0; ok && v < NIVEAUS; v++)
        for (size_t i = 0; ok && i < p->regions[v].n; i++) {
            const struct region *g = &p->regions[v].p[i];
            if (!g->delivered)
                continue;
            sqlite3_bind_text(st, 1, niveau_name[v], -1, SQLITE_STATIC);
            sqlite3_bind_text(st, 2, g->code, -1, SQLITE_STATIC);
            if (g->inwoners >= 0)
                sqlite3_bind_int64(st, 3, g->inwoners);
            else
                sqlite3_bind_null(st, 3);
            ok = sqlite3_step(st) == SQLITE_DONE;
            sqlite3_reset(st);
        }
    sqlite3_finalize(st);
    ok = ok && sqlite3_exec(p->release, "COMMIT", NULL, NULL, NULL) == SQLITE_OK;
    if (!ok)
        return db_fail(p->release, "publicatie/sociaal.sqlite", err);
    sqlite3_close(p->release);
    p->release = NULL;
    if (dry_run)
        return true;
    int fd = open(p->temp, O_RDONLY | O_CLOEXEC), dir = open(p->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    ok = fd >= 0 && dir >= 0 && fchmod(fd, 0444) == 0 && fsync(fd) == 0 && rename(p->temp, p->path) == 0 &&
         fsync(dir) == 0;
    int fault = errno;
    if (fd >= 0)
        close(fd);
    if (dir >= 0)
        close(dir);
    return ok || err_set(err, ERR_STORAGE, "publicatie/sociaal.sqlite", "De publicatie is niet te schrijven: %s.",
                         strerror(fault));
}

static bool publish_run(struct publication *p, const char *dir, struct clock clock, bool dry_run, struct err *err)
{
    char path[PATH_MAX];
    if (snprintf(path, sizeof path, "%s/magazijn.sqlite", dir) >= PATH_MAX ||
        snprintf(p->folder, sizeof p->folder, "%s/publicatie", dir) >= PATH_MAX ||
        snprintf(p->path, sizeof p->path, "%s/publicatie/sociaal.sqlite", dir) >= PATH_MAX ||
        snprintf(p->temp, sizeof p->temp, "%s/publicatie/.sociaal.sqlite.nieuw", dir) >= PATH_MAX)
        return err_set(err, ERR_INVALID, "magazijn", "Het pad van de magazijnmap is te lang.");
    char beschermd[PATH_MAX];
    if (snprintf(beschermd, sizeof beschermd, "%s/beschermd", dir) < PATH_MAX && access(beschermd, F_OK) != 0)
        return err_set(err, ERR_NOT_FOUND, "sociaal", "Er is nog geen levering sociaal geïmporteerd.");
    if (!beschermd_open_db(dir, false, &p->store, err) || !beschermd_read_key(dir, false, p->key, err) ||
        !beschermd_exec(p->store, "BEGIN IMMEDIATE", err) || !delivery_read(p, err))
        return false;
    if (sqlite3_open_v2(path, &p->magazijn, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK)
        return db_fail(p->magazijn, "magazijn.sqlite", err);
    sqlite3_busy_timeout(p->magazijn, 5000);
    int year, month, day, last;
    if (!date_parse(str_from(p->peildatum), &year, &month, &day))
        return err_set(err, ERR_STORAGE, "sociaal", "De peildatum van de levering is onleesbaar.");
    int64_t peil = date_to_days(year, month, day);
    if (!regions_load(p, err) || !rule_1(p, err) || !areas_attach(p, err) || !release_create(p, dry_run, err) ||
        !release_copy(p, &last, err))
        return false;
    /* The newest quarter whose last day is on or before the peildatum. */
    int newest = year * 4 + (month - 1) / 3;
    int next_y = (newest + 1) / 4, next_q = (newest + 1) % 4;
    if (date_to_days(next_y, next_q * 3 + 1, 1) - 1 > peil)
        newest--;
    int first = newest - PUBLISH_MAX_QUARTERS + 1;
    if (last >= first)
        first = last + 1;
    if (first > newest)
        return true; /* nothing new: the release stays byte for byte */
    for (int q = first; q <= newest; q++) {
        char periode[8];
        quarter_format(q / 4, q % 4 * 3 + 1, periode);
        if (q == first)
            memcpy(p->report->periode_eerst, periode, sizeof periode);
        memcpy(p->report->periode_laatst, periode, sizeof periode);
        if (!period_compute(p, q, periode, err))
            return false;
    }
    if (!rule_4(p, err))
        return false;
    snprintf(p->report->release, sizeof p->report->release, "sociaal-%s", p->report->periode_laatst);
    return release_finish(p, clock, dry_run, err);
}

bool beschermd_publish(const char *dir, struct clock clock, bool dry_run, struct publish_report *out, struct err *err)
{
    struct publication *p = calloc(1, sizeof *p);
    if (!p)
        return err_set(err, ERR_MEMORY, NULL, "Er is geen geheugen meer.");
    memset(out, 0, sizeof *out);
    p->report = out;
    bool ok = publish_run(p, dir, clock, dry_run, err);
    bool made = p->release && !dry_run;
    sqlite3_close(p->release);
    if (made) /* not renamed: refused, failed, or nothing new */
        unlink(p->temp);
    sqlite3_close(p->magazijn);
    if (p->store)
        sqlite3_exec(p->store, "ROLLBACK", NULL, NULL, NULL);
    sqlite3_close(p->store);
    for (int v = 0; v < NIVEAUS; v++)
        free(p->regions[v].p);
    if (p->cells)
        explicit_bzero(p->cells, p->cap_cells * sizeof *p->cells);
    free(p->cells);
    explicit_bzero(p, sizeof *p);
    free(p);
    return ok;
}
