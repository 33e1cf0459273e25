"""panzi-json-logic: JSONLogic in Python, which walks a rule anew for each question. It has neither flags nor percentages: a dict of rules
stands for them, and the bucket is an operation of ours with the floor's hash."""

from __future__ import annotations

import json
from typing import Any
from zlib import crc32

from json_logic import jsonLogic
from json_logic.builtins import BUILTINS

from engine import Call, Engine, Names
from workload import Spec


def bucket(data: Any, salt: str, key: str) -> int:
    return ((crc32(key.encode()) ^ crc32(salt.encode())) * 0x9E3779B1 & 0xFFFFFFFF) * 100 >> 32


def ends_with(data: Any, text: str, end: str) -> bool:
    return text.endswith(end)


def rule(spec: Spec) -> dict[str, Any]:
    email, country, plan, age, key = ({"var": name} for name in ("email", "country", "plan", "account_age_days", "key"))
    return {
        "if": [
            {"ends_with": [email, f"@{spec.domain}"]},
            True,
            {"and": [{"in": [country, spec.countries]}, {"===": [plan, spec.plan]}]},
            True,
            {">=": [age, spec.age_days]},
            {"<": [{"bucket": [spec.key, key]}, spec.age_percent]},
            {"<": [{"bucket": [spec.key, key]}, spec.percent]},
        ]
    }


def open_flags(text: str) -> Names:
    operations = {**BUILTINS, "bucket": bucket, "ends_with": ends_with}
    return {"rules": json.loads(text), "apply": jsonLogic, "operations": operations}


ENGINE = Engine(
    name="panzi-json-logic",
    packages=("panzi-json-logic",),
    how="`jsonLogic(rule, dict, operations)`",
    document=lambda specs: json.dumps({spec.key: rule(spec) for spec in specs}),
    open=open_flags,
    handle="rules[key]",
    one_by_one=True,
    calls={
        "dict": Call("apply(rules[key], u, operations)"),
        "handle": Call("apply(h, u, operations)"),
        "all": Call("{k: apply(rule, u, operations) for k, rule in rules.items()}", "answer[key]"),
    },
    note=(
        "Rules alone: the dict of flags, the hash and the end of a text are ours, there are no reasons. Loading is parsing JSON. "
        "The age is a number of days."
    ),
)
