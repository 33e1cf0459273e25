"""The bucket scheme `xxh64-mix`, written from section 6 of burgee.md with an ordinary xxHash package.

It shares no code with any implementation of burgee: what it says is what the others are held against.
"""

import json
import sys
import unicodedata
from pathlib import Path

import xxhash

MASK = (1 << 64) - 1
BUCKETS = 100_000
SPEC = Path(__file__).resolve().parent.parent


def unit_hash(unit: str | int) -> int:
    """XXH64 of the unit's bytes: a string's UTF-8, or an integer's decimal text (R-5.6)."""
    return xxhash.xxh64_intdigest(str(unit).encode(), seed=0)


def seed(domain: str, salt: str) -> int:
    """S, which keeps one draw apart from another (R-6.2)."""
    return xxhash.xxh64_intdigest(domain.encode() + b"\x00" + salt.encode(), seed=0)


def mix(z: int) -> int:
    """SplitMix64's finaliser (R-6.3)."""
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


def bucket(domain: str, salt: str, unit: str | int) -> int:
    """An integer from 0 to 99 999 (R-6.4)."""
    return (mix(unit_hash(unit) ^ seed(domain, salt)) * BUCKETS) >> 64


def find(domain: str, salt: str, low: int, high: int | None = None, name: str = "user") -> str:
    """The first of `user-0`, `user-1`, … whose bucket is `low`, or from `low` up to but not with `high`."""
    s = seed(domain, salt)
    high = low + 1 if high is None else high
    n = 0
    while True:
        unit = f"{name}-{n}"
        if low <= (mix(unit_hash(unit) ^ s) * BUCKETS) >> 64 < high:
            return unit
        n += 1


def text(value) -> str:
    """JSON on one line, with what cannot be seen on a screen written as an escape."""
    plain = json.dumps(value, ensure_ascii=False)
    return "".join(c if c.isprintable() and not unicodedata.combining(c) else json.dumps(c)[1:-1] for c in plain)


def lines(head: dict, member: str, rows: list) -> str:
    """A JSON object with one of its members an array that has one row a line, so that a change reads as a change."""
    top = [f"  {text(k)}: {text(v)}," for k, v in head.items()]
    body = ",\n".join("    " + text(row) for row in rows)
    return "\n".join(["{", *top, f'  "{member}": [', body, "  ]", "}"]) + "\n"


def deliver(files: dict[str, str]) -> int:
    """Write the files (paths under spec/), or with `--check` fail if one on disk differs."""
    wrong = 0
    for path, text in files.items():
        target = SPEC / path
        if "--check" not in sys.argv[1:]:
            target.write_text(text, encoding="utf-8")
        elif not target.exists() or target.read_text(encoding="utf-8") != text:
            print(f"{target} is not what {sys.argv[0]} makes", file=sys.stderr)
            wrong = 1
    return wrong
