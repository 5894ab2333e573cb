"""What one event costs: the run with it against the same run without it, in whole fen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from portsim.base.arrays import Bools, Floats
from portsim.base.errors import PortsimError
from portsim.kpis.between import Between
from portsim.kpis.ledger import Entry, Work, priced
from portsim.kpis.ledger_lines import in_fen
from portsim.kpis.ways import ARRIVAL
from portsim.model.payers import Payer
from portsim.model.port import Port
from portsim.records.records import Records
from portsim.records.shipments import Shipments

NOTICED = 5.0  # [min] who is earlier or later by less is not affected: small shifts go on for days at a crane
ROUNDING = 1e-3  # [min]

Bill = Mapping[tuple[str, Payer], int]  # (entry, payer) to whole fen


@dataclass(frozen=True)
class EventCost:
    """What one event costs in one replication, and how many shipments it affects.

    `fen` is of the shipments that come before the end of the counted window, `later` of those that come after
    it and within the run. `affected` counts the former: see there. With `unfinished`, the event keeps more of
    the counted shipments from being through at the horizon than there are without it: they cost more yet.
    """

    fen: Bill
    later: Bill
    affected: int
    unfinished: bool = False


def cost_of_event(records: Records, without: Records) -> EventCost:
    """The costs of a run with an event minus those of the same run without it; costs alone, no transfers.

    What is not through at the horizon counts with what it has spent so far, in both runs.

    Raises PortsimError: the two runs have other shipments, or are not equally long.
    """
    if (records.n, records.first, records.horizon) != (without.n, without.first, without.horizon):
        raise PortsimError(
            "an event is costed against a run of the same shipments and length; got "
            f"{records.n} and {without.n} shipments, {records.horizon:g} and {without.horizon:g} min"
        )
    end = without.window[1]
    early = {name: each.arrival < end for name, each in without.by_stream.items()}
    ours, theirs, calm = _bill(records, early), _bill(without, early), _unfinished(without)
    after = {name: ~mask for name, mask in early.items()}
    ours_later, theirs_later = _bill(records, after), _bill(without, after)
    return EventCost(
        _minus(ours, theirs),
        _minus(ours_later, theirs_later),
        sum(int((affected(records, without, name) & mask).sum()) for name, mask in early.items()),
        any(share > calm.get(key, 0.0) for key, share in _unfinished(records).items()),
    )


def affected(records: Records, without: Records, stream: str) -> Bools:
    """Whether each shipment of a stream comes, or begins or ends a step, five minutes or more earlier or
    later than in the other run, or takes other steps, shape (n,)."""
    mine, other = records.by_stream[stream], without.by_stream[stream]
    least = np.array([0.5, NOTICED - ROUNDING, NOTICED - ROUNDING])[:, None]  # visits, begin, end
    out = np.asarray(np.abs(mine.arrival - other.arrival) >= NOTICED - ROUNDING)
    one, two = _moments(mine, records.horizon), _moments(other, records.horizon)
    nothing = np.zeros((3, mine.n))
    for step in dict.fromkeys((*one, *two)):
        out |= (np.abs(one.get(step, nothing) - two.get(step, nothing)) >= least).any(axis=0)
    return out


def _moments(shipments: Shipments, horizon: float) -> dict[tuple[str, str, str], Floats]:
    """(flow, label, place) to the number of visits of each shipment, and the sums of when they began and
    ended [min], shape (3, n); who has not ended at the horizon is taken to end then."""
    out: dict[tuple[str, str, str], Floats] = {}
    for each in shipments.done:
        key, visits = (each.slot.flow, each.slot.label, each.slot.place), each.visits
        sums = out.setdefault(key, np.zeros((3, shipments.n)))
        for row, weights in enumerate((None, visits.queued, np.nan_to_num(visits.ended, nan=horizon))):
            sums[row] += np.bincount(visits.index, weights=weights, minlength=shipments.n)
    return out


def _minus(ours: Bill, theirs: Bill) -> Bill:
    return {key: ours.get(key, 0) - theirs.get(key, 0) for key in dict.fromkeys((*ours, *theirs))}


def _bill(records: Records, chosen: Mapping[str, Bools]) -> Bill:
    """What the chosen shipments of each stream cost in a run."""
    if records.port is None:
        return {}
    port = records.port
    return {
        (each.name, port.tariffs[each.tariff].payer): _fen(each, port, records, chosen)
        for each in priced(records.world)
    }


def _fen(entry: Entry, port: Port, records: Records, chosen: Mapping[str, Bools]) -> int:
    tariff = port.tariffs[entry.tariff]
    amount = sum(float(spent[chosen[name]].sum()) for name, spent in _spent(entry, port, records))
    fen = in_fen(amount * entry.per_sample(tariff) * entry.price(tariff.cost.value))
    return 0 if fen is None else fen


def _unfinished(records: Records) -> dict[tuple[str, str], float]:
    """(entry, stream) to the share of its counted shipments that are not through with the entry's work."""
    out: dict[tuple[str, str], float] = {}
    if records.port is None:
        return out
    for entry in priced(records.world):
        for part, name in _parts(entry, records.port, records):
            mine = part if isinstance(part, Between) else replace(part, since=ARRIVAL)
            share = mine.unfinished(records.alone(name))
            out[entry.name, name] = max(share, out.get((entry.name, name), 0.0))
    return out


def _parts(entry: Entry, port: Port, records: Records) -> Iterator[tuple[Work, str]]:
    """The work of an entry in each of its streams, those of a kind too."""
    for part in entry.of:
        for name in port.streams_like(part.streams) or records.streams:
            mine = replace(part, streams=(name,))
            if name in records.streams and mine.exists(records):
                yield mine, name


def _spent(entry: Entry, port: Port, records: Records) -> Iterator[tuple[str, Floats]]:
    """Each stream of an entry, those of a kind too, with what every shipment of it has spent [min, or
    visits], shape (n,); who has not the traits of the work has spent 0."""
    for part, name in _parts(entry, port, records):
        shipments = records.by_stream[name]
        if isinstance(part, Between):
            spent = _waited(part, records, shipments)
        else:
            spent = replace(part, places=port.places_like(part.places)).amounts(records, shipments)
        for trait in part.traits:
            spent = np.where(shipments.traits.get(trait, False), spent, 0.0)
        yield name, spent


def _waited(part: Between, records: Records, shipments: Shipments) -> Floats:
    """Time [min] from one milestone to another of each shipment, up to the horizon for who is on the way."""
    first, last = shipments.stamp(part.first), shipments.stamp(part.last)
    coming = records.pending_stamp(shipments, part.last)
    return np.asarray(np.nan_to_num(np.where(coming, records.horizon, last) - first))
