"""The rows: each a context that means harm, or is merely odd, and what is expected of it."""

from __future__ import annotations

import array
import collections
import dataclasses
import datetime
import decimal
import enum
import fractions
import types
import uuid
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, NoReturn

from hostile import (
    FOUND,
    HAS_A,
    LATE,
    LIST,
    MISSING,
    NO_CONTEXT,
    NO_UNIT,
    NULL,
    NUMBER,
    OPAQUE,
    OTHER,
    TEXT,
    THERE,
    UNIT,
    Expected,
    rule,
    unusable,
)


class Row(NamedTuple):
    make: Callable[[], Any]
    expected: Expected
    flag: str
    same_built: bool


ROWS: dict[str, Row] = {}


def row(name: str, make: Callable[[], Any], expected: Expected, flag: str = "x", same_built: bool = True) -> None:
    """A row. `same_built` is false where a context that is built first may answer otherwise, or cannot be built."""
    assert name not in ROWS
    ROWS[name] = Row(make, expected, flag, same_built)


def x(name: str, make: Callable[[], Any], expected: Expected) -> None:
    """A row whose context holds one attribute."""
    row(name, lambda: {"key": "u", "x": make()}, expected)


def boom(*_: Any, **__: Any) -> NoReturn:
    raise RuntimeError("boom")


EVIL = dict.fromkeys(
    "__eq__ __ne__ __lt__ __len__ __iter__ __getitem__ __contains__ __str__ __repr__ __bool__ __int__ __index__ __float__ __getattr__ encode".split(),
    boom,
)


def evil(base: type, *arguments: Any) -> Any:
    """An instance of a subclass in which whatever could be called raises."""
    return type("Evil", (base,), {**EVIL, "__hash__": base.__hash__})(*arguments)


# Plain values, and their edges.
x("none", lambda: None, NULL)
x("true", lambda: True, rule("true", "wrong-type"))
x("false", lambda: False, rule("false", "wrong-type"))
x("seven", lambda: 7, rule("seven", "wrong-type"))
x("seven as a float", lambda: 7.0, rule("seven", "wrong-type"))
x("negative zero", lambda: -0.0, NUMBER)
x("the greatest integer", lambda: 2**53 - 1, LATE)
x("the least integer", lambda: -(2**53) + 1, NUMBER)
x("2^53", lambda: 2**53, unusable("out-of-range"))
x("2^53 + 1", lambda: 2**53 + 1, unusable("out-of-range"))
x("-2^53", lambda: -(2**53), unusable("out-of-range"))
x("2^63", lambda: 2**63, unusable("out-of-range"))
x("ten to the ten thousandth", lambda: 10**10_000, unusable("out-of-range"))
x("2^53 as a float", lambda: 2.0**53, unusable("out-of-range"))
x("the greatest float", lambda: 1.7976931348623157e308, unusable("out-of-range"))
x("the least float", lambda: 5e-324, NUMBER)
x("nan", lambda: float("nan"), unusable("not-finite"))
x("infinity", lambda: float("inf"), unusable("not-finite"))
x("minus infinity", lambda: float("-inf"), unusable("not-finite"))
x("an empty string", lambda: "", OTHER)
x("a string with NUL", lambda: "a\0", OTHER)
x("a lone surrogate", lambda: "\ud800", unusable("bad-string"))
x("a surrogate pair, unpaired", lambda: "a\ude00\ud83d", unusable("bad-string"))
x("64 MB of text", lambda: "a" * 64_000_000, OTHER)
x("text beyond the BMP", lambda: "\U0001f600", OTHER)

# Subclasses are what their base is, whatever they override.
x("an evil str", lambda: evil(str, "a"), TEXT)
x("an evil int", lambda: evil(int, 7), rule("seven", "wrong-type"))
x("an evil float", lambda: evil(float, 7.0), rule("seven", "wrong-type"))
x("an evil list", lambda: evil(list, ["a"]), HAS_A)
x("an evil tuple", lambda: evil(tuple, ("a",)), HAS_A)
x("an evil dict", lambda: evil(dict, {"a": 1}), OPAQUE)
x("a str enum", lambda: enum.Enum("E", {"A": "a"}, type=str).A, TEXT)
x("an int enum", lambda: enum.IntEnum("E", {"A": 7}).A, rule("seven", "wrong-type"))
x("a flag of an enum", lambda: enum.IntFlag("E", {"A": 2}).A, NUMBER)
x("a named tuple", lambda: collections.namedtuple("Point", "x y")("a", "b"), HAS_A)

# What burgee has no type for.
x("an enum", lambda: enum.Enum("E", {"A": "a"}).A, OPAQUE)
x("bytes", lambda: b"a", OPAQUE)
x("a bytearray", lambda: bytearray(b"a"), OPAQUE)
x("a memoryview", lambda: memoryview(b"a"), OPAQUE)
x("an array", lambda: array.array("i", [7]), OPAQUE)
x("a decimal", lambda: decimal.Decimal("7"), OPAQUE)
x("a decimal that signals", lambda: decimal.Decimal("sNaN"), OPAQUE)
x("a fraction", lambda: fractions.Fraction(7), OPAQUE)
x("a complex", lambda: 7 + 0j, OPAQUE)
x("a set", lambda: {"a"}, OPAQUE)
x("a frozenset", lambda: frozenset({"a"}), OPAQUE)
x("a range", lambda: range(3), OPAQUE)
x("a deque", lambda: collections.deque(["a"]), OPAQUE)
x("a generator", lambda: (boom() for _ in "a"), OPAQUE)
x("a uuid", lambda: uuid.UUID(int=7), OPAQUE)
x("a function", lambda: boom, OPAQUE)
x("a class", lambda: str, OPAQUE)
x("a module", lambda: types, OPAQUE)
x("an ellipsis", lambda: ..., OPAQUE)
x("an object", object, OPAQUE)
x("an evil object", lambda: evil(object), OPAQUE)
x("a dict", lambda: {"a": 1}, OPAQUE)
x("a dict in a proxy", lambda: types.MappingProxyType({"a": 1}), OPAQUE)
x("a dataclass", lambda: dataclasses.make_dataclass("Point", ["x"])("a"), OPAQUE)


class Liar:
    """Says that it is a str."""

    @property
    def __class__(self) -> type:
        return str

    def __str__(self) -> str:
        return "a"


class Raising:
    """Raises when it is asked what it is."""

    @property
    def __class__(self) -> type:
        raise RuntimeError("boom")


class Meta(type):
    """A metaclass that raises when its classes are asked."""

    __instancecheck__ = boom
    __subclasscheck__ = boom
    mro_raises = boom


x("an object that says it is a str", Liar, OPAQUE)
x("an object that raises when asked what it is", Raising, OPAQUE)
x("an object of an evil metaclass", lambda: Meta("Evil", (), {})(), OPAQUE)


# Instants.
class Zone(datetime.tzinfo):
    """A time zone that does as it is told."""

    def __init__(self, offset: Callable[[], Any]) -> None:
        self.offset = offset

    def utcoffset(self, when: datetime.datetime | None) -> Any:
        return self.offset()


def at(offset: Callable[[], Any]) -> datetime.datetime:
    return datetime.datetime(2026, 1, 1, tzinfo=Zone(offset))


def recurse() -> Any:
    return recurse()


UTC = datetime.timezone.utc
x("an aware datetime", lambda: datetime.datetime(2026, 1, 1, tzinfo=UTC), LATE)
x("an old datetime", lambda: datetime.datetime(1000, 1, 1, tzinfo=UTC), NUMBER)
x("the first datetime, east", lambda: datetime.datetime.min.replace(tzinfo=datetime.timezone(datetime.timedelta(hours=23))), NUMBER)
x("the last datetime, west", lambda: datetime.datetime.max.replace(tzinfo=datetime.timezone(-datetime.timedelta(hours=23))), LATE)
x("an evil datetime", lambda: type("Evil", (datetime.datetime,), {**EVIL, "__sub__": boom})(2026, 1, 1, tzinfo=UTC), LATE)
x("a naive datetime", lambda: datetime.datetime(2026, 1, 1), OPAQUE)
x("a date", lambda: datetime.date(2026, 1, 1), OPAQUE)
x("a time", lambda: datetime.time(1), OPAQUE)
x("a timedelta", lambda: datetime.timedelta(1), OPAQUE)
x("a zone that raises", lambda: at(boom), OPAQUE)
x("a zone that knows nothing", lambda: at(lambda: None), OPAQUE)
x("a zone that says nonsense", lambda: at(lambda: "east"), OPAQUE)
x("a zone a year away", lambda: at(lambda: datetime.timedelta(365)), OPAQUE)
x("a zone that recurses", lambda: at(recurse), OPAQUE)
x("a zone that exits", lambda: at(lambda: exec("raise SystemExit")), OPAQUE)
x("text that is an instant", lambda: "2026-01-01T00:00:00Z", rule("late"))


# Lists.
def cycle() -> list[Any]:
    own: list[Any] = ["a"]
    own.append(own)
    return own


def nest(depth: int, of: Callable[[Any], Any] = lambda inner: [inner]) -> Any:
    value: Any = "a"
    for _ in range(depth):
        value = of(value)
    return value


def double(depth: int) -> Any:
    return nest(depth, lambda inner: [inner, inner])


x("an empty list", list, LIST)
x("a list", lambda: ["a"], HAS_A)
x("a list of everything odd", lambda: [None, float("nan"), 2**64, "\ud800", b"a", {"a": 1}, {1: 2}, {"a"}, object(), "a"], HAS_A)
x("a list in itself", cycle, OPAQUE)
x("a list 63 deep", lambda: nest(63), LIST)
x("a list 64 deep", lambda: nest(64), OPAQUE)
x("a list 20,000 deep", lambda: nest(20_000), OPAQUE)
x("a dict 20,000 deep", lambda: nest(20_000, lambda inner: {"a": inner}), OPAQUE)
x("a list that holds one list twice, 60 times", lambda: double(60), OPAQUE)
x("a list of 500", lambda: ["b"] * 499 + ["a"], HAS_A)
x("a list of 400,001", lambda: ["b"] * 400_000 + ["a"], unusable("wrong-type"))
x("a list of three million", lambda: ["a"] * 3_000_000, OPAQUE)
x("a list of one long text many times", lambda: ["a" * 1_000_000] * 100_000, OPAQUE)
x("a tuple in itself, by a list", lambda: (lambda own: own.append((own,)) or own)([]), OPAQUE)


def shrinking() -> dict[str, Any]:
    """A list that a time zone in it empties while it is read."""
    items: list[Any] = []
    items += [at(lambda: items.clear() or datetime.timedelta()), "a", "a"]
    return {"x": items}


def changing() -> dict[str, Any]:
    """A dict that a time zone in it empties and fills again while it is read, with texts that nobody else holds."""
    context: dict[str, Any] = {}

    def change() -> datetime.timedelta:
        context.clear()
        context.update({"key": "".join(["u", "1"]), "x": at(change)})
        return datetime.timedelta()

    change()
    return context


row("a list that shrinks while it is read", shrinking, LIST, same_built=False)
row("a dict that changes while it is read", changing, LATE)


# Keys.
class Key(str):
    """A key that is equal to nothing, and raises to say so."""

    __hash__ = str.__hash__
    __eq__ = boom


class Emptying(str):
    """A key that empties its dict when it is compared."""

    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        OWN.clear()
        return False


OWN: dict[Any, Any] = {}


def emptying() -> dict[Any, Any]:
    OWN.update({Emptying("x"): "b", "x" + "": "a", "key": "u"})
    return OWN


row("a key that raises when compared", lambda: {"key": "u", Key("x"): "a"}, OPAQUE, same_built=False)
row("a key that empties the dict when compared", emptying, MISSING, same_built=False)
row("keys that are no text", lambda: {1: "a", None: "a", ("x",): "a", b"x": "a", "x": "a"}, TEXT)
row("a key that is a lone surrogate", lambda: {"\ud800": "a", "x": "a"}, TEXT)
row("an empty key", lambda: {"": "a"}, MISSING)
row("a hundred thousand attributes", lambda: {**{f"a{i}": i for i in range(100_000)}, "x": "a"}, TEXT)
row("an attribute that no flag names, in itself", lambda: {"x": "a", "other": cycle()}, TEXT)
row("a context in itself", lambda: (lambda own: own.update(x=own) or own)({}), OPAQUE)
row("polluted names", lambda: {"__proto__": "a", "constructor": "a", "__class__": "a", "x": "a"}, TEXT)

# Dicts that are more than dicts.
row("an ordered dict", lambda: collections.OrderedDict(x="a"), TEXT)
row("a dict with a default", lambda: collections.defaultdict(boom), MISSING)
row("a counter", collections.Counter, MISSING)
row("an evil dict as context", lambda: evil(dict, {"x": "a"}), TEXT)
row("a dict subclass that answers otherwise", lambda: type("D", (dict,), {"__getitem__": lambda *_: "b", "get": lambda *_: "b"})(x="a"), TEXT)


# Other mappings.
class Host(Mapping[str, Any]):
    """A mapping that does as it is told."""

    def __init__(self, answer: Callable[[str], Any]) -> None:
        self.answer = answer

    def __getitem__(self, key: str) -> Any:
        return self.answer(key)

    def __iter__(self) -> Iterator[str]:
        return iter(["x"])

    def __len__(self) -> int:
        return 1


def missing(key: str) -> NoReturn:
    raise KeyError(key)


row("a proxy", lambda: types.MappingProxyType({"x": "a"}), TEXT)
row("a chain", lambda: collections.ChainMap({}, {"x": "a"}), TEXT)
row("a user dict", lambda: collections.UserDict(x="a"), TEXT)
row("a mapping", lambda: Host(lambda key: "a"), TEXT)
row("a mapping without it", lambda: Host(missing), MISSING, same_built=False)
row("a mapping that raises", lambda: Host(boom), OPAQUE, same_built=False)
row("a mapping that exits", lambda: Host(lambda key: exec("raise SystemExit")), OPAQUE, same_built=False)
row("a mapping that recurses", lambda: Host(lambda key: recurse()), OPAQUE, same_built=False)
row("a mapping that answers what it just made", lambda: Host(lambda key: "".join(["a"])), TEXT)

# No contexts.
row("none as context", lambda: None, NO_CONTEXT, same_built=False)
row("a list as context", lambda: [("x", "a")], NO_CONTEXT)
row("text as context", lambda: '{"x":"a"}', NO_CONTEXT)
row("a number as context", lambda: 7, NO_CONTEXT)
row("a class as context", lambda: dict, NO_CONTEXT)
row("a set as context", lambda: {"x"}, NO_CONTEXT)
row("an evil object as context", lambda: evil(object), NO_CONTEXT)
row("an object that raises when asked what it is, as context", Raising, NO_CONTEXT)
row("an object that says it is a dict, as context", type("Liar", (), {"__class__": dict}), OPAQUE, same_built=False)

# Pointers.
row("a pointer into a dict", lambda: {"x": {"y": ["a"]}}, FOUND, "inside")
row("a pointer into a tuple", lambda: {"x": {"y": ("a",)}}, FOUND, "inside")
row("a pointer past the end", lambda: {"x": {"y": []}}, MISSING, "inside")
row("a pointer into text", lambda: {"x": {"y": "a"}}, MISSING, "inside")
row("a pointer into what is no dict", lambda: {"x": types.MappingProxyType({"y": ["a"]})}, MISSING, "inside")
row("a pointer into an evil dict", lambda: {"x": evil(dict, {"y": evil(list, ["a"])})}, FOUND, "inside")
row("a pointer past a key that raises", lambda: {"x": {Key("y"): ["a"]}}, MISSING, "inside", same_built=False)
row("a pointer to a key that is a number", lambda: {"x": {"y": {0: "a"}}}, MISSING, "inside")
row("a pointer into a cycle", lambda: {"x": (lambda own: own.update(y=[own]) or own)({})}, THERE, "inside", same_built=False)

# Units.
row("a unit", lambda: {"key": "u"}, UNIT, "unit")
row("a unit that is an integer", lambda: {"key": 42}, UNIT, "unit")
row("a unit that is an integral float", lambda: {"key": 42.0}, UNIT, "unit")
row("a unit that is an evil str", lambda: {"key": evil(str, "u")}, UNIT, "unit")
row("a unit that is empty", lambda: {"key": ""}, NO_UNIT, "unit")
row("a unit that is true", lambda: {"key": True}, NO_UNIT, "unit")
row("a unit that is no integer", lambda: {"key": 0.5}, NO_UNIT, "unit")
row("a unit that is too great", lambda: {"key": 2**53 + 1}, NO_UNIT, "unit")
row("a unit that is not a number", lambda: {"key": float("nan")}, NO_UNIT, "unit")
row("a unit that is a lone surrogate", lambda: {"key": "\udfff"}, NO_UNIT, "unit")
row("a unit that is bytes", lambda: {"key": b"u"}, NO_UNIT, "unit")
row("a unit that is a list", lambda: {"key": ["u"]}, NO_UNIT, "unit")
row("a unit that is a uuid", lambda: {"key": uuid.UUID(int=7)}, NO_UNIT, "unit")

try:
    import numpy as np
except ImportError:
    pass
else:
    x("a numpy float64", lambda: np.float64(7), rule("seven", "wrong-type"))
    x("a numpy str", lambda: np.str_("a"), TEXT)
    x("a numpy float32", lambda: np.float32(7), OPAQUE)
    x("a numpy int64", lambda: np.int64(7), OPAQUE)
    x("a numpy bool", lambda: np.bool_(True), OPAQUE)
    x("a numpy array", lambda: np.array(["a"]), OPAQUE)
    x("a numpy datetime", lambda: np.datetime64("2026-01-01"), OPAQUE)
    x("a numpy nan", lambda: np.float64("nan"), unusable("not-finite"))
