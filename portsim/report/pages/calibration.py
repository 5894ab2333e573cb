"""The page of a calibration: the answer, inputs, figures, logs, discrepancy, method, provenance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from portsim.base.language import known, later, retold, t
from portsim.base.spoken import quantity, span
from portsim.report.analyses.calibration import BELOW_FIGURES, BELOW_INPUTS, BELOW_WAVES
from portsim.report.analysis import Sheet
from portsim.report.analysis_page import AnalysisPage, Narrowed
from portsim.report.answer.calibrated import calibrated_in_short
from portsim.report.held import rows_of
from portsim.report.pages.calibration_tables import (
    conflicts_section,
    discrepancy_section,
    figures_table,
    inputs_table,
    pairs_table,
    without_marks,
)
from portsim.report.pages.facts import limits_section, provenance_section
from portsim.report.pages.held import held_section
from portsim.report.pages.whole import plain
from portsim.report.parts import Figure, Fold, Gallery, Part, Point, Points, Section, Text
from portsim.report.picture import Shown
from portsim.report.words import key_label, replications
from portsim.study.analysis import Analysis
from portsim.study.provenance import provenance
from portsim.study.question import as_csv

LONG = ("overlay", "worlds_that_cannot_run", "logs")  # these stand in files beside the page
OWN = ("inputs", "figures")  # charts that are not of a log
METHOD = (
    (
        later("Waves."),
        later(
            "Worlds are run over the whole prior. A Gaussian process foretells each figure where nothing "
            "was run. A point is ruled out if a figure lies more than 3 standard deviations from the "
            "observed one, with the errors of emulator, observation, runs and model. The next wave runs "
            "where nothing is ruled out (Vernon, Goldstein and Bower 2010)."
        ),
    ),
    (
        later("Posterior."),
        later(
            "Points are drawn as likely as the emulators hold them, run, and weighted by emulators that know "
            "these runs (Kennedy and O'Hagan 2001; Rubin 1988)."
        ),
    ),
    (
        later("Verdict."),
        later(
            "The calibrated port is run in all replications: every input that the figures fix at its median, "
            "all others as stated. What was held out took no part in the search."
        ),
    ),
    (
        later("Limits."),
        later(
            "Ranges of the prior bound the answer: a posterior that leans on an end asks for a wider range. "
            "Observed weeks must be like the days that are run. Errors are taken as normal."
        ),
    ),
)


def calibration_page(analysis: Analysis, sheets: Sequence[Sheet]) -> AnalysisPage:
    """What the page says in the language that is spoken; `sheets` are the charts that lie beside it."""
    scenario = analysis.scenario
    length = scenario.study
    title = known(scenario.title)
    runs = replications(length.replications, length.days)
    found = len(analysis.tables["posterior"])
    footing = t(
        "n = {replications}, {worlds} worlds, seed {seed}, {name}, identity {identity}",
        replications=t("{runs} of the calibrated port", runs=runs)
        if found
        else t("{runs} as stated", runs=runs),
        worlds=analysis.facts["worlds_run"],
        seed=length.seed,
        name=scenario.name,
        identity=scenario.identity,
    )
    facts = {**provenance(scenario), "analysis": analysis.name, **analysis.facts}
    return AnalysisPage(
        t("portsim calibration"),
        title,
        t("{name}: calibration", name=title),
        tuple(calibrated_in_short(analysis)),
        tuple(_narrowed(analysis)),
        t("Each input, before and after"),
        t(
            "Dot and dark bar: median and 5 to 95 % of the posterior; pale bar: 5 to 95 % of the prior; "
            "line: median of the prior."
        ),
        tuple(_sections(analysis, [each.name for each in sheets], facts)),
        {
            each.name: Shown(
                known(each.caption), _note(each.name), "more", "" if each.data is None else as_csv(each.data)
            )
            for each in sheets
        },
        footing,
        facts,
    )


def _note(name: str) -> str:
    """What is said below a chart of a log."""
    return "" if name in OWN else t("All weeks of the log, those held out too.")


def _narrowed(analysis: Analysis) -> Iterator[Narrowed]:
    """Each input of a posterior, those that were found first."""
    table = analysis.tables["inputs"]
    rows = sorted(table.to_dict("records"), key=lambda row: row["verdict"] == "not identified")
    for row in rows:
        if row["verdict"]:
            before = span(row["prior_low"], row["prior_high"])
            yield Narrowed(
                key_label(row["input"]), row["verdict"], quantity(row["median"]),
                span(row["low"], row["high"]), t("before: {range}", range=before),
                row["prior_5"], row["prior_50"], row["prior_95"], row["at_5"], row["at_50"], row["at_95"],
            )  # fmt: skip


def _sections(analysis: Analysis, charts: Sequence[str], facts: Mapping[str, object]) -> Iterator[Section]:
    tables = analysis.tables
    if len(tables["conflicts"]):
        yield conflicts_section(analysis)
    yield Section(
        "inputs",
        t("Inputs: prior against posterior"),
        (*_drawn("inputs", charts), inputs_table(analysis), Text(without_marks(BELOW_INPUTS), small=True),
         *pairs_table(analysis)),
        t("Inputs"),
    )  # fmt: skip
    yield Section(
        "figures",
        t("Observed against simulated, in and out of sample"),
        (*_drawn("figures", charts), figures_table(analysis), Text(without_marks(BELOW_FIGURES), small=True)),
        t("Figures"),
    )
    if "observed" in tables:
        of_logs = Gallery(tuple(name for name in charts if name not in OWN))
        yield from held_section(rows_of(analysis.observed, analysis.observed_quantiles), [of_logs])
    yield discrepancy_section(analysis)
    yield Section(
        "method",
        t("How it was found"),
        (
            Points(tuple(Point(known(lead), known(text)) for lead, text in METHOD)),
            plain("waves", t("Waves"), tables["waves"]),
            Text(without_marks(BELOW_WAVES), small=True),
            Fold(t("All findings, as report.md has them"), (_findings(analysis),)),
        ),
        t("Method"),
    )
    yield limits_section(analysis.scenario.limits)
    yield provenance_section({key: value for key, value in facts.items() if key not in LONG})


def _drawn(name: str, charts: Sequence[str]) -> Iterator[Part]:
    if name in charts:
        yield Figure(name)


def _findings(analysis: Analysis) -> Points:
    return Points(tuple(Point("", retold(each)) for each in analysis.sentences))
