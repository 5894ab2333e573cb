"""The section of the report on the audit: primary readings, why, and the further readings folded away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from portsim.claims.cause import Cause
from portsim.report.answer.words import in_percent
from portsim.report.causes import cause_in_words
from portsim.report.parts import (
    Cell,
    Figure,
    Fold,
    Grid,
    Part,
    Point,
    Points,
    Section,
    Text,
    between,
    grid,
    number,
)
from portsim.report.primaries import audit_in_words
from portsim.report.rows import Audited, audited
from portsim.report.verdicts import verdict
from portsim.study.uncertainty.earlier import Sure

if TYPE_CHECKING:
    import pandas as pd

TITLE = "What was reported, and what the simulation finds"
IN_CONTENTS = "Audit"
MOST_KEYS = 40
HEADINGS = (
    "Claim", "Reading", "Primary", "Statement", "Reported", "Simulated", "95 % CI", "n", "Verdict", "Label",
    "Unlimited servers", "Closed form", "Decided by", "Independent of the claim", "Leans on",
)  # fmt: skip
SHORT = ("Claim", "Statement", "Reported", "Simulated", "95 % CI", "Verdict", "P(holds)")


def audit_section(
    claims: pd.DataFrame,
    causes: Mapping[tuple[str, str], Cause],
    left_out: str = "",
    sure: Sure | None = None,
    figures_of: Sequence[Figure] = (),
) -> Section:
    """The audit: primary readings with why, further readings folded, and the claims that are `left_out`."""
    if claims.empty:
        return Section("audit", TITLE, (Text("no data"),), IN_CONTENTS)
    primary = claims["primary"].astype(bool)
    parts: list[Part] = [Text(audit_in_words(claims)), *figures_of]
    parts.append(primaries_table(claims, sure))
    inner = _readings("audit_primary", "Primary readings, all columns", claims[primary], causes, sure)
    parts.append(Fold("Primary readings: why, and what decides them", tuple(inner)))
    if not primary.all():
        inner = _readings("audit_further", "Further readings", claims[~primary], causes, sure)
        parts.append(Fold(f"Further readings: {int((~primary).sum())}", tuple(inner)))
    if left_out:
        parts.append(Text(f"Claims {left_out}."))
    return Section("audit", TITLE, tuple(parts), IN_CONTENTS)


def primaries_table(claims: pd.DataFrame, sure: Sure | None) -> Grid:
    """The primary readings in few columns; with P(holds) where it is known."""
    known = sure is not None
    rows: list[tuple[str | Cell, ...]] = [
        (
            row.claim,
            row.statement,
            Cell(row.claimed, row.reported),
            number(row.simulated, row.unit),
            between(row.low, row.high, row.unit),
            verdict(row.verdict, row.low, row.high, row.n),
            *([_holds(row, sure)] if known else []),
        )
        for row in (audited(claims) if len(claims) else ())
        if row.primary
    ]
    return grid("audit", "Primary readings", SHORT if known else SHORT[:-1], rows, (2, 3, 4, 6))


def _readings(
    name: str,
    caption: str,
    claims: pd.DataFrame,
    causes: Mapping[tuple[str, str], Cause],
    sure: Sure | None,
) -> Iterator[Part]:
    headings = (*HEADINGS, "P(holds) over the inputs") if sure is not None else HEADINGS
    rows = [(*_cells(row), *([_holds(row, sure)] if sure is not None else [])) for row in audited(claims)]
    yield grid(name, caption, headings, rows, (*range(4, 8), 10, 11, *range(15, len(headings))))
    if why := [
        Point(f"{row.claim}, {row.reading}: {row.verdict}.", cause_in_words(causes[key]))
        for row in audited(claims)
        if (key := (row.claim, row.reading)) in causes
    ]:
        yield Points(tuple(why))


def _cells(row: Audited) -> tuple[str | Cell, ...]:
    return (
        row.claim,
        row.reading,
        "primary" if row.primary else "",
        row.statement,
        Cell(row.claimed, row.reported),
        number(row.simulated, row.unit),
        between(row.low, row.high, row.unit),
        number(row.n),
        verdict(row.verdict, row.low, row.high, row.n),
        row.label,
        number(row.unlimited, row.unit),
        number(row.closed_form, row.unit),
        _decided(row.deciding_parameters),
        row.independent,
        row.leans_on,
    )


def _holds(row: Audited, sure: Sure | None) -> Cell:
    """The share of worlds in which a reading is reproduced, of the primary one."""
    found = sure.holds(row.claim) if sure is not None and row.primary else None
    return Cell("") if found is None else Cell(in_percent(found), found.share)


def _decided(parameters: str) -> str:
    """The parameters of a reading; where they are most of the model, how many of each kind."""
    keys = parameters.split("; ")
    if len(keys) <= MOST_KEYS:
        return parameters
    kinds = Counter(key.split(".")[0] for key in keys)
    return f"{len(keys)}: " + ", ".join(f"{n} {kind}" for kind, n in kinds.items()) + "; named in claims.csv"
