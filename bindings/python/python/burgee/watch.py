"""Loading a file now and whenever it changes.

The polling is all here: every ``interval`` seconds the file's time and size are looked at, and where they differ its bytes are; where
those differ the store loads them. A document that is refused, or a file that cannot be read, changes nothing: what is served keeps
serving, and ``on_error`` is told.
"""

from __future__ import annotations

import os
import threading
import weakref
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from burgee.errors import LoadError

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from burgee._burgee import Changes, Store

__all__ = ["Watcher"]


class Watcher:
    """Watches a file for a store until it is closed. ``with store.watch(path):`` closes it at the end of the block.

    The file is loaded before the constructor returns. If that fails, ``OSError`` or ``LoadError`` is raised, unless the store serves a document
    already (or ``on_error`` is given): then that one keeps serving, and the watcher waits for a better file.
    """

    def __init__(
        self,
        store: Store,
        path: str | os.PathLike[str],
        *,
        interval: float = 1.0,
        on_change: Callable[[Changes], object] | None = None,
        on_error: Callable[[Exception], object] | None = None,
    ) -> None:
        if not interval > 0:
            raise ValueError("interval is a positive number of seconds")
        self.path = Path(path)
        self.interval = interval
        self._store = store
        self._on_change = on_change
        self._on_error = on_error
        self._seen: tuple[int, int, int] | None = None
        self._digest: bytes | None = None
        # Why the text with that digest was refused.
        self._refused: LoadError | None = None
        self._error: Exception | None = None
        # Held while a document is loaded, and while the process forks: a child never starts with a load half done.
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._first()
        self._thread = self._start()
        _watchers.add(self)

    @property
    def error(self) -> Exception | None:
        """Why the file as it is now is not served; None where it is."""
        return self._error

    def check(self) -> Changes | None:
        """Looks at the file now. What changed, or None where nothing was loaded."""
        with self._lock:
            changes, error = self._look()
        if error is not None and self._on_error is not None:
            self._on_error(error)
        if changes is not None and self._on_change is not None:
            self._on_change(changes)
        return changes

    def close(self) -> None:
        """Stops watching. The store keeps serving."""
        _watchers.discard(self)
        self._closed.set()
        if self._thread is not threading.current_thread():
            self._thread.join()

    def __enter__(self) -> Watcher:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def __repr__(self) -> str:
        state = "closed" if self._closed.is_set() else f"every {self.interval:g} s"
        return f"Watcher({str(self.path)!r}, {state})"

    def _first(self) -> None:
        served = len(self._store.snapshot()) > 0
        self.check()
        if self._error is not None and self._on_error is None and not served:
            raise self._error

    def _look(self) -> tuple[Changes | None, Exception | None]:
        """What was loaded, and what is newly wrong."""
        changes, error = None, self._error
        try:
            status = os.stat(self.path)
            seen = (status.st_mtime_ns, status.st_size, status.st_ino)
            if seen != self._seen:
                changes, error = self._read(), self._refused
                # As it was before it was read: a file that is written meanwhile is looked at again.
                self._seen = seen
        except Exception as unreadable:
            self._seen, error = None, unreadable
        before, self._error = self._error, error
        return changes, None if (type(error), str(error)) == (type(before), str(before)) else error

    def _read(self) -> Changes | None:
        """Loads the file's text, if it is another than the last."""
        text = self.path.read_bytes()
        digest = blake2b(text, digest_size=16).digest()
        if digest == self._digest:
            return None
        try:
            changes = self._store.load(text, name=str(self.path))
        except LoadError as refused:
            self._digest, self._refused = digest, refused
            return None
        self._digest, self._refused = digest, None
        return changes

    def _start(self) -> threading.Thread:
        thread = threading.Thread(target=_poll, args=(weakref.ref(self), self._closed, self.interval), name="burgee-watch", daemon=True)
        thread.start()
        return thread

    @staticmethod
    def mind_forks() -> None:
        """Has children watch on. Called once, when the module is imported."""
        held: list[Watcher] = []

        def before() -> None:
            # In one order, so that two threads that fork do not wait for each other.
            watchers = sorted(_watchers, key=id)
            for watcher in watchers:
                watcher._lock.acquire()
            held.extend(watchers)

        def in_parent() -> None:
            while held:
                held.pop()._lock.release()

        def in_child() -> None:
            held.clear()
            for watcher in list(_watchers):
                watcher._lock = threading.Lock()
                watcher._closed = threading.Event()
                watcher._thread = watcher._start()

        os.register_at_fork(before=before, after_in_parent=in_parent, after_in_child=in_child)


def _poll(reference: weakref.ref[Watcher], closed: threading.Event, interval: float) -> None:
    """Looks again and again, until the watcher is closed or nobody has it any more."""
    while not closed.wait(interval):
        watcher = reference()
        if watcher is None:
            return
        try:
            watcher.check()
        except Exception as error:  # A callback's: told the way threads tell theirs, and the watching goes on.
            threading.excepthook(threading.ExceptHookArgs((type(error), error, error.__traceback__, threading.current_thread())))
        del watcher


_watchers: weakref.WeakSet[Watcher] = weakref.WeakSet()
_held: list[Watcher] = []

if hasattr(os, "register_at_fork"):
    Watcher.mind_forks()
