"""Runs what docker-compose.yml says, without a container engine.

    .ci/postgres.sh .ci/venv/bin/python .ci/compose.py [PROGRAM]

The services `migrate` and `api` are started as the Dockerfile and the compose file say, with that environment and
no other. Replaced are the program's path, the database's address, the paths of the secrets and the port.
"""

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
MOUNTED = "/run/secrets/"


def require(holds, what):
    if not holds:
        sys.exit(f"compose: FAILED: {what}")
    print(f"compose: {what}", flush=True)


def final_stage():
    """The instructions of the Dockerfile's last stage, by name; of repeated ones the last."""
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    stage = {}
    for line in text.splitlines():
        name, _, rest = line.strip().partition(" ")
        if name == "FROM":
            stage = {}
        if name and not name.startswith("#"):
            stage[name] = rest.strip()
    return stage


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def check_files(compose, image):
    """What is true of the files themselves."""
    services = compose["services"]
    published = [name for name, service in services.items() if service.get("ports")]
    require(published == ["api"], "only the API's port is published")
    require(image["USER"].split(":")[0].isdigit() and image["USER"][0] != "0", "the image runs as a numbered user, not root")
    require(
        services["api"]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
        and services["migrate"]["depends_on"]["database"]["condition"] == "service_healthy",
        "the API waits for the migrations, and they for the database",
    )
    for name, service in services.items():
        given = set(service.get("secrets", []))
        read = {
            value.removeprefix(MOUNTED)
            for key, value in service.get("environment", {}).items()
            if key.endswith("_FILE")
        }
        require(given == read and given <= set(compose["secrets"]), f"{name} reads the secrets it is given, and no others")
    ignored = (ROOT / ".gitignore").read_text().split()
    folders = {Path(secret["file"]).parts[0] for secret in compose["secrets"].values()}
    require(all(f"/{folder}" in ignored for folder in folders), "git ignores the folder of the secrets")


class Container:
    """One service of the compose file, as processes of this machine."""

    def __init__(self, compose, image, service, program, folder, port):
        self.service = compose["services"][service]
        self.program = program
        self.folder = folder
        self.entrypoint = json.loads(image["ENTRYPOINT"])
        name, _, value = image["ENV"].partition("=")
        self.environment = {name: value, "PATH": "/usr/bin:/bin"}
        for name, value in self.service["environment"].items():
            if name.endswith("_FILE"):
                value = value.replace(MOUNTED, f"{folder}/")
            self.environment[name] = value
        self.environment["LIGATURE_LISTEN"] = self.environment["LIGATURE_LISTEN"].replace(":8080", f":{port}")

    def start(self, command, **options):
        # Only the program itself is in the image, so its name must come first.
        assert command[0] == "ligature", command
        return subprocess.Popen([self.program, *command[1:]], env=self.environment, cwd=self.folder, **options)

    def run(self):
        return self.start(self.entrypoint + self.service["command"])

    def healthy(self):
        kind, *command = self.service["healthcheck"]["test"]
        assert kind == "CMD", kind
        check = self.start(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return check.wait(timeout=5) == 0


def check_running(api, port):
    require(not api.healthy(), "before the start, the health check fails")
    server = api.run()
    try:
        deadline = time.monotonic() + 30
        while not api.healthy():
            if server.poll() is not None or time.monotonic() > deadline:
                require(False, f"the health check succeeds within 30 s (serve: {server.poll()})")
            time.sleep(0.5)
        require(True, "the health check succeeds within 30 s")
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=5) as answer:
            require(answer.status == 200, "GET /health/ready answers 200")
        stopping = time.monotonic()
        server.send_signal(signal.SIGTERM)
        try:
            status = server.wait(timeout=10)
        except subprocess.TimeoutExpired:
            status = "still running"
        require(status == 0, f"SIGTERM ends it within 10 s ({time.monotonic() - stopping:.1f} s, exit {status})")
    finally:
        server.kill()


def main():
    program = str(Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "target/debug/ligature").resolve())
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    image = final_stage()
    check_files(compose, image)
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="ligature-compose.") as folder:
        values = {
            "database_password": "unused",
            "database_url": os.environ["TEST_DATABASE_URL"],
            "ligature_secret": secrets.token_hex(32),
        }
        for name in compose["secrets"]:
            Path(folder, name).write_text(values[name] + "\n")
        container = lambda service: Container(compose, image, service, program, folder, port)
        require(container("migrate").run().wait(timeout=120) == 0, "migrate ends with 0")
        check_running(container("api"), port)
        written = {path.name for path in Path(folder).iterdir()} - set(values)
        require(not written, f"nothing is written to the working folder {sorted(written) or ''}".rstrip())


if __name__ == "__main__":
    main()
