"""What is worked out of forks that ask for the same trait: who has it at one of them has it at all."""

from __future__ import annotations

import pytest
from worlds import flow, lasting, one, port, share, stream_of

from portsim.kpis.expected import expected
from portsim.kpis.kpi import Kpi
from portsim.kpis.spent import Spent
from portsim.model.calendar import Calendar
from portsim.model.demand import Trait
from portsim.model.place import Place
from portsim.model.step import Step
from portsim.model.steps import start, travel, visit, when
from portsim.model.world import World
from portsim.scenario.offered_load import expected_work
from portsim.workload.size import size_of

TRAITS = {"exam": 0.1, "early": 0.5}
SCAN, OPEN, DRIVE = visit("gate", "scan"), visit("desk", "open"), travel("drive")


def made(*steps: Step, begun: tuple[Step, ...] = ()) -> World:
    """A truck takes 10 min for a scan at the gate, 20 min at the desk; 10 % are examined, half are early."""
    parts = port(
        {"scan": lasting("10 min"), "open": lasting("20 min"), "drive": lasting("5 min")},
        {"truck": stream_of(100)},
        places={"gate": Place(servers=one(9)), "desk": Place(servers=one(9))},
        traits={name: Trait(share=share(part), of=("truck",)) for name, part in TRAITS.items()},
        calendars={"day": Calendar(hours="06:00-18:00", source="user")},
    )
    flows = {"f": flow("f", *steps)} | ({"later": flow("later", *begun)} if begun else {})
    return World(parts, flows)


EARLY_EXAM = when(("exam", "early"), (SCAN,), orelse=(OPEN,))
ROUTED = when(("exam", "early"), (start("later"),), orelse=(DRIVE, start("later", label="then")))


@pytest.mark.parametrize(
    ("world", "scans", "opens"),
    [
        (made(when("exam", (EARLY_EXAM,))), 0.05, 0.05),
        (made(when("exam", (DRIVE,), orelse=(EARLY_EXAM,))), 0.0, 0.9),
        (made(when("exam", (when("early", (SCAN,), orelse=(OPEN,)),))), 0.05, 0.05),
        (made(when(("exam", "exam"), (SCAN,), orelse=(OPEN,))), 0.1, 0.9),
        (made(ROUTED, begun=(when("exam", (SCAN,)),)), 0.1, 0.0),  # on two ways to it, as many as ever
        (made(when(("exam", "day"), (when(("early", "day"), (SCAN,)),))), 0.1 * 0.5 * 0.5 * 0.5, 0.0),
    ],
)
def test_a_trait_is_the_same_at_every_fork(world: World, scans: float, opens: float) -> None:
    """Hours are not: a shipment comes to each fork at another time."""
    work = expected_work(world, "truck")
    assert work.get("gate", 0.0) == pytest.approx(10 * scans)
    assert work.get("desk", 0.0) == pytest.approx(20 * opens)


def test_so_it_is_in_the_closed_form_and_in_the_size_of_a_run() -> None:
    world = made(when("exam", (EARLY_EXAM,)))
    visits = Kpi("k", "K", "visits", "less", Spent("count", labels=("scan",)))
    assert expected(visits, world, world).figure == pytest.approx(0.05)
    assert size_of(world, 1440.0).visits == pytest.approx(100 * 0.1)
