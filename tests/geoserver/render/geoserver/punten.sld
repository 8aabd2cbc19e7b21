<?xml version="1.0" encoding="UTF-8"?>
<StyledLayerDescriptor version="1.1.0" xmlns="http://www.opengis.net/sld" xmlns:se="http://www.opengis.net/se"
  xmlns:ogc="http://www.opengis.net/ogc" xmlns:xlink="http://www.w3.org/1999/xlink">
  <NamedLayer>
    <se:Name>punten</se:Name>
    <UserStyle>
      <se:Name>punten</se:Name>
      <se:Description><se:Title>Punten naar aantal</se:Title></se:Description>
      <se:FeatureTypeStyle>
        <se:Rule>
          <se:Description><se:Title>Aantal</se:Title></se:Description>
          <se:PointSymbolizer>
            <se:Graphic>
              <se:Mark>
                <se:WellKnownName>circle</se:WellKnownName>
                <se:Fill>
                  <se:SvgParameter name="fill">
                    <se:Interpolate fallbackValue="#999999" method="color">
                      <se:LookupValue><ogc:PropertyName>aantal</ogc:PropertyName></se:LookupValue>
                      <se:InterpolationPoint><se:Data>0</se:Data><se:Value>#ffffcc</se:Value></se:InterpolationPoint>
                      <se:InterpolationPoint><se:Data>50</se:Data><se:Value>#fd8d3c</se:Value></se:InterpolationPoint>
                      <se:InterpolationPoint><se:Data>100</se:Data><se:Value>#800026</se:Value></se:InterpolationPoint>
                    </se:Interpolate>
                  </se:SvgParameter>
                </se:Fill>
              </se:Mark>
              <se:Opacity>0.8</se:Opacity>
              <se:Size>
                <se:Interpolate fallbackValue="4">
                  <se:LookupValue><ogc:PropertyName>aantal</ogc:PropertyName></se:LookupValue>
                  <se:InterpolationPoint><se:Data>0</se:Data><se:Value>4</se:Value></se:InterpolationPoint>
                  <se:InterpolationPoint><se:Data>100</se:Data><se:Value>24</se:Value></se:InterpolationPoint>
                </se:Interpolate>
              </se:Size>
              <se:Rotation><ogc:Mul><ogc:PropertyName>richting</ogc:PropertyName><ogc:Literal>-1</ogc:Literal></ogc:Mul></se:Rotation>
            </se:Graphic>
          </se:PointSymbolizer>
          <se:PointSymbolizer uom="http://www.opengeospatial.org/se/units/metre">
            <se:Graphic>
              <se:Mark>
                <se:WellKnownName>ttf://Open Sans#0x2B</se:WellKnownName>
                <se:Fill><se:SvgParameter name="fill">#000000</se:SvgParameter></se:Fill>
              </se:Mark>
              <se:Size>2.5</se:Size>
            </se:Graphic>
          </se:PointSymbolizer>
          <se:TextSymbolizer>
            <se:Label><ogc:Function name="env"><ogc:Literal>voorvoegsel</ogc:Literal><ogc:Literal>nr. </ogc:Literal></ogc:Function><ogc:PropertyName>nummer</ogc:PropertyName></se:Label>
            <se:LabelPlacement>
              <se:PointPlacement>
                <se:AnchorPoint><se:AnchorPointX>0.5</se:AnchorPointX><se:AnchorPointY>0</se:AnchorPointY></se:AnchorPoint>
                <se:Displacement><se:DisplacementX>0</se:DisplacementX><se:DisplacementY>6</se:DisplacementY></se:Displacement>
                <se:Rotation>-45</se:Rotation>
              </se:PointPlacement>
            </se:LabelPlacement>
            <se:Fill><se:SvgParameter name="fill">#000000</se:SvgParameter></se:Fill>
            <se:VendorOption name="conflictResolution">false</se:VendorOption>
          </se:TextSymbolizer>
        </se:Rule>
        <se:VendorOption name="sortBy">aantal D</se:VendorOption>
      </se:FeatureTypeStyle>
    </UserStyle>
  </NamedLayer>
</StyledLayerDescriptor>
