"""The closed forms of a claim's readings, each beside its simulated figure if a study has left one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from portsim.base.language import known, named, retold, t
from portsim.base.spoken import amounting
from portsim.claims.chain import Chain
from portsim.claims.closed_form import ClosedForm
from portsim.kpis.kpi import Kpi
from portsim.report.numbers import duration, figures, interval
from portsim.report.rows import Audited
from portsim.report.words import apart, listed

if TYPE_CHECKING:
    from rich.console import RenderableType

LARGEST = 3  # so many steps or entries of each side are named


def forms(chain: Chain, simulated: Mapping[str, Audited], *, primary_only: bool) -> list[RenderableType]:
    """A table of the readings: closed form, simulated figure with 95 % CI, label, what adds up to the form.

    `simulated` has the rows of the claim in the last study of the scenario, by reading.
    """
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("  " + t("expected without queues"), no_wrap=True)
    for heading in (t("closed form"), *((t("simulated (95 % CI)"), t("label")) if simulated else ())):
        table.add_column(heading, no_wrap=True)
    table.add_column(t("made of"))  # this one gives way where the screen is narrow
    kpis = {reading.name: link.kpi for link in chain.kpis for reading in link.readings}
    for reading in chain.claim.readings:
        form, kpi = chain.forms.get(reading.name), kpis[reading.name]
        if form is None or kpi is None or (primary_only and not reading.primary):
            continue
        found = (
            t("none: {reason}", reason=retold(form.reason))
            if form.reason
            else figures(form.figure, reading.unit)
        )
        row = simulated.get(reading.name)
        said = (_simulated(row), "" if row is None else known(row.label)) if simulated else ()
        table.add_row(f"  {known(reading.name)}", found, *said, "" if form.reason else _made_of(form, kpi))
    return ["", table, *_hours(chain)] if table.row_count else [Text()]


def _simulated(row: Audited | None) -> str:
    if row is None:
        return ""
    ci = interval(row.low, row.high, row.unit)
    return t("{amount} ({ci})", amount=figures(row.simulated, row.unit), ci=ci)


def _made_of(form: ClosedForm, kpi: Kpi) -> str:
    sides = ((t("baseline"), form.before), (t("with the measure"), form.after))
    return apart(
        t("{side}: {steps}", side=name, steps=listed(_largest(side.parts, kpi)) or "0")
        for name, side in sides
        if side is not None
    )


def _largest(parts: Mapping[str, float], kpi: Kpi) -> list[str]:
    largest = sorted(parts.items(), key=lambda part: -part[1])[:LARGEST]
    if kpi.of.behind_in_minutes:
        return [amounting(label, duration(minutes)) for label, minutes in largest]
    return [amounting(label, f"{amount * kpi.scale:.3g}") for label, amount in largest]


def _hours(chain: Chain) -> list[RenderableType]:
    names = dict.fromkeys(name for form in chain.forms.values() for name in form.hours)
    return (
        ["  " + t("without waiting for the hours of {names}", names=listed(map(named, names)))]
        if names
        else []
    )
