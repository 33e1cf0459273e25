"""What tests of stores share: documents, files, and waiting for what is told."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

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


def threads() -> int:
    """How many threads of watchers there are."""
    names = [path.joinpath("comm").read_text().strip() for path in Path("/proc/self/task").iterdir()]
    return names.count("burgee-watch")


def until(true: Callable[[], bool]) -> None:
    """Waits for what is true soon."""
    end = time.monotonic() + SOON
    while not true():
        assert time.monotonic() < end
        time.sleep(SHORT)
