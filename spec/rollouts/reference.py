"""The rules of ../rollouts.md, a second time: plain Python, its standard library, none of the core's code.

    python3 reference.py --check     compares with every case under cases

It takes documents to be right: what is wrong with one is the matter of other fixtures.
"""
import datetime
import json
import math
import pathlib
import re
import struct
import sys

HERE = pathlib.Path(__file__).resolve().parent
FIXTURES = HERE / "cases"


# Section 14.3 ------------------------------------------------------------------------------------------------------------------

def ln(x):
    bits = struct.unpack("<Q", struct.pack("<d", x))[0]
    k = (bits >> 52) - 1023
    m = struct.unpack("<d", struct.pack("<Q", bits & ((1 << 52) - 1) | 1023 << 52))[0]
    if m > math.sqrt(2):
        m, k = m / 2, k + 1
    s = (m - 1) / (m + 1)
    q, t = s * s, 0.0
    for j in range(21, 0, -2):
        t = t * q + 1 / j
    return k * float.fromhex("0x1.62e42feep-1") + (k * float.fromhex("0x1.a39ef35793c76p-33") + 2 * s * t)


def ln_gamma(x):
    p = 1.0
    while x < 10:
        p, x = p * x, x + 1
    i = 1 / x
    q = i * i
    r = i * (1 / 12 - q * (1 / 360 - q * (1 / 1260 - q / 1680)))
    return (x - 0.5) * ln(x) - x + 0.9189385332046727 + r - ln(p)


def evidence(x, y, p, a, b):
    return (ln_gamma(a + x) - ln_gamma(a) + ln_gamma(b + y) - ln_gamma(b) + ln_gamma(a + b) - ln_gamma(a + b + x + y)
            - x * ln(p) - y * ln(1 - p))


def rate(x, n, p, above, alpha):
    if p <= 0:
        return above and x > 0
    if p >= 1:
        return not above and x < n
    o = 2.0 if above else 0.5
    b = 4.0 * (1 - p) / (p * o)
    return (x > p * n if above else x < p * n) and evidence(x, n - x, p, 4.0, b) >= ln(1 / alpha)


def end(x, n, above, alpha):
    rejected, kept = (0.0 if above else 1.0), (x / n if n else 0.5)
    for _ in range(60):
        middle = (rejected + kept) / 2
        if rate(x, n, middle, above, alpha):
            rejected = middle
        else:
            kept = middle
    return rejected


def rate_ratio(x, n, z, m, r, above, alpha):
    if not n or not m:
        return False
    if x + z <= 0.2 * (n + m):
        return rate(x, x + z, r * n / (r * n + m), above, alpha)
    bound = r * end(z, m, not above, alpha / 2)
    if bound > 1:
        return not above
    return rate(x, n, bound, above, alpha / 2)


def beyond(d, v, n, above, alpha):
    return (d > 0 if above else d < 0) and d * d >= v * (1 + 1000 / n) * (ln(1 + n / 1000) + 2 * ln(1 / alpha))


def mismatch(treatment, control, share):
    x, y, p = (control, treatment, 1 - share) if share > 0.5 else (treatment, control, share)
    return evidence(x, y, p, 50.0, 50.0 * (1 - p) / p) >= ln(100)


# Section 14.1 ------------------------------------------------------------------------------------------------------------------

def instant(text):
    match = re.fullmatch(r"(.{19})(?:\.(\d+))?(Z|[+-]\d\d:\d\d)", text)
    whole = datetime.datetime.fromisoformat(match[1] + (match[3] if match[3] != "Z" else "+00:00"))
    return round(whole.timestamp()) * 1000 + int(((match[2] or "") + "000")[:3])


def text_of(ms):
    whole = datetime.datetime.fromtimestamp(ms // 1000, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S")
    return whole + (f".{ms % 1000:03}" if ms % 1000 else "") + "Z"


def span(text):
    scale = {"w": 604800, "d": 86400, "h": 3600, "m": 60, "s": 1}
    return 1000 * sum(int(n) * scale[u] for n, u in re.findall(r"(\d+)([wdhms])", text))


def prometheus(response):
    arms, to, units = {}, None, None
    for series in response["data"]["result"]:
        labels, (at, text) = series["metric"], series["value"]
        if labels.get("arm") not in ("treatment", "control"):
            continue
        to = max(to or 0, math.floor(at * 1000 + 0.5))
        number = float(text)
        if math.isfinite(number):
            name = labels.get("metric") or labels["__name__"]
            arms.setdefault(name, {}).setdefault(labels["arm"], {})[labels.get("part", "value")] = number
    half_up = lambda number: math.floor(number + 0.5)

    def measure(parts):
        if "count" in parts and "of" in parts:
            return {"count": half_up(parts["count"]), "of": half_up(parts["of"])}
        if {"mean", "sd", "n"} <= parts.keys():
            return {"mean": parts["mean"], "sd": parts["sd"], "n": half_up(parts["n"])}
        if "value" in parts:
            return {"value": parts["value"], "n": half_up(parts.get("n", 0))}

    if len(seen := arms.pop("units", {})) == 2:
        units = {arm: half_up(parts["value"]) for arm, parts in seen.items()}
    metrics = {}
    for name, both in arms.items():
        both = {arm: measure(parts) for arm, parts in both.items() if measure(parts)}
        if "treatment" in both:
            if both.get("control", both["treatment"]).keys() != both["treatment"].keys():
                del both["control"]
            metrics[name] = both
    return {"to": to, "units": units, "metrics": metrics}


def observations(value):
    """Pairs of a pointer and an observation."""
    if isinstance(value, list):
        read = [(f"/{index}", dict(one)) for index, one in enumerate(value)]
    else:
        read = [("", prometheus(value) if "status" in value else dict(value))]
        read = [(pointer, one) for pointer, one in read if one["to"] is not None]
    for _, one in read:
        for name in ("from", "to"):
            if isinstance(one.get(name), str):
                one[name] = instant(one[name])
    return read


# Section 14.2 ------------------------------------------------------------------------------------------------------------------

def size(measure):
    return measure["of"] if "of" in measure else measure["n"]


def number(measure):
    if "of" in measure:
        return measure["count"] / measure["of"] if measure["of"] else None
    return measure["value"] if "value" in measure else measure["mean"] if measure["n"] else None


def add(one, other):
    if one is None or other is None or one.keys() != other.keys() or "value" in one:
        return None
    if "of" in one:
        return {"count": one["count"] + other["count"], "of": one["of"] + other["of"]}
    n = one["n"] + other["n"]
    if not one["n"] or not other["n"]:
        return one if one["n"] else other
    d = one["mean"] - other["mean"]
    squares = ((one["n"] - 1) * one["sd"] * one["sd"] + (other["n"] - 1) * other["sd"] * other["sd"]
               + d * d * (one["n"] * other["n"] / n))
    return {"mean": (one["n"] * one["mean"] + other["n"] * other["mean"]) / n, "sd": math.sqrt(squares / (n - 1)), "n": n}


class Gate:
    def __init__(self, written):
        self.metric, self.written = written["metric"], written
        self.comparison = next(name for name in ("lt", "lte", "gt", "gte") if name in written)
        self.bound = written[self.comparison]
        self.least, self.windows, self.confidence = written.get("min_samples", 0), written.get("windows", 1), written.get("confidence")
        self.on_fail = written.get("on_fail", "rollback")

    def relative(self):
        return isinstance(self.bound, dict)

    def samples(self, metric):
        own = size(metric["treatment"])
        return min(own, size(metric["control"])) if self.relative() and metric.get("control") else own

    def look(self, metric):
        treatment, control = metric["treatment"], metric.get("control")
        counted = "of" in treatment
        if not self.relative() and not isinstance(self.bound, str) and counted:
            return "hold", "bare-number"
        if isinstance(self.bound, str) and not counted:
            return "hold", "not-counted"
        if self.relative() and not control:
            return "hold", "no-baseline"
        return self.test(metric) if self.confidence else self.point(metric)

    def point(self, metric):
        if self.samples(metric) < max(1, self.least):
            return "hold", "too-few"
        seen, bound = number(metric["treatment"]), self.bound
        if self.relative():
            base = number(metric["control"])
            if base is None or base < 0:
                return "hold", "no-baseline"
            bound = bound["times_baseline"] * base
        elif isinstance(bound, str):
            bound = float(bound[:-1]) / 100
        holds = {"lt": seen < bound, "lte": seen <= bound, "gt": seen > bound, "gte": seen >= bound}[self.comparison]
        if not holds and self.relative() and seen == bound == 0:
            return "hold", "no-baseline"
        return ("pass" if holds else "fail"), None

    def beyond(self, metric, bound, above, alpha):
        one, other = metric["treatment"], metric.get("control")
        if "of" in one:
            if isinstance(bound, str):
                return rate(one["count"], one["of"], float(bound[:-1]) / 100, above, alpha)
            return rate_ratio(one["count"], one["of"], other["count"], other["of"], bound["times_baseline"], above, alpha)
        if not isinstance(bound, dict):
            return one["n"] >= 10000 and beyond(one["mean"] - bound, one["sd"] * one["sd"] / one["n"], one["n"], above, alpha)
        r = bound["times_baseline"]
        if other["mean"] < 0 or min(one["n"], other["n"]) < 100:
            return False
        s = max(one["sd"] * one["sd"], r * r * other["sd"] * other["sd"])
        n = 1 / (1 / one["n"] + 1 / other["n"])
        return beyond(one["mean"] - r * other["mean"], s / one["n"] + s / other["n"], n, above, alpha)

    def test(self, metric):
        if "value" in metric["treatment"]:
            return "hold", "not-statistical"
        alpha, upward = 1 - self.confidence, self.comparison in ("lt", "lte")
        if self.beyond(metric, self.bound, upward, alpha):
            return "fail", None
        least = 1 if "of" in metric["treatment"] else 100 if self.relative() else 10000
        if self.samples(metric) < max(least, self.least):
            return "hold", "too-few"
        if self.beyond(metric, self.written.get("rule_out", self.bound), not upward, alpha):
            return "pass", None
        return "hold", "undecided"

    def view(self, seen, at):
        if not self.confidence:
            return seen[at]["metrics"].get(self.metric)
        total = None
        for one in seen[:at + 1]:
            metric = one["metrics"].get(self.metric)
            if metric is None:
                continue
            if total is None:
                total = dict(metric)
                continue
            treatment = add(total["treatment"], metric["treatment"])
            if treatment is None:
                return None
            total = {"treatment": treatment, "control": add(total.get("control"), metric.get("control"))}
        return total

    def judge(self, seen, old):
        newest = self.view(seen, len(seen) - 1) if seen else None
        if newest is None:
            return {"metric": self.metric, "outcome": "hold", "cause": "no-data"}
        outcome, cause = self.look(newest)
        if outcome != "hold":
            looks = [self.view(seen, at) for at in range(max(0, len(seen) - self.windows), len(seen))]
            if len(looks) < self.windows or any(view is None or self.look(view)[0] != outcome for view in looks):
                outcome, cause = "hold", "windows"
        if outcome == "pass" and old:
            outcome, cause = "hold", "old-data"
        verdict = {"metric": self.metric, "outcome": outcome, "cause": cause, "observed": number(newest["treatment"]), "n": self.samples(newest)}
        if self.relative() and newest.get("control"):
            verdict["baseline"] = number(newest["control"])
        return {name: value for name, value in verdict.items() if value is not None}


# Section 14.4 ------------------------------------------------------------------------------------------------------------------

def drawn(stages, at):
    """The percentage of a drawn stage. Rings and conditions of the fixtures' documents do not draw, so bare is enough to look at here."""
    bare = [not ("ring" in stage or "if" in stage) for stage in stages[:at + 1]]
    percent = stages[at].get("percent", 0)
    return percent if bare[at] and 0 < percent < 100 and bare == sorted(bare) else None


def decide(document, key, seen, now, approved_by):
    flag = document["flags"][key]
    verdict = {"flag": key}
    if flag.get("enabled") is False:
        return verdict | {"action": "hold", "wait": "disabled"}
    rollout, progress = flag["rollout"], flag.get("progress")
    stages = rollout["stages"]
    if progress is None:
        if approved_by is None:
            return verdict | {"action": "hold", "wait": "start"}
        first = stages[0]["id"]
        return verdict | {"action": "proceed", "to": first, "progress": {"stage": first, "since": text_of(now), "status": "running"}}
    if "stage" in progress:
        verdict["stage"] = progress["stage"]
    if progress["status"] == "complete":
        return verdict | {"action": "complete"}
    if "stage" not in progress:
        return verdict | {"action": "hold", "wait": "resume"}
    at = next(index for index, stage in enumerate(stages) if stage["id"] == progress["stage"])
    stage, since = stages[at], instant(progress["since"])
    hold, share = span(stage.get("hold", "")), drawn(stages, at)

    counted, refused, reached = [], [], None
    for pointer, one in seen:
        begins = one.get("from", since)
        if one.get("stage", stage["id"]) != stage["id"]:
            refused.append({"pointer": pointer + "/stage", "code": "stale-observation"})
        elif begins < since:
            refused.append({"pointer": pointer + "/from", "code": "stale-observation"})
        elif one["to"] <= since:
            refused.append({"pointer": pointer + "/to", "code": "stale-observation"})
        elif one["to"] > now:
            refused.append({"pointer": pointer + "/to", "code": "future-observation"})
        elif reached is not None and begins < reached:
            refused.append({"pointer": pointer + "/from", "code": "overlapping-observation"})
        else:
            counted.append(one)
            reached = one["to"]
    if refused:
        verdict["refused"] = refused

    gates = [Gate(gate) for gate in stage.get("gates", [])]
    if at + 1 < len(stages):
        gates += [gate for gate in map(Gate, rollout.get("gates", [])) if share or not gate.relative()]
    old = now >= since + hold and (reached is None or reached < since + hold)
    judged = [gate.judge(counted, old) for gate in gates]
    if judged:
        verdict["gates"] = judged
    failed = [gate.on_fail for gate, one in zip(gates, judged) if one["outcome"] == "fail"]
    held = [one for one in judged if one["outcome"] == "hold"]

    units = [one["units"] for one in counted if one.get("units")]
    mismatched = False
    if share and units:
        treatment, control = (sum(one[arm] for one in units) for arm in ("treatment", "control"))
        mismatched = mismatch(treatment, control, share / 100)
        verdict["units"] = {"treatment": treatment, "control": control, "mismatch": mismatched}

    ids = [one["id"] for one in stages]
    back = [-1 if on_fail == "rollback" else ids.index(on_fail["rollback_to"])
            for on_fail in failed if on_fail == "rollback" or isinstance(on_fail, dict)]
    if back:
        to = min(target if target < at else -1 for target in back)
        verdict |= {"action": "rollback", "progress": {"since": text_of(now), "status": "rolled_back"}}
        if to >= 0:
            verdict["to"] = verdict["progress"]["stage"] = ids[to]
        return verdict
    if progress["status"] != "running":
        return verdict | {"action": "hold", "wait": "resume"}
    longest = span(stage["max_hold"]) if "max_hold" in stage else None
    if "pause" in failed or mismatched or longest is not None and now > since + longest and (held or refused):
        return verdict | {"action": "pause", "progress": {"stage": stage["id"], "since": text_of(since), "status": "paused"}}
    if failed:
        return verdict | {"action": "hold", "wait": "gates"}
    if now < since + max(hold, 1):
        return verdict | {"action": "hold", "wait": "until", "until": text_of(since + max(hold, 1))}
    if refused:
        return verdict | {"action": "hold", "wait": "observations"}
    if held:
        return verdict | {"action": "hold", "wait": "gates"}
    if stage.get("advance") == "manual" and approved_by is None:
        return verdict | {"action": "hold", "wait": "approval"}
    if at + 1 < len(stages):
        to = ids[at + 1]
        return verdict | {"action": "proceed", "to": to, "progress": {"stage": to, "since": text_of(now), "status": "running"}}
    return verdict | {"action": "complete", "progress": {"stage": stage["id"], "since": text_of(since), "status": "complete"}}


# Fixtures ----------------------------------------------------------------------------------------------------------------------

def answer(file, case):
    document = case.get("document", file.get("document"))
    if isinstance(document, list):
        document = json.loads("\n".join(document))
    seen = observations(case["observations"]) if "observations" in case else []
    return decide(document, case["flag"], seen, instant(case["now"]), case.get("approved_by"))


def holds(expected, got):
    """Whether `got` is as expected, in all that is expected of it."""
    if isinstance(expected, dict):
        return isinstance(got, dict) and all(name in got and holds(value, got[name]) for name, value in expected.items())
    if isinstance(expected, list):
        return isinstance(got, list) and len(expected) == len(got) and all(map(holds, expected, got))
    return expected == got


def main():
    cases = failures = 0
    for path in sorted(FIXTURES.glob("*.json")):
        file = json.loads(path.read_text())
        for case in file["cases"]:
            if "verdict" in case["expect"]:
                cases += 1
                got, expected = answer(file, case), case["expect"]["verdict"]
                exact = all(expected.get(name) == got.get(name) for name in ("to", "wait", "until", "progress", "refused"))
                if not holds(expected, got) or not exact:
                    failures += 1
                    print(f"{path.name}: {case['name']}\n  expected {expected}\n  got      {got}")
    print(f"{cases} cases: {failures} failed")
    sys.exit(failures != 0 or cases == 0)


if __name__ == "__main__":
    main()
