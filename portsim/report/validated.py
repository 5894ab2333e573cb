"""The model against a published figure in words: by how much it misses it, and where that comes from."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite
from typing import TYPE_CHECKING

from portsim.base.units import show_minutes
from portsim.report.numbers import change, figures, interval
from portsim.report.rows import Validated, validated
from portsim.report.words import label

if TYPE_CHECKING:
    import pandas as pd

ORDER = ("met", "fitted", "missed", "undecided", "not measured")


def validation_in_words(validation: pd.DataFrame) -> str:
    """How many figures are met, missed, undecided and not measured; the missed by name."""
    rows = list(validated(validation))
    counts = [f"{n} {word}" for word in ORDER if (n := sum(row.verdict == word for row in rows))]
    missed = [f"{row.figure} {row.side}" for row in rows if row.verdict == "missed"]
    many = "1 published figure" if len(rows) == 1 else f"{len(rows)} published figures"
    names = f" (missed: {', '.join(missed)})" if missed else ""
    fitted = " Fitted: numbers of this port were chosen so as to meet it." * any(
        row.verdict == "fitted" for row in rows
    )
    return f"Of {many} that no input came from: {', '.join(counts)}{names}.{fitted}"


def off_in_words(row: Validated) -> str:
    """By how much a measured figure is off: against the observed one, and beyond its band."""
    if not isfinite(row.relative):
        return ""
    way = "more" if row.relative > 0 else "less"
    against = f"{figures(100 * abs(row.relative))} % {way} than observed"
    if not row.beyond:
        return against
    side = "above" if row.beyond > 0 else "below"
    return f"{against}, {change(abs(row.beyond), row.unit).lstrip('+')} {side} the band"


def cause_in_words(row: Validated) -> str:
    """Where a figure comes from: how far off it is, its largest steps, how much of it is assumed, and what
    differs."""
    return "; ".join(_parts(row))


def _parts(row: Validated) -> Iterator[str]:
    if row.reason:
        yield row.reason
    if row.verdict != "not measured":
        ci = f", 95 % CI {interval(row.low, row.high, row.unit)}" if isfinite(row.low) else ", no CI"
        yield f"{figures(row.simulated, row.unit)}{ci}, n = {row.n:.0f}"
        if isfinite(row.relative):
            yield off_in_words(row)
        if row.largest:
            yield f"largest steps: {_largest(row)}"
        yield f"{row.assumed:.0f} of the numbers behind its {row.parameters:.0f} parameters are assumed"
    yield f"what differs: {row.differs}"


def _largest(row: Validated) -> str:
    said = []
    for part in row.largest.split("; "):
        step, amount = part.rsplit(" ", 1)
        text = show_minutes(float(amount)) if row.largest_in == "min" else f"{float(amount):.3g}"
        said.append(f"{step} {text}")
    return ", ".join(said)


def held_against(row: Validated) -> str:
    """The KPI or interval that is compared, with its statistic and alternative where they are not plain."""
    text = label(row.measured_on) if row.measured_on else "nothing"
    more = [row.statistic] if row.statistic not in ("", "mean") else []
    more += [label(row.alternative)] if row.alternative != "baseline" else []
    return f"{text} ({', '.join(more)})" if more else text
