#!/usr/bin/env python3
"""Bad input of every kind: a clear message, an exit code that isn't 0, and the warehouse as it was."""
import os
import shutil
import socket
import subprocess
import zipfile

from scenario import DATA, PROGRAM, SOURCE, Place, Server, check, finish

PAND = """<sl-bag-extract:bagObject><Objecten:Pand>
<Objecten:identificatie domein="NL.IMBAG.Pand">{id}</Objecten:identificatie>
<Objecten:geometrie><Objecten:multivlak><gml:Polygon srsName="urn:ogc:def:crs:EPSG::28992" srsDimension="2"><gml:exterior><gml:LinearRing>
<gml:posList count="5">{ring}</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></Objecten:multivlak></Objecten:geometrie>
<Objecten:oorspronkelijkBouwjaar>1970</Objecten:oorspronkelijkBouwjaar><Objecten:status>Pand in gebruik</Objecten:status>
<Objecten:geconstateerd>N</Objecten:geconstateerd><Objecten:documentdatum>2020-01-01</Objecten:documentdatum>
<Objecten:documentnummer>X1</Objecten:documentnummer><Objecten:voorkomen><Historie:Voorkomen>
<Historie:voorkomenidentificatie>1</Historie:voorkomenidentificatie><Historie:beginGeldigheid>2020-01-01</Historie:beginGeldigheid>
<Historie:tijdstipRegistratie>2020-01-01T10:00:00.000</Historie:tijdstipRegistratie></Historie:Voorkomen></Objecten:voorkomen>
</Objecten:Pand></sl-bag-extract:bagObject>"""
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<sl-bag-extract:bagStand xmlns:sl-bag-extract="http://www.kadaster.nl/schemas/lvbag/extract-deelbestand-lvc/v20200601"
 xmlns:sl="http://www.kadaster.nl/schemas/standlevering-generiek/1.0" xmlns:gml="http://www.opengis.net/gml/3.2"
 xmlns:Objecten="www.kadaster.nl/schemas/lvbag/imbag/objecten/v20200601"
 xmlns:Historie="www.kadaster.nl/schemas/lvbag/imbag/historie/v20200601"
 xmlns:selecties-extract="http://www.kadaster.nl/schemas/lvbag/extract-selecties/v20200601"><sl-bag-extract:bagInfo>
<selecties-extract:LVC-Extract><selecties-extract:StandTechnischeDatum>2026-10-01</selecties-extract:StandTechnischeDatum>
</selecties-extract:LVC-Extract></sl-bag-extract:bagInfo><sl:standBestand><sl:stand>"""
TAIL = "</sl:stand></sl:standBestand></sl-bag-extract:bagStand>"
SQUARE = "1000 300000 1010 300000 1010 300010 1000 300010 1000 300000"
BOW_TIE = "1000 300000 1010 300010 1010 300000 1000 300010 1000 300000"


def refused(place, before, args, words, text):
    """The command fails, its message holds the words, and nothing has changed."""
    status, out, err = place.run(*args)
    missing = [w for w in words if w.lower() not in err.lower()]
    check(status != 0 and not missing, f"{text}: status {status}, melding: {err.strip().splitlines()[:1]}"
          + (f" mist {missing}" if missing else ""))
    check(place.counts() == before, f"{text}: het magazijn is zoals het was")


def write(path, text):
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)
    return path


with Place() as p:
    p.fill()
    before = p.counts()

    cut = f"{p.dir}/afgekapt.zip"
    whole = open(p.bag, "rb").read()
    open(cut, "wb").write(whole[: len(whole) * 2 // 3])
    refused(p, before, ["import", "bag", cut], ["afgekapt.zip", "afgebroken"], "afgekapte zip")

    text = HEAD + PAND.format(id="9900109999999901", ring=SQUARE)
    half = write(f"{p.dir}/half.xml", text[: len(text) - 150])
    refused(p, before, ["import", "bag", half], ["half.xml", "regel"], "XML midden in afgebroken")

    inside = f"{p.dir}/half_in_zip.zip"
    with zipfile.ZipFile(inside, "w", zipfile.ZIP_DEFLATED) as z:
        z.write(half, "9900PND01102026-000001.xml")
    refused(p, before, ["import", "bag", inside], ["9900PND01102026-000001.xml", "regel"], "afgebroken XML in een zip")

    refused(p, before, ["import", "bag", write(f"{p.dir}/oud.xml", '<bag_LVC:x xmlns:bag_LVC="u"/>')], ["BAG 1.x"], "BAG 1.x")
    refused(p, before, ["import", "bag", f"{p.dir}/isernieT.zip"], ["isernieT.zip"], "een bestand dat er niet is")

    rows = open(f"{p.source}/mor/signals.csv", encoding="utf-8").read()
    shutil.copytree(f"{p.source}/mor", f"{p.dir}/mor")
    write(f"{p.dir}/mor/signals.csv", rows.replace("location_id", "plaats", 1))
    refused(p, before, ["import", "mor", f"{p.dir}/mor"], ["location_id"], "CSV met een ontbrekende kolom")

    refused(p, before, ["import", "sociaal", "--doel", "beleid-sociaal-domein", f"{p.source}/sociaal/fout_met_bsn.csv"],
            ["bsn"], "sociaal-CSV met BSN-kolom")
    check(not os.path.exists(f"{p.warehouse}/beschermd/sociaal.sqlite"), "BSN: er is niets beschermd opgeslagen")

    for name in ("catalogus",):
        shutil.copytree(f"{SOURCE}/data/catalogus", f"{p.dir}/{name}")
    lagen = open(f"{p.dir}/catalogus/lagen.yaml", encoding="utf-8").read().replace("geometrie:", "geometri:", 1)
    write(f"{p.dir}/catalogus/lagen.yaml", lagen)
    done = subprocess.run([PROGRAM, "serve", "--poort", "0", "--magazijn", p.warehouse, "--catalogus", f"{p.dir}/catalogus",
                           *DATA[2:]], capture_output=True, text=True, timeout=20)
    check(done.returncode != 0 and "lagen.yaml:" in done.stderr and "geometrie" in done.stderr,
          f"catalogus met een tikfout: {done.stderr.strip()}")

    # Reported and set aside, the rest imported; last, for it changes the warehouse.
    both = write(f"{p.dir}/vlakken.xml", HEAD + PAND.format(id="9900109999999901", ring=SQUARE)
                 + PAND.format(id="9900109999999902", ring=BOW_TIE) + TAIL)
    status, out, err = p.run("import", "bag", "--toevoegen", both)
    check(status == 0 and "9900109999999902" in out and "ongeldige geometrie" in out, "een ongeldig vlak wordt genoemd")
    check(p.query("SELECT count(*) FROM bag_pand WHERE identificatie = '9900109999999901'")[0][0] == 1, "het goede vlak staat erin")
    check(p.query("SELECT count(*) FROM bag_pand WHERE identificatie = '9900109999999902'")[0][0] == 0, "het ongeldige niet")

    plain = write(f"{p.dir}/mor.csv", "id,categorie,status,datum,locatiecode\n1,lantaarnpaal,open,2026-01-02,9900209999999999\n")
    status, out, err = p.run("import", "mor", "--profiel", "mor_csv", plain)
    check("rij 2" in out + err and "locatiecode" in out + err and "9900209999999999" not in out + err,
          "een locatiecode die niet bestaat: met rij en reden, zonder de code")

    with Server(p) as s:
        status, _, body = s.get("/tiles/bestaatniet/WebMercatorQuad/0/0/0.png")
        check(status == 404 and b"laag" in body, "onbekende laag")
        status, _, body = s.get("/wms?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&LAYERS=pand&STYLES=&CRS=EPSG:31370&BBOX=0,0,1,1"
                                "&WIDTH=10&HEIGHT=10&FORMAT=image/png")
        check(b"InvalidCRS" in body and b"EPSG:28992" in body, "onbekend CRS")
        status, _, body = s.get("/tiles/pand/NetherlandsRDNewQuad/3/8/0.png")
        check(status == 404 and b"NetherlandsRDNewQuad" in body, "tegel buiten het bereik")
        # A request line of a gigabyte: cut off long before it is all sent, and the server lives on.
        host, port = s.url[7:].split(":")
        sent, block = 0, b"a" * 1048576
        with socket.create_connection((host, int(port)), timeout=30) as c:
            c.sendall(b"GET /")
            try:
                while sent < 1 << 30:
                    sent += c.send(block)
            except OSError:
                pass
        check(sent < 1 << 28, f"een verzoekregel van 1 GB wordt afgebroken na {sent >> 20} MB")
        memory = int(next(l for l in open(f"/proc/{s.process.pid}/status") if l.startswith("VmHWM")).split()[1])
        check(memory < 600000, f"het geheugen bleef onder de {memory >> 10} MB")
        check(s.json("/healthz")["status"] == "ok", "de server antwoordt daarna nog")
finish()
