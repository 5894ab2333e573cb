"""What must add up in the records of any run: shipments, time, Little's law, and the order of releases."""

from __future__ import annotations

import numpy as np

from portsim.base.arrays import Floats
from portsim.base.errors import PortsimError
from portsim.records.records import Records
from portsim.records.release import check_release
from portsim.records.shipments import Done, Shipments

PIECE = 1 << 16  # visits counted in one go: their numbers, widened to eight bytes, stay in the cache


def check(records: Records) -> None:
    """Conservation of shipments and time, Little's law and the order of releases, asserted on every run.

    Every shipment either ended or is still at work; threads begun = ended + at work; per pool the
    engine's own time integral of the number present equals the visitors' summed sojourn times
    (Little 1961: L = lambda W, exact on a finite interval when unfinished sojourns are cut off there).

    Raises PortsimError: the records do not add up (a defect of portsim, to be reported).
    """
    _check_order(records)
    _check_shipments(records)
    _check_little(records)
    for each in records.by_stream.values():
        _check_time(each, records.horizon)
    check_release(records)


def _check_order(records: Records) -> None:
    """Every visit stands in the order, and of each step those that have ended stand before all others."""
    counts = np.zeros(len(records.slots), dtype=np.int64)
    for begin in range(0, len(records.raw.order), PIECE):
        counts += np.bincount(records.raw.order[begin : begin + PIECE], minlength=len(counts))
    for count, visits in zip(counts.tolist(), records.raw.visits, strict=True):
        ended, over = np.isfinite(visits.ended), visits.finished
        if count != len(ended) or np.count_nonzero(ended[:over]) != over or np.count_nonzero(ended[over:]):
            raise PortsimError("visits are not conserved: their order, or which of them ended, is not kept")


def _check_shipments(records: Records) -> None:
    raw = records.raw
    threads_open = raw.threads_begun - raw.threads_ended
    at_step = unfinished = still = 0
    for each in records.by_stream.values():
        open_here = np.zeros(each.n, dtype=np.bool_)
        for done in each.done:
            visits = done.visits
            left = slice(visits.finished, None)
            whose = visits.index[left]
            if not len(whose):
                continue
            open_here[whose] = True
            # held places stand open beside the step their thread is at; each thread is at one step
            held = np.isfinite(visits.started[left]) if done.is_hold else ()
            at_step += len(whose) - int(np.count_nonzero(held))
        unfinished += int(np.isnan(each.ended[each.arrival < records.horizon]).sum())
        still += int(open_here.sum())
    if at_step != threads_open:
        raise PortsimError(f"shipments are not conserved: {threads_open} threads at work, {at_step} recorded")
    if unfinished != still:
        raise PortsimError(f"shipments are not conserved: {unfinished} without an end, {still} still at work")


def _check_little(records: Records) -> None:
    raw, sojourn = records.raw, np.zeros(len(records.pools))
    for slot, visits in zip(records.slots, raw.visits, strict=True):
        if slot.place:
            there = np.where(np.isnan(visits.ended), records.horizon, visits.ended)
            there -= visits.queued
            sojourn += np.bincount(visits.pool, weights=there, minlength=len(sojourn))
    if not np.allclose(sojourn, raw.area, rtol=1e-9, atol=1e-6):
        worst = int(np.argmax(np.abs(sojourn - raw.area)))
        raise PortsimError(
            f"Little's law fails at {records.pools[worst]}: integral {raw.area[worst]:.6f}, "
            f"sojourn times {sojourn[worst]:.6f} [shipment min]"
        )


def _check_time(shipments: Shipments, horizon: float) -> None:
    """No visit ends before it starts or starts before it queues, and no thread loses a moment: each step
    begins when the one before it ended, and a shipment's steps reach from its arrival to its end."""
    arrived, left = np.full(shipments.n, np.inf), np.full(shipments.n, -np.inf)
    for done in shipments.by_flow.values():
        first, last = _reach(shipments, done)
        np.minimum(arrived, first, out=arrived)
        np.maximum(left, last, out=left)
    came, went = shipments.arrival < horizon, np.isfinite(shipments.ended)
    if (arrived[came] != shipments.arrival[came]).any() or (left[went] != shipments.ended[went]).any():
        raise PortsimError(
            "time is not conserved: a shipment's steps do not reach from its arrival to its end"
        )


def _reach(shipments: Shipments, done: tuple[Done, ...]) -> tuple[Floats, Floats]:
    """Begin of the first and end of the last step of a thread [min], shape (n,) each.

    Its steps come in reading order, in which no flow goes back; so each follows the last one passed.
    """
    first, last = np.full(shipments.n, np.inf), np.full(shipments.n, -np.inf)
    for each in done:
        index, queued = each.visits.index.astype(np.intp), each.visits.queued
        if not len(index):
            continue
        started, ended = each.visits.started, each.visits.ended
        turned = 0 if started is queued else np.count_nonzero(started < queued)  # half the time of `any`
        if turned or (ended is not started and np.count_nonzero(ended < started)):
            raise PortsimError(
                "time is not conserved: a visit ends before it starts, or starts before it queues"
            )
        before = last.take(index)
        unlike = queued != before
        if np.count_nonzero(unlike):
            begins = np.isneginf(before)
            first[index[begins]] = queued[begins]
            lost = unlike > begins
            if lost.any():
                at = int(np.argmax(lost))
                raise PortsimError(
                    f"time is not conserved: shipment {shipments.first + index[at]} spends "
                    f"{queued[at] - before[at]:.6g} min between two steps"
                )
        elif ended is queued:
            continue  # a signal, that takes no time
        if each.is_hold:  # the steps inside begin when it starts
            held = np.isfinite(started)
            last[index[held]] = started[held]
        else:
            over = slice(each.visits.finished)
            last[index[over]] = ended[over]
    return first, last
