"""A year's work over several streams, worked out by hand: each by its own volume, from its own begin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest
from shipped import LIBRARY
from worlds import Given, flow, play, port, stream_of, workload

from portsim.base.arrays import Floats
from portsim.kpis.between import Between
from portsim.kpis.ledger import Entry
from portsim.kpis.spent import Spent
from portsim.kpis.year import uncounted, year, year_unfinished
from portsim.model.demand import Demand
from portsim.model.event import Occurrence
from portsim.model.steps import travel, visit, when
from portsim.model.tariff import Tariff
from portsim.model.world import World
from portsim.records.records import Records
from portsim.records.shipments import Shipments

TRUCK = flow(
    "truck",
    visit("crane", "shift", counts="lift"),
    travel("come", at_end="gate_arrival"),
    visit("crane", "lift_box", counts="lift", at_end="gate_out"),
)
BARGE = flow("barge", travel("moor", at_end="gate_out"), visit("crane", "lift_barge", counts="lift"))
LIFTS = Entry("lifts", "Lifts", "lift", (Spent("count", counts=("lift",), since="gate_arrival"),), "lifts")
MINUTES = Entry(
    "minutes", "Minutes", "lift", (Spent("service", counts=("lift",), since="gate_arrival"),), "h"
)
PIECES = {"cost": {"value": "60 yuan", "source": "user"}, "payer": "terminal"}


def terminal(
    per_day: Mapping[str, Demand], trucks: Given, barges: Given, window: tuple[float, float] | None = None
) -> Records:
    records = play(workload([TRUCK, BARGE], {"truck": trucks, "barge": barges}, {"crane": 500}), window)
    tariffs = {"lift": Tariff.model_validate(PIECES)}
    return replace(records, world=World(port({}, per_day, tariffs=tariffs), records.flows, LIBRARY))


def of(lift_box: float | list[float], n: int = 2) -> Given:
    """Trucks, lifted for 7 minutes before the gate and for `lift_box` after it; every other is routed."""
    traits = {"routed": [True, False] * (n // 2), "rare": [False] * n}
    return Given([0.0] * n, ("truck",), {"shift": 7, "come": 1, "lift_box": lift_box}, traits)


def barges(lift_barge: float, n: int = 1) -> Given:
    none = {"routed": [False] * n, "rare": [False] * n}
    return Given([6.0] * n, ("barge",), {"moor": 2, "lift_barge": lift_barge}, none)


BOTH: Mapping[str, Demand] = {"truck": stream_of(100, ("truck",)), "barge": stream_of(10, ("barge",))}


def test_each_stream_counts_by_its_own_volume() -> None:
    """A truck is lifted twice, a barge once."""
    records = terminal(BOTH, of(10), barges(30))
    assert year(LIFTS, records) == 365 * (100 * 2 + 10 * 1)
    assert year(MINUTES, records) == pytest.approx(365 * (100 * 17 + 10 * 30) / 60)


def test_a_stream_is_counted_from_its_gate_or_from_its_arrival_where_it_passes_none() -> None:
    """Counted from minute 5 on: trucks arrive at 0 and pass the gate at 8, the barge arrives at 6."""
    records = terminal(BOTH, of(10), barges(30), (5.0, 1000.0))
    assert year(LIFTS, records) == 365 * (100 * 2 + 10 * 1)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    ("begin", "missing"), [(5.0, ()), (7.0, ("barge",)), (9.0, ("truck", "barge"))], ids=str
)
def test_a_stream_of_which_none_was_counted_is_named_and_leaves_no_figure(
    begin: float, missing: tuple[str, ...]
) -> None:
    records = terminal(BOTH, of(10), barges(30), (begin, 1000.0))
    assert uncounted(LIFTS, records) == missing
    assert np.isnan(year(LIFTS, records)) == bool(missing)


def test_a_run_without_a_world_or_with_an_event_has_no_year() -> None:
    records = terminal(BOTH, of(9999), barges(30))
    bare = replace(records, world=None)
    assert np.isnan(year(LIFTS, bare)) and year_unfinished(LIFTS, bare) == 0 and uncounted(LIFTS, bare) == ()
    assert records.world is not None
    stormy = replace(records, world=replace(records.world, event=Occurrence("storm")))
    assert np.isnan(year(LIFTS, stormy))


def test_work_that_no_stream_has_is_done_and_0() -> None:
    scans = Entry("scans", "Scans", "lift", (Spent("count", counts=("scan",)),), "scans")
    records = terminal(BOTH, of(9999), barges(30))
    assert (year(scans, records), year_unfinished(scans, records), uncounted(scans, records)) == (0, 0, ())


def test_a_part_speaks_of_the_streams_it_names() -> None:
    records = terminal(BOTH, of(10), barges(30))
    own = Entry("l", "L", "lift", (Spent("count", counts=("lift",), streams=("barge", "train")),), "lifts")
    assert year(own, records) == 365 * 10


def test_a_time_is_that_of_each_stream() -> None:
    """Trucks take 10 minutes from their gate to the end, a barge 2 minutes from its arrival."""
    records = terminal(BOTH, of(10), barges(30))
    parts = (Between("gate_arrival", "gate_out"), Between("arrival", "gate_out", ("barge",)))
    hours = Entry("h", "H", "lift", parts, "h")
    assert year(hours, records) == pytest.approx(365 * (100 * 10 + 10 * 2) / 60)
    whole = Entry("w", "W", "lift", (Between("arrival", "gate_out"),), "h")
    assert year(whole, records) == pytest.approx(365 * (100 * (7 + 1 + 10) + 10 * 2) / 60)


def test_what_was_there_at_the_start_comes_no_second_time_and_hides_nothing() -> None:
    """The barge is not through with its lift, but no more barges come in a year."""
    there = stream_of(10, ("barge",), before_start={"value": "1 day", "source": "user"}, planned=PLAN)
    records = terminal({**BOTH, "barge": there}, of(10), barges(9999))
    assert year(LIFTS, records) == 365 * 200
    early = terminal({**BOTH, "barge": there}, of(10), barges(9999), (7.0, 1000.0))  # no barge is counted
    assert year(LIFTS, early) == 365 * 200
    assert year_unfinished(LIFTS, early) == 0 and uncounted(LIFTS, early) == ()


PLAN = {"name": "slot", "dwell": {"shape": "constant", "mean": "1 h", "source": "user"}, "profile": "day"}


def test_a_stream_of_less_than_one_a_day_counts() -> None:
    seldom = {"truck": stream_of(0.5, ("truck",)), "barge": stream_of(0.1, ("barge",))}
    assert year(LIFTS, terminal(seldom, of(10), barges(30))) == pytest.approx(365 * (0.5 * 2 + 0.1 * 1))


@pytest.mark.parametrize("unfinished", [0, 1, 2])
def test_who_is_still_lifted_adds_the_minutes_so_far(unfinished: int) -> None:
    """Trucks are lifted for 7 + 10 minutes, the last ones for 7 and since minute 8; the horizon is 1000."""
    lasts = [10.0] * (100 - unfinished) + [9999.0] * unfinished
    records = terminal(BOTH, of(lasts, 100), barges(30))
    per_truck = (17 * (100 - unfinished) + (7 + 992) * unfinished) / 100
    assert year(MINUTES, records) == pytest.approx(365 * (100 * per_truck + 10 * 30) / 60)
    assert year_unfinished(MINUTES, records) == unfinished / 100


def test_work_that_all_are_through_with_is_summed_once_however_much_longer_others_take(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The barge is through, one of four trucks is not and takes 600 minutes more."""
    summed: list[str] = []
    amounts = Spent.amounts

    def noted(self: Spent, records: Records, shipments: Shipments) -> Floats:
        summed.append(shipments.stream)
        return amounts(self, records, shipments)

    monkeypatch.setattr(Spent, "amounts", noted)
    records = terminal(BOTH, of([10, 10, 10, 9999], 4), barges(30))
    now, later = year(MINUTES, records), year(MINUTES, records.later(600))
    assert summed == ["truck", "barge", "truck"]
    assert later - now == pytest.approx(365 * 100 * 600 / 4 / 60)


def test_who_asks_first_how_long_all_take_in_the_end_does_not_change_what_they_took_so_far() -> None:
    trucks = of([10, 10, 10, 9999], 4)
    records, other = terminal(BOTH, trucks, barges(30)), terminal(BOTH, trucks, barges(30))
    assert year(MINUTES, records.later(600)) > year(MINUTES, records) == year(MINUTES, other)


def test_a_cohort_that_nobody_is_of_has_no_work() -> None:
    records = terminal(BOTH, of(10), barges(30))
    assert year(LIFTS, records, ("rare",)) == 0
    assert year(LIFTS, records, ("routed",)) == 365 * 50 * 2  # every other truck, and no barge


def test_the_entries_of_a_run_are_worked_out_each_for_itself() -> None:
    records = terminal(BOTH, of(10), barges(30))
    first = [year(each, records) for each in (LIFTS, MINUTES)]
    assert first[0] != first[1] and first == [year(each, records) for each in (LIFTS, MINUTES)]


def test_a_stream_of_anothers_kind_counts_once() -> None:
    """100 trucks of two lifts, and 10 barges like trucks of one."""
    demand = {**BOTH, "barge": stream_of(10, ("barge",), like="truck")}
    own = Entry("l", "L", "lift", (Spent("count", counts=("lift",), streams=("truck",)),), "lifts")
    assert year(own, terminal(demand, of(10), barges(30))) == 365 * (100 * 2 + 10 * 1)
    time = Entry("t", "T", "lift", (Between("arrival", "gate_out", ("truck",)),), "h")
    assert year(time, terminal(demand, of(10), barges(30))) == pytest.approx(365 * (100 * 18 + 10 * 2) / 60)
    assert year(own, terminal(BOTH, of(10), barges(30))) == 365 * 100 * 2


MIXED = flow(  # those that are routed leave by rail: they come to no gate, and are lifted for 4 minutes
    "mixed",
    when(
        "routed",
        (visit("crane", "lift_rail", counts="lift"),),
        orelse=(
            travel("come", at_end="gate_arrival"),
            visit("crane", "lift_box", counts="lift", at_end="gate_out"),
        ),
    ),
)
HOURS = Entry("h", "H", "lift", (Between("gate_arrival", "gate_out"),), "h")


def mixed(by_rail: int, lift_rail: float = 4, window: tuple[float, float] = (0.0, 1000.0)) -> Records:
    """Ten boxes, of which so many leave by rail; each of the others is a truck for 10 minutes."""
    traits = {"routed": [True] * by_rail + [False] * (10 - by_rail)}
    lasts = {"come": 1, "lift_box": 10, "lift_rail": lift_rail}
    boxes = {"box": Given([0.0] * 10, ("mixed",), lasts, traits)}
    records = play(workload([MIXED], boxes, {"crane": 500}), window)
    tariffs = {"lift": Tariff.model_validate(PIECES)}
    own = {"box": stream_of(100, ("mixed",))}
    return replace(records, world=World(port({}, own, tariffs=tariffs), records.flows, LIBRARY))


@pytest.mark.parametrize("by_rail", [0, 2, 5, 9])
def test_a_stream_of_which_only_a_part_passes_the_gate_has_no_more_truck_hours_than_trucks(
    by_rail: int,
) -> None:
    trucks = 100 * (10 - by_rail) / 10
    assert year(HOURS, mixed(by_rail)) == pytest.approx(365 * trucks * 10 / 60)


@pytest.mark.parametrize("by_rail", [0, 2, 5, 9, 10])
def test_who_passes_no_gate_is_counted_from_the_arrival(by_rail: int) -> None:
    """Every box is lifted once, by rail or at the gate, and both are work of the year."""
    records = mixed(by_rail)
    assert year(LIFTS, records) == pytest.approx(365 * 100)
    minutes = (by_rail * 4 + (10 - by_rail) * 10) / 10
    assert year(MINUTES, records) == pytest.approx(365 * 100 * minutes / 60)
    assert year_unfinished(LIFTS, records) == 0 and uncounted(LIFTS, records) == ()


def test_where_all_go_another_way_there_are_no_truck_hours() -> None:
    assert year(HOURS, mixed(10)) == 0 and uncounted(HOURS, mixed(10)) == ()
    assert uncounted(HOURS, mixed(10, window=(5.0, 1000.0))) == ("box",)  # none arrives from then on


def test_work_of_who_passes_no_gate_can_be_unfinished() -> None:
    records = mixed(5, lift_rail=9999)
    assert year_unfinished(MINUTES, records) == 1  # of the five that leave by rail
    assert year(MINUTES, records) == pytest.approx(365 * 100 * (0.5 * 1000 + 0.5 * 10) / 60)


@pytest.mark.parametrize("by_rail", [2, 5])
def test_work_of_a_trait_is_that_of_its_share_of_the_stream(by_rail: int) -> None:
    of_rail = Entry("l", "L", "lift", (Spent("count", counts=("lift",), traits=("routed",)),), "lifts")
    assert year(of_rail, mixed(by_rail)) == pytest.approx(365 * 100 * by_rail / 10)
    assert year(of_rail, mixed(by_rail), ("routed",)) == pytest.approx(365 * 100 * by_rail / 10)
    assert year(LIFTS, mixed(by_rail), ("routed",)) == pytest.approx(365 * 100 * by_rail / 10)
