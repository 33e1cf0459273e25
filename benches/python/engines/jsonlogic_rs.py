"""jsonlogic-rs: JSONLogic in Rust. It takes rules and contexts as JSON texts, keeps no compiled rule and has no operations of ours, so the
bucket comes with the context, one for all flags."""

from __future__ import annotations

import json
from functools import partial
from typing import Any
from zlib import crc32

from jsonlogic_rs import apply_serialized

from engine import Call, Engine, Names
from workload import Spec, User


def rule(spec: Spec) -> dict[str, Any]:
    email, country, plan, age, bucket = ({"var": name} for name in ("email", "country", "plan", "account_age_days", "bucket"))
    return {
        "if": [
            {"in": [f"@{spec.domain}", email]},
            True,
            {"and": [{"in": [country, spec.countries]}, {"===": [plan, spec.plan]}]},
            True,
            {">=": [age, spec.age_days]},
            {"<": [bucket, spec.age_percent]},
            {"<": [bucket, spec.percent]},
        ]
    }


def context(user: User) -> str:
    return json.dumps({**user, "bucket": (crc32(user["key"].encode()) * 0x9E3779B1 & 0xFFFFFFFF) * 100 >> 32})


def open_flags(text: str) -> Names:
    return {
        "rules": {key: json.dumps(rule) for key, rule in json.loads(text).items()},
        "apply": partial(apply_serialized, deserializer=json.loads),
        "context": context,
    }


ENGINE = Engine(
    name="jsonlogic-rs",
    packages=("jsonlogic-rs",),
    how="`apply_serialized(rule, json.dumps(dict), json.loads)`; prepared, the text is made before",
    document=lambda specs: json.dumps({spec.key: rule(spec) for spec in specs}),
    open=open_flags,
    context="context(u)",
    handle="rules[key]",
    one_by_one=True,
    calls={
        "dict": Call("apply(rules[key], context(u))"),
        "prepared": Call("apply(rules[key], c)"),
        "handle": Call("apply(h, context(u))"),
        "all": Call("(lambda c: {k: apply(rule, c) for k, rule in rules.items()})(context(u))", "answer[key]"),
    },
    note=(
        "Rules alone: the dict of flags is ours, there are no reasons. The domain is looked for anywhere in the address, the bucket is drawn "
        "before the call with the floor's hash, the age is a number of days. Loading is parsing JSON."
    ),
)
