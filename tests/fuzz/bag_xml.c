/* Hostile BAG XML through every callback, whole and in pieces (the first byte says how long): what is told must be the
 * same. */
#include "importers/bag/bag_xml.h"
#include "tests/fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct told {
    uint64_t hash;
    bool open;
};

static void mix(struct told *t, const void *bytes, size_t n)
{
    const unsigned char *p = bytes;
    for (size_t i = 0; i < n; i++)
        t->hash = (t->hash ^ p[i]) * UINT64_C(1099511628211);
}

static void mix_str(struct told *t, struct str s)
{
    mix(t, &s.n, sizeof s.n);
    mix(t, s.p, s.n);
}

static void mix_where(struct told *t, const struct bag_where *where)
{
    char text[160];
    bag_where_text(where, text);
    mix(t, text, strlen(text));
}

static bool on_voorkomen(void *ctx, const struct bag_voorkomen *v, const struct bag_where *where, struct err *err)
{
    const struct str texts[] = {v->identificatie,
                                v->status,
                                v->documentdatum,
                                v->documentnummer,
                                v->begin_geldigheid,
                                v->eind_geldigheid,
                                v->tijdstip_registratie,
                                v->eind_registratie,
                                v->tijdstip_inactief,
                                v->tijdstip_registratie_lv,
                                v->tijdstip_eind_registratie_lv,
                                v->tijdstip_inactief_lv,
                                v->tijdstip_nietbag_lv,
                                v->naam,
                                v->opr_type,
                                v->verkorte_naam,
                                v->huisnummer,
                                v->huisletter,
                                v->huisnummertoevoeging,
                                v->postcode,
                                v->type_adresseerbaar_object,
                                v->openbare_ruimte_id,
                                v->woonplaats_id,
                                v->hoofdadres_id};
    double area = geom_area(&v->geom);
    mix_where(ctx, where);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        mix_str(ctx, texts[i]);
    for (size_t i = 0; i < v->n_nevenadres; i++)
        mix_str(ctx, v->nevenadres_ids[i]);
    for (size_t i = 0; i < v->n_gebruiksdoelen; i++)
        mix_str(ctx, v->gebruiksdoelen[i]);
    for (size_t i = 0; i < v->n_panden; i++)
        mix_str(ctx, v->pand_ids[i]);
    mix(ctx, &area, sizeof area);
    mix(ctx, &v->actie, sizeof v->actie);
    return v->oppervlakte != 4242; /* a caller that stops */
}
static void on_remark(void *ctx, const struct bag_where *where, const char *reason)
{
    mix_where(ctx, where);
    mix(ctx, reason, strlen(reason));
}
static bool on_relation(void *ctx, struct str wpl, struct str gem, struct str begin, struct str eind, struct str status,
                        struct err *err)
{
    mix_str(ctx, wpl);
    mix_str(ctx, gem);
    mix_str(ctx, begin);
    mix_str(ctx, eind);
    mix_str(ctx, status);
    return true;
}
static void on_stand(void *ctx, struct str date)
{
    mix_str(ctx, date);
}
static bool on_onderzoek(void *ctx, const struct bag_in_onderzoek *k, const struct bag_where *where, struct err *err)
{
    mix_where(ctx, where);
    mix_str(ctx, k->identificatie);
    mix_str(ctx, k->kenmerk);
    mix_str(ctx, k->begin_geldigheid);
    mix_str(ctx, k->tijdstip_registratie_lv);
    return true;
}
static bool on_levering(void *ctx, const struct bag_levering *l, const struct bag_where *where, struct err *err)
{
    mix_where(ctx, where);
    for (size_t i = 0; i < l->n_gemeenten; i++) {
        mix_str(ctx, l->gemeente_codes[i]);
        mix_str(ctx, l->gemeente_namen[i]);
    }
    mix_str(ctx, l->schema_versie);
    return true;
}
static void on_periode(void *ctx, struct str van, struct str tot)
{
    mix_str(ctx, van);
    mix_str(ctx, tot);
}
static bool on_groep(void *ctx, bool begin, const struct bag_where *where, struct err *err)
{
    struct told *t = ctx;
    mix_where(t, where);
    t->open = begin;
    return true;
}
static void on_unknown(void *ctx, struct str name, int64_t count, const struct bag_where *first)
{
    mix_where(ctx, first);
    mix_str(ctx, name);
    mix(ctx, &count, sizeof count);
}

/* Each piece in memory of its own size, gone after the feed. */
static bool read_pieces(const uint8_t *bytes, size_t n, size_t piece, struct told *t, struct err *err)
{
    struct bag_sink sink = {.ctx = t,
                            .voorkomen = on_voorkomen,
                            .reject = on_remark,
                            .warn = on_remark,
                            .gemeente_woonplaats = on_relation,
                            .stand = on_stand,
                            .in_onderzoek = on_onderzoek,
                            .levering = on_levering,
                            .mutatieperiode = on_periode,
                            .groep = on_groep,
                            .unknown = on_unknown};
    struct arena *a = arena_new(16 << 20);
    struct bag_xml *x;
    bool ok = a && bag_xml_new("fuzz", &sink, a, &x, err);
    if (!ok)
        abort();
    size_t at = 0;
    do {
        size_t m = n - at < piece ? n - at : piece;
        uint8_t *copy = malloc(m ? m : 1);
        if (!copy)
            abort();
        if (m)
            memcpy(copy, bytes + at, m);
        at += m;
        ok = bag_xml_feed(x, copy, m, at == n, err);
        free(copy);
    } while (ok && at < n);
    bag_xml_free(x);
    arena_free(a);
    return ok;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct told whole = {.hash = 1}, cut = {.hash = 1};
    struct err err = {0}, cut_err = {0};
    if (n == 0)
        return 0;
    /* '<' and a byte order mark may stand first as they are: then the document begins there. */
    size_t piece = 1 + bytes[0] % 61;
    bool document = bytes[0] == '<' || bytes[0] == 0xef;
    bytes += !document;
    n -= !document;
    bool a = read_pieces(bytes, n, n + 1, &whole, &err);
    bool b = read_pieces(bytes, n, piece, &cut, &cut_err);
    if (a != b || whole.hash != cut.hash || strcmp(err.locator, cut_err.locator) != 0) {
        fprintf(stderr, "whole: %d %s %s\ncut:   %d %s %s\n", a, err.locator, err.message, b, cut_err.locator,
                cut_err.message);
        abort();
    }
    return 0;
}
