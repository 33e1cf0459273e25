"""Featurevisor's SDK with a datafile. Its rules refer to segments, so each flag has three of its own. Percentages are in 100 000ths."""

from __future__ import annotations

import json
from typing import Any

from featurevisor import create_featurevisor

from engine import Call, Engine
from workload import Spec


def traffic(key: str, segments: str, percent: int) -> dict[str, Any]:
    return {"key": key, "segments": segments, "percentage": percent * 1000, "allocation": []}


def feature(spec: Spec) -> dict[str, Any]:
    rules = [
        traffic("staff", f"{spec.key}-staff", 100),
        traffic("na", f"{spec.key}-na", 100),
        traffic("veterans", f"{spec.key}-veterans", spec.age_percent),
        traffic("rest", "*", spec.percent),
    ]
    return {"bucketBy": "key", "traffic": rules}


def segments(spec: Spec) -> dict[str, Any]:
    def segment(*conditions: tuple[str, str, object]) -> dict[str, Any]:
        return {"conditions": [{"attribute": name, "operator": operator, "value": value} for name, operator, value in conditions]}

    return {
        f"{spec.key}-staff": segment(("email", "endsWith", f"@{spec.domain}")),
        f"{spec.key}-na": segment(("country", "in", spec.countries), ("plan", "equals", spec.plan)),
        f"{spec.key}-veterans": segment(("account_age_days", "greaterThanOrEquals", spec.age_days)),
    }


def document(specs: list[Spec]) -> str:
    return json.dumps({
        "schemaVersion": "2",
        "revision": "1",
        "segments": {name: body for spec in specs for name, body in segments(spec).items()},
        "features": {spec.key: feature(spec) for spec in specs},
    })  # fmt: skip


ENGINE = Engine(
    name="featurevisor",
    packages=("featurevisor",),
    how="`instance.is_enabled(key, dict)`, `evaluate_flag`, `get_feature_evaluations`",
    document=document,
    open=lambda text: {"instance": create_featurevisor({"datafile": text, "logLevel": "fatal"})},
    close=lambda names: names["instance"].close(),
    calls={
        "dict": Call("instance.is_enabled(key, u)"),
        "detail": Call("instance.evaluate_flag(key, u)", 'answer["enabled"]'),
        "all, detail": Call("instance.get_feature_evaluations(u)", 'answer[key]["enabled"]'),
    },
    note="The age is a number of days.",
)
