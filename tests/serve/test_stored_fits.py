"""A figure between stored worlds: known functions are met exactly, noise is said to be not fit to show."""

from __future__ import annotations

import numpy as np
import pytest

from portsim.base.arrays import Floats
from portsim.serve.stored.fits import Between, between, noise_of
from portsim.study.uncertainty.chaos import Axis
from portsim.study.uncertainty.design import shares_of

INPUTS, WORLDS = 5, 64
SHARES = shares_of(WORLDS, INPUTS, 1, run_alike=True)
STATED = np.full(INPUTS, 0.5)
ELSEWHERE = np.random.default_rng(7).random((20, INPUTS))


def fitted(figures: Floats, stated: float, **options: float) -> Between:
    axes = [Axis()] * INPUTS
    return between(SHARES, figures, axes, stated=STATED, stated_figure=stated, **options)


def linear(x: Floats) -> Floats:
    return np.asarray(3 + 2 * x[:, 0] - 7 * x[:, 3])


def quadratic(x: Floats) -> Floats:
    return np.asarray(1 - 4 * x[:, 1] ** 2 + 5 * x[:, 0] * x[:, 2] + x[:, 4])


@pytest.mark.parametrize("function", [linear, quadratic])
def test_a_linear_or_quadratic_figure_is_met_exactly_where_nothing_was_run(function: object) -> None:
    assert callable(function)
    made = fitted(function(SHARES), float(function(STATED[None])[0]), noise=0.25)
    assert made.at(ELSEWHERE) == pytest.approx(function(ELSEWHERE), abs=1e-9)
    assert made.error == pytest.approx(0, abs=1e-9)
    assert made.half == pytest.approx(0.25)  # noise of the runs alone
    assert made.fits


def test_where_all_is_as_stated_the_figure_is_the_stored_one() -> None:
    made = fitted(np.sin(9 * SHARES[:, 0]), 0.4)
    assert made.at(STATED[None]) == pytest.approx(0.4)


def test_pure_noise_is_not_fit_to_interpolate_unless_all_of_it_does_not_matter() -> None:
    figures = np.random.default_rng(3).normal(10, 2, WORLDS)
    made = fitted(figures, 10.0)
    assert made.error > 0.9 * made.spread
    assert made.spread == pytest.approx(float(np.std(figures, ddof=1)))
    assert not made.fits
    assert fitted(figures, 10.0, smallest=6.0).fits  # 1.96 times about 2


def test_the_interval_adds_noise_and_held_out_error_as_independent() -> None:
    figures = linear(SHARES) + np.random.default_rng(5).normal(0, 0.5, WORLDS)
    made = fitted(figures, float(linear(STATED[None])[0]), noise=1.5)
    assert 0.4 < made.error < 0.75  # no less than the noise of a held-out world
    assert made.half == pytest.approx((1.5**2 + (1.96 * made.error) ** 2) ** 0.5)
    assert made.fits


def test_a_choice_has_a_level_of_its_own_for_each_of_its_values() -> None:
    places = np.array([1 / 6, 3 / 6, 5 / 6])[np.arange(WORLDS) % 3]
    shares = np.column_stack([places, SHARES[:, 1]])
    levels = {1 / 6: 4.0, 3 / 6: -1.0, 5 / 6: 9.0}
    figures = np.array([levels[a] for a in places]) + 2 * shares[:, 1]
    axes = [Axis((1 / 3, 2 / 3)), Axis()]
    made = between(shares, figures, axes, stated=np.array([1 / 6, 0.5]), stated_figure=5.0)
    found = made.at(np.array([[1 / 6, 0.0], [3 / 6, 1.0], [5 / 6, 0.25]]))
    assert found == pytest.approx([4.0, 1.0, 9.5], abs=1e-9)


def test_a_figure_that_nothing_moves_is_constant_and_one_of_few_worlds_is_not_fit() -> None:
    made = fitted(np.full(WORLDS, 2.0), 2.0)
    assert made.fits and made.half == 0
    assert made.at(ELSEWHERE) == pytest.approx(2.0)
    few = np.where(np.arange(WORLDS) < 15, linear(SHARES), np.nan)
    assert not fitted(few, 1.0).fits
    assert not fitted(linear(SHARES), float("nan")).fits


def test_noise_is_half_the_interval_of_a_mean_over_all_worlds() -> None:
    # variances 2 and 8 of two replications, so 1 and 4 of means: root of 2.5, times t(0.975, 1) = 12.7062
    found = noise_of([np.array([1.0, 3.0]), np.array([0.0, 4.0]), np.array([np.nan, 1.0])])
    assert found == pytest.approx(12.7062 * 2.5**0.5, rel=1e-5)
    assert noise_of([np.array([1.0])]) == 0
