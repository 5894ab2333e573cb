"""What replications until half-widths are as asked have found, in plain words."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from portsim.base.language import counted, t
from portsim.base.spoken import quantity, unit_words
from portsim.base.units import say_minutes
from portsim.study.until_precise.half_width import HalfWidth
from portsim.study.until_precise.outcome import BEYOND, NOT_YET, ONCE, STUCK, WAITING, Outcome, status
from portsim.study.until_precise.sequential import look_ahead

MOST_SAID = 4  # figures named in a sentence, or in one each
LONG = 60 * 24 * 365.0  # [min]


def sentences(outcome: Outcome) -> Iterator[str]:
    """What was found, the most important first."""
    there, rest, n = outcome.there, outcome.open, outcome.n
    if not there:
        yield t(
            "nothing was measured in {n} replications, so that no number of them will do",
            n=outcome.course.last,
        )
    elif not rest and n is not None:
        yield t(
            "n = {n} replications do: {all}",
            n=n,
            all=counted(
                len(there),
                "the figure has a half-width as asked, and it stays so through {more} more",
                "all {n} figures have a half-width as asked, and they stay so through {more} more",
                more=look_ahead(n),
            ),
        )
        yield _decides(outcome)
    else:
        yield _short(outcome)
        yield from _open(outcome)
    yield from _small(outcome)
    yield _time(outcome)


def _decides(outcome: Outcome) -> str:
    place = outcome.decider
    if place is None:
        tight = max(outcome.there, key=lambda place: outcome.course.found[place].times)
        return t(
            "all are so at the first look; {figure}, is the closest to its limit",
            figure=_said(outcome, tight),
        )
    return t("what decides is {figure}", figure=_said(outcome, place))


def _said(outcome: Outcome, place: int) -> str:
    """A figure with its half-width and what is asked of it."""
    watch, found = outcome.watches[place], outcome.course.found[place]
    return t(
        "{name}: {estimate} {half_width}, asked {target} ({basis})",
        name=watch.said,
        estimate=_number(found.estimate, watch.unit),
        half_width=_plus_minus(found.half_width, watch.unit),
        target=_plus_minus(found.target.value, watch.unit),
        basis=_basis(found),
    )


def _basis(found: HalfWidth) -> str:
    """What the target of a figure is."""
    if found.target.basis == "share":
        return t("{share} of it", share=f"{100 * found.target.value / abs(found.estimate):.3g} %")
    return t("half of what matters") if found.target.basis == "matters" else t("the amount named")


def _number(x: float, unit: str) -> str:
    return f"{100 * x:.3g}" if unit == "share" else f"{x:.3g}"


def _plus_minus(x: float, unit: str) -> str:
    words = t("points") if unit == "share" else unit_words(unit)
    return f"\N{PLUS-MINUS SIGN} {_number(x, unit)} {words}"


def _short(outcome: Outcome) -> str:
    """How many figures are as asked, and why it ended before all were."""
    there, rest, n = len(outcome.there), len(outcome.open), outcome.n
    why = {
        "far": t(
            "each of the others needs more than the {most} replications that are allowed", most=outcome.most
        ),
        "most": t("the {most} replications that are allowed are done", most=outcome.most),
        "budget": t("the budget of {budget} allows no further replication", budget=quantity(outcome.budget)),
        "met": "",
    }[outcome.course.end]
    last = outcome.course.last
    if n is None:
        return t(
            "after {last} replications no figure of {n} is surely as precise as asked; {why}",
            last=last,
            n=there,
            why=why,
        )
    return t(
        "n = {n} replications do for {met} of {figures} figures; {why}; left after {last} "
        "replications: {rest}",
        n=n,
        met=there - rest,
        figures=there,
        why=why,
        rest=rest,
        last=last,
    )


def _open(outcome: Outcome) -> Iterator[str]:
    """The figures that are not as asked: how many replications they are likely to need, or why none helps."""
    groups: dict[str, list[int]] = {}
    for place in outcome.open:
        groups.setdefault(status(outcome, place), []).append(place)
    predicted = [place for place in outcome.open if status(outcome, place) in (BEYOND, NOT_YET)]
    for place in predicted[:MOST_SAID]:
        yield t(
            "{figure}; {prediction}", figure=_said(outcome, place), prediction=_prediction(outcome, place)
        )
    if len(predicted) > MOST_SAID:
        yield counted(
            len(predicted) - MOST_SAID,
            "and {n} more that needs fewer, in half_widths.csv",
            "and {n} more that need fewer, in half_widths.csv",
        )
    if once := groups.get(ONCE):
        yield t(
            "measured in one replication alone, so that there is no saying how many they need: {names}",
            names=_names(outcome, once),
        )
    if waiting := groups.get(WAITING):
        yield t(
            "as asked by now, but not for long enough to be sure: {names}", names=_names(outcome, waiting)
        )
    if stuck := groups.get(STUCK):
        yield t(
            "unfinished shipments alone leave these wider than asked, which no replication helps; let runs "
            "go on for longer (--run-out): {names}",
            names=_names(outcome, stuck),
        )


def _prediction(outcome: Outcome, place: int) -> str:
    need = outcome.needed[place]
    if need.n == math.inf:
        return t("not even ten million replications would do")
    minutes = need.n * outcome.minutes_each
    values = {
        "n": need.n,
        "low": need.low,
        "high": t("or more") if need.high == math.inf else t("to {high:,.0f}", high=need.high),
    }
    if minutes > LONG:
        return t(
            "about {n:,.0f} replications would do by its deviation so far (95 % range: {low:,.0f} {high}), "
            "years",
            **values,
        )
    return t(
        "about {n:,.0f} replications would do by its deviation so far (95 % range: {low:,.0f} {high}), about "
        "{time} here",
        time=quantity(say_minutes(minutes)),
        **values,
    )


def _small(outcome: Outcome) -> Iterator[str]:
    of = outcome.course.found
    if small := [place for place in outcome.there if of[place].target.basis == "matters"]:
        yield counted(
            len(small),
            "{n} figure is within what matters, so that half of what matters is asked instead of a share of "
            "next to nothing: {names}",
            "{n} figures are within what matters, so that half of what matters is asked instead of a share "
            "of next to nothing: {names}",
            names=_names(outcome, small),
        )
    if missing := [place for place, each in enumerate(of) if not each.n]:
        yield t(
            "not counted, with nothing to measure or one trace alone: {names}", names=_names(outcome, missing)
        )


def _names(outcome: Outcome, places: Sequence[int]) -> str:
    names = [outcome.watches[place].said for place in places[:MOST_SAID]]
    more = len(places) - MOST_SAID
    return t("; ").join([*names, *([t("and {n} more", n=more)] if more > 0 else [])])


def _time(outcome: Outcome) -> str:
    course, each = outcome.course, outcome.minutes_each
    text = t(
        "{n} replications took {time} here, {each} each",
        n=course.ran,
        time=quantity(say_minutes(course.seconds / 60)),
        each=quantity(say_minutes(each)),
    )
    if outcome.n is None:
        return text
    return t(
        "{text}; compare with n = {n} takes {time} or longer, as it measures all KPIs",
        text=text,
        n=outcome.n,
        time=quantity(say_minutes(outcome.n * each)),
    )
