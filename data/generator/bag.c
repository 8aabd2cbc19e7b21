/* The LV BAG 2.0 extract as the Kadaster delivers it (schema v20200601): zips in a zip in a zip, files of at most
 * 10,000 voorkomens. Everything is streamed: per type one inner zip is open at a time. */
#include "data/generator/bag_priv.h"

#include <stdlib.h>
#include <string.h>

static const char *const type_code[] = {"WPL", "OPR", "NUM", "VBO", "LIG", "STA", "PND"};

/* The voorkomens with the histories v, all like s but for that. */
static struct lijst lijst_van(const struct stuk *s, const struct vk *v, int n)
{
    struct lijst l;
    l.n = n;
    for (int i = 0; i < n; i++) {
        l.s[i] = *s;
        l.s[i].nr = i + 1;
        l.s[i].v = v[i];
    }
    return l;
}

static void uit(struct bag *b, struct gemeente *g, const struct stuk *s, const struct vk *v, int n, struct beurt beurt)
{
    struct lijst l = lijst_van(s, v, n);
    bag_lijst(b, g, &l);
    if (b->mut)
        mutaties_object(b->mut, g, &l, beurt);
}

static const struct beurt geen;

static void nummer(struct bag *b, struct gemeente *g, const struct adres *a, long nr, const struct vk *v, int n,
                   struct beurt beurt)
{
    uit(b, g, &(struct stuk){.type = BAG_NUM, .id = nr, .a = *a}, v, n, beurt);
}

static void object(struct bag *b, struct gemeente *g, const struct adres *a, long nr, long pand, long pand2, long neven,
                   const struct vk *v, int n, struct beurt beurt)
{
    struct stuk s = {
        .type = (enum bag_type)(BAG_VBO + a->object), .id = nr, .a = *a, .pand = {pand, pand2}, .neven = {neven, 0}};
    uit(b, g, &s, v, n, beurt);
}

static void pand(struct bag *b, struct gemeente *g, const struct pand *p, long nr, int jaar, const struct vk *v, int n,
                 struct beurt beurt)
{
    struct stuk s = {.type = BAG_PND, .id = nr, .buiten = p->buiten, .gat = p->gat, .jaar = jaar};
    uit(b, g, &s, v, n, beurt);
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

static void woonplaats(struct bag *b, struct gemeente *g, int k)
{
    struct vk h = {.begin = 20100104, .status = "Woonplaats aangewezen"};
    struct stuk s = {.type = BAG_WPL, .id = g->kern[k].woonplaats, .kern = k};
    snprintf(s.naam, sizeof s.naam, "%s", g->kern[k].naam);
    uit(b, g, &s, &h, 1, geen);
}

static void openbare_ruimte(struct bag *b, struct gemeente *g, int id, const char *naam, const char *type, int kern)
{
    struct vk h[2] = {{.begin = 20100104, .status = "Naamgeving uitgegeven"}, {0}};
    int n = 1;
    if (id % 23 == 0) {
        h[0].eind = 20150402;
        h[1] = (struct vk){.begin = 20150402, .status = "Naamgeving uitgegeven"};
        n = 2;
    }
    struct stuk s = {.type = BAG_OPR, .id = id, .kern = kern, .soort = type};
    snprintf(s.naam, sizeof s.naam, "%s", naam);
    uit(b, g, &s, h, n, geen);
}

static void adres(struct bag *b, struct gemeente *g, const struct adres *a, bool neven_volgt, struct beurt beurt)
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
    nummer(b, g, a, a->nummer_id + 1, v, n, beurt);
    if (a->neven) {
        b->t->nevenadressen++;
        return;
    }
    b->t->hoofdadressen++;
    long buur = neven_volgt ? a->nummer_id + 2 : 0;
    if (a->object != OBJECT_VBO) {
        n = keten(v, (int[]){oud}, (const char *const[]){"Plaats aangewezen"}, 1);
        object(b, g, a, a->nummer_id + 1, 0, 0, buur, v, n, beurt);
        return;
    }
    if (nieuw)
        n = keten(v, (int[]){begin}, vbo, 1);
    else if (begin != oud)
        n = keten(v, (int[]){begin, y * 10000 + 820}, vbo, 2);
    else
        n = keten(v, (int[]){oud, later}, vbo + 1, h % 9 == 0 ? 2 : 1);
    b->t->vbo_meer_panden += a->pand2 >= 0;
    object(b, g, a, a->nummer_id + 1, a->pand + 1, a->pand2 >= 0 ? a->pand2 + 1 : 0, buur, v, n, beurt);
    if (begin != oud && !nieuw && h % 5 == 0) { /* what stood here was pulled down */
        int weg = (y - 1) * 10000 + 120, verg = (y - 2) * 10000 + 910;
        struct adres o = *a;
        o.pand2 = -1;
        n = keten(v, (int[]){oud < verg ? oud : verg - 100, verg, weg},
                  (const char *const[]){"Pand in gebruik", "Sloopvergunning verleend", "Pand gesloopt"}, 3);
        pand(b, g, &g->pand[a->pand], VROEGER + a->nummer_id, 1958, v, 3, geen);
        n = keten(v, (int[]){20100301, weg}, (const char *const[]){"Naamgeving uitgegeven", "Naamgeving ingetrokken"},
                  2);
        nummer(b, g, &o, VROEGER + a->nummer_id, v, n, geen);
        n = keten(v, (int[]){20100301, weg},
                  (const char *const[]){"Verblijfsobject in gebruik", "Verblijfsobject ingetrokken"}, 2);
        object(b, g, &o, VROEGER + a->nummer_id, VROEGER + a->nummer_id, 0, 0, v, n, geen);
    } else if (h % 400 == 7) { /* a plan that came to nothing, or a mistake */
        const char *const plan[] = {"Bouwvergunning verleend", "Niet gerealiseerd pand"},
                          *const fout[] = {"Pand in gebruik", "Pand ten onrechte opgevoerd"};
        n = keten(v, (int[]){20130402, 20160517}, h >> 32 & 1 ? plan : fout, 2);
        pand(b, g, &g->pand[a->pand], VROEGER + a->nummer_id, 2013, v, n, geen);
    }
}

void bag_gwr(struct bag *b, const struct gemeente *g, int k)
{
    char t[11];
    fprintf(b->gwr,
            "<gwr-product:GemeenteWoonplaatsRelatie><gwr-product:tijdvakgeldigheid><bagtypes:"
            "begindatumTijdvakGeldigheid>%s</bagtypes:begindatumTijdvakGeldigheid></"
            "gwr-product:tijdvakgeldigheid><gwr-product:gerelateerdeWoonplaats><gwr-product:identificatie>%04d</"
            "gwr-product:identificatie></"
            "gwr-product:gerelateerdeWoonplaats><gwr-product:gerelateerdeGemeente><gwr-product:identificatie>%04d</"
            "gwr-product:identificatie></gwr-product:gerelateerdeGemeente><gwr-product:status>definitief</"
            "gwr-product:status></gwr-product:GemeenteWoonplaatsRelatie>",
            datum_tekst(20100104, t), g->kern[k].woonplaats, g->code);
}

void bag_gemeente(struct bag *b, struct gemeente *g)
{
    if (b->mut)
        mutaties_plan(b->mut, g);
    for (int k = 0; k < g->n_kern; k++) {
        woonplaats(b, g, k);
        bag_gwr(b, g, k);
        if (b->mut)
            mutaties_gwr(b->mut, g, k);
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
        pand(b, g, &g->pand[p], p + 1, jaar, v, pand_historie(b, &g->pand[p], h, v), beurt_pand(b->mut, p));
        b->t->panden_met_gat += g->pand[p].gat.n > 0;
    }
    for (int i = 0; i < g->n_adres; i++) {
        adres(b, g, &g->adres[i], i + 1 < g->n_adres && g->adres[i + 1].neven && !g->adres[i].neven,
              beurt_adres(b->mut, i));
        if (b->mut)
            mutaties_nieuw(b->mut, g, i);
    }
}

struct bag *bag_open(const struct opties *o, const char *uit, int peil, bool landelijk, int code, const char *naam,
                     struct telling *t)
{
    struct bag *b = geheugen(1, sizeof *b);
    b->o = o, b->t = t, b->landelijk = landelijk, b->gemeente_code = code;
    b->prefix = landelijk ? 9999 : code;
    b->uit = uit, b->peil = peil;
    snprintf(b->gemeente, sizeof b->gemeente, "%s", naam);
    datum_kort(peil, b->datum);
    for (int i = 0; i < BAG_N; i++)
        deel_open(b, &b->deel[i], "", type_code[i]);
    b->gwr = tijdelijk();
    return b;
}

void bag_muteer(struct bag *b, struct mutaties *m)
{
    b->mut = m;
}

void bag_io(struct deel *d, int code, int k, bool in_onderzoek, int begin, int eind)
{
    char t[11], e[11];
    datum_tekst(begin, t);
    datum_tekst(eind ? eind : begin, e);
    xml_putf(d,
             "<KenmerkInOnderzoek:KenmerkVerblijfsobjectInOnderzoek><KenmerkInOnderzoek:kenmerk>oppervlakte</"
             "KenmerkInOnderzoek:kenmerk><KenmerkInOnderzoek:identificatieVanVerblijfsobject "
             "domein=\"NL.IMBAG.Verblijfsobject\">%04d01%010d</"
             "KenmerkInOnderzoek:identificatieVanVerblijfsobject><KenmerkInOnderzoek:inOnderzoek>%c</"
             "KenmerkInOnderzoek:inOnderzoek><KenmerkInOnderzoek:documentdatum>%s</"
             "KenmerkInOnderzoek:documentdatum><KenmerkInOnderzoek:documentnummer>IO/%d/%d</"
             "KenmerkInOnderzoek:documentnummer><KenmerkInOnderzoek:historieInOnderzoek><Historie:"
             "HistorieInOnderzoek><Historie:tijdstipRegistratie>%sT10:00:00.000</Historie:tijdstipRegistratie>",
             code, 10 + k, in_onderzoek ? 'J' : 'N', t, begin / 10000, k, t);
    if (eind)
        xml_putf(d, "<Historie:eindRegistratie>%sT10:00:00.000</Historie:eindRegistratie>", e);
    xml_putf(d, "<Historie:beginGeldigheid>%s</Historie:beginGeldigheid>", t);
    if (eind)
        xml_putf(d, "<Historie:eindGeldigheid>%s</Historie:eindGeldigheid>", e);
    xml_putf(d,
             "<Historie:BeschikbaarLVInOnderzoek><Historie:tijdstipRegistratieLV>%sT10:30:00.123</"
             "Historie:tijdstipRegistratieLV>",
             t);
    if (eind)
        xml_putf(d, "<Historie:tijdstipEindRegistratieLV>%sT10:30:00.123</Historie:tijdstipEindRegistratieLV>", e);
    xml_put(d, "</Historie:BeschikbaarLVInOnderzoek></Historie:HistorieInOnderzoek></"
               "KenmerkInOnderzoek:historieInOnderzoek></KenmerkInOnderzoek:KenmerkVerblijfsobjectInOnderzoek>");
}

/* The kinds of which there are only a few: inactive, under investigation, not BAG. */
static void bijzonder(struct bag *b, struct archive *in, const char *soort, const char *kort)
{
    char path[512], naam[64];
    snprintf(naam, sizeof naam, "%04d%s%s.zip", b->prefix, soort, b->datum);
    snprintf(path, sizeof path, "%s/.%s", b->uit, naam);
    struct archive *z = zip_open(path, true);
    struct deel *d = geheugen(1, sizeof *d);
    for (int i = 0; i < BAG_N; i++) {
        deel_open(b, d, kort, type_code[i]);
        for (int k = 0; k < 3; k++) {
            if (kort[0] == 'I' && kort[1] == 'O' && i == BAG_VBO) {
                xml_put(d, "<sl:stand><sl-bag-extract:kenmerkInOnderzoek>");
                bag_io(d, b->gemeente_code, k, k != 2, 20240513, k == 0 ? b->io_dicht : 0);
                xml_put(d, "</sl-bag-extract:kenmerkInOnderzoek></sl:stand>");
                b->t->in_onderzoek++;
                if (k == 0 && b->io_dicht) { /* and what came of it */
                    xml_put(d, "<sl:stand><sl-bag-extract:kenmerkInOnderzoek>");
                    bag_io(d, b->gemeente_code, k, false, b->io_dicht, 0);
                    xml_put(d, "</sl-bag-extract:kenmerkInOnderzoek></sl:stand>");
                    b->t->in_onderzoek++;
                }
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

void bag_gwr_zip(struct bag *b, int peil, struct archive *z)
{
    char tmp[600], naam[96], t[11], kort[9];
    datum_tekst(peil, t);
    datum_kort(peil, kort);
    snprintf(tmp, sizeof tmp, "%s/.gwr.zip", b->uit);
    struct archive *w = zip_open(tmp, false);
    snprintf(naam, sizeof naam, "GEM-WPL-RELATIE-%s-000001.xml", kort);
    zip_begin(w, naam, peil, -1);
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
    static const char staart[] = "</gwr-product:GemeenteWoonplaatsRelatieProduct></gwr-bestand:Product>\n</"
                                 "gwr-bestand:BAG-GWR-Deelbestand-LVC>\n";
    zip_data(w, staart, sizeof staart - 1);
    zip_close(w);
    snprintf(naam, sizeof naam, "GEM-WPL-RELATIE-%s.zip", kort);
    zip_bestand(z, naam, tmp, peil);
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
        snprintf(path, sizeof path, "%s/BAGNLDL-%s.zip", b->uit, b->datum);
    else
        snprintf(path, sizeof path, "%s/BAGGEM%04dL-%s.zip", b->uit, b->gemeente_code, b->datum);
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
    bag_gwr_zip(b, b->peil, z);
    snprintf(tmp, sizeof tmp, "%s/.gem.zip", b->uit);
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
    fclose(b->gwr);
    if (b->mut)
        mutaties_close(b->mut);
    free(b);
}
