#!/usr/bin/env python3
"""What stands in a zip of BGT GML (CityGML of IMGeo 2.1), read by ElementTree alone: per file the objects, those that are
there now, and those that are a plan; and the area of all panden that are there now. The numbers in test_achtergrond.c.
usage: witness_bgt.py bgt_otterlo.zip"""
import sys
import xml.etree.ElementTree as ET
import zipfile

GML = "{http://www.opengis.net/gml}"


def objects(stream):
    for _, e in ET.iterparse(stream):
        if e.tag.endswith("}cityObjectMember"):
            yield e, {c.tag.split("}")[1]: (c.text or "").strip() for c in e.iter()}
            e.clear()


def ring_area(ring):
    v = [float(t) for p in ring.iter(GML + "posList") for t in p.text.split()]
    x, y = [a - 180000 for a in v[0::2]], [a - 456000 for a in v[1::2]]
    return abs(sum(x[i] * y[i + 1] - x[i + 1] * y[i] for i in range(len(x) - 1))) / 2


archive = zipfile.ZipFile(sys.argv[1])
for name in sorted(archive.namelist()):
    total = now = plan = 0
    area = 0.0
    for e, tags in objects(archive.open(name)):
        total += 1
        if tags.get("eindRegistratie") or tags.get("terminationDate"):
            continue
        if "plan" in (tags.get("bgt-status"), tags.get("plus-status")):
            plan += 1
            continue
        now += 1
        if name == "bgt_pand.gml":  # straight lines only
            area += sum(ring_area(r) for r in e.iter(GML + "exterior")) - sum(ring_area(r) for r in e.iter(GML + "interior"))
    if total:
        print(f"{name}: {total} objects, {now} now, {plan} planned" + (f", {area:.2f} m2" if area else ""))
