"""Which systems keep their targets, and which of those is taken: in rounds, until it is known or the budget
is spent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from portsim.base.arrays import Floats
from portsim.study.sizing.allocation import chance_of_best, next_runs
from portsim.study.sizing.bench import Bench
from portsim.study.sizing.feasibility import State
from portsim.study.sizing.rule import Rule
from portsim.study.sizing.selection import race, smallest

BATCH = 10  # replications that a system gets at a time once the first ones are done


class Entrant(NamedTuple):
    """A system that can run: its number, its place in the grid by factor, its cost."""

    number: int
    at: tuple[int, ...]
    cost: float


@dataclass
class Outcome:
    """What came out: each system's state, after how many replications, and why where it was not tested to the
    end; who was chosen, and who was dropped from the race for the smallest figure, when."""

    state: dict[int, State] = field(default_factory=dict)
    at: dict[int, int] = field(default_factory=dict)
    why: dict[int, str] = field(default_factory=dict)
    chosen: int | None = None
    dropped: Mapping[int, int] = field(default_factory=dict)
    sure: float | None = None  # of a choice among simulated figures


def decide(bench: Bench, entrants: Sequence[Entrant], rule: Rule) -> Outcome:
    """Run the systems as far as it takes to choose one, and choose it.

    The rounds are the same on any machine: all get `rule.first` replications, then those whose answer is
    needed get more, ten at a time.
    """
    by_cost = sorted(entrants, key=lambda each: (each.cost, each.number))
    bench.grow({each.number: rule.first for each in by_cost})
    found = Outcome()
    while True:
        for each in by_cost:
            if found.state.get(each.number, "undecided") == "undecided":
                found.state[each.number], found.at[each.number] = rule.judge(bench.of(each.number))
        if rule.monotone:
            _follow(found, by_cost)
        waiting = [
            each
            for each in by_cost
            if found.state[each.number] == "undecided" and _needed(each, found, by_cost, rule)
        ]
        affordable = _affordable(bench, rule, len(waiting))
        if not waiting or not affordable:
            break
        bench.grow({each.number: bench.n(each.number) + affordable for each in waiting})
    for each in by_cost:
        if found.state[each.number] == "undecided":
            dearer = not _needed(each, found, by_cost, rule)
            found.why[each.number] = "dearer than a feasible one" if dearer else "budget spent"
    _choose(bench, by_cost, rule, found)
    return found


def _affordable(bench: Bench, rule: Rule, systems: int) -> int:
    """How many more replications each of so many systems may have; a race that follows keeps half."""
    if rule.budget is None or not systems:
        return BATCH
    budget = rule.budget // 2 if rule.smallest_figure else rule.budget
    return max(0, min(BATCH, (budget - bench.runs) // systems))


def _needed(each: Entrant, found: Outcome, entrants: Sequence[Entrant], rule: Rule) -> bool:
    """Whether the choice can depend on this system."""
    if rule.smallest_figure or rule.decide_all:
        return True
    costs = [other.cost for other in entrants if found.state.get(other.number) == "feasible"]
    return not costs or each.cost <= min(costs) + rule.within


def _follow(found: Outcome, entrants: Sequence[Entrant]) -> None:
    """Let answers hold for all systems that are as good, or as bad, in every factor."""
    for each in entrants:
        if found.state[each.number] != "undecided":
            continue
        for other in entrants:
            state = found.state[other.number]
            if other.number in found.why or state == "undecided":
                continue
            below = all(a <= b for a, b in zip(other.at, each.at, strict=True))
            above = all(a >= b for a, b in zip(other.at, each.at, strict=True))
            if (state == "feasible" and below) or (state == "infeasible" and above):
                found.state[each.number] = state
                found.why[each.number] = f"follows from point {other.number}"
                break


def _choose(bench: Bench, by_cost: Sequence[Entrant], rule: Rule, found: Outcome) -> None:
    feasible = [each for each in by_cost if found.state[each.number] == "feasible"]
    if not feasible:
        return
    if rule.smallest_figure:
        _take_smallest(bench, [each.number for each in feasible], rule, found)
        return
    pool = [each for each in feasible if each.cost <= feasible[0].cost + rule.within]
    found.chosen = min(pool, key=lambda each: rule.tightest(bench.of(each.number))).number


def _take_smallest(bench: Bench, contenders: Sequence[int], rule: Rule, found: Outcome) -> None:
    """Choose the smallest figure: by OCBA where a budget is given, else by Kim and Nelson's procedure."""

    def figures(number: int) -> Floats:
        return np.asarray(bench.of(number)[:, rule.targets])

    if rule.budget is not None:
        _share_out(bench, contenders, rule, found)
        return
    while True:
        left = race(
            {each: figures(each) for each in contenders},
            rule.systems,
            rule.within,
            rule.error / 2,
            rule.first,
        )
        found.dropped = left.dropped
        if len(left.left) == 1:
            found.chosen, found.sure = left.left[0], 1 - rule.error
            return
        most = max(bench.n(each) for each in left.left)
        short = {each: most for each in left.left if bench.n(each) < most}
        bench.grow(short or dict.fromkeys(left.left, most + BATCH))


def _share_out(bench: Bench, contenders: Sequence[int], rule: Rule, found: Outcome) -> None:
    assert rule.budget is not None

    def moments() -> tuple[Floats, Floats]:
        own = [bench.of(each)[:, rule.targets] for each in contenders]
        return np.array([each.mean() for each in own]), np.array([each.std(ddof=1) for each in own])

    while len(contenders) > 1 and (left := rule.budget - bench.runs) > 0:
        have = np.array([bench.n(each) for each in contenders], dtype=np.int64)
        more = next_runs(*moments(), have, min(left, BATCH * len(contenders)), rule.within)
        bench.grow({each: int(n + extra) for each, n, extra in zip(contenders, have, more, strict=True)})
    have = np.array([bench.n(each) for each in contenders], dtype=np.int64)
    found.chosen = smallest({each: bench.of(each)[:, rule.targets] for each in contenders}, contenders)
    found.sure = chance_of_best(*moments(), have) if len(contenders) > 1 else 1.0
