"""What the measurements share: the program, a cache and a work folder under the build folder, one command at a time with
its wall time and peak memory, a table."""
import json
import os
import shutil
import subprocess
import sys
import time

SOURCE = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))
BUILD = os.path.realpath(os.environ.get("GM_BUILD", os.path.join(SOURCE, "build")))
PROGRAM = os.path.join(BUILD, "geomagazijn")
DEMO = os.path.join(BUILD, "demogemeente")
DATA = ["--catalogus", f"{SOURCE}/data/catalogus", "--profielen", f"{SOURCE}/data/profielen", "--stijlen", f"{SOURCE}/styles"]
SHARED = os.environ.get("GM_SHARED_DIR", os.path.join(SOURCE, "..", "shared"))
CACHE = os.path.join(BUILD, "bench")


def need(*programs):
    for p in programs:
        if not shutil.which(p):
            sys.exit(f"{p} is er niet: bouw met cmake --build --preset release, of installeer het pakket dat het bevat")


def need_disk(gigabytes):
    os.makedirs(CACHE, exist_ok=True)
    free = shutil.disk_usage(CACHE).free / 1e9
    if free < gigabytes:
        sys.exit(f"in {CACHE} is {free:.0f} GB vrij, nodig is {gigabytes:.0f} GB")


class Work:
    """An empty folder under the build folder; gone afterwards, whatever happened."""

    def __enter__(self):
        self.dir = os.path.join(CACHE, f"werk-{os.getpid()}")
        os.makedirs(self.dir)
        return self.dir

    def __exit__(self, *_):
        shutil.rmtree(self.dir)


def run(*args, cwd=None):
    """Seconds and peak resident bytes of one command (or of the largest process that it waited for). Stops when it
    fails."""
    log = os.path.join(CACHE, f"fout-{os.getpid()}.txt")
    with open(log, "w") as err:
        began = time.monotonic()
        p = subprocess.Popen(args, cwd=cwd, stdout=subprocess.DEVNULL, stderr=err)
        _, status, usage = os.wait4(p.pid, 0)
        took = time.monotonic() - began
        p.returncode = os.waitstatus_to_exitcode(status)
    with open(log) as err:
        text = err.read().strip()
    os.remove(log)
    if p.returncode:
        sys.exit(f"{' '.join(args[:3])} … mislukte ({p.returncode}): {text[-400:]}")
    return took, usage.ru_maxrss * 1024


def import_bag(file, warehouse, *options):
    return run(PROGRAM, "import", "bag", file, "--magazijn", warehouse, *DATA, *options)


def size(path):
    return sum(os.lstat(os.path.join(d, f)).st_size for d, _, files in os.walk(path) for f in files)


def warm(path):
    """Reads a file once, so that everyone finds it in memory."""
    with open(path, "rb") as f:
        while f.read(1 << 24):
            pass


def doesburg(copies):
    """The panden of Doesburg so many times, made once: its path, and what is in it."""
    source = os.path.join(SHARED, "data", "bag", "0221PND15092020.zip")
    if not os.path.exists(source):
        sys.exit(f"{source} is er niet: zet GM_SHARED_DIR op de map waarin data/bag staat")
    out = os.path.join(CACHE, f"doesburg-{copies}.zip")
    if not os.path.exists(out):
        print(f"de invoer wordt gemaakt: {copies} keer Doesburg ...", file=sys.stderr)
        subprocess.run([sys.executable, os.path.join(os.path.dirname(__file__), "maak_bag.py"), source, str(copies), out],
                       check=True, stdout=subprocess.DEVNULL)
    with open(out + ".json") as f:
        return out, json.load(f)


def table(rows):
    widths = [max(len(str(r[i])) for r in rows) for i in range(len(rows[0]))]
    for r in rows:
        print("  ".join(str(c).ljust(w) if i == 0 else str(c).rjust(w) for i, (c, w) in enumerate(zip(r, widths))))


def machine():
    with open("/proc/cpuinfo") as f:
        cpu = next((line.split(":")[1].strip() for line in f if line.startswith("model name")), "onbekend")
    print(f"{os.cpu_count()} kernen, {cpu}; belasting nu {os.getloadavg()[0]:.1f}")
