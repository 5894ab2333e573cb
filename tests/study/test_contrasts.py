"""Contrasts against figures of handbooks and games worked out by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from portsim.study.contrasts import (
    Contrast,
    Response,
    alone,
    beyond_two,
    counted_twice,
    interaction,
    left_over,
    main_effect,
    on_top,
    shapley,
    together,
)
from portsim.study.two_levels import Design, design_of, run_name

HALF = Design((0b0001, 0b0010, 0b0100, 0b0111))


def response(values: dict[int, Sequence[float]], later: dict[int, Sequence[float]] | None = None) -> Response:
    """Figures by run, one of each replication."""
    columns = {run: place for place, run in enumerate(values)}
    value = np.column_stack([np.asarray(each, dtype=float) for each in values.values()])
    after = {**values, **(later or {})}
    ends = np.column_stack([np.asarray(after[run], dtype=float) for run in values])
    return Response("k", "K", "min", "less", columns, value, ends)


def game(factors: int, worth: Callable[[int], float]) -> Response:
    """A response without noise: what each set of factors is worth."""
    return response({run: [worth(run)] * 2 for run in range(2**factors)})


def named(design: Design, figures: dict[str, Sequence[float]]) -> Response:
    return response({run: figures[run_name(run)] for run in design.runs})


def mean(found: Response, contrast: Contrast) -> float:
    return found.of(contrast).mean


class TestHandbook:
    """Data and effects of Montgomery, Design and Analysis of Experiments, 6.2, 6.5 and example 8.1."""

    def test_the_chemical_process(self) -> None:
        design = design_of(2)
        yields = {"(1)": (28, 25, 27), "a": (36, 32, 32), "b": (18, 19, 23), "ab": (31, 30, 29)}
        found = named(design, yields)
        assert mean(found, main_effect(design, 0)) == pytest.approx(8.33, abs=0.005)
        assert mean(found, main_effect(design, 1)) == pytest.approx(-5.00, abs=0.005)
        assert mean(found, interaction(design, (0, 1))) / 2 == pytest.approx(1.67, abs=0.005)

    def test_the_filtration_rate(self) -> None:
        rates = {
            "(1)": 45, "a": 71, "b": 48, "ab": 65, "c": 68, "ac": 60, "bc": 80, "abc": 65, "d": 43, "ad": 100,
            "bd": 45, "abd": 104, "cd": 75, "acd": 86, "bcd": 70, "abcd": 96,
        }  # fmt: skip
        design = design_of(4)
        found = named(design, {run: (rate, rate) for run, rate in rates.items()})
        effects = [mean(found, main_effect(design, i)) for i in range(4)]
        assert effects == pytest.approx([21.625, 3.125, 9.875, 14.625])
        assert mean(found, interaction(design, (0, 2))) / 2 == pytest.approx(-18.125)
        assert mean(found, interaction(design, (0, 3))) / 2 == pytest.approx(16.625)
        half = named(HALF, {run: (rate, rate) for run, rate in rates.items()})
        assert [mean(half, main_effect(HALF, i)) for i in range(4)] == pytest.approx([19.0, 1.5, 14.0, 16.5])
        chains = [mean(half, interaction(HALF, chain[0])) / 2 for chain in HALF.chains]
        assert chains == pytest.approx([-1.0, -18.5, 19.0])  # AB + CD, AC + BD, AD + BC


class TestShapley:
    def test_of_the_glove_game(self) -> None:
        """A right glove is worth something with a left one of two: 1/6, 1/6, 2/3 (Shapley 1953, as told by
        many)."""
        found = game(3, lambda s: float(s & 0b100 != 0 and s & 0b011 != 0))
        shares = [mean(found, shapley(3, i)) for i in range(3)]
        assert shares == pytest.approx([1 / 6, 1 / 6, 2 / 3])

    def test_of_savings_that_add_up_is_what_each_saves_alone(self) -> None:
        found = game(4, lambda s: sum((3.0, -1.0, 0.5, 7.0)[i] for i in range(4) if s >> i & 1))
        for i, worth in enumerate((3.0, -1.0, 0.5, 7.0)):
            for contrast in (shapley(4, i), together(1 << i), on_top(4, i), main_effect(design_of(4), i)):
                assert mean(found, contrast) == pytest.approx(worth)
        for pair in ((0, 1), (1, 3), (2, 3)):
            assert found.of(interaction(design_of(4), pair)).nothing
        assert found.of(counted_twice(0b1111)).nothing

    def test_of_two_that_do_the_same_is_half_each(self) -> None:
        found = game(2, lambda s: 10.0 * (s > 0))
        assert [mean(found, shapley(2, i)) for i in range(2)] == [5.0, 5.0]
        assert mean(found, alone(0b11)) == 20 and mean(found, counted_twice(0b11)) == 10
        assert mean(found, interaction(design_of(2), (0, 1))) == -10
        assert [mean(found, on_top(2, i)) for i in range(2)] == [0, 0]

    def test_adds_up_to_the_whole_is_fair_and_gives_nothing_to_who_does_nothing(self) -> None:
        rng = np.random.default_rng(5)
        worth = rng.normal(10, 5, 32)
        # factor 3 does nothing, factors 0 and 1 are worth the same wherever they come
        figure = [worth[(s & 0b10100) | (s & 1) + (s >> 1 & 1)] for s in range(32)]
        found = game(5, lambda s: float(figure[s]))
        shares = [mean(found, shapley(5, i)) for i in range(5)]
        assert sum(shares) == pytest.approx(figure[31] - figure[0])
        assert shares[0] == pytest.approx(shares[1])
        assert shares[3] == pytest.approx(0, abs=1e-12)

    def test_is_the_main_effect_where_no_more_than_two_act_on_each_other(self) -> None:
        rng = np.random.default_rng(6)
        own, pairs = rng.normal(size=4), np.triu(rng.normal(size=(4, 4)), 1)

        def worth(s: int) -> float:
            on = np.array([s >> i & 1 for i in range(4)])
            return float(own @ on + on @ pairs @ on)

        found = game(4, worth)
        by_hand = [own[i] + (pairs[i].sum() + pairs[:, i].sum()) / 2 for i in range(4)]
        assert [mean(found, shapley(4, i)) for i in range(4)] == pytest.approx(by_hand)
        assert [mean(found, main_effect(HALF, i)) for i in range(4)] == pytest.approx(by_hand)
        assert mean(found, left_over(HALF)) == pytest.approx(0, abs=1e-12)

    def test_of_a_fraction_leaves_over_what_three_do_at_once(self) -> None:
        """Worth 8 with all of three: each has a main effect of 8 x 1/4, so 2 of 8 are left over."""
        found = game(3, lambda s: 8.0 * (s == 0b111))
        assert [mean(found, main_effect(design_of(3), i)) for i in range(3)] == [2.0, 2.0, 2.0]
        assert mean(found, left_over(design_of(3))) == 2.0


class TestThreeAtOnce:
    def test_beyond_two_is_the_main_effect_less_what_comes_alone_and_last(self) -> None:
        """Worth 8 with all of three: a main effect of 2, alone 0, last 8; so 2 - 4."""
        found = game(3, lambda s: 8.0 * (s == 0b111))
        assert [mean(found, beyond_two(design_of(3), i)) for i in range(3)] == [-2.0, -2.0, -2.0]

    def test_there_is_none_where_pairs_act_on_each_other(self) -> None:
        found = game(4, lambda s: 3.0 * (s & 3 == 3) - 5.0 * (s & 6 == 6) + (s & 1))
        assert all(found.of(beyond_two(HALF, i)).nothing for i in range(4))


class TestFraction:
    def test_recovers_the_main_effects_of_a_line_by_eight_runs_of_sixteen(self) -> None:
        slopes = (4.0, -2.0, 0.25, 8.0)
        line = response(
            {run: [1 + sum(slopes[i] for i in range(4) if run >> i & 1)] * 2 for run in HALF.runs}
        )
        assert [mean(line, main_effect(HALF, i)) for i in range(4)] == pytest.approx(slopes)
        assert all(line.of(interaction(HALF, chain[0])).nothing for chain in HALF.chains)

    def test_gives_the_sum_of_the_interactions_of_a_chain(self) -> None:
        """AB 3 and CD 2 are seen as 5 in the chain AB = CD, and in no other."""
        pairs = {0b0011: 3.0, 0b1100: 2.0}
        found = response({run: [sum(w for p, w in pairs.items() if run & p == p)] * 2 for run in HALF.runs})
        assert [mean(found, interaction(HALF, chain[0])) for chain in HALF.chains] == [5.0, 0.0, 0.0]


class TestIntervals:
    def test_are_of_replications_that_share_their_draws(self) -> None:
        """Effects 1, 2, 3: mean 2, half-width t(0.975, 2) x 1 / sqrt(3) = 4.302653 / 1.7320508."""
        found = response({0: [100, 200, 300], 1: [101, 202, 303]})
        e = found.of(together(1))
        assert (e.mean, e.n, e.exact) == (2.0, 3, True)
        assert (e.low, e.high) == pytest.approx((2 - 2.484138, 2 + 2.484138), abs=1e-6)
        assert e.p == pytest.approx(0.0741799, abs=1e-6)  # t = 3.4641016 with 2 degrees of freedom

    def test_leave_out_a_replication_that_was_not_measured(self) -> None:
        found = response({0: [1, 1, np.nan], 1: [3, 5, 4]})
        assert (found.of(together(1)).mean, found.of(together(1)).n) == (3.0, 2)

    def test_of_one_replication_are_infinite(self) -> None:
        e = response({0: [1.0], 1: [3.0]}).of(together(1))
        assert (e.mean, e.low, e.high, e.n) == (2.0, float("-inf"), float("inf"), 1)
        share = response({0: [0.0], 1: [1.0], 2: [3.0], 3: [4.0]}).share(together(1), together(3))
        assert share == (0.25, float("-inf"), float("inf"))

    def test_hold_however_long_the_unfinished_take(self) -> None:
        """The figure with the measure is 5, or 2 once all are through; without it 1."""
        e = response({0: [1, 1], 1: [5, 5]}, later={1: [2, 2]}).of(together(1))
        assert (e.mean, e.low, e.high, e.exact) == (4.0, 1.0, 4.0, False)

    def test_the_order_of_a_sum_is_no_effect(self) -> None:
        values = {run: [0.1 * run.bit_count() + 1e6] * 2 for run in range(8)}
        assert response(values).of(counted_twice(0b111)).nothing

    def test_a_share_has_the_interval_of_a_ratio(self) -> None:
        """Parts 2, 3, 4 of wholes 10, 12, 14: a quarter; part - whole / 4 is -0.5, 0, 0.5, so the half-width
        is t(0.975, 2) x 0.5 / sqrt(3) / 12 = 0.103506."""
        found = response({0: [0, 0, 0], 1: [2, 3, 4], 3: [10, 12, 14]})
        share, low, high = found.share(together(1), together(3))
        assert share == 0.25
        assert (low, high) == pytest.approx((0.25 - 0.103506, 0.25 + 0.103506), abs=1e-6)

    def test_there_is_no_share_of_a_whole_that_may_be_nothing(self) -> None:
        found = response({0: [0, 0, 0], 1: [1, 2, 3], 3: [1, -1, 0.5]})
        assert np.isnan(found.share(together(1), together(3))).all()

    def test_a_run_that_was_not_run_is_known(self) -> None:
        found = response({0: [0, 0], 1: [1, 2]})
        assert found.has(together(1)) and not found.has(together(3))
        assert found.has({0: 1.0, 7: 0.0})
