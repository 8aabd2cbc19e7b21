<?xml version="1.0" encoding="UTF-8"?>
<CityModel xmlns:gml="http://www.opengis.net/gml" xmlns:imgeo="http://www.geostandaarden.nl/imgeo/2.1" xmlns="http://www.opengis.net/citygml/2.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.geostandaarden.nl/imgeo/2.1 http://register.geostandaarden.nl/gmlapplicatieschema/imgeo/2.1.1/imgeo.xsd">
    <cityObjectMember>
        <imgeo:OpenbareRuimteLabel gml:id="b64dc596a-55c7-4bfe-be6b-a009c4577244">
                        <creationDate xmlns="http://www.opengis.net/citygml/2.0">2015-10-27</creationDate>
            <imgeo:LV-publicatiedatum>2016-12-10T13:53:02</imgeo:LV-publicatiedatum>
            <imgeo:relatieveHoogteligging>0</imgeo:relatieveHoogteligging>
            <imgeo:inOnderzoek>false</imgeo:inOnderzoek>
            <imgeo:tijdstipRegistratie>2016-12-10T13:29:46.000</imgeo:tijdstipRegistratie>
            <imgeo:identificatie>
                <imgeo:NEN3610ID>
                    <imgeo:namespace>NL.IMGeo</imgeo:namespace>
                    <imgeo:lokaalID>G0228.231657b592033499e0500a0a3502407b</imgeo:lokaalID>
                </imgeo:NEN3610ID>
            </imgeo:identificatie>
            <imgeo:bronhouder>G0228</imgeo:bronhouder>
            <imgeo:bgt-status codeSpace="http://www.geostandaarden.nl/imgeo/def/2.1#Status">bestaand</imgeo:bgt-status>
            <imgeo:plus-status codeSpace="http://www.geostandaarden.nl/imgeo/def/2.1#VoidReasonValue">geenWaarde</imgeo:plus-status>
            <imgeo:identificatieBAGOPR>0228300000001384</imgeo:identificatieBAGOPR>
            <imgeo:openbareRuimteNaam>
            <imgeo:Label>
            <imgeo:tekst>Beekdalseweg</imgeo:tekst>
                <imgeo:positie>
                <imgeo:Labelpositie>
                    <imgeo:plaatsingspunt><gml:Point xmlns:gml="http://www.opengis.net/gml">
            <gml:pos>179846.957 456252.250</gml:pos>
          </gml:Point></imgeo:plaatsingspunt>
                    <imgeo:hoek>-66</imgeo:hoek>
                </imgeo:Labelpositie>
                </imgeo:positie>
                <imgeo:positie>
                <imgeo:Labelpositie>
                    <imgeo:plaatsingspunt><gml:Point xmlns:gml="http://www.opengis.net/gml">
            <gml:pos>180040.796 456829.207</gml:pos>
          </gml:Point></imgeo:plaatsingspunt>
                    <imgeo:hoek>-79.3</imgeo:hoek>
                </imgeo:Labelpositie>
                </imgeo:positie>
            </imgeo:Label>
            </imgeo:openbareRuimteNaam>
            <imgeo:openbareRuimteType codeSpace="http://www.geostandaarden.nl/imgeo/def/2.1#TypeOpenbareRuimte">Weg</imgeo:openbareRuimteType>
        </imgeo:OpenbareRuimteLabel>
    </cityObjectMember>
<cityObjectMember>
        <imgeo:OpenbareRuimteLabel gml:id="b5628047c-0caf-4ce6-aca2-aa541a70f13d">
                        <creationDate xmlns="http://www.opengis.net/citygml/2.0">2015-10-27</creationDate>
            <imgeo:LV-publicatiedatum>2016-12-10T13:53:02</imgeo:LV-publicatiedatum>
            <imgeo:relatieveHoogteligging>0</imgeo:relatieveHoogteligging>
            <imgeo:inOnderzoek>false</imgeo:inOnderzoek>
            <imgeo:tijdstipRegistratie>2016-12-10T13:29:46.000</imgeo:tijdstipRegistratie>
            <imgeo:identificatie>
                <imgeo:NEN3610ID>
                    <imgeo:namespace>NL.IMGeo</imgeo:namespace>
                    <imgeo:lokaalID>G0228.231657b592313499e0500a0a3502407b</imgeo:lokaalID>
                </imgeo:NEN3610ID>
            </imgeo:identificatie>
            <imgeo:bronhouder>G0228</imgeo:bronhouder>
            <imgeo:bgt-status codeSpace="http://www.geostandaarden.nl/imgeo/def/2.1#Status">bestaand</imgeo:bgt-status>
            <imgeo:plus-status codeSpace="http://www.geostandaarden.nl/imgeo/def/2.1#VoidReasonValue">geenWaarde</imgeo:plus-status>
            <imgeo:identificatieBAGOPR>0228300000001402</imgeo:identificatieBAGOPR>
            <imgeo:openbareRuimteNaam>
            <imgeo:Label>
            <imgeo:tekst>Eschoterweg</imgeo:tekst>
                <imgeo:positie>
                <imgeo:Labelpositie>
                    <imgeo:plaatsingspunt><gml:Point xmlns:gml="http://www.opengis.net/gml">
            <gml:pos>180126.858 457168.063</gml:pos>
          </gml:Point></imgeo:plaatsingspunt>
                    <imgeo:hoek>-72.1</imgeo:hoek>
                </imgeo:Labelpositie>
                </imgeo:positie>
            </imgeo:Label>
            </imgeo:openbareRuimteNaam>
            <imgeo:openbareRuimteType codeSpace="http://www.geostandaarden.nl/imgeo/def/2.1#TypeOpenbareRuimte">Weg</imgeo:openbareRuimteType>
        </imgeo:OpenbareRuimteLabel>
    </cityObjectMember>
</CityModel>
