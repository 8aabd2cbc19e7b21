<?xml version="1.0" encoding="UTF-8"?>
<StyledLayerDescriptor version="1.0.0" xmlns="http://www.opengis.net/sld" xmlns:ogc="http://www.opengis.net/ogc"
  xmlns:gml="http://www.opengis.net/gml" xmlns:xlink="http://www.w3.org/1999/xlink">
  <NamedLayer>
    <Name>vlakken</Name>
    <UserStyle>
      <Title>Vlakken met patronen</Title>
      <FeatureTypeStyle>
        <Rule>
          <Name>bos</Name>
          <Title>Bos</Title>
          <ogc:Filter>
            <ogc:And>
              <ogc:PropertyIsEqualTo><ogc:PropertyName>soort</ogc:PropertyName><ogc:Literal>bos</ogc:Literal></ogc:PropertyIsEqualTo>
              <ogc:BBOX>
                <ogc:PropertyName>geom</ogc:PropertyName>
                <gml:Envelope srsName="EPSG:4326"><gml:lowerCorner>6.4 53.0</gml:lowerCorner><gml:upperCorner>7.0 53.4</gml:upperCorner></gml:Envelope>
              </ogc:BBOX>
            </ogc:And>
          </ogc:Filter>
          <PolygonSymbolizer>
            <Fill><CssParameter name="fill">#DDEEDD</CssParameter></Fill>
          </PolygonSymbolizer>
          <PolygonSymbolizer>
            <Fill>
              <GraphicFill>
                <Graphic>
                  <ExternalGraphic>
                    <OnlineResource xlink:type="simple" xlink:href="boom.svg"/>
                    <Format>image/svg+xml</Format>
                  </ExternalGraphic>
                  <Size>16</Size>
                </Graphic>
              </GraphicFill>
            </Fill>
            <VendorOption name="graphic-margin">4 8</VendorOption>
          </PolygonSymbolizer>
        </Rule>
        <Rule>
          <Name>water</Name>
          <Title>Water</Title>
          <ogc:Filter>
            <ogc:PropertyIsEqualTo>
              <ogc:Function name="in3">
                <ogc:PropertyName>soort</ogc:PropertyName>
                <ogc:Literal>meer</ogc:Literal><ogc:Literal>sloot</ogc:Literal><ogc:Literal>kanaal</ogc:Literal>
              </ogc:Function>
              <ogc:Literal>true</ogc:Literal>
            </ogc:PropertyIsEqualTo>
          </ogc:Filter>
          <PolygonSymbolizer>
            <Fill>
              <GraphicFill>
                <Graphic>
                  <Mark>
                    <WellKnownName>shape://horline</WellKnownName>
                    <Stroke><CssParameter name="stroke">#3366AA</CssParameter><CssParameter name="stroke-width">1</CssParameter></Stroke>
                  </Mark>
                  <Size>6</Size>
                </Graphic>
              </GraphicFill>
            </Fill>
            <Stroke>
              <CssParameter name="stroke">#3366AA</CssParameter>
              <CssParameter name="stroke-opacity">0.5</CssParameter>
              <CssParameter name="stroke-dasharray">5 2</CssParameter>
            </Stroke>
          </PolygonSymbolizer>
        </Rule>
        <Rule>
          <Name>kruis</Name>
          <Title>Gesperd</Title>
          <ogc:Filter>
            <ogc:PropertyIsBetween>
              <ogc:PropertyName>jaar</ogc:PropertyName>
              <ogc:LowerBoundary><ogc:Literal>1990</ogc:Literal></ogc:LowerBoundary>
              <ogc:UpperBoundary><ogc:Literal>2000</ogc:Literal></ogc:UpperBoundary>
            </ogc:PropertyIsBetween>
          </ogc:Filter>
          <PolygonSymbolizer>
            <Fill>
              <GraphicFill>
                <Graphic>
                  <Mark>
                    <WellKnownName>shape://times</WellKnownName>
                    <Stroke><CssParameter name="stroke">#990000</CssParameter></Stroke>
                  </Mark>
                  <Size>16</Size>
                </Graphic>
              </GraphicFill>
            </Fill>
          </PolygonSymbolizer>
        </Rule>
        <Rule>
          <Title>Overig</Title>
          <ElseFilter/>
          <PolygonSymbolizer><Fill><CssParameter name="fill">#EEEEEE</CssParameter><CssParameter name="fill-opacity">0.3</CssParameter></Fill></PolygonSymbolizer>
        </Rule>
        <VendorOption name="ruleEvaluation">first</VendorOption>
      </FeatureTypeStyle>
    </UserStyle>
  </NamedLayer>
</StyledLayerDescriptor>
