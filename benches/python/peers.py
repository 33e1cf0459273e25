"""Prints a table of how long evaluators of feature flags take in Python.

usage: python peers.py [engine…] [--rounds N] [--ms N] [--best]; engines are named as the files in `engines/`.
"""

from __future__ import annotations

import argparse
import sys
from statistics import median
from time import time

from contest import Failed, Terms, contest
from table import table

ENGINES = (
    "floor", "burgee", "growthbook", "launchdarkly", "eppo", "statsig", "unleash", "yggdrasil", "flagd", "flagd_core", "posthog", "flagsmith",
    "configcat", "featurevisor", "optimizely", "datalogic", "json_logic", "jsonlogic_rs",
)  # fmt: skip


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="how long evaluators of feature flags take in Python")
    parser.add_argument("engines", nargs="*", help=f"of {', '.join(ENGINES)}; all if none is named")
    parser.add_argument("--rounds", type=int, default=11, help="rounds of each workload")
    parser.add_argument("--ms", type=int, default=40, help="milliseconds of a round, at least")
    parser.add_argument("--best", action="store_true", help="the best of the rounds counts, not their median: for a busy machine")
    given = parser.parse_args()
    unknown = [name for name in given.engines if name not in ENGINES]
    if unknown:
        parser.error(f"no engine is called {', '.join(unknown)}; there are {', '.join(ENGINES)}")
    return given


def main() -> int:
    given = arguments()
    names = [name for name in ENGINES if not given.engines or name in given.engines]
    # Why: some engines read the clock by themselves, so the users are as old as they should be now.
    now = int(time() * 1000)
    try:
        terms = Terms(given.rounds, given.ms * 1_000_000, min if given.best else median)
        rows = contest(names, terms, now, lambda what: print(what, file=sys.stderr))
    except Failed as error:
        print(error, file=sys.stderr)
        return 1
    for row in rows:
        for attempt in row.about.get("attempts", []):
            print(f"{row.name} asked for the network: {attempt}", file=sys.stderr)
            return 1
        for left in row.about.get("left", []):
            print(f"{row.name} left {left} running after it was closed", file=sys.stderr)
    print(table(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
