"""Break-even: the value of an input at which an alternative stops paying, or any figure crosses a target."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from numbers import Real
from typing import TYPE_CHECKING

import numpy as np

from portsim.base.arguments import check_arguments, plain
from portsim.base.errors import PortsimError, got
from portsim.base.language import named, t
from portsim.scenario.scenario import Scenario
from portsim.study.analysis import Analysis
from portsim.study.answers import Answers
from portsim.study.in_money import in_its_money
from portsim.study.paying.alternative_asked import chosen_alternative
from portsim.study.paying.crossings import At, Crossing, Curve, Search, crossings
from portsim.study.paying.figure_asked import NET, Asked, asked_figure
from portsim.study.paying.moved import Runs, by_runs, without_runs
from portsim.study.paying.net_benefit import costs_table, net_benefit_table
from portsim.study.paying.net_sentences import sentences
from portsim.study.paying.one_input import OneInput, find_input
from portsim.study.paying.sentences import found_in_words
from portsim.study.workers import Progress

if TYPE_CHECKING:
    import pandas as pd

Value = str | float
POINTS, MOST_POINTS = 5, 101  # at which a figure by runs is looked at before roots are searched
FINE = 41  # the same of one that takes no run
NEAR, NEAR_END = (
    0.002,
    0.01,
)  # how closely roots and ends of intervals are found by runs, of what is looked at
NEGLIGIBLE = 0.02  # of half the CI of the figure: a root nearer than that is lost in its own interval
MOST_RUNS = 8  # evaluations by runs for one root, and for one end of its interval
EXACT = 1e-13  # the same where no run is needed
APART = 1e-6  # points of a curve that are this near to one another [of the value] are one
SAME = 1e-12  # a figure that moves by no more than this share of itself does not move
FAR = 1000.0  # times the range: how far a root is looked for where that takes no run
ROOTS = (
    "input", "unit", "alternative", "of", "of_unit", "target", "value", "low", "high", "rises", "before",
    "after", "stated", "range_low", "range_high", "within_range", "n",
)  # fmt: skip
CURVE = (
    "input", "unit", "alternative", "of", "of_unit", "target", "value", "figure", "low", "high", "stated",
    "range_low", "range_high", "n", "state", "why",
)  # fmt: skip


@in_its_money
def breakeven(
    scenario: Scenario,
    key: str,
    *,
    of: str = NET,
    target: Value = 0.0,
    alternative: str | None = None,
    between: tuple[Value, Value] | None = None,
    points: int = POINTS,
    days: int | None = None,
    warm_up_days: int | None = None,
    run_out: str | None = None,
    replications: int | None = None,
    seed: int | None = None,
    workers: int = 0,
    progress: Progress | None = None,
    answers: Answers | None = None,
) -> Analysis:
    """The value of one input at which an alternative stops paying, or a figure of it crosses a target.

    `key` is the dotted key of a number, such as `measures.qr_gate_pass.uptake` or `tariffs.truck_hour.cost`.
    `of` is `net_benefit` or `saved` of companies, or of the payers after a colon (`saved:haulier`), or the
    name of a KPI, whose difference from the baseline is meant; `target` the figure's value (0), as a number
    or a text such as `150 M`. `alternative` is the one that the input belongs to, the smallest if several do,
    else the largest of all. The input moves over its range, or `between` two values, numbers [the input's
    unit: minutes, shares of 1] or texts such as `30 %`. The figure is worked out at `points` values first;
    then each sign change is narrowed down. A price of the tariffs or a cost of a measure takes no new run,
    and is looked at beyond its range too.

    Table `roots`, a row per crossing in the order of the input: `value` with its 95 % interval from `low` to
    `high` [`unit`], infinite where the interval does not end in what was looked at; whether the figure
    `rises` above the target there; of whole numbers the neighbours `before` and `after`, and as `value` that
    one of them that reaches the target; what is `stated`, its range, and whether the root lies in it (None
    without a range); `n` replications. Table `curve`: `figure` [`of_unit`] with its 95 % CI at each value
    that was looked at, `state` (`cannot run`, `overloaded`, `not measured`) and `why`. Of a figure in money
    also `net_benefit` and `costs` of the alternative as stated; see `portsim.net_benefit`. Method and
    sources: `portsim.study.paying.crossings`.

    Raises PortsimError: unknown key, figure, payer or alternative; a number for each terminal; a target of
    another unit; no range and nothing to look between; an input that the figure does not depend on; a port
    that can run at no value.
    """
    check_arguments(breakeven, locals(), "key of alternative between progress answers")
    points = plain(points)
    scenario = scenario.with_study(
        days=days, warm_up_days=warm_up_days, run_out=run_out, replications=replications, seed=seed
    )
    asked = asked_figure(of, scenario.library)
    level = asked.target(target)
    moved = find_input(scenario, key)
    chosen = chosen_alternative(scenario, moved, alternative, asked)
    if type(points) is not int or not 2 <= points <= MOST_POINTS:
        raise PortsimError(f"points: got {got(points)}, allowed a whole number from 2 to {MOST_POINTS}")
    given = None if between is None else _between(moved, between)
    runs = Runs(asked, chosen, workers, progress, Answers() if answers is None else answers)
    look = without_runs(scenario, moved, runs)
    low, high = given or _range(moved, quick=look is not None)
    curve = Curve(look or by_runs(scenario, moved, runs))
    search, grid = _search(moved, low, high, points, quick=look is not None)
    search = replace(search, below=asked.below(level))
    beyond = _beyond(moved, low, high) if look is not None and given is None else ()
    for value in {end for ends in beyond for end in ends}:
        curve.at(value)  # so that intervals end there, and not where the range does
    found = crossings(curve, grid, level, search)
    _check_curve(curve, moved, chosen, asked)
    for ends in beyond if not found else ():
        found += crossings(curve, ends, level, search)
    own = scenario.only(chosen)
    tables = {
        "roots": roots_table(found, moved, chosen, asked, level, curve),
        "curve": curve_table(curve, moved, chosen, asked, level),
    }
    said = [*found_in_words(found, curve.points, moved, asked, level, chosen)]
    if asked.in_money:
        study = runs.study(scenario)
        tables["net_benefit"] = net_benefit_table(study, (chosen,))
        tables["costs"] = costs_table(own, (chosen,))
        said += sentences(own, tables["net_benefit"], chosen, asked.group)
    facts = {
        "input": moved.key, "figure": str(asked), "target": level, "alternative": chosen,
        "between": [low, high], "looked_at": len(curve.points), "needs_runs": look is None,
    }  # fmt: skip
    title = t(
        "Break-even of {name}: {figure} as {input} moves", name=named(chosen), figure=asked, input=moved.key
    )
    return Analysis("breakeven", title, own, tables, tuple(said), facts)


def _between(moved: OneInput, between: tuple[Value, Value]) -> tuple[float, float]:
    """The ends to look between [the input's unit].

    Raises PortsimError: not two of them; one is no value of the input; the second is not larger.
    """
    if len(between) != 2 or any(isinstance(each, Real) and not math.isfinite(each) for each in between):
        said = ", ".join(map(got, between)) or "none"
        raise PortsimError(f"between: {moved.key}: got {said}, allowed a value and a larger one")
    low, high = (
        moved.read(each if isinstance(each, str) else moved.text(each), "between") for each in between
    )
    if not low < high:
        raise PortsimError(
            f"between: got {moved.words(low)} and {moved.words(high)}, allowed a value and a larger one"
        )
    return low, high


def _range(moved: OneInput, *, quick: bool) -> tuple[float, float]:
    if math.isfinite(moved.low) and moved.low < moved.high:
        return moved.low, moved.high
    if quick:
        return moved.kind.least, min(2 * moved.stated or 1.0, moved.kind.most)
    raise PortsimError(
        f"INPUT: {moved.key} has no range to look in; say where: --between LOW HIGH, around "
        f"{moved.words(moved.stated)}"
    )


def _search(
    moved: OneInput, low: float, high: float, points: int, *, quick: bool
) -> tuple[Search, list[float]]:
    """How closely is looked, and the values that are looked at first, the stated one among them."""
    wide = high - low
    grid = [*np.linspace(low, high, FINE if quick else points).tolist()]
    grid += [moved.stated] if low <= moved.stated <= high else []
    if moved.kind.whole:
        grid = [float(round(each)) for each in grid]
    if quick:
        return Search(EXACT * wide, EXACT * wide, whole=moved.kind.whole), grid
    return Search(NEAR * wide, NEAR_END * wide, NEGLIGIBLE, MOST_RUNS, moved.kind.whole), grid


def _beyond(moved: OneInput, low: float, high: float) -> tuple[tuple[float, float], ...]:
    """The values below and above a range [the input's unit] at which an input that takes no run is looked at
    too."""
    far = min(FAR * max(high, moved.stated, 1.0), moved.kind.most)
    return tuple(ends for ends in ((moved.kind.least, low), (high, far)) if ends[0] < ends[1])


def _check_curve(curve: Curve, moved: OneInput, alternative: str, asked: Asked) -> None:
    """Raises PortsimError: no figure at any value, or the same at all of them."""
    usable = [point for point in curve.points if point.usable]
    if not usable:
        first = curve.points[0]
        raise PortsimError(
            f"INPUT: {moved.key}: {asked} of {alternative} is not to be had at any of the "
            f"{len(curve.points)} values looked at; at {moved.words(first.value)}: {first.state}; {first.why}"
        )
    spread = max(point.figure for point in usable) - min(point.figure for point in usable)
    if len(usable) > 1 and spread <= SAME * max(abs(point.figure) for point in usable):
        raise PortsimError(
            f"INPUT: {moved.key}: {asked} of {alternative} does not depend on it; ask with --alternative "
            "(Python: alternative) about another one, or with --of (Python: of) about another figure"
        )


def roots_table(
    found: Sequence[Crossing], moved: OneInput, alternative: str, asked: Asked, target: float, curve: Curve
) -> pd.DataFrame:
    """The table of roots; see `breakeven`."""
    import pandas as pd

    n = max((point.n for point in curve.points), default=0)
    rows = [
        (
            moved.key, moved.kind.unit, alternative, str(asked), asked.unit, target, each.value, each.low,
            each.high, each.rises, each.before, each.after, moved.stated, moved.low, moved.high,
            None if math.isnan(moved.low) else moved.low <= each.value <= moved.high, n,
        )
        for each in found
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(ROOTS))


def curve_table(curve: Curve, moved: OneInput, alternative: str, asked: Asked, target: float) -> pd.DataFrame:
    """The table of the curve; see `breakeven`."""
    import pandas as pd

    rows = [
        (
            moved.key, moved.kind.unit, alternative, str(asked), asked.unit, target, each.value, each.figure,
            each.low, each.high, moved.stated, moved.low, moved.high, each.n, each.state, each.why,
        )
        for each in _apart(curve.points)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(CURVE))


def _apart(points: Sequence[At]) -> list[At]:
    """Points without those that an exact search left next to another one."""
    kept: list[At] = []
    for point in points:
        if not kept or abs(point.value - kept[-1].value) > APART * abs(point.value):
            kept.append(point)
    return kept
