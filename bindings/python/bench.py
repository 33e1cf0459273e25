"""What a call costs: the workloads of the benches, asked through the package. Prints the median of rounds, in µs.

python bench.py [rounds]
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

import burgee

NOW = 1_795_219_200_000
DAY = 86_400_000
DOMAINS = ["gmail.com", "company.com", "example.org", "acme.io", "initech.com", "globex.net", "umbrella.co", "hooli.dev", "proton.me", "outlook.com", "stark.example", "wayne.example"]  # fmt: skip
COUNTRIES = ["US", "CA", "MX", "GB", "DE", "FR", "ES", "IT", "NL", "SE", "JP", "BR", "IN", "AU", "ZA", "KR"]
PLANS = ["free", "pro", "enterprise"]
PER_ROUND = 100_000


def user(i: int) -> dict[str, Any]:
    return {
        "key": f"user-{i}",
        "email": f"user-{i}@{DOMAINS[i * 7 % 12]}",
        "country": COUNTRIES[i * 5 % 16],
        "plan": PLANS[i % 3],
        "created_at": NOW - (i * 37 % 1500) * DAY - i * 1000,
    }


def checkout(domain: str, countries: Sequence[str], plan: str, age_days: int, age_percent: int, percent: int) -> dict[str, Any]:
    country = {"attribute": "country", "in": countries}
    return {
        "owner": "checkout-team",
        "description": "Who sees the new checkout.",
        "rules": [
            {"id": "staff", "if": {"attribute": "email", "email_domain": domain}, "serve": "on"},
            {"id": "na", "if": {"all": [country, {"attribute": "plan", "eq": plan}]}, "serve": "on"},
            {"id": "veterans", "if": {"attribute": "created_at", "age": {"gte": f"{age_days}d"}}, "serve": {"percent": age_percent}},
        ],
        "serve": {"percent": percent},
    }


def few() -> str:
    flags = {
        "dark-mode": {"serve": "on"},
        "new-search": {"serve": {"percent": 25}},
        "new-checkout": checkout("company.com", COUNTRIES[:3], "enterprise", 365, 50, 5),
    }
    return json.dumps({"burgee": "1", "flags": flags})


def many() -> str:
    def flag(j: int) -> dict[str, Any]:
        first = j * 3 % 14
        return checkout(DOMAINS[1 + j % 10], COUNTRIES[first : first + 3], PLANS[j % 3], [90, 180, 365, 730][j % 4], 10 + j % 9 * 10, 1 + j % 20)

    return json.dumps({"burgee": "1", "flags": {f"flag-{j:04}": flag(j) for j in range(1000)}}, indent=1)


def median(rounds: int, count: int, ask: Callable[[], object]) -> float:
    """The median of rounds, in µs for each of `count`."""
    ask()
    seen: list[float] = []
    for _ in range(rounds):
        start = time.perf_counter_ns()
        ask()
        seen.append((time.perf_counter_ns() - start) / count / 1000)
    return statistics.median(seen)


def each(users: Sequence[Any], ask: Callable[[Any], object]) -> Callable[[], None]:
    def run() -> None:
        for user in users:
            ask(user)

    return run


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    flags, thousand = burgee.Flags.parse(few()), burgee.Flags.parse(many())
    users = [user(i) for i in range(1000)] * (PER_ROUND // 1000)
    contexts = [burgee.Context(user(i)) for i in range(1000)] * (PER_ROUND // 1000)
    handle = flags.flag("new-checkout")
    assert handle is not None
    is_on, evaluate, string = flags.is_on, flags.evaluate, flags.string
    scattered = [(f"flag-{n * 389 % 1000:04}", users[n]) for n in range(1000)] * (PER_ROUND // 1000)

    def by_key() -> None:
        for user in users:
            is_on("new-checkout", user)

    def by_method() -> None:
        for user in users:
            flags.is_on("new-checkout", user)

    def decided() -> None:
        for user in users:
            evaluate("new-checkout", user)

    def prebuilt() -> None:
        for context in contexts:
            is_on("new-checkout", context)

    def by_default() -> None:
        for user in users:
            string("new-checkout", user, "none")

    def among() -> None:
        for key, user in scattered:
            thousand.is_on(key, user)

    def nothing() -> None:
        for user in users:
            pass

    def on_for_all() -> None:
        for user in users:
            is_on("dark-mode", user)

    def quarter() -> None:
        for user in users:
            is_on("new-search", user)

    text = many()
    rows: list[tuple[str, float]] = [
        ("the loop alone", median(rounds, PER_ROUND, nothing)),
        ("S1 is_on", median(rounds, PER_ROUND, on_for_all)),
        ("S2 is_on", median(rounds, PER_ROUND, quarter)),
        ("S3 is_on, dict", median(rounds, PER_ROUND, by_key)),
        ("S3 is_on, dict, method looked up", median(rounds, PER_ROUND, by_method)),
        ("S3 is_on, handle, dict", median(rounds, PER_ROUND, each(users, handle.is_on))),
        ("S3 is_on, Context", median(rounds, PER_ROUND, prebuilt)),
        ("S3 is_on, handle, Context", median(rounds, PER_ROUND, each(contexts, handle.is_on))),
        ("S3 evaluate, dict", median(rounds, PER_ROUND, decided)),
        ("S3 string with default, dict", median(rounds, PER_ROUND, by_default)),
        ("S3 among 1,000 flags is_on, dict", median(rounds, PER_ROUND, among)),
        ("S5 values of 1,000 flags", median(rounds, 100, lambda: [thousand.values(user) for user in users[:100]])),
        ("S5 evaluate_all of 1,000 flags", median(rounds, 20, lambda: [thousand.evaluate_all(user) for user in users[:20]])),
        ("S6 parse of 1,000 flags", median(max(3, rounds // 3), 1, lambda: burgee.Flags.parse(text))),
        ("Context of 5 attributes", median(rounds, 1000, lambda: [burgee.Context(user) for user in users[:1000]])),
    ]
    for name, microseconds in rows:
        print(f"{name:36} {microseconds:10.3f} µs")


if __name__ == "__main__":
    main()
