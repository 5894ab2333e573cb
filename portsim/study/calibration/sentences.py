"""What a calibration found, in plain words."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from portsim.base.units import show_share
from portsim.study.calibration.conflict import needed
from portsim.study.calibration.outcome import Outcome
from portsim.study.held.kept import ALL
from portsim.study.held.pairs import EVERY_WEEK, HELD_OUT, NOT_HELD_OUT

if TYPE_CHECKING:
    import pandas as pd

FEW = 0.3  # of the points that were kept: fewer that count are said


def sentences(outcome: Outcome, made: Mapping[str, pd.DataFrame]) -> tuple[str, ...]:
    """The findings, the most important first."""
    if outcome.found.posterior is None:
        return tuple(_nothing(outcome, made["conflicts"]))
    return (
        *_of_inputs(made["inputs"]),
        *_of_figures(outcome, made["figures"]),
        *_of_logs(made.get("observed")),
        *_of_runs(outcome),
    )


def _rows(table: pd.DataFrame) -> Iterator[Any]:
    """The rows of a table, cells as attributes."""
    yield from table.itertuples(index=False)


def _nothing(outcome: Outcome, conflicts: pd.DataFrame) -> Iterator[str]:
    inputs = "input" if len(outcome.space) == 1 else f"{len(outcome.space)} inputs"
    yield (
        f"Nothing within the ranges is plausible: no values of the {inputs} give all figures within 3 "
        "standard deviations. No scenario is written."
    )
    for row in _rows(conflicts):
        if row.kind == "out of reach":
            least = _above(row.least)
            yield f"{row.figure} is out of reach by itself: at best {least} standard deviations off."
        else:
            yield (
                f"{row.figure} and {row.other} are in conflict: each can be given, both together are at best "
                f"{_above(row.least)} standard deviations off."
            )
    share = needed(outcome)
    if math.isfinite(share) and share > outcome.discrepancy:
        yield (
            f"By these runs a discrepancy of {show_share(share)} of each figure would do, in place of "
            f"{show_share(outcome.discrepancy)}; or wider ranges, other inputs, or a flow that the port has "
            "and the model lacks."
        )
    elif not any(each.share for each in outcome.found.waves[-1:]):
        yield "Wider ranges or other inputs may help."
    else:
        yield (
            "All that goes with the figures is a port whose servers cannot do its work; give the places more "
            "servers, or look for their number too."
        )


def _above(deviations: float) -> str:
    """Standard deviations, rounded up: what is more than 3 is not said to be 3.0."""
    return f"{math.ceil(10 * deviations) / 10:.1f}"


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _of_inputs(inputs: pd.DataFrame) -> Iterator[str]:
    for row in _rows(inputs[inputs["verdict"] != "not identified"]):
        traded = ""
        if row.trades_with:
            traded = (
                f" It trades off with {row.trades_with} (rank correlation {row.correlation:.2f}): the "
                "figures fix what both do together better than either."
            )
        yield (
            f"{row.input}: {row.median} (5 to 95 %: {row.low} to {row.high}), stated {row.stated}; "
            f"{_percent(1 - row.left)} of its prior is gone.{traded}"
        )
    for row in _rows(inputs[inputs["verdict"] == "not identified"]):
        said = f"{row.input} is not identified: {_percent(row.left)} of its prior is left"
        if row.trades_with:
            yield (
                f"{said}. It trades off with {row.trades_with} (rank correlation {row.correlation:.2f}), so "
                "it is set with it, to its median, and keeps its range."
            )
        else:
            yield f"{said}. It stays as stated."


def _of_figures(outcome: Outcome, figures: pd.DataFrame) -> Iterator[str]:
    for sample, words in (("matched", "matched figures"), ("held out", "figures held out")):
        own = figures[figures["sample"] == sample]
        if own.empty:
            yield "No figure was held out: how good the calibration is on other weeks is not known."
            continue
        missed = ", ".join(
            f"{row.figure} ({row.at_50:.3g} against {row.observed:.3g} {row.unit})"
            for row in _rows(own[own["verdict"] == "missed"])
        )
        what = f"; missed: {missed}" if missed else ""
        met = int((own["verdict"] == "met").sum())
        yield f"{met} of {len(own)} {words} lie within what is foretold in 95 of 100 cases{what}."
    share = outcome.discrepancy
    yield (
        f"The model may be off by {show_share(share)} of each figure (standard deviation) even with the "
        "right inputs: an assumption, see --discrepancy."
        if share
        else "The model is taken to be exact (--discrepancy 0): intervals are too narrow by what it lacks."
    )


def _of_logs(verdicts: pd.DataFrame | None) -> Iterator[str]:
    """How many times of the logs the calibrated port meets, in and out of sample."""
    if verdicts is None:
        return
    whole = verdicts[verdicts["terminal"] == ALL]
    weeks = set(whole["weeks"]) - {EVERY_WEEK} or {EVERY_WEEK}
    for sample, words in (
        (EVERY_WEEK, "in the weeks of the logs, all matched"),
        (NOT_HELD_OUT, "in the weeks that were matched"),
        (HELD_OUT, "in the weeks held out"),
    ):
        if sample in weeks:
            own = whole[whole["weeks"] == sample]
            met, undecided = (int((own["verdict"] == each).sum()) for each in ("met", "undecided"))
            more = f"; undecided: {undecided}" if undecided else ""
            yield f"The calibrated port meets {met} of {len(own)} measured times {words}{more}."


def _of_runs(outcome: Outcome) -> Iterator[str]:
    posterior, runs = outcome.found.posterior, outcome.runs
    assert posterior is not None
    waves = outcome.found.waves
    yield (
        f"Waves: {len(waves)}, of {waves[0].runs} worlds each; {100 * waves[-1].share:.2g} % of the prior is "
        f"not ruled out. Of {len(posterior.points)} points of the posterior that were run "
        f"{posterior.effective:.0f} count."
    )
    if posterior.effective < FEW * len(posterior.points):
        yield (
            "So few that the ends of the intervals are rough: ask for more --samples or --keep, or longer "
            "--days."
        )
    rough = _rough(outcome)
    if rough:
        yield (
            f"Of {', '.join(rough)} the emulator is less sure than the figure itself: more --samples, more "
            "--per-world or longer --days would tell more."
        )
    if problems := runs.problems:
        yield f"{len(problems)} worlds cannot be run, the first because of {problems[0]}"


def _rough(outcome: Outcome) -> list[str]:
    """The matched figures of which the emulators know less than what was observed says."""
    posterior, last = outcome.found.posterior, outcome.found.of_all
    assert posterior is not None and last is not None
    variances = posterior.weights @ last.foretold(posterior.points)[1]
    return [
        outcome.targets.names[place]
        for place in map(int, outcome.targets.matched)
        if variances[place] > outcome.targets.variances[place]
    ]
