#!/usr/bin/env python3
"""The extract of day 1 with the mutation deliveries applied is the extract of the last day, row for row: day by day, with
the one of the whole period, several in one command, and through kill -9. A repeat and a gap are refused.

What the importer is expected to do:
- `import bag FILE…` takes mutation deliveries, one or more in one command, in any order on the command line (a shell sorts
  ddmmjjjj wrongly): they are applied in the order of their periods, in one commit: all of them or none.
- A delivery fits when its MutatiedatumVanaf is the date in house; afterwards that is its MutatiedatumTot, also in
  import_log. What is current is decided anew by that date, also for objects without a mutation.
- A faulty mutation (of a voorkomen that isn't there, or the addition of one that is) is skipped and counted as afgewezen,
  as the Kadaster advises; the rest of the delivery is applied.
- Refused, with the period of the file and the date in house (jjjj-mm-dd) and nothing changed: a repeat ("al verwerkt"), a
  gap ("ontbreken"), a period that began before the date in house and ends after it ("overlapt"), and mutations while there
  is no extract in house ("eerst een extract").
"""
import io
import os
import random
import re
import shutil
import signal
import subprocess
import time
import zipfile

from scenario import BUILD, DATA, PROGRAM, Place, check, finish

DAYS = 5
CURRENT = ["woonplaats", "openbare_ruimte", "nummeraanduiding", "verblijfsobject", "ligplaats", "standplaats", "pand"]
TABLES = CURRENT + ["adres", "verblijfsobject_pand", "nevenadres", "gemeente_woonplaats"]
INDEXED = ["woonplaats", "verblijfsobject", "ligplaats", "standplaats", "pand", "adres"]


def iso(ddmmyyyy):
    return f"{ddmmyyyy[4:]}-{ddmmyyyy[2:4]}-{ddmmyyyy[:2]}"


class Deliveries(Place):
    """The municipality with its mutations: .days and .month are (path, from, to), .last the extract of the last day."""

    def __init__(self, addresses):
        super().__init__(addresses)
        shutil.rmtree(self.source)
        subprocess.run([f"{BUILD}/demogemeente", "--uit", self.source, "--adressen", str(addresses), "--mutaties", str(DAYS)],
                       check=True, stdout=subprocess.DEVNULL)
        folder = f"{self.source}/mutaties"
        files = [(f"{folder}/{f}", iso(f[-21:-13]), iso(f[-12:-4])) for f in os.listdir(folder) if f.endswith(".zip")]
        whole = min(f[1] for f in files), max(f[2] for f in files)
        self.month = next(f for f in files if f[1:] == whole)
        self.days = sorted((f for f in files if f[1:] != whole), key=lambda f: f[1])
        self.last = next(f"{self.source}/dag2/{f}" for f in os.listdir(f"{self.source}/dag2"))

    def begin(self, extract):
        """A fresh warehouse with the areas and an extract."""
        shutil.rmtree(self.warehouse, ignore_errors=True)
        for args in (["gebieden", *self.gebieden()], ["bag", extract]):
            status, _, text = self.run("import", *args)
            assert status == 0, text

    def restore(self, copy):
        shutil.rmtree(self.warehouse)
        shutil.copytree(copy, self.warehouse)

    def date(self):
        return self.query("SELECT peildatum FROM import_log WHERE dataset = 'bag' ORDER BY id DESC LIMIT 1")[0][0]

    def content(self):
        """The rows of every table of the BAG without their ids: {table: sorted rows}."""
        history = [t for t, in self.query("SELECT name FROM sqlite_master WHERE type = 'table' AND name GLOB 'bag_*' "
                                            "AND name <> 'bag_levering'")]  # how it came about differs, of course
        out = {}
        for table in sorted(history) + TABLES:
            names = [c[1] for c in self.query(f"PRAGMA table_info({table})")]
            columns = [n for n in names if n != "id"]
            assert columns, table
            out[table] = columns, sorted(self.query(f"SELECT {', '.join(columns)} FROM {table}"), key=repr)
        return out

    def indexed(self):
        """Every geometry is in its table's spatial index, and nothing else is."""
        return all(self.query(f"SELECT (SELECT count(*) FROM {t} WHERE geom IS NOT NULL) = (SELECT count(*) FROM idx_{t}_geom)"
                              f" AND NOT EXISTS (SELECT 1 FROM {t} WHERE geom IS NOT NULL AND id NOT IN "
                              f"(SELECT pkid FROM idx_{t}_geom))")[0][0] for t in INDEXED)


def differences(got, want):
    """Where two contents differ: a line per table, with an example."""
    lines = []
    for table in sorted(set(got) | set(want)):
        if table not in got or table not in want or got[table][0] != want[table][0]:
            lines.append(f"{table}: andere kolommen")
            continue
        columns, a = got[table]
        b = want[table][1]
        if a == b:
            continue
        too_many, missing = [r for r in a if r not in set(b)], [r for r in b if r not in set(a)]
        line = f"{table}: {len(a)} rijen, verwacht {len(b)}; {len(too_many)} te veel, {len(missing)} ontbreken"
        if too_many and missing:
            apart = [(c, x, y) for c, x, y in zip(columns, too_many[0], missing[0]) if x != y]
            line += ": " + ", ".join(f"{c} {str(x)[:40]} ≠ {str(y)[:40]}" for c, x, y in apart[:4])
        lines.append(line)
    return lines


def same(place, want, text):
    apart = differences(place.content(), want)
    check(not apart and place.indexed(), text + "".join("\n        " + d for d in apart))


def refused(place, words, text, *files):
    """A command that must fail with these words, and leave everything as it was."""
    before, generation, logged = place.content(), place.generation(), place.query("SELECT * FROM import_log")
    status, out, err = place.run("import", "bag", *files)
    found = [w for w in words if w not in err]
    check(status != 0 and not found, f"{text}: geweigerd" + (f"; zonder {found}: {err.strip()}" if found else ""))
    check(place.generation() == generation and place.query("SELECT * FROM import_log") == logged and
          not differences(place.content(), before), f"{text}: er is niets veranderd")


def apply(place, *files):
    status, _, err = place.run("import", "bag", *files)
    check(status == 0, f"{len(files)} mutatielevering(en) ingelezen {err.strip()}")


def killed(place, moment, *files):
    """Starts an import and kills it after so many seconds; True when it was still running."""
    running = subprocess.Popen([PROGRAM, "import", "bag", *files, "--magazijn", place.warehouse, *DATA],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(moment)
    running.send_signal(signal.SIGKILL)
    running.wait()
    return running.returncode == -signal.SIGKILL


def with_faults(path, folder):
    """A copy of a delivery with three groups behind the others that can't be applied: a change and a removal of a pand that
    isn't there, and an addition that was made already."""
    part = "9999MUT%s.zip" % path[-21:-4]
    with zipfile.ZipFile(path) as z:
        parts = {n: z.read(n) for n in z.namelist()}
    with zipfile.ZipFile(io.BytesIO(parts[part])) as z:
        files = {n: z.read(n).decode() for n in z.namelist()}
    name = max(files)
    change = next(m for f in files.values() for m in re.findall(r"<ml:wijziging>.*?</ml:wijziging>", f) if ":Pand>" in m)
    change = re.sub(r'(domein="NL.IMBAG.Pand">)\d{16}', r"\g<1>9900109999999999", change)
    was = re.search(r"<ml:was>.*?</ml:was>", change).group(0)
    again = re.findall(r"<ml:toevoeging>(?:(?!</ml:toev).)*:Woonplaats>.*?</ml:toevoeging>", files[min(files)])[0]
    groups = [change, f"<ml:verwijdering>{was}</ml:verwijdering>", again]
    text = "".join(f"<ml:mutatieGroep>{g}</ml:mutatieGroep>" for g in groups)
    files[name] = files[name].replace("</ml:mutatieBericht>", text + "</ml:mutatieBericht>")
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as z:
        for n, f in files.items():
            z.writestr(n, f)
    out = os.path.join(folder, os.path.basename(path))
    with zipfile.ZipFile(out, "w") as z:
        for n, b in parts.items():
            z.writestr(n, inner.getvalue() if n == part else b)
    return out


with Deliveries(2000) as p:
    random.seed(1952)
    paths = [d[0] for d in p.days]
    check(len(paths) == DAYS and p.days[0][1] == p.month[1] and p.days[-1][2] == p.month[2], f"{DAYS} dagen en een periode")
    p.begin(p.last)
    want = p.content()
    p.begin(p.bag)
    start = p.content()
    check(len(differences(start, want)) > 12, "de twee extracten verschillen in bijna elke tabel")
    day1 = f"{p.dir}/dag1"
    shutil.copytree(p.warehouse, day1)

    # day by day, and after each what must be refused
    for i, (path, start_date, end_date) in enumerate(p.days):
        if i + 1 < DAYS:
            _, later, end = p.days[i + 1]
            refused(p, ["ontbreken", start_date, later, end], f"een gat voor {later}", p.days[i + 1][0])
        generation = p.generation()
        apply(p, path)
        check(p.date() == end_date, f"het magazijn is van {end_date}")
        check(p.generation() == generation + 1, "een nieuwe generatie")
        refused(p, ["al verwerkt", start_date, end_date], f"{start_date} nog eens", path)
        if i == 1:
            refused(p, ["overlapt", p.month[1], p.month[2], end_date], "de hele periode er overheen", p.month[0])
            refused(p, ["ontbreken", p.days[3][1], p.days[4][1]], "een gat in een rij", p.days[2][0], p.days[4][0])
    same(p, want, "dag voor dag: gelijk aan het extract van de laatste dag")
    refused(p, ["al verwerkt", *p.month[1:]], "de hele periode nog eens", p.month[0])

    # the whole period at once
    p.restore(day1)
    same(p, start, "terug bij dag 1")
    apply(p, p.month[0])
    same(p, want, "de hele periode in een levering: gelijk")

    # several in one command, in whatever order
    p.restore(day1)
    generation = p.generation()
    shuffled = paths[::-1]
    began = time.monotonic()
    apply(p, *shuffled)
    takes = time.monotonic() - began
    same(p, want, f"{DAYS} dagleveringen in een opdracht, achterstevoren: gelijk")
    check(p.generation() == generation + 1 and p.date() == p.month[2], "in een generatie")

    # an extract replaces what the mutations made
    status, _, err = p.run("import", "bag", p.bag)
    check(status == 0, f"het extract van dag 1 er weer in {err.strip()}")
    same(p, start, "ook wat dag 1 niet had is weg")
    apply(p, *paths)
    same(p, want, "en opnieuw de mutaties: gelijk")

    # killed at any moment, and resumed with the same command
    for files_given, text in ((shuffled, "dagleveringen"), ([p.month[0]], "de hele periode")):
        in_time = 0
        for i in range(6):
            p.restore(day1)
            if killed(p, takes * random.uniform(0.02, 0.95), *files_given):
                in_time += 1
                where = p.content()
                before = not differences(where, start)
                check(before or not differences(where, want), f"{text}, moment {i + 1}: alles of niets")
                if before:
                    apply(p, *files_given)
            same(p, want, f"{text}, moment {i + 1}: hervat, gelijk")
        check(in_time > 0, f"{text}: {in_time} van 6 keer op tijd gestopt")
    p.restore(day1)
    for path, start_date, _ in p.days: # each day killed once on its way
        killed(p, takes * random.uniform(0.1, 0.6), path)
        if p.date() == start_date:
            apply(p, path)
    same(p, want, "elke dag een keer gestopt: gelijk")
    check(p.query("PRAGMA integrity_check")[0][0] == "ok", "de database is heel")
    check(not p.left_over(), f"er is niets overgebleven {p.left_over()}")

    # faulty mutations
    p.restore(day1)
    apply(p, with_faults(p.days[0][0], p.dir), *paths[1:])
    same(p, want, "drie foute mutaties overgeslagen, de rest verwerkt: gelijk")
    wrong = sum(n for n, in p.query("SELECT afgewezen FROM import_log WHERE dataset = 'bag'"))
    check(wrong == 3, f"{wrong} mutaties afgewezen, verwacht 3")

    # nothing to apply them to
    shutil.rmtree(p.warehouse)
    status, _, err = p.run("import", "gebieden", *p.gebieden())
    assert status == 0, err
    refused(p, ["eerst een extract", *p.days[0][1:]], "mutaties zonder extract", paths[0])
finish()
