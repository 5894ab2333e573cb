"""Closed forms worked out by hand, on ports of a few steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from shipped import LIBRARY
from worlds import lasting, one, port, share, stream_of

from portsim.kpis.between import Between
from portsim.kpis.cost import MILLION, Cost
from portsim.kpis.expected import Expected, expected
from portsim.kpis.kpi import Kpi, Quantity
from portsim.kpis.ledger import ENTRY, Entry
from portsim.kpis.spent import Spent
from portsim.kpis.weighed import Weighed
from portsim.kpis.yearly import Yearly
from portsim.model.calendar import Calendar
from portsim.model.chance import LevelChance
from portsim.model.demand import Trait
from portsim.model.flow import Flow
from portsim.model.library import Declared, Plugin
from portsim.model.place import Place
from portsim.model.sourced import Money
from portsim.model.step import Step
from portsim.model.steps import (
    maybe,
    signal,
    start,
    travel,
    visit,
    wait_for_next,
    wait_until,
    when,
)
from portsim.model.tariff import Tariff
from portsim.model.world import World

TASKS = {"ten": lasting("10 min"), "thirty": lasting("30 min"), "five": lasting("5 min", "constant")}
IN = visit("gate", "ten", label="in", at_queue="come", at_start="served", at_end="in")
OUT = travel("five", label="out", at_end="gone")


def of_steps(*steps: Step, more: tuple[Flow, ...] = (), **parts: object) -> World:
    """A world of one stream of 100 a day, whose shipments do these steps."""
    streams = parts.pop("streams", {"truck": stream_of(100)})
    assert isinstance(streams, Mapping)
    flows = {flow.name: flow for flow in (Flow("f", steps), *more)}
    return World(port(TASKS, streams, **parts), flows, LIBRARY)


def kpi(of: Quantity, statistic: str = "mean", scale: float = 1.0) -> Kpi:
    return Kpi("k", "K", "min", "less", of, statistic, scale)


def form(of: Quantity, world: World, statistic: str = "mean", scale: float = 1.0) -> Expected:
    return expected(kpi(of, statistic, scale), world, world)


def test_durations_add_up_by_the_share_that_takes_each_step() -> None:
    world = of_steps(
        IN, maybe("trouble", (visit("gate", "thirty", label="desk"),)), OUT, chances={"trouble": share(0.2)}
    )
    found = form(Between("come", "gone"), world)
    assert found.figure == pytest.approx(10 + 0.2 * 30 + 5)
    assert found.parts == pytest.approx({"in": 10, "desk": 6, "out": 5})
    assert (found.reason, found.hours) == ("", ())


@pytest.mark.parametrize(
    ("first", "last", "minutes"),
    [
        ("arrival", "gone", 15),
        ("come", "in", 10),
        ("in", "gone", 5),  # what ends there is no part of it
        ("served", "gone", 15),  # what begins there is
        ("come", "served", 0),  # only a queue
    ],
)
def test_a_milestone_has_its_edge(first: str, last: str, minutes: float) -> None:
    assert form(Between(first, last), of_steps(IN, OUT)).figure == minutes


CODED = of_steps(
    when("coded", (travel("five", label="scan"),), orelse=(travel("thirty", label="paper"),)),
    OUT,
    traits={"coded": Trait(share=share(0.25), of=("truck",))},
)


def test_a_cohort_takes_its_own_way() -> None:
    """Of all a quarter takes 5 min and the rest 30 min."""
    assert form(Between("arrival", "gone"), CODED).figure == pytest.approx(0.25 * 5 + 0.75 * 30 + 5)
    coded = form(Between("arrival", "gone", traits=("coded",)), CODED)
    assert coded.figure == 10 and set(coded.parts) == {"scan", "out"}


def test_a_cohort_of_the_measure_is_taken_of_all_in_the_baseline() -> None:
    before = of_steps(travel("thirty", label="paper"), OUT)
    found = expected(kpi(Between("arrival", "gone", traits=("coded",))), before, CODED)
    assert found.figure == 35


def test_streams_weigh_as_much_as_they_bring() -> None:
    """100 a day take 10 min and 300 a day 30 min."""
    streams = {"truck": stream_of(100), "slow": stream_of(300, ("g",))}
    more = (Flow("g", (visit("gate", "thirty", label="on", at_queue="come", at_end="gone"),)),)
    world = of_steps(
        visit("gate", "ten", label="on", at_queue="come", at_end="gone"), more=more, streams=streams
    )
    assert form(Between("come", "gone"), world).figure == pytest.approx((100 * 10 + 300 * 30) / 400)
    assert form(Between("come", "gone", ("slow",)), world).figure == 30
    weighed = form(Weighed((Between("come", "gone", ("slow",)),)), world)
    assert weighed.reason == "it is put together from many flows"


def test_streams_and_places_of_a_kind_count_with_those_they_are_like() -> None:
    streams = {"truck": stream_of(100), "van": stream_of(300, ("g",), like="truck")}
    more = (Flow("g", (visit("side", "thirty", label="in"), travel("five", label="out", at_end="gone"))),)
    places = {
        name: Place(servers=one(), noun="lanes", like=like) for name, like in (("gate", ""), ("side", "gate"))
    }
    world = of_steps(IN, OUT, more=more, streams=streams, places=places)
    assert form(Between("arrival", "gone", ("truck",)), world).figure == (100 * 15 + 300 * 35) / 400
    served = form(Spent("service", places=("gate",), streams=("truck",)), world)
    assert served.figure == (100 * 10 + 300 * 30) / 400


def test_how_many_are_in_a_cohort_only_a_run_knows() -> None:
    found = form(Between("arrival", "gone", traits=("slow_ones",)), CODED)
    assert found.reason == "it speaks of the cohort slow_ones"


def test_visits_are_counted_and_only_work_has_minutes() -> None:
    desk = maybe("trouble", (visit("gate", "thirty", label="desk", counts="paper"),))
    gate = visit("gate", "ten", label="in", counts="paper")
    world = of_steps(gate, desk, OUT, chances={"trouble": share(0.2)})
    assert form(Spent("count", counts=("paper",)), world).figure == pytest.approx(1.2)
    assert form(Spent("service", counts=("paper",)), world).figure == pytest.approx(16)
    assert form(Spent("both", counts=("paper",)), world).figure == pytest.approx(16)
    assert form(Spent("queue", counts=("paper",)), world).figure == 0
    assert form(Spent("service"), world).figure == pytest.approx(21)


def test_of_a_mean_the_throughput_follows_and_no_other_statistic() -> None:
    world = of_steps(IN, OUT)
    assert form(Spent("service", labels=("in",)), world, "per_hour").figure == 6
    assert form(Between("come", "gone"), world, scale=1 / 60).figure == 0.25
    for statistic in ("p90", "median", "max", "share_within"):
        found = form(Between("come", "gone"), world, statistic)  # type: ignore[arg-type]
        assert found.figure != found.figure and found.reason == "it is no mean"


def test_what_some_never_reach_has_none() -> None:
    world = of_steps(
        IN, maybe("trouble", (OUT,), orelse=(travel("five", label="home"),)), chances={"trouble": share(0.2)}
    )
    assert form(Between("come", "gone"), world).reason == "not all shipments pass gone"
    assert form(Spent("count", labels=("in",), since="gone"), world).reason == "not all shipments pass gone"


def test_a_milestone_on_two_ways_is_one() -> None:
    """0.2 leave at once after 5 min, the rest after 30."""
    ways = maybe(
        "trouble",
        (travel("five", label="a", at_end="gone"),),
        orelse=(travel("thirty", label="b", at_end="gone"),),
    )
    world = of_steps(ways, travel("ten", label="after"), chances={"trouble": share(0.2)})
    assert form(Between("arrival", "gone"), world).figure == pytest.approx(25)


def test_departures_carriers_and_closing_hours_have_none_or_are_left_out() -> None:
    hours = {"clock": Calendar(hours=(("08:00", "12:00"),), source="user")}
    waiting = of_steps(IN, wait_for_next("clock", label="w"), OUT, calendars=hours)
    assert form(Between("come", "gone"), waiting).reason == "it waits for clock"
    assert form(Between("come", "in"), waiting).figure == 10
    closed = {"gate": Place(servers=one(), noun="lanes", calendar="clock")}
    shut = form(Between("come", "gone"), of_steps(IN, OUT, calendars=hours, places=closed))
    assert (shut.figure, shut.hours) == (15, ("clock",))
    by_hour = of_steps(when("clock", (travel("five", label="quick"),)), OUT, calendars=hours)
    assert form(Between("arrival", "gone"), by_hour).reason == "it hangs on the hours of clock"


class TestWaits:
    """The box is ready and waits for the truck; the truck comes, and waits while the box is worked on."""

    BOX = (
        travel("five", label="prepare"),
        signal("ready"),
        wait_until("truck_here"),
        visit("gate", "thirty", label="work"),
        signal("done"),
    )
    TRUCK = (
        start("box"),
        wait_until("ready"),
        travel("ten", label="drive"),
        signal("truck_here"),
        wait_until("done"),
        travel("five", label="leave", at_end="gone"),
    )
    WAIT = Spent("both", labels=("wait_done",))

    def world(self, truck: tuple[Step, ...] = TRUCK, box: tuple[Step, ...] = BOX) -> World:
        return of_steps(*truck, more=(Flow("box", box),))

    def test_that_begin_with_the_work_are_as_long_as_it(self) -> None:
        found = form(self.WAIT, self.world())
        assert (found.figure, found.parts) == (30, {"wait_done": 30})

    def test_are_none_if_the_driver_does_something_before(self) -> None:
        late = (*self.TRUCK[:4], travel("ten", label="eat"), *self.TRUCK[4:])
        assert form(self.WAIT, self.world(truck=late)).reason == "it waits for done"

    def test_are_none_if_the_box_may_not_be_waiting_yet(self) -> None:
        slow = (*self.BOX[:2], travel("ten", label="move"), *self.BOX[2:])
        assert form(self.WAIT, self.world(box=slow)).reason == "it waits for done"

    def test_are_none_if_the_box_waits_for_a_departure(self) -> None:
        later = (*self.BOX[:3], wait_for_next("clock", label="w"), *self.BOX[3:])
        hours = {"clock": Calendar(hours=(("08:00", "12:00"),), source="user")}
        world = of_steps(*self.TRUCK, more=(Flow("box", later),), calendars=hours)
        assert form(self.WAIT, world).reason == "it waits for done"

    def test_between_milestones_are_none(self) -> None:
        assert form(Between("arrival", "gone"), self.world()).reason == "it waits for truck_here"


def test_a_year_is_a_count_times_volume_times_price() -> None:
    """100 trucks a day, two lifts for a fifth of them and one for the others, 60 yuan each: 2.628 M yuan."""
    second = maybe("trouble", (visit("gate", "thirty", label="again", counts="lift"),))
    yuan = Money(value="60 yuan", source="user")
    world = of_steps(
        visit("gate", "ten", label="lift", counts="lift"),
        second,
        chances={"trouble": share(0.2)},
        tariffs={"lift": Tariff(cost=yuan, payer="terminal")},
        traits={"some": Trait(share=share(0.25), of=("truck",))},
    )
    found = form(Cost(), world, scale=MILLION)
    assert found.figure == pytest.approx(100 * 365 * 1.2 * 60 / 1e6)
    assert found.parts == pytest.approx({"lifts": 2_628_000})
    assert form(Cost(traits=("some",)), world, scale=MILLION).figure == pytest.approx(2.628 / 4)
    assert form(Yearly("lifts"), world, scale=MILLION).figure == pytest.approx(0.0438)
    assert form(Yearly("sheets"), world).reason == "the scenario lacks the tariff"


def test_a_years_work_of_a_trait_is_that_of_its_share() -> None:
    """Of 100 trucks a day 30 are coded, and of these alone the entry counts the lifts."""
    work = Spent("count", counts=("lift",), traits=("coded",))
    own = Declared(ENTRY, "coded_lifts", Entry("coded_lifts", "L", "lift", (work,), "lifts"), "here", 1)
    lift = {"cost": {"value": "60 yuan", "source": "user"}, "payer": "terminal"}
    coded = Trait.model_validate({"share": {"value": "30 %", "source": "user"}, "of": ["truck"]})
    world = of_steps(
        visit("gate", "five", counts="lift"),
        traits={"coded": coded},
        tariffs={"lift": Tariff.model_validate(lift)},
    )
    world = replace(world, library=LIBRARY.with_plugin(Plugin("own", "here", (own,))))
    assert form(Yearly("coded_lifts"), world).figure == pytest.approx(365 * 30)
    assert form(Yearly("coded_lifts", ("coded",)), world).figure == pytest.approx(365 * 30)


def test_a_chance_by_level_has_none_and_names_the_place_that_decides_it() -> None:
    """Half an hour at the desk by how many are at the gate: that only a run can tell."""
    by_level = LevelChance.model_validate({"at": "gate", "value": 0.2, "source": "user"})
    desk = maybe("trouble", (travel("thirty", label="desk"),))
    world = of_steps(IN, desk, OUT, chances={"trouble": by_level})
    quantity = Between("in", "gone")
    assert form(quantity, world).reason == "it hangs on how full gate is"
    assert "places.gate.lanes" in quantity.reads(world)
    plain = of_steps(IN, desk, OUT, chances={"trouble": share(0.2)})
    assert "places.gate.lanes" not in quantity.reads(plain)
    assert form(quantity, plain).figure == pytest.approx(0.2 * 30 + 5)
