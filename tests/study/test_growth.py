"""A queue that grows for as long as the run lasts is found, and no other."""

from __future__ import annotations

import pytest
from tiny import EVIDENCE, TINY
from worlds import GATE, by_hand

import portsim
from portsim.kpis.growth import queue_by_quarter
from portsim.study.growth import growing
from portsim.study.question import QUESTION, StudyResult

DAY = 1440.0


def test_a_truck_an_hour_at_a_gate_of_an_hour_and_a_half() -> None:
    """After t minutes t / 60 have come and t / 90 have been begun, so that t / 180 wait; less half a truck or
    so, as both come in steps."""
    arrivals = [60.0 * n for n in range(8 * 24)]
    records = by_hand([GATE], arrivals, {"gate": 1}, horizon=8 * DAY, work=90.0)
    middles = [n * DAY for n in (1, 3, 5, 7)]
    assert queue_by_quarter(records)["gate", "t"] == pytest.approx([t / 180 for t in middles], abs=0.6)


def test_a_gate_that_keeps_up_has_the_same_queue_in_every_quarter() -> None:
    """Two trucks at once every hour, 20 minutes each: one waits for 20 minutes of every hour."""
    arrivals = [60.0 * (n // 2) for n in range(2 * 4 * 24)]
    records = by_hand([GATE], arrivals, {"gate": 1}, horizon=4 * DAY, work=20.0)
    assert queue_by_quarter(records)["gate", "t"] == pytest.approx([1 / 3] * 4)


def test_three_days_have_no_quarters_of_whole_days() -> None:
    assert queue_by_quarter(by_hand([GATE], [0.0], {"gate": 1}, horizon=4 * DAY - 1, work=20.0)) == {}


SLOW = """\
  slow: {set: {tasks.paper_check: {shape: exponential, mean: 35 min, source: user}}}
  calm: {set: {tasks.paper_check: {shape: exponential, mean: 20 min, source: user}}}
  short: {set: {calendars.open_hours: {hours: [["10:00", "11:00"]], source: user}}}
"""
COMPARE = """\
  slow: [slow]
  calm: [calm]
  short: [short]
"""


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> StudyResult:
    """100 trucks a day at two lanes: 35 min each are 1.22 of what they can do, 20 min are 0.69. The
    exit takes 45 s of each truck, in one hour a day: 1.25 of it."""
    folder = tmp_path_factory.mktemp("growth")
    (folder / "evidence.yaml").write_text(EVIDENCE)
    text = TINY.replace("days: 1,", "days: 9,").replace("compare:\n", SLOW + "compare:\n") + COMPARE
    (folder / "tiny.yaml").write_text(text)
    return portsim.compare(str(folder / "tiny.yaml"), workers=1)


def test_the_overloaded_gate_and_exit_grow_and_the_busy_gate_does_not(study: StudyResult) -> None:
    found = study.growth[["alternative", "place", "terminal"]].to_numpy().tolist()
    assert found == [["slow", "gate_in", "north"], ["short", "gate_out", "north"]]
    assert growing(study) == {"slow", "short"}
    row = study.growth.iloc[0]
    assert row["load"] == pytest.approx(100 * 35 / 1440 / 2) and row["most"] == 1
    assert row["after"] > row["before"] > 1


def test_it_is_said_with_its_figures(study: StudyResult) -> None:
    question = study.scenario.library[QUESTION]["growth"]
    assert question.sentences is not None
    first = question.sentences(study)[0]
    assert first.startswith(
        "slow: the queue at gate_in, north, grows for as long as the run lasts (offered load 1.22; "
    )
    assert first.endswith("in the last); it saves nothing in any figure.")
