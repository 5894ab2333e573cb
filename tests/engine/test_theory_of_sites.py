"""Other sites against theory: a Poisson stream that is split by chance gives two queues M/M/c (Erlang C)."""

from __future__ import annotations

import numpy as np
import pytest
from test_theory import RUNS, WARM_UP, agrees, erlang_c
from worlds import draw, flow, lasting, one, port, share, simulate, stream_of

from portsim.model.demand import Trait
from portsim.model.other_site import OtherSite
from portsim.model.place import Place
from portsim.model.port import Port
from portsim.model.steps import visit
from portsim.records.records import Records

DAYS = 15
PER_MINUTE, TO_FAR = 4.0, 0.35
SERVERS = {"gate": 3, "far_gate": 2}
FLOW = flow("f", visit("gate", "work"))


def split(site: OtherSite, **more: object) -> Port:
    """Trucks at 4 a minute, work of 1 min on the average at three lanes, or at the two of the other site."""
    places = {name: Place(servers=one(n)) for name, n in SERVERS.items()}
    demand = {"truck": stream_of(PER_MINUTE * 1440)}
    return port({"work": lasting("1 min")}, demand, places=places, other_sites={"far": site}, **more)


def waits(records: Records, place: str) -> np.ndarray:
    """Waits [min] at a place of those who came after the warm-up and were through."""
    found = []
    for slot, visits in zip(records.slots, records.raw.visits, strict=True):
        if slot.place == place:
            after = (visits.queued >= WARM_UP * 1440) & np.isfinite(visits.ended)
            found.append((visits.started - visits.queued)[after])
    return np.concatenate(found)


@pytest.mark.parametrize(("place", "part"), [("gate", 1 - TO_FAR), ("far_gate", TO_FAR)])
def test_each_site_of_a_split_by_share_is_a_queue_of_its_own(place: str, part: float) -> None:
    world = split(OtherSite(instead={"gate": "far_gate"}, share=share(TO_FAR)))
    means = [waits(simulate(world, [FLOW], DAYS, run, both=run == 0), place).mean() for run in range(RUNS)]
    servers, load = SERVERS[place], PER_MINUTE * part
    assert agrees(np.array(means), erlang_c(servers, load) / (servers - load))


def test_the_share_that_goes_there_is_the_stated_one() -> None:
    """Of some 86,400 trucks: the standard error of a share of 35 % is 0.16 points."""
    world = split(OtherSite(instead={"gate": "far_gate"}, share=share(TO_FAR)))
    goes = draw(world, [FLOW], DAYS)["truck"].goes["far"]
    assert goes.mean() == pytest.approx(TO_FAR, abs=3.3 * (TO_FAR * (1 - TO_FAR) / len(goes)) ** 0.5)


def test_a_split_by_trait_sends_exactly_those() -> None:
    world = split(
        OtherSite(instead={"gate": "far_gate"}, trait="reefer"),
        traits={"reefer": Trait(share=share(0.3), of=("truck",))},
    )
    records = simulate(world, [FLOW], 2, 0)
    there = {
        slot.place: set(visits.index.tolist())
        for slot, visits in zip(records.slots, records.raw.visits, strict=True)
    }
    reefers = set(np.flatnonzero(records.traits["reefer"]).tolist())
    assert len(reefers) > 3000
    assert there == {"far_gate": reefers, "gate": set(range(records.n)) - reefers}
