"""PostHog's client, which is handed definitions and evaluates locally alone. It does not poll, and captures no events."""

from __future__ import annotations

import json
from re import escape
from typing import Any

from posthog import Posthog

from engine import Call, Engine, Names
from workload import Spec


def person(key: str, operator: str, value: object) -> dict[str, Any]:
    return {"key": key, "operator": operator, "value": value, "type": "person"}


def group(percent: int, *properties: dict[str, Any]) -> dict[str, Any]:
    return {"properties": properties, "rollout_percentage": percent}


def flag(number: int, spec: Spec) -> dict[str, Any]:
    groups = [
        group(100, person("email", "regex", f"@{escape(spec.domain)}$")),
        group(100, person("country", "exact", spec.countries), person("plan", "exact", [spec.plan])),
        group(spec.age_percent, person("account_age_days", "gte", spec.age_days)),
        group(spec.percent, person("account_age_days", "lt", spec.age_days)),
    ]
    return {
        "id": number,
        "name": spec.key,
        "key": spec.key,
        "active": True,
        "deleted": False,
        "ensure_experience_continuity": False,
        "filters": {"groups": groups, "multivariate": None, "payloads": {}},
    }


def open_flags(text: str) -> Names:
    client = Posthog("phc_benches", host="http://localhost", sync_mode=True, send=False, enable_local_evaluation=False)
    client.feature_flags = json.loads(text)
    return {"client": client}


ALL = 'client.evaluate_flags(u["key"], person_properties=u, only_evaluate_locally=True)'
ONE = 'client.evaluate_flags(u["key"], person_properties=u, only_evaluate_locally=True, flag_keys=[key])'

ENGINE = Engine(
    name="posthog",
    packages=("posthog",),
    how="`client.feature_enabled`, `evaluate_flags` of one key, `get_all_flags`, `evaluate_flags`, each with `only_evaluate_locally`",
    document=lambda specs: json.dumps([flag(number, spec) for number, spec in enumerate(specs, 1)]),
    open=open_flags,
    close=lambda names: names["client"].shutdown(),
    calls={
        "dict": Call('client.feature_enabled(key, u["key"], person_properties=u, only_evaluate_locally=True, send_feature_flag_events=False)'),
        "detail": Call(ONE, "answer._flags[key].enabled"),
        "all": Call('client.get_all_flags(u["key"], person_properties=u, only_evaluate_locally=True)', "answer[key]"),
        "all, detail": Call(ALL, "answer._flags[key].enabled"),
    },
    note=(
        "The domain is a pattern, the age a number of days. A percentage that misses goes on to the next condition, so the last one asks the "
        "age again. `feature_enabled` is deprecated and warns at each call; `evaluate_flags`, which is to replace it, is asked for the detail."
    ),
)
