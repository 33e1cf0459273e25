"""Hostile contexts. `python hostile.py NAME` asks about one in every way, in a process of its own, and prints what came of it as JSON.

A row says what makes the context, which flag is asked, and what is expected: variant, reason, cause, and for conditions on `x` that
stay unknown, why.
"""

from __future__ import annotations

import json
import sys
from typing import Any, NamedTuple

import burgee

DOCUMENT = """
{ "burgee": "1", "flags": {
  "x": {
    "variants": { "text": 1, "other text": 2, "late": 3, "true": 4, "false": 5, "seven": 6, "number": 7, "has a": 8, "list": 9, "unusable": 10,
                  "missing": 11, "off": 12 },
    "rules": [
      { "id": "text", "if": { "attribute": "x", "eq": "a" }, "serve": "text" },
      { "id": "late", "if": { "attribute": "x", "after": "2020-01-01T00:00:00Z" }, "serve": "late" },
      { "id": "other text", "if": { "not": { "attribute": "x", "eq": "a" } }, "serve": "other text" },
      { "id": "true", "if": { "attribute": "x", "eq": true }, "serve": "true" },
      { "id": "false", "if": { "attribute": "x", "eq": false }, "serve": "false" },
      { "id": "seven", "if": { "attribute": "x", "eq": 7 }, "serve": "seven" },
      { "id": "number", "if": { "not": { "attribute": "x", "eq": 7 } }, "serve": "number" },
      { "id": "has a", "if": { "attribute": "x", "has_any": ["a"] }, "serve": "has a" },
      { "id": "list", "if": { "not": { "attribute": "x", "has_any": ["a"] } }, "serve": "list" },
      { "id": "unusable", "if": { "attribute": "x", "exists": true }, "serve": "unusable" }
    ],
    "serve": "missing" },
  "inside": {
    "variants": { "found": 1, "there": 2, "missing": 3, "off": 4 },
    "rules": [
      { "id": "found", "if": { "attribute": "/x/y/0", "eq": "a" }, "serve": "found" },
      { "id": "there", "if": { "attribute": "/x/y/0", "exists": true }, "serve": "there" }
    ],
    "serve": "missing" },
  "unit": { "serve": { "percent": 99.999 } }
} }
"""


class Expected(NamedTuple):
    """What a decision says, and why the first condition is unknown."""

    variant: str | None
    reason: str
    cause: str | None
    unknown: str | None = None


def rule(variant: str, unknown: str | None = None) -> Expected:
    return Expected(variant, "TARGETING_MATCH", "rule", unknown)


def unusable(why: str) -> Expected:
    return rule("unusable", why)


TEXT = rule("text")
OTHER = rule("other text")
LATE = rule("late", "wrong-type")
NUMBER = rule("number", "wrong-type")
LIST = rule("list", "wrong-type")
HAS_A = rule("has a", "wrong-type")
OPAQUE = unusable("wrong-type")
MISSING = Expected("missing", "DEFAULT", "serve", "missing")
NULL = Expected("missing", "DEFAULT", "serve", "null")
FOUND = rule("found")
THERE = rule("there", "wrong-type")
NO_CONTEXT = Expected(None, "ERROR", "invalid-context")
NO_UNIT = Expected("off", "DEFAULT", "unit-missing")
UNIT = Expected("on", "SPLIT", "percent")


def ask(flag: str, context: Any) -> dict[str, Any]:
    """Every question about a context. That it raises nothing is what the process ends well for."""
    flags = burgee.Flags.parse(DOCUMENT)
    handle = flags.flag(flag)
    assert handle is not None
    decision = flags.evaluate(flag, context)
    values = flags.values(context)
    trace = flags.explain(flag, context)
    steps = [step for step in trace.steps if step["step"] == "rule"]
    assert handle.evaluate(context) == decision == trace.decision
    assert flags.evaluate_all(context)[flag] == decision
    assert values.get(flag) == decision.value
    assert flags.is_on(flag, context) == handle.is_on(context) == decision.is_on
    assert flags.number(flag, context, -1) == handle.number(context, -1) == (-1 if flag == "unit" else decision.value or -1)
    assert flags.string(flag, context, "default") == "default"
    assert str(trace) and repr(decision)
    condition = steps[0]["condition"] if steps else {}
    return {
        "decision": [decision.variant, decision.reason, decision.cause, condition.get("cause")],
        "error": decision.error_code,
        "built": built(flag, context),
    }


def built(flag: str, context: Any) -> list[Any] | None:
    """The same, of a context that is built first; None where it cannot be."""
    try:
        context = burgee.Context(context)
    except BaseException:
        return None
    flags = burgee.Flags.parse(DOCUMENT)
    decision = flags.evaluate(flag, context)
    return [decision.variant, decision.reason, decision.cause]


def main() -> None:
    from hostile_rows import ROWS

    row = ROWS[sys.argv[1]]
    print(json.dumps(ask(row.flag, row.make())))


if __name__ == "__main__":
    main()
