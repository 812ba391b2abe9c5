"""What may not happen, and waiting for what has to."""

import socket
import time


class Lost(Exception):
    """What may never happen has happened."""


def require(holds, what):
    if not holds:
        raise Lost(what)


def until(what, seconds, holds, step=0.02):
    """Waits until `holds()`, for so many seconds at most."""
    deadline = time.monotonic() + seconds
    while not holds():
        require(time.monotonic() < deadline, f"{what} within {seconds} s")
        time.sleep(step)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
