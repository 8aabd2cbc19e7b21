#!/usr/bin/python3
"""gallery.py MAGAZIJN OUT [NAME…]: called by scripts/gallery, which says what this is."""
import io
import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter

import yaml
from PIL import Image, ImageDraw, ImageFont

ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), ".."))
sys.path.insert(0, f"{ROOT}/tests/bench")
import gallery_peers as peers
from meet import DATA
from teken_servers import Ours, fastcgi, files, mapserver

PRINT_DPI = 300
SIZES = {96: (560, 420), PRINT_DPI: (1040, 780)}  # px of a panel: what is printed is shown pixel by pixel
PIXEL_M = {96: 0.0254 / 96, PRINT_DPI: 0.0254 / PRINT_DPI}
EDGE, HEAD = 12, 34
FONTS = "/usr/share/fonts/truetype/open-sans/OpenSans-%s.ttf"
BACKGROUND = (255, 255, 255, 255)


# ---- where ----

class Places:
    """Cells of 500 m with the number of panden in each; the places follow from it."""

    def __init__(self, magazijn):
        db = sqlite3.connect(f"file:{magazijn}/magazijn.sqlite?mode=ro", uri=True)
        try:
            self.cells = Counter(db.execute("SELECT CAST((xmin + xmax) / 1000 AS INT), CAST((ymin + ymax) / 1000 AS INT) "
                                            "FROM idx_pand_geom"))
            self.whole = db.execute("SELECT min(xmin), min(ymin), max(xmax), max(ymax) FROM idx_gemeente_geom").fetchone()
        finally:
            db.close()
        ranked = sorted(self.cells, key=lambda c: (-self.cells[c], c))
        top = ranked[0]
        far = [c for c in ranked if abs(c[0] - top[0]) + abs(c[1] - top[1]) > 12]
        rural = [c for c in reversed(ranked) if 6 <= self.cells[c] <= 25]
        self.named = {"dicht": top, "dorp": (far or ranked)[0], "landelijk": (rural or ranked)[len(rural) // 2]}

    def centre(self, place):
        if isinstance(place, list):
            return tuple(place)
        x, y = self.named[place]
        return (x + 0.5) * 500, (y + 0.5) * 500

    def box(self, view, dpi):
        """The box in RD of a view's panel."""
        width, height = SIZES[dpi]
        if view["plaats"] == "gemeente":
            x0, y0, x1, y1 = self.whole
            cell = max((x1 - x0) / width, (y1 - y0) / height) * 1.04
            x, y = (x0 + x1) / 2, (y0 + y1) / 2
        else:
            cell = view["schaal"] * PIXEL_M[dpi]
            x, y = self.centre(view["plaats"])
        return x - cell * width / 2, y - cell * height / 2, x + cell * width / 2, y + cell * height / 2


# ---- asking ----

def ask(port, path, query):
    """(content type, body); an HTTP error's too. An answer that isn't a picture is for the caller to judge."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}?{urllib.parse.urlencode(query)}", timeout=120) as answer:
            return answer.headers.get("Content-Type", ""), answer.read()
    except urllib.error.HTTPError as answer:
        return answer.headers.get("Content-Type", ""), answer.read()


def get_map(box, layers, styles, dpi, **more):
    width, height = SIZES[dpi]
    return {"SERVICE": "WMS", "VERSION": "1.3.0", "REQUEST": "GetMap", "LAYERS": ",".join(layers), "STYLES": ",".join(styles),
            "CRS": "EPSG:28992", "BBOX": ",".join("%.3f" % v for v in box), "WIDTH": width, "HEIGHT": height,
            "FORMAT": "image/png", "TRANSPARENT": "TRUE", **more}


def picture(kind, body, size):
    """The panel on white, and a remark: a PDF is drawn at 300 dpi, a refusal becomes its text."""
    if kind.startswith("application/pdf"):
        with tempfile.TemporaryDirectory() as folder:
            with open(f"{folder}/a.pdf", "wb") as f:
                f.write(body)
            subprocess.run(["pdftoppm", "-r", str(PRINT_DPI), "-png", "-singlefile", f"{folder}/a.pdf", f"{folder}/a"],
                           check=True)
            with open(f"{folder}/a.png", "rb") as f:
                body = f.read()
    elif not kind.startswith("image/"):
        panel = Image.new("RGB", size, (245, 245, 245))
        text = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", body.decode(errors="replace"))).strip()
        lines = [text[i:i + 64] for i in range(0, min(len(text), 640), 64)]
        ImageDraw.Draw(panel).text((20, 20), "\n".join(["geen kaart:"] + lines), font=font(14), fill=(150, 0, 0))
        return panel
    drawn = Image.open(io.BytesIO(body)).convert("RGBA")
    if drawn.size != size:
        drawn = drawn.resize(size, Image.Resampling.LANCZOS)
    return Image.alpha_composite(Image.new("RGBA", drawn.size, BACKGROUND), drawn).convert("RGB")


def is_map(answer):
    return answer[0].startswith(("image/", "application/pdf"))


def sld_for(pairs):
    """One document with our styles, each under the name that the peer's layer has."""
    head = parts = ""
    for layer, style in pairs:
        with open(f"{ROOT}/styles/{style}.sld") as f:
            text = f.read()
        begin, end = text.index("<NamedLayer>"), text.rindex("</NamedLayer>") + len("</NamedLayer>")
        head = head or text[:begin]
        name = f"<se:Name>{peers.peer_name(layer, style)}</se:Name>"
        parts += re.sub(r"<(se:|sld:)?Name>[^<]*</(se:|sld:)?Name>", name, text[begin:end], count=1)
    return head + parts + "</StyledLayerDescriptor>"


class Drawers:
    """The ports of the three servers, and of one that serves `folder` with the SLDs that MapServer asks for."""

    def __init__(self, ours, qgis, ms, slds, folder):
        self.port, self.qgis, self.ms, self.slds, self.folder = ours, qgis, ms, slds, folder

    def ours(self, box, pairs, dpi):
        query = get_map(box, [p[0] for p in pairs], [p[1] for p in pairs], dpi)
        if dpi == 96:
            return "geomagazijn", ask(self.port, "/wms", query)
        answer = ask(self.port, "/wms", dict(query, FORMAT="application/pdf", DPI=dpi))
        if is_map(answer):
            return "geomagazijn, PDF", answer
        return "geomagazijn, PNG (nog geen PDF)", ask(self.port, "/wms", dict(query, DPI=dpi))

    def of_qgis(self, box, names, dpi):
        return "QGIS Server 3.22", ask(self.qgis, "/", get_map(box, names, [""] * len(names), dpi, DPI=dpi))

    def of_mapserver(self, box, names, pairs, dpi):
        query = get_map(box, names, [""] * len(names), dpi, MAP_RESOLUTION=dpi)
        pairs = [p for p in pairs if p[1] not in peers.AREA_STYLES]
        if pairs:
            name = f"{len(os.listdir(self.folder))}.sld"
            with open(f"{self.folder}/{name}", "w") as f:
                f.write(sld_for(pairs))
            query["SLD"] = f"http://127.0.0.1:{self.slds}/{name}"
        return "MapServer 8.0", ask(self.ms, "/", query)


# ---- putting together ----

def font(size, kind="Regular"):
    return ImageFont.truetype(FONTS % kind, size)


def sheet(panels):
    width, height = panels[0][1].size
    out = Image.new("RGB", (EDGE + len(panels) * (width + EDGE), EDGE + HEAD + height + EDGE), (226, 229, 232))
    pen = ImageDraw.Draw(out)
    for i, (caption, panel) in enumerate(panels):
        x = EDGE + i * (width + EDGE)
        pen.text((x, EDGE), caption, font=font(17, "Semibold"), fill=(30, 36, 44))
        out.paste(panel, (x, EDGE + HEAD))
    return out


def pairs_of(view, known):
    out = []
    for name in view["lagen"]:
        layer, _, style = name.partition(":")
        if layer not in known:
            sys.exit(f"gallery.yaml: de laag {layer} van {view['naam']} is niet in de catalogus")
        out.append((layer, style or known[layer]["stijlen"][0]))
    return out


def draw(view, places, drawers, known):
    dpi = PRINT_DPI if view.get("print") in (True, "ja") else 96
    box, pairs = places.box(view, dpi), pairs_of(view, known)
    heat = view.get("peers", "").removeprefix(peers.HEAT)
    names = [peers.peer_name(heat, "heatmap")] if heat else [peers.peer_name(*p) for p in pairs]
    return sheet([(caption, picture(*answer, SIZES[dpi])) for caption, answer in (
        drawers.ours(box, pairs, dpi), drawers.of_qgis(box, names, dpi),
        drawers.of_mapserver(box, names, [] if heat else pairs, dpi))])


def prepare(magazijn, work, views, known, port, whole):
    """The peers' data and their configuration: (QGIS project, mapfile, what QGIS said)."""
    pairs = sorted({p for v in views for p in pairs_of(v, known)})
    heats = sorted({v["peers"].removeprefix(peers.HEAT) for v in views if "peers" in v})

    def figures(layer):
        kind, body = ask(port, f"/api/v1/indicatoren/{layer['indicator']}/waarden", {"niveau": layer["niveau"],
                                                                                  "categorie": layer["categorie"]})
        return json.loads(body)["waarden"]

    tables = sorted({p[0] for p in pairs} | set(heats))
    # A layer that only we have (a grid, clusters) has no table of its own to give them.
    tables = [t for t in tables if "tabel" in known[t]]
    peers.geopackage(magazijn, f"{work}/data.gpkg", tables, figures)
    pairs = [p for p in pairs if p[0] in tables]
    order = {"gpkg": f"{work}/data.gpkg", "pairs": pairs, "heats": heats, "out": f"{work}/galerij.qgs"}
    done = subprocess.run([sys.executable, "-B", f"{ROOT}/scripts/gallery_peers.py"], input=json.dumps(order), text=True,
                          capture_output=True, env=dict(os.environ, QT_QPA_PLATFORM="offscreen", HOME=work))
    if done.returncode or not os.path.exists(order["out"]):
        sys.exit(f"het QGIS-project is niet gemaakt: {done.stdout[-300:]}{done.stderr[-600:]}")
    said = json.loads(done.stdout.strip().splitlines()[-1])
    return order["out"], peers.mapfile(work, f"{work}/data.gpkg", pairs, heats, whole), said


def index(out, views):
    """The README lists every view that has a picture, whichever were made now."""
    lines = ["# The gallery", "", "The same data and the same SLD, drawn by us, by QGIS Server and by MapServer, as Debian 12 "
             "has them. `scripts/gallery` makes it anew from the demo municipality; `scripts/gallery.yaml` is the list. Two "
             "things are set right for the others: QGIS 3.22 loses an ElseFilter (that rule would cover all others), and "
             "MapServer gets classes made from the SLD for the styles of areas, where its own reader draws no outlines and "
             "one pattern over every class.", ""]
    for i, v in enumerate(views, 1):
        name = f"{i:02d}-{v['naam']}.png"
        if os.path.exists(f"{out}/{name}"):
            lines += [f"## {i}. {v['titel'].rstrip('.')}", f"![{v['titel']}]({name})", ""]
    with open(f"{out}/README.md", "w") as f:
        f.write("\n".join(lines).rstrip() + "\n")


def main():
    magazijn, out, only = sys.argv[1], sys.argv[2], sys.argv[3:]
    with open(f"{ROOT}/scripts/gallery.yaml") as f:
        views = yaml.safe_load(f)["views"]
    if unknown := set(only) - {v["naam"] for v in views}:
        sys.exit(f"gallery.yaml kent {', '.join(sorted(unknown))} niet")
    known, places = peers.layers(), Places(magazijn)
    os.makedirs(out, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="gm-galerij-") as work:
        for part in ("ours", "qgis", "ms", "web", "sld"):
            os.mkdir(f"{work}/{part}")
        with Ours(f"{work}/ours", magazijn, DATA, cache=False) as ours:
            chosen = [v for v in views if not only or v["naam"] in only]
            project, mapfile, said = prepare(magazijn, work, chosen, known, ours.port, places.whole)
            for style, message in said.items():
                if message:
                    print(f"QGIS over {style}.sld: {message}", file=sys.stderr)
            environment = {"QGIS_PROJECT_FILE": project, "QT_QPA_PLATFORM": "offscreen", "HOME": work,
                           "QGIS_SERVER_LOG_STDERR": "1", "QGIS_SERVER_LOG_LEVEL": "2"}
            with fastcgi(f"{work}/qgis", "/usr/lib/cgi-bin/qgis_mapserv.fcgi", environment, 1) as qgis, \
                    mapserver(f"{work}/ms", mapfile) as ms, files(f"{work}/web", f"{work}/sld") as slds:
                drawers = Drawers(ours.port, qgis.port, ms.port, slds.port, f"{work}/sld")
                for i, v in enumerate(views, 1):
                    if v in chosen:
                        draw(v, places, drawers, known).save(f"{out}/{i:02d}-{v['naam']}.png", optimize=True)
                        print(f"{i:02d}-{v['naam']}.png")
    index(out, views)


main()
