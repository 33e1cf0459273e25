"""LaunchDarkly's server SDK. The flags are full rules as its service would send them, from a data source of our own: the SDK's file source
reads JSON through a parser of YAML wherever one is installed, and its `TestData` cannot say percentages. No events, no streaming."""

from __future__ import annotations

import json
from typing import Any

from ldclient import Config, Context, LDClient
from ldclient.interfaces import UpdateProcessor
from ldclient.versioned_data_kind import FEATURES, SEGMENTS

from engine import Call, Engine, Names
from workload import Spec


def clause(attribute: str, operator: str, *values: object) -> dict[str, Any]:
    return {"contextKind": "user", "attribute": attribute, "op": operator, "values": values, "negate": False}


def rollout(percent: int) -> dict[str, Any]:
    weight = percent * 1000
    variations = [{"variation": 0, "weight": weight}, {"variation": 1, "weight": 100_000 - weight}]
    return {"rollout": {"contextKind": "user", "bucketBy": "key", "variations": variations}}


def flag(spec: Spec) -> dict[str, Any]:
    veterans = clause("account_age_days", "greaterThanOrEqual", spec.age_days)
    return {
        "key": spec.key,
        "version": 1,
        "on": True,
        "variations": [True, False],
        "offVariation": 1,
        "salt": spec.key,
        "targets": [],
        "prerequisites": [],
        "rules": [
            {"id": "staff", "clauses": [clause("email", "endsWith", f"@{spec.domain}")], "variation": 0},
            {"id": "na", "clauses": [clause("country", "in", *spec.countries), clause("plan", "in", spec.plan)], "variation": 0},
            {"id": "veterans", "clauses": [veterans], **rollout(spec.age_percent)},
        ],
        "fallthrough": rollout(spec.percent),
    }


class Source(UpdateProcessor):
    """Fills the store once."""

    def __init__(self, text: str, config: Config, ready: Any) -> None:
        self.text, self.sink, self.ready = text, config.data_source_update_sink, ready

    def start(self) -> None:
        self.sink.init({FEATURES: json.loads(self.text), SEGMENTS: {}})
        self.ready.set()

    def initialized(self) -> bool:
        return self.ready.is_set()

    def stop(self) -> None:
        pass


def open_flags(text: str) -> Names:
    config = Config(
        sdk_key="sdk-benches",
        update_processor_class=lambda config, store, ready: Source(text, config, ready),
        send_events=False,
        diagnostic_opt_out=True,
    )
    return {"client": LDClient(config), "Context": Context}


CONTEXT = "Context.from_dict({'kind': 'user', **u})"

ENGINE = Engine(
    name="launchdarkly",
    packages=("launchdarkly-server-sdk",),
    how="`client.variation`, `variation_detail`, `all_flags_state`; a dict becomes a `Context` for each call",
    document=lambda specs: json.dumps({spec.key: flag(spec) for spec in specs}),
    open=open_flags,
    close=lambda names: names["client"].close(),
    context=CONTEXT,
    calls={
        "dict": Call(f"client.variation(key, {CONTEXT}, False)"),
        "prepared": Call("client.variation(key, c, False)"),
        "detail": Call(f"client.variation_detail(key, {CONTEXT}, False)", "answer.value"),
        "all": Call(f"client.all_flags_state({CONTEXT})", "answer.get_flag_value(key)"),
        "all, detail": Call(f"client.all_flags_state({CONTEXT}, with_reasons=True)", "answer.get_flag_value(key)"),
    },
    note="The age is a number of days.",
)
