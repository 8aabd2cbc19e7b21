<?xml version="1.0" encoding="UTF-8"?>
<CityModel xmlns:gml="http://www.opengis.net/gml" xmlns:imgeo="http://www.geostandaarden.nl/imgeo/2.1" xmlns="http://www.opengis.net/citygml/2.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.geostandaarden.nl/imgeo/2.1 http://register.geostandaarden.nl/gmlapplicatieschema/imgeo/2.1.1/imgeo.xsd">
    <cityObjectMember>
        <TrafficArea xmlns="http://www.opengis.net/citygml/transportation/2.0" gml:id="b48c8890b-86fd-4ab8-8b61-3b8e4f9b15e5">
                        <creationDate xmlns="http://www.opengis.net/citygml/2.0">2014-11-21</creationDate>
            <imgeo:LV-publicatiedatum>2016-09-06T13:53:12</imgeo:LV-publicatiedatum>
            <imgeo:relatieveHoogteligging>0</imgeo:relatieveHoogteligging>
            <imgeo:inOnderzoek>false</imgeo:inOnderzoek>
            <imgeo:tijdstipRegistratie>2016-09-05T12:27:34.000</imgeo:tijdstipRegistratie>
            <imgeo:identificatie>
                <imgeo:NEN3610ID>
                    <imgeo:namespace>NL.IMGeo</imgeo:namespace>
                    <imgeo:lokaalID>P0025.0119231a737b430f8df99052fd4fe755</imgeo:lokaalID>
                </imgeo:NEN3610ID>
            </imgeo:identificatie>
            <imgeo:bronhouder>P0025</imgeo:bronhouder>
            <imgeo:bgt-status codeSpace="http://www.geostandaarden.nl/imgeo/def/2.1#Status">bestaand</imgeo:bgt-status>
            <imgeo:plus-status codeSpace="http://www.geostandaarden.nl/imgeo/def/2.1#VoidReasonValue">geenWaarde</imgeo:plus-status>
            <function codeSpace="http://www.geostandaarden.nl/imgeo/def/2.1#FunctieWeg">inrit</function>
            <surfaceMaterial codeSpace="http://www.geostandaarden.nl/imgeo/def/2.1#FysiekVoorkomenWeg">open verharding</surfaceMaterial>
            <imgeo:kruinlijnWegdeel xsi:nil="true" nilReason="waardeOnbekend" />
            <imgeo:geometrie2dWegdeel><gml:Polygon xmlns:gml="http://www.opengis.net/gml" srsName="urn:ogc:def:crs:EPSG::28992"><gml:exterior><gml:LinearRing><gml:posList srsDimension="2">181156.982 457394.060 181156.748 457394.066 181158.706 457391.708 181159.951 457390.208 181160.081 457390.771 181163.059 457393.189 181165.934 457395.141 181170.149 457395.243 181171.820 457395.283 181165.738 457404.568 181163.360 457398.859 181160.915 457397.154 181158.544 457395.341 181156.982 457394.060</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></imgeo:geometrie2dWegdeel>
            <imgeo:wegdeelOpTalud>false</imgeo:wegdeelOpTalud>
            <imgeo:plus-fysiekVoorkomenWegdeel codeSpace="http://www.geostandaarden.nl/imgeo/def/2.1#FysiekVoorkomenWegPlus">betonstraatstenen</imgeo:plus-fysiekVoorkomenWegdeel>
            <imgeo:plus-functieWegdeel codeSpace="http://www.geostandaarden.nl/imgeo/def/2.1#VoidReasonValue">waardeOnbekend</imgeo:plus-functieWegdeel>
        </TrafficArea>
    </cityObjectMember>
<cityObjectMember>
        <TrafficArea xmlns="http://www.opengis.net/citygml/transportation/2.0" gml:id="b3e33567c-a5c1-406e-a112-db653ad9ce4d">
                        <creationDate xmlns="http://www.opengis.net/citygml/2.0">2013-07-11</creationDate>
            <imgeo:LV-publicatiedatum>2016-08-29T15:56:41</imgeo:LV-publicatiedatum>
            <imgeo:relatieveHoogteligging>0</imgeo:relatieveHoogteligging>
            <imgeo:inOnderzoek>false</imgeo:inOnderzoek>
            <imgeo:tijdstipRegistratie>2016-07-21T12:06:45.000</imgeo:tijdstipRegistratie>
            <imgeo:identificatie>
                <imgeo:NEN3610ID>
                    <imgeo:namespace>NL.IMGeo</imgeo:namespace>
                    <imgeo:lokaalID>G0228.fe246f4a517dd6d6e0400a0a35020533</imgeo:lokaalID>
                </imgeo:NEN3610ID>
            </imgeo:identificatie>
            <imgeo:bronhouder>G0228</imgeo:bronhouder>
            <imgeo:bgt-status codeSpace="http://www.geostandaarden.nl/imgeo/def/2.1#Status">bestaand</imgeo:bgt-status>
            <imgeo:plus-status codeSpace="http://www.geostandaarden.nl/imgeo/def/2.1#VoidReasonValue">geenWaarde</imgeo:plus-status>
            <function codeSpace="http://www.geostandaarden.nl/imgeo/def/2.1#FunctieWeg">parkeervlak</function>
            <surfaceMaterial codeSpace="http://www.geostandaarden.nl/imgeo/def/2.1#FysiekVoorkomenWeg">open verharding</surfaceMaterial>
            <imgeo:kruinlijnWegdeel xsi:nil="true" nilReason="waardeOnbekend" />
            <imgeo:geometrie2dWegdeel><gml:Polygon xmlns:gml="http://www.opengis.net/gml" srsName="urn:ogc:def:crs:EPSG::28992"><gml:exterior><gml:LinearRing><gml:posList srsDimension="2">181273.490 457352.865 181272.752 457353.209 181270.699 457354.136 181268.838 457354.978 181265.506 457347.541 181265.284 457347.045 181263.274 457342.558 181266.991 457340.796 181268.102 457340.267 181273.490 457352.865</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></imgeo:geometrie2dWegdeel>
            <imgeo:wegdeelOpTalud>false</imgeo:wegdeelOpTalud>
            <imgeo:plus-fysiekVoorkomenWegdeel codeSpace="http://www.geostandaarden.nl/imgeo/def/2.1#FysiekVoorkomenWegPlus">betonstraatstenen</imgeo:plus-fysiekVoorkomenWegdeel>
            <imgeo:plus-functieWegdeel codeSpace="http://www.geostandaarden.nl/imgeo/def/2.1#VoidReasonValue">waardeOnbekend</imgeo:plus-functieWegdeel>
        </TrafficArea>
    </cityObjectMember>
</CityModel>
