"""Statsig's native core, without network, with its configuration from a data store in memory. Exposures are not logged."""

from __future__ import annotations

import json
from typing import Any

from statsig_python_core import (
    DataStore,
    DataStoreResponse,
    FeatureGateEvaluationOptions,
    SpecAdapterConfig,
    Statsig,
    StatsigOptions,
    StatsigUser,
)

from engine import Call, Engine, Names
from workload import Spec


def conditions(spec: Spec) -> dict[str, Any]:
    def condition(kind: str, **rest: object) -> dict[str, Any]:
        return {"type": kind, "idType": "userID", "additionalValues": {}, **rest}

    return {
        f"{spec.key}/staff": condition("user_field", field="email", operator="str_ends_with_any", targetValue=[f"@{spec.domain}"]),
        f"{spec.key}/country": condition("user_field", field="country", operator="any", targetValue=spec.countries),
        f"{spec.key}/plan": condition("user_field", field="plan", operator="any", targetValue=[spec.plan]),
        f"{spec.key}/age": condition("user_field", field="account_age_days", operator="gte", targetValue=spec.age_days),
        f"{spec.key}/everyone": condition("public"),
    }


def gate(spec: Spec) -> dict[str, Any]:
    def rule(name: str, percent: int, *asked: str) -> dict[str, Any]:
        return {
            "name": name,
            "id": name,
            "salt": f"{spec.key}/{name}",
            "passPercentage": percent,
            "returnValue": True,
            "idType": "userID",
            "conditions": [f"{spec.key}/{condition}" for condition in asked],
        }

    return {
        "type": "feature_gate",
        "entity": "feature_gate",
        "salt": spec.key,
        "defaultValue": False,
        "enabled": True,
        "idType": "userID",
        "rules": [
            rule("staff", 100, "staff"),
            rule("na", 100, "country", "plan"),
            rule("veterans", spec.age_percent, "age"),
            rule("rest", spec.percent, "everyone"),
        ],
    }


def document(specs: list[Spec]) -> str:
    return json.dumps({
        "has_updates": True,
        "time": 1,
        "feature_gates": {spec.key: gate(spec) for spec in specs},
        "dynamic_configs": {},
        "layer_configs": {},
        "experiment_to_layer": {},
        "condition_map": {name: body for spec in specs for name, body in conditions(spec).items()},
    })  # fmt: skip


class Store(DataStore):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def get(self, key: str) -> DataStoreResponse:
        return DataStoreResponse(result=self.text, time=1)


def open_flags(text: str) -> Names:
    options = StatsigOptions(
        data_store=Store(text),
        spec_adapter_configs=[SpecAdapterConfig(adapter_type="data_store", init_timeout_ms=5000)],
        specs_sync_interval_ms=3_600_000,
        disable_network=True,
        disable_all_logging=True,
        disable_country_lookup=True,
        disable_disk_access=True,
        enable_id_lists=False,
        output_log_level="none",
    )
    client = Statsig("secret-benches", options)
    client.initialize().wait()
    return {"client": client, "StatsigUser": StatsigUser, "quiet": FeatureGateEvaluationOptions(disable_exposure_logging=True), "loads": json.loads}


USER = 'StatsigUser(user_id=u["key"], email=u["email"], country=u["country"], custom={"plan": u["plan"], "account_age_days": u["account_age_days"]})'

ENGINE = Engine(
    name="statsig",
    packages=("statsig-python-core",),
    how="`client.check_gate`, `get_feature_gate`, `get_client_initialize_response`; a dict becomes a `StatsigUser` for each call",
    document=document,
    open=open_flags,
    close=lambda names: names["client"].shutdown().wait(),
    context=USER,
    calls={
        "dict": Call(f"client.check_gate({USER}, key, quiet)"),
        "prepared": Call("client.check_gate(c, key, quiet)"),
        "detail": Call(f"client.get_feature_gate({USER}, key, quiet)", "answer.value"),
        "all, detail": Call(f'client.get_client_initialize_response({USER}, hash="none")', 'loads(answer)["feature_gates"][key]["value"]'),
    },
    note="All flags come as one JSON text, with the rule that decided, for browsers: it is not parsed in the time. The age is a number of days.",
)
