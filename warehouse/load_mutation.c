/* Mutations on top of an extract: what was, what is, and what is gone, by (identificatie, voorkomenidentificatie). */
#include "warehouse/load_priv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct key {
    enum bag_type type;
    struct str id;
    int64_t nr;
};

/* Behind the id, identificatie and voorkomenidentificatie are the first columns of a row. */
static struct key key_of(const char *row)
{
    struct row_reader r;
    struct row_value id, nr;
    struct key k = {.type = (enum bag_type)row_tag(row)};
    row_open(&r, row_record(row));
    if (row_next(&r, &id) && row_next(&r, &id) && row_next(&r, &nr)) {
        k.id = id.bytes;
        k.nr = nr.number;
    }
    return k;
}

static bool key_equal(struct key a, struct key b)
{
    return a.type == b.type && a.nr == b.nr && str_eq(a.id, b.id);
}

bool load_bag_mutations_begin(struct load *l, struct err *err)
{
    char sql[200], table[64];
    if (!load_bag_keep(l, err))
        return false;
    load_bag_unsorted(l, (1u << BAG_TYPES) - 1);
    for (int i = 0; i < BAG_TYPES; i++) {
        snprintf(table, sizeof table, "bag_%s", bag_type_table[i]);
        if (!bulk_begin(l, table, true, err) || !bulk_unique(l, table, "", NULL, NULL, err))
            return false;
        snprintf(sql, sizeof sql, "SELECT id FROM %s WHERE identificatie = ?1 AND voorkomenidentificatie = ?2", table);
        if (!l->mutation[i][0] && !db_prepare(l->db, sql, &l->mutation[i][0], err))
            return false;
        snprintf(sql, sizeof sql, "DELETE FROM %s WHERE identificatie = ?1 AND voorkomenidentificatie = ?2", table);
        if (!l->mutation[i][1] && !db_prepare(l->db, sql, &l->mutation[i][1], err))
            return false;
    }
    return true;
}

static void bind_key(sqlite3_stmt *s, struct key k)
{
    db_bind(s, 1, k.id);
    sqlite3_bind_int64(s, 2, k.nr);
}

static bool there(struct load *l, struct key k, bool *found, struct err *err)
{
    sqlite3_stmt *s = l->mutation[k.type][0];
    bind_key(s, k);
    int code = sqlite3_step(s);
    bool ok = code == SQLITE_ROW || code == SQLITE_DONE || db_fail(l->db, err);
    *found = code == SQLITE_ROW;
    sqlite3_reset(s);
    return ok;
}

/* What the group makes of a key before its record i: 1 there, 0 not there, -1 the group says nothing of it yet. */
static int said(const struct bag_mutation *m, size_t i, struct key k)
{
    int state = -1;
    for (size_t j = 0; j < i; j++)
        if (key_equal(key_of(m[j].record), k))
            state = m[j].actie == BAG_TOEVOEGING || m[j].actie == BAG_WIJZIGING_WORDT;
    return state;
}

static bool check(struct load *l, const struct bag_mutation *m, size_t n, char fault[200], struct err *err)
{
    fault[0] = 0;
    for (size_t i = 0; i < n && !fault[0]; i++) {
        struct key k = key_of(m[i].record);
        int state = said(m, i, k);
        bool found = state == 1, add = m[i].actie == BAG_TOEVOEGING || m[i].actie == BAG_WIJZIGING_WORDT;
        if (state < 0 && !there(l, k, &found, err))
            return false;
        if (add == found)
            snprintf(fault, 200, add ? "%s: dit voorkomen is er al" : "%s: dit voorkomen is er niet",
                     m[i].actie == BAG_TOEVOEGING     ? "toevoeging"
                     : m[i].actie == BAG_VERWIJDERING ? "verwijdering"
                                                      : "wijziging");
    }
    return true;
}

bool load_bag_mutate(struct load *l, const struct bag_mutation *m, size_t n, char fault[200], struct err *err)
{
    /* Checked as a whole before anything is done, so that a group is in or out. */
    if (!check(l, m, n, fault, err))
        return false;
    for (size_t i = 0; i < n && !fault[0]; i++) {
        if (m[i].actie == BAG_TOEVOEGING || m[i].actie == BAG_WIJZIGING_WORDT) {
            if (!load_bag_row(l, m[i].record, err))
                return false;
            continue;
        }
        struct key k = key_of(m[i].record);
        bind_key(l->mutation[k.type][1], k);
        if (!db_run(l->db, l->mutation[k.type][1], err))
            return false;
    }
    return true;
}

bool load_in_onderzoek(struct load *l, const struct bag_in_onderzoek *k, struct err *err)
{
    static const char *const statements[2] = {
        "INSERT INTO %s.bag_in_onderzoek(object_type, identificatie, kenmerk, tijdstip_registratie, in_onderzoek, "
        "documentdatum, documentnummer, begin_geldigheid, eind_geldigheid, eind_registratie, tijdstip_registratie_lv, "
        "tijdstip_eind_registratie_lv) VALUES(?,?,?,?,?,?,?,?,?,?,?,?)",
        "DELETE FROM %s.bag_in_onderzoek WHERE object_type = ?1 AND identificatie = ?2 AND kenmerk IS ?3 AND "
        "tijdstip_registratie IS ?4"};
    int remove = k->actie == BAG_WIJZIGING_WAS || k->actie == BAG_VERWIJDERING;
    sqlite3_stmt **s = &l->onderzoek[remove];
    char sql[400];
    snprintf(sql, sizeof sql, statements[remove], direct_aside(l));
    if (!*s && !db_prepare(l->db, sql, s, err))
        return false;
    const struct str first[] = {str_from(bag_type_table[k->type]), k->identificatie, k->kenmerk,
                                k->tijdstip_registratie};
    const struct str rest[] = {k->documentdatum,
                               k->documentnummer,
                               k->begin_geldigheid,
                               k->eind_geldigheid,
                               k->eind_registratie,
                               k->tijdstip_registratie_lv,
                               k->tijdstip_eind_registratie_lv};
    for (int i = 0; i < 4; i++)
        db_bind(*s, i + 1, first[i]);
    if (!remove) {
        sqlite3_bind_int(*s, 5, k->in_onderzoek);
        for (int i = 0; i < 7; i++)
            db_bind(*s, i + 6, rest[i]);
    }
    return db_run(l->db, *s, err);
}

bool load_levering(struct load *l, const char *soort, struct str van, struct str tot, struct str gebied,
                   struct str bestanden, struct err *err)
{
    sqlite3_stmt *s;
    if (!db_prepare(l->db, "INSERT INTO bag_levering(soort, van, tot, gebied, bestanden) VALUES(?,?,?,?,?)", &s, err))
        return false;
    db_bind(s, 1, str_from(soort));
    db_bind(s, 2, van);
    db_bind(s, 3, tot);
    db_bind(s, 4, gebied);
    db_bind(s, 5, bestanden);
    bool ok = db_run(l->db, s, err);
    sqlite3_finalize(s);
    return ok;
}

bool load_levering_last(struct load *l, char tot[11], struct err *err)
{
    sqlite3_stmt *s;
    tot[0] = 0;
    if (!db_prepare(l->db, "SELECT tot FROM bag_levering ORDER BY id DESC LIMIT 1", &s, err))
        return false;
    if (sqlite3_step(s) == SQLITE_ROW && !str_copy(str_sub(db_text(s, 0), 0, 10), tot, 11))
        tot[0] = 0;
    sqlite3_finalize(s);
    return true;
}
