"""The store, who listens to it, and threads."""

from __future__ import annotations

import gc
import sys
import threading
import weakref

import burgee
import pytest
from told import SOON, Told, document

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


def test_a_candidate_is_promoted_as_it_is_and_taken_back() -> None:
    store, told, errors = burgee.Store(), Told(), Told()
    store.load(document("a", serial=2))
    candidate = burgee.Flags.parse(document("b", serial=3))
    with store.listen(on_change=told, on_error=errors):
        assert store.snapshot().keys() == ["a"]
        changes = store.promote(candidate)
        assert (changes.added, changes.removed) == (("b",), ("a",)) and told.all == [changes]
        assert store.snapshot().keys() == ["b"] and store.previous is not None and store.previous.keys() == ["a"]
        with pytest.raises(burgee.LoadError) as stale:
            store.promote(burgee.Flags.parse(document("c", serial=2)))
        assert stale.value.diagnostics[0].code == "stale-serial" and len(errors.all) == 1
        assert store.restore() and store.snapshot().keys() == ["a"] and len(told.all) == 2
    with pytest.raises(TypeError):
        store.promote("{}")  # type: ignore[arg-type]


def test_a_store_has_its_overlays() -> None:
    overlay = '{ "burgee": "1", "overlay": "prod", "flags": { "a": { "enabled": false } } }'
    store = burgee.Store(name="flags.json", overlays=[("prod.json", overlay)], strict=True)
    store.load(document("a"))
    assert not store.snapshot().is_on("a", {})
    store.load(document("a"), overlays=[])
    assert store.snapshot().is_on("a", {})


def test_a_store_tells_who_listens() -> None:
    store, changes, errors = burgee.Store(), Told(), Told()
    assert not store.is_loaded
    with store.listen(on_change=changes, on_error=errors) as listener:
        loaded = store.load(document("a"))
        assert store.is_loaded and changes.all == [loaded]
        with pytest.raises(burgee.LoadError):
            store.load("{")
        assert len(errors.all) == 1 and isinstance(errors.all[0], burgee.LoadError)
        store.load(document("b"))
        assert store.restore()
        assert repr(changes.all[-1]) == "Changes(added=['a'], removed=['b'], changed=[])"
        assert len(changes.all) == 3
        listener.close()
        store.load(document("c"))
    assert len(changes.all) == 3 and len(errors.all) == 1


def test_a_listener_that_raises_is_reported_and_stops_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    store, changes, reported = burgee.Store(), Told(), Told()
    monkeypatch.setattr(sys, "unraisablehook", reported)

    def boom(_: burgee.Changes) -> None:
        raise RuntimeError("boom")

    with store.listen(on_change=boom), store.listen(on_change=changes):
        store.load(document("a"))
    assert len(changes.all) == 1 and "boom" in repr(reported.all)


def test_a_listener_may_close_itself_and_open_another() -> None:
    store, told = burgee.Store(), Told()
    listeners: list[burgee.Listener] = []

    def once(changes: burgee.Changes) -> None:
        listeners.pop().close()
        listeners.append(store.listen(on_change=told))

    listeners.append(store.listen(on_change=once))
    store.load(document("a"))
    store.load(document("b"))
    store.load(document("c"))
    assert len(told.all) == 2


def test_a_store_and_who_listens_to_it_go_together() -> None:
    class Owner:
        def __init__(self) -> None:
            self.store = burgee.Store()
            self.listener = self.store.listen(on_change=self.told, on_error=self.told)

        def told(self, _: object) -> None: ...

    gone = weakref.ref(Owner())
    gc.collect()
    assert gone() is None


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
