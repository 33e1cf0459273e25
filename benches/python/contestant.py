"""One engine in a process of its own: threads, caches and garbage of another are not timed with it.

It answers the requests of `contest.py` one by one, through a pipe.
"""

from __future__ import annotations

import logging
import threading
import warnings
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from multiprocessing.connection import Connection
from typing import Any

import offline
from check import check, contexts
from engine import Engine
from measure import WORKLOADS, Timed, asking, loading
from workload import CHECKOUT, USERS, many, users


def versions(engine: Engine) -> list[str]:
    found = []
    for package in engine.packages:
        try:
            found.append(version(package))
        except PackageNotFoundError:
            found.append("(from a path)")
    return found


class Contestant:
    def __init__(self, name: str, now: int) -> None:
        self.now = now
        self.engine: Engine = import_module(f"engines.{name}").ENGINE
        self.timed: dict[int, Timed] = {}

    def check(self) -> dict[str, Any]:
        check(self.engine, self.now)
        engine = self.engine
        about = {"name": engine.name, "how": engine.how, "note": engine.note, "one_by_one": engine.one_by_one}
        return {**about, "versions": versions(engine)}

    def open(self) -> None:
        engine = self.engine
        self.text = engine.document(many())
        self.people = users(USERS, self.now)
        self.few = engine.open(engine.document([CHECKOUT]))
        self.many = engine.open(self.text)
        self.contexts = contexts(engine, self.few, CHECKOUT.key, self.people) if engine.context else []

    def warm(self, index: int, round_ns: int) -> bool:
        """Whether the engine has the workload."""
        workload = WORKLOADS[index]
        if workload.name == "load":
            loop = loading(self.engine, self.text, "flag-0000")
        elif workload.name not in self.engine.calls:
            return False
        else:
            names, key = (self.many, "flag-0000") if workload.many else (self.few, CHECKOUT.key)
            loop = asking(self.engine, names, key, workload)
        subjects = self.contexts if workload.name == "prepared" else self.people
        self.timed[index] = Timed(loop, subjects, workload.evenly)
        self.timed[index].warm(round_ns)
        return True

    def round(self, index: int) -> float:
        return self.timed[index].round()

    def close(self) -> dict[str, Any]:
        self.engine.close(self.few)
        self.engine.close(self.many)
        left = [thread.name for thread in threading.enumerate() if thread is not threading.main_thread() and not thread.daemon]
        return {"attempts": offline.attempts, "left": left}


def absent(error: ModuleNotFoundError) -> bool:
    return not (error.name or "").startswith("engines")


def serve(pipe: Connection, name: str, now: int) -> None:
    """Runs in the process: makes the contestant, then answers what is asked until it is told to close."""
    offline.forbid()
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    try:
        contestant = Contestant(name, now)
    except ModuleNotFoundError as error:
        pipe.send(("absent" if absent(error) else "error", error.name))
        return
    pipe.send(("answer", None))
    while True:
        try:
            ask, *given = pipe.recv()
        except EOFError:
            return
        try:
            pipe.send(("answer", getattr(contestant, ask)(*given)))
        except Exception as error:
            pipe.send(("error", f"{name}, {ask}: {type(error).__name__}: {error}"))
        if ask == "close":
            return
