#!/usr/bin/python3
"""Every real extract of ../shared/data/bag in a fresh warehouse, against two readers that share no code with it: the
witness (zipfile and ElementTree) and, where it can read the file, GDAL's LVBAG driver through ogrinfo and SQL."""
import json
import os
import re
import shutil
import sys
import tempfile
import zipfile
from xml.etree.ElementTree import ParseError

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), "..", "importers"))
import witness_bag
from interop import SHARED, check, finish, need, run, tool

# What SOURCES.md and a count by hand say, so that the readers can't be wrong together.
KNOWN = {
    "0221PND15092020.zip": {"pand": (13098, 7797, "205078.283 445631.999 209126.351 450114.199")},
    "BAGNLDL-15092020-small.zip": {
        "woonplaats": (1, 1, None), "openbare_ruimte": (201, 198, None), "nummeraanduiding": (13, 8, None),
        "verblijfsobject": (5, 2, None), "ligplaats": (2, 2, None), "standplaats": (2, 2, None), "pand": (6, 2, None)},
}
LAYER = {k.lower(): v for k, v in witness_bag.TYPES.items()}  # LVBAG names its layers as the XML does


def files():
    for folder, _, names in sorted(os.walk(f"{SHARED}/bag")):
        for name in sorted(names):
            yield os.path.join(folder, name)


def unpack(path, to):
    """The XML files of an extract in one folder, without the parts that GDAL can't tell from the rest (it doesn't read
    tijdstipNietBagLV) or doesn't know (InOnderzoek)."""
    with zipfile.ZipFile(path) as z:
        for info in z.infolist():
            base = os.path.basename(info.filename)
            if not base or base.startswith(".") or info.filename.startswith("__MACOSX") or \
                    any(p in base for p in ("InOnderzoek", "NietBag", "GEM-WPL", "Leveringsdocument")):
                continue
            target = os.path.join(to, base)
            with open(target, "wb") as f:
                f.write(z.read(info))
            if base.lower().endswith(".zip"):
                unpack(target, to)
                os.remove(target)


def ogr_row(source, sql):
    out = tool("ogrinfo", "-ro", "-q", "-oo", "LEGACY_ID=YES", "-dialect", "SQLITE", "-sql", sql, source)
    row = dict(re.findall(r"^  (\w+) \(\w+\) = (.*)$", out, re.M))
    return {k: None if v == "(null)" else float(v) for k, v in row.items()}


def gdal_compare(path, db, stand, tmp):
    folder = os.path.join(tmp, "xml")  # never beside the data: GDAL's GML driver writes a .gfs
    os.mkdir(folder)
    source = folder if zipfile.is_zipfile(path) else shutil.copy(path, folder)
    if source == folder:
        unpack(path, folder)
    about = tool("ogrinfo", "-ro", "-so", "-al", source)
    if "driver `LVBAG'" not in about:
        print("      LVBAG leest dit niet")
        return
    for layer in re.findall(r"^Layer name: (\w+)$", about, re.M):
        kind = LAYER[layer.lower()]
        shaped = kind in witness_bag.SHAPED
        usable = "identificatie NOT GLOB '*[^0-9]*'" + (" AND ST_IsValid(geometry)" if shaped else "")
        geometry = ", geometry" if shaped else ""
        # the first of each key, as the importer keeps it
        rows = f"(SELECT *, min(rowid) FROM {layer} WHERE {usable} GROUP BY identificatie, voorkomenIdentificatie)"
        measures = "".join(f", {f}(ST_{m}(geometry)) AS {n}" for n, f, m in
                           (("a", "sum", "Area"), ("x0", "min", "MinX"), ("y0", "min", "MinY"), ("x1", "max", "MaxX"),
                            ("y1", "max", "MaxY"))) if shaped else ""
        theirs = ogr_row(source, f"SELECT count(*) AS n{measures} FROM {rows}")
        now = ogr_row(source, f"SELECT count(DISTINCT identificatie) AS n FROM {rows} WHERE beginGeldigheid <= '{stand}' "
                              f"AND (eindGeldigheid IS NULL OR eindGeldigheid > '{stand}') AND tijdstipInactief IS NULL")
        columns = "".join(f", {f}(ST_{m}(geom))" for f, m in (("sum", "Area"), ("min", "MinX"), ("min", "MinY"),
                                                             ("max", "MaxX"), ("max", "MaxY"))) if shaped else ""
        ours = db.execute(f"SELECT count(*){columns} FROM bag_{kind} WHERE tijdstip_nietbag_lv IS NULL").fetchone()
        here, = db.execute(f"SELECT count(*) FROM {kind}").fetchone()
        same = int(theirs["n"]) == ours[0] and int(now["n"]) == here
        if shaped and ours[0]:
            apart = [abs((theirs[n] or 0) - o) for n, o in zip(("a", "x0", "y0", "x1", "y1"), ours[1:])]
            same = same and apart[0] < 0.001 and max(apart[1:]) < 0.0005
            extra = ", som van oppervlakten %.1e m2 en bbox %.1e m uiteen" % (apart[0], max(apart[1:]))
        else:
            extra = ""
        check(same, "  ogrinfo %s: %d voorkomens (magazijn %d), %d actueel (%d)%s" %
              (layer, theirs["n"], ours[0], now["n"], here, extra))


def one(path):
    name = os.path.relpath(path, f"{SHARED}/bag")
    with tempfile.TemporaryDirectory(prefix="gm-interop-") as tmp:
        report_file = f"{tmp}/verslag.json"
        done = run("import", "bag", path, "--magazijn", f"{tmp}/magazijn", "--report", report_file)
        try:
            extract = witness_bag.Extract(path)
        except ParseError:
            check(done.returncode != 0 and "geen geldige XML" in done.stderr, name + ": kapotte XML wordt geweigerd")
            return
        if extract.mutations:
            check(done.returncode != 0 and "eerst een extract" in done.stderr,
                  name + ": mutaties zonder extract worden geweigerd")
            return
        check(done.returncode == 0, name + ": ingelezen" + ("" if done.returncode == 0 else " " + done.stderr))
        if done.returncode:
            return
        with open(report_file) as f:
            report = json.load(f)
        db = witness_bag.connect(f"{tmp}/magazijn/magazijn.sqlite")
        counted = extract.read, sum(len(v) for v in extract.voorkomens.values())
        aside = extract.doubles + extract.bad_ids + extract.invalid
        check((report["gelezen"], report["geaccepteerd"], report["afgewezen"]) == (*counted, aside),
              "  verslag: %d gelezen, %d aanvaard, %d afgewezen; getuige %d, %d, %d" %
              (report["gelezen"], report["geaccepteerd"], report["afgewezen"], *counted, aside))
        check(report["peildatum"] == extract.stand, "  peildatum %s, getuige %s" % (report["peildatum"], extract.stand))
        faults = witness_bag.compare(extract, db, extract.stand, say=lambda line: print("    " + line))
        check(not faults, "  gelijk aan de getuige" + "".join("\n        " + f for f in faults[:20]))
        for kind, (rows, current, box) in KNOWN.get(name, {}).items():
            seen = [db.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in ("bag_" + kind, kind)]
            check(seen == [rows, current], f"  {kind}: {rows} voorkomens en {current} actueel, zoals bekend")
            if box:
                at = db.execute(f"SELECT min(ST_MinX(geom)), min(ST_MinY(geom)), max(ST_MaxX(geom)), max(ST_MaxY(geom)) "
                                f"FROM bag_{kind}").fetchone()
                check("%.3f %.3f %.3f %.3f" % at == box, f"  {kind}: omvang {box}")
        done = run("import", "bag", path, "--magazijn", f"{tmp}/magazijn")
        faults = witness_bag.compare(extract, db, extract.stand, say=lambda line: None)
        check(done.returncode == 0 and not faults, "  nog eens ingelezen: vervangen, niet verdubbeld" +
              "".join("\n        " + f for f in faults[:20]))
        if extract.read:
            gdal_compare(path, db, extract.stand, tmp)


def main():
    need("ogrinfo")
    seen = 0
    for path in files():
        one(path)
        seen += 1
    check(seen >= 26, f"{seen} leveringen")
    finish()


main()
