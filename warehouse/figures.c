#include "warehouse/figures.h"

#include "warehouse/warehouse_priv.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* ---- the release of protected figures: the only file about people that the server opens ---- */

/* Kept open between requests, and opened anew when publish has put another file in its place. */
struct release {
    sqlite3 *db;
    dev_t dev;
    ino_t ino;
    struct timespec changed;
};

static void release_free(void *p)
{
    struct release *r = p;
    if (r)
        sqlite3_close_v2(r->db);
    free(r);
}

/* *out NULL: nothing was published yet. */
static bool release_open(struct warehouse *w, sqlite3 **out, struct err *err)
{
    char path[4200], uri[4300];
    struct stat st;
    struct release *r = w->figures_state;
    *out = NULL;
    snprintf(path, sizeof path, "%s/publicatie/sociaal.sqlite", w->dir);
    if (stat(path, &st) != 0)
        return true;
    if (r && r->ino == st.st_ino && r->dev == st.st_dev && r->changed.tv_sec == st.st_mtim.tv_sec &&
        r->changed.tv_nsec == st.st_mtim.tv_nsec) {
        *out = r->db;
        return true;
    }
    release_free(r);
    w->figures_state = NULL;
    w->figures_state_free = release_free;
    r = calloc(1, sizeof *r);
    if (!r)
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    size_t n = (size_t)snprintf(uri, sizeof uri, "file:");
    for (const char *p = path; *p && n + 4 < sizeof uri; p++)
        n += (size_t)snprintf(uri + n, sizeof uri - n, *p == '?' || *p == '#' || *p == '%' ? "%%%02X" : "%c",
                              (unsigned char)*p);
    snprintf(uri + n, sizeof uri - n, "?mode=ro&immutable=1");
    if (sqlite3_open_v2(uri, &r->db, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK) {
        db_fail(r->db, err);
        release_free(r);
        return false;
    }
    *r = (struct release){r->db, st.st_dev, st.st_ino, st.st_mtim};
    w->figures_state = r;
    *out = r->db;
    return true;
}

/* ---- choices ---- */

static bool read_list(sqlite3 *db, const char *sql, struct arena *a, struct str **out, size_t *n, struct err *err)
{
    enum { MOST = 2000 };
    sqlite3_stmt *s;
    struct str *list = arena_array(a, MOST, sizeof *list);
    size_t count = 0;
    int code = SQLITE_DONE;
    if (!list)
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    if (!db_prepare(db, sql, &s, err))
        return false;
    while (count < MOST && (code = sqlite3_step(s)) == SQLITE_ROW)
        list[count++] = arena_str(a, db_text(s, 0));
    if (code != SQLITE_DONE && code != SQLITE_ROW)
        db_fail(db, err);
    sqlite3_finalize(s);
    if (code != SQLITE_DONE && code != SQLITE_ROW)
        return false;
    *out = list;
    *n = count;
    return true;
}

/* "hulp_bij_het_huishouden", "openbaar-groen-en-water" as a person reads it. */
static struct str title_of(struct arena *a, struct str id)
{
    char *text = arena_cstr(a, id);
    for (size_t i = 0; text && i < id.n; i++)
        if (text[i] == '_' || text[i] == '-')
            text[i] = ' ';
    if (text && text[0] >= 'a' && text[0] <= 'z')
        text[0] = (char)(text[0] - 32);
    return str_from(text);
}

/* Quarters that have ended by the last day of the data: a running one would seem to fall. */
#define QUARTER "substr(dag, 1, 4) || 'K' || ((cast(substr(dag, 6, 2) AS INTEGER) + 2) / 3)"

bool figure_choices(struct warehouse *w, const struct indicator *ind, struct arena *a,
                    struct figure_choice **categorieen, size_t *n_categorieen, struct str **perioden,
                    size_t *n_perioden, struct err *err)
{
    struct str *ids = NULL;
    size_t n = 0;
    sqlite3 *db = w->db;
    *n_perioden = 0;
    if (ind->soort == INDICATOR_BESCHERMD) {
        if (!release_open(w, &db, err))
            return false;
        if (db && (!read_list(db, "SELECT DISTINCT categorie FROM cel WHERE categorie <> 'totaal' ORDER BY 1", a, &ids,
                              &n, err) ||
                   !read_list(db, "SELECT DISTINCT periode FROM cel ORDER BY 1", a, perioden, n_perioden, err)))
            return false;
    } else if (ind->soort == INDICATOR_MELDING) {
        if (!read_list(db, "SELECT DISTINCT hoofdcategorie FROM melding WHERE hoofdcategorie IS NOT NULL ORDER BY 1", a,
                       &ids, &n, err) ||
            !read_list(db,
                       "SELECT DISTINCT " QUARTER " FROM melding WHERE dag IS NOT NULL AND " QUARTER
                       " < (SELECT substr(m, 1, 4) || 'K' || ((cast(substr(m, 6, 2) AS INTEGER) + 2) / 3) FROM "
                       "(SELECT date(max(dag), '+1 day') AS m FROM melding)) ORDER BY 1",
                       a, perioden, n_perioden, err))
            return false;
    } else {
        if (!read_list(db, "SELECT coalesce(max(peildatum), 'nu') FROM import_log WHERE dataset = 'bag'", a, perioden,
                       n_perioden, err))
            return false;
    }
    struct figure_choice *list = arena_array(a, n + 1, sizeof *list);
    if (!list)
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    list[0] = (struct figure_choice){STR("totaal"), STR("Totaal")};
    for (size_t i = 0; i < n; i++)
        list[i + 1] = (struct figure_choice){ids[i], title_of(a, ids[i])};
    *categorieen = list;
    *n_categorieen = n + 1;
    return true;
}

/* ---- values ---- */

static bool areas_read(struct warehouse *w, const char *niveau, struct arena *a, struct figure_table *t,
                       struct err *err)
{
    sqlite3_stmt *s;
    char sql[200];
    int64_t count;
    snprintf(sql, sizeof sql, "SELECT count(*) FROM %s WHERE jaar = (SELECT max(jaar) FROM %s)", niveau, niveau);
    if (!db_int(w->db, sql, 0, &count, err))
        return false;
    t->rows = arena_array(a, (size_t)count + 1, sizeof *t->rows);
    if (!t->rows)
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    snprintf(sql, sizeof sql,
             "SELECT code, naam, inwoners FROM %s WHERE jaar = (SELECT max(jaar) FROM %s) ORDER BY code", niveau,
             niveau);
    if (!db_prepare(w->db, sql, &s, err))
        return false;
    while (t->n < (size_t)count && sqlite3_step(s) == SQLITE_ROW) {
        struct figure *f = &t->rows[t->n++];
        f->code = arena_str(a, db_text(s, 0));
        f->naam = arena_str(a, db_text(s, 1));
        f->inwoners = sqlite3_column_type(s, 2) == SQLITE_NULL ? -1 : sqlite3_column_int64(s, 2);
    }
    sqlite3_finalize(s);
    return true;
}

static struct figure *area_find(struct figure_table *t, struct str code)
{
    size_t low = 0, high = t->n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int c = str_cmp(t->rows[middle].code, code);
        if (c == 0)
            return &t->rows[middle];
        if (c < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static double class_value(const struct figure *f, bool per_1000)
{
    return per_1000 ? f->per1000 : (double)f->waarde;
}

static bool has_class_value(const struct figure *f, bool per_1000)
{
    return f->shown && (!per_1000 || f->has_per1000);
}

static bool classify(struct figure_table *t, const struct indicator *ind, struct arena *a, struct err *err)
{
    const struct klassen_plan *plan = indicator_klassen(ind, t->niveau);
    double *values = arena_array(a, t->n + 1, sizeof *values);
    struct klassen made;
    size_t n = 0;
    if (!values)
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    for (size_t i = 0; i < t->n; i++)
        if (has_class_value(&t->rows[i], ind->per_1000))
            values[n++] = class_value(&t->rows[i], ind->per_1000);
    if (!klassen_make(plan, values, n, a, &made, err))
        return false;
    t->n_classes = made.n;
    t->open_ended = plan->methode == KLASSEN_VAST;
    memcpy(t->breaks, made.grens, sizeof made.grens);
    memcpy(t->in_class, made.aantal, sizeof made.aantal);
    for (size_t i = 0; i < t->n; i++)
        if (has_class_value(&t->rows[i], ind->per_1000))
            t->rows[i].klasse = klassen_of(&made, class_value(&t->rows[i], ind->per_1000));
    return true;
}

static void set_rate(struct figure *f)
{
    f->has_per1000 = f->shown && f->inwoners > 0;
    if (f->has_per1000)
        f->per1000 = round(10000.0 * (double)f->waarde / (double)f->inwoners) / 10;
}

/* Exact counts: of meldingen of class object, or of addresses; every area has one, if only 0. */
static bool counts_read(struct warehouse *w, const struct indicator *ind, const char *niveau, struct figure_table *t,
                        struct arena *a, struct err *err)
{
    sqlite3_stmt *s;
    char sql[600];
    bool melding = ind->soort == INDICATOR_MELDING;
    if (melding)
        snprintf(sql, sizeof sql,
                 "SELECT %s_code, count(*) FROM melding WHERE %s_code IS NOT NULL AND " QUARTER
                 " = ?1 AND (?2 = 'totaal' OR hoofdcategorie = ?2) GROUP BY 1",
                 niveau, niveau);
    else
        snprintf(sql, sizeof sql,
                 "SELECT %s_code, count(*) FROM adres WHERE hoofdadres = 1 AND %s_code IS NOT NULL GROUP BY 1", niveau,
                 niveau);
    if (!db_prepare(w->db, sql, &s, err))
        return false;
    if (melding) {
        db_bind(s, 1, t->periode);
        db_bind(s, 2, t->categorie);
    }
    for (size_t i = 0; i < t->n; i++)
        t->rows[i].shown = true;
    int code;
    while ((code = sqlite3_step(s)) == SQLITE_ROW) {
        struct figure *f = area_find(t, db_text(s, 0));
        if (f)
            f->waarde = sqlite3_column_int64(s, 1);
    }
    if (code != SQLITE_DONE)
        db_fail(w->db, err);
    sqlite3_finalize(s);
    if (code != SQLITE_DONE)
        return false;
    for (size_t i = 0; i < t->n; i++)
        set_rate(&t->rows[i]);
    return classify(t, ind, a, err);
}

/* Published values as they stand: nothing is computed here that could be more exact than the release. */
static bool release_read(sqlite3 *db, const char *niveau, struct figure_table *t, struct arena *a, struct err *err)
{
    sqlite3_stmt *s;
    int code;
    if (!db_prepare(
            db,
            "SELECT c.gebied, c.waarde, c.per1000, c.klasse, g.inwoners FROM cel c LEFT JOIN gebied g ON g.niveau = "
            "c.niveau AND g.code = c.gebied WHERE c.niveau = ?1 AND c.categorie = ?2 AND c.periode = ?3",
            &s, err))
        return false;
    db_bind(s, 1, str_from(niveau));
    db_bind(s, 2, t->categorie);
    db_bind(s, 3, t->periode);
    while ((code = sqlite3_step(s)) == SQLITE_ROW) {
        struct figure *f = area_find(t, db_text(s, 0));
        if (!f)
            continue;
        if (sqlite3_column_type(s, 4) != SQLITE_NULL)
            f->inwoners = sqlite3_column_int64(s, 4);
        f->shown = sqlite3_column_type(s, 1) != SQLITE_NULL;
        f->waarde = sqlite3_column_int64(s, 1);
        f->has_per1000 = f->shown && sqlite3_column_type(s, 2) != SQLITE_NULL;
        f->per1000 = sqlite3_column_double(s, 2);
        f->klasse = f->shown ? sqlite3_column_int(s, 3) : 0;
        if (f->klasse >= 1 && f->klasse <= FIGURE_CLASSES)
            t->in_class[f->klasse - 1]++;
    }
    if (code != SQLITE_DONE)
        db_fail(db, err);
    sqlite3_finalize(s);
    if (code != SQLITE_DONE)
        return false;
    if (!db_prepare(db,
                    "SELECT klasse, van, tot FROM klassegrens WHERE niveau = ?1 AND categorie = ?2 AND periode = ?3 "
                    "ORDER BY klasse",
                    &s, err))
        return false;
    db_bind(s, 1, str_from(niveau));
    db_bind(s, 2, t->categorie);
    db_bind(s, 3, t->periode);
    while (sqlite3_step(s) == SQLITE_ROW) {
        int k = sqlite3_column_int(s, 0);
        if (k < 1 || k > FIGURE_CLASSES)
            continue;
        t->breaks[k - 1] = sqlite3_column_double(s, 1);
        t->breaks[k] = sqlite3_column_double(s, 2);
        t->n_classes = k > t->n_classes ? k : t->n_classes;
    }
    sqlite3_finalize(s);
    s = NULL;
    if (!db_prepare(db, "SELECT peildatum FROM release LIMIT 1", &s, err))
        return false;
    if (sqlite3_step(s) == SQLITE_ROW)
        t->peildatum = arena_str(a, db_text(s, 0));
    sqlite3_finalize(s);
    return true;
}

bool figure_values(struct warehouse *w, const struct indicator *ind, const char *niveau, const char *categorie,
                   const char *periode, struct arena *a, struct figure_table *out, struct err *err)
{
    struct figure_table t = {0};
    struct figure_choice *categories;
    struct str *periods = NULL;
    size_t n_categories, n_periods, i;
    bool known = false;
    for (i = 0; i < ind->n_niveaus; i++)
        known = known || strcmp(ind->niveaus[i], niveau) == 0;
    if (!known)
        return err_set(err, ERR_NOT_FOUND, "niveau", "De indicator \"%s\" heeft geen niveau \"%.40s\".", ind->id,
                       niveau);
    if (!figure_choices(w, ind, a, &categories, &n_categories, &periods, &n_periods, err) ||
        !areas_read(w, niveau, a, &t, err))
        return false;
    t.niveau = arena_str(a, str_from(niveau));
    struct str asked = categorie ? str_from(categorie) : STR("totaal");
    for (i = 0; i < n_categories && !str_eq(categories[i].id, asked); i++)
        ;
    if (i == n_categories)
        return err_set(err, ERR_NOT_FOUND, "categorie", "De indicator \"%s\" heeft geen categorie \"%.60s\".", ind->id,
                       categorie);
    t.categorie = categories[i].id;
    if (n_periods == 0) {
        if (periode)
            return err_set(err, ERR_NOT_FOUND, "periode", "De indicator \"%s\" heeft geen periode \"%.20s\".", ind->id,
                           periode);
        t.periode = STR("");
        *out = t;
        return true;
    }
    i = n_periods - 1;
    if (periode)
        for (i = 0; i < n_periods && !str_eq_c(periods[i], periode); i++)
            ;
    if (i == n_periods)
        return err_set(err, ERR_NOT_FOUND, "periode", "De indicator \"%s\" heeft geen periode \"%.20s\".", ind->id,
                       periode);
    t.periode = periods[i];
    if (ind->soort == INDICATOR_BESCHERMD) {
        sqlite3 *db;
        if (!release_open(w, &db, err) || (db && !release_read(db, niveau, &t, a, err)))
            return false;
    } else if (!counts_read(w, ind, niveau, &t, a, err)) {
        return false;
    }
    *out = t;
    return true;
}

/* ---- in words ---- */

const char *figure_number(double v, struct arena *a)
{
    char plain[40], out[60];
    size_t n = 0;
    snprintf(plain, sizeof plain, "%.1f", fabs(v));
    size_t whole = strcspn(plain, ".");
    if (v < 0 && strcmp(plain, "0.0") != 0)
        out[n++] = '-';
    for (size_t i = 0; i < whole; i++) {
        if (i && (whole - i) % 3 == 0)
            out[n++] = '.';
        out[n++] = plain[i];
    }
    if (plain[whole + 1] != '0') {
        out[n++] = ',';
        out[n++] = plain[whole + 1];
    }
    return arena_cstr(a, (struct str){out, n});
}

const char *figure_class_title(const struct figure_table *t, const struct indicator *ind, int k, struct arena *a)
{
    if (k < 1 || k > t->n_classes)
        return NULL;
    double from = t->breaks[k - 1], to = t->breaks[k];
    bool last = k == t->n_classes, one = t->in_class[k - 1] == 1;
    const char *van = figure_number(from, a), *tot = figure_number(to, a), *range;
    const char *unit = ind->per_1000 ? "per 1.000 inwoners" : ind->eenheid;
    if (!van || !tot || (from >= to && !last))
        return NULL;
    if (t->open_ended && last)
        range = arena_printf(a, "%s of meer", van);
    else if (t->open_ended && k == 1)
        range = arena_printf(a, "minder dan %s", tot);
    else if (from >= to)
        range = van;
    else
        range = arena_printf(a, last ? "%s tot en met %s" : "%s tot %s", van, tot);
    return range ? arena_printf(a, "%s %s (%zu %.*s%s)", range, unit, t->in_class[k - 1], STR_ARG(t->niveau),
                                one                             ? ""
                                : str_ends(t->niveau, STR("e")) ? "n"
                                                                : "en")
                 : NULL;
}
