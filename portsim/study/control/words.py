"""What a control study found, in sentences for a customs officer."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING

from portsim.base.units import show_share
from portsim.kpis.year import DAYS
from portsim.study.control.points import SELECTIVITY
from portsim.study.control.tables import FOUND, Control, Seen, ratio
from portsim.study.statistics import interval

if TYPE_CHECKING:
    import pandas as pd


FEW = 10  # finds in all runs: with fewer a simulated figure says nothing


def sentences(control: Control, tables: Mapping[str, pd.DataFrame], *, costed: bool) -> tuple[str, ...]:
    """What is found and missed as stated, then what each number that is varied changes there."""
    return tuple(_said(control, tables, costed))


def _said(control: Control, tables: Mapping[str, pd.DataFrame], costed: bool) -> Iterator[str]:
    base = control.stated
    if base is None:
        yield f"The port as stated cannot run: {_why_not(control)}."
    else:
        yield from _as_stated(base)
        yield from _rates(control, base)
        yield from _quality(control, base)
        yield from _others(control, base, costed)
        yield from _measures(control, base)
        yield from _trusted(base)
    on = sum(control.on_front)
    what = "missed hits, time and cost" if _has_costs(control) else "missed hits and time"
    alike = " of the same selectivity" if SELECTIVITY in control.keys else ""
    yield f"{on} of {len(control.seen)} points are on the front: no other point{alike} beats them in {what}."
    idle = sum(int(math.isnan(run.figures[0])) for each in control.seen for run in each.told)
    if idle:
        yield (
            f"In {idle} runs no exam was there to measure {control.names[0]} on; they are left out of it. "
            "Run more --days."
        )
    if control.refused:
        first = control.refused[0]
        yield f"{len(control.refused)} points cannot run, the first because: {first.why}."
    yield (
        "No figure on what boxes hide is public: all numbers under risk are assumptions unless you set them. "
        "Read which way things go, and by what factor; not the level."
    )


def _as_stated(base: Seen) -> Iterator[str]:
    risk = base.point.risk
    found, low, high = interval(base.hits(FOUND))
    passed = sum(
        base.point.volumes[name] * sum(each.passed for each in odds.traders)
        for name, odds in base.point.odds.items()
    )
    seen = (base.hits_expected - passed) * risk.by_scan.value
    share = ratio(base.missed_expected, base.hits_expected)
    counted = base.found_expected / DAYS * base.point.scenario.study.days * len(base.told)
    simulated = f"simulated: {_n(found)}, 95 % CI {_n(low)} to {_n(high)}"
    if counted < FEW:
        simulated = f"only {_n(counted)} of them in the days that were run: too few to check that"
    yield (
        f"As stated, with {show_share(base.point.rate)} of the boxes examined, {_n(base.found_expected)} of "
        f"{_n(base.hits_expected)} boxes a year with something to find are found ({simulated}). "
        f"{_n(base.missed_expected)} ({share:.0%}) are missed: {_n(passed)} are "
        f"never examined, {_n(base.hits_expected - passed - seen)} pass the scan, "
        f"{_n(seen - base.found_expected)} are overlooked in the search."
    ).replace("%)", " %)")
    by_chance = base.hits_expected * base.point.rate * risk.by_scan.value * risk.by_search.value
    yield (
        f"One find takes {_n(ratio(base.examined_expected, base.found_expected))} exams; if boxes were "
        f"selected by chance it would take {_n(ratio(base.examined_expected, by_chance))}."
    )


def _neighbours(control: Control, base: Seen, key: str) -> list[Seen]:
    """The points of the baseline that differ from what is stated in one number alone, in its order."""
    found = []
    for each in control.seen:
        changed = [k for k, value in each.point.values.items() if value != base.point.values[k]]
        if each.point.alternative == base.point.alternative and changed in ([], [key]):
            found.append(each)
    return found


def _rates(control: Control, base: Seen) -> Iterator[str]:
    line = sorted(_neighbours(control, base, control.rate_key), key=lambda each: each.point.rate)
    for less, more in pairwise(line):
        finds = more.found_expected - less.found_expected
        if finds <= 0:
            continue
        k = len(control.measured)
        yuan = interval((more.costs(k) - less.costs(k)) / finds)
        exams = (more.examined_expected - less.examined_expected) / finds
        money = ""
        if math.isfinite(yuan[0]):
            money = f" and {_n(yuan[0])} yuan (95 % CI {_n(yuan[1])} to {_n(yuan[2])})"
        yield (
            f"Examining {show_share(more.point.rate)} in place of {show_share(less.point.rate)} finds "
            f"{_n(finds)} more a year; each takes {_n(exams)} more exams{money}. {_time(control, less, more)}"
        )


def _quality(control: Control, base: Seen) -> Iterator[str]:
    line = sorted(_neighbours(control, base, SELECTIVITY), key=lambda each: each.point.risk.selectivity.value)
    if len(line) < 2:
        return
    worst, best = line[0], line[-1]
    yield (
        f"How well boxes are selected: of the same {show_share(base.point.rate)} examined, "
        f"{_n(worst.found_expected)} finds a year come at a selectivity (AUC) of "
        f"{worst.point.risk.selectivity.value:g}, {_n(best.found_expected)} at "
        f"{best.point.risk.selectivity.value:g}. {_time(control, worst, best)}"
    )


def _others(control: Control, base: Seen, costed: bool) -> Iterator[str]:
    for key in control.other_keys:
        line = _neighbours(control, base, key)
        if len(line) < 2:
            continue
        first, last = line[0], line[-1]
        finds = last.found_expected - first.found_expected
        same = abs(finds) < 1e-6 * max(base.hits_expected, 1e-300)
        risk = "changes no find" if same else f"changes finds by {_n(finds)} a year"
        free = (
            ""
            if costed or key.startswith("risk.")
            else f" What {key} costs is not in the ledger: give --cost."
        )
        yield (
            f"{key} from {first.point.values[key]} to {last.point.values[key]} {risk}. "
            f"{_time(control, first, last)}{free}"
        )


def _measures(control: Control, base: Seen) -> Iterator[str]:
    for each in control.seen:
        own, name = each.point, each.point.alternative
        if name != base.point.alternative and own.stated:
            finds = each.found_expected - base.found_expected
            risk = "finds as much" if abs(finds) < 1e-6 * base.hits_expected else f"finds {_n(finds)} more"
            yield f"{name} {risk} at the same exam rate. {_time(control, base, each)}"


def _trusted(base: Seen) -> Iterator[str]:
    risk = base.point.risk
    if risk.aeo is None:
        return
    missed = [
        base.point.volumes[name]
        * odds.traders[0].share
        * odds.traders[0].prior
        * (1 - odds.traders[0].caught * odds.by_scan * odds.by_search)
        for name, odds in base.point.odds.items()
    ]
    yield (
        f"Trusted traders have {show_share(risk.aeo.share.value)} of the boxes, are examined "
        f"{risk.aeo.relative_exam_rate.value:g} times as often as others, and have {_n(sum(missed))} of the "
        f"{_n(base.missed_expected)} that are missed."
    )


def _time(control: Control, before: Seen, after: Seen) -> str:
    """How the first KPI goes from one point to another."""
    unit = control.measured[0].kpi.unit
    more, low, high = interval(after.figure(0) - before.figure(0))
    a, b = interval(before.figure(0))[0], interval(after.figure(0))[0]
    if not math.isfinite(more):
        return f"{control.names[0]}: too few exams to say; run more --days."
    clear = "" if low > 0 or high < 0 or more == 0 else ", within the noise of the runs"
    ci = f"{more:+.2g}, 95 % CI {low:+.2g} to {high:+.2g}" if math.isfinite(low) else f"{more:+.2g}"
    return f"{control.names[0]}: {a:.3g} to {b:.3g} {unit} ({ci}{clear})."


def _has_costs(control: Control) -> bool:
    k = len(control.measured)
    return any(math.isfinite(float(each.costs(k).mean())) for each in control.seen)


def _why_not(control: Control) -> str:
    return next((each.why for each in control.refused), "it is not among the points")


def _n(value: float) -> str:
    """A number for readers: whole from 100 on, else two digits."""
    if not math.isfinite(value):
        return "n/a"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2g}"
