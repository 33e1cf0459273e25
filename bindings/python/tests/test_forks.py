"""Forks under load: children of a process whose threads ask, load, prepare and watch. Each answers right, and ends."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import burgee
import pytest
from told import SHORT, SOON, replace

pytestmark = [
    pytest.mark.filterwarnings("ignore:This process:DeprecationWarning"),
    pytest.mark.skipif(not hasattr(os, "fork"), reason="forks"),
]

FORKS = 50
UNITS = [f"user-{number}" for number in range(300)]
# Every revision answers alike, so that right answers are known whichever is being served.
HALF = [burgee.bucket("rollout", "half", unit) < 50_000 for unit in UNITS]
IN_NZ = [number % 3 == 0 for number in range(len(UNITS))]


def document(revision: int) -> str:
    return """{ "burgee": "1", "revision": "%d", "segments": { "nz": { "if": { "attribute": "country", "eq": "NZ" } } },
        "flags": { "half": { "serve": { "percent": 50 } }, "mail": { "if": { "attribute": "mail", "matches": "^[a-z0-9-]+@nz[.]" }, "serve": "on" },
            "here": { "if": { "segment": "nz" }, "serve": "on" } } }""" % revision


def user(number: int) -> dict[str, object]:
    here = IN_NZ[number]
    return {"key": UNITS[number], "country": "NZ" if here else "US", "mail": f"u-{number}@{'nz' if here else 'us'}.example"}


def is_right(flags: burgee.Flags) -> bool:
    """Every flag for every unit: a dict in place, a context, a handle, all at once."""
    half = flags.flag("half")
    for number in range(len(UNITS)):
        attributes = user(number)
        context = burgee.Context(attributes)
        expected = {"half": HALF[number], "here": IN_NZ[number], "mail": IN_NZ[number]}
        if flags.values(attributes) != expected or flags.values(context) != expected:
            return False
        if half is None or half.is_on(context) != HALF[number] or flags.is_on("mail", attributes) != IN_NZ[number]:
            return False
    return True


def child(store: burgee.Store) -> int:
    """What a child does: asks what it was born with, and a document of its own."""
    if not is_right(store.snapshot()):
        return 2
    store.load(document(-1))
    return 0 if is_right(store.snapshot()) and is_right(burgee.Flags.parse(document(-2))) else 3


def forked(work: Callable[[], int]) -> int:
    """How a child ended that did this work."""
    pid = os.fork()
    if pid == 0:
        code = 4
        try:
            # It is ended where it hangs.
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.alarm(int(SOON) * 3)
            code = work()
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


@contextmanager
def busy(*works: Callable[[], None]) -> Iterator[None]:
    """Threads that do these again and again."""
    done = threading.Event()

    def again(work: Callable[[], None]) -> None:
        while not done.is_set():
            work()

    threads = [threading.Thread(target=again, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        done.set()
        for thread in threads:
            thread.join(SOON)
    assert not any(thread.is_alive() for thread in threads)


def test_fifty_children_of_a_busy_process_answer_right(tmp_path: Path) -> None:
    path, store, revisions, wrong = tmp_path / "flags.json", burgee.Store(), count(1), []
    path.write_text(document(0))

    def ask() -> None:
        if not is_right(store.snapshot()):
            wrong.append("a thread of the parent")

    def load() -> None:
        store.load(document(next(revisions)))
        store.restore()

    with store.watch(path, interval=SHORT), busy(ask, ask, load):
        for number in range(FORKS):
            replace(path, document(-number))
            ended = forked(lambda: child(store))
            assert ended == 0, f"child {number} ended with {ended}"
    assert not wrong
    assert is_right(store.snapshot())


def test_children_ask_what_their_parent_was_asking_for_the_first_time() -> None:
    fresh = [burgee.Flags.parse(document(0))]

    def ask() -> None:
        assert fresh[0].values({"key": "user"}) and fresh[0].evaluate("here", {"key": "user"}).reason

    def renew() -> None:
        fresh[0] = burgee.Flags.parse(document(0))
        ask()

    def child() -> int:
        ask()
        return 0

    with busy(renew, ask):
        for number in range(FORKS * 4):
            ended = forked(child)
            assert ended == 0, f"child {number} ended with {ended}"
