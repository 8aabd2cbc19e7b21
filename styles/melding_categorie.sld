<?xml version="1.0" encoding="UTF-8"?>
<StyledLayerDescriptor xmlns="http://www.opengis.net/sld"
    xmlns:se="http://www.opengis.net/se"
    xmlns:ogc="http://www.opengis.net/ogc" version="1.1.0">
  <NamedLayer>
    <se:Name>melding</se:Name>
    <UserStyle>
      <se:Description>
        <se:Title>Meldingen naar categorie</se:Title>
      </se:Description>
      <se:FeatureTypeStyle>
        <se:Rule>
          <se:Name>afval</se:Name>
          <se:Description>
            <se:Title>Afval (open)</se:Title>
          </se:Description>
          <ogc:Filter>
            <ogc:And>
              <ogc:PropertyIsEqualTo>
                <ogc:PropertyName>aantal</ogc:PropertyName>
                <ogc:Literal>1</ogc:Literal>
              </ogc:PropertyIsEqualTo>
              <ogc:PropertyIsLike wildCard="*" singleChar="." escape="!" matchCase="false">
                <ogc:PropertyName>hoofdcategorie</ogc:PropertyName>
                <ogc:Literal>afval</ogc:Literal>
              </ogc:PropertyIsLike>
              <ogc:Not>
                <ogc:Or>
                  <ogc:PropertyIsEqualTo>
                    <ogc:PropertyName>status</ogc:PropertyName>
                    <ogc:Literal>afgehandeld</ogc:Literal>
                  </ogc:PropertyIsEqualTo>
                  <ogc:PropertyIsEqualTo>
                    <ogc:PropertyName>status</ogc:PropertyName>
                    <ogc:Literal>geannuleerd</ogc:Literal>
                  </ogc:PropertyIsEqualTo>
                </ogc:Or>
              </ogc:Not>
            </ogc:And>
          </ogc:Filter>
          <se:MaxScaleDenominator>15000</se:MaxScaleDenominator>
          <se:PointSymbolizer>
            <se:Graphic>
              <se:Mark>
                <se:WellKnownName>circle</se:WellKnownName>
                <se:Fill>
                  <se:SvgParameter name="fill">#1f6fb4</se:SvgParameter>
                </se:Fill>
                <se:Stroke>
                  <se:SvgParameter name="stroke">#ffffff</se:SvgParameter>
                  <se:SvgParameter name="stroke-width">1.1</se:SvgParameter>
                  <se:SvgParameter name="stroke-linejoin">round</se:SvgParameter>
                </se:Stroke>
              </se:Mark>
              <se:Size>11.1</se:Size>
            </se:Graphic>
          </se:PointSymbolizer>
        </se:Rule>
        <se:Rule>
          <se:Name>afval_overzicht</se:Name>
          <se:Description>
            <se:Title>Afval (open)</se:Title>
          </se:Description>
          <ogc:Filter>
            <ogc:And>
              <ogc:PropertyIsEqualTo>
                <ogc:PropertyName>aantal</ogc:PropertyName>
                <ogc:Literal>1</ogc:Literal>
              </ogc:PropertyIsEqualTo>
              <ogc:PropertyIsLike wildCard="*" singleChar="." escape="!" matchCase="false">
                <ogc:PropertyName>hoofdcategorie</ogc:PropertyName>
                <ogc:Literal>afval</ogc:Literal>
              </ogc:PropertyIsLike>
              <ogc:Not>
                <ogc:Or>
                  <ogc:PropertyIsEqualTo>
                    <ogc:PropertyName>status</ogc:PropertyName>
                    <ogc:Literal>afgehandeld</ogc:Literal>
                  </ogc:PropertyIsEqualTo>
                  <ogc:PropertyIsEqualTo>
                    <ogc:PropertyName>status</ogc:PropertyName>
                    <ogc:Literal>geannuleerd</ogc:Literal>
                  </ogc:PropertyIsEqualTo>
                </ogc:Or>
              </ogc:Not>
            </ogc:And>
          </ogc:Filter>
          <se:MinScaleDenominator>15000</se:MinScaleDenominator>
          <se:PointSymbolizer>
            <se:Graphic>
              <se:Mark>
                <se:WellKnownName>circle</se:WellKnownName>
                <se:Fill>
                  <se:SvgParameter name="fill">#1f6fb4</se:SvgParameter>
                </se:Fill>
                <se:Stroke>
                  <se:SvgParameter name="stroke">#ffffff</se:SvgParameter>
                  <se:SvgParameter name="stroke-width">1.1</se:SvgParameter>
                  <se:SvgParameter name="stroke-linejoin">round</se:SvgParameter>
                </se:Stroke>
              </se:Mark>
              <se:Size>6.7</se:Size>
            </se:Graphic>
          </se:PointSymbolizer>
        </se:Rule>
        <se:Rule>
          <se:Name>afval_afgehandeld</se:Name>
          <se:Description>
            <se:Title>Afval (afgehandeld)</se:Title>
          </se:Description>
          <ogc:Filter>
            <ogc:And>
              <ogc:PropertyIsEqualTo>
                <ogc:PropertyName>aantal</ogc:PropertyName>
                <ogc:Literal>1</ogc:Literal>
              </ogc:PropertyIsEqualTo>
              <ogc:PropertyIsLike wildCard="*" singleChar="." escape="!" matchCase="false">
                <ogc:PropertyName>hoofdcategorie</ogc:PropertyName>
                <ogc:Literal>afval</ogc:Literal>
              </ogc:PropertyIsLike>
              <ogc:Or>
                <ogc:PropertyIsEqualTo>
                  <ogc:PropertyName>status</ogc:PropertyName>
                  <ogc:Literal>afgehandeld</ogc:Literal>
                </ogc:PropertyIsEqualTo>
                <ogc:PropertyIsEqualTo>
                  <ogc:PropertyName>status</ogc:PropertyName>
                  <ogc:Literal>geannuleerd</ogc:Literal>
                </ogc:PropertyIsEqualTo>
              </ogc:Or>
            </ogc:And>
          </ogc:Filter>
          <se:MaxScaleDenominator>15000</se:MaxScaleDenominator>
          <se:PointSymbolizer>
            <se:Graphic>
              <se:Mark>
                <se:WellKnownName>circle</se:WellKnownName>
                <se:Fill>
                  <se:SvgParameter name="fill">#ffffff</se:SvgParameter>
                  <se:SvgParameter name="fill-opacity">0.9</se:SvgParameter>
                </se:Fill>
                <se:Stroke>
                  <se:SvgParameter name="stroke">#1f6fb4</se:SvgParameter>
                  <se:SvgParameter name="stroke-width">1.3</se:SvgParameter>
                  <se:SvgParameter name="stroke-linejoin">round</se:SvgParameter>
                </se:Stroke>
              </se:Mark>
              <se:Size>7.4</se:Size>
            </se:Graphic>
          </se:PointSymbolizer>
        </se:Rule>
        <se:Rule>
          <se:Name>afval_afgehandeld_overzicht</se:Name>
          <se:Description>
            <se:Title>Afval (afgehandeld)</se:Title>
          </se:Description>
          <ogc:Filter>
            <ogc:And>
              <ogc:PropertyIsEqualTo>
                <ogc:PropertyName>aantal</ogc:PropertyName>
                <ogc:Literal>1</ogc:Literal>
              </ogc:PropertyIsEqualTo>
              <ogc:PropertyIsLike wildCard="*" singleChar="." escape="!" matchCase="false">
                <ogc:PropertyName>hoofdcategorie</ogc:PropertyName>
                <ogc:Literal>afval</ogc:Literal>
              </ogc:PropertyIsLike>
              <ogc:Or>
                <ogc:PropertyIsEqualTo>
                  <ogc:PropertyName>status</ogc:PropertyName>
                  <ogc:Literal>afgehandeld</ogc:Literal>
                </ogc:PropertyIsEqualTo>
                <ogc:PropertyIsEqualTo>
                  <ogc:PropertyName>status</ogc:PropertyName>
                  <ogc:Literal>geannuleerd</ogc:Literal>
                </ogc:PropertyIsEqualTo>
              </ogc:Or>
            </ogc:And>
          </ogc:Filter>
          <se:MinScaleDenominator>15000</se:MinScaleDenominator>
          <se:PointSymbolizer>
            <se:Graphic>
              <se:Mark>
                <se:WellKnownName>circle</se:WellKnownName>
                <se:Fill>
                  <se:SvgParameter name="fill">#ffffff</se:SvgParameter>
                  <se:SvgParameter name="fill-opacity">0.9</se:SvgParameter>
                </se:Fill>
                <se:Stroke>
                  <se:SvgParameter name="stroke">#1f6fb4</se:SvgParameter>
                  <se:SvgParameter name="stroke-width">1.3</se:SvgParameter>
                  <se:SvgParameter name="stroke-linejoin">round</se:SvgParameter>
                </se:Stroke>
              </se:Mark>
              <se:Size>4.4</se:Size>
            </se:Graphic>
          </se:PointSymbolizer>
        </se:Rule>
        <se:Rule>
          <se:Name>schoon</se:Name>
          <se:Description>
            <se:Title>Schoon (open)</se:Title>
          </se:Description>
          <ogc:Filter>
            <ogc:And>
              <ogc:PropertyIsEqualTo>
                <ogc:PropertyName>aantal</ogc:PropertyName>
                <ogc:Literal>1</ogc:Literal>
              </ogc:PropertyIsEqualTo>
              <ogc:PropertyIsLike wildCard="*" singleChar="." escape="!" matchCase="false">
                <ogc:PropertyName>hoofdcategorie</ogc:PropertyName>
                <ogc:Literal>schoon</ogc:Literal>
              </ogc:PropertyIsLike>
              <ogc:Not>
                <ogc:Or>
                  <ogc:PropertyIsEqualTo>
                    <ogc:PropertyName>status</ogc:PropertyName>
                    <ogc:Literal>afgehandeld</ogc:Literal>
                  </ogc:PropertyIsEqualTo>
                  <ogc:PropertyIsEqualTo>
                    <ogc:PropertyName>status</ogc:PropertyName>
                    <ogc:Literal>geannuleerd</ogc:Literal>
                  </ogc:PropertyIsEqualTo>
                </ogc:Or>
              </ogc:Not>
            </ogc:And>
          </ogc:Filter>
          <se:MaxScaleDenominator>15000</se:MaxScaleDenominator>
          <se:PointSymbolizer>
            <se:Graphic>
              <se:Mark>
                <se:WellKnownName>diamond</se:WellKnownName>
                <se:Fill>
                  <se:SvgParameter name="fill">#5aa7d8</se:SvgParameter>
                </se:Fill>
                <se:Stroke>
                  <se:SvgParameter name="stroke">#ffffff</se:SvgParameter>
                  <se:SvgParameter name="stroke-width">1.1</se:SvgParameter>
                  <se:SvgParameter name="stroke-linejoin">round</se:SvgParameter>
                </se:Stroke>
              </se:Mark>
              <se:Size>13.6</se:Size>
            </se:Graphic>
          </se:PointSymbolizer>
        </se:Rule>
        <se:Rule>
          <se:Name>schoon_overzicht</se:Name>
          <se:Description>
            <se:Title>Schoon (open)</se:Title>
          </se:Description>
          <ogc:Filter>
            <ogc:And>
              <ogc:PropertyIsEqualTo>
                <ogc:PropertyName>aantal</ogc:PropertyName>
                <ogc:Literal>1</ogc:Literal>
              </ogc:PropertyIsEqualTo>
              <ogc:PropertyIsLike wildCard="*" singleChar="." escape="!" matchCase="false">
                <ogc:PropertyName>hoofdcategorie</ogc:PropertyName>
                <ogc:Literal>schoon</ogc:Literal>
              </ogc:PropertyIsLike>
              <ogc:Not>
                <ogc:Or>
                  <ogc:PropertyIsEqualTo>
                    <ogc:PropertyName>status</ogc:PropertyName>
                    <ogc:Literal>afgehandeld</ogc:Literal>
                  </ogc:PropertyIsEqualTo>
                  <ogc:PropertyIsEqualTo>
                    <ogc:PropertyName>status</ogc:PropertyName>
                    <ogc:Literal>geannuleerd</ogc:Literal>
                  </ogc:PropertyIsEqualTo>
                </ogc:Or>
              </ogc:Not>
            </ogc:And>
          </ogc:Filter>
          <se:MinScaleDenominator>15000</se:MinScaleDenominator>
          <se:PointSymbolizer>
            <se:Graphic>
              <se:Mark>
                <se:WellKnownName>diamond</se:WellKnownName>
                <se:Fill>
                  <se:SvgParameter name="fill">#5aa7d8</se:SvgParameter>
                </se:Fill>
                <se:Stroke>
                  <se:SvgParameter name="stroke">#ffffff</se:SvgParameter>
                  <se:SvgParameter name="stroke-width">1.1</se:SvgParameter>
                  <se:SvgParameter name="stroke-linejoin">round</se:SvgParameter>
                </se:Stroke>
              </se:Mark>
              <se:Size>8.2</se:Size>
            </se:Graphic>
          </se:PointSymbolizer>
        </se:Rule>
        <se:Rule>
          <se:Name>schoon_afgehandeld</se:Name>
          <se:Description>
            <se:Title>Schoon (afgehandeld)</se:Title>
          </se:Description>
          <ogc:Filter>
            <ogc:And>
              <ogc:PropertyIsEqualTo>
                <ogc:PropertyName>aantal</ogc:PropertyName>
                <ogc:Literal>1</ogc:Literal>
              </ogc:PropertyIsEqualTo>
              <ogc:PropertyIsLike wildCard="*" singleChar="." escape="!" matchCase="false">
                <ogc:PropertyName>hoofdcategorie</ogc:PropertyName>
                <ogc:Literal>schoon</ogc:Literal>
              </ogc:PropertyIsLike>
              <ogc:Or>
                <ogc:PropertyIsEqualTo>
                  <ogc:PropertyName>status</ogc:PropertyName>
                  <ogc:Literal>afgehandeld</ogc:Literal>
                </ogc:PropertyIsEqualTo>
                <ogc:PropertyIsEqualTo>
                  <ogc:PropertyName>status</ogc:PropertyName>
                  <ogc:Literal>geannuleerd</ogc:Literal>
                </ogc:PropertyIsEqualTo>
              </ogc:Or>
            </ogc:And>
          </ogc:Filter>
          <se:MaxScaleDenominator>15000</se:MaxScaleDenominator>
          <se:PointSymbolizer>
            <se:Graphic>
              <se:Mark>
                <se:WellKnownName>diamond</se:WellKnownName>
                <se:Fill>
                  <se:SvgParameter name="fill">#ffffff</se:SvgParameter>
                  <se:SvgParameter name="fill-opacity">0.9</se:SvgParameter>
                </se:Fill>
                <se:Stroke>
                  <se:SvgParameter name="stroke">#5aa7d8</se:SvgParameter>
                  <se:SvgParameter name="stroke-width">1.3</se:SvgParameter>
                  <se:SvgParameter name="stroke-linejoin">round</se:SvgParameter>
                </se:Stroke>
              </se:Mark>
              <se:Size>9.4</se:Size>
            </se:Graphic>
          </se:PointSymbolizer>
        </se:Rule>
        <se:Rule>
          <se:Name>schoon_afgehandeld_overzicht</se:Name>
          <se:Description>
            <se:Title>Schoon (afgehandeld)</se:Title>
          </se:Description>
          <ogc:Filter>
            <ogc:And>
              <ogc:PropertyIsEqualTo>
                <ogc:PropertyName>aantal</ogc:PropertyName>
                <ogc:Literal>1</ogc:Literal>
              </ogc:PropertyIsEqualTo>
              <ogc:PropertyIsLike wildCard="*" singleChar="." escape="!" matchCase="false">
                <ogc:PropertyName>hoofdcategorie</ogc:PropertyName>
                <ogc:Literal>schoon</ogc:Literal>
              </ogc:PropertyIsLike>
              <ogc:Or>
                <ogc:PropertyIsEqualTo>
                  <ogc:PropertyName>status</ogc:PropertyName>
                  <ogc:Literal>afgehandeld</ogc:Literal>
                </ogc:PropertyIsEqualTo>
                <ogc:PropertyIsEqualTo>
                  <ogc:PropertyName>status</ogc:PropertyName>
                  <ogc:Literal>geannuleerd</ogc:Literal>
                </ogc:PropertyIsEqualTo>
              </ogc:Or>
            </ogc:And>
          </ogc:Filter>
          <se:MinScaleDenominator>15000</se:MinScaleDenominator>
          <se:PointSymbolizer>
            <se:Graphic>
              <se:Mark>
                <se:WellKnownName>diamond</se:WellKnownName>
                <se:Fill>
                  <se:SvgParameter name="fill">#ffffff</se:SvgParameter>
                  <se:SvgParameter name="fill-opacity">0.9</se:SvgParameter>
                </se:Fill>
                <se:Stroke>
                  <se:SvgParameter name="stroke">#5aa7d8</se:SvgParameter>
                  <se:SvgParameter name="stroke-width">1.3</se:SvgParameter>
                  <se:SvgParameter name="stroke-linejoin">round</se:SvgParameter>
                </se:Stroke>
              </se:Mark>
              <se:Size>5.6</se:Size>
            </se:Graphic>
          </se:PointSymbolizer>
        </se:Rule>
        <se:Rule>
          <se:Name>wegen-verkeer-straatmeubilair</se:Name>
          <se:Description>
            <se:Title>Wegen, verkeer en straatmeubilair (open)</se:Title>
          </se:Description>
          <ogc:Filter>
            <ogc:And>
              <ogc:PropertyIsEqualTo>
                <ogc:PropertyName>aantal</ogc:PropertyName>
                <ogc:Literal>1</ogc:Literal>
              </ogc:PropertyIsEqualTo>
              <ogc:PropertyIsLike wildCard="*" singleChar="." escape="!" matchCase="false">
                <ogc:PropertyName>hoofdcategorie</ogc:PropertyName>
                <ogc:Literal>wegen*verkeer*straatmeubilair</ogc:Literal>
              </ogc:PropertyIsLike>
              <ogc:Not>
                <ogc:Or>
                  <ogc:PropertyIsEqualTo>
                    <ogc:PropertyName>status</ogc:PropertyName>
                    <ogc:Literal>afgehandeld</ogc:Literal>
                  </ogc:PropertyIsEqualTo>
                  <ogc:PropertyIsEqualTo>
                    <ogc:PropertyName>status</ogc:PropertyName>
                    <ogc:Literal>geannuleerd</ogc:Literal>
                  </ogc:PropertyIsEqualTo>
                </ogc:Or>
              </ogc:Not>
            </ogc:And>
          </ogc:Filter>
          <se:MaxScaleDenominator>15000</se:MaxScaleDenominator>
          <se:PointSymbolizer>
            <se:Graphic>
              <se:Mark>
                <se:WellKnownName>square</se:WellKnownName>
                <se:Fill>
                  <se:SvgParameter name="fill">#d5731f</se:SvgParameter>
                </se:Fill>
                <se:Stroke>
                  <se:SvgParameter name="stroke">#ffffff</se:SvgParameter>
                  <se:SvgParameter name="stroke-width">1.1</se:SvgParameter>
                  <se:SvgParameter name="stroke-linejoin">round</se:SvgParameter>
                </se:Stroke>
              </se:Mark>
              <se:Size>11.1</se:Size>
            </se:Graphic>
          </se:PointSymbolizer>
        </se:Rule>
        <se:Rule>
          <se:Name>wegen-verkeer-straatmeubilair_overzicht</se:Name>
          <se:Description>
            <se:Title>Wegen, verkeer en straatmeubilair (open)</se:Title>
          </se:Description>
          <ogc:Filter>
            <ogc:And>
              <ogc:PropertyIsEqualTo>
                <ogc:PropertyName>aantal</ogc:PropertyName>
                <ogc:Literal>1</ogc:Literal>
              </ogc:PropertyIsEqualTo>
              <ogc:PropertyIsLike wildCard="*" singleChar="." escape="!" matchCase="false">
                <ogc:PropertyName>hoofdcategorie</ogc:PropertyName>
                <ogc:Literal>wegen*verkeer*straatmeubilair</ogc:Literal>
              </ogc:PropertyIsLike>
              <ogc:Not>
                <ogc:Or>
                  <ogc:PropertyIsEqualTo>
                    <ogc:PropertyName>status</ogc:PropertyName>
                    <ogc:Literal>afgehandeld</ogc:Literal>
                  </ogc:PropertyIsEqualTo>
                  <ogc:PropertyIsEqualTo>
                    <ogc:PropertyName>status</ogc:PropertyName>
                    <ogc:Literal>geannuleerd</ogc:Literal>
                  </ogc:PropertyIsEqualTo>
                </ogc:Or>
              </ogc:Not>
            </ogc:And>
          </ogc:Filter>
          <se:MinScaleDenominator>15000</se:MinScaleDenominator>
          <se:PointSymbolizer>
            <se:Graphic>
              <se:Mark>
                <se:WellKnownName>square</se:WellKnownName>
                <se:Fill>
                  <se:SvgParameter name="fill">#d5731f</se:SvgParameter>
                </se:Fill>
                <se:Stroke>
                  <se:SvgParameter name="stroke">#ffffff</se:SvgParameter>
                  <se:SvgParameter name="stroke-width">1.1</se:SvgParameter>
                  <se:SvgParameter name="stroke-linejoin">round</se:SvgParameter>
                </se:Stroke>
              </se:Mark>
              <se:Size>6.7</se:Size>
            </se:Graphic>
          </se:PointSymbolizer>
        </se:Rule>
        <se:Rule>
          <se:Name>wegen-verkeer-straatmeubilair_afgehandeld</se:Name>
          <se:Description>
            <se:Title>Wegen, verkeer en straatmeubilair (afgehandeld)</se:Title>
          </se:Description>
          <ogc:Filter>
            <ogc:And>
              <ogc:PropertyIsEqualTo>
                <ogc:PropertyName>aantal</ogc:PropertyName>
                <ogc:Literal>1</ogc:Literal>
              </ogc:PropertyIsEqualTo>
              <ogc:PropertyIsLike wildCard="*" singleChar="." escape="!" matchCase="false">
                <ogc:PropertyName>hoofdcategorie</ogc:PropertyName>
                <ogc:Literal>wegen*verkeer*straatmeubilair</ogc:Literal>
              </ogc:PropertyIsLike>
              <ogc:Or>
                <ogc:PropertyIsEqualTo>
                  <ogc:PropertyName>status</ogc:PropertyName>
                  <ogc:Literal>afgehandeld</ogc:Literal>
                </ogc:PropertyIsEqualTo>
                <ogc:PropertyIsEqualTo>
                  <ogc:PropertyName>status</ogc:PropertyName>
                  <ogc:Literal>geannuleerd</ogc:Literal>
                </ogc:PropertyIsEqualTo>
              </ogc:Or>
            </ogc:And>
          </ogc:Filter>
          <se:MaxScaleDenominator>15000</se:MaxScaleDenominator>
          <se:PointSymbolizer>
            <se:Graphic>
              <se:Mark>
                <se:WellKnownName>square</se:WellKnownName>
                <se:Fill>
                  <se:SvgParameter name="fill">#ffffff</se:SvgParameter>
                  <se:SvgParameter name="fill-opacity">0.9</se:SvgParameter>
                </se:Fill>
                <se:Stroke>
                  <se:SvgParameter name="stroke">#d5731f</se:SvgParameter>
                  <se:SvgParameter name="stroke-width">1.3</se:SvgParameter>
                  <se:SvgParameter name="stroke-linejoin">round</se:SvgParameter>
                </se:Stroke>
              </se:Mark>
              <se:Size>7.4</se:Size>
            </se:Graphic>
          </se:PointSymbolizer>
        </se:Rule>
        <se:Rule>
          <se:Name>wegen-verkeer-straatmeubilair_afgehandeld_overzicht</se:Name>
          <se:Description>
            <se:Title>Wegen, verkeer en straatmeubilair (afgehandeld)</se:Title>
          </se:Description>
          <ogc:Filter>
            <ogc:And>
              <ogc:PropertyIsEqualTo>
                <ogc:PropertyName>aantal</ogc:PropertyName>
                <ogc:Literal>1</ogc:Literal>
              </ogc:PropertyIsEqualTo>
              <ogc:PropertyIsLike wildCard="*" singleChar="." escape="!" matchCase="false">
                <ogc:PropertyName>hoofdcategorie</ogc:PropertyName>
                <ogc:Literal>wegen*verkeer*straatmeubilair</ogc:Literal>
              </ogc:PropertyIsLike>
              <ogc:Or>
                <ogc:PropertyIsEqualTo>
                  <ogc:PropertyName>status</ogc:PropertyName>
                  <ogc:Literal>afgehandeld</ogc:Literal>
                </ogc:PropertyIsEqualTo>
                <ogc:PropertyIsEqualTo>
                  <ogc:PropertyName>status</ogc:PropertyName>
                  <ogc:Literal>geannuleerd</ogc:Literal>
                </ogc:PropertyIsEqualTo>
              </ogc:Or>
            </ogc:And>
          </ogc:Filter>
          <se:MinScaleDenominator>15000</se:MinScaleDenominator>
          <se:PointSymbolizer>
            <se:Graphic>
              <se:Mark>
                <se:WellKnownName>square</se:WellKnownName>
                <se:Fill>
                  <se:SvgParameter name="fill">#ffffff</se:SvgParameter>
                  <se:SvgParameter name="fill-opacity">0.9</se:SvgParameter>
                </se:Fill>
                <se:Stroke>
                  <se:SvgParameter name="stroke">#d5731f</se:SvgParameter>
                  <se:SvgParameter name="stroke-width">1.3</se:SvgParameter>
                  <se:SvgParameter name="stroke-linejoin">round</se:SvgParameter>
                </se:Stroke>
              </se:Mark>
              <se:Size>4.4</se:Size>
            </se:Graphic>
          </se:PointSymbolizer>
        </se:Rule>
        <se:Rule>
          <se:Name>openbaar-groen-en-water</se:Name>
          <se:Description>
            <se:Title>Openbaar groen en water (open)</se:Title>
          </se:Description>
          <ogc:Filter>
            <ogc:And>
              <ogc:PropertyIsEqualTo>
                <ogc:PropertyName>aantal</ogc:PropertyName>
                <ogc:Literal>1</ogc:Literal>
              </ogc:PropertyIsEqualTo>
              <ogc:PropertyIsLike wildCard="*" singleChar="." escape="!" matchCase="false">
                <ogc:PropertyName>hoofdcategorie</ogc:PropertyName>
                <ogc:Literal>openbaar*groen*en*water</ogc:Literal>
              </ogc:PropertyIsLike>
              <ogc:Not>
                <ogc:Or>
                  <ogc:PropertyIsEqualTo>
                    <ogc:PropertyName>status</ogc:PropertyName>
                    <ogc:Literal>afgehandeld</ogc:Literal>
                  </ogc:PropertyIsEqualTo>
                  <ogc:PropertyIsEqualTo>
                    <ogc:PropertyName>status</ogc:PropertyName>
                    <ogc:Literal>geannuleerd</ogc:Literal>
                  </ogc:PropertyIsEqualTo>
                </ogc:Or>
              </ogc:Not>
            </ogc:And>
          </ogc:Filter>
          <se:MaxScaleDenominator>15000</se:MaxScaleDenominator>
          <se:PointSymbolizer>
            <se:Graphic>
              <se:Mark>
                <se:WellKnownName>triangle</se:WellKnownName>
                <se:Fill>
                  <se:SvgParameter name="fill">#2b8a5b</se:SvgParameter>
                </se:Fill>
                <se:Stroke>
                  <se:SvgParameter name="stroke">#ffffff</se:SvgParameter>
                  <se:SvgParameter name="stroke-width">1.1</se:SvgParameter>
                  <se:SvgParameter name="stroke-linejoin">round</se:SvgParameter>
                </se:Stroke>
              </se:Mark>
              <se:Size>12.6</se:Size>
            </se:Graphic>
          </se:PointSymbolizer>
        </se:Rule>
        <se:Rule>
          <se:Name>openbaar-groen-en-water_overzicht</se:Name>
          <se:Description>
            <se:Title>Openbaar groen en water (open)</se:Title>
          </se:Description>
          <ogc:Filter>
            <ogc:And>
              <ogc:PropertyIsEqualTo>
                <ogc:PropertyName>aantal</ogc:PropertyName>
                <ogc:Literal>1</ogc:Literal>
              </ogc:PropertyIsEqualTo>
              <ogc:PropertyIsLike wildCard="*" singleChar="." escape="!" matchCase="false">
                <ogc:PropertyName>hoofdcategorie</ogc:PropertyName>
                <ogc:Literal>openbaar*groen*en*water</ogc:Literal>
              </ogc:PropertyIsLike>
              <ogc:Not>
                <ogc:Or>
                  <ogc:PropertyIsEqualTo>
                    <ogc:PropertyName>status</ogc:PropertyName>
                    <ogc:Literal>afgehandeld</ogc:Literal>
                  </ogc:PropertyIsEqualTo>
                  <ogc:PropertyIsEqualTo>
                    <ogc:PropertyName>status</ogc:PropertyName>
                    <ogc:Literal>geannuleerd</ogc:Literal>
                  </ogc:PropertyIsEqualTo>
                </ogc:Or>
              </ogc:Not>
            </ogc:And>
          </ogc:Filter>
          <se:MinScaleDenominator>15000</se:MinScaleDenominator>
          <se:PointSymbolizer>
            <se:Graphic>
              <se:Mark>
                <se:WellKnownName>triangle</se:WellKnownName>
                <se:Fill>
                  <se:SvgParameter name="fill">#2b8a5b</se:SvgParameter>
                </se:Fill>
                <se:Stroke>
                  <se:SvgParameter name="stroke">#ffffff</se:SvgParameter>
                  <se:SvgParameter name="stroke-width">1.1</se:SvgParameter>
                  <se:SvgParameter name="stroke-linejoin">round</se:SvgParameter>
                </se:Stroke>
              </se:Mark>
              <se:Size>7.6</se:Size>
            </se:Graphic>
          </se:PointSymbolizer>
        </se:Rule>
        <se:Rule>
          <se:Name>openbaar-groen-en-water_afgehandeld</se:Name>
          <se:Description>
            <se:Title>Openbaar groen en water (afgehandeld)</se:Title>
          </se:Description>
          <ogc:Filter>
            <ogc:And>
              <ogc:PropertyIsEqualTo>
                <ogc:PropertyName>aantal</ogc:PropertyName>
                <ogc:Literal>1</ogc:Literal>
              </ogc:PropertyIsEqualTo>
              <ogc:PropertyIsLike wildCard="*" singleChar="." escape="!" matchCase="false">
                <ogc:PropertyName>hoofdcategorie</ogc:PropertyName>
                <ogc:Literal>openbaar*groen*en*water</ogc:Literal>
              </ogc:PropertyIsLike>
              <ogc:Or>
                <ogc:PropertyIsEqualTo>
                  <ogc:PropertyName>status</ogc:PropertyName>
                  <ogc:Literal>afgehandeld</ogc:Literal>
                </ogc:PropertyIsEqualTo>
                <ogc:PropertyIsEqualTo>
                  <ogc:PropertyName>status</ogc:PropertyName>
                  <ogc:Literal>geannuleerd</ogc:Literal>
                </ogc:PropertyIsEqualTo>
              </ogc:Or>
            </ogc:And>
          </ogc:Filter>
          <se:MaxScaleDenominator>15000</se:MaxScaleDenominator>
          <se:PointSymbolizer>
            <se:Graphic>
              <se:Mark>
                <se:WellKnownName>triangle</se:WellKnownName>
                <se:Fill>
                  <se:SvgParameter name="fill">#ffffff</se:SvgParameter>
                  <se:SvgParameter name="fill-opacity">0.9</se:SvgParameter>
                </se:Fill>
                <se:Stroke>
                  <se:SvgParameter name="stroke">#2b8a5b</se:SvgParameter>
                  <se:SvgParameter name="stroke-width">1.3</se:SvgParameter>
                  <se:SvgParameter name="stroke-linejoin">round</se:SvgParameter>
                </se:Stroke>
              </se:Mark>
              <se:Size>8.6</se:Size>
            </se:Graphic>
          </se:PointSymbolizer>
        </se:Rule>
        <se:Rule>
          <se:Name>openbaar-groen-en-water_afgehandeld_overzicht</se:Name>
          <se:Description>
            <se:Title>Openbaar groen en water (afgehandeld)</se:Title>
          </se:Description>
          <ogc:Filter>
            <ogc:And>
              <ogc:PropertyIsEqualTo>
                <ogc:PropertyName>aantal</ogc:PropertyName>
                <ogc:Literal>1</ogc:Literal>
              </ogc:PropertyIsEqualTo>
              <ogc:PropertyIsLike wildCard="*" singleChar="." escape="!" matchCase="false">
                <ogc:PropertyName>hoofdcategorie</ogc:PropertyName>
                <ogc:Literal>openbaar*groen*en*water</ogc:Literal>
              </ogc:PropertyIsLike>
              <ogc:Or>
                <ogc:PropertyIsEqualTo>
                  <ogc:PropertyName>status</ogc:PropertyName>
                  <ogc:Literal>afgehandeld</ogc:Literal>
                </ogc:PropertyIsEqualTo>
                <ogc:PropertyIsEqualTo>
                  <ogc:PropertyName>status</ogc:PropertyName>
                  <ogc:Literal>geannuleerd</ogc:Literal>
                </ogc:PropertyIsEqualTo>
              </ogc:Or>
            </ogc:And>
          </ogc:Filter>
          <se:MinScaleDenominator>15000</se:MinScaleDenominator>
          <se:PointSymbolizer>
            <se:Graphic>
              <se:Mark>
                <se:WellKnownName>triangle</se:WellKnownName>
                <se:Fill>
                  <se:SvgParameter name="fill">#ffffff</se:SvgParameter>
                  <se:SvgParameter name="fill-opacity">0.9</se:SvgParameter>
                </se:Fill>
                <se:Stroke>
                  <se:SvgParameter name="stroke">#2b8a5b</se:SvgParameter>
                  <se:SvgParameter name="stroke-width">1.3</se:SvgParameter>
                  <se:SvgParameter name="stroke-linejoin">round</se:SvgParameter>
                </se:Stroke>
              </se:Mark>
              <se:Size>5.1</se:Size>
            </se:Graphic>
          </se:PointSymbolizer>
        </se:Rule>
        <se:Rule>
          <se:Name>civiele-constructies</se:Name>
          <se:Description>
            <se:Title>Civiele constructies (open)</se:Title>
          </se:Description>
          <ogc:Filter>
            <ogc:And>
              <ogc:PropertyIsEqualTo>
                <ogc:PropertyName>aantal</ogc:PropertyName>
                <ogc:Literal>1</ogc:Literal>
              </ogc:PropertyIsEqualTo>
              <ogc:PropertyIsLike wildCard="*" singleChar="." escape="!" matchCase="false">
                <ogc:PropertyName>hoofdcategorie</ogc:PropertyName>
                <ogc:Literal>civiele*constructies</ogc:Literal>
              </ogc:PropertyIsLike>
              <ogc:Not>
                <ogc:Or>
                  <ogc:PropertyIsEqualTo>
                    <ogc:PropertyName>status</ogc:PropertyName>
                    <ogc:Literal>afgehandeld</ogc:Literal>
                  </ogc:PropertyIsEqualTo>
                  <ogc:PropertyIsEqualTo>
                    <ogc:PropertyName>status</ogc:PropertyName>
                    <ogc:Literal>geannuleerd</ogc:Literal>
                  </ogc:PropertyIsEqualTo>
                </ogc:Or>
              </ogc:Not>
            </ogc:And>
          </ogc:Filter>
          <se:MaxScaleDenominator>15000</se:MaxScaleDenominator>
          <se:PointSymbolizer>
            <se:Graphic>
              <se:Mark>
                <se:WellKnownName>cross</se:WellKnownName>
                <se:Fill>
                  <se:SvgParameter name="fill">#5d4a8a</se:SvgParameter>
                </se:Fill>
                <se:Stroke>
                  <se:SvgParameter name="stroke">#ffffff</se:SvgParameter>
                  <se:SvgParameter name="stroke-width">1.1</se:SvgParameter>
                  <se:SvgParameter name="stroke-linejoin">round</se:SvgParameter>
                </se:Stroke>
              </se:Mark>
              <se:Size>12.6</se:Size>
            </se:Graphic>
          </se:PointSymbolizer>
        </se:Rule>
        <se:Rule>
          <se:Name>civiele-constructies_overzicht</se:Name>
          <se:Description>
            <se:Title>Civiele constructies (open)</se:Title>
          </se:Description>
          <ogc:Filter>
            <ogc:And>
              <ogc:PropertyIsEqualTo>
                <ogc:PropertyName>aantal</ogc:PropertyName>
                <ogc:Literal>1</ogc:Literal>
              </ogc:PropertyIsEqualTo>
              <ogc:PropertyIsLike wildCard="*" singleChar="." escape="!" matchCase="false">
                <ogc:PropertyName>hoofdcategorie</ogc:PropertyName>
                <ogc:Literal>civiele*constructies</ogc:Literal>
              </ogc:PropertyIsLike>
              <ogc:Not>
                <ogc:Or>
                  <ogc:PropertyIsEqualTo>
                    <ogc:PropertyName>status</ogc:PropertyName>
                    <ogc:Literal>afgehandeld</ogc:Literal>
                  </ogc:PropertyIsEqualTo>
                  <ogc:PropertyIsEqualTo>
                    <ogc:PropertyName>status</ogc:PropertyName>
                    <ogc:Literal>geannuleerd</ogc:Literal>
                  </ogc:PropertyIsEqualTo>
                </ogc:Or>
              </ogc:Not>
            </ogc:And>
          </ogc:Filter>
          <se:MinScaleDenominator>15000</se:MinScaleDenominator>
          <se:PointSymbolizer>
            <se:Graphic>
              <se:Mark>
                <se:WellKnownName>cross</se:WellKnownName>
                <se:Fill>
                  <se:SvgParameter name="fill">#5d4a8a</se:SvgParameter>
                </se:Fill>
                <se:Stroke>
                  <se:SvgParameter name="stroke">#ffffff</se:SvgParameter>
                  <se:SvgParameter name="stroke-width">1.1</se:SvgParameter>
                  <se:SvgParameter name="stroke-linejoin">round</se:SvgParameter>
                </se:Stroke>
              </se:Mark>
              <se:Size>7.6</se:Size>
            </se:Graphic>
          </se:PointSymbolizer>
        </se:Rule>
        <se:Rule>
          <se:Name>civiele-constructies_afgehandeld</se:Name>
          <se:Description>
            <se:Title>Civiele constructies (afgehandeld)</se:Title>
          </se:Description>
          <ogc:Filter>
            <ogc:And>
              <ogc:PropertyIsEqualTo>
                <ogc:PropertyName>aantal</ogc:PropertyName>
                <ogc:Literal>1</ogc:Literal>
              </ogc:PropertyIsEqualTo>
              <ogc:PropertyIsLike wildCard="*" singleChar="." escape="!" matchCase="false">
                <ogc:PropertyName>hoofdcategorie</ogc:PropertyName>
                <ogc:Literal>civiele*constructies</ogc:Literal>
              </ogc:PropertyIsLike>
              <ogc:Or>
                <ogc:PropertyIsEqualTo>
                  <ogc:PropertyName>status</ogc:PropertyName>
                  <ogc:Literal>afgehandeld</ogc:Literal>
                </ogc:PropertyIsEqualTo>
                <ogc:PropertyIsEqualTo>
                  <ogc:PropertyName>status</ogc:PropertyName>
                  <ogc:Literal>geannuleerd</ogc:Literal>
                </ogc:PropertyIsEqualTo>
              </ogc:Or>
            </ogc:And>
          </ogc:Filter>
          <se:MaxScaleDenominator>15000</se:MaxScaleDenominator>
          <se:PointSymbolizer>
            <se:Graphic>
              <se:Mark>
                <se:WellKnownName>cross</se:WellKnownName>
                <se:Fill>
                  <se:SvgParameter name="fill">#ffffff</se:SvgParameter>
                  <se:SvgParameter name="fill-opacity">0.9</se:SvgParameter>
                </se:Fill>
                <se:Stroke>
                  <se:SvgParameter name="stroke">#5d4a8a</se:SvgParameter>
                  <se:SvgParameter name="stroke-width">1.3</se:SvgParameter>
                  <se:SvgParameter name="stroke-linejoin">round</se:SvgParameter>
                </se:Stroke>
              </se:Mark>
              <se:Size>8.6</se:Size>
            </se:Graphic>
          </se:PointSymbolizer>
        </se:Rule>
        <se:Rule>
          <se:Name>civiele-constructies_afgehandeld_overzicht</se:Name>
          <se:Description>
            <se:Title>Civiele constructies (afgehandeld)</se:Title>
          </se:Description>
          <ogc:Filter>
            <ogc:And>
              <ogc:PropertyIsEqualTo>
                <ogc:PropertyName>aantal</ogc:PropertyName>
                <ogc:Literal>1</ogc:Literal>
              </ogc:PropertyIsEqualTo>
              <ogc:PropertyIsLike wildCard="*" singleChar="." escape="!" matchCase="false">
                <ogc:PropertyName>hoofdcategorie</ogc:PropertyName>
                <ogc:Literal>civiele*constructies</ogc:Literal>
              </ogc:PropertyIsLike>
              <ogc:Or>
                <ogc:PropertyIsEqualTo>
                  <ogc:PropertyName>status</ogc:PropertyName>
                  <ogc:Literal>afgehandeld</ogc:Literal>
                </ogc:PropertyIsEqualTo>
                <ogc:PropertyIsEqualTo>
                  <ogc:PropertyName>status</ogc:PropertyName>
                  <ogc:Literal>geannuleerd</ogc:Literal>
                </ogc:PropertyIsEqualTo>
              </ogc:Or>
            </ogc:And>
          </ogc:Filter>
          <se:MinScaleDenominator>15000</se:MinScaleDenominator>
          <se:PointSymbolizer>
            <se:Graphic>
              <se:Mark>
                <se:WellKnownName>cross</se:WellKnownName>
                <se:Fill>
                  <se:SvgParameter name="fill">#ffffff</se:SvgParameter>
                  <se:SvgParameter name="fill-opacity">0.9</se:SvgParameter>
                </se:Fill>
                <se:Stroke>
                  <se:SvgParameter name="stroke">#5d4a8a</se:SvgParameter>
                  <se:SvgParameter name="stroke-width">1.3</se:SvgParameter>
                  <se:SvgParameter name="stroke-linejoin">round</se:SvgParameter>
                </se:Stroke>
              </se:Mark>
              <se:Size>5.1</se:Size>
            </se:Graphic>
          </se:PointSymbolizer>
        </se:Rule>
        <se:Rule>
          <se:Name>overlast-in-de-openbare-ruimte</se:Name>
          <se:Description>
            <se:Title>Overlast in de openbare ruimte (open)</se:Title>
          </se:Description>
          <ogc:Filter>
            <ogc:And>
              <ogc:PropertyIsEqualTo>
                <ogc:PropertyName>aantal</ogc:PropertyName>
                <ogc:Literal>1</ogc:Literal>
              </ogc:PropertyIsEqualTo>
              <ogc:PropertyIsLike wildCard="*" singleChar="." escape="!" matchCase="false">
                <ogc:PropertyName>hoofdcategorie</ogc:PropertyName>
                <ogc:Literal>overlast*in*de*openbare*ruimte</ogc:Literal>
              </ogc:PropertyIsLike>
              <ogc:Not>
                <ogc:Or>
                  <ogc:PropertyIsEqualTo>
                    <ogc:PropertyName>status</ogc:PropertyName>
                    <ogc:Literal>afgehandeld</ogc:Literal>
                  </ogc:PropertyIsEqualTo>
                  <ogc:PropertyIsEqualTo>
                    <ogc:PropertyName>status</ogc:PropertyName>
                    <ogc:Literal>geannuleerd</ogc:Literal>
                  </ogc:PropertyIsEqualTo>
                </ogc:Or>
              </ogc:Not>
            </ogc:And>
          </ogc:Filter>
          <se:MaxScaleDenominator>15000</se:MaxScaleDenominator>
          <se:PointSymbolizer>
            <se:Graphic>
              <se:Mark>
                <se:WellKnownName>star</se:WellKnownName>
                <se:Fill>
                  <se:SvgParameter name="fill">#c2336b</se:SvgParameter>
                </se:Fill>
                <se:Stroke>
                  <se:SvgParameter name="stroke">#ffffff</se:SvgParameter>
                  <se:SvgParameter name="stroke-width">1.1</se:SvgParameter>
                  <se:SvgParameter name="stroke-linejoin">round</se:SvgParameter>
                </se:Stroke>
              </se:Mark>
              <se:Size>14.6</se:Size>
            </se:Graphic>
          </se:PointSymbolizer>
        </se:Rule>
        <se:Rule>
          <se:Name>overlast-in-de-openbare-ruimte_overzicht</se:Name>
          <se:Description>
            <se:Title>Overlast in de openbare ruimte (open)</se:Title>
          </se:Description>
          <ogc:Filter>
            <ogc:And>
              <ogc:PropertyIsEqualTo>
                <ogc:PropertyName>aantal</ogc:PropertyName>
                <ogc:Literal>1</ogc:Literal>
              </ogc:PropertyIsEqualTo>
              <ogc:PropertyIsLike wildCard="*" singleChar="." escape="!" matchCase="false">
                <ogc:PropertyName>hoofdcategorie</ogc:PropertyName>
                <ogc:Literal>overlast*in*de*openbare*ruimte</ogc:Literal>
              </ogc:PropertyIsLike>
              <ogc:Not>
                <ogc:Or>
                  <ogc:PropertyIsEqualTo>
                    <ogc:PropertyName>status</ogc:PropertyName>
                    <ogc:Literal>afgehandeld</ogc:Literal>
                  </ogc:PropertyIsEqualTo>
                  <ogc:PropertyIsEqualTo>
                    <ogc:PropertyName>status</ogc:PropertyName>
                    <ogc:Literal>geannuleerd</ogc:Literal>
                  </ogc:PropertyIsEqualTo>
                </ogc:Or>
              </ogc:Not>
            </ogc:And>
          </ogc:Filter>
          <se:MinScaleDenominator>15000</se:MinScaleDenominator>
          <se:PointSymbolizer>
            <se:Graphic>
              <se:Mark>
                <se:WellKnownName>star</se:WellKnownName>
                <se:Fill>
                  <se:SvgParameter name="fill">#c2336b</se:SvgParameter>
                </se:Fill>
                <se:Stroke>
                  <se:SvgParameter name="stroke">#ffffff</se:SvgParameter>
                  <se:SvgParameter name="stroke-width">1.1</se:SvgParameter>
                  <se:SvgParameter name="stroke-linejoin">round</se:SvgParameter>
                </se:Stroke>
              </se:Mark>
              <se:Size>8.8</se:Size>
            </se:Graphic>
          </se:PointSymbolizer>
        </se:Rule>
        <se:Rule>
          <se:Name>overlast-in-de-openbare-ruimte_afgehandeld</se:Name>
          <se:Description>
            <se:Title>Overlast in de openbare ruimte (afgehandeld)</se:Title>
          </se:Description>
          <ogc:Filter>
            <ogc:And>
              <ogc:PropertyIsEqualTo>
                <ogc:PropertyName>aantal</ogc:PropertyName>
                <ogc:Literal>1</ogc:Literal>
              </ogc:PropertyIsEqualTo>
              <ogc:PropertyIsLike wildCard="*" singleChar="." escape="!" matchCase="false">
                <ogc:PropertyName>hoofdcategorie</ogc:PropertyName>
                <ogc:Literal>overlast*in*de*openbare*ruimte</ogc:Literal>
              </ogc:PropertyIsLike>
              <ogc:Or>
                <ogc:PropertyIsEqualTo>
                  <ogc:PropertyName>status</ogc:PropertyName>
                  <ogc:Literal>afgehandeld</ogc:Literal>
                </ogc:PropertyIsEqualTo>
                <ogc:PropertyIsEqualTo>
                  <ogc:PropertyName>status</ogc:PropertyName>
                  <ogc:Literal>geannuleerd</ogc:Literal>
                </ogc:PropertyIsEqualTo>
              </ogc:Or>
            </ogc:And>
          </ogc:Filter>
          <se:MaxScaleDenominator>15000</se:MaxScaleDenominator>
          <se:PointSymbolizer>
            <se:Graphic>
              <se:Mark>
                <se:WellKnownName>star</se:WellKnownName>
                <se:Fill>
                  <se:SvgParameter name="fill">#ffffff</se:SvgParameter>
                  <se:SvgParameter name="fill-opacity">0.9</se:SvgParameter>
                </se:Fill>
                <se:Stroke>
                  <se:SvgParameter name="stroke">#c2336b</se:SvgParameter>
                  <se:SvgParameter name="stroke-width">1.3</se:SvgParameter>
                  <se:SvgParameter name="stroke-linejoin">round</se:SvgParameter>
                </se:Stroke>
              </se:Mark>
              <se:Size>10.1</se:Size>
            </se:Graphic>
          </se:PointSymbolizer>
        </se:Rule>
        <se:Rule>
          <se:Name>overlast-in-de-openbare-ruimte_afgehandeld_overzicht</se:Name>
          <se:Description>
            <se:Title>Overlast in de openbare ruimte (afgehandeld)</se:Title>
          </se:Description>
          <ogc:Filter>
            <ogc:And>
              <ogc:PropertyIsEqualTo>
                <ogc:PropertyName>aantal</ogc:PropertyName>
                <ogc:Literal>1</ogc:Literal>
              </ogc:PropertyIsEqualTo>
              <ogc:PropertyIsLike wildCard="*" singleChar="." escape="!" matchCase="false">
                <ogc:PropertyName>hoofdcategorie</ogc:PropertyName>
                <ogc:Literal>overlast*in*de*openbare*ruimte</ogc:Literal>
              </ogc:PropertyIsLike>
              <ogc:Or>
                <ogc:PropertyIsEqualTo>
                  <ogc:PropertyName>status</ogc:PropertyName>
                  <ogc:Literal>afgehandeld</ogc:Literal>
                </ogc:PropertyIsEqualTo>
                <ogc:PropertyIsEqualTo>
                  <ogc:PropertyName>status</ogc:PropertyName>
                  <ogc:Literal>geannuleerd</ogc:Literal>
                </ogc:PropertyIsEqualTo>
              </ogc:Or>
            </ogc:And>
          </ogc:Filter>
          <se:MinScaleDenominator>15000</se:MinScaleDenominator>
          <se:PointSymbolizer>
            <se:Graphic>
              <se:Mark>
                <se:WellKnownName>star</se:WellKnownName>
                <se:Fill>
                  <se:SvgParameter name="fill">#ffffff</se:SvgParameter>
                  <se:SvgParameter name="fill-opacity">0.9</se:SvgParameter>
                </se:Fill>
                <se:Stroke>
                  <se:SvgParameter name="stroke">#c2336b</se:SvgParameter>
                  <se:SvgParameter name="stroke-width">1.3</se:SvgParameter>
                  <se:SvgParameter name="stroke-linejoin">round</se:SvgParameter>
                </se:Stroke>
              </se:Mark>
              <se:Size>6.1</se:Size>
            </se:Graphic>
          </se:PointSymbolizer>
        </se:Rule>
        <se:Rule>
          <se:Name>overlast-van-dieren</se:Name>
          <se:Description>
            <se:Title>Overlast van dieren (open)</se:Title>
          </se:Description>
          <ogc:Filter>
            <ogc:And>
              <ogc:PropertyIsEqualTo>
                <ogc:PropertyName>aantal</ogc:PropertyName>
                <ogc:Literal>1</ogc:Literal>
              </ogc:PropertyIsEqualTo>
              <ogc:PropertyIsLike wildCard="*" singleChar="." escape="!" matchCase="false">
                <ogc:PropertyName>hoofdcategorie</ogc:PropertyName>
                <ogc:Literal>overlast*van*dieren</ogc:Literal>
              </ogc:PropertyIsLike>
              <ogc:Not>
                <ogc:Or>
                  <ogc:PropertyIsEqualTo>
                    <ogc:PropertyName>status</ogc:PropertyName>
                    <ogc:Literal>afgehandeld</ogc:Literal>
                  </ogc:PropertyIsEqualTo>
                  <ogc:PropertyIsEqualTo>
                    <ogc:PropertyName>status</ogc:PropertyName>
                    <ogc:Literal>geannuleerd</ogc:Literal>
                  </ogc:PropertyIsEqualTo>
                </ogc:Or>
              </ogc:Not>
            </ogc:And>
          </ogc:Filter>
          <se:MaxScaleDenominator>15000</se:MaxScaleDenominator>
          <se:PointSymbolizer>
            <se:Graphic>
              <se:Mark>
                <se:WellKnownName>x</se:WellKnownName>
                <se:Fill>
                  <se:SvgParameter name="fill">#8a5a2b</se:SvgParameter>
                </se:Fill>
                <se:Stroke>
                  <se:SvgParameter name="stroke">#ffffff</se:SvgParameter>
                  <se:SvgParameter name="stroke-width">1.1</se:SvgParameter>
                  <se:SvgParameter name="stroke-linejoin">round</se:SvgParameter>
                </se:Stroke>
              </se:Mark>
              <se:Size>12.6</se:Size>
            </se:Graphic>
          </se:PointSymbolizer>
        </se:Rule>
        <se:Rule>
          <se:Name>overlast-van-dieren_overzicht</se:Name>
          <se:Description>
            <se:Title>Overlast van dieren (open)</se:Title>
          </se:Description>
          <ogc:Filter>
            <ogc:And>
              <ogc:PropertyIsEqualTo>
                <ogc:PropertyName>aantal</ogc:PropertyName>
                <ogc:Literal>1</ogc:Literal>
              </ogc:PropertyIsEqualTo>
              <ogc:PropertyIsLike wildCard="*" singleChar="." escape="!" matchCase="false">
                <ogc:PropertyName>hoofdcategorie</ogc:PropertyName>
                <ogc:Literal>overlast*van*dieren</ogc:Literal>
              </ogc:PropertyIsLike>
              <ogc:Not>
                <ogc:Or>
                  <ogc:PropertyIsEqualTo>
                    <ogc:PropertyName>status</ogc:PropertyName>
                    <ogc:Literal>afgehandeld</ogc:Literal>
                  </ogc:PropertyIsEqualTo>
                  <ogc:PropertyIsEqualTo>
                    <ogc:PropertyName>status</ogc:PropertyName>
                    <ogc:Literal>geannuleerd</ogc:Literal>
                  </ogc:PropertyIsEqualTo>
                </ogc:Or>
              </ogc:Not>
            </ogc:And>
          </ogc:Filter>
          <se:MinScaleDenominator>15000</se:MinScaleDenominator>
          <se:PointSymbolizer>
            <se:Graphic>
              <se:Mark>
                <se:WellKnownName>x</se:WellKnownName>
                <se:Fill>
                  <se:SvgParameter name="fill">#8a5a2b</se:SvgParameter>
                </se:Fill>
                <se:Stroke>
                  <se:SvgParameter name="stroke">#ffffff</se:SvgParameter>
                  <se:SvgParameter name="stroke-width">1.1</se:SvgParameter>
                  <se:SvgParameter name="stroke-linejoin">round</se:SvgParameter>
                </se:Stroke>
              </se:Mark>
              <se:Size>7.6</se:Size>
            </se:Graphic>
          </se:PointSymbolizer>
        </se:Rule>
        <se:Rule>
          <se:Name>overlast-van-dieren_afgehandeld</se:Name>
          <se:Description>
            <se:Title>Overlast van dieren (afgehandeld)</se:Title>
          </se:Description>
          <ogc:Filter>
            <ogc:And>
              <ogc:PropertyIsEqualTo>
                <ogc:PropertyName>aantal</ogc:PropertyName>
                <ogc:Literal>1</ogc:Literal>
              </ogc:PropertyIsEqualTo>
              <ogc:PropertyIsLike wildCard="*" singleChar="." escape="!" matchCase="false">
                <ogc:PropertyName>hoofdcategorie</ogc:PropertyName>
                <ogc:Literal>overlast*van*dieren</ogc:Literal>
              </ogc:PropertyIsLike>
              <ogc:Or>
                <ogc:PropertyIsEqualTo>
                  <ogc:PropertyName>status</ogc:PropertyName>
                  <ogc:Literal>afgehandeld</ogc:Literal>
                </ogc:PropertyIsEqualTo>
                <ogc:PropertyIsEqualTo>
                  <ogc:PropertyName>status</ogc:PropertyName>
                  <ogc:Literal>geannuleerd</ogc:Literal>
                </ogc:PropertyIsEqualTo>
              </ogc:Or>
            </ogc:And>
          </ogc:Filter>
          <se:MaxScaleDenominator>15000</se:MaxScaleDenominator>
          <se:PointSymbolizer>
            <se:Graphic>
              <se:Mark>
                <se:WellKnownName>x</se:WellKnownName>
                <se:Fill>
                  <se:SvgParameter name="fill">#ffffff</se:SvgParameter>
                  <se:SvgParameter name="fill-opacity">0.9</se:SvgParameter>
                </se:Fill>
                <se:Stroke>
                  <se:SvgParameter name="stroke">#8a5a2b</se:SvgParameter>
                  <se:SvgParameter name="stroke-width">1.3</se:SvgParameter>
                  <se:SvgParameter name="stroke-linejoin">round</se:SvgParameter>
                </se:Stroke>
              </se:Mark>
              <se:Size>8.6</se:Size>
            </se:Graphic>
          </se:PointSymbolizer>
        </se:Rule>
        <se:Rule>
          <se:Name>overlast-van-dieren_afgehandeld_overzicht</se:Name>
          <se:Description>
            <se:Title>Overlast van dieren (afgehandeld)</se:Title>
          </se:Description>
          <ogc:Filter>
            <ogc:And>
              <ogc:PropertyIsEqualTo>
                <ogc:PropertyName>aantal</ogc:PropertyName>
                <ogc:Literal>1</ogc:Literal>
              </ogc:PropertyIsEqualTo>
              <ogc:PropertyIsLike wildCard="*" singleChar="." escape="!" matchCase="false">
                <ogc:PropertyName>hoofdcategorie</ogc:PropertyName>
                <ogc:Literal>overlast*van*dieren</ogc:Literal>
              </ogc:PropertyIsLike>
              <ogc:Or>
                <ogc:PropertyIsEqualTo>
                  <ogc:PropertyName>status</ogc:PropertyName>
                  <ogc:Literal>afgehandeld</ogc:Literal>
                </ogc:PropertyIsEqualTo>
                <ogc:PropertyIsEqualTo>
                  <ogc:PropertyName>status</ogc:PropertyName>
                  <ogc:Literal>geannuleerd</ogc:Literal>
                </ogc:PropertyIsEqualTo>
              </ogc:Or>
            </ogc:And>
          </ogc:Filter>
          <se:MinScaleDenominator>15000</se:MinScaleDenominator>
          <se:PointSymbolizer>
            <se:Graphic>
              <se:Mark>
                <se:WellKnownName>x</se:WellKnownName>
                <se:Fill>
                  <se:SvgParameter name="fill">#ffffff</se:SvgParameter>
                  <se:SvgParameter name="fill-opacity">0.9</se:SvgParameter>
                </se:Fill>
                <se:Stroke>
                  <se:SvgParameter name="stroke">#8a5a2b</se:SvgParameter>
                  <se:SvgParameter name="stroke-width">1.3</se:SvgParameter>
                  <se:SvgParameter name="stroke-linejoin">round</se:SvgParameter>
                </se:Stroke>
              </se:Mark>
              <se:Size>5.1</se:Size>
            </se:Graphic>
          </se:PointSymbolizer>
        </se:Rule>
        <se:Rule>
          <se:Name>overlast-op-het-water</se:Name>
          <se:Description>
            <se:Title>Overlast op het water (open)</se:Title>
          </se:Description>
          <ogc:Filter>
            <ogc:And>
              <ogc:PropertyIsEqualTo>
                <ogc:PropertyName>aantal</ogc:PropertyName>
                <ogc:Literal>1</ogc:Literal>
              </ogc:PropertyIsEqualTo>
              <ogc:PropertyIsLike wildCard="*" singleChar="." escape="!" matchCase="false">
                <ogc:PropertyName>hoofdcategorie</ogc:PropertyName>
                <ogc:Literal>overlast*op*het*water</ogc:Literal>
              </ogc:PropertyIsLike>
              <ogc:Not>
                <ogc:Or>
                  <ogc:PropertyIsEqualTo>
                    <ogc:PropertyName>status</ogc:PropertyName>
                    <ogc:Literal>afgehandeld</ogc:Literal>
                  </ogc:PropertyIsEqualTo>
                  <ogc:PropertyIsEqualTo>
                    <ogc:PropertyName>status</ogc:PropertyName>
                    <ogc:Literal>geannuleerd</ogc:Literal>
                  </ogc:PropertyIsEqualTo>
                </ogc:Or>
              </ogc:Not>
            </ogc:And>
          </ogc:Filter>
          <se:MaxScaleDenominator>15000</se:MaxScaleDenominator>
          <se:PointSymbolizer>
            <se:Graphic>
              <se:Mark>
                <se:WellKnownName>diamond</se:WellKnownName>
                <se:Fill>
                  <se:SvgParameter name="fill">#0f7f8c</se:SvgParameter>
                </se:Fill>
                <se:Stroke>
                  <se:SvgParameter name="stroke">#ffffff</se:SvgParameter>
                  <se:SvgParameter name="stroke-width">1.1</se:SvgParameter>
                  <se:SvgParameter name="stroke-linejoin">round</se:SvgParameter>
                </se:Stroke>
              </se:Mark>
              <se:Size>13.6</se:Size>
            </se:Graphic>
          </se:PointSymbolizer>
        </se:Rule>
        <se:Rule>
          <se:Name>overlast-op-het-water_overzicht</se:Name>
          <se:Description>
            <se:Title>Overlast op het water (open)</se:Title>
          </se:Description>
          <ogc:Filter>
            <ogc:And>
              <ogc:PropertyIsEqualTo>
                <ogc:PropertyName>aantal</ogc:PropertyName>
                <ogc:Literal>1</ogc:Literal>
              </ogc:PropertyIsEqualTo>
              <ogc:PropertyIsLike wildCard="*" singleChar="." escape="!" matchCase="false">
                <ogc:PropertyName>hoofdcategorie</ogc:PropertyName>
                <ogc:Literal>overlast*op*het*water</ogc:Literal>
              </ogc:PropertyIsLike>
              <ogc:Not>
                <ogc:Or>
                  <ogc:PropertyIsEqualTo>
                    <ogc:PropertyName>status</ogc:PropertyName>
                    <ogc:Literal>afgehandeld</ogc:Literal>
                  </ogc:PropertyIsEqualTo>
                  <ogc:PropertyIsEqualTo>
                    <ogc:PropertyName>status</ogc:PropertyName>
                    <ogc:Literal>geannuleerd</ogc:Literal>
                  </ogc:PropertyIsEqualTo>
                </ogc:Or>
              </ogc:Not>
            </ogc:And>
          </ogc:Filter>
          <se:MinScaleDenominator>15000</se:MinScaleDenominator>
          <se:PointSymbolizer>
            <se:Graphic>
              <se:Mark>
                <se:WellKnownName>diamond</se:WellKnownName>
                <se:Fill>
                  <se:SvgParameter name="fill">#0f7f8c</se:SvgParameter>
                </se:Fill>
                <se:Stroke>
                  <se:SvgParameter name="stroke">#ffffff</se:SvgParameter>
                  <se:SvgParameter name="stroke-width">1.1</se:SvgParameter>
                  <se:SvgParameter name="stroke-linejoin">round</se:SvgParameter>
                </se:Stroke>
              </se:Mark>
              <se:Size>8.2</se:Size>
            </se:Graphic>
          </se:PointSymbolizer>
        </se:Rule>
        <se:Rule>
          <se:Name>overlast-op-het-water_afgehandeld</se:Name>
          <se:Description>
            <se:Title>Overlast op het water (afgehandeld)</se:Title>
          </se:Description>
          <ogc:Filter>
            <ogc:And>
              <ogc:PropertyIsEqualTo>
                <ogc:PropertyName>aantal</ogc:PropertyName>
                <ogc:Literal>1</ogc:Literal>
              </ogc:PropertyIsEqualTo>
              <ogc:PropertyIsLike wildCard="*" singleChar="." escape="!" matchCase="false">
                <ogc:PropertyName>hoofdcategorie</ogc:PropertyName>
                <ogc:Literal>overlast*op*het*water</ogc:Literal>
              </ogc:PropertyIsLike>
              <ogc:Or>
                <ogc:PropertyIsEqualTo>
                  <ogc:PropertyName>status</ogc:PropertyName>
                  <ogc:Literal>afgehandeld</ogc:Literal>
                </ogc:PropertyIsEqualTo>
                <ogc:PropertyIsEqualTo>
                  <ogc:PropertyName>status</ogc:PropertyName>
                  <ogc:Literal>geannuleerd</ogc:Literal>
                </ogc:PropertyIsEqualTo>
              </ogc:Or>
            </ogc:And>
          </ogc:Filter>
          <se:MaxScaleDenominator>15000</se:MaxScaleDenominator>
          <se:PointSymbolizer>
            <se:Graphic>
              <se:Mark>
                <se:WellKnownName>diamond</se:WellKnownName>
                <se:Fill>
                  <se:SvgParameter name="fill">#ffffff</se:SvgParameter>
                  <se:SvgParameter name="fill-opacity">0.9</se:SvgParameter>
                </se:Fill>
                <se:Stroke>
                  <se:SvgParameter name="stroke">#0f7f8c</se:SvgParameter>
                  <se:SvgParameter name="stroke-width">1.3</se:SvgParameter>
                  <se:SvgParameter name="stroke-linejoin">round</se:SvgParameter>
                </se:Stroke>
              </se:Mark>
              <se:Size>9.4</se:Size>
            </se:Graphic>
          </se:PointSymbolizer>
        </se:Rule>
        <se:Rule>
          <se:Name>overlast-op-het-water_afgehandeld_overzicht</se:Name>
          <se:Description>
            <se:Title>Overlast op het water (afgehandeld)</se:Title>
          </se:Description>
          <ogc:Filter>
            <ogc:And>
              <ogc:PropertyIsEqualTo>
                <ogc:PropertyName>aantal</ogc:PropertyName>
                <ogc:Literal>1</ogc:Literal>
              </ogc:PropertyIsEqualTo>
              <ogc:PropertyIsLike wildCard="*" singleChar="." escape="!" matchCase="false">
                <ogc:PropertyName>hoofdcategorie</ogc:PropertyName>
                <ogc:Literal>overlast*op*het*water</ogc:Literal>
              </ogc:PropertyIsLike>
              <ogc:Or>
                <ogc:PropertyIsEqualTo>
                  <ogc:PropertyName>status</ogc:PropertyName>
                  <ogc:Literal>afgehandeld</ogc:Literal>
                </ogc:PropertyIsEqualTo>
                <ogc:PropertyIsEqualTo>
                  <ogc:PropertyName>status</ogc:PropertyName>
                  <ogc:Literal>geannuleerd</ogc:Literal>
                </ogc:PropertyIsEqualTo>
              </ogc:Or>
            </ogc:And>
          </ogc:Filter>
          <se:MinScaleDenominator>15000</se:MinScaleDenominator>
          <se:PointSymbolizer>
            <se:Graphic>
              <se:Mark>
                <se:WellKnownName>diamond</se:WellKnownName>
                <se:Fill>
                  <se:SvgParameter name="fill">#ffffff</se:SvgParameter>
                  <se:SvgParameter name="fill-opacity">0.9</se:SvgParameter>
                </se:Fill>
                <se:Stroke>
                  <se:SvgParameter name="stroke">#0f7f8c</se:SvgParameter>
                  <se:SvgParameter name="stroke-width">1.3</se:SvgParameter>
                  <se:SvgParameter name="stroke-linejoin">round</se:SvgParameter>
                </se:Stroke>
              </se:Mark>
              <se:Size>5.6</se:Size>
            </se:Graphic>
          </se:PointSymbolizer>
        </se:Rule>
        <se:Rule>
          <se:Name>overig</se:Name>
          <se:Description>
            <se:Title>Overig (open)</se:Title>
          </se:Description>
          <ogc:Filter>
            <ogc:And>
              <ogc:PropertyIsEqualTo>
                <ogc:PropertyName>aantal</ogc:PropertyName>
                <ogc:Literal>1</ogc:Literal>
              </ogc:PropertyIsEqualTo>
              <ogc:Not>
                <ogc:Or>
                  <ogc:PropertyIsLike wildCard="*" singleChar="." escape="!" matchCase="false">
                    <ogc:PropertyName>hoofdcategorie</ogc:PropertyName>
                    <ogc:Literal>afval</ogc:Literal>
                  </ogc:PropertyIsLike>
                  <ogc:PropertyIsLike wildCard="*" singleChar="." escape="!" matchCase="false">
                    <ogc:PropertyName>hoofdcategorie</ogc:PropertyName>
                    <ogc:Literal>schoon</ogc:Literal>
                  </ogc:PropertyIsLike>
                  <ogc:PropertyIsLike wildCard="*" singleChar="." escape="!" matchCase="false">
                    <ogc:PropertyName>hoofdcategorie</ogc:PropertyName>
                    <ogc:Literal>wegen*verkeer*straatmeubilair</ogc:Literal>
                  </ogc:PropertyIsLike>
                  <ogc:PropertyIsLike wildCard="*" singleChar="." escape="!" matchCase="false">
                    <ogc:PropertyName>hoofdcategorie</ogc:PropertyName>
                    <ogc:Literal>openbaar*groen*en*water</ogc:Literal>
                  </ogc:PropertyIsLike>
                  <ogc:PropertyIsLike wildCard="*" singleChar="." escape="!" matchCase="false">
                    <ogc:PropertyName>hoofdcategorie</ogc:PropertyName>
                    <ogc:Literal>civiele*constructies</ogc:Literal>
                  </ogc:PropertyIsLike>
                  <ogc:PropertyIsLike wildCard="*" singleChar="." escape="!" matchCase="false">
                    <ogc:PropertyName>hoofdcategorie</ogc:PropertyName>
                    <ogc:Literal>overlast*in*de*openbare*ruimte</ogc:Literal>
                  </ogc:PropertyIsLike>
                  <ogc:PropertyIsLike wildCard="*" singleChar="." escape="!" matchCase="false">
                    <ogc:PropertyName>hoofdcategorie</ogc:PropertyName>
                    <ogc:Literal>overlast*van*dieren</ogc:Literal>
                  </ogc:PropertyIsLike>
                  <ogc:PropertyIsLike wildCard="*" singleChar="." escape="!" matchCase="false">
                    <ogc:PropertyName>hoofdcategorie</ogc:PropertyName>
                    <ogc:Literal>overlast*op*het*water</ogc:Literal>
                  </ogc:PropertyIsLike>
                </ogc:Or>
              </ogc:Not>
              <ogc:Not>
                <ogc:Or>
                  <ogc:PropertyIsEqualTo>
                    <ogc:PropertyName>status</ogc:PropertyName>
                    <ogc:Literal>afgehandeld</ogc:Literal>
                  </ogc:PropertyIsEqualTo>
                  <ogc:PropertyIsEqualTo>
                    <ogc:PropertyName>status</ogc:PropertyName>
                    <ogc:Literal>geannuleerd</ogc:Literal>
                  </ogc:PropertyIsEqualTo>
                </ogc:Or>
              </ogc:Not>
            </ogc:And>
          </ogc:Filter>
          <se:MaxScaleDenominator>15000</se:MaxScaleDenominator>
          <se:PointSymbolizer>
            <se:Graphic>
              <se:Mark>
                <se:WellKnownName>circle</se:WellKnownName>
                <se:Fill>
                  <se:SvgParameter name="fill">#6b7280</se:SvgParameter>
                </se:Fill>
                <se:Stroke>
                  <se:SvgParameter name="stroke">#ffffff</se:SvgParameter>
                  <se:SvgParameter name="stroke-width">1.1</se:SvgParameter>
                  <se:SvgParameter name="stroke-linejoin">round</se:SvgParameter>
                </se:Stroke>
              </se:Mark>
              <se:Size>11.1</se:Size>
            </se:Graphic>
          </se:PointSymbolizer>
        </se:Rule>
        <se:Rule>
          <se:Name>overig_overzicht</se:Name>
          <se:Description>
            <se:Title>Overig (open)</se:Title>
          </se:Description>
          <ogc:Filter>
            <ogc:And>
              <ogc:PropertyIsEqualTo>
                <ogc:PropertyName>aantal</ogc:PropertyName>
                <ogc:Literal>1</ogc:Literal>
              </ogc:PropertyIsEqualTo>
              <ogc:Not>
                <ogc:Or>
                  <ogc:PropertyIsLike wildCard="*" singleChar="." escape="!" matchCase="false">
                    <ogc:PropertyName>hoofdcategorie</ogc:PropertyName>
                    <ogc:Literal>afval</ogc:Literal>
                  </ogc:PropertyIsLike>
                  <ogc:PropertyIsLike wildCard="*" singleChar="." escape="!" matchCase="false">
                    <ogc:PropertyName>hoofdcategorie</ogc:PropertyName>
                    <ogc:Literal>schoon</ogc:Literal>
                  </ogc:PropertyIsLike>
                  <ogc:PropertyIsLike wildCard="*" singleChar="." escape="!" matchCase="false">
                    <ogc:PropertyName>hoofdcategorie</ogc:PropertyName>
                    <ogc:Literal>wegen*verkeer*straatmeubilair</ogc:Literal>
                  </ogc:PropertyIsLike>
                  <ogc:PropertyIsLike wildCard="*" singleChar="." escape="!" matchCase="false">
                    <ogc:PropertyName>hoofdcategorie</ogc:PropertyName>
                    <ogc:Literal>openbaar*groen*en*water</ogc:Literal>
                  </ogc:PropertyIsLike>
                  <ogc:PropertyIsLike wildCard="*" singleChar="." escape="!" matchCase="false">
                    <ogc:PropertyName>hoofdcategorie</ogc:PropertyName>
                    <ogc:Literal>civiele*constructies</ogc:Literal>
                  </ogc:PropertyIsLike>
                  <ogc:PropertyIsLike wildCard="*" singleChar="." escape="!" matchCase="false">
                    <ogc:PropertyName>hoofdcategorie</ogc:PropertyName>
                    <ogc:Literal>overlast*in*de*openbare*ruimte</ogc:Literal>
                  </ogc:PropertyIsLike>
                  <ogc:PropertyIsLike wildCard="*" singleChar="." escape="!" matchCase="false">
                    <ogc:PropertyName>hoofdcategorie</ogc:PropertyName>
                    <ogc:Literal>overlast*van*dieren</ogc:Literal>
                  </ogc:PropertyIsLike>
                  <ogc:PropertyIsLike wildCard="*" singleChar="." escape="!" matchCase="false">
                    <ogc:PropertyName>hoofdcategorie</ogc:PropertyName>
                    <ogc:Literal>overlast*op*het*water</ogc:Literal>
                  </ogc:PropertyIsLike>
                </ogc:Or>
              </ogc:Not>
              <ogc:Not>
                <ogc:Or>
                  <ogc:PropertyIsEqualTo>
                    <ogc:PropertyName>status</ogc:PropertyName>
                    <ogc:Literal>afgehandeld</ogc:Literal>
                  </ogc:PropertyIsEqualTo>
                  <ogc:PropertyIsEqualTo>
                    <ogc:PropertyName>status</ogc:PropertyName>
                    <ogc:Literal>geannuleerd</ogc:Literal>
                  </ogc:PropertyIsEqualTo>
                </ogc:Or>
              </ogc:Not>
            </ogc:And>
          </ogc:Filter>
          <se:MinScaleDenominator>15000</se:MinScaleDenominator>
          <se:PointSymbolizer>
            <se:Graphic>
              <se:Mark>
                <se:WellKnownName>circle</se:WellKnownName>
                <se:Fill>
                  <se:SvgParameter name="fill">#6b7280</se:SvgParameter>
                </se:Fill>
                <se:Stroke>
                  <se:SvgParameter name="stroke">#ffffff</se:SvgParameter>
                  <se:SvgParameter name="stroke-width">1.1</se:SvgParameter>
                  <se:SvgParameter name="stroke-linejoin">round</se:SvgParameter>
                </se:Stroke>
              </se:Mark>
              <se:Size>6.7</se:Size>
            </se:Graphic>
          </se:PointSymbolizer>
        </se:Rule>
        <se:Rule>
          <se:Name>overig_afgehandeld</se:Name>
          <se:Description>
            <se:Title>Overig (afgehandeld)</se:Title>
          </se:Description>
          <ogc:Filter>
            <ogc:And>
              <ogc:PropertyIsEqualTo>
                <ogc:PropertyName>aantal</ogc:PropertyName>
                <ogc:Literal>1</ogc:Literal>
              </ogc:PropertyIsEqualTo>
              <ogc:Not>
                <ogc:Or>
                  <ogc:PropertyIsLike wildCard="*" singleChar="." escape="!" matchCase="false">
                    <ogc:PropertyName>hoofdcategorie</ogc:PropertyName>
                    <ogc:Literal>afval</ogc:Literal>
                  </ogc:PropertyIsLike>
                  <ogc:PropertyIsLike wildCard="*" singleChar="." escape="!" matchCase="false">
                    <ogc:PropertyName>hoofdcategorie</ogc:PropertyName>
                    <ogc:Literal>schoon</ogc:Literal>
                  </ogc:PropertyIsLike>
                  <ogc:PropertyIsLike wildCard="*" singleChar="." escape="!" matchCase="false">
                    <ogc:PropertyName>hoofdcategorie</ogc:PropertyName>
                    <ogc:Literal>wegen*verkeer*straatmeubilair</ogc:Literal>
                  </ogc:PropertyIsLike>
                  <ogc:PropertyIsLike wildCard="*" singleChar="." escape="!" matchCase="false">
                    <ogc:PropertyName>hoofdcategorie</ogc:PropertyName>
                    <ogc:Literal>openbaar*groen*en*water</ogc:Literal>
                  </ogc:PropertyIsLike>
                  <ogc:PropertyIsLike wildCard="*" singleChar="." escape="!" matchCase="false">
                    <ogc:PropertyName>hoofdcategorie</ogc:PropertyName>
                    <ogc:Literal>civiele*constructies</ogc:Literal>
                  </ogc:PropertyIsLike>
                  <ogc:PropertyIsLike wildCard="*" singleChar="." escape="!" matchCase="false">
                    <ogc:PropertyName>hoofdcategorie</ogc:PropertyName>
                    <ogc:Literal>overlast*in*de*openbare*ruimte</ogc:Literal>
                  </ogc:PropertyIsLike>
                  <ogc:PropertyIsLike wildCard="*" singleChar="." escape="!" matchCase="false">
                    <ogc:PropertyName>hoofdcategorie</ogc:PropertyName>
                    <ogc:Literal>overlast*van*dieren</ogc:Literal>
                  </ogc:PropertyIsLike>
                  <ogc:PropertyIsLike wildCard="*" singleChar="." escape="!" matchCase="false">
                    <ogc:PropertyName>hoofdcategorie</ogc:PropertyName>
                    <ogc:Literal>overlast*op*het*water</ogc:Literal>
                  </ogc:PropertyIsLike>
                </ogc:Or>
              </ogc:Not>
              <ogc:Or>
                <ogc:PropertyIsEqualTo>
                  <ogc:PropertyName>status</ogc:PropertyName>
                  <ogc:Literal>afgehandeld</ogc:Literal>
                </ogc:PropertyIsEqualTo>
                <ogc:PropertyIsEqualTo>
                  <ogc:PropertyName>status</ogc:PropertyName>
                  <ogc:Literal>geannuleerd</ogc:Literal>
                </ogc:PropertyIsEqualTo>
              </ogc:Or>
            </ogc:And>
          </ogc:Filter>
          <se:MaxScaleDenominator>15000</se:MaxScaleDenominator>
          <se:PointSymbolizer>
            <se:Graphic>
              <se:Mark>
                <se:WellKnownName>circle</se:WellKnownName>
                <se:Fill>
                  <se:SvgParameter name="fill">#ffffff</se:SvgParameter>
                  <se:SvgParameter name="fill-opacity">0.9</se:SvgParameter>
                </se:Fill>
                <se:Stroke>
                  <se:SvgParameter name="stroke">#6b7280</se:SvgParameter>
                  <se:SvgParameter name="stroke-width">1.3</se:SvgParameter>
                  <se:SvgParameter name="stroke-linejoin">round</se:SvgParameter>
                </se:Stroke>
              </se:Mark>
              <se:Size>7.4</se:Size>
            </se:Graphic>
          </se:PointSymbolizer>
        </se:Rule>
        <se:Rule>
          <se:Name>overig_afgehandeld_overzicht</se:Name>
          <se:Description>
            <se:Title>Overig (afgehandeld)</se:Title>
          </se:Description>
          <ogc:Filter>
            <ogc:And>
              <ogc:PropertyIsEqualTo>
                <ogc:PropertyName>aantal</ogc:PropertyName>
                <ogc:Literal>1</ogc:Literal>
              </ogc:PropertyIsEqualTo>
              <ogc:Not>
                <ogc:Or>
                  <ogc:PropertyIsLike wildCard="*" singleChar="." escape="!" matchCase="false">
                    <ogc:PropertyName>hoofdcategorie</ogc:PropertyName>
                    <ogc:Literal>afval</ogc:Literal>
                  </ogc:PropertyIsLike>
                  <ogc:PropertyIsLike wildCard="*" singleChar="." escape="!" matchCase="false">
                    <ogc:PropertyName>hoofdcategorie</ogc:PropertyName>
                    <ogc:Literal>schoon</ogc:Literal>
                  </ogc:PropertyIsLike>
                  <ogc:PropertyIsLike wildCard="*" singleChar="." escape="!" matchCase="false">
                    <ogc:PropertyName>hoofdcategorie</ogc:PropertyName>
                    <ogc:Literal>wegen*verkeer*straatmeubilair</ogc:Literal>
                  </ogc:PropertyIsLike>
                  <ogc:PropertyIsLike wildCard="*" singleChar="." escape="!" matchCase="false">
                    <ogc:PropertyName>hoofdcategorie</ogc:PropertyName>
                    <ogc:Literal>openbaar*groen*en*water</ogc:Literal>
                  </ogc:PropertyIsLike>
                  <ogc:PropertyIsLike wildCard="*" singleChar="." escape="!" matchCase="false">
                    <ogc:PropertyName>hoofdcategorie</ogc:PropertyName>
                    <ogc:Literal>civiele*constructies</ogc:Literal>
                  </ogc:PropertyIsLike>
                  <ogc:PropertyIsLike wildCard="*" singleChar="." escape="!" matchCase="false">
                    <ogc:PropertyName>hoofdcategorie</ogc:PropertyName>
                    <ogc:Literal>overlast*in*de*openbare*ruimte</ogc:Literal>
                  </ogc:PropertyIsLike>
                  <ogc:PropertyIsLike wildCard="*" singleChar="." escape="!" matchCase="false">
                    <ogc:PropertyName>hoofdcategorie</ogc:PropertyName>
                    <ogc:Literal>overlast*van*dieren</ogc:Literal>
                  </ogc:PropertyIsLike>
                  <ogc:PropertyIsLike wildCard="*" singleChar="." escape="!" matchCase="false">
                    <ogc:PropertyName>hoofdcategorie</ogc:PropertyName>
                    <ogc:Literal>overlast*op*het*water</ogc:Literal>
                  </ogc:PropertyIsLike>
                </ogc:Or>
              </ogc:Not>
              <ogc:Or>
                <ogc:PropertyIsEqualTo>
                  <ogc:PropertyName>status</ogc:PropertyName>
                  <ogc:Literal>afgehandeld</ogc:Literal>
                </ogc:PropertyIsEqualTo>
                <ogc:PropertyIsEqualTo>
                  <ogc:PropertyName>status</ogc:PropertyName>
                  <ogc:Literal>geannuleerd</ogc:Literal>
                </ogc:PropertyIsEqualTo>
              </ogc:Or>
            </ogc:And>
          </ogc:Filter>
          <se:MinScaleDenominator>15000</se:MinScaleDenominator>
          <se:PointSymbolizer>
            <se:Graphic>
              <se:Mark>
                <se:WellKnownName>circle</se:WellKnownName>
                <se:Fill>
                  <se:SvgParameter name="fill">#ffffff</se:SvgParameter>
                  <se:SvgParameter name="fill-opacity">0.9</se:SvgParameter>
                </se:Fill>
                <se:Stroke>
                  <se:SvgParameter name="stroke">#6b7280</se:SvgParameter>
                  <se:SvgParameter name="stroke-width">1.3</se:SvgParameter>
                  <se:SvgParameter name="stroke-linejoin">round</se:SvgParameter>
                </se:Stroke>
              </se:Mark>
              <se:Size>4.4</se:Size>
            </se:Graphic>
          </se:PointSymbolizer>
        </se:Rule>
        <se:Rule>
          <se:Name>cluster_2</se:Name>
          <se:Description>
            <se:Title>Meldingen bij elkaar, met hun aantal</se:Title>
          </se:Description>
          <ogc:Filter>
            <ogc:PropertyIsBetween>
              <ogc:PropertyName>aantal</ogc:PropertyName>
              <ogc:LowerBoundary><ogc:Literal>2</ogc:Literal></ogc:LowerBoundary>
              <ogc:UpperBoundary><ogc:Literal>9</ogc:Literal></ogc:UpperBoundary>
            </ogc:PropertyIsBetween>
          </ogc:Filter>
          <se:PointSymbolizer>
            <se:Graphic>
              <se:Mark>
                <se:WellKnownName>circle</se:WellKnownName>
                <se:Fill>
                  <se:SvgParameter name="fill">#33475b</se:SvgParameter>
                </se:Fill>
                <se:Stroke>
                  <se:SvgParameter name="stroke">#ffffff</se:SvgParameter>
                  <se:SvgParameter name="stroke-width">1.6</se:SvgParameter>
                </se:Stroke>
              </se:Mark>
              <se:Size>20</se:Size>
            </se:Graphic>
          </se:PointSymbolizer>
          <se:TextSymbolizer>
            <se:Label>
              <ogc:PropertyName>aantal</ogc:PropertyName>
            </se:Label>
            <se:Font>
              <se:SvgParameter name="font-family">Open Sans</se:SvgParameter>
              <se:SvgParameter name="font-size">10.5</se:SvgParameter>
              <se:SvgParameter name="font-weight">bold</se:SvgParameter>
            </se:Font>
            <se:LabelPlacement>
              <se:PointPlacement>
                <se:AnchorPoint>
                  <se:AnchorPointX>0.5</se:AnchorPointX>
                  <se:AnchorPointY>0.5</se:AnchorPointY>
                </se:AnchorPoint>
              </se:PointPlacement>
            </se:LabelPlacement>
            <se:Fill>
              <se:SvgParameter name="fill">#ffffff</se:SvgParameter>
            </se:Fill>
          </se:TextSymbolizer>
        </se:Rule>
        <se:Rule>
          <se:Name>cluster_10</se:Name>
          <se:Description>
            <se:Title>Meldingen bij elkaar, met hun aantal</se:Title>
          </se:Description>
          <ogc:Filter>
            <ogc:PropertyIsBetween>
              <ogc:PropertyName>aantal</ogc:PropertyName>
              <ogc:LowerBoundary><ogc:Literal>10</ogc:Literal></ogc:LowerBoundary>
              <ogc:UpperBoundary><ogc:Literal>99</ogc:Literal></ogc:UpperBoundary>
            </ogc:PropertyIsBetween>
          </ogc:Filter>
          <se:PointSymbolizer>
            <se:Graphic>
              <se:Mark>
                <se:WellKnownName>circle</se:WellKnownName>
                <se:Fill>
                  <se:SvgParameter name="fill">#33475b</se:SvgParameter>
                </se:Fill>
                <se:Stroke>
                  <se:SvgParameter name="stroke">#ffffff</se:SvgParameter>
                  <se:SvgParameter name="stroke-width">1.6</se:SvgParameter>
                </se:Stroke>
              </se:Mark>
              <se:Size>26</se:Size>
            </se:Graphic>
          </se:PointSymbolizer>
          <se:TextSymbolizer>
            <se:Label>
              <ogc:PropertyName>aantal</ogc:PropertyName>
            </se:Label>
            <se:Font>
              <se:SvgParameter name="font-family">Open Sans</se:SvgParameter>
              <se:SvgParameter name="font-size">11</se:SvgParameter>
              <se:SvgParameter name="font-weight">bold</se:SvgParameter>
            </se:Font>
            <se:LabelPlacement>
              <se:PointPlacement>
                <se:AnchorPoint>
                  <se:AnchorPointX>0.5</se:AnchorPointX>
                  <se:AnchorPointY>0.5</se:AnchorPointY>
                </se:AnchorPoint>
              </se:PointPlacement>
            </se:LabelPlacement>
            <se:Fill>
              <se:SvgParameter name="fill">#ffffff</se:SvgParameter>
            </se:Fill>
          </se:TextSymbolizer>
        </se:Rule>
        <se:Rule>
          <se:Name>cluster_100</se:Name>
          <se:Description>
            <se:Title>Meldingen bij elkaar, met hun aantal</se:Title>
          </se:Description>
          <ogc:Filter>
            <ogc:PropertyIsBetween>
              <ogc:PropertyName>aantal</ogc:PropertyName>
              <ogc:LowerBoundary><ogc:Literal>100</ogc:Literal></ogc:LowerBoundary>
              <ogc:UpperBoundary><ogc:Literal>999</ogc:Literal></ogc:UpperBoundary>
            </ogc:PropertyIsBetween>
          </ogc:Filter>
          <se:PointSymbolizer>
            <se:Graphic>
              <se:Mark>
                <se:WellKnownName>circle</se:WellKnownName>
                <se:Fill>
                  <se:SvgParameter name="fill">#33475b</se:SvgParameter>
                </se:Fill>
                <se:Stroke>
                  <se:SvgParameter name="stroke">#ffffff</se:SvgParameter>
                  <se:SvgParameter name="stroke-width">1.6</se:SvgParameter>
                </se:Stroke>
              </se:Mark>
              <se:Size>33</se:Size>
            </se:Graphic>
          </se:PointSymbolizer>
          <se:TextSymbolizer>
            <se:Label>
              <ogc:PropertyName>aantal</ogc:PropertyName>
            </se:Label>
            <se:Font>
              <se:SvgParameter name="font-family">Open Sans</se:SvgParameter>
              <se:SvgParameter name="font-size">11.5</se:SvgParameter>
              <se:SvgParameter name="font-weight">bold</se:SvgParameter>
            </se:Font>
            <se:LabelPlacement>
              <se:PointPlacement>
                <se:AnchorPoint>
                  <se:AnchorPointX>0.5</se:AnchorPointX>
                  <se:AnchorPointY>0.5</se:AnchorPointY>
                </se:AnchorPoint>
              </se:PointPlacement>
            </se:LabelPlacement>
            <se:Fill>
              <se:SvgParameter name="fill">#ffffff</se:SvgParameter>
            </se:Fill>
          </se:TextSymbolizer>
        </se:Rule>
        <se:Rule>
          <se:Name>cluster_1000</se:Name>
          <se:Description>
            <se:Title>Meldingen bij elkaar, met hun aantal</se:Title>
          </se:Description>
          <ogc:Filter>
            <ogc:PropertyIsBetween>
              <ogc:PropertyName>aantal</ogc:PropertyName>
              <ogc:LowerBoundary><ogc:Literal>1000</ogc:Literal></ogc:LowerBoundary>
              <ogc:UpperBoundary><ogc:Literal>999999999</ogc:Literal></ogc:UpperBoundary>
            </ogc:PropertyIsBetween>
          </ogc:Filter>
          <se:PointSymbolizer>
            <se:Graphic>
              <se:Mark>
                <se:WellKnownName>circle</se:WellKnownName>
                <se:Fill>
                  <se:SvgParameter name="fill">#33475b</se:SvgParameter>
                </se:Fill>
                <se:Stroke>
                  <se:SvgParameter name="stroke">#ffffff</se:SvgParameter>
                  <se:SvgParameter name="stroke-width">1.6</se:SvgParameter>
                </se:Stroke>
              </se:Mark>
              <se:Size>41</se:Size>
            </se:Graphic>
          </se:PointSymbolizer>
          <se:TextSymbolizer>
            <se:Label>
              <ogc:PropertyName>aantal</ogc:PropertyName>
            </se:Label>
            <se:Font>
              <se:SvgParameter name="font-family">Open Sans</se:SvgParameter>
              <se:SvgParameter name="font-size">12</se:SvgParameter>
              <se:SvgParameter name="font-weight">bold</se:SvgParameter>
            </se:Font>
            <se:LabelPlacement>
              <se:PointPlacement>
                <se:AnchorPoint>
                  <se:AnchorPointX>0.5</se:AnchorPointX>
                  <se:AnchorPointY>0.5</se:AnchorPointY>
                </se:AnchorPoint>
              </se:PointPlacement>
            </se:LabelPlacement>
            <se:Fill>
              <se:SvgParameter name="fill">#ffffff</se:SvgParameter>
            </se:Fill>
          </se:TextSymbolizer>
        </se:Rule>
      </se:FeatureTypeStyle>
    </UserStyle>
  </NamedLayer>
</StyledLayerDescriptor>
