"""The surface: what each call gives, and what it refuses."""

from __future__ import annotations

import copy
import datetime
import signal
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import burgee
import pytest

DOCUMENT = """
{ "burgee": "1", "revision": "r7", "serial": 7, "flags": {
  "banner": { "variants": { "a": "blue", "off": "none" }, "serve": "a" },
  "broken": { "serve": "nowhere" },
  "config": { "variants": { "big": { "size": 10, "tags": ["x", 0.5, null] }, "off": {} }, "track": true, "serve": "big" },
  "new-search": { "sticky": true, "serve": { "percent": 25 } },
  "ratio": { "variants": { "whole": 3.0, "off": 0.5 }, "if": { "attribute": "beta", "eq": true }, "serve": "whole" },
  "veterans": { "if": { "attribute": "created_at", "age": { "gte": "365d" } }, "serve": "on" }
} }
"""
FLAGS = burgee.Flags.parse(DOCUMENT)
USER = {"key": "user-42", "beta": True}
NOW = 1_795_219_200_000


def test_flags_say_what_they_are() -> None:
    assert FLAGS.keys() == ["banner", "broken", "config", "new-search", "ratio", "veterans"]
    assert (FLAGS.revision, FLAGS.serial, len(FLAGS)) == ("r7", 7, 6)
    assert FLAGS.quarantined == {"broken": "unknown-variant"}
    assert "banner" in FLAGS and "nothing" not in FLAGS and 7 not in FLAGS
    assert repr(FLAGS) == "Flags(revision='r7', flags=6)"


def test_a_diagnostic_says_where() -> None:
    (found,) = FLAGS.diagnostics
    assert (found.code, found.severity, found.source, found.pointer) == ("unknown-variant", "error", "document.json", "/flags/broken/serve")
    assert (found.line, found.column) == (4, 24)
    assert str(found) == f"document.json:4:24: {found.message} [unknown-variant]"
    assert found == FLAGS.diagnostics[0] and hash(found) == hash(FLAGS.diagnostics[0])


def test_accessors_give_native_values() -> None:
    assert FLAGS.string("banner", USER, None) == "blue"
    assert FLAGS.number("ratio", USER, 0) == 3 and isinstance(FLAGS.number("ratio", USER, 0), int)
    assert FLAGS.number("ratio", {}, 0) == 0.5
    assert FLAGS.object("config", USER, {}) == {"size": 10, "tags": ["x", 0.5, None]}
    assert FLAGS.boolean("new-search", {}, True) is False


def test_an_accessor_gives_the_default_as_it_is() -> None:
    default = object()
    for key in ("banner", "broken", "nothing"):
        assert FLAGS.boolean(key, USER, default) is default
        assert FLAGS.number(key, USER, default) is default
        assert FLAGS.object(key, USER, default) is default
    assert FLAGS.string("config", USER, default) is default


def test_an_object_is_everybodys_own() -> None:
    FLAGS.object("config", USER, {}).clear()
    FLAGS.values(USER)["config"].clear()
    FLAGS.evaluate("config", USER).value.clear()
    assert FLAGS.object("config", USER, {}) == FLAGS.values(USER)["config"] == {"size": 10, "tags": ["x", 0.5, None]}


def test_a_decision_says_why() -> None:
    decision = FLAGS.evaluate("new-search", {"key": "user-42"})
    assert decision.reason == "SPLIT" and decision.cause == "percent" and decision.revision == "r7"
    assert decision.is_on is decision.value
    assert repr(decision) == (
        f"Decision('new-search', value={decision.value}, variant={decision.variant!r}, reason='SPLIT', cause='percent', bucket={decision.bucket})"
    )


def test_decisions_that_say_the_same_are_equal() -> None:
    left, right = FLAGS.evaluate("banner", {}), FLAGS.evaluate("banner", USER)
    assert left == right and hash(left) == hash(right)
    others: list[object] = [FLAGS.evaluate("config", {}), "banner", None]
    assert left not in others


def test_a_decision_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        FLAGS.evaluate("banner", {}).value = "red"  # type: ignore[misc]


def test_a_decision_outlives_what_it_came_from() -> None:
    def decide() -> list[burgee.Decision]:
        flags = burgee.Flags.parse(DOCUMENT)
        return [flags.evaluate("config", {}), flags.evaluate("nothing", {}), flags.evaluate("broken", {}), *flags.evaluate_all(USER).values()]

    decisions = decide()
    for _ in range(100):
        burgee.Flags.parse(DOCUMENT.replace("config", "gonfic"))
    assert decisions[0].to_json() == (
        '{"flag":"config","value":{"size":10,"tags":["x",0.5,null]},"variant":"big","reason":"STATIC","cause":"serve","track":true,"revision":"r7"}'
    )
    assert decisions[1].to_json() == '{"flag":"nothing","reason":"ERROR","cause":"flag-not-found","error_code":"FLAG_NOT_FOUND","revision":"r7"}'
    assert [decision.flag for decision in decisions[3:]] == FLAGS.keys()


def test_a_flag_that_is_not_there() -> None:
    assert FLAGS.flag("nothing") is None
    assert FLAGS.is_on("nothing", USER) is False
    assert FLAGS.evaluate("\ud800", USER).error_code == "FLAG_NOT_FOUND"
    assert FLAGS.explain("nothing", USER).steps == []


def test_what_is_no_context_is_said_in_the_decision() -> None:
    decision = FLAGS.evaluate("config", None)  # type: ignore[arg-type]
    assert decision.to_json() == (
        '{"flag":"config","reason":"ERROR","cause":"invalid-context","error_code":"INVALID_CONTEXT","error_detail":"wrong-type","track":true,"revision":"r7"}'
    )
    assert (decision.cause, decision.value, decision.variant, decision.store) == ("invalid-context", None, None, None)
    assert repr(decision) == "Decision('config', reason='ERROR', cause='invalid-context', error_code='INVALID_CONTEXT', error_detail='wrong-type')"


def test_all_at_once_is_each_alone() -> None:
    contexts: list[Mapping[str, Any] | burgee.Context] = [USER, {}, burgee.Context(USER), {"key": "u", "beta": 1}]
    for context in contexts:
        all_at_once = FLAGS.evaluate_all(context, now=NOW)
        assert all_at_once == {key: FLAGS.evaluate(key, context, now=NOW) for key in FLAGS.keys()}
        assert FLAGS.values(context) == {key: decision.value for key, decision in FLAGS.evaluate_all(context).items() if key != "broken"}
        assert list(FLAGS.values(context)) == [key for key in FLAGS.keys() if key != "broken"]


def test_now_is_milliseconds_or_a_datetime() -> None:
    user = {"created_at": NOW - 365 * 86_400_000}
    utc = datetime.datetime(2026, 11, 21, tzinfo=datetime.timezone.utc)
    for now in (NOW, utc, utc.astimezone(datetime.timezone(datetime.timedelta(hours=-7)))):
        assert FLAGS.evaluate("veterans", user, now=now).is_on
        assert FLAGS.evaluate_all(user, now=now)["veterans"].is_on
        assert FLAGS.explain("veterans", user, now=now).decision.is_on
    assert not FLAGS.evaluate("veterans", user, now=NOW - 1).is_on
    assert FLAGS.evaluate("veterans", {"created_at": datetime.datetime(2025, 11, 21, tzinfo=datetime.timezone.utc)}, now=utc).is_on
    for wrong in (True, 1.5, "now", datetime.datetime(2026, 11, 21)):
        with pytest.raises(TypeError):
            FLAGS.evaluate("veterans", user, now=wrong)  # type: ignore[arg-type]


def test_expecting_a_type_never_converts() -> None:
    assert FLAGS.evaluate("banner", {}, expecting="string").value == "blue"
    assert FLAGS.evaluate("banner", {}, expecting="number").error_code == "TYPE_MISMATCH"
    with pytest.raises(ValueError):
        FLAGS.evaluate("banner", {}, expecting="text")  # type: ignore[arg-type]


def test_a_handle_knows_its_flag() -> None:
    flag = FLAGS.flag("ratio")
    assert flag is not None
    assert (flag.key, flag.salt, flag.off_variant, flag.quarantined) == ("ratio", "ratio", "off", None)
    assert flag.variants == {"off": 0.5, "whole": 3} and sorted(flag.attributes) == ["beta", "key"]
    assert flag.evaluate(USER) == FLAGS.evaluate("ratio", USER)
    assert flag.number(USER, None) == 3 and flag.is_on(USER) is False
    assert repr(flag) == "Flag('ratio')"


def test_a_sticky_flag_keeps_what_was_kept() -> None:
    admitted = next(user for user in ({"key": f"u{i}"} for i in range(100)) if FLAGS.is_on("new-search", user))
    kept = FLAGS.evaluate("new-search", admitted).store
    assert kept == burgee.Assignment("on", "new-search")
    for assignment in (kept, ("on", "new-search"), {"variant": "on", "salt": "new-search"}):
        context = burgee.Context({"key": "somebody"}, assigned={"new-search": assignment})
        assert FLAGS.evaluate("new-search", context).cause == "sticky"
    with pytest.raises(TypeError):
        burgee.Context({}, assigned={"new-search": "on"})  # type: ignore[dict-item]


def test_tests_override_and_force() -> None:
    assert FLAGS.evaluate("banner", burgee.Context({}, overridden={"banner": "off"})).value == "none"
    assert FLAGS.is_on("new-search", burgee.Context(USER, bucket=24_999))
    assert not FLAGS.is_on("new-search", burgee.Context(USER, bucket={"rollout": 25_000}))
    for bucket in ({"nowhere": 1}, {"rollout": 100_000}, 100_000, -1):
        with pytest.raises(ValueError):
            burgee.Context({}, bucket=bucket)  # type: ignore[arg-type]


def test_a_context_hides_its_values() -> None:
    assert repr(burgee.Context({"email": "ada@example.org", "age": 7})) == 'Context({"age": "number", "email": "string"})'
    assert burgee.Context(USER) == burgee.Context(USER) == burgee.Context(burgee.Context(USER))
    with pytest.raises(TypeError):
        burgee.Context([])  # type: ignore[arg-type]


def test_a_context_of_text() -> None:
    assert FLAGS.is_on("new-search", burgee.Context.parse('{"key":"user-42"}')) == FLAGS.is_on("new-search", USER)
    with pytest.raises(burgee.ContextError) as refused:
        burgee.Context.parse('{"a":1,\n "a":2}')
    assert (refused.value.code, refused.value.line, refused.value.column) == ("duplicate-key", 2, 2)


def test_a_document_that_is_refused_says_why() -> None:
    with pytest.raises(burgee.LoadError) as refused:
        burgee.Flags.parse('{ "burgee": "2" }', name="flags.json")
    (found,) = refused.value.diagnostics
    assert (found.code, found.source) == ("unsupported-version", "flags.json")
    assert str(refused.value).startswith("flags.json:1:13: ")
    assert isinstance(copy.copy(refused.value), burgee.LoadError)
    with pytest.raises(burgee.LoadError):
        burgee.Flags.parse(DOCUMENT, strict=True)
    for text in (b"\xff", "\ud800"):
        with pytest.raises(burgee.LoadError) as refused:
            burgee.Flags.parse(text)
        assert refused.value.diagnostics[0].code == "not-utf8"
    with pytest.raises(TypeError):
        burgee.Flags.parse(7)  # type: ignore[arg-type]


def test_overlays_and_files(tmp_path: Path) -> None:
    path = tmp_path / "flags.json"
    path.write_text(DOCUMENT)
    overlay = '{ "burgee": "1", "overlay": "prod", "flags": { "banner": { "serve": "off" } } }'
    assert burgee.Flags.load(path).keys() == FLAGS.keys()
    assert burgee.Flags.load(str(path)).diagnostics[0].source == str(path)
    assert burgee.Flags.load(path, overlays=[("prod.json", overlay)]).string("banner", {}, "") == "none"
    with pytest.raises(FileNotFoundError):
        burgee.Flags.load(tmp_path / "nothing.json")


def test_explaining_is_for_people_too() -> None:
    trace = FLAGS.explain("ratio", USER)
    assert trace.steps[1]["condition"]["verdict"] == "true"
    assert str(trace).splitlines()[0] == "ratio serves `whole` (3)"
    assert trace == FLAGS.explain("ratio", USER) and trace.decision == FLAGS.evaluate("ratio", USER)


def test_an_interrupt_is_raised_after_the_decision() -> None:
    class Host(Mapping[str, Any]):
        def __getitem__(self, key: str) -> Any:
            raise KeyboardInterrupt

        def __iter__(self) -> Any:
            return iter(())

        def __len__(self) -> int:
            return 0

    decided: list[burgee.Decision] = []
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            decided.append(FLAGS.evaluate("ratio", Host()))
            for _ in range(1000):
                pass
    finally:
        signal.signal(signal.SIGINT, before)
    assert [decision.variant for decision in decided] in ([], ["off"])
