"""Reads the metrics with the parser that Prometheus publishes for OpenMetrics, which refuses what the format forbids.

    .ci/venv/bin/python .ci/metrics.py [PROGRAM]
"""

import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import requests
from prometheus_client.openmetrics.parser import text_string_to_metric_families

EXPECTED = {
    "ligature_build": "info",
    "ligature_requests": "counter",
    "ligature_request_duration_seconds": "histogram",
    "ligature_requests_in_flight": "gauge",
    "ligature_database_connections": "gauge",
    "ligature_database_connections_idle": "gauge",
    "ligature_database_connections_limit": "gauge",
    "ligature_database_statements": "counter",
    "ligature_events_written": "counter",
    "ligature_sign_ins_throttled": "counter",
    "ligature_passwords_hashing": "gauge",
    "ligature_passwords_waiting": "gauge",
    "ligature_passwords_refused": "counter",
    "process_start_time_seconds": "gauge",
    "process_resident_memory_bytes": "gauge",
}


def require(holds, what):
    if not holds:
        sys.exit(f"metrics: FAILED: {what}")
    print(f"metrics: {what}", flush=True)


def free_address():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{listener.getsockname()[1]}"


def wait_for(url):
    for _ in range(200):
        try:
            if requests.get(url, timeout=5).status_code == 200:
                return
        except requests.ConnectionError:
            pass
        time.sleep(0.05)
    sys.exit(f"metrics: FAILED: {url} does not answer")


def main():
    program = Path(sys.argv[1] if len(sys.argv) > 1 else "target/debug/ligature").resolve()
    with tempfile.TemporaryDirectory(prefix="ligature-metrics.") as folder:
        api, metrics = free_address(), free_address()
        environment = {
            "PATH": os.environ["PATH"],
            "DATABASE_URL": f"sqlite://{folder}/ligature.sqlite?mode=rwc",
            "LIGATURE_LISTEN": api,
            "LIGATURE_METRICS_LISTEN": metrics,
            "LIGATURE_LOG": "error",
        }
        serve = subprocess.Popen([program, "serve", "--migrate"], env=environment)
        try:
            wait_for(f"http://{api}/health/ready")
            for path in ["/v1/organizations", "/v1/nowhere", "/openapi.json"]:
                requests.get(f"http://{api}{path}", timeout=10)
            answer = requests.get(f"http://{metrics}/metrics", timeout=10)
            require(answer.headers["content-type"].startswith("application/openmetrics-text"), "are OpenMetrics")
            found = {family.name: family for family in text_string_to_metric_families(answer.text)}
            require({name: family.type for name, family in found.items()} == EXPECTED, "are those of docs/operating.md")
            require(all(family.documentation for family in found.values()), "say what they are")
            documented = (Path(__file__).resolve().parent.parent / "docs/operating.md").read_text()
            require(all(f"`{name}" in documented for name in EXPECTED), "stand in docs/operating.md")
        finally:
            serve.terminate()
            require(serve.wait(timeout=20) == 0, "end with the service")


if __name__ == "__main__":
    main()
