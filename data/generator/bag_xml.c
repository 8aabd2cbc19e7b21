#include "data/generator/bag_priv.h"

#include <stdarg.h>
#include <string.h>

#define PER_BESTAND 10000

void deel_spoel(struct deel *d)
{
    if (!d->f)
        zip_data(d->zip, d->buf, d->n);
    else if (fwrite(d->buf, 1, d->n, d->f) != d->n)
        stop("schrijven van een tijdelijk bestand mislukt");
    d->n = 0;
}

static void uit(struct deel *d, const char *p, size_t n)
{
    while (n) {
        size_t m = sizeof d->buf - d->n;
        m = m < n ? m : n;
        memcpy(d->buf + d->n, p, m);
        d->n += m, p += m, n -= m;
        if (d->n == sizeof d->buf)
            deel_spoel(d);
    }
}

void xml_put(struct deel *d, const char *s)
{
    uit(d, s, strlen(s));
}

void xml_putf(struct deel *d, const char *fmt, ...)
{
    char b[4096];
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(b, sizeof b, fmt, ap);
    va_end(ap);
    uit(d, b, (size_t)n);
}

void xml_mm(struct deel *d, double v)
{
    char b[24];
    int n = sizeof b;
    long m = (long)(v * 1000 + 0.5);
    for (int i = 0; i < 3; i++, m /= 10)
        b[--n] = (char)('0' + m % 10);
    b[--n] = '.';
    do
        b[--n] = (char)('0' + m % 10);
    while (m /= 10);
    uit(d, b + n, sizeof b - (size_t)n);
}

static void kop(struct bag *b, struct deel *d, const char *type)
{
    xml_put(d, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<sl-bag-extract:bagStand "
               "xmlns:DatatypenNEN3610=\"www.kadaster.nl/schemas/lvbag/imbag/datatypennen3610/v20200601\" "
               "xmlns:Objecten=\"www.kadaster.nl/schemas/lvbag/imbag/objecten/v20200601\" "
               "xmlns:gml=\"http://www.opengis.net/gml/3.2\" "
               "xmlns:Historie=\"www.kadaster.nl/schemas/lvbag/imbag/historie/v20200601\" "
               "xmlns:Objecten-ref=\"www.kadaster.nl/schemas/lvbag/imbag/objecten-ref/v20200601\" "
               "xmlns:nen5825=\"www.kadaster.nl/schemas/lvbag/imbag/nen5825/v20200601\" "
               "xmlns:KenmerkInOnderzoek=\"www.kadaster.nl/schemas/lvbag/imbag/kenmerkinonderzoek/v20200601\" "
               "xmlns:selecties-extract=\"http://www.kadaster.nl/schemas/lvbag/extract-selecties/v20200601\" "
               "xmlns:sl-bag-extract=\"http://www.kadaster.nl/schemas/lvbag/extract-deelbestand-lvc/v20200601\" "
               "xmlns:sl=\"http://www.kadaster.nl/schemas/standlevering-generiek/1.0\" "
               "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" "
               "xsi:schemaLocation=\"http://www.kadaster.nl/schemas/lvbag/extract-deelbestand-lvc/v20200601 "
               "http://www.kadaster.nl/schemas/bag-verstrekkingen/extract-deelbestand-lvc/v20200601/"
               "BagvsExtractDeelbestandExtractLvc-2.1.0.xsd\">\n  <sl-bag-extract:bagInfo>\n    "
               "<selecties-extract:Gebied-Registratief>\n");
    if (b->landelijk)
        xml_put(d, "      <selecties-extract:Gebied-NLD/>\n");
    else
        xml_putf(d,
                 "      <selecties-extract:Gebied-GEM>\n        <selecties-extract:GemeenteCollectie>\n          "
                 "<selecties-extract:Gemeente>\n            "
                 "<selecties-extract:GemeenteIdentificatie>%04d</selecties-extract:GemeenteIdentificatie>\n          "
                 "</selecties-extract:Gemeente>\n        </selecties-extract:GemeenteCollectie>\n      "
                 "</selecties-extract:Gebied-GEM>\n",
                 b->gemeente_code);
    char t[11];
    xml_putf(d,
             "    </selecties-extract:Gebied-Registratief>\n    <selecties-extract:LVC-Extract>\n      "
             "<selecties-extract:StandTechnischeDatum>%s</selecties-extract:StandTechnischeDatum>\n    "
             "</selecties-extract:LVC-Extract>\n  </sl-bag-extract:bagInfo>\n  <sl:standBestand>\n    "
             "<sl:dataset>LVBAG</sl:dataset>\n    <sl:inhoud>\n      <sl:gebied>%s</sl:gebied>\n      "
             "<sl:leveringsId>0000000001</sl:leveringsId>\n      <sl:objectTypen>\n        "
             "<sl:objectType>%s</sl:objectType>\n      </sl:objectTypen>\n    </sl:inhoud>",
             datum_tekst(b->peil, t), b->landelijk ? "Nederland" : "GEMEENTE", type);
}

static void begin_bestand(struct bag *b, struct deel *d, const char *type)
{
    char naam[96];
    snprintf(naam, sizeof naam, "%s-%06d.xml", d->naam, ++d->bestand);
    zip_begin(d->zip, naam, b->peil, -1);
    d->in_bestand = 0;
    kop(b, d, type);
}

void deel_eind(struct deel *d)
{
    xml_put(d, "\n  </sl:standBestand>\n</sl-bag-extract:bagStand>\n");
    deel_spoel(d);
}

void deel_open(struct bag *b, struct deel *d, const char *soort, const char *type)
{
    d->code = type;
    d->n = 0;
    d->bestand = 0;
    snprintf(d->naam, sizeof d->naam, "%04d%s%s%s", b->prefix, soort, type, b->datum);
    snprintf(d->path, sizeof d->path, "%s/.%s.zip", b->uit, d->naam);
    d->zip = zip_open(d->path, false);
    begin_bestand(b, d, type);
}

static int reg(int ymd)
{
    return ymd < 20100401 ? 20100401 + ymd % 27 : ymd;
}

void bag_voorkomen(struct deel *d, int nr, const struct vk *v)
{
    char a[11], e[11], r[11], x[11], in[11];
    datum_tekst(v->begin, a);
    datum_tekst(v->eind ? v->eind : v->begin, e);
    datum_tekst(v->registratie ? v->registratie : reg(v->begin), r);
    datum_tekst(v->eind_registratie ? v->eind_registratie : v->eind ? reg(v->eind) : v->begin, x);
    datum_tekst(v->inactief_op ? v->inactief_op : dag_datum(datum_dag(reg(v->begin)) + 40), in);
    bool er = v->eind && !v->open_registratie;
    xml_putf(d,
             "<Objecten:voorkomen><Historie:Voorkomen><Historie:voorkomenidentificatie>%d</"
             "Historie:voorkomenidentificatie><Historie:beginGeldigheid>%s</Historie:beginGeldigheid>",
             nr, a);
    if (v->eind)
        xml_putf(d, "<Historie:eindGeldigheid>%s</Historie:eindGeldigheid>", e);
    xml_putf(d, "<Historie:tijdstipRegistratie>%sT10:%02d:00.000</Historie:tijdstipRegistratie>", r, nr % 60);
    if (er)
        xml_putf(d, "<Historie:eindRegistratie>%sT10:%02d:00.000</Historie:eindRegistratie>", x, (nr + 1) % 60);
    if (v->inactief)
        xml_putf(d, "<Historie:tijdstipInactief>%sT09:00:00.000</Historie:tijdstipInactief>", in);
    xml_putf(
        d, "<Historie:BeschikbaarLV><Historie:tijdstipRegistratieLV>%sT10:30:%02d.123</Historie:tijdstipRegistratieLV>",
        r, nr % 60);
    if (er)
        xml_putf(d, "<Historie:tijdstipEindRegistratieLV>%sT10:30:%02d.123</Historie:tijdstipEindRegistratieLV>", x,
                 (nr + 1) % 60);
    if (v->inactief)
        xml_putf(d, "<Historie:tijdstipInactiefLV>%sT09:30:00.123</Historie:tijdstipInactiefLV>", in);
    xml_put(d, "</Historie:BeschikbaarLV></Historie:Voorkomen></Objecten:voorkomen>");
}

void bag_staat(struct deel *d, const struct vk *v)
{
    char a[11];
    xml_putf(
        d,
        "<Objecten:status>%s</Objecten:status><Objecten:geconstateerd>N</"
        "Objecten:geconstateerd><Objecten:documentdatum>%s</Objecten:documentdatum><Objecten:documentnummer>BAG/%d/"
        "%05d</Objecten:documentnummer>",
        v->status, datum_tekst(v->begin, a), v->begin / 10000, v->begin % 10000 * 7 % 100000);
}

static bool bestaand(const char *s)
{
    static const char *const weg[] = {"Plaats ingetrokken",
                                      "Naamgeving ingetrokken",
                                      "Woonplaats ingetrokken",
                                      "Niet gerealiseerd pand",
                                      "Pand gesloopt",
                                      "Bouwvergunning verleend",
                                      "Pand ten onrechte opgevoerd",
                                      "Niet gerealiseerd verblijfsobject",
                                      "Verblijfsobject ingetrokken",
                                      "Verblijfsobject ten onrechte opgevoerd"};
    for (size_t i = 0; i < sizeof weg / sizeof weg[0]; i++)
        if (!strcmp(s, weg[i]))
            return false;
    return true;
}

static void stand(struct bag *b, const struct gemeente *g, const struct stuk *s, bool eerste)
{
    const struct vk *v = &s->v;
    struct deel *d = &b->deel[s->type];
    struct telling_type *q = &b->t->bag[s->type];
    if (d->in_bestand == PER_BESTAND) {
        deel_eind(d);
        begin_bestand(b, d, d->code);
    }
    d->in_bestand++;
    q->voorkomens++;
    q->objecten += eerste;
    q->inactief_in_hoofdbestand += v->inactief;
    if (!v->inactief && v->begin <= b->peil && (!v->eind || v->eind > b->peil)) {
        int i = 0;
        while (i < q->n_status && strcmp(q->status[i].status, v->status))
            i++;
        if (i == q->n_status)
            q->status[q->n_status++].status = v->status;
        q->status[i].actueel++;
        q->actueel++;
        q->bestaand += bestaand(v->status);
    }
    xml_put(d, "<sl:stand><sl-bag-extract:bagObject>");
    stuk_xml(d, g, s);
    xml_put(d, "</sl-bag-extract:bagObject></sl:stand>");
}

void bag_lijst(struct bag *b, const struct gemeente *g, const struct lijst *l)
{
    for (int i = 0; i < l->n; i++)
        stand(b, g, &l->s[i], i == 0);
}

void bag_ring(struct deel *d, const struct pt *p, int n, bool z)
{
    xml_putf(d, "<gml:LinearRing><gml:posList count=\"%d\">", n + 1);
    for (int i = 0; i <= n; i++) {
        if (i)
            xml_put(d, " ");
        xml_mm(d, p[i % n].x);
        xml_put(d, " ");
        xml_mm(d, p[i % n].y);
        if (z)
            xml_put(d, " 0.0");
    }
    xml_put(d, "</gml:posList></gml:LinearRing>");
}

void bag_polygoon(struct deel *d, const struct gemeente *g, struct ring buiten, struct ring gat, bool z,
                  const char *type, const char *id, int nr)
{
    xml_putf(d,
             "<Objecten:geometrie><gml:Polygon srsName=\"urn:ogc:def:crs:EPSG::28992\" srsDimension=\"%d\" "
             "gml:id=\"%s_%s_%d_1\"><gml:exterior>",
             z ? 3 : 2, type, id, nr);
    bag_ring(d, g->pts + buiten.first, buiten.n, z);
    xml_put(d, "</gml:exterior>");
    if (gat.n) {
        xml_put(d, "<gml:interior>");
        bag_ring(d, g->pts + gat.first, gat.n, z);
        xml_put(d, "</gml:interior>");
    }
    xml_put(d, "</gml:Polygon></Objecten:geometrie>");
}
