"""What the scripts of this folder share: databases of their own, the service as a process, arguments and verdicts."""

import argparse
import contextlib
import json
import os
import pwd
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "target/debug/ligature"


class Lost(Exception):
    """What may never happen has happened."""


def require(holds, what):
    if not holds:
        raise Lost(what)


def until(what, seconds, holds, step=0.02):
    """Waits until `holds()`, for so many seconds at most."""
    deadline = time.monotonic() + seconds
    while not holds():
        require(time.monotonic() < deadline, f"{what} within {seconds} s")
        time.sleep(step)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Sqlite:
    """A database in a file."""

    name = "SQLite"

    def __init__(self, folder, file="ligature.db"):
        self.path = Path(folder, file)
        self.url = f"sqlite://{self.path}?mode=rwc"

    def open(self):
        """The service makes the file."""

    def query(self, sql):
        with contextlib.closing(sqlite3.connect(self.path, timeout=30)) as connection:
            found = connection.execute(sql).fetchall()
            connection.commit()
            return found

    def sound(self):
        """Whether the file, its indexes and its references are whole; the index of words, too."""
        words = "INSERT INTO organization_fts (organization_fts) VALUES ('integrity-check')"
        self.query(words)
        return self.query("PRAGMA integrity_check") == [("ok",)] and not self.query("PRAGMA foreign_key_check")

    def close(self):
        """There is no server to stop."""


class Postgres:
    """A cluster of its own. A commit that was answered survives the death of the server, not that of the machine."""

    name = "PostgreSQL"

    def __init__(self, folder):
        self.bin = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
        self.folder = Path(folder, "cluster")
        self.folder.mkdir()
        self.server = None
        self.owner = {}
        if os.getuid() == 0:
            # The server refuses to run as root; the folder above is to let its owner pass.
            found = pwd.getpwnam("postgres")
            self.owner = {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": []}
            os.chown(self.folder, found.pw_uid, found.pw_gid)
            os.chmod(folder, 0o711)
        self.port = free_port()
        arguments = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-sync", "--no-locale"]
        self.run("initdb", f"--pgdata={self.folder}/data", *arguments, "--locale-provider=icu", "--icu-locale=en-US")
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": self.port,
            "unix_socket_directories": self.folder,
            "max_connections": 100,
            "fsync": "off",
            "jit": "off",
        }
        with open(self.folder / "data/postgresql.conf", "a", encoding="utf-8") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in settings.items())

    def open(self):
        self.start()
        self.make("ligature")

    def make(self, database):
        """Makes an empty database, which is the one to work on from now on."""
        self.database = database
        self.url = f"postgres://postgres@127.0.0.1:{self.port}/{database}"
        self.run("createdb", "--host=127.0.0.1", f"--port={self.port}", "--username=postgres", database)

    def run(self, tool, *arguments, **options):
        done = subprocess.run(
            [self.bin / tool, *arguments], cwd=self.folder, capture_output=True, text=True, check=False, **self.owner, **options
        )
        if done.returncode != 0:
            raise RuntimeError(f"{tool}: {done.stderr or done.stdout}")
        return done.stdout

    def start(self):
        with open(self.folder / "server.log", "a", encoding="utf-8") as log:
            command = [self.bin / "postgres", "-D", self.folder / "data"]
            self.server = subprocess.Popen(command, stdout=log, stderr=log, **self.owner)
        until("PostgreSQL answers", 60, self.answers, step=0.05)

    def answers(self):
        command = [self.bin / "pg_isready", "--quiet", "--host=127.0.0.1", f"--port={self.port}"]
        return subprocess.run(command, check=False).returncode == 0

    def processes(self):
        """The server first, then its backends."""
        listed = ["ps", "-o", "pid=", "--ppid", str(self.server.pid)]
        children = subprocess.run(listed, capture_output=True, text=True, check=False).stdout.split()
        return [self.server.pid, *map(int, children)]

    def send_all(self, number):
        for process in self.processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, number)

    def kill(self):
        self.send_all(signal.SIGKILL)
        self.server.wait(30)

    def stop(self, number=signal.SIGQUIT):
        """Stops the server: at once, as `pg_ctl stop -m immediate` does."""
        self.server.send_signal(number)
        self.server.wait(60)

    def query(self, sql):
        """The rows, each value a text."""
        arguments = ["--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--field-separator=\x1f"]
        told = self.run("psql", *arguments, "--set=ON_ERROR_STOP=1", f"--command={sql}", self.url)
        return [tuple(line.split("\x1f")) for line in told.splitlines()]

    def sound(self):
        """Whether every page, row and index can be read as it should be."""
        url = ["--host=127.0.0.1", f"--port={self.port}", "--username=postgres"]
        self.run("pg_amcheck", *url, "--install-missing", "--heapallindexed", self.database)
        return True

    def close(self):
        if self.server and self.server.poll() is None:
            self.send_all(signal.SIGCONT)
            self.stop()


class Service:
    """A process of the program, at one port for all its lives."""

    def __init__(self, program, database, folder, prefix=(), name="serve"):
        self.program, self.url, self.folder, self.prefix = program, database.url, folder, list(prefix)
        self.port = free_port()
        self.log = Path(folder, f"{name}.log")
        self.process = None
        self.environment = {}

    def command(self, *arguments):
        return [*self.prefix, str(self.program), *arguments]

    def variables(self):
        own = {"DATABASE_URL": self.url, "LIGATURE_LISTEN": f"127.0.0.1:{self.port}", "LIGATURE_LOG": "warn"}
        return {"PATH": os.environ["PATH"], **own, **self.environment}

    def spawn(self, *arguments, **options):
        with open(self.log, "ab") as log:
            return subprocess.Popen(
                self.command(*arguments), cwd=self.folder, env=self.variables(), stderr=log, text=True, **options
            )

    def demo(self):
        """Fills the database with the demonstration; its accounts, whose tokens live for 12 hours."""
        process = self.spawn("demo", "--json", stdout=subprocess.PIPE)
        try:
            line = process.stdout.readline()
            require(line, f"the demonstration starts: {self.log.read_text()[-2000:]}")
            return {account["email"]: account for account in json.loads(line)["accounts"]}
        finally:
            process.terminate()
            process.wait(30)
            process.stdout.close()

    def start(self, *arguments):
        self.process = self.spawn("serve", *arguments, stdout=subprocess.DEVNULL)
        until("the service answers", 60, self.answers)

    def answers(self):
        if self.process.poll() is not None:
            raise Lost(f"the service ended with {self.process.returncode}: {self.log.read_text()[-2000:]}")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health/live", timeout=30) as answer:
                return answer.status == 200
        except OSError:
            return False

    def kill(self):
        self.process.kill()
        self.process.wait(30)

    def stop(self):
        """Ends it as supervisors do; the seconds that it took."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        try:
            status = self.process.wait(30)
        except subprocess.TimeoutExpired:
            raise Lost("SIGTERM ends the service within 30 s") from None
        require(status == 0, f"SIGTERM ends the service with 0, not {status}")
        return time.monotonic() - began

    def complaints(self):
        """What its log tells of panics and inner errors."""
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return [line for line in lines if "panicked" in line or " ERROR " in line]

    def close(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.kill()


def arguments(text, databases=("sqlite", "postgres"), **numbers):
    """The command line: the program, the database, the seed, and numbers by name with their defaults and help."""
    parser = argparse.ArgumentParser(description=text.splitlines()[0])
    parser.add_argument("program", nargs="?", default=PROGRAM, type=lambda path: Path(path).resolve())
    parser.add_argument("--on", choices=databases, help="one database only")
    parser.add_argument("--seed", type=int, default=None, help="of what is left to chance; another one each time")
    for name, (default, told) in numbers.items():
        parser.add_argument(f"--{name}", type=type(default), default=default, help=f"{told} ({default})")
    given = parser.parse_args()
    given.seed = random.randrange(10**6) if given.seed is None else given.seed
    given.databases = [given.on] if given.on else list(databases)
    return given


@contextlib.contextmanager
def workplace(which):
    """A folder and a database in it, both gone afterwards."""
    folder = tempfile.mkdtemp(prefix="ligature-faults.")
    database = None
    try:
        database = Sqlite(folder) if which == "sqlite" else Postgres(folder)
        database.open()
        yield folder, database
    finally:
        if database:
            database.close()
        shutil.rmtree(folder, ignore_errors=True)


def run(name, given, work):
    """Runs `work(given, folder, database)` on each database; ends with 1 after a loss, and says what was lost."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    for which in given.databases:
        random.seed(given.seed)
        began = time.monotonic()
        with workplace(which) as (folder, database):
            try:
                told = work(given, folder, database)
            except Lost as loss:
                for log in sorted(Path(folder).glob("*.log")):
                    print(f"{log.name}:\n{log.read_text(errors='replace')[-3000:]}", file=sys.stderr)
                sys.exit(f"{name}: FAILED on {database.name}, seed {given.seed}: {loss}")
            print(f"{name}: {database.name}: {told} ({time.monotonic() - began:.0f} s)", flush=True)
