#!/usr/bin/env python3
"""Called by bag_land.sh, which says what this is."""
import argparse
import json
import os
import shutil

from meet import DATA, DEMO, PROGRAM, Work, import_bag, machine, need, need_disk, run, size, table

MB = 1 << 20


def one(addresses, keep=None):
    """Generates, imports, and drops so many addresses; a line of the table and the time per voorkomen."""
    with Work() as work:
        made, _ = run(DEMO, "--uit", f"{work}/bron", "--adressen", str(addresses))
        with open(f"{work}/bron/tel.json") as f:
            tel = json.load(f)
        n = sum(t["voorkomens"] for t in tel["bag"].values())
        objects = sum(t["objecten"] for t in tel["bag"].values())
        areas = [f"{work}/bron/gebieden_{x}.geojson" for x in ("gemeente", "wijk", "buurt")]
        file = next(f"{work}/bron/{f}" for f in os.listdir(f"{work}/bron") if f.startswith("BAG"))
        for other in ("mor", "sociaal"):
            shutil.rmtree(f"{work}/bron/{other}")
        run(PROGRAM, "import", "gebieden", *areas, "--magazijn", f"{work}/magazijn", *DATA)
        before, zipped = size(f"{work}/magazijn"), os.path.getsize(file)
        took, peak = import_bag(file, f"{work}/magazijn")
        disk = size(f"{work}/magazijn") - before
        if keep:
            shutil.move(f"{work}/magazijn", keep)
    per = took / n * 1e6
    return (f"{tel['adressen']['hoofdadressen']}", objects, n, f"{made:.1f}", f"{zipped / 1e6:.0f}", f"{took:.2f}",
            f"{per:.2f}", f"{peak / MB:.0f}", f"{disk / 1e6:.0f}", f"{disk / n:.0f}"), per


def main():
    p = argparse.ArgumentParser(description="Een land naast een gemeente.")
    p.add_argument("--adressen", type=int, default=10000000)
    p.add_argument("--bewaar", metavar="DIR", help="the country's warehouse stays there")
    options = p.parse_args()
    addresses = options.adressen
    need(PROGRAM, DEMO)
    need_disk(1 + addresses * 5e-6)
    machine()
    small, per_small = one(28000)
    big, per_big = one(addresses, options.bewaar)
    table([("adressen", "objecten", "voorkomens", "maken s", "zip MB", "import s", "µs/voorkomen", "piek MiB", "magazijn MB",
            "bytes/voorkomen"), small, big])
    print(f"per voorkomen {per_big / per_small:.2f} keer zo lang als in een gemeente")


main()
