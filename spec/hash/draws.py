"""Makes fixtures/decide/real-draws.json: decisions in which no bucket is forced, worked out from bucket.py alone.

    python draws.py            # write
    python draws.py --check    # fail if the file is not what this makes
"""

import sys

from bucket import bucket, deliver, find, lines

FLAG = "new-checkout-flow"
RAMP = [0, 0.1, 1, 5, 10, 25, 50, 100]
RINGS = [
    {"id": "staff", "if": {"attribute": "email", "email_domain": "company.com"}},
    {"id": "canary", "if": {"any": [{"attribute": "beta", "eq": True}, {"percent": 5}]}},
    {"id": "early", "percent": 25},
    {"id": "everyone"},
]
CASES = []


def below(drawn: int, percent: float) -> bool:
    """Whether a bucket is below a percentage of at most three decimals (R-6.5)."""
    return drawn < round(percent * 1000)


def on(flag: str, cause: str, **more) -> dict:
    """The decision of a boolean flag that is on."""
    reason = {"percent": "SPLIT", "ring": "TARGETING_MATCH", "rule": "TARGETING_MATCH", "serve": "DEFAULT"}[cause]
    return {"flag": flag, "value": True, "variant": "on", "reason": reason, "cause": cause, **more}


def off(flag: str, cause: str, **more) -> dict:
    """The decision of a boolean flag that is off."""
    reason = {"percent": "SPLIT", "layer": "SPLIT"}.get(cause, "DEFAULT")
    return {"flag": flag, "value": False, "variant": "off", "reason": reason, "cause": cause, **more}


def percent(flag: str, p: float, drawn: int) -> dict:
    """The decision of a boolean flag that serves a percentage and nothing else."""
    if p == 100:
        return on(flag, "percent")
    if p == 0:
        return off(flag, "percent")
    return (on if below(drawn, p) else off)(flag, "percent", bucket=drawn)


def case(name: str, rules: list, flags: dict, flag: str | None, context: dict, expect, **document):
    """Add a case; `flag` None asks for every flag."""
    body = {"burgee": "1", **document, "flags": flags}
    key = "decisions" if flag is None else "decision"
    CASES.append(
        {"name": name, "rules": rules, "document": body, "flag": flag, "context": context, "expect": {key: expect}}
    )


def percentages():
    """Both sides of a percentage, and the flag's key as the salt that nobody wrote."""
    for p, low in [(5, 4999), (0.001, 0), (99.999, 99998), (33.333, 33332), (50, 49999)]:
        for drawn in [low, low + 1]:
            unit = find("rollout", FLAG, drawn)
            side = "in" if below(drawn, p) else "out of"
            case(
                f"{unit} with bucket {drawn} is {side} {p} %",
                ["R-4.1", "R-4.5", "R-6.5"],
                {FLAG: {"serve": {"percent": p}}},
                FLAG,
                {"key": unit},
                percent(FLAG, p, drawn),
            )


def ramp():
    """Flags with one salt stand for one flag at one percentage after the other."""
    for low, high in [(0, 100), (100, 1000), (1000, 5000), (5000, 10000), (25000, 50000), (50000, 100000)]:
        unit = find("rollout", FLAG, low, high)
        drawn = bucket("rollout", FLAG, unit)
        first = next(p for p in RAMP if below(drawn, p))
        flags = {f"at-{i}": {"salt": FLAG, "serve": {"percent": p}} for i, p in enumerate(RAMP)}
        case(
            f"{unit} with bucket {drawn} gets the feature at {first} % and keeps it at every higher percentage",
            ["R-6.5", "R-7.5", "R-7.14"],
            flags,
            None,
            {"key": unit},
            [percent(f"at-{i}", p, drawn) for i, p in enumerate(RAMP)],
        )


def salts():
    """Two flags draw two lots of people, unless they share a salt."""
    unit = next(
        u for u in (f"user-{n}" for n in range(10_000))
        if below(bucket("rollout", "banner", u), 5) and not below(bucket("rollout", "search", u), 5)
    )
    flags = {"banner": {"serve": {"percent": 5}}, "search": {"serve": {"percent": 5}}}
    two = [percent(f, 5, bucket("rollout", f, unit)) for f in flags]
    case("two flags at 5 % do not hit the same 5 %", ["R-4.1", "R-6.2"], flags, None, {"key": unit}, two)
    shared = {f: {"salt": "spring", **body} for f, body in flags.items()}
    for low, high, side in [(0, 5000, "in both"), (5000, 100000, "out of both")]:
        unit = find("rollout", "spring", low, high)
        drawn = bucket("rollout", "spring", unit)
        case(
            f"two flags with one salt draw alike: {unit} is {side}",
            ["R-4.9", "R-6.2"],
            shared,
            None,
            {"key": unit},
            [percent(f, 5, drawn) for f in shared],
        )


def units():
    """What counts as a unit, and which attribute gives it."""
    flags = {FLAG: {"serve": {"percent": 50}}}
    for name, key, unit in [
        ("the integer 42 is the unit 42", 42, "42"),
        ("the string 42 is the same unit", "42", "42"),
        ("the integral double 42.0 is the same unit", 42.0, "42"),
        ("the integer -7 is the unit -7", -7, "-7"),
        ("the largest exact integer is its decimal text", 9007199254740991, "9007199254740991"),
        ("a unit that is not ASCII is its UTF-8", "用户一", "用户一"),
        ("an emoji of several code points is a unit", "👩‍👩‍👧", "👩‍👩‍👧"),
        ("a unit is not trimmed", " user-42 ", " user-42 "),
        ("a UUID is a unit", "6f9619ff-8b86-d011-b42d-00c04fc964ff", "6f9619ff-8b86-d011-b42d-00c04fc964ff"),
    ]:
        expect = percent(FLAG, 50, bucket("rollout", FLAG, unit))
        case(name, ["R-5.6", "R-6.3"], flags, FLAG, {"key": key}, expect)
    case("-0 is the unit 0", ["R-1.5", "R-5.6"], flags, FLAG, {"key": -0.0}, percent(FLAG, 50, bucket("rollout", FLAG, "0")))
    flags = {FLAG: {"unit": ["user_id", "device_id"], "serve": {"percent": 50}}}
    for name, context, unit in [
        ("the first attribute of a unit list counts", {"user_id": "user-1", "device_id": "d-1", "key": "k"}, "user-1"),
        ("an empty string gives way to the next attribute of a unit list", {"user_id": "", "device_id": "d-1"}, "d-1"),
    ]:
        case(name, ["R-5.6"], flags, FLAG, context, percent(FLAG, 50, bucket("rollout", FLAG, unit)))
    case(
        "the document's unit stands where a flag has none",
        ["R-5.6"],
        {FLAG: {"serve": {"percent": 50}}},
        FLAG,
        {"key": "user-42", "tenant": "acme"},
        percent(FLAG, 50, bucket("rollout", FLAG, "acme")),
        unit="tenant",
    )


def splits():
    """Both sides of every seam of a split, by the variant draw."""
    values = {"blue": "#00f", "green": "#0a0", "red": "#f00"}
    thirds = ["green", "red", "blue"]
    weighted = [{"variant": "green", "percent": 80}, {"variant": "red", "percent": 12.5}, {"variant": "blue", "percent": 7.5}]
    ranges = [{"variant": "green", "ranges": [[0, 10], [90, 100]]}, {"variant": "red", "ranges": [[10, 90]]}]
    for form, split, seams in [
        ("three equal parts", thirds, [(33332, "green"), (33333, "red"), (66665, "red"), (66666, "blue")]),
        ("weights", weighted, [(79999, "green"), (80000, "red"), (92499, "red"), (92500, "blue")]),
        ("ranges", ranges, [(9999, "green"), (10000, "red"), (89999, "red"), (90000, "green")]),
    ]:
        flags = {"colour": {"variants": values, "off_variant": "green", "serve": {"split": split}}}
        for drawn, variant in seams:
            unit = find("variant", "colour", drawn)
            expect = {"flag": "colour", "value": values[variant], "variant": variant, "reason": "SPLIT", "cause": "split", "bucket": drawn}
            case(f"{form}: {unit} with variant bucket {drawn} gets {variant}", ["R-4.6", "R-6.5", "R-6.6"], flags, "colour", {"key": unit}, expect)
    flags = {"colour": {"variants": values, "off_variant": "green", "serve": {"percent": 30, "split": thirds}}}
    for low, high in [(0, 30000), (30000, 100000)]:
        unit = find("rollout", "colour", low, high)
        drawn = bucket("rollout", "colour", unit)
        if below(drawn, 30):
            drawn = bucket("variant", "colour", unit)
            variant, cause, what = next(v for i, v in enumerate(thirds) if drawn < (i + 1) * 100_000 // 3), "split", "is admitted, and then the variant draw decides"
        else:
            variant, cause, what = "green", "percent", "is not admitted, and makes no variant draw"
        expect = {"flag": "colour", "value": values[variant], "variant": variant, "reason": "SPLIT", "cause": cause, "bucket": drawn}
        case(f"a split behind 30 %: {unit} {what}", ["R-6.6", "R-7.4", "R-7.10"], flags, "colour", {"key": unit}, expect)


def layers():
    """A layer's own draw lets a unit into one slot; the flag's draw then goes on by itself."""
    layer = {"checkout": {"salt": "checkout-2026", "slots": [{"range": [0, 45], "flags": ["button"]}, {"range": [45, 90], "flags": ["copy"]}]}}
    flags = {"button": {"serve": {"percent": 50}}, "copy": {"serve": "on"}}
    for drawn in [44999, 45000, 89999, 90000]:
        unit = find("layer", "checkout-2026", drawn)
        button = percent("button", 50, bucket("rollout", "button", unit)) if drawn < 45000 else off("button", "layer", bucket=drawn)
        copy = on("copy", "serve") if 45000 <= drawn < 90000 else off("copy", "layer", bucket=drawn)
        case(f"a layer: {unit} with layer bucket {drawn}", ["R-4.23", "R-6.2", "R-7.7"], flags, None, {"key": unit}, [button, copy], layers=layer)
    unit = next(
        u for u in (f"user-{n}" for n in range(10_000))
        if bucket("layer", "checkout-2026", u) < 45000 and not below(bucket("rollout", "button", u), 50)
    )
    case(
        "inside its slot a flag makes its own rollout draw",
        ["R-6.2", "R-7.7"], flags, "button", {"key": unit}, percent("button", 50, bucket("rollout", "button", unit)), layers=layer,
    )


def samples():
    """A percent with a salt is a draw of its own; without a salt it is the flag's rollout draw."""
    for where in ["rule", "segment"]:
        sample = {"percent": 10, "salt": "panel-7"}
        segments = {"panel": {"if": sample}} if where == "segment" else {}
        condition = {"segment": "panel"} if segments else sample
        flags = {FLAG: {"rules": [{"id": "panel", "if": condition, "serve": "on"}], "serve": "off"}}
        for drawn in [9999, 10000]:
            unit = find("sample", "panel-7", drawn)
            expect = on(FLAG, "rule", rule="panel") if drawn < 10000 else off(FLAG, "serve")
            case(f"a salted percent in a {where}: {unit} with sample bucket {drawn}", ["R-5.5", "R-6.2"], flags, FLAG, {"key": unit}, expect, segments=segments)
    flags = {FLAG: {"rules": [{"id": "panel", "if": {"percent": 10, "salt": "panel-7", "unit": "tenant"}, "serve": "on"}], "serve": "off"}}
    tenant = find("sample", "panel-7", 0, 10000, "tenant")
    outside = find("sample", "panel-7", 10000, 100000)
    case("a salted percent draws by its own unit", ["R-5.5"], flags, FLAG, {"key": outside, "tenant": tenant}, on(FLAG, "rule", rule="panel"))
    flags = {FLAG: {"rules": [{"id": "tenth", "if": {"percent": 10}, "serve": "on"}], "serve": {"percent": 5}}}
    for low, high in [(0, 10000), (10000, 100000)]:
        unit = find("rollout", FLAG, low, high)
        drawn = bucket("rollout", FLAG, unit)
        expect = on(FLAG, "rule", rule="tenth") if drawn < 10000 else off(FLAG, "percent", bucket=drawn)
        case(f"a percent without salt is the flag's rollout draw: {unit} with bucket {drawn}", ["R-5.5", "R-6.6"], flags, FLAG, {"key": unit}, expect)


def rings():
    """Moving outward takes a flag from nobody; every ring draws by the flag that is asked."""
    flags = {f"to-{ring['id']}": {"salt": FLAG, "serve": {"ring": ring["id"]}} for ring in RINGS}
    reach = {4999: 1, 5000: 2, 24999: 2, 25000: 3}
    for drawn, first in reach.items():
        unit = find("rollout", FLAG, drawn)
        innermost = RINGS[first]["id"]
        named = {f"to-{ring['id']}": i for i, ring in enumerate(RINGS)}
        expect = [on(f, "ring", ring=innermost) if named[f] >= first else off(f, "ring") for f in sorted(flags)]
        case(f"rings: {unit} with bucket {drawn} comes in with {innermost} and stays", ["R-4.21", "R-6.6", "R-7.11"], flags, None, {"key": unit}, expect, rings=RINGS)
    flags = {f: {"serve": {"ring": "early"}} for f in ["banner", "search"]}
    unit = next(
        u for u in (f"user-{n}" for n in range(10_000))
        if 5000 <= bucket("rollout", "banner", u) < 25000 <= bucket("rollout", "search", u)
    )
    expect = [on("banner", "ring", ring="early"), off("search", "ring")]
    case("rings: two flags in one ring draw their own people", ["R-4.21", "R-6.6"], flags, None, {"key": unit}, expect, rings=RINGS)


def sticky():
    """What the caller keeps after a real draw."""
    flags = {FLAG: {"sticky": True, "serve": {"percent": 10}}}
    for drawn in [9999, 10000]:
        unit = find("rollout", FLAG, drawn)
        expect = percent(FLAG, 10, drawn)
        if drawn < 10000:
            expect["store"] = {"variant": "on", "salt": FLAG}
        case(f"sticky: {unit} with bucket {drawn}", ["R-7.9"], flags, FLAG, {"key": unit}, expect)


def main() -> int:
    """Collect the cases of every part."""
    for part in [percentages, ramp, salts, units, splits, layers, samples, rings, sticky]:
        part()
    about = "Decisions in which no bucket is forced: the hash of the unit decides. Made by hash/draws.py."
    return deliver({"fixtures/decide/real-draws.json": lines({"kind": "decide", "about": about}, "cases", CASES)})


if __name__ == "__main__":
    sys.exit(main())
