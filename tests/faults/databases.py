"""Databases of their own: a file, or a PostgreSQL cluster that can be stopped, killed and made to stand still."""

import contextlib
import os
import pwd
import signal
import sqlite3
import subprocess
from pathlib import Path

from verdict import free_port, until


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

    def run(self, tool, *arguments):
        command = [self.bin / tool, *arguments]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False, **self.owner)
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
