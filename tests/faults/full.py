#!/usr/bin/env python3
"""Fills the disk under a SQLite database while the service writes. Needs root, to mount a small disk of its own.

    tests/faults/full.py [PROGRAM] [--rounds 3] [--seconds 3] [--seed N]

While it is full, writes are refused with 503, reads go on, and a service that dies can be started again. What was
acknowledged is there, the file is whole, and once there is room, writes succeed without a restart.
"""

import os
import subprocess
from pathlib import Path

from books import balance
from client import Client
from common import Service, arguments, run
from databases import Sqlite
from load import Load
from verdict import require

SIZE = 24 << 20
# More entries of 20 kB than have room in what the files hold already.
MOST = 1000


def fill(disk):
    """Takes what room there is, to the last byte."""
    with open(disk / "ballast", "ab", buffering=0) as ballast:
        for piece in (1 << 16, 1 << 12, 1):
            try:
                while True:
                    ballast.write(b"\0" * piece)
            except OSError:
                continue


def refused(service, token):
    """Writes are refused once the files need more room than they have, and reads go on."""
    client = Client([service.port], token)
    written, status = [], 201
    while status == 201:
        require(len(written) < MOST, f"a full disk refuses one of {MOST} large entries")
        answer = client.send("POST", "/v1/organizations", {"name": "Another", "description": "much " * 3900})
        status = answer.check("a write to a full disk").status
        if status == 201:
            written.append(answer.headers["location"])
    require(status == 503, f"a write to a full disk is 503, not {status}")
    signing_in = {"email": "admin@lakeshore.example", "password": "demo-password"}
    require(client.send("POST", "/v1/sessions", signing_in).check("a sign-in").status in (201, 503), "a sign-in is tried")
    lists = ["/v1/organizations?limit=200", "/v1/organizations?q=harbor", "/v1/rounds", "/health/ready"]
    for path in lists + written:
        answer = client.send("GET", path)
        require(answer.status == 200, f"{path} is read from a full disk: {answer.status} {answer.body[:300]!r}")
    client.close()


def work(given, folder, _):
    disk = Path(folder, "disk")
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "ligature-faults", disk], check=True)
    database = Sqlite(disk)
    service = Service(given.program, database, folder)
    try:
        accounts = service.demo()
        service.start()
        load = Load([service.port], accounts, given.seed, import_every=20).start()
        token, times = load.workers[0].client.token, 0
        for number in range(given.rounds):
            load.run_for(given.seconds)
            before = load.counted["503"]
            fill(disk)
            load.run_for(given.seconds)
            fill(disk)
            refused(service, token)
            if number % 2:
                service.kill()
                service.start()
                fill(disk)
                refused(service, token)
            times += load.counted["503"] - before
            acknowledged = load.counted["acknowledged"]
            require(os.statvfs(disk).f_bfree == 0, "the disk is full")
            (disk / "ballast").unlink()
            load.run_for(given.seconds)
            require(load.counted["acknowledged"] > acknowledged, "writes succeed once there is room")
            load.pause()
            load.read_back()
            load.resume()
        load.end()
        require(times, "writes were refused while the disk was full")
        read, events = load.read_back(everything=True), balance(database)
        require(database.sound(), "the file is whole")
        require(not service.complaints(), f"the log has no panic and no inner error: {service.complaints()[:3]}")
        told = f"{read} rows read back, {events} events in balance, integrity ok"
        return f"full {given.rounds} times; {load.told()}; {told}"
    finally:
        service.close()
        subprocess.run(["umount", "--lazy", disk], check=True)


if __name__ == "__main__":
    told = {"rounds": (3, "how often the disk is full"), "seconds": (3, "for how long")}
    run("full", arguments(__doc__, databases=("sqlite",), **told), work)
