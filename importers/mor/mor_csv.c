#include "importers/mor/mor_priv.h"
#include "importers/table.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { COLUMNS_MAX = 16 };

/* Fails naming the column that isn't there, those that are, and the profile. */
static bool missing(struct mor_job *j, const struct table *t, const char *column, struct err *err)
{
    char list[300] = "";
    for (size_t i = 0, at = 0; i < table_columns(t) && at < sizeof list - 64; i++)
        at += (size_t)snprintf(list + at, sizeof list - at, "%s%.*s", i ? ", " : "",
                               STR_ARG(str_sub(table_column(t, i), 0, 40)));
    /* What the profile calls the column in the file is what the reader of this message looks for. */
    const struct profile_node *names = profile_get(profile_get(j->profile.root, "velden"), column);
    struct str name = str_from(column);
    if (names && names->kind == PROFILE_TEXT)
        name = names->text;
    else if (names && names->children)
        name = names->children->text;
    return err_set(err, ERR_INVALID, table_name(t), "%s mist de kolom %.*s (profiel %s); aanwezig zijn: %s.",
                   table_name(t), STR_ARG(name), j->profile.name, list);
}

static size_t column_of(struct mor_job *j, const struct table *t, const char *veld)
{
    const struct profile_node *names = profile_get(profile_get(j->profile.root, "velden"), veld);
    for (const struct profile_node *c = names ? names->children : NULL; c; c = c->next) {
        size_t i = table_find(t, c->text);
        if (i != SIZE_MAX)
            return i;
    }
    return names && names->kind == PROFILE_TEXT ? table_find(t, names->text) : SIZE_MAX;
}

static struct str value(const struct table_row *row, size_t column)
{
    return column < row->n ? row->value[column] : (struct str){"", 0};
}

/* Only what we use is kept in memory: never the free text. */
static bool keep_only(struct table *t, const size_t *column, size_t n, struct err *err)
{
    bool *keep = calloc(table_columns(t) + 1, sizeof *keep);
    if (!keep)
        return err_set(err, ERR_MEMORY, NULL, "Er is geen geheugen meer.");
    for (size_t i = 0; i < n; i++)
        if (column[i] != SIZE_MAX)
            keep[column[i]] = true;
    table_keep(t, keep);
    free(keep);
    return true;
}

bool mor_read_csv(struct mor_job *j, const char *path, struct err *err)
{
    static const char *const veld[] = {
        "id",         "hoofdcategorie", "categorie",  "status", "dag", "dag_afgehandeld", "locatiecode", "postcode",
        "huisnummer", "huisletter",     "toevoeging", "x",      "y"};
    enum { ID, HOOFD, CATEGORIE, STATUS, DAG, KLAAR, CODE, POSTCODE, NUMMER, LETTER, TOEVOEGING, X, Y, N };
    size_t c[N];
    struct table *t;
    if (!table_open(path, &t, err))
        return false;
    for (int i = 0; i < N; i++)
        c[i] = column_of(j, t, veld[i]);
    static const int needed[] = {ID, CATEGORIE, DAG};
    bool ok = true;
    for (size_t i = 0; ok && i < 3; i++)
        if (c[needed[i]] == SIZE_MAX)
            ok = missing(j, t, veld[needed[i]], err);
    if (ok && c[CODE] == SIZE_MAX && (c[X] == SIZE_MAX || c[Y] == SIZE_MAX) && c[POSTCODE] == SIZE_MAX)
        ok = missing(j, t, "locatiecode, postcode, of x en y", err);
    ok = ok && keep_only(t, c, N, err);
    const struct table_row *row;
    while (ok && (ok = table_next(t, &row, err)) && row) {
        char where[160];
        if (row->n == 1 && !row->value[0].n && table_columns(t) > 1)
            continue; /* an empty line, or one without anything we keep */
        snprintf(where, sizeof where, "%.80s rij %lld", table_name(t), (long long)row->number);
        if (row->n != table_columns(t)) {
            j->r->gelezen++;
            import_reject(j->r, where, "ander aantal waarden dan kolommen");
            continue;
        }
        struct mor_record rec = {.id = value(row, c[ID]),
                                 .hoofdcategorie = value(row, c[HOOFD]),
                                 .categorie = value(row, c[CATEGORIE]),
                                 .status = value(row, c[STATUS]),
                                 .dag = value(row, c[DAG]),
                                 .dag_afgehandeld = value(row, c[KLAAR])};
        rec.place = (struct locatie_vraag){.code = value(row, c[CODE]),
                                           .postcode = value(row, c[POSTCODE]),
                                           .huisnummer = value(row, c[NUMMER]),
                                           .huisletter = value(row, c[LETTER]),
                                           .huisnummertoevoeging = value(row, c[TOEVOEGING])};
        rec.place.has_point =
            str_to_double(value(row, c[X]), &rec.place.x) && str_to_double(value(row, c[Y]), &rec.place.y);
        ok = mor_take(j, &rec, where, err);
    }
    table_close(t);
    return ok;
}

/* ---- Signalen's export: small tables looked up by id ---- */

struct lookup {
    struct item {
        char id[32];
        double x, y;
        bool has_point;
        const char *text[4]; /* in the arena */
    } * item;
    size_t n, cap;
    struct arena *a;
};

static int item_cmp(const void *a, const void *b)
{
    return strcmp(((const struct item *)a)->id, ((const struct item *)b)->id);
}

static const struct item *lookup_find(const struct lookup *l, struct str id)
{
    struct item key;
    if (!id.n || !l->n || !str_copy(id, key.id, sizeof key.id))
        return NULL;
    return bsearch(&key, l->item, l->n, sizeof key, item_cmp);
}

/* Reads id, up to 4 texts and, when lon is given, a point. */
static bool lookup_read(struct mor_job *j, struct lookup *l, const char *dir, const char *file,
                        const char *const *names, size_t n_names, bool point, struct err *err)
{
    char path[4096];
    struct table *t;
    snprintf(path, sizeof path, "%s/%s", dir, file);
    if (!(l->a = arena_new(1024u << 20)))
        return err_set(err, ERR_MEMORY, NULL, "Er is geen geheugen meer.");
    if (!table_open(path, &t, err))
        return false;
    size_t c[COLUMNS_MAX] = {table_find(t, STR("id"))}, n = 1;
    bool ok = c[0] != SIZE_MAX || missing(j, t, "id", err);
    for (size_t i = 0; i < n_names; i++)
        c[n++] = table_find(t, str_from(names[i]));
    if (point) {
        c[n++] = table_find(t, STR("lat"));
        c[n++] = table_find(t, STR("lng"));
        if (ok && (c[n - 2] == SIZE_MAX || c[n - 1] == SIZE_MAX))
            ok = missing(j, t, "lat of lng", err);
    }
    ok = ok && keep_only(t, c, n, err);
    int64_t swapped = 0;
    const struct table_row *row;
    while (ok && (ok = table_next(t, &row, err)) && row) {
        struct str id = value(row, c[0]);
        if (!id.n || id.n >= sizeof l->item->id)
            continue;
        if (l->n == l->cap) {
            size_t cap = l->cap ? l->cap * 2 : 1024;
            struct item *more = realloc(l->item, cap * sizeof *more);
            if (!more) {
                ok = err_set(err, ERR_MEMORY, NULL, "Er is geen geheugen meer.");
                break;
            }
            l->item = more;
            l->cap = cap;
        }
        struct item *it = &l->item[l->n++];
        memset(it, 0, sizeof *it);
        str_copy(id, it->id, sizeof it->id);
        for (size_t i = 0; i < n_names && ok; i++)
            if (!(it->text[i] = arena_cstr(l->a, value(row, c[1 + i]))))
                ok = err_set(err, ERR_LIMIT, file, "%s is te groot.", file);
        double lat, lng;
        if (point && str_to_double(value(row, c[n - 2]), &lat) && str_to_double(value(row, c[n - 1]), &lng)) {
            it->has_point = true;
            it->x = lng;
            it->y = lat;
            if (lat >= 3.2 && lat <= 7.3 && lng >= 50.7 && lng <= 53.7) { /* Signalen's own fault: lat holds st_x */
                it->x = lat;
                it->y = lng;
                swapped++;
            }
        }
    }
    if (swapped)
        import_warn(j->r, file, "lat en lng waren verwisseld, zoals in Signalen's export gebruikelijk; omgedraaid");
    table_close(t);
    if (ok && l->n)
        qsort(l->item, l->n, sizeof *l->item, item_cmp);
    return ok;
}

static void lookup_done(struct lookup *l)
{
    free(l->item);
    arena_free(l->a);
}

static bool signals_read(struct mor_job *j, const char *path, const struct lookup *loc, const struct lookup *cat,
                         const struct lookup *sta, struct err *err)
{
    static const char *const veld[] = {"id", "dag", "locatie_ref", "categorie_ref", "status_ref", "dag_afgehandeld"};
    size_t c[6];
    struct table *t;
    if (!table_open(path, &t, err))
        return false;
    bool ok = true;
    for (int i = 0; i < 6; i++) {
        c[i] = column_of(j, t, veld[i]);
        if (ok && i < 5 && c[i] == SIZE_MAX)
            ok = missing(j, t, veld[i], err);
    }
    ok = ok && keep_only(t, c, 6, err);
    const struct table_row *row;
    while (ok && (ok = table_next(t, &row, err)) && row) {
        char where[160];
        snprintf(where, sizeof where, "%.80s rij %lld", table_name(t), (long long)row->number);
        if (row->n != table_columns(t)) {
            j->r->gelezen++;
            import_reject(j->r, where, "ander aantal waarden dan kolommen");
            continue;
        }
        const struct item *l = lookup_find(loc, value(row, c[2])), *k = lookup_find(cat, value(row, c[3])),
                          *s = lookup_find(sta, value(row, c[4]));
        struct mor_record rec = {.id = value(row, c[0]), .dag = value(row, c[1]), .dag_afgehandeld = value(row, c[5])};
        rec.point_first = true;
        if (k) {
            rec.hoofdcategorie = str_from(k->text[0]);
            rec.categorie = str_from(k->text[1]);
        }
        if (s) {
            rec.status = str_from(s->text[0]);
            /* The status is the latest: when it says done, its day is the day it was done. */
            if (!rec.dag_afgehandeld.n && str_eq_c(rec.status, "o"))
                rec.dag_afgehandeld = str_from(s->text[1]);
        }
        if (l) {
            rec.place.has_point = l->has_point;
            rec.place.x = l->x;
            rec.place.y = l->y;
            rec.place.huisnummer = str_from(l->text[0]);
            rec.place.postcode = str_from(l->text[1]);
        }
        ok = mor_take(j, &rec, where, err);
    }
    table_close(t);
    return ok;
}

bool mor_read_signalen_csv(struct mor_job *j, const char *path, struct err *err)
{
    static const char *const place[] = {"address_number", "address_postalcode"}, *const category[] = {"main", "sub"},
                             *const status[] = {"state", "created_at"};
    char dir[4096], signals[4200];
    struct stat st;
    if (snprintf(dir, sizeof dir, "%s", path) >= (int)sizeof dir)
        return err_set(err, ERR_INVALID, "FILE", "Het pad is te lang.");
    if (stat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
        snprintf(signals, sizeof signals, "%s/signals.csv", path);
    } else {
        snprintf(signals, sizeof signals, "%s", path);
        char *slash = strrchr(dir, '/');
        if (slash)
            *slash = 0;
        else
            strcpy(dir, ".");
    }
    struct lookup loc = {0}, cat = {0}, sta = {0};
    bool ok = lookup_read(j, &loc, dir, "locations.csv", place, 2, true, err) &&
              lookup_read(j, &cat, dir, "categories.csv", category, 2, false, err) &&
              lookup_read(j, &sta, dir, "statuses.csv", status, 2, false, err) &&
              signals_read(j, signals, &loc, &cat, &sta, err);
    lookup_done(&loc);
    lookup_done(&cat);
    lookup_done(&sta);
    return ok;
}
