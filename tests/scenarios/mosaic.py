#!/usr/bin/env python3
"""A mosaic of tiles equals the same area drawn as one image, pixel by pixel, labels included: for every layer and style
of the catalogue, at random places and zooms, in both tile matrix sets, as PNG and as WebP, also at double density."""
import ctypes
import ctypes.util
import math
import random
import struct
import sys
import zlib

from scenario import Place, Server, check, finish

SETS = {"WebMercatorQuad": ("EPSG:3857", -20037508.342789244, 20037508.342789244, 156543.03392804097, (8, 19)),
        "NetherlandsRDNewQuad": ("EPSG:28992", -285401.92, 903401.92, 3440.64, (3, 15))}
PX = 256


def png(data):
    """Width, height and RGBA bytes of a PNG without interlacing (ISO 15948)."""
    at, idat, palette, alpha = 8, b"", b"", b""
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at:at + 8])
        body = data[at + 8:at + 8 + size]
        at += 12 + size
        if kind == b"IHDR":
            width, height, depth, colour = struct.unpack(">IIBB", body[:10])
        elif kind == b"PLTE":
            palette = body
        elif kind == b"tRNS":
            alpha = body
        elif kind == b"IDAT":
            idat += body
    channels = {2: 3, 3: 1, 6: 4}[colour]
    raw, stride, bpp = zlib.decompress(idat), (width * channels * depth + 7) // 8, max(1, channels * depth // 8)
    before, out = bytearray(stride), bytearray()
    colours = [bytes(palette[3 * i:3 * i + 3]) + bytes([alpha[i] if i < len(alpha) else 255]) for i in
               range(len(palette) // 3)]
    for y in range(height):
        method, line = raw[y * (stride + 1)], bytearray(raw[y * (stride + 1) + 1:(y + 1) * (stride + 1)])
        assert method in (0, 1, 2), f"filter {method}"
        if method == 1:
            for i in range(bpp, stride):
                line[i] = (line[i] + line[i - bpp]) & 255
        elif method == 2:
            line = bytearray((a + b) & 255 for a, b in zip(line, before))
        before = line
        if colour == 3:
            per = 8 // depth
            for x in range(width):
                out += colours[line[x // per] >> (8 - depth * (x % per + 1)) & ((1 << depth) - 1)]
        elif colour == 2:
            for x in range(width):
                out += line[3 * x:3 * x + 3] + b"\xff"
        else:
            out += line
    return width, height, bytes(out)


def webp(data):
    lib = ctypes.CDLL(ctypes.util.find_library("webp") or "libwebp.so.7")
    lib.WebPDecodeRGBA.restype = ctypes.POINTER(ctypes.c_uint8)
    lib.WebPDecodeRGBA.argtypes = [ctypes.c_char_p, ctypes.c_size_t, ctypes.POINTER(ctypes.c_int),
                                   ctypes.POINTER(ctypes.c_int)]
    w, h = ctypes.c_int(), ctypes.c_int()
    p = lib.WebPDecodeRGBA(data, len(data), ctypes.byref(w), ctypes.byref(h))
    out = ctypes.string_at(p, w.value * h.value * 4)
    lib.WebPFree.argtypes = [ctypes.c_void_p]
    lib.WebPFree(p)
    return w.value, h.value, out


def picture(server, path, kind):
    status, headers, body = server.get(path)
    assert status == 200 and headers["Content-Type"] == f"image/{kind}", f"{path}: {status} {headers} {body[:300]}"
    return {"png": png, "webp": webp}[kind](body)


def place_of(server, rng, z, tms, extent):
    """A tile in the municipality whose right and lower neighbours are there too."""
    crs, x0, y0, cell, _ = SETS[tms]
    side = PX * cell / 2 ** z
    x, y = rng.uniform(extent[0], extent[2]), rng.uniform(extent[1], extent[3])
    return min(int((x - x0) / side), 2 ** z - 2), min(int((y0 - y) / side), 2 ** z - 2)


def one(server, rng, layer, style, tms, extent, kind, double):
    crs, x0, y0, cell, zooms = SETS[tms]
    z = rng.randint(*zooms)
    c, r = place_of(server, rng, z, tms, extent)
    px, end = (2 * PX, "@2x") if double else (PX, "")
    side = PX * cell / 2 ** z
    box = (x0 + c * side, y0 - (r + 2) * side, x0 + (c + 2) * side, y0 - r * side)
    wms = (f"/wms?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&LAYERS={layer}&STYLES={style}&CRS={crs}"
           f"&BBOX={','.join(repr(v) for v in box)}&WIDTH={2 * px}&HEIGHT={2 * px}&FORMAT=image/{kind}&TRANSPARENT=TRUE")
    if double:
        wms += f"&DPI={2 * 0.0254 / 0.00028!r}"
    _, _, whole = picture(server, wms, kind)
    wrong = drawn = 0
    for i in range(2):
        for j in range(2):
            _, _, tile = picture(server, f"/tiles/{layer}/{tms}/{z}/{c + i}/{r + j}{end}.{kind}?stijl={style}", kind)
            for y in range(px):
                at = 4 * ((j * px + y) * 2 * px + i * px)
                a, b = tile[4 * y * px:4 * (y + 1) * px], whole[at:at + 4 * px]
                drawn += any(a)
                if a != b:
                    wrong += sum(a[k:k + 4] != b[k:k + 4] and (a[k + 3] or b[k + 3]) for k in range(0, 4 * px, 4))
    return wrong, drawn, f"{layer} {style} {tms} {z}/{c}/{r}{end} {kind}: {wrong} pixels anders"


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    rng = random.Random(42)
    with Place(2000) as p:
        p.fill()
        with Server(p) as server:
            themes = server.json("/api/v1/themas")
            layers = {layer["id"]: layer for t in themes["themas"] for layer in t["lagen"]}
            rd = p.query("SELECT min(xmin), min(ymin), max(xmax), max(ymax) FROM idx_pand_geom")[0]
            corners = [p.query(f"SELECT min(lon), min(lat), max(lon), max(lat) FROM adres")[0]][0]
            mercator = [v for lon, lat in (corners[:2], corners[2:]) for v in
                        (lon * 20037508.342789244 / 180, math.log(math.tan(math.radians(45 + lat / 2))) * 6378137)]
            extent = {"WebMercatorQuad": mercator, "NetherlandsRDNewQuad": rd}
            worst, inked, done = [], 0, 0
            for layer in layers.values():
                for style in layer["stijlen"]:
                    name = style["id"] if isinstance(style, dict) else style
                    for n in range(rounds):
                        for tms in SETS:
                            kind, double = ("png", "webp")[done % 2], done % 5 == 4
                            wrong, drawn, text = one(server, rng, layer["id"], name, tms, extent[tms], kind, double)
                            done += 1
                            inked += drawn > 0
                            if wrong:
                                worst.append(text)
            for text in worst[:20]:
                print(text)
            check(not worst, f"{done} mozaïeken van vier tegels zijn hetzelfde als één beeld")
            check(inked > done / 3, f"op {inked} ervan staat iets")
    finish()


main()
