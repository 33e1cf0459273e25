"""Eppo's SDK, whose core is Rust, with a configuration that it is given. It does not poll, and logs nothing: `doLog` is false."""

from __future__ import annotations

import json
from re import escape
from typing import Any

import eppo_client

from engine import Call, Engine, Names
from workload import Spec

SHARDS = 10_000


def condition(attribute: str, operator: str, value: object) -> dict[str, Any]:
    return {"attribute": attribute, "operator": operator, "value": value}


def on_for(key: str, *conditions: dict[str, Any]) -> dict[str, Any]:
    return {"key": key, "rules": [{"conditions": conditions}], "splits": [{"variationKey": "on", "shards": []}], "doLog": False}


def share(key: str, salt: str, percent: int, *conditions: dict[str, Any]) -> dict[str, Any]:
    cut = SHARDS * percent // 100

    def split(variation: str, start: int, end: int) -> dict[str, Any]:
        return {"variationKey": variation, "shards": [{"salt": salt, "ranges": [{"start": start, "end": end}]}]}

    rules = {"rules": [{"conditions": conditions}]} if conditions else {}
    return {"key": key, **rules, "splits": [split("on", 0, cut), split("off", cut, SHARDS)], "doLog": False}


def flag(spec: Spec) -> dict[str, Any]:
    return {
        "key": spec.key,
        "enabled": True,
        "variationType": "BOOLEAN",
        "variations": {"on": {"key": "on", "value": True}, "off": {"key": "off", "value": False}},
        "allocations": [
            on_for("staff", condition("email", "MATCHES", f"@{escape(spec.domain)}$")),
            on_for("na", condition("country", "ONE_OF", spec.countries), condition("plan", "ONE_OF", [spec.plan])),
            share("veterans", spec.key, spec.age_percent, condition("account_age_days", "GTE", spec.age_days)),
            share("rest", spec.key, spec.percent),
        ],
        "totalShards": SHARDS,
    }


def document(specs: list[Spec]) -> str:
    return json.dumps({
        "createdAt": "2026-11-21T00:00:00Z",
        "format": "SERVER",
        "environment": {"name": "benches"},
        "flags": {spec.key: flag(spec) for spec in specs},
    })  # fmt: skip


def open_flags(text: str) -> Names:
    configuration = eppo_client.Configuration(flags_configuration=text.encode())
    config = eppo_client.ClientConfig(
        api_key="benches",
        assignment_logger=eppo_client.AssignmentLogger(),
        poll_interval_seconds=None,
        initial_configuration=configuration,
    )
    return {"client": eppo_client.init(config), "keys": sorted(configuration.get_flag_keys())}


ENGINE = Engine(
    name="eppo",
    packages=("eppo-server-sdk",),
    how="`client.get_boolean_assignment`, `get_boolean_assignment_details`",
    document=document,
    open=open_flags,
    close=lambda names: names["client"].shutdown(),
    one_by_one=True,
    calls={
        "dict": Call('client.get_boolean_assignment(key, u["key"], u, False)'),
        "detail": Call('client.get_boolean_assignment_details(key, u["key"], u, False)', "answer.variation"),
        "all": Call('{k: client.get_boolean_assignment(k, u["key"], u, False) for k in keys}', "answer[key]"),
        "all, detail": Call('{k: client.get_boolean_assignment_details(k, u["key"], u, False) for k in keys}', "answer[key].variation"),
    },
    note="The domain is a pattern, the age a number of days.",
)
