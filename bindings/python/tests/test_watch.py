"""Watching files: the poller is the Rust crate's, so what is tested here is the way to it, threads and forks."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import threading
import time
import weakref
from pathlib import Path

import burgee
import pytest
from told import SHORT, SOON, Told, document, replace, threads, until


def test_a_watcher_loads_what_changes(tmp_path: Path) -> None:
    path, store, changes, errors = tmp_path / "flags.json", burgee.Store(), Told(), Told()
    path.write_text(document("a"))
    with store.watch(path, interval=SHORT, on_change=changes, on_error=errors) as watcher:
        assert store.snapshot().keys() == ["a"] and watcher.error is None
        assert (watcher.path, watcher.interval) == (path, SHORT)
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
    assert [type(error) for error in errors.all] == [burgee.LoadError, FileNotFoundError]
    replace(path, document("d"))
    assert store.snapshot().keys() == ["c"]


def test_a_file_that_is_half_written_is_waited_for(tmp_path: Path) -> None:
    path, store, changes, errors = tmp_path / "flags.json", burgee.Store(), Told(), Told()
    path.write_text(document("a"))
    with store.watch(path, interval=3600, on_change=changes, on_error=errors) as watcher:
        whole = document("a", "b")
        for length in (0, 20, len(whole) - 2):
            path.write_text(whole[:length])
            assert watcher.check() is None
        assert watcher.error is None and store.snapshot().keys() == ["a"]
        path.write_text(whole)
        told = watcher.check()
        assert told is not None and told.added == ("b",)
        path.write_text("{")
        assert watcher.check() is None and watcher.error is None
        assert watcher.check() is None and isinstance(watcher.error, burgee.LoadError)
        assert watcher.check() is None
        assert len(errors.all) == 1 and len(changes.all) == 2


def test_bytes_count_where_the_time_and_the_length_are_the_same(tmp_path: Path) -> None:
    path, store = tmp_path / "flags.json", burgee.Store()
    path.write_text(document("a"))
    with store.watch(path, interval=3600) as watcher:
        stamp = path.stat().st_mtime_ns
        path.write_text(document("b"))
        os.utime(path, ns=(stamp, stamp))
        assert watcher.check() is not None and store.snapshot().keys() == ["b"]


def test_overlays_are_watched_too(tmp_path: Path) -> None:
    path, overlay, store = tmp_path / "flags.json", tmp_path / "prod.json", burgee.Store()
    path.write_text(document("a"))
    enabled = '{ "burgee": "1", "overlay": "prod", "flags": { "a": { "enabled": %s } } }'
    overlay.write_text(enabled % "false")
    with store.watch(path, overlays=[str(overlay)], interval=3600) as watcher:
        assert not store.snapshot().is_on("a", {})
        overlay.write_text(enabled % "true")
        changes = watcher.check()
        assert changes is not None and changes.changed == ("a",)
        assert store.snapshot().is_on("a", {})
        overlay.unlink()
        watcher.check()
        watcher.check()
        assert isinstance(watcher.error, FileNotFoundError) and "prod.json" in str(watcher.error)


def test_a_watcher_loads_as_its_store_does(tmp_path: Path) -> None:
    path = tmp_path / "flags.json"
    path.write_text('{ "burgee": "1", "flags": { "a": { "sreve": "on" } } }')
    with pytest.raises(burgee.LoadError):
        burgee.Store(strict=True).watch(path)
    overlay = '{ "burgee": "1", "overlay": "x", "flags": { "a": { "sreve": null, "serve": "on" } } }'
    store = burgee.Store(strict=True, overlays=[("x.json", overlay)])
    with store.watch(path):
        assert store.snapshot().is_on("a", {})


def test_a_file_that_comes_back_as_it_was_changes_nothing(tmp_path: Path) -> None:
    path, store, changes, errors = tmp_path / "flags.json", burgee.Store(), Told(), Told()
    path.write_text(document("a"))
    with store.watch(path, interval=3600, on_change=changes, on_error=errors) as watcher:
        path.unlink()
        assert watcher.check() is None and watcher.error is None
        assert watcher.check() is None and isinstance(watcher.error, FileNotFoundError)
        path.write_text(document("a"))
        back = watcher.check()
        assert back is not None and not back and watcher.error is None
        assert len(changes.all) == 2 and len(errors.all) == 1


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
    for wrong in (0, -1, float("nan"), float("inf"), 1e300):
        with pytest.raises(ValueError):
            burgee.Store().watch(path, interval=wrong)
    errors = Told()
    with burgee.Store().watch(path, on_error=errors):
        assert len(errors.all) == 1
    store = burgee.Store()
    store.load(document("a"))
    with store.watch(path):
        assert store.snapshot().keys() == ["a"]


def test_who_listens_to_the_store_is_told_of_files(tmp_path: Path) -> None:
    path, store, changes, errors = tmp_path / "flags.json", burgee.Store(), Told(), Told()
    path.write_text(document("a"))
    with store.listen(on_change=changes, on_error=errors), store.watch(path, interval=SHORT):
        assert len(changes.all) == 1
        path.unlink()
        errors.wait(1)
        path.write_text(document("b"))
        changes.wait(2)


def test_a_callback_that_raises_is_reported_and_does_not_end_the_watching(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, store, raised = tmp_path / "flags.json", burgee.Store(), Told()
    monkeypatch.setattr(sys, "unraisablehook", raised)
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
    assert store.snapshot().keys() == ["c"] and "boom" in repr(raised.all)


def test_a_callback_may_check_and_close(tmp_path: Path) -> None:
    path, store, closed = tmp_path / "flags.json", burgee.Store(), Told()
    path.write_text(document("a"))
    watchers: list[burgee.Watcher] = []

    def on_change(changes: burgee.Changes) -> None:
        if watchers:
            watchers[0].check()
            watchers[0].close()
            closed(changes)

    watchers.append(store.watch(path, interval=SHORT, on_change=on_change))
    replace(path, document("b"))
    closed.wait(1)
    replace(path, document("c"))
    until(lambda: threads() == 0)
    assert store.snapshot().keys() == ["b"]


def test_a_watcher_that_nobody_has_ends(tmp_path: Path) -> None:
    path, store = tmp_path / "flags.json", burgee.Store()
    path.write_text(document("a"))
    until(lambda: threads() == 0)
    watcher = store.watch(path, interval=SHORT)
    gone = weakref.ref(watcher)
    until(lambda: threads() == 1)
    del watcher
    gc.collect()
    assert gone() is None
    until(lambda: threads() == 0)


def test_a_poll_leaves_the_interpreter_to_others(tmp_path: Path) -> None:
    path, store = tmp_path / "flags.json", burgee.Store()
    path.write_text(document("a"))
    with store.watch(path, interval=3600) as watcher:
        path.write_text(document(*(f"flag-{number}" for number in range(90_000))))
        took: list[float] = []

        def check() -> None:
            start = time.perf_counter()
            watcher.check()
            took.append(time.perf_counter() - start)

        thread = threading.Thread(target=check)
        # Why before it starts: to start a thread is to wait for it to run.
        longest, last = 0.0, time.perf_counter()
        thread.start()
        while thread.is_alive():
            now = time.perf_counter()
            longest, last = max(longest, now - last), now
        longest = max(longest, time.perf_counter() - last)
        assert len(store.snapshot()) == 90_000
        assert longest < took[0] / 2, (longest, took)


def test_a_process_ends_while_it_watches(tmp_path: Path) -> None:
    path = tmp_path / "flags.json"
    path.write_text(document("a"))
    script = f"""
import burgee, sys, threading, time
store, second = burgee.Store(), threading.Event()
def on_change(changes):
    if threading.current_thread() is not threading.main_thread():
        second.set()
        time.sleep(float(sys.argv[1]))
watchers = [store.watch({str(path)!r}, interval=0.01, on_change=on_change) for _ in range(4)]
open({str(path)!r}, "w").write(sys.argv[2])
second.wait()
"""
    # The process ends while a callback runs, and just after.
    for number, pause in enumerate(("0.3", "0.01", "0")):
        arguments = [sys.executable, "-c", script, pause, document(f"b{number}")]
        ended = subprocess.run(arguments, capture_output=True, text=True, timeout=60, check=False)
        assert (ended.returncode, ended.stderr) == (0, "")


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")
def test_a_child_asks_loads_and_watches(tmp_path: Path) -> None:
    path, store = tmp_path / "flags.json", burgee.Store()
    path.write_text(document("a"))
    with store.watch(path, interval=SHORT) as watcher:
        for number in range(20):
            child = os.fork()
            if child == 0:
                until(lambda: threads() == 1)
                good = store.snapshot().keys()[0][0] == "a"
                watcher.close()  # or it would load what the parent writes meanwhile
                store.load(document("x"))
                os._exit(0 if good and store.snapshot().is_on("x", {"key": "u"}) else 1)
            replace(path, document(f"a{number}"))
            assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        assert threads() == 1


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")
def test_a_child_goes_on_where_its_parent_was(tmp_path: Path) -> None:
    path, store, changes = tmp_path / "flags.json", burgee.Store(), Told()
    path.write_text(document("a"))
    with store.watch(path, interval=SHORT, on_change=changes) as watcher:
        child = os.fork()
        if child == 0:
            try:
                replace(path, document("child"))
                changes.wait(2)
                watcher.close()
                good = store.snapshot().keys() == ["child"] and len(changes.all) == 2
            finally:
                os._exit(0 if good else 1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        changes.wait(2)
        assert store.snapshot().keys() == ["child"]


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")
def test_a_callback_may_fork(tmp_path: Path) -> None:
    path, store, ended = tmp_path / "flags.json", burgee.Store(), Told()
    path.write_text(document("a"))
    watchers: list[burgee.Watcher] = []

    def on_change(_: burgee.Changes) -> None:
        if watchers:
            child = os.fork()
            if child == 0:
                os._exit(0 if watchers[0].error is None else 1)
            ended(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))

    with store.watch(path, interval=SHORT, on_change=on_change) as watcher:
        watchers.append(watcher)
        replace(path, document("b"))
        ended.wait(1)
        replace(path, document("c"))
        ended.wait(2)
    assert ended.all == [0, 0]
