"""KPIs of booked slots, worked out by hand on five trucks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from worlds import Given, flow, play, workload

from portsim.kpis.booked import Booked
from portsim.kpis.kpi import Kpi
from portsim.model.steps import travel, visit
from portsim.records.records import Records
from portsim.workload.bookings import Bookings

NEVER = float("nan")
ROAD = flow("f", travel("road"), visit("gate", "work", label="gate", at_queue="at_gate"))
MISSED = Booked("missed", at="at_gate")


def trucks(road: Sequence[float], horizon: float = 1000.0) -> Records:
    """Five trucks, 10 min at the gate: on time, moved by 30, a no-show, a walk-in, and one without a slot.

    They come at 60, 130, 300, 70 and 80 [min].
    """
    given = Given([60.0, 130.0, 300.0, 70.0, 80.0], lasts={"road": road, "gate": 10.0})
    made = workload([ROAD], {"truck": given}, {"gate": 5}, horizon=horizon)
    bookings = Bookings(
        wished=np.array([60.0, 100.0, 90.0, NEVER, 80.0]),
        placed=np.array([True, True, True, False, False]),
        aimed=np.array([60.0, 130.0, 90.0, NEVER, NEVER]),
        no_show=np.array([False, False, True, False, False]),
        opens=np.array([60.0, 120.0, 300.0, NEVER, NEVER]),
        closes=np.array([120.0, 180.0, 360.0, NEVER, NEVER]),
    )
    return play(replace(made, streams=(replace(made.streams[0], bookings=bookings),)))


def value(of: Booked, records: Records, grace: float = 0.0) -> tuple[float, float, float]:
    figure = Kpi("k", "K", "min", "less", of).figure(records, grace)
    return figure.value, figure.later, figure.unfinished


def test_shift_is_the_time_between_wish_and_slot_of_those_who_have_one() -> None:
    assert Booked("shift").samples(trucks([0.0] * 5)).tolist() == [0.0, 30.0, 0.0]


def test_placed_is_the_share_of_those_who_book() -> None:
    assert Booked("placed").samples(trucks([0.0] * 5)).tolist() == [1.0, 1.0, 1.0, 0.0]


def test_missed_is_who_did_not_show_up_or_came_when_the_zone_had_closed() -> None:
    assert MISSED.samples(trucks([0.0] * 5)).tolist() == [0.0, 0.0, 1.0]
    assert MISSED.samples(trucks([60.0, 49.0, 0.0, 0.0, 0.0])).tolist() == [1.0, 0.0, 1.0]  # at 120: closed
    assert MISSED.samples(trucks([0.0, 50.0, 0.0, 0.0, 0.0])).tolist() == [0.0, 1.0, 1.0]


def test_who_is_on_its_way_at_the_horizon_has_missed_a_zone_that_has_closed() -> None:
    first, second = [400.0, 0.0, 0.0, 0.0, 0.0], [0.0, 400.0, 0.0, 0.0, 0.0]
    assert value(MISSED, trucks(first, horizon=350.0)) == (pytest.approx(2 / 3), pytest.approx(2 / 3), 0.0)
    assert value(MISSED, trucks(second, horizon=170.0), grace=9.0) == (
        pytest.approx(1 / 3),
        pytest.approx(1 / 3),
        pytest.approx(1 / 3),
    )
    assert value(MISSED, trucks(second, horizon=170.0), grace=10.0)[1] == pytest.approx(2 / 3)


def test_the_window_is_that_of_wishes() -> None:
    records = replace(trucks([0.0] * 5), window=(65.0, 95.0), grouped=None)
    assert Booked("placed").samples(records).tolist() == [1.0, 0.0]


def test_a_cohort_counts_alone_and_other_streams_have_nothing() -> None:
    records = trucks([0.0] * 5)
    shipments = records.by_stream["truck"]
    early = np.array([True, False, False, False, True])
    marked = replace(records, grouped={"truck": shipments.with_traits({"early": early}, {})})
    assert Booked("placed").among(("early",)).samples(marked).tolist() == [1.0, 0.0]
    assert not len(Booked("placed", streams=("vessel",)).samples(records))


def test_who_may_still_come_into_a_cohort_is_unfinished() -> None:
    records = trucks([0.0] * 5)
    now, later = np.array([True, True, False, False, False]), np.array([True, True, True, True, False])
    made = records.by_stream["truck"].with_traits({"opened": now}, {"opened": later})
    marked, of = replace(records, grouped={"truck": made}), Booked("shift").among(("opened",))
    assert of.samples(marked).tolist() == [0.0, 30.0]
    assert of.unfinished(marked) == pytest.approx(1 / 3)  # the third books too; the fourth never does


def test_the_table_of_shipments_has_wishes_and_slots() -> None:
    table = trucks([0.0] * 5).shipments_table()
    assert table["wished"].tolist()[:2] == [60.0, 100.0]
    assert table["slot_opens"].tolist()[:3] == [60.0, 120.0, 300.0]
    assert table["slot_closes"].isna().tolist() == [False, False, False, True, True]
    made = workload([ROAD], {"truck": Given([1.0], lasts={"road": 0.0, "gate": 1.0})}, {"gate": 1})
    assert "wished" not in play(made).shipments_table()
