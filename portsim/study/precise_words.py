"""What a search for the number of replications found, in plain words."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from portsim.base.units import show_minutes
from portsim.study.half_width import HalfWidth, Needed, needed
from portsim.study.sequential import Course, look_ahead
from portsim.study.watched import Watch

MOST_SAID = 4  # figures named in a sentence, or in one each
MET, WAITING, NOT_YET = "met", "met, look-ahead not done", "not yet"
BEYOND, STUCK, ABSENT = "needs more than the most", "unfinished shipments", "not measured"
LONG = 60 * 24 * 365.0  # [min]


@dataclass(frozen=True)
class Outcome:
    """The watched figures, the course of their half-widths, and how many replications each of them needs.

    `most` replications were allowed, and the time of `budget`.
    """

    watches: tuple[Watch, ...]
    course: Course
    needed: tuple[Needed, ...]
    most: int
    budget: str

    @classmethod
    def of(cls, watches: tuple[Watch, ...], course: Course, most: int, budget: str) -> Outcome:
        found = tuple(
            needed(each, course.n) if (n := course.n_met(place)) is None else Needed(n, n, n)
            for place, each in enumerate(course.found)
        )
        return cls(watches, course, found, most, budget)

    @property
    def there(self) -> list[int]:
        """The places of the figures that can be judged."""
        return [place for place, each in enumerate(self.course.found) if each.n]

    @property
    def open(self) -> list[int]:
        """The places of those that are not surely as asked, the one that needs most replications first."""
        rest = [place for place in self.there if self.course.n_met(place) is None]
        return sorted(rest, key=lambda place: -_large(self.needed[place].n))

    @property
    def n(self) -> int | None:
        """The replications with which all figures that are as asked are so; None if there are none."""
        return max((n for place in self.there if (n := self.course.n_met(place)) is not None), default=None)

    @property
    def predicted(self) -> int | None:
        """About how many replications all figures need of which that can be said; None where all others are
        as asked already."""
        known = [self.needed[place].n for place in self.open if math.isfinite(self.needed[place].n)]
        return max(int(max(known)), self.n or 0) if known else None

    @property
    def decider(self) -> int | None:
        """The place of the figure that decides how many replications it takes; None where the first look
        found all as asked."""
        if self.open:
            return self.open[0]
        last = [place for place in self.there if self.course.n_met(place) == self.n]
        if not last or self.n == self.course.start or self.n is None:
            return None
        before = self.course.looks[self.n - self.course.start - 1]
        return max(last, key=lambda place: before[place].half_width / before[place].target.value)

    @property
    def deciding(self) -> str | None:
        return None if self.decider is None else self.watches[self.decider].name

    @property
    def minutes_each(self) -> float:
        """Wall-clock time of a replication here [min]."""
        return self.course.seconds / 60 / self.course.ran


def _large(n: float) -> float:
    return math.inf if math.isnan(n) else n


def status(outcome: Outcome, place: int) -> str:
    """What became of a figure, in a few words."""
    found, course = outcome.course.found[place], outcome.course
    if not found.n:
        return ABSENT
    if course.n_met(place) is not None:
        return MET
    if course.since(place) is not None:
        return WAITING
    if found.n > 1 and found.fixed >= found.target.value:
        return STUCK
    return BEYOND if outcome.needed[place].low > outcome.most else NOT_YET


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
        tight = max(outcome.there, key=lambda place: _ratio(outcome.course.found[place]))
        return f"all are so at the first look; {_said(outcome, tight)}, is the closest to its limit"
    return f"what decides is {_said(outcome, place)}"


def _ratio(found: HalfWidth) -> float:
    return found.half_width / found.target.value if found.target.value else 0.0


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
        yield f"and {len(predicted) - MOST_SAID} figures that need fewer, in half_widths.csv"
    if waiting := groups.get(WAITING):
        yield f"as asked by now, but not for long enough to be sure: {_names(outcome, waiting)}"
    if stuck := groups.get(STUCK):
        yield (
            "unfinished shipments alone leave these wider than asked, which no replication helps; let runs go "
            f"on for longer (--run-out): {_names(outcome, stuck)}"
        )


def _prediction(outcome: Outcome, place: int) -> str:
    found, need = outcome.course.found[place], outcome.needed[place]
    if found.n < 2:
        return "it was measured in one replication alone, so that there is no saying how many it needs"
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
            f"{what} within what matters, so that half of what matters is asked instead of a share of next to "
            f"nothing: {_names(outcome, small)}"
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
