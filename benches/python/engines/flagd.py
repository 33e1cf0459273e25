"""flagd's provider for OpenFeature, offline: it reads a file, and looks for a newer one only once a day."""

from __future__ import annotations

import tempfile
from itertools import count
from pathlib import Path

from openfeature import api
from openfeature.contrib.provider.flagd import FlagdProvider
from openfeature.contrib.provider.flagd.config import ResolverType
from openfeature.evaluation_context import EvaluationContext

from engine import Call, Engine, Names
from engines.flagd_core import document

DAY_MS = 86_400_000
numbers = count()


def open_flags(text: str) -> Names:
    with tempfile.NamedTemporaryFile("w", suffix=".json", delete=False) as file:
        file.write(text)
    domain = f"benches-{next(numbers)}"
    provider = FlagdProvider(resolver_type=ResolverType.FILE, offline_flag_source_path=file.name, deadline_ms=DAY_MS)
    api.set_provider_and_wait(provider, domain)
    keys = list(provider.resolver.evaluator._flag_store.flags)
    return {"client": api.get_client(domain), "EvaluationContext": EvaluationContext, "provider": provider, "file": file.name, "keys": keys}


def close(names: Names) -> None:
    names["provider"].shutdown()
    Path(names["file"]).unlink()


CONTEXT = 'EvaluationContext(u["key"], u)'


def every(question: str) -> str:
    return f"(lambda c: {{k: client.{question}(k, False, c) for k in keys}})({CONTEXT})"


ENGINE = Engine(
    name="flagd",
    packages=("openfeature-provider-flagd",),
    how="`client.get_boolean_value`, `get_boolean_details` of OpenFeature's client; a dict becomes an `EvaluationContext` for each call",
    document=document,
    open=open_flags,
    close=close,
    context=CONTEXT,
    one_by_one=True,
    calls={
        "dict": Call(f"client.get_boolean_value(key, False, {CONTEXT})"),
        "prepared": Call("client.get_boolean_value(key, False, c)"),
        "detail": Call(f"client.get_boolean_details(key, False, {CONTEXT})", "answer.value"),
        "all": Call(every("get_boolean_value"), "answer[key]"),
        "all, detail": Call(every("get_boolean_details"), "answer[key].value"),
    },
    note="As flagd-core, behind OpenFeature's client with its hooks.",
)
