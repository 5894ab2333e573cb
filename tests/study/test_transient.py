"""Where an initial transient ends: series of which that is known."""

from __future__ import annotations

import numpy as np
import pytest

from portsim.study.transient import Noise, mser, transient


def noise(replications: int, steps: int, memory: float, seed: int = 1) -> np.ndarray:
    """AR(1) about 0 with variance 1, begun in its steady state, shape (replications, steps)."""
    rng = np.random.default_rng(seed)
    out = np.empty((replications, steps))
    out[:, 0] = rng.normal(size=replications)
    for step in range(1, steps):
        shock = rng.normal(size=replications) * (1 - memory**2) ** 0.5
        out[:, step] = memory * out[:, step - 1] + shock
    return out


def test_mser_is_the_smallest_marginal_standard_error() -> None:
    """Worked out by hand for 9, 5, 1, 3, 2, 2, with batches of one.

    Sums of squares about the mean of what is left: 43.33, 9.2, 2, 0.67; over 36, 25, 16, 9: 1.204, 0.368,
    0.125, 0.074. Of 9, 1, 3, 1, 3, 1: 48, 4.8, 4, 2.67; over the same: 1.333, 0.192, 0.25, 0.296.
    """
    assert mser(np.array([9.0, 5, 1, 3, 2, 2]), batch=1) == 3
    assert mser(np.array([9.0, 1, 3, 1, 3, 1]), batch=1) == 1


def test_mser_takes_batches_and_leaves_out_what_does_not_fill_one() -> None:
    series = np.array([8.0, 10, 0, 2, 2, 4, 1, 1, 2, 4, 0, 2, 99])  # means 9, 1, 3, 1, 3, 1
    assert mser(series, batch=2) == 2


@pytest.mark.parametrize("level", [0.0, 1e9])
def test_mser_does_not_depend_on_the_level_of_the_series(level: float) -> None:
    series = noise(20, 1000, 0.8).mean(axis=0)
    series[:100] -= np.linspace(5, 0, 100)
    assert mser(series + level) == mser(series)


@pytest.mark.parametrize("length", [50, 100, 200])
@pytest.mark.parametrize("bias", [-5.0, 5.0])
def test_mser_finds_the_end_of_a_start_up_bias_of_known_length(length: int, bias: float) -> None:
    series = noise(10, 1000, 0.7).mean(axis=0)
    series[:length] += bias
    assert mser(series) in range(length, length + 50)  # never earlier; noise makes it cut a little more


def test_mser_refuses_a_series_of_too_few_batches() -> None:
    with pytest.raises(ValueError, match="MSER takes 3 batches of 5 or more; got 14 steps"):
        mser(np.zeros(14))


class TestTransient:
    """Hourly series of 20 days: a cycle is a day, batches of five hours."""

    hours = 20 * 24

    def test_it_is_told_in_whole_cycles(self) -> None:
        series = 50 + noise(6, self.hours, 0.7)
        series[:, :80] -= 20  # three days and eight hours
        found = transient(series, 24, 5)
        assert (found.point, found.cycles, found.settled) == (80, 4, True)
        assert found.early == pytest.approx(50 - 20 * 80 / 96, abs=0.3)
        assert found.later == pytest.approx(50, abs=0.2)

    def test_a_cycle_is_no_transient(self) -> None:
        daily = 30 * np.sin(2 * np.pi * np.arange(self.hours) / 24)
        found = transient(50 + daily + noise(6, self.hours, 0.7), 24, 5)
        assert (found.cycles, found.settled) == (0, True)

    @pytest.mark.parametrize("replications", [2, 10])
    def test_noise_is_taken_for_a_transient_as_seldom_as_is_asked(self, replications: int) -> None:
        """In 1 % of series whose days are alike (correlation 0.6) and skewed, as a number in a queue is."""
        series = np.exp(noise(100 * replications, self.hours, 0.98)).reshape(100, replications, self.hours)
        found = [transient(each, 24, 5) for each in series]
        assert sum(each.cycles > 0 for each in found) <= 3
        assert sum(not each.settled for each in found) <= 3

    @pytest.mark.parametrize("replications", [2, 3, 10])
    def test_a_filling_yard_is_found_with_few_replications(self, replications: int) -> None:
        """Over five days to 100, among 40 series."""
        series = noise(replications, self.hours, 0.98) * 5 + 100 * np.minimum(np.arange(self.hours) / 120, 1)
        found = transient(np.maximum(series, 0), 24, 5, among=40)
        assert (found.cycles, found.settled) in [(4, True), (5, True)]

    def test_a_full_start_is_found(self) -> None:
        series = 20 + noise(3, self.hours, 0.9) * 3
        series[:, :48] += 30
        found = transient(series, 24, 5, among=40)
        assert (found.cycles, found.settled) == (2, True)

    def test_what_grows_to_the_end_has_not_settled(self) -> None:
        series = 50 + noise(6, self.hours, 0.5) + np.linspace(0, 100, self.hours)
        assert not transient(series, 24, 5).settled

    def test_a_transient_beyond_the_middle_has_not_settled(self) -> None:
        series = 50 + noise(6, self.hours, 0.5)
        series[:, : 13 * 24] -= 20
        assert not transient(series, 24, 5).settled

    def test_days_that_all_replications_have_off_are_no_transient(self) -> None:
        """Two of twenty days are holidays; the others differ by next to nothing."""
        series = 50 + noise(6, self.hours, 0.5) / 10
        for day in (11, 16):
            series[:, day * 24 : day * 24 + 24] = 5
        found = transient(series, 24, 5)
        assert (found.cycles, found.settled) == (0, True)

    @pytest.mark.parametrize("days", [5, 8, 20])
    def test_nor_are_ups_and_downs_that_all_have_in_common(self, days: int) -> None:
        """Ten replications that differ by a tenth of what they have in common; of two days to nine are seen
        what that is."""
        rng = np.random.default_rng(1)
        ups, own = rng.normal(0, 5, (200, 1, days)), rng.normal(0, 0.5, (200, 10, days))
        found = [transient(np.repeat(each, 24, axis=1), 24, 5) for each in 50 + ups + own]
        assert sum(each.cycles > 0 for each in found) <= 8
        assert sum(not each.settled for each in found) <= 8

    def test_a_series_that_never_moves_needs_no_warm_up(self) -> None:
        found = transient(np.full((3, self.hours), 7.0), 24, 5)
        assert (found.cycles, found.early, found.later, found.settled) == (0, 7, 7, True)

    def test_it_takes_three_cycles(self) -> None:
        with pytest.raises(ValueError, match="looked for in 3 cycles of 24 or more; got 2"):
            transient(np.zeros((3, 71)), 24, 5)

    def test_it_takes_two_replications(self) -> None:
        with pytest.raises(ValueError, match="noise is told by 2 replications or more; got 1"):
            transient(np.zeros((1, 96)), 24, 5)


def test_the_noise_of_a_mean_counts_neighbours_that_are_alike() -> None:
    """Four cycles with correlation 0.6 are worth one (4 x 0.4 / 1.6); at least the last one counts."""
    noise = Noise(2.0, 0.6, 10.0)
    assert (noise.of_mean(4), noise.of_mean(8), noise.of_mean(1)) == pytest.approx((2, 1, 2))
