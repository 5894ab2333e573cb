"""Figures that unfinished shipments make bounds, and what is known of their differences all the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from portsim.base.arrays import Floats
from portsim.kpis.kpi import Figure
from portsim.study.statistics import Paired, distinct, paired

Bound = Literal["exact", "at least", "at most"]


@dataclass(frozen=True)
class Bounded:
    """A figure of the replications, shape (replications,) each: as if all unfinished shipments were through
    at the horizon, and how much more it would be if each took the longest run-out longer. `unfinished` is the
    largest share of its shipments that are."""

    value: Floats
    more: Floats
    unfinished: float = 0.0

    @property
    def bound(self) -> Bound:
        """Whether the figure is exact, or on which side of it the true one lies."""
        if (np.nan_to_num(self.more) > 0).any():
            return "at least"
        return "at most" if (np.nan_to_num(self.more) < 0).any() else "exact"

    @property
    def later(self) -> Floats:
        return np.asarray(self.value + self.more)


def bounded(found: Sequence[Figure]) -> Bounded:
    """The figures of the replications, one by one, as one."""
    value, later = (np.array([getattr(each, name) for each in found]) for name in ("value", "later"))
    return Bounded(value, later - value, max(each.unfinished for each in found))


def untraced(traced: bool, *figures: Bounded) -> tuple[Bounded, ...]:
    """Figures of the same replications; of the first alone where all are copies of one trace (`distinct`)."""
    values = distinct(traced, *(each.value for each in figures))
    return tuple(
        replace(each, value=value, more=each.more[: len(value)])
        for each, value in zip(figures, values, strict=True)
    )


def apart(traced: bool, before: Bounded, after: Bounded) -> Paired:
    """Two amounts compared (`compared`), copies of one trace taken once. What is the same on both sides
    differs on no day, with one trace or many."""
    same = np.array_equal(before.value, after.value, equal_nan=True) and np.array_equal(
        before.more, after.more, equal_nan=True
    )
    return compared(*untraced(traced and not same, before, after))


def compared(baseline: Bounded, value: Bounded) -> Paired:
    """The paired comparison of two figures; its CI holds whichever end each of them takes.

    The difference itself is that of what was seen so far.
    """
    result = paired(baseline.value, value.value)
    if baseline.bound == value.bound == "exact":
        return result
    pairs = ((baseline.value, value.later), (baseline.later, value.value), (baseline.later, value.later))
    ends = [paired(*each) for each in pairs]
    low, high = min(result.low, *(e.low for e in ends)), max(result.high, *(e.high for e in ends))
    return replace(result, low=low, high=high)
