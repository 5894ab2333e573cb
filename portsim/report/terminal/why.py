"""The chain behind a claim on one screen: KPIs, steps, deciding parameters, sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from portsim.base.language import known, later, t
from portsim.base.spoken import unit_words
from portsim.base.wide import wrapped
from portsim.claims.chain import Chain, ChainFlow, ChainKpi, ChainParameter, ChainStep
from portsim.claims.claim import Reading
from portsim.model.sourced import Count, Sourced
from portsim.report.numbers import figures
from portsim.report.rows import Audited, bound
from portsim.report.terminal.console import console, styled
from portsim.report.terminal.forms import forms
from portsim.report.words import apart, listed, with_commas

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table
    from rich.text import Text

NOTHING_RUN: Mapping[str, Audited] = MappingProxyType({})
LINES = 56  # what a tall terminal holds, with the command itself above it
MOST_PARAMETERS = 25
MOST_FLOWS = 8
Detail = Literal["full", "brief", "briefest"]
FEWEST: Mapping[Detail, int] = {"full": 12, "brief": 10, "briefest": 5}  # parameters, else less detail above
FURTHER_LINES = 4
FIGURES = {
    "value": later("with the measure"),
    "baseline": later("in the baseline"),
    "saved": later("saved"),
    "saved_share": later("share saved"),
    "ratio": later("measure / baseline"),
}
MARKS = {"in both": "", "measure only": "+", "baseline only": "-"}
LEGEND = {
    "?": later("? decides what is done"),
    "+": later("+ only under the measure"),
    "-": later("- only in the baseline"),
}


def show_why(chain: Chain, simulated: Mapping[str, Audited] = NOTHING_RUN) -> None:
    """Print the chain; of a long one as much as a screen holds, the assumed parameters first.

    `simulated` has the claim's rows in the last study of the scenario, by reading; empty if there is none.
    """
    out = console()
    screen: list[RenderableType] = []
    for detail, fewest in FEWEST.items():
        most = MOST_PARAMETERS
        screen = _screen(chain, simulated, most, out.width, detail)
        while (excess := sum(len(out.render_lines(part)) for part in screen) - LINES) > 0 and most > fewest:
            most = max(most - 1 - excess // 3, fewest)
            screen = _screen(chain, simulated, most, out.width, detail)
        if excess <= 0:
            break
    for part in screen:
        out.print(part, highlight=False)


def _screen(
    chain: Chain, simulated: Mapping[str, Audited], most: int, width: int, detail: Detail
) -> list[RenderableType]:
    """The parts of the screen, with at most so many parameters and in proportion evidence rows.

    full: each KPI with its steps. brief: the steps of all KPIs together, where the measure changes them.
    briefest: also the readings in one table.
    """
    several = len({reading.alternative for reading in chain.claim.readings}) > 1
    screen = title_of(chain, several)
    if detail == "briefest":
        screen += _readings(chain, several)
    else:
        for number, links in enumerate(_alike(chain.kpis)):
            screen += [line for link in links for line in _asked(link, several)]
            if detail == "full":
                legend = "" if number else _legend(chain)
                screen += _steps(max((link.flows for link in links), key=_length), legend, width)
    screen += [
        "  " + t("{name}: measured by no KPI: {why}", name=known(r.name), why=known(str(r.why)))
        for r in chain.claim.readings
        if r.kpi is None
    ]
    if detail != "full":
        screen += changed_steps(chain, width, 2 if detail == "brief" else 1)
    if any(link.kpi is not None for link in chain.kpis):
        screen += [*forms(chain, simulated, primary_only=detail != "full"), "", pedigree(chain)]
    if chain.parameters:
        screen += _parameters(chain, most, width)
    return screen + _references(chain, max(most // 3, 4), width)


def title_of(chain: Chain, several: bool) -> list[RenderableType]:
    claim = chain.claim
    parts = [t("reported in {source}", source=known(claim.reported_in))]
    if not several:
        parts.append(t("{alternative} against the baseline", alternative=claim.readings[0].alternative))
    return [_bold(f"{chain.name}  {known(claim.statement)}"), f"  {apart(parts)}"]


def _alike(kpis: Sequence[ChainKpi]) -> list[list[ChainKpi]]:
    """KPIs that read the same steps, but for the forks in front of them, stand together."""
    groups: dict[tuple[object, ...], list[ChainKpi]] = {}
    for link in kpis:
        plain = tuple((f.flows, tuple(s.label for s in f.steps if not s.optional)) for f in link.flows)
        groups.setdefault(plain, []).append(link)
    return list(groups.values())


def _length(flows: Sequence[ChainFlow]) -> int:
    return sum(len(flow.steps) for flow in flows)


def _asked(link: ChainKpi, several: bool) -> list[RenderableType]:
    """The KPI, then a line for each reading that asks for it."""
    if link.kpi is None:
        return []
    table = _table(*[""] * 4, header=False)
    for reading in link.readings:
        table.add_row(f"  {known(reading.name)}", *figure_asked(reading, several))
    return [
        "",
        _bold(
            t("KPI {name}", name=link.kpi.name), f"  {known(link.kpi.title)} [{unit_words(link.kpi.unit)}]"
        ),
        table,
    ]


def _readings(chain: Chain, several: bool) -> list[RenderableType]:
    """A line for each KPI and figure, with all that was reported of it; readings are not named."""
    table = _table(*[""] * 4, header=False)
    for link in chain.kpis:
        asked: dict[tuple[str, str], dict[str, None]] = {}
        for reading in link.readings if link.kpi else ():
            figure, reported, cohort = figure_asked(reading, several)
            asked.setdefault((figure, cohort), {})[reported] = None
        for (figure, cohort), all_reported in asked.items():
            name = t("KPI {name}", name=link.kpi.name) if link.kpi else ""
            table.add_row(_bold(name), figure, listed(all_reported), cohort)
    return ["", table]


def figure_asked(reading: Reading, several: bool) -> tuple[str, str, str]:
    """Which figure a reading asks for, what was reported, and on which shipments."""
    figure = with_commas([known(FIGURES[reading.figure]), *([reading.alternative] if several else [])])
    reported = bound(reading.sense.replace("_", " "), figures(reading.reported, reading.unit))
    return figure, reported, t("of {cohort}", cohort=listed(reading.cohort)) if reading.cohort else ""


def _steps(flows: Sequence[ChainFlow], legend: str, width: int) -> list[RenderableType]:
    """All steps, flow by flow."""
    lines = [f"{', '.join(flow.flows)}: {', '.join(map(_word, flow.steps))}" for flow in flows]
    head = "  " + (t("reads the steps ({legend})", legend=legend) if legend else t("reads the steps"))
    return [head, *(_wrapped(each, width) for each in lines)] if lines else []


def changed_steps(chain: Chain, width: int, lines: int) -> list[RenderableType]:
    """The steps that the measure brings or takes, flow by flow; of the other flows the number of steps."""
    changed: list[str] = []
    rest: list[str] = []
    for flow in chain.flows:
        words = [_word(step) for step in flow.steps if MARKS[step.standing]]
        if words and len(changed) < MOST_FLOWS:
            changed.append(f"{', '.join(flow.flows)} ({len(flow.steps)}): {', '.join(words)}")
        else:
            rest += [f"{name} ({len(flow.steps)})" for name in flow.flows]
    parts: list[RenderableType] = [
        "  " + t("reads the steps (how many of each flow; {legend})", legend=_legend(chain))
    ]
    parts += [_wrapped(each, width, lines) for each in changed]
    return [*parts, _wrapped(", ".join(rest), width, 3)] if rest else parts


def _word(step: ChainStep) -> str:
    return f"{MARKS[step.standing]}{step.label}{'?' if step.optional else ''}"


def _legend(chain: Chain) -> str:
    steps = [step for flow in chain.flows for step in flow.steps]
    used = {MARKS[step.standing] for step in steps} | {"?" for step in steps if step.optional}
    meanings = [known(words) for mark, words in LEGEND.items() if mark in used]
    return with_commas(meanings)


def pedigree(chain: Chain) -> Text:
    """How many of the deciding parameters are assumed, and whether any comes from a claim."""
    if not chain.parameters:
        return _bold(t("No parameter decides it"), t(": the order of the steps alone does"))
    assumed = sum(each.assumed for each in chain.parameters)
    tainted = [each.key for each in chain.parameters if not each.independent]
    clean = (
        t("yes, none comes from the claim's source")
        if chain.checked
        else t("not checked, no source is named")
    )
    independent = t("no, from the claim's source: {keys}", keys=listed(tainted)) if tainted else clean
    return _bold(
        t("{n} deciding parameters, {assumed} of them assumed", n=len(chain.parameters), assumed=assumed),
        t("; independent: {independent}", independent=independent),
    )


def _parameters(chain: Chain, most: int, width: int) -> list[RenderableType]:
    """A table of the first parameters; the keys of the others by their source, those with evidence first."""
    shown, further = chain.parameters[:most], chain.parameters[most:]
    table = _table(f"  {t('parameter')}", t("value"), t("range"), t("source"))
    for each in shown:
        ranges = dict.fromkeys(filter(None, (number.range_words() for number in each.numbers)))
        table.add_row(f"  {each.key}", value_in_words(each), " / ".join(ranges), " ".join(each.source))
    table.columns[0].no_wrap = True
    parts: list[RenderableType] = [table]
    counts = [n.value for each in shown for n in each.numbers if isinstance(n, Count)]
    if terminals := list(dict.fromkeys(" / ".join(c) for c in counts if isinstance(c, dict))):
        parts.append("  " + t("counts at {terminals}", terminals=listed(terminals)))
    if further:
        rising = sorted(further, key=lambda each: (each.assumed, each.source))
        by_source = [
            f"{' '.join(source)}: {', '.join(each.key for each in alike)}"
            for source, alike in groupby(rising, key=lambda each: each.source)
        ]
        parts.append(
            "  "
            + t(
                "and {n} more, by source; their values: portsim sources {scenario}",
                n=len(further),
                scenario=chain.scenario,
            )
        )
        parts.append(_wrapped("; ".join(by_source), width, FURTHER_LINES))
    return parts


def value_in_words(parameter: ChainParameter) -> str:
    """The value in the baseline -> under the measure; with a + where only the measure has it."""
    values = {name: _in_words(number) for name, number in parameter.under.items()}
    if len(set(values.values())) > 1:
        now = ", ".join(f"{name} {value}" for name, value in values.items())
    else:
        now = next(iter(values.values()), "")
    if parameter.baseline is None:
        return f"+{now}"
    return " -> ".join(filter(None, (_in_words(parameter.baseline), now)))


def _in_words(number: Sourced) -> str:
    """A number as the change log shows it; a count of each terminal without the terminals' names."""
    if isinstance(number, Count) and isinstance(number.value, dict):
        return " / ".join(map(str, number.value.values()))
    return number.words()


def _references(chain: Chain, most: int, width: int) -> list[RenderableType]:
    """The evidence behind the parameters, in their order."""
    names = dict.fromkeys(name for each in chain.parameters for name in each.source)
    used = [name for name in names if name in chain.evidence]
    if not used:
        return []
    table = _table(f"  {t('row')}", t("figure"), t("reference"))
    for name in used[:most]:
        row = chain.evidence[name]
        table.add_row(f"  {name}", f"{row.what}: {row.figure}", row.reference)
    more = t("and {rows}: portsim sources {scenario}", rows=listed(used[most:]), scenario=chain.scenario)
    return ["", table, *([_wrapped(more, width)] if used[most:] else [])]


def _wrapped(text: str, width: int, most: int | None = None) -> str:
    """Lines of at most `width`, hanging; what is beyond `most` lines gives way to three dots."""
    lines = wrapped(
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

    return Text.assemble(styled(text, "bold"), styled(more, ""))
