"""Times one workload of one engine: a loop over the users in rotation, which does nothing of its own.

The collector of garbage is off while a loop runs, and runs between loops.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import cycle, islice
from time import perf_counter_ns
from typing import Any

from engine import Engine, Names

WARM_NS = 200_000_000

#: A loop over some subjects, which answers with its nanoseconds.
Loop = Callable[[Iterator[Any]], int]


@dataclass(frozen=True)
class Workload:
    name: str
    about: str
    #: Whether 1,000 flags are loaded, and not one.
    many: bool = False
    #: Whether every user has to be asked as often as any other: what an answer takes depends on the user.
    evenly: bool = False


#: The workloads, in the order of the table.
WORKLOADS = (
    Workload("dict", "S3, yes or no, from the application's dict", evenly=True),
    Workload("prepared", "the same with a context in the form that the engine wants, made before", evenly=True),
    Workload("handle", "the same by a handle of the flag, found before", evenly=True),
    Workload("detail", "S3 from the application's dict, with the reason", evenly=True),
    Workload("all", "the values of 1,000 flags for one user, from the dict", many=True),
    Workload("all, detail", "the same with the reasons", many=True),
    Workload("load", "1,000 flags from text to the first answer", many=True),
)


def bind(engine: Engine, names: Names, key: str, text: str) -> Callable[..., Any]:
    """The function `made` of a text, whose free variables are the names of an engine: they are as fast as local ones."""
    scope = {**names, "key": key}
    if engine.handle:
        scope["h"] = eval(engine.handle, {}, scope)
    found: Names = {"clock": perf_counter_ns}
    lines = "".join(f"    {line}\n" for line in text.splitlines())
    exec(f"def bind({', '.join(scope)}):\n{lines}    return made", found)
    return found["bind"](**scope)


def subject(workload: Workload) -> str:
    return "c" if workload.name == "prepared" else "u"


def asking(engine: Engine, names: Names, key: str, workload: Workload) -> Loop:
    text = f"""\
def made(subjects):
    start = clock()
    for {subject(workload)} in subjects:
        {engine.calls[workload.name].ask}
    return clock() - start"""
    return bind(engine, names, key, text)


def answering(engine: Engine, names: Names, key: str, workload: Workload) -> Callable[[Any, list[str]], list[Any]]:
    """The call that is timed, whose answer is read: a function of a subject and of the flags to read."""
    call = engine.calls[workload.name]
    text = f"def made({subject(workload)}, flags_read):\n    answer = {call.ask}\n    return [{call.read} for key in flags_read]"
    return bind(engine, names, key, text)


def loading(engine: Engine, text: str, key: str) -> Loop:
    """Loads and closes. Only loading is timed, with the first answer: some engines put work off until then."""
    first = compile(engine.calls["dict"].ask, "first", "eval")

    def loop(subjects: Iterator[Any]) -> int:
        spent = 0
        for u in subjects:
            start = perf_counter_ns()
            names = engine.open(text)
            eval(first, {**names, "key": key, "u": u})
            spent += perf_counter_ns() - start
            engine.close(names)
        return spent

    return loop


class Timed:
    """A loop with its subjects, who go on from round to round where they were."""

    def __init__(self, loop: Loop, subjects: list[Any], evenly: bool) -> None:
        self.loop = loop
        self.subjects = cycle(subjects)
        self.step = len(subjects) if evenly else 1
        self.count = self.step

    def run(self, count: int) -> int:
        gc.collect()
        gc.disable()
        try:
            return self.loop(islice(self.subjects, count))
        finally:
            gc.enable()

    def warm(self, round_ns: int) -> None:
        """Runs until it is warm, and finds how often to ask in a round."""
        count, spent = self.step, 0
        while True:
            ns = self.run(count)
            spent += ns
            if spent >= WARM_NS:
                break
            if ns < round_ns:
                count *= 2
        rounds = round_ns * count / max(ns, 1) / self.step
        self.count = self.step * max(1, round(rounds))

    def round(self) -> float:
        """Nanoseconds of one answer, in one round."""
        return self.run(self.count) / self.count
