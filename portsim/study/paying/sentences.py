"""What a search for break-even says in plain words: where it pays, what is stated, and what is not known."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

from portsim.base.language import known, later, named, retold, t
from portsim.base.spoken import joined, quantity, spaced, unit_words
from portsim.study.paying.crossings import At, Crossing
from portsim.study.paying.figure_asked import NET, SAVED, Asked
from portsim.study.paying.net_sentences import who
from portsim.study.paying.one_input import OneInput
from portsim.study.paying.said import between, money, number

_OF = {
    "uptake": later("an uptake of {value}"),
    "once": later("costs of {value} once ({of})"),
    "per_year": later("costs of {value} ({of})"),
    "life": later("a life of {value} ({of})"),
    "discount_rate": later("a discount rate of {value} ({of})"),
    "per_day": later("a volume of {value} ({of})"),
    "share": later("a share of {value} ({of})"),
    "cost": later("a cost of {value} ({of})"),
}


def found_in_words(
    found: Sequence[Crossing],
    points: Sequence[At],
    moved: OneInput,
    asked: Asked,
    target: float,
    alternative: str,
) -> Iterator[str]:
    """The crossings of a target, or that there are none, then what else has to be known, one by one.

    `points` are all that was looked at.
    """
    name = named(alternative)
    if len(found) > 1:
        yield t(
            "{name}: {figure} crosses {target} {n} times:",
            name=name,
            figure=_figure(asked),
            target=_amount(target, asked),
            n=len(found),
        )
    for each in found:
        yield _crossing(each, points, moved, asked, target, name)
    usable = [point for point in points if point.usable]
    across = list(_across_gaps(points, found, asked, target))
    for left, right in across:
        yield _somewhere(left, right, moved, asked, target, name)
    if not found and not across:
        yield _nowhere(usable, moved, asked, target, name)
    stated = next((point for point in usable if point.value == moved.stated), None)
    if stated is not None:
        yield t(
            "As stated, at {value}: {figure} is {amount}.",
            value=said(moved, stated.value),
            figure=_figure(asked),
            amount=_with_ci(stated, asked),
        )
    yield from _unusable(points, moved)


def said(moved: OneInput, value: float) -> str:
    """The input at a value inside a sentence: `an uptake of 23 %`, `12 lanes (gate_in)`."""
    parts = [part for part in moved.key.split(".") if part != "value"]
    terminal = ""
    if moved.key.rpartition(".")[0].endswith(".value"):
        terminal = t(", ") + named(parts.pop())
    *above, field = parts
    words, of = _value(moved, value), named(above[-1]) + terminal
    if moved.kind.whole and len(above) > 1:
        return t("{value} {field} ({of})", value=words, field=spaced(field), of=of)
    return known(_OF[field]).format(value=words, of=of) if field in _OF else f"{moved.key} = {words}"


def _value(moved: OneInput, value: float) -> str:
    return quantity(moved.words(value))


def _crossing(
    found: Crossing, points: Sequence[At], moved: OneInput, asked: Asked, target: float, name: str
) -> str:
    at = said(moved, found.value)
    text = t(
        "{holds} {reach} ({interval}); stated is {stated}.",
        holds=_holds(asked, target, name),
        reach=t("from {value} on", value=at) if found.reached else t("up to {value}", value=at),
        interval=_interval(found, moved),
        stated=_value(moved, moved.stated),
    )
    told = [text]
    if moved.kind.whole:
        sides = [(each, _near(points, each)) for each in (found.before, found.after)]
        ends = [
            t("at {value}: {amount}", value=_value(moved, value), amount=_amount(point.figure, asked))
            for value, point in sides
        ]
        both = t("{first}; {second}.", first=ends[0], second=ends[1])
        told.append(both[:1].upper() + both[1:])
    if found.value < moved.low or found.value > moved.high:
        low, high = _value(moved, moved.low), _value(moved, moved.high)
        told.append(t("That is outside its range, {low} to {high}.", low=low, high=high))
    return t(" ").join(told)


def _near(points: Sequence[At], value: float) -> At:
    return next(point for point in points if point.value == value)


def _holds(asked: Asked, target: float, name: str) -> str:
    """What is so where the target is reached: `qr_gate_pass pays for companies`."""
    if asked.name == NET and target == 0:
        return t("{name} pays for {who}", name=name, who=who(asked.group))
    if not asked.in_money:
        return _changes(asked, target, name)
    return t(
        "{name}: {figure} is {amount} or more",
        name=name,
        figure=_figure(asked),
        amount=_amount(target, asked),
    )


def _changes(asked: Asked, target: float, name: str) -> str:
    """That a KPI changes by a target or by more, the way that the target goes."""
    values = {"name": name, "kpi": named(asked.name), "amount": _amount(abs(target), asked)}
    if target < 0:
        return t("{name}: {kpi} falls by {amount} or more", **values)
    if target > 0:
        return t("{name}: {kpi} rises by {amount} or more", **values)
    return (
        t("{name}: {kpi} does not rise", **values)
        if asked.below(target)
        else t("{name}: {kpi} does not fall", **values)
    )


def _reaches(point: At, asked: Asked, target: float) -> bool:
    return point.figure <= target if asked.below(target) else point.figure >= target


def _figure(asked: Asked) -> str:
    if asked.name in (NET, SAVED) and asked.in_money:
        payers = who(asked.group)
        return (
            t("the net benefit of {who}", who=payers)
            if asked.name == NET
            else t("the saving of {who}", who=payers)
        )
    return t("the change of {kpi}", kpi=named(asked.name))


def _amount(value: float, asked: Asked) -> str:
    if asked.in_money:
        return money(value, "yuan a year")
    if asked.unit == "share":
        return t("{n} points", n=number(100 * value))
    return f"{number(value)} {unit_words(asked.unit)}"


def _with_ci(point: At, asked: Asked) -> str:
    """A figure with its interval: `12.7 M yuan a year (95 % CI 4.1 to 20 M yuan)`."""
    if asked.in_money:
        ends = between(point.low, point.high)
    else:
        scale = 100.0 if asked.unit == "share" else 1.0
        ends = t("{low} to {high}", low=number(scale * point.low), high=number(scale * point.high))
    return t("{mean} (95 % CI {ci}, n = {n})", mean=_amount(point.figure, asked), ci=ends, n=point.n)


def _interval(found: Crossing, moved: OneInput) -> str:
    low, high = math.isfinite(found.low), math.isfinite(found.high)
    if low and high:
        return t("95 % CI {low} to {high}", low=_value(moved, found.low), high=_value(moved, found.high))
    if low or high:
        end = (
            t("from {value} on", value=_value(moved, found.low))
            if low
            else t("up to {value}", value=_value(moved, found.high))
        )
        return t("95 % CI {end}, its other end beyond what was looked at", end=end)
    return t("its 95 % CI is wider than all that was looked at")


def _across_gaps(
    points: Sequence[At], found: Sequence[Crossing], asked: Asked, target: float
) -> Iterator[tuple[At, At]]:
    """The neighbours on both sides of a target with values between them at which there is no figure."""
    usable = [(place, point) for place, point in enumerate(points) if point.usable]
    for (before, left), (after, right) in pairwise(usable):
        known_root = any(left.value <= each.value <= right.value for each in found)
        apart = _reaches(left, asked, target) != _reaches(right, asked, target)
        if after - before > 1 and not known_root and apart:
            yield left, right


def _somewhere(left: At, right: At, moved: OneInput, asked: Asked, target: float, name: str) -> str:
    """That a target is reached on one side of values without a figure, and not on the other."""
    reached, other = (left, right) if _reaches(left, asked, target) else (right, left)
    return t(
        "{holds} at {at}, and not at {other}: {amount} against {less}; where that changes is not known, as "
        "there is no figure at values between them.",
        holds=_holds(asked, target, name),
        at=said(moved, reached.value),
        other=_value(moved, other.value),
        amount=_with_ci(reached, asked),
        less=_with_ci(other, asked),
    )


def _nowhere(
    usable: Sequence[At],
    moved: OneInput,
    asked: Asked,
    target: float,
    name: str,
) -> str:
    inside = [point for point in usable if not (point.value < moved.low or point.value > moved.high)]
    inside = inside if len(inside) > 1 else list(usable)
    first, last = inside[0], inside[-1]
    nearest = min(inside, key=lambda point: abs(point.figure - target))
    text = t(
        "{holds} between {first} and {last}: {low} at {at_low}, {high} at {at_high}; nearest to {target} at "
        "{nearest}",
        holds=_throughout(asked, target, name, reached=_reaches(first, asked, target)),
        first=said(moved, first.value),
        last=_value(moved, last.value),
        low=_with_ci(first, asked),
        at_low=_value(moved, first.value),
        high=_with_ci(last, asked),
        at_high=_value(moved, last.value),
        target=_amount(target, asked),
        nearest=_value(moved, nearest.value),
    )
    if nearest.low <= target <= nearest.high:
        text += t(", where the interval holds it, so that the runs do not tell")
    if len(usable) > len(inside):
        low, high = (_value(moved, point.value) for point in (usable[0], usable[-1]))
        text += t("; so it is from {low} to {high}, too", low=low, high=high)
    return text + t(".")


def _throughout(asked: Asked, target: float, name: str, *, reached: bool) -> str:
    """That a target is reached at all values, or at none."""
    if (asked.name, target) == (NET, 0) or not asked.in_money:
        holds = _holds(asked, target, name)
        return t("{holds} everywhere", holds=holds) if reached else t("{holds} nowhere", holds=holds)
    values = {"name": name, "figure": _figure(asked), "amount": _amount(target, asked)}
    if reached:
        return t("{name}: {figure} is {amount} or more everywhere", **values)
    return t("{name}: {figure} is below {amount} everywhere", **values)


def _unusable(points: Sequence[At], moved: OneInput) -> Iterator[str]:
    """The values at which there is no figure, and why, each reason once."""
    why: dict[tuple[str, str], list[str]] = {}
    for point in points:
        if not point.usable:
            why.setdefault((point.state, point.why), []).append(_value(moved, point.value))
    for (state, reason), values in why.items():
        yield t(
            "At {values}: {state}; {reason}.",
            values=joined(values),
            state=known(state),
            reason=retold(reason),
        )
