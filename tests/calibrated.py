"""A small port whose travel way, exception rate and gate lanes nobody knows, and what was observed there."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
from tiny import EVIDENCE, TINY

from portsim.claims.observation import Observation
from portsim.scenario.load import load
from portsim.scenario.scenario import Scenario
from portsim.study.observed import find
from portsim.study.run import run

UNKNOWN = ("tasks.gate_to_yard", "chances.trouble", "places.gate_in.lanes")
ANY = "source: assumption, distribution: uniform, range:"
CHANGES = (
    (
        "gate_to_yard: {shape: triangular, low: 2 min, mode: 4 min, high: 8 min, source: A1}",
        f"gate_to_yard: {{shape: erlang, mean: 6 min, k: 4, {ANY} [2 min, 12 min]}}",
    ),
    ("gate_in: {lanes: {value: 2, source: A1}}", f"gate_in: {{lanes: {{value: 3, {ANY} [1, 5]}}}}"),
    ("trouble: {value: 5 %, source: A1}", f"trouble: {{value: 5 %, {ANY} [0 %, 20 %]}}"),
    ("100 per day", "500 per day"),
    ("yard_crane: {cranes: {value: 1", "yard_crane: {cranes: {value: 3"),
    ("gate_out: {lanes: {value: 1", "gate_out: {lanes: {value: 2"),
    ("trouble_desk: {desks: {value: 1", "trouble_desk: {desks: {value: 20"),
    ("days: 1, warm_up_days: 0, run_out: 1 day, replications: 2", "days: 3, replications: 8"),
    ("more_lanes: {set: {places.gate_in.lanes: 4}}", "more_lanes: {set: {places.gate_in.lanes: 9}}"),
    ("seed: 1}", "seed: 1, warm_up_days: 1, run_out: 1 day}"),
)
ROWS = "  O1: {what: own log, figure: many, reference: the log of one gate}\n"
FIGURES = {  # name: KPI, statistic, unit, whether it is held out
    "F1": ("truck_turn_time", "mean", "min", False),
    "F2": ("gate_queue_time", "mean", "min", False),
    "F3": ("document_window_time", "mean", "min/truck", False),
    "F4": ("truck_visit_time", "p90", "min", False),
    "H1": ("truck_turn_time", "p90", "min", True),
}


class Truth(NamedTuple):
    """What the port is really like: mean of the way [min], exception rate [0..1], lanes."""

    way: float
    rate: float
    lanes: int

    @property
    def levels(self) -> tuple[float, float, float]:
        return self.way, self.rate, float(self.lanes)


def port(folder: Path) -> Scenario:
    """The port as its planner states it."""
    text = TINY
    for old, new in CHANGES:
        assert old in text, old
        text = text.replace(old, new)
    (folder / "evidence.yaml").write_text(EVIDENCE + ROWS)
    (folder / "port.yaml").write_text(text)
    return load(str(folder / "port.yaml"))


def observe(scenario: Scenario, truth: Truth, seed: int, runs: int = 8) -> tuple[np.ndarray, np.ndarray]:
    """The figures of one week of the real port, and their standard deviation over weeks, shape (figures,)."""
    real = (
        scenario.set(UNKNOWN[0], f"{truth.way} min")
        .set(UNKNOWN[1], truth.rate)
        .set(UNKNOWN[2], truth.lanes)
        .with_study(seed=seed)
    )
    asked = {
        name: Observation(
            statement=name, kpi=kpi, statistic=statistic, unit=unit, observed=1.0, error=1.0, source=("O1",),
            differs="",
        )
        for name, (kpi, statistic, unit, _) in FIGURES.items()
    }  # fmt: skip
    found = [find(asked, "baseline", run(real, number), 0.0) for number in range(runs)]
    figures = np.array([[each[name].value for name in FIGURES] for each in found])
    return figures[0], figures.std(axis=0, ddof=1)


def observed_file(folder: Path, figures: np.ndarray, errors: np.ndarray, name: str = "observed.yaml") -> Path:
    """The file of observed figures that a planner would write."""
    lines = ["figures:"]
    for (own, (kpi, statistic, unit, held)), value, error in zip(
        FIGURES.items(), figures, errors, strict=True
    ):
        lines += [
            f"  {own}:",
            f"    statement: {statistic} {kpi} in one week",
            f"    kpi: {kpi}",
            f"    statistic: {statistic}",
            f"    observed: {value:.6g}",
            f"    error: {error:.6g}",
            f"    unit: {unit}",
            "    source: O1",
            "    differs: nothing",
            f"    hold_out: {str(held).lower()}",
        ]
    path = folder / name
    path.write_text("\n".join(lines) + "\n")
    return path
