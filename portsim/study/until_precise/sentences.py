"""What replications until half-widths are as asked have found, in plain words."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from portsim.base.units import show_minutes
from portsim.study.until_precise.half_width import HalfWidth
from portsim.study.until_precise.outcome import BEYOND, NOT_YET, ONCE, STUCK, WAITING, Outcome, status
from portsim.study.until_precise.sequential import look_ahead

MOST_SAID = 4  # figures named in a sentence, or in one each
LONG = 60 * 24 * 365.0  # [min]


def sentences(outcome: Outcome) -> Iterator[str]:
    """What was found, the most important first."""
    there, rest, n = outcome.there, outcome.open, outcome.n
    if not there:
        yield f"nothing was measured in {outcome.course.last} replications, so that no number of them will do"
    elif not rest and n is not None:
        yield (
            f"n = {n} replications do: {_all(len(there))} a half-width as asked, "
            f"and {'it stays' if len(there) == 1 else 'they stay'} so through {look_ahead(n)} more"
        )
        yield _decides(outcome)
    else:
        yield _short(outcome)
        yield from _open(outcome)
    yield from _small(outcome)
    yield _time(outcome)


def _all(n: int) -> str:
    return "the figure has" if n == 1 else f"all {n} figures have"


def _decides(outcome: Outcome) -> str:
    place = outcome.decider
    if place is None:
        tight = max(outcome.there, key=lambda place: outcome.course.found[place].times)
        return f"all are so at the first look; {_said(outcome, tight)}, is the closest to its limit"
    return f"what decides is {_said(outcome, place)}"


def _said(outcome: Outcome, place: int) -> str:
    """A figure with its half-width and what is asked of it."""
    watch, found = outcome.watches[place], outcome.course.found[place]
    return (
        f"{watch.name}: {_number(found.estimate, watch.unit)} {_plus_minus(found.half_width, watch.unit)}, "
        f"asked {_plus_minus(found.target.value, watch.unit)} ({_basis(found)})"
    )


def _basis(found: HalfWidth) -> str:
    """What the target of a figure is."""
    if found.target.basis == "share":
        return f"{100 * found.target.value / abs(found.estimate):.3g} % of it"
    return "half of what matters" if found.target.basis == "matters" else "the amount named"


def _number(x: float, unit: str) -> str:
    return f"{100 * x:.3g}" if unit == "share" else f"{x:.3g}"


def _plus_minus(x: float, unit: str) -> str:
    return f"\N{PLUS-MINUS SIGN} {_number(x, unit)} {'points' if unit == 'share' else unit}"


def _short(outcome: Outcome) -> str:
    """How many figures are as asked, and why it ended before all were."""
    there, rest, n = len(outcome.there), len(outcome.open), outcome.n
    why = {
        "far": f"each of the others needs more than the {outcome.most} replications that are allowed",
        "most": f"the {outcome.most} replications that are allowed are done",
        "budget": f"the budget of {outcome.budget} allows no further replication",
        "met": "",
    }[outcome.course.end]
    done = f"{outcome.course.last} replications"
    if n is None:
        return f"after {done} no figure of {there} is surely as precise as asked; {why}"
    return (
        f"n = {n} replications do for {there - rest} of {there} figures; {why}; {rest} are left after {done}"
    )


def _open(outcome: Outcome) -> Iterator[str]:
    """The figures that are not as asked: how many replications they are likely to need, or why none helps."""
    groups: dict[str, list[int]] = {}
    for place in outcome.open:
        groups.setdefault(status(outcome, place), []).append(place)
    predicted = [place for place in outcome.open if status(outcome, place) in (BEYOND, NOT_YET)]
    for place in predicted[:MOST_SAID]:
        yield f"{_said(outcome, place)}; {_prediction(outcome, place)}"
    if len(predicted) > MOST_SAID:
        more = len(predicted) - MOST_SAID
        yield f"and {more} more that {'needs' if more == 1 else 'need'} fewer, in half_widths.csv"
    if once := groups.get(ONCE):
        yield (
            "measured in one replication alone, so that there is no saying how many they need: "
            f"{_names(outcome, once)}"
        )
    if waiting := groups.get(WAITING):
        yield f"as asked by now, but not for long enough to be sure: {_names(outcome, waiting)}"
    if stuck := groups.get(STUCK):
        yield (
            "unfinished shipments alone leave these wider than asked, which no replication helps; let runs "
            f"go on for longer (--run-out): {_names(outcome, stuck)}"
        )


def _prediction(outcome: Outcome, place: int) -> str:
    need = outcome.needed[place]
    if need.n == math.inf:
        return "not even ten million replications would do"
    high = "without end" if need.high == math.inf else f"to {need.high:,.0f}"
    return (
        f"about {need.n:,.0f} replications would do by its deviation so far (95 % range: {need.low:,.0f} "
        f"{high}), {_long(need.n * outcome.minutes_each)}"
    )


def _long(minutes: float) -> str:
    return "years" if minutes > LONG else f"about {show_minutes(minutes)} here"


def _small(outcome: Outcome) -> Iterator[str]:
    of = outcome.course.found
    if small := [place for place in outcome.there if of[place].target.basis == "matters"]:
        what = "1 figure is" if len(small) == 1 else f"{len(small)} figures are"
        yield (
            f"{what} within what matters, so that half of what matters is asked instead of a share of next "
            f"to nothing: {_names(outcome, small)}"
        )
    if missing := [place for place, each in enumerate(of) if not each.n]:
        yield f"not counted, with nothing to measure or one trace alone: {_names(outcome, missing)}"


def _names(outcome: Outcome, places: Sequence[int]) -> str:
    more = len(places) - MOST_SAID
    text = "; ".join(outcome.watches[place].name for place in places[:MOST_SAID])
    return text + (f"; and {more} more" if more > 0 else "")


def _time(outcome: Outcome) -> str:
    course = outcome.course
    text = (
        f"{course.ran} replications took {show_minutes(course.seconds / 60)} here, "
        f"{show_minutes(outcome.minutes_each)} each"
    )
    if outcome.n is None:
        return text
    return (
        f"{text}; compare with n = {outcome.n} takes {show_minutes(outcome.n * outcome.minutes_each)} or "
        "longer, as it measures all KPIs"
    )
