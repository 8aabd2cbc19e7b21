#!/usr/bin/python3
"""Independent witness of the BAG import: witness_bag.py EXTRACT MAGAZIJN.sqlite [JJJJ-MM-DD]

Reads an extract (XML, zip, zips in a zip) with zipfile and ElementTree only, and compares with the warehouse, object
type by object type: voorkomens, what is current at the extract's date, areas and bounding boxes. Coordinates are whole
millimetres, so areas are whole numbers (twice mm2) and "equal" means equal. Exits with 1 at a difference."""
import io
import sqlite3
import struct
import sys
import zipfile
from decimal import Decimal
from xml.etree import ElementTree

TYPES = {"Woonplaats": "woonplaats", "OpenbareRuimte": "openbare_ruimte", "Nummeraanduiding": "nummeraanduiding",
         "Verblijfsobject": "verblijfsobject", "Ligplaats": "ligplaats", "Standplaats": "standplaats", "Pand": "pand"}
SHAPED = [t for t in TYPES.values() if t not in ("openbare_ruimte", "nummeraanduiding")]
METRE = 10 ** 9
LEFT = ()  # nothing: every part of a delivery is read


def local(e):
    return e.tag.rsplit("}", 1)[-1]


def text_of(e, *path):
    """The text of the first element reached by these local names, the last at any depth below the one before."""
    for name in path:
        e = next((c for c in e.iter() if local(c) == name), None)
        if e is None:
            return None
    t = "".join(e.itertext()).strip()
    return t or None


class Shape:
    """parts: per polygon its rings, the exterior first; a ring is a list of (x, y) in nm. A point: one ring of one."""

    def __init__(self, parts):
        self.parts = parts

    def area2(self):
        return sum(abs(ring_area2(r)) * (1 if i == 0 else -1) for p in self.parts for i, r in enumerate(p))

    def bbox(self):
        xs, ys = zip(*(v for p in self.parts for r in p for v in r))
        return min(xs), min(ys), max(xs), max(ys)

    def is_simple(self):
        """No ring meets itself, and no ring properly crosses another of its polygon."""
        for part in self.parts:
            for i, ring in enumerate(part):
                if len(ring) > 1 and (ring[0] != ring[-1] or len(ring) < 4 or ring_meets_itself(ring)):
                    return False
                if any(properly_cross(a, b) for other in part[:i] for a in segments(ring) for b in segments(other)):
                    return False
        return True


def ring_area2(r):
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(r, r[1:]))


def segments(r):
    return [(a, b) for a, b in zip(r, r[1:]) if a != b]


def turn(a, b, c):
    v = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
    return (v > 0) - (v < 0)


def on(a, b, p):
    return turn(a, b, p) == 0 and min(a[0], b[0]) <= p[0] <= max(a[0], b[0]) and min(a[1], b[1]) <= p[1] <= max(a[1], b[1])


def properly_cross(s, t):
    return turn(*s, t[0]) * turn(*s, t[1]) < 0 and turn(*t, s[0]) * turn(*t, s[1]) < 0


def ring_meets_itself(r):
    s = segments(r)
    n = len(s)
    boxes = [(min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1])) for a, b in s]
    for i in range(n):
        ax0, ay0, ax1, ay1 = boxes[i]
        for j in range(i + 1, n):
            bx0, by0, bx1, by1 = boxes[j]
            if ax0 > bx1 or bx0 > ax1 or ay0 > by1 or by0 > ay1:
                continue
            if j == i + 1 or (i == 0 and j == n - 1):  # neighbours share a vertex; a spike shares more
                far_i, far_j = (s[i][0], s[j][1]) if j == i + 1 else (s[i][1], s[j][0])
                if on(*s[i], far_j) or on(*s[j], far_i):
                    return True
            elif properly_cross(s[i], s[j]) or any(on(*s[i], p) for p in s[j]) or any(on(*s[j], p) for p in s[i]):
                return True
    return False


def shape_of(e):
    """The geometry of an object, or None."""
    parts = []
    for g in e.iter():
        if local(g) == "Point":
            return Shape([[[tuple(nanometres("".join(g.itertext()).split())[:2])]]])
        if local(g) not in ("Polygon", "PolygonPatch"):
            continue
        rings = {"exterior": [], "interior": []}
        for b in g.iter():
            if local(b) in rings:
                rings[local(b)] += [positions(p, g) for p in b.iter() if local(p) == "posList"]
        parts.append(rings["exterior"] + rings["interior"])
    return Shape(parts) if parts else None


def nanometres(tokens):
    nm = [Decimal(t) * METRE for t in tokens]
    assert all(v == int(v) for v in nm), "coordinates finer than a nanometre"
    return [int(v) for v in nm]


def positions(pos_list, polygon):
    v = nanometres("".join(pos_list.itertext()).split())
    count = pos_list.get("count")
    dims = len(v) // int(count) if count else int(pos_list.get("srsDimension") or polygon.get("srsDimension"))
    assert len(v) % dims == 0
    return [(v[i], v[i + 1]) for i in range(0, len(v), dims)]


def references(e, *path):
    """The ids that the last element of a path refers to: as text, as xlink:href ("NL.IMBAG.PAND.0221…") or as lokaalID."""
    out = []
    parents = [c for c in e.iter() if local(c) == path[0]]
    for parent in parents:
        for r in parent.iter():
            if not local(r).endswith("Ref") and not any(a.endswith("href") for a in r.attrib):
                continue
            href = next((v for a, v in r.attrib.items() if a.endswith("href")), None)
            t = href.rsplit(".", 1)[-1] if href else text_of(r, "lokaalID") or "".join(r.itertext()).strip()
            if t:
                out.append(t.zfill(16) if len(t) == 15 and t.isdigit() else t)
    return out


def whole(text):
    return int(text) if text and text.isdigit() else text


def texts(e, name):
    return [t for t in ("".join(c.itertext()).strip() for c in e.iter() if local(c) == name) if t]


def joined(items):
    return ",".join(items) or None


def first(items):
    return items[0] if items else None


# Every column of bag_* that isn't the key or the geometry: how the witness reads it.
COMMON = {"status": lambda e: text_of(e, "status"), "begin_geldigheid": lambda e: text_of(e, "beginGeldigheid"),
          "eind_geldigheid": lambda e: text_of(e, "eindGeldigheid"),
          "geconstateerd": lambda e: int(text_of(e, "geconstateerd") in ("J", "true", "1")),
          "documentdatum": lambda e: text_of(e, "documentdatum"), "documentnummer": lambda e: text_of(e, "documentnummer"),
          "tijdstip_registratie": lambda e: text_of(e, "tijdstipRegistratie"),
          "eind_registratie": lambda e: text_of(e, "eindRegistratie"),
          "tijdstip_inactief": lambda e: text_of(e, "tijdstipInactief"),
          "tijdstip_registratie_lv": lambda e: text_of(e, "tijdstipRegistratieLV"),
          "tijdstip_eind_registratie_lv": lambda e: text_of(e, "tijdstipEindRegistratieLV"),
          "tijdstip_inactief_lv": lambda e: text_of(e, "tijdstipInactiefLV"),
          "tijdstip_nietbag_lv": lambda e: text_of(e, "tijdstipNietBagLV")}
PLACE = {"hoofdadres_id": lambda e: first(references(e, "heeftAlsHoofdadres")),
         "nevenadres_ids": lambda e: joined(references(e, "heeftAlsNevenadres"))}
OWN = {"woonplaats": {"naam": lambda e: text_of(e, "naam")},
       "openbare_ruimte": {"naam": lambda e: text_of(e, "naam"), "type": lambda e: text_of(e, "type"),
                           "verkorte_naam": lambda e: text_of(e, "verkorteNaam"),
                           "woonplaats_id": lambda e: first(references(e, "ligtIn"))},
       "nummeraanduiding": {"huisnummer": lambda e: whole(text_of(e, "huisnummer")),
                            "huisletter": lambda e: text_of(e, "huisletter"),
                            "huisnummertoevoeging": lambda e: text_of(e, "huisnummertoevoeging"),
                            "postcode": lambda e: text_of(e, "postcode"),
                            "type_adresseerbaar_object": lambda e: text_of(e, "typeAdresseerbaarObject"),
                            "openbare_ruimte_id": lambda e: first(references(e, "ligtAan")),
                            "woonplaats_id": lambda e: first(references(e, "ligtIn"))},
       "verblijfsobject": {**PLACE, "gebruiksdoelen": lambda e: joined(texts(e, "gebruiksdoel")),
                           "oppervlakte": lambda e: whole(text_of(e, "oppervlakte")),
                           "pand_ids": lambda e: joined(references(e, "maaktDeelUitVan"))},
       "ligplaats": PLACE, "standplaats": PLACE,
       "pand": {"oorspronkelijk_bouwjaar": lambda e: whole(text_of(e, "oorspronkelijkBouwjaar"))}}


class Extract:
    def __init__(self, path):
        self.voorkomens = {t: {} for t in TYPES.values()}  # (id, number) -> dict
        self.doubles = self.relations = self.bad_ids = self.mutations = self.invalid = self.read = 0
        self.stand = None
        with open(path, "rb") as f:
            data = f.read()
        if data[:2] == b"PK":
            self.walk(zipfile.ZipFile(io.BytesIO(data)))
        else:
            self.xml(io.BytesIO(data))

    def walk(self, z):
        for info in z.infolist():
            base = info.filename.rsplit("/", 1)[-1]
            if info.filename.startswith("__MACOSX") or base.startswith(".") or any(p in base for p in LEFT):
                continue
            if base.lower().endswith(".zip"):
                self.walk(zipfile.ZipFile(io.BytesIO(z.read(info))))
            elif base.lower().endswith(".xml"):
                self.xml(z.open(info))

    def xml(self, stream):
        root = None
        for event, e in ElementTree.iterparse(stream, events=("start", "end")):
            name = local(e)
            if event == "start":
                root = name if root is None else root
                continue
            if name == "StandTechnischeDatum":
                self.stand = max(self.stand or "", e.text.strip())
            elif name == "GemeenteWoonplaatsRelatie":
                self.relations += 1
                e.clear()
            elif name == "mutatieGroep":
                self.mutations += 1
                e.clear()
            elif root == "bagStand" and name in TYPES:
                self.add(TYPES[name], e)
                e.clear()

    def add(self, kind, e):
        self.read += 1
        # v20180601 nests the id in namespace and lokaalID
        own = next(c for c in e if local(c) == "identificatie")
        key = text_of(own, "lokaalID") or "".join(own.itertext()).strip()
        want = 4 if kind == "woonplaats" else 16
        if not key.isdigit() or not want - 1 <= len(key) <= want:
            self.bad_ids += 1
            return
        key = key.zfill(want), int(text_of(e, "voorkomenidentificatie"))
        v = {column: read(e) for column, read in {**COMMON, **OWN[kind]}.items()}
        v["shape"] = None
        if kind in SHAPED:
            v["shape"] = shape_of(e)
            if not v["shape"].is_simple():
                self.invalid += 1
                return
        if key in self.voorkomens[kind]:
            self.doubles += 1
            return
        self.voorkomens[kind][key] = v

    def current(self, kind, stand):
        """identificatie -> voorkomenidentificatie, by input-formats.md section 1."""
        out = {}
        for (key, number), v in self.voorkomens[kind].items():
            if v["begin_geldigheid"][:10] <= stand and (v["eind_geldigheid"] is None or v["eind_geldigheid"][:10] > stand) \
                    and not v["tijdstip_inactief"] and not v["tijdstip_nietbag_lv"]:
                out[key] = max(number, out.get(key, 0))
        return out


def shape_of_wkb(b):
    """Warehouse's geometry, from WKB; its doubles must be those nearest to the decimals delivered."""
    def nm(v):
        n = int(Decimal(v).quantize(Decimal(1) / METRE).scaleb(9))
        assert n / METRE == v, "%r is not a whole number of nanometres" % v
        return n

    def read(at):
        order = "<" if b[at] else ">"
        kind, = struct.unpack_from(order + "I", b, at + 1)
        at += 5
        if kind == 1:
            x, y = struct.unpack_from(order + "2d", b, at)
            return [[[(nm(x), nm(y))]]], at + 16
        n, = struct.unpack_from(order + "I", b, at)
        at += 4
        parts = []
        if kind == 6:
            for _ in range(n):
                p, at = read(at)
                parts += p
            return parts, at
        assert kind == 3, "geometry type %d" % kind
        rings = []
        for _ in range(n):
            count, = struct.unpack_from(order + "I", b, at)
            v = struct.unpack_from(order + "%dd" % (2 * count), b, at + 4)
            rings.append([(nm(v[i]), nm(v[i + 1])) for i in range(0, 2 * count, 2)])
            at += 4 + 16 * count
        return [rings], at

    parts, end = read(0)
    assert end == len(b)
    return Shape(parts)


def connect(path):
    db = sqlite3.connect("file:%s?mode=ro" % path, uri=True)
    db.enable_load_extension(True)
    db.load_extension("mod_spatialite")
    return db


def total(shapes):
    shapes = [s for s in shapes if s]
    boxes = [s.bbox() for s in shapes]
    box = tuple(f(c) for f, c in zip((min, min, max, max), zip(*boxes))) if boxes else None
    return sum(s.area2() for s in shapes), box


def metres(n):
    return "%d.%03d" % divmod(round(Decimal(n) / 10 ** 6), 1000)


def compare(extract, db, stand, say=print):
    """The differences, as a list of texts. say: gets a line per object type that occurs."""
    faults = []
    for kind in TYPES.values():
        there = extract.voorkomens[kind]
        geom = "AsBinary(geom)" if kind in SHAPED else "NULL"
        here = {}
        names = [*COMMON, *OWN[kind]]
        columns = {c for _, c, *_ in db.execute("PRAGMA table_info(bag_%s)" % kind)}
        if columns - {"id", "identificatie", "voorkomenidentificatie", "geom"} != set(names):
            faults.append("%s: columns that the witness doesn't know: %s" % (kind, columns ^ set(names)))
        for row in db.execute("SELECT identificatie, voorkomenidentificatie, %s, %s FROM bag_%s" %
                              (geom, ", ".join(names), kind)):
            here[row[0], row[1]] = dict(zip(names, row[3:]), shape=shape_of_wkb(row[2]) if row[2] else None)
        if here.keys() != there.keys():
            faults.append("%s: %d voorkomens, the witness counts %d" % (kind, len(here), len(there)))
        for key in here.keys() & there.keys():
            a, b = here[key], there[key]
            for name in a:
                if name != "shape" and a[name] != b[name]:
                    faults.append("%s %s/%d: %s is %r, the witness reads %r" % (kind, *key, name, a[name], b[name]))
            if (a["shape"] is None) != (b["shape"] is None) or \
                    a["shape"] and (a["shape"].area2(), a["shape"].bbox()) != (b["shape"].area2(), b["shape"].bbox()):
                faults.append("%s %s/%d: another area or bounding box" % (kind, *key))
        now = dict(db.execute("SELECT identificatie, voorkomenidentificatie FROM %s" % kind))
        wanted = extract.current(kind, stand)
        if now != wanted:
            faults.append("%s: %d current, the witness counts %d" % (kind, len(now), len(wanted)))
        mine, witness = total(v["shape"] for v in here.values()), total(v["shape"] for v in there.values())
        if mine != witness:
            faults.append("%s: area and box %s, the witness has %s" % (kind, mine, witness))
        if here or there:
            box = " ".join(metres(c) for c in mine[1]) if mine[1] else "-"
            say("  %-16s %6d voorkomens (getuige %d), %6d actueel (%d), %.6f m2, bbox %s" %
                (kind, len(here), len(there), len(now), len(wanted), Decimal(mine[0]) / (2 * METRE ** 2), box))
    relations, = db.execute("SELECT count(*) FROM gemeente_woonplaats").fetchone()
    if relations != extract.relations:
        faults.append("gemeente-woonplaats: %d relations, the witness counts %d" % (relations, extract.relations))
    return faults


def main():
    extract = Extract(sys.argv[1])
    faults = compare(extract, connect(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else extract.stand)
    for f in faults[:20]:
        print("FOUT", f)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
