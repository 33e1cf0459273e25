"""Optimizely's SDK with a static datafile and no events. Each flag has a rollout of four rules; a rule's share that is not on is given the
variation off, because a user who misses it would go on to the last rule."""

from __future__ import annotations

import json
from typing import Any

from optimizely.config_manager import StaticConfigManager
from optimizely.decision.optimizely_decide_option import OptimizelyDecideOption
from optimizely.event.event_processor import ForwardingEventProcessor
from optimizely.helpers.sdk_settings import OptimizelySdkSettings
from optimizely.optimizely import Optimizely

from engine import Call, Engine, Names
from workload import Spec

SHARDS = 10_000


def match(name: str, kind: str, value: object) -> dict[str, Any]:
    return {"name": name, "type": "custom_attribute", "match": kind, "value": value}


def audiences(spec: Spec) -> list[dict[str, Any]]:
    countries = ["or", *(match("country", "exact", country) for country in spec.countries)]
    conditions = {
        "staff": match("email", "substring", f"@{spec.domain}"),
        "na": ["and", countries, match("plan", "exact", spec.plan)],
        "veterans": match("account_age_days", "ge", spec.age_days),
    }
    return [{"id": f"{spec.key}-{name}", "name": name, "conditions": condition} for name, condition in conditions.items()]


def rule(spec: Spec, name: str, percent: int) -> dict[str, Any]:
    identifier = f"{spec.key}-rule-{name}"
    return {
        "id": identifier,
        "key": identifier,
        "layerId": identifier,
        "status": "Running",
        "audienceIds": [] if name == "rest" else [f"{spec.key}-{name}"],
        "forcedVariations": {},
        "variations": [{"id": f"{identifier}-{key}", "key": key, "featureEnabled": key == "on", "variables": []} for key in ("on", "off")],
        "trafficAllocation": [
            {"entityId": f"{identifier}-on", "endOfRange": percent * SHARDS // 100},
            {"entityId": f"{identifier}-off", "endOfRange": SHARDS},
        ],
    }


def rollout(spec: Spec) -> dict[str, Any]:
    percentages = {"staff": 100, "na": 100, "veterans": spec.age_percent, "rest": spec.percent}
    return {"id": f"{spec.key}-rollout", "experiments": [rule(spec, name, percent) for name, percent in percentages.items()]}


def document(specs: list[Spec]) -> str:
    flags = [{"id": s.key, "key": s.key, "rolloutId": f"{s.key}-rollout", "experimentIds": [], "variables": []} for s in specs]
    return json.dumps({
        "version": "4",
        "projectId": "1",
        "accountId": "1",
        "revision": "1",
        "sdkKey": "benches",
        "environmentKey": "benches",
        "anonymizeIP": True,
        "botFiltering": False,
        "sendFlagDecisions": False,
        "attributes": [{"id": key, "key": key} for key in ("email", "country", "plan", "account_age_days")],
        "audiences": [],
        "typedAudiences": [audience for spec in specs for audience in audiences(spec)],
        "events": [],
        "groups": [],
        "experiments": [],
        "integrations": [],
        "holdouts": [],
        "variables": [],
        "featureFlags": flags,
        "rollouts": [rollout(spec) for spec in specs],
    })  # fmt: skip


class Nowhere:
    @staticmethod
    def dispatch_event(event: Any) -> None:
        raise AssertionError("an event was sent")


def open_flags(text: str) -> Names:
    client = Optimizely(
        config_manager=StaticConfigManager(datafile=text, skip_json_validation=True),
        event_processor=ForwardingEventProcessor(Nowhere),
        default_decide_options=[OptimizelyDecideOption.DISABLE_DECISION_EVENT],
        settings=OptimizelySdkSettings(odp_disabled=True),
    )
    return {"client": client, "quiet": [OptimizelyDecideOption.DISABLE_DECISION_EVENT]}


CONTEXT = 'client.create_user_context(u["key"], u)'

ENGINE = Engine(
    name="optimizely",
    packages=("optimizely-sdk",),
    how="`user.decide(key)`, `user.decide_all()`, which always give the rule; a dict becomes a user context for each call",
    document=document,
    open=open_flags,
    close=lambda names: names["client"].close(),
    context=CONTEXT,
    calls={
        "dict": Call(f"{CONTEXT}.decide(key).enabled"),
        "prepared": Call("c.decide(key).enabled"),
        "detail": Call(f"{CONTEXT}.decide(key)", "answer.enabled"),
        "all, detail": Call(f"{CONTEXT}.decide_all()", "answer[key].enabled"),
    },
    note=(
        "The domain is looked for anywhere in the address: there is no end of a text. The age is a number of days. The datafile is not "
        "validated at load."
    ),
)
