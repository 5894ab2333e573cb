"""What a search for break-even says in plain words: where it pays, what is stated, and what is not known."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from portsim.study.paying.crossings import At, Crossing
from portsim.study.paying.figure_asked import NET, SAVED, Asked
from portsim.study.paying.net_sentences import who
from portsim.study.paying.one_input import OneInput
from portsim.study.paying.said import between, money, number

_OF = {
    "uptake": "an uptake of {value}",
    "once": "costs of {value} once ({of})",
    "per_year": "costs of {value} ({of})",
    "life": "a life of {value} ({of})",
    "discount_rate": "a discount rate of {value} ({of})",
    "per_day": "a volume of {value} ({of})",
    "share": "a share of {value} ({of})",
    "cost": "a cost of {value} ({of})",
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
    if len(found) > 1:
        yield f"{alternative}: {_figure(asked)} crosses {_amount(target, asked)} {len(found)} times:"
    for each in found:
        yield _crossing(each, points, moved, asked, target, alternative)
    usable = [point for point in points if point.usable]
    if not found:
        yield _nowhere(usable, moved, asked, target, alternative)
    stated = next((point for point in usable if point.value == moved.stated), None)
    if stated is not None:
        yield f"As stated, at {said(moved, stated.value)}: {_figure(asked)} is {_with_ci(stated, asked)}."
    yield from _unusable(points, moved)


def said(moved: OneInput, value: float) -> str:
    """The input at a value inside a sentence: `an uptake of 23 %`, `12 lanes (gate_in)`."""
    parts = [part for part in moved.key.split(".") if part != "value"]
    terminal = ""
    if moved.key.rpartition(".")[0].endswith(".value"):
        terminal = f", {parts.pop()}"
    *above, field = parts
    words, of = moved.words(value), above[-1] + terminal
    if moved.kind.whole and len(above) > 1:
        return f"{words} {field.replace('_', ' ')} ({of})"
    return _OF[field].format(value=words, of=of) if field in _OF else f"{moved.key} = {words}"


def _crossing(
    found: Crossing, points: Sequence[At], moved: OneInput, asked: Asked, target: float, alternative: str
) -> str:
    at = said(moved, found.value)
    reach = f"from {at} on" if found.rises else f"up to {at}"
    text = f"{_holds(asked, target, alternative)} {reach} ({_interval(found, moved)}); "
    text += f"stated is {moved.words(moved.stated)}."
    if moved.kind.whole:
        sides = [(each, _near(points, each)) for each in (found.before, found.after)]
        text += (
            " "
            + "; ".join(
                f"at {moved.words(value)}: {_amount(point.figure, asked)}" for value, point in sides
            ).capitalize()
            + "."
        )
    if found.value < moved.low or found.value > moved.high:
        text += f" That is outside its range, {moved.words(moved.low)} to {moved.words(moved.high)}."
    return text


def _near(points: Sequence[At], value: float) -> At:
    return next(point for point in points if point.value == value)


def _holds(asked: Asked, target: float, alternative: str) -> str:
    """What is so where the target is reached: `qr_gate_pass pays for companies`."""
    if asked.name == NET and target == 0:
        return f"{alternative} pays for {who(asked.group)}"
    return f"{alternative}: {_figure(asked)} is {_amount(target, asked)} or more"


def _figure(asked: Asked) -> str:
    if asked.name in (NET, SAVED) and asked.in_money:
        return f"{'the net benefit' if asked.name == NET else 'the saving'} of {who(asked.group)}"
    return f"the change of {asked.name}"


def _amount(value: float, asked: Asked) -> str:
    if asked.in_money:
        return money(value, "yuan a year")
    if asked.unit == "share":
        return f"{number(100 * value)} points"
    return f"{number(value)} {asked.unit}"


def _with_ci(point: At, asked: Asked) -> str:
    """A figure with its interval: `12.7 M yuan a year (95 % CI 4.1 to 20 M yuan)`."""
    if asked.in_money:
        ends = between(point.low, point.high)
    else:
        scale = 100.0 if asked.unit == "share" else 1.0
        ends = f"{number(scale * point.low)} to {number(scale * point.high)}"
    return f"{_amount(point.figure, asked)} (95 % CI {ends}, n = {point.n})"


def _interval(found: Crossing, moved: OneInput) -> str:
    low, high = math.isfinite(found.low), math.isfinite(found.high)
    if low and high:
        return f"95 % CI {moved.words(found.low)} to {moved.words(found.high)}"
    if low or high:
        end = f"from {moved.words(found.low)} on" if low else f"up to {moved.words(found.high)}"
        return f"95 % CI {end}, its other end beyond what was looked at"
    return "its 95 % CI is wider than all that was looked at"


def _nowhere(
    usable: Sequence[At],
    moved: OneInput,
    asked: Asked,
    target: float,
    alternative: str,
) -> str:
    inside = [point for point in usable if not (point.value < moved.low or point.value > moved.high)]
    inside = inside if len(inside) > 1 else list(usable)
    first, last = inside[0], inside[-1]
    nearest = min(inside, key=lambda point: abs(point.figure - target))
    above = first.figure >= target
    holds = f"{_holds(asked, target, alternative)} {'everywhere' if above else 'nowhere'}"
    if (asked.name, target) != (NET, 0):
        holds = f"{alternative}: {_figure(asked)} is {'above' if above else 'below'} {_amount(target, asked)}"
        holds += " everywhere"
    text = (
        f"{holds} between {said(moved, first.value)} and "
        f"{moved.words(last.value)}: {_with_ci(first, asked)} at {moved.words(first.value)}, "
        f"{_with_ci(last, asked)} at {moved.words(last.value)}; "
        f"nearest to {_amount(target, asked)} at {moved.words(nearest.value)}"
    )
    if nearest.low <= target <= nearest.high:
        text += ", where the interval holds it, so that the runs do not tell"
    if len(usable) > len(inside):
        far = [moved.words(point.value) for point in (usable[0], usable[-1])]
        text += f"; nor is it otherwise from {far[0]} to {far[1]}"
    return f"{text}."


def _unusable(points: Sequence[At], moved: OneInput) -> Iterator[str]:
    """The values at which there is no figure, and why, each reason once."""
    why: dict[tuple[str, str], list[str]] = {}
    for point in points:
        if not point.usable:
            why.setdefault((point.state, point.why), []).append(moved.words(point.value))
    for (state, reason), values in why.items():
        yield f"At {', '.join(values)}: {state}; {reason}."
