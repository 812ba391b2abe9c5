#!/usr/bin/env python3
"""How long reads take while others flood the service with sign-ins, and how much memory that takes.

    cargo build --release && benches/flood.py [PROGRAM]    SQLite
    .ci/postgres.sh benches/flood.py [PROGRAM]             PostgreSQL

The service has the demonstration's data, and believes the addresses that the flood makes up. Prints the percentiles of
reads, quiet and flooded, their ratio, and the memory before the flood and the most during it. Ends with 1 if in none of
three tries the 99th percentile stays within twice the quiet one, or if the memory grows in any by more than 128 MiB and 19
for each password that is hashed at a time.
"""

import asyncio
import http.client
import json
import multiprocessing
import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

READS = 3000
CALLERS = 600
TRIES = 3
TIMES = 2
# MiB.
GROWTH = 128 + 19 * max(os.cpu_count() // 2, 1)
EMAIL, PASSWORD = "coordinator@riverside.example", "demo-password"


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def connect(port):
    for _ in range(400):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            connection.request("GET", "/health/ready")
            if connection.getresponse().read() and connection.sock:
                return connection
        except OSError:
            time.sleep(0.05)
    sys.exit("flood: the service is not ready")


def ask(connection, method, path, body=None, headers=None):
    connection.request(method, path, body and json.dumps(body), headers or {})
    answer = connection.getresponse()
    return answer.status, answer.read()


def percentiles(connection, token):
    times = []
    for _ in range(READS):
        begun = time.perf_counter()
        status, _ = ask(connection, "GET", "/v1/organizations?limit=20", headers={"Authorization": f"Bearer {token}"})
        times.append((time.perf_counter() - begun) * 1000)
        assert status == 200, status
        time.sleep(0.002)
    times.sort()
    return times[READS // 2], times[READS * 99 // 100], times[-1]


async def caller(port, number, told):
    """One address that tries passwords without end; refused, it tries again a little later."""
    body = json.dumps({"email": f"guess{number}@riverside.example", "password": "wrong"})
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while True:
        address = f"10.{number % 251}.{time.monotonic_ns() // 1000 % 65536 >> 8}.{time.monotonic_ns() % 251}"
        head = (
            f"POST /v1/sessions HTTP/1.1\r\nHost: flood\r\nX-Forwarded-For: {address}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        writer.write((head + body).encode())
        answer = await reader.readuntil(b"\r\n\r\n")
        status = int(answer.split(maxsplit=2)[1])
        length = next(int(line.split(b":")[1]) for line in answer.lower().splitlines() if line.startswith(b"content-length"))
        await reader.readexactly(length)
        with told.get_lock():
            told[{401: 0, 429: 1, 503: 2}.get(status, 3)] += 1
        if status != 401:
            await asyncio.sleep(0.5)


def flood(port, told):
    async def all_of_them():
        await asyncio.gather(*(caller(port, number, told) for number in range(CALLERS)))

    asyncio.run(all_of_them())


def memory(process, kind):
    lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith(kind))


def database(folder, number):
    """The address of an empty one."""
    server = os.environ.get("TEST_DATABASE_URL")
    if not server:
        return f"sqlite://{folder}/ligature.sqlite?mode=rwc"
    subprocess.run(["psql", "--quiet", f"--command=CREATE DATABASE flood_{number}", server], check=True)
    return f"{server.rsplit('/', 1)[0]}/flood_{number}"


def attempt(program, number):
    """The ratio of the 99th percentiles, and the MiB by which the memory grew."""
    with tempfile.TemporaryDirectory(prefix="ligature-flood.") as folder:
        port = free_port()
        environment = {
            "PATH": os.environ["PATH"],
            "DATABASE_URL": database(folder, number),
            "LIGATURE_LISTEN": f"127.0.0.1:{port}",
            "LIGATURE_TRUSTED_PROXIES": "127.0.0.1",
            "LIGATURE_LOG": "error",
        }
        demo = subprocess.Popen([program, "demo", "--json"], env=environment, stdout=subprocess.PIPE)
        demo.stdout.readline()
        demo.terminate()
        demo.wait()
        service = subprocess.Popen([program, "serve"], env=environment)
        try:
            connection = connect(port)
            status, body = ask(
                connection, "POST", "/v1/sessions", {"email": EMAIL, "password": PASSWORD}, {"Content-Type": "application/json"}
            )
            assert status == 201, body
            token = json.loads(body)["access_token"]
            percentiles(connection, token)
            quiet, before = percentiles(connection, token), memory(service, "VmRSS")
            told = multiprocessing.Array("i", 4)
            flooding = multiprocessing.Process(target=flood, args=(port, told), daemon=True)
            flooding.start()
            time.sleep(3)
            flooded, during = percentiles(connection, token), memory(service, "VmHWM")
            flooding.kill()
        finally:
            service.kill()
    for name, (half, most, slowest) in [("quiet", quiet), ("flooded", flooded)]:
        print(f"{name:8} p50 {half:7.2f} ms   p99 {most:7.2f} ms   slowest {slowest:7.2f} ms")
    ratio = flooded[1] / quiet[1]
    print(f"ratio of p99 {ratio:.2f}; memory {before} MiB, then at most {during} MiB")
    print("the flood was answered: 401 {}, 429 {}, 503 {}, other {}".format(*told), flush=True)
    return ratio, during - before


def main():
    program = Path(sys.argv[1] if len(sys.argv) > 1 else "target/release/ligature").resolve()
    for number in range(TRIES):
        ratio, grown = attempt(program, number)
        if grown > GROWTH:
            sys.exit(f"flood: FAILED: the memory grew by {grown} MiB, more than {GROWTH}")
        if ratio <= TIMES:
            return
    sys.exit(f"flood: FAILED: the 99th percentile is more than {TIMES} times the quiet one, {TRIES} times")


if __name__ == "__main__":
    main()
