"""Savings of all measures on one scale, as bars that a page draws as wide as it is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from portsim.report.answer.measures import Answer


class Span(NamedTuple):
    """A stretch of a scale [% of its width]."""

    left: float
    width: float


class Bar(NamedTuple):
    """What a measure saves on the scale of all: the value, its CI, and its range over the inputs where that
    is known [% of the width]. `zero` is where neither is saved nor paid."""

    alternative: str
    zero: float
    value: float
    sure: Span | None
    over: Span | None


def bars(answers: Sequence[Answer]) -> list[Bar]:
    """One bar for each measure with a figure of money; the scale holds all values and intervals, and 0."""
    shown = [(each, row) for each in answers if (row := each.saved) is not None and math.isfinite(row.saved)]
    ends = [0.0]
    for each, row in shown:
        ends += [row.saved, *(x for x in (row.low, row.high) if math.isfinite(x))]
        ends += [] if each.over is None else list(each.over)
    low, high = min(ends), max(ends)
    width = (high - low) or 1.0

    def at(x: float) -> float:
        return round(100 * (x - low) / width, 2)

    def span(first: float, last: float) -> Span | None:
        return Span(at(first), round(at(last) - at(first), 2)) if math.isfinite(first + last) else None

    return [
        Bar(
            each.alternative,
            at(0.0),
            at(row.saved),
            span(row.low, row.high),
            None if each.over is None else span(*each.over),
        )
        for each, row in shown
    ]
