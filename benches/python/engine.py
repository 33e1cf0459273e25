"""What a file of `engines/` says of its engine: `ENGINE`, one value of this type.

Calls are text, as in `timeit`: each is put into the loop that times it, so no wrapper of ours is timed with it. A call may use the names
that `open` gives, and `key` (a flag's), `u` (a user as the application has it, a dict), `c` (the same in the engine's own form, if
it has one) and `h` (a handle, if it has one).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from workload import Spec

Names = dict[str, Any]


@dataclass(frozen=True)
class Call:
    """A question, and how its answer is read. `read` may use `answer` and `key` beside the names of the call."""

    ask: str
    read: str = "answer"


@dataclass(frozen=True)
class Engine:
    name: str
    #: Names of distributions, whose versions are told.
    packages: tuple[str, ...]
    #: One line: which calls are timed.
    how: str
    #: The text that the engine loads, for some flags.
    document: Callable[[list[Spec]], str]
    #: Loads it. Answers with the names that calls may use.
    open: Callable[[str], Names]
    #: By the names of `measure.WORKLOADS`; what an engine does not have is left out.
    calls: dict[str, Call]
    #: Ends what `open` began.
    close: Callable[[Names], None] = lambda names: None
    #: A user in the engine's own form; empty if it takes the application's dict.
    context: str = ""
    #: A handle of the flag `key`; empty if there is none.
    handle: str = ""
    #: Whether a call for all flags is a loop over a call for one.
    one_by_one: bool = False
    #: What the engine cannot say, or does beside the others.
    note: str = ""
