"""Stage tables that add up: worked out by hand on a gate, an exam bay and a road."""

from __future__ import annotations

import numpy as np
import pytest
from worlds import by_hand, flow, lasting, one, port, share, stream_of

from portsim.kpis.split import Split, split
from portsim.kpis.stages import UNDER_WAY, Stage, stages
from portsim.model.demand import Trait
from portsim.model.place import Place
from portsim.model.sourced import Time
from portsim.model.steps import signal, travel, visit, when
from portsim.model.target import Target
from portsim.model.world import World
from portsim.records.records import Records

STEPS = (
    visit("gate", "work", at_start="gate_in", at_end="gate_out"),
    when("called", (visit("bay", "search", at_end="exam_end"),)),
    travel("road"),
    signal("there", at_end="delivered"),
)
NAMES = ("arrival", "gate_in", "gate_out", "exam_end", "delivered")
HORIZON = 60.0


@pytest.fixture(scope="module")
def records() -> Records:
    """One lane of 5 min, one bay of 20 min, a road of 10 min; the second and the fourth truck are called.

    truck  arrives  gate      bay        road       at minute 60
    0      0        0 to 5    -          5 to 15    through
    1      0        5 to 10   10 to 30   30 to 40   through
    2      12       12 to 17  -          17 to 27   through
    3      18       18 to 23  30 to 50   50 to 60   nothing fires at the horizon: still on the road
    4      58       58 to 63                        still in the lane
    """
    called = {"called": [False, True, False, True, False]}
    return by_hand(
        STEPS,
        [0, 0, 12, 18, 58],
        {"gate": 1, "bay": 1},
        horizon=HORIZON,
        traits=called,
        work=5,
        search=20,
        road=10,
    )


def world_with(**targets: Target) -> World:
    made = port(
        {task: lasting("1 min") for task in ("work", "search", "road")},
        {"truck": stream_of(10)},
        places={name: Place(servers=one(), noun="lanes") for name in ("gate", "bay")},
        traits={"called": Trait(share=share(0.5), of=("truck",))},
        targets=targets,
    )
    return World(made, {"f": flow("f", *STEPS)})


def rows(records: Records, world: World) -> dict[str, Stage]:
    return {each.stage: each for each in stages(records, world)}


def target(first: str, last: str, minutes: int) -> Target:
    within = Time(value=f"{minutes} min", source="user")  # type: ignore[arg-type]
    return Target.model_validate({"from": first, "to": last, "within": within})


class TestSplit:
    @pytest.fixture
    def found(self, records: Records) -> Split:
        truck = records.by_stream["truck"]
        return split(records, truck, NAMES, np.ones(5, dtype=np.bool_))

    def test_each_shipment_has_the_minutes_of_its_own_way_and_0_where_it_skips_a_stage(
        self, found: Split
    ) -> None:
        minutes = {name: each.tolist() for name, each in found.minutes.items()}
        assert minutes == {
            "gate_in": [0, 5, 0, 0, 0],
            "gate_out": [5, 5, 5, 5, 0],
            "exam_end": [0, 20, 0, 27, 0],
            "delivered": [10, 10, 10, 0, 0],
        }
        assert found.taken["exam_end"].tolist() == [False, True, False, True, False]

    def test_those_under_way_have_waited_since_their_last_milestone(self, found: Split) -> None:
        assert found.under_way.tolist() == [False, False, False, True, True]
        assert found.rest.tolist() == [0, 0, 0, 10, 2]

    def test_the_minutes_of_each_shipment_add_up_to_its_time(self, found: Split) -> None:
        assert found.total.tolist() == [15, 40, 15, 42, 2]


def test_who_ends_without_a_milestone_is_through() -> None:
    """The last step, with the only stamp behind the gate, is for some trucks alone."""
    steps = (STEPS[0], when("called", (travel("road", at_end="delivered"),)))
    called = {"called": [True, False]}
    records = by_hand(steps, [0, 0], {"gate": 1}, horizon=60, traits=called, work=5, road=10)
    names = ("arrival", "gate_in", "gate_out", "delivered")
    found = split(records, records.by_stream["truck"], names, np.ones(2, dtype=np.bool_))
    assert found.under_way.tolist() == [False, False] and found.rest.tolist() == [0, 0]
    assert found.total.tolist() == [15, 10]


class TestTable:
    def test_means_over_all_add_up_to_the_mean_of_the_whole_way(self, records: Records) -> None:
        found = rows(records, world_with())
        means = {name: each.mean for name, each in found.items() if each.kind != "whole"}
        assert means == pytest.approx(
            {"to gate_in": 1, "to gate_out": 4, "to exam_end": 9.4, "to delivered": 6, UNDER_WAY: 2.4}
        )
        whole = found["arrival to delivered"]
        assert whole.mean == pytest.approx(22.8) == sum(means.values())  # (15 + 40 + 15 + 42 + 2) / 5
        assert (whole.n, whole.taken, whole.unfinished) == (5, 3, 0.4)

    def test_beside_it_stand_how_many_took_the_stage_and_their_own_figures(self, records: Records) -> None:
        exam = rows(records, world_with())["to exam_end"]
        assert (exam.n, exam.taken, exam.mean_taken) == (5, 2, 23.5)
        assert (exam.median, exam.shortest, exam.longest) == (23.5, 20, 27)
        assert exam.p90 == pytest.approx(26.3)  # 20 + 0.9 x 7
        assert exam.unfinished == 0  # the truck in the lane is not called
        assert rows(records, world_with())["to delivered"].unfinished == 0.4

    def test_those_under_way_come_after_all_stages_and_before_whole_times(self, records: Records) -> None:
        found = rows(records, world_with())
        orders = [(each.kind, each.order) for each in found.values()]
        assert orders == [("stage", n) for n in range(1, 5)] + [("under way", 5), ("whole", 6)]

    def test_a_target_gives_a_row_and_the_share_that_keeps_it(self, records: Records) -> None:
        found = rows(
            records,
            world_with(out=target("gate_in", "gate_out", 5), fast=target("gate_out", "delivered", 29)),
        )
        gate = found["gate_in to gate_out"]
        assert (gate.n, gate.taken, gate.target, gate.within) == (5, 4, 5, 0.8)
        assert gate.mean == pytest.approx(4.4)  # (5 + 5 + 5 + 5 + 2 so far) / 5
        road = found["gate_out to delivered"]
        assert (road.n, road.taken) == (4, 3)  # the truck in the lane has not begun it
        assert road.within == 0.5  # 10 and 10 min; 30 min is too long, and 37 min so far is not there
        assert road.unfinished == 0.25

    def test_a_target_of_the_whole_way_stands_in_its_row(self, records: Records) -> None:
        found = rows(records, world_with(all=target("arrival", "delivered", 15)))
        whole = found["arrival to delivered"]
        assert (whole.target, whole.within) == (15, 0.4) and len(found) == 6
