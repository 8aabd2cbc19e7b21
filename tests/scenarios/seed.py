#!/usr/bin/env python3
"""seed: what is drawn beforehand is what the server draws; a killed run goes on; PMTiles by a reader of our own, written
from the specification; the server uses the file only while it fits the warehouse."""
import os
import shutil
import signal
import sqlite3
import subprocess
import time

from pmtiles import Pmtiles, faults, tiles
from scenario import DATA, PROGRAM, SOURCE, Place, Server, check, finish


def seed(p, *args):
    return p.run("seed", "--laag", "pand", *args)


def metadata(path):
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    rows = dict(db.execute("SELECT name, value FROM metadata"))
    db.close()
    return rows


def mark(path):
    """A byte behind every picture, which shows from where it came."""
    db = sqlite3.connect(path)
    for row, data in db.execute("SELECT id, tile_data FROM images").fetchall():
        db.execute("UPDATE images SET tile_data = ? WHERE id = ?", (data + b"\0", row))
    db.commit()
    db.close()


with Place(3000) as p:
    p.fill()
    whole, part, pm = f"{p.dir}/heel.mbtiles", f"{p.dir}/deels.mbtiles", f"{p.dir}/heel.pmtiles"
    started = time.monotonic()
    status, out, text = seed(p, "--zoom", "9-17", "--uit", whole)
    takes = time.monotonic() - started
    expected = tiles(whole)
    check(status == 0 and f"{len(expected)} tegels" in out, f"seed slaagt: {out.strip()} {text.strip()[-200:]}")
    check(len(expected) > 100, "er zijn tegels")
    m = metadata(whole)
    check(m["format"] == "png" and m["minzoom"] == "9" and m["maxzoom"] == "17" and m["name"] == "Panden", "metadata")
    west, south, east, north = map(float, m["bounds"].split(","))
    check(6 < west < east < 8 and 52 < south < north < 54, f"bounds {m['bounds']}")

    # against the server, which draws for itself: all tiles of three zooms, and the empty ones around them
    with Server(p) as s:
        wrong = 0
        for z in (9, 13, 15):
            xs, ys = [k[1] for k in expected if k[0] == z], [k[2] for k in expected if k[0] == z]
            blank = s.get(f"/tiles/pand/WebMercatorQuad/{z}/0/0.png")[2]
            for x in range(min(xs) - 1, max(xs) + 2):
                for y in range(min(ys) - 1, max(ys) + 2):
                    got = s.get(f"/tiles/pand/WebMercatorQuad/{z}/{x}/{y}.png")[2]
                    wrong += got != expected.get((z, x, y), blank)
        check(wrong == 0, "elke tegel is die van de server, en wat ontbreekt is leeg")

    # killed at three moments, then once to the end
    args = [PROGRAM, "seed", "--laag", "pand", "--zoom", "9-17", "--uit", part, "--magazijn", p.warehouse, *DATA]
    kills = 0
    for share in (0.3, 0.5, 0.6):
        running = subprocess.Popen(args, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(takes * share)
        running.send_signal(signal.SIGKILL)
        kills += running.wait() == -signal.SIGKILL
    check(kills > 0, f"{kills} keer gestopt met kill -9")
    before = len(tiles(part)) if os.path.exists(part) else 0
    status, out, text = seed(p, "--zoom", "9-17", "--uit", part)
    check(status == 0 and tiles(part) == expected, f"na kill -9 komt hetzelfde uit, met {before} tegels al klaar")
    drawn = int(out.split("; ")[1].split()[0])
    again = seed(p, "--zoom", "9-17", "--uit", part)[1]
    check("; 0 nu getekend" in again, f"nog een keer tekent niets ({drawn} na de kill)")
    status, out, text = seed(p, "--zoom", "9-18", "--gebied", "GM9900", "--uit", part)
    check(status == 0 and metadata(part)["maxzoom"] == "18" and expected.items() <= tiles(part).items(),
          f"een groter bereik vult aan {text[-200:]}")

    # PMTiles, from its specification
    status, out, text = seed(p, "--zoom", "9-17", "--uit", pm)
    check(status == 0 and not os.path.exists(pm + ".deels"), f"PMTiles: {out.strip()} {text[-100:]}")
    archive = Pmtiles(pm)
    wrong = faults(expected, pm)
    check(not wrong, f"dezelfde tegels, geordend, met een kop die klopt {wrong}")
    check(abs(archive.box[0] - west) < 1e-5 and archive.metadata()["name"] == "Panden", "plaats en naam")

    # areas of one colour: each picture once, runs of the same tile as one entry
    fill = f"{p.dir}/vlak.pmtiles"
    status, out, text = p.run("seed", "--laag", "meldingen_wijk", "--zoom", "14-17", "--uit", fill)
    archive = Pmtiles(fill)
    found = {k: d for k, _, d in archive.all()}
    check(status == 0 and archive.addressed == len(found) > archive.entries > archive.contents == len(set(found.values())),
          f"{archive.addressed} tegels, {archive.entries} regels, {archive.contents} verschillende plaatjes")

    # RD says that it isn't standard
    rd = f"{p.dir}/rd.mbtiles"
    seed(p, "--zoom", "8-10", "--tms", "NetherlandsRDNewQuad", "--uit", rd)
    check("EPSG:28992" in metadata(rd)["description"] and metadata(rd)["crs"] == "EPSG:28992", "RD staat erbij")

    # the server uses the file while it fits; a mark in it shows from where a tile came
    mark(whole)
    key = next(k for k in expected if k[0] == 15)
    url = "/tiles/pand/WebMercatorQuad/%d/%d/%d.png" % key
    styles = f"{p.dir}/stijlen"
    shutil.copytree(f"{SOURCE}/styles", styles)

    def from_file(*more):
        line = [PROGRAM, "serve", "--poort", "0", "--log", "error", "--magazijn", p.warehouse, *DATA, *more]
        server = Server.__new__(Server)
        server.process = subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        server.url = next(w for w in server.process.stdout.readline().split() if w.startswith("http")).rstrip("/")
        return server
    with from_file("--tegels", whole) as s:
        check(s.get(url)[2] == expected[key] + b"\0", "de server neemt de tegel uit het bestand")
    with from_file("--tegels", whole, "--stijlen", styles) as s:
        check(s.get(url)[2] == expected[key] + b"\0", "ook met dezelfde stijlen op een andere plek")
        with open(f"{styles}/pand_bouwjaar.sld", encoding="utf-8") as f:
            sld = f.read()
        with open(f"{styles}/pand_bouwjaar.sld", "w", encoding="utf-8") as f:
            f.write(sld.replace("<!--", "<!-- bewerkt ", 1) if "<!--" in sld else sld + "\n")
        until = time.monotonic() + 3
        while s.get(url)[2] != expected[key] and time.monotonic() < until:
            time.sleep(0.1)
        check(s.get(url)[2] == expected[key], "een bewerkte stijl geldt binnen 3 s, en het bestand dan niet meer")
    status, _, text = p.run("import", "mor", f"{p.source}/mor")
    with from_file("--tegels", whole) as s:
        check(status == 0 and s.get(url)[2] == expected[key] + b"\0", "een import van meldingen laat panden zoals zij zijn")
        p.run("import", "bag", p.bag)
        time.sleep(0.5)
        check(s.get(url)[2] == expected[key], "na een import van de BAG tekent de server weer zelf")
        # seeded anew under a running server: with another style first, which must not show as this one
        status, out, text = seed(p, "--zoom", "9-12", "--stijl", "pand_status", "--uit", whole)
        check(status == 0 and max(k[0] for k in tiles(whole)) == 12, f"dan begint seed opnieuw {text[-100:]}")
        near = next(k for k in expected if k[0] == 12)
        url = "/tiles/pand/WebMercatorQuad/%d/%d/%d.png" % near
        check(s.get(url)[2] == expected[near], "tegels van een andere stijl gelden niet voor deze")
        status, out, text = seed(p, "--zoom", "9-13", "--uit", whole)
        mark(whole)
        near = next(k for k in expected if k[0] == 13)
        url = "/tiles/pand/WebMercatorQuad/%d/%d/%d.png" % near
        check(status == 0 and s.get(url)[2] == expected[near] + b"\0", f"nieuwe tegels gelden zonder herstart {text[-100:]}")

    # what is wrong is said
    for args, word in ((["--zoom", "9-99", "--uit", part], "--zoom"), (["--zoom", "x", "--uit", part], "--zoom"),
                       (["--zoom", "5", "--uit", p.bag + ".mbtiles/x.mbtiles"], "te maken of te openen"), (["--zoom", "5"], "--uit"),
                       (["--zoom", "5", "--uit", part, "--gebied", "1,2,3"], "--gebied"),
                       (["--zoom", "5", "--uit", part, "--stijl", "adres"], "stijl")):
        status, _, text = seed(p, *args)
        check(status not in (0, 70) and word in text, f"geweigerd: {' '.join(args)[:60]}: {text.strip()[-120:]}")
    open(f"{p.dir}/vreemd.mbtiles", "w").write("geen database, wel een bestand dat iemand bewaart " * 40)
    status, _, text = seed(p, "--zoom", "5", "--uit", f"{p.dir}/vreemd.mbtiles")
    check(status != 0 and open(f"{p.dir}/vreemd.mbtiles").read().startswith("geen"), "een ander bestand blijft heel")
    status, _, text = p.run("serve", "--poort", "0", "--tegels", f"{p.dir}/vreemd.mbtiles")
    check(status != 0 and "MBTiles" in text, f"serve weigert wat geen MBTiles is")
finish()
