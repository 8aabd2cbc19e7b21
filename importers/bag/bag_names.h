/* The elements of the BAG's XML, by local name: prefixes differ between deliveries. */
#ifndef GM_IMPORTERS_BAG_BAG_NAMES_H
#define GM_IMPORTERS_BAG_BAG_NAMES_H

#include "base/str.h"

/* In groups, of which BAG_E_… give the bounds. */
enum bag_element {
    E_OTHER, /* not known */
    /* With a text. */
    E_IDENTIFICATIE,
    E_LOKAAL_ID, /* in an identificatie or a reference (v20180601) */
    E_STATUS,
    E_GECONSTATEERD,
    E_DOCUMENTDATUM,
    E_DOCUMENTNUMMER,
    E_VOORKOMENID,
    E_BEGIN,
    E_EIND,
    E_REGISTRATIE,
    E_EINDREGISTRATIE,
    E_INACTIEF,
    E_REGISTRATIE_LV,
    E_EINDREGISTRATIE_LV,
    E_INACTIEF_LV,
    E_NIETBAG_LV,
    E_NAAM,
    E_TYPE,
    E_VERKORTE_NAAM,
    E_HUISNUMMER,
    E_HUISLETTER,
    E_TOEVOEGING,
    E_POSTCODE,
    E_TYPE_AOB,
    E_DOEL,
    E_OPPERVLAKTE,
    E_BOUWJAAR,
    E_KENMERK,
    E_IN_ONDERZOEK,
    E_STAND_DATUM,
    E_PEILDATUM,
    E_MUTATIE_VAN,
    E_MUTATIE_TOT,
    E_GEMEENTE_ID,
    E_GEMEENTE_NAAM,
    E_SCHEMA_VERSIE,
    E_POS,
    /* With a text, or an xlink:href. */
    E_OPR_REF,
    E_WPL_REF,
    E_NUM_REF,
    E_PND_REF,
    E_IDENTIFICATIE_VAN,
    E_TEXTS_END,
    /* A relation's two sides: kept like texts. */
    E_GERELATEERDE_WPL = E_TEXTS_END,
    E_GERELATEERDE_GEM,
    E_KEPT_END,
    /* Of objects: structure. */
    E_STRUCTURE = E_KEPT_END, /* nothing to do */
    E_NEVEN,
    E_POINT,
    E_POLYGON,
    E_SURFACE,
    /* Records: in the order of enum bag_type. */
    E_OBJECT,
    E_OBJECT_END = E_OBJECT + 7,
    E_ONDERZOEK = E_OBJECT_END,
    E_ONDERZOEK_END = E_ONDERZOEK + 7,
    E_RELATIE = E_ONDERZOEK_END,
    E_INFO, /* a file's head */
    E_GEBIED_NLD,
    /* Around them. */
    E_GROEP,
    E_TOEGEVOEGD,
    E_GEWIJZIGD,
    E_VERWIJDERD,
    E_WAS,
    E_WORDT
};

/* A table that answers in one look; each reader has its own. */
struct bag_names {
    uint8_t slot[512];
};
void bag_names_init(struct bag_names *t);
enum bag_element bag_names_find(const struct bag_names *t, struct str local);

#endif
