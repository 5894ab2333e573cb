"""Tests of measured against simulated: known answers, and how often they are right."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from gates import GATE
from one_pair import pair
from scipy import stats

from portsim.claims.measured.entry import Band
from portsim.report.logs.export import export
from portsim.scenario.load import load
from portsim.study.answers import Answers
from portsim.study.held.days import errors, figures_of
from portsim.study.held.energy import Blocks, energy
from portsim.study.held.equivalence import Estimate, difference, equivalence
from portsim.study.held.pairs import Pair
from portsim.study.question import StudyResult
from portsim.study.study import compare

TENTH = Band(0.1, relative=True)


# --- two one-sided tests


def test_an_absolute_band_gives_the_two_t_tests_of_schuirmann() -> None:
    draws = np.random.default_rng(3)
    a, b = draws.normal(50, 4, 40), draws.normal(51, 4, 40)
    sides = [Estimate(float(each.mean()), float(each.std(ddof=1) / 40**0.5), 39) for each in (a, b)]
    found = equivalence(*sides, Band(5.0, relative=False))
    above = stats.ttest_ind(a + 5, b, equal_var=False, alternative="greater").pvalue
    below = stats.ttest_ind(a - 5, b, equal_var=False, alternative="less").pvalue
    assert found.p == pytest.approx(max(above, below), rel=1e-12)
    assert found.found == "equivalent"
    low, high = stats.ttest_ind(a, b, equal_var=False).confidence_interval()
    assert difference(*sides)[1:] == pytest.approx((low, high), rel=1e-12)


@pytest.mark.parametrize(
    ("simulated", "observed", "found", "side"),
    [
        (Estimate(100, 1, 9), Estimate(100, 1, 9), "equivalent", 0),
        (Estimate(130, 1, 9), Estimate(100, 1, 9), "different", 1),
        (Estimate(70, 1, 9), Estimate(100, 1, 9), "different", -1),
        (Estimate(109, 1, 9), Estimate(100, 1, 9), "undecided", 0),
        (Estimate(100, 20, 9), Estimate(100, 20, 9), "undecided", 0),
        (Estimate(100, math.nan, 1), Estimate(100, 1, 9), "undecided", 0),
        (Estimate(13, 0, 9), Estimate(13, 0, 9), "equivalent", 0),
        (Estimate(20, 0, 9), Estimate(13, 0, 9), "different", 1),
        (Estimate(-100, 1, 9), Estimate(-100, 1, 9), "equivalent", 0),
        (Estimate(-130, 1, 9), Estimate(-100, 1, 9), "different", -1),
        (Estimate(0, 0, 9), Estimate(0, 0, 9), "equivalent", 0),  # nobody waits on either side
        (Estimate(0.1, 0, 9), Estimate(0, 0, 9), "different", 1),
        (Estimate(0.77, 0, 9), Estimate(0.7, 0, 9), "equivalent", 0),  # the end of the band belongs to it
        (Estimate(-0.63, 0, 9), Estimate(-0.7, 0, 9), "equivalent", 0),
    ],
)
def test_a_verdict_follows_the_two_tests(
    simulated: Estimate, observed: Estimate, found: str, side: int
) -> None:
    assert equivalence(simulated, observed, TENTH)[1:] == (found, side)


def test_a_figure_at_the_end_of_its_band_is_called_equivalent_in_one_of_twenty() -> None:
    draws = np.random.default_rng(11)
    times, n = 4000, 10
    a, b = draws.normal(110, 5, (times, n)), draws.normal(100, 5, (times, n))

    def estimate(x: np.ndarray) -> Estimate:
        return Estimate(float(x.mean()), float(x.std(ddof=1) / n**0.5), n - 1)

    found = [equivalence(estimate(x), estimate(y), TENTH).found for x, y in zip(a, b, strict=True)]
    assert found.count("equivalent") / times == pytest.approx(0.05, abs=0.012)
    assert found.count("different") / times == pytest.approx(0.0125, abs=0.006)


# --- days drawn anew


def test_the_error_of_a_mean_is_that_of_the_means_of_days() -> None:
    draws = np.random.default_rng(5)
    day = np.repeat(np.arange(40), 50)
    value = 60 + np.repeat(draws.normal(0, 3, 40), 50) + draws.normal(0, 5, 2000)
    means = value.reshape(40, 50).mean(axis=1)
    found = errors(value, day, (0.5, 0.9), math.nan, 1)
    of_so_many = means.std(ddof=1) / 40**0.5 * math.sqrt(39 / (found.worth[2] - 1))
    assert found.error[2] == pytest.approx(of_so_many, rel=0.06)
    assert math.isnan(found.error[3]), "there is no limit"


def test_an_interval_of_a_quantile_holds_it_in_about_nineteen_of_twenty() -> None:
    draws = np.random.default_rng(6)
    true = float(np.exp(stats.norm.ppf(0.9) * math.sqrt(0.5**2 + 0.1**2)))
    held, times = 0, 200
    for _ in range(times):
        day = np.repeat(np.arange(28), 20)
        value = np.exp(np.repeat(draws.normal(0, 0.1, 28), 20) + draws.normal(0, 0.5, 28 * 20))
        at = figures_of(value, (0.9,), math.nan)[0]
        found = errors(value, day, (0.9,), math.nan, 1)
        held += abs(at - true) <= stats.t.ppf(0.975, found.freedom[0]) * found.error[0]
    assert 0.90 <= held / times <= 0.99


def test_the_share_beyond_a_limit_is_counted() -> None:
    found = figures_of(np.array([10.0, 20, 30, 40]), (0.5,), 25.0)
    assert found.tolist() == [25, 25, 0.5]


def test_a_single_day_says_nothing_of_how_days_differ() -> None:
    found = errors(np.arange(9.0), np.zeros(9, dtype=np.int64), (0.5,), 5.0, 1)
    assert np.isnan(found.error).all() and np.isnan(found.worth).all()


# --- energy distance


def test_equal_samples_have_no_distance() -> None:
    x = np.random.default_rng(1).gamma(2, 10, (14, 20))
    assert energy(blocks(x, x), 1).distance == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("runs", [7, 10])
def test_days_that_are_all_alike_are_no_sign_of_a_difference(runs: int) -> None:
    day = np.random.default_rng(1).gamma(2, 10, (1, 50))
    alike = blocks(np.repeat(day, 7, axis=0), np.repeat(day, 7 * runs, axis=0))
    weight = np.where(alike.observed[alike.block], 1.0, 1 / runs)
    assert energy(alike._replace(weight=weight), 1).p == 1


def test_points_apart_have_twice_their_distance() -> None:
    assert energy(blocks(np.zeros((3, 2)), np.full((5, 2), 7.0)), 1).distance == pytest.approx(14)


def shifted_normals(shift: float) -> float:
    """2 E|X - Y| - 2 E|X - X'| of N(0, 1) and N(shift, 1), in closed form: |N(m, 2)| is a folded normal."""
    apart = 2 / math.sqrt(math.pi) * math.exp(-(shift**2) / 4) + shift * math.erf(shift / 2)
    return 2 * apart - 4 / math.sqrt(math.pi)


def blocks(a: np.ndarray, b: np.ndarray) -> Blocks:
    """Two samples by days, shapes (days, a day)."""
    many = np.concatenate([a, b])
    days, each = many.shape
    return Blocks(
        many.ravel(),
        np.ones(many.size),
        np.repeat(np.arange(days), each),
        np.arange(days) % 7,
        np.arange(days) < len(a),
    )


@pytest.mark.parametrize("shift", [0.5, 1.0, 2.0])
def test_shifted_normals_have_the_distance_of_the_closed_form(shift: float) -> None:
    draws = np.random.default_rng(2)
    a, b = draws.normal(0, 1, (28, 10_000)), draws.normal(shift, 1, (28, 10_000))
    found = energy(blocks(a, b), 1)
    assert found.distance == pytest.approx(shifted_normals(shift), rel=0.03)
    assert found.share == pytest.approx(
        found.distance / (shifted_normals(shift) + 4 / math.pi**0.5), rel=0.02
    )
    assert found.p == 0.001


def test_read_at_a_thousand_points_it_is_that_of_all_samples() -> None:
    draws = np.random.default_rng(9)
    a, b = draws.gamma(2, 10, (14, 800)), draws.gamma(2.2, 10, (21, 800))
    exact = stats.energy_distance(a.ravel(), b.ravel()) ** 2  # that of SciPy is a root
    assert energy(blocks(a, b), 1).distance == pytest.approx(exact, rel=0.01)


def test_days_that_differ_as_days_do_are_rejected_in_one_of_twenty() -> None:
    draws = np.random.default_rng(4)
    rejected, times = 0, 300
    for seed in range(times):
        level = np.repeat(draws.normal(0, 0.5, 35)[:, None], 8, axis=1)
        days = level + draws.normal(0, 1, (35, 8))
        rejected += energy(blocks(days[:14], days[14:]), seed).p <= 0.05
    assert rejected / times == pytest.approx(0.05, abs=0.035)


def test_without_a_day_of_the_week_in_common_no_day_can_change_sides() -> None:
    two = blocks(np.zeros((2, 5)), np.ones((5, 5)))
    apart = two._replace(stratum=np.array([5, 6, 0, 1, 2, 3, 4]))
    assert math.isnan(energy(apart, 1).p)
    assert energy(apart, 1).distance == energy(two, 1).distance == pytest.approx(2)


def pair_of_a_log(draws: np.random.Generator, runs: int) -> Pair:
    """Two weeks observed, and two others that a log brings in all runs alike, of which service is drawn anew;
    days differ from one another on both sides as on the other."""

    def weeks(level: np.ndarray) -> np.ndarray:
        return level[:, None] + draws.normal(0, 1, (14, 20))

    seen, level = weeks(draws.normal(0, 0.5, 14)), draws.normal(0, 0.5, 14)
    return pair(seen, [weeks(level) for _ in range(runs)], traced=True)


def test_weeks_that_a_log_brings_in_every_run_are_rejected_in_one_of_twenty() -> None:
    """Where each run of them counted as weeks of its own, a fifth and more were."""
    draws = np.random.default_rng(6)
    rejected, times = 0, 120
    for _ in range(times):
        rejected += pair_of_a_log(draws, 10).energy.p <= 0.05
    assert rejected / times == pytest.approx(0.05, abs=0.05)


# --- a port against its own export


@pytest.fixture
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("gate.yaml").write_text(GATE.replace("days: 1", "days: 7"))


def held(seeds: Sequence[int], *, slower: float = 1.0) -> list[StudyResult]:
    """The port held against exports of itself, of other seeds, with times that are longer by a factor."""
    study, answers, found = load("gate.yaml"), Answers(), []
    other = study
    for task, mean in (("paper_check", 3), ("gate_to_yard", 4), ("lift_domestic", 4), ("yard_to_gate", 4)):
        if slower != 1:
            other = other.set(f"tasks.{task}.mean", f"{mean * slower} min")
    for seed in seeds:
        export(other.with_study(seed=seed), Path(f"{seed}.csv"), "csv", counted=True)
        found.append(compare(study, against=f"{seed}.csv", workers=1, tables=["comparison"], answers=answers))
    return found


@pytest.mark.usefixtures("_in_a_folder")
def test_a_port_meets_its_own_export_and_not_one_of_slower_work() -> None:
    (own,) = held([99])
    assert own.observed["verdict"].tolist() == ["met", "met"]
    assert own.observed["energy_share"].max() < 0.01
    (slow,) = held([98], slower=1.3)
    assert slow.observed["verdict"].tolist() == ["missed", "missed"]
    rows = slow.observed_quantiles
    assert set(rows[rows["decides"]]["side"]) == {"low"}, "the model is too quick"
    assert (slow.observed["energy_p"] < 0.01).all()


@pytest.mark.slow
@pytest.mark.usefixtures("_in_a_folder")
def test_a_port_meets_its_own_export_in_nineteen_of_twenty_seeds() -> None:
    verdicts = [each for study in held(range(100, 140)) for each in study.observed["verdict"]]
    assert verdicts.count("met") / len(verdicts) >= 0.95
    assert "missed" not in verdicts
    slow = [each for study in held(range(200, 220), slower=1.3) for each in study.observed["verdict"]]
    assert set(slow) == {"missed"}


@pytest.mark.usefixtures("_in_a_folder")
def test_simulated_figures_are_those_of_the_kpis() -> None:
    export(load("gate.yaml").with_study(seed=7), Path("log.csv"), "csv", counted=True)
    study = compare("gate.yaml", against="log.csv", workers=1)
    own = study.observed_quantiles.set_index(["kpi", "figure"])["simulated"]
    kpis = study.comparison.set_index("kpi")["baseline"]
    assert own["truck_turn_time", "mean"] == pytest.approx(kpis["truck_turn_time"], rel=1e-12)
    assert own["truck_turn_time", "P90"] == pytest.approx(kpis["truck_turn_time_p90"], rel=1e-12)
    assert own["truck_visit_time", "P90"] == pytest.approx(kpis["truck_visit_time_p90"], rel=1e-12)


@pytest.mark.usefixtures("_in_a_folder")
def test_hours_of_both_sides_add_up_to_what_comes_in_a_day() -> None:
    export(load("gate.yaml").with_study(seed=7), Path("log.csv"), "csv", counted=True)
    study = compare("gate.yaml", against="log.csv", workers=1, tables=["comparison"])
    hours = study.observed_hours
    visit = hours[hours["kpi"] == "truck_visit_time"]
    assert visit["hour"].tolist() == list(range(24))
    assert visit["simulated"].sum() == pytest.approx(1200, rel=0.02)
    assert visit["observed"].sum() == pytest.approx(study.observed["n_observed"].iloc[1] / 7, rel=1e-9)


@pytest.mark.usefixtures("_in_a_folder")
def test_measured_data_decide_no_run_and_are_part_of_what_is_kept() -> None:
    export(load("gate.yaml").with_study(seed=7), Path("log.csv"), "csv", counted=True)
    answers = Answers()
    before = compare("gate.yaml", workers=1, answers=answers, tables=["comparison"])
    new = answers.new
    after = compare("gate.yaml", against="log.csv", workers=1, answers=answers, tables=["comparison"])
    assert answers.new > new, "runs are asked for what they kept of the intervals"
    again = compare("gate.yaml", against="log.csv", workers=1, answers=answers, tables=["comparison"])
    assert answers.new == 2 * new, "and then they are known"
    assert before.scenario.identity == after.scenario.identity
    assert before.observed.empty
    assert before.comparison.equals(after.comparison)
    assert after.observed.equals(again.observed)
