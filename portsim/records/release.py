"""Release order: whoever waits for a signal goes on at the moment when it is sent, and never before."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from portsim.base.arrays import Floats
from portsim.base.errors import PortsimError
from portsim.model.step import Owner
from portsim.records.records import Records
from portsim.records.visits import Slot, Visits

NEVER = np.inf
Sends = Sequence[tuple[Slot, Visits]]  # of one signal: the steps that send it, and their visits


def check_release(records: Records) -> None:
    """Every wait ends with the signal that it is for, or at once if that was sent before; none stays open
    behind a signal that was sent.

    Raises PortsimError: a shipment goes on too early, too late or not at all (a defect of portsim).
    """
    waits: dict[str, list[tuple[Slot, Visits, Owner]]] = {}
    sends: dict[str, list[tuple[Slot, Visits]]] = {}
    for slot, step, visits in zip(records.slots, records.steps, records.raw.visits, strict=True):
        if step.awaits is not None:
            waits.setdefault(step.awaits[1], []).append((slot, visits, step.awaits[0]))
        for signal in step.sends:
            sends.setdefault(signal, []).append((slot, visits))
    for signal in sorted(waits):
        by = sends.get(signal, [])
        sent = _sent(records, by)
        for slot, visits, of in waits[signal]:
            _check(slot, visits, signal, _moments(records, slot, visits, of, by, sent))


def _sent(records: Records, by: Sends) -> Floats:
    """When each shipment first sent a signal [min], NEVER if it did not, and behind all of them NEVER for who
    has no owner (-1), shape (shipments + 1,)."""
    sent = np.full(records.n + 1, NEVER)
    for _, visits in by:
        over = visits.over
        np.minimum.at(sent, over.shipment, over.ended)
    return sent


def _moments(records: Records, slot: Slot, visits: Visits, of: Owner, by: Sends, sent: Floats) -> Floats:
    """When each visit of a wait may end [min], shape (visits,); whoever has no carrier waits for good."""
    if of == "all":
        return _by_the_last(records, slot.stream, by, sent).take(visits.index)
    shipment = visits.shipment
    if of == "shipment":
        return sent.take(shipment)
    owner = records.carrier if of == "carrier" else records.declaration
    return sent.take(owner.take(shipment))


def _by_the_last(records: Records, stream: str, by: Sends, sent: Floats) -> Floats:
    """When the last of all that a shipment of a stream carries or declares sent a signal [min].

    Shape (shipments of the stream,). Of streams that never send it nobody counts; without any there is no
    wait.
    """
    own = records.own(stream)
    last = np.full(own.stop - own.start, -NEVER)
    for name in dict.fromkeys(slot.stream for slot, _ in by):
        theirs = records.own(name)
        for owner in (records.carrier[theirs], records.declaration[theirs]):
            mine = np.flatnonzero((owner >= own.start) & (owner < own.stop))
            np.maximum.at(last, owner.take(mine) - own.start, sent[theirs].take(mine))
    return last


def _check(slot: Slot, visits: Visits, signal: str, moments: Floats) -> None:
    over = visits.finished
    other = visits.ended[:over] != np.maximum(visits.queued[:over], moments[:over])
    still = moments[over:] != NEVER
    if other.any() or still.any():
        row = int(np.argmax(np.concatenate([other, still])))
        due = max(visits.queued[row], moments[row])
        raise PortsimError(
            f"release order fails at {slot.label} of {slot.stream}: shipment {visits.shipment[row]} "
            f"goes on at {visits.ended[row]:.6g} min, and may at {due:.6g} min, when {signal} is sent"
        )
