"""Queue and use by hour of the day over two days, worked out by hand: each figure is that of a mean day."""

from __future__ import annotations

import pytest
from worlds import NEVER, by_hand, same

from portsim.kpis.hours import hours_of_day
from portsim.model.steps import visit
from portsim.records.records import Records

GATE = visit("gate", "work")
DAY = 1440.0


@pytest.fixture(scope="module")
def two_days() -> Records:
    """Two lanes, shut on the second day from 01:00; trucks at 00:00 of the first day, 00:30 of the second."""
    tape = ((0.0, 2), (DAY + 60, 0))
    arrivals, work = [0.0, 0.0, 0.0, DAY + 30], [90.0, 60.0, 30.0, 10.0]
    return by_hand([GATE], arrivals, {"gate": tape}, horizon=2 * DAY, work=work)


def test_a_queue_is_that_of_a_mean_day(two_days: Records) -> None:
    """The third truck waits from 00:00 to 01:00 of one day of two: half a truck in the mean."""
    queue, _ = hours_of_day(two_days)["gate", "t"]
    assert queue.tolist() == [0.5] + [0.0] * 23


def test_the_use_is_that_of_all_servers_at_work_on_all_days(two_days: Records) -> None:
    """00:00: 120 and 10 min of 240 offered. 01:00: 30 min of the first truck, 30 of the third, of 120."""
    _, share = hours_of_day(two_days)["gate", "t"]
    assert same(share, [130 / 240, 60 / 120] + [0.0] * 22)  # type: ignore[arg-type]


def test_an_hour_that_is_never_offered_has_no_use() -> None:
    records = by_hand(
        [GATE], [0.0], {"gate": ((0.0, 1), (60.0, 0), (DAY, 1), (DAY + 60, 0))}, horizon=2 * DAY, work=30
    )
    _, share = hours_of_day(records)["gate", "t"]
    assert same(share, [0.25] + [NEVER] * 23)  # type: ignore[arg-type]
