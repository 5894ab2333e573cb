"""Rounds of feasibility and selection on fake systems whose answers are known."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from portsim.study.sizing.bench import Bench
from portsim.study.sizing.deciding import Entrant, Outcome, decide
from portsim.study.sizing.rule import Rule

Figures = Callable[[int, np.random.Generator], Sequence[float]]
SEEDS = 100


def bench(seed: int, figures: Figures) -> Bench:
    """A bench of fakes: `figures(system, draws)` on draws that all systems of a replication share."""

    def draw(wanted: Sequence[tuple[int, int]]) -> Iterator[np.ndarray]:
        for system, number in wanted:
            yield np.array(figures(system, np.random.default_rng((seed, number))), dtype=float)

    return Bench(draw)


def entrants(*costs: float) -> list[Entrant]:
    return [Entrant(n, (n,), cost) for n, cost in enumerate(costs)]


def rule(systems: int, **more: object) -> Rule:
    asked = Rule("period", 0.9, (0.0,), (1.0,), (1.0,), 0.06, 0.05, 10, systems)
    return replace(asked, **more)  # type: ignore[arg-type]


def states(found: Outcome) -> list[str]:
    return [found.state[n] for n in sorted(found.state)]


class TestNewsvendor:
    """Capacity for a day's trucks, 1,000 with a standard deviation of 100: enough on 90 of 100 days."""

    CAPACITY = (900, 1000, 1080, 1180, 1300)

    def short(self, system: int, draws: np.random.Generator) -> Sequence[float]:
        return (draws.normal(1000, 100) - self.CAPACITY[system],)

    def test_the_known_optimum_is_found_in_95_of_100_seeds(self) -> None:
        chances = stats.norm.cdf((np.array(self.CAPACITY) - 1000) / 100)
        enough = [n for n, chance in enumerate(chances) if chance >= 0.9]
        assert enough[0] == 3 and chances[2] < 0.84 and chances[3] > 0.96  # beyond the zone on both sides
        right = 0
        for seed in range(SEEDS):
            right += decide(bench(seed, self.short), entrants(*self.CAPACITY), rule(5)).chosen == 3
        assert right >= 95

    def test_dearer_ones_are_judged_only_if_asked(self) -> None:
        # 1,180 needs more than 90 successes for a zone of 2 points; 1,300 never fails and is done before
        closer = rule(5, zone=0.02)
        found = decide(bench(1, self.short), entrants(900, 1000, 1080, 1180, 1181), closer)
        assert states(found)[:2] == ["infeasible", "infeasible"]
        every = decide(
            bench(1, self.short), entrants(900, 1000, 1080, 1180, 1181), replace(closer, decide_all=True)
        )
        assert "undecided" not in states(every) and not every.why


def shifted(*means: float) -> Figures:
    return lambda system, draws: (means[system] + draws.normal(0, 0.3),)


def test_the_cheapest_feasible_one_is_taken_whatever_its_number() -> None:
    found = decide(bench(1, shifted(-2, 2, -2)), entrants(9, 1, 5), rule(3))
    assert states(found) == ["feasible", "infeasible", "feasible"] and found.chosen == 2


def test_among_costs_that_do_not_differ_the_roomiest_is_taken() -> None:
    found = decide(bench(1, shifted(-2, -9, -99)), entrants(5, 6, 9), rule(3, within=1.0))
    assert found.chosen == 1


def test_nobody_is_chosen_where_nobody_is_feasible() -> None:
    found = decide(bench(1, shifted(2, 3)), entrants(1, 2), rule(2))
    assert found.chosen is None and "feasible" not in found.state.values()


def test_dearer_ones_are_left_open_once_a_cheaper_one_is_feasible() -> None:
    """The second one fails in every eighth replication: after 30, when the first is in, it is open."""

    def draw(wanted: Sequence[tuple[int, int]]) -> Iterator[np.ndarray]:
        for system, number in wanted:
            yield np.array([1.0 if system == 1 and number % 8 == 0 else -1.0])

    found = decide(Bench(draw), entrants(1, 2), rule(2))
    assert states(found) == ["feasible", "undecided"] and found.chosen == 0
    assert found.at == {0: 28, 1: 30}  # 28 successes of ln(0.96 / 0.84) pass ln(2 / 0.05)
    assert found.why == {1: "dearer than a feasible one"}


def test_a_spent_budget_leaves_undecided_what_is_not_known() -> None:
    counted = bench(1, shifted(-2, -2))
    found = decide(counted, entrants(1, 2), rule(2, budget=25))
    assert counted.runs <= 25 and states(found) == ["undecided"] * 2 and found.chosen is None
    assert found.why == {0: "budget spent", 1: "budget spent"}


def test_answers_follow_in_order_where_the_user_says_so() -> None:
    """The middle one is just at its chance and would need long; it follows from the first one."""

    def figures(system: int, draws: np.random.Generator) -> Sequence[float]:
        return (-1.0 if system == 0 or draws.random() < 0.9 else 1.0,)

    open_ = decide(bench(5, figures), entrants(1, 2), rule(2, decide_all=True, zone=0.01, budget=700))
    assert states(open_) == ["feasible", "undecided"]
    found = decide(
        bench(5, figures), entrants(1, 2), rule(2, decide_all=True, zone=0.01, budget=700, monotone=True)
    )
    assert states(found) == ["feasible", "feasible"] and found.why == {1: "follows from point 0"}


class TestSmallestFigure:
    """The second figure is to be small among those that keep the first."""

    MEANS = ((-2, 5.0), (-2, 3.0), (2, 1.0), (-2, 4.0))

    def figures(self, system: int, draws: np.random.Generator) -> Sequence[float]:
        gap, mean = self.MEANS[system]
        own = np.random.default_rng((int(draws.integers(2**32)), system))
        return (gap + draws.normal(0, 0.3), mean + own.normal(0, 1.5))

    def test_it_is_found_in_95_of_100_seeds(self) -> None:
        asked = rule(4, smallest_figure=True, within=1.0)
        found = [decide(bench(seed, self.figures), entrants(1, 2, 3, 4), asked) for seed in range(SEEDS)]
        assert sum(each.chosen == 1 for each in found) >= 95
        assert all(each.sure == 0.95 for each in found)

    def test_who_is_dropped_says_when(self) -> None:
        found = decide(
            bench(1, self.figures), entrants(1, 2, 3, 4), rule(4, smallest_figure=True, within=1.0)
        )
        assert set(found.dropped) == {0, 3} and min(found.dropped.values()) >= 10

    def test_a_budget_is_shared_out_and_kept(self) -> None:
        counted = bench(1, self.figures)
        found = decide(counted, entrants(1, 2, 3, 4), rule(4, smallest_figure=True, within=0.1, budget=600))
        assert found.chosen == 1 and counted.runs == 600
        assert found.sure is not None and 0.9 < found.sure < 1
        assert counted.n(3) > counted.n(0)  # the closer one gets more

    def test_without_targets_all_can_be_chosen(self) -> None:
        free = rule(4, smallest_figure=True, within=1.0, limits=(), signs=(), zones=())
        found = decide(bench(1, lambda s, d: self.figures(s, d)[1:]), entrants(1, 2, 3, 4), free)
        assert found.chosen == 2


def test_expected_figures_are_judged_by_their_mean() -> None:
    """Half of the replications miss the limit, and the mean keeps it."""
    asked = rule(2, meaning="expected", zones=(0.5,))

    def figures(system: int, draws: np.random.Generator) -> Sequence[float]:
        return ((-1.0, 1.0)[system] + draws.normal(0, 2),)

    found = decide(bench(1, figures), entrants(1, 2), asked)
    assert states(found) == ["feasible", "infeasible"] and found.chosen == 0


def test_a_floor_is_kept_from_above() -> None:
    floor = rule(2, signs=(-1.0,), limits=(10.0,))
    found = decide(bench(1, shifted(12, 8)), entrants(2, 1), floor)
    assert states(found) == ["feasible", "infeasible"]


@pytest.mark.parametrize("more", [{}, {"zone": 0.03}])
def test_the_same_draws_give_the_same_answer(more: dict[str, object]) -> None:
    one, other = (decide(bench(7, shifted(-0.4, 0.1, -1)), entrants(1, 2, 3), rule(3, **more)) for _ in "ab")
    assert (one.state, one.at, one.chosen) == (other.state, other.at, other.chosen)
