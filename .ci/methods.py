"""Compares agreement and robustness with implementations of others, on random cases that are others each time.

    .ci/venv/bin/python .ci/methods.py [PROGRAM] [SEED]

The package krippendorff works out the same alphas. Of 10,000 resamples in NumPy 0.6% to 6.5% have to lie beyond each end of an
interval: its 1,000 resamples miss 2.5% by more less than once in a million. A Monte Carlo in NumPy with other random numbers has to
come within five standard errors of the service's acceptabilities, and pairs within those of the exact shares. The seed is printed.
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
RESAMPLES = 10_000
# The shares of resamples beyond an end of an interval: in 4,400 cases 0.0115 to 0.0518.
LEAST_BEYOND, MOST_BEYOND = 0.006, 0.065


def require(holds, what):
    if not holds:
        sys.exit(f"methods: FAILED: {what}")


def bootstrap(pairable, random):
    """Coincidences of the values in resamples of the units: a square for each resample."""
    values = numpy.unique(numpy.concatenate(pairable))
    counts = numpy.array([(column[:, None] == values).sum(axis=0) for column in pairable])
    pairs = counts[:, :, None] * counts[:, None, :] - counts[:, :, None] * numpy.eye(len(values))
    by_unit = pairs / (counts.sum(axis=1) - 1)[:, None, None]
    often = random.multinomial(len(counts), numpy.full(len(counts), 1 / len(counts)), RESAMPLES)
    return values, numpy.tensordot(often, by_unit, 1)


def alphas(values, coincidences, level):
    """Alpha of each resample that has one."""
    counts = coincidences.sum(axis=2)
    several = (counts > 0).sum(axis=1) > 1
    counts, coincidences = counts[several], coincidences[several]
    below = counts.cumsum(axis=1) - counts / 2
    far = {
        "nominal": 1 - numpy.eye(len(values)),
        "ordinal": (below[:, :, None] - below[:, None, :]) ** 2,
        "interval": (values[:, None] - values) ** 2,
        "ratio": ((values[:, None] - values) / (values[:, None] + values)) ** 2,
    }[level]
    expected = (counts[:, :, None] * counts[:, None, :] * far).sum(axis=(1, 2)) / (counts.sum(axis=1) - 1)
    return 1 - (coincidences * far).sum(axis=(1, 2)) / expected


def interval(own, other, what):
    """About 2.5% of our resamples lie beyond each end; as many have an alpha."""
    share = len(other) / RESAMPLES
    both = (own["resamples"] + len(other)) / (1_000 + RESAMPLES)
    error = 5 * (both * (1 - both) * (1 / 1_000 + 1 / RESAMPLES)) ** 0.5 + 0.002
    require(abs(own["resamples"] / 1_000 - share) <= error, f"{own['resamples']} resamples have an alpha, of ours {share}: {what}")
    require((own["interval"] is None) == (own["resamples"] < 500), f"an interval of {own['resamples']} resamples: {what}")
    for sign, end in zip((1, -1), own["interval"] or []):
        inside = sign * (other - end)
        beyond, up_to = (inside < -1e-9).mean(), (inside <= 1e-9).mean()
        require(beyond <= MOST_BEYOND and up_to >= LEAST_BEYOND, f"{own['interval']} leaves out {beyond} to {up_to}: {what}")


def agreement(ask, random):
    raters, units = int(random.integers(2, 8)), int(random.integers(2, 40))
    ratings = random.integers(1, random.integers(2, 8), (raters, units), endpoint=True).astype(float)
    ratings[random.random((raters, units)) < random.random() * 0.6] = numpy.nan
    rows = [[None if numpy.isnan(cell) else cell for cell in row] for row in ratings]
    pairable = [column[~numpy.isnan(column)] for column in ratings.T]
    pairable = [column for column in pairable if len(column) > 1]
    drawn = bootstrap(pairable, random) if pairable else None
    told = {}
    for level in LEVELS:
        told[level] = own = ask("agreement", {"level": level, "ratings": rows, "seed": int(random.integers(0, 2**53))})
        require(own["units"] == len(pairable), f"units of {rows}")
        require(own["pairable_values"] == sum(map(len, pairable)), f"pairable values of {rows}")
        different = len(set(numpy.concatenate(pairable))) if pairable else 0
        if different < 2:
            reason = "all_ratings_equal" if pairable else "nothing_pairable"
            require((own["alpha"], own["reason"]) == (None, reason), f"{level} of {rows}: {own}")
            continue
        other = krippendorff.alpha(reliability_data=ratings, level_of_measurement=level)
        require(abs(own["alpha"] - other) < 1e-9, f"{level} of {rows}: {own['alpha']}, by the package {other}")
        interval(own, alphas(*drawn, level), f"{level} of {rows}")


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
                print("methods: 200 cases of agreement are those of the package krippendorff and of a bootstrap of its own", flush=True)
                for _ in range(60):
                    robustness(ask, random)
                print("methods: 60 cases of robustness are those of an independent Monte Carlo", flush=True)
            finally:
                demo.terminate()


if __name__ == "__main__":
    main()
