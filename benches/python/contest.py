"""Starts a contestant for each engine and times them in turn: a round of one, a round of the next, through all workloads, then again, so
that a busy minute of the machine falls on all of them."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from dataclasses import dataclass, field
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
    """An engine in the table. Without `about` it is not installed."""

    name: str
    about: dict[str, Any] = field(default_factory=dict)
    #: Nanoseconds of one answer, by the index of a workload.
    times: dict[int, float] = field(default_factory=dict)


@dataclass
class Turn:
    """A workload of an engine, and the rounds so far."""

    row: Row
    process: Process
    workload: int
    seen: list[float] = field(default_factory=list)


def enter(name: str, now: int) -> tuple[Row, Process | None]:
    process = Process(name, now)
    kind, answer = process.answer()
    if kind == "absent":
        return Row(name), None
    if kind == "error":
        raise Failed(f"{name}: no module {answer}")
    about = process.ask("check")
    process.ask("open")
    return Row(about["name"], about), process


@dataclass(frozen=True)
class Terms:
    rounds: int
    round_ns: int
    #: What counts of the rounds.
    choose: Callable[[list[float]], float]


def contest(names: list[str], terms: Terms, now: int, tell: Callable[[str], None]) -> list[Row]:
    """Checks every engine, then times those that are installed."""
    rows, present = [], []
    for name in names:
        row, process = enter(name, now)
        rows.append(row)
        if process:
            present.append((row, process))
        tell(f"checked {name}" if process else f"{name} is not installed")
    # Why: loads come after all else, because some engines leave threads and garbage behind.
    loads = {index for index, workload in enumerate(WORKLOADS) if workload.name == "load"}
    for what, workloads in (("questions", set(range(len(WORKLOADS))) - loads), ("loads", loads)):
        asked = [Turn(row, process, workload) for workload in sorted(workloads) for row, process in present]
        time([turn for turn in asked if turn.process.ask("warm", turn.workload, terms.round_ns)], terms)
        tell(f"timed the {what}")
    for row, process in present:
        row.about |= process.close()
    return rows


def time(turns: list[Turn], terms: Terms) -> None:
    for _ in range(terms.rounds):
        for turn in turns:
            turn.seen.append(turn.process.ask("round", turn.workload))
    for turn in turns:
        turn.row.times[turn.workload] = terms.choose(turn.seen)
