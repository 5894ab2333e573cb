"""Whether two models made the same visits, and how many timed events that took."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from portsim.engine.program import Kind, Programs
from portsim.records.visits import RawRecords
from portsim.workload.build import Workload, pool_numbers

# flow, label, shipment, block of the place (-1: no place), queued, started, ended [min]
Visit = tuple[str, str, int, int, float, float, float]
# label -> how many visits ended, and the sum of their waits [min]
Waits = dict[str, tuple[int, float]]


class Moments(NamedTuple):
    """When visits of one place were queued, started and ended [min], each in order of time, after `since`; of
    the whole run, how many were started and how long they waited on average [min]."""

    since: float
    queued: np.ndarray
    started: np.ndarray
    ended: np.ndarray
    seized: int
    waited: float


ROUNDED = 0.50001e-4  # min, of a mean with four decimals
CLOCK_ERROR = 1e-9  # min; `now + (t - now)` can miss t by the last bit, and some libraries know delays only
COLUMNS = ("slot", "shipment", "pool", "queued", "started", "ended")
TIMED = (Kind.TRAVEL, Kind.VISIT, Kind.NEXT)


def largest_difference(visits: list[Visit], raw: RawRecords, programs: Programs, workload: Workload) -> float:
    """The largest difference [min] between times of the same visit.

    Raises AssertionError: a visit that only one of the two has, or that differs by more than CLOCK_ERROR.
    """
    slots = {(s.stream, s.flow, s.label): number for number, s in enumerate(programs.slots)}
    stream_of = [stream.name for stream in workload.streams for _ in range(stream.n)]
    pools = pool_numbers(workload)
    keys, times = [], []
    for flow, label, ship, block, *moments in visits:
        slot = slots[stream_of[ship], flow, label]
        keys.append((ship, slot, -1 if block < 0 else pools[programs.slots[slot].place, 0, block]))
        times.append(moments)
    by_hand, its_times = np.array(keys, dtype=np.int64), np.array(times)
    ended = np.isfinite(raw.ended)
    engine = np.stack([raw.shipment, raw.slot, raw.pool], axis=1)[ended]
    engine_times = np.stack([raw.queued, raw.started, raw.ended], axis=1)[ended]
    assert by_hand.shape == engine.shape, f"{len(by_hand)} visits by hand, {len(engine)} of the engine"
    one, two = np.lexsort(by_hand.T[::-1]), np.lexsort(engine.T[::-1])
    assert np.array_equal(by_hand[one], engine[two]), "the two did not make the same visits"
    largest = float(np.max(np.abs(its_times[one] - engine_times[two]), initial=0.0))
    assert largest <= CLOCK_ERROR, f"times differ by up to {largest} min"
    return largest


def equal_to_the_bit(one: RawRecords, two: RawRecords) -> bool:
    """Whether two engines left the same visits, in the same order, unfinished ones included."""
    pairs = ((getattr(one, name), getattr(two, name)) for name in COLUMNS)
    return all(np.array_equal(a, b, equal_nan=a.dtype.kind == "f") for a, b in pairs)


def events(raw: RawRecords, programs: Programs, workload: Workload) -> int:
    """Arrivals, and ended steps that take time: travels, visits and waits for a departure."""
    rows = (row for threads in programs.tables.values() for table in threads for row in table)
    timed = [row.slot for row in rows if row.kind in TIMED]
    return workload.n + int(np.isin(raw.slot[np.isfinite(raw.ended)], timed).sum())


def check_waits(waits: Waits, raw: RawRecords, programs: Programs) -> float:
    """The largest difference [min] between mean waits of a step, of visits that ended.

    Raises AssertionError: another number of visits, or means that differ by more than CLOCK_ERROR.
    """
    ended = np.isfinite(raw.ended)
    largest, waits = 0.0, dict(waits)
    for number, slot in enumerate(programs.slots):
        mine = ended & (raw.slot == number)
        n, waited = int(mine.sum()), float((raw.started - raw.queued)[mine].sum())
        its_n, its_waited = waits.pop(slot.label, (0, 0.0))
        assert n == its_n, f"{slot.label}: {its_n} visits ended, {n} of the engine"
        off = abs(waited - its_waited) / max(n, 1)
        assert off <= CLOCK_ERROR, f"{slot.label}: mean waits differ by {off} min"
        largest = max(largest, off)
    assert not waits, f"steps that the engine does not know: {', '.join(waits)}"
    return largest


def check_moments(moments: Mapping[tuple[str, int], Moments], raw: RawRecords, workload: Workload) -> float:
    """The largest difference [min] between moments of a place and block; unfinished visits are included.

    Raises AssertionError: another number of moments, times that differ by more than CLOCK_ERROR, or a mean
    wait that does by more than ROUNDED.
    """
    largest = 0.0
    for (place, terminal, block), number in pool_numbers(workload).items():
        mine = raw.pool == number
        its = moments[place, block]
        begun = mine & np.isfinite(raw.started)
        n, wait = int(begun.sum()), float((raw.started - raw.queued)[begun].mean())
        assert n == its.seized, f"{place} {terminal} {block}: {its.seized} visits begun, {n} of the engine"
        assert abs(wait - its.waited) <= ROUNDED, f"{place} {terminal} {block}: mean waits differ"
        for kind in ("queued", "started", "ended"):
            theirs, times = getattr(its, kind), getattr(raw, kind)[mine]
            theirs, times = theirs[theirs > its.since], np.sort(times[times > its.since])  # no NaN
            what = f"{place} {terminal} {block}: {kind}"
            assert len(times) == len(theirs), f"{what}: {len(theirs)} times, {len(times)} of the engine"
            off = float(np.max(np.abs(times - theirs), initial=0.0))
            assert off <= CLOCK_ERROR, f"{what}: times differ by up to {off} min"
            largest = max(largest, off)
    return largest
