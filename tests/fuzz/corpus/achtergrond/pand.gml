<?xml version="1.0" encoding="UTF-8"?>
<CityModel xmlns:gml="http://www.opengis.net/gml" xmlns:imgeo="http://www.geostandaarden.nl/imgeo/2.1" xmlns="http://www.opengis.net/citygml/2.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.geostandaarden.nl/imgeo/2.1 http://register.geostandaarden.nl/gmlapplicatieschema/imgeo/2.1.1/imgeo.xsd">
    <cityObjectMember>
        <BuildingPart xmlns="http://www.opengis.net/citygml/building/2.0" gml:id="b4e650df3-511f-4d68-9e2e-ea86b253e70d">
                        <creationDate xmlns="http://www.opengis.net/citygml/2.0">2013-07-11</creationDate>
            <imgeo:LV-publicatiedatum>2016-09-06T15:39:24</imgeo:LV-publicatiedatum>
            <imgeo:relatieveHoogteligging>0</imgeo:relatieveHoogteligging>
            <imgeo:inOnderzoek>false</imgeo:inOnderzoek>
            <imgeo:tijdstipRegistratie>2015-07-02T12:05:26.000</imgeo:tijdstipRegistratie>
            <imgeo:identificatie>
                <imgeo:NEN3610ID>
                    <imgeo:namespace>NL.IMGeo</imgeo:namespace>
                    <imgeo:lokaalID>G0228.fe246f2e4755d6d6e0400a0a35020533</imgeo:lokaalID>
                </imgeo:NEN3610ID>
            </imgeo:identificatie>
            <imgeo:bronhouder>G0228</imgeo:bronhouder>
            <imgeo:bgt-status codeSpace="http://www.geostandaarden.nl/imgeo/def/2.1#Status">bestaand</imgeo:bgt-status>
            <imgeo:plus-status codeSpace="http://www.geostandaarden.nl/imgeo/def/2.1#VoidReasonValue">geenWaarde</imgeo:plus-status>
            <imgeo:identificatieBAGPND>0228100000031255</imgeo:identificatieBAGPND>
            <imgeo:geometrie2dGrondvlak><gml:MultiSurface xmlns:gml="http://www.opengis.net/gml"><gml:surfaceMember><gml:Polygon><gml:exterior><gml:LinearRing><gml:posList srsDimension="2">180082.097 457067.236 180081.171 457064.286 180085.107 457063.050 180085.356 457063.845 180086.033 457066.001 180082.097 457067.236</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></gml:surfaceMember></gml:MultiSurface></imgeo:geometrie2dGrondvlak>
            <imgeo:nummeraanduidingreeks>
                <imgeo:Nummeraanduidingreeks>
                    <imgeo:nummeraanduidingreeks>
                        <imgeo:Label>
                            <imgeo:tekst>71</imgeo:tekst>
                            <imgeo:positie>
                                <imgeo:Labelpositie>
                                    <imgeo:plaatsingspunt><gml:Point xmlns:gml="http://www.opengis.net/gml">
              <gml:pos>180084.000 457065.000</gml:pos>
            </gml:Point></imgeo:plaatsingspunt>
                                    <imgeo:hoek>0</imgeo:hoek>
                                </imgeo:Labelpositie>
                            </imgeo:positie>
                        </imgeo:Label>
                    </imgeo:nummeraanduidingreeks>
                    <imgeo:identificatieBAGVBOLaagsteHuisnummer>0228010000047554</imgeo:identificatieBAGVBOLaagsteHuisnummer>
                </imgeo:Nummeraanduidingreeks>
            </imgeo:nummeraanduidingreeks>
        </BuildingPart>
    </cityObjectMember>
<cityObjectMember>
        <BuildingPart xmlns="http://www.opengis.net/citygml/building/2.0" gml:id="b850ba460-fb22-42fe-bd4e-76eb12cdfee8">
                        <creationDate xmlns="http://www.opengis.net/citygml/2.0">2013-07-11</creationDate>
            <imgeo:LV-publicatiedatum>2016-09-06T15:39:24</imgeo:LV-publicatiedatum>
            <imgeo:relatieveHoogteligging>0</imgeo:relatieveHoogteligging>
            <imgeo:inOnderzoek>false</imgeo:inOnderzoek>
            <imgeo:tijdstipRegistratie>2014-09-03T12:47:32.000</imgeo:tijdstipRegistratie>
            <imgeo:identificatie>
                <imgeo:NEN3610ID>
                    <imgeo:namespace>NL.IMGeo</imgeo:namespace>
                    <imgeo:lokaalID>G0228.fe246f4a35f0d6d6e0400a0a35020533</imgeo:lokaalID>
                </imgeo:NEN3610ID>
            </imgeo:identificatie>
            <imgeo:bronhouder>G0228</imgeo:bronhouder>
            <imgeo:bgt-status codeSpace="http://www.geostandaarden.nl/imgeo/def/2.1#Status">bestaand</imgeo:bgt-status>
            <imgeo:plus-status codeSpace="http://www.geostandaarden.nl/imgeo/def/2.1#VoidReasonValue">geenWaarde</imgeo:plus-status>
            <imgeo:identificatieBAGPND>0228100000038968</imgeo:identificatieBAGPND>
            <imgeo:geometrie2dGrondvlak><gml:MultiSurface xmlns:gml="http://www.opengis.net/gml"><gml:surfaceMember><gml:Polygon><gml:exterior><gml:LinearRing><gml:posList srsDimension="2">179997.023 457371.686 179985.746 457375.450 179985.666 457375.211 179984.560 457371.896 179983.832 457369.715 180001.086 457363.957 180003.000 457369.689 180002.243 457369.945 179997.023 457371.686</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></gml:surfaceMember></gml:MultiSurface></imgeo:geometrie2dGrondvlak>
        </BuildingPart>
    </cityObjectMember>
</CityModel>
