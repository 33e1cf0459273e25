"""Feature flags: a document and a context in, a decision out, with the reason why.

>>> import burgee
>>> flags = burgee.Flags.parse('{ "burgee": "1", "flags": { "dark-mode": { "serve": "on" } } }')
>>> flags.is_on("dark-mode", {"key": "user-42"})
True
"""

from burgee._burgee import (
    Assignment,
    Changes,
    Context,
    Decision,
    Diagnostic,
    Flag,
    Flags,
    Listener,
    Store,
    Trace,
    Watcher,
    bucket,
)
from burgee.errors import ContextError, LoadError

__all__ = [
    "Assignment",
    "Changes",
    "Context",
    "ContextError",
    "Decision",
    "Diagnostic",
    "Flag",
    "Flags",
    "Listener",
    "LoadError",
    "Store",
    "Trace",
    "Watcher",
    "bucket",
]
