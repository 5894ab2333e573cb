"""What an entry of the ledger reads: steps in the streams it speaks of, tariff, volumes and parameters."""

from __future__ import annotations

import pytest
from shipped import LIBRARY
from worlds import flow, lasting, one, port, share, stream_of

from portsim.base.units import Price
from portsim.kpis.between import Between
from portsim.kpis.ledger import ENTRY, Entry, entry, priced
from portsim.kpis.spent import Spent
from portsim.model.declare import declared_in
from portsim.model.demand import Trait
from portsim.model.place import Place
from portsim.model.steps import signal, travel, visit, when
from portsim.model.tariff import Tariff
from portsim.model.world import World

USER = {"source": "user"}
TRUCK = flow(
    "truck",
    travel("come"),
    visit("gate", "check", at_queue="gate_arrival"),
    when("heavy", (visit("crane", "lift_twice", counts="lift"),)),
    visit("crane", "lift_box", counts="lift"),
    signal("out", at_end="gate_out"),
)
BARGE = flow("barge", visit("crane", "lift_barge", counts="lift"))
TASKS = {name: lasting("1 h") for name in ("come", "check", "lift_twice", "lift_box", "lift_barge")}
LIFTS = Entry("lifts", "Lifts", "lift", (Spent("count", counts=("lift",), since="gate_arrival"),), "lifts")


def made(**tariff: object) -> World:
    """Trucks that pass a gate, barges that pass none, and vans that begin nothing that is paid for."""
    demand = {
        "truck": stream_of(10, ("truck",)),
        "barge": stream_of(5, ("barge",)),
        "van": stream_of(2, ("van",)),
    }
    given = {"cost": {"value": "60 yuan", **USER}, "payer": "terminal", **tariff}
    places = {name: Place(servers=one(), noun="lanes") for name in ("gate", "crane")}
    made = port(
        TASKS,
        demand,
        places=places,
        traits={"heavy": Trait(share=share(0.5), of=("truck",))},
        tariffs={"lift": Tariff.model_validate(given)},
    )
    flows = {each.name: each for each in (TRUCK, BARGE, flow("van", signal("there")))}
    return World(made, flows, LIBRARY)


def labels(of: Entry, *traits: str) -> list[str]:
    return [read.step.label for read in of.steps(made(), traits)]


class TestSteps:
    def test_are_those_of_all_streams_also_of_those_that_pass_no_gate(self) -> None:
        assert labels(LIFTS) == [TRUCK.steps[2].label, "lift_twice", "lift_box", "lift_barge"]

    def test_are_those_of_the_streams_that_a_part_names(self) -> None:
        of_trucks = Entry("l", "L", "lift", (Spent("count", counts=("lift",), streams=("truck",)),), "lifts")
        assert labels(of_trucks) == [TRUCK.steps[2].label, "lift_twice", "lift_box"]

    def test_of_a_cohort_are_those_of_the_streams_that_have_its_traits(self) -> None:
        assert "lift_barge" not in labels(LIFTS, "heavy") and "lift_box" in labels(LIFTS, "heavy")

    def test_of_a_time_lie_between_its_milestones(self) -> None:
        waits = Entry("waits", "Waits", "lift", (Between("gate_arrival", "gate_out"),), "h")
        assert labels(waits) == ["check", TRUCK.steps[2].label, "lift_twice", "lift_box"]

    def test_of_what_is_spent_up_to_a_milestone_lie_between_the_two(self) -> None:
        part = Spent("service", labels=("come", "check", "lift_box"), since="gate_arrival", until="gate_out")
        assert labels(Entry("e", "E", "lift", (part,), "h")) == ["check", "lift_box"]

    def test_of_several_parts_follow_one_another(self) -> None:
        parts = (Spent("service", labels=("check",)), Spent("count", labels=("lift_barge",)))
        assert labels(Entry("both", "Both", "lift", parts, "h")) == ["check", "lift_barge"]


class TestReads:
    def test_the_cost_decides_then_shares_and_volumes_of_streams_with_such_work(self) -> None:
        assert LIFTS.reads(made()) == (
            "tariffs.lift.cost",
            "traits.heavy.share",
            "demand.truck.per_day",
            "demand.barge.per_day",
        )

    def test_pieces_and_the_time_that_each_takes_decide_where_they_are_given(self) -> None:
        three = {"shape": "constant", "mean": 3, **USER}
        assert LIFTS.reads(made(pieces=three))[:2] == ("tariffs.lift.cost", "tariffs.lift.pieces")
        ten = {"value": "10 min", **USER}
        timed = made(cost={"value": "60 yuan/h", **USER}, takes=ten)
        assert LIFTS.reads(timed)[:2] == ("tariffs.lift.cost", "tariffs.lift.takes")

    def test_how_long_a_step_takes_decides_where_time_is_paid(self) -> None:
        hours = Entry("hours", "Hours", "lift", (Spent("both", labels=("check",)),), "h")
        assert hours.reads(made()) == (
            "tariffs.lift.cost",
            "tasks.check",
            "places.gate.lanes",
            "demand.truck.per_day",
        )

    def test_a_cohort_asks_for_its_own_streams_alone(self) -> None:
        assert "demand.barge.per_day" not in LIFTS.reads(made(), ("heavy",))


class TestEntry:
    def test_counts_where_a_part_counts_visits(self) -> None:
        service, between = Spent("service", labels=("check",)), Between("gate_arrival", "gate_out")
        assert LIFTS.counts
        assert Entry("e", "E", "lift", (service, *LIFTS.of), "h").counts
        assert not Entry("e", "E", "lift", (service, between), "h").counts

    @pytest.mark.parametrize(
        ("unit", "timed", "price"), [("h", True, 5.0), ("day", True, 120.0), ("trips", False, 5.0)]
    )
    def test_a_day_costs_24_hours(self, unit: str, timed: bool, price: float) -> None:
        made = Entry("e", "E", "lift", LIFTS.of, unit)
        assert made.timed is timed
        assert made.price(Price(5.0, "yuan/h" if timed else "yuan")) == price

    def test_says_its_title_unit_and_tariff(self) -> None:
        assert ENTRY.says(LIFTS) == "Lifts [lifts], tariff lift"
        assert (ENTRY.noun, ENTRY.plural) == ("ledger entry", "ledger entries")

    def test_is_declared_with_all_it_is_given(self) -> None:
        made = entry("paid", "Paid", "lift", *LIFTS.of, unit="h", labour=True)
        assert made == Entry("paid", "Paid", "lift", LIFTS.of, "h", labour=True)
        assert entry("unpaid", "Unpaid", "lift", *LIFTS.of, unit="h").labour is False
        first, second = declared_in(globals())
        assert (first.kind, first.name, first.thing, second.name) == (ENTRY, "paid", made, "unpaid")


def test_the_entries_of_a_world_are_those_that_its_tariffs_can_price() -> None:
    assert {each.tariff for each in priced(made())} == {"lift"}
    assert priced(None) == []


def test_an_entry_is_of_no_labour_unless_it_says_so() -> None:
    assert LIFTS.labour is False
