"""What is drawn for each shipment: lodgement, planned visits, blocks, and traits of all a carrier brings."""

from __future__ import annotations

import numpy as np
import pytest
from pydantic import TypeAdapter
from scipy import stats
from worlds import draw, flow, lasting, one, port, share, stream_of

from portsim.model.calendar import Profile
from portsim.model.demand import Demand, Trait
from portsim.model.place import Place, Terminal
from portsim.model.port import Port
from portsim.model.sourced import Count
from portsim.model.steps import visit
from portsim.workload.build import Stream

USER = {"source": "user"}
IDLE, GATE = flow("idle"), flow("f", visit("gate", "work"))
TASKS = {"work": lasting("1 min")}


def streams(world: Port, days: float = 1) -> dict[str, Stream]:
    return draw(world, [IDLE, GATE], days)


def demand(**given: object) -> dict[str, Demand]:
    return {name: TypeAdapter(Demand).validate_python(each) for name, each in given.items()}


# --- when a declaration is lodged


def lodged(early: float) -> tuple[np.ndarray, np.ndarray]:
    """When declarations are lodged, of which a share is early, and when the first box of each comes [min]."""
    boxes = {"boxes": {"shape": "constant", "mean": 3, **USER}, "spread": {"value": "4 h", **USER}}
    hours = {
        name: {"shape": "constant", "mean": mean, **USER}
        for name, mean in (("before", "2 h"), ("after", "5 h"))
    }
    given = demand(
        box=stream_of(300, ("idle",), declaration=boxes),
        papers={"flows": ("idle",), "declares": {"stream": "box", "early": "soon", **hours}},
    )
    soon = Trait(share=share(early), of=("box",), per="declaration")
    drawn = streams(port(TASKS, given, traits={"soon": soon}), days=4)
    box, papers = drawn["box"], drawn["papers"]
    first = np.full(papers.n, np.inf)
    np.minimum.at(first, box.declaration - papers.offset, box.arrival)
    return papers.arrival, first


def test_a_late_declaration_is_lodged_after_its_first_box() -> None:
    papers, first = lodged(0)
    assert len(papers) > 300
    np.testing.assert_allclose(papers, first + 300)


def test_an_early_declaration_is_lodged_before_its_first_box_but_not_before_the_run() -> None:
    papers, first = lodged(1)
    assert (first < 120).any()
    np.testing.assert_allclose(papers, np.maximum(first - 120, 0))


# --- when a visit is planned


def planned(dwell: object) -> tuple[np.ndarray, np.ndarray]:
    """Arrivals and planned visits [min] of trucks whose slots all lie between 00:00 and 01:00."""
    night = Profile(hours=(1.0,) + (0.0,) * 23, **USER)
    plan = {"name": "slot", "dwell": dwell, "profile": "night"}
    truck = streams(port(TASKS, {"truck": stream_of(2000, planned=plan)}, profiles={"night": night}), days=5)[
        "truck"
    ]
    return truck.arrival, truck.planned["slot"]


def test_a_planned_visit_is_moved_to_the_profiles_hours() -> None:
    _, slot = planned(lasting("10 h", "constant"))
    assert (slot % 1440 < 60).all() and stats.kstest(slot % 1440 / 60, "uniform").pvalue > 0.005


def test_a_planned_visit_is_never_before_the_least_dwell() -> None:
    """Two hours at least: who comes at 22:30 may come to a slot from 00:30 on, else a day later."""
    arrival, slot = planned(lasting("1 s", at_least="2 h"))
    dwell = slot - arrival
    assert dwell.min() >= 120 and dwell.max() < 120 + 1440 + 60
    late = (arrival % 1440 > 1335) & (arrival % 1440 < 1365)  # about 22:30
    next_night = dwell[late] < 1440
    assert 0.3 < next_night.mean() < 0.7


# --- which block


def test_shipments_spread_evenly_over_the_blocks_of_their_terminal() -> None:
    terminals = {name: Terminal(title=name, share=share(0.5)) for name in ("north", "south")}
    gate = Place(servers=one(), blocks=Count(value={"north": 5, "south": 2}, **USER))
    truck = streams(port(TASKS, {"truck": stream_of(20_000)}, places={"gate": gate}, terminals=terminals))[
        "truck"
    ]
    for number, blocks in enumerate((5, 2)):
        counts = np.bincount(truck.block["gate"][truck.terminal == number])
        assert len(counts) == blocks
        assert stats.chisquare(counts).pvalue > 0.005


# --- a trait for a carrier's cargo


def cargo(per: str, part: float = 0.3) -> tuple[Stream, int]:
    """Boxes of some hundred vessels, on declarations of three, and how many vessels there are."""
    boxes = {"boxes": {"shape": "constant", "mean": 3, **USER}, "spread": {"value": "4 h", **USER}}
    number = {"shape": "constant", "mean": 30, **USER}
    given = demand(
        vessel=stream_of(100, ("idle",)),
        box={"flows": ("idle",), "brought_by": "vessel", "number": number, "declaration": boxes},
    )
    trait = Trait.model_validate({"share": share(part), "of": ("box",), "per": per})
    drawn = streams(port(TASKS, given, traits={"reefer": trait}), days=4)
    return drawn["box"], drawn["vessel"].n


def shares_by_carrier(box: Stream) -> np.ndarray:
    has = box.traits["reefer"]
    return np.bincount(box.carrier, has) / np.bincount(box.carrier)


def test_a_trait_per_carrier_is_drawn_once_for_all_of_a_carriers_cargo() -> None:
    box, vessels = cargo("carrier")
    found = shares_by_carrier(box)
    assert len(found) == vessels > 300
    assert set(found.tolist()) == {0.0, 1.0}
    assert stats.binomtest(int(found.sum()), vessels, 0.3).pvalue > 0.005


@pytest.mark.parametrize("per", ["declaration", "shipment"])
def test_a_trait_of_anything_smaller_differs_within_a_carriers_cargo(per: str) -> None:
    box, _ = cargo(per)
    found = shares_by_carrier(box)
    assert ((found > 0) & (found < 1)).mean() > 0.9
    assert abs(found.mean() - 0.3) < 0.05


def test_what_no_carrier_brings_is_drawn_one_by_one() -> None:
    trait = Trait(share=share(0.3), of=("truck",), per="carrier")
    truck = streams(port(TASKS, {"truck": stream_of(5000)}, traits={"reefer": trait}))["truck"]
    assert stats.binomtest(int(truck.traits["reefer"].sum()), truck.n, 0.3).pvalue > 0.005


@pytest.mark.parametrize(("part", "count"), [(0.0, 0.0), (1.0, 1.0)])
def test_a_trait_of_no_carrier_or_of_all_is_exact(part: float, count: float) -> None:
    box, _ = cargo("carrier", part)
    assert box.traits["reefer"].mean() == count
