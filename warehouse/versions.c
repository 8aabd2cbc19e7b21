#include "warehouse/versions.h"

#include "warehouse/warehouse_priv.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

uint64_t version_mix(uint64_t h, struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        h = (h ^ (unsigned char)s.p[i]) * 1099511628211u;
    return (h ^ 0xff) * 1099511628211u;
}

uint64_t version_mix_number(uint64_t h, uint64_t v)
{
    unsigned char bytes[8];
    for (int i = 0; i < 8; i++)
        bytes[i] = (unsigned char)(v >> (8 * i));
    return version_mix(h, (struct str){(const char *)bytes, sizeof bytes});
}

uint64_t warehouse_figures_version(const char *dir)
{
    char path[4200];
    struct stat st;
    snprintf(path, sizeof path, "%s/publicatie/sociaal.sqlite", dir);
    if (stat(path, &st) != 0)
        return 0;
    uint64_t h = version_mix_number(VERSION_START, (uint64_t)st.st_mtim.tv_sec);
    h = version_mix_number(h, (uint64_t)st.st_mtim.tv_nsec);
    return version_mix_number(h, (uint64_t)st.st_size);
}

static bool blocks_version(struct warehouse *w, uint64_t *out, struct err *err)
{
    sqlite3_stmt *s;
    int code;
    uint64_t h = VERSION_START;
    if (!db_prepare(w->db, "SELECT laag, handtekening FROM tegellaag ORDER BY laag", &s, err))
        return false;
    while ((code = sqlite3_step(s)) == SQLITE_ROW)
        h = version_mix(version_mix(h, db_text(s, 0)), db_text(s, 1));
    if (code != SQLITE_DONE)
        db_fail(w->db, err);
    sqlite3_finalize(s);
    *out = h;
    return code == SQLITE_DONE;
}

bool warehouse_versions(struct warehouse *w, int64_t generation, struct warehouse_versions *out, struct err *err)
{
    struct warehouse_versions v = {.generation = generation, .cijfers = warehouse_figures_version(w->dir)};
    sqlite3_stmt *s;
    int code;
    /* Also when it began and what was in it: a warehouse that was made anew counts from 1 again. */
    if (!db_prepare(w->db,
                    "SELECT dataset, generatie, begin, eind, bestanden, gelezen, geaccepteerd, max(id) FROM import_log "
                    "GROUP BY dataset",
                    &s, err))
        return false;
    while ((code = sqlite3_step(s)) == SQLITE_ROW) {
        struct str name = db_text(s, 0);
        uint64_t *at = str_eq(name, STR("bag"))        ? &v.bag
                       : str_eq(name, STR("gebieden")) ? &v.gebieden
                       : str_eq(name, STR("mor"))      ? &v.mor
                                                       : NULL;
        if (!at)
            continue;
        uint64_t h = version_mix(VERSION_START, name);
        for (int i = 1; i < 8; i++)
            h = version_mix(h, db_text(s, i));
        *at = h;
    }
    if (code != SQLITE_DONE)
        db_fail(w->db, err);
    sqlite3_finalize(s);
    if (code != SQLITE_DONE || !blocks_version(w, &v.blokken, err))
        return false;
    *out = v;
    return true;
}

/* Which import writes which table. `adres` and `melding` carry the codes of areas, which an import of gebieden puts on
 * them anew (load_gebied_finish); a BAG import leaves areas and meldingen alone (bag_finish.c). */
enum { READS_BAG = 1, READS_GEBIEDEN = 2, READS_MOR = 4, READS_CIJFERS = 8, READS_ALL = 16 };

static unsigned table_reads(const char *table)
{
    static const struct {
        const char *table;
        unsigned reads;
    } tables[] = {{"woonplaats", READS_BAG},    {"verblijfsobject", READS_BAG},
                  {"ligplaats", READS_BAG},     {"standplaats", READS_BAG},
                  {"pand", READS_BAG},          {"adres", READS_BAG | READS_GEBIEDEN},
                  {"gemeente", READS_GEBIEDEN}, {"wijk", READS_GEBIEDEN},
                  {"buurt", READS_GEBIEDEN},    {"melding", READS_MOR | READS_GEBIEDEN}};
    for (size_t i = 0; table && i < sizeof tables / sizeof *tables; i++)
        if (strcmp(tables[i].table, table) == 0)
            return tables[i].reads;
    return READS_ALL;
}

static unsigned layer_reads(const struct layer *l)
{
    unsigned reads = table_reads(l->tabel);
    if (l->indicator)
        switch (l->indicator->soort) {
        case INDICATOR_MELDING:
            reads |= READS_MOR | READS_GEBIEDEN;
            break;
        case INDICATOR_BESCHERMD:
            reads |= READS_CIJFERS;
            break;
        case INDICATOR_ADRES:
            reads |= READS_BAG | READS_GEBIEDEN;
            break;
        default:
            reads |= READS_ALL;
        }
    return reads;
}

static uint64_t mix_plan(uint64_t h, const struct klassen_plan *p)
{
    h = version_mix_number(h, (uint64_t)p->methode * 16 + (uint64_t)p->aantal);
    for (int i = 0; p->methode == KLASSEN_VAST && i + 1 < p->aantal; i++) {
        char text[40]; /* the same on every machine */
        h = version_mix(h, (struct str){text, (size_t)snprintf(text, sizeof text, "%.17g", p->grenzen[i])});
    }
    return h;
}

static uint64_t layer_definition(const struct layer *l)
{
    uint64_t h = version_mix(VERSION_START, str_from(l->id));
    h = version_mix(h, str_from(l->tabel));
    h = version_mix_number(h, (uint64_t)l->type);
    for (size_t i = 0; i < l->n_filters; i++) {
        h = version_mix(h, str_from(l->filters[i].veld));
        for (size_t k = 0; k < l->filters[i].n_waarden; k++)
            h = version_mix(h, str_from(l->filters[i].waarden[k]));
        h = version_mix_number(h, i);
    }
    h = version_mix(h, str_from(l->niveau));
    h = version_mix(h, str_from(l->categorie));
    h = version_mix(h, str_from(l->categorie_veld));
    h = version_mix(h, str_from(l->dag_veld));
    h = version_mix_number(h, (uint64_t)l->soort << 16 | (uint64_t)l->vorm << 8 | l->cluster);
    h = version_mix_number(h, (uint64_t)l->cel_m);
    h = mix_plan(h, &l->klassen);
    for (size_t i = 0; i < l->n_kenmerken; i++) /* the tags of vector tiles */
        h = version_mix(h, str_from(l->kenmerken[i].veld));
    for (size_t i = 0; i < l->n_tegelvelden; i++)
        h = version_mix(h, str_from(l->tegelvelden[i]));
    if (l->indicator) {
        for (size_t i = 0; i < sizeof l->indicator->klassen / sizeof *l->indicator->klassen; i++)
            h = mix_plan(h, &l->indicator->klassen[i]);
        h = version_mix(h, str_from(l->indicator->id));
        h = version_mix_number(h, (uint64_t)l->indicator->soort * 2 + l->indicator->per_1000);
    }
    return h;
}

uint64_t layer_version(const struct layer *l, const struct warehouse_versions *v)
{
    unsigned reads = layer_reads(l);
    uint64_t h = layer_definition(l);
    h = version_mix_number(h, reads & READS_BAG ? v->bag : 0);
    h = version_mix_number(h, reads & READS_GEBIEDEN ? v->gebieden : 0);
    h = version_mix_number(h, reads & READS_MOR ? v->mor : 0);
    h = version_mix_number(h, reads & READS_CIJFERS ? v->cijfers : 0);
    h = version_mix_number(h, v->blokken);
    return version_mix_number(h, reads & READS_ALL ? (uint64_t)v->generation : 0);
}

bool layer_has_features(struct warehouse *w, const struct layer *l, struct bbox rd, bool *any, struct err *err)
{
    char sql[200];
    sqlite3_stmt *s;
    snprintf(sql, sizeof sql,
             "SELECT 1 FROM idx_%.60s_geom WHERE xmin <= ?1 AND xmax >= ?2 AND ymin <= ?3 AND ymax >= ?4 LIMIT 1",
             l->tabel);
    if (!db_prepare(w->db, sql, &s, err))
        return false;
    sqlite3_bind_double(s, 1, rd.maxx);
    sqlite3_bind_double(s, 2, rd.minx);
    sqlite3_bind_double(s, 3, rd.maxy);
    sqlite3_bind_double(s, 4, rd.miny);
    int code = sqlite3_step(s);
    bool ok = code == SQLITE_ROW || code == SQLITE_DONE || db_fail(w->db, err);
    *any = code == SQLITE_ROW;
    sqlite3_finalize(s);
    return ok;
}

bool area_bbox(struct warehouse *w, struct str code, struct bbox *out, struct err *err)
{
    const char *table = str_starts(code, STR("GM"))   ? "gemeente"
                        : str_starts(code, STR("WK")) ? "wijk"
                        : str_starts(code, STR("BU")) ? "buurt"
                                                      : NULL;
    char sql[300];
    sqlite3_stmt *s;
    if (!table)
        return err_set(err, ERR_INVALID, "--gebied",
                       "\"%.60s\" is geen gebied: geef een code als GM1952, WK195200 of BU19520000.", code.p);
    snprintf(sql, sizeof sql,
             "SELECT min(xmin), min(ymin), max(xmax), max(ymax) FROM %s t JOIN idx_%s_geom x ON x.pkid = t.id WHERE "
             "t.code = ?1 AND t.jaar = (SELECT max(jaar) FROM %s)",
             table, table, table);
    if (!db_prepare(w->db, sql, &s, err))
        return false;
    db_bind(s, 1, code);
    int step = sqlite3_step(s);
    bool there = step == SQLITE_ROW && sqlite3_column_type(s, 0) != SQLITE_NULL;
    if (there)
        *out = (struct bbox){sqlite3_column_double(s, 0), sqlite3_column_double(s, 1), sqlite3_column_double(s, 2),
                             sqlite3_column_double(s, 3)};
    sqlite3_finalize(s);
    return there || err_set(err, ERR_NOT_FOUND, "--gebied", "Het gebied %.60s staat niet in het magazijn.", code.p);
}
