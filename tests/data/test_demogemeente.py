#!/usr/bin/python3
"""The demo municipality, read back by something that shares no code with the generator.

usage: test_demogemeente.py EXE WORKDIR ADRESSEN
"""
import csv
import filecmp
import io
import json
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
import zipfile

TYPES = {"WPL": "woonplaats", "OPR": "openbare_ruimte", "NUM": "nummeraanduiding", "VBO": "verblijfsobject",
         "LIG": "ligplaats", "STA": "standplaats", "PND": "pand"}
GONE = {"Plaats ingetrokken", "Naamgeving ingetrokken", "Woonplaats ingetrokken", "Niet gerealiseerd pand", "Pand gesloopt",
        "Bouwvergunning verleend", "Pand ten onrechte opgevoerd", "Verblijfsobject ingetrokken"}
ID = {"WPL": r"\d{4}", "OPR": r"\d{4}30\d{10}", "NUM": r"\d{4}20\d{10}", "VBO": r"\d{4}01\d{10}", "LIG": r"\d{4}02\d{10}",
      "STA": r"\d{4}03\d{10}", "PND": r"\d{4}10\d{10}"}
fouten = []


def check(ok, what):
    if not ok:
        fouten.append(what)
        print("FOUT:", what)


def local(el):
    return el.tag.rsplit("}", 1)[1]


def text(el, name):
    for e in el.iter():
        if local(e) == name:
            return e.text
    return None


def texts(el, name):
    return [e.text for e in el.iter() if local(e) == name]


def inner(outer):
    """The seven type zips, through the GEM layer when there is one."""
    names = outer.namelist()
    for n in names:
        if re.fullmatch(r"\d{4}GEM\d{8}\.zip", n):
            return zipfile.ZipFile(io.BytesIO(outer.read(n)))
    return outer


def voorkomens(zf, code):
    name = [n for n in zf.namelist() if re.fullmatch(r"\d{4}%s\d{8}\.zip" % code, n)][0]
    sub = zipfile.ZipFile(io.BytesIO(zf.read(name)))
    check(sub.testzip() is None, name + " is damaged")
    for n in sub.namelist():
        count = 0
        for _, el in ET.iterparse(sub.open(n)):
            if local(el) == "bagObject":
                count += 1
                yield el[0]
                el.clear()
        check(0 <= count <= 10000, "%s holds %d voorkomens" % (n, count))


def bbox_overlap(a, b):
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def inside(p, ring):
    r = False
    for (x1, y1), (x2, y2) in zip(ring, ring[1:]):
        if (y1 > p[1]) != (y2 > p[1]) and p[0] < (x2 - x1) * (p[1] - y1) / (y2 - y1) + x1:
            r = not r
    return r


def read_bag(path, tel, stand):
    zf = inner(zipfile.ZipFile(path))
    panden, punten, nums, refs, vlakken = {}, [], set(), [], []
    for code, naam in TYPES.items():
        n = actueel = bestaand = inactief = 0
        ids, status = set(), {}
        for el in voorkomens(zf, code):
            n += 1
            ident, st = text(el, "identificatie"), text(el, "status")
            check(re.fullmatch(ID[code], ident), "identificatie %s of %s" % (ident, code))
            ids.add(ident)
            eind, weg = text(el, "eindGeldigheid"), text(el, "tijdstipInactief")
            inactief += weg is not None
            nu = weg is None and text(el, "beginGeldigheid") <= stand and (eind is None or eind > stand)
            for e in el.iter():
                if local(e) == "posList":
                    v = e.text.split()
                    d = 3 if code == "PND" else 2
                    check(int(e.get("count")) * d == len(v) and v[:2] == v[-d:][:2], "posList of " + ident)
            if not nu:
                continue
            actueel += 1
            bestaand += st not in GONE
            status[st] = status.get(st, 0) + 1
            if st in GONE and st != "Bouwvergunning verleend":
                continue
            if code == "NUM":
                nums.add(ident)
            if code in ("VBO", "LIG", "STA"):
                refs += texts(el, "NummeraanduidingRef")
            if code == "VBO":
                x, y, _ = map(float, text(el, "pos").split())
                punten.append(((x, y), texts(el, "PandRef")))
            if code == "PND" or code == "STA" or code == "LIG":
                v = list(map(float, texts(el, "posList")[0].split()))
                d = 3 if code == "PND" else 2
                ring = [(v[i], v[i + 1]) for i in range(0, len(v), d)]
                if code == "PND":
                    panden[ident] = ring
        t = tel["bag"][naam]
        check((n, len(ids), actueel, bestaand, inactief) ==
              (t["voorkomens"], t["objecten"], t["actueel"], t["bestaand"], t["inactief"]), "counts of " + naam)
        check(status == t["status"], "statuses of %s: %s" % (naam, status))
    check(set(refs) == nums and len(refs) == len(nums), "every existing nummeraanduiding belongs to one object")
    for p, pnd in punten:
        check(all(q in panden for q in pnd), "a verblijfsobject in a pand that isn't there")
        check(any(inside(p, panden[q]) for q in pnd if q in panden), "a verblijfsobject outside its pand at %s" % (p,))
    return panden, punten


def seg_cross(a, b, c, d):
    def o(p, q, r):  # distance of r from the line through p and q, with its side
        l = ((q[0] - p[0]) ** 2 + (q[1] - p[1]) ** 2) ** 0.5
        return ((q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])) / l

    def both(x, y):  # on either side, by more than the millimetre that shared walls are rounded to
        return min(x, y) < -0.003 and max(x, y) > 0.003
    return both(o(a, b, c), o(a, b, d)) and both(o(c, d, a), o(c, d, b))


def check_overlap(panden):
    vak, n = {}, 0
    boxes = {}
    for k, r in panden.items():
        xs, ys = [p[0] for p in r], [p[1] for p in r]
        boxes[k] = (min(xs), min(ys), max(xs), max(ys))
        for i in range(int(min(xs) // 50), int(max(xs) // 50) + 1):
            for j in range(int(min(ys) // 50), int(max(ys) // 50) + 1):
                vak.setdefault((i, j), []).append(k)
    for ks in vak.values():
        for i, a in enumerate(ks):
            for b in ks[i + 1:]:
                if not bbox_overlap(boxes[a], boxes[b]):
                    continue
                ra, rb = panden[a], panden[b]
                mid = (sum(p[0] for p in ra[:-1]) / (len(ra) - 1), sum(p[1] for p in ra[:-1]) / (len(ra) - 1))
                mid_b = (sum(p[0] for p in rb[:-1]) / (len(rb) - 1), sum(p[1] for p in rb[:-1]) / (len(rb) - 1))
                if any(seg_cross(p, q, s, t) for p, q in zip(ra, ra[1:]) for s, t in zip(rb, rb[1:])) or \
                        (inside(mid, ra) and inside(mid, rb)) or (inside(mid_b, ra) and inside(mid_b, rb)):
                    n += 1
    check(n == 0, "%d pairs of panden overlap" % n)


def rings(f):
    for poly in f["geometry"]["coordinates"]:
        for r in poly:
            yield r


def edges(features):
    """Directed edges; a shared border has every edge once in each direction."""
    out = {}
    for f in features:
        for r in rings(f):
            check(r[0] == r[-1], "an open ring")
            for a, b in zip(r, r[1:]):
                e = (tuple(a), tuple(b))
                check(e not in out, "an edge twice in the same direction: overlap")
                out[e] = True
    return out


def boundary(features):
    e = edges(features)
    return {k for k in e if (k[1], k[0]) not in e}


def check_gebieden(d, tel, punten):
    g, w, b = (json.load(open("%s/gebieden_%s.geojson" % (d, n)))["features"] for n in ("gemeente", "wijk", "buurt"))
    t = tel["gebieden"]
    check((len(g), len(w), len(b)) == (t["gemeenten"], t["wijken"], t["buurten"]), "number of regions")
    som = [sum(f["properties"]["aantal_inwoners"] for f in x) for x in (g, w, b)]
    check(som == [t["inwoners"]] * 3, "inhabitants add up: %s" % som)
    for f in w:
        check(f["properties"]["aantal_inwoners"] == sum(q["properties"]["aantal_inwoners"] for q in b if
                                                        q["properties"]["wijkcode"] == f["properties"]["wijkcode"]), "wijk sum")
        check(boundary([f]) == boundary([q for q in b if q["properties"]["wijkcode"] == f["properties"]["wijkcode"]]),
              "wijk %s is the union of its buurten" % f["properties"]["wijkcode"])
    check(boundary(g) == boundary(b), "the outside border of the gemeenten is that of the buurten")
    boxes = []
    for f in b:
        pts = [p for r in rings(f) for p in r]
        xs, ys = [p[0] for p in pts], [p[1] for p in pts]
        boxes.append((min(xs), min(ys), max(xs), max(ys), list(rings(f))))
        check(min(xs) > 7000 and max(xs) < 300000 and min(ys) > 289000 and max(ys) < 629000, "within RD's bounds")
    for p, _ in punten[::7]:
        n = sum(1 for q in boxes if q[0] <= p[0] <= q[2] and q[1] <= p[1] <= q[3] and
                sum(inside(p, r) for r in q[4]) % 2 == 1)
        check(n == 1, "address at %s lies in %d buurten" % (p, n))


def check_csv(d, tel):
    rows = {n: list(csv.DictReader(open("%s/mor/%s.csv" % (d, n)))) for n in
            ("signals", "locations", "categories", "statuses", "reporters")}
    check(all(len(r) == tel["mor"]["meldingen"] for r in rows.values()), "number of meldingen")
    check(all(None not in r and None not in r.values() for t in rows.values() for r in t[:500]), "columns of the meldingen")
    leeg = [r for r in rows["locations"] if not r["lat"]]
    check(len(leeg) >= tel["mor"]["zonder_locatie"] > 0, "meldingen without a place")
    check(all(3 < float(r["lat"]) < 7.6 and 50 < float(r["lng"]) < 54 for r in rows["locations"] if r["lat"]),
          "lat holds the longitude, as Signalen writes it")
    check(all("Testpersoon" in r["text"] for r in rows["signals"]), "texts with something to grep for")
    stand = tel["peildatum"]
    soc = list(csv.DictReader(open("%s/sociaal/sociaal_%s.csv" % (d, stand))))
    check(len(soc) == tel["sociaal"]["regels"], "rows of sociaal")
    check(len({r["client_id"] for r in soc}) == tel["sociaal"]["clienten"], "clients of sociaal")
    check(0.04 < tel["sociaal"]["clienten"] / tel["gebieden"]["inwoners"] < 0.09, "share of clients")
    fout = list(csv.DictReader(open("%s/sociaal/fout_met_bsn.csv" % d)))
    check(len(fout) >= 10 and all(sum(int(c) * w for c, w in zip(r["bsn"], (9, 8, 7, 6, 5, 4, 3, 2, -1))) % 11 == 0
                                  for r in fout), "test BSNs pass the 11-proef")


def same(a, b):
    c = filecmp.dircmp(a, b)
    if c.left_only or c.right_only:
        return False
    _, anders, fout = filecmp.cmpfiles(a, b, c.common_files, shallow=False)
    return not anders and not fout and all(same(os.path.join(a, s), os.path.join(b, s)) for s in c.common_dirs)


def ogr_count(path, code):
    """What GDAL's LVBAG driver makes of the first file of a type, or None without ogrinfo."""
    if not shutil.which("ogrinfo"):
        return None
    sub = zipfile.ZipFile(io.BytesIO(inner(zipfile.ZipFile(path)).read(
        [n for n in inner(zipfile.ZipFile(path)).namelist() if re.fullmatch(r"\d{4}%s\d{8}\.zip" % code, n)][0])))
    n = 0
    for name in sub.namelist():
        f = os.path.join(os.path.dirname(path), ".." , "ogr.xml")
        open(f, "wb").write(sub.read(name))
        out = subprocess.run(["ogrinfo", "-ro", "-so", "-al", f], capture_output=True, text=True)
        check("ERROR" not in out.stderr, "ogrinfo on %s: %s" % (name, out.stderr[:200]))
        n += int(re.search(r"Feature Count: (\d+)", out.stdout).group(1))
    return n


def main():
    exe, work, adressen = sys.argv[1], sys.argv[2], int(sys.argv[3])
    shutil.rmtree(work, ignore_errors=True)
    os.makedirs(work)
    a, b, c = (os.path.join(work, x) for x in "abc")
    for d, zaad, tz in ((a, "7", "UTC"), (b, "7", "Pacific/Auckland"), (c, "8", "UTC")):
        subprocess.run([exe, "--uit", d, "--adressen", str(adressen), "--zaad", zaad], check=True, env=dict(os.environ, TZ=tz))
    check(same(a, b), "two runs with one seed give the same bytes, in any time zone")
    check(not same(a, c), "another seed gives another municipality")
    tel = json.load(open(a + "/tel.json"))
    check(abs(tel["adressen"]["hoofdadressen"] - adressen) <= adressen * 0.01, "number of addresses")
    zips = [n for n in os.listdir(a) if n.endswith(".zip")]
    check(len(zips) == 1 and not [n for n in os.listdir(a) if n.startswith(".")], "one extract, nothing left over: %s" % zips)
    panden, punten = read_bag(os.path.join(a, zips[0]), tel, tel["peildatum"])
    check_overlap(panden)
    check_gebieden(a, tel, punten)
    check_csv(a, tel)
    for code in TYPES:
        n = ogr_count(os.path.join(a, zips[0]), code)
        check(n is None or n == tel["bag"][TYPES[code]]["voorkomens"], "ogrinfo counts %s %s" % (n, code))
    for args in (["--adressen", "1999"], ["--adressen", "veel"], ["--adres", "2000"], ["--peildatum", "2026-02-30"], []):
        r = subprocess.run([exe] + (["--uit", c] if args else []) + args, capture_output=True, text=True)
        check(r.returncode == 64 and r.stderr.startswith("demogemeente: --"), "refuses %s: %s" % (args, r.stderr))
    shutil.rmtree(work)
    print("%d adressen: %s" % (adressen, "%d fouten" % len(fouten) if fouten else "goed"))
    sys.exit(1 if fouten else 0)


main()
