"""What is worked out of forks that ask for the same trait: who has it at one of them has it at all."""

from __future__ import annotations

from collections import UserDict
from itertools import product
from math import prod

import pytest
from worlds import flow, lasting, one, port, share, stream_of

from portsim.kpis.expected import expected
from portsim.kpis.kpi import Kpi
from portsim.kpis.spent import Spent
from portsim.model.calendar import Calendar
from portsim.model.demand import Trait
from portsim.model.journey import Key, journey, share_of_way
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


class Steps(UserDict[Key, Step]):
    """The steps of a flow, and how often one was looked at."""

    looked = 0

    def __getitem__(self, key: Key) -> Step:
        self.looked += 1
        return super().__getitem__(key)


Ways = list[tuple[tuple[str, ...], int]]  # of forks in each other: traits, and the body with the next one


def shares_of(ways: Ways) -> dict[str, float]:
    names = dict.fromkeys(name for traits, _ in ways for name in traits)
    return {name: (2 + n) / (5 + len(names)) for n, name in enumerate(names)}


def share_and_looks(ways: Ways) -> tuple[float, int]:
    """The share that comes to the inmost step, and how often a step was looked at for it."""
    body: tuple[Step, ...] = (DRIVE,)
    for n, (traits, way) in enumerate(ways):
        other = (travel("drive", label=f"other_{n}"),)
        yes, no = (body, other) if way == 0 else (other, body)
        body = (when(traits, yes, orelse=no, label=f"fork_{n}"),)
    found = journey(("f",), {"f": flow("f", *body)})
    (last,) = (each for each in found if each.step.label == "drive")
    steps, shares = Steps({each.key: each.step for each in found}), shares_of(ways)
    return share_of_way(last.forks, steps, lambda _, __, name: shares[name], shares), steps.looked


def share_by_cases(ways: Ways) -> float:
    """The share of those who go this way, of shipments with each choice of traits."""
    shares, total = shares_of(ways), 0.0
    for case in product((True, False), repeat=len(shares)):
        has = dict(zip(shares, case, strict=True))
        if all(all(has[name] for name in traits) == (way == 0) for traits, way in ways):
            total += prod(part if has[name] else 1 - part for name, part in shares.items())
    return total


@pytest.mark.parametrize(
    "ways",
    [
        [(("a",), 0), (("a", "b"), 0), (("b",), 0)],
        [(("a",), 1), (("a", "b"), 1), (("b", "c"), 0)],
        [(("a", "b"), 1), (("b", "c"), 1), (("c", "a"), 1)],
        [(("a", "b"), 1), (("c", "d"), 1), (("a", "e"), 0), (("d", "f"), 1)],
        [(("a", "b"), 1), (("c", "d"), 1), (("b", "c"), 1), (("d", "e"), 0), (("f",), 1)],
        [(("a",), 0), (("a", "b"), 1), (("b",), 0)],
    ],
)
def test_the_share_of_a_way_is_that_of_all_cases(ways: Ways) -> None:
    assert share_and_looks(ways)[0] == pytest.approx(share_by_cases(ways), abs=1e-12)


@pytest.mark.parametrize(
    "ways",
    [[((f"t{n}",), 1) for n in range(12)] * 2, [((f"t{n}", f"t{n + 1}"), 0) for n in range(12)]],
)
def test_many_traits_that_several_forks_ask_for_take_few_looks(ways: Ways) -> None:
    """By all cases of twelve traits these are ten thousands."""
    share, looks = share_and_looks(ways)
    parts = shares_of(ways).values()
    assert share == pytest.approx(prod(parts if ways[0][1] == 0 else (1 - part for part in parts)))
    assert looks < 1000
