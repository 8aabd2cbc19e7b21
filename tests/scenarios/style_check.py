#!/usr/bin/env python3
"""`geomagazijn style check` as a person or a script uses it: what it prints, and with what status it ends."""
import json
import subprocess
import tempfile

from scenario import PROGRAM, SOURCE, Place, check, finish

DOCUMENTS = f"{SOURCE}/tests/geoserver/render"


def style(*args):
    done = subprocess.run([PROGRAM, "style", "check", *args], capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout


status, out = style(f"{DOCUMENTS}/qgis/vlak_enkel.sld")
check(status == 0 and "in orde, 1 regel" in out, "a supported document is fine")
status, out = style(f"{DOCUMENTS}/geoserver/punten.sld")
check(status == 0 and "punten.sld:60: VendorOption sortBy: " in out and "4 onderdelen" in out, "what goes otherwise is named by line")
status, out = style("--strict", f"{DOCUMENTS}/geoserver/punten.sld")
check(status == 1, "--strict makes it a failure")
with tempfile.TemporaryDirectory() as folder:
    broken = f"{folder}/kapot.sld"
    with open(broken, "w", encoding="utf-8") as f:
        f.write("<FeatureTypeStyle><Rule>\n<PolygonSymbolizer><Fill><CssParameter name='fill'>rood</CssParameter>"
                "</Fill></PolygonSymbolizer></Rule></FeatureTypeStyle>")
    status, out = style(broken, f"{DOCUMENTS}/qgis/vlak_enkel.sld")
    check(status == 1 and f"{broken}:2: FOUT: " in out and "vlak_enkel.sld: in orde" in out, "an error doesn't hide the next file")
    report = f"{folder}/uitslag.json"
    status, out = style("--json", report, broken, f"{folder}/er_niet.sld", f"{DOCUMENTS}/geoserver/punten.sld")
    files = json.load(open(report, encoding="utf-8"))["bestanden"]
    check([f["bruikbaar"] for f in files] == [False, False, True], "JSON says which can be used")
    check(files[2]["niet_ondersteund"][3]["regel"] == 60 and files[2]["kolommen"] == ["aantal", "nummer", "richting"],
          "JSON has lines and columns")
    status, out = style("--json", "-", f"{DOCUMENTS}/qgis/vlak_enkel.sld")
    check(json.loads(out)["bestanden"][0]["fout"] is None, "JSON alone on the output")
with Place() as place:
    place.run("import", "bag", place.bag)
    status, out, _ = place.run("style", "check", "--laag", "pand", f"{SOURCE}/styles/pand_bouwjaar.sld")
    check(status == 0, "our own style fits its layer")
    status, out, _ = place.run("style", "check", "--laag", "pand", f"{DOCUMENTS}/geoserver/wijken.sld")
    check(status == 1 and "de laag pand heeft geen kolom inwoners" in out, "an unknown column is an error")
    status, out, error = place.run("style", "check", "--laag", "panden", f"{SOURCE}/styles/pand_bouwjaar.sld")
    check(status != 0 and "panden" in error, "an unknown layer is an error")
finish()
