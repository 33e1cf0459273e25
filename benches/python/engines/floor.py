"""The floor: what somebody would write by hand for exactly these flags. It reads no rules and gives no reasons: each flag is a function
over its constants, so nothing that interprets a document can be faster in Python and still be general."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from time import time
from zlib import crc32

from engine import Call, Engine, Names
from workload import DAY, Spec, User


def flag(spec: Spec) -> Callable[[User], bool]:
    suffix = f"@{spec.domain}"
    countries = frozenset(spec.countries)
    plan, age_percent, percent = spec.plan, spec.age_percent, spec.percent
    age = spec.age_days * DAY
    seed = crc32(spec.key.encode())

    def decide(user: User) -> bool:
        if user["email"].endswith(suffix):
            return True
        if user["plan"] == plan and user["country"] in countries:
            return True
        bucket = ((crc32(user["key"].encode()) ^ seed) * 0x9E3779B1 & 0xFFFFFFFF) * 100 >> 32
        return bucket < (age_percent if time() * 1000 - user["created_at"] >= age else percent)

    return decide


def open_flags(text: str) -> Names:
    return {"flags": {spec["key"]: flag(Spec(**spec)) for spec in json.loads(text)}}


ENGINE = Engine(
    name="floor",
    packages=(),
    how="a function for each flag, in a dict",
    document=lambda specs: json.dumps([asdict(spec) for spec in specs]),
    open=open_flags,
    handle="flags[key]",
    calls={
        "dict": Call("flags[key](u)"),
        "handle": Call("h(u)"),
        "all": Call("{k: decide(u) for k, decide in flags.items()}", "answer[key]"),
    },
    note="It has no document, no reasons and no operators but those that the rules need.",
)
