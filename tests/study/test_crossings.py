"""Roots of figures whose roots are known: lines, parabolas, steps, and gaps."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from portsim.study.paying.crossings import At, Crossing, Curve, Search, crossings
from portsim.study.statistics import interval

EXACT = Search(1e-12, 1e-12)


def sure(f, half: float = 0.0):  # type: ignore[no-untyped-def]
    """A figure that is known, with a CI of half a width."""
    return Curve(lambda x: At(x, f(x), f(x) - half, f(x) + half, 5))


class TestLine:
    """a x - b crosses 0 at b / a, and its CI of half a width h at (b -+ h) / a."""

    @pytest.mark.parametrize("a", [3.0, -3.0])
    def test_the_root_and_its_interval_are_exact(self, a: float) -> None:
        (found,) = crossings(sure(lambda x: a * x - a * 0.7, 0.3), [0, 0.25, 0.5, 0.75, 1], 0.0, EXACT)
        assert found.value == pytest.approx(0.7, abs=1e-11)
        assert (found.low, found.high) == pytest.approx((0.6, 0.8), abs=1e-11)
        assert found.rises is (a > 0)
        assert math.isnan(found.before) and math.isnan(found.after)

    def test_a_target_moves_the_root(self) -> None:
        (found,) = crossings(sure(lambda x: 2 * x), [0, 10], 5.0, EXACT)
        assert found.value == found.low == found.high == pytest.approx(2.5)

    def test_an_interval_that_reaches_beyond_what_was_looked_at_is_open(self) -> None:
        (found,) = crossings(sure(lambda x: x - 0.5, 10.0), [0, 1], 0.0, EXACT)
        assert (found.low, found.high) == (-math.inf, math.inf)
        (found,) = crossings(sure(lambda x: x - 0.2, 0.5), [0, 1], 0.0, EXACT)
        assert found.low == -math.inf and found.high == pytest.approx(0.7)

    def test_a_single_replication_has_a_root_without_ends(self) -> None:
        (found,) = crossings(sure(lambda x: x - 0.2, math.inf), [0, 1], 0.0, EXACT)
        assert found.value == pytest.approx(0.2)
        assert (found.low, found.high) == (-math.inf, math.inf)

    @pytest.mark.parametrize("root", [0.0, 0.5, 1.0])
    def test_a_root_on_the_grid_is_found_once(self, root: float) -> None:
        found = crossings(sure(lambda x: x - root), [0, 0.5, 1], 0.0, EXACT)
        assert [each.value for each in found] == ([] if root == 0 else [root])


def test_a_figure_above_the_target_everywhere_has_no_root() -> None:
    assert crossings(sure(lambda x: x + 1), [0, 0.5, 1], 0.0, EXACT) == []


def test_two_roots_are_both_listed_in_order() -> None:
    """(x - 0.2)(x - 0.9) falls through 0 at 0.2 and rises through it at 0.9."""
    found = crossings(sure(lambda x: (x - 0.2) * (x - 0.9), 0.01), np.linspace(0, 1, 5), 0.0, EXACT)
    assert [each.value for each in found] == pytest.approx([0.2, 0.9])
    assert [each.rises for each in found] == [False, True]
    ends = (0.7 - math.sqrt(0.7**2 - 4 * 0.01)) / 2, (0.7 - math.sqrt(0.7**2 + 4 * 0.01)) / 2
    assert (found[0].low, found[0].high) == pytest.approx((0.2 + ends[1], 0.2 + ends[0]))


def test_the_interval_of_a_line_is_that_of_fieller() -> None:
    """Replications a_r x - b_r: Fieller's bounds of mean(b) / mean(a) solve (mean(a) x - mean(b))^2 = t^2
    (var(a) x^2 - 2 cov(a, b) x + var(b)) / n."""
    rng = np.random.default_rng(3)
    a, b = rng.normal(4, 0.5, 8), rng.normal(2, 0.4, 8)

    def look(x: float) -> At:
        mean, low, high = interval(a * x - b)
        return At(x, mean, low, high, 8)

    (found,) = crossings(Curve(look), [-3, 0, 1, 3], 0.0, EXACT)
    t2 = stats.t.ppf(0.975, 7) ** 2 / 8
    cov = np.cov(a, b)
    quadratic = [
        a.mean() ** 2 - t2 * cov[0, 0],
        -2 * (a.mean() * b.mean() - t2 * cov[0, 1]),
        b.mean() ** 2 - t2 * cov[1, 1],
    ]
    assert found.value == pytest.approx(b.mean() / a.mean(), abs=1e-11)
    assert (found.low, found.high) == pytest.approx(sorted(np.roots(quadratic)), abs=1e-9)


def test_the_interval_covers_the_true_root_as_often_as_it_says() -> None:
    """a x - b with noise in both: 95 % intervals hold the true root 0.5 in about 95 of 100 cases."""
    rng, held = np.random.default_rng(11), 0
    for _ in range(400):
        a, b = rng.normal(4, 0.5, 6), rng.normal(2, 0.4, 6)

        def look(x: float, a: np.ndarray = a, b: np.ndarray = b) -> At:
            return At(x, *interval(a * x - b), 6)

        (found,) = crossings(Curve(look), [-2, 0, 1, 3], 0.0, EXACT)
        held += found.low <= 0.5 <= found.high
    assert 0.92 * 400 <= held <= 0.98 * 400


class TestWholeNumbers:
    SEARCH = Search(1, 1, whole=True)

    def test_the_two_neighbours_are_found(self) -> None:
        """x - 6.5, +-2: 7 pays first; it may be 5 (at 4.5 the upper bound is 0), and is 9 at the latest."""
        curve = sure(lambda x: x - 6.5, 2.0)
        (found,) = crossings(curve, [1, 5, 10, 15, 20], 0.0, self.SEARCH)
        assert found == Crossing(7, 5, 9, True, 6, 7)
        assert all(point.value == round(point.value) for point in curve.points)

    def test_a_falling_figure_pays_up_to_the_last_number(self) -> None:
        """6.5 - x, +-2: 6 pays last; surely 4 does, and 9 does not: 8 may."""
        (found,) = crossings(sure(lambda x: 6.5 - x, 2.0), [1, 5, 10, 15, 20], 0.0, self.SEARCH)
        assert found == Crossing(6, 4, 8, False, 6, 7)

    def test_neighbours_that_are_sure_leave_one_number(self) -> None:
        (found,) = crossings(sure(lambda x: x - 6.5, 0.1), [1, 20], 0.0, self.SEARCH)
        assert found == Crossing(7, 7, 7, True, 6, 7)
        (found,) = crossings(sure(lambda x: 6.5 - x, 0.1), [1, 20], 0.0, self.SEARCH)
        assert found == Crossing(6, 6, 6, False, 6, 7)

    def test_few_numbers_are_looked_at(self) -> None:
        curve = sure(lambda x: x - 613.5, 0.1)
        crossings(curve, [0, 1000], 0.0, self.SEARCH)
        assert len(curve.points) <= 14


class TestGaps:
    def test_no_root_is_sought_across_a_value_that_cannot_run(self) -> None:
        def look(x: float) -> At:
            return (
                At(x, state="cannot run", why="too full") if x == 0.5 else At(x, x - 0.4, x - 0.4, x - 0.4, 3)
            )

        assert crossings(Curve(look), [0, 0.5, 1], 0.0, EXACT) == []

    def test_a_bracket_with_a_gap_inside_has_no_root(self) -> None:
        def look(x: float) -> At:
            return At(x, state="overloaded") if 0.1 < x < 0.9 else At(x, x - 0.4, x - 0.4, x - 0.4, 3)

        assert crossings(Curve(look), [0, 1], 0.0, EXACT) == []
        assert crossings(Curve(look), [0, 10], 3.0, Search(1, 1, whole=True))[0].value == 4

    def test_an_interval_does_not_reach_beyond_a_gap(self) -> None:
        def look(x: float) -> At:
            return At(x, state="overloaded") if x > 0.8 else At(x, x - 0.4, x - 0.9, x + 0.1, 3)

        (found,) = crossings(Curve(look), [0, 0.25, 0.5, 0.75, 1], 0.0, EXACT)
        assert found.high == math.inf and found.low == -math.inf

    @pytest.mark.parametrize("sign", [1, -1])
    def test_neither_does_one_of_whole_numbers(self, sign: int) -> None:
        """At 7 the interval still holds 0, at 20 no more, and halfway there is no figure."""

        def look(x: float) -> At:
            height = sign * (x - 4.5)
            return At(x, state="overloaded") if 10 < x < 20 else At(x, height, height - 3, height + 3, 3)

        (found,) = crossings(Curve(look), [0, 7, 20], 0.0, Search(1, 1, whole=True))
        assert found.high == math.inf


def test_a_root_lost_in_its_interval_is_not_narrowed_further() -> None:
    """At 0.25 the figure is 0.01 from the target and its CI 1 wide on each side: near enough at 2 %."""
    curve = sure(lambda x: x - 0.24, 1.0)
    (found,) = crossings(curve, [0, 0.25, 0.5], 0.0, Search(1e-9, 1e-9, negligible=0.02))
    assert found.value == 0.25 and len(curve.points) == 3


def test_what_was_looked_at_is_not_looked_at_again() -> None:
    asked: list[float] = []

    def look(x: float) -> At:
        asked.append(x)
        return At(x, x**3 - 0.3, x**3 - 0.4, x**3 - 0.2, 4)

    crossings(Curve(look), [0, 0.5, 1, 1], 0.0, EXACT)
    assert len(asked) == len(set(asked))
