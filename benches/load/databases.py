"""The two databases: made empty, copied into in bulk, and thrown away."""

import os
import re
import shutil
import sqlite3
import subprocess
import uuid
from pathlib import Path

POSTGRES_SETTINGS = """
listen_addresses = '127.0.0.1'
shared_buffers = 512MB
max_wal_size = 4GB
"""


class Sqlite:
    """A file."""

    name = "SQLite"

    def __init__(self, folder, database):
        self.path = Path(folder) / f"{database}.sqlite"
        self.url = f"sqlite://{self.path}?mode=rwc"

    def version(self):
        return "SQLite"

    def stop(self):
        """There is no server."""

    def without_helpers(self):
        """It has none."""

    def rows(self, sql):
        with sqlite3.connect(self.path) as connection:
            return [[self._read(value) for value in row] for row in connection.execute(sql)]

    @staticmethod
    def _read(value):
        return str(uuid.UUID(bytes=value)) if isinstance(value, bytes) else value

    def fill(self, tables):
        """Appends rows: `tables` gives name, columns and rows of each table. Indexes are made afterwards."""
        connection = sqlite3.connect(self.path, isolation_level=None)
        connection.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -1000000;"
            "PRAGMA temp_store = MEMORY; DROP TRIGGER organization_search_insert;"
        )
        trigger = (
            "CREATE TRIGGER organization_search_insert AFTER INSERT ON organization_search BEGIN "
            "INSERT INTO organization_fts (rowid, name_tokens, tokens) VALUES (new.id, new.name_tokens, new.tokens); END"
        )
        indexes = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        ).fetchall()
        for name, _ in indexes:
            connection.execute(f"DROP INDEX {name}")
        connection.execute("BEGIN")
        for table, columns, rows in tables:
            marks = ", ".join("?" * len(columns))
            sql = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"
            connection.executemany(sql, (tuple(map(self._write, row)) for row in rows))
        connection.execute("COMMIT")
        for _, sql in indexes:
            connection.execute(sql)
        connection.execute("INSERT INTO organization_fts (organization_fts) VALUES ('rebuild')")
        connection.execute(trigger)
        connection.executescript("PRAGMA journal_mode = WAL; PRAGMA wal_checkpoint(TRUNCATE);")
        connection.close()

    @staticmethod
    def _write(value):
        return value.bytes if isinstance(value, uuid.UUID) else value


class Postgres:
    """A server of its own with the settings of an ordinary one; it waits for the disk."""

    name = "PostgreSQL"

    def __init__(self, folder, database):
        self.folder = Path(folder) / "postgres"
        installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
        self.bin = f"{installed[-1]}/" if installed else ""
        self.port = 55432
        self.server = f"postgres://postgres@127.0.0.1:{self.port}"
        self.url = f"{self.server}/postgres"
        if self._run("pg_ctl", "status") != 0:
            self._start()
        if not self.rows(f"SELECT 1 FROM pg_database WHERE datname = '{database}'"):
            self.rows(f'CREATE DATABASE "{database}"')
        self.url = f"{self.server}/{database}"

    def _run(self, program, *arguments):
        # The server refuses to run as root.
        owner = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        command = [*owner, f"{self.bin}{program}", f"--pgdata={self.folder}", *arguments]
        log = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return subprocess.run(command, cwd="/", check=False, **log).returncode

    def _start(self):
        if not self.folder.exists():
            self.folder.mkdir(parents=True)
            if os.geteuid() == 0:
                shutil.chown(self.folder, "postgres")
            initdb = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-locale"]
            if self._run("initdb", *initdb, "--locale-provider=icu", "--icu-locale=en-US") != 0:
                raise SystemExit("initdb failed")
            with open(self.folder / "postgresql.conf", "a", encoding="utf-8") as settings:
                settings.write(f"{POSTGRES_SETTINGS}port = {self.port}\nunix_socket_directories = '{self.folder}'\n")
        if self._run("pg_ctl", f"--log={self.folder}/log", "--wait", "start") != 0:
            raise SystemExit(f"the server did not start; see {self.folder}/log")

    def version(self):
        return "PostgreSQL " + self.rows("SHOW server_version")[0][0]

    def without_helpers(self):
        """No statement of this database is shared among several processes from now on."""
        self.rows(f'ALTER DATABASE "{self.url.rsplit("/", 1)[1]}" SET max_parallel_workers_per_gather = 0')

    def stop(self):
        self._run("pg_ctl", "--mode=fast", "--silent", "--wait", "stop")

    def _psql(self, *arguments, **options):
        command = [f"{self.bin}psql", self.url, "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", *arguments]
        return subprocess.run(command, check=True, text=True, **options)

    def rows(self, sql):
        done = self._psql("--no-align", "--tuples-only", "--field-separator=\t", "--command", sql, capture_output=True)
        return [line.split("\t") for line in done.stdout.splitlines()]

    def fill(self, tables):
        """Appends rows: `tables` gives name, columns and rows of each table. Indexes are made afterwards."""
        indexes = self.rows(
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND NOT EXISTS"
            " (SELECT FROM pg_constraint WHERE conname = indexname)"
        )
        self._psql(input="".join(f"DROP INDEX {name};" for name, _ in indexes))
        for table, columns, rows in tables:
            copy = f"COPY {table} ({', '.join(columns)}) FROM STDIN"
            command = [f"{self.bin}psql", self.url, "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--command", copy]
            # The rows name each other rightly; asking for every one of them would take longer than the copy.
            unchecked = {**os.environ, "PGOPTIONS": "-c session_replication_role=replica"}
            pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.DEVNULL}
            with subprocess.Popen(command, **pipes, text=True, env=unchecked) as psql:
                for row in rows:
                    psql.stdin.write("\t".join(map(self._write, row)) + "\n")
                psql.stdin.close()
                if psql.wait() != 0:
                    raise SystemExit(f"COPY {table} failed")
        self._psql(input="".join(f"{sql};" for _, sql in indexes) + "VACUUM ANALYZE; CHECKPOINT;")

    @staticmethod
    def _write(value):
        if value is None:
            return "\\N"
        return re.sub(r"([\\\t\n])", r"\\\1", value) if isinstance(value, str) else str(value)
