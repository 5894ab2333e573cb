"""Arguments of a wrong type are refused in words: what, what was got, what is allowed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import portsim
from portsim import PortsimError
from portsim.base.arguments import check_arguments
from portsim.scenario.load import load

SERIES = pd.Series([1, 2])
LANES = "places.gate_in.lanes"
pytestmark = pytest.mark.usefixtures("tiny_folder")
WRONG: list[tuple[Callable[[Any], object], str]] = [
    (lambda s: s.set(3, 3), "Scenario.set: key: got 3, allowed text"),
    (
        lambda s: s.set(LANES, SERIES),
        f"--set {LANES}: got Series, allowed a value of a YAML file: a text, a number, a list or a mapping",
    ),
    (lambda s: s.world(3), "Scenario.world: alternative: got 3, allowed text"),
    (lambda s: s.only("qr", 3), "Scenario.only: names: got a list, allowed a list of text"),
    (lambda s: s.alternative(3, "qr_gate_pass"), "Scenario.alternative: name: got 3, allowed text"),
    (lambda s: s.alternative("a", 3), "Scenario.alternative: uses: got a list, allowed a list of text"),
    (lambda s: portsim.load(3), "load: name: got 3, allowed text or a path"),
    (lambda s: portsim.run(3), "run: scenario: got 3, allowed a Scenario or text or a path"),
    (lambda s: portsim.run(s, SERIES), "run: replication: got a Series, allowed a whole number"),
    (lambda s: portsim.run(s, 0, None), "run: alternative: got nothing, allowed text"),
    (lambda s: portsim.write(3, Path()), "write: study: got 3, allowed a StudyResult or an Analysis"),
    (lambda s: portsim.fit(s, bootstrap=None), "fit: bootstrap: got nothing, allowed a whole number"),
    (lambda s: portsim.export(s, "a.csv", SERIES), "export: format: got a Series, allowed text"),
    (lambda s: portsim.play(s, 3), "play: file: got 3, allowed a path or text"),
    (lambda s: portsim.plugin(3), "of_file: path: got 3, allowed a path or text"),
    (lambda s: portsim.label(3), "label: name: got 3, allowed text"),
    (lambda s: portsim.run_key(3, s.study, 0), "run_key: world: got 3, allowed a World"),
    (lambda s: portsim.Store(3), "Store: folder: got 3, allowed a path or text"),
    (lambda s: portsim.compare(s, kpis=3), "compare: kpis: got 3, allowed text or a list of text"),
    (lambda s: portsim.compare(s, answers="runs"), "compare: answers: got 'runs', allowed an Answers"),
    (
        lambda s: portsim.compare(s, against=SERIES),
        "compare: against: got a Series, allowed a path or text or a Measured",
    ),
    (lambda s: portsim.precision(s, figures=SERIES), "precision: figures: got a Series, allowed text"),
    (lambda s: portsim.attribute(s, progress=True), "attribute: progress: got true, allowed a function"),
    (lambda s: portsim.breakeven(s, 3), "breakeven: key: got 3, allowed text"),
    (lambda s: portsim.calibrate(s, 3), "calibrate: observed: got 3, allowed a path or text"),
    (lambda s: portsim.control(s, "a=1"), "control: over: got 'a=1', allowed a list of text"),
    (lambda s: portsim.size(s, f"{LANES}=4:5"), f"size: over: got '{LANES}=4:5', allowed a list of text"),
    (lambda s: portsim.uncertainty(s, answers=3), "uncertainty: answers: got 3, allowed an Answers"),
    (lambda s: portsim.forecast(s, 3), "forecast: now: got 3, allowed text"),
]


@pytest.mark.parametrize(("act", "message"), WRONG, ids=[message[:40] for _, message in WRONG])
def test_a_wrong_type_is_refused_in_words(act: Callable[[Any], object], message: str) -> None:
    with pytest.raises(PortsimError) as caught:
        act(load("tiny.yaml"))
    assert str(caught.value) == message


def test_a_table_is_asked_for_by_its_name() -> None:
    study = portsim.compare("tiny.yaml", replications=2, workers=1, kpis=["truck_turn_time"])
    assert len(study.table("comparison")) > 0
    with pytest.raises(PortsimError, match=r"^StudyResult.table: name: got 3, allowed text$"):
        study.table(3)  # type: ignore[arg-type]


def test_a_table_is_the_callers_own() -> None:
    study = portsim.compare("tiny.yaml", replications=2, workers=1, kpis=["truck_turn_time"])
    for given in (study.comparison, study.table("comparison")):
        given["kpi"] = "changed"
        given.loc[:, "difference"] = 0.0
    assert set(study.comparison["kpi"]) == {"truck_turn_time"}
    assert (study.table("comparison")["difference"] != 0).any()


def test_an_alternative_takes_the_place_of_one_of_its_name() -> None:
    scenario = load("tiny.yaml").alternative("plus", "more_lanes").alternative("plus", "qr_gate_pass")
    assert [use.measure for use in scenario.compare["plus"]] == ["qr_gate_pass"]


@pytest.mark.parametrize("value", [3, "3", SERIES[0] + 2, {"value": 3, "source": "user"}])
def test_numbers_of_any_library_are_set(value: object) -> None:
    lanes = load("tiny.yaml").set(LANES, value).baseline.port.places["gate_in"].servers
    assert lanes.value == 3


def test_a_study_takes_whole_numbers_of_any_library() -> None:
    study = portsim.compare("tiny.yaml", days=SERIES[0], replications=SERIES[1], kpis="truck_turn_time")
    assert (study.scenario.study.days, study.scenario.study.replications) == (1, 2)
    assert type(study.scenario.study.days) is int
    assert len(portsim.run("tiny.yaml", SERIES[0]).visits_table()) > 0


OUT_OF_BOUNDS: dict[str, Callable[[Any, Any], object]] = {
    "uncertainty samples": lambda s, n: portsim.uncertainty(s, samples=n),
    "uncertainty per_world": lambda s, n: portsim.uncertainty(s, per_world=n),
    "uncertainty tried": lambda s, n: portsim.uncertainty(s, tried=n),
    "precision replications": lambda s, n: portsim.precision(s, kpis=["truck_turn_time"], replications=n),
    "precision most": lambda s, n: portsim.precision(s, kpis=["truck_turn_time"], most=n),
    "size": lambda s, n: portsim.size(s, [f"{LANES}=4:5"], ["truck_turn_time <= 1 h"], budget=n),
    "breakeven": lambda s, n: portsim.breakeven(s, LANES, of="truck_turn_time", points=n),
    "forecast": lambda s, n: portsim.forecast(s, "2026-03-05 14:00", hours=n),
    "Answers": lambda s, n: portsim.Answers(n),
}


@pytest.mark.parametrize("act", OUT_OF_BOUNDS.values(), ids=OUT_OF_BOUNDS)
def test_a_whole_number_of_any_library_is_one_to_every_question(act: Callable[[Any, Any], object]) -> None:
    said = []
    for number in (-3, SERIES[0] - 4):
        with pytest.raises(PortsimError, match="got -3, allowed") as caught:
            act(load("tiny.yaml").with_study(replications=3), number)
        said.append(str(caught.value))
    assert said[0] == said[1]


def test_a_whole_number_of_any_library_is_counted_with() -> None:
    asked = portsim.precision(
        "tiny.yaml", kpis=["truck_turn_time"], within="90 %", replications=SERIES[1], most=SERIES[1] + 1
    )
    assert asked.scenario.study.replications in (2, 3)


def chosen(one: int | None, many: tuple[str, ...] = (), *more: float, **others: object) -> None:
    check_arguments(chosen, locals())


def test_what_fits_its_annotation_is_taken() -> None:
    chosen(None, ["a"], 1, 2.5, SERIES[0], free=SERIES)  # type: ignore[arg-type]
    chosen(SERIES[0], pd.Index(["a", "b"]))  # type: ignore[arg-type]
    for wrong in ((True,), (1.5,), (1, "a"), (1, [3]), (1, (), "x")):
        with pytest.raises(TypeError, match=r"^chosen: (one|many|more): got .*, allowed "):
            chosen(*wrong)  # type: ignore[arg-type]
