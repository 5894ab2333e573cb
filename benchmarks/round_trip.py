"""How often what `fit` and `calibrate` state holds the truth, over the whole way from a log to a port.

python benchmarks/round_trip.py [ports [first [discrepancy]]]

Each port is one that `portsim init` begins: a terminal, 240 trucks a day. Its rate, its service times, its
way to the yard and its lanes are drawn from the ranges of the template. Three weeks of it are exported as a
log with dates and a time zone. The template, which knows none of these, gets the log by the YAML that
`portsim log inspect` makes; `fit` reads rate and service times from it; `calibrate` looks for the way and the
lanes, which no column shows, with the third week held out. Prints for each port what holds, and at the end
the counts: of `fit` 95 % intervals, of `calibrate` 5 to 95 %, of the week held out what is foretold for 95 of
100 figures, and the verdicts as `--observed` gives them.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import numpy as np

from portsim.report.logs.export import export
from portsim.scenario.load import load
from portsim.scenario.logs.cells.cells import Asked
from portsim.scenario.logs.inspection.inspect import inspect_log
from portsim.scenario.logs.inspection.paste import yaml_of
from portsim.scenario.placing import placed
from portsim.scenario.scenario import Scenario
from portsim.scenario.starting import Wanted, begun
from portsim.study.analysis import Analysis
from portsim.study.calibration.question import calibrate
from portsim.study.fitting.question import fit

PORTS, WEEKS, MONDAY, ZONE, HELD_OUT = 40, 3, "2026-03-02", "+08:00", "2026-W12"
UNKNOWN = ("tasks.gate_to_yard", "places.gate_in.lanes")
STEPS = {"domestic_truck.gate_in": "gate_in", "domestic_truck.lift_domestic": "lift_domestic"}


class Truth(NamedTuple):
    """Trucks a day, means of paper check, lift and way to the yard [min], lanes."""

    rate: float
    paper: float
    lift: float
    way: float
    lanes: int


class Trip(NamedTuple):
    """What came of one port: whether the interval of each key holds the truth, verdicts of figures held out,
    and verdicts on weeks: (weeks, verdict)."""

    holds: dict[str, bool]
    figures: tuple[str, ...]
    weeks: tuple[tuple[str, str], ...]
    worlds: int
    plausible: bool


def truth_of(seed: int) -> Truth:
    rng = np.random.Generator(np.random.Philox(np.random.SeedSequence([seed, 20])))
    return Truth(
        float(rng.uniform(200, 280)),
        float(rng.uniform(1.8, 3.0)),
        float(rng.uniform(2.2, 3.4)),
        float(rng.uniform(3, 9)),
        int(rng.integers(2, 4)),
    )


def template(folder: Path) -> Path:
    """The port as `portsim init` begins it, with two cranes, and lanes of which 1 to 5 may be staffed."""
    path = folder / "round.yaml"
    text = begun(Wanted("round", "gate", ("main",), 240), str(path))
    for old, new in (
        ("gate_in: {lanes: {value: 1, source: assumption, range: [1, 3]}}",
         "gate_in: {lanes: {value: 3, source: assumption, range: [1, 5], distribution: uniform}}"),
        ("yard_crane: {cranes: {value: 1", "yard_crane: {cranes: {value: 2"),
        ("range: [2 min, 10 min]}\n  lift", "range: [2 min, 10 min], distribution: uniform}\n  lift"),
    ):  # fmt: skip
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    head, _, rest = text.partition("what_ifs:")  # more trucks, which a log does not allow
    path.write_text(head + "compare:\n  qr_gate_pass: [qr_gate_pass]\n")
    assert rest
    return path


def real(port: Path, truth: Truth, seed: int) -> Scenario:
    """The port as it is, over the weeks of its log."""
    text, way = port.read_text(), "gate_to_yard: {shape: triangular, low: 2 min, mode: 4 min, high: 8 min"
    assert text.count(way) == 1
    low, mode, high = (each * truth.way / (14 / 3) for each in (2, 4, 8))
    own = f"gate_to_yard: {{shape: triangular, low: {low} min, mode: {mode} min, high: {high} min"
    path = port.with_name("real.yaml")
    path.write_text(text.replace(way, own))
    return (
        load(str(path))
        .set("demand.truck.per_day", f"{truth.rate} per day")
        .set("tasks.paper_check", f"{truth.paper} min")
        .set("tasks.lift_domestic", f"{truth.lift} min")
        .set("places.gate_in.lanes", truth.lanes)
        .with_study(seed=seed, days=7 * WEEKS)
    )


def with_log(port: Path, log: Path) -> Path:
    """The template with the log, by what `portsim log inspect` says to paste and the steps that are known."""
    pasted = yaml_of(inspect_log(str(log), Asked(guess=True)))
    steps = "".join(
        f"    {step}: {{from: {name} start, to: {name} complete}}\n" for step, name in STEPS.items()
    )
    lines = "".join(f"    {line}\n" for line in f"{pasted.rstrip()}\n".splitlines())
    lines = lines.replace("      columns:\n", f"      columns:\n{_indented(steps)}")
    text = port.read_text().replace("    profile: truck_gate\n", f"    profile: truck_gate\n{lines}")
    path = port.with_name("logged.yaml")
    path.write_text(text)
    return path


def _indented(text: str) -> str:
    return "".join(f"    {line}\n" for line in text.splitlines())


def trip(seed: int, discrepancy: float, truth: Truth, folder: Path) -> Trip:
    port, log = template(folder), folder / "log.csv"
    export(real(port, truth, 1000 + seed), log, "csv", start=MONDAY, zone=ZONE, counted=True)
    fitted = fit(str(with_log(port, log)), bootstrap=199, seed=seed)
    file = folder / "fitted.yaml"
    file.write_text(placed(str(fitted.facts["overlay"]), file))
    scenario = load(str(file), overload=True)
    tasks, rate = scenario.baseline.port.tasks, scenario.baseline.port.demand["truck"].per_day
    found = calibrate(
        scenario, log, inputs=UNKNOWN, hold_out=(HELD_OUT,), samples=64, keep=100, days=7,
        discrepancy=discrepancy, seed=seed, workers=1,
    )  # fmt: skip
    holds = {
        "fit: rate": _within(rate.range, truth.rate),
        "fit: paper check": _within(tasks["paper_check"].range, truth.paper),
        "fit: lift": _within(tasks["lift_domestic"].range, truth.lift),
    }
    rows = found.inputs.set_index("input")
    for key, true in zip(UNKNOWN, (truth.way, truth.lanes), strict=True):
        holds[f"calibrate: {key}"] = bool(rows.loc[key, "at_5"] <= true <= rows.loc[key, "at_95"])
    return _trip(found, holds)


def _trip(found: Analysis, holds: dict[str, bool]) -> Trip:
    out = found.figures[found.figures["sample"] == "held out"]
    weeks: tuple[tuple[str, str], ...] = ()
    if plausible := len(found.posterior) > 0:
        own = found.observed
        weeks = tuple(zip(own["weeks"], own["verdict"], strict=True))
    return Trip(holds, tuple(out["verdict"]), weeks, int(str(found.facts["worlds_run"])), plausible)


def _within(span: object, true: float) -> bool:
    low, high = span  # type: ignore[misc]
    return bool(low <= true <= high)


def main(ports: int, first: int, discrepancy: float) -> None:
    trips = []
    for seed in range(first, first + ports):
        truth = truth_of(seed)
        with tempfile.TemporaryDirectory() as name:
            one = trip(seed, discrepancy, truth, Path(name))
        trips.append(one)
        print(seed, truth, one, flush=True)
    told(trips)


def told(trips: list[Trip]) -> None:
    """Print the counts."""
    for key in trips[0].holds:
        print(f"{key}: {sum(one.holds[key] for one in trips)} of {len(trips)}")
    figures = Counter(each for one in trips for each in one.figures)
    print(f"figures held out within what is foretold: {figures['met']} of {figures.total()}")
    for weeks in ("not held out", "held out"):
        print(f"{weeks}: {dict(Counter(v for one in trips for w, v in one.weeks if w == weeks))}")
    print(f"nothing plausible: {sum(not one.plausible for one in trips)}")


if __name__ == "__main__":
    given = sys.argv[1:]
    main(
        int(given[0]) if given else PORTS,
        int(given[1]) if len(given) > 1 else 0,
        float(given[2]) if len(given) > 2 else 0.0,
    )
