"""Sends what schemathesis makes of the document, as four callers: no 5xx, and every answer as documented.

    .ci/venv/bin/python .ci/fuzz.py [PROGRAM] [SECONDS]      SECONDS for each of a caller's two runs, 60 unless given

The first run takes each operation by itself, the second goes from one to the next by links, whose values are those of an
earlier answer. The cases are others each time; the seed is printed.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import requests

TOOL = Path(sys.executable).parent / "schemathesis"
# Operations by which a caller ends its own session or membership, and would be nobody from then on.
ENDING = ["delete_session", "switch_session", "change_password", "delete_member", "update_member"]
CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
]


def account(told, email):
    return next(account["access_token"] for account in told["accounts"] if account["email"] == email)


def program(told):
    form = {**told["clients"][0], "grant_type": "client_credentials"}
    form = {name: form[name] for name in ("client_id", "client_secret", "grant_type")}
    return requests.post(f"{told['base_url']}/oauth/token", data=form, timeout=10).json()["access_token"]


CALLERS = {
    "a library's coordinator": lambda told: account(told, "coordinator@riverside.example"),
    "a partner's contributor": lambda told: account(told, "contributor@lakeshore.example"),
    "a program": program,
    "nobody": lambda told: None,
}


def attack(name, token, binary, seconds, phases, *options):
    """What schemathesis tells of one run, on a demonstration of its own."""
    with tempfile.TemporaryDirectory(prefix="ligature-fuzz.") as folder:
        environment = {"PATH": os.environ["PATH"], "LIGATURE_LISTEN": "127.0.0.1:0", "LIGATURE_LOG": "error"}
        demo = subprocess.Popen([binary, "demo", "--json"], cwd=folder, env=environment, stdout=subprocess.PIPE, text=True)
        try:
            told = json.loads(demo.stdout.readline())
            command = [TOOL, "run", f"{told['base_url']}/openapi.json", "--max-time", str(seconds), "--no-color", "--no-shrink"]
            command += ["--checks", ",".join(CHECKS), "--phases", phases, *options]
            # A million draws take long in a debug build.
            command += ["--continue-on-failure", "--warnings", "off", "--max-examples", "10", "--request-timeout", "60"]
            for operation in ENDING:
                command += ["--exclude-operation-id", operation]
            if value := token(told):
                command += ["--header", f"Authorization: Bearer {value}"]
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
            cases, seed = (found(done.stdout, line) for line in (r".* generated, .*", r"Seed: \d+"))
            print(f"fuzz: {name}: {phases}: {cases}; {seed}", flush=True)
            if done.returncode != 0:
                sys.exit(f"fuzz: FAILED\n{done.stdout[-8000:]}\n{done.stderr[-2000:]}")
            return done.stdout
        finally:
            demo.terminate()
            demo.wait(15)


def found(text, pattern):
    match = re.search(pattern, text)
    return match[0].strip() if match else "none"


def main():
    binary = Path(sys.argv[1] if len(sys.argv) > 1 else "target/debug/ligature").resolve()
    seconds = int(sys.argv[2]) if len(sys.argv) > 2 else 60
    # Two slow processors, busy with other things, follow three times as many.
    least = seconds // 4
    for name, token in CALLERS.items():
        attack(name, token, binary, seconds, "examples,coverage,fuzzing")
        # Nobody is given an answer that links start from.
        if name != "nobody":
            told = attack(name, token, binary, seconds, "stateful", "--mode", "positive")
            links = found(told, r"\d+ covered / \d+ selected")
            print(f"fuzz: {name}: links: {links}", flush=True)
            if int(links.split()[0]) < least:
                sys.exit(f"fuzz: FAILED: fewer than {least} links\n{told[-8000:]}")


main()
