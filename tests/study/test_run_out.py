"""How long a run goes on: until what was counted is through, and not for longer than it may."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tiny import EVIDENCE, TINY

import portsim
from portsim.base.errors import ConfigError
from portsim.base.units import DAY
from portsim.scenario.run_out import RunOut
from portsim.scenario.scenario import Scenario
from portsim.study.run import run, through

SLOW = TINY.replace(
    "papers: {shape: constant, mean: 1 h", "papers: {shape: constant, mean: 34 h"
)  # for the vessel


def scenario(folder: Path, run_out: str, text: str = SLOW) -> Scenario:
    (folder / "evidence.yaml").write_text(EVIDENCE)
    (folder / "tiny.yaml").write_text(text.replace("run_out: 1 day", f"run_out: {run_out}"))
    return portsim.load(str(folder / "tiny.yaml"))


@pytest.mark.parametrize(
    ("run_out", "days"),
    [
        (RunOut(at_least="0 day", at_most="8 day"), [0, 1, 2, 4, 8]),
        (RunOut(at_least="3 day", at_most="28 day"), [3, 6, 12, 24, 28]),
        (RunOut(at_least="2 day", at_most="2 day"), [2]),
    ],
)
def test_the_length_is_doubled_up_to_the_longest(run_out: RunOut, days: list[int]) -> None:
    assert [length / DAY for length in run_out.lengths] == days


def test_a_plain_length_is_as_long_as_it_says(tmp_path: Path) -> None:
    study = scenario(tmp_path, "36 h").study
    assert list(study.horizons) == [DAY + 1.5 * DAY] and study.horizon == 2.5 * DAY


def test_a_run_ends_as_soon_as_all_that_was_counted_is_through(tmp_path: Path) -> None:
    """Papers take 34 h to a vessel, its clearance half an hour more: the window is never enough."""
    chosen = scenario(tmp_path, "{at_least: 0 day, until: 100 %, at_most: 8 day}")
    records = run(chosen)
    vessels = records.by_stream["vessel"]
    last = vessels.stamp("vessel_cleared")[vessels.counted()].max()
    lengths = [0, 1, 2, 4, 8]
    needed = next(n for n in lengths if last < DAY * (1 + n))
    assert needed > 0 and records.horizon == DAY * (1 + needed)
    assert through(records) == 1.0


def test_a_run_never_goes_on_for_longer_than_it_may(tmp_path: Path) -> None:
    records = run(scenario(tmp_path, "{at_least: 0 day, until: 100 %, at_most: 6 h}"))
    assert records.horizon == 1.25 * DAY and through(records) < 1


def test_what_came_before_does_not_move(tmp_path: Path) -> None:
    short, long = (run(scenario(tmp_path, days)).visits_table() for days in ("0 day", "6 day"))
    columns = ["stream", "label", "queued", "started", "ended"]
    both = [
        table[table["ended"] < DAY].sort_values(["stream", "shipment", "queued", "label"])[columns]
        for table in (short, long)
    ]
    assert len(both[0]) > 100
    for column in columns:
        assert np.array_equal(both[0][column], both[1][column]), column


def test_a_longest_below_the_least_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        scenario(tmp_path, "{at_least: 3 day, at_most: 2 day}")
    assert "tiny.yaml:4:" in str(caught.value)
    assert (
        "study.run_out: at_least is 3 days, more than at_most, 2 days; let at_most be the longer one"
        in str(caught.value)
    )


def test_the_old_key_names_the_new_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"unknown key 'run_out_days' in study \(nearest: run_out\)"):
        scenario(tmp_path, "1 day", SLOW.replace("run_out: 1 day", "run_out_days: 1"))
