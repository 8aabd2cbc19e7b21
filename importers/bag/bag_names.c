#include "importers/bag/bag_names.h"

#include <string.h>

#define NAME(text, element)                                                                                            \
    {                                                                                                                  \
        text, sizeof(text) - 1, element                                                                                \
    }
static const struct {
    const char *p;
    uint8_t n, element;
} names[] = {
    NAME("", E_OTHER), /* slot 0: empty */
    NAME("identificatie", E_IDENTIFICATIE),
    NAME("lokaalID", E_LOKAAL_ID),
    NAME("status", E_STATUS),
    NAME("geconstateerd", E_GECONSTATEERD),
    NAME("documentdatum", E_DOCUMENTDATUM),
    NAME("documentnummer", E_DOCUMENTNUMMER),
    NAME("voorkomenidentificatie", E_VOORKOMENID),
    NAME("beginGeldigheid", E_BEGIN),
    NAME("eindGeldigheid", E_EIND),
    NAME("begindatumTijdvakGeldigheid", E_BEGIN), /* gemeente-woonplaats */
    NAME("einddatumTijdvakGeldigheid", E_EIND),
    NAME("tijdstipRegistratie", E_REGISTRATIE),
    NAME("eindRegistratie", E_EINDREGISTRATIE),
    NAME("tijdstipInactief", E_INACTIEF),
    NAME("tijdstipRegistratieLV", E_REGISTRATIE_LV),
    NAME("tijdstipEindRegistratieLV", E_EINDREGISTRATIE_LV),
    NAME("tijdstipInactiefLV", E_INACTIEF_LV),
    NAME("tijdstipNietBagLV", E_NIETBAG_LV),
    NAME("naam", E_NAAM),
    NAME("type", E_TYPE),
    NAME("verkorteNaam", E_VERKORTE_NAAM),
    NAME("huisnummer", E_HUISNUMMER),
    NAME("huisletter", E_HUISLETTER),
    NAME("huisnummertoevoeging", E_TOEVOEGING),
    NAME("postcode", E_POSTCODE),
    NAME("typeAdresseerbaarObject", E_TYPE_AOB),
    NAME("gebruiksdoel", E_DOEL),
    NAME("oppervlakte", E_OPPERVLAKTE),
    NAME("oorspronkelijkBouwjaar", E_BOUWJAAR),
    NAME("kenmerk", E_KENMERK),
    NAME("inOnderzoek", E_IN_ONDERZOEK),
    NAME("StandTechnischeDatum", E_STAND_DATUM),
    NAME("peildatum", E_PEILDATUM),
    NAME("StandPeildatum", E_PEILDATUM),
    NAME("MutatiedatumVanaf", E_MUTATIE_VAN),
    NAME("MutatiedatumTot", E_MUTATIE_TOT),
    NAME("GemeenteIdentificatie", E_GEMEENTE_ID),
    NAME("GemeenteNaam", E_GEMEENTE_NAAM),
    NAME("versie", E_SCHEMA_VERSIE),
    NAME("pos", E_POS),
    NAME("posList", E_POS),
    NAME("OpenbareRuimteRef", E_OPR_REF),
    NAME("WoonplaatsRef", E_WPL_REF),
    NAME("NummeraanduidingRef", E_NUM_REF),
    NAME("PandRef", E_PND_REF),
    NAME("identificatieVanWoonplaats", E_IDENTIFICATIE_VAN),
    NAME("identificatieVanOpenbareruimte", E_IDENTIFICATIE_VAN),
    NAME("identificatieVanOpenbareRuimte", E_IDENTIFICATIE_VAN),
    NAME("identificatieVanNummeraanduiding", E_IDENTIFICATIE_VAN),
    NAME("identificatieVanVerblijfsobject", E_IDENTIFICATIE_VAN),
    NAME("identificatieVanLigplaats", E_IDENTIFICATIE_VAN),
    NAME("identificatieVanStandplaats", E_IDENTIFICATIE_VAN),
    NAME("identificatieVanPand", E_IDENTIFICATIE_VAN),
    NAME("gerelateerdeWoonplaats", E_GERELATEERDE_WPL),
    NAME("gerelateerdeGemeente", E_GERELATEERDE_GEM),
    NAME("heeftAlsNevenadres", E_NEVEN),
    NAME("Point", E_POINT),
    NAME("Polygon", E_POLYGON),
    NAME("PolygonPatch", E_POLYGON),
    NAME("MultiSurface", E_SURFACE),
    NAME("Surface", E_SURFACE),
    NAME("Woonplaats", E_OBJECT),
    NAME("OpenbareRuimte", E_OBJECT + 1),
    NAME("Nummeraanduiding", E_OBJECT + 2),
    NAME("Verblijfsobject", E_OBJECT + 3),
    NAME("Ligplaats", E_OBJECT + 4),
    NAME("Standplaats", E_OBJECT + 5),
    NAME("Pand", E_OBJECT + 6),
    NAME("KenmerkWoonplaatsInOnderzoek", E_ONDERZOEK),
    NAME("KenmerkOpenbareruimteInOnderzoek", E_ONDERZOEK + 1),
    NAME("KenmerkOpenbareRuimteInOnderzoek", E_ONDERZOEK + 1),
    NAME("KenmerkNummeraanduidingInOnderzoek", E_ONDERZOEK + 2),
    NAME("KenmerkVerblijfsobjectInOnderzoek", E_ONDERZOEK + 3),
    NAME("KenmerkLigplaatsInOnderzoek", E_ONDERZOEK + 4),
    NAME("KenmerkStandplaatsInOnderzoek", E_ONDERZOEK + 5),
    NAME("KenmerkPandInOnderzoek", E_ONDERZOEK + 6),
    NAME("GemeenteWoonplaatsRelatie", E_RELATIE),
    NAME("bagInfo", E_INFO),
    NAME("SelectieGegevens", E_INFO),
    NAME("Gebied-NLD", E_GEBIED_NLD),
    NAME("mutatieGroep", E_GROEP),
    NAME("toevoeging", E_TOEGEVOEGD),
    NAME("wijziging", E_GEWIJZIGD),
    NAME("verwijdering", E_VERWIJDERD),
    NAME("was", E_WAS),
    NAME("wordt", E_WORDT),
    /* What stands around values, and says nothing itself. */
    NAME("geometrie", E_STRUCTURE),
    NAME("punt", E_STRUCTURE),
    NAME("vlak", E_STRUCTURE),
    NAME("multivlak", E_STRUCTURE),
    NAME("surfaceMember", E_STRUCTURE),
    NAME("surfaceMembers", E_STRUCTURE),
    NAME("patches", E_STRUCTURE),
    NAME("exterior", E_STRUCTURE),
    NAME("interior", E_STRUCTURE),
    NAME("LinearRing", E_STRUCTURE),
    NAME("voorkomen", E_STRUCTURE),
    NAME("Voorkomen", E_STRUCTURE),
    NAME("BeschikbaarLV", E_STRUCTURE),
    NAME("historieInOnderzoek", E_STRUCTURE),
    NAME("HistorieInOnderzoek", E_STRUCTURE),
    NAME("BeschikbaarLVInOnderzoek", E_STRUCTURE),
    NAME("VerkorteNaamOpenbareRuimte", E_STRUCTURE),
    NAME("heeftAlsHoofdadres", E_STRUCTURE),
    NAME("ligtIn", E_STRUCTURE),
    NAME("ligtAan", E_STRUCTURE),
    NAME("maaktDeelUitVan", E_STRUCTURE),
    NAME("namespace", E_STRUCTURE), /* of an identificatie: follows from the type */
    NAME("tijdvakgeldigheid", E_STRUCTURE),
};

static unsigned slot_of(struct str s)
{
    unsigned char a = (unsigned char)s.p[0], b = (unsigned char)s.p[s.n / 2], c = (unsigned char)s.p[s.n - 1];
    return ((unsigned)s.n * 13 + a * 37u + b * 101u + c * 7u) & 511;
}

void bag_names_init(struct bag_names *t)
{
    memset(t, 0, sizeof *t);
    for (size_t i = 1; i < sizeof names / sizeof *names; i++) {
        unsigned slot = slot_of((struct str){names[i].p, names[i].n});
        while (t->slot[slot])
            slot = (slot + 1) & 511;
        t->slot[slot] = (uint8_t)i;
    }
}

enum bag_element bag_names_find(const struct bag_names *t, struct str local)
{
    if (local.n == 0)
        return E_OTHER;
    for (unsigned slot = slot_of(local), i; (i = t->slot[slot]); slot = (slot + 1) & 511)
        if (names[i].n == local.n && memcmp(names[i].p, local.p, local.n) == 0)
            return names[i].element;
    return E_OTHER;
}
