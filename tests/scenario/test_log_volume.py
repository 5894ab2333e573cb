"""The log of a stream decides its volume: for the load check, the ledger, stated volumes, and all weights."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from broken import refusal
from logged import evenly, logged

import portsim
from portsim.base.errors import ConfigError
from portsim.kpis.year import DAYS
from portsim.model.random_time import Moments
from portsim.model.sourced import sourced_numbers
from portsim.scenario.logs.facts import log_warnings
from portsim.scenario.logs.log import read_log
from portsim.scenario.logs.means import Mean
from portsim.scenario.logs.volume import Window, week_shares
from portsim.scenario.offered_load import offered_loads
from portsim.scenario.rates import daily_rate, expected_shipments
from portsim.scenario.scenario import Scenario
from portsim.study.traces import logs_of
from portsim.study.volumes import volumes_table

WEEKLY = (": trucks.csv}", ": trucks.csv, resample: {method: weekly}}")


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def rate(scenario: Scenario) -> float:
    return daily_rate(scenario.baseline.port, "domestic")


def warned(scenario: Scenario) -> list[str]:
    return list(log_warnings(scenario.baseline.port, Window.of(scenario.study)))


def test_the_rate_is_the_rows_within_the_counted_days_by_day() -> None:
    scenario = logged([*evenly(8, 7), *evenly(50, 3, first_day=7)])
    assert rate(scenario) == 8
    assert rate(scenario.with_study(days=10)) == pytest.approx((7 * 8 + 3 * 50) / 10)
    assert rate(scenario.with_study(days=3, warm_up_days=7)) == 50


def test_the_rate_of_a_resampled_log_is_that_of_the_days_drawn_from() -> None:
    rows = [*evenly(99, 1, first_day=6), *evenly(8, 7, 7), *evenly(12, 7, 14), *evenly(99, 1, 21)]
    assert rate(logged(rows, WEEKLY)) == 10
    block = (": trucks.csv}", ": trucks.csv, resample: {method: stationary, block: 2 day}}")
    assert rate(logged(rows, block)) == pytest.approx((2 * 99 + 7 * 8 + 7 * 12) / 16)


def test_stated_volumes_and_their_source_are_those_of_the_log() -> None:
    scenario = logged(evenly(8, 7))
    (row,) = volumes_table(scenario.baseline.port).to_dict("records")
    assert row == {
        "stream": "domestic",
        "per_day": 8,
        "per_year": DAYS * 8,
        "source": "log",
        "note": "56 rows of trucks.csv in 7 counted days",
    }
    numbers = dict(sourced_numbers(scenario.baseline.port))
    assert numbers["demand.domestic.per_day"].words() == "8 per day"


def test_the_load_check_goes_by_the_log_and_not_by_the_stated_rate() -> None:
    load = next(x for x in offered_loads(logged(evenly(240, 7)).baseline) if x.place == "gate_in")
    assert load.mean == pytest.approx(240 * 3 / 1440)
    stated = ("value: 100 per day", "value: 5000 per day")
    assert rate(logged(evenly(8, 7), stated)) == 8
    message = refusal(lambda: logged(evenly(1000, 7)))
    assert message.startswith("gate.yaml:7:3: places.gate_in: offered load 2.08 at t: more work arrives than")


def test_hours_of_the_week_are_those_of_the_log() -> None:
    port = logged([60.5, 60.7, 1440 + 60.5, 7 * 1440 + 60.5]).baseline.port  # two Mondays, one Tuesday
    shares = week_shares(read_log("trucks.csv", port, "domestic"))
    assert (shares[1], shares[25], sum(shares)) == pytest.approx((0.6, 0.4, 1))


def test_hours_of_a_log_shorter_than_a_week_are_those_of_the_day() -> None:
    port = logged([60.5, 125, 1440 + 60.5]).baseline.port
    shares = week_shares(read_log("trucks.csv", port, "domestic"))
    assert shares[0:4] == shares[24:28] == pytest.approx((0, 2 / 3 / 7, 1 / 3 / 7, 0))


def test_expected_shipments_are_the_rows_that_arrive_in_so_many_days() -> None:
    port = logged(evenly(8, 7)).baseline.port
    assert expected_shipments(port, 3) == 24
    assert expected_shipments(port, 30) == 56


def test_what_would_change_the_rate_of_a_logged_stream_is_refused() -> None:
    scenario = logged(evenly(8, 7))
    assert refusal(lambda: scenario.set("demand.domestic.per_day", "5 per day")) == (
        "set demand.domestic.per_day: the log of domestic says how many come, so this would change "
        "nothing; "
        "remove demand.domestic.log to set a rate, or set demand.domestic.per_row, how many come for each "
        "row of it"
    )
    assert refusal(lambda: scenario.alternative("doubled", "more")) == (
        "gate.yaml:24:1: alternative 'doubled' changes demand.domestic.per_day, but a log says how many "
        "come and when: it would "
        "change nothing; leave it out, or remove demand.domestic.log; portsim fit puts a rate in place of "
        "the log, and demand.domestic.per_row says how many come for each row of it"
    )


def test_other_numbers_can_still_be_set_and_the_rate_stays() -> None:
    scenario = logged(evenly(8, 7)).with_study(days=3).set("places.gate_in.lanes", 2)
    assert (rate(scenario), scenario.study.days) == (8, 3)


def test_facts_say_what_is_used_and_what_is_left_out() -> None:
    scenario = logged([*evenly(8, 2), *evenly(4, 27, first_day=3)]).with_study(warm_up_days=1)
    (facts,) = logs_of(scenario)
    assert (facts.rows, facts.warm_up, facts.counted, facts.after) == (16 + 27 * 4, 8, 8 + 5 * 4, 4)
    assert facts.left_out == 27 * 4 - 6 * 4
    assert (facts.first_day, facts.last_day, facts.days_without_rows) == (1, 30, 1)
    assert facts.counted_days_without_rows == 1
    assert facts.sentence() == (
        "demand.domestic: trucks.csv has 124 rows, day 1 (Mon 01:30) to day 30 (Tue 21:00), 1 of these days "
        "without rows; 28 rows in the 7 counted days, 8 in the warm-up, 4 in the run-out, 84 left out; this "
        "decides the volume, 4 per day"
    )
    assert warned(scenario) == [
        "demand.domestic.log: 1 of the 7 counted days has no arrivals, and is counted all the same"
    ]


def test_a_log_that_ends_before_the_counted_days_is_warned_of() -> None:
    assert warned(logged(evenly(24, 7))) == []
    assert warned(logged(evenly(24, 2))) == [
        "demand.domestic.log: ends on day 2 (Tue 23:30), 5.02 days before the counted days end; 5 of "
        "the 7 counted "
        "days have no arrivals, and are counted all the same; give fewer days, or resample the log"
    ]
    assert warned(logged(evenly(24, 7)[:-12])) == [
        "demand.domestic.log: ends on day 7 (Sun 11:30), 12.5 h before the counted days end; give "
        "fewer days, or resample the log"
    ]
    assert warned(logged(evenly(24, 14, first_day=2))) == [
        "demand.domestic.log: begins on day 3 (Wed 00:30), 2.02 days after the counted days begin; 2 of "
        "the 7 counted "
        "days have no arrivals, and are counted all the same; set warm_up_days to 2"
    ]


def test_a_log_without_an_arrival_before_the_end_is_an_error() -> None:
    scenario = logged(evenly(4, 1, first_day=30))
    message = (
        "demand.domestic.log: no arrival before the run ends: the first is on day 31 (day 1 is a "
        "Monday), and the "
        "run lasts 8 days; set warm_up_days to 30, or use other rows"
    )
    for act in (lambda: portsim.run(scenario), lambda: portsim.compare(scenario, workers=1)):
        with pytest.raises(ConfigError) as caught:
            act()
        assert str(caught.value).endswith(message)
    with pytest.raises(ConfigError, match=r"^gate.yaml:\d+:\d+: demand.domestic.log: no arrival before"):
        portsim.compare(scenario, workers=1)


def test_a_log_with_dates_says_which_monday_is_minute_0() -> None:
    dates = pd.Timestamp("2026-03-04 10:00") + pd.to_timedelta([0, 26], unit="h")
    pd.DataFrame({"arrival": dates.tz_localize("Europe/Paris")}).to_parquet("trucks.parquet")
    scenario = logged([5], ("log: trucks.csv", "log: trucks.parquet"))
    (facts,) = logs_of(scenario)
    assert (facts.first, facts.last) == (2 * 1440 + 600, 3 * 1440 + 720)
    assert "minute 0 is 2026-03-02 00:00 by the clock of Europe/Paris" in facts.sentence()


@pytest.mark.parametrize(
    ("resample", "message"),
    [
        ("{method: weekly, block: 7 day}", "a block of the weekly method is a week; remove block"),
        ("{method: alike, block: 1 day}", "a block of the alike method is a day; remove block"),
        (
            "{method: alike, after: 36 h}",
            "resample draws among 2 or more days before 1.5 days, and trucks.csv covers 1; remove resample",
        ),
        (
            "{method: weekly, after: 13 day}",
            "resample draws among 2 or more whole weeks from Monday on before 13 days, and trucks.csv covers "
            "1; remove resample",
        ),
        (
            "{method: stationary}",
            "the stationary method needs a mean block of 1 day or more, such as block: 2 day",
        ),
        (
            "{method: weekly}",
            "resample draws among 2 or more whole weeks from Monday on, and trucks.csv covers 1; "
            "remove resample",
        ),
    ],
)
def test_a_way_to_resample_that_cannot_be_is_refused(resample: str, message: str) -> None:
    edit = (": trucks.csv}", f": trucks.csv, resample: {resample}}}")
    assert refusal(lambda: logged(evenly(3, 13), edit)).endswith(message)


def test_a_resample_without_a_log_is_refused() -> None:
    edit = ("log: trucks.csv", "resample: {method: weekly}")
    assert refusal(lambda: logged([5], edit)).endswith(
        "resample draws days of a log, and there is none; add log, or remove resample"
    )


def test_the_load_at_each_terminal_goes_by_the_log() -> None:
    two = (
        "  t: {title: T, share: {value: 1,",
        "  u: {title: U, share: {value: 50 %, source: user}}\n  t: {title: T, share: {value: 50 %,",
    )
    rows = evenly(240, 7)
    where = ["t" if number % 4 else "u" for number in range(len(rows))]
    loads = offered_loads(logged(rows, two, columns={"terminal": where}).baseline)
    gate = {load.terminal: load.mean for load in loads if load.place == "gate_in"}
    assert gate == pytest.approx({"t": 180 * 3 / 1440, "u": 60 * 3 / 1440})


def test_the_load_goes_by_the_times_and_chances_that_the_log_measures() -> None:
    """The paper check takes 9 min in the log and 3 min as stated; one truck of eight goes to the desk."""
    rows = evenly(120, 7)
    eighth = [float(number % 8 == 0) for number in range(len(rows))]
    columns = {"domestic_truck.gate_in": [9.0] * len(rows), "domestic_truck.trouble": eighth}
    stated = {load.place: load.mean for load in offered_loads(logged(rows).baseline)}
    measured = {load.place: load.mean for load in offered_loads(logged(rows, columns=columns).baseline)}
    assert stated["gate_in"] == pytest.approx(120 * 3 / 1440)
    assert measured["gate_in"] == pytest.approx(120 * 9 / 1440)
    assert measured["yard_crane"] == stated["yard_crane"]
    assert measured["trouble_desk"] > 0 == stated["trouble_desk"]


def test_where_a_cell_is_blank_the_load_goes_by_what_is_stated() -> None:
    stated = Moments(3.0, 1.0)
    assert Mean(9.0, 82.0, 1.0).time(stated) == (9, 1)
    half = Mean(9.0, 82.0, 0.5).time(stated)
    assert half == (6, 10)
