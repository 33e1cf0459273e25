"""Unleash's client with a cache in memory, from which it takes its features when it is made. It is not started, so it neither polls nor
sends. Its engine is Rust behind `ctypes`; `yggdrasil.py` asks that alone."""

from __future__ import annotations

import json
from typing import Any

from UnleashClient import UnleashClient
from UnleashClient.cache import BaseCache
from UnleashClient.constants import FEATURES_URL
from UnleashClient.utils import InstanceAllowType

from engine import Call, Engine, Names
from workload import Spec


def constraint(name: str, operator: str, **rest: object) -> dict[str, Any]:
    return {"contextName": name, "operator": operator, **rest}


def rollout(spec: Spec, percent: int, *constraints: dict[str, Any]) -> dict[str, Any]:
    parameters = {"rollout": str(percent), "stickiness": "userId", "groupId": spec.key}
    return {"name": "flexibleRollout", "parameters": parameters, "constraints": constraints}


def feature(spec: Spec) -> dict[str, Any]:
    age = str(spec.age_days)
    country = constraint("country", "IN", values=spec.countries)
    return {
        "name": spec.key,
        "type": "release",
        "enabled": True,
        "impressionData": False,
        "strategies": [
            rollout(spec, 100, constraint("email", "STR_ENDS_WITH", values=[f"@{spec.domain}"])),
            rollout(spec, 100, country, constraint("plan", "IN", values=[spec.plan])),
            rollout(spec, spec.age_percent, constraint("account_age_days", "NUM_GTE", value=age)),
            rollout(spec, spec.percent, constraint("account_age_days", "NUM_LT", value=age)),
        ],
    }


def document(specs: list[Spec]) -> str:
    return json.dumps({"version": 2, "features": [feature(spec) for spec in specs]})


class Memory(BaseCache):
    bootstrapped = True

    def __init__(self, text: str) -> None:
        self.held: dict[str, Any] = {FEATURES_URL: text}

    def set(self, key: str, value: Any) -> None:
        self.held[key] = value

    def mset(self, data: dict[str, Any]) -> None:
        self.held |= data

    def get(self, key: str, default: Any = None) -> Any:
        return self.held.get(key, default)

    def exists(self, key: str) -> bool:
        return key in self.held

    def destroy(self) -> None:
        self.held.clear()


def open_flags(text: str) -> Names:
    client = UnleashClient(
        url="http://localhost/",
        app_name="benches",
        cache=Memory(text),
        disable_metrics=True,
        disable_registration=True,
        multiple_instance_mode=InstanceAllowType.SILENTLY_ALLOW,
    )
    return {"client": client, "keys": list(client.feature_definitions())}


ENGINE = Engine(
    name="unleash",
    packages=("UnleashClient",),
    how="`client.is_enabled(key, context)` of a client with a cache in memory; a dict becomes a context for each call",
    document=document,
    open=open_flags,
    close=lambda names: names["client"].destroy(),
    context='{"userId": u["key"], "properties": u}',
    one_by_one=True,
    calls={
        "dict": Call('client.is_enabled(key, {"userId": u["key"], "properties": u})'),
        "prepared": Call("client.is_enabled(key, c)"),
        "all": Call('(lambda c: {k: client.is_enabled(k, c) for k in keys})({"userId": u["key"], "properties": u})', "answer[key]"),
    },
    note=(
        "It gives no reasons, and counts every question. A percentage that misses goes on to the next strategy, so the last one asks the age "
        "again. The age is a number of days."
    ),
)
