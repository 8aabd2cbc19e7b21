#!/usr/bin/env python3
"""Visits the demo's pages, tiles and figures over HTTP; ends with 0, or with what was wrong."""
import json
import re
import struct
import sys
import urllib.error
import urllib.parse
import urllib.request
import zlib

base = sys.argv[1]
faults = []


def get(path, expect=200):
    try:
        with urllib.request.urlopen(base + path, timeout=30) as answer:
            status, kind, body = answer.status, answer.headers.get("Content-Type", ""), answer.read()
    except urllib.error.HTTPError as answer:
        status, kind, body = answer.code, answer.headers.get("Content-Type", ""), answer.read()
    if status != expect:
        faults.append(f"{path}: status {status}, verwacht {expect}: {body[:200]!r}")
    return kind, body


def colours(png):
    """How many different pixel values a PNG has (palette index or raw bytes); 0 when it is no PNG."""
    if png[:8] != b"\x89PNG\r\n\x1a\n":
        return 0
    at, data, head = 8, b"", None
    while at < len(png):
        size, kind = struct.unpack(">I4s", png[at:at + 8])
        if kind == b"IHDR":
            head = struct.unpack(">IIBBBBB", png[at + 8:at + 21])
        elif kind == b"IDAT":
            data += png[at + 8:at + 8 + size]
        at += 12 + size
    return len(set(zlib.decompress(data))) if head else 0


def check(ok, text):
    if not ok:
        faults.append(text)


kind, page = get("/")
check("text/html" in kind, f"/: {kind} in plaats van HTML")
for link in re.findall(rb'(?:src|href)="(/static/[^"]+)"', page):
    get(link.decode())
check(json.loads(get("/healthz")[1] or b"{}").get("status") == "ok", "/healthz is niet ok")

themes = json.loads(get("/api/v1/themas")[1] or b"{}").get("themas", [])
check(len(themes) >= 4, f"{len(themes)} thema's in plaats van vier")
areas = json.loads(get("/api/v1/gebieden?niveau=gemeente")[1] or b"{}").get("gebieden", [])
check(len(areas) >= 1, "geen gemeente")
minx, miny, maxx, maxy = areas[0]["bbox"] if areas else (0, 0, 1, 1)

drawn = 0
for theme in themes:
    for layer in theme["lagen"]:
        # A tile in the middle of the municipality that surely holds something: the whole of it, at a zoom that fits.
        z = 4
        side = 3440.64 / 2 ** z * 256
        x, y = int(((minx + maxx) / 2 + 285401.92) // side), int((903401.92 - (miny + maxy) / 2) // side)
        box = f"{minx},{miny},{maxx},{maxy}"
        for style in layer["stijlen"]:
            path = layer["tegels"].format(laag=layer["id"], tms="NetherlandsRDNewQuad", z=z, x=x, y=y)
            path = path.replace("{tms}", "NetherlandsRDNewQuad")
            kind, png = get(f"{path}?stijl={style['id']}")
            check(kind.startswith("image/png"), f"{path}: {kind}")
            query = urllib.parse.urlencode({
                "SERVICE": "WMS", "VERSION": "1.3.0", "REQUEST": "GetMap", "LAYERS": layer["id"], "STYLES": style["id"],
                "CRS": "EPSG:28992", "BBOX": box, "WIDTH": 800, "HEIGHT": 800, "FORMAT": "image/png",
                "TRANSPARENT": "TRUE"})
            kind, png = get("/wms?" + query)
            check(kind.startswith("image/png"), f"GetMap {layer['id']} {style['id']}: {kind} {png[:300]!r}")
            drawn += colours(png) > 1
        legend = json.loads(get(f"/api/v1/lagen/{layer['id']}/legenda")[1] or b"{}")
        check(legend.get("regels") or layer["datum"] is None, f"geen legenda van {layer['id']}")
        for rule in legend.get("regels", [])[:3]:
            kind, png = get(rule["afbeelding"])
            check(kind.startswith("image/png"), f"legenda {rule['afbeelding']}: {kind}")
check(drawn >= 8, f"maar {drawn} van de kaarten zijn niet leeg")

kind, xml = get("/wms?SERVICE=WMS&REQUEST=GetCapabilities")
check(b"<WMS_Capabilities" in xml, "GetCapabilities is geen WMS 1.3.0")
for indicator in json.loads(get("/api/v1/indicatoren")[1] or b"{}").get("indicatoren", []):
    level = "wijk" if "wijk" in indicator["niveaus"] else indicator["niveaus"][0]
    values = json.loads(get(f"/api/v1/indicatoren/{indicator['id']}/waarden?niveau={level}")[1] or b"{}")
    shown = [v for v in values.get("waarden", []) if v["waarde"] is not None]
    check(shown, f"indicator {indicator['id']} toont geen enkel cijfer")
    if indicator["beschermd"]:
        check(all(v["waarde"] % 5 == 0 and v["waarde"] >= 10 for v in shown), f"{indicator['id']} is niet beschermd")
    get(f"/api/v1/indicatoren/{indicator['id']}/waarden?niveau={level}&f=csv")
found = json.loads(get("/locatieserver/search/v3_1/suggest?q=kerk&rows=5")[1] or b"{}").get("response", {})
check(found.get("docs"), "zoeken naar \"kerk\" vindt niets")
get("/tiles/bestaatniet/WebMercatorQuad/0/0/0.png", 404)
get("/tiles/pand/WebMercatorQuad/3/8/0.png", 404)

for fault in faults:
    print("FOUT:", fault, file=sys.stderr)
print(f"{drawn} kaarten met inhoud, {len(faults)} fouten")
sys.exit(1 if faults else 0)
