"""How large a port must be: the cheapest numbers that keep stated targets with a stated chance."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from portsim.base.arguments import check_arguments, plain
from portsim.base.arrays import Floats
from portsim.base.currency import money_name
from portsim.base.errors import ConfigError, PortsimError, got
from portsim.base.language import named, t
from portsim.scenario.alternatives import BASELINE
from portsim.scenario.scenario import Scenario
from portsim.study.analysis import Analysis
from portsim.study.answers import Answers
from portsim.study.checks import check_study
from portsim.study.engines import settled
from portsim.study.in_money import in_its_money
from portsim.study.sizing.bench import Bench
from portsim.study.sizing.costs import parse_costs
from portsim.study.sizing.deciding import Entrant, decide
from portsim.study.sizing.front import replications_to_show
from portsim.study.sizing.grid import Grid, Point, parse_grid
from portsim.study.sizing.question import Asked, asked_of
from portsim.study.sizing.rule import PERIOD, Meaning, Rule
from portsim.study.sizing.runner import Runner
from portsim.study.sizing.search import candidates, require_optuna
from portsim.study.sizing.systems import Tally, systems_of
from portsim.study.sizing.tables import (
    Sizing,
    chosen_table,
    front_table,
    systems_table,
    verification_table,
)
from portsim.study.sizing.words import sentences
from portsim.study.traces import prepared
from portsim.study.workers import Progress

MOST_POINTS = 200  # that are run point by point; beyond, an optimiser proposes candidates
ON_FRONT = 20  # fresh replications of each point of the fronts, at least
FAILURES = 1  # that the verification of a chance can bear


@in_its_money
def size(
    scenario: Scenario,
    over: Sequence[str],
    targets: Sequence[str] = (),
    *,
    cost: Sequence[str] = (),
    alternative: str = BASELINE,
    chance: float | str = 0.95,
    chance_of: Meaning = PERIOD,
    minimise: str | None = None,
    within: str | None = None,
    zone: float | str | None = None,
    budget: int | None = None,
    monotone: bool = False,
    decide_all: bool = False,
    days: int | None = None,
    warm_up_days: int | None = None,
    run_out: str | None = None,
    replications: int | None = None,
    seed: int | None = None,
    workers: int = 0,
    progress: Progress | None = None,
    answers: Answers | None = None,
) -> Analysis:
    """The cheapest point of a grid that keeps its targets, found by ranking and selection and verified.

    `over` are numbers and their values, `places.gate_in.lanes=10:16`; `targets` are KPIs with limits, `P90
    truck_visit_time <= 60 min`; `cost` are costs of one more, `places.gate_in.lanes=900000 yuan/y` (none: 1
    for each server). `chance_of` says what `chance` is of: `period`, that the counted days of a replication
    keep every target; or `expected`, the confidence that the expected figures do. With `minimise` the KPI
    named there decides among the feasible points, not the cost. `within` is the difference of that KPI, or of
    the cost, that does not matter; `zone` that of the chance [points], or of each limit [share of it]. Each
    system gets `replications` first. `budget` is the number of runs of the selection, without those of search
    and verification. `monotone`: values further on are never worse. `decide_all`: judge dearer points too.

    Tables: `chosen` (one row: point, value by key, cost, share of fresh replications that met all targets,
    its one-sided 95 % bound, n, verdict); `front` (for each figure the Pareto front of cost against its mean:
    cost, mean, 95 % CI [unit], n, all of fresh draws, status); `systems` (each point: cost, status, n,
    decided_at and dropped_at [replications; 0: not], share met, mean and 95 % CI of each figure, why);
    `verification` (each target at the chosen point on fresh draws: mean, 95 % CI, share met with one-sided
    95 % bounds, n, verdict).

    Sources: Wald 1945; Andradottir and Kim 2010; Batur and Kim 2010 (feasibility). Kim and Nelson 2001, Chen
    et al. 2000 (`minimise`, the latter with a budget). Clopper and Pearson 1934 (verification).

    Raises PortsimError: what is asked is wrong, or no point can run; fewer than two replications, or a budget
    below the first ones of each point; more than 200 points without optuna.
    """
    check_arguments(
        size,
        locals(),
        "over targets cost alternative chance_of minimise within monotone decide_all progress answers",
    )
    over, targets, cost = tuple(over), tuple(targets), tuple(cost)
    scenario = check_study(scenario).with_study(
        days=days, warm_up_days=warm_up_days, run_out=run_out, replications=replications, seed=seed
    )
    grid = parse_grid(over)
    costs = parse_costs(cost, grid)
    asked = asked_of(scenario.library, targets, minimise, chance, chance_of, zone, within, costs)
    budget = plain(budget)
    _check(scenario, alternative, budget)
    for name, is_given, is_read, vain in (
        ("chance_of", chance_of != PERIOD, targets, "there is no --target that it could be of"),
        ("monotone", monotone, targets, "there is no --target by which values are worse"),
        ("decide_all", decide_all, minimise is None, "with --minimise all points are judged"),
    ):
        if is_given and not is_read:
            raise PortsimError(f"{name}: {vain}; leave it out")
    systems = systems_of(scenario, alternative, grid)
    if not costs.stated and asked.minimised is None and not any(each.is_count for each in grid.factors):
        keys = ", ".join(each.key for each in grid.factors)
        raise PortsimError(
            f'size: {keys}: no servers to count, so costs are needed; give --cost KEY="... {money_name()}/y"'
        )
    systems = replace(systems, scenario=_with_engine(systems.scenario, alternative, grid))
    tally = None if progress is None else Tally(progress)
    runner = Runner(systems, asked, workers, tally, answers)
    searched = None
    points = {n: grid.point(n) for n in range(grid.size)} if grid.size <= MOST_POINTS else {}
    first = scenario.study.replications
    if not points:
        require_optuna(grid.size, MOST_POINTS)
        own = derived_seed(scenario.study.seed, "search")
        some, tried = candidates(
            grid, costs.of, runner.runs, runner.bench(own), _rule(asked, first, grid.size), own
        )
        points, searched = {point.number: point for point in some}, (grid.size, tried)
    refused = {number: why for number, point in points.items() if (why := runner.refused(point)) is not None}
    able = [point for number, point in points.items() if number not in refused]
    if not able:
        why = next(iter(refused.values()), "none that was tried can run")
        raise PortsimError(f"size: none of {grid.size:,} points can run; {why}")
    if budget is not None and budget < first * len(able):
        raise PortsimError(
            f"budget: got {budget:,} runs, allowed {first * len(able):,} or more: {len(able)} points with "
            f"{first} replications each; give fewer --replications or fewer points"
        )
    bench = runner.bench(scenario.study.seed)
    bench.grow({point.number: first for point in able})
    rule = asked.rule(
        first=first,
        systems=len(able),
        within=_within(asked, bench, able),
        budget=budget,
        monotone=monotone,
        decide_all=decide_all,
    )
    outcome = decide(bench, [Entrant(p.number, p.at, costs.of(p)) for p in able], rule)
    sizing = Sizing(grid, costs, asked, rule, points, refused, outcome, bench)
    fresh_seed = derived_seed(scenario.study.seed, "verification")
    fresh = _verified(runner, sizing, fresh_seed)
    verification = verification_table(sizing, fresh)
    study = scenario.study
    return Analysis(
        "size",
        t("{title}: how large it must be", title=named(scenario.title)),
        systems.scenario,
        {
            "chosen": chosen_table(sizing, verification),
            "verification": verification,
            "front": front_table(sizing, fresh, fresh_seed),
            "systems": systems_table(sizing),
        },
        sentences(sizing, verification, study.days, fresh_seed, searched),
        {
            "over": list(over),
            "keys": [each.key for each in grid.factors],
            "targets": [str(each) for each in asked.targets],
            "cost": list(cost),
            "alternative": alternative,
            "chance": asked.chance,
            "chance_of": asked.meaning,
            "minimise": minimise,
            "within": rule.within,
            "zone": asked.zone if asked.meaning == PERIOD else list(asked.zones),
            "error": rule.error,
            "budget": budget,
            "monotone": monotone,
            "decide_all": decide_all,
            "verification_seed": fresh_seed,
            "runs": bench.runs,
        },
    )


def derived_seed(seed: int, purpose: str) -> int:
    """A seed for another purpose, fixed by the study's: 12 digits of a hash."""
    digest = hashlib.sha256(f"portsim size {purpose} {seed}".encode()).hexdigest()
    return int(digest, 16) % 10**12


def _check(scenario: Scenario, alternative: str, budget: int | None) -> None:
    if alternative not in scenario.alternatives:
        raise ConfigError(f"alternative: {scenario.unknown(alternative)}")
    if scenario.study.replications < 2:
        raise PortsimError("replications: got 1, allowed 2 or more, as each point needs a spread")
    if budget is not None and (type(budget) is not int or budget < 1):
        raise PortsimError(f"budget: got {got(budget)}, allowed a whole number of runs, 1 or more")


def _with_engine(scenario: Scenario, alternative: str, grid: Grid) -> Scenario:
    """The scenario with the engine that pays for a grid, and logs that leave something to chance."""
    given = prepared(scenario, (alternative,))
    if given.study.replications != scenario.study.replications:
        raise PortsimError(
            "size: nothing is left to chance in this scenario, so that a chance cannot be asked for; compare "
            "its what-ifs with portsim compare, or add resample to its log"
        )
    return settled(given, scenario.study.replications * min(grid.size, MOST_POINTS))


def _rule(asked: Asked, first: int, systems: int) -> Rule:
    return asked.rule(
        first=first,
        systems=systems,
        within=asked.within or 0.0,
        budget=None,
        monotone=False,
        decide_all=False,
    )


def _within(asked: Asked, bench: Bench, able: Sequence[Point]) -> float:
    """The difference that does not matter: as asked, else the smallest that matters of the KPI, at the mean
    of all first replications."""
    if asked.within is not None or asked.minimised is None:
        return asked.within or 0.0
    mean = float(np.mean([bench.of(point.number)[:, -1].mean() for point in able]))
    found = asked.minimised[2].smallest(mean)
    if not found > 0:
        raise PortsimError(f"minimise {asked.minimised[0]}: it is 0, so say what matters with --within")
    return found


def _verified(runner: Runner, sizing: Sizing, seed: int) -> Mapping[int, Floats]:
    """The figures of the chosen point and of the fronts on fresh draws."""
    bench, rule = runner.bench(seed), sizing.rule
    wanted = {number: max(rule.first, ON_FRONT) for front in sizing.front() for number in front}
    if sizing.outcome.chosen is not None:
        enough = replications_to_show(rule.chance, FAILURES) if rule.targets and rule.meaning == PERIOD else 0
        wanted[sizing.outcome.chosen] = max(rule.first, enough, sizing.bench.n(sizing.outcome.chosen))
    bench.grow(wanted)
    return {number: bench.of(number) for number in wanted}
