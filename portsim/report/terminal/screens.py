"""What the command line prints: tables at the width of the terminal, with what they rest on below."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from portsim.report.causes import cause_in_words
from portsim.report.material import counted, important
from portsim.report.numbers import bounded, interval
from portsim.report.pages.money import payers_table
from portsim.report.primaries import audit_in_words
from portsim.report.terminal.console import console, styled
from portsim.report.terminal.tables import claims_table, comparison_table
from portsim.report.words import label
from portsim.study.question import QUESTION

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

    from portsim.claims.cause import Cause
    from portsim.model.library import Library
    from portsim.scenario.scenario import Scenario
    from portsim.study.question import StudyResult

HOURS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def show_comparison(comparison: pd.DataFrame, footing: str) -> None:
    """Print what measures aim at and what differs; the rest is counted, and stands in comparison.csv."""
    shown = important(comparison)
    out = console()
    out.print(comparison_table(comparison[shown], out.width))
    out.print(f"Further pairs of measure and KPI: {counted(comparison[~shown])}.", highlight=False)
    out.print(footing, highlight=False)


def show_sentences(study: StudyResult) -> None:
    """Print what the questions of a study say in words; nothing where they have nothing to say."""
    for question in study.scenario.library[QUESTION].values():
        for sentence in question.sentences(study) if question.sentences is not None else ():
            console().print(sentence, highlight=False, soft_wrap=True)


def show_payers(payers: pd.DataFrame) -> None:
    """Print who saves what, one line per measure; nothing where the scenario has no tariffs."""
    if len(payers):
        console().print(payers_table(payers))


def show_claims(audit: pd.DataFrame, footing: str) -> None:
    """Print the claims table."""
    out = console()
    out.print(claims_table(audit, out.width))
    if len(audit):
        out.print(audit_in_words(audit), highlight=False)
    out.print(footing, highlight=False)


def show_causes(audit: pd.DataFrame, causes: Mapping[tuple[str, str], Cause]) -> None:
    """Print, reading by reading, the cause that the model shows and the parameters that decide it."""
    out = console()
    columns = (audit[name].tolist() for name in ("claim", "reading", "verdict", "deciding_parameters"))
    for claim, reading, verdict, parameters in zip(*columns, strict=True):
        out.print(styled(f"{claim} {reading}", "bold"), f": {verdict}", sep="", highlight=False)
        out.print(f"  cause: {cause_in_words(causes[claim, reading])}", highlight=False)
        if parameters:
            out.print(f"  decided by: {parameters}", highlight=False)


def show_kpis(table: pd.DataFrame, title: str, footing: str) -> None:
    """Print the KPIs of one alternative, with their confidence intervals if there is more than one run."""
    one = table["n"].max() <= 1
    out = _table(title, ("KPI", "Value") if one else ("KPI", "Mean", "95 % CI", "n"))
    names = ("title", "unit", "mean", "low", "high", "n", "mean_is")
    columns = (table[name].tolist() for name in names)
    for heading, unit, mean, low, high, n, bound in zip(*columns, strict=True):
        spread = () if one else (interval(low, high, unit), str(n))
        out.add_row(heading, bounded(mean, unit, bound), *spread)
    console().print(out)
    open_ = table[table["mean_is"] != "exact"]
    if len(open_):
        share = f"{100 * open_['unfinished'].max():.2g} %"
        console().print(f"Bounds: up to {share} of the shipments are unfinished at the end of the run.")
    console().print(footing, highlight=False)


def show_sources(scenario: Scenario) -> None:
    """Print every number with its source, the assumed first, then the references of the evidence used."""
    from portsim.scenario.scenario import sources

    out = _table(
        f"Numbers of {scenario.name}, the assumed first", ("Key", "Value", "Range", "Source", "Note")
    )
    used: dict[str, None] = {}
    for key, number in sources(scenario):
        used.update(dict.fromkeys(number.source))
        out.add_row(key, number.words(), number.range_words(), " ".join(number.source), number.note)
    console().print(out)
    console().print(
        "Ranges are triangular distributions, most likely as stated, where nothing else is said; "
        "alternatives of a calendar or profile together are as likely as what is stated.",
        highlight=False,
    )
    for name, keys in scenario.together.items():
        console().print(f"Varied as one, {name}: {', '.join(keys)}", highlight=False)
    references = _table("Evidence", ("Row", "What", "Figure", "Reference", "Conf."))
    for name in sorted(name for name in used if name in scenario.evidence):
        row = scenario.evidence[name]
        references.add_row(name, row.what, row.figure, row.reference, row.confidence)
    console().print(references)


def show_loads(scenario: Scenario) -> None:
    """Print the offered load of every place: mean, and the busiest hour of the week."""
    from portsim.scenario.offered_load import offered_loads

    out = _table("Offered load before the run", ("Place", "Terminal", "Mean", "Busiest hour", "Load then"))
    for load in sorted(offered_loads(scenario.baseline), key=lambda load: -load.peak[1]):
        hour, peak = load.peak
        when = f"{HOURS[hour // 24]} {hour % 24:02d}:00"
        then = styled(f"{peak:.2f}", "red" if peak > 1 else "")
        out.add_row(label(load.place), label(load.terminal), f"{load.mean:.2f}", when, then)
    console().print(out)
    console().print("Above 1 in an hour a queue grows in that hour; above 1 in the mean it never ends.")


def show_logs(scenario: Scenario) -> None:
    """Print what is taken of each log, one line per stream."""
    from portsim.study.traces import logs_of

    for each in logs_of(scenario):
        console().print(each.sentence(), highlight=False, markup=False, soft_wrap=True)


def show_overloads(scenario: Scenario) -> None:
    """Print a note for every place that an alternative overloads, or nearly so; a study runs all the same."""
    from portsim.scenario.offered_load import overloads
    from portsim.scenario.server_minutes import Pools

    pools = Pools()
    for name in scenario.alternatives:
        for text in overloads(scenario.steady(name), pools):
            console().print(f"note: alternative {name}: {text}", highlight=False, soft_wrap=True)


def show_library(library: Library, kind: str | None) -> None:
    """Print what there is: scenarios, then everything that the library holds, and where it comes from."""
    from portsim.scenario.locate import shipped_scenarios

    if kind in (None, "scenarios"):
        _list("Scenarios", [(name, str(path), "portsim") for name, path in shipped_scenarios().items()])
    for each in library.kinds:
        if kind in (None, each.plural.replace(" ", "-").lower()):
            rows = [
                (found.name, each.says(found.thing), plugin.origin)
                for plugin in library.plugins
                for found in plugin.declared
                if found.kind == each
            ]
            _list(each.plural[:1].upper() + each.plural[1:], rows)


def _list(title: str, rows: list[tuple[str, str, str]]) -> None:
    several = len({origin for *_, origin in rows}) > 1
    out = _table(title, ("Name", "What", "From") if several else ("Name", "What"))
    for name, what, origin in rows:
        out.add_row(name, what, *((origin,) if several else ()))
    console().print(out)


def _table(title: str, headings: tuple[str, ...]) -> Table:
    from rich.table import Table

    table = Table(title=title, title_justify="left")
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table
