#!/usr/bin/env python3
"""No trace of a client: not in any file outside beschermd/, in there only what privacy.md allows, and the server answers
the same with beschermd/ removed."""
import csv
import os
import re
import shutil
import sqlite3
import subprocess

from scenario import Place, Server, check, finish


def holds(path, texts):
    """Whether the file's bytes hold one of many texts; by grep, which looks for all of them in one pass."""
    found = subprocess.run(["grep", "-aqF", "-f", "-", path], input=b"\n".join(texts))
    assert found.returncode in (0, 1), path
    return found.returncode == 0


def files_below(folder):
    return [os.path.join(d, f) for d, _, names in os.walk(folder) for f in names]


with Place(28000) as p:
    p.fill()
    status, out, err = p.run("import", "sociaal", "--doel", "beleid-sociaal-domein", p.social())
    check(status == 0, f"de levering wordt geladen {err.strip()}")
    status, out2, err2 = p.run("publish")
    check(status == 0, f"publish slaagt {err2.strip()}")
    with open(p.social(), encoding="utf-8-sig") as f:
        rows = list(csv.DictReader(f))
    clients = {r["client_id"].encode() for r in rows}
    codes = {r["locatiecode"].encode() for r in rows if len(r["locatiecode"]) >= 6}
    # A nummeraanduiding stands in the BAG too, for everyone; what may not be there is the same code as a client's, so
    # only the spellings that the BAG doesn't have say something outside beschermd/.
    written = {c for c in codes if not re.fullmatch(rb"\d{16}", c)}
    check(len(clients) > 50 and len(written) > 20, f"{len(clients)} cliënten, {len(written)} eigen schrijfwijzen")

    for path in files_below(p.warehouse):
        inside = "/beschermd/" in path
        name = path[len(p.warehouse):]
        check(not holds(path, clients), f"{name}: geen cliëntnummer")
        check(not holds(path, codes if inside or "/publicatie/" in path else written), f"{name}: geen locatiecode van een cliënt")
    with open(f"{p.dir}/uitvoer.txt", "w", encoding="utf-8") as f:
        f.write(out + err + out2 + err2)
    check(not holds(f"{p.dir}/uitvoer.txt", clients | codes), "de uitvoer noemt geen cliënt")
    check(holds(p.social(), clients), "de zoekmethode vindt cliënten waar ze wel staan")

    db = sqlite3.connect(f"file:{p.warehouse}/beschermd/sociaal.sqlite?mode=ro", uri=True)
    columns = {c for (t,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
               for (_, c, *_rest) in db.execute(f"PRAGMA table_info({t})")}
    db.close()
    print("kolommen in beschermd/:", ", ".join(sorted(columns)))
    check(not columns & {"client_id", "locatiecode", "adres", "x", "y", "geom", "bsn", "naam"}, "beschermd/ kent geen adres of nummer")
    check(oct(os.stat(f"{p.warehouse}/beschermd").st_mode)[-3:] == "700", "beschermd/ is 0700")
    check(oct(os.stat(f"{p.warehouse}/beschermd/sociaal.sqlite").st_mode)[-3:] == "600", "sociaal.sqlite is 0600")
    check(oct(os.stat(f"{p.warehouse}/beschermd/k_sdc").st_mode)[-3:] == "400", "k_sdc is 0400")

    asks = ["/api/v1/indicatoren", "/api/v1/indicatoren/sociaal/waarden?niveau=wijk", "/api/v1/indicatoren/sociaal/waarden?niveau=buurt",
            "/api/v1/indicatoren/sociaal/waarden?niveau=gemeente&f=csv", "/api/v1/themas", "/tiles/sociaal_wijk/NetherlandsRDNewQuad/3/4/3.png",
            "/wms?SERVICE=WMS&REQUEST=GetCapabilities"]
    with Server(p) as s:
        url = s.url
        first = [s.get(a)[::2] for a in asks]
        tags = [s.get(a)[1].get("ETag") for a in asks[:4]]
        opened = os.popen(f"ls -l /proc/{s.process.pid}/fd; cat /proc/{s.process.pid}/maps").read()
        check("beschermd" not in opened, "de server heeft niets onder beschermd/ open")
        shutil.rmtree(f"{p.warehouse}/beschermd")
        again = [s.get(a)[::2] for a in asks]
        check(first == again, "hetzelfde antwoord met beschermd/ weg")
        check(tags == [s.get(a)[1].get("ETag") for a in asks[:4]], "ook dezelfde ETags")
    values = [v for (_, body) in first[1:3] for v in re.findall(rb'"waarde":(\d+)', body)]
    check(values and all(int(v) % 5 == 0 and int(v) >= 10 for v in values), f"{len(values)} getoonde cijfers: vijftallen van 10 of meer")
finish()
