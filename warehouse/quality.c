#include "warehouse/quality_priv.h"

#include <stdio.h>
#include <string.h>

const char *const quality_ernst_name[ERNSTEN] = {"fout", "waarschuwing", "aandacht"};

/* ---- findings ---- */

struct quality_sink {
    struct quality_context *c;
    const struct quality_rule *rule;
    sqlite3_stmt *insert;
    int64_t count;
    struct buf blob;
};

/* A point of it, as a BLOB: the layer has one type, and a pand is found back by any point in it. */
static bool bind_point(struct quality_sink *k, const void *geom, size_t n, struct err *err)
{
    struct arena_mark mark = arena_mark(k->c->arena);
    struct geom g;
    double xy[2];
    bool ok = geom_from_spatialite(geom, n, k->c->arena, &g, err);
    sqlite3_bind_null(k->insert, 7);
    if (ok && geom_label_point(&g, 1, &xy[0], &xy[1])) {
        struct geom point = {.type = GEOM_POINT, .xy = xy, .n_xy = 1};
        buf_clear(&k->blob);
        geom_to_spatialite(&point, RD_SRID, &k->blob);
        sqlite3_bind_blob64(k->insert, 7, k->blob.p, k->blob.n, SQLITE_STATIC);
    }
    arena_rewind(k->c->arena, mark);
    return ok;
}

bool quality_add(struct quality_sink *k, struct str object_type, struct str object_id, struct str omschrijving,
                 const void *geom, size_t geom_size, struct err *err)
{
    if (k->count++ >= QUALITY_MAX_FINDINGS)
        return true;
    db_bind(k->insert, 1, str_from(k->rule->id));
    db_bind(k->insert, 2, str_from(quality_ernst_name[k->rule->ernst]));
    db_bind(k->insert, 3, str_from(k->rule->titel));
    db_bind(k->insert, 4, object_type);
    db_bind(k->insert, 5, object_id);
    db_bind(k->insert, 6, omschrijving);
    sqlite3_bind_null(k->insert, 7);
    return (!geom || bind_point(k, geom, geom_size, err)) && db_run(k->c->db, k->insert, err);
}

static bool run_query(struct quality_sink *k, int jaar, struct err *err)
{
    sqlite3_stmt *s;
    int code = SQLITE_DONE;
    bool ok = true;
    if (!db_prepare(k->c->db, k->rule->bevindingen, &s, err))
        return false;
    if (sqlite3_bind_parameter_count(s) > 0)
        sqlite3_bind_int(s, 1, jaar);
    while (ok && (code = sqlite3_step(s)) == SQLITE_ROW)
        ok = quality_add(k, db_text(s, 0), db_text(s, 1), db_text(s, 2), sqlite3_column_blob(s, 3),
                         (size_t)sqlite3_column_bytes(s, 3), err);
    if (ok && code != SQLITE_DONE)
        ok = db_fail(k->c->db, err);
    sqlite3_finalize(s);
    return ok;
}

/* ---- measuring ---- */

static const char fresh[] =
    "DROP TABLE IF EXISTS temp.bevinding; DROP TABLE IF EXISTS temp.meting;"
    "CREATE TEMP TABLE bevinding(id INTEGER PRIMARY KEY, regel TEXT, ernst TEXT, titel TEXT, object_type TEXT, "
    "object_id TEXT, omschrijving TEXT, geom BLOB);"
    "CREATE TEMP TABLE meting(regel TEXT PRIMARY KEY, ernst TEXT, aantal INTEGER, bekeken INTEGER) WITHOUT ROWID;";

static bool note(struct quality_context *c, const struct quality_rule *rule, bool measured, int64_t count,
                 int64_t looked_at, struct err *err)
{
    sqlite3_stmt *s;
    if (!db_prepare(c->db, "INSERT INTO temp.meting VALUES(?, ?, ?, ?)", &s, err))
        return false;
    db_bind(s, 1, str_from(rule->id));
    db_bind(s, 2, str_from(quality_ernst_name[rule->ernst]));
    if (measured) {
        sqlite3_bind_int64(s, 3, count);
        sqlite3_bind_int64(s, 4, looked_at);
    }
    bool ok = db_run(c->db, s, err);
    sqlite3_finalize(s);
    return ok;
}

static bool rule_run(struct quality_context *c, const struct quality_rule *rule, sqlite3_stmt *insert, int jaar,
                     struct err *err)
{
    struct quality_sink k = {.c = c, .rule = rule, .insert = insert};
    int64_t can, count, looked_at = 0;
    if (!db_int(c->db, rule->nodig, 0, &can, err))
        return false;
    if (!can)
        return note(c, rule, false, 0, 0, err);
    buf_init(&k.blob, 1000);
    bool ok = rule->run ? rule->run(c, &k, err) : run_query(&k, jaar, err);
    buf_done(&k.blob);
    count = k.count;
    ok = ok && (!rule->aantal || db_int(c->db, rule->aantal, 0, &count, err)) &&
         db_int(c->db, rule->bekeken, 0, &looked_at, err);
    return ok && note(c, rule, true, count, looked_at, err);
}

static bool measure_all(struct quality_context *c, int jaar, struct err *err)
{
    sqlite3_stmt *insert = NULL;
    bool ok = quality_functions(c, err) && db_exec(c->db, fresh, err) &&
              db_prepare(c->db,
                         "INSERT INTO temp.bevinding(regel, ernst, titel, object_type, object_id, omschrijving, geom) "
                         "VALUES(?, ?, ?, ?, ?, ?, ?)",
                         &insert, err);
    for (size_t i = 0; ok && i < quality_rules_n; i++)
        ok = rule_run(c, &quality_rules[i], insert, jaar, err);
    sqlite3_finalize(insert);
    return ok;
}

#define LAST_DATA "(SELECT coalesce(max(generatie), 0) FROM import_log)"

/* What is kept says the same as what was just measured. */
static const char is_same[] =
    "SELECT NOT EXISTS (SELECT regel, ernst, aantal, bekeken FROM temp.meting EXCEPT SELECT regel, ernst, aantal, "
    "bekeken FROM kwaliteit_meting WHERE generatie = " LAST_DATA ") AND (SELECT count(*) FROM kwaliteit_meting WHERE "
    "generatie = " LAST_DATA
    ") = (SELECT count(*) FROM temp.meting) AND (SELECT count(*) FROM temp.bevinding) = (SELECT "
    "count(*) FROM kwaliteit_bevinding) AND NOT EXISTS (SELECT regel, titel, object_id, omschrijving, geom FROM "
    "temp.bevinding EXCEPT SELECT regel, titel, object_id, omschrijving, geom FROM kwaliteit_bevinding)";

/* A finding that was there keeps the generation in which it was first seen. */
static const char keep[] =
    "CREATE TEMP TABLE eerder AS SELECT regel, object_id, min(sinds) AS sinds FROM kwaliteit_bevinding WHERE object_id "
    "IS NOT NULL GROUP BY regel, object_id; CREATE INDEX temp.eerder_sleutel ON eerder(regel, object_id);"
    "DELETE FROM kwaliteit_bevinding;"
    "INSERT INTO kwaliteit_bevinding(regel, ernst, titel, object_type, object_id, omschrijving, sinds, geom) SELECT "
    "b.regel, b.ernst, b.titel, b.object_type, b.object_id, b.omschrijving, coalesce((SELECT e.sinds FROM temp.eerder "
    "e WHERE e.regel = b.regel AND e.object_id = b.object_id), " LAST_DATA "), b.geom FROM temp.bevinding b ORDER BY "
    "b.id; DROP TABLE temp.eerder;";

static bool store(struct warehouse *w, struct clock clock, int64_t measured, bool *changed, struct err *err)
{
    char now[21], sql[512];
    int64_t same = 0, current;
    timestamp_format(clock_now_ms(clock), now);
    snprintf(sql, sizeof sql,
             "DELETE FROM kwaliteit_meting WHERE generatie = " LAST_DATA
             "; INSERT INTO kwaliteit_meting SELECT " LAST_DATA
             ", regel, ernst, aantal, bekeken, '%s' FROM temp.meting;"
             "UPDATE generatie SET nummer = nummer + 1, tijdstip = '%s';",
             now, now);
    if (!db_exec(w->db, "BEGIN IMMEDIATE", err))
        return false;
    bool ok = db_int(w->db, "SELECT nummer FROM generatie", 0, &current, err);
    if (ok && current != measured)
        ok = err_set(err, ERR_STORAGE, w->path, "Tijdens het meten is er geladen; meet opnieuw.");
    ok = ok && db_int(w->db, is_same, 0, &same, err);
    if (ok && !same)
        ok = db_exec(w->db, keep, err) && db_exec(w->db, sql, err);
    *changed = ok && !same;
    if (ok && db_exec(w->db, "COMMIT", err))
        return true;
    sqlite3_exec(w->db, "ROLLBACK", NULL, NULL, NULL);
    return false;
}

/* ---- reading what is kept ---- */

static bool former_generation(struct warehouse *w, int64_t sinds, int64_t *out, struct err *err)
{
    char sql[200];
    if (sinds)
        snprintf(sql, sizeof sql, "SELECT generatie FROM kwaliteit_meting WHERE generatie = %lld LIMIT 1",
                 (long long)sinds);
    else
        snprintf(sql, sizeof sql,
                 "SELECT coalesce(max(generatie), 0) FROM kwaliteit_meting WHERE generatie < " LAST_DATA);
    if (!db_int(w->db, sql, 0, out, err))
        return false;
    if (!sinds || *out)
        return true;
    char list[200] = "";
    sqlite3_stmt *s;
    if (!db_prepare(w->db,
                    "SELECT group_concat(generatie, ', ') FROM (SELECT DISTINCT generatie FROM kwaliteit_meting "
                    "ORDER BY generatie DESC LIMIT 20)",
                    &s, err))
        return false;
    if (sqlite3_step(s) == SQLITE_ROW && !str_copy(db_text(s, 0), list, sizeof list))
        list[0] = 0;
    sqlite3_finalize(s);
    return err_set(err, ERR_NOT_FOUND, "--sinds", "Van generatie %lld is geen meting; wel van: %s.", (long long)sinds,
                   list[0] ? list : "geen enkele");
}

static bool result_read(struct warehouse *w, sqlite3_stmt *s, const struct quality_rule *rule, int64_t data,
                        int64_t former, struct quality_result *r, struct err *err)
{
    *r = (struct quality_result){.regel = rule->id, .titel = rule->titel, .advies = rule->advies, .ernst = rule->ernst};
    db_bind(s, 1, str_from(rule->id));
    sqlite3_bind_int64(s, 2, data);
    sqlite3_bind_int64(s, 3, former);
    int code = sqlite3_step(s);
    bool ok = code == SQLITE_ROW || db_fail(w->db, err);
    if (ok) {
        r->gemeten = sqlite3_column_type(s, 0) != SQLITE_NULL;
        r->waarom = r->gemeten ? NULL : rule->waarom;
        r->aantal = sqlite3_column_int64(s, 0);
        r->bekeken = sqlite3_column_int64(s, 1);
        r->has_vorige = sqlite3_column_type(s, 2) != SQLITE_NULL;
        r->vorige = sqlite3_column_int64(s, 2);
        r->nieuw = r->has_vorige ? sqlite3_column_int64(s, 3) : 0;
    }
    sqlite3_reset(s);
    return ok;
}

static bool read_kept(struct warehouse *w, int64_t sinds, struct arena *a, struct quality_meting *out, struct err *err)
{
    static const char sql[] =
        "SELECT (SELECT aantal FROM kwaliteit_meting WHERE generatie = ?2 AND regel = ?1), (SELECT bekeken FROM "
        "kwaliteit_meting WHERE generatie = ?2 AND regel = ?1), (SELECT aantal FROM kwaliteit_meting WHERE generatie = "
        "?3 AND regel = ?1), (SELECT count(*) FROM kwaliteit_bevinding WHERE regel = ?1 AND sinds > ?3)";
    sqlite3_stmt *s = NULL;
    struct quality_meting m = {.n = quality_rules_n};
    m.regels = arena_array(a, m.n, sizeof *m.regels);
    bool ok = m.regels || err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    ok = ok && db_int(w->db, "SELECT " LAST_DATA, 0, &m.generatie, err) &&
         former_generation(w, sinds, &m.vergeleken, err) && db_prepare(w->db, sql, &s, err);
    for (size_t i = 0; ok && i < m.n; i++)
        ok = result_read(w, s, &quality_rules[i], m.generatie, m.vergeleken, &m.regels[i], err);
    sqlite3_finalize(s);
    s = NULL;
    ok = ok &&
         db_prepare(w->db, "SELECT peildatum FROM import_log WHERE dataset = 'bag' ORDER BY id DESC LIMIT 1", &s, err);
    if (ok && sqlite3_step(s) == SQLITE_ROW)
        m.peildatum = arena_str(a, db_text(s, 0));
    sqlite3_finalize(s);
    if (ok)
        *out = m;
    return ok;
}

bool quality_measure(struct warehouse *w, struct clock clock, int64_t sinds, struct arena *a,
                     struct quality_meting *out, struct err *err)
{
    struct quality_context c = {.db = w->db};
    int64_t generation, jaar, ignored;
    bool changed = false;
    char now[21];
    timestamp_format(clock_now_ms(clock), now);
    /* What a rule finds goes to a file: it may be much. A wrong --sinds is told before the work is done. */
    bool ok = former_generation(w, sinds, &ignored, err) &&
              db_exec(w->db, "PRAGMA temp_store=FILE; PRAGMA mmap_size=1073741824", err) &&
              warehouse_read_begin(w, &generation, err);
    if (!ok)
        return false;
    ok = db_int(w->db,
                "SELECT cast(substr(peildatum, 1, 4) AS INTEGER) FROM import_log WHERE dataset = 'bag' AND peildatum "
                "IS NOT NULL ORDER BY id DESC LIMIT 1",
                0, &jaar, err);
    if (ok && jaar == 0) { /* no date in the delivery: that of today */
        int64_t year;
        jaar = str_to_i64((struct str){now, 4}, &year) ? year : 9998;
    }
    ok = ok && measure_all(&c, (int)jaar, err);
    if (ok)
        ok = db_exec(w->db, "COMMIT", err); /* of the temporary tables; the warehouse was only read */
    else
        sqlite3_exec(w->db, "ROLLBACK", NULL, NULL, NULL);
    w->reading = false;
    quality_context_done(&c);
    ok = ok && store(w, clock, generation, &changed, err) && read_kept(w, sinds, a, out, err);
    if (ok)
        out->gewijzigd = changed;
    return ok;
}

bool quality_stored(struct warehouse *w, int64_t sinds, struct arena *a, bool *found, struct quality_meting *out,
                    struct err *err)
{
    int64_t n;
    if (!db_int(w->db, "SELECT count(*) FROM kwaliteit_meting WHERE generatie = " LAST_DATA, 0, &n, err))
        return false;
    *found = n > 0;
    return !n || read_kept(w, sinds, a, out, err);
}

bool quality_findings(struct warehouse *w, const char *regel, size_t from, size_t most, struct arena *a,
                      struct quality_finding **out, size_t *n, struct err *err)
{
    sqlite3_stmt *s;
    int code = SQLITE_DONE;
    size_t count = 0;
    struct quality_finding *list = arena_array(a, most + 1, sizeof *list);
    if (!list)
        return err_set(err, ERR_MEMORY, NULL, "Onvoldoende geheugen.");
    if (!db_prepare(
            w->db,
            "SELECT object_type, object_id, omschrijving, sinds, geom FROM kwaliteit_bevinding WHERE regel = ?1 "
            "ORDER BY sinds DESC, id LIMIT ?2 OFFSET ?3",
            &s, err))
        return false;
    db_bind(s, 1, str_from(regel));
    sqlite3_bind_int64(s, 2, (int64_t)most);
    sqlite3_bind_int64(s, 3, (int64_t)from);
    bool ok = true;
    while (ok && count < most && (code = sqlite3_step(s)) == SQLITE_ROW) {
        struct quality_finding *f = &list[count++];
        *f = (struct quality_finding){.object_type = arena_str(a, db_text(s, 0)),
                                      .object_id = arena_str(a, db_text(s, 1)),
                                      .omschrijving = arena_str(a, db_text(s, 2)),
                                      .sinds = sqlite3_column_int64(s, 3)};
        struct geom g;
        if (sqlite3_column_type(s, 4) == SQLITE_NULL)
            continue;
        ok = geom_from_spatialite(sqlite3_column_blob(s, 4), (size_t)sqlite3_column_bytes(s, 4), a, &g, err);
        f->has_point = ok && geom_label_point(&g, 1, &f->x, &f->y);
    }
    if (ok && code != SQLITE_DONE && code != SQLITE_ROW)
        ok = db_fail(w->db, err);
    sqlite3_finalize(s);
    if (ok) {
        *out = list;
        *n = count;
    }
    return ok;
}

const char *quality_rule_find(const char *id, const char **nearest)
{
    size_t best = 0;
    *nearest = NULL;
    for (size_t i = 0; i < quality_rules_n; i++) {
        const char *rule = quality_rules[i].id;
        size_t same = 0;
        if (strcmp(rule, id) == 0)
            return rule;
        while (id[same] && rule[same] == id[same])
            same++;
        if (strstr(rule, id) || strstr(id, rule))
            same = 100;
        if (same > best) {
            best = same;
            *nearest = rule;
        }
    }
    return NULL;
}
