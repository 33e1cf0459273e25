"""Fixtures: what a file says is asked, and what the package answers. Kinds and members are those of `spec/fixtures/README.md`."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import burgee

FIXTURES = Path(__file__).resolve().parents[3] / "spec" / "fixtures"
NOW = "2026-11-21T00:00:00Z"

Case = dict[str, Any]


class Number(str):
    """A number's own text, so that a document is given as it was written."""


class Pairs(list[tuple[str, Any]]):
    """An object's members as they stand, a key that stands twice among them."""


def read(path: Path) -> tuple[Case, list[Case]]:
    """A file, and its cases. Objects are `Pairs` and numbers their text below a document; elsewhere plain."""
    raw = json.loads(path.read_text(encoding="utf-8"), parse_int=Number, parse_float=Number, object_pairs_hook=Pairs)
    file = members(raw)
    return file, [members(case) for case in file["cases"]]


def members(pairs: Any) -> Case:
    return dict(pairs)


def write(value: Any) -> str:
    """JSON without white space, as it was written."""
    if isinstance(value, Pairs):
        return "{" + ",".join(f"{json.dumps(name)}:{write(member)}" for name, member in value) + "}"
    if isinstance(value, list):
        return "[" + ",".join(write(item) for item in value) + "]"
    return str(value) if isinstance(value, Number) else json.dumps(value)


def plain(value: Any) -> Any:
    """The value as Python's json reads it."""
    return json.loads(write(value))


def canonical(value: Any) -> str:
    """The expected canonical JSON: white space outside strings deleted, escapes as canonical JSON has them."""
    if isinstance(value, Pairs):
        return "{" + ",".join(f"{quoted(name)}:{canonical(member)}" for name, member in value) + "}"
    if isinstance(value, list):
        return "[" + ",".join(canonical(item) for item in value) + "]"
    if isinstance(value, Number):
        return str(value)
    return quoted(value) if isinstance(value, str) else json.dumps(value)


def quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def document(value: Any) -> str:
    return write(value) if isinstance(value, Pairs) else "\n".join(value)


def overlays(case: Case) -> list[tuple[str, str]]:
    return [(members(overlay)["name"], document(members(overlay)["document"])) for overlay in case.get("overlays", [])]


def host(value: Any) -> Any:
    """A context's value in Python, host values among them."""
    if isinstance(value, Pairs):
        inside = dict(value)
        if "$host" in inside and set(inside) <= {"$host", "value"}:
            kind = inside["$host"]
            if kind == "no-context":
                return None
            if kind == "integer":
                return int(inside["value"])
            return {"nan": float("nan"), "infinity": float("inf"), "-infinity": float("-inf"), "lone-surrogate": "a\ud800b"}[kind]
        return {name: host(member) for name, member in value}
    if isinstance(value, list):
        return [host(item) for item in value]
    return json.loads(value) if isinstance(value, Number) else value


def instant(text: str) -> int:
    """Milliseconds since the epoch. Python has no year 0: it is read 400 years later, which are 146 097 days."""
    match = re.fullmatch(r"(\d{4})(-\d+-\d+T\d+:\d+:\d+)(?:\.(\d+))?(Z|[+-]\d+:\d+)", text)
    assert match, text
    year, days = ("0400", 146_097) if match[1] == "0000" else (match[1], 0)
    moment = datetime.fromisoformat(year + match[2] + match[4].replace("Z", "+00:00"))
    since = moment - datetime(1970, 1, 1, tzinfo=timezone.utc) - timedelta(days=days)
    return since // timedelta(milliseconds=1) + int((match[3] or "0").ljust(3, "0")[:3])


def attributes(case: Case) -> Any:
    return host(case["context"]) if "context" in case else {"key": "u"}


def asides(case: Case) -> dict[str, Any]:
    named = {"assigned": "assigned", "overridden": "override", "bucket": "bucket"}
    return {argument: plain(case[name]) for argument, name in named.items() if name in case}


def contexts(case: Case) -> list[Any]:
    """The context in every way in which it can be passed."""
    given, beside = attributes(case), asides(case)
    if given is None:
        return [None, 7, "u", ["key", "u"]]
    built = burgee.Context(given, **beside)
    return [built] if beside else [given, built, type("Subclass", (dict,), {})(given)]


def one(answers: list[str]) -> str:
    """The answer, which must be one however it is asked for."""
    assert len(set(answers)) == 1, answers
    return answers[0]


def decision(flags: burgee.Flags, key: str, case: Case) -> str:
    now, expecting = instant(case.get("now", NOW)), case.get("accessor")
    answers: list[str] = []
    for context in contexts(case):
        asked = flags.evaluate(key, context, now=now, expecting=expecting)
        answers.append(asked.to_json())
        assert asked == flags.evaluate(key, context, now=now, expecting=expecting)
        handle = flags.flag(key)
        assert (handle is None) == (key not in flags)
        if handle is not None:
            answers.append(handle.evaluate(context, now=now, expecting=expecting).to_json())
            if expecting is None:
                answers.append(flags.evaluate_all(context, now=now)[key].to_json())
        assert flags.explain(key, context, now=now).decision == flags.evaluate(key, context, now=now)
        check_value(asked)
    return one(answers)


def check_value(decision: burgee.Decision) -> None:
    """What a decision says in Python is what its JSON says."""
    said = json.loads(decision.to_json())
    store = decision.store
    words = ("flag", "value", "variant", "reason", "cause", "rule", "ring", "stage", "arm", "bucket", "required")
    for name in (*words, "error_code", "error_detail", "revision"):
        assert getattr(decision, name) == said.get(name), name
    assert decision.track == said.get("track", False)
    assert (store and {"variant": store.variant, "salt": store.salt}) == said.get("store")


def diagnostics(found: tuple[burgee.Diagnostic, ...], expected: list[Any]) -> None:
    errors = [diagnostic for diagnostic in found if diagnostic.severity == "error"]
    assert len(errors) == len(expected), [str(error) for error in errors]
    for error, pairs in zip(errors, expected, strict=True):
        wanted = plain(pairs)
        assert {name: getattr(error, name) for name in wanted} == wanted


def decide(file: Case, case: Case) -> None:
    flags = burgee.Flags.parse(document(case.get("document", file.get("document"))), overlays=overlays(case))
    assert list(flags.quarantined) == case.get("quarantined", [])
    expected = members(case["expect"])
    if case["flag"] is None:
        now = instant(case.get("now", NOW))
        for context in contexts(case):
            decisions = flags.evaluate_all(context, now=now)
            assert list(decisions) == flags.keys()
            assert "[" + ",".join(each.to_json() for each in decisions.values()) + "]" == canonical(expected["decisions"])
    else:
        assert decision(flags, case["flag"], case) == canonical(expected["decision"])


def explain(file: Case, case: Case) -> None:
    flags = burgee.Flags.parse(document(case.get("document", file.get("document"))), overlays=overlays(case))
    assert list(flags.quarantined) == case.get("quarantined", [])
    now, key = instant(case.get("now", NOW)), case["flag"]
    traces = [flags.explain(key, context, now=now) for context in contexts(case)]
    handle = flags.flag(key)
    if handle is not None:
        traces += [handle.explain(context, now=now) for context in contexts(case)]
    assert one([trace.to_json() for trace in traces]) == canonical(members(case["expect"])["trace"])
    assert one([str(trace) for trace in traces])


def refuse(file: Case, case: Case) -> None:
    text = document(case.get("document", file.get("document")))
    expected = members(case["expect"])
    strict = case.get("strict", False)
    try:
        flags = burgee.Flags.parse(text, overlays=overlays(case), strict=strict)
    except burgee.LoadError as error:
        assert expected["refused"]
        diagnostics(error.diagnostics, expected["diagnostics"])
    else:
        assert not expected["refused"]
        assert list(flags.quarantined) == expected["quarantined"]
        diagnostics(flags.diagnostics, expected["diagnostics"])


def bucket(_: Case, case: Case) -> None:
    unit = case["unit"]
    unit = int(unit) if isinstance(unit, Number) else unit
    assert burgee.bucket(case["domain"], case["salt"], unit) == int(members(case["expect"])["bucket"])


def context(file: Case, case: Case) -> None:
    text = case["text"] if "text" in case else "\n".join(case["lines"])
    expected = members(case["expect"])
    try:
        read = burgee.Context.parse(text)
    except burgee.ContextError as error:
        assert error.code == expected.get("error")
        return
    assert "error" not in expected, expected
    flags = burgee.Flags.parse(document(case.get("document", file.get("document"))))
    decided = flags.evaluate(case["flag"], read, now=instant(case.get("now", NOW)))
    assert decided.to_json() == canonical(expected["decision"])


def reload(_: Case, case: Case) -> None:
    store = burgee.Store()
    candidate = burgee.Flags.parse('{"burgee":"1"}')
    for step in map(members, case["steps"]):
        if "stage" in step:
            candidate = burgee.Flags.parse(document(step["stage"]), overlays=overlays(step))
            continue
        expected = members(step["expect"])
        if "load" in step:
            accept(lambda: store.load(document(step["load"]), overlays=overlays(step)), expected)
        elif "promote" in step:
            accept(lambda: store.promote(candidate), expected)
        elif "restore" in step:
            assert store.restore() == expected["restored"]
        else:
            assert decision(store.snapshot(), step["evaluate"], step) == canonical(expected["decision"])


def accept(change: Callable[[], burgee.Changes], expected: Case) -> None:
    try:
        changes = change()
    except burgee.LoadError as error:
        assert not expected["accepted"]
        diagnostics(error.diagnostics, expected.get("diagnostics", []))
    else:
        assert expected["accepted"]
        for name in ("added", "removed", "changed"):
            assert list(getattr(changes, name)) == expected.get(name, [])
        assert bool(changes) == any(expected.get(name) for name in ("added", "removed", "changed"))


KINDS = {"decide": decide, "explain": explain, "refuse": refuse, "bucket": bucket, "context": context, "reload": reload}
