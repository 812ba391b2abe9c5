#!/usr/bin/env python3
"""Measures coverage, matches, the board, health and notices on 100,000 organizations, 5,000 prospects and 2,000
partnerships, one caller at a time. The service and the database's server share one core, the caller has another.

    benches/load/discovery.py --ligature target/release/ligature --folder DIR [--databases sqlite,postgres]
"""

import argparse
import os
import statistics
import tempfile
import time
from pathlib import Path

import databases
import fill
import run

CASES = {
    "coverage": "/v1/coverage",
    "coverage within 100 km": "/v1/coverage?near=37.5,-95.0&within_km=100",
    "coverage within 1,000 km": "/v1/coverage?near=37.5,-95.0&within_km=1000",
    "matches everywhere": f"/v1/initiatives/{fill.initiative_id(0)}/matches",
    "matches within 200 km": f"/v1/initiatives/{fill.initiative_id(1)}/matches",
    "matches within 1,000 km": f"/v1/initiatives/{fill.initiative_id(2)}/matches",
    "board": "/v1/prospects/board",
    "health of a partnership": f"/v1/partnerships/{fill.partnership_id(0)}/health",
    "notices": "/v1/notices",
    "balance of 2 parties and 4 contributions": f"/v1/partnerships/{fill.partnership_id(0)}/balance",
    "balance of 50 parties and 5,000 contributions": f"/v1/partnerships/{fill.partnership_id(fill.PARTNERSHIPS)}/balance",
    "health of that partnership": f"/v1/partnerships/{fill.partnership_id(fill.PARTNERSHIPS)}/health",
    "prospects that wait longest": "/v1/prospects?sort=stage_since",
}
# Asked by a library that has hardly begun, so that nearly all lines are gaps.
GAPS = {
    "coverage, nearly all gaps": "/v1/coverage",
    "coverage within 100 km, all gaps": "/v1/coverage?near=37.5,-95.0&within_km=100",
    "coverage within 1,000 km, all gaps": "/v1/coverage?near=37.5,-95.0&within_km=1000",
}
BEGINNER = {**run.CALLER, "email": "coordinator@hillside.example"}
KINDS = {"sqlite": databases.Sqlite, "postgres": databases.Postgres}


def measure(program, path, times):
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        program.get(path)
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken), max(taken)


def main():
    parser = argparse.ArgumentParser(description=" ".join(__doc__.split("\n\n")[0].split()))
    parser.add_argument("--ligature", type=Path, required=True)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--databases", default="sqlite,postgres")
    parser.add_argument("--organizations", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=30)
    chosen = parser.parse_args()
    cores = sorted(os.sched_getaffinity(0))
    with tempfile.TemporaryDirectory() as thrown_away:
        folder = chosen.folder or Path(thrown_away)
        folder.mkdir(exist_ok=True)
        for name in chosen.databases.split(","):
            database = run.filled(KINDS[name], folder, "discovery", chosen.organizations, chosen.ligature)
            database.stop()
            # What is started has the core that this process has at the time.
            os.sched_setaffinity(0, {cores[0]})
            database = KINDS[name](folder, "discovery")
            database.without_helpers()
            program = run.Program([chosen.ligature, "serve", "--migrate"], "ligature", {"DATABASE_URL": database.url, "LIGATURE_LOG": "error"}, folder)
            os.sched_setaffinity(0, cores[1:] or cores)
            try:
                print(f"| {database.version()} | median ms | longest ms |\n| --- | ---: | ---: |")
                for caller, cases in ((run.CALLER, CASES), (BEGINNER, GAPS)):
                    program.sign_in(caller)
                    for case, path in cases.items():
                        measure(program, path, 2)
                        middle, longest = measure(program, path, chosen.times)
                        print(f"| {case} | {middle:.1f} | {longest:.1f} |", flush=True)
            finally:
                program.stop()
                database.stop()
                os.sched_setaffinity(0, cores)


if __name__ == "__main__":
    main()
