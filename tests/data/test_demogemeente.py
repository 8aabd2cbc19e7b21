#!/usr/bin/python3
"""The demo municipality, read back by something that shares no code with the generator; and its mutation deliveries, which
applied to the first extract must give the last one.

usage: test_demogemeente.py EXE WORKDIR ADRESSEN
"""
import csv
import filecmp
import hashlib
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


def print_of(el):
    return hashlib.sha1(ET.tostring(el)).digest()


def key(el):
    """What a mutation is about: a voorkomen, or what is under investigation."""
    if local(el).startswith("Kenmerk"):
        return (local(el), text(el, "kenmerk"), text(el, "identificatieVanVerblijfsobject"), text(el, "tijdstipRegistratie"))
    return (local(el), text(el, "identificatie"), int(text(el, "voorkomenidentificatie")))


def extract(path):
    """Every voorkomen of an extract, and every kenmerkInOnderzoek: key to fingerprint."""
    rows, zf = {}, inner(zipfile.ZipFile(path))
    for code in TYPES:
        for el in voorkomens(zf, code):
            check(key(el) not in rows, "twice in %s: %s" % (path, key(el)))
            rows[key(el)] = print_of(el)
    name = [n for n in zf.namelist() if "InOnderzoek" in n][0]
    sub = zipfile.ZipFile(io.BytesIO(zf.read(name)))
    for n in sub.namelist():
        part = zipfile.ZipFile(io.BytesIO(sub.read(n)))
        for x in part.namelist():
            for el in ET.parse(part.open(x)).iter():
                if local(el) == "kenmerkInOnderzoek":
                    rows[key(el[0])] = print_of(el[0])
    return rows


def gwr(zf):
    name = [n for n in zf.namelist() if n.startswith("GEM-WPL-RELATIE")][0]
    sub = zipfile.ZipFile(io.BytesIO(zf.read(name)))
    return ET.tostring([e for e in ET.parse(sub.open(sub.namelist()[0])).iter() if local(e) == "Product"][0])


def groups(path, van, tot):
    """The groups of a delivery in order: lists of (kind, was, wordt)."""
    zf = zipfile.ZipFile(path)
    kort = "".join(reversed(van.split("-"))) + "-" + "".join(reversed(tot.split("-")))
    names = zf.namelist()
    check(names[:3] == ["Leveringsdocument-BAG-Mutaties.xml", "9999MUT%s.zip" % kort, "9999IOMUT%s.zip" % kort] and
          names[3:] == ["GEM-WPL-RELATIE-%s.zip" % kort[-8:]], "parts of %s: %s" % (path, names))
    heads = [ET.fromstring(zf.read(names[0]))]
    for part in names[1:3]:
        sub = zipfile.ZipFile(io.BytesIO(zf.read(part)))
        for i, n in enumerate(sorted(sub.namelist())):
            check(n == "%s-%06d.xml" % (part[:-4], i + 1), "name of " + n)
            root = ET.parse(sub.open(n)).getroot()
            check(local(root) == "bagMutaties" and [local(e) for e in root] == ["bagInfo", "mutatieBericht"], "root of " + n)
            check([local(e) for e in root[1][:2]] == ["dataset", "inhoud"], "message of " + n)
            heads.append(root)
            for g in root[1][2:]:
                check(local(g) == "mutatieGroep" and len(g), "a group of " + n)
                group = []
                for m in g:
                    sides = {local(s): s[0][0] for s in m}
                    wanted = {"toevoeging": ["wordt"], "wijziging": ["was", "wordt"], "verwijdering": ["was"]}
                    check(list(sides) == wanted[local(m)], "sides of a " + local(m))
                    group.append((local(m), sides.get("was"), sides.get("wordt")))
                yield group
    for h in heads:
        got = [text(h, n) for n in ("MutatiedatumVanaf", "MutatiedatumTot", "StandTechnischeDatum")]
        check(got == [van, tot, tot], "period of %s: %s" % (path, got))


def apply(rows, group, path):
    for kind, was, wordt in group:
        k = key(was if wordt is None else wordt)
        if was is not None:
            check(key(was) == k and rows.get(k) == print_of(was), "%s: what was isn't what stood there: %s" % (path, k))
        if kind == "toevoeging":
            check(k not in rows, "%s: added but already there: %s" % (path, k))
        if wordt is None:
            rows.pop(k, None)
        else:
            rows[k] = print_of(wordt)


def signs(group):
    """The kinds of mutations that a group shows, by its content alone."""
    out, added = set(), [w for k, _, w in group if k == "toevoeging"]
    changed = [(a, b) for k, a, b in group if k == "wijziging"]
    gone = [b for a, b in changed if text(b, "tijdstipInactief") and not text(a, "tijdstipInactief")]
    closed = {text(b, "voorkomenidentificatie"): b for a, b in changed if text(b, "eindGeldigheid") and
              not text(a, "eindGeldigheid")}
    what = local(next(w for m in group for w in m[1:] if w is not None))
    if [text(b, "voorkomenidentificatie") for b in gone] == ["1", "2"] and \
            [text(b, "voorkomenidentificatie") for b in added] == ["3"]:
        out.add("correctie")
    if gone and not added:
        out.add("inactief")
    if len(group) == len([1 for k, _, _ in group if k == "verwijdering"]):
        out.add("verwijderd " + what)
    for w in added:
        old = closed.get(str(int(text(w, "voorkomenidentificatie")) - 1))
        if text(w, "voorkomenidentificatie") == "1":
            out.add("nieuw " + what)
        if old is None:
            continue
        check(text(old, "eindGeldigheid") == text(w, "beginGeldigheid"), "a gap in the history of %s" % (key(w),))
        if text(w, "beginGeldigheid") > text(w, "tijdstipRegistratie")[:10]:
            out.add("aangekondigd " + what)
        for name in ("status", "naam", "postcode", "posList", "pos", "oppervlakte"):
            if text(old, name) != text(w, name):
                out.add("%s %s" % (name, text(w, "status") if name == "status" else what))
        for name in ("PandRef", "WoonplaatsRef"):
            if texts(old, name) != texts(w, name):
                out.add("%s %s" % (name, what))
        if what == "Pand" and text(w, "status") == "Pand gesloopt":
            out.add("gesloopt")
        if what == "Verblijfsobject":
            a, b = (len(texts(x, "NummeraanduidingRef")) for x in (old, w))
            out |= {"neven erbij"} if b > a else {"neven weg"} if b < a else set()
            out |= {"meer panden"} if len(texts(w, "PandRef")) > 1 else set()
    return out


SIGNS = {"in onderzoek", "twee keer op een dag", "correctie", "inactief", "gesloopt", "neven erbij", "neven weg",
         "meer panden", "verwijderd Pand", "verwijderd Verblijfsobject", "verwijderd Nummeraanduiding", "nieuw Pand",
         "nieuw Verblijfsobject", "nieuw Nummeraanduiding", "nieuw Ligplaats", "nieuw Standplaats",
         "nieuw OpenbareRuimte", "naam OpenbareRuimte", "naam Woonplaats", "aangekondigd Pand",
         "aangekondigd OpenbareRuimte", "postcode Nummeraanduiding", "WoonplaatsRef Nummeraanduiding", "posList Pand",
         "posList Ligplaats", "posList Standplaats", "pos Verblijfsobject", "oppervlakte Verblijfsobject",
         "PandRef Verblijfsobject", "status Naamgeving ingetrokken", "status Verblijfsobject ingetrokken",
         "status Plaats ingetrokken", "status Pand gesloopt"}


def check_mutaties(exe, work, first, adressen, days):
    d, e = work + "/m", work + "/m2"
    small = adressen == 2000  # the slower checks once
    for x, tz in ((d, "UTC"), (e, "Pacific/Auckland"))[:1 + small]:
        subprocess.run([exe, "--uit", x, "--adressen", str(adressen), "--zaad", "7", "--mutaties", str(days)], check=True,
                       env=dict(os.environ, TZ=tz))
    if small:
        check(same(d, e), "the mutations are the same for one seed, in any time zone")
        shutil.rmtree(e)
    names = [n for n in os.listdir(d + "/mutaties") if n.endswith(".zip")]
    check(not [n for x in ("/mutaties", "/dag2") for n in os.listdir(d + x) if n.startswith(".")], "nothing left over")
    a = [n for n in os.listdir(d) if n.endswith(".zip")][0]
    check(filecmp.cmp(d + "/" + a, first + "/" + a, shallow=False), "the first extract is the same with and without mutations")
    tel = json.load(open(d + "/mutaties/tel.json"))
    b = [d + "/dag2/" + n for n in os.listdir(d + "/dag2")][0]
    start, end = extract(d + "/" + a), extract(b)
    check(start != end and len(end) > len(start) * 0.9, "something happened")
    prefix = "BAGNLDM" if a.startswith("BAGNLDL") else "BAGGEM9900M"

    def path(van, tot):
        return "%s/mutaties/%s-%s-%s.zip" % (d, prefix, *("".join(reversed(x.split("-"))) for x in (van, tot)))
    rows, seen, made = dict(start), set(), {t: [0, 0, 0] for t in TYPES.values()}
    at = tel["vanaf"]
    for day in tel["dagen"]:
        check(day["vanaf"] == at, "the days follow each other")
        at, n, objects = day["tot"], 0, set()
        for group in groups(path(day["vanaf"], day["tot"]), day["vanaf"], day["tot"]):
            apply(rows, group, day["tot"])
            if "Kenmerk" in local(next(w for w in group[0][1:] if w is not None)):
                seen.add("in onderzoek")
                continue
            seen |= signs(group)
            n += 1
            about = key(next(w for w in group[0][1:] if w is not None))[:2]
            seen |= {"twee keer op een dag"} if about in objects else set()
            objects.add(about)
        check(n == day["groepen"], "number of groups of " + day["tot"])
    check(at == tel["tot"] and len(tel["dagen"]) == days, "the days fill the period")
    check(rows == end, "the first extract and %d daily deliveries give the last: %s" %
          (days, [k for k in set(rows) | set(end) if rows.get(k) != end.get(k)][:5]))
    check(len(names) == days + (days > 1), "one delivery per day and one of them all: %s" % names)
    if days > 1:
        rows = dict(start)
        for group in groups(path(tel["vanaf"], tel["tot"]), tel["vanaf"], tel["tot"]):
            apply(rows, group, "maand")
        check(rows == end, "and so does the one of the whole period")
        files = zipfile.ZipFile(io.BytesIO(zipfile.ZipFile(path(tel["vanaf"], tel["tot"])).read(
            "9999MUT%s.zip" % path(tel["vanaf"], tel["tot"])[-21:-4])))
        check(len(files.namelist()) > 1 or prefix == "BAGNLDM", "a municipality's period takes several files")
        check(seen >= SIGNS, "kinds that do not occur: %s" % sorted(SIGNS - seen))
        check(all(tel["soorten"].values()), "every kind occurs: %s" % [k for k, v in tel["soorten"].items() if not v])
    check(len({gwr(zipfile.ZipFile(z)) for z in [d + "/" + a, b] + [d + "/mutaties/" + n for n in names]}) == 1,
          "the relation of gemeente and woonplaats stays the same")
    if small:
        read_bag(b, tel, tel["tot"])
    shutil.rmtree(d)


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
    if adressen != 28000:  # a small municipality and a country say it all
        check_mutaties(exe, work, a, adressen, 5)
    if adressen == 2000:
        check_mutaties(exe, work, a, adressen, 1)
    for args in (["--adressen", "1999"], ["--mutaties", "32"], ["--adressen", "veel"], ["--adres", "2000"], ["--peildatum", "2026-02-30"], []):
        r = subprocess.run([exe] + (["--uit", c] if args else []) + args, capture_output=True, text=True)
        check(r.returncode == 64 and r.stderr.startswith("demogemeente: --"), "refuses %s: %s" % (args, r.stderr))
    shutil.rmtree(work)
    print("%d adressen: %s" % (adressen, "%d fouten" % len(fouten) if fouten else "goed"))
    sys.exit(1 if fouten else 0)


main()
