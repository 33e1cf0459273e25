"""A provider for OpenFeature: ``pip install burgee[openfeature]``.

>>> import burgee
>>> from burgee.openfeature import BurgeeProvider
>>> from openfeature import api
>>> store = burgee.Store()
>>> changes = store.load('{ "burgee": "1", "flags": { "dark-mode": { "serve": "on" } } }')
>>> api.set_provider_and_wait(BurgeeProvider(store))
>>> api.get_client().get_boolean_value("dark-mode", False)
True
>>> api.shutdown()
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from openfeature.event import ProviderEventDetails
from openfeature.exception import ErrorCode, ProviderNotReadyError
from openfeature.flag_evaluation import FlagResolutionDetails, Reason
from openfeature.provider import AbstractProvider, Metadata

from burgee._burgee import Flags, Store
from burgee.errors import LoadError

if TYPE_CHECKING:
    from collections.abc import Callable
    from os import PathLike

    from openfeature.evaluation_context import EvaluationContext
    from openfeature.flag_evaluation import FlagValueType
    from openfeature.hook import Hook
    from openfeature.track import TrackingEventDetails

    from burgee._burgee import Changes, Decision, Listener, Watcher

__all__ = ["BurgeeProvider"]

_T = TypeVar("_T")

_NAMES = {bool: "a boolean", str: "a string", int: "a number", float: "a number", dict: "an object", list: "an array"}


class BurgeeProvider(AbstractProvider):
    """Serves flags, or those of a store at the moment of each call.

    With ``watch``, the provider has the store load that file (and ``overlays`` on top of it) and watch it, from its initialization to its
    shutdown. ``on_track`` gets what clients track: the name, the merged context, the details.
    """

    def __init__(
        self,
        source: Flags | Store,
        *,
        watch: str | PathLike[str] | None = None,
        overlays: Sequence[str | PathLike[str]] = (),
        interval: float = 1.0,
        on_track: Callable[[str, EvaluationContext | None, TrackingEventDetails | None], object] | None = None,
        hooks: Sequence[Hook] = (),
    ) -> None:
        super().__init__()
        if watch is not None and not isinstance(source, Store):
            raise TypeError("only a store watches files")
        self._source = source
        self._watch, self._overlays, self._interval = watch, tuple(overlays), interval
        self._on_track = on_track
        self._hooks = list(hooks)
        self._watcher: Watcher | None = None
        self._listener: Listener | None = None
        # Held while an event is told, so that events are told in the order of what they tell.
        self._telling = threading.Lock()
        self._fresh = True

    def get_metadata(self) -> Metadata:
        return Metadata(name="burgee")

    def get_provider_hooks(self) -> list[Hook]:
        return self._hooks

    def initialize(self, evaluation_context: EvaluationContext) -> None:
        store = self._source
        if not isinstance(store, Store):
            return
        error: Exception | None = None
        if self._watch is not None and self._watcher is None:
            # Why somebody to tell: then a bad first file is waited out.
            self._watcher = store.watch(self._watch, overlays=self._overlays, interval=self._interval, on_error=_ignore)
            error = self._watcher.error
        with self._telling:
            self._fresh = error is None and store.is_loaded
        if self._listener is None:
            self._listener = store.listen(on_change=self._changed, on_error=self._failed)
        if not store.is_loaded:
            raise ProviderNotReadyError(_not_ready(error))

    def shutdown(self) -> None:
        listener, self._listener = self._listener, None
        watcher, self._watcher = self._watcher, None
        if listener is not None:
            listener.close()
        if watcher is not None:
            watcher.close()

    def track(
        self,
        tracking_event_name: str,
        evaluation_context: EvaluationContext | None = None,
        tracking_event_details: TrackingEventDetails | None = None,
    ) -> None:
        if self._on_track is not None:
            self._on_track(tracking_event_name, evaluation_context, tracking_event_details)

    def resolve_boolean_details(
        self, flag_key: str, default_value: bool, evaluation_context: EvaluationContext | None = None
    ) -> FlagResolutionDetails[bool]:
        return self._resolve(flag_key, default_value, evaluation_context, "a boolean", _boolean)

    def resolve_string_details(
        self, flag_key: str, default_value: str, evaluation_context: EvaluationContext | None = None
    ) -> FlagResolutionDetails[str]:
        return self._resolve(flag_key, default_value, evaluation_context, "a string", _string)

    def resolve_integer_details(
        self, flag_key: str, default_value: int, evaluation_context: EvaluationContext | None = None
    ) -> FlagResolutionDetails[int]:
        return self._resolve(flag_key, default_value, evaluation_context, "an integer", _integer)

    def resolve_float_details(
        self, flag_key: str, default_value: float, evaluation_context: EvaluationContext | None = None
    ) -> FlagResolutionDetails[float]:
        return self._resolve(flag_key, default_value, evaluation_context, "a number", _float)

    def resolve_object_details(
        self,
        flag_key: str,
        default_value: Sequence[FlagValueType] | Mapping[str, FlagValueType],
        evaluation_context: EvaluationContext | None = None,
    ) -> FlagResolutionDetails[Sequence[FlagValueType] | Mapping[str, FlagValueType]]:
        return self._resolve(flag_key, default_value, evaluation_context, "an object", _object)

    def _resolve(
        self, key: str, default: _T, context: EvaluationContext | None, asked: str, read: Callable[[Any], _T | None]
    ) -> FlagResolutionDetails[_T]:
        source = self._source
        if isinstance(source, Store):
            if not source.is_loaded:
                return _error(default, ErrorCode.PROVIDER_NOT_READY, _not_ready(None))
            # One snapshot for the whole call, so that value, variant and revision are of one document.
            source = source.snapshot()
        decision = source.evaluate(key, _attributes(context))
        if decision.error_code is not None:
            return _error(default, ErrorCode(decision.error_code), _why(decision), _metadata(decision))
        served = decision.value
        value = read(served)
        if value is None:
            message = f"flag `{key}` serves {_NAMES[type(served)]} where {asked} was asked for"
            return _error(default, ErrorCode.TYPE_MISMATCH, message, _metadata(decision))
        return FlagResolutionDetails(
            value=value, variant=decision.variant, reason=Reason(decision.reason), flag_metadata=_metadata(decision)
        )

    def _changed(self, changes: Changes) -> None:
        with self._telling:
            recovered, self._fresh = not self._fresh, True
            if recovered:
                self.emit_provider_ready(ProviderEventDetails())
            if changes:
                flags = sorted((*changes.added, *changes.removed, *changes.changed))
                self.emit_provider_configuration_changed(ProviderEventDetails(flags_changed=flags))

    def _failed(self, error: Exception) -> None:
        with self._telling:
            self._fresh = False
            if isinstance(self._source, Store) and self._source.is_loaded:
                self.emit_provider_stale(ProviderEventDetails(message=str(error)))
            else:
                code = ErrorCode.PARSE_ERROR if isinstance(error, LoadError) else ErrorCode.GENERAL
                self.emit_provider_error(ProviderEventDetails(message=str(error), error_code=code))


def _ignore(_: Exception) -> None:
    """The listener tells it."""


def _not_ready(error: Exception | None) -> str:
    return "no document has been loaded" if error is None else f"no document has been loaded: {error}"


def _attributes(context: EvaluationContext | None) -> Mapping[str, Any]:
    """The attributes, the targeting key among them as `key`."""
    if context is None:
        return {}
    attributes: Mapping[str, Any] = context.attributes
    # What is no mapping, whatever it is declared as, is for the core to judge.
    if context.targeting_key is None or not isinstance(attributes, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]
        return attributes
    return {**attributes, "key": context.targeting_key}


def _boolean(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _string(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _integer(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _float(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _object(value: Any) -> Sequence[FlagValueType] | Mapping[str, FlagValueType] | None:
    return value if type(value) in (dict, list) else None


def _metadata(decision: Decision) -> dict[str, bool | int | float | str]:
    """The members of a decision that the SDK has no field for, named as in its canonical JSON."""
    metadata: dict[str, bool | int | float | str] = {"cause": decision.cause}
    members: tuple[tuple[str, str | int | None], ...] = (
        ("rule", decision.rule),
        ("ring", decision.ring),
        ("bucket", decision.bucket),
        ("required", decision.required),
        ("revision", decision.revision),
    )
    metadata.update((name, member) for name, member in members if member is not None)
    if decision.track:
        metadata["track"] = True
    return metadata


def _why(decision: Decision) -> str:
    match decision.error_code:
        case "FLAG_NOT_FOUND":
            return f"there is no flag `{decision.flag}`"
        case "PARSE_ERROR":
            return f"flag `{decision.flag}` is quarantined: {decision.error_detail}"
        case "INVALID_CONTEXT":
            return "this is no context"
        case _:
            return f"flag `{decision.flag}`: {decision.cause}"


def _error(
    default: _T, code: ErrorCode, message: str, metadata: Mapping[str, bool | int | float | str] | None = None
) -> FlagResolutionDetails[_T]:
    return FlagResolutionDetails(value=default, reason=Reason.ERROR, error_code=code, error_message=message, flag_metadata=metadata or {})
