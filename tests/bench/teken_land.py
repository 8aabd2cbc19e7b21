#!/usr/bin/env python3
"""Called by teken_land.sh, which says what this is."""
import argparse
import json
import os
import re
import shutil
import socket
import statistics
import sys
import time

from meet import CACHE, DATA, DEMO, PROGRAM, Work, import_bag, machine, need, need_disk, run, table
from teken_data import centres, tile_at, tile_path
from teken_servers import Ours, serve_knows

# Web Mercator's zooms 6-19, and RD's of the same ground (5 less) with the last two that RD has.
ZOOMS = {"WebMercatorQuad": range(6, 20), "NetherlandsRDNewQuad": range(1, 17)}
SMALL = 28000
RATIO, MS = 1.3, 50 # what issue 4 asks


def small():
    folder = f"{CACHE}/teken-{SMALL}"
    if os.path.exists(f"{folder}/klaar") and os.path.getmtime(f"{folder}/klaar") >= os.path.getmtime(PROGRAM):
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    print(f"een gemeente van {SMALL} adressen wordt gemaakt …", file=sys.stderr)
    with Work() as work:
        run(DEMO, "--uit", f"{work}/bron", "--adressen", str(SMALL))
        areas = [f"{work}/bron/gebieden_{x}.geojson" for x in ("gemeente", "wijk", "buurt")]
        run(PROGRAM, "import", "gebieden", *areas, "--magazijn", folder, *DATA)
        import_bag(next(f"{work}/bron/{f}" for f in os.listdir(f"{work}/bron") if f.startswith("BAG")), folder)
    with open(f"{folder}/klaar", "w"):
        return folder


class Quick:
    """One kept connection that adds little to the time of a request."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), 120)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, path):
        """Milliseconds until the whole picture is there."""
        request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
        began = time.perf_counter()
        self.socket.sendall(request)
        answer, size = b"", None
        while size is None or len(answer) < size:
            piece = self.socket.recv(1 << 20)
            if not piece:
                sys.exit(f"{path}: de server verbrak de verbinding")
            answer += piece
            if size is None and (end := answer.find(b"\r\n\r\n")) >= 0:
                found = re.search(rb"(?i)\r\ncontent-length: *(\d+)", answer[:end])
                if not answer.startswith(b"HTTP/1.1 200") or not found:
                    sys.exit(f"{path}: {answer[:300]!r}")
                size = end + 4 + int(found.group(1))
        took = (time.perf_counter() - began) * 1e3
        if b"\r\n\r\n\x89PNG" not in answer:
            sys.exit(f"{path}: geen PNG")
        return took


class Side:
    """One warehouse, its server and its places."""

    def __init__(self, work, magazijn, places):
        os.mkdir(work)
        self.server = Ours(work, magazijn, DATA, cache=False)
        self.client = Quick(self.server.port)
        self.places = centres(magazijn, places, 20261001)
        self.paths, self.first, self.best = [], [], []

    def begin(self, laag, tms, z):
        self.paths = [tile_path(tms, tile_at(tms, z, c), laag) for c in self.places]
        self.first, self.best = [], []

    def one(self, i, times):
        took = [self.client.ask(self.paths[i]) for _ in range(times)]
        self.first.append(took[0])
        self.best.append(min(took))

    def result(self):
        worst = max(range(len(self.best)), key=lambda i: self.best[i])
        return {"median": statistics.median(self.best), "max": self.best[worst], "max_first": max(self.first),
                "slowest": self.paths[worst]}


def measure(sides, laag, options):
    rows = []
    for tms, zooms in ZOOMS.items():
        for z in zooms:
            for s in sides:
                s.begin(laag, tms, z)
            for i in range(options.plaatsen):
                for s in sides:
                    s.one(i, options.keer)
            a, b = (s.result() for s in sides)
            rows.append({"laag": laag, "tms": tms, "zoom": z, "small": a, "large": b, "ratio": b["median"] / a["median"]})
    return rows


def show(rows):
    lines = [("", "zoom", "klein mediaan", "max", "groot mediaan", "max", "1e keer", "verhouding")]
    for r in rows:
        a, b = r["small"], r["large"]
        lines.append((f"{r['laag']} {r['tms']}", r["zoom"], f"{a['median']:.2f}", f"{a['max']:.2f}", f"{b['median']:.2f}",
                      f"{b['max']:.2f}", f"{b['max_first']:.2f}", f"{r['ratio']:.2f}"))
    table(lines)
    worst = max(rows, key=lambda r: r["ratio"])
    slow = max((r[s] for r in rows for s in ("small", "large")), key=lambda s: s["max"])
    print(f"grootste verhouding {worst['ratio']:.2f} ({worst['laag']}, {worst['tms']}, zoom {worst['zoom']}); gevraagd is "
          f"hooguit {RATIO}")
    print(f"traagste tegel {slow['max']:.1f} ms ({slow['slowest']}); gevraagd is hooguit {MS} ms")


def main():
    p = argparse.ArgumentParser(description="Tegels van een land naast die van een gemeente.")
    p.add_argument("magazijn", metavar="MAGAZIJN")
    p.add_argument("--laag", action="append")
    p.add_argument("--plaatsen", type=int, default=40)
    p.add_argument("--keer", type=int, default=3)
    p.add_argument("--json", metavar="FILE")
    options = p.parse_args()
    need(PROGRAM, DEMO)
    need_disk(1)
    if not os.path.exists(f"{options.magazijn}/magazijn.sqlite"):
        sys.exit(f"{options.magazijn} is geen magazijn: maak het met bag_land.sh --bewaar DIR")
    machine()
    if not serve_knows("--tegelcache"):
        print("let op: serve kent --tegelcache nog niet; wat hier koud heet kan uit een cache komen")
    near = small()
    rows = []
    with Work() as work:
        sides = []
        try:
            sides += [Side(f"{work}/klein", near, options.plaatsen)]
            sides += [Side(f"{work}/groot", options.magazijn, options.plaatsen)]
            for laag in options.laag or ["pand", "adres"]:
                rows += measure(sides, laag, options)
        finally:
            for s in sides:
                s.server.stop()
    show(rows)
    if options.json:
        with open(options.json, "w") as f:
            json.dump(rows, f, indent=1)


main()
