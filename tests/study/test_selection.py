"""The arithmetic of ranking and selection, against worked examples and fake systems with known answers."""

from __future__ import annotations

import math

import numpy as np
import pytest

from portsim.study.sizing.allocation import chance_of_best, next_runs, shares
from portsim.study.sizing.feasibility import Decision, check_chance, check_mean, eta, joined
from portsim.study.sizing.front import at_least, at_most, pareto, replications_to_show
from portsim.study.sizing.rule import Rule
from portsim.study.sizing.selection import race, smallest

SEEDS = 100


def test_a_figure_that_is_its_limit_but_for_rounding_keeps_it() -> None:
    """Tasks of 3, 4.1, 4.3, 4 and 1 min take 16.40000009 min, as their times have seven digits."""
    rule = Rule("period", 0.95, (16.4, 16.4), (1.0, -1.0), (1.0, 1.0), 0.03, 0.05, 5, 1)
    figures = np.array([[16.400000095, 16.399999905], [16.401, 16.4], [16.3, 16.39]])
    assert rule.met(figures).tolist() == [True, False, False]
    assert rule.gaps(figures)[0].tolist() == [0, 0]


class TestConstants:
    def test_eta_of_a_worked_example(self) -> None:
        # 11 first replications, error 0.05 against 4 others: (2 * 0.0125)^(-0.2) = 40^0.2 = 2.0913
        assert eta(0.05 / 4, 11) == pytest.approx((40**0.2 - 1) / 2)
        assert eta(0.05 / 4, 11) == pytest.approx(0.5456, abs=1e-4)

    def test_the_bound_of_the_mean_is_that_of_andradottir_and_kim(self) -> None:
        # gaps -1, +1, -1: S^2 is 4/3; error 0.05: eta = (0.1^-1 - 1) / 2 = 4.5
        # zone 2: (3 - 1) 4.5 (4/3) / 2 = 6, less 1 for each replication
        gaps = np.array([-1.0, 1, -1, -1.5, -1, -1, -1])
        assert eta(0.05, 3) == pytest.approx(4.5)
        # the sum is -1 at r = 3, where the bound is 3, and -2.5 at 4, where it is 2
        assert check_mean(gaps, 2.0, 0.05, 3) == Decision("feasible", 4)
        assert check_mean(-gaps, 2.0, 0.05, 3) == Decision("infeasible", 4)
        assert check_mean(gaps[:3], 2.0, 0.05, 3) == Decision("undecided", 3)
        assert check_mean(gaps[:2], 2.0, 0.05, 3) == Decision("undecided", 2)

    def test_figures_without_spread_are_decided_at_once(self) -> None:
        assert check_mean(np.zeros(4), 1.0, 0.05, 2) == Decision("feasible", 2)
        assert check_mean(np.full(4, 0.001), 1.0, 0.05, 2) == Decision("infeasible", 2)

    def test_walds_bounds_by_hand(self) -> None:
        # 0.9 +- 0.05: a success adds ln(0.95 / 0.85) = 0.1112, a failure ln(0.05 / 0.15) = -1.0986
        # error 0.05: ln 20 = 2.9957: 27 successes or 3 failures
        assert check_chance(np.ones(40, dtype=bool), 0.9, 0.05, 0.05) == Decision("feasible", 27)
        assert check_chance(np.zeros(40, dtype=bool), 0.9, 0.05, 0.05) == Decision("infeasible", 3)
        assert check_chance(np.ones(26, dtype=bool), 0.9, 0.05, 0.05) == Decision("undecided", 26)
        late = np.array([False] + [True] * 60)  # one failure costs ten successes: 2.9957 + 1.0986 = 36.8
        assert check_chance(late, 0.9, 0.05, 0.05) == Decision("feasible", 38)

    def test_a_system_is_infeasible_with_its_first_missed_target(self) -> None:
        kept, missed, open_ = Decision("feasible", 9), Decision("infeasible", 20), Decision("undecided", 30)
        assert joined([kept, missed, open_]) == Decision("infeasible", 20)
        assert joined([kept, open_]) == Decision("undecided", 30)
        assert joined([kept, Decision("feasible", 12)]) == Decision("feasible", 12)


class TestFeasibility:
    def test_it_is_right_of_all_systems_in_95_of_100_seeds(self) -> None:
        """Eight systems on common draws, expected gaps a zone or more from 0."""
        gaps, zone = np.array([-4.0, -2, -1, -1, 1, 1, 2, 4]), 1.0
        right = 0
        for seed in range(SEEDS):
            rng = np.random.default_rng(seed)
            noise = rng.normal(0, 2, (600, 1)) + rng.normal(0, 2, (600, 8))
            found = [check_mean(noise[:, n] + gap, zone, 0.05 / 8, 12).state for n, gap in enumerate(gaps)]
            assert "undecided" not in found
            right += found == ["feasible"] * 4 + ["infeasible"] * 4
        assert right >= 95

    def test_chances_are_told_apart_in_95_of_100_seeds(self) -> None:
        chances = [0.999, 0.98, 0.98, 0.92, 0.92, 0.5]
        right = 0
        for seed in range(SEEDS):
            draws = np.random.default_rng(seed).random((4000, 1))
            found = [check_chance(draws[:, 0] < p, 0.95, 0.03, 0.05 / 6).state for p in chances]
            assert "undecided" not in found
            right += found == ["feasible"] * 3 + ["infeasible"] * 3
        assert right >= 95


class TestKimAndNelson:
    def test_the_best_is_found_in_95_of_100_seeds(self) -> None:
        """Ten systems, the best one zone below all others, the least favourable case."""
        right = 0
        for seed in range(SEEDS):
            rng = np.random.default_rng(seed)
            figures = {n: rng.normal(0 if n == 7 else 1, 3, 2000) for n in range(10)}
            found = race(figures, 10, 1.0, 0.05, 15)
            assert len(found.left) == 1 and len(found.dropped) == 9
            right += found.left == (7,)
        assert right >= 95

    def test_the_bound_by_hand(self) -> None:
        # two systems, first 3, error 0.05: eta 4.5, h^2 = 18. Differences 2, 4, 3: S^2 = 1, zone 1.
        # W(r) = (18 - r) / (2 r): 2.5 at 3; the mean difference is 3, so the dearer one goes at 3
        base = np.array([10.0, 20, 30])
        found = race({0: base + np.array([2.0, 4, 3]), 1: base}, 2, 1.0, 0.05, 3)
        assert found.left == (1,) and found.dropped == {0: 3}
        # differences 1, 3, 2, 2: mean 2 is below 2.5 at 3, and above (18 - 4) / 8 = 1.75 at 4
        base = np.array([10.0, 20, 30, 40])
        found = race({0: base + np.array([1.0, 3, 2, 2]), 1: base}, 2, 1.0, 0.05, 3)
        assert found.dropped == {0: 4}
        assert race({0: base[:3] + np.array([1.0, 3, 2]), 1: base[:3]}, 2, 1.0, 0.05, 3).left == (1, 0)

    def test_of_equal_systems_the_first_is_taken(self) -> None:
        same = np.random.default_rng(1).normal(0, 1, 30)
        found = race({4: same, 2: same.copy(), 9: same.copy()}, 3, 0.5, 0.05, 10)
        assert found.left == (4,)
        assert smallest({4: same, 2: same}, (2, 4)) == 2


class TestAllocation:
    def test_shares_of_the_published_formula(self) -> None:
        # means 0, 1, 2, all deviations 1: N2 : N3 = 1 : 1/4, N1 = sqrt(1 + 1/16) = 1.0308
        found = shares(np.array([0.0, 1, 2]), np.ones(3), 0.0)
        assert found == pytest.approx(np.array([math.sqrt(17) / 4, 1, 0.25]) / (math.sqrt(17) / 4 + 1.25))

    def test_a_wider_system_gets_more(self) -> None:
        # means 5, 6, 7, deviations 1, 2, 3: N2 = 4, N3 = (3 / 2)^2 = 2.25, N1 = sqrt(16/4 + 5.0625/9)
        best = math.sqrt(4 + 0.5625)
        found = shares(np.array([5.0, 6, 7]), np.array([1.0, 2, 3]), 0.0)
        assert found == pytest.approx(np.array([best, 4, 2.25]) / (best + 6.25))

    def test_what_does_not_matter_is_not_told_apart(self) -> None:
        found = shares(np.array([0.0, 1e-9, 1]), np.ones(3), 0.5)
        assert found[1] == pytest.approx(4 * found[2])  # distances 0.5 and 1

    def test_without_any_spread_all_get_the_same(self) -> None:
        assert shares(np.array([1.0, 2]), np.zeros(2), 0.1) == pytest.approx([0.5, 0.5])

    def test_the_next_runs_come_to_the_shares_and_to_the_number(self) -> None:
        means, deviations = np.array([0.0, 1, 2]), np.ones(3)
        more = next_runs(means, deviations, np.array([10, 10, 10]), 30, 0.0)
        assert more.sum() == 30 and more[2] == 0  # 60 * 0.11 = 6.6 are fewer than it has
        # the others' shares of 60: 27.1 and 26.3, short by 17.1 and 16.3: 15.4 and 14.6 of 30
        assert list(more) == [15, 15, 0]

    def test_the_chance_of_the_best_by_hand(self) -> None:
        # difference 1, errors 1/4 + 1/4: 1 - Phi(-1 / sqrt(0.5)) = Phi(1.4142) = 0.92135
        found = chance_of_best(np.array([0.0, 1.0]), np.ones(2), np.array([4, 4]))
        assert found == pytest.approx(0.92135, abs=1e-5)


class TestFronts:
    def test_who_is_beaten_in_both_is_no_part_of_the_front(self) -> None:
        costs, times = {0: 1.0, 1: 2, 2: 2, 3: 3, 4: 4}, {0: 9.0, 1: 5, 2: 4, 3: 4, 4: 1}
        assert pareto(costs, times, less=True) == [0, 2, 4]
        assert pareto(costs, times, less=False) == [0]

    def test_clopper_and_pearson_by_hand(self) -> None:
        assert at_least(10, 10) == pytest.approx(0.05 ** (1 / 10))  # p^10 = 0.05
        assert at_most(0, 10) == pytest.approx(1 - 0.05 ** (1 / 10))
        assert at_least(0, 10) == 0 and at_most(10, 10) == 1
        p = at_least(9, 10)  # 9 or more of 10 with probability 0.05
        assert 10 * p**9 * (1 - p) + p**10 == pytest.approx(0.05)

    @pytest.mark.parametrize(("chance", "failures", "n"), [(0.95, 0, 59), (0.95, 1, 93), (0.9, 0, 29)])
    def test_known_numbers_that_show_a_chance(self, chance: float, failures: int, n: int) -> None:
        assert replications_to_show(chance, failures) == n
