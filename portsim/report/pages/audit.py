"""The section of the report on the audit: primary readings, why, and the further readings folded away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from portsim.base.language import known, later, retold, t
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
from portsim.report.words import listed
from portsim.study.uncertainty.earlier import Sure

if TYPE_CHECKING:
    import pandas as pd

TITLE = later("What was reported, and what the simulation finds")
MOST_KEYS = 40
HEADINGS = (
    later("Claim"),
    later("Reading"),
    later("Primary"),
    later("Statement"),
    later("Reported"),
    later("Simulated"),
    later("95 % CI"),
    "n",
    later("Verdict"),
    later("Label"),
    later("Unlimited servers"),
    later("Closed form"),
    later("Decided by"),
    later("Independent of the claim"),
    later("Leans on"),
)
SHORT = (
    later("Claim"),
    later("Statement"),
    later("Reported"),
    later("Simulated"),
    later("95 % CI"),
    later("Verdict"),
    later("P(holds)"),
)


def audit_section(
    claims: pd.DataFrame,
    causes: Mapping[tuple[str, str], Cause],
    left_out: str = "",
    sure: Sure | None = None,
    figures_of: Sequence[Figure] = (),
) -> Section:
    """The audit: primary readings with why, further readings folded, and the claims that are `left_out`."""
    if claims.empty:
        return Section("audit", known(TITLE), (Text(t("no data")),), t("Audit"))
    primary = claims["primary"].astype(bool)
    parts: list[Part] = [Text(audit_in_words(claims)), *figures_of]
    parts.append(primaries_table(claims, sure))
    inner = _readings("audit_primary", t("Primary readings, all columns"), claims[primary], causes, sure)
    parts.append(Fold(t("Primary readings: why, and what decides them"), tuple(inner)))
    if not primary.all():
        inner = _readings("audit_further", t("Further readings"), claims[~primary], causes, sure)
        parts.append(Fold(t("Further readings: {n}", n=int((~primary).sum())), tuple(inner)))
    if left_out:
        parts.append(Text(t("Claims {left_out}.", left_out=retold(left_out))))
    return Section("audit", known(TITLE), tuple(parts), t("Audit"))


def primaries_table(claims: pd.DataFrame, sure: Sure | None) -> Grid:
    """The primary readings in few columns; with P(holds) where it is known."""
    rows: list[tuple[str | Cell, ...]] = [
        (
            row.claim,
            known(row.statement),
            Cell(row.claimed, row.reported),
            number(row.simulated, row.unit),
            between(row.low, row.high, row.unit),
            verdict(row.verdict, row.low, row.high, row.n),
            *([_holds(row, sure)] if sure is not None else []),
        )
        for row in (audited(claims) if len(claims) else ())
        if row.primary
    ]
    return grid("audit", t("Primary readings"), SHORT if sure is not None else SHORT[:-1], rows, (2, 3, 4, 6))


def _readings(
    name: str,
    caption: str,
    claims: pd.DataFrame,
    causes: Mapping[tuple[str, str], Cause],
    sure: Sure | None,
) -> Iterator[Part]:
    headings = (*HEADINGS, t("P(holds) over the inputs")) if sure is not None else HEADINGS
    rows = [(*_cells(row), *([_holds(row, sure)] if sure is not None else [])) for row in audited(claims)]
    yield grid(name, caption, headings, rows, (*range(4, 8), 10, 11, *range(15, len(headings))))
    if why := [
        Point(_lead(row), cause_in_words(causes[key]))
        for row in audited(claims)
        if (key := (row.claim, row.reading)) in causes
    ]:
        yield Points(tuple(why))


def _cells(row: Audited) -> tuple[str | Cell, ...]:
    return (
        row.claim,
        known(row.reading),
        t("primary") if row.primary else "",
        known(row.statement),
        Cell(row.claimed, row.reported),
        number(row.simulated, row.unit),
        between(row.low, row.high, row.unit),
        number(row.n),
        verdict(row.verdict, row.low, row.high, row.n),
        known(row.label),
        number(row.unlimited, row.unit),
        number(row.closed_form, row.unit),
        _decided(row.deciding_parameters),
        retold(row.independent),
        retold(row.leans_on),
    )


def _lead(row: Audited) -> str:
    reading, verdict = known(row.reading), known(row.verdict)
    return t("{claim}, {reading}: {verdict}.", claim=row.claim, reading=reading, verdict=verdict)


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
    counts = listed(t("{n} {kind}", n=n, kind=known(kind)) for kind, n in kinds.items())
    return t("{n}: {kinds}; named in claims.csv", n=len(keys), kinds=counts)
