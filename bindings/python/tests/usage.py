"""The package as typed programs use it: read by type checkers, and run."""

from __future__ import annotations

import sys
from typing import Any, TypedDict

if sys.version_info >= (3, 11):
    from typing import assert_type
else:
    from typing_extensions import assert_type

import burgee

DOCUMENT = '{ "burgee": "1", "flags": { "dark-mode": { "sticky": true, "serve": "on" } } }'


class User(TypedDict):
    key: str
    country: str


def test_usage() -> None:
    flags = burgee.Flags.parse(DOCUMENT, overlays=[("prod.json", b'{ "burgee": "1", "overlay": "prod" }')])
    user: User = {"key": "user-42", "country": "US"}
    context = burgee.Context(user, assigned={"dark-mode": ("on", "dark-mode")}, bucket={"rollout": 7})

    assert_type(flags.is_on("dark-mode", user), bool)
    assert_type(flags.boolean("dark-mode", context, False), bool)
    assert_type(flags.string("theme", user, "light"), str)
    assert_type(flags.string("theme", user, None), str | None)
    assert_type(flags.number("limit", {}, 10), int | float)
    assert_type(flags.values(user), dict[str, Any])
    assert_type(flags.evaluate_all(context), dict[str, burgee.Decision])
    assert_type(flags.quarantined, dict[str, str])

    decision = flags.evaluate("dark-mode", user, now=0, expecting="boolean")
    assert_type(decision.variant, str | None)
    if decision.reason == "ERROR":
        assert decision.error_code != "GENERAL"
    kept = decision.store
    if kept is not None:
        burgee.Context(user, assigned={"dark-mode": kept})

    flag = flags.flag("dark-mode")
    assert flag is not None
    assert_type(flag.evaluate(context).to_json(), str)
    assert_type(flags.explain("dark-mode", user).steps, list[dict[str, Any]])

    try:
        burgee.Flags.parse("{")
    except burgee.LoadError as error:
        assert_type(error.diagnostics, tuple[burgee.Diagnostic, ...])

    store = burgee.Store(public_keys=None, require_serial=None, signatures=None)
    assert_type(store.load(DOCUMENT).added, tuple[str, ...])
    assert_type(store.snapshot(), burgee.Flags)
