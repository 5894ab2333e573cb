"""What a calibration leaves of an input: known answers, and what becomes of an input that nothing was learned
of."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import yaml
from calibrated_page import DESK, WAY, analysis, folder, written
from scipy.stats import norm

from portsim.base.arrays import Floats
from portsim.model.sourced import Count, Share
from portsim.scenario.inputs import Input
from portsim.scenario.load import load
from portsim.study.calibration.narrowing import in_common, likeliest, narrowed, settled
from portsim.study.calibration.posterior import Posterior
from portsim.study.calibration.unknowns import Space
from portsim.study.study import compare

pytest.importorskip("sklearn")
ANY: dict[str, Any] = {"source": "assumption", "distribution": "uniform"}


def stepped(*ends: float) -> Any:
    """An input whose figure is the number of the ends that its share has passed."""
    return SimpleNamespace(levels=lambda shares: np.searchsorted(ends, shares).astype(float))


def even(n: int, low: float = 0.0, high: float = 1.0) -> Floats:
    return low + (high - low) * (np.arange(n) + 0.5) / n


def share(name: str) -> Input:
    return Input(name, {name: Share.model_validate({"value": 0.5, "range": (0, 1), **ANY})})


def left_of(points: Floats, name: str = "a") -> float:
    weights = np.full(len(points), 1 / len(points))
    return in_common(Space((share(name),)).axes[0], points, weights)


def test_of_whole_numbers_it_is_what_both_have_of_each() -> None:
    """0.44, 0.50, 0.06 in the prior and 0.47, 0.51, 0.02 in the posterior: 0.44 + 0.50 + 0.02."""
    shares, weights = np.array([0.2, 0.7, 0.97]), np.array([0.47, 0.51, 0.02])
    assert in_common(stepped(0.44, 0.94), shares, weights) == pytest.approx(0.96, abs=1e-3)


@pytest.mark.parametrize(("at_first", "left"), [(0.04, 1.0), (0.01, 0.97), (0.9, 0.14)])
def test_a_prior_that_is_nearly_sure_can_be_confirmed_or_overthrown(at_first: float, left: float) -> None:
    weights = np.array([at_first, 1 - at_first])
    assert in_common(stepped(0.04), np.array([0.01, 0.5]), weights) == pytest.approx(left, abs=1e-3)


@pytest.mark.parametrize(("low", "high"), [(0.0, 1.0), (0.25, 0.75), (0.9, 1.0)])
def test_of_an_even_part_of_the_prior_it_is_the_size_of_the_part(low: float, high: float) -> None:
    assert left_of(even(1000, low, high)) == pytest.approx(high - low, abs=2e-3)


def test_of_a_normal_in_an_even_prior_it_is_what_lies_below_both_densities() -> None:
    deviation = 0.1
    ends = deviation * np.sqrt(-2 * np.log(deviation * np.sqrt(2 * np.pi)))  # where the normal is as low as 1
    outside = 2 * norm.sf(ends / deviation)
    points = norm.ppf(even(2000), 0.5, deviation)
    assert left_of(points) == pytest.approx(2 * ends + outside, abs=2e-3)


@pytest.mark.parametrize(("n", "verdict"), [(50, "not identified"), (200, "identified")])
def test_few_points_have_to_leave_less(n: int, verdict: str) -> None:
    """Gone are 0.22; by chance 1.747 over the root of 50, 0.247, or of 200, 0.124."""
    space = Space((share("a"),))
    found = narrowed(space, Posterior(even(n, 0, 0.78)[:, None], np.full(n, 1 / n)))["a"]
    assert found.left == pytest.approx(0.78, abs=0.02) and found.verdict == verdict


def test_words_and_numbers_are_of_the_same_shares() -> None:
    """Half of the posterior has 3 lanes and half has 5: no interpolated figure is between the two."""
    lanes = Count.model_validate({"value": 3, "range": (1, 5), **ANY})
    space = Space((Input("lanes", {"lanes": lanes}),))
    points = np.concatenate([even(50, 0.45, 0.55), even(50, 0.9, 1.0)])[:, None]
    found = narrowed(space, Posterior(points, np.full(100, 0.01)))["lanes"]
    for one in found.shares:
        level = space.axes[0].levels(np.array([one]))[0]
        assert space.inputs[0].words_at(one) == f"{level:.0f}"


def test_what_trades_off_is_set_and_what_nothing_is_known_of_is_not() -> None:
    """The sum of two is known, and so each of them only as much as the other; nothing of the third."""
    own = even(400)
    points = np.column_stack([own, 1 - own, np.random.default_rng(1).permutation(own)])
    found = narrowed(Space((share("a"), share("b"), share("c"))), Posterior(points, np.full(400, 1 / 400)))
    assert {each.verdict for each in found.values()} == {"not identified"}
    assert found["a"].trades_with == "b" and found["a"].correlation == pytest.approx(-1)
    assert list(settled(found)) == ["a", "b"]


def test_of_names_the_likeliest_is_taken_and_none_between_two() -> None:
    weights = np.array([0.4, 0.15, 0.45])
    shares = np.array([0.1, 0.5, 0.9])
    assert likeliest(stepped(1 / 3, 2 / 3), shares, weights) == 0.9


def test_an_input_that_is_not_identified_stays_as_stated_and_so_the_port_is_judged() -> None:
    rows = analysis().inputs.set_index("input")
    assert rows.loc[DESK, "verdict"] == "not identified" and rows.loc[WAY, "verdict"] == "identified"
    assert f"{DESK} is not identified: {100 * rows.loc[DESK, 'left']:.0f} % of its prior is left. It stays as stated." in analysis().sentences  # noqa: E501  # fmt: skip
    file = written("en").parent / "gate_calibrated.yaml"
    assert list(yaml.safe_load(file.read_text())["tasks"]) == ["gate_to_yard"]
    before, now = (load(str(each)).baseline.port.tasks for each in (folder() / "port.yaml", file))
    assert now["resolve_trouble"] == before["resolve_trouble"] and now["resolve_trouble"].mean == 20
    assert ", discrepancy 5 %, seed 1" in now["gate_to_yard"].note
    assert now["gate_to_yard"].mean == pytest.approx(rows.loc[WAY, "at_50"], rel=1e-5)
    study = compare(load(str(file)), workers=1, claims=False, against=folder() / "observed.yaml")
    what = ["kpi", "weeks", "figure"]
    own = study.table("observed_quantiles").set_index(what)["simulated"]
    judged = analysis().observed_quantiles.set_index(what)["simulated"]
    assert judged[own.index].to_numpy() == pytest.approx(own.to_numpy(), rel=1e-4)


def test_the_calibrated_port_names_the_one_that_it_extends_from_where_it_lies() -> None:
    file = written("en").parent / "gate_calibrated.yaml"
    extends = Path(yaml.safe_load(file.read_text())["extends"])
    assert not extends.is_absolute()
    assert (file.parent / extends).resolve() == (folder() / "port.yaml").resolve()
