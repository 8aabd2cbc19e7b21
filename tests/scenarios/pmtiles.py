#!/usr/bin/env python3
"""Independent readers of MBTiles and PMTiles, written from their specifications. As a program: says whether a PMTiles has
the tiles of an MBTiles, all of them, once, and in its order.   pmtiles.py FILE.mbtiles FILE.pmtiles"""
import gzip
import json
import sqlite3
import struct
import sys


def tiles(path):
    """{(z, x, y from the top): bytes}"""
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    rows = {(z, x, (1 << z) - 1 - y): d for z, x, y, d in db.execute("SELECT * FROM tiles")}
    db.close()
    return rows


class Pmtiles:
    """A reader of PMTiles v3, for tests: https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md"""

    def __init__(self, path):
        self.bytes = open(path, "rb").read()
        assert self.bytes[:8] == b"PMTiles\x03"
        (self.root, self.root_n, self.meta, self.meta_n, self.leaf, self.leaf_n, self.data, self.data_n, self.addressed,
         self.entries, self.contents) = struct.unpack("<11Q", self.bytes[8:96])
        (self.clustered, self.inner, self.packing, self.kind, self.min_zoom,
         self.max_zoom) = struct.unpack("<6B", self.bytes[96:102])
        self.box = [v / 1e7 for v in struct.unpack("<4i", self.bytes[102:118])]

    def metadata(self):
        return json.loads(gzip.decompress(self.bytes[self.meta:self.meta + self.meta_n]))

    def directory(self, at, n):
        raw, i = gzip.decompress(self.bytes[at:at + n]), 0

        def number():
            nonlocal i
            v = shift = 0
            while True:
                v |= (raw[i] & 127) << shift
                shift += 7
                i += 1
                if raw[i - 1] < 128:
                    return v
        count = number()
        ids, last = [], 0
        for _ in range(count):
            last += number()
            ids.append(last)
        runs = [number() for _ in range(count)]
        lengths = [number() for _ in range(count)]
        offsets = []
        for k in range(count):
            v = number()
            offsets.append(v - 1 if v else offsets[k - 1] + lengths[k - 1])
        assert i == len(raw)
        return list(zip(ids, runs, lengths, offsets))

    def all(self, at=None, n=None):
        for tile, run, length, offset in self.directory(at or self.root, n or self.root_n):
            if run == 0:
                yield from self.all(self.leaf + offset, length)
            for k in range(run):
                yield place(tile + k), offset, self.bytes[self.data + offset:self.data + offset + length]


def place(number):
    """z, x, y of a tile id: the inverse walk along the Hilbert curve."""
    z = 0
    while number >= 4 ** z:
        number -= 4 ** z
        z += 1
    x = y = 0
    for level in range(z):
        s, quarter = 1 << level, number & 3
        number >>= 2
        rx, ry = (quarter >> 1) & 1, (quarter ^ (quarter >> 1)) & 1
        if ry == 0:
            if rx:
                x, y = s - 1 - x, s - 1 - y
            x, y = y, x
        x, y = x + s * rx, y + s * ry
    return z, x, y


def faults(expected, path):
    """What is wrong with a PMTiles that should have these tiles; empty: nothing."""
    archive, wrong = Pmtiles(path), []
    found = list(archive.all())
    if {k: d for k, _, d in found} != expected or len(found) != len(expected):
        wrong.append(f"{len(found)} tegels, niet de {len(expected)} die erin horen")
    end, ordered = 0, True
    for _, offset, data in found: # clustered: each picture right after the last new one, or where it was before
        ordered &= offset <= end
        end = max(end, offset + len(data))
    if archive.clustered != 1 or not ordered or end != archive.data_n:
        wrong.append("niet geordend")
    if archive.kind != 2 or archive.inner != 2 or archive.packing != 1:
        wrong.append("soort of inpakking")
    zooms = [k[0] for k in expected]
    if (archive.min_zoom, archive.max_zoom, archive.addressed, archive.contents) != (
            min(zooms), max(zooms), len(expected), len(set(expected.values()))):
        wrong.append("de kop")
    if archive.root + archive.root_n > 16384 or archive.data + archive.data_n != len(archive.bytes):
        wrong.append("de wortel past niet in 16 kB, of het bestand is niet zo groot als het zegt")
    return wrong


if __name__ == "__main__":
    said = faults(tiles(sys.argv[1]), sys.argv[2])
    print("\n".join(said) or f"goed; {Pmtiles(sys.argv[2]).leaf_n} bytes aan bladeren")
    sys.exit(1 if said else 0)
