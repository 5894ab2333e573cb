"""Events in a study: cost per event whatever the length of the window, no yearly figures, and recovery."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from html_read import page_in
from scipy import stats
from tiny import EVIDENCE, TINY

from portsim.report.folder import write
from portsim.report.markdown import in_markdown
from portsim.report.pages.events import event_sentences, events_section
from portsim.scenario.load import load
from portsim.scenario.scenario import Scenario
from portsim.study.events import COLUMNS
from portsim.study.question import Asked, StudyResult
from portsim.study.replication import Job, replicate
from portsim.study.study import compare

STORM = """\
  storm:
    event: {per_year: {value: 4, source: A1, range: [2, 6]}}
    set:
      places.gate_in.calendar: storm_hours
      calendars.storm_hours:
        hours: [["00:00", "24:00"]]
        but_for: {hours: [["12:00", "14:00"]], on: [1], source: A1}
        source: A1
  surprise:
    event: true
    set:
      places.gate_in.calendar: storm_hours
      calendars.storm_hours:
        hours: [["00:00", "24:00"]]
        but_for: {hours: [["12:00", "14:00"]], on: [1], source: A1}
        source: A1
compare:
  storm: [storm]
  digital_storm: [qr_gate_pass, surprise]
"""
TARIFFS = """\
tariffs:
  truck_hour: {cost: {value: 120 yuan/h, source: A1}, payer: haulier}
  lift: {cost: {value: 75 yuan, source: A1}, payer: terminal}
"""


def scenario(folder: Path, days: int, replications: int = 4) -> Scenario:
    """A gate of one lane at a load of 0.39 in opening hours, closed for two hours at noon of day 1."""
    (folder / "evidence.yaml").write_text(EVIDENCE)
    text = TINY.replace("lanes: {value: 2", "lanes: {value: 1").replace("compare:\n", STORM)
    text = text.replace("lanes: 4}", "lanes: 2}").replace("days: 1, warm", f"days: {days}, warm")
    (folder / "storm.yaml").write_text(text + TARIFFS)
    return load(str(folder / "storm.yaml")).with_study(replications=replications)


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> StudyResult:
    return compare(scenario(tmp_path_factory.mktemp("storm"), 2), workers=1)


def figure(study: StudyResult, alternative: str, figure: str, of: str = "all_payers") -> dict[str, float]:
    table = study.events
    found = table[(table["alternative"] == alternative) & (table["figure"] == figure) & (table["of"] == of)]
    (row,) = found.to_dict("records")
    return {str(key): value for key, value in row.items()}


def deviation(found: dict[str, float]) -> float:
    """Standard deviation over replications, from the 95 % CI of the mean: its half-width is t s / sqrt(n)."""
    n = found["n"]
    sample = (found["high"] - found["mean"]) / stats.t.ppf(0.975, n - 1) * math.sqrt(n)
    return float(sample) * math.sqrt((n - 1) / n)


class TestTable:
    def test_the_event_stands_with_its_hours_and_the_same_without_it(self, study: StudyResult) -> None:
        head = study.events[["alternative", "event", "without", "begin", "end"]].drop_duplicates()
        assert head.to_numpy().tolist() == [
            ["storm", "storm", "baseline", 2160, 2280],
            ["digital_storm", "surprise", "qr", 2160, 2280],
        ]

    def test_companies_and_all_payers_are_sums_of_payers(self, study: StudyResult) -> None:
        haulier = figure(study, "storm", "cost", "haulier")
        assert haulier["mean"] > 0 and haulier["unit"] == "yuan" and haulier["n"] == 4
        for name, of in (("cost", "all_payers"), ("cost", "companies"), ("cost_by_entry", "truck_hours")):
            same = figure(study, "storm", name, of)
            assert [same[key] for key in ("mean", "low", "high")] == [
                haulier[key] for key in ("mean", "low", "high")
            ]

    def test_a_shipment_bears_its_part(self, study: StudyResult) -> None:
        """The mean of the replications' own ratios. With costs c = r x a of a shipments, mean(c) is
        mean(r) x mean(a) + cov(r, a), and no covariance is larger than the product of the deviations."""
        cost, each = figure(study, "storm", "cost"), figure(study, "storm", "cost_per_shipment")
        affected = figure(study, "storm", "affected", "all_shipments")
        assert affected["unit"] == "shipments" and 5 < affected["mean"] < 60
        most = deviation(each) * deviation(affected) / affected["mean"]
        assert each["mean"] == pytest.approx(cost["mean"] / affected["mean"], rel=0, abs=most)
        assert most < 0.05 * each["mean"]

    def test_where_nobody_is_affected_there_is_no_cost_of_a_shipment(self, study: StudyResult) -> None:
        first, *rest = study.replications
        spared = replace(first["events"]["storm"], cost=replace(first["events"]["storm"].cost, affected=0))
        changed = {**first, "events": {**first["events"], "storm": spared}}
        found, others = (
            figure(replace(study, replications=tuple(each)), "storm", "cost_per_shipment")
            for each in ((changed, *rest), rest)
        )
        assert found["n"] == others["n"] == 3
        assert found["mean"] == others["mean"] > 0

    def test_a_year_is_the_stated_frequency_times_the_cost(self, study: StudyResult) -> None:
        once, year = figure(study, "storm", "cost"), figure(study, "storm", "cost_a_year")
        assert year["unit"] == "yuan/y"
        for key in ("mean", "low", "high"):
            assert year[key] == pytest.approx(4 * once[key])
        assert (year["least"], year["most"]) == pytest.approx((2 * once["mean"], 6 * once["mean"]))

    def test_without_a_frequency_there_is_no_year(self, study: StudyResult) -> None:
        own = study.events[study.events["alternative"] == "digital_storm"]
        assert "cost_a_year" not in set(own["figure"]) and "cost" in set(own["figure"])

    def test_the_closed_place_recovers(self, study: StudyResult) -> None:
        gate = figure(study, "storm", "recovery", "gate_in")
        assert 0 < gate["mean"] < 6 and gate["not_back"] == 0 and gate["unit"] == "h"

    def test_a_place_that_is_not_back_has_needed_at_least_the_time_to_the_end(self, tmp_path: Path) -> None:
        """The run ends half an hour after the gate opens again: nobody can be back for an hour."""
        scenario(tmp_path, 2)
        text = (tmp_path / "storm.yaml").read_text().replace('["12:00", "14:00"]', '["19:00", "23:30"]')
        (tmp_path / "late.yaml").write_text(text.replace("run_out: 1 day", "run_out: 0 day"))
        late = load(str(tmp_path / "late.yaml")).only("baseline", "storm")
        row = figure(compare(late, workers=1), "storm", "recovery", "gate_in")
        assert (row["mean"], row["not_back"], row["n"]) == (0.5, 2, 2)
        assert math.isnan(row["low"]) and math.isnan(row["high"])

    def test_a_cost_that_the_run_does_not_see_to_its_end_is_a_bound(self, tmp_path: Path) -> None:
        """The run ends half an hour after the gate opens again: few trucks of the evening are through."""
        scenario(tmp_path, 2)
        text = (tmp_path / "storm.yaml").read_text().replace('["12:00", "14:00"]', '["19:00", "23:30"]')
        (tmp_path / "late.yaml").write_text(text.replace("run_out: 1 day", "run_out: 0 day"))
        late = compare(load(str(tmp_path / "late.yaml")).only("baseline", "storm"), workers=1)
        row = figure(late, "storm", "cost")
        assert row["mean"] > 0 and math.isnan(row["low"]) and row["not_back"] == row["n"] == 2
        (said,) = event_sentences(late.events)
        assert "It costs at least " in said and "that is at least " in said
        assert (
            "In 2 of 2 replications the run ends with shipments that the event holds up: let it run out for "
            "longer." in said
        )

    def test_a_cost_that_is_seen_to_its_end_is_none(self, study: StudyResult) -> None:
        row = figure(study, "storm", "cost")
        assert row["not_back"] == 0 and row["low"] < row["mean"] < row["high"]
        assert "at least" not in event_sentences(study.events)[0]

    def test_what_comes_after_the_window_is_shown(self, study: StudyResult) -> None:
        assert figure(study, "storm", "cost_after_the_window")["mean"] == 0


class TestNoYearIsBlownUp:
    def test_the_ledger_has_no_rows_of_an_alternative_with_an_event(self, study: StudyResult) -> None:
        assert (
            set(study.ledger["alternative"])
            == set(study.payers["alternative"])
            == {"baseline", "qr", "lanes"}
        )

    def test_yearly_kpis_are_not_measured(self, study: StudyResult) -> None:
        table = study.comparison.set_index(["alternative", "kpi"])
        for alternative in ("storm", "digital_storm"):
            assert table.loc[(alternative, "total_cost"), "verdict"] == "not measured"
        assert table.loc[("qr", "total_cost"), "n"] == 4
        assert table.loc[("storm", "truck_visit_time"), "n"] == 4  # what is no figure of a year is measured


def test_the_same_without_the_event_is_run_where_it_is_not_compared(tmp_path: Path) -> None:
    with_qr = compare(scenario(tmp_path, 2, 2).only("baseline", "qr", "digital_storm"), workers=1)
    alone = compare(scenario(tmp_path, 2, 2).only("baseline", "digital_storm"), workers=1)
    assert set(alone.events["without"]) == {""}
    pd.testing.assert_frame_equal(
        alone.events.drop(columns="without"), with_qr.events.drop(columns="without")
    )


def test_a_replication_keeps_its_alternatives_in_order(tmp_path: Path) -> None:
    chosen = scenario(tmp_path, 2).only("digital_storm", "qr", "storm")
    kept = replicate(chosen, {}, {}, Job(0, chosen.alternatives, Asked(("events",))))
    assert list(kept) == list(chosen.alternatives)
    assert kept["qr"]["events"] is None


def test_what_an_event_leaves_behind_is_no_queue_without_end_and_no_lack_of_warm_up(tmp_path: Path) -> None:
    """A gate with a load of 0.17, shut for 16 hours of the last day or of the first. What judges the length
    of the run and its load judges them as they are without the event: in the last week many wait, in the
    first days many wait, and no longer run brings another such day."""
    scenario(tmp_path, 28)
    text = (tmp_path / "storm.yaml").read_text().replace('["12:00", "14:00"]', '["06:00", "22:00"]')
    for day in (27, 0):
        (tmp_path / "shut.yaml").write_text(text.replace("on: [1]", f"on: [{day}]"))
        shut = load(str(tmp_path / "shut.yaml")).only("baseline", "storm").with_study(replications=2)
        found = compare(shut, workers=1)
        assert found.growth.empty
        assert found.table("warm_up")["verdict"].tolist() == ["enough", "enough"]
        assert found.table("warm_up")["later"].nunique() == 1
        assert "storm" not in set(found.table("too_short")["alternative"])
        assert found.comparison.set_index("kpi").loc["gate_queue_time", "difference"] > 10


@pytest.mark.slow
def test_a_longer_window_gives_the_same_cost_of_an_event(tmp_path: Path) -> None:
    """The same draws up to the event: the means differ by far less than the half-width of their CI."""
    costs = [
        figure(compare(scenario(tmp_path, days, 6).only("baseline", "storm"), workers=1), "storm", name, of)
        for name, of in (("cost", "all_payers"), ("affected", "all_shipments"))
        for days in (7, 14, 28)
    ]
    for three in (costs[:3], costs[3:]):
        half = (three[0]["high"] - three[0]["low"]) / 2
        means = [each["mean"] for each in three]
        assert means[0] > 0 and max(means) - min(means) < half / 4


AFFECTS = "Typhoon: storm, day 1 12:00 to day 1 14:00, affects 12 shipments."
COSTS = "It costs 780 yuan (95 % CI 700 to 860 yuan, n = 5) once, 65 yuan an affected shipment."
A_YEAR = (
    "At the stated frequency that is 3,120 yuan/y (95 % CI 2,800 to 3,440 yuan/y, n = 5); at the ends of its "
    "range 1,560 to 4,680 yuan/y."
)
NO_YEAR = "What a year costs is not said: per_year would say how often the event happens."
LATER = (
    "Shipments that come after the window cost 50 yuan (95 % CI 40 to 60 yuan, n = 5) more: choose more days."
)
QUEUE = "The queue grows most at gate-in, normal again after 1.5 h (95 % CI 1.2 to 1.8 h, n = 5)."


class TestWords:
    def test_a_sentence_says_cost_frequency_and_the_longest_queue(self) -> None:
        assert event_sentences(table()) == [" ".join((AFFECTS, COSTS, A_YEAR, QUEUE))]

    def test_without_a_frequency_it_says_that_no_year_is_known(self) -> None:
        rows = table()
        once = rows[rows["figure"] != "cost_a_year"]
        assert event_sentences(once) == [" ".join((AFFECTS, COSTS, NO_YEAR, QUEUE))]

    def test_a_cost_after_the_window_asks_for_more_days(self) -> None:
        rows = table()
        after = rows["figure"] == "cost_after_the_window"
        rows.loc[after, ["mean", "low", "high"]] = (50.0, 40.0, 60.0)
        assert event_sentences(rows) == [" ".join((AFFECTS, COSTS, A_YEAR, LATER, QUEUE))]

    def test_without_tariffs_it_says_what_is_affected(self) -> None:
        rows = table()
        free = rows[rows["figure"].isin(["affected", "recovery"])]
        assert event_sentences(free) == [" ".join((AFFECTS, QUEUE))]

    def test_the_section_has_a_table_of_costs_and_one_of_recoveries(self) -> None:
        section = in_markdown(events_section(table()))
        for row in (
            "| Typhoon | **All payers** | once | +780 yuan | +700 to +860 yuan | 5 |",
            "| Typhoon | **All payers** | a year | +3,120 yuan/y | +2,800 to +3,440 yuan/y | 5 |",
            "| Typhoon | Gate-in | normal again after 1.5 h (95 % CI 1.2 to 1.8 h, n = 5) |",
        ):
            assert row in section
        assert events_section(table()[:0]) == []

    def test_the_folder_has_the_tables_the_picture_and_the_section(
        self, study: StudyResult, tmp_path: Path
    ) -> None:
        write(study, tmp_path / "results", play=False)
        events = pd.read_csv(tmp_path / "results" / "events.csv")
        assert list(events.columns) == list(COLUMNS)
        assert (tmp_path / "results" / "backlog.csv").exists()
        assert (tmp_path / "results" / "figures" / "backlog_storm.png").exists()
        page = page_in(tmp_path / "results")
        assert page.titles.index("Who saves what") < page.titles.index("What an event costs")
        money = page.section("Who saves what")
        assert "Without yearly figures, as they hold an event: storm, digital storm." in money


def table() -> pd.DataFrame:
    nan = math.nan
    head = ("typhoon", "storm", "", 2160.0, 2280.0)
    rows = [
        (*head, "cost", "haulier", "yuan", 780.0, 700.0, 860.0, 5, nan, nan, 0),
        (*head, "cost", "all_payers", "yuan", 780.0, 700.0, 860.0, 5, nan, nan, 0),
        (*head, "cost_a_year", "all_payers", "yuan/y", 3120.0, 2800.0, 3440.0, 5, 1560.0, 4680.0, 0),
        (*head, "cost_per_shipment", "all_payers", "yuan", 65.0, 60.0, 70.0, 5, nan, nan, 0),
        (*head, "cost_after_the_window", "all_payers", "yuan", 0.0, 0.0, 0.0, 5, nan, nan, 0),
        (*head, "affected", "all_shipments", "shipments", 12.0, 11.0, 13.0, 5, nan, nan, 0),
        (*head, "recovery", "gate_in", "h", 1.5, 1.2, 1.8, 5, nan, nan, 0),
        (*head, "recovery", "yard_crane", "h", 3.0, 2.0, 4.0, 5, nan, nan, 0),
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))
