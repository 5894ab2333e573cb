"""A port whose times are known by hand, held against figures: met, missed, undecided, not measured."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd
import pytest
from observed import MORE, SURE, port
from tiny import TINY

from portsim.claims.observation import held
from portsim.claims.observations import load_observations
from portsim.kpis.between import Between
from portsim.kpis.spent import Spent
from portsim.scenario.load import load
from portsim.study.observed import Finding, find
from portsim.study.run import run
from portsim.study.study import compare
from portsim.study.validation import COLUMNS, validation_table

pytestmark = pytest.mark.usefixtures("tiny_folder")


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("held"))
        return compare(port(MORE), workers=1).validation.set_index("figure")


def test_a_row_stands_for_each_figure_in_the_order_of_the_file(table: pd.DataFrame) -> None:
    assert list(table.index) == ["F1", "F2", "F3", "F4", "F5", "F6"]
    assert list(table.reset_index().columns) == list(COLUMNS)


def test_a_gate_of_150_s_meets_a_band_of_90_to_180_s(table: pd.DataFrame) -> None:
    row = table.loc["F1"]
    assert row[["simulated", "low", "high"]].tolist() == pytest.approx([2.5, 2.5, 2.5])
    assert row[["verdict", "side", "n", "reason"]].tolist() == ["met", "", 2, ""]
    assert row[["beyond", "relative"]].tolist() == pytest.approx([0, 0.25])
    assert row[["source", "reference", "year", "differs"]].tolist() == [
        "O1", "a book on gates", "2011", "another port"
    ]  # fmt: skip
    step, minutes = row["largest"].split(" ")  # with the queue
    assert (step, row["largest_in"]) == ("gate_in", "min") and 2.5 <= float(minutes) < 3


def test_and_misses_one_of_30_to_120_s_by_half_a_minute(table: pd.DataFrame) -> None:
    row = table.loc["F2"]
    assert row[["verdict", "side"]].tolist() == ["missed", "high"]
    assert row[["beyond", "relative"]].tolist() == pytest.approx([0.5, 1.5])


def test_a_truck_that_turns_in_20_min_misses_half_an_hour_on_the_low_side(table: pd.DataFrame) -> None:
    """8 min to the yard, 3 min there, 495 s back and 45 s at the exit, and nobody queues on the way."""
    row = table.loc["F3"]
    assert row["simulated"] == pytest.approx(1 / 3)
    assert row[["verdict", "side", "measured_on"]].tolist() == ["missed", "low", "gate_in to gate_out"]
    assert row[["beyond", "relative"]].tolist() == pytest.approx([1 / 3 - 0.4, -1 / 3])
    assert row["largest"] == "yard_to_gate 8.25; gate_to_yard 8; lift_domestic 3"
    assert row["parameters"] > 4 and row["assumed"] == 0


def test_what_nothing_measures_says_why(table: pd.DataFrame) -> None:
    row = table.loc["F4"]
    assert row[["verdict", "reason", "n", "measured_on"]].tolist() == [
        "not measured", "vessels never leave", 0, ""
    ]  # fmt: skip
    assert math.isnan(row["simulated"]) and math.isnan(row["beyond"])


def test_a_statistic_of_its_own_is_taken(table: pd.DataFrame) -> None:
    """None of the gates takes 2 min, and each code 20 s."""
    assert table.loc["F5", ["simulated", "verdict", "side", "beyond"]].tolist() == [0, "missed", "low", -0.8]
    assert table.loc["F6", "simulated"] == pytest.approx(1 / 3)
    assert table.loc["F6", ["verdict", "statistic", "alternative", "cohort"]].tolist() == [
        "met", "p90", "qr", "has_code"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("low", "high", "verdict", "side"),
    [
        (1, 2, "met", None),
        (0.99, 1.5, "undecided", None),
        (1.5, 2.01, "undecided", None),
        (0.5, 0.99, "missed", "low"),
        (2.01, 3, "missed", "high"),
        (-math.inf, math.inf, "undecided", None),
    ],
)
def test_the_whole_interval_decides(low: float, high: float, verdict: str, side: str | None) -> None:
    assert held((1, 2), low, 1.5, high) == (verdict, side)


def found(*values: float, later: float = 0.0) -> dict[str, list[Finding]]:
    return {"F1": [Finding(value, value + later, 0.1 if later else 0.0, {}, None) for value in values]}


def judged(findings: dict[str, list[Finding]], overloaded: tuple[str, ...] = ()) -> dict[str, object]:
    scenario = port()
    observations = load_observations(Path("figures.yaml"), scenario)
    (row,) = validation_table(observations, findings, scenario, overloaded).to_dict("records")
    return {str(key): value for key, value in row.items()}


def test_a_wide_interval_is_undecided() -> None:
    """2 and 4 give 3 +- 12.7062 x 1."""
    row = judged(found(2, 4))
    assert [row["simulated"], row["low"], row["high"]] == pytest.approx([3, -9.7062, 15.7062], abs=1e-3)
    assert (row["verdict"], row["beyond"]) == ("undecided", 0)


def test_so_is_one_replication_and_a_port_whose_queue_grows() -> None:
    assert judged(found(2.5))["verdict"] == "undecided"
    grown = judged(found(2.5, 2.5), ("baseline",))
    assert (grown["verdict"], grown["reason"]) == ("undecided", "a queue grows for as long as the run lasts")
    assert judged(found(2.5, 2.5), ("qr",))["verdict"] == "met"


def test_what_numbers_were_chosen_to_meet_is_fitted_there_and_met_elsewhere() -> None:
    text = SURE + "    fitted: [{}]\n"
    for names, verdict in (("tiny", "fitted"), ("other", "met"), ("other, tiny", "fitted")):
        scenario = port(text.format(names))
        observations = load_observations(Path("figures.yaml"), scenario)
        (row,) = validation_table(observations, found(2.5, 2.5), scenario).to_dict("records")
        assert row["verdict"] == verdict
        (row,) = validation_table(observations, found(3.5, 3.5), scenario).to_dict("records")
        assert row["verdict"] == "missed"


def test_of_a_figure_below_zero_more_is_still_more() -> None:
    """Observed 2 min before the window, simulated 1 min before it: half of it later."""
    scenario = port(SURE.replace("observed: 2", "observed: -2").replace("[1.5, 3]", "[-3, -1.5]"))
    observations = load_observations(Path("figures.yaml"), scenario)
    (row,) = validation_table(observations, found(-1, -1), scenario).to_dict("records")
    assert (row["side"], row["beyond"], row["relative"]) == ("high", 0.5, 0.5)


def test_what_is_unfinished_widens_the_interval() -> None:
    row = judged(found(2.5, 2.5, later=1.0))
    assert [row["low"], row["high"], row["unfinished"]] == pytest.approx([2.5, 3.5, 0.1])
    assert row["verdict"] == "undecided"


def test_nobody_in_the_window_is_not_measured() -> None:
    row = judged(found(math.nan, math.nan))
    assert (row["verdict"], row["reason"]) == ("not measured", "no such shipment came in the window")


def test_an_alternative_that_was_left_out_says_so() -> None:
    scenario = port(MORE).only("lanes")
    row = compare(scenario, workers=1).validation.set_index("figure").loc["F6"]
    assert row[["verdict", "reason"]].tolist() == ["not measured", "qr was not run"]


def test_a_terminal_is_looked_at_by_itself() -> None:
    two = TINY.replace(
        "north: {title: North, share: {value: 1, source: A1}}",
        "north: {title: North, share: {value: 30 %, source: A1}}, "
        "south: {title: South, share: {value: 70 %, source: A1}}",
    )
    figure = SURE.replace("kpi: gate_transaction_time", "kpi: gate_transaction_time\n    statistic: median")
    figures = "figures:\n" + "".join(
        figure.removeprefix("figures:\n").replace("F1:", f"{name}:") + more
        for name, more in (("A", ""), ("N", "    terminal: north\n"), ("S", "    terminal: south\n"))
    )
    scenario = port(figures, text=two)
    records = run(scenario, 0)
    kept = find(load_observations(Path("figures.yaml"), scenario), "baseline", records, 0.0)
    number = {name: each.seen.n for name, each in kept.items() if each.seen is not None}
    trucks = records.shipments_table().query("stream == 'domestic'")
    counted = trucks[trucks["arrival"] < 1440]["terminal"].value_counts()
    assert number == {"A": counted.sum(), "N": counted["north"], "S": counted["south"]}


def test_two_figures_of_one_time_have_its_parts_from_one_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """F1, F2 and F5 are times at the gate; F3 is the turn of a truck."""
    scenario = port(MORE)
    records, looks = run(scenario, 0), []
    for kind in (Spent, Between):
        monkeypatch.setattr(kind, "behind", lambda self, records: looks.append(self) or {"gate_in": 1.0})
    kept = find(load_observations(Path("figures.yaml"), scenario), "baseline", records, 0.0)
    assert len(looks) == 2 and kept["F1"].parts == kept["F2"].parts == {"gate_in": 1.0}


# --- the file in the study


def test_the_study_is_another_one_if_a_band_moves_and_the_same_with_other_comments() -> None:
    first = port().identity
    assert port(f"# a comment\n{SURE}").identity == first
    assert port(SURE.replace("1.5, 3", "1.5, 3.1")).identity != first
    assert load("tiny.yaml").only("qr").validation is not None


def test_a_scenario_that_extends_another_does_not_inherit_its_figures() -> None:
    port()
    Path("own.yaml").write_text("extends: tiny.yaml\nname: own\n")
    Path("third.yaml").write_text("extends: own.yaml\nname: third\nvalidation: figures.yaml\n")
    assert load("own.yaml").validation is None
    assert load("third.yaml").validation == Path("figures.yaml")


def test_a_study_without_figures_has_an_empty_table() -> None:
    assert compare(load("tiny.yaml"), workers=1).validation.empty
