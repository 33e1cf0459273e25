"""The package of this repository."""

from __future__ import annotations

import json
from typing import Any

import burgee

from engine import Call, Engine, Names
from workload import Spec


def flag(spec: Spec) -> dict[str, Any]:
    country = {"attribute": "country", "in": spec.countries}
    age = {"attribute": "created_at", "age": {"gte": f"{spec.age_days}d"}}
    return {
        "owner": "growth",
        "description": f"Who sees {spec.key}: staff, some customers, then a share of the rest.",
        "rules": [
            {"id": "staff", "if": {"attribute": "email", "email_domain": spec.domain}, "serve": "on"},
            {"id": "na", "if": {"all": [country, {"attribute": "plan", "eq": spec.plan}]}, "serve": "on"},
            {"id": "veterans", "if": age, "serve": {"percent": spec.age_percent}},
        ],
        "serve": {"percent": spec.percent},
    }


def document(specs: list[Spec]) -> str:
    return json.dumps({"burgee": "1", "flags": {spec.key: flag(spec) for spec in specs}})


def open_flags(text: str) -> Names:
    return {"flags": burgee.Flags.parse(text), "Context": burgee.Context}


ENGINE = Engine(
    name="burgee",
    packages=("burgee",),
    how="`flags.is_on(key, dict)`, `flags.evaluate`, `flags.values`, `flags.evaluate_all`; by handle `flags.flag(key).is_on(dict)`",
    document=document,
    open=open_flags,
    context="Context(u)",
    handle="flags.flag(key)",
    calls={
        "dict": Call("flags.is_on(key, u)"),
        "prepared": Call("flags.is_on(key, c)"),
        "handle": Call("h.is_on(u)"),
        "detail": Call("flags.evaluate(key, u)", "answer.value"),
        "all": Call("flags.values(u)", "answer[key]"),
        "all, detail": Call("flags.evaluate_all(u)", "answer[key].value"),
    },
)
