"""Starts a contestant for each engine and times them in turn: a round of one, a round of the next, through all workloads, then again, so
that a busy minute of the machine falls on all of them."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from contestant import serve
from measure import WORKLOADS

LEAVE_SECONDS = 5


class Failed(Exception):
    """A contestant could not do what it was asked."""


class Process:
    def __init__(self, name: str, now: int) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.name = name
        self.process = context.Process(target=serve, args=(theirs, name, now), daemon=True)
        self.process.start()
        theirs.close()

    def answer(self) -> tuple[str, Any]:
        try:
            return self.pipe.recv()
        except EOFError:
            self.process.join()
            raise Failed(f"{self.name} ended with {self.process.exitcode}") from None

    def ask(self, *what: Any) -> Any:
        self.pipe.send(what)
        kind, answer = self.answer()
        if kind == "error":
            raise Failed(answer)
        return answer

    def close(self) -> dict[str, Any]:
        """Ends the process; answers with what it left undone."""
        about = self.ask("close")
        self.process.join(LEAVE_SECONDS)
        if self.process.is_alive():
            about["left"] = about["left"] or ["something"]
            self.process.kill()
        return about


@dataclass
class Row:
    """An engine in the table. `medians` are in nanoseconds, by the index of a workload; without `process` the engine is not installed."""

    name: str
    about: dict[str, Any] = field(default_factory=dict)
    process: Process | None = None
    medians: dict[int, float] = field(default_factory=dict)


def enter(name: str, now: int) -> Row:
    process = Process(name, now)
    kind, answer = process.answer()
    if kind == "absent":
        return Row(name)
    if kind == "error":
        raise Failed(f"{name}: no module {answer}")
    about = process.ask("check")
    process.ask("open")
    return Row(about["name"], about, process)


def contest(names: list[str], rounds: int, round_ns: int, now: int, tell: Callable[[str], None]) -> list[Row]:
    """Checks every engine, then times those that are installed."""
    rows = []
    for name in names:
        rows.append(enter(name, now))
        tell(f"checked {name}" if rows[-1].process else f"{name} is not installed")
    present = [row for row in rows if row.process]
    # Why: loads come after all else, because some engines leave threads and garbage behind.
    for index, workload in enumerate(WORKLOADS):
        time(present, index, rounds, round_ns)
        tell(f"timed {workload.name}")
    for row in present:
        row.about |= row.process.close()
    return rows


def time(rows: list[Row], index: int, rounds: int, round_ns: int) -> None:
    turns = [(row, []) for row in rows if row.process.ask("warm", index, round_ns)]
    for _ in range(rounds):
        for row, seen in turns:
            seen.append(row.process.ask("round", index))
    for row, seen in turns:
        row.medians[index] = median(seen)
