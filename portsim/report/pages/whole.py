"""All that a page says of a study, gathered from its finished tables: the answer, then sections."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from portsim.base.language import known, t
from portsim.claims.claim import left_out
from portsim.model.sourced import ASSUMPTION
from portsim.report.answer import no_money
from portsim.report.answer.measured import measured_in_short
from portsim.report.answer.measures import Answer, answers
from portsim.report.answer.short import in_short
from portsim.report.held import held_rows
from portsim.report.numbers import figures
from portsim.report.pages.audit import audit_section
from portsim.report.pages.comparison import comparison_section
from portsim.report.pages.deciding import deciding_section
from portsim.report.pages.events import events_section
from portsim.report.pages.facts import (
    assumptions_section,
    changes_section,
    limits_section,
    provenance_section,
)
from portsim.report.pages.held import held_section
from portsim.report.pages.money import money_section
from portsim.report.pages.report import report_markdown
from portsim.report.pages.stages import stages_section
from portsim.report.pages.stress import stress_section
from portsim.report.pages.validation import validation_section
from portsim.report.parts import Cell, Figure, Grid, Section, grid
from portsim.report.picture import Shown, Where
from portsim.report.words import label, replications
from portsim.scenario.numbers import sources
from portsim.scenario.scenario import Scenario
from portsim.study.audit import causes
from portsim.study.ledger import untariffed
from portsim.study.question import QUESTION, StudyResult
from portsim.study.uncertainty.earlier import Sure, command

if TYPE_CHECKING:
    import pandas as pd

IN_MARKDOWN: tuple[Where, ...] = ("measures", "money")  # charts that stand in report.md too
HELD = "observed"  # the section that does


class Played(NamedTuple):
    """The page beside this one that plays a day, empty if there is none, and what it shows, or why not."""

    page: str
    says: str


@dataclass(frozen=True)
class Whole:
    """What a page says of a study; `charts` are by the stem of their files, `footing` what all rests on.
    `played` is None where no playback was asked for."""

    title: str
    scenario: str
    short: tuple[str, ...]
    answers: tuple[Answer, ...]
    sections: tuple[Section, ...]
    charts: Mapping[str, Shown]
    footing: str
    facts: Mapping[str, object]
    audit: pd.DataFrame
    left_out: str
    sure: Sure | None
    played: Played | None = None

    def markdown(self) -> str:
        """The short report."""
        shown = {name: each.caption for name, each in self.charts.items() if each.where in IN_MARKDOWN}
        return report_markdown(
            self.title,
            self.short,
            self.answers,
            self.audit,
            self.facts,
            shown,
            self.left_out,
            self.sure,
            [each for each in self.sections if each.name == HELD],
        )


def gathered(
    study: StudyResult, facts: Mapping[str, object], charts: Mapping[str, Shown], sure: Sure | None = None
) -> Whole:
    """What the page and the report of a study say; `facts` are its provenance."""
    scenario, length = study.scenario, study.scenario.study
    found = answers_of(study, sure)
    path = scenario.claims
    leaves = left_out(path, scenario) if study.claims and path is not None else ""
    return Whole(
        known(scenario.title),
        scenario.name,
        tuple(short_of(study, found, sure)),
        found,
        tuple(_sections(study, facts, charts, sure, [each.alternative for each in found], leaves)),
        charts,
        t(
            "n = {replications}, seed {seed}, {name}, identity {identity}",
            replications=replications(length.replications, length.days),
            seed=length.seed,
            name=scenario.name,
            identity=scenario.identity,
        ),
        facts,
        study.table("audit"),
        leaves,
        sure,
    )


def answers_of(study: StudyResult, sure: Sure | None) -> tuple[Answer, ...]:
    """What is said of each measure, the one that saves most first."""
    tables = (study.table("comparison"), study.table("payers"), study.table("audit"))
    return answers(*tables, study.claims, sure)


def short_of(study: StudyResult, found: Sequence[Answer], sure: Sure | None) -> list[str]:
    """The answer of a study in a few sentences."""
    scenario = study.scenario
    return in_short(
        found,
        study.table("audit"),
        sure,
        command(scenario),
        list(no_money.sentences(study)),
        measured_in_short(study, command(scenario, "compare")),
    )


def _sections(
    study: StudyResult,
    facts: Mapping[str, object],
    charts: Mapping[str, Shown],
    sure: Sure | None,
    order: Sequence[str],
    leaves: str,
) -> Iterator[Section]:
    scenario = study.scenario

    def drawn(*where: Where) -> list[Figure]:
        return [Figure(name) for name, each in charts.items() if each.where in where]

    if len(study.table("audit")):
        yield audit_section(study.table("audit"), causes(study), leaves, sure, drawn("audit"))
    yield deciding_section(sure, command(scenario), [each.name for each in drawn("deciding")])
    yield comparison_section(study.table("comparison"), order, drawn("measures"))
    all_terminals = study.table("stages")[study.table("stages")["terminal"] == "all"]
    yield stages_section(all_terminals, drawn("stages"))
    if times := drawn("times", "hours"):
        yield Section("hours", t("Times and hours of the day"), tuple(times), t("Hours"))
    holding = list(dict.fromkeys(study.table("events")["alternative"]))
    untold = untariffed(scenario.baseline)
    yield from money_section(
        study.table("payers"), study.table("ledger"), study.table("volumes"), untold, holding, drawn("money")
    )
    yield from events_section(study.table("events"), drawn("events"))
    yield from validation_section(study.table("validation"), drawn("validation"))
    yield from held_section(held_rows(study), drawn("observed"))
    for name, question in scenario.library[QUESTION].items():
        if question.in_report and not (question.left_out and study.table(name).empty):
            title = known(question.title)
            own = plain(name, title, study.table(name))
            yield Section(f"table_{name}", title, (own,), known(question.short))
    if more := drawn("more"):
        yield Section("more", t("More charts"), tuple(more))
    yield changes_section(study.table("changes"))
    yield assumptions_section(assumptions(scenario), {} if sure is None else sure.influence)
    yield limits_section(scenario.limits)
    yield stress_section(study, facts)
    yield provenance_section(facts)


def plain(name: str, caption: str, table: pd.DataFrame) -> Grid:
    """A table as it is: names in words, numbers to three digits."""
    numbers = [place for place, kind in enumerate(table.dtypes) if kind.kind in "fiu"]
    rows = [
        [
            Cell(figures(float(cell)), float(cell)) if at in numbers else label(str(cell))
            for at, cell in enumerate(row)
        ]
        for row in table.itertuples(index=False)
    ]
    return grid(name, caption, [label(str(each)) for each in table.columns], rows, numbers)


def assumptions(scenario: Scenario) -> pd.DataFrame:
    """Every assumed number: key, value, range, note."""
    import pandas as pd

    rows = [
        (key, number.words(), number.range_words(), number.note)
        for key, number in sources(scenario)
        if ASSUMPTION in number.source
    ]
    return pd.DataFrame(rows, columns=["key", "value", "range", "note"])
