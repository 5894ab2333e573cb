"""The chain behind a claim on a screen of 24 lines: readings, closed forms, parameters, the assumed first."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from portsim.base.language import counted, known, retold, t
from portsim.base.wide import shortened
from portsim.claims.chain import Chain
from portsim.claims.claim import Reading
from portsim.report.numbers import figures, interval, missing
from portsim.report.rows import Audited
from portsim.report.terminal.console import console
from portsim.report.terminal.why import (
    NOTHING_RUN,
    changed_steps,
    figure_asked,
    pedigree,
    title_of,
    value_in_words,
)
from portsim.report.words import apart

if TYPE_CHECKING:
    from rich.console import RenderableType

SCREEN = 24  # lines of the smallest terminal
KEPT = 2  # of them for the command and the prompt
MOST = 3  # readings; the primary ones first


def show_briefly(chain: Chain, simulated: Mapping[str, Audited] = NOTHING_RUN) -> None:
    """Print what fits the height of the terminal, 24 lines at least; --verbose has all.

    `simulated` has the claim's rows in the last study of the scenario, by reading; empty if there is none.
    """
    out = console()
    lines = max(SCREEN, shutil.get_terminal_size((out.width, SCREEN)).lines) - KEPT
    parts: list[RenderableType] = [*title_of(chain, _several(chain)), *_readings(chain, simulated, out.width)]
    if any(link.kpi is not None for link in chain.kpis):
        parts += [*changed_steps(chain, out.width, 1)[:4], pedigree(chain)]
    used = sum(len(out.render_lines(part)) for part in parts)
    parts += list(_parameters(chain, lines - used - 1, out.width))
    for part in parts:
        out.print(part, highlight=False)
    out.print(t("All readings, steps, parameters and sources: --verbose"), highlight=False)


def _several(chain: Chain) -> bool:
    return len({reading.alternative for reading in chain.claim.readings}) > 1


def _readings(chain: Chain, simulated: Mapping[str, Audited], width: int) -> Iterator[str]:
    """Two lines a reading: what is asked, and what came of it."""
    readings = sorted(chain.claim.readings, key=lambda each: not each.primary)
    for each in readings[:MOST]:
        figure, reported, cohort = figure_asked(each, _several(chain))
        star = "*" if each.primary else " "
        asked = t(
            "{star} {name}: {kpi}, {figure}, reported {reported} {cohort}",
            star=star,
            name=known(each.name),
            kpi=each.kpi or t("no KPI"),
            figure=figure,
            reported=reported,
            cohort=cohort,
        )
        yield shortened(asked, width) if each.primary else f"  {shortened(asked, width - 2)}"
        yield f"    {shortened(_came_to(each, chain, simulated), width - 4)}"
    if len(readings) > MOST:
        yield "  " + counted(len(readings) - MOST, "and {n} more reading", "and {n} more readings")


def _came_to(reading: Reading, chain: Chain, simulated: Mapping[str, Audited]) -> str:
    """The simulated figure with its verdict, if a study has left one, and the closed form."""
    if reading.kpi is None:
        return t("not measured: {why}", why=known(str(reading.why)))
    parts = []
    row = simulated.get(reading.name)
    if row is not None:
        ci = interval(row.low, row.high, row.unit)
        spread = "" if ci == missing() else t(" (95 % CI {ci})", ci=ci)
        parts.append(
            t(
                "simulated {simulated}{spread}, {verdict}",
                simulated=figures(row.simulated, row.unit),
                spread=spread,
                verdict=known(row.verdict),
            )
        )
    form = chain.forms.get(reading.name)
    if form is not None:
        said = (
            t("none, {reason}", reason=retold(form.reason))
            if form.reason
            else figures(form.figure, reading.unit)
        )
        parts.append(t("expected without queues: {said}", said=said))
    return apart(parts)


def _parameters(chain: Chain, room: int, width: int) -> Iterator[str]:
    """A line a parameter, the assumed first, and how many there are besides."""
    fit = len(chain.parameters) if len(chain.parameters) <= room else max(room - 1, 1)
    for each in chain.parameters[:fit]:
        ranges = dict.fromkeys(filter(None, (number.range_words() for number in each.numbers)))
        spread = t(", range {ranges}", ranges=" / ".join(ranges)) if ranges else ""
        text = f"{each.key}: {value_in_words(each)}{spread} [{' '.join(each.source)}]"
        yield f"    {shortened(text, width - 4)}"
    if rest := len(chain.parameters) - fit:
        yield "    " + t("and {rest} more: portsim sources {scenario}", rest=rest, scenario=chain.scenario)
