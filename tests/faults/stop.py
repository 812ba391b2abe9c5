#!/usr/bin/env python3
"""Ends the service with SIGTERM while it works, as a supervisor does.

    tests/faults/stop.py [PROGRAM] [--on sqlite|postgres] [--rounds 5] [--seed N]

What was begun is finished: what is carried out is answered, no answer is cut, no acknowledged write is lost, and the
process ends with 0 in its time. Half of the callers keep their connections open, half make a new one for each request.
A request that reaches a connection in the moment in which it is closed is not carried out; these are counted.
"""

import random

from books import balance
from common import Service, arguments, run
from load import Load
from verdict import require

# What docs/operating.md promises, and some time for a busy machine.
GRACE = 10 + 2


def work(given, folder, database):
    service = Service(given.program, database, folder)
    broken = []
    try:
        accounts = service.demo()
        service.start()
        load = Load([service.port], accounts, given.seed, broken=broken.append)
        for worker in load.workers[::2]:
            # With two ports to choose from, each request has a connection of its own.
            worker.client.ports = [service.port, service.port]
        load.start()
        longest = 0
        for _ in range(given.rounds):
            load.run_for(random.uniform(0.5, 1.5))
            longest = max(longest, service.stop())
            service.start()
            load.pause()
            load.read_back()
            events = balance(database)
            load.resume()
        load.end()
        read = load.read_back(everything=True)
        require(longest < GRACE, f"it ends within {GRACE} s, not {longest:.1f} s")
        require(not load.counted["done though unanswered"], f"what was carried out is answered: {broken}")
        require(not load.counted["cut"], f"no answer is cut: {broken[:3]}")
        require(not load.counted["503"], f"what was begun is not refused at the end: {load.counted['503']} times 503")
        require(not service.complaints(), f"the log has no panic and no inner error: {service.complaints()[:3]}")
        ends = f"{given.rounds} ends, the longest took {longest:.1f} s"
        return f"{ends}; {load.told()}; {read} rows read back, {events} events in balance"
    finally:
        service.close()


if __name__ == "__main__":
    given = arguments(__doc__, rounds=(5, "how often"))
    run("stop", given, work)
