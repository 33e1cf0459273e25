"""Makes vectors.json and the fixtures under fixtures/bucket/ from the scheme in bucket.py.

    pip install -r requirements.txt
    python vectors.py            # write
    python vectors.py --check    # fail if a file is not what this makes
"""

import sys

from bucket import BUCKETS, bucket, deliver, find, lines, mix, seed, unit_hash

FLAG = "new-checkout-flow"
TEXT = "The quick brown fox jumps over the lazy dog; 0123456789 units make a bucket each. " * 3

# What a unit can be. The order of the lines is the order of the cases.
UNITS = [
    ("one letter", "a"),
    ("one digit", "7"),
    ("one space", " "),
    ("one NUL", "\0"),
    ("a NUL inside", "a\0b"),
    ("a line break", "a\nb"),
    ("a plain user", "user-42"),
    ("the same user in capitals is another unit", "USER-42"),
    ("the same user with a space after it is another unit", "user-42 "),
    ("a UUID", "6f9619ff-8b86-d011-b42d-00c04fc964ff"),
    ("the same UUID in capitals is another unit", "6F9619FF-8B86-D011-B42D-00C04FC964FF"),
    ("the nil UUID", "00000000-0000-0000-0000-000000000000"),
    ("an e-mail address", "ada@company.com"),
    ("an e-mail address with a plus", "grace+test@mail.example.org"),
    ("a tenant's path", "org/eu-west/tenant-0007"),
    ("a letter with an accent, composed", "caf\u00e9"),
    ("the same text decomposed is another unit", "cafe\u0301"),
    ("Cyrillic", "пользователь"),
    ("Chinese", "用户一"),
    ("Arabic", "مستخدم"),
    ("an emoji", "🏴"),
    ("an emoji of several code points", "👩‍👩‍👧"),
    ("a byte order mark is part of the unit", "\ufeffuser-42"),
    ("U+FFFF", "\uffff"),
    ("U+10FFFF", "\U0010ffff"),
]

# An integer is its decimal text, so each pair below is one unit.
INTEGERS = [0, 1, 7, 42, -1, -42, 1000, 123456789, 4294967296, 9007199254740991, -9007199254740991]

SALTS = [
    ("the flag's key", FLAG),
    ("one letter", "a"),
    ("the salt in capitals is another salt", FLAG.upper()),
    ("a layer's name", "checkout"),
    ("a year in the salt", "checkout-2026"),
    ("a space", " "),
    ("a NUL in the salt", "a\0b"),
    ("not ASCII", "größe-🎯"),
    ("23 bytes: domain, NUL and salt of rollout are 31", "s" * 23),
    ("24 bytes: domain, NUL and salt of rollout are 32", "s" * 24),
    ("25 bytes: domain, NUL and salt of rollout are 33", "s" * 25),
    ("256 bytes, the longest", "s" * 256),
]

DOMAINS = ["rollout", "variant", "layer", "sample"]


def groups():
    """The name of a file of fixtures, what it is about, and its rows of (name, rules, unit, domain, salt)."""
    lengths = [*range(1, 69), 95, 96, 97, 127, 128, 129, 199, 200]
    yield (
        "lengths",
        "Units of every length that XXH64 treats differently: each tail of 0 to 31 bytes, with and without whole stripes of 32.",
        [(f"a unit of {n} byte{'s' if n > 1 else ''}", ["R-6.3", "R-6.4"], TEXT[:n], "rollout", FLAG) for n in lengths],
    )
    yield (
        "units",
        "What units look like: their bytes are hashed as they are, nothing is trimmed, folded or normalised.",
        [(name, ["R-5.6", "R-6.3"], unit, "rollout", FLAG) for name, unit in UNITS],
    )
    yield (
        "integers",
        "An integer is the same unit as the string of its decimal text.",
        [
            (f"the {kind} {value}", ["R-5.6", "R-6.3"], unit, "rollout", FLAG)
            for value in INTEGERS
            for kind, unit in [("integer", value), ("string", str(value))]
        ],
    )
    yield (
        "domains",
        "One unit and one salt draw differently in each domain.",
        [
            (f"{who} in the domain {domain}", ["R-6.2"], unit, domain, salt)
            for who, unit, salt in [
                ("a user under a flag's salt", "user-42", FLAG),
                ("a user under a layer's salt", "user-42", "checkout-2026"),
                ("an integer under a flag's salt", 42, FLAG),
                ("an emoji under a salt that is not ASCII", "🏴", "größe-🎯"),
            ]
            for domain in DOMAINS
        ],
    )
    yield (
        "salts",
        "One unit draws differently under each salt.",
        [(name, ["R-6.2"], "user-42", "rollout", salt) for name, salt in SALTS]
        + [
            ("a salt that could be read as a domain: variant as salt of rollout", ["R-6.2"], "user-42", "rollout", "variant"),
            ("a salt that could be read as a domain: rollout as salt of variant", ["R-6.2"], "user-42", "variant", "rollout"),
        ],
    )
    edges = [0, 1, 4999, 5000, 33332, 33333, 49999, 50000, 66665, 66666, 99998, 99999]
    yield (
        "edges",
        "The lowest bucket, the highest, and those on both sides of a usual percentage.",
        [(f"a unit whose bucket is {b}", ["R-6.4"], find("rollout", FLAG, b), "rollout", FLAG) for b in edges],
    )
    yield (
        "mixer",
        "Units near the edge of a bucket, where the mixer's last step decides: it changes the lower half of the word alone.",
        [
            (f"the bucket is {side} without the last step", ["R-6.3"], last_step(above), "rollout", FLAG)
            for side, above in [("lower", True), ("higher", False)]
        ],
    )


def last_step(above: bool) -> str:
    """The first of `user-0`, `user-1`, … whose bucket is above, or below, what it is without the mixer's last step."""
    s = seed("rollout", FLAG)
    n = 0
    while True:
        mixed = mix(unit_hash(f"user-{n}") ^ s)
        before = mixed ^ (mixed >> 31) ^ (mixed >> 62)
        drawn, without = (mixed * BUCKETS) >> 64, (before * BUCKETS) >> 64
        if (drawn > without) if above else (drawn < without):
            return f"user-{n}"
        n += 1


def spread(cases: list, most: int = 5) -> list:
    """A few cases, evenly from the first to the last: people read these; every row is in vectors.json, and every runner reads that."""
    last = len(cases) - 1
    return cases if last < most else [cases[round(step * last / (most - 1))] for step in range(most)]


def main() -> int:
    """Collect every row once as a vector and once as a fixture."""
    files, vectors = {}, []
    for file, about, rows in groups():
        cases = []
        for name, rules, unit, domain, salt in rows:
            drawn = bucket(domain, salt, unit)
            vectors.append(
                {
                    "unit": unit,
                    "domain": domain,
                    "salt": salt,
                    "unit_hash": f"{unit_hash(unit):016x}",
                    "seed": f"{seed(domain, salt):016x}",
                    "bucket": drawn,
                }
            )
            cases.append({"name": name, "rules": rules, "unit": unit, "domain": domain, "salt": salt, "expect": {"bucket": drawn}})
        files[f"fixtures/bucket/{file}.json"] = lines({"kind": "bucket", "about": about}, "cases", spread(cases))
    about = "Golden values of section 6 of burgee.md, made by vectors.py. unit_hash is XXH64(unit), seed is S; both in hexadecimal."
    files["hash/vectors.json"] = lines({"about": about, "scheme": "xxh64-mix"}, "vectors", vectors)
    return deliver(files)


if __name__ == "__main__":
    sys.exit(main())
