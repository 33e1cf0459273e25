"""Before anything is timed: an engine decides as the floor does, or the run ends and names both.

With both percentages at 0 a flag is on for exactly whom its rules name; with 100 for old accounts, for those as well. Each engine draws its
percentages in its own way, so of these only the shares are compared.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from engine import Engine, Names
from measure import WORKLOADS, answering, bind
from workload import CHECKOUT, Spec, User, many, rule, users

RULED = 1_000  # users whose rules are compared, for S3
DRAWN = 10_000  # users whose shares are counted
EVERY = 12  # users who are asked about all of the flags
POINTS = 4


class Mismatch(Exception):
    """Two engines differ; the text names both."""


@contextmanager
def opened(engine: Engine, specs: list[Spec]):
    names = engine.open(engine.document(specs))
    try:
        yield names
    finally:
        engine.close(names)


def contexts(engine: Engine, names: Names, key: str, people: list[User]) -> list[Any]:
    """Users in the engine's own form."""
    make = bind(engine, names, key, f"def made(u):\n    return {engine.context}")
    return [make(user) for user in people]


def differs(engine: Engine, what: str, says: Any, user: User, key: str) -> Mismatch:
    return Mismatch(f"{engine.name} and floor differ: {engine.name} says {says!r} ({what}) for {user['key']} and {key}, floor {not says}")


def named(spec: Spec, user: User) -> bool:
    return rule(spec, user) in ("staff", "na")


def admitted(spec: Spec, user: User) -> bool:
    return rule(spec, user) != "rest"


def compare(engine: Engine, specs: list[Spec], people: list[User], many: bool, expected: Callable[[Spec, User], bool]) -> None:
    """Every call of the engine says what is expected."""
    asked = [workload for workload in WORKLOADS if workload.name in engine.calls and workload.many is many]
    keys = [spec.key for spec in specs]
    with opened(engine, specs) as names:
        for workload in asked:
            answer = answering(engine, names, keys[0], workload)
            subjects = contexts(engine, names, keys[0], people) if workload.name == "prepared" else people
            for user, subject in zip(people, subjects, strict=True):
                for spec, says in zip(specs, answer(subject, keys), strict=True):
                    if says is not expected(spec, user):
                        raise differs(engine, workload.name, says, user, spec.key)


def shares(engine: Engine, now: int) -> None:
    counted = {"veterans": [0, 0, CHECKOUT.age_percent], "rest": [0, 0, CHECKOUT.percent]}
    with opened(engine, [CHECKOUT]) as names:
        answer = answering(engine, names, CHECKOUT.key, WORKLOADS[0])
        for user in users(DRAWN, now):
            (says,) = answer(user, [CHECKOUT.key])
            group = counted.get(rule(CHECKOUT, user))
            if group is None:
                if says is not True:
                    raise differs(engine, WORKLOADS[0].name, says, user, CHECKOUT.key)
                continue
            group[0] += says is True
            group[1] += 1
    for name, (on, of, percent) in counted.items():
        share = 100 * on / of
        if abs(share - percent) > POINTS:
            raise Mismatch(f"{engine.name} and floor differ: {engine.name} has {share:.1f} % of {name} on, floor {percent} %")


def check(engine: Engine, now: int) -> None:
    people = users(RULED, now)
    compare(engine, [replace(CHECKOUT, age_percent=0, percent=0)], people, False, named)
    compare(engine, [replace(CHECKOUT, age_percent=100, percent=0)], people, False, admitted)
    silent = [replace(spec, age_percent=0, percent=0) for spec in many()]
    compare(engine, silent, people[:EVERY], True, named)
    shares(engine, now)
