#!/usr/bin/env python3
"""Requests and data made to be heavy: each is refused in words or drawn, and the server's memory stays under its cap.

zwaar.py [--groot]: with --groot a polygon of 5 million points instead of 300,000."""
import array
import math
import struct
import subprocess
import sys

from scenario import PROGRAM, Place, Server, check, finish

CAP_MIB = 900  # of the server as a whole, two workers


def peak_mib(server):
    with open(f"/proc/{server.process.pid}/status") as f:
        return next(int(line.split()[1]) for line in f if line.startswith("VmHWM")) / 1024


def circle(points, x, y, radius):
    """Clockwise, as the outer rings of a shapefile run."""
    ring = array.array("d")
    for i in range(points + 1):
        a = -2 * math.pi * (i % points) / points
        r = radius * (1 + 0.05 * math.sin(a * 5000))
        ring.extend((round(x + r * math.cos(a), 3), round(y + r * math.sin(a), 3)))
    return ring


def heavy_polygon(place, points):
    """A wijk with so many points, as a shapefile (ESRI Shapefile Technical Description, 1998)."""
    ring = circle(points, 240000, 560000, 9000)
    box = (min(ring[::2]), min(ring[1::2]), max(ring[::2]), max(ring[1::2]))
    shape = struct.pack("<i4diii", 5, *box, 1, len(ring) // 2, 0) + ring.tobytes()
    fields = (("wijkcode", "WK990099"), ("wijknaam", "Zware wijk"), ("gm_code", "GM9900"), ("inwoners", "10"))

    def head(words):
        return struct.pack(">7i", 9994, 0, 0, 0, 0, 0, words) + struct.pack("<2i8d", 1000, 5, *box, 0, 0, 0, 0)

    base = f"{place.dir}/wijk_2022"
    with open(base + ".shp", "wb") as f:
        f.write(head(50 + 4 + len(shape) // 2) + struct.pack(">2i", 1, len(shape) // 2) + shape)
    with open(base + ".shx", "wb") as f:
        f.write(head(54) + struct.pack(">2i", 50, len(shape) // 2))
    with open(base + ".dbf", "wb") as f:
        f.write(struct.pack("<BBBBIHH20x", 3, 122, 1, 1, 1, 33 + 32 * len(fields), 1 + 20 * len(fields)))
        for name, _ in fields:
            f.write(struct.pack("<11scIBB14x", name.encode(), b"C", 0, 20, 0))
        f.write(b"\r " + b"".join(value.encode().ljust(20) for _, value in fields) + b"\x1a")
    return base + ".shp"


def heavy_style(rules):
    rule = ("<Rule><Name>r%d</Name><ogc:Filter><ogc:PropertyIsEqualTo><ogc:PropertyName>naam</ogc:PropertyName>"
            "<ogc:Literal>n%d</ogc:Literal></ogc:PropertyIsEqualTo></ogc:Filter><PolygonSymbolizer><Fill>"
            "<CssParameter name=\"fill\">#102030</CssParameter></Fill></PolygonSymbolizer></Rule>")
    return ("<StyledLayerDescriptor version=\"1.0.0\" xmlns=\"http://www.opengis.net/sld\" "
            "xmlns:ogc=\"http://www.opengis.net/ogc\"><NamedLayer><Name>x</Name><UserStyle><FeatureTypeStyle>" +
            "".join(rule % (i, i) for i in range(rules)) +
            "</FeatureTypeStyle></UserStyle></NamedLayer></StyledLayerDescriptor>")


def main():
    points = 5000000 if "--groot" in sys.argv else 300000
    with Place(2000) as p:
        p.fill()
        style = f"{p.dir}/zwaar.sld"
        with open(style, "w") as f:
            f.write(heavy_style(10000))
        done = subprocess.run([PROGRAM, "style", "check", style], capture_output=True, text=True, timeout=60)
        check(done.returncode == 1 and "zwaar.sld" in done.stdout + done.stderr and "2000" in
              (done.stdout + done.stderr).replace(".", ""), "een stijl met 10.000 regels wordt geweigerd, met het maximum erbij")
        status, _, text = p.run("import", "gebieden", heavy_polygon(p, points), "--jaar", "2022")
        check(status == 0, f"een wijk van {points} punten wordt geladen {text if status else ''}")
        year = p.query("SELECT max(jaar) FROM wijk")[0][0]
        if year != 2022:
            p.run("import", "gebieden", f"{p.dir}/wijk_2022.shp", "--jaar", str(year + 1))
        with Server(p) as server:
            refused = drawn = 0
            x0, y0, cell = -285401.92, 903401.92, 3440.64
            for z in range(1, 15):
                side = 256 * cell / 2 ** z
                for x, y in ((240000, 560000), (248990, 560010)):
                    status, headers, body = server.get(f"/tiles/wijk/NetherlandsRDNewQuad/{z}/{int((x - x0) / side)}/"
                                                       f"{int((y0 - y) / side)}.png")
                    drawn += status == 200
                    refused += status != 200 and b"title" in body
            check(drawn + refused == 28, f"{drawn} tegels met de zware wijk zijn getekend, {refused} met reden geweigerd")
            check(drawn > 0, "het meeste is gewoon te tekenen")
            base = "/wms?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&LAYERS=%s&STYLES=&CRS=EPSG:28992&FORMAT=image/%s"
            box = "&BBOX=%s" % ",".join(str(v) for v in p.query(
                "SELECT min(xmin), min(ymin), max(xmax), max(ymax) FROM idx_pand_geom")[0])
            for width, height, kind, good in ((16384, 16384, "png", False), (8192, 8192, "png", False),
                                              (8192, 4096, "png", True), (8192, 2, "webp", True), (4000, 4000, "jpeg", True),
                                              (0, 5, "png", False), (8192, 8192, "svg%2Bxml", True)):
                status, headers, body = server.get(base % ("pand,wijk", kind) + box + f"&WIDTH={width}&HEIGHT={height}")
                is_image = status == 200 and headers["Content-Type"].startswith("image/")
                check(is_image == good and (good or b"ServiceException" in body),
                      f"GetMap van {width} × {height} als {kind}: {'getekend' if good else 'geweigerd, met de reden'}")
            layers = ",".join(["pand"] * 400)
            status, headers, body = server.get(base % (layers, "png") + box + "&WIDTH=256&HEIGHT=256")
            check(b"ServiceException" in body or headers["Content-Type"] == "image/png", "400 lagen tegelijk")
            check(server.get("/healthz")[0] == 200, "de server staat er nog")
            peak = peak_mib(server)
            check(peak < CAP_MIB, f"piek {peak:.0f} MiB, onder {CAP_MIB}")
    finish()


main()
