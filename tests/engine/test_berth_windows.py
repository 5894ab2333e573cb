"""A vessel that is early waits for its window at anchor, a late one goes on; its boxes feel it. By hand."""

from __future__ import annotations

import numpy as np
import pytest
from worlds import Given, flow, lasting, play, port, rows_of, simulate, starts, stream_of, times, workload

from portsim.base.arrays import Floats
from portsim.kpis.kpi import Quantity
from portsim.kpis.late import Late
from portsim.kpis.spent import Spent
from portsim.kpis.statistic import statistic_of
from portsim.model.lateness import Lateness
from portsim.model.sourced import Time
from portsim.model.steps import inside, signal, travel, wait_for_next, wait_until, when_sent
from portsim.records.records import Records

CALL = flow(
    "call",
    wait_for_next("window"),
    inside("berth", (signal("berthed", at_end="berthed"), travel("work")), label="alongside"),
    signal("sailed", at_end="sailed"),
)
ARRIVALS, WINDOWS = (40.0, 200.0, 350.0), (100.0, 200.0, 300.0)  # 60 min early, on time, 50 min late


def three_vessels(horizon: float = 1000.0, known: bool = True) -> Records:
    """One berth, 120 min of work each: at the berth 100 to 220, 220 to 340 and 350 to 470."""
    given = Given(
        ARRIVALS,
        ("call",),
        {"work": 120.0},
        planned={"window": WINDOWS},
        plan=WINDOWS if known else None,
        traits={"blue": [True, False, True]},
    )
    return play(workload([CALL], {"vessel": given}, {"berth": 1}, horizon=horizon))


def samples(of: Quantity, records: Records | None = None) -> list[float]:
    return of.samples(records or three_vessels()).tolist()


def test_the_early_one_waits_for_its_window_and_the_late_one_takes_the_berth() -> None:
    assert times(three_vessels(), "window") == [(40, 40, 100), (200, 200, 200), (350, 350, 350)]
    assert times(three_vessels(), "alongside") == [(100, 100, 220), (200, 220, 340), (350, 350, 470)]


def test_waiting_for_the_window_is_not_waiting_for_a_berth() -> None:
    assert samples(Spent("both", labels=("window",))) == [60, 0, 0]
    assert samples(Spent("queue", places=("berth",))) == [0, 20, 0]


def test_lateness_is_counted_from_the_plan_and_below_0_for_who_is_early() -> None:
    late: Floats = Late().samples(three_vessels())
    assert late.tolist() == [-60, 0, 50]
    assert statistic_of("mean", late, 0) == pytest.approx(-10 / 3)
    assert statistic_of("p90", late, 0) == pytest.approx(40)  # 0.8 of the way from 0 to 50
    assert samples(Late(either_way=True)) == [60, 0, 50]
    assert samples(Late(traits=("blue",))) == [-60, 50]


def test_a_vessel_is_as_far_from_its_window_as_it_berths_away_from_it() -> None:
    apart = Late("berthed", either_way=True).samples(three_vessels())
    assert apart.tolist() == [0, 20, 50]
    assert statistic_of("share_within", apart, 30) == pytest.approx(2 / 3)


def test_who_still_waits_for_a_berth_is_behind_so_much_so_far() -> None:
    """At minute 210 the second vessel waits; the third has not come, and arrives in no window."""
    short = three_vessels(horizon=210.0)
    of = Late("berthed")
    assert samples(of, short) == [0, 10]
    assert of.unfinished(short) == 0.5
    assert samples(of, short.later(100.0)) == [0, 110]


def test_shipments_without_a_plan_are_never_late() -> None:
    records = three_vessels(known=False)
    assert samples(Late(), records) == []
    assert "planned" not in records.shipments_table()


def test_the_table_of_shipments_has_the_plan() -> None:
    both = {
        "vessel": Given(ARRIVALS, ("call",), {"work": 1.0}, planned={"window": WINDOWS}, plan=WINDOWS),
        "truck": Given((5.0,), ("drive",), {"work": 1.0}),
    }
    table = play(workload([CALL, flow("drive", travel("work"))], both, {"berth": 1})).shipments_table()
    assert table["planned"].tolist()[:3] == [*WINDOWS]
    assert np.isnan(table["planned"].tolist()[3])


# --- boxes


SAILS = (signal("loading_open"),)
TO_COME = flow("to_come", travel("handling"), signal("ready"))
LOADING = flow(
    "loading",
    wait_until("loading_open", of="carrier"),
    when_sent(
        "ready",
        (signal("aboard", at_end="loaded"),),
        orelse=(wait_until("ready"), travel("next_call", counts="rolled_over")),
    ),
)


def of_boxes(early: float, late: float, *, waits: bool = False) -> Records:
    """Vessels so many minutes early or late, for boxes that come 5 h or more before the planned arrival and
    are ready half an hour later."""
    fixed = {"source": ("user",)}
    lateness = Lateness.model_validate(
        {
            "name": "window",
            "earliest": Time.model_validate({"value": f"{early} min", **fixed}),
            "by": lasting(f"{late} min", "constant"),
            "reaches_back": Time.model_validate({"value": "2 day", **fixed}),
            "planned_for": ("box",),
        }
    )
    call = flow("call", *((wait_for_next("window"),) if waits else ()), *SAILS)
    tasks = {"handling": lasting("30 min", "constant"), "next_call": lasting("7 day", "constant")}
    demand = {
        "vessel": stream_of(6, ("call",), lateness=lateness),
        "box": stream_of(100, ("to_come", "loading"), taken_by="vessel", dwell=lasting("5 h", "constant")),
    }
    return simulate(port(tasks, demand), [call, TO_COME, LOADING], 6, 0)


def test_a_box_whose_vessel_is_late_dwells_longer_by_exactly_the_lateness() -> None:
    dwell = {}
    for late in (0.0, 135.0):
        box = of_boxes(0.0, late).by_stream["box"]
        dwell[late] = box.stamp("loaded") - box.arrival
    both = np.isfinite(dwell[0.0]) & np.isfinite(dwell[135.0])
    assert both.sum() > 400
    assert dwell[135.0][both] - dwell[0.0][both] == pytest.approx(np.full(both.sum(), 135.0))
    assert dwell[0.0][both].min() >= 300


def test_boxes_that_are_not_ready_when_their_vessel_comes_early_are_left_for_the_next_call() -> None:
    """8 h early, it loads before boxes are ready that came less than 8.5 h before the plan."""
    records = of_boxes(480.0, 0.0)
    box, vessel = records.by_stream["box"], records.by_stream["vessel"]
    left = np.zeros(records.n, dtype=np.bool_)
    left[records.raw.shipment[rows_of(records, "next_call")]] = True
    own = records.own("box")
    carrier = records.carrier[own]
    comes = vessel.arrival[np.where(carrier < 0, 0, carrier)]
    asked = np.maximum(comes, box.arrival)  # when the loading is asked whether the box is ready
    known = (carrier >= 0) & (box.arrival + 30 < records.horizon) & (asked < records.horizon)
    assert (left[own][known] == (asked < box.arrival + 30)[known]).all()
    assert 0.2 < left[own][known].mean() < 0.9


def test_none_is_left_by_a_vessel_that_waits_for_its_window() -> None:
    records = of_boxes(480.0, 0.0, waits=True)
    assert not len(rows_of(records, "next_call"))
    assert len(starts(records, "aboard")) > 300
