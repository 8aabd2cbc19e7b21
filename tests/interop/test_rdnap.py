"""RD and ETRS89 agree with PROJ's own pipelines to 1 mm: without the correction grid of RDNAPTRANS2018, with a grid of
known shifts that is made here, and with the real one where a machine has it (GM_RD_GRID, ../shared/data/proj, or PROJ's
own folders). And the program says what is missing, once, and takes a grid from the warehouse's folder proj/."""
import json
import math
import os
import random
import re
import shutil
import sqlite3
import struct
import subprocess
import tempfile
import urllib.parse
import urllib.request

from interop import DATA, PROGRAM, SHARED, SOURCE, check, finish, skip

BUILD = os.path.dirname(PROGRAM)
POINTS = os.path.join(BUILD, "tests", "crs_points")
GRID = "nl_nsgi_rdtrans2018.tif"
RD = "+step +inv +proj=sterea +lat_0=52.1561605555556 +lon_0=5.38763888888889 +k=0.9999079 +x_0=155000 +y_0=463000 +ellps=bessel "
PLAIN = "+proj=pipeline " + RD + """+step +proj=push +v_3 +step +proj=cart +ellps=bessel +step +proj=helmert +x=565.7381
    +y=50.4018 +z=465.2904 +rx=0.395025981036064 +ry=-0.330772431242031 +rz=1.87607329462821 +s=4.07244
    +convention=coordinate_frame +step +inv +proj=cart +ellps=GRS80 +step +proj=pop +v_3
    +step +proj=unitconvert +xy_in=rad +xy_out=deg"""
SHIFTED = "+proj=pipeline " + RD + f"+step +proj=hgridshift +grids={GRID} +step +proj=unitconvert +xy_in=rad +xy_out=deg"
DEGREE_M = 111320.0

for name in ("cct", "cs2cs"):
    if not shutil.which(name):
        skip(name + " is er niet")
if not os.path.exists(f"{BUILD}/demogemeente"):
    skip("demogemeente is er niet")
try:
    from osgeo import gdal, osr
except ImportError:
    skip("python3-gdal is er niet")
gdal.UseExceptions()


def proj_db():
    """The folder of PROJ's own database."""
    done = subprocess.run(["projinfo", "--searchpaths"], capture_output=True, text=True, check=True).stdout.split("\n")
    return next(p for p in done if p and os.path.exists(f"{p}/proj.db"))


def env_of(*folders):
    """PROJ sees these folders and nothing else."""
    path = ":".join(folders)
    return {**os.environ, "PROJ_LIB": path, "PROJ_DATA": path, "PROJ_NETWORK": "OFF",
            "PROJ_SKIP_READ_USER_WRITABLE_DIRECTORY": "YES"}


def lines(command, points, env):
    text = "\n".join("%.12f %.12f 0 0" % p for p in points) + "\n"
    done = subprocess.run(command, input=text, capture_output=True, text=True, env=env, timeout=300)
    if done.returncode:
        raise RuntimeError("%s: %s" % (command[0], done.stderr[-300:]))
    return done.stdout.splitlines()


def numbers(line):
    return tuple(float(v) for v in line.replace("*", "inf").split()[:2])


def cct(pipeline, points, env, inverse=False):
    return [numbers(x) for x in lines(["cct", *(["-I"] if inverse else []), "-d", "12", *pipeline.split()], points, env)]


def cs2cs(source, target, points, env):
    """What PROJ chooses by itself; in the authority's axis order, turned here."""
    if source != "EPSG:28992":
        points = [(y, x) for x, y in points]
    out = [numbers(x) for x in lines(["cs2cs", "-f", "%.12f", source, target], points, env)]
    return out if target == "EPSG:28992" else [(x, y) for y, x in out]


def ours(grids, source, target, points, env):
    """Accuracy, grid in use, points; by four threads that agree to the bit."""
    text = "\n".join("%.12f %.12f" % p for p in points) + "\n"
    done = subprocess.run([POINTS, grids, source, target], input=text, capture_output=True, text=True, env=env, timeout=300)
    if done.returncode:
        return None, None, []
    first, *rest = done.stdout.splitlines()
    accuracy, grid = first.split()
    return float(accuracy), grid == "1", [numbers(x) for x in rest]


def worst(a, b, degrees):
    """The largest distance between two lists, in metres; infinite when one has a point that the other lacks."""
    far = 0.0 if a and len(a) == len(b) else math.inf
    for (x, y), (u, v) in zip(a, b):
        dx, dy = x - u, y - v
        if degrees:
            dx, dy = dx * DEGREE_M * math.cos(math.radians(y)), dy * DEGREE_M
        d = math.hypot(dx, dy)
        far = max(far, d if not math.isnan(d) else math.inf)
    return far


def agree(what, a, b, degrees):
    far = worst(a, b, degrees)
    check(far < 0.001, f"{what}: {len(b)} punten, grootste verschil {far * 1000:.4f} mm")


def grid_make(path, west, south, columns, rows, step=0.05):
    """A horizontal shift grid of known shifts: about those of the Netherlands, with waves of a metre on top, so that
    taking another transformation, another cell or no interpolation is seen at once."""
    ds = gdal.GetDriverByName("GTiff").Create(path, columns, rows, 2, gdal.GDT_Float32)
    north = south + (rows - 1) * step
    ds.SetGeoTransform([west - step / 2, step, 0, north + step / 2, 0, -step])
    crs = osr.SpatialReference()
    crs.ImportFromEPSG(4289)
    ds.SetProjection(crs.ExportToWkt())
    ds.SetMetadata({"TYPE": "HORIZONTAL_OFFSET", "AREA_OR_POINT": "Point", "target_crs_epsg_code": "4258"})
    lat, lon = ds.GetRasterBand(1), ds.GetRasterBand(2)
    for band, name in ((lat, "latitude_offset"), (lon, "longitude_offset")):
        band.SetDescription(name)
        band.SetUnitType("arc-second")
    lon.SetMetadataItem("positive_value", "east")
    for row in range(rows):
        y = north - row * step
        xs = [west + i * step for i in range(columns)]
        lat.WriteRaster(0, row, columns, 1, struct.pack(f"{columns}f", *(-3.5 + 0.03 * math.sin(9 * x + 7 * y) for x in xs)))
        lon.WriteRaster(0, row, columns, 1, struct.pack(f"{columns}f", *(-1.5 + 0.05 * math.cos(8 * x - 5 * y) for x in xs)))
    ds = None


def compare(what, grids, env, witness_env, pipeline, points):
    """Both ways, against the pipeline and against PROJ's own choice."""
    accuracy, grid, degrees = ours(grids, "EPSG:28992", "EPSG:4258", points, env)
    agree(f"{what}, RD naar ETRS89, pipeline", degrees, cct(pipeline, points, witness_env), True)
    agree(f"{what}, RD naar ETRS89, keuze van PROJ", degrees, cs2cs("EPSG:28992", "EPSG:4258", points, witness_env), True)
    back = ours(grids, "EPSG:4258", "EPSG:28992", degrees, env)[2]
    agree(f"{what}, ETRS89 naar RD, pipeline", back, cct(pipeline, degrees, witness_env, inverse=True), False)
    agree(f"{what}, ETRS89 naar RD, keuze van PROJ", back, cs2cs("EPSG:4258", "EPSG:28992", degrees, witness_env), False)
    agree(f"{what}, heen en terug", back, points, False)
    wgs84 = ours(grids, "EPSG:28992", "CRS:84", points, env)[2]
    check(wgs84 == degrees and len(degrees) > 0, f"{what}: WGS 84 is ETRS89")
    return accuracy, grid, degrees


def transformations(work, none):
    rng = random.Random(2018)
    land = [(rng.uniform(20000, 270000), rng.uniform(309000, 615000)) for _ in range(5000)]
    accuracy, grid, plain = compare("zonder rooster", "-", none, none, PLAIN, land)
    check((accuracy, grid) == (0.25, False), f"zonder rooster zegt het programma 0,25 m ({accuracy}, {grid})")

    folder = f"{work}/grid"
    os.mkdir(folder)
    grid_make(f"{folder}/{GRID}", 2.5, 50.0, 111, 81)
    both = env_of(folder, proj_db_only)
    accuracy, grid, shifted = compare("gemaakt rooster in een eigen map", folder, none, both, SHIFTED, land)
    check((accuracy, grid) == (0.001, True), f"met rooster zegt het programma 1 mm ({accuracy}, {grid})")
    check(0.3 < worst(plain, shifted, True) < 30, "het gemaakte rooster doet er toe")
    check(ours("-", "EPSG:28992", "EPSG:4258", land, both)[2] == shifted, "een rooster op PROJ's eigen zoekpad geeft hetzelfde")

    # A small grid: on it that one, off it the 7 parameters, everywhere an answer; far away what PROJ makes of it.
    small = f"{work}/small"
    os.mkdir(small)
    grid_make(f"{small}/{GRID}", 4.9, 51.9, 21, 11)
    _, _, mixed = ours(small, "EPSG:28992", "EPSG:4258", land, none)
    on = [i for i, (x, y) in enumerate(plain) if 4.95 < x < 5.85 and 51.95 < y < 52.35]
    off = [i for i, (x, y) in enumerate(plain) if not (4.85 < x < 5.95 and 51.85 < y < 52.45)]
    check(len(on) > 50 and len(on) + len(off) > 4000, f"{len(on)} punten op het kleine rooster, {len(off)} erbuiten")
    witness = cct(SHIFTED, [land[i] for i in on], env_of(small, proj_db_only))
    agree("op het kleine rooster", [mixed[i] for i in on], witness, True)
    agree("buiten het kleine rooster", [mixed[i] for i in off], [plain[i] for i in off], True)

    broken = f"{work}/broken"
    os.mkdir(broken)
    open(f"{broken}/{GRID}", "wb").write(b"II*\0 geen rooster")
    accuracy, grid, points = ours(broken, "EPSG:28992", "EPSG:4258", land, none)
    check((accuracy, grid) == (0.25, False) and points == plain, "een bedorven rooster telt als geen rooster")
    open(f"{broken}/{GRID}", "wb").write(open(f"{folder}/{GRID}", "rb").read()[:3000])
    accuracy, grid, points = ours(broken, "EPSG:28992", "EPSG:4258", land, none)
    check((accuracy, grid) == (0.25, False) and points == plain, "een afgebroken rooster telt als geen rooster")
    return folder


def real_grid(none):
    places = [os.environ.get("GM_RD_GRID", ""), f"{SHARED}/proj/{GRID}", f"{proj_db()}/{GRID}",
              os.path.expanduser(f"~/.local/share/proj/{GRID}")]
    found = next((p for p in places if p and os.path.isfile(p)), None)
    if not found:
        print(f"(het echte rooster {GRID} is hier niet; dat deel is overgeslagen)")
        return
    folder = os.path.dirname(found)
    rng = random.Random(28992)
    points = [(rng.uniform(20000, 270000), rng.uniform(309000, 615000)) for _ in range(20000)]
    accuracy, grid, degrees = compare("echt rooster", folder, none, env_of(folder, proj_db_only), SHIFTED, points)
    check((accuracy, grid) == (0.001, True), "met het echte rooster 1 mm")
    _, _, rd = ours(folder, "EPSG:4258", "EPSG:28992", [(4.824761912, 53.160753042)], none)
    # standards-nl.md's check point, of RDNAPTRANS2008: millimetres to centimetres away from 2018
    far = worst(rd, [(117380.1200, 575040.3400)], False)
    check(far < 0.01, f"controlepunt van NSGI: {far * 1000:.1f} mm ({rd})")


def program(*args, env):
    return subprocess.run([PROGRAM, *args, *DATA], capture_output=True, text=True, env=env, timeout=300)


def fetch(url):
    with urllib.request.urlopen(url, timeout=20) as answer:
        return answer.read().decode(), answer.headers["ETag"]


def served(store, env):
    """The first address's coordinates, the ETag, and what serve said."""
    server = subprocess.Popen([PROGRAM, "serve", "--poort", "0", "--magazijn", store, "--log", "warn", *DATA], env=env,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    url = re.search(r"http://[^/]+", server.stdout.readline()).group()
    db = sqlite3.connect(f"{store}/magazijn.sqlite")
    (address,) = db.execute("select straatnaam || ' ' || huisnummer from adres").fetchone()
    db.close()
    ask = urllib.parse.urlencode({"q": address, "rows": 1, "fq": "type:adres", "fl": "centroide_ll,centroide_rd"})
    body, etag = fetch(f"{url}/locatieserver/search/v3_1/free?{ask}")
    server.terminate()
    _, errors = server.communicate(timeout=20)
    doc = json.loads(body)["response"]["docs"][0]
    at = {k: tuple(float(v) for v in re.findall(r"[\d.]+", doc["centroide_" + k])) for k in ("ll", "rd")}
    return at, etag, errors


def whole_program(work, grid_folder, none):
    source, store = f"{work}/bron", f"{work}/magazijn"
    subprocess.run([f"{BUILD}/demogemeente", "--uit", source, "--adressen", "2000"], check=True, stdout=subprocess.DEVNULL)
    bag = next(f"{source}/{f}" for f in os.listdir(source) if f.startswith("BAG") and f.endswith(".zip"))
    areas = [f"{source}/gebieden_{n}.geojson" for n in ("gemeente", "wijk", "buurt")]
    url = "https://cdn.proj.org/" + GRID

    def says(text):
        return text.count("LET OP") == 1 and "0,25 m" in text and url in text and f"{store}/proj" in text and "projsync" in text

    done = program("import", "gebieden", *areas, "--magazijn", store, env=none)
    check(done.returncode == 0 and "LET OP" not in done.stderr, "import gebieden, dat geen lengte en breedte maakt, zwijgt")
    done = program("import", "bag", bag, "--magazijn", store, env=none)
    check(done.returncode == 0 and says(done.stderr) and "LET OP" not in done.stdout,
          "import bag zegt één keer, op standaardfout, wat ontbreekt, hoe nauwkeurig het nu is, en waar het te halen is")
    done = program("status", "--magazijn", store, env=none)
    check(done.returncode == 0 and says(done.stdout), "status ook")
    before, etag, errors = served(store, none)
    check(says(errors), "serve ook, bij het begin en niet per verzoek")
    agree("locatieserver zonder rooster", [before["ll"]], cct(PLAIN, [before["rd"]], none), True)

    os.mkdir(f"{store}/proj")
    bad = subprocess.run([f"{SOURCE}/scripts/rdgrid", store, bag], capture_output=True, text=True)
    check(bad.returncode != 0 and not os.listdir(f"{store}/proj"), "scripts/rdgrid weigert een ander bestand en laat niets achter")
    shutil.copy(f"{grid_folder}/{GRID}", f"{store}/proj/{GRID}")
    done = program("status", "--magazijn", store, env=none)
    check(done.returncode == 0 and "LET OP" not in done.stdout, "met het rooster in proj/ van het magazijn zwijgt status")
    after, etag2, errors = served(store, none)
    check("LET OP" not in errors and "rooster" not in errors, "en serve")
    check(etag and etag2 and etag != etag2, "de ETag is een andere")
    witness = cct(SHIFTED, [after["rd"]], env_of(grid_folder, proj_db_only))
    agree("locatieserver met rooster", [after["ll"]], witness, True)


for needed in (PROGRAM, POINTS):
    if not os.path.exists(needed):
        skip(needed + " is er niet")
with tempfile.TemporaryDirectory(prefix="gm-rdnap-") as work:
    proj_db_only = f"{work}/db"
    os.mkdir(proj_db_only)
    os.symlink(f"{proj_db()}/proj.db", f"{proj_db_only}/proj.db")
    none = env_of(proj_db_only)
    grids = transformations(work, none)
    real_grid(none)
    whole_program(work, grids, none)
finish()
