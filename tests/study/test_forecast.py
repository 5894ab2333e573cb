"""The next hours from logs: what stood there is repeated, later days are drawn, bands hold what comes."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from carried import OF_BOX, OF_SHIP, quay
from logged import evenly, logged

import portsim
from portsim.base.errors import PortsimError
from portsim.scenario.load import load
from portsim.scenario.logs.log import read_log
from portsim.scenario.scenario import Scenario
from portsim.study.analysis import Analysis
from portsim.study.forecasting.bands import band, covered
from portsim.study.forecasting.moment import Moment
from portsim.study.forecasting.sentences import silent, worst
from portsim.workload.resampling import alike_days

DAY, EIGHT = 1440, 480
WEEK = "2026-03-02"  # a Monday


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def three_at_eight(days: int = 14) -> Scenario:
    """Three trucks come at 8 o'clock each day; a gate of one lane takes 3 min for each of them, then a truck
    needs 3 + 2 + 3 + 1 min to be out again."""
    return logged([day * DAY + EIGHT for day in range(days) for _ in range(3)])


def row(found: Analysis, table: str, **where: object) -> pd.Series:
    rows = found.tables[table]
    for column, value in where.items():
        rows = rows[rows[column] == value]
    assert len(rows) == 1
    return rows.iloc[0]


def waits(found: Analysis, hour: int, alternative: str = "baseline") -> list[float]:
    own = row(found, "queues", place="gate_in", hour=hour, alternative=alternative)
    return [own["low"], own["median"], own["high"]]


def test_what_stands_in_the_port_now_goes_on() -> None:
    """At 08:05 the second truck is at the gate and the third waits, until 08:06. In the hour before the
    second waited 3 min and the third 5; so it is again a day later, in all runs alike."""
    found = portsim.forecast(
        three_at_eight(), f"{8 * 24 + 8 + 1 / 12:.9f} h", hours=25, replications=20, workers=1
    )
    assert waits(found, 0) == pytest.approx([8 / 60] * 3)
    assert waits(found, 1) == pytest.approx([1 / 60] * 3)
    assert waits(found, 24) == pytest.approx([8 / 60] * 3)
    assert waits(found, 25) == pytest.approx([1 / 60] * 3)
    assert waits(found, 12) == [0, 0, 0]
    inside = [f"inside_{each}" for each in ("low", "median", "high")]
    assert row(found, "arrivals", hour=0)[inside].tolist() == [3, 3, 3]
    assert row(found, "arrivals", hour=1)[inside].tolist() == [0, 0, 0]
    assert row(found, "arrivals", hour=24)[["low", "median", "high"]].tolist() == [3, 3, 3]


def test_a_log_that_is_resampled_in_studies_is_taken_as_it_is_up_to_now() -> None:
    resampled = (": trucks.csv}", ": trucks.csv, resample: {method: stationary, block: 2 day}}")
    scenario = logged([day * DAY + EIGHT for day in range(14) for _ in range(3)], resampled)
    found = portsim.forecast(scenario, f"{8 * 24 + 8 + 1 / 12:.9f} h", hours=1, replications=20, workers=1)
    assert waits(found, 0) == pytest.approx([8 / 60] * 3)


def test_an_alternative_begins_with_the_same_port() -> None:
    """Where the gate takes 4 min the second waits 4 min before 08:05 and the third 5, then until 08:08."""
    now = f"{8 * 24 + 8 + 1 / 12:.9f} h"
    found = portsim.forecast(
        three_at_eight(), now, hours=1, alternatives=["slow"], replications=20, workers=1
    )
    assert waits(found, 0, "slow") == pytest.approx([9 / 60] * 3)
    assert waits(found, 1, "slow") == pytest.approx([3 / 60] * 3)
    assert waits(found, 1) == pytest.approx([1 / 60] * 3)


def test_rows_after_now_are_compared_and_not_used() -> None:
    """On the ninth day thirty trucks come at 8, and three on every other; a forecast at midnight knows of
    three, and the table has the thirty beside them."""
    arrivals = [day * DAY + EIGHT for day in range(14) for _ in range(30 if day == 8 else 3)]
    found = portsim.forecast(logged(sorted(arrivals)), "192 h", hours=12, replications=20, workers=1)
    own = row(found, "arrivals", hour=9)
    assert own[["low", "median", "high", "seen"]].tolist() == [3, 3, 3, 30]
    said = "The logs go on: their arrivals lie in the band in 11 of 12 hours of a stream (meant: some 71 of "
    assert said + "100)." in found.sentences
    assert found.sentences[-1] == "6 days alike are few: of 100 coming days those of some 71 lie in the band."


def test_later_days_are_drawn_from_those_alike() -> None:
    """From Monday to Friday 2, 4, 6, 8 or 10 trucks come at noon, at weekends none: on a Wednesday any of the
    five can come, 6 in the middle, on a Sunday none."""
    numbers = (2, 4, 6, 8, 10, 0, 0)
    rows = [d * DAY + 720.0 for d in range(21) for _ in range(numbers[d % 7])]
    scenario = logged(rows)
    wednesday = portsim.forecast(scenario, f"{16 * 24} h", hours=14, replications=200, workers=1)
    assert row(wednesday, "arrivals", hour=13)[["low", "median", "high"]].tolist() == [2, 6, 10]
    saturday = portsim.forecast(scenario, f"{19 * 24} h", hours=38, replications=20, workers=1)
    for hour in (13, 37):
        assert row(saturday, "arrivals", hour=hour)[["low", "median", "high"]].tolist() == [0, 0, 0]


def test_a_band_holds_what_comes_as_often_as_it_says() -> None:
    """Days of a Poisson number of trucks, drawn from 20 days alike: some 90 of 100 bands hold the next one.
    Of 1,000 bands the share has a standard deviation of 1 in 100; ties make it a little larger."""
    rng = np.random.default_rng(1)
    held = []
    for sample in range(1000):
        days = rng.poisson(40, 28)
        taken = alike_days(0, 28, 29, {"begin": rng, "end": rng})
        drawn = [days[alike_days(0, 28, 29, {"begin": rng, "end": rng})[28]] for _ in range(100)]
        low, _, high = band(np.array(drawn))
        held.append(low <= rng.poisson(40) <= high)
        assert taken[28] % 7 < 5, sample  # day 28 is a Monday
    assert 0.86 <= np.mean(held) <= 0.96


def test_what_carriers_bring_comes_with_their_calls() -> None:
    """A ship comes each day at 10 o'clock and brings 5, 6 or 7 boxes in turn, each of them 2 lots without a
    log: so many come when a day is drawn, and those of the day before are named among those inside."""
    days = range(10)
    ships = "".join(f"{d * DAY + 600},north,V{d}\n" for d in days)
    boxes = "".join(f"V{d},0\n" for d in days for _ in range(5 + d % 3))
    port = quay(OF_SHIP, OF_BOX, ships=f"arrival,terminal,id\n{ships}", boxes=f"carrier,cooled\n{boxes}")
    found = portsim.forecast(port, "204 h", hours=24, replications=40, workers=1)
    for stream, each in (("ship", 1), ("box", 6), ("lot", 12)):
        own = row(found, "arrivals", stream=stream, hour=23)
        assert own["median"] == each
        assert (own["low"], own["high"]) == ((1, 1) if stream == "ship" else (each / 6 * 5, each / 6 * 7))
    assert re.search(r"^In the port at Tue 12:00: lot \d+ .*box \d", found.sentences[1])


@pytest.mark.parametrize(
    ("days", "runs", "share"),
    [(2, 40, 1 / 3), (4, 40, 3 / 5), (19, 10**6, 0.9), (10**6, 40, 0.9), (10**6, 19, 0.9), (0, 40, 0.0)],
)
def test_few_days_or_few_runs_hold_less(days: int, runs: int, share: float) -> None:
    """A further one of n alike lies between the least and the most with (n - 1) / (n + 1); of many days some
    90 of 100 lie in the band, however many runs there are."""
    assert covered(days, runs) == pytest.approx(share, abs=0.004)


@pytest.mark.parametrize(("days", "runs"), [(4, 20), (10, 40), (19, 40), (25, 200), (60, 40)])
def test_the_share_that_a_band_holds_is_that_of_trials(days: int, runs: int) -> None:
    rng, trials = np.random.default_rng(days), 20_000
    known = rng.random((trials, days))
    low, _, high = band(np.take_along_axis(known, rng.integers(0, days, (trials, runs)), axis=1).T)
    coming = rng.random(trials)
    assert np.mean((coming >= low) & (coming <= high)) == pytest.approx(covered(days, runs), abs=0.011)


def test_a_queue_that_forms_in_some_runs_is_told_where_its_median_is_nobody() -> None:
    """In no hour do most runs have a queue; in the third one run of ten has."""
    rows = [
        ("baseline", "scanner", "east", hour, 0.0, 0.0, high)
        for hour, high in enumerate((9.0, 0.0, 0.0, 4.0, 2.0))
    ]
    rows += [("baseline", "desk", "east", hour, 0.0, 0.0, 0.4) for hour in range(5)]
    queues = pd.DataFrame(rows, columns=["alternative", "place", "terminal", "hour", "low", "median", "high"])
    assert worst(queues)[["place", "hour"]].to_numpy().tolist() == [["scanner", 3]]


def test_dates_go_by_the_clock_of_the_log() -> None:
    arrivals = pd.Timestamp(WEEK) + pd.to_timedelta([d * DAY + EIGHT for d in range(14)], unit="min")
    pd.DataFrame({"in": arrivals}).to_csv("in.csv", index=False)
    logged(evenly(1, 1))
    text = Path("gate.yaml").read_text().replace("trucks.csv", "{file: in.csv, columns: {arrival: in}}")
    Path("gate.yaml").write_text(text)
    found = portsim.forecast("gate.yaml", "2026-03-10 07:30", hours=2, replications=20, workers=1)
    assert found.tables["arrivals"]["begins"].tolist()[1] == "Tue 07:30, 2026-03-10"
    assert row(found, "arrivals", hour=1)[["median", "seen"]].tolist() == [1, 1]
    with pytest.raises(PortsimError, match=r"^now: got 'soon', allowed a date and a time such as "):
        portsim.forecast("gate.yaml", "soon")
    with pytest.raises(PortsimError, match="but the logs have no time zone; leave the offset out"):
        portsim.forecast("gate.yaml", "2026-03-10 07:30+08:00")


@pytest.mark.parametrize(
    ("now", "options", "text"),
    [
        (
            "2026-03-10 07:30",
            {},
            "now: got '2026-03-10 07:30', allowed a time since Monday 00:00 such as '86 h'",
        ),
        (
            "900 h",
            {},
            "now: got '900 h', allowed a moment from Mon 08:00 to a day after Sun 08:00, the first and",
        ),
        (
            "30 h",
            {},
            "now: got '30 h', before which the logs have 1 day alike (Monday to Friday, or the weekend)",
        ),
        ("200 h", {"hours": 0}, "hours: got 0, allowed 1 to 72"),
        ("200 h", {"replications": 5}, "replications: got 5, allowed 20 to 10000"),
        ("200 h", {"alternatives": ["slwo"]}, "unknown alternative 'slwo' (nearest: slow)"),
    ],
)
def test_what_cannot_be_forecast_is_said(now: str, options: dict[str, object], text: str) -> None:
    with pytest.raises(PortsimError) as error:
        portsim.forecast(three_at_eight(), now, **options)  # type: ignore[arg-type]
    assert text in str(error.value)


def test_a_port_without_a_log_cannot_be_forecast() -> None:
    three_at_eight()
    Path("gate.yaml").write_text(Path("gate.yaml").read_text().replace(", log: trucks.csv", ""))
    with pytest.raises(
        PortsimError, match=r"^forecast: no stream of the scenario has a log, so nothing says"
    ):
        portsim.forecast(load("gate.yaml"), "200 h")


def test_a_log_that_ends_long_before_now_is_said() -> None:
    log = read_log("trucks.csv", logged(evenly(48, 10)).baseline.port, "domestic")
    end = 10 * DAY  # 15 min after the last row, and no longer than the half hour between any two
    assert list(silent({"domestic": log}, Moment(end, None))) == []
    assert list(silent({"domestic": log}, Moment(end + EIGHT, None))) == [
        "The log of domestic ends at Wed 23:45, 8.25 h earlier, and has no other gap as long: nobody is "
        "taken to have come since. Bring it up to now."
    ]
