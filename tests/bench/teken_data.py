"""What the drawing benchmark draws: our warehouse and the peers' files of the same polygons, and where it is drawn. All is
made once and kept in $GM_BUILD/bench; the warehouse is made anew when the program is newer than it."""
import math
import os
import random
import re
import shutil
import sqlite3
import sys
import zipfile

from meet import CACHE, PROGRAM, SHARED, SOURCE, run

HERE = os.path.join(SOURCE, "tests", "bench", "teken")
DATA = ["--catalogus", f"{HERE}/catalogus", "--profielen", f"{SOURCE}/data/profielen", "--stijlen", f"{HERE}/stijlen"]
DOESBURG = os.path.join(SHARED, "data", "bag", "0221PND15092020.zip")
STAND = re.compile(rb"<sl:stand>.*?</sl:stand>", re.S)
POINT = re.compile(rb"(?<=[>\s])(\d{6})(\.\d+)? (\d{6})(\.\d+)? (?=0\.0\b)")
ID = re.compile(rb"(?<=[>_])(\d{4}10)(\d{3})(\d{7})(?=[<_])")
STEP = 5000                # m between copies; Doesburg is 4,048 by 4,483 m
COLUMNS, ROWS = 12, 11     # of copies: 60 by 55 km in the middle of the country
WEST, SOUTH = -80000, 0    # where the first copy is, from Doesburg
HALF = 20037508.342789244
# id: EPSG, origin, cell at zoom 0, the zooms of about the same ground as 12-17 of Web Mercator in the Netherlands, last zoom
SETS = {"WebMercatorQuad": (3857, -HALF, HALF, HALF * 2 / 256, range(12, 18), 24),
        "NetherlandsRDNewQuad": (28992, -285401.92, 903401.92, 3440.64, range(7, 13), 16)}


# ---- the data ----

def current():
    """The current voorkomens of Doesburg as XML, and what stands before and after them in a file."""
    if not os.path.exists(DOESBURG):
        sys.exit(f"{DOESBURG} is er niet: zet GM_SHARED_DIR op de map waarin data/bag staat")
    with zipfile.ZipFile(DOESBURG) as z:
        files = [z.read(n) for n in sorted(z.namelist())]
    found = [s for f in files for s in STAND.findall(f)
             if b"eindGeldigheid>" not in s and b"tijdstipEindRegistratieLV>" not in s]
    first = files[0]
    return first[:first.index(b"<sl:stand>")], found, first[first.rindex(b"</sl:stand>") + 11:]


def copies_zip(copies, out):
    """The current panden of Doesburg so many times side by side, in the country's middle, as an extract."""
    head, found, tail = current()
    pieces = POINT.split(b"".join(found))  # text, x, its fraction, y, its fraction, text, …
    if len(pieces) < 5 * 4 * len(found) or copies > COLUMNS * ROWS:
        sys.exit("de coördinaten van Doesburg zijn niet te verschuiven")
    for i in range(1, len(pieces), 5):
        pieces[i + 1] = (pieces[i + 1] or b"") + b" "
        pieces[i + 3] = (pieces[i + 3] or b"") + b" "
    xs, ys = [int(v) for v in pieces[1::5]], [int(v) for v in pieces[3::5]]
    inner = out + ".binnen"
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as z:
        columns = [[b"%06d" % (x + WEST + c * STEP) for x in xs] for c in range(COLUMNS)]
        rows = [[b"%06d" % (y + SOUTH + r * STEP) for y in ys] for r in range(ROWS)]
        for i in range(copies):
            pieces[1::5], pieces[3::5] = columns[i % COLUMNS], rows[i // COLUMNS]
            text = ID.sub(lambda m, i=i: m.group(1) + b"%03d" % i + m.group(3), b"".join(pieces))
            z.writestr(f"0221PND15092020-{i + 1:06d}.xml", head + text + tail)
    os.rename(inner, out)


def count(magazijn):
    db = sqlite3.connect(f"file:{magazijn}/magazijn.sqlite?mode=ro", uri=True)
    try:
        return db.execute("SELECT count(*) FROM pand").fetchone()[0]
    finally:
        db.close()


def import_once(name, zipped, want):
    folder = f"{CACHE}/teken-{name}"
    mark = f"{folder}/klaar"
    if os.path.exists(mark) and os.path.getmtime(mark) >= max(os.path.getmtime(p) for p in (PROGRAM, zipped)):
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    print(f"het magazijn {name} wordt gemaakt …", file=sys.stderr)
    run(PROGRAM, "import", "bag", zipped, "--magazijn", folder, *DATA)
    if count(folder) != want:
        sys.exit(f"het magazijn {name} heeft {count(folder)} panden, verwacht {want}")
    with open(mark, "w"):
        return folder


def ogr(out, magazijn, *options):
    """The warehouse's panden as a peer reads them best: nothing but id and geometry, and a spatial index."""
    if not os.path.exists(out):
        print(f"{os.path.basename(out)} wordt gemaakt …", file=sys.stderr)
        part = f"{CACHE}/deel-{os.getpid()}{os.path.splitext(out)[1]}"
        run("ogr2ogr", *options, "-select", "identificatie", "-nln", "pand", part, f"{magazijn}/magazijn.sqlite", "pand")
        os.rename(part, out)
    return out


class Set:
    """One data set: name, magazijn, and per source of a peer its file and EPSG code."""

    def __init__(self, name):
        os.makedirs(CACHE, exist_ok=True)
        copies = 129 if name == "miljoen" else 1
        zipped = DOESBURG
        if copies > 1:
            zipped = f"{CACHE}/teken-{copies}.zip"
            if not os.path.exists(zipped):
                print("een miljoen panden wordt gemaakt …", file=sys.stderr)
                copies_zip(copies, zipped)
        self.name, self.n = name, 7797 * copies
        self.magazijn = import_once(name, zipped, self.n)
        base = f"{CACHE}/teken-{name}"
        self.files = {
            "spatialite": (ogr(f"{base}.sqlite", self.magazijn, "-f", "SQLite", "-dsco", "SPATIALITE=YES", "-lco",
                               "SPATIAL_INDEX=YES"), 28992),
            "fgb-3857": (ogr(f"{base}-3857.fgb", self.magazijn, "-f", "FlatGeobuf", "-t_srs", "EPSG:3857"), 3857),
            "fgb-28992": (ogr(f"{base}-28992.fgb", self.magazijn, "-f", "FlatGeobuf"), 28992)}


# ---- the places ----

def centres(magazijn, n, seed, table="pand"):
    """n points in RD: the middle of n objects drawn at random, so that there are most where there is most."""
    db = sqlite3.connect(f"file:{magazijn}/magazijn.sqlite?mode=ro", uri=True)
    try:
        last = db.execute(f"SELECT max(id) FROM {table}").fetchone()[0]
        dice, found = random.Random(seed), []
        while len(found) < n:
            row = db.execute(f"SELECT (xmin+xmax)/2, (ymin+ymax)/2 FROM idx_{table}_geom WHERE pkid = "
                             f"(SELECT id FROM {table} WHERE id >= ? ORDER BY id LIMIT 1)",
                             (dice.randint(1, last),)).fetchone()
            if row:
                found.append(row)
        return found
    finally:
        db.close()


def mercator(x, y):
    """RD to Web Mercator by the series of Schreutelkamp and Strang van Hees (2001): good to 0.25 m, enough to pick a tile."""
    dx, dy = (x - 155000) * 1e-5, (y - 463000) * 1e-5
    k = {(0, 1): 3235.65389, (2, 0): -32.58297, (0, 2): -0.24750, (2, 1): -0.84978, (0, 3): -0.06550, (2, 2): -0.01709,
         (1, 0): -0.00738, (4, 0): 0.00530, (2, 3): -0.00039, (4, 1): 0.00033, (1, 1): -0.00012}
    m = {(1, 0): 5260.52916, (1, 1): 105.94684, (1, 2): 2.45656, (3, 0): -0.81885, (1, 3): 0.05594, (3, 1): -0.05607,
         (0, 1): 0.01199, (3, 2): -0.00256, (1, 4): 0.00128, (0, 2): 0.00022, (2, 0): -0.00022, (5, 0): 0.00026}
    lat = 52.15517440 + sum(c * dx ** p * dy ** q for (p, q), c in k.items()) / 3600
    lon = 5.38720621 + sum(c * dx ** p * dy ** q for (p, q), c in m.items()) / 3600
    return 6378137 * math.radians(lon), 6378137 * math.log(math.tan(math.pi / 4 + math.radians(lat) / 2))


def tile_at(tms, z, rd):
    epsg, ox, oy, cell, _, _ = SETS[tms]
    x, y = mercator(*rd) if epsg == 3857 else rd
    side = cell * 256 / 2 ** z
    return z, int((x - ox) // side), int((oy - y) // side)


def tiles(magazijn, tms, n=200):
    """n tiles (z, x, y), as many of each zoom, always the same, most where most panden are."""
    zooms = SETS[tms][4]
    return [tile_at(tms, zooms[i % len(zooms)], c) for i, c in enumerate(centres(magazijn, n, 20200915))]


def box(tms, tile):
    _, ox, oy, cell, _, _ = SETS[tms]
    z, x, y = tile
    side = cell * 256 / 2 ** z
    return ox + x * side, oy - (y + 1) * side, ox + (x + 1) * side, oy - y * side


def tile_path(tms, tile, laag="pand"):
    return "/tiles/%s/%s/%d/%d/%d.png" % (laag, tms, *tile)


def wms_path(prefix, tms, tile):
    return (f"{prefix}SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&LAYERS=pand&STYLES=&CRS=EPSG:{SETS[tms][0]}"
            f"&BBOX={','.join('%.6f' % v for v in box(tms, tile))}&WIDTH=256&HEIGHT=256&FORMAT=image/png&TRANSPARENT=TRUE")


def extent(tms, all_tiles):
    b = [box(tms, t) for t in all_tiles]
    return min(v[0] for v in b), min(v[1] for v in b), max(v[2] for v in b), max(v[3] for v in b)
