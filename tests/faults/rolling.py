#!/usr/bin/env python3
"""Restarts two processes on one PostgreSQL, one after the other, while callers go on and the tables change.

    tests/faults/rolling.py [PROGRAM] [--rounds 4] [--starts 1] [--seed N]

Callers take the processes in turn, and the other one when a connection is refused. Every second round the process is
taken out of their turn before it is ended, as a load balancer does. No request fails in either case. Before each round the database is migrated as a later
version would, by what only adds, while the processes are at work and after which they start again. At the beginning four processes and
a migration start at once on an empty database.
"""

import subprocess
import time

from books import balance
from common import Service, arguments, run
from load import Load
from verdict import require

# What a migration that only adds does, in one transaction as all of them.
ADDITIVE = """
    BEGIN;
    ALTER TABLE organization ADD COLUMN later_{number} text;
    ALTER TABLE event ADD COLUMN later_{number} bigint;
    CREATE INDEX event_later_{number} ON event (operation, at);
    CREATE TABLE later_{number} (id uuid PRIMARY KEY, organization_id uuid REFERENCES organization (id));
    INSERT INTO seaql_migrations (version, applied_at) VALUES ('m99990101_{number:06}_later', 0);
    COMMIT"""


def start_at_once(given, folder, database):
    """Four starts on an empty database: one migrates, the others wait, and all of them serve."""
    database.make("empty")
    services = [Service(given.program, database, folder, name=f"at-once-{number}") for number in range(4)]
    try:
        migrating = services[0].spawn("migrate", "up", stdout=subprocess.DEVNULL)
        for service in services:
            service.process = service.spawn("serve", "--migrate", stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 60
        while not all(service.answers() for service in services):
            require(time.monotonic() < deadline, "four starts at once end well")
            time.sleep(0.05)
        require(migrating.wait(60) == 0, "and so does a migration beside them")
        applied = database.query("SELECT version, count(*) FROM seaql_migrations GROUP BY version HAVING count(*) > 1")
        require(not applied, f"each migration is applied once: {applied}")
        for service in services:
            service.stop()
            require(not service.complaints(), f"without a complaint: {service.complaints()}")
    finally:
        for service in services:
            service.close()


def work(given, folder, database):
    for _ in range(given.starts):
        start_at_once(given, folder, database)
        database.run("dropdb", "--host=127.0.0.1", f"--port={database.port}", "--username=postgres", "empty")
    database.make("rolling")
    services = [Service(given.program, database, folder, name=f"serve-{number}") for number in range(2)]
    ports = [service.port for service in services]
    broken = []
    try:
        accounts = services[0].demo()
        for service in services:
            service.start()
        load = Load(ports, accounts, given.seed, broken=broken.append).start()
        for number in range(given.rounds):
            load.run_for(1)
            database.query(ADDITIVE.format(number=number))
            migrated = services[0].spawn("migrate", "up", stdout=subprocess.DEVNULL).wait(60)
            require(migrated == 0, "migrate up runs again")
            for service in services:
                before = len(broken) + load.counted["503"]
                if number % 2:
                    for worker in load.workers:
                        worker.client.ports = [port for port in ports if port != service.port] * 2
                    load.run_for(0.5)
                service.stop()
                service.start()
                if number % 2:
                    for worker in load.workers:
                        worker.client.ports = ports
                load.run_for(0.5)
                failed = len(broken) + load.counted["503"] - before
                require(not failed, f"no request fails: {failed} did, such as {broken[-1:]}")
        load.end()
        read, events = load.read_back(everything=True), balance(database)
        counted = load.counted
        require(not counted["cut"], f"no answer is cut: {broken}")
        require(not counted["done though unanswered"], f"what was carried out is answered: {broken}")
        for service in services:
            require(not service.complaints(), f"no panic and no inner error: {service.complaints()[:3]}")
        return f"{2 * given.rounds} restarts; {load.told()}; {read} rows read back, {events} events in balance"
    finally:
        for service in services:
            service.close()


if __name__ == "__main__":
    told = {"rounds": (4, "how often both are restarted"), "starts": (1, "how often four start at once")}
    run("rolling", arguments(__doc__, databases=("postgres",), **told), work)
