"""Forbids the network to this process, as far as Python sees it, and notes who asked. Native code opens sockets by itself: see README.md."""

from __future__ import annotations

import sys
from typing import Any

#: What was asked for, in words.
attempts: list[str] = []

WATCHED = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto")


def watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event in WATCHED:
        where = arguments[1] if event in ("socket.connect", "socket.sendto") else arguments[0]
        attempts.append(f"{event} {where}")
        raise PermissionError(f"the benches are offline: {event} {where}")


def forbid() -> None:
    sys.addaudithook(watch)
