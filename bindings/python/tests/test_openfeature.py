"""The provider, through the SDK: the shared cases, events, hooks, threads."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import burgee
import pytest
from burgee.openfeature import BurgeeProvider
from openfeature import api
from openfeature.client import OpenFeatureClient
from openfeature.evaluation_context import EvaluationContext
from openfeature.event import EventDetails, ProviderEvent
from openfeature.exception import ErrorCode, ProviderNotReadyError
from openfeature.flag_evaluation import FlagEvaluationDetails, FlagEvaluationOptions
from openfeature.hook import Hook, HookContext, HookHints
from openfeature.provider import ProviderStatus
from openfeature.track import TrackingEventDetails
from openfeature.transaction_context import ContextVarsTransactionContextPropagator
from told import SHORT, Told, document, replace, threads

FILE = Path(__file__).resolve().parents[3] / "spec" / "openfeature" / "evaluation.json"
CASES: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
HAS = {"array", "null", "integer", "transaction", "client", "invocation", "hook", "events", "tracking"}


@pytest.fixture(autouse=True)
def sdk() -> Iterator[None]:
    """An SDK with nothing in it."""
    api.set_transaction_context_propagator(ContextVarsTransactionContextPropagator())
    yield
    api.shutdown()
    api.clear_providers()
    api.set_evaluation_context(EvaluationContext())
    api.set_transaction_context(EvaluationContext())


class Events:
    """What the SDK tells of a provider, in the order in which the provider told it."""

    def __init__(self, provider: BurgeeProvider) -> None:
        self.told = Told()
        self.count = 0
        for event in ProviderEvent:
            api.add_handler(event, self._handler(event))
        api.set_provider(provider)
        # The SDK tells of the provider before, which was ready, and in a thread of its own of this one's initialization.
        self.new(2)

    def _handler(self, event: ProviderEvent) -> Any:
        return lambda details: self.told((event, details))

    def new(self, count: int) -> list[tuple[ProviderEvent, EventDetails]]:
        """That many new events, and no more. The SDK runs handlers in several threads: their order is not the events'."""
        self.told.wait(self.count + count)
        new: list[Any] = self.told.all[self.count :]
        self.count += count
        assert len(new) == count, new
        return sorted(new, key=lambda told: told[0].value, reverse=True)


def context(of: dict[str, Any] | None) -> EvaluationContext:
    attributes = {name: value(member) for name, member in (of or {}).items()}
    return EvaluationContext(attributes.pop("targetingKey", None), attributes)


def value(of: Any) -> Any:
    if isinstance(of, dict) and set(of) == {"$instant"}:
        moment = datetime.fromisoformat(of["$instant"].replace("Z", "+00:00")).astimezone(timezone(timedelta(hours=5, minutes=30)))
        # A microsecond less than a millisecond more, so that what is cut is seen to be.
        return moment + timedelta(microseconds=999)
    return of


class Gives(Hook):
    def __init__(self, given: EvaluationContext) -> None:
        self.given = given

    def before(self, hook_context: HookContext, hints: HookHints) -> EvaluationContext:
        return self.given


def known(of: dict[str, Any], members: set[str]) -> None:
    assert set(of) <= members, set(of) - members


def evaluate(client: OpenFeatureClient, step: dict[str, Any]) -> None:
    known(step, {"evaluate", "as", "default", "context", "levels", "expect"})
    known(step["expect"], {"value", "variant", "reason", "error_code", "metadata", "message"})
    levels = step.get("levels", {})
    known(levels, {"api", "transaction", "client", "invocation", "hook"})
    api.set_evaluation_context(context(levels.get("api")))
    api.set_transaction_context(context(levels.get("transaction")))
    client.context = context(levels.get("client"))
    options = FlagEvaluationOptions(hooks=[Gives(context(levels["hook"]))]) if "hook" in levels else None
    passed = context(step.get("context", levels.get("invocation")))
    arguments = (step["evaluate"], step["default"], passed, options)
    asked = getattr(client, f"get_{step['as']}_details")(*arguments)
    compare(asked, step)
    compare(asyncio.run(getattr(client, f"get_{step['as']}_details_async")(*arguments)), step)
    assert getattr(client, f"get_{step['as']}_value")(*arguments) == asked.value


def compare(came: FlagEvaluationDetails[Any], step: dict[str, Any]) -> None:
    expect = step["expect"]
    assert (came.flag_key, came.value, came.variant, came.reason) == (step["evaluate"], expect["value"], expect.get("variant"), expect["reason"])
    types: dict[str, Any] = {"boolean": bool, "string": str, "integer": int, "float": float, "object": (dict, list)}
    assert isinstance(came.value, types[step["as"]])
    assert came.error_code == expect.get("error_code")
    if "metadata" in expect:
        assert came.flag_metadata == expect["metadata"]
    if "message" in expect:
        assert came.error_message == expect["message"]


def load(store: burgee.Store, client: OpenFeatureClient, events: Events, step: dict[str, Any]) -> None:
    known(step, {"load", "expect"})
    expect = step["expect"]
    known(expect, {"accepted", "status", "events"})
    try:
        store.load(json.dumps(step["load"]))
    except burgee.LoadError:
        assert not expect["accepted"]
    else:
        assert expect["accepted"]
    if "events" in expect:
        came = [{"event": event.value, "flags": details.flags_changed} for event, details in events.new(len(expect["events"]))]
        assert came == [{"flags": None} | event for event in expect["events"]]
    else:
        events.count = len(events.told.all)
    assert client.get_provider_status().value == expect["status"]


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["name"])
def test_a_shared_case_gives_what_it_says(case: dict[str, Any]) -> None:
    known(case, {"name", "document", "needs", "steps"})
    assert set(case.get("needs", [])) <= HAS, "no case is left out"
    store, tracked = burgee.Store(), Told()
    text = case.get("document", CASES["document"])
    if text is not None:
        store.load(json.dumps(text))
    provider = BurgeeProvider(store, on_track=lambda *told: tracked(told))
    events = Events(provider)
    client = api.get_client()
    for step in case["steps"]:
        if "evaluate" in step:
            evaluate(client, step)
        elif "load" in step:
            load(store, client, events, step)
        else:
            known(step, {"track", "context", "value", "attributes", "expect"})
            details = TrackingEventDetails(step["value"], step["attributes"]) if "value" in step else None
            client.track(step["track"], context(step.get("context")), details)
            last: Any = tracked.all.pop()
            name, merged, told = last
            attributes = dict(merged.attributes) | ({"targetingKey": merged.targeting_key} if merged.targeting_key else {})
            came = {"name": name, "context": attributes, "value": told and told.value, "attributes": told.attributes if told else {}}
            assert came == step["expect"]


def test_events_come_in_the_order_of_what_they_tell() -> None:
    store, told = burgee.Store(), Told()
    store.load(document("a"))
    provider = BurgeeProvider(store)
    provider.attach(lambda _, event, details: told((event.value, details.flags_changed, details.message, details.error_code)))
    provider.initialize(EvaluationContext())
    with pytest.raises(burgee.LoadError) as refused:
        store.load("{")
    store.load(document("b"))
    store.restore()
    assert told.all == [
        ("PROVIDER_STALE", None, str(refused.value), None),
        ("PROVIDER_READY", None, None, None),
        ("PROVIDER_CONFIGURATION_CHANGED", ["a", "b"], None, None),
        ("PROVIDER_CONFIGURATION_CHANGED", ["a", "b"], None, None),
    ]
    provider.shutdown()
    store.load(document("c"))
    assert len(told.all) == 4


def test_flags_alone_are_served_too() -> None:
    api.set_provider_and_wait(BurgeeProvider(burgee.Flags.parse(document("a"))))
    assert api.get_client().get_boolean_value("a", False)
    assert api.get_provider_metadata().name == "burgee"
    with pytest.raises(TypeError):
        BurgeeProvider(burgee.Flags.parse(document("a")), watch="flags.json")


def test_a_provider_watches_from_initialization_to_shutdown(tmp_path: Path) -> None:
    path, overlay, store = tmp_path / "flags.json", tmp_path / "prod.json", burgee.Store()
    path.write_text(document("a"))
    overlay.write_text('{ "burgee": "1", "overlay": "prod", "flags": { "a": { "enabled": false } } }')
    events = Events(BurgeeProvider(store, watch=path, overlays=[overlay], interval=SHORT))
    client = api.get_client()
    assert client.get_boolean_details("a", True).reason == "DISABLED"
    replace(overlay, '{ "burgee": "1", "overlay": "prod", "flags": {} }')
    [(event, details)] = events.new(1)
    assert (event, details.flags_changed) == (ProviderEvent.PROVIDER_CONFIGURATION_CHANGED, ["a"])
    path.unlink()
    [(event, details)] = events.new(1)
    assert event == ProviderEvent.PROVIDER_STALE and str(path) in str(details.message)
    assert client.get_provider_status() == ProviderStatus.STALE and client.get_boolean_value("a", False)
    path.write_text(document("a"))
    [(event, _)] = events.new(1)
    assert event == ProviderEvent.PROVIDER_READY and client.get_provider_status() == ProviderStatus.READY
    assert threads() == 1
    api.shutdown()
    assert threads() == 0


def test_a_first_file_that_is_bad_is_an_error_until_it_is_good(tmp_path: Path) -> None:
    path = tmp_path / "flags.json"
    provider = BurgeeProvider(burgee.Store(), watch=path, interval=SHORT)
    with pytest.raises(ProviderNotReadyError):
        api.set_provider_and_wait(provider)
    client = api.get_client()
    assert client.get_provider_status() == ProviderStatus.ERROR
    assert client.get_boolean_details("a", True).error_code == ErrorCode.PROVIDER_NOT_READY
    ready = Told()
    api.add_handler(ProviderEvent.PROVIDER_READY, ready)
    path.write_text(document("a"))
    ready.wait(1)
    assert client.get_boolean_value("a", False) and client.get_provider_status() == ProviderStatus.READY


def test_hooks_see_what_was_decided() -> None:
    seen: list[tuple[str, Any]] = []

    class Exposures(Hook):
        def __init__(self, name: str) -> None:
            self.name = name

        def after(self, hook_context: HookContext, details: FlagEvaluationDetails[Any], hints: HookHints) -> None:
            if details.flag_metadata.get("track"):
                seen.append((self.name, details.variant))

        def error(self, hook_context: HookContext, exception: Exception, hints: HookHints) -> None:
            seen.append((self.name, type(exception).__name__))

    flags = burgee.Flags.parse('{ "burgee": "1", "flags": { "a": { "track": true, "serve": "on" } } }')
    api.set_provider_and_wait(BurgeeProvider(flags, hooks=[Exposures("provider")]))
    client = api.get_client()
    client.add_hooks([Exposures("client")])
    client.get_boolean_value("a", False)
    assert seen == [("provider", "on"), ("client", "on")]
    client.get_string_value("a", "")
    assert seen[2:] == [("provider", "TypeMismatchError"), ("client", "TypeMismatchError")]


def test_what_is_no_context_is_an_error_of_the_context() -> None:
    api.set_provider_and_wait(BurgeeProvider(burgee.Flags.parse(document("a"))))
    odd: Any = EvaluationContext("user-3", None)  # type: ignore[arg-type]
    provider = BurgeeProvider(burgee.Flags.parse(document("a")))
    details = provider.resolve_boolean_details("a", True, odd)
    assert (details.value, details.error_code, details.error_message) == (True, ErrorCode.INVALID_CONTEXT, "this is no context")


def test_reloads_in_the_middle_of_evaluations() -> None:
    store = burgee.Store()
    texts = [
        '{ "burgee": "1", "revision": "%s", "flags": { "f": { "variants": { "v": "%s", "off": "" }, "serve": "v" } } }' % (word, word)
        for word in ("one", "two")
    ]
    store.load(texts[0])
    api.set_provider_and_wait(BurgeeProvider(store))
    done, wrong, asked = threading.Event(), [], Told()

    def ask() -> None:
        client = api.get_client()
        while not done.is_set():
            details = client.get_string_details("f", "default", EvaluationContext("user-3"))
            if details.error_code is not None or details.value != details.flag_metadata["revision"]:
                wrong.append(details)
        asked(None)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(400):
        store.load(texts[number % 2])
        if number % 10 == 0:
            store.restore()
    done.set()
    for thread in threads:
        thread.join()
    assert not wrong and len(asked.all) == 4
