"""Other sites against theory: a Poisson stream that is split by chance gives two queues M/M/c (Erlang C)."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import coo_array
from scipy.sparse.linalg import spsolve
from test_theory import RUNS, WARM_UP, agrees, erlang_c
from worlds import columns_of, draw, flow, lasting, one, port, replicated, share, simulate, stream_of

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
    means = [waits(each, place).mean() for each in replicated(world, [FLOW], DAYS, RUNS)]
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


# --- the shorter of two queues

MOST = 60  # at each of two servers; at a use of 0.8 there are never so many in all the runs here


def mean_number(rate: float) -> float:
    """The mean number at two servers, each with work of 1 min on the average, if each of a Poisson stream
    goes to where fewer are, and to the first if they are alike: the balance of the Markov chain of both
    numbers (Haight 1958, Biometrika 45), solved as linear equations."""
    size = MOST + 1
    leaving: list[tuple[int, int, float]] = []  # from, to, rate
    for one_, two in np.ndindex(size, size):
        here = one_ * size + two
        joins = (one_ + 1, two) if one_ <= two else (one_, two + 1)
        if max(joins) <= MOST:
            leaving.append((here, joins[0] * size + joins[1], rate))
        leaving += [(here, here - size, 1.0)] * (one_ > 0) + [(here, here - 1, 1.0)] * (two > 0)
    begin, end, rates = (np.array(each) for each in zip(*leaving, strict=True))
    balance = coo_array((np.append(rates, -rates), (np.append(end, begin), np.append(begin, begin))))
    rows = balance.tolil()
    rows[0] = 1.0  # in the place of one balance, which follows from the others: all shares add up to 1
    shares = spsolve(rows.tocsc(), np.eye(1, size * size)[0])
    return float(shares @ np.add.outer(np.arange(size), np.arange(size)).ravel())


def test_the_chain_of_one_queue_for_two_servers_is_shorter() -> None:
    """The chain against bounds: no less than with one queue for both (M/M/2), no more than with a split by
    chance (two M/M/1)."""
    rate = 1.6
    one_queue = rate * (1 + erlang_c(2, rate) / (2 - rate))
    assert one_queue < mean_number(rate) < 2 * 0.8 / (1 - 0.8)


def test_the_stay_at_the_shorter_of_two_queues_is_that_of_its_markov_chain() -> None:
    rate = 1.6
    site = OtherSite(instead={"gate": "far_gate"}, shortest_queue="gate")
    places = {"gate": Place(servers=one()), "far_gate": Place(servers=one())}
    world = port(
        {"work": lasting("1 min")},
        {"truck": stream_of(rate * 1440)},
        places=places,
        other_sites={"far": site},
    )
    stays = []
    for records in replicated(world, [FLOW], DAYS, RUNS):
        queued, _, ended = columns_of(records, "work")
        after = (queued >= WARM_UP * 1440) & np.isfinite(ended)
        stays.append((ended - queued)[after].mean())
    assert agrees(np.array(stays), mean_number(rate) / rate)
