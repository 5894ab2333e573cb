"""How many replications a study needs: as many as bring every half-width that counts to what is asked."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from portsim.base.arguments import check_arguments, plain
from portsim.base.errors import PortsimError, got
from portsim.base.language import named, t
from portsim.base.machine import cores
from portsim.base.units import minutes
from portsim.claims.claim import Claim, load_claims
from portsim.scenario.scenario import Scenario
from portsim.study.analysis import Analysis
from portsim.study.answers import Answers
from portsim.study.audit import AUDIT
from portsim.study.checks import check_study
from portsim.study.comparison import COMPARISON
from portsim.study.engines import settled
from portsim.study.in_money import in_its_money
from portsim.study.question import Kept, asked
from portsim.study.replications import kept_by_runs
from portsim.study.traces import prepared
from portsim.study.until_precise.outcome import Outcome, status
from portsim.study.until_precise.sentences import sentences
from portsim.study.until_precise.sequential import START, Course, Rule, until
from portsim.study.until_precise.watched import Figures, Looking, Watch, watched
from portsim.study.until_precise.within import asked_within
from portsim.study.workers import Progress

if TYPE_CHECKING:
    import pandas as pd

MOST, BUDGET, WITHIN = 200, "10 min", "5 %"
LEAST = 2  # replications of a study whose findings do not depend on how many there are
COLUMNS = (
    "alternative", "kpi", "figure", "unit", "estimate", "low", "high", "half_width", "target", "target_is",
    "n", "n_met", "n_needed", "n_needed_low", "n_needed_high", "met", "status",
)  # fmt: skip
COURSE = ("n", "alternative", "kpi", "figure", "unit", "estimate", "half_width", "target", "met")


@in_its_money
def precision(
    scenario: Scenario,
    *,
    within: str | Sequence[str] = WITHIN,
    figures: Figures = "difference",
    kpis: str | Collection[str] | None = None,
    most: int = MOST,
    budget: str = BUDGET,
    days: int | None = None,
    warm_up_days: int | None = None,
    run_out: str | None = None,
    replications: int | None = None,
    seed: int | None = None,
    workers: int = 0,
    claims: bool = True,
    progress: Progress | None = None,
    answers: Answers | None = None,
) -> Analysis:
    """Run replications until the half-width of the 95 % CI of every figure that decides is as asked.

    Figures that decide are the differences of the KPIs that each alternative's measures aim at (or of these
    `kpis`), and the primary reading of each claim. `within` is a share of the figure, an amount in its unit,
    or one of both: `["5 %", "0.5 min"]`. It is looked after each replication from `replications` on (5 if
    none are named), and the half-widths must stay as asked through a look-ahead. No more than `most`
    replications are run, and no batch of them is begun that would end after `budget` of wall-clock time.
    The replications are those of `compare`, so that its figures with as many of them are the same.

    Table `half_widths`, one row per alternative, KPI and figure, after the n replications that do, or after
    all that were run: `estimate`, `low`, `high`, `half_width`, `target` [unit]; `target_is`: a share of the
    figure, an amount, or half of what matters; `n` replications that have the figure; `n_met`: from how many
    on its half-width is as asked, and stays so; `n_needed`, and its 95 % range: n_met, or as many as the
    deviation so far predicts; `met`; `status` in a word. Table `course`: the same by number of replications.

    Raises PortsimError: what is asked cannot be read, or is of no figure; a number of replications below 2,
    or above `most`; no figure decides; replications are copies of one trace; a scenario that cannot run.
    Source: sequential t-intervals with look-ahead, Hoad, Robinson and Davies 2010, Automated selection of the
    number of replications for a discrete-event simulation, JORS 61, 1632-1644; on paired differences, Law,
    Simulation Modeling and Analysis, 9.4.1 and 10.2.1.
    """
    check_arguments(precision, locals(), "within figures kpis claims progress answers")
    given = scenario
    kpis = (kpis,) if isinstance(kpis, str) else kpis
    start, most = START if replications is None else plain(replications), plain(most)
    _check_numbers(start, most)
    seconds = _seconds(budget)
    chosen = check_study(given).with_study(
        days=days, warm_up_days=warm_up_days, run_out=run_out, replications=start, seed=seed
    )
    for name in chosen.compare:
        chosen.event(name)  # with other days than the file's it may lie outside the window
    texts: Mapping[str, Claim] = {}
    if claims and kpis is None and chosen.claims is not None:
        texts = load_claims(chosen.claims, chosen)
    watches = watched(chosen, texts, kpis, figures)
    asked_for = asked_within(within, {watch.unit: None for watch in watches})
    chosen = prepared(chosen, chosen.alternatives)
    if chosen.study.replications < start:
        raise PortsimError(
            f"{chosen.name}: one trace; all replications would be copies of it, so that no number of them "
            "makes a figure more precise"
        )
    chosen = settled(chosen, most * len(chosen.alternatives))
    kept: list[Kept] = []
    run = _running(chosen, texts, watches, kept, workers, answers, progress)
    looking = Looking(chosen, watches, asked_for, kept)
    course = until(Rule(start, most, seconds, workers or cores()), run, looking.after)
    outcome = Outcome.of(watches, course, most, budget)
    return _analysis(chosen.with_study(replications=course.n), outcome, within)


def _running(
    scenario: Scenario,
    claims: Mapping[str, Claim],
    watches: Sequence[Watch],
    kept: list[Kept],
    workers: int,
    answers: Answers | None,
    progress: Progress | None,
) -> Callable[[range, int], None]:
    """What runs replications of these numbers and adds what they keep; it says how many are done of how many
    that are expected."""
    tables = (COMPARISON.name, AUDIT.name) if claims else (COMPARISON.name,)
    question = asked(scenario.library, tables, {watch.kpi for watch in watches})
    # A study of many replications runs a sixth of them with unlimited servers too; of two it is the first.
    few = scenario.with_study(replications=LEAST)

    def run(numbers: range, expected: int) -> None:
        for each in kept_by_runs(few, claims, {}, question, workers, answers, numbers):
            kept.append(each)
            if progress is not None:
                progress(len(kept), max(expected, numbers.stop))

    return run


def _analysis(scenario: Scenario, outcome: Outcome, within: str | Sequence[str]) -> Analysis:
    course = outcome.course
    return Analysis(
        "precision",
        t("Replications needed: {title}", title=named(scenario.title)),
        scenario,
        {"half_widths": _half_widths(outcome), "course": _course(outcome.watches, course)},
        tuple(sentences(outcome)),
        {
            "within": [within] if isinstance(within, str) else list(within),
            "most": outcome.most,
            "budget": outcome.budget,
            "ended": course.end,
            "n": outcome.n,
            "n_predicted": outcome.predicted,
            "decided_by": outcome.deciding,
            "replications_run": course.ran,
            "seconds": round(course.seconds, 1),
        },
    )


def _half_widths(outcome: Outcome) -> pd.DataFrame:
    import pandas as pd

    course, rows = outcome.course, []
    for place, (watch, each, need) in enumerate(
        zip(outcome.watches, course.found, outcome.needed, strict=True)
    ):
        n_met = course.n_met(place)
        rows.append(
            (
                *_names(watch), each.estimate, each.low, each.high, each.half_width, each.target.value,
                each.target.basis, each.n, math.nan if n_met is None else float(n_met), *map(float, need),
                n_met is not None, status(outcome, place),
            )
        )  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _course(watches: Sequence[Watch], course: Course) -> pd.DataFrame:
    import pandas as pd

    rows = [
        (n, *_names(watch), each.estimate, each.half_width, each.target.value, each.met)
        for n, look in enumerate(course.looks, start=course.start)
        for watch, each in zip(watches, look, strict=True)
    ]
    return pd.DataFrame(rows, columns=list(COURSE))


def _names(watch: Watch) -> tuple[str, str, str, str]:
    figure = watch.figure if watch.reading is None else f"{watch.claim}: {watch.reading.name}"
    return watch.alternative, watch.kpi, figure, watch.unit


def _check_numbers(start: int, most: int) -> None:
    if type(start) is not int or start < LEAST:
        raise PortsimError(
            f"replications: got {got(start)}, allowed a whole number of {LEAST} or more to begin with"
        )
    if type(most) is not int or most < start:
        raise PortsimError(
            f"most: got {got(most)}, allowed a whole number of {start} or more, as many as it begins with"
        )


def _seconds(budget: str) -> float:
    try:
        seconds = 60 * minutes(budget)
    except ValueError as error:
        raise PortsimError(f"budget: {error}") from None
    if seconds <= 0:
        raise PortsimError(f"budget: got {got(budget)}, allowed a time above 0, such as 10 min")
    return seconds
