#!/usr/bin/python3
"""The panden of Doesburg in the right place: our WMS and tiles, asked directly and through GDAL's WMS and TMS clients,
against GDAL's own drawing of the same panden (read from the extract by its LVBAG driver, reprojected by it, rasterised
at 8 times the resolution). The shift is where the cross-correlation of the two coverage masks is highest, over the
whole map and in every block of it. It must stay under half a pixel with the style as delivered, and under a tenth
with the same style without its outlines, which GDAL's drawing hasn't either."""
import json
import math
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.request
import zipfile

from interop import DATA, PROGRAM, SHARED, SOURCE, check, finish, need, run, skip, tool

try:
    import numpy as np
    from osgeo import gdal, osr
except ImportError as e:
    skip(str(e))
gdal.UseExceptions()
osr.UseExceptions()

LIMIT = 0.5
FLAT_LIMIT = 0.1
OVER = 8
BLOCK = 256
STAND = "2020-09-15"
CENTRE = 206400, 447400  # the old town
Z17 = 20037508.342789244 * 2 / 256 / 2 ** 17  # WebMercatorQuad's cell at z 17: 1.194 m
SETS = {"WebMercatorQuad": ("EPSG:3857", -20037508.342789244, 20037508.342789244, 20037508.342789244 * 2 / 256),
        "NetherlandsRDNewQuad": ("EPSG:28992", -285401.92, 903401.92, 3440.64)}  # Geonovum's RD tiling


def project(x, y, crs):
    """From RD to crs, east before north."""
    systems = []
    for code in (28992, int(crs.split(":")[1])):
        system = osr.SpatialReference()
        system.ImportFromEPSG(code)
        system.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
        systems.append(system)
    return osr.CoordinateTransformation(*systems).TransformPoint(x, y)[:2]


def rd_by_series(x, y):
    """RD to Web Mercator without PROJ: the series of Schreutelkamp and Strang van Hees (2001), good to 0.25 m."""
    dx, dy = (x - 155000) * 1e-5, (y - 463000) * 1e-5
    k = {(0, 1): 3235.65389, (2, 0): -32.58297, (0, 2): -0.24750, (2, 1): -0.84978, (0, 3): -0.06550, (2, 2): -0.01709,
         (1, 0): -0.00738, (4, 0): 0.00530, (2, 3): -0.00039, (4, 1): 0.00033, (1, 1): -0.00012}
    m = {(1, 0): 5260.52916, (1, 1): 105.94684, (1, 2): 2.45656, (3, 0): -0.81885, (1, 3): 0.05594, (3, 1): -0.05607,
         (0, 1): 0.01199, (3, 2): -0.00256, (1, 4): 0.00128, (0, 2): 0.00022, (2, 0): -0.00022, (5, 0): 0.00026}
    lat = 52.15517440 + sum(c * dx ** p * dy ** q for (p, q), c in k.items()) / 3600
    lon = 5.38720621 + sum(c * dx ** p * dy ** q for (p, q), c in m.items()) / 3600
    return 6378137 * math.radians(lon), 6378137 * math.log(math.tan(math.pi / 4 + math.radians(lat) / 2))


# ---- pictures ----

def coverage(path):
    """How much of each pixel is covered, 0 to 1, from the alpha of a PNG."""
    picture = gdal.Open(path)
    bands = picture.ReadAsArray()
    if picture.RasterCount == 1:  # few colours: a palette
        table = picture.GetRasterBand(1).GetColorTable()
        return np.array([table.GetColorEntry(i)[3] for i in range(table.GetCount())])[bands] / 255.0
    assert picture.RasterCount == 4, "an RGBA picture was expected"
    return bands[3] / 255.0


def reference(source, layer, box, width, height, tmp):
    """GDAL's drawing: the share of the 8 x 8 small pixels whose centre is inside."""
    out = f"{tmp}/ref.tif"
    tool("gdal_rasterize", "-q", "-l", layer, "-burn", "255", "-ot", "Byte", "-init", "0", "-te", *map(repr, box), "-ts",
         str(width * OVER), str(height * OVER), source, out)
    big = gdal.Open(out).ReadAsArray()
    os.remove(out)
    return big.reshape(height, OVER, width, OVER).mean(axis=(1, 3)) / 255.0


def shift_between(a, b):
    """How far a lies right and below of b, in pixels, and how alike they are there (1: the same)."""
    h, w = a.shape
    window = np.outer(np.hanning(h), np.hanning(w))
    a, b = ((m - m.mean()) * window for m in (a, b))
    cross = np.fft.fft2(a) * np.conj(np.fft.fft2(b))
    peak = np.unravel_index(np.argmax(np.fft.ifft2(cross).real), a.shape)
    at = [p - n if p > n // 2 else p for p, n in zip(peak, a.shape)]
    fy, fx = np.fft.fftfreq(h), np.fft.fftfreq(w)
    for step in (0.25, 0.05, 0.01):  # the correlation itself, between the pixels, ever finer
        y = at[0] + np.arange(-6, 7) * step
        x = at[1] + np.arange(-6, 7) * step
        fine = (np.exp(2j * np.pi * np.outer(y, fy)) @ cross @ np.exp(2j * np.pi * np.outer(fx, x))).real
        i, j = np.unravel_index(np.argmax(fine), fine.shape)
        at = [y[i], x[j]]
    return at[1], at[0], fine.max() / cross.size / math.sqrt((a * a).sum() * (b * b).sum())


def judge(name, ours, theirs, limit=FLAT_LIMIT):
    dx, dy, alike = shift_between(ours, theirs)
    worst, blocks = 0.0, 0
    for top in range(0, ours.shape[0] - BLOCK + 1, BLOCK // 2):
        for left in range(0, ours.shape[1] - BLOCK + 1, BLOCK // 2):
            a, b = (m[top:top + BLOCK, left:left + BLOCK] for m in (ours, theirs))
            if 0.05 < b.mean() < 0.8:
                bx, by, _ = shift_between(a, b)
                worst, blocks = max(worst, math.hypot(bx, by)), blocks + 1
    ok = math.hypot(dx, dy) < limit and worst < limit and alike > 0.9 and blocks >= 4
    check(ok, "%-52s dx %+.2f dy %+.2f px; ergste van %d blokken %.2f px; gelijkenis %.3f; bedekt %.1f%% (GDAL %.1f%%)" %
          (name, dx, dy, blocks, worst, alike, 100 * ours.mean(), 100 * theirs.mean()))


# ---- our server, and clients of it ----

class Server:
    def __init__(self, warehouse, styles=None):
        data = [*DATA, "--stijlen", styles] if styles else DATA
        self.process = subprocess.Popen([PROGRAM, "serve", "--poort", "0", "--log", "error", "--magazijn", warehouse, *data],
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.url = re.search(r"http://[^/ ]+", self.process.stdout.readline()).group(0)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)

    def picture(self, path, to):
        with urllib.request.urlopen(self.url + path, timeout=60) as answer, open(to, "wb") as f:
            assert answer.headers["Content-Type"] == "image/png", answer.headers["Content-Type"]
            f.write(answer.read())
        return coverage(to)


def box_around(crs, cell, size, at=CENTRE):
    x, y = project(*at, crs)
    return x - cell * size / 2, y - cell * size / 2, x + cell * size / 2, y + cell * size / 2


def wms(server, layer, crs, box, width, height, tmp):
    order = (1, 0, 3, 2) if crs in ("EPSG:4326", "EPSG:4258") else (0, 1, 2, 3)  # WMS 1.3.0, 6.7.3.2
    return server.picture("/wms?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&LAYERS=%s&STYLES=&CRS=%s&BBOX=%s&WIDTH=%d&HEIGHT=%d"
                          "&FORMAT=image/png&TRANSPARENT=TRUE" %
                          (layer, crs, ",".join(repr(box[i]) for i in order), width, height), f"{tmp}/wms.png")


def gdal_client(service, crs, box, width, height, tmp, window, extra):
    """gdal_translate with a service description: GDAL asks, puts the blocks together, and we look at what it made."""
    description = f"{tmp}/dienst.xml"
    with open(description, "w") as f:
        f.write("<GDAL_WMS>%s<DataWindow>%s</DataWindow><Projection>%s</Projection><BandsCount>4</BandsCount>"
                "<BlockSizeX>256</BlockSizeX><BlockSizeY>256</BlockSizeY>%s<ZeroBlockHttpCodes>404</ZeroBlockHttpCodes>"
                "</GDAL_WMS>" % (service, window, crs, extra))
    tool("gdal_translate", "-q", "-of", "GTiff", "-r", "nearest", "-projwin", repr(box[0]), repr(box[3]), repr(box[2]),
         repr(box[1]), "-outsize", str(width), str(height), description, f"{tmp}/klant.tif")
    return coverage(f"{tmp}/klant.tif")


def gdal_wms(server, crs, box, width, height, tmp):
    service = ("<Service name=\"WMS\"><Version>1.3.0</Version><ServerUrl>%s/wms?</ServerUrl><CRS>%s</CRS><ImageFormat>"
               "image/png</ImageFormat><Transparent>TRUE</Transparent><Layers>pand</Layers><Styles></Styles></Service>" %
               (server.url, crs))
    window = ("<UpperLeftX>%r</UpperLeftX><UpperLeftY>%r</UpperLeftY><LowerRightX>%r</LowerRightX><LowerRightY>%r"
              "</LowerRightY><SizeX>%d</SizeX><SizeY>%d</SizeY>" % (box[0], box[3], box[2], box[1], width, height))
    return gdal_client(service, crs, box, width, height, tmp, window, "")


def tile_box(tms, z, n, at=CENTRE):
    """n by n tiles around the centre: their first column and row, and their box."""
    crs, left, top, cell = SETS[tms]
    span = cell / 2 ** z * 256
    x, y = project(*at, crs)
    column, row = (int(c / span) - n // 2 for c in (x - left, top - y))
    return column, row, (left + column * span, top - (row + n) * span, left + (column + n) * span, top - row * span)


def tiles(server, tms, z, column, row, n, tmp):
    return np.vstack([np.hstack([server.picture(f"/tiles/pand/{tms}/{z}/{column + i}/{row + j}.png", f"{tmp}/tegel.png")
                                 for i in range(n)]) for j in range(n)])


def gdal_tms(server, tms, z, box, n, tmp):
    crs, left, top, cell = SETS[tms]
    service = ("<Service name=\"TMS\"><ServerUrl>%s/tiles/pand/%s/${z}/${x}/${y}.png</ServerUrl></Service>" %
               (server.url, tms))
    window = ("<UpperLeftX>%r</UpperLeftX><UpperLeftY>%r</UpperLeftY><LowerRightX>%r</LowerRightX><LowerRightY>%r"
              "</LowerRightY><TileLevel>%d</TileLevel><TileCountX>1</TileCountX><TileCountY>1</TileCountY><YOrigin>top"
              "</YOrigin>" % (left, top, left + 256 * cell, top - 256 * cell, z))
    return gdal_client(service, crs, box, 256 * n, 256 * n, tmp, window, "")


# ---- the test ----

def source_by_gdal(tmp):
    """The existing panden, straight from the extract, in each CRS, as GeoPackages; and how many."""
    folder = f"{tmp}/xml"
    with zipfile.ZipFile(f"{SHARED}/bag/0221PND15092020.zip") as z:
        z.extractall(folder)
    sql = ("SELECT max(voorkomenIdentificatie) AS nummer, identificatie, geometry FROM Pand WHERE beginGeldigheid <= '%s' "
           "AND (eindGeldigheid IS NULL OR eindGeldigheid > '%s') AND tijdstipInactief IS NULL AND status NOT IN "
           "('Niet gerealiseerd pand', 'Pand gesloopt', 'Bouwvergunning verleend', 'Pand ten onrechte opgevoerd') "
           "GROUP BY identificatie" % (STAND, STAND))
    files = {"EPSG:28992": f"{tmp}/pand_28992.gpkg"}
    tool("ogr2ogr", "-q", "-f", "GPKG", "-nln", "pand", "-a_srs", "EPSG:28992", "-dialect", "SQLITE", "-sql", sql,
         files["EPSG:28992"], folder)
    for crs in ("EPSG:3857", "EPSG:4326"):
        files[crs] = f"{tmp}/pand_{crs[5:]}.gpkg"
        tool("ogr2ogr", "-q", "-f", "GPKG", "-nln", "pand", "-t_srs", crs, files[crs], files["EPSG:28992"])
    made = gdal.OpenEx(files["EPSG:28992"])
    return files, made.GetLayer(0).GetFeatureCount()


def flat_styles(tmp):
    """The delivered styles, panden without their outlines."""
    folder = shutil.copytree(f"{SOURCE}/styles", f"{tmp}/stijlen")
    with open(f"{folder}/pand_bouwjaar.sld") as f:
        text, n = re.subn(r"<se:LineSymbolizer>.*?</se:LineSymbolizer>", "", f.read(), flags=re.S)
    assert n, "pand_bouwjaar.sld has no outlines to leave out"
    with open(f"{folder}/pand_bouwjaar.sld", "w") as f:
        f.write(text)
    return folder


def self_check(files, tmp):
    """The measure measures: a drawing moved by a known part of a pixel is seen as moved by that."""
    box = box_around("EPSG:3857", Z17, 512)
    still = reference(files["EPSG:3857"], "pand", box, 512, 512, tmp)
    for x, y in ((0.5, 0.0), (-0.3, 0.4), (2.25, -1.5)):
        moved = [box[0] - x * Z17, box[1] + y * Z17, box[2] - x * Z17, box[3] + y * Z17]
        dx, dy, _ = shift_between(reference(files["EPSG:3857"], "pand", moved, 512, 512, tmp), still)
        check(math.hypot(dx - x, dy - y) < 0.05, "de maat: %+.2f %+.2f px verschoven, gemeten %+.2f %+.2f" % (x, y, dx, dy))


def wijk_border(server, tmp):
    """The CBS boundary itself: a line, so its drawing by GDAL is the thin line through the middle of ours."""
    source = f"{SHARED}/cbs/wijk_2022_doesburg_rd.geojson"
    with open(source) as f:
        geometry = json.load(f)["features"][0]["geometry"]
    ring = geometry["coordinates"][0]
    ring = ring[0] if geometry["type"] == "MultiPolygon" else ring
    for crs in ("EPSG:28992", "EPSG:3857"):
        lines = f"{tmp}/wijk_{crs[5:]}.gpkg"
        tool("ogr2ogr", "-q", "-f", "GPKG", "-nln", "wijk", "-s_srs", "EPSG:28992", "-t_srs", crs, "-nlt", "MULTILINESTRING",
             "-explodecollections", lines, source)
        for side, corner in (("west", min(ring)), ("oost", max(ring))):  # corners hold both directions
            box = box_around(crs, Z17, 1024, corner[:2])
            ours = wms(server, "wijk", crs, box, 1024, 1024, tmp)
            theirs = reference(lines, "wijk", box, 1024, 1024, tmp)
            dx, dy, alike = shift_between(ours, theirs)
            check(math.hypot(dx, dy) < LIMIT and alike > 0.5, "wijkgrens %s, %s: dx %+.2f dy %+.2f px; gelijkenis %.3f" %
                  (crs, side, dx, dy, alike))


def main():
    need("ogr2ogr", "gdal_rasterize", "gdal_translate")
    with tempfile.TemporaryDirectory(prefix="gm-interop-") as tmp:
        warehouse = f"{tmp}/magazijn"
        for args in (["bag", f"{SHARED}/bag/0221PND15092020.zip"],
                     ["gebieden", f"{SHARED}/cbs/wijk_2022_doesburg_rd.geojson"]):
            done = run("import", *args, "--magazijn", warehouse)
            check(done.returncode == 0, "import " + args[0] + done.stderr)
        files, n = source_by_gdal(tmp)
        print("      %d bestaande panden, door GDAL uit het extract" % n)
        mercator, series = project(*CENTRE, "EPSG:3857"), rd_by_series(*CENTRE)
        apart = math.hypot(mercator[0] - series[0], mercator[1] - series[1]) / Z17
        check(apart < LIMIT, "PROJ en de reeks van Schreutelkamp en Strang van Hees: %.2f px uiteen" % apart)
        self_check(files, tmp)
        zooms = (("WebMercatorQuad", 17, FLAT_LIMIT), ("NetherlandsRDNewQuad", 12, FLAT_LIMIT),
                 ("NetherlandsRDNewQuad", 16, LIMIT))  # 5 cm pixels: blocks with one wall say little of the way along it
        with Server(warehouse, flat_styles(tmp)) as server:
            for crs in ("EPSG:28992", "EPSG:3857"):
                box = box_around(crs, Z17, 1024)
                theirs = reference(files[crs], "pand", box, 1024, 1024, tmp)
                judge(f"WMS {crs}", wms(server, "pand", crs, box, 1024, 1024, tmp), theirs)
                judge(f"WMS {crs} door GDAL", gdal_wms(server, crs, box, 1024, 1024, tmp), theirs)
            x, y = project(*CENTRE, "EPSG:4326")
            box = x - 0.008, y - 0.005, x + 0.008, y + 0.005
            judge("WMS EPSG:4326", wms(server, "pand", "EPSG:4326", box, 1024, 1024, tmp),
                  reference(files["EPSG:4326"], "pand", box, 1024, 1024, tmp))
            for tms, z, limit in zooms:
                column, row, box = tile_box(tms, z, 4)
                theirs = reference(files[SETS[tms][0]], "pand", box, 1024, 1024, tmp)
                judge(f"tegels {tms} z{z}", tiles(server, tms, z, column, row, 4, tmp), theirs, limit)
                judge(f"tegels {tms} z{z} door GDAL", gdal_tms(server, tms, z, box, 4, tmp), theirs, limit)
        with Server(warehouse) as server:
            for crs in ("EPSG:28992", "EPSG:3857"):
                box = box_around(crs, Z17, 1024)
                theirs = reference(files[crs], "pand", box, 1024, 1024, tmp)
                judge(f"WMS {crs} door GDAL, met omtrek", gdal_wms(server, crs, box, 1024, 1024, tmp), theirs, LIMIT)
            wijk_border(server, tmp)
    finish()


main()
