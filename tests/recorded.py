"""Records of shipped alternatives, and the same records with something changed."""

from dataclasses import replace
from functools import cache

import numpy as np

from portsim.model.steps import visit
from portsim.records.records import Records
from portsim.records.visits import by_slot
from portsim.scenario.load import load
from portsim.study.run import run

GATE = visit("gate", "work", at_queue="gate_arrival", at_start="gate_in", at_end="gate_out")
SHIPPED = load("ocean_gate").with_engine("compiled").with_study(days=1, warm_up_days=0, run_out="1 day")


@cache
def run_of(alternative: str) -> Records:
    """The run of a shipped alternative, which several tests look at and none changes."""
    return run(SHIPPED, 0, alternative)


COLUMNS = ("slot", "shipment", "pool", "queued", "started", "ended")


def tampered(records: Records, **changed: object) -> Records:
    """The records with other columns of visits, or other totals."""
    raw = records.raw
    columns = {name: changed.pop(name, getattr(raw, name)) for name in COLUMNS}
    slot, shipment, pool, *times = columns.values()
    order, visits = by_slot([v.first for v in raw.visits], slot, shipment, pool, times)
    return replace(records, raw=replace(raw, order=order, visits=visits, **changed))  # type: ignore[arg-type]


def moved(column: np.ndarray, row: int, by: float) -> np.ndarray:
    out = column.copy()
    out[row] += by
    return out
