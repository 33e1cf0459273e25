"""What the compiled module holds. Import it from `burgee`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, TypeAlias, TypeVar, final

__all__ = [
    "Assignment",
    "Changes",
    "Context",
    "Decision",
    "Diagnostic",
    "Flag",
    "Flags",
    "Listener",
    "Store",
    "Trace",
    "Watcher",
    "bucket",
]

_T = TypeVar("_T")

_Attributes: TypeAlias = Mapping[str, Any] | Context
_Text: TypeAlias = str | bytes
_Overlays: TypeAlias = Iterable[tuple[str, _Text]]
_Signatures: TypeAlias = Mapping[str, _Text]
_Now: TypeAlias = int | datetime
_Type: TypeAlias = Literal["boolean", "string", "number", "object"]
_Domain: TypeAlias = Literal["rollout", "variant", "layer", "sample"]
_Assignment: TypeAlias = Assignment | tuple[str, str] | dict[str, str]

_Reason: TypeAlias = Literal["STATIC", "DEFAULT", "TARGETING_MATCH", "SPLIT", "DISABLED", "ERROR"]
_ErrorCode: TypeAlias = Literal["FLAG_NOT_FOUND", "PARSE_ERROR", "TYPE_MISMATCH", "INVALID_CONTEXT", "GENERAL"]

def bucket(domain: _Domain, salt: str, unit: str | int, /) -> int:
    """The bucket (0-99999) of a unit in a draw of a domain: rollout, variant, layer or sample."""

@final
class Flags:
    """The flags of a document, compiled. Immutable; safe to share between threads."""

    @staticmethod
    def parse(
        text: _Text,
        *,
        name: str = "document.json",
        overlays: _Overlays | None = None,
        strict: bool = False,
        public_keys: Iterable[str] | None = None,
        require_serial: int | None = None,
        signatures: _Signatures | None = None,
    ) -> Flags:
        """Compiles a document. Raises LoadError where it is refused.

        What is wrong with single flags quarantines them: see `diagnostics`. With `strict`, any error refuses the document. With `public_keys`
        and `require_serial`, so does what is not signed, and a serial that is missing or too low: see `Store`.
        """

    @staticmethod
    def load(
        path: str | PathLike[str],
        *,
        name: str | None = None,
        overlays: _Overlays | None = None,
        strict: bool = False,
        public_keys: Iterable[str] | None = None,
        require_serial: int | None = None,
        signatures: _Signatures | None = None,
    ) -> Flags:
        """Compiles the document in a file. Raises OSError where it cannot be read, LoadError where it is refused.

        With `public_keys`, the signature of the file `NAME` is read from `NAME.sig`; those of overlays are in `signatures`.
        """

    def is_on(self, key: str, context: _Attributes, /) -> bool:
        """Whether a flag's value is True for a unit, now."""

    def boolean(self, key: str, context: _Attributes, default: _T, /) -> bool | _T:
        """A boolean flag's value for a unit, now; the default where there is none or it has another type."""

    def string(self, key: str, context: _Attributes, default: _T, /) -> str | _T:
        """A string flag's value for a unit, now; the default where there is none or it has another type."""

    def number(self, key: str, context: _Attributes, default: _T, /) -> int | float | _T:
        """A number flag's value for a unit, now; the default where there is none or it has another type.

        An integral number is an int.
        """

    def object(self, key: str, context: _Attributes, default: _T, /) -> dict[str, Any] | list[Any] | _T:
        """An object or array flag's value for a unit, now; the default where there is none or it has another type.

        Everybody gets their own copy.
        """

    def evaluate(self, key: str, context: _Attributes, *, now: _Now | None = None, expecting: _Type | None = None) -> Decision:
        """Decides a flag for a unit.

        `now` is milliseconds since the epoch, or a datetime with a time zone; without it, the clock is read where the answer may depend on it.
        `expecting` a type, a value of another one is TYPE_MISMATCH.
        """

    def evaluate_all(self, context: _Attributes, *, now: _Now | None = None) -> dict[str, Decision]:
        """Decides every flag for a unit, in code point order of the keys."""

    def values(self, context: _Attributes, /) -> dict[str, Any]:
        """The value of every flag for a unit, now, in code point order of the keys; a flag without an answer is left out."""

    def explain(self, key: str, context: _Attributes, *, now: _Now | None = None) -> Trace:
        """Decides a flag for a unit, and tells every step."""

    def flag(self, key: str, /) -> Flag | None:
        """A handle of a flag: asking it needs no look-up. None where there is no such flag."""

    def keys(self) -> list[str]:
        """The keys of all flags, in code point order."""

    @property
    def revision(self) -> str | None:
        """The document's revision."""

    @property
    def serial(self) -> int | None:
        """The document's serial."""

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What was found wrong, in the order of the texts."""

    @property
    def quarantined(self) -> dict[str, str]:
        """The flags that are quarantined, with the code of the first error of each."""

    def __len__(self) -> int: ...
    def __contains__(self, key: Any, /) -> bool: ...

@final
class Flag:
    """One flag, found once."""

    @property
    def key(self) -> str:
        """Its key."""

    @property
    def salt(self) -> str:
        """The salt of its draws; assignments are kept under it."""

    @property
    def variants(self) -> dict[str, Any]:
        """Its variants and their values."""

    @property
    def off_variant(self) -> str | None:
        """The variant that it serves when it is off."""

    @property
    def quarantined(self) -> str | None:
        """The code of its first error, if it is quarantined."""

    @property
    def attributes(self) -> list[str]:
        """The attributes that deciding it may ask for, as the document names them."""

    def is_on(self, context: _Attributes, /) -> bool:
        """Whether its value is True for a unit, now."""

    def boolean(self, context: _Attributes, default: _T, /) -> bool | _T:
        """Its boolean value for a unit, now; the default where there is none or it has another type."""

    def string(self, context: _Attributes, default: _T, /) -> str | _T:
        """Its string value for a unit, now; the default where there is none or it has another type."""

    def number(self, context: _Attributes, default: _T, /) -> int | float | _T:
        """Its number value for a unit, now; the default where there is none or it has another type."""

    def object(self, context: _Attributes, default: _T, /) -> dict[str, Any] | list[Any] | _T:
        """Its object or array value for a unit, now; the default where there is none or it has another type."""

    def evaluate(self, context: _Attributes, *, now: _Now | None = None, expecting: _Type | None = None) -> Decision:
        """Decides it for a unit."""

    def explain(self, context: _Attributes, *, now: _Now | None = None) -> Trace:
        """Decides it for a unit, and tells every step."""

@final
class Context:
    """The attributes of one unit, copied once, with what a caller may say beside them."""

    def __new__(
        cls,
        attributes: _Attributes | None = None,
        *,
        assigned: Mapping[str, _Assignment] | None = None,
        overridden: Mapping[str, str] | None = None,
        bucket: int | Mapping[_Domain, int] | None = None,
    ) -> Context:
        """`assigned`: what was kept for sticky flags. For tests, `overridden`: flags and the variants that they serve; `bucket`: that of
        every draw, or of those of a domain."""

    @staticmethod
    def parse(text: str, /) -> Context:
        """Reads a context from JSON text. Raises ContextError where it is no JSON object, too large or too deep."""

@final
class Decision:
    """What a unit gets of a flag, and why."""

    @property
    def flag(self) -> str:
        """The flag's key, as it was asked for."""

    @property
    def value(self) -> Any:
        """The value to use; None is an error: use a default."""

    @property
    def variant(self) -> str | None:
        """The name of the variant."""

    @property
    def is_on(self) -> bool:
        """Whether the value is True."""

    @property
    def reason(self) -> _Reason:
        """Why, in OpenFeature's words."""

    @property
    def cause(self) -> str:
        """What decided."""

    @property
    def rule(self) -> str | None:
        """The id of the rule that decided."""

    @property
    def ring(self) -> str | None:
        """The id of the innermost ring that admitted the unit, where a ring decided."""

    @property
    def stage(self) -> str | None:
        """The id of the stage that admitted the unit, where a rollout decided."""

    @property
    def arm(self) -> Literal["treatment", "control"] | None:
        """Which side of a comparison the unit is on, where a rollout decided whose present stage is drawn."""

    @property
    def bucket(self) -> int | None:
        """The bucket (0-99999) of the draw that was compared last, where a draw decided."""

    @property
    def required(self) -> str | None:
        """The key of the required flag that was not met."""

    @property
    def error_code(self) -> _ErrorCode | None:
        """What went wrong, in OpenFeature's words, if the reason is ERROR."""

    @property
    def error_detail(self) -> str | None:
        """The code of the flag's first diagnostic, if it is quarantined; `wrong-type` where the context is none."""

    @property
    def store(self) -> Assignment | None:
        """What to keep for a sticky flag. Without it, what is kept stays as it is."""

    @property
    def track(self) -> bool:
        """Whether the flag asks for its exposures to be reported."""

    @property
    def revision(self) -> str | None:
        """The document's revision."""

    def to_json(self) -> str:
        """The decision as canonical JSON."""

    def __hash__(self) -> int: ...

@final
class Assignment:
    """What to keep for a sticky flag, and to pass as `assigned` from then on."""

    def __new__(cls, variant: str, salt: str) -> Assignment: ...
    @property
    def variant(self) -> str:
        """The variant."""

    @property
    def salt(self) -> str:
        """The flag's salt; an assignment under another salt no longer counts."""

    def __hash__(self) -> int: ...

@final
class Trace:
    """A decision and the whole way to it. `str()` of it is for people, `to_json()` for programs."""

    @property
    def decision(self) -> Decision:
        """The decision, the same as evaluating gives."""

    @property
    def steps(self) -> list[dict[str, Any]]:
        """The steps that were reached, in order, as dicts."""

    def to_json(self) -> str:
        """The trace as canonical JSON."""

    def __hash__(self) -> int: ...

@final
class Diagnostic:
    """Something wrong with a document: what, and where."""

    @property
    def code(self) -> str:
        """The stable code, in kebab case."""

    @property
    def severity(self) -> Literal["error", "warning"]:
        """Whether it costs anything."""

    @property
    def source(self) -> str:
        """The name of the text, as it was given to the loader."""

    @property
    def pointer(self) -> str:
        """The JSON Pointer of the value or member in that text."""

    @property
    def line(self) -> int:
        """The line of its first character, from 1."""

    @property
    def column(self) -> int:
        """The column of its first character, from 1, in code points."""

    @property
    def message(self) -> str:
        """What is wrong, in one sentence."""

    @property
    def help(self) -> str | None:
        """What might mend it."""

    def __hash__(self) -> int: ...

@final
class Store:
    """Serves one document, swaps it atomically, and keeps the one before."""

    def __new__(
        cls,
        *,
        name: str = "document.json",
        overlays: _Overlays | None = None,
        strict: bool = False,
        public_keys: Iterable[str] | None = None,
        require_serial: int | None = None,
        signatures: _Signatures | None = None,
    ) -> Store:
        """With `public_keys`, nothing is loaded but texts that the owner of one of them has signed: the document, and each overlay. A key is the
        text that `burgee keygen` and `openssl pkey -pubout` write (PEM), or the line of Base64 in it; ValueError where it is none. Several are for
        the time in which one takes the other's place; without any among them, nothing is loaded. With `require_serial`, nothing is loaded but
        documents with a `serial`, of at least this; 0 takes any. `signatures` are those of `overlays`.
        """

    def load(
        self, text: _Text, *, name: str | None = None, overlays: _Overlays | None = None, signatures: _Signatures | None = None
    ) -> Changes:
        """Loads a document and serves it from now on. Raises LoadError where it is refused; what was served keeps serving.

        `signatures` are by the names of the texts: 64 bytes, or their Base64. Of no use where no signature is required.
        """

    def promote(self, candidate: Flags) -> Changes:
        """Serves flags that were parsed before from now on, as they are; until then they serve nobody, and `restore` is the way back.
        Raises LoadError where their serial is not above the one that is served now; what was served keeps serving.
        """

    def restore(self) -> bool:
        """Serves the document before again, whatever its serial. Says whether there was one."""

    def snapshot(self) -> Flags:
        """The document that is served now. Ask it as often as a request needs: it does not change under you."""

    @property
    def is_loaded(self) -> bool:
        """Whether a document has been loaded."""

    @property
    def previous(self) -> Flags | None:
        """The document before."""

    @property
    def age(self) -> float:
        """How long the document has been served, in seconds."""

    def listen(
        self, *, on_change: Callable[[Changes], object] | None = None, on_error: Callable[[Exception], object] | None = None
    ) -> Listener:
        """Tells of every document that is loaded or restored, and of every one that is refused or cannot be read, until the listener is
        closed. Called in the thread that loads, after the swap. What a callback raises goes to `sys.unraisablehook`.
        """

    def watch(
        self,
        path: str | PathLike[str],
        *,
        overlays: Sequence[str | PathLike[str]] | None = None,
        interval: float = 1.0,
        on_change: Callable[[Changes], object] | None = None,
        on_error: Callable[[Exception], object] | None = None,
    ) -> Watcher:
        """Loads a file, with overlays on top of it, now and whenever one of them changes, until the watcher is closed.

        Where that fails now, raises OSError or LoadError, unless the store serves a document already or there is `on_error`: then the watcher
        waits for a better file. A file that is half written is waited for. The callbacks are called in the watcher's thread, the first time
        in yours; what they raise goes to `sys.unraisablehook`. Where the store has `public_keys`, the signature of the file `NAME` is read from
        `NAME.sig`, overlays alike.
        """

@final
class Listener:
    """Tells of the documents of a store until it is closed. Made by `Store.listen`."""

    def close(self) -> None:
        """Listens no longer."""

    def __enter__(self) -> Listener: ...
    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /) -> None: ...

@final
class Watcher:
    """Watches files for a store until it is closed. `with store.watch(path):` closes it at the end of the block."""

    @property
    def path(self) -> Path:
        """The file of the base document."""

    @property
    def interval(self) -> float:
        """How long it waits from one poll to the next, in seconds."""

    @property
    def error(self) -> Exception | None:
        """Why the files as they are now are not served; None where they are."""

    def check(self) -> Changes | None:
        """Polls now, and tells whom there is to tell. What changed, or None where nothing was loaded.

        A file that is newly wrong is not told before a second poll finds it the same: it may be half written.
        """

    def close(self) -> None:
        """Stops watching. Nobody is told anything afterwards. The store keeps serving."""

    def __enter__(self) -> Watcher: ...
    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /) -> None: ...

@final
class Changes:
    """What a new document changed, each in code point order. True where anything did."""

    @property
    def added(self) -> tuple[str, ...]:
        """Flags that were not there before."""

    @property
    def removed(self) -> tuple[str, ...]:
        """Flags that are no longer there."""

    @property
    def changed(self) -> tuple[str, ...]:
        """Flags that may answer differently."""

    def __bool__(self) -> bool: ...
