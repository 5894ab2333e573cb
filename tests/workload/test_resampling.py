"""Days of a log drawn anew: every day as likely, blocks of the mean length, rows kept whole."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from logged import evenly, logged

from portsim.scenario.scenario import Scenario
from portsim.workload.build import build
from portsim.workload.draws import Draws
from portsim.workload.resampling import alike_days, stationary_days, weekly_days

DAY = 1440.0


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def drawn(replication: int) -> dict[str, np.random.Generator]:
    draws = Draws(7, replication)
    return {word: draws.at("days", word) for word in ("begin", "end")}


def resampled(arrivals: list[float], how: str, columns: dict[str, list[float]] | None = None) -> Scenario:
    edit = (": trucks.csv}", f": trucks.csv, resample: {how}}}")
    return logged(arrivals, edit, columns=dict(columns or {}))


def arrivals(scenario: Scenario, replication: int, days: int) -> np.ndarray:
    return build(scenario.baseline, days * DAY, 1, replication).streams[0].arrival


def test_a_resampled_log_brings_the_mean_of_its_days() -> None:
    """Days of 10, 20, 30, 40 rows: 25 a day in the mean, with variance 125; so 400 runs of 10 days, drawn day
    by day, have a standard error of sqrt(125 / 4000) = 0.177."""
    rows = [m for day in range(4) for m in evenly(10 * (day + 1), 1, first_day=day)]
    scenario = resampled(rows, "{method: stationary, block: 1 day}")
    brought = [len(arrivals(scenario, r, 10)) for r in range(400)]
    assert np.mean(brought) / 10 == pytest.approx(25, abs=3 * 0.177)
    assert np.var(brought) == pytest.approx(10 * 125, rel=0.25)


def test_every_day_is_as_likely_and_blocks_have_their_mean_length() -> None:
    """The chance that a day is not followed by the next of the log is 1/3 - 1/3 x 1/8, with a block of 3 days
    among 8: a new block begins with chance 1/3, and 1 of 8 of them goes on by chance."""
    taken = stationary_days(8, 80_000, 3.0, drawn(0))
    assert np.bincount(taken, minlength=8) / 80_000 == pytest.approx(np.full(8, 1 / 8), abs=0.01)
    broken = (taken[1:] != (taken[:-1] + 1) % 8).mean()
    assert broken == pytest.approx(1 / 3 * 7 / 8, abs=0.01)


def test_up_to_a_moment_the_log_is_as_it_is() -> None:
    """Day d has d + 1 rows at noon; after 12:30 on day 9 come days 0 to 8, whole, and no later one."""
    rows = [day * DAY + 720 for day in range(14) for _ in range(day + 1)]
    scenario = resampled(rows, f"{{method: stationary, block: 1 day, after: {9 * 24 + 12.5} h}}")
    later = set()
    for replication in range(60):
        day = np.bincount((arrivals(scenario, replication, 12) // DAY).astype(int), minlength=12)
        assert day[:10].tolist() == list(range(1, 11))
        later.update(day[10:].tolist())
    assert later == set(range(1, 10))


def test_a_day_is_cut_at_the_moment() -> None:
    """Rows come at 6 and at 18 o'clock; what comes after noon of day 3 is the evening of a day before it."""
    rows = [day * DAY + hour * 60 for day in range(5) for hour in (6, *(18,) * (day + 1))]
    scenario = resampled(rows, f"{{method: alike, after: {3 * 24 + 12} h}}")
    for replication in range(30):
        own = arrivals(scenario, replication, 4)
        today = own[own >= 3 * DAY] - 3 * DAY
        assert today[0] == 360
        assert set(today[1:]) == {18 * 60}
        assert len(today) - 1 in (1, 2, 3)


def test_days_alike_are_drawn_from_those_alike() -> None:
    taken = alike_days(0, 21, 7000, drawn(2))
    assert ((taken % 7 >= 5) == (np.arange(7000) % 7 >= 5)).all()
    assert np.unique(taken).tolist() == list(range(21))
    working = np.bincount(taken[taken % 7 < 5], minlength=21)[[d for d in range(21) if d % 7 < 5]]
    assert working / working.sum() == pytest.approx(np.full(15, 1 / 15), abs=0.015)


def test_a_longer_run_moves_no_earlier_day() -> None:
    assert (
        stationary_days(9, 40, 2.0, drawn(3))[:10].tolist() == stationary_days(9, 10, 2.0, drawn(3)).tolist()
    )
    assert weekly_days(9, 40, drawn(3))[:10].tolist() == weekly_days(9, 10, drawn(3)).tolist()


def test_whole_weeks_keep_the_days_of_the_week() -> None:
    taken = weekly_days(5, 7000, drawn(0))
    assert (taken % 7 == np.arange(7000) % 7).all()
    weeks = taken.reshape(-1, 7) // 7
    assert (weeks == weeks[:, :1]).all()
    assert np.bincount(weeks[:, 0], minlength=5) / 1000 == pytest.approx(np.full(5, 0.2), abs=0.05)


def test_a_day_is_taken_with_all_its_rows_and_times() -> None:
    """Day d has rows at 10 d + 1 minutes past midnight with a gate time of d + 1 minutes."""
    rows = [DAY * d + 10 * d + 1 for d in range(5) for _ in range(d + 1)]
    times = [float(d + 1) for d in range(5) for _ in range(d + 1)]
    scenario = resampled(rows, "{method: stationary, block: 2 day}", {"domestic_truck.gate_in": times})
    stream = build(scenario.baseline, 60 * DAY, 1, 0).streams[0]
    day, minute = np.divmod(stream.arrival, DAY)
    lasted = stream.durations["domestic_truck", "gate_in"]
    assert (minute == 10 * (lasted - 1) + 1).all()
    assert (np.diff(stream.arrival) >= 0).all()
    for d in range(60):  # the run is covered to its end, each day by one whole day of the log
        (first, *others) = lasted[day == d]
        assert len(others) + 1 == first
        assert set(others) <= {first}


def test_incomplete_weeks_take_no_part() -> None:
    rows = [*evenly(90, 3, first_day=4), *evenly(1, 7, 7), *evenly(2, 7, 14), *evenly(90, 3, 21)]
    scenario = resampled(rows, "{method: weekly}")
    for replication in range(5):
        each = np.bincount((arrivals(scenario, replication, 28) // DAY).astype(int), minlength=28).reshape(
            4, 7
        )
        assert (each == each[:, :1]).all()
        assert set(each[:, 0]) <= {1, 2}


def test_rows_after_the_end_of_a_run_are_no_shipments() -> None:
    scenario = logged(evenly(4, 7))
    assert len(build(scenario.baseline, 2 * DAY, 1, 0).streams[0].arrival) == 8


def test_holidays_are_drawn_for_one_another_and_for_no_other_day() -> None:
    """Of three weeks Tuesday 1, Friday 11 and the Sundays 13 and 20 are holidays."""
    holidays = (1, 11, 13, 20)
    taken = alike_days(0, 21, 7000, drawn(2), holidays)
    day = np.arange(7000)
    free = np.isin(day, holidays)
    assert set(taken[free]) <= {1, 11, 13, 20}
    assert set(taken[(day % 7 < 5) & ~free]) == set(range(21)) - {1, 11} - {5, 6, 12, 13, 19, 20}
    assert set(taken[(day % 7 >= 5) & ~free]) == {5, 6, 12, 19}
    without = alike_days(0, 21, 7000, drawn(2))
    assert set(without[day % 7 < 5]) == set(range(21)) - {5, 6, 12, 13, 19, 20}


def test_a_weekend_day_stands_for_the_only_holiday() -> None:
    """Of two weeks Tuesday 1 alone is a holiday; Monday 21 is one to come."""
    taken = [alike_days(0, 14, 28, drawn(each), (1, 21))[[1, 21]] for each in range(200)]
    assert set(np.ravel(taken)) == {5, 6, 12, 13}


def test_where_all_days_are_holidays_they_are_drawn_all_the_same() -> None:
    taken = alike_days(0, 3, 300, drawn(0), (0, 1, 2))
    assert set(taken) == {0, 1, 2}
    assert set(alike_days(0, 3, 300, drawn(0), (1,))[[1, 8, 15]]) <= {0, 2}  # no weekend: a working day
