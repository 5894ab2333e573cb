"""How sure a study is, and what decides it: both uncertainties of every claim and saving."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from portsim.base.arguments import check_arguments, plain
from portsim.base.errors import PortsimError, got
from portsim.base.language import named, t
from portsim.claims.claim import load_claims
from portsim.scenario.inputs import Input, fixed, inputs
from portsim.scenario.scenario import Scenario
from portsim.study.analysis import Analysis
from portsim.study.answers import Answers
from portsim.study.checks import check_study
from portsim.study.engines import settled
from portsim.study.in_money import in_its_money
from portsim.study.one_week import of_one_week
from portsim.study.traces import prepared
from portsim.study.uncertainty import tables
from portsim.study.uncertainty.design import points_of, shares_of
from portsim.study.uncertainty.outputs import outputs_of
from portsim.study.uncertainty.sample import Sample
from portsim.study.uncertainty.sentences import sentences
from portsim.study.uncertainty.tornado import chosen, points_at_ends
from portsim.study.uncertainty.worlds import Answered, Point, answers_of
from portsim.study.workers import Progress

SAMPLES, REPLICATIONS = 256, 1
TRIED = 12  # inputs that are tried at both ends of their range, one at a time
RUNS_AT_ENDS = 4  # replications of each of these
RANKED = 3  # inputs of each claim that may be among them


@in_its_money
def uncertainty(
    scenario: Scenario,
    *,
    samples: int = SAMPLES,
    per_world: int = REPLICATIONS,
    tried: int = TRIED,
    claims_only: bool = False,
    days: int | None = None,
    warm_up_days: int | None = None,
    run_out: str | None = None,
    replications: int | None = None,
    seed: int | None = None,
    workers: int = 0,
    progress: Progress | None = None,
    answers: Answers | None = None,
) -> Analysis:
    """Run a scenario at figures drawn from all ranges of its inputs, and say how sure its findings are.

    `samples` worlds, a power of 2, lie at points spread evenly; each is run `per_world` times, with 1 every
    eighth of them twice. The port as stated is run in all `replications`, in which worlds take turns, and
    at most `tried` inputs are tried at both ends of their range. Unless said otherwise a run counts at most 7
    days, after a warm-up of at most 7 and with 7 of run-out. `claims_only` runs only alternatives that claims
    speak of. `progress` is called with (done, total) after each world. With `answers`, which keeps what
    worlds said, only what is new to it is run.

    Tables: `claims`, `savings`, `deciding`, `flips`, `tornado`, `worth_measuring`, `inputs`, `worlds`; the
    functions in `portsim.study.uncertainty.tables` give their columns and units.

    Raises PortsimError: a scenario that cannot run, without a range, or without a figure to look at; samples
    that are no power of 2; `per_world` or `tried` out of bounds; fewer than 2 replications.
    """
    check_arguments(uncertainty, locals(), "claims_only progress answers")
    samples, per_world, tried = plain(samples), plain(per_world), plain(tried)
    chosen_scenario = _ready(scenario, claims_only, days, warm_up_days, run_out, replications, seed)
    claims = {} if chosen_scenario.claims is None else load_claims(chosen_scenario.claims, chosen_scenario)
    known = inputs(chosen_scenario)
    n = chosen_scenario.study.replications
    _check(known, per_world, tried, n)
    shares = shares_of(samples, len(known), chosen_scenario.study.seed)
    points = points_of(known, shares, per_world, n)
    runs = sum(len(point.replications) for point in points)
    ready = settled(chosen_scenario, (n + runs) * len(chosen_scenario.alternatives))
    outputs = outputs_of(ready, claims)
    if not outputs:
        who = " and ".join(ready.compare) or "it"
        raise PortsimError(
            f"{ready.path.name}: no figure to look at, as {who} has no claims, saves no money and aims at no "
            "KPI; name KPIs under aims_at, or add tariffs"
        )
    told = _Told(progress, n + samples + 2 * tried)

    stated = [Point({}, (number,)) for number in range(n)]
    found = told(answers_of(ready, claims, outputs, [*stated, *points], workers, answers))
    sample = Sample(
        ready,
        claims,
        known,
        outputs,
        shares,
        tuple(points),
        tuple(found[n:]),
        np.vstack([each.figures for each in found[:n]]),
    )
    deciding = tables.deciding_table(sample)
    names = chosen(_ranked(deciding), tried)
    numbers = tuple(range(min(RUNS_AT_ENDS, n)))
    ends = points_at_ends(names, {each.name: each for each in known}, numbers)
    told.total = n + samples + len(ends)
    at_ends = told(answers_of(ready, claims, outputs, [point for _, _, point in ends], workers, answers))
    made = {
        "claims": tables.claims_table(sample),
        "savings": tables.savings_table(sample),
        "deciding": deciding,
        "flips": tables.flips_table(sample),
        "tornado": tables.tornado_table(sample, [(name, share) for name, share, _ in ends], at_ends),
        "worth_measuring": tables.worth_table(sample),
        "inputs": tables.inputs_table(known),
        "worlds": tables.worlds_table(sample),
    }
    facts = {
        "samples": samples,
        "runs_of_a_world": per_world,
        "inputs": len(known),
        "not_varied": fixed(ready),
        "worlds_that_cannot_run": sample.problems,
        "worlds_with_more_servers": sum(bool(each.raised) for each in sample.answers),
    }
    title = t("How sure, and what decides it: {title}", title=named(ready.title))
    return Analysis("uncertainty", title, ready, made, sentences(sample, made), facts)


def _ready(
    scenario: Scenario,
    claims_only: bool,
    days: int | None,
    warm_up_days: int | None,
    run_out: str | None,
    replications: int | None,
    seed: int | None,
) -> Scenario:
    scenario = check_study(scenario)
    scenario = of_one_week(
        scenario,
        days=days,
        warm_up_days=warm_up_days,
        run_out=run_out,
        replications=replications,
        seed=seed,
    )
    if claims_only:
        if scenario.claims is None:
            raise PortsimError(f"{scenario.path.name}: names no claims file; leave --claims-only out")
        claims = load_claims(scenario.claims, scenario)
        scenario = scenario.only(*{each.alternative for claim in claims.values() for each in claim.readings})
    for name in scenario.compare:
        scenario.event(name)
    return prepared(scenario, scenario.alternatives)


def _check(known: Sequence[Input], per_world: int, tried: int, replications: int) -> None:
    """Raises PortsimError: nothing varies, or a number out of bounds."""
    if not known:
        raise PortsimError("no number has a range; add range: [low, high] to what is uncertain")
    if replications < 2:
        raise PortsimError(f"replications: got {replications}, allowed 2 or more, to tell noise from inputs")
    if type(per_world) is not int or not 1 <= per_world <= replications:
        raise PortsimError(
            f"per_world: got {got(per_world)}, allowed a whole number from 1 to {replications}, the "
            "replications of the study"
        )
    if type(tried) is not int or tried < 0:
        raise PortsimError(f"tried: got {got(tried)}, allowed a whole number of inputs, 0 or more")


def _ranked(deciding: object) -> list[list[str]]:
    """For each primary reading the inputs that decide it, the most important one first."""
    import pandas as pd

    assert isinstance(deciding, pd.DataFrame)
    own = deciding[(deciding["kind"] == "claim") & deciding["primary"].astype(bool) & (deciding["total"] > 0)]
    if own.empty:
        own = deciding[deciding["total"] > 0]
    return [list(group["input"].head(RANKED)) for _, group in own.groupby(["of", "figure"], sort=False)]


class _Told:
    """Tells how far a study is while answers come in."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self.progress, self.total, self.done = progress, total, 0

    def __call__(self, answers: Iterable[Answered]) -> list[Answered]:
        return list(self._through(answers))

    def _through(self, answers: Iterable[Answered]) -> Iterator[Answered]:
        for each in answers:
            self.done += 1
            if self.progress is not None:
                self.progress(self.done, max(self.total, self.done))
            yield each
