"""What the interoperability tests share: the program, the real data, checks that count, skipping."""
import os
import shutil
import subprocess
import sys

SOURCE = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))
SHARED = os.path.join(SOURCE, "..", "shared", "data")
PROGRAM = os.environ.get("GM_PROGRAM", os.path.join(SOURCE, "build", "geomagazijn"))
DATA = ["--catalogus", f"{SOURCE}/data/catalogus", "--profielen", f"{SOURCE}/data/profielen", "--stijlen",
        f"{SOURCE}/styles"]
failures = []


def skip(why):
    print("overgeslagen: " + why)
    sys.exit(77)


def need(*tools):
    for tool in tools:
        if not shutil.which(tool):
            skip(tool + " is er niet")
    if not os.path.isdir(f"{SHARED}/bag"):
        skip("../shared/data is er niet")


def check(ok, text):
    print(("ok    " if ok else "FOUT  ") + text)
    if not ok:
        failures.append(text)


def finish():
    print(f"{len(failures)} fouten")
    sys.exit(1 if failures else 0)


def run(*args):
    return subprocess.run([PROGRAM, *args, *DATA], capture_output=True, text=True, timeout=300)


def tool(*args):
    """A tool's output; stops the test when it fails."""
    done = subprocess.run(args, capture_output=True, text=True, timeout=300)
    if done.returncode:
        raise RuntimeError("%s: %s" % (" ".join(args[:3]), done.stderr.strip()[-400:]))
    return done.stdout
