"""The chain behind a claim on one screen: KPIs, steps, deciding parameters, sources."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from portsim.chain import Chain, ChainFlow, ChainKpi, ChainParameter
from portsim.report.numbers import figures
from portsim.report.terminal import console
from portsim.sourced import Count, Sourced
from portsim.world import show, show_range

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table
    from rich.text import Text

LINES = 56  # what a tall terminal holds, with the command itself above it
MOST_PARAMETERS, FEWEST_PARAMETERS = 25, 8
FURTHER_LINES = 4
FIGURES = {
    "value": "with the measure",
    "baseline": "in the baseline",
    "saved": "saved",
    "saved_share": "share saved",
    "ratio": "measure / baseline",
}
MARKS = {"in both": "", "measure only": "+", "baseline only": "-"}
LEGEND = {
    "?": "? decides what is done",
    "+": "+ only under the measure",
    "-": "- only in the baseline",
}


def show_why(chain: Chain) -> None:
    """Print the chain; of a long one as much as a screen holds, the assumed parameters first."""
    out = console()
    for most in range(MOST_PARAMETERS, FEWEST_PARAMETERS - 1, -1):
        screen = _screen(chain, most, out.width)
        if sum(len(out.render_lines(part)) for part in screen) <= LINES:
            break
    for part in screen:
        out.print(part, highlight=False)


def _screen(chain: Chain, most: int, width: int) -> list[RenderableType]:
    """The parts of the screen, with at most so many parameters and in proportion flows and evidence rows."""
    several = len({reading.scenario for reading in chain.claim.readings}) > 1
    screen = _title(chain, several)
    groups = _alike(chain.kpis)
    for number, links in enumerate(groups):
        for link in links:
            screen += _asked(link, several)
        flows = max((link.flows for link in links), key=lambda told: sum(len(f.steps) for f in told))
        if flows:
            screen.append(f"  reads the steps{'' if number else _legend(chain)}")
            screen += _steps(flows, most // 2, width)
    if any(link.kpi is not None for link in chain.kpis):
        screen += ["", _standing(chain)]
    if chain.parameters:
        screen += _parameters(chain, most, width)
    return screen + _references(chain, max(most // 3, 4))


def _title(chain: Chain, several: bool) -> list[RenderableType]:
    claim = chain.claim
    measure = "" if several else f"; {claim.readings[0].scenario} against the baseline"
    return [_bold(f"{chain.name}  {claim.statement}"), f"  reported in {claim.reported_in}{measure}"]


def _alike(kpis: Sequence[ChainKpi]) -> list[list[ChainKpi]]:
    """KPIs that read the same steps, but for the forks in front of them, stand together."""
    groups: dict[tuple[object, ...], list[ChainKpi]] = {}
    for link in kpis:
        plain = tuple((f.flows, tuple(s.label for s in f.steps if not s.optional)) for f in link.flows)
        groups.setdefault(plain, []).append(link)
    return list(groups.values())


def _asked(link: ChainKpi, several: bool) -> list[RenderableType]:
    """The KPI, then a line for each reading that asks for it."""
    if link.kpi is None:
        return [f"  {r.name}: measured by no KPI: {r.why}" for r in link.readings]
    table = _table(*[""] * 4, header=False)
    for reading in link.readings:
        figure = f"{FIGURES[reading.figure]}{f', {reading.scenario}' if several else ''}"
        reported = f"{reading.sense.replace('_', ' ')} {figures(reading.reported, reading.unit)}"
        cohort = f"of {', '.join(reading.cohort)}" if reading.cohort else ""
        table.add_row(f"  {reading.name}", figure, reported, cohort)
    return ["", _bold(f"KPI {link.kpi.name}", f"  {link.kpi.title} [{link.kpi.unit}]"), table]


def _legend(chain: Chain) -> str:
    steps = [step for link in chain.kpis for flow in link.flows for step in flow.steps]
    used = {MARKS[step.standing] for step in steps} | {"?" for step in steps if step.optional}
    told = [words for mark, words in LEGEND.items() if mark in used]
    return f" ({', '.join(told)})" if told else ""


def _steps(flows: Sequence[ChainFlow], most: int, width: int) -> list[RenderableType]:
    """The steps of each flow in a line, wrapped."""
    lines: list[RenderableType] = []
    for flow in flows[:most]:
        words = [f"{MARKS[s.standing]}{s.label}{'?' if s.optional else ''}" for s in flow.steps]
        lines.append(_wrapped(f"{', '.join(flow.flows)}: {', '.join(words)}", width))
    if len(flows) > most:
        lines.append(f"    ... and {len(flows) - most} more: portsim show FLOW")
    return lines


def _standing(chain: Chain) -> Text:
    """How many of the deciding parameters are assumed, and whether any comes from a claim."""
    if not chain.parameters:
        return _bold("No parameter decides it", ": the order of the steps alone does")
    assumed = sum(each.assumed for each in chain.parameters)
    tainted = [each.key for each in chain.parameters if not each.independent]
    independent = f"no, from a claim: {', '.join(tainted)}" if tainted else "yes, none comes from a claim"
    return _bold(
        f"{len(chain.parameters)} deciding parameters, {assumed} of them assumed",
        f"; independent: {independent}",
    )


def _parameters(chain: Chain, most: int, width: int) -> list[RenderableType]:
    """A table of the first parameters; the keys of the others by their source, those with evidence first."""
    shown, further = chain.parameters[:most], chain.parameters[most:]
    table = _table("  parameter", "value", "range", "source")
    for each in shown:
        ranges = dict.fromkeys(filter(None, map(show_range, each.numbers)))
        table.add_row(f"  {each.key}", _value(each), " / ".join(ranges), " ".join(each.source))
    table.columns[0].no_wrap = True
    parts: list[RenderableType] = [table]
    counts = [n.value for each in shown for n in each.numbers if isinstance(n, Count)]
    if terminals := list(dict.fromkeys(" / ".join(c) for c in counts if isinstance(c, dict))):
        parts.append(f"  counts at {', '.join(terminals)}")
    if further:
        rising = sorted(further, key=lambda each: (each.assumed, each.source))
        told = [
            f"{' '.join(source)}: {', '.join(each.key for each in alike)}"
            for source, alike in groupby(rising, key=lambda each: each.source)
        ]
        parts.append(f"  and {len(further)} more, by source; their values: portsim sources {chain.scenario}")
        parts.append(_wrapped("; ".join(told), width, FURTHER_LINES))
    return parts


def _value(parameter: ChainParameter) -> str:
    """The value in the baseline -> under the measure; with a + where only the measure has it."""
    values = {name: _in_words(number) for name, number in parameter.under.items()}
    if len(set(values.values())) > 1:
        told = ", ".join(f"{name} {value}" for name, value in values.items())
    else:
        told = next(iter(values.values()), "")
    if parameter.baseline is None:
        return f"+{told}"
    return " -> ".join(filter(None, (_in_words(parameter.baseline), told)))


def _in_words(number: Sourced) -> str:
    """A number as the change log shows it; a count of each terminal without the terminals' names."""
    if isinstance(number, Count) and isinstance(number.value, dict):
        return " / ".join(map(str, number.value.values()))
    return show(number)


def _references(chain: Chain, most: int) -> list[RenderableType]:
    """The evidence behind the parameters, in their order."""
    names = dict.fromkeys(name for each in chain.parameters for name in each.source)
    used = [name for name in names if name in chain.evidence]
    if not used:
        return []
    table = _table("  row", "figure", "reference")
    for name in used[:most]:
        row = chain.evidence[name]
        table.add_row(f"  {name}", f"{row.what}: {row.figure}", row.reference)
    more = f"  ... and {', '.join(used[most:])}: portsim sources {chain.scenario}"
    return ["", table, *([more] if used[most:] else [])]


def _wrapped(text: str, width: int, most: int | None = None) -> str:
    """Lines of at most `width`, hanging; what is beyond `most` lines gives way to three dots."""
    lines = textwrap.wrap(
        text, width, initial_indent="    ", subsequent_indent="      ", break_on_hyphens=False,
        max_lines=most, placeholder=" ...",
    )  # fmt: skip
    return "\n".join(lines)


def _table(*columns: str, header: bool = True) -> Table:
    from rich.table import Table

    return Table(
        *columns, box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=header, header_style="bold"
    )


def _bold(text: str, more: str = "") -> Text:
    from rich.text import Text

    return Text.assemble((text, "bold"), more)
