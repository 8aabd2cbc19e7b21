#!/usr/bin/env python3
"""kill -9 at ten moments of an import: the server goes on with the old generation, the next import succeeds, nothing is
left over."""
import os
import random
import signal
import subprocess
import time

from scenario import DATA, PROGRAM, Place, Server, check, finish

with Place(10000) as p:
    p.fill()
    before, generation = p.counts(), p.generation()
    started = time.monotonic()
    status, _, _ = p.run("import", "bag", "--dry-run", p.bag)
    takes = time.monotonic() - started
    check(status == 0, f"een proefimport duurt {takes:.2f} s")
    tile = "/tiles/pand/NetherlandsRDNewQuad/3/4/3.png"
    random.seed(1952)
    with Server(p) as s:
        picture = s.get(tile)[2]
        for i in range(10):
            running = subprocess.Popen([PROGRAM, "import", "bag", p.bag, "--magazijn", p.warehouse, *DATA],
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(takes * random.uniform(0.05, 0.85))
            running.send_signal(signal.SIGKILL)
            running.wait()
            killed = running.returncode == -signal.SIGKILL
            same = s.json("/healthz")["generatie"] == generation and s.get(tile)[2] == picture
            check(not killed or (same and p.counts() == before), f"moment {i + 1}: de oude generatie wordt nog bediend")
            if not killed: # it was done before the signal came: a whole new generation
                before, generation = p.counts(), p.generation()
                picture = s.get(tile)[2]
        status, _, text = p.run("import", "bag", p.bag)
        check(status == 0, f"de volgende import slaagt {text.strip()}")
        check(s.json("/healthz")["generatie"] == generation + 1, "de server ziet de nieuwe generatie zonder herstart")
        check(p.query("PRAGMA integrity_check")[0][0] == "ok", "de database is heel")
    check(p.counts()[:6] == before[:6], "de tabellen zijn dezelfde")
    check(not p.left_over(), f"er is niets overgebleven {p.left_over()}")
finish()
