"""ConfigCat's client, offline, with a configuration from a cache in memory: its local overrides cannot say rules but from a file."""

from __future__ import annotations

import json
from itertools import count
from time import time
from typing import Any

from configcatclient import ConfigCatClient
from configcatclient.configcatoptions import ConfigCatOptions
from configcatclient.interfaces import ConfigCache
from configcatclient.pollingmode import PollingMode
from configcatclient.user import User

from engine import Call, Engine, Names
from workload import Spec

ON = {"v": {"b": True}, "i": "on"}
OFF = {"v": {"b": False}, "i": "off"}
BOOLEAN = 0
#: Comparators by their numbers in the configuration: clear text, ends with any of, number not below.
TEXT_IS, TEXT_IS_ONE_OF, ENDS_WITH, NOT_BELOW = 28, 0, 32, 15
numbers = count(1)


def compare(attribute: str, comparator: int, **value: object) -> dict[str, Any]:
    return {"u": {"a": attribute, "c": comparator, **value}}


def share(percent: int) -> list[dict[str, Any]]:
    return [{"p": percent, **ON}, {"p": 100 - percent, **OFF}]


def setting(spec: Spec) -> dict[str, Any]:
    country = compare("Country", TEXT_IS_ONE_OF, l=spec.countries)
    rules = [
        {"c": [compare("Email", ENDS_WITH, l=[f"@{spec.domain}"])], "s": ON},
        {"c": [country, compare("Plan", TEXT_IS, s=spec.plan)], "s": ON},
        {"c": [compare("AccountAgeDays", NOT_BELOW, d=spec.age_days)], "p": share(spec.age_percent)},
    ]
    return {"t": BOOLEAN, "a": "Identifier", "r": rules, "p": share(spec.percent), **OFF}


def document(specs: list[Spec]) -> str:
    return json.dumps({"p": {"u": "", "r": 0, "s": "benches"}, "f": {spec.key: setting(spec) for spec in specs}})


class Memory(ConfigCache):
    def __init__(self, text: str) -> None:
        self.text = f'{int(time() * 1000)}\n"1"\n{text}'

    def get(self, key: str) -> str:
        return self.text

    def set(self, key: str, value: str) -> None:
        pass


def open_flags(text: str) -> Names:
    # Clients are shared by key, so each gets its own.
    key = f"{next(numbers):022}/{'0' * 22}"
    options = ConfigCatOptions(polling_mode=PollingMode.manual_poll(), offline=True, config_cache=Memory(text))
    return {"client": ConfigCatClient.get(key, options), "User": User}


USER = 'User(u["key"], u["email"], u["country"], {"Plan": u["plan"], "AccountAgeDays": u["account_age_days"]})'

ENGINE = Engine(
    name="configcat",
    packages=("configcat-client",),
    how="`client.get_value`, `get_value_details`, `get_all_values`, `get_all_value_details`; a dict becomes a `User` for each call",
    document=document,
    open=open_flags,
    close=lambda names: names["client"].close(),
    context=USER,
    calls={
        "dict": Call(f"client.get_value(key, False, {USER})"),
        "prepared": Call("client.get_value(key, False, c)"),
        "detail": Call(f"client.get_value_details(key, False, {USER})", "answer.value"),
        "all": Call(f"client.get_all_values({USER})", "answer[key]"),
        "all, detail": Call(f"client.get_all_value_details({USER})", "next(d for d in answer if d.key == key).value"),
    },
    note="The age is a number of days.",
)
