"""What our styles look like to people who see less: every text stands out 4.5 to 1 (WCAG 2.1 SC 1.4.3) against what is
under it, and classes of one ramp are told apart by their lightness alone, also without one kind of cone."""
import glob
import os
import sys
import xml.etree.ElementTree as ET

STYLES = os.path.join(os.path.dirname(__file__), "..", "..", "..", "styles")
NS = {"se": "http://www.opengis.net/se", "ogc": "http://www.opengis.net/ogc"}
BACKGROUNDS = ["#ffffff", "#f2f0ec", "#dfe8ef"]  # paper, a quiet grey map, its water
# Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB
CONES = {"protanopie": ((.152286, 1.052583, -.204868), (.114503, .786281, .099216), (-.003882, -.048116, 1.051998)),
         "deuteranopie": ((.367322, .860646, -.227968), (.280085, .672501, .047413), (-.011820, .042940, .968881)),
         "tritanopie": ((1.255528, -.076749, -.178779), (-.078411, .930809, .147602), (.004733, .691367, .303900))}
RAMPS = ("dichtheid", "dichtheid_aantal", "dichtheid_vloeiend", "meldingen_wijk", "sociaal_wijk")
LEAST_STEP = 9  # of L*, between neighbouring classes
failures, looked = [], 0


def check(ok, text):
    if not ok:
        failures.append(text)
        print("FOUT  " + text)


def linear(colour):
    parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    return [c / 12.92 if c <= .04045 else ((c + .055) / 1.055) ** 2.4 for c in parts]


def over(colour, opacity, under):
    mixed = [round(opacity * int(colour[i:i + 2], 16) + (1 - opacity) * int(under[i:i + 2], 16)) for i in (1, 3, 5)]
    return "#%02x%02x%02x" % tuple(mixed)


def luminance(rgb):
    return .2126 * rgb[0] + .7152 * rgb[1] + .0722 * rgb[2]


def contrast(a, b):
    low, high = sorted((luminance(linear(a)), luminance(linear(b))))
    return (high + .05) / (low + .05)


def lightness(rgb):
    y = luminance([min(1, max(0, c)) for c in rgb])
    return 116 * y ** (1 / 3) - 16 if y > .008856 else 903.3 * y


def parameter(e, name, default):
    for p in e.findall("se:SvgParameter", NS) if e is not None else []:
        if p.get("name") == name:
            return p.text.strip()
    return default


def fill_of(symbolizer):
    """Colour and opacity of a polygon's or a mark's own fill; None for a pattern or none."""
    fill = symbolizer.find("se:Fill", NS)
    if fill is None:
        fill = symbolizer.find("se:Graphic/se:Mark/se:Fill", NS)
    colour = parameter(fill, "fill", None)
    return colour and (colour, float(parameter(fill, "fill-opacity", "1")))


def grounds(rule, text):
    """What can be under a text: its halo, over what its rule draws, over any background."""
    under = list(BACKGROUNDS)
    point = text.find("se:LabelPlacement/se:PointPlacement/se:Displacement", NS)
    beside = point is not None and any(float(d.text) != 0 for d in point)
    for s in rule:
        if not beside and s.tag.split("}")[1] in ("PolygonSymbolizer", "PointSymbolizer") and fill_of(s):
            colour, opacity = fill_of(s)
            under = [over(colour, opacity, u) for u in under]
    halo = text.find("se:Halo", NS)
    if halo is not None:
        fill = halo.find("se:Fill", NS)
        return [over(parameter(fill, "fill", "#ffffff"), float(parameter(fill, "fill-opacity", "1")), u)
                for u in under]
    return under


for path in sorted(glob.glob(f"{STYLES}/*.sld")):
    style, ramp = os.path.basename(path)[:-4], {}
    for rule in ET.parse(path).iter("{%s}Rule" % NS["se"]):
        name = rule.findtext("se:Name", "", NS)
        for text in rule.findall("se:TextSymbolizer", NS):
            colour = parameter(text.find("se:Fill", NS), "fill", "#000000")
            for ground in grounds(rule, text):
                looked += 1
                check(contrast(colour, ground) >= 4.5,
                      f"{style} {name}: tekst {colour} op {ground} heeft contrast {contrast(colour, ground):.2f}")
        polygon = rule.find("se:PolygonSymbolizer", NS)
        if name.startswith("klasse_") and name[7:].isdigit():
            ramp[int(name[7:])] = fill_of(polygon)
    check((style in RAMPS) == bool(ramp), f"{style}: een reeks klassen die de toets niet kent, of andersom")
    for k in sorted(ramp)[:-1]:
        for cone, matrix in [("", ((1, 0, 0), (0, 1, 0), (0, 0, 1)))] + list(CONES.items()):
            a, b = [lightness([sum(m * c for m, c in zip(row, linear(over(*ramp[i], "#ffffff")))) for row in matrix])
                    for i in (k, k + 1)]
            check(a - b >= LEAST_STEP, f"{style}: klasse {k} en {k + 1} verschillen {a - b:.1f} L* {cone}")
check(looked > 100, f"maar {looked} teksten bekeken")
print(f"{looked} teksten bekeken, {len(failures)} fouten")
sys.exit(1 if failures else 0)
