<?xml version="1.0" encoding="UTF-8"?>
<!-- Created by GO Publisher. Snowflake Software Ltd. (http://www.snowflakesoftware.com). -->
<top10nl:FeatureCollectionT10NL xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                                xmlns:top10nl="http://www.kadaster.nl/schemas/imbrt/top10nl/1.2"
                                xmlns:brt="http://www.kadaster.nl/schemas/imbrt/brt-alg/1.0"
                                xmlns:gml="http://www.opengis.net/gml/3.2"
                                xsi:schemaLocation="http://www.kadaster.nl/schemas/imbrt/top10nl/1.2 top10nl-concept.xsd"
                                gml:id="NL.TOP10NL_FC1">
  <top10nl:FeatureMember>
    <top10nl:FunctioneelGebied gml:id="nl.top10nl.118418110">
      <top10nl:identificatie>
        <brt:NEN3610ID>
          <brt:namespace>NL.TOP10NL</brt:namespace>
          <brt:lokaalID>118418110</brt:lokaalID>
        </brt:NEN3610ID>
      </top10nl:identificatie>
      <top10nl:brontype>Luchtfoto</top10nl:brontype>
      <top10nl:bronactualiteit>2008-01-01</top10nl:bronactualiteit>
      <top10nl:bronbeschrijving>Een orthogerectificeerde fotografische opname van een deel van het aardoppervlak. Gemaakt vanuit een vliegtuig.</top10nl:bronbeschrijving>
      <top10nl:bronnauwkeurigheid>0.4</top10nl:bronnauwkeurigheid>
      <top10nl:objectBeginTijd>2010-07-02</top10nl:objectBeginTijd>
      <top10nl:tijdstipRegistratie>2010-07-02</top10nl:tijdstipRegistratie>
      <top10nl:tdnCode>999</top10nl:tdnCode>
      <top10nl:visualisatieCode>19160</top10nl:visualisatieCode>
      <top10nl:mutatieType>TEST</top10nl:mutatieType>
      <top10nl:typeFunctioneelGebied>golfterrein</top10nl:typeFunctioneelGebied>
      <top10nl:soortnaam>TEST</top10nl:soortnaam>
      <top10nl:geometrie>
        <brt:BRTVlakMultivlakOfPunt>
          <brt:puntGeometrie>
            <gml:Point srsName="urn:ogc:def:crs:EPSG::28992" gml:id="LOCAL_ID_0">
              <gml:pos>244321.145 473322.496</gml:pos>
            </gml:Point>
          </brt:puntGeometrie>
        </brt:BRTVlakMultivlakOfPunt>
      </top10nl:geometrie>
    </top10nl:FunctioneelGebied>
  </top10nl:FeatureMember>
<top10nl:FeatureMember>
    <top10nl:Gebouw gml:id="nl.top10nl.100027584">
      <top10nl:identificatie>
        <brt:NEN3610ID>
          <brt:namespace>NL.TOP10NL</brt:namespace>
          <brt:lokaalID>100027584</brt:lokaalID>
        </brt:NEN3610ID>
      </top10nl:identificatie>
      <top10nl:brontype>TOP10vector</top10nl:brontype>
      <top10nl:bronactualiteit>2003-01-01</top10nl:bronactualiteit>
      <top10nl:bronbeschrijving>Digitaal bestand met gecodeerde vectoren. Deze geven tezamen de topografie van Nederland weer op de schaal 1:10.000. Voorloper van Top10NL.</top10nl:bronbeschrijving>
      <top10nl:bronnauwkeurigheid>2</top10nl:bronnauwkeurigheid>
      <top10nl:objectBeginTijd>2008-11-24</top10nl:objectBeginTijd>
      <top10nl:tijdstipRegistratie>2008-11-24</top10nl:tijdstipRegistratie>
      <top10nl:tdnCode>100</top10nl:tdnCode>
      <top10nl:visualisatieCode>13000</top10nl:visualisatieCode>
      <top10nl:mutatieType>TEST</top10nl:mutatieType>
      <top10nl:typeGebouw>overig</top10nl:typeGebouw>
      <top10nl:fysiekVoorkomen>TEST</top10nl:fysiekVoorkomen>
      <top10nl:hoogteklasse>laagbouw</top10nl:hoogteklasse>
      <top10nl:hoogteniveau>0</top10nl:hoogteniveau>
      <top10nl:status>in gebruik</top10nl:status>
      <top10nl:soortnaam>TEST</top10nl:soortnaam>
      <top10nl:gebruiksdoel>TEST</top10nl:gebruiksdoel>
      <top10nl:geometrie>
        <brt:BRTVlakOfPunt>
          <brt:vlakGeometrie>
            <gml:Polygon srsName="urn:ogc:def:crs:EPSG::28992" gml:id="LOCAL_ID_3">
              <gml:exterior>
                <gml:LinearRing>
                  <gml:posList srsDimension="2" count="5">43083.588 416920.41 43090.323 416932.797 43084.824 416935.787 43078.089 416923.4 43083.588 416920.41</gml:posList>
                </gml:LinearRing>
              </gml:exterior>
            </gml:Polygon>
          </brt:vlakGeometrie>
        </brt:BRTVlakOfPunt>
      </top10nl:geometrie>
    </top10nl:Gebouw>
  </top10nl:FeatureMember>
<top10nl:FeatureMember>
    <top10nl:GeografischGebied gml:id="nl.top10nl.103068574">
      <top10nl:identificatie>
        <brt:NEN3610ID>
          <brt:namespace>NL.TOP10NL</brt:namespace>
          <brt:lokaalID>103068574</brt:lokaalID>
        </brt:NEN3610ID>
      </top10nl:identificatie>
      <top10nl:brontype>TOP10vector</top10nl:brontype>
      <top10nl:bronactualiteit>2003-01-01</top10nl:bronactualiteit>
      <top10nl:bronbeschrijving>Digitaal bestand met gecodeerde vectoren. Deze geven tezamen de topografie van Nederland weer op de schaal 1:10.000. Voorloper van Top10NL.</top10nl:bronbeschrijving>
      <top10nl:bronnauwkeurigheid>2</top10nl:bronnauwkeurigheid>
      <top10nl:objectBeginTijd>2008-11-24</top10nl:objectBeginTijd>
      <top10nl:tijdstipRegistratie>2008-11-24</top10nl:tijdstipRegistratie>
      <top10nl:tdnCode>880</top10nl:tdnCode>
      <top10nl:visualisatieCode>18130</top10nl:visualisatieCode>
      <top10nl:mutatieType>TEST</top10nl:mutatieType>
      <top10nl:typeGeografischGebied>streek, veld</top10nl:typeGeografischGebied>
      <top10nl:naamNL>Lazaruswaard</top10nl:naamNL>
      <top10nl:geometrie>
        <brt:BRTVlakMultivlakOfPunt>
          <brt:puntGeometrie>
            <gml:Point srsName="urn:ogc:def:crs:EPSG::28992" gml:id="LOCAL_ID_6">
              <gml:pos>143698.608 441731.224</gml:pos>
            </gml:Point>
          </brt:puntGeometrie>
        </brt:BRTVlakMultivlakOfPunt>
      </top10nl:geometrie>
    </top10nl:GeografischGebied>
  </top10nl:FeatureMember>
<top10nl:FeatureMember>
    <top10nl:Inrichtingselement gml:id="nl.top10nl.123705451">
      <top10nl:identificatie>
        <brt:NEN3610ID>
          <brt:namespace>NL.TOP10NL</brt:namespace>
          <brt:lokaalID>123705451</brt:lokaalID>
        </brt:NEN3610ID>
      </top10nl:identificatie>
      <top10nl:brontype>Luchtfoto</top10nl:brontype>
      <top10nl:bronactualiteit>2010-01-01</top10nl:bronactualiteit>
      <top10nl:bronbeschrijving>Een orthogerectificeerde fotografische opname van een deel van het aardoppervlak. Gemaakt vanuit een vliegtuig.</top10nl:bronbeschrijving>
      <top10nl:bronnauwkeurigheid>0.1</top10nl:bronnauwkeurigheid>
      <top10nl:objectBeginTijd>2012-02-06</top10nl:objectBeginTijd>
      <top10nl:tijdstipRegistratie>2012-02-06</top10nl:tijdstipRegistratie>
      <top10nl:tdnCode>88</top10nl:tdnCode>
      <top10nl:visualisatieCode>15150</top10nl:visualisatieCode>
      <top10nl:typeInrichtingselement>golfmeetpaal</top10nl:typeInrichtingselement>
      <top10nl:hoogteniveau>0</top10nl:hoogteniveau>
      <top10nl:nummer>470001.99</top10nl:nummer>
      <top10nl:geometrie>
        <brt:BRTLijnOfPunt>
          <brt:puntGeometrie>
            <gml:Point srsName="urn:ogc:def:crs:EPSG::28992" gml:id="LOCAL_ID_9">
              <gml:pos>15207.457 378670.401</gml:pos>
            </gml:Point>
          </brt:puntGeometrie>
        </brt:BRTLijnOfPunt>
      </top10nl:geometrie>
    </top10nl:Inrichtingselement>
  </top10nl:FeatureMember>
<top10nl:FeatureMember>
    <top10nl:Plaats gml:id="nl.top10nl.103068570">
      <top10nl:identificatie>
        <brt:NEN3610ID>
          <brt:namespace>NL.TOP10NL</brt:namespace>
          <brt:lokaalID>103068570</brt:lokaalID>
        </brt:NEN3610ID>
      </top10nl:identificatie>
      <top10nl:brontype>TOP10vector</top10nl:brontype>
      <top10nl:bronactualiteit>2003-01-01</top10nl:bronactualiteit>
      <top10nl:bronbeschrijving>Digitaal bestand met gecodeerde vectoren. Deze geven tezamen de topografie van Nederland weer op de schaal 1:10.000. Voorloper van Top10NL.</top10nl:bronbeschrijving>
      <top10nl:bronnauwkeurigheid>2</top10nl:bronnauwkeurigheid>
      <top10nl:objectBeginTijd>2008-11-24</top10nl:objectBeginTijd>
      <top10nl:tijdstipRegistratie>2008-11-24</top10nl:tijdstipRegistratie>
      <top10nl:tdnCode>851</top10nl:tdnCode>
      <top10nl:visualisatieCode>18110</top10nl:visualisatieCode>
      <top10nl:mutatieType>TEST</top10nl:mutatieType>
      <top10nl:typeGebied>plaats, bewoond oord</top10nl:typeGebied>
      <top10nl:bebouwdeKom>ja</top10nl:bebouwdeKom>
      <top10nl:isBAGwoonplaats>ja</top10nl:isBAGwoonplaats>
      <top10nl:naamOfficieel>Culemborg</top10nl:naamOfficieel>
      <top10nl:naamNL>Culemborg</top10nl:naamNL>
      <top10nl:geometrie>
        <brt:BRTVlakMultivlakOfPunt>
          <brt:puntGeometrie>
            <gml:Point srsName="urn:ogc:def:crs:EPSG::28992" gml:id="LOCAL_ID_12">
              <gml:pos>143679.353 441287.63</gml:pos>
            </gml:Point>
          </brt:puntGeometrie>
        </brt:BRTVlakMultivlakOfPunt>
      </top10nl:geometrie>
    </top10nl:Plaats>
  </top10nl:FeatureMember>
<top10nl:FeatureMember>
    <top10nl:Spoorbaandeel gml:id="nl.top10nl.105515126">
      <top10nl:identificatie>
        <brt:NEN3610ID>
          <brt:namespace>NL.TOP10NL</brt:namespace>
          <brt:lokaalID>105515126</brt:lokaalID>
        </brt:NEN3610ID>
      </top10nl:identificatie>
      <top10nl:brontype>Luchtfoto</top10nl:brontype>
      <top10nl:bronactualiteit>2010-01-01</top10nl:bronactualiteit>
      <top10nl:bronbeschrijving>Een orthogerectificeerde fotografische opname van een deel van het aardoppervlak. Gemaakt vanuit een vliegtuig.</top10nl:bronbeschrijving>
      <top10nl:bronnauwkeurigheid>0.1</top10nl:bronnauwkeurigheid>
      <top10nl:objectBeginTijd>2008-11-24</top10nl:objectBeginTijd>
      <top10nl:tijdstipRegistratie>2010-09-01</top10nl:tijdstipRegistratie>
      <top10nl:tdnCode>410</top10nl:tdnCode>
      <top10nl:visualisatieCode>11120</top10nl:visualisatieCode>
      <top10nl:mutatieType>TEST</top10nl:mutatieType>
      <top10nl:typeInfrastructuur>verbinding</top10nl:typeInfrastructuur>
      <top10nl:typeSpoorbaan>trein</top10nl:typeSpoorbaan>
      <top10nl:spoorbreedte>normaalspoor</top10nl:spoorbreedte>
      <top10nl:aantalSporen>3</top10nl:aantalSporen>
      <top10nl:vervoerfunctie>goederenvervoer</top10nl:vervoerfunctie>
      <top10nl:elektrificatie>ja</top10nl:elektrificatie>
      <top10nl:hoogteniveau>0</top10nl:hoogteniveau>
      <top10nl:status>in gebruik</top10nl:status>
      <top10nl:geometrie>
        <brt:BRTLijnOfPunt>
          <brt:lijnGeometrie>
            <gml:LineString srsName="urn:ogc:def:crs:EPSG::28992" gml:id="LOCAL_ID_18">
              <gml:posList srsDimension="2" count="3">181608.942 435557.506 181464.2 435700.111 181446.501 435716.413</gml:posList>
            </gml:LineString>
          </brt:lijnGeometrie>
        </brt:BRTLijnOfPunt>
      </top10nl:geometrie>
    </top10nl:Spoorbaandeel>
  </top10nl:FeatureMember>
<top10nl:FeatureMember>
    <top10nl:Relief gml:id="nl.top10nl.105321041">
      <top10nl:identificatie>
        <brt:NEN3610ID>
          <brt:namespace>NL.TOP10NL</brt:namespace>
          <brt:lokaalID>105321041</brt:lokaalID>
        </brt:NEN3610ID>
      </top10nl:identificatie>
      <top10nl:brontype>TOP10vector</top10nl:brontype>
      <top10nl:bronactualiteit>2005-01-01</top10nl:bronactualiteit>
      <top10nl:bronbeschrijving>Digitaal bestand met gecodeerde vectoren. Deze geven tezamen de topografie van Nederland weer op de schaal 1:10.000. Voorloper van Top10NL.</top10nl:bronbeschrijving>
      <top10nl:bronnauwkeurigheid>2</top10nl:bronnauwkeurigheid>
      <top10nl:objectBeginTijd>2008-11-24</top10nl:objectBeginTijd>
      <top10nl:tijdstipRegistratie>2008-11-24</top10nl:tijdstipRegistratie>
      <top10nl:tdnCode>715</top10nl:tdnCode>
      <top10nl:visualisatieCode>16400</top10nl:visualisatieCode>
      <top10nl:mutatieType>TEST</top10nl:mutatieType>
      <top10nl:typeRelief>kade, wal</top10nl:typeRelief>
      <top10nl:hoogteklasse>&lt; 1 meter</top10nl:hoogteklasse>
      <top10nl:hoogteniveau>0</top10nl:hoogteniveau>
      <top10nl:lijnGeometrie>
        <gml:LineString srsName="urn:ogc:def:crs:EPSG::28992" gml:id="LOCAL_ID_21">
          <gml:posList srsDimension="2" count="2">215543.856 533120.245 215572.874 533076.153</gml:posList>
        </gml:LineString>
      </top10nl:lijnGeometrie>
    </top10nl:Relief>
  </top10nl:FeatureMember>
<top10nl:FeatureMember>
    <top10nl:Terrein gml:id="nl.top10nl.105535899">
      <top10nl:identificatie>
        <brt:NEN3610ID>
          <brt:namespace>NL.TOP10NL</brt:namespace>
          <brt:lokaalID>105535899</brt:lokaalID>
        </brt:NEN3610ID>
      </top10nl:identificatie>
      <top10nl:brontype>Luchtfoto</top10nl:brontype>
      <top10nl:bronactualiteit>2012-01-01</top10nl:bronactualiteit>
      <top10nl:bronbeschrijving>Een orthogerectificeerde fotografische opname van een deel van het aardoppervlak. Gemaakt vanuit een vliegtuig.</top10nl:bronbeschrijving>
      <top10nl:bronnauwkeurigheid>0.1</top10nl:bronnauwkeurigheid>
      <top10nl:objectBeginTijd>2008-11-24</top10nl:objectBeginTijd>
      <top10nl:tijdstipRegistratie>2013-08-30</top10nl:tijdstipRegistratie>
      <top10nl:tdnCode>526</top10nl:tdnCode>
      <top10nl:visualisatieCode>14160</top10nl:visualisatieCode>
      <top10nl:mutatieType>TEST</top10nl:mutatieType>
      <top10nl:typeLandgebruik>overig</top10nl:typeLandgebruik>
      <top10nl:hoogteniveau>0</top10nl:hoogteniveau>
      <top10nl:geometrieVlak>
        <gml:Polygon srsName="urn:ogc:def:crs:EPSG::28992" gml:id="LOCAL_ID_30">
          <gml:exterior>
            <gml:LinearRing>
              <gml:posList srsDimension="2" count="41">20810.086 395020.226 20809.952 395030.648 20847.272 395048.096 20847.472 395085.984 20844.282 395086.184 20844.481 395122.478 20829.284 395112.142 20826.976 395114.635 20826.976 395117.654 20816.075 395111.803 20820.725 395109.825 20822.919 395108.299 20804.485 395099.836 20799.546 395098.903 20784.033 395066.831 20783.514 395065.902 20777.236 395068.118 20787.802 395090.377 20790.745 395096.516 20758.714 395087.558 20757.037 395091.585 20748.369 395089.185 20730.76 395084.948 20729.866 395084.818 20728.822 395084.432 20726.305 395082.601 20724.377 395079.352 20724.377 395078.811 20724.377 395076.495 20725.435 395065.699 20727.763 395058.926 20731.851 395051.716 20738.777 395046.521 20749.164 395040.749 20767.054 395031.512 20777.673 395026.689 20789.08 395021.508 20796.006 395020.353 20800.43 395020.737 20802.931 395022.085 20810.086 395020.226</gml:posList>
            </gml:LinearRing>
          </gml:exterior>
        </gml:Polygon>
      </top10nl:geometrieVlak>
    </top10nl:Terrein>
  </top10nl:FeatureMember>
<top10nl:FeatureMember>
    <top10nl:Waterdeel gml:id="nl.top10nl.107933041">
      <top10nl:identificatie>
        <brt:NEN3610ID>
          <brt:namespace>NL.TOP10NL</brt:namespace>
          <brt:lokaalID>107933041</brt:lokaalID>
        </brt:NEN3610ID>
      </top10nl:identificatie>
      <top10nl:brontype>Luchtfoto</top10nl:brontype>
      <top10nl:bronactualiteit>2012-01-01</top10nl:bronactualiteit>
      <top10nl:bronbeschrijving>Een orthogerectificeerde fotografische opname van een deel van het aardoppervlak. Gemaakt vanuit een vliegtuig.</top10nl:bronbeschrijving>
      <top10nl:bronnauwkeurigheid>0.1</top10nl:bronnauwkeurigheid>
      <top10nl:objectBeginTijd>2008-11-24</top10nl:objectBeginTijd>
      <top10nl:tijdstipRegistratie>2013-08-30</top10nl:tijdstipRegistratie>
      <top10nl:tdnCode>601</top10nl:tdnCode>
      <top10nl:visualisatieCode>12200</top10nl:visualisatieCode>
      <top10nl:mutatieType>TEST</top10nl:mutatieType>
      <top10nl:typeWater>waterloop</top10nl:typeWater>
      <top10nl:breedteklasse>0,5 - 3 meter</top10nl:breedteklasse>
      <top10nl:hoofdafwatering>nee</top10nl:hoofdafwatering>
      <top10nl:voorkomen>overig</top10nl:voorkomen>
      <top10nl:hoogteniveau>0</top10nl:hoogteniveau>
      <top10nl:functie>overig</top10nl:functie>
      <top10nl:getijdeinvloed>nee</top10nl:getijdeinvloed>
      <top10nl:vaarwegklasse>TEST</top10nl:vaarwegklasse>
      <top10nl:isBAGnaam>nee</top10nl:isBAGnaam>
      <top10nl:geometrie>
        <brt:BRTVlakLijnOfPunt>
          <brt:lijnGeometrie>
            <gml:LineString srsName="urn:ogc:def:crs:EPSG::28992" gml:id="LOCAL_ID_33">
              <gml:posList srsDimension="2" count="4">42040.913 400908.877 42046.361 400909.938 42006.604 401108.551 41987.771 401201.453</gml:posList>
            </gml:LineString>
          </brt:lijnGeometrie>
        </brt:BRTVlakLijnOfPunt>
      </top10nl:geometrie>
    </top10nl:Waterdeel>
  </top10nl:FeatureMember>
<top10nl:FeatureMember>
    <top10nl:Wegdeel gml:id="nl.top10nl.113278261">
      <top10nl:identificatie>
        <brt:NEN3610ID>
          <brt:namespace>NL.TOP10NL</brt:namespace>
          <brt:lokaalID>113278261</brt:lokaalID>
        </brt:NEN3610ID>
      </top10nl:identificatie>
      <top10nl:brontype codeSpace="http://www.kadaster.nl/waardelijsten/imbrt/top10nl/T10AlgBrontype.xml">Luchtfoto</top10nl:brontype>
      <top10nl:bronactualiteit>2011-01-01</top10nl:bronactualiteit>
      <top10nl:bronbeschrijving>Een orthogerectificeerde fotografische opname van een deel van het aardoppervlak. Gemaakt vanuit een vliegtuig.</top10nl:bronbeschrijving>
      <top10nl:bronnauwkeurigheid>0.1</top10nl:bronnauwkeurigheid>
      <top10nl:objectBeginTijd>2008-11-24</top10nl:objectBeginTijd>
      <top10nl:tijdstipRegistratie>2012-08-31</top10nl:tijdstipRegistratie>
      <top10nl:tdnCode>353</top10nl:tdnCode>
      <top10nl:visualisatieCode>10600</top10nl:visualisatieCode>
      <top10nl:mutatieType codeSpace="http://www.kadaster.nl/waardelijsten/imbrt/top10nl/T10AlgMutatietype.xml">modelwijziging</top10nl:mutatieType>
      <top10nl:typeInfrastructuur codeSpace="http://www.kadaster.nl/waardelijsten/imbrt/top10nl/T10WegTypeInfrastructuur.xml">kruising</top10nl:typeInfrastructuur>
      <top10nl:typeWeg codeSpace="http://www.kadaster.nl/waardelijsten/imbrt/top10nl/T10WegTypeWeg.xml">straat</top10nl:typeWeg>
      <top10nl:typeWeg codeSpace="http://www.kadaster.nl/waardelijsten/imbrt/top10nl/T10WegTypeWeg.xml">overig</top10nl:typeWeg>
      <top10nl:hoofdverkeersgebruik codeSpace="http://www.kadaster.nl/waardelijsten/imbrt/top10nl/T10WegHoofdverkeersgebruik.xml">gemengd verkeer</top10nl:hoofdverkeersgebruik>
      <top10nl:hoofdverkeersgebruik codeSpace="http://www.kadaster.nl/waardelijsten/imbrt/top10nl/T10WegHoofdverkeersgebruik.xml">voetgangers</top10nl:hoofdverkeersgebruik>
      <top10nl:verhardingsbreedteklasse codeSpace="http://www.kadaster.nl/waardelijsten/imbrt/top10nl/T10WegVerhbreedteklasse.xml">2 - 4 meter</top10nl:verhardingsbreedteklasse>
      <top10nl:gescheidenRijbaan>nee</top10nl:gescheidenRijbaan>
      <top10nl:verhardingstype codeSpace="http://www.kadaster.nl/waardelijsten/imbrt/top10nl/T10WegdeelVerhardingstype.xml">verhard</top10nl:verhardingstype>
      <top10nl:hoogteniveau>0</top10nl:hoogteniveau>
      <top10nl:status codeSpace="http://www.kadaster.nl/waardelijsten/imbrt/top10nl/T10AlgStatus.xml">in gebruik</top10nl:status>
      <top10nl:isBAGnaam>nee</top10nl:isBAGnaam>
      <top10nl:hartGeometrie>
        <brt:BRTLijnOfPunt>
          <brt:puntGeometrie>
            <gml:Point srsName="urn:ogc:def:crs:EPSG::28992" gml:id="LOCAL_ID_36">
              <gml:pos>24156.687 399165.218</gml:pos>
            </gml:Point>
          </brt:puntGeometrie>
        </brt:BRTLijnOfPunt>
      </top10nl:hartGeometrie>
    </top10nl:Wegdeel>
  </top10nl:FeatureMember>
</top10nl:FeatureCollectionT10NL>
