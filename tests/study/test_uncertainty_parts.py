"""The arithmetic of uncertainty on functions and figures with known answers."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from portsim.base.errors import PortsimError
from portsim.claims.claim import Reading
from portsim.model.sourced import ASSUMPTION, Count
from portsim.scenario.inputs import Input
from portsim.study.uncertainty.chaos import Axis, expand
from portsim.study.uncertainty.deciding import worth_knowing
from portsim.study.uncertainty.design import alike, points_of, shares_of
from portsim.study.uncertainty.flips import flips
from portsim.study.uncertainty.noise import components
from portsim.study.uncertainty.tables import tornado_table, wilson
from portsim.study.uncertainty.tornado import chosen
from portsim.study.uncertainty.worlds import Answered


def ishigami(shares: np.ndarray) -> np.ndarray:
    """sin(x) + 7 sin^2(y) + 0.1 z^4 sin(x) for x, y, z uniform from -pi to pi (Ishigami and Homma 1990)."""
    x, y, z = (np.pi * (2 * shares - 1)).T
    return np.asarray(np.sin(x) + 7 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x))


def test_the_indices_of_ishigami_are_found() -> None:
    shares = shares_of(512, 3, 1)
    figures = ishigami(shares)
    found = expand(shares, figures, [Axis()] * 3, 1)
    variance = float(figures.var(ddof=1))
    first, total = zip(*(found.indices(i, variance) for i in range(3)), strict=True)
    # V = a^2/8 + b pi^4/5 + b^2 pi^8/18 + 1/2 with a = 7, b = 0.1
    assert [each[0] for each in first] == pytest.approx([0.3139, 0.4424, 0.0], abs=0.01)
    assert [each[0] for each in total] == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.01)
    assert all(low - 0.01 <= each <= high + 0.01 for each, low, high in total)


def test_few_of_many_inputs_are_found_under_noise_and_hardly_any_others() -> None:
    others = 0
    for seed in range(20):
        shares = shares_of(256, 100, seed)
        normed = (shares - 0.5) * 12**0.5  # of variance 1
        rng = np.random.default_rng(seed)
        figures = 3 * normed[:, 5] + 2 * normed[:, 17] + normed[:, 5] * normed[:, 17] + rng.normal(0, 1, 256)
        found = expand(shares, figures, [Axis()] * 100, 1)
        inputs = {i for term in found.terms for i, _ in term}
        assert {5, 17} <= inputs
        others += inputs != {5, 17}
        of = {i: found.indices(i, 14.0) for i in (5, 17)}  # 9 + 4 + 1
        for index, exact in ((of[5][0], 9 / 14), (of[5][1], 10 / 14), (of[17][1], 5 / 14)):
            assert index[0] == pytest.approx(exact, abs=0.08)
    assert others <= 4  # each step takes one by chance in one study of twenty


def test_an_input_that_is_in_no_term_has_no_index() -> None:
    shares = shares_of(256, 3, 1)
    found = expand(shares, 3 * shares[:, 1], [Axis()] * 3, 1)
    assert {i for term in found.terms for i, _ in term} == {1}
    assert [index.tolist() for index in found.indices(0, 0.75)] == [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
    assert found.indices(1, 0.75)[1][0] == pytest.approx(1.0)  # 3^2 / 12 is all of the variance


def test_noise_alone_has_no_terms() -> None:
    shares = shares_of(256, 200, 3)
    found = [
        expand(shares, np.random.default_rng(seed).normal(size=256), [Axis()] * 200, 1).terms
        for seed in range(40)
    ]
    assert sum(map(bool, found)) <= 6  # one study in twenty may find a term


def test_steps_are_no_slopes() -> None:
    shares = shares_of(128, 4, 4)
    steps = Axis((0.5, 0.75))
    figures = np.where(shares[:, 2] < 0.5, 0.0, np.where(shares[:, 2] < 0.75, 2.0, 3.0))
    found = expand(shares, figures, [Axis(), Axis(), steps, Axis()], 1)
    assert found.at(np.array([[0, 0, u, 0] for u in (0.2, 0.6, 0.9)])) == pytest.approx([0, 2, 3], abs=1e-9)
    values = steps.values(np.array([0.2, 0.6, 0.9]), 3)
    likely = np.array([0.5, 0.25, 0.25])
    assert likely @ values == pytest.approx([0, 0], abs=1e-12)
    assert (values * likely[:, None]).T @ values == pytest.approx(np.eye(2), abs=1e-12)


def test_noise_of_runs_and_inputs_are_told_apart() -> None:
    rng = np.random.default_rng(5)
    n, replications = 400, 12
    luck, truth = rng.normal(0, 2, replications), rng.normal(50, 3, n)
    numbers = [tuple(points.replications) for points in points_of([], np.empty((n, 0)), 1, replications)]
    figures = [truth[i] + luck[list(own)] + rng.normal(0, 1, len(own)) for i, own in enumerate(numbers)]
    stated = 50 + luck + rng.normal(0, 0.1, replications)
    found = components(figures, numbers, stated)
    assert found.of_inputs == pytest.approx(9, rel=0.2)
    # 300 worlds of one run and 100 of two: 1 x (300 + 50) / 400; the luck is the control variate's
    assert found.of_runs == pytest.approx(0.875, rel=0.3)
    assert found.values.var(ddof=1) == pytest.approx(found.of_inputs + found.of_runs, rel=1e-9)


def worlds_of(seed: int) -> tuple[np.ndarray, list[np.ndarray], list[tuple[int, ...]], np.ndarray]:
    """What 256 worlds really are, their runs with luck in common and noise of variance 1, every eighth world
    run twice; the numbers of these runs; and the luck."""
    rng = np.random.default_rng(seed)
    luck, truth = rng.normal(0, 5, 12), rng.normal(0, 1, 256)
    numbers = [tuple(points.replications) for points in points_of([], np.empty((256, 0)), 1, 12)]
    figures = [truth[i] + luck[list(own)] + rng.normal(0, 1, len(own)) for i, own in enumerate(numbers)]
    return truth, figures, numbers, luck


def test_a_world_whose_queue_never_ends_moves_no_other() -> None:
    _, figures, numbers, luck = worlds_of(7)
    endless = next(i for i, own in enumerate(numbers) if len(own) > 1)
    before = components(figures, numbers, luck).values
    figures[endless] = figures[endless] + np.array([0.0, 60_000.0])
    after = components(figures, numbers, luck).values
    moved = np.abs(after - before)
    assert np.delete(moved, endless).max() < 0.2  # of a noise of 1; all by hundreds with least squares
    assert moved[endless] == pytest.approx(30_000, abs=1)


def test_what_the_slope_is_wrong_by_is_booked_to_no_input() -> None:
    over = []
    for seed in range(400):
        truth, figures, numbers, luck = worlds_of(seed)
        over.append(components(figures, numbers, luck).of_inputs - truth.var(ddof=1))
    assert np.mean(over) == pytest.approx(0, abs=0.025)  # three standard errors


def test_worlds_without_a_figure_are_left_out() -> None:
    numbers = [(0,), (1, 0), (0,)]
    nothing = np.array([np.nan, np.nan])
    found = components([np.array([1.0]), nothing, np.array([3.0])], numbers, np.zeros(2))
    assert np.isnan(found.values[1]) and found.values[0] == 1 and found.values[2] == 3
    assert found.of_inputs == pytest.approx(2)  # of 1 and 3


def test_of_a_world_the_replications_count_that_gave_a_figure() -> None:
    """As if the others had not been run; a run without a figure tells nothing of its luck either."""
    luck = np.array([-3.0, 0.0, 3.0, 1.0])
    numbers = [(0, 1, 2), (1, 2, 3), (2, 3, 0), (0, 1, 3)]
    rng = np.random.default_rng(3)
    figures = [10.0 * i + luck[list(own)] + rng.normal(size=3) for i, own in enumerate(numbers)]
    figures[1][2], figures[3][:2] = np.nan, (np.inf, np.nan)
    found = components(figures, numbers, luck)
    left = [figures[0], figures[1][:2], figures[2], figures[3][2:]]
    alone = components(left, [numbers[0], (1, 2), numbers[2], (3,)], luck)
    assert found.values == pytest.approx(alone.values, rel=1e-12) and np.isfinite(found.values).all()
    assert (found.of_inputs, found.of_runs) == pytest.approx((alone.of_inputs, alone.of_runs), rel=1e-12)


def test_a_figure_without_bound_is_no_figure() -> None:
    figures = [np.array([1.0]), np.array([np.inf]), np.array([3.0])]
    found = components(figures, [(0,), (0,), (0,)], np.zeros(1))
    assert np.isnan(found.values[1]) and found.of_inputs == pytest.approx(2)  # of 1 and 3


def test_inputs_without_any_effect_leave_only_noise() -> None:
    rng = np.random.default_rng(1)
    numbers = [(i % 4, (i + 1) % 4) for i in range(200)]
    found = components([rng.normal(size=2) for _ in numbers], numbers, rng.normal(size=4))
    assert found.noise_share > 0.8


def test_knowing_what_decides_a_verdict_is_worth_what_it_settles() -> None:
    shares = shares_of(1024, 2, 6)
    verdicts = (shares[:, 0] > 0.5).astype(int)
    # without it half of the worlds are called right, with it all
    worth = worth_knowing(shares, [Axis(), Axis()], verdicts, 1)
    assert worth == pytest.approx([0.5, 0.0], abs=0.03)
    three = worth_knowing(shares, [Axis(), Axis()], (shares[:, 0] > 0.75).astype(int), 1)
    assert three[0] == pytest.approx(0.25, abs=0.03)


def test_where_all_agree_nothing_is_worth_knowing() -> None:
    assert not worth_knowing(shares_of(64, 3, 1), [Axis()] * 3, np.zeros(64, dtype=int), 1).any()


def reading(**given: object) -> Reading:
    plain = {"name": "r", "kpi": "k", "alternative": "a", "figure": "saved", "unit": "min"}
    return Reading.model_validate({**plain, **given})


def test_a_verdict_turns_where_a_line_crosses_what_was_reported() -> None:
    shares = shares_of(256, 2, 8)
    figures = 10 + 20 * shares[:, 0] + 0.0 * shares[:, 1]
    found = expand(shares, figures, [Axis(), Axis()], 1)
    stated = np.array([0.25, 0.5])  # where it is 15
    at_least = reading(reported=25, sense="at_least")
    # 25 is reached at 0.75; half of it, 12.5, is left at 0.125
    grid = np.linspace(0, 1, 201)
    down, up = flips(found, 0, grid, stated, 15.0, at_least, "more")
    assert (up.share, up.to) == (pytest.approx(0.75, abs=0.006), "reproduced")
    assert (down.share, down.to) == (pytest.approx(0.12, abs=0.006), "not reproduced")
    assert up.low <= 0.75 <= up.high
    assert flips(found, 1, grid, stated, 15.0, at_least, "more") == []


@pytest.mark.parametrize(("stated", "most", "few"), [(3, 5, True), (6, 12, False)])
def test_a_count_turns_at_the_first_whole_step_of_another_verdict(stated: int, most: int, few: bool) -> None:
    """Every step is equally likely but for the first and last, which are half as likely; a figure that goes
    by the number itself, and is to be at least that of 0.6 more than stated, or 0.6 less, turns a step on."""
    key = "places.gate_in.lanes"
    count = Count(value=stated, source=(ASSUMPTION,), range=(1, most), distribution="uniform")
    lanes = Input(key, {key: count})
    assert bool(lanes.cuts) is few
    assert lanes.stated == pytest.approx((stated - 1) / (most - 1), abs=1e-5)  # the middle of its step
    shares = shares_of(256, 1, 8)
    figures = np.array([lanes.numbers[key].drawn_at(share).level for share in shares[:, 0]])
    found = expand(shares, figures, [Axis(lanes.cuts)], 1)
    others = np.array(lanes.others)
    assert [lanes.words_at(share) for share in others] == [str(n) for n in range(1, most + 1) if n != stated]
    for reported, turned in ((stated + 0.6, stated + 1), (stated - 0.4, stated - 1)):
        asked = reading(reported=reported, sense="at_least")
        at = np.array([lanes.stated])
        turns = flips(found, 0, others, at, float(stated), asked, "more")
        side = [each for each in turns if (each.share > lanes.stated) == (turned > stated)]
        assert [lanes.words_at(share) for share in side[0][:3]] == [str(turned)] * 3


def test_sobol_points_are_even_and_another_seed_gives_others() -> None:
    shares = shares_of(256, 5, 1)
    assert shares.shape == (256, 5) and shares.min() >= 0 and shares.max() < 1
    counts = [np.histogram(column, 16, (0, 1))[0] for column in shares.T]
    assert all((count == 16).all() for count in counts)  # a net: as many in each sixteenth
    assert not np.array_equal(shares, shares_of(256, 5, 2))
    assert np.array_equal(shares, shares_of(256, 5, 1))


@pytest.mark.parametrize("inputs", [1, 2, 3, 5])
def test_second_runs_and_replications_fall_on_all_parts_of_a_range(inputs: int) -> None:
    """Every eighth world is run twice, and worlds take the replications in turn. Sobol points in their order
    have a period of powers of 2: each eighth one lies in the same parts of every range."""
    shares = shares_of(256, inputs, 1)
    quarters = [np.histogram(column[::8], 4, (0, 1))[0] for column in shares.T]
    assert min(map(min, quarters)) >= 2  # of 32, 8 each are expected
    points = points_of([], np.empty((256, 0)), 2, 8)
    turns = np.array([point.replications[0] // 2 for point in points])
    for column in shares.T:
        means = np.array([column[turns == turn].mean() for turn in range(4)])
        between = 64 * ((means - column.mean()) ** 2).sum() / column.var()
        assert between < 21.1  # of chi square with 3 degrees of freedom one in 10,000 is larger


@pytest.mark.parametrize("samples", [0, 7, 100, 2**17, 64.0])
def test_samples_that_are_no_power_of_two_are_refused(samples: int) -> None:
    with pytest.raises(PortsimError, match=r"samples: got .*, allowed a power of 2 from 8 to 65536"):
        shares_of(samples, 3, 1)


def test_replications_are_taken_in_turn_and_every_eighth_world_runs_twice() -> None:
    points = points_of([], np.empty((9, 0)), 1, 5)
    assert [point.replications for point in points] == [
        (0, 1), (1,), (2,), (3,), (4,), (0,), (1,), (2,), (3, 0),
    ]  # fmt: skip
    assert [p.replications for p in points_of([], np.empty((2, 0)), 3, 4)] == [(0, 1, 2), (3, 0, 1)]


def test_worlds_that_run_twice_do_so_in_many_pairs_of_replications() -> None:
    twice = [p.replications for p in points_of([], np.empty((256, 0)), 1, 12) if len(p.replications) > 1]
    pairs = {frozenset(own) for own in twice}
    assert len(twice) == 32 and min(map(len, pairs)) == 2
    assert len(pairs) >= 28  # of the 66 that there are
    assert {number for own in pairs for number in own} == set(range(12))


def test_inputs_to_try_are_taken_from_each_list_in_turn() -> None:
    assert chosen([["a", "b", "c"], ["a", "d"], ["e"]], 4) == ["a", "e", "b", "d"]
    assert chosen([], 4) == []


def test_the_interval_of_a_share() -> None:
    # Wilson 1927 for 8 of 10: (0.8 + 0.19208 -+ 1.96 sqrt(0.016 + 0.009604)) / 1.38416
    low, high = wilson(8, 10)
    assert (low, high) == (pytest.approx(0.4902, abs=1e-3), pytest.approx(0.9433, abs=1e-3))
    assert wilson(0, 10)[0] == pytest.approx(0)
    ends = [end for n in (8, 1024, 65_536) for held in (0, n) for end in wilson(held, n)]
    assert min(ends) >= 0
    assert max(ends) <= 1


def test_replications_that_give_no_figure_are_not_counted_at_an_end_of_a_range() -> None:
    """Of four the second gives none: changes of 1, 2 and 3 make 2 +- 4.3027 / sqrt(3)."""
    words = SimpleNamespace(name="gate.lanes", words_at=lambda share: f"{share:g}", stated_words="0.5")
    output = SimpleNamespace(kind="claim", of="S1", name="r", unit="min")
    asked = reading(reported=25, sense="at_least", primary=True)
    sample: Any = SimpleNamespace(
        inputs=[words],
        outputs=[output],
        reading=lambda _: (asked, "more"),
        stated=np.array([[10.0], [11], [12], [13], [99]]),
    )
    found = Answered(np.array([[11.0], [np.nan], [14], [16]]))
    (row,) = tornado_table(sample, [("gate.lanes", 1.0)], [found]).to_dict("records")
    assert row["n"] == 3
    ends = (row["change"], row["change_low"], row["change_high"])
    assert ends == pytest.approx((2, 2 - 4.3027 / 3**0.5, 2 + 4.3027 / 3**0.5), abs=1e-4)


@pytest.mark.parametrize(("samples", "inputs"), [(256, 207), (64, 12)])
def test_no_two_of_many_inputs_go_together(samples: int, inputs: int) -> None:
    """Scrambled Sobol points of so many dimensions do: their largest correlations are 0.9 and 0.4."""
    from scipy.stats import qmc

    found = shares_of(samples, inputs, 5)
    plain = qmc.Sobol(inputs, scramble=True, rng=np.random.default_rng(5)).random(samples)
    assert alike(plain) > 0.3
    assert alike(found) < 1.5 / np.sqrt(samples)
    strata = np.sort(np.floor(found * samples), axis=0)  # one point in each, in every dimension
    assert (strata == np.arange(samples)[:, None]).all()


def test_points_of_few_inputs_are_plain_sobol_points_and_more_inputs_than_points_are_mixed() -> None:
    few = shares_of(256, 3, 1)
    assert alike(few) < 1 / np.sqrt(256)
    many = shares_of(8, 20, 1)
    assert many.shape == (8, 20) and (np.sort(np.floor(many * 8), axis=0) == np.arange(8)[:, None]).all()


def test_how_alike_two_columns_are() -> None:
    rising = np.arange(4.0)
    assert alike(np.column_stack([rising, -rising])) == pytest.approx(1.0)
    assert alike(np.column_stack([rising, [1.0, -1.0, -1.0, 1.0]])) == pytest.approx(0.0)
    assert alike(rising[:, None]) == 0.0
