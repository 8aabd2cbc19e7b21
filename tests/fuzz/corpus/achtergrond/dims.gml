<?xml version="1.0" encoding="UTF-8"?>
<CityModel xmlns:gml="http://www.opengis.net/gml" xmlns:imgeo="http://www.geostandaarden.nl/imgeo/2.1" xmlns="http://www.opengis.net/citygml/2.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.geostandaarden.nl/imgeo/2.1 http://register.geostandaarden.nl/gmlapplicatieschema/imgeo/2.1.1/imgeo.xsd">
    <cityObjectMember>
        <PlantCover xmlns="http://www.opengis.net/citygml/vegetation/2.0" gml:id="bb8e06c8a-70ad-484f-8d87-6ad6ca82faf1">
                        <creationDate xmlns="http://www.opengis.net/citygml/2.0">2014-08-05</creationDate>
            <imgeo:LV-publicatiedatum>2016-08-29T15:56:41</imgeo:LV-publicatiedatum>
            <imgeo:relatieveHoogteligging>0</imgeo:relatieveHoogteligging>
            <imgeo:inOnderzoek>false</imgeo:inOnderzoek>
            <imgeo:tijdstipRegistratie>2014-09-03T12:47:32.000</imgeo:tijdstipRegistratie>
            <imgeo:identificatie>
                <imgeo:NEN3610ID>
                    <imgeo:namespace>NL.IMGeo</imgeo:namespace>
                    <imgeo:lokaalID>G0228.05b734acca4c4a18a8a6cf9e60243388</imgeo:lokaalID>
                </imgeo:NEN3610ID>
            </imgeo:identificatie>
            <imgeo:bronhouder>G0228</imgeo:bronhouder>
            <imgeo:bgt-status codeSpace="http://www.geostandaarden.nl/imgeo/def/2.1#Status">bestaand</imgeo:bgt-status>
            <imgeo:plus-status codeSpace="http://www.geostandaarden.nl/imgeo/def/2.1#VoidReasonValue">geenWaarde</imgeo:plus-status>
            <class codeSpace="http://www.geostandaarden.nl/imgeo/def/2.1#FysiekVoorkomenBegroeidTerrein">groenvoorziening</class>
            <imgeo:geometrie2dBegroeidTerreindeel><gml:Polygon xmlns:gml="http://www.opengis.net/gml" srsName="urn:ogc:def:crs:EPSG::28992"><gml:exterior><gml:LinearRing><gml:posList srsDimension="3">181456.304 457058.479 181455.243 457058.402 181455.361 457056.930 181456.422 457057.007 181456.304 457058.479</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></imgeo:geometrie2dBegroeidTerreindeel>
            <imgeo:begroeidTerreindeelOpTalud>false</imgeo:begroeidTerreindeelOpTalud>
            <imgeo:kruinlijnBegroeidTerreindeel xsi:nil="true" nilReason="waardeOnbekend" />
            <imgeo:plus-fysiekVoorkomen codeSpace="http://www.geostandaarden.nl/imgeo/def/2.1#VoidReasonValue">waardeOnbekend</imgeo:plus-fysiekVoorkomen>
        </PlantCover>
    </cityObjectMember>
<cityObjectMember>
        <PlantCover xmlns="http://www.opengis.net/citygml/vegetation/2.0" gml:id="b9af48238-2ece-4901-abcd-5010206209e1">
                        <creationDate xmlns="http://www.opengis.net/citygml/2.0">2014-07-30</creationDate>
            <imgeo:LV-publicatiedatum>2016-08-29T15:56:41</imgeo:LV-publicatiedatum>
            <imgeo:relatieveHoogteligging>0</imgeo:relatieveHoogteligging>
            <imgeo:inOnderzoek>false</imgeo:inOnderzoek>
            <imgeo:tijdstipRegistratie>2014-09-03T12:47:32.000</imgeo:tijdstipRegistratie>
            <imgeo:identificatie>
                <imgeo:NEN3610ID>
                    <imgeo:namespace>NL.IMGeo</imgeo:namespace>
                    <imgeo:lokaalID>G0228.251101b07e48497787c3809bc12c1b20</imgeo:lokaalID>
                </imgeo:NEN3610ID>
            </imgeo:identificatie>
            <imgeo:bronhouder>G0228</imgeo:bronhouder>
            <imgeo:bgt-status codeSpace="http://www.geostandaarden.nl/imgeo/def/2.1#Status">bestaand</imgeo:bgt-status>
            <imgeo:plus-status codeSpace="http://www.geostandaarden.nl/imgeo/def/2.1#VoidReasonValue">geenWaarde</imgeo:plus-status>
            <class codeSpace="http://www.geostandaarden.nl/imgeo/def/2.1#FysiekVoorkomenBegroeidTerrein">groenvoorziening</class>
            <imgeo:geometrie2dBegroeidTerreindeel><gml:Polygon xmlns:gml="http://www.opengis.net/gml" srsName="urn:ogc:def:crs:EPSG::28992"><gml:exterior><gml:LinearRing><gml:posList srsDimension="3">181447.597 457065.912 181446.275 457065.794 181446.363 457064.576 181447.662 457064.654 181447.597 457065.912</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></imgeo:geometrie2dBegroeidTerreindeel>
            <imgeo:begroeidTerreindeelOpTalud>false</imgeo:begroeidTerreindeelOpTalud>
            <imgeo:kruinlijnBegroeidTerreindeel xsi:nil="true" nilReason="waardeOnbekend" />
            <imgeo:plus-fysiekVoorkomen codeSpace="http://www.geostandaarden.nl/imgeo/def/2.1#VoidReasonValue">waardeOnbekend</imgeo:plus-fysiekVoorkomen>
        </PlantCover>
    </cityObjectMember>
</CityModel>
