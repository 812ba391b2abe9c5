#!/usr/bin/env python3
"""An import, against the database's own bulk load of the same rows into the same tables.

    benches/import.py target/release/ligature [--rows 100000] [--only WAY]       SQLite
    .ci/postgres.sh benches/import.py target/release/ligature [--rows 100000]    PostgreSQL

The list is imported on the command line and then, another one, as a job of a service that runs. What the first one wrote is
then loaded once more in bulk: by COPY into an empty database, by prepared inserts of one transaction into an empty file; the
import's own report is left out of that. Memory is the most that the program had at any time.
"""

import argparse
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
import uuid
from pathlib import Path

LEFT_OUT = ("job", "job_piece", "job_row", "seaql_migrations")
COORDINATOR = "coordinator@riverside.example"


def csv(path, rows, name):
    """A list as a county might send it: every row with an address, a telephone number, a website and a contact."""
    with open(path, "w", encoding="utf-8") as file:
        file.write("id,name,description,website,ein,phone,contact_name,contact_email,address_1,city,postal_code,country,"
                   "latitude,longitude,terms,offers\n")
        for row in range(rows):
            file.write(
                f"{row},{name} Society No. {row},Archives and exhibitions of the valley number {row % 997},"
                f"https://{name}{row}.example.org,{row:09},+1 650 {200 + row // 10_000 % 700} {row % 10_000:04},"
                f"Jo Number {row},jo{row}@example.org,{row % 900 + 1} Main Street,City {row % 500},{row % 90_000 + 10_000},US,"
                f"{row % 140 - 70}.{row % 997:03},{row % 340 - 170}.{row % 991:03},museums,training space\n"
            )
    return path.stat().st_size


class Sqlite:
    name = "SQLite"

    def __init__(self, folder):
        self.folder = Path(folder)

    def url(self, name):
        return f"sqlite://{self.folder / name}.sqlite?mode=rwc"

    def create(self, name):
        pass

    def bulk(self, source, target):
        source = sqlite3.connect(self.folder / f"{source}.sqlite")
        target = sqlite3.connect(self.folder / f"{target}.sqlite", isolation_level=None)
        target.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = OFF;")
        named = source.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        tables = [name for (name,) in named if not re.match(r"sqlite_|organization_fts", name) and name not in LEFT_OUT]
        for table in tables:
            target.execute(f"DELETE FROM {table}")
        target.executescript("PRAGMA foreign_keys = ON;")
        target.execute("BEGIN IMMEDIATE")
        target.execute("PRAGMA defer_foreign_keys = ON")
        spent, count = 0.0, 0
        for table in tables:
            rows = source.execute(f"SELECT * FROM {table}")
            places = ", ".join("?" for _ in rows.description)
            while batch := rows.fetchmany(100_000):
                begun = time.perf_counter()
                target.executemany(f"INSERT INTO {table} VALUES ({places})", batch)
                spent, count = spent + time.perf_counter() - begun, count + len(batch)
        begun = time.perf_counter()
        target.execute("COMMIT")
        return spent + time.perf_counter() - begun, count


class Postgres:
    name = "PostgreSQL"

    def __init__(self, folder, url):
        self.folder, self.base = Path(folder), url.rsplit("/", 1)[0]

    def url(self, name):
        return f"{self.base}/{name}"

    def create(self, name):
        self.psql("postgres", f"CREATE DATABASE {name}")

    def psql(self, database, *commands, single=False):
        command = ["psql", "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1", self.url(database)]
        command += ["--single-transaction"] if single else []
        command += [part for text in commands for part in ("--command", text)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        return [line.split("|") for line in done.stdout.splitlines()]

    def bulk(self, source, target):
        columns = {}
        for table, column in self.psql(
            source,
            "SELECT table_name, column_name FROM information_schema.columns "
            "WHERE table_schema = 'public' AND is_generated = 'NEVER' ORDER BY ordinal_position",
        ):
            if table not in LEFT_OUT:
                columns.setdefault(table, []).append(f'"{column}"')
        references = self.psql(
            source,
            "SELECT conrelid::regclass, confrelid::regclass FROM pg_constraint WHERE contype = 'f' AND conrelid <> confrelid",
        )
        ordered = []
        while len(ordered) < len(columns):
            ready = [
                table for table in columns if table not in ordered
                and all(to in ordered or to not in columns for of, to in references if of == table)
            ]
            ordered += ready
        self.psql(target, f"TRUNCATE {', '.join(ordered)} CASCADE")
        copies, count = [], 0
        for table in ordered:
            of = f"{table} ({', '.join(columns[table])})"
            file = self.folder / f"{table}.copy"
            self.psql(source, f"\\copy {of} TO '{file}' (FORMAT binary)")
            copies.append(f"\\copy {of} FROM '{file}' (FORMAT binary)")
            count += int(self.psql(source, f"SELECT count(*) FROM {table}")[0][0])
        begun = time.perf_counter()
        self.psql(target, *copies, single=True)
        return time.perf_counter() - begun, count


def run(binary, arguments, url):
    """Runs a command: what it printed, its seconds, and its memory in MiB."""
    begun = time.perf_counter()
    child = subprocess.Popen([binary, *arguments], env={**os.environ, "DATABASE_URL": url}, stdout=subprocess.PIPE)
    printed = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    if status != 0:
        sys.exit(f"{arguments} ended with {status}")
    return printed, time.perf_counter() - begun, usage.ru_maxrss / 1024


def demo(binary, url):
    """Fills the database with the demonstration's accounts."""
    child = subprocess.Popen(
        [binary, "demo", "--json", "--listen", "127.0.0.1:0"], env={**os.environ, "DATABASE_URL": url}, stdout=subprocess.PIPE
    )
    printed = json.loads(child.stdout.readline())
    child.send_signal(signal.SIGTERM)
    child.wait()
    return printed["accounts"][0]["password"]


def as_job(binary, url, password, path):
    """Sends a list to a service that runs, and waits for its end: seconds, and memory in MiB."""
    log = subprocess.PIPE
    service = subprocess.Popen(
        [binary, "serve", "--listen", "127.0.0.1:0", "--log-format", "json"],
        env={**os.environ, "DATABASE_URL": url, "LIGATURE_SECRET": "a secret of the benchmark"}, stdout=log, stderr=subprocess.STDOUT,
    )
    try:
        address = next(
            found.group(1) for line in service.stdout if (found := re.search(rb'"address":"([^"]+)"', line))
        ).decode()
        # What it goes on logging must find room.
        threading.Thread(target=lambda: [None for _ in service.stdout], daemon=True).start()

        def call(method, path, body=None, token=None, kind="application/json"):
            headers = {"Content-Type": kind} | ({"Authorization": f"Bearer {token}"} if token else {})
            request = urllib.request.Request(f"http://{address}{path}", body, headers, method=method)
            with urllib.request.urlopen(request) as answer:
                return json.load(answer)

        session = json.dumps({"email": COORDINATOR, "password": password}).encode()
        token = call("POST", "/v1/sessions", session)["access_token"]
        begun = time.perf_counter()
        with open(path, "rb") as file:
            headers = {"Content-Type": "text/csv", "Authorization": f"Bearer {token}", "Content-Length": str(path.stat().st_size)}
            request = urllib.request.Request(f"http://{address}/v1/jobs/imports?source=job", file, headers, method="POST")
            with urllib.request.urlopen(request) as answer:
                job = json.load(answer)
        while job["state"] in ("queued", "running"):
            time.sleep(0.5)
            token = token if time.perf_counter() - begun < 600 else call("POST", "/v1/sessions", session)["access_token"]
            job = call("GET", f"/v1/jobs/{job['id']}", token=token)
        seconds = time.perf_counter() - begun
        assert job["state"] == "succeeded" and job["failed"] == 0, job
        status = Path(f"/proc/{service.pid}/status").read_text()
        return seconds, int(re.search(r"VmHWM:\s+(\d+)", status).group(1)) / 1024
    finally:
        service.terminate()
        service.wait()


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("binary")
    arguments.add_argument("--rows", type=int, default=100_000)
    arguments.add_argument("--only", choices=["command-line", "job"], help="one way alone, and the bulk load of what it wrote")
    asked = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        server = os.environ.get("TEST_DATABASE_URL")
        database = Postgres(folder, server) if server else Sqlite(folder)
        names = [f"import_{uuid.uuid4().hex[:8]}_{part}" for part in ("lists", "bulk")]
        for name in names:
            database.create(name)
        lists, bulk = names
        password = demo(asked.binary, database.url(lists))
        run(asked.binary, ["migrate", "up"], database.url(bulk))
        first, second = Path(folder) / "first.csv", Path(folder) / "second.csv"
        size = csv(first, asked.rows, "first")
        csv(second, asked.rows, "second")
        ways = {}
        if asked.only != "job":
            arguments = ["import", "organizations", str(first), "--as", COORDINATOR]
            printed, *ways["command line"] = run(asked.binary, arguments, database.url(lists))
            report = json.loads(printed)
            assert (report["created"], report["failed"]) == (asked.rows, 0), report
        else:
            ways["job, sent over HTTP"] = as_job(asked.binary, database.url(lists), password, first)
        loaded, rows = database.bulk(lists, bulk)
        if not asked.only:
            ways["job, sent over HTTP"] = as_job(asked.binary, database.url(lists), password, second)
        print(f"\n{database.name}: {asked.rows} rows of a list of {size / 1e6:.0f} MB, {rows} rows of tables\n")
        print("| way | seconds | rows of the list a second | of the bulk load | memory, MiB |")
        print("| --- | ---: | ---: | ---: | ---: |")
        print(f"| bulk load | {loaded:.1f} | {asked.rows / loaded:.0f} | 1 | |")
        for way, (spent, most) in ways.items():
            print(f"| {way} | {spent:.1f} | {asked.rows / spent:.0f} | {loaded / spent:.2f} | {most:.0f} |")


if __name__ == "__main__":
    main()
