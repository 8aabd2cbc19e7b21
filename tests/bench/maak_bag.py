#!/usr/bin/env python3
"""A big BAG extract: the panden of Doesburg a number of times, each time with other ids, nested as the Kadaster does
(an outer zip, in it a stored zip, in that files of at most 10,000 voorkomens).

usage: maak_bag.py DOESBURG.zip COPIES OUT.zip

Prints the number of voorkomens and the bytes of XML, as OUT.zip.json does."""
import json
import os
import re
import sys
import zipfile

NAME = "9999PND15092020"
ID = re.compile(rb"(?<=[>_])(\d{4}10)(\d{3})(\d{7})(?=[<_])")
DATE = (2020, 9, 15, 6, 0, 0)


def entry(name, how):
    info = zipfile.ZipInfo(name, DATE)
    info.compress_type = how
    info.external_attr = 0o644 << 16
    return info


def main():
    source, copies, out = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    with zipfile.ZipFile(source) as z:
        files = [z.read(n) for n in sorted(z.namelist())]
    ids = {m.group(0) for f in files for m in ID.finditer(f)}
    if not 1 <= copies <= 999 or any(m[6:9] != b"000" for m in ids) or len({m[9:] for m in ids}) != len(ids):
        sys.exit("hooguit 999 keer, en alleen met ids die op hun laatste zeven cijfers verschillen")
    per = sum(f.count(b"<sl:stand>") for f in files)
    made = {"voorkomens": per * copies, "objecten": len(ids) * copies, "xml_bytes": sum(map(len, files)) * copies}
    inner, part = out + ".binnen", out + ".deel"
    with zipfile.ZipFile(inner, "w") as z:
        for i in range(copies):
            for k, f in enumerate(files):
                text = ID.sub(lambda m, i=i: m.group(1) + b"%03d" % i + m.group(3), f)
                z.writestr(entry("%s-%06d.xml" % (NAME, i * len(files) + k + 1), zipfile.ZIP_DEFLATED), text,
                           compresslevel=4)
    with zipfile.ZipFile(part, "w") as z:
        with open(inner, "rb") as f, z.open(entry(NAME + ".zip", zipfile.ZIP_STORED), "w", force_zip64=True) as w:
            while block := f.read(1 << 20):
                w.write(block)
    os.remove(inner)
    with open(out + ".json", "w") as f:
        json.dump(made, f)
    os.rename(part, out)
    print(json.dumps(made))


main()
