"""Calibration: known answers of functions and of a small port, what is refused, what is written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from calibrated import FIGURES, UNKNOWN, Truth, observe, observed_file, port

import portsim
from portsim.base.arrays import Bools, Floats
from portsim.base.errors import PortsimError
from portsim.model.sourced import Count, Share
from portsim.scenario.inputs import Input
from portsim.study.analysis import Analysis
from portsim.study.calibration import search as searching
from portsim.study.calibration.emulator import emulator
from portsim.study.calibration.posterior import Posterior
from portsim.study.calibration.search import Found, Settings, search
from portsim.study.calibration.targets import Targets, correlation_of
from portsim.study.calibration.unknowns import Axis, Space
from portsim.study.calibration.walking import walked

pytest.importorskip("sklearn")
TRUTH = Truth(5.0, 0.08, 2)


def unknown(name: str) -> Input:
    given = {"value": 0.5, "range": (0, 1), "source": "assumption", "distribution": "uniform"}
    return Input(name, {name: Share.model_validate(given)})


class Fake:
    """Worlds that are a function of the inputs."""

    def __init__(self, of: Callable[[Floats], Floats], space: Space, noise: float = 0.0) -> None:
        self.of, self.space, self.noise, self.rng = of, space, noise, np.random.default_rng(1)
        self.points: Floats = np.empty((0, len(space)))
        self.figures: Floats = np.empty((0, 0))

    def run(self, points: Floats) -> None:
        found = self.of(self.space.levels(points))
        found = found + self.noise * self.rng.normal(size=found.shape)
        self.points = np.vstack([self.points, points])
        self.figures = np.vstack([self.figures, found]) if self.figures.size else found

    @property
    def luck(self) -> Floats:
        return np.zeros_like(self.figures)

    @property
    def works(self) -> Bools:
        return np.ones(len(self.points), dtype=np.bool_)


def targets(observed: list[float], error: float) -> Targets:
    n = len(observed)
    return Targets(
        tuple(f"F{k}" for k in range(n)),
        np.array(observed),
        np.full(n, error),
        np.zeros(n),
        np.zeros(n),
        np.eye(n),
        np.zeros(n, dtype=np.bool_),
    )


def found_of(
    of: Callable[[Floats], Floats], observed: list[float], error: float, noise: float = 0.0
) -> Found:
    space = Space((unknown("a"), unknown("b")))
    return search(space, targets(observed, error), Fake(of, space, noise), Settings(32, 3, 200, 1))


def posterior_of(found: Found) -> Posterior:
    assert found.posterior is not None
    return found.posterior


def test_of_a_linear_function_the_posterior_is_the_known_normal() -> None:
    turned = np.array([[1.0, 1.0], [1.0, -1.0]])
    found = found_of(lambda x: x @ turned, [0.9, 0.1], 0.05, 0.02)
    posterior, deviation = posterior_of(found), 0.05 / 2**0.5  # of (y1 +- y2) / 2
    for place, mean in enumerate((0.5, 0.4)):
        low, median, high = posterior.quantiles(posterior.points[:, place], (0.05, 0.5, 0.95))
        assert median == pytest.approx(mean, abs=0.4 * deviation)
        assert high - low == pytest.approx(2 * 1.645 * deviation, rel=0.25)
    assert posterior.effective > 100
    # a square, each side of six standard deviations, 0.3; in a and b it is half as large
    assert found.waves[-1].share == pytest.approx(0.3**2 / 2, rel=0.3)


def test_of_a_product_both_factors_trade_off_and_neither_is_known() -> None:
    posterior = posterior_of(found_of(lambda x: x[:, :1] * x[:, 1:], [0.25], 0.01))
    assert posterior.correlations(posterior.points)[0, 1] < -0.9
    low, high = posterior.quantiles(posterior.points[:, 0], (0.05, 0.95))
    # uniform priors and a * b = 0.25: a has the density 1 / a from 0.25 to 1
    assert low == pytest.approx(0.25 * 4**0.05, abs=0.04)
    assert high == pytest.approx(0.25 * 4**0.95, abs=0.06)


def test_where_nothing_is_plausible_there_is_no_posterior() -> None:
    found = found_of(lambda x: np.column_stack([x.sum(axis=1)] * 2), [0.9, 1.5], 0.01)
    assert found.posterior is None and found.waves[-1].share == 0
    assert found.region is not None and found.region.empty
    assert (found.matched[-1].implausibility(found.region.points) > 3).all()


def test_where_no_world_of_the_last_round_can_do_its_work_nothing_is_plausible(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Worlds of the first round of the posterior can, and those of the second cannot."""

    class Tired(Fake):
        @property
        def works(self) -> Bools:
            return np.arange(len(self.points)) < 16 + 50

    monkeypatch.setattr(searching, "THIN", 2.0)  # so that there is a second round
    space = Space((unknown("a"),))
    found = search(space, targets([0.5], 0.1), Tired(lambda x: x, space, 0.02), Settings(16, 1, 50, 1))
    assert found.posterior is None and found.region is not None and found.region.empty


def test_an_emulator_foretells_runs_and_takes_luck_out() -> None:
    rng = np.random.default_rng(3)
    features, luck = rng.random((80, 2)), rng.normal(size=80)
    figures = np.sin(3 * features[:, 0]) + 0.5 * luck + 0.05 * rng.normal(size=80)
    made = emulator(features, figures, luck, 1)
    mean, variance = made.at(np.array([[0.2, 0.5], [0.8, 0.1]]))
    assert mean == pytest.approx(np.sin([0.6, 2.4]), abs=0.06)
    assert variance.max() < 0.05**2
    assert made.noise == pytest.approx(0.05, rel=0.4)
    assert made.explained > 0.95


def test_differences_are_as_they_are_nearby_and_can_be_turned_back() -> None:
    own = targets([10.0], 1.0)
    figures = np.array([[10.0], [11.0], [8.0], [1e4]])
    off = own.off(figures)
    assert off[:3, 0] == pytest.approx([0.0, 1.0, -2.0], rel=0.01)
    assert off[3, 0] < 100
    assert own.figures(off) == pytest.approx(figures)


def test_errors_of_one_source_have_luck_in_common_and_others_none() -> None:
    luck = np.random.default_rng(1).normal(size=200)
    stated = np.column_stack([luck, 2 * luck + 1, -luck])
    found = correlation_of(stated, ["log", "log", "book"])
    assert found[0, 1] > 0.95 and found[0, 2] == 0 and (np.diag(found) == 1).all()


def test_walkers_lie_as_the_density_says() -> None:
    rng = np.random.default_rng(2)

    def density(points: Floats) -> Floats:
        return np.asarray(-0.5 * (((points - 0.5) / 0.1) ** 2).sum(axis=1))

    points = walked(rng.random((2000, 2)), density, 40, rng)
    assert points.mean(axis=0) == pytest.approx([0.5, 0.5], abs=0.01)
    assert points.std(axis=0) == pytest.approx([0.1, 0.1], rel=0.06)


def test_servers_are_whole_numbers_for_the_emulator_too() -> None:
    count = Count.model_validate(
        {"value": 2, "range": (1, 4), "source": "assumption", "distribution": "uniform"}
    )
    axis = Axis(Input("lanes", {"lanes": count}))
    shares = np.array([0.0, 0.2, 0.45, 0.8, 1.0])
    assert axis.levels(shares).tolist() == [count.drawn_at(float(each)).value for each in shares]
    assert axis.features(shares) == pytest.approx((axis.levels(shares) - 1) / 3)
    assert axis.whole and not axis.named


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("calibrated")
    figures, errors = observe(port(made), TRUTH, 99)
    observed_file(made, figures, errors)
    return made


@pytest.fixture(scope="module")
def analysis(folder: Path) -> Analysis:
    return portsim.calibrate(
        str(folder / "port.yaml"), folder / "observed.yaml", inputs=UNKNOWN, samples=32, keep=50, workers=1
    )


def test_the_truth_lies_in_the_posterior_and_lanes_are_found(analysis: Analysis) -> None:
    rows = analysis.inputs.set_index("input").loc[list(UNKNOWN)]
    for true, low, high in zip(TRUTH.levels, rows["at_5"], rows["at_95"], strict=True):
        assert low <= true <= high
    assert rows.loc["places.gate_in.lanes", "median"] == "2"
    assert (rows["verdict"] == "identified").all() and (rows["left"] < 0.5).all()


def test_the_figure_held_out_lies_within_what_is_foretold(analysis: Analysis) -> None:
    rows = analysis.figures.set_index("figure")
    assert list(rows.index) == list(FIGURES)
    assert rows.loc["H1", "sample"] == "held out" and rows.loc["H1", "verdict"] == "met"
    assert rows.loc["H1", "foretold_low"] < rows.loc["H1", "observed"] < rows.loc["H1", "foretold_high"]
    assert (rows["n"] == 8).all() and (rows["seed"] == 1).all()
    assert "1 of 1 figures held out lie within what is foretold in 95 of 100 cases." in analysis.sentences


def test_the_calibrated_port_loads_and_says_where_its_numbers_come_from(
    analysis: Analysis, folder: Path
) -> None:
    (folder / "calibrated.yaml").write_text(str(analysis.facts["overlay"]))
    scenario = portsim.load(str(folder / "calibrated.yaml"))
    port_ = scenario.baseline.port
    assert dict(port_.places["gate_in"].counts())["lanes"].value == 2
    way = port_.tasks["gate_to_yard"]
    row = analysis.inputs.set_index("input").loc["tasks.gate_to_yard"]
    assert way.mean == pytest.approx(row["at_50"], rel=0.01)
    assert way.range == pytest.approx((row["at_5"], row["at_95"]), rel=0.01)
    assert way.source == ("O1",)
    assert f"observed.yaml, sha256 {str(analysis.facts['observed_sha256'])[:16]}" in way.note
    # and what an input came from is not validated by it
    with pytest.raises(PortsimError, match="a figure that an input came from validates nothing"):
        portsim.calibrate(scenario, folder / "observed.yaml", inputs=UNKNOWN, workers=1)


def test_what_was_set_stays_set_in_the_calibrated_port(folder: Path) -> None:
    given = portsim.load(folder / "port.yaml").set("places.trouble_desk.desks", 30)
    found = portsim.calibrate(
        given, folder / "observed.yaml", inputs=UNKNOWN, samples=32, waves=1, keep=50, workers=1
    )
    (folder / "set.yaml").write_text(str(found.facts["overlay"]))
    assert portsim.load(folder / "set.yaml").baseline.port.places["trouble_desk"].most("north") == 30


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({"inputs": ["tasks.gate_to_yrd"]}, "inputs: unknown input 'tasks.gate_to_yrd' "),
        ({"inputs": ["tasks.yard_to_gate"]}, "tasks.yard_to_gate: has no range to look in, it is"),
        ({"inputs": [UNKNOWN[0], UNKNOWN[0]]}, "inputs tasks.gate_to_yard: stands twice"),
        ({"inputs": []}, "inputs: got none, allowed one key or more"),
        ({"samples": 2}, "samples: got 2, allowed more than the 3 inputs that are looked for"),
        ({"samples": 100}, "samples: got 100, allowed a power of 2"),
        ({"waves": 0}, "waves: got 0, allowed a whole number from 1 to 10"),
        ({"keep": 10}, "keep: got 10, allowed a whole number from 50 to 1000"),
        ({"discrepancy": 5}, "discrepancy: got 5, allowed a share from 0 to 1"),
        ({"replications": 1}, "replications: got 1, allowed 2 or more"),
    ],
)
def test_what_is_asked_is_checked(folder: Path, given: dict[str, object], text: str) -> None:
    with pytest.raises(PortsimError) as caught:
        portsim.calibrate(
            str(folder / "port.yaml"),
            folder / "observed.yaml",
            **{"inputs": UNKNOWN, "workers": 1, "days": 1, "replications": 2, **given},  # type: ignore[arg-type]
        )
    assert text in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        ("kpi: truck_turn_time", "kpi: truck_turn_tim", "'truck_turn_tim' (nearest: truck_turn_time)"),
        ("hold_out: false", "hold_out: true", "no figure is left to match; all are held out"),
        ("error:", "eror:", "eror"),
        ("error: ", "error: -", "error"),
    ],
)
def test_figures_that_cannot_be_matched_are_refused(folder: Path, old: str, new: str, text: str) -> None:
    wrong = folder / "wrong.yaml"
    wrong.write_text((folder / "observed.yaml").read_text().replace(old, new))
    with pytest.raises(PortsimError) as caught:
        portsim.calibrate(str(folder / "port.yaml"), wrong, inputs=UNKNOWN, days=1, replications=2, workers=1)
    assert text in str(caught.value) and "wrong.yaml:" in str(caught.value)


def test_a_kpi_that_the_port_lacks_is_named(folder: Path) -> None:
    lacking = folder / "lacking.yaml"
    lacking.write_text(
        "figures:\n  F9: {statement: a box dwells, kpi: import_dwell_time, observed: 5, error: 1, unit: h, "
        "source: O1, differs: nothing}\n"
    )
    with pytest.raises(PortsimError, match="kpi: got 'import_dwell_time', which this port lacks") as caught:
        portsim.calibrate(
            str(folder / "port.yaml"), lacking, inputs=UNKNOWN, days=1, replications=2, workers=1
        )
    assert "lacking.yaml:2:" in str(caught.value)
