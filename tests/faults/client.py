"""A caller over HTTP that tells apart what can become of a request."""

import http.client
import json
import select
import socket
import time

from verdict import Lost, require

# Seconds after which no answer is a hang.
HANG = 60


class Refused(Exception):
    """Nobody listened: nothing was sent."""


class NoAnswer(Exception):
    """The connection ended before the first byte of an answer."""


class CutAnswer(Exception):
    """The connection ended in the middle of an answer."""


class Answer:
    def __init__(self, status, headers, body, seconds):
        self.status, self.headers, self.body, self.seconds = status, headers, body, seconds

    def json(self):
        return json.loads(self.body)

    def check(self, what):
        """A failure of the service is 503, is told as the document says, and tells when to come back."""
        if self.status >= 500:
            require(self.status == 503, f"{what}: {self.status} {self.body[:300]!r}")
            require(self.headers.get("content-type") == "application/problem+json", f"{what}: 503 is a problem")
            require(int(self.headers.get("retry-after", 0)) > 0, f"{what}: 503 has Retry-After")
            require(self.json()["type"] == "/problems#unavailable", f"{what}: {self.body[:300]!r}")
        return self


class Client:
    """One connection at a time, kept open between requests where there is one port, else a new one for each request."""

    def __init__(self, ports, token=None, hang=HANG):
        self.ports, self.token, self.hang = ports, token, hang
        self.turn = 0
        self.connection = None

    def send(self, method, path, body=None, headers=()):
        headers = dict(headers)
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if isinstance(body, (dict, list)):
            body = json.dumps(body)
            patch = method == "PATCH"
            headers.setdefault("Content-Type", "application/merge-patch+json" if patch else "application/json")
        began = time.monotonic()
        if self.connection and select.select([self.connection.sock], [], [], 0)[0]:
            # Closed by the other side while nobody asked anything.
            self.close()
        self.fresh = self.connection is None
        if self.fresh:
            self.connect(began)
        try:
            return self.exchange(method, path, body, headers, began)
        except BaseException:
            self.close()
            raise
        finally:
            if len(self.ports) > 1:
                self.close()

    def connect(self, began):
        """To the next port that listens."""
        for _ in self.ports:
            self.turn += 1
            port = self.ports[self.turn % len(self.ports)]
            self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=self.hang)
            try:
                self.connection.connect()
                self.connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                return
            except ConnectionRefusedError:
                self.connection = None
            except OSError as error:
                self.connection = None
                raise NoAnswer(f"{error!r} while connecting, after {time.monotonic() - began:.3f} s") from error
        raise Refused

    def exchange(self, method, path, body, headers, began):
        try:
            self.connection.request(method, path, body, headers)
            response = self.connection.getresponse()
        except (TimeoutError, socket.timeout):
            raise Lost(f"{method} {path}: no answer within {self.hang} s") from None
        except (OSError, http.client.HTTPException) as error:
            kind = "a new" if self.fresh else "an open"
            seconds = time.monotonic() - began
            raise NoAnswer(f"{method} {path} on {kind} connection: {error!r} after {seconds:.3f} s") from error
        try:
            told = response.read()
        except (OSError, http.client.HTTPException) as error:
            raise CutAnswer(f"{method} {path}: {error!r}") from error
        headers = {name.lower(): value for name, value in response.getheaders()}
        if headers.get("connection") == "close":
            self.close()
        return Answer(response.status, headers, told, time.monotonic() - began)

    def close(self):
        if self.connection:
            self.connection.close()
        self.connection = None
