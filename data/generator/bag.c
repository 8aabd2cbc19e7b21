/* The LV BAG 2.0 extract as the Kadaster delivers it (schema v20200601): zips in a zip in a zip, files of at most
 * 10,000 voorkomens. Everything is streamed: per type one inner zip is open at a time. */
#include "data/generator/bag_priv.h"

#include <stdlib.h>
#include <string.h>

static const char *const type_code[] = {"WPL", "OPR", "NUM", "VBO", "LIG", "STA", "PND"};

static void nummer(struct bag *b, const struct gemeente *g, const struct adres *a, long nr, const struct vk *v, int n)
{
    static const char *const soort[] = {"Verblijfsobject", "Ligplaats", "Standplaats"};
    for (int i = 0; i < n; i++) {
        struct deel *d = bag_stand(b, BAG_NUM, &v[i], i + 1);
        xml_putf(d,
                 "<Objecten:Nummeraanduiding><Objecten:identificatie "
                 "domein=\"NL.IMBAG.Nummeraanduiding\">%04d20%010ld</Objecten:identificatie><Objecten:huisnummer>%d</"
                 "Objecten:huisnummer>",
                 g->code, nr, a->huisnummer);
        if (a->letter)
            xml_putf(d, "<Objecten:huisletter>%c</Objecten:huisletter>", a->letter);
        if (a->toevoeging[0])
            xml_putf(d, "<Objecten:huisnummertoevoeging>%s</Objecten:huisnummertoevoeging>", a->toevoeging);
        xml_putf(d,
                 "<Objecten:postcode>%s</Objecten:postcode><Objecten:typeAdresseerbaarObject>%s</"
                 "Objecten:typeAdresseerbaarObject>",
                 a->postcode, soort[a->object]);
        bag_staat(d, &v[i]);
        bag_voorkomen(d, i + 1, &v[i]);
        xml_putf(d,
                 "<Objecten:ligtAan><Objecten-ref:OpenbareRuimteRef "
                 "domein=\"NL.IMBAG.Openbareruimte\">%04d30%010d</Objecten-ref:OpenbareRuimteRef></Objecten:ligtAan></"
                 "Objecten:Nummeraanduiding>",
                 g->code, a->straat + 1);
        bag_klaar(d);
    }
}

static void doelen(struct deel *d, unsigned m)
{
    static const char *const naam[] = {
        "woonfunctie",      "winkelfunctie",  "bijeenkomstfunctie", "onderwijsfunctie", "gezondheidszorgfunctie",
        "industriefunctie", "kantoorfunctie", "logiesfunctie",      "sportfunctie",     "overige gebruiksfunctie",
        "celfunctie"};
    for (int i = 0; i < 11; i++)
        if (m >> i & 1)
            xml_putf(d, "<Objecten:gebruiksdoel>%s</Objecten:gebruiksdoel>", naam[i]);
}

static void object(struct bag *b, const struct gemeente *g, const struct adres *a, long nr, long pand, long pand2,
                   long neven, const struct vk *v, int n)
{
    static const char *const soort[] = {"Verblijfsobject", "Ligplaats", "Standplaats"}, *const kort[] = {"VBO", "LIG",
                                                                                                         "STA"};
    for (int i = 0; i < n; i++) {
        struct deel *d = bag_stand(b, (enum bag_type)(BAG_VBO + a->object), &v[i], i + 1);
        char id[24];
        snprintf(id, sizeof id, "%04d%02d%010ld", g->code, a->object + 1, nr);
        xml_putf(d,
                 "<Objecten:%s><Objecten:heeftAlsHoofdadres><Objecten-ref:NummeraanduidingRef "
                 "domein=\"NL.IMBAG.Nummeraanduiding\">%04d20%010ld</Objecten-ref:NummeraanduidingRef></"
                 "Objecten:heeftAlsHoofdadres>",
                 soort[a->object], g->code, nr);
        bag_voorkomen(d, i + 1, &v[i]);
        if (neven)
            xml_putf(d,
                     "<Objecten:heeftAlsNevenadres><Objecten-ref:NummeraanduidingRef "
                     "domein=\"NL.IMBAG.Nummeraanduiding\">%04d20%010ld</Objecten-ref:NummeraanduidingRef></"
                     "Objecten:heeftAlsNevenadres>",
                     g->code, neven);
        xml_putf(d, "<Objecten:identificatie domein=\"NL.IMBAG.%s\">%s</Objecten:identificatie>", soort[a->object], id);
        if (a->object == OBJECT_VBO) {
            xml_putf(d,
                     "<Objecten:geometrie><Objecten:punt><gml:Point srsName=\"urn:ogc:def:crs:EPSG::28992\" "
                     "srsDimension=\"3\" gml:id=\"VBO_%s_%d_1\"><gml:pos>",
                     id, i + 1);
            xml_mm(d, a->punt.x);
            xml_put(d, " ");
            xml_mm(d, a->punt.y);
            xml_put(d, " 0.0</gml:pos></gml:Point></Objecten:punt></Objecten:geometrie>");
            doelen(d, a->doelen ? a->doelen : DOEL_OVERIG);
            xml_putf(d, "<Objecten:oppervlakte>%d</Objecten:oppervlakte>", a->oppervlakte > 0 ? a->oppervlakte : 1);
            bag_staat(d, &v[i]);
            xml_putf(d,
                     "<Objecten:maaktDeelUitVan><Objecten-ref:PandRef "
                     "domein=\"NL.IMBAG.Pand\">%04d10%010ld</Objecten-ref:PandRef>",
                     g->code, pand);
            if (pand2)
                xml_putf(d, "<Objecten-ref:PandRef domein=\"NL.IMBAG.Pand\">%04d10%010ld</Objecten-ref:PandRef>",
                         g->code, pand2);
            xml_put(d, "</Objecten:maaktDeelUitVan>");
        } else {
            xml_putf(d, "<Objecten:status>%s</Objecten:status>", v[i].status);
            bag_polygoon(d, g, a->vlak, (struct ring){0, 0}, false, kort[a->object], id, i + 1);
            char t[11];
            xml_putf(d,
                     "<Objecten:geconstateerd>N</Objecten:geconstateerd><Objecten:documentdatum>%s</"
                     "Objecten:documentdatum><Objecten:documentnummer>BAG/LIG/%d</Objecten:documentnummer>",
                     datum_tekst(v[i].begin, t), v[i].begin % 10000);
        }
        xml_putf(d, "</Objecten:%s>", soort[a->object]);
        bag_klaar(d);
    }
}

static void pand(struct bag *b, const struct gemeente *g, const struct pand *p, long nr, int jaar, const struct vk *v,
                 int n)
{
    for (int i = 0; i < n; i++) {
        struct deel *d = bag_stand(b, BAG_PND, &v[i], i + 1);
        char id[24];
        snprintf(id, sizeof id, "%04d10%010ld", g->code, nr);
        xml_putf(d, "<Objecten:Pand><Objecten:identificatie domein=\"NL.IMBAG.Pand\">%s</Objecten:identificatie>", id);
        bag_polygoon(d, g, p->buiten, p->gat, true, "PND", id, i + 1);
        xml_putf(d, "<Objecten:oorspronkelijkBouwjaar>%04d</Objecten:oorspronkelijkBouwjaar>", jaar);
        bag_staat(d, &v[i]);
        bag_voorkomen(d, i + 1, &v[i]);
        xml_put(d, "</Objecten:Pand>");
        bag_klaar(d);
    }
}

/* The same history for the kinds of objects of one building: s[] are the statuses, old to new. */
static int keten(struct vk *v, const int *begin, const char *const *s, int n)
{
    for (int i = 0; i < n; i++)
        v[i] = (struct vk){.begin = begin[i], .eind = i + 1 < n ? begin[i + 1] : 0, .status = s[i]};
    return n;
}

static int pand_historie(const struct bag *b, const struct pand *p, uint64_t h, struct vk *v)
{
    int y = p->bouwjaar, j = b->o->peil.jaar;
    const char *const bouw[] = {"Bouwvergunning verleend", "Bouw gestart", "Pand in gebruik (niet ingemeten)",
                                "Pand in gebruik"};
    if (p->fase == FASE_VERGUND || p->fase == FASE_GESTART)
        return keten(v, (int[]){(j - 1) * 10000 + 415, (j - 1) * 10000 + 1120}, bouw, p->fase == FASE_GESTART ? 2 : 1);
    int oud = 20100000 + 501 + (int)(h % 20),
        later = (2012 + (int)(h >> 8) % (j - 2013)) * 10000 + 303 + (int)(h >> 20) % 20;
    const char *eind = p->fase == FASE_SLOOPVERGUND     ? "Sloopvergunning verleend"
                       : p->fase == FASE_VERBOUWING     ? "Verbouwing pand"
                       : p->fase == FASE_NIET_INGEMETEN ? bouw[2]
                                                        : bouw[3];
    if (eind != bouw[3])
        return keten(v, (int[]){oud, (j - 1) * 10000 + 611}, (const char *const[]){bouw[3], eind}, 2);
    if (y >= 2012 && y < j)
        return keten(v, (int[]){(y - 1) * 10000 + 315, y * 10000 + 110, y * 10000 + 820, y * 10000 + 1114}, bouw, 4);
    const char *const twee[] = {bouw[3], bouw[3]};
    if (h % 100 < 14)
        return keten(v, (int[]){oud, later}, twee, 2);
    if (h % 1000 >= 996) { /* a correction: the first one was wrong from the start */
        keten(v, (int[]){oud, oud}, twee, 2);
        v[0].eind = 0;
        v[0].inactief = true;
        return 2;
    }
    if (h % 1000 >= 993) { /* begin is eind, and a closed one whose registration was left open */
        keten(v, (int[]){oud, oud, later}, (const char *const[]){bouw[2], bouw[3], bouw[3]}, 3);
        v[1].open_registratie = true;
        return 3;
    }
    return keten(v, (int[]){oud}, twee, 1);
}

static void woonplaats(struct bag *b, const struct gemeente *g, int k)
{
    struct vlak v;
    vlak_maak(g, NIVEAU_WOONPLAATS, k, &v);
    struct vk h = {.begin = 20100104, .status = "Woonplaats aangewezen"};
    struct deel *d = bag_stand(b, BAG_WPL, &h, 1);
    int buiten = 0;
    for (int r = 0; r < v.n_r; r++)
        buiten += v.r[r].hoort == r;
    xml_putf(d,
             "<Objecten:Woonplaats><Objecten:identificatie "
             "domein=\"NL.IMBAG.Woonplaats\">%04d</Objecten:identificatie><Objecten:naam>%s</"
             "Objecten:naam><Objecten:geometrie>",
             g->kern[k].woonplaats, g->kern[k].naam);
    xml_put(d, buiten > 1
                   ? "<Objecten:multivlak><gml:MultiSurface srsName=\"urn:ogc:def:crs:EPSG::28992\" srsDimension=\"2\">"
                   : "<Objecten:vlak>");
    for (int o = 0; o < v.n_r; o++) {
        if (v.r[o].hoort != o)
            continue;
        xml_putf(d,
                 "%s<gml:Polygon srsName=\"urn:ogc:def:crs:EPSG::28992\" srsDimension=\"2\" "
                 "gml:id=\"WPL_%04d_1_%d\"><gml:exterior>",
                 buiten > 1 ? "<gml:surfaceMember>" : "", g->kern[k].woonplaats, o);
        bag_ring(d, v.p + v.r[o].first, v.r[o].n, false);
        xml_put(d, "</gml:exterior>");
        for (int i = 0; i < v.n_r; i++)
            if (i != o && v.r[i].hoort == o) {
                xml_put(d, "<gml:interior>");
                bag_ring(d, v.p + v.r[i].first, v.r[i].n, false);
                xml_put(d, "</gml:interior>");
            }
        xml_putf(d, "</gml:Polygon>%s", buiten > 1 ? "</gml:surfaceMember>" : "");
    }
    xml_put(d, buiten > 1 ? "</gml:MultiSurface></Objecten:multivlak>" : "</Objecten:vlak>");
    xml_put(d, "</Objecten:geometrie>");
    bag_staat(d, &h);
    bag_voorkomen(d, 1, &h);
    xml_put(d, "</Objecten:Woonplaats>");
    bag_klaar(d);
    vlak_done(&v);
}

static void openbare_ruimte(struct bag *b, const struct gemeente *g, int id, const char *naam, const char *type,
                            int kern)
{
    struct vk h[2] = {{.begin = 20100104, .status = "Naamgeving uitgegeven"}, {0}};
    int n = 1;
    if (id % 23 == 0) {
        h[0].eind = 20150402;
        h[1] = (struct vk){.begin = 20150402, .status = "Naamgeving uitgegeven"};
        n = 2;
    }
    for (int i = 0; i < n; i++) {
        struct deel *d = bag_stand(b, BAG_OPR, &h[i], i + 1);
        xml_putf(d,
                 "<Objecten:OpenbareRuimte><Objecten:identificatie "
                 "domein=\"NL.IMBAG.Openbareruimte\">%04d30%010d</Objecten:identificatie><Objecten:naam>%s</"
                 "Objecten:naam><Objecten:type>%s</Objecten:type>",
                 g->code, id, naam, type);
        bag_staat(d, &h[i]);
        if (strlen(naam) > 24)
            xml_putf(d, "<Objecten:verkorteNaam>%.24s</Objecten:verkorteNaam>", naam);
        xml_putf(d,
                 "<Objecten:ligtIn><Objecten-ref:WoonplaatsRef "
                 "domein=\"NL.IMBAG.Woonplaats\">%04d</Objecten-ref:WoonplaatsRef></Objecten:ligtIn>",
                 g->kern[kern].woonplaats);
        bag_voorkomen(d, i + 1, &h[i]);
        xml_put(d, "</Objecten:OpenbareRuimte>");
        bag_klaar(d);
    }
}

#define VROEGER 5000000L /* ids of what stood here before */

static void adres(struct bag *b, const struct gemeente *g, const struct adres *a, bool neven_volgt)
{
    uint64_t h = rng_hash(b->o->zaad + 17, (uint64_t)a->nummer_id * 4096 + (uint64_t)g->nr);
    int oud = 20100501 + (int)(h % 20), j = b->o->peil.jaar, y = a->bouwjaar, n;
    struct vk v[4];
    const char *const naam[] = {"Naamgeving uitgegeven", "Naamgeving uitgegeven", "Naamgeving ingetrokken"};
    const char *const vbo[] = {"Verblijfsobject gevormd", "Verblijfsobject in gebruik", "Verblijfsobject in gebruik"};
    bool nieuw = a->fase == FASE_VERGUND || a->fase == FASE_GESTART;
    int begin = nieuw ? (j - 1) * 10000 + 415 : y >= 2012 && y < j ? (y - 1) * 10000 + 315 : oud;
    int later = (j - 2 - (int)(h >> 12) % 4) * 10000 + 907;
    n = keten(v, (int[]){begin, later}, naam, begin == oud && h % 25 == 0 ? 2 : 1);
    nummer(b, g, a, a->nummer_id + 1, v, n);
    if (a->neven) {
        b->t->nevenadressen++;
        return;
    }
    b->t->hoofdadressen++;
    long buur = neven_volgt ? a->nummer_id + 2 : 0;
    if (a->object != OBJECT_VBO) {
        n = keten(v, (int[]){oud}, (const char *const[]){"Plaats aangewezen"}, 1);
        object(b, g, a, a->nummer_id + 1, 0, 0, buur, v, n);
        return;
    }
    if (nieuw)
        n = keten(v, (int[]){begin}, vbo, 1);
    else if (begin != oud)
        n = keten(v, (int[]){begin, y * 10000 + 820}, vbo, 2);
    else
        n = keten(v, (int[]){oud, later}, vbo + 1, h % 9 == 0 ? 2 : 1);
    b->t->vbo_meer_panden += a->pand2 >= 0;
    object(b, g, a, a->nummer_id + 1, a->pand + 1, a->pand2 >= 0 ? a->pand2 + 1 : 0, buur, v, n);
    if (begin != oud && !nieuw && h % 5 == 0) { /* what stood here was pulled down */
        int weg = (y - 1) * 10000 + 120, verg = (y - 2) * 10000 + 910;
        struct adres o = *a;
        o.pand2 = -1;
        n = keten(v, (int[]){oud < verg ? oud : verg - 100, verg, weg},
                  (const char *const[]){"Pand in gebruik", "Sloopvergunning verleend", "Pand gesloopt"}, 3);
        pand(b, g, &g->pand[a->pand], VROEGER + a->nummer_id, 1958, v, 3);
        n = keten(v, (int[]){20100301, weg}, (const char *const[]){"Naamgeving uitgegeven", "Naamgeving ingetrokken"},
                  2);
        nummer(b, g, &o, VROEGER + a->nummer_id, v, n);
        n = keten(v, (int[]){20100301, weg},
                  (const char *const[]){"Verblijfsobject in gebruik", "Verblijfsobject ingetrokken"}, 2);
        object(b, g, &o, VROEGER + a->nummer_id, VROEGER + a->nummer_id, 0, 0, v, n);
    } else if (h % 400 == 7) { /* a plan that came to nothing, or a mistake */
        const char *const plan[] = {"Bouwvergunning verleend", "Niet gerealiseerd pand"},
                          *const fout[] = {"Pand in gebruik", "Pand ten onrechte opgevoerd"};
        n = keten(v, (int[]){20130402, 20160517}, h >> 32 & 1 ? plan : fout, 2);
        pand(b, g, &g->pand[a->pand], VROEGER + a->nummer_id, 2013, v, n);
    }
}

void bag_gemeente(struct bag *b, const struct gemeente *g)
{
    char t[11];
    datum_tekst(20100104, t);
    for (int k = 0; k < g->n_kern; k++) {
        woonplaats(b, g, k);
        fprintf(b->gwr,
                "<gwr-product:GemeenteWoonplaatsRelatie><gwr-product:tijdvakgeldigheid><bagtypes:"
                "begindatumTijdvakGeldigheid>%s</bagtypes:begindatumTijdvakGeldigheid></"
                "gwr-product:tijdvakgeldigheid><gwr-product:gerelateerdeWoonplaats><gwr-product:identificatie>%04d</"
                "gwr-product:identificatie></"
                "gwr-product:gerelateerdeWoonplaats><gwr-product:gerelateerdeGemeente><gwr-product:identificatie>%04d</"
                "gwr-product:identificatie></gwr-product:gerelateerdeGemeente><gwr-product:status>definitief</"
                "gwr-product:status></gwr-product:GemeenteWoonplaatsRelatie>",
                t, g->kern[k].woonplaats, g->code);
    }
    for (int s = 0; s < g->n_straat; s++)
        if (g->straat[s].n_adres)
            openbare_ruimte(b, g, s + 1, g->straat[s].naam, "Weg", g->straat[s].kern);
    for (int k = 0; k < g->n_kern; k++)
        if (g->kern[k].lint)
            openbare_ruimte(b, g, g->n_straat + 1 + k, "Hoofddiep", "Water", k);
    struct vk v[4];
    for (int p = 0; p < g->n_pand; p++) {
        uint64_t h = rng_hash(b->o->zaad + 29, (uint64_t)p * 4096 + (uint64_t)g->nr);
        int jaar = g->pand[p].bouwjaar > b->o->peil.jaar + 1 && g->pand[p].bouwjaar != 9999 ? b->o->peil.jaar
                                                                                            : g->pand[p].bouwjaar;
        pand(b, g, &g->pand[p], p + 1, jaar, v, pand_historie(b, &g->pand[p], h, v));
        b->t->panden_met_gat += g->pand[p].gat.n > 0;
    }
    for (int i = 0; i < g->n_adres; i++)
        adres(b, g, &g->adres[i], i + 1 < g->n_adres && g->adres[i + 1].neven && !g->adres[i].neven);
}

struct bag *bag_open(const struct opties *o, bool landelijk, int code, const char *naam, struct telling *t)
{
    struct bag *b = geheugen(1, sizeof *b);
    b->o = o, b->t = t, b->landelijk = landelijk, b->gemeente_code = code;
    b->prefix = landelijk ? 9999 : code;
    b->peil = datum_int(o->peil);
    snprintf(b->gemeente, sizeof b->gemeente, "%s", naam);
    snprintf(b->datum, sizeof b->datum, "%02u%02u%04u", (unsigned)o->peil.dag % 100, (unsigned)o->peil.maand % 100,
             (unsigned)o->peil.jaar % 10000);
    for (int i = 0; i < BAG_N; i++)
        deel_open(b, &b->deel[i], "", type_code[i]);
    b->gwr = tmpfile();
    if (!b->gwr)
        stop("geen ruimte voor een tijdelijk bestand");
    return b;
}

/* The kinds of which there are only a few: inactive, under investigation, not BAG. */
static void bijzonder(struct bag *b, struct archive *in, const char *soort, const char *kort)
{
    char path[512], naam[64];
    snprintf(naam, sizeof naam, "%04d%s%s.zip", b->prefix, soort, b->datum);
    snprintf(path, sizeof path, "%s/.%s", b->o->uit, naam);
    struct archive *z = zip_open(path, true);
    struct deel *d = geheugen(1, sizeof *d);
    for (int i = 0; i < BAG_N; i++) {
        deel_open(b, d, kort, type_code[i]);
        for (int k = 0; k < 3; k++) {
            if (kort[0] == 'I' && kort[1] == 'O' && i == BAG_VBO) {
                xml_putf(
                    d,
                    "<sl:stand><sl-bag-extract:kenmerkInOnderzoek><KenmerkInOnderzoek:"
                    "KenmerkVerblijfsobjectInOnderzoek><KenmerkInOnderzoek:kenmerk>oppervlakte</"
                    "KenmerkInOnderzoek:kenmerk><KenmerkInOnderzoek:identificatieVanVerblijfsobject "
                    "domein=\"NL.IMBAG.Verblijfsobject\">%04d01%010d</"
                    "KenmerkInOnderzoek:identificatieVanVerblijfsobject><KenmerkInOnderzoek:inOnderzoek>%c</"
                    "KenmerkInOnderzoek:inOnderzoek><KenmerkInOnderzoek:documentdatum>2024-05-13</"
                    "KenmerkInOnderzoek:documentdatum><KenmerkInOnderzoek:documentnummer>IO/2024/%d</"
                    "KenmerkInOnderzoek:documentnummer><KenmerkInOnderzoek:historieInOnderzoek><Historie:"
                    "HistorieInOnderzoek><Historie:tijdstipRegistratie>2024-05-13T10:00:00.000</"
                    "Historie:tijdstipRegistratie><Historie:beginGeldigheid>2024-05-13</"
                    "Historie:beginGeldigheid><Historie:BeschikbaarLVInOnderzoek><Historie:tijdstipRegistratieLV>2024-"
                    "05-13T10:30:00.123</Historie:tijdstipRegistratieLV></Historie:BeschikbaarLVInOnderzoek></"
                    "Historie:HistorieInOnderzoek></KenmerkInOnderzoek:historieInOnderzoek></"
                    "KenmerkInOnderzoek:KenmerkVerblijfsobjectInOnderzoek></sl-bag-extract:kenmerkInOnderzoek></"
                    "sl:stand>",
                    b->gemeente_code, 10 + k, k == 2 ? 'N' : 'J', k);
                b->t->in_onderzoek++;
            } else if (kort[1] != 'O' && i == BAG_NUM) {
                bool nb = kort[0] == 'N';
                xml_putf(
                    d,
                    "<sl:stand><sl-bag-extract:bagObject><Objecten:Nummeraanduiding><Objecten:identificatie "
                    "domein=\"NL.IMBAG.Nummeraanduiding\">%04d20%010d</Objecten:identificatie><Objecten:huisnummer>%d</"
                    "Objecten:huisnummer><Objecten:typeAdresseerbaarObject>Verblijfsobject</"
                    "Objecten:typeAdresseerbaarObject><Objecten:status>Naamgeving "
                    "uitgegeven</Objecten:status><Objecten:geconstateerd>N</"
                    "Objecten:geconstateerd><Objecten:documentdatum>2012-02-01</"
                    "Objecten:documentdatum><Objecten:documentnummer>X/%d</"
                    "Objecten:documentnummer><Objecten:voorkomen><Historie:Voorkomen><Historie:voorkomenidentificatie>"
                    "1</Historie:voorkomenidentificatie><Historie:beginGeldigheid>2012-02-01</"
                    "Historie:beginGeldigheid><Historie:tijdstipRegistratie>2012-02-01T10:00:00.000</"
                    "Historie:tijdstipRegistratie>%s<Historie:BeschikbaarLV><Historie:tijdstipRegistratieLV>2012-02-"
                    "01T10:30:00.123</Historie:tijdstipRegistratieLV>%s</Historie:BeschikbaarLV></Historie:Voorkomen></"
                    "Objecten:voorkomen><Objecten:ligtAan><Objecten-ref:OpenbareRuimteRef "
                    "domein=\"NL.IMBAG.Openbareruimte\">%04d30%010d</Objecten-ref:OpenbareRuimteRef></"
                    "Objecten:ligtAan></Objecten:Nummeraanduiding></sl-bag-extract:bagObject></sl:stand>",
                    b->gemeente_code, (nb ? 9100000 : 9000000) + k, 900 + k, k,
                    nb ? "" : "<Historie:tijdstipInactief>2012-03-01T09:00:00.000</Historie:tijdstipInactief>",
                    nb ? "<Historie:tijdstipNietBagLV>2012-04-19T17:11:30.432</Historie:tijdstipNietBagLV>"
                       : "<Historie:tijdstipInactiefLV>2012-03-01T09:30:00.123</Historie:tijdstipInactiefLV>",
                    b->gemeente_code, 1);
                b->t->inactief += !nb;
                b->t->niet_bag += nb;
            }
        }
        deel_eind(d);
        zip_close(d->zip);
        char sub[96];
        snprintf(sub, sizeof sub, "%s.zip", d->naam);
        zip_bestand(z, sub, d->path, b->peil);
    }
    free(d);
    zip_close(z);
    zip_bestand(in, naam, path, b->peil);
}

void bag_close(struct bag *b)
{
    char path[600], tmp[600], naam[96], t[11], *tekst = NULL;
    size_t size = 0;
    datum_tekst(b->peil, t);
    for (int i = 0; i < BAG_N; i++) {
        deel_eind(&b->deel[i]);
        zip_close(b->deel[i].zip);
    }
    if (b->landelijk)
        snprintf(path, sizeof path, "%s/BAGNLDL-%s.zip", b->o->uit, b->datum);
    else
        snprintf(path, sizeof path, "%s/BAGGEM%04dL-%s.zip", b->o->uit, b->gemeente_code, b->datum);
    struct archive *z = zip_open(path, true), *in = z;
    FILE *m = open_memstream(&tekst, &size);
    fprintf(m,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xb:BAG-Extract-Levering "
            "xmlns:xb=\"http://www.kadaster.nl/schemas/lvbag/extract-levering/v20200601\" "
            "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
            "xmlns:selecties-extract=\"http://www.kadaster.nl/schemas/lvbag/extract-selecties/v20200601\">\n    "
            "<xb:SelectieGegevens>\n        <selecties-extract:LVC-Extract>\n            "
            "<selecties-extract:StandTechnischeDatum>%s</selecties-extract:StandTechnischeDatum>\n        "
            "</selecties-extract:LVC-Extract>\n        <selecties-extract:Gebied-Registratief>\n",
            t);
    if (b->landelijk)
        fprintf(m, "            <selecties-extract:Gebied-NLD/>\n");
    else
        fprintf(m,
                "            "
                "<selecties-extract:Gebied-GEM><selecties-extract:GemeenteCollectie><selecties-extract:Gemeente><"
                "selecties-extract:GemeenteIdentificatie>%04d</"
                "selecties-extract:GemeenteIdentificatie><selecties-extract:GemeenteNaam>%s</"
                "selecties-extract:GemeenteNaam></selecties-extract:Gemeente></selecties-extract:GemeenteCollectie></"
                "selecties-extract:Gebied-GEM>\n",
                b->gemeente_code, b->gemeente);
    fprintf(m, "        </selecties-extract:Gebied-Registratief>\n    </xb:SelectieGegevens>\n    <xb:SchemaInfo>\n    "
               "    <xb:naam>BagvsExtractDeelbestandExtractLvc-2.1.0.xsd</xb:naam>\n        "
               "<xb:versie>20200601</xb:versie>\n    </xb:SchemaInfo>\n</xb:BAG-Extract-Levering>\n");
    fclose(m);
    zip_begin(z, "Leveringsdocument-BAG-Extract.xml", b->peil, (int64_t)size);
    zip_data(z, tekst, size);
    free(tekst);
    snprintf(tmp, sizeof tmp, "%s/.gwr.zip", b->o->uit);
    struct archive *w = zip_open(tmp, false);
    snprintf(naam, sizeof naam, "GEM-WPL-RELATIE-%s-000001.xml", b->datum);
    zip_begin(w, naam, b->peil, -1);
    char kopje[1200];
    int n = snprintf(kopje, sizeof kopje,
                     "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<gwr-bestand:BAG-GWR-Deelbestand-LVC "
                     "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
                     "xmlns:gwr-bestand=\"www.kadaster.nl/schemas/lvbag/gem-wpl-rel/gwr-deelbestand-lvc/v20200601\" "
                     "xmlns:selecties-extract=\"http://www.kadaster.nl/schemas/lvbag/extract-selecties/v20200601\" "
                     "xmlns:bagtypes=\"www.kadaster.nl/schemas/lvbag/gem-wpl-rel/bag-types/v20200601\" "
                     "xmlns:gwr-product=\"www.kadaster.nl/schemas/lvbag/gem-wpl-rel/gwr-producten-lvc/v20200601\">\n  "
                     "<gwr-bestand:SelectieGegevens><selecties-extract:StandTechnischeDatum>%s</"
                     "selecties-extract:StandTechnischeDatum></gwr-bestand:SelectieGegevens>\n  "
                     "<gwr-bestand:Product><gwr-product:GemeenteWoonplaatsRelatieProduct>",
                     t);
    zip_data(w, kopje, (size_t)n);
    rewind(b->gwr);
    for (size_t k; (k = fread(kopje, 1, sizeof kopje, b->gwr)) > 0;)
        zip_data(w, kopje, k);
    fclose(b->gwr);
    static const char staart[] = "</gwr-product:GemeenteWoonplaatsRelatieProduct></gwr-bestand:Product>\n</"
                                 "gwr-bestand:BAG-GWR-Deelbestand-LVC>\n";
    zip_data(w, staart, sizeof staart - 1);
    zip_close(w);
    snprintf(naam, sizeof naam, "GEM-WPL-RELATIE-%s.zip", b->datum);
    zip_bestand(z, naam, tmp, b->peil);
    snprintf(tmp, sizeof tmp, "%s/.gem.zip", b->o->uit);
    if (!b->landelijk)
        in = zip_open(tmp, true);
    for (int i = 0; i < BAG_N; i++) {
        snprintf(naam, sizeof naam, "%s.zip", b->deel[i].naam);
        zip_bestand(in, naam, b->deel[i].path, b->peil);
    }
    bijzonder(b, in, "Inactief", "IA");
    bijzonder(b, in, "InOnderzoek", "IO");
    bijzonder(b, in, "NietBag", "NB");
    if (!b->landelijk) {
        zip_close(in);
        snprintf(naam, sizeof naam, "%04dGEM%s.zip", b->gemeente_code, b->datum);
        zip_bestand(z, naam, tmp, b->peil);
    }
    zip_close(z);
    free(b);
}
