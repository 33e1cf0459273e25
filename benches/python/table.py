"""The rows of a contest as a Markdown table."""

from __future__ import annotations

from contest import Row
from measure import WORKLOADS

UNITS = ((1e9, "s"), (1e6, "ms"), (1e3, "µs"), (1, "ns"))


def duration(ns: float) -> str:
    size, unit = next(((size, unit) for size, unit in UNITS if ns >= size), UNITS[-1])
    value = ns / size
    digits = 0 if value >= 100 else 1 if value >= 10 else 2
    return f"{value:.{digits}f} {unit}"


def line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def cells(row: Row) -> list[str]:
    if not row.about:
        return [row.name, *("not installed" for _ in WORKLOADS)]
    shown = []
    for index, workload in enumerate(WORKLOADS):
        ns = row.times.get(index)
        loop = " †" if row.about["one_by_one"] and workload.name.startswith("all") else ""
        shown.append("–" if ns is None else duration(ns) + loop)
    return [" ".join([row.name, *row.about["versions"]]), *shown]


def table(rows: list[Row]) -> str:
    lines = [line(["engine", *(workload.name for workload in WORKLOADS)]), line(["---", *("---:" for _ in WORKLOADS)])]
    lines += [line(cells(row)) for row in rows]
    if any(row.about.get("one_by_one") for row in rows):
        lines += ["", "† one call for each flag: the engine has no call for all."]
    lines += ["", *(f"- {workload.name}: {workload.about}" for workload in WORKLOADS), ""]
    for row in rows:
        if row.about:
            note = f" {row.about['note']}" if row.about["note"] else ""
            lines.append(f"- {row.name}: {row.about['how']}.{note}")
    return "\n".join(lines)
