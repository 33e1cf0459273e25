"""The engine of Unleash's client, asked directly. It is Rust behind `ctypes`, and takes contexts as JSON text."""

from __future__ import annotations

from yggdrasil_engine.engine import UnleashEngine

from engine import Call, Engine, Names
from engines.unleash import document


def open_flags(text: str) -> Names:
    engine = UnleashEngine()
    engine.take_state(text)
    return {"engine": engine, "keys": [toggle.name for toggle in engine.list_known_toggles()]}


CONTEXT = (
    '{"userId": u["key"], "properties": '
    '{"email": u["email"], "country": u["country"], "plan": u["plan"], "account_age_days": str(u["account_age_days"])}}'
)

ENGINE = Engine(
    name="yggdrasil",
    packages=("yggdrasil-engine",),
    how="`engine.check_enabled(key, context)`, which counts nothing; a dict becomes a context for each call",
    document=document,
    open=open_flags,
    context=CONTEXT,
    one_by_one=True,
    calls={
        "dict": Call(f"engine.check_enabled(key, {CONTEXT})", "answer.is_enabled"),
        "prepared": Call("engine.check_enabled(key, c)", "answer.is_enabled"),
        "all": Call(f"(lambda c: {{k: engine.check_enabled(k, c) for k in keys}})({CONTEXT})", "answer[key].is_enabled"),
    },
    note="The rules are those of unleash. Properties are texts.",
)
