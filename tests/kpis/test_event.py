"""What an event costs, worked out by hand.

A truck comes every ten minutes to a lane that takes five for each. It is closed for an hour: the six trucks
of that hour wait 60, 55, 50, 45, 40 and 35 minutes, and the next six 30, 25, 20, 15, 10 and 5, as the lane
then works without a pause. These are 390 minutes of twelve trucks, 780 yuan at 120 yuan/h.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from shipped import LIBRARY
from worlds import Given, by_hand, flow, one, play, workload

from portsim.base.errors import PortsimError
from portsim.kpis.between import Between
from portsim.kpis.event import affected, cost_of_event
from portsim.kpis.ledger import ENTRY, Entry, Work
from portsim.kpis.spent import Spent
from portsim.model.library import Declared, Plugin
from portsim.model.place import Place
from portsim.model.port import Port
from portsim.model.steps import maybe, travel, visit
from portsim.model.tariff import Tariff
from portsim.model.world import World
from portsim.records.records import Records
from portsim.workload.capacity import Tape

DAY = 1440.0
CLOSED: Tape = ((0.0, 1), (60.0, 0), (120.0, 1))
LANE = visit("lane", "work", at_queue="gate_arrival", at_end="gate_out", counts="lift")


def tariff(cost: str, payer: str) -> Tariff:
    return Tariff.model_validate({"cost": {"value": cost, "source": "user"}, "payer": payer})


PARTS: dict[str, dict[str, object]] = {"places": {}, "demand": {}, "calendars": {}}
TARIFFS = {"truck_hour": tariff("120 yuan/h", "haulier"), "lift": tariff("75 yuan", "terminal")}


def priced(records: Records, end: float, tariffs: dict[str, Tariff] = TARIFFS) -> Records:
    """The records with tariffs; shipments that come from `end` [min] on lie after the window."""
    port = Port.model_construct(tariffs=tariffs, **PARTS)
    return replace(records, window=(0.0, end), world=World(port, records.flows, LIBRARY))


def gate(servers: int | Tape, end: float = DAY, horizon: float = 2 * DAY) -> Records:
    arrivals = np.arange(0, horizon - 60, 10.0).tolist()
    return priced(by_hand([LANE], arrivals, {"lane": servers}, horizon=horizon, work=5), end)


def test_the_cost_is_the_extra_waiting_times_the_tariff() -> None:
    cost = cost_of_event(gate(CLOSED), gate(1))
    assert cost.fen[("truck_hours", "haulier")] == 780_00
    assert cost.fen[("lifts", "terminal")] == 0  # as many lifts as without it
    assert cost.affected == 12


@pytest.mark.parametrize("days", [7, 14, 28])
def test_the_cost_does_not_depend_on_the_length_of_the_window(days: int) -> None:
    end, horizon = days * DAY, (days + 1) * DAY
    cost = cost_of_event(gate(CLOSED, end, horizon), gate(1, end, horizon))
    assert (cost.fen[("truck_hours", "haulier")], cost.affected) == (780_00, 12)


def test_what_comes_after_the_window_is_told_apart() -> None:
    """The window ends at minute 150: nine of the twelve came before, the last three wait 15, 10 and 5 min."""
    cost = cost_of_event(gate(CLOSED, end=150), gate(1, end=150))
    assert cost.fen[("truck_hours", "haulier")] == (390 - 30) * 200
    assert cost.later[("truck_hours", "haulier")] == 30 * 200
    assert cost.affected == 9


def test_who_is_not_through_at_the_horizon_counts_with_what_it_has_waited_so_far() -> None:
    """At minute 130 the trucks of 01:00 to 02:00 have been there for 65, 60, 50, 40, 30, 20 and 10 minutes,
    instead of 5 each."""
    runs = [
        priced(by_hand([LANE], np.arange(0, 121, 10.0).tolist(), {"lane": servers}, horizon=130, work=5), 130)
        for servers in (CLOSED, 1)
    ]
    assert np.isnan(runs[0].by_stream["truck"].ended).sum() == 6
    cost = cost_of_event(*runs)
    assert cost.fen[("truck_hours", "haulier")] == (65 + 60 + 50 + 40 + 30 + 20 + 10 - 7 * 5) * 200
    assert cost.fen[("lifts", "terminal")] == -6 * 7500  # six lifts have not been made yet


def test_who_has_gone_another_way_is_not_waiting() -> None:
    """One truck in two turns back behind the lane, and never passes the gate out."""
    out = maybe("goes_on", (travel("drive", at_end="gate_out"),))
    steps = flow("f", visit("lane", "work", at_queue="gate_arrival"), out)
    given = Given([0.0, 60.0], lasts={"work": 5, "drive": 1}, chances={"goes_on": [True, False]})
    for servers in (1, CLOSED):
        records = priced(play(workload([steps], {"truck": given}, {"lane": servers})), DAY)
        cost = cost_of_event(records, priced(play(workload([steps], {"truck": given}, {"lane": 1})), DAY))
        assert cost.fen[("truck_hours", "haulier")] == 0
        assert cost.affected == (servers == CLOSED)


def test_a_shipment_is_affected_by_other_times_or_other_steps() -> None:
    def truck(way: bool, come: float = 0.0, lasts: float = 3) -> Records:
        steps = flow("f", maybe("detour", (travel("round"),)), travel("drive"))
        given = Given([come, 50.0], lasts={"round": 0, "drive": lasts}, chances={"detour": [way, False]})
        return play(workload([steps], {"truck": given}, {}))

    usual = truck(False)
    assert affected(truck(False), usual, "truck").tolist() == [False, False]
    assert affected(truck(True), usual, "truck").tolist() == [True, False]  # a step of no length
    assert affected(truck(False, come=5), usual, "truck").tolist() == [True, False]
    assert affected(truck(False, come=4.9), usual, "truck").tolist() == [False, False]
    assert affected(truck(False, lasts=8), usual, "truck").tolist() == [True, True]
    assert affected(truck(False, lasts=7.9), usual, "truck").tolist() == [False, False]


def test_each_run_pays_its_own_tariffs() -> None:
    """In an emergency an hour costs 240 yuan: 780 yuan more for what is waited, and as much again for all of
    the 5 minutes of 282 trucks and the 390 extra minutes."""
    dear = {**TARIFFS, "truck_hour": tariff("240 yuan/h", "haulier")}
    with_event, usual = gate(CLOSED, 2 * DAY), gate(1, 2 * DAY)
    trucks = usual.n
    cost = cost_of_event(priced(with_event, 2 * DAY, dear), usual)
    assert cost.fen[("truck_hours", "haulier")] == (390 + 390 + 5 * trucks) * 200


def test_two_runs_of_other_shipments_are_not_compared() -> None:
    with pytest.raises(PortsimError) as error:
        cost_of_event(gate(CLOSED, horizon=3 * DAY), gate(1))
    assert str(error.value) == (
        "an event is costed against a run of the same shipments and length; got 426 and 282 shipments, 4320 "
        "and 2880 min"
    )


def test_without_tariffs_there_is_no_bill() -> None:
    runs = (priced(gate(servers), DAY, {}) for servers in (CLOSED, 1))
    cost = cost_of_event(*runs)
    assert (cost.fen, cost.later, cost.affected) == ({}, {}, 12)


def test_a_place_of_the_kind_of_another_counts_with_it() -> None:
    """Clerks of a lane of its own are clerks at the gate: 20 trucks take 8 instead of 5 minutes each."""
    own = visit("own_lane", "work", counts="document_window")
    lanes = {"gate_in": Place(servers=one(), noun="lanes"), "own_lane": Place(servers=one(), like="gate_in")}
    port = Port.model_construct(
        **{**PARTS, "places": lanes}, tariffs={"gate_clerk_hour": tariff("60 yuan/h", "terminal")}
    )
    runs = [by_hand([own], np.arange(20) * 10.0, {"own_lane": 1}, work=minutes) for minutes in (8, 5)]
    slower, usual = (replace(each, world=World(port, each.flows, LIBRARY)) for each in runs)
    assert cost_of_event(slower, usual).fen == {("gate_clerk_hours", "terminal"): 20 * 3 * 100}


def _of_coded(*of: Work, closed: bool) -> Records:
    """Trucks of which every other has a code, with an entry of a plug-in for the work of these alone."""
    arrivals = np.arange(0, 2 * DAY - 60, 10.0).tolist()
    coded = np.arange(len(arrivals)) % 2 == 0
    servers = CLOSED if closed else 1
    trucks = Given(arrivals, ("f",), {"work": 5}, {"coded": coded.tolist()})
    records = priced(
        play(workload([flow("f", LANE)], {"truck": trucks}, {"lane": servers}, horizon=2 * DAY)), DAY
    )
    own = Declared(ENTRY, "coded_hours", Entry("coded_hours", "H", "truck_hour", of, "h"), "here", 1)
    assert records.world is not None
    library = LIBRARY.with_plugin(Plugin("own", "here", (own,)))
    return replace(records, world=replace(records.world, library=library))


@pytest.mark.parametrize(
    "work",
    [Between("gate_arrival", "gate_out", (), ("coded",)), Spent("both", labels=("work",), traits=("coded",))],
    ids=["between", "spent"],
)
def test_work_of_a_trait_is_paid_for_those_who_have_it(work: Work) -> None:
    """Of the twelve trucks that wait, those with a code wait 60, 50, 40, 30, 20 and 10 minutes."""
    cost = cost_of_event(_of_coded(work, closed=True), _of_coded(work, closed=False))
    assert cost.fen[("coded_hours", "haulier")] == 210 * 200
    assert cost.fen[("truck_hours", "haulier")] == 780_00


def test_work_up_to_a_milestone_is_paid_up_to_it() -> None:
    """The only step ends after the truck has come to the gate, so nothing of it counts up to then."""
    until = Spent("both", labels=("work",), until="gate_arrival")
    cost = cost_of_event(_of_coded(until, closed=True), _of_coded(until, closed=False))
    assert cost.fen[("coded_hours", "haulier")] == 0
