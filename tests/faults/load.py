"""Work for the service, and a ledger of what it acknowledged.

Each worker has an account and writes entries with all their parts, one story after the other. What is not answered is
sent again, with the same Idempotency-Key or If-Match, until it is. So every request has one outcome in the end, and
the ledger knows it.
"""

import collections
import datetime
import random
import threading
import time
import uuid

from client import Client, CutAnswer, NoAnswer, Refused
from verdict import require

# Seconds after which a request that goes on failing counts as lost.
PATIENCE = 120
# What a write to a part, or a read by somebody else's leave, may change of a row.
VOLATILE = {"updated_at", "actions", "own_evaluation", "consented"}
ACCOUNTS = [f"{role}@{library}.example" for role in ("coordinator", "admin") for library in ("riverside", "hillside")]
IMPORTED = 40
# Rows of an import that is a job: more than one of its chunks.
BY_JOB = 1_200


class Row:
    """A row as it was last acknowledged; `exact` unless something else was written since that may show in it."""

    def __init__(self, path, answer):
        self.path = path
        self.take(answer)

    def take(self, answer):
        self.body, self.etag, self.exact = answer.json(), answer.headers["etag"], True

    def verify(self, answer):
        require(answer.status == 200, f"{self.path} was acknowledged and answers {answer.status} {answer.body[:300]!r}")
        found, kept = answer.json(), self.body
        if not self.exact:
            found, kept = ({k: v for k, v in row.items() if k not in VOLATILE} for row in (found, kept))
        require(found == kept, f"{self.path} was acknowledged as {kept} and is {found}")
        if self.exact:
            require(answer.headers["etag"] == self.etag, f"{self.path} has the ETag it was acknowledged with")


class Imported:
    """An entry that an import reported as created."""

    def __init__(self, path, name):
        self.path, self.name = path, name

    def verify(self, answer):
        require(answer.status == 200 and answer.json()["name"] == self.name, f"{self.path} was imported as {self.name}")


def done_before(answer, doubted):
    """Whether the row in the answer was written before a time, that is by an earlier try."""
    told = answer.json().get("updated_at")
    return bool(doubted and told) and datetime.datetime.fromisoformat(told).timestamp() < doubted


class Stopped(Exception):
    """The load is to end."""


class Worker(threading.Thread):
    """Writes one story after the other, as one account."""

    def __init__(self, load, number, token):
        super().__init__(daemon=True)
        self.load, self.number = load, number
        self.client = Client(load.ports, token)
        self.random = random.Random(f"{load.seed} {number}")
        self.rows = []
        self.stories = 0

    def run(self):
        try:
            while True:
                self.stories += 1
                self.story(f"{self.load.name} {self.number}-{self.stories}")
        except Stopped:
            pass
        except BaseException as failure:
            self.load.failed(failure)
        finally:
            self.client.close()
            self.load.left()

    def insist(self, method, path, body=None, headers=()):
        """Sends a request until it is answered; how an earlier try ended that may have been carried out."""
        counted, what = self.load.counted, f"{method} {path}"
        deadline, doubt, doubted = time.monotonic() + PATIENCE, None, None
        while True:
            try:
                answer = self.client.send(method, path, body, headers).check(what)
                self.load.slowest = max(self.load.slowest, answer.seconds)
                if answer.status == 503:
                    counted["503"] += 1
                elif answer.status == 409 and answer.json().get("code") == "still_running":
                    counted["still running"] += 1
                else:
                    if method != "GET" and answer.status < 300:
                        counted["acknowledged"] += 1
                        counted["after doubt"] += doubt is not None
                        if method == "POST" and done_before(answer, doubted):
                            counted[f"done though {doubt}"] += 1
                    return answer, doubt
                # A 503 may stand for a commit whose answer did not come from the database.
                doubt, doubted = "503", time.time()
            except Refused:
                counted["refused"] += 1
            except (NoAnswer, CutAnswer) as failure:
                doubt, doubted = "unanswered" if isinstance(failure, NoAnswer) else "cut", time.time()
                counted[doubt] += 1
                self.load.broken(failure)
            require(time.monotonic() < deadline, f"{what} succeeds within {PATIENCE} s")
            time.sleep(self.random.uniform(0.02, 0.1))

    def post(self, path, body, of=None, headers=(), status=201):
        self.load.gate()
        key = {"Idempotency-Key": str(uuid.UUID(int=self.random.getrandbits(128))), **dict(headers)}
        answer, _ = self.insist("POST", path, body, key)
        require(answer.status == status, f"POST {path}: {answer.status} {answer.body[:500]!r}")
        if of:
            of.exact = False
        return answer

    def make(self, path, body, of=None):
        answer = self.post(path, body, of)
        row = Row(f"{path.partition('?')[0]}/{answer.json()['id']}", answer)
        self.rows.append(row)
        return row

    def patch(self, row, body, of=None):
        """With the ETag last seen; one that was carried out without an answer is met again as 412."""
        if not row.exact:
            self.read(row)
        self.load.gate()
        answer, doubt = self.insist("PATCH", row.path, body, {"If-Match": row.etag})
        if answer.status == 412 and doubt:
            answer, _ = self.insist("GET", row.path)
            told = answer.json()
            done = all(told[name] == value for name, value in body.items())
            require(done, f"PATCH {row.path}: 412, and it is not done")
            self.load.counted[f"done though {doubt}"] += 1
        require(answer.status == 200, f"PATCH {row.path}: {answer.status} {answer.body[:500]!r}")
        row.take(answer)
        if of:
            of.exact = False

    def read(self, row):
        self.load.gate()
        answer, _ = self.insist("GET", row.path)
        row.verify(answer)
        row.take(answer)

    def story(self, name):
        if self.stories % self.load.import_every == 0:
            self.import_list(name)
        if self.load.jobs and self.number == 0 and self.stories % self.load.jobs == 0:
            self.import_by_job(f"{name} job")
        entry = self.make("/v1/organizations", {"name": name, "offers": ["expertise"], "description": name})
        of = {"organization_id": entry.body["id"]}
        contact = self.make("/v1/contacts", {**of, "name": name, "email": "mara@heritage.example"}, entry)
        address = {"address_1": "12 Pier Street", "city": "Riverside", "country": "US", "postal_code": "94063"}
        self.make("/v1/locations", {**of, "name": name, "addresses": [address]}, entry)
        self.make("/v1/phones?allow_duplicate=true", {**of, "number": "+1 650 253 0000"}, entry)
        self.patch(contact, {"title": f"of {name}"}, entry)
        note = self.make("/v1/notes", {**of, "text": name})
        self.patch(note, {"text": f"{name}, again"})
        self.patch(entry, {"description": f"{name}, again", "needs": ["training_space"]})
        instrument = "01900000-0000-7000-8000-0000000e0001"
        round_ = self.make("/v1/rounds", {**of, "name": name, "instrument_id": instrument})
        entry.exact = False
        sheet = self.make("/v1/evaluations", {"round_id": round_.body["id"]}, round_)
        value = self.random.randint(1, 5)
        ratings = [{"item": item, "value": value, "note": None, "evidence": None} for item in ("1a", "1b")]
        self.patch(sheet, {"ratings": ratings}, round_)
        sheet.take(self.post(f"{sheet.path}/submit", {}, round_, status=200))
        self.read(entry)
        self.read(round_)

    def import_list(self, name):
        path = f"/v1/organizations/import?source={name.replace(' ', '-')}"
        report = self.post(path, rows(name, IMPORTED), headers={"Content-Type": "text/csv"}, status=200).json()
        require(report["created"] == IMPORTED and report["failed"] == 0, f"{path}: {report}")
        self.load.counted["imports"] += 1
        for place in (0, IMPORTED - 1):
            self.rows.append(Imported(f"/v1/organizations/{report['rows'][place]['id']}", f"{name} row {place}"))

    def import_by_job(self, name):
        """Imports a list as a job, and waits for its end, whichever process comes to it."""
        path = f"/v1/jobs/imports?source={name.replace(' ', '-')}"
        job = self.post(path, rows(name, BY_JOB), headers={"Content-Type": "text/csv"}, status=202).json()
        while job["state"] not in ("succeeded", "failed", "cancelled"):
            time.sleep(0.1)
            job = self.insist("GET", f"/v1/jobs/{job['id']}")[0].json()
        require(job["state"] == "succeeded" and not job["failed"], f"{path}: {job}")
        self.load.counted["jobs"] += 1


def rows(name, count):
    """A list with so many rows, each of which has a contact, a phone and a location."""
    lines = ["id,name,contact_name,phone,address_1,city,country"]
    rest = "+1 650 253 0000,12 Pier Street,Riverside,US"
    return "\n".join(lines + [f"{row},{name} row {row},{name} row {row},{rest}" for row in range(count)])


class Load:
    """Workers, one for each account, until `end`."""

    def __init__(self, ports, accounts, seed, name="Fault", import_every=3, jobs=0, broken=lambda failure: None):
        self.ports, self.seed, self.name, self.broken = list(ports), seed, name, broken
        self.import_every, self.jobs = import_every, jobs
        self.counted = collections.Counter()
        self.slowest = 0
        self.failures = []
        self.changed = threading.Condition()
        self.paused, self.stopping, self.waiting, self.gone = False, False, 0, 0
        tokens = [accounts[email]["access_token"] for email in ACCOUNTS]
        self.workers = [Worker(self, number, token) for number, token in enumerate(tokens)]
        self.verified = [0] * len(self.workers)

    def start(self):
        for worker in self.workers:
            worker.start()
        return self

    def gate(self):
        """Where workers wait between requests while the load is paused."""
        with self.changed:
            self.waiting += 1
            self.changed.notify_all()
            while self.paused and not self.stopping:
                self.changed.wait()
            self.waiting -= 1
            if self.stopping:
                raise Stopped

    def failed(self, failure):
        self.failures.append(failure)

    def left(self):
        with self.changed:
            self.gone += 1
            self.changed.notify_all()

    def check(self):
        if self.failures:
            raise self.failures[0]

    def pause(self):
        """Waits until no request is under way."""
        with self.changed:
            self.paused = True
            at_rest = lambda: self.waiting + self.gone >= len(self.workers) or self.failures
            quiet = self.changed.wait_for(at_rest, 2 * PATIENCE)
        self.check()
        require(quiet, "the load comes to rest")

    def resume(self):
        with self.changed:
            self.paused = False
            self.changed.notify_all()

    def end(self):
        self.pause()
        with self.changed:
            self.stopping = True
            self.changed.notify_all()
        for worker in self.workers:
            worker.join(PATIENCE)
        self.check()

    def run_for(self, seconds):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self.check()
            time.sleep(min(0.05, max(0, deadline - time.monotonic())))

    def read_back(self, everything=False):
        """Reads what was acknowledged since the last time, or all of it; how many rows."""
        read = 0
        for place, worker in enumerate(self.workers):
            client = Client(self.ports, worker.client.token)
            first = 0 if everything else max(0, self.verified[place] - 15)
            for row in worker.rows[first:]:
                row.verify(client.send("GET", row.path).check(row.path))
                read += 1
            self.verified[place] = len(worker.rows)
            client.close()
        return read

    def told(self):
        counts = ", ".join(f"{count} {name}" for name, count in sorted(self.counted.items()) if count)
        return f"{counts}, slowest answer {self.slowest:.1f} s"
