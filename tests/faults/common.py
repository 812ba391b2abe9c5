"""What the scripts of this folder share: the service as a process, their arguments, and how they run and end."""

import argparse
import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from databases import Postgres, Sqlite
from verdict import Lost, free_port, require, until

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "target/debug/ligature"


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
