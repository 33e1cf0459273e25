"""The store, the watcher, threads and forks."""

from __future__ import annotations

import gc
import os
import threading
import weakref
from pathlib import Path

import burgee
import pytest

SOON = 20.0
SHORT = 0.01


def document(*flags: str, serial: int | None = None) -> str:
    head = '"burgee": "1"' + (f', "serial": {serial}' if serial is not None else "")
    return "{ %s, \"flags\": { %s } }" % (head, ", ".join(f'"{flag}": {{ "serve": "on" }}' for flag in flags))


def replace(path: Path, text: str) -> None:
    """As programs that care write a file: beside it, then in its place."""
    beside = path.with_suffix(".new")
    beside.write_text(text)
    os.replace(beside, path)


class Told:
    """Waits for what a watcher tells."""

    def __init__(self) -> None:
        self.all: list[object] = []
        self.condition = threading.Condition()

    def __call__(self, told: object) -> None:
        with self.condition:
            self.all.append(told)
            self.condition.notify_all()

    def wait(self, count: int) -> None:
        with self.condition:
            assert self.condition.wait_for(lambda: len(self.all) >= count, SOON), self.all


def test_a_store_serves_the_last_good_document() -> None:
    store = burgee.Store()
    assert len(store.snapshot()) == 0 and store.previous is None and not store.restore()
    assert store.load(document("a", serial=1)).added == ("a",)
    first = store.snapshot()
    assert store.snapshot() is first and store.age >= 0
    changes = store.load(document("b", serial=2))
    assert (changes.added, changes.removed, changes.changed) == (("b",), ("a",), ()) and changes
    assert repr(changes) == "Changes(added=['b'], removed=['a'], changed=[])"
    for refused in ("{", document("a", serial=1)):
        with pytest.raises(burgee.LoadError):
            store.load(refused)
    assert store.snapshot().keys() == ["b"] and first.keys() == ["a"]
    previous = store.previous
    assert previous is not None and previous.keys() == ["a"]
    assert store.restore() and store.snapshot().keys() == ["a"]
    assert repr(store).startswith("Store(Flags(revision=None, flags=1), age=0.")


def test_a_store_has_its_overlays() -> None:
    overlay = '{ "burgee": "1", "overlay": "prod", "flags": { "a": { "enabled": false } } }'
    store = burgee.Store(name="flags.json", overlays=[("prod.json", overlay)], strict=True)
    store.load(document("a"))
    assert not store.snapshot().is_on("a", {})
    store.load(document("a"), overlays=[])
    assert store.snapshot().is_on("a", {})


def test_a_watcher_loads_what_changes(tmp_path: Path) -> None:
    path, store, changes, errors = tmp_path / "flags.json", burgee.Store(), Told(), Told()
    path.write_text(document("a"))
    with store.watch(path, interval=SHORT, on_change=changes, on_error=errors) as watcher:
        assert store.snapshot().keys() == ["a"] and watcher.error is None
        assert repr(watcher) == f"Watcher({str(path)!r}, every 0.01 s)"
        replace(path, document("a", "b"))
        changes.wait(2)
        replace(path, "{")
        errors.wait(1)
        assert isinstance(watcher.error, burgee.LoadError) and store.snapshot().keys() == ["a", "b"]
        path.unlink()
        errors.wait(2)
        assert isinstance(watcher.error, FileNotFoundError) and store.snapshot().keys() == ["a", "b"]
        replace(path, document("c"))
        changes.wait(3)
        assert watcher.error is None and store.snapshot().keys() == ["c"]
    assert repr(watcher) == f"Watcher({str(path)!r}, closed)"
    assert len(errors.all) == 2


def test_a_file_that_comes_back_as_it_was_is_served_without_a_word(tmp_path: Path) -> None:
    path, store, changes = tmp_path / "flags.json", burgee.Store(), Told()
    path.write_text(document("a"))
    with store.watch(path, interval=3600, on_change=changes) as watcher:
        path.unlink()
        assert watcher.check() is None and isinstance(watcher.error, FileNotFoundError)
        path.write_text(document("a"))
        assert watcher.check() is None and watcher.error is None
        assert len(changes.all) == 1


def test_a_touched_file_is_not_loaded_again(tmp_path: Path) -> None:
    path, store = tmp_path / "flags.json", burgee.Store()
    path.write_text(document("a"))
    with store.watch(path, interval=3600) as watcher:
        before = store.snapshot()
        os.utime(path, (1, 1))
        assert watcher.check() is None and store.snapshot() is before


def test_a_first_file_must_be_good(tmp_path: Path) -> None:
    path = tmp_path / "flags.json"
    with pytest.raises(FileNotFoundError):
        burgee.Store().watch(path)
    path.write_text("{")
    with pytest.raises(burgee.LoadError):
        burgee.Store().watch(path)
    with pytest.raises(ValueError):
        burgee.Store().watch(path, interval=0)
    errors = Told()
    with burgee.Store().watch(path, on_error=errors):
        assert len(errors.all) == 1
    store = burgee.Store()
    store.load(document("a"))
    with store.watch(path):
        assert store.snapshot().keys() == ["a"]


def test_a_callback_that_raises_does_not_end_the_watching(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, store, raised = tmp_path / "flags.json", burgee.Store(), Told()
    monkeypatch.setattr(threading, "excepthook", raised)
    path.write_text(document("a"))
    calls = Told()

    def on_change(changes: burgee.Changes) -> None:
        calls(changes)
        if len(calls.all) == 2:
            raise RuntimeError("boom")

    with store.watch(path, interval=SHORT, on_change=on_change):
        replace(path, document("b"))
        raised.wait(1)
        replace(path, document("c"))
        calls.wait(3)
    assert store.snapshot().keys() == ["c"]


def test_a_watcher_that_nobody_has_ends(tmp_path: Path) -> None:
    path, store = tmp_path / "flags.json", burgee.Store()
    path.write_text(document("a"))
    watcher = store.watch(path, interval=SHORT)
    thread, gone = watcher._thread, weakref.ref(watcher)
    del watcher
    gc.collect()
    thread.join(SOON)
    assert gone() is None and not thread.is_alive()


def test_threads_ask_while_documents_change() -> None:
    store = burgee.Store()
    store.load(document("a"))
    done = threading.Event()
    wrong: list[object] = []

    def ask() -> None:
        while not done.is_set():
            flags = store.snapshot()
            keys = flags.keys()
            if not flags.is_on(keys[0], {"key": "u"}) or list(flags.values({"key": "u"})) != keys or len(flags.evaluate_all({})) != len(keys):
                wrong.append(flags)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(300):
        store.load(document("a", f"b{number}"))
        store.restore()
    done.set()
    for thread in threads:
        thread.join(SOON)
    assert not wrong


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")
def test_a_child_asks_loads_and_watches(tmp_path: Path) -> None:
    path, store = tmp_path / "flags.json", burgee.Store()
    path.write_text(document("a"))
    with store.watch(path, interval=SHORT) as watcher:
        for number in range(20):
            child = os.fork()
            if child == 0:
                good = store.snapshot().keys()[0][0] == "a" and watcher._thread.is_alive()
                store.load(document("x"))
                os._exit(0 if good and store.snapshot().is_on("x", {"key": "u"}) else 1)
            replace(path, document(f"a{number}"))
            assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
