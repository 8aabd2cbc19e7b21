<?xml version="1.0" encoding="UTF-8"?>
<StyledLayerDescriptor version="1.0.0" xmlns="http://www.opengis.net/sld" xmlns:ogc="http://www.opengis.net/ogc"
  xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  xsi:schemaLocation="http://www.opengis.net/sld http://schemas.opengis.net/sld/1.0.0/StyledLayerDescriptor.xsd">
  <NamedLayer>
    <Name>wegen</Name>
    <UserStyle>
      <Title>Wegen met rand</Title>
      <!-- the casing, then the middle: two passes, so that crossings join -->
      <FeatureTypeStyle>
        <Rule>
          <Title>Weg</Title>
          <MaxScaleDenominator>50000</MaxScaleDenominator>
          <LineSymbolizer>
            <Stroke>
              <CssParameter name="stroke">#333333</CssParameter>
              <CssParameter name="stroke-width">
                <ogc:Add><ogc:PropertyName>breedte</ogc:PropertyName><ogc:Literal>2</ogc:Literal></ogc:Add>
              </CssParameter>
              <CssParameter name="stroke-linecap">round</CssParameter>
            </Stroke>
          </LineSymbolizer>
        </Rule>
      </FeatureTypeStyle>
      <FeatureTypeStyle>
        <Rule>
          <Title>Weg</Title>
          <MaxScaleDenominator>50000</MaxScaleDenominator>
          <LineSymbolizer>
            <Stroke>
              <CssParameter name="stroke">
                <ogc:Function name="Recode">
                  <ogc:PropertyName>soort</ogc:PropertyName>
                  <ogc:Literal>snelweg</ogc:Literal><ogc:Literal>#E8743B</ogc:Literal>
                  <ogc:Literal>straat</ogc:Literal><ogc:Literal>#FFFFFF</ogc:Literal>
                  <ogc:Literal>fietspad</ogc:Literal><ogc:Literal>#C0392B</ogc:Literal>
                </ogc:Function>
              </CssParameter>
              <CssParameter name="stroke-width"><ogc:PropertyName>breedte</ogc:PropertyName></CssParameter>
              <CssParameter name="stroke-linecap">round</CssParameter>
            </Stroke>
          </LineSymbolizer>
        </Rule>
      </FeatureTypeStyle>
      <FeatureTypeStyle>
        <Rule>
          <Name>namen</Name>
          <MaxScaleDenominator>10000</MaxScaleDenominator>
          <TextSymbolizer>
            <Label>
              <ogc:Function name="strConcat">
                <ogc:Function name="strToUpperCase"><ogc:PropertyName>naam</ogc:PropertyName></ogc:Function>
                <ogc:Function name="if_then_else">
                  <ogc:Function name="isNull"><ogc:PropertyName>nummer</ogc:PropertyName></ogc:Function>
                  <ogc:Literal></ogc:Literal>
                  <ogc:Function name="Concatenate">
                    <ogc:Literal> (</ogc:Literal><ogc:PropertyName>nummer</ogc:PropertyName><ogc:Literal>)</ogc:Literal>
                  </ogc:Function>
                </ogc:Function>
              </ogc:Function>
            </Label>
            <Font>
              <CssParameter name="font-family">Open Sans</CssParameter>
              <CssParameter name="font-family">DejaVu Sans</CssParameter>
              <CssParameter name="font-size">11</CssParameter>
            </Font>
            <LabelPlacement><LinePlacement><PerpendicularOffset>8</PerpendicularOffset></LinePlacement></LabelPlacement>
            <Halo><Radius>2</Radius><Fill><CssParameter name="fill">#FFFFFF</CssParameter></Fill></Halo>
            <Fill><CssParameter name="fill">#000000</CssParameter></Fill>
            <Priority><ogc:PropertyName>breedte</ogc:PropertyName></Priority>
            <VendorOption name="followLine">true</VendorOption>
            <VendorOption name="maxAngleDelta">45</VendorOption>
            <VendorOption name="maxDisplacement">200</VendorOption>
            <VendorOption name="repeat">300</VendorOption>
            <VendorOption name="group">yes</VendorOption>
            <VendorOption name="spaceAround">10</VendorOption>
          </TextSymbolizer>
        </Rule>
      </FeatureTypeStyle>
    </UserStyle>
  </NamedLayer>
</StyledLayerDescriptor>
