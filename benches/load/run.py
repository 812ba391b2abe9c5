#!/usr/bin/env python3
"""Measures the service against a bare handler, and a large directory against a small one; prints tables in Markdown.

    benches/load/run.py                     everything, on both databases
    benches/load/run.py --folder DIR        keeps the filled databases in DIR and finds them there again
    benches/load/run.py --help              what else can be chosen

It needs wrk, PostgreSQL's programs, and release builds of the service and of benches/bare, which it makes unless they
are named.
"""

import argparse
import json
import os
import platform
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import databases
import fill

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
PORTS = {"ligature": 18181, "bare": 18182, "small": 18183, "large": 18184}
CALLER = {"email": "coordinator@riverside.example", "password": "demo-password"}


def options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, help="where the databases are kept; thrown away unless given")
    parser.add_argument("--ligature", type=Path, help="the service's program; built unless given")
    parser.add_argument("--bare", type=Path, help="the bare handler's program; built unless given")
    parser.add_argument("--databases", default="sqlite,postgres")
    parser.add_argument("--parts", default="load,size", help="`load` is the bare handler, `size` the large directory")
    parser.add_argument("--cases", help="only these cases of `load`, with commas between")
    parser.add_argument("--organizations", type=int, default=100_000, help="entries under load")
    parser.add_argument("--small", type=int, default=10_000, help="entries of the small directory")
    parser.add_argument("--large", type=int, default=1_000_000, help="entries of the large directory")
    parser.add_argument("--slices", type=int, default=5, help="how often both are asked in turn")
    parser.add_argument("--seconds", type=int, default=2, help="how long a slice takes")
    parser.add_argument("--connections", type=int, default=16)
    return parser.parse_args()


def note(text):
    print(text, file=sys.stderr, flush=True)


def build(folder, name):
    """From its own folder, whose .cargo/config.toml tells how SQLite is built."""
    note(f"building {name}")
    command = ["cargo", "build", "--release", "--locked", "--message-format=json"]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=folder)
    told = [json.loads(line) for line in done.stdout.splitlines()]
    return next(Path(line["executable"]) for line in told if line.get("executable") and line["target"]["name"] == name)


def filled(kind, folder, name, count, program):
    """A database with so many organizations; made unless it is there."""
    database = kind(folder, name)
    done = Path(folder) / f"{database.name}-{name}.filled"
    if not done.exists():
        note(f"{database.name}: filling {count:,} organizations")
        command = [program, "demo", "--json", "--listen", "127.0.0.1:0"]
        environment = {**os.environ, "DATABASE_URL": database.url, "LIGATURE_LOG": "error"}
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as demo:
            demo.stdout.readline()
            demo.terminate()
        database.fill(fill.batches(database, count))
        done.touch()
    return database


class Program:
    """A running server, its log in a file."""

    token = "none"

    def __init__(self, command, name, environment, folder):
        self.base = f"http://127.0.0.1:{PORTS[name]}"
        address = f"127.0.0.1:{PORTS[name]}"
        environment = {**os.environ, **environment, "LIGATURE_LISTEN": address, "LISTEN": address}
        with open(Path(folder) / f"{name}.log", "w", encoding="utf-8") as log:
            self.process = subprocess.Popen(command, env=environment, stderr=log)

    def sign_in(self, caller=CALLER):
        """Waits until it answers."""
        for _ in range(3_000):
            try:
                self.token = self._answer("/v1/sessions", json.dumps(caller).encode())["access_token"]
                return self
            except urllib.error.HTTPError:
                raise
            except OSError:
                time.sleep(0.1)
        raise SystemExit(f"{self.base} does not answer")

    def get(self, path):
        return self._answer(path)

    def _answer(self, path, body=None):
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        request = urllib.request.Request(self.base + path, body, headers)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def memory(self):
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1024

    def stop(self):
        self.process.terminate()
        self.process.wait()


def ask(program, lines, seconds, connections):
    """Requests per second, and the median and the 99th percentile of the latencies in milliseconds."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as requests:
        requests.write("\n".join(lines))
        requests.flush()
        command = ["wrk", "--threads=1", f"--connections={connections}", f"--duration={seconds}s", "--timeout=10s"]
        command += [f"--script={HERE / 'requests.lua'}", program.base]
        environment = {**os.environ, "TOKEN": program.token, "REQUESTS": requests.name}
        done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    result = next(line for line in done.stdout.splitlines() if line.startswith("RESULT"))
    requests, duration, errors, median, high = map(int, result.split()[1:])
    if not requests:
        raise SystemExit(f"no request to {program.base} was answered in {seconds} s: {lines[0]}")
    if errors:
        raise SystemExit(f"{errors} of {requests} requests to {program.base} failed: {lines[0]}")
    return requests / duration * 1e6, median / 1000, high / 1000


def load_cases(count, terms):
    rng = random.Random(3)
    ids = [fill.numbered(1, number) for number in rng.sample(range(count), 500)]
    # Nine in ten entries can be seen by everybody; the rest would be answered 404.
    visible = {entry["id"] for entry in fill.organizations(count, terms) if entry["visibility"] != "internal"}
    offers = [f"GET /v1/organizations?offer={offer}" for offer in fill.OFFERS]
    new = [
        {"name": f"New {word} {place}", "description": f"Courses about {word} for all.", "email": "info@example.org",
         "visibility": "partners", "offers": ["expertise", "networks"], "terms": [rng.choice(terms)[0]]}
        for place, word in enumerate(fill.search_words())
    ]
    few, many = ("&".join(f"round_id={id}" for id in fill.compared(which)) for which in ("few", "many"))
    return {
        "get": [f"GET /v1/organizations/{id}" for id in ids if id in visible],
        "list": offers,
        "search": [f"GET /v1/organizations?q={word}" for word in fill.search_words()],
        "create": [f"POST /v1/organizations {json.dumps(body)}" for body in new],
        "comparison": [f"GET /v1/comparisons?{few}"],
        "comparison of 50 partners": [f"GET /v1/comparisons?{many}"],
    }


def under_load(kind, folder, chosen, ligature, bare):
    database = filled(kind, folder, "load", chosen.organizations, ligature)
    terms = [tuple(term) for term in database.rows("SELECT id, path FROM term WHERE library_id IS NULL ORDER BY path")]
    environment = {"DATABASE_URL": database.url}
    ours = Program([ligature, "serve", "--migrate"], "ligature", environment, folder)
    theirs = Program([bare], "bare", environment, folder)
    rows, version = [], database.version()
    try:
        theirs.token = ours.sign_in().token
        for name, lines in load_cases(chosen.organizations, terms).items():
            if chosen.cases and name not in chosen.cases.split(","):
                continue
            note(f"{database.name}: {name}")
            for program in (ours, theirs):
                ask(program, lines, 2 * chosen.seconds, chosen.connections)
            slices = [
                [ask(program, lines, chosen.seconds, chosen.connections) for program in (ours, theirs)]
                for _ in range(chosen.slices)
            ]
            rows.append((name, slices))
        memory, bare_memory = ours.memory(), theirs.memory()
    finally:
        ours.stop()
        theirs.stop()
        database.stop()
    print(f"\n### {version}, {chosen.organizations:,} organizations\n")
    print("| case | ligature/s | bare/s | ratio | ligature p50, p99 ms | bare p50, p99 ms | p99 ratio |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for name, slices in rows:
        def middle(which):
            return statistics.median(map(which, slices))

        print(
            f"| {name} | {middle(lambda s: s[0][0]):,.0f} | {middle(lambda s: s[1][0]):,.0f}"
            f" | {middle(lambda s: s[0][0] / s[1][0]):.2f}"
            f" | {middle(lambda s: s[0][1]):.2f}, {middle(lambda s: s[0][2]):.2f}"
            f" | {middle(lambda s: s[1][1]):.2f}, {middle(lambda s: s[1][2]):.2f}"
            f" | {middle(lambda s: s[0][2] / s[1][2]):.2f} |"
        )
    print(f"\nMemory afterwards: {memory:.0f} MiB of the service, {bare_memory:.0f} MiB of the bare handler.", flush=True)


def deep(program, rows):
    """The page after so many rows, by going there."""
    cursor = ""
    for _ in range(rows // 200):
        cursor = program.get(f"/v1/organizations?limit=200{cursor}")["next_cursor"]
        cursor = f"&cursor={cursor}"
    return f"GET /v1/organizations?limit=50{cursor}"


def by_size(kind, folder, chosen, ligature):
    sizes = {"small": chosen.small, "large": chosen.large}
    made = {name: filled(kind, folder, name, count, ligature) for name, count in sizes.items()}
    programs, cases = {}, {}
    try:
        for name, database in made.items():
            programs[name] = Program([ligature, "serve", "--migrate"], name, {"DATABASE_URL": database.url}, folder)
            programs[name].sign_in()
            ids = [fill.numbered(1, number) for number in range(0, sizes[name], sizes[name] // 400)]
            seen = [id for id in ids if readable(programs[name], id)]
            cases[name] = {
                "get": [f"GET /v1/organizations/{id}" for id in seen],
                "list": ["GET /v1/organizations"],
                "list, newest first": ["GET /v1/organizations?sort=-created_at"],
                "list by offer": [f"GET /v1/organizations?offer={offer}" for offer in fill.OFFERS],
                "list by city": [f"GET /v1/organizations?city={fill.city(place)}" for place in (40, 120, 200, 300)],
                "list with a bounded total": ["GET /v1/organizations?include_total=true"],
            }
        rows = []
        for case in cases["small"]:
            note(f"{made['small'].name}: {case}")
            slices = []
            for _ in range(chosen.slices):
                slices.append([
                    ask(programs[name], cases[name][case], chosen.seconds, 1)[1] for name in sizes
                ])
            rows.append((case, slices))
        large = programs["large"]
        far = min(90_000, chosen.large // 2)
        pages = [cases["large"]["list"], [deep(large, far)]]
        slices = [[ask(large, lines, chosen.seconds, 1)[1] for lines in pages] for _ in range(chosen.slices)]
    finally:
        for program in programs.values():
            program.stop()
        made["small"].stop()
    print(f"\n### {made['small'].name}, by the size of the directory\n")
    print(f"| case | {chosen.small:,}, p50 ms | {chosen.large:,}, p50 ms | ratio |")
    print("| --- | ---: | ---: | ---: |")
    rows.append((f"large: first page, and {far:,} rows deep", slices))
    for case, slices in rows:
        first, second = (statistics.median(slice[place] for slice in slices) for place in (0, 1))
        ratio = statistics.median(slice[1] / slice[0] for slice in slices)
        print(f"| {case} | {first:.2f} | {second:.2f} | {ratio:.2f} |", flush=True)


def readable(program, id):
    try:
        program.get(f"/v1/organizations/{id}")
    except urllib.error.HTTPError:
        return False
    return True


def main():
    chosen = options()
    ligature = chosen.ligature or build(ROOT, "ligature")
    bare = chosen.bare or build(HERE.parent / "bare", "bare")
    folder = chosen.folder or Path(tempfile.mkdtemp(prefix="ligature-load."))
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    kinds = {"sqlite": databases.Sqlite, "postgres": databases.Postgres}
    started = time.monotonic()
    try:
        cores = f"{os.cpu_count()} cores, {platform.machine()}, Linux {platform.release()}"
        print(f"Measured {time.strftime('%Y-%m-%d')} on {cores}; wrk on the same cores, {chosen.connections} connections,")
        print(f"medians over {chosen.slices} slices of {chosen.seconds} s.")
        for name in chosen.databases.split(","):
            if "load" in chosen.parts:
                under_load(kinds[name], folder, chosen, ligature, bare)
            if "size" in chosen.parts:
                by_size(kinds[name], folder, chosen, ligature)
    finally:
        if not chosen.folder:
            shutil.rmtree(folder, ignore_errors=True)
    note(f"took {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
