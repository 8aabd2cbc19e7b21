#!/usr/bin/env python3
"""Called by bag_import.sh, which says what this is."""
import os
import shutil
import sqlite3
import sys

from meet import (CACHE, PROGRAM, Work, doesburg, import_bag, machine, need, need_disk, run, size, table, warm)

GB = 1 << 30
MB = 1 << 20
INNER = "9999PND15092020.zip"
CURRENT = 7797 / 13098 # of the panden of Doesburg, by hand


def rows_of(path, *tables):
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return [db.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in tables]
    finally:
        db.close()


def ours(file, made, work, *options):
    took, memory = import_bag(file, f"{work}/magazijn", *options)
    history, current = rows_of(f"{work}/magazijn/magazijn.sqlite", "bag_pand", "pand")
    disk = size(f"{work}/magazijn")
    shutil.rmtree(f"{work}/magazijn")
    if history != made["voorkomens"] or current != round(made["voorkomens"] * CURRENT):
        sys.exit(f"het magazijn heeft {history} voorkomens en {current} actuele, verwacht {made['voorkomens']} en "
                 f"{made['voorkomens'] * CURRENT:.0f}")
    return took, memory, f"{history} voorkomens, {current} actueel", disk


def ogr(file, made, work, driver, name, *options):
    source = "/vsizip/{/vsizip/{%s}/%s}" % (file, INNER)
    took, memory = run("ogr2ogr", "-f", driver, *options, f"{work}/{name}", source)
    n, = rows_of(f"{work}/{name}", "pand")
    disk = os.path.getsize(f"{work}/{name}")
    os.remove(f"{work}/{name}")
    if n != made["voorkomens"]:
        sys.exit(f"ogr2ogr maakte {n} rijen, verwacht {made['voorkomens']}")
    return took, memory, f"{n} voorkomens", disk


def bagconv(program, file, work):
    """Unzipping and converting, apart: (seconds, memory, what, disk) of each."""
    folder = f"{work}/bagconv"
    os.mkdir(folder)
    a = run("unzip", "-q", file, cwd=folder)
    b = run("unzip", "-q", INNER, cwd=folder)
    os.remove(f"{folder}/{INNER}")
    files = sorted(f for f in os.listdir(folder) if f.endswith(".xml"))
    xml = size(folder)
    c = run(program, *files, cwd=folder)
    n, = rows_of(f"{folder}/bag.sqlite", "pnds")
    disk = os.path.getsize(f"{folder}/bag.sqlite")
    shutil.rmtree(folder)
    return (a[0] + b[0], max(a[1], b[1]), f"{len(files)} bestanden", xml), (c[0], c[1], f"{n} actueel, zonder index", disk)


def compare(copies):
    file, made = doesburg(copies)
    gb = made["xml_bytes"] / 1e9
    need_disk(1 + 3.5 * gb)
    machine()
    print(f"{made['voorkomens']} voorkomens, {gb:.2f} GB XML, {os.path.getsize(file) / MB:.0f} MiB zip\n")
    warm(file)
    with Work() as work:
        # like for like: the others make no tiles
        our = ours(file, made, work, "--zonder-tegelblokken")
        rows = [("geomagazijn import bag", *our),
                ("idem, met tegelblokken", *ours(file, made, work)),
                ("ogr2ogr, SpatiaLite met index", *ogr(file, made, work, "SQLite", "o.sqlite", "-dsco", "SPATIALITE=YES",
                                                       "-lco", "SPATIAL_INDEX=YES")),
                ("ogr2ogr, GeoPackage", *ogr(file, made, work, "GPKG", "o.gpkg"))]
        program = os.environ.get("BAGCONV")
        if program:
            unzipped, converted = bagconv(os.path.realpath(program), file, work)
            rows += [("unzip", *unzipped), ("bagconv", *converted),
                     ("unzip + bagconv", unzipped[0] + converted[0], max(unzipped[1], converted[1]), converted[2],
                      converted[3])]
    lines = [("", "s", "× ons", "MB XML/s", "piek MiB", "schijf MB", "inhoud")]
    for name, took, memory, what, disk in rows:
        lines.append((name, f"{took:.2f}", f"{took / our[0]:.2f}", f"{made['xml_bytes'] / 1e6 / took:.0f}",
                      f"{memory / MB:.0f}", f"{disk / 1e6:.0f}", what))
    if not program:
        lines.append(("bagconv", "-", "-", "-", "-", "-", "niet gemeten: BAGCONV is niet gezet"))
    table(lines)


def memory(sizes):
    need_disk(1 + 3 * max(sizes) * 19.5304e-3)
    machine()
    lines = [("XML", "voorkomens", "s", "piek MiB")]
    for copies in sizes:
        file, made = doesburg(copies)
        with Work() as work:
            took, peak, _, _ = ours(file, made, work)
        lines.append((f"{made['xml_bytes'] / 1e9:.2f} GB", made["voorkomens"], f"{took:.2f}", f"{peak / MB:.0f}"))
    table(lines)


def main():
    args = sys.argv[1:]
    mode = args[:1] == ["--memory"]
    numbers = [int(a) for a in args[mode:]]
    need(PROGRAM, *([] if mode else ["ogr2ogr"] + ["unzip"] * bool(os.environ.get("BAGCONV"))))
    os.makedirs(CACHE, exist_ok=True)
    if mode:
        memory(numbers or [5, 52, 256])
    else:
        compare(numbers[0] if numbers else 52)


main()
