"""Forks under load: fifty children of a process whose threads ask, load, prepare and watch. Each answers right, and ends."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path

import burgee
import pytest
from told import SHORT, SOON, replace

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
    """What a child does: asks what it was born with, and a document of its own. It is ended where it hangs."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(int(SOON) * 3)
    if not is_right(store.snapshot()):
        return 2
    store.load(document(-1))
    return 0 if is_right(store.snapshot()) and is_right(burgee.Flags.parse(document(-2))) else 3


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")
def test_fifty_children_of_a_busy_process_answer_right(tmp_path: Path) -> None:
    path, store, done, wrong = tmp_path / "flags.json", burgee.Store(), threading.Event(), []
    path.write_text(document(0))

    def ask() -> None:
        while not done.is_set():
            if not is_right(store.snapshot()):
                wrong.append("a thread of the parent")

    def load() -> None:
        revision = 0
        while not done.is_set():
            revision += 1
            store.load(document(revision))
            store.restore()

    with store.watch(path, interval=SHORT):
        threads = [threading.Thread(target=work) for work in (ask, ask, load)]
        for thread in threads:
            thread.start()
        try:
            for number in range(FORKS):
                replace(path, document(-number))
                pid = os.fork()
                if pid == 0:
                    code = 4
                    try:
                        code = child(store)
                    finally:
                        os._exit(code)
                ended = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
                assert ended == 0, f"child {number} ended with {ended}"
        finally:
            done.set()
            for thread in threads:
                thread.join(SOON)
    assert not wrong and not any(thread.is_alive() for thread in threads)
    assert is_right(store.snapshot())
