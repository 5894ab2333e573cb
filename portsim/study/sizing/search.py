"""The search beyond a grid that can be run point by point: an optimiser proposes candidates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from portsim.base.arrays import Floats
from portsim.base.errors import PortsimError
from portsim.study.sizing.bench import Bench
from portsim.study.sizing.grid import Factor, Grid, Point
from portsim.study.sizing.rule import Rule

if TYPE_CHECKING:
    from optuna.trial import Trial

TRIALS = 120  # points that the optimiser tries
AT_ONCE = 6  # that it proposes before it hears of them, on any machine
LOOKS = 4  # replications of each
CANDIDATES = 24  # that go into the selection
GAP, OVERLOADED = "gap", 1e9  # a constraint is kept where it is 0 or less


def require_optuna(points: int, most: int) -> None:
    """Raises PortsimError: the optimiser is not installed."""
    from importlib.util import find_spec

    if find_spec("optuna") is None:
        raise PortsimError(
            f"size: {points:,} points are more than {most}, for which an optimiser is needed: "
            "pip install 'portsim[search]', or give fewer values under --over"
        )


def candidates(
    grid: Grid,
    cost_of: Callable[[Point], float],
    runs: Callable[[Point], bool],
    bench: Bench,
    rule: Rule,
    seed: int,
) -> tuple[list[Point], int]:
    """The most promising points of a large grid, at most CANDIDATES, cheapest first; and how many were tried.

    Tree-structured Parzen estimators (TPE with constraints, Watanabe and Hutter 2023) propose points; each
    is run LOOKS times on the `bench`, whose draws are those of the search alone. Half of the candidates are
    the best that kept their targets in the mean, the others came closest to it. `runs` says whether the port
    can run at a point.
    """
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    sampler = optuna.samplers.TPESampler(seed=seed % 2**32, multivariate=True)
    study = optuna.create_study(direction="minimize", sampler=sampler)
    tried: dict[int, tuple[Point, float, float]] = {}
    trials = 0
    while trials < TRIALS:
        asked = [study.ask() for _ in range(min(AT_ONCE, TRIALS - trials))]
        trials += len(asked)
        points = [grid.point(grid.number(_proposed(trial, grid.factors))) for trial in asked]
        able = {point.number: runs(point) for point in points}
        bench.grow({number: LOOKS for number, can in able.items() if can})
        for trial, point in zip(asked, points, strict=True):
            if not able[point.number]:
                if rule.smallest_figure:
                    study.tell(trial, state=optuna.trial.TrialState.FAIL)
                else:
                    trial.set_constraint(GAP, OVERLOADED)
                    study.tell(trial, cost_of(point))
                continue
            figures = bench.of(point.number)
            gap = rule.tightest(figures)
            aim = _aim(figures, cost_of(point), rule)
            trial.set_constraint(GAP, gap)
            study.tell(trial, aim)
            tried[point.number] = (point, aim, gap)
    return _best(list(tried.values()), cost_of), len(tried)


def _proposed(trial: Trial, factors: Sequence[Factor]) -> list[int]:
    """The place of each factor's value: in order where values are numbers, else one of several names."""
    return [
        trial.suggest_int(each.key, 0, len(each.values) - 1)
        if any(character.isdigit() for character in each.values[0])
        else int(trial.suggest_categorical(each.key, list(range(len(each.values)))))
        for each in factors
    ]


def _aim(figures: Floats, cost: float, rule: Rule) -> float:
    return float(np.mean(figures[:, rule.targets])) if rule.smallest_figure else cost


def _best(tried: list[tuple[Point, float, float]], cost_of: Callable[[Point], float]) -> list[Point]:
    kept = sorted((each for each in tried if each[2] <= 0), key=lambda each: (each[1], each[0].number))
    missed = sorted((each for each in tried if each[2] > 0), key=lambda each: (each[2], each[0].number))
    half = max(CANDIDATES // 2, CANDIDATES - len(missed))
    chosen = kept[:half]
    chosen += missed[: CANDIDATES - len(chosen)]
    return sorted((point for point, _, _ in chosen), key=lambda point: (cost_of(point), point.number))
