#!/usr/bin/env python3
"""Moves the service's clock forward and back while it works. Needs libfaketime (Debian: faketime).

    tests/faults/clock.py [PROGRAM] [--on sqlite|postgres] [--steps 6] [--seed N]

Ids go on growing, a list that is read across a step has each row once, keys of requests keep their answers, and events
stay in order. Who signed in while the clock was ahead renews the session, and nobody is locked out for longer than the
quarter of an hour for which failures count.
"""

import os
import random
from pathlib import Path

from books import balance
from client import Client
from common import Service, arguments, run
from load import Load
from verdict import require

MINUTE, HOUR, DAY = 60, 60 * 60, 24 * 60 * 60
ADMIN = {"email": "admin@lakeshore.example", "password": "demo-password"}

# A row's events in the order of their numbers: the first made it, and no other did.
DISORDER = """
    SELECT sequence, operation, resource_id FROM event WHERE before IS NULL AND operation <> 'import_organizations'
        AND EXISTS (SELECT 1 FROM event AS earlier
            WHERE earlier.resource = event.resource AND earlier.resource_id = event.resource_id
            AND earlier.audience = event.audience AND earlier.audience_id = event.audience_id
            AND earlier.sequence < event.sequence)"""


class Clock:
    """What the service takes for the time: the machine's, and an offset that is read anew each time."""

    def __init__(self, service, folder):
        library = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)
        require(library, "libfaketime is installed (Debian: faketime)")
        self.file = Path(folder, "offset")
        self.set(0)
        service.environment = {
            "LD_PRELOAD": str(library),
            "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }

    def set(self, seconds):
        # At once, so that no half line is read.
        whole = self.file.with_suffix(".new")
        whole.write_text(f"{seconds:+d}\n")
        os.replace(whole, self.file)


def sign_in(client, **changed):
    return client.send("POST", "/v1/sessions", {**ADMIN, **changed})


def acts(port, told):
    return Client([port], told["access_token"]).send("GET", "/v1/me").status


def renewed(client, told):
    answer = client.send("POST", "/v1/sessions/refresh", {"refresh_token": told["refresh_token"]})
    require(answer.status == 200, f"a session is renewed after the step: {answer.status} {answer.body[:300]!r}")
    return answer.json()


def sessions(port, clock):
    """Signing in before, during and after a step."""
    client = Client([port])
    clock.set(0)
    first = sign_in(client).json()
    clock.set(HOUR)
    require(acts(port, first) == 401, "a token expires when the clock goes ahead")
    ahead = renewed(client, first)
    require(acts(port, ahead) == 200, "and the session goes on with another")
    clock.set(0)
    require(acts(port, ahead) == 401, "a token of the future is not valid yet")
    require(acts(port, renewed(client, ahead)) == 200, "and the session goes on with another")
    # Before the first key was made, too.
    clock.set(-2 * DAY)
    early = sign_in(client)
    require(early.status == 201 and acts(port, early.json()) == 200, "signing in works with the clock behind")
    clock.set(0)
    require(acts(port, renewed(client, early.json())) == 200, "and that session goes on, too")


def throttles(port, clock):
    """Failures count for a quarter of an hour, whatever the clock said when they happened."""
    client = Client([port])
    clock.set(30 * DAY)
    statuses = [sign_in(client, password="not this one").status for _ in range(11)]
    require(statuses[-1] == 429, f"guessing is stopped: {statuses}")
    clock.set(0)
    answer = sign_in(client)
    wait = answer.headers.get("retry-after")
    require(answer.status == 201, f"failures of the future lock nobody out: {answer.status}, for {wait} s")
    statuses = [sign_in(client, password="not this one").status for _ in range(11)]
    require(statuses[-1] == 429, f"guessing is stopped: {statuses}")
    clock.set(16 * MINUTE)
    require(sign_in(client).status == 201, "failures are forgotten when the clock goes ahead")
    clock.set(0)


def lists(port, clock, token, choose):
    """Reads a list page by page across steps: each row once. A key used on one side of a step holds on the other."""
    client = Client([port], token)
    path, read, known = "/v1/organizations?sort=created_at&limit=20", [], set()
    for row in everything(client, path):
        known.add(row)
    for row in everything(client, path, lambda: clock.set(choose.choice([0, HOUR, 5 * HOUR, MINUTE]))):
        read.append(row)
    require(len(read) == len(set(read)), "no row appears twice in a list that is read across steps")
    require(known <= set(read), f"{len(known - set(read))} rows are missing in a list that was read across steps")
    clock.set(HOUR)
    key = {"Idempotency-Key": f"across {choose.random()}"}
    made = client.send("POST", "/v1/organizations", {"name": "Once"}, key)
    clock.set(0)
    again = client.send("POST", "/v1/organizations", {"name": "Once"}, key)
    require(made.status == again.status == 201 and made.body == again.body, "a key keeps its answer across a step back")
    return len(read)


def everything(client, path, between=lambda: None):
    cursor = ""
    while cursor is not None:
        answer = client.send("GET", path + (f"&cursor={cursor}" if cursor else ""))
        require(answer.status == 200, f"{path}: {answer.status} {answer.body[:300]!r}")
        yield from (row["id"] for row in answer.json()["items"])
        cursor = answer.json()["next_cursor"]
        between()


def work(given, folder, database):
    service = Service(given.program, database, folder)
    choose = random.Random(given.seed)
    clock = Clock(service, folder)
    try:
        accounts = service.demo()
        service.start()
        load = Load([service.port], accounts, given.seed).start()
        rows = 0
        for _ in range(given.steps):
            clock.set(choose.choice([HOUR, 5 * HOUR, 10 * MINUTE, 5]))
            load.run_for(0.5)
            clock.set(0)
            load.run_for(0.5)
            rows += lists(service.port, clock, load.workers[0].client.token, choose)
        load.end()
        for worker in load.workers:
            made = [row.path.rsplit("/", 1)[1] for row in worker.rows if hasattr(row, "etag")]
            require(made == sorted(made), "ids grow, whatever the clock does")
        found = database.query(DISORDER)
        require(not found, f"the event that made a row is its first: {found[:5]}")
        sessions(service.port, clock)
        throttles(service.port, clock)
        read, events = load.read_back(everything=True), balance(database)
        require(not service.complaints(), f"the log has no panic and no inner error: {service.complaints()[:3]}")
        told = f"{rows} rows listed, {read} read back, {events} events in balance"
        return f"{given.steps} steps and back; {load.told()}; {told}"
    finally:
        service.close()


if __name__ == "__main__":
    given = arguments(__doc__, steps=(6, "how often the clock steps"))
    run("clock", given, work)
