/* The element of one voorkomen, per type. */
#include "data/generator/bag_priv.h"

#include <string.h>

static const char *const adresseerbaar[] = {"Verblijfsobject", "Ligplaats", "Standplaats"};

static void nummer(struct deel *d, const struct gemeente *g, const struct stuk *s)
{
    const struct adres *a = &s->a;
    xml_putf(d,
             "<Objecten:Nummeraanduiding><Objecten:identificatie "
             "domein=\"NL.IMBAG.Nummeraanduiding\">%04d20%010ld</Objecten:identificatie><Objecten:huisnummer>%d</"
             "Objecten:huisnummer>",
             g->code, s->id, a->huisnummer);
    if (a->letter)
        xml_putf(d, "<Objecten:huisletter>%c</Objecten:huisletter>", a->letter);
    if (a->toevoeging[0])
        xml_putf(d, "<Objecten:huisnummertoevoeging>%s</Objecten:huisnummertoevoeging>", a->toevoeging);
    xml_putf(d,
             "<Objecten:postcode>%s</Objecten:postcode><Objecten:typeAdresseerbaarObject>%s</"
             "Objecten:typeAdresseerbaarObject>",
             a->postcode, adresseerbaar[a->object]);
    bag_staat(d, &s->v);
    bag_voorkomen(d, s->nr, &s->v);
    xml_putf(d,
             "<Objecten:ligtAan><Objecten-ref:OpenbareRuimteRef "
             "domein=\"NL.IMBAG.Openbareruimte\">%04d30%010d</Objecten-ref:OpenbareRuimteRef></Objecten:ligtAan>",
             g->code, a->straat + 1);
    if (s->kern)
        xml_putf(d,
                 "<Objecten:ligtIn><Objecten-ref:WoonplaatsRef "
                 "domein=\"NL.IMBAG.Woonplaats\">%04d</Objecten-ref:WoonplaatsRef></Objecten:ligtIn>",
                 g->kern[s->kern - 1].woonplaats);
    xml_put(d, "</Objecten:Nummeraanduiding>");
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

static void object(struct deel *d, const struct gemeente *g, const struct stuk *s)
{
    static const char *const kort[] = {"VBO", "LIG", "STA"};
    const struct adres *a = &s->a;
    const char *soort = adresseerbaar[a->object];
    char id[24];
    snprintf(id, sizeof id, "%04d%02d%010ld", g->code, a->object + 1, s->id);
    xml_putf(d,
             "<Objecten:%s><Objecten:heeftAlsHoofdadres><Objecten-ref:NummeraanduidingRef "
             "domein=\"NL.IMBAG.Nummeraanduiding\">%04d20%010ld</Objecten-ref:NummeraanduidingRef></"
             "Objecten:heeftAlsHoofdadres>",
             soort, g->code, s->id);
    bag_voorkomen(d, s->nr, &s->v);
    for (int i = 0; i < 2; i++)
        if (s->neven[i])
            xml_putf(d,
                     "<Objecten:heeftAlsNevenadres><Objecten-ref:NummeraanduidingRef "
                     "domein=\"NL.IMBAG.Nummeraanduiding\">%04d20%010ld</Objecten-ref:NummeraanduidingRef></"
                     "Objecten:heeftAlsNevenadres>",
                     g->code, s->neven[i]);
    xml_putf(d, "<Objecten:identificatie domein=\"NL.IMBAG.%s\">%s</Objecten:identificatie>", soort, id);
    if (a->object == OBJECT_VBO) {
        xml_putf(d,
                 "<Objecten:geometrie><Objecten:punt><gml:Point srsName=\"urn:ogc:def:crs:EPSG::28992\" "
                 "srsDimension=\"3\" gml:id=\"VBO_%s_%d_1\"><gml:pos>",
                 id, s->nr);
        xml_mm(d, a->punt.x);
        xml_put(d, " ");
        xml_mm(d, a->punt.y);
        xml_put(d, " 0.0</gml:pos></gml:Point></Objecten:punt></Objecten:geometrie>");
        doelen(d, a->doelen ? a->doelen : DOEL_OVERIG);
        xml_putf(d, "<Objecten:oppervlakte>%d</Objecten:oppervlakte>", a->oppervlakte > 0 ? a->oppervlakte : 1);
        bag_staat(d, &s->v);
        xml_put(d, "<Objecten:maaktDeelUitVan>");
        for (int i = 0; i < 2; i++)
            if (s->pand[i])
                xml_putf(d, "<Objecten-ref:PandRef domein=\"NL.IMBAG.Pand\">%04d10%010ld</Objecten-ref:PandRef>",
                         g->code, s->pand[i]);
        xml_put(d, "</Objecten:maaktDeelUitVan>");
    } else {
        xml_putf(d, "<Objecten:status>%s</Objecten:status>", s->v.status);
        bag_polygoon(d, g, a->vlak, (struct ring){0, 0}, false, kort[a->object], id, s->nr);
        char t[11];
        xml_putf(d,
                 "<Objecten:geconstateerd>N</Objecten:geconstateerd><Objecten:documentdatum>%s</"
                 "Objecten:documentdatum><Objecten:documentnummer>BAG/LIG/%d</Objecten:documentnummer>",
                 datum_tekst(s->v.begin, t), s->v.begin % 10000);
    }
    xml_putf(d, "</Objecten:%s>", soort);
}

static void pand(struct deel *d, const struct gemeente *g, const struct stuk *s)
{
    char id[24];
    snprintf(id, sizeof id, "%04d10%010ld", g->code, s->id);
    xml_putf(d, "<Objecten:Pand><Objecten:identificatie domein=\"NL.IMBAG.Pand\">%s</Objecten:identificatie>", id);
    bag_polygoon(d, g, s->buiten, s->gat, true, "PND", id, s->nr);
    xml_putf(d, "<Objecten:oorspronkelijkBouwjaar>%04d</Objecten:oorspronkelijkBouwjaar>", s->jaar);
    bag_staat(d, &s->v);
    bag_voorkomen(d, s->nr, &s->v);
    xml_put(d, "</Objecten:Pand>");
}

static void woonplaats(struct deel *d, const struct gemeente *g, const struct stuk *s)
{
    struct vlak v;
    vlak_maak(g, NIVEAU_WOONPLAATS, s->kern, &v);
    int buiten = 0;
    for (int r = 0; r < v.n_r; r++)
        buiten += v.r[r].hoort == r;
    xml_putf(d,
             "<Objecten:Woonplaats><Objecten:identificatie "
             "domein=\"NL.IMBAG.Woonplaats\">%04ld</Objecten:identificatie><Objecten:naam>%s</"
             "Objecten:naam><Objecten:geometrie>",
             s->id, s->naam);
    xml_put(d, buiten > 1
                   ? "<Objecten:multivlak><gml:MultiSurface srsName=\"urn:ogc:def:crs:EPSG::28992\" srsDimension=\"2\">"
                   : "<Objecten:vlak>");
    for (int o = 0; o < v.n_r; o++) {
        if (v.r[o].hoort != o)
            continue;
        xml_putf(d,
                 "%s<gml:Polygon srsName=\"urn:ogc:def:crs:EPSG::28992\" srsDimension=\"2\" "
                 "gml:id=\"WPL_%04ld_%d_%d\"><gml:exterior>",
                 buiten > 1 ? "<gml:surfaceMember>" : "", s->id, s->nr, o);
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
    bag_staat(d, &s->v);
    bag_voorkomen(d, s->nr, &s->v);
    xml_put(d, "</Objecten:Woonplaats>");
    vlak_done(&v);
}

static void openbare_ruimte(struct deel *d, const struct gemeente *g, const struct stuk *s)
{
    xml_putf(d,
             "<Objecten:OpenbareRuimte><Objecten:identificatie "
             "domein=\"NL.IMBAG.Openbareruimte\">%04d30%010ld</Objecten:identificatie><Objecten:naam>%s</"
             "Objecten:naam><Objecten:type>%s</Objecten:type>",
             g->code, s->id, s->naam, s->soort);
    bag_staat(d, &s->v);
    if (strlen(s->naam) > 24)
        xml_putf(d, "<Objecten:verkorteNaam>%.24s</Objecten:verkorteNaam>", s->naam);
    xml_putf(d,
             "<Objecten:ligtIn><Objecten-ref:WoonplaatsRef "
             "domein=\"NL.IMBAG.Woonplaats\">%04d</Objecten-ref:WoonplaatsRef></Objecten:ligtIn>",
             g->kern[s->kern].woonplaats);
    bag_voorkomen(d, s->nr, &s->v);
    xml_put(d, "</Objecten:OpenbareRuimte>");
}

void stuk_xml(struct deel *d, const struct gemeente *g, const struct stuk *s)
{
    static void (*const per_type[])(struct deel *, const struct gemeente *, const struct stuk *) = {
        woonplaats, openbare_ruimte, nummer, object, object, object, pand};
    per_type[s->type](d, g, s);
}
