<?xml version="1.0" encoding="UTF-8"?>
<StyledLayerDescriptor version="1.0.0" xmlns="http://www.opengis.net/sld" xmlns:ogc="http://www.opengis.net/ogc">
  <NamedLayer>
    <Name>wijken</Name>
    <UserStyle>
      <Title>Inwoners per wijk</Title>
      <FeatureTypeStyle>
        <Rule>
          <Title>Inwoners</Title>
          <PolygonSymbolizer>
            <Fill>
              <CssParameter name="fill">
                <ogc:Function name="Categorize">
                  <ogc:PropertyName>inwoners</ogc:PropertyName>
                  <ogc:Literal>#87CEEB</ogc:Literal>
                  <ogc:Literal>2000</ogc:Literal>
                  <ogc:Literal>#FFFACD</ogc:Literal>
                  <ogc:Literal>40000</ogc:Literal>
                  <ogc:Literal>#F08080</ogc:Literal>
                </ogc:Function>
              </CssParameter>
              <CssParameter name="fill-opacity">
                <ogc:Function name="Categorize">
                  <ogc:PropertyName>inwoners</ogc:PropertyName>
                  <ogc:Literal>0.5</ogc:Literal>
                  <ogc:Literal>2000</ogc:Literal>
                  <ogc:Literal>0.7</ogc:Literal>
                  <ogc:Literal>40000</ogc:Literal>
                  <ogc:Literal>0.9</ogc:Literal>
                </ogc:Function>
              </CssParameter>
            </Fill>
            <Stroke><CssParameter name="stroke">#666666</CssParameter><CssParameter name="stroke-width">0.5</CssParameter></Stroke>
          </PolygonSymbolizer>
          <TextSymbolizer>
            <Label><ogc:PropertyName>naam</ogc:PropertyName><![CDATA[
]]><ogc:Function name="numberFormat"><ogc:Literal>#,##0</ogc:Literal><ogc:PropertyName>inwoners</ogc:PropertyName><ogc:Literal>nl</ogc:Literal></ogc:Function></Label>
            <Font><CssParameter name="font-family">Open Sans</CssParameter><CssParameter name="font-size">12</CssParameter></Font>
            <LabelPlacement>
              <PointPlacement>
                <AnchorPoint><AnchorPointX>0.5</AnchorPointX><AnchorPointY>0.5</AnchorPointY></AnchorPoint>
              </PointPlacement>
            </LabelPlacement>
            <VendorOption name="autoWrap">60</VendorOption>
            <VendorOption name="maxDisplacement">50</VendorOption>
            <VendorOption name="goodnessOfFit">0.9</VendorOption>
          </TextSymbolizer>
        </Rule>
        <VendorOption name="composite">source-over, 0.8</VendorOption>
      </FeatureTypeStyle>
    </UserStyle>
  </NamedLayer>
</StyledLayerDescriptor>
