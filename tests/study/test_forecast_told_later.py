"""What a log was told after the moment of a forecast is drawn, as it is blank in a log that ends there."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from logged import GATE

import portsim
from portsim.study.analysis import Analysis

MAP = (
    "log: {file: trucks.csv, blanks: draw, columns: {arrival: in, "
    "domestic_truck.gate_in: {from: check, to: checked}, domestic_truck.trouble: {filled: asked}, "
    "domestic_truck.lift_domestic: {from: lift, to: lifted}, domestic_truck.gate_out: out}}"
)
NOW = "2026-03-10 08:05"
TUESDAY = [  # arrival, at the gate, in trouble, at the crane, and minutes at the gate out
    ("08:00", "08:00", "08:03", None, "08:06", "08:08", "1"),
    ("08:00", "08:03", "08:30", "08:31", "09:10", "09:40", "50"),
    ("08:00", "08:30", "08:31", None, "08:35", "08:37", "50"),
]


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def forecast(tuesday: list[tuple[str | None, ...]]) -> Analysis:
    """One truck on each of eight days before, and some on the day of the forecast."""
    usual = ("07:00", "07:00", "07:03", None, "07:06", "07:08", "1")
    days = [(f"2026-03-{2 + day:02}", usual) for day in range(8)]
    days += [("2026-03-10", each) for each in tuesday]
    rows = [
        [None if each is None else each if n == 6 else f"{day} {each}" for n, each in enumerate(own)]
        for day, own in days
    ]
    columns = ["in", "check", "checked", "asked", "lift", "lifted", "out"]
    pd.DataFrame(rows, columns=columns).to_csv("trucks.csv", index=False)
    Path("gate.yaml").write_text(GATE.replace("log: trucks.csv", MAP))
    return portsim.forecast("gate.yaml", NOW, hours=2, replications=20, workers=1)


def waiting(found: Analysis, place: str) -> float:
    rows = found.tables["queues"]
    own = rows[(rows["place"] == place) & (rows["hour"] == 1) & (rows["alternative"] == "baseline")]
    return float(own["median"].iloc[0])


def test_what_ends_after_now_is_drawn() -> None:
    """The gate takes 3 min by the scenario and 27 by the row that ends at 08:30: the third truck waits until
    08:06, and nobody is in trouble, who has a chance of 0."""
    found = forecast(TUESDAY)
    assert waiting(found, "gate_in") == pytest.approx(1 / 60)
    busy = found.tables["queues"].query("place == 'trouble_desk'")["busy_high"]
    assert (busy == 0).all()


def test_a_log_of_the_past_says_what_it_said_then() -> None:
    """A log with all that came, and one that was kept up to now, are forecast alike."""
    whole = forecast([*TUESDAY, ("08:20", "08:31", "08:59", None, "09:00", "09:01", "1")])
    kept: list[tuple[str | None, ...]] = [
        (*TUESDAY[0][:4], None, None, None),
        (*TUESDAY[1][:2], *[None] * 5),
        (*TUESDAY[2][:1], *[None] * 6),
    ]
    then = forecast(kept)
    pd.testing.assert_frame_equal(whole.tables["queues"], then.tables["queues"])
    inside = ["hour", "median", "inside_low", "inside_median", "inside_high"]
    pd.testing.assert_frame_equal(whole.tables["arrivals"][inside], then.tables["arrivals"][inside])


def test_a_measured_time_that_had_ended_is_taken() -> None:
    """The second truck's check ended at 08:04 after 1 min, so the third is served from then on."""
    short = (TUESDAY[1][0], "08:03", "08:04", *TUESDAY[1][3:])
    found = forecast([TUESDAY[0], short, TUESDAY[2]])
    assert waiting(found, "gate_in") == 0
