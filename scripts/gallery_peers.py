"""The same layers for QGIS Server and MapServer: the warehouse's rows as a GeoPackage, a QGIS project and a mapfile that
read our SLD. Run as a program (by gallery.py) it writes the project: QGIS wants a process of its own."""
import json
import os
import re
import sqlite3
import subprocess
import sys

from xml.etree import ElementTree

import yaml

ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), ".."))
TYPES = {"vlak": "POLYGON", "lijn": "LINE", "punt": "POINT"}
HEAT = "heatmap:"


def layers():
    with open(f"{ROOT}/data/catalogus/lagen.yaml") as f:
        return {l["id"]: l for l in yaml.safe_load(f)["lagen"]}


def query(layer):
    """The rows that our server shows of a layer."""
    table = layer["tabel"]
    where = ["CAST(t.%s AS TEXT) IN (%s)" % (f["veld"], ", ".join(f"'{v}'" for v in f["waarden"]))
             for f in layer.get("filter", [])]
    if table in ("gemeente", "wijk", "buurt"):
        where.append(f"t.jaar = (SELECT max(jaar) FROM {table})")
    return f"SELECT t.* FROM {table} t" + (" WHERE " + " AND ".join(where) if where else "")


def add_figures(path, name, figures):
    """The figure of an indicator layer, joined by code as the server does."""
    db = sqlite3.connect(path)
    with db:
        for column, kind in (("waarde", "REAL"), ("per1000", "REAL"), ("klasse", "INTEGER"), ("getoond", "INTEGER")):
            db.execute(f"ALTER TABLE {name} ADD COLUMN {column} {kind}")
        # A GeoPackage's triggers call functions that SQLite itself hasn't; these rows keep their geometry.
        find = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?"
        for trigger, in db.execute(find, (name,)).fetchall():
            db.execute(f'DROP TRIGGER "{trigger}"')
        db.executemany(f"UPDATE {name} SET waarde = ?, per1000 = ?, klasse = ?, getoond = ? WHERE code = ?",
                       [(v["waarde"], v["per1000"], v["klasse"], v["waarde"] is not None, v["code"]) for v in figures])
    db.close()


def geopackage(magazijn, path, wanted, figures_of):
    """One table per layer of `wanted`."""
    known = layers()
    for name in wanted:
        more = ["-update"] if os.path.exists(path) else []
        subprocess.run(["ogr2ogr", "-f", "GPKG", *more, "-dialect", "SQLITE", "-sql", query(known[name]), "-nln", name,
                        "-a_srs", "EPSG:28992", path, f"{magazijn}/magazijn.sqlite"], check=True,
                       stderr=subprocess.DEVNULL)
        if "indicator" in known[name]:
            add_figures(path, name, figures_of(known[name]))


def peer_name(layer, style):
    return f"{layer}__{style}"


# ---- MapServer ----

MAP = """MAP
  NAME "galerij"
  SIZE 800 600
  EXTENT %(extent)s
  RESOLUTION 96
  DEFRESOLUTION 96
  MAXSIZE 8192
  FONTSET "%(fonts)s"
  SYMBOLSET "%(symbols)s"
  PROJECTION
    "init=epsg:28992"
  END
  OUTPUTFORMAT
    NAME "png"
    DRIVER "AGG/PNG"
    MIMETYPE "image/png"
    IMAGEMODE RGBA
    EXTENSION "png"
  END
  WEB
    METADATA
      "wms_title" "galerij"
      "wms_srs" "EPSG:28992"
      "wms_enable_request" "*"
    END
  END
%(layers)s
END
"""
LAYER = """  LAYER
    NAME "%(name)s"
    TYPE %(type)s
    STATUS ON
    CONNECTIONTYPE OGR
    CONNECTION "%(gpkg)s"
    DATA "%(table)s"
    PROCESSING "LABEL_NO_CLIP=ON"
    PROJECTION
      "init=epsg:28992"
    END
    METADATA
      "wms_title" "%(name)s"
      "gml_include_items" "all"
    END
%(rest)s  END
"""
HEAT_LAYER = """  LAYER
    NAME "%(name)s"
    TYPE RASTER
    STATUS ON
    CONNECTIONTYPE KERNELDENSITY
    CONNECTION "%(source)s"
    PROCESSING "RANGE_COLORSPACE=HSL"
    PROCESSING "KERNELDENSITY_RADIUS=15"
    PROCESSING "KERNELDENSITY_COMPUTE_BORDERS=ON"
    PROCESSING "KERNELDENSITY_NORMALIZATION=AUTO"
    OFFSITE 0 0 0
    PROJECTION
      "init=epsg:28992"
    END
    METADATA
      "wms_title" "%(name)s"
    END
    CLASS
      STYLE
        COLORRANGE "#ffffb200" "#fd8d3c"
        DATARANGE 0 128
      END
      STYLE
        COLORRANGE "#fd8d3c" "#bd0026"
        DATARANGE 128 255
      END
    END
  END
"""


SE, OGC = "{http://www.opengis.net/se}", "{http://www.opengis.net/ogc}"
# MapServer 8.0 reads a LineSymbolizer on a polygon as nothing, and draws an ElseFilter over all: these get classes.
AREA_STYLES = ("meldingen_wijk", "sociaal_wijk", "gemeente_grens", "wijk_grens", "buurt_grens", "woonplaats")


def parameters(element):
    return {} if element is None else {p.get("name"): p.text for p in element.iter(SE + "SvgParameter")}


def opacity(value):
    return f" OPACITY {float(value) * 100:.0f}" if value else ""


def scales(rule):
    low, high = rule.findtext(SE + "MinScaleDenominator"), rule.findtext(SE + "MaxScaleDenominator")
    return (f" MINSCALEDENOM {low}" if low else "") + (f" MAXSCALEDENOM {high}" if high else "")


def class_styles(rule):
    """The STYLEs and LABELs of a rule."""
    out = ""
    for symbolizer in rule:
        fill, stroke = parameters(symbolizer.find(SE + "Fill")), parameters(symbolizer.find(SE + "Stroke"))
        if symbolizer.tag == SE + "TextSymbolizer":
            out += class_label(rule, symbolizer)
            continue
        if symbolizer.tag == SE + "PolygonSymbolizer":
            hatch = symbolizer.find(f"{SE}Fill/{SE}GraphicFill")
            if hatch is not None:
                out += f'STYLE SYMBOL "hatch" COLOR "{parameters(hatch)["stroke"]}" SIZE 7 WIDTH 1 ANGLE 45{scales(rule)} END\n'
            else:
                out += f'STYLE COLOR "{fill["fill"]}"{opacity(fill.get("fill-opacity"))}{scales(rule)} END\n'
        if "stroke" in stroke:
            dash = f' PATTERN {stroke["stroke-dasharray"]} END' if stroke.get("stroke-dasharray") else ""
            out += (f'STYLE OUTLINECOLOR "{stroke["stroke"]}" WIDTH {stroke.get("stroke-width", 1)} LINEJOIN ROUND'
                    f'{dash}{opacity(stroke.get("stroke-opacity"))}{scales(rule)} END\n')
    return out


def class_label(rule, symbolizer):
    font, halo = parameters(symbolizer.find(SE + "Font")), symbolizer.find(SE + "Halo")
    face = {"bold": "OpenSans-Bold", "semibold": "OpenSans-Semibold"}.get(font.get("font-weight"), "OpenSans-Regular")
    if font.get("font-style") == "italic":
        face = face.removesuffix("-Regular") + ("-Italic" if face.endswith("-Regular") else "Italic")
    ring = f' OUTLINECOLOR "{parameters(halo)["fill"]}" OUTLINEWIDTH {halo.findtext(SE + "Radius")}' if halo is not None else ""
    colour = parameters(symbolizer.find(SE + "Fill"))["fill"]
    # FreeType's sizes in MapServer are points of 96 dpi; the SLD's are pixels.
    return (f'LABEL TEXT "[{next(symbolizer.iter(OGC + "PropertyName")).text}]" FONT "{face}" TYPE TRUETYPE SIZE '
            f'{float(font["font-size"]) * 0.75:.2f} COLOR "{colour}"{ring} POSITION CC WRAP " " MAXLENGTH 14 ALIGN CENTER'
            f'{scales(rule)} END\n')


def classes(style):
    """CLASSes of an area style: one per class of a figure and one for the rest, or one for all."""
    by_value = {}
    for rule in ElementTree.parse(f"{ROOT}/styles/{style}.sld").iter(SE + "Rule"):
        key = rule.findtext(f".//{OGC}Literal") if rule.find(SE + "ElseFilter") is None else "anders"
        by_value[key] = by_value.get(key, "") + class_styles(rule)
    out = ""
    for key, text in by_value.items():
        which = f'EXPRESSION ([klasse] = {key})\n' if key and key.isdigit() else "FALLBACK TRUE\n" if key else ""
        out += f"CLASS\n{which}{text}END\n"
    return out


def mapfile(work, gpkg, pairs, heats, extent):
    """Its path. Most styles aren't in it: GetMap names our SLD."""
    known = layers()
    with open(f"{work}/fonts.txt", "w") as f:
        for kind in ("Regular", "Semibold", "Bold", "Italic", "SemiboldItalic", "BoldItalic"):
            f.write(f"OpenSans-{kind} /usr/share/fonts/truetype/open-sans/OpenSans-{kind}.ttf\n")
        for alias in ("sans", "default", "arial", "OpenSans", "OpenSans-Normal"):
            f.write(f"{alias} /usr/share/fonts/truetype/open-sans/OpenSans-Regular.ttf\n")
    with open(f"{work}/symbols.txt", "w") as f:
        f.write('SYMBOLSET\nSYMBOL NAME "hatch" TYPE HATCH END\nEND\n')
    text = ""
    for layer, style in pairs:
        text += LAYER % {"name": peer_name(layer, style), "type": TYPES[known[layer]["geometrie"]], "gpkg": gpkg,
                         "table": layer, "rest": classes(style) if style in AREA_STYLES else ""}
    for layer in heats:
        source = layer + "__punten"
        text += LAYER % {"name": source, "type": "POINT", "gpkg": gpkg, "table": layer,
                         "rest": "    CLASS\n      STYLE\n        SIZE 1\n      END\n    END\n"}
        text += HEAT_LAYER % {"name": peer_name(layer, "heatmap"), "source": source}
    path = f"{work}/galerij.map"
    with open(path, "w") as f:
        f.write(MAP % {"extent": "%f %f %f %f" % extent, "fonts": f"{work}/fonts.txt", "symbols": f"{work}/symbols.txt",
                       "layers": text})
    return path


# ---- QGIS ----

def project(order):
    """Writes the project that `order` (JSON: gpkg, pairs, heats, out) describes, and prints what QGIS said of each SLD."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from qgis.core import (QgsApplication, QgsCoordinateReferenceSystem, QgsGradientColorRamp, QgsGradientStop,
                           QgsHeatmapRenderer, QgsProject, QgsUnitTypes, QgsVectorLayer)
    from qgis.PyQt.QtGui import QColor
    app = QgsApplication([], False)
    app.initQgis()
    made = QgsProject.instance()
    made.setCrs(QgsCoordinateReferenceSystem("EPSG:28992"))
    said, ids = {}, []

    def add(table, name):
        layer = QgsVectorLayer(f"{order['gpkg']}|layername={table}", name, "ogr")
        if not layer.isValid():
            sys.exit(f"QGIS kan {table} niet lezen")
        layer.setShortName(name)
        made.addMapLayer(layer)
        ids.append(layer.id())
        return layer

    def else_rules(layer, style):
        """QGIS 3.22 takes an ElseFilter for no filter, and draws that rule over all others: set right, to its advantage."""
        if layer.renderer().type() != "RuleRenderer":
            return
        with open(f"{ROOT}/styles/{style}.sld") as f:
            rules = re.findall(r"<se:Rule>.*?</se:Rule>", f.read(), re.S)
        titles = {t for r in rules if "ElseFilter" in r for t in re.findall(r"<se:Title>([^<]*)</se:Title>", r)}
        for rule in layer.renderer().rootRule().children():
            if not rule.filterExpression() and rule.label() in titles:
                rule.setIsElse(True)

    for table, style in order["pairs"]:
        layer = add(table, peer_name(table, style))
        message, fine = layer.loadSldStyle(f"{ROOT}/styles/{style}.sld")
        said[style] = "" if fine else message
        else_rules(layer, style)
    for table in order["heats"]:
        layer = add(table, peer_name(table, "heatmap"))
        heat = QgsHeatmapRenderer()
        heat.setRadius(15)
        heat.setRadiusUnit(QgsUnitTypes.RenderPixels)
        heat.setColorRamp(QgsGradientColorRamp(QColor(255, 255, 178, 0), QColor(189, 0, 38), False,
                                               [QgsGradientStop(0.5, QColor(253, 141, 60))]))
        layer.setRenderer(heat)
    made.writeEntry("WMSCrsList", "/", ["EPSG:28992"])
    made.write(order["out"])
    print(json.dumps(said))
    app.exitQgis()


if __name__ == "__main__":
    project(json.load(sys.stdin))
