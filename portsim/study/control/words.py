"""What a control study found, in sentences for a customs officer."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise

from portsim.base.language import counted, named, retold, t
from portsim.base.spoken import statistic_of, unit_words
from portsim.base.units import show_share
from portsim.kpis.year import DAYS
from portsim.study.control.points import SELECTIVITY, for_readers
from portsim.study.control.tables import FOUND, Control, Seen, ratio
from portsim.study.statistics import interval, paired

FEW = 10  # finds in all runs: with fewer a simulated figure says nothing


def sentences(control: Control, *, costed: bool) -> tuple[str, ...]:
    """What is found and missed as stated, then what each number that is varied changes there."""
    return tuple(_said(control, costed))


def _said(control: Control, costed: bool) -> Iterator[str]:
    base = control.stated
    if base is None:
        yield t("The port as stated cannot run: {why}.", why=_why_not(control))
    else:
        yield from _as_stated(base)
        yield from _rates(control, base)
        yield from _quality(control, base)
        yield from _others(control, base, costed)
        yield from _measures(control, base)
        yield from _trusted(base)
    yield _front(control)
    idle = sum(int(math.isnan(run.figures[0])) for each in control.seen for run in each.told)
    if idle:
        yield counted(
            idle,
            "In {n} run no exam was there to measure {kpi} on; it is left out of it. Run more --days.",
            "In {n} runs no exam was there to measure {kpi} on; they are left out of it. Run more --days.",
            kpi=statistic_of(control.names[0]),
        )
    if control.refused:
        why = retold(control.refused[0].why)
        yield counted(
            len(control.refused),
            "{n} point cannot run, because: {why}.",
            "{n} points cannot run, the first because: {why}.",
            why=why,
        )
    yield t(
        "No figure on what boxes hide was found in public: all numbers under risk are assumptions unless "
        "you set them. Read which way things go, and by what factor; not the level."
    )


def _front(control: Control) -> str:
    """How many points no other one beats, and in what."""
    what = t("missed hits, time and cost") if _has_costs(control) else t("missed hits and time")
    return t(
        "{on} of {n} points are on the front: no other point{alike} beats them in {what}.",
        on=sum(control.on_front),
        n=len(control.seen),
        alike=t(" of the same selectivity") if SELECTIVITY in control.keys else "",
        what=what,
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
    simulated = t(
        "simulated: {mean}, 95 % CI {low} to {high}",
        mean=readable(found),
        low=readable(low),
        high=readable(high),
    )
    if counted < FEW:
        simulated = t(
            "only {n} of them in the days that were run: too few to check that", n=readable(counted)
        )
    yield t(
        "As stated, with {rate} of the boxes examined, {found} of {hits} boxes a year with something to "
        "find are found ({simulated}). {missed} ({share:.0f} %) are missed: {passed} are never examined, "
        "{unseen} pass the scan, {overlooked} are overlooked in the search.",
        rate=show_share(base.point.rate),
        found=readable(base.found_expected),
        hits=readable(base.hits_expected),
        simulated=simulated,
        missed=readable(base.missed_expected),
        share=100 * share,
        passed=readable(passed),
        unseen=readable(base.hits_expected - passed - seen),
        overlooked=readable(seen - base.found_expected),
    )
    by_chance = base.hits_expected * base.point.rate * risk.by_scan.value * risk.by_search.value
    yield t(
        "One find takes {exams} exams; if lots were drawn among all boxes it would take {by_chance}.",
        exams=readable(ratio(base.examined_expected, base.found_expected)),
        by_chance=readable(ratio(base.examined_expected, by_chance)),
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
            mean, low, high = map(readable, yuan)
            money = t(" and {mean} yuan (95 % CI {low} to {high})", mean=mean, low=low, high=high)
        yield t(
            "Examining {more} in place of {less} finds {finds} more a year; each takes {exams} more "
            "exams{money}. {time}",
            more=show_share(more.point.rate),
            less=show_share(less.point.rate),
            finds=readable(finds),
            exams=readable(exams),
            money=money,
            time=_time(control, less, more),
        )


def _quality(control: Control, base: Seen) -> Iterator[str]:
    line = sorted(_neighbours(control, base, SELECTIVITY), key=lambda each: each.point.risk.selectivity.value)
    if len(line) < 2:
        return
    worst, best = line[0], line[-1]
    yield t(
        "How well boxes are selected: of the same {rate} examined, {few} finds a year come at a selectivity "
        "(AUC) of {worst:g}, {many} at {best:g}. {time}",
        rate=show_share(base.point.rate),
        few=readable(worst.found_expected),
        worst=worst.point.risk.selectivity.value,
        many=readable(best.found_expected),
        best=best.point.risk.selectivity.value,
        time=_time(control, worst, best),
    )


def _others(control: Control, base: Seen, costed: bool) -> Iterator[str]:
    for key in control.other_keys:
        line = _neighbours(control, base, key)
        if len(line) < 2:
            continue
        first, last = line[0], line[-1]
        finds = last.found_expected - first.found_expected
        same = abs(finds) < 1e-6 * max(base.hits_expected, 1e-300)
        free = not costed and not key.startswith("risk.")
        yield t(
            "{key} from {first} to {last} {risk}. {time}{free}",
            key=key,
            first=for_readers(first.point.values[key]),
            last=for_readers(last.point.values[key]),
            risk=t("changes no find") if same else t("changes finds by {n} a year", n=readable(finds)),
            time=_time(control, first, last),
            free=t(" What {key} costs is not in the ledger: give --cost.", key=key) if free else "",
        )


def _measures(control: Control, base: Seen) -> Iterator[str]:
    for each in control.seen:
        own, name = each.point, each.point.alternative
        if name != base.point.alternative and own.stated:
            finds = each.found_expected - base.found_expected
            same = abs(finds) < 1e-6 * base.hits_expected
            yield t(
                "{name} {risk} at the same exam rate. {time}",
                name=named(name),
                risk=t("finds as much") if same else t("finds {n} more", n=readable(finds)),
                time=_time(control, base, each),
            )


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
    yield t(
        "Trusted traders have {share} of the boxes, are examined {times:g} times as often as others, and "
        "have {own} of the {missed} that are missed.",
        share=show_share(risk.aeo.share.value),
        times=risk.aeo.relative_exam_rate.value,
        own=readable(sum(missed)),
        missed=readable(base.missed_expected),
    )


def _time(control: Control, before: Seen, after: Seen) -> str:
    """How the first KPI goes from one point to another, in the replications in which both have it."""
    name = statistic_of(control.names[0])
    found = paired(before.figure(0), after.figure(0))
    more, low, high = found.difference, found.low, found.high
    if not found.n:
        return t("{kpi}: too few exams to say; run more --days.", kpi=name)
    ci, *ends = (readable(each, sign="+") for each in (more, low, high))
    if math.isfinite(low):
        ci = t("{more}, 95 % CI {low} to {high}", more=ci, low=ends[0], high=ends[1])
    if not (low > 0 or high < 0 or more == 0):
        ci = t("{change}, within the noise of the runs", change=ci)
    unit = unit_words(control.measured[0].kpi.unit)
    return t(
        "{kpi}: {before} to {after} {unit} ({change}).",
        kpi=name,
        before=readable(found.baseline, 3),
        after=readable(found.value, 3),
        unit=unit,
        change=ci,
    )


def _has_costs(control: Control) -> bool:
    k = len(control.measured)
    return any(math.isfinite(interval(each.costs(k))[0]) for each in control.seen)


def _why_not(control: Control) -> str:
    return next((retold(each.why) for each in control.refused), t("it is not among the points"))


def readable(value: float, digits: int = 2, *, sign: str = "") -> str:
    """A number for readers: of so many digits, or whole where it has more; `sign` "+" shows that of each."""
    if not math.isfinite(value):
        return t("n/a")
    rounded = f"{value:{sign}.{digits}g}"
    return f"{value:{sign},.0f}" if abs(float(rounded)) >= 10**digits else rounded
