"""Compares agreement and robustness with implementations of others, on random cases that are others each time.

    .ci/venv/bin/python .ci/methods.py [PROGRAM] [SEED]

The package krippendorff works out the same alphas; a Monte Carlo of its own, in NumPy with other random numbers, has to come
within five standard errors of the service's acceptabilities, and pairs within those of the exact shares. The seed is printed.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import krippendorff
import numpy
import requests

LEVELS = ["nominal", "ordinal", "interval", "ratio"]
DRAWS = 50_000


def require(holds, what):
    if not holds:
        sys.exit(f"methods: FAILED: {what}")


def agreement(ask, random):
    raters, units = int(random.integers(2, 8)), int(random.integers(2, 40))
    ratings = random.integers(1, random.integers(2, 8), (raters, units), endpoint=True).astype(float)
    ratings[random.random((raters, units)) < random.random() * 0.6] = numpy.nan
    rows = [[None if numpy.isnan(cell) else cell for cell in row] for row in ratings]
    pairable = [column[~numpy.isnan(column)] for column in ratings.T]
    pairable = [column for column in pairable if len(column) > 1]
    told = {}
    for level in LEVELS:
        told[level] = own = ask("agreement", {"level": level, "ratings": rows})
        require(own["units"] == len(pairable), f"units of {rows}")
        require(own["pairable_values"] == sum(map(len, pairable)), f"pairable values of {rows}")
        different = len(set(numpy.concatenate(pairable))) if pairable else 0
        if different < 2:
            reason = "all_ratings_equal" if pairable else "nothing_pairable"
            require((own["alpha"], own["reason"]) == (None, reason), f"{level} of {rows}: {own}")
            continue
        other = krippendorff.alpha(reliability_data=ratings, level_of_measurement=level)
        require(abs(own["alpha"] - other) < 1e-9, f"{level} of {rows}: {own['alpha']}, by the package {other}")
        if own["interval"]:
            low, high = own["interval"]
            require(low <= high <= 1, f"interval {low} to {high}")


def robustness(ask, random):
    alternatives, criteria = int(random.integers(2, 9)), int(random.integers(2, 9))
    if random.random() < 0.5:
        scores = random.integers(1, 5, (alternatives, criteria), endpoint=True).astype(float)
    else:
        scores = random.normal(3, 1, (alternatives, criteria))
    seed = int(random.integers(0, 2**53))
    own = ask("robustness", {"scores": scores.tolist(), "iterations": DRAWS, "seed": seed})
    weights = random.dirichlet(numpy.ones(criteria), DRAWS)
    values = numpy.round(weights @ scores.T, 12)
    ranks = (values[:, None, :] > values[:, :, None]).sum(axis=2)
    shares = numpy.stack([(ranks == rank).mean(axis=0) for rank in range(alternatives)], axis=1)
    found = numpy.array(own["rank_acceptability"])
    # Both are drawn, so the error of their difference is larger; a few draws more for shares near 0.
    error = numpy.sqrt(2 * shares * (1 - shares) / DRAWS) * 5 + 10 / DRAWS
    require((abs(found - shares) <= error).all(), f"acceptabilities of {scores.tolist()}, seed {seed}: {found}, {shares}")
    above = (values[:, :, None] > values[:, None, :]) + 0.5 * (values[:, :, None] == values[:, None, :])
    pairs = above.mean(axis=0)
    error = numpy.sqrt(pairs * (1 - pairs) / DRAWS) * 5 + 10 / DRAWS
    require((abs(numpy.array(own["pairwise_winning"]) - pairs) <= error).all(), f"pairs of {scores.tolist()}")
    for place, central in enumerate(own["central_weights"]):
        first = weights[ranks[:, place] == 0]
        if central is None or len(first) < 500:
            continue
        off = abs(numpy.array(central) - first.mean(axis=0))
        error = first.std(axis=0) * (5 / len(first) ** 0.5 + 5 / (found[place][0] * DRAWS) ** 0.5)
        require((off <= error + 1e-6).all(), f"central weights of {scores.tolist()}: {central}")
    change = own["smallest_change"]
    base = numpy.full(criteria, 1 / criteria)
    best = (scores @ base).max()
    if change is None:
        winner = int((scores @ base).argmax())
        others = numpy.delete(scores, winner, axis=0)
        require((scores[winner] >= others).all(), f"an alternative of {scores.tolist()} can win")
    else:
        there = scores @ numpy.array(change["weights"])
        require(abs(there[change["winner"]] - there[change["challenger"]]) < 1e-9, f"not level: {change}")
        require(abs((scores @ base)[change["winner"]] - best) < 1e-9, f"not the winner: {change}")
        # No random step of a smaller length makes another one first.
        step = random.dirichlet(numpy.ones(criteria), 2_000) - base
        length = abs(step).sum(axis=1, keepdims=True) / 2
        near = base + step * numpy.minimum(1, change["distance"] * 0.999 / length)
        values = near @ scores.T
        require((values[:, change["winner"]] >= values.max(axis=1) - 1e-9).all(), f"a smaller change than {change}")


def main():
    program = Path(sys.argv[1] if len(sys.argv) > 1 else "target/debug/ligature").resolve()
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else int.from_bytes(os.urandom(4), "big")
    print(f"methods: seed {seed}", flush=True)
    random = numpy.random.default_rng(seed)
    with tempfile.TemporaryDirectory(prefix="ligature-methods.") as folder:
        environment = {"PATH": os.environ["PATH"], "LIGATURE_LISTEN": "127.0.0.1:0", "LIGATURE_LOG": "warn"}
        with subprocess.Popen([program, "demo", "--json"], cwd=folder, env=environment, stdout=subprocess.PIPE, text=True) as demo:
            try:
                told = json.loads(demo.stdout.readline())
                session = requests.Session()
                session.headers["Authorization"] = f"Bearer {told['accounts'][0]['access_token']}"

                def ask(what, body):
                    answer = session.post(f"{told['base_url']}/v1/compute/{what}", json=body, timeout=60)
                    require(answer.status_code == 200, f"{what}: {answer.text}")
                    return answer.json()

                for _ in range(200):
                    agreement(ask, random)
                print("methods: 200 cases of agreement are those of the package krippendorff", flush=True)
                for _ in range(60):
                    robustness(ask, random)
                print("methods: 60 cases of robustness are those of an independent Monte Carlo", flush=True)
            finally:
                demo.terminate()


if __name__ == "__main__":
    main()
