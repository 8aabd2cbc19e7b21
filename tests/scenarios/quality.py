#!/usr/bin/env python3
"""`geomagazijn quality` as a gegevensmanager uses it, and that what it finds is shown to nobody else."""
import json
import re
import signal
import sqlite3
import subprocess
import urllib.error
import urllib.request

from scenario import DATA, PROGRAM, Place, Server, check, finish


def serve(place, *args):
    return subprocess.Popen([PROGRAM, "serve", "--poort", "0", "--log", "error", "--magazijn", place.warehouse, *DATA, *args],
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def ask(url, host=None):
    request = urllib.request.Request(url, headers={"Host": host} if host else {})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as answer:
        return answer.code, dict(answer.headers), answer.read()


with Place() as p:
    status, _, err = p.run("quality")
    check(status != 0 and "nog geen magazijn" in err, "zonder magazijn zegt de opdracht hoe te beginnen")
    p.fill()
    data = p.generation()

    status, out, err = p.run("quality")
    check(status == 0 and "eerste meting" in out and "\033" not in out, "de eerste meting, zonder kleuren in een bestand")
    check(p.generation() == data + 1, "een meting die iets vond verhoogt de generatie")
    p.run("quality")
    check(p.generation() == data + 1, "nog een keer meten verandert niets")

    status, out, err = p.run("quality", "--json", "-", "--voorbeelden", "1")
    found = json.loads(out)
    total = sum(r["aantal"] or 0 for r in found["regels"])
    rows = p.query("SELECT sum(aantal), count(*) FROM kwaliteit_meting")[0]
    check(status == 0 and (total, len(found["regels"])) == rows and total > 0, "JSON geeft de aantallen die bewaard zijn")
    check(all(len(r["gevallen"]) <= 1 for r in found["regels"]), "en niet meer voorbeelden dan gevraagd")

    rule = next(r for r in found["regels"] if r["aantal"])
    status, out, err = p.run("quality", "--regel", rule["id"], "--json", "-")
    check(len(json.loads(out)["regels"][0]["gevallen"]) == rule["aantal"], "een regel geeft al zijn gevallen")
    status, out, err = p.run("quality", "--regel", rule["id"])
    check(status == 0 and rule["titel"] in out and len(out.splitlines()) >= rule["aantal"] + 3, "ook op de terminal")

    status, out, err = p.run("quality", "--regel", "pandoverlap")
    check(status != 0 and "pand-overlap" in err, "een regel met een typefout noemt de bedoelde")
    status, out, err = p.run("quality", "--sinds", "4711")
    check(status != 0 and str(data) in err, "een meting die er niet is noemt welke er wel zijn")
    status, out, err = p.run("quality", "--ernst", "fout")
    check("Aandacht" not in out, "--ernst fout laat weg wat minder erg is")

    # A fault that comes with the next delivery.
    db = sqlite3.connect(f"{p.warehouse}/magazijn.sqlite")
    db.execute("UPDATE pand SET oorspronkelijk_bouwjaar = 212 WHERE id IN (SELECT id FROM pand WHERE bestaand = 1 LIMIT 3)")
    db.execute("UPDATE generatie SET nummer = nummer + 1")
    db.execute("INSERT INTO import_log(dataset, peildatum, generatie, rapport) SELECT 'bag', '2026-11-01', nummer, '{}' FROM generatie")
    db.commit()
    db.close()
    status, out, err = p.run("quality")
    check(re.search(r"^\s+3  Pand met een ongeloofwaardig bouwjaar.*\+3$", out, re.M), "de toename sinds de vorige meting staat erbij")

    # Who may see it.
    with Server(p) as s:
        check(s.get("/tiles/kwaliteit/NetherlandsRDNewQuad/8/128/128.png")[0] == 404, "de laag is er niet voor iedereen")
        check(b"waliteit" not in s.get("/api/v1/themas")[2], "en het thema evenmin")
    for host in ("0.0.0.0", "192.0.2.1", "::"):
        done = serve(p, "--rol", "intern", "--host", host)
        _, err = done.communicate(timeout=20)
        check(done.returncode != 0 and "alleen op deze computer" in err, f"--rol intern op {host} wordt geweigerd")
    done = serve(p, "--rol", "intern", "--url", "https://kaart.voorbeeld.example")
    check(done.wait(20) != 0, "en met --url ook")
    process = serve(p, "--rol", "intern")
    url = re.search(r"http://[^/ ]+", process.stdout.readline()).group(0)
    try:
        status, headers, body = ask(url + "/api/v1/themas")
        check(status == 200 and b'"id":"kwaliteit"' in body, "de rol intern heeft het thema")
        check("Access-Control-Allow-Origin" not in headers and "public" not in headers["Cache-Control"],
              "maar pagina's van anderen en gedeelde caches niet")
        check(ask(url + "/api/v1/themas", "kwaad.example")[0] == 404, "ook niet onder een naam van buiten")
        check(ask(url + "/tiles/kwaliteit/NetherlandsRDNewQuad/8/128/128.png")[0] == 200, "de laag is te tekenen")
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)
finish()
