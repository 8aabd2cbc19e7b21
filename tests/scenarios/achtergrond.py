#!/usr/bin/env python3
"""The background map from the command line to the tile: kill -9 during the import, tiles in both matrix sets, a BAG import
that leaves it alone, and a viewer that is told that it is there."""
import signal
import subprocess
import time

from scenario import DATA, PROGRAM, Place, Server, check, finish

N = 12000 # waterdelen of 10 by 10 m, side by side in rows of 200
SURFACE = """<cityObjectMember><imgeo:Waterdeel gml:id="w{i}"><imgeo:relatieveHoogteligging>0</imgeo:relatieveHoogteligging>
<imgeo:identificatie><imgeo:NEN3610ID><imgeo:lokaalID>{id}.{i}</imgeo:lokaalID></imgeo:NEN3610ID></imgeo:identificatie>
<imgeo:bronhouder>G9900</imgeo:bronhouder><imgeo:bgt-status>bestaand</imgeo:bgt-status><class>watervlakte</class>
<imgeo:geometrie2dWaterdeel><gml:Polygon srsName="urn:ogc:def:crs:EPSG::28992"><gml:exterior><gml:LinearRing>
<gml:posList>{x} {y} {x2} {y} {x2} {y2} {x} {y2} {x} {y}</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon>
</imgeo:geometrie2dWaterdeel></imgeo:Waterdeel></cityObjectMember>"""
COUNT = "SELECT count(*), min(bron_id) FROM achtergrond_vlak"


def write(path, name, n):
    with open(path, "w", encoding="utf-8") as f:
        f.write('<?xml version="1.0"?><CityModel xmlns="http://www.opengis.net/citygml/2.0" '
                'xmlns:gml="http://www.opengis.net/gml" xmlns:imgeo="http://www.geostandaarden.nl/imgeo/2.1">')
        for i in range(n):
            x, y = 155000 + i % 200 * 10, 463000 + i // 200 * 10
            f.write(SURFACE.format(id=name, i=i, x=x, x2=x + 10, y=y, y2=y + 10))
        f.write("</CityModel>")
    return path


with Place(2000) as p:
    first, second = write(f"{p.dir}/een.gml", "A", N), write(f"{p.dir}/twee.gml", "B", N)
    status, out, text = p.run("import", "achtergrond", first)
    check(status == 0 and p.query(COUNT) == [(N, "A.0")], f"{N} vlakken staan erin {text.strip()}")
    blocks = p.query("SELECT laag FROM tegellaag WHERE laag LIKE 'achtergrond%' ORDER BY laag")
    check(blocks == [("achtergrond",), ("achtergrond_lijn",), ("achtergrond_naam",)], f"met tegelblokken {blocks}")
    started = time.monotonic()
    status, _, _ = p.run("import", "achtergrond", "--dry-run", second)
    takes = time.monotonic() - started
    check(status == 0 and p.query(COUNT) == [(N, "A.0")], f"een proefimport van {takes:.2f} s verandert niets")
    # 10 by 10 m at RD (156000, 463300): zoom 10 of 3.36 m a pixel; in WebMercatorQuad 5.402 E, 52.158 N at zoom 15
    tiles = {"NetherlandsRDNewQuad": "/tiles/achtergrond/NetherlandsRDNewQuad/10/513/511.png",
             "WebMercatorQuad": "/tiles/achtergrond/WebMercatorQuad/15/16875/10800.png"}
    with Server(p) as s:
        pictures = {}
        for name, path in tiles.items():
            status, headers, pictures[name] = s.get(path)
            check(status == 200 and len(pictures[name]) > 0, f"{name}: {status}")
            check(pictures[name] != s.get(path.replace("achtergrond", "achtergrond_naam"))[2], f"{name}: er staat water op")
        layers = [l for t in s.json("/api/v1/themas")["themas"] if t["id"] == "achtergrondkaart" for l in t["lagen"]]
        check(len(layers) == 3 and all(l["datum"] for l in layers), "de viewer hoort dat hij er is")
        generation = p.generation()
        for i in range(6):
            running = subprocess.Popen([PROGRAM, "import", "achtergrond", second, "--magazijn", p.warehouse, *DATA],
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(takes * (0.15 + 0.12 * i))
            running.send_signal(signal.SIGKILL)
            running.wait()
            if running.returncode != -signal.SIGKILL:
                break # it was done before the signal came
            same = all(s.get(path)[2] == pictures[name] for name, path in tiles.items())
            check(same and p.query(COUNT) == [(N, "A.0")] and p.generation() == generation,
                  f"moment {i + 1}: de oude kaart wordt nog bediend")
        status, _, text = p.run("import", "achtergrond", second)
        check(status == 0 and p.query(COUNT) == [(N, "B.0")], f"de volgende import slaagt {text.strip()}")
        check(p.query("PRAGMA integrity_check")[0][0] == "ok", "de database is heel")
    p.fill()
    check(p.query(COUNT) == [(N, "B.0")], "een BAG-import neemt de kaart mee")
    check(not p.left_over(), f"er is niets overgebleven {p.left_over()}")
finish()
