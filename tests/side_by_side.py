"""Two engines side by side: the first record in which they differ, in words."""

from __future__ import annotations

import numpy as np

from portsim.engine.program import Programs
from portsim.records.visits import RawRecords

COLUMNS = ("slot", "shipment", "pool", "queued", "started", "ended")
WHOLE = ("shipment_end", "area")


def first_difference(one: RawRecords, two: RawRecords, programs: Programs, names: tuple[str, str]) -> str:
    """The first record that is not the same to the bit, or whatever else differs; empty if nothing does."""
    n = min(len(one.slot), len(two.slot))
    same = np.ones(n, dtype=bool)
    for name in COLUMNS:
        same &= _same(getattr(one, name)[:n], getattr(two, name)[:n])
    if not same.all() or len(one.slot) != len(two.slot):
        row = n if same.all() else int(np.argmin(same))
        told = [f"record {row} of {len(one.slot)} and {len(two.slot)} differs"]
        told += [
            f"{name:>9}: {_record(raw, row, programs)}" for raw, name in zip((one, two), names, strict=True)
        ]
        return "\n".join(told)
    for name in WHOLE:
        a, b = getattr(one, name), getattr(two, name)
        if len(a) != len(b) or not _same(a, b).all():
            at = int(np.argmin(_same(a, b))) if len(a) == len(b) else -1
            return f"{name} differs, first at {at}: {names[0]} {a[at]!r}, {names[1]} {b[at]!r}"
    for name in ("threads_begun", "threads_ended"):
        if getattr(one, name) != getattr(two, name):
            return f"{name} differs: {names[0]} {getattr(one, name)}, {names[1]} {getattr(two, name)}"
    return ""


def _same(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Equal to the bit, where never (NaN) equals never."""
    return (a == b) | ((a != a) & (b != b))


def _record(raw: RawRecords, row: int, programs: Programs) -> str:
    if row >= len(raw.slot):
        return "no record any more"
    slot = programs.slots[raw.slot[row]]
    times = ", ".join(f"{name} {getattr(raw, name)[row]!r}" for name in ("queued", "started", "ended"))
    return f"shipment {raw.shipment[row]}, {slot.flow}.{slot.label}, pool {raw.pool[row]}, {times}"
