"""What the scenarios share: the program, a warehouse in a temporary folder, a server, and checks that count."""
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

SOURCE = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))
BUILD = os.environ.get("GM_BUILD", os.path.join(SOURCE, "build"))
PROGRAM = os.path.join(BUILD, "geomagazijn")
DATA = ["--catalogus", f"{SOURCE}/data/catalogus", "--profielen", f"{SOURCE}/data/profielen", "--stijlen", f"{SOURCE}/styles"]
failures = []


def check(ok, text):
    print(("ok    " if ok else "FOUT  ") + text)
    if not ok:
        failures.append(text)


def finish():
    print(f"{len(failures)} fouten")
    sys.exit(1 if failures else 0)


class Place:
    """A temporary folder with a generated municipality and a warehouse."""

    def __init__(self, addresses=2000):
        self.dir = tempfile.mkdtemp(prefix="gm-scenario-")
        self.source = f"{self.dir}/bron"
        self.warehouse = f"{self.dir}/magazijn"
        subprocess.run([f"{BUILD}/demogemeente", "--uit", self.source, "--adressen", str(addresses)], check=True,
                       stdout=subprocess.DEVNULL)
        self.bag = next(f"{self.source}/{f}" for f in os.listdir(self.source) if f.startswith("BAG") and f.endswith(".zip"))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.dir)

    def run(self, *args):
        """Runs a subcommand; returns exit status, output and error text."""
        done = subprocess.run([PROGRAM, *args, "--magazijn", self.warehouse, *DATA], capture_output=True, text=True,
                              timeout=300)
        return done.returncode, done.stdout, done.stderr

    def gebieden(self):
        return [f"{self.source}/gebieden_{n}.geojson" for n in ("gemeente", "wijk", "buurt")]

    def social(self):
        folder = f"{self.source}/sociaal"
        return next(f"{folder}/{f}" for f in sorted(os.listdir(folder)) if f.startswith("sociaal_"))

    def fill(self):
        for args in (["import", "gebieden", *self.gebieden()], ["import", "bag", self.bag],
                     ["import", "mor", f"{self.source}/mor"]):
            status, _, text = self.run(*args)
            assert status == 0, text

    def query(self, sql):
        db = sqlite3.connect(f"file:{self.warehouse}/magazijn.sqlite?mode=ro", uri=True)
        try:
            return db.execute(sql).fetchall()
        finally:
            db.close()

    def left_over(self):
        """What is in the folder and belongs to no warehouse: magazijn.sqlite is a file, or a link to the one beside it."""
        path = f"{self.warehouse}/magazijn.sqlite"
        whole = os.readlink(path) if os.path.islink(path) else "magazijn.sqlite"
        known = {"magazijn.sqlite", whole, whole + "-wal", whole + "-shm", "beschermd", "publicatie"}
        return sorted(set(os.listdir(self.warehouse)) - known)

    def generation(self):
        return self.query("SELECT nummer FROM generatie")[0][0]

    def counts(self):
        return [self.query(f"SELECT count(*) FROM {t}")[0][0] for t in ("bag_pand", "pand", "adres", "wijk", "melding",
                                                                         "melding_overig", "import_log")]


class Server:
    """`geomagazijn serve` on a free port of 127.0.0.1, stopped by its own id."""

    def __init__(self, place):
        self.process = subprocess.Popen([PROGRAM, "serve", "--poort", "0", "--log", "error", "--magazijn", place.warehouse,
                                         *DATA], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        line = self.process.stdout.readline()
        self.url = re.search(r"http://[^/ ]+", line).group(0)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)

    def get(self, path, headers=None):
        """Status, headers, body."""
        request = urllib.request.Request(self.url + path, headers=headers or {})
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, dict(answer.headers), answer.read()
        except urllib.error.HTTPError as answer:
            return answer.code, dict(answer.headers), answer.read()

    def json(self, path):
        return json.loads(self.get(path)[2])
