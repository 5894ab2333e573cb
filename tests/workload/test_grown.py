"""More or fewer shipments than a log has rows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from logged import evenly, logged

import portsim
from portsim.base.errors import ConfigError, PortsimError
from portsim.scenario.scenario import Scenario
from portsim.workload.build import Stream, build

PER_ROW = ("log: trucks.csv}", "log: trucks.csv, per_row: {value: 1, source: user}}")
MORE = ("more: {scale: {demand.domestic.per_day: 2}}", "more: {scale: {demand.domestic.per_row: 1.3}}")
FEWER = ("late: {", "fewer: {set: {demand.domestic.per_row: 0.4}}\n  late: {")
COMPARED = ("compare: {slow: [slow]}", "compare: {more: [more], fewer: [fewer]}")


@pytest.fixture
def port(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scenario:
    """Forty trucks a day for a week, by a log; a third more of them, or four of ten."""
    monkeypatch.chdir(tmp_path)
    rows = evenly(40, 8)
    times = [1 + n % 7 for n in range(len(rows))]
    columns = {"domestic_truck.gate_in": times}
    return logged(rows, PER_ROW, MORE, FEWER, COMPARED, columns=columns)


def drawn(scenario: Scenario, alternative: str, replication: int = 0) -> Stream:
    return build(scenario.world(alternative), 8 * 1440.0, 1, replication).streams[0]


def test_rows_come_once_more_with_the_chance_that_is_left(port: Scenario) -> None:
    """320 rows: 96 more in the mean with 1.3, 192 fewer with 0.4; 60 runs have a standard error of
    sqrt(320 x 0.3 x 0.7 / 60) = 1.06 and sqrt(320 x 0.4 x 0.6 / 60) = 1.13."""
    more = [drawn(port, "more", r).n for r in range(60)]
    fewer = [drawn(port, "fewer", r).n for r in range(60)]
    assert np.mean(more) == pytest.approx(320 * 1.3, abs=3 * 1.06)
    assert np.mean(fewer) == pytest.approx(320 * 0.4, abs=3 * 1.13)


def test_the_rows_themselves_are_as_they_were_and_others_come_before_the_next_row(port: Scenario) -> None:
    rows, more = drawn(port, "baseline"), drawn(port, "more")
    assert (more.arrival[: rows.n] == rows.arrival).all()
    added = more.arrival[rows.n :]
    after = np.searchsorted(rows.arrival, added, side="right") - 1  # of which row each is a copy
    assert (np.diff(after) >= 1).all()
    assert (added > rows.arrival[after]).all()
    times = more.durations["domestic_truck", "gate_in"]
    assert (times[rows.n :] == times[: rows.n][after]).all()
    assert set(times.tolist()) == {float(n) for n in range(1, 8)}


def test_a_smaller_number_takes_part_of_what_a_larger_one_takes(port: Scenario) -> None:
    rows, fewer = drawn(port, "baseline"), drawn(port, "fewer")
    fewest = drawn(port.set("demand.domestic.per_row", 0.2), "baseline")
    assert set(fewest.arrival) < set(fewer.arrival) < set(rows.arrival)


def test_volume_offered_load_and_ledger_go_by_it(port: Scenario) -> None:
    per_day = {name: port.world(name).port.demand["domestic"].per_day for name in port.alternatives}
    assert {name: each.value for name, each in per_day.items()} == {
        "baseline": 40.0,
        "more": pytest.approx(52.0),
        "fewer": pytest.approx(16.0),
    }
    assert per_day["more"].note == "280 rows of trucks.csv in 7 counted days, 1.3 for each"


def test_all_that_the_run_does_of_twice_the_rows_is_worked_out_by_hand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows at 0:30 and 1:00, two trucks each: the second of 0:30 comes before 1:00, that of the last row with
    it, and so waits for the one lane the 3 min that its twin takes."""
    monkeypatch.chdir(tmp_path)
    scenario = logged([30, 60], PER_ROW, columns={}).set("demand.domestic.per_row", 2)
    found = drawn(scenario, "baseline")
    assert found.n == 4
    assert found.arrival[[0, 1, 3]].tolist() == [30, 60, 60]
    assert 30 < found.arrival[2] < 60
    records = portsim.run(scenario)
    assert records.n == 4


def test_up_to_the_moment_of_a_forecast_rows_are_as_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    how = "resample: {method: alike, after: 5 day}, per_row: {value: 2, source: user}}"
    found = drawn(logged(evenly(40, 8), ("log: trucks.csv}", f"log: trucks.csv, {how}")), "baseline")
    assert (found.arrival < 5 * 1440).sum() == 200
    assert (found.arrival >= 5 * 1440).sum() == 2 * 3 * 40


def test_nobody_comes_once_more_in_the_middle_of_a_night(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows from 8:00 to 16:00 alone: none comes after 17:00, and all before the next row."""
    monkeypatch.chdir(tmp_path)
    rows = [day * 1440 + 480 + 30 * n for day in range(8) for n in range(17)]
    found = drawn(logged(rows, PER_ROW).set("demand.domestic.per_row", 3), "baseline")
    assert found.n == 3 * len(rows) and (found.arrival % 1440 <= 17 * 60).all()
    assert (found.arrival % 1440 > 16 * 60).any()


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ("0", "got 0, allowed above 0 and up to 100"),
        ("101", "got 101, allowed above 0 and up to 100"),
        ("2 per day", "got '2 per day', allowed a number"),
    ],
)
def test_what_is_no_such_number_is_refused(
    given: str, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    edit = (PER_ROW[0], f"log: trucks.csv, per_row: {{value: {given}, source: user}}}}")
    with pytest.raises(ConfigError) as error:
        logged(evenly(40, 7), edit)
    assert str(error.value).startswith("gate.yaml:") and text in str(error.value)


def test_without_a_log_it_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(
        ConfigError, match="per_row is of a log, and there is none; add log, or change per_day"
    ):
        logged(evenly(40, 7), ("log: trucks.csv}", "per_row: {value: 2, source: user}}"))


def test_a_fit_leaves_out_what_counts_rows_and_says_so(port: Scenario) -> None:
    with pytest.raises(
        PortsimError, match=r"^fit: demand\.domestic\.per_row changes how many come by the log"
    ):
        portsim.fit("gate.yaml")
    text = Path("gate.yaml").read_text().replace(", per_row: {value: 1, source: user}", "")
    text = text.replace("scale: {demand.domestic.per_row: 1.3}", "set: {demand.domestic.per_row: 1.3}")
    text = text.replace("compare: {more: [more]", "compare: {slow: [slow], more: [more]")
    Path("gate.yaml").write_text(text)
    found = portsim.fit("gate.yaml")
    said = " ".join(found.sentences)
    assert "compare: more, fewer: left out, as demand.domestic.per_row counts the rows of a log" in said
    overlay = str(found.facts["overlay"])
    assert "what_ifs: {more: null, fewer: null}" in overlay
    assert "compare: {more: null, fewer: null}" in overlay
    Path("fitted.yaml").write_text(overlay)
    assert list(portsim.load("fitted.yaml").compare) == ["slow"]
