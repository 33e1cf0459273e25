"""The evaluator of flagd's provider, asked directly. It walks the JSONLogic of a flag anew for each question."""

from __future__ import annotations

import json
from typing import Any

from openfeature.contrib.tools.flagd.core import FlagdCore
from openfeature.evaluation_context import EvaluationContext

from engine import Call, Engine, Names
from workload import Spec


def share(percent: int) -> dict[str, Any]:
    return {"fractional": [["on", percent], ["off", 100 - percent]]}


def targeting(spec: Spec) -> dict[str, Any]:
    email, country, plan, age = ({"var": name} for name in ("email", "country", "plan", "account_age_days"))
    return {
        "if": [
            {"ends_with": [email, f"@{spec.domain}"]},
            "on",
            {"and": [{"in": [country, spec.countries]}, {"==": [plan, spec.plan]}]},
            "on",
            {">=": [age, spec.age_days]},
            share(spec.age_percent),
            share(spec.percent),
        ]
    }


def document(specs: list[Spec]) -> str:
    def flag(spec: Spec) -> dict[str, Any]:
        variants = {"on": True, "off": False}
        return {"state": "ENABLED", "variants": variants, "defaultVariant": "off", "targeting": targeting(spec)}

    return json.dumps({"flags": {spec.key: flag(spec) for spec in specs}})


def open_flags(text: str) -> Names:
    core = FlagdCore()
    core.set_flags(text)
    return {"core": core, "EvaluationContext": EvaluationContext, "keys": list(json.loads(text)["flags"])}


CONTEXT = 'EvaluationContext(u["key"], u)'
ALL = f"(lambda c: {{k: core.resolve_boolean_value(k, False, c) for k in keys}})({CONTEXT})"

ENGINE = Engine(
    name="flagd-core",
    packages=("openfeature-flagd-core",),
    how="`FlagdCore.resolve_boolean_value`, which always gives the reason; a dict becomes an `EvaluationContext` for each call",
    document=document,
    open=open_flags,
    context=CONTEXT,
    one_by_one=True,
    calls={
        "dict": Call(f"core.resolve_boolean_value(key, False, {CONTEXT})", "answer.value"),
        "prepared": Call("core.resolve_boolean_value(key, False, c)", "answer.value"),
        "detail": Call(f"core.resolve_boolean_value(key, False, {CONTEXT})", "answer.value"),
        "all, detail": Call(ALL, "answer[key].value"),
    },
    note="The age is a number of days.",
)
