#!/usr/bin/env python3
"""Cuts the connections between the service and PostgreSQL in the middle of transactions.

    tests/faults/cut.py [PROGRAM] [--seconds 10] [--seed N]

First the server ends connections that are at work, then a proxy between the two cuts them after some messages. Callers
get 503 or a success. Nothing is half done, nothing acknowledged is lost, and a commit whose answer did not come is
found again by its key.
"""

import random
import select
import socket
import struct
import threading
import types

from books import balance
from client import Client
from common import Service, arguments, run
from load import Load
from verdict import require

TERMINATE = """
    SELECT count(pg_terminate_backend(pid)) FROM (SELECT pid FROM pg_stat_activity
        WHERE application_name = 'ligature' AND state <> 'idle' ORDER BY random() LIMIT 2) AS busy"""


class Proxy(threading.Thread):
    """Passes bytes on; while it is `cutting`, it cuts each connection after some messages, some without a farewell."""

    def __init__(self, port, seed):
        super().__init__(daemon=True)
        self.target, self.random = port, random.Random(seed)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.cutting, self.cuts = False, 0

    def run(self):
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.carry, args=(near,), daemon=True).start()

    def carry(self, near):
        with near, socket.create_connection(("127.0.0.1", self.target)) as far:
            left = None
            while True:
                for source in select.select([near, far], [], [])[0]:
                    try:
                        data = source.recv(65536)
                        if self.cutting and left is None:
                            left = self.random.randrange(1, 100)
                        if not data:
                            return
                        if left == 0:
                            self.cut(near, far, data, source)
                            return
                        left = None if left is None else left - 1
                        (far if source is near else near).sendall(data)
                    except OSError:
                        return

    def cut(self, near, far, data, source):
        """Passes a message on, half of it or all, then ends both sides: what was all passed on may be a commit."""
        whole = self.random.random() < 0.5
        (far if source is near else near).sendall(data if whole else data[: len(data) // 2])
        self.cuts += 1
        if self.random.random() < 0.5:
            for side in (near, far):
                side.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def end(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()


def work(given, folder, database):
    proxy = Proxy(database.port, given.seed)
    proxy.start()
    address = types.SimpleNamespace(url=database.url.replace(f":{database.port}/", f":{proxy.port}/"))
    service = Service(given.program, address, folder)
    try:
        accounts = service.demo()
        service.start()
        load = Load([service.port], accounts, given.seed).start()
        ended = 0
        for _ in range(given.seconds * 10):
            load.run_for(0.1)
            ended += int(database.query(TERMINATE)[0][0])
        told = f"{ended} connections ended by the server ({load.counted['503']} times 503)"
        require(ended, "the server has ended connections at work")
        proxy.cutting = True
        before = load.counted["503"]
        load.run_for(given.seconds)
        proxy.cutting = False
        told += f", {proxy.cuts} cut on the way ({load.counted['503'] - before} times 503)"
        require(proxy.cuts, "the proxy has cut connections")
        load.run_for(1)
        load.end()
        read, events = load.read_back(everything=True), balance(database)
        ready = Client([service.port]).send("GET", "/health/ready").status
        require(ready == 200, f"the service is ready, not {ready}")
        require(not service.complaints(), f"the log has no panic and no inner error: {service.complaints()[:3]}")
        return f"{told}; {load.told()}; {read} rows read back, {events} events in balance"
    finally:
        service.close()
        proxy.end()


if __name__ == "__main__":
    given = arguments(__doc__, databases=("postgres",), seconds=(10, "for how long connections are cut in each way"))
    run("cut", given, work)
