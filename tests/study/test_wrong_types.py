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
from portsim.study.analysis import Analysis

SERIES = pd.Series([1, 2])
LANES = "places.gate_in.lanes"
pytestmark = pytest.mark.usefixtures("tiny_folder")
WRONG: list[tuple[Callable[[Any], object], str]] = [
    (lambda s: s.set(3, 3), "Scenario.set: key: got 3, allowed text"),
    (
        lambda s: s.set(LANES, SERIES),
        f"set {LANES}: got Series, allowed a value of a YAML file: a text, a number, a list or a mapping",
    ),
    (lambda s: s.world(3), "Scenario.world: alternative: got 3, allowed text"),
    (lambda s: s.only("qr", 3), "Scenario.only: names: got 3, allowed text"),
    (lambda s: s.only(["qr"]), "Scenario.only: names: got a list, allowed text"),
    (lambda s: s.alternative(3, "qr_gate_pass"), "Scenario.alternative: name: got 3, allowed text"),
    (lambda s: s.alternative("a", 3), "Scenario.alternative: uses: got 3, allowed text"),
    (
        lambda s: s.set(LANES, {"value": SERIES}),
        f"set {LANES}: got Series, allowed a value of a YAML file: a text, a number, a list or a mapping",
    ),
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
    (
        lambda s: portsim.compare(s, kpis=["truck_turn_time", None]),
        "compare: kpis: got a list with nothing, allowed text or a list of text",
    ),
    (lambda s: portsim.compare(s, answers="runs"), "compare: answers: got 'runs', allowed an Answers"),
    (
        lambda s: portsim.compare(s, against=SERIES),
        "compare: against: got a Series, allowed a path or text or a Measured",
    ),
    (lambda s: portsim.precision(s, figures=SERIES), "precision: figures: got a Series, allowed text"),
    (
        lambda s: portsim.precision(s, within=0.9),
        "precision: within: got 0.9, allowed text or a list of text",
    ),
    (lambda s: portsim.attribute(s, 3), "attribute: measures: got 3, allowed text or a list of text"),
    (
        lambda s: portsim.attribute(s, [3, "more_lanes"]),
        "attribute: measures: got a list with 3, allowed text or a list of text",
    ),
    (
        lambda s: portsim.breakeven(s, LANES, between=3),
        "breakeven: between: got 3, allowed a list of text or a number",
    ),
    (
        lambda s: portsim.size(s, [], monotone="no"),
        "size: monotone: got 'no', allowed True or False",
    ),
    (
        lambda s: portsim.uncertainty(s, claims_only="no"),
        "uncertainty: claims_only: got 'no', allowed True or False",
    ),
    (
        lambda s: portsim.calibrate(s, "observed.yaml", discrepancy="5 %"),
        "calibrate: discrepancy: got '5 %', allowed a number",
    ),
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


LISTS: dict[str, Callable[[Any, Any], object]] = {
    "size: over": lambda s, texts: portsim.size(s, texts),
    "size: cost": lambda s, texts: portsim.size(s, [f"{LANES}=2:3"], cost=texts),
    "export: streams": lambda s, texts: portsim.export(s, "out.csv", "csv", streams=texts),
    "fit: holidays": lambda s, texts: portsim.fit(s, holidays=texts),
    "write: languages": lambda s, texts: portsim.write(Analysis("a", "A", s, {}), "out", languages=texts),
}


@pytest.mark.parametrize(("name", "act"), LISTS.items(), ids=LISTS)
def test_a_list_is_no_generator_and_no_set(name: str, act: Callable[[Any, Any], object]) -> None:
    """The one is empty when it is read again, the other has another order in every process."""
    scenario = load("tiny.yaml")
    for texts, kind in ((iter(["domestic"]), "a list_iterator"), ({"domestic"}, "a set")):
        with pytest.raises(PortsimError, match=f"^{name}: got {kind}, allowed a list of text$"):
            act(scenario, texts)


def test_lists_of_any_library_are_taken() -> None:
    over, targets = pd.Series([f"{LANES}=2:3"]), pd.Series(["truck_turn_time <= 5 h"])
    found = portsim.size("tiny.yaml", over, targets, replications=2, budget=4, workers=SERIES[0])
    assert found.facts["over"] == [f"{LANES}=2:3"]


def test_what_is_not_to_be_looked_between_is_said() -> None:
    for between, got in ((2,), "2"), ((2, 3, 4), "2, 3, 4"), ((SERIES[0] * float("nan"), 3), "nan, 3"):
        with pytest.raises(
            PortsimError, match=f"^between: {LANES}: got {got}, allowed a value and a larger one$"
        ):
            portsim.breakeven("tiny.yaml", LANES, of="truck_turn_time", alternative="qr", between=between)


def test_a_table_is_asked_for_by_its_name() -> None:
    study = portsim.compare("tiny.yaml", replications=2, workers=1, kpis=["truck_turn_time"])
    assert len(study.table("comparison")) > 0
    with pytest.raises(PortsimError, match=r"^StudyResult.table: name: got 3, allowed text$"):
        study.table(3)  # type: ignore[arg-type]
    with pytest.raises(AttributeError, match=r"no table 'comparisn' \(nearest: comparison\)$"):
        _ = study.comparisn


def test_a_table_is_the_callers_own() -> None:
    study = portsim.compare("tiny.yaml", replications=2, workers=1, kpis=["truck_turn_time"])
    for given in (study.comparison, study.table("comparison")):
        given["kpi"] = "changed"
        given.loc[:, "difference"] = 0.0
    assert set(study.comparison["kpi"]) == {"truck_turn_time"}
    assert (study.table("comparison")["difference"] != 0).any()


def test_a_table_of_an_analysis_is_the_callers_own() -> None:
    found = portsim.precision("tiny.yaml", kpis=["truck_turn_time"], replications=2, most=2, workers=1)
    given = found.half_widths
    given["n"] = 0
    given.loc[:, "estimate"] = 0.0
    for table in (found.half_widths, found.tables["half_widths"]):
        assert set(table["n"]) == {2} and (table["estimate"] != 0).any()
    with pytest.raises(AttributeError, match=r"no table 'half_width' \(nearest: half_widths\)$"):
        _ = found.half_width


def test_options_are_the_scenarios_own() -> None:
    scan = {"shape": "constant", "mean": "30 s"}
    scenario = load("tiny.yaml").alternative("slow", "qr_gate_pass", scan_code=scan)
    before = scenario.identity
    scan["mean"] = "5 min"
    assert scenario.set(LANES, 2).identity == scenario.only("slow", "qr", "lanes").identity == before


def test_runs_and_worlds_are_shown_in_a_line() -> None:
    assert repr(portsim.run("tiny.yaml")) == "<Records of 197 shipments, 1,199 visits>"
    assert repr(load("tiny.yaml").world("lanes")) == "<World of 2 streams, 6 places: 1 change>"


def test_a_run_of_any_whole_number_has_its_key() -> None:
    scenario = load("tiny.yaml")
    keys = {portsim.run_key(scenario.baseline, scenario.study, n) for n in (1, SERIES[0])}
    assert len(keys) == 1


def test_an_alternative_takes_the_place_of_one_of_its_name() -> None:
    scenario = load("tiny.yaml").alternative("plus", "more_lanes").alternative("plus", "qr_gate_pass")
    assert [use.measure for use in scenario.compare["plus"]] == ["qr_gate_pass"]


@pytest.mark.parametrize("value", [3, "3", SERIES[0] + 2, {"value": 3, "source": "user"}])
def test_numbers_of_any_library_are_set(value: object) -> None:
    lanes = load("tiny.yaml").set(LANES, value).baseline.port.places["gate_in"].servers
    assert lanes.value == 3


TIMES, HOURS = "tasks.paper_check.range", "calendars.open_hours.hours"


@pytest.mark.parametrize(
    ("key", "value", "text"),
    [
        (TIMES, ("1 min", "4 min"), "[1 min, 4 min]"),
        (TIMES, None, "null"),
        (HOURS, (("06:00", "12:00"),), "[[06:00, 12:00]]"),
        ("chances.trouble", {"value": SERIES.mean() / 100, "source": "user"}, "0.015"),
        ("chances.trouble", {"value": "6 %", "source": "user", "note": 'it\'s "fine"'}, "6 %"),
        ("chances.trouble", {"value": 0.1, "range": list(SERIES / 10), "source": "user"}, "0.1"),
    ],
)
def test_values_of_python_are_set(key: str, value: object, text: str) -> None:
    assert load("tiny.yaml").set(key, value).set_by_user[0].new == text


def test_a_number_of_any_library_is_said_as_a_number() -> None:
    with pytest.raises(PortsimError, match=r"^days: got 1\.5, allowed a whole number from 1 to 3660$"):
        load("tiny.yaml").with_study(days=SERIES.mean())


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
