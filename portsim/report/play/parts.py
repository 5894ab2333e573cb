"""To which part of the plan each place belongs, as its visits say: nothing here knows what a place is called.

land: where threads from outside begin or end. water: where the carriers lie, and what works them. yard: many
blocks. papers: only declarations go there. site: all else.
"""

from __future__ import annotations

from collections import Counter
from typing import Literal

import numpy as np

from portsim.report.play.tracks import Tracks
from portsim.report.play.twins import KINDS, Twins

Part = Literal["land", "yard", "site", "water", "papers"]
MOSTLY = 0.5  # of the visits to a place


def parts(day: Twins, tracks: Tracks) -> dict[tuple[str, str], Part]:
    """The part of each place at each terminal: (place, terminal) to its part."""
    asked = _visits(day, tracks)
    blocks = Counter((place, terminal) for place, terminal, _ in day.pools)
    beside = _at_carriers(day)
    found: dict[tuple[str, str], Part] = {}
    for key, number in blocks.items():
        every = asked["all"][key]
        if asked["carriers"][key] or key[0] in beside:
            found[key] = "water"
        elif number > 1:
            found[key] = "yard"
        elif every and asked["papers"][key] == every:
            found[key] = "papers"
        elif asked["called"][key] > MOSTLY * every:
            found[key] = "water"
        elif asked["edge"][key] > MOSTLY * every:
            found[key] = "land"
        else:
            found[key] = "site"
    return found


def _visits(day: Twins, tracks: Tracks) -> dict[str, Counter[tuple[str, str]]]:
    """How many visits each place had: all, of carriers, of declarations, right after a wait for the carrier
    (`called`), and as the first or last place of a thread from outside (`edge`)."""
    located = np.flatnonzero(tracks.pool >= 0)
    counts = tracks.count.reshape(-1)
    thread = np.repeat(np.arange(len(counts)), counts)
    kind = np.array([KINDS[each] for each in day.kind])[tracks.slot]
    asks = _waits_for_carrier(day)
    waits = np.array([key in asks for key in day.slots], dtype=np.bool_)[tracks.slot]
    before = np.concatenate([[False], waits[:-1] & (thread[1:] == thread[:-1])])
    served = located[kind[located] == "place"]
    first = np.append(True, thread[served][1:] != thread[served][:-1])[: len(served)]
    last = np.append(thread[served][1:] != thread[served][:-1], True)[: len(served)]
    found: dict[str, Counter[tuple[str, str]]] = {
        name: Counter() for name in ("all", "carriers", "papers", "called", "edge")
    }
    edges = dict(zip(served.tolist(), (first.astype(int) + last.astype(int)).tolist(), strict=True))
    for row, slot, pool in zip(
        located.tolist(), tracks.slot[located].tolist(), tracks.pool[located].tolist(), strict=True
    ):
        (place, terminal, _), (stream, flow, _) = day.pools[pool], day.slots[slot]
        key = place, terminal
        found["all"][key] += 1
        found["carriers"][key] += stream in day.carriers
        found["papers"][key] += stream in day.papers
        found["called"][key] += bool(before[row])
        found["edge"][key] += bool(edges.get(row)) and (stream, flow) in day.begun
    return found


def _waits_for_carrier(day: Twins) -> frozenset[tuple[str, str, str]]:
    return frozenset(
        (slot.stream, slot.flow, slot.label)
        for records in day.records
        for slot, step in zip(records.slots, records.steps, strict=True)
        if step.awaits is not None and step.awaits[0] == "carrier"
    )


def _at_carriers(day: Twins) -> frozenset[str]:
    """The places whose blocks are those where the carriers lie."""
    ports = [records.port for records in day.records if records.port is not None]
    return frozenset(
        name for port in ports for name, place in port.places.items() if place.as_carrier_at is not None
    )
