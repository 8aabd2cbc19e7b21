#!/usr/bin/env python3
"""Called by teken.sh, which says what this is."""
import argparse
import json
import os
import sys

from meet import PROGRAM, Work, machine, need, need_disk, table
from teken_data import DATA, HERE, SETS, Set, extent, tile_path, tiles, wms_path
from teken_picture import compare
from teken_servers import Client, Ours, files, mapserver, serve_knows, wrk

SOURCES = {"WebMercatorQuad": [("MapServer, SpatiaLite in RD", "spatialite"), ("MapServer, FlatGeobuf in 3857", "fgb-3857")],
           "NetherlandsRDNewQuad": [("MapServer, SpatiaLite in RD", "spatialite"),
                                    ("MapServer, FlatGeobuf in RD", "fgb-28992")]}


def fetch_all(server, paths):
    """Every path once: warms the server, and refuses what isn't a picture. The pictures."""
    client = Client(server.port)
    return [client.png(p) for p in paths]


def measure(server, name, paths, work, options, clients, threads=1):
    """A line for each number of clients."""
    pictures = fetch_all(server, paths)
    listing = f"{work}/paden.txt"
    with open(listing, "w") as f:
        f.writelines(p + "\n" for p in paths)
    found = []
    for n in clients:
        m = wrk(server, listing, n, options.seconds, threads)
        m.update(name=name, kb=sum(map(len, pictures)) / len(pictures) / 1e3)
        found.append(m)
        print(f"  {name}, {n}: {m['per_s']:.1f}/s", file=sys.stderr)
    return found, pictures


def mapfile(work, tms, source, all_tiles):
    file, epsg = source
    with open(f"{HERE}/mapserver.map.in") as f:
        text = f.read()
    for key, value in (("EPSG", SETS[tms][0]), ("FILE", file), ("DATA_EPSG", epsg),
                       ("EXTENT", "%.3f %.3f %.3f %.3f" % extent(tms, all_tiles))):
        text = text.replace(f"@{key}@", str(value))
    path = f"{work}/teken.map"
    with open(path, "w") as f:
        f.write(text)
    return path


def cold(data, tms, options):
    """Ours and the peers' lines on one data set in one projection; stops when they draw different things."""
    where = tiles(data.magazijn, tms)
    lines, drawn = [], {}
    if "ours" in options.only:
        with Work() as work, Ours(work, data.magazijn, DATA, cache=False) as server:
            for name, paths in (("geomagazijn, tegel", [tile_path(tms, t) for t in where]),
                                ("geomagazijn, WMS", [wms_path("/wms?", tms, t) for t in where])):
                found, drawn[name] = measure(server, name, paths, work, options, options.clients)
                lines += found
    if "peers" in options.only:
        for name, source in SOURCES[tms]:
            with Work() as work, mapserver(work, mapfile(work, tms, data.files[source], where)) as server:
                paths = [wms_path("/?", tms, t) for t in where]
                found, drawn[name] = measure(server, name, paths, work, options, options.clients)
                lines += found
    compare(drawn, where)
    return lines


def warm(data, tms, options):
    """The same tiles again from our cache, and from files by nginx."""
    where = sorted(set(tiles(data.magazijn, tms)))
    paths = [tile_path(tms, t) for t in where]
    with Work() as work, Ours(work, data.magazijn, DATA, cache=True) as server:
        ours, pictures = measure(server, "geomagazijn, uit de cache", paths, work, options, [64], 2)
    with Work() as work:
        for path, picture in zip(paths, pictures):
            os.makedirs(os.path.dirname(work + "/root" + path), exist_ok=True)
            with open(work + "/root" + path, "wb") as f:
                f.write(picture)
        with files(work, f"{work}/root") as server:
            theirs, _ = measure(server, "nginx, dezelfde bytes", paths, work, options, [64], 2)
    return ours + theirs


def show(rows):
    """One table; × ons: how many times as many tiles a second ours gave, as tiles, on the same line."""
    lines = [("", "gegevens", "tms", "klanten", "tegels/s", "p50 ms", "p99 ms", "cpu ms", "kB", "× ons")]
    ours = {(r["set"], r["tms"], r["connections"]): r["per_s"] for r in rows if r["name"].startswith("geomagazijn, ")
            and "WMS" not in r["name"]}
    for r in rows:
        base = ours.get((r["set"], r["tms"], r["connections"]))
        r["ratio"] = base / r["per_s"] if base else None
        lines.append((r["name"], r["set"], r["tms"], r["connections"], f"{r['per_s']:.1f}", f"{r['p50_ms']:.2f}",
                      f"{r['p99_ms']:.2f}", f"{r['cpu_ms']:.3f}", f"{r['kb']:.1f}",
                      f"{r['ratio']:.3g}" if base else "-"))
    table(lines)


def arguments():
    p = argparse.ArgumentParser(description="Tekenen naast MapServer, en klaar leveren naast nginx.")
    p.add_argument("--seconds", type=int, default=10)
    p.add_argument("--set", choices=["doesburg", "miljoen"], action="append")
    p.add_argument("--tms", choices=list(SETS), action="append")
    p.add_argument("--clients", type=lambda s: [int(v) for v in s.split(",")], default=[1, 2, 8])
    p.add_argument("--only", choices=["ours", "peers", "warm"], action="append")
    p.add_argument("--json", metavar="FILE")
    options = p.parse_args()
    options.set = options.set or ["doesburg", "miljoen"]
    options.tms = options.tms or list(SETS)
    options.only = options.only or ["ours", "peers", "warm"]
    return options


def main():
    options = arguments()
    need(PROGRAM, "ogr2ogr", "wrk", "nginx", "/usr/lib/cgi-bin/mapserv")
    need_disk(4)
    machine()
    if not serve_knows("--tegelcache"):
        print("let op: serve kent --tegelcache nog niet; wat hier koud heet kan uit een cache komen")
    rows = []
    for name in options.set:
        data = Set(name)
        for tms in options.tms:
            found = cold(data, tms, options) + (warm(data, tms, options) if "warm" in options.only else [])
            rows += [dict(r, set=name, tms=tms) for r in found]
    show(rows)
    if options.json:
        with open(options.json, "w") as f:
            json.dump({"cores": os.cpu_count(), "seconds": options.seconds, "rows": rows}, f, indent=1)


main()
