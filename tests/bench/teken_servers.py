"""The servers of the drawing benchmark, each with a folder of its own on a free port of 127.0.0.1 and ended by its own pid,
and what is asked of them: one request, or many through wrk."""
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time

from meet import PROGRAM

HERE = os.path.join(os.path.dirname(os.path.realpath(__file__)), "teken")
TICK = os.sysconf("SC_CLK_TCK")
WAIT = 20  # s that a server may take to start


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Server:
    """A running server: port, pids. Use with `with`."""

    def __init__(self):
        self.processes, self.port = [], 0

    def start(self, *args, **more):
        self.processes.append(subprocess.Popen(args, **more))
        return self.processes[-1]

    def wait_for_port(self, log):
        end = time.monotonic() + WAIT
        while time.monotonic() < end:
            for p in self.processes:
                if p.poll() is not None:
                    self.stop()
                    sys.exit(f"{p.args[0]} stopte: {open(log, errors='replace').read()[-600:]}")
            with socket.socket() as s:
                if s.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        self.stop()
        sys.exit(f"{self.processes[0].args[0]} luistert niet op {self.port}")

    def stop(self):
        for p in self.processes:
            if p.poll() is None:
                p.send_signal(signal.SIGTERM)
        for p in self.processes:
            try:
                p.wait(10)
            except subprocess.TimeoutExpired:
                p.kill()
                p.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def tree(self):
        """The pids of its processes and of their children (nginx's workers)."""
        pids = [p.pid for p in self.processes]
        for pid in list(pids):
            with open(f"/proc/{pid}/task/{pid}/children") as f:
                pids += [int(c) for c in f.read().split()]
        return pids

    def cpu_seconds(self):
        total = 0
        for pid in self.tree():
            with open(f"/proc/{pid}/stat") as f:
                fields = f.read().rsplit(")", 1)[1].split()
            total += int(fields[11]) + int(fields[12])
        return total / TICK


def serve_knows(option):
    return option in subprocess.run([PROGRAM, "serve", "--help"], capture_output=True, text=True).stdout


class Ours(Server):
    def __init__(self, work, magazijn, data, cache):
        super().__init__()
        off = ["--tegelcache", "0"] if not cache and serve_knows("--tegelcache") else []
        log = f"{work}/geomagazijn.log"
        with open(log, "w") as out:
            self.start(PROGRAM, "serve", "--magazijn", magazijn, *data, "--poort", "0", "--log", "error", *off, stdout=out,
                       stderr=out)
        end = time.monotonic() + WAIT
        while time.monotonic() < end and not self.port:
            found = re.search(r"luistert op http://[^:]*:(\d+)/", open(log).read())
            self.port = int(found.group(1)) if found else 0
            if self.processes[0].poll() is not None:
                break
            time.sleep(0.05)
        if not self.port:
            self.stop()
            sys.exit(f"geomagazijn serve meldde zich niet: {open(log).read()[-600:]}")


NGINX = """daemon off;
pid {work}/nginx.pid;
error_log {work}/nginx.log;
worker_processes 2;
{user}
events {{ worker_connections 512; }}
http {{
    access_log off;
    types {{ image/png png; }}
    sendfile on;
    tcp_nopush on;
    tcp_nodelay on;
    keepalive_requests 1000000000;
    open_file_cache max=10000;
    open_file_cache_valid 1h;
    client_body_temp_path {work}/body;
    proxy_temp_path {work}/proxy;
    fastcgi_temp_path {work}/fastcgi;
    scgi_temp_path {work}/scgi;
    uwsgi_temp_path {work}/uwsgi;
    {more}
}}
"""


class Nginx(Server):
    """nginx with 2 processes: over files, or before a FastCGI socket."""

    def __init__(self, work, location, before=()):
        super().__init__()
        self.processes += before
        self.port = free_port()
        user = "user root;" if os.getuid() == 0 else ""
        more = f"server {{ listen 127.0.0.1:{self.port} backlog=1024; {location} }}"
        with open(f"{work}/nginx.conf", "w") as f:
            f.write(NGINX.format(work=work, user=user, more=more))
        # Its start complains about the compiled-in log before it reads ours.
        self.start("nginx", "-c", f"{work}/nginx.conf", "-p", work, "-e", f"{work}/nginx.log", stderr=subprocess.DEVNULL)
        self.wait_for_port(f"{work}/nginx.log")


def files(work, root):
    return Nginx(work, f"root {root}; location / {{ }}")


def fastcgi(work, program, environment, n=2):
    """n processes of a FastCGI program on one socket, nginx before them. A new connection for each request: a process
    serves one at a time, so a kept one would keep other clients from it while it waits (measured: half the requests)."""
    path = f"{work}/fcgi.sock"
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen(128)
    with open(f"{work}/fcgi.log", "w") as log:
        workers = [subprocess.Popen([program], stdin=listener, stdout=log, stderr=log, env=dict(os.environ, **environment),
                                    cwd=work) for _ in range(n)]
    listener.close()
    location = (f"location / {{ fastcgi_pass unix:{path}; "
                "fastcgi_param REQUEST_METHOD $request_method; "
                "fastcgi_param QUERY_STRING $query_string; fastcgi_param SCRIPT_NAME /map; fastcgi_param SERVER_NAME "
                "127.0.0.1; fastcgi_param SERVER_PORT $server_port; fastcgi_param HTTP_HOST $http_host; "
                "fastcgi_param SERVER_PROTOCOL $server_protocol; fastcgi_buffers 32 32k; fastcgi_buffer_size 32k; }")
    return Nginx(work, location, workers)


def mapserver(work, mapfile):
    config = f"{work}/mapserver.conf"
    with open(config, "w") as f:
        f.write(f'CONFIG\n  ENV\n    MS_MAP_PATTERN "."\n    MS_MAPFILE "{mapfile}"\n  END\nEND\n')
    return fastcgi(work, "/usr/lib/cgi-bin/mapserv", {"MS_MAPFILE": mapfile, "MAPSERVER_CONFIG_FILE": config,
                                                      "PROJ_NETWORK": "OFF"})


class Client:
    """One kept connection."""

    def __init__(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def png(self, path):
        self.connection.request("GET", path)
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status != 200 or not body.startswith(b"\x89PNG"):
            sys.exit(f"geen PNG ({answer.status}) van {path}: {body[:400]!r}")
        return body


def wrk(server, paths_file, connections, seconds, threads=1):
    """What wrk measured, and the server's processor time per request."""
    before = server.cpu_seconds()
    done = subprocess.run(["wrk", "-t", str(threads), "-c", str(connections), "-d", f"{seconds}s", "--timeout", "30s", "-s",
                           f"{HERE}/wrk.lua", f"http://127.0.0.1:{server.port}", "--", paths_file], capture_output=True,
                          text=True)
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode or not lines:
        sys.exit(f"wrk mislukte: {done.stdout[-300:]} {done.stderr[-300:]}")
    m = json.loads(lines[-1])
    if m["errors"] or not m["requests"]:
        sys.exit(f"wrk kreeg fouten: {lines[-1]}")
    m["per_s"] = m["requests"] / m["seconds"]
    m["cpu_ms"] = (server.cpu_seconds() - before) * 1e3 / m["requests"]
    m["connections"] = connections
    return m
