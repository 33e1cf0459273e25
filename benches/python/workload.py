"""The users and flags that every engine is asked about, the same as those of the other benches.

Nothing here knows an engine. The instant is given, because most engines that look at the clock read it by themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

DAY = 86_400_000
USERS = 1_000
MANY = 1_000

DOMAINS = (
    "gmail.com", "company.com", "example.org", "acme.io", "initech.com", "globex.net",
    "umbrella.co", "hooli.dev", "proton.me", "outlook.com", "stark.example", "wayne.example",
)  # fmt: skip
COUNTRIES = ("US", "CA", "MX", "GB", "DE", "FR", "ES", "IT", "NL", "SE", "JP", "BR", "IN", "AU", "ZA", "KR")
PLANS = ("free", "pro", "enterprise")
AGES = (90, 180, 365, 730)

User = dict[str, Any]


@dataclass(frozen=True)
class Spec:
    """A flag with three rules: a domain is on; a plan in some countries is on; old accounts draw one percentage, the rest another."""

    key: str
    domain: str
    countries: tuple[str, ...]
    plan: str
    age_days: int
    age_percent: int
    percent: int


CHECKOUT = Spec("new-checkout", "company.com", ("US", "CA", "MX"), "enterprise", 365, 50, 5)


def users(count: int, now: int) -> list[User]:
    """Users as an application has them. `account_age_days` is for engines that cannot say "at least 365 days ago"."""
    return [user(index, now) for index in range(count)]


def user(index: int, now: int) -> User:
    created_at = now - (index * 37 % 1500) * DAY - index * 1000
    return {
        "key": f"user-{index}",
        "email": f"user-{index}@{DOMAINS[index * 7 % 12]}",
        "country": COUNTRIES[index * 5 % 16],
        "plan": PLANS[index % 3],
        "created_at": created_at,
        "account_age_days": (now - created_at) // DAY,
    }


def many(count: int = MANY) -> list[Spec]:
    return [one_of_many(index) for index in range(count)]


def one_of_many(index: int) -> Spec:
    first = index * 3 % 14
    return Spec(
        key=f"flag-{index:04}",
        domain=DOMAINS[1 + index % 10],
        countries=COUNTRIES[first : first + 3],
        plan=PLANS[index % 3],
        age_days=AGES[index % 4],
        age_percent=10 + index % 9 * 10,
        percent=1 + index % 20,
    )


def rule(spec: Spec, user: User) -> str:
    """The rule of a flag that decides for a user."""
    if user["email"].endswith(f"@{spec.domain}"):
        return "staff"
    if user["country"] in spec.countries and user["plan"] == spec.plan:
        return "na"
    return "veterans" if user["account_age_days"] >= spec.age_days else "rest"
