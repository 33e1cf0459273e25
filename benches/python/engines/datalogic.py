"""datalogic: JSONLogic in Rust with flagd's operators, compiled once. It has no flags: a dict of compiled rules stands for them."""

from __future__ import annotations

import json
from typing import Any

from datalogic_py import DataHandle
from datalogic_py import Engine as Rules

from engine import Call, Engine, Names
from workload import Spec


def share(spec: Spec, percent: int) -> dict[str, Any]:
    unit = {"cat": [spec.key, {"var": "key"}]}
    return {"==": [{"fractional": [unit, ["on", percent], ["off", 100 - percent]]}, "on"]}


def rule(spec: Spec) -> dict[str, Any]:
    email, country, plan, age = ({"var": name} for name in ("email", "country", "plan", "account_age_days"))
    return {
        "if": [
            {"ends_with": [email, f"@{spec.domain}"]},
            True,
            {"and": [{"in": [country, spec.countries]}, {"===": [plan, spec.plan]}]},
            True,
            {">=": [age, spec.age_days]},
            share(spec, spec.age_percent),
            share(spec, spec.percent),
        ]
    }


def open_flags(text: str) -> Names:
    engine = Rules()
    rules = {key: engine.compile(json.dumps(rule)) for key, rule in json.loads(text).items()}
    names = {"rules": rules, "session": engine.session(), "DataHandle": DataHandle, "dumps": json.dumps}
    return names | {"keys": list(rules), "every": list(rules.values())}


ENGINE = Engine(
    name="datalogic",
    packages=("datalogic-py",),
    how="`session.evaluate(rule, dict)` of a compiled rule; prepared `session.evaluate_truthy(rule, DataHandle)`",
    document=lambda specs: json.dumps({spec.key: rule(spec) for spec in specs}),
    open=open_flags,
    context="DataHandle(dumps(u))",
    handle="rules[key]",
    calls={
        "dict": Call("session.evaluate(rules[key], u)"),
        "prepared": Call("session.evaluate_truthy(rules[key], c)"),
        "handle": Call("session.evaluate(h, u)"),
        "all": Call("dict(zip(keys, session.evaluate_many(every, DataHandle(dumps(u)))))", 'answer[key] == "true"'),
    },
    note="Rules alone: the dict of flags is ours, there are no reasons. The age is a number of days.",
)
