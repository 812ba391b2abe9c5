#!/usr/bin/env python3
"""Kills the service with -9 while it writes, and on PostgreSQL now and then the database's server.

    tests/faults/kill.py [PROGRAM] [--on sqlite|postgres] [--rounds 20] [--seed N]

What was acknowledged is there afterwards, byte by byte. No write is without its event and no event without its row, no
import is half there, one that is a job goes on and ends, and a request that died with its Idempotency-Key can be sent again and is carried out once.
"""

import random

from books import balance
from common import Service, arguments, run
from load import Load
from verdict import require


def work(given, folder, database):
    service = Service(given.program, database, folder)
    try:
        accounts = service.demo()
        service.start()
        load = Load([service.port], accounts, given.seed, jobs=6).start()
        servers = 0
        for number in range(given.rounds):
            load.run_for(random.uniform(0.1, 1.2))
            # The service outlives its database: in such a round it is not started again.
            if database.name == "PostgreSQL" and number % 4 == 3:
                database.kill()
                database.start()
                servers += 1
            else:
                service.kill()
                service.start()
            load.pause()
            load.read_back()
            if number % 10 == 9:
                balance(database)
            load.resume()
        load.end()
        read, events = load.read_back(everything=True), balance(database)
        require(database.sound(), "the database is whole")
        require(not service.complaints(), f"the log has no panic and no inner error: {service.complaints()[:3]}")
        killed = f"{given.rounds} kills, {servers} of them of the database" if servers else f"{given.rounds} kills"
        return f"{killed}; {load.told()}; {read} rows read back, {events} events in balance, nothing lost"
    finally:
        service.close()


if __name__ == "__main__":
    given = arguments(__doc__, rounds=(20, "how often"))
    run("kill", given, work)
