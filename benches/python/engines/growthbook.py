"""GrowthBook's SDK for code that is not asynchronous: one instance, which is given each user's attributes."""

from __future__ import annotations

import json
from re import escape
from typing import Any

from growthbook import GrowthBook

from engine import Call, Engine, Names
from workload import Spec


def share(percent: int, condition: dict[str, Any]) -> dict[str, Any]:
    return {"condition": condition, "force": True, "coverage": percent / 100, "hashAttribute": "key"}


def feature(spec: Spec) -> dict[str, Any]:
    return {
        "defaultValue": False,
        "rules": [
            {"condition": {"email": {"$regex": f"@{escape(spec.domain)}$"}}, "force": True},
            {"condition": {"country": {"$in": spec.countries}, "plan": spec.plan}, "force": True},
            share(spec.age_percent, {"account_age_days": {"$gte": spec.age_days}}),
            share(spec.percent, {"account_age_days": {"$lt": spec.age_days}}),
        ],
    }


def open_flags(text: str) -> Names:
    features = json.loads(text)
    return {"gb": GrowthBook(features=features), "keys": list(features)}


def close(names: Names) -> None:
    # Why: `destroy` empties the dict that it was given last, which is ours.
    names["gb"].set_attributes({})
    names["gb"].destroy()


ENGINE = Engine(
    name="growthbook",
    packages=("growthbook",),
    how="`gb.set_attributes(dict)`, then `gb.is_on(key)` or `gb.eval_feature(key)`",
    document=lambda specs: json.dumps({spec.key: feature(spec) for spec in specs}),
    open=open_flags,
    close=close,
    one_by_one=True,
    calls={
        "dict": Call("gb.set_attributes(u) or gb.is_on(key)"),
        "detail": Call("gb.set_attributes(u) or gb.eval_feature(key)", "answer.on"),
        "all": Call("gb.set_attributes(u) or {k: gb.is_on(k) for k in keys}", "answer[key]"),
        "all, detail": Call("gb.set_attributes(u) or {k: gb.eval_feature(k) for k in keys}", "answer[key].on"),
    },
    note=(
        "The domain is a pattern, the age a number of days. A percentage that misses goes on to the next rule, so the last one asks the age "
        "again. One instance serves one user at a time; `GrowthBookClient` serves several, but only with `await`."
    ),
)
