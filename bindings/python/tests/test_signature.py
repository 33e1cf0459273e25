"""Signatures: the cases of every language, and what a store, a file and a watcher make of them."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import burgee
import pytest
from told import SHORT, Told

FOLDER = Path(__file__).parents[3] / "spec/signatures"
SHARED = json.loads((FOLDER / "cases.json").read_text())
KEY = (FOLDER / "published.pem").read_text()
LINE = KEY.splitlines()[1]


def text(name: str) -> bytes:
    return (FOLDER / name).read_bytes()


def code(refused: pytest.ExceptionInfo[burgee.LoadError]) -> str:
    [found] = refused.value.diagnostics
    return found.code


def required(case: dict[str, Any]) -> dict[str, Any]:
    """What a case requires, as arguments; what it does not say is left to the default."""
    said: dict[str, Any] = {}
    if "keys" in case:
        said["public_keys"] = ((FOLDER / name).read_text() for name in case["keys"])
    if "require_serial" in case:
        said["require_serial"] = case["require_serial"]
    return said


def given(case: dict[str, Any]) -> dict[str, Any]:
    """The texts beside the base, as arguments."""
    said: dict[str, Any] = {"name": case["base"], "overlays": [(name, text(name)) for name in case.get("overlays", ())]}
    if "signatures" in case:
        said["signatures"] = {name: text(signature) for name, signature in case["signatures"].items()}
    return said


def parsed(case: dict[str, Any]) -> burgee.Flags:
    return burgee.Flags.parse(text(case["base"]), **required(case), **given(case))


def stored(case: dict[str, Any]) -> burgee.Flags:
    store = burgee.Store(**required(case))
    store.load(text(case["base"]), **given(case))
    return store.snapshot()


def constructed(case: dict[str, Any]) -> burgee.Flags:
    store = burgee.Store(**required(case), **given(case))
    store.load(text(case["base"]))
    return store.snapshot()


@pytest.mark.parametrize("load", [parsed, stored, constructed])
@pytest.mark.parametrize("case", SHARED["cases"], ids=lambda case: case["name"])
def test_the_cases_of_every_language_hold(case: dict[str, Any], load: Any) -> None:
    if "loads" in case:
        assert load(case).serial == case["loads"]["serial"]
        return
    with pytest.raises(burgee.LoadError) as refused:
        load(case)
    [found] = refused.value.diagnostics
    assert {member: getattr(found, member) for member in case["refused"]} == case["refused"]


@pytest.mark.parametrize("key", SHARED["no_keys"])
def test_what_is_no_key_is_refused_at_once(key: str) -> None:
    with pytest.raises(ValueError, match="this is not the public key of Ed25519"):
        burgee.Store(public_keys=[LINE, key])
    with pytest.raises(ValueError, match="this is not the public key of Ed25519"):
        burgee.Flags.parse("{", public_keys=[key])


def test_arguments_of_another_type_are_refused() -> None:
    wrong: list[dict[str, Any]] = [
        {"public_keys": KEY},
        {"public_keys": 7},
        {"public_keys": [KEY.encode()]},
        {"require_serial": "7"},
        {"require_serial": 7.0},
        {"signatures": {"flags.json": 7}},
        {"signatures": {7: b""}},
    ]
    for arguments in wrong:
        with pytest.raises(TypeError):
            burgee.Store(**arguments)
        with pytest.raises(TypeError):
            burgee.Flags.parse(text("flags.json"), **arguments)
    with pytest.raises(OverflowError):
        burgee.Store(require_serial=-1)


def test_a_store_goes_on_with_what_was_signed() -> None:
    store, errors = burgee.Store(name="flags.json", public_keys=[LINE], require_serial=0), Told()
    with store.listen(on_error=errors):
        store.load(text("older.json"), signatures={"flags.json": text("older.json.sig")})
        store.load(text("flags.json"), signatures={"flags.json": text("flags.json.base64.sig").decode()})
        for body, signature, expected in [
            (text("flags.json") + b"\n", text("flags.json.sig"), "bad-signature"),
            (text("unnumbered.json"), text("unnumbered.json.sig"), "missing-field"),
            (text("older.json"), text("older.json.sig"), "stale-serial"),
        ]:
            with pytest.raises(burgee.LoadError) as refused:
                store.load(body, signatures={"flags.json": signature})
            assert code(refused) == expected and store.snapshot().serial == 7
        # What one load was given is not there for the next.
        with pytest.raises(burgee.LoadError) as refused:
            store.load(text("flags.json"))
        assert code(refused) == "missing-signature"
    assert len(errors.all) == 4
    assert store.restore() and store.snapshot().serial == 6


def test_overlays_of_a_store_are_signed_as_well() -> None:
    overlays, base = [("prod.json", text("prod.json"))], {"flags.json": text("flags.json.sig")}
    store = burgee.Store(name="flags.json", overlays=overlays, public_keys=[KEY])
    with pytest.raises(burgee.LoadError) as refused:
        store.load(text("flags.json"), signatures=base)
    assert code(refused) == "missing-signature"
    store = burgee.Store(name="flags.json", overlays=overlays, public_keys=[KEY], signatures={"prod.json": text("prod.json.sig")})
    store.load(text("flags.json"), signatures=base)
    assert not store.snapshot().is_on("dark-mode", {"key": "u"})


def test_the_signature_of_a_file_stands_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "flags.json"
    path.write_bytes(text("flags.json"))
    assert burgee.Flags.load(path).serial == 7
    with pytest.raises(burgee.LoadError) as refused:
        burgee.Flags.load(path, public_keys=[KEY])
    assert code(refused) == "missing-signature"
    beside = tmp_path / "flags.json.sig"
    beside.write_bytes(text("flags.json.sig"))
    assert burgee.Flags.load(path, name="called.json", public_keys=[KEY]).serial == 7
    overlays, signatures = [("prod.json", text("prod.json"))], {"prod.json": text("prod.json.sig")}
    assert not burgee.Flags.load(path, overlays=overlays, public_keys=[KEY], signatures=signatures).is_on("dark-mode", {})
    beside.write_bytes(text("older.json.sig"))
    with pytest.raises(burgee.LoadError) as refused:
        burgee.Flags.load(path, public_keys=[KEY])
    assert code(refused) == "bad-signature"
    beside.unlink()
    beside.mkdir()
    with pytest.raises(OSError):
        burgee.Flags.load(path, public_keys=[KEY])


def deliver(folder: Path, name: str, source: str, signature: str | None = None) -> None:
    """The signature first, so that a poll between finds a document that is not its own, which is waited for."""
    for target, origin in [(name + ".sig", signature or source + ".sig"), (name, source)]:
        shutil.copyfile(FOLDER / origin, folder / "new")
        os.replace(folder / "new", folder / target)


def test_a_watcher_reads_signatures_beside_the_files(tmp_path: Path) -> None:
    path, prod = tmp_path / "flags.json", tmp_path / "prod.json"
    deliver(tmp_path, "flags.json", "older.json")
    deliver(tmp_path, "prod.json", "prod.json")
    store, changes, errors = burgee.Store(public_keys=[KEY]), Told(), Told()
    with store.watch(path, overlays=[prod], interval=3600, on_change=changes, on_error=errors) as watcher:
        assert store.snapshot().serial == 6 and not store.snapshot().is_on("dark-mode", {})
        path.write_bytes(text("flags.json"))
        assert watcher.check() is None and watcher.error is None, "its signature may be under way"
        assert watcher.check() is None and isinstance(watcher.error, burgee.LoadError)
        assert watcher.error.diagnostics[0].code == "bad-signature" and store.snapshot().serial == 6
        deliver(tmp_path, "flags.json", "flags.json")
        assert watcher.check() is not None and watcher.error is None and store.snapshot().serial == 7
        (tmp_path / "prod.json.sig").unlink()
        watcher.check()
        watcher.check()
        assert isinstance(watcher.error, burgee.LoadError)
        [found] = watcher.error.diagnostics
        assert (found.code, found.source) == ("missing-signature", str(prod))
        assert len(changes.all) == 2 and len(errors.all) == 2


def test_a_watcher_that_finds_no_signature_raises_and_serves_nothing(tmp_path: Path) -> None:
    path, store = tmp_path / "flags.json", burgee.Store(public_keys=[KEY])
    path.write_bytes(text("flags.json"))
    with pytest.raises(burgee.LoadError) as refused:
        store.watch(path)
    assert code(refused) == "missing-signature" and not store.is_loaded
    with burgee.Store().watch(path, interval=3600) as watcher:
        assert watcher.error is None, "nobody asked for one"


def test_a_thread_loads_what_is_signed(tmp_path: Path) -> None:
    deliver(tmp_path, "flags.json", "older.json")
    store, changes = burgee.Store(public_keys=[KEY], require_serial=6), Told()
    with store.watch(tmp_path / "flags.json", interval=SHORT, on_change=changes):
        deliver(tmp_path, "flags.json", "flags.json")
        changes.wait(2)
        assert store.snapshot().serial == 7
