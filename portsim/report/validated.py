"""The model against a published figure in words: by how much it misses it, and where that comes from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isfinite
from typing import TYPE_CHECKING

from portsim.base.language import counted, known, later, retold, t
from portsim.base.spoken import amounting
from portsim.model.sourced import USER
from portsim.report.numbers import change, duration, figures, interval
from portsim.report.rows import Validated, validated
from portsim.report.words import apart, label, listed, many, sentences, with_commas

if TYPE_CHECKING:
    import pandas as pd

PUBLISHED = later("The model against published figures that no input came from")
OWN = later("The model against figures of your own")
BOTH = later("The model against published figures and figures of your own")
ORDER = ("met", "fitted", "missed", "undecided", later("not measured"))


def validation_in_words(validation: pd.DataFrame) -> str:
    """How many figures are met, missed, undecided and not measured; the missed by name."""
    rows = list(validated(validation))
    counts = [many(n, word) for word in ORDER if (n := sum(row.verdict == word for row in rows))]
    missed = [f"{row.figure} {known(row.side)}" for row in rows if row.verdict == "missed"]
    names = t(" (missed: {missed})", missed=listed(missed)) if missed else ""
    said = [t("{figures}: {counts}{names}.", figures=_figures(rows), counts=listed(counts), names=names)]
    if own := sum(map(is_own, rows)):
        said.append(
            t("Whether an input came from them is not known.")
            if own == len(rows)
            else t("No input came from the published ones; whether one came from your own is not known.")
        )
    if any(row.verdict == "fitted" for row in rows):
        said.append(t("Fitted: numbers of this port were chosen so as to meet it."))
    return sentences(said)


def is_own(row: Validated) -> bool:
    """Whether a figure is one that users measured: nobody can check whether an input came from it too."""
    return USER in row.source.split()


def model_against(rows: Sequence[Validated]) -> str:
    """What the model is held against: published figures that no input came from, users' own, or both;
    in English."""
    own = sum(map(is_own, rows))
    if not own:
        return PUBLISHED
    if own == len(rows):
        return OWN
    return BOTH


def _figures(rows: Sequence[Validated]) -> str:
    """How many figures there are, and of which kinds."""
    n, own = len(rows), sum(map(is_own, rows))
    if not own:
        return counted(
            n,
            "Of 1 published figure that no input came from",
            "Of {n} published figures that no input came from",
        )
    if own == n:
        return counted(n, "Of 1 figure of your own", "Of {n} figures of your own")
    return t("Of {n} figures, {own} of them your own", n=n, own=own)


def off_in_words(row: Validated) -> str:
    """By how much a measured figure is off: against the observed one, and beyond its band."""
    if not isfinite(row.relative):
        return ""
    by = figures(100 * abs(row.relative))
    against = (
        t("{by} % more than observed", by=by) if row.relative > 0 else t("{by} % less than observed", by=by)
    )
    if not row.beyond:
        return against
    by = change(abs(row.beyond), row.unit).lstrip("+")
    if row.beyond > 0:
        return t("{against}, {by} above the band", against=against, by=by)
    return t("{against}, {by} below the band", against=against, by=by)


def cause_in_words(row: Validated) -> str:
    """Where a figure comes from: how far off it is, its largest steps, how much of it is assumed, and what
    differs."""
    return apart(_parts(row))


def _parts(row: Validated) -> Iterator[str]:
    if row.reason:
        yield retold(row.reason)
    if row.verdict != "not measured":
        figure, n = figures(row.simulated, row.unit), f"{row.n:.0f}"
        if isfinite(row.low):
            ci = interval(row.low, row.high, row.unit)
            yield t("{figure}, 95 % CI {ci}, n = {n}", figure=figure, ci=ci, n=n)
        else:
            yield t("{figure}, no CI, n = {n}", figure=figure, n=n)
        if isfinite(row.relative):
            yield off_in_words(row)
        if row.largest:
            yield t("largest steps: {steps}", steps=_largest(row))
        yield t(
            "{assumed:.0f} of the numbers behind its {parameters:.0f} parameters are assumed",
            assumed=row.assumed,
            parameters=row.parameters,
        )
    yield t("what differs: {differs}", differs=known(row.differs))


def _largest(row: Validated) -> str:
    said = []
    for part in row.largest.split("; "):
        step, amount = part.rsplit(" ", 1)
        text = duration(float(amount)) if row.largest_in == "min" else f"{float(amount):.3g}"
        said.append(amounting(step, text))
    return listed(said)


def held_against(row: Validated) -> str:
    """The KPI or interval that is compared, with its statistic and alternative where they are not plain."""
    text = label(row.measured_on) if row.measured_on else t("nothing")
    more = [known(row.statistic)] if row.statistic not in ("", "mean") else []
    more += [label(row.alternative)] if row.alternative != "baseline" else []
    return t("{text} ({more})", text=text, more=with_commas(more)) if more else text
