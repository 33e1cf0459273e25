"""Flagsmith's engine, which its SDK uses offline. Rules are segments that override a flag, so each flag has a segment of its own; a question
is always about all flags of an environment, which is part of the context."""

from __future__ import annotations

import json
from re import escape
from typing import Any

from flag_engine.engine import get_evaluation_result

from engine import Call, Engine
from workload import Spec


def condition(operator: str, attribute: str, value: object) -> dict[str, Any]:
    return {"operator": operator, "property": attribute, "value": value}


def all_of(*conditions: dict[str, Any]) -> dict[str, Any]:
    return {"type": "ALL", "conditions": conditions, "rules": []}


def share(percent: int) -> dict[str, Any]:
    # Why: its 0 % admits whose hash is 0, one in 9,999.
    return condition("PERCENTAGE_SPLIT", "", str(percent or -1))


def feature(number: int, spec: Spec, enabled: bool) -> dict[str, Any]:
    return {"key": str(number), "name": spec.key, "enabled": enabled, "value": None}


def segment(number: int, spec: Spec) -> dict[str, Any]:
    age = str(spec.age_days)
    rules = [
        all_of(condition("REGEX", "email", f".*@{escape(spec.domain)}$")),
        all_of(condition("IN", "country", list(spec.countries)), condition("EQUAL", "plan", spec.plan)),
        all_of(condition("GREATER_THAN_INCLUSIVE", "account_age_days", age), share(spec.age_percent)),
        all_of(condition("LESS_THAN", "account_age_days", age), share(spec.percent)),
    ]
    return {
        "key": str(number),
        "name": spec.key,
        "rules": [{"type": "ANY", "conditions": [], "rules": rules}],
        "overrides": [feature(number, spec, True)],
    }


def document(specs: list[Spec]) -> str:
    numbered = list(enumerate(specs, 1))
    return json.dumps({
        "environment": {"key": "benches", "name": "benches"},
        "features": {spec.key: feature(number, spec, False) for number, spec in numbered},
        "segments": {str(number): segment(number, spec) for number, spec in numbered},
    })  # fmt: skip


RESULT = 'evaluate({**flags, "identity": {"identifier": u["key"], "key": u["key"], "traits": u}})["flags"]'

ENGINE = Engine(
    name="flagsmith",
    packages=("flagsmith-flag-engine",),
    how="`get_evaluation_result(context)`, which always gives the reason; the context is made for each call from the loaded one and a dict",
    document=document,
    open=lambda text: {"flags": json.loads(text), "evaluate": get_evaluation_result},
    calls={
        "dict": Call(f'{RESULT}[key]["enabled"]'),
        "detail": Call(f"{RESULT}[key]", 'answer["enabled"]'),
        "all, detail": Call(RESULT, 'answer[key]["enabled"]'),
    },
    note=(
        "It has no question about one flag: with one flag loaded, all flags are one. Loading is parsing JSON. The domain is a pattern, "
        "the age a number of days."
    ),
)
