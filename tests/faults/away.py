#!/usr/bin/env python3
"""Takes the database away under load: PostgreSQL stopped at once, and PostgreSQL that stands still.

    tests/faults/away.py [PROGRAM] [--seconds 30] [--seed N]

While it is away every answer is 503 as the document says, or a success. While it is stopped they come within the five
seconds for which a request waits for a connection. While it stands still, those that have a connection wait as long
as it does, the others five seconds. As soon as it is back all is well, without a restart of the service, and nothing
acknowledged is lost.
"""

import signal
import threading
import time

from books import balance
from client import Client
from common import Service, arguments, run
from load import Load
from verdict import require, until

# For how long a request waits for a connection, and some time for a busy machine.
PATIENCE = 5 + 3
# Enough to need more connections than the service has to a database that stands still.
CALLERS = 14


class Watch(threading.Thread):
    """Asks one thing again and again; the statuses and the longest wait."""

    def __init__(self, port, path, token=None):
        super().__init__(daemon=True)
        self.path, self.client = path, Client([port], token)
        self.statuses, self.longest, self.ending, self.failure = [], 0, threading.Event(), None

    def run(self):
        try:
            while not self.ending.wait(0.1):
                answer = self.client.send("GET", self.path).check(self.path)
                self.statuses.append(answer.status)
                self.longest = max(self.longest, answer.seconds)
        except BaseException as failure:
            self.failure = failure

    def end(self):
        self.ending.set()
        self.join(90)
        if self.failure:
            raise self.failure
        return self.statuses, self.longest


def is_ready(service):
    return Client([service.port]).send("GET", "/health/ready").status == 200


def work(given, folder, database):
    service = Service(given.program, database, folder)
    told = []
    try:
        accounts = service.demo()
        service.start()
        load = Load([service.port], accounts, given.seed).start()
        token = load.workers[0].client.token
        ways = {
            "stopped": (database.stop, database.start),
            "still": (lambda: database.send_all(signal.SIGSTOP), lambda: database.send_all(signal.SIGCONT)),
        }
        for way, (leave, come) in ways.items():
            load.run_for(1)
            load.slowest, before = 0, load.counted["503"]
            leave()
            watches = [Watch(service.port, "/health/live"), Watch(service.port, "/health/ready")]
            watches += [Watch(service.port, "/v1/organizations", token) for _ in range(CALLERS)]
            for watch in watches:
                watch.start()
            load.run_for(given.seconds)
            came = time.monotonic()
            come()
            until("the service is ready again", PATIENCE, lambda: is_ready(service), 0.1)
            back = time.monotonic() - came
            load.pause()
            (live, wait), *met = [watch.end() for watch in watches]
            load.read_back()
            load.resume()
            statuses = [status for found, _ in met for status in found]
            require(set(live) == {200} and wait < 2, f"the process lives all the time: {set(live)}, {wait:.1f} s")
            require(set(statuses) == {200, 503}, f"the others are told of it: {set(statuses)}")
            require(503 in met[0][0], f"it is not ready while its database is {way}")
            longest = max(load.slowest, *(wait for _, wait in met))
            most = PATIENCE if way == "stopped" else given.seconds + PATIENCE
            require(longest < most, f"no answer takes {longest:.1f} s while the database is {way}")
            count = load.counted["503"] - before + statuses.count(503)
            waits = f"longest wait {longest:.1f} s, ready {back:.1f} s after"
            told.append(f"{way} for {given.seconds} s: {count} times 503, {waits}")
        load.end()
        read, events = load.read_back(everything=True), balance(database)
        require(not service.complaints(), f"the log has no panic and no inner error: {service.complaints()[:3]}")
        return f"{'; '.join(told)}; {load.told()}; {read} rows read back, {events} events in balance"
    finally:
        service.close()


if __name__ == "__main__":
    given = arguments(__doc__, databases=("postgres",), seconds=(30, "for how long the database is away, more than 5"))
    run("away", given, work)
